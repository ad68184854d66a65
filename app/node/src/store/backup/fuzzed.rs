//! Backups of somebody who knows the passphrase and means harm: what is in the chunks is changed, and they are sealed
//! again.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufWriter, Read as _},
};

use super::*;
use crate::store::{self, Unlock};

/// All that the chunks of a backup hold.
fn opened(path: &Path, key: &BackupKey) -> Vec<u8> {
    let mut records = In::open(path, &Opener::Key(key.clone())).expect("it opens");
    while !records.was_last {
        records.chunk(false).expect("the next one opens");
    }
    // Nothing was taken out of it yet.
    records.open
}

/// The same chunks around something else.
fn sealed(path: &Path, key: &BackupKey, header: &[u8], plain: &[u8]) {
    let file = own_file(path).and_then(|file| file.set_len(0).map(|()| file)).expect("a file");
    let beginning = header[header.len() - 19..].try_into().expect("19 bytes");
    let cipher = XChaCha20Poly1305::new((&*key.0).into());
    let mut file = BufWriter::new(file);
    file.write_all(header).expect("it can be written");
    let mut out = Out { file, cipher, header: header.to_vec(), beginning, number: 0, waiting: Vec::new() };
    let (chunks, rest) = plain.as_chunks::<CHUNK_BYTES>();
    for chunk in chunks {
        out.waiting.extend_from_slice(chunk);
        out.chunk(false).expect("it can be written");
    }
    out.waiting.extend_from_slice(rest);
    out.end().expect("it can be written");
}

#[test]
fn a_backup_whose_records_were_changed_under_its_own_key_is_refused_or_read_and_never_more_than_that() {
    let memory = Path::new("/dev/shm");
    let root = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let root = root.join(format!("tequio-store-fuzzed-{}", std::process::id()));
    let _ = fs::remove_dir_all(&root);
    let (held, Opened { mut store, .. }) = store::open(&root, &Unlock::default()).expect("a new phone");
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let hidden = BTreeSet::from([tequio_core::EntryId([7; 16])]);
    let mut keeps = vec![Keep::Keys(Box::new(keys.clone())), Keep::Hidden(keys.circle, hidden)];
    let mut replica = tequio_core::Replica::open(keys.clone(), Kept::default(), [2; 32], Time(1_790_000_000));
    let found = tequio_core::Command::FoundWith {
        circle_name: "Calle Roble".to_owned(),
        name: "Ana".to_owned(),
        rules: tequio_core::rules::Rules::default(),
    };
    replica.perform(found, Time(1_790_000_000)).expect("it is founded");
    while let Some(output) = replica.poll() {
        if let tequio_core::Output::KeepEntries(entries) = output {
            keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(keys.circle, id, entry)));
        }
    }
    store.keep(&keeps).expect("it is kept");
    store.set_setting("language", Some(b"es")).expect("it is kept");
    let file = root.join("ana.backup");
    let passphrase = Passphrase::new("maize").expect("a passphrase");
    let amount = backup(&store, &file, &passphrase, [3; 32]).expect("it is written");
    let key = key_of(&file, &passphrase).expect("it opens");
    let (good, mut header) = (opened(&file, &key), vec![0; HEADER_BYTES]);
    File::open(&file).and_then(|mut file| file.read_exact(&mut header)).expect("a header");
    sealed(&file, &key, &header, &good);
    assert_eq!(verify(&file, &Opener::Key(key.clone())), Ok(amount), "sealed again as it was");

    let mut dice = ChaCha20Rng::seed_from_u64(4);
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let (mut read, mut refused) = (0, 0);
    for _ in 0..if nightly { 200_000 } else { 4_000 } {
        let mut bad = good.clone();
        for _ in 0..1 + dice.next_u32() % 3 {
            let at = dice.next_u32() as usize % bad.len().max(1);
            let upto = at + dice.next_u32() as usize % (bad.len() - at).clamp(1, 64);
            match dice.next_u32() % 7 {
                _ if bad.is_empty() => bad.push(dice.next_u32() as u8),
                0 => bad[at] ^= 1 << (dice.next_u32() % 8),
                1 => bad[at] = dice.next_u32() as u8,
                2 => bad[at] = [0, 1, 0x7f, 0x80, 0xff, 0x5b, 0x9b, 0xbb][dice.next_u32() as usize % 8],
                3 => bad.truncate(at),
                4 => drop(bad.drain(at..upto)),
                5 => {
                    let again = bad[at..upto].to_vec();
                    bad.splice(at..at, again);
                }
                _ => bad.extend_from_slice(&good[at.min(good.len() - 1)..]),
            }
        }
        sealed(&file, &key, &header, &bad);
        match verify(&file, &Opener::Key(key.clone())) {
            Ok(amount) => {
                assert!(amount.entries <= bad.len() as u64 / 100 && amount.circles <= 1_000);
                read += 1;
            }
            Err(NotDone::Backup(_)) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(read > 50 && refused > 1_000, "{read} read, {refused} refused");
    drop((store, held));
    fs::remove_dir_all(&root).expect("it is this test's own");
}
