//! Ballots for these tests: from files, and drawn from a seed.

use std::collections::BTreeSet;

use rand_chacha::{ChaCha20Rng, rand_core::Rng};
use tequio_core::count::{
    Choice, Counted, Method, OptionNo, Outcome, Strength, Tally, TieOrder, count_piles,
};

/// Equal ballots, and how many.
pub type Pile = (Choice, u32);

/// Piles of a file in PrefLib's format (<https://www.preflib.org/format>), and how many options it names.
pub fn in_file(text: &str) -> (usize, Vec<Pile>) {
    let options = text.lines().filter(|line| line.starts_with("# ALTERNATIVE NAME")).count();
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let piles = rows.map(|row| {
        let (amount, order) = row.split_once(": ").expect("an amount and an order");
        let mut tiers: Vec<BTreeSet<OptionNo>> = Vec::new();
        let mut is_open = false;
        for word in order.split(',') {
            if !is_open {
                tiers.push(BTreeSet::new());
            }
            is_open = (is_open || word.starts_with('{')) && !word.ends_with('}');
            let number: u8 = word.trim_matches(['{', '}']).parse().expect("an option's number");
            tiers.last_mut().expect("just pushed").insert(OptionNo(number - 1));
        }
        (Choice::Ranking(tiers), amount.parse().expect("an amount"))
    });
    (options, piles.collect())
}

/// A number below `bound`. That some come a little more often does no harm here.
pub fn below(dice: &mut ChaCha20Rng, bound: usize) -> usize {
    dice.next_u32() as usize % bound.max(1)
}

/// The numbers below `length`, shuffled.
pub fn shuffled(dice: &mut ChaCha20Rng, length: usize) -> Vec<u8> {
    let mut numbers: Vec<u8> = (0..length as u8).collect();
    for last in (1..length).rev() {
        numbers.swap(last, below(dice, last + 1));
    }
    numbers
}

/// How a voter of a drawn profile fills in a ballot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Voters {
    /// All options, each on a tier of its own.
    Strict,
    /// Some left out, some equal.
    Free,
}

/// A drawn ranking.
pub fn ranking(dice: &mut ChaCha20Rng, options: usize, voters: Voters) -> Choice {
    let mut tiers: Vec<BTreeSet<OptionNo>> = Vec::new();
    let ranked = if voters == Voters::Strict { options } else { 1 + below(dice, options) };
    for number in shuffled(dice, options).into_iter().take(ranked) {
        if voters == Voters::Strict || tiers.is_empty() || below(dice, 3) > 0 {
            tiers.push(BTreeSet::new());
        }
        tiers.last_mut().expect("just pushed").insert(OptionNo(number));
    }
    Choice::Ranking(tiers)
}

/// A drawn profile: mostly few voters, since they tie more often than many.
pub fn profile(dice: &mut ChaCha20Rng, options: usize, voters: Voters) -> Vec<Choice> {
    let amount = if below(dice, 4) == 0 { 1 + below(dice, 60) } else { 1 + below(dice, 9) };
    (0..amount).map(|_| ranking(dice, options, voters)).collect()
}

/// Counts rankings for one winner.
pub fn ranked(options: usize, piles: &[Pile], ties: &TieOrder) -> Tally {
    count_piles(&Method::Ranked { winners: 1 }, options, 0, 0, piles, ties)
}

/// What a count of rankings holds: who prefers what, the strongest paths, and the order.
pub fn matrices(tally: &Tally) -> (&[Vec<u64>], &[Vec<Strength>], &[OptionNo]) {
    let Counted::Ranked { prefer, strongest, order } = &tally.counted else { panic!("a ranked count") };
    (prefer, strongest, order)
}

/// The one who won.
pub fn winner(tally: &Tally) -> OptionNo {
    let Outcome::Winners(winners) = &tally.outcome else { panic!("somebody won") };
    winners[0]
}
