//! Tequio on this phone: its node, its screens, and nothing but the wiring between them.

#[cfg(all(feature = "desktop", target_os = "linux"))]
mod camera;
#[cfg(feature = "driven")]
mod driven;
mod guarding;
mod host;
mod lending;
mod outward;
mod wishes;

#[cfg(all(feature = "desktop", target_os = "linux"))]
use std::path::PathBuf;
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
    #[cfg(all(feature = "desktop", target_os = "linux"))]
    keep_caches_in(&wishes.options.folder.join(host::WINDOW));
    #[cfg(feature = "driven")]
    {
        driven::obey_the_driver();
        driven::open_an_empty_window_if_wanted();
    }
    tequio_ui::prepare(&tequio_platform::languages());
    // The node opens its folder while the window is being made; the first screen waits for it, not the window.
    let phone = Phone(Rc::new(NodeHost::begin(wishes.options.clone())));
    let config = configure(&wishes);
    shell::launch::launch_virtual_dom(screens(phone), config)
}

/// What the webview would keep between starts goes into the phone's folder as well, where a wipe reaches it. WebKit takes
/// the place for its caches from the environment alone. Compiled shaders tell nothing of anybody: they stay where all
/// programs share them, or each new phone would compile them anew.
#[cfg(all(feature = "desktop", target_os = "linux"))]
fn keep_caches_in(folder: &std::path::Path) {
    use std::env::{set_var, var_os};

    let before = var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let before = before.or_else(|| var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    // SAFETY: `main` has started no thread yet, so nobody reads the environment meanwhile.
    unsafe {
        if let (Some(before), None) = (before, var_os("MESA_SHADER_CACHE_DIR")) {
            set_var("MESA_SHADER_CACHE_DIR", before);
        }
        set_var("XDG_CACHE_HOME", folder.join("cache"));
    }
}

#[cfg(not(any(feature = "driven", all(feature = "desktop", target_os = "linux"))))]
fn screens(phone: Phone) -> VirtualDom {
    VirtualDom::new_with_props(tequio_ui::App, tequio_ui::AppProps { phone: Some(phone) })
}

#[cfg(all(feature = "desktop", target_os = "linux", not(feature = "driven")))]
fn screens(phone: Phone) -> VirtualDom {
    VirtualDom::new_with_props(camera::WithCamera, camera::WithCameraProps { phone })
}

#[cfg(feature = "driven")]
fn screens(phone: Phone) -> VirtualDom {
    VirtualDom::new_with_props(driven::Measured, driven::MeasuredProps { phone })
}

fn configure(wishes: &Wishes) -> Config {
    let config = Config::new()
        .with_custom_index(PAGE.replace("/*{looks}*/", tequio_ui::CSS))
        .with_data_directory(wishes.options.folder.join(host::WINDOW))
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
