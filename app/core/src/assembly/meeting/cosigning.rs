//! What stands beside the minutes: who signs them, and what somebody says against them.
//!
//! The minutes write themselves ([`crate::record::Minutes`]): they follow from the log, the same on every phone. Whoever
//! was there looks at them and signs their digest, so that it can be seen later that people had read what was written,
//! and when more has come in since. Nobody changes minutes; who finds something missing or wrong says so beside them.

use minicbor::{Decode, Encode};

use super::Meeting;
use crate::{
    event,
    ids::PersonId,
    log::Place,
    time::Time,
    wrong::{Field, Refused},
};

/// The longest remark, in characters: half a screen.
pub const REMARK_MAX: usize = 1_000;
/// Remarks of one person beside the minutes of one meeting that count: of 500 members 16 MB at the very worst, and
/// none of it is in anybody's way.
pub const REMARKS_OF_ONE_MAX: usize = 8;

/// Something about the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Step {
    /// The author has read them, as they are with this digest, and finds them right. The last one counts.
    #[n(0)]
    Cosigned {
        /// [`crate::record::Minutes::digest`].
        #[n(0)]
        digest: MinutesDigest,
    },
    /// The author says something beside them.
    #[n(1)]
    Remarked {
        /// What.
        #[n(0)]
        words: String,
    },
}

/// The name of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct MinutesDigest(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// Something that somebody said beside the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Remark {
    /// Who.
    #[n(0)]
    pub by: PersonId,
    /// Where it stands in the log.
    #[n(1)]
    pub place: Place,
    /// What its author's clock said.
    #[n(2)]
    pub written: Time,
    /// What.
    #[n(3)]
    pub words: String,
}

impl Step {
    pub(super) fn check(&self) -> Result<(), Refused> {
        match self {
            Step::Cosigned { .. } => Ok(()),
            Step::Remarked { words } => event::line(Field::Words, words, REMARK_MAX),
        }
    }
}

impl Meeting {
    pub(super) fn heard_beside(&mut self, by: PersonId, place: Place, written: Time, step: &Step) {
        match step {
            Step::Cosigned { digest } => {
                self.cosigned.insert(by, *digest);
            }
            Step::Remarked { words } => {
                if self.remarks.iter().filter(|remark| remark.by == by).count() < REMARKS_OF_ONE_MAX {
                    self.remarks.push(Remark { by, place, written, words: words.clone() });
                }
            }
        }
    }
}
