mod carried;
mod checkpoint;
mod damage;
mod guarded;
mod stage;
mod torn;

use std::collections::BTreeSet;

use tequio_core::{CircleId, EntryId};

use super::*;
use key::{Passphrase, Protection};
use stage::{Place, keys_and_entries};

#[test]
fn what_was_kept_reads_back_after_the_folder_was_closed() {
    let place = Place::new("reads-back");
    let (keys, entries) = keys_and_entries(3);
    let hidden = BTreeSet::from([EntryId([1; 16]), EntryId([2; 16])]);
    let mut store = place.open().store;
    store.keep(&[Keep::Keys(Box::new(keys.clone())), Keep::Hidden(keys.circle, hidden.clone())]).unwrap();
    for (id, entry) in &entries {
        store.keep(&[Keep::Entry(keys.circle, *id, entry.clone())]).unwrap();
    }
    // Keeping it again changes nothing.
    store.keep(&[Keep::Entry(keys.circle, entries[0].0, entries[0].1.clone())]).unwrap();
    let check = |store: &Store| {
        let (first, last) = (&entries[0], &entries[2]);
        assert_eq!(
            store.entries(&keys.circle, &[last.0, first.0]),
            Ok(vec![last.1.encode(), first.1.encode()])
        );
        assert_eq!(
            store.entries(&keys.circle, &[EntryId([9; 16]), first.0]),
            Ok(vec![]),
            "nothing after a gap"
        );
        assert_eq!(store.entries(&CircleId([0; 16]), &[first.0]), Ok(vec![]), "not of this circle");
    };
    check(&store);
    drop(store);
    let Opened { store, circles, .. } = place.open();
    check(&store);
    assert_eq!((circles.len(), store.damaged(), store.only_reads()), (1, 0, None));
    assert_eq!(circles[0].0.device(), keys.device());
    assert_eq!((&circles[0].1.entries, &circles[0].1.hidden), (&entries, &hidden), "in the order of keeping");
}

#[test]
fn a_circle_that_is_forgotten_leaves_nothing_behind() {
    let place = Place::new("forgotten");
    let (keys, entries) = keys_and_entries(4);
    let mut store = place.open().store;
    let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
    keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
    store.keep(&keeps).unwrap();
    store.keep(&[Keep::Forget(keys.circle)]).unwrap();
    assert_eq!(store.sums, Sums::default());
    drop(store);
    let Opened { store, circles, .. } = place.open();
    assert_eq!((circles.len(), store.damaged()), (0, 0));
    let read = store.database.begin_read().unwrap();
    assert_eq!(read.open_table(ENTRIES).unwrap().len().unwrap(), 0);
}

/// Left and joined again within one turn, or the other way about, or twice the same.
#[test]
fn within_one_commit_keeps_count_in_their_order() {
    let (keys, entries) = keys_and_entries(6);
    let known = || Keep::Keys(Box::new(keys.clone()));
    let entry = |n: usize| Keep::Entry(keys.circle, entries[n].0, entries[n].1.clone());
    let forget = || Keep::Forget(keys.circle);
    let cases: [(&str, Vec<Keep>, &[usize]); 5] = [
        ("then forgotten", vec![known(), entry(3), entry(4), forget()], &[]),
        ("forgotten, then again", vec![forget(), known(), entry(0), entry(3)], &[0, 3]),
        ("in between", vec![entry(4), forget(), known(), entry(4), entry(1), entry(4)], &[4, 1]),
        ("twice forgotten", vec![forget(), known(), entry(0), forget(), known(), entry(2)], &[2]),
        ("twice the same", vec![entry(4), entry(0), entry(4)], &[0, 1, 2, 4]),
    ];
    for (case, keeps, there) in cases {
        let place = Place::new("order");
        let mut store = place.open().store;
        store.keep(&[known(), entry(0), entry(1), entry(2)]).unwrap();
        store.keep(&keeps).unwrap();
        let left = store.database.begin_read().unwrap().open_table(ENTRIES).unwrap().len().unwrap();
        assert_eq!((left, store.sums.entries), (there.len() as u64, there.len() as u64), "{case}");
        drop(store);
        let Opened { mut store, circles, .. } = place.open();
        assert_eq!((circles.len(), store.damaged()), (usize::from(!there.is_empty()), 0), "{case}");
        let expected: Vec<_> = there.iter().map(|n| entries[*n].clone()).collect();
        let found = circles.first().map_or(Vec::new(), |(_, kept)| kept.entries.clone());
        assert_eq!(found, expected, "{case}");
        store.keep(&[known(), entry(5)]).unwrap();
        assert_eq!(store.entries(&keys.circle, &[entries[5].0]).unwrap().len(), 1, "{case}");
    }
}

/// A letter of which an older version kept the bytes behind the record.
#[test]
fn letters_lie_beside_their_records_and_those_that_lie_behind_them_are_read_on() {
    use tequio_core::{
        Time,
        carrier::hold::{Record, SELF},
        envelope::SIZES,
    };
    let place = Place::new("letters");
    let mut store = place.open().store;
    let id = |n: u8| EnvelopeId([n; 16]);
    let bytes = |n: u8| vec![n; SIZES[0]];
    let until = Time(2_000_000_000);
    let head: tequio_core::envelope::Head = std::array::from_fn(|n| if n == 0 { 0x10 } else { 7 });
    let held = |since| Record::Held { head, size: 0, since: Time(since), until, origin: SELF };
    let record = cbor::encode(&held(5));
    let name = store.seal.name(CARRIED.name(), &id(1).0);
    let sealed =
        store.seal.seal(CARRIED.name(), &name, &[&id(1).0, &[record.len() as u8], &record, &bytes(1)]);
    let write = store.database.begin_write().unwrap();
    write.open_table(CARRIED).unwrap().insert(&name, &sealed[..]).unwrap();
    // Nor did it know the table.
    write.delete_table(LETTERS).unwrap();
    write.commit().unwrap();
    drop(store);
    let Opened { mut store, carried, .. } = place.open();
    assert_eq!(carried, [(id(1), held(5))]);
    assert_eq!(store.envelopes(&[id(1)]), Ok(vec![bytes(1)]));
    let rest = store.sealed_rest;
    store.keep(&[Keep::Envelope(id(2), held(6), bytes(2))]).unwrap();
    assert_eq!(store.sealed_rest - rest, (record.len() + 17 + 16 + SIZES[0] + 2 * seal::MORE_BYTES) as u64);
    // Its time alone is written anew.
    store
        .keep(&[Keep::Envelope(id(1), held(8), Vec::new()), Keep::Envelope(id(2), held(9), Vec::new())])
        .unwrap();
    let rest = store.sealed_rest;
    drop(store);
    let Opened { mut store, mut carried, .. } = place.open();
    carried.sort_unstable_by_key(|(id, _)| id.0);
    assert_eq!(carried, [(id(1), held(8)), (id(2), held(9))]);
    assert_eq!((store.envelopes(&[id(1), id(2)]), store.sealed_rest), (Ok(vec![bytes(1), bytes(2)]), rest));
    store
        .keep(&[Keep::Envelope(id(1), Record::Gone { until }, Vec::new()), Keep::ForgetEnvelope(id(2))])
        .unwrap();
    assert_eq!(store.envelopes(&[id(1), id(2)]), Ok(vec![]));
    let read = store.database.begin_read().unwrap();
    assert_eq!(read.open_table(LETTERS).unwrap().len().unwrap(), 0);
}

#[test]
fn a_value_opens_in_its_own_place_only() {
    let place = Place::new("moved");
    let (keys, entries) = keys_and_entries(4);
    let mut store = place.open().store;
    let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
    keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
    store.keep(&keeps).unwrap();
    // Somebody with a good editor swaps two entries, and changes a third.
    let write = store.database.begin_write().unwrap();
    {
        let mut table = write.open_table(ENTRIES).unwrap();
        let values: Vec<Vec<u8>> = (0..3).map(|n| table.get(n).unwrap().unwrap().value().to_vec()).collect();
        table.insert(0, &values[1][..]).unwrap();
        table.insert(1, &values[0][..]).unwrap();
        table.insert(2, &b"not an entry"[..]).unwrap();
    }
    write.commit().unwrap();
    drop(store);
    let Opened { mut store, circles, .. } = place.open();
    assert_eq!((circles[0].1.entries.len(), store.damaged()), (1, 3));
    assert_eq!(circles[0].1.entries[0], entries[3]);
    // Numbering goes on behind the damaged ones, and what comes again is there again.
    store.keep(&[Keep::Entry(keys.circle, entries[1].0, entries[1].1.clone())]).unwrap();
    assert_eq!(store.places.get(&keys.circle, &entries[1].0), Some(4));
    assert_eq!(store.entries(&keys.circle, &[entries[1].0]).unwrap().len(), 1);
}

#[test]
fn a_folder_that_is_open_is_in_use() {
    let place = Place::new("in-use");
    let (held, opened) = open(&place.path, &Unlock::default()).unwrap();
    assert_eq!(open(&place.path, &Unlock::default()).err(), Some(Fault::InUse));
    drop((held, opened));
    assert!(open(&place.path, &Unlock::default()).is_ok());
}

#[test]
fn another_version_is_left_as_it_is() {
    let place = Place::new("version");
    let store = place.open().store;
    let write = store.database.begin_write().unwrap();
    write.open_table(FORMATS).unwrap().insert("version", FORMAT + 1).unwrap();
    write.commit().unwrap();
    drop(store);
    for _ in 0..2 {
        assert_eq!(place.try_open().err(), Some(Fault::OtherVersion(FORMAT + 1)));
    }
}

#[test]
fn settings_have_limits_and_can_be_forgotten() {
    let place = Place::new("settings");
    let mut store = place.open().store;
    store.set_setting("language", Some(b"es")).unwrap();
    assert_eq!(store.setting("language"), Ok(Some(b"es".to_vec())));
    store.set_setting("language", None).unwrap();
    assert_eq!(store.setting("language"), Ok(None));
    let long_name = "x".repeat(SETTING_NAME_BYTES_MAX + 1);
    let long_value = vec![0; SETTING_VALUE_BYTES_MAX + 1];
    assert!(store.set_setting(&long_name, Some(b"")).is_err());
    assert!(store.set_setting("draft", Some(&long_value)).is_err());
    for n in 0..SETTINGS_MAX {
        store.set_setting(&format!("draft {n}"), Some(b"")).unwrap();
    }
    assert!(store.set_setting("one more", Some(b"")).is_err());
    assert_eq!(store.setting("one more"), Ok(None), "what was refused was not kept");
    store.set_setting("draft 0", Some(b"again")).unwrap();
    assert_eq!(store.settings().unwrap().len(), SETTINGS_MAX);
    assert_eq!(store.settings().unwrap()["draft 0"], b"again");
}

#[test]
fn a_passphrase_is_set_changed_and_taken_away_without_touching_the_store() {
    let place = Place::new("passphrase");
    let (keys, entries) = keys_and_entries(1);
    let words = |words: &str| Unlock { passphrase: Some(Passphrase::new(words).unwrap()), keychain: false };
    let mut dice = ChaCha20Rng::seed_from_u64(5);
    let folder = Folder::hold(&place.path).unwrap();
    let (key, protection) = StorageKey::unlock(&folder, &words("maize"), &mut dice).unwrap();
    assert_eq!(protection, Protection::Passphrase);
    let mut store = Store::open(&folder, &key, [1; 32]).unwrap().store;
    let keep = Keep::Entry(keys.circle, entries[0].0, entries[0].1.clone());
    store.keep(&[Keep::Keys(Box::new(keys)), keep]).unwrap();
    drop(store);
    let store_bytes = std::fs::read(place.file()).unwrap();

    let mut unlock = |unlock: &Unlock| StorageKey::unlock(&folder, unlock, &mut dice).map(|(_, how)| how);
    assert_eq!(unlock(&Unlock::default()), Err(Fault::Locked));
    assert_eq!(unlock(&words("Maize")), Err(Fault::WrongPassphrase));
    assert_eq!(unlock(&words("maize")), Ok(Protection::Passphrase));
    let mut dice = ChaCha20Rng::seed_from_u64(6);
    assert_eq!(key.guard(&folder, &words("beans and squash"), &mut dice), Ok(Protection::Passphrase));
    let mut unlock = |unlock: &Unlock| StorageKey::unlock(&folder, unlock, &mut dice).map(|(_, how)| how);
    assert_eq!(unlock(&words("maize")), Err(Fault::WrongPassphrase));
    assert_eq!(unlock(&words("beans and squash")), Ok(Protection::Passphrase));
    assert_eq!(
        key.guard(&folder, &Unlock::default(), &mut ChaCha20Rng::seed_from_u64(7)),
        Ok(Protection::File)
    );
    assert_eq!(unlock(&Unlock::default()), Ok(Protection::File));

    assert_eq!(std::fs::read(place.file()).unwrap(), store_bytes);
    drop(folder);
    assert_eq!(place.open().circles[0].1.entries.len(), 1);
    assert!(Passphrase::new("").is_err() && Passphrase::new("x".repeat(2_000)).is_err());
}

#[test]
fn a_key_file_that_was_changed_by_one_bit_is_damaged_and_never_a_key() {
    let place = Place::new("key-bits");
    for passphrase in [None, Some(Passphrase::new("x").unwrap())] {
        let folder = Folder::hold(&place.path).unwrap();
        let unlock = Unlock { passphrase, keychain: false };
        let mut dice = ChaCha20Rng::seed_from_u64(8);
        let (key, _) = StorageKey::unlock(&folder, &Unlock::default(), &mut dice).unwrap();
        key.guard(&folder, &unlock, &mut dice).unwrap();
        let path = place.path.join(key::KEY_FILE_NAME);
        let good = std::fs::read(&path).unwrap();
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, bad).unwrap();
            let opened = StorageKey::unlock(&folder, &unlock, &mut dice).err();
            assert!(matches!(opened, Some(Fault::Damaged(_))), "bit {bit}: {opened:?}");
        }
        for length in 0..good.len() {
            std::fs::write(&path, &good[..length]).unwrap();
            assert!(StorageKey::unlock(&folder, &unlock, &mut dice).is_err(), "cut to {length}");
        }
        std::fs::write(&path, good).unwrap();
        key.guard(&folder, &Unlock::default(), &mut dice).unwrap();
    }
}

#[test]
fn a_large_file_full_of_holes_is_compacted_and_holds_what_it_held() {
    let place = Place::new("compact");
    let (keys, entries) = keys_and_entries(1);
    let mut store = place.open().store;
    let keep = Keep::Entry(keys.circle, entries[0].0, entries[0].1.clone());
    store.keep(&[Keep::Keys(Box::new(keys)), keep]).unwrap();
    let folder = Folder::hold(&place.path).unwrap();
    assert_eq!(store.compact_if_it_pays(&folder), Ok(false), "a small file is left alone");
    let long = vec![7; SETTING_VALUE_BYTES_MAX];
    for n in 0..SETTINGS_MAX {
        store.set_setting(&format!("draft {n}"), Some(&long)).unwrap();
    }
    for n in 1..SETTINGS_MAX {
        store.set_setting(&format!("draft {n}"), None).unwrap();
    }
    let before = std::fs::metadata(place.file()).unwrap().len();
    assert_eq!(store.compact_if_it_pays(&folder), Ok(true), "{before} bytes");
    let after = std::fs::metadata(place.file()).unwrap().len();
    assert!(after < before / 4, "{before} bytes became {after}");
    assert_eq!(store.settings().unwrap()["draft 0"], long);
    drop((store, folder));
    let Opened { store, circles, .. } = place.open();
    assert_eq!((circles[0].1.entries.len(), store.damaged()), (1, 0));
}
