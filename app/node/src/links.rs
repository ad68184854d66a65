//! Links to other phones: libp2p over TCP and over radios, with Noise and Yamux, in a task of its own.
//!
//! At each start the phone draws a fresh transport key, so that nobody on the network knows it from yesterday. It
//! calls the addresses it was told and whoever mDNS finds ([`contacts`]), whoever its radios sight ([`air`]), and carries
//! frames ([`carry`]). It knows nothing of circles: what an end may know is found out above, behind the encryption.
//!
//! Between two phones there is one stream, whoever called: the one with the smaller key opens it. So two that call
//! each other at the same moment end up with two connections and one link, and the connection without a stream falls
//! idle and closes. A new stream from the same phone takes the place of the old one, which is dead by then.

mod air;
pub(crate) mod carry;
mod contacts;

use std::{
    collections::{HashMap, HashSet},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use futures::{AsyncReadExt, StreamExt};
use libp2p::{
    Multiaddr, PeerId, Stream, StreamProtocol, Swarm, SwarmBuilder, Transport,
    connection_limits::{self, ConnectionLimits},
    core::upgrade::Version,
    identity::{Keypair, PublicKey},
    mdns, multiaddr, noise,
    swarm::{ConnectionId, NetworkBehaviour, SwarmEvent, behaviour::toggle::Toggle, dial_opts::DialOpts},
    tcp, yamux,
};
use libp2p_stream::{Control, IncomingStreams};
use tequio_core::Neighbour;
use tequio_platform::radio::{Radio, RadioId};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch},
    task::{JoinHandle, JoinSet},
    time::{Instant, sleep_until, timeout},
};

use crate::{phone::TransportKey, wrong::Fault};
pub use air::RadioNow;
use air::{Air, Heed, OverRadios};
use carry::{End, Outbox, Waiting};
use contacts::{Contacts, Whom};

/// What the two ends of a stream agree to speak.
pub const PROTOCOL: StreamProtocol = StreamProtocol::new("/tequio/1");

/// Phones that may be linked because they called: a stranger can fill these places and no more. With the longest
/// frame half read on each, 3 MB.
const CALLERS_MAX: u32 = 32;
/// Handshakes of callers that may be under way.
const CALLERS_PENDING_MAX: u32 = 16;
/// Two that called each other at once, and one that is about to close.
const CONNECTIONS_PER_PHONE_MAX: u32 = 3;
/// Streams of one connection: one, and its successor.
const STREAMS_MAX: usize = 4;
/// A connection without a stream closes after this.
const IDLE_MAX: Duration = Duration::from_secs(10);
/// Opening a stream takes two round trips.
const OPEN_TIME_MAX: Duration = Duration::from_secs(10);
/// Link events that the node has not taken yet, of all links together: at most 6 MB of frames.
const EVENTS_MAX: usize = 64;

/// How links are made.
#[derive(Clone, Debug)]
pub(crate) struct LinkOptions {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// Whether to look for phones on the same network.
    pub(crate) lan: bool,
    /// Addresses to call for ever.
    pub(crate) neighbours: Vec<Multiaddr>,
    /// The radios of this phone.
    pub(crate) radios: Vec<Arc<dyn Radio>>,
    /// What the transport key and the radios' id are drawn from.
    pub(crate) seed: [u8; 32],
}

/// Something happened on a link. The permit is given back when the event has been dealt with.
pub(crate) struct LinkEvent {
    pub(crate) link: Neighbour,
    pub(crate) what: LinkNews,
    _permit: OwnedSemaphorePermit,
}

pub(crate) enum LinkNews {
    Up { mine: TransportKey, theirs: TransportKey, outbox: Outbox },
    Frame(Vec<u8>),
    Down(End),
}

/// The links' task. Dropping this ends it, and every link with it.
pub(crate) struct Links {
    told: mpsc::UnboundedSender<Multiaddr>,
}

/// Where the links say how they are.
#[derive(Clone)]
pub(crate) struct Said {
    /// Where they listen.
    pub(crate) addresses: watch::Sender<Vec<Multiaddr>>,
    /// How the radios are.
    pub(crate) radios: watch::Sender<Vec<RadioNow>>,
}

impl Said {
    /// Before they have come up.
    pub(crate) fn nothing_of(radios: &[Arc<dyn Radio>]) -> Said {
        let off = radios.iter().map(|radio| RadioNow::off(radio.kind())).collect();
        Said { addresses: watch::Sender::default(), radios: watch::Sender::new(off) }
    }
}

impl Links {
    /// Starts listening and calling; must be called inside a tokio runtime.
    pub(crate) fn start(
        options: LinkOptions,
        said: Said,
        take: impl Fn(LinkEvent) + Send + Sync + Clone + 'static,
    ) -> Result<(Links, JoinHandle<()>), Fault> {
        let mut seed = options.seed;
        let radio_id = radio_id(&seed);
        let keypair = Keypair::ed25519_from_bytes(&mut seed).expect("any 32 bytes are a seed");
        let (air, over_radios) = Air::new(&options.radios, radio_id, said.radios);
        let mut swarm = swarm(&keypair, options.lan, over_radios)?;
        let mut control = swarm.behaviour().streams.new_control();
        let incoming = control.accept(PROTOCOL).expect("nobody accepted it before");
        swarm
            .listen_on(multiaddr_of(options.listen))
            .map_err(|wrong| Fault::Links(format!("{}: {wrong}", options.listen)))?;
        let me = swarm.local_peer_id().to_owned();
        let mut contacts = Contacts::default();
        for address in options.neighbours {
            contacts.told(address, Instant::now());
        }
        let (told, told_receiver) = mpsc::unbounded_channel();
        let task = Task {
            me,
            my_key: transport_key(&me).expect("an Ed25519 key was made above"),
            swarm,
            control,
            contacts,
            air,
            on_air: HashSet::new(),
            links: HashMap::new(),
            tasks: JoinSet::new(),
            next: 0,
            addresses: said.addresses,
            permits: Arc::new(Semaphore::new(EVENTS_MAX)),
            take,
        };
        Ok((Links { told }, tokio::spawn(task.run(incoming, told_receiver))))
    }

    /// Calls this address from now on.
    pub(crate) fn tell(&self, address: Multiaddr) {
        // If the task is gone, the node is about to stop.
        let _ = self.told.send(address);
    }
}

/// Strangers are bounded before anything else is asked.
#[derive(NetworkBehaviour)]
struct Behaviour {
    limits: connection_limits::Behaviour,
    lan: Toggle<mdns::tokio::Behaviour>,
    streams: libp2p_stream::Behaviour,
}

struct Task<T> {
    me: PeerId,
    my_key: TransportKey,
    swarm: Swarm<Behaviour>,
    control: Control,
    contacts: Contacts,
    air: Air,
    /// Connections that go over a radio.
    on_air: HashSet<(PeerId, ConnectionId)>,
    links: HashMap<PeerId, Standing>,
    tasks: JoinSet<Done>,
    next: u64,
    addresses: watch::Sender<Vec<Multiaddr>>,
    permits: Arc<Semaphore>,
    take: T,
}

/// The link to a phone; dropping `_cut` ends it.
struct Standing {
    link: Neighbour,
    _cut: oneshot::Sender<()>,
}

/// What one of the task's own tasks ended with.
enum Done {
    Opened(PeerId, Option<Stream>),
    Carried(PeerId, Neighbour),
}

impl<T: Fn(LinkEvent) + Send + Sync + Clone + 'static> Task<T> {
    async fn run(mut self, mut incoming: IncomingStreams, mut told: mpsc::UnboundedReceiver<Multiaddr>) {
        loop {
            let next_call = self.contacts.next().into_iter().chain(self.air.next_call()).min();
            tokio::select! {
                event = self.swarm.select_next_some() => self.heed(event),
                (radio, event) = self.air.next() => {
                    if let Heed::Dial(address) = self.air.heed(radio, event, Instant::now()) {
                        // What comes of it is told as of any connection; the link ends with it.
                        let _ = self.swarm.dial(DialOpts::unknown_peer_id().address(address).build());
                    }
                }
                Some((peer, stream)) = incoming.next() => self.accept(peer, stream),
                Some(done) = self.tasks.join_next() => match done {
                    Ok(Done::Opened(peer, Some(stream))) => self.link(peer, stream),
                    // No stream, no use: part, and let the pauses decide when to try again.
                    Ok(Done::Opened(peer, None)) => { let _ = self.swarm.disconnect_peer_id(peer); }
                    Ok(Done::Carried(peer, link)) => self.unlink(peer, link),
                    Err(_) => {}
                },
                address = told.recv() => match address {
                    Some(address) => { self.contacts.told(address, Instant::now()); }
                    None => return,
                },
                () = sleep_until(next_call.unwrap_or_else(Instant::now)), if next_call.is_some() => self.call(),
            }
        }
    }

    fn heed(&mut self, event: SwarmEvent<BehaviourEvent>) {
        let now = Instant::now();
        match event {
            SwarmEvent::NewListenAddr { address, .. } => {
                self.addresses.send_modify(|addresses| addresses.push(address));
            }
            SwarmEvent::ExpiredListenAddr { address, .. } => {
                self.addresses.send_modify(|addresses| addresses.retain(|known| *known != address));
            }
            SwarmEvent::ConnectionEstablished {
                peer_id, connection_id, num_established, endpoint, ..
            } => {
                self.contacts.linked(peer_id, connection_id, now);
                let address = endpoint.get_remote_address();
                if air::is_over_radio(address) {
                    self.on_air.insert((peer_id, connection_id));
                    if num_established.get() > 1 {
                        self.air.is_second_way(address);
                    }
                }
                if num_established.get() == 1 && self.me < peer_id {
                    self.open(peer_id);
                }
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, num_established, .. } => {
                self.on_air.remove(&(peer_id, connection_id));
                if num_established == 0 {
                    self.contacts.gone(peer_id, now);
                }
            }
            SwarmEvent::OutgoingConnectionError { connection_id, .. } => {
                self.contacts.failed(connection_id, now)
            }
            SwarmEvent::Behaviour(BehaviourEvent::Lan(mdns::Event::Discovered(found))) => {
                for (peer, address) in found {
                    self.contacts.found(peer, address, self.me > peer, now);
                }
            }
            SwarmEvent::Behaviour(BehaviourEvent::Lan(mdns::Event::Expired(gone))) => {
                for (peer, address) in gone {
                    self.contacts.expired(peer, &address);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self) {
        let now = Instant::now();
        self.air.call(now);
        for call in self.contacts.due(now) {
            // A port of its own for each call: calling from the port that listens collides with the same two
            // phones' connection in the other direction.
            let options = match &call.whom {
                Whom::At(address) => {
                    DialOpts::unknown_peer_id().address(address.clone()).allocate_new_port().build()
                }
                Whom::Phone(peer) => {
                    DialOpts::peer_id(*peer).addresses(call.addresses).allocate_new_port().build()
                }
            };
            let connection = options.connection_id();
            match self.swarm.dial(options) {
                Ok(()) => self.contacts.calling(&call.whom, connection),
                Err(_) => self.contacts.not_called(&call.whom, now),
            }
        }
    }

    fn open(&mut self, peer: PeerId) {
        let mut control = self.control.clone();
        self.tasks.spawn(async move {
            let opened = timeout(OPEN_TIME_MAX, control.open_stream(peer, PROTOCOL)).await;
            Done::Opened(peer, opened.ok().and_then(Result::ok))
        });
    }

    /// The other end opened a stream; only the one with the smaller key does.
    fn accept(&mut self, peer: PeerId, stream: Stream) {
        if peer < self.me {
            self.link(peer, stream);
        }
    }

    fn link(&mut self, peer: PeerId, stream: Stream) {
        let Some(theirs) = transport_key(&peer) else { return };
        let link = Neighbour(self.next);
        self.next += 1;
        let (cut, was_cut) = oneshot::channel();
        // A link that stood before is cut here.
        self.links.insert(peer, Standing { link, _cut: cut });
        let on_air = self.on_air.iter().any(|(on_air, _)| *on_air == peer);
        let (outbox, waiting) = carry::outbox(if on_air { carry::PIECE_BYTES_ON_AIR } else { usize::MAX });
        let up = LinkNews::Up { mine: self.my_key, theirs, outbox };
        let events = Events { link, permits: self.permits.clone(), take: self.take.clone() };
        self.tasks.spawn(async move {
            carry_until_the_end(stream, up, waiting, was_cut, events).await;
            Done::Carried(peer, link)
        });
    }

    fn unlink(&mut self, peer: PeerId, link: Neighbour) {
        if self.links.get(&peer).is_some_and(|standing| standing.link == link) {
            self.links.remove(&peer);
            let _ = self.swarm.disconnect_peer_id(peer);
        }
    }
}

/// Tells the node about one link, no faster than it listens.
struct Events<T> {
    link: Neighbour,
    permits: Arc<Semaphore>,
    take: T,
}

impl<T: Fn(LinkEvent)> Events<T> {
    async fn tell(&self, what: LinkNews) {
        let permit = self.permits.clone().acquire_owned().await.expect("the semaphore is never closed");
        (self.take)(LinkEvent { link: self.link, what, _permit: permit });
    }
}

async fn carry_until_the_end<T: Fn(LinkEvent)>(
    stream: Stream,
    up: LinkNews,
    waiting: Waiting,
    was_cut: oneshot::Receiver<()>,
    events: Events<T>,
) {
    events.tell(up).await;
    let (reader, writer) = stream.split();
    let end = tokio::select! {
        end = carry::read(reader, |frame| events.tell(LinkNews::Frame(frame))) => end,
        _ = carry::write(writer, waiting) => End::Gone,
        _ = was_cut => End::Gone,
    };
    events.tell(LinkNews::Down(end)).await;
}

fn swarm(keypair: &Keypair, lan: bool, over_radios: OverRadios) -> Result<Swarm<Behaviour>, Fault> {
    let wrong = |what: &dyn std::fmt::Display| Fault::Links(what.to_string());
    let limits = ConnectionLimits::default()
        .with_max_pending_incoming(Some(CALLERS_PENDING_MAX))
        .with_max_established_incoming(Some(CALLERS_MAX))
        .with_max_established_per_peer(Some(CONNECTIONS_PER_PHONE_MAX));
    let yamux = || {
        let mut config = yamux::Config::default();
        config.set_max_num_streams(STREAMS_MAX);
        config
    };
    let me = keypair.public().to_peer_id();
    // A network without multicast has no mDNS; calls still work there.
    let lan = lan.then(|| mdns::tokio::Behaviour::new(mdns::Config::default(), me).ok()).flatten();
    let behaviour = Behaviour {
        limits: connection_limits::Behaviour::new(limits),
        lan: lan.into(),
        streams: libp2p_stream::Behaviour::new(),
    };
    Ok(SwarmBuilder::with_existing_identity(keypair.clone())
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux)
        .map_err(|cannot| wrong(&cannot))?
        // Lazily negotiated: two round trips less, of which a radio takes its time for each.
        .with_other_transport(|key| {
            Ok(over_radios.upgrade(Version::V1Lazy).authenticate(noise::Config::new(key)?).multiplex(yamux()))
        })
        .map_err(|cannot| wrong(&cannot))?
        .with_behaviour(|_| behaviour)
        .map_err(|cannot| wrong(&cannot))?
        .with_swarm_config(|config| config.with_idle_connection_timeout(IDLE_MAX))
        .build())
}

/// What the radios show. It tells nothing of the key that is drawn from the same seed.
fn radio_id(seed: &[u8; 32]) -> RadioId {
    let [one, two, three, four, ..] = blake3::derive_key("tequio 2026 radio id", seed);
    RadioId([one, two, three, four])
}

/// The Ed25519 key that a peer id spells out: Noise has proven that the other end holds it.
fn transport_key(peer: &PeerId) -> Option<TransportKey> {
    let multihash = libp2p::multihash::Multihash::<64>::from(*peer);
    let key = PublicKey::try_decode_protobuf(multihash.digest()).ok()?;
    Some(key.try_into_ed25519().ok()?.to_bytes())
}

fn multiaddr_of(address: SocketAddr) -> Multiaddr {
    let host = match address.ip() {
        IpAddr::V4(ip) => multiaddr::Protocol::Ip4(ip),
        IpAddr::V6(ip) => multiaddr::Protocol::Ip6(ip),
    };
    Multiaddr::empty().with(host).with(multiaddr::Protocol::Tcp(address.port()))
}

/// Reads `IP:PORT` or a multiaddr of TCP.
///
/// # Errors
/// A sentence about what was given.
pub fn read_address(text: &str) -> Result<Multiaddr, String> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Ok(multiaddr_of(address));
    }
    let address: Multiaddr = text
        .parse()
        .map_err(|_| format!("`{text}` is no address: 10.0.0.7:4000 or /ip4/10.0.0.7/tcp/4000"))?;
    let tcp = address.iter().any(|part| matches!(part, multiaddr::Protocol::Tcp(_)));
    if tcp {
        Ok(address)
    } else {
        Err(format!("`{text}` is not an address of TCP, which is all that is spoken"))
    }
}

/// The socket that a plain address of TCP names.
pub fn socket_of(address: &Multiaddr) -> Option<SocketAddr> {
    let mut parts = address.iter();
    let ip = match parts.next()? {
        multiaddr::Protocol::Ip4(ip) => IpAddr::V4(ip),
        multiaddr::Protocol::Ip6(ip) => IpAddr::V6(ip),
        _ => return None,
    };
    match parts.next()? {
        multiaddr::Protocol::Tcp(port) => Some(SocketAddr::from((ip, port))),
        _ => None,
    }
}
