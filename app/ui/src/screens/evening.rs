//! A founding meeting: one phone shows a code and keeps the list, everybody else scans it and says who is here.

use dioxus::prelude::*;
use tequio_core::{
    Command,
    command::Meeting,
    view::{GatheringView, Person},
};

use crate::{
    desk::{Desk, use_desk},
    host::Door,
    kit::{Button, Glyph, Look, Named, Notice, Page, Picture, Waiting, go_back},
    route::Route,
    screens::Home,
};

fn step(desk: Desk, step: Meeting) {
    desk.perform(Command::Meeting(step), |_| ());
}

/// The host's side.
#[component]
pub(crate) fn Evening() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(circle) = desk.here().filter(|circle| circle.door == Door::Inside) else {
        return rsx! { Home {} };
    };
    let meeting = desk.people.read().gathering.clone().filter(|meeting| meeting.hosting);
    rsx! {
        Page { title: words.say("evening-title"), above: circle.name, back: true,
            match meeting {
                None => rsx! { Begin {} },
                Some(meeting) if !meeting.closed => rsx! { Open { meeting } },
                Some(meeting) => rsx! { Closed { meeting } },
            }
        }
    }
}

/// What it is, before it begins; and what is left when it is over.
#[component]
fn Begin() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let agreed = desk.agreed.read().clone();
    let evening = agreed.evenings.first().copied();
    let may = agreed.can_gather || evening.is_some();
    rsx! {
        p { class: "lead", {words.say("evening-lead")} }
        ul { class: "facts-list",
            li { {words.say("evening-scan")} }
            li { {words.say("evening-confirm")} }
            li { {words.say("evening-all")} }
        }
        if may {
            Button {
                look: Look::Main, glyph: Glyph::People, label: words.say("evening-begin"),
                onclick: move |()| step(desk, Meeting::Open { evening }), disabled: *desk.busy.read(),
            }
        } else {
            Notice { text: words.say("evening-over") }
            Button { label: words.say("code-done"), onclick: go_back }
        }
    }
}

/// The code, and the list that grows.
#[component]
fn Open(meeting: GatheringView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    // Each who comes gets a code of their own: what was photographed before opens the list to nobody.
    let count = meeting.list.len();
    use_effect(use_reactive!(|count| {
        let _ = count;
        desk.draw_invite();
    }));
    let code = desk.invite.read().as_ref().map(|invite| invite.code());
    rsx! {
        p { class: "lead", {words.say("evening-show")} }
        if let Some(code) = code {
            Picture { code, label: words.say("code-picture") }
        } else {
            Waiting { text: words.say("code-drawn") }
        }
        List { meeting: meeting.clone(), strike: true }
        div { class: "actions",
            Button {
                look: Look::Main, glyph: Glyph::Check, label: words.say("evening-close"), disabled: count == 0,
                onclick: move |()| step(desk, Meeting::Close),
            }
            Button { look: Look::Quiet, label: words.say("evening-end"), onclick: move |()| step(desk, Meeting::End) }
        }
    }
}

/// Everybody is on it, and looks at it.
#[component]
fn Closed(meeting: GatheringView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    rsx! {
        p { class: "lead", {words.say("evening-closed")} }
        p { class: "progress", role: "status", {progress(&meeting, desk)} }
        List { meeting: meeting.clone(), strike: true }
        Button { look: Look::Quiet, label: words.say("evening-end"), onclick: move |()| step(desk, Meeting::End) }
    }
}

fn progress(meeting: &GatheringView, desk: Desk) -> String {
    let [confirmed, all, needed] = [meeting.confirmed.len(), meeting.list.len(), meeting.needed];
    let fillings = [("confirmed", confirmed.into()), ("all", all.into()), ("needed", needed.into())];
    desk.words().with("evening-progress", &fillings)
}

#[component]
fn List(meeting: GatheringView, #[props(default)] strike: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let confirmed = |person: &Person| meeting.confirmed.contains(&person.id);
    rsx! {
        section { class: "members",
            h2 { {words.count("evening-list", meeting.list.len())} }
            ul { class: "paper list",
                for person in meeting.list.iter().cloned() {
                    li { key: "{person.id}",
                        Named {
                            person: person.clone(),
                            below: confirmed(&person).then(|| words.say("evening-has-confirmed")),
                        }
                        if strike {
                            Button {
                                look: Look::Quiet, label: words.about("evening-strike", &person.name),
                                onclick: move |()| step(desk, Meeting::Strike { device: person.id }),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The side of those who came. Nothing, where there is no meeting.
#[component]
pub(crate) fn Attending() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(meeting) = desk.people.read().gathering.clone().filter(|meeting| !meeting.hosting) else {
        return rsx! {};
    };
    let confirmed = !meeting.confirmed.is_empty();
    rsx! {
        section { class: "paper knock",
            h2 { {words.say("evening-here")} }
            if !meeting.closed {
                p { {words.say("evening-wait")} }
            } else if confirmed {
                p { class: "mine", {words.say("evening-confirmed")} }
            } else {
                p { {words.say("evening-look")} }
            }
            if meeting.closed {
                List { meeting: meeting.clone() }
                if !confirmed {
                    Button {
                        look: Look::Main, glyph: Glyph::Check, label: words.say("evening-yes"),
                        onclick: move |()| step(desk, Meeting::Confirm), disabled: *desk.busy.read(),
                    }
                }
            }
        }
    }
}

/// The way to a meeting, where one may be held.
#[component]
pub(crate) fn EveningWay() -> Element {
    let desk = use_desk();
    let agreed = desk.agreed.read().clone();
    let runs = desk.people.read().gathering.is_some();
    rsx! {
        if agreed.can_gather || !agreed.evenings.is_empty() || runs {
            li {
                Link { class: "way", to: Route::Evening {},
                    crate::kit::Icon { glyph: Glyph::People }
                    span { {desk.words().say("evening-title")} }
                }
            }
        }
    }
}
