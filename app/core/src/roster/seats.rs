//! Seats: whose voice counts in what holds for all.
//!
//! Half a circle that is cut off can let in as many as it had, each with vouches in order. They are members; but they
//! have no seat, and so make no majority, until more than half of the seats before them have written something in the
//! knowledge that they came in. Nobody has to approve of anything: writing on is enough.

use std::collections::{BTreeMap, BTreeSet};

use super::Roster;
use crate::{
    ids::{EntryId, PersonId},
    log::{Day, Log, Past, Place, day},
};

impl Roster {
    /// Who has a seat now, by all that is here.
    pub fn seats(&self, log: &Log) -> BTreeSet<PersonId> {
        self.seats_in(&log.all(), day(self.circle_time(log, None)))
    }

    /// Who has a seat at the end of the past that this roster follows from.
    pub(super) fn seats_in(&self, past: &Past<'_>, today: Day) -> BTreeSet<PersonId> {
        // Those who have a say, in the order in which they came in.
        let mut order: Vec<(Option<Place>, PersonId)> = self
            .present()
            .filter(|(person, _)| self.has_say(person, today))
            .map(|(person, member)| (member.admitted.and_then(|(_, entry)| past.place(&entry)), *person))
            .collect();
        order.sort_unstable();
        let numbers: BTreeMap<PersonId, usize> =
            order.iter().enumerate().map(|(number, (_, person))| (*person, number)).collect();
        let persons: Vec<Option<usize>> = past
            .authors()
            .map(|device| self.devices.get(device).and_then(|known| numbers.get(&known.person)).copied())
            .collect();
        let mut seats: Vec<usize> = Vec::with_capacity(order.len());
        let (mut before, mut group) = (0, None);
        for (block, candidates) in order.chunks(64).enumerate() {
            let entries: Vec<EntryId> = candidates
                .iter()
                .map(|(place, _)| place.map_or(EntryId([0; 16]), |place| place.id))
                .collect();
            let mut noticed = vec![0_u64; order.len()];
            for (person, bits) in persons.iter().zip(past.seen_of(&entries)) {
                if let Some(number) = person {
                    noticed[*number] |= bits;
                }
            }
            for (bit, (place, _)) in candidates.iter().enumerate() {
                // Those who came in by one entry have the same seats before them.
                if *place != group {
                    (before, group) = (seats.len(), *place);
                }
                let has = seats[..before].iter().filter(|seat| noticed[**seat] >> bit & 1 == 1).count();
                if place.is_none() || 2 * has > before {
                    seats.push(64 * block + bit);
                }
            }
        }
        seats.into_iter().map(|number| order[number].1).collect()
    }
}
