//! Motions: what the circle is asked to do, who has signed, and what whoever it is about says to that.
//!
//! (Reasons and answer stand side by side, and how many are missing is said in numbers of people, not in per cent:
//! after Karrot's conflict resolution and OpenSlides' motions, whose users asked for just that.)

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId, PersonId,
    motion::Proposal,
    view::{MotionView, Person},
    wrong::Field,
};

use super::rules::{Changes, changes};
use crate::{
    desk::{Desk, use_desk},
    kit::{
        Button, Draft, Glyph, Icon, Look, Named, Notice, Options, Page, Sheet, TextField, called, go_back,
    },
    route::Route,
    words::Words,
};

/// All motions.
#[component]
pub(crate) fn Motions() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let agreed = desk.agreed.read().clone();
    let (over, open): (Vec<_>, Vec<_>) = agreed.motions.iter().cloned().partition(|motion| motion.enacted);
    rsx! {
        Page { title: words.say("motions-title"), above: desk.here().map(|circle| circle.name), back: true,
            p { class: "lead", {words.say("motions-lead")} }
            if agreed.motions.is_empty() {
                Notice { text: words.say("motions-none") }
            }
            Listed { title: words.say("motions-open"), motions: open }
            Listed { title: words.say("motions-over"), motions: over }
            if desk.is_inside() {
                Link { class: "button main", to: Route::NewMotion {},
                    Icon { glyph: Glyph::Papers }
                    span { {words.say("motion-new")} }
                }
            }
        }
    }
}

#[component]
fn Listed(title: String, motions: Vec<MotionView>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    if motions.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "members",
            h2 { "{title}" }
            ul { class: "cards",
                for motion in motions {
                    li { key: "{motion.id}",
                        article { class: if motion.enacted { "paper card over" } else { "paper card" },
                            h3 {
                                Link { class: "card-link", to: Route::Motion { id: motion.id }, {title_of(&motion, words)} }
                            }
                            p { class: "hint", {by(&motion, desk, words)} }
                            p { {progress(&motion, words)} }
                            if !motion.enacted && motion.can_sign {
                                p { class: "mine", {words.say("motion-sign")} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What it would have the circle do, in a line.
pub(crate) fn title_of(motion: &MotionView, words: Words) -> String {
    match &motion.proposal {
        Proposal::Remove { .. } => {
            let name = motion.accused.as_ref().map(|accused| called(accused, words)).unwrap_or_default();
            words.about("motion-is-remove", &name)
        }
        Proposal::Rules(_) => words.say("motion-is-rules"),
        Proposal::Evening => words.say("motion-is-evening"),
        Proposal::Text => {
            let line = motion.text.lines().next().unwrap_or_default();
            let mut short: String = line.chars().take(TITLE_MAX).collect();
            if short.len() < motion.text.len() {
                short.push('…');
            }
            short
        }
    }
}

/// How much of a motion in words stands in a list.
const TITLE_MAX: usize = 80;

fn by(motion: &MotionView, desk: Desk, words: Words) -> String {
    let ago = words.ago(motion.written, *desk.now.read());
    words.with("motion-by", &[("name", called(&motion.by, words).into()), ("ago", ago.into())])
}

fn progress(motion: &MotionView, words: Words) -> String {
    let name = if motion.enacted { "motion-progress-done" } else { "motion-progress" };
    let [signed, roll, needed] = [motion.signed.len(), motion.roll, motion.needed];
    words.with(name, &[("signed", signed.into()), ("roll", roll.into()), ("needed", needed.into())])
}

fn known(id: EntryId, desk: Desk) -> Option<MotionView> {
    desk.agreed.read().motions.iter().find(|motion| motion.id == id).cloned()
}

/// One motion.
#[component]
pub(crate) fn Motion(id: EntryId) -> Element {
    rsx! { MotionPaper { id } }
}

/// One motion, also behind a sheet.
#[component]
fn MotionPaper(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(motion) = known(id, desk) else {
        return rsx! {
            Page { title: words.say("motion-unknown"), back: true,
                p { class: "lead", {words.say("motion-unknown-words")} }
            }
        };
    };
    let me = desk.people.read().me.clone().map(|me| me.id);
    let title = match motion.proposal {
        Proposal::Text => words.say("motion-is-text"),
        _ => title_of(&motion, words),
    };
    let mine = me.is_some_and(|me| motion.signed.iter().any(|person| person.id == me));
    let status = match (motion.enacted, mine) {
        (true, _) => "motion-in-force",
        (false, true) => "motion-signed-mine",
        (false, false) => "motion-open",
    };
    let is_text = motion.proposal == Proposal::Text;
    rsx! {
        Page { title, back: true, above: desk.here().map(|circle| circle.name),
            section { class: "paper",
                div { class: "tags", span { class: "tag status", {words.say(status)} } }
                if let Some(accused) = motion.accused.clone() {
                    Named { person: accused }
                }
                if !is_text {
                    h2 { {words.say("motion-why")} }
                }
                p { class: "text", "{motion.text}" }
                p { class: "ago", {by(&motion, desk, words)} }
            }
            RulesOf { motion: motion.clone() }
            if let Some(accused) = motion.accused.clone() {
                Accused { motion: motion.clone(), accused }
            }
            section { class: "paper",
                p { class: "progress", {progress(&motion, words)} }
                Tally { signed: motion.signed.len(), needed: motion.needed, roll: motion.roll }
                h2 { {words.say("motion-signed")} }
                if motion.signed.is_empty() {
                    p { class: "hint", {words.say("motion-signed-nobody")} }
                }
                ul { class: "people",
                    for person in motion.signed.iter().cloned() {
                        li { key: "{person.id}", Named { person } }
                    }
                }
            }
            if !motion.enacted && desk.is_inside() {
                Ways { motion: motion.clone(), signed: mine, accused: me.is_some() && motion.accused.as_ref().map(|it| it.id) == me }
            }
        }
    }
}

/// What one can do with an open motion, or why nothing.
#[component]
fn Ways(motion: MotionView, signed: bool, accused: bool) -> Element {
    let words = use_desk().words();
    rsx! {
        div { class: "actions",
            if motion.can_sign {
                Link { class: "button main", to: Route::Sign { id: motion.id },
                    Icon { glyph: Glyph::Check }
                    span { {words.say("motion-sign")} }
                }
                p { class: "hint", {words.say("motion-sign-none")} }
            } else if accused {
                p { class: "hint", {words.say("motion-sign-accused")} }
            } else if !signed {
                p { class: "hint", {words.say("motion-sign-cannot")} }
            }
            if motion.can_answer {
                Link { class: "button main", to: Route::AnswerMotion { id: motion.id }, {words.say("motion-answer")} }
            }
        }
    }
}

/// What a motion about rules would change. One that is in force says what the rules are now, unless they have been
/// changed again since.
#[component]
fn RulesOf(motion: MotionView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Proposal::Rules(after) = motion.proposal else { return rsx! {} };
    let before = desk.agreed.read().rules.clone();
    if motion.enacted {
        return rsx! {};
    }
    rsx! {
        section { class: "paper",
            h2 { {words.say("motion-changes")} }
            if changes(&before, &after, words).is_empty() {
                p { {words.say("motion-changes-nothing")} }
            }
            Changes { before, after }
        }
    }
}

/// What whoever it is about says, and who owes them their place.
#[component]
fn Accused(motion: MotionView, accused: Person) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = called(&accused, words);
    rsx! {
        section { class: "paper",
            h2 { {words.about("motion-answer-title", &name)} }
            if motion.answers.is_empty() {
                p { class: "hint", {words.about("motion-answer-none", &name)} }
            }
            for (n, (written, text)) in motion.answers.iter().enumerate() {
                div { key: "{n}",
                    blockquote { class: "said", "{text}" }
                    p { class: "ago", {words.ago(*written, *desk.now.read())} }
                }
            }
        }
        if !motion.vouched_for.is_empty() {
            section { class: "paper",
                h2 { {words.about("motion-allies-title", &name)} }
                ul { class: "people",
                    for person in motion.vouched_for.iter().cloned() {
                        li { key: "{person.id}", Named { person } }
                    }
                }
                p { class: "hint", {words.say("motion-allies-words")} }
            }
        }
    }
}

/// How far the signatures are, to be taken in at a glance. The words beside it say the same.
#[component]
fn Tally(signed: usize, needed: usize, roll: usize) -> Element {
    let (all, seats) = (roll.max(1), roll.min(24));
    let share = |count: usize| 100 * count.min(all) / all;
    rsx! {
        div { class: "tally", aria_hidden: "true", "data-seats": "{seats}",
            div { class: "tally-signed", style: "width:{share(signed)}%" }
            div { class: "tally-needed", style: "left:{share(needed)}%" }
        }
    }
}

/// A signature cannot be taken back, so it is asked for once more.
#[component]
pub(crate) fn Sign(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let sign = move |()| {
        desk.perform(Command::Support { motion: id }, move |_| {
            desk.tell(desk.words().say("motion-signed-told"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Sheet { title: words.say("motion-sign-title"), behind: rsx! { MotionPaper { id } },
            if let Some(motion) = known(id, desk) {
                p { class: "lead", {title_of(&motion, words)} }
            }
            p { {words.say("motion-sign-words")} }
            div { class: "actions",
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("motion-sign-button"), onclick: sign,
                    disabled: *desk.busy.read(),
                }
                Button { label: words.say("not-now"), onclick: go_back }
            }
        }
    }
}

/// The answer of whoever it is about.
#[component]
pub(crate) fn AnswerMotion(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = Draft::new(&format!("answer/{id}"));
    let answer = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let (text, draft) = (draft.text(desk, "answer").trim().to_owned(), draft.clone());
            desk.perform(Command::Answer { motion: id, text }, move |_| {
                draft.forget(desk, &["answer"]);
                desk.tell(desk.words().say("motion-answered"), None);
                navigator.go_back();
            });
        }
    };
    rsx! {
        Sheet { title: words.say("motion-answer"), behind: rsx! { MotionPaper { id } },
            form { class: "form", onsubmit: answer, novalidate: true,
                TextField {
                    draft, name: "answer", about: Field::Answer, lines: 5,
                    label: words.say("motion-answer-label"), hint: words.say("motion-answer-hint"),
                }
                Button { look: Look::Main, label: words.say("motion-answer-button"), disabled: *desk.busy.read() }
            }
        }
    }
}

/// A new motion: in words, or for an evening. Rules and people have places of their own, where one sees what it is about.
#[component]
pub(crate) fn NewMotion() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let draft = Draft::new("motion");
    let kinds = [
        ("text", "motion-kind-text", "motion-kind-text-words"),
        ("evening", "motion-kind-evening", "motion-kind-evening-words"),
    ];
    let kinds = kinds.map(|(word, title, more)| (word.to_owned(), words.say(title), words.say(more)));
    let mut kind = use_signal(|| Draft::new("motion").get(desk, "kind").unwrap_or_else(|| "text".to_owned()));
    let evening = *kind.read() == "evening";
    let send = move |event: FormEvent| {
        event.prevent_default();
        let proposal = if *kind.peek() == "evening" { Proposal::Evening } else { Proposal::Text };
        make(proposal, Draft::new("motion"), &["motion", "kind"], desk);
    };
    let (label, hint) = match evening {
        true => ("motion-reasons", "motion-reasons-hint"),
        false => ("motion-text", "motion-text-hint"),
    };
    rsx! {
        Page { title: words.say("motion-new"), above: desk.here().map(|circle| circle.name), back: true,
            form { class: "form", onsubmit: send, novalidate: true,
                Options {
                    name: "kind", label: words.say("motion-about"), choices: kinds.to_vec(), chosen: kind.peek().clone(),
                    onchoose: move |word: String| {
                        Draft::new("motion").put(desk, "kind", &word);
                        kind.set(word);
                    },
                }
                TextField {
                    draft, name: "motion", about: Field::Motion, lines: 5,
                    label: words.say(label), hint: words.say(hint),
                }
                Button { look: Look::Main, glyph: Glyph::Check, label: words.say("motion-button"), disabled: *desk.busy.read() }
            }
            ul { class: "paper list ways-on",
                li {
                    Link { class: "way", to: Route::ChangeRules {},
                        Icon { glyph: Glyph::Papers }
                        span { class: "way-words",
                            span { {words.say("motion-kind-rules")} }
                            span { class: "hint", {words.say("motion-kind-rules-words")} }
                        }
                    }
                }
                li {
                    Link { class: "way", to: Route::People {},
                        Icon { glyph: Glyph::Person }
                        span { class: "way-words",
                            span { {words.say("motion-kind-remove")} }
                            span { class: "hint", {words.say("motion-kind-remove-words")} }
                        }
                    }
                }
            }
        }
    }
}

/// Move that somebody be removed.
#[component]
pub(crate) fn MoveRemoval(id: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let people = desk.people.read();
    let person = people.members.iter().map(|member| &member.person).find(|person| person.id == id);
    let name = person.map_or_else(|| words.say("nameless"), |person| called(person, words));
    let draft = Draft::new(&format!("removal/{id}"));
    let send = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            make(Proposal::Remove { person: id }, draft.clone(), &["motion"], desk);
        }
    };
    rsx! {
        Page { title: words.about("motion-remove-title", &name), above: desk.here().map(|circle| circle.name), back: true,
            if let Some(person) = person.cloned() {
                section { class: "paper", Named { person } }
            }
            p { class: "lead", {words.say("motion-remove-lead")} }
            ul { class: "facts-list",
                li { {words.say("motion-remove-follows")} }
                li { {words.say("motion-remove-answer")} }
                li { {words.say("motion-sign-words")} }
            }
            form { class: "form", onsubmit: send, novalidate: true,
                TextField {
                    draft, name: "motion", about: Field::Motion, lines: 5,
                    label: words.say("motion-reasons"), hint: words.say("motion-reasons-hint"),
                }
                Button { look: Look::Danger, label: words.say("motion-button"), disabled: *desk.busy.read() }
            }
        }
    }
}

/// Makes a motion out of a form, and leads to it.
pub(crate) fn make(proposal: Proposal, draft: Draft, fields: &'static [&'static str], desk: Desk) {
    let navigator = navigator();
    let text = draft.text(desk, "motion").trim().to_owned();
    desk.perform(Command::Move { proposal, text }, move |id| {
        draft.forget(desk, fields);
        let me = desk.people.peek().me.clone();
        let signed = id.and_then(|id| {
            let agreed = desk.agreed.peek();
            let motion = agreed.motions.iter().find(|motion| motion.id == id)?;
            Some(motion.signed.iter().any(|person| Some(&person.id) == me.as_ref().map(|me| &me.id)))
        });
        let told = if signed == Some(false) { "motion-made-unsigned" } else { "motion-made" };
        desk.tell(desk.words().say(told), None);
        navigator.replace(id.map_or(Route::Motions {}, |id| Route::Motion { id }));
    });
}
