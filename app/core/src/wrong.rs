//! Two of the three kinds of wrong: what a person is told, and what is counted about a sender.
//!
//! (The third, a Fault of this device, belongs to the node: nothing in here can break a disk.)

use crate::{
    assembly::{
        card::CardError,
        meeting::{Way, code::CodeError},
    },
    contact::ContactError,
    count::Unfit,
    guardian::RecoveryError,
    ids::{EntryId, PersonId},
    linking::LinkError,
};

/// Why a command was not carried out. Told to the person; nothing has changed.
///
/// The screen has its own words for each (`refused-<key>`), so the sentences here are for logs and scripts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A text that must say something is empty.
    #[error("{field} is empty")]
    Empty {
        /// Which text.
        field: Field,
    },
    /// A text is longer than its limit.
    #[error("{field} is too long: {length} of at most {limit} characters")]
    TooLong {
        /// Which text.
        field: Field,
        /// Characters given.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// A text holds signs that nobody sees, or that turn others around.
    #[error("{field} holds signs that cannot be seen")]
    Unreadable {
        /// Which text.
        field: Field,
    },
    /// The number of helpers is not between one and the limit.
    #[error("helpers: a number from 1 to {limit} is needed")]
    Helpers {
        /// The most that one post may ask for.
        limit: u16,
    },
    /// A rule's number is not between its limits.
    #[error("{field}: a number from {least} to {most} is needed")]
    Between {
        /// Which rule.
        field: Field,
        /// The least.
        least: u16,
        /// The most.
        most: u16,
    },
    /// Nobody in this circle has this key, or not any more.
    #[error("nobody here has this key, or not any more: {0}")]
    NoSuchPerson(PersonId),
    /// One cannot do this to oneself.
    #[error("this is yourself")]
    Yourself,
    /// This person has vouched for as many newcomers lately as the circle's rules allow, or those who vouched for them.
    #[error("no more newcomers can be vouched for this month")]
    BudgetSpent,
    /// Whoever was not met for so long has no say until they are.
    #[error("whoever was not met by members for so long has no say here until they are met again")]
    Faded,
    /// Whom this person has vouched for already.
    #[error("you have already vouched for them")]
    AlreadyVouched,
    /// The motion is not known on this phone.
    #[error("this motion is not known here: {0}")]
    NoSuchMotion(EntryId),
    /// Who has no seat in the motion's roll, or is who it is about, cannot sign it.
    #[error("only those who had a seat when the motion was made can sign it, and not whom it is about")]
    NotOnRoll,
    /// It has been signed by this person already.
    #[error("you have already signed this")]
    AlreadySigned,
    /// Too many motions of one person are open.
    #[error("you have {limit} motions open: wait until one of them is decided")]
    TooManyMotions {
        /// How many may be.
        limit: usize,
    },
    /// The recovery is not known here, or is over.
    #[error("this recovery is not known here, or is over")]
    NoSuchRecovery,
    /// More than half of those present have not confirmed.
    #[error("more than half of those on the list have to confirm it")]
    TooFewConfirmed,
    /// Meetings that make members need a circle that has just begun, or one that has opened such an evening.
    #[error("the circle has not opened such an evening")]
    NoEvening,
    /// The proposal is not known on this phone.
    #[error("this proposal is not known here: {0}")]
    NoSuchProposal(EntryId),
    /// The amendment is not known here, or nothing can be done with it any more.
    #[error("this amendment is not known here, or is no longer open: {0}")]
    NoSuchAmendment(EntryId),
    /// The proposal is being voted on, was decided, or was taken back.
    #[error("this proposal is being voted on, was decided or was taken back")]
    ProposalOver,
    /// A proposal wants supporters, or days to be read, before it is voted on.
    #[error("it cannot be voted on yet: it wants supporters, or days to be read")]
    NotReady,
    /// Only who wrote it can do that.
    #[error("only who wrote it can do that")]
    NotWriter,
    /// One need not support what one wrote.
    #[error("this is your own proposal")]
    OwnProposal,
    /// The text as it should be is the text as it is.
    #[error("nothing in the text is different")]
    NothingChanged,
    /// Too many proposals of one person are open.
    #[error("you have {limit} proposals open: wait until one of them is decided, or take one back")]
    TooManyProposals {
        /// How many may be.
        limit: usize,
    },
    /// Too many amendments of one person to one proposal.
    #[error("you have written {limit} amendments to this: propose a text of your own")]
    TooManyAmendments {
        /// How many may be.
        limit: usize,
    },
    /// Too many remarks of one person beside one proposal.
    #[error("you have said {limit} things beside this proposal: let the others speak")]
    TooManyRemarks {
        /// How many may be.
        limit: usize,
    },
    /// The decision that a proposal is about is not known here, or does not hold.
    #[error("the decision that this is about is not known here, or does not hold: {0}")]
    NoSuchDecision(EntryId),
    /// "Until when" lies in the past.
    #[error("the time until which it is needed has passed")]
    UntilPassed,
    /// This phone is not (yet) a member of the circle.
    #[error("only members of the circle can do that, and this phone is not one yet")]
    NotMember,
    /// The circle has begun already.
    #[error("this circle has already been founded")]
    AlreadyFounded,
    /// Nobody with this key is knocking.
    #[error("nobody with this key is waiting to be let in")]
    NobodyKnocks,
    /// The post is not known on this phone.
    #[error("this post is not known here: {0}")]
    NoSuchPost(EntryId),
    /// The post has been closed.
    #[error("this post is closed")]
    Closed,
    /// Every place for a helper is filled.
    #[error("there are enough helpers already")]
    Full,
    /// One's own post cannot be claimed.
    #[error("this is your own post")]
    OwnPost,
    /// Only the author of the post can do that.
    #[error("only the person who posted this can do that")]
    NotAuthor,
    /// It has been claimed by this person already.
    #[error("you have already said that you take this on")]
    AlreadyClaimed,
    /// The person has no open claim on this post.
    #[error("there is no open claim by this person")]
    NoClaim,
    /// The person is not confirmed for this post.
    #[error("this person is not confirmed for this post")]
    NotConfirmed,
    /// This side has said "done" before.
    #[error("you have already said that this is done")]
    AlreadyDone,
    /// Somebody is confirmed: cancelling needs a word to them.
    #[error("somebody is confirmed for this: cancel it with a word to them")]
    SomebodyConfirmed,
    /// Part of what this phone wrote before is missing here; writing on would fork its chain.
    #[error(
        "part of what this phone wrote is missing here: it can write again once a neighbour has brought it back"
    )]
    Incomplete,
    /// The circle's log has reached its limit on this phone.
    #[error("this circle's log is full on this phone")]
    LogFull,
    /// A circle of this kind has none of that: a pair and an own circle have no board, let nobody in and remove nobody.
    #[error("that is not for this kind of circle")]
    OtherPurpose,
    /// A contact's code cannot be used, or a contact is none.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// A code about recovery cannot be used.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// A phone cannot be linked.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The meeting is not known on this phone.
    #[error("this meeting is not known here yet: stay near somebody who is at it")]
    NoSuchMeeting,
    /// The meeting is over.
    #[error("this meeting is over")]
    MeetingOver,
    /// Only those who are in can do that.
    #[error("only those who are checked in can do that")]
    NotThere,
    /// They are in already.
    #[error("they are in already")]
    AlreadyThere,
    /// Somebody facilitates already, or only whoever does can do that.
    #[error("somebody else facilitates this meeting")]
    NotFacilitator,
    /// It is not their turn.
    #[error("it is somebody else's turn")]
    NotYourTurn,
    /// The show of hands is over, or is up already.
    #[error("this show of hands is over, or up already")]
    NoSuchShow,
    /// Too many shows of hands of one person are up.
    #[error("you have {limit} shows of hands up: wait until one of them is over")]
    TooManyShows {
        /// How many may be.
        limit: usize,
    },
    /// The agenda is full.
    #[error("an agenda has at most {limit} points")]
    AgendaFull {
        /// How many it can have.
        limit: usize,
    },
    /// The point is on the agenda already, or there is no such point.
    #[error("this is on the agenda already, or is no point of it")]
    NoSuchPoint,
    /// Lots need more than half of the roll, with a phone each.
    #[error("lots are drawn once {needed} of those who can vote are there with their phones: {there} are")]
    TooFewForLots {
        /// How many it takes.
        needed: usize,
        /// How many there are.
        there: usize,
    },
    /// There is one draw a meeting.
    #[error("lots were drawn at this meeting, or are being drawn")]
    AlreadyDrawn,
    /// Dice are numbers from 1 to 6, and are thrown when the phones are done.
    #[error("type one number from 1 to 6 for each die, once the phones ask for it")]
    NoDice,
    /// A key for a shared phone or a card is wanted, or is none, or is somebody else's.
    #[error("this way of voting goes with another sort of key")]
    OtherWay,
    /// A meeting's code cannot be used.
    #[error(transparent)]
    MeetingCode(#[from] CodeError),
    /// The vote is not known on this phone.
    #[error("this vote is not known here: {0}")]
    NoSuchVote(EntryId),
    /// Ballots are not taken yet, or not any more.
    #[error("this vote takes no ballots now")]
    NotOpen,
    /// The person who holds this phone has no vote in it, or not on this phone.
    #[error("you are not on the list of voters, or do not vote on this phone")]
    NotVoter,
    /// They were let in to vote in another way, and have only that one.
    #[error("this person was let in to vote in another way: {}", .way.word())]
    VotesOtherwise {
        /// In which.
        way: Way,
    },
    /// A card does not vote, or was not opened.
    #[error(transparent)]
    Card(#[from] CardError),
    /// One person has so many cards at the most.
    #[error("you have {limit} cards already: say which of them are lost")]
    TooManyCards {
        /// The most.
        limit: usize,
    },
    /// No such card of one's own, or it is lost already.
    #[error("this is no card of yours, or it was reported lost already")]
    NoSuchCard,
    /// Only tellers can do that.
    #[error("only the tellers of this vote can do that")]
    NotTeller,
    /// The round before is not over.
    #[error("this question is being voted on already: close it, or let it go, before it is asked again")]
    AlreadyVoting,
    /// Nobody was drawn who closes the vote, and there are too many for all of them to do it.
    #[error("draw lots first: with more than {limit} voters somebody has to be drawn who closes the vote")]
    DrawFirst {
        /// How many can close a vote together.
        limit: usize,
    },
    /// More voters than one opening has room for.
    #[error("too many voters for one vote: at most {limit}, fewer if many of them use cards")]
    TooManyVoters {
        /// The most.
        limit: usize,
    },
    /// The method and the options, or the ballot, do not go together.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// A vote on a proposal asks for it by its title and is counted as was agreed on; and no vote is counted so that a few
    /// pass something against the others.
    #[error(
        "a vote on a proposal asks for it by its own title, and is counted as the circle has agreed on; and no vote is counted so that a few could pass something against all others"
    )]
    OtherQuestion,
    /// Acknowledged is acknowledged.
    #[error("this phone has acknowledged what the tellers agreed on: it cannot let the vote go any more")]
    Acknowledged,
    /// There are to be between one and nine guardians, of whom it takes between one and all.
    #[error("choose up to nine guardians, and how many of them it takes")]
    Guardians,
}

impl Refused {
    /// The field on the form that this is about, if it is about one.
    pub fn field(&self) -> Option<Field> {
        match self {
            Refused::Empty { field } | Refused::TooLong { field, .. } | Refused::Unreadable { field } => {
                Some(*field)
            }
            Refused::Helpers { .. } => Some(Field::Helpers),
            Refused::Between { field, .. } => Some(*field),
            Refused::UntilPassed => Some(Field::Until),
            Refused::Unfit(Unfit::NoReason | Unfit::TooLong { .. } | Unfit::Unreadable) => {
                Some(Field::Reason)
            }
            Refused::NothingChanged => Some(Field::Proposal),
            Refused::TooManyRemarks { .. } => Some(Field::Remark),
            Refused::Card(
                CardError::ShortCode { .. }
                | CardError::SimpleCode
                | CardError::WrongCode
                | CardError::Wait { .. }
                | CardError::Shut,
            ) => Some(Field::CardCode),
            _ => None,
        }
    }
}

/// What a person typed or chose, as a form names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A person's name.
    Name,
    /// The code of a printed card.
    CardCode,
    /// A circle's name.
    CircleName,
    /// A post's title.
    Title,
    /// A post's text.
    Words,
    /// Where, in words.
    Area,
    /// For whom else it is.
    ForWhom,
    /// Until when.
    Until,
    /// How many helpers.
    Helpers,
    /// The note for one person.
    Note,
    /// The word that goes with a cancellation.
    Notice,
    /// What a motion says.
    Motion,
    /// What a proposal says.
    Proposal,
    /// Why the text should be otherwise.
    Why,
    /// What is said beside a proposal.
    Remark,
    /// How many others support a proposal before it comes onto an agenda.
    Support,
    /// How many blocks stop a proposal.
    Blocks,
    /// What share of the yeses it takes.
    Share,
    /// What somebody answers to a motion about them.
    Answer,
    /// What a circle is for.
    Purpose,
    /// How many vouch for a newcomer.
    Vouches,
    /// How many newcomers a member may vouch for in a month.
    Budget,
    /// When somebody whom nobody met has no say any more.
    Fading,
    /// How many take part, for a vote to count.
    Quorum,
    /// How long a proposal is there to be read.
    NoticeDays,
    /// How long a role is given for.
    Term,
    /// How long posts are shown.
    Retention,
    /// How long a recovery waits.
    RecoveryWait,
    /// A point of an agenda.
    Point,
    /// How long a turn is.
    Turn,
    /// Why somebody blocks, or has a concern.
    Reason,
    /// What is voted on.
    Question,
    /// One of the answers to choose from.
    Option,
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Field::Name => "the name",
            Field::CircleName => "the circle's name",
            Field::Title => "the title",
            Field::Words => "the text",
            Field::Area => "the area",
            Field::ForWhom => "for whom it is",
            Field::Until => "until when",
            Field::Helpers => "the number of helpers",
            Field::Note => "the note",
            Field::Notice => "the word to the others",
            Field::Motion => "the motion",
            Field::Proposal => "the proposal",
            Field::Why => "the reason",
            Field::Remark => "the remark",
            Field::Support => "the number of those who support it",
            Field::Blocks => "the number of blocks",
            Field::Share => "the share",
            Field::Answer => "the answer",
            Field::Purpose => "the purpose",
            Field::Vouches => "the number of vouches",
            Field::Budget => "the number of newcomers a month",
            Field::Fading => "the days until a say fades",
            Field::Quorum => "the quorum",
            Field::NoticeDays => "the days of notice",
            Field::Term => "the days of a term",
            Field::Retention => "the days that posts are shown",
            Field::RecoveryWait => "the days that a recovery waits",
            Field::Point => "the point",
            Field::Turn => "the seconds of a turn",
            Field::Reason => "the reason",
            Field::Question => "the question",
            Field::Option => "the option",
            Field::CardCode => "the code of the card",
        })
    }
}

/// Why bytes from a neighbour were not taken. Counted against that neighbour; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Rejected {
    /// The bytes are not a message or entry of ours.
    #[error("the bytes are not in the form that was agreed")]
    Malformed,
    /// A limit of the form was passed.
    #[error("more bytes or items than the limit allows")]
    TooLarge,
    /// The signature does not hold in this circle.
    #[error("a signature does not hold in this circle")]
    Forged,
    /// The lamport number is not one more than the largest of the causes.
    #[error("an entry's lamport number does not follow from its causes")]
    WrongLamport,
    /// The causes are not what the format demands (own chain, foreign heads).
    #[error("an entry's causes are not its author's last entry and heads of others")]
    WrongCauses,
    /// What the founder signed before anybody else had said a word is one chain, and this is another.
    #[error("another beginning of a circle that has begun")]
    OtherBeginning,
    /// A message that this neighbour may not send now.
    #[error("a message out of turn")]
    OutOfTurn,
    /// An entry whose words were erased, where nothing may be erased.
    #[error("an entry without its words")]
    Erased,
    /// Symbols of a sketch that no two sets give, or that never come out even.
    #[error("symbols that do not come out even")]
    WrongSymbols,
    /// The circle's log has as many authors or entries as it can have.
    #[error("the log is full")]
    LogFull,
}
