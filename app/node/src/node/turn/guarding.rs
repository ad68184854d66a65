//! How the phone is guarded, put away before a checkpoint, and brought back.

use std::{path::Path, thread::JoinHandle};

use super::Turn;
use crate::{
    store::{
        backup::{Amount, Opener},
        duress::Decoy,
        key::{Passphrase, Protection, Unlock},
        suspend::{put_away, restore_here},
    },
    wrong::NotDone,
};

impl Turn {
    pub(super) fn set_passphrase(
        &mut self,
        current: Option<&Passphrase>,
        passphrase: Option<Passphrase>,
    ) -> Result<Protection, NotDone> {
        let wanted = Unlock { keychain: self.keychain, passphrase };
        self.protection = self.key.change(&self.folder, current, &wanted, &mut self.dice)?;
        Ok(self.protection)
    }

    pub(super) fn set_duress(
        &mut self,
        current: &Passphrase,
        code: Option<(Passphrase, Decoy)>,
    ) -> Result<(), NotDone> {
        match code {
            Some((code, decoy)) => self.key.set_duress(&self.folder, current, &code, decoy, &mut self.dice),
            None => self.key.forget_duress(&self.folder, current, &mut self.dice),
        }
    }

    /// Nothing can come in between: the loop does nothing else until the phone is a new one.
    pub(super) fn suspend(&mut self, path: &Path, passphrase: &Passphrase) -> Result<Amount, NotDone> {
        let seed = self.draw();
        let amount = put_away(&self.folder, self.store()?, path, passphrase, seed)?;
        self.wipe()?;
        Ok(amount)
    }

    /// The links go, as after a start: whoever is near is met again by the phone that came back.
    pub(super) fn restore(&mut self, path: &Path, opener: &Opener) -> Result<Amount, NotDone> {
        if self.phone.circles().next().is_some() {
            return Err(NotDone::NotEmpty);
        }
        self.outboxes.clear();
        // What it writes is of the store that goes.
        let _ = self.writing.take().map(JoinHandle::join);
        self.store = None;
        let seed = self.draw();
        let done = restore_here(&self.folder, &self.key, path, opener, seed);
        self.revive()?;
        done
    }
}
