//! Tequio on this phone: its node, its screens, and nothing but the wiring between them.

#[cfg(feature = "driven")]
mod driven;
mod host;
mod wishes;

use std::rc::Rc;

// One library under two names: a window on a desk, or the one webview of a phone.
#[cfg(feature = "desktop")]
use dioxus::desktop as shell;
#[cfg(not(feature = "desktop"))]
use dioxus::mobile as shell;
use dioxus::prelude::VirtualDom;
use shell::Config;
use tequio_ui::Phone;

use host::NodeHost;
use wishes::Wishes;

/// What stands around the screens: zoom allowed, room for notches, and all looks in one sheet.
const PAGE: &str = include_str!("page.html");

fn main() {
    let wishes = match Wishes::read(std::env::args().skip(1)) {
        Ok(wishes) => wishes,
        Err(sentence) => {
            eprintln!("tequio: {sentence}\n\n{}", wishes::USAGE);
            std::process::exit(2);
        }
    };
    #[cfg(feature = "driven")]
    {
        driven::obey_the_driver();
        driven::open_an_empty_window_if_wanted();
    }
    let config = configure(&wishes);
    // The node opens its folder while the window is being made; the first screen waits for it, not the window.
    let phone = Phone(Rc::new(NodeHost::begin(wishes.options)));
    shell::launch::launch_virtual_dom(screens(phone), config)
}

#[cfg(not(feature = "driven"))]
fn screens(phone: Phone) -> VirtualDom {
    VirtualDom::new_with_props(tequio_ui::App, tequio_ui::AppProps { phone: Some(phone) })
}

#[cfg(feature = "driven")]
fn screens(phone: Phone) -> VirtualDom {
    VirtualDom::new_with_props(driven::Measured, driven::MeasuredProps { phone })
}

fn configure(wishes: &Wishes) -> Config {
    let config = Config::new()
        .with_custom_index(PAGE.replace("/*{looks}*/", tequio_ui::CSS))
        .with_data_directory(wishes.options.folder.join("window"))
        .with_disable_context_menu(true);
    #[cfg(feature = "desktop")]
    let config = {
        use shell::{LogicalPosition, LogicalSize, WindowBuilder};
        let window = WindowBuilder::new()
            .with_title(wishes.title.as_str())
            .with_inner_size(LogicalSize::new(390.0, 844.0))
            .with_min_inner_size(LogicalSize::new(320.0, 480.0));
        let window = match wishes.at {
            Some((x, y)) => window.with_position(LogicalPosition::new(x, y)),
            None => window,
        };
        config.with_window(window).with_menu(None)
    };
    config
}
