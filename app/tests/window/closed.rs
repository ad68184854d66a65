//! A folder is one phone: it can be open once, and a wipe leaves nothing of it, neither ours nor the webview's.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    stage::{Stage, until},
    two_phones::says_a_name,
    words::ENGLISH,
};

#[test]
fn a_phone_that_is_open_elsewhere_says_so_and_opens_when_it_is_free() {
    let name = "a_phone_that_is_open_elsewhere_says_so_and_opens_when_it_is_free";
    let Some(stage) = Stage::set(name) else { return };
    let elsewhere = stage.neighbour("Ana", None, None);
    let ana = stage.open("Ana", &["--listen", "127.0.0.1:0"]);
    ana.sees(ENGLISH.say("closed-in-use"));
    ana.press(ENGLISH.say("closed-again"));
    ana.sees("Tried again: it is still so.");
    drop(elsewhere);
    ana.press(ENGLISH.say("closed-again"));
    ana.sees(ENGLISH.say("first-title"));
    says_a_name(&ana, "Ana");
}

#[test]
fn a_wipe_takes_what_the_webview_kept_along() {
    let name = "a_wipe_takes_what_the_webview_kept_along";
    let Some(stage) = Stage::set(name) else { return };
    let ana = stage.open("Ana", &["--listen", "127.0.0.1:0"]);
    says_a_name(&ana, "Ana");
    let window = stage.phone("Ana").join("window");
    // WebKit writes a salt into each place that it might keep something in.
    let salts =
        until(|| Some(files(&window)).filter(|files| files.len() > 1)).expect("a webview keeps something");
    let cache = stage.folder.join("cache");
    let below = |path: &String| path[cache.display().to_string().len()..].contains("tequio");
    let outside = files(&cache).into_keys().find(below);
    assert_eq!(outside, None, "the webview keeps something outside of the phone's folder");
    ana.press("Settings");
    ana.press("Destroy everything on this phone");
    ana.press("I have understood that");
    ana.press("Destroy now");
    ana.sees("Done. Everything on this phone is destroyed.");
    let left = files(&window);
    let old: Vec<_> = salts.iter().filter(|(path, bytes)| left.get(*path) == Some(bytes)).collect();
    assert!(old.is_empty(), "left of what was there: {old:?}");
    ana.sees(ENGLISH.say("first-title"));
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.display().to_string(), fs::read(&path).unwrap_or_default());
        }
    }
    found
}
