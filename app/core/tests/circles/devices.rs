//! Lost phones, thieves, guardians.

use tequio_core::{Event, rules::Rules};

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
