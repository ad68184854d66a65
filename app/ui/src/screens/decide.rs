//! What the circle decides: the proposals, by how far they have come.

use dioxus::prelude::*;
use tequio_core::{
    EntryId,
    assembly::{
        proposal::{ProposalCard, Stage},
        vote::VoteCard,
    },
};

use super::{
    first::{Home, SettingsLink},
    leaving::Outside,
    room::Meetings,
    vote::{VotePaper, is_over},
};
use crate::{
    desk::{Desk, use_desk},
    host::Door,
    kit::{Button, Glyph, Icon, Page, PersonMark, called},
    route::Route,
    sentences,
};

/// Papers of one sort that are drawn at first, as cards on the board are.
const CARDS_FIRST: usize = 10;
/// Papers that each press on "more" adds.
const CARDS_MORE: usize = 30;

/// Where a proposal stands on the page, by how far it has come: what is due first, what is over last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    LookAgain,
    Voting,
    Agenda,
    Open,
    Holds,
    Past,
}

impl Part {
    const ALL: [Part; 6] = [Part::LookAgain, Part::Voting, Part::Agenda, Part::Open, Part::Holds, Part::Past];

    fn of(stage: Stage) -> Part {
        match stage {
            Stage::Talk | Stage::Ready => Part::Open,
            Stage::OnAgenda(_) => Part::Agenda,
            Stage::Voting(_) => Part::Voting,
            Stage::Holds(_) => Part::Holds,
            Stage::LookAgain(_) => Part::LookAgain,
            Stage::Ended(_) | Stage::Changed { .. } | Stage::Refused(_) | Stage::Withdrawn => Part::Past,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Part::LookAgain => "proposal-look-again",
            Part::Voting => "proposal-voting",
            Part::Agenda => "proposal-on-agenda",
            Part::Open => "proposal-talk",
            Part::Holds => "decide-holds",
            Part::Past => "decide-past",
        }
    }
}

/// The page.
#[component]
pub(crate) fn Decide() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(circle) = desk.here().filter(|circle| !matches!(circle.door, Door::Knocking { .. })) else {
        return rsx! { Home {} };
    };
    let deciding = desk.deciding.read().clone();
    let inside = circle.door == Door::Inside;
    let of = |part: Part| -> Vec<(EntryId, Element)> {
        let cards = deciding.proposals.iter().filter(|card| Part::of(card.stage) == part).cloned();
        cards.map(|card| (card.id, rsx! { ProposalPaper { card } })).collect()
    };
    rsx! {
        Page { title: words.say("decide-title"), place: "decide", above: circle.name, aside: rsx! { SettingsLink {} },
            Outside {}
            Meetings {}
            Votes {}
            if deciding.proposals.is_empty() {
                if inside {
                    Empty {}
                }
            } else {
                for part in Part::ALL {
                    Listed { key: "{part.title()}", title: words.say(part.title()), papers: of(part) }
                }
                if inside {
                    nav { class: "new-posts", aria_label: words.say("decide-new"),
                        Link { class: "button main", to: Route::NewProposal {},
                            Icon { glyph: Glyph::Papers }
                            span { {words.say("propose")} }
                        }
                    }
                }
            }
        }
    }
}

/// Nothing has been proposed: one sentence and one button.
#[component]
fn Empty() -> Element {
    let words = use_desk().words();
    rsx! {
        div { class: "empty",
            div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Decide } }
            p { class: "lead", {words.say("decide-empty")} }
            Link { class: "button main", to: Route::NewProposal {},
                Icon { glyph: Glyph::Papers }
                span { {words.say("decide-empty-button")} }
            }
        }
    }
}

/// Papers of one sort, the first of them at once and more at a press.
#[component]
fn Listed(title: String, papers: Vec<(EntryId, Element)>) -> Element {
    let words = use_desk().words();
    let mut most = use_signal(|| CARDS_FIRST);
    let left = papers.len().saturating_sub(*most.read());
    if papers.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "members",
            h2 { "{title}" }
            ul { class: "cards",
                for (id, paper) in papers.into_iter().take(*most.read()) {
                    li { key: "{id}", {paper} }
                }
            }
            if left > 0 {
                Button {
                    glyph: Glyph::More, label: words.count("board-more", left),
                    onclick: move |()| most += CARDS_MORE,
                }
            }
        }
    }
}

/// A proposal in a list.
#[component]
fn ProposalPaper(card: ProposalCard) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    rsx! {
        article { class: if Part::of(card.stage) == Part::Past { "paper card over" } else { "paper card" },
            // Where all of a part are alike, its title has said it.
            if matches!(card.stage, Stage::Ready) || Part::of(card.stage) == Part::Past {
                div { class: "tags", span { class: "tag status", {words.say(sentences::proposal_stage(card.stage))} } }
            }
            h3 {
                Link { class: "card-link", to: Route::Proposal { id: card.id }, "{card.title}" }
            }
            div { class: "card-foot",
                PersonMark { id: card.author.id }
                span { class: "by",
                    span { class: "name", {called(&card.author, words)} }
                    span { class: "ago", {words.ago(card.written, now)} }
                }
            }
            if let Some(missing) = missing(&card, desk) {
                p { class: "hint", "{missing}" }
            }
            if card.remarks + card.amendments > 0 {
                p { class: "hint",
                    if card.amendments > 0 {
                        {words.count("proposal-amendments", card.amendments)}
                        " "
                    }
                    if card.remarks > 0 {
                        {words.count("proposal-remarks", card.remarks)}
                    }
                }
            }
        }
    }
}

/// The votes that are under way; those that wait for one's own ballot first. What is over stands beside its proposal and
/// its meeting, and below.
#[component]
fn Votes() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let votes = desk.deciding.read().votes.clone();
    let (over, mut open): (Vec<_>, Vec<_>) = votes.into_iter().partition(|card| is_over(&card.stage));
    open.sort_by_key(|card| !card.is_my_turn);
    let papers = |cards: Vec<VoteCard>| -> Vec<(EntryId, Element)> {
        cards.into_iter().map(|card| (card.id, rsx! { VotePaper { card } })).collect()
    };
    rsx! {
        Listed { title: words.say("votes-title"), papers: papers(open) }
        Listed { title: words.say("votes-over"), papers: papers(over) }
    }
}

/// What is missing before it can be voted on.
fn missing(card: &ProposalCard, desk: Desk) -> Option<String> {
    let words = desk.words();
    let (supported, needed) = card.support;
    match (card.stage, card.readable_until) {
        (Stage::Talk, _) if supported < needed => {
            Some(words.with("proposal-support", &[("count", supported.into()), ("needed", needed.into())]))
        }
        (Stage::Talk, Some(until)) => {
            Some(words.about("proposal-readable", &words.date(until, *desk.now.read())))
        }
        _ => None,
    }
}
