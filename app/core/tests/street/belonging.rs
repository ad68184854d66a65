//! Founding, knocking, being let in.

use tequio_core::{
    Command, Refused,
    epoch::{Epoch, EpochKey},
    recognise::Way,
};

use crate::neighbourhood::{MORNING, Neighbourhood, ask};

#[test]
fn a_newcomer_knocks_with_a_code_and_comes_in_by_one_members_yes() {
    let mut street = Neighbourhood::new(20);
    let ana = street.founder("Ana");
    let code = street.invite(ana);
    let beto = street.newcomer(&code, "Beto");
    assert_eq!(street.try_to(beto, Command::Post(ask("Already?"))), Err(Refused::NotMember));
    assert!(street.meet(ana, beto));
    street.settle();
    let people = street.phones[ana].replica.people();
    assert_eq!((people.members.len(), people.knocks.len()), (1, 1));
    assert_eq!((people.knocks[0].name.as_str(), people.knocks[0].from_my_code), ("Beto", true));
    assert_eq!(street.phones[beto].replica.entries(), 0, "nothing is told before the yes");

    let device = street.me(beto);
    street.perform(ana, Command::Admit { device });
    street.settle();
    let people = street.phones[beto].replica.people();
    assert_eq!(people.me.map(|me| me.name).as_deref(), Some("Beto"));
    assert_eq!(people.circle.map(|circle| circle.name).as_deref(), Some("Calle Roble"));
    assert!(street.phones[ana].replica.people().knocks.is_empty());
    street.assert_agreement();
}

#[test]
fn any_member_can_say_yes_and_it_holds_when_the_newcomer_was_away_meanwhile() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(21, ["Ana", "Beto"]);
    let code = street.invite(ana);
    let carla = street.newcomer(&code, "Carla");
    street.meet(beto, carla);
    street.settle();
    assert!(!street.phones[beto].replica.people().knocks[0].from_my_code);
    street.part(beto, carla);
    let device = street.me(carla);
    street.perform(beto, Command::Admit { device });
    street.settle();
    street.restart(carla);
    // Ana, who heard of the yes from Beto, lets her in.
    street.meet(ana, carla);
    street.settle();
    assert!(street.phones[carla].replica.is_member());
    street.restart(carla);
    assert!(street.meet(beto, carla), "by now as a member");
    street.settle();
    street.assert_agreement();
}

#[test]
fn two_who_were_let_in_on_either_side_of_a_gap_find_each_other() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(22, ["Ana", "Beto"]);
    street.part(ana, beto);
    let newcomers = [(ana, "Carla"), (beto, "Dora")].map(|(member, name)| {
        let code = street.invite(member);
        let newcomer = street.newcomer(&code, name);
        street.meet(member, newcomer);
        street.settle();
        let device = street.me(newcomer);
        street.perform(member, Command::Admit { device });
        street.settle();
        street.part(member, newcomer);
        newcomer
    });
    street.meet(newcomers[0], newcomers[1]);
    street.settle();
    for newcomer in newcomers {
        assert_eq!(street.phones[newcomer].replica.people().members.len(), 4);
    }
}

#[test]
fn two_who_knock_with_the_same_weeks_code_cannot_let_each_other_in() {
    let mut street = Neighbourhood::new(23);
    let ana = street.founder("Ana");
    let [beto, carla] = ["Beto", "Carla"].map(|name| {
        let code = street.invite(ana);
        street.newcomer(&code, name)
    });
    street.meet(beto, carla);
    street.settle();
    let device = street.me(carla);
    assert_eq!(street.try_to(beto, Command::Admit { device }), Err(Refused::NotMember));
    let false_key = Epoch::new(0, EpochKey([1; 32]));
    street.inject(carla, beto, &tequio_core::Message::Welcome { epochs: vec![false_key] });
    street.settle();
    assert_eq!(street.phones[beto].rejected, [tequio_core::Rejected::Forged]);
    assert!(!street.phones[beto].replica.is_member());
}

#[test]
fn a_stranger_with_another_circle_or_none_is_not_recognised() {
    let (mut street, [ana, _]) = Neighbourhood::circle(24, ["Ana", "Beto"]);
    let stranger = street.founder("Zoë");
    assert!(!street.meet(ana, stranger));
    assert!(street.phones[stranger].replica.nearby().members.is_empty());
}

#[test]
fn nobody_greets_with_anothers_key() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(25, ["Ana", "Beto"]);
    let neighbour = tequio_core::Neighbour(900);
    street.phones[ana].replica.meet(neighbour, Way::Member, [5; 32], MORNING);
    let device = street.me(beto);
    let greet = tequio_core::Message::Greet { device, signature: [0; 64], knock: None };
    let heard = street.phones[ana].replica.hear(neighbour, greet, MORNING);
    assert_eq!(heard, Err(tequio_core::Rejected::Forged));
}

#[test]
fn names_change_for_everybody_and_a_nameless_circle_is_not_founded() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(26, ["Ana", "Beto"]);
    street.perform(beto, Command::Rename { name: "Beto R.".into() });
    street.settle();
    let people = street.phones[ana].replica.people();
    assert_eq!(people.members[1].person.name, "Beto R.");
    let mut dice = street.dice.clone();
    let keys = tequio_core::Keys::found(&mut dice);
    let mut replica = tequio_core::Replica::open(keys, Default::default(), [0; 32], MORNING);
    for (circle_name, name) in [("", "Ana"), ("Street", " "), ("Street", &*"x".repeat(41))] {
        let found = Command::Found { circle_name: circle_name.into(), name: name.into() };
        assert!(replica.perform(found, MORNING).unwrap_err().field().is_some());
    }
    assert_eq!(replica.entries(), 0);
}

/// Those who went have the key under which codes were made; whoever stays draws another, also if nobody else is left.
#[test]
fn whoever_is_left_alone_can_let_somebody_in_again() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(29, ["Ana", "Beto"]);
    street.perform(beto, Command::Leave);
    street.settle();
    street.part(ana, beto);
    street.pass(86_400);
    let code = street.invite(ana);
    let carla = street.newcomer(&code, "Carla");
    street.meet(ana, carla);
    street.settle();
    let device = street.me(carla);
    street.perform(ana, Command::Admit { device });
    street.settle();
    assert!(street.phones[carla].replica.is_member());
}

#[test]
fn whoever_is_left_shows_a_code_as_soon_as_somebody_has_gone() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(28, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.perform(carla, Command::Leave);
    street.settle();
    // One of the two waits for the other to draw the new key, and does not hear of it.
    for member in [beto, ana] {
        let code = street.invite(member);
        let newcomer = street.newcomer(&code, "Dora");
        assert!(street.meet(member, newcomer));
    }
}

#[test]
fn who_came_second_opens_no_founding_meeting() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(29, ["Ana", "Beto"]);
    let open = Command::Meeting(tequio_core::command::Meeting::Open { evening: None });
    assert_eq!(street.try_to(beto, open.clone()), Err(Refused::NoEvening));
    assert_eq!(street.try_to(ana, open), Ok(None));
}
