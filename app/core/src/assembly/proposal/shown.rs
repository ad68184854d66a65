//! Proposals as a screen shows them to one person.

use super::{Change, Paper, TextHash, text::Run};
use crate::{
    ids::EntryId,
    time::Time,
    view::{Person, Reach},
};

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is read and talked about.
    Talk,
    /// Enough support it, and it has been there to be read for long enough.
    Ready,
    /// This meeting will talk about it.
    OnAgenda(EntryId),
    /// This vote is being held on it.
    Voting(EntryId),
    /// This vote decided on it, and yes: it holds.
    Holds(EntryId),
    /// The same, and the day has come on which the circle wanted to look at it again.
    LookAgain(EntryId),
    /// The same, and it ended on the day on which it was to end.
    Ended(EntryId),
    /// The same, and this proposal, which was decided later, changed that.
    Changed {
        /// Which.
        by: EntryId,
        /// How.
        how: Change,
    },
    /// This vote decided on it, and not yes. It may be talked about further, and voted on again.
    Refused(EntryId),
    /// Its author took it back.
    Withdrawn,
}

impl Stage {
    /// Whether it can still be amended and supported.
    pub fn is_open(self) -> bool {
        matches!(self, Stage::Talk | Stage::Ready | Stage::OnAgenda(_) | Stage::Refused(_))
    }

    /// Whether something is yet to become of it.
    pub fn is_underway(self) -> bool {
        matches!(self, Stage::Talk | Stage::Ready | Stage::OnAgenda(_) | Stage::Voting(_))
    }

    /// Whether it was decided and holds.
    pub fn holds(self) -> bool {
        matches!(self, Stage::Holds(_) | Stage::LookAgain(_))
    }
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
    /// How many others support it, and how many have to.
    pub support: (usize, usize),
    /// Until when it is to be read before it can be voted on, in circle time; nothing, once that is over.
    pub readable_until: Option<Time>,
    /// Remarks beside it.
    pub remarks: usize,
    /// Amendments that can be adopted.
    pub amendments: usize,
    /// How far it got, if it is one's own.
    pub reach: Reach,
}

/// One proposal with its whole story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalView {
    /// The proposal in the list.
    pub card: ProposalCard,
    /// As it was written.
    pub paper: Paper,
    /// The text as it stands; as it was decided on, once it was.
    pub text: String,
    /// Its name.
    pub hash: TextHash,
    /// How often amendments changed it.
    pub versions: usize,
    /// The title of the decision that it is about.
    pub about: Option<String>,
    /// Who supports it, by name.
    pub supporters: Vec<Person>,
    /// Changes that were proposed: such as collide stand beside each other; what is over comes last.
    pub amendments: Vec<AmendmentView>,
    /// What was said beside it, in the order of the log.
    pub remarks: Vec<RemarkView>,
    /// After how many days what is said beside it is past.
    pub kept_for: u16,
    /// What the person who holds this phone can do now.
    pub can: Can,
}

/// What the person who holds this phone can do with a proposal now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// Write an amendment.
    pub amend: bool,
    /// Support it.
    pub support: bool,
    /// Take their support back.
    pub unsupport: bool,
    /// Take the proposal back.
    pub withdraw: bool,
    /// Say something beside it.
    pub remark: bool,
    /// Open a vote on it.
    pub open_vote: bool,
    /// Propose that a decision be repealed, kept or replaced.
    pub follow: bool,
}

/// One amendment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentView {
    /// Its name in the log.
    pub id: EntryId,
    /// Who wrote it.
    pub author: Person,
    /// What its author's clock said.
    pub written: Time,
    /// Why.
    pub why: String,
    /// What it changes: of the text as it stands if it is open, else of the text that it was made against.
    pub runs: Vec<Run>,
    /// What became of it.
    pub state: AmendmentState,
    /// Open ones that would change the same.
    pub collides: Vec<EntryId>,
    /// How far it got, if it is one's own.
    pub reach: Reach,
    /// Whether the person who holds this phone can take it into the text.
    pub can_adopt: bool,
    /// Whether they can take it back.
    pub can_take_back: bool,
    /// Whether they can open a vote on it.
    pub can_open_vote: bool,
}

/// What became of an amendment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmendmentState {
    /// It can be adopted.
    Open,
    /// This vote is being held on it.
    Voting(EntryId),
    /// The proposal's author took it into the text.
    Adopted,
    /// A vote took it into the text.
    Voted,
    /// A vote did not want it.
    Refused,
    /// What it changes was changed otherwise meanwhile, by this amendment.
    Collided(EntryId),
    /// It fits no text any more.
    Unfit,
    /// Its author took it back.
    TakenBack,
    /// Nothing became of it before its proposal was over.
    Over,
}

impl AmendmentState {
    /// Whether something is yet to become of it.
    pub fn is_underway(self) -> bool {
        matches!(self, AmendmentState::Open | AmendmentState::Voting(_))
    }
}

/// Something that was said beside a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkView {
    /// Its name in the log.
    pub id: EntryId,
    /// Who said it.
    pub author: Person,
    /// What the author's clock said.
    pub written: Time,
    /// What.
    pub words: String,
    /// Whom it answers, and the beginning of what they said, if that is here.
    pub answers: Option<(Person, String)>,
    /// How far it got, if it is one's own.
    pub reach: Reach,
}
