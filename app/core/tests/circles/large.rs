//! A circle that is larger than any certificate has room for: its motions have signatures enough.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Entry, EntryId, Event, Keys, Time,
    certificate::{Certificate, SIGNATURES_MAX, Statement, sign},
    entry::{Header, Payload, VERSION},
    keys::Standing,
    log::Log,
    motion::Proposal,
    rules::Rules,
    state::State,
    time::DAY,
};

use crate::village::MORNING;

/// More than half of them are more than fit into an entry.
const MEMBERS: usize = 2 * SIGNATURES_MAX + 4;

/// All of them, and one phone that hears each in turn.
struct Town {
    members: Vec<Keys>,
    /// The last entry of each, and its lamport number.
    last: Vec<Option<(EntryId, u32, u32)>>,
    newest: Option<(usize, EntryId, u32)>,
    log: Log,
    state: State,
}

impl Town {
    fn new() -> Town {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let founder = Keys::found(&mut dice);
        let circle = founder.circle;
        let Standing::Founder { nonce, .. } = founder.standing.clone() else { panic!() };
        let (log, state) = (Log::new(circle, founder.device()), State::new(circle));
        let mut members = vec![founder];
        for _ in 1..MEMBERS {
            let mut keys = Keys::found(&mut dice);
            keys.circle = circle;
            members.push(keys);
        }
        let mut town = Town { members, last: vec![None; MEMBERS], newest: None, log, state };
        let rules = Rules { vouches: 1, budget: None, ..Rules::default() };
        town.say(0, Event::Founded { nonce, name: "Calle Roble".into(), rules: Some(rules) });
        for who in 1..MEMBERS {
            let device = town.members[who].device();
            town.say(0, Event::Admitted { device, name: format!("n{who}") });
        }
        for who in 0..MEMBERS {
            town.say(
                who,
                Event::Joined { name: format!("n{who}"), prekey: [1; 32], sealed_to: Some([2; 32]) },
            );
        }
        town.state.settle(&town.log);
        town
    }

    /// After all that was said before. The signatures of entries are the log's business before this.
    fn say(&mut self, who: usize, event: Event) -> EntryId {
        let previous = self.last[who];
        let other = self.newest.filter(|(by, ..)| *by != who);
        let lamports = previous.map(|(_, _, lamport)| lamport).into_iter().chain(other.map(|other| other.2));
        let lamport = lamports.max().unwrap_or(0) + 1;
        let header = Header {
            author: self.members[who].device(),
            seq: previous.map_or(0, |(_, seq, _)| seq + 1),
            previous: previous.map(|(id, ..)| id),
            heads: other.into_iter().map(|(_, id, _)| id).collect(),
            lamport,
            clock: Time(MORNING * DAY),
            epoch: 0,
        };
        let (seq, payload) = (header.seq, Payload::Kept(event.encode()));
        let entry = Entry { version: VERSION, header, payload, signature: [0; 64] };
        let id = entry.id(&self.members[0].circle);
        for (id, entry) in self.log.admit(id, entry).expect("well made") {
            self.state.apply(id, &entry);
        }
        (self.last[who], self.newest) = (Some((id, seq, lamport)), Some((who, id, lamport)));
        id
    }
}

#[test]
fn a_motion_has_room_for_more_signatures_than_a_certificate() {
    let mut town = Town::new();
    let (accused, needed) = (MEMBERS - 1, MEMBERS / 2 + 1);
    let person = town.members[accused].device();
    assert!(needed > SIGNATURES_MAX);
    assert_eq!(town.state.roster().seats(&town.log).len(), MEMBERS);

    // As one certificate they are one entry too long.
    let statement = Statement::Remove { person };
    let basis = town.newest.expect("much was said").1;
    let signatures = town.members[..needed].iter().map(|keys| sign(keys, &statement, basis, &[0; 32]));
    let certificate = Certificate::new(basis, signatures.collect());
    assert_eq!(Event::decode(&Event::Removed { person, certificate }.encode()), None);

    let motion = town.say(0, Event::Moved { proposal: Proposal::Remove { person }, text: "Because.".into() });
    for who in 0..needed - 1 {
        town.say(who, Event::Supported { motion });
    }
    town.say(0, Event::Enacted { motion });
    town.state.settle(&town.log);
    assert!(town.state.roster().has(&person), "half of them is not more than half");
    town.say(needed - 1, Event::Supported { motion });
    town.say(needed - 1, Event::Enacted { motion });
    town.state.settle(&town.log);
    assert!(!town.state.roster().has(&person));
    assert_eq!(town.state.motions()[&motion].signed.len(), needed);
}
