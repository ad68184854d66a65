//! Strongest paths, found once more by walking every path there is.
//!
//! The count finds them by Floyd's and Warshall's algorithm, which is easily written with its loops in the wrong order
//! and then wrong only now and then. Up to six options all paths without repetition can be walked: at most 65 between
//! two of them.

use std::cmp::Ordering;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::count::{Strength, TieOrder};

use crate::elections::{Voters, below, matrices, profile, ranked};

fn pairs(options: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..options * options).map(move |pair| (pair / options, pair % options)).filter(|(from, to)| from != to)
}

/// By the definition: the best, over all paths, of the worst link.
fn strongest(prefer: &[Vec<u64>], from: usize, to: usize, walked: &mut Vec<usize>) -> Strength {
    let mut best = Strength::of(prefer[from][to], prefer[to][from]);
    walked.push(from);
    for via in 0..prefer.len() {
        if via != to && !walked.contains(&via) {
            let link = Strength::of(prefer[from][via], prefer[via][from]);
            best = best.max(link.min(strongest(prefer, via, to, walked)));
        }
    }
    walked.pop();
    best
}

#[test]
fn the_strongest_path_is_the_best_of_all_paths() {
    let mut dice = ChaCha20Rng::seed_from_u64(45);
    for round in 0..600 {
        let options = 2 + below(&mut dice, 5);
        let voters = if round % 3 == 0 { Voters::Strict } else { Voters::Free };
        let piles: Vec<_> =
            profile(&mut dice, options, voters).into_iter().map(|choice| (choice, 1)).collect();
        let tally = ranked(options, &piles, &TieOrder::as_listed(options));
        let (prefer, paths, _) = matrices(&tally);
        for (from, to) in pairs(options) {
            let walked = strongest(prefer, from, to, &mut Vec::new());
            assert_eq!(paths[from][to], walked, "round {round}, {from} to {to}: {prefer:?}");
        }
    }
}

/// One pair of numbers against another, "winning votes" by Schulze's paper, section 2.1, which has an order for drawn and
/// lost duels as well.
fn by_the_paper((n_ef, n_fe): (u64, u64), (n_gh, n_hg): (u64, u64)) -> Ordering {
    let is_stronger = |(n_ef, n_fe): (u64, u64), (n_gh, n_hg): (u64, u64)| {
        let conditions = [
            n_ef > n_fe && n_gh <= n_hg,
            n_ef >= n_fe && n_gh < n_hg,
            n_ef > n_fe && n_gh > n_hg && n_ef > n_gh,
            n_ef > n_fe && n_gh > n_hg && n_ef == n_gh && n_fe < n_hg,
            n_ef < n_fe && n_gh < n_hg && n_fe < n_hg,
            n_ef < n_fe && n_gh < n_hg && n_fe == n_hg && n_ef > n_gh,
        ];
        conditions.contains(&true)
    };
    let (one, other) = ((n_ef, n_fe), (n_gh, n_hg));
    is_stronger(one, other).cmp(&is_stronger(other, one))
}

/// The strongest of all paths, of whatever duels, by the paper.
fn by_all_duels(prefer: &[Vec<u64>], from: usize, to: usize, walked: &mut Vec<usize>) -> (u64, u64) {
    let mut best = (prefer[from][to], prefer[to][from]);
    walked.push(from);
    for via in (0..prefer.len()).filter(|via| *via != to) {
        if !walked.contains(&via) {
            let link = (prefer[from][via], prefer[via][from]);
            let path = by_all_duels(prefer, via, to, walked);
            let weakest = if by_the_paper(link, path).is_lt() { link } else { path };
            best = if by_the_paper(weakest, best).is_gt() { weakest } else { best };
        }
    }
    walked.pop();
    best
}

#[test]
fn drawn_and_lost_duels_make_no_path_that_would_decide_anything() {
    let mut dice = ChaCha20Rng::seed_from_u64(47);
    let mut drawn = 0;
    for round in 0..600 {
        let options = 2 + below(&mut dice, 5);
        let piles: Vec<_> =
            profile(&mut dice, options, Voters::Free).into_iter().map(|choice| (choice, 1)).collect();
        let tally = ranked(options, &piles, &TieOrder::as_listed(options));
        let (prefer, paths, _) = matrices(&tally);
        for (a, b) in pairs(options) {
            drawn += usize::from(prefer[a][b] == prefer[b][a]);
            let way = |from, to| by_all_duels(prefer, from, to, &mut Vec::new());
            let paper = by_the_paper(way(a, b), way(b, a));
            assert_eq!(paths[a][b].cmp(&paths[b][a]), paper, "round {round}, {a} and {b}: {prefer:?}");
        }
    }
    assert!(drawn > 1_000, "enough drawn duels to say something about them: {drawn}");
}

#[test]
fn whoever_is_first_is_beaten_by_nobody_and_the_order_never_contradicts_a_path() {
    let mut dice = ChaCha20Rng::seed_from_u64(46);
    for _ in 0..600 {
        let options = 2 + below(&mut dice, 9);
        let piles: Vec<_> =
            profile(&mut dice, options, Voters::Free).into_iter().map(|choice| (choice, 1)).collect();
        let tally = ranked(options, &piles, &TieOrder::drawn(&[5; 32], options));
        let (_, paths, order) = matrices(&tally);
        for (place, earlier) in order.iter().enumerate() {
            for later in &order[place + 1..] {
                let (a, b) = (earlier.index(), later.index());
                assert!(paths[b][a] <= paths[a][b], "{later:?} beats {earlier:?} and stands behind it");
            }
        }
    }
}
