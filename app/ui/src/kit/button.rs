//! A button: at least 48 pixels high, with a word on it.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Look {
    /// The one thing that the screen is for.
    Main,
    /// One of several things.
    #[default]
    Plain,
    /// Aside.
    Quiet,
    /// Something that cannot be brought back.
    Danger,
}

impl Look {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Look::Main => "button main",
            Look::Plain => "button plain",
            Look::Quiet => "button quiet",
            Look::Danger => "button danger",
        }
    }
}

/// A button with its word and perhaps a sign before it. Without `onclick` it submits its form.
#[component]
pub(crate) fn Button(
    /// What stands on it.
    label: String,
    #[props(default)] look: Look,
    glyph: Option<Glyph>,
    #[props(default)] disabled: bool,
    /// More for those who do not see what the button stands beside.
    described_by: Option<String>,
    onclick: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        button {
            class: look.class(),
            r#type: if onclick.is_some() { "button" } else { "submit" },
            disabled,
            aria_describedby: described_by,
            onclick: move |_| {
                if let Some(onclick) = onclick {
                    onclick.call(());
                }
            },
            if let Some(glyph) = glyph {
                Icon { glyph }
            }
            span { "{label}" }
        }
    }
}
