//! A phone that is opened from its checkpoint is the one that is opened from its entries, whatever happened to either.

use std::{collections::BTreeSet, fs};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Entry, EntryId, Event, Keys, Time,
    entry::Header,
    event::{Direction, Kind, Posting, Urgency},
    keys::Standing,
    replica::Opening,
};

use super::stage::Place;
use crate::{
    phone::Phone,
    store::{
        ENTRIES, Folder, Keep, Opened, Store,
        checkpoint::{CHECKPOINT_NAME, Writing},
    },
};

pub(super) const NOW: Time = Time(1_790_000_000);

fn title(seq: u32) -> String {
    format!("Ask number {seq}")
}

/// A founder who asks and asks.
pub(super) fn keys_and_posts(count: u32) -> (Keys, Vec<(EntryId, Entry)>) {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let Standing::Founder { nonce, .. } = keys.standing.clone() else { panic!("these found") };
    let mut entries: Vec<(EntryId, Entry)> = Vec::new();
    for seq in 0..count {
        let event = match seq {
            0 => Event::Founded { nonce, name: "Calle Roble".to_owned(), rules: None },
            seq => Event::Posted(Posting {
                direction: Direction::Ask,
                title: title(seq),
                words: String::new(),
                kind: Kind::Repair,
                urgency: Urgency::Soon,
                area: String::new(),
                until: None,
                helpers: 1,
                for_someone: None,
            }),
        };
        let (author, previous) = (keys.device(), entries.last().map(|(id, _)| *id));
        let header =
            Header { author, seq, previous, heads: Vec::new(), lamport: seq + 1, clock: NOW, epoch: 0 };
        let entry = Entry::sign(&keys, header, event.encode());
        entries.push((entry.id(&keys.circle), entry));
    }
    (keys, entries)
}

fn keep(store: &mut Store, circle: CircleId, entries: &[(EntryId, Entry)]) {
    let keeps: Vec<Keep> =
        entries.iter().map(|(id, entry)| Keep::Entry(circle, *id, entry.clone())).collect();
    store.keep(&keeps).unwrap();
}

pub(super) fn resume(place: &Place) -> Opened<Opening> {
    let key = place.key();
    Store::resume(&Folder::hold(&place.path).unwrap(), &key, [3; 32]).unwrap()
}

fn begin(store: &mut Store, phone: &Phone) -> Option<Writing> {
    store.begin_checkpoint(phone.circles())
}

fn write(store: &mut Store, phone: &Phone) {
    let written = begin(store, phone).expect("all that is kept is in the phone").sync().unwrap();
    store.end_checkpoint(written).unwrap();
}

/// 300 entries in a checkpoint and 20 after it.
fn prepared(name: &str) -> (Place, Keys, Vec<(EntryId, Entry)>) {
    let place = Place::new(name);
    let (keys, entries) = keys_and_posts(320);
    let mut store = place.open().store;
    store.keep(&[Keep::Keys(Box::new(keys.clone()))]).unwrap();
    keep(&mut store, keys.circle, &entries[..300]);
    drop(store);
    let Opened { mut store, circles, .. } = resume(&place);
    assert!(store.checkpoint.is_none(), "there is none yet");
    let phone = Phone::resume(circles, [4; 32], NOW);
    write(&mut store, &phone);
    assert_eq!(store.entries_since_checkpoint(), 0);
    keep(&mut store, keys.circle, &entries[300..]);
    drop(store);
    (place, keys, entries)
}

/// Opens it both ways; whether a checkpoint was believed.
fn same_both_ways(place: &Place, circle: &CircleId) -> bool {
    let Opened { store, circles, .. } = resume(place);
    let believed = store.checkpoint.is_some();
    assert_eq!(store.damaged(), 0);
    let resumed = Phone::resume(circles, [5; 32], NOW);
    drop(store);
    let opened = Phone::open(place.open().circles, [5; 32], NOW);
    let (resumed, opened) = (resumed.circle(circle).unwrap(), opened.circle(circle).unwrap());
    assert_eq!((resumed.entries(), resumed.state_hash()), (opened.entries(), opened.state_hash()));
    assert_eq!((resumed.board(NOW), resumed.people()), (opened.board(NOW), opened.people()));
    believed
}

#[test]
fn a_phone_opens_from_its_checkpoint_and_the_entries_after_it() {
    let (place, keys, entries) = prepared("checkpoint");
    assert!(same_both_ways(&place, &keys.circle));
    let Opened { mut store, circles, .. } = resume(&place);
    assert_eq!(store.entries_since_checkpoint(), 20);
    let ids: Vec<EntryId> = entries.iter().map(|(id, _)| *id).collect();
    let bytes: Vec<Vec<u8>> = entries.iter().map(|(_, entry)| entry.encode()).collect();
    assert_eq!(store.entries(&keys.circle, &ids), Ok(bytes), "and all entries are where they were");
    let before = store.sums;
    keep(&mut store, keys.circle, &entries);
    assert_eq!(store.sums, before, "none is kept twice");
    // What the phone does not hold, a checkpoint would hide for ever.
    let phone = Phone::resume(circles, [4; 32], NOW);
    let (_, more) = keys_and_posts(321);
    keep(&mut store, keys.circle, &more[320..]);
    assert!(begin(&mut store, &phone).is_none());
}

#[test]
fn a_checkpoint_that_was_touched_cut_or_put_back_changes_nothing() {
    let (place, keys, entries) = prepared("touched");
    let (path, store_path) = (place.path.join(CHECKPOINT_NAME), place.file());
    let (good, good_store) = (fs::read(&path).unwrap(), fs::read(&store_path).unwrap());
    let mut dice = ChaCha20Rng::seed_from_u64(9);
    for round in 0..60 {
        let at = dice.next_u64() as usize % good.len();
        let mut bad = good.clone();
        match round % 3 {
            0 => bad[at] ^= 1 << (round / 3 % 8),
            1 => bad.truncate(at),
            _ => bad[at..good.len().min(at + 64)].fill(0),
        }
        let differs = bad != good;
        fs::write(&path, &bad).unwrap();
        fs::write(&store_path, &good_store).unwrap();
        assert_eq!(same_both_ways(&place, &keys.circle), !differs, "round {round} at {at}");
        assert_eq!(path.exists(), !differs, "what counts for nothing goes");
    }
    // A store that is older than the checkpoint beside it, and one that is younger than the one that was put back.
    fs::write(&path, &good).unwrap();
    fs::write(&store_path, &good_store).unwrap();
    let Opened { mut store, circles, .. } = resume(&place);
    write(&mut store, &Phone::resume(circles, [4; 32], NOW));
    drop(store);
    assert!(same_both_ways(&place, &keys.circle));
    let newer = fs::read(&path).unwrap();
    fs::write(&path, &good).unwrap();
    assert!(!same_both_ways(&place, &keys.circle), "put back");
    fs::write(&path, newer).unwrap();
    fs::write(&store_path, &good_store).unwrap();
    assert!(!same_both_ways(&place, &keys.circle), "ahead of its store");
    // An entry that is gone is counted, and not made up for by a checkpoint that knew it.
    fs::write(&path, &good).unwrap();
    fs::write(&store_path, &good_store).unwrap();
    let store = place.open().store;
    let write = store.database.begin_write().unwrap();
    write.open_table(ENTRIES).unwrap().remove(7).unwrap();
    write.commit().unwrap();
    drop(store);
    let Opened { store, circles, .. } = resume(&place);
    assert_eq!((store.damaged(), store.checkpoint), (1, None));
    assert_eq!(circles[0].ids().count(), 7, "those after it wait for it");
    assert_eq!(entries.len(), 320);
}

#[test]
fn words_that_were_erased_are_in_no_checkpoint() {
    let (place, keys, entries) = prepared("erased");
    let says = |phone: &Phone| {
        let replica = phone.circle(&keys.circle).unwrap();
        let bytes = replica.checkpoint(Vec::new()).unwrap();
        let said = |seq: &u32| {
            let title = title(*seq);
            bytes.windows(title.len()).any(|window| window == title.as_bytes())
        };
        (100..320).filter(said).collect::<BTreeSet<u32>>()
    };
    let Opened { mut store, circles, .. } = resume(&place);
    let phone = Phone::resume(circles, [4; 32], NOW);
    assert_eq!(says(&phone).len(), 220, "the search finds what is there");
    // One that is being written when something is erased never counts.
    let writing = begin(&mut store, &phone).unwrap();
    store.keep(&[Keep::Erase(keys.circle, vec![entries[150].0, entries[310].0])]).unwrap();
    assert!(store.checkpoint.is_none() && !place.path.join(CHECKPOINT_NAME).exists(), "gone with the commit");
    assert!(writing.sync().is_err(), "it was taken away before it had its name");
    let writing = begin(&mut store, &phone).unwrap().sync().unwrap();
    store.keep(&[Keep::Erase(keys.circle, vec![entries[311].0])]).unwrap();
    store.end_checkpoint(writing).unwrap();
    assert!(store.checkpoint.is_none() && !place.path.join(CHECKPOINT_NAME).exists());
    drop(store);
    assert!(!same_both_ways(&place, &keys.circle));
    let Opened { mut store, circles, .. } = resume(&place);
    let phone = Phone::resume(circles, [4; 32], NOW);
    assert_eq!(says(&phone), (100..320).filter(|seq| ![150, 310, 311].contains(seq)).collect());
    write(&mut store, &phone);
    drop(store);
    assert!(same_both_ways(&place, &keys.circle));
    Folder::hold(&place.path).unwrap().wipe().unwrap();
    assert!(!place.path.join(CHECKPOINT_NAME).exists(), "and a wipe takes it too");
}
