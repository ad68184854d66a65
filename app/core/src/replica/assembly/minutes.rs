//! Minutes and records out of what this phone knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    assembly::meeting::{Item, cosigning::REMARKS_OF_ONE_MAX},
    entry::Entry,
    ids::{EntryId, PersonId},
    record::{Minutes, MinutesView, NoRecord, Record, Result as Came, gather, minutes_of},
    replica::Replica,
};

impl Replica {
    /// The minutes of a meeting, as they follow from what is here.
    pub fn minutes(&self, meeting: &EntryId) -> Option<Minutes> {
        minutes_of(&self.keys.circle, self.state.assembly(), meeting)
    }

    /// The same, as they are read.
    pub fn minutes_view(&self, meeting: &EntryId) -> Option<MinutesView> {
        let minutes = self.minutes(meeting)?;
        let known = self.state.assembly().meeting(meeting)?;
        let (digest, me) = (minutes.digest(), self.my_person());
        let (same, other): (Vec<_>, Vec<_>) =
            known.cosigned.iter().partition(|(_, signed)| **signed == digest);
        let is_named = named(&minutes);
        let beside = known.cosigned.keys().chain(known.remarks.iter().map(|remark| &remark.by)).copied();
        let persons: BTreeMap<PersonId, _> =
            is_named.into_iter().chain(beside).map(|person| (person, self.person(person))).collect();
        let mine = known.remarks.iter().filter(|remark| remark.by == me).count();
        Some(MinutesView {
            digest,
            persons,
            agenda: known.agenda.iter().map(|point| self.title_of(point)).collect(),
            cosigned: self.persons(same.into_iter().map(|(person, _)| *person)),
            earlier: self.persons(other.into_iter().map(|(person, _)| *person)),
            remarks: known.remarks.clone(),
            can_cosign: self.is_member() && known.ended.is_some() && known.cosigned.get(&me) != Some(&digest),
            can_remark: self.is_member() && mine < REMARKS_OF_ONE_MAX,
            minutes,
        })
    }

    /// The record of a meeting. `entry` gives the entries that are on this phone's disk.
    ///
    /// # Errors
    /// See [`NoRecord`].
    pub fn record(
        &self,
        meeting: &EntryId,
        entry: impl Fn(&EntryId) -> Option<Entry>,
    ) -> Result<Record, NoRecord> {
        let from = gather::From {
            circle: &self.keys.circle,
            assembly: self.state.assembly(),
            roster: self.state.roster(),
            standing: &|basis| self.state.standing(&self.log, basis),
            entry: &entry,
        };
        for whole in [false, true] {
            let record = gather::gather(&from, meeting, whole)?;
            if record.clone().check([0; 32]).faults.is_empty() {
                return Ok(record);
            }
        }
        Err(NoRecord::Differs)
    }
}

/// Everybody whom minutes name.
fn named(minutes: &Minutes) -> BTreeSet<PersonId> {
    let mut named: BTreeSet<PersonId> = minutes.roll.iter().copied().collect();
    named.extend([minutes.opened_by]);
    named.extend(minutes.facilitator);
    named.extend(minutes.spoke.keys());
    for (person, there) in &minutes.present {
        named.insert(*person);
        named.extend(&there.let_in_by);
    }
    for hands in &minutes.hands {
        if let Item::Facilitate(person) | Item::Speak(person) = hands.item {
            named.insert(person);
        }
    }
    named.extend(minutes.draw.iter().flat_map(|draw| &draw.barred));
    for vote in &minutes.votes {
        named.extend(&vote.tellers);
        match &vote.result {
            Came::Contradicted(both) => named.extend(both),
            Came::Closed(closed) => named.extend(closed.words.keys()),
            Came::NotClosed | Came::Straw(_) | Came::Voided => {}
        }
    }
    named
}
