//! Elections that many have counted before us.

use std::collections::BTreeSet;

use tequio_core::count::{
    Choice, Counted, Method, OptionNo, Outcome, Strength, Tally, TieOrder, count_piles,
};

/// A ranking in letters: `A>BC` is A, then B and C equally, then the others.
pub fn ranking(letters: &str) -> Choice {
    let tier = |letters: &str| letters.bytes().map(|letter| OptionNo(letter - b'A')).collect::<BTreeSet<_>>();
    Choice::Ranking(letters.split('>').map(tier).collect())
}

fn ranked(options: usize, piles: &[(u32, &str)]) -> Tally {
    let piles: Vec<(Choice, u32)> =
        piles.iter().map(|(amount, letters)| (ranking(letters), *amount)).collect();
    let tally =
        count_piles(&Method::Ranked { winners: 1 }, options, 0, 0, &piles, &TieOrder::as_listed(options));
    assert!(tally.ties.is_empty(), "none of these elections is tied: {:?}", tally.ties);
    tally
}

fn order(tally: &Tally) -> String {
    let Counted::Ranked { order, .. } = &tally.counted else { panic!("a ranked count") };
    order.iter().map(|option| char::from(b'A' + option.0)).collect()
}

/// <https://en.wikipedia.org/wiki/Schulze_method#Example>, which is example 1 of Schulze's paper (section 3.1).
const SCHULZE_45: &[(u32, &str)] = &[
    (5, "A>C>B>E>D"),
    (5, "A>D>E>C>B"),
    (8, "B>E>D>A>C"),
    (3, "C>A>B>E>D"),
    (7, "C>A>E>B>D"),
    (2, "C>B>A>D>E"),
    (7, "D>C>E>B>A"),
    (8, "E>B>A>D>C"),
];

#[test]
fn of_45_voters_who_go_round_in_a_circle_e_is_first_and_then_a_c_b_d() {
    let tally = ranked(5, SCHULZE_45);
    assert_eq!(tally.outcome, Outcome::Winners(vec![OptionNo(4)]));
    assert_eq!(order(&tally), "EACBD");
    let Counted::Ranked { prefer, strongest, .. } = &tally.counted else { panic!("a ranked count") };
    let duels = [
        [0, 20, 26, 30, 22],
        [25, 0, 16, 33, 18],
        [19, 29, 0, 17, 24],
        [15, 12, 28, 0, 14],
        [23, 27, 21, 31, 0],
    ];
    assert_eq!(prefer, &duels.map(|row| row.to_vec()));
    let paths = [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ];
    for (row, expected) in strongest.iter().zip(paths) {
        let votes = row.iter().map(|strength| match strength {
            Strength::Won { votes, against } => {
                assert_eq!(votes + against, 45, "everybody ranked all");
                *votes
            }
            _ => 0,
        });
        assert_eq!(votes.collect::<Vec<_>>(), expected);
    }
}

/// <https://en.wikipedia.org/wiki/Condorcet_method#Example:_Voting_on_the_location_of_Tennessee's_capital>: Memphis,
/// Nashville, Chattanooga, Knoxville, in hundredths.
#[test]
fn tennessee_puts_its_capital_into_nashville() {
    let tally = ranked(4, &[(42, "A>B>C>D"), (26, "B>C>D>A"), (15, "C>D>B>A"), (17, "D>C>B>A")]);
    assert_eq!(tally.outcome, Outcome::Winners(vec![OptionNo(1)]));
    assert_eq!(order(&tally), "BCDA");
}
