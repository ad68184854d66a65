//! The lot, as phones draw it together: how far it is, who is waited for, and the dice.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::meeting::{Lot, LotView, MeetingView, What, Wish},
    view::Person,
};

use super::door::names;
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Icon, Look, Notice, Waiting, called},
};

/// What the person who holds this phone does while lots are drawn.
pub(super) fn doing(view: &MeetingView) -> &'static str {
    match view.lot {
        Some(LotView::Dice { .. }) => "do-throw",
        _ => "do-keep-near",
    }
}

/// How far the lot is. Nothing, if nobody asked for one.
#[component]
pub(super) fn Lots(view: MeetingView) -> Element {
    let words = use_desk().words();
    let Some(lot) = view.lot.clone() else { return rsx! {} };
    let id = view.card.id;
    match lot {
        LotView::Signing { signed, needed } => rsx! {
            section { class: "paper",
                h2 { {words.say("lot-title")} }
                Waiting { text: words.with("lot-signing", &[("signed", signed.into()), ("needed", needed.into())]) }
                p { class: "hint", {words.say("lot-by-itself")} }
            }
        },
        LotView::Revealing { revealed, of, missing } => rsx! {
            section { class: "paper",
                h2 { {words.say("lot-title")} }
                Waiting { text: words.with("lot-revealing", &[("revealed", revealed.into()), ("all", of.into())]) }
                if !missing.is_empty() {
                    p { {words.about("lot-missing", &names(&missing, words))} }
                }
                p { class: "hint", {words.say("lot-by-itself")} }
            }
        },
        LotView::Mixing => rsx! {
            section { class: "paper",
                h2 { {words.say("lot-title")} }
                Waiting { text: words.say("lot-mixing") }
            }
        },
        LotView::Dice { list, threw } => rsx! { Throw { meeting: id, list, threw } },
        LotView::Drawn { barred, dice, said_twice } => rsx! {
            Notice {
                glyph: Glyph::Dice,
                text: match dice {
                    Some(dice) => words.about("lot-drawn-dice", &spell(&dice)),
                    None => words.say("lot-drawn"),
                },
            }
            if !barred.is_empty() {
                p { class: "hint", {words.about("lot-barred", &names(&barred, words))} }
            }
            if !said_twice.is_empty() {
                p { class: "wrong", {words.about("lot-said-twice", &names(&said_twice, words))} }
            }
        },
    }
}

/// Two people type what the dice show.
#[component]
fn Throw(meeting: EntryId, list: EntryId, threw: Vec<(Person, Vec<u8>)>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut dice = use_signal(Vec::<u8>::new);
    let typed = spell(&dice.read());
    let send = move |()| {
        let what = What::Lot(Lot::Threw { list, dice: dice.peek().clone() });
        desk.perform(Command::Assemble(Wish::At { meeting, what }), move |_| dice.set(Vec::new()));
    };
    rsx! {
        section { class: "paper dice",
            h2 { {words.say("dice-title")} }
            p { {words.say("dice-lead")} }
            p { class: "dice-typed", role: "status", aria_label: words.say("dice-typed"), "{typed}" }
            div { class: "dice-keys",
                for die in 1..=6_u8 {
                    button {
                        key: "{die}", class: "button plain", r#type: "button",
                        onclick: move |_| {
                            if dice.peek().len() < 20 {
                                dice.write().push(die);
                            }
                        },
                        "{die}"
                    }
                }
            }
            div { class: "actions two",
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("dice-send"), onclick: send,
                    disabled: dice.read().is_empty(),
                }
                Button {
                    look: Look::Quiet, label: words.say("dice-undo"),
                    onclick: move |()| { dice.write().pop(); }, disabled: dice.read().is_empty(),
                }
            }
            if !threw.is_empty() {
                ul { class: "facts-list",
                    for (person, dice) in threw {
                        li { key: "{person.id}",
                            Icon { glyph: Glyph::Dice }
                            span { {words.with("dice-read", &[("name", called(&person, words).into()), ("dice", spell(&dice).into())])} }
                        }
                    }
                }
            }
        }
    }
}

fn spell(dice: &[u8]) -> String {
    dice.iter().map(u8::to_string).collect::<Vec<_>>().join(" ")
}
