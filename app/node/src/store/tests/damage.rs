//! Files that were damaged after they were written: a worn chip, a bad cable, a curious hand.

use std::{collections::BTreeMap, fs};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use redb::{ReadableDatabase, TableHandle};
use tequio_core::{Entry, EntryId, Keys, replica::Opening};

use super::{
    checkpoint::{NOW, keys_and_posts, resume},
    stage::{Place, keys_and_entries},
};
use crate::{
    phone::Phone,
    store::{
        CIRCLES, ENTRIES as TABLE, Keep, Named, Opened, SUMS, Store,
        backup::{backup, restore},
        export::export,
        key::{Passphrase, Unlock},
    },
    wrong::Fault,
};

const ENTRIES: u32 = 400;

/// One byte, or a block, somewhere in the file. Whatever it hits: all entries are there, or those that are missing
/// are counted, or the phone says that it is damaged.
#[test]
fn no_damage_anywhere_in_the_file_loses_an_entry_silently() {
    let place = Place::new("flipped");
    let (keys, entries) = keys_and_entries(ENTRIES);
    let mut store = place.open().store;
    store.keep(&[Keep::Keys(Box::new(keys.clone()))]).unwrap();
    for batch in entries.chunks(50) {
        let keeps: Vec<Keep> =
            batch.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())).collect();
        store.keep(&keeps).unwrap();
    }
    drop(store);
    let good = fs::read(place.file()).unwrap();
    let by_id: BTreeMap<EntryId, Entry> = entries.iter().cloned().collect();
    let mut dice = ChaCha20Rng::seed_from_u64(1);
    let mut roll = |sides: usize| dice.next_u64() as usize % sides;
    let (mut whole, mut counted, mut closed) = (0, 0, 0);
    let rounds =
        if std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1") { 5_000 } else { 400 };
    for round in 0..rounds {
        let mut bad = good.clone();
        // The first page says where everything is: it gets more than its share.
        let at = if round % 4 == 0 { roll(4_096) } else { roll(bad.len()) };
        match round % 3 {
            0 => bad[at] ^= 1 << roll(8),
            1 => bad[at] = roll(256) as u8,
            _ => {
                let end = bad.len().min(at + 512);
                bad[at..end].fill(0);
            }
        }
        fs::write(place.file(), &bad).unwrap();
        match place.try_open() {
            Ok(Opened { store, circles, .. }) => {
                let there = &circles[0].1.entries;
                assert!(there.iter().all(|(id, entry)| by_id.get(id) == Some(entry)), "round {round}");
                let missing = entries.len() - there.len();
                assert!(store.damaged() >= missing, "round {round} at {at}: {missing} are missing silently");
                if missing == 0 {
                    whole += 1;
                } else {
                    counted += 1;
                    assert!(matches!(store.only_reads(), Some(Fault::Damaged(_))), "round {round}");
                }
            }
            Err(Fault::Damaged(_) | Fault::OtherVersion(_)) => closed += 1,
            Err(other) => panic!("round {round} at {at}: {other}"),
        }
    }
    eprintln!("of {rounds}: {whole} whole, {counted} in part, {closed} not at all");
    assert!(whole > rounds / 10 && counted > rounds / 10, "{whole} whole, {counted} in part");
}

#[test]
fn a_file_that_is_cut_short_or_none_of_ours_is_damaged_and_stays_as_it_is() {
    let place = Place::new("cut");
    let (keys, entries) = keys_and_entries(ENTRIES);
    let mut store = place.open().store;
    let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
    keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
    store.keep(&keeps).unwrap();
    drop(store);
    let good = fs::read(place.file()).unwrap();
    for cut in [1, 100, 4_096, good.len() / 2, good.len() - 4_096] {
        fs::write(place.file(), &good[..cut]).unwrap();
        match place.try_open() {
            Err(Fault::Damaged(_)) => {}
            Ok(Opened { store, circles, .. }) => {
                let missing = entries.len() - circles[0].1.entries.len();
                assert!(store.damaged() >= missing && store.only_reads().is_some(), "cut to {cut}");
            }
            Err(other) => panic!("cut to {cut}: {other}"),
        }
    }
    let other = vec![b'x'; 20_000];
    fs::write(place.file(), &other).unwrap();
    assert!(matches!(place.try_open(), Err(Fault::Damaged(_))));
    assert_eq!(fs::read(place.file()).unwrap(), other, "somebody else's file is not touched");
}

/// One byte of this value, where it lies in the file: as a worn chip does it, past redb's own bookkeeping.
fn hit(place: &Place, value: &[u8]) {
    let mut bytes = fs::read(place.file()).unwrap();
    let at = bytes.windows(value.len()).position(|window| window == value).expect("it lies there");
    bytes[at + value.len() / 2] ^= 0x10;
    fs::write(place.file(), bytes).unwrap();
}

fn named_row(store: &Store, table: Named, name: &[u8]) -> Vec<u8> {
    let name = store.seal.name(table.name(), name);
    let read = store.database.begin_read().unwrap();
    read.open_table(table).unwrap().get(&name).unwrap().unwrap().value().to_vec()
}

#[test]
fn what_followed_from_an_entry_that_is_lost_is_shown_by_a_phone_that_can_only_be_read() {
    let place = Place::new("early");
    let (keys, entries) = keys_and_posts(320);
    let mut store = place.open().store;
    let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
    keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
    store.keep(&keeps).unwrap();
    let read = store.database.begin_read().unwrap();
    let row = read.open_table(TABLE).unwrap().get(7).unwrap().unwrap().value().to_vec();
    drop((read, store));
    hit(&place, &row);
    let Opened { store, mut circles, .. } = resume(&place);
    assert_eq!((store.damaged(), store.only_reads().is_some()), (1, true));
    assert_eq!(circles[0].ids().count(), 7, "for those who write, all after it wait");
    circles.iter_mut().for_each(Opening::show_what_waits);
    let phone = Phone::resume(circles, [5; 32], NOW);
    let shown = phone.circle(&keys.circle).unwrap().board(NOW).cards.len();
    assert_eq!(shown, 318, "all posts but the one that is lost");
}

#[test]
fn one_circle_whose_keys_are_lost_hides_no_other() {
    let place = Place::new("keys");
    let mut store = place.open().store;
    let mut circles: Vec<Keys> = Vec::new();
    for n in 0..3 {
        let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(n));
        // The entries of one circle lie in all of them here; what they say is not looked at.
        let (_, entries) = keys_and_entries(10);
        let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
        keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(keys.circle, id, entry)));
        store.keep(&keeps).unwrap();
        circles.push(keys);
    }
    let row = named_row(&store, CIRCLES, &circles[1].circle.0);
    drop(store);
    hit(&place, &row);
    let Opened { mut store, circles: opened, .. } = place.open();
    let open: Vec<_> = opened.iter().map(|(keys, kept)| (keys.circle, kept.entries.len())).collect();
    let mut expected = vec![(circles[0].circle, 10), (circles[2].circle, 10)];
    expected.sort_unstable();
    assert_eq!((open, store.damaged()), (expected, 1));
    assert!(matches!(store.only_reads(), Some(Fault::Damaged(_))));
    assert!(store.keep(&[Keep::Forget(circles[0].circle)]).is_err());

    let to = Place::new("keys-out");
    let amount = export(&store, &to.path).unwrap();
    assert_eq!((amount.circles, amount.entries), (2, 30));
    let unknown = fs::read_to_string(to.path.join(format!("unknown-{}.jsonl", circles[1].circle))).unwrap();
    assert_eq!(unknown.lines().count(), 11);
    let (file, words) = (to.path.join("ana.backup"), Passphrase::new("maize").unwrap());
    assert_eq!(backup(&store, &file, &words, [1; 32]).map(|amount| amount.circles), Ok(2));
    let restored = restore(&file, &words, &to.path.join("phone"), &Unlock::default(), [2; 32]);
    assert_eq!(restored.unwrap().0.entries, 20, "what nobody can place is in no backup");
    assert_eq!(resume(&place).circles.len(), 2, "a phone that runs opens the same");
}

#[test]
fn sums_that_are_lost_hide_nothing_and_another_key_is_still_told_apart() {
    for whole_row in [false, true] {
        let place = Place::new("sums");
        let (keys, entries) = keys_and_entries(30);
        let mut store = place.open().store;
        let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
        keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
        store.keep(&keeps).unwrap();
        let (name, row) = (store.seal.name(SUMS.name(), b""), named_row(&store, SUMS, b""));
        if whole_row {
            let write = store.database.begin_write().unwrap();
            write.open_table(SUMS).unwrap().remove(&name).unwrap();
            write.commit().unwrap();
        }
        drop(store);
        if !whole_row {
            hit(&place, &row);
        }
        for _ in 0..2 {
            let Opened { store, circles, .. } = place.open();
            assert_eq!((circles.len(), store.damaged()), (1, 1));
            assert_eq!(circles[0].1.entries, entries);
            assert!(matches!(store.only_reads(), Some(Fault::Damaged(_))));
            drop(store);
            assert_eq!(resume(&place).circles[0].ids().count(), 30);
        }
        let mut other = Place::new("sums-other");
        drop(other.open());
        fs::copy(place.file(), other.file()).unwrap();
        let fault = other.try_open().err().expect("another key");
        assert!(matches!(fault, Fault::OtherKey | Fault::Damaged(_)), "{fault}");
        other.path.push("");
    }
}

#[test]
fn what_was_lost_and_came_again_is_lost_no_more() {
    let place = Place::new("healed");
    let (keys, entries) = keys_and_posts(320);
    let mut store = place.open().store;
    let mut keeps = vec![Keep::Keys(Box::new(keys.clone()))];
    keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
    store.keep(&keeps).unwrap();
    // One row is gone and another is not an entry any more, in a file that is otherwise whole.
    let write = store.database.begin_write().unwrap();
    write.open_table(TABLE).unwrap().remove(7).unwrap();
    write.open_table(TABLE).unwrap().insert(9, &b"not an entry"[..]).unwrap();
    write.commit().unwrap();
    drop(store);
    let Opened { mut store, circles, .. } = resume(&place);
    assert_eq!((store.damaged(), store.lost(), store.only_reads()), (2, 2, None));
    let phone = Phone::resume(circles, [4; 32], NOW);
    store.heal(phone.circle(&keys.circle).unwrap().entries() as u64).unwrap();
    assert_eq!(store.lost(), 2, "nothing came");
    drop(store);
    let mut store = resume(&place).store;
    for lost in [7, 9] {
        let (id, entry) = &entries[lost];
        store.keep(&[Keep::Entry(keys.circle, *id, entry.clone())]).unwrap();
    }
    drop(store);
    // Another start, after which one more comes, and another.
    let Opened { mut store, .. } = resume(&place);
    let (_, more) = keys_and_posts(322);
    let keeps: Vec<Keep> =
        more[320..].iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())).collect();
    store.keep(&keeps).unwrap();
    store.heal(321).unwrap();
    assert_eq!(store.lost(), 2, "as long as one waits for another");
    store.heal(322).unwrap();
    assert_eq!((store.lost(), store.damaged()), (0, 0));
    drop(store);
    let Opened { mut store, circles, .. } = resume(&place);
    assert_eq!((store.damaged(), circles[0].ids().count()), (0, 322));
    let phone = Phone::resume(circles, [4; 32], NOW);
    assert!(store.begin_checkpoint(phone.circles()).is_some(), "and there is a checkpoint again");
}
