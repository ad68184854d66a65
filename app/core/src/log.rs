//! The log: one signed graph of entries per circle.
//!
//! [`Log::admit`] looks at format, signature, causes and lamport numbers only, never at what entries say, so that
//! all phones that met hold the same set. An entry whose causes are not here yet waits, within limits. The log
//! keeps ids, places and causes; the entries themselves are on disk.
//!
//! One thing comes before: a circle has one beginning (`log/beginning.rs`).

mod beginning;
mod causes;
mod faith;
mod reach;
pub mod short;
mod waiting;

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Bound,
};

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::{
    entry::{Entry, HEADS_MAX, Header, Payload},
    event::Class,
    ids::{CircleId, DeviceKey, EntryId},
    signature::{self, Signed},
    sketch::{Sketch, SketchKey, Symbol},
    time::{RETENTION, RETENTION_SLACK, Time},
    wrong::Rejected,
};
use causes::Causes;
use waiting::{Waiting, Waits};

pub(crate) use beginning::is_beginning;
pub use faith::{Unaware, Witness};
pub use reach::{Day, LAST_DAY, Step, day};

/// Entries that wait for their causes. Causal order on a pull leaves only pushes that overtook each other.
pub const WAITING_MAX: usize = 1_024;
/// Devices that write in one circle: thousands of people, some with two phones.
pub const AUTHORS_MAX: usize = 16_384;
/// Entries in one circle.
pub const ENTRIES_MAX: usize = 1_000_000;
/// Bytes of entries in one circle: what a cheap phone's storage bears. A circle that reaches a limit has outgrown
/// this log, and phones that reached it in different orders hold different entries from there on.
pub const LOG_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The shortest sketch: it decodes the three hundred differences of phones that did not meet for a day.
const SKETCH_LEAST: usize = 512;

/// Where an entry stands in the fold: by lamport number, then by id. A cause always stands before its effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Place {
    /// One more than the largest of the causes.
    #[n(0)]
    pub lamport: u32,
    /// Settles ties, the same way everywhere.
    #[n(1)]
    pub id: EntryId,
}

/// One circle's entries, as far as this phone has them.
pub struct Log {
    circle: CircleId,
    me: DeviceKey,
    nodes: Vec<Node>,
    by_id: BTreeMap<EntryId, u32>,
    author_numbers: BTreeMap<DeviceKey, u32>,
    authors: Vec<Author>,
    heads: BTreeSet<Place>,
    forks: BTreeSet<(DeviceKey, u32)>,
    /// Who founded the circle, by its first entry.
    founder: Option<DeviceKey>,
    /// How many entries its beginning has.
    beginning: u32,
    /// Entries on the branches that came later, which no chain holds.
    sides: BTreeSet<(Place, u32)>,
    waiting: Waiting,
    holders: BTreeMap<DeviceKey, u32>,
    bytes: u64,
    sketch: Sketch,
    /// The root of the first so many entries.
    root: (usize, [u8; 16]),
    /// How often a past was gone through.
    walks: Cell<u64>,
    ordered: Cell<u64>,
}

/// What is kept in memory of an entry. Its causes always have smaller numbers than itself.
struct Node {
    place: Place,
    author: u32,
    seq: u32,
    clock: Time,
    /// The newest that its author had stated by then, on this branch.
    newest_clock: Time,
    bytes: u32,
    class: Class,
    /// Its words are gone.
    erased: bool,
    causes: Causes,
    /// How many entries of this phone's own chain are in its past.
    mine_seen: u32,
}

/// All that came before an entry, itself included.
pub struct Past<'a> {
    log: &'a Log,
    within: Vec<bool>,
}

impl Past<'_> {
    /// Whether an entry is in it.
    pub fn contains(&self, id: &EntryId) -> bool {
        let number = self.log.by_id.get(id);
        number.is_some_and(|number| self.within.get(*number as usize).is_some_and(|within| *within))
    }

    /// The last place at which each device wrote in it.
    pub fn last_places(&self) -> BTreeMap<DeviceKey, Place> {
        let mut last = BTreeMap::new();
        for node in self.nodes() {
            let place = last.entry(self.log.authors[node.author as usize].key).or_insert(node.place);
            *place = node.place.max(*place);
        }
        last
    }

    /// How many entries of each device are in it; of one that forked, up to the highest place.
    pub fn counts(&self) -> BTreeMap<DeviceKey, u32> {
        let mut counts = BTreeMap::new();
        for node in self.nodes() {
            let count = counts.entry(self.log.authors[node.author as usize].key).or_insert(0);
            *count = (node.seq + 1).max(*count);
        }
        counts
    }

    fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.log.nodes.iter().zip(&self.within).filter_map(|(node, within)| within.then_some(node))
    }
}

/// What [`Log::push`] takes in.
struct Pushed {
    place: Place,
    author: u32,
    seq: u32,
    clock: Time,
    bytes: u32,
    class: Class,
    erased: bool,
    causes: Causes,
}

struct Author {
    key: DeviceKey,
    /// Numbers of the entries by seq; where the author forked, the branch that came first.
    chain: Vec<u32>,
    newest_clock: Time,
}

impl Log {
    /// An empty log. `me` is this phone's device: the log knows how far its entries got.
    pub fn new(circle: CircleId, me: DeviceKey) -> Log {
        Log {
            circle,
            me,
            nodes: Vec::new(),
            by_id: BTreeMap::new(),
            author_numbers: BTreeMap::new(),
            authors: Vec::new(),
            heads: BTreeSet::new(),
            forks: BTreeSet::new(),
            founder: None,
            beginning: 0,
            sides: BTreeSet::new(),
            waiting: Waiting::default(),
            holders: BTreeMap::new(),
            bytes: 0,
            sketch: Sketch::new(SketchKey::of(&circle)),
            root: (usize::MAX, [0; 16]),
            walks: Cell::new(0),
            ordered: Cell::new(0),
        }
    }

    /// Checks the signatures of entries that came from elsewhere and leaves out those that are here already.
    ///
    /// # Errors
    /// [`Rejected::Forged`] if one does not hold: an honest neighbour has checked them all before.
    /// [`Rejected::Erased`] for one without its words whose time has not passed `now`: a copy that hides what the others
    /// read would part two phones that hold the same ids.
    pub fn verify(
        &self,
        entries: Vec<Entry>,
        now: Time,
        dice: &mut impl CryptoRng,
    ) -> Result<Vec<(EntryId, Entry)>, Rejected> {
        self.verify_by(entries, now, |claims| signature::check(claims, dice).into_iter().all(|holds| holds))
    }

    /// The same, by somebody who says whether all claims hold: a phone may have more than one thread for that.
    ///
    /// # Errors
    /// Those of [`Log::verify`].
    pub fn verify_by(
        &self,
        entries: Vec<Entry>,
        now: Time,
        holds: impl FnOnce(&[Signed]) -> bool,
    ) -> Result<Vec<(EntryId, Entry)>, Rejected> {
        let (mut fresh, mut claims) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
        for entry in entries {
            let (id, claim) = entry.named(&self.circle);
            if !self.knows(&id) {
                fresh.push((id, entry));
                claims.push(claim);
            }
        }
        let is_erased = |entry: &Entry| matches!(entry.payload, Payload::Erased { .. });
        let is_late = |entry: &Entry| entry.header.clock.plus(RETENTION) <= now.plus(RETENTION_SLACK);
        if fresh.iter().any(|(_, entry)| is_erased(entry) && !is_late(entry)) {
            return Err(Rejected::Erased);
        }
        if holds(&claims) { Ok(fresh) } else { Err(Rejected::Forged) }
    }

    /// Takes in an entry whose signature holds. Returns what came in by it, causes first: nothing if it is known
    /// or has to wait, more than itself if others waited for it.
    ///
    /// # Errors
    /// [`Rejected::WrongCauses`], [`Rejected::WrongLamport`], [`Rejected::OtherBeginning`], [`Rejected::LogFull`].
    pub fn admit(&mut self, id: EntryId, entry: Entry) -> Result<Vec<(EntryId, Entry)>, Rejected> {
        // What this device signed itself nobody else can flood it with, and forgetting it would be to sign its place
        // anew.
        let stays = entry.header.author == self.me;
        self.take(id, entry, stays)
    }

    /// The same with an entry that this phone has kept: it waits for as long as it takes, whatever else comes, since
    /// nobody may be left who could bring it again.
    ///
    /// # Errors
    /// See [`Log::admit`].
    pub fn admit_kept(&mut self, id: EntryId, entry: Entry) -> Result<Vec<(EntryId, Entry)>, Rejected> {
        self.take(id, entry, true)
    }

    fn take(&mut self, id: EntryId, entry: Entry, stays: bool) -> Result<Vec<(EntryId, Entry)>, Rejected> {
        if self.by_id.contains_key(&id) {
            return Ok(Vec::new());
        }
        if let Some(missing) = self.missing(&entry) {
            self.waiting.add(id, Waits { entry, missing, stays });
            return Ok(Vec::new());
        }
        self.insert(id, &entry)?;
        let mut came = vec![(id, entry)];
        let mut next = 0;
        while next < came.len() {
            for (id, waits) in self.waiting.take(&came[next].0) {
                match self.missing(&waits.entry) {
                    Some(missing) => self.waiting.add(id, Waits { missing, ..waits }),
                    // One that waited in vain was somebody else's mistake; nobody here is to blame for it.
                    None if self.insert(id, &waits.entry).is_ok() => came.push((id, waits.entry)),
                    None => {}
                }
            }
            next += 1;
        }
        Ok(came)
    }

    fn missing(&self, entry: &Entry) -> Option<EntryId> {
        entry.causes().find(|cause| !self.by_id.contains_key(cause))
    }

    fn insert(&mut self, id: EntryId, entry: &Entry) -> Result<(), Rejected> {
        let header = &entry.header;
        let causes = entry.causes().map(|cause| self.by_id[&cause]);
        let causes = Causes::of(causes).ok_or(Rejected::WrongCauses)?;
        if self.lamport_after(&causes) != Some(header.lamport) {
            return Err(Rejected::WrongLamport);
        }
        self.check_causes(header, &causes)?;
        self.check_beginning(entry)?;
        let bytes = entry.size() as u32;
        if self.nodes.len() >= ENTRIES_MAX || self.bytes + u64::from(bytes) > LOG_BYTES_MAX {
            return Err(Rejected::LogFull);
        }
        let author = self.author_number(header.author)?;
        let (class, erased) = match &entry.payload {
            Payload::Kept(payload) => (Class::of(payload), false),
            Payload::Erased { .. } => (Class::Rest, true),
        };
        self.by_id.insert(id, self.nodes.len() as u32);
        self.sketch.insert(&id);
        let place = Place { lamport: header.lamport, id };
        self.push(Pushed {
            place,
            author,
            seq: header.seq,
            clock: header.clock,
            bytes,
            class,
            erased,
            causes,
        });
        Ok(())
    }

    /// One more than the largest of the causes.
    fn lamport_after(&self, causes: &[u32]) -> Option<u32> {
        causes.iter().map(|cause| self.node(*cause).place.lamport).max().unwrap_or(0).checked_add(1)
    }

    /// Takes in what was checked, and all that follows from it but for the index of ids and the sketch.
    fn push(&mut self, pushed: Pushed) {
        let Pushed { place, author, seq, clock, bytes, class, erased, causes } = pushed;
        let number = self.nodes.len() as u32;
        let mine_seen = causes.iter().map(|cause| self.mine_seen_from(*cause)).max().unwrap_or(0);
        let own = causes.first().filter(|_| seq > 0);
        let newest_clock = own.map_or(clock, |own| self.node(*own).newest_clock.max(clock));
        for cause in causes.iter() {
            self.heads.remove(&self.nodes[*cause as usize].place);
        }
        self.heads.insert(place);
        self.bytes += u64::from(bytes);
        self.nodes.push(Node {
            place,
            author,
            seq,
            clock,
            newest_clock,
            bytes,
            class,
            erased,
            causes,
            mine_seen,
        });
        let key = self.authors[author as usize].key;
        if key != self.me {
            self.held_by(key, mine_seen);
        }
        if self.founder == Some(key) && is_beginning(place.lamport, seq) {
            self.beginning = seq + 1;
        }
        let author = &mut self.authors[author as usize];
        author.newest_clock = author.newest_clock.max(clock);
        if author.chain.len() == seq as usize {
            author.chain.push(number);
        } else {
            self.forks.insert((key, seq));
            self.sides.insert((place, number));
        }
    }

    /// The previous entry is the author's own at the place before; heads are by others.
    fn check_causes(&self, header: &Header, causes: &[u32]) -> Result<(), Rejected> {
        let (own, foreign) = causes.split_at(usize::from(header.previous.is_some()));
        let is_own = |cause: &u32| self.authors[self.node(*cause).author as usize].key == header.author;
        let follows = |cause: &u32| is_own(cause) && self.node(*cause).seq.checked_add(1) == Some(header.seq);
        match own.iter().all(follows) && !foreign.iter().any(is_own) {
            true => Ok(()),
            false => Err(Rejected::WrongCauses),
        }
    }

    fn author_number(&mut self, key: DeviceKey) -> Result<u32, Rejected> {
        if let Some(number) = self.author_numbers.get(&key) {
            return Ok(*number);
        }
        if self.authors.len() >= AUTHORS_MAX {
            return Err(Rejected::LogFull);
        }
        let number = self.authors.len() as u32;
        self.author_numbers.insert(key, number);
        self.authors.push(Author { key, chain: Vec::new(), newest_clock: Time(0) });
        Ok(number)
    }

    /// The header of this phone's next entry: after its own last, and after the three newest heads of others.
    pub fn next_header(&self, clock: Time) -> Header {
        let mine = self.author_numbers.get(&self.me);
        let chain = mine.map_or(&[][..], |mine| &self.authors[*mine as usize].chain);
        let previous = chain.last().map(|last| self.node(*last).place);
        let mut heads: Vec<Place> = self
            .heads
            .iter()
            .rev()
            .filter(|head| Some(&self.nodes[self.by_id[&head.id] as usize].author) != mine)
            .take(HEADS_MAX)
            .copied()
            .collect();
        let lamport = heads.iter().chain(&previous).map(|place| place.lamport).max().unwrap_or(0) + 1;
        heads.sort_by_key(|head| head.id);
        Header {
            author: self.me,
            seq: chain.len() as u32,
            previous: previous.map(|place| place.id),
            heads: heads.into_iter().map(|head| head.id).collect(),
            lamport,
            clock,
            epoch: 0,
        }
    }

    /// The circle whose log this is.
    pub fn circle(&self) -> &CircleId {
        &self.circle
    }

    /// This phone's device.
    pub fn me(&self) -> DeviceKey {
        self.me
    }

    /// The first place at which two entries of this author stand, if there is one.
    pub fn fork_of(&self, author: &DeviceKey) -> Option<u32> {
        self.forks.range((*author, 0)..=(*author, u32::MAX)).next().map(|(_, seq)| *seq)
    }

    /// How many entries are here, waiting ones not counted.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The head that stands last.
    pub fn newest(&self) -> Option<EntryId> {
        self.heads.last().map(|place| place.id)
    }

    /// Whether nothing has come yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether entries of this phone's own wait for something that is missing: writing on would fork the chain.
    pub fn misses_own(&self) -> bool {
        self.waiting.entries.values().any(|waits| waits.entry.header.author == self.me)
    }

    /// Entries that wait for their causes.
    pub fn waiting_entries(&self) -> impl Iterator<Item = (&EntryId, &Entry)> {
        self.waiting.entries.iter().map(|(id, waits)| (id, &waits.entry))
    }

    /// How many entries wait for their causes.
    pub fn waiting(&self) -> usize {
        self.waiting.entries.len()
    }

    /// Places where an author signed two entries: evidence of a copied key or of malice.
    pub fn forks(&self) -> &BTreeSet<(DeviceKey, u32)> {
        &self.forks
    }

    /// The newest entries of these devices that were written since then by their clocks, at most so many of each.
    pub fn written_since(&self, since: Time, most: usize, by: impl Fn(&DeviceKey) -> bool) -> Vec<EntryId> {
        let authors = self.authors.iter().filter(|author| by(&author.key));
        let written = authors.flat_map(|author| {
            let nodes = author.chain.iter().rev().map(|number| self.node(*number));
            nodes.filter(|node| node.clock >= since).take(most)
        });
        written.map(|node| node.place.id).collect()
    }

    /// All authors, each with the number of the first of their entries that is not here.
    pub fn frontier(&self) -> impl Iterator<Item = (DeviceKey, u32)> + '_ {
        self.author_numbers.iter().map(|(key, n)| (*key, self.authors[*n as usize].chain.len() as u32))
    }

    /// The number of the first entry of this author that is not here.
    pub fn next_of(&self, author: &DeviceKey) -> u32 {
        self.author_numbers.get(author).map_or(0, |n| self.authors[*n as usize].chain.len() as u32)
    }

    /// What somebody who holds all before these marks lacks: the first `count` or `bytes` of it (at least one
    /// entry), causes before effects. Of branches beside the chains nobody's marks tell; they come with the rest, from
    /// after `sides` on. Where it ended, to be given as `sides` the next time.
    pub fn lacking(
        &self,
        held: impl Fn(&DeviceKey) -> u32,
        sides: Option<Place>,
        count: usize,
        bytes: usize,
    ) -> (Vec<EntryId>, Option<Place>) {
        let mut fronts: BTreeSet<(Place, u32)> = self
            .authors
            .iter()
            .filter_map(|author| {
                let number = author.chain.get(held(&author.key) as usize)?;
                Some((self.node(*number).place, *number))
            })
            .collect();
        let after = sides.map_or(Bound::Unbounded, |place| Bound::Excluded((place, u32::MAX)));
        let mut sides_left = self.sides.range((after, Bound::Unbounded)).peekable();
        let (mut ids, mut total, mut upto) = (Vec::new(), 0, sides);
        while let Some(front) = fronts.first().into_iter().chain(sides_left.peek().copied()).min().copied() {
            let node = self.node(front.1);
            if ids.len() == count || (total + node.bytes as usize > bytes && !ids.is_empty()) {
                break;
            }
            ids.push(node.place.id);
            total += node.bytes as usize;
            upto = upto.max(Some(node.place));
            if !fronts.remove(&front) {
                sides_left.next();
                continue;
            }
            let chain = &self.authors[node.author as usize].chain;
            if let Some(after) = chain.get(node.seq as usize + 1) {
                fronts.insert((self.node(*after).place, *after));
            }
        }
        (ids, upto)
    }

    /// A hash of all ids: two logs have the same one only if they hold the same entries. (The xor in the first symbol
    /// of a sketch would be there for nothing, but with two hundred entries of their own choice anybody finds sets
    /// that xor alike.) Goes through all ids if something came since it was asked last: 3 ms for 100,000.
    pub fn root(&mut self) -> [u8; 16] {
        if self.root.0 != self.nodes.len() {
            let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 root of a set of entries");
            hasher.update(&self.circle.0);
            for id in self.by_id.keys() {
                hasher.update(&id.0);
            }
            self.root.0 = self.nodes.len();
            self.root.1.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        }
        self.root.1
    }

    /// What keys this circle's sketches.
    pub fn sketch_key(&self) -> SketchKey {
        SketchKey::of(&self.circle)
    }

    /// At least so many symbols of all that is here, as far as a sketch goes.
    pub fn sketch_to(&mut self, length: usize) -> &[Symbol] {
        if length > self.sketch.symbols().len() {
            // Doubled, so that few neighbours make it go through all ids again.
            let length = length.next_power_of_two().max(SKETCH_LEAST);
            self.sketch.grow(length, self.nodes.iter().map(|node| &node.place.id));
        }
        self.sketch.symbols()
    }

    /// The ids of all but the first `number` entries that came.
    pub fn ids_from(&self, number: usize) -> impl Iterator<Item = &EntryId> {
        self.nodes[number..].iter().map(|node| &node.place.id)
    }

    /// Where an entry that is here stands.
    pub fn place(&self, id: &EntryId) -> Option<Place> {
        self.by_id.get(id).map(|number| self.node(*number).place)
    }

    /// Which one it was of those that came, from 0.
    pub fn number_of(&self, id: &EntryId) -> Option<usize> {
        self.by_id.get(id).map(|number| *number as usize)
    }

    /// Whether it is here, or waits for its causes.
    pub fn knows(&self, id: &EntryId) -> bool {
        self.by_id.contains_key(id) || self.waiting.entries.contains_key(id)
    }

    /// How much of this phone's own chain somebody holds who lacks only these.
    pub fn mine_without(&self, lacking: &BTreeSet<EntryId>) -> u32 {
        let mine = lacking.iter().filter_map(|id| self.by_id.get(id)).map(|number| self.node(*number));
        let mine = mine.filter(|node| self.authors[node.author as usize].key == self.me);
        mine.map(|node| node.seq).min().unwrap_or_else(|| self.next_of(&self.me))
    }

    /// These in the order in which they are to be sent: by class, what a higher class rests on with it, then by age;
    /// causes before effects. What is not here is left out.
    pub fn in_order(&self, ids: &BTreeSet<EntryId>) -> VecDeque<EntryId> {
        self.ordered.set(self.ordered.get() + ids.len() as u64);
        let numbers = ids.iter().filter_map(|id| self.by_id.get(id));
        let mut order: Vec<(Class, Place, u32)> =
            numbers.map(|number| (self.node(*number).class, self.node(*number).place, *number)).collect();
        // Effects before causes, so that each hands its class on to all that it rests on.
        order.sort_by_key(|(_, place, _)| std::cmp::Reverse(*place));
        let mut classes: BTreeMap<u32, Class> = BTreeMap::new();
        for (class, _, number) in &mut order {
            *class = classes.get(number).map_or(*class, |wanted| (*class).min(*wanted));
            for cause in self.node(*number).causes.iter() {
                let wanted = classes.entry(*cause).or_insert(*class);
                *wanted = (*class).min(*wanted);
            }
        }
        order.sort();
        order.into_iter().map(|(_, place, _)| place.id).collect()
    }

    /// Takes the first `count` or `bytes` of these (at least one).
    pub fn take_first(&self, order: &mut VecDeque<EntryId>, count: usize, bytes: usize) -> Vec<EntryId> {
        let (mut taken, mut total) = (Vec::new(), 0);
        while let Some(id) = order.front().copied() {
            total += self.by_id.get(&id).map_or(0, |number| self.node(*number).bytes as usize);
            if !taken.is_empty() && (taken.len() == count || total > bytes) {
                break;
            }
            taken.push(id);
            order.pop_front();
        }
        taken
    }

    /// How many entries were put in order for answers, counted each time.
    pub fn ordered(&self) -> u64 {
        self.ordered.get()
    }

    /// The newest clock that each author stated: in the past of an entry (itself included), or at all.
    ///
    /// Goes back from the entry until every author who had written by then is found: a few steps in a circle whose
    /// members talk, all the way only for one who was away for long or forked.
    pub fn newest_clocks(&self, upto: Option<&EntryId>) -> BTreeMap<DeviceKey, Time> {
        let Some(upto) = upto else {
            return self.authors.iter().map(|author| (author.key, author.newest_clock)).collect();
        };
        let Some(last) = self.by_id.get(upto) else { return BTreeMap::new() };
        // Causes have smaller numbers, so whoever began later is not in this past. The branches of one who forked
        // do not know of each other: none of them says all.
        let forked: BTreeSet<&DeviceKey> = self.forks.iter().map(|(key, _)| key).collect();
        let began =
            self.authors.iter().filter(|author| author.chain.first().is_some_and(|first| first <= last));
        let mut wanted = began.count();
        let mut newest: BTreeMap<u32, Time> = BTreeMap::new();
        let mut ahead = BTreeSet::from([*last]);
        while wanted > 0
            && let Some(number) = ahead.pop_last()
        {
            let node = self.node(number);
            let is_first = !newest.contains_key(&node.author);
            let stated = newest.entry(node.author).or_insert(node.newest_clock);
            *stated = (*stated).max(node.newest_clock);
            if is_first && !forked.contains(&self.authors[node.author as usize].key) {
                wanted -= 1;
            }
            ahead.extend(node.causes.iter());
        }
        newest.into_iter().map(|(author, clock)| (self.authors[author as usize].key, clock)).collect()
    }

    /// All that came before an entry, itself included; nothing, if it is not here. Goes once through what is here;
    /// rules ask seldom.
    pub fn past(&self, upto: &EntryId) -> Option<Past<'_>> {
        self.past_of(std::slice::from_ref(upto))
    }

    /// The same of what comes next after all of these; nothing, if one of them is not here, or there are none.
    pub fn past_of(&self, heads: &[EntryId]) -> Option<Past<'_>> {
        let heads: Option<Vec<usize>> =
            heads.iter().map(|head| self.by_id.get(head).map(|number| *number as usize)).collect();
        let heads = heads?;
        let last = *heads.iter().max()?;
        self.walks.set(self.walks.get() + 1);
        let mut within = vec![false; last + 1];
        heads.iter().for_each(|head| within[*head] = true);
        for number in (0..=last).rev() {
            if within[number] {
                self.nodes[number].causes.iter().for_each(|cause| within[*cause as usize] = true);
            }
        }
        Some(Past { log: self, within })
    }

    /// How often [`Log::past`] has gone through what is here.
    pub fn walks(&self) -> u64 {
        self.walks.get()
    }

    /// Entries that were written before this, by the newest clock that their authors had stated by then, and need not
    /// keep their words; at most so many, which from now on count as erased.
    pub fn erase(&mut self, before: Time, count: usize) -> Vec<EntryId> {
        let due = |node: &&mut Node| node.class == Class::Rest && !node.erased && node.newest_clock < before;
        let due = self.nodes.iter_mut().filter(due).take(count);
        due.map(|node| {
            node.erased = true;
            node.place.id
        })
        .collect()
    }

    /// How much of this phone's own chain each other device is known to hold.
    pub fn holders(&self) -> &BTreeMap<DeviceKey, u32> {
        &self.holders
    }

    /// Somebody is known to hold this phone's own entries before `next`. Whether that is news.
    pub fn held_by(&mut self, device: DeviceKey, next: u32) -> bool {
        let next = next.min(self.next_of(&self.me));
        if next == 0 || self.holders.get(&device).is_some_and(|known| *known >= next) {
            return false;
        }
        self.holders.insert(device, next);
        true
    }

    fn mine_seen_from(&self, cause: u32) -> u32 {
        let node = self.node(cause);
        match self.authors[node.author as usize].key == self.me {
            true => node.mine_seen.max(node.seq + 1),
            false => node.mine_seen,
        }
    }

    fn node(&self, number: u32) -> &Node {
        &self.nodes[number as usize]
    }
}
