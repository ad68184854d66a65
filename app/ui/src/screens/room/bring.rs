//! Somebody without a phone is brought: with their card, with a key for this meeting, or to vote on paper. The second who
//! sees them says so at the door, as of everybody.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId, PersonId,
    assembly::{
        card::Whom,
        meeting::{Door, MeetingView, Way, What, Wish},
    },
    replica::CardHolder,
    view::Person,
};

use super::use_meeting;
use crate::{
    desk::{Desk, set, use_desk},
    kit::{Button, Choice, Draft, Glyph, Icon, Look, Named, Notice, Page, called},
    route::Route,
    scan::Scan,
    screens::{cards::CodeForm, join::Reader, vote::evening_key},
};

/// The ways for whoever has no phone with them.
#[component]
pub(super) fn Bring(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let mut whom = use_signal(|| None::<PersonId>);
    let mut unfolded = use_signal(|| false);
    let absent = absent(desk, &view);
    let choices: Vec<(String, String)> =
        absent.iter().map(|person| (person.id.to_string(), called(person, words))).collect();
    let chosen = *whom.read();
    rsx! {
        section { class: "paper",
            button {
                class: "button quiet more", r#type: "button", aria_expanded: *unfolded.read(),
                onclick: move |_| unfolded.toggle(),
                Icon { glyph: Glyph::More }
                span { {words.say("bring-title")} }
            }
            if *unfolded.read() {
                p { class: "hint", {words.say("bring-lead")} }
                Link { class: "button main", to: Route::BringCard { id },
                    Icon { glyph: Glyph::Camera }
                    span { {words.say("bring-card")} }
                }
                if absent.is_empty() {
                    p { class: "hint", {words.say("bring-nobody")} }
                } else {
                    h3 { {words.say("bring-no-card")} }
                    Choice {
                        name: "bring", label: words.say("bring-whom"), choices, chosen: "",
                        onchoose: move |id: String| whom.set(id.parse().ok()),
                    }
                    div { class: "actions",
                        Button {
                            label: words.say("bring-paper"), disabled: chosen.is_none(),
                            onclick: move |()| {
                                if let Some(person) = chosen {
                                    bring(desk, id, person, (Way::Paper, None), |()| ());
                                }
                            },
                        }
                        if let Some(person) = chosen {
                            Link { class: "button plain", to: Route::BringEvening { id, person }, {words.say("bring-evening")} }
                        }
                    }
                }
                p { class: "hint", {words.say("bring-newcomer")} }
                Link { class: "button quiet", to: Route::NewCard { whom: "newcomer".to_owned() }, {words.say("card-for-newcomer")} }
            }
        }
    }
}

/// Members who are not there and do not wait at the door.
fn absent(desk: Desk, view: &MeetingView) -> Vec<Person> {
    let known = |person: &Person| {
        view.here.iter().any(|one| one.person.id == person.id)
            || view.waiting.iter().any(|one| one.person.id == person.id)
    };
    let members = desk.people.read().members.clone();
    members.into_iter().map(|member| member.person).filter(|person| !known(person)).collect()
}

fn bring(
    desk: Desk,
    meeting: EntryId,
    person: PersonId,
    (way, key): (Way, Option<PersonId>),
    then: impl FnOnce(()) + 'static,
) {
    let what = What::Door(Door::Brought { person, way, key });
    desk.perform(Command::Assemble(Wish::At { meeting, what }), move |_| {
        desk.tell(desk.words().say("brought"), None);
        then(());
    });
}

/// Their card is read: the log says whose it is.
#[component]
pub(crate) fn BringCard(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let holder = use_signal(|| None::<CardHolder>);
    use_hook(|| set(desk.scan, Scan::Resting));
    use_drop(move || Draft::passing("card").forget(desk, &["code"]));
    use_effect(move || {
        let Scan::Read(card) = desk.scan.read().clone() else { return };
        set(desk.scan, Scan::Resting);
        desk.read_card(card, move |read| {
            let mut holder = holder;
            holder.set(Some(read));
        });
    });
    let known = holder.read().clone();
    rsx! {
        Page { title: words.say("bring-card-title"), back: true,
            if let Some(CardHolder { person, key }) = known {
                section { class: "paper",
                    Named { person: person.clone() }
                    p { {words.about("bring-card-whose", &called(&person, words))} }
                }
                Notice { glyph: Glyph::Person, text: words.say("bring-card-look") }
                div { class: "actions",
                    Button {
                        look: Look::Main, glyph: Glyph::Check, label: words.say("bring-card-yes"), disabled: *desk.busy.read(),
                        onclick: move |()| bring(desk, id, person.id, (Way::Card, Some(key)), move |()| navigator.go_back()),
                    }
                    Button { label: words.say("lent-other-card"), onclick: move |()| { let mut holder = holder; holder.set(None); } }
                }
            } else {
                p { class: "lead", {words.say("bring-card-lead")} }
                Reader { form: "card", passing: true }
            }
        }
    }
}

/// A key for this meeting, which lies sealed on this phone.
#[component]
pub(crate) fn BringEvening(id: EntryId, person: PersonId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let whom = absent(desk, &view).into_iter().find(|one| one.id == person);
    rsx! {
        Page { title: words.say("bring-evening-title"), above: view.card.room.clone(), back: true,
            if let Some(whom) = whom {
                section { class: "paper", Named { person: whom.clone() } }
                p { class: "lead", {words.about("bring-evening-lead", &called(&whom, words))} }
                CodeForm {
                    named: false, button: words.say("bring-evening-make"),
                    onmake: move |(_, code): (String, String)| {
                        desk.make_card(Whom::Evening { meeting: id, person }, code, move |card| {
                            if let Some(circle) = *desk.circle.peek() {
                                desk.keep(&evening_key(&circle, &person), Some(&card));
                            }
                            desk.tell(desk.words().say("brought"), None);
                            navigator.go_back();
                        });
                    },
                }
                Notice { glyph: Glyph::Phone, text: words.say("bring-evening-here") }
            } else {
                p { class: "lead", {words.say("bring-nobody")} }
            }
        }
    }
}
