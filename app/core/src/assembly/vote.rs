//! Votes: opened, cast, closed and counted by the phones of those who are entitled (PROTOCOL.md §7).

use minicbor::{Decode, Encode};

use super::{Ground, Story, counting};
use crate::{
    aid::Facts,
    event::{self, Event, TITLE_MAX},
    ids::{EntryId, PersonId},
    log::Place,
    time::Time,
    view::Person,
    wrong::{Field, Refused},
};

/// The most options that one vote may have: more do not fit on a screen that a person still reads.
pub const OPTIONS_MAX: usize = 32;

/// What is said about a vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author would open a vote. It is named by this entry's id.
    #[n(0)]
    Opened(#[n(0)] Opening),
}

/// What is frozen when a vote is opened.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Opening {
    /// What it is about, if it is about a proposal.
    #[n(0)]
    pub proposal: Option<EntryId>,
    /// At which meeting, if at one.
    #[n(1)]
    pub meeting: Option<EntryId>,
    /// The question, one line.
    #[n(2)]
    pub question: String,
    /// The options, one line each.
    #[n(3)]
    pub options: Vec<String>,
}

impl Said {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Said::Opened(opening) => {
                event::one_line(Field::Title, &opening.question, TITLE_MAX)?;
                opening.options.iter().try_for_each(|one| event::one_line(Field::Words, one, TITLE_MAX))
            }
        }
    }

    /// The limits of what no person types.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Said::Opened(opening) => opening.options.len() <= OPTIONS_MAX,
        }
    }
}

/// What a person wants with votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Open one.
    Open(Opening),
}

/// One vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Vote {
    /// Who wrote the opening.
    #[n(0)]
    pub opened_by: PersonId,
    /// Where it stands in the log.
    #[n(1)]
    pub place: Place,
    /// What the opener's clock said.
    #[n(2)]
    pub opened: Time,
    /// What was frozen.
    #[n(3)]
    pub opening: Opening,
}

/// What a vote came to, beside the proposal that it was about.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Decided {
    /// The vote.
    #[n(0)]
    pub vote: EntryId,
}

impl Vote {
    /// The proposal that it was about and what it came to, once it is closed.
    pub(crate) fn decided(&self, _: &EntryId) -> Option<(EntryId, Decided)> {
        None
    }
}

/// The vote that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Voted(Said::Opened(_)) => Some(id),
        _ => None,
    }
}

impl Story for Vote {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Vote> {
        let mut facts = counting(facts, ground.roster()).skip_while(|(place, ..)| place.id != *subject);
        let (place, opened_by, fact) = facts.next()?;
        let Event::Voted(Said::Opened(opening)) = &fact.event else { return None };
        Some(Vote { opened_by, place, opened: fact.clock, opening: opening.clone() })
    }
}

/// One vote in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteCard {
    /// Its name in the log.
    pub id: EntryId,
    /// Who opened it.
    pub opened_by: Person,
    /// The question.
    pub question: String,
    /// What the opener's clock said.
    pub opened: Time,
}

/// One vote, as somebody sees it who may cast a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteView {
    /// The vote in the list.
    pub card: VoteCard,
    /// What was frozen.
    pub opening: Opening,
}
