//! State: all that the log's entries come to, and nothing else.
//!
//! The fold of PROTOCOL.md §2 goes over all entries in the order of their places, membership first. Subjects do
//! not reach into each other, so the fold is kept per subject: membership as one, each post as one. A late entry
//! then refolds its own subject instead of rewinding everything, and the outcome is the same, whatever came when.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    aid::{self, Fact, Facts, Story},
    assembly::{Assembly, Standing},
    cbor,
    entry::{Entry, Payload, VERSION},
    event::Event,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Day, Log, Past, Place, short::Short},
    motion::Motion,
    own::{Book, Notes},
    pair::{Between, Tellings},
    roster::{Belonging, Roster},
    time::{DAY, RETENTION, Time},
};

/// What one circle's log comes to.
pub struct State {
    circle: CircleId,
    belonging: Belonging,
    posts: BTreeMap<EntryId, Post>,
    unsettled: BTreeSet<EntryId>,
    lone_dones: BTreeMap<EntryId, Time>,
    circle_time: Time,
    /// How long words count, by the rules.
    retention: u64,
    /// When something was said about which post, by its author's clock.
    clocks: BTreeSet<(Time, EntryId)>,
    /// Proposals, meetings and votes.
    assembly: Assembly,
    /// In an own circle.
    notes: Notes,
    book: Book,
    /// In a pair.
    tellings: Tellings,
    between: Between,
    /// Some of these are new.
    told: bool,
}

/// What is different after a batch was folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Who belongs, or what they are called.
    pub people: bool,
    /// Proposals, meetings or votes.
    pub decide: bool,
}

#[derive(Default)]
struct Post {
    facts: Facts,
    story: Option<Story>,
}

impl State {
    /// The state of an empty log.
    pub fn new(circle: CircleId) -> State {
        State {
            circle,
            belonging: Belonging::default(),
            posts: BTreeMap::new(),
            unsettled: BTreeSet::new(),
            lone_dones: BTreeMap::new(),
            circle_time: Time(0),
            retention: RETENTION,
            clocks: BTreeSet::new(),
            assembly: Assembly::default(),
            notes: Notes::new(),
            book: Book::default(),
            tellings: Tellings::new(),
            between: Between::default(),
            told: false,
        }
    }

    /// Takes an admitted entry in. It counts after [`State::settle`], once for a whole batch.
    pub fn apply(&mut self, id: EntryId, entry: &Entry) {
        // What a later version means, this one does not know.
        let (VERSION, Payload::Kept(payload)) = (entry.version, &entry.payload) else { return };
        let header = &entry.header;
        let place = Place { lamport: header.lamport, id };
        self.apply_short(&Short {
            place,
            author: header.author,
            seq: header.seq,
            clock: header.clock,
            payload,
        });
    }

    /// The same of what a checkpoint tells of an entry of this [`VERSION`].
    pub fn apply_short(&mut self, said: &Short<'_>) {
        let Some(event) = Event::decode(said.payload) else { return };
        let Short { place, author, seq, clock, .. } = *said;
        if self.belonging.add(&self.circle, place, author, (seq, clock), &event) {
            return;
        }
        match event {
            Event::Kept(note) => {
                self.notes.insert(place, (author, seq, note));
                self.told = true;
                return;
            }
            Event::Told(told) => {
                self.tellings.insert(place, (author, seq, told));
                self.told = true;
                return;
            }
            _ => {}
        }
        let subject = aid::subject(place.id, &event);
        let fact = Fact { author, seq, clock, event };
        let Some(post) = subject else {
            self.assembly.add(place, fact);
            return;
        };
        self.clocks.insert((clock, post));
        self.posts.entry(post).or_default().facts.insert(place, fact);
        self.unsettled.insert(post);
    }

    /// What is at hand of the words of entries: all that is not about membership, which keeps less than was said.
    pub fn words(&self) -> impl Iterator<Item = (&EntryId, &Event)> {
        let posts = self.posts.values().flat_map(|post| post.facts.iter());
        posts.map(|(place, fact)| (&place.id, &fact.event)).chain(self.assembly.words())
    }

    /// Forgets the words of these entries, which have counted for nothing for a while.
    pub fn erase(&mut self, ids: &[EntryId]) {
        let gone: BTreeSet<&EntryId> = ids.iter().collect();
        self.posts.retain(|_, post| {
            post.facts.retain(|id| !gone.contains(id));
            !post.facts.is_empty()
        });
        self.assembly.erase(&gone);
    }

    /// Refolds what was touched, and asks the time.
    pub fn settle(&mut self, log: &Log) -> Changed {
        let settled = self.belonging.settle(&self.circle, log);
        // Who belongs decides whose facts and clocks count. A newcomer has written nothing yet, as a rule.
        if settled.speakers_changed {
            self.unsettled.extend(self.posts.keys());
            self.lone_dones.clear();
        }
        let roster = self.belonging.roster();
        let before = std::mem::replace(&mut self.circle_time, self.belonging.circle_time());
        // What was said before that counts for nothing any more, whether its words are still here or not. Circle time
        // may also go back, when somebody is removed.
        let retention = u64::from(roster.rules.retention) * DAY;
        let before_that = std::mem::replace(&mut self.retention, retention);
        let (old, horizon) = (past(before, before_that), past(self.circle_time, retention));
        let moved = (old.min(horizon), EntryId([0; 16]))..(old.max(horizon), EntryId([0; 16]));
        self.unsettled.extend(self.clocks.range(moved).map(|(_, post)| *post));
        for id in std::mem::take(&mut self.unsettled) {
            let Some(post) = self.posts.get_mut(&id) else { continue };
            post.story = Story::fold(&id, &post.facts, roster, horizon);
            let claims = post.story.iter().flat_map(|story| story.claims.values());
            for (place, _) in claims.filter_map(|claim| claim.lone_done()) {
                self.lone_dones.entry(place.id).or_insert_with(|| roster.circle_time(log, Some(&place.id)));
            }
        }
        if settled.changed {
            self.assembly.look_at_holders(self.belonging.roster());
        }
        let decide = self.assembly.settle(log, &self.belonging, settled.speakers_changed, horizon);
        let told = std::mem::take(&mut self.told);
        if told || settled.speakers_changed {
            let roster = self.belonging.roster();
            // In a circle of many they count for nothing.
            if roster.closed.is_some() {
                self.book = Book::fold(&self.notes, roster);
                self.between = Between::fold(&self.circle, &self.tellings, roster);
            }
        }
        Changed { people: settled.changed || told, decide: decide || settled.changed }
    }

    /// Proposals, meetings and votes.
    pub fn assembly(&self) -> &Assembly {
        &self.assembly
    }

    /// How often the fold of membership has begun anew.
    pub fn anew(&self) -> u64 {
        self.belonging.anew()
    }

    /// Who belongs.
    pub fn roster(&self) -> &Roster {
        self.belonging.roster()
    }

    /// What a person keeps for themselves, if this is their own circle.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// What two contacts told each other, if this is their pair.
    pub fn between(&self) -> &Between {
        &self.between
    }

    /// What day it is in the circle, as the rules count it.
    pub fn today(&self) -> Day {
        self.belonging.today()
    }

    /// Whether members have met this person lately enough for them to have a say.
    pub fn has_say(&self, person: &PersonId) -> bool {
        self.roster().has_say(person, self.today())
    }

    /// Whether this recovery has waited for long enough, by all that is here.
    pub fn may_recover(&self, log: &Log, recovery: &EntryId) -> bool {
        self.belonging.may_recover(log, recovery)
    }

    /// Whether this person may vouch for one more newcomer this month.
    pub fn can_vouch(&self, person: &PersonId) -> bool {
        self.belonging.can_vouch(person)
    }

    /// For how many more newcomers this person may vouch this month; no limit, if none.
    pub fn vouches_left(&self, person: &PersonId) -> Option<usize> {
        self.belonging.vouches_left(person)
    }

    /// All motions, by their entries.
    pub fn motions(&self) -> &BTreeMap<EntryId, Motion> {
        self.belonging.motions()
    }

    /// Whose signatures under a motion count, by all that is here.
    pub fn signed(&self, log: &Log, motion: &Motion) -> BTreeSet<PersonId> {
        self.belonging.signed(log, motion)
    }

    /// Who had a seat in an entry's past: the roll of a certificate that is based on it.
    pub fn roll(&self, log: &Log, basis: &EntryId) -> Option<BTreeSet<PersonId>> {
        self.belonging.roll(log, basis)
    }

    /// The same in any past, and whose devices were whose, of those who had a seat.
    pub(crate) fn standing_in(&self, past: &Past<'_>) -> (BTreeSet<PersonId>, BTreeMap<DeviceKey, PersonId>) {
        self.belonging.standing_in(past)
    }

    /// The same by the name of an entry, as votes and meetings ask for it.
    pub(crate) fn standing(&self, log: &Log, basis: &EntryId) -> Option<Standing> {
        self.assembly.standing(log, &self.belonging, basis)
    }

    /// How late it is in the circle.
    pub fn circle_time(&self) -> Time {
        self.circle_time
    }

    /// Whether a lone "done" has waited for seven days of circle time.
    pub fn is_silent(&self, done: &EntryId) -> bool {
        self.lone_dones.get(done).is_some_and(|said| self.circle_time.since(*said) >= aid::SILENCE)
    }

    /// A post that counts, with its facts.
    pub fn post(&self, id: &EntryId) -> Option<(&Story, &Facts)> {
        let post = self.posts.get(id)?;
        post.story.as_ref().map(|story| (story, &post.facts))
    }

    /// All posts that count, by id.
    pub fn posts(&self) -> impl Iterator<Item = (&Story, &Facts)> {
        self.posts.values().filter_map(|post| post.story.as_ref().map(|story| (story, &post.facts)))
    }

    /// A hash of everything here: equal on all phones that hold the same entries.
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 state hash");
        let mut say = |part: Vec<u8>| {
            hasher.update(&(part.len() as u64).to_be_bytes()).update(&part);
        };
        say(cbor::encode(&(1u8, self.circle, self.circle_time)));
        say(cbor::encode(self.roster()));
        for (id, motion) in self.motions() {
            say(cbor::encode(&(id, motion)));
        }
        for (story, _) in self.posts() {
            let status = story.status(&|done| self.is_silent(done)) as u8;
            say(cbor::encode(&(story, status)));
        }
        self.assembly.say(&mut say);
        if self.roster().closed.is_some() {
            say(cbor::encode(&(&self.book, &self.between)));
        }
        *hasher.finalize().as_bytes()
    }
}

/// What was written before this counts for nothing any more.
fn past(circle_time: Time, retention: u64) -> Time {
    Time(circle_time.0.saturating_sub(retention))
}
