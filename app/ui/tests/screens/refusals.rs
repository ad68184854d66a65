//! Every refusal has its sentence, and what is about a field stands at that field.

use tequio_core::Refused;
use tequio_ui::host::{Fault, Wrong};

use crate::{
    first_minutes::ana_founds,
    helping::{asks, three},
    page::Page,
    street::Street,
};

#[track_caller]
fn refused_at(page: &mut Page, label: &str, text: &str, button: &str, sentence: &str) {
    page.type_in(label, text);
    page.press(button);
    assert!(page.is_wrong(label), "“{label}” is not marked");
    assert_eq!(page.said_of(label), sentence);
}

#[test]
fn a_form_says_at_each_field_what_is_wrong_with_it() {
    let street = Street::new(30);
    let (_, mut anas) = ana_founds(&street);
    anas.press("Ask for something");
    let post = "Put it on the board";
    refused_at(&mut anas, "In one line", "", post, "Say in one line what it is about.");
    let long = "One character too many: 80 are allowed.";
    refused_at(&mut anas, "In one line", &"x".repeat(81), post, long);
    let unseen = "There are signs in it that cannot be seen, or a line break. Type it anew.";
    refused_at(&mut anas, "In one line", "Soup\u{202e}puoS", post, unseen);
    anas.type_in("In one line", "Soup");
    let long = "3 characters too many: 60 are allowed.";
    refused_at(&mut anas, "Roughly where", &"x".repeat(63), post, long);
    anas.type_in("Roughly where", "");
    anas.press("Until when, how many, for whom");
    let long = "One character too many: 40 are allowed.";
    refused_at(&mut anas, "For somebody else?", &"x".repeat(41), post, long);
    anas.type_in("For somebody else?", "");
    let long = "One character too many: 2000 are allowed.";
    refused_at(&mut anas, "Anything else to know", &"x".repeat(2_001), post, long);
    anas.type_in("Anything else to know", "");
    let number = "A number from 1 to 50, please.";
    for wrong in ["0", "51", "many", ""] {
        refused_at(&mut anas, "How many helpers", wrong, post, number);
    }
    // A field that was folded away comes back with its complaint.
    anas.press("Until when, how many, for whom");
    assert!(!anas.text().contains("How many helpers"));
    anas.press(post);
    assert_eq!(anas.said_of("How many helpers"), number);
    anas.type_in("How many helpers", "2");
    anas.choose("A date");
    let passed = "This time has passed, or is no date. Choose a later one.";
    // No month has a day that it has not.
    anas.choose("31");
    anas.choose("November");
    anas.press(post);
    assert!(anas.is_wrong("Day") && anas.is_wrong("Month"));
    assert_eq!(anas.said_of("Day"), passed);
    anas.choose("24");
    anas.choose("December");
    assert!(!anas.is_wrong("Day"));
    anas.press(post);
    anas.sees("until 24 December");
}

#[test]
fn names_and_words_are_refused_at_their_fields() {
    let street = Street::new(31);
    let (_, mut anas) = ana_founds(&street);
    anas.press("Settings");
    let long = "One character too many: 40 are allowed.";
    refused_at(&mut anas, "Your name", &"x".repeat(41), "Change", long);
    let long_area = "One character too many: 60 are allowed.";
    refused_at(&mut anas, "My area", &"x".repeat(61), "Keep", long_area);
    anas.press("Start another circle");
    refused_at(&mut anas, "Name of the circle", " ", "Start the circle", "The circle needs a name.");
    refused_at(&mut anas, "Name of the circle", &"x".repeat(41), "Start the circle", long);

    let (_street, _, [mut anas, mut betos, _]) = three(32);
    asks(&mut anas, "Carry a wardrobe");
    betos.press("Carry a wardrobe");
    betos.press("I take this on");
    anas.press("Say yes to Beto");
    let long = "One character too many: 1000 are allowed.";
    let note = "What only your helper should know";
    refused_at(&mut anas, note, &"x".repeat(1_001), "Say yes to Beto", long);
    anas.type_in(note, "");
    anas.press("Say yes to Beto");
    betos.press("Write a note");
    refused_at(&mut betos, "Your note", "", "Seal and send", "The note is empty.");
    betos.press("Close");
    betos.press("Call it off");
    let long = "One character too many: 280 are allowed.";
    refused_at(&mut betos, "A word to the others", &"x".repeat(281), "Call it off", long);
}

/// While a finger is on its way to a button, the phone may learn something; what it then says is about no field.
#[test]
fn what_changed_meanwhile_is_said_in_passing() {
    let (street, [_, beto, _], [mut anas, mut betos, _]) = three(33);
    asks(&mut anas, "Carry a wardrobe");
    let post = street.posts(beto)[0];
    betos.press("Carry a wardrobe");
    let cases: [(Wrong, &str); 19] = [
        (Refused::NotMember.into(), "You are not inside this circle yet."),
        (Refused::AlreadyFounded.into(), "This circle has begun already."),
        (Refused::NobodyKnocks.into(), "They are not knocking any more."),
        (Refused::NoSuchPost(post).into(), "This post is not on this phone."),
        (Refused::Closed.into(), "This is over already."),
        (Refused::Full.into(), "There are enough helpers already."),
        (Refused::OwnPost.into(), "This is your own post."),
        (Refused::NotAuthor.into(), "Only the person who wrote this can do that."),
        (Refused::AlreadyClaimed.into(), "You have said so already."),
        (Refused::NoClaim.into(), "They do not want to take it on any more."),
        (Refused::NotConfirmed.into(), "You two have not agreed on this."),
        (Refused::AlreadyDone.into(), "You have said already that it is done."),
        (Refused::SomebodyConfirmed.into(), "Somebody counts on it: call it off with a word to them."),
        (Refused::Incomplete.into(), "Part of what you wrote is missing on this phone."),
        (Refused::LogFull.into(), "This circle has no more room on this phone."),
        (Fault::Disk.into(), "This phone could not write to its storage."),
        (Fault::Full.into(), "The storage of this phone is full."),
        (Fault::Stopped.into(), "The app has stopped inside."),
        (Fault::Unable.into(), "This phone cannot do that, or not any more."),
    ];
    for (wrong, sentence) in cases {
        street.break_once(beto, wrong);
        betos.press("I take this on");
        betos.sees(sentence);
    }
    betos.press("I take this on");
    betos.sees("Waits for a yes from Ana.");
}

#[test]
fn what_was_refused_in_one_place_is_no_news_in_the_next() {
    let street = Street::new(34);
    let (_, mut anas) = ana_founds(&street);
    anas.press("Settings");
    anas.type_in("Your name", "");
    anas.press("Change");
    assert!(anas.is_wrong("Your name"));
    anas.press("Back");
    anas.press("Settings");
    assert!(!anas.is_wrong("Your name"));
}
