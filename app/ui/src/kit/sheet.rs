//! A sheet: one question in front of a screen. It is a place of its own, so that "back" closes it.

use dioxus::prelude::*;

use super::{
    button::{Button, Look},
    icon::Glyph,
    page::{Title, go_back},
};
use crate::desk::{set, use_desk};

/// A sheet with its title; what stands behind it cannot be reached meanwhile.
#[component]
pub(crate) fn Sheet(title: String, behind: Element, children: Element) -> Element {
    let desk = use_desk();
    let words = desk.words();
    // What was said before this question has been read, or does not matter now.
    use_hook(|| set(desk.toast, None));
    rsx! {
        div { class: "behind", inert: true, {behind} }
        div { class: "veil", aria_hidden: "true" }
        section { class: "sheet", role: "dialog", aria_modal: "true", aria_labelledby: "sheet-title",
            div { class: "sheet-head",
                Title { id: "sheet-title", level: 2, text: title }
                Button { look: Look::Quiet, glyph: Glyph::Close, label: words.say("close"), onclick: go_back }
            }
            {children}
        }
    }
}
