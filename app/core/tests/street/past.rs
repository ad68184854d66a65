//! What has its time: words that are erased, and entries of versions to come.

use tequio_core::{
    Command, Entry, Keys, Message, Rejected, cbor, entry::Payload, event::Class, message::EntryBytes,
    signature, time::DAY,
};

use crate::neighbourhood::{Neighbourhood, ask};

fn entries(list: &[Entry]) -> Message {
    Message::Entries { entries: list.iter().map(|entry| EntryBytes(entry.encode())).collect(), answer: false }
}

fn kept(street: &Neighbourhood, phone: usize) -> Vec<Entry> {
    street.phones[phone].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap()).collect()
}

/// A circle with a post of two years ago, and one of today.
fn two_years(seed: u64) -> (Neighbourhood, [usize; 3]) {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(seed, ["Ana", "Beto", "Carla"]);
    let old = street.post(ana, ask("The roof of two summers ago"));
    street.settle();
    street.perform(beto, Command::Claim { post: old });
    street.settle();
    // Carla is away meanwhile.
    street.part(carla, ana);
    street.part(carla, beto);
    for n in 0..50 {
        street.pass(15 * DAY);
        street.post([ana, beto][n % 2], ask("Meanwhile"));
        street.settle();
    }
    (street, [ana, beto, carla])
}

#[test]
fn after_a_year_words_go_and_headers_stay_and_all_agree() {
    let (mut street, [ana, beto, carla]) = two_years(90);
    let held = street.phones[ana].replica.entries();
    for phone in [ana, beto] {
        let kept = kept(&street, phone);
        assert_eq!(kept.len(), held, "no header is lost");
        let erased = |entry: &&Entry| matches!(entry.payload, Payload::Erased { .. });
        assert!(kept.iter().filter(erased).count() > 20);
        let titles = street.phones[phone]
            .disk
            .entries
            .values()
            .any(|bytes| bytes.windows(8).any(|window| window == b"The roof"));
        assert!(!titles, "nor is a word of it left");
        let cards = street.phones[phone].replica.board(street.now).cards;
        assert!(cards.iter().all(|card| card.title == "Meanwhile") && cards.len() < 30);
        assert_eq!(street.phones[phone].replica.people().members.len(), 3, "membership is kept for ever");
    }
    street.restart(beto);
    street.meet(ana, beto);
    // Carla still has the words; a newcomer gets none of them.
    street.meet(carla, ana);
    let code = street.invite(ana);
    let dora = street.newcomer(&code, "Dora");
    street.meet(ana, dora);
    street.settle();
    let device = street.me(dora);
    street.perform(ana, Command::Admit { device });
    street.settle();
    street.assert_agreement();
    assert!(street.phones.iter().all(|phone| phone.rejected.is_empty()));
}

#[test]
fn nobody_passes_on_what_others_still_read_without_its_words() {
    let (mut other, [one, two]) = Neighbourhood::circle(92, ["Eva", "Fito"]);
    other.part(one, two);
    let id = other.post(one, ask("Fresh"));
    let fresh = Entry::decode(&other.phones[one].disk.entries[&id]).unwrap();
    other.meet(one, two);
    other.inject(one, two, &entries(&[fresh.erased().expect("a post is erasable")]));
    while other.deliver() {}
    assert!(other.phones[two].rejected.contains(&Rejected::Erased));
    assert!(other.phones[two].replica.post(&id, other.now).is_some(), "the whole one came in");

    // Who belongs is never erased: a copy without its words is no entry of its author's.
    let circle = other.phones[one].replica.keys().circle;
    for entry in kept(&other, one) {
        let Payload::Kept(bytes) = &entry.payload else { continue };
        if Class::of(bytes) == Class::Belonging {
            assert_eq!(entry.erased(), None);
            let payload = Payload::Erased { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u32 };
            let copy = Entry { payload, ..entry.clone() };
            assert!(entry.claim(&circle).holds() && !copy.claim(&circle).holds());
        }
    }
}

#[test]
fn an_entry_of_a_later_version_is_kept_and_carried_and_says_nothing_here() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(93, ["Ana", "Beto", "Carla"]);
    street.part(ana, carla);
    let post = street.post(carla, ask("As we know it"));
    let known = Entry::decode(&street.phones[carla].disk.entries[&post]).unwrap();
    let keys: Keys = cbor::decode(&street.phones[carla].disk.keys).unwrap();
    let mut later = Entry { version: 2, ..known.clone() };
    (later.header.seq, later.header.previous) = (known.header.seq + 1, Some(post));
    (later.header.lamport, later.header.heads) = (known.header.lamport + 1, Vec::new());
    later.signature = signature::sign(&keys, &later.signed_bytes(&keys.circle));
    street.settle();
    let cards = street.phones[ana].replica.board(street.now).cards.len();
    let id = later.id(&keys.circle);
    street.inject(carla, beto, &entries(&[later.clone()]));
    street.settle();
    for phone in [ana, beto] {
        assert_eq!(street.phones[phone].disk.entries.get(&id), Some(&later.encode()), "carried on");
        assert_eq!(street.phones[phone].replica.board(street.now).cards.len(), cards, "and not guessed at");
    }
    assert!(street.phones.iter().all(|phone| phone.rejected.is_empty()));
}
