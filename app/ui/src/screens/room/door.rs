//! The door of a meeting: checking in, letting in, and who let whom in.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::meeting::{Attendant, Door, MeetingView, MyPlace, Way as Voting, What, Wish},
    view::Person,
};

use super::{say, use_meeting};
use crate::{
    desk::{set, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Named, Notice, Page, Picture, called},
    route::Route,
    scan::Scan,
    screens::join::Reader,
    sentences,
    words::Words,
};

/// The ways in, for whoever is not in.
#[component]
pub(super) fn Way(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let arrive = move |()| {
        let wish = Wish::Arrive { meeting: id, way: Voting::OwnPhone, key: None };
        desk.perform(Command::Assemble(wish), |_| ());
    };
    let busy = *desk.busy.read();
    if !desk.is_inside() {
        return rsx! {};
    }
    match &view.me {
        MyPlace::In { .. } => rsx! {},
        MyPlace::Seen { by } => rsx! {
            section { class: "paper knock",
                p { {words.about("door-seen", &names(by, words))} }
                Button { look: Look::Main, glyph: Glyph::Check, label: words.say("door-i-am-here"), onclick: arrive, disabled: busy }
                p { class: "hint", {words.say("door-not-here")} }
            }
        },
        MyPlace::Marked { by } => rsx! {
            section { class: "paper knock",
                p { {words.about("door-marked", &names(by, words))} }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("door-still"), disabled: busy,
                    onclick: move |()| say(desk, id, What::Door(Door::Still)),
                }
            }
        },
        MyPlace::Asked => rsx! {
            section { class: "paper knock",
                p { {words.say("door-asked")} }
                Scanning { id }
                Button {
                    look: Look::Quiet, label: words.say("door-take-back"),
                    onclick: move |()| say(desk, id, What::Door(Door::Left)),
                }
            }
        },
        MyPlace::Outside | MyPlace::Left => rsx! {
            section { class: "paper knock",
                p { {words.say("door-lead")} }
                Scanning { id }
                Button { label: words.say("door-i-am-here"), onclick: arrive, disabled: busy }
                p { class: "hint", {words.say("door-here-hint")} }
            }
        },
    }
}

#[component]
fn Scanning(id: EntryId) -> Element {
    rsx! {
        Link { class: "button main", to: Route::MeetingCheckIn { id },
            Icon { glyph: Glyph::Camera }
            span { {use_desk().words().say("door-scan")} }
        }
    }
}

/// Reading the code on somebody's screen.
#[component]
pub(crate) fn MeetingCheckIn(id: EntryId) -> Element {
    // The meeting is looked at again when its room is.
    let _ = id;
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    use_hook(|| set(desk.scan, Scan::Resting));
    let mut wrong = use_signal(|| None::<String>);
    use_effect(move || {
        let Scan::Read(code) = desk.scan.read().clone() else { return };
        set(desk.scan, Scan::Resting);
        wrong.set(sentences::meeting_code_wrong(&code, desk.circle.peek().as_ref(), desk.words()));
        if wrong.peek().is_none() {
            desk.perform(Command::Assemble(Wish::Scan { code }), move |_| {
                Draft::new("meeting-code").forget(desk, &["code"]);
                // The room is what stands behind this.
                navigator.go_back();
            });
        }
    });
    rsx! {
        Page { title: words.say("door-scan-title"), back: true,
            p { class: "lead", {words.say("door-scan-lead")} }
            Reader { form: "meeting-code", wrong: wrong.read().clone() }
        }
    }
}

/// The code for those who come.
#[component]
pub(super) fn Code(view: MeetingView, shown: bool) -> Element {
    let words = use_desk().words();
    let mut shown = use_signal(|| shown);
    let Some(code) = view.code.clone() else { return rsx! {} };
    rsx! {
        section { class: "paper code-of-meeting",
            button {
                class: "button quiet more", r#type: "button", aria_expanded: *shown.read(),
                onclick: move |_| shown.toggle(),
                Icon { glyph: Glyph::More }
                span { {words.say("door-code")} }
            }
            if *shown.read() {
                p { class: "hint", {words.say("door-code-lead")} }
                Picture { code: code.clone(), label: words.say("code-picture") }
                div { class: "field",
                    label { r#for: "meeting-code-text", {words.say("code-text")} }
                    textarea {
                        id: "meeting-code-text", class: "code-text", rows: "3", readonly: true, spellcheck: "false",
                        key: "{code}", initial_value: "{code}",
                    }
                }
            }
        }
    }
}

/// Who waits to be let in: one tap each.
#[component]
pub(super) fn AtTheDoor(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let waiting: Vec<_> = view.waiting.iter().filter(|one| one.can_let_in).cloned().collect();
    if waiting.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "members",
            h2 { {words.say("door-waiting")} }
            p { class: "hint", {words.say("door-waiting-hint")} }
            ul { class: "paper list",
                for one in waiting {
                    li { key: "{one.person.id}",
                        Named {
                            person: one.person.clone(),
                            below: one.brought_by.as_ref().map(|by| words.about("door-brought-by", &called(by, words))),
                            aside: words.say(if one.near { "door-near" } else { "door-not-near" }),
                        }
                        Button {
                            glyph: Glyph::Check, label: words.about("door-let-in", &called(&one.person, words)),
                            onclick: move |()| say(desk, id, What::Door(Door::LetIn { person: one.person.id })),
                        }
                    }
                }
            }
        }
    }
}

/// Everybody who is or was there, and who let them in; who is near; and bringing somebody without a phone.
#[component]
pub(crate) fn MeetingPeople(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let is_in = view.me.is_in() && !view.card.over;
    rsx! {
        Page { title: words.say("people-of-meeting"), above: view.card.room.clone(), back: true,
            super::now::Now { view: view.clone() }
            AtTheDoor { view: view.clone() }
            if !view.near.is_empty() {
                section { class: "members",
                    h2 { {words.say("door-nearby")} }
                    p { class: "hint", {words.say("door-nearby-hint")} }
                    ul { class: "paper list",
                        for person in view.near.iter().cloned() {
                            li { key: "{person.id}",
                                Named { person: person.clone() }
                                Button {
                                    label: words.about("door-is-here", &called(&person, words)),
                                    onclick: move |()| say(desk, id, What::Door(Door::LetIn { person: person.id })),
                                }
                            }
                        }
                    }
                }
            }
            section { class: "members",
                h2 { {words.count("meeting-here", view.here.len())} }
                ul { class: "paper list",
                    for one in view.here.iter().cloned() {
                        li { key: "{one.person.id}",
                            Present { one: one.clone() }
                            if one.can_mark {
                                Button {
                                    look: Look::Quiet, label: words.about("door-has-left", &called(&one.person, words)),
                                    onclick: move |()| say(desk, id, What::Door(Door::SaidLeft { person: one.person.id })),
                                }
                            }
                        }
                    }
                }
            }
            if !view.gone.is_empty() {
                section { class: "members",
                    h2 { {words.count("meeting-gone", view.gone.len())} }
                    ul { class: "paper list",
                        for one in view.gone.iter().cloned() {
                            li { key: "{one.person.id}", Present { one } }
                        }
                    }
                }
            }
            if is_in {
                super::bring::Bring { view: view.clone() }
            }
            Notice { glyph: Glyph::Person, text: words.say("door-visible") }
        }
    }
}

#[component]
fn Present(one: Attendant) -> Element {
    let words = use_desk().words();
    let let_in = match one.let_in_by.is_empty() {
        true => words.say("door-opened"),
        false => words.about("door-let-in-by", &names(&one.let_in_by, words)),
    };
    let mut aside = vec![words.say(sentences::way_of_voting(one.way))];
    if !one.on_roll {
        aside.push(words.say("door-not-on-roll"));
    }
    if !one.said_left_by.is_empty() {
        aside.push(words.about("door-said-left-by", &names(&one.said_left_by, words)));
    }
    rsx! { Named { person: one.person.clone(), below: let_in, aside: aside.join(" ") } }
}

/// Several people in one sentence.
pub(super) fn names(people: &[Person], words: Words) -> String {
    let names: Vec<String> = people.iter().map(|person| called(person, words)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            words.with("names-and", &[("names", rest.join(", ").into()), ("last", last.clone().into())])
        }
        _ => names.join(", "),
    }
}
