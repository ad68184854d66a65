//! Cards: whoever has no phone with them votes on somebody else's, once, and only as they were let in.

use tequio_core::{
    Command, EntryId, Event, Refused,
    assembly::{
        card::{self, Card, CardError, Code, Said, Unsealed},
        meeting::{self, Door, Way},
        vote::{Ballot, Slip, Stage, What, Wish},
    },
    count::{Choice, Counted},
};

use crate::hall::Hall;

/// Yes and no, as everybody has counted them.
fn counted(hall: &Hall, vote: EntryId) -> (u64, u64) {
    let closed = hall.closed(0, vote).expect("it is closed");
    let Counted::YesNo { yes, no, .. } = closed.tally.counted else { panic!("another method") };
    (yes, no)
}

fn end(hall: &mut Hall, vote: EntryId, tellers: impl IntoIterator<Item = usize>) {
    for teller in tellers {
        let _ = hall.wish(teller, Wish::End { vote });
    }
    hall.settle();
    (0..6).for_each(|_| hall.pass(30));
}

fn brought(
    hall: &mut Hall,
    by: usize,
    meeting: EntryId,
    whom: usize,
    way: Way,
    card: &Unsealed,
) -> Result<(), Refused> {
    let what = meeting::What::Door(Door::Brought { person: hall.me(whom), way, key: Some(card.key) });
    hall.try_to(by, Command::Assemble(meeting::Wish::At { meeting, what })).map(drop)
}

#[test]
fn a_card_made_at_home_votes_on_anybodys_phone() {
    let mut hall = Hall::of(200, 6);
    let made = hall.make_card(5);
    // What is printed, and read again in the hall.
    let printed = made.seal(&Code::choose("milpa 42").expect("it is good enough")).code();
    drop(made);
    let meeting = hall.meeting(0, 1..5);
    let read = Card::read(&printed).expect("a card");
    let holder = hall.phones[3].replica.card_holder(&read).expect("it is known");
    assert_eq!(holder.person.id, hall.me(5), "whose it is, before any code was typed");
    hall.bring([0, 1], meeting, holder.person.id, Way::Card, Some(holder.key));
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    (0..5).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    hall.settle();
    let card = read.open(&Code::typed("Milpa42")).expect("her code");
    hall.cast_with(3, &card, vote, Choice::No).expect("it is her vote");
    hall.settle();
    hall.pass(1);
    assert_eq!(counted(&hall, vote), (5, 1));
    assert_eq!(hall.cast_with(3, &card, vote, Choice::Yes), Err(Refused::NotOpen));
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn one_way_of_voting_each_whatever_comes_first() {
    for first in [0, 1] {
        let mut hall = Hall::of(201, 6);
        let (card, others) = (hall.make_card(5), hall.make_card(4));
        let meeting = hall.meeting(0, 1..5);
        hall.bring([0, 1], meeting, hall.me(5), Way::Card, Some(card.key));
        let vote = hall.open_at(0, meeting, "The roof?");
        hall.settle();
        let otherwise = |way| Err(Refused::VotesOtherwise { way });
        let own = Wish::Cast { vote, choice: Choice::No };
        assert_eq!(hall.wish(5, own), otherwise(Way::Card), "her own phone, which she found after all");
        let slip = Wish::Read { vote, voter: hall.me(5), choice: Choice::No };
        assert_eq!(hall.wish(2, slip.clone()), otherwise(Way::Card), "on paper");
        assert_eq!(
            hall.cast_with(3, &others, vote, Choice::No),
            otherwise(Way::OwnPhone),
            "with a card, and came with their phone"
        );
        // Phones that let it pass all the same: nobody counts it, whether it is here before the right one or after.
        let lies = |hall: &mut Hall| {
            let hash = hall.hash_of(0, vote);
            let by_phone = Ballot::sign(&ed25519_zebra::SigningKey::from([9; 32]), &hash, 7, Choice::No);
            hall.lie_in(5, vote, What::Cast(by_phone));
            hall.lie_in(5, vote, What::Cast(others.ballot(&hash, 7, Choice::No)));
            let slip = Slip { voter: hall.me(5), counter: 7, choice: Choice::No };
            for teller in 2..4 {
                hall.lie_in(teller, vote, What::Read(slip.clone()));
            }
            hall.settle();
        };
        if first == 0 {
            lies(&mut hall);
        }
        hall.cast_with(3, &card, vote, Choice::Yes).expect("as she was let in");
        if first == 1 {
            lies(&mut hall);
        }
        (0..5).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
        hall.settle();
        hall.pass(1);
        assert_eq!(counted(&hall, vote), (6, 0));
        hall.assert_agreement();
        assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
    }
}

#[test]
fn nobody_is_let_in_with_a_key_that_is_not_theirs() {
    let mut hall = Hall::of(202, 7);
    let (hers, his) = (hall.make_card(5), hall.make_card(6));
    let made_up = Unsealed::draw(hall.phones[0].keys.circle, &mut hall.dice);
    let meeting = hall.meeting(0, 1..5);
    for (whom, way, card) in [
        (5, Way::Card, &made_up),
        (5, Way::Card, &his),
        (5, Way::SharedPhone, &his),
        (6, Way::SharedPhone, &his),
    ] {
        assert_eq!(brought(&mut hall, 0, meeting, whom, way, card), Err(Refused::OtherWay), "{way:?}");
    }
    // Two who lie together, in any order of arrival.
    for card in [&made_up, &his] {
        let person = hall.me(5);
        let said = |step| Event::Assembled(meeting::Said::At { meeting, what: meeting::What::Door(step) });
        hall.lie(0, said(Door::Brought { person, way: Way::Card, key: Some(card.key) }));
        hall.settle();
        hall.lie(1, said(Door::LetIn { person }));
        hall.settle();
    }
    assert!(hall.phones.iter().all(|phone| {
        let meeting = phone.replica.minutes(&meeting).expect("it is here");
        !meeting.present.contains_key(&hall.me(5))
    }));
    hall.bring([0, 1], meeting, hall.me(5), Way::Card, Some(hers.key));
    hall.bring([0, 1], meeting, hall.me(6), Way::Card, Some(his.key));
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    assert_eq!(hall.vote(0, vote).map(|vote| vote.opening.voters.len()), Some(7));
    hall.assert_agreement();
    for _ in 0..20 {
        assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
    }
}

#[test]
fn nobody_takes_a_card_for_theirs_that_they_do_not_hold() {
    let mut hall = Hall::of(203, 6);
    let card = hall.make_card(5);
    let (key, copied) = (card.key, card.is_held_by(&hall.me(5)));
    let wish = |signature| Command::Card(card::Wish::Make { key, signature });
    assert_eq!(hall.try_to(4, wish(copied)), Err(Refused::OtherWay));
    hall.lie(4, Event::Carded(Said::Made { key, signature: copied }));
    hall.settle();
    let printed = Card::read(&card.seal(&Code::typed("milpa42")).code()).expect("a card");
    let owner = |hall: &Hall| hall.phones[0].replica.card_holder(&printed).map(|holder| holder.person.id);
    assert_eq!(owner(&hall), Ok(hall.me(5)));
    // Who opened it says that it is theirs: then it is nobody's, since it is known to two.
    let signature = card.is_held_by(&hall.me(4));
    hall.lie(4, Event::Carded(Said::Made { key, signature }));
    hall.settle();
    assert_eq!(owner(&hall), Err(CardError::Unknown.into()));
    let meeting = hall.meeting(0, 1..4);
    assert_eq!(brought(&mut hall, 0, meeting, 5, Way::Card, &card), Err(Refused::OtherWay));
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn a_lost_card_lets_nobody_in_and_takes_no_part_in_the_next_vote() {
    let mut hall = Hall::of(204, 7);
    let (lost, later) = (hall.make_card(5), hall.make_card(6));
    let meeting = hall.meeting(0, 1..5);
    let id_of = |hall: &Hall, phone: usize| hall.phones[phone].replica.deciding(hall.now).cards[0].id;
    let lose = |card| Command::Card(card::Wish::Lose { card });
    let card = id_of(&hall, 5);
    assert_eq!(hall.try_to(6, lose(card)), Err(Refused::NoSuchCard), "it is not his");
    hall.perform(5, lose(card));
    assert_eq!(hall.try_to(5, lose(card)), Err(Refused::NoSuchCard), "once");
    hall.settle();
    assert_eq!(brought(&mut hall, 0, meeting, 5, Way::Card, &lost), Err(CardError::Lost.into()));
    hall.bring([0, 1], meeting, hall.me(6), Way::Card, Some(later.key));
    let before = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    let card = id_of(&hall, 6);
    hall.perform(6, lose(card));
    hall.settle();
    let after = hall.open_at(0, meeting, "The well?");
    hall.settle();
    let voters = |hall: &Hall, vote| hall.vote(0, vote).map(|vote| vote.opening.voters.len());
    assert_eq!((voters(&hall, before), voters(&hall, after)), (Some(6), Some(5)));
    assert!(matches!(hall.stage(0, after), Some(Stage::Open { .. })), "phones sign it without him");
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

/// A copy is a second pen of one hand: both sign, nothing forks, and one ballot counts.
#[test]
fn a_card_that_was_copied_and_read_in_two_halves_votes_once() {
    for seed in 0..8 {
        let mut hall = Hall::of(210 + seed, 8);
        let card = hall.make_card(7);
        let copy = card.seal(&Code::typed("milpa42")).open(&Code::typed("milpa42")).expect("a copy");
        let meeting = hall.meeting(0, 1..7);
        hall.bring([0, 1], meeting, hall.me(7), Way::Card, Some(card.key));
        let vote = hall.open_at(0, meeting, "The roof?");
        hall.settle();
        hall.go(4..8, 1);
        hall.cast_with(0, &card, vote, Choice::Yes).expect("here");
        hall.cast_with(5, &copy, vote, Choice::No).expect("and there");
        hall.settle();
        (0..7).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
        hall.settle();
        hall.gather();
        hall.settle();
        end(&mut hall, vote, 0..7);
        let (yes, no) = counted(&hall, vote);
        assert_eq!(yes + no, 8, "one ballot each");
        assert!((0..8).all(|phone| hall.closed(phone, vote).is_some()));
        hall.assert_agreement();
        assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
        // Whoever sees that somebody else voted with their card casts another, as long as it is open.
        let again = hall.open_at(0, meeting, "Again?");
        hall.settle();
        hall.cast_with(5, &copy, again, Choice::No).expect("the thief");
        hall.settle();
        hall.cast_with(1, &card, again, Choice::Yes).expect("the owner");
        (0..7).for_each(|phone| hall.cast(phone, again, Choice::Yes));
        hall.settle();
        end(&mut hall, again, 0..7);
        assert_eq!(counted(&hall, again), (8, 0), "the later of the two");
    }
}

#[test]
fn who_has_no_phone_at_all_comes_into_the_circle_with_a_card() {
    let mut hall = Hall::of(205, 5);
    let circle = hall.phones[0].keys.circle;
    let card = Unsealed::draw(circle, &mut hall.dice);
    for phone in [0, 1] {
        let vouch = Command::Vouch { device: card.key, name: "Chucho".into(), again: None };
        let _ = hall.try_to(phone, vouch);
        hall.settle();
    }
    hall.all_speak();
    let printed = Card::read(&card.seal(&Code::typed("milpa42")).code()).expect("a card");
    let holder = hall.phones[2].replica.card_holder(&printed).expect("they let him in");
    assert_eq!((holder.person.name.as_str(), holder.person.id), ("Chucho", card.key));
    let meeting = hall.meeting(0, 1..5);
    hall.bring([2, 3], meeting, card.key, Way::Card, Some(card.key));
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    assert_eq!(hall.vote(0, vote).map(|vote| (vote.roll, vote.opening.voters.len())), Some((6, 6)));
    hall.cast_with(4, &card, vote, Choice::No).expect("he has a vote");
    (0..5).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    hall.settle();
    hall.pass(1);
    assert_eq!(counted(&hall, vote), (5, 1));
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn a_key_of_the_evening_is_one_persons_and_votes_on_that_evening() {
    let mut hall = Hall::of(206, 6);
    let meeting = hall.meeting(0, 1..5);
    let key = Unsealed::draw(hall.phones[0].keys.circle, &mut hall.dice);
    hall.bring([0, 1], meeting, hall.me(5), Way::SharedPhone, Some(key.key));
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    hall.cast_with(2, &key, vote, Choice::No).expect("they were let in with it");
    (0..5).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    hall.settle();
    hall.pass(1);
    assert_eq!(counted(&hall, vote), (5, 1));
    hall.assert_agreement();
}

#[test]
fn one_has_so_many_cards_and_no_more() {
    let mut hall = Hall::of(207, 2);
    (0..card::CARDS_MAX).for_each(|_| drop(hall.make_card(1)));
    let more = Unsealed::draw(hall.phones[0].keys.circle, &mut hall.dice);
    let (key, signature) = (more.key, more.is_held_by(&hall.me(1)));
    let made = hall.try_to(1, Command::Card(card::Wish::Make { key, signature }));
    assert_eq!(made, Err(Refused::TooManyCards { limit: card::CARDS_MAX }));
}

/// What a shared phone's owner can do who is in bad faith, and what they cannot: the ballot says what its key signed.
#[test]
fn whoever_carries_a_ballot_cannot_change_it_nor_cast_it_elsewhere() {
    let mut hall = Hall::of(208, 6);
    let card = hall.make_card(5);
    let meeting = hall.meeting(0, 1..5);
    hall.bring([0, 1], meeting, hall.me(5), Way::Card, Some(card.key));
    let (one, other) = (hall.open_at(0, meeting, "The roof?"), hall.open_at(1, meeting, "The well?"));
    hall.settle();
    let hash = hall.hash_of(0, one);
    let ballot = card.ballot(&hash, 0, Choice::Yes);
    let mut turned = ballot.clone();
    turned.choice = Choice::No;
    for (vote, what) in [(one, turned), (other, ballot.clone())] {
        assert_eq!(hall.wish(3, Wish::Carry { vote, ballot: what.clone() }), Err(Refused::NotVoter));
        hall.lie_in(3, vote, What::Cast(what));
    }
    hall.settle();
    assert!([one, other].iter().all(|vote| hall.vote(0, *vote).is_some_and(|vote| vote.card.cast == 0)));
    hall.wish(3, Wish::Carry { vote: one, ballot }).expect("as it was signed");
    hall.settle();
    assert_eq!(hall.vote(0, one).map(|vote| vote.card.cast), Some(1));
}
