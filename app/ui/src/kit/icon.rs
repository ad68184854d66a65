//! Signs: drawings of one line width that take the colour of the text beside them.

use dioxus::prelude::*;

macro_rules! glyphs {
    ($($name:ident = $file:literal),+ $(,)?) => {
        /// A sign; its drawing lies in `assets/icons`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Glyph { $($name),+ }

        impl Glyph {
            fn svg(self) -> &'static str {
                match self {
                    $(Glyph::$name => include_str!(concat!("../../../../assets/icons/", $file, ".svg"))),+
                }
            }
        }
    };
}

glyphs!(
    Aid = "aid",
    Ask = "ask",
    Back = "back",
    Camera = "camera",
    Care = "care",
    Check = "check",
    Circle = "circle",
    Clock = "clock",
    Close = "close",
    Code = "code",
    Copy = "copy",
    Decide = "decide",
    Dice = "dice",
    Door = "door",
    Food = "food",
    Fresh = "fresh",
    Hand = "hand",
    Hide = "hide",
    Lock = "lock",
    More = "more",
    Near = "near",
    Offer = "offer",
    Other = "other",
    Papers = "papers",
    Paste = "paste",
    People = "people",
    Person = "person",
    Phone = "phone",
    Photo = "photo",
    Place = "place",
    Repair = "repair",
    Settings = "settings",
    Shelter = "shelter",
    Show = "show",
    Speak = "speak",
    Things = "things",
    Transport = "transport",
    Wipe = "wipe",
);

impl Glyph {
    /// The sign of a sort of help.
    pub(crate) fn of_kind(kind: tequio_core::event::Kind) -> Glyph {
        use tequio_core::event::Kind;
        match kind {
            Kind::Food => Glyph::Food,
            Kind::Transport => Glyph::Transport,
            Kind::Care => Glyph::Care,
            Kind::Repair => Glyph::Repair,
            Kind::Things => Glyph::Things,
            Kind::Shelter => Glyph::Shelter,
            Kind::Papers => Glyph::Papers,
            Kind::Other => Glyph::Other,
        }
    }
}

/// A sign beside a word. It says nothing that the word does not, so screen readers pass over it.
#[component]
pub(crate) fn Icon(glyph: Glyph) -> Element {
    rsx! {
        span { class: "icon", aria_hidden: "true", dangerous_inner_html: glyph.svg() }
    }
}
