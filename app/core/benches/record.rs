//! What the record of a long meeting weighs, and how long it takes to check: 500 on the roll, all of them there, and 20
//! open votes, each with a ballot of everybody.
//!
//! The meeting is written by one hand: 500 keys that say in turn what phones would say, each entry on top of a few of
//! those before it, as in a hall in which words travel within seconds. Everything that is signed is really signed, and
//! the record is what a phone makes of that log.
//!
//! Each line on stdout is one figure as a flat JSON object, as `cargo dev measure` reads them.

use std::{collections::BTreeMap, time::Instant};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Output, Replica, Time,
    assembly::{
        meeting::{self, Door, Way, What as At},
        vote::{Ballot, BallotIds, Opening, Proposed, Said, What, ballot::set_id},
    },
    certificate::roll_hash,
    count::{Choice, Method, Threshold, TieOrder, count},
    entry::Header,
    gathering::{self, Attendant},
    ids::BallotId,
    record::{Record, check},
    replica::Kept,
    rules::Rules,
    signature,
};

const PEOPLE: usize = 500;
const VOTES: usize = 20;
const TELLERS: usize = 7;
const RUNS: usize = 5;
const EVENING: Time = Time(1_790_000_000);

fn main() {
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if !names.is_empty() && !names.iter().any(|name| name == "record") {
        return;
    }
    let file = meeting_of(PEOPLE, VOTES).encode();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            let checked = check(&file, [9; 32]).expect("it is a record");
            assert_eq!(checked.faults, []);
            assert_eq!(checked.record.claims.len(), VOTES);
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    tell("500 there, 20 open votes: the record", file.len() as f64 / 1e6, 0.0, "MB", 2.0);
    let spread = times[RUNS - 1] - times[0];
    tell("500 there, 20 open votes: read, checked and counted", times[RUNS / 2], spread, "s", 2.0);
}

fn tell(what: &str, value: f64, spread: f64, unit: &str, bar: f64) {
    let holds = value <= bar;
    println!(
        r#"{{"name":"record","what":"{what}","value":{value:.3},"spread":{spread:.3},"unit":"{unit}","bar":{bar},"holds":{holds}}}"#
    );
}

/// A log that one hand writes.
struct Hall {
    keys: Vec<Keys>,
    replica: Replica,
    entries: BTreeMap<EntryId, Entry>,
    chains: Vec<Option<(u32, EntryId)>>,
    lamports: BTreeMap<EntryId, u32>,
    newest: Vec<EntryId>,
    clock: Time,
    dice: ChaCha20Rng,
}

impl Hall {
    fn take(&mut self) {
        while let Some(output) = self.replica.poll() {
            let Output::KeepEntries(fresh) = output else { continue };
            for (id, entry) in fresh {
                let author = entry.header.author;
                let n = self.keys.iter().position(|keys| keys.device() == author).expect("one of these");
                self.chains[n] = Some((entry.header.seq, id));
                self.lamports.insert(id, entry.header.lamport);
                self.newest.push(id);
                self.entries.insert(id, entry);
            }
        }
    }

    /// Somebody says this on top of what they said before, and of two or three of what others said lately.
    fn say(&mut self, n: usize, event: &Event) -> EntryId {
        let (seq, previous) = match self.chains[n] {
            Some((seq, id)) => (seq + 1, Some(id)),
            None => (0, None),
        };
        let lately = self.newest.len().min(12);
        let mut heads: Vec<EntryId> = (0..2 + self.dice.next_u32() as usize % 2)
            .map(|_| self.newest[self.newest.len() - 1 - self.dice.next_u32() as usize % lately])
            .filter(|id| Some(*id) != previous && self.entries[id].header.author != self.keys[n].device())
            .collect();
        heads.sort_unstable();
        heads.dedup();
        let causes = previous.iter().chain(&heads);
        let lamport = 1 + causes.map(|id| self.lamports[id]).max().unwrap_or(0);
        self.clock = self.clock.plus(u64::from(self.dice.next_u32().is_multiple_of(4)));
        let author = self.keys[n].device();
        let header = Header { author, seq, previous, heads, lamport, clock: self.clock, epoch: 0 };
        let entry = Entry::sign(&self.keys[n], header, event.encode());
        let id = entry.id(&self.keys[n].circle);
        self.chains[n] = Some((seq, id));
        self.lamports.insert(id, lamport);
        self.newest.push(id);
        self.entries.insert(id, entry);
        id
    }
}

fn meeting_of(people: usize, votes: usize) -> Record {
    let mut dice = ChaCha20Rng::seed_from_u64(7);
    let founder = Keys::found(&mut dice);
    let mut keys = vec![founder.clone()];
    for _ in 1..people {
        let mut other = Keys::found(&mut dice);
        other.circle = founder.circle;
        keys.push(other);
    }
    let replica = Replica::open(founder.clone(), Kept::default(), [1; 32], EVENING);
    let mut hall = Hall {
        chains: vec![None; people],
        replica,
        entries: BTreeMap::new(),
        lamports: BTreeMap::new(),
        newest: Vec::new(),
        clock: EVENING,
        keys,
        dice,
    };
    let (circle_name, name) = ("Sala".into(), "n0".into());
    let rules = Rules { quorum: 1, budget: None, ..Rules::default() };
    let perform = |hall: &mut Hall, command| {
        hall.replica.perform(command, EVENING).unwrap_or_else(|refused| panic!("refused: {refused}"));
        hall.take();
    };
    perform(&mut hall, Command::FoundWith { circle_name, name, rules });
    // A founding meeting names as many as its list has room for; the others are let in one by one.
    let all = hall.keys.iter().enumerate();
    let list: Vec<Attendant> = all
        .take(people.min(gathering::ATTENDANTS_MAX))
        .map(|(n, keys)| Attendant { device: keys.device(), name: format!("n{n}") })
        .collect();
    let on_list = list.len();
    let list = gathering::list(list);
    let signatures =
        hall.keys[..on_list].iter().map(|keys| gathering::confirm(keys, &list).expect("they are on it"));
    let signatures = signatures.collect();
    perform(&mut hall, Command::Gather { evening: None, list, signatures });
    for n in on_list..people {
        let (device, name) = (hall.keys[n].device(), format!("n{n}"));
        hall.say(1, &Event::Vouched { device, name: name.clone(), again: None });
        hall.say(0, &Event::Admitted { device, name });
    }
    // Everybody writes something on top of it, so that everybody has a seat.
    for _ in 0..2 {
        for n in 0..people {
            let prekey = [n as u8; 32];
            hall.say(n, &Event::Joined { name: format!("n{n}"), prekey, sealed_to: None });
        }
    }
    let agenda = vec![meeting::Point::Words("The year".into())];
    let open = meeting::Said::Opened { place: "The hall".into(), agenda, turn: Some(120) };
    let held = hall.say(0, &Event::Assembled(open));
    let at = |step| Event::Assembled(meeting::Said::At { meeting: held, what: At::Door(step) });
    for n in 1..PEOPLE {
        let commitment = Some(*blake3::hash(&n.to_be_bytes()).as_bytes());
        hall.say(n, &at(Door::CheckedIn { way: Way::OwnPhone, key: None, commitment, proof: None }));
        let person = hall.keys[n].device();
        let by = hall.dice.next_u32() as usize % n;
        hall.say(by, &at(Door::LetIn { person }));
    }
    for vote in 0..votes {
        hold(&mut hall, held, vote);
    }
    read(hall, held)
}

/// One vote, as phones hold it where nobody lies.
fn hold(hall: &mut Hall, held: EntryId, n: usize) {
    let people = hall.keys.len();
    let method = Method::YesNo { threshold: Threshold::MAJORITY };
    let mut voters: Vec<_> = hall.keys[..PEOPLE]
        .iter()
        .map(|keys| {
            (
                keys.device(),
                tequio_core::assembly::vote::Voter {
                    person: keys.device(),
                    way: Way::OwnPhone,
                    key: Some(keys.device()),
                },
            )
        })
        .collect();
    voters.sort_by_key(|(person, _)| *person);
    let roll = hall.keys.iter().map(Keys::device).collect();
    let question = format!("Question {n} of the evening?");
    let opening = Opening {
        proposal: None,
        round: 0,
        meeting: Some(held),
        options: vec![question.clone()],
        question,
        method,
        text: None,
        roll: roll_hash(&roll),
        voters: voters.into_iter().map(|(_, voter)| voter).collect(),
        tellers: hall.keys[..TELLERS].iter().map(Keys::device).collect(),
        ties: [0; 32],
        closes: None,
        quorum: 1,
    };
    let vote = hall.say(n % people, &Event::Voted(Said::Opened(Box::new(opening.clone()))));
    let within = |what| Event::Voted(Said::In { vote, what });
    for n in 0..PEOPLE {
        hall.say(n, &within(What::Signed));
    }
    let hash = opening.hash(&hall.keys[0].circle, &vote);
    let (mut names, mut choices) = (BTreeMap::<_, BallotId>::new(), Vec::new());
    for n in 0..PEOPLE {
        let choice = [Choice::Yes, Choice::No, Choice::Abstain][hall.dice.next_u32() as usize % 3].clone();
        let signature = signature::sign(&hall.keys[n], &Ballot::message(&hash, 0, &choice));
        let ballot = Ballot { choice: choice.clone(), counter: 0, key: hall.keys[n].device(), signature };
        names.insert(ballot.key, ballot.id(&hash, &ballot.key));
        choices.push(choice);
        hall.say(n, &within(What::Cast(ballot)));
    }
    let mut ids: Vec<BallotId> = names.values().copied().collect();
    ids.sort_unstable();
    let reports =
        (0..TELLERS).map(|n| hall.say(n, &within(What::Reported(BallotIds(ids.clone()))))).collect();
    let set = set_id(&hash, names.values());
    let proposed = Proposed { round: 0, set, reports, without: Default::default(), valid: None };
    hall.say(0, &within(What::Proposed(proposed)));
    for n in 0..TELLERS {
        hall.say(n, &within(What::Prevoted { round: 0, set: Some(set) }));
    }
    for n in 0..TELLERS {
        hall.say(n, &within(What::Precommitted { round: 0, set: Some(set) }));
    }
    let ties = TieOrder::drawn(&opening.ties, 1);
    let digest = count(&method, 1, PEOPLE as u64, people as u64, &choices, &ties).digest();
    for n in 0..PEOPLE {
        hall.say(n, &within(What::Acknowledged { set, digest }));
    }
}

/// A phone that held nothing reads all of it, as it does when it starts, and makes the record.
fn read(hall: Hall, held: EntryId) -> Record {
    let entries = hall.entries.iter().map(|(id, entry)| (*id, entry.clone())).collect();
    let kept = Kept { entries, ..Kept::default() };
    let replica = Replica::open(hall.keys[0].clone(), kept, [2; 32], hall.clock);
    let roll = replica.minutes(&held).expect("there was a meeting").roll.len();
    assert_eq!(roll, hall.keys.len(), "everybody has a seat");
    replica.record(&held, |id| hall.entries.get(id).cloned()).expect("all of it is here")
}
