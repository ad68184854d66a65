//! Phones whose disk does not take anything any more: what is there is shown, and nothing else is said to be kept.

use std::process::Command;

use crate::cast::{BINARY, Folder, Phone, skip};

/// The phone's folder on a disk that was mounted for reading only, in a namespace of its own.
#[test]
fn a_protected_disk_is_read_and_every_wish_is_told_why_not() {
    let name = "a_protected_disk_is_read_and_every_wish_is_told_why_not";
    let folder = Folder::new("protected");
    let ana = folder.of("Ana");
    let mut phone = Phone::start(&ana, &[]);
    phone.does("found Calle-Roble Ana");
    let post = phone.does("ask title=\"A ladder\"")["id"].as_str().expect("an id").to_owned();
    let hash = phone.hash();
    phone.quit();

    let path = ana.display();
    let mount = format!("mount --bind {path} {path} && mount -o remount,bind,ro {path}");
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]);
        command
    };
    match unshare(&mount).output() {
        Ok(done) if done.status.success() => {}
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stderr).trim().replace('\n', " ");
            return skip(name, &format!("no disk can be protected here ({said})"));
        }
        Err(wrong) => return skip(name, &format!("unshare: {wrong}")),
    }
    let before = std::fs::read(ana.join("tequio.redb")).expect("it can be read");
    let script = format!("{mount} && exec {BINARY} phone --no-lan --phone {path}");
    let mut phone = Phone::of("Ana", unshare(&script));
    assert_eq!(phone.cards(), std::slice::from_ref(&post));
    assert_eq!(phone.hash(), hash);
    for wish in
        ["ask title=\"Another\"", "setting language es", "rename Anita", "found Another Ana", "passphrase x"]
    {
        let answer = phone.ask(wish);
        let error = answer["error"].as_str().unwrap_or_default();
        assert!(answer["ok"] == false && error.contains("cannot be written to"), "{wish}: {answer}");
    }
    assert_eq!(phone.cards(), std::slice::from_ref(&post));
    assert_eq!(phone.hash(), hash);
    let counters = phone.does("counters");
    assert!(
        counters["only_reads"].as_str().is_some_and(|why| why.contains("cannot be written to")),
        "{counters}"
    );
    phone.quit();
    assert_eq!(std::fs::read(ana.join("tequio.redb")).expect("it can be read"), before);

    let mut phone = Phone::start(&ana, &[]);
    phone.does("ask title=\"Another\"");
    assert_eq!(phone.cards().len(), 2);
    phone.quit();
}

/// Some pages of the file are gone. The phone says so, shows the rest, and takes nothing new.
#[test]
fn a_damaged_phone_shows_what_is_left_and_keeps_nothing_new() {
    let folder = Folder::new("damaged");
    let ana = folder.of("Ana");
    let mut phone = Phone::start(&ana, &[]);
    phone.does("found Calle-Roble Ana");
    for n in 0..60 {
        phone.does(&format!("ask title=\"Post {n}\" words={}", "x".repeat(1_500)));
    }
    phone.quit();
    let file = ana.join("tequio.redb");
    let good = std::fs::read(&file).expect("it can be read");
    let mut worked = 0;
    for at in (1..64).map(|n| good.len() / 64 * n) {
        if worked == 2 {
            break;
        }
        let mut bad = good.clone();
        bad[at..at + 64].fill(0xff);
        std::fs::write(&file, bad).expect("it can be written");
        let shown =
            Command::new(BINARY).args(["log", "verify", "--phone"]).arg(&ana).output().expect("it runs");
        let said = String::from_utf8_lossy(&shown.stderr);
        // Bytes that nothing stands in may be hit, too.
        if shown.status.success() {
            continue;
        }
        assert!(said.contains("damaged") || !shown.stdout.is_empty(), "{said}");
        if shown.status.code() != Some(1) {
            continue;
        }
        let mut phone = Phone::start(&ana, &[]);
        let counters = phone.does("counters");
        if counters["only_reads"].is_null() {
            phone.quit();
            continue;
        }
        let shown = phone.cards().len();
        // What is lost is counted; and of a hole of 64 bytes nobody loses more than the pages that it touches.
        let lost = counters["damaged"].as_u64().expect("a number") as usize;
        assert!(lost > 0 && shown + lost >= 60 && shown >= 50, "{shown} shown, {lost} lost");
        let answer = phone.ask("ask title=\"One more\"");
        assert!(answer["error"].as_str().is_some_and(|error| error.contains("damaged")), "{answer}");
        assert_eq!(phone.cards().len(), shown);
        worked += 1;
        phone.quit();
    }
    assert!(worked > 0, "none of the holes was where it hurts");
}
