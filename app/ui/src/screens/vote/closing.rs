//! Who closes a vote, slips of paper, and how a vote that is stuck is let go.

use dioxus::prelude::*;
use tequio_core::{
    Command, PersonId,
    assembly::{
        meeting::Way,
        vote::{VoteView, Wish},
    },
    count::{Choice, Method},
};

use super::{is_over, names};
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Look, Named, Notice, called},
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

/// What stands on slips of paper: two tellers enter the same before it counts.
#[component]
fn Slips(view: VoteView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let people = desk.people.read().clone();
    let named = |id: PersonId| {
        people.members.iter().find(|member| member.person.id == id).map(|member| member.person.clone())
    };
    let on_paper: Vec<_> = view
        .opening
        .voters
        .iter()
        .filter(|voter| voter.way == Way::Paper)
        .filter_map(|voter| named(voter.person))
        .collect();
    let choices = match view.opening.method {
        Method::Consent { .. } => vec![
            (Choice::Agree, "ballot-agree"),
            (Choice::StandAside, "ballot-stand-aside"),
            (Choice::Blank, "ballot-blank"),
        ],
        Method::YesNo { .. } => vec![
            (Choice::Yes, "ballot-yes"),
            (Choice::No, "ballot-no"),
            (Choice::Abstain, "ballot-abstain"),
            (Choice::Blank, "ballot-blank"),
        ],
        _ => Vec::new(),
    };
    if on_paper.is_empty() || choices.is_empty() {
        return rsx! {};
    }
    let vote = view.card.id;
    rsx! {
        section { class: "members",
            h2 { {words.say("slips-title")} }
            p { class: "hint", {words.say("slips-words")} }
            ul { class: "cards",
                for person in on_paper {
                    li { key: "{person.id}", class: "paper",
                        Named { person: person.clone() }
                        if view.slips.contains(&person) {
                            p { class: "hint", {words.say("slip-once")} }
                        }
                        div { class: "actions",
                            for (choice, name) in choices.clone() {
                                Button {
                                    key: "{name}", label: words.say(name), disabled: *desk.busy.read(),
                                    onclick: {
                                        let voter = person.id;
                                        move |()| {
                                            let choice = choice.clone();
                                            desk.perform(Command::Decide(Wish::Read { vote, voter, choice }), move |_| {
                                                desk.tell(desk.words().say("slip-read"), None);
                                            });
                                        }
                                    },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
