//! What one person, or a stranger, can make all phones do by opening votes: counted, not measured.

use tequio_core::{
    Command, Entry, Event, Keys,
    assembly::vote::{Doubt, Opening, Said},
    entry::Header,
};

use crate::hall::{Hall, asking};

fn opened(opening: Opening) -> Event {
    Event::Voted(Said::Opened(Box::new(opening)))
}

/// How often a phone goes through the log while ten things are said.
fn walks_for_ten_words(hall: &mut Hall) -> u64 {
    let before = hall.phones[0].replica.walks();
    for n in 0..10 {
        hall.perform(2, Command::Rename { name: format!("n2, {n}") });
        hall.settle();
    }
    hall.phones[0].replica.walks() - before
}

#[test]
fn openings_that_nobody_signs_cost_nothing_with_each_word_that_is_said_later() {
    let mut hall = Hall::of(120, 5);
    let before = walks_for_ten_words(&mut hall);
    for n in 0..20 {
        let mut opening = hall.opening_for(asking(&format!("All to us, {n}?")), 0, 5, &[0, 1, 2, 3, 4]);
        opening.tellers.truncate(1);
        let vote = hall.lie_opening(1, opening);
        hall.settle();
        assert_eq!(hall.vote(0, vote).and_then(|vote| vote.doubt), Some(Doubt::OtherTellers));
    }
    assert_eq!(walks_for_ten_words(&mut hall), before);
}

#[test]
fn who_had_a_seat_is_kept_once_however_many_votes_rest_on_it() {
    let mut hall = Hall::of(121, 5);
    let votes = ["The roof?", "The well?", "The fence?"].map(|question| hall.open(0, question));
    hall.settle();
    let rolls = votes.map(|vote| &*hall.phones[3].replica.vote(&vote).expect("it is here").roll);
    assert!(rolls.windows(2).all(|two| std::ptr::eq(two[0], two[1])));
}

#[test]
fn a_stranger_who_opens_votes_costs_no_walk() {
    let mut hall = Hall::of(122, 5);
    let head = hall.last_of(0).expect("it wrote something");
    let opening = hall.opening_for(asking("All to me?"), 0, 5, &[0, 1, 2, 3, 4]);
    let before = hall.phones[0].replica.walks();
    for _ in 0..20 {
        let mut keys = Keys::found(&mut hall.dice);
        keys.circle = hall.phones[0].keys.circle;
        let (author, lamport) = (keys.device(), hall.entries[&head].header.lamport + 1);
        let (seq, previous, heads, clock, epoch) = (0, None, vec![head], hall.now, 0);
        let header = Header { author, seq, previous, heads, lamport, clock, epoch };
        let entry = Entry::sign(&keys, header, opened(opening.clone()).encode());
        let id = entry.id(&keys.circle);
        hall.phones[0].replica.hear_opened(entry, hall.now).expect("it is in order");
        assert!(hall.vote(0, id).is_none());
    }
    assert_eq!(hall.phones[0].replica.walks(), before);
}
