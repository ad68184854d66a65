//! The board: everything asked and offered in the circle. What is urgent comes first; the core ordered it.

use dioxus::prelude::*;
use tequio_core::{
    event::{Direction, Kind},
    view::Card,
};

use super::{card::CardPaper, devices::Impostors, first::SettingsLink, leaving::Outside};
use crate::{
    desk::{Desk, use_desk},
    filter::Around,
    kit::{Button, Choice, Glyph, Icon, Page, Switch, called},
    route::Route,
    sentences,
};

/// Cards that are drawn at first. A phone shows three or four at once, and each takes it some milliseconds: two thousand
/// were four seconds.
const CARDS_FIRST: usize = 10;
/// Cards that are drawn before all else: what the first look falls on. The rest of the first follow a moment later.
const CARDS_AT_ONCE: usize = 4;
/// That moment.
const MOMENT_MILLISECONDS: u32 = 200;
/// Cards that each press on "more" adds.
const CARDS_MORE: usize = 30;

/// How much of the board is drawn; it stays while a post is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    open: usize,
    closed: usize,
    /// Whether what is done and over is unfolded.
    is_unfolded: bool,
}

impl Default for Extent {
    fn default() -> Extent {
        Extent { open: CARDS_FIRST, closed: CARDS_FIRST, is_unfolded: false }
    }
}

impl Extent {
    /// Of the first board that is drawn after the start, which somebody waits for.
    pub(crate) fn at_once() -> Extent {
        Extent { open: CARDS_AT_ONCE, ..Extent::default() }
    }
}

/// Draws the rest of the first cards as soon as those before them can be seen.
fn draw_on(desk: Desk) {
    spawn(async move {
        desk.beat(MOMENT_MILLISECONDS).await;
        let mut extent = desk.extent;
        if extent.peek().open < CARDS_FIRST {
            extent.write().open = CARDS_FIRST;
        }
    });
}

/// The board.
#[component]
pub(crate) fn Board() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let (board, filter, around) = (desk.board.read(), *desk.filter.read(), around(desk));
    let mut extent = desk.extent;
    use_hook(|| draw_on(desk));
    let Extent { open: open_most, closed: closed_most, is_unfolded } = *extent.read();
    let fitting = board.cards.iter().filter(|card| filter.lets(card, &around));
    let (open, closed): (Vec<&Card>, Vec<&Card>) = fitting.partition(|card| !card.status.is_closed());
    let nothing_at_all = board.cards.is_empty();
    let circle = desk.here().map(|circle| circle.name).filter(|name| !name.is_empty());
    rsx! {
        Page {
            title: words.say("board-title"), place: "board",
            above: circle.unwrap_or_else(|| words.say("circle-nameless")),
            aside: rsx! { SettingsLink {} },
            Reading {}
            Impostors {}
            Outside {}
            if desk.is_inside() {
                NearLine {}
            }
            if nothing_at_all {
                if desk.is_inside() {
                    Empty {}
                }
            } else {
                Filters { near: filter.near || around.can_tell(&board.cards) }
                if open.is_empty() && closed.is_empty() {
                    NothingLeft {}
                }
                if !open.is_empty() {
                    Cards { cards: first(&open, open_most) }
                    More {
                        left: open.len().saturating_sub(open_most),
                        onmore: move |()| extent.write().open += CARDS_MORE,
                    }
                }
                if !closed.is_empty() {
                    section { class: "closed",
                        h2 {
                            button {
                                class: "button more", r#type: "button",
                                aria_expanded: if is_unfolded { "true" } else { "false" },
                                onclick: move |_| extent.with_mut(|extent| extent.is_unfolded ^= true),
                                Icon { glyph: Glyph::More }
                                span { {words.count("board-closed", closed.len())} }
                            }
                        }
                        if is_unfolded {
                            Cards { cards: first(&closed, closed_most) }
                            More {
                                left: closed.len().saturating_sub(closed_most),
                                onmore: move |()| extent.write().closed += CARDS_MORE,
                            }
                        }
                    }
                }
            }
            if !board.hidden.is_empty() {
                Link { class: "button quiet hidden-line", to: Route::Hidden {},
                    Icon { glyph: Glyph::Hide }
                    span { {words.count("board-hidden", board.hidden.len())} }
                }
            }
            if !nothing_at_all && desk.is_inside() {
                NewPosts {}
            }
        }
    }
}

fn first(cards: &[&Card], most: usize) -> Vec<Card> {
    cards.iter().take(most).map(|card| (*card).clone()).collect()
}

#[component]
fn Cards(cards: Vec<Card>) -> Element {
    rsx! {
        ul { class: "cards",
            for card in cards {
                li { key: "{card.id}", CardPaper { card } }
            }
        }
    }
}

/// What is not drawn yet, if there is more, and the way to it.
#[component]
fn More(left: usize, onmore: EventHandler<()>) -> Element {
    let words = use_desk().words();
    rsx! {
        if left > 0 {
            Button { glyph: Glyph::More, label: words.count("board-more", left), onclick: onmore }
        }
    }
}

fn around(desk: Desk) -> Around {
    Around::new(&desk.nearby.read(), &desk.people.read(), &desk.settings.read().area)
}

/// What this phone lost of what it kept, or cannot add to it any more.
#[component]
fn Reading() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some((why, damaged)) = *desk.reading.read() else { return rsx! {} };
    rsx! {
        section { class: "paper alarm", role: "alert",
            h2 { {words.say(if why.is_some() { "reads-title" } else { "reads-lost-title" })} }
            if let Some(why) = why {
                p { {words.say(sentences::reads(why))} }
            }
            if damaged > 0 {
                p { {words.count("reads-damaged", damaged)} }
            }
        }
    }
}

/// Who is near, in one line that leads to the people.
#[component]
fn NearLine() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let nearby = desk.nearby.read();
    let names: Vec<String> = nearby.members.iter().map(|person| called(person, words)).collect();
    let count = names.len() + nearby.unnamed;
    if count == 0 && !*desk.has_looked_around.read() {
        // Links take a few seconds to come up; until then nobody knows.
        return rsx! { div { class: "near" } };
    }
    let text = match (count, nearby.unnamed) {
        (0, _) => words.say("near-nobody"),
        (_, 0) => words.with("near-names", &[("count", count.into()), ("names", names.join(", ").into())]),
        _ => words.count("near-count", count),
    };
    rsx! {
        Link { class: if count > 0 { "near some" } else { "near" }, to: Route::People {},
            Icon { glyph: Glyph::Near }
            span { "{text}" }
        }
    }
}

/// An empty board: one sentence and one button.
#[component]
fn Empty() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let sentence = if desk.board.read().hidden.is_empty() { "board-empty" } else { "board-all-hidden" };
    rsx! {
        div { class: "empty",
            div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Aid } }
            p { class: "lead", {words.say(sentence)} }
            Link { class: "button main", to: new(Direction::Ask),
                Icon { glyph: Glyph::Ask }
                span { {words.say("board-empty-button")} }
            }
        }
    }
}

/// Nothing passes the filters. Of what is near, the phone may know more once it was told where it is.
#[component]
fn NothingLeft() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let placeless = desk.settings.read().area.is_empty();
    let (sentence, button) = match (desk.filter.read().near, placeless) {
        (false, _) => ("board-nothing", None),
        (true, true) => ("board-nothing-near-known", Some("area-set")),
        (true, false) => ("board-nothing-near", Some("area-change")),
    };
    rsx! {
        div { class: "empty small",
            p { class: "lead", role: "status", {words.say(sentence)} }
            if let Some(button) = button {
                Link { class: "button plain", to: Route::Area {},
                    Icon { glyph: Glyph::Place }
                    span { {words.say(button)} }
                }
            }
        }
    }
}

/// Asks or offers, of which kind, what is near, and one's own.
#[component]
fn Filters(
    /// Whether "near me" means something now.
    near: bool,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut filter = desk.filter;
    let directions = [("all", "filter-all"), ("ask", "filter-asks"), ("offer", "filter-offers")];
    let directions = directions.map(|(word, name)| (word.to_owned(), words.say(name))).to_vec();
    let now = *filter.peek();
    rsx! {
        section { class: "filters", aria_label: words.say("filters"),
            Choice {
                name: "direction", label: words.say("filter-direction"), unlabelled: true,
                class: "choices segments",
                choices: directions,
                chosen: now.direction.map_or("all", Direction::word),
                onchoose: move |word: String| filter.write().direction = Direction::from_word(&word),
            }
            div { class: "row",
                label { class: "unseen", r#for: "kind-filter", {words.say("filter-kind")} }
                select {
                    id: "kind-filter",
                    onchange: move |event| filter.write().kind = Kind::from_word(&event.value()),
                    option { value: "all", initial_selected: now.kind.is_none(), {words.say("filter-all-kinds")} }
                    for kind in Kind::ALL.iter().copied() {
                        option {
                            value: kind.word(), initial_selected: now.kind == Some(kind),
                            {words.say(sentences::kind(kind))}
                        }
                    }
                }
                if near {
                    Switch {
                        name: "near", class: "chip", label: words.say("filter-near"), on: now.near,
                        onswitch: move |on| filter.write().near = on,
                    }
                }
                Switch {
                    name: "mine", class: "chip", label: words.say("filter-mine"), on: now.mine,
                    onswitch: move |on| filter.write().mine = on,
                }
            }
        }
    }
}

/// The two ways to put something on the board, always at hand.
#[component]
fn NewPosts() -> Element {
    let words = use_desk().words();
    rsx! {
        nav { class: "new-posts", aria_label: words.say("new-posts"),
            Link { class: "button main", to: new(Direction::Ask),
                Icon { glyph: Glyph::Ask }
                span { {words.say("new-ask")} }
            }
            Link { class: "button plain", to: new(Direction::Offer),
                Icon { glyph: Glyph::Offer }
                span { {words.say("new-offer")} }
            }
        }
    }
}

fn new(direction: Direction) -> Route {
    Route::New { direction: direction.word().to_owned() }
}
