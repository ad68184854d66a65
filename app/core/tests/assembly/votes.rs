//! Votes, one play each.

use std::collections::BTreeSet;

use tequio_core::{
    Command, EntryId, Refused,
    assembly::vote::{BallotIds, Doubt, Draft, Proposed, Stage, What, Wish},
    count::{Choice, Counted, Outcome},
    ids::{BallotId, SetId},
    motion::Proposal,
};

use crate::hall::{Hall, asking};

#[test]
fn seven_open_cast_close_and_all_have_the_same_result() {
    let mut hall = Hall::of(1, 7);
    let vote = hall.open(0, "Shall we mend the roof?");
    assert!(matches!(hall.stage(0, vote), Some(Stage::Gathering { signed: 1, needed: 4 })));
    hall.settle();
    assert!(matches!(hall.stage(6, vote), Some(Stage::Open { cast: 0 })));
    for phone in 0..6 {
        hall.cast(phone, vote, if phone < 4 { Choice::Yes } else { Choice::No });
    }
    hall.settle();
    let seen = hall.vote(6, vote).expect("it is here");
    assert_eq!((seen.card.cast, seen.voted.len(), seen.result), (6, 6, None), "turnout, and nothing else");
    assert!(seen.card.is_my_turn && seen.can_cast);
    hall.cast(6, vote, Choice::No);
    hall.settle();
    for phone in 0..7 {
        let closed = hall.closed(phone, vote).expect("all have cast, so it closes by itself");
        assert_eq!(closed.tally.outcome, Outcome::Passed);
        assert!(closed.quorate);
        let result = hall.vote(phone, vote).and_then(|vote| vote.result).expect("there is a result");
        assert_eq!((result.agree, result.differ.len(), result.ballots.len()), (7, 0, 7));
    }
    hall.assert_agreement();
    assert_eq!(
        hall.wish(0, Wish::Cast { vote, choice: Choice::No }),
        Err(Refused::NotOpen),
        "what is closed stays as it is"
    );
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn of_two_halves_neither_opens_a_vote_and_together_they_do() {
    let mut hall = Hall::of(2, 8);
    hall.go(4..8, 1);
    let (here, there) = (hall.open(0, "The roof?"), hall.open(4, "The roof?"));
    hall.settle();
    assert!(matches!(hall.stage(0, here), Some(Stage::Gathering { signed: 4, needed: 5 })));
    assert_eq!(hall.wish(0, Wish::Cast { vote: here, choice: Choice::Yes }), Err(Refused::NotOpen));
    hall.gather();
    hall.settle();
    for vote in [here, there] {
        assert!(matches!(hall.stage(0, vote), Some(Stage::Gathering { signed: 4, needed: 5 })));
    }
    let doubt = hall.vote(0, there).and_then(|vote| vote.doubt);
    assert_eq!(doubt, Some(Doubt::SignedAnother { vote: here }), "no phone signs both, and it says why");
    assert_eq!(hall.wish(0, Wish::Open(asking("The roof?"))), Err(Refused::AlreadyVoting));
    hall.pass(61);
    let again = hall.open(0, "The roof?");
    hall.settle();
    assert_eq!(hall.vote(3, again).map(|vote| vote.opening.round), Some(1));
    hall.all_cast(again);
    assert!((0..8).all(|phone| hall.closed(phone, again).is_some()));
    assert!((0..8).all(|phone| hall.closed(phone, here).is_none() && hall.closed(phone, there).is_none()));
    hall.assert_agreement();
}

#[test]
fn a_half_that_is_apart_cannot_close_what_all_have_opened() {
    let mut hall = Hall::of(3, 8);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    hall.go(4..8, 1);
    for phone in 0..8 {
        hall.cast(phone, vote, if phone < 4 { Choice::Yes } else { Choice::No });
    }
    hall.settle();
    for phone in 0..8 {
        hall.wish(phone, Wish::End { vote }).expect("they are all tellers");
    }
    hall.settle();
    (0..10).for_each(|_| hall.pass(30));
    assert!(
        (0..8).all(|phone| hall.closed(phone, vote).is_none()),
        "six of eight tellers it takes, and five to confirm"
    );
    hall.gather();
    hall.settle();
    (0..4).for_each(|_| hall.pass(30));
    let closed = hall.closed(0, vote).expect("together they close it");
    assert_eq!(closed.tally.figures.ballots, 8, "with the ballots of both halves");
    hall.assert_agreement();
}

#[test]
fn two_of_seven_tellers_may_leave_and_three_may_not() {
    for (leave, closes) in [(2, true), (3, false)] {
        let mut hall = Hall::of(4, 7);
        let vote = hall.open(0, "The roof?");
        hall.settle();
        hall.all_cast_but(vote, leave);
        hall.go(7 - leave..7, 1);
        for phone in 0..7 - leave {
            hall.wish(phone, Wish::End { vote }).expect("all are tellers");
        }
        hall.settle();
        (0..8).for_each(|_| hall.pass(30));
        assert_eq!(hall.closed(0, vote).is_some(), closes, "{leave} have left");
        hall.gather();
        hall.settle();
        for phone in 7 - leave..7 {
            let _ = hall.wish(phone, Wish::End { vote });
        }
        hall.settle();
        (0..8).for_each(|_| hall.pass(30));
        assert!((0..7).all(|phone| hall.closed(phone, vote).is_some()), "when they are back it closes");
        hall.assert_agreement();
    }
}

#[test]
fn a_teller_who_names_ballots_that_nobody_has_stops_nothing() {
    let mut hall = Hall::of(5, 7);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    hall.all_cast_but(vote, 1);
    hall.lie_in(3, vote, What::Reported(BallotIds(vec![BallotId([1; 16])])));
    hall.settle();
    for phone in [0, 1, 2, 4, 5, 6] {
        hall.wish(phone, Wish::End { vote }).expect("all are tellers");
    }
    hall.settle();
    (0..4).for_each(|_| hall.pass(30));
    let closed = hall.closed(0, vote).expect("it closes without that report");
    assert_eq!(closed.tally.figures.ballots, 6);
    hall.assert_agreement();
}

#[test]
fn a_teller_who_leaves_ballots_out_leaves_out_none() {
    let mut hall = Hall::of(6, 7);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    hall.lie_in(3, vote, What::Reported(BallotIds::default()));
    hall.settle();
    hall.all_cast(vote);
    (0..4).for_each(|_| hall.pass(30));
    let closed = hall.closed(0, vote).expect("it closes");
    assert_eq!(closed.tally.figures.ballots, 7, "each is in the report of somebody else");
}

#[test]
fn one_who_proposes_twice_gets_neither_or_one_agreed_on_and_not_both() {
    for seed in 0..6 {
        let mut hall = Hall::of(70 + seed, 7);
        let vote = hall.open(0, "The roof?");
        hall.settle();
        let first = hall.vote(0, vote).expect("it is here").opening.tellers[0];
        let liar = (0..7).find(|phone| hall.me(*phone) == first).expect("one of them");
        // The liar's own phone lies in a drawer until there are reports to propose.
        hall.go([liar], 9);
        for phone in (0..7).filter(|phone| *phone != liar) {
            hall.cast(phone, vote, Choice::Yes);
        }
        hall.settle();
        for phone in (0..7).filter(|phone| *phone != liar) {
            hall.wish(phone, Wish::End { vote }).expect("all are tellers");
        }
        hall.settle();
        let witness = (liar + 1) % 7;
        let reports = hall.reports(witness, vote);
        for reports in [&reports[..5], &reports[1..6]] {
            let set = hall.set_of(witness, vote, reports);
            let (without, valid) = (BTreeSet::new(), None);
            hall.lie_from(
                witness,
                liar,
                vote,
                What::Proposed(Proposed { round: 0, set, reports: reports.to_vec(), without, valid }),
            );
        }
        hall.settle();
        (0..10).for_each(|_| hall.pass(40));
        let closed = hall.closed(witness, vote).expect("six others close it");
        assert_eq!(closed.tally.figures.ballots, 6);
        hall.gather();
        hall.settle();
        (0..2).for_each(|_| hall.pass(40));
        hall.assert_agreement();
        assert_eq!(hall.shown.len(), 1, "nobody ever saw another result");
    }
}

#[test]
fn somebody_who_signs_two_openings_is_named_when_both_came_to_a_result() {
    let mut hall = Hall::of(8, 5);
    // Dora, in the middle, goes from the one half to the other and signs and confirms in both.
    hall.go([3, 4], 1);
    let (here, there) = (hall.open(0, "The roof?"), hall.open(4, "The roof?"));
    hall.settle();
    let dora = hall.me(2);
    hall.go([2], 1);
    hall.lie_in(2, there, What::Signed);
    hall.settle();
    assert!(matches!(hall.stage(4, there), Some(Stage::Open { .. })), "three of five signed this one");
    hall.go([2], 0);
    hall.settle();
    assert!(matches!(hall.stage(0, here), Some(Stage::Open { .. })), "and three that one");
    hall.gather();
    hall.settle();
    for vote in [here, there] {
        for phone in 0..5 {
            hall.cast(phone, vote, Choice::Yes);
        }
    }
    hall.settle();
    (0..4).for_each(|_| hall.pass(30));
    let closed: Vec<EntryId> =
        [here, there].into_iter().filter(|vote| hall.closed(0, *vote).is_some()).collect();
    assert_eq!(closed.len(), 1, "phones that keep the rules confirm one of them alone");
    // Two more break the rules: now both are closed, so neither holds, and everybody reads why.
    let other = if closed[0] == here { there } else { here };
    let (set, digest) = hall.agreed(0, other);
    for phone in [2, 3, 4, 1, 0] {
        hall.lie_in(phone, other, What::Acknowledged { set, digest });
        hall.settle();
    }
    for phone in 0..5 {
        for vote in [here, there] {
            let seen = hall.vote(phone, vote).expect("it is here");
            let named = seen.clash.expect("neither holds");
            assert!(named.iter().any(|one| one.id == dora) && named.len() == 1, "she signed both");
        }
    }
    hall.assert_agreement();
}

#[test]
fn more_than_two_thirds_let_a_vote_go_and_a_phone_says_one_or_the_other() {
    let mut hall = Hall::of(9, 7);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    for phone in 0..5 {
        assert!(!matches!(hall.stage(0, vote), Some(Stage::Voided)));
        hall.wish(phone, Wish::Void { vote }).expect("nobody has confirmed anything");
        hall.settle();
    }
    assert_eq!(hall.stage(6, vote), Some(Stage::Voided), "five are more than two thirds of seven");
    hall.pass(30);
    assert_eq!(hall.wish(6, Wish::Cast { vote, choice: Choice::Yes }), Err(Refused::NotOpen));
    let again = hall.open(6, "The roof?");
    hall.settle();
    hall.all_cast(again);
    assert!(hall.closed(0, again).is_some());
    assert_eq!(hall.wish(0, Wish::Void { vote: again }), Err(Refused::NotOpen));
    hall.assert_agreement();
}

#[test]
fn whoever_confirmed_a_close_cannot_let_it_go_and_whoever_let_it_go_does_not_confirm() {
    let mut hall = Hall::of(10, 7);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    hall.wish(6, Wish::Void { vote }).expect("it may");
    hall.settle();
    hall.go([5], 1);
    for phone in [0, 1, 2, 3, 4, 6] {
        hall.cast(phone, vote, Choice::Yes);
    }
    hall.settle();
    for phone in [0, 1, 2, 3, 4, 6] {
        let _ = hall.wish(phone, Wish::End { vote });
    }
    hall.settle();
    (0..3).for_each(|_| hall.pass(30));
    let seen = hall.vote(0, vote).expect("it is here");
    let result = seen.result.expect("five confirm it");
    assert_eq!(result.agree, 5, "not Eva, who let it go");
    assert!(!seen.can_void);
}

#[test]
fn the_last_ballot_counts_and_one_that_comes_after_the_close_does_not() {
    let mut hall = Hall::of(11, 5);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    for choice in [Choice::No, Choice::Abstain, Choice::Yes] {
        hall.cast(1, vote, choice);
        hall.settle();
    }
    // Carla changes her mind where nobody hears it.
    hall.cast(2, vote, Choice::Yes);
    hall.settle();
    hall.go([2], 1);
    hall.cast(2, vote, Choice::No);
    for phone in [0, 3, 4] {
        hall.cast(phone, vote, Choice::No);
    }
    hall.settle();
    (0..3).for_each(|_| hall.pass(30));
    let closed = hall.closed(0, vote).expect("four of five close it");
    hall.gather();
    hall.settle();
    hall.pass(30);
    assert_eq!(hall.closed(2, vote), Some(closed.clone()), "what is closed stays, also on her phone");
    let Counted::YesNo { yes, no, .. } = closed.tally.counted else { panic!() };
    assert_eq!((yes, no), (2, 3), "of Beto the last, of Carla what was there");
    hall.assert_agreement();
}

#[test]
fn whoever_is_removed_while_a_vote_is_open_loses_their_ballot_and_a_closed_one_stays() {
    let mut hall = Hall::of(12, 7);
    let before = hall.open(0, "The roof?");
    hall.settle();
    hall.all_cast(before);
    let closed = hall.closed(0, before).expect("all have cast");
    let vote = hall.open(0, "The well?");
    hall.settle();
    hall.all_cast_but(vote, 1);
    let gone = hall.me(2);
    let text = "He sold the pump.".to_owned();
    let motion = hall.perform(0, Command::Move { proposal: Proposal::Remove { person: gone }, text });
    hall.settle();
    for phone in [1, 3, 4, 5] {
        let _ = hall.try_to(phone, Command::Support { motion });
        hall.settle();
    }
    assert!(!hall.phones[2].replica.is_member());
    for phone in [0, 1, 3, 4, 5, 6] {
        hall.wish(phone, Wish::End { vote }).expect("all are tellers");
    }
    hall.settle();
    (0..6).for_each(|_| hall.pass(30));
    let after = hall.closed(0, vote).expect("it closes");
    assert_eq!(after.tally.figures.ballots, 5, "six had cast");
    assert_eq!(hall.closed(0, before), Some(closed), "as it was");
    hall.assert_agreement();
}

#[test]
fn a_clock_that_is_a_year_off_changes_no_result() {
    for ahead in [31_536_000, -31_536_000] {
        let mut hall = Hall::of(13, 7);
        hall.phones[3].ahead = ahead;
        let closes = Some(hall.now.plus(600));
        let vote = hall.perform(0, Command::Decide(Wish::Open(Draft { closes, ..asking("The roof?") })));
        hall.settle();
        hall.all_cast_but(vote, 2);
        hall.pass(300);
        assert!(hall.closed(0, vote).is_none(), "one clock closes nothing");
        hall.pass(301);
        (0..6).for_each(|_| hall.pass(30));
        assert_eq!(hall.closed(0, vote).map(|closed| closed.tally.figures.ballots), Some(5));
        hall.assert_agreement();
    }
}

#[test]
fn any_order_of_arrival_comes_to_the_same() {
    let mut hall = Hall::of(14, 6);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    hall.lie_in(1, vote, What::Signed);
    hall.lie_in(1, vote, What::Voided);
    hall.all_cast(vote);
    hall.lie_in(1, vote, What::Prevoted { round: 0, set: None });
    hall.settle();
    hall.pass(60);
    assert!(hall.closed(0, vote).is_some());
    for _ in 0..6 {
        assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
    }
}

#[test]
fn a_phone_that_starts_again_goes_on_where_it_was() {
    let mut hall = Hall::of(15, 4);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    (0..4).for_each(|phone| hall.cast(phone, vote, Choice::Yes));
    for round in 0..400 {
        let phone = round % 4;
        if hall.has_mail(phone) {
            hall.read(phone);
        }
        hall.restart((round + 1) % 4);
    }
    hall.settle();
    (0..3).for_each(|_| hall.pass(30));
    assert!((0..4).all(|phone| hall.closed(phone, vote).is_some()));
    hall.assert_agreement();
}

#[test]
fn a_vote_that_would_close_at_once_leaves_time_to_cast_a_ballot() {
    let mut hall = Hall::of(16, 5);
    let closes = Some(hall.now);
    let vote = hall.perform(0, Command::Decide(Wish::Open(Draft { closes, ..asking("All to me?") })));
    hall.settle();
    hall.cast(0, vote, Choice::Yes);
    hall.settle();
    hall.pass(100);
    assert!(matches!(hall.stage(1, vote), Some(Stage::Open { cast: 1 })), "nobody's phone closes it yet");
    (1..4).for_each(|phone| hall.cast(phone, vote, Choice::No));
    hall.settle();
    (0..4).for_each(|_| hall.pass(30));
    assert_eq!(hall.closed(2, vote).map(|closed| closed.tally.figures.ballots), Some(4));
}

#[test]
fn a_teller_who_proposes_without_end_for_turns_to_come_is_not_listened_to() {
    let mut hall = Hall::of(17, 4);
    let vote = hall.open(0, "The roof?");
    hall.settle();
    hall.all_cast_but(vote, 1);
    for round in (0..200).step_by(4) {
        for _ in 0..2 {
            let (reports, without) = (Vec::new(), BTreeSet::new());
            let set = SetId([round as u8; 32]);
            hall.lie_in(2, vote, What::Proposed(Proposed { round, set, reports, without, valid: None }));
        }
        hall.lie_in(2, vote, What::Prevoted { round, set: None });
    }
    hall.settle();
    for phone in [0, 1, 3] {
        hall.wish(phone, Wish::End { vote }).expect("all are tellers");
    }
    hall.settle();
    (0..6).for_each(|_| hall.pass(40));
    assert!((0..4).all(|phone| hall.closed(phone, vote).is_some()), "three of four agree without that one");
    hall.assert_agreement();
}
