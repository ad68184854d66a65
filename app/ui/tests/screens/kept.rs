//! What is typed is never lost, whatever happens to the phone; and what is wiped is gone.

use crate::{
    first_minutes::ana_founds,
    helping::{asks, three},
    page::Page,
    street::Street,
};

#[test]
fn a_half_written_ask_survives_the_battery() {
    let street = Street::new(20);
    let (ana, mut anas) = ana_founds(&street);
    anas.press("Ask for something");
    anas.type_in("In one line", "Soup for three");
    anas.type_in("Anything else to know", "No onions, ple");
    anas.choose("Care, company");
    drop(anas);
    street.restart(ana);

    let mut anas = Page::open(street.host(ana));
    anas.press("Ask for something");
    assert_eq!(anas.value("In one line"), "Soup for three");
    assert_eq!(anas.value("Anything else to know"), "No onions, ple");
    anas.press("Put it on the board");
    anas.sees("Soup for three");
    anas.sees("Care, company");
    assert!(
        street.kept_keys(ana).iter().all(|key| !key.starts_with("draft/")),
        "a sent form leaves no draft"
    );
    // The next form is empty.
    anas.press("Back");
    anas.press("Ask");
    assert_eq!(anas.value("In one line"), "");
    anas.press("Until when, how many, for whom");
    assert_eq!(anas.value("How many helpers"), "1");
}

#[test]
fn a_half_written_note_survives_and_a_post_does_too() {
    let (street, [ana, ..], [mut anas, mut betos, _]) = three(21);
    asks(&mut anas, "Carry a wardrobe");
    betos.press("Carry a wardrobe");
    betos.press("I take this on");
    anas.press("Say yes to Beto");
    anas.type_in("What only your helper should know", "Door 4");
    drop(anas);
    street.restart(ana);

    let mut anas = Page::open(street.host(ana));
    anas.press("Carry a wardrobe");
    anas.press("Say yes to Beto");
    assert_eq!(anas.value("What only your helper should know"), "Door 4");
    // Back closes the sheet, not the post.
    anas.press("Close");
    anas.sees("What happened");
    anas.sees_no("What only your helper should know");
}

#[test]
fn a_disk_that_fails_is_said_and_nothing_typed_is_lost() {
    let street = Street::new(22);
    let (ana, mut anas) = ana_founds(&street);
    anas.press("Ask for something");
    anas.type_in("In one line", "Soup for three");
    street.break_once(ana, tequio_ui::host::Fault::Full);
    anas.press("Put it on the board");
    anas.sees("The storage of this phone is full.");
    assert_eq!(anas.value("In one line"), "Soup for three");
    anas.press("Put it on the board");
    anas.sees("It is on the board.");
}

#[test]
fn settings_are_kept_and_the_name_changes_for_everybody() {
    let (street, [_, beto, _], [mut anas, mut betos, _]) = three(23);
    betos.press("Settings");
    betos.choose("150 %");
    betos.choose("Dark");
    // A button that would change nothing cannot be pressed.
    assert!(!betos.offers("Change") && !betos.offers("Keep"));
    betos.type_in("Your name", "");
    betos.press("Change");
    assert!(betos.is_wrong("Your name"));
    betos.type_in("Your name", "Beto el Flaco");
    betos.press("Change");
    betos.sees("You are called Beto el Flaco from now on.");
    assert!(!betos.offers("Change"));
    betos.choose("Español");
    betos.sees("Ajustes");

    anas.press("People");
    anas.sees("Beto el Flaco");
    let mut again = Page::open(street.host(beto));
    assert_eq!(again.attribute_of("div", "lang").as_deref(), Some("es"));
    assert_eq!(again.attribute_of("div", "data-theme").as_deref(), Some("dark"));
    assert!(again.html().contains(":root{font-size:150%}"));
}

#[test]
fn a_wipe_takes_two_movements_and_leaves_nothing() {
    let street = Street::new(24);
    let (ana, mut anas) = ana_founds(&street);
    anas.press("Settings");
    anas.press("Destroy everything on this phone");
    assert!(!anas.offers("Destroy now"), "not before it was said to be understood");
    anas.choose("I have understood that");
    anas.press("Destroy now");
    anas.sees("Everything on this phone is destroyed.");
    anas.sees("What do your neighbours call you?");
    assert_eq!(street.kept_keys(ana), Vec::<String>::new());
}
