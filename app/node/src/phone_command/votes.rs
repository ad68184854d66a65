//! Votes in the command language. What phones do by themselves (signing an opening, reporting, acknowledging) is no
//! command; `vote` tells how far it has come.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tequio_core::{
    CircleId, Command, EntryId,
    assembly::{
        advice::{Advice, Answers, Next, Outcomes, Subject, advise},
        vote::{Draft, ResultView, SlipView, Stage, VoteCard, VoteView, Wish},
    },
    count::{Choice, Method, OptionNo},
    rules::{self, Rules},
    view::{Deciding, Matter, Person},
};
use tequio_node::{Node, minutes::words::Tongue};

use super::{
    Look, Said, begins, hex,
    json::{person, word},
    meetings::{named, number},
    sentence, the_one,
    words::Words,
};

/// The language, as `help` tells it.
pub(super) const COMMANDS: &str = "\
  votes | vote V               all of them; one with who has voted, who closes it, and what it came to
  advise FIELDS                outcomes=one|several overruled=nobody|some about=texts|people|money
  open-vote QUESTION FIELDS    meeting=M proposal=P options=\"one|another\" closes=+SECONDS
                               method=consent|yes-no|approval|ranked|lot places=N, or what `advise` takes
  cast V CHOICE                agree, stand-aside, concern WORDS, block WORDS, yes, no, abstain, blank,
                               approve 1 3, rank 2 1=3
  read V PERSON CHOICE         a teller: this stands on their slip
  end-vote V | void V          a teller: it is over; nothing comes of it any more
V is a vote's id, its beginning, or its question.
";

/// Obeys a line, if it is about votes.
pub(super) async fn obey(verb: &str, words: &mut Words, look: &Look<'_>) -> Result<Option<Said>, String> {
    let Look { node, circle, deciding, rules, .. } = look;
    let wish = |wish: Wish| Ok(Some(Said::Wish(Command::Decide(wish))));
    match verb {
        "votes" => {
            let all: Vec<Value> = deciding.votes.iter().map(card).collect();
            Ok(Some(Said::Answer(json!({ "votes": all }))))
        }
        "vote" => {
            let view = seen(node, circle, which(deciding, words)?).await?;
            Ok(Some(Said::Answer(whole(&view))))
        }
        "advise" => {
            let Advice { method, why } = advice(words, rules)?.ok_or("say outcomes=")?;
            Ok(Some(Said::Answer(json!({ "method": Tongue::En.method(&method), "why": word(&why) }))))
        }
        "open-vote" => wish(Wish::Open(draft(words, node, deciding, rules)?)),
        "cast" => {
            let vote = which(deciding, words)?;
            wish(Wish::Cast { vote, choice: choice(words)? })
        }
        "read" => {
            let (vote, voter) = (which(deciding, words)?, look.person(words)?);
            wish(Wish::Read { vote, voter, choice: choice(words)? })
        }
        "end-vote" => wish(Wish::End { vote: which(deciding, words)? }),
        "void" => wish(Wish::Void { vote: which(deciding, words)? }),
        _ => Ok(None),
    }
}

pub(super) fn which(deciding: &Deciding, words: &mut Words) -> Result<EntryId, String> {
    let said = words.next("which vote")?;
    if let Ok(id) = said.parse() {
        return Ok(id);
    }
    let cards = deciding.votes.iter();
    the_one(cards.filter(|card| card.question == said || begins(&card.id, &said)).map(|card| card.id), &said)
}

async fn seen(node: &Node, circle: &CircleId, id: EntryId) -> Result<Box<VoteView>, String> {
    match node.matter(circle, &id).await.map_err(sentence)? {
        Some(Matter::Vote(view)) => Ok(view),
        _ => Err(format!("this vote is not known here: {id}")),
    }
}

/// What suits, by the answers that were given; nothing, if none was.
fn advice(words: &mut Words, rules: &Rules) -> Result<Option<Advice>, String> {
    let none = |field: &str, said: &str| format!("{field}= does not know `{said}`");
    let outcomes = match words.field("outcomes").as_deref() {
        None => return Ok(None),
        Some("one") => Outcomes::One,
        Some("several") => Outcomes::Several,
        Some(other) => return Err(none("outcomes", other)),
    };
    let nobody_overruled = match words.field("overruled").as_deref() {
        None => None,
        Some("nobody") => Some(true),
        Some("some") => Some(false),
        Some(other) => return Err(none("overruled", other)),
    };
    let subject = match words.field("about").as_deref() {
        None => None,
        Some("texts") => Some(Subject::Texts),
        Some("people") => Some(Subject::People),
        Some("money") => Some(Subject::Money),
        Some(other) => return Err(none("about", other)),
    };
    match advise(Answers { outcomes: Some(outcomes), nobody_overruled, subject }, rules) {
        Next::Advice(advice) => Ok(Some(advice)),
        Next::Subject => Err("say about=".to_owned()),
        Next::Outcomes | Next::NobodyOverruled => Err("say overruled=".to_owned()),
    }
}

fn draft(words: &mut Words, node: &Node, deciding: &Deciding, rules: &Rules) -> Result<Draft, String> {
    let meeting = words.field("meeting").map(|said| named(deciding, &said)).transpose()?;
    let known = match words.field("proposal") {
        None => None,
        Some(said) => {
            let cards = deciding.proposals.iter();
            let meant = cards.filter(|card| card.title == said || begins(&card.id, &said));
            Some(the_one(meant, &said)?)
        }
    };
    let options = words.field("options").unwrap_or_default();
    let options = options.split('|').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned);
    let closes = match words.field("closes") {
        None => None,
        Some(text) => {
            let seconds = text.strip_prefix('+').ok_or("closes= wants +SECONDS")?;
            Some(node.now().plus(number(seconds)?))
        }
    };
    let advised = advice(words, rules)?.map(|advice| advice.method);
    let places = words.field("places").map_or(Ok(1), |text| number(&text))?;
    let said = words.field("method").map(|said| method(&said, places, rules)).transpose()?;
    let question = words.rest();
    let question = known.filter(|_| question.is_empty()).map_or(question, |card| card.title.clone());
    Ok(Draft {
        proposal: known.map(|card| card.id),
        meeting,
        question,
        options: options.collect(),
        method: said.or(advised).unwrap_or_else(|| rules.usual_method()),
        closes,
    })
}

fn method(said: &str, places: u8, rules: &Rules) -> Result<Method, String> {
    let usual = |method| Rules { method, ..rules.clone() }.usual_method();
    Ok(match said {
        "consent" => usual(rules::Method::Consent),
        "yes-no" => usual(rules::Method::YesNo),
        "approval" => Method::Approval { winners: places, threshold: None },
        "ranked" => Method::Ranked { winners: places },
        "lot" => Method::Lot { places },
        other => return Err(format!("there is no method `{other}`")),
    })
}

pub(super) fn choice(words: &mut Words) -> Result<Choice, String> {
    let said = words.next("what it says")?;
    let rest = words.rest();
    let (no_more, count) = (rest.is_empty(), rest.split_whitespace().count());
    let plain = |choice: Choice| match no_more {
        true => Ok(choice),
        false => Err(format!("`{rest}` is too much")),
    };
    match said.as_str() {
        "agree" => plain(Choice::Agree),
        "stand-aside" => plain(Choice::StandAside),
        "yes" => plain(Choice::Yes),
        "no" => plain(Choice::No),
        "abstain" => plain(Choice::Abstain),
        "blank" => plain(Choice::Blank),
        "concern" => Ok(Choice::Concern(rest)),
        "block" => Ok(Choice::Block(rest)),
        "approve" => {
            let all: BTreeSet<OptionNo> = rest.split_whitespace().map(option).collect::<Result<_, _>>()?;
            if all.len() == count {
                Ok(Choice::Approved(all))
            } else {
                Err("an option stands twice".to_owned())
            }
        }
        "rank" => {
            let tier = |tier: &str| tier.split('=').map(option).collect::<Result<BTreeSet<_>, _>>();
            Ok(Choice::Ranking(rest.split_whitespace().map(tier).collect::<Result<_, _>>()?))
        }
        other => Err(format!("no ballot says `{other}`")),
    }
}

/// An option, as people count them.
fn option(said: &str) -> Result<OptionNo, String> {
    let said: u8 = number(said)?;
    said.checked_sub(1).map(OptionNo).ok_or_else(|| "options are counted from 1".to_owned())
}

fn card(card: &VoteCard) -> Value {
    json!({
        "id": card.id.to_string(),
        "opened_by": person(&card.opened_by),
        "question": card.question,
        "stage": stage(&card.stage),
        "voters": card.voters,
        "cast": card.cast,
        "my_turn": card.is_my_turn,
    })
}

fn stage(stage: &Stage) -> &'static str {
    match stage {
        Stage::Gathering { .. } => "gathering",
        Stage::Straw { .. } => "straw",
        Stage::Open { .. } => "open",
        Stage::Closing { .. } => "closing",
        Stage::Closed(_) => "closed",
        Stage::Voided => "voided",
        Stage::Contradicted(_) => "contradicted",
    }
}

fn whole(view: &VoteView) -> Value {
    let mut value = card(&view.card);
    let tellers = view.tellers.iter().map(|teller| {
        json!({ "person": person(&teller.person), "ended": teller.ended, "reported": teller.reported })
    });
    let more = json!({
        "options": view.opening.options,
        "method": Tongue::En.method(&view.opening.method),
        "round": view.opening.round,
        "roll": view.roll,
        "signed": view.signed.len(),
        "needed": view.needed,
        "doubt": view.doubt.as_ref().map(ToString::to_string),
        "voted": view.voted.iter().map(person).collect::<Vec<_>>(),
        "mine": view.mine.as_ref().map(word),
        "tellers": tellers.collect::<Vec<_>>(),
        "slips": view.slips.iter().map(slip).collect::<Vec<_>>(),
        "cards": view.cards.iter().map(|one| {
            json!({ "person": person(&one.person), "way": one.way.word(), "voted": one.voted })
        }).collect::<Vec<_>>(),
        "voided": view.voided.len(),
        "result": view.result.as_ref().map(|came| result(view, came)),
        "clash": view.clash.as_ref().map(|both| both.iter().map(person).collect::<Vec<_>>()),
        "can": { "cast": view.can_cast, "end": view.can_end, "read": view.can_read, "void": view.can_void },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}

fn slip(slip: &SlipView) -> Value {
    let reading = |(choice, by): &(Choice, Vec<Person>)| json!({ "says": word(choice), "read_by": by.iter().map(person).collect::<Vec<_>>() });
    json!({
        "voter": person(&slip.voter),
        "readings": slip.readings.iter().map(reading).collect::<Vec<_>>(),
        "counts": slip.counts.as_ref().map(word),
    })
}

fn result(view: &VoteView, came: &ResultView) -> Value {
    let name = |option: usize| view.opening.options.get(option).cloned().unwrap_or_default();
    let ballots = came
        .ballots
        .iter()
        .map(|ballot| json!({ "voter": person(&ballot.voter), "choice": word(&ballot.choice) }));
    json!({
        "said": Tongue::En.outcome(&came.tally.outcome, name),
        "digest": hex(&came.digest),
        "ballots": ballots.collect::<Vec<_>>(),
        "quorate": came.quorate,
        "agree": came.agree,
        "differ": came.differ.iter().map(person).collect::<Vec<_>>(),
    })
}
