//! A count as one JSON value, for scripts. Options are named by their index in `options`.

use serde_json::{Value, json};
use tequio_core::count::{Counted as Said, Method, OptionNo, Outcome, Strength, Threshold, Why};

use super::Counted;

/// All that is known of a count.
pub fn of(counted: &Counted) -> Value {
    let figures = &counted.tally.figures;
    json!({
        "title": counted.ballots.title,
        "method": method(&counted.method),
        "options": counted.ballots.options,
        "figures": {
            "entitled": figures.entitled,
            "present": figures.present,
            "ballots": figures.ballots,
            "blank": figures.blank,
            "unfit": figures.unfit,
            "voting": figures.voting,
        },
        "outcome": outcome(&counted.tally.outcome),
        "counted": said(&counted.tally.counted),
        "ties": counted
            .tally
            .ties
            .iter()
            .map(|tie| json!({ "place": tie.place, "equal": numbers(&tie.equal) }))
            .collect::<Vec<_>>(),
        "tie_order": numbers(counted.ties.options()),
        "digest": data_encoding::HEXLOWER.encode(&counted.tally.digest()),
    })
}

fn method(method: &Method) -> Value {
    match method {
        Method::Consent { stop_at } => json!({ "name": "consent", "stop_at": stop_at }),
        Method::YesNo { threshold: reach } => json!({ "name": "yes-no", "threshold": threshold(reach) }),
        Method::Approval { winners, threshold: reach } => {
            json!({ "name": "approval", "winners": winners, "threshold": reach.as_ref().map(threshold) })
        }
        Method::Ranked { winners } => json!({ "name": "ranked", "winners": winners }),
        Method::Lot { places } => json!({ "name": "lot", "places": places }),
    }
}

fn threshold(threshold: &Threshold) -> Value {
    json!({
        "num": threshold.share.num,
        "den": threshold.share.den,
        "of": format!("{:?}", threshold.of).to_lowercase(),
        "bound": format!("{:?}", threshold.bound),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Passed => json!({ "passed": true }),
        Outcome::Stopped => json!({ "passed": false, "why": "stopped" }),
        Outcome::NotPassed(why) => json!({ "passed": false, "why": match why {
            Why::TooFew => "too few",
            Why::NobodyVoted => "nobody voted",
            Why::NobodyAgrees => "nobody agrees",
            Why::NoSuchVote => "no such vote",
        } }),
        Outcome::Winners(winners) => json!({ "winners": numbers(winners) }),
        Outcome::Drawn(drawn) => json!({ "drawn": numbers(drawn) }),
    }
}

fn said(said: &Said) -> Value {
    match said {
        Said::Consent { agree, stand_aside, concern, block, stop_at } => json!({
            "agree": agree, "stand_aside": stand_aside, "concern": concern, "block": block, "stop_at": stop_at,
        }),
        Said::YesNo { yes, no, abstain, needed, base } => {
            json!({ "yes": yes, "no": no, "abstain": abstain, "needed": needed, "base": base })
        }
        Said::Approval { approvals, order, needed, base } => {
            json!({ "approvals": approvals, "order": numbers(order), "needed": needed, "base": base })
        }
        Said::Ranked { prefer, strongest, order } => json!({
            "prefer": prefer,
            "strongest": strongest.iter().map(|row| row.iter().map(strength).collect()).collect::<Vec<Vec<_>>>(),
            "order": numbers(order),
        }),
        Said::Lot { order } => json!({ "order": numbers(order) }),
        Said::Nothing => Value::Null,
    }
}

/// Votes and votes against of the weakest duel; null where there is no path.
fn strength(strength: &Strength) -> Value {
    match strength {
        Strength::None => Value::Null,
        Strength::Won { votes, against } => json!([votes, against]),
    }
}

fn numbers(options: &[OptionNo]) -> Vec<u8> {
    options.iter().map(|option| option.0).collect()
}
