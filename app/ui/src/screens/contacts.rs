//! Contacts: who they are, who would like to be introduced, and how one more is added.

use dioxus::prelude::*;
use tequio_core::contacts::{Asked, ContactView, Granted, Preview, Wish};

use super::{code::Shown, join::Reader};
use crate::{
    desk::{Desk, Undo, set, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Named, Notice, Page, Waiting, called},
    route::Route,
    scan::Scan,
    sentences,
    words::Words,
};

/// All contacts.
#[component]
pub(crate) fn Contacts() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let contacts = desk.contacts.read().clone();
    rsx! {
        Page { title: words.say("contacts-title"), back: true,
            p { class: "lead", {words.say("contacts-lead")} }
            ChooseAnew {}
            for asked in contacts.asked.iter().cloned() {
                section { key: "{asked.circle}{asked.id:?}", class: "paper", AskedFor { asked } }
            }
            Link { class: "button main", to: Route::AddContact {},
                Icon { glyph: Glyph::Code }
                span { {words.say("contact-add")} }
            }
            if contacts.list.is_empty() {
                Notice { text: words.say("contacts-none") }
            } else {
                ul { class: "paper list",
                    for contact in contacts.list.iter().cloned() {
                        li { key: "{contact.circle}", class: if contact.near { "near-now" },
                            Link {
                                class: "way", to: Route::Contact { id: contact.circle },
                                Named {
                                    person: contact.person.clone(),
                                    below: standing(&contact, desk, words),
                                    aside: words.say(sentences::level(contact.level)),
                                }
                            }
                        }
                    }
                }
            }
            ul { class: "paper list ways-on",
                li {
                    Link { class: "way", to: Route::Guardians {},
                        Icon { glyph: Glyph::Lock }
                        span { {words.say("guardians-title")} }
                    }
                }
                li {
                    Link { class: "way", to: Route::Phones {},
                        Icon { glyph: Glyph::Phone }
                        span { {words.say("phones-title")} }
                    }
                }
            }
            Notice { glyph: Glyph::Lock, text: words.say("contacts-apart") }
        }
    }
}

/// Whoever has come back by guardians draws a new root by choosing again: the old phone knew the one before.
#[component]
pub(super) fn ChooseAnew() -> Element {
    let desk = use_desk();
    let contacts = desk.contacts.read();
    let is_back = contacts.returning.as_ref().is_some_and(|returning| returning.missing == Some(0));
    rsx! {
        if is_back && contacts.guard.is_none() {
            Link { class: "way paper", to: Route::Guardians {},
                Icon { glyph: Glyph::Lock }
                span { {desk.words().say("guardians-anew")} }
            }
        }
    }
}

/// How things stand with a contact: aged facts.
pub(super) fn standing(contact: &ContactView, desk: Desk, words: Words) -> Option<String> {
    Some(match (contact.near, contact.answered, contact.heard) {
        (true, _, _) => words.say("member-near"),
        (_, false, _) => words.say("contact-unanswered"),
        (_, _, Some(heard)) => words.about("member-heard", &words.ago(heard, *desk.now.read())),
        _ => words.say("member-not-heard"),
    })
}

/// A contact would like this person to know somebody.
#[component]
fn AskedFor(asked: Asked) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Asked { circle: contact, id, by, name, accepted } = asked;
    let both = [("by", by.as_str().into()), ("name", name.as_str().into())];
    let answer = move |yes: bool| {
        desk.contact(Wish::Answer { contact, id, yes }, move |_| {
            let told = if yes { "introduction-accepted" } else { "introduction-declined" };
            desk.tell(desk.words().say(told), None);
        });
    };
    rsx! {
        h2 { {words.with("introduction-title", &both)} }
        if accepted {
            p { {words.about("introduction-waits", &name)} }
        } else {
            p { {words.with("introduction-what", &both)} }
        }
        div { class: "actions two",
            if !accepted {
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.about("introduction-yes", &name),
                    onclick: move |()| answer(true), disabled: *desk.busy.read(),
                }
            }
            Button {
                label: words.say("introduction-no"), onclick: move |()| answer(false),
                disabled: *desk.busy.read(),
            }
        }
    }
}

/// One's own code, and a way to read the other's; then what will happen.
#[component]
pub(crate) fn AddContact() -> Element {
    let desk = use_desk();
    let words = desk.words();
    // Whoever comes back here begins anew.
    use_hook(|| {
        set(desk.scan, Scan::Resting);
        set(desk.contact_preview, None);
        desk.draw_contact_code(None);
    });
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(text.clone()),
        _ => None,
    };
    let looked_at = read.clone();
    use_effect(use_reactive!(|looked_at| {
        set(desk.contact_preview, None);
        if let Some(code) = looked_at.clone() {
            desk.preview_contact(code);
        }
    }));
    let preview = desk.contact_preview.read().clone();
    let wrong = match (&read, preview) {
        (Some(code), Some(Ok(preview))) => return rsx! { Adding { code: code.clone(), preview } },
        (Some(_), Some(Err(refused))) => Some(sentences::refused(&refused, words)),
        _ => None,
    };
    let code = desk.contact_code.read().clone();
    rsx! {
        Page { title: words.say("contact-add"), back: true,
            p { class: "lead", {words.say("contact-add-lead")} }
            h2 { {words.say("contact-add-theirs")} }
            Reader { form: "contact", wrong }
            h2 { {words.say("contact-add-mine")} }
            if let Some(code) = code {
                Shown { code }
            } else {
                Waiting { text: words.say("code-drawn") }
            }
            Notice { glyph: Glyph::Lock, text: words.say("contact-code-once") }
        }
    }
}

/// What will happen, before anything happens.
#[component]
fn Adding(code: String, preview: Preview) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let name = called(&preview.person, words);
    let mine = desk.my_name();
    let add = {
        let name = name.clone();
        let wish = Wish::Add { code, name: mine.clone() };
        move |()| {
            let name = name.clone();
            desk.contact(wish.clone(), move |granted| {
                Draft::new("contact").forget(desk, &["code"]);
                if let Granted::Contact(contact) = granted {
                    let undo = Undo::Contact(Wish::Forget { contact });
                    desk.tell(desk.words().about("contact-added", &name), Some(undo));
                    navigator.replace(Route::Contact { id: contact });
                }
            });
        }
    };
    rsx! {
        Page { title: words.about("contact-preview-title", &name), back: true,
            section { class: "paper",
                Named { person: preview.person.clone() }
                p { {words.say("contact-preview-compare")} }
            }
            if !preview.alike.is_empty() {
                Notice { glyph: Glyph::Other, text: words.about("contact-alike", &preview.alike.join(", ")) }
            }
            h2 { {words.say("preview-what")} }
            ul { class: "facts-list",
                if preview.introduced.is_some() {
                    li { {words.say("contact-preview-met")} }
                } else {
                    li { {words.say("contact-preview-key")} }
                    li { {words.about("contact-preview-name", &mine)} }
                    li { {words.say("contact-preview-turn")} }
                }
                li { {words.say("contact-preview-others")} }
            }
            Notice { glyph: Glyph::Check, text: words.say("contact-preview-undo") }
            div { class: "actions",
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.about("contact-do-add", &name),
                    onclick: add, disabled: *desk.busy.read(),
                }
                Button {
                    label: words.say("not-now"),
                    onclick: move |()| {
                        Draft::new("contact").forget(desk, &["code"]);
                        set(desk.scan, Scan::Resting);
                    },
                }
            }
        }
    }
}
