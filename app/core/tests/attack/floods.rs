//! What whoever knows the circle's key can make every phone do, or hold, by entries that come to nothing.

use crate::neighbourhood::{MORNING, Neighbourhood, ask};
use crate::wire::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    CircleId, Command, Entry, EntryId, Event, Keys, Message,
    certificate::{Certificate, Signature, Statement},
    entry::{Header, Payload},
    epoch::{Epoch, EpochKey, Rotation},
    log::Log,
    motion::{OPEN_MAX, Proposal},
    roster::{CANDIDATES_MAX, ROTATIONS_MAX, Roster},
    state::State,
};

/// A key of this circle that nobody ever named.
fn nobody(circle: CircleId, seed: u64) -> Keys {
    let mut keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(seed ^ 0x5555_0000_0000));
    keys.circle = circle;
    keys
}

/// Its first entry, after this one.
fn first_words(keys: &Keys, after: (EntryId, u32), event: &Event) -> Entry {
    let header = Header {
        author: keys.device(),
        seq: 0,
        previous: None,
        heads: vec![after.0],
        lamport: after.1 + 1,
        clock: MORNING,
        epoch: 0,
    };
    Entry::sign(keys, header, event.encode())
}

/// Entries by one hand, one after the other.
fn chain(keys: &Keys, mut header: Header, events: Vec<Event>) -> Vec<Entry> {
    let sign = |event: Event| {
        let entry = Entry::sign(keys, header.clone(), event.encode());
        header.previous = Some(entry.id(&keys.circle));
        (header.seq, header.lamport, header.heads) = (header.seq + 1, header.lamport + 1, Vec::new());
        entry
    };
    events.into_iter().map(sign).collect()
}

fn entries(street: &Neighbourhood, phone: usize) -> Vec<Entry> {
    street.phones[phone].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap()).collect()
}

fn newest(street: &Neighbourhood, phone: usize) -> (EntryId, u32) {
    let id = street.phones[phone].replica.newest().unwrap();
    (id, Entry::decode(&street.phones[phone].disk.entries[&id]).unwrap().header.lamport)
}

/// All that a phone has kept, folded by another that was never there.
fn folded(street: &Neighbourhood, phone: usize) -> State {
    let keys = keys_of(street, phone);
    let mut log = Log::new(keys.circle, keys.device());
    let mut state = State::new(keys.circle);
    for entry in entries(street, phone) {
        for (id, entry) in log.admit(entry.id(&keys.circle), entry).unwrap() {
            state.apply(id, &entry);
        }
    }
    state.settle(&log);
    state
}

#[test]
fn what_keys_say_that_nobody_named_costs_no_walk_through_the_past() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::seated(300, ["Ana", "Beto", "Zoë"]);
    let circle = keys_of(&street, zoe).circle;
    let (after, victim) = (newest(&street, ana), street.me(beto));
    let made_up = vec![Signature { signer: street.me(ana), bytes: [7; 64] }];
    let certificate = Certificate::new(after.0, made_up);
    let say = |n: u64| {
        let keys = nobody(circle, n);
        let device = nobody(circle, n + 1).device();
        let event = match n % 8 {
            0 => Event::Left,
            1 => Event::CutOff { device: victim },
            2 => Event::Moved { proposal: Proposal::Evening, text: "Tonight".into() },
            3 => Event::Removed { person: victim, certificate: certificate.clone() },
            4 => Event::Recovered { recovery: after.0 },
            5 => Event::Admitted { device, name: "Nobody".into() },
            6 => Event::Vouched { device, name: "Nobody".into(), again: None },
            _ => Event::Joined { name: "Nobody".into(), prekey: [9; 32], sealed_to: None },
        };
        first_words(&keys, after, &event)
    };
    // Something stands after them in the fold, so that they come late.
    for phone in [ana, beto] {
        let name = ["Ana", "Beto"][phone].to_owned();
        street.perform(phone, Command::Rename { name });
        street.settle();
    }
    let (walks, hash) = (street.phones[ana].replica.walks(), street.phones[ana].replica.state_hash());
    let before = street.phones[ana].replica.entries();
    let junk: Vec<Entry> = (0..64).map(say).collect();
    street.inject(zoe, ana, &message(&junk, false));
    street.settle();
    assert_eq!(street.phones[ana].replica.entries(), before + 64, "they are in the log, as for everybody");
    assert_eq!(street.phones[ana].replica.state_hash(), hash);
    assert_eq!(street.phones[ana].replica.walks() - walks, 0);
}

#[test]
fn words_of_keys_that_were_named_late_count_whatever_came_first() {
    let (mut street, [ana, beto]) = Neighbourhood::seated(301, ["Ana", "Beto"]);
    let keys = keys_of(&street, ana);
    // Ana's phone admits Carla, and Carla joins and admits Dora; all of it comes backwards.
    let (carla, dora) = (nobody(keys.circle, 1), nobody(keys.circle, 2));
    let mut header = next(&street, ana);
    let after = newest(&street, ana);
    if Entry::decode(&street.phones[ana].disk.entries[&after.0]).unwrap().header.author != keys.device() {
        (header.heads, header.lamport) = (vec![after.0], after.1 + 1);
    }
    let admit = |device, name: &str| Event::Admitted { device, name: name.into() };
    let first = chain(&keys, header, vec![admit(carla.device(), "Carla")]);
    let joined = |name: &str| Event::Joined { name: name.into(), prekey: [9; 32], sealed_to: None };
    // Carla's words do not rest on her admission, as far as the log can tell.
    let words = first_words(&carla, after, &joined("Carla!"));
    let said = Header {
        seq: 1,
        previous: Some(words.id(&keys.circle)),
        heads: vec![first[0].id(&keys.circle)],
        lamport: words.header.lamport.max(first[0].header.lamport) + 1,
        ..words.header.clone()
    };
    let second = chain(&carla, said, vec![admit(dora.device(), "Dora")]);
    for entry in [&words, &first[0], &second[0]] {
        street.inject(beto, ana, &message(std::slice::from_ref(entry), false));
        street.settle();
    }
    let one = street.phones[ana].replica.state_hash();
    assert_eq!(folded(&street, ana).hash(), one, "as for one who gets all of it in another order");
    assert!(folded(&street, ana).roster().has(&dora.device()));
}

#[test]
fn a_certificate_that_is_brought_again_and_again_is_looked_at_once() {
    let names = ["Ana", "Beto", "Carla", "Xavier"];
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(302, names);
    let (basis, person) = (street.phones[ana].replica.newest().unwrap(), street.me(x));
    let sign = |phone: &usize| {
        street.phones[*phone].replica.sign(&Statement::Remove { person }, basis).expect("on the roll")
    };
    let certificate = Certificate::new(basis, [ana, beto, carla].iter().map(sign).collect());
    street.perform(ana, Command::Remove { person, certificate: certificate.clone() });
    street.settle();
    let again = || Event::Removed { person, certificate: certificate.clone() };
    let (keys, header) = (keys_of(&street, beto), next(&street, beto));
    let after = newest(&street, beto);
    let header = Header { heads: vec![after.0], lamport: after.1 + 1, ..header };
    let (walks, hash) = (street.phones[ana].replica.walks(), street.phones[ana].replica.state_hash());
    let said = chain(&keys, header, (0..30).map(|_| again()).collect());
    street.inject(beto, ana, &message(&said, false));
    street.settle();
    assert_eq!(street.phones[ana].replica.state_hash(), hash);
    let walks = street.phones[ana].replica.walks() - walks;
    assert!(walks <= 30, "one walk each finds that it is known: {walks}");
}

#[test]
fn words_of_one_who_is_gone_come_back_by_no_certificate_that_is_brought_on_less_of_the_past() {
    let names = ["Ana", "Beto", "Carla", "Xavier"];
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(303, names);
    let (basis, person) = (newest(&street, ana), street.me(x));
    let sign = |phone: &usize| {
        street.phones[*phone].replica.sign(&Statement::Remove { person }, basis.0).expect("on the roll")
    };
    let certificate = Certificate::new(basis.0, [ana, beto, carla].iter().map(sign).collect());
    street.perform(ana, Command::Remove { person, certificate: certificate.clone() });
    street.settle();
    // Xavier writes on as if he had not heard, and a carrier brings it; the others build on it without looking.
    let (xs, header) = (keys_of(&street, x), next(&street, x));
    for entry in chain(&xs, header, vec![Event::Posted(ask("Still here"))]) {
        street.phones[ana].replica.hear_opened(entry, MORNING).unwrap();
        outputs(&mut street.phones[ana]);
    }
    street.post(ana, ask("Without him"));
    street.settle();
    // A friend of his, who belonged, brings the same certificate once more, on nothing but its basis.
    let keys = keys_of(&street, carla);
    let own = entries(&street, carla).into_iter().filter(|entry| entry.header.author == keys.device());
    let own =
        own.filter(|entry| entry.header.lamport < basis.1).max_by_key(|entry| entry.header.seq).unwrap();
    let header = Header {
        seq: own.header.seq + 1,
        previous: Some(own.id(&keys.circle)),
        heads: vec![basis.0],
        lamport: basis.1 + 1,
        ..own.header
    };
    let again = chain(&keys, header, vec![Event::Removed { person, certificate }]);
    street.inject(carla, beto, &message(&again, false));
    street.settle();
    let board = street.phones[beto].replica.board(street.now);
    assert!(board.cards.iter().all(|card| card.title != "Still here"), "{:?}", board.cards.len());
}

#[test]
fn one_member_draws_so_many_keys_a_week_and_no_more() {
    let (mut street, [ana, beto, x]) = Neighbourhood::circle(304, ["Ana", "Beto", "Xavier"]);
    let (keys, mut dice) = (keys_of(&street, x), ChaCha20Rng::seed_from_u64(99));
    let nobody = Roster::default().gone_hash().0;
    let before = folded(&street, ana).roster().epochs.len();
    let rotate = |number| {
        let epoch = Epoch::new(number, EpochKey::draw(&mut dice));
        let said = ([0; 32], nobody, MORNING);
        Event::Rotated(Rotation::seal(&keys.circle, &keys.device(), &epoch, said, &[], &mut dice))
    };
    let said = chain(&keys, next(&street, x), (1..=300).map(rotate).collect());
    for batch in said.chunks(100) {
        street.inject(x, ana, &message(batch, false));
        street.settle();
    }
    let drawn = folded(&street, ana).roster().epochs.len() - before;
    assert_eq!(drawn, ROTATIONS_MAX);
    // The others draw theirs, and know each other by them.
    street.pass(8 * tequio_core::time::DAY);
    for n in 0..6 {
        street.post([ana, beto][n % 2], ask("A week later"));
        street.settle();
        street.pass(3_600);
    }
    street.part(ana, beto);
    assert!(street.meet(ana, beto));
    street.assert_agreement();
}

#[test]
fn a_member_who_forks_has_no_more_newcomers_waiting_than_others() {
    let (mut street, [ana, beto, x]) = Neighbourhood::seated(305, ["Ana", "Beto", "Xavier"]);
    let keys = keys_of(&street, x);
    let header = next(&street, x);
    let vouch = |n: u64| {
        let device = nobody(keys.circle, n).device();
        Event::Vouched { device, name: "Somebody".into(), again: None }
    };
    for branch in 0..20 {
        let said: Vec<Event> = (0..10).map(|n| vouch(branch * 10 + n)).collect();
        street.inject(x, ana, &message(&chain(&keys, header.clone(), said), false));
        street.settle();
    }
    let state = folded(&street, beto);
    assert!(state.roster().candidates.len() <= CANDIDATES_MAX, "{}", state.roster().candidates.len());
}

#[test]
fn motions_on_many_branches_share_what_is_the_same_for_all() {
    let (mut street, [ana, beto, x]) = Neighbourhood::seated(306, ["Ana", "Beto", "Xavier"]);
    let keys = keys_of(&street, x);
    let (header, after) = (next(&street, x), newest(&street, x));
    let header = match street.me(x) == header.author && after.1 >= header.lamport {
        true => Header { heads: vec![after.0], lamport: after.1 + 1, ..header },
        false => header,
    };
    let moved = |n: usize| Event::Moved { proposal: Proposal::Text, text: format!("Motion {n}") };
    for branch in 0..10 {
        let said = (0..OPEN_MAX + 2).map(|n| moved(branch * 10 + n)).collect();
        street.inject(x, ana, &message(&chain(&keys, header.clone(), said), false));
        street.settle();
    }
    let state = folded(&street, beto);
    let motions = state.motions();
    assert_eq!(motions.len(), 10 * OPEN_MAX, "on each branch as many as may be open");
    let first = motions.values().next().unwrap();
    assert!(motions.values().all(|motion| std::sync::Arc::ptr_eq(&motion.roll, &first.roll)));
}

#[test]
fn a_later_welcome_displaces_no_key_that_was_passed_on_before() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(307, ["Ana", "Beto"]);
    let (keys, mut dice) = (keys_of(&street, ana), ChaCha20Rng::seed_from_u64(98));
    let epoch = Epoch::new(1, EpochKey::draw(&mut dice));
    let said = ([0; 32], Roster::default().gone_hash().0, MORNING);
    // None of its boxes is for Beto, who is told the key before it comes.
    let rotation = Rotation::seal(&keys.circle, &keys.device(), &epoch, said, &[], &mut dice);
    let told = rotation.epoch(&keys.device(), &epoch.key);
    street.inject(ana, beto, &Message::Welcome { epochs: vec![told] });
    let other = Epoch::new(7, EpochKey::draw(&mut street.dice));
    street.inject(ana, beto, &Message::Welcome { epochs: vec![other] });
    street.settle();
    let name = rotation.name;
    let brought = chain(&keys, next(&street, ana), vec![Event::Rotated(rotation)]);
    street.inject(ana, beto, &message(&brought, false));
    street.settle();
    assert!(keys_of(&street, beto).ring.epoch(&name).is_some());
}

#[test]
fn one_who_is_gone_is_not_called_otherwise_by_a_branch_that_nobody_had_seen() {
    let names = ["Ana", "Beto", "Carla", "Xavier"];
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(308, names);
    for n in 0..4 {
        street.post(x, ask(&format!("Post {n}")));
    }
    street.settle();
    let (basis, person) = (street.phones[ana].replica.newest().unwrap(), street.me(x));
    let sign = |phone: &usize| {
        street.phones[*phone].replica.sign(&Statement::Remove { person }, basis).expect("on the roll")
    };
    let certificate = Certificate::new(basis, [ana, beto, carla].iter().map(sign).collect());
    street.perform(ana, Command::Remove { person, certificate });
    street.settle();
    let keys = keys_of(&street, x);
    let said = entries(&street, x).into_iter().filter(|entry| entry.header.author == keys.device());
    let is_post = |entry: &Entry| {
        let Payload::Kept(payload) = &entry.payload else { return false };
        matches!(Event::decode(payload), Some(Event::Posted(_)))
    };
    let first = said.filter(is_post).min_by_key(|entry| entry.header.seq).unwrap();
    // At the place of his second post he says that he is somebody else.
    let header = Header {
        seq: first.header.seq + 1,
        previous: Some(first.id(&keys.circle)),
        heads: Vec::new(),
        lamport: first.header.lamport + 1,
        ..first.header
    };
    let renamed = Event::Joined { name: "Ana".into(), prekey: keys.prekey(), sealed_to: None };
    for entry in chain(&keys, header, vec![renamed]) {
        street.phones[ana].replica.hear_opened(entry, MORNING).unwrap();
        outputs(&mut street.phones[ana]);
    }
    let gone = street.phones[ana].replica.people().gone;
    assert_eq!(gone.iter().map(|gone| gone.person.name.as_str()).collect::<Vec<_>>(), ["Xavier"]);
}
