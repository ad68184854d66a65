//! Before the first screen: the phone's folder is being opened, or is locked, or cannot be opened.
//!
//! Mostly it is open before the window is, and nothing of this is ever seen. A phone that cannot start says why, what
//! a person can do about it, and tries again when it is told to. Its settings lie in the folder that is closed, so it
//! speaks the language of the phone's owner.

use dioxus::{core::spawn_forever, prelude::*};
use futures_util::FutureExt;

use crate::{
    Open, Phone,
    desk::set,
    guard::Denied,
    host::{Fault, Later, Wrong},
    kit::{Button, Glyph, Icon, Look, SecretField, Switch, Waiting},
    sentences,
    words::{Language, Words},
};

/// How far opening has come.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Stage {
    UnderWay,
    Open,
    /// It opens with its passphrase, as soon as what was open is closed.
    Locked {
        is_closing: bool,
    },
    Closed {
        fault: Fault,
        /// How often it was tried again in vain.
        again: usize,
        /// Whether it is being tried now.
        is_trying: bool,
    },
}

/// The way back to before the first screen.
#[derive(Clone, Copy)]
pub(crate) struct Gate {
    stage: Signal<Stage>,
    /// What was spoken before it was locked. After a start nobody knows: that is sealed.
    language: Signal<Option<Language>>,
}

impl Gate {
    /// Shows nothing of the phone from now on; it can be unlocked as soon as it is locked.
    pub(crate) fn lock(self, locked: Later<()>, language: Language) {
        let stage = self.stage;
        set(self.language, Some(language));
        set(stage, Stage::Locked { is_closing: true });
        spawn_forever(async move {
            locked.await;
            set(stage, Stage::Locked { is_closing: false });
        });
    }
}

/// All screens, as soon as the phone is open.
#[component]
pub(crate) fn Opening(phone: Phone) -> Element {
    let stage = use_signal(|| Stage::UnderWay);
    let language = use_signal(|| None);
    use_context_provider(|| Gate { stage, language });
    let try_to_open = use_callback({
        let host = phone.0.clone();
        move |()| {
            let before = *stage.peek();
            let again = if let Stage::Closed { again, .. } = before { again + 1 } else { 0 };
            let ended = move |opened: Result<(), Fault>| match opened {
                Ok(()) => Stage::Open,
                Err(Fault::Locked) => Stage::Locked { is_closing: false },
                Err(fault) => Stage::Closed { fault, again, is_trying: false },
            };
            let mut opened = host.open();
            // What is there at once is drawn at once.
            if let Some(opened) = (&mut opened).now_or_never() {
                return set(stage, ended(opened));
            }
            if let Stage::Closed { fault, again, .. } = before {
                set(stage, Stage::Closed { fault, again, is_trying: true });
            }
            spawn_forever(async move { set(stage, ended(opened.await)) });
        }
    });
    use_hook(|| try_to_open.call(()));
    let language = language().unwrap_or_else(|| Language::guess(&phone.0.languages()));
    let words = Words { language, ahead_of_utc: 0 };
    let now = *stage.read();
    match now {
        Stage::Open => rsx! { Open { phone } },
        Stage::Locked { is_closing } => rsx! {
            Bare { words,
                Locked { phone, words, is_closing, onopen: move |()| set(stage, Stage::Open) }
            }
        },
        Stage::UnderWay => rsx! {
            Bare { words,
                main { class: "first", Waiting { text: words.say("opening") } }
            }
        },
        Stage::Closed { fault, again, is_trying } => rsx! {
            Bare { words,
                Closed { fault, again, is_trying, words, onagain: move |()| try_to_open.call(()) }
            }
        },
    }
}

/// The frame around a screen that knows no settings.
#[component]
fn Bare(words: Words, children: Element) -> Element {
    let language = words.language.tag();
    use_effect(move || {
        document::eval(&format!("document.documentElement.lang = '{language}'"));
    });
    rsx! {
        div { class: "app", lang: language, "data-theme": "system",
            div { class: "phone",
                div { class: "place", {children} }
            }
        }
    }
}

/// A phone that cannot be opened.
#[component]
fn Closed(fault: Fault, again: usize, is_trying: bool, words: Words, onagain: EventHandler<()>) -> Element {
    rsx! {
        main { class: "first",
            div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Lock } }
            h1 { {words.say("closed-title")} }
            div { class: "why", role: "alert",
                p { class: "lead", {words.say(sentences::closed(fault))} }
                p { class: "lead", {words.say(sentences::closed_remedy(fault))} }
            }
            Button {
                look: Look::Main, glyph: Glyph::Fresh, label: words.say("closed-again"),
                disabled: is_trying,
                onclick: move |()| onagain.call(()),
            }
            // Else nobody could tell that the button did something.
            p { class: "hint", role: "status",
                if again > 0 {
                    {words.count("closed-still", again)}
                }
            }
        }
    }
}

/// A phone that opens with its passphrase.
#[component]
fn Locked(phone: Phone, words: Words, is_closing: bool, onopen: EventHandler<()>) -> Element {
    let text = use_signal(String::new);
    let (mut shown, mut is_trying) = (use_signal(|| false), use_signal(|| false));
    let mut wrong = use_signal(|| None::<String>);
    let wait = use_signal(|| phone.0.wait());
    // One second after the other, for as long as there is something to wait for.
    let count_down = use_callback({
        let host = phone.0.clone();
        move |()| {
            let host = host.clone();
            let mut wait = wait;
            spawn(async move {
                while host.wait() > 0 {
                    wait.set(host.wait());
                    host.rest(1_000).await;
                }
                set(wait, 0);
            });
        }
    });
    use_hook(|| count_down.call(()));
    let unlock = {
        let host = phone.0.clone();
        move |event: FormEvent| {
            event.prevent_default();
            if text.peek().is_empty() {
                return wrong.set(Some(sentences::denied(Denied::Empty, words)));
            }
            let unlocked = host.unlock(text.peek().clone());
            set(wrong, None);
            is_trying.set(true);
            spawn(async move {
                let unlocked = unlocked.await;
                is_trying.set(false);
                match unlocked {
                    Ok(()) => onopen.call(()),
                    Err(Wrong::Denied(denied)) => {
                        wrong.set(Some(sentences::denied(denied, words)));
                        count_down.call(());
                    }
                    Err(Wrong::Fault(fault)) => wrong.set(Some(words.say(sentences::closed(fault)))),
                    Err(Wrong::Refused(refused)) => wrong.set(Some(sentences::refused(&refused, words))),
                }
            });
        }
    };
    let seconds = *wait.read();
    let wrong_now = wrong.read().clone();
    rsx! {
        main { class: "first",
            div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Lock } }
            h1 { {words.say("unlock-title")} }
            p { class: "lead", {words.say(sentences::closed_remedy(Fault::Locked))} }
            form { class: "form", onsubmit: unlock, novalidate: true,
                SecretField {
                    name: "passphrase", label: words.say("unlock-passphrase"), text, shown: shown(), focused: true,
                    autocomplete: "current-password", wrong: wrong_now, ontype: move |()| set(wrong, None),
                }
                Switch { name: "shown", label: words.say("passphrase-show"), onswitch: move |on| shown.set(on) }
                Button {
                    look: Look::Main, label: words.say("unlock-button"),
                    disabled: is_closing || is_trying() || seconds > 0,
                }
            }
            p { class: "hint", role: "status",
                if seconds > 0 {
                    {words.count("unlock-wait", seconds as usize)}
                } else if is_trying() {
                    {words.say("opening")}
                }
            }
        }
    }
}
