//! One contact: the card, their code for the turn about, introducing them to another, and parting.

use dioxus::prelude::*;
use tequio_core::{
    CircleId,
    contact::Level,
    contacts::{ContactView, Wish},
    own::Note,
    wrong::Field,
};

use super::{code::Shown, contacts::standing, parcels::Keeping};
use crate::{
    desk::{Desk, use_desk},
    host::Door,
    kit::{
        Button, Choice, Draft, Fact, Glyph, Icon, Look, Named, Notice, Page, Sheet, Switch, TextField,
        Waiting, go_back,
    },
    route::Route,
    sentences,
};

pub(super) fn find(desk: Desk, id: CircleId) -> Option<ContactView> {
    desk.contacts.read().list.iter().find(|contact| contact.circle == id).cloned()
}

/// The card.
#[component]
pub(crate) fn Contact(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(contact) = find(desk, id) else {
        return rsx! {
            Page { title: words.say("contacts-title"), back: true, Notice { text: words.say("contact-none") } }
        };
    };
    let name = contact.person.name.clone();
    let levels = Level::ALL.map(|level| (level.word().to_owned(), words.say(sentences::level(level))));
    rsx! {
        Page { title: name.clone(), above: words.say("contact-above"), back: true,
            section { class: "paper",
                Named { person: contact.person.clone(), below: standing(&contact, desk, words) }
                dl { class: "facts",
                    Fact {
                        glyph: Glyph::Clock, label: words.say("contact-met-label"),
                        text: words.about("contact-met", &words.day(contact.met)),
                    }
                    if contact.said != name {
                        Fact {
                            glyph: Glyph::Person, label: words.say("contact-said-label"),
                            text: words.about("contact-said", &contact.said),
                        }
                    }
                }
            }
            match &contact.introduced_by {
                Some(Some(by)) => rsx! { Notice { glyph: Glyph::Other, text: words.about("contact-introduced", by) } },
                Some(None) => rsx! { Notice { glyph: Glyph::Other, text: words.say("contact-introduced-gone") } },
                None => rsx! {},
            }
            if !contact.alike.is_empty() {
                Notice { glyph: Glyph::Other, text: words.about("contact-alike", &contact.alike.join(", ")) }
            }
            if !contact.answered || contact.introduced_by.is_some() {
                if !contact.answered {
                    Notice { glyph: Glyph::Code, text: words.about("contact-turn", &name) }
                }
                Link { class: "button main", to: Route::ContactCode { id },
                    Icon { glyph: Glyph::Code }
                    span { {words.about("contact-show-code", &name)} }
                }
            }
            div { class: "form",
                Choice {
                    name: "level", label: words.say("contact-level"), class: "choices segments",
                    choices: levels.to_vec(), chosen: contact.level.word(),
                    onchoose: move |word: String| {
                        if let Some(level) = Level::from_word(&word) {
                            desk.contact(Wish::Keep(Note::Levelled { contact: id, level }), |_| {});
                        }
                    },
                }
            }
            Rename { id, name: name.clone() }
            Keeping { contact: contact.clone() }
            SharedCircles { contact: contact.clone() }
            ul { class: "paper list ways-on",
                if desk.contacts.read().list.len() > 1 {
                    li {
                        Link { class: "way", to: Route::Introduce { id },
                            Icon { glyph: Glyph::People }
                            span { {words.about("introduce-way", &name)} }
                        }
                    }
                }
                if contact.kept_for.is_some() {
                    li {
                        Link { class: "way", to: Route::HelpBack { id },
                            Icon { glyph: Glyph::Lock }
                            span { {words.about("help-way", &name)} }
                        }
                    }
                }
                li {
                    Link { class: "way danger", to: Route::ForgetContact { id },
                        Icon { glyph: Glyph::Close }
                        span { {words.say("forget-way")} }
                    }
                }
            }
        }
    }
}

/// A name of one's own for them.
#[component]
fn Rename(id: CircleId, name: String) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let draft = Draft::new(&format!("contact-name/{id}"));
    let rename = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let Some(name) = draft.get(desk, "contact-name") else { return };
            let (draft, name) = (draft.clone(), name.trim().to_owned());
            desk.contact(Wish::Keep(Note::Named { contact: id, name }), move |_| {
                draft.forget(desk, &["contact-name"]);
                desk.tell(desk.words().say("contact-renamed"), None);
            });
        }
    };
    rsx! {
        form { class: "form beside", onsubmit: rename, novalidate: true,
            TextField {
                draft, name: "contact-name", about: Field::Name, label: words.say("contact-name"),
                hint: words.say("contact-name-hint"), otherwise: name,
            }
            Button { label: words.say("contact-name-button"), disabled: *desk.busy.read() }
        }
    }
}

/// Circles that both said they are in, and what this person has told.
#[component]
fn SharedCircles(contact: ContactView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let circles = desk.circles.read().clone().unwrap_or_default();
    let inside: Vec<_> = circles.into_iter().filter(|circle| circle.door == Door::Inside).collect();
    let name = contact.person.name.clone();
    rsx! {
        section {
            h2 { {words.say("shared-title")} }
            if contact.shared.is_empty() {
                p { class: "hint", {words.about("shared-none", &name)} }
            } else {
                ul { class: "paper list",
                    for shared in contact.shared.iter().cloned() {
                        li { key: "{shared.circle}",
                            p { class: "above", "{shared.name}" }
                            Named { person: shared.person.clone() }
                        }
                    }
                }
            }
            for circle in inside {
                Switch {
                    key: "{circle.id}",
                    name: "shared", on: contact.told.contains(&circle.id),
                    label: words.with("shared-tell", &[
                        ("name", name.as_str().into()), ("circle", circle.name.as_str().into()),
                    ]),
                    onswitch: move |told| {
                        let wish = Wish::Link { contact: contact.circle, circle: circle.id, told };
                        desk.contact(wish, |_| {});
                    },
                }
            }
        }
    }
}

/// This person's code for one who is a contact here already.
#[component]
pub(crate) fn ContactCode(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.draw_contact_code(Some(id)));
    let name = find(desk, id).map(|contact| contact.person.name).unwrap_or_default();
    let code = desk.contact_code.read().clone();
    rsx! {
        Page { title: words.about("contact-show-code", &name), back: true,
            p { class: "lead", {words.about("contact-turn-lead", &name)} }
            if let Some(code) = code {
                Shown { code }
            } else {
                Waiting { text: words.say("code-drawn") }
            }
            Button { look: Look::Quiet, label: words.say("code-done"), onclick: go_back }
        }
    }
}

/// To whom else?
#[component]
pub(crate) fn Introduce(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let name = find(desk, id).map(|contact| contact.person.name).unwrap_or_default();
    let others = desk.contacts.read().list.clone().into_iter().filter(|other| other.circle != id);
    let others: Vec<ContactView> = others.collect();
    rsx! {
        Page { title: words.about("introduce-title", &name), back: true,
            p { class: "lead", {words.say("introduce-lead")} }
            ul { class: "facts-list",
                li { {words.say("introduce-both")} }
                li { {words.say("introduce-learn")} }
            }
            ul { class: "paper list",
                for other in others {
                    li { key: "{other.circle}",
                        Named { person: other.person.clone() }
                        Button {
                            label: words.about("introduce-do", &other.person.name),
                            disabled: *desk.busy.read(),
                            onclick: move |()| desk.contact(Wish::Introduce { both: [id, other.circle] }, move |_| {
                                desk.tell(desk.words().say("introduced"), None);
                                navigator.replace(Route::Contact { id });
                            }),
                        }
                    }
                }
            }
        }
    }
}

/// One question before a contact goes.
#[component]
pub(crate) fn ForgetContact(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let name = find(desk, id).map(|contact| contact.person.name).unwrap_or_default();
    let forget = {
        let name = name.clone();
        move |()| {
            let name = name.clone();
            desk.contact(Wish::Forget { contact: id }, move |_| {
                desk.tell(desk.words().about("forgotten", &name), None);
                navigator.replace(Route::Contacts {});
            });
        }
    };
    rsx! {
        Sheet { title: words.about("forget-title", &name), behind: rsx! { Contact { id } },
            p { {words.about("forget-what", &name)} }
            Button {
                look: Look::Danger, glyph: Glyph::Close, label: words.say("forget-do"), onclick: forget,
                disabled: *desk.busy.read(),
            }
        }
    }
}
