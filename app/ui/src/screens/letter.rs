//! A post from screen to screen, for a phone that no radio reaches: its entry, sealed as it is carried, in pictures that
//! follow each other.

use dioxus::prelude::*;
use tequio_core::{EntryId, fountain::Pictures};

use super::code::Shown;
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Look, Notice, Page, Waiting, go_back},
};

/// The pictures.
#[component]
pub(crate) fn ShowPost(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.draw_letter(id));
    let letter = desk.letter.read().clone();
    let lines = use_memo(move || desk.letter.read().as_deref().and_then(Pictures::of).map(|all| all.lines()));
    rsx! {
        Page { title: words.say("letter-title"), back: true,
            p { class: "lead", {words.say("letter-lead")} }
            if let Some(letter) = letter {
                Shown { code: lines().unwrap_or_default(), thing: letter }
            } else {
                Waiting { text: words.say("letter-sealed") }
            }
            Notice { glyph: Glyph::Lock, text: words.say("letter-closed") }
            Button { look: Look::Quiet, label: words.say("code-done"), onclick: go_back }
        }
    }
}
