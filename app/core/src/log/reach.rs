//! How far things reached: who had seen what, and what they said about the time.

use std::collections::BTreeMap;

use super::{Log, Node, Past, Place};
use crate::{
    ids::{DeviceKey, EntryId},
    time::{DAY, Time},
};

/// A day, counted from 1970. Where a rule asks for the time at which something was said, days are fine enough, and
/// most entries then say nothing new.
pub type Day = u32;

/// The day of a time.
pub fn day(time: Time) -> Day {
    Day::try_from(time.0 / DAY).unwrap_or(Day::MAX)
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

    /// For each device that wrote anything in it, which of up to 64 entries it had seen, as bits: those in the past of
    /// something that it wrote here, or written by itself. One walk through what is here.
    pub fn seen_of(&self, entries: &[EntryId]) -> BTreeMap<DeviceKey, u64> {
        let mut bits = vec![0_u64; self.within.len()];
        for (n, id) in entries.iter().enumerate().take(64) {
            if let Some(number) = self.log.by_id.get(id).filter(|_| self.contains(id)) {
                bits[*number as usize] |= 1 << n;
            }
        }
        let mut seen = vec![0_u64; self.log.authors.len()];
        for number in 0..bits.len() {
            if self.within[number] {
                let node = &self.log.nodes[number];
                let known =
                    node.causes.iter().fold(bits[number], |known, cause| known | bits[*cause as usize]);
                bits[number] = known;
                seen[node.author as usize] |= known;
            }
        }
        self.log.authors.iter().zip(seen).map(|(author, seen)| (author.key, seen)).collect()
    }
}
