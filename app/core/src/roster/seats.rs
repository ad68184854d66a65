//! Seats: whose voice counts in what holds for all.
//!
//! Half a circle that is cut off can let in as many as it had, each with vouches in order. They are members; but they
//! have no seat, and so make no majority, until more than half of the seats before them have written something in the
//! knowledge that they came in. Nobody has to approve of anything: writing on is enough.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Roster,
    clocks::{SILENT, median_of_the_awake},
};
use crate::{
    ids::{EntryId, PersonId},
    log::{Day, Log, Past, Place, day},
};

/// How often it is asked anew who has faded by the day that those say who have not. Each time somebody fades who had
/// been silent for a year: twice is rare.
const ROUNDS_MAX: usize = 8;

impl Roster {
    /// Who has a seat now, by all that is here.
    pub fn seats(&self, log: &Log) -> BTreeSet<PersonId> {
        let mut stated: BTreeMap<PersonId, Day> = BTreeMap::new();
        for (device, clock) in log.newest_clocks(None) {
            if let Some(person) = self.person_of(&device) {
                let newest = stated.entry(person).or_insert(0);
                *newest = day(clock).max(*newest);
            }
        }
        self.seats_in(&log.all(), &stated).0
    }

    /// Who has a seat at the end of the past that this roster follows from, and what day it is by those who have one.
    /// `stated`: the newest day that each member stated.
    ///
    /// Who has a say depends on the day, and the day on whose clocks count: on the seats'. So it begins with the seats
    /// that there would be if nobody ever faded, and goes on from day to day while those who have a seat say that it is
    /// later. (By everybody's clocks, half a circle that is cut off could let in as many as it had, set all those
    /// clocks ahead by years, and so be the only ones who have not faded.)
    pub(super) fn seats_in(
        &self,
        past: &Past<'_>,
        stated: &BTreeMap<PersonId, Day>,
    ) -> (BTreeSet<PersonId>, Day) {
        // In the order in which they came in.
        let mut order: Vec<(Option<Place>, PersonId)> = self
            .present()
            .map(|(person, member)| (member.admitted.and_then(|(_, entry)| past.place(&entry)), *person))
            .collect();
        order.sort_unstable();
        let noticed = self.noticed(past, &order);
        let mut today = 0;
        for _ in 1..ROUNDS_MAX {
            let seats = self.seated(&order, &noticed, today);
            let mut days: Vec<u64> =
                seats.iter().filter_map(|person| stated.get(person).copied().map(u64::from)).collect();
            days.sort_unstable();
            let now = median_of_the_awake(&days, u64::from(SILENT));
            match Day::try_from(now).ok().filter(|now| *now > today) {
                Some(now) => today = now,
                None => return (seats, today),
            }
        }
        (self.seated(&order, &noticed, today), today)
    }

    /// For each of these, who of them has written something in the knowledge that they came in: as bits, 64 of them in a
    /// row.
    fn noticed(&self, past: &Past<'_>, order: &[(Option<Place>, PersonId)]) -> Vec<Vec<u64>> {
        let numbers: BTreeMap<PersonId, usize> =
            order.iter().enumerate().map(|(number, (_, person))| (*person, number)).collect();
        let persons: Vec<Option<usize>> = past
            .authors()
            .map(|device| self.devices.get(device).and_then(|known| numbers.get(&known.person)).copied())
            .collect();
        let block = |candidates: &[(Option<Place>, PersonId)]| {
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
            noticed
        };
        order.chunks(64).map(block).collect()
    }

    /// Who of them has a seat on that day.
    fn seated(
        &self,
        order: &[(Option<Place>, PersonId)],
        noticed: &[Vec<u64>],
        today: Day,
    ) -> BTreeSet<PersonId> {
        let mut seats: Vec<usize> = Vec::with_capacity(order.len());
        let (mut before, mut group) = (0, None);
        let can_renew = self.can_renew(today, &|person| self.has(person));
        for (number, (place, person)) in order.iter().enumerate() {
            if can_renew && !self.is_current(person, today) {
                continue;
            }
            // Those who came in by one entry have the same seats before them.
            if *place != group {
                (before, group) = (seats.len(), *place);
            }
            let (noticed, bit) = (&noticed[number / 64], number % 64);
            let has = seats[..before].iter().filter(|seat| noticed[**seat] >> bit & 1 == 1).count();
            if place.is_none() || 2 * has > before {
                seats.push(number);
            }
        }
        seats.into_iter().map(|number| order[number].1).collect()
    }
}
