//! How the phone is guarded, put away before a checkpoint, and brought back.

use std::{fs, path::Path, thread::JoinHandle};

use tequio_core::CircleId;

use super::{Answer, Turn};
use crate::{
    phone::{Outcome, Output},
    store::{
        backup::{Amount, Opener, backup, verify},
        duress::Decoy,
        folder::{BROUGHT, GOING, put},
        key::{Passphrase, Protection, Unlock},
        suspend::{put_away, restore_here},
    },
    wrong::{Fault, NotDone},
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

    /// Seals everything and gives it to a contact who is near. The phone is emptied when their phone keeps it, and stays
    /// as it is otherwise; until then it says nothing new, which would be lost.
    pub(super) fn suspend_to(
        &mut self,
        contact: CircleId,
        passphrase: &Passphrase,
        kept: Result<(), Fault>,
        answer: Answer<Result<(), NotDone>>,
    ) {
        let begun = kept.map_err(NotDone::from).and_then(|()| {
            if !self.phone.is_near(&contact) {
                return Err(NotDone::NotNear);
            }
            let path = self.folder.path().join(GOING);
            let seed = self.draw();
            let written = backup(self.store()?, &path, passphrase, seed).map_err(NotDone::from);
            let read = written.and_then(|_| {
                verify(&path, &Opener::Passphrase(passphrase.clone()))?;
                Ok(fs::read(&path).map_err(|wrong| Fault::of_io(&wrong))?)
            });
            let _ = fs::remove_file(&path);
            self.phone.give_to_keep(&contact, read?)
        });
        match begun {
            Ok(()) => {
                self.going = Some(answer);
                self.follow(Vec::new());
            }
            Err(wrong) => drop(answer.send(Err(wrong))),
        }
    }

    /// What was given to a contact is kept there, or is not.
    pub(super) fn went(&mut self, outcome: Outcome) {
        let Some(answer) = self.going.take() else { return };
        let done = match outcome {
            Outcome::Kept => self.wipe().map_err(NotDone::from),
            Outcome::NoRoom => Err(NotDone::NoRoom),
            Outcome::Lost => Err(NotDone::NotNear),
        };
        let _ = answer.send(done);
    }

    /// What contacts gave to keep, and what came back from one.
    pub(super) fn keep_parcels(&mut self, outputs: Vec<Output>) -> Result<(), Fault> {
        for output in outputs {
            match output {
                Output::KeepParcel(contact, kept, parcel) => {
                    self.store_mut()?.keep_parcel(&contact, kept, &parcel)?;
                }
                Output::ForgetParcel(contact) => self.store_mut()?.forget_parcel(&contact)?,
                Output::Back(parcel) => {
                    let path = self.folder.path().join(BROUGHT);
                    put(&path, &parcel).map_err(|wrong| Fault::of_io(&wrong))?;
                    self.phone.is_back();
                }
                _ => unreachable!("sorted out by the loop"),
            }
        }
        Ok(())
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
