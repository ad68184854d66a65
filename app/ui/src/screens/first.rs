//! The first minutes: a name and nothing else, then two doors, then perhaps a wait before one of them.

use dioxus::prelude::*;
use tequio_core::{DeviceKey, Event, PersonId, Refused, wrong::Field};

use super::{
    board::Board,
    evening::Attending,
    rules::{self, HowPeopleComeIn},
};
use crate::{
    desk::use_desk,
    host::{Door, MyCircle},
    kit::{Button, Choice, Draft, Glyph, Icon, Look, Notice, Page, PersonMark, TextField, Waiting},
    route::Route,
    words::{Language, Words},
};

/// What stands at home depends on how far this phone has come.
#[component]
pub(crate) fn Home() -> Element {
    let desk = use_desk();
    let named = desk.settings.read().name.is_some();
    let opened = desk.circles.read().is_some();
    match (opened, named, desk.here()) {
        (false, _, _) => rsx! { Opening {} },
        (true, _, Some(circle)) => match circle.door.clone() {
            Door::Inside | Door::Outside(_) => rsx! { Board {} },
            Door::Knocking { shown_by } => rsx! { AtTheDoor { circle, shown_by } },
        },
        (true, false, None) => rsx! { FirstName {} },
        (true, true, None) => rsx! { Doors {} },
    }
}

/// A place that there is not.
#[component]
pub(crate) fn Nowhere(place: Vec<String>) -> Element {
    let _ = place;
    rsx! { Home {} }
}

/// The moment until the phone has said which circles it knows.
#[component]
fn Opening() -> Element {
    let words = use_desk().words();
    rsx! {
        main { class: "first", Waiting { text: words.say("opening") } }
    }
}

/// The very first screen: how do you want to be called?
#[component]
fn FirstName() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let draft = Draft::new("first");
    let answer = move |event: FormEvent| {
        event.prevent_default();
        let name = Draft::new("first").text(desk, "name").trim().to_owned();
        match check_name(&name) {
            Ok(()) => {
                desk.settle(|settings| settings.name = Some(name));
                Draft::new("first").forget(desk, &["name"]);
            }
            Err(refused) => desk.refuse(refused),
        }
    };
    rsx! {
        main { class: "first",
            Languages {}
            Emblem {}
            h1 { {words.say("first-title")} }
            p { class: "lead", {words.say("first-lead")} }
            form { class: "form", onsubmit: answer, novalidate: true,
                TextField {
                    draft, name: "name", about: Field::Name, autocomplete: "name",
                    label: words.say("first-name"),
                }
                p { class: "promise",
                    Icon { glyph: Glyph::Phone }
                    span { {words.say("first-promise")} }
                }
                Button { look: Look::Main, label: words.say("go-on") }
            }
            Link { class: "button quiet", to: Route::Restore {},
                Icon { glyph: Glyph::Papers }
                span { {words.say("restore")} }
            }
        }
    }
}

/// The rule for names is the core's: whoever knocks gives a name, and it is checked there.
pub(crate) fn check_name(name: &str) -> Result<(), Refused> {
    Event::Admitted { device: DeviceKey([0; 32]), name: name.to_owned() }.check()
}

/// Which language, before any word was understood.
#[component]
fn Languages() -> Element {
    let desk = use_desk();
    rsx! {
        div { class: "languages",
            Choice {
                name: "language",
                label: desk.words().say("language"),
                unlabelled: true,
                class: "choices segments",
                choices: languages(desk.words()),
                chosen: desk.settings.read().language.tag(),
                onchoose: move |tag: String| desk.settle(|settings| {
                    settings.language = Language::from_tag(&tag).unwrap_or(settings.language);
                }),
            }
        }
    }
}

/// Every language under its own name.
pub(crate) fn languages(words: Words) -> Vec<(String, String)> {
    let own_name = |language| Words { language, ..words }.say("language-own-name");
    Language::ALL.into_iter().map(|language| (language.tag().to_owned(), own_name(language))).collect()
}

/// The emblem: people around a common thing.
#[component]
fn Emblem() -> Element {
    rsx! {
        div { class: "emblem", aria_hidden: "true", Icon { glyph: Glyph::Circle } }
    }
}

/// Two doors: start a circle, or join one.
#[component]
fn Doors() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = desk.settings.read().name.clone().unwrap_or_default();
    rsx! {
        Page {
            title: words.about("doors-title", &name),
            aside: rsx! { SettingsLink {} },
            p { class: "lead", {words.say("doors-lead")} }
            ul { class: "doors",
                li {
                    Link { class: "door main", to: Route::Start {},
                        Icon { glyph: Glyph::Circle }
                        span { class: "door-title", {words.say("door-start")} }
                        span { class: "door-words", {words.say("door-start-words")} }
                    }
                }
                li {
                    Link { class: "door", to: Route::Join {},
                        Icon { glyph: Glyph::Code }
                        span { class: "door-title", {words.say("door-join")} }
                        span { class: "door-words", {words.say("door-join-words")} }
                    }
                }
            }
            Notice { glyph: Glyph::Phone, text: words.say("doors-offline") }
            ul { class: "paper list ways-on",
                li {
                    Link { class: "way", to: Route::Contacts {},
                        Icon { glyph: Glyph::Person }
                        span { {words.say("contacts-title")} }
                    }
                }
                li {
                    Link { class: "way", to: Route::ShowLink {},
                        Icon { glyph: Glyph::Phone }
                        span { {words.say("link-way")} }
                    }
                }
                li {
                    Link { class: "way", to: Route::Return {},
                        Icon { glyph: Glyph::Lock }
                        span { {words.say("return-way")} }
                    }
                }
            }
        }
    }
}

/// The way to the settings.
#[component]
pub(crate) fn SettingsLink() -> Element {
    let label = use_desk().words().say("settings");
    rsx! {
        Link { class: "button quiet round", to: Route::Settings {}, "aria-label": label,
            Icon { glyph: Glyph::Settings }
        }
    }
}

/// The first door: a circle needs a name.
#[component]
pub(crate) fn Start() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let draft = Draft::new("start");
    let found = move |event: FormEvent| {
        event.prevent_default();
        let draft = Draft::new("start");
        let name = draft.text(desk, "circle-name").trim().to_owned();
        desk.found(name, rules::chosen(draft.get(desk, rules::HOW).as_deref()), move || {
            draft.forget(desk, &["circle-name", rules::HOW]);
            navigator.replace(Route::Home {});
        });
    };
    rsx! {
        Page { title: words.say("start-title"), back: true,
            p { class: "lead", {words.say("start-lead")} }
            form { class: "form", onsubmit: found, novalidate: true,
                TextField {
                    draft: draft.clone(), name: "circle-name", about: Field::CircleName,
                    label: words.say("circle-name"), hint: words.say("circle-name-hint"),
                }
                HowPeopleComeIn { draft }
                Button { look: Look::Main, label: words.say("start-button"), disabled: *desk.busy.read() }
            }
        }
    }
}

/// The second door, seen from outside: somebody has to open.
#[component]
fn AtTheDoor(circle: MyCircle, shown_by: String) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let nearby = desk.nearby.read();
    let near = nearby.members.len() + nearby.unnamed;
    let waiting = match (near, *desk.has_looked_around.read()) {
        (0, false) => words.say("knock-looking"),
        (0, true) => words.say("knock-nobody"),
        (near, _) => words.count("knock-near", near),
    };
    let name = desk.settings.read().name.clone().unwrap_or_default();
    let undo = move |()| {
        desk.forget_circle(move || {
            desk.tell(desk.words().say("knock-undone"), None);
            navigator.replace(Route::Home {});
        });
    };
    rsx! {
        Page { title: words.say("knock-title"), above: circle.name.clone(), aside: rsx! { SettingsLink {} },
            Attending {}
            Waiting { text: waiting }
            section { class: "paper",
                h2 { {words.say("knock-you")} }
                Knocker { device: circle.me, name }
                p { {words.say("knock-compare")} }
                // A code need not say it.
                if !shown_by.is_empty() {
                    p { class: "hint", {words.about("knock-shown-by", &shown_by)} }
                }
            }
            p { class: "lead", {words.about("knock-words", &circle.name)} }
            Notice { glyph: Glyph::Phone, text: words.say("knock-kept") }
            Link { class: "button plain", to: Route::VouchCode {},
                Icon { glyph: Glyph::Code }
                span { {words.say("vouch-show-mine")} }
            }
            Button {
                glyph: Glyph::Close, label: words.say("knock-undo"), onclick: undo,
                disabled: *desk.busy.read(),
            }
        }
    }
}

/// Somebody before the door, as both sides see them: mark, name, four words.
#[component]
pub(crate) fn Knocker(device: PersonId, name: String) -> Element {
    let words = use_desk().words();
    let four = device.four_words().join(" ");
    rsx! {
        div { class: "named",
            PersonMark { id: device }
            div { class: "who",
                p { class: "name", "{name}" }
                p { class: "four", aria_label: words.about("four-words-label", &four), "{four}" }
            }
        }
    }
}
