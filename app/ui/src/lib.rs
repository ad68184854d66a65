//! # What is seen
//!
//! The screens of Tequio: components without a renderer. The app gives them a window and a [`Host`]; a test gives
//! them neither window nor network and reads the page as text.
//!
//! ```text
//! Host ──sights──▶ desk (one signal a view) ──▶ screens ──▶ kit ──▶ page
//!   ▲                                              │
//!   └──────────────── commands ◀─── desk ◀─────────┘
//! ```
//!
//! Architecture invariant: this crate knows `tequio-core` alone. No component waits, locks, computes a rule (what
//! may be done stands in `view::Can`) or shows what a lower layer says in its own words; every sentence lies in
//! `assets/words`, all looks in `assets/main.css`.
#![forbid(unsafe_code)]
// Dioxus' own macros write longer paths than they need.
#![allow(unused_qualifications)]

// In reading order: what the screens need, what they share, what they are made of, and the screens.
pub mod guard;
pub mod host;
pub mod lending;
pub mod outward;

mod desk;
mod filter;
mod sentences;
mod settings;
mod words;

mod kit;
pub mod qr;
mod scan;

mod opening;
mod route;
mod screens;

use std::rc::Rc;

use dioxus::{
    core::provide_root_context,
    history::{History, MemoryHistory},
    prelude::*,
};

pub use guard::Guard;
pub use host::Host;
pub use lending::Lend;
pub use outward::Outward;
pub use words::{Language, prepare};

use desk::Desk;
use opening::{Gate, Opening};
use route::Route;

/// How everything looks. The app puts it into the page's head; it needs no other file.
pub const CSS: &str = include_str!("../../../assets/main.css");

/// The phone that the screens are for, as [`App`] takes it.
#[derive(Clone)]
pub struct Phone(pub Rc<dyn Host>);

impl PartialEq for Phone {
    fn eq(&self, other: &Phone) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// All screens of one phone.
///
/// The phone comes as the property `phone`, or else as a [`Phone`] in the root context (`VirtualDom::
/// with_root_context`, or the launch builder's `with_context_provider`).
#[component]
pub fn App(phone: Option<Phone>) -> Element {
    let phone = use_hook(|| phone.unwrap_or_else(consume_context::<Phone>));
    rsx! { Opening { phone } }
}

/// The screens of a phone that is open.
#[component]
fn Open(phone: Phone) -> Element {
    let gate = use_context::<Gate>();
    let desk = use_context_provider(|| Desk::set_up(phone.0, gate));
    // A renderer's own history may be a browser's; here a step back is the same everywhere. It lies at the root,
    // where the desk looks for it when it goes elsewhere after an answer came.
    use_hook(|| provide_root_context(Rc::new(MemoryHistory::default()) as Rc<dyn History>));
    let settings = desk.settings.read().clone();
    let language = settings.language.tag();
    // A screen reader takes the language from the page's root, which lies outside of all components.
    use_effect(move || {
        let language = desk.settings.read().language.tag();
        document::eval(&format!("document.documentElement.lang = '{language}'"));
    });
    rsx! {
        style { {format!(":root{{font-size:{}%}}", settings.size.0)} }
        div { class: "app", lang: language, "data-theme": settings.theme.word(),
            div { class: "phone", Router::<Route> {} }
        }
    }
}
