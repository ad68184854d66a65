//! Before a checkpoint: everything goes into a sealed file and the phone shows a fresh start. Afterwards it comes back.

use dioxus::prelude::*;
use tequio_core::CircleId;

use super::guarded::{clear, denied_at};
use crate::{
    desk::use_desk,
    guard::Denied,
    kit::{Button, Choice, Glyph, Icon, Look, Notice, Page, SecretField, Switch, check_secret},
    route::Route,
};

/// Put everything away.
#[component]
pub(crate) fn Suspend() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let folder = use_signal(|| desk.place());
    let mut to = use_signal(|| None::<CircleId>);
    let contacts = desk.contacts.read().clone();
    // The choice is among those who are near when the screen opens, and one who went is told to be gone.
    let near = use_hook(|| {
        let near = contacts.list.iter().filter(|contact| contact.near);
        near.map(|contact| (contact.circle, contact.person.name.clone())).collect::<Vec<_>>()
    });
    let keeps_for: Vec<String> =
        contacts.list.iter().filter(|one| one.parcel.is_some()).map(|one| one.person.name.clone()).collect();
    let (new, again) = (use_signal(String::new), use_signal(String::new));
    let (mut shown, mut understood) = (use_signal(|| false), use_signal(|| false));
    let denied = *desk.denied.read();
    let about = move |which: &[Denied]| denied_at(desk, denied, which);
    let typed = move |()| clear(desk);
    let put_away = move |event: FormEvent| {
        event.prevent_default();
        let (new, again) = (new.peek().clone(), again.peek().clone());
        let to = *to.peek();
        match (check_secret(&new, &again), to) {
            (Ok(()), Some(contact)) => desk.suspend_to(contact, new, move || {
                desk.tell(desk.words().say("suspended-to"), None);
                navigator.replace(Route::Home {});
            }),
            (Ok(()), None) => desk.suspend(folder.peek().trim().to_owned(), new, move |path| {
                desk.tell(desk.words().about("suspended", &path), None);
                navigator.replace(Route::Home {});
            }),
            (Err(denied), _) => desk.deny(denied),
        }
    };
    let choices: Vec<(String, String)> = std::iter::once((String::new(), words.say("suspend-to-file")))
        .chain(near.iter().map(|(id, name)| (id.to_string(), words.about("suspend-to-contact", name))))
        .collect();
    let away = about(&[Denied::NotNear, Denied::NoRoom, Denied::TooLarge]);
    rsx! {
        Page { title: words.say("suspend-title"), back: true,
            p { class: "lead", {words.say("suspend-lead")} }
            ul { class: "facts-list",
                for fact in ["suspend-checked", "suspend-elsewhere", "suspend-back", "suspend-code"] {
                    li { {words.say(fact)} }
                }
            }
            if !keeps_for.is_empty() {
                Notice { glyph: Glyph::Other, text: words.about("suspend-keeps", &keeps_for.join(", ")) }
            }
            form { class: "form", onsubmit: put_away, novalidate: true,
                if near.is_empty() {
                    p { class: "hint", {words.say("suspend-nobody-near")} }
                } else {
                    Choice {
                        name: "to", label: words.say("suspend-where"), choices, chosen: String::new(),
                        onchoose: move |id: String| {
                            clear(desk);
                            to.set(id.parse().ok());
                        },
                    }
                }
                p { class: if away.is_some() { "wrong" } else { "unseen" }, role: "alert", {away.clone()} }
                if to.read().is_some() {
                    p { class: "hint", {words.say("suspend-to-means")} }
                } else {
                    SecretField {
                        name: "folder", label: words.say("suspend-folder"), hint: words.say("suspend-folder-hint"),
                        text: folder, shown: true, autocomplete: "off", wrong: about(&[Denied::Place]), ontype: typed,
                    }
                }
                SecretField {
                    name: "new", label: words.say("suspend-passphrase"), hint: words.say("passphrase-hint"),
                    text: new, shown: shown(), ontype: typed,
                    wrong: about(&[Denied::Empty, Denied::Short, Denied::Long]),
                }
                SecretField {
                    name: "again", label: words.say("passphrase-again"), text: again, shown: shown(),
                    wrong: about(&[Denied::Differs]), ontype: typed,
                }
                Switch { name: "shown", label: words.say("passphrase-show"), onswitch: move |on| shown.set(on) }
                Switch {
                    name: "understood", label: words.say("suspend-understood"),
                    onswitch: move |on| understood.set(on),
                }
                Button {
                    look: Look::Danger, glyph: Glyph::Lock, label: words.say("suspend-button"),
                    disabled: !*understood.read() || *desk.busy.read(),
                }
            }
        }
    }
}

/// Bring everything back. For a phone in which nothing is yet.
#[component]
pub(crate) fn Restore() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let passphrase = use_signal(String::new);
    let mut shown = use_signal(|| false);
    let denied = *desk.denied.read();
    let about = move |which: &[Denied]| denied_at(desk, denied, which);
    let no_file = about(&[Denied::NoFile, Denied::NoBackup]);
    let is_refused = no_file.is_some();
    let is_back = desk.contacts.read().is_back;
    let brought = desk.brought.read().clone().or_else(|| is_back.then(|| words.say("parcel-name")));
    let bring_back = move |event: FormEvent| {
        event.prevent_default();
        let passphrase = passphrase.peek().clone();
        let is_there = desk.brought.peek().is_some() || desk.contacts.peek().is_back;
        match (is_there, passphrase.is_empty()) {
            (false, _) => desk.deny(Denied::NoFile),
            (true, true) => desk.deny(Denied::Empty),
            (true, false) => desk.restore(passphrase, move || {
                desk.tell(desk.words().say("restored"), None);
                navigator.replace(Route::Home {});
            }),
        }
    };
    rsx! {
        Page { title: words.say("restore-title"), back: true,
            p { class: "lead", {words.say("restore-lead")} }
            Link { class: "button plain", to: Route::FetchParcel {},
                Icon { glyph: Glyph::Phone }
                span { {words.say("parcel-fetch-way")} }
            }
            form { class: "form", onsubmit: bring_back, novalidate: true,
                div { class: "field",
                    label { class: "button plain", r#for: "backup",
                        Icon { glyph: Glyph::Papers }
                        span { {words.say("restore-file")} }
                    }
                    // The page's script hears of it and reads the file piece by piece.
                    input {
                        class: "unseen", id: "backup", r#type: "file", "data-file": "true",
                        aria_describedby: "backup-said",
                        aria_invalid: is_refused.then_some("true"),
                    }
                    p {
                        id: "backup-said", class: if is_refused { "wrong" } else { "hint" }, role: "status",
                        match (no_file, brought) {
                            (Some(wrong), _) => rsx! { "{wrong}" },
                            (None, Some(name)) => rsx! { {words.about("restore-chosen", &name)} },
                            (None, None) => rsx! { {words.say("restore-none")} },
                        }
                    }
                }
                SecretField {
                    name: "passphrase", label: words.say("suspend-passphrase"), text: passphrase, shown: shown(),
                    autocomplete: "off", wrong: about(&[Denied::Wrong, Denied::Empty, Denied::Long]), ontype: typed(desk),
                }
                Switch { name: "shown", label: words.say("passphrase-show"), onswitch: move |on| shown.set(on) }
                Button { look: Look::Main, label: words.say("restore-button"), disabled: *desk.busy.read() }
            }
        }
    }
}

fn typed(desk: crate::desk::Desk) -> impl FnMut(()) + 'static {
    move |()| clear(desk)
}
