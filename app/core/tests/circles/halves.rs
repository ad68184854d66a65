//! Half a circle that is cut off, and what it would do with those whom it lets in.

use tequio_core::{Event, motion::Proposal, rules::Rules};

use crate::village::Village;

/// Of seven, three colluders are apart and let in four more, who all write.
fn cut_off(seed: u64, rules: Rules, days_ahead: i64) -> Village {
    let mut village = Village::gathered(seed, rules, 7, 12);
    village.pass(40);
    village.all_speak(&[0, 1, 2, 3, 4, 5, 6]);
    village.apart(&[&[0, 1, 2, 7, 8, 9, 10, 11], &[3, 4, 5, 6]]);
    for newcomer in 7..11 {
        village.let_in(&[0, 1, 2], newcomer);
    }
    for colluder in [0, 1, 2, 7, 8, 9, 10] {
        village.phones[colluder].ahead = days_ahead;
    }
    for _ in 0..2 {
        village.all_speak(&[0, 1, 2, 7, 8, 9, 10]);
    }
    assert_eq!(village.members(0), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    village
}

const COLLUDERS: [usize; 7] = [0, 1, 2, 7, 8, 9, 10];

#[test]
fn half_a_circle_with_as_many_newcomers_removes_nobody_and_changes_no_rule() {
    for (seed, rules, ahead) in [
        (20, Rules::default(), 0),
        (21, Rules::among_neighbours(), 0),
        (22, Rules::among_neighbours(), 800),
        (23, Rules { budget: Some(9), ..Rules::on_guard() }, 5_000),
    ] {
        let mut village = cut_off(seed, rules.clone(), ahead);
        let removal = village.moves_to_remove(0, 3);
        village.signed_by(removal, &COLLUDERS);
        let rule = village.moves(0, Proposal::Rules(Rules { purpose: "Ours".into(), ..rules.clone() }));
        village.signed_by(rule, &COLLUDERS);
        village.agree();
        assert!(village.has(0, 3), "{seed}");
        assert_eq!(*village.rules(0), rules, "{seed}");
        // When they have met and the others wrote on, all have a seat.
        village.all_speak(&[3, 4, 5, 6]);
        assert_eq!(village.seats(3).len(), 11, "{seed}");
    }
}

#[test]
fn half_a_circle_with_as_many_newcomers_takes_over_nobody_by_a_stolen_guardians_key() {
    for (seed, rules) in [(24, Rules::default()), (25, Rules::among_neighbours())] {
        let mut village = Village::gathered(seed, rules, 7, 12);
        let heir = village.key();
        village.say(3, Event::Guarded { heir: Some(heir.device()) });
        village.apart(&[&[0, 1, 2, 7, 8, 9, 10, 11], &[3, 4, 5, 6]]);
        for newcomer in 7..11 {
            village.let_in(&[0, 1, 2], newcomer);
        }
        let recovery = village.recovering(0, 3, 11, &heir);
        for colluder in COLLUDERS {
            village.phones[colluder].ahead = 30;
        }
        for _ in 0..3 {
            village.all_speak(&COLLUDERS);
        }
        village.say(0, Event::Recovered { recovery });
        assert!(!village.has(0, 11), "seven days have not passed for more than half");
        village.agree();
        assert!(village.has(0, 3) && !village.has(0, 11), "{seed}");
        village.say(3, Event::Objected { recovery });
        village.pass(60);
        village.all_speak(&[3, 4, 5, 6, 0, 1, 2]);
        village.say(0, Event::Recovered { recovery });
        village.agree();
        assert!(village.has(0, 3) && !village.has(0, 11), "{seed}");
    }
}

#[test]
fn two_halves_admit_one_each_while_one_removes() {
    let mut village = Village::gathered(26, Rules::default(), 5, 8);
    let motion = village.moves_to_remove(0, 4);
    village.apart(&[&[0, 1, 2, 5], &[3, 4, 6, 7]]);
    village.let_in(&[0], 5);
    village.signed_by(motion, &[0, 1, 2]);
    // Meanwhile, over there: one by a vouch of the removed, one by another's.
    village.let_in(&[4], 6);
    village.let_in(&[3], 7);
    village.all_speak(&[6, 7]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 5, 7]);
}

#[test]
fn a_stale_phone_that_returns_after_a_year_finds_what_all_others_know() {
    let mut village = Village::gathered(27, Rules::among_neighbours(), 5, 7);
    let stale = village.moves_to_remove(4, 1);
    village.apart(&[&[0, 1, 2, 3, 5, 6], &[4]]);
    village.let_in(&[0, 1], 5);
    village.all_speak(&[0, 1, 2, 3, 5]);
    let motion = village.moves_to_remove(0, 3);
    village.signed_by(motion, &[0, 1, 2, 5]);
    village.pass(400);
    village.all_speak(&[0, 1, 2, 5]);
    for (met, by) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (5, 0), (5, 1)] {
        village.vouch(by, met);
    }
    // What it says then, it says of the circle that it knew: a signature counts, a vouch by one who has faded does not.
    village.phones[4].ahead = -400;
    village.say(4, Event::Supported { motion: stale });
    village.let_in(&[4], 6);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 4, 5]);
    assert!(!village.phones[0].state.has_say(&village.me(4)), "whom nobody has met for a year");
    let none = village.moves_to_remove(4, 0);
    village.signed_by(none, &[4]);
    assert!(village.has(0, 0));
    village.vouch(0, 4);
    village.vouch(1, 4);
    assert!(village.phones[4].state.has_say(&village.me(4)), "met again");
    village.agree();
}

#[test]
fn a_circle_in_which_nobody_met_anybody_for_a_year_goes_on() {
    let mut village = Village::gathered(28, Rules::among_neighbours(), 5, 6);
    village.pass(500);
    village.all_speak(&[0, 1, 2, 3, 4]);
    assert_eq!(village.seats(0), [0, 1, 2, 3, 4], "nobody is left who could bring back the others");
    let motion = village.moves_to_remove(0, 4);
    village.signed_by(motion, &[0, 1, 2]);
    village.let_in(&[0, 1], 5);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 5]);
    // As many as it takes to bring back others have a say again: from now on the others have to be met by them.
    for (met, by) in [(0, 1), (0, 2), (1, 2), (2, 1)] {
        village.vouch(by, met);
    }
    village.all_speak(&[5, 0]);
    assert_eq!(village.seats(0), [0, 5]);
    village.vouch(0, 1);
    village.vouch(5, 1);
    village.hello(5);
    assert_eq!(village.seats(0), [0, 1, 5]);
    village.agree();
}

#[test]
fn a_lone_founder_has_a_say_from_the_first_day() {
    for rules in [Rules::among_neighbours(), Rules::on_guard()] {
        let mut village = Village::new(29, rules, 3);
        assert!(village.phones[0].state.has_say(&village.me(0)));
        village.let_in(&[0], 1);
        village.let_in(&[0], 2);
        village.agree();
        assert_eq!(village.members(0), [0, 1, 2]);
    }
}
