//! One question each: confirm somebody with a note, write to them, call it off, take it back.

use dioxus::prelude::*;
use tequio_core::{Command, EntryId, PersonId, wrong::Field};

use super::post::PostPaper;
use crate::{
    desk::{Desk, OpenPost, use_desk},
    kit::{Button, Draft, Glyph, Look, Notice, Sheet, TextField, called, go_back},
    words::Words,
};

/// Say yes to somebody, with what only they shall know.
#[component]
pub(crate) fn Confirm(id: EntryId, person: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = name_of(person, desk, words);
    let draft = Draft::new(&format!("confirm/{id}/{person}"));
    let confirm = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let note = draft.text(desk, "note").trim().to_owned();
            let done = finish(desk, draft.clone(), "note", "confirmed");
            desk.perform(Command::Confirm { post: id, person, note }, done);
        }
    };
    rsx! {
        Sheet { title: words.about("confirm-title", &name), behind: rsx! { PostPaper { id } },
            form { class: "form", onsubmit: confirm, novalidate: true,
                TextField {
                    draft, name: "note", about: Field::Note, lines: 4,
                    label: words.say("confirm-note"), hint: words.say("confirm-note-hint"),
                }
                Notice { glyph: Glyph::Lock, text: words.about("note-who-reads", &name) }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.about("do-confirm", &name),
                    disabled: *desk.busy.read(),
                }
            }
        }
    }
}

/// Write to the other of a confirmed pair.
#[component]
pub(crate) fn Note(id: EntryId, person: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = name_of(person, desk, words);
    let draft = Draft::new(&format!("note/{id}/{person}"));
    let write = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let note = draft.text(desk, "note").trim().to_owned();
            let done = finish(desk, draft.clone(), "note", "noted");
            desk.perform(Command::Note { post: id, to: person, note }, done);
        }
    };
    rsx! {
        Sheet { title: words.about("note-title", &name), behind: rsx! { PostPaper { id } },
            form { class: "form", onsubmit: write, novalidate: true,
                TextField { draft, name: "note", about: Field::Note, lines: 4, label: words.say("note-label") }
                Notice { glyph: Glyph::Lock, text: words.about("note-who-reads", &name) }
                Button { look: Look::Main, label: words.say("note-button"), disabled: *desk.busy.read() }
            }
        }
    }
}

/// It does not work out after all: a word to those who count on it.
#[component]
pub(crate) fn Cancel(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let draft = Draft::new(&format!("cancel/{id}"));
    let cancel = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let notice = draft.text(desk, "notice").trim().to_owned();
            let done = finish(desk, draft.clone(), "notice", "cancelled");
            desk.perform(Command::Cancel { post: id, notice }, done);
        }
    };
    rsx! {
        Sheet { title: words.say("cancel-title"), behind: rsx! { PostPaper { id } },
            form { class: "form", onsubmit: cancel, novalidate: true,
                TextField {
                    draft, name: "notice", about: Field::Notice, lines: 3,
                    label: words.say("cancel-label"), hint: words.say("cancel-hint"),
                }
                Button { look: Look::Danger, label: words.say("do-cancel"), disabled: *desk.busy.read() }
            }
        }
    }
}

/// Take one's own post back while nobody is confirmed.
#[component]
pub(crate) fn Withdraw(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let withdraw = move |()| {
        desk.perform(Command::Withdraw { post: id }, move |_| {
            desk.tell(desk.words().say("withdrawn"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Sheet { title: words.say("withdraw-title"), behind: rsx! { PostPaper { id } },
            p { {words.say("withdraw-words")} }
            div { class: "actions",
                Button {
                    look: Look::Danger, label: words.say("do-withdraw"), onclick: withdraw,
                    disabled: *desk.busy.read(),
                }
                Button { label: words.say("keep-it"), onclick: go_back }
            }
        }
    }
}

/// What follows when a sheet's wish was carried out: its draft is forgotten, the sheet closes, and it is said.
fn finish(
    desk: Desk,
    draft: Draft,
    field: &'static str,
    told: &'static str,
) -> impl FnOnce(Option<EntryId>) + 'static {
    let navigator = navigator();
    move |_| {
        draft.forget(desk, &[field]);
        desk.tell(desk.words().say(told), None);
        navigator.go_back();
    }
}

fn name_of(person: PersonId, desk: Desk, words: Words) -> String {
    let people = desk.people.read();
    let member = people.members.iter().find(|member| member.person.id == person);
    let claimed = match &*desk.post.read() {
        Some(OpenPost::Known(view)) => {
            view.claims.iter().map(|claim| &claim.person).find(|other| other.id == person).cloned()
        }
        _ => None,
    };
    let known = member.map(|member| member.person.clone()).or(claimed);
    known.map_or_else(|| words.say("nameless"), |person| called(&person, words))
}
