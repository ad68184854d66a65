//! Views as JSON, for scripts and tests.

use serde_json::{Value, json};
use tequio_core::view::{Board, Card, ClaimView, Happening, Nearby, People, Person, PostView, Reach};
use tequio_node::RadioNow;

pub(super) fn board(board: &Board) -> Value {
    json!({ "cards": board.cards.iter().map(card).collect::<Vec<_>>(), "hidden": board.hidden.len() })
}

pub(super) fn radios(radios: &[RadioNow]) -> Value {
    let radio = |radio: &RadioNow| {
        json!({
            "kind": format!("{:?}", radio.kind),
            "state": format!("{:?}", radio.state),
            "sighted": radio.sighted,
            "links": radio.links,
        })
    };
    json!({ "radios": radios.iter().map(radio).collect::<Vec<_>>() })
}

pub(super) fn card(card: &Card) -> Value {
    json!({
        "id": card.id.to_string(),
        "direction": card.direction.word(),
        "title": card.title,
        "area": card.area,
        "kind": card.kind.word(),
        "urgency": card.urgency.word(),
        "until": card.until.map(|until| until.0),
        "author": person(&card.author),
        "status": word(&card.status),
        "helpers": card.helpers,
        "confirmed": card.confirmed,
        "waiting": card.waiting,
        "mine": word(&card.mine),
        "reach": reach(card.reach),
    })
}

pub(super) fn post(post: &PostView) -> Value {
    let mut value = card(&post.card);
    let can = &post.can;
    let more = json!({
        "words": post.posting.words,
        "for": post.posting.for_someone,
        "claims": post.claims.iter().map(claim).collect::<Vec<_>>(),
        "story": post.story.iter().map(happening).collect::<Vec<_>>(),
        "notice": post.notice,
        "is_hidden": post.hidden,
        "can": {
            "claim": can.claim,
            "release": can.release,
            "confirm": can.confirm.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "note": can.note.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "done": can.done.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "withdraw": can.withdraw,
            "cancel": can.cancel,
        },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}

fn claim(claim: &ClaimView) -> Value {
    let notes = claim.notes.iter().map(|note| json!({ "from": note.from.to_string(), "text": note.text }));
    json!({
        "person": person(&claim.person),
        "stage": word(&claim.stage),
        "notes": notes.collect::<Vec<_>>(),
        "notice": claim.notice,
    })
}

fn happening(happening: &Happening) -> Value {
    json!({
        "who": person(&happening.who),
        "what": word(&happening.what),
        "whom": happening.whom.as_ref().map(person),
        "written": happening.written.0,
        "reach": reach(happening.reach),
    })
}

pub(super) fn people(people: &People) -> Value {
    let members = people.members.iter().map(|member| {
        json!({
            "person": person(&member.person),
            "admitted_by": member.admitted_by.as_ref().map(person),
            "near": member.near,
        })
    });
    let knocks = people.knocks.iter().map(|knock| {
        json!({
            "device": knock.device.to_string(),
            "name": knock.name,
            "words": knock.device.four_words(),
            "from_my_code": knock.from_my_code,
        })
    });
    json!({
        "circle_name": people.circle.as_ref().map(|circle| &circle.name),
        "me": people.me.as_ref().map(person),
        "members": members.collect::<Vec<_>>(),
        "knocks": knocks.collect::<Vec<_>>(),
    })
}

pub(super) fn nearby(nearby: &Nearby) -> Value {
    json!({ "near": nearby.members.iter().map(person).collect::<Vec<_>>(), "unnamed": nearby.unnamed })
}

pub(super) fn person(person: &Person) -> Value {
    json!({ "id": person.id.to_string(), "name": person.name })
}

pub(super) fn reach(reach: Reach) -> Value {
    match reach {
        Reach::With(devices) => json!({ "with": devices }),
        other => word(&other),
    }
}

/// The name of a case, in lower case: `SaidDone { by_author: true }` is `said done { by_author: true }`.
pub(super) fn word(case: &impl std::fmt::Debug) -> Value {
    let mut words = String::new();
    for c in format!("{case:?}").chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    Value::String(words)
}
