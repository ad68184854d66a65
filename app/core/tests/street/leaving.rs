//! Leaving is acknowledged: whoever has gone knows who has their word for it, and nothing that was not so.

use tequio_core::{Command, view::Parted};

use crate::neighbourhood::{Neighbourhood, ask};

fn told(street: &Neighbourhood, who: usize) -> Vec<String> {
    let people = street.phones[who].replica.people();
    let names: Vec<String> = people.told.into_iter().map(|person| person.name).collect();
    assert_eq!(people.parted, Some(Parted::Left { told: !names.is_empty() }));
    names
}

#[test]
fn whoever_leaves_among_others_hears_who_has_their_word_and_still_knows_it_after_a_restart() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(60, ["Ana", "Beto", "Carla"]);
    street.part(beto, carla);
    street.perform(beto, Command::Leave);
    street.settle();
    assert_eq!(told(&street, beto), ["Ana"], "Carla knows by now, and cannot tell him");
    street.restart(beto);
    assert_eq!(told(&street, beto), ["Ana"]);
    for member in [ana, carla] {
        let people = street.phones[member].replica.people();
        assert_eq!((people.members.len(), people.told.len()), (2, 0));
    }
}

#[test]
fn whoever_leaves_alone_knows_that_nobody_has_their_word_until_somebody_is_met() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(61, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.part(beto, carla);
    street.perform(beto, Command::Leave);
    street.settle();
    assert!(told(&street, beto).is_empty());
    street.meet(ana, beto);
    street.settle();
    assert_eq!(told(&street, beto), ["Ana"]);
    // Carla has it from Ana; she may say so herself, and says nothing else.
    street.part(ana, beto);
    street.perform(ana, Command::Post(ask("Who has a ladder?")));
    street.settle();
    street.meet(beto, carla);
    street.settle();
    assert_eq!(told(&street, beto), ["Ana", "Carla"]);
    assert!(street.phones[beto].replica.board(street.now).cards.is_empty(), "what came after is not for him");
    assert_eq!(street.phones[carla].replica.people().members.len(), 2);
}
