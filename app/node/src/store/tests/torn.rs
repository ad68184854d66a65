//! A power cut at every write: what the disk had been told to write since the last sync may be there or not, whole or
//! in part, in any order.

use std::{
    io,
    sync::{Arc, Mutex},
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use redb::StorageBackend;
use tequio_core::{Keys, replica::Kept};

use super::stage::{Place, keys_and_entries};
use crate::store::{Keep, Opened, Store, seal::Seal};

/// What disks write as one, or not at all.
const SECTOR: usize = 512;

/// What happened to the file, in order.
#[derive(Clone, Debug)]
enum Did {
    Length(u64),
    Write(u64, Vec<u8>),
    Sync,
    /// The writer was told that this many entries are kept.
    Reported(usize),
}

/// A file in memory that remembers everything that was done to it.
#[derive(Clone, Debug, Default)]
struct Recorder {
    bytes: Arc<Mutex<Vec<u8>>>,
    story: Arc<Mutex<Vec<Did>>>,
}

impl Recorder {
    fn of(bytes: Vec<u8>) -> Recorder {
        Recorder { bytes: Arc::new(Mutex::new(bytes)), story: Arc::default() }
    }

    fn note(&self, did: Did) {
        self.story.lock().unwrap().push(did);
    }
}

impl StorageBackend for Recorder {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let bytes = self.bytes.lock().unwrap();
        let part = bytes.get(offset as usize..offset as usize + out.len());
        out.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.note(Did::Length(length));
        self.bytes.lock().unwrap().resize(length as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.note(Did::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.note(Did::Write(offset, data.to_vec()));
        put(&mut self.bytes.lock().unwrap(), offset, data);
        Ok(())
    }
}

fn put(bytes: &mut Vec<u8>, offset: u64, data: &[u8]) {
    let end = offset as usize + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset as usize..end].copy_from_slice(data);
}

fn carry_out(bytes: &mut Vec<u8>, did: &Did) {
    match did {
        Did::Length(length) => bytes.resize(*length as usize, 0),
        Did::Write(offset, data) => put(bytes, *offset, data),
        Did::Sync | Did::Reported(_) => {}
    }
}

/// A write in the pieces that a disk may write one without the other.
fn sectors(did: &Did) -> Vec<Did> {
    let Did::Write(offset, data) = did else { return vec![did.clone()] };
    let first = (SECTOR - *offset as usize % SECTOR).min(data.len());
    let (head, rest) = data.split_at(first);
    let mut at = *offset;
    std::iter::once(head)
        .chain(rest.chunks(SECTOR))
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let did = Did::Write(at, piece.to_vec());
            at += piece.len() as u64;
            did
        })
        .collect()
}

#[test]
fn a_power_cut_at_any_sector_of_any_write_loses_nothing_that_was_reported_kept() {
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let place = Place::new("torn");
    let (keys, entries) = keys_and_entries(120);
    // A store that has been in use, so that pages are freed and used again.
    let mut store = place.open().store;
    store.keep(&[Keep::Keys(Box::new(keys.clone()))]).unwrap();
    let keep = |(id, entry): &(_, tequio_core::Entry)| Keep::Entry(keys.circle, *id, entry.clone());
    for one in &entries[..60] {
        store.keep(&[keep(one)]).unwrap();
    }
    drop(store);
    let (key, before) = (place.key(), std::fs::read(place.file()).unwrap());

    let recorder = Recorder::of(before.clone());
    let mut store =
        Store::on::<(Keys, Kept)>(recorder.clone(), Seal::new(&key, [2; 32]), None).unwrap().store;
    recorder.note(Did::Reported(60));
    let mut kept = 60;
    for size in [1, 1, 5, 20, 1] {
        let keeps: Vec<Keep> = entries[kept..kept + size].iter().map(keep).collect();
        store.keep(&keeps).unwrap();
        kept += size;
        recorder.note(Did::Reported(kept));
    }
    drop(store);
    let story = std::mem::take(&mut *recorder.story.lock().unwrap());

    let mut dice = ChaCha20Rng::seed_from_u64(3);
    let (mut synced, mut since, mut reported, mut cuts) = (before, Vec::<Did>::new(), 60, 0);
    let mut check = |bytes: Vec<u8>, reported: usize, how: &str| {
        cuts += 1;
        let opened = Store::on::<(Keys, Kept)>(Recorder::of(bytes), Seal::new(&key, [4; 32]), None);
        let Opened { store, circles, .. } = opened.unwrap_or_else(|fault| panic!("{how}: {fault}"));
        let there = &circles[0].1.entries;
        assert!(there.len() >= reported, "{how}: {} of {reported} are there", there.len());
        assert_eq!(there[..], entries[..there.len()], "{how}");
        assert_eq!(store.damaged(), 0, "{how}");
    };
    for (n, did) in story.iter().enumerate() {
        match did {
            Did::Sync => {
                // Any of what came since the last sync, in any order: every piece by the toss of a coin.
                let tosses = if nightly { 200 } else { 12 };
                for toss in 0..tosses {
                    let mut bytes = synced.clone();
                    for piece in since.iter().flat_map(sectors) {
                        if dice.next_u32() % 2 == 0 {
                            carry_out(&mut bytes, &piece);
                        }
                    }
                    check(bytes, reported, &format!("sync {n}, toss {toss}"));
                }
                since.drain(..).for_each(|did| carry_out(&mut synced, &did));
            }
            Did::Reported(count) => reported = *count,
            did => {
                // In order, and cut within this write: at every sector nightly, else at its ends and one within.
                let pieces = sectors(did);
                let ends = 0..=pieces.len();
                let within = 1 + dice.next_u32() as usize % pieces.len();
                for end in ends.filter(|end| nightly || *end == 0 || *end == within) {
                    let mut bytes = synced.clone();
                    since.iter().chain(&pieces[..end]).for_each(|did| carry_out(&mut bytes, did));
                    check(bytes, reported, &format!("write {n}, cut after {end} of {}", pieces.len()));
                }
                since.push(did.clone());
            }
        }
    }
    assert_eq!(reported, 88);
    assert!(cuts > 100, "{cuts} cuts");
}
