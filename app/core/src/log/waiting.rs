//! Entries that overtook their causes.

use std::collections::{BTreeMap, VecDeque};

use super::WAITING_MAX;
use crate::{entry::Entry, ids::EntryId};

/// Entries whose causes are not here yet; past the limit the one that has waited longest goes (it is not in the
/// frontier that neighbours are told, so it is asked for again). Those that stay are not counted.
#[derive(Default)]
pub(super) struct Waiting {
    pub(super) entries: BTreeMap<EntryId, Waits>,
    pub(super) by_missing: BTreeMap<EntryId, Vec<EntryId>>,
    /// Those that may go.
    pub(super) order: VecDeque<EntryId>,
    pub(super) staying: usize,
}

/// One of them.
pub(super) struct Waits {
    pub(super) entry: Entry,
    /// The first of its causes that is not here.
    pub(super) missing: EntryId,
    /// Whether it is this phone's own or was kept by it.
    pub(super) stays: bool,
}

impl Waiting {
    pub(super) fn add(&mut self, id: EntryId, waits: Waits) {
        if self.entries.contains_key(&id) {
            return;
        }
        self.by_missing.entry(waits.missing).or_default().push(id);
        match waits.stays {
            true => self.staying += 1,
            false => self.order.push_back(id),
        }
        self.entries.insert(id, waits);
        while self.entries.len() - self.staying > WAITING_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.remove(&oldest);
        }
        // Those that were let in leave their place in the order behind; it is swept when it is mostly holes.
        if self.order.len() > 2 * WAITING_MAX {
            let entries = &self.entries;
            self.order.retain(|id| entries.contains_key(id));
        }
    }

    pub(super) fn take(&mut self, cause: &EntryId) -> Vec<(EntryId, Waits)> {
        let ids = self.by_missing.remove(cause).unwrap_or_default();
        let taken = ids.into_iter().filter_map(|id| self.entries.remove(&id).map(|waits| (id, waits)));
        let taken: Vec<(EntryId, Waits)> = taken.collect();
        self.staying -= taken.iter().filter(|(_, waits)| waits.stays).count();
        taken
    }

    pub(super) fn remove(&mut self, id: &EntryId) {
        let Some(Waits { missing, .. }) = self.entries.remove(id) else { return };
        if let Some(ids) = self.by_missing.get_mut(&missing) {
            ids.retain(|waiting| waiting != id);
            if ids.is_empty() {
                self.by_missing.remove(&missing);
            }
        }
    }
}
