//! Proposals on the screens: written, read, and looked at in their list.

use crate::{helping::three, page::Page};

pub const BENCH: &str = "A bench under the old tree";
pub const TEXT: &str = "We build a bench. Beto has the wood. It costs nothing.";

/// Somebody proposes something, from the list. Leaves them at the new proposal.
pub fn proposes(page: &mut Page, title: &str, text: &str) {
    page.press("Propose something");
    page.type_in("In one line", title);
    page.type_in("What should the circle do?", text);
    page.press("Propose it");
}

#[test]
fn a_proposal_is_written_and_everybody_reads_it() {
    let (_street, _, [mut anas, mut betos, _]) = three(80);
    anas.press("Decide");
    anas.sees("Nothing has been proposed yet.");
    proposes(&mut anas, BENCH, TEXT);
    anas.sees("It is there for all to read.");
    anas.sees(TEXT);
    // A year from September 2026.
    anas.sees("Looked at again on 21 September");
    anas.press("Back");
    anas.sees("Being talked about");

    betos.press("Decide");
    betos.press(BENCH);
    betos.sees(TEXT);
    betos.sees("Ana");
    // Tabs stand where there is something to choose from.
    betos.press("Back");
    betos.press("Aid");
    betos.sees("Nothing is asked or offered yet.");
}

#[test]
fn what_is_written_is_there_still_after_the_battery_went_out() {
    let (street, [ana, ..], [mut anas, ..]) = three(81);
    anas.press("Decide");
    anas.press("Propose something");
    anas.type_in("In one line", BENCH);
    anas.type_in("What should the circle do?", "We build a");
    anas.choose("A date");
    street.restart(ana);
    let mut anas = Page::open(street.host(ana));
    anas.press("Decide");
    anas.press("Propose something");
    assert_eq!(anas.value("In one line"), BENCH);
    assert_eq!(anas.value("What should the circle do?"), "We build a");
    anas.sees("On this day");
    anas.press("Propose it");
    anas.press("Back");
    anas.press("Propose something");
    assert_eq!(anas.value("In one line"), "", "what was sent is no draft any more");
}

#[test]
fn what_is_missing_is_said_at_its_field() {
    let (_street, _, [mut anas, ..]) = three(82);
    anas.press("Decide");
    anas.press("Propose something");
    anas.press("Propose it");
    assert_eq!(anas.said_of("In one line"), "Say in one line what it is about.");
    anas.type_in("In one line", BENCH);
    anas.press("Propose it");
    assert_eq!(anas.said_of("What should the circle do?"), "Something is needed here.");
    anas.type_in("What should the circle do?", &"x".repeat(8_001));
    anas.press("Propose it");
    anas.sees("One character too many");
}
