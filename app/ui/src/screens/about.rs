//! What the app promises, what no app can do, and how to destroy all that is on this phone.

use dioxus::prelude::*;

use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Look, Notice, Page, Switch, go_back},
    route::Route,
};

const PROMISES: [&str; 5] =
    ["promise-no-account", "promise-direct", "promise-notes", "promise-log", "promise-free"];
const LIMITS: [&str; 5] = ["limit-members", "limit-lent", "limit-beside", "limit-erase", "limit-reach"];

/// About: promises kept by the code, and what no app can do.
#[component]
pub(crate) fn About() -> Element {
    let words = use_desk().words();
    rsx! {
        Page { title: words.say("about"), back: true,
            p { class: "lead", {words.say("about-lead")} }
            section { class: "paper",
                h2 { {words.say("about-promises")} }
                ul { class: "facts-list",
                    for promise in PROMISES {
                        li { {words.say(promise)} }
                    }
                }
            }
            section { class: "paper",
                h2 { {words.say("about-limits")} }
                ul { class: "facts-list",
                    for limit in LIMITS {
                        li { {words.say(limit)} }
                    }
                }
            }
            p { class: "hint", {words.about("about-version", env!("CARGO_PKG_VERSION"))} }
        }
    }
}

/// The wipe: nobody can bring it back, so it takes two deliberate movements.
#[component]
pub(crate) fn Wipe() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let mut understood = use_signal(|| false);
    let wipe = move |()| {
        desk.wipe(move || {
            desk.tell(desk.words().say("wiped"), None);
            navigator.replace(Route::Home {});
        });
    };
    rsx! {
        Page { title: words.say("wipe-title"), back: true,
            p { class: "lead", {words.say("wipe-lead")} }
            ul { class: "facts-list",
                li { {words.say("wipe-what")} }
                li { {words.say("wipe-others")} }
                li { {words.say("wipe-key")} }
            }
            Notice { glyph: Glyph::Phone, text: words.say("wipe-no-copy") }
            Switch {
                name: "understood", label: words.say("wipe-understood"),
                onswitch: move |on| understood.set(on),
            }
            div { class: "actions",
                Button {
                    look: Look::Danger, glyph: Glyph::Wipe, label: words.say("wipe-button"), onclick: wipe,
                    disabled: !*understood.read() || *desk.busy.read(),
                }
                Button { label: words.say("not-now"), onclick: go_back }
            }
        }
    }
}
