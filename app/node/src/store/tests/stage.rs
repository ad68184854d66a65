//! A folder of one test alone, and entries to keep in it.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{Entry, EntryId, Event, Keys, Time, entry::Header};

use crate::{
    store::{
        self, Opened,
        folder::FILE_NAME,
        key::{StorageKey, Unlock},
    },
    wrong::Fault,
};

/// A folder; it goes when this is dropped.
pub(super) struct Place {
    pub path: PathBuf,
}

impl Place {
    pub fn new(name: &str) -> Place {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let turn = COUNT.fetch_add(1, Ordering::Relaxed);
        // Hundreds of files are opened, each with several syncs: in memory, where there is such a folder.
        let memory = PathBuf::from("/dev/shm");
        let root = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let path = root.join(format!("tequio-store-{name}-{}-{turn}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Place { path }
    }

    pub fn file(&self) -> PathBuf {
        self.path.join(FILE_NAME)
    }

    pub fn try_open(&self) -> Result<Opened, Fault> {
        store::open(&self.path, &Unlock::default()).map(|(_, opened)| opened)
    }

    pub fn open(&self) -> Opened {
        self.try_open().expect("it opens")
    }

    pub fn key(&self) -> StorageKey {
        let folder = store::Folder::hold(&self.path).expect("nobody else holds it");
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        StorageKey::unlock(&folder, &Unlock::default(), &mut dice).expect("no passphrase guards it").0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A founder's keys and so many entries of a common size.
pub(super) fn keys_and_entries(count: u32) -> (Keys, Vec<(EntryId, Entry)>) {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let (author, circle) = (keys.device(), keys.circle);
    let mut entries: Vec<(EntryId, Entry)> = Vec::new();
    for seq in 0..count {
        let previous = entries.last().map(|(id, _)| *id);
        let clock = Time(1_790_000_000 + u64::from(seq));
        let header = Header { author, seq, previous, heads: Vec::new(), lamport: seq + 1, clock, epoch: 0 };
        let event = Event::Founded {
            nonce: [seq as u8; 16],
            name: "Calle Roble, the upper end".to_owned(),
            rules: None,
        };
        let entry = Entry::sign(&keys, header, event.encode());
        entries.push((entry.id(&circle), entry));
    }
    (keys, entries)
}
