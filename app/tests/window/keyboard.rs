//! Nothing needs a pointer: a whole morning with Tab, Enter, arrows and letters, and at every step a ring shows where one
//! is.

use tequio_core::Command;
use thirtyfour::Key;

use crate::{
    stage::{Stage, free_address},
    window::Window,
};

/// No screen has more to step through than this.
const STEPS_MAX: usize = 80;

#[test]
fn ana_asks_and_agrees_by_keyboard_alone() {
    let name = "ana_asks_and_agrees_by_keyboard_alone";
    let Some(mut stage) = Stage::set(name) else { return };
    stage.is_solo = true;
    let address = free_address();
    let ana = stage.open("Ana", &["--listen", &address.to_string()]);
    ana.sees("What do your neighbours call you?");
    writes(&ana, "Your name", "Ana");
    ana.key(Key::Enter);
    ana.sees("Welcome, Ana");
    chooses(&ana, "Start a circle");
    ana.sees("Give it a name that the others will know it by.");
    writes(&ana, "Name of the circle", "Calle Roble");
    ana.key(Key::Enter);
    ana.sees("Nothing is asked or offered yet.");

    chooses(&ana, "People");
    ana.sees("You are the only one so far.");
    chooses(&ana, "Show my code");
    let mut beto = stage.neighbour("Beto", None, Some(address));
    beto.knocks(&ana.value_of("The same as text"));
    chooses(&ana, "Back");
    ana.sees("Let Beto in");
    chooses(&ana, "Let Beto in");
    beto.is_inside();

    chooses(&ana, "Aid");
    ana.sees("Nothing is asked or offered yet.");
    chooses(&ana, "Ask for something");
    ana.sees("Put it on the board");
    writes(&ana, "In one line", "Lift to the clinic");
    writes(&ana, "Anything else to know", "On Tuesday at nine.");
    // Of a group only the chosen one is a stop; arrows choose another.
    steps_to(&ana, "Food");
    ana.key(Key::Right);
    ana.shows_focus();
    assert_eq!(ana.focus(), "Driving, carrying");
    chooses(&ana, "Put it on the board");
    ana.sees("Ana wrote it.");

    let post = beto.post("Lift to the clinic");
    beto.does(Command::Claim { post });
    ana.sees("Say yes to Beto");
    chooses(&ana, "Say yes to Beto");
    writes(&ana, "What only your helper should know", "The green gate.");
    chooses(&ana, "Say yes to Beto");
    ana.sees("Agreed with Ana.");
    assert_eq!(beto.reads_note("Lift to the clinic"), "The green gate.");
    chooses(&ana, "It is done");
    ana.sees("Ana says it is done; Beto has not said so yet.");
}

fn chooses(phone: &Window<'_>, words: &str) {
    steps_to(phone, words);
    phone.key(Key::Enter);
}

fn writes(phone: &Window<'_>, label: &str, text: &str) {
    steps_to(phone, label);
    phone.keys(text);
    phone.has_typed(label, text);
}

/// Tab until the keyboard is there.
fn steps_to(phone: &Window<'_>, words: &str) {
    let mut passed = Vec::new();
    for _ in 0..STEPS_MAX {
        phone.key(Key::Tab);
        phone.shows_focus();
        let at = phone.focus();
        if at == words || at.starts_with(&format!("{words} ")) {
            return;
        }
        passed.push(at);
    }
    panic!("{words:?} is not among what the keyboard can reach: {passed:?}");
}
