//! How votes look: plain data with what may be done. Nothing of how people voted is in it before the vote has closed.

use super::{Draft, Opening, Stage};
use crate::{
    assembly::meeting::Way,
    count::{Choice, Tally},
    ids::{EntryId, PersonId},
    time::Time,
    view::Person,
};

/// One vote in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteCard {
    /// Its name in the log.
    pub id: EntryId,
    /// Who opened it.
    pub opened_by: Person,
    /// What it is about, if it is about a proposal.
    pub proposal: Option<EntryId>,
    /// At which meeting, if at one.
    pub meeting: Option<EntryId>,
    /// The question.
    pub question: String,
    /// What the opener's clock said.
    pub opened: Time,
    /// How far it has come.
    pub stage: Stage,
    /// How many can vote.
    pub voters: usize,
    /// How many have.
    pub cast: usize,
    /// Whether the person who holds this phone can cast a ballot and has not.
    pub is_my_turn: bool,
}

/// One vote, as somebody sees it who may cast a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteView {
    /// The vote in the list.
    pub card: VoteCard,
    /// What was frozen.
    pub opening: Opening,
    /// How many are entitled.
    pub roll: usize,
    /// Who signed the opening.
    pub signed: Vec<Person>,
    /// How many have to, and to acknowledge the close.
    pub needed: usize,
    /// Why this phone has not signed it.
    pub doubt: Option<Doubt>,
    /// Who has cast a ballot.
    pub voted: Vec<Person>,
    /// What the person who holds this phone has cast.
    pub mine: Option<Choice>,
    /// Who closes it.
    pub tellers: Vec<TellerView>,
    /// How many tellers it takes.
    pub tellers_needed: usize,
    /// For tellers: whoever votes on paper, and what was read on their slip.
    pub slips: Vec<SlipView>,
    /// Who votes with a card, or with a key of the evening.
    pub cards: Vec<CardVoter>,
    /// Whether one of them can cast their ballot on this phone.
    pub can_carry: bool,
    /// Whether this phone can cast a ballot, its first or another.
    pub can_cast: bool,
    /// Whether this phone is a teller's who can say that it is over.
    pub can_end: bool,
    /// Whether this phone is a teller's who can enter slips of paper.
    pub can_read: bool,
    /// Whether this phone can void it.
    pub can_void: bool,
    /// Who voids it.
    pub voided: Vec<Person>,
    /// How many have to.
    pub needed_to_void: usize,
    /// What it came to: once it is closed, or for a straw poll once this phone has cast its ballot.
    pub result: Option<ResultView>,
    /// Who signed two openings of this round, if two came to a result: then neither holds.
    pub clash: Option<Vec<Person>>,
    /// The same again, to open the next round with, if there may be one.
    pub again: Option<Draft>,
}

/// A slip of paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipView {
    /// Whose.
    pub voter: Person,
    /// What was read last, and by whom: several, where tellers do not agree.
    pub readings: Vec<(Choice, Vec<Person>)>,
    /// What counts: two have read it.
    pub counts: Option<Choice>,
    /// What the person who holds this phone has read last.
    pub mine: Option<Choice>,
}

/// Somebody who votes with a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardVoter {
    /// Who.
    pub person: Person,
    /// With their own card, or with a key of the evening.
    pub way: Way,
    /// Whether they have voted.
    pub voted: bool,
}

/// One teller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellerView {
    /// Who.
    pub person: Person,
    /// Whether they said that it is over.
    pub ended: bool,
    /// Whether their phone has said what it holds.
    pub reported: bool,
}

/// What a vote came to, as this phone counted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultView {
    /// The count.
    pub tally: Tally,
    /// The same, as phones compare it.
    pub digest: [u8; 32],
    /// The ballots that were counted, by name.
    pub ballots: Vec<BallotView>,
    /// When it was closed, about: by the clock in the middle of its tellers'.
    pub when: Option<Time>,
    /// Whether enough ballots were cast for it to decide anything.
    pub quorate: bool,
    /// How many other phones say that they counted the same.
    pub agree: usize,
    /// Whose phones came to something else: one of them, or this one, is wrong, which must be said loudly.
    pub differ: Vec<Person>,
}

/// One ballot that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotView {
    /// Whose.
    pub voter: Person,
    /// What it says.
    pub choice: Choice,
}

/// Why this phone does not sign an opening, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// Who holds this phone does not vote, or not on this phone.
    #[error("this phone is not on the list of voters")]
    NotOnList,
    /// It has signed another opening of the same round.
    #[error("this phone has signed another opening of the same round already")]
    SignedAnother {
        /// Which.
        vote: EntryId,
    },
    /// An earlier round is not over.
    #[error("an earlier round of this vote is not over yet")]
    EarlierOpen {
        /// Which.
        vote: EntryId,
    },
    /// It says that it is another attempt, and there was none before it.
    #[error("it calls itself a later round, and no round stands before it")]
    NoEarlier,
    /// It has signed a later round.
    #[error("this phone has signed a later round of this vote already")]
    LaterSigned {
        /// Which.
        vote: EntryId,
    },
    /// The proposal is not here.
    #[error("the proposal is not known on this phone")]
    NoProposal,
    /// The meeting is not here, or is over.
    #[error("the meeting is not known on this phone, or is over")]
    NoMeeting,
    /// The proposal reads otherwise.
    #[error("the proposal reads otherwise on this phone: it was changed, or changes have not come here yet")]
    OtherText,
    /// It asks something else than the proposal, or would be counted otherwise than the circle does.
    #[error("the vote asks something else than the proposal, or would be counted in another way")]
    OtherQuestion,
    /// Somebody is named as a voter in a way in which they are not there.
    #[error("somebody on the list of voters is not checked in like that, as far as this phone knows")]
    NotCheckedIn {
        /// Who.
        person: PersonId,
    },
    /// Somebody who is there cannot vote.
    #[error("somebody is there who was left out of the list of voters")]
    LeftOut {
        /// Who.
        person: PersonId,
    },
    /// The tellers are not those who were drawn.
    #[error("the tellers are not those who were drawn")]
    OtherTellers,
    /// The tie order does not follow from the draw.
    #[error("the order that breaks ties does not follow from the draw")]
    OtherTies,
    /// The quorum is not that of the circle's rules.
    #[error("the quorum is not the one that the circle has agreed on")]
    OtherQuorum,
}
