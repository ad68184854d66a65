//! What ends a proposal, or begins another one about it.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::proposal::{Change, ProposalView, Stage, Wish},
};

use super::ProposalPaper;
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Icon, Look, Notice, Sheet, go_back},
    route::Route,
    sentences,
};

/// What one can do with the whole, where no thumb comes by chance.
#[component]
pub(super) fn Ways(view: ProposalView) -> Element {
    let words = use_desk().words();
    let id = view.card.id;
    let ways = [Change::Keep, Change::Replace, Change::Repeal];
    rsx! {
        if view.can.follow {
            section { class: "members",
                h2 { {words.say("follow-title")} }
                if matches!(view.card.stage, Stage::LookAgain(_)) {
                    Notice { glyph: Glyph::Clock, text: words.say("follow-due") }
                }
                ul { class: "paper list ways-on",
                    for change in ways {
                        li { key: "{sentences::change_word(change)}",
                            Link {
                                class: "way",
                                to: Route::Follow { id, change: sentences::change_word(change).to_owned() },
                                Icon { glyph: Glyph::Papers }
                                span { {words.say(sentences::follow(change))} }
                            }
                        }
                    }
                }
            }
        }
        if let Stage::Voting(vote)
        | Stage::Holds(vote)
        | Stage::LookAgain(vote)
        | Stage::Ended(vote)
        | Stage::Refused(vote) = view.card.stage
        {
            Link { class: "button plain", to: Route::Vote { id: vote },
                Icon { glyph: Glyph::Decide }
                span { {words.say("proposal-see-vote")} }
            }
        }
        if let Stage::Changed { by, .. } = view.card.stage {
            Link { class: "button plain", to: Route::Proposal { id: by },
                Icon { glyph: Glyph::Papers }
                span { {words.say("follow-see")} }
            }
        }
        if view.can.withdraw {
            div { class: "actions aside",
                Link { class: "button quiet", to: Route::WithdrawProposal { id },
                    Icon { glyph: Glyph::Close }
                    span { {words.say("do-withdraw")} }
                }
            }
        }
    }
}

/// Take it back?
#[component]
pub(crate) fn WithdrawProposal(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let withdraw = move |()| {
        desk.perform(Command::Propose(Wish::Withdraw { proposal: id }), move |_| {
            desk.tell(desk.words().say("released"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Sheet { title: words.say("withdraw-title"), behind: rsx! { ProposalPaper { id } },
            Notice { text: words.say("withdraw-proposal-words") }
            div { class: "actions",
                Button {
                    look: Look::Danger, glyph: Glyph::Close, label: words.say("do-withdraw"),
                    onclick: withdraw, disabled: *desk.busy.read(),
                }
                Button { label: words.say("keep-it"), onclick: go_back }
            }
        }
    }
}
