//! Everybody who took a post on, how far each came, and what can be done about each.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    event::Direction,
    view::{Can, ClaimView, Mine, NoteView, Person, PostView},
};

use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Icon, Look, Named, called},
    route::Route,
    sentences,
};

/// The claims on a post.
#[component]
pub(crate) fn Claims(view: PostView) -> Element {
    let words = use_desk().words();
    let title = match view.card.direction {
        Direction::Ask => "helpers-of-ask",
        Direction::Offer => "helpers-of-offer",
    };
    let author = view.card.author.clone();
    let author_is_me = view.card.mine == Mine::Author;
    let over = view.card.status.is_closed();
    rsx! {
        if !view.claims.is_empty() {
            section { class: "claims",
                h2 { {words.say(title)} }
                ul {
                    for claim in view.claims.iter().cloned() {
                        li { key: "{claim.person.id}", class: "paper",
                            Claim {
                                post: view.card.id, claim, author: author.clone(), author_is_me, over,
                                can: view.can.clone(),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One person's claim.
#[component]
fn Claim(
    post: EntryId,
    claim: ClaimView,
    author: Person,
    author_is_me: bool,
    over: bool,
    can: Can,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let person = claim.person.id;
    let me = desk.people.read().me.as_ref().is_some_and(|me| me.id == person);
    // A note goes to the other of the two.
    let other = if author_is_me { person } else { author.id };
    let writes = can.note.contains(&other) && (author_is_me || me);
    let name = called(&claim.person, words);
    let stage = words.with(
        sentences::stage(claim.stage, author_is_me, over),
        &[("helper", name.clone().into()), ("author", called(&author, words).into())],
    );
    let say_done = move |()| {
        desk.perform(Command::Done { post, person }, move |_| {
            desk.tell(desk.words().say("said-done"), None);
        });
    };
    rsx! {
        Named { person: claim.person.clone(), below: stage }
        if !claim.notes.is_empty() {
            Notes { notes: claim.notes.clone(), author: author.clone(), helper: claim.person.clone() }
        }
        if let Some(notice) = &claim.notice {
            blockquote { class: "said", "{notice}" }
        }
        div { class: "actions",
            if can.confirm.contains(&person) {
                Link { class: "button main", to: Route::Confirm { id: post, person },
                    Icon { glyph: Glyph::Check }
                    span { {words.about("do-confirm", &name)} }
                }
            }
            if writes {
                Link { class: "button plain", to: Route::Note { id: post, person: other },
                    Icon { glyph: Glyph::Lock }
                    span { {words.say("do-note")} }
                }
            }
            if can.done.contains(&person) {
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("do-done"), onclick: say_done,
                    disabled: *desk.busy.read(),
                }
            }
        }
    }
}

/// What the two wrote to each other.
#[component]
fn Notes(notes: Vec<NoteView>, author: Person, helper: Person) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let from = |note: &NoteView| {
        let who = if note.from == author.id { &author } else { &helper };
        words.with(
            "note-from",
            &[("name", called(who, words).into()), ("ago", words.ago(note.written, now).into())],
        )
    };
    rsx! {
        div { class: "notes",
            p { class: "hint",
                Icon { glyph: Glyph::Lock }
                span { {words.say("notes-private")} }
            }
            ul {
                for note in notes {
                    li {
                        blockquote { "{note.text}" }
                        p { class: "ago", {from(&note)} }
                    }
                }
            }
        }
    }
}
