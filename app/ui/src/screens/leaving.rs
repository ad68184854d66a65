//! Going, and having gone: leaving a circle, what is left of it on this phone, and forgetting that too.

use dioxus::prelude::*;
use tequio_core::{Command, view::Parted};

use super::people::People;
use crate::{
    desk::{Desk, use_desk},
    host::Door,
    kit::{Button, Glyph, Icon, Look, Sheet, called, go_back},
    route::Route,
    screens::Home,
};

/// Leave the circle?
#[component]
pub(crate) fn Leave() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let Some(circle) = desk.here().filter(|circle| circle.door == Door::Inside) else {
        return rsx! { Home {} };
    };
    let leave = move |()| {
        desk.perform(Command::Leave, move |_| {
            desk.tell(desk.words().say("left"), None);
            navigator.replace(Route::Home {});
        });
    };
    rsx! {
        Sheet { title: words.about("leave-title", &circle.name), behind: rsx! { People {} },
            ul { class: "facts-list",
                li { {words.say("leave-seen")} }
                li { {words.say("leave-stays")} }
                li { {words.say("leave-back")} }
                li { {words.say("leave-reads")} }
            }
            div { class: "actions",
                Button { look: Look::Danger, label: words.say("leave-button"), onclick: leave, disabled: *desk.busy.read() }
                Button { label: words.say("leave-not"), onclick: go_back }
            }
        }
    }
}

/// That this phone is out of the circle, and what can be done about that. Nothing, as long as it is in.
#[component]
pub(crate) fn Outside() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(Door::Outside(parted)) = desk.here().map(|circle| circle.door) else { return rsx! {} };
    let (title, more) = match parted {
        Parted::Left { told: true } => ("outside-left", who_knows(desk)),
        Parted::Left { told: false } => ("outside-left", words.say("outside-untold")),
        Parted::Removed => ("outside-removed", words.say("outside-removed-words")),
        Parted::CutOff => ("outside-cut", words.say("outside-cut-words")),
    };
    rsx! {
        section { class: "paper outside", role: "status",
            h2 { {words.say(title)} }
            p { "{more}" }
            p { class: "hint", {words.say("outside-reads")} }
            Link { class: "button plain", to: Route::Forget {},
                Icon { glyph: Glyph::Wipe }
                span { {words.say("outside-forget-way")} }
            }
        }
    }
}

/// Who has this person's word that they left.
fn who_knows(desk: Desk) -> String {
    let words = desk.words();
    let names: Vec<String> = desk.people.read().told.iter().map(|one| called(one, words)).collect();
    words.with("outside-told", &[("count", names.len().into()), ("names", names.join(", ").into())])
}

/// Forget what is left of a circle?
#[component]
pub(crate) fn Forget() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let Some(circle) = desk.here() else { return rsx! { Home {} } };
    let Door::Outside(parted) = circle.door else { return rsx! { Home {} } };
    let forget = move |()| {
        desk.forget_circle(move || {
            desk.tell(desk.words().say("outside-forgotten"), None);
            navigator.replace(Route::Home {});
        });
    };
    rsx! {
        Sheet { title: words.about("outside-forget-title", &circle.name), behind: rsx! { Home {} },
            ul { class: "facts-list",
                li { {words.say("outside-forget-here")} }
                li { {words.say("outside-forget-others")} }
                if parted == (Parted::Left { told: false }) {
                    li { {words.say("outside-forget-untold")} }
                }
            }
            div { class: "actions",
                Button { look: Look::Danger, label: words.say("outside-forget-button"), onclick: forget, disabled: *desk.busy.read() }
                Button { label: words.say("keep-it"), onclick: go_back }
            }
        }
    }
}
