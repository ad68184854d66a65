//! Minutes as a plain text: for a terminal, a message, or a notice at the gate.

use std::fmt::Write;

use tequio_core::{
    assembly::meeting::Point,
    record::{MinutesView, Result as Came, VoteMinutes},
};

use super::{
    verdict::{clean, outcome},
    words::{Tongue, date},
};

/// The minutes of a meeting of the circle with this name.
pub fn of(view: &MinutesView, circle: &str, tongue: Tongue) -> String {
    let (mut text, minutes) = (String::new(), &view.minutes);
    let names = |all: &mut dyn Iterator<Item = &tequio_core::PersonId>| {
        all.map(|person| clean(&view.name_of(person))).collect::<Vec<_>>().join(", ")
    };
    let mut line = |words: String| writeln!(text, "{words}").expect("writing to memory does not fail");
    line(format!("{}: {}", tongue.say("Minutes", "Acta"), clean(&minutes.room)));
    line(clean(circle));
    let ended = minutes.ended.map_or_else(
        || tongue.say("not over yet", "aún no termina").to_owned(),
        |ended| format!("{} {}", tongue.say("until", "hasta"), date(ended)),
    );
    line(format!("{} – {ended}", date(minutes.opened)));
    line(format!("\n{}", tongue.say("Who was there", "Quiénes estuvieron")));
    for (person, there) in &minutes.present {
        let by = names(&mut there.let_in_by.iter());
        let by = match by.is_empty() {
            true => String::new(),
            false => format!("; {} {by}", tongue.say("let in by", "recibe:")),
        };
        line(format!("- {}, {}{by}", clean(&view.name_of(person)), tongue.way(there.way)));
    }
    line(format!("{} / {}", minutes.present.len(), minutes.roll.len()));
    if let Some(person) = &minutes.facilitator {
        line(format!("{} {}", tongue.say("Facilitated by", "Facilitó:"), clean(&view.name_of(person))));
    }
    line(format!("\n{}", tongue.say("Agenda", "Orden del día")));
    for (n, title) in view.agenda.iter().enumerate() {
        line(format!("{}. {}", n + 1, clean(title)));
    }
    line(format!("\n{}", tongue.say("Votes and decisions", "Votaciones y decisiones")));
    for vote in &minutes.votes {
        line(format!("- {}", clean(&vote.question)));
        line(format!("  {}", outcome(vote, tongue)));
        for said in said(vote, view, tongue) {
            line(format!("  {said}"));
        }
    }
    if !minutes.hands.is_empty() {
        line(format!("\n{}", tongue.say("Shows of hands", "A mano alzada")));
        let point = |at: u16| view.agenda.get(usize::from(at)).map_or(String::new(), |title| clean(title));
        let said = |point: &Point| match point {
            Point::Words(words) => clean(words),
            Point::Proposal(id) => id.to_string(),
        };
        for hands in &minutes.hands {
            let what = tongue.item(&hands.item, |who| clean(&view.name_of(who)), point, said);
            let passed = match hands.passed {
                true => tongue.say("passed", "aprobado"),
                false => tongue.say("not passed", "no aprobado"),
            };
            line(format!("- {what}: {passed}, {} / {}", hands.yes, hands.no));
        }
    }
    if !minutes.spoke.is_empty() {
        line(format!("\n{}", tongue.say("Who spoke", "Quiénes hablaron")));
        for (person, spoke) in &minutes.spoke {
            line(format!("- {}: {} × , {} s", clean(&view.name_of(person)), spoke.turns, spoke.seconds));
        }
    }
    line(format!("\n{}", tongue.say("Signed by", "Firman")));
    let signed: Vec<String> = view.cosigned.iter().map(|person| clean(&person.name)).collect();
    line(if signed.is_empty() { "–".to_owned() } else { signed.join(", ") });
    for remark in &view.remarks {
        line(format!("{}: {}", clean(&view.name_of(&remark.by)), clean(&remark.words)));
    }
    line(format!(
        "{} {}",
        tongue.say("These minutes:", "Esta acta:"),
        data_encoding::HEXLOWER.encode(&view.digest.0)
    ));
    text
}

/// The words of concerns and blocks, and the days of what was decided.
fn said(vote: &VoteMinutes, view: &MinutesView, tongue: Tongue) -> Vec<String> {
    let Came::Closed(closed) = &vote.result else { return Vec::new() };
    let words = closed.words.iter().filter_map(|(who, choice)| {
        let (what, words) = tongue.words(choice)?;
        Some(format!("{} ({what}): {}", clean(&view.name_of(who)), clean(words)))
    });
    let again = tongue.say("To be looked at again on", "Se revisará el");
    let until = tongue.say("It holds until", "Vale hasta el");
    let days = [(again, closed.days.review), (until, closed.days.sunset)];
    let days = days.into_iter().filter_map(|(what, day)| Some(format!("{what} {}", date(day?))));
    words.chain(days).collect()
}
