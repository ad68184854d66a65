//! Views: plain data that a screen shows. No screen computes a rule; what may be done stands here.

use crate::{
    assembly::{
        card::MyCard,
        meeting::{MeetingCard, MeetingView},
        proposal::{ProposalCard, ProposalView},
        vote::{VoteCard, VoteView},
    },
    event::{Direction, Kind, Posting, Urgency},
    ids::{CircleId, DeviceKey, EntryId, Mark, PersonId},
    motion::Proposal,
    rules::Rules,
    time::Time,
};

/// Which view may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// [`Board`], and every [`PostView`].
    Board,
    /// [`People`].
    People,
    /// [`Nearby`].
    Nearby,
    /// [`Agreed`].
    Agreed,
    /// [`Deciding`], and every [`Matter`].
    Decide,
}

impl View {
    /// All of them.
    pub const ALL: [View; 5] = [View::Board, View::People, View::Nearby, View::Agreed, View::Decide];
}

/// Everything that a circle decides: the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deciding {
    /// Meetings.
    pub meetings: Vec<MeetingCard>,
    /// Votes.
    pub votes: Vec<VoteCard>,
    /// Proposals.
    pub proposals: Vec<ProposalCard>,
    /// One's own printed cards.
    pub cards: Vec<MyCard>,
}

/// One thing that is decided, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A proposal.
    Proposal(Box<ProposalView>),
    /// A meeting.
    Meeting(Box<MeetingView>),
    /// A vote.
    Vote(Box<VoteView>),
}

/// Everything asked and offered in a circle, what is open and urgent first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// Hidden posts are left out.
    pub cards: Vec<Card>,
    /// Those hidden on this phone, in the same order.
    pub hidden: Vec<Card>,
}

/// One post on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The post's name in the log.
    pub id: EntryId,
    /// Whether help is asked for or offered.
    pub direction: Direction,
    /// One line.
    pub title: String,
    /// Where, in words.
    pub area: String,
    /// What sort of help.
    pub kind: Kind,
    /// How pressing.
    pub urgency: Urgency,
    /// Needed or offered until then.
    pub until: Option<Time>,
    /// What the author's clock said at writing.
    pub written: Time,
    /// Who posted it.
    pub author: Person,
    /// Where it stands.
    pub status: Status,
    /// Places for helpers, and how many are confirmed.
    pub helpers: u16,
    /// How many are confirmed (done ones counted).
    pub confirmed: u16,
    /// How many have claimed and wait for the author's yes.
    pub waiting: u16,
    /// What it has to do with the person who holds this phone.
    pub mine: Mine,
    /// How far it got.
    pub reach: Reach,
}

/// Where a post stands, on every phone alike but for `Expired`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// There is a place left.
    Open,
    /// Every place is filled, not all is done.
    Taken,
    /// Its time has passed, says this phone's clock; nobody is confirmed.
    Expired,
    /// All that was confirmed is done.
    Done,
    /// Its author took it back.
    Withdrawn,
    /// Its author could not after all, and said so.
    Cancelled,
}

impl Status {
    /// Whether the post is over in the log (an expired one is not).
    pub fn is_closed(self) -> bool {
        matches!(self, Status::Done | Status::Withdrawn | Status::Cancelled)
    }
}

/// What a post has to do with the person who holds this phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mine {
    /// Nothing yet.
    No,
    /// They wrote it.
    Author,
    /// They claimed it and wait for the author's yes.
    Claimed,
    /// They are confirmed, or were and it is done.
    Confirmed,
}

/// How far one's own entry got; the furthest that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not one's own: it came from elsewhere.
    Foreign,
    /// Kept on this phone.
    Here,
    /// So many other devices are known to hold it.
    With(u16),
    /// The person it is for has it: the post's author a claim, the confirmed person a confirmation.
    Seen,
    /// The post's author confirmed it.
    Confirmed,
}

/// One post with its whole story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostView {
    /// The post on the board.
    pub card: Card,
    /// The post as it was written.
    pub posting: Posting,
    /// Everybody who claimed it, in the order of the log.
    pub claims: Vec<ClaimView>,
    /// What happened, in the order of the log.
    pub story: Vec<Happening>,
    /// The author's word at cancelling.
    pub notice: Option<String>,
    /// Whether it is hidden on this phone.
    pub hidden: bool,
    /// What the person who holds this phone can do now.
    pub can: Can,
}

/// One person's claim on a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimView {
    /// Who.
    pub person: Person,
    /// How far it came.
    pub stage: Stage,
    /// Notes between the author and this person that this phone can open; none once the pair's matter is closed.
    pub notes: Vec<NoteView>,
    /// The word that went with a cancellation.
    pub notice: Option<String>,
}

/// How far a claim came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Waits for the author's yes.
    Claimed,
    /// Taken back before the yes.
    Released,
    /// The author said yes.
    Confirmed,
    /// One side said done; it settles by itself after seven days of circle time.
    SaidDone {
        /// Whether the post's author said it (else the confirmed person).
        by_author: bool,
    },
    /// One side said done, and the other kept silent for seven days of circle time.
    DoneSays {
        /// Whether the post's author said it (else the confirmed person).
        by_author: bool,
    },
    /// Both sides said done.
    Done,
    /// Called off after the yes.
    Cancelled,
}

/// One opened note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// Who wrote it.
    pub from: PersonId,
    /// What its author's clock said.
    pub written: Time,
    /// What it says.
    pub text: String,
}

/// One line of a post's story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Who did it.
    pub who: Person,
    /// What.
    pub what: What,
    /// To or for whom, where that says more.
    pub whom: Option<Person>,
    /// What the author's clock said.
    pub written: Time,
    /// How far it got, if it is one's own.
    pub reach: Reach,
}

/// What happened to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It was written.
    Posted,
    /// Somebody claimed it.
    Claimed,
    /// A claim was taken back.
    Released,
    /// The author confirmed somebody.
    Confirmed,
    /// A note went from one to the other.
    Noted,
    /// One side said done.
    SaidDone,
    /// The author took it back.
    Withdrawn,
    /// Somebody cancelled.
    Cancelled,
}

/// What the person who holds this phone can do with a post now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// Claim it.
    pub claim: bool,
    /// Take the claim back.
    pub release: bool,
    /// Confirm one of these.
    pub confirm: Vec<PersonId>,
    /// Write a note to one of these.
    pub note: Vec<PersonId>,
    /// Say done for the pair with one of these confirmed people (oneself, if one is confirmed).
    pub done: Vec<PersonId>,
    /// Withdraw it.
    pub withdraw: bool,
    /// Cancel it with a word.
    pub cancel: bool,
}

/// A person as a screen shows them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// Who, in this circle.
    pub id: PersonId,
    /// How they want to be called; empty if that is not known here yet.
    pub name: String,
}

impl Person {
    /// The coloured mark shown beside the name.
    pub fn mark(&self) -> Mark {
        self.id.mark()
    }
}

/// Who is in the circle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// The circle, once something is known of it.
    pub circle: Option<CircleView>,
    /// The person who holds this phone, once they are a member.
    pub me: Option<Person>,
    /// All members, oneself included, by name and then by key.
    pub members: Vec<Member>,
    /// Who knocks at this phone and waits for a yes.
    pub knocks: Vec<KnockView>,
    /// For whom somebody vouched, who does not knock here.
    pub candidates: Vec<KnockView>,
    /// Who was here and is not any more, by name.
    pub gone: Vec<Gone>,
    /// How many vouches a newcomer needs now.
    pub vouches: u8,
    /// The founding meeting that is going on.
    pub gathering: Option<GatheringView>,
    /// For how many more newcomers the person who holds this phone may vouch within thirty days; no limit, if none.
    pub vouches_left: Option<usize>,
    /// Whether this phone was in the circle and is not any more.
    pub parted: Option<Parted>,
    /// After leaving: who has this person's word for it, by name.
    pub told: Vec<Person>,
}

/// How this phone came out of a circle. What was written before stays readable on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parted {
    /// The person left of their own accord.
    Left {
        /// Whether another phone is known to have their word for it.
        told: bool,
    },
    /// More than half of the circle removed them.
    Removed,
    /// Another phone of theirs cut this one off.
    CutOff,
}

/// The circle itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircleView {
    /// Its id.
    pub id: CircleId,
    /// Its name; empty until its first entry has come.
    pub name: String,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// The key of a device that is theirs now: what one vouches for who has met them again.
    pub device: DeviceKey,
    /// Who let them in; nobody, for the founder.
    pub admitted_by: Option<Person>,
    /// When this phone last had a link to them, by its own clock; not since it was started, if none.
    pub heard: Option<Time>,
    /// Whether there is a link to them now.
    pub near: bool,
    /// A device of theirs signed two entries at one place: its key was copied, or is used in bad faith.
    pub forked: bool,
    /// What say they have.
    pub say: Say,
    /// Who vouched for them or has met them since, by name; nobody, for those who began the circle together.
    pub vouched_by: Vec<Person>,
    /// For whom they vouched when those came in, by name.
    pub vouched_for: Vec<Person>,
    /// Who they were here before they left or were removed, if those who vouched for them said so.
    pub again: Option<Person>,
}

/// What say a member has in what holds for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Say {
    /// A seat in every roll.
    Seat,
    /// None yet: more than half of the seats before have to have noticed that they came in.
    NotYet,
    /// None any more: nobody has met them for so long.
    Faded,
}

/// Somebody who is not here any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Who.
    pub person: Person,
    /// Whether they left of their own accord (else they were removed).
    pub left: bool,
}

/// What a circle has agreed on, and what it is asked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// The rules now.
    pub rules: Rules,
    /// How many seats there are.
    pub seats: usize,
    /// All motions: the open ones first, then the newest.
    pub motions: Vec<MotionView>,
    /// Evenings that were opened and have not been held.
    pub evenings: Vec<EntryId>,
    /// Whether a founding meeting may be held without a motion, since the circle has just begun.
    pub can_gather: bool,
    /// Members whose new phones wait.
    pub recoveries: Vec<RecoveryView>,
    /// One's own devices.
    pub devices: Vec<DeviceView>,
    /// Whether guardians can bring one back in this circle.
    pub guarded: bool,
}

/// One motion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MotionView {
    /// Its name in the log.
    pub id: EntryId,
    /// Who made it.
    pub by: Person,
    /// What the author's clock said.
    pub written: Time,
    /// What the circle should do.
    pub proposal: Proposal,
    /// Whom it is about.
    pub accused: Option<Person>,
    /// Members for whom the accused had vouched: they may sign, and the others see it.
    pub vouched_for: Vec<Person>,
    /// Why.
    pub text: String,
    /// What the accused says, with their clock.
    pub answers: Vec<(Time, String)>,
    /// Who signed, by name.
    pub signed: Vec<Person>,
    /// How many have to.
    pub needed: usize,
    /// How many there are on its roll.
    pub roll: usize,
    /// Whether it is in force.
    pub enacted: bool,
    /// Whether the person who holds this phone can sign it now.
    pub can_sign: bool,
    /// Whether they can answer it.
    pub can_answer: bool,
}

/// Somebody whose new phone waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryView {
    /// Its name in the log.
    pub id: EntryId,
    /// Who.
    pub person: Person,
    /// The new phone's key.
    pub device: DeviceKey,
    /// The member who has seen them.
    pub helped_by: Person,
    /// How many days it waits in all, and for how many more.
    pub waits: (u16, u16),
    /// Whether it is about the person who holds this phone, who can object.
    pub can_object: bool,
}

/// One device of the person who holds this phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// Its key.
    pub device: DeviceKey,
    /// Whether it is this one.
    pub here: bool,
    /// Whether it was cut off.
    pub cut: bool,
}

/// Somebody who holds a code and waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnockView {
    /// The key they will have.
    pub device: DeviceKey,
    /// The name they gave.
    pub name: String,
    /// Whether their code was shown by this phone since it was started.
    pub from_my_code: bool,
    /// Who has vouched for them.
    pub vouched_by: Vec<Person>,
    /// How many more have to.
    pub missing: usize,
    /// Whether the person who holds this phone has.
    pub mine: bool,
    /// Whom they were here, if they lost all their devices and their guardians gave them their key back.
    pub continues: Option<Person>,
}

/// A founding meeting that this phone takes part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheringView {
    /// Whether this phone shows the code and keeps the list.
    pub hosting: bool,
    /// Whether the list is closed, so that it can be confirmed.
    pub closed: bool,
    /// Who is on it, by key. A newcomer knows it once it is closed.
    pub list: Vec<Person>,
    /// Who has confirmed, as far as the host knows; on a newcomer's phone: themselves, if they have.
    pub confirmed: Vec<PersonId>,
    /// How many have to.
    pub needed: usize,
}

/// Which neighbours there are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nearby {
    /// Members with a link to this phone.
    pub members: Vec<Person>,
    /// Links to phones that are in this circle but have not said who they are yet.
    pub unnamed: usize,
}
