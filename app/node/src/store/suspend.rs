//! Before a checkpoint: everything goes into a sealed file, and the phone becomes a new one. Afterwards the file comes
//! back in.
//!
//! What is on the phone is wiped only after the file was read back from its first byte to its last. A phone that dies
//! on the way is as it was, perhaps with a file beside it, or new, with the whole file beside it. A restore fills a store
//! of its own, which takes the place of the empty one by one rename.

use std::path::Path;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use tequio_core::{Keys, replica::Kept};

use super::{
    FILE_NAME, Folder, Store,
    backup::{Amount, Opener, backup, restore_into, verify},
    checkpoint::{CHECKPOINT_NAME, CHECKPOINT_NEW_NAME},
    key::{Passphrase, StorageKey},
    steps,
};
use crate::wrong::{Fault, NotDone};

/// A store that is being filled from a backup.
pub(super) const ARRIVING: &str = "arriving.redb";

/// Seals all that the store keeps into a file and reads that back: after it, the phone can be wiped. Before it, the
/// circles are to be told by which key a restored phone continues its person ([`super::backup::entrust`]).
///
/// # Errors
/// What the disk has, on either side, [`NotDone::File`] for a place inside the phone's own folder, and
/// [`NotDone::Backup`] if the file does not read back as it was written.
pub fn put_away(
    folder: &Folder,
    store: &Store,
    path: &Path,
    passphrase: &Passphrase,
    seed: [u8; 32],
) -> Result<Amount, NotDone> {
    if path.parent().is_some_and(|parent| is_inside(parent, folder.path())) {
        let reason = "it would be destroyed with the phone that lives there".to_owned();
        return Err(NotDone::File { path: path.to_owned(), reason });
    }
    let written = backup(store, path, passphrase, seed)?;
    match verify(path, &Opener::Passphrase(passphrase.clone()))? == written {
        true => Ok(written),
        false => Err(NotDone::Backup("it does not read back as it was written")),
    }
}

/// Fills a phone in which nothing is yet from a backup, under the storage key that it has. Guardians who put the
/// backup's key together restore by [`Opener::Key`].
///
/// # Errors
/// As for [`super::backup::restore`]; then the phone is as new as it was. The store has to be opened again.
pub fn restore_here(
    folder: &Folder,
    key: &StorageKey,
    path: &Path,
    opener: &Opener,
    seed: [u8; 32],
) -> Result<Amount, NotDone> {
    let io = |wrong: std::io::Error| Fault::of_io(&wrong);
    let arriving = folder.path().join(ARRIVING);
    let mut dice = ChaCha20Rng::from_seed(seed);
    let mut store_seed = [0; 32];
    dice.fill_bytes(&mut store_seed);
    steps::remove(&arriving).map_err(io)?;
    let mut store = Store::open_as::<(Keys, Kept)>(folder, ARRIVING, key, store_seed)?.store;
    let amount = restore_into(path, opener, &mut store, &mut dice);
    drop(store);
    let done = amount.and_then(|amount| {
        // What the empty phone had in short is not that of this one.
        for name in [CHECKPOINT_NAME, CHECKPOINT_NEW_NAME] {
            steps::remove(&folder.path().join(name)).map_err(io)?;
        }
        steps::rename(&arriving, &folder.path().join(FILE_NAME)).and_then(|()| folder.sync()).map_err(io)?;
        Ok(amount)
    });
    if done.is_err() {
        let _ = steps::remove(&arriving);
    }
    done
}

fn is_inside(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one.starts_with(other),
        _ => false,
    }
}
