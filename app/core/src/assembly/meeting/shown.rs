//! What a screen shows of meetings.

use super::{Item, Point, Way};
use crate::{ids::EntryId, time::Time, view::Person};

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
    /// How many are there.
    pub here: usize,
    /// Whether it is over.
    pub over: bool,
    /// Whether the person who holds this phone is there.
    pub mine: bool,
}

/// One meeting, as somebody in the room sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingView {
    /// The meeting in the list.
    pub card: MeetingCard,
    /// Where the person who holds this phone stands.
    pub me: MyPlace,
    /// What is happening, the most pressing first.
    pub happening: Happening,
    /// Who is there, whoever came first in front.
    pub here: Vec<Attendant>,
    /// Who was there and has gone.
    pub gone: Vec<Attendant>,
    /// How many of the roll are there, how many it takes for what binds, and how many there are on it.
    pub roll: (usize, usize, usize),
    /// The code that this phone shows now, for those who come.
    pub code: Option<String>,
    /// Who waits for a tap.
    pub waiting: Vec<Knocker>,
    /// Members in reach of this phone of whom nothing was said yet.
    pub near: Vec<Person>,
    /// Who facilitates.
    pub facilitator: Option<Person>,
    /// Whose turn it is.
    pub speaking: Option<TurnView>,
    /// Who would speak, in their order.
    pub queue: Vec<SpeakerView>,
    /// How long a turn is, in seconds.
    pub turn: Option<u16>,
    /// What is to be talked about, with the titles of proposals.
    pub agenda: Vec<(Point, String)>,
    /// The point that is talked about.
    pub at: usize,
    /// Shows of hands that are up.
    pub shows: Vec<ShowView>,
    /// The last ones that are over, the newest first, and whether they passed.
    pub decided: Vec<(ShowView, bool)>,
    /// Votes of this meeting, with their questions.
    pub votes: Vec<(EntryId, String)>,
    /// The lot, if somebody asked for one.
    pub lot: Option<LotView>,
    /// Whether lots can be asked for.
    pub can_draw: bool,
    /// Whether a vote that is opened now would go without tellers who can be drawn: so many are here that it has some, and
    /// lots can be asked for or are being drawn. With fewer here, or on the roll, everybody closes it.
    pub wants_lot: bool,
    /// Whether the person who holds this phone facilitates.
    pub facilitates: bool,
    /// Whether they have asked to speak.
    pub asked: bool,
    /// Whether they can begin their own turn now.
    pub can_begin: bool,
}

/// Where the person who holds this phone stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MyPlace {
    /// Not there.
    Outside,
    /// They said that they are there; somebody has to see them.
    Asked,
    /// Somebody sees them; they have to say that they are there.
    Seen {
        /// Who.
        by: Vec<Person>,
    },
    /// In.
    In {
        /// How they vote.
        way: Way,
    },
    /// They went.
    Left,
    /// Others said that they went.
    Marked {
        /// Who.
        by: Vec<Person>,
    },
}

impl MyPlace {
    /// Whether they are in.
    pub fn is_in(&self) -> bool {
        matches!(self, MyPlace::In { .. })
    }
}

/// What is happening: what the first line of the room says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The meeting is over.
    Over {
        /// When, by the clock of whoever said so.
        at: Time,
    },
    /// A vote is open in which the person who holds this phone has not cast their ballot.
    Vote {
        /// Which.
        vote: EntryId,
        /// Its question.
        question: String,
    },
    /// Lots are being drawn.
    Lot,
    /// Hands are up.
    Hands {
        /// In which show.
        show: EntryId,
    },
    /// Somebody speaks.
    Speaking {
        /// Who.
        person: Person,
        /// Until when, by this meeting's turns.
        until: Option<Time>,
    },
    /// People are coming in: so many of the roll are missing for what binds.
    Gathering {
        /// How many.
        missing: usize,
    },
    /// A point of the agenda is talked about.
    Point {
        /// Its number, from 0.
        at: usize,
        /// What.
        title: String,
    },
    /// People talk.
    Talk,
}

/// Somebody who is there, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendant {
    /// Who.
    pub person: Person,
    /// How they vote at this meeting.
    pub way: Way,
    /// Who let them in; nobody, for whoever opened it.
    pub let_in_by: Vec<Person>,
    /// Whether they are on the roll.
    pub on_roll: bool,
    /// Who says that they have gone.
    pub said_left_by: Vec<Person>,
    /// Whether the person who holds this phone can say so.
    pub can_mark: bool,
    /// How often and how long they spoke, in seconds.
    pub spoken: (u32, u32),
}

/// Somebody who waits for a tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knocker {
    /// Who.
    pub person: Person,
    /// How they would vote.
    pub way: Way,
    /// Who brought them; nobody, if their own phone says so.
    pub brought_by: Option<Person>,
    /// Whether there is a link to them now.
    pub near: bool,
    /// Whether the person who holds this phone can let them in.
    pub can_let_in: bool,
}

/// A turn that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnView {
    /// Whose.
    pub person: Person,
    /// Since when, by the clock of whoever began it.
    pub since: Time,
    /// Until when, by this meeting's turns.
    pub until: Option<Time>,
    /// Whether it is about how the meeting goes.
    pub order: bool,
    /// Whether the person who holds this phone can end it.
    pub can_end: bool,
}

/// Somebody who would speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerView {
    /// Who.
    pub person: Person,
    /// Whether it is about how the meeting goes.
    pub order: bool,
    /// How often and how long they spoke, in seconds.
    pub spoken: (u32, u32),
    /// Whether the person who holds this phone can begin their turn.
    pub can_begin: bool,
}

/// A show of hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowView {
    /// Its name in the log.
    pub id: EntryId,
    /// Who asked for it.
    pub by: Person,
    /// What for.
    pub item: Item,
    /// The name of what it is about: a point's title, or a person's name.
    pub about: String,
    /// Hands for it, hands against it, and how many are there.
    pub count: (usize, usize, usize),
    /// The hand of the person who holds this phone.
    pub mine: Option<bool>,
    /// Whether they can count the hands.
    pub can_count: bool,
}

/// How far the lot has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LotView {
    /// Phones sign whose secrets go in.
    Signing {
        /// How many have.
        signed: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Phones tell their secrets.
    Revealing {
        /// How many have.
        revealed: usize,
        /// Of how many.
        of: usize,
        /// Who has not, once others have named them.
        missing: Vec<Person>,
    },
    /// Phones say what the secrets come to.
    Mixing,
    /// Dice are to be thrown in the room, and typed by two.
    Dice {
        /// The list, which goes with the dice.
        list: EntryId,
        /// Who typed what.
        threw: Vec<(Person, Vec<u8>)>,
    },
    /// It is drawn.
    Drawn {
        /// Who did not tell their secret.
        barred: Vec<Person>,
        /// The dice that went in.
        dice: Option<Vec<u8>>,
        /// Who said two things where a phone says one.
        said_twice: Vec<Person>,
    },
}
