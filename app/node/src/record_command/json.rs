//! What checking a record came to, for machines.

use serde_json::{Value, json};
use tequio_core::record::{BadFile, Checked, ON_TRUST, Result as Came, VoteMinutes};

use tequio_node::minutes::{verdict, words::Tongue};

/// One object.
pub fn of(checked: &Result<Checked, BadFile>) -> Value {
    let checked = match checked {
        Err(bad) => return json!({ "holds": false, "faults": [bad.to_string()] }),
        Ok(checked) => checked,
    };
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let faults: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    let minutes = checked.minutes.as_ref();
    let digest = minutes.map(|minutes| minutes.digest());
    let signed = checked.cosigned.iter().filter(|(_, signed)| Some(**signed) == digest);
    json!({
        "holds": faults.is_empty(),
        "faults": faults,
        "circle": checked.record.circle.to_string(),
        "name": checked.record.name,
        "meeting": checked.record.meeting.to_string(),
        "signatures": { "entries": checked.entries, "ballots": checked.ballots },
        "minutes": digest.map(|digest| hex(&digest.0)),
        "opened": minutes.map(|minutes| minutes.opened.0),
        "room": minutes.map(|minutes| minutes.room.as_str()),
        "there": minutes.map(|minutes| minutes.present.len()),
        "roll": minutes.map(|minutes| minutes.roll.len()),
        "cosigned": signed.map(|(person, _)| person.to_string()).collect::<Vec<_>>(),
        "votes": minutes.map(|minutes| minutes.votes.iter().map(vote).collect::<Vec<_>>()),
        "on_trust": ON_TRUST.map(verdict::words),
    })
}

fn vote(vote: &VoteMinutes) -> Value {
    let closed = match &vote.result {
        Came::Closed(closed) => Some(closed),
        _ => None,
    };
    json!({
        "vote": vote.vote.to_string(),
        "question": vote.question,
        "proposal": vote.proposal.map(|proposal| proposal.to_string()),
        "said": verdict::outcome(vote, Tongue::En),
        "decides": vote.decision().is_some(),
        "digest": closed.map(|closed| data_encoding::HEXLOWER.encode(&closed.digest.0)),
        "ballots": closed.map(|closed| closed.tally.figures.ballots),
        "entitled": vote.entitled,
        "review": closed.and_then(|closed| closed.days.review).map(|review| review.0),
    })
}
