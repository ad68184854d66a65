//! A new ask or offer: one short form. Every letter is kept as it is typed, until the post is on the board.

use dioxus::prelude::*;
use tequio_core::{
    Command, Refused, Time,
    event::{Direction, Kind, Posting, Urgency},
    wrong::Field,
};

use crate::{
    desk::{Desk, set, use_desk},
    kit::{Button, Choice, DayField, Draft, Glyph, Icon, Look, Page, TextField, day_of},
    route::Route,
    sentences,
    words::Words,
};

const FIELDS: [&str; 10] = [
    "title",
    "words",
    "kind",
    "urgency",
    "area",
    "until",
    "until-day",
    "until-month",
    "helpers",
    "for-someone",
];

/// Those of them that most posts do not need.
const MORE: [&str; 5] = ["until", "until-day", "until-month", "helpers", "for-someone"];

/// The place of the form: for an ask or for an offer.
#[component]
pub(crate) fn New(direction: String) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let direction = Direction::from_word(&direction).unwrap_or(Direction::Ask);
    let title = match direction {
        Direction::Ask => "new-ask-title",
        Direction::Offer => "new-offer-title",
    };
    let choices = labelled(Direction::ALL, Direction::word, sentences::direction, words);
    rsx! {
        Page { title: words.say(title), back: true,
            Choice {
                name: "direction", label: words.say("filter-direction"), unlabelled: true,
                class: "choices segments", choices, chosen: direction.word(),
                onchoose: move |direction: String| {
                    navigator.replace(Route::New { direction });
                },
            }
            // Each of the two has its own draft, and its fields begin anew.
            for direction in [direction] {
                Form { key: "{direction.word()}", direction }
            }
        }
    }
}

/// The form.
#[component]
fn Form(direction: Direction) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = draft(desk, direction);
    let post = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let (posting, draft) = (read(&draft, direction, desk), draft.clone());
            desk.perform(Command::Post(posting), move |id| {
                draft.forget(desk, &FIELDS);
                desk.tell(desk.words().say("posted"), None);
                // The post takes the form's place: "back" leads to the board.
                navigator.replace(id.map_or(Route::Home {}, |id| Route::Post { id }));
            });
        }
    };
    let (hint, button) = match direction {
        Direction::Ask => ("new-ask-hint", "new-ask-button"),
        Direction::Offer => ("new-offer-hint", "new-offer-button"),
    };
    rsx! {
        form { class: "form", onsubmit: post, novalidate: true,
            TextField {
                draft: draft.clone(), name: "title", about: Field::Title,
                label: words.say("new-title"), hint: words.say(hint),
            }
            TextField {
                draft: draft.clone(), name: "words", about: Field::Words, lines: 4,
                label: words.say("new-words"),
            }
            OneOf {
                draft: draft.clone(), name: "kind", label: words.say("new-kind"),
                choices: labelled(Kind::ALL, Kind::word, sentences::kind, words), first: Kind::Food.word(),
                glyphs: Kind::ALL.iter().copied().map(Glyph::of_kind).collect::<Vec<_>>(),
            }
            OneOf {
                draft: draft.clone(), name: "urgency", label: words.say("new-urgency"),
                choices: labelled(Urgency::ALL, Urgency::word, sentences::urgency, words),
                first: Urgency::Soon.word(),
            }
            TextField {
                draft: draft.clone(), name: "area", about: Field::Area,
                label: words.say("new-area"), hint: words.say("new-area-hint"),
            }
            More { draft: draft.clone(), direction }
            p { class: "hint", {words.say("new-who-reads")} }
            Button { look: Look::Main, glyph: Glyph::Check, label: words.say(button), disabled: *desk.busy.read() }
        }
    }
}

/// What most posts do not need: one press away, and in sight where something was written or refused.
#[component]
fn More(draft: Draft, direction: Direction) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut open = use_signal(|| MORE.iter().any(|field| draft.get(desk, field).is_some()));
    use_effect(move || {
        let refused = desk.refused.read().as_ref().and_then(Refused::field);
        if matches!(refused, Some(Field::Until | Field::Helpers | Field::ForWhom)) {
            set(open, true);
        }
    });
    let (more, helpers) = match direction {
        Direction::Ask => ("new-ask-more", "new-ask-helpers"),
        Direction::Offer => ("new-offer-more", "new-offer-helpers"),
    };
    let is_open = *open.read();
    rsx! {
        button {
            class: "button more", r#type: "button", aria_expanded: if is_open { "true" } else { "false" },
            onclick: move |_| open.toggle(),
            Icon { glyph: Glyph::More }
            span { {words.say(more)} }
        }
        if is_open {
            Until { draft: draft.clone() }
            TextField {
                draft: draft.clone(), name: "helpers", about: Field::Helpers, sort: "number", otherwise: "1",
                label: words.say(helpers),
            }
            if direction == Direction::Ask {
                TextField {
                    draft, name: "for-someone", about: Field::ForWhom,
                    label: words.say("new-for"), hint: words.say("new-for-hint"),
                }
            }
        }
    }
}

/// One of a few, kept like a text.
#[component]
fn OneOf(
    draft: Draft,
    name: &'static str,
    label: String,
    choices: Vec<(String, String)>,
    #[props(default)] glyphs: Vec<Glyph>,
    first: &'static str,
) -> Element {
    let desk = use_desk();
    let chosen = use_hook(|| draft.get(desk, name).unwrap_or_else(|| first.to_owned()));
    rsx! {
        Choice { name, label, choices, glyphs, chosen, onchoose: move |word: String| draft.put(desk, name, &word) }
    }
}

/// Until when: mostly a day close by, sometimes a date.
#[component]
fn Until(draft: Draft) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut chosen = use_signal(|| draft.get(desk, "until").unwrap_or_else(|| "open".to_owned()));
    let choices = [
        ("open", "until-open"),
        ("0", "until-today"),
        ("1", "until-tomorrow"),
        ("7", "until-week"),
        ("date", "until-date"),
    ];
    let kept = draft.clone();
    rsx! {
        Choice {
            name: "until", label: words.say("new-until"),
            choices: choices.map(|(word, name)| (word.to_owned(), words.say(name))).to_vec(),
            chosen: chosen.peek().clone(),
            onchoose: move |word: String| {
                kept.put(desk, "until", &word);
                set(desk.refused, None);
                chosen.set(word);
            },
        }
        if *chosen.read() == "date" {
            DayField { draft, name: "until", about: Field::Until, label: words.say("new-date") }
        }
    }
}

fn labelled<T: Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    sentence: fn(T) -> &'static str,
    words: Words,
) -> Vec<(String, String)> {
    all.iter().map(|one| (word(*one).to_owned(), words.say(sentence(*one)))).collect()
}

/// One draft for asks and one for offers, in each circle.
fn draft(desk: Desk, direction: Direction) -> Draft {
    let circle = (*desk.circle.peek()).map(|circle| circle.to_string()).unwrap_or_default();
    Draft::new(&format!("{}/{circle}", direction.word()))
}

/// What the form says. What cannot be a post is left to the core to refuse, at its field.
fn read(draft: &Draft, direction: Direction, desk: Desk) -> Posting {
    let text = |field| draft.text(desk, field).trim().to_owned();
    let helpers = draft.get(desk, "helpers").map_or(Some(1), |text| text.trim().parse().ok());
    let for_someone = text("for-someone");
    Posting {
        direction,
        title: text("title"),
        words: text("words"),
        kind: Kind::from_word(&text("kind")).unwrap_or(Kind::Food),
        urgency: Urgency::from_word(&text("urgency")).unwrap_or(Urgency::Soon),
        area: text("area"),
        until: until(&text("until"), day_of(draft, "until", desk), desk),
        // What is no number is refused like one that is too small.
        helpers: helpers.unwrap_or(0),
        for_someone: (!for_someone.is_empty()).then_some(for_someone),
    }
}

fn until(choice: &str, (day, month): (i64, i64), desk: Desk) -> Option<Time> {
    let (words, now) = (desk.words(), *desk.now.peek());
    match choice {
        // A date that is none is refused like one that has passed.
        "date" => Some(words.end_of_next(day, month, now).unwrap_or(Time(0))),
        days => Some(words.end_of_day(now, days.parse().ok()?)),
    }
}
