//! What these plays need: links whose messages the test itself carries, and entries of its own making.

use std::collections::{BTreeMap, VecDeque};

use crate::neighbourhood::{MORNING, Neighbourhood, Phone};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Entry, Keys, Message, Neighbour, Output, Time, cbor,
    entry::{Header, Payload},
    message::EntryBytes,
    recognise::Way,
};

/// Links whose messages the test itself carries, holds back or makes up.
#[derive(Default)]
pub struct Wire {
    pub ends: BTreeMap<(usize, u64), (usize, u64)>,
    pub mail: VecDeque<(usize, u64, Message)>,
    next: u64,
}

impl Wire {
    /// Two phones see each other as members; their numbers for this link.
    pub fn link(&mut self, street: &mut Neighbourhood, a: usize, b: usize) -> (u64, u64) {
        let (here, there) = (1_000_000 + self.next, 1_000_001 + self.next);
        self.next += 2;
        self.ends.insert((a, here), (b, there));
        self.ends.insert((b, there), (a, here));
        let name = [self.next as u8; 32];
        for (phone, number) in [(a, here), (b, there)] {
            let now = street.clock(phone);
            street.phones[phone].replica.meet(Neighbour(number), Way::Member, name, now);
            self.drain(street, phone);
        }
        (here, there)
    }

    pub fn unlink(&mut self, street: &mut Neighbourhood, a: usize, here: u64) {
        let (b, there) = self.ends.remove(&(a, here)).unwrap();
        self.ends.remove(&(b, there));
        self.mail
            .retain(|(phone, number, _)| (*phone, *number) != (a, here) && (*phone, *number) != (b, there));
        for (phone, number) in [(a, here), (b, there)] {
            let now = street.clock(phone);
            street.phones[phone].replica.part(Neighbour(number), now);
            self.drain(street, phone);
        }
    }

    pub fn drain(&mut self, street: &mut Neighbourhood, phone: usize) {
        for (number, message) in outputs(&mut street.phones[phone]) {
            if let Some((to, there)) = self.ends.get(&(phone, number.0)) {
                self.mail.push_back((*to, *there, message));
            }
        }
    }

    pub fn hear(&mut self, street: &mut Neighbourhood, phone: usize, number: u64, message: Message) {
        let now = street.clock(phone);
        let heard = street.phones[phone].replica.hear(Neighbour(number), message, now);
        street.phones[phone].rejected.extend(heard.err());
        self.drain(street, phone);
    }

    /// Delivers everything but what `hold` takes out; that comes back.
    pub fn settle(
        &mut self,
        street: &mut Neighbourhood,
        mut hold: impl FnMut(usize, &Message) -> bool,
    ) -> Vec<(usize, u64, Message)> {
        let mut held = Vec::new();
        for _ in 0..100_000 {
            let Some((phone, number, message)) = self.mail.pop_front() else { return held };
            if hold(phone, &message) {
                held.push((phone, number, message));
            } else {
                self.hear(street, phone, number, message);
            }
        }
        panic!("the phones never stop talking");
    }
}

/// Carries out what a phone wants, and says what it sends.
pub fn outputs(phone: &mut Phone) -> Vec<(Neighbour, Message)> {
    let mut sent = Vec::new();
    while let Some(output) = phone.replica.poll() {
        match output {
            Output::KeepEntries(entries) => {
                phone.disk.entries.extend(entries.iter().map(|(id, entry)| (*id, entry.encode())));
            }
            Output::KeepKeys(keys) => phone.disk.keys = cbor::encode(&*keys),
            Output::KeepHidden(hidden) => phone.disk.hidden = hidden,
            Output::Load(neighbour, ids) => {
                let entries = ids.iter().map_while(|id| phone.disk.entries.get(id).cloned()).collect();
                phone.replica.loaded(neighbour, entries);
            }
            Output::Send(neighbour, message) => sent.push((neighbour, message)),
            // No play here lasts a year.
            Output::Erase(_) | Output::Changed(_) | Output::Wake(_) => {}
        }
    }
    sent
}

pub fn keys_of(street: &Neighbourhood, phone: usize) -> Keys {
    cbor::decode(&street.phones[phone].disk.keys).unwrap()
}

pub fn message(entries: &[Entry], answer: bool) -> Message {
    Message::Entries { entries: entries.iter().map(|entry| EntryBytes(entry.encode())).collect(), answer }
}

/// The header of this phone's next entry after its own last alone.
pub fn next(street: &Neighbourhood, phone: usize) -> Header {
    let me = street.me(phone);
    let keys = keys_of(street, phone);
    let mine = street.phones[phone].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let last = mine.filter(|entry| entry.header.author == me).max_by_key(|entry| entry.header.seq).unwrap();
    Header {
        author: me,
        seq: last.header.seq + 1,
        previous: Some(last.id(&keys.circle)),
        heads: Vec::new(),
        lamport: last.header.lamport + 1,
        clock: MORNING,
        epoch: 0,
    }
}

pub fn erased(entry: &Entry) -> Entry {
    let Payload::Kept(bytes) = &entry.payload else { panic!() };
    let payload = Payload::Erased { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u32 };
    Entry { payload, ..entry.clone() }
}

/// A first entry by a key that nobody ever admitted.
pub fn throwaway(circle_of: &Keys, seed: u64, payload: Vec<u8>) -> Entry {
    let mut keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(seed ^ 0x7777_0000_0000));
    keys.circle = circle_of.circle;
    let header = Header {
        author: keys.device(),
        seq: 0,
        previous: None,
        heads: Vec::new(),
        lamport: 1,
        clock: Time(u64::MAX),
        epoch: 0,
    };
    Entry::sign(&keys, header, payload)
}
