//! Who is removed, who leaves, and what stays of them.

use tequio_core::{Event, rules::Rules};

use crate::village::Village;

#[test]
fn those_whom_the_removed_had_let_in_before_stay() {
    let mut village = Village::gathered(60, Rules { vouches: 2, ..Rules::default() }, 5, 8);
    village.let_in(&[3, 4], 5);
    let motion = village.moves_to_remove(0, 4);
    village.apart(&[&[0, 1, 2, 5], &[3, 4, 6, 7]]);
    village.signed_by(motion, &[0, 1, 2]);
    let later = village.moves_to_remove(0, 3);
    village.signed_by(later, &[0, 1, 2, 5]);
    // What these two say meanwhile in ignorance, after they had been moved against, lets nobody in.
    village.let_in(&[3, 4], 6);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 5]);
}

#[test]
fn who_was_removed_comes_in_again_by_a_colluder_as_somebody_who_was_here_before() {
    let mut village = Village::gathered(61, Rules::default(), 5, 7);
    let motion = village.moves_to_remove(0, 4);
    village.signed_by(motion, &[0, 1, 2]);
    let (device, again) = (village.me(5), Some(village.me(4)));
    village.say(3, Event::Vouched { device, name: "Emil".into(), again });
    village.say(3, Event::Admitted { device, name: "Emil".into() });
    let old = village.me(4);
    village.say(3, Event::Admitted { device: old, name: "Emil".into() });
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 5], "a new key, never the old one");
    let roster = village.phones[0].state.roster();
    let member = &roster.members[&village.me(5)];
    assert_eq!((member.again, &member.vouched_by), (again, &[village.me(3)].into()), "and all see by whom");
    // The removal is not undone by what the old key says, nor does it strike the new one.
    village.say(4, Event::Admitted { device: village.me(6), name: "Nobody".into() });
    village.say(0, Event::Enacted { motion });
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 5]);
}

#[test]
fn who_leaves_while_being_removed_is_gone_once() {
    let mut village = Village::gathered(62, Rules::default(), 5, 7);
    let motion = village.moves_to_remove(0, 4);
    village.apart(&[&[0, 1, 2], &[3, 4, 5]]);
    village.signed_by(motion, &[0, 1, 2]);
    village.let_in(&[4], 5);
    village.say(4, Event::Left);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3], "removal takes the vouch, leaving alone would not have");
    let mut village = Village::gathered(63, Rules::default(), 5, 7);
    village.apart(&[&[0, 1, 2], &[3, 4, 5]]);
    village.let_in(&[4], 5);
    village.say(4, Event::Left);
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3, 5]);
    assert!(village.phones[0].state.roster().members[&village.me(4)].left);
}

#[test]
fn whoever_is_gone_moves_no_clock() {
    // Leaving, and what comes after or late, in both orders of arrival.
    let mut village = Village::gathered(64, Rules::among_neighbours(), 5, 5);
    let last = village.last_of(3);
    let motion = village.moves_to_remove(0, 3);
    village.apart(&[&[0, 1, 2], &[3], &[4]]);
    for gone in [3, 4] {
        village.phones[gone].ahead = 4_000;
    }
    village.signed_by(motion, &[0, 1, 2]);
    village.say(4, Event::Left);
    village.hello(4);
    village.backdate(3, &[last], &Event::Prekeyed { prekey: [3; 32] });
    village.hello(3);
    village.agree();
    for _ in 0..2 {
        village.pass(1);
        village.all_speak(&[0, 1, 2, 3, 4]);
    }
    // Of the three who are left, one is ahead: two of five would be no majority, three would.
    village.phones[2].ahead = 4_000;
    village.hello(2);
    village.agree();
    assert_eq!(village.day(0), village.today);
}

/// p2panda-auth's rules of strong removal (`p2panda-auth/src/group/resolver.rs`, "Strong Remove Concurrency Rules":
/// removals, mutual removals, adding somebody again at the same time, what depends on what is filtered), in the terms
/// of a circle that removes by certificate.
mod as_in_p2panda_auth {
    use super::*;

    #[test]
    fn what_the_removed_does_at_the_same_time_has_no_power() {
        let mut village = Village::gathered(65, Rules::default(), 4, 6);
        let motion = village.moves_to_remove(0, 3);
        village.apart(&[&[0, 1, 2], &[3, 4, 5]]);
        village.signed_by(motion, &[0, 1, 2]);
        village.let_in(&[3], 4);
        village.agree();
        assert_eq!(village.members(0), [0, 1, 2]);
    }

    #[test]
    fn nor_has_what_rests_on_it() {
        let mut village = Village::gathered(69, Rules::default(), 4, 6);
        let motion = village.moves_to_remove(0, 3);
        village.apart(&[&[0, 1, 2], &[3, 4, 5]]);
        village.signed_by(motion, &[0, 1, 2]);
        village.let_in(&[3], 4);
        village.hello(4);
        village.let_in(&[4], 5);
        let own = village.moves_to_remove(4, 0);
        village.signed_by(own, &[4, 5, 3]);
        village.agree();
        assert_eq!(village.members(0), [0, 1, 2]);
    }

    #[test]
    fn two_removals_of_each_other_both_hold() {
        let mut village = Village::gathered(66, Rules::default(), 5, 5);
        let (one, other) = (village.moves_to_remove(0, 4), village.moves_to_remove(4, 0));
        for signer in [1, 2, 3] {
            village.say(signer, Event::Supported { motion: one });
            village.say(signer, Event::Supported { motion: other });
        }
        village.apart(&[&[0, 1], &[2, 3, 4]]);
        village.say(1, Event::Enacted { motion: one });
        village.say(2, Event::Enacted { motion: other });
        village.agree();
        assert_eq!(village.members(1), [1, 2, 3]);
    }

    #[test]
    fn three_removals_in_a_ring_all_hold() {
        let mut village = Village::gathered(70, Rules::default(), 7, 7);
        let motions: Vec<_> =
            [(0, 1), (1, 2), (2, 0)].map(|(by, whom)| village.moves_to_remove(by, whom)).into();
        for motion in &motions {
            for signer in 0..7 {
                village.say(signer, Event::Supported { motion: *motion });
            }
        }
        village.apart(&[&[0, 3], &[1, 4], &[2, 5]]);
        for (by, motion) in motions.into_iter().enumerate() {
            village.say(by, Event::Enacted { motion });
        }
        village.agree();
        assert_eq!(village.members(3), [3, 4, 5, 6]);
    }

    #[test]
    fn one_who_is_removed_twice_and_let_in_again_at_the_same_time_stays_removed() {
        let mut village = Village::gathered(67, Rules::default(), 5, 6);
        let motion = village.moves_to_remove(0, 4);
        for signer in [0, 1, 2] {
            village.say(signer, Event::Supported { motion });
        }
        village.apart(&[&[0], &[1, 2, 3, 4, 5]]);
        village.say(0, Event::Enacted { motion });
        village.say(1, Event::Enacted { motion });
        let old = village.me(4);
        village.say(1, Event::Admitted { device: old, name: "n4".into() });
        // Nor does anything count that they do then.
        village.let_in(&[4], 5);
        village.agree();
        assert_eq!(village.members(0), [0, 1, 2, 3]);
    }

    #[test]
    fn what_others_do_at_the_same_time_stands() {
        let mut village = Village::gathered(68, Rules::default(), 4, 6);
        let motion = village.moves_to_remove(0, 3);
        village.apart(&[&[0, 1, 3], &[2, 4, 5]]);
        village.say(0, Event::Supported { motion });
        village.say(1, Event::Supported { motion });
        village.let_in(&[2], 4);
        village.hello(4);
        village.let_in(&[4], 5);
        village.together();
        village.signed_by(motion, &[2]);
        village.agree();
        assert_eq!(village.members(0), [0, 1, 2, 4, 5]);
    }
}
