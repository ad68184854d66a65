//! What time it is in the circle at any place of the fold: the median over members of the newest day that each had
//! stated by then (PROTOCOL.md §3).
//!
//! It goes by the order of the fold instead of by each entry's own past: walking each past would take hours in a large
//! circle, and the two differ only by what was being said elsewhere at the moment. Whoever has stated nothing for a
//! year of that time does not count: else a circle of which half has gone away without a word would stand still.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ids::{DeviceKey, PersonId},
    log::{Day, LAST_DAY},
    time::{DAY, Time},
};

/// Whoever has stated nothing for so many days does not count.
pub(crate) const SILENT: Day = 365;

/// What everybody had stated by some place.
#[derive(Clone, Debug, Default)]
pub(super) struct Clocks {
    stated: BTreeMap<DeviceKey, Day>,
    members: BTreeMap<PersonId, Day>,
    /// How many members stated each day last: sums over ranges (Fenwick, "A new data structure for cumulative frequency
    /// tables", 1994), so that a median takes a few steps whatever the days are.
    sums: Vec<u32>,
    /// Persons and devices that are gone: what they state from then on, or turns out to have stated before, does not
    /// count.
    gone: BTreeSet<DeviceKey>,
}

impl Clocks {
    /// A device states a day. `person`: whose it is, if it is a member's.
    pub(super) fn step(&mut self, device: DeviceKey, person: Option<PersonId>, day: Day) {
        let stated = self.stated.entry(device).or_insert(day);
        *stated = day.max(*stated);
        if let Some(person) = person.filter(|_| !self.gone.contains(&device)) {
            self.count(person, day);
        }
    }

    /// This device is a member's from now on. It counts if it has stated anything itself: the clock of whoever let it
    /// in is not its own, or one phone could let in a majority of clocks.
    pub(super) fn enter(&mut self, device: DeviceKey, person: PersonId) {
        if let Some(day) = self.stated.get(&device).copied().filter(|_| !self.gone.contains(&device)) {
            self.count(person, day);
        }
    }

    /// This person is no member any more.
    pub(super) fn drop(&mut self, person: &PersonId, devices: impl Iterator<Item = DeviceKey>) {
        self.gone.extend(devices);
        self.forget(person);
    }

    /// A device of this person is theirs no more; those are left.
    pub(super) fn cut<'a>(
        &mut self,
        device: DeviceKey,
        person: PersonId,
        left: impl Iterator<Item = &'a DeviceKey>,
    ) {
        self.gone.insert(device);
        self.forget(&person);
        left.for_each(|device| self.enter(*device, person));
    }

    /// This person does not count until one of their devices enters.
    pub(super) fn forget(&mut self, person: &PersonId) {
        if let Some(day) = self.members.remove(person) {
            self.add(day, u32::MAX);
        }
    }

    /// The newest day that each member stated.
    pub(super) fn members(&self) -> &BTreeMap<PersonId, Day> {
        &self.members
    }

    /// What time it is.
    pub(super) fn now(&self) -> Day {
        let (mut now, all): (Day, u32) = (0, self.members.len() as u32);
        loop {
            let silent = self.before(now.saturating_sub(SILENT));
            let Some(last) = (all - silent).checked_sub(1) else { return now };
            let median = self.at(silent + last / 2);
            if median <= now {
                return now;
            }
            now = median;
        }
    }

    fn count(&mut self, person: PersonId, day: Day) {
        let before = self.members.get(&person).copied();
        if before.is_some_and(|before| before >= day) {
            return;
        }
        self.members.insert(person, day);
        if let Some(before) = before {
            self.add(before, u32::MAX);
        }
        self.add(day, 1);
    }

    /// One more on this day, or (with the largest number) one less.
    fn add(&mut self, day: Day, one: u32) {
        if self.sums.is_empty() {
            self.sums = vec![0; LAST_DAY as usize + 1];
        }
        let mut at = day.min(LAST_DAY) as usize;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum = sum.wrapping_add(one);
            at |= at + 1;
        }
    }

    /// How many stated an earlier day.
    fn before(&self, day: Day) -> u32 {
        let (mut sum, mut at) = (0_u32, day.min(LAST_DAY + 1) as usize);
        while at > 0 {
            sum = sum.wrapping_add(self.sums.get(at - 1).copied().unwrap_or(0));
            at &= at - 1;
        }
        sum
    }

    /// The day that stands at this place when all are put in their order.
    fn at(&self, place: u32) -> Day {
        let (mut day, mut rest) = (0_usize, place);
        for bit in (0..u16::BITS).rev() {
            let next = day + (1 << bit);
            if let Some(sum) = self.sums.get(next - 1).filter(|sum| **sum <= rest) {
                (day, rest) = (next, rest - sum);
            }
        }
        day as Day
    }
}

/// The newest clock of each member by all that is here, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Tip {
    stated: BTreeMap<PersonId, Time>,
    order: Vec<u64>,
}

impl Tip {
    /// A member states a clock.
    pub(super) fn say(&mut self, person: PersonId, clock: Time) {
        let before = self.stated.get(&person).copied();
        if before.is_some_and(|before| before >= clock) {
            return;
        }
        self.stated.insert(person, clock);
        if let Some(before) = before
            && let Ok(at) = self.order.binary_search(&before.0)
        {
            self.order.remove(at);
        }
        let at = self.order.partition_point(|other| *other < clock.0);
        self.order.insert(at, clock.0);
    }

    /// What time it is.
    pub(super) fn now(&self) -> Time {
        Time(median_of_the_awake(&self.order, u64::from(SILENT) * DAY))
    }
}

/// Whether somebody's word, said somewhere before, leaves the time at a later place as it was.
///
/// If all of a year's words before the median stay before it, or a word after it stays after it, the median is where it
/// was, and so are those who count (moving one of them forward moves no median of fewer below it either).
pub(super) fn leaves(now: Day, before: Option<Day>, day: Day) -> bool {
    match before {
        Some(before) if before > now => true,
        Some(before) => before.saturating_add(SILENT) >= now && day <= now,
        None => false,
    }
}

/// The same for clocks of any unit, which stand in their order. `silent`: whoever has stated nothing for so long does not
/// count.
pub(super) fn median_of_the_awake(clocks: &[u64], silent: u64) -> u64 {
    let (mut first, mut now) = (0, 0);
    while let Some(last) = clocks.len().checked_sub(first + 1) {
        let median = clocks[first + last / 2];
        if median <= now {
            break;
        }
        now = median;
        first = clocks.partition_point(|clock| clock.saturating_add(silent) < now);
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u8) -> PersonId {
        DeviceKey([n; 32])
    }

    fn clocks(days: &[Day]) -> Clocks {
        let mut clocks = Clocks::default();
        for (n, day) in days.iter().enumerate() {
            clocks.step(person(n as u8), Some(person(n as u8)), *day);
        }
        clocks
    }

    #[test]
    fn a_minority_moves_nothing_and_the_silent_do_not_hold_time_up() {
        assert_eq!(clocks(&[]).now(), 0);
        assert_eq!(clocks(&[100]).now(), 100);
        assert_eq!(clocks(&[100, 9_000]).now(), 100, "of two, the earlier");
        assert_eq!(clocks(&[100, 101, 9_000]).now(), 101);
        assert_eq!(clocks(&[0, 100, 101]).now(), 100, "who never set a clock");
        // Two of five have been silent for years.
        assert_eq!(clocks(&[100, 120, 2_000, 2_001, 2_002]).now(), 2_001);
        let mut tip = Tip::default();
        assert_eq!(tip.now(), Time(0));
        for (n, day) in [2_000, 100, 2_002, 120, 2_001, 90].into_iter().enumerate() {
            tip.say(person(n as u8 % 5), Time(day * DAY));
        }
        assert_eq!(tip.now(), Time(2_001 * DAY));
        assert_eq!(clocks(&[LAST_DAY, LAST_DAY, 100]).now(), LAST_DAY);
    }

    #[test]
    fn what_leaves_the_time_as_it_was_does() {
        for n in 0..4_000_u32 {
            let draw = |salt: u32| (n.wrapping_mul(2_654_435_761).wrapping_add(salt * 40_503) >> 7) % 900;
            let (mut days, at) = ((0..5).map(|m| draw(m + 1)).collect::<Vec<_>>(), (n % 5) as usize);
            let (before, now) = (days[at], clocks(&days).now());
            days[at] = before + draw(9) % 400;
            if leaves(now, Some(before), days[at]) {
                assert_eq!(clocks(&days).now(), now, "{days:?}, before {before}");
            }
        }
    }

    #[test]
    fn who_comes_in_counts_with_what_they_have_stated_themselves() {
        let mut clocks = clocks(&[100, 100]);
        clocks.step(person(8), None, 500);
        clocks.step(person(9), None, 500);
        clocks.step(person(10), None, 500);
        assert_eq!(clocks.now(), 100);
        clocks.enter(person(8), person(8));
        clocks.enter(person(9), person(9));
        clocks.enter(person(7), person(7));
        assert_eq!(clocks.now(), 100, "two of four, and one who has said nothing");
        clocks.enter(person(10), person(10));
        assert_eq!(clocks.now(), 500, "the two of 100 are silent for more than a year by then");
        clocks.drop(&person(8), [person(8)].into_iter());
        clocks.drop(&person(9), [person(9)].into_iter());
        assert_eq!(clocks.now(), 100);
        clocks.step(person(8), Some(person(8)), 501);
        clocks.step(person(9), Some(person(9)), 501);
        assert_eq!(clocks.now(), 100, "whoever is gone says the time to nobody");
    }
}
