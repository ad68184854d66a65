//! Bytes from people who wish one ill: refused and counted, nothing changed, the honest talk goes on.

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Message, Rejected, Time, cbor,
    entry::{ENTRY_BYTES_MAX, Header},
    epoch::{Epoch, EpochKey},
    gathering::Attendant,
    log::WAITING_MAX,
    message::{ENTRIES_MAX, EntryBytes, Ids, MARKS_MAX, MESSAGE_BYTES_MAX, Mark},
    recognise::{FRAME_BYTES_MAX, Frame},
    sketch::{Sketch, SketchKey, UNIT, unit},
};

use crate::neighbourhood::{MORNING, Neighbourhood, ask};

/// Zoë, a member with bad manners, and Ana, who hears what she is sent.
fn stage(seed: u64) -> (Neighbourhood, usize, usize, Keys) {
    let (street, [ana, _, zoe]) = Neighbourhood::circle(seed, ["Ana", "Beto", "Zoë"]);
    let keys = cbor::decode(&street.phones[zoe].disk.keys).unwrap();
    (street, ana, zoe, keys)
}

/// The header of Zoë's honest next entry: after her last one alone.
fn next(street: &Neighbourhood, zoe: usize) -> Header {
    let me = street.me(zoe);
    let mine = street.phones[zoe].disk.entries.iter().map(|(id, bytes)| (*id, Entry::decode(bytes).unwrap()));
    let (id, last) = mine
        .filter(|(_, entry)| entry.header.author == me)
        .max_by_key(|(_, entry)| entry.header.seq)
        .unwrap();
    Header {
        author: me,
        seq: last.header.seq + 1,
        previous: Some(id),
        heads: Vec::new(),
        lamport: last.header.lamport + 1,
        clock: MORNING,
        epoch: 0,
    }
}

fn entries(list: &[Entry]) -> Message {
    Message::Entries { entries: list.iter().map(|entry| EntryBytes(entry.encode())).collect(), answer: false }
}

#[test]
fn wrong_entries_are_each_refused_for_what_is_wrong_with_them() {
    let (mut street, ana, zoe, keys) = stage(60);
    let honest = next(&street, zoe);
    let payload = || Event::Posted(ask("Honest")).encode();
    let sign = |change: &dyn Fn(&mut Header)| {
        let mut header = honest.clone();
        change(&mut header);
        Entry::sign(&keys, header, payload())
    };
    let other_circle = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let beto_says = street.phones[ana].disk.entries.iter().next().map(|(id, _)| *id).unwrap();
    let mut forged = sign(&|_| {});
    forged.signature[7] ^= 1;
    let cases: Vec<(&str, Entry, Rejected)> = vec![
        ("forged", forged, Rejected::Forged),
        ("of another circle", Entry::sign(&other_circle, honest.clone(), payload()), Rejected::Forged),
        ("lamport ahead", sign(&|header| header.lamport += 1), Rejected::WrongLamport),
        ("lamport behind", sign(&|header| header.lamport -= 1), Rejected::WrongLamport),
        ("lamport at its end", sign(&|header| header.lamport = u32::MAX), Rejected::WrongLamport),
        ("a gap in the chain", sign(&|header| header.seq += 1), Rejected::WrongCauses),
        (
            "one's own entry as a foreign head",
            sign(&|header| header.heads = vec![header.previous.unwrap()]),
            Rejected::WrongCauses,
        ),
        (
            "another's entry as one's own last",
            sign(&|header| {
                header.previous = Some(beto_says);
                header.heads = honest.previous.into_iter().collect();
            }),
            Rejected::WrongCauses,
        ),
    ];
    let before = street.phones[ana].replica.state_hash();
    for (what, entry, expected) in cases {
        street.inject(zoe, ana, &entries(&[entry]));
        street.settle();
        let rejected = street.phones[ana].rejected.pop();
        // A swapped cause has another lamport number as a rule; either way it is refused.
        let alike = [Some(expected), Some(Rejected::WrongLamport)].contains(&rejected);
        assert!(alike, "{what}: {rejected:?}");
        assert_eq!(street.phones[ana].replica.state_hash(), before, "{what}");
    }
    // The honest talk goes on, on the same link.
    street.perform(zoe, Command::Post(ask("Sorry")));
    street.settle();
    assert_eq!(street.phones[ana].rejected, []);
    assert_eq!(street.phones[ana].replica.board(MORNING).cards.len(), 1);
}

#[test]
fn a_replayed_entry_changes_nothing_and_a_message_past_its_limit_is_refused_whole() {
    let (mut street, ana, zoe, keys) = stage(61);
    let old = street.phones[ana].disk.entries.values().next().unwrap().clone();
    let before = street.phones[ana].replica.entries();
    let replayed = Message::Entries { entries: vec![EntryBytes(old); 200], answer: false };
    street.inject(zoe, ana, &replayed);
    street.settle();
    assert_eq!((street.phones[ana].replica.entries(), &street.phones[ana].rejected), (before, &vec![]));

    let honest = Entry::sign(&keys, next(&street, zoe), Event::Posted(ask("x")).encode());
    let many =
        Message::Entries { entries: vec![EntryBytes(honest.encode()); ENTRIES_MAX + 1], answer: false };
    let mark = Mark { author: keys.device(), next: 1 };
    let marks = Message::Have { exact: false, marks: vec![mark; MARKS_MAX + 1] };
    let unasked = Message::Entries { entries: Vec::new(), answer: true };
    let long = Message::Entries { entries: vec![EntryBytes(vec![0; ENTRY_BYTES_MAX + 1])], answer: false };
    for (message, expected) in [
        (many, Rejected::TooLarge),
        (marks, Rejected::TooLarge),
        (unasked, Rejected::OutOfTurn),
        (long, Rejected::TooLarge),
    ] {
        street.inject(zoe, ana, &message);
        street.settle();
        assert_eq!(street.phones[ana].rejected.pop(), Some(expected));
    }
    assert_eq!(Message::decode(&vec![0; MESSAGE_BYTES_MAX + 1]), Err(Rejected::TooLarge));
    assert_eq!(Frame::decode(&vec![0; FRAME_BYTES_MAX + 1]), Err(Rejected::TooLarge));
}

#[test]
fn entries_without_their_causes_wait_within_a_limit() {
    let (mut street, ana, zoe, keys) = stage(62);
    let honest = next(&street, zoe);
    for n in 0..WAITING_MAX as u32 + 500 {
        let mut cause = [0; 16];
        cause[..4].copy_from_slice(&n.to_be_bytes());
        let header = Header { seq: 1_000 + n, previous: Some(EntryId(cause)), ..honest.clone() };
        street.inject(zoe, ana, &entries(&[Entry::sign(&keys, header, Vec::new())]));
    }
    street.settle();
    assert_eq!(street.phones[ana].replica.waiting(), WAITING_MAX);
    street.perform(zoe, Command::Post(ask("Still here")));
    street.settle();
    assert_eq!(street.phones[ana].replica.board(MORNING).cards.len(), 1);
}

#[test]
fn what_arrives_before_its_causes_comes_in_with_them() {
    let (mut street, ana, zoe, keys) = stage(63);
    let first = Entry::sign(&keys, next(&street, zoe), Event::Posted(ask("One")).encode());
    let header = Header {
        seq: first.header.seq + 1,
        previous: Some(first.id(&keys.circle)),
        lamport: first.header.lamport + 1,
        ..first.header.clone()
    };
    let second = Entry::sign(&keys, header, Event::Posted(ask("Two")).encode());
    street.inject(zoe, ana, &entries(std::slice::from_ref(&second)));
    street.settle();
    assert_eq!(street.phones[ana].replica.waiting(), 1);
    street.inject(zoe, ana, &entries(&[first]));
    street.settle();
    assert_eq!(street.phones[ana].replica.waiting(), 0);
    assert_eq!(street.phones[ana].replica.board(MORNING).cards.len(), 2);
}

#[test]
fn facts_that_nobody_may_state_count_for_nothing_on_any_phone() {
    let (mut street, ana, zoe, keys) = stage(64);
    let post = street.post(ana, ask("Mine alone"));
    street.settle();
    let person = keys.device();
    let written = Entry::decode(&street.phones[ana].disk.entries[&post]).unwrap();
    // She has read the post, so that what she says of it stands after it.
    let lamport = written.header.lamport + 1;
    let mut header = Header { heads: vec![post], lamport, ..next(&street, zoe) };
    let mut list = Vec::new();
    for event in [
        Event::Claimed { post },
        Event::Confirmed { post, person, note: None },
        Event::Withdrawn { post },
        Event::SaidDone { post, person },
        Event::Cancelled { post, notice: "ha".into() },
        Event::Founded { nonce: [0; 16], name: "Mine now".into(), rules: None },
        Event::Posted(tequio_core::event::Posting { helpers: 0, ..ask("none") }),
        Event::Posted(tequio_core::event::Posting { words: "x".repeat(9_000), ..ask("long") }),
    ] {
        let entry = Entry::sign(&keys, header.clone(), event.encode());
        header.seq += 1;
        header.lamport += 1;
        (header.previous, header.heads) = (Some(entry.id(&keys.circle)), Vec::new());
        list.push(entry);
    }
    street.inject(zoe, ana, &entries(&list));
    street.settle();
    assert_eq!(street.phones[ana].rejected, [], "what makes no sense is carried all the same");
    let view = street.view(ana, post);
    assert_eq!((view.card.confirmed, view.card.waiting), (0, 1));
    assert_eq!(view.card.status, tequio_core::view::Status::Open);
    let people = street.phones[ana].replica.people();
    assert_eq!(people.circle.unwrap().name, "Calle Roble");
    assert_eq!(street.phones[ana].replica.board(MORNING).cards.len(), 1);
}

#[test]
fn an_unknown_kind_of_event_is_kept_carried_and_ignored() {
    let (mut street, ana, zoe, keys) = stage(65);
    let beto = 1;
    let entry = Entry::sign(&keys, next(&street, zoe), vec![0x82, 0x18, 200, 0x80]);
    let before = street.phones[beto].replica.entries();
    street.inject(zoe, ana, &entries(&[entry]));
    street.settle();
    assert_eq!(street.phones[beto].replica.entries(), before + 1, "carried on by Ana");
}

#[test]
fn ten_thousand_random_messages_and_mangled_ones_do_no_harm() {
    let (mut street, ana, zoe, keys) = stage(66);
    let mut dice = ChaCha20Rng::seed_from_u64(66);
    let honest = Entry::sign(&keys, next(&street, zoe), Event::Posted(ask("x")).encode());
    let mut sketch = Sketch::new(SketchKey::of(&keys.circle));
    sketch.grow(UNIT, [EntryId([5; 16])].iter());
    let symbols = unit(sketch.symbols().first_chunk().expect("one unit"), 0, 1);
    let samples: Vec<Vec<u8>> = [
        entries(&[honest]),
        Message::Pull,
        Message::Have { exact: true, marks: vec![Mark { author: keys.device(), next: 7 }] },
        Message::Greet { device: keys.device(), signature: [3; 64], knock: None },
        Message::Welcome { epochs: vec![Epoch::new(0, EpochKey([4; 32]))] },
        Message::Root { size: 9, root: [6; 16], unit: symbols.clone() },
        Message::Symbols { unit: symbols },
        Message::More,
        Message::Offer { ids: Ids::of(&[EntryId([1; 16]), EntryId([2; 16])]) },
        Message::Ask { ids: Ids::of(street.phones[ana].disk.entries.keys()) },
        Message::Gathering { list: vec![Attendant { device: keys.device(), name: "Eva".into() }] },
        Message::Confirm { signature: [7; 64] },
    ]
    .iter()
    .map(Message::encode)
    .collect();
    let (mut refused, mut understood) = (0, 0);
    for _ in 0..10_000 {
        let mut bytes = samples[dice.next_u32() as usize % samples.len()].clone();
        match dice.next_u32() % 4 {
            0 => {
                bytes = vec![0; dice.next_u32() as usize % 400];
                dice.fill_bytes(&mut bytes);
            }
            1 => bytes.truncate(dice.next_u32() as usize % (bytes.len() + 1)),
            _ => {
                for _ in 0..1 + dice.next_u32() % 4 {
                    let at = dice.next_u32() as usize % bytes.len();
                    bytes[at] = dice.next_u32() as u8;
                }
            }
        }
        // Whatever can be read at all goes on into the replica; the frame and the entry are read besides.
        let _ = (Frame::decode(&bytes), Entry::decode(&bytes), Event::decode(&bytes));
        match Message::decode(&bytes) {
            Ok(message) => {
                understood += 1;
                street.inject(zoe, ana, &message);
                street.settle();
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 5_000 && understood > 100, "{refused} refused, {understood} understood");
    assert!(street.phones[ana].replica.waiting() <= WAITING_MAX);
    let beto = 1;
    let post = street.post(beto, ask("Is anybody there?"));
    street.settle();
    assert!(street.phones[ana].replica.post(&post, Time(0)).is_some());
}
