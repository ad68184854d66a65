//! Guardians: choosing them, helping a contact back, and coming back oneself on a new phone.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use tequio_core::{
    CircleId,
    contacts::{Granted, Wish},
};

use super::{code::Shown, contact::find, join::Reader};
use crate::{
    desk::{set, use_desk},
    kit::{Button, Choice, Draft, Glyph, Icon, Look, Notice, Page, Switch},
    route::Route,
    scan::Scan,
};

/// Who guards one's return, and choosing anew.
#[component]
pub(crate) fn Guardians() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let contacts = desk.contacts.read().clone();
    let mut chosen = use_signal(BTreeSet::<CircleId>::new);
    let mut threshold = use_signal(|| 2u8);
    let count = chosen.read().len();
    let takes = (*threshold.read()).min(count.max(1) as u8);
    let choices: Vec<(String, String)> = (1..=count.max(1)).map(|n| (n.to_string(), n.to_string())).collect();
    let choose = move |()| {
        let guardians: Vec<CircleId> = chosen.peek().iter().copied().collect();
        desk.contact(Wish::Guardians { threshold: takes, guardians }, move |_| {
            chosen.set(BTreeSet::new());
            desk.tell(desk.words().say("guardians-chosen"), None);
        });
    };
    rsx! {
        Page { title: words.say("guardians-title"), back: true,
            p { class: "lead", {words.say("guardians-lead")} }
            if let Some(guard) = &contacts.guard {
                section { class: "paper",
                    h2 { {words.say("guardians-now")} }
                    p {
                        {words.with("guardians-who", &[
                            ("names", guard.names.join(", ").into()),
                            ("threshold", guard.threshold.into()), ("count", guard.count.into()),
                        ])}
                    }
                }
            }
            if contacts.list.is_empty() {
                Notice { text: words.say("guardians-none") }
            } else {
                section {
                    h2 { {words.say("guardians-choose")} }
                    for contact in contacts.list.iter().cloned() {
                        Switch {
                            key: "{contact.circle}", name: "guardian", label: contact.person.name.clone(),
                            on: chosen.peek().contains(&contact.circle),
                            onswitch: move |on| {
                                let mut all = chosen.write();
                                if on { all.insert(contact.circle) } else { all.remove(&contact.circle) };
                            },
                        }
                    }
                }
                if count > 0 {
                    div { class: "form",
                        Choice {
                            key: "{count}", name: "threshold", label: words.count("guardians-threshold", count),
                            class: "choices segments", choices, chosen: takes.to_string(),
                            onchoose: move |word: String| threshold.set(word.parse().unwrap_or(takes)),
                        }
                    }
                    h2 { {words.say("preview-what")} }
                    ul { class: "facts-list",
                        li { {words.with("guardians-can", &[("threshold", takes.into())])} }
                        li { {words.with("guardians-cannot", &[("threshold", takes.into())])} }
                        li { {words.say("guardians-circles")} }
                        li { {words.say("guardians-arrive")} }
                    }
                    Button {
                        look: Look::Main, glyph: Glyph::Lock, label: words.count("guardians-do", count),
                        onclick: choose, disabled: *desk.busy.read(),
                    }
                }
            }
        }
    }
}

/// A contact stands here with a new phone.
#[component]
pub(crate) fn HelpBack(id: CircleId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| {
        set(desk.scan, Scan::Resting);
        set(desk.contact_code, None);
    });
    let name = find(desk, id).map(|contact| contact.person.name).unwrap_or_default();
    let answer = desk.contact_code.read().clone();
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(text.clone()),
        _ => None,
    };
    let help = move |code: String| {
        desk.contact(Wish::HelpBack { contact: id, code }, move |granted| {
            Draft::new("help").forget(desk, &["code"]);
            if let Granted::Code(code) = granted {
                set(desk.contact_code, Some(code));
            }
        });
    };
    rsx! {
        Page { title: words.about("help-title", &name), back: true,
            if let Some(code) = answer {
                p { class: "lead", {words.about("help-show", &name)} }
                Shown { code }
            } else if let Some(code) = read {
                h2 { {words.about("help-question", &name)} }
                ul { class: "facts-list",
                    li { {words.about("help-look", &name)} }
                    li { {words.about("help-pressed", &name)} }
                }
                div { class: "actions",
                    Button {
                        look: Look::Main, glyph: Glyph::Check, label: words.about("help-yes", &name),
                        onclick: move |()| help(code.clone()), disabled: *desk.busy.read(),
                    }
                    Button {
                        label: words.say("help-no"),
                        onclick: move |()| {
                            Draft::new("help").forget(desk, &["code"]);
                            set(desk.scan, Scan::Resting);
                        },
                    }
                }
            } else {
                p { class: "lead", {words.about("help-lead", &name)} }
                Reader { form: "help" }
            }
        }
    }
}

/// On a new phone: show the code to one guardian after the other, and read what they show.
#[component]
pub(crate) fn Return() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    use_hook(|| {
        set(desk.scan, Scan::Resting);
        desk.contact(Wish::Return { name: desk.my_name() }, |_| {});
    });
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(text.clone()),
        _ => None,
    };
    use_effect(use_reactive!(|read| {
        if let Some(code) = read.clone() {
            set(desk.scan, Scan::Resting);
            Draft::new("return").forget(desk, &["code"]);
            desk.contact(Wish::TakeAnswer { code }, move |_| {
                desk.tell(desk.words().say("return-taken"), None);
            });
        }
    }));
    let returning = desk.contacts.read().returning.clone();
    let stop = move |()| {
        desk.contact(Wish::StopReturn, move |_| {
            navigator.go_back();
        });
    };
    rsx! {
        Page { title: words.say("return-title"), back: true,
            if let Some(returning) = returning {
                match returning.missing {
                    Some(0) => rsx! {
                        Notice { glyph: Glyph::Check, text: words.say("return-enough") }
                        ul { class: "facts-list",
                            li { {words.say("return-next-knock")} }
                            li { {words.say("return-next-wait")} }
                        }
                        Link { class: "button main", to: Route::Join {},
                            Icon { glyph: Glyph::Camera }
                            span { {words.say("scan-code")} }
                        }
                    },
                    missing => rsx! {
                        p { class: "lead", {words.say("return-lead")} }
                        p { role: "status",
                            {match missing {
                                None => words.say("return-none-yet"),
                                Some(missing) => words.count("return-missing", usize::from(missing)),
                            }}
                        }
                        h2 { {words.say("return-show")} }
                        Shown { code: returning.code.clone() }
                        h2 { {words.say("return-read")} }
                        Reader { form: "return" }
                    },
                }
            }
            Button { look: Look::Quiet, label: words.say("return-stop"), onclick: stop }
        }
    }
}
