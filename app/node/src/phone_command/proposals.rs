//! Proposals in the command language.

use serde_json::{Value, json};
use tequio_core::{
    CircleId, Command, EntryId, Time,
    assembly::proposal::{AmendmentView, Paper, ProposalCard, ProposalView, RemarkView, Wish, text::Run},
    view::{Deciding, Matter},
};
use tequio_node::Node;

use super::{
    Look, Said, begins,
    json::{person, reach, word},
    sentence, the_one,
    words::Words,
};

/// The language, as `help` tells it.
pub(super) const COMMANDS: &str = "\
  proposals | proposal P       all of them; one with its text, changes and talk
  propose FIELDS               title= text= review=+SECONDS sunset=+SECONDS
  amend P FIELDS               text= (the whole, as it should be) why=
  adopt P AMENDMENT | take-back P AMENDMENT
  support P | unsupport P | take-back-proposal P
  remark P WORDS               say something beside it
";

/// Obeys a line, if it is about proposals.
pub(super) async fn obey(verb: &str, words: &mut Words, look: &Look<'_>) -> Result<Option<Said>, String> {
    let Look { node, circle, deciding, .. } = look;
    let proposal = |words: &mut Words| known(deciding, words);
    let wish = |wish: Wish| Ok(Some(Said::Wish(Command::Propose(wish))));
    match verb {
        "proposals" => {
            let all: Vec<Value> = deciding.proposals.iter().map(card).collect();
            Ok(Some(Said::Answer(json!({ "proposals": all }))))
        }
        "proposal" => {
            let view = seen(node, circle, proposal(words)?).await?;
            Ok(Some(Said::Answer(whole(&view))))
        }
        "propose" => wish(Wish::Propose(paper(words, node.now())?)),
        "amend" => {
            let id = proposal(words)?;
            let base = seen(node, circle, id).await?.hash;
            let (text, why) = (words.field("text").ok_or("text= is missing")?, words.field("why"));
            wish(Wish::Amend { proposal: id, base, text, why: why.unwrap_or_default() })
        }
        "adopt" => {
            let id = proposal(words)?;
            let view = seen(node, circle, id).await?;
            let amendment = amendment(&view, words)?;
            wish(Wish::Adopt { proposal: id, amendment })
        }
        "take-back" => {
            let id = proposal(words)?;
            let view = seen(node, circle, id).await?;
            let amendment = amendment(&view, words)?;
            wish(Wish::TakeBack { proposal: id, amendment })
        }
        "support" => wish(Wish::Support { proposal: proposal(words)?, support: true }),
        "unsupport" => wish(Wish::Support { proposal: proposal(words)?, support: false }),
        "take-back-proposal" => wish(Wish::Withdraw { proposal: proposal(words)? }),
        "remark" => {
            let about = proposal(words)?;
            wish(Wish::Remark { about, words: words.rest(), answers: None })
        }
        _ => Ok(None),
    }
}

fn known(deciding: &Deciding, words: &mut Words) -> Result<EntryId, String> {
    let said = words.next("which proposal")?;
    if let Ok(id) = said.parse() {
        return Ok(id);
    }
    let cards = deciding.proposals.iter();
    the_one(cards.filter(|card| card.title == said || begins(&card.id, &said)).map(|card| card.id), &said)
}

fn amendment(view: &ProposalView, words: &mut Words) -> Result<EntryId, String> {
    let said = words.next("which amendment")?;
    let all = view.amendments.iter().map(|one| one.id);
    the_one(all.filter(|id| id.to_string() == said || begins(id, &said)), &said)
}

async fn seen(node: &Node, circle: &CircleId, id: EntryId) -> Result<Box<ProposalView>, String> {
    match node.matter(circle, &id).await.map_err(sentence)? {
        Some(Matter::Proposal(view)) => Ok(view),
        _ => Err(format!("this proposal is not known here: {id}")),
    }
}

fn paper(words: &mut Words, now: Time) -> Result<Paper, String> {
    let mut day = |field: &str| -> Result<Option<Time>, String> {
        let Some(text) = words.field(field) else { return Ok(None) };
        let seconds = text.strip_prefix('+').and_then(|seconds| seconds.parse().ok());
        seconds.map(|seconds| Some(now.plus(seconds))).ok_or(format!("{field}= wants +SECONDS, not `{text}`"))
    };
    let (review, sunset) = (day("review")?, day("sunset")?);
    let (title, text) = (words.field("title"), words.field("text"));
    Ok(Paper {
        title: title.unwrap_or_default(),
        text: text.unwrap_or_default(),
        review,
        method: None,
        sunset,
        about: None,
    })
}

fn card(card: &ProposalCard) -> Value {
    json!({
        "id": card.id.to_string(),
        "author": person(&card.author),
        "title": card.title,
        "stage": word(&card.stage),
        "support": card.support.0,
        "needed": card.support.1,
        "readable_until": card.readable_until.map(|until| until.0),
        "remarks": card.remarks,
        "amendments": card.amendments,
        "reach": reach(card.reach),
    })
}

fn whole(view: &ProposalView) -> Value {
    let mut value = card(&view.card);
    let more = json!({
        "text": view.text,
        "hash": view.hash.to_string(),
        "versions": view.versions,
        "review": view.paper.review.map(|day| day.0),
        "sunset": view.paper.sunset.map(|day| day.0),
        "supporters": view.supporters.iter().map(person).collect::<Vec<_>>(),
        "amendments": view.amendments.iter().map(amended).collect::<Vec<_>>(),
        "remarks": view.remarks.iter().map(remark).collect::<Vec<_>>(),
        "can": {
            "amend": view.can.amend,
            "support": view.can.support,
            "unsupport": view.can.unsupport,
            "withdraw": view.can.withdraw,
            "remark": view.can.remark,
            "open_vote": view.can.open_vote,
            "follow": view.can.follow,
        },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}

fn amended(one: &AmendmentView) -> Value {
    let run = |run: &Run| match run {
        Run::Kept(text) => json!({ "kept": text }),
        Run::Skipped => json!({ "skipped": true }),
        Run::Cut(text) => json!({ "cut": text }),
        Run::Put(text) => json!({ "put": text }),
    };
    json!({
        "id": one.id.to_string(),
        "author": person(&one.author),
        "why": one.why,
        "change": one.runs.iter().map(run).collect::<Vec<_>>(),
        "state": word(&one.state),
        "collides": one.collides.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "reach": reach(one.reach),
    })
}

fn remark(one: &RemarkView) -> Value {
    json!({
        "id": one.id.to_string(),
        "author": person(&one.author),
        "words": one.words,
        "answers": one.answers.as_ref().map(|(whom, _)| person(whom)),
        "reach": reach(one.reach),
    })
}
