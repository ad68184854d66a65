//! Which sentence stands for which case of the core's types.
//!
//! The screens never show what a lower layer says in its own words. Each case is named here once, so the
//! compiler finds a case without a sentence, and a test finds a name without a sentence in some language.

use tequio_core::{
    CircleId, Refused,
    assembly::{
        advice::Why,
        card::CardError,
        meeting::{
            Way,
            code::{CodeError, MeetingCode},
        },
        proposal::{self, AmendmentState, Change},
    },
    contact::{ContactError, Level},
    count::{Base, Bound, Method, Threshold, Unfit},
    event::{Direction, Kind, Urgency},
    guardian::{GUARDIANS_MAX, RecoveryError},
    invite::InviteError,
    linking::LinkError,
    view::{Reach, Stage, Status, What},
    wrong::Field,
};

use crate::{
    guard::{Denied, PASSPHRASE_LETTERS_MIN, Protection},
    host::{Fault, Taken},
    words::Words,
};

/// What became of a letter that was read off another screen.
pub(crate) fn taken(taken: Taken, words: Words) -> String {
    words.say(match taken {
        Taken::New => "letter-new",
        Taken::Known => "letter-known",
        Taken::NotKept => "letter-not-kept",
        Taken::NoLetter => "letter-none",
    })
}

/// Why a wish was not carried out.
pub(crate) fn refused(refused: &Refused, words: Words) -> String {
    match refused {
        Refused::Empty { field } => words.say(empty(*field)),
        Refused::TooLong { length, limit, .. } => {
            words.with("refused-too-long", &[("over", (length - limit).into()), ("limit", (*limit).into())])
        }
        Refused::Unreadable { .. } => words.say("refused-unreadable"),
        Refused::Helpers { limit } => words.count("refused-helpers", usize::from(*limit)),
        Refused::Between { least, most, .. } => {
            words.with("refused-between", &[("least", (*least).into()), ("most", (*most).into())])
        }
        Refused::NoSuchPerson(_) => words.say("refused-no-such-person"),
        Refused::Yourself => words.say("refused-yourself"),
        Refused::BudgetSpent => words.say("refused-budget-spent"),
        Refused::Faded => words.say("refused-faded"),
        Refused::AlreadyVouched => words.say("refused-already-vouched"),
        Refused::NoSuchMotion(_) => words.say("refused-no-such-motion"),
        Refused::NotOnRoll => words.say("refused-not-on-roll"),
        Refused::AlreadySigned => words.say("refused-already-signed"),
        Refused::TooManyMotions { limit } => words.count("refused-too-many-motions", *limit),
        Refused::NoSuchRecovery => words.say("refused-no-such-recovery"),
        Refused::TooFewConfirmed => words.say("refused-too-few-confirmed"),
        Refused::NoEvening => words.say("refused-no-evening"),
        Refused::UntilPassed => words.say("refused-until-passed"),
        Refused::NoSuchProposal(_) => words.say("refused-no-such-proposal"),
        Refused::NoSuchAmendment(_) => words.say("refused-no-such-amendment"),
        Refused::ProposalOver => words.say("refused-proposal-over"),
        Refused::NotReady => words.say("refused-not-ready"),
        Refused::NotWriter => words.say("refused-not-writer"),
        Refused::OwnProposal => words.say("refused-own-proposal"),
        Refused::NothingChanged => words.say("refused-nothing-changed"),
        Refused::TooManyProposals { limit } => words.count("refused-too-many-proposals", *limit),
        Refused::TooManyAmendments { limit } => words.count("refused-too-many-amendments", *limit),
        Refused::TooManyRemarks { limit } => words.count("refused-too-many-remarks", *limit),
        Refused::NoSuchDecision(_) => words.say("refused-no-such-decision"),
        Refused::NotMember => words.say("refused-not-member"),
        Refused::AlreadyFounded => words.say("refused-already-founded"),
        Refused::NobodyKnocks => words.say("refused-nobody-knocks"),
        Refused::NoSuchPost(_) => words.say("refused-no-such-post"),
        Refused::Closed => words.say("refused-closed"),
        Refused::Full => words.say("refused-full"),
        Refused::OwnPost => words.say("refused-own-post"),
        Refused::NotAuthor => words.say("refused-not-author"),
        Refused::AlreadyClaimed => words.say("refused-already-claimed"),
        Refused::NoClaim => words.say("refused-no-claim"),
        Refused::NotConfirmed => words.say("refused-not-confirmed"),
        Refused::AlreadyDone => words.say("refused-already-done"),
        Refused::SomebodyConfirmed => words.say("refused-somebody-confirmed"),
        Refused::Incomplete => words.say("refused-incomplete"),
        Refused::LogFull => words.say("refused-log-full"),
        Refused::OtherPurpose => words.say("refused-other-purpose"),
        Refused::NoSuchMeeting => words.say("refused-no-such-meeting"),
        Refused::MeetingOver => words.say("refused-meeting-over"),
        Refused::NotThere => words.say("refused-not-there"),
        Refused::AlreadyThere => words.say("refused-already-there"),
        Refused::NotFacilitator => words.say("refused-not-facilitator"),
        Refused::NotYourTurn => words.say("refused-not-your-turn"),
        Refused::NoSuchShow => words.say("refused-no-such-show"),
        Refused::TooManyShows { limit } => words.count("refused-too-many-shows", *limit),
        Refused::AgendaFull { limit } => words.count("refused-agenda-full", *limit),
        Refused::NoSuchPoint => words.say("refused-no-such-point"),
        Refused::TooFewForLots { needed, there } => words
            .with("refused-too-few-for-lots", &[("needed", (*needed).into()), ("there", (*there).into())]),
        Refused::AlreadyDrawn => words.say("refused-already-drawn"),
        Refused::NoDice => words.say("refused-no-dice"),
        Refused::OtherWay => words.say("refused-other-way"),
        Refused::VotesOtherwise { way } => words.say(match way {
            Way::OwnPhone => "refused-votes-own-phone",
            Way::SharedPhone => "refused-votes-shared-phone",
            Way::Card => "refused-votes-card",
            Way::Paper => "refused-votes-paper",
        }),
        Refused::Card(error) => card(error, words),
        Refused::TooManyCards { limit } => words.count("refused-too-many-cards", *limit),
        Refused::NoSuchCard => words.say("refused-no-such-card"),
        Refused::MeetingCode(error) => words.say(meeting_code(*error)),
        Refused::Guardians => words.count("refused-guardians", GUARDIANS_MAX),
        Refused::NoSuchVote(_) => words.say("refused-no-such-vote"),
        Refused::NotOpen => words.say("refused-not-open"),
        Refused::NotVoter => words.say("refused-not-voter"),
        Refused::NotTeller => words.say("refused-not-teller"),
        Refused::AlreadyVoting => words.say("refused-already-voting"),
        Refused::DrawFirst { limit } => words.count("refused-draw-first", *limit),
        Refused::TooManyVoters { limit } => words.count("refused-too-many-voters", *limit),
        Refused::OtherQuestion => words.say("refused-other-question"),
        Refused::Acknowledged => words.say("refused-acknowledged"),
        Refused::Unfit(Unfit::NoReason) => words.say("refused-no-reason"),
        Refused::Unfit(Unfit::TooLong { length, limit }) => {
            words.with("refused-too-long", &[("over", (length - limit).into()), ("limit", (*limit).into())])
        }
        Refused::Unfit(Unfit::Unreadable) => words.say("refused-unreadable"),
        Refused::Unfit(_) => words.say("refused-unfit"),
        Refused::Contact(error) => words.say(contact(*error)),
        Refused::Recovery(error) => words.say(recovery(*error)),
        Refused::Link(error) => words.say(link(*error)),
    }
}

fn empty(field: Field) -> &'static str {
    match field {
        Field::Name => "empty-name",
        Field::CircleName => "empty-circle-name",
        Field::Title => "empty-title",
        Field::ForWhom => "empty-for-whom",
        Field::Note => "empty-note",
        Field::Notice => "empty-notice",
        Field::CardCode => "card-code-none",
        Field::Reason | Field::Motion => "empty-motion",
        Field::Answer => "empty-answer",
        Field::Point => "empty-point",
        Field::Question => "empty-question",
        Field::Option => "empty-option",
        Field::Proposal => "empty-proposal",
        Field::Remark => "empty-remark",
        Field::Words
        | Field::Why
        | Field::Support
        | Field::Blocks
        | Field::Share
        | Field::Area
        | Field::Until
        | Field::Helpers
        | Field::Purpose
        | Field::Vouches
        | Field::Budget
        | Field::Fading
        | Field::Quorum
        | Field::NoticeDays
        | Field::Term
        | Field::Retention
        | Field::RecoveryWait
        | Field::Turn => "empty-other",
    }
}

/// What is wrong with this device.
pub(crate) fn fault(fault: Fault, words: Words) -> String {
    words.say(match fault {
        Fault::Disk => "fault-disk",
        Fault::Full => "fault-full",
        Fault::ReadOnly | Fault::Folder => "fault-read-only",
        Fault::InUse => "fault-in-use",
        Fault::Damaged | Fault::Key | Fault::Version | Fault::Locked => "fault-damaged",
        Fault::Stopped => "fault-stopped",
        Fault::Links => "fault-links",
        Fault::Unable | Fault::Dice => "fault-unable",
    })
}

/// Why a secret, a place or a file was not taken.
pub(crate) fn denied(denied: Denied, words: Words) -> String {
    match denied {
        Denied::Wrong => words.say("denied-wrong"),
        Denied::Empty => words.say("denied-empty"),
        Denied::Short => words.count("denied-short", PASSPHRASE_LETTERS_MIN),
        Denied::Long => words.say("denied-long"),
        Denied::Differs => words.say("denied-differs"),
        Denied::Alike => words.say("denied-alike"),
        Denied::Place => words.say("denied-place"),
        Denied::NoFile => words.say("denied-no-file"),
        Denied::NoBackup => words.say("denied-no-backup"),
        Denied::NotNear => words.say("denied-not-near"),
        Denied::NoRoom => words.say("denied-no-room"),
        Denied::TooLarge => words.say("denied-too-large"),
    }
}

/// What guards this phone, and from whom.
pub(crate) fn protection(protection: Protection) -> &'static str {
    match protection {
        Protection::File => "guard-file",
        Protection::Keychain => "guard-keychain",
        Protection::Passphrase => "guard-passphrase",
    }
}

/// Why what is kept on this phone can only be read.
pub(crate) fn reads(why: Fault) -> &'static str {
    match why {
        Fault::Full => "reads-full",
        Fault::ReadOnly | Fault::Folder => "reads-read-only",
        _ => "reads-broken",
    }
}

/// Why this phone cannot be opened.
pub(crate) fn closed(fault: Fault) -> &'static str {
    match fault {
        Fault::Disk => "closed-disk",
        Fault::Full => "closed-full",
        Fault::ReadOnly => "closed-read-only",
        Fault::Folder => "closed-folder",
        Fault::InUse => "closed-in-use",
        Fault::Damaged => "closed-damaged",
        Fault::Key => "closed-key",
        Fault::Version => "closed-version",
        Fault::Locked => "closed-locked",
        Fault::Dice => "closed-dice",
        // Without links it opens all the same.
        Fault::Stopped | Fault::Unable | Fault::Links => "closed-stopped",
    }
}

/// What a person can do about it.
pub(crate) fn closed_remedy(fault: Fault) -> &'static str {
    match fault {
        Fault::Disk => "closed-disk-remedy",
        Fault::Full => "closed-full-remedy",
        Fault::ReadOnly => "closed-read-only-remedy",
        Fault::Folder => "closed-folder-remedy",
        Fault::InUse => "closed-in-use-remedy",
        Fault::Damaged => "closed-damaged-remedy",
        Fault::Key => "closed-key-remedy",
        Fault::Version => "closed-version-remedy",
        Fault::Locked => "closed-locked-remedy",
        Fault::Dice => "closed-dice-remedy",
        Fault::Stopped | Fault::Unable | Fault::Links => "closed-stopped-remedy",
    }
}

/// Why a code cannot be used.
pub(crate) fn invite(error: InviteError, words: Words) -> String {
    words.say(match error {
        InviteError::NotACode => "code-not-a-code",
        InviteError::Damaged => "code-damaged",
        InviteError::Newer => "code-newer",
        InviteError::TooOld => "code-too-old",
        InviteError::OfContact => "code-of-contact",
    })
}

/// Why a card does not vote.
fn card(error: &CardError, words: Words) -> String {
    match error {
        CardError::NotACard => words.say("card-not-a-card"),
        CardError::Damaged => words.say("code-damaged"),
        CardError::OtherCircle => words.say("card-other-circle"),
        CardError::Unknown => words.say("card-unknown"),
        CardError::Lost => words.say("card-reported-lost"),
        CardError::ShortCode { least } => words.count("card-code-short", *least),
        CardError::SimpleCode => words.say("card-code-simple"),
        CardError::WrongCode => words.say("card-code-wrong"),
        CardError::Wait { seconds } => words.count("card-code-wait", *seconds as usize),
        CardError::Shut => words.say("card-code-shut"),
        CardError::PutAway => words.say("lent-put-away"),
    }
}

/// Why a meeting's code cannot be used.
fn meeting_code(error: CodeError) -> &'static str {
    match error {
        CodeError::NotACode => "meeting-code-none",
        CodeError::Damaged => "code-damaged",
        CodeError::OtherCircle => "meeting-code-other-circle",
    }
}

/// What is wrong with a code that is to be of a meeting in this circle; nothing, if it is.
pub(crate) fn meeting_code_wrong(code: &str, circle: Option<&CircleId>, words: Words) -> Option<String> {
    match MeetingCode::read(code) {
        Ok(code) if Some(&code.circle) == circle => None,
        Ok(_) => Some(words.say(meeting_code(CodeError::OtherCircle))),
        Err(error) => Some(words.say(meeting_code(error))),
    }
}

/// How somebody votes at a meeting.
pub(crate) fn way_of_voting(way: Way) -> &'static str {
    match way {
        Way::OwnPhone => "way-own-phone",
        Way::SharedPhone => "way-shared-phone",
        Way::Card => "way-card",
        Way::Paper => "way-paper",
    }
}

/// Why a contact's code cannot be used.
fn contact(error: ContactError) -> &'static str {
    match error {
        ContactError::NotACode => "code-not-a-code",
        ContactError::OfCircle => "contact-code-of-circle",
        ContactError::Damaged => "code-damaged",
        ContactError::Newer => "code-newer",
        ContactError::TooOld => "contact-code-too-old",
        ContactError::Own => "contact-code-own",
        ContactError::AnswersAnother => "contact-code-answers-another",
        ContactError::Used => "contact-code-used",
        ContactError::NoSuchContact => "contact-none",
        ContactError::TooMany => "contact-too-many",
    }
}

/// Why a code about coming back cannot be used.
fn recovery(error: RecoveryError) -> &'static str {
    match error {
        RecoveryError::NotACode => "return-not-a-code",
        RecoveryError::Damaged => "code-damaged",
        RecoveryError::ForAnother => "return-for-another",
        RecoveryError::OtherSet => "return-other-set",
        RecoveryError::Twice => "return-twice",
        RecoveryError::NoShare => "return-no-share",
    }
}

/// Why a phone cannot be linked.
fn link(error: LinkError) -> &'static str {
    match error {
        LinkError::NotACode => "code-not-a-code",
        LinkError::OtherKind => "link-other-kind",
        LinkError::NoParcelCode => "parcel-other-kind",
        LinkError::TooLarge => "parcel-too-large",
        LinkError::Damaged => "code-damaged",
        LinkError::TooOld => "link-too-old",
        LinkError::Used => "link-used",
        LinkError::Own => "link-own",
        LinkError::NotNew => "link-not-new",
        LinkError::Nothing => "link-nothing",
        LinkError::NoSuchPhone => "link-no-such-phone",
    }
}

/// How well a contact is known.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Met => "level-met",
        Level::Known => "level-known",
        Level::Close => "level-close",
    }
}

/// An ask or an offer.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ask => "direction-ask",
        Direction::Offer => "direction-offer",
    }
}

/// What sort of help.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Food => "kind-food",
        Kind::Transport => "kind-transport",
        Kind::Care => "kind-care",
        Kind::Repair => "kind-repair",
        Kind::Things => "kind-things",
        Kind::Shelter => "kind-shelter",
        Kind::Papers => "kind-papers",
        Kind::Other => "kind-other",
    }
}

/// How pressing.
pub(crate) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Now => "urgency-now",
        Urgency::Soon => "urgency-soon",
        Urgency::Whenever => "urgency-whenever",
    }
}

/// Where a post stands.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Open => "status-open",
        Status::Taken => "status-taken",
        Status::Expired => "status-expired",
        Status::Done => "status-done",
        Status::Withdrawn => "status-withdrawn",
        Status::Cancelled => "status-cancelled",
    }
}

/// How far a proposal has come.
pub(crate) fn proposal_stage(stage: proposal::Stage) -> &'static str {
    use proposal::Stage;
    match stage {
        Stage::Talk => "proposal-talk",
        Stage::Ready => "proposal-ready",
        Stage::OnAgenda(_) => "proposal-on-agenda",
        Stage::Voting(_) => "proposal-voting",
        Stage::Holds(_) => "proposal-holds",
        Stage::LookAgain(_) => "proposal-look-again",
        Stage::Ended(_) => "proposal-ended",
        Stage::Changed { how: Change::Repeal, .. } => "proposal-repealed",
        Stage::Changed { how: Change::Keep, .. } => "proposal-kept",
        Stage::Changed { how: Change::Replace, .. } => "proposal-replaced",
        Stage::Refused(_) => "proposal-refused",
        Stage::Withdrawn => "status-withdrawn",
    }
}

/// What became of an amendment.
pub(crate) fn amendment_state(state: AmendmentState) -> &'static str {
    match state {
        AmendmentState::Open => "amendment-open",
        AmendmentState::Voting(_) => "proposal-voting",
        AmendmentState::Adopted => "amendment-adopted",
        AmendmentState::Voted => "amendment-voted",
        AmendmentState::Refused => "proposal-refused",
        AmendmentState::Collided(_) => "amendment-collided",
        AmendmentState::Unfit => "amendment-unfit",
        AmendmentState::TakenBack => "status-withdrawn",
        AmendmentState::Over => "amendment-over",
    }
}

/// What a proposal would do to an earlier decision. The sentence takes its title as `name`.
pub(crate) fn change(change: Change) -> &'static str {
    match change {
        Change::Repeal => "about-repeal",
        Change::Keep => "about-keep",
        Change::Replace => "about-replace",
    }
}

/// The way to a proposal that does that.
pub(crate) fn follow(change: Change) -> &'static str {
    match change {
        Change::Repeal => "follow-repeal",
        Change::Keep => "follow-keep",
        Change::Replace => "follow-replace",
    }
}

/// The word for it in an address.
pub(crate) fn change_word(change: Change) -> &'static str {
    match change {
        Change::Repeal => "repeal",
        Change::Keep => "keep",
        Change::Replace => "replace",
    }
}

/// How a vote is counted, with its numbers.
pub(crate) fn method(method: &Method, words: Words) -> String {
    match method {
        Method::Consent { stop_at } => words.count("counted-consent", usize::from(*stop_at)),
        Method::YesNo { threshold: share } => words.about("counted-yes-no", &threshold(share, words)),
        Method::Approval { threshold: None, winners } => {
            words.count("counted-approval", usize::from(*winners))
        }
        Method::Approval { threshold: Some(share), .. } => {
            words.about("counted-approval-share", &threshold(share, words))
        }
        Method::Ranked { winners } => words.count("counted-ranked", usize::from(*winners)),
        Method::Lot { places } => words.count("counted-lot", usize::from(*places)),
    }
}

/// Why a method suits.
pub(crate) fn why(why: Why) -> &'static str {
    match why {
        Why::NobodyOverruled => "why-nobody-overruled",
        Why::PlainQuestion => "why-plain-question",
        Why::RoomBehind => "why-room-behind",
        Why::EverybodyPays => "why-everybody-pays",
        Why::NobodySetOver => "why-nobody-set-over",
        Why::MostCanLiveWith => "why-most-can-live-with",
        Why::BeatsEachOther => "why-beats-each-other",
        Why::HalfApproves => "why-half-approves",
    }
}

/// What has to be reached.
pub(crate) fn threshold(threshold: &Threshold, words: Words) -> String {
    let whom = words.say(match threshold.of {
        Base::Voting => "of-voting",
        Base::Present => "of-present",
        Base::Entitled => "of-entitled",
    });
    let (num, den) = (threshold.share.num, threshold.share.den);
    let name = match (num, den, threshold.bound) {
        (1, 2, Bound::MoreThan) => "share-half",
        (2, 3, Bound::AtLeast) => "share-two-thirds",
        (_, _, Bound::MoreThan) => "share-more-than",
        (_, _, Bound::AtLeast) => "share-at-least",
    };
    words.with(name, &[("num", num.into()), ("den", den.into()), ("whom", whom.into())])
}

/// How far a claim came. Whose yes it waits for depends on whether the author reads it, and once the post is over
/// it waits no longer.
pub(crate) fn stage(stage: Stage, author_is_me: bool, over: bool) -> &'static str {
    match (stage, author_is_me) {
        (Stage::Claimed, _) if over => "stage-not-needed",
        (Stage::Claimed, true) => "stage-claimed-mine",
        (Stage::Claimed, false) => "stage-claimed",
        (Stage::Released, _) => "stage-released",
        (Stage::Confirmed, _) => "stage-confirmed",
        (Stage::SaidDone { by_author: true }, _) => "stage-author-said-done",
        (Stage::SaidDone { by_author: false }, _) => "stage-helper-said-done",
        (Stage::DoneSays { by_author: true }, _) => "stage-done-says-author",
        (Stage::DoneSays { by_author: false }, _) => "stage-done-says-helper",
        (Stage::Done, _) => "stage-done",
        (Stage::Cancelled, _) => "stage-cancelled",
    }
}

/// One line of a post's story. The sentence takes `who` and, where there is one, `whom`. Whoever answers an ask
/// gives, and whoever answers an offer takes.
pub(crate) fn what(what: What, direction: Direction, with_whom: bool) -> &'static str {
    match (what, with_whom) {
        (What::Posted, _) => "story-posted",
        (What::Claimed, _) => match direction {
            Direction::Ask => "story-claimed",
            Direction::Offer => "story-claimed-offer",
        },
        (What::Released, _) => "story-released",
        (What::Confirmed, true) => "story-confirmed-whom",
        (What::Confirmed, false) => "story-confirmed",
        (What::Noted, true) => "story-noted-whom",
        (What::Noted, false) => "story-noted",
        (What::SaidDone, true) => "story-said-done-whom",
        (What::SaidDone, false) => "story-said-done",
        (What::Withdrawn, _) => "story-withdrawn",
        (What::Cancelled, _) => "story-cancelled",
    }
}

/// How far one's own entry got; nothing for what came from elsewhere. `seen_by` is who it is for, if that is one.
pub(crate) fn reach(reach: Reach, seen_by: Option<&str>, words: Words) -> Option<String> {
    Some(match (reach, seen_by) {
        (Reach::Foreign, _) => return None,
        (Reach::Here, _) => words.say("reach-here"),
        (Reach::With(count), _) => words.count("reach-with", usize::from(count)),
        (Reach::Seen, Some(name)) => words.about("reach-seen-by", name),
        (Reach::Seen, None) => words.say("reach-seen"),
        (Reach::Confirmed, _) => words.say("reach-confirmed"),
    })
}
