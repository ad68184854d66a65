//! What belonging costs: a large circle folded from its first entry, one more event at its end, and a removal that more
//! than half of it signed.
//!
//! Each line on stdout is one figure as a flat JSON object, as `cargo dev measure` reads them.

use std::time::Instant;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Entry, EntryId, Event, Keys, Time,
    certificate::{self, Certificate, Statement, roll_hash},
    entry::{Header, Payload, VERSION},
    keys::Standing,
    log::Log,
    rules::Rules,
    state::State,
};

const MORNING: u64 = 1_790_000_000;
const MEMBERS: usize = 10_000;
const EVENTS: usize = 100_000;
/// A circle of which 334 are more than half.
const CIRCLE: usize = 667;
const RUNS: usize = 9;

fn main() {
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    if wanted("roster") {
        roster();
    }
    if wanted("removal") {
        removal();
    }
}

/// One figure: the median of these milliseconds.
fn tell(name: &str, what: &str, mut runs: Vec<f64>, bar: f64) {
    runs.sort_by(f64::total_cmp);
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    let value = runs[runs.len() / 2];
    println!(
        "{{\"name\":\"{name}\",\"what\":\"{what}\",\"value\":{},\"unit\":\"ms\",\"peer\":null,\"peer_value\":null,\
         \"bar\":\"≤ {bar}\",\"holds\":{},\"spread\":\"{}–{}\"}}",
        round(value),
        value <= bar,
        round(runs[0]),
        round(runs[runs.len() - 1])
    );
}

fn since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

/// A circle that grows: entries in the order in which they were written, each after its author's last and the newest of
/// somebody else.
struct Circle {
    members: Vec<Keys>,
    /// The last entry of each: place in the chain, id, lamport.
    last: Vec<Option<(u32, EntryId, u32)>>,
    newest: Option<(usize, EntryId, u32)>,
    entries: Vec<(EntryId, Entry)>,
}

impl Circle {
    /// Two vouch for each newcomer, who then says hello.
    fn of(members: usize) -> Circle {
        let mut dice = ChaCha20Rng::seed_from_u64(5);
        let founder = Keys::found(&mut dice);
        let Standing::Founder { nonce } = founder.standing.clone() else { unreachable!("it founds") };
        let id = founder.circle;
        let (members_keys, last) = (vec![founder], vec![None]);
        let mut circle = Circle { members: members_keys, last, newest: None, entries: Vec::new() };
        let rules = Rules { budget: Some(100), fading: None, ..Rules::among_neighbours() };
        circle.write(0, &Event::Founded { nonce, name: "Calle Roble".into(), rules: Some(rules) });
        circle.join(0);
        for n in 1..members {
            let mut keys = Keys::found(&mut dice);
            keys.circle = id;
            let device = keys.device();
            circle.members.push(keys);
            circle.last.push(None);
            let name = format!("Member {n}");
            // Those who came some time before vouch for those who come now, so that no line is charged too often.
            if n > 2 {
                let again = None;
                circle.write((n - 1) / 2, &Event::Vouched { device, name: name.clone(), again });
            }
            circle.write(if n > 2 { (n - 1) / 2 + 1 } else { 0 } % n, &Event::Admitted { device, name });
            circle.join(n);
        }
        circle
    }

    fn join(&mut self, n: usize) {
        let joined = Event::Joined { name: format!("Member {n}"), prekey: [1; 32], sealed_to: Some([2; 32]) };
        self.write(n, &joined);
    }

    fn write(&mut self, author: usize, event: &Event) -> EntryId {
        let previous = self.last[author];
        let other = self.newest.filter(|(by, ..)| *by != author);
        let lamport = previous.map_or(0, |(_, _, lamport)| lamport).max(other.map_or(0, |other| other.2)) + 1;
        let header = Header {
            author: self.members[author].device(),
            seq: previous.map_or(0, |(seq, ..)| seq + 1),
            previous: previous.map(|(_, id, _)| id),
            heads: other.into_iter().map(|(_, id, _)| id).collect(),
            lamport,
            // Some hours between two: in the first years all vouches are charged to the founder, who has a hundred a
            // month.
            clock: Time(MORNING + 50_000 * self.entries.len() as u64),
            epoch: 0,
        };
        // What an entry's signature is worth is the log's business before this; the fold never asks.
        let signature = [0; 64];
        let entry = Entry {
            version: VERSION,
            header: header.clone(),
            payload: Payload::Kept(event.encode()),
            signature,
        };
        let id = entry.id(&self.members[0].circle);
        self.last[author] = Some((header.seq, id, lamport));
        self.newest = Some((author, id, lamport));
        self.entries.push((id, entry));
        id
    }

    fn log(&self) -> Log {
        let mut log = Log::new(self.members[0].circle, self.members[0].device());
        for (id, entry) in &self.entries {
            log.admit(*id, entry.clone()).expect("well made");
        }
        log
    }

    fn fold(&self, log: &Log) -> State {
        let mut state = State::new(self.members[0].circle);
        self.entries.iter().for_each(|(id, entry)| state.apply(*id, entry));
        state.settle(log);
        state
    }
}

fn roster() {
    let mut circle = Circle::of(MEMBERS);
    // The rest: members who meet again, and fresh keys.
    let mut n = 0;
    while circle.entries.len() < EVENTS {
        let (author, other) = (n * 7 % MEMBERS, (n * 13 + 1) % MEMBERS);
        let device = circle.members[other].device();
        let event = match n % 3 {
            0 if author != other => Event::Vouched { device, name: format!("Member {other}"), again: None },
            _ => Event::Prekeyed { prekey: [n as u8; 32] },
        };
        circle.write(author, &event);
        n += 1;
    }
    let mut log = circle.log();
    let (mut rebuilt, mut state) = (Vec::new(), State::new(circle.members[0].circle));
    for _ in 0..RUNS {
        let begun = Instant::now();
        state = circle.fold(&log);
        rebuilt.push(since(begun));
    }
    assert_eq!(state.roster().present().count(), MEMBERS);
    tell("roster", "10,000 members, 100,000 events: rebuilt", rebuilt, 1_000.0);
    let mut at_the_tip = Vec::new();
    for n in 0..301 {
        let (author, other) = (n * 31 % MEMBERS, (n * 17 + 5) % MEMBERS);
        let device = circle.members[other].device();
        let event = Event::Vouched { device, name: format!("Member {other}"), again: None };
        let id = circle.write(author, &event);
        let (_, entry) = circle.entries.last().expect("just written").clone();
        log.admit(id, entry.clone()).expect("well made");
        let begun = Instant::now();
        state.apply(id, &entry);
        state.settle(&log);
        at_the_tip.push(since(begun));
    }
    tell("roster", "the same: one more event at the end", at_the_tip, 1.0);
    let mut seated = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        assert!(!state.roster().seats(&log).is_empty());
        seated.push(since(begun));
    }
    tell("roster", "the same: who has a seat, counted anew", seated, 1_000.0);
}

fn removal() {
    let mut circle = Circle::of(CIRCLE);
    // Everybody writes, twice, so that everybody has noticed everybody.
    for n in 0..2 * CIRCLE {
        circle.write(n % CIRCLE, &Event::Prekeyed { prekey: [3; 32] });
    }
    let mut log = circle.log();
    let mut state = circle.fold(&log);
    let (basis, person) = (log.newest().expect("not empty"), circle.members[CIRCLE - 1].device());
    let statement = Statement::Remove { person };
    let roll = state.roll(&log, &basis).expect("it is here");
    assert_eq!(roll.len(), CIRCLE);
    let hash = roll_hash(&roll);
    let sign = |keys: &Keys| certificate::sign(keys, &statement, basis, &hash);
    let signatures = circle.members[..CIRCLE / 2 + 1].iter().map(sign).collect();
    let certificate = Certificate::new(basis, signatures);
    assert_eq!(certificate.signatures.0.len(), 334);
    let mut checked = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let signers = certificate.signers(&circle.members[0].circle, &statement, &hash);
        checked.push(since(begun));
        assert_eq!(signers.len(), 334);
    }
    tell("removal", "334 signatures under a removal checked", checked, 10.0);
    let mut checked = Vec::new();
    for run in 0..RUNS {
        // The same certificate again, by somebody else: it is looked at each time.
        let removed = Event::Removed { person, certificate: certificate.clone() };
        let id = circle.write(run, &removed);
        let (_, entry) = circle.entries.last().expect("just written").clone();
        log.admit(id, entry.clone()).expect("well made");
        let begun = Instant::now();
        state.apply(id, &entry);
        state.settle(&log);
        checked.push(since(begun));
    }
    assert!(!state.roster().has(&person));
    tell("removal", "the same with the roll of 667 and all that follows from it", checked, 50.0);
}
