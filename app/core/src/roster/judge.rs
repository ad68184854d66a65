//! What a fact's own past decides for ever: motions and their signatures, certificates, leaving, lost devices.
//!
//! Each is looked at once, when it arrives, over the membership that follows from its past alone. What comes later, or
//! arrives in another order, changes nothing about it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Belonging, Recovery, Roster, acts::Act};
use crate::{
    certificate::{Certificate, Statement, roll_hash},
    event::Event,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Day, Log, Past, Place, Unaware},
    motion::{ANSWERS_MAX, Motion, OPEN_MAX, Proposal},
    time::Time,
};

/// What has to be looked at over its own past.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    author: DeviceKey,
    seq: u32,
    clock: Time,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Remove { person: PersonId, certificate: Certificate },
    Move { proposal: Proposal, text: String },
    Answer { motion: EntryId, text: String },
    Support { motion: EntryId },
    Enact { motion: EntryId },
    Leave,
    CutOff { device: DeviceKey },
    Recovered { recovery: EntryId },
}

impl Claim {
    /// What an event claims, if it is one of these.
    pub(super) fn of((author, seq): (DeviceKey, u32), clock: Time, event: &Event) -> Option<Claim> {
        let what = match event {
            Event::Removed { person, certificate } => {
                What::Remove { person: *person, certificate: certificate.clone() }
            }
            Event::Moved { proposal, text } => What::Move { proposal: proposal.clone(), text: text.clone() },
            Event::Answered { motion, text } => What::Answer { motion: *motion, text: text.clone() },
            Event::Supported { motion } => What::Support { motion: *motion },
            Event::Enacted { motion } => What::Enact { motion: *motion },
            Event::Left => What::Leave,
            Event::CutOff { device } => What::CutOff { device: *device },
            Event::Recovered { recovery } => What::Recovered { recovery: *recovery },
            _ => return None,
        };
        Some(Claim { author, seq, clock, what })
    }
}

/// A removal that holds.
#[derive(Clone, Debug)]
pub(super) struct Removal {
    whom: Whom,
    /// How many entries of each device are in the past of what was decided on: those keep their power. (Of a
    /// certificate that is its basis, of a motion the motion: not the entry that brings it. Anybody can bring it again
    /// on less of the past, years later, and undo what the circle has built on since.)
    pub(super) seen: BTreeMap<DeviceKey, u32>,
    /// How many are in the past of the entry that brings it: those keep their content.
    brought: BTreeMap<DeviceKey, u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Whom {
    /// A person; by which entry of which device, if they say so themselves.
    Person {
        person: PersonId,
        left: Option<(DeviceKey, u32)>,
    },
    Devices(BTreeSet<DeviceKey>),
}

/// How much of what a removed device wrote keeps its content: whoever saw more of it in good faith.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    unaware: BTreeMap<DeviceKey, Unaware>,
}

impl Removal {
    /// Whether it takes power from what this device says for this person.
    pub(super) fn covers(&self, device: &DeviceKey, person: Option<PersonId>) -> bool {
        match &self.whom {
            Whom::Person { person: gone, .. } => person == Some(*gone),
            Whom::Devices(devices) => devices.contains(device),
        }
    }

    /// Whether it takes away what another rests on: a lost phone does not leave for its owner.
    pub(super) fn voids(&self, other: &Removal) -> bool {
        match (&self.whom, &other.whom) {
            (Whom::Devices(devices), Whom::Person { left: Some((device, seq)), .. }) => {
                devices.contains(device) && *seq >= self.seen.get(device).copied().unwrap_or(0)
            }
            _ => false,
        }
    }

    /// Whether it cuts this device off, and that one was not heard of before.
    pub(super) fn disowns(&self, device: &DeviceKey, other: &DeviceKey) -> bool {
        matches!(&self.whom, Whom::Devices(devices) if devices.contains(device))
            && !self.seen.contains_key(other)
    }

    /// Its devices on a roster.
    pub(super) fn devices(&self, roster: &Roster) -> Vec<DeviceKey> {
        match &self.whom {
            Whom::Person { person, .. } => roster
                .members
                .get(person)
                .into_iter()
                .flat_map(|member| member.devices.iter().copied())
                .collect(),
            Whom::Devices(devices) => {
                devices.iter().filter(|device| roster.devices.contains_key(device)).copied().collect()
            }
        }
    }

    /// Writes down who is gone by it; whether that is news.
    pub(super) fn close(&self, place: Place, roster: &mut Roster) -> bool {
        match &self.whom {
            Whom::Person { person, left } => {
                let Some(member) = roster.members.get_mut(person).filter(|member| member.removed.is_none())
                else {
                    return false;
                };
                (member.removed, member.left) = (Some(place.id), left.is_some());
                true
            }
            Whom::Devices(devices) => {
                let mut changed = false;
                for device in devices {
                    if let Some(known) = roster.devices.get_mut(device) {
                        changed |= !std::mem::replace(&mut known.cut, true);
                    }
                }
                changed
            }
        }
    }
}

impl Cut {
    /// How many entries of a device keep their content.
    pub(super) fn kept(
        &mut self,
        key: &DeviceKey,
        place: Place,
        removal: &Removal,
        roster: &Roster,
        log: &Log,
    ) -> u32 {
        let unaware = self.unaware.entry(*key).or_default();
        log.look_unaware(key, &place.id, unaware);
        let present = unaware.by().filter(|(by, _)| roster.person_of(by).is_some());
        let brought = removal.brought.get(key).copied().unwrap_or(0);
        present.map(|(_, count)| *count).fold(brought, u32::max)
    }

    /// What a forked device wrote on other branches than those that were seen.
    pub(super) fn strays(&self, key: &DeviceKey, place: Place, roster: &Roster, log: &Log) -> Vec<EntryId> {
        let Some(unaware) = self.unaware.get(key) else { return Vec::new() };
        log.strays(key, &place.id, unaware, |by| roster.person_of(by).is_some())
    }
}

impl Belonging {
    /// Looks at what has arrived, in the order of the log: one thing may lie in the past of another. Whether a motion
    /// is news.
    pub(super) fn judge(&mut self, circle: &CircleId, log: &Log) -> bool {
        let mut news = false;
        while let Some((place, claim)) = self.unjudged.pop_first() {
            news |= self.judge_one(circle, log, place, claim).is_some();
        }
        news
    }

    fn judge_one(&mut self, circle: &CircleId, log: &Log, place: Place, claim: Claim) -> Option<()> {
        let author = claim.author;
        match claim.what {
            What::Remove { person, certificate } => {
                let past = log.past(&place.id).filter(|past| past.contains(&certificate.basis))?;
                let basis = log.past(&certificate.basis)?;
                let then = self.folded_in(&basis);
                let (roll, _) = then.seats(&basis);
                let statement = Statement::Remove { person };
                let signers = certificate.signers(circle, &statement, &roll_hash(&roll));
                let persons: BTreeSet<PersonId> =
                    signers.iter().filter_map(|signer| then.roster.person_of(signer)).collect();
                // The accused counts in the roll and cannot sign.
                let signed =
                    persons.iter().filter(|signer| **signer != person && roll.contains(signer)).count();
                if then.roster.has(&person) && 2 * signed > roll.len() {
                    self.remove(place, author, Whom::Person { person, left: None }, &basis, &past);
                }
            }
            What::Move { proposal, text } => {
                self.judge_motion(log, place, (author, claim.clock), proposal, text)?
            }
            What::Answer { motion, text } => {
                let known = self.motions.get_mut(&motion)?;
                let by = known.devices.get(&author)?;
                if known.proposal.accused() != Some(*by) || !log.past(&place.id)?.contains(&motion) {
                    return None;
                }
                known.answers.insert(place, (claim.clock, text));
                if known.answers.len() > ANSWERS_MAX {
                    known.answers.pop_last();
                }
            }
            What::Support { motion } => {
                let known = self.motions.get_mut(&motion)?;
                let by = *known.devices.get(&author)?;
                if !known.can_sign(&by) || !log.past(&place.id)?.contains(&motion) {
                    return None;
                }
                known.signed.entry(by).or_default().insert(place.id);
            }
            What::Enact { motion } => {
                let known = self.motions.get(&motion)?;
                // One of those who signed it says so: nobody else has to, and who of several motions was first is not
                // for anybody to say who comes by.
                let by = known.devices.get(&author).filter(|by| known.signed.contains_key(by))?;
                if !known.is_quorum(known.signed.len()) {
                    return None;
                }
                let past = log.past(&place.id)?;
                let has_signed = |person: &PersonId| {
                    known.signed.get(person).is_some_and(|ids| ids.iter().any(|id| past.contains(id)))
                };
                let count = known.signed.keys().filter(|person| has_signed(person)).count();
                if !known.is_quorum(count) || !has_signed(by) {
                    return None;
                }
                match known.proposal.clone() {
                    Proposal::Remove { person } => {
                        let basis = log.past(&motion)?;
                        self.remove(place, author, Whom::Person { person, left: None }, &basis, &past);
                    }
                    Proposal::Rules(rules) => self.insert(place, author, 0, Act::Rule { motion, rules }),
                    Proposal::Evening => self.insert(place, author, 0, Act::OpenEvening { motion }),
                    Proposal::Text => {}
                }
                self.motions.get_mut(&motion)?.enacted.insert(place.id);
            }
            What::Leave => {
                let past = log.past(&place.id)?;
                let person = self.folded_in(&past).roster.person_of(&author)?;
                let left = Some((author, claim.seq));
                self.remove(place, author, Whom::Person { person, left }, &past, &past);
            }
            What::CutOff { device } => {
                let past = log.past(&place.id)?;
                let then = self.folded_in(&past).roster;
                let person = then.person_of(&author).filter(|_| author != device)?;
                if then.person_of(&device) != Some(person) {
                    return None;
                }
                self.remove(place, author, Whom::Devices(BTreeSet::from([device])), &past, &past);
                self.insert(place, author, 0, Act::Cut { device, person });
            }
            What::Recovered { recovery } => {
                let past = log.past(&place.id)?;
                let then = self.folded_in(&past);
                // Objected to in its past, of somebody who is gone, or a device that is somebody else's by now: nothing.
                let waiting = then.roster.recoveries.get(&recovery)?;
                let (person, device) = (waiting.person, waiting.device);
                let (_, today) = then.seats(&past);
                let is_free = then.roster.has(&person) && !then.roster.devices.contains_key(&device);
                if !is_free || !self.has_waited(log, &recovery, waiting, today) {
                    return None;
                }
                let lost = then.roster.members.get(&person)?.devices.clone();
                self.remove(place, author, Whom::Devices(lost.clone()), &past, &past);
                self.insert(place, author, 0, Act::Return { recovery, device, person, lost });
            }
        }
        Some(())
    }

    /// Whether somebody's new device has waited until this day, by the clocks of those who have a seat: at its beginning
    /// and now. (It waits so that the owner can hear of it. Whoever was let in meanwhile, by a few who are apart, can
    /// say that it is as late as they like.)
    fn has_waited(&self, log: &Log, recovery: &EntryId, waiting: &Recovery, today: Day) -> bool {
        let Some(first) = log.past(recovery) else { return false };
        let (_, since) = self.folded_in(&first).seats(&first);
        today >= since.saturating_add(waiting.wait.into())
    }

    /// Whether this recovery can be completed by somebody who has seen all that is here.
    pub fn may_recover(&self, log: &Log, recovery: &EntryId) -> bool {
        let Some(waiting) = self.roster().recoveries.get(recovery) else { return false };
        let (_, today) = self.roster().seats_in(&log.all(), self.clocks().members());
        self.roster().has(&waiting.person) && self.has_waited(log, recovery, waiting, today)
    }

    fn remove(&mut self, place: Place, author: DeviceKey, whom: Whom, basis: &Past<'_>, brought: &Past<'_>) {
        if let Whom::Person { person, .. } = &whom {
            self.insert(place, author, 0, Act::Go { person: *person });
        }
        let removal = Removal { whom, seen: basis.counts(), brought: brought.counts() };
        self.removals.insert(place, removal);
        self.late = true;
    }

    fn judge_motion(
        &mut self,
        log: &Log,
        place: Place,
        (author, written): (DeviceKey, Time),
        proposal: Proposal,
        text: String,
    ) -> Option<()> {
        let past = log.past(&place.id)?;
        let then = self.folded_in(&past);
        let by = then.roster.person_of(&author)?;
        let is_open = |motion: &&Motion| {
            let over = motion.enacted.iter().any(|enacted| past.contains(enacted));
            motion.by == by && past.contains(&motion.place.id) && !over
        };
        // What is in the past of this one is here, and so is what put it in force there.
        if self.motions.values().filter(is_open).count() >= OPEN_MAX {
            return None;
        }
        if proposal.accused().is_some_and(|accused| !then.roster.has(&accused)) {
            return None;
        }
        let (roll, _) = then.seats(&past);
        let on_roll = |(_, person): &(DeviceKey, PersonId)| {
            roll.contains(person) || proposal.accused() == Some(*person)
        };
        let devices = then.roster.present_devices().map(|(device, person)| (*device, person));
        let devices = devices.filter(on_roll).collect();
        let (answers, signed, enacted) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let motion = Motion { place, by, written, proposal, text, answers, roll, signed, enacted, devices };
        self.motions.insert(place.id, motion);
        Some(())
    }

    /// Who had a seat in an entry's past: the roll of a certificate that is based on it.
    pub fn roll(&self, log: &Log, basis: &EntryId) -> Option<BTreeSet<PersonId>> {
        Some(self.standing(log, basis)?.0)
    }

    /// The same, and whose devices were whose then, of those who had a seat.
    pub fn standing(
        &self,
        log: &Log,
        basis: &EntryId,
    ) -> Option<(BTreeSet<PersonId>, BTreeMap<DeviceKey, PersonId>)> {
        Some(self.standing_in(&log.past(basis)?))
    }

    /// Who had a seat in some past, and whose devices were whose then, of those who had one. It follows from that past
    /// alone, and never changes.
    pub fn standing_in(&self, past: &Past<'_>) -> (BTreeSet<PersonId>, BTreeMap<DeviceKey, PersonId>) {
        let then = self.folded_in(past);
        let (roll, _) = then.seats(past);
        let devices = then.roster.present_devices().filter(|(_, person)| roll.contains(person));
        let devices = devices.map(|(device, person)| (*device, person)).collect();
        (roll, devices)
    }
}
