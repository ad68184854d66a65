//! How a person is shown: a coloured mark, the name they chose, and four words computed from their key.
//!
//! Names can be alike; marks and words tell two people of one name apart (see `tequio_core::ids`).

use dioxus::prelude::*;
use tequio_core::{
    PersonId,
    ids::{MARK_COLOURS, MARK_SHAPES, Mark},
    view::Person,
};

use crate::{desk::use_desk, words::Words};

/// Dark enough for a light shape on each, and far enough from each other to be told apart side by side.
const COLOURS: [&str; MARK_COLOURS as usize] = [
    "#8c2f39", "#c0562a", "#8a6a00", "#5f7a1f", "#1f7a4d", "#0f7b83", "#2566a8", "#4a4fb5", "#7a3fa0",
    "#ad3a82", "#6b4a34", "#4d5961",
];

/// One light shape each on the coloured ground.
const SHAPES: [&str; MARK_SHAPES as usize] = [
    "M24 11a13 13 0 1 1 0 26 13 13 0 0 1 0-26z",
    "M13 13h22v22H13z",
    "M24 9l15 27H9z",
    "M24 8l16 16-16 16L8 24z",
    "M19 9h10v10h10v10H29v10H19V29H9V19h10z",
    "M24 8l4.700 10.300L40 19.500l-8.400 7.600L34 38.200 24 32.500l-10 5.700 2.400-11.100L8 19.500l11.300-1.200z",
    "M30 10a14.500 14.500 0 1 0 8 22A12.500 12.500 0 0 1 30 10z",
    "M9 17h30v5H9zM9 27h30v5H9z",
];

/// The coloured mark of a person, as large as two lines of text.
#[component]
pub(crate) fn PersonMark(id: PersonId) -> Element {
    let Mark { colour, shape } = id.mark();
    let (colour, shape) = (COLOURS[usize::from(colour)], SHAPES[usize::from(shape)]);
    rsx! {
        svg { class: "mark", view_box: "0 0 48 48", "aria-hidden": "true",
            rect { width: "48", height: "48", rx: "14", fill: colour }
            path { d: shape, fill: "#fffaf0" }
        }
    }
}

/// A person with mark, name and four words, and below them how things stand, if there is something to say.
#[component]
pub(crate) fn Named(
    person: Person,
    below: Option<String>,
    /// Something more about them, less weighty.
    aside: Option<String>,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = called(&person, words);
    let me = desk.people.read().me.as_ref().is_some_and(|me| me.id == person.id);
    let four = person.id.four_words().join(" ");
    rsx! {
        div { class: "named",
            PersonMark { id: person.id }
            div { class: "who",
                p { class: "name",
                    "{name}"
                    if me {
                        span { class: "you", {words.say("you")} }
                    }
                }
                p { class: "four", aria_label: words.about("four-words-label", &four), "{four}" }
                if let Some(below) = below {
                    p { class: "below", "{below}" }
                }
                if let Some(aside) = aside {
                    p { class: "by-the-way", "{aside}" }
                }
            }
        }
    }
}

/// What a person is called; a word for it if their name has not come yet.
pub(crate) fn called(person: &Person, words: Words) -> String {
    if person.name.is_empty() { words.say("nameless") } else { person.name.clone() }
}
