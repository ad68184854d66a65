//! How this phone is guarded, said plainly: its passphrase, when it locks by itself, and the code for an emergency.

use dioxus::prelude::*;
use tequio_core::{Refused, wrong::Field};

use super::first::check_name;
use crate::{
    desk::{Desk, use_desk},
    guard::{Decoy, Denied, Protection},
    kit::{
        Button, Choice, Draft, Glyph, Icon, Look, Notice, Page, SecretField, Switch, TextField, check_secret,
    },
    route::Route,
    sentences,
};

/// After how many minutes out of sight it may lock by itself; never, if none.
const LOCK_AFTER: [u32; 4] = [0, 1, 5, 15];

/// How this phone is guarded.
#[component]
pub(crate) fn Guarded() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let protection = *desk.protection.read();
    let lock_after = desk.settings.read().lock_after;
    let times = LOCK_AFTER.map(|minutes| {
        let label = match minutes {
            0 => words.say("lock-after-never"),
            minutes => words.count("lock-after-minutes", minutes as usize),
        };
        (minutes.to_string(), label)
    });
    rsx! {
        Page { title: words.say("guard-title"), back: true,
            Notice { glyph: Glyph::Lock, text: words.say(sentences::protection(protection)) }
            PassphraseForm { protection }
            if protection == Protection::Passphrase {
                div { class: "form",
                    Choice {
                        name: "lock-after", label: words.say("lock-after"), class: "choices segments",
                        choices: times.to_vec(), chosen: lock_after.to_string(),
                        onchoose: move |word: String| desk.settle(|settings| {
                            settings.lock_after = word.parse().unwrap_or(settings.lock_after);
                        }),
                    }
                }
            }
            ul { class: "paper list ways-on",
                if protection == Protection::Passphrase {
                    li {
                        Link { class: "way", to: Route::Duress {},
                            Icon { glyph: Glyph::Hide }
                            span { {words.say("duress-title")} }
                        }
                    }
                }
                li {
                    Link { class: "way", to: Route::Suspend {},
                        Icon { glyph: Glyph::Phone }
                        span { {words.say("suspend")} }
                    }
                }
            }
        }
    }
}

#[component]
fn PassphraseForm(protection: Protection) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let (current, new, again) = (use_signal(String::new), use_signal(String::new), use_signal(String::new));
    let mut shown = use_signal(|| false);
    let is_set = protection == Protection::Passphrase;
    let denied = *desk.denied.read();
    let about = move |which: &[Denied]| denied_at(desk, denied, which);
    let typed = move |()| clear(desk);
    let told = move |sentence: &'static str| {
        move || {
            desk.tell(desk.words().say(sentence), None);
            navigator.go_back();
        }
    };
    let now = move || is_set.then(|| current.peek().clone());
    let change = move |event: FormEvent| {
        event.prevent_default();
        let (new, again) = (new.peek().clone(), again.peek().clone());
        match check_secret(&new, &again) {
            Ok(()) => desk.set_passphrase(now(), Some(new), told("guard-done")),
            Err(denied) => desk.deny(denied),
        }
    };
    let remove = move |()| desk.set_passphrase(now(), None, told("guard-removed"));
    rsx! {
        form { class: "form", onsubmit: change, novalidate: true,
            if is_set {
                SecretField {
                    name: "current", label: words.say("passphrase-current"), text: current, shown: shown(),
                    autocomplete: "current-password", wrong: about(&[Denied::Wrong]), ontype: typed,
                }
            }
            SecretField {
                name: "new", label: words.say("passphrase-new"), hint: words.say("passphrase-hint"), text: new,
                shown: shown(), ontype: typed,
                wrong: about(&[Denied::Empty, Denied::Short, Denied::Long, Denied::Alike]),
            }
            SecretField {
                name: "again", label: words.say("passphrase-again"), text: again, shown: shown(),
                wrong: about(&[Denied::Differs]), ontype: typed,
            }
            Switch { name: "shown", label: words.say("passphrase-show"), onswitch: move |on| shown.set(on) }
            p { class: "hint", {words.say("guard-lost")} }
            Button {
                look: Look::Main, glyph: Glyph::Lock, disabled: *desk.busy.read(),
                label: words.say(if is_set { "guard-change" } else { "guard-set" }),
            }
            if is_set {
                Button {
                    label: words.say("guard-remove"), onclick: remove, disabled: *desk.busy.read(),
                }
            }
        }
    }
}

/// The code for an emergency. The page looks the same whether there is one or not.
#[component]
pub(crate) fn Duress() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let (current, code, again) = (use_signal(String::new), use_signal(String::new), use_signal(String::new));
    let (mut shown, mut understood) = (use_signal(|| false), use_signal(|| false));
    let name = desk.settings.read().name.clone().unwrap_or_default();
    let denied = *desk.denied.read();
    let about = move |which: &[Denied]| denied_at(desk, denied, which);
    let typed = move |()| clear(desk);
    let told = move |sentence: &'static str| {
        move || {
            Draft::new("decoy").forget(desk, &["name", "circle-name"]);
            desk.tell(desk.words().say(sentence), None);
            navigator.go_back();
        }
    };
    let usual_name = name.clone();
    let set_code = move |event: FormEvent| {
        event.prevent_default();
        let draft = Draft::new("decoy");
        let name = draft.get(desk, "name").unwrap_or_else(|| usual_name.clone()).trim().to_owned();
        let circle_name = draft.text(desk, "circle-name").trim().to_owned();
        let (code, again) = (code.peek().clone(), again.peek().clone());
        if let Err(refused) = check_decoy(&name, &circle_name) {
            return desk.refuse(refused);
        }
        match check_secret(&code, &again) {
            Ok(()) => {
                let code = Some((code, Decoy { name, circle_name }));
                desk.set_duress(current.peek().clone(), code, told("duress-set"));
            }
            Err(denied) => desk.deny(denied),
        }
    };
    let remove = move |()| desk.set_duress(current.peek().clone(), None, told("duress-removed"));
    rsx! {
        Page { title: words.say("duress-title"), back: true,
            p { class: "lead", {words.say("duress-lead")} }
            ul { class: "facts-list",
                for fact in ["duress-opens", "duress-destroys", "duress-untold"] {
                    li { {words.say(fact)} }
                }
            }
            section { class: "paper",
                h2 { {words.say("duress-limits")} }
                ul { class: "facts-list",
                    for limit in ["duress-copy", "duress-traces", "duress-others", "duress-law"] {
                        li { {words.say(limit)} }
                    }
                }
            }
            form { class: "form", onsubmit: set_code, novalidate: true,
                SecretField {
                    name: "current", label: words.say("passphrase-current"), text: current, shown: shown(),
                    autocomplete: "current-password", wrong: about(&[Denied::Wrong]), ontype: typed,
                }
                SecretField {
                    name: "code", label: words.say("duress-code"), hint: words.say("duress-code-hint"), text: code,
                    shown: shown(), ontype: typed,
                    wrong: about(&[Denied::Empty, Denied::Short, Denied::Long, Denied::Alike]),
                }
                SecretField {
                    name: "again", label: words.say("duress-again"), text: again, shown: shown(),
                    wrong: about(&[Denied::Differs]), ontype: typed,
                }
                Switch { name: "shown", label: words.say("passphrase-show"), onswitch: move |on| shown.set(on) }
                TextField {
                    draft: Draft::new("decoy"), name: "name", about: Field::Name, label: words.say("decoy-name"),
                    otherwise: name,
                }
                TextField {
                    draft: Draft::new("decoy"), name: "circle-name", about: Field::CircleName,
                    label: words.say("decoy-circle"), hint: words.say("decoy-hint"),
                }
                Switch {
                    name: "understood", label: words.say("wipe-understood"),
                    onswitch: move |on| understood.set(on),
                }
                Button {
                    look: Look::Danger, label: words.say("duress-button"),
                    disabled: !*understood.read() || *desk.busy.read(),
                }
                Button { label: words.say("duress-remove"), onclick: remove, disabled: *desk.busy.read() }
            }
        }
    }
}

/// The rules are the core's.
fn check_decoy(name: &str, circle_name: &str) -> Result<(), Refused> {
    check_name(name)?;
    if circle_name.is_empty() {
        return Err(Refused::Empty { field: Field::CircleName });
    }
    Ok(())
}

/// The sentence of a denial, if it is about this field.
pub(crate) fn denied_at(desk: Desk, denied: Option<Denied>, which: &[Denied]) -> Option<String> {
    denied.filter(|denied| which.contains(denied)).map(|denied| sentences::denied(denied, desk.words()))
}

/// Whoever types has read it.
pub(crate) fn clear(desk: Desk) {
    crate::desk::set(desk.denied, None);
}
