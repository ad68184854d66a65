//! One proposal: its text, who wrote it, and how far it has come.

use dioxus::prelude::*;
use tequio_core::{EntryId, assembly::proposal::ProposalView, view::Matter};

use crate::{
    desk::{OpenMatter, use_desk},
    kit::{Fact, Glyph, Page, PersonMark, Waiting, called},
    sentences,
};

/// The proposal at a place.
#[component]
pub(crate) fn Proposal(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.open_matter(id));
    use_effect(use_reactive!(|id| desk.open_matter(id)));
    let view = match &*desk.matter.read() {
        Some(OpenMatter::Known(known, Matter::Proposal(view))) if *known == id => Some(view.clone()),
        Some(OpenMatter::Known(known, _) | OpenMatter::Unknown(known)) if *known == id => {
            return rsx! {
                Page { title: words.say("post-unknown"), back: true,
                    p { class: "lead", {words.say("proposal-unknown-words")} }
                }
            };
        }
        _ => None,
    };
    let Some(view) = view else {
        return rsx! {
            Page { title: words.say("post-awaited"), back: true, Waiting { text: words.say("opening") } }
        };
    };
    rsx! {
        Page { title: view.card.title.clone(), back: true, above: desk.here().map(|circle| circle.name),
            Text { view: (*view).clone() }
        }
    }
}

/// What was written.
#[component]
fn Text(view: ProposalView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let ProposalView { card, paper, .. } = &view;
    rsx! {
        article { class: "paper",
            div { class: "tags", span { class: "tag status", {sentences::proposal_stage(&card.stage, words)} } }
            p { class: "text", "{paper.text}" }
            dl { class: "facts",
                if let Some(review) = paper.review {
                    Fact {
                        glyph: Glyph::Clock, label: words.say("proposal-review"),
                        text: words.about("proposal-review-on", &words.day(review)),
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
        }
    }
}
