//! Before the first screen: a phone that is open shows at once what it knows, and one that cannot be opened says why.

use tequio_ui::host::{Fault, Sight};

use crate::{helping::three, page::Page, street::Street};

#[test]
fn the_first_picture_shows_what_the_phone_knows() {
    let (street, [_, beto, _], _) = three(60);
    let first = Page::at_first_sight(street.host(beto));
    assert!(first.contains("Calle Roble") && first.contains("Nothing is asked or offered yet."), "{first}");
    let new = street.phone("es");
    let first = Page::at_first_sight(street.host(new));
    assert!(first.contains("¿Cómo te llaman tus vecinos?"), "{first}");
}

#[test]
fn a_phone_that_cannot_be_opened_says_why_and_tries_again() {
    let street = Street::new(61);
    let (ana, _) = crate::first_minutes::ana_founds(&street);
    street.close_once(ana, Fault::InUse);
    let mut anas = Page::open(street.host(ana));
    anas.sees("Tequio is open already");
    anas.sees("Close the other window, then try again.");
    assert_eq!(anas.complaints(), Vec::<String>::new());
    anas.sees_no("Tried again");
    // Another reason the next time, and then none.
    street.close_once(ana, Fault::Full);
    anas.press("Try again");
    anas.sees("The storage of this phone is full");
    anas.sees("Tried again: it is still so.");
    anas.sees_no("Tequio is open already");
    anas.press("Try again");
    anas.sees("Nothing is asked or offered yet.");
}

#[test]
fn whoever_opens_what_is_left_of_a_phone_is_told_so_for_as_long_as_they_look() {
    let (street, [ana, ..], [mut anas, ..]) = three(63);
    street.says(ana, Sight::Reading { why: None, damaged: 1 });
    anas.sees("Something of what was kept is gone");
    anas.sees("One kept thing cannot be read any more.");
    anas.sees_no("nothing new can be kept");
    for (why, sentence) in [
        (Fault::Full, "Its storage is full: nothing new can be kept"),
        (Fault::ReadOnly, "It may not write to its storage: nothing new can be kept"),
        (Fault::Damaged, "What it kept is damaged: nothing new can be kept"),
    ] {
        street.says(ana, Sight::Reading { why: Some(why), damaged: 7 });
        anas.sees("This phone only shows what it has");
        anas.sees(sentence);
        anas.sees("7 kept things cannot be read any more.");
    }
    street.pass(3_600);
    anas.sees("This phone only shows what it has");
}

#[test]
fn every_fault_has_its_own_sentence_in_the_owners_language() {
    let street = Street::new(62);
    for language in ["en", "es"] {
        let phone = street.phone(language);
        let all = [
            Fault::Disk,
            Fault::Full,
            Fault::ReadOnly,
            Fault::Folder,
            Fault::InUse,
            Fault::Damaged,
            Fault::Key,
            Fault::Version,
            Fault::Locked,
            Fault::Dice,
            Fault::Stopped,
        ];
        let mut said = all.map(|fault| {
            street.close_once(phone, fault);
            let mut page = Page::open(street.host(phone));
            assert_eq!(page.attribute_of("div", "lang").as_deref(), Some(language));
            page.text()
        });
        assert!(said.iter().all(|text| !text.contains("closed-")), "a sentence is missing: {said:#?}");
        said.sort_unstable();
        assert!(said.windows(2).all(|two| two[0] != two[1]), "two faults read alike: {said:#?}");
    }
}
