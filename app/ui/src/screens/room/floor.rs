//! Who speaks, who is next, and asking to speak.

use dioxus::prelude::*;
use tequio_core::assembly::meeting::{Item, MeetingView, SpeakerView, Speech, What};

use super::say;
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Look, Named, called},
    words::Words,
};

/// The speakers.
#[component]
pub(super) fn Floor(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let me = desk.people.read().me.as_ref().map(|me| me.id);
    let speech = move |step: Speech| say(desk, id, What::Speech(step));
    let speaks = view.speaking.as_ref().is_some_and(|turn| Some(turn.person.id) == me);
    let order = view.queue.iter().any(|next| Some(next.person.id) == me && next.order);
    rsx! {
        section { class: "paper floor",
            h2 { {words.say("floor-title")} }
            if let Some(turn) = view.speaking.clone() {
                div { class: "speaking",
                    Named { person: turn.person.clone(), below: words.say(if turn.order { "floor-order-now" } else { "floor-now" }) }
                    if turn.can_end {
                        Button {
                            glyph: Glyph::Check,
                            label: if speaks { words.say("floor-i-am-done") } else { words.say("floor-end-turn") },
                            onclick: move |()| speech(Speech::Ended { person: turn.person.id }),
                        }
                    } else {
                        Button {
                            look: Look::Quiet, glyph: Glyph::Hand, label: words.say("floor-end-hands"),
                            onclick: move |()| say(desk, id, What::Hand(tequio_core::assembly::meeting::Hand::Asked(Item::EndTurn))),
                        }
                    }
                }
            }
            if view.queue.is_empty() {
                if view.speaking.is_none() {
                    p { class: "hint", {words.say("floor-empty")} }
                }
            } else {
                ol { class: "list queue",
                    for (n, next) in view.queue.iter().cloned().enumerate() {
                        li { key: "{next.person.id}",
                            span { class: "place-in-line", aria_hidden: "true", "{n + 1}" }
                            Named { person: next.person.clone(), below: spoken(&next, words) }
                            if next.can_begin {
                                Button {
                                    look: Look::Main, glyph: Glyph::Speak,
                                    label: if Some(next.person.id) == me { words.say("floor-begin-mine") }
                                        else { words.about("floor-begin", &called(&next.person, words)) },
                                    onclick: move |()| speech(Speech::Began { person: next.person.id }),
                                }
                            }
                        }
                    }
                }
                p { class: "hint", {words.say("floor-rule")} }
            }
            div { class: "actions",
                if view.asked {
                    Button { label: words.say("floor-withdraw"), onclick: move |()| speech(Speech::Withdrew) }
                } else if !speaks {
                    Button {
                        look: Look::Main, glyph: Glyph::Speak, label: words.say("floor-ask"),
                        onclick: move |()| speech(Speech::Asked { order: false }),
                    }
                }
                if !order {
                    Button {
                        look: Look::Quiet, label: words.say("floor-order"),
                        onclick: move |()| speech(Speech::Asked { order: true }),
                    }
                }
            }
        }
    }
}

/// How much somebody has spoken, and what about they would.
fn spoken(next: &SpeakerView, words: Words) -> String {
    if next.order {
        return words.say("floor-order-point");
    }
    let (turns, seconds) = next.spoken;
    match turns {
        0 => words.say("floor-not-yet"),
        _ => {
            let minutes = seconds.div_ceil(60);
            words.with("floor-spoken", &[("turns", turns.into()), ("minutes", minutes.into())])
        }
    }
}
