//! This phone, lent to somebody who votes with a card: the card, its code, the ballot, a last look, and the phone goes
//! back.
//!
//! What they choose is kept nowhere, and their key is open for a minute at the most that nobody touches the screen.

use dioxus::prelude::*;
use tequio_core::{
    CircleId, EntryId, PersonId, Time,
    assembly::{
        card::lent::IDLE_SECONDS,
        meeting::Way,
        vote::{CardVoter, VoteView},
    },
    count::Choice,
    view::Person,
    wrong::Field,
};

use super::{ballot, choice_said, names, use_vote};
use crate::{
    desk::{Desk, set, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Named, Notice, Page, SecretField, called, go_back},
    route::Route,
    scan::Scan,
    screens::join::Reader,
    sentences,
};

/// How often it is looked whether anybody is still there.
const LOOK_MILLISECONDS: u32 = 5_000;

/// On the vote's screen: who votes with a card, and the way there.
#[component]
pub(super) fn Offer(view: VoteView) -> Element {
    let words = use_desk().words();
    let waiting: Vec<String> =
        view.cards.iter().filter(|one| !one.voted).map(|one| called(&one.person, words)).collect();
    rsx! {
        section { class: "paper",
            h2 { {words.say("lent-title")} }
            if waiting.is_empty() {
                p { class: "hint", {words.say("lent-all-voted")} }
            } else {
                p { {words.about("lent-awaited", &names(waiting.into_iter()))} }
            }
            Link { class: "button plain", to: Route::SharedVote { id: view.card.id },
                Icon { glyph: Glyph::People }
                span { {words.say("lent-begin")} }
            }
        }
    }
}

/// How far they have come.
#[derive(Clone, PartialEq)]
enum Step {
    /// The card is to be read.
    Card,
    /// Its code is to be typed.
    Code { card: String, person: Person },
    /// They choose.
    Ballot { person: Person },
    /// They look at it once more.
    Look { person: Person, choice: Choice },
    /// It is cast.
    Done { person: Person },
}

/// Somebody else votes on this phone.
#[component]
pub(crate) fn SharedVote(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let step = use_signal(|| Step::Card);
    let mut touched = use_signal(|| *desk.now.peek());
    use_drop(move || leave(desk, id));
    // Whoever walks away leaves nothing open.
    use_future(move || async move {
        loop {
            let now: Time = desk.beat(LOOK_MILLISECONDS).await;
            let is_open = matches!(&*step.peek(), Step::Ballot { .. } | Step::Look { .. });
            if is_open && now.since(*touched.peek()) >= IDLE_SECONDS {
                leave(desk, id);
                set(step, Step::Card);
                desk.tell(desk.words().say("lent-put-away"), None);
            }
        }
    });
    let view = match use_vote(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let mut touch = move || {
        desk.touch_card();
        touched.set(desk.clock());
    };
    rsx! {
        Page { title: words.say("lent-title"), above: view.card.question.clone(), back: true,
            div { onclick: move |_| touch(), oninput: move |_| touch(), onchange: move |_| touch(),
                match step.read().clone() {
                    Step::Card => rsx! { AskCard { view, step } },
                    Step::Code { card, person } => rsx! { AskCode { card, person, step, touched } },
                    Step::Ballot { person } => rsx! { AskChoice { view, person, step } },
                    Step::Look { person, choice } => rsx! { LastLook { view, person, choice, step } },
                    Step::Done { person } => rsx! { Done { person, step } },
                }
            }
        }
    }
}

/// Nothing of them stays on this phone.
fn leave(desk: Desk, vote: EntryId) {
    desk.put_card_away();
    ballot::forget(&draft(vote), desk);
    Draft::passing("card").forget(desk, &["code"]);
}

fn draft(vote: EntryId) -> Draft {
    Draft::passing(&format!("ballot/{vote}"))
}

/// Under which key a card is kept, sealed, that was made for one evening.
pub(crate) fn evening_key(circle: &CircleId, person: &PersonId) -> String {
    format!("evening/{circle}/{person}")
}

#[component]
fn AskCard(view: VoteView, step: Signal<Step>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| set(desk.scan, Scan::Resting));
    use_effect(move || {
        let Scan::Read(card) = desk.scan.read().clone() else { return };
        set(desk.scan, Scan::Resting);
        begin(desk, card, step);
    });
    // Those whose key of the evening lies sealed on this phone.
    let circle = *desk.circle.read();
    let kept = |one: &CardVoter| {
        let key = evening_key(&circle?, &one.person.id);
        Some((one.person.clone(), desk.kept(&key).filter(|_| one.way == Way::SharedPhone)?))
    };
    let here: Vec<(Person, String)> = view.cards.iter().filter_map(kept).collect();
    rsx! {
        p { class: "lead", {words.say("lent-card")} }
        if !here.is_empty() {
            div { class: "actions",
                for (person, card) in here {
                    Button {
                        key: "{person.id}", look: Look::Main, label: words.about("lent-i-am", &called(&person, words)),
                        onclick: move |()| begin(desk, card.clone(), step),
                    }
                }
            }
        }
        Reader { form: "card", passing: true }
        Notice { glyph: Glyph::Hide, text: words.say("lent-promise") }
    }
}

fn begin(desk: Desk, card: String, step: Signal<Step>) {
    desk.read_card(card.clone(), move |holder| set(step, Step::Code { card, person: holder.person }));
}

#[component]
fn AskCode(card: String, person: Person, step: Signal<Step>, touched: Signal<Time>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let text = use_signal(String::new);
    let wrong = desk.refused.read().clone().filter(|refused| refused.field() == Some(Field::CardCode));
    let open = move |event: FormEvent| {
        event.prevent_default();
        let (typed, card) = (text.peek().clone(), card.clone());
        desk.open_card(card, typed, move |holder| {
            let (mut text, mut touched) = (text, touched);
            text.set(String::new());
            touched.set(desk.clock());
            set(step, Step::Ballot { person: holder.person });
        });
    };
    rsx! {
        section { class: "paper", Named { person: person.clone() } }
        form { class: "form", onsubmit: open, novalidate: true,
            SecretField {
                name: "card-code", label: words.about("lent-code", &called(&person, words)), hint: words.say("lent-code-hint"),
                wrong: wrong.map(|wrong| sentences::refused(&wrong, words)),
                autocomplete: "off", focused: true, text, ontype: |()| (),
            }
            Button { look: Look::Main, glyph: Glyph::Check, label: words.say("lent-open"), disabled: *desk.busy.read() }
        }
        Button { look: Look::Quiet, label: words.say("lent-other-card"), onclick: move |()| set(step, Step::Card) }
    }
}

#[component]
fn AskChoice(view: VoteView, person: Person, step: Signal<Step>) -> Element {
    let words = use_desk().words();
    let again = view.cards.iter().any(|one| one.person.id == person.id && one.voted);
    let (method, options) = (view.opening.method, view.opening.options.clone());
    rsx! {
        section { class: "paper",
            Named { person: person.clone() }
            h2 { "{view.card.question}" }
            if again {
                p { class: "hint", {words.say("lent-again")} }
            }
            ballot::Form {
                draft: draft(view.card.id), method, options, button: words.say("lent-look"),
                onchoose: move |choice| set(step, Step::Look { person: person.clone(), choice }),
            }
        }
    }
}

#[component]
fn LastLook(view: VoteView, person: Person, choice: Choice, step: Signal<Step>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let vote = view.card.id;
    let said = choice_said(&choice, &view.opening.options, words);
    let cast = {
        let person = person.clone();
        move |()| {
            let person = person.clone();
            desk.cast_with_card(vote, choice.clone(), move |()| {
                leave(desk, vote);
                set(step, Step::Done { person });
            });
        }
    };
    rsx! {
        section { class: "paper",
            Named { person: person.clone() }
            p { class: "above", "{view.card.question}" }
            p { class: "lead", {words.about("ballot-is", &said)} }
            div { class: "actions",
                Button { look: Look::Main, glyph: Glyph::Check, label: words.say("lent-cast"), onclick: cast, disabled: *desk.busy.read() }
                Button { label: words.say("lent-change"), onclick: move |()| set(step, Step::Ballot { person: person.clone() }) }
            }
        }
    }
}

#[component]
fn Done(person: Person, step: Signal<Step>) -> Element {
    let words = use_desk().words();
    rsx! {
        section { class: "paper", role: "status",
            h2 { {words.about("lent-done", &called(&person, words))} }
            p { {words.say("lent-done-words")} }
            div { class: "actions",
                Button { look: Look::Main, label: words.say("lent-next"), onclick: move |()| set(step, Step::Card) }
                Button { label: words.say("lent-back"), onclick: go_back }
            }
        }
    }
}
