//! A new proposal: a title, a text, and when the circle looks at it again. Every letter is kept as it is typed, until the
//! proposal is there for all to read.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId, Refused, Time,
    assembly::proposal::{About, Change, Paper, Wish},
    count::{Base, Bound, Method, Share, Threshold},
    rules::Rules,
    time::DAY,
    view::Matter,
    wrong::Field,
};

use crate::{
    desk::{Desk, OpenMatter, set, use_desk},
    kit::{Button, Choice, DayField, Draft, Glyph, Icon, Look, Notice, Options, Page, TextField, day_of},
    route::Route,
    sentences,
};

const FIELDS: [&str; 9] = [
    "title",
    "text",
    "review",
    "review-day",
    "review-month",
    "sunset",
    "sunset-day",
    "sunset-month",
    "method",
];

/// Those of them that most proposals do not need.
const MORE: [&str; 2] = ["sunset", "method"];

/// A proposal of something new.
#[component]
pub(crate) fn NewProposal() -> Element {
    let words = use_desk().words();
    rsx! {
        Page { title: words.say("propose-title"), above: use_desk().here().map(|circle| circle.name), back: true,
            Form { about: None, title: String::new(), text: String::new() }
        }
    }
}

/// A proposal about an earlier decision.
#[component]
pub(crate) fn Follow(id: EntryId, change: String) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.open_matter(id));
    let all = [Change::Repeal, Change::Keep, Change::Replace];
    let change = all.into_iter().find(|one| sentences::change_word(*one) == change).unwrap_or(Change::Keep);
    let known = match &*desk.matter.read() {
        Some(OpenMatter::Known(known, Matter::Proposal(view))) if *known == id => {
            Some((view.card.title.clone(), view.text.clone()))
        }
        _ => None,
    };
    let Some((decided, text)) = known else {
        return rsx! {
            Page { title: words.say("propose-title"), back: true,
                p { class: "lead", {words.say("proposal-unknown-words")} }
            }
        };
    };
    // What goes on, and what another text is to stand for, begins with the text that there is.
    let (title, text) = match change {
        Change::Repeal => (String::new(), String::new()),
        Change::Keep | Change::Replace => (decided.clone(), text),
    };
    rsx! {
        Page { title: words.say(sentences::follow(change)), above: desk.here().map(|circle| circle.name), back: true,
            Notice { glyph: Glyph::Papers, text: words.about(sentences::change(change), &decided) }
            Form { about: About { decision: id, change }, title, text }
        }
    }
}

/// The form.
#[component]
fn Form(
    about: Option<About>,
    /// What stands there at first.
    title: String,
    text: String,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = draft(desk, about);
    let propose = {
        let (draft, first) = (draft.clone(), (title.clone(), text.clone()));
        move |event: FormEvent| {
            event.prevent_default();
            let (paper, draft) = (read(&draft, about, &first, desk), draft.clone());
            desk.perform(Command::Propose(Wish::Propose(paper)), move |id| {
                draft.forget(desk, &FIELDS);
                desk.tell(desk.words().say("proposed"), None);
                // The proposal takes the form's place: "back" leads to the list.
                navigator.replace(id.map_or(Route::Decide {}, |id| Route::Proposal { id }));
            });
        }
    };
    rsx! {
        form { class: "form", onsubmit: propose, novalidate: true,
            TextField {
                draft: draft.clone(), name: "title", about: Field::Title, otherwise: title,
                label: words.say("new-title"), hint: words.say("propose-hint"),
            }
            TextField {
                draft: draft.clone(), name: "text", about: Field::Proposal, lines: 8, otherwise: text,
                label: words.say("propose-text"), hint: words.say("propose-text-hint"),
            }
            When {
                draft: draft.clone(), name: "review", label: words.say("propose-review"),
                none: words.say("review-none"), first: REVIEW,
            }
            More { draft: draft.clone() }
            p { class: "hint", {words.say("propose-who-reads")} }
            Button {
                look: Look::Main, glyph: Glyph::Check, label: words.say("propose-button"),
                disabled: *desk.busy.read(),
            }
        }
    }
}

/// What is chosen at first: what was decided is looked at again in a year.
const REVIEW: &str = "365";

/// What most proposals do not need: one press away, and in sight where something was chosen or refused.
#[component]
fn More(draft: Draft) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut open = use_signal(|| MORE.iter().any(|field| draft.get(desk, field).is_some()));
    use_effect(move || {
        if desk.refused.read().as_ref().and_then(Refused::field) == Some(Field::Until) {
            set(open, true);
        }
    });
    let is_open = *open.read();
    let rules = desk.agreed.read().rules.clone();
    let methods = methods(&rules)
        .map(|(word, method)| (word.to_owned(), sentences::method(&method, words), String::new()));
    let mut choices = vec![(
        "usual".to_owned(),
        words.say("propose-usual"),
        sentences::method(&rules.usual_method(), words),
    )];
    choices.extend(methods);
    let chosen = draft.get(desk, "method").unwrap_or_else(|| "usual".to_owned());
    let kept = draft.clone();
    rsx! {
        button {
            class: "button more", r#type: "button", aria_expanded: if is_open { "true" } else { "false" },
            onclick: move |_| open.toggle(),
            Icon { glyph: Glyph::More }
            span { {words.say("propose-more")} }
        }
        if is_open {
            When {
                draft: draft.clone(), name: "sunset", label: words.say("propose-sunset"),
                none: words.say("sunset-none"), first: "none",
            }
            Options {
                name: "method", label: words.say("propose-method"), choices, chosen,
                onchoose: move |word: String| kept.put(desk, "method", &word),
            }
        }
    }
}

/// The methods by which one text is decided.
fn methods(rules: &Rules) -> [(&'static str, Method); 3] {
    let two_thirds = Threshold { share: Share { num: 2, den: 3 }, of: Base::Voting, bound: Bound::AtLeast };
    [
        ("consent", Method::Consent { stop_at: rules.counting.blocks }),
        ("yes-no", Method::YesNo { threshold: Threshold::MAJORITY }),
        ("two-thirds", Method::YesNo { threshold: two_thirds }),
    ]
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

/// One draft for what is new in each circle, and one for each change of each decision.
fn draft(desk: Desk, about: Option<About>) -> Draft {
    let circle = (*desk.circle.peek()).map(|circle| circle.to_string()).unwrap_or_default();
    match about {
        None => Draft::new(&format!("proposal/{circle}")),
        Some(About { decision, change }) => {
            Draft::new(&format!("proposal/{decision}/{}", sentences::change_word(change)))
        }
    }
}

/// What the form says. What cannot be a proposal is left to the core to refuse, at its field.
fn read(draft: &Draft, about: Option<About>, (title, text): &(String, String), desk: Desk) -> Paper {
    let typed = |field, first: &String| draft.get(desk, field).unwrap_or_else(|| first.clone());
    let chosen = draft.get(desk, "method");
    let methods = methods(&desk.agreed.peek().rules);
    let method = methods.into_iter().find(|(word, _)| Some(*word) == chosen.as_deref());
    Paper {
        title: typed("title", title),
        text: typed("text", text),
        review: when(draft, "review", REVIEW, desk),
        method: method.map(|(_, method)| method),
        sunset: when(draft, "sunset", "none", desk),
        about,
    }
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
