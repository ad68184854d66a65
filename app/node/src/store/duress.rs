//! The duress code: a second passphrase, typed when somebody stands over the person who unlocks.
//!
//! It opens a decoy, a small phone of its own with a name and a circle of one, and destroys the storage key of the
//! real one. GrapheneOS' duress PIN destroys and shuts down, and whoever demanded the PIN knows what happened; here
//! the phone opens as any phone does, and goes on being one. VeraCrypt's outer volume opens as plausibly, but leaves
//! the hidden one where a second demand can reach it; here nothing is left to be demanded.
//!
//! ```text
//! 1. the key file is written anew: the decoy's key in one slot, noise in the other        the real key is gone
//! 2. the real store is deleted                                                            it was noise by then
//! 3. the decoy's store is made: its circle is as old as the day on which the code was set
//! 4. the key file once more: the decoy is a phone like any other, and can have a code of its own
//! ```
//!
//! A phone that dies before 1 is whole, and locked. One that dies later begins at 1 again when the code is typed the
//! next time, and nothing else opens it.
//!
//! *What it cannot hide*: a copy of the folder that was taken before still opens by the real passphrase. Memory chips
//! write elsewhere and forget later, so a workshop may find the old, sealed bytes, and how large the deleted file was;
//! under a good passphrase it finds nothing to read. The decoy's file is as young as the moment of the code. And members
//! of one's circles know that one was there.

use rand_chacha::{ChaCha20Rng, rand_core::Rng};
use tequio_core::Time;
use zeroize::Zeroizing;

use super::{
    Folder, Keep, Store,
    folder::STORES,
    key::{
        Passphrase, StorageKey,
        slots::{Content, Role, Slots, Wrapping},
        write_slots,
    },
    steps,
};
use crate::{
    phone::{Output, Phone},
    wrong::{Fault, NotDone},
};

/// Two secrets that differ in fewer letters are one slip apart, and this one destroys.
pub const DURESS_DISTANCE_MIN: usize = 3;

/// What the decoy begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoy {
    /// What its person is called.
    pub name: String,
    /// What its circle is called.
    pub circle_name: String,
    /// When its circle was founded.
    pub since: Time,
    /// What its screens keep: a name, a language.
    pub settings: Vec<(String, Vec<u8>)>,
}

impl Decoy {
    /// Whether it can be made and kept, asked before anybody relies on it.
    ///
    /// # Errors
    /// A name that passes its limit, or more settings than find room in a slot.
    fn check(&self) -> Result<(), NotDone> {
        let mut phone = Phone::open(Vec::new(), [0; 32], self.since);
        phone.found(self.circle_name.clone(), self.name.clone(), self.since)?;
        match Content::has_room_for(self) {
            true => Ok(()),
            false => Err(NotDone::DecoyTooLarge),
        }
    }
}

impl StorageKey {
    /// From now on this code opens the decoy and destroys this key.
    ///
    /// # Errors
    /// [`Fault::WrongPassphrase`] if `current` is not this phone's, [`NotDone::Alike`] if the code is one slip from
    /// it, [`NotDone::NoPassphrase`], what is wrong with the decoy's names, and what the disk has. Then nothing has
    /// changed.
    pub fn set_duress(
        &self,
        folder: &Folder,
        current: &Passphrase,
        code: &Passphrase,
        decoy: Decoy,
        dice: &mut ChaCha20Rng,
    ) -> Result<(), NotDone> {
        decoy.check()?;
        if distance(current.words(), code.words()) < DURESS_DISTANCE_MIN {
            return Err(NotDone::Alike);
        }
        let (mut slots, own) = self.own_slot(folder, current)?;
        let theirs = slots.stretch(code)?;
        let mut key = Zeroizing::new([0; 32]);
        dice.fill_bytes(&mut key[..]);
        let mine = Content { key: self.bytes(), role: Role::Beside(theirs.clone()) };
        slots.fill((&own, &mine), Some((&theirs, &Content { key, role: Role::Decoy(decoy) })), dice);
        Ok(write_slots(folder, &slots)?)
    }

    /// From now on there is no such code, whether there was one or not.
    ///
    /// # Errors
    /// As for [`StorageKey::set_duress`].
    pub fn forget_duress(
        &self,
        folder: &Folder,
        current: &Passphrase,
        dice: &mut ChaCha20Rng,
    ) -> Result<(), NotDone> {
        let (mut slots, own) = self.own_slot(folder, current)?;
        slots.fill((&own, &Content { key: self.bytes(), role: Role::Alone }), None, dice);
        Ok(write_slots(folder, &slots)?)
    }

    /// The slots, if this passphrase opens this key. A duress code is only a wrong one here: what it destroys, it
    /// destroys where a phone is unlocked.
    pub(super) fn own_slot(
        &self,
        folder: &Folder,
        current: &Passphrase,
    ) -> Result<(Slots, Wrapping), NotDone> {
        let slots = super::key::read_slots(folder)?.ok_or(NotDone::NoPassphrase)?;
        let wrapping = slots.stretch(current)?;
        match slots.open(&wrapping) {
            Some(content) if content.key == self.bytes() => Ok((slots, wrapping)),
            _ => Err(Fault::WrongPassphrase.into()),
        }
    }
}

/// The code was typed: the decoy takes the place of the real phone (see above).
pub(super) fn take_over(
    folder: &Folder,
    mut slots: Slots,
    (wrapping, content): (&Wrapping, Content),
    decoy: &Decoy,
    dice: &mut ChaCha20Rng,
) -> Result<StorageKey, Fault> {
    slots.fill((wrapping, &content), None, dice);
    write_slots(folder, &slots)?;
    let io = |wrong: std::io::Error| Fault::of_io(&wrong);
    for name in STORES {
        steps::remove(&folder.path().join(name)).map_err(io)?;
    }
    folder.sync().map_err(io)?;
    let key = StorageKey::of(content.key.clone());
    make(folder, &key, decoy, dice)?;
    slots.fill((wrapping, &Content { key: content.key, role: Role::Alone }), None, dice);
    write_slots(folder, &slots)?;
    Ok(key)
}

/// A new store with the decoy's circle in it.
fn make(folder: &Folder, key: &StorageKey, decoy: &Decoy, dice: &mut ChaCha20Rng) -> Result<(), Fault> {
    let mut draw = || {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        seed
    };
    let step = || steps::step().map_err(|wrong| Fault::of_io(&wrong));
    step()?;
    let mut store = Store::open(folder, key, draw())?.store;
    let mut phone = Phone::open(Vec::new(), draw(), decoy.since);
    // Its names were looked at when the code was set.
    let founded = phone.found(decoy.circle_name.clone(), decoy.name.clone(), decoy.since);
    founded.map_err(|wrong| Fault::Damaged(wrong.to_string()))?;
    let mut keeps = Vec::new();
    while let Some(output) = phone.poll() {
        match output {
            Output::KeepKeys(keys) => keeps.push(Keep::Keys(keys)),
            Output::KeepEntries(circle, entries) => {
                keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(circle, id, entry)));
            }
            // It has no links, and nothing shows it yet.
            _ => {}
        }
    }
    step()?;
    store.keep(&keeps)?;
    step()?;
    for (name, value) in &decoy.settings {
        store.set_setting(name, Some(value)).map_err(|wrong| Fault::Damaged(wrong.to_string()))?;
    }
    Ok(())
}

/// How many letters have to be put in, left out or changed to make one out of the other (Levenshtein 1966). Whether a
/// letter is large is no difference: a phone's keyboard decides that by itself at times.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, letter) in one.to_lowercase().chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], n + 1);
        for (m, same) in other.iter().map(|theirs| *theirs == letter).enumerate() {
            let changed = corner + usize::from(!same);
            corner = row[m + 1];
            row[m + 1] = changed.min(row[m] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}
