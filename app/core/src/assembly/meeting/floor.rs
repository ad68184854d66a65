//! Who speaks, in an order that follows from a rule.
//!
//! Whoever wants to speak asks. Points of order go first; then whoever has had the fewest turns at this meeting, then
//! whoever has spoken for the shortest time, then whoever asked first. So nobody is left out, and nobody has to be
//! polite for it. The facilitator says when a turn begins and ends; without one the speaker's own phone does. A speaker
//! can always end their own turn.
//!
//! How long a turn took is read from the clocks of one author, who began and ended it; a turn that one began and
//! another ended counts a whole turn long, since their clocks may differ by years. No turn counts for more than an
//! hour.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use super::{Meeting, TURN_MAX, Word};
use crate::{
    ids::{DeviceKey, PersonId},
    log::Place,
    time::Time,
};

/// How long a turn counts of which nobody knows, where no limit is agreed on, in seconds.
pub const TURN_UNKNOWN: u32 = 180;

/// Something about who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Step {
    /// The author would speak.
    #[n(0)]
    Asked {
        /// About how the meeting goes, which goes before what it is about.
        #[n(0)]
        order: bool,
    },
    /// The author would not, after all.
    #[n(1)]
    Withdrew,
    /// This person's turn begins.
    #[n(2)]
    Began {
        /// Whose.
        #[n(0)]
        person: PersonId,
    },
    /// This person's turn is over.
    #[n(3)]
    Ended {
        /// Whose.
        #[n(0)]
        person: PersonId,
    },
}

/// Who speaks, who would, and who spoke.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Floor {
    /// Who would speak.
    #[n(0)]
    asked: BTreeMap<PersonId, Asked>,
    /// Whose turn it is.
    #[n(1)]
    pub turn: Option<Turn>,
    /// How often and how long everybody spoke.
    #[n(2)]
    pub spoken: BTreeMap<PersonId, Spoken>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
struct Asked {
    #[n(0)]
    place: Place,
    #[n(1)]
    order: bool,
}

/// A turn that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Turn {
    /// Whose.
    #[n(0)]
    pub person: PersonId,
    /// Where it began in the log.
    #[n(1)]
    pub place: Place,
    /// What the clock said of whoever began it.
    #[n(2)]
    pub began: Time,
    /// On which device that was said.
    #[n(3)]
    by: DeviceKey,
    /// Whether it is about how the meeting goes.
    #[n(4)]
    pub order: bool,
}

/// How much somebody has spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode)]
#[cbor(array)]
pub struct Spoken {
    /// How many turns. (Points of order are none.)
    #[n(0)]
    pub turns: u32,
    /// How many seconds, points of order too.
    #[n(1)]
    pub seconds: u32,
}

impl Floor {
    /// Who would speak, in their order, and whether it is about how the meeting goes.
    pub fn queue(&self) -> Vec<(PersonId, bool)> {
        let mut queue: Vec<_> = self
            .asked
            .iter()
            .map(|(person, asked)| {
                let spoken = self.spoken.get(person).copied().unwrap_or_default();
                // Points of order come as they come: whoever spoke much may still see that something is wrong.
                let spoken = if asked.order { Spoken::default() } else { spoken };
                (!asked.order, spoken, asked.place, *person)
            })
            .collect();
        queue.sort_unstable();
        queue.into_iter().map(|(later, _, _, person)| (person, !later)).collect()
    }

    /// Whether this person has asked to speak.
    pub fn has_asked(&self, person: &PersonId) -> bool {
        self.asked.contains_key(person)
    }

    /// Nobody speaks any more, and nobody would.
    pub(super) fn clear(&mut self) {
        (self.asked, self.turn) = (BTreeMap::new(), None);
    }

    /// A turn begins, whoever's it was before.
    pub(super) fn begin(
        &mut self,
        person: PersonId,
        (place, clock, by): (Place, Time, DeviceKey),
        limit: Option<u16>,
    ) {
        self.end(clock, &by, limit);
        let order = self.asked.remove(&person).is_some_and(|asked| asked.order);
        self.turn = Some(Turn { person, place, began: clock, by, order });
    }

    /// The turn that has begun is over.
    pub(super) fn end(&mut self, clock: Time, by: &DeviceKey, limit: Option<u16>) {
        let Some(turn) = self.turn.take() else { return };
        let unknown = limit.map_or(TURN_UNKNOWN, u32::from);
        let took = if turn.by == *by { clock.since(turn.began) as u32 } else { unknown };
        let spoken = self.spoken.entry(turn.person).or_default();
        spoken.turns += u32::from(!turn.order);
        spoken.seconds = spoken.seconds.saturating_add(took.min(TURN_MAX.into()));
    }
}

impl Meeting {
    /// Whether one person can say that another's turn begins: whoever facilitates, of anybody; where nobody does,
    /// whoever is next, of themselves, when nobody speaks or with a point of order.
    pub fn can_begin(&self, by: &PersonId, person: &PersonId) -> bool {
        let facilitator = self.facilitator();
        let next = self.floor.queue().first().copied();
        let is_next =
            next.is_some_and(|(next, order)| next == *person && (self.floor.turn.is_none() || order));
        facilitator == Some(*by) || (facilitator.is_none() && by == person && is_next)
    }

    pub(super) fn heard_speech(&mut self, word: &Word<'_>, step: &Step) {
        let by = word.by;
        let facilitates = self.facilitator() == Some(by);
        match step {
            Step::Asked { order } => {
                let speaks = self.floor.turn.as_ref().is_some_and(|turn| turn.person == by);
                // Asking again keeps one's place, but a point of order is another thing.
                let is_new = self.floor.asked.get(&by).is_none_or(|asked| *order && !asked.order);
                if is_new && (*order || !speaks) {
                    self.floor.asked.insert(by, Asked { place: word.place, order: *order });
                }
            }
            Step::Withdrew => {
                self.floor.asked.remove(&by);
            }
            Step::Began { person } => {
                if self.is_here(person) && self.can_begin(&by, person) {
                    self.floor.begin(*person, (word.place, word.clock, word.device), self.turn);
                }
            }
            Step::Ended { person } => {
                let is_on = self.floor.turn.as_ref().is_some_and(|turn| turn.person == *person);
                if is_on && (facilitates || *person == by) {
                    self.floor.end(word.clock, &word.device, self.turn);
                }
            }
        }
    }

    /// Whoever has gone neither speaks nor waits.
    pub(super) fn leave_floor(&mut self, word: &Word<'_>) {
        let gone: Vec<PersonId> =
            self.floor.asked.keys().filter(|person| !self.is_here(person)).copied().collect();
        for person in gone {
            self.floor.asked.remove(&person);
        }
        let speaker = self.floor.turn.as_ref().map(|turn| turn.person);
        if speaker.is_some_and(|speaker| !self.is_here(&speaker)) {
            self.floor.end(word.clock, &word.device, self.turn);
        }
    }
}
