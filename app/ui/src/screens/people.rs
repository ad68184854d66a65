//! Who is in the circle, who is near, who knocks, and the way to let somebody in.

use dioxus::prelude::*;
use tequio_core::{
    Command,
    view::{KnockView, Member, Say},
};

use super::{
    coming_back::ComingBack,
    contacts::ChooseAnew,
    devices::{Impostors, Recoveries},
    evening::EveningWay,
    first::{Home, Knocker, SettingsLink},
    leaving::Outside,
};
use crate::{
    desk::{Desk, use_desk},
    host::Door,
    kit::{Button, Choice, Glyph, Icon, Look, Named, Notice, Page, called},
    route::Route,
    words::Words,
};

/// The people.
#[component]
pub(crate) fn People() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(circle) = desk.here().filter(|circle| !matches!(circle.door, Door::Knocking { .. })) else {
        return rsx! { Home {} };
    };
    let people = desk.people.read();
    let inside = circle.door == Door::Inside;
    rsx! {
        Page { title: words.say("people-title"), above: circle.name, aside: rsx! { SettingsLink {} },
            Circles {}
            Impostors {}
            Outside {}
            ToSign {}
            Recoveries {}
            ChooseAnew {}
            if !people.knocks.is_empty() {
                section { class: "knocks",
                    h2 { {words.count("knocks-title", people.knocks.len())} }
                    ul {
                        for knock in people.knocks.iter().cloned() {
                            li { key: "{knock.device}", class: "paper knock", Knock { knock } }
                        }
                    }
                }
            }
            if !people.candidates.is_empty() {
                section { class: "knocks",
                    h2 { {words.say("candidates-title")} }
                    ul {
                        for candidate in people.candidates.iter().cloned() {
                            li { key: "{candidate.device}", class: "paper",
                                Knocker { device: candidate.device, name: candidate.name.clone() }
                                Vouchers { knock: candidate }
                            }
                        }
                    }
                    p { class: "hint", {words.say("candidates-words")} }
                }
            }
            if inside {
            div { class: "actions two",
                Link { class: "button main", to: Route::Code {},
                    Icon { glyph: Glyph::Code }
                    span { {words.say("my-code")} }
                }
                Link { class: "button plain", to: Route::Join {},
                    Icon { glyph: Glyph::Camera }
                    span { {words.say("scan-code")} }
                }
            }
            }
            ul { class: "paper list ways-on",
                li {
                    Link { class: "way", to: Route::Contacts {},
                        Icon { glyph: Glyph::Person }
                        span { {words.say("contacts-title")} }
                    }
                }
            }
            section { class: "members",
                h2 { {words.count("members-title", people.members.len())} }
                if people.members.len() == 1 {
                    Notice { text: words.say("members-alone") }
                }
                ul { class: "paper list",
                    for member in people.members.iter().cloned() {
                        li { key: "{member.person.id}", class: if member.near { "near-now" },
                            Link { class: "person-link", to: Route::Member { id: member.person.id },
                                Named {
                                    person: member.person.clone(),
                                    below: heard(&member, desk, words),
                                    aside: aside(&member, words),
                                }
                            }
                            if member.forked {
                                p { class: "hint", {words.about("member-forked", &called(&member.person, words))} }
                            }
                        }
                    }
                }
            }
            Ways { gone: people.gone.len(), inside }
        }
    }
}

/// Motions that wait for one's own signature: a quiet line, since nothing has to be done.
#[component]
fn ToSign() -> Element {
    let desk = use_desk();
    let agreed = desk.agreed.read();
    let mut open = agreed.motions.iter().filter(|motion| motion.can_sign);
    let (first, more) = (open.next().map(|motion| motion.id), open.count());
    rsx! {
        if let Some(id) = first {
            Link {
                class: "near some", to: if more == 0 { Route::Motion { id } } else { Route::Motions {} },
                Icon { glyph: Glyph::Papers }
                span { {desk.words().count("motions-mine", 1 + more)} }
            }
        }
    }
}

/// The ways to what the circle is as a whole.
#[component]
fn Ways(gone: usize, inside: bool) -> Element {
    let words = use_desk().words();
    let way = |to: Route, glyph: Glyph, label: String| {
        rsx! {
            li {
                Link { class: "way", to,
                    Icon { glyph }
                    span { "{label}" }
                }
            }
        }
    };
    rsx! {
        section { class: "members",
            h2 { {words.say("ways-title")} }
            ul { class: "paper list ways-on",
                if inside {
                    EveningWay {}
                    {way(Route::Meet {}, Glyph::Camera, words.say("vouch-scan-title"))}
                    {way(Route::VouchCode {}, Glyph::Code, words.say("vouch-code-title"))}
                }
                {way(Route::Motions {}, Glyph::Check, words.say("motions-title"))}
                {way(Route::Rules {}, Glyph::Papers, words.say("rules-title"))}
                if gone > 0 {
                    {way(Route::Gone {}, Glyph::Person, words.count("gone-count", gone))}
                }
                if inside {
                    {way(Route::Devices {}, Glyph::Phone, words.say("devices-title"))}
                    {way(Route::Cards {}, Glyph::Papers, words.say("cards-title"))}
                    {way(Route::Leave {}, Glyph::Door, words.say("leave-way"))}
                }
            }
        }
    }
}

/// Who let them in; and, which is more, that they have no say now.
fn aside(member: &Member, words: Words) -> Option<String> {
    let by = member.admitted_by.as_ref();
    match member.say {
        Say::Seat => by.map(|by| words.about("member-admitted", &called(by, words))),
        Say::NotYet => Some(words.say("member-not-yet")),
        Say::Faded => Some(words.say("member-faded")),
    }
}

/// When somebody was last heard: aged facts, since "online" would often be untrue. Nothing for oneself.
pub(super) fn heard(member: &Member, desk: Desk, words: Words) -> Option<String> {
    let me = desk.people.read().me.as_ref().is_some_and(|me| me.id == member.person.id);
    match (me, member.near, member.heard) {
        (true, _, _) => None,
        (_, true, _) => Some(words.say("member-near")),
        (_, _, Some(heard)) => Some(words.about("member-heard", &words.ago(heard, *desk.now.read()))),
        _ => Some(words.say("member-not-heard")),
    }
}

/// Somebody before the door.
#[component]
fn Knock(knock: KnockView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    if let Some(person) = knock.continues.clone() {
        return rsx! { ComingBack { knock, person } };
    }
    let KnockView { device, name, from_my_code, missing, mine, .. } = knock.clone();
    // One's own yes is among those that are missing.
    let is_last = missing <= 1;
    let (yes, told) = if is_last { ("do-let-in", "let-in") } else { ("do-vouch", "vouched-for") };
    let let_in = {
        let name = name.clone();
        move |()| {
            let name = name.clone();
            desk.perform(Command::Admit { device }, move |_| {
                desk.tell(desk.words().about(told, &name), None);
            });
        }
    };
    let code = if from_my_code { "knock-my-code" } else { "knock-other-code" };
    rsx! {
        Knocker { device, name: name.clone() }
        p { class: "hint", {words.say(code)} }
        Vouchers { knock }
        if mine {
            p { class: "mine", {words.say("vouched-already")} }
        } else {
            p { class: "hint", {words.say("vouch-means")} }
            Button {
                look: Look::Main, glyph: Glyph::Door, label: words.about(yes, &name), onclick: let_in,
                disabled: *desk.busy.read(),
            }
        }
    }
}

/// Who has vouched for somebody, and how many still have to.
#[component]
pub(super) fn Vouchers(knock: KnockView) -> Element {
    let words = use_desk().words();
    let names: Vec<String> = knock.vouched_by.iter().map(|by| called(by, words)).collect();
    rsx! {
        if !names.is_empty() {
            p { {words.with("vouched-by", &[("names", names.join(", ").into())])} }
        }
        if knock.missing == 1 && !knock.mine && !names.is_empty() {
            p { {words.say("vouched-last")} }
        } else if knock.missing > 1 || knock.mine {
            p { {words.count("vouched-missing", knock.missing)} }
        }
    }
}

/// Which circle is looked at, if there are several.
#[component]
fn Circles() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let circles = desk.circles.read().clone().unwrap_or_default();
    let choices: Vec<_> = circles.iter().map(|circle| (circle.id.to_string(), circle.name.clone())).collect();
    let chosen = (*desk.circle.peek()).map(|circle| circle.to_string()).unwrap_or_default();
    rsx! {
        if circles.len() > 1 {
            div { class: "form",
                Choice {
                    name: "circle", label: words.say("circles"), choices, chosen,
                    onchoose: move |id: String| desk.choose(id.parse().ok()),
                }
            }
        }
    }
}
