//! The room on a big screen: one press, and an address for whatever browser is at the projector.

use dioxus::prelude::*;
use tequio_core::EntryId;

use super::{Room, use_meeting};
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Look, Notice, Picture, Sheet, go_back},
};

/// The address, as text and as a picture; before that, what it is.
#[component]
pub(crate) fn ShowRoom(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    use_hook(|| desk.look_at_projection());
    let url = desk.projected.read().clone().filter(|(meeting, _)| *meeting == id).map(|(_, url)| url);
    let can = view.me.is_in() && !view.card.over;
    rsx! {
        Sheet { title: words.say("wall-title"), behind: rsx! { Room { id } },
            match url {
                Some(url) => rsx! {
                    p { {words.say("wall-type")} }
                    p { class: "address", "{url}" }
                    Picture { code: url.clone(), label: words.say("wall-picture") }
                    p { class: "hint", {words.say("wall-ends")} }
                    Button {
                        look: Look::Danger, glyph: Glyph::Hide, label: words.say("wall-stop"),
                        onclick: move |()| {
                            desk.stop_projecting();
                            go_back(());
                        },
                    }
                },
                None => rsx! {
                    p { {words.say("wall-lead")} }
                    Notice { glyph: Glyph::Show, text: words.say("wall-who-sees") }
                    Button {
                        look: Look::Main, glyph: Glyph::Show, label: words.say("wall-start"),
                        disabled: !can || *desk.busy.read(), onclick: move |()| desk.project(id),
                    }
                },
            }
        }
    }
}
