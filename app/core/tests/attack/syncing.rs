//! Ways in which two phones stopped bringing each other up to date.

use crate::neighbourhood::{MORNING, Neighbourhood, ask};
use crate::wire::*;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Message, Neighbour, Rejected,
    entry::Header,
    log::WAITING_MAX,
    message::{IDS_MAX, Ids, Mark, greeting},
    recognise::Way,
    signature,
    sketch::SYMBOLS_MAX,
};

#[test]
fn a_late_answer_with_nothing_new_in_it_does_not_end_the_pulling() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(10, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.part(ana, carla);
    for n in 0..600 {
        street.post(beto, ask(&format!("Post {n}")));
    }
    street.settle();
    let mut wire = Wire::default();
    wire.link(&mut street, ana, beto);
    let is_answer = |phone: usize, message: &Message| {
        phone == ana && matches!(message, Message::Entries { answer: true, .. })
    };
    let late = wire.settle(&mut street, is_answer);
    assert_eq!(late.len(), 1, "Beto's answer creeps along a slow link");
    street.now = street.now.plus(11);
    let now = street.clock(ana);
    street.phones[ana].replica.tick(now);
    let (here, _) = wire.link(&mut street, ana, carla);
    let mut answers = 0;
    wire.settle(&mut street, |phone, message| {
        answers += usize::from(is_answer(phone, message));
        is_answer(phone, message) && answers > 1
    });
    // Carla gave the same first piece and walked away.
    wire.unlink(&mut street, ana, here);
    wire.mail.extend(late);
    wire.settle(&mut street, |_, _| false);
    for _ in 0..100 {
        street.now = street.now.plus(60);
        for phone in [ana, beto] {
            let now = street.clock(phone);
            street.phones[phone].replica.tick(now);
            wire.drain(&mut street, phone);
        }
        wire.settle(&mut street, |_, _| false);
    }
    assert_eq!(
        street.phones[ana].replica.entries(),
        street.phones[beto].replica.entries(),
        "linked for a hundred minutes"
    );
}

#[test]
fn an_entry_that_was_crowded_out_of_the_waiting_room_comes_again_on_the_same_link() {
    assert!(overtaken(0), "the play itself works");
    assert!(overtaken(WAITING_MAX as u32), "Beto never gets it on this link");
}

fn overtaken(junk: u32) -> bool {
    let (mut street, [ana, beto, carla, zoe]) = Neighbourhood::circle(11, ["Ana", "Beto", "Carla", "Zoë"]);
    for (a, b) in [(ana, beto), (ana, carla), (ana, zoe), (beto, carla), (beto, zoe), (carla, zoe)] {
        street.part(a, b);
    }
    for n in 0..40 {
        street.post(carla, ask(&format!("Post {n}")));
    }
    let mut wire = Wire::default();
    wire.link(&mut street, ana, beto);
    wire.settle(&mut street, |_, _| false);
    wire.link(&mut street, beto, zoe);
    wire.settle(&mut street, |_, _| false);
    wire.link(&mut street, ana, carla);
    // Ana gets Carla's forty and tells Beto that there is more; Beto's pull is on its way when she posts.
    let pulls = wire.settle(&mut street, |phone, message| phone == ana && *message == Message::Pull);
    assert_eq!(pulls.len(), 1);
    let post = street.phones[ana].replica.perform(Command::Post(ask("Insulin")), MORNING).unwrap().unwrap();
    wire.drain(&mut street, ana);
    wire.settle(&mut street, |_, _| false);
    assert_eq!(street.phones[beto].replica.waiting(), 1, "Ana's post overtook its causes");
    // Zoë sends what will wait for ever.
    let (honest, keys) = (next(&street, zoe), keys_of(&street, zoe));
    let zoes_link = *wire.ends.iter().find(|((phone, _), (to, _))| (*phone, *to) == (beto, zoe)).unwrap().0;
    for n in 0..junk / 256 {
        let junk = (0..256).map(|m| {
            let mut cause = [0xee; 16];
            cause[..4].copy_from_slice(&(n * 256 + m).to_be_bytes());
            let header = Header { seq: 1_000 + m, previous: Some(EntryId(cause)), ..honest.clone() };
            Entry::sign(&keys, header, Vec::new())
        });
        let junk: Vec<Entry> = junk.collect();
        wire.hear(&mut street, beto, zoes_link.1, message(&junk, false));
    }
    wire.mail.extend(pulls);
    wire.settle(&mut street, |_, _| false);
    // Ana goes on writing on the same link, and Beto keeps asking.
    for n in 0..5 {
        street.now = street.now.plus(60);
        for phone in [ana, beto] {
            let now = street.clock(phone);
            street.phones[phone].replica.tick(now);
            wire.drain(&mut street, phone);
        }
        let now = street.clock(ana);
        street.phones[ana].replica.perform(Command::Post(ask(&format!("More {n}"))), now).unwrap();
        wire.drain(&mut street, ana);
        wire.settle(&mut street, |_, _| false);
    }
    street.phones[beto].replica.post(&post, MORNING).is_some()
}

#[test]
fn a_neighbour_who_answers_slowly_with_one_entry_at_a_time_does_not_keep_the_others_from_being_asked() {
    assert_eq!(beside_a_slow_one(false), 100, "the play itself works");
    assert_eq!(beside_a_slow_one(true), 100, "after half an hour beside Beto");
}

fn beside_a_slow_one(boasting: bool) -> usize {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(12, ["Ana", "Beto", "Zoë"]);
    for (a, b) in [(ana, beto), (ana, zoe), (beto, zoe)] {
        street.part(a, b);
    }
    for n in 0..100 {
        street.post(beto, ask(&format!("Post {n}")));
    }
    let (keys, mut header) = (keys_of(&street, zoe), next(&street, zoe));
    let (link, zoes) = ([5; 32], 7);
    street.phones[ana].replica.meet(Neighbour(zoes), Way::Member, link, MORNING);
    let signed = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let mut wire = Wire::default();
    let greet = Message::Greet { device: keys.device(), signature: signed, knock: None };
    wire.hear(&mut street, ana, zoes, greet);
    let boast = vec![Mark { author: keys.device(), next: u32::MAX }];
    if boasting {
        wire.hear(&mut street, ana, zoes, Message::Have { exact: false, marks: boast });
        let made_up: Vec<EntryId> = (0..250).map(|n| EntryId([n; 16])).collect();
        wire.hear(&mut street, ana, zoes, Message::Offer { ids: Ids::of(&made_up) });
    }
    wire.link(&mut street, ana, beto);
    for _ in 0..200 {
        wire.settle(&mut street, |_, _| false);
        street.now = street.now.plus(9);
        for phone in [ana, beto] {
            let now = street.clock(phone);
            street.phones[phone].replica.tick(now);
            wire.drain(&mut street, phone);
        }
        let entry = Entry::sign(&keys, header.clone(), Vec::new());
        header.previous = Some(entry.id(&keys.circle));
        header.seq += 1;
        header.lamport += 1;
        if boasting {
            wire.hear(&mut street, ana, zoes, message(&[entry], true));
        }
    }
    street.phones[ana].replica.board(MORNING).cards.len()
}

/// Zoë, a member, states a root that makes Ana the one who understands, and streams what she likes.
#[test]
fn symbols_that_never_come_out_even_end_in_a_rejection_and_cost_little() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(13, ["Ana", "Beto", "Zoë"]);
    for (a, b) in [(ana, beto), (ana, zoe), (beto, zoe)] {
        street.part(a, b);
    }
    let keys = keys_of(&street, zoe);
    let (link, number) = ([6; 32], 9);
    street.phones[ana].replica.meet(Neighbour(number), Way::Member, link, MORNING);
    let mut wire = Wire::default();
    let signed = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    wire.hear(
        &mut street,
        ana,
        number,
        Message::Greet { device: keys.device(), signature: signed, knock: None },
    );
    outputs(&mut street.phones[ana]);
    let mut dice = ChaCha20Rng::seed_from_u64(13);
    let mut unit = || {
        let mut unit = vec![0; 8 * 22 + 8];
        dice.fill_bytes(&mut unit[..8 * 22]);
        unit
    };
    let say = |street: &mut Neighbourhood, message: Message| {
        let heard = street.phones[ana].replica.hear(Neighbour(number), message, MORNING);
        (heard, outputs(&mut street.phones[ana]))
    };
    let root = |size: u32, unit: Vec<u8>| Message::Root { size, root: [0xff; 16], unit };
    assert_eq!(say(&mut street, root(1_000_001, unit())).0, Err(Rejected::TooLarge));
    assert_eq!(say(&mut street, Message::Symbols { unit: unit() }).0, Err(Rejected::OutOfTurn), "not begun");
    for (round, most) in [1_536, SYMBOLS_MAX].into_iter().enumerate() {
        assert_eq!(say(&mut street, root(500, unit())).0, Ok(()), "round {round}");
        let (mut units, mut rejected) = (1, None);
        let mut marks = 0;
        while rejected.is_none() && units < 2 * SYMBOLS_MAX {
            let (heard, said) = say(&mut street, Message::Symbols { unit: unit() });
            rejected = heard.err();
            marks += said.iter().filter(|(_, message)| matches!(message, Message::Have { .. })).count();
            assert!(said.len() <= 2, "{said:?}");
            units += 1;
        }
        assert!(8 * units <= most + 8 * 80, "round {round}: {units} units");
        assert_eq!(marks, 1 - round, "round {round}: marks are said once");
        if round == 0 {
            assert_eq!(rejected, Some(Rejected::OutOfTurn), "more than was on its way");
            let marks = Message::Have { exact: true, marks: Vec::new() };
            assert_eq!(say(&mut street, marks).0, Ok(()));
        } else {
            assert_eq!(rejected, Some(Rejected::WrongSymbols));
        }
    }
    // Ids that nobody has: wanted, asked for, and forgotten when they do not come.
    let made_up = |n: u32| {
        let ids: Vec<EntryId> = (0..IDS_MAX as u32)
            .map(|m| {
                let mut id = [0xdd; 16];
                id[..4].copy_from_slice(&(n * 10_000 + m).to_be_bytes());
                EntryId(id)
            })
            .collect();
        Message::Offer { ids: Ids::of(&ids) }
    };
    let last = (0..20).map(|n| say(&mut street, made_up(n)).0).last();
    assert_eq!(last, Some(Err(Rejected::TooLarge)));
    let (heard, _) = say(&mut street, Message::Entries { entries: Vec::new(), answer: true });
    assert_eq!(heard, Ok(()), "she was asked once");
    let (heard, said) = say(&mut street, Message::Entries { entries: Vec::new(), answer: true });
    assert_eq!((heard, said.len()), (Err(Rejected::OutOfTurn), 0), "and not again");
    // The circle goes on.
    street.post(beto, ask("Is anybody there?"));
    street.meet(ana, beto);
    street.settle();
    assert_eq!(street.phones[ana].replica.entries(), street.phones[beto].replica.entries());
}
