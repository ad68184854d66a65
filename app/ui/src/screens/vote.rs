//! One vote: what it asks, how far it has come, one's own ballot, who closes it, and what it came to.
//!
//! Nothing of how people voted stands here before it is closed; who has voted does, so that nobody is forgotten. (After
//! OpenSlides, whose users asked for live turnout and nothing else while a vote runs; and Helios, where a tally of one
//! gave a ballot away.)

mod ballot;
mod closing;
mod lent;
mod result;

pub(crate) use result::outcome_said;

use std::collections::BTreeSet;

use dioxus::prelude::*;
use tequio_core::{
    EntryId, PersonId,
    assembly::vote::{Doubt, Stage, VoteCard, VoteView},
    count::{Choice, OptionNo},
    view::{Matter, People},
};

use crate::{
    desk::{OpenMatter, use_desk},
    kit::{Fact, Glyph, Icon, Notice, Page, PersonMark, Waiting, called},
    route::Route,
    sentences,
    words::Words,
};

pub(crate) use closing::SlipOf;
pub(crate) use lent::{SharedVote, evening_key};

/// The vote at a place; what to show instead, as long as it is not here.
fn use_vote(id: EntryId) -> Result<VoteView, Element> {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.open_matter(id));
    use_effect(use_reactive!(|id| desk.open_matter(id)));
    let view = match &*desk.matter.read() {
        Some(OpenMatter::Known(known, Matter::Vote(view))) if *known == id => Some(view.clone()),
        Some(OpenMatter::Known(known, _) | OpenMatter::Unknown(known)) if *known == id => {
            return Err(rsx! {
                Page { title: words.say("post-unknown"), back: true,
                    p { class: "lead", {words.say("vote-unknown-words")} }
                }
            });
        }
        _ => None,
    };
    view.map(|view| *view).ok_or_else(|| {
        rsx! {
            Page { title: words.say("post-awaited"), back: true, Waiting { text: words.say("opening") } }
        }
    })
}

/// The screen of a vote.
#[component]
pub(crate) fn Vote(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let view = match use_vote(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    rsx! {
        Page { title: view.card.question.clone(), back: true, above: desk.here().map(|circle| circle.name),
            Asked { view: view.clone() }
            // What came of it stands first; what a straw poll says so far, below one's own ballot.
            if let (false, Some(result)) = (view.can_cast, view.result.clone()) {
                result::Result { view: view.clone(), result }
            }
            if view.can_cast {
                ballot::Ballot { view: view.clone() }
            } else if let Some(mine) = &view.mine {
                section { class: "paper",
                    h2 { {words.say("vote-mine")} }
                    p { {choice_said(mine, &view.opening.options, words)} }
                }
            }
            if let (true, Some(result)) = (view.can_cast, view.result.clone()) {
                result::Result { view: view.clone(), result }
            }
            if view.can_carry {
                lent::Offer { view: view.clone() }
            }
            Turnout { view: view.clone() }
            closing::Closing { view }
        }
    }
}

/// What is asked, and by which rule it is counted.
#[component]
fn Asked(view: VoteView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let VoteView { card, opening, doubt, clash, .. } = &view;
    let several = opening.options.len() > 1;
    rsx! {
        article { class: "paper",
            div { class: "tags", span { class: "tag status", {stage_said(&card.stage, words)} } }
            if several {
                ol { class: "vote-options",
                    for (n, option) in opening.options.iter().enumerate() {
                        li { key: "{n}", "{option}" }
                    }
                }
            }
            p { {sentences::method(&opening.method, words)} }
            dl { class: "facts",
                if let Some(closes) = opening.closes {
                    Fact { glyph: Glyph::Clock, label: words.say("vote-closes"), text: words.until(closes, now) }
                }
                // One who takes part there always is.
                if opening.quorum > 1 {
                    Fact { glyph: Glyph::People, label: words.say("vote-quorum"), text: words.count("vote-quorum-of", opening.quorum.into()) }
                }
            }
            if let Some(proposal) = opening.proposal {
                Link { class: "button quiet", to: Route::Proposal { id: proposal },
                    Icon { glyph: Glyph::Papers }
                    span { {words.say("vote-to-proposal")} }
                }
            }
            div { class: "card-foot",
                PersonMark { id: card.opened_by.id }
                span { class: "by",
                    span { class: "name", {called(&card.opened_by, words)} }
                    span { class: "ago", {words.ago(card.opened, now)} }
                }
            }
        }
        if let Some(both) = clash {
            article { class: "paper alarm", role: "alert",
                h2 { {words.say("vote-clash")} }
                p { {words.about("vote-clash-words", &names(both.iter().map(|one| called(one, words))))} }
            }
        }
        if let Some(doubt) = doubt {
            Notice { glyph: Glyph::Hide, text: words.about("vote-doubt", &doubt_said(doubt, &desk.people.read(), words)) }
        }
    }
}

/// Who has voted, and who is not heard of yet.
#[component]
fn Turnout(view: VoteView) -> Element {
    let words = use_desk().words();
    if !view.opening.method.has_ballots() {
        return rsx! {};
    }
    let (cast, voters) = (view.card.cast, view.card.voters);
    let said = words.with("vote-turnout", &[("cast", cast.into()), ("count", voters.into())]);
    rsx! {
        section { class: "members",
            h2 { {words.say("vote-turnout-title")} }
            p { "{said}" }
            meter { class: "turnout", min: "0", max: "{voters}", value: "{cast}", aria_label: said.clone() }
            if !view.voted.is_empty() {
                p { class: "hint", {names(view.voted.iter().map(|one| called(one, words)))} }
            }
        }
    }
}

/// A vote in a list.
#[component]
pub(crate) fn VotePaper(card: VoteCard) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let over = is_over(&card.stage);
    rsx! {
        article { class: if over { "paper card over" } else { "paper card" },
            div { class: "tags", span { class: "tag status", {stage_said(&card.stage, words)} } }
            h3 {
                Link { class: "card-link", to: Route::Vote { id: card.id }, "{card.question}" }
            }
            if card.is_my_turn {
                p { class: "mine",
                    Icon { glyph: Glyph::Decide }
                    span { {words.say("vote-your-turn")} }
                }
            }
            div { class: "card-foot",
                PersonMark { id: card.opened_by.id }
                span { class: "by",
                    span { class: "name", {called(&card.opened_by, words)} }
                    span { class: "ago", {words.ago(card.opened, now)} }
                }
            }
        }
    }
}

/// Whether nothing more comes of it.
pub(super) fn is_over(stage: &Stage) -> bool {
    matches!(stage, Stage::Closed(_) | Stage::Voided | Stage::Contradicted(_))
}

/// How far a vote has come, in a few words.
fn stage_said(stage: &Stage, words: Words) -> String {
    match stage {
        Stage::Gathering { signed, needed } => {
            words.with("vote-gathering", &[("signed", (*signed).into()), ("count", (*needed).into())])
        }
        Stage::Straw { .. } => words.say("vote-straw"),
        Stage::Open { .. } => words.say("vote-open"),
        Stage::Closing { .. } => words.say("vote-closing"),
        Stage::Closed(_) => words.say("vote-closed"),
        Stage::Voided => words.say("vote-voided"),
        Stage::Contradicted(_) => words.say("vote-clash"),
    }
}

/// What a ballot says, in a sentence.
pub(crate) fn choice_said(choice: &Choice, options: &[String], words: Words) -> String {
    let name = |option: &OptionNo| options.get(option.index()).cloned().unwrap_or_default();
    match choice {
        Choice::Blank => words.say("ballot-blank"),
        Choice::Agree => words.say("ballot-agree"),
        Choice::StandAside => words.say("ballot-stand-aside"),
        Choice::Concern(why) => words.about("ballot-concern-said", why),
        Choice::Block(why) => words.about("ballot-block-said", why),
        Choice::Yes => words.say("ballot-yes"),
        Choice::No => words.say("ballot-no"),
        Choice::Abstain => words.say("ballot-abstain"),
        Choice::Approved(approved) if approved.is_empty() => words.say("ballot-none-of-them"),
        Choice::Approved(approved) => names(approved.iter().map(name)),
        Choice::Ranking(tiers) => {
            let tier = |tier: &BTreeSet<OptionNo>| tier.iter().map(name).collect::<Vec<_>>().join(" = ");
            tiers.iter().map(tier).collect::<Vec<_>>().join(" › ")
        }
    }
}

/// Why this phone does not sign, in a sentence.
fn doubt_said(doubt: &Doubt, people: &People, words: Words) -> String {
    let name_of = |id: &PersonId| {
        let member = people.members.iter().find(|member| member.person.id == *id);
        member.map(|member| called(&member.person, words)).unwrap_or_default()
    };
    match doubt {
        Doubt::NotOnList => words.say("doubt-not-on-list"),
        Doubt::SignedAnother { .. } => words.say("doubt-signed-another"),
        Doubt::EarlierOpen { .. } => words.say("doubt-earlier-open"),
        Doubt::NoEarlier => words.say("doubt-no-earlier"),
        Doubt::LaterSigned { .. } => words.say("doubt-later-signed"),
        Doubt::NoProposal => words.say("doubt-no-proposal"),
        Doubt::NoMeeting => words.say("doubt-no-meeting"),
        Doubt::OtherText => words.say("doubt-other-text"),
        Doubt::OtherQuestion => words.say("doubt-other-question"),
        Doubt::NotCheckedIn { person } => words.about("doubt-not-checked-in", &name_of(person)),
        Doubt::LeftOut { person } => words.about("doubt-left-out", &name_of(person)),
        Doubt::OtherTellers => words.say("doubt-other-tellers"),
        Doubt::OtherTies => words.say("doubt-other-ties"),
        Doubt::OtherQuorum => words.say("doubt-other-quorum"),
    }
}

pub(super) fn names(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
