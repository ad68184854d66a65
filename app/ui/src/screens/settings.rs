//! Settings: one's name, language, size of letters, light or dark; and the ways to "about" and to the wipe.

use dioxus::prelude::*;
use tequio_core::{
    Refused,
    event::{Direction, Kind, Posting, Urgency},
    wrong::Field,
};

use super::first::{check_name, languages};
use crate::{
    desk::{Desk, set, use_desk},
    host::Door,
    kit::{Button, Choice, Draft, Glyph, Icon, Page, TextField},
    route::Route,
    settings::{Size, Theme},
    words::Language,
};

/// The settings.
#[component]
pub(crate) fn Settings() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = desk.settings.read().clone();
    let sizes = Size::ALL.map(|size| (size.word(), words.count("size-percent", usize::from(size.0))));
    let themes = Theme::ALL.map(|theme| (theme.word().to_owned(), words.say(theme.sentence())));
    rsx! {
        Page { title: words.say("settings"), back: true,
            if now.name.is_some() {
                Name {}
                Area {}
            }
            Choice {
                name: "language", label: words.say("language"), class: "choices segments",
                choices: languages(words), chosen: now.language.tag(),
                onchoose: move |tag: String| desk.settle(|settings| {
                    settings.language = Language::from_tag(&tag).unwrap_or(settings.language);
                }),
            }
            Choice {
                name: "size", label: words.say("size"), class: "choices segments",
                choices: sizes.to_vec(), chosen: now.size.word(),
                onchoose: move |word: String| desk.settle(|settings| {
                    let size = Size::ALL.into_iter().find(|size| size.word() == word);
                    settings.size = size.unwrap_or(settings.size);
                }),
            }
            Choice {
                name: "theme", label: words.say("theme"), class: "choices segments",
                choices: themes.to_vec(), chosen: now.theme.word(),
                onchoose: move |word: String| desk.settle(|settings| {
                    let theme = Theme::ALL.into_iter().find(|theme| theme.word() == word);
                    settings.theme = theme.unwrap_or(settings.theme);
                }),
            }
            ul { class: "paper list ways-on",
                li {
                    Link { class: "way", to: Route::Join {},
                        Icon { glyph: Glyph::Code }
                        span { {words.say("settings-join")} }
                    }
                }
                li {
                    Link { class: "way", to: Route::Start {},
                        Icon { glyph: Glyph::Circle }
                        span { {words.say("settings-start")} }
                    }
                }
                li {
                    Link { class: "way", to: Route::About {},
                        Icon { glyph: Glyph::Lock }
                        span { {words.say("about")} }
                    }
                }
                li {
                    Link { class: "way danger", to: Route::Wipe {},
                        Icon { glyph: Glyph::Wipe }
                        span { {words.say("wipe")} }
                    }
                }
            }
        }
    }
}

/// How one wants to be called. In every circle, since that is what people expect of one phone.
#[component]
fn Name() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = desk.settings.read().name.clone().unwrap_or_default();
    let rename = move |event: FormEvent| {
        event.prevent_default();
        let typed = Draft::new("rename").get(desk, "name");
        let Some(typed) = typed.map(|name| name.trim().to_owned()) else { return };
        match check_name(&typed) {
            Ok(()) => call_me(typed, desk),
            Err(refused) => set(desk.refused, Some(refused)),
        }
    };
    rsx! {
        form { class: "form beside", onsubmit: rename, novalidate: true,
            TextField {
                draft: Draft::new("rename"), name: "name", about: Field::Name, autocomplete: "name",
                label: words.say("settings-name"), otherwise: name,
            }
            Button { label: words.say("settings-rename"), disabled: *desk.busy.read() }
        }
    }
}

fn call_me(name: String, desk: Desk) {
    desk.settle(|settings| settings.name = Some(name.clone()));
    Draft::new("rename").forget(desk, &["name"]);
    let inside = desk.here().is_some_and(|circle| circle.door == Door::Inside);
    let told = move |_| desk.tell(desk.words().about("renamed", &name), None);
    if inside {
        desk.rename(told);
    } else {
        told(());
    }
}

/// Where the person is, roughly: for the board's "near me", and for nobody else.
#[component]
fn Area() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let area = desk.settings.read().area.clone();
    let settle = move |event: FormEvent| {
        event.prevent_default();
        let typed = Draft::new("area").get(desk, "area");
        let Some(area) = typed.map(|area| area.trim().to_owned()) else { return };
        match check_area(&area) {
            Ok(()) => {
                let told = if area.is_empty() { "area-forgotten" } else { "area-kept" };
                desk.settle(|settings| settings.area = area);
                Draft::new("area").forget(desk, &["area"]);
                desk.tell(desk.words().say(told), None);
            }
            Err(refused) => set(desk.refused, Some(refused)),
        }
    };
    rsx! {
        form { class: "form beside", onsubmit: settle, novalidate: true,
            TextField {
                draft: Draft::new("area"), name: "area", about: Field::Area,
                label: words.say("settings-area"), hint: words.say("settings-area-hint"), otherwise: area,
            }
            Button { label: words.say("settings-keep") }
        }
    }
}

/// The rule for areas is the core's: whatever a post could say.
fn check_area(area: &str) -> Result<(), Refused> {
    Posting {
        direction: Direction::Ask,
        title: "area".to_owned(),
        words: String::new(),
        kind: Kind::Other,
        urgency: Urgency::Whenever,
        area: area.to_owned(),
        until: None,
        helpers: 1,
        for_someone: None,
    }
    .check()
}
