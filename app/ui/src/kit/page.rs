//! A page: its head with the way back, and its main part; and the bar of tabs below.

use std::rc::Rc;

use dioxus::{document, prelude::*};

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
    /// The name of a page that is found again as it was left: as far down, and with the focus where it was.
    place: Option<&'static str>,
    /// Whether something on the page takes the focus itself.
    #[props(default)]
    unfocused: bool,
    children: Element,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let is_named = desk.settings.read().name.is_some();
    let arrival = match (place, unfocused) {
        (Some(place), _) => Arrival::Return(place),
        (None, true) => Arrival::Elsewhere,
        (None, false) => Arrival::Title,
    };
    rsx! {
        header { class: "head", "data-place": place,
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
                Title { id: "page-title", level: 1, text: title, arrival }
            }
            // From anywhere: somebody is coming.
            if is_named {
                button {
                    class: "button quiet round lock", r#type: "button", aria_label: words.say("lock-now"),
                    onclick: move |_| desk.lock(),
                    Icon { glyph: Glyph::Lock }
                }
            }
            {aside}
        }
        main { {children} }
    }
}

/// What has the focus when a page appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Its title.
    #[default]
    Title,
    /// What had it when this place was left; the title, where nothing is known of that.
    Return(&'static str),
    /// Something else, which takes it by itself.
    Elsewhere,
}

/// A title that takes the focus when its page appears, so that keyboards and screen readers begin there.
#[component]
pub(crate) fn Title(
    id: &'static str,
    level: u8,
    text: String,
    #[props(default)] arrival: Arrival,
) -> Element {
    let onmounted = move |event: MountedEvent| match arrival {
        Arrival::Title => focus(event.data()),
        // The page's script remembers; see `page.js`.
        Arrival::Return(place) => drop(document::eval(&format!("window.tequioReturn('{place}')"))),
        Arrival::Elsewhere => {}
    };
    rsx! {
        if level == 1 {
            h1 { id, tabindex: "-1", onmounted, "{text}" }
        } else {
            h2 { id, tabindex: "-1", onmounted, "{text}" }
        }
    }
}

/// Gives something the focus.
pub(crate) fn focus(element: Rc<MountedData>) {
    spawn(async move {
        // Without a page there is nothing to focus.
        let _ = element.set_focus(true).await;
    });
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
            Link { class: "tab", to: Route::Decide {},
                Icon { glyph: Glyph::Decide }
                span { {words.say("tab-decide")} }
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
