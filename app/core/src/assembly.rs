//! The assembly: from a question to a decision that everybody can check.
//!
//! A **proposal** is written down, talked about and amended ([`proposal`]); a **meeting** brings people into one room,
//! says who is there and who speaks ([`meeting`]); a **vote** is opened, cast and closed by the phones of those who are
//! entitled, and counted by each phone for itself ([`vote`]). Nobody chairs any of it: what holds, holds because more
//! than half of a named roll signed it (PROTOCOL.md §7).
//!
//! Each proposal, meeting and vote is a small fold of its own over the facts that name it, in the order of the log,
//! as a post is ([`crate::aid`]). What votes came to is known before proposals are folded, so that a decision stands
//! beside its question.

pub mod advice;
pub mod card;
pub mod meeting;
pub mod proposal;
pub mod vote;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use minicbor::Encode;

use crate::{
    aid::{Fact, Facts},
    cbor,
    event::Event,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Log, Place},
    record::Table,
    roster::{Belonging, Roster},
    time::Time,
};

use card::owners::{Known, Owners};
use meeting::{Meeting, Way};
use proposal::Proposal;
use vote::{Topic, Vote};

/// What a fold may look at besides its own facts.
pub(crate) struct Ground<'a> {
    source: Source<'a>,
    checked: &'a RefCell<BTreeMap<EntryId, bool>>,
    /// What was said before this and need not be kept counts for nothing any more.
    pub(crate) horizon: Time,
    /// What votes came to, by the proposal that they were about.
    pub(crate) decided: &'a BTreeMap<EntryId, Vec<vote::Decided>>,
    /// Whose each printed card is.
    owners: &'a Owners,
}

/// Where it looks: a phone has a log, and a record ([`crate::record`]) only a table of who was who.
#[derive(Clone, Copy)]
enum Source<'a> {
    Log {
        log: &'a Log,
        belonging: &'a Belonging,
        rolls: &'a RefCell<Rolls>,
        times: &'a RefCell<BTreeMap<EntryId, Time>>,
    },
    Table(&'a Table),
}

impl<'a> Ground<'a> {
    /// The ground of a record.
    pub(crate) fn of_table(
        table: &'a Table,
        checked: &'a RefCell<BTreeMap<EntryId, bool>>,
        decided: &'a BTreeMap<EntryId, Vec<vote::Decided>>,
        owners: &'a Owners,
    ) -> Ground<'a> {
        Ground { source: Source::Table(table), checked, horizon: Time(0), decided, owners }
    }

    /// Who belongs now.
    pub(crate) fn roster(&self) -> &Roster {
        match self.source {
            Source::Log { belonging, .. } => belonging.roster(),
            Source::Table(table) => &table.roster,
        }
    }

    /// Whether anybody who can belong ever named this device: of another it need not be asked who it was when it wrote
    /// something, which costs a walk through all that came before.
    pub(crate) fn is_named(&self, device: &DeviceKey) -> bool {
        match self.source {
            Source::Log { belonging, .. } => belonging.names(device),
            Source::Table(_) => true,
        }
    }

    /// Which circle it is.
    pub(crate) fn circle(&self) -> &CircleId {
        match self.source {
            Source::Log { log, .. } => log.circle(),
            Source::Table(table) => &table.circle,
        }
    }

    /// Whether all of these lie in the past of an entry. (An entry's name is a hash: whoever says it has seen the entry.
    /// Where there is no log to look into, having said it is enough.)
    pub(crate) fn rests_on(&self, entry: &EntryId, about: impl IntoIterator<Item = EntryId>) -> bool {
        match self.source {
            Source::Log { log, .. } => {
                log.past(entry).is_some_and(|past| about.into_iter().all(|one| past.contains(&one)))
            }
            Source::Table(_) => true,
        }
    }

    /// Of these entries those in the past of another; all of them, where there is no log to look into.
    pub(crate) fn of_past(&self, entry: &EntryId, ids: impl Iterator<Item = EntryId>) -> BTreeSet<EntryId> {
        match self.source {
            Source::Log { log, .. } => {
                let past = log.past(entry);
                ids.filter(|id| past.as_ref().is_some_and(|past| past.contains(id))).collect()
            }
            Source::Table(_) => ids.collect(),
        }
    }

    /// Whether a person can be let in with this key at this place. (A record holds only what was.)
    pub(crate) fn fits(&self, way: Way, key: &DeviceKey, person: &PersonId, place: &Place) -> bool {
        match self.source {
            Source::Log { belonging, .. } => {
                let device = belonging.roster().holder(key);
                self.owners.fits((way, key), person, Some(place), device)
            }
            Source::Table(_) => true,
        }
    }

    /// How late it was in the circle when an entry was written.
    pub(crate) fn time_of(&self, entry: &EntryId) -> Time {
        // What a record holds is folded without asking for the time.
        let Source::Log { log, times, .. } = self.source else { return Time(0) };
        if let Some(known) = times.borrow().get(entry) {
            return *known;
        }
        let time = self.roster().circle_time(log, Some(entry));
        times.borrow_mut().insert(*entry, time);
        time
    }

    /// Who had a seat in the past of an entry that is here: it follows from that past alone, and never changes.
    pub(crate) fn roll(&self, basis: &EntryId) -> Option<Roll> {
        Some(self.standing(basis)?.roll)
    }

    /// The same, and whose devices were whose then.
    pub(crate) fn standing(&self, basis: &EntryId) -> Option<Standing> {
        let (log, belonging, rolls) = match self.source {
            Source::Log { log, belonging, rolls, .. } => (log, belonging, rolls),
            Source::Table(table) => return table.standings.get(basis).cloned(),
        };
        if let Some(known) = rolls.borrow().get(basis) {
            return Some(known.clone());
        }
        let (roll, devices) = belonging.standing(log, basis)?;
        // Most rest on the same, and each costs a hundred bytes a person: whoever opens a vote with every entry fills
        // nobody's memory with it.
        let is_same = |known: &&Standing| *known.roll == roll && *known.devices == devices;
        let same = rolls.borrow().values().find(is_same).cloned();
        let standing =
            same.unwrap_or_else(|| Standing { roll: Roll(Arc::new(roll)), devices: Arc::new(devices) });
        rolls.borrow_mut().insert(*basis, standing.clone());
        Some(standing)
    }

    /// Whether the signature in this entry holds, which is checked once.
    pub(crate) fn holds(&self, entry: &EntryId, check: impl FnOnce() -> bool) -> bool {
        if let Some(known) = self.checked.borrow().get(entry) {
            return *known;
        }
        let holds = check();
        self.checked.borrow_mut().insert(*entry, holds);
        holds
    }
}

/// Who had a seat at some time, and whose devices were whose, of those who had one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) roll: Roll,
    pub(crate) devices: Arc<BTreeMap<DeviceKey, PersonId>>,
}

/// Who had a seat at some time. Shared, since many facts name the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll(Arc<BTreeSet<PersonId>>);

impl std::ops::Deref for Roll {
    type Target = BTreeSet<PersonId>;

    fn deref(&self) -> &BTreeSet<PersonId> {
        &self.0
    }
}

impl Roll {
    /// These persons.
    pub(crate) fn of(persons: BTreeSet<PersonId>) -> Roll {
        Roll(Arc::new(persons))
    }
}

impl<C> Encode<C> for Roll {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        (**self).encode(e, context)
    }
}

type Rolls = BTreeMap<EntryId, Standing>;

/// Whose device a key is, and whether it was cut off.
type Holder = (PersonId, bool);

/// Something that facts come to.
pub(crate) trait Story: Sized + PartialEq + Encode<()> {
    /// Folds the facts about one subject, in the order of the log; nothing as long as its first is not here, or does not
    /// count.
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Self>;
}

/// Everything that is decided, or will be.
#[derive(Default)]
pub struct Assembly {
    meetings: Stories<Meeting>,
    votes: Stories<Vote>,
    proposals: Stories<Proposal>,
    cards: Stories<Known>,
    /// Whose each printed card is.
    owners: Owners,
    /// Keys that were named at the doors of meetings, whose device each is as far as is known, and at which.
    named: BTreeMap<DeviceKey, (Option<Holder>, BTreeSet<EntryId>)>,
    decided: BTreeMap<EntryId, Vec<vote::Decided>>,
    /// Rolls that were asked for, since each costs a fold of its past.
    rolls: RefCell<Rolls>,
    /// Which entries hold a signature besides their own that was checked, and whether it holds.
    checked: RefCell<BTreeMap<EntryId, bool>>,
    /// Votes that came to a result beside another on the same round, so that neither holds.
    clashes: BTreeMap<EntryId, BTreeSet<PersonId>>,
    /// How late it was when entries were written, of those that it was asked of.
    times: RefCell<BTreeMap<EntryId, Time>>,
    /// The openings of votes about the same, whether or not they count.
    topics: BTreeMap<Topic, BTreeSet<EntryId>>,
    /// The proposal that an amendment is to: votes name either.
    amended: BTreeMap<EntryId, EntryId>,
    /// When something was said beside which proposal, by its author's clock.
    clocks: BTreeSet<(Time, EntryId)>,
    /// What was said before this, and need not be kept, counts for nothing.
    horizon: Time,
}

impl Assembly {
    /// Takes a fact in, if it is one about a proposal, a meeting or a vote; whether it is. It counts after
    /// [`Assembly::settle`].
    pub(crate) fn add(&mut self, place: Place, fact: Fact) -> bool {
        if let Some(subject) = meeting::subject(place.id, &fact.event) {
            if let Some(key) = meeting::named_key(&fact.event) {
                self.named.entry(key).or_default().1.insert(subject);
            }
            self.meetings.add(subject, place, fact);
        } else if let Some(subject) = card::owners::subject(place.id, &fact.event) {
            self.cards.add(subject, place, fact);
        } else if let Some(subject) = vote::subject(place.id, &fact.event) {
            if let Event::Voted(vote::Said::Opened(opening)) = &fact.event {
                self.topics.entry(opening.topic()).or_default().insert(place.id);
            }
            self.votes.add(subject, place, fact);
        } else if let Some(subject) = proposal::subject(place.id, &fact.event) {
            match &fact.event {
                Event::Proposed(proposal::Said::Amended { .. }) => {
                    self.amended.insert(place.id, subject);
                }
                Event::Remarked { .. } => {
                    self.clocks.insert((fact.clock, subject));
                }
                _ => {}
            }
            self.proposals.add(subject, place, fact);
        } else {
            return false;
        }
        true
    }

    /// Somebody who never wrote may have come in, or gone, whose key was named at a door: then it is looked at again.
    pub(crate) fn look_at_holders(&mut self, roster: &Roster) {
        for (key, (known, meetings)) in &mut self.named {
            let now = roster.holder(key);
            if *known != now {
                *known = now;
                self.meetings.unsettled.extend(meetings.iter().copied());
            }
        }
    }

    /// Refolds what was touched, or everything, if whose entries count has changed. Talk from before the horizon counts for
    /// nothing. Whether anything differs.
    pub(crate) fn settle(
        &mut self,
        log: &Log,
        belonging: &Belonging,
        everything: bool,
        horizon: Time,
    ) -> bool {
        if everything {
            self.times.borrow_mut().clear();
        }
        let before = std::mem::replace(&mut self.horizon, horizon);
        let moved = (before.min(horizon), EntryId([0; 16]))..(before.max(horizon), EntryId([0; 16]));
        self.proposals.unsettled.extend(self.clocks.range(moved).map(|(_, subject)| *subject));
        let nothing = BTreeMap::new();
        let source = Source::Log { log, belonging, rolls: &self.rolls, times: &self.times };
        let nobodys = Owners::default();
        let ground = Ground { source, checked: &self.checked, horizon, decided: &nothing, owners: &nobodys };
        let mut changed = self.cards.settle(&ground, everything);
        let owners = Owners::of(self.cards.iter().map(|(_, card)| card));
        let moved = owners != self.owners;
        self.owners = owners;
        // Whose a card is decides who is let in with it.
        let ground = Ground { owners: &self.owners, ..ground };
        changed |= self.meetings.settle(&ground, everything || moved);
        // Whose word counts in a vote follows from its own past: who belongs by now changes none.
        if self.votes.settle(&ground, false) {
            changed = true;
            self.clashes = vote::clashes(self.votes.iter());
            let mut decided: BTreeMap<EntryId, Vec<vote::Decided>> = BTreeMap::new();
            for (id, vote) in self.votes.iter().filter(|(id, _)| !self.clashes.contains_key(id)) {
                if let Some((proposal, outcome)) = vote.decided(id) {
                    decided.entry(proposal).or_default().push(outcome);
                }
            }
            let before = std::mem::replace(&mut self.decided, decided);
            let touched = before.keys().chain(self.decided.keys());
            let touched = touched.filter(|id| before.get(id) != self.decided.get(id));
            let touched = touched.map(|id| *self.amended.get(id).unwrap_or(id));
            self.proposals.unsettled.extend(touched.collect::<Vec<_>>());
        }
        let ground = Ground { decided: &self.decided, ..ground };
        self.proposals.settle(&ground, everything) || changed
    }

    /// The words of all facts, for a checkpoint.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&EntryId, &Event)> {
        self.meetings
            .words()
            .chain(self.votes.words())
            .chain(self.proposals.words())
            .chain(self.cards.words())
    }

    /// Forgets the words of these entries.
    pub(crate) fn erase(&mut self, gone: &BTreeSet<&EntryId>) {
        self.meetings.erase(gone);
        self.votes.erase(gone);
        self.proposals.erase(gone);
        self.cards.erase(gone);
    }

    /// All of it, for the hash of the state.
    pub(crate) fn say(&self, mut say: impl FnMut(Vec<u8>)) {
        self.meetings.iter().for_each(|said| say(cbor::encode(&said)));
        self.votes.iter().for_each(|said| say(cbor::encode(&said)));
        self.proposals.iter().for_each(|said| say(cbor::encode(&said)));
        self.cards.iter().for_each(|said| say(cbor::encode(&said)));
    }

    /// All that was said at a meeting.
    pub(crate) fn meeting_facts(&self, id: &EntryId) -> Option<&Facts> {
        self.meetings.all.get(id).map(|(facts, _)| facts)
    }

    /// All that was said about a vote.
    pub(crate) fn vote_facts(&self, id: &EntryId) -> Option<&Facts> {
        self.votes.all.get(id).map(|(facts, _)| facts)
    }

    /// Who had a seat in the past of an entry, and on which devices.
    pub(crate) fn standing(&self, log: &Log, belonging: &Belonging, basis: &EntryId) -> Option<Standing> {
        let source = Source::Log { log, belonging, rolls: &self.rolls, times: &self.times };
        let (nothing, horizon) = (BTreeMap::new(), self.horizon);
        let (checked, decided, owners) = (&self.checked, &nothing, &self.owners);
        Ground { source, checked, horizon, decided, owners }.standing(basis)
    }

    /// All printed cards that somebody says are theirs, by the entries that say so.
    pub fn cards(&self) -> impl Iterator<Item = (&EntryId, &Known)> {
        self.cards.iter()
    }

    /// Whose card this is.
    pub(crate) fn owners(&self) -> &Owners {
        &self.owners
    }

    /// All meetings that count, by their first entries.
    pub fn meetings(&self) -> impl Iterator<Item = (&EntryId, &Meeting)> {
        self.meetings.iter()
    }

    /// One of them.
    pub fn meeting(&self, id: &EntryId) -> Option<&Meeting> {
        self.meetings.get(id)
    }

    /// All votes that count, by the entries that opened them.
    pub fn votes(&self) -> impl Iterator<Item = (&EntryId, &Vote)> {
        self.votes.iter()
    }

    /// One of them.
    pub fn vote(&self, id: &EntryId) -> Option<&Vote> {
        self.votes.get(id)
    }

    /// All of them that are about this, round by round or beside each other.
    pub(crate) fn votes_about(&self, topic: Topic) -> impl Iterator<Item = (&EntryId, &Vote)> {
        let ids = self.topics.get(&topic).into_iter().flatten();
        ids.filter_map(|id| Some((id, self.votes.get(id)?)))
    }

    /// Who signed both, if this vote came to a result beside another on the same round of the same question: then neither
    /// holds.
    pub fn clash(&self, id: &EntryId) -> Option<&BTreeSet<PersonId>> {
        self.clashes.get(id)
    }

    /// The proposal that this amendment is to.
    pub fn amended_proposal(&self, amendment: &EntryId) -> Option<EntryId> {
        self.amended.get(amendment).copied()
    }

    /// All proposals that count, by their first entries.
    pub fn proposals(&self) -> impl Iterator<Item = (&EntryId, &Proposal)> {
        self.proposals.iter()
    }

    /// One of them.
    pub fn proposal(&self, id: &EntryId) -> Option<&Proposal> {
        self.proposals.get(id)
    }
}

/// Subjects of one sort, with their facts and what those come to.
struct Stories<S> {
    all: BTreeMap<EntryId, (Facts, Option<S>)>,
    unsettled: BTreeSet<EntryId>,
}

impl<S> Default for Stories<S> {
    fn default() -> Stories<S> {
        Stories { all: BTreeMap::new(), unsettled: BTreeSet::new() }
    }
}

impl<S: Story> Stories<S> {
    fn add(&mut self, subject: EntryId, place: Place, fact: Fact) {
        self.all.entry(subject).or_default().0.insert(place, fact);
        self.unsettled.insert(subject);
    }

    fn settle(&mut self, ground: &Ground<'_>, everything: bool) -> bool {
        if everything {
            self.unsettled.extend(self.all.keys());
        }
        let mut changed = false;
        for id in std::mem::take(&mut self.unsettled) {
            let Some((facts, story)) = self.all.get_mut(&id) else { continue };
            let now = S::fold(&id, facts, ground);
            changed |= *story != now;
            *story = now;
        }
        changed
    }

    fn words(&self) -> impl Iterator<Item = (&EntryId, &Event)> {
        self.all.values().flat_map(|(facts, _)| facts.iter()).map(|(place, fact)| (&place.id, &fact.event))
    }

    fn erase(&mut self, gone: &BTreeSet<&EntryId>) {
        self.all.retain(|_, (facts, _)| {
            facts.retain(|id| !gone.contains(id));
            !facts.is_empty()
        });
    }

    fn iter(&self) -> impl Iterator<Item = (&EntryId, &S)> {
        self.all.iter().filter_map(|(id, (_, story))| story.as_ref().map(|story| (id, story)))
    }

    fn get(&self, id: &EntryId) -> Option<&S> {
        self.all.get(id)?.1.as_ref()
    }
}
