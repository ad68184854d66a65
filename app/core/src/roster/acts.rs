//! What members do about membership, and what each act comes to.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidate, Device, Drawn, Gone, Membership, Recovery, Roster, clocks::Clocks};
use crate::{
    epoch::EpochName,
    ids::{DeviceKey, EntryId, PersonId},
    log::{Day, Past, Place, Step},
    rules::Rules,
    time::Time,
};

/// In the first so many days of a member their vouches are charged to those who vouched for them, too.
pub const FIRST_YEAR: Day = 365;
/// A budget holds for any so many days on end.
pub const MONTH: Day = 30;
/// Newcomers who are not in yet for whom one member's vouches are kept, on all branches of their chain together and
/// whatever budget the rules set: of a circle of 500 some 3 MB, if all of them did their worst.
pub const CANDIDATES_MAX: usize = 64;
/// Epoch keys that one device may draw in any week. One is enough, but for weeks in which many go, each of whom wants a
/// new one. (Each that counts stays on the roster for ever, 80 bytes: 5 kB of a member's worst week. More of them are as
/// if they had not been said: what others hold of older keys ages by how far the numbers have gone.)
pub const ROTATIONS_MAX: usize = 64;
/// What a week is there.
const WEEK: Day = 7;
/// Devices of one person, cut ones too, and keys that may make one more.
pub const DEVICES_MAX: usize = 16;
/// Members who have met a member and are remembered for it: those who did last.
const MET_MAX: usize = 16;

/// What a fold has come to, at some place.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    pub(super) roster: Roster,
    pub(super) clocks: Clocks,
    /// When each member's vouches were charged to them.
    pub(super) charges: BTreeMap<PersonId, Vec<Day>>,
    /// Which epoch keys each device drew in the last week in which it did, and when.
    rotations: BTreeMap<DeviceKey, Vec<(Day, EpochName)>>,
    /// Where rules asked for the time, and what it was.
    pub(super) times: BTreeMap<Place, Day>,
    /// Motions that have taken effect.
    pub(super) enacted: BTreeSet<EntryId>,
    /// Who is gone by some place. (The roster says who is gone in the end: what it says here depends on when that
    /// became known.)
    gone: BTreeSet<PersonId>,
}

/// What a member did about membership.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) author: DeviceKey,
    pub(super) seq: u32,
    pub(super) act: Act,
}

#[derive(Clone, Debug)]
pub(super) enum Act {
    Found {
        name: String,
        rules: Rules,
    },
    Admit {
        device: DeviceKey,
        name: String,
    },
    Vouch {
        device: DeviceKey,
        name: String,
        again: Option<PersonId>,
    },
    Gather {
        evening: Option<EntryId>,
        list: Vec<(DeviceKey, String)>,
    },
    Join {
        name: String,
        prekey: [u8; 32],
        sealed_to: Option<[u8; 32]>,
    },
    Rotate {
        name: EpochName,
        gone: Gone,
        at: Time,
    },
    Prekey {
        prekey: [u8; 32],
    },
    Entrust {
        heir: DeviceKey,
    },
    Continue {
        person: PersonId,
        heir: DeviceKey,
    },
    Guard {
        heir: Option<DeviceKey>,
    },
    Recover {
        device: DeviceKey,
        person: PersonId,
        heir: DeviceKey,
    },
    Object {
        recovery: EntryId,
    },
    // What was judged, at its place.
    Rule {
        motion: EntryId,
        rules: Rules,
    },
    OpenEvening {
        motion: EntryId,
    },
    Return {
        recovery: EntryId,
        device: DeviceKey,
        person: PersonId,
        lost: BTreeSet<DeviceKey>,
    },
    Go {
        person: PersonId,
    },
    Cut {
        device: DeviceKey,
        person: PersonId,
    },
    /// The first words of a pair, or (without another) of an own circle: its whole roster follows from its id.
    Close {
        other: Option<DeviceKey>,
    },
}

/// What one step of the fold has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) changed: bool,
    /// A device is a member's now that was not.
    pub(super) entered: Option<DeviceKey>,
    /// Several are.
    pub(super) several: bool,
}

impl Folded {
    pub(super) fn step(&mut self, step: &Step) {
        let person = self.roster.devices.get(&step.author).map(|device| device.person);
        self.clocks.step(step.author, person, step.day);
    }

    /// What time it is at a place, if a rule asks for it.
    pub(super) fn time(&mut self, place: Place) -> Day {
        let now = self.clocks.now();
        self.times.insert(place, now);
        now
    }

    /// The same where the rules ask for it at all; else nothing, so that no clock reaches back into the fold.
    fn time_if_asked(&mut self, place: Place) -> Day {
        if self.roster.is_timed() { self.time(place) } else { 0 }
    }

    /// Whether a device says no more than it may say in a week, whether or not that has power.
    pub(super) fn is_within_limits(&mut self, place: Place, fact: &Fact) -> bool {
        let Act::Rotate { name, .. } = &fact.act else { return true };
        let now = self.time(place);
        let drawn = self.rotations.entry(fact.author).or_default();
        drawn.retain(|(day, _)| day.saturating_add(WEEK) > now);
        // A key for many takes several entries.
        if drawn.iter().any(|(_, known)| known == name) {
            return true;
        }
        let fits = drawn.len() < ROTATIONS_MAX;
        if fits {
            drawn.push((now, *name));
        }
        fits
    }

    pub(super) fn apply(&mut self, place: Place, fact: &Fact) -> Effect {
        let author = fact.author;
        let person = self.roster.devices.get(&author).map(|device| device.person);
        let changed = Effect { changed: true, ..Effect::default() };
        match (&fact.act, person) {
            (Act::Found { name, rules }, _) if self.roster.members.is_empty() => {
                self.roster.name.clone_from(name);
                (self.roster.founded, self.roster.rules) = (Some(place.id), rules.clone());
                let entered = self.enter(author, Membership::default());
                // Now that there is somebody whose clock counts.
                let since = self.time_if_asked(place);
                self.roster.members.entry(author).and_modify(|member| member.since = since);
                entered
            }
            (Act::Close { other }, _) if self.roster.members.is_empty() => {
                (self.roster.closed, self.roster.founded) = (Some(()), Some(place.id));
                for person in [Some(author), *other].into_iter().flatten() {
                    self.enter(person, Membership::default());
                }
                Effect { changed: true, entered: None, several: true }
            }
            (Act::Vouch { device, name, again }, Some(by)) => {
                let now = self.time_if_asked(place);
                Effect { changed: self.vouch(place.id, by, (device, name, *again), now), ..Effect::default() }
            }
            (Act::Admit { device, name }, Some(by)) => {
                let now = self.time_if_asked(place);
                let vouched = self.vouch(place.id, by, (device, name, None), now);
                let entered = self.admit(place, by, device, now);
                Effect { changed: vouched || entered.changed, ..entered }
            }
            (Act::Gather { evening, list }, Some(by)) => self.gather(place, by, evening.as_ref(), list),
            (Act::Join { name, prekey, sealed_to }, Some(person)) => {
                if let Some(member) = self.roster.members.get_mut(&person) {
                    (member.name, member.prekey) = (name.clone(), Some(*prekey));
                }
                if let Some(device) = self.roster.devices.get_mut(&author) {
                    device.sealed_to = sealed_to.or(device.sealed_to);
                    device.prekey = Some(*prekey);
                }
                changed
            }
            (Act::Prekey { prekey }, Some(_)) => {
                if let Some(device) = self.roster.devices.get_mut(&author) {
                    device.sealed_to = Some(*prekey);
                }
                changed
            }
            // One more than what was known at most, so that nobody runs away with the numbers.
            (Act::Rotate { name, gone, at }, Some(_)) if name.number <= self.roster.numbers + 1 => {
                self.roster.epochs.entry(*name).or_insert(Drawn { gone: *gone, at: *at });
                changed
            }
            (Act::Entrust { heir }, Some(person)) => {
                if let Some(member) = self.roster.members.get_mut(&person)
                    && member.heirs.len() < DEVICES_MAX
                {
                    member.heirs.entry(*heir).or_insert(author);
                }
                changed
            }
            (Act::Continue { person, heir }, None)
                if self
                    .roster
                    .members
                    .get_mut(person)
                    .is_some_and(|member| member.heirs.remove(heir).is_some()) =>
            {
                self.add_device(author, *person)
            }
            (Act::Guard { heir }, Some(person)) => {
                if let Some(member) = self.roster.members.get_mut(&person) {
                    member.guarded = *heir;
                }
                changed
            }
            (Act::Recover { device, person, heir }, Some(by)) => {
                let known = self.roster.members.get(person).filter(|_| by != *person);
                if known.and_then(|member| member.guarded) != Some(*heir)
                    || self.roster.devices.contains_key(device)
                {
                    return Effect::default();
                }
                let mut waiting = self.roster.recoveries.values();
                // Anybody can say it again: the key's signature is there to be read.
                if waiting.any(|other| (other.person, other.device) == (*person, *device)) {
                    return Effect::default();
                }
                let (since, wait) = (self.time(place), self.roster.rules.recovery_wait);
                // The newest alone: whoever has the key can begin anew as often as they like.
                self.roster.recoveries.retain(|_, other| other.person != *person);
                let recovery = Recovery { device: *device, person: *person, by, since, wait };
                self.roster.recoveries.insert(place.id, recovery);
                changed
            }
            (Act::Object { recovery }, Some(person)) => {
                let is_theirs = |waiting: &Recovery| waiting.person == person;
                let objects = self.roster.recoveries.get(recovery).is_some_and(is_theirs);
                if objects {
                    self.roster.recoveries.remove(recovery);
                }
                Effect { changed: objects, ..Effect::default() }
            }
            (Act::Rule { motion, rules }, _) if self.enacted.insert(*motion) => {
                let was_timed = self.roster.is_timed();
                self.roster.rules = rules.clone();
                if !was_timed && self.roster.is_timed() {
                    self.roster.timed_since = self.time(place);
                }
                changed
            }
            (Act::OpenEvening { motion }, _) if self.enacted.insert(*motion) => {
                self.roster.evenings.insert(*motion);
                changed
            }
            (Act::Return { recovery, device, person, lost }, _) => {
                self.roster.recoveries.remove(recovery);
                lost.iter().for_each(|device| self.cut(*device, *person));
                match self.roster.devices.contains_key(device) {
                    // Somebody else's by now. (Theirs it stays: else whoever names a newcomer's key as the new phone of
                    // a friend would swallow them.)
                    true => changed,
                    false => self.return_to(*device, *person),
                }
            }
            (Act::Go { person }, _) => {
                let member = self.roster.members.get(person);
                let devices = member.into_iter().flat_map(|member| &member.devices).copied();
                self.clocks.drop(person, devices);
                self.gone.insert(*person);
                Effect::default()
            }
            (Act::Cut { device, person }, _) => {
                self.cut(*device, *person);
                Effect::default()
            }
            _ => Effect::default(),
        }
    }

    /// A member vouches for a newcomer, or has met a member again; whether that counts.
    fn vouch(
        &mut self,
        id: EntryId,
        by: PersonId,
        (device, name, again): (&DeviceKey, &String, Option<PersonId>),
        now: Day,
    ) -> bool {
        let is_here = |person: &PersonId| !self.gone.contains(person);
        if !self.roster.has_say_among(&by, now, &is_here) {
            return false;
        }
        if let Some(known) = self.roster.devices.get(device) {
            let (person, timed) = (known.person, self.roster.is_timed());
            let Some(member) = self.roster.members.get_mut(&person).filter(|_| person != by && timed) else {
                return false;
            };
            member.met.insert(by, now);
            if member.met.len() > MET_MAX
                && let Some((oldest, _)) = member.met.iter().min_by_key(|(who, day)| (**day, **who))
            {
                let oldest = *oldest;
                member.met.remove(&oldest);
            }
            return true;
        }
        let known = self.roster.candidates.get(device);
        if known.is_some_and(|known| known.vouched_by.contains_key(&by)) || !self.charge(&by, now) {
            return false;
        }
        let candidate = self.roster.candidates.entry(*device).or_default();
        candidate.name.clone_from(name);
        candidate.vouched_by.insert(by, id);
        candidate.again = again.or(candidate.again);
        true
    }

    /// Who is charged for one more vouch of this person, if everybody on the line has something left.
    pub(super) fn line_of_credit(&self, by: &PersonId, now: Day) -> Option<BTreeSet<PersonId>> {
        let theirs = |candidate: &&Candidate| candidate.vouched_by.contains_key(by);
        if self.roster.candidates.values().filter(theirs).count() >= CANDIDATES_MAX {
            return None;
        }
        if self.roster.rules.budget.is_none() {
            return Some(BTreeSet::new());
        }
        if self.roster.members.len() < 3 {
            return Some(BTreeSet::new());
        }
        let line = self.line(by, now);
        (self.left_on(&line, now)? > 0).then_some(line)
    }

    /// A member, and in their first year those who vouched for them, and so on up.
    pub(super) fn line(&self, by: &PersonId, now: Day) -> BTreeSet<PersonId> {
        let (mut line, mut next) = (BTreeSet::from([*by]), vec![*by]);
        while let Some(member) = next.pop().and_then(|person| self.roster.members.get(&person)) {
            if now.saturating_sub(member.since) < FIRST_YEAR {
                next.extend(member.vouched_by.iter().copied().filter(|person| line.insert(*person)));
            }
        }
        line
    }

    /// How much everybody on a line has left this month, by the rules' budget, if they set one.
    pub(super) fn left_on(&self, line: &BTreeSet<PersonId>, now: Day) -> Option<usize> {
        let budget = usize::from(self.roster.rules.budget?);
        let counts = |day: &Day| day.saturating_add(MONTH) > now;
        let spent = |person: &PersonId| {
            self.charges.get(person).map_or(0, |days| days.iter().filter(|day| counts(day)).count())
        };
        line.iter().map(|person| budget.saturating_sub(spent(person))).min()
    }

    /// Charges a vouch up the line; whether that could be done.
    fn charge(&mut self, by: &PersonId, now: Day) -> bool {
        let Some(line) = self.line_of_credit(by, now) else { return false };
        for person in line {
            let days = self.charges.entry(person).or_default();
            days.retain(|day| day.saturating_add(MONTH) > now);
            days.push(now);
        }
        true
    }

    /// Who has a seat at the end of the past that this follows from, and what day it is by their clocks.
    pub(super) fn seats(&self, past: &Past<'_>) -> (BTreeSet<PersonId>, Day) {
        self.roster.seats_in(past, self.clocks.members())
    }

    /// A candidate comes in, if enough members have vouched for them.
    fn admit(&mut self, place: Place, by: PersonId, device: &DeviceKey, now: Day) -> Effect {
        // A lone founder lets in the first two; the second member cannot.
        let needed = if self.is_founder(&by) {
            self.roster.vouches_needed()
        } else {
            self.roster.rules.vouches.into()
        };
        let Some(candidate) = self.roster.candidates.get(device) else { return Effect::default() };
        if candidate.vouched_by.len() < needed || !candidate.vouched_by.contains_key(&by) {
            return Effect::default();
        }
        let Some(candidate) = self.roster.candidates.remove(device) else { return Effect::default() };
        let vouched_by = candidate.vouched_by.into_keys().collect();
        let (admitted, since) = (Some((by, place.id)), now);
        let (name, again) = (candidate.name, candidate.again);
        self.enter(*device, Membership { name, admitted, since, vouched_by, again, ..Membership::default() })
    }

    fn is_founder(&self, person: &PersonId) -> bool {
        self.roster.members.get(person).is_some_and(|member| member.admitted.is_none())
    }

    /// All who were in one room come in: at a circle's beginning, by the founder's hand (whoever came second and never
    /// wrote anything could fill the circle years later, as if it were at its beginning still), or once for each evening
    /// that was opened.
    fn gather(
        &mut self,
        place: Place,
        by: PersonId,
        evening: Option<&EntryId>,
        list: &[(DeviceKey, String)],
    ) -> Effect {
        let may = match evening {
            Some(motion) => self.roster.evenings.remove(motion),
            None => self.roster.members.len() < 3 && self.is_founder(&by),
        };
        if !may {
            return Effect::default();
        }
        let since = self.time_if_asked(place);
        let all = Effect { changed: true, entered: None, several: true };
        for (device, name) in list {
            if self.roster.devices.contains_key(device) {
                continue;
            }
            let (name, admitted) = (name.clone(), Some((by, place.id)));
            self.enter(*device, Membership { name, admitted, since, ..Membership::default() });
        }
        all
    }

    fn enter(&mut self, person: PersonId, member: Membership) -> Effect {
        self.roster.members.insert(person, member);
        self.return_to(person, person)
    }

    /// The clock of a device that is cut off does not count any more.
    fn cut(&mut self, device: DeviceKey, person: PersonId) {
        if let Some(member) =
            self.roster.members.get(&person).filter(|member| member.devices.contains(&device))
        {
            self.clocks.cut(device, person, member.devices.iter());
        }
    }

    fn add_device(&mut self, device: DeviceKey, person: PersonId) -> Effect {
        let count = self.roster.members.get(&person).map(|member| member.devices.len());
        if count.is_none_or(|count| count >= DEVICES_MAX) {
            return Effect::default();
        }
        self.return_to(device, person)
    }

    /// A device is this person's from now on, however many others are: whoever has found a lost phone can have taken all
    /// the places that there are.
    fn return_to(&mut self, device: DeviceKey, person: PersonId) -> Effect {
        let Some(member) = self.roster.members.get_mut(&person) else { return Effect::default() };
        member.devices.insert(device);
        self.roster.candidates.remove(&device);
        self.roster
            .devices
            .insert(device, Device { person, sealed_to: None, until: None, cut: false, prekey: None });
        self.clocks.enter(device, person);
        Effect { changed: true, entered: Some(device), several: false }
    }
}

impl Roster {
    /// Whether its author had forked by then. What a device says of itself is no power over others; nor can a founder's
    /// fork unfound the circle.
    pub(super) fn is_doubtful(&self, fact: &Fact) -> bool {
        let is_own =
            matches!(fact.act, Act::Found { .. } | Act::Close { .. } | Act::Join { .. } | Act::Prekey { .. });
        !is_own && self.forked.get(&fact.author).is_some_and(|from| fact.seq >= *from)
    }

    /// Whether it hangs on others' having built on it: only of devices that act for somebody, or say that they do.
    pub(super) fn wants_witness(&self, fact: &Fact) -> bool {
        let acts = match &fact.act {
            Act::Continue { person, heir } => {
                self.members.get(person).is_some_and(|member| member.heirs.contains_key(heir))
            }
            _ => self.devices.contains_key(&fact.author),
        };
        acts && self.is_doubtful(fact)
    }

    /// How far the numbers go, by the word of anybody who was ever named: it takes as many entries.
    pub(super) fn count(&mut self, fact: &Fact) {
        if let Act::Rotate { name, .. } = &fact.act
            && name.number == self.numbers + 1
        {
            self.numbers = name.number;
        }
    }
}
