use std::process::Command;

use crate::cast::{BINARY, is_nightly};

#[test]
fn a_street_of_phones_ends_in_agreement() {
    let streets: Vec<(u64, u64)> = match is_nightly() {
        true => (1..=60).map(|seed| (3 + seed % 10, seed)).collect(),
        false => vec![(3, 1), (5, 2), (7, 3)],
    };
    for (phones, seed) in streets {
        let (phones, seed) = (phones.to_string(), seed.to_string());
        let street = Command::new(BINARY)
            .args(["street", "--phones", &phones, "--seed", &seed, "--json"])
            .output()
            .expect("the street starts");
        let told = String::from_utf8_lossy(&street.stdout);
        assert!(street.status.success(), "seed {seed}, {phones} phones:\n{told}");
        let last: serde_json::Value =
            serde_json::from_str(told.lines().last().unwrap_or_default()).expect("a last line for machines");
        assert_eq!(last["agree"], true, "{told}");
    }
}

#[test]
fn a_street_says_what_it_was_asked_wrongly() {
    for (words, sentence) in [
        (&["street", "--phones", "2"][..], "from 3 to 12 phones, not 2"),
        (&["street", "--phones", "many"], "--phones wants a number, not `many`"),
        (&["phone"], "say which phone"),
        (&["phone", "--phone", "x", "--neighbour", "nowhere"], "`nowhere` is no address"),
        (&["walk"], "there is no `walk`"),
    ] {
        let told = Command::new(BINARY).args(words).output().expect("it starts");
        assert_eq!(told.status.code(), Some(2));
        let said = String::from_utf8_lossy(&told.stderr);
        assert!(said.contains(sentence), "{said}");
    }
}
