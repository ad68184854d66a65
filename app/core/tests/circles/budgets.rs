//! For how many newcomers somebody may vouch, and in what time.

use tequio_core::rules::Rules;

use crate::village::Village;

fn two_a_month() -> Rules {
    Rules { budget: Some(2), ..Rules::default() }
}

#[test]
fn a_budget_holds_for_a_month_and_a_newcomers_vouches_are_charged_up_the_line() {
    let mut village = Village::gathered(80, two_a_month(), 3, 12);
    village.let_in(&[0], 3);
    // In their first year it is hers who let them in: one is left, and then none for either.
    village.let_in(&[3], 4);
    village.let_in(&[0], 5);
    village.let_in(&[3], 6);
    village.let_in(&[4], 7);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 4]);
    village.pass(31);
    village.all_speak(&[0, 1, 2, 3, 4]);
    village.let_in(&[4], 7);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 4, 7]);
}

#[test]
fn colluders_whose_clocks_are_ahead_have_no_more_months_than_others() {
    let mut village = Village::gathered(81, two_a_month(), 5, 20);
    for colluder in [3, 4] {
        village.phones[colluder].ahead = 3_000;
    }
    for (n, newcomer) in (5..13).enumerate() {
        village.let_in(&[3 + n % 2], newcomer);
    }
    village.agree();
    assert_eq!(village.members(0).len(), 5 + 4);
}

#[test]
fn vouches_said_late_as_if_early_are_no_more_than_those_of_the_months_that_went_by() {
    let mut village = Village::gathered(82, two_a_month(), 3, 12);
    let then = village.last_of(0);
    village.pass(40);
    village.all_speak(&[0, 1]);
    let mut after = vec![then, village.last_of(2)];
    for newcomer in 3..12 {
        let (device, name) = (village.me(newcomer), format!("n{newcomer}"));
        after = vec![village.backdate(2, &after, &tequio_core::Event::Admitted { device, name })];
    }
    village.agree();
    let came = village.members(0).len() - 3;
    assert!((2..=4).contains(&came), "two months' worth at most: {came}");
}
