//! Radios: what reaches a phone nearby where there is no network.
//!
//! A [`Radio`] says what it is and what it costs. [`Radio::switch_on`] gives an [`Antenna`]: wishes go in (be seen,
//! look, connect), [`Event`]s come out (somebody was sighted or lost, a link is up or down, the radio is off and why).
//! Nothing here waits for a radio: a wish stands until it is taken back, through every unplugged adapter and restarted
//! daemon, and what became of it comes as an event.
//!
//! A [`Link`] is bytes both ways, in order, with back pressure: a write waits while the other end does not read. It is
//! up as long as it is held; dropping it takes it down. A radio knows nobody: who is at the other end is found out
//! above, behind the encryption.
//!
//! Each radio is a task of its own that holds the other half, the [`Station`]: BlueZ (`bluetooth`), and one in memory
//! for tests and simulations ([`rehearsal`]).

#[cfg(all(target_os = "linux", feature = "bluetooth"))]
pub mod bluetooth;
pub mod rehearsal;

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::mpsc,
};

/// Events that have not been taken yet. Sightings are left out beyond it, since they come again.
const EVENTS_MAX: usize = 256;
/// Links of one radio: what the controllers of common phones carry (six or seven, see the Bluetooth models of Android and
/// iOS; one place stays free for a keyboard or a headset).
pub const LINKS_MAX: usize = 6;

/// A kind of radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Bluetooth LE with connection-oriented channels: the common ground of Android, iOS and Linux.
    Bluetooth,
    /// Wi-Fi Direct: for bulk.
    WifiDirect,
}

/// What using a radio comes to: plan figures, for choosing between two that reach the same phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// From a question to its answer.
    pub round_trip: Duration,
    /// What passes in a second, all links together.
    pub bytes_per_second: u32,
    /// Energy for a megabyte, in millijoules.
    pub millijoules_per_megabyte: u32,
}

/// How a radio is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It works.
    On,
    /// Its owner has switched it off.
    Off,
    /// The system does not let this program use it.
    NotAllowed,
    /// There is none, or what drives it does not answer.
    Unavailable,
}

/// Four random bytes by which a phone is told from the others nearby, until it takes new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RadioId(pub [u8; 4]);

/// Where a radio finds somebody: its own word for an address, of no meaning to anybody else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot(pub u64);

impl fmt::Debug for Spot {
    /// In short: a log that somebody sends in should hold no addresses.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Spot(…{:02x})", self.0 & 0xff)
    }
}

/// Somebody who can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Where.
    pub spot: Spot,
    /// What they call themselves. Not every system can advertise that.
    pub id: Option<RadioId>,
    /// How strong they are heard, in dBm; nearer to nought is stronger.
    pub signal: i8,
}

/// Something happened on a radio.
#[derive(Debug)]
pub enum Event {
    /// It is in another state than before; the first event of all says in which.
    State(State),
    /// Somebody is in reach; again and again, about once a second each.
    Sighted(Sighting),
    /// Nothing was heard of them for a while.
    Lost(Spot),
    /// A link to them is up.
    Up(Link),
    /// A link to them, of this number, is down.
    Down(Spot, u64),
    /// A call came to nothing.
    NotReached(Spot),
}

/// A radio of this phone.
pub trait Radio: fmt::Debug + Send + Sync {
    /// What it is.
    fn kind(&self) -> Kind;

    /// What it costs.
    fn cost(&self) -> Cost;

    /// Takes it into use; must be called inside a tokio runtime with IO and time. It does nothing until it is wished
    /// for, and ends with the antenna.
    fn switch_on(&self) -> Antenna;
}

/// What a phone wants of a radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Be seen under this id, and take calls; or neither.
    BeSeen(Option<RadioId>),
    /// Look who is there, or leave it.
    Look(bool),
    /// Call them.
    Connect(Spot),
}

/// The phone's half of a radio that is in use.
#[derive(Debug)]
pub struct Antenna {
    wishes: mpsc::UnboundedSender<Wish>,
    events: mpsc::Receiver<Event>,
}

/// The radio's half.
#[derive(Debug)]
pub struct Station {
    /// What is wished; nothing any more, when the antenna is gone.
    pub wishes: mpsc::UnboundedReceiver<Wish>,
    events: mpsc::Sender<Event>,
}

/// The two halves of a radio in use.
pub fn antenna() -> (Antenna, Station) {
    // Wishes come from this phone alone, a handful at a time.
    let (wish, wishes) = mpsc::unbounded_channel();
    let (event, events) = mpsc::channel(EVENTS_MAX);
    (Antenna { wishes: wish, events }, Station { wishes, events: event })
}

impl Antenna {
    /// Be seen under this id from now on, or not any more. A new id comes with whatever else can be changed along with
    /// it (the channel's number, the address), so that nobody can tell that it is the same phone.
    pub fn be_seen(&self, id: Option<RadioId>) {
        self.wish(Wish::BeSeen(id));
    }

    /// Look who is there from now on, or not any more.
    pub fn look(&self, looking: bool) {
        self.wish(Wish::Look(looking));
    }

    /// Call whoever is there: [`Event::Up`] or [`Event::NotReached`] follows.
    pub fn connect(&self, spot: Spot) {
        self.wish(Wish::Connect(spot));
    }

    /// What happens next; nothing more, when the radio's task has ended.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    fn wish(&self, wish: Wish) {
        // A radio whose task has ended fulfils none; its events have ended too.
        let _ = self.wishes.send(wish);
    }
}

impl Station {
    /// Tells what must not be missed, as soon as there is room; whether anybody still listens.
    pub async fn tell(&self, event: Event) -> bool {
        self.events.send(event).await.is_ok()
    }

    /// Tells what will come again anyway, if there is room.
    pub fn mention(&self, sighting: Sighting) {
        let _ = self.events.try_send(Event::Sighted(sighting));
    }

    /// A link over this stream, whose end is told too.
    pub fn link(&self, spot: Spot, number: u64, called: bool, stream: impl Stream + 'static) -> Link {
        let ends = self.events.clone();
        Link { spot, number, called, stream: Box::pin(stream), ends: Some(ends) }
    }
}

/// Bytes both ways.
pub trait Stream: AsyncRead + AsyncWrite + Send {}

impl<S: AsyncRead + AsyncWrite + Send> Stream for S {}

/// A link to somebody. Dropping it takes it down.
pub struct Link {
    spot: Spot,
    number: u64,
    called: bool,
    stream: Pin<Box<dyn Stream>>,
    ends: Option<mpsc::Sender<Event>>,
}

impl Link {
    /// Where the other end is.
    pub fn spot(&self) -> Spot {
        self.spot
    }

    /// Which of this radio's links it is.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether this phone called.
    pub fn called(&self) -> bool {
        self.called
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Link({} to {:?})", self.number, self.spot)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let Some(ends) = self.ends.take() else { return };
        let down = Event::Down(self.spot, self.number);
        // The end of a link must not be missed: if there is no room now, somebody waits for it.
        if let Err(mpsc::error::TrySendError::Full(down)) = ends.try_send(down)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move { ends.send(down).await });
        }
    }
}

impl AsyncRead for Link {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_read(context, into)
    }
}

impl AsyncWrite for Link {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(context)
    }
}
