//! A whole neighbourhood in one value: phones with their disks, links between them, one clock each, no dice but
//! the seed's. Everything that travels goes through the real encodings and the real recognition.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Invite, Keys, Message, Neighbour, Output, PersonId, Refused, Rejected, Replica,
    Time, View, cbor,
    event::{Direction, Kind, Posting, Urgency},
    recognise::{Frame, Recognition, Step, Way},
    replica::{Kept, Opening},
    rules::Rules,
    view::PostView,
};

/// Where every play begins.
pub const MORNING: Time = Time(1_790_000_000);

/// One phone: a replica, and the disk that survives it.
pub struct Phone {
    pub replica: Replica,
    pub disk: Disk,
    /// Commits since the last checkpoint.
    pub commits: usize,
    /// How far this phone's clock is off.
    pub clock_ahead: i64,
    /// What was rejected here.
    pub rejected: Vec<Rejected>,
    /// Views that were said to have changed.
    pub changed: BTreeSet<View>,
}

/// What survives a crash, in the bytes that a disk would hold.
#[derive(Default)]
pub struct Disk {
    pub keys: Vec<u8>,
    pub entries: BTreeMap<EntryId, Vec<u8>>,
    pub hidden: BTreeSet<EntryId>,
    /// Written now and then, as a phone does in the background.
    pub checkpoint: Option<Vec<u8>>,
}

/// Commits from one checkpoint to the next.
const CHECKPOINT_EVERY: usize = 5;

/// Phones, links, and what is on its way.
pub struct Neighbourhood {
    pub phones: Vec<Phone>,
    pub now: Time,
    pub dice: ChaCha20Rng,
    links: BTreeMap<(usize, usize), (Neighbour, Neighbour)>,
    mail: VecDeque<(usize, Neighbour, Vec<u8>)>,
    /// Everything that went over any link, by receiver.
    pub overheard: Vec<(usize, Vec<u8>)>,
    next_link: u64,
    /// Pulls to these phones are lost.
    swallowing: BTreeSet<usize>,
}

impl Neighbourhood {
    pub fn new(seed: u64) -> Neighbourhood {
        Neighbourhood {
            phones: Vec::new(),
            now: MORNING,
            dice: ChaCha20Rng::seed_from_u64(seed),
            links: BTreeMap::new(),
            mail: VecDeque::new(),
            overheard: Vec::new(),
            next_link: 0,
            swallowing: BTreeSet::new(),
        }
    }

    /// A circle in which the first name founds and the others come in by the founder's codes; all linked.
    pub fn circle<const N: usize>(seed: u64, names: [&str; N]) -> (Neighbourhood, [usize; N]) {
        let mut street = Neighbourhood::new(seed);
        let founder = street.founder(names[0]);
        for name in &names[1..] {
            let code = street.invite(founder);
            let newcomer = street.newcomer(&code, name);
            street.meet(founder, newcomer);
            street.settle();
            let device = street.me(newcomer);
            street.perform(founder, Command::Admit { device });
        }
        for a in 0..N {
            for b in a + 1..N {
                street.meet(a, b);
            }
        }
        street.settle();
        (street, std::array::from_fn(|n| n))
    }

    /// The same, and everybody has written something since all came in: so all have a seat.
    pub fn seated<const N: usize>(seed: u64, names: [&str; N]) -> (Neighbourhood, [usize; N]) {
        let (mut street, phones) = Neighbourhood::circle(seed, names);
        street.everybody_speaks();
        (street, phones)
    }

    /// One after the other writes something, which all who are linked read.
    pub fn everybody_speaks(&mut self) {
        for phone in 0..self.phones.len() {
            let me = self.phones[phone].replica.people().me;
            if let Some(me) = me {
                self.perform(phone, Command::Rename { name: me.name });
                self.settle();
            }
        }
    }

    pub fn founder(&mut self, name: &str) -> usize {
        let keys = Keys::found(&mut self.dice);
        let phone = self.add(keys);
        self.perform(phone, Command::Found { circle_name: "Calle Roble".into(), name: name.into() });
        phone
    }

    pub fn founder_with(&mut self, name: &str, rules: Rules) -> usize {
        let keys = Keys::found(&mut self.dice);
        let phone = self.add(keys);
        let (circle_name, name) = ("Calle Roble".into(), name.into());
        self.perform(phone, Command::FoundWith { circle_name, name, rules });
        phone
    }

    pub fn newcomer(&mut self, code: &str, name: &str) -> usize {
        let invite = Invite::read(code, self.now).expect("a fresh code reads");
        let keys = Keys::join(invite, name.into(), &mut self.dice);
        self.add(keys)
    }

    fn add(&mut self, keys: Keys) -> usize {
        let disk = Disk { keys: cbor::encode(&keys), ..Disk::default() };
        let replica = Replica::open(keys, Kept::default(), self.seed(), self.now);
        let (rejected, changed) = (Vec::new(), BTreeSet::new());
        self.phones.push(Phone { replica, disk, commits: 0, clock_ahead: 0, rejected, changed });
        self.phones.len() - 1
    }

    /// A phone that begins with the keys and entries out of a backup.
    pub fn restored(&mut self, keys: Keys, entries: BTreeMap<EntryId, Vec<u8>>) -> usize {
        let phone = self.add(keys);
        self.phones[phone].disk.entries = entries;
        self.restart(phone);
        phone
    }

    /// The battery goes out and the phone starts again from its disk: from its checkpoint and the entries after it, if
    /// it has one, which is the same as from all entries.
    pub fn restart(&mut self, phone: usize) {
        for other in 0..self.phones.len() {
            self.part(phone, other);
        }
        let disk = &self.phones[phone].disk;
        let keys: Keys = cbor::decode(&disk.keys).expect("kept keys read back");
        let read = |bytes: &[u8]| Entry::decode(bytes).expect("kept entries read back");
        let entries = disk.entries.iter().map(|(id, bytes)| (*id, read(bytes)));
        let kept = Kept { entries: entries.collect(), hidden: disk.hidden.clone() };
        let mut resumed = None;
        let opening = disk
            .checkpoint
            .as_ref()
            .map(|checkpoint| Opening::resume(keys.clone(), checkpoint).expect("a checkpoint reads back"));
        // One that does not fit the entries that are there is not used.
        if let Some(mut opening) =
            opening.filter(|opening| opening.ids().all(|id| disk.entries.contains_key(id)))
        {
            for id in opening.wanted().to_vec() {
                opening.recall(id, &read(&disk.entries[&id]));
            }
            let there: BTreeSet<EntryId> = opening.ids().copied().collect();
            let mut rest: Vec<_> = kept.entries.iter().filter(|(id, _)| !there.contains(id)).collect();
            rest.sort_by_key(|(id, entry)| (entry.header.lamport, *id));
            rest.into_iter().for_each(|(id, entry)| opening.take(*id, entry.clone()));
            opening.hide(kept.hidden.clone());
            resumed = Some(opening);
        }
        let (seed, now) = (self.seed(), self.clock(phone));
        let opened = Replica::open(keys, kept, seed, now);
        let resumed = resumed.map(|opening| opening.open(seed, now));
        if let Some(resumed) = &resumed {
            assert_same(resumed, &opened, now);
        }
        self.phones[phone].replica = resumed.unwrap_or(opened);
        self.carry_out(phone);
    }

    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.dice.fill_bytes(&mut seed);
        seed
    }

    /// What a phone's own clock says.
    pub fn clock(&self, phone: usize) -> Time {
        Time(self.now.0.saturating_add_signed(self.phones[phone].clock_ahead))
    }

    pub fn pass(&mut self, seconds: u64) {
        self.now = self.now.plus(seconds);
        for phone in 0..self.phones.len() {
            let now = self.clock(phone);
            self.phones[phone].replica.tick(now);
            self.carry_out(phone);
        }
    }

    pub fn invite(&mut self, phone: usize) -> String {
        let now = self.clock(phone);
        self.phones[phone].replica.invite(now).expect("a member has a code").code()
    }

    pub fn me(&self, phone: usize) -> PersonId {
        self.phones[phone].replica.keys().device()
    }

    /// Does what must succeed.
    pub fn perform(&mut self, phone: usize, command: Command) -> Option<EntryId> {
        self.try_to(phone, command).unwrap_or_else(|refused| panic!("phone {phone} was refused: {refused}"))
    }

    pub fn try_to(&mut self, phone: usize, command: Command) -> Result<Option<EntryId>, Refused> {
        let now = self.clock(phone);
        let done = self.phones[phone].replica.perform(command, now);
        self.carry_out(phone);
        done
    }

    /// A phone looks at what time has brought.
    pub fn tick(&mut self, phone: usize) {
        let now = self.clock(phone);
        self.phones[phone].replica.tick(now);
        self.carry_out(phone);
    }

    pub fn post(&mut self, phone: usize, posting: Posting) -> EntryId {
        self.perform(phone, Command::Post(posting)).expect("a post is an entry")
    }

    pub fn view(&self, phone: usize, post: EntryId) -> PostView {
        self.phones[phone].replica.post(&post, self.clock(phone)).expect("the post is known")
    }

    /// Two phones come into reach: recognition over real frames, then a link for the circle if they share it.
    pub fn meet(&mut self, a: usize, b: usize) -> bool {
        let ends = (a.min(b), a.max(b));
        if a == b || self.links.contains_key(&ends) {
            return false;
        }
        let Some((way, link)) = self.recognise(ends.0, ends.1) else { return false };
        let here = Neighbour(self.next_link);
        let there = Neighbour(self.next_link + 1);
        self.next_link += 2;
        self.links.insert(ends, (here, there));
        for (phone, neighbour) in [(ends.0, here), (ends.1, there)] {
            let now = self.clock(phone);
            self.phones[phone].replica.meet(neighbour, way, link, now);
            self.carry_out(phone);
        }
        true
    }

    fn recognise(&mut self, a: usize, b: usize) -> Option<(Way, [u8; 32])> {
        let keys = [self.seed(), self.seed()];
        let known = [a, b].map(|phone| self.phones[phone].replica.passwords(self.clock(phone)));
        let (mut here, my_nonce) = Recognition::begin(keys[0], keys[1], &mut self.dice);
        let (mut there, their_nonce) = Recognition::begin(keys[1], keys[0], &mut self.dice);
        let travel = |frame: Frame| Frame::decode(&frame.encode()).expect("a frame reads back");
        let Ok(Step::Reply(mine)) = here.hear(&travel(their_nonce), &known[0], &mut self.dice) else {
            panic!()
        };
        let Ok(Step::Reply(theirs)) = there.hear(&travel(my_nonce), &known[1], &mut self.dice) else {
            panic!()
        };
        let Ok(Step::Shared { circles, link }) = here.hear(&travel(theirs), &known[0], &mut self.dice) else {
            panic!()
        };
        let Ok(Step::Shared { .. }) = there.hear(&travel(mine), &known[1], &mut self.dice) else { panic!() };
        circles.first().map(|shared| (shared.way, link))
    }

    /// Out of reach; what was on its way between the two is lost.
    pub fn part(&mut self, a: usize, b: usize) {
        let ends = (a.min(b), a.max(b));
        let Some((here, there)) = self.links.remove(&ends) else { return };
        self.mail.retain(|(_, neighbour, _)| *neighbour != here && *neighbour != there);
        for (phone, neighbour) in [(ends.0, here), (ends.1, there)] {
            let now = self.clock(phone);
            self.phones[phone].replica.part(neighbour, now);
            self.carry_out(phone);
        }
    }

    /// Delivers until nothing is on its way.
    pub fn settle(&mut self) {
        for _ in 0..1_000_000 {
            if !self.deliver() {
                return;
            }
        }
        panic!("the phones never stop talking");
    }

    /// Delivers the next message; whether there was one.
    pub fn deliver(&mut self) -> bool {
        let Some((to, neighbour, bytes)) = self.mail.pop_front() else { return false };
        let now = self.clock(to);
        let pulls = matches!(Message::decode(&bytes), Ok(Message::Pull | Message::Ask { .. }));
        if self.swallowing.contains(&to) && pulls {
            return true;
        }
        self.overheard.push((to, bytes.clone()));
        let heard =
            Message::decode(&bytes).and_then(|message| self.phones[to].replica.hear(neighbour, message, now));
        self.phones[to].rejected.extend(heard.err());
        self.carry_out(to);
        true
    }

    /// Carries out what a replica wants, in its order. What is to be kept is on the disk before anything follows.
    fn carry_out(&mut self, phone: usize) {
        while let Some(output) = self.phones[phone].replica.poll() {
            let disk = &mut self.phones[phone].disk;
            match output {
                Output::KeepEntries(entries) => {
                    disk.entries.extend(entries.iter().map(|(id, entry)| (*id, entry.encode())));
                    self.phones[phone].commits += 1;
                }
                Output::KeepKeys(keys) => disk.keys = cbor::encode(&*keys),
                Output::KeepHidden(hidden) => disk.hidden = hidden,
                Output::Erase(ids) => {
                    disk.checkpoint = None;
                    for id in ids {
                        let bytes = disk.entries.get_mut(&id).expect("what is erased was kept");
                        if let Some(erased) = Entry::decode(bytes).expect("kept entries read back").erased() {
                            *bytes = erased.encode();
                        }
                    }
                }
                Output::Load(neighbour, ids) => {
                    let entries = ids.iter().map_while(|id| disk.entries.get(id).cloned()).collect();
                    self.phones[phone].replica.loaded(neighbour, entries);
                }
                Output::Changed(view) => drop(self.phones[phone].changed.insert(view)),
                Output::Send(neighbour, message) => self.send(phone, neighbour, &message),
                Output::Wake(_) => {}
            }
        }
        let Phone { replica, disk, commits, .. } = &mut self.phones[phone];
        if *commits >= CHECKPOINT_EVERY {
            *commits = 0;
            disk.checkpoint = Some(replica.checkpoint(Vec::new()).expect("memory takes it"));
        }
    }

    fn send(&mut self, from: usize, neighbour: Neighbour, message: &Message) {
        for ((a, b), (here, there)) in &self.links {
            let to = if (from, neighbour) == (*a, *here) {
                (*b, *there)
            } else if (from, neighbour) == (*b, *there) {
                (*a, *here)
            } else {
                continue;
            };
            self.mail.push_back((to.0, to.1, message.encode()));
        }
    }

    /// From now on this phone hears no pull.
    pub fn swallow(&mut self, phone: usize) {
        self.swallowing.insert(phone);
    }

    /// A hostile neighbour puts bytes on its link to `to`.
    pub fn inject(&mut self, from: usize, to: usize, message: &Message) {
        let (here, there) = self.links[&(from.min(to), from.max(to))];
        self.mail.push_back((to, if to < from { here } else { there }, message.encode()));
    }

    /// Everybody holds the same entries and the same state.
    pub fn assert_agreement(&self) {
        for pair in self.phones.windows(2) {
            assert_eq!(pair[0].replica.entries(), pair[1].replica.entries(), "as many entries");
            assert_eq!(pair[0].replica.state_hash(), pair[1].replica.state_hash(), "the same state");
        }
    }
}

/// Two replicas are one in all that they show.
pub fn assert_same(one: &Replica, other: &Replica, now: Time) {
    assert_eq!((one.entries(), one.waiting()), (other.entries(), other.waiting()));
    assert_eq!(one.state_hash(), other.state_hash(), "the same state");
    assert_eq!((one.circle_time(), one.people()), (other.circle_time(), other.people()));
    let board = one.board(now);
    assert_eq!(board, other.board(now), "the same board");
    for card in board.cards.iter().chain(&board.hidden) {
        assert_eq!(one.post(&card.id, now), other.post(&card.id, now), "the same story");
    }
}

/// An ask for one helper.
pub fn ask(title: &str) -> Posting {
    Posting {
        direction: Direction::Ask,
        title: title.into(),
        words: "Second floor, no lift.".into(),
        kind: Kind::Transport,
        urgency: Urgency::Soon,
        area: "by the fountain".into(),
        until: None,
        helpers: 1,
        for_someone: None,
    }
}

/// An offer to one person.
pub fn offer(title: &str) -> Posting {
    Posting { direction: Direction::Offer, ..ask(title) }
}
