//! The page's own script, played by a test: it reports pictures and the phone's "back", and is answered.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use dioxus::document::{Document, Eval, EvalError, Evaluator, LinkProps, MetaProps, ScriptProps, StyleProps};
use generational_box::Owner;
use serde_json::Value;
use tequio_ui::qr::Grey;

use crate::{
    first_minutes::{ana_founds, arrives, photograph},
    page::Page,
    street::Street,
};

/// What passes between the page's script and the app.
#[derive(Default)]
pub struct Script {
    reports: VecDeque<String>,
    waker: Option<Waker>,
    pub answers: Vec<Value>,
    /// Everything that was run in the page.
    run: Vec<String>,
}

/// The page, as far as scripts run in it.
pub struct ScriptedPage {
    script: Rc<RefCell<Script>>,
    owner: Owner,
}

impl ScriptedPage {
    pub fn new() -> (ScriptedPage, Rc<RefCell<Script>>) {
        let script = Rc::<RefCell<Script>>::default();
        (ScriptedPage { script: script.clone(), owner: Owner::default() }, script)
    }
}

/// The page's script says something.
pub fn report(script: &Rc<RefCell<Script>>, text: &str) {
    let mut script = script.borrow_mut();
    script.reports.push_back(text.to_owned());
    if let Some(waker) = script.waker.take() {
        waker.wake();
    }
}

/// What it says of a picture.
pub fn picture(kind: &str, grey: &Grey) -> String {
    format!("{kind} {} {} {}", grey.width, grey.height, data_encoding::BASE64.encode(&grey.pixels))
}

impl Document for ScriptedPage {
    fn eval(&self, js: String) -> Eval {
        let listens = js.contains("getUserMedia");
        self.script.borrow_mut().run.push(js);
        Eval::new(self.owner.insert(Box::new(Channel { script: self.script.clone(), listens })))
    }

    fn set_title(&self, _: String) {}
    fn create_meta(&self, _: MetaProps) {}
    fn create_script(&self, _: ScriptProps) {}
    fn create_style(&self, _: StyleProps) {}
    fn create_link(&self, _: LinkProps) {}
}

struct Channel {
    script: Rc<RefCell<Script>>,
    listens: bool,
}

impl Evaluator for Channel {
    fn send(&self, data: Value) -> Result<(), EvalError> {
        self.script.borrow_mut().answers.push(data);
        Ok(())
    }

    fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Result<Value, EvalError>> {
        let mut script = self.script.borrow_mut();
        match script.reports.pop_front().filter(|_| self.listens) {
            Some(report) => Poll::Ready(Ok(Value::String(report))),
            None => {
                script.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    fn poll_join(&mut self, _: &mut Context<'_>) -> Poll<Result<Value, EvalError>> {
        Poll::Pending
    }
}

const JOIN: &str = "Join one: scan or paste Somebody in it shows you their code.";

#[test]
fn a_photo_of_anas_screen_leads_to_the_preview() {
    let street = Street::new(50);
    let (_, mut anas) = ana_founds(&street);
    anas.press("People");
    anas.press("Show my code");
    let photo = photograph(&mut anas);
    let (mut betos, script) = betos_page(&street);
    report(&script, &picture("photo", &Grey::new(50, 50, vec![200; 2_500]).unwrap()));
    betos.sees("No code can be read in this picture.");
    report(&script, "photo nonsense");
    betos.sees("No code can be read in this picture.");
    report(&script, &picture("photo", &photo));
    betos.sees("Before you knock");
    betos.sees("Shown by Ana.");
}

#[test]
fn the_camera_looks_until_it_has_seen_a_code_and_then_rests() {
    let street = Street::new(51);
    let (_, mut anas) = ana_founds(&street);
    anas.press("People");
    anas.press("Show my code");
    let photo = photograph(&mut anas);
    let nothing = Grey::new(50, 50, vec![200; 2_500]).unwrap();
    let (mut betos, script) = betos_page(&street);
    betos.press("Scan with the camera");
    betos.sees("Hold the code in front of the camera.");
    report(&script, &picture("frame", &nothing));
    report(&script, &picture("frame", &photo));
    // One frame more was on its way.
    report(&script, &picture("frame", &nothing));
    betos.sees("Before you knock");
    assert_eq!(script.borrow().answers, ["more", "enough", "enough"]);
    betos.press("Not now");

    betos.press("Scan with the camera");
    report(&script, "no-camera");
    betos.sees("The camera cannot be used here.");
    betos.sees_no("Hold the code in front of the camera.");

    betos.press("Scan with the camera");
    report(&script, "no-leave");
    betos.sees("Tequio has no leave to use the camera.");
    betos.sees("Read from a photo");
    betos.sees("Or paste the text of the code");
}

#[test]
fn the_phones_own_back_goes_back_and_leaves_the_app_only_at_home() {
    let street = Street::new(52);
    let (mut betos, script) = betos_page(&street);
    let steps = |script: &Rc<RefCell<Script>>| {
        let script = script.borrow();
        script.run.iter().filter(|run| run.starts_with("history.pushState")).count()
    };
    report(&script, "back");
    betos.sees("Welcome, Beto");
    assert_eq!(steps(&script), 1, "the page has a step to go back to again");
    report(&script, "back");
    betos.sees("Welcome, Beto");
    assert_eq!(steps(&script), 1, "the next one leaves the app");
}

#[test]
fn the_page_is_told_its_language() {
    let street = Street::new(53);
    let (mut betos, script) = betos_page(&street);
    betos.press("Back");
    betos.press("Settings");
    betos.choose("Español");
    let run = script.borrow().run.clone();
    assert!(run.iter().any(|run| run.contains("lang = 'en'")));
    assert!(run.last().is_some_and(|run| run.contains("lang = 'es'")));
}

/// Beto, about to join.
fn betos_page(street: &Street) -> (Page, Rc<RefCell<Script>>) {
    let (page, script) = ScriptedPage::new();
    let beto = street.phone("en");
    let mut betos = Page::open_scripted(street.host(beto), Rc::new(page));
    arrives(&mut betos, "Beto");
    betos.press(JOIN);
    (betos, script)
}
