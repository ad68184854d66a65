//! Rankings, by Schulze's method.
//!
//! Each pair of options is a duel: so many voters prefer the one, so many the other. Mostly one option wins all its
//! duels and is first. Where they go round in a circle, chains decide: a **path** from A to B is a chain of duels, A
//! against C, C against D, D against B, and it is as strong as its weakest duel. A goes before B if the strongest path
//! from A to B is stronger than the strongest from B to A. That this never goes round in a circle is a theorem.
//!
//! Source: Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
//! single-winner election method", Social Choice and Welfare 36 (2011), 267–303; the definitions are those of its
//! section 2 (also <https://arxiv.org/abs/1804.02973>). How strong a duel is, that paper leaves open; this is its
//! *winning votes* ([`Strength`]): a won duel by the votes for it, and where these are equal, by fewer votes against
//! it. Only won duels make paths. (That paper also lets drawn and lost ones make paths, weaker than any of won duels.
//! It comes to the same: if no path of won duels leads from A to B, then their own duel is not won by A, so the way
//! back by that duel alone is at least as strong as any that they could make. `tests/count` tries it.)
//!
//! - Whoever leaves options out ranks them after all others, equal to each other (section 2 there).
//! - Voters who rank two options equally are on neither side of their duel.
//! - **Several winners** are the first of the order; it is not a proportional election.
//! - **Ties**: the order is built from the front. Each time, whoever is left and beaten by nobody who is left could
//!   come next; of several the one that stands first in the published order does. As long as strengths differ, nothing
//!   has to be broken.
//!
//! Peers: `belenios-tool` and CIVS measure likewise. `pref-voting` and Wikipedia's listing look only at the votes for a
//! duel: theirs can be equal where ours are not, and never the other way round; whatever they decide, we decide in the
//! same way.

use std::{cmp::Ordering, collections::BTreeSet};

use minicbor::{Decode, Encode};

use super::{OPTIONS_MAX, OptionNo, Tie, TieOrder};

/// How strong a duel is for one of its two sides, or a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Strength {
    /// Not won; or no path at all.
    #[n(0)]
    None,
    /// Won; of a path: its weakest duel.
    #[n(1)]
    Won {
        /// Who prefer it.
        #[n(0)]
        votes: u64,
        /// Who prefer the other.
        #[n(1)]
        against: u64,
    },
}

impl Strength {
    /// Of a duel, for the side with so many votes.
    pub fn of(votes: u64, against: u64) -> Strength {
        if votes > against { Strength::Won { votes, against } } else { Strength::None }
    }

    /// As one number of the same order: votes above, and below them what is left when those against are taken away.
    /// A won duel has at least one vote, so its number is not 0.
    fn key(self) -> u128 {
        match self {
            Strength::None => 0,
            Strength::Won { votes, against } => (u128::from(votes) << 64) | u128::from(u64::MAX - against),
        }
    }

    fn of_key(key: u128) -> Strength {
        match key {
            0 => Strength::None,
            key => Strength::Won { votes: (key >> 64) as u64, against: u64::MAX - key as u64 },
        }
    }
}

impl Ord for Strength {
    fn cmp(&self, other: &Strength) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Strength {
    fn partial_cmp(&self, other: &Strength) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Adds up, ballot by ballot, who prefers what to what.
#[derive(Default)]
pub(super) struct Duels {
    options: usize,
    prefer: Vec<u64>,
}

/// The result of all duels.
pub(super) struct Ranked {
    pub(super) prefer: Vec<Vec<u64>>,
    pub(super) strongest: Vec<Vec<Strength>>,
    pub(super) order: Vec<OptionNo>,
    pub(super) ties: Vec<Tie>,
}

impl Duels {
    pub(super) fn new(options: usize) -> Duels {
        Duels { options, prefer: vec![0; options * options] }
    }

    /// Takes so many equal rankings in, which fit.
    pub(super) fn add(&mut self, tiers: &[BTreeSet<OptionNo>], amount: u64) {
        // Who is left out stands on a tier behind all others.
        let mut tier_of = [OPTIONS_MAX; OPTIONS_MAX];
        for (tier, options) in tiers.iter().enumerate() {
            for option in options {
                tier_of[option.index()] = tier;
            }
        }
        let tier_of = &tier_of[..self.options];
        for (row, mine) in self.prefer.chunks_exact_mut(self.options).zip(tier_of) {
            for (prefer, other) in row.iter_mut().zip(tier_of) {
                *prefer += u64::from(mine < other) * amount;
            }
        }
    }

    /// What it all comes to; ties are told for the first so many places.
    pub(super) fn settle(self, places: usize, ties: &TieOrder) -> Ranked {
        let options = self.options;
        let prefer: Vec<Vec<u64>> = self.prefer.chunks_exact(options.max(1)).map(<[u64]>::to_vec).collect();
        let strongest = strongest_paths(&prefer);
        let place_of = ties.places(options);
        let mut left: Vec<usize> = (0..options).collect();
        left.sort_by_key(|option| place_of[*option]);
        let (mut order, mut broken) = (Vec::new(), Vec::new());
        while !left.is_empty() {
            let beaten = |a: usize| left.iter().any(|b| strongest[*b][a] > strongest[a][*b]);
            let unbeaten: Vec<usize> = left.iter().copied().filter(|option| !beaten(*option)).collect();
            // Beating is transitive and never mutual, so somebody of those who are left is beaten by nobody.
            let next = *unbeaten.first().expect("a transitive order has an end");
            if unbeaten.len() > 1 && order.len() < places {
                let equal = unbeaten.iter().map(|option| OptionNo(*option as u8)).collect();
                broken.push(Tie { place: order.len() as u8 + 1, equal });
            }
            order.push(OptionNo(next as u8));
            left.retain(|option| *option != next);
        }
        let strongest = strongest.iter().map(|row| row.iter().map(|key| Strength::of_key(*key)).collect());
        Ranked { strongest: strongest.collect(), prefer, order, ties: broken }
    }
}

/// Floyd's and Warshall's algorithm with weakest links and strongest paths (Schulze 2011, section 2.3).
fn strongest_paths(prefer: &[Vec<u64>]) -> Vec<Vec<u128>> {
    let options = prefer.len();
    let mut strongest: Vec<Vec<u128>> = (0..options)
        .map(|a| {
            (0..options)
                .map(|b| if a == b { 0 } else { Strength::of(prefer[a][b], prefer[b][a]).key() })
                .collect()
        })
        .collect();
    for via in 0..options {
        let onward = strongest[via].clone();
        for (from, row) in strongest.iter_mut().enumerate() {
            let to_via = row[via];
            for (to, known) in row.iter_mut().enumerate() {
                if from != to {
                    *known = (*known).max(to_via.min(onward[to]));
                }
            }
        }
    }
    strongest
}
