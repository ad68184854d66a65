//! Who closes a vote, slips of paper, and how a vote that is stuck is let go.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId, PersonId,
    assembly::vote::{SlipView, VoteView, Wish},
    count::Choice,
};

use super::{ballot, choice_said, is_over, names, use_vote};
use crate::{
    desk::use_desk,
    kit::{Button, Draft, Glyph, Icon, Look, Named, Notice, Page, called},
    route::Route,
};

/// Tellers and what they can do.
#[component]
pub(super) fn Closing(view: VoteView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let vote = view.card.id;
    let busy = *desk.busy.read();
    let over = is_over(&view.card.stage);
    let end = move |()| {
        desk.perform(Command::Decide(Wish::End { vote }), move |_| {
            desk.tell(desk.words().say("vote-ended"), None);
        });
    };
    let void = move |()| {
        desk.perform(Command::Decide(Wish::Void { vote }), move |_| {
            desk.tell(desk.words().say("vote-void-said"), None);
        });
    };
    rsx! {
        if !over {
            section { class: "members",
                h2 { {words.say("tellers-title")} }
                p { class: "hint", {words.with("tellers-words", &[("count", view.tellers_needed.into()), ("of", view.tellers.len().into())])} }
                ul { class: "tellers",
                    for teller in view.tellers.iter() {
                        li { key: "{teller.person.id}",
                            Named { person: teller.person.clone() }
                            span { class: "hint",
                                {words.say(match (teller.reported, teller.ended) {
                                    (true, _) => "teller-reported",
                                    (false, true) => "teller-ended",
                                    (false, false) => "teller-waits",
                                })}
                            }
                        }
                    }
                }
                if view.can_end {
                    Button { look: Look::Main, glyph: Glyph::Check, label: words.say("vote-end"), onclick: end, disabled: busy }
                }
            }
            if view.can_read {
                Slips { view: view.clone() }
            }
        }
        if !view.voided.is_empty() {
            Notice {
                glyph: Glyph::Close,
                text: words.with("vote-void-progress", &[
                    ("name", names(view.voided.iter().map(|one| called(one, words))).into()),
                    ("count", view.needed_to_void.into()),
                ]),
            }
        }
        if view.can_void {
            details { class: "paper",
                summary { {words.say("vote-stuck")} }
                p { {words.count("vote-stuck-words", view.needed_to_void)} }
                Button { look: Look::Danger, glyph: Glyph::Close, label: words.say("vote-void"), onclick: void, disabled: busy }
            }
        }
    }
}

/// Slips of paper: two tellers enter the same before it counts, and see where they do not agree.
#[component]
fn Slips(view: VoteView) -> Element {
    let words = use_desk().words();
    if view.slips.is_empty() || !view.opening.method.has_ballots() {
        return rsx! {};
    }
    rsx! {
        section { class: "members",
            h2 { {words.say("slips-title")} }
            p { class: "hint", {words.say("slips-words")} }
            ul { class: "cards",
                for slip in view.slips.iter() {
                    li { key: "{slip.voter.id}", class: "paper",
                        Named { person: slip.voter.clone() }
                        Readings { slip: slip.clone(), options: view.opening.options.clone() }
                        Link {
                            class: if slip.mine.is_some() { "button quiet" } else { "button plain" },
                            to: Route::SlipOf { id: view.card.id, person: slip.voter.id },
                            {words.about(if slip.mine.is_some() { "slip-again" } else { "slip-enter" }, &called(&slip.voter, words))}
                        }
                    }
                }
            }
        }
    }
}

/// What tellers read on one slip.
#[component]
fn Readings(slip: SlipView, options: Vec<String>) -> Element {
    let words = use_desk().words();
    let said = |choice: &Choice| choice_said(choice, &options, words);
    let differ = slip.readings.len() > 1 && slip.readings.iter().all(|(_, by)| by.len() < 2);
    rsx! {
        for (choice, by) in slip.readings.iter() {
            p { {words.with("slip-read-by", &[
                ("name", names(by.iter().map(|one| called(one, words))).into()), ("choice", said(choice).into()),
            ])} }
        }
        if let Some(counts) = &slip.counts {
            p { class: "mine",
                Icon { glyph: Glyph::Check }
                span { {words.about("slip-counts", &said(counts))} }
            }
        } else if differ {
            p { class: "wrong", role: "alert", {words.say("slip-differs")} }
        } else if !slip.readings.is_empty() {
            p { class: "hint", {words.say("slip-once")} }
        }
    }
}

/// A teller enters what stands on somebody's slip.
#[component]
pub(crate) fn SlipOf(id: EntryId, person: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = Draft::passing(&format!("slip/{id}/{person}"));
    let forget = draft.clone();
    use_drop(move || ballot::forget(&forget, desk));
    let view = match use_vote(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let slip = view.slips.iter().find(|slip| slip.voter.id == person).cloned();
    let (method, options) = (view.opening.method, view.opening.options.clone());
    let read = move |choice: Choice| {
        desk.perform(Command::Decide(Wish::Read { vote: id, voter: person, choice }), move |_| {
            desk.tell(desk.words().say("slip-read"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Page { title: words.say("slip-title"), above: view.card.question.clone(), back: true,
            if let Some(slip) = slip {
                section { class: "paper",
                    Named { person: slip.voter.clone() }
                    p { class: "hint", {words.say("slip-lead")} }
                    ballot::Form { draft, method, options, button: words.say("slip-button"), onchoose: read }
                }
            } else {
                p { class: "lead", {words.say("refused-not-teller")} }
            }
        }
    }
}
