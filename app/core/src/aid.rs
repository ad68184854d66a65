//! Aid: who asks, who offers, who takes it on, and how both see it done.
//!
//! There is no dispatcher. A post has places for helpers; whoever can, claims one; **the post's author confirms**,
//! and since the author's entries stand in one chain, two claims at once are settled on every phone alike. A note
//! for the helper goes with the yes, sealed to that one person. When both sides have said "done" it is done; if
//! one side says so and the other keeps silent for seven days of circle time, it reads "done, says Ana".
//!
//! Each post is a small fold of its own over the facts that name it, in the order of the log, by members only.
//! A fact that makes no sense where it stands (a confirmation of somebody who had taken the claim back) changes
//! nothing. For an offer the words turn around, not the rules: the author gives, whoever claims receives.

mod decide;
mod shown;

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::{
    event::{Event, Posting},
    ids::{DeviceKey, EntryId, PersonId},
    log::Place,
    roster::Roster,
    seal::Sealed,
    time::{DAY, Time},
    view::{Stage, Status, What},
};

pub use decide::{decide, may_post};
pub use shown::{Onlooker, card, post_view};

/// How long one side's "done" waits for the other's, in seconds of circle time.
pub const SILENCE: u64 = 7 * DAY;

/// Up to so many facts of one post there is room for no more than there are.
const FACTS_FEW: usize = 16;

/// One thing that was said about a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// By whom.
    pub author: DeviceKey,
    /// The place in the author's chain.
    pub seq: u32,
    /// What the author's clock said.
    pub clock: Time,
    /// What.
    pub event: Event,
}

/// All that was said about one post, in the order of the log. (A row and not a tree: a circle has tens of thousands of
/// posts with five facts each, and a tree makes room for eleven.)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(Vec<(Place, Fact)>);

impl Facts {
    /// Adds one; once, however often it is said.
    pub fn insert(&mut self, place: Place, fact: Fact) {
        if let Err(at) = self.at(&place) {
            // As a rule few more follow.
            if self.0.len() < FACTS_FEW {
                self.0.reserve_exact(1);
            }
            self.0.insert(at, (place, fact));
        }
    }

    /// The one at this place.
    pub fn get(&self, place: &Place) -> Option<&Fact> {
        self.at(place).ok().map(|at| &self.0[at].1)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(Place, Fact)> {
        self.0.iter()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets those that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(&EntryId) -> bool) {
        self.0.retain(|(place, _)| wanted(&place.id));
    }

    fn at(&self, place: &Place) -> Result<usize, usize> {
        self.0.binary_search_by_key(place, |(place, _)| *place)
    }
}

/// What a post's facts come to.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Story {
    /// Who wrote it.
    #[n(0)]
    pub author: PersonId,
    /// Where it stands in the log.
    #[n(1)]
    pub place: Place,
    /// What was written.
    #[n(2)]
    pub posting: Posting,
    /// Everybody who claimed it.
    #[n(3)]
    pub claims: BTreeMap<PersonId, Claim>,
    /// Whether, and how, its author ended it.
    #[n(4)]
    pub ended: Option<Ended>,
    /// The facts that counted.
    #[n(5)]
    pub happened: Vec<Happened>,
    /// Places that are filled.
    #[n(6)]
    pub confirmed: u16,
}

/// How an author ended a post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Ended {
    /// Taken back, or closed with some places unfilled.
    #[n(0)]
    Withdrawn,
    /// Called off, with a word to those who were confirmed.
    #[n(1)]
    Cancelled {
        /// The word.
        #[n(0)]
        notice: String,
    },
}

/// One person's claim.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Claim {
    /// Where the claim that counts stands.
    #[n(0)]
    pub place: Place,
    /// How far it came.
    #[n(1)]
    pub step: Step,
    /// The first "done" of the post's author for this person.
    #[n(2)]
    pub author_done: Option<Place>,
    /// The first "done" of this person.
    #[n(3)]
    pub helper_done: Option<Place>,
    /// The word at calling off.
    #[n(4)]
    pub notice: Option<String>,
    /// Where the sealed notes between the two stand.
    #[n(5)]
    pub notes: Vec<Place>,
}

/// How far a claim came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Step {
    /// Waits for the author's yes.
    #[n(0)]
    Claimed,
    /// Taken back before the yes.
    #[n(1)]
    Released,
    /// The author said yes.
    #[n(2)]
    Confirmed,
    /// Called off after the yes.
    #[n(3)]
    Cancelled,
}

/// A fact that counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Happened {
    /// Where the fact stands.
    #[n(0)]
    pub place: Place,
    /// Who did it.
    #[n(1)]
    pub who: PersonId,
    /// To or for whom.
    #[n(2)]
    pub whom: Option<PersonId>,
}

impl Claim {
    fn new(place: Place) -> Claim {
        Claim {
            place,
            step: Step::Claimed,
            author_done: None,
            helper_done: None,
            notice: None,
            notes: Vec::new(),
        }
    }

    /// Confirmed, and not done by both.
    pub fn is_running(&self) -> bool {
        self.step == Step::Confirmed && !self.is_done()
    }

    /// Confirmed, and nobody has said "done".
    pub fn can_be_called_off(&self) -> bool {
        self.step == Step::Confirmed && self.author_done.is_none() && self.helper_done.is_none()
    }

    fn is_done(&self) -> bool {
        self.step == Step::Confirmed && self.author_done.is_some() && self.helper_done.is_some()
    }

    /// The one "done" that waits for the other side's: where it stands, and whether the post's author said it.
    pub fn lone_done(&self) -> Option<(Place, bool)> {
        match (self.step, self.author_done, self.helper_done) {
            (Step::Confirmed, Some(place), None) => Some((place, true)),
            (Step::Confirmed, None, Some(place)) => Some((place, false)),
            _ => None,
        }
    }

    /// How far it came; `silent` says whether a lone "done" at this place has waited for seven days.
    pub fn stage(&self, silent: &dyn Fn(&EntryId) -> bool) -> Stage {
        match (self.step, self.lone_done()) {
            (Step::Claimed, _) => Stage::Claimed,
            (Step::Released, _) => Stage::Released,
            (Step::Cancelled, _) => Stage::Cancelled,
            (Step::Confirmed, _) if self.is_done() => Stage::Done,
            (Step::Confirmed, Some((place, by_author))) if silent(&place.id) => Stage::DoneSays { by_author },
            (Step::Confirmed, Some((_, by_author))) => Stage::SaidDone { by_author },
            (Step::Confirmed, None) => Stage::Confirmed,
        }
    }
}

impl Stage {
    /// Done, by both or by one and silence.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Stage::Done | Stage::DoneSays { .. })
    }

    fn is_confirmed(self) -> bool {
        matches!(self, Stage::Confirmed | Stage::SaidDone { .. }) || self.is_over()
    }
}

impl Story {
    /// Folds a post's facts, but for those whose authors' clocks lie before the horizon; nothing, as long as the post
    /// itself is not here, or is past, or its author is no member.
    pub fn fold(post: &EntryId, facts: &Facts, roster: &Roster, horizon: Time) -> Option<Story> {
        let at = facts.0.iter().position(|(place, _)| place.id == *post)?;
        let (place, fact) = &facts.0[at];
        let Event::Posted(posting) = &fact.event else { return None };
        if fact.clock < horizon {
            return None;
        }
        let author = roster.speaker(&place.id, &fact.author, fact.seq)?;
        let mut story = Story {
            author,
            place: *place,
            posting: posting.clone(),
            claims: BTreeMap::new(),
            ended: None,
            happened: vec![Happened { place: *place, who: author, whom: None }],
            confirmed: 0,
        };
        for (place, fact) in facts.0[at + 1..].iter().filter(|(_, fact)| fact.clock >= horizon) {
            let Some(who) = roster.speaker(&place.id, &fact.author, fact.seq) else { continue };
            if let Some(whom) = story.apply(*place, who, fact) {
                story.happened.push(Happened { place: *place, who, whom });
            }
        }
        Some(story)
    }

    /// Applies a fact if it makes sense here: then whom it concerned, if anybody in particular.
    fn apply(&mut self, place: Place, who: PersonId, fact: &Fact) -> Option<Option<PersonId>> {
        if self.ended.is_some() {
            return None;
        }
        let is_author = who == self.author;
        match &fact.event {
            Event::Claimed { .. } if !is_author => {
                let again = self.claims.get(&who).map(|claim| claim.step);
                if matches!(again, Some(Step::Claimed | Step::Confirmed)) {
                    return None;
                }
                self.claims.insert(who, Claim::new(place));
                Some(None)
            }
            Event::Released { .. } => {
                self.claim(&who, Step::Claimed)?.step = Step::Released;
                Some(None)
            }
            Event::Confirmed { person, note, .. } if is_author => {
                let claim = self.claims.get_mut(person)?;
                if claim.step == Step::Claimed && self.confirmed < self.posting.helpers {
                    claim.step = Step::Confirmed;
                    claim.notes.extend(note.is_some().then_some(place));
                    self.confirmed += 1;
                    return Some(Some(*person));
                }
                // The yes crossed a release. It fills no place, but a note went with it, and that stays in the story.
                (claim.step == Step::Released).then_some(Some(*person))
            }
            Event::Noted { to, .. } => {
                let helper = if is_author { *to } else { who };
                if !is_author && *to != self.author {
                    return None;
                }
                self.claim(&helper, Step::Confirmed)?.notes.push(place);
                Some(Some(*to))
            }
            Event::SaidDone { person, .. } if is_author || who == *person => {
                let claim = self.claim(person, Step::Confirmed)?;
                let said = if is_author { &mut claim.author_done } else { &mut claim.helper_done };
                if said.is_some() {
                    return None;
                }
                *said = Some(place);
                Some(Some(*person))
            }
            Event::Withdrawn { .. } if is_author && !self.is_running() => {
                self.ended = Some(Ended::Withdrawn);
                Some(None)
            }
            Event::Cancelled { notice, .. } if is_author => {
                // Where one side has said "done" there is nothing left to call off.
                for claim in self.claims.values_mut().filter(|claim| claim.can_be_called_off()) {
                    claim.step = Step::Cancelled;
                    self.confirmed -= 1;
                }
                self.ended = Some(Ended::Cancelled { notice: notice.clone() });
                Some(None)
            }
            Event::Cancelled { notice, .. } => {
                let claim = self.claims.get_mut(&who).filter(|claim| claim.can_be_called_off())?;
                claim.step = Step::Cancelled;
                claim.notice = Some(notice.clone());
                self.confirmed -= 1;
                Some(None)
            }
            _ => None,
        }
    }

    fn claim(&mut self, person: &PersonId, step: Step) -> Option<&mut Claim> {
        self.claims.get_mut(person).filter(|claim| claim.step == step)
    }

    /// Whether somebody is confirmed and it is not done by both.
    pub fn is_running(&self) -> bool {
        self.claims.values().any(Claim::is_running)
    }

    /// How many places are filled, and how many of those are over.
    fn places(&self, silent: &dyn Fn(&EntryId) -> bool) -> (u16, u16) {
        let stages = self.claims.values().map(|claim| claim.stage(silent));
        stages.fold((0, 0), |(confirmed, over), stage| {
            (confirmed + u16::from(stage.is_confirmed()), over + u16::from(stage.is_over()))
        })
    }

    /// Where the post stands in the log. (That its time has passed is for the view to say.)
    pub fn status(&self, silent: &dyn Fn(&EntryId) -> bool) -> Status {
        let (confirmed, over) = self.places(silent);
        match &self.ended {
            // What was done stays done, whatever its author says of the rest.
            Some(_) if over > 0 && over == confirmed => Status::Done,
            Some(Ended::Cancelled { .. }) => Status::Cancelled,
            Some(Ended::Withdrawn) => Status::Withdrawn,
            None if over == self.posting.helpers => Status::Done,
            None if confirmed == self.posting.helpers => Status::Taken,
            None => Status::Open,
        }
    }
}

/// The post that an event is about, if it is about one.
pub fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Posted(_) => Some(id),
        Event::Claimed { post }
        | Event::Released { post }
        | Event::Confirmed { post, .. }
        | Event::Noted { post, .. }
        | Event::SaidDone { post, .. }
        | Event::Withdrawn { post }
        | Event::Cancelled { post, .. } => Some(*post),
        _ => None,
    }
}

/// The sealed note that a fact carries, and to whom, if it carries one.
fn note_of(fact: &Fact) -> Option<(&Sealed, PersonId)> {
    match &fact.event {
        Event::Confirmed { note, person, .. } => note.as_ref().map(|note| (note, *person)),
        Event::Noted { note, to, .. } => Some((note, *to)),
        _ => None,
    }
}

/// What a fact is called in a story.
fn what(event: &Event) -> What {
    match event {
        Event::Claimed { .. } => What::Claimed,
        Event::Released { .. } => What::Released,
        Event::Confirmed { .. } => What::Confirmed,
        Event::Noted { .. } => What::Noted,
        Event::SaidDone { .. } => What::SaidDone,
        Event::Withdrawn { .. } => What::Withdrawn,
        Event::Cancelled { .. } => What::Cancelled,
        _ => What::Posted,
    }
}
