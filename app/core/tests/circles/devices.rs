//! Lost phones, thieves, guardians.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Event,
    guardian::{Heir, Root},
    roster::recovery_message,
    rules::Rules,
};

use crate::village::Village;

/// Beto (1) has a second phone (4) beside his first; Ana (0), Carla (2) and Dora (3) are there, and room for three more.
fn two_phones(seed: u64) -> Village {
    let mut village = Village::gathered(seed, Rules::default(), 4, 8);
    let heir = village.key();
    village.say(1, Event::Entrusted { heir: heir.device() });
    let continued = village.continues(4, village.me(1), &heir);
    village.say(4, continued);
    village.hello(4);
    assert_eq!(village.phones[0].state.roster().person_of(&village.me(4)), Some(village.me(1)));
    village
}

#[test]
fn a_lost_phone_that_is_cut_off_neither_leaves_for_its_owner_nor_lets_in_anybody() {
    let mut village = two_phones(40);
    let (before, last) = (village.hello(0), village.last_of(1));
    village.say(4, Event::CutOff { device: village.me(1) });
    village.all_speak(&[0, 2, 3, 4]);
    // Whoever has it writes as if it had heard nothing.
    let device = village.me(5);
    let admitted = village.backdate(1, &[before, last], &Event::Admitted { device, name: "Mala".into() });
    village.backdate(1, &[admitted], &Event::Left);
    village.agree();
    assert_eq!(village.members(0), [0, 2, 3, 4]);
    assert_eq!(village.phones[0].state.roster().person_of(&village.me(4)), Some(village.me(1)));
}

#[test]
fn a_key_that_a_lost_phone_had_named_makes_no_new_phone_once_it_is_cut_off() {
    let mut village = two_phones(41);
    let heir = village.key();
    let named = village.say(1, Event::Entrusted { heir: heir.device() });
    village.say(4, Event::CutOff { device: village.me(1) });
    village.all_speak(&[0, 2, 3, 4]);
    let continued = village.continues(5, village.me(1), &heir);
    village.backdate(5, &[named], &continued);
    village.say(6, village.continues(6, village.me(1), &heir));
    village.agree();
    assert_eq!(village.members(0), [0, 2, 3, 4]);
}

#[test]
fn two_phones_of_one_person_that_cut_each_other_off_are_both_gone() {
    let mut village = two_phones(42);
    let heir = village.key();
    village.say(1, Event::Guarded { heir: Some(heir.device()) });
    village.apart(&[&[0, 1], &[2, 3, 4]]);
    village.say(1, Event::CutOff { device: village.me(4) });
    village.say(4, Event::CutOff { device: village.me(1) });
    village.agree();
    assert_eq!(village.members(0), [0, 2, 3]);
    assert!(village.phones[0].state.roster().has(&village.me(1)), "the person is still one of them");
    // And comes back by those whom they had asked before.
    let recovery = village.recovering(0, 1, 5, &heir);
    village.pass(8);
    village.all_speak(&[0, 2, 3]);
    village.say(0, Event::Recovered { recovery });
    village.agree();
    assert_eq!(village.phones[0].state.roster().person_of(&village.me(5)), Some(village.me(1)));
}

#[test]
fn a_thief_with_the_guardians_key_waits_and_the_owner_objects() {
    let mut village = Village::gathered(43, Rules::default(), 4, 6);
    let heir = village.key();
    village.say(1, Event::Guarded { heir: Some(heir.device()) });
    let recovery = village.recovering(2, 1, 5, &heir);
    village.say(2, Event::Recovered { recovery });
    village.pass(6);
    village.all_speak(&[0, 2, 3]);
    village.say(2, Event::Recovered { recovery });
    assert!(!village.has(0, 5), "six days are not seven");
    village.say(1, Event::Objected { recovery });
    village.pass(6);
    village.all_speak(&[0, 2, 3]);
    village.say(2, Event::Recovered { recovery });
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
}

#[test]
fn a_lost_phone_that_objects_after_all_objects_too_late() {
    let mut village = Village::gathered(44, Rules::default(), 4, 6);
    let heir = village.key();
    let guarded = village.say(1, Event::Guarded { heir: Some(heir.device()) });
    let recovery = village.recovering(2, 1, 5, &heir);
    village.pass(8);
    village.all_speak(&[0, 2, 3]);
    village.say(2, Event::Recovered { recovery });
    assert_eq!(village.members(0), [0, 2, 3, 5]);
    village.backdate(1, &[guarded, recovery], &Event::Objected { recovery });
    village.agree();
    assert_eq!(village.members(0), [0, 2, 3, 5]);
    let roster = village.phones[0].state.roster();
    assert_eq!(roster.person_of(&village.me(5)), Some(village.me(1)), "whose history it carries on");
}

#[test]
fn a_waiting_device_that_is_let_in_as_somebody_else_costs_its_person_nothing() {
    for early in [false, true] {
        let mut village = Village::gathered(45, Rules::default(), 4, 6);
        let heir = village.key();
        village.say(1, Event::Guarded { heir: Some(heir.device()) });
        let before = village.last_of(3);
        let recovery = village.recovering(2, 1, 5, &heir);
        let admission = Event::Admitted { device: village.me(5), name: "Nobody".into() };
        match early {
            true => village.backdate(3, &[before], &admission),
            false => village.say(3, admission),
        };
        village.pass(8);
        village.all_speak(&[0, 2, 3]);
        village.say(2, Event::Recovered { recovery });
        village.agree();
        assert_eq!(village.members(0), [0, 1, 2, 3, 5], "nobody is cut off for one who is somebody else");
        let recovery = village.recovering(2, 1, 4, &heir);
        village.pass(8);
        village.all_speak(&[0, 2, 3]);
        village.say(2, Event::Recovered { recovery });
        village.agree();
        assert_eq!(village.members(0), [0, 2, 3, 4, 5], "early: {early}");
    }
}

#[test]
fn nobody_keeps_a_recovery_waiting_by_beginning_it_again() {
    let mut village = Village::gathered(46, Rules::default(), 4, 6);
    let heir = village.key();
    village.say(1, Event::Guarded { heir: Some(heir.device()) });
    let recovery = village.recovering(2, 1, 5, &heir);
    for _ in 0..4 {
        village.pass(2);
        village.recovering(3, 1, 5, &heir);
        village.all_speak(&[0, 2]);
    }
    village.say(2, Event::Recovered { recovery });
    village.agree();
    assert_eq!(village.members(0), [0, 2, 3, 5]);
}

#[test]
fn who_had_every_place_taken_by_a_thief_comes_back_all_the_same_and_alone() {
    let mut village = Village::gathered(47, Rules::default(), 4, 24);
    let guardians = village.key();
    village.say(1, Event::Guarded { heir: Some(guardians.device()) });
    let recovery = village.recovering(2, 1, 4, &guardians);
    // Meanwhile the thief makes as many phones as one can.
    let mut heirs = Vec::new();
    for device in 5..22 {
        let heir = village.key();
        village.say(1, Event::Entrusted { heir: heir.device() });
        let continued = village.continues(device, village.me(1), &heir);
        village.say(device, continued);
        heirs.push(heir);
    }
    let left_over = village.key();
    let named = village.say(1, Event::Entrusted { heir: left_over.device() });
    village.pass(8);
    village.all_speak(&[0, 2, 3]);
    village.say(2, Event::Recovered { recovery });
    let continued = village.continues(23, village.me(1), &left_over);
    village.backdate(23, &[named], &continued);
    village.agree();
    assert_eq!(village.members(0), [0, 2, 3, 4]);
}

/// One of the random lives (18864): whoever holds a key that somebody entrusted can be their phone, and leave for them. If
/// that device signs two things where it says so, it is nobody's in the end, as all can see; what it could do at once and
/// openly it can do so too, and no more.
#[test]
fn a_device_that_forks_where_it_says_whose_it_is_leaves_for_them_as_it_could_have_and_is_cut_off_as_any_other()
 {
    for cut in [false, true] {
        let mut village = Village::gathered(48, Rules::default(), 4, 6);
        let heir = village.key();
        let entrusted = village.say(1, Event::Entrusted { heir: heir.device() });
        let continued = village.continues(4, village.me(1), &heir);
        let continued = village.backdate(4, &[entrusted], &continued);
        village.backdate(4, &[entrusted], &Event::Prekeyed { prekey: [4; 32] });
        let roster = village.phones[0].state.roster();
        assert_eq!(roster.person_of(&village.me(4)), None);
        assert!(roster.forked.contains_key(&village.me(4)));
        if cut {
            let device = village.me(4);
            village.say(1, Event::CutOff { device });
        }
        village.backdate(4, &[continued], &Event::Left);
        village.hello(4);
        village.agree();
        assert_eq!(village.has(0, 1), cut);
        assert_eq!(village.members(0).len(), 3 + usize::from(cut));
    }
}

/// Two of three guardians can bring Beto back. One of them goes over to a thief.
#[test]
fn a_guardian_who_defects_has_nothing_alone_and_nothing_by_going_first() {
    let mut village = Village::gathered(49, Rules::default(), 4, 8);
    let mut dice = ChaCha20Rng::seed_from_u64(49);
    let circle = village.phones[0].keys.circle;
    let root = Root::draw(&mut dice);
    let shares = root.shares(2, 3, &mut dice).expect("two of three");
    village.say(1, Event::Guarded { heir: Some(root.heir(&circle).public()) });
    assert_eq!(Root::join(&shares[..1]), None, "one share is none");
    let before = Root::draw(&mut dice).shares(2, 3, &mut dice).expect("two of three");
    let mixed = [shares[0].clone(), before[1].clone()];
    assert_eq!(Root::join(&mixed), None, "nor are two, of which one is of another choice of guardians");
    // The thief signs with a root that they made up, and the guardian says that they have seen Beto.
    let made_up = Root::draw(&mut dice).heir(&circle);
    village.say(0, recovering(&village, 5, &made_up));
    assert!(village.phones[0].state.roster().recoveries.is_empty(), "the circle was told another key");
    // With a second one, who took the thief for Beto, they have it: what is left is the wait, and Beto's word.
    let stolen = Root::join(&shares[..2]).expect("two are enough").heir(&circle);
    let recovery = village.say(0, recovering(&village, 5, &stolen));
    village.pass(6);
    village.all_speak(&[0, 2, 3]);
    village.say(0, Event::Recovered { recovery });
    assert!(!village.has(3, 5));
    village.say(1, Event::Objected { recovery });
    // Whom it happened to chooses others: what the first ones hold opens nothing any more.
    let root = Root::draw(&mut dice);
    village.say(1, Event::Guarded { heir: Some(root.heir(&circle).public()) });
    let again = village.say(0, recovering(&village, 6, &stolen));
    village.pass(60);
    village.all_speak(&[0, 1, 2, 3]);
    for recovery in [recovery, again] {
        village.say(0, Event::Recovered { recovery });
    }
    village.agree();
    assert_eq!(village.members(0), [0, 1, 2, 3]);
}

/// A new device for the second of them, by this heir.
fn recovering(village: &Village, device: usize, heir: &Heir) -> Event {
    let (person, device) = (village.me(1), village.me(device));
    let signature = heir.sign(&recovery_message(&village.phones[0].keys.circle, &device));
    Event::Recovering { device, person, heir: heir.public(), signature }
}
