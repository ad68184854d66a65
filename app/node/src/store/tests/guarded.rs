//! A phone before a checkpoint: its passphrase, its duress code, its backup; and that it dies at every step of each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::Time;

use super::stage::{Place, keys_and_entries};
use crate::{
    store::{
        self, FILE_NAME, Keep, Opened, Store,
        backup::{Amount, Opener, key_of, verify},
        duress::Decoy,
        folder::Folder,
        key::{KEY_FILE_NAME, Passphrase, Protection, StorageKey, Unlock},
        steps::mortal::{is_dead, live_for},
        suspend::{put_away, restore_here},
    },
    wrong::{Fault, NotDone},
};

const REAL: &str = "seven wet horses";
const NEW: &str = "a lamp in the rain";
const CODE: &str = "orange marmalade";
/// Entries of a decoy: its circle was founded, and what every founder says next. The real phone here has one.
const DECOY: usize = 2;

#[test]
fn a_duress_code_opens_a_decoy_and_nothing_opens_the_real_phone_any_more() {
    let place = guarded("duress");
    sets_code(&place).unwrap();
    let before = fs::read(place.path.join(KEY_FILE_NAME)).unwrap();
    assert_eq!(opens(&place, REAL), Ok(1), "the code beside it changes nothing for the passphrase");

    assert_eq!(opens(&place, CODE), Ok(DECOY));
    let (_held, Opened { store, circles, .. }) = store::open(&place.path, &words(CODE)).unwrap();
    let (keys, kept) = &circles[0];
    let clocks: Vec<Time> = kept.entries.iter().map(|(_, entry)| entry.header.clock).collect();
    assert_eq!(clocks, [decoy().since; DECOY], "its circle is as old as the code");
    assert_ne!(keys.circle, keys_and_entries(1).0.circle);
    assert_eq!(store.settings().unwrap(), decoy().settings.into_iter().collect());
    drop((store, _held));
    assert_eq!(opens(&place, REAL), Err(Fault::WrongPassphrase));
    // Not a piece of what the old passphrase opened is left in any file.
    for (name, bytes) in files(&place.path) {
        for piece in before[40..before.len() - 16].chunks_exact(32) {
            assert!(!bytes.windows(32).any(|window| window == piece), "{name}");
        }
    }
    // The decoy lives on, and can have a code of its own.
    sets_code_under(&place, CODE, "a quiet winter evening").unwrap();
    assert_eq!(opens(&place, "a quiet winter evening"), Ok(DECOY));
    assert_eq!(opens(&place, CODE), Err(Fault::WrongPassphrase));
}

#[test]
fn a_copy_from_before_the_code_was_typed_still_opens_which_the_screen_says() {
    let place = guarded("copied");
    sets_code(&place).unwrap();
    let copy = copied(&place, "copied-away");
    assert_eq!(opens(&place, CODE), Ok(DECOY));
    assert_eq!(opens(&copy, REAL), Ok(1));
}

/// Whoever copies the folder before and after sees one and the same change, whatever was done.
#[test]
fn nothing_in_the_key_file_tells_whether_there_is_a_code() {
    let place = guarded("untold");
    let look = || fs::read(place.path.join(KEY_FILE_NAME)).unwrap();
    let mut looks = vec![look()];
    let mut names = BTreeSet::from([files(&place.path).into_keys().collect::<Vec<_>>()]);
    let mut then = |done: Result<(), NotDone>| {
        done.unwrap();
        looks.push(look());
        names.insert(files(&place.path).into_keys().collect());
    };
    then(sets_code(&place));
    then(sets_code(&place));
    then(changes(&place, REAL, Some(NEW)).map(drop));
    then(changes(&place, NEW, Some(REAL)).map(drop));
    then(forgets_code(&place));
    then(forgets_code(&place));
    then(changes(&place, REAL, Some(NEW)).map(drop));
    then(sets_code_under(&place, NEW, CODE));
    then(opens(&place, CODE).map(drop).map_err(NotDone::from));
    assert_eq!(names.len(), 1, "the same files: {names:?}");
    for pair in looks.windows(2) {
        assert_eq!(pair[0].len(), pair[1].len());
        let head = 10 + 1 + 1 + 12 + 16;
        assert_eq!(pair[0][..head], pair[1][..head], "the salt stays");
        let same = pair[0][head..].iter().zip(&pair[1][head..]).filter(|(one, other)| one == other).count();
        assert!(same < (pair[0].len() - head) / 50, "both slots are new: {same} bytes are the same");
    }
}

#[test]
fn what_is_asked_of_a_passphrase_and_a_code() {
    let place = guarded("asked");
    assert_eq!(changes(&place, NEW, None).err(), Some(Fault::WrongPassphrase.into()));
    assert_eq!(sets_code_under(&place, NEW, CODE).err(), Some(Fault::WrongPassphrase.into()));
    for slip in [REAL, "Seven wet horses", "seven wet horse", "seven wat horsess", "even wet horses"] {
        assert_eq!(sets_code_under(&place, REAL, slip).err(), Some(NotDone::Alike), "{slip}");
    }
    sets_code_under(&place, REAL, "seven wet mares").unwrap();
    sets_code(&place).unwrap();
    assert_eq!(changes(&place, REAL, Some(CODE)).err(), Some(NotDone::Alike), "it could not open both");
    // Where no phone is unlocked, the code is a wrong passphrase and nothing else.
    assert_eq!(changes(&place, CODE, None).err(), Some(Fault::WrongPassphrase.into()));
    assert_eq!(opens(&place, REAL), Ok(1));
    // A code stays under a new passphrase, and goes with the last.
    assert_eq!(changes(&place, REAL, Some(NEW)), Ok(Protection::Passphrase));
    let copy = copied(&place, "asked-copy");
    assert_eq!(opens(&copy, CODE), Ok(DECOY));
    assert_eq!(changes(&place, NEW, None), Ok(Protection::File));
    assert_eq!(sets_code_under(&place, NEW, CODE).err(), Some(NotDone::NoPassphrase));
    // A decoy is looked at before anybody relies on it.
    let place = guarded("asked-names");
    for bad in [
        Decoy { name: String::new(), ..decoy() },
        Decoy { circle_name: "x".repeat(41), ..decoy() },
        Decoy { settings: vec![("setting/name".to_owned(), vec![7; 800])], ..decoy() },
    ] {
        assert!(
            with_key(&place, REAL, |key, folder, dice| {
                key.set_duress(folder, &secret(REAL), &secret(CODE), bad, dice)
            })
            .is_err()
        );
    }
    let long = Decoy { name: "ñ".repeat(40), circle_name: "ñ".repeat(40), ..decoy() };
    let done = with_key(&place, REAL, |key, folder, dice| {
        key.set_duress(folder, &secret(REAL), &secret(CODE), long, dice)
    });
    assert_eq!(done, Ok(()));
}

#[test]
fn a_phone_that_dies_at_any_step_of_a_change_opens_by_the_old_passphrase_or_by_the_new_one() {
    let changed = |place: &Place| changes(place, REAL, Some(NEW)).map(drop);
    dies_everywhere(
        "change",
        || coded("change"),
        changed,
        |place, finished| {
            let copy = copied(place, "change-copy");
            let (old, new) = (opens(place, REAL).is_ok(), opens(place, NEW).is_ok());
            assert!(old != new && (new || !finished), "old {old}, new {new}");
            assert_eq!(opens(&copy, CODE), Ok(DECOY), "and its code is what it was");
        },
    );
    let away = |place: &Place| changes(place, REAL, None).map(drop);
    dies_everywhere(
        "away",
        || guarded("away"),
        away,
        |place, finished| {
            let (old, none) = (opens(place, REAL), store::open(&place.path, &Unlock::default()).map(drop));
            assert_eq!(old, Ok(1), "a passphrase that is not needed does no harm");
            assert!(none == Ok(()) || (none == Err(Fault::Locked) && !finished), "{none:?}");
        },
    );
    let bare = || {
        let place = guarded("first");
        changes(&place, REAL, None).unwrap();
        place
    };
    let first = |place: &Place| {
        with_key(place, REAL, |key, folder, dice| key.change(folder, None, &words(REAL), dice)).map(drop)
    };
    dies_everywhere("first", bare, first, |place, finished| {
        let none = store::open(&place.path, &Unlock::default()).map(drop);
        assert!(none == Err(Fault::Locked) || (none == Ok(()) && !finished), "{none:?}");
        assert_eq!(opens(place, REAL), Ok(1));
    });
}

#[test]
fn a_phone_that_dies_while_a_code_is_set_has_the_old_code_or_the_new_one() {
    let set = |place: &Place| sets_code_under(place, REAL, "a quiet winter evening");
    dies_everywhere(
        "code",
        || coded("code"),
        set,
        |place, finished| {
            let copy = copied(place, "code-copy");
            assert_eq!(opens(place, REAL), Ok(1));
            let old = opens(place, CODE).is_ok();
            let new = opens(&copy, "a quiet winter evening").is_ok();
            assert!(old != new && (new || !finished), "old {old}, new {new}");
        },
    );
}

/// The promise of the duress code: whenever the phone dies, the real one is whole or gone, and the decoy opens at the
/// next try.
#[test]
fn a_phone_that_dies_after_the_code_was_typed_is_whole_and_locked_or_gone_and_the_decoy_opens() {
    let typed = |place: &Place| opens(place, CODE).map(drop).map_err(NotDone::from);
    let mut gone = 0;
    let steps = dies_everywhere(
        "typed",
        || coded("typed"),
        typed,
        |place, finished| {
            let copy = copied(place, "typed-copy");
            let real = opens(&copy, REAL);
            match &real {
                Ok(entries) => assert!(*entries == 1 && !finished),
                Err(wrong) => assert_eq!(*wrong, Fault::WrongPassphrase),
            }
            gone += u32::from(real.is_err());
            assert_eq!(opens(place, CODE), Ok(DECOY), "the decoy opens at the next try");
            assert_eq!(opens(place, CODE), Ok(DECOY), "and from then on");
            assert_eq!(opens(place, REAL), Err(Fault::WrongPassphrase));
            assert!(!place.path.join("storage.key.new").exists());
        },
    );
    assert!(gone > 10 && gone < steps, "it dies before and after the key is gone: {gone} of {steps}");
}

#[test]
fn a_phone_that_is_put_away_comes_back_whole_by_passphrase_or_by_the_backups_own_key() {
    let place = guarded("away-and-back");
    let file = Place::new("away-file");
    fs::create_dir_all(&file.path).unwrap();
    let backup = file.path.join("phone.tequio");
    let amount = suspends(&place, &backup).unwrap();
    assert_eq!((amount.circles, amount.entries, amount.settings), (1, 1, 1));
    assert_eq!(opens_bare(&place), (0, 0), "it is a new phone");
    let passphrase = Opener::Passphrase(secret(NEW));
    let guardians = Opener::Key(key_of(&backup, &secret(NEW)).unwrap());
    assert_eq!(key_of(&backup, &secret(REAL)).err(), Some(Fault::WrongPassphrase.into()));
    for opener in [passphrase, guardians] {
        assert_eq!(verify(&backup, &opener), Ok(amount));
        let new = Place::new("back");
        assert_eq!(restores(&new, &backup, &opener), Ok(amount));
        assert_eq!(opens_bare(&new), (1, 1));
        assert_eq!(fs::read_dir(&new.path).unwrap().count(), 2, "the key and the store, and nothing else");
    }
    // A wrong passphrase or a damaged file leaves a new phone as it was.
    let new = Place::new("back-wrong");
    let wrong = restores(&new, &backup, &Opener::Passphrase(secret(CODE)));
    assert_eq!(wrong, Err(Fault::WrongPassphrase.into()));
    let mut bytes = fs::read(&backup).unwrap();
    let at = bytes.len() - 20;
    bytes[at] ^= 1;
    fs::write(&backup, bytes).unwrap();
    assert!(restores(&new, &backup, &Opener::Passphrase(secret(NEW))).is_err());
    assert_eq!(opens_bare(&new), (0, 0));
    // Not into the folder that goes.
    let place = guarded("away-inside");
    let inside = suspends(&place, &place.path.join("phone.tequio"));
    assert!(matches!(inside, Err(NotDone::File { .. })), "{inside:?}");
    assert_eq!(opens(&place, REAL), Ok(1));
}

#[test]
fn a_phone_that_dies_while_it_is_put_away_is_whole_or_new_beside_a_whole_backup() {
    let file = Place::new("put-file");
    fs::create_dir_all(&file.path).unwrap();
    let backup = file.path.join("phone.tequio");
    let put = |place: &Place| {
        let _ = fs::remove_file(&backup);
        suspends(place, &backup).map(drop)
    };
    dies_everywhere(
        "put",
        || guarded("put"),
        put,
        |place, finished| match opens(place, REAL) {
            Ok(1) => assert!(!finished),
            Ok(0) => {
                let amount = verify(&backup, &Opener::Passphrase(secret(NEW))).unwrap();
                assert_eq!((amount.circles, amount.entries, amount.settings), (1, 1, 1));
            }
            other => panic!("neither the phone nor a new one: {other:?}"),
        },
    );
}

#[test]
fn a_phone_that_dies_while_it_comes_back_is_new_or_whole() {
    let place = guarded("come");
    let file = Place::new("come-file");
    fs::create_dir_all(&file.path).unwrap();
    let backup = file.path.join("phone.tequio");
    suspends(&place, &backup).unwrap();
    let opener = Opener::Passphrase(secret(NEW));
    let new = || {
        let new = Place::new("come-back");
        drop(new.open());
        new
    };
    let come = |place: &Place| restores(place, &backup, &opener).map(drop);
    dies_everywhere("come", new, come, |place, finished| {
        let there = opens_bare(place);
        assert!(there == (1, 1) || (there == (0, 0) && !finished), "{there:?}");
        assert!(!place.path.join("arriving.redb").exists());
    });
}

// The stage.

fn secret(words: &str) -> Passphrase {
    Passphrase::new(words).unwrap()
}

fn words(words: &str) -> Unlock {
    Unlock { passphrase: Some(secret(words)), keychain: false }
}

fn decoy() -> Decoy {
    let settings = vec![("setting/name".to_owned(), "Ana".as_bytes().to_vec())];
    let (name, circle_name) = ("Ana".to_owned(), "Coro".to_owned());
    Decoy { name, circle_name, since: Time(1_780_000_000), settings }
}

/// A phone with a circle, an entry and a setting, under a passphrase.
fn guarded(name: &str) -> Place {
    let place = Place::new(name);
    let (keys, entries) = keys_and_entries(1);
    let (_held, Opened { mut store, .. }) = store::open(&place.path, &words(REAL)).unwrap();
    let keep = Keep::Entry(keys.circle, entries[0].0, entries[0].1.clone());
    store.keep(&[Keep::Keys(Box::new(keys)), keep]).unwrap();
    store.set_setting("draft/ask", Some(b"half a sentence")).unwrap();
    place
}

/// The same with a duress code.
fn coded(name: &str) -> Place {
    let place = guarded(name);
    sets_code(&place).unwrap();
    place
}

fn copied(place: &Place, name: &str) -> Place {
    let copy = Place::new(name);
    fs::create_dir_all(&copy.path).unwrap();
    for (name, bytes) in files(&place.path) {
        fs::write(copy.path.join(name), bytes).unwrap();
    }
    copy
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let found = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    found.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

/// Opens the phone and counts its entries.
fn opens(place: &Place, passphrase: &str) -> Result<usize, Fault> {
    let (_held, opened) = store::open(&place.path, &words(passphrase))?;
    Ok(opened.circles.iter().map(|(_, kept)| kept.entries.len()).sum())
}

/// The entries and settings of a phone that nothing guards.
fn opens_bare(place: &Place) -> (usize, usize) {
    let Opened { store, circles, .. } = place.open();
    (circles.iter().map(|(_, kept)| kept.entries.len()).sum(), store.settings().unwrap().len())
}

fn with_key<T>(
    place: &Place,
    passphrase: &str,
    with: impl FnOnce(&StorageKey, &Folder, &mut ChaCha20Rng) -> Result<T, NotDone>,
) -> Result<T, NotDone> {
    let folder = Folder::hold(&place.path)?;
    let mut dice = ChaCha20Rng::from_rng(&mut ChaCha20Rng::seed_from_u64(rand_seed()));
    let (key, _) = StorageKey::unlock(&folder, &words(passphrase), &mut dice)?;
    with(&key, &folder, &mut dice)
}

/// Another stream for each use, and the same in every run.
fn rand_seed() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static USES: AtomicU64 = AtomicU64::new(0);
    USES.fetch_add(1, Ordering::Relaxed)
}

fn sets_code(place: &Place) -> Result<(), NotDone> {
    sets_code_under(place, REAL, CODE)
}

fn sets_code_under(place: &Place, current: &str, code: &str) -> Result<(), NotDone> {
    let open = if opens(place, current).is_ok() { current } else { REAL };
    with_key(place, open, |key, folder, dice| {
        key.set_duress(folder, &secret(current), &secret(code), decoy(), dice)
    })
}

fn forgets_code(place: &Place) -> Result<(), NotDone> {
    with_key(place, REAL, |key, folder, dice| key.forget_duress(folder, &secret(REAL), dice))
}

/// Somebody who has the open phone before them says `current`.
fn changes(place: &Place, current: &str, new: Option<&str>) -> Result<Protection, NotDone> {
    let open = if current == NEW && opens(place, NEW).is_ok() { NEW } else { REAL };
    let wanted = Unlock { passphrase: new.map(secret), keychain: false };
    with_key(place, open, |key, folder, dice| key.change(folder, Some(&secret(current)), &wanted, dice))
}

fn suspends(place: &Place, backup: &Path) -> Result<Amount, NotDone> {
    let (folder, Opened { store, .. }) = store::open(&place.path, &words(REAL))?;
    let amount = put_away(&folder, &store, backup, &secret(NEW), [3; 32])?;
    drop(store);
    folder.wipe()?;
    Ok(amount)
}

fn restores(place: &Place, backup: &Path, opener: &Opener) -> Result<Amount, NotDone> {
    let (folder, Opened { store, .. }) = store::open(&place.path, &Unlock::default())?;
    drop(store);
    let mut dice = ChaCha20Rng::seed_from_u64(4);
    let (key, _) = StorageKey::unlock(&folder, &Unlock::default(), &mut dice)?;
    let amount = restore_here(&folder, &key, backup, opener, [5; 32])?;
    drop(Store::open(&folder, &key, [6; 32])?);
    assert!(folder.path().join(FILE_NAME).exists());
    Ok(amount)
}

/// Does the same thing on a phone that dies at its first step, at its second, and so on until it lives to its end. How
/// many steps there were.
fn dies_everywhere(
    name: &str,
    set: impl Fn() -> Place,
    act: impl Fn(&Place) -> Result<(), NotDone>,
    mut check: impl FnMut(&Place, bool),
) -> u32 {
    for steps in 1.. {
        let place = set();
        live_for(Some(steps));
        let done = act(&place);
        let died = is_dead();
        live_for(None);
        assert!(died || done == Ok(()), "{name}, {steps} steps: {done:?}");
        check(&place, !died);
        if !died {
            assert!(steps > 5, "{name} has only {steps} steps");
            return steps;
        }
    }
    unreachable!("it ends when the phone lives")
}
