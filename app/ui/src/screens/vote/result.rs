//! What a vote came to: the outcome in a sentence, a picture, every number, and whether all phones counted the same.

use dioxus::prelude::*;
use tequio_core::{
    assembly::vote::{ResultView, Stage, VoteView},
    count::{
        OptionNo, Outcome, Why,
        picture::{Bar, Bars, Duels, Line, Part, Picture, Reason},
    },
};

use super::{choice_said, names};
use crate::{
    desk::use_desk,
    kit::{Glyph, Named, Notice, called},
    words::Words,
};

/// The result.
#[component]
pub(super) fn Result(view: VoteView, result: ResultView) -> Element {
    let words = use_desk().words();
    let options = view.opening.options.clone();
    let straw = matches!(view.card.stage, Stage::Straw { .. });
    let differ = names(result.differ.iter().map(|one| called(one, words)));
    rsx! {
        section { class: "paper result",
            h2 { {outcome_said(&result.tally.outcome, &options, words)} }
            if straw {
                Notice { text: words.say("result-straw") }
            } else if !result.quorate {
                Notice { text: words.count("result-not-quorate", view.opening.quorum.into()) }
            }
            Drawn { picture: Picture::of(&result.tally), options: options.clone() }
            for tie in result.tally.ties.iter() {
                p { class: "hint",
                    {words.with("result-tie", &[
                        ("name", names(tie.equal.iter().map(|one| named(*one, &options))).into()),
                        ("first", tie.equal.first().map(|one| named(*one, &options)).unwrap_or_default().into()),
                    ])}
                }
            }
            if !straw {
                Notice { glyph: Glyph::Check, text: words.count("result-agree", result.agree) }
            }
        }
        if !result.differ.is_empty() {
            article { class: "paper alarm", role: "alert",
                h2 { {words.say("result-differ")} }
                p { {words.about("result-differ-words", &differ)} }
            }
        }
        details { class: "paper",
            summary { {words.count("result-ballots", result.ballots.len())} }
            ul { class: "facts-list",
                for ballot in result.ballots.iter() {
                    li { key: "{ballot.voter.id}",
                        Named { person: ballot.voter.clone() }
                        p { {choice_said(&ballot.choice, &options, words)} }
                    }
                }
            }
        }
    }
}

/// The outcome in a sentence.
pub(crate) fn outcome_said(outcome: &Outcome, options: &[String], words: Words) -> String {
    let all = |chosen: &[OptionNo]| names(chosen.iter().map(|one| named(*one, options)));
    match outcome {
        Outcome::Passed => words.say("outcome-passed"),
        Outcome::NotPassed(why) => words.say(match why {
            Why::TooFew => "outcome-too-few",
            Why::NobodyVoted => "outcome-nobody-voted",
            Why::NobodyAgrees => "outcome-nobody-agrees",
            Why::NoSuchVote => "outcome-no-such-vote",
        }),
        Outcome::Stopped => words.say("outcome-stopped"),
        Outcome::Winners(winners) => {
            words.with("outcome-winners", &[("name", all(winners).into()), ("count", winners.len().into())])
        }
        Outcome::Drawn(drawn) => {
            words.with("outcome-drawn", &[("name", all(drawn).into()), ("count", drawn.len().into())])
        }
    }
}

fn named(option: OptionNo, options: &[String]) -> String {
    options.get(option.index()).cloned().unwrap_or_default()
}

/// The picture, with every number beside it, so that nobody has to guess a length or a colour.
#[component]
fn Drawn(picture: Picture, options: Vec<String>) -> Element {
    match picture {
        Picture::Bar(bar) => rsx! { OneBar { bar } },
        Picture::Bars(bars) => rsx! { ManyBars { bars, options } },
        Picture::Duels(duels) => rsx! { AllDuels { duels, options } },
        Picture::Names { order, places } => rsx! {
            ol { class: "vote-options",
                for (n, option) in order.into_iter().enumerate() {
                    li { key: "{n}", class: if n < places { "chosen" } else { "over" }, {named(option, &options)} }
                }
            }
        },
        Picture::Nothing => rsx! {},
    }
}

#[component]
fn OneBar(bar: Bar) -> Element {
    let words = use_desk().words();
    rsx! {
        div { class: "bar", aria_hidden: "true",
            for piece in bar.pieces.iter() {
                span {
                    class: "piece {part_name(piece.part)}",
                    style: "left: {percent(piece.from)}; width: {percent(piece.upto - piece.from)}",
                }
            }
            if let Some(line) = bar.line {
                span { class: "needed", style: "left: {percent(line.at)}" }
            }
        }
        ul { class: "key",
            for piece in bar.pieces.iter() {
                li {
                    span { class: "swatch {part_name(piece.part)}", aria_hidden: "true" }
                    {words.count(part_said(piece.part), piece.amount as usize)}
                }
            }
        }
        if let Some(line) = bar.line {
            p { class: "hint", {line_said(&line, words)} }
        }
    }
}

#[component]
fn ManyBars(bars: Bars, options: Vec<String>) -> Element {
    let words = use_desk().words();
    rsx! {
        ul { class: "bars",
            for bar in bars.bars.iter() {
                li { key: "{bar.option.0}", class: if bar.is_chosen { "chosen" },
                    span { class: "bar-name", {named(bar.option, &options)} }
                    span { class: "bar", aria_hidden: "true",
                        span { class: "piece yes", style: "left: 0; width: {percent(bar.length)}" }
                    }
                    span { class: "bar-words", {words.count("result-approvals", bar.amount as usize)} }
                }
            }
        }
        if let Some(line) = bars.line {
            p { class: "hint", {line_said(&line, words)} }
        }
    }
}

/// All duels in a table: who wins against whom.
#[component]
fn AllDuels(duels: Duels, options: Vec<String>) -> Element {
    let words = use_desk().words();
    let reason = words.say(match duels.reason {
        Reason::EveryDuel => "duels-every",
        Reason::Paths => "duels-paths",
        Reason::Tie => "duels-tie",
        Reason::Nobody => "duels-nobody",
    });
    rsx! {
        ol { class: "vote-options",
            for (n, option) in duels.order.iter().enumerate() {
                li { key: "{n}", class: if n == 0 { "chosen" }, {named(*option, &options)} }
            }
        }
        p { "{reason}" }
        details {
            summary { {words.say("duels-title")} }
            ul { class: "facts-list",
                for (option, row) in duels.order.iter().zip(&duels.rows) {
                    // Each duel once, from the winner's side; a drawn one from that of the lower number.
                    for duel in row.iter().filter(|duel| (duel.votes, duel.other) > (duel.against, *option)) {
                        li { key: "{option.0}-{duel.other.0}",
                            {words.with("duel", &[
                                ("one", named(*option, &options).into()),
                                ("other", named(duel.other, &options).into()),
                                ("votes", (duel.votes as usize).into()),
                                ("against", (duel.against as usize).into()),
                            ])}
                        }
                    }
                }
            }
        }
    }
}

fn line_said(line: &Line, words: Words) -> String {
    let name = if line.is_reached { "result-reached" } else { "result-missed" };
    words.count(name, line.needed as usize)
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Agree => "agree",
        Part::Concern => "concern",
        Part::StandAside => "stand-aside",
        Part::Block => "block",
        Part::Yes => "yes",
        Part::No => "no",
        Part::Abstain => "abstain",
        Part::Blank => "blank",
        Part::Silent => "silent",
        Part::Absent => "absent",
    }
}

fn part_said(part: Part) -> &'static str {
    match part {
        Part::Agree => "part-agree",
        Part::Concern => "part-concern",
        Part::StandAside => "part-stand-aside",
        Part::Block => "part-block",
        Part::Yes => "part-yes",
        Part::No => "part-no",
        Part::Abstain => "part-abstain",
        Part::Blank => "part-blank",
        Part::Silent => "part-silent",
        Part::Absent => "part-absent",
    }
}

/// A length in thousandths, as a style has it.
fn percent(part: u16) -> String {
    format!("{}.{}%", part / 10, part % 10)
}
