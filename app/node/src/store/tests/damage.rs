//! Files that were damaged after they were written: a worn chip, a bad cable, a curious hand.

use std::{collections::BTreeMap, fs};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{Entry, EntryId};

use super::stage::{Place, keys_and_entries};
use crate::{
    store::{Keep, Opened},
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
