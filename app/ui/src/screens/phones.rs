//! A person's phones: which there are, linking one more, being the one more, and cutting off a lost one.

use dioxus::prelude::*;
use tequio_core::{
    contacts::{Granted, Wish},
    view::DeviceView,
};

use super::{code::Shown, join::Reader};
use crate::{
    desk::{set, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Notice, Page, Waiting},
    route::Route,
    scan::Scan,
};

/// Which phones there are.
#[component]
pub(crate) fn Phones() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let phones = desk.contacts.read().phones.clone();
    rsx! {
        Page { title: words.say("phones-title"), back: true,
            p { class: "lead", {words.say("phones-lead")} }
            if phones.is_empty() {
                Notice { text: words.say("phones-only") }
            }
            for phone in phones {
                section { key: "{phone.device}", class: "paper", OnePhone { phone } }
            }
            Link { class: "button main", to: Route::LinkPhone {},
                Icon { glyph: Glyph::Phone }
                span { {words.say("phones-link")} }
            }
        }
    }
}

/// One of them; a lost one is cut off here.
#[component]
fn OnePhone(phone: DeviceView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let cut_off = move |()| {
        desk.contact(Wish::CutOffPhone { phone: phone.device }, move |_| {
            desk.tell(desk.words().say("phones-cut-done"), None);
        });
    };
    rsx! {
        h2 { {words.say(if phone.here { "phones-this" } else { "phones-other" })} }
        if phone.cut {
            p { {words.say("phones-cut")} }
        } else if !phone.here {
            p { {words.say("phones-cut-what")} }
            Button {
                glyph: Glyph::Close, label: words.say("phones-cut-off"), onclick: cut_off,
                disabled: *desk.busy.read(),
            }
        }
    }
}

/// The phone that one has used so far reads the new one's code.
#[component]
pub(crate) fn LinkPhone() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    use_hook(|| set(desk.scan, Scan::Resting));
    let mut looked = use_signal(|| false);
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(text.clone()),
        _ => None,
    };
    let looked_at = read.clone();
    use_effect(use_reactive!(|looked_at| {
        looked.set(false);
        if let Some(code) = looked_at.clone() {
            desk.contact(Wish::LookAtLink { code }, move |_| looked.set(true));
        }
    }));
    let link = move |code: String| {
        desk.contact(Wish::LinkPhone { code }, move |_| {
            Draft::new("link").forget(desk, &["code"]);
            set(desk.scan, Scan::Resting);
            desk.tell(desk.words().say("link-done"), None);
            navigator.go_back();
        });
    };
    let code = read.filter(|_| *looked.read());
    rsx! {
        Page { title: words.say("phones-link"), back: true,
            if let Some(code) = code {
                h2 { {words.say("preview-what")} }
                ul { class: "facts-list",
                    li { {words.say("link-will-be-you")} }
                    li { {words.say("link-will-see")} }
                    li { {words.say("link-can-be-cut")} }
                }
                Notice { glyph: Glyph::Lock, text: words.say("link-look") }
                div { class: "actions",
                    Button {
                        look: Look::Main, glyph: Glyph::Check, label: words.say("link-do"),
                        onclick: move |()| link(code.clone()), disabled: *desk.busy.read(),
                    }
                    Button {
                        label: words.say("not-now"),
                        onclick: move |()| {
                            Draft::new("link").forget(desk, &["code"]);
                            set(desk.scan, Scan::Resting);
                        },
                    }
                }
            } else {
                p { class: "lead", {words.say("link-lead")} }
                Reader { form: "link" }
            }
        }
    }
}

/// The new phone shows its code.
#[component]
pub(crate) fn ShowLink() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut code = use_signal(|| None::<String>);
    use_hook(move || {
        desk.contact(Wish::ShowLink, move |granted| {
            if let Granted::Code(text) = granted {
                code.set(Some(text));
            }
        });
    });
    let code = code.read().clone();
    rsx! {
        Page { title: words.say("link-way"), back: true,
            p { class: "lead", {words.say("link-show-lead")} }
            if let Some(code) = code {
                Shown { code }
            } else {
                Waiting { text: words.say("code-drawn") }
            }
            Notice { glyph: Glyph::Lock, text: words.say("link-show-look") }
        }
    }
}
