//! When a checkpoint is written: behind the screens, and at leaving.

use std::thread;

use super::Turn;
use crate::store::{Store, checkpoint};

impl Turn {
    /// Ends a checkpoint that has been written, or begins one if it is time.
    pub(super) fn checkpoint(&mut self) {
        match &self.writing {
            Some(writing) if writing.is_finished() => self.end_checkpoint(),
            Some(_) => {}
            None if self.store.as_ref().is_some_and(Store::wants_checkpoint) => self.begin_checkpoint(),
            None => {}
        }
    }

    fn begin_checkpoint(&mut self) {
        let Turn { store: Some(store), phone, .. } = self else { return };
        let entries = phone.circles().map(|(_, replica)| replica.entries() as u64).sum();
        if store.heal(entries).is_err() {
            return self.start_over();
        }
        let Some(writing) = store.begin_checkpoint(phone.circles()) else { return };
        let spawned =
            thread::Builder::new().name("tequio-checkpoint".to_owned()).spawn(move || writing.sync());
        // Without one the next opening takes longer, and that is all.
        self.writing = spawned.ok();
    }

    /// Waits for one that is being written.
    fn end_checkpoint(&mut self) {
        let Some(Ok(Ok(written))) = self.writing.take().map(thread::JoinHandle::join) else { return };
        let Some(store) = &mut self.store else { return };
        if store.end_checkpoint(written).is_err() {
            self.start_over();
        }
    }

    /// Nobody waits for a phone that is being left, so that it has the time for fewer entries.
    pub(super) fn leave_a_checkpoint(&mut self) {
        self.end_checkpoint();
        let is_behind =
            |store: &Store| store.lost() > 0 || store.entries_since_checkpoint() >= checkpoint::AT_LEAVING;
        if self.store.as_ref().is_some_and(is_behind) {
            self.begin_checkpoint();
            self.end_checkpoint();
        }
    }
}
