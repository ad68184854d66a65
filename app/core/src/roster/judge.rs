//! What a fact's own past decides for ever: motions and their signatures, certificates, leaving, lost devices.
//!
//! Each is looked at once, when it arrives, over the membership that follows from its past alone. What comes later, or
//! arrives in another order, changes nothing about it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Belonging, Recovery, Roster, acts::Act, fold::standing, named::was_named};
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
    /// By which entry of which device, if a person says so themselves.
    left: Option<(DeviceKey, u32)>,
    /// What was decided on: a certificate's basis, a motion, or the entry itself.
    basis: EntryId,
    /// How many entries of each device are in the past of that: those keep their power. (Not of the entry that brings
    /// it. Anybody can bring it again on less of the past, years later, and undo what the circle has built on since.)
    pub(super) seen: Arc<BTreeMap<DeviceKey, u32>>,
    /// Where a person says it of themselves or of phones of theirs, how many are in the past of the entry: those keep
    /// their content.
    brought: Option<Arc<BTreeMap<DeviceKey, u32>>>,
}

/// Who is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whom {
    Person(PersonId),
    Devices(BTreeSet<DeviceKey>),
}

/// How much of what the removed wrote keeps its content: whoever saw more of it in good faith, before they had heard of
/// any of the entries that say so.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    said_by: BTreeSet<EntryId>,
    unaware: BTreeMap<DeviceKey, Unaware>,
}

impl Whom {
    /// Its devices on a roster.
    pub(super) fn devices(&self, roster: &Roster) -> Vec<DeviceKey> {
        match self {
            Whom::Person(person) => roster
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
}

impl Removal {
    /// Who is gone by it.
    pub(super) fn whom(&self) -> Whom {
        self.whom.clone()
    }

    /// Whether it is a person's word on themselves or on phones of theirs.
    pub(super) fn is_own(&self) -> bool {
        self.brought.is_some()
    }

    /// From whom it takes which power: the same certificate, brought twice, takes the same.
    pub(super) fn taken(&self) -> (&Whom, &EntryId) {
        (&self.whom, &self.basis)
    }

    /// Whether it takes power from what this device says for this person.
    pub(super) fn covers(&self, device: &DeviceKey, person: Option<PersonId>) -> bool {
        match &self.whom {
            Whom::Person(gone) => person == Some(*gone),
            Whom::Devices(devices) => devices.contains(device),
        }
    }

    /// Whether it takes away what another rests on: a lost phone does not leave for its owner.
    pub(super) fn voids(&self, other: &Removal) -> bool {
        match (&self.whom, &other.left) {
            (Whom::Devices(devices), Some((device, seq))) => {
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

    /// Writes down who is gone by it; whether that is news.
    pub(super) fn close(&self, place: Place, roster: &mut Roster) -> bool {
        match &self.whom {
            Whom::Person(person) => {
                let Some(member) = roster.members.get_mut(person).filter(|member| member.removed.is_none())
                else {
                    return false;
                };
                (member.removed, member.left) = (Some(place.id), self.left.is_some());
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
    /// These say it now. What was looked through with others in mind is looked through anew.
    pub(super) fn is_said_by(&mut self, ids: BTreeSet<EntryId>) {
        if self.said_by != ids {
            *self = Cut { said_by: ids, unaware: BTreeMap::new() };
        }
    }

    /// How many entries of a device keep their content.
    pub(super) fn kept(
        &mut self,
        key: &DeviceKey,
        sayings: &[(&Place, &Removal)],
        roster: &Roster,
        log: &Log,
    ) -> u32 {
        let unaware = self.unaware.entry(*key).or_default();
        log.look_unaware(key, &self.said_by, unaware);
        let present = unaware.by().filter(|(by, _)| roster.person_of(by).is_some());
        let brought = least_brought(key, sayings).map_or(0, |(count, _)| count);
        present.map(|(_, count)| *count).fold(brought, u32::max)
    }

    /// What a forked device wrote on other branches than those that were seen.
    pub(super) fn strays(
        &self,
        key: &DeviceKey,
        sayings: &[(&Place, &Removal)],
        roster: &Roster,
        log: &Log,
    ) -> Vec<EntryId> {
        let Some(unaware) = self.unaware.get(key) else { return Vec::new() };
        let own = least_brought(key, sayings).map(|(_, place)| place.id);
        log.strays(key, own, unaware, |by| roster.person_of(by).is_some())
    }
}

/// Of several entries by which a person says that they are gone, the one that had seen least of this device: else
/// whoever left goes on speaking as if they had not.
fn least_brought(key: &DeviceKey, sayings: &[(&Place, &Removal)]) -> Option<(u32, Place)> {
    let brought = sayings.iter().filter_map(|(place, removal)| Some((removal.brought.as_ref()?, **place)));
    brought.map(|(counts, place)| (counts.get(key).copied().unwrap_or(0), place)).min()
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
        // Nobody's word, and be it that others signed what it brings, costs no walk through the past.
        if !self.named.has(&author) {
            return None;
        }
        match claim.what {
            What::Remove { person, certificate } => {
                let signers = || certificate.signatures.0.iter().map(|one| &one.signer);
                if !self.named.has(&person) || !signers().any(|signer| self.named.has(signer)) {
                    return None;
                }
                let past = log.past(&place.id).filter(|past| past.contains(&certificate.basis))?;
                let whom = Whom::Person(person);
                let is_here = |(other, removal): (&Place, &Removal)| {
                    removal.taken() == (&whom, &certificate.basis) && past.contains(&other.id)
                };
                if self.removals.iter().any(is_here) {
                    return None;
                }
                let basis = log.past(&certificate.basis)?;
                let then = self.folded_in(&basis);
                let (roll, _) = then.seats(&basis);
                let statement = Statement::Remove { person };
                let signers = certificate.signers(circle, &statement, &roll_hash(&roll));
                // Nobody can tell when they signed: of those who have gone since, it does not count.
                let gone = self.gone_in(&past);
                let is_here = |(signer, person): &(&DeviceKey, PersonId)| {
                    !gone.iter().any(|(_, removal)| removal.covers(signer, Some(*person)))
                };
                let persons =
                    signers.iter().filter_map(|signer| Some((signer, then.roster.person_of(signer)?)));
                let persons: BTreeSet<PersonId> = persons.filter(is_here).map(|(_, person)| person).collect();
                // The accused counts in the roll and cannot sign.
                let signed =
                    persons.iter().filter(|signer| **signer != person && roll.contains(signer)).count();
                let holds = then.roster.has(&person) && 2 * signed > roll.len();
                if holds && was_named(&author, &self.facts, &past) {
                    self.remove(place, author, whom, (certificate.basis, &basis));
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
                let signed = self.signed_in(log, known, &past);
                if !known.is_quorum(signed.len()) || !signed.contains(by) {
                    return None;
                }
                match known.proposal.clone() {
                    Proposal::Remove { person } => {
                        let basis = log.past(&motion)?;
                        self.remove(place, author, Whom::Person(person), (motion, &basis));
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
                self.remove_own(place, author, Whom::Person(person), Some((author, claim.seq)), &past);
            }
            What::CutOff { device } => {
                let past = log.past(&place.id)?;
                let then = self.folded_in(&past).roster;
                let person = then.person_of(&author).filter(|_| author != device)?;
                if then.person_of(&device) != Some(person) {
                    return None;
                }
                self.remove_own(place, author, Whom::Devices(BTreeSet::from([device])), None, &past);
                self.insert(place, author, 0, Act::Cut { device, person });
            }
            What::Recovered { recovery } => {
                let asked = log.place(&recovery).and_then(|place| self.facts.get(&place));
                asked.filter(|asked| matches!(asked.act, Act::Recover { .. }))?;
                let past = log.past(&place.id)?;
                let then = self.folded_in(&past);
                then.roster.person_of(&author)?;
                // Objected to in its past, of somebody who is gone, or a device that is somebody else's by now: nothing.
                let waiting = then.roster.recoveries.get(&recovery)?;
                let (person, device) = (waiting.person, waiting.device);
                let (_, today) = then.seats(&past);
                let is_free = then.roster.has(&person) && !then.roster.devices.contains_key(&device);
                if !is_free || !self.has_waited(log, &recovery, waiting, today) {
                    return None;
                }
                let lost = then.roster.members.get(&person)?.devices.clone();
                self.remove_own(place, author, Whom::Devices(lost.clone()), None, &past);
                self.insert(place, author, 0, Act::Return { recovery, device, person, lost });
            }
        }
        Some(())
    }

    /// Who is gone in an entry's past, by what stands there.
    fn gone_in(&self, past: &Past<'_>) -> Vec<(&Place, &Removal)> {
        standing(self.removals.iter().filter(|(place, _)| past.contains(&place.id)))
    }

    /// Who has signed a motion in an entry's past. Of those who are gone there, it counts if whoever brought that about had
    /// it before them: else a few who stay could decide with all who were ever removed, over a roll of which those are most.
    fn signed_in(&self, log: &Log, motion: &Motion, past: &Past<'_>) -> BTreeSet<PersonId> {
        let gone = self.gone_in(past);
        let counts = |person: &PersonId, id: &EntryId| {
            let Some(device) = log.author_of(id).filter(|_| past.contains(id)) else { return false };
            let had_it = |place: &Place| log.past(&place.id).is_some_and(|before| before.contains(id));
            gone.iter().all(|(at, removal)| !removal.covers(&device, Some(*person)) || had_it(at))
        };
        let signed = motion.signed.iter().filter(|(person, ids)| ids.iter().any(|id| counts(person, id)));
        signed.map(|(person, _)| *person).collect()
    }

    /// Whose signatures under a motion count, by all that is here.
    pub fn signed(&self, log: &Log, motion: &Motion) -> BTreeSet<PersonId> {
        self.signed_in(log, motion, &log.all())
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

    /// Others say that somebody is gone, having decided it on that basis.
    fn remove(
        &mut self,
        place: Place,
        author: DeviceKey,
        whom: Whom,
        (basis, decided): (EntryId, &Past<'_>),
    ) {
        let same = |other: &&Removal| other.taken() == (&whom, &basis);
        let seen = self.removals.values().find(same).map(|other| other.seen.clone());
        let seen = seen.unwrap_or_else(|| Arc::new(decided.counts()));
        self.gone(place, author, Removal { whom, left: None, basis, seen, brought: None });
    }

    /// A person says so of themselves, or of phones of theirs.
    fn remove_own(
        &mut self,
        place: Place,
        author: DeviceKey,
        whom: Whom,
        left: Option<(DeviceKey, u32)>,
        past: &Past<'_>,
    ) {
        let seen = Arc::new(past.counts());
        let brought = Some(seen.clone());
        self.gone(place, author, Removal { whom, left, basis: place.id, seen, brought });
    }

    fn gone(&mut self, place: Place, author: DeviceKey, removal: Removal) {
        if let Whom::Person(person) = removal.whom {
            self.insert(place, author, 0, Act::Go { person });
        }
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
        let devices: BTreeMap<DeviceKey, PersonId> = devices.filter(on_roll).collect();
        let same = self.motions.values().find(|other| *other.roll == roll && *other.devices == devices);
        let (roll, devices) = match same {
            Some(other) => (other.roll.clone(), other.devices.clone()),
            None => (Arc::new(roll), Arc::new(devices)),
        };
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
