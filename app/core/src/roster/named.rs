//! Which keys can belong to anybody here: those that somebody named who can.
//!
//! Anybody who knows the circle's key can sign entries with keys made up for it, as many as they like. What such a key
//! says about membership counts for nothing on any phone, whatever comes later by other keys of its kind: who belongs
//! follows from the founding, from one who names the next. So it is kept apart, and costs neither a fold nor a walk
//! through the past, until somebody who can belong names its author.
//!
//! This says less than the fold: a key that was named may still be nobody's. Which keys were named follows from the set
//! of what was said, not from its order.

use std::collections::{BTreeMap, BTreeSet};

use super::acts::{Act, Fact};
use crate::{
    ids::DeviceKey,
    log::{Past, Place},
};

/// Keys that were named, and what those say who were not.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    keys: BTreeSet<DeviceKey>,
    /// What nobody says: it waits here for somebody to name its author.
    apart: BTreeMap<DeviceKey, BTreeMap<Place, Fact>>,
}

impl Named {
    /// Whether this key can belong to anybody.
    pub fn has(&self, key: &DeviceKey) -> bool {
        self.keys.contains(key)
    }

    /// Takes in what was said. What counts from now on: that, and what had waited for it; or nothing, if it has to wait.
    pub fn hear(&mut self, place: Place, fact: Fact) -> Vec<(Place, Fact)> {
        let is_first = matches!(fact.act, Act::Found { .. } | Act::Close { .. });
        let speaker = speaker(&fact);
        if !is_first && !self.has(&speaker) {
            self.apart.entry(speaker).or_default().insert(place, fact);
            return Vec::new();
        }
        let mut counts = vec![(place, fact)];
        let mut next = 0;
        while next < counts.len() {
            for key in names(&counts[next].1) {
                if self.keys.insert(key) {
                    counts.extend(self.apart.remove(&key).unwrap_or_default());
                }
            }
            next += 1;
        }
        counts
    }
}

/// Whether a key was named in a past, by what is said there alone.
pub(super) fn was_named(key: &DeviceKey, facts: &BTreeMap<Place, Fact>, past: &Past<'_>) -> bool {
    let mut named = Named::default();
    for (place, fact) in facts.iter().filter(|(place, _)| past.contains(&place.id)) {
        named.hear(*place, fact.clone());
    }
    named.has(key)
}

/// Whose word it is: a device that says that it goes on for somebody is nobody's before, and the key that it shows is.
fn speaker(fact: &Fact) -> DeviceKey {
    match &fact.act {
        Act::Continue { heir, .. } => *heir,
        _ => fact.author,
    }
}

/// The keys that this can make somebody's.
fn names(fact: &Fact) -> Vec<DeviceKey> {
    match &fact.act {
        // By the circle's own id.
        Act::Found { .. } => vec![fact.author],
        Act::Close { other } => [Some(fact.author), *other].into_iter().flatten().collect(),
        Act::Admit { device, .. } | Act::Vouch { device, .. } => vec![*device],
        Act::Gather { list, .. } => list.iter().map(|(device, _)| *device).collect(),
        Act::Entrust { heir } => vec![*heir],
        Act::Continue { .. } => vec![fact.author],
        Act::Recover { device, .. } | Act::Return { device, .. } => vec![*device],
        Act::Join { .. }
        | Act::Rotate { .. }
        | Act::Prekey { .. }
        | Act::Guard { .. }
        | Act::Object { .. }
        | Act::Rule { .. }
        | Act::OpenEvening { .. }
        | Act::Go { .. }
        | Act::Cut { .. } => Vec::new(),
    }
}
