//! Votes at a meeting: who is there, how they vote, and whom the draw named.

use tequio_core::{
    Command, DeviceKey, Event, Refused,
    assembly::{
        meeting::{self, Door, Way},
        vote::{Ballot, Doubt, Draft, Stage, VoteView, What, Wish},
    },
    count::{Base, Bound, Choice, Method, Share, Threshold},
};

use crate::hall::{Hall, asking};

/// How many tellers read each thing that was read on the first slip.
fn readings(vote: &VoteView) -> Vec<usize> {
    vote.slips[0].readings.iter().map(|(_, by)| by.len()).collect()
}

/// The key on a card.
fn card(number: u8) -> (ed25519_zebra::SigningKey, DeviceKey) {
    let key = ed25519_zebra::SigningKey::from([number; 32]);
    (key, DeviceKey(key.verification_key().into()))
}

#[test]
fn tellers_are_those_whom_the_draw_named_in_its_order() {
    let mut hall = Hall::of(30, 12);
    let meeting = hall.meeting(0, 1..10);
    let before = hall.open_at(1, meeting, "Before the draw?");
    hall.settle();
    assert_eq!(
        hall.vote(0, before).map(|vote| vote.tellers.len()),
        Some(10),
        "all, as long as nothing was drawn"
    );
    hall.draw(0, meeting);
    let vote = hall.open_at(1, meeting, "After it?");
    hall.settle();
    let seen = hall.vote(11, vote).expect("it is here");
    assert_eq!(
        (seen.tellers.len(), seen.tellers_needed, seen.roll, seen.opening.voters.len()),
        (7, 5, 12, 10)
    );
    assert_eq!(seen.doubt, Some(Doubt::NotOnList), "she is not there");
    assert!(matches!(seen.card.stage, Stage::Open { .. }));
    (0..10).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    hall.settle();
    assert!((0..12).all(|phone| hall.closed(phone, vote).is_some()));
    assert_eq!(hall.vote(11, vote).and_then(|vote| vote.result).map(|result| result.agree), Some(12));
    hall.assert_agreement();
}

#[test]
fn where_too_few_are_there_it_is_a_straw_poll_and_says_so() {
    let mut hall = Hall::of(31, 9);
    let meeting = hall.meeting(0, 1..4);
    let vote = hall.open_at(0, meeting, "Tea?");
    hall.settle();
    assert_eq!(hall.stage(0, vote), Some(Stage::Straw { cast: 0 }));
    hall.cast(0, vote, Choice::Yes);
    hall.cast(1, vote, Choice::No);
    hall.settle();
    let seen = hall.vote(0, vote).expect("it is here");
    assert!(seen.result.is_some_and(|result| result.ballots.len() == 2 && !result.quorate));
    assert_eq!(hall.vote(2, vote).and_then(|vote| vote.result), None, "not before her own");
    (2..4).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    (0..4).for_each(|_| hall.pass(30));
    assert!((0..9).all(|phone| hall.closed(phone, vote).is_none()));
}

#[test]
fn an_opening_that_leaves_somebody_out_or_names_another_key_is_not_signed() {
    let mut hall = Hall::of(32, 7);
    let meeting = hall.meeting(0, 1..7);
    let vote = hall.open_at(0, meeting, "The roof?");
    let frozen = hall.vote(0, vote).expect("it is here").opening;
    hall.settle();
    let carla = hall.me(2);
    let mut without = frozen.clone();
    (without.question, without.options) = ("The well?".into(), vec!["The well?".into()]);
    without.voters.retain(|voter| voter.person != carla);
    without.tellers.retain(|teller| *teller != carla);
    let left_out = hall.lie_opening(1, without);
    hall.settle();
    assert_eq!(hall.vote(4, left_out).and_then(|vote| vote.doubt), Some(Doubt::LeftOut { person: carla }));
    let (_, key) = card(9);
    let mut forged = frozen;
    (forged.question, forged.options) = ("The fence?".into(), vec!["The fence?".into()]);
    let voter = forged.voters.iter_mut().find(|voter| voter.person == carla).expect("she is there");
    (voter.way, voter.key) = (Way::Card, Some(key));
    forged.tellers.retain(|teller| *teller != carla);
    let forged = hall.lie_opening(1, forged);
    hall.settle();
    assert_eq!(hall.vote(4, forged).and_then(|vote| vote.doubt), Some(Doubt::NotCheckedIn { person: carla }));
    hall.pass(100);
    for vote in [left_out, forged] {
        assert!(matches!(hall.stage(0, vote), Some(Stage::Gathering { signed: 0, .. })));
    }
}

#[test]
fn cards_and_paper_are_ballots_like_others_and_one_person_has_one_way() {
    let mut hall = Hall::of(33, 8);
    let meeting = hall.meeting(0, 1..6);
    let card = hall.make_card(6);
    let (rosa, tomas) = (hall.me(6), hall.me(7));
    hall.bring([0, 1], meeting, rosa, Way::Card, Some(card.key));
    hall.bring([0, 1], meeting, tomas, Way::Paper, None);
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    assert!(matches!(hall.stage(0, vote), Some(Stage::Open { .. })));
    assert_eq!(
        hall.wish(6, Wish::Cast { vote, choice: Choice::Yes }),
        Err(Refused::VotesOtherwise { way: Way::Card }),
        "Rosa has a card"
    );
    (0..6).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    let hash = hall.hash_of(0, vote);
    let ballot = card.ballot(&hash, 0, Choice::No);
    let mut forged = ballot.clone();
    forged.choice = Choice::Yes;
    assert_eq!(hall.wish(2, Wish::Carry { vote, ballot: forged }), Err(Refused::NotVoter));
    hall.wish(2, Wish::Carry { vote, ballot }).expect("anybody carries it");
    hall.settle();
    let read = |choice| Wish::Read { vote, voter: tomas, choice };
    hall.wish(3, read(Choice::Yes)).expect("a teller");
    hall.settle();
    assert_eq!(
        hall.vote(4, vote).map(|vote| (vote.card.cast, readings(&vote))),
        Some((7, vec![1])),
        "one has read it"
    );
    hall.wish(4, read(Choice::No)).expect("a teller");
    hall.settle();
    for teller in [3, 4] {
        let seen = hall.vote(teller, vote).expect("it is here");
        assert_eq!(
            (seen.card.cast, readings(&seen)),
            (7, vec![1, 1]),
            "both see that they have read two things"
        );
        assert_eq!(seen.slips[0].counts, None);
    }
    assert!(hall.vote(6, vote).is_some_and(|vote| vote.slips.is_empty()), "nobody else sees it");
    hall.wish(3, read(Choice::No)).expect("looks again");
    hall.settle();
    (0..2).for_each(|_| hall.pass(30));
    let closed = hall.closed(7, vote).expect("all eight have voted");
    let figures = closed.tally.figures;
    assert_eq!((figures.ballots, figures.voting, figures.entitled), (8, 8, 8));
    let tequio_core::count::Counted::YesNo { yes, no, .. } = closed.tally.counted else { panic!() };
    assert_eq!((yes, no), (6, 2));
    hall.assert_agreement();
}

#[test]
fn a_vote_cannot_be_cast_again_in_another_vote() {
    let mut hall = Hall::of(34, 5);
    let meeting = hall.meeting(0, 1..5);
    let first = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    hall.all_cast(first);
    assert!(hall.closed(0, first).is_some());
    let again = hall.open_at(1, meeting, "The roof?");
    hall.settle();
    let cast = hall.ballots(0, first);
    assert_eq!(cast.len(), 5);
    for ballot in cast {
        hall.lie_in(1, again, What::Cast(ballot));
    }
    hall.settle();
    assert_eq!(hall.stage(0, again), Some(Stage::Open { cast: 0 }));
}

#[test]
fn two_who_were_alone_once_cannot_decide_for_those_who_came_later() {
    let mut hall = Hall::of(35, 3);
    let meeting = hall.meeting(0, 1..3);
    for newcomer in 0..6 {
        hall.let_into_the_circle(&[0, 1], &format!("m{newcomer}"));
    }
    hall.all_speak();
    // The meeting was never ended, and its roll is three.
    let vote = hall.open_at(0, meeting, "All to us?");
    hall.settle();
    let seen = hall.vote(0, vote).expect("it is here");
    assert_eq!((seen.roll, seen.needed), (3, 5), "more than half of the nine who have a seat by now");
    assert_eq!(hall.stage(0, vote), Some(Stage::Straw { cast: 0 }));
}

#[test]
fn who_left_before_the_opening_does_not_vote() {
    let mut hall = Hall::of(36, 5);
    let meeting = hall.meeting(0, 1..5);
    let what = meeting::What::Door(Door::Left);
    hall.perform(4, Command::Assemble(meeting::Wish::At { meeting, what }));
    hall.settle();
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    let seen = hall.vote(4, vote).expect("it is here");
    assert_eq!((seen.opening.voters.len(), seen.can_cast, seen.doubt), (4, false, Some(Doubt::NotOnList)));
    (0..4).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    hall.settle();
    assert!((0..5).all(|phone| hall.closed(phone, vote).is_some()));
}

#[test]
fn no_phone_signs_a_question_that_a_few_could_pass_against_all_others() {
    let mut hall = Hall::of(37, 5);
    let threshold = |num, den, bound| Threshold { share: Share { num, den }, of: Base::Voting, bound };
    let yes_no = |threshold| Method::YesNo { threshold };
    let few = [
        yes_no(threshold(1, 1_000, Bound::AtLeast)),
        yes_no(threshold(1, 2, Bound::AtLeast)),
        yes_no(threshold(499, 1_000, Bound::MoreThan)),
        Method::Consent { stop_at: 2 },
    ];
    for method in few {
        let draft = Draft { method, ..asking("All to me?") };
        assert_eq!(hall.wish(1, Wish::Open(draft.clone())), Err(Refused::OtherQuestion));
        let vote = hall.opening_for(draft, 0, 5, &[0, 1, 2, 3, 4]);
        let vote = hall.lie_opening(1, vote);
        hall.settle();
        let seen = hall.vote(0, vote).expect("it is here");
        assert_eq!((seen.signed.len(), seen.doubt), (0, Some(Doubt::OtherQuestion)));
    }
    for method in [yes_no(threshold(501, 1_000, Bound::AtLeast)), Method::Consent { stop_at: 1 }] {
        let vote = hall.perform(1, Command::Decide(Wish::Open(Draft { method, ..asking("A bench?") })));
        hall.settle();
        assert!(hall.vote(0, vote).is_some_and(|vote| vote.doubt.is_none()));
        (0..5).for_each(|phone| drop(hall.wish(phone, Wish::Void { vote })));
        hall.settle();
    }
}

#[test]
#[ignore = "open: two who say of somebody that they went keep them from the next vote"]
fn two_who_say_that_others_went_do_not_keep_them_from_voting() {
    let mut hall = Hall::of(38, 9);
    let meeting = hall.meeting(0, 1..9);
    for person in (5..9).map(|phone| hall.me(phone)).collect::<Vec<_>>() {
        for liar in [0, 1] {
            let what = meeting::What::Door(Door::SaidLeft { person });
            hall.perform(liar, Command::Assemble(meeting::Wish::At { meeting, what }));
        }
        hall.settle();
    }
    let vote = hall.open_at(0, meeting, "All to us?");
    hall.settle();
    let seen = hall.vote(2, vote).expect("it is here");
    assert!(
        seen.opening.voters.len() == 9 || !matches!(seen.card.stage, Stage::Open { .. }),
        "it binds nine, of whom {} may vote",
        seen.opening.voters.len()
    );
}

/// Whoever lets somebody in does not say with which card; so a card that is nobody's brings nobody.
#[test]
fn whoever_lets_somebody_in_with_one_card_does_not_let_them_in_with_another() {
    let mut hall = Hall::of(39, 6);
    let hers = hall.make_card(5);
    let meeting = hall.meeting(0, 1..5);
    let (rosa, (key, forged)) = (hall.me(5), card(2));
    let brought = |key| Door::Brought { person: rosa, way: Way::Card, key: Some(key) };
    let at = |step| meeting::Said::At { meeting, what: meeting::What::Door(step) };
    hall.lie(0, Event::Assembled(at(brought(hers.key))));
    hall.settle();
    // Somebody says from the corridor to have brought her too, while the second who sees her takes up her phone.
    hall.go([2], 1);
    hall.lie(2, Event::Assembled(at(brought(forged))));
    hall.perform(1, Command::Rename { name: "Berta".into() });
    hall.settle();
    hall.let_in(1, meeting, rosa);
    hall.gather();
    hall.settle();
    let vote = hall.open_at(0, meeting, "The roof?");
    hall.settle();
    let hash = hall.hash_of(0, vote);
    let ballot = Ballot::sign(&key, &hash, 0, Choice::Yes);
    assert_eq!(hall.wish(2, Wish::Carry { vote, ballot }), Err(Refused::NotVoter), "that card is nobody's");
    hall.cast_with(2, &hers, vote, Choice::Yes).expect("this one is hers");
}
