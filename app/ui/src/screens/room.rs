//! A meeting, as somebody in the room sees it: one line that says what is happening and what to do now, and below it all
//! that can be done.

mod bring;
mod door;
mod floor;
mod hands;
mod lot;
mod minutes;
mod new;
mod now;
mod order;
mod wall;

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::{
        meeting::{Door, Hand, Happening, Item, MeetingCard, MeetingView, MyPlace, What, Wish},
        vote::VoteCard,
    },
    view::Matter,
};

use crate::{
    desk::{Desk, OpenMatter, use_desk},
    host,
    kit::{Button, Glyph, Icon, Look, Page, PersonMark, Waiting, called},
    route::Route,
    screens::{Home, vote::VotePaper},
};

pub(crate) use bring::{BringCard, BringEvening};
pub(crate) use door::{MeetingCheckIn, MeetingPeople};
pub(crate) use hands::NewPoint;
pub(crate) use minutes::MinutesOf;
pub(crate) use new::NewMeeting;
pub(crate) use order::{MovePoint, ProposeFacilitator};
pub(crate) use wall::ShowRoom;

/// Says something at a meeting.
fn say(desk: Desk, meeting: EntryId, what: What) {
    desk.perform(Command::Assemble(Wish::At { meeting, what }), |_| ());
}

/// The meeting at a place; or nothing, and what to show in its stead.
fn use_meeting(id: EntryId) -> Result<MeetingView, Element> {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.open_matter(id));
    use_effect(use_reactive!(|id| desk.open_matter(id)));
    let inside = desk.here().is_some_and(|circle| !matches!(circle.door, host::Door::Knocking { .. }));
    if !inside {
        return Err(rsx! { Home {} });
    }
    match &*desk.matter.read() {
        Some(OpenMatter::Known(known, Matter::Meeting(view))) if *known == id => Ok((**view).clone()),
        Some(OpenMatter::Known(known, _) | OpenMatter::Unknown(known)) if *known == id => Err(rsx! {
            Page { title: words.say("post-unknown"), back: true,
                p { class: "lead", {words.say("meeting-unknown-words")} }
            }
        }),
        _ => Err(rsx! {
            Page { title: words.say("post-awaited"), back: true, Waiting { text: words.say("opening") } }
        }),
    }
}

/// The room.
#[component]
pub(crate) fn Room(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let view = match use_meeting(id) {
        Ok(view) => view,
        Err(instead) => return instead,
    };
    let is_in = view.me.is_in() && !view.card.over;
    // Until enough are there, the code is what the room is for.
    let gathers = view.roll.0 < view.roll.1;
    rsx! {
        Page { title: view.card.room.clone(), above: words.say("meeting-above"), back: true,
            now::Now { view: view.clone() }
            if !view.me.is_in() && !view.card.over {
                door::Way { view: view.clone() }
            }
            if is_in {
                lot::Lots { view: view.clone() }
                Voting { id }
                hands::Shows { view: view.clone() }
                door::AtTheDoor { view: view.clone() }
                if gathers {
                    door::Code { view: view.clone(), shown: true }
                }
                floor::Floor { view: view.clone() }
            }
            hands::Agenda { view: view.clone() }
            if is_in && !gathers {
                door::Code { view: view.clone(), shown: false }
            }
            Here { view: view.clone() }
            if is_in {
                More { view: view.clone() }
            } else if view.card.over {
                Over { view: view.clone() }
            }
        }
    }
}

/// What is voted on at this meeting, and the way to put something to the vote.
#[component]
fn Voting(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let deciding = desk.deciding.read().clone();
    let mut cards: Vec<VoteCard> =
        deciding.votes.iter().filter(|card| card.meeting == Some(id)).cloned().collect();
    cards.sort_by_key(|card| !card.is_my_turn);
    rsx! {
        if !cards.is_empty() {
            section { class: "members",
                h2 { {words.say("votes-title")} }
                ul { class: "cards",
                    for card in cards {
                        li { key: "{card.id}", VotePaper { card } }
                    }
                }
            }
        }
        Link { class: "button plain", to: Route::AskMeeting { id },
            Icon { glyph: Glyph::Decide }
            span { {words.say("open-vote")} }
        }
    }
}

/// Who is there: as many marks as fit, and the way to the list.
#[component]
fn Here(view: MeetingView) -> Element {
    let words = use_desk().words();
    let id = view.card.id;
    rsx! {
        section { class: "paper list",
            Link { class: "way", to: Route::MeetingPeople { id },
                span { class: "marks", aria_hidden: "true",
                    for one in view.here.iter().take(5) {
                        PersonMark { key: "{one.person.id}", id: one.person.id }
                    }
                }
                span { class: "way-words",
                    span { {words.count("meeting-here", view.here.len())} }
                    span { class: "hint", {words.say("meeting-who-let-in")} }
                }
            }
        }
    }
}

/// What stands aside: who facilitates, lots, and the end.
#[component]
fn More(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let hand = move |step: Hand| say(desk, id, What::Hand(step));
    let facilitator = view.facilitator.clone();
    let alone = view.here.len() == 1;
    let shown = desk.projected.read().as_ref().is_some_and(|(meeting, _)| *meeting == id);
    rsx! {
        section { class: "paper",
            h2 { {words.say("facilitator-title")} }
            if let Some(facilitator) = facilitator {
                p { {words.about("facilitator-is", &called(&facilitator, words))} }
                p { class: "hint", {words.say("facilitator-what")} }
                if view.facilitates {
                    Button { label: words.say("facilitator-step-down"), onclick: move |()| hand(Hand::SteppedDown) }
                } else {
                    Button {
                        glyph: Glyph::Hand, label: words.say("facilitator-none-hands"),
                        onclick: move |()| hand(Hand::Asked(Item::NoFacilitator)),
                    }
                }
            } else {
                p { {words.say("facilitator-nobody")} }
                div { class: "actions two",
                    Button { label: words.say("facilitator-volunteer"), onclick: move |()| hand(Hand::Volunteered) }
                    Button { label: words.say("facilitator-by-lot"), onclick: move |()| hand(Hand::ByLot) }
                }
            }
            if !alone {
                Link { class: "button quiet", to: Route::ProposeFacilitator { id },
                    Icon { glyph: Glyph::Hand }
                    span { {words.say("facilitator-propose-way")} }
                }
            }
        }
        div { class: "actions aside",
            Link { class: "button quiet", to: Route::ShowRoom { id },
                Icon { glyph: Glyph::Show }
                span { {words.say(if shown { "wall-shown" } else { "wall-way" })} }
            }
            Link { class: "button quiet", to: Route::Minutes { id },
                Icon { glyph: Glyph::Papers }
                span { {words.say("minutes-way-so-far")} }
            }
            if view.can_draw {
                Button {
                    look: Look::Quiet, glyph: Glyph::Dice, label: words.say("lot-ask"),
                    onclick: move |()| desk.perform(Command::Assemble(Wish::Draw { meeting: id, dice: false }), |_| ()),
                }
                Button {
                    look: Look::Quiet, glyph: Glyph::Dice, label: words.say("lot-ask-dice"),
                    onclick: move |()| desk.perform(Command::Assemble(Wish::Draw { meeting: id, dice: true }), |_| ()),
                }
            }
            Button {
                look: Look::Quiet, glyph: Glyph::Door, label: words.say("meeting-leave"),
                onclick: move |()| say(desk, id, What::Door(Door::Left)),
            }
            if view.facilitates {
                Button {
                    look: Look::Quiet, glyph: Glyph::Close, label: words.say("meeting-close"),
                    onclick: move |()| hand(Hand::Closed),
                }
            } else if !alone {
                Button {
                    look: Look::Quiet, glyph: Glyph::Hand, label: words.say("meeting-close-hands"),
                    onclick: move |()| hand(Hand::Asked(Item::Close)),
                }
            }
        }
    }
}

/// What can be done once it is over.
#[component]
fn Over(view: MeetingView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let can = view.me.is_in() && view.shows.is_empty() && !view.here.is_empty();
    rsx! {
        Link { class: "button main", to: Route::Minutes { id },
            Icon { glyph: Glyph::Papers }
            span { {words.say("minutes-way")} }
        }
        if view.me.is_in() {
            hands::Shows { view: view.clone() }
        }
        if can {
            div { class: "actions aside",
                Button {
                    look: Look::Quiet, glyph: Glyph::Hand, label: words.say("meeting-reopen-hands"),
                    onclick: move |()| say(desk, id, What::Hand(Hand::Asked(Item::Reopen))),
                }
            }
        }
    }
}

/// A meeting in the list.
#[component]
pub(crate) fn MeetingPaper(card: MeetingCard) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let status = match (card.over, card.mine) {
        (true, _) => "meeting-status-over",
        (_, true) => "meeting-status-mine",
        _ => "meeting-status-on",
    };
    rsx! {
        article { class: "paper card",
            div { class: "tags",
                span { class: "tag status", {words.say(status)} }
                if !card.over {
                    span { class: "tag", {words.count("meeting-here", card.here)} }
                }
            }
            h3 {
                Link { class: "card-link", to: Route::Room { id: card.id }, "{card.room}" }
            }
            div { class: "card-foot",
                PersonMark { id: card.opened_by.id }
                span { class: "by",
                    span { class: "name", {words.about("meeting-opened-by", &called(&card.opened_by, words))} }
                    span { class: "ago", {words.ago(card.opened, now)} }
                }
            }
        }
    }
}

/// The meetings of the circle: those that go on, and the way to a new one; those that are over folded away.
#[component]
pub(crate) fn Meetings() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let meetings = desk.deciding.read().meetings.clone();
    let mut unfolded = use_signal(|| false);
    let (over, on): (Vec<MeetingCard>, Vec<MeetingCard>) = meetings.into_iter().partition(|card| card.over);
    let count = over.len();
    rsx! {
        section { class: "members",
            if !on.is_empty() {
                h2 { {words.say("meetings-title")} }
                ul { class: "cards",
                    for card in on {
                        li { key: "{card.id}", MeetingPaper { card } }
                    }
                }
            }
            if count > 0 {
                button {
                    class: "button quiet more", r#type: "button", aria_expanded: *unfolded.read(),
                    onclick: move |_| unfolded.toggle(),
                    Icon { glyph: Glyph::More }
                    span { {words.count("meetings-over", count)} }
                }
                if *unfolded.read() {
                    ul { class: "cards",
                        for card in over {
                            li { key: "{card.id}", MeetingPaper { card } }
                        }
                    }
                }
            }
            if desk.is_inside() {
                Link { class: "button plain", to: Route::NewMeeting {},
                    Icon { glyph: Glyph::People }
                    span { {words.say("meeting-open")} }
                }
            }
        }
    }
}

/// What the person who holds this phone does now, by name.
fn doing(view: &MeetingView) -> &'static str {
    if view.card.over {
        return "do-over";
    }
    match &view.me {
        MyPlace::Outside | MyPlace::Left => return "do-check-in",
        MyPlace::Asked => return "do-wait-at-door",
        MyPlace::Seen { .. } => return "do-say-here",
        MyPlace::Marked { .. } => return "do-say-still",
        MyPlace::In { .. } => {}
    }
    if view.waiting.iter().any(|one| one.can_let_in) {
        return "do-let-in-waiting";
    }
    match &view.happening {
        Happening::Vote { .. } => "do-vote",
        Happening::Lot => lot::doing(view),
        Happening::Hands { show } => {
            let mine = view.shows.iter().find(|known| known.id == *show).and_then(|show| show.mine);
            if mine.is_none() { "do-raise" } else { "do-wait-for-hands" }
        }
        Happening::Speaking { .. } => match view.speaking.as_ref() {
            Some(turn) if turn.can_end && !view.facilitates => "do-speak",
            Some(_) if view.facilitates => "do-mind-time",
            _ if view.asked => "do-wait-for-turn",
            _ => "do-listen",
        },
        _ if view.can_begin => "do-begin",
        Happening::Gathering { .. } => "do-show-code",
        _ if view.facilitates && !view.queue.is_empty() => "do-call-next",
        _ if view.asked => "do-wait-for-turn",
        _ => "do-ask-to-speak",
    }
}
