//! Somebody at the door who says that they were here before, by the key that their guardians gave back.

use dioxus::prelude::*;
use tequio_core::{
    Command,
    view::{KnockView, Person},
};

use super::first::Knocker;
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Look, Named, Notice, called},
};

/// Who they say they are, and the yes of whoever has them before their eyes; then how long they wait.
#[component]
pub(super) fn ComingBack(knock: KnockView, person: Person) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let device = knock.device;
    let name = called(&person, words);
    let waiting = desk.agreed.read().recoveries.iter().find(|one| one.device == device).cloned();
    let told = name.clone();
    let help = move |()| {
        let told = told.clone();
        desk.perform(Command::Return { device }, move |_| {
            desk.tell(desk.words().about("return-helped", &told), None);
        });
    };
    rsx! {
        Knocker { device, name: knock.name }
        p { {words.about("return-knocks", &name)} }
        Named { person }
        if let Some(waiting) = waiting {
            p { class: "mine", {words.about("recovery-helped", &called(&waiting.helped_by, words))} }
            p { {words.count("recovery-waits", waiting.waits.1.into())} }
        } else {
            Notice { glyph: Glyph::Person, text: words.about("return-look", &name) }
            p { class: "hint", {words.say("return-follows")} }
            Button {
                look: Look::Main, glyph: Glyph::Door, label: words.about("return-yes", &name), onclick: help,
                disabled: *desk.busy.read(),
            }
        }
    }
}
