//! The minutes of a meeting: they have written themselves. Whoever was there reads them, signs them, and says beside them
//! what is missing; the record goes out as a file that anybody can check.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId, PersonId,
    assembly::meeting::{Remark, Wish},
    record::{MinutesView, Result as Came, VoteMinutes},
    wrong::Field,
};

use super::hands;
use crate::{
    desk::use_desk,
    guard::Denied,
    kit::{
        Button, Draft, Glyph, Icon, Look, Notice, Page, PersonMark, SecretField, TextField, Waiting, called,
    },
    route::Route,
    screens::{
        guarded::{clear, denied_at},
        vote,
    },
    sentences,
    words::Words,
};

/// The page.
#[component]
pub(crate) fn MinutesOf(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_effect(use_reactive!(|id| desk.open_minutes(id)));
    let view = desk.minutes.read().clone().filter(|view| view.minutes.meeting == id);
    let Some(view) = view else {
        return rsx! {
            Page { title: words.say("minutes-title"), back: true, Waiting { text: words.say("opening") } }
        };
    };
    let view = *view;
    let minutes = view.minutes.clone();
    let over = match minutes.ended {
        Some(ended) if words.day(minutes.opened) == words.day(ended) => {
            words.about("minutes-on", &words.day(ended))
        }
        Some(ended) => words.with(
            "minutes-from-to",
            &[("from", words.day(minutes.opened).into()), ("to", words.day(ended).into())],
        ),
        None => words.say("minutes-not-over"),
    };
    let (there, seats) = (minutes.present.len(), minutes.roll.len());
    rsx! {
        Page { title: words.say("minutes-title"), above: minutes.room.clone(), back: true,
            p { class: "lead", {words.say("minutes-lead")} }
            section { class: "paper minutes",
                p { {over} }
                h2 { {words.say("minutes-there")} }
                p { {words.with("minutes-figures", &[("there", there.into()), ("seats", seats.into())])} }
                ul { class: "people",
                    // Not as elsewhere, where one's own name is marked: minutes are on every phone alike.
                    for (person, present) in minutes.present.iter() {
                        li { key: "{person}", class: "named",
                            PersonMark { id: *person }
                            div { class: "who",
                                p { class: "name", {named(&view, person, words)} }
                                p { class: "below", {words.say(sentences::way_of_voting(present.way))} }
                            }
                        }
                    }
                }
                if let Some(person) = minutes.facilitator {
                    p { {words.about("minutes-facilitator", &named(&view, &person, words))} }
                }
                if !view.agenda.is_empty() {
                    h2 { {words.say("agenda-title")} }
                    ol { class: "points",
                        for (n, title) in view.agenda.iter().enumerate() {
                            li { key: "{n}", "{title}" }
                        }
                    }
                }
                h2 { {words.say("minutes-votes")} }
                if minutes.votes.is_empty() {
                    p { class: "hint", {words.say("minutes-no-votes")} }
                }
                for one in minutes.votes.iter() {
                    Voted { key: "{one.vote}", one: one.clone(), view: view.clone() }
                }
                Hands { view: view.clone() }
                Spoke { view: view.clone() }
            }
            Beside { view: view.clone() }
            Record { id }
        }
    }
}

fn named(view: &MinutesView, person: &PersonId, words: Words) -> String {
    view.persons.get(person).map(|person| called(person, words)).unwrap_or_default()
}

/// One vote, and the way to all its numbers.
#[component]
fn Voted(one: VoteMinutes, view: MinutesView) -> Element {
    let words = use_desk().words();
    let said = match &one.result {
        Came::NotClosed => words.say("minutes-not-closed"),
        Came::Straw(_) => words.say("vote-straw"),
        Came::Voided => words.say("vote-voided"),
        Came::Contradicted(_) => words.say("vote-clash"),
        Came::Closed(closed) if !closed.quorate => words.say("minutes-too-few"),
        Came::Closed(closed) => vote::outcome_said(&closed.tally.outcome, &one.options, words),
    };
    let figures = match &one.result {
        Came::Closed(closed) => Some((closed.tally.figures.ballots as usize, one.voters as usize)),
        _ => None,
    };
    rsx! {
        article { class: "decided",
            h3 { Link { class: "card-link", to: Route::Vote { id: one.vote }, "{one.question}" } }
            p { class: "strong", "{said}" }
            p { class: "hint", {sentences::method(&one.method, words)} }
            if let Some((ballots, voters)) = figures {
                p { {words.with("vote-turnout", &[("cast", ballots.into()), ("count", voters.into())])} }
            }
            if let Came::Closed(closed) = &one.result {
                for (who, choice) in closed.words.iter() {
                    p { key: "{who}", class: "said",
                        {named(&view, who, words)} ": " {vote::choice_said(choice, &one.options, words)}
                    }
                }
                if let Some(day) = closed.days.review {
                    p { {words.about("minutes-review", &words.day(day))} }
                }
                if let Some(day) = closed.days.sunset {
                    p { {words.about("minutes-sunset", &words.day(day))} }
                }
            }
            if let Some(worded) = &one.worded {
                details {
                    summary { {words.say("minutes-text")} }
                    p { class: "text", "{worded.text}" }
                }
            }
        }
    }
}

#[component]
fn Hands(view: MinutesView) -> Element {
    let words = use_desk().words();
    if view.minutes.hands.is_empty() {
        return rsx! {};
    }
    let about = |person: &PersonId| named(&view, person, words);
    rsx! {
        h2 { {words.say("minutes-hands")} }
        ul { class: "facts-list",
            for (n, one) in view.minutes.hands.iter().enumerate() {
                li { key: "{n}",
                    Icon { glyph: if one.passed { Glyph::Check } else { Glyph::Close } }
                    span { {hands::decided(
                        &hands::item_of(&one.item, &hands::about(&one.item, &view.agenda, about), words),
                        (one.yes as usize, one.no as usize), one.passed, words,
                    )} }
                }
            }
        }
    }
}

#[component]
fn Spoke(view: MinutesView) -> Element {
    let words = use_desk().words();
    if view.minutes.spoke.is_empty() {
        return rsx! {};
    }
    rsx! {
        h2 { {words.say("minutes-spoke")} }
        ul { class: "people",
            for (person, spoke) in view.minutes.spoke.iter() {
                li { key: "{person}", class: "card-foot",
                    PersonMark { id: *person }
                    span { {words.with("minutes-turns", &[
                        ("name", named(&view, person, words).into()),
                        ("count", (spoke.turns as usize).into()),
                        ("minutes", (spoke.seconds.div_ceil(60) as usize).into()),
                    ])} }
                }
            }
        }
    }
}

/// Who signed them, and what was said beside them.
#[component]
fn Beside(view: MinutesView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.minutes.meeting;
    let draft = Draft::new(&format!("minutes/{id}"));
    let say = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let (draft, words) = (draft.clone(), draft.text(desk, "words").trim().to_owned());
            desk.perform(Command::Assemble(Wish::Remark { meeting: id, words }), move |_| {
                draft.forget(desk, &["words"]);
                desk.open_minutes(id);
            });
        }
    };
    let all = |all: &[tequio_core::view::Person]| {
        all.iter().map(|person| called(person, words)).collect::<Vec<_>>().join(", ")
    };
    rsx! {
        section { class: "paper",
            h2 { {words.say("minutes-signed-title")} }
            if view.cosigned.is_empty() {
                p { class: "hint", {words.say("minutes-nobody-signed")} }
            } else {
                p { {words.about("minutes-signed", &all(&view.cosigned))} }
            }
            if !view.earlier.is_empty() {
                p { class: "hint", {words.about("minutes-signed-earlier", &all(&view.earlier))} }
            }
            if view.can_cosign {
                p { {words.say("minutes-sign-lead")} }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("minutes-sign"),
                    disabled: *desk.busy.read(),
                    onclick: move |()| desk.perform(
                        Command::Assemble(Wish::Cosign { meeting: id }), move |_| desk.open_minutes(id),
                    ),
                }
            }
            h2 { {words.say("minutes-remarks")} }
            for remark in view.remarks.iter().cloned() {
                Said { key: "{remark.place.id}", name: named(&view, &remark.by, words), remark }
            }
            if view.can_remark {
                form { class: "form", onsubmit: say, novalidate: true,
                    TextField {
                        draft, name: "words", about: Field::Words, lines: 3,
                        label: words.say("minutes-remark"), hint: words.say("minutes-remark-hint"),
                    }
                    Button { label: words.say("minutes-remark-button"), disabled: *desk.busy.read() }
                }
            }
        }
    }
}

#[component]
fn Said(name: String, remark: Remark) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    rsx! {
        article { class: "decided",
            p { "{remark.words}" }
            div { class: "card-foot",
                PersonMark { id: remark.by }
                span { class: "by",
                    span { class: "name", "{name}" }
                    span { class: "ago", {words.ago(remark.written, now)} }
                }
            }
        }
    }
}

/// The record goes out.
#[component]
fn Record(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let folder = use_signal(|| desk.place());
    let mut written = use_signal(|| None::<String>);
    let denied = denied_at(desk, *desk.denied.read(), &[Denied::Place]);
    let write = move |event: FormEvent| {
        event.prevent_default();
        desk.write_record(id, folder.peek().trim().to_owned(), move |path| written.set(Some(path)));
    };
    rsx! {
        section { class: "paper",
            h2 { {words.say("record-title")} }
            p { {words.say("record-lead")} }
            form { class: "form", onsubmit: write, novalidate: true,
                SecretField {
                    name: "folder", label: words.say("suspend-folder"), text: folder, shown: true,
                    autocomplete: "off", wrong: denied, ontype: move |()| clear(desk),
                }
                Button { glyph: Glyph::Papers, label: words.say("record-button"), disabled: *desk.busy.read() }
            }
            if let Some(path) = written.read().clone() {
                Notice { glyph: Glyph::Check, text: words.about("record-written", &path) }
            }
        }
    }
}
