//! The one line: what is happening, what to do now, how much time is left, how many are here.

use dioxus::prelude::*;
use tequio_core::{
    Time,
    assembly::meeting::{Happening, MeetingView},
};

use super::doing;
use crate::{
    desk::use_desk,
    kit::{Glyph, Icon, called},
    words::Words,
};

/// How often what is left of a turn is looked at.
const BEAT_MILLISECONDS: u32 = 1_000;

/// The line. It stays in sight while the rest is scrolled.
#[component]
pub(super) fn Now(view: MeetingView) -> Element {
    let words = use_desk().words();
    let (here, needed, roll) = view.roll;
    let until = match &view.happening {
        Happening::Speaking { until, .. } => *until,
        _ => None,
    };
    let quorum = if here >= needed { "now-quorum" } else { "now-no-quorum" };
    let fillings = [("here", here.into()), ("needed", needed.into()), ("roll", roll.into())];
    rsx! {
        section { class: "now", role: "status", aria_label: words.say("now-label"),
            p { class: "now-what", {happening(&view, words)} }
            p { class: "now-do", {words.say(doing(&view))} }
            p { class: "now-foot",
                if let Some(until) = until {
                    Left { until }
                }
                span { class: if here >= needed { "now-here enough" } else { "now-here" },
                    Icon { glyph: if here >= needed { Glyph::Check } else { Glyph::People } }
                    span { {words.with(quorum, &fillings)} }
                }
            }
        }
    }
}

fn happening(view: &MeetingView, words: Words) -> String {
    match &view.happening {
        Happening::Over { .. } => words.say("now-over"),
        Happening::Vote { question, .. } => words.about("now-vote", question),
        Happening::Lot => words.say("now-lot"),
        Happening::Hands { .. } => words.say("now-hands"),
        Happening::Speaking { person, .. } => words.about("now-speaking", &called(person, words)),
        Happening::Gathering { missing } => words.count("now-gathering", *missing),
        Happening::Point { title, .. } => words.about("now-point", title),
        Happening::Talk => words.say("now-talk"),
    }
}

/// What is left of a turn, second by second.
#[component]
fn Left(until: Time) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut seen = use_signal(|| *desk.now.peek());
    use_future(move || async move {
        loop {
            seen.set(desk.beat(BEAT_MILLISECONDS).await);
        }
    });
    let now = (*seen.read()).max(*desk.now.read());
    let (left, over) = (until.since(now), now.since(until));
    let name = if left > 0 { "now-left" } else { "now-over-time" };
    let seconds = left.max(over);
    let clock = format!("{}:{:02}", seconds / 60, seconds % 60);
    rsx! {
        span { class: if left > 0 { "now-left" } else { "now-left passed" },
            Icon { glyph: Glyph::Clock }
            span { {words.about(name, &clock)} }
        }
    }
}
