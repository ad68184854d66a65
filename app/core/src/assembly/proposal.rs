//! Proposals: what the circle might do, in plain words, before anybody votes on it.
//!
//! Somebody writes one down. It is talked about beside it, and that talk may be forgotten again; whoever would have the
//! text otherwise writes an **amendment**, a change of the text ([`text`]) that its author adopts, or a vote. When
//! enough members **support** it and it has been there to be read for as long as the circle's rules say (**notice**),
//! it is ready to be voted on. What was decided comes back when the circle wanted to look at it again, ends when it was
//! to end, and is repealed, kept or replaced by another proposal that says so.
//!
//! A text has versions: as it was written, and after each amendment that was adopted, in the order of the log. An
//! amendment names the version that it was made against by its hash; every one that was adopted since moves it, or
//! collides with it, and then its author has to write it anew. So the same facts give the same text on every phone,
//! whatever came when.
//!
//! Nothing here binds anybody: what holds are votes, and a vote freezes the hash of the text that it is about. Whatever
//! is heard of later, the text that was decided on is the one with that hash.
//!
//! Notice begins anew when the author adopts an amendment (a vote's adoption leaves it, since the circle itself made
//! it): or a bench could become a motorway on the eve of the vote, and those who stayed at home because of the bench
//! would not have known.
//!
//! Support before the agenda and changes beside each other are after LiquidFeedback ("The Principles of
//! LiquidFeedback", chapter 4) and Antragsgrün; that what was decided is looked at again is after sociocracy.

mod fold;
mod shown;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::vote::Decided;
use crate::{
    count,
    event::{self, Event, TITLE_MAX},
    ids::{DeviceKey, EntryId, PersonId},
    log::Place,
    time::{DAY, Time},
    wrong::{Field, Refused},
};

pub use shown::{AmendmentState, AmendmentView, Can, ProposalCard, ProposalView, RemarkView, Stage};
pub use text::{Span, TextHash};

/// The longest text of a proposal, in characters: three screens. With four bytes each it fits into an entry.
pub const TEXT_MAX: usize = 6_000;
/// The longest reason of an amendment, in characters.
pub const WHY_MAX: usize = 280;
/// The longest remark, in characters: half a screen.
pub const REMARK_MAX: usize = 1_000;
/// Remarks of one person about one proposal that count: of whoever talks too much 64 × 4 kB, a quarter of a megabyte.
pub const REMARKS_MAX: usize = 64;
/// Amendments of one person to one proposal that count: 16 × 25 kB are 400 kB.
pub const AMENDMENTS_MAX: usize = 16;
/// Proposals of one person that are open at a time; of more, phones list the first so many.
pub const OPEN_MAX: usize = 16;
/// How often one person's word about one proposal counts, talk apart: amending, adopting, supporting, taking back.
pub const WORDS_MAX: u32 = 128;

/// What is said about a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author proposes something. The proposal is named by this entry's id.
    #[n(0)]
    Proposed(#[n(0)] Paper),
    /// The author would have the text otherwise. The amendment is named by this entry's id.
    #[n(1)]
    Amended {
        /// The proposal.
        #[n(0)]
        proposal: EntryId,
        /// The version of its text that this is a change of.
        #[n(1)]
        base: TextHash,
        /// The change.
        #[n(2)]
        spans: Vec<Span>,
        /// Why, in a line or two; may be empty.
        #[n(3)]
        why: String,
    },
    /// The proposal's author takes an amendment into the text.
    #[n(2)]
    Adopted {
        /// The proposal.
        #[n(0)]
        proposal: EntryId,
        /// The amendment.
        #[n(1)]
        amendment: EntryId,
    },
    /// The author of this entry would have it on an agenda.
    #[n(3)]
    Supported {
        /// The proposal.
        #[n(0)]
        proposal: EntryId,
    },
    /// Not any more.
    #[n(4)]
    Unsupported {
        /// The proposal.
        #[n(0)]
        proposal: EntryId,
    },
    /// The proposal's author takes it back.
    #[n(5)]
    Withdrawn {
        /// The proposal.
        #[n(0)]
        proposal: EntryId,
    },
    /// An amendment's author takes that back.
    #[n(6)]
    TakenBack {
        /// The proposal.
        #[n(0)]
        proposal: EntryId,
        /// The amendment.
        #[n(1)]
        amendment: EntryId,
    },
}

/// A proposal as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Paper {
    /// One line.
    #[n(0)]
    pub title: String,
    /// What the circle should do, in plain words.
    #[n(1)]
    pub text: String,
    /// When it is to be looked at again, once it is decided.
    #[n(2)]
    pub review: Option<Time>,
    /// How its author would have it counted; as the circle usually does, if nothing is said.
    #[n(3)]
    pub method: Option<count::Method>,
    /// Until when it holds, once it is decided; for good, if nothing is said.
    #[n(4)]
    pub sunset: Option<Time>,
    /// The decision that it is about, if it is about one.
    #[n(5)]
    pub about: Option<About>,
}

/// What a proposal would have done to an earlier decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct About {
    /// The proposal that was decided.
    #[n(0)]
    pub decision: EntryId,
    /// What happens to it once this one is decided.
    #[n(1)]
    pub change: Change,
}

/// What happens to an earlier decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Change {
    /// It does not hold any more.
    #[n(0)]
    Repeal,
    /// It was looked at again and goes on, for as long as this proposal says.
    #[n(1)]
    Keep,
    /// This text holds in its place.
    #[n(2)]
    Replace,
}

impl Said {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Said::Proposed(paper) => paper.check(),
            Said::Amended { why, .. } => event::text(Field::Why, why, WHY_MAX),
            _ => Ok(()),
        }
    }

    /// The limits of what no person types.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Said::Proposed(Paper { method: Some(method), .. }) => {
                method.check(1).is_ok() || method.check(count::OPTIONS_MAX).is_ok()
            }
            Said::Amended { spans, .. } => text::is_well_formed(spans),
            _ => true,
        }
    }

    /// The proposal that it is about, if it is not one itself.
    fn proposal(&self) -> Option<EntryId> {
        match self {
            Said::Proposed(_) => None,
            Said::Amended { proposal, .. }
            | Said::Adopted { proposal, .. }
            | Said::Supported { proposal }
            | Said::Unsupported { proposal }
            | Said::Withdrawn { proposal }
            | Said::TakenBack { proposal, .. } => Some(*proposal),
        }
    }
}

impl Paper {
    /// The limits of a proposal, whoever wrote it.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        event::one_line(Field::Title, &self.title, TITLE_MAX)?;
        check_text(&self.text)
    }
}

/// The limits of a proposal's text.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_text(text: &str) -> Result<(), Refused> {
    event::line(Field::Proposal, text, TEXT_MAX)
}

/// The limits of a remark.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_remark(words: &str) -> Result<(), Refused> {
    event::line(Field::Remark, words, REMARK_MAX)
}

/// What a person wants with proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Propose something.
    Propose(Paper),
    /// Have the text of a proposal say this.
    Amend {
        /// Which.
        proposal: EntryId,
        /// The version that this person had before them.
        base: TextHash,
        /// The whole text as it should be.
        text: String,
        /// Why; may be empty.
        why: String,
    },
    /// Take an amendment into one's own proposal.
    Adopt {
        /// The proposal.
        proposal: EntryId,
        /// The amendment.
        amendment: EntryId,
    },
    /// Take one's own amendment back.
    TakeBack {
        /// The proposal.
        proposal: EntryId,
        /// The amendment.
        amendment: EntryId,
    },
    /// Support it, or not any more.
    Support {
        /// The proposal.
        proposal: EntryId,
        /// Whether to.
        support: bool,
    },
    /// Take one's own proposal back.
    Withdraw {
        /// The proposal.
        proposal: EntryId,
    },
    /// Say something beside it.
    Remark {
        /// The proposal.
        about: EntryId,
        /// What.
        words: String,
        /// The remark or the amendment that it answers, if one.
        answers: Option<EntryId>,
    },
}

/// Who wrote something, with which device and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Written {
    /// Who.
    #[n(0)]
    pub by: PersonId,
    /// With which device.
    #[n(1)]
    pub device: DeviceKey,
    /// As which of its entries.
    #[n(2)]
    pub seq: u32,
    /// Where it stands in the log.
    #[n(3)]
    pub place: Place,
    /// What its author's clock said.
    #[n(4)]
    pub clock: Time,
}

/// One proposal, with all that was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Proposal {
    /// Who wrote it, and when.
    #[n(0)]
    pub written: Written,
    /// What was written.
    #[n(1)]
    pub paper: Paper,
    /// The text as it stands now.
    #[n(2)]
    pub text: String,
    /// Its name.
    #[n(3)]
    pub hash: TextHash,
    /// What was taken into the text, in this order.
    #[n(4)]
    pub steps: Vec<Step>,
    /// Changes that were proposed.
    #[n(5)]
    pub amendments: BTreeMap<EntryId, Amendment>,
    /// Who supports it, its author not counted.
    #[n(6)]
    pub supporters: BTreeSet<PersonId>,
    /// Since when it is there to be read as it stands, in circle time.
    #[n(7)]
    pub noticed: Time,
    /// Whether its author took it back.
    #[n(8)]
    pub withdrawn: bool,
    /// What was said beside it, in the order of the log, as far as it is not past.
    #[n(9)]
    pub remarks: Vec<Remark>,
    /// What votes on it came to, in the order of the log.
    #[n(10)]
    pub decided: Vec<Decided>,
}

/// An amendment that was taken into the text.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Step {
    /// Which.
    #[n(0)]
    pub amendment: EntryId,
    /// What it changed of the text as it stood then.
    #[n(1)]
    pub spans: Vec<Span>,
    /// The text's name after it.
    #[n(2)]
    pub hash: TextHash,
}

/// A change that was proposed.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Amendment {
    /// Who wrote it, and when.
    #[n(0)]
    pub written: Written,
    /// The version that it was made against.
    #[n(1)]
    pub base: TextHash,
    /// The change, as it was made.
    #[n(2)]
    pub spans: Vec<Span>,
    /// Why.
    #[n(3)]
    pub why: String,
    /// What became of it.
    #[n(4)]
    pub fate: Fate,
    /// What votes on it came to.
    #[n(5)]
    pub decided: Vec<Decided>,
}

/// What became of an amendment.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum Fate {
    /// It can be adopted: this is what it would change of the text as it stands.
    #[n(0)]
    Open(#[n(0)] Vec<Span>),
    /// It was taken into the text.
    #[n(1)]
    Adopted {
        /// Whether by a vote (else by the author).
        #[n(0)]
        by_vote: bool,
    },
    /// What it changes was changed otherwise, by this amendment.
    #[n(2)]
    Collided {
        /// Which.
        #[n(0)]
        with: EntryId,
    },
    /// With it the text would be longer than a text can be, or empty; or it changes no whole pieces.
    #[n(3)]
    Unfit,
    /// The version that it was made against is not known here.
    #[n(4)]
    Adrift,
    /// Its author took it back.
    #[n(5)]
    TakenBack,
}

/// Something that was said beside a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Remark {
    /// Who, and when.
    #[n(0)]
    pub written: Written,
    /// What.
    #[n(1)]
    pub words: String,
    /// What it answers.
    #[n(2)]
    pub answers: Option<EntryId>,
}

/// The proposal that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Proposed(said) => Some(said.proposal().unwrap_or(id)),
        Event::Remarked { about, .. } => Some(*about),
        _ => None,
    }
}

/// Whether a vote came to a yes.
pub fn has_passed(decided: &Decided) -> bool {
    matches!(decided.outcome, count::Outcome::Passed | count::Outcome::Winners(_))
}

impl Proposal {
    /// The text with this name, and after how many steps it stood there; the latest, if there are several.
    pub fn version(&self, hash: &TextHash) -> Option<(String, usize)> {
        let after = match self.steps.iter().rposition(|step| step.hash == *hash) {
            Some(at) => at + 1,
            None if TextHash::of(&self.paper.title, &self.paper.text) == *hash => 0,
            None => return None,
        };
        let made = self.steps[..after].iter();
        let text = made.fold(self.paper.text.clone(), |text, step| {
            text::applied(&text, &step.spans).expect("it was applied when it was adopted")
        });
        Some((text, after))
    }

    /// The text with this amendment and its name, if it can be adopted: what a vote on it is about.
    pub fn amended(&self, amendment: &EntryId) -> Option<(String, TextHash)> {
        let Fate::Open(spans) = &self.amendments.get(amendment)?.fate else { return None };
        let text = text::applied(&self.text, spans)?;
        let hash = TextHash::of(&self.paper.title, &text);
        Some((text, hash))
    }

    /// Amendments that can be adopted and would change the same as this one.
    pub fn colliding(&self, amendment: &EntryId) -> Vec<EntryId> {
        let Some(Amendment { fate: Fate::Open(spans), .. }) = self.amendments.get(amendment) else {
            return Vec::new();
        };
        let collides = |(id, other): &(&EntryId, &Amendment)| match &other.fate {
            Fate::Open(theirs) => *id != amendment && text::collide(spans, theirs),
            _ => false,
        };
        self.amendments.iter().filter(collides).map(|(id, _)| *id).collect()
    }

    /// What the last vote on it came to.
    pub fn outcome(&self) -> Option<&Decided> {
        self.decided.last()
    }

    /// Whether it was decided, and yes.
    pub fn has_passed(&self) -> bool {
        self.outcome().is_some_and(has_passed)
    }

    /// When its notice is over, in circle time, by a rule of so many days.
    pub fn readable_until(&self, days: u16) -> Time {
        self.noticed.plus(u64::from(days) * DAY)
    }

    /// How many remarks of this person count.
    pub fn remarks_of(&self, person: &PersonId) -> usize {
        self.remarks.iter().filter(|one| one.written.by == *person).count()
    }

    /// How many amendments of this person count.
    pub fn amendments_of(&self, person: &PersonId) -> usize {
        self.amendments.values().filter(|one| one.written.by == *person).count()
    }
}
