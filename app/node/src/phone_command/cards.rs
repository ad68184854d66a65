//! Printed cards in the command language, and voting with one on this phone.

use serde_json::json;
use tequio_core::{
    Command,
    assembly::{
        card::{self, Code, Whom},
        meeting::{Door, Way, What, Wish},
    },
};

use super::{Look, Said, begins, json::person, meetings, sentence, the_one, votes, words::Words};
use crate::card_page;

/// The language, as `help` tells it.
pub(super) const COMMANDS: &str = "\
  card CODE [page=FILE]        a card for oneself, sealed by this code; FILE is a page to print
  card CODE for=NAME [page=FILE]
                               a card for somebody without a phone, for whom one vouches with it
  cards | lose-card ID         one's own cards; one of them is lost
  read-card CARD               whose it is
  bring-card M CARD            somebody without a phone, who votes with their card
  bring-code M PERSON CODE     somebody with neither: a key for this meeting; the answer is its card
  vote-with CARD CODE V CHOICE cast the ballot of whoever holds this card
";

/// Obeys a line, if it is about cards.
pub(super) async fn obey(verb: &str, words: &mut Words, look: &Look<'_>) -> Result<Option<Said>, String> {
    let Look { node, circle, deciding, .. } = look;
    match verb {
        "card" => {
            let (page, newcomer) = (words.field("page"), words.field("for"));
            let code = words.next("the code")?;
            let name = newcomer.clone();
            let whom = newcomer.map_or(Whom::Me, |name| Whom::Newcomer { name });
            let made = node.make_card(circle, whom, chosen(&code)?).await.map_err(sentence)?;
            if let Some(path) = page {
                let people = &look.people;
                let owner = match name {
                    Some(name) => (name, made.key),
                    None => people
                        .me
                        .as_ref()
                        .map(|me| (me.name.clone(), me.id))
                        .unwrap_or((String::new(), made.key)),
                };
                let named = people.circle.as_ref().map(|circle| circle.name.clone()).unwrap_or_default();
                let page = card_page::write(&made.code(), &owner.0, &owner.1, &named)?;
                std::fs::write(&path, page).map_err(|wrong| format!("{path}: {wrong}"))?;
            }
            Ok(Some(Said::Answer(json!({ "card": made.code(), "key": made.key.to_string() }))))
        }
        "cards" => {
            let one = |card: &card::MyCard| json!({ "id": card.id.to_string(), "lost": card.lost });
            Ok(Some(Said::Answer(json!({ "cards": deciding.cards.iter().map(one).collect::<Vec<_>>() }))))
        }
        "lose-card" => {
            let said = words.next("which card")?;
            let cards = deciding.cards.iter().map(|card| card.id);
            let card = the_one(cards.filter(|id| id.to_string() == said || begins(id, &said)), &said)?;
            Ok(Some(Said::Wish(Command::Card(card::Wish::Lose { card }))))
        }
        "read-card" => {
            let holder = node.card_holder(circle, &words.next("the card")?).await.map_err(sentence)?;
            Ok(Some(Said::Answer(json!({ "person": person(&holder.person) }))))
        }
        "bring-card" => {
            let meeting = meetings::which(deciding, words)?;
            let holder = node.card_holder(circle, &words.next("the card")?).await.map_err(sentence)?;
            let (person, key) = (holder.person.id, Some(holder.key));
            let what = What::Door(Door::Brought { person, way: Way::Card, key });
            Ok(Some(Said::Wish(Command::Assemble(Wish::At { meeting, what }))))
        }
        "bring-code" => {
            let (meeting, person) = (meetings::which(deciding, words)?, look.person(words)?);
            let code = chosen(&words.next("the code")?)?;
            let made = node.make_card(circle, Whom::Evening { meeting, person }, code).await;
            Ok(Some(Said::Answer(json!({ "card": made.map_err(sentence)?.code() }))))
        }
        "vote-with" => {
            let (text, code) = (words.next("the card")?, words.next("its code")?);
            let (vote, choice) = (votes::which(deciding, words)?, votes::choice(words)?);
            let holder = node.open_card(circle, &text, Code::typed(&code)).await.map_err(sentence)?;
            let done = node.cast_with_card(circle, &vote, choice).await;
            // A script reads the card again; nobody is left standing before a phone that is open.
            node.put_card_away();
            let id = done.map_err(sentence)?;
            Ok(Some(Said::Answer(
                json!({ "id": id.map(|id| id.to_string()), "person": person(&holder.person) }),
            )))
        }
        _ => Ok(None),
    }
}

fn chosen(code: &str) -> Result<Code, String> {
    Code::choose(code).map_err(|wrong| wrong.to_string())
}
