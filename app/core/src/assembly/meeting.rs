//! Meetings: people in one room, phones in hand.
//!
//! Anybody opens one and says where. Whoever comes checks in with somebody who is in ([`attendance`]): the two stand
//! before each other, and everybody can read later who let whom in. They speak in an order that is fair by a rule and
//! not by anybody's favour ([`floor`]), and move through the agenda by a quick show of hands ([`hands`]). Nobody chairs:
//! a facilitator says when turns begin and end and when it goes on, nothing else, and hands undo each of it. What has to
//! be left to chance is drawn by all phones together ([`lot`]).
//!
//! A meeting binds nobody by itself: what holds are votes, which freeze who was there when they are opened. So all here
//! but the lot simply follows from what is known, in the order of the log, and may look different when more arrives.
//!
//! Speakers' lists that put those first who spoke least are custom in many assemblies; OpenSlides
//! (<https://github.com/OpenSlides/OpenSlides>) keeps a list by time of asking with points of order first, which is
//! where ours begins.

pub mod attendance;
pub mod code;
pub mod cosigning;
pub mod floor;
pub mod hands;
pub mod lot;
mod shown;

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use super::{Ground, Roll, Story};
use crate::{
    aid::Facts,
    event::{self, AREA_MAX, Event, TITLE_MAX},
    ids::{DeviceKey, EntryId, PersonId},
    log::Place,
    time::Time,
    wrong::{Field, Refused},
};

pub use attendance::{Attendance, Step as Door, Way};
pub use cosigning::{MinutesDigest, Remark, Step as Beside};
pub use floor::{Floor, Step as Speech};
pub use hands::{Hands, Item, Show, Step as Hand};
pub use lot::{Draw, Step as Lot};
pub use shown::{
    Attendant, Happening, Knocker, LotView, MeetingCard, MeetingView, MyPlace, ShowView, SpeakerView,
    TurnView,
};

/// The most points on one agenda: a long evening.
pub const AGENDA_MAX: usize = 64;
/// The longest turn that a meeting can agree on, in seconds: an hour.
pub const TURN_MAX: u16 = 3_600;
/// What of one person's word at one meeting counts: a thousand things are five an hour for a week. With 500 members
/// nobody can make a meeting of more than half a million words, and one who is in bad faith adds no more than this.
pub const WORDS_OF_ONE_MAX: u32 = 1_024;

/// What is said about a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author opens a meeting, and is in. It is named by this entry's id.
    #[n(0)]
    Opened {
        /// Where, in words.
        #[n(0)]
        place: String,
        /// What is to be talked about, in this order.
        #[n(1)]
        agenda: Vec<Point>,
        /// How long a turn is, in seconds; no limit, if none.
        #[n(2)]
        turn: Option<u16>,
    },
    /// Something at a meeting.
    #[n(1)]
    At {
        /// Which.
        #[n(0)]
        meeting: EntryId,
        /// What.
        #[n(1)]
        what: What,
    },
    /// Something about the minutes of a meeting.
    #[n(2)]
    Minuted {
        /// Which.
        #[n(0)]
        meeting: EntryId,
        /// What.
        #[n(1)]
        step: cosigning::Step,
    },
}

/// One point of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Point {
    /// A proposal.
    #[n(0)]
    Proposal(#[n(0)] EntryId),
    /// Anything else, in one line.
    #[n(1)]
    Words(#[n(0)] String),
}

/// What is said at a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum What {
    /// Who is there.
    #[n(0)]
    Door(#[n(0)] attendance::Step),
    /// Who speaks.
    #[n(1)]
    Speech(#[n(0)] floor::Step),
    /// What is agreed on by showing hands, and who facilitates.
    #[n(2)]
    Hand(#[n(0)] hands::Step),
    /// What is drawn.
    #[n(3)]
    Lot(#[n(0)] lot::Step),
}

impl Point {
    fn check(&self) -> Result<(), Refused> {
        match self {
            Point::Proposal(_) => Ok(()),
            Point::Words(words) => event::one_line(Field::Point, words, TITLE_MAX),
        }
    }
}

impl Said {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Said::Opened { place, agenda, turn } => {
                event::one_line(Field::Area, place, AREA_MAX)?;
                if agenda.len() > AGENDA_MAX {
                    return Err(Refused::AgendaFull { limit: AGENDA_MAX });
                }
                agenda.iter().try_for_each(Point::check)?;
                if turn.is_some_and(|turn| turn == 0 || turn > TURN_MAX) {
                    return Err(Refused::Between { field: Field::Turn, least: 1, most: TURN_MAX });
                }
                Ok(())
            }
            Said::At { what: What::Hand(step), .. } => step.check(),
            Said::Minuted { step, .. } => step.check(),
            Said::At { .. } => Ok(()),
        }
    }

    /// The limits of what no person types.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Said::Opened { .. } => true,
            Said::At { what: What::Lot(step), .. } => step.is_well_formed(),
            Said::At { .. } | Said::Minuted { .. } => true,
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
        /// What is to be talked about, in this order.
        agenda: Vec<Point>,
        /// How long a turn is, in seconds; no limit, if none.
        turn: Option<u16>,
    },
    /// Check in by the code that somebody shows who is in.
    Scan {
        /// The text of the code.
        code: String,
    },
    /// Say that one is there, to be let in by somebody who sees it.
    Arrive {
        /// Which meeting.
        meeting: EntryId,
        /// How one would vote.
        way: Way,
        /// The key that one's ballots would be signed with, if not with one's phone's.
        key: Option<DeviceKey>,
    },
    /// Anything else, said as it is.
    At {
        /// Which meeting.
        meeting: EntryId,
        /// What.
        what: What,
    },
    /// Have all phones draw lots together.
    Draw {
        /// Which meeting.
        meeting: EntryId,
        /// Whether dice thrown in the room go into it.
        dice: bool,
    },
    /// Sign the minutes as they read on this phone.
    Cosign {
        /// Of which meeting.
        meeting: EntryId,
    },
    /// Say something beside the minutes.
    Remark {
        /// Of which meeting.
        meeting: EntryId,
        /// What.
        words: String,
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
    pub agenda: Vec<Point>,
    /// Whose say counts at it: who had a seat when it was opened, by all that the opener knew.
    #[n(5)]
    pub roll: Roll,
    /// Whose devices were whose then, of those on the roll: by which signatures are counted, whatever happens to a
    /// device later.
    #[n(6)]
    pub devices: BTreeMap<DeviceKey, PersonId>,
    /// Who is there, or was.
    #[n(7)]
    pub present: BTreeMap<PersonId, Attendance>,
    /// Who has said that they are there and was not let in yet.
    #[n(8)]
    pub waiting: BTreeMap<PersonId, attendance::Waiting>,
    /// Who speaks, and who would.
    #[n(9)]
    pub floor: Floor,
    /// How long a turn is, in seconds; no limit, if none.
    #[n(10)]
    pub turn: Option<u16>,
    /// Where the agenda stands, who facilitates, and which hands are up.
    #[n(11)]
    pub hands: Hands,
    /// The lots that were asked for.
    #[n(12)]
    pub lots: lot::Lots,
    /// What the lot came to, once it has.
    #[n(13)]
    pub draw: Option<Draw>,
    /// How it ended, and with which entry.
    #[n(14)]
    pub ended: Option<(Place, Time)>,
    /// Who signed the minutes, and which.
    #[n(15)]
    pub cosigned: BTreeMap<PersonId, MinutesDigest>,
    /// What was said beside them.
    #[n(16)]
    pub remarks: Vec<Remark>,
}

impl Meeting {
    /// Who is there now.
    pub fn here(&self) -> impl Iterator<Item = (&PersonId, &Attendance)> {
        self.present.iter().filter(|(_, attendance)| !attendance.left)
    }

    /// Whether this person is there now.
    pub fn is_here(&self, person: &PersonId) -> bool {
        self.present.get(person).is_some_and(|attendance| !attendance.left)
    }

    /// How many are there now who are on the roll.
    pub fn on_roll(&self) -> usize {
        self.here().filter(|(person, _)| self.roll.contains(person)).count()
    }

    /// How many of the roll it takes for what binds: more than half.
    pub fn needed(&self) -> usize {
        self.roll.len() / 2 + 1
    }

    /// Whether more than half of the roll are there.
    pub fn quorum(&self) -> bool {
        self.on_roll() >= self.needed()
    }

    /// Who facilitates, if somebody does and is there.
    pub fn facilitator(&self) -> Option<PersonId> {
        self.hands.facilitator.filter(|person| self.is_here(person))
    }

    /// Who tells the votes of this meeting: so many of those who are there with a phone of their own, in the order of
    /// the draw, but for those who are barred from it; everybody of those if fewer than five are there, or nothing was
    /// drawn yet.
    pub fn tellers(&self, count: usize) -> Vec<PersonId> {
        let with_phone = |attendance: &Attendance| attendance.way == Way::OwnPhone;
        let able = self.here().filter(|(_, attendance)| with_phone(attendance)).map(|(person, _)| *person);
        match &self.draw {
            Some(draw) if self.here().count() >= lot::FEW => {
                let able = able.filter(|person| !draw.barred.contains(person));
                draw.order(lot::TELLERS, able).into_iter().take(count).collect()
            }
            _ => able.collect(),
        }
    }
}

/// The meeting that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Assembled(Said::Opened { .. }) => Some(id),
        Event::Assembled(Said::At { meeting, .. } | Said::Minuted { meeting, .. }) => Some(*meeting),
        _ => None,
    }
}

/// The key that an event names at a meeting's door, if it names one.
pub(crate) fn named_key(event: &Event) -> Option<DeviceKey> {
    match event {
        Event::Assembled(Said::At {
            what: What::Door(Door::CheckedIn { key, .. } | Door::Brought { key, .. }),
            ..
        }) => *key,
        _ => None,
    }
}

/// Something that was said at a meeting, by a person whose word counts.
pub(crate) struct Word<'a> {
    place: Place,
    by: PersonId,
    device: DeviceKey,
    clock: Time,
    what: &'a What,
}

impl Story for Meeting {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Meeting> {
        let roster = ground.roster();
        let mut facts = facts.iter().skip_while(|(place, _)| place.id != *subject);
        let (at, fact) = facts.next()?;
        let opened_by = roster.speaker(&at.id, &fact.author, fact.seq)?;
        let Event::Assembled(Said::Opened { place, agenda, turn }) = &fact.event else { return None };
        let mut meeting = Meeting {
            opened_by,
            place: *at,
            opened: fact.clock,
            room: place.clone(),
            agenda: agenda.clone(),
            roll: ground.roll(subject)?,
            devices: (*ground.standing(subject)?.devices).clone(),
            present: BTreeMap::from([(opened_by, Attendance::of_opener(*at, fact.author))]),
            waiting: BTreeMap::new(),
            floor: Floor::default(),
            turn: *turn,
            hands: Hands::default(),
            lots: lot::Lots::default(),
            draw: None,
            ended: None,
            cosigned: BTreeMap::new(),
            remarks: Vec::new(),
        };
        let mut said: BTreeMap<DeviceKey, u32> = BTreeMap::new();
        for (place, fact) in facts {
            let what = match &fact.event {
                Event::Assembled(Said::At { what, .. }) => what,
                Event::Assembled(Said::Minuted { step, .. }) => {
                    if let Some(by) = roster.speaker(&place.id, &fact.author, fact.seq) {
                        meeting.heard_beside(by, *place, fact.clock, step);
                    }
                    continue;
                }
                _ => continue,
            };
            let count = said.entry(fact.author).or_default();
            *count += 1;
            if *count > WORDS_OF_ONE_MAX {
                continue;
            }
            // What is signed for the lot counts by the roll of the meeting's own past, whatever happens to the signer
            // later: a draw that was made is never unmade.
            if let What::Lot(step) = what {
                meeting.lots.signed(*place, &fact.author, step, &meeting.devices);
                meeting.draw = meeting.lots.draw(meeting.needed());
            }
            let Some(by) = roster.speaker(&place.id, &fact.author, fact.seq) else { continue };
            let is_member = |person: &PersonId| roster.members.contains_key(person);
            let word = Word { place: *place, by, device: fact.author, clock: fact.clock, what };
            let fits = |way, key: &_, person: &_| ground.fits(way, key, person, place);
            meeting.hear(&word, &is_member, &fits);
        }
        Some(meeting)
    }
}

impl Meeting {
    fn hear(&mut self, word: &Word<'_>, is_member: &dyn Fn(&PersonId) -> bool, fits: &attendance::Fits<'_>) {
        match word.what {
            What::Door(step) => {
                if let Door::CheckedIn { commitment: Some(commitment), .. } = step {
                    self.lots.put_in(word.place.id, word.by, *commitment);
                }
                self.at_the_door(word, step, is_member, fits);
                self.leave_floor(word);
            }
            What::Lot(step) => self.lots.heard(&self.place.id, self.roll.len() / 2 + 1, word.by, step),
            // Whoever is not there has no say in how it goes on.
            _ if !self.is_here(&word.by) || self.ended.is_some_and(|_| !word.reopens()) => {}
            What::Speech(step) => self.heard_speech(word, step),
            What::Hand(step) => self.heard_hand(word, step),
        }
        if let Some(draw) = self.draw.as_ref().filter(|_| self.hands.by_lot && self.facilitator().is_none()) {
            let here = self.here().map(|(person, _)| *person).filter(|person| !draw.barred.contains(person));
            self.hands.facilitator = draw.order(hands::FACILITATOR, here).into_iter().next();
            self.hands.by_lot = false;
        }
        let nobody = self.here().next().is_none();
        if nobody && self.ended.is_none() {
            self.ended = Some((word.place, word.clock));
        }
        if self.ended.is_some() {
            self.floor.clear();
        }
    }
}
