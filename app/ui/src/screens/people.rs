//! Who is in the circle, who is near, who knocks, and the way to let somebody in.

use dioxus::prelude::*;
use tequio_core::{
    Command,
    view::{KnockView, Member},
};

use super::first::{Home, Knocker, SettingsLink};
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
    let Some(circle) = desk.here().filter(|circle| circle.door == Door::Inside) else {
        return rsx! { Home {} };
    };
    let people = desk.people.read();
    rsx! {
        Page { title: words.say("people-title"), above: circle.name, aside: rsx! { SettingsLink {} },
            Circles {}
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
                            Named {
                                person: member.person.clone(),
                                below: heard(&member, desk, words),
                                aside: member.admitted_by.as_ref().map(|by| {
                                    words.about("member-admitted", &called(by, words))
                                }),
                            }
                            if member.forked {
                                p { class: "hint", {words.about("member-forked", &called(&member.person, words))} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// When somebody was last heard: aged facts, since "online" would often be untrue. Nothing for oneself.
fn heard(member: &Member, desk: Desk, words: Words) -> Option<String> {
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
    let KnockView { device, name, from_my_code, .. } = knock;
    let let_in = {
        let name = name.clone();
        move |()| {
            let name = name.clone();
            desk.perform(Command::Admit { device }, move |_| {
                desk.tell(desk.words().about("let-in", &name), None);
            });
        }
    };
    let code = if from_my_code { "knock-my-code" } else { "knock-other-code" };
    rsx! {
        Knocker { device, name: name.clone() }
        p { class: "hint", {words.say(code)} }
        p { class: "hint", {words.say("knock-what-follows")} }
        Button {
            look: Look::Main, glyph: Glyph::Door, label: words.about("do-let-in", &name), onclick: let_in,
            disabled: *desk.busy.read(),
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
