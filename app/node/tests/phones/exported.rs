//! What a person takes along in files that any program reads.

use std::{collections::BTreeMap, fs, process::Command};

use serde_json::Value;

use crate::cast::{BINARY, Folder, Phone, all_agree, let_in};

const TITLE: &str = "Somebody to mend the roof";
const NOTE: &str = "the blue door beside the well";
const ANSWER: &str = "I come by at four";

/// All that was said in the one circle of this phone, by its kind.
fn export(folder: &Folder, name: &str) -> BTreeMap<String, Vec<Value>> {
    let to = folder.of(&format!("{name}-files"));
    let mut export = Command::new(BINARY);
    export.args(["log", "export", "--phone"]).arg(folder.of(name)).arg("--to").arg(&to);
    let done = export.output().expect("it starts");
    assert!(done.status.success(), "{done:?}");
    let amount: Value = serde_json::from_slice(&done.stdout).expect("one line");
    let files = fs::read_dir(&to).expect("it was made").map(|file| file.expect("a file").path());
    let circle = files.filter(|path| !path.ends_with("settings.jsonl")).collect::<Vec<_>>();
    let text = fs::read_to_string(&circle[0]).expect("text");
    let mut said: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let line: Value = serde_json::from_str(line).expect("JSON in each line");
        let what = line["says"]["what"].as_str().expect("something is said").to_owned();
        let mut says = line["says"].clone();
        says["by"] = line["author"].clone();
        said.entry(what).or_default().push(says);
    }
    assert_eq!(said.values().map(Vec::len).sum::<usize>() as u64, amount["entries"]);
    said
}

#[test]
fn each_finds_what_was_said_in_words_and_the_notes_that_are_theirs() {
    let folder = Folder::new("exported");
    let ana = Phone::start(&folder.of("Ana"), &[]);
    let beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address]);
    let carmen = Phone::start(&folder.of("Carmen"), &["--neighbour", &ana.address]);
    let mut phones = vec![ana, beto, carmen];
    phones[0].does("found Calle-Roble Ana");
    for n in 1..3 {
        let (before, after) = phones.split_at_mut(n);
        let_in(&mut before[0], &mut after[0]);
    }
    all_agree(&mut phones);
    phones[0].does(&format!("ask title=\"{TITLE}\" helpers=2"));
    phones[1].until("board", |board| board["cards"][0]["title"] == TITLE);
    phones[1].does(&format!("claim \"{TITLE}\""));
    let post = format!("post \"{TITLE}\"");
    phones[0].until(&post, |post| post["claims"].as_array().is_some_and(|claims| claims.len() == 1));
    phones[0].does(&format!("confirm \"{TITLE}\" Beto \"{NOTE}\""));
    phones[1].until(&post, |post| post.to_string().contains(NOTE));
    phones[1].does(&format!("note \"{TITLE}\" Ana \"{ANSWER}\""));
    phones[0].until(&post, |post| post.to_string().contains(ANSWER));
    all_agree(&mut phones);
    phones.into_iter().for_each(Phone::quit);

    let [ana, beto, carmen] = ["Ana", "Beto", "Carmen"].map(|name| export(&folder, name));
    for said in [&ana, &beto, &carmen] {
        assert!(!said.contains_key("unknown"), "{:?}", said.get("unknown"));
        assert_eq!(said["founded"][0]["name"], "Calle-Roble");
        let names: Vec<&Value> = said["admitted"].iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["Beto", "Carmen"]);
        assert_eq!((&said["posted"][0]["title"], &said["posted"][0]["helpers"]), (&TITLE.into(), &2.into()));
        assert_eq!(said["claimed"][0]["by"], said["confirmed"][0]["person"]);
        assert_eq!(said["confirmed"][0]["with_note"], true);
    }
    for readers in [&ana, &beto] {
        assert_eq!(readers["confirmed"][0]["note"], NOTE);
        assert_eq!(readers["noted"][0]["note"], ANSWER);
    }
    assert_eq!((&carmen["confirmed"][0]["note"], &carmen["noted"][0]["note"]), (&Value::Null, &Value::Null));
}
