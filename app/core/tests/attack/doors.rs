//! Erased copies, crafted codes, and who knocks.

use crate::neighbourhood::{MORNING, Neighbourhood, ask};
use crate::wire::*;
use tequio_core::{
    Command, Entry, Invite, Message, Neighbour,
    log::AUTHORS_MAX,
    message::{Knock, greeting},
    recognise::Way,
    signature,
};

#[test]
fn an_erased_copy_that_somebody_passes_on_takes_nothing_away_for_good() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(1, ["Ana", "Beto", "Zoë"]);
    street.part(ana, beto);
    street.part(ana, zoe);
    let post = street.post(ana, ask("Insulin, today"));
    let entry = Entry::decode(&street.phones[ana].disk.entries[&post]).unwrap();
    // Zoë got it, and passes it on to Beto without its words: the id and Ana's signature still hold.
    street.inject(zoe, beto, &message(&[erased(&entry)], false));
    street.settle();
    street.meet(ana, beto);
    street.meet(ana, zoe);
    street.settle();
    assert_eq!(street.phones[ana].replica.entries(), street.phones[beto].replica.entries());
    assert!(street.phones[beto].replica.post(&post, MORNING).is_some(), "Beto never sees Ana's ask");
    street.assert_agreement();
}

/// Zoë is the first to serve a newcomer, with or without the founding's words; then an honest phone gives all.
fn served_by_zoe_first(without_the_founding: bool) -> bool {
    let (mut street, [ana, zoe]) = Neighbourhood::circle(2, ["Ana", "Zoë"]);
    let code = street.invite(ana);
    let carla = street.newcomer(&code, "Carla");
    street.meet(ana, carla);
    street.settle();
    let device = street.me(carla);
    street.perform(ana, Command::Admit { device });
    while !street.phones[carla].replica.keys().is_in() {
        assert!(street.deliver());
    }
    street.part(ana, carla);
    assert_eq!(street.phones[carla].replica.entries(), 0);
    let (keys, link, number) = (keys_of(&street, zoe), [9; 32], Neighbour(77));
    let founding = street.phones[zoe].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let founding = founding.min_by_key(|entry| entry.header.lamport).unwrap();
    let signature = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let replica = &mut street.phones[carla].replica;
    replica.meet(number, Way::Member, link, MORNING);
    let greet = Message::Greet { device: keys.device(), signature, knock: None };
    replica.hear(number, greet, MORNING).unwrap();
    if without_the_founding {
        let _ = replica.hear(number, message(&[erased(&founding)], false), MORNING);
    }
    replica.part(number, MORNING);
    outputs(&mut street.phones[carla]);
    let mut wire = Wire::default();
    wire.link(&mut street, ana, carla);
    wire.settle(&mut street, |_, _| false);
    street.phones[carla].replica.is_member()
}

#[test]
fn an_erased_founding_locks_no_newcomer_out() {
    assert!(served_by_zoe_first(false), "the play itself works");
    assert!(served_by_zoe_first(true), "an honest phone gave her everything, and still");
}

#[test]
fn an_erased_copy_that_waits_does_not_keep_the_whole_one_out() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(3, ["Ana", "Beto", "Zoë"]);
    street.part(ana, beto);
    street.part(ana, zoe);
    street.post(ana, ask("First"));
    let post = street.post(ana, ask("Second"));
    let entry = Entry::decode(&street.phones[ana].disk.entries[&post]).unwrap();
    street.inject(zoe, beto, &message(&[erased(&entry)], false));
    street.settle();
    assert_eq!(street.phones[beto].rejected, [tequio_core::Rejected::Erased]);
    street.meet(ana, beto);
    street.settle();
    assert!(street.phones[beto].replica.post(&post, MORNING).is_some());
}

#[test]
fn a_code_of_nothing_but_its_check_sum_is_refused() {
    let sum = blake3::hash(b"");
    let code = format!("TEQUIO:{}", data_encoding::BASE32_NOPAD.encode(&sum.as_bytes()[..4]));
    assert!(Invite::read(&code, MORNING).is_err());
}

/// Zoë fills the log's list of authors with keys that nobody ever admitted.
fn use_up_the_authors(street: &mut Neighbourhood, zoe: usize, ana: usize, count: usize) {
    let keys = keys_of(street, zoe);
    let mut batch = Vec::new();
    for n in 0..count as u64 {
        batch.push(throwaway(&keys, n, Vec::new()));
        if batch.len() == 256 || n + 1 == count as u64 {
            street.inject(zoe, ana, &message(&batch, false));
            street.settle();
            batch.clear();
        }
    }
}

#[test]
fn a_log_that_one_member_filled_with_sixteen_thousand_keys_refuses_newcomers_in_words_and_goes_on() {
    let (mut street, [ana, zoe]) = Neighbourhood::circle(4, ["Ana", "Zoë"]);
    use_up_the_authors(&mut street, zoe, ana, AUTHORS_MAX - 2);
    assert_eq!(street.phones[ana].rejected, []);
    let code = street.invite(ana);
    let carla = street.newcomer(&code, "Carla");
    street.meet(ana, carla);
    street.settle();
    let device = street.me(carla);
    street.perform(ana, Command::Admit { device });
    street.settle();
    assert!(street.phones[carla].replica.is_member());
    assert_eq!(street.try_to(carla, Command::Post(ask("Hello"))), Err(tequio_core::Refused::LogFull));
    street.restart(carla);
    street.post(ana, ask("Those who are in go on"));
}

#[test]
fn whoever_hears_a_knock_cannot_knock_as_the_one_who_was_shown_the_code() {
    let (mut street, [ana, _]) = Neighbourhood::circle(5, ["Ana", "Beto"]);
    // Ana shows Rosa a code. Mallory has one too, of the same week, from somewhere else (a poster, an ex-friend).
    let (rosas, mallorys) = (street.invite(ana), street.invite(ana));
    street.restart(ana);
    let rosas_again = street.invite(ana);
    let _ = rosas;
    let rosa = street.newcomer(&rosas_again, "Rosa");
    let mallory = street.newcomer(&mallorys, "Mallory");
    assert!(street.meet(rosa, mallory), "two who hold codes of one week recognise each other");
    street.settle();
    let stolen: Box<Knock> = street
        .overheard
        .iter()
        .filter(|(to, _)| *to == mallory)
        .find_map(|(_, bytes)| match Message::decode(bytes) {
            Ok(Message::Greet { knock, .. }) => knock,
            _ => None,
        })
        .expect("Rosa's phone tells Mallory's its name and token");
    assert_eq!(stolen.name, "Rosa");
    let (link, number) = ([3; 32], Neighbour(900));
    let keys = keys_of(&street, mallory);
    let signature = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let replica = &mut street.phones[ana].replica;
    replica.meet(number, Way::Code, link, MORNING);
    let greet = Message::Greet { device: keys.device(), signature, knock: Some(stolen) };
    let _ = replica.hear(number, greet, MORNING);
    let knocks = replica.people().knocks;
    let fooled = knocks.iter().find(|knock| knock.device == keys.device());
    assert!(
        !fooled.is_some_and(|knock| knock.from_my_code && knock.name == "Rosa"),
        "Ana's screen says: Rosa, with the code that you have just shown"
    );
}

#[test]
fn a_code_that_let_somebody_in_is_not_shown_as_mine_for_a_second_one() {
    let (mut street, [ana, _]) = Neighbourhood::circle(6, ["Ana", "Beto"]);
    let code = street.invite(ana);
    for name in ["Rosa", "Somebody else"] {
        let newcomer = street.newcomer(&code, name);
        street.meet(ana, newcomer);
        street.settle();
        let knock = street.phones[ana].replica.people().knocks[0].clone();
        assert_eq!(knock.from_my_code, name == "Rosa", "{name}");
        street.perform(ana, Command::Admit { device: knock.device });
        street.settle();
    }
}
