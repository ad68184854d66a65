//! What this phone keeps: one redb file in one folder, which is one phone.
//!
//! A commit is durable when [`Store::keep`] returns, and it holds all of its keeps or none, at whatever moment the
//! phone dies. Everything that follows from a keep waits for that return, so nothing is shown, answered or sent that
//! a crash could take back. Only the owner may read the folder (mode 700) and the file (mode 600).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

use redb::{
    Database, DatabaseError, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition,
};
use tequio_core::{CircleId, Entry, EntryId, EnvelopeId, Keys, carrier::hold::Record, cbor, replica::Kept};

use crate::wrong::{Fault, NotDone};

/// The file's name in the phone's folder.
pub const FILE_NAME: &str = "tequio.redb";
/// Bytes of a setting's name.
pub const SETTING_NAME_BYTES_MAX: usize = 64;
/// Bytes of a setting's value: a draft of the longest post, several times over.
pub const SETTING_VALUE_BYTES_MAX: usize = 64 * 1024;
/// Settings in all: with their longest values, 16 MiB.
pub const SETTINGS_MAX: usize = 256;

/// redb holds pages in memory up to this; the log's hot end fits, and an idle phone stays small.
const CACHE_BYTES: usize = 4 * 1024 * 1024;

/// Circle and entry id in one key, so that a circle's entries lie together.
const ENTRIES: TableDefinition<&[u8; 32], &[u8]> = TableDefinition::new("entries");
const KEYS: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("keys");
/// The ids of hidden posts one after another.
const HIDDEN: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("hidden");
const SETTINGS: TableDefinition<&str, &[u8]> = TableDefinition::new("settings");
/// What is carried: for each envelope its record's length in one byte, its record, and its bytes.
const CARRIED: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("carried");

/// Something to be kept.
#[derive(Clone, Debug)]
pub enum Keep {
    /// An entry of a circle.
    Entry(CircleId, EntryId, Entry),
    /// This device's keys in a circle, in place of those before.
    Keys(Box<Keys>),
    /// Which posts of a circle are hidden here, in place of those before.
    Hidden(CircleId, BTreeSet<EntryId>),
    /// Nothing more of this circle.
    Forget(CircleId),
    /// An envelope that is carried, or the memory of one, in place of what was kept of it before.
    Envelope(EnvelopeId, Record, Vec<u8>),
    /// Nothing more of this envelope.
    ForgetEnvelope(EnvelopeId),
}

/// The phone's folder, open; nobody else can open it meanwhile.
pub struct Store {
    database: Database,
}

impl Store {
    /// Opens the folder of a phone, or makes it.
    ///
    /// # Errors
    /// [`Fault::InUse`] if it is open elsewhere, and what else a disk can have.
    pub fn open(folder: &Path) -> Result<Store, Fault> {
        let path = own_file(folder)
            .map_err(|wrong| Fault::Folder { path: folder.to_owned(), reason: wrong.to_string() })?;
        let database =
            Database::builder().set_cache_size(CACHE_BYTES).create(path).map_err(|wrong| match wrong {
                DatabaseError::DatabaseAlreadyOpen => Fault::InUse,
                other => fault(other),
            })?;
        let store = Store { database };
        store.make_tables()?;
        Ok(store)
    }

    /// All circles of this phone with everything that was kept of them, and how many entries no longer read back.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if a circle's keys do not read back, since without them nothing of it can be used.
    pub fn circles(&self) -> Result<(Vec<(Keys, Kept)>, usize), Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let mut circles = BTreeMap::new();
        for row in read.open_table(KEYS).map_err(fault)?.iter().map_err(fault)? {
            let (circle, bytes) = row.map_err(fault)?;
            let keys: Keys =
                cbor::decode(bytes.value()).map_err(|_| Fault::Damaged("the keys of a circle".to_owned()))?;
            circles.insert(CircleId(*circle.value()), (keys, Kept::default()));
        }
        for row in read.open_table(HIDDEN).map_err(fault)?.iter().map_err(fault)? {
            let (circle, bytes) = row.map_err(fault)?;
            if let Some((_, kept)) = circles.get_mut(&CircleId(*circle.value())) {
                kept.hidden = bytes.value().as_chunks::<16>().0.iter().map(|id| EntryId(*id)).collect();
            }
        }
        let mut damaged = 0;
        for row in read.open_table(ENTRIES).map_err(fault)?.iter().map_err(fault)? {
            let (key, bytes) = row.map_err(fault)?;
            let Some((_, kept)) = circles.get_mut(&circle_of(key.value())) else { continue };
            match Entry::decode(bytes.value()) {
                Ok(entry) => kept.entries.push(entry),
                Err(_) => damaged += 1,
            }
        }
        Ok((circles.into_values().collect(), damaged))
    }

    /// Keeps all of these or, failing, none. Durable when it returns.
    ///
    /// # Errors
    /// What the disk has; the store is to be opened again after that.
    pub fn keep(&self, keeps: &[Keep]) -> Result<(), Fault> {
        let write = self.database.begin_write().map_err(fault)?;
        {
            let mut entries = write.open_table(ENTRIES).map_err(fault)?;
            let mut keys = write.open_table(KEYS).map_err(fault)?;
            let mut hidden = write.open_table(HIDDEN).map_err(fault)?;
            let mut carried = write.open_table(CARRIED).map_err(fault)?;
            for keep in keeps {
                match keep {
                    Keep::Entry(circle, id, entry) => {
                        entries.insert(&key(circle, id), &entry.encode()[..]).map_err(fault)?;
                    }
                    Keep::Keys(own) => {
                        keys.insert(&own.circle.0, &cbor::encode(&**own)[..]).map_err(fault)?;
                    }
                    Keep::Hidden(circle, ids) => {
                        let bytes: Vec<u8> = ids.iter().flat_map(|id| id.0).collect();
                        hidden.insert(&circle.0, &bytes[..]).map_err(fault)?;
                    }
                    Keep::Forget(circle) => {
                        keys.remove(&circle.0).map_err(fault)?;
                        hidden.remove(&circle.0).map_err(fault)?;
                        let (first, last) =
                            (key(circle, &EntryId([0; 16])), key(circle, &EntryId([0xff; 16])));
                        entries.retain_in::<&[u8; 32], _>(&first..=&last, |_, _| false).map_err(fault)?;
                    }
                    Keep::Envelope(id, record, bytes) => {
                        let record = cbor::encode(record);
                        let value = [&[record.len() as u8][..], &record, bytes].concat();
                        carried.insert(&id.0, &value[..]).map_err(fault)?;
                    }
                    Keep::ForgetEnvelope(id) => {
                        carried.remove(&id.0).map_err(fault)?;
                    }
                }
            }
        }
        write.commit().map_err(fault)
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
            let Some(bytes) = table.get(&key(circle, id)).map_err(fault)? else { break };
            found.push(bytes.value().to_vec());
        }
        Ok(found)
    }

    /// The records of all that is carried. One that does not read back is left out: it is nobody's only copy.
    ///
    /// # Errors
    /// What the disk has.
    pub fn carried(&self) -> Result<Vec<(EnvelopeId, Record)>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let mut records = Vec::new();
        for row in read.open_table(CARRIED).map_err(fault)?.iter().map_err(fault)? {
            let (id, value) = row.map_err(fault)?;
            records.extend(split(value.value()).map(|(record, _)| (EnvelopeId(*id.value()), record)));
        }
        Ok(records)
    }

    /// The bytes of these envelopes; those that are not there are left out.
    ///
    /// # Errors
    /// What the disk has.
    pub fn envelopes(&self, ids: &[EnvelopeId]) -> Result<Vec<Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let table = read.open_table(CARRIED).map_err(fault)?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let value = table.get(&id.0).map_err(fault)?;
            found.extend(value.and_then(|value| Some(split(value.value())?.1.to_vec())));
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
        Ok(table.get(name).map_err(fault)?.map(|value| value.value().to_vec()))
    }

    /// All that screens keep, for a start that asks once.
    ///
    /// # Errors
    /// What the disk has.
    pub fn settings(&self) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let table = read.open_table(SETTINGS).map_err(fault)?;
        let rows = table.iter().map_err(fault)?;
        rows.map(|row| {
            row.map(|(name, value)| (name.value().to_owned(), value.value().to_vec())).map_err(fault)
        })
        .collect()
    }

    /// Deletes the file of a phone whose store is closed. What it held is gone for every program; a workshop could
    /// still find traces on the memory chip, as after any deletion.
    ///
    /// # Errors
    /// What the disk has.
    pub fn wipe(folder: &Path) -> Result<(), Fault> {
        match fs::remove_file(folder.join(FILE_NAME)) {
            Err(wrong) if wrong.kind() != std::io::ErrorKind::NotFound => Err(Fault::of_io(&wrong)),
            _ => Ok(()),
        }
    }

    /// Keeps a setting durably, or forgets it.
    ///
    /// # Errors
    /// [`NotDone::Setting`] past a limit, or what the disk has.
    pub fn set_setting(&self, name: &str, value: Option<&[u8]>) -> Result<(), NotDone> {
        let too_much = NotDone::Setting {
            name_bytes_max: SETTING_NAME_BYTES_MAX,
            value_bytes_max: SETTING_VALUE_BYTES_MAX,
            settings_max: SETTINGS_MAX,
        };
        let value_bytes = value.map_or(0, <[u8]>::len);
        if name.len() > SETTING_NAME_BYTES_MAX || value_bytes > SETTING_VALUE_BYTES_MAX {
            return Err(too_much);
        }
        let write = self.database.begin_write().map_err(fault)?;
        {
            let mut settings = write.open_table(SETTINGS).map_err(fault)?;
            match value {
                Some(value) => {
                    settings.insert(name, value).map_err(fault)?;
                }
                None => {
                    settings.remove(name).map_err(fault)?;
                }
            }
            if settings.len().map_err(fault)? > SETTINGS_MAX as u64 {
                return Err(too_much);
            }
        }
        Ok(write.commit().map_err(fault)?)
    }

    /// A table that nobody has written to does not exist, and reading it is an error.
    fn make_tables(&self) -> Result<(), Fault> {
        let made = {
            let read = self.database.begin_read().map_err(fault)?;
            read.list_tables().map_err(fault)?.count() == 5
        };
        if made {
            return Ok(());
        }
        let write = self.database.begin_write().map_err(fault)?;
        write.open_table(ENTRIES).map_err(fault)?;
        write.open_table(KEYS).map_err(fault)?;
        write.open_table(HIDDEN).map_err(fault)?;
        write.open_table(SETTINGS).map_err(fault)?;
        write.open_table(CARRIED).map_err(fault)?;
        write.commit().map_err(fault)
    }
}

fn key(circle: &CircleId, id: &EntryId) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(&circle.0);
    key[16..].copy_from_slice(&id.0);
    key
}

/// The record and the bytes of what is carried.
fn split(value: &[u8]) -> Option<(Record, &[u8])> {
    let (length, rest) = value.split_first()?;
    let (record, bytes) = rest.split_at_checked(usize::from(*length))?;
    Some((cbor::decode(record).ok()?, bytes))
}

fn circle_of(key: &[u8; 32]) -> CircleId {
    CircleId(std::array::from_fn(|n| key[n]))
}

/// The file, made for its owner's eyes alone. The folder is synced too: a new file whose name a power cut takes back
/// would be a lost phone.
fn own_file(folder: &Path) -> std::io::Result<PathBuf> {
    let path = folder.join(FILE_NAME);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut make_folder = fs::DirBuilder::new();
    make_folder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        make_folder.mode(0o700);
        make_folder.create(folder)?;
        // A folder that was there before may be open to others; it holds keys from now on.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    make_folder.create(folder)?;
    let new = !path.exists();
    options.open(&path)?;
    #[cfg(unix)]
    if new {
        File::open(folder)?.sync_all()?;
    }
    Ok(path)
}

/// What redb's many errors mean to the person.
fn fault(wrong: impl Into<redb::Error>) -> Fault {
    match wrong.into() {
        redb::Error::Io(wrong) => Fault::of_io(&wrong),
        redb::Error::Corrupted(what) => Fault::Damaged(what),
        redb::Error::DatabaseAlreadyOpen => Fault::InUse,
        other => Fault::Disk(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
