//! How a vote is counted: a method with its parameters, frozen when the vote opens.

use minicbor::{Decode, Encode};

use super::{OPTIONS_MAX, Unfit};
use crate::rules;

/// The largest number in a [`Share`]. Two thirds, three fifths, 50 of 100 and 667 of 1,000 fit; with it no product of
/// a share and a number of ballots leaves 128 bits.
const SHARE_MAX: u16 = 1_000;

/// A method of counting, with its parameters.
///
/// It may grow: new methods get new numbers, and no number is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Method {
    /// One proposal; nobody is overruled. It passes unless so many block it. See [`Choice::Agree`](super::Choice).
    #[n(0)]
    Consent {
        /// How many blocks stop it: 1, if nobody may be overruled. At least 1.
        #[n(0)]
        stop_at: u16,
    },
    /// One proposal; yes, no or abstain.
    #[n(1)]
    YesNo {
        /// What the yeses have to reach.
        #[n(0)]
        threshold: Threshold,
    },
    /// Several options; everybody approves of as many as they like; the most approved win.
    #[n(2)]
    Approval {
        /// How many options win, at most. At least 1, at most as many as there are options.
        #[n(0)]
        winners: u8,
        /// What an option has to reach besides.
        #[n(1)]
        threshold: Option<Threshold>,
    },
    /// Several options, in each voter's own order; counted by Schulze's method.
    #[n(3)]
    Ranked {
        /// How many options win: the first so many of the order that the count gives. At least 1, at most as many as
        /// there are options.
        #[n(0)]
        winners: u8,
    },
    /// No vote: so many of the candidates are drawn by lot for a role. The candidates are the options.
    #[n(4)]
    Lot {
        /// How many are drawn. At least 1, at most as many as there are candidates.
        #[n(0)]
        places: u8,
    },
}

impl Method {
    /// Whether the method goes together with so many options. One proposal, for [`Method::Consent`] and
    /// [`Method::YesNo`], is one option.
    ///
    /// # Errors
    /// A sentence about the first thing that does not.
    pub fn check(&self, options: usize) -> Result<(), Unfit> {
        if !(1..=OPTIONS_MAX).contains(&options) {
            return Err(Unfit::Options { options });
        }
        let places = |places: u8| match usize::from(places) {
            places if (1..=options).contains(&places) => Ok(()),
            places => Err(Unfit::Places { places, options }),
        };
        match *self {
            Method::Consent { .. } | Method::YesNo { .. } if options != 1 => {
                Err(Unfit::OneProposal { options })
            }
            Method::Consent { stop_at: 0 } => Err(Unfit::NoBlocks),
            Method::Consent { .. } => Ok(()),
            Method::YesNo { threshold } => threshold.check(),
            Method::Approval { winners, threshold } => {
                places(winners)?;
                threshold.map_or(Ok(()), |threshold| threshold.check())
            }
            Method::Ranked { winners } => places(winners),
            Method::Lot { places: drawn } => places(drawn),
        }
    }

    /// Whether anybody casts a ballot.
    pub fn has_ballots(&self) -> bool {
        !matches!(self, Method::Lot { .. })
    }
}

impl From<rules::Method> for Method {
    /// What a circle's usual method means where nobody said more: one block stops, more yes than no, one winner.
    fn from(usual: rules::Method) -> Method {
        match usual {
            rules::Method::Consent => Method::Consent { stop_at: 1 },
            rules::Method::YesNo => Method::YesNo { threshold: Threshold::MAJORITY },
            rules::Method::Approval => Method::Approval { winners: 1, threshold: None },
            rules::Method::Ranked => Method::Ranked { winners: 1 },
        }
    }
}

/// What has to be reached: a share of those who are counted, or more than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Threshold {
    /// The share.
    #[n(0)]
    pub share: Share,
    /// Of whom.
    #[n(1)]
    pub of: Base,
    /// Whether reaching it is enough.
    #[n(2)]
    pub bound: Bound,
}

impl Threshold {
    /// More yes than no.
    pub const MAJORITY: Threshold =
        Threshold { share: Share { num: 1, den: 2 }, of: Base::Voting, bound: Bound::MoreThan };

    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// A threshold that everything or nothing reaches, and numbers beyond the limit.
    pub fn check(&self) -> Result<(), Unfit> {
        let Share { num, den } = self.share;
        let is_share = (1..=SHARE_MAX).contains(&den) && num <= den;
        // At least nothing is always reached, and more than all never.
        let says_something = match self.bound {
            Bound::AtLeast => num > 0,
            Bound::MoreThan => num < den,
        };
        if is_share && says_something { Ok(()) } else { Err(Unfit::Threshold { num, den }) }
    }

    /// Whether what reaches it always has more than half of those of whom it is a share, so that never a few decide
    /// against the many who vote otherwise.
    pub fn takes_half(&self) -> bool {
        let (twice, den) = (2 * u32::from(self.share.num), u32::from(self.share.den));
        match self.bound {
            Bound::AtLeast => twice > den,
            Bound::MoreThan => twice >= den,
        }
    }

    /// Whether so many of so many reach it. Exact: num / den is compared with votes / base across.
    pub fn is_reached(&self, votes: u64, base: u64) -> bool {
        votes >= self.least(base)
    }

    /// The smallest number of votes that reaches it, of so many; at least 1, since nobody voting decides nothing.
    pub fn least(&self, base: u64) -> u64 {
        let (num, den) = (u128::from(self.share.num), u128::from(self.share.den.max(1)));
        let product = num * u128::from(base);
        let least = match self.bound {
            Bound::AtLeast => product.div_ceil(den),
            Bound::MoreThan => product / den + 1,
        };
        u64::try_from(least).unwrap_or(u64::MAX).max(1)
    }
}

/// A fraction between nothing and all: `num` of `den`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Share {
    /// Above the line.
    #[n(0)]
    pub num: u16,
    /// Below it. At least 1, at most 1,000.
    #[n(1)]
    pub den: u16,
}

/// Those of whom a threshold is a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Base {
    /// Those whose ballot takes a side: yes or no; in an approval vote, all whose ballot is not blank, also if they
    /// approve of nothing. Abstentions, blank ballots and ballots that do not fit are no part of it.
    #[n(0)]
    Voting,
    /// Those who are there. Not voting then works like a no.
    #[n(1)]
    Present,
    /// All who could vote, there or not.
    #[n(2)]
    Entitled,
}

/// Whether a share has to be reached or passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Bound {
    /// The share itself is enough: two of three reach two thirds.
    #[n(0)]
    AtLeast,
    /// The share itself is not enough: two of four are not more than half.
    #[n(1)]
    MoreThan,
}
