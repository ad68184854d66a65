//! The fold of membership: from events in the order of their places to a [`Roster`].

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use super::{Device, Drawn, Gone, Membership, Roster, heir_message};
use crate::{
    certificate::{Certificate, Statement, roll_hash},
    epoch::EpochName,
    event::Event,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Log, Past, Place, Unaware, Witness},
    signature::Signed,
    time::Time,
};

/// Events about membership, in the order of the fold, and what they come to.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    facts: BTreeMap<Place, Fact>,
    /// Whoever wrote one of them.
    authors: BTreeSet<DeviceKey>,
    /// Removals that hold. Whether one does is settled when it arrives, by what lies in its past.
    removals: BTreeMap<Place, Removal>,
    /// Removals that have arrived and have not been looked at.
    unjudged: BTreeMap<Place, (PersonId, Certificate)>,
    /// Which entries of forked devices others built on before they could know.
    witnesses: BTreeMap<DeviceKey, Witness>,
    roster: Roster,
    /// How far the roster has been folded.
    folded: Option<Place>,
    /// Something reaches back before that: the fold begins anew.
    late: bool,
}

/// What a member did about membership.
#[derive(Clone, Debug)]
struct Fact {
    author: DeviceKey,
    seq: u32,
    act: Act,
}

#[derive(Clone, Debug)]
enum Act {
    Found { name: String },
    Admit { device: DeviceKey, name: String },
    Join { name: String, prekey: [u8; 32], sealed_to: Option<[u8; 32]> },
    Rotate { name: EpochName, gone: Gone, at: Time },
    Prekey { prekey: [u8; 32] },
    Entrust { heir: DeviceKey },
    Continue { person: PersonId, heir: DeviceKey },
}

/// A removal that holds.
#[derive(Clone, Debug)]
struct Removal {
    person: PersonId,
    /// How many entries of each device are in the past of the certificate's basis: those keep their power. (Not in that
    /// of the entry that brings the certificate: anybody can bring it again on less of the past, years later, and undo
    /// what the circle has built on since.)
    seen: BTreeMap<DeviceKey, u32>,
    /// How many are in the past of the entry that brings it: those keep their content.
    brought: BTreeMap<DeviceKey, u32>,
    /// Who saw more of the person's devices in good faith: that keeps its content.
    unaware: BTreeMap<DeviceKey, Unaware>,
    /// How many entries of each of them keep it.
    kept: BTreeMap<DeviceKey, u32>,
}

/// What settling came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Anything in the roster differs.
    pub changed: bool,
    /// Whose entries count differs, for somebody who has written.
    pub speakers_changed: bool,
}

impl Belonging {
    /// Adds an event, if it is one about membership; whether it is. It counts after [`Belonging::settle`].
    pub fn add(
        &mut self,
        circle: &CircleId,
        place: Place,
        author: DeviceKey,
        seq: u32,
        event: &Event,
    ) -> bool {
        let act = match event {
            Event::Founded { nonce, name } if CircleId::of(&author, nonce) == *circle => {
                Act::Found { name: name.clone() }
            }
            Event::Admitted { device, name } => Act::Admit { device: *device, name: name.clone() },
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
            Event::Removed { person, certificate } => {
                self.unjudged.insert(place, (*person, certificate.clone()));
                return true;
            }
            Event::Founded { .. } => return true,
            _ => return false,
        };
        self.late |= self.folded.is_some_and(|folded| place < folded);
        self.authors.insert(author);
        self.facts.insert(place, Fact { author, seq, act });
        true
    }

    /// Folds what was added.
    pub fn settle(&mut self, circle: &CircleId, log: &Log) -> Settled {
        self.judge(circle, log);
        self.look_at_forks(log);
        let Some((last, _)) = self.facts.last_key_value() else { return Settled::default() };
        if !self.late && self.folded == Some(*last) {
            let mut roster = std::mem::take(&mut self.roster);
            let changed = self.close(&mut roster, Some(log));
            self.roster = roster;
            return Settled { changed, speakers_changed: changed };
        }
        let last = *last;
        let before = self.roster.clone();
        if std::mem::take(&mut self.late) {
            let forked = std::mem::take(&mut self.roster.forked);
            (self.roster, self.folded) = (Roster { forked, ..Roster::default() }, None);
        }
        let from = self.folded.map_or(Bound::Unbounded, Bound::Excluded);
        let mut roster = std::mem::take(&mut self.roster);
        for (place, fact) in self.facts.range((from, Bound::Unbounded)) {
            if self.has_power(&roster, place, fact) {
                roster.apply(*place, fact);
            }
            roster.count(fact);
        }
        self.close(&mut roster, Some(log));
        self.roster = roster;
        self.folded = Some(last);
        self.compare(&before, log)
    }

    /// Who belonged in an entry's past.
    pub fn roll(&self, log: &Log, basis: &EntryId) -> Option<BTreeSet<PersonId>> {
        let past = log.past(basis)?;
        Some(self.roster_in(&past).present().map(|(person, _)| *person).collect())
    }

    /// What they come to.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    fn compare(&self, before: &Roster, log: &Log) -> Settled {
        let now = &self.roster;
        let differs = |device: &DeviceKey| {
            let speaks =
                |roster: &Roster| roster.devices.get(device).map(|known| (known.person, known.until));
            speaks(before) != speaks(now) && log.next_of(device) > 0
        };
        // Who was in and is not any more counts as much as who came in.
        let speakers_changed =
            before.strays != now.strays || now.devices.keys().chain(before.devices.keys()).any(differs);
        Settled { changed: before != now, speakers_changed }
    }

    /// Whether what a fact says can have power where it stands.
    fn has_power(&self, roster: &Roster, place: &Place, fact: &Fact) -> bool {
        // A device that says that it continues a person is nobody's before.
        let person = match &fact.act {
            Act::Continue { person, .. } => Some(*person),
            _ => roster.devices.get(&fact.author).map(|device| device.person),
        };
        let mut removals = self.removals.values().filter(|removal| Some(removal.person) == person);
        let is_within =
            removals.all(|removal| fact.seq < removal.seen.get(&fact.author).copied().unwrap_or(0));
        // What a device says of itself is no power over others; nor can a founder's fork unfound the circle.
        let is_own = matches!(fact.act, Act::Found { .. } | Act::Join { .. } | Act::Prekey { .. });
        let is_beyond = roster.forked.get(&fact.author).is_some_and(|from| fact.seq >= *from);
        is_within && (is_own || !is_beyond || self.is_built_on(roster, place, fact, person))
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

    /// Looks at removals that have arrived, in the order of the log: one may lie in the past of another.
    fn judge(&mut self, circle: &CircleId, log: &Log) {
        while let Some((place, (person, certificate))) = self.unjudged.pop_first() {
            let Some(past) = log.past(&place.id).filter(|past| past.contains(&certificate.basis)) else {
                continue;
            };
            let Some(roll_past) = log.past(&certificate.basis) else { continue };
            let then = self.roster_in(&roll_past);
            let roll: BTreeSet<PersonId> = then.present().map(|(person, _)| *person).collect();
            let statement = Statement::Remove { person };
            let signers = certificate.signers(circle, &statement, &roll_hash(&roll));
            let persons: BTreeSet<PersonId> =
                signers.iter().filter_map(|signer| then.person_of(signer)).collect();
            // The accused counts in the roll and cannot sign.
            let signed = persons.iter().filter(|signer| **signer != person).count();
            if roll.contains(&person) && 2 * signed > roll.len() {
                self.removals.insert(
                    place,
                    Removal {
                        person,
                        seen: roll_past.counts(),
                        brought: past.counts(),
                        unaware: BTreeMap::new(),
                        kept: BTreeMap::new(),
                    },
                );
                self.late = true;
            }
        }
    }

    /// The roster as it follows from one entry's past alone. Forks are not looked at: whoever was let in then was.
    fn roster_in(&self, past: &Past<'_>) -> Roster {
        let removals = self.removals.iter().filter(|(place, _)| past.contains(&place.id));
        let mut within = Belonging {
            removals: removals.map(|(place, removal)| (*place, removal.clone())).collect(),
            ..Belonging::default()
        };
        let mut roster = Roster::default();
        for (place, fact) in self.facts.iter().filter(|(place, _)| past.contains(&place.id)) {
            if within.has_power(&roster, place, fact) {
                roster.apply(*place, fact);
            }
        }
        within.close(&mut roster, None);
        roster
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
        if forked != self.roster.forked {
            self.late = true;
            self.roster.forked = forked;
        }
        for device in self.roster.forked.keys() {
            // Whoever has said nothing about membership has no power to lose.
            if self.authors.contains(device) {
                self.late |= log.witness(device, self.witnesses.entry(*device).or_default());
            }
        }
    }

    /// Says at the end of a fold who is gone, and how much of what they wrote keeps its content; whether that differs
    /// from what was said before.
    fn close(&mut self, roster: &mut Roster, log: Option<&Log>) -> bool {
        let mut changed = false;
        for (place, removal) in &self.removals {
            if let Some(member) = roster.members.get_mut(&removal.person)
                && member.removed.is_none()
            {
                (member.removed, changed) = (Some(place.id), true);
            }
        }
        for (place, removal) in &mut self.removals {
            let theirs = roster.devices.iter().filter(|(_, device)| device.person == removal.person);
            for key in theirs.map(|(key, _)| *key).collect::<Vec<_>>() {
                let mut kept = removal.brought.get(&key).copied().unwrap_or(0);
                if let Some(log) = log {
                    let unaware = removal.unaware.entry(key).or_default();
                    log.look_unaware(&key, &place.id, unaware);
                    let present = unaware.by().filter(|(by, _)| roster.person_of(by).is_some());
                    kept = present.map(|(_, count)| *count).fold(kept, u32::max);
                }
                let said = removal.kept.insert(key, kept);
                changed |= said != Some(kept);
            }
        }
        // Of several removals of one person, the strictest.
        for (key, device) in &mut roster.devices {
            let of_them = self.removals.values().filter(|removal| removal.person == device.person);
            device.until = of_them.filter_map(|removal| removal.kept.get(key)).min().copied();
        }
        let Some(log) = log else { return changed };
        let mut strays = BTreeSet::new();
        for (place, removal) in &self.removals {
            for key in removal.kept.keys().filter(|key| roster.forked.contains_key(key)) {
                let Some(unaware) = removal.unaware.get(key) else { continue };
                strays.extend(log.strays(key, &place.id, unaware, |by| roster.person_of(by).is_some()));
            }
        }
        changed |= std::mem::replace(&mut roster.strays, strays.clone()) != strays;
        changed
    }
}

impl Roster {
    fn apply(&mut self, place: Place, fact: &Fact) {
        let author = fact.author;
        let person = self.devices.get(&author).map(|device| device.person);
        match (&fact.act, person) {
            (Act::Found { name }, _) if self.members.is_empty() => {
                (self.name, self.founded) = (name.clone(), Some(place.id));
                self.enter(author, String::new(), None);
            }
            (Act::Admit { device, name }, Some(by)) if !self.devices.contains_key(device) => {
                self.enter(*device, name.clone(), Some((by, place.id)));
            }
            (Act::Join { name, prekey, sealed_to }, Some(person)) => {
                if let Some(member) = self.members.get_mut(&person) {
                    (member.name, member.prekey) = (name.clone(), Some(*prekey));
                }
                if let (Some(device), Some(sealed_to)) = (self.devices.get_mut(&author), sealed_to) {
                    device.sealed_to = Some(*sealed_to);
                }
            }
            (Act::Prekey { prekey }, Some(_)) => {
                if let Some(device) = self.devices.get_mut(&author) {
                    device.sealed_to = Some(*prekey);
                }
            }
            // One more than what was known at most, so that nobody runs away with the numbers.
            (Act::Rotate { name, gone, at }, Some(_)) if name.number <= self.numbers + 1 => {
                self.epochs.entry(*name).or_insert(Drawn { gone: *gone, at: *at });
            }
            (Act::Entrust { heir }, Some(person)) => {
                if let Some(member) = self.members.get_mut(&person) {
                    member.heirs.insert(*heir);
                }
            }
            (Act::Continue { person, heir }, None)
                if self.members.get_mut(person).is_some_and(|member| member.heirs.remove(heir)) =>
            {
                self.devices.insert(author, Device { person: *person, sealed_to: None, until: None });
            }
            _ => {}
        }
    }

    /// How far the numbers go, by anybody's word: it takes as many entries.
    fn count(&mut self, fact: &Fact) {
        if let Act::Rotate { name, .. } = &fact.act
            && name.number == self.numbers + 1
        {
            self.numbers = name.number;
        }
    }

    fn enter(&mut self, person: PersonId, name: String, admitted: Option<(PersonId, EntryId)>) {
        let (removed, heirs) = (None, BTreeSet::new());
        self.members.insert(person, Membership { name, prekey: None, admitted, removed, heirs });
        self.devices.insert(person, Device { person, sealed_to: None, until: None });
    }
}
