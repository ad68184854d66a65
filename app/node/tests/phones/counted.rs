//! Ballot files counted from the command line.

use std::{fs, process::Command};

use serde_json::Value;

use crate::cast::{BINARY, Folder};

const ELECTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/count/elections");

#[test]
fn an_election_is_counted_from_its_file_in_words_and_in_json() {
    for (file, winner) in [
        ("schulze-45.soc", "E"),
        ("tennessee.soc", "Nashville"),
        ("burlington-2009.toi", "Andy Montroll"),
        ("alaska-2022.soi", "Nick Begich"),
    ] {
        let path = format!("{ELECTIONS}/{file}");
        let words =
            Command::new(BINARY).args(["count", "--method", "ranked", &path]).output().expect("it starts");
        let told = String::from_utf8(words.stdout).expect("text");
        assert!(words.status.success() && told.contains(&format!("\nWinner: {winner}.\n")), "{told}");
        let json = Command::new(BINARY).args(["count", "--json", "--method", "ranked", &path]).output();
        let json: Value = serde_json::from_slice(&json.expect("it starts").stdout).expect("one value");
        let first = json["outcome"]["winners"][0].as_u64().expect("a number") as usize;
        assert_eq!(json["options"][first], winner);
        let digest = json["digest"].as_str().expect("text");
        assert!(told.ends_with(&format!("digest {digest}\n")), "words and JSON are of one count");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_name_and_line() {
    let folder = Folder::new("counted");
    let path = folder.of("keys.blt");
    for (bytes, sentence) in [
        (b"2 1\n1 3 0\n0\n".as_slice(), "line 2: there is no option `3`: they are 1 to 2"),
        (b"2 1\n1 \xff 0\n0\n", "line 2: this is no UTF-8 text"),
    ] {
        fs::write(&path, bytes).expect("room for a small file");
        let said = Command::new(BINARY)
            .args(["count", "--method", "ranked"])
            .arg(&path)
            .output()
            .expect("it starts");
        assert_eq!(said.status.code(), Some(2));
        let told = String::from_utf8(said.stderr).expect("text");
        assert_eq!(told, format!("tequio-node: {}: {sentence}\n", path.display()));
        assert!(said.stdout.is_empty());
    }
}
