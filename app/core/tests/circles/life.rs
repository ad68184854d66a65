//! Random lives of circles: everything that a circle can agree on, said apart and together, with forks, several
//! devices, and clocks wrong by years. Whatever the order of arrival and whenever a phone settles, the state is one;
//! and nobody is in or out without what the rules ask for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    DeviceKey, Entry, EntryId, Event, Keys, PersonId, Rejected, Time,
    certificate::{self, Certificate, Signatures, Statement, roll_hash},
    entry::{Header, Payload, VERSION},
    gathering::{self, Attendant},
    keys::Standing,
    log::Log,
    motion::Proposal,
    roster::{heir_message, recovery_message},
    rules::Rules,
    signature,
    state::State,
    time::DAY,
};

use crate::village::MORNING;

/// The founder, members, those who may come in, and devices of somebody.
const WRITERS: usize = 10;

struct Life {
    seed: u64,
    dice: ChaCha20Rng,
    writers: Vec<Keys>,
    entries: Vec<(EntryId, Entry, Event)>,
    /// What lies in each entry's past, by number, itself included.
    pasts: Vec<BTreeSet<usize>>,
    numbers: BTreeMap<EntryId, usize>,
    log: Log,
    state: State,
    today: u64,
    /// Whose clocks are wrong.
    wrong: BTreeSet<usize>,
    motions: Vec<EntryId>,
    recoveries: Vec<EntryId>,
    /// What some of them are about to do, one after the other.
    plan: VecDeque<(usize, Step)>,
}

/// Something that is said about what was said last.
enum Step {
    Say(Event),
    Support,
    Enact,
    Recovered,
}

impl Drop for Life {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to live it again: TEQUIO_SEED={}", self.seed);
        }
    }
}

impl Life {
    fn new(seed: u64) -> Life {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let founder = Keys::found(&mut dice);
        let circle = founder.circle;
        let Standing::Founder { nonce, .. } = founder.standing.clone() else { panic!() };
        let mut writers = vec![founder];
        for _ in 1..WRITERS {
            let mut keys = Keys::found(&mut dice);
            keys.circle = circle;
            writers.push(keys);
        }
        let (log, state) = (Log::new(circle, writers[0].device()), State::new(circle));
        let mut life = Life {
            seed,
            dice,
            writers,
            entries: Vec::new(),
            pasts: Vec::new(),
            numbers: BTreeMap::new(),
            log,
            state,
            today: MORNING,
            wrong: BTreeSet::new(),
            motions: Vec::new(),
            recoveries: Vec::new(),
            plan: VecDeque::new(),
        };
        for _ in 0..life.pick(4) {
            let who = life.pick(WRITERS);
            life.wrong.insert(who);
        }
        let rules = life.rules();
        life.write(0, Event::Founded { nonce, name: "Calle Roble".into(), rules: Some(rules) }, false);
        if life.pick(3) > 0 {
            let gathered = life.gathering(None, &[0, 1, 2, 3, 4]);
            life.write(0, gathered, false);
        } else {
            for n in 1..3 {
                let device = life.writers[n].device();
                life.write(0, Event::Admitted { device, name: format!("n{n}") }, false);
            }
        }
        for who in 0..5 {
            let event = life.hello(who);
            life.write(who, event, false);
        }
        for _ in 0..15 + life.pick(25) {
            let fork = life.pick(25) == 0;
            life.today += [0, 0, 0, 1, 2, 9][life.pick(6)];
            if life.plan.is_empty() && life.pick(3) == 0 {
                life.make_a_plan();
            }
            let next = if life.pick(5) > 0 { life.plan.pop_front() } else { None };
            let who = next.as_ref().map_or_else(|| life.pick(WRITERS), |(who, _)| *who);
            let event = match next {
                Some((_, Step::Say(event))) => event,
                Some((_, Step::Support)) => Event::Supported { motion: life.last(&life.motions) },
                Some((_, Step::Enact)) => Event::Enacted { motion: life.last(&life.motions) },
                Some((_, Step::Recovered)) => Event::Recovered { recovery: life.last(&life.recoveries) },
                None => life.event(who),
            };
            life.write(who, event, fork);
        }
        life
    }

    fn pick(&mut self, of: usize) -> usize {
        self.dice.next_u32() as usize % of.max(1)
    }

    fn rules(&mut self) -> Rules {
        let (vouches, budget, fading) = (self.pick(3), self.pick(4), self.pick(3));
        Rules {
            vouches: [1, 1, 2][vouches],
            budget: [None, Some(1), Some(2), Some(9)][budget],
            fading: [None, Some(30), Some(365)][fading],
            recovery_wait: 3,
            ..Rules::default()
        }
    }

    fn hello(&self, who: usize) -> Event {
        Event::Joined { name: format!("j{who}"), prekey: [who as u8; 32], sealed_to: Some([7; 32]) }
    }

    fn gathering(&mut self, evening: Option<EntryId>, who: &[usize]) -> Event {
        let there = who.iter().map(|n| Attendant { device: self.writers[*n].device(), name: "g".into() });
        let list = gathering::list(there.collect());
        let confirmed = self.pick(who.len() + 1).max(who.len() / 2);
        let confirm = |n: &usize| gathering::confirm(&self.writers[*n], &list).expect("on it");
        let signatures = Signatures::new(who[..confirmed].iter().map(confirm).collect());
        Event::Gathered { evening, list, signatures }
    }

    fn last(&self, ids: &[EntryId]) -> EntryId {
        ids.last().copied().unwrap_or(EntryId([1; 16]))
    }

    /// Without one, nearly nothing would ever come about.
    fn make_a_plan(&mut self) {
        let (who, other) = (self.pick(5), self.pick(5));
        let (device, spare) = (self.writers[other].device(), 5 + self.pick(3));
        let plan: Vec<(usize, Step)> = match self.pick(4) {
            0 | 1 => {
                let proposal = match self.pick(3) {
                    0 => Proposal::Remove { person: device },
                    1 => Proposal::Evening,
                    _ => Proposal::Rules(self.rules()),
                };
                let moved = Event::Moved { proposal, text: "Because.".into() };
                let signers = (0..4).map(|n| ((who + n) % 5, Step::Support));
                let last = ((who + 3) % 5, Step::Enact);
                [(who, Step::Say(moved))].into_iter().chain(signers).chain([last]).collect()
            }
            2 => {
                let heir = self.writers[8].device();
                let message = heir_message(&self.writers[0].circle, &device, &self.writers[spare].device());
                let signature = signature::sign(&self.writers[8], &message);
                let (cuts, cut) = if self.pick(2) == 0 { (other, spare) } else { (spare, other) };
                vec![
                    (other, Step::Say(Event::Entrusted { heir })),
                    (spare, Step::Say(Event::Continued { person: device, heir, signature })),
                    (cuts, Step::Say(Event::CutOff { device: self.writers[cut].device() })),
                    (cut, Step::Say(Event::Left)),
                ]
            }
            _ => {
                let heir = self.writers[9].device();
                let new = self.writers[spare].device();
                let message = recovery_message(&self.writers[0].circle, &new);
                let signature = signature::sign(&self.writers[9], &message);
                let recovering = Event::Recovering { device: new, person: device, heir, signature };
                self.today += 4;
                vec![
                    (other, Step::Say(Event::Guarded { heir: Some(heir) })),
                    (who, Step::Say(recovering)),
                    (who, Step::Say(self.hello(who))),
                    ((who + 1) % 5, Step::Say(self.hello(1))),
                    ((who + 2) % 5, Step::Say(self.hello(2))),
                    (who, Step::Recovered),
                ]
            }
        };
        self.plan.extend(plan);
    }

    fn one_of(&mut self, ids: &[EntryId]) -> EntryId {
        // Mostly the last.
        let back = self.pick(3).min(self.pick(3));
        ids.len().checked_sub(1 + back).map_or(EntryId([1; 16]), |at| ids[at])
    }

    fn event(&mut self, who: usize) -> Event {
        let other = self.pick(WRITERS);
        let (device, name) = (self.writers[other].device(), format!("n{other}"));
        let (motions, recoveries) = (self.motions.clone(), self.recoveries.clone());
        let motion = self.one_of(&motions);
        let recovery = self.one_of(&recoveries);
        match self.pick(44) {
            0..=5 => {
                let before = self.pick(WRITERS);
                let again = (self.pick(6) == 0).then(|| self.writers[before].device());
                Event::Vouched { device, name, again }
            }
            6..=9 => Event::Admitted { device, name },
            10 | 11 => {
                let evening = (self.pick(3) > 0).then_some(motion);
                let list: BTreeSet<usize> = (0..4).map(|_| self.pick(WRITERS)).collect();
                self.gathering(evening, &list.into_iter().collect::<Vec<_>>())
            }
            12..=15 => {
                let proposal = match self.pick(5) {
                    0 | 1 => Proposal::Remove { person: device },
                    2 => Proposal::Evening,
                    3 => Proposal::Rules(self.rules()),
                    _ => Proposal::Text,
                };
                Event::Moved { proposal, text: "Because.".into() }
            }
            16..=23 => Event::Supported { motion },
            24 => Event::Answered { motion, text: "No.".into() },
            25..=27 => Event::Enacted { motion },
            28 => Event::Left,
            29 | 30 => Event::CutOff { device },
            31 => Event::Guarded { heir: Some(self.writers[9].device()) },
            32 | 33 => {
                let person = self.writers[self.dice.next_u32() as usize % 5].device();
                let message = recovery_message(&self.writers[0].circle, &device);
                let heir = self.writers[9].device();
                Event::Recovering {
                    device,
                    person,
                    heir,
                    signature: signature::sign(&self.writers[9], &message),
                }
            }
            34 => Event::Objected { recovery },
            35 | 36 => Event::Recovered { recovery },
            37 => Event::Entrusted { heir: self.writers[8].device() },
            38 | 39 => {
                let person = self.writers[self.dice.next_u32() as usize % 5].device();
                let message = heir_message(&self.writers[0].circle, &person, &self.writers[who].device());
                let (heir, signature) =
                    (self.writers[8].device(), signature::sign(&self.writers[8], &message));
                Event::Continued { person, heir, signature }
            }
            40 => self.removal(other),
            41 => Event::Prekeyed { prekey: [8; 32] },
            _ => self.hello(who),
        }
    }

    fn removal(&mut self, whom: usize) -> Event {
        let at = self.entries.len() - 1 - self.pick(self.entries.len().min(6));
        let basis = self.entries[at].0;
        let person = self.writers[whom].device();
        let roll = self.state.roll(&self.log, &basis).expect("the entry is here");
        let hash = roll_hash(&roll);
        let signers: Vec<usize> = (0..WRITERS).filter(|_| !self.dice.next_u32().is_multiple_of(4)).collect();
        let statement = Statement::Remove { person };
        let sign = |signer: usize| certificate::sign(&self.writers[signer], &statement, basis, &hash);
        Event::Removed {
            person,
            certificate: Certificate::new(basis, signers.into_iter().map(sign).collect()),
        }
    }

    fn write(&mut self, who: usize, event: Event, fork: bool) {
        let author = self.writers[who].device();
        let own: Vec<usize> =
            (0..self.entries.len()).filter(|n| self.entries[*n].1.header.author == author).collect();
        let previous = match own.len() {
            0 => None,
            n if fork => Some(own[self.pick(n)]),
            n => Some(own[n - 1]),
        };
        let mut heads = BTreeSet::new();
        // Mostly what came last, as on phones that are together; sometimes long ago, as on those that were away.
        let away = self.pick(8) == 0;
        for back in 0..3 - self.pick(4).min(self.pick(4)).min(2) {
            let back = if away { self.pick(self.entries.len()) } else { back };
            if let Some((id, entry, _)) = self.entries.iter().rev().nth(back)
                && entry.header.author != author
            {
                heads.insert(*id);
            }
        }
        let causes: Vec<usize> = heads.iter().map(|id| self.numbers[id]).chain(previous).collect();
        let lamport = causes.iter().map(|at| self.entries[*at].1.header.lamport).max().unwrap_or(0) + 1;
        let off = [0, MORNING - 3_000, MORNING + 4_000, MORNING + 2_000][self.pick(4)];
        let clock = if self.wrong.contains(&who) { off } else { self.today };
        let header = Header {
            author,
            seq: previous.map_or(0, |at| self.entries[at].1.header.seq + 1),
            previous: previous.map(|at| self.entries[at].0),
            heads: heads.into_iter().collect(),
            lamport,
            clock: Time(clock * DAY + self.entries.len() as u64),
            epoch: 0,
        };
        // What an entry's signature is worth is the log's business before this; the fold never asks.
        let mark = [self.entries.len() as u8; 64];
        let entry =
            Entry { version: VERSION, header, payload: Payload::Kept(event.encode()), signature: mark };
        let id = entry.id(&self.writers[0].circle);
        let came = match self.log.admit(id, entry.clone()) {
            // No phone that is in the circle would take it in.
            Err(Rejected::OtherBeginning) => return,
            came => came.expect("well made"),
        };
        match event {
            Event::Moved { .. } => self.motions.push(id),
            Event::Recovering { .. } => self.recoveries.push(id),
            _ => {}
        }
        for (id, entry) in came {
            self.state.apply(id, &entry);
        }
        self.state.settle(&self.log);
        let mut past = BTreeSet::from([self.entries.len()]);
        causes.iter().for_each(|at| past.extend(&self.pasts[*at]));
        self.pasts.push(past);
        self.numbers.insert(id, self.entries.len());
        self.entries.push((id, entry, event));
    }

    /// What a phone knows that has all of it.
    fn known(state: &State, log: &Log) -> ([u8; 32], u32, BTreeSet<PersonId>, Vec<bool>) {
        let roster = state.roster();
        let can = roster.members.keys().map(|person| state.can_vouch(person)).collect();
        (state.hash(), state.today(), roster.seats(log), can)
    }

    /// Another phone: everything in another order, some of it twice, settling now and then.
    fn elsewhere(&mut self) -> ([u8; 32], u32, BTreeSet<PersonId>, Vec<bool>) {
        let mut order: Vec<(EntryId, Entry)> =
            self.entries.iter().map(|(id, entry, _)| (*id, entry.clone())).collect();
        // All mixed up, or in their order but for a few that come late.
        let moves = if self.pick(2) == 0 { order.len() } else { self.pick(6) };
        for _ in 0..moves {
            let (from, to) = (self.pick(order.len()), self.pick(order.len()));
            let one = order.remove(from);
            order.insert(to, one);
        }
        let settles = 1 + self.pick(4) as u32;
        let circle = self.writers[0].circle;
        let (mut log, mut state) = (Log::new(circle, self.writers[1].device()), State::new(circle));
        for (id, entry) in order {
            for (id, entry) in log.admit(id, entry).expect("what was good there is good here") {
                state.apply(id, &entry);
            }
            if self.dice.next_u32().is_multiple_of(settles) {
                state.settle(&log);
            }
        }
        state.settle(&log);
        assert_eq!((log.len(), log.waiting()), (self.entries.len(), 0), "nothing is lost on the way");
        Life::known(&state, &log)
    }

    fn event_of(&self, id: &EntryId) -> (usize, DeviceKey, &Event) {
        let number = self.numbers[id];
        let (_, entry, event) = &self.entries[number];
        (number, entry.header.author, event)
    }

    /// Nobody is a member but by vouches, a founding, or a meeting.
    fn check_members(&self) {
        let roster = self.state.roster();
        for (person, member) in &roster.members {
            let Some((_, entry)) = member.admitted else {
                assert_eq!(*person, self.writers[0].device(), "one founded it");
                continue;
            };
            match self.event_of(&entry).2 {
                Event::Gathered { list, signatures, .. } => {
                    assert!(
                        list.iter().any(|one| one.device == *person) && 2 * signatures.0.len() > list.len()
                    );
                }
                Event::Admitted { device, .. } => {
                    assert_eq!(device, person);
                    assert!(!member.vouched_by.is_empty());
                    for voucher in &member.vouched_by {
                        let theirs = &roster.members[voucher].devices;
                        let said = self.entries.iter().any(|(_, entry, event)| {
                            let (Event::Vouched { device, .. } | Event::Admitted { device, .. }) = event
                            else {
                                return false;
                            };
                            device == person && theirs.contains(&entry.header.author)
                        });
                        assert!(said, "a voucher has said so themselves");
                    }
                }
                event => panic!("nobody comes in by {event:?}"),
            }
        }
    }

    /// Nobody is gone but by their own word or by more than half.
    fn check_removals(&self) -> usize {
        let roster = self.state.roster();
        let mut removed = 0;
        for (person, member) in &roster.members {
            let Some(entry) = member.removed else { continue };
            removed += 1;
            let (number, author, event) = self.event_of(&entry);
            assert_eq!(member.left, matches!(event, Event::Left));
            match event {
                // As with signatures: by whosever device it was then. (A device that signs two things at one place can
                // say on the other branch whose it likes to be, of those who entrusted it with a key; it is nobody's in
                // the end if that is where it forked. It could leave for its person without forking.)
                Event::Left => {
                    let said = self.then(number).roster().person_of(&author) == Some(*person);
                    let mut theirs = member.devices.iter().chain([&author]);
                    let forked = theirs.any(|device| roster.forked.contains_key(device));
                    assert!(said || forked, "they said so themselves");
                }
                Event::Enacted { motion } => {
                    let known = &self.state.motions()[motion];
                    assert_eq!(known.proposal, Proposal::Remove { person: *person });
                    // A signature by a device that is nobody's any more counts as it did then.
                    let said = |id: &EntryId| {
                        self.pasts[number].contains(&self.numbers[id])
                            && *self.event_of(id).2 == (Event::Supported { motion: *motion })
                    };
                    let mut authors: BTreeSet<DeviceKey> = BTreeSet::new();
                    let mut signers = known.signed.clone();
                    signers.retain(|signer, ids| {
                        let id = ids.iter().find(|id| said(id));
                        let is_news = id.is_some_and(|id| authors.insert(self.event_of(id).1));
                        is_news && signer != person && known.roll.contains(signer)
                    });
                    assert!(
                        2 * signers.len() > known.roll.len(),
                        "{} of {}",
                        signers.len(),
                        known.roll.len()
                    );
                }
                Event::Removed { certificate, .. } => {
                    let roll = self.state.roll(&self.log, &certificate.basis).expect("here");
                    assert!(2 * certificate.signatures.0.len() > roll.len());
                }
                event => panic!("nobody goes by {event:?}"),
            }
        }
        removed
    }

    /// What somebody had before them who wrote this entry.
    fn then(&self, number: usize) -> State {
        let circle = self.writers[0].circle;
        let (mut log, mut state) = (Log::new(circle, self.writers[1].device()), State::new(circle));
        for before in self.pasts[number].iter().filter(|before| **before != number) {
            let (id, entry, _) = &self.entries[*before];
            for (id, entry) in log.admit(*id, entry.clone()).expect("causes come first") {
                state.apply(id, &entry);
            }
        }
        state.settle(&log);
        state
    }

    /// Fewer than half of those who say the time move it nowhere; whether that could be asked.
    fn check_clocks(&self) -> bool {
        let roster = self.state.roster();
        let wrong: BTreeSet<DeviceKey> = self.wrong.iter().map(|who| self.writers[*who].device()).collect();
        let written: BTreeSet<DeviceKey> =
            self.entries.iter().map(|(_, entry, _)| entry.header.author).collect();
        let mut persons: BTreeMap<PersonId, bool> = BTreeMap::new();
        for device in written {
            if let Some(person) = roster.person_of(&device) {
                *persons.entry(person).or_default() |= wrong.contains(&device);
            }
        }
        let lies = persons.values().filter(|is_wrong| **is_wrong).count();
        let asked = lies > 0 && 2 * lies < persons.len();
        if asked {
            let today = u64::from(self.state.today());
            assert!(
                (MORNING..=self.today).contains(&today),
                "{today} is not within {MORNING} and {}",
                self.today
            );
        }
        asked
    }
}

#[test]
fn every_order_of_arrival_of_any_life_ends_in_one_state_and_nobody_gains_by_any() {
    let lives = if std::env::var_os("TEQUIO_NIGHTLY").is_some() { 100_000 } else { 2_000 };
    let first = std::env::var("TEQUIO_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in first..first + lives {
        let mut life = Life::new(seed);
        let known = Life::known(&life.state, &life.log);
        for _ in 0..2 {
            assert_eq!(life.elsewhere(), known, "life {seed}");
        }
        life.check_members();
        let roster = life.state.roster();
        let enacted = life.state.motions().values().filter(|motion| !motion.enacted.is_empty()).count();
        for (what, count) in [
            ("removed", life.check_removals()),
            ("clocks", usize::from(life.check_clocks())),
            ("enacted", enacted),
            ("forked", roster.forked.len()),
            ("cut", roster.devices.values().filter(|device| device.cut).count()),
            ("devices", roster.devices.len().saturating_sub(roster.members.len())),
            ("came in", roster.members.values().filter(|member| !member.vouched_by.is_empty()).count()),
        ] {
            *seen.entry(what).or_default() += count;
        }
    }
    // The play is about something.
    assert!(seen.values().all(|count| *count > lives as usize / 50), "{seen:?}");
    if first > 0 {
        println!("{seen:?}");
    }
}
