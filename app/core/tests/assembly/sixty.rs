//! A hall of sixty, in one evening.

use tequio_core::{
    assembly::vote::{BallotIds, Stage, What, Wish},
    count::Choice,
    ids::BallotId,
};

use crate::hall::Hall;

#[test]
fn a_hall_of_sixty_that_drifts_apart_has_one_result_or_none() {
    let mut hall = Hall::of(60, 60);
    let meeting = hall.meeting(0, 1..58);
    hall.draw(0, meeting);
    hall.phones[5].ahead = 31_536_000;
    hall.phones[6].ahead = -31_536_000;
    // Two halves, and each would open it. One in the middle signs in both.
    hall.go(30..60, 1);
    let (here, there) = (hall.open_at(1, meeting, "The roof?"), hall.open_at(40, meeting, "The roof?"));
    hall.settle();
    hall.go([29], 1);
    hall.lie_in(29, there, What::Signed);
    hall.settle();
    for vote in [here, there] {
        assert!((0..60).all(|phone| !matches!(hall.stage(phone, vote), Some(Stage::Open { .. }))));
    }
    hall.gather();
    hall.settle();
    hall.pass(61);
    let vote = hall.open_at(1, meeting, "The roof?");
    hall.settle();
    assert!(
        (0..60).all(|phone| matches!(hall.stage(phone, vote), Some(Stage::Open { .. }))),
        "together they can"
    );
    let tellers = hall.vote(0, vote).expect("it is here").opening.tellers;
    let tellers: Vec<usize> = tellers.iter().map(|teller| hall.phone_of(teller)).collect();
    assert_eq!(tellers.len(), 7);
    // They vote apart, and neither half can close it, since neither has five tellers and more than half of the roll.
    let far =
        |phone: &usize| tellers[..3].contains(phone) || !tellers.contains(phone) && phone.is_multiple_of(3);
    let away: Vec<usize> = (0..60).filter(far).collect();
    hall.go(away, 1);
    (0..58).for_each(|phone| hall.cast(phone, vote, if phone % 4 == 0 { Choice::No } else { Choice::Yes }));
    hall.settle();
    for teller in &tellers {
        hall.wish(*teller, Wish::End { vote }).expect("they close it");
    }
    hall.settle();
    (0..4).for_each(|_| hall.pass(30));
    assert!((0..60).all(|phone| hall.closed(phone, vote).is_none()));
    // Two tellers leave, and one of the others says that it holds a ballot which nobody has: four are left, too few.
    hall.gather();
    hall.go([tellers[0]], 2);
    hall.go([tellers[1]], 3);
    hall.lie_in(tellers[2], vote, What::Reported(BallotIds(vec![BallotId([1; 16])])));
    hall.settle();
    (0..4).for_each(|_| hall.pass(40));
    assert!((0..60).all(|phone| hall.closed(phone, vote).is_none()), "not closed, on all");
    // One of the two comes back.
    hall.go([tellers[1]], 0);
    hall.settle();
    (0..6).for_each(|_| hall.pass(40));
    let rest: Vec<usize> = (0..60).filter(|phone| *phone != tellers[0]).collect();
    let closed = hall.closed(rest[0], vote).expect("five tellers and most of the roll are here");
    assert!(rest.iter().all(|phone| hall.closed(*phone, vote).as_ref() == Some(&closed)), "the same on all");
    assert!(closed.tally.figures.ballots >= 56, "all that were reported: {}", closed.tally.figures.ballots);
    hall.gather();
    hall.settle();
    hall.pass(30);
    for phone in 0..60 {
        assert_eq!(
            hall.closed(phone, vote).as_ref(),
            Some(&closed),
            "phone {phone}: {:?}",
            hall.stage(phone, vote)
        );
    }
    hall.assert_agreement();
    assert_eq!(hall.shown.len(), 1, "nobody ever saw another");
}
