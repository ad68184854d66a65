//! Joining: a code is scanned, photographed or pasted; then the screen says what will happen, and nothing has
//! happened yet.

use std::rc::Rc;

use dioxus::prelude::*;
use tequio_core::Invite;

use crate::{
    desk::{Desk, set, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Notice, Page, focus},
    route::Route,
    scan::{self, Scan},
    sentences,
    words::Words,
};

/// The ways to a code, or what the code says.
#[component]
pub(crate) fn Join() -> Element {
    let desk = use_desk();
    let words = desk.words();
    // Whoever comes back here begins anew.
    use_hook(|| set(desk.scan, Scan::Resting));
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(Invite::read(text, *desk.now.read())),
        _ => None,
    };
    match read {
        Some(Ok(invite)) => rsx! { Preview { invite } },
        Some(Err(error)) => rsx! { Ways { wrong: sentences::invite(error, words) } },
        None => rsx! { Ways {} },
    }
}

/// The ways to a circle's code.
#[component]
fn Ways(wrong: Option<String>) -> Element {
    let words = use_desk().words();
    rsx! {
        Page { title: words.say("join-title"), back: true,
            p { class: "lead", {words.say("join-lead")} }
            Reader { form: "join", wrong }
            p { class: "hint", {words.say("letter-read")} }
        }
    }
}

/// Camera, photo, or pasted text, whatever the code is for.
#[component]
pub(super) fn Reader(
    /// Under which name a pasted text is kept.
    form: &'static str,
    wrong: Option<String>,
    /// Whether nothing of it is kept.
    #[props(default)]
    passing: bool,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let draft = if passing { Draft::passing(form) } else { Draft::new(form) };
    let kept = draft.clone();
    let pasted = use_hook(|| {
        scan::begin(desk);
        draft.text(desk, "code")
    });
    let scan = desk.scan.read().clone();
    let wrong = wrong.or(match scan {
        Scan::NoLeave => Some(words.say("scan-no-leave")),
        Scan::NoCamera => Some(words.say("scan-no-camera")),
        Scan::NothingFound => Some(words.say("scan-nothing-found")),
        _ => None,
    });
    let mut field = use_signal(|| None::<Rc<MountedData>>);
    let use_pasted = move |event: FormEvent| {
        event.prevent_default();
        let pasted = kept.text(desk, "code");
        set(desk.scan, scan::take(desk, pasted).unwrap_or_default());
        // A code that can be read leads on to another screen; any other stays to be mended.
        if let Some(field) = field.peek().clone() {
            focus(field);
        }
    };
    rsx! {
        if scan == Scan::Looking {
            Camera {}
        } else {
            div { class: "ways",
                // The page's script hears this click as well, and turns the camera on.
                button {
                    class: "button main", r#type: "button", "data-look": "true",
                    onclick: move |_| desk.look(),
                    Icon { glyph: Glyph::Camera }
                    span { {words.say("scan-camera")} }
                }
                label { class: "button plain", r#for: "photo",
                    Icon { glyph: Glyph::Photo }
                    span { {words.say("scan-photo")} }
                }
                input {
                    class: "unseen", id: "photo", r#type: "file", accept: "image/*",
                    "data-photo": "true", multiple: true,
                }
            }
        }
        Catching {}
        form { class: "form", onsubmit: use_pasted, novalidate: true,
            div { class: "field",
                label { r#for: "code", {words.say("paste-label")} }
                textarea {
                    id: "code", name: "code", rows: "4", spellcheck: "false", autocomplete: "off",
                    class: "code-text",
                    initial_value: pasted,
                    aria_describedby: "code-wrong",
                    aria_invalid: wrong.is_some().then_some("true"),
                    onmounted: move |event: MountedEvent| field.set(Some(event.data())),
                    oninput: move |event| {
                        draft.put(desk, "code", &event.value());
                        if *desk.scan.peek() != Scan::Looking {
                            set(desk.scan, Scan::Resting);
                        }
                    },
                }
                p { class: if wrong.is_some() { "wrong" } else { "unseen" }, id: "code-wrong", role: "alert",
                    {wrong.clone()}
                }
            }
            Button { glyph: Glyph::Paste, label: words.say("paste-button") }
        }
    }
}

/// How many of several pictures were read.
#[component]
fn Catching() -> Element {
    let desk = use_desk();
    let catching = *desk.catching.read();
    rsx! {
        p { class: if catching.is_some() { "mine" } else { "unseen" }, role: "status",
            if let Some((caught, least)) = catching {
                {desk.words().with("film-caught", &[("caught", caught.into()), ("least", least.into())])}
            }
        }
    }
}

/// What the camera sees. The page's script puts the picture in.
#[component]
fn Camera() -> Element {
    let desk = use_desk();
    let words = desk.words();
    rsx! {
        div { class: "camera",
            video { "data-view": "true", muted: true, "playsinline": "true", aria_label: words.say("scan-view") }
            p { role: "status", {words.say("scan-looking")} }
            Button {
                glyph: Glyph::Close, label: words.say("scan-stop"),
                onclick: move |()| set(desk.scan, Scan::Resting),
            }
        }
    }
}

/// What will happen, before anything happens.
#[component]
fn Preview(invite: Invite) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let already = desk.circles.read().iter().flatten().find(|circle| circle.id == invite.circle).cloned();
    let name = desk.settings.read().name.clone().unwrap_or_default();
    let knock = {
        let invite = invite.clone();
        move |()| {
            desk.join(invite.clone(), move || {
                forget_code(desk);
                navigator.replace(Route::Home {});
            });
        }
    };
    rsx! {
        Page { title: words.say("preview-title"), back: true,
            section { class: "paper",
                p { class: "above", {words.say("preview-circle")} }
                h2 { "{invite.circle_name}" }
                p { {shown_by(&invite, words)} }
            }
            if let Some(circle) = already {
                Notice { glyph: Glyph::Check, text: words.about("preview-already", &circle.name) }
                Button {
                    look: Look::Main, label: words.say("preview-go-there"),
                    onclick: move |()| {
                        forget_code(desk);
                        desk.choose(Some(circle.id));
                        navigator.replace(Route::Home {});
                    },
                }
            } else {
                h2 { {words.say("preview-what")} }
                ul { class: "facts-list",
                    li { {words.say("preview-key")} }
                    li { {words.about("preview-name", &name)} }
                    li { {words.say("preview-yes")} }
                    li { {words.say("preview-others")} }
                }
                Notice { text: words.say("preview-undo"), glyph: Glyph::Check }
                div { class: "actions",
                    Button {
                        look: Look::Main, glyph: Glyph::Door, label: words.say("preview-knock"), onclick: knock,
                        disabled: *desk.busy.read(),
                    }
                    Button {
                        label: words.say("not-now"),
                        onclick: move |()| {
                            forget_code(desk);
                            set(desk.scan, Scan::Resting);
                        },
                    }
                }
            }
        }
    }
}

fn shown_by(invite: &Invite, words: Words) -> String {
    match invite.shown_by.as_str() {
        "" => words.say("preview-shown-by-nobody"),
        name => words.about("preview-shown-by", name),
    }
}

fn forget_code(desk: Desk) {
    Draft::new("join").forget(desk, &["code"]);
}
