//! Elections that many have counted before us.

use tequio_core::count::{OptionNo, Strength, Tally, TieOrder};

use crate::elections::{in_file, matrices, ranked, winner};

fn counted(file: &str) -> Tally {
    let (options, piles) = in_file(file);
    let tally = ranked(options, &piles, &TieOrder::as_listed(options));
    assert!(tally.ties.is_empty(), "none of these elections is tied: {:?}", tally.ties);
    tally
}

/// The order in letters: A for the first option of the file.
fn order(tally: &Tally) -> String {
    matrices(tally).2.iter().map(|option| char::from(b'A' + option.0)).collect()
}

#[test]
fn of_45_voters_who_go_round_in_a_circle_e_is_first_and_then_a_c_b_d() {
    let tally = counted(include_str!("elections/schulze-45.soc"));
    assert_eq!(winner(&tally), OptionNo(4));
    assert_eq!(order(&tally), "EACBD");
    let (prefer, strongest, _) = matrices(&tally);
    let duels = [
        [0, 20, 26, 30, 22],
        [25, 0, 16, 33, 18],
        [19, 29, 0, 17, 24],
        [15, 12, 28, 0, 14],
        [23, 27, 21, 31, 0],
    ];
    assert_eq!(prefer, duels.map(|row| row.to_vec()));
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

#[test]
fn tennessee_puts_its_capital_into_nashville() {
    let tally = counted(include_str!("elections/tennessee.soc"));
    assert_eq!(winner(&tally), OptionNo(1));
    assert_eq!(order(&tally), "BCDA");
}

#[test]
fn burlington_would_have_elected_montroll_who_won_every_duel() {
    let tally = counted(include_str!("elections/burlington-2009.toi"));
    assert_eq!(winner(&tally), OptionNo(1));
    assert_eq!(tally.figures.ballots, 8_980);
    // As published at <https://electowiki.org/wiki/2009_Burlington_mayoral_election>.
    let (prefer, ..) = matrices(&tally);
    let [kiss, montroll, simpson, smith, wright, write_in] = [0, 1, 2, 3, 4, 5];
    for (one, other, votes, against) in [
        (montroll, kiss, 4_067, 3_477),
        (montroll, smith, 4_573, 2_998),
        (montroll, simpson, 6_267, 591),
        (montroll, write_in, 6_658, 104),
        (montroll, wright, 4_597, 3_668),
        (kiss, smith, 3_946, 3_577),
        (kiss, simpson, 5_517, 845),
        (kiss, write_in, 6_149, 116),
        (kiss, wright, 4_314, 4_064),
        (smith, simpson, 5_573, 721),
    ] {
        assert_eq!((prefer[one][other], prefer[other][one]), (votes, against));
    }
}

#[test]
fn alaska_would_have_elected_begich_who_was_out_first() {
    let tally = counted(include_str!("elections/alaska-2022.soi"));
    assert_eq!(winner(&tally), OptionNo(0));
    let (prefer, ..) = matrices(&tally);
    // The final round as it was: who ranked neither Peltola nor Palin is on neither side.
    let [begich, palin, peltola] = [0, 1, 2];
    assert_eq!((prefer[peltola][palin], prefer[palin][peltola]), (91_266, 86_026));
    // And the two duels that were never held: 52.5 and 61.4 of a hundred, as
    // <https://ranked.vote/report/us/ak/2022/08/cd> has them too.
    let in_a_thousand = |one: usize, other: usize| {
        let (votes, against) = (prefer[one][other], prefer[other][one]);
        (2_000 * votes + votes + against) / (2 * (votes + against))
    };
    assert_eq!(in_a_thousand(begich, peltola), 525);
    assert_eq!(in_a_thousand(begich, palin), 614);
}
