//! One proposal: its text, how far it has come, who would have it otherwise, and the talk beside it.
//!
//! (Text, changes and talk on one page, in this order, is after Loomio's threads and Antragsgrün's motions: whoever comes
//! late reads the text first and need not go through the talk to know what it says now.)

mod amend;
mod talk;
mod ways;

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::proposal::{ProposalView, Wish},
    view::{Matter, Reach},
};

use amend::Amendments;
pub(crate) use amend::{Adopt, Amend, AmendmentVote};
pub(crate) use talk::Answer;
use talk::Talk;
use ways::Ways;
pub(crate) use ways::WithdrawProposal;

use crate::{
    desk::{OpenMatter, use_desk},
    kit::{Button, Fact, Glyph, Icon, Look, Named, Page, PersonMark, Waiting, called},
    route::Route,
    sentences,
};

/// The proposal at a place.
#[component]
pub(crate) fn Proposal(id: EntryId) -> Element {
    rsx! { ProposalPaper { id } }
}

/// What is known of a proposal.
enum Known {
    Here(Box<ProposalView>),
    Awaited,
    Nowhere,
}

/// Looks at a proposal from now on.
fn use_proposal(id: EntryId) -> Known {
    let desk = use_desk();
    use_hook(|| desk.open_matter(id));
    use_effect(use_reactive!(|id| desk.open_matter(id)));
    match &*desk.matter.read() {
        Some(OpenMatter::Known(known, Matter::Proposal(view))) if *known == id => Known::Here(view.clone()),
        Some(OpenMatter::Known(known, _) | OpenMatter::Unknown(known)) if *known == id => Known::Nowhere,
        _ => Known::Awaited,
    }
}

/// The proposal, also behind a sheet.
#[component]
fn ProposalPaper(id: EntryId) -> Element {
    let desk = use_desk();
    let view = match use_proposal(id) {
        Known::Here(view) => view,
        known => return rsx! { NotHere { awaited: matches!(known, Known::Awaited) } },
    };
    rsx! {
        Page { title: view.card.title.clone(), back: true, above: desk.here().map(|circle| circle.name),
            Text { view: (*view).clone() }
            Support { view: (*view).clone() }
            Amendments { view: (*view).clone() }
            Talk { view: (*view).clone() }
            Ways { view: (*view).clone() }
        }
    }
}

/// It is being asked for, or not on this phone.
#[component]
fn NotHere(awaited: bool) -> Element {
    let words = use_desk().words();
    if awaited {
        return rsx! {
            Page { title: words.say("post-awaited"), back: true, Waiting { text: words.say("opening") } }
        };
    }
    rsx! {
        Page { title: words.say("post-unknown"), back: true,
            p { class: "lead", {words.say("proposal-unknown-words")} }
        }
    }
}

/// What it says now, or what was decided.
#[component]
fn Text(view: ProposalView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let ProposalView { card, paper, text, versions, about, .. } = &view;
    let reach = (card.reach != Reach::Foreign).then(|| sentences::reach(card.reach, None, words)).flatten();
    rsx! {
        article { class: if card.stage.is_underway() || card.stage.holds() { "paper" } else { "paper over" },
            div { class: "tags", span { class: "tag status", {words.say(sentences::proposal_stage(card.stage))} } }
            if let (Some(about), Some(title)) = (paper.about, about) {
                p { class: "hint",
                    Link { to: Route::Proposal { id: about.decision },
                        {words.about(sentences::change(about.change), title)}
                    }
                }
            }
            p { class: "text", "{text}" }
            if *versions > 0 {
                p { class: "hint", {words.count("proposal-versions", *versions)} }
            }
            dl { class: "facts",
                if let Some(method) = paper.method {
                    Fact {
                        glyph: Glyph::Decide, label: words.say("proposal-method"),
                        text: sentences::method(&method, words),
                    }
                }
                if let Some(review) = paper.review {
                    Fact {
                        glyph: Glyph::Clock, label: words.say("proposal-review"),
                        text: words.about("proposal-review-on", &words.date(review, now)),
                    }
                }
                if let Some(sunset) = paper.sunset {
                    Fact {
                        glyph: Glyph::Clock, label: words.say("proposal-sunset"),
                        text: words.about("proposal-sunset-on", &words.date(sunset, now)),
                    }
                }
            }
            div { class: "card-foot",
                PersonMark { id: card.author.id }
                span { class: "by",
                    span { class: "name", {called(&card.author, words)} }
                    span { class: "ago", {words.ago(card.written, now)} }
                }
            }
            if let Some(reach) = reach {
                p { class: "reach",
                    Icon { glyph: Glyph::Near }
                    span { "{reach}" }
                }
            }
        }
    }
}

/// What is missing before it can be voted on, and one's own support.
#[component]
fn Support(view: ProposalView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let ProposalView { card, supporters, can, .. } = &view;
    let id = card.id;
    let (supported, needed) = card.support;
    if !card.stage.is_open() {
        return rsx! {};
    }
    let support = move |support: bool| {
        desk.perform(Command::Propose(Wish::Support { proposal: id, support }), move |_| {
            let told = if support { "proposal-supported" } else { "proposal-unsupported" };
            desk.tell(desk.words().say(told), None);
        });
    };
    let counted = words.with("proposal-support", &[("count", supported.into()), ("needed", needed.into())]);
    let busy = *desk.busy.read();
    rsx! {
        section { class: "paper",
            h2 { {words.say("proposal-support-title")} }
            p { class: "progress",
                if needed > 0 { "{counted}" } else { {words.say("proposal-support-none")} }
            }
            p { class: "hint",
                match card.readable_until {
                    Some(until) => words.about("proposal-readable", &words.date(until, *desk.now.read())),
                    None => words.say("proposal-was-readable"),
                }
            }
            if !supporters.is_empty() {
                ul { class: "people",
                    for person in supporters.iter().cloned() {
                        li { key: "{person.id}", Named { person } }
                    }
                }
            }
            if can.support {
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("proposal-do-support"),
                    onclick: move |()| support(true), disabled: busy,
                }
            }
            if can.open_vote {
                Link { class: "button main", to: Route::OpenVote { id },
                    Icon { glyph: Glyph::Decide }
                    span { {words.say("open-vote")} }
                }
            }
            if can.unsupport {
                Button {
                    glyph: Glyph::Close, label: words.say("proposal-do-unsupport"),
                    onclick: move |()| support(false), disabled: busy,
                }
            }
        }
    }
}
