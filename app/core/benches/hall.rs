//! A vote in a hall of sixty phones without internet: how long it takes from the last ballot until the vote is closed on
//! all phones. **Simulated** Bluetooth, the real replicas and the real messages.
//!
//! The model, in one paragraph: phones stand in a ring of neighbours with random links across, three to four links each.
//! A phone's radio does one thing at a time: what it sends and what it hears share its air, 100 to 300 kbit/s, drawn for
//! each phone, and wait in one line for it; a message of n bytes takes n + 20 bytes of the sender's air, is under way for
//! half of 60 ms, and then takes as many of the receiver's. Nothing is lost (Bluetooth repeats). Phones take no time to think. That is in the middle of what is
//! published about L2CAP channels between phones, and leaves out interference; a hall of real phones comes with the
//! devices.
//!
//! Each line on stdout is one figure as a flat JSON object, as `cargo dev measure` reads them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Keys, Message, Neighbour, Output, Replica, Time,
    assembly::{
        meeting::{self, Door},
        vote::{Draft, Stage, Wish},
    },
    count::{Choice, Method, Threshold},
    gathering::{self, Attendant},
    recognise::Way,
    replica::Kept,
    rules::Rules,
};

const PEOPLE: usize = 60;
const RUNS: u64 = 21;
const EVENING: u64 = 1_790_000_000;
/// Half a round trip, in microseconds.
const LATENCY: u64 = 30_000;
/// What a message costs beside its own bytes.
const FRAME: u64 = 20;
/// People tap within so many seconds.
const TAPPING: u64 = 20;
/// Whoever is not done by then is stuck, in microseconds.
const LONG: u64 = 300_000_000;

fn main() {
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if !names.is_empty() && !names.iter().any(|name| name == "hall60") {
        return;
    }
    let mut closing = Vec::new();
    let (mut opening, mut bytes) = (Vec::new(), Vec::new());
    for seed in 0..RUNS {
        let evening = evening(seed);
        eprintln!(
            "evening {seed}: open after {:.1} s, closed {:.1} s after the last ballot",
            evening.bound, evening.closed
        );
        opening.push(evening.bound);
        closing.push(evening.closed);
        bytes.push(evening.bytes);
    }
    tell(
        "hall60",
        "60 phones, simulated Bluetooth: last ballot cast to closed on all, median",
        &closing,
        0.5,
        "s",
        Some(6.0),
    );
    tell(
        "hall60",
        "60 phones, simulated Bluetooth: last ballot cast to closed on all, 95th of 100",
        &closing,
        0.95,
        "s",
        Some(15.0),
    );
    tell("hall60", "60 phones, simulated Bluetooth: opened to open on all, median", &opening, 0.5, "s", None);
    tell("hall60", "60 phones: what one phone sends for the vote, median", &bytes, 0.5, "kB", None);
}

fn tell(name: &str, what: &str, runs: &[f64], share: f64, unit: &str, bar: Option<f64>) {
    let mut runs = runs.to_vec();
    runs.sort_by(f64::total_cmp);
    let round = |value: f64| (value * 100.0).round() / 100.0;
    let at = ((runs.len() as f64 * share).ceil() as usize).clamp(1, runs.len()) - 1;
    let (least, bar) = (
        runs[at],
        bar.map_or("\"bar\":null,\"holds\":null".to_owned(), |bar| {
            format!("\"bar\":\"≤ {bar}\",\"holds\":{}", runs[at] <= bar)
        }),
    );
    println!(
        "{{\"name\":\"{name}\",\"what\":\"{what}\",\"value\":{},\"unit\":\"{unit}\",\"peer\":null,\"peer_value\":null,\
         {bar},\"spread\":\"{}–{}\"}}",
        round(least),
        round(runs[0]),
        round(runs[runs.len() - 1])
    );
}

/// How one vote went, in seconds.
struct Evening {
    bound: f64,
    closed: f64,
    bytes: f64,
}

struct Phone {
    replica: Replica,
    disk: BTreeMap<EntryId, Vec<u8>>,
    /// Where each of its links leads: to whom, and what that one calls it.
    links: BTreeMap<Neighbour, (usize, Neighbour)>,
    /// Microseconds that a byte takes.
    byte: f64,
    /// When its radio is free again.
    free: u64,
    sent: u64,
}

/// What happens at some microsecond.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Happens {
    Reaches { to: usize, on: u64, bytes: Vec<u8> },
    Arrives { to: usize, on: u64, bytes: Vec<u8> },
    Wakes { phone: usize },
    Taps { phone: usize },
}

struct Hall {
    phones: Vec<Phone>,
    now: u64,
    ahead: BinaryHeap<Reverse<(u64, u64, Happens)>>,
    count: u64,
    dice: ChaCha20Rng,
}

fn evening(seed: u64) -> Evening {
    let mut hall = Hall::of(seed);
    let meeting = hall.assemble();
    let draft = Draft {
        proposal: None,
        meeting: Some(meeting),
        question: "Shall we mend the roof?".into(),
        options: Vec::new(),
        method: Method::YesNo { threshold: Threshold::MAJORITY },
        closes: None,
    };
    let begun = hall.now;
    let sent: u64 = hall.phones.iter().map(|phone| phone.sent).sum();
    let vote = hall.perform(0, Command::Decide(Wish::Open(draft)));
    hall.run(|hall| hall.all(vote, |stage| matches!(stage, Stage::Open { .. })));
    let bound = hall.now - begun;
    let from = hall.now;
    for phone in 0..PEOPLE {
        let at = from + u64::from(hall.dice.next_u32()) % (TAPPING * 1_000_000);
        hall.happen(at, Happens::Taps { phone });
    }
    let mut last = from;
    let mut cast = 0;
    while cast < PEOPLE {
        match hall.step() {
            Some(Happens::Taps { phone }) => {
                hall.perform(phone, Command::Decide(Wish::Cast { vote, choice: Choice::Yes }));
                (last, cast) = (hall.now, cast + 1);
            }
            Some(_) => {}
            None => panic!("seed {seed}: nothing happens any more"),
        }
    }
    hall.run(|hall| hall.all(vote, |stage| matches!(stage, Stage::Closed(_))));
    let after: u64 = hall.phones.iter().map(|phone| phone.sent).sum();
    Evening {
        bound: bound as f64 / 1e6,
        closed: (hall.now - last) as f64 / 1e6,
        bytes: (after - sent) as f64 / 1000.0 / PEOPLE as f64,
    }
}

impl Hall {
    /// Sixty who began a circle together and have said so, with their links up and nothing on its way.
    fn of(seed: u64) -> Hall {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let mut keys = vec![Keys::found(&mut dice)];
        for _ in 1..PEOPLE {
            let mut other = Keys::found(&mut dice);
            other.circle = keys[0].circle;
            keys.push(other);
        }
        let there = keys.iter().map(|keys| Attendant { device: keys.device(), name: "somebody".into() });
        let list = gathering::list(there.collect());
        let signatures = keys.iter().map(|keys| gathering::confirm(keys, &list).expect("on it")).collect();
        let (now, ahead) = (0, BinaryHeap::new());
        let mut hall = Hall { phones: Vec::new(), now, ahead, count: 0, dice };
        for keys in keys {
            let mut seed = [0; 32];
            hall.dice.fill_bytes(&mut seed);
            let replica = Replica::open(keys, Kept::default(), seed, hall.clock());
            let kbits = 100.0 + f64::from(hall.dice.next_u32() % 200);
            let (disk, links) = (BTreeMap::new(), BTreeMap::new());
            hall.phones.push(Phone { replica, disk, links, byte: 8_000.0 / kbits, free: 0, sent: 0 });
        }
        let clock = hall.clock();
        let (circle_name, name) = ("Hall".into(), "somebody".into());
        let founded = Command::FoundWith { circle_name, name, rules: Rules::default() };
        hall.phones[0].replica.perform(founded, clock).expect("a circle begins");
        let gather = Command::Gather { evening: None, list, signatures };
        hall.phones[0].replica.perform(gather, clock).expect("all are in");
        let entries = hall.drain(0);
        for phone in 1..PEOPLE {
            for entry in &entries {
                let entry = Entry::decode(entry).expect("our own bytes");
                hall.phones[phone].replica.hear_opened(entry, clock).expect("in order");
            }
            hall.drain(phone);
        }
        let mut pairs: BTreeSet<(usize, usize)> = (0..PEOPLE).map(|n| ends(n, (n + 1) % PEOPLE)).collect();
        for n in 0..PEOPLE {
            let other = hall.dice.next_u32() as usize % PEOPLE;
            let degree = |one: usize| pairs.iter().filter(|(a, b)| *a == one || *b == one).count();
            if n != other && degree(n) < 4 && degree(other) < 4 {
                pairs.insert(ends(n, other));
            }
        }
        for (number, (a, b)) in pairs.into_iter().enumerate() {
            let (here, there) = (Neighbour(2 * number as u64), Neighbour(2 * number as u64 + 1));
            let link = link_name(number);
            hall.phones[a].links.insert(here, (b, there));
            hall.phones[b].links.insert(there, (a, here));
            hall.phones[a].replica.meet(here, Way::Member, link, clock);
            hall.phones[b].replica.meet(there, Way::Member, link, clock);
            hall.carry_out(a);
            hall.carry_out(b);
        }
        hall.quiet();
        hall
    }

    fn clock(&self) -> Time {
        Time(EVENING + self.now / 1_000_000)
    }

    /// What a phone keeps, and nothing sent: nobody is near yet.
    fn drain(&mut self, phone: usize) -> Vec<Vec<u8>> {
        let mut kept = Vec::new();
        while let Some(output) = self.phones[phone].replica.poll() {
            if let Output::KeepEntries(entries) = output {
                for (id, entry) in entries {
                    kept.push(entry.encode());
                    self.phones[phone].disk.insert(id, entry.encode());
                }
            }
        }
        kept
    }

    /// A meeting at which all have checked in and lots are drawn. How long that takes is not measured here.
    fn assemble(&mut self) -> EntryId {
        let (place, agenda, turn) = ("Under the roof".into(), Vec::new(), None);
        let meeting = self.perform(0, Command::Assemble(meeting::Wish::Open { place, agenda, turn }));
        self.quiet();
        for phone in 1..PEOPLE {
            let (way, key) = (meeting::Way::OwnPhone, None);
            self.perform(phone, Command::Assemble(meeting::Wish::Arrive { meeting, way, key }));
        }
        self.quiet();
        for phone in 1..PEOPLE {
            let person = self.phones[phone].replica.keys().device();
            let what = meeting::What::Door(Door::LetIn { person });
            self.perform(0, Command::Assemble(meeting::Wish::At { meeting, what }));
        }
        self.quiet();
        self.perform(0, Command::Assemble(meeting::Wish::Draw { meeting, dice: false }));
        self.quiet();
        meeting
    }

    /// Until nothing is on its way.
    fn quiet(&mut self) {
        while self
            .ahead
            .iter()
            .any(|Reverse((.., what))| matches!(what, Happens::Reaches { .. } | Happens::Arrives { .. }))
        {
            self.step();
        }
    }

    fn perform(&mut self, phone: usize, command: Command) -> EntryId {
        let clock = self.clock();
        let done = self.phones[phone].replica.perform(command, clock);
        self.carry_out(phone);
        done.expect("it can be done").expect("it became an entry")
    }

    fn happen(&mut self, at: u64, what: Happens) {
        self.count += 1;
        self.ahead.push(Reverse((at, self.count, what)));
    }

    /// The next thing that happens. Taps are handed back.
    fn step(&mut self) -> Option<Happens> {
        let Reverse((at, _, what)) = self.ahead.pop()?;
        self.now = self.now.max(at);
        let clock = self.clock();
        match &what {
            Happens::Reaches { to, on, bytes } => {
                let at = self.take_air(*to, bytes.len());
                let (to, on, bytes) = (*to, *on, bytes.clone());
                self.happen(at, Happens::Arrives { to, on, bytes });
            }
            Happens::Arrives { to, on, bytes } => {
                let message = Message::decode(bytes).expect("our own bytes");
                self.phones[*to].replica.hear(Neighbour(*on), message, clock).expect("nobody lies here");
                self.carry_out(*to);
            }
            Happens::Wakes { phone } => {
                self.phones[*phone].replica.tick(clock);
                self.carry_out(*phone);
            }
            Happens::Taps { .. } => {}
        }
        Some(what)
    }

    fn run(&mut self, done: impl Fn(&Hall) -> bool) {
        let begun = self.now;
        while !done(self) {
            self.step().expect("something happens until it is done");
            assert!(self.now - begun < LONG, "stuck");
        }
    }

    fn all(&self, vote: EntryId, is: impl Fn(&Stage) -> bool) -> bool {
        self.phones.iter().all(|phone| phone.replica.vote(&vote).is_some_and(|vote| is(&vote.stage)))
    }

    fn carry_out(&mut self, phone: usize) {
        while let Some(output) = self.phones[phone].replica.poll() {
            match output {
                Output::KeepEntries(entries) => {
                    let entries = entries.into_iter().map(|(id, entry)| (id, entry.encode()));
                    self.phones[phone].disk.extend(entries);
                }
                Output::Load(neighbour, ids) => {
                    let disk = &self.phones[phone].disk;
                    let entries = ids.iter().map_while(|id| disk.get(id).cloned()).collect();
                    self.phones[phone].replica.loaded(neighbour, entries);
                }
                Output::Send(neighbour, message) => self.send(phone, neighbour, message.encode()),
                Output::Wake(at) => {
                    let at = at.0.saturating_sub(EVENING) * 1_000_000;
                    // A clock of whole seconds may be there already.
                    self.happen(at.max(self.now + 250_000), Happens::Wakes { phone });
                }
                _ => {}
            }
        }
    }

    /// Waits for the sender's air, and then, half a round trip later, for the receiver's.
    fn send(&mut self, from: usize, neighbour: Neighbour, bytes: Vec<u8>) {
        let Some((to, there)) = self.phones[from].links.get(&neighbour).copied() else { return };
        self.phones[from].sent += bytes.len() as u64;
        let sent = self.take_air(from, bytes.len());
        self.happen(sent + LATENCY, Happens::Reaches { to, on: there.0, bytes });
    }

    /// When a phone's air has carried so many bytes more.
    fn take_air(&mut self, phone: usize, bytes: usize) -> u64 {
        let now = self.now;
        let phone = &mut self.phones[phone];
        phone.free = now.max(phone.free) + ((bytes as u64 + FRAME) as f64 * phone.byte) as u64;
        phone.free
    }
}

fn ends(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

fn link_name(number: usize) -> [u8; 32] {
    let mut link = [0; 32];
    link[..8].copy_from_slice(&(number as u64).to_be_bytes());
    link
}
