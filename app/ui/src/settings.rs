//! What a person chose about the screens, kept on this phone alone.

use crate::{Host, words::Language};

/// The chosen settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// How the person wants to be called; nothing before the first screen was answered.
    pub(crate) name: Option<String>,
    /// Where they are, roughly, in words; empty as long as they did not say.
    pub(crate) area: String,
    pub(crate) language: Language,
    pub(crate) size: Size,
    pub(crate) theme: Theme,
    /// After how many minutes out of sight the phone locks by itself; never, if none.
    pub(crate) lock_after: u32,
}

/// How large the letters are, in percent of what the phone's owner set for the whole phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u16);

impl Default for Size {
    fn default() -> Size {
        Size(100)
    }
}

impl Size {
    pub(crate) const ALL: [Size; 4] = [Size(100), Size(125), Size(150), Size(200)];

    /// The word under which it is kept.
    pub(crate) fn word(self) -> String {
        self.0.to_string()
    }

    fn from_word(word: &str) -> Option<Size> {
        Size::ALL.into_iter().find(|size| size.word() == word)
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the phone is.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word under which it is kept, and which the style sheet knows.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The name of its sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Theme::System => "theme-system",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
        }
    }

    fn from_word(word: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

const NAME: &str = "setting/name";
const AREA: &str = "setting/area";
const LANGUAGE: &str = "setting/language";
const SIZE: &str = "setting/size";
const THEME: &str = "setting/theme";
const LOCK_AFTER: &str = "setting/lock-after";

impl Settings {
    /// What was kept, and a guess for the rest.
    pub(crate) fn read(host: &dyn Host) -> Settings {
        let kept = |key| host.kept(key).and_then(|bytes| String::from_utf8(bytes).ok());
        Settings {
            name: kept(NAME),
            area: kept(AREA).unwrap_or_default(),
            language: kept(LANGUAGE)
                .and_then(|tag| Language::from_tag(&tag))
                .unwrap_or_else(|| Language::guess(&host.languages())),
            size: kept(SIZE).and_then(|word| Size::from_word(&word)).unwrap_or_default(),
            theme: kept(THEME).and_then(|word| Theme::from_word(&word)).unwrap_or_default(),
            lock_after: kept(LOCK_AFTER).and_then(|minutes| minutes.parse().ok()).unwrap_or(0),
        }
    }

    /// Keeps what differs from before. A language that was only guessed stays a guess until it is chosen.
    pub(crate) fn keep(&self, before: &Settings, host: &dyn Host) {
        if self.name != before.name {
            host.keep(NAME, self.name.as_ref().map(String::as_bytes));
        }
        if self.area != before.area {
            host.keep(AREA, (!self.area.is_empty()).then_some(self.area.as_bytes()));
        }
        if self.language != before.language {
            host.keep(LANGUAGE, Some(self.language.tag().as_bytes()));
        }
        if self.size != before.size {
            host.keep(SIZE, Some(self.size.word().as_bytes()));
        }
        if self.theme != before.theme {
            host.keep(THEME, Some(self.theme.word().as_bytes()));
        }
        if self.lock_after != before.lock_after {
            host.keep(LOCK_AFTER, Some(self.lock_after.to_string().as_bytes()));
        }
    }
}
