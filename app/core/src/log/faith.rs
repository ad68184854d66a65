//! Who built on what in good faith: on one branch of a device that forked, or on the words of somebody who is gone, before
//! they could know.

use std::collections::{BTreeMap, BTreeSet};

use super::{Log, Node};
use crate::ids::{DeviceKey, EntryId};

/// What of one device's chain lies in an entry's past.
#[derive(Clone, Copy, Debug)]
enum Seen {
    Nothing,
    /// One branch, up to this entry.
    Upto(u32),
    /// Two branches.
    Both,
}

/// Of a device that forked: the entries on which another device built while it saw one branch only.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// The place at which it forked: what was built on before has its power anyway.
    from: u32,
    /// Of each node in turn, what of the device's chain lies in its past, itself included.
    seen: Vec<Seen>,
    entries: BTreeMap<EntryId, BTreeSet<DeviceKey>>,
}

impl Witness {
    /// Which other devices built on this entry.
    pub fn of(&self, id: &EntryId) -> impl Iterator<Item = &DeviceKey> {
        self.entries.get(id).into_iter().flatten()
    }
}

/// Of a device whose person was removed: how many of its entries others saw while they did not know of that.
#[derive(Clone, Debug, Default)]
pub struct Unaware {
    /// Of each node in turn.
    seen: Vec<SeenOf>,
    by: BTreeMap<DeviceKey, u32>,
}

/// How many of a device's entries lie in an entry's past, itself included, and whether it knows of the removal: in four
/// bytes, since each who is gone costs so many for every entry. (A chain is no longer than [`ENTRIES_MAX`].)
#[derive(Clone, Copy, Debug)]
struct SeenOf(u32);

impl SeenOf {
    fn new(count: u32, knows: bool) -> SeenOf {
        SeenOf(count << 1 | u32::from(knows))
    }

    fn count(self) -> u32 {
        self.0 >> 1
    }

    fn knows(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Unaware {
    /// By which other device, and how many of the entries.
    pub fn by(&self) -> impl Iterator<Item = (&DeviceKey, &u32)> {
        self.by.iter()
    }
}

impl Log {
    /// Looks at what came since the last time; whether that made anything witnessed.
    pub fn witness(&self, device: &DeviceKey, witness: &mut Witness) -> bool {
        let (Some(author), Some(from)) = (self.author_numbers.get(device), self.fork_of(device)) else {
            return false;
        };
        if witness.from != from {
            *witness = Witness { from, ..Witness::default() };
        }
        let mut is_news = false;
        for number in witness.seen.len()..self.nodes.len() {
            let node = &self.nodes[number];
            let is_own = node.author == *author;
            let known = node
                .causes
                .iter()
                .fold(Seen::Nothing, |known, cause| self.join(known, witness.seen[*cause as usize]));
            witness.seen.push(match known {
                Seen::Nothing | Seen::Upto(_) if is_own => Seen::Upto(number as u32),
                known => known,
            });
            let mut next = match known {
                Seen::Upto(tip) if !is_own => Some(tip),
                _ => None,
            };
            let by = self.authors[node.author as usize].key;
            let mut is_new = |tip: &u32| {
                let node = self.node(*tip);
                node.seq >= from && witness.entries.entry(node.place.id).or_default().insert(by)
            };
            while let Some(tip) = next.filter(&mut is_new) {
                is_news = true;
                next = self.before(tip);
            }
        }
        is_news
    }

    /// Looks at what came since the last time: how much of a device's chain others saw who did not know of a removal,
    /// whichever of these entries says it. Whoever says it without having heard of another is one of them.
    pub fn look_unaware(&self, device: &DeviceKey, said_by: &BTreeSet<EntryId>, unaware: &mut Unaware) {
        let author = self.author_numbers.get(device);
        for number in unaware.seen.len()..self.nodes.len() {
            let node = &self.nodes[number];
            let (mut count, mut knows) = (0, false);
            for cause in node.causes.iter() {
                let seen = unaware.seen[*cause as usize];
                (count, knows) = (count.max(seen.count()), knows | seen.knows());
            }
            if Some(&node.author) == author {
                count = count.max(node.seq + 1);
            } else if !knows && count > 0 {
                let most = unaware.by.entry(self.authors[node.author as usize].key).or_insert(0);
                *most = count.max(*most);
            }
            unaware.seen.push(SeenOf::new(count, knows || said_by.contains(&node.place.id)));
        }
    }

    /// Of a device that forked and whose person was removed: what does not lie in the past of an entry by one of those
    /// `present` who did not know of that, or of the one by which they said it of themselves. [`Unaware`] counts, which
    /// does not tell branches apart.
    pub fn strays(
        &self,
        device: &DeviceKey,
        own: Option<EntryId>,
        unaware: &Unaware,
        present: impl Fn(&DeviceKey) -> bool,
    ) -> Vec<EntryId> {
        let Some(author) = self.author_numbers.get(device) else { return Vec::new() };
        let witnesses: Vec<bool> =
            self.authors.iter().map(|other| other.key != *device && present(&other.key)).collect();
        let knew = |node: &Node| node.causes.iter().any(|cause| unaware.seen[*cause as usize].knows());
        let is_witness =
            |node: &Node| own == Some(node.place.id) || witnesses[node.author as usize] && !knew(node);
        let mut within: Vec<bool> = self.nodes.iter().map(is_witness).collect();
        for number in (0..within.len()).rev() {
            if within[number] {
                self.nodes[number].causes.iter().for_each(|cause| within[*cause as usize] = true);
            }
        }
        let theirs = self.nodes.iter().zip(within).filter(|(node, within)| node.author == *author && !within);
        theirs.map(|(node, _)| node.place.id).collect()
    }

    /// Of what two causes have seen of one device, the whole: the longer of two that lie on one branch.
    fn join(&self, one: Seen, other: Seen) -> Seen {
        match (one, other) {
            (Seen::Nothing, seen) | (seen, Seen::Nothing) => seen,
            (Seen::Upto(one), Seen::Upto(other)) => {
                let (mut long, short) = (one.max(other), one.min(other));
                // Causes have smaller numbers, so the walk ends at the shorter or passes it by.
                while long > short {
                    let Some(before) = self.before(long) else { return Seen::Both };
                    long = before;
                }
                if long == short { Seen::Upto(one.max(other)) } else { Seen::Both }
            }
            _ => Seen::Both,
        }
    }

    /// The entry before this one in its author's chain.
    fn before(&self, number: u32) -> Option<u32> {
        let node = self.node(number);
        (node.seq > 0).then(|| node.causes[0])
    }
}
