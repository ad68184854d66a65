//! Pictures of counts: they show what was counted, and nothing else.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::count::{
    Base, Bound, Choice, Method, OptionNo, Share, Strength, Tally, Threshold, TieOrder, count,
    picture::{FULL, Part, Picture, Reason, path},
};

use crate::elections::{Voters, below, in_file, matrices, profile, ranked};

fn answers(method: Method, present: u64, entitled: u64, answers: &[(usize, Choice)]) -> Picture {
    let ballots: Vec<Choice> =
        answers.iter().flat_map(|(amount, choice)| std::iter::repeat_n(choice.clone(), *amount)).collect();
    Picture::of(&count(&method, 1, present, entitled, &ballots, &TieOrder::as_listed(1)))
}

fn two_thirds(of: Base) -> Method {
    let share = Share { num: 2, den: 3 };
    Method::YesNo { threshold: Threshold { share, of, bound: Bound::AtLeast } }
}

#[test]
fn a_bar_is_as_long_as_those_of_whom_the_threshold_is_a_share() {
    let said = [(6, Choice::Yes), (2, Choice::No), (1, Choice::Abstain), (1, Choice::Blank)];
    for (of, parts, line, is_reached) in [
        (Base::Voting, vec![(Part::Yes, 750), (Part::No, 1_000)], 750, true),
        (
            Base::Present,
            vec![
                (Part::Yes, 500),
                (Part::No, 666),
                (Part::Abstain, 750),
                (Part::Blank, 833),
                (Part::Silent, 1_000),
            ],
            666,
            false,
        ),
        (
            Base::Entitled,
            vec![
                (Part::Yes, 400),
                (Part::No, 533),
                (Part::Abstain, 600),
                (Part::Blank, 666),
                (Part::Silent, 800),
                (Part::Absent, 1_000),
            ],
            666,
            false,
        ),
    ] {
        let Picture::Bar(bar) = answers(two_thirds(of), 12, 15, &said) else { panic!("a bar") };
        let ends: Vec<(Part, u16)> = bar.pieces.iter().map(|piece| (piece.part, piece.upto)).collect();
        assert_eq!(ends, parts, "{of:?}");
        let drawn = bar.line.expect("a threshold has a line");
        assert_eq!((drawn.at, drawn.is_reached), (line, is_reached), "{of:?}");
        assert!(bar.pieces.windows(2).all(|two| two[0].upto == two[1].from));
    }
}

#[test]
fn consent_is_a_bar_without_a_line_and_nobody_an_empty_one() {
    let said = [(3, Choice::Agree), (1, Choice::Block("No water.".into()))];
    let Picture::Bar(bar) = answers(Method::Consent { stop_at: 1 }, 4, 9, &said) else { panic!("a bar") };
    let pieces: Vec<(Part, u16, u16)> =
        bar.pieces.iter().map(|piece| (piece.part, piece.from, piece.upto)).collect();
    assert_eq!(pieces, [(Part::Agree, 0, 750), (Part::Block, 750, FULL)]);
    assert_eq!(bar.line, None);
    let Picture::Bar(bar) = answers(Method::Consent { stop_at: 1 }, 0, 9, &[]) else { panic!("a bar") };
    assert!(bar.pieces.is_empty());
    let Picture::Bar(bar) = answers(two_thirds(Base::Voting), 0, 9, &[]) else { panic!("a bar") };
    assert!(bar.pieces.is_empty() && bar.line.is_some_and(|line| !line.is_reached && line.at == FULL));
}

#[test]
fn every_option_has_its_bar_and_the_chosen_ones_are_marked() {
    let approve = |options: &[u8]| Choice::Approved(options.iter().map(|option| OptionNo(*option)).collect());
    let ballots = [approve(&[1]), approve(&[1, 2]), approve(&[1, 0]), approve(&[])];
    let method = Method::Approval { winners: 2, threshold: Some(Threshold::MAJORITY) };
    let tally = count(&method, 3, 4, 4, &ballots, &TieOrder::as_listed(3));
    let Picture::Bars(bars) = Picture::of(&tally) else { panic!("bars") };
    let told: Vec<(u8, u16, bool)> =
        bars.bars.iter().map(|bar| (bar.option.0, bar.length, bar.is_chosen)).collect();
    assert_eq!(told, [(1, 750, true), (0, 250, false), (2, 250, false)]);
    let line = bars.line.expect("a threshold has a line");
    assert_eq!((line.needed, line.at, line.is_reached), (3, 750, true));
}

fn counted(file: &str) -> Tally {
    let (options, piles) = in_file(file);
    ranked(options, &piles, &TieOrder::as_listed(options))
}

#[test]
fn montroll_is_first_by_every_duel_and_e_of_the_45_by_paths() {
    for (file, reason) in [
        (include_str!("elections/burlington-2009.toi"), Reason::EveryDuel),
        (include_str!("elections/schulze-45.soc"), Reason::Paths),
    ] {
        let Picture::Duels(duels) = Picture::of(&counted(file)) else { panic!("duels") };
        assert_eq!(duels.reason, reason);
        for (row, duels_of_row) in duels.order.iter().zip(&duels.rows) {
            assert_eq!(duels_of_row.len(), duels.order.len() - 1);
            assert!(duels_of_row.iter().all(|duel| duel.other != *row));
        }
    }
    // As Wikipedia draws it: from E to B over D and C, the weakest duel 28 to 17.
    let tally = counted(include_str!("elections/schulze-45.soc"));
    let links: Vec<(u8, u8, u64)> = path(&tally, OptionNo(4), OptionNo(1))
        .iter()
        .map(|link| (link.winner.0, link.loser.0, link.votes))
        .collect();
    assert_eq!(links, [(4, 3, 31), (3, 2, 28), (2, 1, 29)]);
}

#[test]
fn a_tie_for_the_first_place_is_the_reason_and_so_is_nobody() {
    let none: [Choice; 0] = [];
    let both = ["A>B", "B>A"].map(|letters| {
        Choice::Ranking(
            letters.split('>').map(|letter| [OptionNo(letter.as_bytes()[0] - b'A')].into()).collect(),
        )
    });
    for (ballots, reason) in [(none.as_slice(), Reason::Nobody), (&both, Reason::Tie)] {
        let tally = count(&Method::Ranked { winners: 1 }, 2, 0, 0, ballots, &TieOrder::as_listed(2));
        let Picture::Duels(duels) = Picture::of(&tally) else { panic!("duels") };
        assert_eq!(duels.reason, reason);
        assert!(duels.rows.iter().flatten().all(|duel| duel.share == FULL / 2));
    }
}

#[test]
fn a_shown_path_is_as_strong_as_it_was_counted() {
    let mut dice = ChaCha20Rng::seed_from_u64(48);
    for _ in 0..400 {
        let options = 2 + below(&mut dice, 7);
        let piles: Vec<_> =
            profile(&mut dice, options, Voters::Free).into_iter().map(|choice| (choice, 1)).collect();
        let tally = ranked(options, &piles, &TieOrder::as_listed(options));
        let (_, paths, _) = matrices(&tally);
        for from in OptionNo::all(options) {
            for to in OptionNo::all(options).filter(|to| *to != from) {
                let links = path(&tally, from, to);
                let weakest = links.iter().map(|link| Strength::of(link.votes, link.against)).min();
                assert_eq!(weakest.unwrap_or(Strength::None), paths[from.index()][to.index()]);
                assert!(links.windows(2).all(|two| two[0].loser == two[1].winner));
                assert!(links.first().is_none_or(|link| link.winner == from));
                assert!(links.last().is_none_or(|link| link.loser == to));
            }
        }
    }
}

#[test]
fn no_picture_panics_whatever_was_counted() {
    let ballots = [Choice::Blank, Choice::Yes];
    for method in [Method::Lot { places: 2 }, Method::Ranked { winners: 9 }, Method::Consent { stop_at: 0 }] {
        let tally = count(&method, 3, 1, 1, &ballots, &TieOrder::as_listed(3));
        match Picture::of(&tally) {
            Picture::Names { order, places } => assert_eq!((order.len(), places), (3, 2)),
            picture => assert_eq!(picture, Picture::Nothing),
        }
    }
}
