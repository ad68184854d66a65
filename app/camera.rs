//! The camera on a desk: who may look, and when.
//!
//! Android asks its owner, and iOS likewise; WebKitGTK asks the app, and refuses when nobody answers, as the window's
//! library does. So here: it says yes once for each press on "scan", and never to a microphone, a screen or anything else
//! that a page could wish for.
//! (<https://webkitgtk.org/reference/webkit2gtk/stable/signal.WebView.permission-request.html>)

use std::cell::Cell;

use dioxus::{
    desktop::{window, wry::WebViewExtUnix},
    prelude::*,
};
use tequio_ui::Phone;
use webkit2gtk::{
    PermissionRequest, PermissionRequestExt, SettingsExt, UserMediaPermissionRequest,
    UserMediaPermissionRequestExt, WebViewExt, glib::prelude::*,
};

thread_local! {
    /// Whether "scan" was pressed and the page has not asked yet. Screens and webview share the main thread.
    static LEAVE: Cell<bool> = const { Cell::new(false) };
}

/// "Scan" was pressed.
pub(crate) fn give_leave() {
    LEAVE.set(true);
}

/// The screens, in a window whose page can look through a camera.
#[component]
pub(crate) fn WithCamera(phone: Phone) -> Element {
    use_hook(|| {
        let view = window().webview.webview();
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_media_stream(true);
            // A camera that shows a moving test card.
            #[cfg(feature = "driven")]
            settings.set_enable_mock_capture_devices(std::env::var_os("TEQUIO_MOCK_CAMERA").is_some());
        }
        view.connect_permission_request(|_, request| {
            if is_for_the_camera_alone(request) && LEAVE.take() {
                request.allow();
            } else {
                request.deny();
            }
            true
        });
    });
    rsx! { tequio_ui::App { phone } }
}

fn is_for_the_camera_alone(request: &PermissionRequest) -> bool {
    let media = request.downcast_ref::<UserMediaPermissionRequest>();
    media.is_some_and(|media| media.is_for_video_device() && !media.is_for_audio_device())
}
