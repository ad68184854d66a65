//! The posts that were hidden on this phone, each with the way back to the board.

use dioxus::prelude::*;
use tequio_core::{Command, EntryId};

use super::card::{CardPaper, card_id};
use crate::{
    desk::{Undo, use_desk},
    kit::{Button, Glyph, Icon, Page},
    route::Route,
};

/// The hidden posts, in the order of the board.
#[component]
pub(crate) fn Hidden() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let hidden = desk.board.read().hidden.clone();
    let show = move |id: EntryId| {
        desk.perform(Command::Hide { post: id, hidden: false }, move |_| {
            desk.tell(desk.words().say("shown"), Some(Undo::Here(Command::Hide { post: id, hidden: true })));
        });
    };
    rsx! {
        Page { title: words.say("hidden-title"), above: desk.here().map(|circle| circle.name), back: true,
            if hidden.is_empty() {
                div { class: "empty",
                    div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Show } }
                    p { class: "lead", {words.say("hidden-none")} }
                    Link { class: "button main", to: Route::Home {}, {words.say("hidden-to-board")} }
                }
            } else {
                p { class: "lead", {words.say("hidden-lead")} }
                ul { class: "cards",
                    for card in hidden {
                        li { key: "{card.id}", class: "hidden-card",
                            CardPaper { card: card.clone() }
                            Button {
                                glyph: Glyph::Show, label: words.say("do-show"), described_by: card_id(card.id),
                                onclick: move |()| show(card.id),
                                disabled: *desk.busy.read(),
                            }
                        }
                    }
                }
            }
        }
    }
}
