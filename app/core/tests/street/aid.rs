//! Asking, offering, claiming, confirming, done: what the people of a street would check first.

use tequio_core::{
    Command, Refused, Time,
    event::Urgency,
    time::DAY,
    view::{Mine, Reach, Stage, Status, What},
};

use crate::neighbourhood::{MORNING, Neighbourhood, ask, offer};

const NOTE: &str = "green gate, ring twice, 555 0134";

#[test]
fn an_ask_is_claimed_confirmed_with_a_note_and_done_by_both() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(1, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, ask("Carry a fridge"));
    street.settle();
    assert_eq!(street.view(carla, post).card.status, Status::Open);
    assert!(street.view(beto, post).can.claim && !street.view(ana, post).can.claim);

    street.perform(beto, Command::Claim { post });
    street.settle();
    let person = street.me(beto);
    assert_eq!(street.view(ana, post).can.confirm, [person]);
    street.perform(ana, Command::Confirm { post, person, note: NOTE.into() });
    street.settle();
    let notes = |street: &Neighbourhood, phone: usize| -> Vec<String> {
        street.view(phone, post).claims[0].notes.iter().map(|note| note.text.clone()).collect()
    };
    assert_eq!(notes(&street, beto), [NOTE]);
    assert_eq!(notes(&street, ana), [NOTE]);
    assert!(notes(&street, carla).is_empty());

    let to = street.me(ana);
    street.perform(beto, Command::Note { post, to, note: "There at ten.".into() });
    street.settle();
    assert_eq!(notes(&street, ana), [NOTE, "There at ten."]);

    street.perform(beto, Command::Done { post, person });
    street.settle();
    assert_eq!(street.view(ana, post).claims[0].stage, Stage::SaidDone { by_author: false });
    street.perform(ana, Command::Done { post, person });
    street.settle();
    for phone in [ana, beto, carla] {
        let view = street.view(phone, post);
        assert_eq!((view.card.status, view.claims[0].stage), (Status::Done, Stage::Done));
        assert!(view.claims[0].notes.is_empty(), "notes are gone from views at the close");
        let story: Vec<What> = view.story.iter().map(|line| line.what).collect();
        let told =
            [What::Posted, What::Claimed, What::Confirmed, What::Noted, What::SaidDone, What::SaidDone];
        assert_eq!(story, told);
    }
    street.assert_agreement();
}

#[test]
fn two_claims_at_once_are_settled_by_the_askers_yes_on_every_phone_alike() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(2, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, ask("Mend the door"));
    street.settle();
    street.part(beto, carla);
    street.perform(beto, Command::Claim { post });
    street.perform(carla, Command::Claim { post });
    street.settle();
    let (b, c) = (street.me(beto), street.me(carla));
    assert_eq!(street.view(ana, post).card.waiting, 2);
    street.perform(ana, Command::Confirm { post, person: c, note: String::new() });
    let second = street.try_to(ana, Command::Confirm { post, person: b, note: String::new() });
    assert_eq!(second, Err(Refused::Full));
    street.settle();
    street.meet(beto, carla);
    street.settle();
    assert_eq!(street.view(beto, post).card.mine, Mine::Claimed);
    assert_eq!(street.view(carla, post).card.mine, Mine::Confirmed);
    assert_eq!(street.view(beto, post).card.status, Status::Taken);
    street.assert_agreement();
}

#[test]
fn a_yes_that_crosses_a_release_is_settled_alike_and_the_place_is_free_again() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(3, ["Ana", "Beto"]);
    let post = street.post(ana, ask("Walk the dog"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    street.part(ana, beto);
    let person = street.me(beto);
    street.perform(beto, Command::Release { post });
    street.perform(ana, Command::Confirm { post, person, note: NOTE.into() });
    street.meet(ana, beto);
    street.settle();
    street.assert_agreement();
    // Whichever of the two comes first in the log, Beto can get out of it and somebody else can help.
    if street.view(beto, post).card.mine == Mine::Confirmed {
        street.perform(beto, Command::Cancel { post, notice: "I had said no.".into() });
        street.settle();
    }
    assert_eq!(street.view(ana, post).card.status, Status::Open);
}

#[test]
fn an_offer_is_taken_up_and_the_offerer_says_yes() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(4, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, tequio_core::event::Posting { helpers: 2, ..offer("Bread, two loaves") });
    street.settle();
    for phone in [beto, carla] {
        street.perform(phone, Command::Claim { post });
        street.settle();
        let person = street.me(phone);
        street.perform(ana, Command::Confirm { post, person, note: "Door on the left.".into() });
        street.settle();
    }
    assert_eq!(street.view(beto, post).card.status, Status::Taken);
    assert_eq!(street.view(beto, post).claims.iter().map(|claim| claim.notes.len()).sum::<usize>(), 1);
    for phone in [beto, carla] {
        let person = street.me(phone);
        street.perform(phone, Command::Done { post, person });
        street.perform(ana, Command::Done { post, person });
        street.settle();
    }
    assert_eq!(street.view(carla, post).card.status, Status::Done);
}

#[test]
fn one_side_done_and_the_other_silent_settles_after_seven_days_of_circle_time() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(5, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, ask("Lend a ladder"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    let person = street.me(beto);
    street.perform(ana, Command::Confirm { post, person, note: String::new() });
    street.settle();
    street.perform(beto, Command::Done { post, person });
    street.settle();
    let stage = |street: &Neighbourhood| street.view(carla, post).claims[0].stage;

    // One phone's clock jumps ahead by a year: nothing moves.
    street.phones[beto].clock_ahead = 365 * DAY as i64;
    street.post(beto, ask("What year is it?"));
    street.settle();
    assert_eq!(stage(&street), Stage::SaidDone { by_author: false });

    street.phones[beto].clock_ahead = 0;
    street.pass(7 * DAY + 1);
    street.post(carla, ask("Anything"));
    street.settle();
    assert_eq!(stage(&street), Stage::DoneSays { by_author: false });
    assert_eq!(street.view(ana, post).card.status, Status::Done);
    street.assert_agreement();
}

#[test]
fn withdrawing_cancelling_and_expiring_are_said_and_refused_where_they_must_be() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(6, ["Ana", "Beto"]);
    let person = street.me(beto);
    let [alone, taken, dated] = ["One", "Two", "Three"].map(|title| {
        let until = (title == "Three").then(|| MORNING.plus(3_600));
        street.post(ana, tequio_core::event::Posting { until, ..ask(title) })
    });
    street.settle();
    assert_eq!(street.try_to(beto, Command::Withdraw { post: alone }), Err(Refused::NotAuthor));
    street.perform(ana, Command::Withdraw { post: alone });
    street.perform(beto, Command::Claim { post: taken });
    street.settle();
    assert_eq!(street.view(beto, alone).card.status, Status::Withdrawn);
    assert_eq!(street.try_to(beto, Command::Claim { post: alone }), Err(Refused::Closed));
    street.perform(ana, Command::Confirm { post: taken, person, note: NOTE.into() });
    street.settle();
    assert_eq!(street.try_to(ana, Command::Withdraw { post: taken }), Err(Refused::SomebodyConfirmed));
    let silent = Command::Cancel { post: taken, notice: " ".into() };
    assert!(matches!(street.try_to(ana, silent), Err(Refused::Empty { .. })));
    street.perform(ana, Command::Cancel { post: taken, notice: "The bus came.".into() });
    street.settle();
    let seen = street.view(beto, taken);
    assert_eq!((seen.card.status, seen.notice.as_deref()), (Status::Cancelled, Some("The bus came.")));
    assert_eq!(seen.claims[0].stage, Stage::Cancelled);

    street.now = MORNING.plus(3_601);
    assert_eq!(street.view(beto, dated).card.status, Status::Expired);
    street.assert_agreement();
    let late = tequio_core::event::Posting { until: Some(MORNING), ..ask("Too late") };
    assert_eq!(street.try_to(ana, Command::Post(late)), Err(Refused::UntilPassed));
}

#[test]
fn every_wish_that_makes_no_sense_is_refused_and_changes_nothing() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(7, ["Ana", "Beto"]);
    let post = street.post(ana, ask("Shop for me"));
    street.settle();
    let (a, b) = (street.me(ana), street.me(beto));
    let before = (street.phones[beto].replica.entries(), street.phones[ana].replica.entries());
    let note = String::new;
    let unknown = tequio_core::EntryId([9; 16]);
    let cases = [
        (ana, Command::Claim { post }, Refused::OwnPost),
        (beto, Command::Claim { post: unknown }, Refused::NoSuchPost(unknown)),
        (beto, Command::Release { post }, Refused::NoClaim),
        (beto, Command::Confirm { post, person: b, note: note() }, Refused::NotAuthor),
        (ana, Command::Confirm { post, person: b, note: note() }, Refused::NoClaim),
        (beto, Command::Done { post, person: b }, Refused::NotConfirmed),
        (beto, Command::Note { post, to: a, note: "hi".into() }, Refused::NotConfirmed),
        (beto, Command::Cancel { post, notice: "no".into() }, Refused::NotConfirmed),
        (beto, Command::Admit { device: a }, Refused::NobodyKnocks),
        (beto, Command::Found { circle_name: "x".into(), name: "y".into() }, Refused::AlreadyFounded),
        (ana, Command::Hide { post: unknown, hidden: true }, Refused::NoSuchPost(unknown)),
    ];
    for (phone, command, refused) in cases {
        assert_eq!(street.try_to(phone, command.clone()), Err(refused), "{command:?}");
    }
    assert_eq!((street.phones[beto].replica.entries(), street.phones[ana].replica.entries()), before);
}

#[test]
fn a_post_says_how_far_it_got() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(8, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.part(ana, carla);
    let post = street.post(ana, ask("Far away"));
    assert_eq!(street.view(ana, post).card.reach, Reach::Here);
    street.meet(ana, beto);
    street.settle();
    assert_eq!(street.view(ana, post).card.reach, Reach::With(1), "Beto's receipt");
    // Carla, out of Ana's reach, answers: her entry is a receipt too, carried by Beto.
    street.perform(carla, Command::Claim { post });
    assert_eq!(street.view(carla, post).card.reach, Reach::Here);
    street.settle();
    assert_eq!(street.view(ana, post).card.reach, Reach::With(2));
    assert_eq!(street.view(carla, post).card.reach, Reach::With(1));
    let person = street.me(carla);
    street.perform(ana, Command::Confirm { post, person, note: String::new() });
    street.settle();
    assert_eq!(street.view(carla, post).card.reach, Reach::Confirmed);
    let claim = street.view(carla, post).story[1].clone();
    assert_eq!((claim.what, claim.reach), (What::Claimed, Reach::Confirmed));
}

#[test]
fn the_board_shows_the_urgent_first_and_hides_what_i_hid_also_after_a_restart() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(9, ["Ana", "Beto"]);
    let urgent = |title, urgency| tequio_core::event::Posting { urgency, ..ask(title) };
    street.post(ana, urgent("whenever", Urgency::Whenever));
    let now = street.post(ana, urgent("now", Urgency::Now));
    let soon = street.post(ana, urgent("soon", Urgency::Soon));
    street.settle();
    let titles = |street: &Neighbourhood| -> Vec<String> {
        let board = street.phones[beto].replica.board(MORNING);
        board.cards.into_iter().map(|card| card.title).collect()
    };
    assert_eq!(titles(&street), ["now", "soon", "whenever"]);
    street.perform(beto, Command::Hide { post: now, hidden: true });
    street.perform(ana, Command::Withdraw { post: soon });
    street.settle();
    assert_eq!(titles(&street), ["whenever", "soon"]);
    street.restart(beto);
    assert_eq!(titles(&street), ["whenever", "soon"]);
    assert_eq!(street.phones[beto].replica.board(MORNING).hidden.len(), 1);
    assert!(street.view(beto, now).hidden);
    street.perform(beto, Command::Hide { post: now, hidden: false });
    assert_eq!(titles(&street).len(), 3);
    assert_eq!(street.phones[ana].replica.board(Time(0)).hidden.len(), 0, "nobody else learns of it");
}

#[test]
fn the_note_is_in_no_byte_that_a_third_phone_holds_in_the_clear() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(10, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, ask("Fetch medicine"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    let person = street.me(beto);
    street.perform(ana, Command::Confirm { post, person, note: NOTE.into() });
    street.settle();
    let holds = |bytes: &[u8]| bytes.windows(12).any(|window| window == &NOTE.as_bytes()[..12]);
    assert!(!street.phones[carla].disk.entries.values().any(|bytes| holds(bytes)));
    assert!(!street.overheard.iter().any(|(_, bytes)| holds(bytes)));
    assert_eq!(street.view(beto, post).claims[0].notes[0].text, NOTE);
}
