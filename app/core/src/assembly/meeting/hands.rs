//! A quick show of hands: where the agenda goes, who facilitates, when it is over.
//!
//! Anybody who is there asks for one; the others raise a hand for it or against it. It passes once more than half of
//! those who are there are for it, and falls once half of them are against. When it has been up for long enough, the
//! facilitator, or two others, count the hands that are up: then more than half of those decide. (Not so who facilitates,
//! and not the end: those take more than half of all who are there.) It binds nobody to anything but the order of the
//! evening, and the next show of hands undoes it.
//!
//! A facilitator volunteers, or is drawn. They say when turns begin and end and when the meeting goes on to the next
//! point or is over; whatever they say can be undone by hands, and they can be replaced by them.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::{AGENDA_MAX, Meeting, Point, Word, attendance::LEFT_BY};
use crate::{
    ids::{EntryId, PersonId},
    log::Place,
    time::Time,
    wrong::Refused,
};

/// Shows of hands of one person that may be up at a time; more of them count for nothing.
pub const UP_OF_ONE_MAX: usize = 2;
/// Shows of hands that are remembered when they are over: the last ones.
pub const OVER_MAX: usize = 32;
/// For what a facilitator is drawn.
pub const FACILITATOR: &str = "facilitator";

/// What hands are shown for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Item {
    /// To go to this point of the agenda, counted from 0.
    #[n(0)]
    Go(#[n(0)] u16),
    /// To put this on the agenda, at its end.
    #[n(1)]
    Add(#[n(0)] Point),
    /// To talk about one point at another place.
    #[n(2)]
    Move {
        /// Which.
        #[n(0)]
        from: u16,
        /// To where.
        #[n(1)]
        to: u16,
    },
    /// That this person facilitates.
    #[n(3)]
    Facilitate(#[n(0)] PersonId),
    /// That nobody does.
    #[n(4)]
    NoFacilitator,
    /// That this person speaks now.
    #[n(5)]
    Speak(#[n(0)] PersonId),
    /// That the turn which has begun is over.
    #[n(6)]
    EndTurn,
    /// That the meeting is over.
    #[n(7)]
    Close,
    /// That it is not.
    #[n(8)]
    Reopen,
}

impl Item {
    /// Whether it takes more than half of all who are there, and not of the hands that are up.
    pub fn takes_half(&self) -> bool {
        matches!(self, Item::Facilitate(_) | Item::NoFacilitator | Item::Close | Item::Reopen)
    }
}

/// Something about hands, and about whoever facilitates.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Step {
    /// The author asks for a show of hands, which is named by this entry, and raises one for it.
    #[n(0)]
    Asked(#[n(0)] Item),
    /// The author raises a hand.
    #[n(1)]
    Raised {
        /// In which show.
        #[n(0)]
        show: EntryId,
        /// For it or against it.
        #[n(1)]
        yes: bool,
    },
    /// The author counts the hands that are up.
    #[n(2)]
    Counted {
        /// In which show.
        #[n(0)]
        show: EntryId,
    },
    /// The author would facilitate; they do, if nobody does.
    #[n(3)]
    Volunteered,
    /// The author facilitates no more.
    #[n(4)]
    SteppedDown,
    /// The facilitator is to be drawn by lot, if nobody facilitates: the first whom the meeting's draw names.
    #[n(5)]
    ByLot,
    /// The facilitator goes on to this point of the agenda.
    #[n(6)]
    WentOn {
        /// Counted from 0.
        #[n(0)]
        to: u16,
    },
    /// The facilitator closes the meeting.
    #[n(7)]
    Closed,
}

impl Step {
    pub(super) fn check(&self) -> Result<(), Refused> {
        match self {
            Step::Asked(Item::Add(point)) => point.check(),
            _ => Ok(()),
        }
    }
}

/// Where the agenda stands, who facilitates, and which hands are up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Hands {
    /// The point that is talked about.
    #[n(0)]
    pub at: u16,
    /// Who facilitates, whether or not they are there.
    #[n(1)]
    pub facilitator: Option<PersonId>,
    /// Whether the facilitator is to be drawn as soon as there is a draw.
    #[n(2)]
    pub by_lot: bool,
    /// The shows of hands that are up, by their entries.
    #[n(3)]
    pub up: BTreeMap<EntryId, Show>,
    /// The last ones that are over, and whether they passed.
    #[n(4)]
    pub over: Vec<(Show, bool)>,
}

/// One show of hands.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Show {
    /// Where it stands in the log.
    #[n(0)]
    pub place: Place,
    /// What its author's clock said.
    #[n(1)]
    pub asked: Time,
    /// Who asked for it.
    #[n(2)]
    pub by: PersonId,
    /// What for.
    #[n(3)]
    pub item: Item,
    /// Whose hands are up, for it or against it.
    #[n(4)]
    pub hands: BTreeMap<PersonId, bool>,
    /// Who has counted them, but for the facilitator.
    #[n(5)]
    pub counted: BTreeSet<PersonId>,
}

impl Show {
    /// How many hands are up for it and against it.
    pub fn count(&self) -> (usize, usize) {
        let yes = self.hands.values().filter(|yes| **yes).count();
        (yes, self.hands.len() - yes)
    }
}

impl Word<'_> {
    /// Whether it is one by which a meeting that is over may go on.
    pub(super) fn reopens(&self) -> bool {
        matches!(
            self.what,
            super::What::Hand(Step::Asked(Item::Reopen) | Step::Raised { .. } | Step::Counted { .. })
        )
    }
}

impl Meeting {
    pub(super) fn heard_hand(&mut self, word: &Word<'_>, step: &Step) {
        let by = word.by;
        let facilitates = self.facilitator() == Some(by);
        match step {
            Step::Asked(item) => {
                let up = &mut self.hands.up;
                let same = up.values().any(|show| show.item == *item);
                if same || up.values().filter(|show| show.by == by).count() >= UP_OF_ONE_MAX {
                    return;
                }
                let (hands, counted) = (BTreeMap::from([(by, true)]), BTreeSet::new());
                let (place, asked, item) = (word.place, word.clock, item.clone());
                up.insert(place.id, Show { place, asked, by, item, hands, counted });
                self.decide(&word.place.id, false, word);
            }
            Step::Raised { show, yes } => {
                if let Some(up) = self.hands.up.get_mut(show) {
                    up.hands.insert(by, *yes);
                    self.decide(show, false, word);
                }
            }
            Step::Counted { show } => {
                if let Some(up) = self.hands.up.get_mut(show) {
                    up.counted.insert(by);
                    let enough = facilitates || up.counted.len() >= LEFT_BY;
                    self.decide(show, enough, word);
                }
            }
            Step::Volunteered if self.facilitator().is_none() => self.hands.facilitator = Some(by),
            Step::SteppedDown if self.hands.facilitator == Some(by) => self.hands.facilitator = None,
            Step::ByLot if self.facilitator().is_none() => self.hands.by_lot = true,
            Step::WentOn { to } if facilitates && usize::from(*to) < self.agenda.len() => {
                self.hands.at = *to;
            }
            Step::Closed if facilitates => self.ended = Some((word.place, word.clock)),
            Step::Volunteered | Step::SteppedDown | Step::ByLot | Step::WentOn { .. } | Step::Closed => {}
        }
    }

    /// Whether there is what a show of hands would be for.
    pub fn has(&self, item: &Item) -> bool {
        let has_point = |at: &u16| usize::from(*at) < self.agenda.len();
        match item {
            Item::Go(to) => has_point(to),
            Item::Add(point) => self.agenda.len() < AGENDA_MAX && !self.agenda.contains(point),
            Item::Move { from, to } => has_point(from) && has_point(to),
            Item::Facilitate(person) | Item::Speak(person) => self.is_here(person),
            Item::NoFacilitator => self.facilitator().is_some(),
            Item::EndTurn => self.floor.turn.is_some(),
            Item::Close => self.ended.is_none(),
            Item::Reopen => self.ended.is_some(),
        }
    }

    /// Whether a show of hands is over by now. `counted`: whoever may has counted the hands that are up.
    fn decide(&mut self, id: &EntryId, counted: bool, word: &Word<'_>) {
        let here = self.here().count();
        let Some(show) = self.hands.up.get(id) else { return };
        let there = show.hands.iter().filter(|(person, _)| self.is_here(person));
        let (yes, no) = there
            .fold((0, 0), |(yes, no), (_, is_yes)| (yes + usize::from(*is_yes), no + usize::from(!is_yes)));
        let passed = match (2 * yes > here, 2 * no >= here) {
            (true, _) => true,
            (_, true) => false,
            _ if counted && !show.item.takes_half() => yes > no,
            _ => return,
        };
        let show = self.hands.up.remove(id).expect("it is up");
        if passed {
            self.carry_out(&show.item, word);
        }
        self.hands.over.push((show, passed));
        if self.hands.over.len() > OVER_MAX {
            self.hands.over.remove(0);
        }
    }

    fn carry_out(&mut self, item: &Item, word: &Word<'_>) {
        if !self.has(item) {
            return;
        }
        let by_clock = (word.place, word.clock, word.device);
        match item {
            Item::Go(to) => self.hands.at = *to,
            Item::Add(point) => self.agenda.push(point.clone()),
            Item::Move { from, to } => {
                let (from, to, at) = (usize::from(*from), usize::from(*to), usize::from(self.hands.at));
                let point = self.agenda.remove(from);
                self.agenda.insert(to, point);
                // What is being talked about stays so.
                let at = match at {
                    at if at == from => to,
                    at if from < at && at <= to => at - 1,
                    at if to <= at && at < from => at + 1,
                    at => at,
                };
                self.hands.at = at as u16;
            }
            Item::Facilitate(person) => self.hands.facilitator = Some(*person),
            Item::NoFacilitator => self.hands.facilitator = None,
            Item::Speak(person) => self.floor.begin(*person, by_clock, self.turn),
            Item::EndTurn => self.floor.end(word.clock, &word.device, self.turn),
            Item::Close => self.ended = Some((word.place, word.clock)),
            Item::Reopen => self.ended = None,
        }
    }
}
