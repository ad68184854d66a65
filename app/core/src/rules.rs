//! What a circle has agreed on: its rules, as data.
//!
//! A circle begins with the rules of its founding and changes them by a motion that more than half of its seats have
//! signed ([`crate::motion`]), never otherwise. Screens show each rule as a sentence, with what it protects from.

use minicbor::{Decode, Encode};

use crate::{
    count::{self, Threshold},
    event,
    time::{DAY, RETENTION},
    wrong::{Field, Refused},
};

/// The longest purpose, in characters.
pub const PURPOSE_MAX: usize = 280;
/// The most vouches that a circle can ask of a newcomer: more than five friends nobody has before they are in.
pub const VOUCHES_MAX: u8 = 5;
/// The most newcomers a month that one member may vouch for, if there is a limit.
pub const BUDGET_MAX: u16 = 100;
/// The longest that anything may take, in days: ten years.
pub const DAYS_MAX: u16 = 3_650;
/// The most others that a circle can have support a proposal: where more are asked for, nothing gets far.
pub const SUPPORT_MAX: u16 = 50;
/// The most blocks that a circle can ask for before a proposal is stopped by them.
pub const BLOCKS_MAX: u16 = 50;
/// A waiting time that is shorter protects nobody whose phone was off over a weekend.
pub const RECOVERY_WAIT_LEAST: u16 = 3;

/// How a vote is counted where nobody says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Method {
    /// Nobody is overruled.
    #[n(0)]
    Consent,
    /// More yes than no.
    #[n(1)]
    YesNo,
    /// As many options as one likes; the one that most can live with.
    #[n(2)]
    Approval,
    /// Options in one's own order.
    #[n(3)]
    Ranked,
}

impl Method {
    /// All of them, in the order in which a form shows them.
    pub const ALL: &[Method] = &[Method::Consent, Method::YesNo, Method::Approval, Method::Ranked];
}

/// How the usual methods are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Counting {
    /// How many blocks stop a proposal that is decided by consent.
    #[n(0)]
    pub blocks: u16,
    /// What the yeses have to reach where it is yes or no.
    #[n(1)]
    pub threshold: Threshold,
}

impl Default for Counting {
    /// One block stops, and more yes than no decides.
    fn default() -> Counting {
        Counting { blocks: 1, threshold: Threshold::MAJORITY }
    }
}

/// What newcomers get of what was said before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum History {
    /// All that is still there, so that they can check the circle from its first entry.
    #[n(0)]
    All,
}

/// The rules of one circle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Rules {
    /// What the circle is for; may be empty.
    #[n(0)]
    pub purpose: String,
    /// How many members vouch for a newcomer, each after a meeting.
    #[n(1)]
    pub vouches: u8,
    /// How many newcomers a member may vouch for within thirty days; in a member's first year it counts for those who
    /// vouched for that member too. No limit, if none.
    #[n(2)]
    pub budget: Option<u16>,
    /// After how many days without having met enough members somebody has no say until they are met again. Never, if
    /// none.
    #[n(3)]
    pub fading: Option<u16>,
    /// How many of a hundred who were active lately take part, for a vote to count.
    #[n(4)]
    pub quorum: u8,
    /// How votes are counted where nobody says otherwise.
    #[n(5)]
    pub method: Method,
    /// How many days before a vote its proposal is there to be read.
    #[n(6)]
    pub notice: u16,
    /// For how many days a role is given.
    #[n(7)]
    pub term: u16,
    /// After how many days posts and talk count for nothing and are not shown any more.
    #[n(8)]
    pub retention: u16,
    /// What newcomers get of what was said before them.
    #[n(9)]
    pub history: History,
    /// How many days somebody whose phone was lost waits for their new one, so that the old one can object.
    #[n(10)]
    pub recovery_wait: u16,
    /// How many others have to support a proposal before it can be voted on.
    #[cbor(n(11), default)]
    pub support: u16,
    /// How the usual methods are counted.
    #[cbor(n(12), default)]
    pub counting: Counting,
}

impl Default for Rules {
    /// An open door, for those who live under one roof: one member's yes lets in, nothing fades, and what somebody proposes
    /// can be decided over supper.
    fn default() -> Rules {
        Rules { vouches: 1, budget: None, fading: None, notice: 0, support: 0, ..Rules::among_neighbours() }
    }
}

impl Rules {
    /// What suits people who know each other by sight: two vouch for a newcomer, ten newcomers a month for each, and
    /// whom nobody has met for a year has no say until they are met.
    pub fn among_neighbours() -> Rules {
        Rules {
            purpose: String::new(),
            vouches: 2,
            budget: Some(10),
            fading: Some(365),
            quorum: 20,
            method: Method::Consent,
            notice: 3,
            term: 180,
            retention: (RETENTION / DAY) as u16,
            history: History::All,
            recovery_wait: 7,
            support: 1,
            counting: Counting::default(),
        }
    }

    /// What suits a circle that expects people who wish it ill: three vouch, three a month, and half a year.
    pub fn on_guard() -> Rules {
        Rules {
            vouches: 3,
            budget: Some(3),
            fading: Some(180),
            quorum: 30,
            support: 2,
            ..Rules::among_neighbours()
        }
    }

    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first rule that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        event::text(Field::Purpose, &self.purpose, PURPOSE_MAX)?;
        let within = |field, value: u16, least: u16, most: u16| match (least..=most).contains(&value) {
            true => Ok(()),
            false => Err(Refused::Between { field, least, most }),
        };
        within(Field::Vouches, self.vouches.into(), 1, VOUCHES_MAX.into())?;
        within(Field::Budget, self.budget.unwrap_or(1), 1, BUDGET_MAX)?;
        within(Field::Fading, self.fading.unwrap_or(30), 30, DAYS_MAX)?;
        within(Field::Quorum, self.quorum.into(), 0, 100)?;
        within(Field::NoticeDays, self.notice, 0, 90)?;
        within(Field::Term, self.term, 1, DAYS_MAX)?;
        within(Field::Retention, self.retention, 30, (RETENTION / DAY) as u16)?;
        within(Field::RecoveryWait, self.recovery_wait, RECOVERY_WAIT_LEAST, 90)?;
        within(Field::Support, self.support, 0, SUPPORT_MAX)?;
        within(Field::Blocks, self.counting.blocks, 1, BLOCKS_MAX)?;
        let share = self.counting.threshold.check();
        share.map_err(|_| Refused::Between { field: Field::Share, least: 1, most: 100 })
    }

    /// How a vote is counted where nobody says otherwise, with all its numbers.
    pub fn usual_method(&self) -> count::Method {
        match self.method {
            Method::Consent => count::Method::Consent { stop_at: self.counting.blocks },
            Method::YesNo => count::Method::YesNo { threshold: self.counting.threshold },
            other => other.into(),
        }
    }
}
