//! Every sentence is in every language, every one is used, and none stands anywhere else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The names of sentences in a file, each with the gaps that it fills.
fn sentences(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../assets/words/{language}.ftl"));
    let text = fs::read_to_string(path).expect("the file is there");
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    let mut last = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let begins = line.starts_with(|first: char| first.is_ascii_lowercase());
        if let (true, Some((name, _))) = (begins, line.split_once(" =")) {
            assert!(!found.contains_key(name), "{name} is twice in {language}");
            last = name.to_owned();
            found.insert(last.clone(), BTreeSet::new());
        }
        for gap in line.split('$').skip(1) {
            let gap: String = gap.chars().take_while(|c| c.is_alphanumeric()).collect();
            found.get_mut(&last).expect("a gap stands in a sentence").insert(gap);
        }
    }
    found
}

/// The sources of the screens, without their own tests.
fn sources() -> Vec<(PathBuf, String)> {
    fn gather(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                gather(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source can be read");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// Every text between quotes in a source, with what stands before it on its line.
fn literals(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in source.lines() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        let mut rest = code;
        while let Some(start) = rest.find('"') {
            let Some(end) = rest[start + 1..].find('"') else { break };
            let before = code[..code.len() - rest.len() + start].to_owned();
            found.push((before, rest[start + 1..start + 1 + end].to_owned()));
            rest = &rest[start + end + 2..];
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_gaps() {
    let (english, spanish) = (sentences("en"), sentences("es"));
    for (name, gaps) in &english {
        assert_eq!(spanish.get(name), Some(gaps), "{name} in Spanish");
    }
    for name in spanish.keys() {
        assert!(english.contains_key(name), "{name} is in Spanish alone");
    }
}

#[test]
fn every_sentence_is_used_and_every_used_one_is_there() {
    let known = sentences("en");
    let used: BTreeSet<String> =
        sources().iter().flat_map(|(_, text)| literals(text)).map(|(_, literal)| literal).collect();
    for name in known.keys() {
        assert!(used.contains(name), "no screen says {name}");
    }
    for (path, text) in sources() {
        for (before, literal) in literals(&text) {
            let said = ["say(", "count(", "about(", "with("].iter().any(|verb| before.ends_with(verb));
            let is_name = literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if said && is_name {
                assert!(known.contains_key(&literal), "{} says {literal}, which is nowhere", path.display());
            }
        }
    }
}

#[test]
fn no_sentence_stands_in_a_screen() {
    for (path, text) in sources() {
        for (before, literal) in literals(&text) {
            // Reasons of our own invariants are for engineers; looks, drawings and scripts are no language.
            let exempt = [
                "expect(",
                "class: ",
                "style: ",
                "d: ",
                "view_box: ",
                "document::eval(",
                "? \"tabbed\" : ",
                "{ ",
            ]
            .iter()
            .any(|end| before.ends_with(end))
                || before.contains("class: if")
                || before.contains("include_str!(")
                || path.ends_with("kit/button.rs") && literal.starts_with("button ")
                || path.ends_with("screens/card.rs") && literal.starts_with("paper ")
                || path.ends_with("kit/mark.rs") && before.is_empty();
            let words = literal.split_whitespace().filter(|word| {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                word.len() > 1 && word.chars().all(char::is_alphabetic)
            });
            let begins = literal.chars().next().is_some_and(char::is_uppercase);
            let is_sentence = words.clone().count() > 1 || (begins && words.count() == 1);
            assert!(exempt || !is_sentence, "“{literal}” in {} belongs into assets/words", path.display());
        }
    }
}
