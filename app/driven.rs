//! Lets WebKitWebDriver drive the real window, and tells when it is there, for tests; never in a release.
//!
//! The driver starts the app with `WEBKIT_INSPECTOR_SERVER` set and expects a browser that hands it a view made for
//! automation. Dioxus makes its one view itself and has no switch for that, so the constructor of WebKit's view class
//! is wrapped before the window is made: its construct property `is-controlled-by-automation` becomes true, its
//! context allows automation, and when the session asks for a view it gets this one.
//! (<https://webkitgtk.org/reference/webkit2gtk/stable/method.WebContext.set_automation_allowed.html>)

use std::{ffi::CStr, slice, sync::OnceLock, time::Duration};

use dioxus::{desktop::Config, prelude::*};
use gtk::{
    glib::{
        self, WeakRef, gobject_ffi,
        object::{CastNone, ObjectExt},
        translate::{Borrowed, from_glib_borrow, from_glib_none},
    },
    prelude::{GtkWindowExt, WidgetExt},
};
use tequio_ui::Phone;
use webkit2gtk::{ApplicationInfo, AutomationSessionExt, WebContext, WebContextExt, WebView, WebViewExt};

use crate::camera::{WithCamera, give_leave};

type Constructor =
    unsafe extern "C" fn(usize, u32, *mut gobject_ffi::GObjectConstructParam) -> *mut gobject_ffi::GObject;

static CONSTRUCT: OnceLock<Constructor> = OnceLock::new();

/// Before the first window: if a driver started this process, the view will be the driver's.
pub(crate) fn obey_the_driver() {
    if std::env::var_os("WEBKIT_INSPECTOR_SERVER").is_none() {
        return;
    }
    gtk::init().expect("a test has a display");
    // SAFETY: the class of a registered type; it is never released, so the pointer stays valid, and nobody makes a
    // view while it is changed.
    unsafe {
        let class = gobject_ffi::g_type_class_ref(webkit2gtk::ffi::webkit_web_view_get_type());
        let class = class.cast::<gobject_ffi::GObjectClass>();
        if let Some(constructor) = (*class).constructor {
            let _ = CONSTRUCT.set(constructor);
            (*class).constructor = Some(construct);
        }
    }
}

/// The wrapped constructor.
unsafe extern "C" fn construct(
    kind: usize,
    count: u32,
    properties: *mut gobject_ffi::GObjectConstructParam,
) -> *mut gobject_ffi::GObject {
    // SAFETY: called by GObject with `count` valid properties; the original constructor is called with them.
    unsafe {
        for property in slice::from_raw_parts_mut(properties, count as usize) {
            let name = CStr::from_ptr((*property.pspec).name);
            if name == c"is-controlled-by-automation" {
                gobject_ffi::g_value_set_boolean(property.value, 1);
            }
            if name == c"web-context" {
                let context = gobject_ffi::g_value_get_object(property.value);
                if !context.is_null() {
                    let context: WebContext =
                        from_glib_none(context.cast::<webkit2gtk::ffi::WebKitWebContext>());
                    context.set_automation_allowed(true);
                }
            }
        }
        let original = CONSTRUCT.get().expect("set before the class was changed");
        let object = original(kind, count, properties);
        // Borrowed: the view still floats, and a reference of ours would be its only one, and its end.
        let view: Borrowed<WebView> = from_glib_borrow(object.cast::<webkit2gtk::ffi::WebKitWebView>());
        hand_over(&view);
        object
    }
}

fn hand_over(view: &WebView) {
    let Some(context) = view.context() else { return };
    let view = view.downgrade();
    take_the_keyboard(view.clone());
    context.connect_automation_started(move |_, session| {
        let info = ApplicationInfo::new();
        info.set_name("tequio");
        session.set_application_info(&info);
        let view = view.clone();
        session.connect_create_web_view(None, move |_| view.upgrade().expect("the one window is open"));
    });
}

/// A test's display has no window manager, and nobody else gives a new window the keyboard: without it the page shows
/// no ring. Asks until the window has had it once; a window that is alone on its display asks whenever it lost it.
fn take_the_keyboard(view: WeakRef<WebView>) {
    let holds = std::env::var_os("TEQUIO_HOLDS_KEYBOARD").is_some();
    glib::timeout_add_local(Duration::from_millis(50), move || {
        let window = view.upgrade().and_then(|view| view.toplevel()).and_downcast::<gtk::Window>();
        match window {
            Some(window) if window.is_active() && !holds => glib::ControlFlow::Break,
            Some(window) if window.is_active() => glib::ControlFlow::Continue,
            Some(window) => {
                window.present();
                glib::ControlFlow::Continue
            }
            None => glib::ControlFlow::Continue,
        }
    });
}

/// Where a measurement wants to know how long a window takes with nothing of ours in it, that is all that opens.
pub(crate) fn open_an_empty_window_if_wanted() {
    if let Some(folder) = std::env::var_os("TEQUIO_EMPTY_WINDOW") {
        let config = Config::new().with_data_directory(folder);
        dioxus::desktop::launch::launch_virtual_dom(VirtualDom::new(Empty), config);
    }
}

/// The screens; they say so on standard output as soon as the first can be seen, and answer whenever they are asked.
#[component]
pub(crate) fn Measured(phone: Phone) -> Element {
    use_effect(tell_when_shown);
    use_effect(answer_each_question);
    use_effect(try_wishes_if_wanted);
    rsx! { WithCamera { phone } }
}

#[component]
fn Empty() -> Element {
    use_effect(tell_when_shown);
    rsx! { h1 { "Empty" } }
}

/// A screen is there when its title is, and that frame has been drawn.
fn tell_when_shown() {
    let mut page = document::eval(
        "const frame = () => new Promise(requestAnimationFrame);
        while (!document.querySelector('h1')) await frame();
        await frame();
        await frame();
        dioxus.send('shown');",
    );
    spawn(async move {
        if page.recv::<String>().await.is_ok() {
            println!("shown");
        }
    });
}

/// Lets the page ask whether the screens have gone on. A click is handled before its driver goes on, but what follows
/// from it is drawn later: until then the page before can still be read. The library looks after nothing else while
/// the page draws, so whoever has been answered twice sees what came of all that was pressed before; the first answer
/// alone may have been given just before the drawing.
fn answer_each_question() {
    let mut page = document::eval(
        "let heard = null;
        window.tequioAsks = () => new Promise((answered) => { heard = answered; dioxus.send('?'); });
        for (;;) { await dioxus.recv(); heard(); }",
    );
    spawn(async move { while page.recv::<String>().await.is_ok() && page.send("!").is_ok() {} });
}

/// Lets the page ask for cameras and microphones, and prints what became of each wish. For a window that nobody drives:
/// under a driver WebKit grants all of them, and does not ask the app.
fn try_wishes_if_wanted() {
    let Ok(wishes) = std::env::var("TEQUIO_WISHES") else { return };
    spawn(async move {
        for wish in wishes.split(' ') {
            if wish == "leave" {
                give_leave();
                continue;
            }
            let (audio, video) = (wish.contains("audio"), wish.contains("video"));
            let mut page = document::eval(&format!(
                "navigator.mediaDevices.getUserMedia({{ audio: {audio}, video: {video} }})
                    .then(() => dioxus.send('given'), (wrong) => dioxus.send(wrong.name));"
            ));
            let answer = page.recv::<String>().await;
            println!("{wish}: {}", answer.as_deref().unwrap_or("no answer"));
        }
        println!("that is all");
    });
}
