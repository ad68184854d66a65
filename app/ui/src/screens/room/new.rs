//! A new meeting: where, how long a turn is, and what is to be talked about.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::meeting::{Point, Wish},
    wrong::Field,
};

use crate::{
    desk::{Desk, use_desk},
    kit::{Button, Choice, Draft, Glyph, Look, Page, Switch, TextField},
    route::Route,
};

const FIELDS: [&str; 3] = ["place", "points", "turn"];
const TURNS: [(&str, &str); 4] =
    [("none", "turn-none"), ("60", "turn-one"), ("120", "turn-two"), ("300", "turn-five")];

/// The form.
#[component]
pub(crate) fn NewMeeting() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = draft(desk);
    let mut chosen = use_signal(Vec::<EntryId>::new);
    let proposals = desk.deciding.read().proposals.clone();
    let open = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let wish = read(&draft, &chosen.peek(), desk);
            let draft = draft.clone();
            desk.perform(Command::Assemble(wish), move |id| {
                draft.forget(desk, &FIELDS);
                navigator.replace(id.map_or(Route::Decide {}, |id| Route::Room { id }));
            });
        }
    };
    let turn = draft.get(desk, "turn").unwrap_or_else(|| "120".to_owned());
    let kept = draft.clone();
    rsx! {
        Page { title: words.say("meeting-open"), above: desk.here().map(|circle| circle.name), back: true,
            p { class: "lead", {words.say("meeting-open-lead")} }
            form { class: "form", onsubmit: open, novalidate: true,
                TextField {
                    draft: draft.clone(), name: "place", about: Field::Area,
                    label: words.say("meeting-place"), hint: words.say("meeting-place-hint"),
                }
                TextField {
                    draft: draft.clone(), name: "points", about: Field::Point, lines: 4,
                    label: words.say("meeting-points"), hint: words.say("meeting-points-hint"),
                }
                if !proposals.is_empty() {
                    fieldset { class: "choices",
                        legend { {words.say("agenda-proposals")} }
                        for card in proposals {
                            Switch {
                                key: "{card.id}", name: "proposal", label: card.title.clone(),
                                onswitch: move |on: bool| {
                                    let mut chosen = chosen.write();
                                    chosen.retain(|id| *id != card.id);
                                    if on {
                                        chosen.push(card.id);
                                    }
                                },
                            }
                        }
                    }
                }
                Choice {
                    name: "turn", label: words.say("meeting-turn"), chosen: turn,
                    choices: TURNS.map(|(word, name)| (word.to_owned(), words.say(name))).to_vec(),
                    onchoose: move |word: String| kept.put(desk, "turn", &word),
                }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("meeting-open-button"),
                    disabled: *desk.busy.read(),
                }
            }
        }
    }
}

fn draft(desk: Desk) -> Draft {
    let circle = (*desk.circle.peek()).map(|circle| circle.to_string()).unwrap_or_default();
    Draft::new(&format!("meeting/{circle}"))
}

/// What the form says. Each line is a point; proposals come after them.
fn read(draft: &Draft, proposals: &[EntryId], desk: Desk) -> Wish {
    let points = draft.text(desk, "points");
    let lines = points.lines().map(str::trim).filter(|line| !line.is_empty());
    let agenda: Vec<Point> = lines
        .map(|line| Point::Words(line.to_owned()))
        .chain(proposals.iter().map(|id| Point::Proposal(*id)))
        .collect();
    let turn = draft.get(desk, "turn").unwrap_or_else(|| "120".to_owned());
    Wish::Open { place: draft.text(desk, "place").trim().to_owned(), agenda, turn: turn.parse().ok() }
}
