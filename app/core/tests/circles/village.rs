//! People with a phone each, apart in groups and together again. In a group everything said is heard at once; between
//! groups nothing is, until they meet. Every phone folds with the real log and the real state, entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    DeviceKey, Entry, EntryId, Event, Keys, PersonId, Time,
    certificate::Signatures,
    entry::Header,
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

/// When every story begins: a day in 2026.
pub const MORNING: u64 = 20_700;

/// One phone: what it has heard, and what that comes to.
pub struct Phone {
    pub keys: Keys,
    pub log: Log,
    pub state: State,
    /// Who is in reach: all with the same number.
    pub place: usize,
    /// How many days its clock is off.
    pub ahead: i64,
}

/// A circle and those around it.
pub struct Village {
    pub phones: Vec<Phone>,
    pub today: u64,
    pub entries: Vec<(EntryId, Entry)>,
    by_id: BTreeMap<EntryId, usize>,
    nonce: [u8; 16],
    dice: ChaCha20Rng,
}

impl Village {
    /// So many phones with a key each, and the first of them has founded the circle.
    pub fn new(seed: u64, rules: Rules, phones: usize) -> Village {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let founder = Keys::found(&mut dice);
        let circle = founder.circle;
        let Standing::Founder { nonce, .. } = founder.standing.clone() else { panic!() };
        let mut all = vec![founder];
        for _ in 1..phones {
            let mut keys = Keys::found(&mut dice);
            keys.circle = circle;
            all.push(keys);
        }
        let phone = |keys: Keys| {
            let (log, state) = (Log::new(circle, keys.device()), State::new(circle));
            Phone { keys, log, state, place: 0, ahead: 0 }
        };
        let phones = all.into_iter().map(phone).collect();
        let (entries, by_id) = (Vec::new(), BTreeMap::new());
        let mut village = Village { phones, today: MORNING, entries, by_id, nonce, dice };
        village.say(0, village.founding(rules));
        village
    }

    /// The same keys where nothing has been said yet.
    pub fn elsewhere(&self) -> Village {
        let phone = |known: &Phone| {
            let (keys, circle) = (known.keys.clone(), known.keys.circle);
            let (log, state) = (Log::new(circle, keys.device()), State::new(circle));
            Phone { keys, log, state, place: 0, ahead: 0 }
        };
        let phones = self.phones.iter().map(phone).collect();
        let (entries, by_id) = (Vec::new(), BTreeMap::new());
        Village { phones, today: MORNING, entries, by_id, nonce: self.nonce, dice: self.dice.clone() }
    }

    /// The first `members` have begun the circle in one room and written something since; the others look on.
    pub fn gathered(seed: u64, rules: Rules, members: usize, phones: usize) -> Village {
        let mut village = Village::new(seed, rules, phones);
        let all: Vec<usize> = (0..members).collect();
        let gathered = village.list(None, &all, members / 2 + 1);
        village.say(0, gathered);
        village.all_speak(&all);
        village
    }

    pub fn founding(&self, rules: Rules) -> Event {
        Event::Founded { nonce: self.nonce, name: "Calle Roble".into(), rules: Some(rules) }
    }

    /// A list of those who were there, confirmed by the first so many of them.
    pub fn list(&self, evening: Option<EntryId>, who: &[usize], confirmed: usize) -> Event {
        let there = who.iter().map(|n| Attendant { device: self.me(*n), name: format!("n{n}") });
        let list = gathering::list(there.collect());
        let confirm = |n: &usize| gathering::confirm(&self.phones[*n].keys, &list).expect("they are on it");
        let signatures = Signatures::new(who[..confirmed].iter().map(confirm).collect());
        Event::Gathered { evening, list, signatures }
    }

    pub fn me(&self, phone: usize) -> DeviceKey {
        self.phones[phone].keys.device()
    }

    fn clock(&self, phone: usize) -> Time {
        Time(self.today.saturating_add_signed(self.phones[phone].ahead) * DAY)
    }

    /// A phone says something after all that it has heard.
    pub fn say(&mut self, phone: usize, event: Event) -> EntryId {
        let header = self.phones[phone].log.next_header(self.clock(phone));
        self.say_at(phone, header, &event)
    }

    /// A phone says something as if it had heard nothing after these entries (its own last among them or not).
    pub fn backdate(&mut self, phone: usize, after: &[EntryId], event: &Event) -> EntryId {
        let me = self.me(phone);
        let (own, others): (Vec<&Entry>, Vec<&Entry>) =
            after.iter().map(|id| &self.entries[self.by_id[id]].1).partition(|e| e.header.author == me);
        let lamport = own.iter().chain(&others).map(|entry| entry.header.lamport).max().unwrap_or(0) + 1;
        let circle = self.phones[phone].keys.circle;
        let mut heads: Vec<EntryId> = others.iter().map(|entry| entry.id(&circle)).collect();
        heads.sort_unstable();
        let header = Header {
            author: me,
            seq: own.first().map_or(0, |own| own.header.seq + 1),
            previous: own.first().map(|own| own.id(&circle)),
            heads,
            lamport,
            clock: self.clock(phone),
            epoch: 0,
        };
        self.say_at(phone, header, event)
    }

    /// The last entry that a phone wrote.
    pub fn last_of(&self, phone: usize) -> EntryId {
        let mine = self.entries.iter().filter(|(_, entry)| entry.header.author == self.me(phone));
        mine.max_by_key(|(_, entry)| entry.header.lamport).expect("it has written").0
    }

    fn say_at(&mut self, phone: usize, header: Header, event: &Event) -> EntryId {
        event.check().expect("within the limits");
        let entry = Entry::sign(&self.phones[phone].keys, header, event.encode());
        let id = entry.id(&self.phones[phone].keys.circle);
        self.by_id.insert(id, self.entries.len());
        self.entries.push((id, entry.clone()));
        let place = self.phones[phone].place;
        for phone in self.phones.iter_mut().filter(|phone| phone.place == place) {
            phone.hear([(id, entry.clone())]);
        }
        id
    }

    /// These groups are out of each other's reach from now on, each together; everybody else is alone.
    pub fn apart(&mut self, groups: &[&[usize]]) {
        let count = groups.len();
        for (n, phone) in self.phones.iter_mut().enumerate() {
            phone.place = groups.iter().position(|group| group.contains(&n)).unwrap_or(count + n);
        }
        for group in groups {
            self.share(group);
        }
    }

    /// All are in reach of each other, and hold the same.
    pub fn together(&mut self) {
        let all: Vec<usize> = (0..self.phones.len()).collect();
        self.apart(&[&all]);
    }

    fn share(&mut self, group: &[usize]) {
        let held: BTreeSet<EntryId> =
            group.iter().flat_map(|n| self.phones[*n].log.ids_from(0).copied().collect::<Vec<_>>()).collect();
        let all: Vec<(EntryId, Entry)> =
            self.entries.iter().filter(|(id, _)| held.contains(id)).cloned().collect();
        for n in group {
            self.phones[*n].hear(all.iter().cloned());
        }
    }

    /// Days pass.
    pub fn pass(&mut self, days: u64) {
        self.today += days;
    }

    /// Everybody of these says hello, one after the other.
    pub fn all_speak(&mut self, who: &[usize]) {
        for n in who {
            self.hello(*n);
        }
    }

    pub fn hello(&mut self, who: usize) -> EntryId {
        self.say(who, Event::Joined { name: format!("n{who}"), prekey: [1; 32], sealed_to: Some([2; 32]) })
    }

    /// These vouch for somebody, one after the other, and the last of them lets them in.
    pub fn let_in(&mut self, by: &[usize], who: usize) -> EntryId {
        let (device, name) = (self.me(who), format!("n{who}"));
        for voucher in &by[..by.len() - 1] {
            self.say(*voucher, Event::Vouched { device, name: name.clone(), again: None });
        }
        self.say(by[by.len() - 1], Event::Admitted { device, name })
    }

    pub fn vouch(&mut self, by: usize, who: usize) -> EntryId {
        self.say(by, Event::Vouched { device: self.me(who), name: format!("n{who}"), again: None })
    }

    pub fn moves(&mut self, by: usize, proposal: Proposal) -> EntryId {
        self.say(by, Event::Moved { proposal, text: "Because.".into() })
    }

    pub fn moves_to_remove(&mut self, by: usize, whom: usize) -> EntryId {
        self.moves(by, Proposal::Remove { person: self.me(whom) })
    }

    /// These sign, one after the other, and the last of them puts it in force, if it can be.
    pub fn signed_by(&mut self, motion: EntryId, by: &[usize]) -> EntryId {
        for signer in by {
            self.say(*signer, Event::Supported { motion });
        }
        self.say(by[by.len() - 1], Event::Enacted { motion })
    }

    /// A new device that has somebody's guardians' key, before a member.
    pub fn recovering(&mut self, by: usize, person: usize, device: usize, heir: &Keys) -> EntryId {
        let event = self.recovery(person, device, heir);
        self.say(by, event)
    }

    pub fn recovery(&self, person: usize, device: usize, heir: &Keys) -> Event {
        let (person, device) = (self.me(person), self.me(device));
        let message = recovery_message(&self.phones[0].keys.circle, &device);
        let signature = signature::sign(heir, &message);
        Event::Recovering { device, person, heir: heir.device(), signature }
    }

    /// A new device goes on as a person by a key that was entrusted.
    pub fn continues(&self, device: usize, person: PersonId, heir: &Keys) -> Event {
        let message = heir_message(&self.phones[0].keys.circle, &person, &self.me(device));
        Event::Continued { person, heir: heir.device(), signature: signature::sign(heir, &message) }
    }

    /// A key that is nobody's device.
    pub fn key(&mut self) -> Keys {
        Keys::found(&mut self.dice)
    }

    /// Whether this one belongs, as that phone sees it.
    pub fn has(&self, phone: usize, who: usize) -> bool {
        self.phones[phone].state.roster().person_of(&self.me(who)).is_some()
    }

    /// Who belongs, as that phone sees it.
    pub fn members(&self, phone: usize) -> Vec<usize> {
        (0..self.phones.len()).filter(|who| self.has(phone, *who)).collect()
    }

    /// Who has a seat now, as that phone sees it.
    pub fn seats(&self, phone: usize) -> Vec<usize> {
        let phone = &self.phones[phone];
        let seats = phone.state.roster().seats(&phone.log);
        (0..self.phones.len()).filter(|who| seats.contains(&self.me(*who))).collect()
    }

    pub fn rules(&self, phone: usize) -> &Rules {
        &self.phones[phone].state.roster().rules
    }

    /// What day it is, as that phone sees it.
    pub fn day(&self, phone: usize) -> u64 {
        self.phones[phone].state.today().into()
    }

    /// All meet, and agree; and so does everybody who hears the same in any other order, a little at a time.
    pub fn agree(&mut self) {
        self.together();
        let hash = self.phones[0].state.hash();
        for (n, phone) in self.phones.iter().enumerate() {
            assert_eq!(phone.log.len(), self.entries.len(), "phone {n} holds all");
            assert_eq!(phone.state.hash(), hash, "phone {n} agrees");
        }
        let today = self.phones[0].state.today();
        for _ in 0..6 {
            let mut order = self.entries.clone();
            for n in (1..order.len()).rev() {
                order.swap(n, self.dice.next_u32() as usize % (n + 1));
            }
            let circle = self.phones[0].keys.circle;
            let (log, state) = (Log::new(circle, self.me(0)), State::new(circle));
            let keys = self.phones[0].keys.clone();
            let mut stranger = Phone { keys, log, state, place: 0, ahead: 0 };
            stranger.hear(order);
            assert_eq!(stranger.state.today(), today, "the same day, whatever came first");
            assert_eq!(stranger.state.hash(), hash, "the same state, whatever came first");
        }
    }
}

impl Phone {
    /// Takes in what it does not have, and settles after each that came.
    pub fn hear(&mut self, entries: impl IntoIterator<Item = (EntryId, Entry)>) {
        for (id, entry) in entries {
            for (id, entry) in self.log.admit(id, entry).expect("well made") {
                self.state.apply(id, &entry);
            }
            self.state.settle(&self.log);
        }
    }
}
