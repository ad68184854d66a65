//! What this phone keeps: one redb file in one folder, which is one phone. Every value in it is sealed.
//!
//! A commit is durable when [`Store::keep`] returns, and it holds all of its keeps or none, at whatever moment the
//! phone dies. Everything that follows from a keep waits for that return, so nothing is shown, answered or sent that
//! a crash could take back. Only the owner may read the folder (mode 700) and its files (mode 600).
//!
//! ```text
//! entries   position ─▶ circle 16 ‖ id 16 ‖ entry      in the order in which they came, so pages stay full and
//!                                                      opening is one walk from the first to the last
//! circles   name     ─▶ circle 16 ‖ keys
//! hidden    name     ─▶ circle 16 ‖ ids
//! carried   name     ─▶ envelope's id 16 ‖ length 1 ‖ record      all records are read at an opening, and no letter:
//! letters   name     ─▶ envelope's id 16 ‖ envelope               before there was this table they stood behind the record
//! settings  name     ─▶ length 1 ‖ setting's name ‖ value
//! parcels   name     ─▶ circle 16 ‖ what contacts gave to keep      and how long each is, in a table beside
//! sums      name     ─▶ entries 8 ‖ circles 8          so that what is missing is noticed; which checkpoint counts
//! format    "version"                                  the one plain number
//! ```
//!
//! Names are keyed hashes ([`seal`]). Which entry lies at which position is known in memory from the walk. A phone that
//! is to run is opened from its [`checkpoint`] and the entries after it, so that a long log is there at once.
//!
//! A file that cannot be written to, or is damaged, is opened for reading: what is intact is shown, the rest is
//! counted, and nothing more is kept ([`Store::only_reads`]). So is one whose circles' keys, or sums, do not all read
//! back: what is there of the others is shown.

pub mod backup;
pub mod checkpoint;
pub mod duress;
pub mod export;
pub mod folder;
pub mod key;
pub mod suspend;
pub mod tries;

mod keeping;
mod overlay;
mod parcels;
mod reading;
mod salvage;
mod seal;
mod steps;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::File,
    path::{Path, PathBuf},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use redb::{
    Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, StorageBackend, TableDefinition,
    TableHandle,
};
use tequio_core::{
    CircleId, Entry, EntryId, EnvelopeId, Keys,
    carrier::hold::Record,
    cbor,
    replica::{Kept, Opening},
};

use crate::wrong::{Fault, NotDone};
use checkpoint::CHECKPOINT_NAME;
use folder::{FILE_NAME, Folder, NEW_FILE_NAME, own_file};
use key::{StorageKey, Unlock};
use overlay::Overlay;
use reading::{Reader, read_sums};
use seal::Seal;

/// Bytes of a setting's name.
pub const SETTING_NAME_BYTES_MAX: usize = 64;
/// Bytes of a setting's value: a draft of the longest post, several times over.
pub const SETTING_VALUE_BYTES_MAX: usize = 64 * 1024;
/// Settings in all: with their longest values, 16 MiB.
pub const SETTINGS_MAX: usize = 256;

/// The format of the file. A newer one is left alone.
const FORMAT: u64 = 1;
/// redb holds pages in memory up to this; the log's hot end fits, and an idle phone stays small.
const CACHE_BYTES: usize = 4 * 1024 * 1024;
/// Below this a file's holes are not worth a walk.
const COMPACT_BYTES_MIN: u64 = 8 * 1024 * 1024;
/// Nor when the file is less than so many halves of what it holds.
const COMPACT_HALVES_MIN: u64 = 4;

const ENTRIES: TableDefinition<u64, &[u8]> = TableDefinition::new("entries");
const CIRCLES: Named = TableDefinition::new("circles");
const HIDDEN: Named = TableDefinition::new("hidden");
const SETTINGS: Named = TableDefinition::new("settings");
const CARRIED: Named = TableDefinition::new("carried");
const LETTERS: Named = TableDefinition::new("letters");
const SUMS: Named = TableDefinition::new("sums");
const FORMATS: TableDefinition<&str, u64> = TableDefinition::new("format");

/// A table whose keys are hashed names.
type Named = TableDefinition<'static, &'static [u8; 16], &'static [u8]>;
/// What is read of one.
type NamedRows = redb::ReadOnlyTable<&'static [u8; 16], &'static [u8]>;

/// Something to be kept.
#[derive(Clone, Debug)]
pub enum Keep {
    /// An entry of a circle.
    Entry(CircleId, EntryId, Entry),
    /// This device's keys in a circle, in place of those before.
    Keys(Box<Keys>),
    /// Which posts of a circle are hidden here, in place of those before.
    Hidden(CircleId, BTreeSet<EntryId>),
    /// These entries of a circle without their words, where those may go.
    Erase(CircleId, Vec<EntryId>),
    /// Nothing more of this circle.
    Forget(CircleId),
    /// An envelope that is carried, or the memory of one, in place of what was kept of it before.
    Envelope(EnvelopeId, Record, Vec<u8>),
    /// Nothing more of this envelope.
    ForgetEnvelope(EnvelopeId),
}

/// The phone's file, open.
pub struct Store {
    database: Database,
    seal: Seal,
    places: Places,
    sums: Sums,
    /// Bytes of all entries, as sealed.
    sealed_entries: u64,
    /// Bytes of all envelopes and settings, as sealed.
    sealed_rest: u64,
    damaged: usize,
    /// How many entries are missing, of those that should be there.
    lost: u64,
    /// Where something lies that does not read back.
    broken: Vec<u64>,
    /// How many entries were kept since it was opened.
    came: u64,
    only_reads: Option<Fault>,
    /// Where the checkpoint lies, if the store lies in a folder.
    path: Option<PathBuf>,
    /// The checkpoint that counts.
    checkpoint: Option<checkpoint::Row>,
    /// Counts what takes the checkpoint that counts away.
    erasures: u64,
    /// How many entries there were when the last checkpoint was begun.
    tried: u64,
}

/// Which posts are hidden in a circle.
type HiddenPosts = (CircleId, BTreeSet<EntryId>);

/// Where entries lie.
#[derive(Default)]
struct Places {
    next: u64,
    of: BTreeMap<CircleId, HashMap<EntryId, u64>>,
}

/// How much there should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    entries: u64,
    circles: u64,
}

/// A store that was opened, and all circles that it keeps.
pub struct Opened<C = (Keys, Kept)> {
    /// The store.
    pub store: Store,
    /// The circles, with everything that was kept of them.
    pub circles: Vec<C>,
    /// The records of all that is carried. One that does not read back is left out: it is nobody's only copy.
    pub carried: Vec<(EnvelopeId, Record)>,
}

/// Holds a phone's folder and opens its store, for whoever needs no more than what it keeps.
///
/// # Errors
/// Those of [`Folder::hold`], [`StorageKey::unlock`] and [`Store::open`], and a system without random numbers.
pub fn open(path: &Path, unlock: &Unlock) -> Result<(Folder, Opened), Fault> {
    let (mut dice_seed, mut seed) = ([0; 32], [0; 32]);
    for seed in [&mut dice_seed, &mut seed] {
        getrandom::fill(seed).map_err(|wrong| Fault::Dice(wrong.to_string()))?;
    }
    let folder = Folder::hold(path)?;
    let (key, _) = StorageKey::unlock(&folder, unlock, &mut ChaCha20Rng::from_seed(dice_seed))?;
    let opened = Store::open(&folder, &key, seed)?;
    Ok((folder, opened))
}

impl Store {
    /// Opens a phone's file, or makes it, and goes through all that there is; `seed` is for the nonces and used nowhere
    /// else.
    ///
    /// # Errors
    /// [`Fault::OtherKey`], [`Fault::OtherVersion`], [`Fault::Damaged`] if nothing of it can be shown, and what else
    /// a disk can have where there is nothing yet.
    pub fn open(folder: &Folder, key: &StorageKey, seed: [u8; 32]) -> Result<Opened, Fault> {
        Store::open_as(folder, FILE_NAME, key, seed)
    }

    /// The same for a phone that is to run: from its checkpoint and what came after it, or, where there is none that
    /// fits, from all entries, one after the other.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn resume(folder: &Folder, key: &StorageKey, seed: [u8; 32]) -> Result<Opened<Opening>, Fault> {
        Store::open_as(folder, FILE_NAME, key, seed)
    }

    fn open_as<C: Reader>(
        folder: &Folder,
        name: &str,
        key: &StorageKey,
        seed: [u8; 32],
    ) -> Result<Opened<C>, Fault> {
        let path = folder.path().join(name);
        if name == FILE_NAME && !path.exists() {
            // Its nonces are others than those of the store that is opened then.
            let seed = blake3::derive_key("tequio 2026 making a store", &seed);
            Store::make(folder, Seal::new(key, seed))?;
        }
        let checkpoint = folder.path().join(CHECKPOINT_NAME);
        let seal = Seal::new(key, seed);
        let opened = own_file(&path)
            .and_then(|file| folder.sync().map(|()| file))
            .map_err(|wrong| Fault::of_io(&wrong))
            .and_then(|file| redb::backends::FileBackend::new(file).map_err(fault))
            .and_then(|file| Store::on(file, seal, Some(checkpoint)));
        match opened {
            Err(fault @ (Fault::DiskFull | Fault::ReadOnly(_) | Fault::Disk(_) | Fault::Damaged(_)))
                if folder.has_store() =>
            {
                let opened = Store::for_reading(&path, Seal::new(key, seed), &fault);
                // What kept it from being opened as usual is the news, not what came of trying otherwise.
                opened.map_err(|_| fault)
            }
            opened => opened,
        }
    }

    /// Makes the file of a new phone under another name, since redb takes one whose making was interrupted for damaged.
    fn make(folder: &Folder, mut seal: Seal) -> Result<(), Fault> {
        let (new, path) = (folder.path().join(NEW_FILE_NAME), folder.path().join(FILE_NAME));
        let made = own_file(&new).and_then(|file| file.set_len(0).map(|()| file));
        let backend = made.map_err(|wrong| Fault::of_io(&wrong)).map(redb::backends::FileBackend::new)?;
        let database = Database::builder().create_with_backend(backend.map_err(fault)?).map_err(fault)?;
        make_tables(&database, &mut seal)?;
        drop(database);
        steps::rename(&new, &path).and_then(|()| folder.sync()).map_err(|wrong| Fault::of_io(&wrong))
    }

    /// redb checks every page's sum before it trusts one: reading pages that somebody changed may panic otherwise.
    fn on<C: Reader>(
        backend: impl StorageBackend,
        seal: Seal,
        checkpoint: Option<PathBuf>,
    ) -> Result<Opened<C>, Fault> {
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(true);
        Store::of(builder.create_with_backend(backend).map_err(fault)?, seal, checkpoint)
    }

    fn for_reading<C: Reader>(path: &Path, seal: Seal, why: &Fault) -> Result<Opened<C>, Fault> {
        let file = File::open(path).map_err(|wrong| Fault::of_io(&wrong))?;
        let overlay = Overlay::new(file).map_err(|wrong| Fault::of_io(&wrong))?;
        let mut opened = match why {
            Fault::Damaged(_) => Store::of(salvage::salvage(overlay)?, seal, None)?,
            _ => Store::on(overlay, seal, None)?,
        };
        opened.store.only_reads = Some(why.clone());
        Ok(opened)
    }

    fn of<C: Reader>(
        database: Database,
        mut seal: Seal,
        checkpoint: Option<PathBuf>,
    ) -> Result<Opened<C>, Fault> {
        make_tables(&database, &mut seal)?;
        let sums = read_sums(&database, &seal)?;
        let mut store = Store {
            sums: sums.unwrap_or_default(),
            database,
            seal,
            places: Places::default(),
            sealed_entries: 0,
            sealed_rest: 0,
            damaged: 0,
            lost: 0,
            broken: Vec::new(),
            came: 0,
            only_reads: None,
            path: checkpoint,
            checkpoint: None,
            erasures: 0,
            tried: 0,
        };
        if sums.is_none() {
            store.is_damaged("how much there should be");
        }
        store.checkpoint = store.checkpoint_row()?;
        let (keys, hidden) = store.read_circles()?;
        if store.only_reads.is_some() {
            // The checkpoint, too, is left as it lies.
            (store.path, store.checkpoint) = (None, None);
        }
        let resumed = match C::resume(&store, &keys) {
            Some(resumed) => store.resume_from(resumed)?,
            None => None,
        };
        let mut circles = match resumed {
            Some(circles) => circles,
            None => {
                if C::RESUMES {
                    // What does not count or does not fit is in the way of the next.
                    store.shred_checkpoint();
                    store.checkpoint = None;
                }
                let mut circles: BTreeMap<CircleId, C> =
                    keys.into_iter().map(|keys| (keys.circle, C::new(keys))).collect();
                (store.places, store.sealed_entries) = (Places::default(), 0);
                store.broken.clear();
                let intact = store.walk(0, &mut circles)?;
                store.lost = store.sums.entries.saturating_sub(intact);
                store.damaged +=
                    (store.lost as usize).max(if sums.is_none() { store.broken.len() } else { 0 });
                circles
            }
        };
        for (circle, ids) in hidden {
            if let Some(circle) = circles.get_mut(&circle) {
                circle.hide(ids);
            }
        }
        let carried = store.read_rest()?;
        Ok(Opened { store, circles: circles.into_values().collect(), carried })
    }

    /// Something without which it is not known how much there was.
    fn is_damaged(&mut self, what: &str) {
        self.damaged += 1;
        self.only_reads.get_or_insert_with(|| Fault::Damaged(what.to_owned()));
    }

    /// How much did not read back: entries, keys of circles, lists of hidden posts, sums.
    pub fn damaged(&self) -> usize {
        self.damaged
    }

    /// How many entries are missing, of those that should be there.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Why nothing more can be kept, if that is so. What is there can be read.
    pub fn only_reads(&self) -> Option<&Fault> {
        self.only_reads.as_ref()
    }

    /// The bytes of these entries, in this order; one that is not there is left out, with all after it, since those
    /// may follow from it.
    ///
    /// # Errors
    /// What the disk has.
    pub fn entries(&self, circle: &CircleId, ids: &[EntryId]) -> Result<Vec<Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let table = read.open_table(ENTRIES).map_err(fault)?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(position) = self.places.get(circle, id) else { break };
            let Some(sealed) = table.get(position).map_err(fault)? else { break };
            let mut plain = Vec::new();
            let opened = open_entry(&self.seal, position, sealed.value(), &mut plain);
            let Some((_, _, bytes)) = opened else { break };
            found.push(bytes.to_vec());
        }
        Ok(found)
    }

    /// All circles' keys and hidden posts, as far as they read back.
    ///
    /// # Errors
    /// What the disk has.
    pub fn kept(&self) -> Result<Vec<(Keys, BTreeSet<EntryId>)>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let hidden = read.open_table(HIDDEN).map_err(fault)?;
        let mut kept = Vec::new();
        for row in read.open_table(CIRCLES).map_err(fault)?.iter().map_err(fault)? {
            let (name, sealed) = row.map_err(fault)?;
            let keys = open_named(&self.seal, CIRCLES, name.value(), sealed.value());
            let keys: Option<Keys> = keys.and_then(|(_, bytes)| cbor::decode(&bytes).ok());
            let Some(keys) = keys else { continue };
            let name = self.seal.name(HIDDEN.name(), &keys.circle.0);
            let row = hidden.get(&name).map_err(fault)?;
            let ids = row.and_then(|sealed| open_named(&self.seal, HIDDEN, &name, sealed.value()));
            let ids = ids.map_or(BTreeSet::new(), |(_, ids)| ids_in(&ids));
            kept.push((keys, ids));
        }
        Ok(kept)
    }

    /// Goes through all entries that can be read, in the order in which they came.
    ///
    /// # Errors
    /// What the disk has, or what `take` says.
    pub fn each_entry(
        &self,
        mut take: impl FnMut(CircleId, EntryId, &[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let mut plain = Vec::new();
        for row in read.open_table(ENTRIES).map_err(fault)?.iter().map_err(fault)? {
            let (position, sealed) = row.map_err(fault)?;
            let opened = open_entry(&self.seal, position.value(), sealed.value(), &mut plain);
            if let Some((circle, id, bytes)) = opened {
                take(circle, id, bytes)?;
            }
        }
        Ok(())
    }

    /// The bytes of these envelopes; those that are not there are left out.
    ///
    /// # Errors
    /// What the disk has.
    pub fn envelopes(&self, ids: &[EnvelopeId]) -> Result<Vec<Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let records = read.open_table(CARRIED).map_err(fault)?;
        let letters = open_or_none(&read, LETTERS)?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let name = self.seal.name(LETTERS.name(), &id.0);
            let letter =
                letters.as_ref().map(|letters| letters.get(&name)).transpose().map_err(fault)?.flatten();
            let letter = letter.and_then(|sealed| {
                let plain = self.seal.open(LETTERS.name(), &name, sealed.value())?;
                plain.strip_prefix(&id.0).map(<[u8]>::to_vec)
            });
            if letter.is_some() {
                found.extend(letter);
                continue;
            }
            let name = self.seal.name(CARRIED.name(), &id.0);
            let row = records.get(&name).map_err(fault)?;
            let opened = row.and_then(|sealed| open_carried(&self.seal, &name, sealed.value()));
            found.extend(opened.map(|(_, _, bytes)| bytes).filter(|bytes| !bytes.is_empty()));
        }
        Ok(found)
    }

    /// What a screen keeps under this name: a language, a theme, a draft.
    ///
    /// # Errors
    /// What the disk has.
    pub fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let table = read.open_table(SETTINGS).map_err(fault)?;
        let key = self.seal.name(SETTINGS.name(), name.as_bytes());
        let row = table.get(&key).map_err(fault)?;
        Ok(row.and_then(|sealed| Some(open_setting(&self.seal, &key, sealed.value())?.1)))
    }

    /// All that screens keep, for a start that asks once. A value that does not read back is left out.
    ///
    /// # Errors
    /// What the disk has.
    pub fn settings(&self) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let table = read.open_table(SETTINGS).map_err(fault)?;
        let mut settings = BTreeMap::new();
        for row in table.iter().map_err(fault)? {
            let (key, sealed) = row.map_err(fault)?;
            settings.extend(open_setting(&self.seal, key.value(), sealed.value()));
        }
        Ok(settings)
    }

    /// Keeps a setting durably, or forgets it.
    ///
    /// # Errors
    /// [`NotDone::Setting`] past a limit, or what the disk has.
    pub fn set_setting(&mut self, name: &str, value: Option<&[u8]>) -> Result<(), NotDone> {
        let too_much = NotDone::Setting {
            name_bytes_max: SETTING_NAME_BYTES_MAX,
            value_bytes_max: SETTING_VALUE_BYTES_MAX,
            settings_max: SETTINGS_MAX,
        };
        let value_bytes = value.map_or(0, <[u8]>::len);
        if name.len() > SETTING_NAME_BYTES_MAX || value_bytes > SETTING_VALUE_BYTES_MAX {
            return Err(too_much);
        }
        if let Some(why) = &self.only_reads {
            return Err(why.clone().into());
        }
        let key = self.seal.name(SETTINGS.name(), name.as_bytes());
        let mut held = self.sealed_rest;
        let write = self.database.begin_write().map_err(fault)?;
        {
            let mut settings = write.open_table(SETTINGS).map_err(fault)?;
            match value {
                Some(value) => {
                    let parts = [&[name.len() as u8], name.as_bytes(), value];
                    let sealed = self.seal.seal(SETTINGS.name(), &key, &parts);
                    let before = settings.insert(&key, &sealed[..]).map_err(fault)?;
                    held += sealed.len() as u64;
                    held -= before.map_or(0, |before| before.value().len() as u64);
                }
                None => {
                    let before = settings.remove(&key).map_err(fault)?;
                    held -= before.map_or(0, |before| before.value().len() as u64);
                }
            }
            if settings.len().map_err(fault)? > SETTINGS_MAX as u64 {
                return Err(too_much);
            }
        }
        write.commit().map_err(fault)?;
        self.sealed_rest = held;
        Ok(())
    }

    /// Gives the holes in the file back to the disk when they have become the larger part of a large file. Takes
    /// about as long as writing the file once; a crash in the middle loses nothing. Whether it was tried.
    ///
    /// # Errors
    /// What the disk has; the store is to be opened again after that.
    pub fn compact_if_it_pays(&mut self, folder: &Folder) -> Result<bool, Fault> {
        let file = std::fs::metadata(folder.path().join(FILE_NAME)).map_err(|wrong| Fault::of_io(&wrong))?;
        let held = (self.sealed_entries + self.sealed_rest).max(1);
        let takes = room(&file);
        let pays = takes > COMPACT_BYTES_MIN && takes * 2 / held >= COMPACT_HALVES_MIN;
        if !pays || self.only_reads.is_some() {
            return Ok(false);
        }
        self.database.compact().map_err(fault)?;
        Ok(true)
    }
}

/// How much room a file takes on the disk. redb doubles a file's length when it grows, and what it has not written yet
/// takes none.
pub fn room(file: &std::fs::Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::blocks(file) * 512;
    #[cfg(not(unix))]
    return file.len();
}

impl Places {
    fn get(&self, circle: &CircleId, id: &EntryId) -> Option<u64> {
        self.of.get(circle)?.get(id).copied()
    }
}

impl Sums {
    fn encode(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.entries.to_be_bytes());
        bytes[8..].copy_from_slice(&self.circles.to_be_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Sums, Fault> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return Err(Fault::Damaged("a sum".to_owned())) };
        let [entries, circles] = numbers else { return Err(Fault::Damaged("a sum".to_owned())) };
        Ok(Sums { entries: u64::from_be_bytes(*entries), circles: u64::from_be_bytes(*circles) })
    }
}

/// A table that nobody has written to does not exist, and reading it is an error.
fn make_tables(database: &Database, seal: &mut Seal) -> Result<(), Fault> {
    {
        let read = database.begin_read().map_err(fault)?;
        if read.list_tables().map_err(fault)?.count() > 0 {
            let version = match read.open_table(FORMATS) {
                Ok(table) => table.get("version").map_err(fault)?.map_or(0, |version| version.value()),
                Err(redb::TableError::TableDoesNotExist(_)) => 0,
                Err(wrong) => return Err(fault(wrong)),
            };
            return if version == FORMAT { Ok(()) } else { Err(Fault::OtherVersion(version)) };
        }
    }
    let write = database.begin_write().map_err(fault)?;
    write.open_table(ENTRIES).map_err(fault)?;
    for table in [CIRCLES, HIDDEN, CARRIED, LETTERS, SETTINGS, parcels::HEADS, parcels::PARCELS] {
        write.open_table(table).map_err(fault)?;
    }
    let name = seal.name(SUMS.name(), b"");
    let sums = seal.seal(SUMS.name(), &name, &[&Sums::default().encode()]);
    write.open_table(SUMS).map_err(fault)?.insert(&name, &sums[..]).map_err(fault)?;
    write.open_table(FORMATS).map_err(fault)?.insert("version", FORMAT).map_err(fault)?;
    write.commit().map_err(fault)
}

/// Opens an entry into `plain`: its circle, its id, its bytes.
fn open_entry<'p>(
    seal: &Seal,
    position: u64,
    sealed: &[u8],
    plain: &'p mut Vec<u8>,
) -> Option<(CircleId, EntryId, &'p [u8])> {
    if !seal.open_into(ENTRIES.name(), &position.to_be_bytes(), sealed, plain) {
        return None;
    }
    let (circle, rest) = plain.split_first_chunk()?;
    let (id, bytes) = rest.split_first_chunk()?;
    Some((CircleId(*circle), EntryId(*id), bytes))
}

/// A table of which a file of before there was one knows nothing.
fn open_or_none(read: &redb::ReadTransaction, table: Named) -> Result<Option<NamedRows>, Fault> {
    match read.open_table(table) {
        Ok(table) => Ok(Some(table)),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
        Err(wrong) => Err(fault(wrong)),
    }
}

fn open_named(seal: &Seal, table: Named, name: &[u8; 16], sealed: &[u8]) -> Option<(CircleId, Vec<u8>)> {
    let plain = seal.open(table.name(), name, sealed)?;
    let (circle, rest) = plain.split_first_chunk()?;
    Some((CircleId(*circle), rest.to_vec()))
}

fn open_carried(seal: &Seal, name: &[u8; 16], sealed: &[u8]) -> Option<(EnvelopeId, Record, Vec<u8>)> {
    let plain = seal.open(CARRIED.name(), name, sealed)?;
    let (id, rest) = plain.split_first_chunk()?;
    let (length, rest) = rest.split_first()?;
    let (record, bytes) = rest.split_at_checked(usize::from(*length))?;
    Some((EnvelopeId(*id), cbor::decode(record).ok()?, bytes.to_vec()))
}

fn ids_in(bytes: &[u8]) -> BTreeSet<EntryId> {
    bytes.as_chunks::<16>().0.iter().map(|id| EntryId(*id)).collect()
}

fn open_setting(seal: &Seal, key: &[u8; 16], sealed: &[u8]) -> Option<(String, Vec<u8>)> {
    let plain = seal.open(SETTINGS.name(), key, sealed)?;
    let (length, rest) = plain.split_first()?;
    let (name, value) = rest.split_at_checked(usize::from(*length))?;
    Some((String::from_utf8(name.to_vec()).ok()?, value.to_vec()))
}

/// What redb's many errors mean to the person.
fn fault(wrong: impl Into<redb::Error>) -> Fault {
    use std::io::ErrorKind;
    match wrong.into() {
        redb::Error::Io(wrong)
            if matches!(wrong.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
        {
            Fault::Damaged(wrong.to_string())
        }
        redb::Error::Io(wrong) => Fault::of_io(&wrong),
        redb::Error::Corrupted(what) => Fault::Damaged(what),
        redb::Error::UpgradeRequired(version) => Fault::OtherVersion(u64::from(version)),
        redb::Error::DatabaseAlreadyOpen => Fault::InUse,
        wrong @ (redb::Error::TableDoesNotExist(_) | redb::Error::TableTypeMismatch { .. }) => {
            Fault::Damaged(wrong.to_string())
        }
        other => Fault::Disk(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
