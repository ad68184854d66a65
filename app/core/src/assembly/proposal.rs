//! Proposals: what the circle might do, in plain words, before anybody votes on it.

use minicbor::{Decode, Encode};

use super::{Ground, Story, counting, vote::Decided};
use crate::{
    aid::Facts,
    event::{self, Event, TITLE_MAX},
    ids::{EntryId, PersonId},
    log::Place,
    time::Time,
    view::Person,
    wrong::{Field, Refused},
};

/// The longest text of a proposal, in characters: four screens.
pub const TEXT_MAX: usize = 8_000;

/// What is said about a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author proposes something. The proposal is named by this entry's id.
    #[n(0)]
    Proposed(#[n(0)] Paper),
}

/// A proposal as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Paper {
    /// One line.
    #[n(0)]
    pub title: String,
    /// What the circle should do, in plain words.
    #[n(1)]
    pub text: String,
    /// When it is to be looked at again, once it is decided.
    #[n(2)]
    pub review: Option<Time>,
}

impl Said {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Said::Proposed(paper) => {
                event::one_line(Field::Title, &paper.title, TITLE_MAX)?;
                event::line(Field::Words, &paper.text, TEXT_MAX)
            }
        }
    }
}

/// What a person wants with proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Propose something.
    Propose(Paper),
}

/// One proposal, with all that was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Proposal {
    /// Who wrote it.
    #[n(0)]
    pub author: PersonId,
    /// Where it stands in the log.
    #[n(1)]
    pub place: Place,
    /// What its author's clock said.
    #[n(2)]
    pub written: Time,
    /// What was written.
    #[n(3)]
    pub paper: Paper,
    /// What votes on it came to.
    #[n(4)]
    pub decided: Vec<Decided>,
}

/// The proposal that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Proposed(Said::Proposed(_)) => Some(id),
        _ => None,
    }
}

impl Story for Proposal {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Proposal> {
        let mut facts = counting(facts, ground.roster()).skip_while(|(place, ..)| place.id != *subject);
        let (place, author, fact) = facts.next()?;
        let Event::Proposed(Said::Proposed(paper)) = &fact.event else { return None };
        let decided = ground.decided.get(subject).cloned().unwrap_or_default();
        Some(Proposal { author, place, written: fact.clock, paper: paper.clone(), decided })
    }
}

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is read and talked about.
    Talk,
}

/// One proposal in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalCard {
    /// Its name in the log.
    pub id: EntryId,
    /// Who wrote it.
    pub author: Person,
    /// One line.
    pub title: String,
    /// What its author's clock said.
    pub written: Time,
    /// How far it has come.
    pub stage: Stage,
}

/// One proposal with its whole story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalView {
    /// The proposal in the list.
    pub card: ProposalCard,
    /// As it was written.
    pub paper: Paper,
}
