//! What every count keeps, whatever the ballots: who votes does not matter, nor in which order, nor how an option is
//! numbered, and nobody is harmed by more support.

use std::collections::BTreeSet;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    cbor,
    count::{
        Base, Bound, CHOICE_BYTES_MAX, Choice, Counted, Method, OptionNo, Outcome, Share, Strength, Tally,
        Threshold, TieOrder, count, count_piles,
    },
};

use crate::elections::{Voters, below, matrices, profile, ranking, shuffled, winner};

const ROUNDS: u64 = 400;

/// A drawn method for so many options.
fn method(dice: &mut ChaCha20Rng, options: usize) -> Method {
    let places = 1 + below(dice, options) as u8;
    let threshold = Threshold {
        share: [Share { num: 1, den: 2 }, Share { num: 2, den: 3 }][below(dice, 2)],
        of: [Base::Voting, Base::Present, Base::Entitled][below(dice, 3)],
        bound: [Bound::AtLeast, Bound::MoreThan][below(dice, 2)],
    };
    match below(dice, if options == 1 { 5 } else { 3 }) {
        0 => Method::Ranked { winners: places },
        1 => Method::Approval { winners: places, threshold: None },
        2 => Method::Approval { winners: places, threshold: Some(threshold) },
        3 => Method::YesNo { threshold },
        _ => Method::Consent { stop_at: 1 + below(dice, 2) as u16 },
    }
}

/// A drawn ballot, now and then one that does not fit.
fn ballot(dice: &mut ChaCha20Rng, method: &Method, options: usize) -> Choice {
    match (below(dice, 12), method) {
        (0, _) => Choice::Blank,
        (1, _) => [Choice::Yes, Choice::Agree, Choice::Ranking(vec![])][below(dice, 3)].clone(),
        (_, Method::Ranked { .. }) => ranking(dice, options, Voters::Free),
        (_, Method::Approval { .. }) => {
            let chosen = OptionNo::all(options).filter(|_| dice.next_u32().is_multiple_of(2));
            Choice::Approved(chosen.collect())
        }
        (_, Method::YesNo { .. }) => [Choice::Yes, Choice::No, Choice::Abstain][below(dice, 3)].clone(),
        _ => {
            let words = || "Because.".to_owned();
            let agree = [Choice::Agree, Choice::StandAside, Choice::Concern(words()), Choice::Block(words())];
            agree[below(dice, 4)].clone()
        }
    }
}

struct Vote {
    method: Method,
    options: usize,
    ballots: Vec<Choice>,
    ties: TieOrder,
}

impl Vote {
    fn drawn(dice: &mut ChaCha20Rng) -> Vote {
        let options = 1 + below(dice, 7);
        let method = method(dice, options);
        let ballots = (0..below(dice, 14)).map(|_| ballot(dice, &method, options)).collect();
        let ties = TieOrder::of(shuffled(dice, options).into_iter().map(OptionNo).collect());
        Vote { method, options, ballots, ties: ties.expect("a permutation") }
    }

    fn count(&self) -> Tally {
        count(&self.method, self.options, 15, 20, &self.ballots, &self.ties)
    }
}

fn shuffle<T>(dice: &mut ChaCha20Rng, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, below(dice, last + 1));
    }
}

#[test]
fn any_order_of_ballots_and_any_piling_gives_the_same_bytes() {
    let mut dice = ChaCha20Rng::seed_from_u64(1);
    for round in 0..ROUNDS {
        let mut vote = Vote::drawn(&mut dice);
        let first = vote.count();
        shuffle(&mut dice, &mut vote.ballots);
        let again = vote.count();
        assert_eq!(first.encode(), again.encode(), "round {round}: {:?}", vote.method);
        assert_eq!(first.digest(), again.digest());
        let mut piles: Vec<(Choice, u32)> = Vec::new();
        for choice in &vote.ballots {
            match piles.iter_mut().find(|(piled, _)| piled == choice) {
                Some((_, amount)) => *amount += 1,
                None => piles.push((choice.clone(), 1)),
            }
        }
        let piled = count_piles(&vote.method, vote.options, 15, 20, &piles, &vote.ties);
        assert_eq!(piled, first);
    }
}

#[test]
fn options_that_change_their_numbers_keep_their_fate() {
    let mut dice = ChaCha20Rng::seed_from_u64(2);
    for round in 0..ROUNDS {
        let vote = Vote::drawn(&mut dice);
        let to = shuffled(&mut dice, vote.options);
        let rename = |option: &OptionNo| OptionNo(to[option.index()]);
        let tier = |options: &BTreeSet<OptionNo>| options.iter().map(rename).collect::<BTreeSet<_>>();
        let renamed = vote.ballots.iter().map(|choice| match choice {
            Choice::Approved(options) => Choice::Approved(tier(options)),
            Choice::Ranking(tiers) => Choice::Ranking(tiers.iter().map(tier).collect()),
            other => other.clone(),
        });
        let ties = TieOrder::of(vote.ties.options().iter().map(rename).collect()).expect("a permutation");
        let other = Vote { ballots: renamed.collect(), ties, ..vote };
        let (before, after) =
            (Vote { ties: vote.ties, ballots: vote.ballots, ..other }.count(), other.count());
        let expected = match before.outcome {
            Outcome::Winners(winners) => Outcome::Winners(winners.iter().map(rename).collect()),
            outcome => outcome,
        };
        assert_eq!(after.outcome, expected, "round {round}");
        assert_eq!(after.figures, before.figures);
        for (tie, same) in before.ties.iter().zip(&after.ties) {
            assert_eq!(tie.equal.iter().map(rename).collect::<Vec<_>>(), same.equal);
        }
    }
}

/// The same ranking with this option somewhere further up.
fn raised(dice: &mut ChaCha20Rng, tiers: &[BTreeSet<OptionNo>], option: OptionNo) -> Vec<BTreeSet<OptionNo>> {
    let now = tiers.iter().position(|tier| tier.contains(&option)).unwrap_or(tiers.len());
    let mut raised: Vec<BTreeSet<OptionNo>> = tiers.to_vec();
    if let Some(tier) = raised.get_mut(now) {
        tier.remove(&option);
    }
    let to = below(dice, now + 1);
    if to < now && dice.next_u32().is_multiple_of(2) {
        raised[to].insert(option);
    } else {
        raised.insert(to, BTreeSet::from([option]));
    }
    raised.retain(|tier| !tier.is_empty());
    raised
}

#[test]
fn a_winner_who_is_ranked_higher_still_wins_also_where_the_order_of_ties_decided() {
    let mut dice = ChaCha20Rng::seed_from_u64(3);
    let mut tied = 0;
    for round in 0..4 * ROUNDS {
        let options = 2 + below(&mut dice, 5);
        let mut ballots = profile(&mut dice, options, Voters::Free);
        let ties = TieOrder::drawn(&[round as u8; 32], options);
        let method = Method::Ranked { winners: 1 };
        let before = count(&method, options, 0, 0, &ballots, &ties);
        tied += usize::from(!before.ties.is_empty());
        for _ in 0..1 + below(&mut dice, 3) {
            let who = below(&mut dice, ballots.len());
            let Choice::Ranking(tiers) = &ballots[who] else { panic!("all are rankings") };
            ballots[who] = Choice::Ranking(raised(&mut dice, tiers, winner(&before)));
        }
        let after = count(&method, options, 0, 0, &ballots, &ties);
        assert_eq!(winner(&after), winner(&before), "round {round}: {ballots:?}");
    }
    assert!(tied > 50, "enough ties to say something about them: {tied}");
}

#[test]
fn a_winner_who_is_approved_by_more_still_wins() {
    let mut dice = ChaCha20Rng::seed_from_u64(4);
    for _ in 0..ROUNDS {
        let options = 1 + below(&mut dice, 6);
        let method = Method::Approval { winners: 1, threshold: None };
        let mut ballots: Vec<Choice> = (0..9).map(|_| ballot(&mut dice, &method, options)).collect();
        let ties = TieOrder::drawn(&[9; 32], options);
        let before = count(&method, options, 0, 0, &ballots, &ties);
        let Outcome::Winners(winners) = &before.outcome else { continue };
        let who = below(&mut dice, ballots.len());
        if let Choice::Approved(options) = &mut ballots[who] {
            options.insert(winners[0]);
        }
        assert_eq!(count(&method, options, 0, 0, &ballots, &ties).outcome, before.outcome);
    }
}

#[test]
fn who_wins_every_duel_wins_and_who_loses_every_duel_does_not() {
    let mut dice = ChaCha20Rng::seed_from_u64(5);
    let (mut winners, mut losers) = (0, 0);
    for round in 0..4 * ROUNDS {
        let options = 2 + below(&mut dice, 5);
        let ballots = profile(&mut dice, options, Voters::Free);
        let tally = count(
            &Method::Ranked { winners: 1 },
            options,
            0,
            0,
            &ballots,
            &TieOrder::drawn(&[round as u8; 32], options),
        );
        let (prefer, ..) = matrices(&tally);
        let others = |one: usize| (0..options).filter(move |other| *other != one);
        if let Some(best) = (0..options).find(|a| others(*a).all(|b| prefer[*a][b] > prefer[b][*a])) {
            winners += 1;
            assert_eq!(winner(&tally).index(), best);
            assert!(tally.ties.is_empty());
        }
        if let Some(worst) = (0..options).find(|a| others(*a).all(|b| prefer[*a][b] < prefer[b][*a])) {
            losers += 1;
            assert_ne!(winner(&tally).index(), worst);
        }
    }
    assert!(winners > 200 && losers > 200, "{winners} and {losers} are enough to say something");
}

#[test]
fn who_beats_whom_turns_round_when_every_ballot_does() {
    let mut dice = ChaCha20Rng::seed_from_u64(6);
    for round in 0..ROUNDS {
        let options = 2 + below(&mut dice, 6);
        let ballots = profile(&mut dice, options, Voters::Strict);
        let turned = ballots.iter().map(|choice| match choice {
            Choice::Ranking(tiers) => Choice::Ranking(tiers.iter().rev().cloned().collect()),
            other => other.clone(),
        });
        let turned: Vec<Choice> = turned.collect();
        let ties = TieOrder::as_listed(options);
        let paths = |ballots: &[Choice]| {
            let tally = count(&Method::Ranked { winners: 1 }, options, 0, 0, ballots, &ties);
            matrices(&tally).1.to_vec()
        };
        let (one, other): (Vec<Vec<Strength>>, Vec<Vec<Strength>>) = (paths(&ballots), paths(&turned));
        for a in 0..options {
            for b in 0..options {
                assert_eq!(one[a][b] > one[b][a], other[b][a] > other[a][b], "round {round}");
            }
        }
    }
}

#[test]
fn those_who_are_left_out_of_a_ranking_come_last_and_are_equal() {
    let mut dice = ChaCha20Rng::seed_from_u64(7);
    for _ in 0..ROUNDS {
        let options = 2 + below(&mut dice, 6);
        let ballots = profile(&mut dice, options, Voters::Free);
        let written_out = ballots.iter().map(|choice| {
            let Choice::Ranking(tiers) = choice else { panic!("all are rankings") };
            let ranked: BTreeSet<OptionNo> = tiers.iter().flatten().copied().collect();
            let rest: BTreeSet<OptionNo> =
                OptionNo::all(options).filter(|option| !ranked.contains(option)).collect();
            Choice::Ranking(tiers.iter().cloned().chain((!rest.is_empty()).then_some(rest)).collect())
        });
        let written_out: Vec<Choice> = written_out.collect();
        let count = |ballots: &[Choice]| {
            let ties = TieOrder::as_listed(options);
            count(&Method::Ranked { winners: 1 }, options, 0, 0, ballots, &ties)
        };
        assert_eq!(count(&ballots), count(&written_out));
    }
}

#[test]
fn an_order_for_ties_names_each_option_once_and_every_order_is_about_as_likely() {
    let mut seen = std::collections::BTreeMap::new();
    for seed in 0..6_000u32 {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_le_bytes());
        let order = TieOrder::drawn(&bytes, 4);
        let copy: TieOrder = cbor::decode(&cbor::encode(&order)).expect("an order reads itself");
        assert_eq!(copy, order);
        *seen.entry(order).or_insert(0u32) += 1;
    }
    // 24 orders, 250 of each expected; five standard deviations of about 15.5 are 77.
    assert_eq!(seen.len(), 24);
    assert!(seen.values().all(|times| (173..=327).contains(times)), "{seen:?}");
    for bytes in [[0x42u8, 0, 0].as_slice(), &[0x42, 0, 2], &[0x82, 0, 1], &[0x41, 1]] {
        assert!(cbor::decode::<TieOrder>(bytes).is_err(), "{bytes:?} is no order of options");
    }
}

/// Golden: the published rule, so that anybody else's program can be held against it.
#[test]
fn the_order_for_ties_is_the_published_one() {
    let order = |seed: u8, options| -> Vec<u8> {
        TieOrder::drawn(&[seed; 32], options).options().iter().map(|option| option.0).collect()
    };
    let by_hand = |seed: u8, options: u8| -> Vec<u8> {
        let key = blake3::derive_key("tequio 2026 the order that breaks ties", &[seed; 32]);
        let mut draws: Vec<([u8; 32], u8)> =
            (0..options).map(|option| (*blake3::keyed_hash(&key, &[option]).as_bytes(), option)).collect();
        draws.sort();
        draws.into_iter().map(|(_, option)| option).collect()
    };
    for seed in 0..20 {
        assert_eq!(order(seed, 10), by_hand(seed, 10));
    }
    assert_eq!(order(0, 5), GOLDEN_0);
    assert_eq!(order(7, 8), GOLDEN_7);
}

const GOLDEN_0: [u8; 5] = [3, 2, 0, 4, 1];
const GOLDEN_7: [u8; 8] = [4, 5, 2, 7, 0, 6, 1, 3];

#[test]
fn no_choice_takes_more_bytes_than_its_limit_says() {
    let widest = |choice: Choice| cbor::encode(&choice).len();
    let all: Vec<BTreeSet<OptionNo>> = OptionNo::all(64).map(|option| BTreeSet::from([option])).collect();
    let ranked = Choice::Ranking(all);
    assert_eq!(ranked.fits(&Method::Ranked { winners: 1 }, 64), Ok(()));
    assert!(widest(ranked) <= CHOICE_BYTES_MAX);
    let words = "🌽".repeat(500);
    let block = Choice::Block(words);
    assert_eq!(block.fits(&Method::Consent { stop_at: 1 }, 1), Ok(()));
    assert_eq!(widest(block), CHOICE_BYTES_MAX);
    let every = Choice::Approved(OptionNo::all(64).collect());
    assert!(widest(every) <= CHOICE_BYTES_MAX);
}

#[test]
fn a_threshold_is_exact_where_rounding_would_fail() {
    let third = |num, den, bound| Threshold { share: Share { num, den }, of: Base::Voting, bound };
    for base in 1..400u64 {
        for (num, den) in [(1, 3), (2, 3), (1, 2), (3, 5), (667, 1_000)] {
            for votes in 0..=base {
                let reaches = |bound| third(num, den, bound).is_reached(votes, base);
                let (left, right) = (votes * u64::from(den), u64::from(num) * base);
                assert_eq!(reaches(Bound::AtLeast), votes > 0 && left >= right, "{votes} of {base}");
                assert_eq!(reaches(Bound::MoreThan), votes > 0 && left > right, "{votes} of {base}");
            }
        }
    }
    let all = third(1, 1, Bound::AtLeast);
    assert!(all.is_reached(u64::MAX, u64::MAX) && !all.is_reached(u64::MAX - 1, u64::MAX));
}

#[test]
fn several_winners_are_the_first_of_the_same_order() {
    let mut dice = ChaCha20Rng::seed_from_u64(8);
    for _ in 0..ROUNDS {
        let options = 2 + below(&mut dice, 6);
        let ballots = profile(&mut dice, options, Voters::Free);
        let ties = TieOrder::drawn(&[3; 32], options);
        let all = count(&Method::Ranked { winners: options as u8 }, options, 0, 0, &ballots, &ties);
        for winners in 1..=options as u8 {
            let some = count(&Method::Ranked { winners }, options, 0, 0, &ballots, &ties);
            let (Outcome::Winners(some_won), Counted::Ranked { order, .. }) = (&some.outcome, &all.counted)
            else {
                panic!("somebody won")
            };
            assert_eq!(some_won, &order[..winners.into()]);
            assert!(some.ties.iter().all(|tie| tie.place <= winners));
        }
    }
}
