//! Finding one's way on a board: back to where one was, and straight to the field that wants something.

use serde_json::json;
use tequio_core::{
    Command,
    event::{Direction, Kind, Posting, Urgency},
};
use thirtyfour::Key;

use crate::{
    stage::{Stage, until},
    window::Window,
    words::ENGLISH,
};

#[test]
fn the_board_is_found_as_it_was_left_and_the_focus_goes_where_something_is_wanted() {
    let name = "the_board_is_found_as_it_was_left_and_the_focus_goes_where_something_is_wanted";
    let Some(stage) = Stage::set(name) else { return };
    fill(&stage);
    let ana = stage.open("Ana", &["--listen", "127.0.0.1:0"]);
    ana.sees("Ask number 11");

    // To the fourth card by script, since a driver's own click would push the page about.
    ana.run("scrollTo(0, 500); document.querySelectorAll('.card-link')[3].focus()", Vec::new())
        .expect("a script");
    let left = now(&ana);
    assert!(left[0].as_f64().is_some_and(|y| y > 100.0), "the page is long enough to be scrolled: {left}");
    ana.key(Key::Enter);
    ana.sees(ENGLISH.say("story"));
    ana.back();
    let found = until(|| Some(now(&ana)).filter(|found| *found == left));
    assert!(found.is_some(), "left as {left}, found as {}", now(&ana));

    // What was refused has the keyboard, each time that it is refused.
    ana.press(ENGLISH.say("new-ask"));
    for _ in 0..2 {
        ana.press(ENGLISH.say("new-ask-button"));
        has_focus(&ana, ENGLISH.say("new-title"));
        ana.run("document.querySelector('h1').focus()", Vec::new()).expect("a script");
    }
    ana.back();

    ana.press(ENGLISH.say("filter-near"));
    ana.press(ENGLISH.say("area-set"));
    has_focus(&ana, ENGLISH.say("settings-area"));
}

/// A phone with a dozen asks, each of which names a place.
fn fill(stage: &Stage) {
    let mut ana = stage.neighbour("Ana", None, None);
    ana.founds("Calle Roble");
    ana.settles("setting/name", "Ana");
    for n in 0..12 {
        ana.does(Command::Post(Posting {
            direction: Direction::Ask,
            title: format!("Ask number {n}"),
            words: String::new(),
            kind: Kind::Food,
            urgency: Urgency::Soon,
            area: "by the fountain".to_owned(),
            until: None,
            helpers: 1,
            for_someone: None,
        }));
    }
}

/// How far down the page is, and what has the keyboard.
fn now(ana: &Window<'_>) -> serde_json::Value {
    ana.run("return [scrollY, document.activeElement.id]", Vec::new()).unwrap_or_else(|_| json!([]))
}

fn has_focus(ana: &Window<'_>, label: &str) {
    let found = until(|| (ana.focus() == label).then_some(()));
    assert!(found.is_some(), "the keyboard is at {:?}, not at {label:?}", ana.focus());
}
