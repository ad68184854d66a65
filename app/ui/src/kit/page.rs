//! A page: its head with the way back, and its main part; and the bar of tabs below.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{desk::use_desk, route::Route};

/// A page with its title. `back` shows the way back; `aside` stands at the end of the head.
#[component]
pub(crate) fn Page(
    title: String,
    /// A small line above the title.
    above: Option<String>,
    #[props(default)] back: bool,
    aside: Option<Element>,
    children: Element,
) -> Element {
    let words = use_desk().words();
    rsx! {
        header { class: "head",
            if back {
                button {
                    class: "button quiet round", r#type: "button", aria_label: words.say("back"),
                    onclick: move |_| go_back(()),
                    Icon { glyph: Glyph::Back }
                }
            }
            div { class: "titles",
                if let Some(above) = above {
                    p { class: "above", "{above}" }
                }
                Title { id: "page-title", level: 1, text: title }
            }
            {aside}
        }
        main { {children} }
    }
}

/// A title that takes the focus when its page appears, so that keyboards and screen readers begin there.
#[component]
pub(crate) fn Title(id: &'static str, level: u8, text: String) -> Element {
    let onmounted = move |event: MountedEvent| {
        spawn(async move {
            // Without a page there is nothing to focus.
            let _ = event.set_focus(true).await;
        });
    };
    rsx! {
        if level == 1 {
            h1 { id, tabindex: "-1", onmounted, "{text}" }
        } else {
            h2 { id, tabindex: "-1", onmounted, "{text}" }
        }
    }
}

/// One step back; home, where there is none.
pub(crate) fn go_back((): ()) {
    let navigator = navigator();
    if navigator.can_go_back() {
        navigator.go_back();
    } else {
        navigator.replace(Route::Home {});
    }
}

/// The bar of tabs.
#[component]
pub(crate) fn Tabs() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let knocks = desk.people.read().knocks.len();
    rsx! {
        nav { class: "tabs", aria_label: words.say("tabs"),
            Link { class: "tab", to: Route::Home {},
                Icon { glyph: Glyph::Aid }
                span { {words.say("tab-aid")} }
            }
            Link { class: "tab", to: Route::People {},
                Icon { glyph: Glyph::People }
                span { {words.say("tab-people")} }
                if knocks > 0 {
                    span { class: "badge", aria_label: words.count("knocks-waiting", knocks), "{knocks}" }
                }
            }
        }
    }
}
