//! One post as a card on the board: what, where, until when, who, and how far it has come.

use dioxus::prelude::*;
use tequio_core::{
    EntryId,
    event::{Direction, Urgency},
    view::{Card, Mine, Status},
};

use crate::{
    desk::use_desk,
    kit::{Fact, Glyph, Icon, PersonMark, Places, called},
    route::Route,
    sentences,
};

/// A card; all of it leads to the post.
#[component]
pub(crate) fn CardPaper(card: Card) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let reach = (card.mine == Mine::Author).then(|| sentences::reach(card.reach, None, words)).flatten();
    let author = called(&card.author, words);
    rsx! {
        article { class: paper_class(&card),
            Tags { card: card.clone() }
            h2 {
                Link { class: "card-link", id: card_id(card.id), to: Route::Post { id: card.id }, "{card.title}" }
            }
            dl { class: "facts",
                if !card.area.is_empty() {
                    Fact { glyph: Glyph::Place, label: words.say("area"), text: card.area.clone() }
                }
                if let Some(until) = card.until.filter(|_| !card.status.is_closed()) {
                    Fact { glyph: Glyph::Clock, label: words.say("until"), text: words.until(until, now) }
                }
            }
            div { class: "card-foot",
                PersonMark { id: card.author.id }
                span { class: "by",
                    span { class: "name", "{author}" }
                    span { class: "ago", {words.ago(card.written, now)} }
                }
                Places { card: card.clone() }
            }
            div { class: "own",
                if let Some(line) = involvement(&card) {
                    p { class: "mine",
                        Icon { glyph: Glyph::Person }
                        span { {words.count(line, usize::from(card.waiting))} }
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
}

/// The name of a card's title in the page.
pub(crate) fn card_id(id: EntryId) -> String {
    format!("card-{id}")
}

/// Ask or offer, kind, urgency and status, as small tags.
#[component]
pub(crate) fn Tags(card: Card) -> Element {
    let words = use_desk().words();
    let direction = match card.direction {
        Direction::Ask => Glyph::Ask,
        Direction::Offer => Glyph::Offer,
    };
    let urgent = card.urgency == Urgency::Now && !card.status.is_closed();
    rsx! {
        p { class: "tags",
            if urgent {
                span { class: "tag urgent", {words.say(sentences::urgency(card.urgency))} }
            }
            span { class: "tag direction",
                Icon { glyph: direction }
                {words.say(sentences::direction(card.direction))}
            }
            span { class: "tag",
                Icon { glyph: Glyph::of_kind(card.kind) }
                {words.say(sentences::kind(card.kind))}
            }
            if card.status != Status::Open {
                span { class: "tag status", {words.say(sentences::status(card.status))} }
            }
        }
    }
}

/// The paper's colour tells asks from offers; what is over lies flat.
pub(crate) fn paper_class(card: &Card) -> &'static str {
    match (card.status.is_closed(), card.direction, card.urgency) {
        (true, _, _) => "paper card over",
        (false, Direction::Ask, Urgency::Now) => "paper card ask pressing",
        (false, Direction::Ask, _) => "paper card ask",
        (false, Direction::Offer, _) => "paper card offer",
    }
}

/// What the card has to do with the person who holds this phone.
fn involvement(card: &Card) -> Option<&'static str> {
    match card.mine {
        Mine::No => None,
        Mine::Author if card.waiting > 0 && !card.status.is_closed() => Some("mine-waiting"),
        Mine::Author => Some("mine-author"),
        Mine::Claimed => Some("mine-claimed"),
        Mine::Confirmed => Some("mine-confirmed"),
    }
}
