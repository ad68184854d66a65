//! Fields for what is typed once and never kept: passphrases, codes, and the place of a file.

use dioxus::prelude::*;

use super::page::focus;
use crate::guard::{Denied, PASSPHRASE_LETTERS_MIN};

/// A field whose text goes to its form alone. The page owns it, as with any field; what was typed is read on input.
#[component]
pub(crate) fn SecretField(
    /// The field's name in the page.
    name: &'static str,
    label: String,
    hint: Option<String>,
    /// Why it was not taken.
    wrong: Option<String>,
    /// Whether the letters can be read.
    #[props(default)]
    shown: bool,
    /// What the phone's own keeper of passwords may do with it.
    #[props(default = "new-password")]
    autocomplete: &'static str,
    #[props(default)] focused: bool,
    text: Signal<String>,
    /// Told at each letter.
    ontype: EventHandler<()>,
) -> Element {
    let first = use_hook(|| text.peek().clone());
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let described = match (&wrong, &hint) {
        (Some(_), _) => Some(wrong_id.clone()),
        (None, Some(_)) => Some(hint_id.clone()),
        (None, None) => None,
    };
    let is_wrong = wrong.is_some();
    let mut element = use_signal(|| None::<std::rc::Rc<MountedData>>);
    use_effect(use_reactive!(|is_wrong| {
        if let (true, Some(element)) = (is_wrong, element.read().clone()) {
            focus(element);
        }
    }));
    rsx! {
        div { class: "field",
            label { r#for: name, "{label}" }
            input {
                id: name, name, autocomplete, spellcheck: "false", autocapitalize: "none",
                r#type: if shown { "text" } else { "password" },
                initial_value: first,
                aria_describedby: described, aria_invalid: is_wrong.then_some("true"),
                oninput: move |event: FormEvent| {
                    let mut text = text;
                    text.set(event.value());
                    ontype.call(());
                },
                onmounted: move |event: MountedEvent| {
                    element.set(Some(event.data()));
                    if focused {
                        focus(event.data());
                    }
                },
            }
            if let Some(wrong) = wrong {
                p { class: "wrong", id: wrong_id, role: "alert", "{wrong}" }
            } else if let Some(hint) = hint {
                p { class: "hint", id: hint_id, "{hint}" }
            }
        }
    }
}

/// Whether a new secret can be one, and was typed twice alike.
pub(crate) fn check_secret(new: &str, again: &str) -> Result<(), Denied> {
    match new.chars().count() {
        0 => Err(Denied::Empty),
        letters if letters < PASSPHRASE_LETTERS_MIN => Err(Denied::Short),
        _ if new != again => Err(Denied::Differs),
        _ => Ok(()),
    }
}
