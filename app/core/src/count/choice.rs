//! What one ballot says.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use super::Method;
use crate::{
    event,
    wrong::{Field, Refused},
};

/// The most options that one vote can have. A list of more is not ranked by anybody, and two matrices of 64 × 64
/// numbers are what a tally then weighs (some 20 kB).
pub const OPTIONS_MAX: usize = 64;
/// The longest concern and the longest reason of a block, in characters.
pub const REASON_MAX: usize = 500;
/// The most bytes that a choice takes: a reason of 500 characters of four bytes each, its head of three and the
/// choice's own of three. A ranking of 64 options on 64 tiers takes less: 64 × 3 + 5 bytes.
pub const CHOICE_BYTES_MAX: usize = 4 * REASON_MAX + 6;

/// An option, by its number on the ballot, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct OptionNo(#[n(0)] pub u8);

impl OptionNo {
    /// As an index into a list of the options.
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// All of so many, in order.
    pub fn all(options: usize) -> impl DoubleEndedIterator<Item = OptionNo> + Clone {
        (0..options.min(OPTIONS_MAX) as u8).map(OptionNo)
    }
}

/// What one ballot says.
///
/// The first four answer a proposal by [`Method::Consent`], the next three one by [`Method::YesNo`]. One wish has one
/// spelling, where it can: sets are sorted, and who wishes nothing hands in [`Choice::Blank`] and no empty ranking.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Choice {
    /// I leave it to the others. For every method.
    #[n(0)]
    Blank,
    /// I agree.
    #[n(1)]
    Agree,
    /// I do not agree, and do not stop the others either.
    #[n(2)]
    StandAside,
    /// I can live with it, and this should be heard. It counts as agreeing.
    #[n(3)]
    Concern(#[n(0)] String),
    /// It must not be done, for this reason.
    #[n(4)]
    Block(#[n(0)] String),
    /// For it.
    #[n(5)]
    Yes,
    /// Against it.
    #[n(6)]
    No,
    /// Neither; counted and shown apart from blank ballots.
    #[n(7)]
    Abstain,
    /// Of these I approve, maybe of none: that is a wish too, and counts as voting.
    #[n(8)]
    Approved(#[n(0)] BTreeSet<OptionNo>),
    /// In this order: the best tier first. Options on one tier are equal to this voter; those that are left out come
    /// after all others, and are equal to each other.
    #[n(9)]
    Ranking(#[n(0)] Vec<BTreeSet<OptionNo>>),
}

impl Choice {
    /// Whether this is an answer to a vote by this method on so many options.
    ///
    /// # Errors
    /// A sentence about the first thing that does not fit.
    pub fn fits(&self, method: &Method, options: usize) -> Result<(), Unfit> {
        match (self, method) {
            (Choice::Blank, _) => Ok(()),
            (Choice::Agree | Choice::StandAside, Method::Consent { .. }) => Ok(()),
            (Choice::Concern(words) | Choice::Block(words), Method::Consent { .. }) => reason(words),
            (Choice::Yes | Choice::No | Choice::Abstain, Method::YesNo { .. }) => Ok(()),
            (Choice::Approved(approved), Method::Approval { .. }) => known(approved, options),
            (Choice::Ranking(tiers), Method::Ranked { .. }) => ranking(tiers, options),
            _ => Err(Unfit::OtherMethod),
        }
    }
}

fn ranking(tiers: &[BTreeSet<OptionNo>], options: usize) -> Result<(), Unfit> {
    if tiers.is_empty() {
        return Err(Unfit::NoTier);
    }
    let mut seen = BTreeSet::new();
    for tier in tiers {
        if tier.is_empty() {
            return Err(Unfit::NoTier);
        }
        known(tier, options)?;
        for option in tier {
            if !seen.insert(*option) {
                return Err(Unfit::Twice { option: option.index() + 1 });
            }
        }
    }
    Ok(())
}

fn known(chosen: &BTreeSet<OptionNo>, options: usize) -> Result<(), Unfit> {
    match chosen.last() {
        Some(last) if last.index() >= options => {
            Err(Unfit::NoSuchOption { option: last.index() + 1, options })
        }
        _ => Ok(()),
    }
}

fn reason(words: &str) -> Result<(), Unfit> {
    if words.trim().is_empty() {
        return Err(Unfit::NoReason);
    }
    // The rule for texts is the one for all that people write; only the field's name is another.
    event::text(Field::Motion, words, REASON_MAX).map_err(|refused| match refused {
        Refused::TooLong { length, limit, .. } => Unfit::TooLong { length, limit },
        _ => Unfit::Unreadable,
    })
}

/// Why a choice, a method and a number of options do not go together. Options are named as people count them, from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// None, or too many.
    #[error("a vote has from 1 to {OPTIONS_MAX} options, and not {options}")]
    Options {
        /// How many were given.
        options: usize,
    },
    /// Consent and yes/no are about one proposal.
    #[error("by this method one proposal is answered, and not {options} options")]
    OneProposal {
        /// How many were given.
        options: usize,
    },
    /// A proposal that no block stops is not one by consent.
    #[error("at least one block has to be enough to stop a proposal")]
    NoBlocks,
    /// More winners than options, or none.
    #[error("of {options} options, {places} cannot be chosen")]
    Places {
        /// How many were to be chosen.
        places: usize,
        /// Of how many.
        options: usize,
    },
    /// A share that is none, that everything reaches, or that nothing can.
    #[error("{num} of {den} is no threshold that can be reached and missed")]
    Threshold {
        /// Above the line.
        num: u16,
        /// Below it.
        den: u16,
    },
    /// An answer to another question.
    #[error("this ballot answers by another method than the vote's")]
    OtherMethod,
    /// An option that is not on the ballot.
    #[error("there is no option {option} on this ballot: it has {options}")]
    NoSuchOption {
        /// Which, from 1.
        option: usize,
        /// How many there are.
        options: usize,
    },
    /// An option on two tiers.
    #[error("option {option} stands twice in this ranking")]
    Twice {
        /// Which, from 1.
        option: usize,
    },
    /// A ranking without tiers, or with an empty one.
    #[error("a ranking has at least one option on each tier; who ranks none hands in a blank ballot")]
    NoTier,
    /// A concern or a block without a word.
    #[error("a concern or a block needs a reason that others can answer")]
    NoReason,
    /// Too many words.
    #[error("the reason is too long: {length} of at most {limit} characters")]
    TooLong {
        /// Characters given.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// Signs that nobody sees.
    #[error("the reason holds signs that cannot be seen")]
    Unreadable,
}
