//! How far things reached: who had seen what, and what they said about the time.

use super::{Log, Node, Past, Place};
use crate::{
    ids::{DeviceKey, EntryId},
    time::{DAY, Time},
};

/// A day, counted from 1970. Where a rule asks for the time at which something was said, days are fine enough, and
/// most entries then say nothing new.
pub type Day = u32;

/// The last day that is told apart from later ones, in the year 2149.
pub const LAST_DAY: Day = 65_535;

/// The day of a time.
pub fn day(time: Time) -> Day {
    Day::try_from(time.0 / DAY).map_or(LAST_DAY, |day| day.min(LAST_DAY))
}

/// An author's word on which day it is, later than all their words before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where they said so.
    pub place: Place,
    /// Who.
    pub author: DeviceKey,
    /// What they had said before, on this branch.
    pub before: Option<Day>,
    /// Which day.
    pub day: Day,
}

impl Log {
    /// The steps among all but the first `number` entries that came, as they came.
    pub fn steps_from(&self, number: usize) -> impl Iterator<Item = Step> + '_ {
        self.nodes[number..].iter().filter_map(|node| self.step(node))
    }

    /// Whose entries came after the first `number`, and the newest clock that each had stated by then.
    pub fn words_from(&self, number: usize) -> impl Iterator<Item = (DeviceKey, Time)> + '_ {
        let nodes = self.nodes[number..].iter();
        nodes.map(|node| (self.authors[node.author as usize].key, node.newest_clock))
    }

    /// Whose entry this is.
    pub fn author_of(&self, id: &EntryId) -> Option<DeviceKey> {
        let node = self.node(*self.by_id.get(id)?);
        Some(self.authors[node.author as usize].key)
    }

    /// The newest clock that a device has stated.
    pub fn newest_clock(&self, device: &DeviceKey) -> Option<Time> {
        let number = self.author_numbers.get(device)?;
        Some(self.authors[*number as usize].newest_clock)
    }

    fn step(&self, node: &Node) -> Option<Step> {
        let before = (node.seq > 0).then(|| day(self.node(node.causes[0]).newest_clock));
        let (author, day) = (self.authors[node.author as usize].key, day(node.newest_clock));
        (before < Some(day)).then_some(Step { place: node.place, author, before, day })
    }
}

impl Log {
    /// All that is here, as if one entry had it all in its past.
    pub fn all(&self) -> Past<'_> {
        Past { log: self, within: vec![true; self.nodes.len()] }
    }
}

impl Past<'_> {
    /// Where an entry in it stands.
    pub fn place(&self, id: &EntryId) -> Option<Place> {
        let number = self.log.by_id.get(id).filter(|_| self.contains(id))?;
        Some(self.log.node(*number).place)
    }

    /// The steps in it, in the order of their places.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.nodes().filter_map(|node| self.log.step(node)).collect();
        steps.sort_unstable_by_key(|step| step.place);
        steps
    }

    /// Whose entries there are, by number.
    pub fn authors(&self) -> impl Iterator<Item = &DeviceKey> + '_ {
        self.log.authors.iter().map(|author| &author.key)
    }

    /// For each of [`Past::authors`], which of up to 64 entries they had seen, as bits: those in the past of something
    /// that they wrote here, or written by themselves. One walk through what came after the first of them.
    pub fn seen_of(&self, entries: &[EntryId]) -> Vec<u64> {
        let numbers = entries.iter().take(64).map(|id| self.log.by_id.get(id).filter(|_| self.contains(id)));
        let numbers: Vec<Option<usize>> =
            numbers.map(|number| number.map(|number| *number as usize)).collect();
        let first = numbers.iter().flatten().min().copied().unwrap_or(self.within.len());
        let mut bits = vec![0_u64; self.within.len() - first];
        for (n, number) in numbers.iter().enumerate() {
            if let Some(number) = number {
                bits[number - first] |= 1 << n;
            }
        }
        let mut seen = vec![0_u64; self.log.authors.len()];
        for number in first..self.within.len() {
            if self.within[number] {
                let node = &self.log.nodes[number];
                let causes = node.causes.iter().filter_map(|cause| (*cause as usize).checked_sub(first));
                let known = causes.fold(bits[number - first], |known, cause| known | bits[cause]);
                bits[number - first] = known;
                seen[node.author as usize] |= known;
            }
        }
        seen
    }
}
