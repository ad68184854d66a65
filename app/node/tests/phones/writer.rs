//! A process that does nothing but keep, killed at any moment.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{Entry, EntryId, Event, Keys, Time, entry::Header};
use tequio_node::{
    Unlock,
    store::{self, Keep, Opened},
};

use crate::cast::{Folder, is_nightly};

/// Names the folder, in the process that writes.
const WRITES: &str = "TEQUIO_TEST_WRITER";
/// Names the test, for the process that is to run nothing else.
const TEST: &str = "writer::what_was_reported_kept_survives_a_kill_at_two_hundred_moments";

/// Keeps entries, each batch in a commit, and reports how many there are after each.
fn write(folder: &std::path::Path) {
    let (_held, Opened { mut store, circles, .. }) =
        store::open(folder, &Unlock::default()).expect("it opens");
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let mut previous: Option<(EntryId, u32)> =
        circles.first().and_then(|(_, kept)| kept.entries.last().map(|(id, entry)| (*id, entry.header.seq)));
    if circles.is_empty() {
        store.keep(&[Keep::Keys(Box::new(keys.clone()))]).expect("a commit");
    }
    for batch in (1..40).cycle() {
        let mut keeps = Vec::new();
        for _ in 0..batch % 7 + 1 {
            let seq = previous.map_or(0, |(_, seq)| seq + 1);
            let header = Header {
                author: keys.device(),
                seq,
                previous: previous.map(|(id, _)| id),
                heads: Vec::new(),
                lamport: seq + 1,
                clock: Time(1_790_000_000),
                epoch: 0,
            };
            let event = Event::Founded { nonce: [0; 16], name: "x".repeat(batch * 20), rules: None };
            let entry = Entry::sign(&keys, header, event.encode());
            let id = entry.id(&keys.circle);
            keeps.push(Keep::Entry(keys.circle, id, entry));
            previous = Some((id, seq));
        }
        store.keep(&keeps).expect("a commit");
        println!("kept {}", previous.map_or(0, |(_, seq)| seq + 1));
    }
}

#[test]
fn what_was_reported_kept_survives_a_kill_at_two_hundred_moments() {
    if let Some(folder) = std::env::var_os(WRITES) {
        return write(folder.as_ref());
    }
    let folder = Folder::new("writer");
    let mut dice = ChaCha20Rng::seed_from_u64(7);
    let kills = if is_nightly() { 1_000 } else { 200 };
    let (mut most, mut all) = (0, 0);
    for kill in 0..kills {
        // A phone of ten lives each, so that the first moments of one are among those that are hit.
        let phone = folder.of(&format!("phone {}", kill / 10));
        if kill % 10 == 0 {
            all += most;
            most = 0;
        }
        let mut child = Command::new(std::env::current_exe().expect("this is one"))
            .args(["--exact", TEST, "--nocapture"])
            .env(WRITES, &phone)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
        let mut reported = most;
        let mut hear = |line: std::io::Result<String>| {
            let count = line.ok().and_then(|line| line.strip_prefix("kept ")?.parse().ok());
            reported = count.unwrap_or(reported);
            count.is_some()
        };
        // From before the first commit to some way into the fifth.
        let mut wanted = dice.next_u32() % 5;
        while wanted > 0 {
            let Some(line) = lines.next() else { break };
            wanted -= u32::from(hear(line));
        }
        thread::sleep(Duration::from_micros(u64::from(dice.next_u32() % 12_000)));
        child.kill().expect("it is this process's own child");
        for line in lines {
            hear(line);
        }
        child.wait().expect("it was killed");
        let opened = store::open(&phone, &Unlock::default());
        let (_held, Opened { store, circles, .. }) =
            opened.unwrap_or_else(|fault| panic!("kill {kill}: {fault}"));
        assert_eq!((store.damaged(), store.only_reads()), (0, None), "kill {kill}");
        let Some((_, kept)) = circles.first() else {
            assert_eq!(reported, 0, "kill {kill}");
            continue;
        };
        let there = kept.entries.len();
        assert!(there >= reported, "kill {kill}: {there} of {reported} are there");
        assert!(kept.entries.iter().zip(0..).all(|((_, entry), seq)| entry.header.seq == seq), "kill {kill}");
        most = there;
    }
    assert!(all > kills, "{all} entries in {kills} lives");
}
