//! What was true once is said again: an old roster, an open motion, by those who have gone since.

use tequio_core::{
    Event,
    certificate::{self, Certificate, Statement, roll_hash},
    rules::Rules,
};

use crate::village::Village;

/// Seven of whom three are removed one after the other by the other four.
fn three_are_gone(village: &mut Village) {
    for gone in [4, 5, 6] {
        let motion = village.moves_to_remove(0, gone);
        village.signed_by(motion, &[0, 1, 2, 3]);
    }
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
}

#[test]
fn whoever_was_removed_signs_no_motion_that_is_still_open() {
    let mut village = Village::gathered(90, Rules::default(), 7, 7);
    let motion = village.moves_to_remove(3, 0);
    three_are_gone(&mut village);
    // The fourth of a roll of seven, with three who were on it and are not here any more.
    for signer in [4, 5, 6] {
        village.say(signer, Event::Supported { motion });
    }
    village.signed_by(motion, &[3]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
    // Of those who are here three more have to sign.
    village.signed_by(motion, &[1, 2, 3]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3], "three of seven are too few");
}

#[test]
fn what_the_removed_sign_as_if_they_had_not_heard_of_it_counts_for_nothing_to_who_has() {
    let mut village = Village::gathered(91, Rules::default(), 7, 7);
    let motion = village.moves_to_remove(3, 0);
    let before: Vec<_> = [4, 5, 6].map(|who| village.last_of(who)).into();
    three_are_gone(&mut village);
    for (signer, last) in [4, 5, 6].into_iter().zip(before) {
        village.backdate(signer, &[last, motion], &Event::Supported { motion });
    }
    village.signed_by(motion, &[3]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
}

#[test]
fn a_roster_that_is_replayed_has_no_seats_for_those_who_are_gone() {
    let mut village = Village::gathered(92, Rules::default(), 7, 7);
    let basis = village.last_of(3);
    let phone = &village.phones[3];
    let roll = phone.state.roll(&phone.log, &basis).expect("it is here");
    three_are_gone(&mut village);
    let statement = Statement::Remove { person: village.me(0) };
    let sign =
        |who: &usize| certificate::sign(&village.phones[*who].keys, &statement, basis, &roll_hash(&roll));
    let signatures: Vec<_> = [3, 4, 5, 6].iter().map(sign).collect();
    let certificate = Certificate::new(basis, signatures);
    let person = village.me(0);
    village.say(3, Event::Removed { person, certificate });
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3], "four of seven, of whom three are nobody here");
}

#[test]
fn a_signature_given_before_its_signer_went_keeps_its_weight() {
    let mut village = Village::gathered(93, Rules::default(), 5, 5);
    let motion = village.moves_to_remove(0, 4);
    village.say(3, Event::Supported { motion });
    village.say(3, Event::Left);
    village.signed_by(motion, &[0, 1]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2], "three of five, one of whom has left since");
}
