//! Fields that never lose a letter.
//!
//! A field is given what was kept once, when it appears, and from then on keeps every letter as it is typed: the
//! page owns the text, the phone keeps it, and no screen stands between the two. (A field that is set again from
//! a signal at each letter loses letters in a webview when somebody types fast.) A form reads its draft when it
//! is sent, and forgets it when that succeeded.

use std::rc::Rc;

use dioxus::prelude::*;
use tequio_core::wrong::Field;

use super::{
    icon::{Glyph, Icon},
    page::focus,
};
use crate::{
    desk::{Desk, PASSING, set, use_desk},
    sentences,
};

/// What is kept of a form that was not sent yet, by the names of its fields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft(String);

impl Draft {
    /// The draft of the form with this name.
    pub(crate) fn new(form: &str) -> Draft {
        Draft(format!("draft/{form}"))
    }

    /// The same of what somebody else types on this phone: nothing of it is kept.
    pub(crate) fn passing(form: &str) -> Draft {
        Draft(format!("{PASSING}{form}"))
    }

    /// What was typed or chosen.
    pub(crate) fn get(&self, desk: Desk, field: &str) -> Option<String> {
        desk.kept(&self.key(field))
    }

    /// What was typed, or nothing.
    pub(crate) fn text(&self, desk: Desk, field: &str) -> String {
        self.get(desk, field).unwrap_or_default()
    }

    /// Keeps what is typed or chosen.
    pub(crate) fn put(&self, desk: Desk, field: &str, text: &str) {
        desk.keep(&self.key(field), Some(text));
    }

    /// Forgets these fields: the form was sent.
    pub(crate) fn forget(&self, desk: Desk, fields: &[&str]) {
        for field in fields.iter().filter(|field| self.get(desk, field).is_some()) {
            desk.keep(&self.key(field), None);
        }
    }

    fn key(&self, field: &str) -> String {
        format!("{}/{field}", self.0)
    }
}

/// A field for text, with its label above it, and below it a hint and the sentence of a refusal.
#[component]
pub(crate) fn TextField(
    draft: Draft,
    /// The field's name in the draft and in the page.
    name: &'static str,
    /// Which refusals are shown here.
    about: Field,
    label: String,
    hint: Option<String>,
    /// How many lines it shows.
    #[props(default = 1)]
    lines: u16,
    /// Which keyboard a phone shows: `text` or `number`.
    #[props(default = "text")]
    sort: &'static str,
    /// What stands there if nothing was kept.
    #[props(default)]
    otherwise: String,
    /// The browser's word for what belongs here, so that a phone can fill it in.
    #[props(default = "off")]
    autocomplete: &'static str,
    /// Whether it takes the focus when its page appears.
    #[props(default)]
    focused: bool,
    /// Told what stands there after each letter.
    ontype: Option<EventHandler<String>>,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let refused = desk.refused.read().as_ref().filter(|refused| refused.field() == Some(about)).cloned();
    let wrong = refused.map(|refused| sentences::refused(&refused, words));
    let kept = use_hook(|| draft.get(desk, name).unwrap_or(otherwise));
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let described = match (&wrong, &hint) {
        (Some(_), _) => Some(wrong_id.clone()),
        (None, Some(_)) => Some(hint_id.clone()),
        (None, None) => None,
    };
    let invalid = wrong.is_some().then_some("true");
    let mut element = use_signal(|| None);
    use_refusal(about, element);
    let onmounted = move |event: MountedEvent| {
        element.set(Some(event.data()));
        if focused {
            focus(event.data());
        }
    };
    let oninput = move |event: FormEvent| {
        draft.put(desk, name, &event.value());
        if let Some(ontype) = ontype {
            ontype.call(event.value());
        }
        let is_about = desk.refused.peek().as_ref().is_some_and(|refused| refused.field() == Some(about));
        if is_about {
            set(desk.refused, None);
        }
    };
    rsx! {
        div { class: "field",
            label { r#for: name, "{label}" }
            if lines > 1 {
                textarea {
                    id: name, name, rows: "{lines}", autocomplete,
                    initial_value: kept,
                    aria_describedby: described, aria_invalid: invalid,
                    oninput, onmounted,
                }
            } else {
                input {
                    id: name, name, r#type: sort, autocomplete,
                    inputmode: (sort == "number").then_some("numeric"),
                    initial_value: kept,
                    aria_describedby: described, aria_invalid: invalid,
                    oninput, onmounted,
                }
            }
            if let Some(wrong) = wrong {
                p { class: "wrong", id: wrong_id, role: "alert", "{wrong}" }
            } else if let Some(hint) = hint {
                p { class: "hint", id: hint_id, "{hint}" }
            }
        }
    }
}

/// Leads to a field each time that it is refused, also if it appears with that refusal.
pub(crate) fn use_refusal(about: Field, element: Signal<Option<Rc<MountedData>>>) {
    let desk = use_desk();
    use_effect(move || {
        let _ = desk.refusals.read();
        let is_about = desk.refused.peek().as_ref().is_some_and(|refused| refused.field() == Some(about));
        if let (true, Some(element)) = (is_about, element.read().clone()) {
            focus(element.clone());
            // The focus alone would leave the label above the edge.
            spawn(async move {
                let _ = element.scroll_to(ScrollBehavior::Instant).await;
            });
        }
    });
}

/// One of a few, all of them in sight.
#[component]
pub(crate) fn Choice(
    /// The group's name in the page.
    name: &'static str,
    label: String,
    /// Each word with its label.
    choices: Vec<(String, String)>,
    /// A sign for each, in the same order, or none at all.
    #[props(default)]
    glyphs: Vec<Glyph>,
    /// The word that is chosen at first.
    chosen: String,
    /// Whether the label is for screen readers alone.
    #[props(default)]
    unlabelled: bool,
    #[props(default = "choices")] class: &'static str,
    onchoose: EventHandler<String>,
) -> Element {
    rsx! {
        fieldset { class,
            legend { class: if unlabelled { "unseen" }, "{label}" }
            div { class: "row",
                for (n, (word, label)) in choices.into_iter().enumerate() {
                    label { key: "{word}", class: "chip",
                        input {
                            r#type: "radio", name, value: "{word}",
                            initial_checked: word == chosen,
                            onchange: {
                                let word = word.clone();
                                move |_| onchoose.call(word.clone())
                            },
                        }
                        span {
                            if let Some(glyph) = glyphs.get(n).copied() {
                                Icon { glyph }
                            }
                            "{label}"
                        }
                    }
                }
            }
        }
    }
}

/// One of a few that need a word each to be told apart.
#[component]
pub(crate) fn Options(
    /// The group's name in the page.
    name: &'static str,
    label: String,
    /// Each word with its title and what stands below it.
    choices: Vec<(String, String, String)>,
    /// The word that is chosen at first.
    chosen: String,
    onchoose: EventHandler<String>,
) -> Element {
    rsx! {
        fieldset { class: "choices options",
            legend { "{label}" }
            for (word, title, more) in choices {
                label { key: "{word}", class: "option",
                    input {
                        r#type: "radio", name, value: "{word}",
                        initial_checked: word == chosen,
                        onchange: {
                            let word = word.clone();
                            move |_| onchoose.call(word.clone())
                        },
                    }
                    span { class: "option-paper",
                        span { class: "option-title", "{title}" }
                        if !more.is_empty() {
                            span { class: "option-words", "{more}" }
                        }
                    }
                }
            }
        }
    }
}

/// Something that is so or not.
#[component]
pub(crate) fn Switch(
    name: &'static str,
    label: String,
    #[props(default)] on: bool,
    #[props(default = "switch")] class: &'static str,
    onswitch: EventHandler<bool>,
) -> Element {
    rsx! {
        label { class,
            input {
                r#type: "checkbox", name,
                initial_checked: on,
                onchange: move |event| onswitch.call(event.checked()),
            }
            span { "{label}" }
        }
    }
}
