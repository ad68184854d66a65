//! Shows of hands, and the agenda that they move.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId, PersonId,
    assembly::meeting::{Hand, Item, MeetingView, Point, ShowView, What, Wish},
    wrong::Field,
};

use super::{say, use_meeting};
use crate::{
    desk::{Desk, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Page, TextField, called},
    route::Route,
    words::Words,
};

/// The shows of hands that are up, and the last one that is over.
#[component]
pub(super) fn Shows(view: MeetingView) -> Element {
    let words = use_desk().words();
    let last = view.decided.first().cloned();
    rsx! {
        for show in view.shows.iter().cloned() {
            ShowPaper { key: "{show.id}", meeting: view.card.id, show }
        }
        if let (true, Some((show, passed))) = (view.shows.is_empty(), last) {
            p { class: "notice",
                Icon { glyph: if passed { Glyph::Check } else { Glyph::Close } }
                span { {decided(&item(&show, words), (show.count.0, show.count.1), passed, words)} }
            }
        }
    }
}

#[component]
fn ShowPaper(meeting: EntryId, show: ShowView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = show.id;
    let (yes, no, here) = show.count;
    let raise = move |yes: bool| say(desk, meeting, What::Hand(Hand::Raised { show: id, yes }));
    let look = |side: bool| if show.mine == Some(side) { Look::Main } else { Look::Plain };
    let fillings = [("yes", yes.into()), ("no", no.into()), ("here", here.into())];
    let rule = if show.item.takes_half() { "hands-rule-half" } else { "hands-rule" };
    rsx! {
        section { class: "paper hands",
            p { class: "above", {words.about("hands-asked-by", &called(&show.by, words))} }
            h2 { {item(&show, words)} }
            div { class: "actions two",
                Button {
                    look: look(true), glyph: Glyph::Hand, label: words.say("hands-for"), onclick: move |()| raise(true),
                }
                Button {
                    look: look(false), glyph: Glyph::Close, label: words.say("hands-against"), onclick: move |()| raise(false),
                }
            }
            div { class: "tally", aria_hidden: "true",
                span { class: "tally-yes", style: "flex-grow: {yes}" }
                span { class: "tally-rest", style: "flex-grow: {here.saturating_sub(yes + no)}" }
                span { class: "tally-no", style: "flex-grow: {no}" }
            }
            p { {words.with("hands-count", &fillings)} }
            if let Some(mine) = show.mine {
                p { class: "mine", {words.say(if mine { "hands-mine-for" } else { "hands-mine-against" })} }
            }
            p { class: "hint", {words.say(rule)} }
            if show.can_count {
                Button {
                    look: Look::Quiet, label: words.say("hands-do-count"),
                    onclick: move |()| say(desk, meeting, What::Hand(Hand::Counted { show: id })),
                }
            }
        }
    }
}

/// What hands are shown for.
fn item(show: &ShowView, words: Words) -> String {
    item_of(&show.item, &show.about, words)
}

/// The same of hands that are in the minutes: of whom or what they were about, by its name.
pub(super) fn about(item: &Item, agenda: &[String], name: impl Fn(&PersonId) -> String) -> String {
    match item {
        Item::Go(at) | Item::Move { from: at, .. } => {
            agenda.get(usize::from(*at)).cloned().unwrap_or_default()
        }
        Item::Add(Point::Words(said)) => said.clone(),
        Item::Facilitate(person) | Item::Speak(person) => name(person),
        Item::Add(Point::Proposal(_)) | Item::NoFacilitator | Item::EndTurn | Item::Close | Item::Reopen => {
            String::new()
        }
    }
}

pub(super) fn item_of(item: &Item, about: &str, words: Words) -> String {
    match item {
        Item::Go(_) => words.about("hands-go", about),
        Item::Add(_) => words.about("hands-add", about),
        Item::Move { to, .. } => {
            words.with("hands-move", &[("name", about.into()), ("place", (usize::from(*to) + 1).into())])
        }
        Item::Facilitate(_) => words.about("hands-facilitate", about),
        Item::NoFacilitator => words.say("hands-no-facilitator"),
        Item::Speak(_) => words.about("hands-speak", about),
        Item::EndTurn => words.say("hands-end-turn"),
        Item::Close => words.say("hands-close"),
        Item::Reopen => words.say("hands-reopen"),
    }
}

/// That it passed or fell, with the hands for and against it.
pub(super) fn decided(item: &str, (yes, no): (usize, usize), passed: bool, words: Words) -> String {
    let name = if passed { "hands-passed" } else { "hands-fell" };
    words.with(name, &[("item", item.into()), ("yes", yes.into()), ("no", no.into())])
}

/// What is to be talked about.
#[component]
pub(super) fn Agenda(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let is_in = view.me.is_in() && !view.card.over;
    if view.agenda.is_empty() && !is_in {
        return rsx! {};
    }
    let last = view.agenda.len().saturating_sub(1);
    let (at, facilitates) = (view.at, view.facilitates);
    let go = move |to: usize| {
        let to = to as u16;
        let step = if facilitates { Hand::WentOn { to } } else { Hand::Asked(Item::Go(to)) };
        say(desk, id, What::Hand(step));
    };
    rsx! {
        section { class: "members",
            h2 { {words.say("agenda-title")} }
            if view.agenda.is_empty() {
                p { class: "hint", {words.say("agenda-empty")} }
            } else {
                ol { class: "paper list agenda",
                    for (n, (point, title)) in view.agenda.iter().cloned().enumerate() {
                        li { key: "{n}", class: if n == at { "at" }, aria_current: (n == at).then_some("step"),
                            span { class: "place-in-line", aria_hidden: "true", "{n + 1}" }
                            span { class: "way-words",
                                PointTitle { point, title: title.clone() }
                                if n == at {
                                    span { class: "hint", {words.say("agenda-now")} }
                                }
                            }
                            if is_in && n != at {
                                Button {
                                    look: Look::Quiet,
                                    label: words.say(if facilitates { "agenda-go" } else { "agenda-go-hands" }),
                                    onclick: move |()| go(n),
                                }
                            }
                            if is_in && last > 0 {
                                Link { class: "button quiet", to: Route::MovePoint { id, from: n as u16 },
                                    span { {words.say("agenda-move")} }
                                }
                            }
                        }
                    }
                }
            }
            if is_in {
                div { class: "actions",
                    if at < last {
                        Button {
                            glyph: if facilitates { Glyph::Check } else { Glyph::Hand },
                            label: words.say(if facilitates { "agenda-next" } else { "agenda-next-hands" }),
                            onclick: move |()| go(at + 1),
                        }
                    }
                    Link { class: "button plain", to: Route::NewPoint { id },
                        Icon { glyph: Glyph::Papers }
                        span { {words.say("agenda-add")} }
                    }
                }
            }
        }
    }
}

#[component]
fn PointTitle(point: Point, title: String) -> Element {
    let words = use_desk().words();
    let title = if title.is_empty() { words.say("agenda-unknown") } else { title };
    match point {
        Point::Proposal(id) => rsx! { Link { to: Route::Proposal { id }, "{title}" } },
        Point::Words(_) => rsx! { span { "{title}" } },
    }
}

/// Asks for a show of hands, and goes on once it is up.
pub(super) fn ask(desk: Desk, meeting: EntryId, item: Item, then: impl FnOnce() + 'static) {
    let what = What::Hand(Hand::Asked(item));
    desk.perform(Command::Assemble(Wish::At { meeting, what }), move |_| then());
}

/// Asking for a point on the agenda: in words, or a proposal.
#[component]
pub(crate) fn NewPoint(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let draft = Draft::new(&format!("point/{id}"));
    let add = move |point: Point| {
        ask(desk, id, Item::Add(point), move || {
            Draft::new(&format!("point/{id}")).forget(desk, &["point"]);
            navigator.go_back();
        });
    };
    let send = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            add(Point::Words(draft.text(desk, "point").trim().to_owned()));
        }
    };
    let on = |id: EntryId| view.agenda.iter().any(|(point, _)| *point == Point::Proposal(id));
    let deciding = desk.deciding.read().clone();
    let proposals: Vec<_> = deciding.proposals.iter().filter(|card| !on(card.id)).cloned().collect();
    rsx! {
        Page { title: words.say("agenda-add"), above: view.card.room.clone(), back: true,
            p { class: "lead", {words.say("agenda-add-lead")} }
            form { class: "form", onsubmit: send, novalidate: true,
                TextField { draft, name: "point", about: Field::Point, label: words.say("new-title") }
                Button {
                    look: Look::Main, glyph: Glyph::Hand, label: words.say("agenda-add-button"),
                    disabled: *desk.busy.read(),
                }
            }
            if !proposals.is_empty() {
                section { class: "members",
                    h2 { {words.say("agenda-proposals")} }
                    ul { class: "paper list",
                        for card in proposals {
                            li { key: "{card.id}",
                                p { class: "name", "{card.title}" }
                                Button {
                                    look: Look::Quiet, glyph: Glyph::Hand, label: words.say("agenda-add-this"),
                                    onclick: move |()| add(Point::Proposal(card.id)),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
