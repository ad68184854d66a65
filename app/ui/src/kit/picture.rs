//! Codes as pictures on a screen: one, or, for what is too long for one, several that follow each other
//! ([`tequio_core::fountain`]).

use std::rc::Rc;

use dioxus::{document, prelude::*};
use tequio_core::fountain::Pictures;

use super::{
    button::{Button, Look},
    card::Notice,
    icon::Glyph,
};
use crate::{desk::use_desk, qr};

/// How long one of several pictures stands, in milliseconds: seven a second. A phone that reads five a second catches
/// another one each time; more than eight, and a slow camera sees two in one.
const STANDS_FOR: u32 = 140;

/// The squares, dark on light in every theme: cameras expect it so.
#[component]
pub(crate) fn Picture(
    code: String,
    /// What a screen reader says of it.
    label: String,
) -> Element {
    rsx! {
        if let Some((side, path)) = qr::draw(&code) {
            svg {
                class: "qr", view_box: "0 0 {side} {side}", role: "img", shape_rendering: "crispEdges",
                "aria-label": label,
                rect { width: "{side}", height: "{side}", fill: "#ffffff" }
                path { d: path, fill: "#000000" }
            }
        }
    }
}

/// Pictures of one thing that follow each other, until its screen goes. Whoever wants no motion, on this phone or now,
/// turns them over by hand.
#[component]
pub(crate) fn Film(thing: Vec<u8>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let reel = use_memo(use_reactive!(|thing| Reel(Pictures::of(&thing).map(Rc::new))));
    let mut number = use_signal(|| 0u16);
    let mut runs = use_signal(|| true);
    // What ticks here ends with the screen, and nobody waits for it.
    use_future(move || async move {
        if wants_no_motion().await {
            runs.set(false);
        }
    });
    use_future(move || async move {
        loop {
            desk.beat(STANDS_FOR).await;
            if *runs.peek() {
                number += 1;
            }
        }
    });
    let Reel(Some(pictures)) = reel() else {
        return rsx! { Notice { text: words.say("film-too-long") } };
    };
    let at = *number.read();
    let held = !*runs.read();
    rsx! {
        Picture { code: pictures.picture(at), label: words.say("film-picture") }
        p { class: "hint", role: "status",
            if held {
                {words.with("film-at", &[
                    ("number", (usize::from(at) + 1).into()), ("least", pictures.least().into()),
                ])}
            } else {
                {words.count("film-runs", pictures.least())}
            }
        }
        div { class: "actions two",
            if held {
                Button {
                    look: Look::Main, label: words.say("film-next"),
                    onclick: move |()| number += 1,
                }
            }
            Button {
                glyph: if held { Glyph::Show } else { Glyph::Hide },
                label: words.say(if held { "film-run" } else { "film-hold" }),
                onclick: move |()| runs.toggle(),
            }
        }
    }
}

/// The pictures, by which of them they are.
#[derive(Clone)]
struct Reel(Option<Rc<Pictures>>);

impl PartialEq for Reel {
    fn eq(&self, other: &Reel) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

/// What the phone's owner set for all apps. Where there is no page to ask, nobody is dizzy.
async fn wants_no_motion() -> bool {
    let asked = document::eval("return matchMedia('(prefers-reduced-motion: reduce)').matches");
    asked.join::<bool>().await.unwrap_or(false)
}
