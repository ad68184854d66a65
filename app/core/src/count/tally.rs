//! What a count comes to: the outcome, and every number that a person needs to check it.

use minicbor::{Decode, Encode};

use super::{Base, OptionNo, Strength};
use crate::cbor;

/// What the digest is derived for.
const CONTEXT: &str = "tequio 2026 the digest of a tally";

/// What the ballots came to. The same on every phone that holds the same ballots, byte for byte.
///
/// It is written so that it can be compared, and never read: a tally of somebody else is nothing to be shown. Who has
/// the ballots counts.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Tally {
    /// What is decided.
    #[n(0)]
    pub outcome: Outcome,
    /// How many there were.
    #[n(1)]
    pub figures: Figures,
    /// What they said, by the method.
    #[n(2)]
    pub counted: Counted,
    /// The ties that were broken on the way to the winners, in the order of the places that they were about.
    #[n(3)]
    pub ties: Vec<Tie>,
}

impl Tally {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// What phones compare.
    pub fn digest(&self) -> [u8; 32] {
        blake3::derive_key(CONTEXT, &self.encode())
    }
}

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Outcome {
    /// The proposal is adopted.
    #[n(0)]
    Passed,
    /// It is not, or no option is chosen.
    #[n(1)]
    NotPassed(#[n(0)] Why),
    /// Enough blocks stop it.
    #[n(2)]
    Stopped,
    /// These options, the first in front.
    #[n(3)]
    Winners(#[n(0)] Vec<OptionNo>),
    /// These were drawn, in this order.
    #[n(4)]
    Drawn(#[n(0)] Vec<OptionNo>),
}

/// Why nothing was adopted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Why {
    /// The threshold was missed.
    #[n(0)]
    TooFew,
    /// Nobody took a side.
    #[n(1)]
    NobodyVoted,
    /// Nobody blocks it, and nobody agrees either.
    #[n(2)]
    NobodyAgrees,
    /// The method and the options do not go together ([`Method::check`](super::Method::check)).
    #[n(3)]
    NoSuchVote,
}

/// How many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Figures {
    /// All who could vote.
    #[n(0)]
    pub entitled: u64,
    /// Those who are there; whoever cast a ballot is.
    #[n(1)]
    pub present: u64,
    /// Ballots that were handed in.
    #[n(2)]
    pub ballots: u64,
    /// Of them blank.
    #[n(3)]
    pub blank: u64,
    /// Of them such that do not fit the vote.
    #[n(4)]
    pub unfit: u64,
    /// Of them such that take a side: neither blank, nor unfit, nor an abstention.
    #[n(5)]
    pub voting: u64,
}

impl Figures {
    /// How many a threshold is a share of.
    pub fn base(&self, of: Base) -> u64 {
        match of {
            Base::Voting => self.voting,
            Base::Present => self.present,
            Base::Entitled => self.entitled,
        }
    }
}

/// What the ballots said. Lists per option are in the ballot's order.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum Counted {
    /// By consent. The words of concerns and blocks stand in the ballots.
    #[n(0)]
    Consent {
        /// Who agree, without a word.
        #[n(0)]
        agree: u64,
        /// Who stand aside.
        #[n(1)]
        stand_aside: u64,
        /// Who agree and have a concern.
        #[n(2)]
        concern: u64,
        /// Who block.
        #[n(3)]
        block: u64,
        /// How many blocks stop it.
        #[n(4)]
        stop_at: u64,
    },
    /// Yes or no.
    #[n(1)]
    YesNo {
        /// For it.
        #[n(0)]
        yes: u64,
        /// Against it.
        #[n(1)]
        no: u64,
        /// Neither.
        #[n(2)]
        abstain: u64,
        /// How many yeses were needed.
        #[n(3)]
        needed: u64,
        /// Of how many, as the threshold counts.
        #[n(4)]
        base: u64,
    },
    /// Approvals.
    #[n(2)]
    Approval {
        /// How many approve of each option.
        #[n(0)]
        approvals: Vec<u64>,
        /// The options, from the most to the least approved, equal ones by the tie order.
        #[n(1)]
        order: Vec<OptionNo>,
        /// How many approvals an option needed to win; 1 where no threshold was set.
        #[n(2)]
        needed: u64,
        /// Of how many, as the threshold counts; those voting where none was set.
        #[n(3)]
        base: u64,
    },
    /// Rankings.
    #[n(3)]
    Ranked {
        /// Row by row: how many prefer the row's option to the column's.
        #[n(0)]
        prefer: Vec<Vec<u64>>,
        /// Row by row: the strength of the strongest path from the row's option to the column's.
        #[n(1)]
        strongest: Vec<Vec<Strength>>,
        /// All options, from the first to the last.
        #[n(2)]
        order: Vec<OptionNo>,
    },
    /// A draw.
    #[n(4)]
    Lot {
        /// The candidates in the order in which they were drawn: who comes after the last place stands in for one who
        /// does not take it.
        #[n(0)]
        order: Vec<OptionNo>,
    },
    /// Nothing could be counted: [`Why::NoSuchVote`].
    #[n(5)]
    Nothing,
}

/// A tie that the published order broke.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Tie {
    /// The place that it was about, from 1.
    #[n(0)]
    pub place: u8,
    /// Who was equal, in the published order: the first of them got the place.
    #[n(1)]
    pub equal: Vec<OptionNo>,
}
