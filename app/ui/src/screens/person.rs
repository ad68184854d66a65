//! One member: who they are here, who vouched for them, what say they have, and what one can do about that; and those
//! who are no longer here.

use dioxus::prelude::*;
use tequio_core::{
    Command, PersonId,
    view::{Member, Person, Say},
};

use super::people::heard;
use crate::{
    desk::{Desk, use_desk},
    kit::{Button, Glyph, Icon, Look, Named, Page, Sheet, called, go_back},
    route::Route,
    words::Words,
};

pub(super) fn known(id: PersonId, desk: Desk) -> Option<Member> {
    desk.people.read().members.iter().find(|member| member.person.id == id).cloned()
}

/// One member's page.
#[component]
pub(crate) fn MemberPage(id: PersonId) -> Element {
    rsx! { MemberPaper { id } }
}

#[component]
fn MemberPaper(id: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(member) = known(id, desk) else {
        return rsx! {
            Page { title: words.say("person-gone"), back: true,
                p { class: "lead", {words.say("person-gone-words")} }
            }
        };
    };
    let me = desk.people.read().me.as_ref().is_some_and(|me| me.id == id);
    let name = called(&member.person, words);
    let fading = desk.agreed.read().rules.fading.is_some();
    rsx! {
        Page { title: name.clone(), above: desk.here().map(|circle| circle.name), back: true,
            section { class: "paper",
                Named { person: member.person.clone(), below: heard(&member, desk, words) }
                if member.forked {
                    p { class: "hint", {words.about("member-forked", &name)} }
                }
                if let Some(before) = &member.again {
                    p { {words.about("person-again", &called(before, words))} }
                }
            }
            section { class: "paper",
                h2 { {words.say("person-say")} }
                p { {say(member.say, desk, words)} }
                h2 { {words.say("person-vouched-by")} }
                People { people: member.vouched_by.clone(), nobody: words.say("person-vouched-by-nobody") }
                h2 { {words.say("person-vouched-for")} }
                People { people: member.vouched_for.clone(), nobody: words.say("person-vouched-for-nobody") }
            }
            if !me && desk.is_inside() {
                div { class: "actions",
                    if fading || member.say == Say::Faded {
                        Link { class: "button main", to: Route::Met { id },
                            Icon { glyph: Glyph::Check }
                            span { {words.say("met-again")} }
                        }
                    }
                    Link { class: "button plain", to: Route::MoveRemoval { id },
                        span { {words.say("move-removal")} }
                    }
                }
            }
        }
    }
}

/// What say somebody has, and what they lack.
pub(super) fn say(say: Say, desk: Desk, words: Words) -> String {
    match say {
        Say::Seat => words.say("say-seat"),
        Say::NotYet => words.say("say-not-yet"),
        Say::Faded => words.count("say-faded", desk.agreed.read().rules.vouches.into()),
    }
}

#[component]
fn People(people: Vec<Person>, nobody: String) -> Element {
    let here = use_desk().people;
    rsx! {
        if people.is_empty() {
            p { class: "hint", "{nobody}" }
        } else {
            ul { class: "people",
                for person in people {
                    li { key: "{person.id}",
                        if here.read().members.iter().any(|member| member.person.id == person.id) {
                            Link { class: "person-link", to: Route::Member { id: person.id }, Named { person } }
                        } else {
                            Named { person }
                        }
                    }
                }
            }
        }
    }
}

/// They have met again: said by who holds this phone, with the other before them.
#[component]
pub(crate) fn Met(id: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let Some(member) = known(id, desk) else { return rsx! { MemberPaper { id } } };
    let name = called(&member.person, words);
    let met = {
        let Member { device, person, .. } = member.clone();
        let told = name.clone();
        move |()| {
            let vouch = Command::Vouch { device, name: person.name.clone(), again: None };
            let told = told.clone();
            desk.perform(vouch, move |_| {
                desk.tell(desk.words().about("met-told", &told), None);
                navigator.go_back();
            });
        }
    };
    rsx! {
        Sheet { title: words.about("met-title", &name), behind: rsx! { MemberPaper { id } },
            Named { person: member.person.clone() }
            p { {words.say("met-words")} }
            p { class: "hint", {words.say("met-what-follows")} }
            div { class: "actions",
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("met-yes"), onclick: met,
                    disabled: *desk.busy.read(),
                }
                Button { label: words.say("not-now"), onclick: go_back }
            }
        }
    }
}

/// Who is no longer here.
#[component]
pub(crate) fn NoLongerHere() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let gone = desk.people.read().gone.clone();
    rsx! {
        Page { title: words.say("gone-title"), above: desk.here().map(|circle| circle.name), back: true,
            ul { class: "paper list",
                for one in gone {
                    li { key: "{one.person.id}",
                        Named {
                            person: one.person,
                            below: words.say(if one.left { "gone-left" } else { "gone-removed" }),
                        }
                    }
                }
            }
        }
    }
}
