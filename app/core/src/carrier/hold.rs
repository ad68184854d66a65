//! What is carried, and who has to make room.
//!
//! A phone gives its neighbours so many bytes and no more. What is past its deadline goes first. Then whoever brought
//! the most gives way, their oldest envelope first: one who floods a phone pushes out what they brought themselves,
//! and three letters from somebody who passed by once stay. Whoever comes back under another key has two small shares
//! instead of one, and each still has to be larger than an honest one to be hit last.
//!
//! **Never twice**: an id is remembered, with or without its envelope, for as long as an honest copy of it can still
//! be on the way. **Never for ever**: what is left to an envelope is counted down by whoever holds it and told to the
//! next, rounded down; nobody believes more than its class allows from the day it first came, and a second arrival
//! changes nothing.
//!
//! **A clock that is set** takes nothing away. While the phone runs, whoever drives it tells a step of the clock from
//! time that passed ([`Hold::clock_was_set`]): all times here that do not fit the new clock move with it. At an opening nobody can tell. A clock that
//! lies behind what is kept is wrong for certain: then what is held goes on with as much life as it had when it came,
//! until the clock is set, and has its own times back. One that says that something is past its deadline may be right:
//! it is given to nobody any more, but it is dropped only when the clock has said so for some hours ([`PATIENCE`]).

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::{
    envelope::{Deadline, Envelope, Head, SIZES},
    ids::EnvelopeId,
    time::{DAY, Time},
};

/// What is left to an envelope travels in units of six hours: two months fit one byte, and rounding down costs a
/// letter that changes hands ten times a little more than a day.
pub const LEFT_UNIT: u64 = 6 * 60 * 60;
/// Envelopes held. Of the smallest size that is 8 MiB, and some 2 MB of memory.
pub const HELD_MAX: usize = 16_384;
/// The same of a courier, if its quota has room for so many: 128 MiB of the smallest, and some 50 MB of memory.
pub const COURIER_HELD_MAX: usize = 16 * HELD_MAX;
/// Ids remembered of envelopes that are gone; past it, those that would be forgotten first are. A courier remembers as
/// many as it may hold.
pub const GONE_MAX: usize = 16_384;
/// What an opening, or a clock that was set, says is past its deadline goes after so long.
pub const PATIENCE: u64 = LEFT_UNIT;
/// A clock that is set to more than so long after the last deadline is taken to be wrong: no phone lies about for longer.
const AWAY_MAX: u64 = 365 * DAY;
/// Room is made for so many more than the one that needs it, since finding out who gives way looks at all.
const SLACK: usize = 16;

/// How much a phone carries, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// All together.
    pub all: u64,
    /// What one neighbour may bring over one link.
    pub neighbour: u64,
    /// What this phone itself puts in. Nobody else's envelopes push these out.
    pub own: u64,
    /// What is of one deadline.
    pub class: u64,
    /// How many envelopes, whatever their size.
    pub letters: usize,
}

impl Quota {
    /// Shares of a whole: an eighth for one neighbour, so that it takes eight to fill a phone; a quarter for what its
    /// own circles say; half for one deadline, so that what is carried longest cannot crowd out what presses.
    pub fn of(all: u64) -> Quota {
        Quota { all, neighbour: all / 8, own: all / 4, class: all / 2, letters: HELD_MAX }
    }

    /// The same for whoever does nothing else: as many envelopes as the bytes hold of the smallest.
    pub fn of_courier(all: u64) -> Quota {
        let letters = usize::try_from(all / SIZES[0] as u64).unwrap_or(usize::MAX);
        Quota { letters: letters.clamp(HELD_MAX, COURIER_HELD_MAX), ..Quota::of(all) }
    }
}

impl Default for Quota {
    /// 32 MiB: a photo album's corner on a cheap phone, and two weeks of a village's posts.
    fn default() -> Quota {
        Quota::of(32 * 1024 * 1024)
    }
}

/// Who brought an envelope: a number that stands for one link, or for a file; this phone itself is 0. It says nothing
/// about who was at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Origin(#[n(0)] pub u64);

/// This phone itself.
pub const SELF: Origin = Origin(0);
/// Files. The person chose them, so they may bring half of all.
pub const FILES: Origin = Origin(1);
/// Numbers from here on stand for links.
pub const LINKS_FROM: u64 = 2;

/// What is kept of an envelope besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Record {
    /// It is here.
    #[n(0)]
    Held {
        /// What stands before its seal.
        #[cbor(n(0), with = "minicbor::bytes")]
        head: Head,
        /// Its size: a place in [`SIZES`].
        #[n(1)]
        size: u8,
        /// When it came, by this phone's clock.
        #[n(2)]
        since: Time,
        /// When it goes, by this phone's clock.
        #[n(3)]
        until: Time,
        /// Who brought it.
        #[n(4)]
        origin: Origin,
    },
    /// It was here.
    #[n(1)]
    Gone {
        /// How long that is remembered.
        #[n(0)]
        until: Time,
    },
}

/// An envelope that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// What stands before its seal.
    pub head: Head,
    size: u8,
    deadline: Deadline,
    since: Time,
    until: Time,
    /// Who brought it.
    pub origin: Origin,
    /// Its own times, as long as the clock lies behind them.
    told: Option<(Time, Time)>,
}

impl Held {
    /// Its length in bytes.
    pub fn bytes(&self) -> u64 {
        SIZES[usize::from(self.size)] as u64
    }

    /// What everybody who is offered it is told: how pressing it is, and its size.
    pub fn classes(&self) -> u8 {
        (self.deadline as u8) << 4 | self.size
    }

    /// Units of six hours until it goes, rounded down.
    pub fn left(&self, now: Time) -> u8 {
        u8::try_from(self.until.since(now) / LEFT_UNIT).unwrap_or(u8::MAX)
    }

    /// Any honest copy of it is dead by then.
    fn forget_at(&self) -> Time {
        self.since.plus(self.deadline.seconds_max())
    }

    fn record(&self) -> Record {
        let Held { head, size, since, until, origin, .. } = *self;
        Record::Held { head, size, since, until, origin }
    }
}

/// What became of an envelope that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is held now.
    New,
    /// It is here already, or was.
    Known,
    /// It has no time left.
    Late,
    /// This neighbour has brought as much as one may.
    NoRoom,
}

/// What is to be kept of the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Keep this record, with the envelope's bytes if it is held; without them if only its times are others: then the
    /// bytes are kept as they are.
    Keep(EnvelopeId, Record, Vec<u8>),
    /// Forget it.
    Forget(EnvelopeId),
}

/// All that is carried.
pub struct Hold {
    quota: Quota,
    held: BTreeMap<EnvelopeId, Held>,
    by_until: BTreeSet<(Time, EnvelopeId)>,
    gone: BTreeMap<EnvelopeId, Time>,
    gone_by_until: BTreeSet<(Time, EnvelopeId)>,
    of_origin: BTreeMap<Origin, u64>,
    of_class: [u64; 3],
    bytes: u64,
    /// Until then nothing goes because of its time.
    patient: Option<Time>,
    /// What is to be kept, in this order.
    pub changes: Vec<Change>,
}

impl Hold {
    /// From what was kept, in any order. Records that no phone of this version writes are left out.
    pub fn open(kept: Vec<(EnvelopeId, Record)>, quota: Quota, now: Time) -> Hold {
        let mut hold = Hold {
            quota,
            held: BTreeMap::new(),
            by_until: BTreeSet::new(),
            gone: BTreeMap::new(),
            gone_by_until: BTreeSet::new(),
            of_origin: BTreeMap::new(),
            of_class: [0; 3],
            bytes: 0,
            patient: None,
            changes: Vec::new(),
        };
        for (id, record) in kept {
            match record {
                Record::Held { head, size, since, until, origin } => {
                    let deadline = crate::envelope::deadline(head[0]);
                    if let (Some(deadline), true) = (deadline, usize::from(size) < SIZES.len()) {
                        hold.insert(id, Held { head, size, deadline, since, until, origin, told: None });
                    }
                }
                Record::Gone { until } => {
                    hold.gone.insert(id, until);
                    hold.gone_by_until.insert((until, id));
                }
            }
        }
        let restated = hold.clock_lies_behind(now);
        let first = [hold.by_until.first(), hold.gone_by_until.first()];
        if restated || first.into_iter().flatten().any(|(until, _)| *until <= now) {
            hold.patient = Some(now.plus(PATIENCE));
        }
        hold.expire(now);
        hold.make_room(0, None);
        hold
    }

    /// Takes an envelope that has `left` units of six hours left by what its bringer says.
    pub fn take(&mut self, envelope: &Envelope, left: u8, origin: Origin, now: Time) -> Taken {
        let (id, deadline) = (envelope.id(), envelope.deadline());
        if self.knows(&id) {
            return Taken::Known;
        }
        let left = (u64::from(left) * LEFT_UNIT).min(deadline.seconds_max());
        let until = now.plus(left);
        if left == 0 {
            return Taken::Late;
        }
        let size = SIZES.iter().position(|size| *size == envelope.bytes().len());
        let size = size.expect("looked at when it was read") as u8;
        let held = Held { head: envelope.head(), size, deadline, since: now, until, origin, told: None };
        self.expire(now);
        if origin != SELF && self.share_left(origin) < held.bytes() {
            return Taken::NoRoom;
        }
        if origin == SELF {
            self.make_room_of_own(held.bytes());
        }
        self.make_room(held.bytes(), Some(deadline));
        self.insert(id, held);
        self.changes.push(Change::Keep(id, held.record(), envelope.bytes().to_vec()));
        // A quota that is smaller than what it is to hold.
        self.make_room(0, None);
        Taken::New
    }

    /// Whether it is here or was.
    pub fn knows(&self, id: &EnvelopeId) -> bool {
        self.held.contains_key(id) || self.gone.contains_key(id)
    }

    /// One that is here.
    pub fn get(&self, id: &EnvelopeId) -> Option<&Held> {
        self.held.get(id)
    }

    /// All that are here.
    pub fn held(&self) -> impl Iterator<Item = (&EnvelopeId, &Held)> {
        self.held.iter()
    }

    /// All that were here and are remembered.
    pub fn gone(&self) -> impl Iterator<Item = &EnvelopeId> {
        self.gone.keys()
    }

    /// How many it may hold.
    pub fn letters_max(&self) -> usize {
        self.quota.letters
    }

    /// Bytes of all that are here.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes this neighbour may bring yet.
    pub fn share_left(&self, origin: Origin) -> u64 {
        let share = match origin {
            SELF => self.quota.own,
            FILES => self.quota.all / 2,
            _ => self.quota.neighbour,
        };
        share.saturating_sub(self.of_origin.get(&origin).copied().unwrap_or(0))
    }

    /// Whether whoever brought all that they may has room again for a fair part of it.
    pub fn has_room_for(&self, origin: Origin) -> bool {
        self.share_left(origin) >= (self.quota.neighbour / 4).max(SIZES[0] as u64)
    }

    /// Drops what is past its deadline, and forgets what nobody can bring any more.
    pub fn expire(&mut self, now: Time) {
        if let Some(patient) = self.patient {
            if now < patient {
                return;
            }
            self.patient = None;
            // The clock has been left as it is: from now on it is believed.
            for (id, held) in self.held.iter_mut().filter(|(_, held)| held.told.is_some()) {
                held.told = None;
                self.changes.push(Change::Keep(*id, held.record(), Vec::new()));
            }
        }
        while let Some((until, id)) = self.by_until.first().copied()
            && until <= now
        {
            self.drop(&id);
        }
        while let Some((until, id)) = self.gone_by_until.first().copied()
            && (until <= now || self.gone.len() > self.gone_max())
        {
            self.gone_by_until.remove(&(until, id));
            self.gone.remove(&id);
            self.changes.push(Change::Forget(id));
        }
    }

    /// When something is to expire next.
    pub fn next(&self) -> Option<Time> {
        let first = |set: &BTreeSet<(Time, EnvelopeId)>| set.first().map(|(until, _)| *until);
        let next = [first(&self.by_until), first(&self.gone_by_until)].into_iter().flatten().min();
        match self.patient {
            Some(patient) => Some(next.map_or(patient, |next| next.max(patient))),
            None => next,
        }
    }

    fn gone_max(&self) -> usize {
        self.quota.letters.max(GONE_MAX)
    }

    /// The clock says `now`, and it is known that so many seconds of what it moved by did not pass.
    pub fn clock_was_set(&mut self, step: i64, now: Time) {
        let moved = |time: Time| Time(time.0.saturating_add_signed(step));
        self.by_until.clear();
        for (id, held) in &mut self.held {
            match held.told {
                Some((since, until)) if since <= now.plus(DAY) && now <= until.plus(AWAY_MAX) => {
                    (held.since, held.until, held.told) = (since, until, None);
                }
                // Its times fit this clock better than the one before: they are of a start before that.
                None if held.since <= now.plus(DAY) && now < held.until => {}
                _ => {
                    (held.since, held.until) = (moved(held.since), moved(held.until));
                    if held.told.is_none() {
                        self.changes.push(Change::Keep(*id, held.record(), Vec::new()));
                    }
                }
            }
            self.by_until.insert((held.until, *id));
        }
        self.gone_by_until.clear();
        for (id, until) in &mut self.gone {
            *until = moved(*until);
            self.gone_by_until.insert((*until, *id));
            self.changes.push(Change::Keep(*id, Record::Gone { until: *until }, Vec::new()));
        }
        self.patient = Some(now.plus(PATIENCE));
    }

    /// A clock that lies behind what is kept gives no envelope more than was left to it when it came. Whether it does.
    fn clock_lies_behind(&mut self, now: Time) -> bool {
        let mut behind = false;
        for (id, held) in &mut self.held {
            let all = held.deadline.seconds_max();
            if held.until > now.plus(all) || held.since > now.plus(DAY) {
                behind = true;
                self.by_until.remove(&(held.until, *id));
                held.told = Some((held.since, held.until));
                (held.since, held.until) = (now, now.plus(held.until.since(held.since).min(all)));
                self.by_until.insert((held.until, *id));
            }
        }
        let latest = now.plus(Deadline::Season.seconds_max());
        for (id, until) in &mut self.gone {
            if *until > latest {
                self.gone_by_until.remove(&(*until, *id));
                *until = latest;
                self.gone_by_until.insert((latest, *id));
            }
        }
        behind
    }

    fn insert(&mut self, id: EnvelopeId, held: Held) {
        if self.held.insert(id, held).is_none() {
            self.by_until.insert((held.until, id));
            *self.of_origin.entry(held.origin).or_default() += held.bytes();
            self.of_class[held.deadline as usize] += held.bytes();
            self.bytes += held.bytes();
        }
    }

    /// It goes, and is remembered.
    fn drop(&mut self, id: &EnvelopeId) {
        let Some(held) = self.held.remove(id) else { return };
        self.by_until.remove(&(held.until, *id));
        self.bytes -= held.bytes();
        self.of_class[held.deadline as usize] -= held.bytes();
        let brought = self.of_origin.entry(held.origin).or_default();
        *brought -= held.bytes();
        if *brought == 0 {
            self.of_origin.remove(&held.origin);
        }
        let until = held.forget_at();
        self.gone.insert(*id, until);
        self.gone_by_until.insert((until, *id));
        self.changes.push(Change::Keep(*id, Record::Gone { until }, Vec::new()));
    }

    /// This phone's own oldest give way to its newest.
    fn make_room_of_own(&mut self, bytes: u64) {
        let own = |hold: &Hold| hold.of_origin.get(&SELF).copied().unwrap_or(0);
        if own(self) + bytes > self.quota.own {
            let goal = self.quota.own.saturating_sub(bytes + self.quota.own / SLACK as u64);
            self.give_way(|held| held.origin == SELF, |hold| own(hold) <= goal);
        }
    }

    /// Drops until so many bytes find room: of the class that is too full, or of all.
    fn make_room(&mut self, bytes: u64, class: Option<Deadline>) {
        if let Some(class) = class
            && self.of_class[class as usize] + bytes > self.quota.class
        {
            let goal = self.quota.class.saturating_sub(bytes + self.quota.class / SLACK as u64);
            self.give_way(|held| held.deadline == class, |hold| hold.of_class[class as usize] <= goal);
        }
        let most = self.quota.letters;
        let room = self.held.len() < most || (bytes == 0 && self.held.len() == most);
        if self.bytes + bytes > self.quota.all || !room {
            let goal = self.quota.all.saturating_sub(bytes + self.quota.all / SLACK as u64);
            let count = most - most / SLACK;
            self.give_way(|_| true, |hold| hold.bytes <= goal && hold.held.len() <= count);
        }
    }

    /// Whoever brought the most of these gives way, their oldest first, until it is enough; this phone's own last.
    fn give_way(&mut self, of: impl Fn(&Held) -> bool, enough: impl Fn(&Hold) -> bool) {
        let mut shares: BTreeMap<Origin, (u64, BTreeSet<(Time, EnvelopeId)>)> = BTreeMap::new();
        for (id, held) in self.held.iter().filter(|(_, held)| of(held)) {
            let (bytes, oldest) = shares.entry(held.origin).or_default();
            *bytes += held.bytes();
            oldest.insert((held.since, *id));
        }
        let mut largest: BTreeSet<(bool, u64, Origin)> =
            shares.iter().map(|(origin, (bytes, _))| (*origin != SELF, *bytes, *origin)).collect();
        while !enough(self)
            && let Some((foreign, bytes, origin)) = largest.pop_last()
        {
            let (_, oldest) = shares.get_mut(&origin).expect("it was listed from there");
            let Some((_, id)) = oldest.pop_first() else { continue };
            let size = self.held[&id].bytes();
            self.drop(&id);
            if !oldest.is_empty() {
                largest.insert((foreign, bytes - size, origin));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_790_000_000);

    /// An envelope that nobody opens, of the smallest size, `n` telling them apart.
    fn letter(n: u32, deadline: Deadline) -> Envelope {
        let mut bytes = vec![0; SIZES[0]];
        bytes[0] = 1 << 4 | deadline as u8;
        bytes[1..5].copy_from_slice(&n.to_be_bytes());
        Envelope::read(bytes).unwrap()
    }

    fn open(kilobytes: u64) -> Hold {
        Hold::open(Vec::new(), Quota::of(kilobytes * 1024), NOW)
    }

    /// What the disk holds after these changes.
    fn disk(hold: &mut Hold) -> Vec<(EnvelopeId, Record)> {
        disk_after(BTreeMap::new(), hold).into_iter().collect()
    }

    /// The same for a disk on which something was. A letter comes with its record, and is not written again with it.
    fn disk_after(mut disk: BTreeMap<EnvelopeId, Record>, hold: &mut Hold) -> BTreeMap<EnvelopeId, Record> {
        for change in hold.changes.drain(..) {
            match change {
                Change::Keep(id, record, bytes) => {
                    let is_there = matches!(disk.get(&id), Some(Record::Held { .. }));
                    assert_eq!(bytes.is_empty(), is_there || matches!(record, Record::Gone { .. }));
                    disk.insert(id, record);
                }
                Change::Forget(id) => drop(disk.remove(&id)),
            }
        }
        disk
    }

    #[test]
    fn an_envelope_is_taken_once_and_goes_at_its_deadline_even_if_it_is_brought_again() {
        let mut hold = open(64);
        let letter = letter(1, Deadline::Days);
        assert_eq!(hold.take(&letter, 200, Origin(1), NOW), Taken::New);
        assert_eq!(hold.get(&letter.id()).unwrap().left(NOW), 12, "no more than its class has");
        for day in 0..3 {
            let now = NOW.plus(day * DAY);
            assert_eq!(hold.take(&letter, 200, Origin(2), now), Taken::Known);
        }
        hold.expire(NOW.plus(3 * DAY));
        assert_eq!(hold.get(&letter.id()), None);
        assert_eq!(hold.next(), None, "an honest copy is as dead by now, and nothing is left of it here");
    }

    #[test]
    fn what_had_to_go_early_is_not_taken_again_while_a_copy_may_be_on_the_way() {
        let mut hold = open(64);
        let letter = letter(1, Deadline::Days);
        hold.take(&letter, 1, Origin(1), NOW);
        hold.expire(NOW.plus(LEFT_UNIT));
        assert_eq!(hold.get(&letter.id()), None);
        assert_eq!(hold.take(&letter, 12, Origin(2), NOW.plus(2 * DAY)), Taken::Known);
        // The same after a restart.
        let mut again = Hold::open(disk(&mut hold), Quota::of(64 * 1024), NOW.plus(2 * DAY));
        assert_eq!(again.take(&letter, 12, Origin(2), NOW.plus(2 * DAY)), Taken::Known);
        again.expire(NOW.plus(3 * DAY));
        assert_eq!(again.gone().count(), 0);
        assert_eq!(disk(&mut again), []);
    }

    #[test]
    fn handing_on_only_ever_shortens_a_life() {
        let mut left = 56;
        let letter = letter(1, Deadline::Weeks);
        for hour in 0..14 * 24 {
            let now = NOW.plus(hour * 3_600);
            let mut next = open(64);
            match next.take(&letter, left, Origin(9 + hour), now) {
                Taken::New => {
                    let told = next.get(&letter.id()).unwrap().left(now.plus(3_600));
                    assert!(told < left);
                    left = told;
                }
                taken => {
                    assert_eq!((taken, left), (Taken::Late, 0));
                    return;
                }
            }
        }
        panic!("it lives for ever");
    }

    #[test]
    fn a_flood_pushes_out_what_its_bringers_brought_and_nobody_elses() {
        let mut hold = open(512);
        for n in 0..3 {
            assert_eq!(hold.take(&letter(n, Deadline::Weeks), 56, Origin(9), NOW), Taken::New);
            assert_eq!(hold.take(&letter(100 + n, Deadline::Weeks), 56, SELF, NOW), Taken::New);
        }
        let mut refused = 0;
        for n in 1_000..11_000 {
            let origin = Origin(u64::from(10 + n / 500));
            let taken = hold.take(&letter(n, Deadline::ALL[n as usize % 3]), 9, origin, NOW.plus(1));
            refused += usize::from(taken == Taken::NoRoom);
            assert!(hold.bytes() <= 512 * 1024);
        }
        assert!(refused > 5_000, "each brought its share and no more: {refused}");
        for n in [0, 1, 2, 100, 101, 102] {
            assert!(hold.get(&letter(n, Deadline::Weeks).id()).is_some(), "{n}");
        }
        let reopened = Hold::open(disk(&mut hold), Quota::of(512 * 1024), NOW.plus(2));
        assert_eq!(reopened.held, hold.held);
        assert_eq!(reopened.bytes(), hold.bytes());
    }

    #[test]
    fn what_lives_long_leaves_room_for_what_presses() {
        let mut hold = open(512);
        for n in 0..1_000 {
            hold.take(&letter(n, Deadline::Season), 240, Origin(9 + u64::from(n) / 100), NOW);
        }
        assert!(hold.of_class[Deadline::Season as usize] <= 256 * 1024);
        for n in 1_000..1_400 {
            hold.take(&letter(n, Deadline::Days), 12, Origin(100 + u64::from(n) / 100), NOW);
        }
        let [days, _, season] = hold.of_class;
        assert!(days > 180 * 1024 && season > 180 * 1024, "{days} {season}");
    }

    #[test]
    fn of_its_own_a_phone_lets_the_oldest_go() {
        let mut hold = open(64);
        for n in 0..100 {
            assert_eq!(hold.take(&letter(n, Deadline::Weeks), 56, SELF, NOW.plus(n.into())), Taken::New);
        }
        assert!(hold.bytes() <= 16 * 1024);
        assert!(hold.get(&letter(99, Deadline::Weeks).id()).is_some());
        assert!(hold.get(&letter(0, Deadline::Weeks).id()).is_none());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_a_clock_set_back_revives_nothing_for_ever() {
        let mut hold = Hold::open(Vec::new(), Quota::of(1 << 30), NOW);
        for n in 0..(HELD_MAX + GONE_MAX) as u32 + 5_000 {
            hold.take(&letter(n, Deadline::Season), 240, Origin(9 + u64::from(n) / 1_000), NOW);
        }
        hold.expire(NOW);
        assert!(hold.held.len() <= HELD_MAX && hold.gone.len() <= GONE_MAX);
        let years_ago = Time(NOW.0 - 3_000 * DAY);
        let mut back = Hold::open(disk(&mut hold), Quota::of(1 << 30), years_ago);
        back.expire(years_ago.plus(120 * DAY));
        assert_eq!((back.held.len(), back.gone.len()), (0, 0));
    }

    /// A hundred of each class, and some that are gone.
    fn many() -> (Hold, Vec<(EnvelopeId, Record)>) {
        let mut hold = open(4_096);
        for n in 0..300 {
            let left = [12, 56, 240][n as usize % 3] - (n % 5) as u8;
            let origin = if n % 2 == 0 { SELF } else { Origin(9) };
            hold.take(&letter(n, Deadline::ALL[n as usize % 3]), left, origin, NOW.plus(u64::from(n)));
        }
        hold.take(&letter(999, Deadline::Weeks), 1, Origin(9), NOW);
        hold.expire(NOW.plus(LEFT_UNIT));
        assert_eq!((hold.held.len(), hold.gone.len()), (300, 1));
        let disk = disk(&mut hold);
        (hold, disk)
    }

    const TEN_YEARS: i64 = 3_652 * DAY as i64;

    #[test]
    fn a_clock_that_jumps_ten_years_ahead_and_back_takes_nothing_away() {
        let (mut hold, _) = many();
        let (held, gone) = (hold.held.clone(), hold.gone.clone());
        let now = NOW.plus(LEFT_UNIT);
        let ahead = Time(now.0.saturating_add_signed(TEN_YEARS));
        hold.clock_was_set(TEN_YEARS, ahead);
        // A week under the wrong clock: what is due by then goes, and nothing else.
        hold.expire(ahead.plus(7 * DAY));
        let days = held.values().filter(|held| held.deadline == Deadline::Days).count();
        assert_eq!(hold.held.len(), 300 - days);
        assert_eq!(hold.take(&letter(2_000, Deadline::Weeks), 56, SELF, ahead.plus(7 * DAY)), Taken::New);
        let back = now.plus(7 * DAY);
        hold.clock_was_set(-TEN_YEARS, back);
        hold.expire(back.plus(PATIENCE));
        let new = letter(2_000, Deadline::Weeks).id();
        assert_eq!(hold.held[&new].left(back), 56);
        for (id, held) in held.iter().filter(|(_, held)| held.deadline != Deadline::Days) {
            assert_eq!(hold.get(id), Some(held));
        }
        assert!(gone.keys().all(|id| hold.knows(id)));
        // The disk has the times that count, and the letters were not written again.
        assert!(
            hold.changes.iter().any(
                |change| matches!(change, Change::Keep(_, Record::Held { .. }, bytes) if bytes.is_empty())
            )
        );
    }

    #[test]
    fn a_start_with_no_clock_and_then_the_right_one_is_the_same_hold() {
        let (hold, mut kept) = many();
        let today = NOW.plus(2 * DAY);
        for starts in 0..3 {
            let mut again = Hold::open(kept.clone(), Quota::of(4_096 * 1024), Time(0));
            again.expire(Time(3_600));
            assert_eq!(again.held.len(), 300 + starts as usize, "start {starts}");
            assert!(again.held.values().all(|held| held.left(Time(0)) > 0), "they are given on all the same");
            assert_eq!(
                again.take(&letter(5_000 + starts, Deadline::Weeks), 56, Origin(9), Time(3_600)),
                Taken::New
            );
            let step = (today.0 - 3_600) as i64;
            again.clock_was_set(step, today);
            again.expire(today);
            for (id, held) in &hold.held {
                assert_eq!(again.get(id), Some(held), "with its own times");
            }
            assert_eq!(again.get(&letter(5_000 + starts, Deadline::Weeks).id()).unwrap().left(today), 56);
            // What was written on the way is what counts at the next start.
            kept = disk_after(kept.into_iter().collect(), &mut again).into_iter().collect();
        }
        let mut right = Hold::open(kept, Quota::of(4_096 * 1024), today);
        assert_eq!(right.held.len(), 303);
        right.expire(NOW.plus(120 * DAY));
        assert_eq!((right.held.len(), right.gone.len()), (0, 0), "and nothing lives for ever");
    }

    #[test]
    fn a_start_under_a_clock_that_runs_ahead_drops_nothing_for_some_hours() {
        let (hold, kept) = many();
        let ahead = Time(NOW.0.saturating_add_signed(TEN_YEARS));
        let mut again = Hold::open(kept.clone(), Quota::of(4_096 * 1024), ahead);
        again.expire(ahead.plus(PATIENCE - 1));
        assert_eq!((again.held.len(), again.changes.len()), (300, 0));
        assert!(
            again.held.values().all(|held| held.left(ahead) == 0),
            "but gives nothing away that may be dead"
        );
        assert_eq!(again.next(), Some(ahead.plus(PATIENCE)));
        let mut left_alone = Hold::open(kept.clone(), Quota::of(4_096 * 1024), ahead);
        left_alone.expire(ahead.plus(PATIENCE));
        assert_eq!(left_alone.held.len(), 0);
        // Set right in time.
        again.clock_was_set(-TEN_YEARS, NOW.plus(60));
        again.expire(NOW.plus(60 + PATIENCE));
        assert_eq!(again.held.len(), hold.held.len());
    }

    #[test]
    fn a_courier_holds_what_its_bytes_hold() {
        let quota = Quota::of_courier(32 * 1024 * 1024);
        assert_eq!((quota.letters, Quota::of_courier(1 << 40).letters), (65_536, COURIER_HELD_MAX));
        assert_eq!(Quota::of_courier(0).letters, HELD_MAX);
        let mut hold = Hold::open(Vec::new(), quota, NOW);
        for n in 0..40_000 {
            hold.take(&letter(n, Deadline::ALL[n as usize % 3]), 12, Origin(9 + u64::from(n) / 1_000), NOW);
        }
        assert_eq!(hold.held.len(), 40_000);
    }
}
