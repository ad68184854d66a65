//! Bluetooth LE on Linux: BlueZ over D-Bus, and the kernel's L2CAP channels.
//!
//! One task holds one adapter. It keeps the phone seen (an advertisement with the number of the channel on which it
//! takes calls), looks, and calls one after another, since a controller that connects does not look meanwhile. When a
//! connection comes about the kernel stops advertising, and says so to nobody; so the advertisement is registered
//! again after each change and every few seconds, which tells at the same time whether the daemon is still there.
//!
//! Adapters are unplugged, daemons restarted, laptops closed. Whatever goes wrong ends the whole [`Watch`], the state
//! is told, and after a pause another one begins from nothing. Links are the kernel's and outlive their daemon.
//!
//! Nothing is paired, and no name is sent. The address is the adapter's own, unless its privacy is set in BlueZ's
//! `main.conf` (`Privacy = device`): a program cannot choose it (`org.bluez.Adapter1` of BlueZ 5.66 has no such call).

mod advert;
mod channel;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io,
    os::fd::OwnedFd,
    pin::Pin,
    time::Duration,
};

use bluer::{
    Adapter, AdapterEvent, AdapterProperty, Address, AddressType, DiscoveryFilter, DiscoveryTransport,
    ErrorKind, Session, adv::AdvertisementHandle, l2cap::StreamListener,
};
use futures_core::Stream as Events;
use tokio::{
    sync::oneshot,
    time::{Instant, MissedTickBehavior, interval, sleep, timeout, timeout_at},
};
use tokio_stream::StreamExt;

use super::{Antenna, Cost, Event, Kind, Radio, RadioId, Sighting, Spot, State, Station, Wish, antenna};
use advert::Advert;

pub use advert::SERVICE;

/// The daemon answers within milliseconds, or never.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(5);
/// After something went wrong; each time twice as long, up to the second.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// A watch that held for so long was a good one.
const HELD: Duration = Duration::from_secs(20);
/// The advertisement is registered again.
const AGAIN_EVERY: Duration = Duration::from_secs(3);
/// What changed about devices is looked at: once a second for each.
const READ_EVERY: Duration = Duration::from_secs(1);
/// Nobody heard them for so long.
const LOST_AFTER: Duration = Duration::from_secs(30);
/// Devices that are known at once, and those that are read in one go; anybody can make up more.
const SEEN_MAX: usize = 64;
const READ_MAX: usize = 32;
/// Calls that wait.
const CALLS_MAX: usize = 16;

/// An adapter of this phone.
#[derive(Clone, Debug)]
pub struct Bluetooth {
    adapter: Option<String>,
}

impl Bluetooth {
    /// The adapter of this name (`hci0`), or the first there is.
    pub fn new(adapter: Option<String>) -> Bluetooth {
        Bluetooth { adapter }
    }
}

impl Radio for Bluetooth {
    fn kind(&self) -> Kind {
        Kind::Bluetooth
    }

    fn cost(&self) -> Cost {
        // Plan figures from the literature: 100 to 300 kbit/s over all links; 10 mW more while something passes.
        Cost {
            round_trip: Duration::from_millis(60),
            bytes_per_second: 20_000,
            millijoules_per_megabyte: 8_000,
        }
    }

    fn switch_on(&self) -> Antenna {
        let (antenna, station) = antenna();
        tokio::spawn(serve(self.adapter.clone(), station));
        antenna
    }
}

/// What is wished at the moment; it outlives every watch.
#[derive(Debug, Default)]
struct Wanted {
    seen_as: Option<RadioId>,
    looks: bool,
    calls: VecDeque<Spot>,
}

impl Wanted {
    /// Whether anything else than calls has changed.
    fn heed(&mut self, wish: Wish) -> bool {
        match wish {
            Wish::BeSeen(id) => std::mem::replace(&mut self.seen_as, id) != id,
            Wish::Look(looks) => std::mem::replace(&mut self.looks, looks) != looks,
            Wish::Connect(spot) => {
                if self.calls.len() < CALLS_MAX && !self.calls.contains(&spot) {
                    self.calls.push_back(spot);
                }
                false
            }
        }
    }
}

/// Why a watch ended.
enum End {
    /// Nobody wishes for anything any more.
    NotWanted,
    /// The adapter is off, away or does not answer.
    State(State),
}

impl From<bluer::Error> for End {
    fn from(wrong: bluer::Error) -> End {
        match wrong.kind {
            ErrorKind::NotReady => End::State(State::Off),
            ErrorKind::NotAuthorized | ErrorKind::NotPermitted => End::State(State::NotAllowed),
            _ => End::State(State::Unavailable),
        }
    }
}

impl From<io::Error> for End {
    fn from(wrong: io::Error) -> End {
        match wrong.kind() {
            io::ErrorKind::PermissionDenied => End::State(State::NotAllowed),
            _ => End::State(State::Unavailable),
        }
    }
}

async fn serve(adapter: Option<String>, mut station: Station) {
    let (mut wanted, mut told, mut pause, mut links) = (Wanted::default(), None, PAUSE.0, 0);
    loop {
        let begun = Instant::now();
        let end = match Watch::begin(adapter.as_deref(), &mut links).await {
            Ok(watch) => watch.keep(&mut station, &mut wanted, &mut told).await,
            Err(end) => end,
        };
        let End::State(state) = end else { return };
        for spot in wanted.calls.drain(..) {
            station.tell(Event::NotReached(spot)).await;
        }
        if told.replace(state) != Some(state) && !station.tell(Event::State(state)).await {
            return;
        }
        pause = if begun.elapsed() >= HELD { PAUSE.0 } else { (2 * pause).min(PAUSE.1) };
        let resting = sleep(pause);
        tokio::pin!(resting);
        loop {
            tokio::select! {
                () = &mut resting => break,
                wish = station.wishes.recv() => match wish {
                    // It cannot be called anyway, and will be sighted again.
                    Some(Wish::Connect(spot)) => { station.tell(Event::NotReached(spot)).await; }
                    Some(wish) => { wanted.heed(wish); }
                    None => return,
                },
            }
        }
    }
}

/// Waits for the daemon, but not for ever.
async fn answered<A, E>(asked: impl Future<Output = Result<A, E>>) -> Result<A, End>
where
    End: From<E>,
{
    timeout(ANSWER_TIME_MAX, asked).await.map_err(|_| End::State(State::Unavailable))?.map_err(End::from)
}

/// One adapter, from its first answer to the first thing that goes wrong.
struct Watch<'l> {
    adapter: Adapter,
    me: (Address, AddressType),
    /// What this phone is seen as, and where it takes calls.
    seen: Option<Seen>,
    looking: Option<Pin<Box<dyn Events<Item = AdapterEvent> + Send>>>,
    /// Who has changed since they were read last.
    changed: BTreeSet<Address>,
    known: BTreeMap<Spot, Known>,
    calling: Option<Calling>,
    links: &'l mut u64,
}

struct Seen {
    advert: Advert,
    listener: StreamListener,
    handle: Option<AdvertisementHandle>,
}

struct Calling {
    spot: Spot,
    until: Instant,
    answer: oneshot::Receiver<io::Result<OwnedFd>>,
}

impl Calling {
    async fn answer(&mut self) -> io::Result<OwnedFd> {
        match timeout_at(self.until, &mut self.answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(io::ErrorKind::Interrupted.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

struct Known {
    at: Instant,
    channel: Option<u16>,
}

/// What a watch waits for.
enum Next {
    Wish(Option<Wish>),
    Called(io::Result<(bluer::l2cap::Stream, bluer::l2cap::SocketAddr)>),
    Answered(io::Result<OwnedFd>),
    Adapter(Option<AdapterEvent>),
    Looked(Option<AdapterEvent>),
    Read,
    Again,
}

impl Watch<'_> {
    async fn begin<'l>(adapter: Option<&str>, links: &'l mut u64) -> Result<Watch<'l>, End> {
        let session = answered(Session::new()).await?;
        let adapter = match adapter {
            Some(name) => session.adapter(name)?,
            None => answered(session.default_adapter()).await?,
        };
        // An adapter that its owner switched off stays off.
        if !answered(adapter.is_powered()).await? {
            return Err(End::State(State::Off));
        }
        let me = (answered(adapter.address()).await?, answered(adapter.address_type()).await?);
        Ok(Watch {
            adapter,
            me,
            seen: None,
            looking: None,
            changed: BTreeSet::new(),
            known: BTreeMap::new(),
            calling: None,
            links,
        })
    }

    async fn keep(mut self, station: &mut Station, wanted: &mut Wanted, told: &mut Option<State>) -> End {
        match self.keep_on(station, wanted, told).await {
            Ok(()) => End::NotWanted,
            Err(end) => {
                if let Some(calling) = self.calling.take() {
                    station.tell(Event::NotReached(calling.spot)).await;
                }
                for spot in self.known.into_keys() {
                    station.tell(Event::Lost(spot)).await;
                }
                end
            }
        }
    }

    /// Ends well when nothing is wished any more.
    async fn keep_on(
        &mut self,
        station: &mut Station,
        wanted: &mut Wanted,
        told: &mut Option<State>,
    ) -> Result<(), End> {
        let mut own = Box::pin(answered(self.adapter.events()).await?);
        let mut read = interval(READ_EVERY);
        let mut again = interval(AGAIN_EVERY);
        for every in [&mut read, &mut again] {
            every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        self.be_seen(wanted).await?;
        self.look_or_call(wanted).await?;
        if told.replace(State::On) != Some(State::On) {
            station.tell(Event::State(State::On)).await;
        }
        loop {
            let next = tokio::select! {
                wish = station.wishes.recv() => Next::Wish(wish),
                called = async { self.seen.as_ref().expect("seen").listener.accept().await }, if self.seen.is_some() => {
                    Next::Called(called)
                }
                answer = async { self.calling.as_mut().expect("calling").answer().await }, if self.calling.is_some() => {
                    Next::Answered(answer)
                }
                event = own.next() => Next::Adapter(event),
                event = async { self.looking.as_mut().expect("looking").next().await }, if self.looking.is_some() => {
                    Next::Looked(event)
                }
                _ = read.tick() => Next::Read,
                _ = again.tick() => Next::Again,
            };
            match next {
                Next::Wish(None) => return Ok(()),
                Next::Wish(Some(wish)) => {
                    if wanted.heed(wish) {
                        self.be_seen(wanted).await?;
                    }
                }
                Next::Called(Ok((stream, from))) => {
                    let spot = channel::spot(from.addr, from.addr_type);
                    let link = station.link(spot, self.number(), false, stream);
                    station.tell(Event::Up(link)).await;
                    self.advertise().await?;
                }
                // One caller's bad luck; a listener that is dead shows when it is made again.
                Next::Called(Err(_)) => sleep(PAUSE.0).await,
                Next::Answered(answer) => {
                    let Some(Calling { spot, .. }) = self.calling.take() else { continue };
                    let event = match answer.and_then(channel::stream) {
                        Ok(stream) => Event::Up(station.link(spot, self.number(), true, stream)),
                        Err(_) => Event::NotReached(spot),
                    };
                    station.tell(event).await;
                    self.advertise().await?;
                }
                Next::Adapter(None) => return Err(End::State(State::Unavailable)),
                Next::Adapter(Some(AdapterEvent::PropertyChanged(AdapterProperty::Powered(false)))) => {
                    return Err(End::State(State::Off));
                }
                Next::Adapter(Some(_)) => {}
                // Somebody else ended it, or the controller did.
                Next::Looked(None) => self.looking = None,
                Next::Looked(Some(AdapterEvent::DeviceAdded(address))) => {
                    if self.changed.len() < READ_MAX {
                        self.changed.insert(address);
                    }
                }
                Next::Looked(Some(_)) => {}
                Next::Read => self.read(station).await?,
                Next::Again => {
                    if !answered(self.adapter.is_powered()).await? {
                        return Err(End::State(State::Off));
                    }
                    self.advertise().await?;
                }
            }
            self.look_or_call(wanted).await?;
        }
    }

    fn number(&mut self) -> u64 {
        *self.links += 1;
        *self.links
    }

    /// A new channel for each id, so that neither tells that the other is of the same phone.
    async fn be_seen(&mut self, wanted: &Wanted) -> Result<(), End> {
        if self.seen.as_ref().map(|seen| seen.advert.id) == wanted.seen_as {
            return Ok(());
        }
        self.seen = None;
        if let Some(id) = wanted.seen_as {
            let (listener, channel) = channel::listen(self.me)?;
            self.seen = Some(Seen { advert: Advert { channel, id }, listener, handle: None });
            self.advertise().await?;
        }
        Ok(())
    }

    async fn advertise(&mut self) -> Result<(), End> {
        if let Some(seen) = &mut self.seen {
            seen.handle = None;
            seen.handle = Some(answered(self.adapter.advertise(seen.advert.write())).await?);
        }
        Ok(())
    }

    /// A controller that connects does not look meanwhile.
    async fn look_or_call(&mut self, wanted: &mut Wanted) -> Result<(), End> {
        if self.calling.is_some() {
            return Ok(());
        }
        if let Some(spot) = wanted.calls.pop_front() {
            self.looking = None;
            // Where nobody was seen there is nobody to call, and that is told as any other call in vain.
            let channel = self.known.get(&spot).and_then(|known| known.channel);
            let answer = match channel {
                Some(channel) => channel::call(self.me, channel::address(spot), channel),
                None => oneshot::channel().1,
            };
            let until = Instant::now() + channel::CALL_TIME_MAX;
            self.calling = Some(Calling { spot, until, answer });
        } else if !wanted.looks {
            self.looking = None;
        } else if self.looking.is_none() {
            let filter = DiscoveryFilter {
                uuids: [SERVICE].into(),
                transport: DiscoveryTransport::Le,
                duplicate_data: true,
                ..DiscoveryFilter::default()
            };
            // The one before may not have ended yet; then the next turn looks again.
            match self.adapter.set_discovery_filter(filter).await {
                Ok(()) => {
                    let looking = answered(self.adapter.discover_devices_with_changes()).await?;
                    self.looking = Some(Box::pin(looking));
                }
                Err(wrong) if wrong.kind == ErrorKind::DiscoveryActive => {}
                Err(wrong) => return Err(wrong.into()),
            }
        }
        Ok(())
    }

    async fn read(&mut self, station: &Station) -> Result<(), End> {
        let now = Instant::now();
        for address in std::mem::take(&mut self.changed) {
            if let Some((sighting, channel)) = sighting(&self.adapter, address).await {
                let spot = sighting.spot;
                if self.known.len() < SEEN_MAX || self.known.contains_key(&spot) {
                    self.known.insert(spot, Known { at: now, channel });
                    station.mention(sighting);
                }
            }
        }
        let is_lost = |known: &Known| now.duration_since(known.at) >= LOST_AFTER;
        let lost: Vec<Spot> =
            self.known.iter().filter(|(_, known)| is_lost(known)).map(|(spot, _)| *spot).collect();
        for spot in lost {
            self.known.remove(&spot);
            station.tell(Event::Lost(spot)).await;
        }
        Ok(())
    }
}

/// None of a device that is gone again, is none of ours, or was only known from before.
async fn sighting(adapter: &Adapter, address: Address) -> Option<(Sighting, Option<u16>)> {
    let device = adapter.device(address).ok()?;
    let signal = answered(device.rssi()).await.ok()??;
    let services = answered(device.uuids()).await.ok()??;
    let data = answered(device.service_data()).await.ok()?.unwrap_or_default();
    let of = answered(device.address_type()).await.ok()?;
    let advert = Advert::read(&services, &data)?;
    let signal = i8::try_from(signal).unwrap_or(i8::MIN);
    let spot = channel::spot(address, of);
    let id = advert.map(|advert| advert.id);
    Some((Sighting { spot, id, signal }, advert.map(|advert| advert.channel)))
}
