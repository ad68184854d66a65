//! The fold of membership: from events in the order of their places to a [`Roster`].

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use super::{
    Device, Gone, Roster,
    acts::{Act, Effect, Fact, Folded},
    clocks::{Clocks, Tip, leaves},
    heir_message,
    judge::{Claim, Cut, Removal, Whom},
    named::Named,
    recovery_message,
};
use crate::{
    event::Event,
    gathering,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Day, Log, Past, Place, Step, Witness, is_beginning},
    motion::Motion,
    signature::Signed,
    time::Time,
};

/// Events about membership, in the order of the fold, and what they come to.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    pub(super) facts: BTreeMap<Place, Fact>,
    /// Whose word can count at all.
    pub(super) named: Named,
    /// Removals that hold. Whether one does is settled when it arrives, by what lies in its past.
    pub(super) removals: BTreeMap<Place, Removal>,
    /// How much of what the removed wrote keeps its content, by their own word and by that of others: two for each who
    /// is gone, however often it is said.
    cuts: BTreeMap<(Whom, bool), Cut>,
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
    /// How often it has.
    anew: u64,
    /// The newest clocks of all members, by all that is here.
    tip: Tip,
    /// Devices of members that were none before the last fold.
    entered: Vec<DeviceKey>,
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
        for (place, fact) in self.named.hear(place, Fact { author, seq, act }) {
            self.late |= self.upto.is_some_and(|upto| place <= upto);
            self.facts.insert(place, fact);
        }
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
            self.anew += 1;
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
        let removals = each_once(standing(self.removals.iter()));
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
            if folded.is_within_limits(*place, fact) {
                if has_power(&removals, Some(self), &folded.roster, place, fact) {
                    effect = folded.apply(*place, fact);
                }
                folded.roster.count(fact);
            }
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
        let removals = self.removals.iter().filter(|(place, _)| past.contains(&place.id));
        let removals = each_once(standing(removals));
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

    /// How often the fold has begun anew.
    pub fn anew(&self) -> u64 {
        self.anew
    }

    /// What they come to.
    pub fn roster(&self) -> &Roster {
        &self.folded.roster
    }

    /// Whether somebody who can belong has named this device.
    pub(crate) fn names(&self, device: &DeviceKey) -> bool {
        self.named.has(device)
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
    /// it let in itself, nor the same person on another device. A founder who is still alone has nobody else: of what they
    /// say the circle's beginning counts, which is one on all phones, see [`crate::log`]; in a circle that nobody else can
    /// enter, all of it.)
    fn is_built_on(&self, roster: &Roster, place: &Place, fact: &Fact, person: Option<PersonId>) -> bool {
        let mut witnesses =
            self.witnesses.get(&fact.author).into_iter().flat_map(|witness| witness.of(&place.id));
        let is_other = |known: &Device| Some(known.person) != person;
        witnesses.any(|device| roster.devices.get(device).is_some_and(is_other))
            || (roster.closed.is_some() || is_beginning(place.lamport, fact.seq))
                && roster.devices.values().all(|device| Some(device.person) == person)
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
        let mut sayings: BTreeMap<(Whom, bool), Vec<(&Place, &Removal)>> = BTreeMap::new();
        for (place, removal) in removals {
            sayings.entry((removal.whom(), removal.is_own())).or_default().push((place, removal));
        }
        let mut until: BTreeMap<DeviceKey, u32> = BTreeMap::new();
        let mut strays = BTreeSet::new();
        for (whom, sayings) in sayings {
            let devices = whom.0.devices(roster);
            let cut = self.cuts.entry(whom).or_default();
            cut.is_said_by(sayings.iter().map(|(place, _)| place.id).collect());
            for key in devices {
                let kept = cut.kept(&key, &sayings, roster, log);
                // By their own word or that of others: the stricter.
                until.entry(key).and_modify(|least| *least = kept.min(*least)).or_insert(kept);
                if roster.forked.contains_key(&key) {
                    strays.extend(cut.strays(&key, &sayings, roster, log));
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
pub(super) fn standing<'a>(
    removals: impl Iterator<Item = (&'a Place, &'a Removal)>,
) -> Vec<(&'a Place, &'a Removal)> {
    let all: Vec<(&Place, &Removal)> = removals.collect();
    let is_void = |removal: &Removal| all.iter().any(|(_, other)| other.voids(removal));
    all.iter().filter(|(_, removal)| !is_void(removal)).copied().collect()
}

/// Of those that take the same power from the same devices, the first.
fn each_once<'a>(mut removals: Vec<(&'a Place, &'a Removal)>) -> Vec<(&'a Place, &'a Removal)> {
    let mut taken = BTreeSet::new();
    removals.retain(|(_, removal)| taken.insert(removal.taken()));
    removals
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
    // What somebody who is gone calls themselves on a branch that nobody had seen by then is not heard either: places
    // alone do not tell branches apart. (It is as if they had kept silent from the fork on.)
    let says_of_itself = matches!(fact.act, Act::Join { .. } | Act::Prekey { .. });
    let is_forked = roster.forked.get(&fact.author).is_some_and(|from| fact.seq >= *from);
    if says_of_itself && is_forked && removals.iter().any(|(_, removal)| removal.covers(&fact.author, person))
    {
        return false;
    }
    let Some(belonging) = belonging else { return is_within };
    is_within && (!roster.is_doubtful(fact) || belonging.is_built_on(roster, place, fact, person))
}

#[cfg(test)]
mod tests;
