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
use tequio_core::{
    CircleId, EnvelopeId, Keys, Time,
    carrier::hold::{Record, SELF},
    envelope::SIZES,
    replica::Kept,
};

use super::stage::{Place, keys_and_entries};
use crate::store::{Keep, Opened, Store, key::StorageKey, seal::Seal};

/// What disks write as one, or not at all.
const SECTOR: usize = 512;

/// What happened to the file, in order.
#[derive(Clone, Debug)]
enum Did {
    Length(u64),
    Write(u64, Vec<u8>),
    Sync,
    /// The writer was told that this many commits are kept.
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

/// All that a store holds, to be compared.
fn contents(opened: Opened<(Keys, Kept)>) -> String {
    let Opened { store, circles, mut carried } = opened;
    assert_eq!((store.damaged(), store.only_reads()), (0, None));
    carried.sort_unstable_by_key(|(id, _)| id.0);
    let ids: Vec<EnvelopeId> = carried.iter().map(|(id, _)| *id).collect();
    let letters = store.envelopes(&ids).expect("they read back");
    let circles: Vec<_> = circles
        .into_iter()
        .map(|(keys, kept)| {
            let entries: Vec<Vec<u8>> = kept.entries.iter().map(|(_, entry)| entry.encode()).collect();
            (keys.circle, keys.ring.epochs().len(), kept.hidden, entries)
        })
        .collect();
    let said = format!("{circles:?} {:?} {carried:?} {letters:?}", store.settings());
    blake3::hash(said.as_bytes()).to_hex().to_string()
}

fn open_on(recorder: Recorder, key: &StorageKey) -> Opened<(Keys, Kept)> {
    Store::on(recorder, Seal::new(key, [4; 32]), None).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Plays a story of a store, of which `states` is what it held when it said so, with the power cut everywhere: what
/// opens then is what it held last, or what it was just about to hold. Then the power is cut once more while the file
/// is being mended. How often it was cut.
fn cut_everywhere(before: Vec<u8>, story: &[Did], states: &[String], key: &StorageKey) -> (usize, usize) {
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let mut dice = ChaCha20Rng::seed_from_u64(3);
    let (mut synced, mut since, mut reported) = (before, Vec::<Did>::new(), 0);
    let (mut cuts, mut again) = (0, 0);
    let mut check = |bytes: Vec<u8>, reported: usize, how: &str| {
        cuts += 1;
        let recorder = Recorder::of(bytes.clone());
        let held = contents(open_on(recorder.clone(), key));
        let may = &states[reported..states.len().min(reported + 2)];
        assert!(may.contains(&held), "{how}: neither what was kept nor what was being kept");
        // What was written to mend it, and what closing wrote.
        let mending = std::mem::take(&mut *recorder.story.lock().unwrap());
        if cuts % if nightly { 1 } else { 11 } != 0 {
            return;
        }
        let (mut bytes, mut since) = (bytes, Vec::new());
        for did in &mending {
            if let Did::Sync = did {
                since.drain(..).for_each(|did| carry_out(&mut bytes, &did));
                continue;
            }
            since.push(did.clone());
            let mut torn = bytes.clone();
            for piece in since.iter().flat_map(sectors).filter(|_| dice.next_u32() % 2 == 0) {
                carry_out(&mut torn, &piece);
            }
            again += 1;
            assert_eq!(contents(open_on(Recorder::of(torn), key)), held, "{how}, and once more");
        }
    };
    let mut dice = ChaCha20Rng::seed_from_u64(5);
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
                // In order, and cut at every sector of this write.
                let pieces = sectors(did);
                let mut bytes = synced.clone();
                since.iter().for_each(|did| carry_out(&mut bytes, did));
                for (end, piece) in pieces.iter().enumerate() {
                    check(
                        bytes.clone(),
                        reported,
                        &format!("write {n}, cut after {end} of {}", pieces.len()),
                    );
                    carry_out(&mut bytes, piece);
                }
                since.push(did.clone());
            }
        }
    }
    assert_eq!(reported + 1, states.len());
    (cuts, again)
}

/// A store that has been in use, so that pages are freed and used again; and what is done to it then.
fn play(name: &str, does: impl FnOnce(&mut Store, &mut dyn FnMut(&mut Store))) -> (usize, usize) {
    let place = Place::new(name);
    let (keys, entries) = keys_and_entries(60);
    let mut store = place.open().store;
    store.keep(&[Keep::Keys(Box::new(keys.clone()))]).unwrap();
    for (id, entry) in &entries {
        store.keep(&[Keep::Entry(keys.circle, *id, entry.clone())]).unwrap();
    }
    drop(store);
    let (key, before) = (place.key(), std::fs::read(place.file()).unwrap());
    let recorder = Recorder::of(before.clone());
    let mut store = open_on(recorder.clone(), &key).store;
    let now = |recorder: &Recorder| {
        // As it would be found if the power were cut now: all that was told to be written is there.
        contents(open_on(Recorder::of(recorder.bytes.lock().unwrap().clone()), &key))
    };
    let mut states = vec![now(&recorder)];
    does(&mut store, &mut |_| {
        states.push(now(&recorder));
        recorder.note(Did::Reported(states.len() - 1));
    });
    drop(store);
    let story = std::mem::take(&mut *recorder.story.lock().unwrap());
    cut_everywhere(before, &story, &states, &key)
}

#[test]
fn a_power_cut_at_any_sector_of_any_write_loses_nothing_that_was_reported_kept() {
    let (keys, entries) = keys_and_entries(88);
    let (cuts, again) = play("torn", |store, report| {
        let mut kept = 60;
        for size in [1, 1, 5, 20, 1] {
            let some = &entries[kept..kept + size];
            let keeps: Vec<Keep> =
                some.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())).collect();
            store.keep(&keeps).unwrap();
            kept += size;
            report(store);
        }
    });
    assert!(cuts > 300 && again > 10, "{cuts} cuts, {again} of them twice");
}

/// All else that is kept and forgotten, and the file made smaller.
#[test]
fn a_power_cut_in_whatever_else_a_store_does_leaves_what_was_or_what_was_to_be() {
    let (keys, entries) = keys_and_entries(64);
    let other = Keys::found(&mut ChaCha20Rng::seed_from_u64(2));
    let (id, until) = (|n: u8| EnvelopeId([n; 16]), Time(2_000_000_000));
    let held = |since| Record::Held { head: [0x10; 33], size: 0, since: Time(since), until, origin: SELF };
    let letter = |n: u8| Keep::Envelope(id(n), held(1), vec![n; SIZES[0]]);
    let entry = |circle: CircleId, n: usize| Keep::Entry(circle, entries[n].0, entries[n].1.clone());
    let commits = vec![
        vec![letter(1), letter(2), entry(keys.circle, 60)],
        vec![
            Keep::Keys(Box::new(other.clone())),
            entry(other.circle, 1),
            Keep::Hidden(other.circle, [entries[0].0].into()),
        ],
        // Founding and the like stays; the words of nothing here may go, so that this only asks.
        vec![Keep::Erase(keys.circle, entries[..20].iter().map(|(id, _)| *id).collect())],
        vec![
            Keep::Envelope(id(1), held(9), Vec::new()),
            Keep::Envelope(id(2), Record::Gone { until }, Vec::new()),
        ],
        vec![Keep::ForgetEnvelope(id(2)), entry(other.circle, 2)],
        vec![Keep::Forget(other.circle), entry(keys.circle, 61)],
        vec![Keep::Forget(keys.circle), Keep::Keys(Box::new(keys.clone())), entry(keys.circle, 0)],
    ];
    let (cuts, again) = play("torn-else", |store, report| {
        for keeps in &commits {
            store.keep(keeps).unwrap();
            report(store);
        }
        store.set_setting("draft", Some(&[b'x'; 600])).unwrap();
        report(store);
        store.set_setting("draft", None).unwrap();
        report(store);
        while store.database.compact().unwrap() {}
        report(store);
    });
    assert!(cuts > 300 && again > 10, "{cuts} cuts, {again} of them twice");
}
