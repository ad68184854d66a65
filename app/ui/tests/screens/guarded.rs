//! Before a checkpoint: passphrase, lock, the code for an emergency, everything put away and brought back.

use std::rc::Rc;

use tequio_ui::host::{Fault, Wrong};

use crate::{
    first_minutes::ana_founds,
    helping::asks,
    page::Page,
    script::{ScriptedPage, report},
    street::Street,
};

const WORDS: &str = "seven wet horses";
const CODE: &str = "orange marmalade";

/// Ana's phone, with a post, under a passphrase.
fn guarded(street: &Street) -> (usize, Page) {
    let (ana, mut anas) = ana_founds(street);
    asks(&mut anas, "Carry a wardrobe");
    anas.press("Back");
    anas.press("Settings");
    anas.press("Lock and passphrase");
    anas.type_in("New passphrase", WORDS);
    anas.type_in("The same once more", WORDS);
    anas.press("Set the passphrase");
    anas.sees("From now on this phone opens with that passphrase.");
    (ana, anas)
}

fn unlocks(page: &mut Page, words: &str) {
    page.type_in("Passphrase", words);
    page.press("Open");
}

#[test]
fn a_passphrase_is_set_and_a_locked_phone_shows_nothing_until_it_is_typed() {
    let street = Street::new(70);
    let (ana, mut anas) = ana_founds(&street);
    asks(&mut anas, "Carry a wardrobe");
    anas.press("Back");
    anas.press("Settings");
    anas.press("Lock and passphrase");
    anas.sees("Whoever has this phone unlocked, or a copy of its memory, can read all.");
    assert_eq!(anas.complaints(), Vec::<String>::new());
    assert!(!anas.offers("Duress code"), "it stands beside a passphrase");
    // Each refusal stands at its field.
    for (new, again, label, sentence) in [
        ("", "", "New passphrase", "Type it first."),
        ("maize", "maize", "New passphrase", "At least 6 letters, please."),
        (WORDS, "seven wet horse", "The same once more", "The second time you typed something else."),
    ] {
        anas.type_in("New passphrase", new);
        anas.type_in("The same once more", again);
        anas.press("Set the passphrase");
        assert!(anas.is_wrong(label), "{label}");
        assert_eq!(anas.said_of(label), sentence);
    }
    anas.type_in("The same once more", WORDS);
    assert!(!anas.is_wrong("The same once more"), "whoever types has read it");
    anas.press("Set the passphrase");
    anas.sees("From now on this phone opens with that passphrase.");
    assert!(street.kept_keys(ana).iter().all(|key| !key.contains("passphrase")), "no secret is a draft");

    anas.press("Lock now");
    anas.sees("Locked");
    for hidden in ["Carry a wardrobe", "Calle Roble", "Settings", "Ana"] {
        anas.sees_no(hidden);
    }
    assert_eq!(anas.complaints(), Vec::<String>::new());
    unlocks(&mut anas, WORDS);
    anas.sees("Carry a wardrobe");
    // The same at a start.
    drop(anas);
    street.restart(ana);
    assert!(!Page::at_first_sight(street.host(ana)).contains("wardrobe"));
    let mut anas = Page::open(street.host(ana));
    anas.sees("Locked");
    unlocks(&mut anas, WORDS);
    anas.sees("Carry a wardrobe");
}

#[test]
fn a_wrong_passphrase_is_said_at_its_field_and_costs_ever_more_time() {
    let street = Street::new(71);
    let (_, mut anas) = guarded(&street);
    anas.press("Lock now");
    anas.press("Open");
    assert_eq!(anas.said_of("Passphrase"), "Type it first.");
    for _ in 0..4 {
        unlocks(&mut anas, "eight dry cows");
        assert!(anas.is_wrong("Passphrase"));
        assert_eq!(anas.said_of("Passphrase"), "That is not the passphrase. Nothing has changed.");
    }
    anas.sees("Next try in 5 seconds. Nothing is lost by a wrong one.");
    assert!(!anas.offers("Open"));
    street.pass(2);
    anas.sees("Next try in 3 seconds.");
    street.pass(2);
    anas.sees("Next try in 1 second.");
    street.pass(1);
    anas.sees_no("Next try");
    assert_eq!(anas.value("Passphrase"), "eight dry cows", "a slip can be mended");
    unlocks(&mut anas, WORDS);
    anas.sees("Carry a wardrobe");
}

#[test]
fn what_is_typed_can_be_looked_at() {
    let street = Street::new(72);
    let (_, mut anas) = guarded(&street);
    anas.press("Lock now");
    assert!(anas.html().contains("type=\"password\""));
    anas.choose("Show what I type");
    assert!(!anas.html().contains("type=\"password\""));
    // It goes on in the language in which it was locked.
    unlocks(&mut anas, WORDS);
    anas.press("Settings");
    anas.choose("Español");
    anas.press("Bloquear ahora");
    anas.sees("Bloqueado");
    assert_eq!(anas.attribute_of("div", "lang").as_deref(), Some("es"));
}

#[test]
fn locking_is_one_tap_from_every_page_and_a_draft_outlives_it() {
    let street = Street::new(73);
    let (_, mut anas) = guarded(&street);
    for way in [
        &["Back"][..],
        &["People"],
        &["People", "Show my code"],
        &["Aid", "Ask"],
        &["Settings", "What Tequio promises, and what it does not"],
    ] {
        anas.press("Lock now");
        unlocks(&mut anas, WORDS);
        for step in way {
            if anas.offers(step) {
                anas.press(step);
            }
        }
    }
    anas.press("Lock now");
    unlocks(&mut anas, WORDS);
    anas.press("Ask");
    anas.type_in("In one line", "Soup for thr");
    anas.press("Lock now");
    anas.sees_no("Soup");
    unlocks(&mut anas, WORDS);
    anas.press("Ask");
    assert_eq!(anas.value("In one line"), "Soup for thr");
    // What was asked before the lock may be answered after it.
    street.pass(60);
    anas.press("Put it on the board");
    anas.sees("It is on the board.");
    // Two taps from a sheet, which is closed first.
    anas.press("Take it back");
    anas.press("Close");
    anas.press("Lock now");
    anas.sees("Locked");
}

#[test]
fn without_a_passphrase_locking_says_that_one_is_needed() {
    let street = Street::new(74);
    let (_, mut anas) = ana_founds(&street);
    anas.press("Lock now");
    anas.sees("First set a passphrase: without one there is nothing to lock with.");
    anas.sees("How this phone is guarded");
}

#[test]
fn a_passphrase_is_changed_and_taken_away_by_whoever_knows_it() {
    let street = Street::new(75);
    let (ana, mut anas) = guarded(&street);
    anas.press("Lock and passphrase");
    anas.type_in("Your passphrase now", "eight dry cows");
    anas.press("Take the passphrase away");
    assert_eq!(anas.said_of("Your passphrase now"), "That is not the passphrase. Nothing has changed.");
    anas.type_in("Your passphrase now", WORDS);
    anas.type_in("New passphrase", "a lamp in the rain");
    anas.type_in("The same once more", "a lamp in the rain");
    anas.press("Change the passphrase");
    anas.sees("From now on this phone opens with that passphrase.");
    anas.press("Lock now");
    unlocks(&mut anas, WORDS);
    assert!(anas.is_wrong("Passphrase"));
    unlocks(&mut anas, "a lamp in the rain");
    anas.press("Settings");
    anas.press("Lock and passphrase");
    anas.type_in("Your passphrase now", "a lamp in the rain");
    anas.press("Take the passphrase away");
    anas.sees("No passphrase guards this phone any more.");
    street.restart(ana);
    Page::open(street.host(ana)).sees("Carry a wardrobe");
}

#[test]
fn a_phone_out_of_sight_locks_by_itself_after_its_time() {
    let street = Street::new(76);
    let (ana, anas) = guarded(&street);
    drop(anas);
    let (page, script) = ScriptedPage::new();
    let mut anas = Page::open_scripted(street.host(ana), Rc::new(page));
    report(&script, "hidden");
    street.pass(10_000);
    anas.sees("Carry a wardrobe");
    report(&script, "seen");
    anas.sees("Carry a wardrobe");
    anas.press("Settings");
    anas.press("Lock and passphrase");
    anas.choose("After 5 minutes");
    report(&script, "hidden");
    anas.settle();
    street.pass(200);
    report(&script, "seen");
    anas.sees("How this phone is guarded");
    report(&script, "hidden");
    anas.settle();
    street.pass(301);
    anas.sees("Locked");
    unlocks(&mut anas, WORDS);
    anas.sees("Carry a wardrobe");
    report(&script, "seen");
    anas.sees("Carry a wardrobe");
    // The page's one script reports to the screens that are open now.
    anas.press("Settings");
    report(&script, "back");
    anas.sees("Carry a wardrobe");
}

#[test]
fn a_duress_code_opens_the_decoy_and_the_page_never_tells_whether_there_is_one() {
    let street = Street::new(77);
    let (_, mut anas) = guarded(&street);
    anas.press("Lock and passphrase");
    anas.press("Duress code");
    for said in [
        "destroys the real one",
        "A copy of this phone’s memory that somebody took before still opens with your real passphrase.",
        "In some places it is punished",
    ] {
        anas.sees(said);
    }
    assert_eq!(anas.complaints(), Vec::<String>::new());
    assert!(!anas.offers("Set the code"), "not before it was said to be understood");
    anas.choose("I have understood that");
    anas.close_message();
    let before = anas.text();
    let fills = |anas: &mut Page, current: &str, code: &str, again: &str| {
        anas.type_in("Your passphrase now", current);
        anas.type_in("Duress code", code);
        anas.type_in("The code once more", again);
        anas.press("Set the code");
    };
    fills(&mut anas, WORDS, CODE, CODE);
    assert_eq!(anas.said_of("Its circle"), "The circle needs a name.");
    anas.type_in("Its circle", "Coro");
    anas.type_in("Name on the harmless phone", "x".repeat(41).as_str());
    fills(&mut anas, WORDS, CODE, CODE);
    assert_eq!(anas.said_of("Name on the harmless phone"), "One character too many: 40 are allowed.");
    anas.type_in("Name on the harmless phone", "Ana");
    for (current, code, again, label, sentence) in [
        (
            "eight dry cows",
            CODE,
            CODE,
            "Your passphrase now",
            "That is not the passphrase. Nothing has changed.",
        ),
        (WORDS, "", "", "Duress code", "Type it first."),
        (WORDS, "maize", "maize", "Duress code", "At least 6 letters, please."),
        (WORDS, CODE, "orange", "The code once more", "The second time you typed something else."),
        (
            WORDS,
            WORDS,
            WORDS,
            "Duress code",
            "That is too much like this phone’s other secret: a slip would be enough. Choose something quite different.",
        ),
    ] {
        fills(&mut anas, current, code, again);
        assert!(anas.is_wrong(label), "{label}");
        assert_eq!(anas.said_of(label), sentence);
    }
    fills(&mut anas, WORDS, CODE, CODE);
    anas.sees("The code is set.");
    anas.press("Duress code");
    anas.choose("I have understood that");
    anas.close_message();
    let after = anas.text();
    let differs = after.chars().zip(before.chars()).position(|(one, other)| one != other);
    assert_eq!(after, before, "the page looks the same: {differs:?}");

    anas.press("Lock now");
    unlocks(&mut anas, CODE);
    anas.sees("Coro");
    anas.sees_no("Carry a wardrobe");
    anas.press("Lock now");
    unlocks(&mut anas, WORDS);
    assert_eq!(anas.said_of("Passphrase"), "That is not the passphrase. Nothing has changed.");
    unlocks(&mut anas, CODE);
    anas.sees("Coro");
}

#[test]
fn everything_is_put_away_and_comes_back_from_its_file() {
    let street = Street::new(78);
    let (ana, mut anas) = guarded(&street);
    anas.press("Lock and passphrase");
    anas.press("Before a checkpoint");
    anas.sees("The file is read back from beginning to end before anything here is destroyed.");
    assert_eq!(anas.complaints(), Vec::<String>::new());
    assert!(!anas.offers("Put away and empty this phone"));
    anas.choose("I know the file’s passphrase by heart");
    assert_eq!(anas.value("Into which folder"), "/stick");
    for (folder, new, again, label, sentence) in [
        ("/stick", "", "", "Passphrase of the file", "Type it first."),
        ("/stick", "maize", "maize", "Passphrase of the file", "At least 6 letters, please."),
        ("/stick", CODE, WORDS, "The same once more", "The second time you typed something else."),
        ("/nowhere", CODE, CODE, "Into which folder", "Nothing can be put there. Choose another folder."),
    ] {
        anas.type_in("Into which folder", folder);
        anas.type_in("Passphrase of the file", new);
        anas.type_in("The same once more", again);
        anas.press("Put away and empty this phone");
        assert!(anas.is_wrong(label), "{label}");
        assert_eq!(anas.said_of(label), sentence);
    }
    anas.type_in("Into which folder", "/stick");
    anas.press("Put away and empty this phone");
    anas.sees("Put away: /stick/0.tequio. This phone is empty.");
    anas.sees("What do your neighbours call you?");
    assert_eq!(street.kept_keys(ana), Vec::<String>::new());
    drop(anas);

    let (page, script) = ScriptedPage::new();
    let mut anas = Page::open_scripted(street.host(ana), Rc::new(page));
    anas.press("Bring everything back");
    assert_eq!(anas.complaints(), Vec::<String>::new());
    anas.press("Bring it back");
    anas.sees("No file is there, or it cannot be read. Choose it once more.");
    let brings = |anas: &mut Page, bytes: &[u8]| {
        report(&script, "file");
        for piece in bytes.chunks(3) {
            report(&script, &format!("piece {}", data_encoding::BASE64.encode(piece)));
        }
        report(&script, "brought 0.tequio");
        anas.sees("0.tequio is here.");
    };
    brings(&mut anas, b"a holiday picture");
    anas.press("Bring it back");
    assert_eq!(anas.said_of("Passphrase of the file"), "Type it first.");
    anas.type_in("Passphrase of the file", CODE);
    anas.press("Bring it back");
    anas.sees("That is no file of this kind, or it is damaged. Nothing has changed.");
    brings(&mut anas, b"/stick/0.tequio");
    anas.type_in("Passphrase of the file", WORDS);
    anas.press("Bring it back");
    assert_eq!(anas.said_of("Passphrase of the file"), "That is not the passphrase. Nothing has changed.");
    anas.type_in("Passphrase of the file", CODE);
    anas.press("Bring it back");
    anas.sees("Everything is there again.");
    anas.sees("Carry a wardrobe");
    let wanted = script.borrow().answers.iter().filter(|answer| **answer == "more").count();
    assert_eq!(wanted, 2 + 6 + 5, "each piece is asked for");
}

#[test]
fn a_file_that_cannot_be_taken_in_is_said_and_no_more_of_it_is_wanted() {
    let street = Street::new(79);
    let ana = street.phone("en");
    let (page, script) = ScriptedPage::new();
    let mut anas = Page::open_scripted(street.host(ana), Rc::new(page));
    anas.press("Bring everything back");
    for wrong in ["piece !!!", "no-file"] {
        report(&script, wrong);
        anas.sees("No file is there, or it cannot be read. Choose it once more.");
    }
    street.break_once(ana, Wrong::Fault(Fault::Full));
    report(&script, "file");
    anas.sees("No file is there, or it cannot be read. Choose it once more.");
    assert_eq!(script.borrow().answers, ["enough", "enough"]);
}
