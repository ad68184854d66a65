//! Out of one phone and into another: backups, their damages, exports.

use std::fs;

use tequio_core::{CircleId, EntryId, keys::Standing};

use super::stage::{Place, keys_and_entries};
use crate::{
    store::{
        Keep, Opened,
        backup::{Amount, backup, restore},
        export::export,
        key::{Passphrase, Protection, Unlock},
    },
    wrong::{Fault, NotDone},
};

/// A phone with a circle of so many entries.
fn filled(name: &str, count: u32) -> Place {
    let place = Place::new(name);
    let (keys, entries) = keys_and_entries(count);
    let mut store = place.open().store;
    let mut keeps =
        vec![Keep::Keys(Box::new(keys.clone())), Keep::Hidden(keys.circle, [EntryId([7; 16])].into())];
    keeps.extend(entries.iter().map(|(id, entry)| Keep::Entry(keys.circle, *id, entry.clone())));
    store.keep(&keeps).unwrap();
    store.set_setting("language", Some(b"es")).unwrap();
    store.set_setting("odd", Some(&[0xff; 1_000])).unwrap();
    place
}

fn words(words: &str) -> Passphrase {
    Passphrase::new(words).unwrap()
}

#[test]
fn a_restored_phone_holds_everything_and_is_a_new_device() {
    // Several chunks of 64 KiB.
    let (from, to) = (filled("backup", 1_000), Place::new("restored"));
    let before = from.open();
    fs::create_dir_all(&to.path).unwrap();
    let file = to.path.join("ana.backup");
    let amount = Amount { circles: 1, entries: 1_000, settings: 2 };
    assert_eq!(backup(&before.store, &file, &words("maize"), [1; 32]), Ok(amount));
    assert!(fs::metadata(&file).unwrap().len() > 2 * 64 * 1024);
    let sealed = fs::read(&file).unwrap();
    assert!(!sealed.windows(8).any(|window| window == b"language"));

    let folder = to.path.join("phone");
    let restored = restore(&file, &words("maize"), &folder, &Unlock::default(), [2; 32]);
    assert_eq!(restored, Ok((amount, Protection::File)));
    let again = restore(&file, &words("maize"), &folder, &Unlock::default(), [3; 32]);
    assert_eq!(again, Err(NotDone::NotEmpty));
    let (_held, Opened { store, circles, .. }) = super::open(&folder, &Unlock::default()).unwrap();
    let ((old, was), (new, is)) = (&before.circles[0], &circles[0]);
    assert_eq!((&was.entries, &was.hidden), (&is.entries, &is.hidden));
    assert_eq!(before.store.settings(), store.settings());
    assert_ne!(old.device(), new.device());
    assert_eq!((new.circle, new.ring.epochs()), (old.circle, old.ring.epochs()));
    assert_eq!(new.formers().collect::<Vec<_>>(), [old.device()]);
    assert!(matches!(new.standing, Standing::Member { .. }));
}

#[test]
fn a_backup_that_was_changed_or_cut_anywhere_leaves_no_phone_behind() {
    let (from, to) = (filled("bad-backup", 1_000), Place::new("not-restored"));
    fs::create_dir_all(&to.path).unwrap();
    let (file, folder) = (to.path.join("ana.backup"), to.path.join("phone"));
    backup(&from.open().store, &file, &words("maize"), [1; 32]).unwrap();
    let good = fs::read(&file).unwrap();
    let refused = |passphrase: &str| {
        let restored = restore(&file, &words(passphrase), &folder, &Unlock::default(), [2; 32]);
        assert!(!folder.join("tequio.redb").exists() && !folder.join("storage.key").exists());
        restored.expect_err("it is not restored")
    };
    assert_eq!(refused("beans"), NotDone::Fault(Fault::WrongPassphrase));
    let chunk = 64 * 1024 + 16;
    assert!(good.len() > 61 + 2 * chunk, "three chunks");
    let mut bad: Vec<Vec<u8>> = Vec::new();
    // The cost is not among them: a larger one is bounded, and would only take its time.
    for at in [0, 13, 30, 50, 61, 70_000, good.len() - 1] {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        bad.push(flipped);
    }
    for length in [0, 13, 61, 62, 61 + chunk, good.len() - 1] {
        bad.push(good[..length].to_vec());
    }
    bad.push([&good[..], b"x"].concat());
    // Two chunks change places, and one is left out.
    let (one, rest) = good[61..].split_at(chunk);
    let (two, rest) = rest.split_at(chunk);
    bad.push([&good[..61], two, one, rest].concat());
    bad.push([&good[..61], one, rest].concat());
    for bytes in bad {
        fs::write(&file, bytes).unwrap();
        let refused = refused("maize");
        let told = matches!(refused, NotDone::Backup(_) | NotDone::Fault(Fault::WrongPassphrase));
        assert!(told, "{refused:?}");
    }
}

#[test]
fn an_export_has_a_line_for_everything_and_no_secret() {
    let (from, to) = (filled("export", 5), Place::new("exported"));
    let Opened { store, circles, .. } = from.open();
    let amount = export(&store, &to.path).unwrap();
    assert_eq!(amount, Amount { circles: 1, entries: 5, settings: 2 });
    let keys = &circles[0].0;
    let read = |name: &str| fs::read_to_string(to.path.join(name)).unwrap();
    let lines: Vec<serde_json::Value> = read(&format!("{}.jsonl", keys.circle))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0]["hidden"][0], EntryId([7; 16]).to_string());
    assert_eq!(lines[3]["entry"], circles[0].1.entries[2].0.to_string());
    assert_eq!(lines[3]["says"]["what"], "founded");
    let settings = read("settings.jsonl");
    assert!(settings.contains(r#""text":"es""#) && settings.contains(&"ff".repeat(1_000)));
    let secret = data_encoding::HEXLOWER.encode(&keys.ring.epochs()[0].key.0);
    assert!(!read(&format!("{}.jsonl", keys.circle)).contains(&secret));
    assert!(lines.iter().all(|line| line["circle"] != CircleId([0; 16]).to_string()));
}
