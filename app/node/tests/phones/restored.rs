//! A phone is lost, and its backup is not.

use std::{path::Path, process::Command};

use crate::cast::{BINARY, Folder, Phone, all_agree, let_in};

fn run(word: &str, paths: &[(&str, &Path)]) {
    let mut command = Command::new(BINARY);
    command.arg(word);
    for (option, path) in paths {
        command.arg(option).arg(path);
    }
    let done = command.output().expect("it runs");
    assert!(done.status.success(), "{word}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_restored_phone_goes_on_as_the_same_person_and_another_out_of_the_same_backup_does_not() {
    let folder = Folder::new("restored");
    let (lost, copy, words) = (folder.of("Ana"), folder.of("Backup"), folder.of("Words"));
    std::fs::create_dir_all(&copy).expect("a folder for the copy");
    std::fs::write(&words, "seven wet horses").expect("a file with the passphrase");
    let copy = copy.join("phone.tequio");
    let mut ana = Phone::start(&lost, &[]);
    let mut beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address]);
    ana.does("found Calle-Roble Ana");
    let_in(&mut ana, &mut beto);
    ana.does("ask title=\"A ladder\"");
    let me = ana.does("people")["me"].clone();
    ana.quit();
    run("backup", &[("--phone", &lost), ("--to", &copy), ("--backup-passphrase-file", &words)]);

    let again = folder.of("Again");
    run("restore", &[("--phone", &again), ("--from", &copy), ("--backup-passphrase-file", &words)]);
    let mut again = Phone::start(&again, &["--neighbour", &beto.address]);
    assert_eq!(again.does("people")["me"], me, "the same person");
    again.does("ask title=\"And a lamp\"");
    beto.until("board", |board| board["cards"].as_array().is_some_and(|cards| cards.len() == 2));
    let members = beto.does("people")["members"].as_array().map(Vec::len);
    assert_eq!(members, Some(2), "and nobody new");

    let second = folder.of("Second");
    run("restore", &[("--phone", &second), ("--from", &copy), ("--backup-passphrase-file", &words)]);
    let second = Phone::start(&second, &["--neighbour", &beto.address]);
    // Each by itself believes that it goes on. Of the two that began at one place the order of the log takes one, the
    // same on every phone.
    let mut phones = [again, beto, second];
    all_agree(&mut phones);
    let goes_on = [0, 2].map(|phone| phones[phone].does("people")["me"] == me);
    assert_ne!(goes_on[0], goes_on[1], "one of the two");
    let lost = if goes_on[0] { 2 } else { 0 };
    assert_eq!(phones[lost].ask("ask title=\"Me too\"")["ok"], false);
}
