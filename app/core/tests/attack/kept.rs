//! A phone whose disk lost something.

use std::collections::BTreeMap;

use crate::neighbourhood::{Neighbourhood, ask};
use tequio_core::{Command, Entry, Event, Refused, entry::Payload, log::WAITING_MAX};

#[test]
fn all_that_was_kept_waits_for_what_was_damaged_and_no_place_is_signed_twice() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(230, ["Ana", "Beto"]);
    street.part(ana, beto);
    let posts = WAITING_MAX + 100;
    for n in 0..posts {
        street.post(ana, ask(&format!("Nobody else has seen {n}")));
    }
    // One entry that both had does not read back, and all of these rest on it.
    let admits = |bytes: &[u8]| match Entry::decode(bytes).unwrap().payload {
        Payload::Kept(payload) => matches!(Event::decode(&payload), Some(Event::Admitted { .. })),
        Payload::Erased { .. } => false,
    };
    let kept = &mut street.phones[ana].disk.entries;
    let damaged = *kept.iter().find(|(_, bytes)| admits(bytes)).unwrap().0;
    kept.remove(&damaged).unwrap();
    street.restart(ana);
    assert!(street.phones[ana].replica.waiting() > posts);
    let asked = street.try_to(ana, Command::Post(ask("On a place that is taken")));
    assert!(matches!(asked, Err(Refused::Incomplete)), "{asked:?}");
    street.meet(ana, beto);
    street.settle();
    assert_eq!(street.phones[ana].replica.waiting(), 0);
    street.post(ana, ask("After the last of mine"));
    street.settle();
    street.assert_agreement();
    assert_eq!(street.phones[beto].replica.board(street.now).cards.len(), posts + 1);
    let mut places = BTreeMap::new();
    for bytes in street.phones[beto].disk.entries.values() {
        let header = Entry::decode(bytes).unwrap().header;
        *places.entry((header.author, header.seq)).or_insert(0) += 1;
    }
    assert!(places.values().all(|entries| *entries == 1));
}
