//! What contacts keep for each other: how much, and what becomes of it when a link breaks.

use tequio_core::{
    parcel::{self, KEPT_BYTES_MAX, PARCELS_BYTES_MAX, PARCELS_MAX, PIECE_BYTES},
    recognise::Frame,
};

use super::*;
use crate::phone::Outcome;

fn contacts() -> (Town, CircleId) {
    let mut town = Town::of(&["Ana", "Beto"]);
    let pair = town.scan_each_other(0, 1);
    town.meet(0, 1);
    (town, pair)
}

impl Town {
    /// The two say what they have to say, on the link that they have.
    fn talk(&mut self, times: usize) {
        for _ in 0..times {
            let frames = [0, 1].map(|who| self.drain(who));
            for (who, frames) in frames.into_iter().enumerate() {
                frames
                    .iter()
                    .for_each(|frame| self.phones[1 - who].hear(Neighbour(self.links), frame, self.now));
            }
        }
    }
}

#[test]
fn a_contact_keeps_what_is_given_and_each_new_one_in_place_of_the_one_before() {
    let (mut town, pair) = contacts();
    for length in [3 * PIECE_BYTES + 5, 10] {
        let parcel: Vec<u8> = (0..length).map(|n| n as u8).collect();
        town.phones[0].give_to_keep(&pair, parcel.clone()).unwrap();
        town.talk(12);
        assert_eq!(town.given, [Outcome::Kept]);
        town.given.clear();
        assert_eq!(town.disks[1].parcels, BTreeMap::from([(pair, parcel)]));
        assert_eq!(town.contacts(1)[0].parcel.map(|kept| kept.bytes), Some(length as u32));
    }
    assert!(town.contacts(0)[0].parcel.is_none());
    assert!(town.phones.iter().all(|phone| phone.rejected().is_empty()));
    // With the contact goes what was kept for them.
    town.phones[1].forget_contact(&pair, NOW).unwrap();
    town.talk(4);
    assert!(town.disks[1].parcels.is_empty());
}

#[test]
fn there_are_limits_to_what_is_kept_and_they_are_told() {
    let (mut town, pair) = contacts();
    let long = town.phones[0].give_to_keep(&pair, vec![0; KEPT_BYTES_MAX + 1]);
    assert_eq!(long, Err(NotDone::TooLarge(KEPT_BYTES_MAX)));
    let kept = |bytes: u64| parcel::Kept { bytes: bytes as u32, since: NOW };
    let others = |count: usize, bytes: u64| -> BTreeMap<CircleId, parcel::Kept> {
        (0..count).map(|n| (CircleId([n as u8; 16]), kept(bytes))).collect()
    };
    for (full, outcome) in [
        (others(PARCELS_MAX, 1), Outcome::NoRoom),
        (others(4, PARCELS_BYTES_MAX / 4), Outcome::NoRoom),
        (others(PARCELS_MAX - 1, 1), Outcome::Kept),
    ] {
        town.phones[1].keep_on(full);
        town.phones[0].give_to_keep(&pair, vec![7; 100]).unwrap();
        town.talk(6);
        assert_eq!(std::mem::take(&mut town.given), [outcome]);
    }
}

#[test]
fn a_link_that_breaks_on_the_way_loses_nothing_and_the_next_try_does_it() {
    let (mut town, pair) = contacts();
    let parcel = vec![3; 5 * PIECE_BYTES];
    town.phones[0].give_to_keep(&pair, parcel.clone()).unwrap();
    town.talk(4);
    town.part(0, 1);
    assert_eq!(std::mem::take(&mut town.given), [Outcome::Lost]);
    assert!(town.disks[1].parcels.is_empty());
    assert_eq!(town.phones[0].give_to_keep(&pair, parcel.clone()), Err(NotDone::NotNear));
    town.meet(0, 1);
    town.phones[0].give_to_keep(&pair, parcel).unwrap();
    town.talk(20);
    assert_eq!(town.given, [Outcome::Kept]);
}

#[test]
fn whoever_is_no_contact_or_says_what_was_not_asked_gives_nothing_to_keep() {
    let (mut town, pair) = contacts();
    let stray = Frame::Parcel { slot: 9, said: parcel::Said::NoRoom.encode() };
    town.phones[1].hear(Neighbour(town.links), &stray.encode(), NOW);
    assert_eq!(town.phones[1].rejected().values().sum::<u64>(), 1);
    town.phones[0].give_to_keep(&pair, vec![1; 10]).unwrap();
    let offer = town.drain(0);
    // Twice the same is one that begins anew; a piece that nobody asked for is refused.
    for _ in 0..2 {
        offer.iter().for_each(|frame| town.phones[1].hear(Neighbour(town.links), frame, NOW));
    }
    town.talk(6);
    assert_eq!(town.given, [Outcome::Kept]);
}
