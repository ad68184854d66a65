//! A new proposal: a title, a text, and when the circle looks at it again. Every letter is kept as it is typed, until the
//! proposal is there for all to read.

use dioxus::prelude::*;
use tequio_core::{
    Command, Time,
    assembly::proposal::{Paper, Wish},
    time::DAY,
    wrong::Field,
};

use crate::{
    desk::{Desk, set, use_desk},
    kit::{Button, Choice, DayField, Draft, Glyph, Look, Page, TextField, day_of},
    route::Route,
};

const FIELDS: [&str; 5] = ["title", "text", "review", "review-day", "review-month"];

/// The form.
#[component]
pub(crate) fn NewProposal() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = draft(desk);
    let propose = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let (paper, draft) = (read(&draft, desk), draft.clone());
            desk.perform(Command::Propose(Wish::Propose(paper)), move |id| {
                draft.forget(desk, &FIELDS);
                desk.tell(desk.words().say("proposed"), None);
                // The proposal takes the form's place: "back" leads to the list.
                navigator.replace(id.map_or(Route::Decide {}, |id| Route::Proposal { id }));
            });
        }
    };
    rsx! {
        Page { title: words.say("propose-title"), above: desk.here().map(|circle| circle.name), back: true,
            form { class: "form", onsubmit: propose, novalidate: true,
                TextField {
                    draft: draft.clone(), name: "title", about: Field::Title,
                    label: words.say("new-title"), hint: words.say("propose-hint"),
                }
                TextField {
                    draft: draft.clone(), name: "text", about: Field::Words, lines: 8,
                    label: words.say("propose-text"), hint: words.say("propose-text-hint"),
                }
                When {
                    draft: draft.clone(), name: "review", label: words.say("propose-review"),
                    none: words.say("review-none"), first: "365",
                }
                p { class: "hint", {words.say("propose-who-reads")} }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("propose-button"),
                    disabled: *desk.busy.read(),
                }
            }
        }
    }
}

/// A day some months ahead, a date, or none.
#[component]
fn When(
    draft: Draft,
    name: &'static str,
    label: String,
    /// What "none" is called.
    none: String,
    /// What is chosen at first.
    first: &'static str,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut chosen = use_signal(|| draft.get(desk, name).unwrap_or_else(|| first.to_owned()));
    let mut choices = vec![("none".to_owned(), none)];
    let spans =
        [("90", "in-three-months"), ("180", "in-half-a-year"), ("365", "in-a-year"), ("date", "until-date")];
    choices.extend(spans.map(|(word, name)| (word.to_owned(), words.say(name))));
    let kept = draft.clone();
    rsx! {
        Choice {
            name, label, choices, chosen: chosen.peek().clone(),
            onchoose: move |word: String| {
                kept.put(desk, name, &word);
                set(desk.refused, None);
                chosen.set(word);
            },
        }
        if *chosen.read() == "date" {
            DayField { draft, name, about: Field::Until, label: words.say("date-on") }
        }
    }
}

fn draft(desk: Desk) -> Draft {
    let circle = (*desk.circle.peek()).map(|circle| circle.to_string()).unwrap_or_default();
    Draft::new(&format!("proposal/{circle}"))
}

/// What the form says. What cannot be a proposal is left to the core to refuse, at its field.
fn read(draft: &Draft, desk: Desk) -> Paper {
    let text = |field| draft.text(desk, field).trim().to_owned();
    Paper { title: text("title"), text: text("text"), review: when(draft, "review", "365", desk) }
}

fn when(draft: &Draft, name: &'static str, first: &str, desk: Desk) -> Option<Time> {
    let (words, now) = (desk.words(), *desk.now.peek());
    match draft.get(desk, name).as_deref().unwrap_or(first) {
        // A date that is none is refused like one that has passed.
        "date" => {
            let (day, month) = day_of(draft, name, desk);
            Some(words.end_of_next(day, month, now).unwrap_or(Time(0)))
        }
        days => days.parse::<u64>().ok().map(|days| now.plus(days * DAY)),
    }
}
