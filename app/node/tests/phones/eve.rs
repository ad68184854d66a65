//! Eve, who speaks libp2p by herself and sends what she likes.

use std::time::Duration;

use futures::{AsyncReadExt, AsyncWriteExt, StreamExt};
use libp2p::{
    Multiaddr, PeerId, Stream, SwarmBuilder,
    identity::{Keypair, PublicKey},
    noise,
    swarm::SwarmEvent,
    tcp, yamux,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Keys, Message, Time,
    epoch::Epoch,
    message::greeting,
    recognise::{Frame, Recognition, Shared, Step, passwords},
    signature,
};
use tequio_node::links::PROTOCOL;
use tokio::time::timeout;

use crate::cast::PATIENCE;

/// One stream to a phone, with nothing said yet.
pub struct Line {
    stream: Stream,
    mine: [u8; 32],
    theirs: [u8; 32],
    swarm: tokio::task::JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.swarm.abort();
    }
}

impl Line {
    /// Calls a phone and gets a stream to it, whichever of the two has to open it.
    pub async fn to(address: &str) -> Line {
        let address: Multiaddr = address.parse().expect("a phone's address");
        let keypair = Keypair::generate_ed25519();
        let me = keypair.public().to_peer_id();
        let mut swarm = SwarmBuilder::with_existing_identity(keypair)
            .with_tokio()
            .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux::Config::default)
            .expect("loopback has TCP")
            .with_behaviour(|_| libp2p_stream::Behaviour::new())
            .expect("nothing can go wrong there")
            .with_swarm_config(|config| config.with_idle_connection_timeout(PATIENCE))
            .build();
        let mut control = swarm.behaviour().new_control();
        let mut incoming = control.accept(PROTOCOL).expect("for the first time");
        swarm.dial(address).expect("an address of TCP");
        let peer = loop {
            match timeout(PATIENCE, swarm.select_next_some()).await.expect("the phone answers") {
                SwarmEvent::ConnectionEstablished { peer_id, .. } => break peer_id,
                SwarmEvent::OutgoingConnectionError { error, .. } => panic!("no connection: {error}"),
                _ => {}
            }
        };
        let swarm = tokio::spawn(async move {
            loop {
                swarm.select_next_some().await;
            }
        });
        let stream = match me < peer {
            true => timeout(PATIENCE, control.open_stream(peer, PROTOCOL))
                .await
                .expect("in time")
                .expect("a stream"),
            false => timeout(PATIENCE, incoming.next()).await.expect("in time").expect("a stream").1,
        };
        Line { stream, mine: key(me), theirs: key(peer), swarm }
    }

    /// Bytes as they are; false if the other end has closed.
    pub async fn raw(&mut self, bytes: &[u8]) -> bool {
        let sent = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        timeout(PATIENCE, sent).await.is_ok_and(|sent| sent.is_ok())
    }

    /// A frame with its right length.
    pub async fn frame(&mut self, frame: &[u8]) -> bool {
        let mut bytes = (frame.len() as u32).to_be_bytes().to_vec();
        bytes.extend_from_slice(frame);
        self.raw(&bytes).await
    }

    /// The phone's next frame that is not a mere sign of life; none if it has closed, or says nothing for a while.
    pub async fn heard(&mut self, within: Duration) -> Option<Vec<u8>> {
        let read = async {
            loop {
                let mut length = [0; 4];
                self.stream.read_exact(&mut length).await.ok()?;
                let length = u32::from_be_bytes(length);
                // The highest bit marks bytes that say nothing.
                let mut frame = vec![0; (length & !(1 << 31)) as usize];
                self.stream.read_exact(&mut frame).await.ok()?;
                if length >> 31 == 0 && !frame.is_empty() {
                    return Some(frame);
                }
            }
        };
        timeout(within, read).await.ok().flatten()
    }

    /// Waits until the phone hangs up.
    pub async fn is_hung_up(&mut self) {
        let silence = async {
            let mut bytes = [0; 1024];
            while matches!(self.stream.read(&mut bytes).await, Ok(read) if read > 0) {}
        };
        timeout(PATIENCE, silence).await.expect("the phone hangs up");
    }

    /// Says goodbye in the middle of whatever was being said.
    pub async fn hang_up(mut self) {
        let _ = self.stream.close().await;
        self.is_hung_up().await;
    }

    /// Is recognised as a member with these keys, and greets.
    pub async fn greet_with(mut self, keys: &Keys, now: Time) -> Member {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let (mut recognition, nonce) = Recognition::begin(self.mine, self.theirs, &mut dice);
        self.frame(&nonce.encode()).await;
        let counts = keys.ring.epochs().last().map(Epoch::name);
        loop {
            let frame = self.heard(PATIENCE).await.expect("the phone introduces itself");
            let frame = Frame::decode(&frame).expect("the phone speaks well");
            match recognition
                .hear(&frame, &passwords(keys, counts.as_ref(), now), &mut dice)
                .expect("in turn")
            {
                Step::Reply(slots) => {
                    self.frame(&slots.encode()).await;
                }
                Step::Shared { circles, link } => {
                    let shared = circles.into_iter().find(|shared| shared.circle == keys.circle);
                    let shared = shared.expect("the two share a circle");
                    let device = keys.device();
                    let signature = signature::sign(keys, &greeting(&keys.circle, &link, &device));
                    let mut member = Member { line: self, shared };
                    member.say(&Message::Greet { device, signature, knock: None }).await;
                    return member;
                }
            }
        }
    }
}

/// A line on which a circle was recognised.
pub struct Member {
    pub line: Line,
    pub shared: Shared,
}

impl Member {
    /// A message about the circle.
    pub async fn say(&mut self, message: &Message) -> bool {
        self.say_bytes(message.encode()).await
    }

    /// Bytes in the place of a message.
    pub async fn say_bytes(&mut self, message: Vec<u8>) -> bool {
        let frame = Frame::About { slot: self.shared.mine, message };
        self.line.frame(&frame.encode()).await
    }
}

fn key(peer: PeerId) -> [u8; 32] {
    let multihash = libp2p::multihash::Multihash::<64>::from(peer);
    let key = PublicKey::try_decode_protobuf(multihash.digest()).expect("a key spelled out");
    key.try_into_ed25519().expect("of Ed25519").to_bytes()
}
