//! Links of radios as a transport of libp2p's.
//!
//! libp2p wants to dial and to be called, while a radio's link is up before libp2p hears of it. So a link that came in
//! is an incoming connection at once, and one that this phone called for waits on the [`Switchboard`] until libp2p
//! dials its number.

use std::{
    collections::BTreeMap,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
    time::Duration,
};

use futures::{
    AsyncRead, AsyncWrite,
    future::{Ready, ready as is},
};
use libp2p::{
    Multiaddr,
    core::transport::{DialOpts, ListenerId, Transport, TransportError, TransportEvent},
    multiaddr::Protocol,
};
use tequio_platform::radio::Link;
use tokio::{
    io::{AsyncRead as _, AsyncWrite as _, ReadBuf},
    sync::mpsc,
    time::{Sleep, sleep},
};

/// Longer than any link that is of use keeps a piece of two kilobytes waiting.
const STUCK_MAX: Duration = Duration::from_secs(20);

/// Where links are handed over.
pub(super) struct Switchboard {
    called: mpsc::UnboundedSender<(u64, Link)>,
    waiting: Waiting,
}

type Waiting = Arc<Mutex<BTreeMap<u64, Link>>>;

/// The transport.
pub(in crate::links) struct OverRadios {
    /// As many as radios carry; the limit is kept where they come up.
    called: mpsc::UnboundedReceiver<(u64, Link)>,
    waiting: Waiting,
    listener: ListenerId,
}

pub(super) fn pair() -> (Switchboard, OverRadios) {
    let (sender, called) = mpsc::unbounded_channel();
    let waiting = Waiting::default();
    let transport = OverRadios { called, waiting: waiting.clone(), listener: ListenerId::next() };
    (Switchboard { called: sender, waiting }, transport)
}

impl Switchboard {
    /// Hands a link over; at its address it can be dialled, if this phone called for it.
    pub(super) fn connect(&self, number: u64, link: Link) -> Multiaddr {
        if link.called() {
            self.waiting.lock().expect("nobody panics while holding it").insert(number, link);
        } else {
            // Without a transport all links are about to end.
            let _ = self.called.send((number, link));
        }
        Protocol::Memory(number).into()
    }
}

/// The number in `/memory/<number>`.
pub(super) fn number(address: &Multiaddr) -> Option<u64> {
    match address.iter().next() {
        Some(Protocol::Memory(number)) => Some(number),
        _ => None,
    }
}

impl Transport for OverRadios {
    type Output = Wire;
    type Error = io::Error;
    type ListenerUpgrade = Ready<io::Result<Wire>>;
    type Dial = Ready<io::Result<Wire>>;

    fn listen_on(&mut self, _: ListenerId, at: Multiaddr) -> Result<(), TransportError<io::Error>> {
        // Radios are seen and called without it, and an address of theirs must not be announced.
        Err(TransportError::MultiaddrNotSupported(at))
    }

    fn remove_listener(&mut self, _: ListenerId) -> bool {
        false
    }

    fn dial(&mut self, at: Multiaddr, _: DialOpts) -> Result<Self::Dial, TransportError<io::Error>> {
        let Some(number) = number(&at) else { return Err(TransportError::MultiaddrNotSupported(at)) };
        let link = self.waiting.lock().expect("nobody panics while holding it").remove(&number);
        // It may have been dialled before; then this is a mistake of ours and no link.
        Ok(is(link.map(Wire::new).ok_or_else(|| io::ErrorKind::NotFound.into())))
    }

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<TransportEvent<Self::ListenerUpgrade, io::Error>> {
        let Some((number, link)) = ready!(self.called.poll_recv(context)) else { return Poll::Pending };
        let address: Multiaddr = Protocol::Memory(number).into();
        Poll::Ready(TransportEvent::Incoming {
            listener_id: self.listener,
            upgrade: is(Ok(Wire::new(link))),
            local_addr: address.clone(),
            send_back_addr: address,
        })
    }
}

/// A link, with the traits that libp2p's streams have.
///
/// Who takes nothing any more is gone: without an end of its own a write to a phone that stands still would wait for
/// ever, also the last one by which libp2p takes its leave, and the link would keep its place.
pub(in crate::links) struct Wire {
    link: Link,
    stuck: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    fn new(link: Link) -> Wire {
        Wire { link, stuck: None }
    }

    /// What became of something that is to move; not moving for [`STUCK_MAX`] is an end.
    fn moved<A>(&mut self, context: &mut Context<'_>, done: Poll<io::Result<A>>) -> Poll<io::Result<A>> {
        if done.is_ready() {
            self.stuck = None;
            return done;
        }
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(STUCK_MAX)));
        ready!(stuck.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut into = ReadBuf::new(into);
        ready!(Pin::new(&mut self.link).poll_read(context, &mut into))?;
        Poll::Ready(Ok(into.filled().len()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.link).poll_write(context, bytes);
        self.moved(context, done)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.link).poll_flush(context);
        self.moved(context, done)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.link).poll_shutdown(context);
        self.moved(context, done)
    }
}
