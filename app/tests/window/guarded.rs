//! Before a checkpoint: a passphrase, a lock, everything put away and brought back, and the code for an emergency.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use tequio_node::{Fault, Node, Options, Passphrase, Unlock};

use crate::{
    stage::{Stage, until},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

const SECRET: &str = "seven wet horses";
const FILES_SECRET: &str = "a lamp in the rain";
const CODE: &str = "orange marmalade";
const CIRCLE: &str = "Calle Xochitl";
const DRAFT: &str = "Soup for thr";
const DECOY: &str = "Coro del Barrio";

#[test]
fn a_phone_is_locked_put_away_and_brought_back_and_its_code_opens_a_decoy_alone() {
    let name = "a_phone_is_locked_put_away_and_brought_back_and_its_code_opens_a_decoy_alone";
    let Some(stage) = Stage::set(name) else { return };
    let (folder, stick) = (stage.phone("Ana"), stage.folder.join("stick"));
    fs::create_dir_all(&stick).expect("the target folder can be written");
    let open = || stage.open("Ana", &["--listen", "127.0.0.1:0"]);
    let say = |key| ENGLISH.say(key);

    let ana = open();
    says_a_name(&ana, "Ana");
    ana.press("Start a circle");
    ana.type_into("Name of the circle", CIRCLE);
    ana.press("Start the circle");
    ana.press("Ask for something");
    ana.type_into("In one line", DRAFT);
    ana.back();

    sets_a_passphrase(&ana);
    ana.press("Lock now");
    ana.sees(say("unlock-title"));
    assert!(!ana.has(CIRCLE) && !ana.has("Ana"), "nothing is seen of a phone that is locked");
    unlocks(&ana, "eight dry cows");
    ana.sees(say("denied-wrong"));
    ana.empty("Passphrase");
    unlocks(&ana, SECRET);
    has_it_all(&ana);
    // The same after the battery went out.
    ana.kill();
    assert_eq!(opens(&stage, &folder, FILES_SECRET), Err(Fault::WrongPassphrase));
    let ana = open();
    ana.sees(say("unlock-title"));
    unlocks(&ana, SECRET);
    has_it_all(&ana);
    nothing_can_be_read(&[&folder]);

    // Away, and back.
    ana.press("Settings");
    ana.press("Lock and passphrase");
    ana.press("Before a checkpoint");
    ana.empty("Into which folder");
    ana.type_into("Into which folder", stick.to_str().expect("a plain name"));
    ana.type_into("Passphrase of the file", FILES_SECRET);
    ana.type_into("The same once more", FILES_SECRET);
    ana.press(say("suspend-understood"));
    ana.press(say("suspend-button"));
    ana.sees("This phone is empty.");
    ana.sees(say("first-title"));
    nothing_can_be_read(&[&folder, &stick]);
    let backup = files(&stick).into_keys().next().expect("a file lies on the stick");
    ana.press(say("restore"));
    ana.choose_photo(say("restore-file"), Path::new(&backup));
    ana.sees(&ENGLISH.about("restore-chosen", &file_name(&backup)));
    ana.type_into("Passphrase of the file", FILES_SECRET);
    ana.press(say("restore-button"));
    ana.sees(say("restored"));
    has_it_all(&ana);

    // The code.
    sets_a_passphrase(&ana);
    ana.press("Settings");
    ana.press("Lock and passphrase");
    ana.press(say("duress-title"));
    ana.sees(say("duress-law"));
    ana.type_into("Your passphrase now", SECRET);
    ana.type_into("Duress code", CODE);
    ana.type_into("The code once more", CODE);
    ana.type_into("Its circle", DECOY);
    ana.press("I have understood that");
    ana.press("Set the code");
    ana.sees("The code is set.");
    ana.press("Lock now");
    ana.sees(say("unlock-title"));
    let before = fs::read(folder.join("storage.key")).expect("it is there");
    unlocks(&ana, CODE);
    ana.sees(DECOY);
    assert!(!ana.has(CIRCLE));
    ana.press("Ask for something");
    assert_eq!(ana.value_of("In one line"), "");
    ana.kill();

    assert_eq!(opens(&stage, &folder, SECRET), Err(Fault::WrongPassphrase));
    for (name, bytes) in files(&folder) {
        // What stands before the slots is the salt and the like, and stays.
        for piece in before[40..before.len() - 16].chunks_exact(32) {
            assert!(
                !bytes.windows(32).any(|window| window == piece),
                "of the old key file is left in {name}"
            );
        }
    }
    nothing_can_be_read(&[&folder, &stick]);
    let ana = open();
    ana.sees(say("unlock-title"));
    unlocks(&ana, CODE);
    ana.sees(DECOY);
}

fn sets_a_passphrase(ana: &Window<'_>) {
    ana.press("Settings");
    ana.press("Lock and passphrase");
    ana.type_into("New passphrase", SECRET);
    ana.type_into("The same once more", SECRET);
    ana.press("Set the passphrase");
    ana.sees(ENGLISH.say("guard-done"));
    ana.back();
    ana.sees(CIRCLE);
}

fn unlocks(ana: &Window<'_>, secret: &str) {
    ana.type_into("Passphrase", secret);
    ana.press("Open");
}

/// The board, and what was half written.
fn has_it_all(ana: &Window<'_>) {
    ana.sees(CIRCLE);
    ana.press("Ask for something");
    ana.has_typed("In one line", DRAFT);
    ana.back();
    ana.sees(CIRCLE);
}

/// Whether this opens the phone that lives there.
fn opens(stage: &Stage, folder: &Path, secret: &str) -> Result<(), Fault> {
    let passphrase = Some(Passphrase::new(secret).expect("it is short"));
    let unlock = Unlock { passphrase, keychain: false };
    let options = Options { unlock, ..Options::on_loopback(folder.to_owned()) };
    let node = stage.runtime.block_on(Node::start(options))?;
    stage.runtime.block_on(node.stop());
    Ok(())
}

/// No word of the phone, and no secret, is in any byte of these folders.
fn nothing_can_be_read(folders: &[&PathBuf]) {
    for (name, bytes) in folders.iter().flat_map(|folder| files(folder)) {
        for words in [CIRCLE, DRAFT, SECRET, FILES_SECRET, CODE, "setting/name"] {
            let there = bytes.windows(words.len()).any(|window| window == words.as_bytes());
            assert!(!there, "{words:?} can be read in {name}");
        }
    }
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().expect("it has a name").to_string_lossy().into_owned()
}

/// Every file below a folder with its bytes, as soon as none of them is being replaced.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn gather(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) -> Option<()> {
        for entry in fs::read_dir(folder).ok()? {
            let path = entry.ok()?.path();
            match path.is_dir() {
                true => gather(&path, found)?,
                false => drop(found.insert(path.display().to_string(), fs::read(&path).ok()?)),
            }
        }
        Some(())
    }
    until(|| {
        let mut found = BTreeMap::new();
        gather(folder, &mut found).map(|()| found)
    })
    .expect("its owner may read it")
}
