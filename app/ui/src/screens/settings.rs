//! Settings: one's name, language, size of letters, light or dark; and the ways to "about" and to the wipe.

use dioxus::prelude::*;
use tequio_core::{
    Refused,
    event::{Direction, Kind, Posting, Urgency},
    wrong::Field,
};

use super::first::{check_name, languages};
use crate::{
    desk::{Desk, use_desk},
    host::Door,
    kit::{Button, Choice, Draft, Glyph, Icon, Page, TextField},
    route::Route,
    settings::{Size, Theme},
    words::Language,
};

/// The settings.
#[component]
pub(crate) fn Settings() -> Element {
    rsx! { Page { title: use_desk().words().say("settings"), back: true, All {} } }
}

/// The settings again, for whoever comes to say where they are.
#[component]
pub(crate) fn Area() -> Element {
    rsx! { Page { title: use_desk().words().say("settings"), back: true, unfocused: true, All { area_focused: true } } }
}

#[component]
fn All(#[props(default)] area_focused: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = desk.settings.read().clone();
    let sizes = Size::ALL.map(|size| (size.word(), words.count("size-percent", usize::from(size.0))));
    let themes = Theme::ALL.map(|theme| (theme.word().to_owned(), words.say(theme.sentence())));
    rsx! {
        if now.name.is_some() {
            Name {}
            MyArea { focused: area_focused }
        }
        div { class: "form",
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
                Link { class: "way", to: Route::Guarded {},
                    Icon { glyph: Glyph::Lock }
                    span { {words.say("guard")} }
                }
            }
            li {
                Link { class: "way", to: Route::About {},
                    Icon { glyph: Glyph::Check }
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

/// How one wants to be called. In every circle, since that is what people expect of one phone.
#[component]
fn Name() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = desk.settings.read().name.clone().unwrap_or_default();
    // A button that would change nothing cannot be pressed.
    let mut typed = use_signal(|| Draft::new("rename").get(desk, "name"));
    let is_changed = typed.read().as_ref().is_some_and(|typed| typed.trim() != name);
    let rename = move |event: FormEvent| {
        event.prevent_default();
        let typed = Draft::new("rename").get(desk, "name");
        let Some(typed) = typed.map(|name| name.trim().to_owned()) else { return };
        match check_name(&typed) {
            Ok(()) => call_me(typed, desk),
            Err(refused) => desk.refuse(refused),
        }
    };
    rsx! {
        form { class: "form beside", onsubmit: rename, novalidate: true,
            TextField {
                draft: Draft::new("rename"), name: "name", about: Field::Name, autocomplete: "name",
                label: words.say("settings-name"), otherwise: name, ontype: move |text| typed.set(Some(text)),
            }
            Button { label: words.say("settings-rename"), disabled: !is_changed || *desk.busy.read() }
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
fn MyArea(focused: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let area = desk.settings.read().area.clone();
    let mut typed = use_signal(|| Draft::new("area").get(desk, "area"));
    let is_changed = typed.read().as_ref().is_some_and(|typed| typed.trim() != area);
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
            Err(refused) => desk.refuse(refused),
        }
    };
    rsx! {
        form { class: "form beside", onsubmit: settle, novalidate: true,
            TextField {
                draft: Draft::new("area"), name: "area", about: Field::Area,
                label: words.say("settings-area"), hint: words.say("settings-area-hint"), otherwise: area,
                focused, ontype: move |text| typed.set(Some(text)),
            }
            Button { label: words.say("settings-keep"), disabled: !is_changed }
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
