//! Small pieces of paper: a notice, a fact with its sign, the places for helpers, and waiting.

use dioxus::prelude::*;
use tequio_core::view::{Card, Status};

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;

/// A calm word about how things are.
#[component]
pub(crate) fn Notice(text: String, glyph: Option<Glyph>) -> Element {
    rsx! {
        p { class: "notice",
            if let Some(glyph) = glyph {
                Icon { glyph }
            }
            span { "{text}" }
        }
    }
}

/// One fact: a sign, what it is about (for those who do not see the sign), and the fact.
#[component]
pub(crate) fn Fact(glyph: Glyph, label: String, text: String) -> Element {
    rsx! {
        div { class: "fact",
            dt {
                Icon { glyph }
                span { class: "unseen", "{label}" }
            }
            dd { "{text}" }
        }
    }
}

/// How many places for helpers are filled: a row of dots, and the same in words. A post that was called off or taken
/// back has no places.
#[component]
pub(crate) fn Places(card: Card) -> Element {
    let words = use_desk().words();
    let Card { helpers, confirmed, .. } = card;
    if matches!(card.status, Status::Withdrawn | Status::Cancelled) {
        return rsx! {};
    }
    let text = words.with("places", &[("confirmed", confirmed.into()), ("helpers", helpers.into())]);
    rsx! {
        span { class: "places",
            // More than ten dots nobody counts.
            if helpers > 1 && helpers <= 10 {
                span { class: "dots", aria_hidden: "true",
                    for n in 0..helpers {
                        span { class: if n < confirmed { "dot filled" } else { "dot" } }
                    }
                }
            }
            "{text}"
        }
    }
}

/// Something is being fetched or made.
#[component]
pub(crate) fn Waiting(text: String) -> Element {
    rsx! {
        div { class: "waiting", role: "status",
            span { class: "pulse", aria_hidden: "true" }
            p { "{text}" }
        }
    }
}
