//! Printed cards: one's own, a new one, one for somebody without a phone, and one that is lost.

use dioxus::prelude::*;
use tequio_core::{
    Command, DeviceKey, EntryId, PersonId,
    assembly::card::{self, Card, MyCard, Whom},
    wrong::Field,
};

use crate::{
    desk::{Desk, use_desk},
    guard::Denied,
    kit::{
        Button, Draft, Glyph, Icon, Look, Notice, Page, PersonMark, Picture, SecretField, Sheet, Switch,
        TextField, go_back,
    },
    route::Route,
    sentences,
};

/// One's own cards.
#[component]
pub(crate) fn Cards() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let deciding = desk.deciding.read().clone();
    rsx! {
        Page { title: words.say("cards-title"), above: desk.here().map(|circle| circle.name), back: true,
            p { class: "lead", {words.say("cards-lead")} }
            if deciding.cards.is_empty() {
                p { class: "hint", {words.say("cards-none")} }
            } else {
                ul { class: "paper list",
                    for card in deciding.cards.iter().cloned() {
                        li { key: "{card.id}", Mine { card } }
                    }
                }
            }
            if desk.is_inside() {
                div { class: "actions",
                    Link { class: "button main", to: Route::NewCard { whom: "me".to_owned() },
                        Icon { glyph: Glyph::Papers }
                        span { {words.say("card-new")} }
                    }
                    Link { class: "button plain", to: Route::NewCard { whom: "newcomer".to_owned() },
                        Icon { glyph: Glyph::Person }
                        span { {words.say("card-for-newcomer")} }
                    }
                }
            }
        }
    }
}

#[component]
fn Mine(card: MyCard) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let four = card.key.four_words().join(" ");
    rsx! {
        div { class: "named",
            PersonMark { id: card.key }
            div { class: "who",
                p { class: "name", {words.about("card-made", &words.ago(card.made, *desk.now.read()))} }
                p { class: "four", aria_label: words.about("four-words-label", &four), "{four}" }
                if card.lost {
                    p { class: "hint", {words.say("card-is-lost")} }
                } else {
                    Link { class: "button quiet", to: Route::LostCard { id: card.id }, {words.say("card-lost")} }
                }
            }
        }
    }
}

/// A card is lost.
#[component]
pub(crate) fn LostCard(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let lose = move |()| {
        desk.perform(Command::Card(card::Wish::Lose { card: id }), move |_| {
            desk.tell(desk.words().say("card-lost-told"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Sheet { title: words.say("card-lost-title"), behind: rsx! { Cards {} },
            ul { class: "facts-list",
                li { {words.say("card-lost-no-more")} }
                li { {words.say("card-lost-now")} }
                li { {words.say("card-lost-for-ever")} }
            }
            div { class: "actions",
                Button { look: Look::Danger, label: words.say("card-lost-button"), onclick: lose, disabled: *desk.busy.read() }
                Button { label: words.say("not-now"), onclick: go_back }
            }
        }
    }
}

/// A card is made, and shown to be printed.
#[component]
pub(crate) fn NewCard(whom: String) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let made = use_signal(|| None::<(String, String)>);
    let for_newcomer = whom == "newcomer";
    let title = words.say(if for_newcomer { "card-for-newcomer" } else { "card-new" });
    if let Some((name, card)) = made.read().clone() {
        return rsx! {
            Page { title: words.say("card-print-title"), back: true,
                Printed { name, card, for_newcomer }
            }
        };
    }
    rsx! {
        Page { title, above: desk.here().map(|circle| circle.name), back: true,
            p { class: "lead", {words.say(if for_newcomer { "card-newcomer-lead" } else { "card-lead" })} }
            CodeForm {
                named: for_newcomer, button: words.say("card-make"),
                onmake: move |(name, code): (String, String)| {
                    let (shown, whom) = match for_newcomer {
                        true => (name.clone(), Whom::Newcomer { name }),
                        false => (my_name(desk), Whom::Me),
                    };
                    desk.make_card(whom, code, move |card| {
                        Draft::passing("newcomer").forget(desk, &["name"]);
                        let mut made = made;
                        made.set(Some((shown, card)));
                    });
                },
            }
        }
    }
}

fn my_name(desk: Desk) -> String {
    desk.people.peek().me.as_ref().map(|me| me.name.clone()).unwrap_or_default()
}

/// The code, twice, typed by whoever the card is for; and their name, if they are not in yet.
#[component]
pub(crate) fn CodeForm(named: bool, button: String, onmake: EventHandler<(String, String)>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let (code, again) = (use_signal(String::new), use_signal(String::new));
    let mut shown = use_signal(|| false);
    let refused = desk.refused.read().clone().filter(|refused| refused.field() == Some(Field::CardCode));
    let differs = *desk.denied.read() == Some(Denied::Differs);
    let make = move |event: FormEvent| {
        event.prevent_default();
        if *code.peek() != *again.peek() {
            desk.deny(Denied::Differs);
            return;
        }
        let name = Draft::passing("newcomer").text(desk, "name").trim().to_owned();
        onmake.call((name, code.peek().clone()));
    };
    rsx! {
        form { class: "form", onsubmit: make, novalidate: true,
            if named {
                TextField {
                    draft: Draft::passing("newcomer"), name: "name", about: Field::Name,
                    label: words.say("card-newcomer-name"),
                }
            }
            SecretField {
                name: "card-code", label: words.say("card-code"), hint: words.say("card-code-hint"),
                wrong: refused.map(|refused| sentences::refused(&refused, words)),
                autocomplete: "off", shown: shown(), text: code, ontype: |()| (),
            }
            SecretField {
                name: "card-code-again", label: words.say("card-code-again"),
                wrong: differs.then(|| sentences::denied(Denied::Differs, words)),
                autocomplete: "off", shown: shown(), text: again, ontype: |()| (),
            }
            Switch { name: "shown", label: words.say("passphrase-show"), onswitch: move |on| shown.set(on) }
            Button { look: Look::Main, glyph: Glyph::Check, label: button, disabled: *desk.busy.read() }
        }
    }
}

/// The card as it is printed: on paper nothing else of the screen is.
#[component]
fn Printed(name: String, card: String, for_newcomer: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let key = Card::read(&card).map(|card| card.key).ok();
    // Somebody without a phone is known by the key on their card.
    let me = desk.people.read().me.as_ref().map(|me| me.id);
    let id: Option<PersonId> = if for_newcomer { key } else { me };
    let circle = desk.here().map(|circle| circle.name).unwrap_or_default();
    rsx! {
        p { class: "lead", {words.say("card-print-lead")} }
        section { class: "paper printed",
            p { class: "above", {words.about("card-printed-title", &circle)} }
            Picture { code: card.clone(), label: words.say("card-picture") }
            if let Some(id) = id {
                div { class: "named",
                    PersonMark { id }
                    div { class: "who",
                        p { class: "name", "{name}" }
                        Four { id }
                    }
                }
            }
            p { {words.say("card-printed-what")} }
            p { {words.say("card-printed-code")} }
            p { class: "hint", {words.say("card-printed-lost")} }
        }
        div { class: "field",
            label { r#for: "card-text", {words.say("code-text")} }
            textarea {
                id: "card-text", class: "code-text", rows: "4", readonly: true, spellcheck: "false",
                initial_value: "{card}",
            }
        }
        div { class: "actions",
            button { class: "button main", r#type: "button", "data-print": "true",
                Icon { glyph: Glyph::Papers }
                span { {words.say("card-print")} }
            }
            Button { label: words.say("card-print-done"), onclick: go_back }
        }
        Notice { glyph: Glyph::Hide, text: words.say("card-forgotten") }
    }
}

#[component]
fn Four(id: DeviceKey) -> Element {
    let four = id.four_words().join(" ");
    rsx! { p { class: "four", aria_label: use_desk().words().about("four-words-label", &four), "{four}" } }
}
