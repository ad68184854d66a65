//! The code that lets a neighbour knock: a fresh one each time this screen opens.

use dioxus::prelude::*;
use tequio_core::fountain::PICTURE_CHARS_MAX;

use crate::{
    desk::use_desk,
    kit::{Button, Film, Glyph, Icon, Look, Notice, Page, Picture, Waiting},
};

/// The code as a picture and as text.
#[component]
pub(crate) fn Code() -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.draw_invite());
    let code = desk.invite.read().as_ref().map(|invite| invite.code());
    let circle = desk.here().map(|circle| circle.name).unwrap_or_default();
    rsx! {
        Page { title: words.say("code-title"), above: circle, back: true,
            p { class: "lead", {words.say("code-lead")} }
            if let Some(code) = code {
                Shown { code,
                    Button {
                        glyph: Glyph::Fresh, label: words.say("code-fresh"),
                        onclick: move |()| desk.draw_invite(),
                        disabled: *desk.busy.read(),
                    }
                }
            } else {
                Waiting { text: words.say("code-drawn") }
            }
            Notice { glyph: Glyph::Lock, text: words.say("code-opens-nothing") }
            Button { look: Look::Quiet, label: words.say("code-done"), onclick: crate::kit::go_back }
        }
    }
}

/// A code as a picture and as text, and below it what can be done with it. One that is too long for one picture is
/// shown as several that follow each other.
#[component]
pub(super) fn Shown(
    code: String,
    /// What is shown, if the text stands for something else than itself.
    thing: Option<Vec<u8>>,
    children: Element,
) -> Element {
    let words = use_desk().words();
    let is_long = thing.is_some() || code.len() > PICTURE_CHARS_MAX;
    rsx! {
        if is_long {
            Film { thing: thing.unwrap_or_else(|| code.clone().into_bytes()) }
        } else {
            Picture { code: code.clone(), label: words.say("code-picture") }
        }
        div { class: "field",
            label { r#for: "my-code", {words.say("code-text")} }
            textarea {
                id: "my-code", class: "code-text", rows: "4", readonly: true, spellcheck: "false",
                key: "{code}",
                initial_value: "{code}",
            }
        }
        div { class: "actions two",
            // The page's script hears this click and copies the text above.
            button { class: "button plain", r#type: "button", "data-copy": "my-code",
                Icon { glyph: Glyph::Copy }
                span { {words.say("code-copy")} }
            }
            {children}
        }
    }
}
