//! Meeting in person: one's own key in this circle as a code, and what it comes to when a member scans it.
//!
//! Whoever stands before somebody scans it from their screen, so that all who vouch name one key. Before anything
//! happens the screen says what will.

use dioxus::prelude::*;
use tequio_core::{
    CheckIn, Command, DeviceKey, Invite, PersonId, assembly::card::Card, checkin::CheckInError,
};

use super::{code::Shown, first::Knocker, join::Reader, people::Vouchers, person::say};
use crate::{
    desk::{Desk, set, use_desk},
    host::Door,
    kit::{Button, Choice, Draft, Glyph, Icon, Look, Named, Notice, Page, called},
    route::Route,
    scan::Scan,
    screens::Home,
    words::Words,
};

/// One's own code.
#[component]
pub(crate) fn VouchCode() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(circle) = desk.here() else { return rsx! { Home {} } };
    let name = desk.settings.read().name.clone().unwrap_or_default();
    let code = CheckIn::new(circle.id, circle.me, &name).code();
    rsx! {
        Page { title: words.say("vouch-code-title"), above: circle.name, back: true,
            p { class: "lead", {words.say("vouch-code-lead")} }
            Shown { code,
                if circle.door == Door::Inside {
                    Link { class: "button plain", to: Route::Meet {},
                        Icon { glyph: Glyph::Camera }
                        span { {words.say("vouch-scan")} }
                    }
                }
            }
            section { class: "paper", Knocker { device: circle.me, name } }
            Notice { glyph: Glyph::Lock, text: words.say("vouch-code-opens-nothing") }
        }
    }
}

/// Reading the code of somebody who stands before one.
#[component]
pub(crate) fn Meet() -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| set(desk.scan, Scan::Resting));
    let Some(circle) = desk.here().filter(|circle| circle.door == Door::Inside) else {
        return rsx! { Home {} };
    };
    let read = match &*desk.scan.read() {
        Scan::Read(text) => Some(read(text, desk)),
        _ => None,
    };
    if let Some(Ok(check_in)) = read {
        return rsx! { Before { check_in } };
    }
    let wrong = read.and_then(Result::err).map(|name| words.say(name));
    rsx! {
        Page { title: words.say("vouch-scan-title"), above: circle.name, back: true,
            p { class: "lead", {words.say("vouch-scan-lead")} }
            Reader { form: "vouch", wrong }
        }
    }
}

/// What the code says, or the sentence that says why it is of no use here.
fn read(text: &str, desk: Desk) -> Result<CheckIn, &'static str> {
    let check_in = match CheckIn::read(text) {
        Ok(check_in) => check_in,
        Err(CheckInError::Damaged) => return Err("code-damaged"),
        // Whoever has no phone is vouched for by their card, once somebody has begun and said their name.
        Err(CheckInError::NotACode) => match on_card(text, desk) {
            Some(check_in) => check_in,
            None if Invite::read(text, *desk.now.read()).is_ok() => return Err("vouch-code-knocks"),
            None => return Err("vouch-not-a-code"),
        },
    };
    let circle = desk.here();
    if circle.as_ref().is_none_or(|circle| circle.id != check_in.circle) {
        return Err("vouch-other-circle");
    }
    let people = desk.people.read();
    let mine = circle.is_some_and(|circle| circle.me == check_in.device)
        || people.me.as_ref().is_some_and(|me| me.id == check_in.device);
    if mine {
        return Err("vouch-own");
    }
    if people.gone.iter().any(|gone| gone.person.id == check_in.device) {
        return Err("vouch-gone");
    }
    Ok(check_in)
}

/// The key on the card of somebody for whom another member vouches.
fn on_card(text: &str, desk: Desk) -> Option<CheckIn> {
    let card = Card::read(text).ok()?;
    let people = desk.people.read();
    let known = people.candidates.iter().find(|one| one.device == card.key)?;
    Some(CheckIn::new(card.circle, card.key, &known.name))
}

/// What will happen, before anything happens.
#[component]
fn Before(check_in: CheckIn) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let people = desk.people.read().clone();
    let CheckIn { device, name, .. } = check_in;
    let is_theirs = |id: PersonId, key: DeviceKey| id == device || key == device;
    let member = people.members.iter().find(|member| is_theirs(member.person.id, member.device)).cloned();
    rsx! {
        Page { title: words.say("vouch-before-title"), above: desk.here().map(|circle| circle.name), back: true,
            if let Some(member) = member {
                section { class: "paper",
                    Named { person: member.person.clone() }
                    p { {say(member.say, desk, words)} }
                }
                p { class: "lead", {words.about("vouch-member", &called(&member.person, words))} }
                p { class: "hint", {words.say("met-what-follows")} }
                Compare {}
                Do { device, name: called(&member.person, words), button: "met-yes", told: "met-told" }
            } else {
                Newcomer { device, name }
            }
        }
    }
}

#[component]
fn Compare() -> Element {
    rsx! { Notice { glyph: Glyph::Person, text: use_desk().words().say("vouch-compare") } }
}

/// Somebody who is not in yet.
#[component]
fn Newcomer(device: DeviceKey, name: String) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let people = desk.people.read().clone();
    let known = people.knocks.iter().chain(&people.candidates).find(|one| one.device == device).cloned();
    let missing = known.as_ref().map_or(people.vouches.into(), |known| known.missing);
    let mine = known.as_ref().is_some_and(|known| known.mine);
    let mut again = use_signal(|| None::<PersonId>);
    let gone = people.gone.iter().map(|gone| (gone.person.id.to_string(), called(&gone.person, words)));
    let nobody = (String::new(), words.say("vouch-again-no"));
    let choices: Vec<_> = [nobody].into_iter().chain(gone).collect();
    let is_last = missing <= 1;
    let (button, told) = if is_last { ("do-let-in", "let-in") } else { ("do-vouch", "vouched-for") };
    let chosen = *again.read();
    rsx! {
        section { class: "paper",
            Knocker { device, name: name.clone() }
            if let Some(knock) = known {
                Vouchers { knock }
            } else {
                p { {words.count("vouched-missing", missing)} }
            }
        }
        if mine {
            p { class: "mine", {words.say("vouched-already")} }
        } else {
            h2 { {words.say("vouch-what")} }
            ul { class: "facts-list",
                li { {words.about(if is_last { "vouch-lets-in" } else { "vouch-counts" }, &name)} }
                li { {budget(people.vouches_left, words)} }
                li { {words.say("vouch-seen")} }
            }
            Compare {}
            if choices.len() > 1 {
                div { class: "form",
                    Choice {
                        name: "again", label: words.say("vouch-again"), choices, chosen: "",
                        onchoose: move |id: String| again.set(id.parse().ok()),
                    }
                }
            }
            Do { device, name, again: chosen, button, told }
        }
    }
}

/// What of one's own month it takes.
fn budget(left: Option<usize>, words: Words) -> String {
    match left {
        None => words.say("vouch-no-budget"),
        Some(0) => words.say("vouch-budget-spent"),
        Some(left) => words.count("vouch-budget", left),
    }
}

/// The vouch itself.
#[component]
fn Do(
    device: DeviceKey,
    name: String,
    again: Option<PersonId>,
    button: &'static str,
    told: &'static str,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let label = words.about(button, &name);
    let vouch = move |()| {
        let told_name = name.clone();
        desk.perform(Command::Vouch { device, name: name.clone(), again }, move |_| {
            Draft::new("vouch").forget(desk, &["code"]);
            set(desk.scan, Scan::Resting);
            desk.tell(desk.words().about(told, &told_name), None);
            navigator.replace(Route::People {});
        });
    };
    rsx! {
        div { class: "actions",
            Button { look: Look::Main, glyph: Glyph::Check, label, onclick: vouch, disabled: *desk.busy.read() }
            Button {
                label: words.say("not-now"),
                onclick: move |()| {
                    Draft::new("vouch").forget(desk, &["code"]);
                    set(desk.scan, Scan::Resting);
                },
            }
        }
    }
}
