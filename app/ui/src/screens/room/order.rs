//! What hands can change besides: where a point stands on the agenda, and who facilitates.

use dioxus::prelude::*;
use tequio_core::{EntryId, PersonId, assembly::meeting::Item};

use super::{Room, hands::ask, use_meeting};
use crate::{
    desk::use_desk,
    kit::{Button, Glyph, Named, Sheet, called},
};

/// At which place should this point be talked about?
#[component]
pub(crate) fn MovePoint(id: EntryId, from: u16) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let (busy, others) = (*desk.busy.read(), view.agenda.len());
    let title = view.agenda.get(usize::from(from)).map(|(_, title)| title.clone()).unwrap_or_default();
    let places = (0..others as u16).filter(move |to| *to != from);
    rsx! {
        Sheet { title: words.say("agenda-move-title"), behind: rsx! { Room { id } },
            p { class: "lead", "{title}" }
            div { class: "actions",
                for to in places {
                    Button {
                        key: "{to}", glyph: Glyph::Hand, disabled: busy,
                        label: words.count("agenda-move-to", usize::from(to) + 1),
                        onclick: move |()| ask(desk, id, Item::Move { from, to }, move || navigator.go_back()),
                    }
                }
            }
        }
    }
}

/// Who should facilitate?
#[component]
pub(crate) fn ProposeFacilitator(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let busy = *desk.busy.read();
    let now: Option<PersonId> = view.facilitator.as_ref().map(|person| person.id);
    let others: Vec<_> =
        view.here.iter().map(|one| one.person.clone()).filter(|person| Some(person.id) != now).collect();
    rsx! {
        Sheet { title: words.say("facilitator-propose-title"), behind: rsx! { Room { id } },
            p { {words.say("facilitator-propose-lead")} }
            ul { class: "paper list",
                for person in others {
                    li { key: "{person.id}",
                        Named { person: person.clone() }
                        Button {
                            glyph: Glyph::Hand, disabled: busy,
                            label: words.about("facilitator-propose", &called(&person, words)),
                            onclick: move |()| ask(desk, id, Item::Facilitate(person.id), move || navigator.go_back()),
                        }
                    }
                }
            }
        }
    }
}
