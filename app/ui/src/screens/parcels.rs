//! A sealed parcel on a contact's phone: kept unread, given back to the one who stands there, and asked for by a new
//! phone.

use dioxus::prelude::*;
use tequio_core::{
    CircleId,
    contacts::{ContactView, Granted, Wish},
};

use super::{
    code::Shown,
    contact::{Contact, find},
    join::Reader,
};
use crate::{
    desk::{set, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Notice, Page, Sheet, Waiting},
    route::Route,
    scan::Scan,
};

/// What this phone keeps for a contact, on their card.
#[component]
pub(super) fn Keeping(contact: ContactView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = contact.person.name.clone();
    let id = contact.circle;
    rsx! {
        if let Some(kept) = contact.parcel {
            section { class: "paper",
                h2 { {words.about("parcel-title", &name)} }
                p {
                    {words.with("parcel-kept", &[
                        ("name", name.clone().into()),
                        ("size", (kept.bytes as usize).div_ceil(1_000).into()),
                        ("ago", words.ago(kept.since, *desk.now.read()).into()),
                    ])}
                }
                div { class: "actions two",
                    Link { class: "button plain", to: Route::GiveBack { id },
                        Icon { glyph: Glyph::Lock }
                        span { {words.about("parcel-give-back", &name)} }
                    }
                    Link { class: "button quiet", to: Route::ThrowAway { id },
                        Icon { glyph: Glyph::Wipe }
                        span { {words.say("parcel-throw-away")} }
                    }
                }
            }
        }
    }
}

/// A contact stands here with an empty phone.
#[component]
pub(crate) fn GiveBack(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    use_hook(|| set(desk.scan, Scan::Resting));
    let name = find(desk, id).map(|contact| contact.person.name).unwrap_or_default();
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(text.clone()),
        _ => None,
    };
    let give = move |code: String| {
        desk.give_back(id, code, move || {
            Draft::new("parcel").forget(desk, &["code"]);
            set(desk.scan, Scan::Resting);
            desk.tell(desk.words().say("parcel-on-its-way"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Page { title: words.about("parcel-give-back", &name), back: true,
            if let Some(code) = read {
                h2 { {words.about("help-question", &name)} }
                ul { class: "facts-list",
                    li { {words.about("help-look", &name)} }
                    li { {words.about("parcel-opens", &name)} }
                }
                div { class: "actions",
                    Button {
                        look: Look::Main, glyph: Glyph::Check, label: words.about("help-yes", &name),
                        onclick: move |()| give(code.clone()), disabled: *desk.busy.read(),
                    }
                    Button {
                        label: words.say("help-no"),
                        onclick: move |()| {
                            Draft::new("parcel").forget(desk, &["code"]);
                            set(desk.scan, Scan::Resting);
                        },
                    }
                }
            } else {
                p { class: "lead", {words.about("parcel-give-lead", &name)} }
                Reader { form: "parcel" }
            }
        }
    }
}

/// Keep it no longer?
#[component]
pub(crate) fn ThrowAway(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let name = find(desk, id).map(|contact| contact.person.name).unwrap_or_default();
    let throw = move |()| {
        desk.throw_away(id, move || {
            desk.tell(desk.words().say("parcel-thrown"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Sheet { title: words.say("parcel-throw-away"), behind: rsx! { Contact { id } },
            p { {words.about("parcel-throw-what", &name)} }
            Button {
                look: Look::Danger, glyph: Glyph::Wipe, label: words.say("parcel-throw-away"), onclick: throw,
                disabled: *desk.busy.read(),
            }
        }
    }
}

/// On the empty phone: the code for the contact who keeps everything.
#[component]
pub(crate) fn FetchParcel() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut code = use_signal(|| None::<String>);
    use_hook(move || {
        desk.contact(Wish::ShowParcelCode, move |granted| {
            if let Granted::Code(text) = granted {
                code.set(Some(text));
            }
        });
    });
    let code = code.read().clone();
    let is_back = desk.contacts.read().is_back;
    rsx! {
        Page { title: words.say("parcel-fetch"), back: true,
            if is_back {
                Notice { glyph: Glyph::Check, text: words.say("parcel-back") }
                Link { class: "button main", to: Route::Restore {},
                    Icon { glyph: Glyph::Lock }
                    span { {words.say("restore-title")} }
                }
            } else {
                p { class: "lead", {words.say("parcel-fetch-lead")} }
                if let Some(code) = code {
                    Shown { code }
                } else {
                    Waiting { text: words.say("code-drawn") }
                }
            }
        }
    }
}
