//! The fold of membership: from events in the order of their places to a [`Roster`].

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use super::{
    Candidate, Device, Drawn, Gone, Membership, Recovery, Roster,
    clocks::{Clocks, Tip, leaves},
    heir_message,
    judge::{Claim, Cut, Removal},
    recovery_message,
};
use crate::{
    epoch::EpochName,
    event::Event,
    gathering,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Day, Log, Past, Place, Step, Witness},
    motion::Motion,
    rules::Rules,
    signature::Signed,
    time::Time,
};

/// In the first so many days of a member their vouches are charged to those who vouched for them, too.
pub const FIRST_YEAR: Day = 365;
/// A budget holds for any so many days on end.
pub const MONTH: Day = 30;
/// Newcomers who are not in yet for whom one member's vouches are kept, where the rules set no budget.
pub const CANDIDATES_MAX: usize = 64;
/// Devices of one person, cut ones too, and keys that may make one more.
pub const DEVICES_MAX: usize = 16;
/// Members who have met a member and are remembered for it: those who did last.
const MET_MAX: usize = 16;

/// Events about membership, in the order of the fold, and what they come to.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    pub(super) facts: BTreeMap<Place, Fact>,
    /// Removals that hold. Whether one does is settled when it arrives, by what lies in its past.
    pub(super) removals: BTreeMap<Place, Removal>,
    /// How much of what the removed wrote keeps its content.
    cuts: BTreeMap<Place, Cut>,
    /// What has arrived and has not been looked at.
    pub(super) unjudged: BTreeMap<Place, Claim>,
    pub(super) motions: BTreeMap<EntryId, Motion>,
    /// Which entries of forked devices others built on before they could know: of those alone that once acted for a
    /// person beyond their fork, since each costs memory for every entry, and keys to fork with cost nothing.
    witnesses: BTreeMap<DeviceKey, Witness>,
    forked: BTreeMap<DeviceKey, u32>,
    folded: Folded,
    /// How far it has been folded.
    upto: Option<Place>,
    /// How many of the log's entries have been asked for the time.
    looked: usize,
    /// Their words on it that lie after that place.
    ahead: BTreeMap<Place, Step>,
    /// Something reaches back before that: the fold begins anew.
    pub(super) late: bool,
    /// The newest clocks of all members, by all that is here.
    tip: Tip,
    /// Devices of members that were none before the last fold.
    entered: Vec<DeviceKey>,
}

/// What a fold has come to, at some place.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    pub(super) roster: Roster,
    clocks: Clocks,
    /// When each member's vouches were charged to them.
    charges: BTreeMap<PersonId, Vec<Day>>,
    /// Where rules asked for the time, and what it was.
    times: BTreeMap<Place, Day>,
    /// Motions that have taken effect.
    enacted: BTreeSet<EntryId>,
    /// Who is gone by some place. (The roster says who is gone in the end: what it says here depends on when that
    /// became known.)
    gone: BTreeSet<PersonId>,
}

/// What a member did about membership.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    author: DeviceKey,
    seq: u32,
    act: Act,
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
struct Effect {
    changed: bool,
    /// A device is a member's now that was not.
    entered: Option<DeviceKey>,
    /// Several are.
    several: bool,
}

/// What settling came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Anything in the roster or the motions differs.
    pub changed: bool,
    /// Whose entries count differs, for somebody who has written.
    pub speakers_changed: bool,
    /// Somebody may be gone, or the fold began anew.
    members_changed: bool,
}

impl Belonging {
    /// Adds an event, if it is one about membership; whether it is. It counts after [`Belonging::settle`].
    pub fn add(
        &mut self,
        circle: &CircleId,
        place: Place,
        author: DeviceKey,
        (seq, clock): (u32, Time),
        event: &Event,
    ) -> bool {
        let act = match event {
            Event::Founded { nonce, name, rules } if CircleId::of(&author, nonce) == *circle => {
                Act::Found { name: name.clone(), rules: rules.clone().unwrap_or_default() }
            }
            Event::Admitted { device, name } => Act::Admit { device: *device, name: name.clone() },
            Event::Vouched { device, name, again } => {
                Act::Vouch { device: *device, name: name.clone(), again: *again }
            }
            Event::Gathered { evening, list, signatures } => {
                if !gathering::is_confirmed(circle, list, signatures) {
                    return true;
                }
                let list = list.iter().map(|one| (one.device, one.name.clone())).collect();
                Act::Gather { evening: *evening, list }
            }
            Event::Joined { name, prekey, sealed_to } => {
                Act::Join { name: name.clone(), prekey: *prekey, sealed_to: *sealed_to }
            }
            Event::Rotated(rotation) if !rotation.is_by(&author) => return true,
            Event::Rotated(rotation) => {
                Act::Rotate { name: rotation.name, gone: Gone(rotation.gone), at: rotation.at }
            }
            Event::Prekeyed { prekey } => Act::Prekey { prekey: *prekey },
            Event::Entrusted { heir } => Act::Entrust { heir: *heir },
            Event::Continued { person, heir, signature } => {
                let message = heir_message(circle, person, &author);
                if !(Signed { signer: *heir, message, signature: *signature }.holds()) {
                    return true;
                }
                Act::Continue { person: *person, heir: *heir }
            }
            Event::Guarded { heir } => Act::Guard { heir: *heir },
            Event::Recovering { device, person, heir, signature } => {
                let message = recovery_message(circle, device);
                if !(Signed { signer: *heir, message, signature: *signature }.holds()) {
                    return true;
                }
                Act::Recover { device: *device, person: *person, heir: *heir }
            }
            Event::Objected { recovery } => Act::Object { recovery: *recovery },
            Event::Paired { other } if CircleId::of_pair(&author, other) == *circle => {
                Act::Close { other: Some(*other) }
            }
            Event::Owned { nonce } if CircleId::of_own(&author, nonce) == *circle => {
                Act::Close { other: None }
            }
            Event::Founded { .. } | Event::Paired { .. } | Event::Owned { .. } => return true,
            _ => match Claim::of((author, seq), clock, event) {
                Some(claim) => {
                    self.unjudged.insert(place, claim);
                    return true;
                }
                None => return false,
            },
        };
        self.insert(place, author, seq, act);
        true
    }

    pub(super) fn insert(&mut self, place: Place, author: DeviceKey, seq: u32, act: Act) {
        self.late |= self.upto.is_some_and(|upto| place <= upto);
        self.facts.insert(place, Fact { author, seq, act });
    }

    /// Folds what was added.
    pub fn settle(&mut self, circle: &CircleId, log: &Log) -> Settled {
        let looked = self.looked;
        let settled = self.fold_anew(circle, log);
        if settled.members_changed {
            self.tip = Tip::default();
            self.entered.clear();
            for (device, known) in self.folded.roster.present_devices() {
                if let Some(clock) = log.newest_clock(device) {
                    self.tip.say(known, clock);
                }
            }
        } else {
            for (device, clock) in log.words_from(looked) {
                if let Some(person) = self.folded.roster.person_of(&device) {
                    self.tip.say(person, clock);
                }
            }
            for device in std::mem::take(&mut self.entered) {
                let person = self.folded.roster.person_of(&device);
                if let Some((person, clock)) = person.zip(log.newest_clock(&device)) {
                    self.tip.say(person, clock);
                }
            }
        }
        settled
    }

    /// How late it is in the circle.
    pub fn circle_time(&self) -> Time {
        self.tip.now()
    }

    fn fold_anew(&mut self, circle: &CircleId, log: &Log) -> Settled {
        let judged = self.judge(circle, log);
        self.look_at_forks(log);
        self.look_at_clocks(log);
        let Some((last, _)) = self.facts.last_key_value() else { return Settled::default() };
        let last = *last;
        let mut settled = Settled { changed: judged, ..Settled::default() };
        if self.late {
            let before = std::mem::take(&mut self.folded).roster;
            (self.late, self.upto) = (false, None);
            self.ahead = log.steps_from(0).map(|step| (step.place, step)).collect();
            self.fold_on(log);
            self.upto = Some(last);
            let mut roster = std::mem::take(&mut self.folded.roster);
            self.close(&mut roster, log);
            self.folded.roster = roster;
            let compared = self.compare(&before, log);
            settled.changed |= compared.changed;
            settled.speakers_changed = compared.speakers_changed;
            settled.members_changed = true;
            return settled;
        }
        if self.upto != Some(last) {
            let gone_on = self.fold_on(log);
            self.upto = Some(last);
            settled.changed |= gone_on.changed;
            settled.speakers_changed |= gone_on.speakers_changed;
            settled.members_changed |= gone_on.members_changed;
        }
        let mut roster = std::mem::take(&mut self.folded.roster);
        let closed = self.close(&mut roster, log);
        self.folded.roster = roster;
        settled.changed |= closed;
        settled.speakers_changed |= closed;
        settled.members_changed |= closed;
        settled
    }

    /// Folds all facts after what has been folded.
    fn fold_on(&mut self, log: &Log) -> Settled {
        let mut settled = Settled::default();
        let mut folded = std::mem::take(&mut self.folded);
        folded.roster.forked.clone_from(&self.forked);
        let mut ahead = std::mem::take(&mut self.ahead);
        let from = self.upto.map_or(Bound::Unbounded, Bound::Excluded);
        let removals = standing(self.removals.iter());
        for (place, fact) in self.facts.range((from, Bound::Unbounded)) {
            while let Some(step) = ahead.first_entry().filter(|step| step.key() <= place) {
                folded.step(&step.remove());
            }
            if folded.roster.wants_witness(fact) && !self.witnesses.contains_key(&fact.author) {
                let mut witness = Witness::default();
                log.witness(&fact.author, &mut witness);
                self.witnesses.insert(fact.author, witness);
            }
            let mut effect = Effect::default();
            if has_power(&removals, Some(self), &folded.roster, place, fact) {
                effect = folded.apply(*place, fact);
            }
            folded.roster.count(fact);
            settled.changed |= effect.changed;
            settled.speakers_changed |= effect.several;
            settled.members_changed |= effect.several;
            settled.speakers_changed |= effect.entered.is_some_and(|device| log.next_of(&device) > 0);
            self.entered.extend(effect.entered);
        }
        (self.folded, self.ahead) = (folded, ahead);
        settled
    }

    /// What membership came to in an entry's past. Forks are not looked at: whoever was let in then was.
    pub(super) fn folded_in(&self, past: &Past<'_>) -> Folded {
        let removals = standing(self.removals.iter().filter(|(place, _)| past.contains(&place.id)));
        let mut folded = Folded::default();
        let mut steps = past.steps().into_iter().peekable();
        for (place, fact) in self.facts.iter().filter(|(place, _)| past.contains(&place.id)) {
            while let Some(step) = steps.next_if(|step| step.place <= *place) {
                folded.step(&step);
            }
            if has_power(&removals, None, &folded.roster, place, fact) {
                folded.apply(*place, fact);
            }
        }
        steps.for_each(|step| folded.step(&step));
        for (place, removal) in removals {
            removal.close(*place, &mut folded.roster);
        }
        folded
    }

    /// What they come to.
    pub fn roster(&self) -> &Roster {
        &self.folded.roster
    }

    /// What day it is, by all that is here.
    pub fn today(&self) -> Day {
        self.clocks().now()
    }

    /// What everybody has stated, by all that is here.
    pub(super) fn clocks(&self) -> Clocks {
        let mut now = self.folded.clocks.clone();
        let person = |device: &DeviceKey| self.roster().devices.get(device).map(|device| device.person);
        self.ahead.values().for_each(|step| now.step(step.author, person(&step.author), step.day));
        now
    }

    /// Whether this person may vouch for one more newcomer this month.
    pub fn can_vouch(&self, person: &PersonId) -> bool {
        self.folded.line_of_credit(person, self.today()).is_some()
    }

    /// For how many more newcomers this person may vouch this month; no limit, if none.
    pub fn vouches_left(&self, person: &PersonId) -> Option<usize> {
        let (folded, today) = (&self.folded, self.today());
        folded.left_on(&folded.line(person, today), today)
    }

    /// All motions, by their entries.
    pub fn motions(&self) -> &BTreeMap<EntryId, Motion> {
        &self.motions
    }

    fn compare(&self, before: &Roster, log: &Log) -> Settled {
        let now = self.roster();
        let differs = |device: &DeviceKey| {
            let speaks =
                |roster: &Roster| roster.devices.get(device).map(|known| (known.person, known.until));
            speaks(before) != speaks(now) && log.next_of(device) > 0
        };
        // Who was in and is not any more counts as much as who came in.
        let speakers_changed =
            before.strays != now.strays || now.devices.keys().chain(before.devices.keys()).any(differs);
        Settled { changed: before != now, speakers_changed, members_changed: true }
    }

    /// Whether somebody else who belonged before an act of a forked device built on it in good faith. (Not those whom
    /// it let in itself, nor the same person on another device; a founder who is still alone has nobody else.)
    fn is_built_on(&self, roster: &Roster, place: &Place, fact: &Fact, person: Option<PersonId>) -> bool {
        let mut witnesses =
            self.witnesses.get(&fact.author).into_iter().flat_map(|witness| witness.of(&place.id));
        let is_other = |known: &Device| Some(known.person) != person;
        witnesses.any(|device| roster.devices.get(device).is_some_and(is_other))
            || roster.devices.values().all(|device| Some(device.person) == person)
    }

    /// Forks and who built on them may have come with any entry.
    fn look_at_forks(&mut self, log: &Log) {
        let mut forked: BTreeMap<DeviceKey, u32> = BTreeMap::new();
        for (device, seq) in log.forks() {
            forked.entry(*device).or_insert(*seq);
        }
        if forked.is_empty() {
            return;
        }
        if forked != self.forked {
            self.late = true;
            self.forked = forked;
        }
        for (device, witness) in &mut self.witnesses {
            self.late |= log.witness(device, witness);
        }
    }

    /// What came may say something new about the time at places that have been folded.
    fn look_at_clocks(&mut self, log: &Log) {
        for step in log.steps_from(std::mem::replace(&mut self.looked, log.len())) {
            if self.upto.is_none_or(|upto| step.place > upto) {
                self.ahead.insert(step.place, step);
                continue;
            }
            let counts = self.folded.roster.devices.contains_key(&step.author);
            let mut after = self.folded.times.range(step.place..);
            self.late |= counts && after.any(|(_, now)| !leaves(*now, step.before, step.day));
            self.folded.step(&step);
        }
    }

    /// Says at the end of a fold who is gone, and how much of what they wrote keeps its content; whether that differs
    /// from what was said before.
    fn close(&mut self, roster: &mut Roster, log: &Log) -> bool {
        let mut changed = false;
        let removals = standing(self.removals.iter());
        for (place, removal) in &removals {
            changed |= removal.close(**place, roster);
        }
        let mut until: BTreeMap<DeviceKey, u32> = BTreeMap::new();
        let mut strays = BTreeSet::new();
        for (place, removal) in removals {
            let cut = self.cuts.entry(*place).or_default();
            for key in removal.devices(roster) {
                let kept = cut.kept(&key, *place, removal, roster, log);
                // Of several removals of one person, the strictest.
                until.entry(key).and_modify(|least| *least = kept.min(*least)).or_insert(kept);
                if roster.forked.contains_key(&key) {
                    strays.extend(cut.strays(&key, *place, roster, log));
                }
            }
        }
        for (key, until) in until {
            if let Some(device) = roster.devices.get_mut(&key) {
                changed |= device.until.replace(until) != Some(until);
            }
        }
        changed |= roster.strays != strays;
        roster.strays = strays;
        changed
    }
}

/// Those removals that hold beside each other: a device that was cut off, and whoever has it now, leaves for nobody, be
/// it that it had not heard of that or says so. All others hold whatever else does (two devices of one person that cut
/// each other off are both gone).
fn standing<'a>(removals: impl Iterator<Item = (&'a Place, &'a Removal)>) -> Vec<(&'a Place, &'a Removal)> {
    let all: Vec<(&Place, &Removal)> = removals.collect();
    let is_void = |removal: &Removal| all.iter().any(|(_, other)| other.voids(removal));
    all.iter().filter(|(_, removal)| !is_void(removal)).copied().collect()
}

/// Whether what a fact says can have power where it stands. `belonging`: where forks are looked at.
fn has_power(
    removals: &[(&Place, &Removal)],
    belonging: Option<&Belonging>,
    roster: &Roster,
    place: &Place,
    fact: &Fact,
) -> bool {
    match &fact.act {
        // What was judged has its power from what was judged.
        Act::Rule { .. } | Act::OpenEvening { .. } | Act::Return { .. } | Act::Cut { .. } => return true,
        Act::Go { .. } => return removals.iter().any(|(other, _)| *other == place),
        // A key that a lost phone had named makes no new one that was not there before: whoever found it could go on.
        Act::Continue { person, heir } => {
            let named_by = roster.members.get(person).and_then(|member| member.heirs.get(heir));
            let is_lost = |by: &DeviceKey| removals.iter().any(|(_, other)| other.disowns(by, &fact.author));
            if named_by.is_some_and(is_lost) {
                return false;
            }
        }
        _ => {}
    }
    // Where nobody else can enter, nothing but this has power, whatever acts there may come to be.
    let is_among_few = matches!(
        fact.act,
        Act::Close { .. }
            | Act::Join { .. }
            | Act::Rotate { .. }
            | Act::Prekey { .. }
            | Act::Entrust { .. }
            | Act::Continue { .. }
    );
    if roster.closed.is_some() && !is_among_few {
        return false;
    }
    // A device that says that it continues a person is nobody's before.
    let person = match &fact.act {
        Act::Continue { person, .. } => Some(*person),
        _ => roster.devices.get(&fact.author).map(|device| device.person),
    };
    let is_within = removals.iter().all(|(_, removal)| {
        !removal.covers(&fact.author, person)
            || fact.seq < removal.seen.get(&fact.author).copied().unwrap_or(0)
    });
    let Some(belonging) = belonging else { return is_within };
    is_within && (!roster.is_doubtful(fact) || belonging.is_built_on(roster, place, fact, person))
}

impl Folded {
    fn step(&mut self, step: &Step) {
        let person = self.roster.devices.get(&step.author).map(|device| device.person);
        self.clocks.step(step.author, person, step.day);
    }

    /// What time it is at a place, if a rule asks for it.
    fn time(&mut self, place: Place) -> Day {
        let now = self.clocks.now();
        self.times.insert(place, now);
        now
    }

    fn apply(&mut self, place: Place, fact: &Fact) -> Effect {
        let author = fact.author;
        let person = self.roster.devices.get(&author).map(|device| device.person);
        let changed = Effect { changed: true, ..Effect::default() };
        match (&fact.act, person) {
            (Act::Found { name, rules }, _) if self.roster.members.is_empty() => {
                self.roster.name.clone_from(name);
                (self.roster.founded, self.roster.rules) = (Some(place.id), rules.clone());
                let entered = self.enter(author, Membership::default());
                // Now that there is somebody whose clock counts.
                if self.roster.is_timed() {
                    let now = self.time(place);
                    self.roster.members.entry(author).and_modify(|member| member.since = now);
                }
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
                let now = if self.roster.is_timed() { self.time(place) } else { 0 };
                Effect { changed: self.vouch(place.id, by, (device, name, *again), now), ..Effect::default() }
            }
            (Act::Admit { device, name }, Some(by)) => {
                let now = if self.roster.is_timed() { self.time(place) } else { 0 };
                let vouched = self.vouch(place.id, by, (device, name, None), now);
                let entered = self.admit(place, by, device, now);
                Effect { changed: vouched || entered.changed, ..entered }
            }
            (Act::Gather { evening, list }, Some(by)) => self.gather(place, by, evening.as_ref(), list),
            (Act::Join { name, prekey, sealed_to }, Some(person)) => {
                if let Some(member) = self.roster.members.get_mut(&person) {
                    (member.name, member.prekey) = (name.clone(), Some(*prekey));
                }
                if let (Some(device), Some(sealed_to)) = (self.roster.devices.get_mut(&author), sealed_to) {
                    device.sealed_to = Some(*sealed_to);
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
    fn line_of_credit(&self, by: &PersonId, now: Day) -> Option<BTreeSet<PersonId>> {
        if self.roster.rules.budget.is_none() {
            let theirs = |candidate: &&Candidate| candidate.vouched_by.contains_key(by);
            let waiting = self.roster.candidates.values().filter(theirs).count();
            return (waiting < CANDIDATES_MAX).then(BTreeSet::new);
        }
        if self.roster.members.len() < 3 {
            return Some(BTreeSet::new());
        }
        let line = self.line(by, now);
        (self.left_on(&line, now)? > 0).then_some(line)
    }

    /// A member, and in their first year those who vouched for them, and so on up.
    fn line(&self, by: &PersonId, now: Day) -> BTreeSet<PersonId> {
        let (mut line, mut next) = (BTreeSet::from([*by]), vec![*by]);
        while let Some(member) = next.pop().and_then(|person| self.roster.members.get(&person)) {
            if now.saturating_sub(member.since) < FIRST_YEAR {
                next.extend(member.vouched_by.iter().copied().filter(|person| line.insert(*person)));
            }
        }
        line
    }

    /// How much everybody on a line has left this month, by the rules' budget, if they set one.
    fn left_on(&self, line: &BTreeSet<PersonId>, now: Day) -> Option<usize> {
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
        let since = if self.roster.is_timed() { self.time(place) } else { 0 };
        let all = Effect { changed: true, entered: None, several: true };
        for (device, name) in list {
            if self.roster.devices.contains_key(device) {
                continue;
            }
            self.roster.candidates.remove(device);
            let (name, admitted) = (name.clone(), Some((by, place.id)));
            self.enter(*device, Membership { name, admitted, since, ..Membership::default() });
        }
        all
    }

    fn enter(&mut self, person: PersonId, mut member: Membership) -> Effect {
        member.devices.insert(person);
        self.roster.members.insert(person, member);
        self.roster.devices.insert(person, Device { person, sealed_to: None, until: None, cut: false });
        self.clocks.enter(person, person);
        Effect { changed: true, entered: Some(person), several: false }
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
        self.roster.devices.insert(device, Device { person, sealed_to: None, until: None, cut: false });
        self.clocks.enter(device, person);
        Effect { changed: true, entered: Some(device), several: false }
    }
}

impl Roster {
    /// Whether its author had forked by then. What a device says of itself is no power over others; nor can a founder's
    /// fork unfound the circle.
    fn is_doubtful(&self, fact: &Fact) -> bool {
        let is_own =
            matches!(fact.act, Act::Found { .. } | Act::Close { .. } | Act::Join { .. } | Act::Prekey { .. });
        !is_own && self.forked.get(&fact.author).is_some_and(|from| fact.seq >= *from)
    }

    /// Whether it hangs on others' having built on it: only of devices that act for somebody, or say that they do.
    fn wants_witness(&self, fact: &Fact) -> bool {
        let acts = match &fact.act {
            Act::Continue { person, heir } => {
                self.members.get(person).is_some_and(|member| member.heirs.contains_key(heir))
            }
            _ => self.devices.contains_key(&fact.author),
        };
        acts && self.is_doubtful(fact)
    }

    /// How far the numbers go, by anybody's word: it takes as many entries.
    fn count(&mut self, fact: &Fact) {
        if let Act::Rotate { name, .. } = &fact.act
            && name.number == self.numbers + 1
        {
            self.numbers = name.number;
        }
    }
}

#[cfg(test)]
mod tests;
