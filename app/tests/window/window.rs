//! One phone's window, with the verbs of the person who holds it.
//!
//! WebKitWebDriver starts the app as its child and moves real pointers and keys. Everything is found by the words
//! that can be read or heard, and every look is repeated until it succeeds or patience ends.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thirtyfour::{Capabilities, Key, WebDriver, WebElement, error::WebDriverResult};
use tokio::time::timeout;

use crate::stage::{PATIENCE, Stage, free_address, until};

const FIND: &str = include_str!("page.js");
/// Answers when what is in the page now has been drawn.
const DRAWN: &str = "
    const done = arguments[arguments.length - 1];
    let frames = 4;
    const next = () => (frames-- ? requestAnimationFrame(next) : done());
    next();
    setTimeout(done, 2000);
";

/// Answers when what was pressed before is on the screen; at once in a page that has nobody to ask yet. See `driven.rs`.
const FOLLOWED: &str = "
    const done = arguments[arguments.length - 1];
    const ask = window.tequioAsks;
    ask ? ask().then(ask).then(() => done()) : done();
";

/// Answers whether the click that was made hit what it was meant for, as soon as it has arrived. What moved at the last
/// moment was missed.
const HIT: &str = "
    const done = arguments[arguments.length - 1];
    const begun = performance.now();
    const look = () => {
        const { element, on } = window.press;
        if (on || performance.now() - begun > 5000) return done(!!on && element.contains(on));
        setTimeout(look, 20);
    };
    look();
";

/// A phone in its window. When this is dropped the app is killed; if that is because a test failed, a picture, the
/// page and the app's log are kept.
pub struct Window<'s> {
    name: String,
    stage: &'s Stage,
    driver: Child,
    app: u32,
    session: Option<WebDriver>,
}

impl Stage {
    /// Opens the window of the phone of this name, in its usual size.
    pub fn open(&self, name: &str, words: &[&str]) -> Window<'_> {
        let (mut driver, address) = start_driver(self);
        let log = self.folder.join(format!("{name}.log"));
        // The driver throws away what the app says; through a shell it goes where it can be read.
        let mut args =
            vec!["-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", text(&log), env!("CARGO_BIN_EXE_tequio")];
        let phone = self.phone(name);
        args.extend(["--phone", text(&phone), "--title", name, "--no-lan", "--keys", "file"]);
        args.extend(words);
        let mut wanted = Capabilities::new();
        let options = json!({ "binary": "/bin/sh", "args": args });
        wanted.set("webkitgtk:browserOptions", options).expect("it is JSON already");
        let session = self.runtime.block_on(WebDriver::new(format!("http://{address}"), wanted));
        let session = session.unwrap_or_else(|wrong| {
            // No window owns it yet, so nothing else would end it.
            let _ = driver.kill();
            let _ = driver.wait();
            panic!("{name}'s window does not open: {wrong}")
        });
        let app = only_child(&driver).expect("the driver started the app");
        Window { name: name.to_owned(), stage: self, driver, app, session: Some(session) }
    }
}

impl Window<'_> {
    // What a person does.

    /// Presses what has these words on it, or begins with them. What follows at once is on the screen afterwards: the
    /// next look never falls on the page before.
    pub fn press(&self, words: &str) {
        self.until_done(&format!("{words:?} to press"), || {
            let Some(element) = self.find("press", words)? else { return Ok(None) };
            self.wait_for(element.click())?;
            Ok((self.run_later(HIT, Vec::new())? == true).then_some(()))
        });
        self.follow();
    }

    /// One step back, onto another page.
    pub fn back(&self) {
        self.leave_by("Back");
    }

    /// Presses what leads to another page, and is there.
    pub fn leave_by(&self, words: &str) {
        self.done(self.run(FIND, vec![json!("here")]), "remembering the page");
        self.press(words);
        self.until_done(&format!("page other than the one with {words:?}"), || {
            Ok((self.run(FIND, vec![json!("left")])? == true).then_some(()))
        });
    }

    /// Types into the field under this label, behind what stands there.
    pub fn type_into(&self, label: &str, text: &str) {
        let field = self.field(label);
        self.done(self.wait_for(field.send_keys(text)), "typing");
    }

    /// Empties the field under this label.
    pub fn empty(&self, label: &str) {
        let field = self.field(label);
        self.done(self.wait_for(field.clear()), "emptying a field");
    }

    /// Types letter by letter, so many a second.
    pub fn type_fast(&self, label: &str, text: &str, letters_a_second: u32) {
        let field = self.field(label);
        let begun = Instant::now();
        for (n, letter) in text.chars().enumerate() {
            let due = Duration::from_secs(n as u64) / letters_a_second;
            thread::sleep(due.saturating_sub(begun.elapsed()));
            self.done(self.wait_for(field.send_keys(letter.to_string())), "typing");
        }
    }

    /// Presses one key, wherever the keyboard is.
    pub fn key(&self, key: Key) {
        let pressed = self.wait_for(self.session().action_chain().send_keys(key).perform());
        self.done(pressed, "pressing a key");
        self.follow();
    }

    /// Types wherever the keyboard is.
    pub fn keys(&self, text: &str) {
        let typed = self.wait_for(self.session().action_chain().send_keys(text).perform());
        self.done(typed, "typing");
    }

    /// Chooses a photo in the field under this label.
    pub fn choose_photo(&self, label: &str, photo: &Path) {
        let field = self.until_done(label, || self.find("field", label));
        self.done(self.wait_for(field.send_keys(text(photo))), "choosing a photo");
    }

    /// Makes the window so large.
    pub fn resize(&self, width: u32, height: u32) {
        self.done(self.wait_for(self.session().set_window_rect(20, 20, width, height)), "a new size");
        self.until_done(&format!("{width} × {height}"), || {
            let size = self.run("return [innerWidth, innerHeight]", Vec::new())?;
            Ok((size == json!([width, height])).then_some(()))
        });
    }

    /// SIGKILL, as a battery would do it. Its folder and its address stay for the next start.
    pub fn kill(mut self) {
        self.kill_app();
    }

    // What a person sees.

    /// Waits until these words can be read.
    pub fn sees(&self, words: &str) {
        self.until_done(&format!("{words:?} to read"), || Ok(self.reads()?.contains(words).then_some(())));
    }

    /// Waits until these words cannot be read any more.
    pub fn sees_no_more(&self, words: &str) {
        self.until_done(&format!("{words:?} gone"), || Ok((!self.reads()?.contains(words)).then_some(())));
    }

    /// Whether these words can be read now.
    pub fn has(&self, words: &str) -> bool {
        self.done(self.reads(), "reading").contains(words)
    }

    /// What stands in the field under this label.
    pub fn value_of(&self, label: &str) -> String {
        let field = self.field(label);
        self.done(self.wait_for(field.prop("value")), "reading a field").unwrap_or_default()
    }

    /// Waits until the field under this label has this text.
    pub fn has_typed(&self, label: &str, text: &str) {
        self.until_done(&format!("{text:?} in {label:?}"), || {
            let Some(field) = self.find("field", label)? else { return Ok(None) };
            Ok((self.wait_for(field.prop("value"))?.as_deref() == Some(text)).then_some(()))
        });
    }

    /// Where the keyboard is.
    pub fn focus(&self) -> String {
        let focus = self.done(self.run(FIND, vec![json!("focus")]), "looking for the keyboard");
        focus.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a ring shows where the keyboard is.
    pub fn shows_focus(&self) {
        let mut wrong = String::new();
        let shown = until(|| {
            let found = self.run(FIND, vec![json!("ring")]).map_or_else(
                |no| no.to_string(),
                |found| found.as_str().map_or_else(|| found.to_string(), str::to_owned),
            );
            wrong = found;
            wrong.is_empty().then_some(())
        });
        shown.unwrap_or_else(|| panic!("{}: no ring around what has the focus: {wrong}", self.name));
    }

    /// A photo of this screen, taken as soon as something with this name for a screen reader is in sight.
    pub fn photo_with(&self, name: &str) -> PathBuf {
        let photo = self.stage.folder.join(format!("photo-of-{}.png", self.name));
        self.until_done(&format!("{name:?} to photograph"), || self.find("named", name));
        // What was scrolled is on the screen a few frames later; a window behind others may draw none by itself.
        self.done(self.run_later(DRAWN, Vec::new()), "waiting for a frame");
        self.picture(&photo);
        photo
    }

    /// A picture of the whole window.
    pub fn picture(&self, path: &Path) {
        self.done(self.wait_for(self.session().screenshot(path)), "a picture");
    }

    /// Runs a script in the page and brings back what it returns.
    pub fn run(&self, script: &str, words: Vec<Value>) -> WebDriverResult<Value> {
        Ok(self.wait_for(self.session().execute(script.to_owned(), words))?.json().clone())
    }

    /// The same for one that answers later, through its last argument.
    pub fn run_later(&self, script: &str, words: Vec<Value>) -> WebDriverResult<Value> {
        Ok(self.wait_for(self.session().execute_async(script.to_owned(), words))?.json().clone())
    }

    // Below the verbs.

    /// Waits until the screen shows what came of what was pressed. A driver gives up earlier than we do.
    fn follow(&self) {
        self.until_done("answer from the screens", || self.run_later(FOLLOWED, Vec::new()).map(Some));
    }

    fn field(&self, label: &str) -> WebElement {
        self.until_done(&format!("a field {label:?}"), || self.find("field", label))
    }

    fn find(&self, kind: &str, words: &str) -> WebDriverResult<Option<WebElement>> {
        let script = self.session().execute(FIND, vec![json!(kind), json!(words)]);
        let found = self.wait_for(script)?;
        if found.json().is_null() { Ok(None) } else { found.element().map(Some) }
    }

    fn reads(&self) -> WebDriverResult<String> {
        Ok(self.run(FIND, vec![json!("text")])?.as_str().unwrap_or_default().to_owned())
    }

    /// Tries until it succeeds. What fails may succeed the next time: pages are drawn anew between look and grip.
    fn until_done<T>(&self, what: &str, mut attempt: impl FnMut() -> WebDriverResult<Option<T>>) -> T {
        let mut last = None;
        let done = until(|| match attempt() {
            Ok(found) => found,
            Err(wrong) => {
                last = Some(wrong.to_string());
                None
            }
        });
        done.unwrap_or_else(|| {
            let page = self.reads().unwrap_or_else(|wrong| wrong.to_string());
            panic!("{}: no {what}. {}\nThe page: {page}", self.name, last.unwrap_or_default());
        })
    }

    fn done<T>(&self, result: WebDriverResult<T>, what: &str) -> T {
        result.unwrap_or_else(|wrong| panic!("{}: {what}: {wrong}", self.name))
    }

    fn wait_for<T>(&self, answer: impl Future<Output = T>) -> T {
        self.stage.runtime.block_on(answer)
    }

    fn session(&self) -> &WebDriver {
        self.session.as_ref().expect("it is there until the window goes")
    }

    fn kill_app(&mut self) {
        // The app is the driver's child, and its number is its own as long as that lives.
        if only_child(&self.driver) == Some(self.app) {
            let _ = Command::new("kill").args(["-KILL", &self.app.to_string()]).status();
        }
        if let Some(session) = self.session.take() {
            // Without an app there is nobody to say farewell to.
            let _ = session.leak();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    fn keep_evidence(&self) {
        let Some(session) = &self.session else { return };
        let file = |ending| self.stage.folder.join(format!("{}.{ending}", self.name));
        let evidence = async {
            // An app that hangs gives neither.
            let _ = timeout(PATIENCE / 6, session.screenshot(&file("png"))).await;
            if let Ok(Ok(page)) = timeout(PATIENCE / 6, session.source()).await {
                let _ = fs::write(file("html"), page);
            }
        };
        self.stage.runtime.block_on(evidence);
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.keep_evidence();
        }
        self.kill_app();
    }
}

/// A driver of this window alone, as soon as it answers.
fn start_driver(stage: &Stage) -> (Child, SocketAddr) {
    let address = free_address();
    let mut driver = stage.program("WebKitWebDriver");
    if stage.is_solo {
        driver.env("TEQUIO_HOLDS_KEYBOARD", "1");
    }
    if stage.has_camera {
        driver.env("TEQUIO_MOCK_CAMERA", "1");
    }
    driver.args([format!("--port={}", address.port()), format!("--host={}", address.ip())]);
    let mut driver = driver.spawn().expect("it was found on the path");
    until(|| TcpStream::connect(address).ok()).unwrap_or_else(|| {
        let _ = driver.kill();
        panic!("WebKitWebDriver does not answer at {address}")
    });
    (driver, address)
}

/// The one process that the driver started, whichever of its threads did it.
fn only_child(driver: &Child) -> Option<u32> {
    let tasks = fs::read_dir(format!("/proc/{}/task", driver.id())).ok()?;
    let children = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    let children: Vec<u32> = children.flat_map(|line| numbers(&line)).collect();
    children.first().copied()
}

fn numbers(line: &str) -> Vec<u32> {
    line.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// A path as a driver takes it.
fn text(path: &Path) -> &str {
    path.to_str().expect("the folders of these tests have plain names")
}
