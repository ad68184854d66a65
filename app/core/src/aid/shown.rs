//! Posts as a screen shows them to one person.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Facts, Happened, Step, Story, decide, note_of, what};
use crate::{
    command::Command,
    event::Event,
    ids::{DeviceKey, EntryId, PersonId},
    keys::Keys,
    roster::Roster,
    seal::Envelope,
    time::Time,
    view::{Can, Card, ClaimView, Happening, Mine, NoteView, Person, PostView, Reach, Stage, Status},
};

/// Who looks, and what their phone knows besides the post.
pub struct Onlooker<'a> {
    /// Who looks, and can open notes to them.
    pub keys: &'a Keys,
    /// Their name in the circle.
    pub me: PersonId,
    /// This device of theirs.
    pub device: DeviceKey,
    /// Everybody's names.
    pub roster: &'a Roster,
    /// This phone's clock: for what has expired.
    pub now: Time,
    /// How much of this phone's own chain other devices hold.
    pub holders: &'a BTreeMap<DeviceKey, u32>,
    /// Whether a lone "done" has waited for seven days of circle time.
    pub silent: &'a dyn Fn(&EntryId) -> bool,
}

impl Onlooker<'_> {
    fn person(&self, id: PersonId) -> Person {
        Person { id, name: self.roster.name_of(&id).to_owned() }
    }

    /// How far an entry got; `for_whom` is the one it matters to most.
    pub(crate) fn reach(&self, author: &DeviceKey, seq: u32, for_whom: Option<&PersonId>) -> Reach {
        if *author != self.device {
            return Reach::Foreign;
        }
        let holding = self.holders.iter().filter(|(_, next)| **next > seq);
        let mut persons: BTreeSet<PersonId> = BTreeSet::new();
        persons.extend(holding.filter_map(|(device, _)| self.roster.person_of(device)));
        match persons.len() {
            _ if for_whom.is_some_and(|person| persons.contains(person)) => Reach::Seen,
            0 => Reach::Here,
            count => Reach::With(count as u16),
        }
    }
}

/// A post on the board.
pub fn card(story: &Story, facts: &Facts, eye: &Onlooker<'_>) -> Card {
    let posting = &story.posting;
    let (confirmed, _) = story.places(eye.silent);
    let mine = match story.claims.get(&eye.me).map(|claim| claim.stage(eye.silent)) {
        _ if story.author == eye.me => Mine::Author,
        Some(Stage::Claimed) => Mine::Claimed,
        Some(stage) if stage.is_confirmed() => Mine::Confirmed,
        _ => Mine::No,
    };
    let status = match story.status(eye.silent) {
        Status::Open if confirmed == 0 && posting.until.is_some_and(|until| until <= eye.now) => {
            Status::Expired
        }
        status => status,
    };
    let written = facts.get(&story.place);
    let reach = match story.claims.get(&eye.me) {
        Some(_) if mine == Mine::Confirmed => Reach::Confirmed,
        Some(claim) if mine == Mine::Claimed => facts
            .get(&claim.place)
            .map_or(Reach::Here, |fact| eye.reach(&fact.author, fact.seq, Some(&story.author))),
        _ => written.map_or(Reach::Foreign, |fact| eye.reach(&fact.author, fact.seq, None)),
    };
    Card {
        id: story.place.id,
        direction: posting.direction,
        title: posting.title.clone(),
        area: posting.area.clone(),
        kind: posting.kind,
        urgency: posting.urgency,
        until: posting.until,
        written: written.map_or(Time(0), |fact| fact.clock),
        author: eye.person(story.author),
        status,
        helpers: posting.helpers,
        confirmed,
        waiting: story.claims.values().filter(|claim| claim.stage(eye.silent) == Stage::Claimed).count()
            as u16,
        mine,
        reach,
    }
}

/// A post with its whole story.
pub fn post_view(story: &Story, facts: &Facts, hidden: bool, eye: &Onlooker<'_>) -> PostView {
    let card = card(story, facts, eye);
    let mut claims: Vec<_> = story.claims.iter().collect();
    claims.sort_by_key(|(_, claim)| claim.place);
    let claims = claims
        .into_iter()
        .map(|(person, claim)| ClaimView {
            person: eye.person(*person),
            stage: claim.stage(eye.silent),
            notes: if card.status.is_closed()
                || claim.step != Step::Confirmed
                || claim.stage(eye.silent).is_over()
            {
                Vec::new()
            } else {
                claim.notes.iter().filter_map(|place| open_note(story, facts, *place, eye)).collect()
            },
            notice: claim.notice.clone(),
        })
        .collect();
    let happenings = story.happened.iter().filter_map(|happened| {
        let fact = facts.get(&happened.place)?;
        let for_whom = match &fact.event {
            Event::Claimed { .. } | Event::Released { .. } => Some(&story.author),
            Event::SaidDone { person, .. } if happened.who == *person => Some(&story.author),
            _ => happened.whom.as_ref(),
        };
        let reach = match eye.reach(&fact.author, fact.seq, for_whom) {
            Reach::Seen if was_confirmed(story, happened, fact) => Reach::Confirmed,
            reach => reach,
        };
        Some(Happening {
            who: eye.person(happened.who),
            what: what(&fact.event),
            whom: happened.whom.map(|whom| eye.person(whom)),
            written: fact.clock,
            reach,
        })
    });
    PostView {
        posting: story.posting.clone(),
        claims,
        story: happenings.collect(),
        notice: match &story.ended {
            Some(super::Ended::Cancelled { notice }) => Some(notice.clone()),
            _ => None,
        },
        hidden,
        can: can(story, eye),
        card,
    }
}

/// Whether this is a claim that its author's yes has answered.
fn was_confirmed(story: &Story, happened: &Happened, fact: &Fact) -> bool {
    let claim = story.claims.get(&happened.who);
    matches!(fact.event, Event::Claimed { .. })
        && claim.is_some_and(|claim| claim.step == Step::Confirmed && claim.place == happened.place)
}

fn open_note(story: &Story, facts: &Facts, place: crate::log::Place, eye: &Onlooker<'_>) -> Option<NoteView> {
    let fact = facts.get(&place)?;
    let (note, to) = note_of(fact)?;
    let from = eye.roster.speaker(&place.id, &fact.author, fact.seq)?;
    let envelope = Envelope { circle: eye.keys.circle, post: story.place.id, from, to };
    let text = note.open(&envelope, eye.keys)?;
    Some(NoteView { from, written: fact.clock, text })
}

/// Asks the same rules that a command will be asked by.
fn can(story: &Story, eye: &Onlooker<'_>) -> Can {
    if !eye.roster.has(&eye.me) {
        return Can::default();
    }
    let post = story.place.id;
    let may = |command: Command| decide(story, &eye.me, &command, eye.silent).is_ok();
    let people = || story.claims.keys().chain([&story.author]).copied();
    let empty = String::new;
    Can {
        claim: may(Command::Claim { post }),
        release: may(Command::Release { post }),
        confirm: people()
            .filter(|person| may(Command::Confirm { post, person: *person, note: empty() }))
            .collect(),
        note: people().filter(|to| may(Command::Note { post, to: *to, note: empty() })).collect(),
        done: people().filter(|person| may(Command::Done { post, person: *person })).collect(),
        withdraw: may(Command::Withdraw { post }),
        cancel: story.is_running() && may(Command::Cancel { post, notice: "…".into() }),
    }
}
