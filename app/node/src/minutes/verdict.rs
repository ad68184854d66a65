//! What checking a record came to, in plain words.

use std::fmt::Write;

use tequio_core::record::{BadFile, Checked, Minutes, ON_TRUST, Result as Came, Trust, VoteMinutes};

use super::words::{Tongue, date};

/// Each check, the decisions, and what is taken on trust.
pub fn of(checked: &Result<Checked, BadFile>) -> String {
    let mut told = String::new();
    match checked {
        Err(bad) => {
            line(&mut told, &format!("✗ {bad}"));
            line(&mut told, "\nThis record does not hold.");
        }
        Ok(checked) => whole(&mut told, checked),
    }
    told
}

fn whole(told: &mut String, checked: &Checked) {
    let record = &checked.record;
    line(told, &format!("{}: a meeting, record {}", clean(&record.name), record.meeting));
    line(told, "✓ the file is as it was written: every part fits its sum");
    for fault in &checked.faults {
        line(told, &format!("✗ {}", clean(&fault.to_string())));
    }
    if checked.faults.is_empty() {
        line(told, &format!("✓ {} signatures under entries hold", checked.entries));
        line(told, &format!("✓ {} signatures under ballots hold", checked.ballots));
        line(
            told,
            "✓ all that is in it belongs to this meeting and its votes, and causes stand before effects",
        );
        line(
            told,
            "✓ meeting and votes were folded again by the rules that phones keep, and the ballots counted again",
        );
        line(told, "✓ every closed vote was opened and its close acknowledged by more than half of the roll");
        line(told, "✓ every phone that acknowledged a close had counted the same");
        line(told, "✓ the minutes are those that this record names");
    }
    if let Some(minutes) = &checked.minutes {
        line(told, &format!("\n{}", clean(&minutes.room)));
        line(told, &format!("opened {}", date(minutes.opened)));
        let (there, roll) = (minutes.present.len(), minutes.roll.len());
        line(told, &format!("{there} were there; {roll} had a seat"));
        let signed = checked.cosigned.values().filter(|digest| **digest == minutes.digest()).count();
        let others = checked.cosigned.len() - signed;
        line(told, &format!("{signed} have signed these minutes; {others} signed another version"));
        decisions(told, minutes);
    }
    line(told, "\nWhat this file cannot show and you take on trust:");
    for trust in ON_TRUST {
        line(told, &format!("- {}", words(trust)));
    }
    line(
        told,
        match checked.faults.is_empty() {
            true => "\nThis record holds.",
            false => "\nThis record does not hold.",
        },
    );
}

fn decisions(told: &mut String, minutes: &Minutes) {
    for vote in &minutes.votes {
        line(told, &format!("\n{}", clean(&vote.question)));
        line(told, &format!("  {}", outcome(vote, Tongue::En)));
        if let Some(review) = vote.decision().and_then(|closed| closed.days.review) {
            line(told, &format!("  to be looked at again on {}", date(review)));
        }
    }
}

/// What came of a vote, in one sentence.
pub fn outcome(vote: &VoteMinutes, tongue: Tongue) -> String {
    let name = |option: usize| vote.options.get(option).map_or(String::new(), |name| clean(name));
    match &vote.result {
        Came::NotClosed => tongue.say("It is not closed.", "No está cerrada.").to_owned(),
        Came::Straw(tally) => {
            let few = tongue.say(
                "Too few were there for a vote that binds. What they thought:",
                "Eran muy pocos para que la votación obligue. Lo que opinaron:",
            );
            format!("{few} {}", tongue.outcome(&tally.outcome, name))
        }
        Came::Voided => tongue
            .say(
                "More than two thirds let it go: nothing was decided.",
                "Más de dos tercios la anularon: no se decidió nada.",
            )
            .to_owned(),
        Came::Contradicted(both) => match tongue {
            Tongue::En => {
                format!("It came to more than one thing, since {} said both: nothing holds.", both.len())
            }
            Tongue::Es => format!("Dio más de un resultado, pues {} dijeron ambos: nada vale.", both.len()),
        },
        Came::Closed(closed) if !closed.quorate => {
            let few = tongue.say("ballots were too few to decide anything.", "votos no bastan para decidir.");
            format!("{} {few}", closed.tally.figures.ballots)
        }
        Came::Closed(closed) => {
            let figures = &closed.tally.figures;
            let said = tongue.outcome(&closed.tally.outcome, name);
            match tongue {
                Tongue::En => {
                    format!("{said} {} ballots of {} who could vote.", figures.ballots, figures.entitled)
                }
                Tongue::Es => {
                    format!("{said} {} votos de {} que podían votar.", figures.ballots, figures.entitled)
                }
            }
        }
    }
}

/// What is taken on trust.
pub fn words(trust: Trust) -> &'static str {
    match trust {
        Trust::Roll => {
            "that the roll was this one, beyond more than half of it having signed its hash with each opening"
        }
        Trust::Keys => {
            "that each key belongs to a person, one each, and that they are called what stands here"
        }
        Trust::Alone => "that nobody stood beside a voter and told them what to choose",
        Trust::Clocks => "that the clocks were right: times are what people's phones said",
        Trust::Whole => {
            "that nothing was left out: another vote, a turn, who came in; those who signed these minutes looked at that"
        }
        Trust::Lot => {
            "that the secrets of the lot come to its seed, beyond more than half of the roll having signed it"
        }
    }
}

/// Words of others, without signs that would move the cursor of whoever reads them in a terminal.
pub fn clean(words: &str) -> String {
    words.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn line(told: &mut String, words: &str) {
    writeln!(told, "{words}").expect("writing to memory does not fail");
}
