//! A hall in one value: the real replicas, whose entries reach everybody in the same group, in any order, and nobody
//! else until groups meet. (How entries travel is what `tests/street` plays; here it is only asked what they come to.)

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, DeviceKey, Entry, EntryId, Event, Keys, Output, PersonId, Refused, Replica, Time,
    assembly::{
        card::{self, Unsealed},
        meeting::{self, Door, Way},
        vote::{
            Ballot, BallotIds, Closed, Draft, Opening, Said, Stage, VoteView, What, Wish, ballot::set_id,
        },
    },
    count::{Choice, Method, Threshold},
    entry::{Header, Payload},
    gathering::{self, Attendant},
    ids::{BallotId, SetId},
    keys::Standing,
    log::Log,
    replica::Kept,
    rules::Rules,
    view::Matter,
};

/// When every play begins.
pub const EVENING: Time = Time(1_790_000_000);

/// One phone.
pub struct Phone {
    pub replica: Replica,
    pub keys: Keys,
    /// What is on its disk.
    disk: BTreeMap<EntryId, Entry>,
    /// What it has to read yet.
    mail: Vec<EntryId>,
    /// Who is in reach: all with the same number.
    pub group: usize,
    /// How many seconds its clock is off.
    pub ahead: i64,
}

/// All that happens.
pub struct Hall {
    pub phones: Vec<Phone>,
    pub now: Time,
    pub dice: ChaCha20Rng,
    pub entries: BTreeMap<EntryId, Entry>,
    /// Each result that any phone ever showed, by topic and round.
    pub shown: BTreeMap<(EntryId, [u8; 32]), usize>,
    watched: Vec<EntryId>,
}

impl Hall {
    /// So many who began a circle together, all in one group.
    pub fn of(seed: u64, people: usize) -> Hall {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let founder = Keys::found(&mut dice);
        let circle = founder.circle;
        assert!(matches!(founder.standing, Standing::Founder { .. }));
        let mut keys = vec![founder];
        for _ in 1..people {
            let mut other = Keys::found(&mut dice);
            other.circle = circle;
            keys.push(other);
        }
        let mut hall = Hall {
            phones: Vec::new(),
            now: EVENING,
            dice,
            entries: BTreeMap::new(),
            shown: BTreeMap::new(),
            watched: Vec::new(),
        };
        for keys in keys {
            let seed = hall.seed();
            let replica = Replica::open(keys.clone(), Kept::default(), seed, EVENING);
            let (disk, mail) = (BTreeMap::new(), Vec::new());
            hall.phones.push(Phone { replica, keys, disk, mail, group: 0, ahead: 0 });
        }
        let (circle_name, name) = ("Sala".into(), "n0".into());
        let rules = Rules { quorum: 1, ..Rules::default() };
        hall.perform(0, Command::FoundWith { circle_name, name, rules });
        if people > 1 {
            let there = (0..people).map(|n| Attendant { device: hall.me(n), name: format!("n{n}") });
            let list = gathering::list(there.collect());
            let confirm = |phone: &Phone| gathering::confirm(&phone.keys, &list).expect("they are on it");
            let signatures = hall.phones.iter().map(confirm).collect();
            hall.perform(0, Command::Gather { evening: None, list, signatures });
        }
        hall.settle();
        hall
    }

    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.dice.fill_bytes(&mut seed);
        seed
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.dice.next_u32() as usize % bound.max(1)
    }

    pub fn me(&self, phone: usize) -> PersonId {
        self.phones[phone].keys.device()
    }

    pub fn clock(&self, phone: usize) -> Time {
        Time(self.now.0.saturating_add_signed(self.phones[phone].ahead))
    }

    pub fn try_to(&mut self, phone: usize, command: Command) -> Result<Option<EntryId>, Refused> {
        let now = self.clock(phone);
        let done = self.phones[phone].replica.perform(command, now);
        self.carry_out(phone);
        done
    }

    pub fn perform(&mut self, phone: usize, command: Command) -> EntryId {
        self.try_to(phone, command)
            .unwrap_or_else(|refused| panic!("phone {phone} was refused: {refused}"))
            .expect("it became an entry")
    }

    pub fn wish(&mut self, phone: usize, wish: Wish) -> Result<Option<EntryId>, Refused> {
        self.try_to(phone, Command::Decide(wish))
    }

    /// Opens a meeting, to which these come with their phones, and somebody has lots drawn.
    pub fn meeting(&mut self, host: usize, others: impl IntoIterator<Item = usize>) -> EntryId {
        let (place, agenda, turn) = ("Under the roof".into(), Vec::new(), None);
        let meeting = self.perform(host, Command::Assemble(meeting::Wish::Open { place, agenda, turn }));
        self.settle();
        for phone in others {
            let (way, key) = (Way::OwnPhone, None);
            self.perform(phone, Command::Assemble(meeting::Wish::Arrive { meeting, way, key }));
            self.settle();
            self.let_in(host, meeting, self.me(phone));
        }
        self.settle();
        meeting
    }

    pub fn let_in(&mut self, host: usize, meeting: EntryId, person: PersonId) {
        let what = meeting::What::Door(Door::LetIn { person });
        self.perform(host, Command::Assemble(meeting::Wish::At { meeting, what }));
    }

    /// Somebody without a phone comes in.
    pub fn bring(
        &mut self,
        by: [usize; 2],
        meeting: EntryId,
        person: PersonId,
        way: Way,
        key: Option<DeviceKey>,
    ) {
        let what = meeting::What::Door(Door::Brought { person, way, key });
        self.perform(by[0], Command::Assemble(meeting::Wish::At { meeting, what }));
        self.settle();
        self.let_in(by[1], meeting, person);
        self.settle();
    }

    /// Somebody makes a card for themselves.
    pub fn make_card(&mut self, phone: usize) -> Unsealed {
        let unsealed = Unsealed::draw(self.phones[0].keys.circle, &mut self.dice);
        let (key, signature) = (unsealed.key, unsealed.is_held_by(&self.me(phone)));
        self.perform(phone, Command::Card(card::Wish::Make { key, signature }));
        self.settle();
        unsealed
    }

    /// Somebody votes with their card on this phone.
    pub fn cast_with(
        &mut self,
        phone: usize,
        card: &Unsealed,
        vote: EntryId,
        choice: Choice,
    ) -> Result<Option<EntryId>, Refused> {
        let ground = self.phones[phone].replica.ballot_ground(&vote, &card.key)?;
        let ballot = card.ballot(&ground.vote, ground.counter, choice);
        self.wish(phone, Wish::Carry { vote, ballot })
    }

    /// All phones draw lots together.
    pub fn draw(&mut self, phone: usize, meeting: EntryId) {
        self.perform(phone, Command::Assemble(meeting::Wish::Draw { meeting, dice: false }));
        self.settle();
        self.pass(1);
    }

    /// Opens a vote on yes or no at a meeting.
    pub fn open_at(&mut self, phone: usize, meeting: EntryId, question: &str) -> EntryId {
        let draft = Draft { meeting: Some(meeting), ..asking(question) };
        let vote = self.perform(phone, Command::Decide(Wish::Open(draft)));
        self.watch(vote);
        vote
    }

    /// Opens a vote that says what a phone would not.
    pub fn lie_opening(&mut self, phone: usize, opening: Opening) -> EntryId {
        let vote = self.lie(phone, Event::Voted(Said::Opened(Box::new(opening))));
        self.watch(vote);
        vote
    }

    /// What ballots of a vote name.
    pub fn hash_of(&self, phone: usize, vote: EntryId) -> [u8; 32] {
        let known = self.phones[phone].replica.vote(&vote).expect("it is here");
        known.opening.hash(&self.phones[phone].keys.circle, &vote)
    }

    /// The ballots that are here.
    pub fn ballots(&self, phone: usize, vote: EntryId) -> Vec<Ballot> {
        let cast = self.said(phone, vote).filter_map(|(_, what)| match what {
            What::Cast(ballot) => Some(ballot),
            _ => None,
        });
        cast.collect()
    }

    /// These let somebody in, who writes nothing yet. Whose phone it is.
    pub fn let_into_the_circle(&mut self, by: &[usize], name: &str) -> usize {
        let mut keys = Keys::found(&mut self.dice);
        keys.circle = self.phones[0].keys.circle;
        let device = keys.device();
        for phone in by {
            let _ = self.try_to(*phone, Command::Vouch { device, name: name.into(), again: None });
            self.settle();
        }
        let replica = Replica::open(keys.clone(), Kept::default(), self.seed(), self.now);
        let (disk, mail) = (BTreeMap::new(), Vec::new());
        self.phones.push(Phone { replica, keys, disk, mail, group: 0, ahead: 0 });
        self.meet();
        self.settle();
        self.phones.len() - 1
    }

    /// Everybody writes something.
    pub fn all_speak(&mut self) {
        for phone in 0..self.phones.len() {
            self.perform(phone, Command::Rename { name: format!("n{phone}") });
            self.settle();
        }
    }

    /// The phone of a person.
    pub fn phone_of(&self, person: &PersonId) -> usize {
        (0..self.phones.len()).find(|phone| self.me(*phone) == *person).expect("one of them")
    }

    /// Opens a vote on yes or no.
    pub fn open(&mut self, phone: usize, question: &str) -> EntryId {
        let vote = self.perform(phone, Command::Decide(Wish::Open(asking(question))));
        self.watch(vote);
        vote
    }

    /// From now on it is looked at which results phones show of this vote.
    pub fn watch(&mut self, vote: EntryId) {
        self.watched.push(vote);
    }

    pub fn cast(&mut self, phone: usize, vote: EntryId, choice: Choice) {
        self.wish(phone, Wish::Cast { vote, choice }).expect("it is open");
    }

    /// Everybody casts a ballot: yes.
    pub fn all_cast(&mut self, vote: EntryId) {
        (0..self.phones.len()).for_each(|phone| self.cast(phone, vote, Choice::Yes));
        self.settle();
    }

    /// All but the last few cast a ballot: yes.
    pub fn all_cast_but(&mut self, vote: EntryId, few: usize) {
        (0..self.phones.len() - few).for_each(|phone| self.cast(phone, vote, Choice::Yes));
        self.settle();
    }

    /// These go somewhere else.
    pub fn go(&mut self, phones: impl IntoIterator<Item = usize>, group: usize) {
        phones.into_iter().for_each(|phone| self.phones[phone].group = group);
        self.meet();
    }

    /// All are in one place.
    pub fn gather(&mut self) {
        self.go(0..self.phones.len(), 0);
    }

    /// Those in one group learn what the others know.
    fn meet(&mut self) {
        let mut known: BTreeMap<usize, Vec<EntryId>> = BTreeMap::new();
        for phone in &self.phones {
            known.entry(phone.group).or_default().extend(phone.disk.keys());
        }
        for ids in known.values_mut() {
            ids.sort_unstable();
            ids.dedup();
        }
        for phone in &mut self.phones {
            let lacks = |id: &&EntryId| !phone.disk.contains_key(id);
            phone.mail = known[&phone.group].iter().filter(lacks).copied().collect();
        }
    }

    /// Reads what is on its way, in any order, until nothing is.
    pub fn settle(&mut self) {
        loop {
            let waiting: Vec<usize> =
                (0..self.phones.len()).filter(|phone| !self.phones[*phone].mail.is_empty()).collect();
            if waiting.is_empty() {
                return;
            }
            let phone = waiting[self.below(waiting.len())];
            self.read(phone);
        }
    }

    /// A phone reads a few of its entries, mostly the older first.
    pub fn read(&mut self, phone: usize) {
        let now = self.clock(phone);
        let mut mail = std::mem::take(&mut self.phones[phone].mail);
        mail.sort_by_key(|id| std::cmp::Reverse((self.entries[id].header.lamport, *id)));
        let few = 1 + self.below(mail.len());
        for _ in 0..few {
            let last = mail.len() - 1;
            let near = self.below(3).min(last);
            let id = mail.remove(last - near);
            let entry = self.entries[&id].clone();
            self.phones[phone].replica.hear_opened(entry, now).expect("what phones write is in order");
        }
        self.phones[phone].mail.extend(mail);
        self.carry_out(phone);
    }

    /// Whether it has something to read.
    pub fn has_mail(&self, phone: usize) -> bool {
        !self.phones[phone].mail.is_empty()
    }

    /// What was said in a vote, of all that this phone has.
    fn said(&self, phone: usize, vote: EntryId) -> impl Iterator<Item = (EntryId, What)> {
        self.phones[phone].disk.iter().filter_map(move |(id, entry)| {
            let Payload::Kept(payload) = &entry.payload else { return None };
            match Event::decode(payload)? {
                Event::Voted(Said::In { vote: other, what }) if other == vote => Some((*id, what)),
                _ => None,
            }
        })
    }

    /// A set that somebody proposed.
    pub fn some_set(&self, phone: usize, vote: EntryId) -> Option<SetId> {
        self.said(phone, vote).find_map(|(_, what)| match what {
            What::Proposed(proposed) => Some(proposed.set),
            _ => None,
        })
    }

    /// The reports that are here.
    pub fn reports(&self, phone: usize, vote: EntryId) -> Vec<EntryId> {
        let reports = self.said(phone, vote).filter(|(_, what)| matches!(what, What::Reported(_)));
        reports.map(|(id, _)| id).take(64).collect()
    }

    /// The set that some reports come to: the ballots of each voter, if each has cast one.
    pub fn set_of(&self, phone: usize, vote: EntryId, reports: &[EntryId]) -> SetId {
        let replica = &self.phones[phone].replica;
        let known = replica.vote(&vote).expect("it is here");
        let all = self.said(phone, vote).filter(|(id, _)| reports.contains(id));
        let ids: BTreeSet<BallotId> = all
            .filter_map(|(_, what)| match what {
                What::Reported(BallotIds(ids)) => Some(ids),
                _ => None,
            })
            .flatten()
            .collect();
        let by_voter: BTreeMap<PersonId, BallotId> =
            ids.iter().map(|id| (known.ballots[id].voter, *id)).collect();
        let hash = known.opening.hash(&self.phones[phone].keys.circle, &vote);
        set_id(&hash, by_voter.values())
    }

    /// What the tellers agreed on, and what it comes to.
    pub fn agreed(&self, phone: usize, vote: EntryId) -> (SetId, [u8; 32]) {
        let agreed = self.said(phone, vote).find_map(|(_, what)| match what {
            What::Precommitted { set: Some(set), .. } => Some(set),
            _ => None,
        });
        (agreed.expect("they have agreed"), [5; 32])
    }

    /// A liar whose phone is elsewhere says something among those who are with this phone.
    pub fn lie_from(&mut self, witness: usize, liar: usize, vote: EntryId, what: What) {
        self.phones[liar].group = self.phones[witness].group;
        let id = self.lie_in(liar, vote, what);
        self.phones[liar].group = 9;
        self.phones[liar].mail.clear();
        assert!(self.entries.contains_key(&id));
    }

    /// Time passes, and everybody's phone looks at the clock.
    pub fn pass(&mut self, seconds: u64) {
        self.now = self.now.plus(seconds);
        for phone in 0..self.phones.len() {
            self.tick(phone);
        }
        self.settle();
    }

    pub fn tick(&mut self, phone: usize) {
        let now = self.clock(phone);
        self.phones[phone].replica.tick(now);
        self.carry_out(phone);
    }

    /// The battery goes out, and the phone starts again with what is on its disk.
    pub fn restart(&mut self, phone: usize) {
        let (seed, now) = (self.seed(), self.clock(phone));
        let Phone { keys, disk, .. } = &self.phones[phone];
        let entries = disk.iter().map(|(id, entry)| (*id, entry.clone())).collect();
        let kept = Kept { entries, ..Kept::default() };
        self.phones[phone].replica = Replica::open(keys.clone(), kept, seed, now);
        // What it had heard and not kept, since it waited for something else, the others bring again.
        let group = self.phones[phone].group;
        let others = self.phones.iter().filter(|other| other.group == group);
        let lacking = others.flat_map(|other| other.disk.keys().copied());
        let lacking: BTreeSet<EntryId> =
            lacking.filter(|id| !self.phones[phone].disk.contains_key(id)).collect();
        self.phones[phone].mail = lacking.into_iter().collect();
        self.carry_out(phone);
    }

    fn carry_out(&mut self, phone: usize) {
        while let Some(output) = self.phones[phone].replica.poll() {
            let Output::KeepEntries(fresh) = output else { continue };
            for (id, entry) in fresh {
                self.phones[phone].disk.insert(id, entry.clone());
                if self.entries.insert(id, entry).is_none() {
                    self.spread(phone, id);
                }
            }
        }
        for vote in self.watched.clone() {
            if let Some(closed) = self.closed(phone, vote) {
                *self.shown.entry((vote, closed.digest.0)).or_default() += 1;
            }
        }
    }

    fn spread(&mut self, from: usize, id: EntryId) {
        let group = self.phones[from].group;
        for (number, phone) in self.phones.iter_mut().enumerate() {
            if number != from && phone.group == group && !phone.disk.contains_key(&id) {
                phone.mail.push(id);
            }
        }
    }

    /// Somebody who has their phone's key in their hands says what no phone would. It follows on all that this phone has
    /// heard.
    pub fn lie(&mut self, phone: usize, what: Event) -> EntryId {
        let clock = self.clock(phone);
        let mut log = Log::new(self.phones[phone].keys.circle, self.me(phone));
        let mut held: Vec<(&EntryId, &Entry)> = self.phones[phone].disk.iter().collect();
        held.sort_by_key(|(id, entry)| (entry.header.lamport, **id));
        for (id, entry) in held {
            log.admit(*id, entry.clone()).expect("what phones write is in order");
        }
        let header = log.next_header(clock);
        self.write(phone, header, &what)
    }

    pub fn lie_in(&mut self, phone: usize, vote: EntryId, what: What) -> EntryId {
        self.lie(phone, Event::Voted(Said::In { vote, what }))
    }

    pub fn write(&mut self, phone: usize, header: Header, event: &Event) -> EntryId {
        let (keys, now) = (&self.phones[phone].keys, self.clock(phone));
        let entry = Entry::sign(keys, header, event.encode());
        let id = entry.id(&keys.circle);
        self.phones[phone].replica.hear_opened(entry, now).expect("it is in order");
        self.carry_out(phone);
        id
    }

    pub fn vote(&self, phone: usize, vote: EntryId) -> Option<VoteView> {
        match self.phones[phone].replica.matter(&vote, self.clock(phone))? {
            Matter::Vote(vote) => Some(*vote),
            _ => None,
        }
    }

    pub fn stage(&self, phone: usize, vote: EntryId) -> Option<Stage> {
        self.vote(phone, vote).map(|vote| vote.card.stage)
    }

    /// What this phone shows as the result, if it shows one that holds.
    pub fn closed(&self, phone: usize, vote: EntryId) -> Option<Closed> {
        let vote = self.vote(phone, vote)?;
        match vote.card.stage {
            Stage::Closed(closed) if vote.clash.is_none() => Some(*closed),
            _ => None,
        }
    }

    /// Everybody holds the same and it comes to the same.
    pub fn assert_agreement(&self) {
        for pair in self.phones.windows(2) {
            assert_eq!(pair[0].replica.entries(), pair[1].replica.entries(), "as many entries");
            assert_eq!(pair[0].replica.state_hash(), pair[1].replica.state_hash(), "the same state");
        }
    }

    /// The same entries, heard in another order by somebody who was not there.
    pub fn heard_in_another_order(&mut self) -> Replica {
        let mut left: Vec<EntryId> = self.entries.keys().copied().collect();
        let mut keys = Keys::found(&mut self.dice);
        keys.circle = self.phones[0].keys.circle;
        let mut replica = Replica::open(keys, Kept::default(), self.seed(), self.now);
        while !left.is_empty() {
            let id = left.swap_remove(self.below(left.len()));
            replica.hear_opened(self.entries[&id].clone(), self.now).expect("what phones write is in order");
        }
        assert_eq!((replica.entries(), replica.waiting()), (self.entries.len(), 0));
        replica
    }
}

/// A vote on yes or no, by more yes than no, without a meeting.
pub fn asking(question: &str) -> Draft {
    Draft {
        proposal: None,
        meeting: None,
        question: question.into(),
        options: Vec::new(),
        method: Method::YesNo { threshold: Threshold::MAJORITY },
        closes: None,
    }
}
