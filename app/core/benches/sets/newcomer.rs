//! A newcomer gets a circle's whole history: two real replicas, a simulated link.

use std::collections::{BTreeMap, BinaryHeap};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Message, Neighbour, Output, Replica, Time,
    entry::Header,
    event::{Direction, Kind, Posting, Urgency},
    recognise::Way,
    replica::Kept,
};

use super::{frame_bytes, tell};

const ENTRIES: usize = 100_000;
const WRITERS: usize = 50;
/// 1 Mbit/s in bytes a second, and seconds one way.
const BANDWIDTH: f64 = 1_000_000.0 / 8.0;
const ONE_WAY: f64 = 0.03;
const MORNING: Time = Time(1_790_000_000);

/// A phone and its disk, at one end of the link.
struct Phone {
    replica: Replica,
    disk: BTreeMap<EntryId, Vec<u8>>,
    /// When what it has said so far will be on the link.
    link_free: f64,
}

/// The two phones, and what is on its way: by the time of its arrival, in microseconds, and the order of saying.
struct Street {
    phones: [Phone; 2],
    mail: BinaryHeap<std::cmp::Reverse<(u64, usize, usize)>>,
    messages: Vec<Option<Message>>,
    now: f64,
}

pub fn newcomer() {
    let mut dice = ChaCha20Rng::seed_from_u64(3);
    let mut street = let_in(&mut dice);
    let history = write(&street.phones[0].replica, &mut dice);
    let circle = street.phones[0].replica.keys().circle;
    let disk = &mut street.phones[0].disk;
    disk.extend(history.iter().map(|entry| (entry.id(&circle), entry.encode())));
    let alone: usize = disk.values().map(Vec::len).sum();
    for (n, phone) in street.phones.iter_mut().enumerate() {
        let entries = phone.disk.iter().map(|(id, bytes)| (*id, Entry::decode(bytes).expect("kept")));
        let kept = Kept { entries: entries.collect(), ..Kept::default() };
        phone.replica = Replica::open(phone.replica.keys().clone(), kept, [n as u8; 32], MORNING);
        phone.link_free = 0.0;
    }
    street.now = 0.0;
    street.meet(Way::Member, [2; 32]);
    street.settle();
    let [ana, beto] = &street.phones;
    assert_eq!(ana.replica.entries(), beto.replica.entries(), "the newcomer has it all");
    assert_eq!(ana.replica.state_hash(), beto.replica.state_hash());
    let ratio = street.now * BANDWIDTH / alone as f64;
    let what = format!(
        "a newcomer with {ENTRIES} entries over a simulated 1 Mbit/s and 60 ms, by the time of the entries alone \
         ({:.0} s)",
        alone as f64 / BANDWIDTH
    );
    tell("newcomer", &what, "times", &[ratio], None, Some(1.25), None);
}

/// Ana founds, Beto comes in.
fn let_in(dice: &mut ChaCha20Rng) -> Street {
    let mut ana = Replica::open(Keys::found(dice), Kept::default(), [1; 32], MORNING);
    let found = Command::Found { circle_name: "Calle Roble".into(), name: "Ana".into() };
    ana.perform(found, MORNING).expect("a founder may");
    let invite = ana.invite(MORNING).expect("a member has a code");
    let beto = Replica::open(Keys::join(invite, "Beto".into(), dice), Kept::default(), [2; 32], MORNING);
    let phones = [ana, beto].map(|replica| Phone { replica, disk: BTreeMap::new(), link_free: 0.0 });
    let mut street = Street { phones, mail: BinaryHeap::new(), messages: Vec::new(), now: 0.0 };
    street.meet(Way::Code, [1; 32]);
    street.settle();
    let device = street.phones[1].replica.keys().device();
    street.phones[0].replica.perform(Command::Admit { device }, MORNING).expect("Beto knocks");
    street.settle();
    for phone in &mut street.phones {
        phone.replica.part(Neighbour(1), MORNING);
    }
    street.settle();
    assert!(street.phones[1].replica.is_member());
    street
}

/// What many devices wrote over the years.
fn write(ana: &Replica, dice: &mut ChaCha20Rng) -> Vec<Entry> {
    let circle = ana.keys().circle;
    let writers: Vec<Keys> = (0..WRITERS)
        .map(|_| {
            let mut keys = Keys::found(dice);
            keys.circle = circle;
            keys
        })
        .collect();
    let mut last: Vec<Option<(EntryId, u32, u32)>> = vec![None; WRITERS];
    let mut written = Vec::new();
    for n in 0..ENTRIES {
        let (author, other) = (dice.next_u32() as usize % WRITERS, dice.next_u32() as usize % WRITERS);
        let head = last[other].filter(|_| other != author);
        let header = Header {
            author: writers[author].device(),
            seq: last[author].map_or(0, |(_, seq, _)| seq + 1),
            previous: last[author].map(|(id, _, _)| id),
            heads: head.iter().map(|(id, _, _)| *id).collect(),
            lamport: head.iter().chain(&last[author]).map(|(_, _, lamport)| lamport + 1).max().unwrap_or(1),
            clock: Time(MORNING.0 + n as u64),
            epoch: 0,
        };
        let entry = Entry::sign(&writers[author], header, ask(n).encode());
        last[author] = Some((entry.id(&circle), entry.header.seq, entry.header.lamport));
        written.push(entry);
    }
    written
}

fn ask(n: usize) -> Event {
    Event::Posted(Posting {
        direction: Direction::Ask,
        title: format!("Ask number {n}"),
        words: "Whoever has an hour to spare: two are better than one.".to_owned(),
        kind: Kind::Repair,
        urgency: Urgency::Soon,
        area: "end of the street".to_owned(),
        until: None,
        helpers: 1,
        for_someone: None,
    })
}

impl Street {
    fn clock(&self) -> Time {
        MORNING.plus(self.now as u64)
    }

    fn meet(&mut self, way: Way, link: [u8; 32]) {
        for phone in &mut self.phones {
            phone.replica.meet(Neighbour(1), way, link, MORNING);
        }
    }

    /// Until nothing is on its way. Processors and disks take no time here.
    fn settle(&mut self) {
        loop {
            (0..2).for_each(|phone| self.carry_out(phone));
            let Some(std::cmp::Reverse((at, number, to))) = self.mail.pop() else { return };
            self.now = at as f64 / 1e6;
            let message = self.messages[number].take().expect("it is delivered once");
            let now = self.clock();
            self.phones[to].replica.hear(Neighbour(1), message, now).expect("both are honest");
        }
    }

    fn carry_out(&mut self, from: usize) {
        while let Some(output) = self.phones[from].replica.poll() {
            let phone = &mut self.phones[from];
            match output {
                Output::KeepEntries(entries) => {
                    phone.disk.extend(entries.iter().map(|(id, entry)| (*id, entry.encode())));
                }
                Output::Load(neighbour, ids) => {
                    let entries = ids.iter().map_while(|id| phone.disk.get(id).cloned()).collect();
                    phone.replica.loaded(neighbour, entries);
                }
                Output::Send(_, message) => {
                    let sent = phone.link_free.max(self.now) + frame_bytes(&message) as f64 / BANDWIDTH;
                    phone.link_free = sent;
                    let arrival = ((sent + ONE_WAY) * 1e6) as u64;
                    self.mail.push(std::cmp::Reverse((arrival, self.messages.len(), 1 - from)));
                    self.messages.push(Some(message));
                }
                _ => {}
            }
        }
    }
}
