//! A phone's memory, to be carried elsewhere: everything that it keeps but for what signs, sealed by a passphrase.
//!
//! ```text
//! "tequio backup" ‖ version ‖ Argon2id's cost 12 ‖ salt 16 ‖ nonce's beginning 19      the header
//! chunks of 64 KiB, the last one shorter or empty, each sealed: XChaCha20-Poly1305,
//!     nonce = beginning ‖ number 4 ‖ 1 if it is the last, else 0; associated data = the header
//! in them: records, kind ‖ length 4 ‖ bytes
//! ```
//!
//! The chunks are the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and
//! its Nonce-Reuse Misuse-Resistance, CRYPTO 2015): none can be left out, moved, or added at the end. The salt makes
//! each backup's key a new one.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader, BufWriter, Read as _, Write},
    path::Path,
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Entry, Keys, Time, cbor, contact::CONTACTS_MAX, entry::ENTRY_BYTES_MAX, keys::Restorable,
    replica::Kept,
};
use zeroize::Zeroizing;

use super::{
    Keep, Opened, SETTING_NAME_BYTES_MAX, SETTING_VALUE_BYTES_MAX, Store,
    folder::{Folder, own_file},
    ids_in,
    key::{Cost, Passphrase, Protection, StorageKey, Unlock, stretch},
    steps,
};
use crate::{
    phone::{CIRCLES_MAX, Output, Phone},
    wrong::{Fault, NotDone},
};

const MAGIC: &[u8; 13] = b"tequio backup";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = MAGIC.len() + 1 + 12 + 16 + 19;
const CHUNK_BYTES: usize = 64 * 1024;
/// The largest backup that is read: eight full circles (2 GiB), more than a phone has to spare.
pub const BACKUP_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// The longest record: a list of a quarter of a million hidden posts.
const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Entries are kept in commits of so many.
const BATCH: usize = 1_000;

const CIRCLE: u8 = 1;
const HIDDEN: u8 = 2;
const ENTRY: u8 = 3;
const SETTING: u8 = 4;
const END: u8 = 5;

/// What came out of a backup, or went into one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Circles.
    pub circles: u64,
    /// Entries.
    pub entries: u64,
    /// Settings.
    pub settings: u64,
}

/// Writes a sealed copy of all that the store keeps: entries, settings, circles with their secrets, and what opens
/// notes. Not what signs: a restored phone is a new device. The file is there whole, or not at all.
///
/// # Errors
/// What the disk has, on either side.
pub fn backup(store: &Store, path: &Path, passphrase: &Passphrase, seed: [u8; 32]) -> Result<Amount, Fault> {
    let mut dice = ChaCha20Rng::from_seed(seed);
    let mut header = [&MAGIC[..], &[VERSION], &Cost::USUAL.bytes()].concat();
    let (mut salt, mut beginning) = ([0; 16], [0; 19]);
    dice.fill_bytes(&mut salt);
    dice.fill_bytes(&mut beginning);
    header.extend_from_slice(&salt);
    header.extend_from_slice(&beginning);
    let key = stretch(passphrase, &salt, Cost::USUAL)?;
    let part = path.with_extension("part");
    let written = (|| {
        let file = own_file(&part).and_then(|file| file.set_len(0).map(|()| file));
        let mut file = BufWriter::new(file.map_err(|wrong| Fault::of_io(&wrong))?);
        file.write_all(&header).map_err(|wrong| Fault::of_io(&wrong))?;
        let cipher = XChaCha20Poly1305::new((&*key).into());
        let mut out = Out { file, cipher, header, beginning, number: 0, waiting: Vec::new() };
        let amount = write_records(store, &mut out)?;
        let file = out.end().map_err(|wrong| Fault::of_io(&wrong))?;
        file.sync_all().map_err(|wrong| Fault::of_io(&wrong))?;
        steps::rename(&part, path).map_err(|wrong| Fault::of_io(&wrong))?;
        #[cfg(unix)]
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            // A name that a power cut takes back is no backup. Not every stick can do that.
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(amount)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// Before a backup of a phone that does not run: its circles are told by which key a phone restored from it continues
/// its person (see [`tequio_core::Event::Entrusted`]). Where nothing more can be kept, that is left out.
///
/// # Errors
/// What the disk has.
pub fn entrust(
    store: &mut Store,
    circles: Vec<(Keys, Kept)>,
    seed: [u8; 32],
    now: Time,
) -> Result<(), Fault> {
    if store.only_reads().is_some() {
        return Ok(());
    }
    let mut phone = Phone::open(circles, seed, now);
    phone.entrust(now);
    let mut keeps = Vec::new();
    while let Some(output) = phone.poll() {
        match output {
            Output::KeepEntries(circle, entries) => {
                keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(circle, id, entry)));
            }
            Output::KeepKeys(keys) => keeps.push(Keep::Keys(keys)),
            // It has no links, and shows nothing.
            _ => {}
        }
    }
    store.keep(&keeps)
}

fn write_records(store: &Store, out: &mut Out) -> Result<Amount, Fault> {
    let mut amount = Amount::default();
    let io = |wrong: io::Error| Fault::of_io(&wrong);
    let kept = store.kept()?;
    for (keys, hidden) in &kept {
        out.record(CIRCLE, &[&cbor::encode(&keys.for_restore())]).map_err(io)?;
        let ids: Vec<u8> = hidden.iter().flat_map(|id| id.0).collect();
        out.record(HIDDEN, &[&keys.circle.0, &ids]).map_err(io)?;
        amount.circles += 1;
    }
    let known: BTreeSet<CircleId> = kept.iter().map(|(keys, _)| keys.circle).collect();
    store.each_entry(|circle, _, bytes| {
        // Of a circle whose keys are lost nothing could ever be opened again: an export has it.
        if !known.contains(&circle) {
            return Ok(());
        }
        amount.entries += 1;
        out.record(ENTRY, &[&circle.0, bytes]).map_err(io)
    })?;
    for (name, value) in store.settings()? {
        out.record(SETTING, &[&[name.len() as u8], name.as_bytes(), &value]).map_err(io)?;
        amount.settings += 1;
    }
    out.record(END, &[&amount.entries.to_be_bytes()]).map_err(io)?;
    Ok(amount)
}

/// Fills an empty folder from a backup. Each circle gets a fresh device key, which continues the person there when the
/// phone is started, unless another phone restored from the same backup did so before.
///
/// # Errors
/// [`NotDone::NotEmpty`] if a phone lives there, [`NotDone::Backup`] for a file that is none, is damaged, or passes a
/// limit, [`Fault::WrongPassphrase`], and what the disk has. Then the folder is empty again.
pub fn restore(
    path: &Path,
    passphrase: &Passphrase,
    folder: &Path,
    unlock: &Unlock,
    seed: [u8; 32],
) -> Result<(Amount, Protection), NotDone> {
    let mut dice = ChaCha20Rng::from_seed(seed);
    let mut draw = || {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        seed
    };
    let folder = Folder::hold(folder)?;
    if folder.has_store() {
        return Err(NotDone::NotEmpty);
    }
    let mut records = In::open(path, &Opener::Passphrase(passphrase.clone()))?;
    let (key, protection) = StorageKey::unlock(&folder, unlock, &mut ChaCha20Rng::from_seed(draw()))?;
    let restored =
        Store::open(&folder, &key, draw()).map_err(NotDone::from).and_then(|Opened { mut store, .. }| {
            read_records(&mut records, &mut Read::Into(&mut store), &mut ChaCha20Rng::from_seed(draw()))
        });
    match restored {
        Ok(amount) => Ok((amount, protection)),
        Err(wrong) => {
            folder.wipe()?;
            Err(wrong)
        }
    }
}

/// What opens a backup.
#[derive(Clone, Debug)]
pub enum Opener {
    /// The passphrase that it was sealed by.
    Passphrase(Passphrase),
    /// The key that its passphrase gave, put together by those who were entrusted with shares of it.
    Key(BackupKey),
}

/// The key of one backup file and no other. Whoever has it needs no passphrase.
#[derive(Clone)]
pub struct BackupKey(pub Zeroizing<[u8; 32]>);

impl std::fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackupKey(…)")
    }
}

/// The key of this backup, to be given to guardians in shares.
///
/// # Errors
/// As for [`restore`]: it is proven that the key opens the file.
pub fn key_of(path: &Path, passphrase: &Passphrase) -> Result<BackupKey, NotDone> {
    Ok(In::open(path, &Opener::Passphrase(passphrase.clone()))?.key)
}

/// Reads a backup from its first byte to its last, as a restore would, and keeps nothing of it.
///
/// # Errors
/// As for [`restore`].
pub fn verify(path: &Path, opener: &Opener) -> Result<Amount, NotDone> {
    let mut records = In::open(path, opener)?;
    // Nothing that is drawn here is ever used.
    read_records(&mut records, &mut Read::Only, &mut ChaCha20Rng::from_seed([0; 32]))
}

/// Fills a store that holds nothing yet.
pub(super) fn restore_into(
    path: &Path,
    opener: &Opener,
    store: &mut Store,
    dice: &mut ChaCha20Rng,
) -> Result<Amount, NotDone> {
    read_records(&mut In::open(path, opener)?, &mut Read::Into(store), dice)
}

/// What becomes of the records that are read.
enum Read<'s> {
    Only,
    Into(&'s mut Store),
}

impl Read<'_> {
    fn keep(&mut self, keeps: &mut Vec<Keep>) -> Result<(), NotDone> {
        if let Read::Into(store) = self {
            store.keep(keeps)?;
        }
        keeps.clear();
        Ok(())
    }

    fn set_setting(&mut self, name: &str, value: &[u8]) -> Result<(), NotDone> {
        match self {
            Read::Only => Ok(()),
            Read::Into(store) => store.set_setting(name, Some(value)),
        }
    }
}

fn read_records(records: &mut In, read: &mut Read<'_>, dice: &mut ChaCha20Rng) -> Result<Amount, NotDone> {
    let wrong = || NotDone::Backup("it holds what no backup holds");
    let (mut amount, mut keeps) = (Amount::default(), Vec::new());
    loop {
        let (kind, bytes) = records.record()?;
        match kind {
            CIRCLE => {
                let from: Restorable = cbor::decode(&bytes).map_err(|_| wrong())?;
                let keys = Keys::restored(from, dice).ok_or_else(wrong)?;
                amount.circles += 1;
                if amount.circles > (CIRCLES_MAX + 2 * CONTACTS_MAX) as u64 {
                    return Err(wrong());
                }
                keeps.push(Keep::Keys(Box::new(keys)));
            }
            HIDDEN => {
                let (circle, ids) = bytes.split_first_chunk().ok_or_else(wrong)?;
                keeps.push(Keep::Hidden(CircleId(*circle), ids_in(ids)));
            }
            ENTRY => {
                let (circle, bytes) = bytes.split_first_chunk().ok_or_else(wrong)?;
                let circle = CircleId(*circle);
                if bytes.len() > ENTRY_BYTES_MAX {
                    return Err(wrong());
                }
                // Whoever knows the passphrase is believed as one's own disk is; what travels on is checked there.
                let entry = Entry::decode(bytes).map_err(|_| wrong())?;
                amount.entries += 1;
                keeps.push(Keep::Entry(circle, entry.id(&circle), entry));
            }
            SETTING => {
                let (length, rest) = bytes.split_first().ok_or_else(wrong)?;
                let (name, value) = rest.split_at_checked(usize::from(*length)).ok_or_else(wrong)?;
                if name.len() > SETTING_NAME_BYTES_MAX || value.len() > SETTING_VALUE_BYTES_MAX {
                    return Err(wrong());
                }
                let name = std::str::from_utf8(name).map_err(|_| wrong())?;
                read.set_setting(name, value)?;
                amount.settings += 1;
            }
            END => {
                read.keep(&mut keeps)?;
                records.end()?;
                return match bytes == amount.entries.to_be_bytes() {
                    true => Ok(amount),
                    false => Err(wrong()),
                };
            }
            _ => return Err(wrong()),
        }
        if keeps.len() >= BATCH {
            read.keep(&mut keeps)?;
        }
    }
}

/// Records on their way into chunks.
struct Out {
    file: BufWriter<File>,
    cipher: XChaCha20Poly1305,
    header: Vec<u8>,
    beginning: [u8; 19],
    number: u32,
    waiting: Vec<u8>,
}

impl Out {
    fn record(&mut self, kind: u8, parts: &[&[u8]]) -> io::Result<()> {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        self.waiting.push(kind);
        self.waiting.extend_from_slice(&(length as u32).to_be_bytes());
        parts.iter().for_each(|part| self.waiting.extend_from_slice(part));
        while self.waiting.len() >= CHUNK_BYTES {
            let rest = self.waiting.split_off(CHUNK_BYTES);
            self.chunk(false)?;
            self.waiting = rest;
        }
        Ok(())
    }

    fn chunk(&mut self, last: bool) -> io::Result<()> {
        let nonce = nonce(&self.beginning, self.number, last);
        let payload = Payload { msg: &self.waiting, aad: &self.header };
        let sealed = self.cipher.encrypt(&nonce.into(), payload).map_err(|_| io::ErrorKind::FileTooLarge)?;
        self.waiting.clear();
        self.number = self.number.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        self.file.write_all(&sealed)
    }

    fn end(mut self) -> io::Result<File> {
        self.chunk(true)?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// Records on their way out of chunks.
struct In {
    file: BufReader<File>,
    key: BackupKey,
    cipher: XChaCha20Poly1305,
    header: Vec<u8>,
    beginning: [u8; 19],
    number: u32,
    was_last: bool,
    /// Opened and not yet read, from `at` on.
    open: Vec<u8>,
    at: usize,
}

impl In {
    fn open(path: &Path, opener: &Opener) -> Result<In, NotDone> {
        let io = |wrong: io::Error| NotDone::Fault(Fault::of_io(&wrong));
        let none = || NotDone::Backup("it is not a backup of this version of Tequio");
        let file = File::open(path).map_err(io)?;
        if file.metadata().map_err(io)?.len() > BACKUP_BYTES_MAX {
            return Err(NotDone::Backup("it is too large"));
        }
        let mut file = BufReader::new(file);
        let mut header = vec![0; HEADER_BYTES];
        file.read_exact(&mut header).map_err(|_| none())?;
        let rest = header.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(&[VERSION]));
        let (cost, rest) = rest.and_then(|rest| rest.split_first_chunk()).ok_or_else(none)?;
        let (salt, beginning) = rest.split_first_chunk().ok_or_else(none)?;
        let beginning: [u8; 19] = beginning.try_into().map_err(|_| none())?;
        let cost = Cost::read(cost).ok_or_else(none)?;
        let key = match opener {
            Opener::Passphrase(passphrase) => stretch(passphrase, salt, cost).map_err(|_| none())?,
            Opener::Key(key) => key.0.clone(),
        };
        let cipher = XChaCha20Poly1305::new((&*key).into());
        let (number, was_last, open, at) = (0, false, Vec::new(), 0);
        let key = BackupKey(key);
        let mut records = In { file, key, cipher, header, beginning, number, was_last, open, at };
        records.chunk(true)?;
        Ok(records)
    }

    /// Opens the next chunk. If not even the first one opens, it is the passphrase as a rule.
    fn chunk(&mut self, first: bool) -> Result<(), NotDone> {
        let damaged = || match first {
            true => NotDone::Fault(Fault::WrongPassphrase),
            false => NotDone::Backup("it is damaged or was cut short"),
        };
        if self.was_last {
            return Err(damaged());
        }
        let mut sealed = Vec::new();
        let most = (CHUNK_BYTES + 16) as u64;
        let read = self.file.by_ref().take(most).read_to_end(&mut sealed);
        read.map_err(|wrong| Fault::of_io(&wrong))?;
        let opened = [false, true].into_iter().find_map(|last| {
            let nonce = nonce(&self.beginning, self.number, last);
            let payload = Payload { msg: &sealed, aad: &self.header };
            Some((last, self.cipher.decrypt(&nonce.into(), payload).ok()?))
        });
        let (last, plain) = opened.ok_or_else(damaged)?;
        self.open.drain(..self.at);
        (self.was_last, self.number, self.at) = (last, self.number.saturating_add(1), 0);
        self.open.extend_from_slice(&plain);
        Ok(())
    }

    fn take(&mut self, count: usize) -> Result<Vec<u8>, NotDone> {
        while self.open.len() - self.at < count {
            self.chunk(false)?;
        }
        let bytes = self.open[self.at..self.at + count].to_vec();
        self.at += count;
        Ok(bytes)
    }

    fn record(&mut self) -> Result<(u8, Vec<u8>), NotDone> {
        let head = self.take(5)?;
        let length = u32::from_be_bytes(std::array::from_fn(|n| head[1 + n])) as usize;
        if length > RECORD_BYTES_MAX {
            return Err(NotDone::Backup("it holds what no backup holds"));
        }
        Ok((head[0], self.take(length)?))
    }

    /// Nothing comes after the last record, in the last chunk or behind it.
    fn end(&mut self) -> Result<(), NotDone> {
        if !self.was_last {
            self.chunk(false)?;
        }
        let behind = self.file.read(&mut [0]).map_err(|wrong| Fault::of_io(&wrong))?;
        match self.was_last && self.at == self.open.len() && behind == 0 {
            true => Ok(()),
            false => Err(NotDone::Backup("it is damaged or was cut short")),
        }
    }
}

fn nonce(beginning: &[u8; 19], number: u32, last: bool) -> [u8; 24] {
    let mut nonce = [0; 24];
    nonce[..19].copy_from_slice(beginning);
    nonce[19..23].copy_from_slice(&number.to_be_bytes());
    nonce[23] = u8::from(last);
    nonce
}

#[cfg(test)]
mod fuzzed;
