//! Motions, against each other and brought again.

use tequio_core::{Event, motion::Proposal, rules::Rules};

use crate::village::Village;

fn open() -> Rules {
    Rules::default()
}

fn rules(purpose: &str) -> Proposal {
    Proposal::Rules(Rules { purpose: purpose.into(), ..Rules::default() })
}

#[test]
fn two_of_four_against_one_and_the_other_two_against_another_remove_nobody() {
    let mut village = Village::gathered(1, open(), 4, 4);
    village.apart(&[&[0, 1], &[2, 3]]);
    let (one, other) = (village.moves_to_remove(0, 2), village.moves_to_remove(2, 0));
    village.signed_by(one, &[0, 1]);
    village.signed_by(other, &[2, 3]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
    // Nor does either pass when somebody says once more that it has.
    village.say(1, Event::Enacted { motion: one });
    village.say(3, Event::Enacted { motion: other });
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
}

#[test]
fn three_of_five_remove_one_while_two_move_against_another() {
    let mut village = Village::gathered(2, open(), 5, 5);
    village.apart(&[&[0, 1, 2], &[3, 4]]);
    let one = village.moves_to_remove(0, 4);
    village.signed_by(one, &[0, 1, 2]);
    let other = village.moves_to_remove(3, 0);
    village.signed_by(other, &[3, 4]);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
    assert_eq!(village.phones[0].state.motions()[&other].signed.len(), 2, "which are too few, for ever");
}

#[test]
fn two_motions_by_majorities_that_overlap_both_hold() {
    let mut village = Village::gathered(3, open(), 5, 5);
    let (one, other) = (village.moves_to_remove(0, 4), village.moves_to_remove(4, 0));
    village.apart(&[&[0, 1], &[3, 4]]);
    for (signer, motion) in [(0, one), (1, one), (3, other), (4, other)] {
        village.say(signer, Event::Supported { motion });
    }
    // The third, who meets both, signs both; each of the two was signed by one who is gone by the other.
    village.together();
    village.say(2, Event::Supported { motion: one });
    village.say(2, Event::Enacted { motion: one });
    village.say(2, Event::Supported { motion: other });
    village.say(2, Event::Enacted { motion: other });
    village.agree();
    assert_eq!(village.members(0), [1, 2, 3]);
}

#[test]
fn the_accused_counts_on_the_roll_and_does_not_sign() {
    let mut village = Village::gathered(4, open(), 4, 4);
    let motion = village.moves_to_remove(0, 3);
    village.say(3, Event::Supported { motion });
    village.say(3, Event::Answered { motion, text: "I was ill.".into() });
    village.signed_by(motion, &[0, 1]);
    village.agree();
    assert!(village.has(0, 3), "two of four are not more than half");
    village.signed_by(motion, &[2]);
    village.agree();
    assert!(!village.has(0, 3));
    assert_eq!(village.phones[0].state.motions()[&motion].answers.len(), 1);
}

#[test]
fn an_old_rule_cannot_be_put_back() {
    let mut village = Village::gathered(5, open(), 3, 4);
    let old = village.moves(0, rules("Gardens"));
    let enacted = village.signed_by(old, &[0, 1]);
    village.pass(400);
    let new = village.moves(1, rules("Kitchens"));
    village.signed_by(new, &[1, 2]);
    assert_eq!(village.rules(0).purpose, "Kitchens");
    // Brought again, after all, by one who was away since, and by one who does not belong.
    village.say(0, Event::Enacted { motion: old });
    village.backdate(2, &[enacted, village.last_of(2)], &Event::Enacted { motion: old });
    village.backdate(3, &[enacted], &Event::Enacted { motion: old });
    village.agree();
    assert_eq!(village.rules(0).purpose, "Kitchens");
}

/// The first of two motions had its signatures early, but nobody saw them all until the second had passed.
#[test]
fn no_stranger_decides_which_of_two_rules_came_first() {
    let mut village = Village::gathered(6, open(), 5, 6);
    let (old, new) = (village.moves(0, rules("Gardens")), village.moves(0, rules("Kitchens")));
    let signed: Vec<_> = [0, 1, 2].map(|who| village.say(who, Event::Supported { motion: old })).into();
    village.signed_by(new, &[3, 4, 0]);
    village.signed_by(old, &[3]);
    village.agree();
    assert_eq!(village.rules(0).purpose, "Gardens", "the last that was put in force");
    village.backdate(5, &signed[2..], &Event::Enacted { motion: old });
    village.agree();
    assert_eq!(village.rules(0).purpose, "Gardens");
}

#[test]
fn an_evening_serves_once() {
    let mut village = Village::gathered(7, Rules::among_neighbours(), 3, 9);
    let motion = village.moves(0, Proposal::Evening);
    let no = village.list(Some(motion), &[3, 4], 2);
    village.say(0, no.clone());
    assert_eq!(village.members(0), [0, 1, 2], "not yet decided");
    village.signed_by(motion, &[0, 1]);
    let few = village.list(Some(motion), &[3, 4], 1);
    village.say(0, few);
    assert_eq!(village.members(0), [0, 1, 2], "half of the list is not more than half");
    village.apart(&[&[0, 3, 4, 5], &[1, 6, 7, 8]]);
    let (here, there) =
        (village.list(Some(motion), &[3, 4, 5], 2), village.list(Some(motion), &[6, 7, 8], 3));
    village.say(0, here);
    village.say(1, there);
    village.say(1, Event::Enacted { motion });
    village.say(1, no);
    village.agree();
    let members = village.members(0);
    assert!(members == [0, 1, 2, 3, 4, 5] || members == [0, 1, 2, 6, 7, 8], "{members:?}");
}

#[test]
fn a_circle_that_has_begun_is_not_filled_by_who_was_there_first() {
    let mut village = Village::new(8, Rules::among_neighbours(), 8);
    let admission = village.let_in(&[0], 1);
    village.let_in(&[0], 2);
    village.all_speak(&[0, 2]);
    village.let_in(&[0, 2], 3);
    village.pass(400);
    village.all_speak(&[0, 2, 3]);
    // The second of them has never written anything, and says now what would have been in order then.
    let list = village.list(None, &[4, 5, 6, 7], 4);
    village.backdate(1, &[admission], &list);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
}
