//! Meetings: people in one room, phones in hand.

use minicbor::{Decode, Encode};

use super::{Ground, Roll, Story, counting};
use crate::{
    aid::Facts,
    event::{self, AREA_MAX, Event},
    ids::{EntryId, PersonId},
    log::Place,
    time::Time,
    view::Person,
    wrong::{Field, Refused},
};

/// The most proposals on one agenda: a long evening.
pub const AGENDA_MAX: usize = 64;

/// What is said about a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author opens a meeting. It is named by this entry's id.
    #[n(0)]
    Opened {
        /// Where, in words.
        #[n(0)]
        place: String,
        /// Proposals that are to be talked about, in this order.
        #[n(1)]
        agenda: Vec<EntryId>,
    },
}

impl Said {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Said::Opened { place, .. } => event::line(Field::Area, place, AREA_MAX),
        }
    }

    /// The limits of what no person types.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Said::Opened { agenda, .. } => agenda.len() <= AGENDA_MAX,
        }
    }
}

/// What a person wants with meetings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Open one.
    Open {
        /// Where, in words.
        place: String,
        /// Proposals that are to be talked about, in this order.
        agenda: Vec<EntryId>,
    },
}

/// One meeting.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Meeting {
    /// Who opened it.
    #[n(0)]
    pub opened_by: PersonId,
    /// Where it stands in the log.
    #[n(1)]
    pub place: Place,
    /// What the opener's clock said.
    #[n(2)]
    pub opened: Time,
    /// Where, in words.
    #[n(3)]
    pub room: String,
    /// What is to be talked about.
    #[n(4)]
    pub agenda: Vec<EntryId>,
    /// Whose say counts at it: who had a seat when it was opened, by all that the opener knew.
    #[n(5)]
    pub roll: Roll,
}

/// The meeting that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Assembled(Said::Opened { .. }) => Some(id),
        _ => None,
    }
}

impl Story for Meeting {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Meeting> {
        let mut facts = counting(facts, ground.roster()).skip_while(|(place, ..)| place.id != *subject);
        let (at, opened_by, fact) = facts.next()?;
        let Event::Assembled(Said::Opened { place, agenda }) = &fact.event else { return None };
        let (room, agenda) = (place.clone(), agenda.clone());
        let roll = ground.roll(subject)?;
        Some(Meeting { opened_by, place: at, opened: fact.clock, room, agenda, roll })
    }
}

/// One meeting in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingCard {
    /// Its name in the log.
    pub id: EntryId,
    /// Who opened it.
    pub opened_by: Person,
    /// Where, in words.
    pub room: String,
    /// What the opener's clock said.
    pub opened: Time,
}

/// One meeting, as somebody in the room sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingView {
    /// The meeting in the list.
    pub card: MeetingCard,
    /// What is to be talked about.
    pub agenda: Vec<EntryId>,
}
