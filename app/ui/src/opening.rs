//! Before the first screen: the phone's folder is being opened, or cannot be.
//!
//! Mostly it is open before the window is, and nothing of this is ever seen. A phone that cannot start says why, what
//! a person can do about it, and tries again when it is told to. Its settings lie in the folder that is closed, so it
//! speaks the language of the phone's owner.

use dioxus::{core::spawn_forever, prelude::*};
use futures_util::FutureExt;

use crate::{
    Open, Phone,
    desk::set,
    host::Fault,
    kit::{Button, Glyph, Icon, Look, Waiting},
    sentences,
    words::{Language, Words},
};

/// How far opening has come.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    UnderWay,
    Open,
    Closed {
        fault: Fault,
        /// How often it was tried again in vain.
        again: usize,
        /// Whether it is being tried now.
        is_trying: bool,
    },
}

/// All screens, as soon as the phone is open.
#[component]
pub(crate) fn Opening(phone: Phone) -> Element {
    let stage = use_signal(|| Stage::UnderWay);
    let try_to_open = use_callback({
        let host = phone.0.clone();
        move |()| {
            let before = *stage.peek();
            let again = if let Stage::Closed { again, .. } = before { again + 1 } else { 0 };
            let ended = move |opened: Result<(), Fault>| match opened {
                Ok(()) => Stage::Open,
                Err(fault) => Stage::Closed { fault, again, is_trying: false },
            };
            let mut opened = host.open();
            // What is there at once is drawn at once.
            if let Some(opened) = (&mut opened).now_or_never() {
                return set(stage, ended(opened));
            }
            if let Stage::Closed { fault, again, .. } = before {
                set(stage, Stage::Closed { fault, again, is_trying: true });
            }
            spawn_forever(async move { set(stage, ended(opened.await)) });
        }
    });
    use_hook(|| try_to_open.call(()));
    let words = Words { language: Language::guess(&phone.0.languages()), ahead_of_utc: 0 };
    let now = *stage.read();
    match now {
        Stage::Open => rsx! { Open { phone } },
        Stage::UnderWay => rsx! {
            Bare { words,
                main { class: "first", Waiting { text: words.say("opening") } }
            }
        },
        Stage::Closed { fault, again, is_trying } => rsx! {
            Bare { words,
                Closed { fault, again, is_trying, words, onagain: move |()| try_to_open.call(()) }
            }
        },
    }
}

/// The frame around a screen that knows no settings.
#[component]
fn Bare(words: Words, children: Element) -> Element {
    let language = words.language.tag();
    use_effect(move || {
        document::eval(&format!("document.documentElement.lang = '{language}'"));
    });
    rsx! {
        div { class: "app", lang: language, "data-theme": "system",
            div { class: "phone",
                div { class: "place", {children} }
            }
        }
    }
}

/// A phone that cannot be opened.
#[component]
fn Closed(fault: Fault, again: usize, is_trying: bool, words: Words, onagain: EventHandler<()>) -> Element {
    rsx! {
        main { class: "first",
            div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Lock } }
            h1 { {words.say("closed-title")} }
            div { class: "why", role: "alert",
                p { class: "lead", {words.say(sentences::closed(fault))} }
                p { class: "lead", {words.say(sentences::closed_remedy(fault))} }
            }
            Button {
                look: Look::Main, glyph: Glyph::Fresh, label: words.say("closed-again"),
                disabled: is_trying,
                onclick: move |()| onagain.call(()),
            }
            // Else nobody could tell that the button did something.
            p { class: "hint", role: "status",
                if again > 0 {
                    {words.count("closed-still", again)}
                }
            }
        }
    }
}
