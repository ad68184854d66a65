//! What the page itself reports: pictures with codes in them, a copied text, the phone's own "back".
//!
//! File fields are dead in a phone's webview and a camera lives in the page alone, so a small script
//! (`page.js`) turns photos and frames into grey pixels. They are read here and forgotten; no picture leaves the
//! page in any other form, and none is kept. A backup comes piece by piece, as it lies, and goes to the host.

use dioxus::{
    core::{provide_root_context, spawn_forever},
    document,
    prelude::*,
    router::Navigator,
};
use tequio_core::fountain::{Catch, NoPicture};

use crate::{
    desk::{Desk, set},
    guard::{PIECE_BYTES_MAX, Piece},
    qr::Grey,
};

/// How far scanning has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scan {
    /// Nobody looks.
    #[default]
    Resting,
    /// The camera is on.
    Looking,
    /// Somebody, or the system, does not want the app to use the camera.
    NoLeave,
    /// There is no camera, or none that works.
    NoCamera,
    /// There is no code in the photo, or none that can be read.
    NothingFound,
    /// This text was read.
    Read(String),
}

/// Pictures that follow each other, as far as they were caught.
pub(crate) type Caught = CopyValue<Catch>;

/// What comes of a text that was read off a picture, or pasted; nothing, if it is one of several pictures and more are
/// needed.
pub(crate) fn take(desk: Desk, text: String) -> Option<Scan> {
    let mut caught = desk.caught;
    let whole = caught.write().catch_all(&text);
    set(desk.catching, caught.peek().progress());
    match whole {
        Err(NoPicture) => Some(Scan::Read(text)),
        Ok(None) => None,
        Ok(Some(thing)) => match String::from_utf8(thing) {
            Ok(code) => Some(Scan::Read(code)),
            // What is no text is a letter, as a neighbour would bring it.
            Err(letter) => {
                desk.take_letter(letter.into_bytes());
                Some(Scan::Resting)
            }
        },
    }
}

/// Whoever begins to look begins with nothing caught.
pub(crate) fn begin(desk: Desk) {
    let mut caught = desk.caught;
    caught.set(Catch::default());
    set(desk.catching, None);
}

/// Whom the page reports to: the screens of the phone as it is open now.
#[derive(Clone, Copy)]
struct Listener(CopyValue<(Desk, Navigator)>);

/// Begins to listen to the page. For the frame around all screens, each time that it appears; the page has one script,
/// and its reports go to the newest.
pub(crate) fn listen(desk: Desk, navigator: Navigator) {
    if let Some(Listener(mut listener)) = try_consume_context::<Listener>() {
        listener.set((desk, navigator));
        return;
    }
    let listener = CopyValue::new_in_scope((desk, navigator), ScopeId::ROOT);
    provide_root_context(Listener(listener));
    let mut page = document::eval(include_str!("page.js"));
    spawn_forever(async move {
        // Without a page (in tests, and when pages are written to files) there is nothing to hear.
        while let Ok(report) = page.recv::<String>().await {
            let (kind, rest) = report.split_once(' ').unwrap_or((&report, ""));
            let (desk, navigator) = *listener.peek();
            match kind {
                "frame" => {
                    let found = picture(rest).and_then(|grey| grey.read());
                    let looking = *desk.scan.peek() == Scan::Looking;
                    let scan = found.filter(|_| looking).and_then(|text| take(desk, text));
                    let more = scan.is_none() && looking;
                    if let Some(scan) = scan {
                        set(desk.scan, scan);
                    }
                    if page.send(if more { "more" } else { "enough" }).is_err() {
                        return;
                    }
                }
                "photo" => {
                    let found = picture(rest).and_then(|grey| grey.read());
                    set(
                        desk.scan,
                        found.map_or(Some(Scan::NothingFound), |text| take(desk, text)).unwrap_or_default(),
                    );
                }
                "no-photo" => set(desk.scan, Scan::NothingFound),
                "no-leave" => set(desk.scan, Scan::NoLeave),
                "no-camera" => set(desk.scan, Scan::NoCamera),
                "file" | "piece" => {
                    let piece =
                        if kind == "file" { Some(Piece::Begin) } else { bytes(rest).map(Piece::Bytes) };
                    let more = match piece {
                        Some(piece) => desk.bring(piece).await,
                        None => {
                            desk.no_file();
                            false
                        }
                    };
                    if page.send(if more { "more" } else { "enough" }).is_err() {
                        return;
                    }
                }
                "brought" => {
                    set(desk.denied, None);
                    set(desk.brought, Some(rest.to_owned()));
                }
                "no-file" => desk.no_file(),
                "hidden" => desk.hidden(),
                "seen" => desk.seen_again(),
                "copied" => desk.tell(desk.words().say("copied"), None),
                "back" => step_back(navigator),
                _ => {}
            }
        }
    });
}

/// The phone's own "back" took the page's one step; it gets a new one as long as there is something behind.
fn step_back(navigator: Navigator) {
    if navigator.can_go_back() {
        navigator.go_back();
        document::eval("history.pushState(1, '')");
    }
}

/// `<width> <height> <grey pixels in base 64>`
fn picture(report: &str) -> Option<Grey> {
    let mut parts = report.splitn(3, ' ');
    let (width, height) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Grey::new(width, height, data_encoding::BASE64.decode(parts.next()?.as_bytes()).ok()?)
}

/// The bytes of a piece, in base 64.
fn bytes(piece: &str) -> Option<Vec<u8>> {
    let bytes = data_encoding::BASE64.decode(piece.as_bytes()).ok()?;
    (bytes.len() <= PIECE_BYTES_MAX).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_as_large_as_it_says_or_it_is_nothing() {
        assert!(picture("2 1 AP8=").is_some_and(|grey| grey.pixels == [0, 255]));
        assert!(picture("2 2 AP8=").is_none());
        assert!(picture("2 1 !!!").is_none());
        assert!(picture("").is_none());
    }
}
