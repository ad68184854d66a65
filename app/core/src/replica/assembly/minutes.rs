//! Minutes and records out of what this phone knows.

use crate::{
    entry::Entry,
    ids::EntryId,
    record::{Minutes, NoRecord, Record, gather, minutes_of},
    replica::Replica,
};

impl Replica {
    /// The minutes of a meeting, as they follow from what is here.
    pub fn minutes(&self, meeting: &EntryId) -> Option<Minutes> {
        minutes_of(&self.keys.circle, self.state.assembly(), meeting)
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
