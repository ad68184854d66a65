//! A circle's first entries, signed twice by whoever founded it: at once, or years later. (Or by who has their key.)

use tequio_core::{Event, Rejected, rules::Rules};

use crate::village::Village;

/// Other first members, and rules by which they would let in whom they like.
fn begin_again(village: &Village) -> Village {
    let mut again = village.elsewhere();
    again.say(0, again.founding(Rules { purpose: "Mine".into(), ..Rules::default() }));
    let all: Vec<usize> = (0..again.phones.len()).collect();
    let list = again.list(None, &all, all.len());
    again.say(0, list);
    again.all_speak(&all);
    again
}

/// A circle of three, without a meeting: its founder let in the other two.
fn of_three(seed: u64) -> Village {
    let mut village = Village::new(seed, Rules::default(), 10);
    village.let_in(&[0], 1);
    village.hello(1);
    village.let_in(&[0], 2);
    village.all_speak(&[0, 1, 2]);
    village
}

#[test]
fn a_founder_who_signs_the_first_entry_again_years_later_undoes_nothing_and_lets_in_nobody() {
    for seed in 100..108 {
        for mut village in [Village::gathered(seed, Rules::default(), 5, 10), of_three(seed)] {
            village.pass(700);
            village.all_speak(&[1, 2]);
            village.agree();
            let (members, hash) = (village.members(1), village.phones[1].state.hash());
            let again = begin_again(&village);
            // Whoever lives in the circle has its beginning, and takes in no other; nor the other way round.
            for (at_home, strange) in [
                (&mut village, &again.entries),
                (&mut { begin_again(&of_three(seed)) }, &of_three(seed).entries),
            ] {
                let phone = &mut at_home.phones[1];
                let held = phone.log.len();
                let told = strange.iter().map(|(id, entry)| phone.log.admit(*id, entry.clone()));
                let told: Vec<_> = told.collect();
                assert_eq!(told[0], Err(Rejected::OtherBeginning));
                assert!(told[1..].iter().all(|told| *told == Ok(Vec::new())), "what hangs on it waits");
                phone.state.settle(&phone.log);
                assert_eq!(phone.log.len(), held);
            }
            assert_eq!((village.members(1), village.phones[1].state.hash()), (members, hash));
            assert_eq!(village.rules(1).purpose, "");
        }
    }
}

#[test]
fn a_founder_who_tells_each_half_another_beginning_has_founded_two_circles() {
    let village = Village::gathered(110, Rules::default(), 5, 10);
    let again = begin_again(&village);
    let mut halves = [village, again];
    for n in 0..2 {
        let strange = halves[1 - n].entries.clone();
        let phone = &mut halves[n].phones[2];
        for (id, entry) in strange {
            let _ = phone.log.admit(id, entry);
        }
        phone.state.settle(&phone.log);
    }
    assert_eq!((halves[0].members(2).len(), halves[1].members(2).len()), (5, 10));
    halves.iter_mut().for_each(Village::agree);
}

#[test]
fn nor_does_it_help_the_founder_to_put_somebody_elses_words_before_the_second_one() {
    for seed in 120..128 {
        for mut village in [Village::gathered(seed, Rules::default(), 5, 10), of_three(seed)] {
            let members = village.members(0);
            village.pass(700);
            village.all_speak(&[1, 2]);
            // This is a fork as others are: everybody holds it, and sees who did it.
            let first = village.backdate(5, &[], &Event::Prekeyed { prekey: [5; 32] });
            let list = village.list(None, &[0, 5, 6, 7, 8, 9], 6);
            village.backdate(0, &[first], &list);
            let founded = village.backdate(
                0,
                &[first],
                &village.founding(Rules { purpose: "Mine".into(), ..Rules::default() }),
            );
            let device = village.me(5);
            let admitted = village.backdate(0, &[founded], &Event::Admitted { device, name: "n5".into() });
            let gathered = village.backdate(0, &[admitted], &list);
            village.backdate(5, &[first, gathered], &Event::Prekeyed { prekey: [6; 32] });
            village.all_speak(&[6, 7, 8, 9]);
            village.agree();
            assert_eq!((village.members(1), village.seats(1)), (members.clone(), members), "{seed}");
            assert_eq!(village.rules(1).purpose, "");
            assert!(village.phones[1].state.roster().is_forked(&village.me(0)), "everybody sees it");
        }
    }
}
