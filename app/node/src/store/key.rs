//! The storage key: 32 random bytes under which everything in the store is sealed, and how they are guarded.
//!
//! ```text
//! storage.key   "tequio key" ‖ version ‖ kind ‖ body ‖ check 16
//!   file        key 32
//!   keychain    item 16 ‖ nonce 24 ‖ wrapped key 48
//!   passphrase  two slots, of which one may open a decoy: see `slots`
//! ```
//!
//! The system's keychain and the passphrase give a key that wraps the storage key (XChaCha20-Poly1305; what stands
//! before the nonce is its associated data), so that changing either rewrites this small file and never the store.
//! Neither the file nor the keychain's item opens anything alone. The check is a hash: it tells damage from a wrong
//! passphrase, and a new file that was written whole from one that was not.

pub(super) mod slots;

use std::{fs, io, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use rand_chacha::{ChaCha20Rng, rand_core::Rng};
use tequio_platform::keychain::{self, Item};
use zeroize::Zeroizing;

use super::{duress, folder::Folder};
use crate::wrong::{Fault, NotDone};
use slots::{Content, Role, Slots};

/// The key's file in the phone's folder.
pub const KEY_FILE_NAME: &str = "storage.key";
/// Bytes of a passphrase: a long verse.
pub const PASSPHRASE_BYTES_MAX: usize = 1_024;

const MAGIC: &[u8; 10] = b"tequio key";
const VERSION: u8 = 1;
/// More than the longest form; anything larger is no key file.
const FILE_BYTES_MAX: u64 = 4_096;

/// What guards the storage key on this phone, as its settings can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// The system's keychain: whoever unlocks the device.
    Keychain,
    /// A passphrase, asked for at each start.
    Passphrase,
    /// Nothing but the file's permissions: whoever can read this user's files.
    File,
}

/// Words that only the owner knows.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase, as it was typed.
    ///
    /// # Errors
    /// [`Fault::Passphrase`] if it is empty or longer than [`PASSPHRASE_BYTES_MAX`].
    pub fn new(words: impl Into<String>) -> Result<Passphrase, Fault> {
        let words = Zeroizing::new(words.into());
        match (1..=PASSPHRASE_BYTES_MAX).contains(&words.len()) {
            true => Ok(Passphrase(words)),
            false => Err(Fault::Passphrase { bytes_max: PASSPHRASE_BYTES_MAX }),
        }
    }

    pub(super) fn words(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// What there is to open a phone with.
#[derive(Clone, Debug, Default)]
pub struct Unlock {
    /// Whether a new phone may put its key into the system's keychain.
    pub keychain: bool,
    /// For a phone that has one, and for a new phone that is to have one.
    pub passphrase: Option<Passphrase>,
}

/// The key under which everything in the store is sealed.
#[derive(Clone)]
pub struct StorageKey(Zeroizing<[u8; 32]>);

impl StorageKey {
    /// The key of this folder; a new one, durably kept, where there is no store yet. A duress code makes the folder
    /// that of the decoy first (see [`duress`]).
    ///
    /// # Errors
    /// [`Fault::Locked`] without a passphrase that is needed, [`Fault::WrongPassphrase`], [`Fault::Keychain`] if it
    /// does not give its part, [`Fault::KeyMissing`] if there is a store and no key, and what a disk can have.
    pub fn unlock(
        folder: &Folder,
        unlock: &Unlock,
        dice: &mut ChaCha20Rng,
    ) -> Result<(StorageKey, Protection), Fault> {
        match read(folder)? {
            Some(Kept::Passphrase(slots)) => {
                let wrapping = slots.stretch(unlock.passphrase.as_ref().ok_or(Fault::Locked)?)?;
                let content = slots.open(&wrapping).ok_or(Fault::WrongPassphrase)?;
                let key = match content.role.clone() {
                    Role::Decoy(decoy) => {
                        duress::take_over(folder, slots, (&wrapping, content), &decoy, dice)?
                    }
                    Role::Alone | Role::Beside(_) => StorageKey(content.key),
                };
                Ok((key, Protection::Passphrase))
            }
            Some(Kept::File(key)) => Ok((StorageKey(key), Protection::File)),
            Some(Kept::Keychain { item, nonce, wrapped }) => {
                let wrapping =
                    keychain::load(&item).map_err(|trouble| Fault::Keychain(trouble.to_string()))?;
                let key = unwrap(&wrapping, &nonce, &wrapped, &keychain_context(&item));
                let other = || Fault::Keychain("what it gave is not this phone's key".to_owned());
                Ok((StorageKey(key.ok_or_else(other)?), Protection::Keychain))
            }
            None if folder.has_store() => Err(Fault::KeyMissing),
            None => {
                let key = StorageKey(draw(dice));
                let protection = key.guard(folder, unlock, dice)?;
                Ok((key, protection))
            }
        }
    }

    /// Guards this key from now on with a passphrase; without one with the keychain, if that is wanted and there;
    /// else with the file's permissions. All of it or, failing, as it was before. A duress code goes along.
    ///
    /// Whoever had a copy of the file before can still use what guarded that.
    ///
    /// # Errors
    /// What the disk has.
    pub fn guard(
        &self,
        folder: &Folder,
        unlock: &Unlock,
        dice: &mut ChaCha20Rng,
    ) -> Result<Protection, Fault> {
        let before = read(folder).ok().flatten().and_then(|kept| kept.item());
        let (kept, protection) = match &unlock.passphrase {
            Some(passphrase) => (self.under_passphrase(passphrase, dice)?, Protection::Passphrase),
            None => match unlock.keychain.then(|| self.under_keychain(dice)).flatten() {
                Some(kept) => (kept, Protection::Keychain),
                None => (Kept::File(self.0.clone()), Protection::File),
            },
        };
        folder.replace(KEY_FILE_NAME, &kept.encode()).map_err(|wrong| Fault::of_io(&wrong))?;
        if let Some(item) = before {
            // It opens nothing any more.
            let _ = keychain::delete(&item);
        }
        Ok(protection)
    }

    /// Guards this key otherwise than now. Whoever wants that of a phone under a passphrase says it once more, so that a
    /// phone that is lent does not come back with another. A duress code stays under a new passphrase, and goes with the
    /// last.
    ///
    /// # Errors
    /// [`Fault::WrongPassphrase`], [`NotDone::Alike`] if the new one is the duress code, and what the disk has; then it
    /// is guarded as before.
    pub fn change(
        &self,
        folder: &Folder,
        current: Option<&Passphrase>,
        wanted: &Unlock,
        dice: &mut ChaCha20Rng,
    ) -> Result<Protection, NotDone> {
        if read_slots(folder)?.is_none() {
            return Ok(self.guard(folder, wanted, dice)?);
        }
        let (mut slots, own) = self.own_slot(folder, current.ok_or(Fault::Locked)?)?;
        let Some(new) = &wanted.passphrase else { return Ok(self.guard(folder, wanted, dice)?) };
        let new = slots.stretch(new)?;
        let content = slots.open(&own).ok_or(Fault::WrongPassphrase)?;
        match &content.role {
            Role::Beside(theirs) if *theirs == new => return Err(NotDone::Alike),
            Role::Beside(theirs) => {
                let beside = slots.open(theirs).ok_or_else(damaged)?;
                slots.fill((&new, &content), Some((theirs, &beside)), dice);
            }
            Role::Alone | Role::Decoy(_) => slots.fill((&new, &content), None, dice),
        }
        write_slots(folder, &slots)?;
        Ok(Protection::Passphrase)
    }

    fn under_passphrase(&self, passphrase: &Passphrase, dice: &mut ChaCha20Rng) -> Result<Kept, Fault> {
        let mut slots = Slots::new(dice);
        let wrapping = slots.stretch(passphrase)?;
        slots.fill((&wrapping, &Content { key: self.0.clone(), role: Role::Alone }), None, dice);
        Ok(Kept::Passphrase(slots))
    }

    /// None where no keychain answers: the phone works without, and says so.
    fn under_keychain(&self, dice: &mut ChaCha20Rng) -> Option<Kept> {
        let (mut item, mut nonce) = ([0; 16], [0; 24]);
        dice.fill_bytes(&mut item);
        dice.fill_bytes(&mut nonce);
        let wrapping = draw(dice);
        keychain::store(&item, &wrapping).ok()?;
        let wrapped = wrap(&wrapping, &nonce, &self.0, &keychain_context(&item));
        Some(Kept::Keychain { item, nonce, wrapped })
    }

    pub(super) fn of(bytes: Zeroizing<[u8; 32]>) -> StorageKey {
        StorageKey(bytes)
    }

    pub(super) fn bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// A key for one purpose.
    pub(super) fn derive(&self, context: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(context, &self.0[..]))
    }
}

/// Destroys the folder's half of the key. The keychain's item, if one is left to be deleted.
pub(super) fn destroy(folder: &Folder) -> Result<Option<Item>, Fault> {
    let item = read(folder).ok().flatten().and_then(|kept| kept.item());
    // The half-written one first: what it holds would be finished at the next start.
    for name in [format!("{KEY_FILE_NAME}.new"), KEY_FILE_NAME.to_owned()] {
        folder.shred(&name).map_err(|wrong| Fault::of_io(&wrong))?;
    }
    Ok(item)
}

/// What Argon2id costs (RFC 9106 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106's second recommended option: 64 MiB, three passes, four lanes. A phone has that much to spare for
    /// half a second; the first option wants 2 GiB.
    pub(super) const USUAL: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
    /// A file from elsewhere may not ask for more: 1 GiB for a while is what an old laptop bears.
    const MOST: Cost = Cost { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };

    pub(super) fn bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        for (place, number) in bytes.chunks_mut(4).zip([self.memory_kib, self.passes, self.lanes]) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    /// None past the most that a file may ask for.
    pub(super) fn read(bytes: &[u8; 12]) -> Option<Cost> {
        let number = |at: usize| u32::from_be_bytes(std::array::from_fn(|n| bytes[at + n]));
        let cost = Cost { memory_kib: number(0), passes: number(4), lanes: number(8) };
        let bearable = cost.memory_kib <= Cost::MOST.memory_kib
            && cost.passes <= Cost::MOST.passes
            && cost.lanes <= Cost::MOST.lanes;
        bearable.then_some(cost)
    }
}

/// A key out of a passphrase, by Argon2id.
pub(super) fn stretch(
    passphrase: &Passphrase,
    salt: &[u8; 16],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, Fault> {
    let unusable = |wrong: argon2::Error| Fault::Damaged(format!("the passphrase's settings: {wrong}"));
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(unusable)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.0.as_bytes(), salt, &mut key[..])
        .map_err(unusable)?;
    Ok(key)
}

/// `storage.key`, read.
enum Kept {
    File(Zeroizing<[u8; 32]>),
    Passphrase(Slots),
    Keychain { item: Item, nonce: [u8; 24], wrapped: [u8; 48] },
}

impl Kept {
    fn item(&self) -> Option<Item> {
        match self {
            Kept::Keychain { item, .. } => Some(*item),
            Kept::File(_) | Kept::Passphrase(_) => None,
        }
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it: a vector that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(FILE_BYTES_MAX as usize));
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        match self {
            Kept::File(key) => {
                bytes.push(0);
                bytes.extend_from_slice(&key[..]);
            }
            Kept::Passphrase(slots) => {
                bytes.push(3);
                bytes.extend_from_slice(&slots.encode());
            }
            Kept::Keychain { item, nonce, wrapped } => {
                bytes.push(2);
                [&item[..], nonce, wrapped].iter().for_each(|part| bytes.extend_from_slice(part));
            }
        }
        let check = check(&bytes);
        bytes.extend_from_slice(&check);
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Kept, Fault> {
        let (body, sum) = bytes.split_last_chunk::<16>().ok_or_else(damaged)?;
        if check(body) != *sum {
            return Err(damaged());
        }
        let rest = body.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (version, rest) = rest.split_first().ok_or_else(damaged)?;
        if *version != VERSION {
            return Err(Fault::OtherVersion(u64::from(*version)));
        }
        match rest.split_first().ok_or_else(damaged)? {
            (0, rest) => {
                let key = rest.try_into().map_err(|_| damaged())?;
                Ok(Kept::File(Zeroizing::new(key)))
            }
            (2, rest) => {
                let (item, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
                let (nonce, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
                let wrapped = rest.try_into().map_err(|_| damaged())?;
                Ok(Kept::Keychain { item: *item, nonce: *nonce, wrapped })
            }
            (3, rest) => Slots::decode(rest).map(Kept::Passphrase).ok_or_else(damaged),
            _ => Err(damaged()),
        }
    }
}

/// What guards the key now. Finishes what a change began that the phone did not live to end: a new file that was written
/// whole is in force, one that was not is nothing.
fn read(folder: &Folder) -> Result<Option<Kept>, Fault> {
    let begun = read_file(&folder.path().join(format!("{KEY_FILE_NAME}.new")));
    match begun {
        Ok(Some(kept)) => {
            // A disk that cannot be written to can still be read.
            let _ = folder.finish(KEY_FILE_NAME, &kept.encode());
            Ok(Some(kept))
        }
        begun => {
            if let Err(Fault::Damaged(_)) = begun {
                let _ = folder.shred(&format!("{KEY_FILE_NAME}.new"));
            }
            read_file(&folder.path().join(KEY_FILE_NAME))
        }
    }
}

fn read_file(path: &Path) -> Result<Option<Kept>, Fault> {
    match fs::metadata(path) {
        Err(wrong) if wrong.kind() == io::ErrorKind::NotFound => return Ok(None),
        Ok(file) if file.len() > FILE_BYTES_MAX => return Err(damaged()),
        _ => {}
    }
    let bytes = Zeroizing::new(fs::read(path).map_err(|wrong| Fault::of_io(&wrong))?);
    Kept::decode(&bytes).map(Some)
}

/// The slots, if a passphrase guards this folder.
pub(super) fn read_slots(folder: &Folder) -> Result<Option<Slots>, Fault> {
    Ok(read(folder)?.and_then(|kept| match kept {
        Kept::Passphrase(slots) => Some(slots),
        Kept::File(_) | Kept::Keychain { .. } => None,
    }))
}

pub(super) fn write_slots(folder: &Folder, slots: &Slots) -> Result<(), Fault> {
    let bytes = Kept::Passphrase(slots.clone()).encode();
    folder.replace(KEY_FILE_NAME, &bytes).map_err(|wrong| Fault::of_io(&wrong))
}

fn damaged() -> Fault {
    Fault::Damaged("the file with its key".to_owned())
}

fn keychain_context(item: &Item) -> Vec<u8> {
    [&MAGIC[..], &[VERSION, 2], item].concat()
}

fn check(bytes: &[u8]) -> [u8; 16] {
    let hash = blake3::derive_key("tequio 2026 storage key check", bytes);
    std::array::from_fn(|n| hash[n])
}

/// The wrapping key is new with each salt or item, and the nonce random all the same.
fn wrap(wrapping: &[u8; 32], nonce: &[u8; 24], key: &[u8; 32], context: &[u8]) -> [u8; 48] {
    let sealed = XChaCha20Poly1305::new(wrapping.into())
        .encrypt(nonce.into(), Payload { msg: key, aad: context })
        .expect("32 bytes are far below the cipher's limit");
    sealed.try_into().expect("32 bytes and a tag of 16 are 48")
}

fn unwrap(
    wrapping: &[u8; 32],
    nonce: &[u8; 24],
    wrapped: &[u8; 48],
    context: &[u8],
) -> Option<Zeroizing<[u8; 32]>> {
    let opened = XChaCha20Poly1305::new(wrapping.into())
        .decrypt(nonce.into(), Payload { msg: wrapped, aad: context })
        .ok()
        .map(Zeroizing::new)?;
    opened[..].try_into().ok().map(Zeroizing::new)
}

fn draw(dice: &mut ChaCha20Rng) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    dice.fill_bytes(&mut bytes[..]);
    bytes
}
