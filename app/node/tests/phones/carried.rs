//! Two members who never meet, and a stranger who walks between them.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::Path,
    process::Command,
};

use tequio_core::{Keys, replica::Kept};
use tequio_node::{
    Unlock,
    store::{self, Opened},
};

use crate::cast::{BINARY, Folder, Phone, let_in};

const TITLE: &str = "Kühlschrank-Quetzal tragen";
const ANSWER: &str = "Trommelwirbel am Brunnen";
const CIRCLE: &str = "Xochiquetzalgasse";
const NAMES: [&str; 2] = ["Anastasia-Vogelsang", "Baltasar-Tausendschön"];

/// Zoë's phone goes to where another one is, and comes back changed or not.
fn visit(folder: &Folder, host: &Phone, carries: u64) -> Phone {
    let mut zoe = Phone::start(&folder.of("Zoe"), &["--neighbour", &host.address]);
    zoe.until("counters", |counters| counters["carried"].as_u64() == Some(carries));
    zoe
}

#[test]
fn two_members_who_never_meet_converge_by_a_stranger_who_learns_nothing() {
    let folder = Folder::new("carried");
    let mut ana = Phone::start(&folder.of(NAMES[0]), &[]);
    let mut beto = Phone::start(&folder.of(NAMES[1]), &["--neighbour", &ana.address.clone()]);
    ana.does(&format!("found {CIRCLE} {}", NAMES[0]));
    let_in(&mut ana, &mut beto);
    ana.does("wait entries 4");
    // From here on the two never see each other again.
    ana.quit();
    beto.quit();
    let mut ana = Phone::start(&folder.of(NAMES[0]), &[]);
    ana.does(&format!("ask title=\"{TITLE}\" words=\"Zweiter Stock, ohne Aufzug.\""));

    // Founding, two arrivals, an admission and the post.
    let mut zoe = visit(&folder, &ana, 5);
    let memory = memory_of(&zoe);
    zoe.does("counters");
    zoe.quit();

    let mut beto = Phone::start(&folder.of(NAMES[1]), &[]);
    let mut zoe = visit(&folder, &beto, 5);
    beto.does("wait cards 1");
    let members_memory = memory_of(&beto);
    beto.does(&format!("claim \"{TITLE}\""));
    beto.does(&format!("offer title=\"{ANSWER}\""));
    zoe.until("counters", |counters| counters["carried"] == 7);
    zoe.quit();

    let mut zoe = visit(&folder, &ana, 7);
    ana.does("wait cards 2");
    let hash = beto.hash();
    ana.until("hash", |standing| standing["hash"] == hash.as_str());
    let later_memory = memory_of(&zoe);
    // Two members gave the first four away, and each came once.
    for phone in [&mut ana, &mut beto, &mut zoe] {
        let counters = phone.does("counters");
        assert_eq!((&counters["carried"], &counters["rejected"]), (&7.into(), &serde_json::json!({})));
    }
    zoe.quit();
    ana.quit();
    beto.quit();

    let (_held, opened) = open(&folder.of(NAMES[0]));
    let [(keys, kept)] = &opened.circles[..] else { panic!("Ana is in one circle") };
    let secrets = secrets(keys, kept);
    assert!(secrets.len() > 30, "{}", secrets.len());
    // What lies in her files is sealed by her own key, too: what that opens is searched as well.
    let (_held, zoes) = open(&folder.of("Zoe"));
    let ids: Vec<_> = zoes.carried.iter().map(|(id, _)| *id).collect();
    let envelopes = zoes.store.envelopes(&ids).expect("they read back").concat();
    assert!(envelopes.len() >= 7 * 512, "{}", envelopes.len());
    let disk = [all_files(&folder.of("Zoe")), envelopes].concat();
    for (place, bytes) in [("disk", &disk), ("memory", &memory), ("memory, later", &later_memory)] {
        for (what, secret) in &secrets {
            assert!(!occurs(secret, bytes), "{what} lies in the stranger's {place}");
        }
    }
    // The search finds what is there: a member's memory is full of it.
    for what in ["title", "name 0", "circle", "circle id", "device 0", "entry 0"] {
        let (_, secret) = secrets.iter().find(|(known, _)| known == what).expect("one of the secrets");
        assert!(occurs(secret, &members_memory), "{what} is not found in a member's memory");
    }
}

#[test]
fn a_stick_goes_by_bus_and_nobody_who_finds_it_can_read_it() {
    let folder = Folder::new("stick");
    let mut ana = Phone::start(&folder.of(NAMES[0]), &[]);
    let mut beto = Phone::start(&folder.of(NAMES[1]), &["--neighbour", &ana.address.clone()]);
    ana.does(&format!("found {CIRCLE} {}", NAMES[0]));
    let_in(&mut ana, &mut beto);
    beto.quit();
    ana.does(&format!("ask title=\"{TITLE}\""));
    ana.does(&format!("offer title=\"{ANSWER}\""));
    let stick = folder.of("stick");
    let path = stick.to_string_lossy().into_owned();
    assert_eq!(ana.does(&format!("carry out \"{path}\""))["letters"], 6);
    ana.quit();

    // Beto's phone is off: the file is taken in all the same, and found at the next start.
    let beto = folder.of(NAMES[1]);
    let carry = |way: &str, file: &str| {
        let mut carry = Command::new(BINARY);
        let done = carry.args(["carry", way, file, "--no-lan", "--phone"]).arg(&beto).output();
        done.expect("it starts")
    };
    let done = carry("in", &path);
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).expect("one line");
    let expected = serde_json::json!({ "new": 2, "known": 4, "late": 0, "no_room": 0, "wrong": 0 });
    assert_eq!(said, expected);
    let mut beto = Phone::start(&beto, &[]);
    beto.does("wait cards 2");
    beto.quit();

    let bytes = fs::read(&stick).expect("it was written");
    assert_eq!(bytes.len(), 20 + 6 * 514 + 17);
    {
        let (_held, opened) = open(&folder.of(NAMES[1]));
        let (keys, kept) = &opened.circles[0];
        for (what, secret) in secrets(keys, kept) {
            assert!(!occurs(&secret, &bytes), "{what} lies on the stick");
        }
    }

    // Pulled out too early, and not a stick of ours at all.
    fs::write(&stick, &bytes[..2_000]).expect("it can be written");
    assert!(String::from_utf8_lossy(&carry("in", &path).stderr).contains("breaks off"));
    fs::write(&stick, "a song").expect("it can be written");
    assert!(String::from_utf8_lossy(&carry("in", &path).stderr).contains("not a file of carried letters"));
    assert!(!carry("in", "/nowhere").status.success());
    assert!(!carry("out", "/nowhere/else").status.success());
}

/// A phone that was lost, with all that it carried; the one restored from its backup gives the same letters to strangers.
#[test]
fn what_a_restored_phone_wrote_before_is_carried_again() {
    let folder = Folder::new("carried-again");
    let mut ana = Phone::start(&folder.of("Ana"), &[]);
    ana.does("found Calle-Roble Ana");
    ana.does(&format!("ask title=\"{TITLE}\""));
    ana.does(&format!("offer title=\"{ANSWER}\""));
    ana.quit();
    let (words, file, again) = (folder.of("words"), folder.of("ana.backup"), folder.of("Ana again"));
    fs::write(&words, "maize and beans").expect("it can be written");
    let run = |verb: &str, phone: &Path, way: &str| {
        let mut command = Command::new(BINARY);
        command.arg(verb).arg("--phone").arg(phone).arg(way).arg(&file);
        let done = command.arg("--backup-passphrase-file").arg(&words).output().expect("it starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run("backup", &folder.of("Ana"), "--to");
    run("restore", &again, "--from");
    let mut ana = Phone::start(&again, &[]);
    // The founding, both posts, and by what the new device continues.
    let carried =
        |counters: &serde_json::Value| counters["carried"].as_u64().is_some_and(|carried| carried >= 4);
    ana.until("counters", carried);
    let mut zoe = Phone::start(&folder.of("Zoe"), &["--neighbour", &ana.address]);
    zoe.until("counters", carried);
    zoe.quit();
    // And once is enough.
    let before = ana.does("counters")["carried"].clone();
    ana.quit();
    let mut ana = Phone::start(&again, &[]);
    ana.does("counters");
    assert_eq!(ana.does("counters")["carried"], before);
    ana.quit();
}

fn open(phone: &Path) -> (store::folder::Folder, Opened) {
    store::open(phone, &Unlock::default()).expect("a phone that is not running")
}

/// All by which a stranger could read something, or tell that it is the same circle or person again.
fn secrets(keys: &Keys, kept: &Kept) -> Vec<(String, Vec<u8>)> {
    let mut secrets: Vec<(String, Vec<u8>)> = vec![
        ("title".into(), TITLE.into()),
        ("answer".into(), ANSWER.into()),
        ("words".into(), "Zweiter Stock".into()),
        ("circle".into(), CIRCLE.into()),
        ("name 0".into(), NAMES[0].into()),
        ("name 1".into(), NAMES[1].into()),
        ("circle id".into(), keys.circle.0.to_vec()),
        ("circle id in hexadecimal".into(), keys.circle.to_string().into()),
        ("secret".into(), keys.ring.epochs()[0].key.0.to_vec()),
    ];
    let mut devices: Vec<_> = kept.entries.iter().map(|(_, entry)| entry.header.author).collect();
    devices.sort();
    devices.dedup();
    assert_eq!(devices.len(), 2);
    for (n, device) in devices.iter().enumerate() {
        secrets.push((format!("device {n}"), device.0.to_vec()));
        secrets.push((format!("device {n} in hexadecimal"), device.to_string().into()));
    }
    let mut entries: Vec<_> = kept.entries.iter().map(|(_, entry)| entry).collect();
    entries.sort_by_key(|entry| entry.header.lamport);
    for (n, entry) in entries.into_iter().enumerate() {
        let id = entry.id(&keys.circle);
        secrets.push((format!("entry {n}"), id.0.to_vec()));
        secrets.push((format!("entry {n} in hexadecimal"), id.to_string().into()));
        secrets.push((format!("signature {n}"), entry.signature.to_vec()));
    }
    secrets
}

/// All that a process can write to, as it lies in memory.
fn memory_of(phone: &Phone) -> Vec<u8> {
    let maps =
        fs::read_to_string(format!("/proc/{}/maps", phone.pid())).expect("it is this test's own child");
    let mut memory = File::open(format!("/proc/{}/mem", phone.pid())).expect("it is this test's own child");
    let mut dump = Vec::new();
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|may| may.starts_with("rw"))) {
        let (from, to) = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
        let at = |text| u64::from_str_radix(text, 16).expect("an address");
        memory.seek(SeekFrom::Start(at(from))).expect("an address in it");
        // The kernel keeps some pages to itself.
        let _ = Read::by_ref(&mut memory).take(at(to) - at(from)).read_to_end(&mut dump);
    }
    assert!(dump.len() > 1_000_000, "{}", dump.len());
    dump
}

fn all_files(folder: &Path) -> Vec<u8> {
    let files = fs::read_dir(folder).expect("a phone's folder").map(|file| file.expect("a file").path());
    files.filter(|path| path.is_file()).flat_map(|path| fs::read(path).expect("it can be read")).collect()
}

fn occurs(needle: &[u8], bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == needle[0]) {
        rest = &rest[at..];
        if rest.starts_with(needle) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}
