//! A disk without room, made of memory in a namespace of its own.

use std::process::Command;

use crate::cast::{BINARY, Folder, Phone, skip};

#[test]
fn on_a_full_disk_nothing_is_lost_that_was_answered_and_nothing_else_is_said_to_be_kept() {
    let name = "on_a_full_disk_nothing_is_lost_that_was_answered_and_nothing_else_is_said_to_be_kept";
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]);
        command
    };
    let folder = Folder::new("full");
    let room = folder.of("room");
    std::fs::create_dir(&room).expect("it can be made");
    let mount = format!("mount -t tmpfs -o size=6m tmpfs {}", room.display());
    match unshare(&mount).output() {
        Ok(done) if done.status.success() => {}
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stderr).trim().replace('\n', " ");
            return skip(name, &format!("no small disk can be made here ({said})"));
        }
        Err(wrong) => return skip(name, &format!("unshare: {wrong}")),
    }
    // Three megabytes are somebody else's, and are taken away later, through the phone's own eyes.
    let filler = room.join("photos");
    let fill = format!("head -c 3000000 /dev/zero > {}", filler.display());
    let script = format!("{mount} && {fill} && exec {BINARY} phone --no-lan --phone {}/Ana", room.display());
    let mut ana = Phone::of("Ana", unshare(&script));
    ana.does("found Calle-Roble Ana");
    let words = "x".repeat(1_900);
    let mut kept = Vec::new();
    let refused = loop {
        let answer = ana.ask(&format!("ask title=\"Post {}\" words={words}", kept.len()));
        match answer["ok"] == true {
            true => kept.push(answer["id"].as_str().expect("an id").to_owned()),
            false => break answer,
        }
        assert!(kept.len() < 5_000, "three megabytes do not hold that");
    };
    assert!(refused["error"].as_str().is_some_and(|error| error.contains("disk is full")), "{refused}");
    assert!(!kept.is_empty());
    let shown = ana.cards();
    assert_eq!(shown.len(), kept.len(), "no more and no less is shown than was answered");
    assert!(kept.iter().all(|id| shown.contains(id)));
    // Founding left two entries. What was refused is not in memory either, to be told to others later.
    assert_eq!(ana.does("entries")["entries"], kept.len() + 2);
    let again = ana.ask(&format!("ask title=\"Once more\" words={words}"));
    assert_eq!(again["ok"], false, "{again}");
    assert_eq!(ana.cards().len(), kept.len());

    let seen_by_ana = format!("/proc/{}/root{}", ana.pid(), filler.display());
    std::fs::remove_file(seen_by_ana).expect("it is this user's own");
    kept.push(
        ana.does(&format!("ask title=\"There is room\" words={words}"))["id"]
            .as_str()
            .expect("an id")
            .to_owned(),
    );
    let shown = ana.cards();
    assert_eq!(shown.len(), kept.len());
    assert!(kept.iter().all(|id| shown.contains(id)));
    ana.quit();
}
