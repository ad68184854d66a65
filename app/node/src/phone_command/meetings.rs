//! Meetings in the command language: who is there, who speaks, what hands say, what is drawn, and the minutes.

use serde_json::{Value, json};
use tequio_core::{
    CircleId, Command, EntryId,
    assembly::meeting::{
        Attendant, Door, Hand, Item, Lot, LotView, MeetingCard, MeetingView, MyPlace, Point, ShowView,
        Speech, Way, What, Wish,
    },
    view::{Deciding, Matter, Person},
};
use tequio_node::{
    Node,
    minutes::{text, words::Tongue},
    projection::Projection,
};

use super::{
    Look, Said, begins, hex,
    json::{person, word},
    sentence, the_one,
    words::Words,
};

/// The language, as `help` tells it.
pub(super) const COMMANDS: &str = "\
  meetings | meeting M         all of them; one as somebody in the room sees it
  open-meeting PLACE FIELDS    points=\"one|another\" turn=SECONDS
  code M | check-in CODE       the code that this phone shows to those who come; come in by it
  arrive M | still M | go M    say that one is there, is still there, leaves
  let-in M PERSON | gone M PERSON   say that one sees them, or that they have left
  bring M PERSON WAY           somebody without a phone of their own here: WAY is paper
  speak M | order M | no-speak M    be on the list, about how it goes, or not
  begin M PERSON | end M PERSON     a turn
  volunteer M | by-lot M | step-down M   who facilitates
  go-on M N | close-meeting M  the facilitator goes on to a point (from 1), or closes it
  show M ITEM                  a show of hands: go N, add WORDS, move N N, facilitate PERSON, nobody, speaks PERSON,
                               end-turn, close, reopen
  raise M yes|no | count M     in the show that is up (SHOW after it, if there are several)
  draw M [dice=yes] | throw M DICE   have all phones draw lots; what dice in the room show
  minutes M [language=es]      the minutes as a text
  cosign M | beside M WORDS    sign them; say something beside them
  record M FILE                the record, for everybody to check
  project M [language=es] | project-end   the room on a page for browsers on this link; its address
M is a meeting's id, its beginning, its place, or a dot: the one that goes on.
";

/// Obeys a line, if it is about meetings.
pub(super) async fn obey(verb: &str, words: &mut Words, look: &Look<'_>) -> Result<Option<Said>, String> {
    let Look { node, circle, deciding, .. } = look;
    let wish = |wish: Wish| Ok(Some(Said::Wish(Command::Assemble(wish))));
    if let Some(what) = simple(verb) {
        return wish(Wish::At { meeting: which(deciding, words)?, what });
    }
    match verb {
        "meetings" => {
            let all: Vec<Value> = deciding.meetings.iter().map(card).collect();
            Ok(Some(Said::Answer(json!({ "meetings": all }))))
        }
        "meeting" => {
            let view = seen(node, circle, which(deciding, words)?).await?;
            Ok(Some(Said::Answer(whole(&view))))
        }
        "open-meeting" => {
            let points = words.field("points").unwrap_or_default();
            let points = points.split('|').map(str::trim).filter(|point| !point.is_empty());
            let agenda = points.map(|point| on_agenda(deciding, point)).collect();
            let turn = words.field("turn").map(|text| number(&text)).transpose()?;
            wish(Wish::Open { place: words.rest(), agenda, turn })
        }
        "code" => {
            let view = seen(node, circle, which(deciding, words)?).await?;
            let code = view.code.ok_or("only those who are in show it")?;
            Ok(Some(Said::Answer(json!({ "code": code }))))
        }
        "check-in" => wish(Wish::Scan { code: words.next("the code")? }),
        "arrive" => {
            let meeting = which(deciding, words)?;
            wish(Wish::Arrive { meeting, way: Way::OwnPhone, key: None })
        }
        "let-in" | "gone" | "begin" | "end" => {
            let (meeting, person) = (which(deciding, words)?, look.person(words)?);
            let what = match verb {
                "let-in" => What::Door(Door::LetIn { person }),
                "gone" => What::Door(Door::SaidLeft { person }),
                "begin" => What::Speech(Speech::Began { person }),
                _ => What::Speech(Speech::Ended { person }),
            };
            wish(Wish::At { meeting, what })
        }
        "bring" => {
            let (meeting, person) = (which(deciding, words)?, look.person(words)?);
            let said = words.next("how they vote")?;
            let way = Way::from_word(&said).ok_or(format!("`{said}` is no way of voting"))?;
            wish(Wish::At { meeting, what: What::Door(Door::Brought { person, way, key: None }) })
        }
        "go-on" => {
            let (meeting, to) = (which(deciding, words)?, point(words)?);
            wish(Wish::At { meeting, what: What::Hand(Hand::WentOn { to }) })
        }
        "show" => {
            let meeting = which(deciding, words)?;
            let item = item(words, look, deciding)?;
            wish(Wish::At { meeting, what: What::Hand(Hand::Asked(item)) })
        }
        "raise" | "count" => {
            let meeting = which(deciding, words)?;
            let yes = match verb {
                "count" => None,
                _ => Some(yes_or_no(&words.next("yes or no")?)?),
            };
            let view = seen(node, circle, meeting).await?;
            let show = up(&view, words)?;
            let step = yes.map_or(Hand::Counted { show }, |yes| Hand::Raised { show, yes });
            wish(Wish::At { meeting, what: What::Hand(step) })
        }
        "draw" => {
            let meeting = which(deciding, words)?;
            let dice = words.field("dice").map_or(Ok(false), |said| yes_or_no(&said))?;
            wish(Wish::Draw { meeting, dice })
        }
        "throw" => {
            let meeting = which(deciding, words)?;
            let view = seen(node, circle, meeting).await?;
            let Some(LotView::Dice { list, .. }) = view.lot else {
                return Err("no dice are waited for".to_owned());
            };
            let dice = words.rest();
            let dice = dice.split_whitespace().map(number).collect::<Result<_, _>>()?;
            wish(Wish::At { meeting, what: What::Lot(Lot::Threw { list, dice }) })
        }
        "cosign" => wish(Wish::Cosign { meeting: which(deciding, words)? }),
        "beside" => {
            let meeting = which(deciding, words)?;
            wish(Wish::Remark { meeting, words: words.rest() })
        }
        "minutes" => {
            let meeting = which(deciding, words)?;
            let tongue = words.field("language").map_or(Ok(Tongue::En), |word| Tongue::read(&word))?;
            let view = node.minutes(circle, &meeting).await.map_err(sentence)?;
            let view = view.ok_or("this meeting is not known here")?;
            let name = look.people.circle.as_ref().map(|circle| circle.name.clone()).unwrap_or_default();
            Ok(Some(Said::Answer(json!({
                "text": text::of(&view, &name, tongue),
                "digest": hex(&view.digest.0),
                "cosigned": view.cosigned.iter().map(person).collect::<Vec<_>>(),
                "earlier": view.earlier.iter().map(person).collect::<Vec<_>>(),
                "remarks": view.remarks.iter().map(|remark| remark.words.as_str()).collect::<Vec<_>>(),
                "can": { "cosign": view.can_cosign, "beside": view.can_remark },
            }))))
        }
        "record" => {
            let (meeting, file) = (which(deciding, words)?, words.next("the file")?);
            let bytes = node.record(circle, &meeting).await.map_err(sentence)?.encode();
            std::fs::write(&file, &bytes).map_err(|wrong| format!("{file}: {wrong}"))?;
            Ok(Some(Said::Answer(json!({ "bytes": bytes.len() }))))
        }
        _ => Ok(None),
    }
}

/// Shows the room on a page, until this is dropped.
pub(super) async fn project(words: &mut Words, node: &Node, circle: &CircleId) -> Result<Projection, String> {
    let views = node.views(circle).ok_or("this phone is not in that circle")?;
    let deciding = views.deciding.borrow().clone();
    let meeting = which(&deciding, words)?;
    let tongue = words.field("language").map_or(Ok(Tongue::En), |word| Tongue::read(&word))?;
    node.project(circle, &meeting, tongue).await.map_err(sentence)
}

/// What is said by its verb alone.
fn simple(verb: &str) -> Option<What> {
    Some(match verb {
        "still" => What::Door(Door::Still),
        "go" => What::Door(Door::Left),
        "speak" => What::Speech(Speech::Asked { order: false }),
        "order" => What::Speech(Speech::Asked { order: true }),
        "no-speak" => What::Speech(Speech::Withdrew),
        "volunteer" => What::Hand(Hand::Volunteered),
        "by-lot" => What::Hand(Hand::ByLot),
        "step-down" => What::Hand(Hand::SteppedDown),
        "close-meeting" => What::Hand(Hand::Closed),
        _ => return None,
    })
}

/// The meeting that is meant.
pub(super) fn which(deciding: &Deciding, words: &mut Words) -> Result<EntryId, String> {
    let said = words.next("which meeting")?;
    named(deciding, &said)
}

/// The meeting of this name.
pub(super) fn named(deciding: &Deciding, said: &str) -> Result<EntryId, String> {
    if let Ok(id) = said.parse() {
        return Ok(id);
    }
    let meant = deciding
        .meetings
        .iter()
        .filter(|card| (said == "." && !card.over) || card.room == said || begins(&card.id, said));
    the_one(meant.map(|card| card.id), said)
}

async fn seen(node: &Node, circle: &CircleId, id: EntryId) -> Result<Box<MeetingView>, String> {
    match node.matter(circle, &id).await.map_err(sentence)? {
        Some(Matter::Meeting(view)) => Ok(view),
        _ => Err(format!("this meeting is not known here: {id}")),
    }
}

/// A proposal by its title, or words.
fn on_agenda(deciding: &Deciding, said: &str) -> Point {
    let proposal = deciding.proposals.iter().find(|card| card.title == said);
    proposal.map_or_else(|| Point::Words(said.to_owned()), |card| Point::Proposal(card.id))
}

fn item(words: &mut Words, look: &Look<'_>, deciding: &Deciding) -> Result<Item, String> {
    Ok(match words.next("what for")?.as_str() {
        "go" => Item::Go(point(words)?),
        "add" => Item::Add(on_agenda(deciding, &words.rest())),
        "move" => Item::Move { from: point(words)?, to: point(words)? },
        "facilitate" => Item::Facilitate(look.person(words)?),
        "nobody" => Item::NoFacilitator,
        "speaks" => Item::Speak(look.person(words)?),
        "end-turn" => Item::EndTurn,
        "close" => Item::Close,
        "reopen" => Item::Reopen,
        other => return Err(format!("no hands are shown for `{other}`")),
    })
}

/// A point of the agenda, as people count them.
fn point(words: &mut Words) -> Result<u16, String> {
    let said: u16 = number(&words.next("which point")?)?;
    said.checked_sub(1).ok_or_else(|| "points are counted from 1".to_owned())
}

fn up(view: &MeetingView, words: &mut Words) -> Result<EntryId, String> {
    match words.maybe() {
        Some(said) => {
            let shows = view.shows.iter().map(|show| show.id);
            the_one(shows.filter(|id| id.to_string() == said || begins(id, &said)), &said)
        }
        None => the_one(view.shows.iter().map(|show| show.id), "the show of hands"),
    }
}

pub(super) fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| format!("`{text}` is no number that fits"))
}

fn yes_or_no(said: &str) -> Result<bool, String> {
    match said {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("yes or no, not `{other}`")),
    }
}

fn card(card: &MeetingCard) -> Value {
    json!({
        "id": card.id.to_string(),
        "opened_by": person(&card.opened_by),
        "place": card.room,
        "here": card.here,
        "over": card.over,
        "mine": card.mine,
    })
}

fn whole(view: &MeetingView) -> Value {
    let mut value = card(&view.card);
    let persons = |all: &[Person]| all.iter().map(person).collect::<Vec<_>>();
    let more = json!({
        "me": place(&view.me),
        "happening": happening(view),
        "present": view.here.iter().map(attendant).collect::<Vec<_>>(),
        "gone": view.gone.iter().map(attendant).collect::<Vec<_>>(),
        "roll": { "here": view.roll.0, "needed": view.roll.1, "all": view.roll.2 },
        "waiting": view.waiting.iter().map(|one| person(&one.person)).collect::<Vec<_>>(),
        "near": persons(&view.near),
        "facilitator": view.facilitator.as_ref().map(person),
        "speaking": view.speaking.as_ref().map(|turn| person(&turn.person)),
        "queue": view.queue.iter().map(|next| person(&next.person)).collect::<Vec<_>>(),
        "agenda": view.agenda.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>(),
        "at": view.at + 1,
        "shows": view.shows.iter().map(show).collect::<Vec<_>>(),
        "decided": view.decided.iter().map(|(one, passed)| {
            let mut value = show(one);
            value["passed"] = (*passed).into();
            value
        }).collect::<Vec<_>>(),
        "votes": view.votes.iter().map(|(id, question)| {
            json!({ "id": id.to_string(), "question": question })
        }).collect::<Vec<_>>(),
        "lot": view.lot.as_ref().map(lot),
        "can": { "draw": view.can_draw, "begin": view.can_begin },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}

fn place(place: &MyPlace) -> &'static str {
    match place {
        MyPlace::Outside => "outside",
        MyPlace::Asked => "asked",
        MyPlace::Seen { .. } => "seen",
        MyPlace::In { .. } => "in",
        MyPlace::Left => "left",
        MyPlace::Marked { .. } => "marked",
    }
}

fn happening(view: &MeetingView) -> &'static str {
    use tequio_core::assembly::meeting::Happening;
    match view.happening {
        Happening::Over { .. } => "over",
        Happening::Vote { .. } => "vote",
        Happening::Lot => "lot",
        Happening::Hands { .. } => "hands",
        Happening::Speaking { .. } => "speaking",
        Happening::Gathering { .. } => "gathering",
        Happening::Point { .. } => "point",
        Happening::Talk => "talk",
    }
}

fn attendant(one: &Attendant) -> Value {
    json!({
        "person": person(&one.person),
        "way": one.way.word(),
        "let_in_by": one.let_in_by.iter().map(person).collect::<Vec<_>>(),
        "on_roll": one.on_roll,
        "turns": one.spoken.0,
    })
}

fn show(show: &ShowView) -> Value {
    json!({
        "id": show.id.to_string(),
        "by": person(&show.by),
        "item": word(&show.item),
        "about": show.about,
        "yes": show.count.0,
        "no": show.count.1,
        "mine": show.mine,
    })
}

fn lot(lot: &LotView) -> Value {
    match lot {
        LotView::Signing { signed, needed } => json!({ "signed": signed, "needed": needed }),
        LotView::Revealing { revealed, of, .. } => json!({ "revealed": revealed, "of": of }),
        LotView::Mixing => json!("mixing"),
        LotView::Dice { threw, .. } => json!({ "threw": threw.len() }),
        LotView::Drawn { barred, dice, .. } => json!({
            "drawn": true,
            "barred": barred.iter().map(person).collect::<Vec<_>>(),
            "dice": dice,
        }),
    }
}
