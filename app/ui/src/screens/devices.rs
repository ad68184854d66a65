//! One's own phones in this circle, a lost one cut off; and whoever comes back on a new phone, with the way to object.

use dioxus::prelude::*;
use tequio_core::{
    Command, DeviceKey,
    view::{DeviceView, RecoveryView},
};

use crate::{
    desk::use_desk,
    host::Door,
    kit::{Button, Glyph, Icon, Look, Named, Page, PersonMark, Sheet, called, go_back},
    route::Route,
    screens::Home,
};

/// The devices, and all recoveries that wait.
#[component]
pub(crate) fn Devices() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(circle) = desk.here().filter(|circle| circle.door == Door::Inside) else {
        return rsx! { Home {} };
    };
    let agreed = desk.agreed.read().clone();
    rsx! {
        Page { title: words.say("devices-title"), above: circle.name, back: true,
            p { class: "lead", {words.say("devices-lead")} }
            ul { class: "paper list",
                for device in agreed.devices.iter().cloned() {
                    li { key: "{device.device}", Device { device } }
                }
            }
            p { class: "hint", {words.say(if agreed.guarded { "devices-guarded" } else { "devices-unguarded" })} }
            if !agreed.recoveries.is_empty() {
                section { class: "members",
                    h2 { {words.say("recoveries-title")} }
                    p { class: "hint", {words.say("recoveries-words")} }
                    ul { class: "cards",
                        for recovery in agreed.recoveries.iter().cloned() {
                            li { key: "{recovery.id}", class: "paper", Recovery { recovery } }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Device(device: DeviceView) -> Element {
    let words = use_desk().words();
    let DeviceView { device, here, cut } = device;
    let state = match (here, cut) {
        (true, _) => "device-here",
        (_, true) => "device-cut",
        (_, false) => "device-other",
    };
    let four = device.four_words().join(" ");
    rsx! {
        div { class: "named",
            PersonMark { id: device }
            div { class: "who",
                p { class: "name", {words.say(state)} }
                p { class: "four", aria_label: words.about("four-words-label", &four), "{four}" }
                if !here && !cut {
                    Link { class: "button quiet", to: Route::CutOff { device }, {words.say("device-cut-off")} }
                }
            }
        }
    }
}

/// One's own lost phone.
#[component]
pub(crate) fn CutOff(device: DeviceKey) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let cut = move |()| {
        desk.perform(Command::CutOff { device }, move |_| {
            desk.tell(desk.words().say("device-cut-told"), None);
            navigator.go_back();
        });
    };
    rsx! {
        Sheet { title: words.say("device-cut-title"), behind: rsx! { Devices {} },
            ul { class: "facts-list",
                li { {words.say("device-cut-stays")} }
                li { {words.say("device-cut-after")} }
                li { {words.say("device-cut-for-ever")} }
            }
            div { class: "actions",
                Button { look: Look::Danger, label: words.say("device-cut-button"), onclick: cut, disabled: *desk.busy.read() }
                Button { label: words.say("not-now"), onclick: go_back }
            }
        }
    }
}

/// Somebody whose new phone waits.
#[component]
fn Recovery(recovery: RecoveryView) -> Element {
    let words = use_desk().words();
    let left = recovery.waits.1;
    rsx! {
        Named { person: recovery.person.clone() }
        p { {words.about("recovery-helped", &called(&recovery.helped_by, words))} }
        p { {words.count("recovery-waits", left.into())} }
        if recovery.can_object {
            Object { recovery }
        }
    }
}

/// "Somebody says that they are you": large, and above all else. Nothing, where nobody does.
#[component]
pub(crate) fn Impostors() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let agreed = desk.agreed.read().clone();
    rsx! {
        for recovery in agreed.recoveries.iter().filter(|recovery| recovery.can_object).cloned() {
            section { key: "{recovery.id}", class: "paper alarm", role: "alert",
                h2 { {words.say("impostor-title")} }
                p { {words.about("recovery-helped", &called(&recovery.helped_by, words))} }
                p { {words.count("impostor-words", recovery.waits.1.into())} }
                Object { recovery }
            }
        }
    }
}

#[component]
fn Object(recovery: RecoveryView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = recovery.id;
    let object = move |()| {
        desk.perform(Command::Object { recovery: id }, move |_| {
            desk.tell(desk.words().say("objected"), None);
        });
    };
    rsx! {
        Button {
            look: Look::Danger, glyph: Glyph::Close, label: words.say("object-button"), onclick: object,
            disabled: *desk.busy.read(),
        }
    }
}

/// Members whose new phones wait: one line, which leads to them.
#[component]
pub(crate) fn Recoveries() -> Element {
    let desk = use_desk();
    let waiting = desk.agreed.read().recoveries.len();
    rsx! {
        if waiting > 0 {
            Link { class: "near some", to: Route::Devices {},
                Icon { glyph: Glyph::Phone }
                span { {desk.words().count("recoveries-waiting", waiting)} }
            }
        }
    }
}
