//! `tequio-node log show` and `log verify`: of a log in which all is well, of one with a forged entry, of a damaged file.

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use tequio_core::{Entry, Event, entry::Header};
use tequio_node::{
    Unlock,
    store::{self, Keep, Opened},
};

use crate::cast::{BINARY, Folder, Phone};

/// Whether it ended well, and its lines.
fn log(verb: &str, phone: &Path) -> (bool, Vec<Value>) {
    let done = Command::new(BINARY).args(["log", verb, "--phone"]).arg(phone).output().expect("it runs");
    let lines = String::from_utf8(done.stdout).expect("text");
    (done.status.success(), lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

#[test]
fn a_log_is_shown_and_checked_and_what_is_wrong_with_it_is_said() {
    let folder = Folder::new("verified");
    let ana = folder.of("Ana");
    let mut phone = Phone::start(&ana, &[]);
    phone.does("found Calle-Roble Ana");
    for n in 0..30 {
        phone.does(&format!("ask title=\"Post {n}\""));
    }
    let hash = phone.hash();
    phone.quit();

    // All is well.
    let (well, shown) = log("show", &ana);
    assert!(well);
    let posts: Vec<&Value> = shown.iter().filter(|line| line["says"]["what"] == "posted").collect();
    assert_eq!(posts.len(), 30);
    assert!(posts.iter().zip(0..).all(|(line, n)| line["says"]["title"] == format!("Post {n}")));
    let (well, said) = log("verify", &ana);
    // A person's own circle may be there, too.
    let circle = |said: &[Value]| {
        said.iter()
            .find(|line| line["hash"] == hash.as_str() || line["wrong"] != serde_json::json!({}))
            .cloned()
    };
    let checked = circle(&said).expect("the circle");
    assert!(well && said.iter().all(|line| line["wrong"] == serde_json::json!({}) && line["waiting"] == 0));
    assert_eq!((&checked["hash"], &checked["forks"]), (&Value::from(hash.as_str()), &0.into()));
    let entries = checked["entries"].as_u64().expect("a number");
    assert!(entries > 30);

    // Somebody who had the key to the file put an entry in whose signature does not hold.
    {
        let (_held, Opened { mut store, circles, .. }) =
            store::open(&ana, &Unlock::default()).expect("it opens");
        let (keys, kept) = circles.iter().max_by_key(|(_, kept)| kept.entries.len()).expect("a circle");
        let (id, last) = kept.entries.last().expect("an entry");
        let header = Header {
            author: last.header.author,
            seq: last.header.seq + 1,
            previous: Some(*id),
            heads: Vec::new(),
            lamport: last.header.lamport + 1,
            clock: last.header.clock,
            epoch: last.header.epoch,
        };
        let mut forged = Entry::sign(keys, header, Event::Withdrawn { post: *id }.encode());
        forged.signature[3] ^= 1;
        let id = forged.id(&keys.circle);
        store.keep(&[Keep::Entry(keys.circle, id, forged)]).expect("it is kept");
    }
    let (well, said) = log("verify", &ana);
    assert!(!well);
    let checked = circle(&said).expect("the circle");
    assert_eq!(checked["entries"].as_u64(), Some(entries + 1));
    assert_eq!(checked["wrong"], serde_json::json!({ "Forged": 1 }));

    // And then the chip wore out.
    let file = ana.join("tequio.redb");
    let good = fs::read(&file).expect("it can be read");
    let mut damaged = 0;
    for at in (1..64).map(|n| good.len() / 64 * n) {
        let mut bad = good.clone();
        bad[at..at + 64].fill(0xff);
        fs::write(&file, bad).expect("it can be written");
        let (well, said) = log("verify", &ana);
        assert!(!well, "there is a forged entry in it anyway");
        let lost = said.iter().find_map(|line| line["damaged"].as_u64());
        let left: u64 = said.iter().filter_map(|line| line["entries"].as_u64()).sum();
        // Bytes in which nothing stands may be hit, and the first page as well, without which nothing is left; or the one
        // row with the circle's keys: then it is that row that is lost, and no circle is shown.
        if let Some(lost) = lost {
            match said.iter().any(|line| line["entries"].is_u64()) {
                true => assert!(lost > 0 && left > 0 && left + lost > entries, "{left} left, {lost} lost"),
                false => assert_eq!(lost, 1, "without its keys there is no circle, and nothing else was hit"),
            }
            let (well, shown) = log("show", &ana);
            assert!(!well && shown.len() as u64 == left);
            damaged += u32::from(left > 0);
        }
    }
    assert!(damaged > 0, "none of the holes was where it hurts");
}
