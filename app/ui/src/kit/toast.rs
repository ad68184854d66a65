//! Passing messages, said aloud by screen readers too; with a way back where there is one.

use dioxus::prelude::*;

use super::{
    button::{Button, Look},
    icon::Glyph,
};
use crate::desk::{Undo, set, use_desk};

/// The place where passing messages appear. It is always there, since a screen reader only says what changes
/// inside a place that it knows.
#[component]
pub(crate) fn Toasts() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let toast = desk.toast.read().clone();
    rsx! {
        div { class: "toasts", role: "status", aria_live: "polite",
            if let Some(toast) = toast {
                div { class: "toast",
                    p { "{toast.text}" }
                    if let Some(undo) = toast.undo {
                        Button {
                            look: Look::Quiet,
                            label: words.say("undo"),
                            onclick: move |()| {
                                set(desk.toast, None);
                                let told = move || desk.tell(desk.words().say("undone"), None);
                                match undo.clone() {
                                    Undo::Here(command) => desk.perform(command, move |_| told()),
                                    Undo::Contact(wish) => desk.contact(wish, move |_| told()),
                                }
                            },
                        }
                    }
                    button {
                        class: "button quiet round", r#type: "button", aria_label: words.say("close"),
                        onclick: move |_| set(desk.toast, None),
                        super::icon::Icon { glyph: Glyph::Close }
                    }
                }
            }
        }
    }
}
