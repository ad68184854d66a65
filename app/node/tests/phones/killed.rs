use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use crate::cast::{Folder, Phone, all_agree, is_nightly, let_in};

const NAMES: [&str; 5] = ["Ana", "Beto", "Carmen", "Diego", "Elena"];

/// Five phones write as fast as they can, and again and again one of them is killed in the middle of a word. Whatever
/// was answered with "ok" before is there when it starts again, and in the end on every phone.
#[test]
fn whatever_was_answered_survives_a_kill_at_any_moment() {
    let seed = match std::env::var("TEQUIO_SEED") {
        Ok(seed) => seed.parse().expect("TEQUIO_SEED is a number"),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64),
    };
    eprintln!("TEQUIO_SEED={seed}");
    let mut dice = ChaCha20Rng::seed_from_u64(seed);
    let mut roll = |sides: u64| dice.next_u64() % sides;
    let folder = Folder::new("killed");
    let mut phones: Vec<Phone> = Vec::new();
    for name in NAMES {
        let neighbour = phones.last().map(|phone| phone.address.clone());
        let more: Vec<&str> = neighbour.iter().flat_map(|address| ["--neighbour", address]).collect();
        phones.push(Phone::start(&folder.of(name), &more));
    }
    phones[0].does("found Calle-Roble Ana");
    for n in 1..NAMES.len() {
        let (before, after) = phones.split_at_mut(n);
        let_in(&mut before[n - 1], &mut after[0]);
    }
    let mut kept: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let rounds = if is_nightly() { 60 } else { 8 };
    for round in 0..rounds {
        let victim = roll(NAMES.len() as u64) as usize;
        for (n, phone) in phones.iter_mut().enumerate() {
            for turn in 0..10 {
                phone.say(&format!("ask title=\"{} {round}.{turn}\"", NAMES[n]));
            }
        }
        let socket = phones[victim].socket();
        // Anywhere from before the first commit to after the last.
        let heard = roll(10);
        let mut answers: Vec<_> = (0..heard).map(|_| phones[victim].answer()).collect();
        thread::sleep(Duration::from_micros(roll(3_000)));
        let killed = phones.remove(victim);
        answers.extend(killed.kill());
        note_kept(kept.entry(victim).or_default(), &answers);
        for (n, phone) in phones.iter_mut().enumerate() {
            let n = if n < victim { n } else { n + 1 };
            let answers: Vec<_> = (0..10).map(|_| phone.answer()).collect();
            assert!(answers.iter().all(|answer| answer["ok"] == true), "{}: {answers:?}", phone.name);
            note_kept(kept.entry(n).or_default(), &answers);
        }
        let neighbours = [victim.checked_sub(1), Some(victim + 1)].into_iter().flatten();
        // Once the victim is out of the list, its right neighbour has its number.
        let places = neighbours.filter(|n| *n < NAMES.len()).map(|n| if n > victim { n - 1 } else { n });
        let addresses: Vec<String> = places.map(|place| phones[place].address.clone()).collect();
        let mut more = vec!["--listen", &socket];
        more.extend(addresses.iter().flat_map(|address| ["--neighbour", address]));
        let mut restarted = Phone::start(&folder.of(NAMES[victim]), &more);
        let there: BTreeSet<String> = restarted.cards().into_iter().collect();
        let lost: Vec<_> = kept[&victim].difference(&there).collect();
        assert!(lost.is_empty(), "seed {seed}: {} had reported these as kept: {lost:?}", NAMES[victim]);
        phones.insert(victim, restarted);
    }
    all_agree(&mut phones);
    let all: BTreeSet<String> = kept.into_values().flatten().collect();
    assert!(all.len() >= rounds * 4 * 10, "what the others wrote was answered");
    for phone in &mut phones {
        let there: BTreeSet<String> = phone.cards().into_iter().collect();
        assert!(all.is_subset(&there), "seed {seed}: {} lacks some", phone.name);
        let counters = phone.does("counters");
        assert_eq!(counters["rejected"], serde_json::json!({}), "{}", phone.name);
        assert_eq!(counters["damaged"], 0, "{}", phone.name);
    }
    phones.into_iter().for_each(Phone::quit);
}

fn note_kept(kept: &mut BTreeSet<String>, answers: &[serde_json::Value]) {
    for answer in answers.iter().filter(|answer| answer["ok"] == true) {
        if let Some(id) = answer["id"].as_str() {
            kept.insert(id.to_owned());
        }
    }
}

#[test]
fn one_folder_is_one_phone_at_a_time() {
    let folder = Folder::new("twice");
    let first = Phone::start(&folder.of("Ana"), &[]);
    let second = std::process::Command::new(crate::cast::BINARY)
        .args(["phone", "--no-lan", "--phone"])
        .arg(folder.of("Ana"))
        .stdin(std::process::Stdio::null())
        .output()
        .expect("it starts");
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("in use by another Tequio"), "{said}");
    first.quit();
    Phone::start(&folder.of("Ana"), &[]).quit();
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_may_read_a_phones_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("modes");
    Phone::start(&folder.of("Ana"), &[]).quit();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder.of("Ana")), 0o700);
    for file in std::fs::read_dir(folder.of("Ana")).expect("its owner may") {
        assert_eq!(mode(&file.expect("a file").path()), 0o600);
    }
    // The store and its key.
    assert_eq!(std::fs::read_dir(folder.of("Ana")).expect("its owner may").count(), 2);
}
