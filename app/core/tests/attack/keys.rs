//! Keys that others took away, made up or wore out; members who were removed and do not go.

use crate::neighbourhood::{MORNING, Neighbourhood, ask};
use crate::wire::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Message, Neighbour,
    certificate::{Certificate, Statement},
    entry::{Header, Payload},
    epoch::{Epoch, EpochKey, Rotation},
    message::greeting,
    recognise::Way,
    roster::{Roster, heir_message},
    signature,
};

fn certificate(street: &Neighbourhood, signers: &[usize], person: usize, basis: EntryId) -> Command {
    let person = street.me(person);
    let sign = |signer: &usize| street.phones[*signer].replica.sign(&Statement::Remove { person }, basis);
    let signatures = signers.iter().map(|signer| sign(signer).expect("on the roll")).collect();
    Command::Remove { person, certificate: Certificate::new(basis, signatures) }
}

fn remove(street: &mut Neighbourhood, signers: &[usize], person: usize) {
    let basis = street.phones[signers[0]].replica.newest().unwrap();
    let command = certificate(street, signers, person, basis);
    street.perform(signers[0], command);
}

fn entries(street: &Neighbourhood, phone: usize) -> Vec<Entry> {
    street.phones[phone].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap()).collect()
}

fn event(entry: &Entry) -> Option<Event> {
    let Payload::Kept(payload) = &entry.payload else { return None };
    Event::decode(payload)
}

fn titles(street: &Neighbourhood, phone: usize) -> Vec<String> {
    street.phones[phone].replica.board(street.now).cards.into_iter().map(|card| card.title).collect()
}

fn names(street: &Neighbourhood, phone: usize) -> Vec<String> {
    let people = street.phones[phone].replica.people();
    people.members.into_iter().map(|member| member.person.name).collect()
}

/// Where rotations to this phone are sealed to.
fn sealed_to(street: &Neighbourhood, phone: usize) -> [u8; 32] {
    let mine = entries(street, phone).into_iter().filter(|entry| entry.header.author == street.me(phone));
    let mut joined = mine.filter_map(|entry| match event(&entry) {
        Some(Event::Joined { sealed_to, .. }) => sealed_to,
        _ => None,
    });
    joined.next_back().expect("said on arrival")
}

/// One entry after another by the same hand.
fn chain(keys: &Keys, mut header: Header, events: Vec<Event>) -> Vec<Entry> {
    let sign = |event: Event| {
        let entry = Entry::sign(keys, header.clone(), event.encode());
        header.previous = Some(entry.id(&keys.circle));
        (header.seq, header.lamport, header.heads) = (header.seq + 1, header.lamport + 1, Vec::new());
        entry
    };
    events.into_iter().map(sign).collect()
}

/// Rotations that X's hand writes, numbered from 1, for the holders of these prekeys.
fn rotations(street: &Neighbourhood, x: usize, count: u32, prekeys: &[[u8; 32]]) -> Vec<Entry> {
    let (keys, mut dice) = (keys_of(street, x), ChaCha20Rng::seed_from_u64(99));
    let nobody = Roster::default().gone_hash().0;
    let rotate = |number| {
        let epoch = Epoch::new(number, EpochKey::draw(&mut dice));
        let said = ([0; 32], nobody, MORNING);
        Event::Rotated(Rotation::seal(&keys.circle, &keys.device(), &epoch, said, prekeys, &mut dice))
    };
    chain(&keys, next(street, x), (1..=count).map(rotate).collect())
}

fn can_read(street: &Neighbourhood, phone: usize, post: EntryId, of: usize) -> bool {
    let header = Entry::decode(&street.phones[of].disk.entries[&post]).unwrap().header;
    keys_of(street, phone).ring.named(header.epoch).next().is_some()
}

#[test]
fn a_removed_member_says_nothing_more_by_signing_an_old_place_anew() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(200, ["Ana", "Beto", "Carla", "Xavier"]);
    street.post(x, ask("Before"));
    street.post(x, ask("Before, too"));
    street.settle();
    let first = entries(&street, x).into_iter().filter(|entry| entry.header.author == street.me(x));
    let first = first.min_by_key(|entry| entry.header.seq).unwrap();
    remove(&mut street, &[ana, beto, carla], x);
    street.settle();
    // Any carrier brings it: he still has a key that all retain.
    let keys = keys_of(&street, x);
    let header = Header {
        seq: 1,
        previous: Some(first.id(&keys.circle)),
        heads: Vec::new(),
        lamport: first.header.lamport + 1,
        ..first.header
    };
    for entry in chain(&keys, header, vec![Event::Posted(ask("After"))]) {
        street.phones[ana].replica.hear_opened(entry, MORNING).unwrap();
        outputs(&mut street.phones[ana]);
    }
    assert_eq!(
        titles(&street, ana),
        ["Before, too", "Before"],
        "what was said before stays, and no more comes"
    );
}

#[test]
fn a_removed_member_who_greeted_as_nobody_hears_nothing_more() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(201, ["Ana", "Beto", "Carla", "Xavier"]);
    // On a second link he has the circle's key and greets with a key that nobody knows.
    let mut nobody = Keys::found(&mut street.dice);
    nobody.circle = keys_of(&street, x).circle;
    let (number, link) = (Neighbour(77), [7; 32]);
    let signed = signature::sign(&nobody, &greeting(&nobody.circle, &link, &nobody.device()));
    let replica = &mut street.phones[ana].replica;
    replica.meet(number, Way::Member, link, MORNING);
    let greet = Message::Greet { device: nobody.device(), signature: signed, knock: None };
    replica.hear(number, greet, MORNING).unwrap();
    let (size, root, unit) = (0, [0; 16], Vec::new());
    let _ = replica.hear(number, Message::Root { size, root, unit }, MORNING);
    outputs(&mut street.phones[ana]);
    remove(&mut street, &[beto, carla, ana], x);
    street.settle();
    outputs(&mut street.phones[ana]);
    street.phones[ana].replica.perform(Command::Post(ask("Not for Xavier")), MORNING).unwrap();
    let sent = outputs(&mut street.phones[ana]);
    assert!(sent.iter().any(|(to, _)| *to != number), "the play itself works");
    assert_eq!(sent.iter().filter(|(to, _)| *to == number).count(), 0);
}

#[test]
fn a_removed_member_who_is_told_the_new_key_is_no_member_for_that() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(202, ["Ana", "Beto", "Carla", "Xavier"]);
    remove(&mut street, &[ana, beto, carla], x);
    street.settle();
    street.post(ana, ask("Under the new key"));
    street.settle();
    // Carla tells him.
    let epochs = vec![keys_of(&street, carla).ring.epochs().last().unwrap().clone()];
    let (keys, number, link) = (keys_of(&street, x), Neighbour(78), [8; 32]);
    let signed = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let replica = &mut street.phones[ana].replica;
    replica.meet(number, Way::Former, link, MORNING);
    let greet = Message::Greet { device: keys.device(), signature: signed, knock: None };
    replica.hear(number, greet, MORNING).unwrap();
    outputs(&mut street.phones[ana]);
    let _ = street.phones[ana].replica.hear(number, Message::Welcome { epochs }, MORNING);
    assert_eq!(outputs(&mut street.phones[ana]).len(), 0, "he greeted as one who is gone");
}

#[test]
fn nobody_parts_two_others_by_sealing_keys_to_one_of_them() {
    let (mut street, [ana, beto, x]) = Neighbourhood::circle(203, ["Ana", "Beto", "Xavier"]);
    let for_ana = [sealed_to(&street, ana)];
    for batch in rotations(&street, x, 600, &for_ana).chunks(200) {
        street.inject(x, ana, &message(batch, false));
        street.settle();
    }
    street.part(ana, beto);
    assert!(street.meet(ana, beto), "they still know each other");
    street.settle();
    let post = street.post(ana, ask("For Beto"));
    street.settle();
    assert!(can_read(&street, beto, post, ana));
}

#[test]
fn numbers_that_lose_their_power_stop_nobody_from_drawing_the_next_key() {
    let names = ["Ana", "Beto", "Carla", "Dora", "Xavier"];
    let (mut street, [ana, beto, carla, dora, x]) = Neighbourhood::seated(204, names);
    for one in [ana, x] {
        [beto, carla, dora].into_iter().for_each(|other| street.part(one, other));
    }
    let for_all = [ana, beto, carla, dora].map(|phone| sealed_to(&street, phone));
    let keys = rotations(&street, x, 100, &for_all);
    street.inject(x, ana, &message(&keys, false));
    street.settle();
    street.post(ana, ask("Under his last"));
    remove(&mut street, &[beto, carla, dora], x);
    street.settle();
    street.part(ana, x);
    [beto, carla, dora].into_iter().for_each(|other| _ = street.meet(ana, other));
    street.settle();
    let drawn = |street: &Neighbourhood| {
        let by_others = entries(street, beto).into_iter().filter(|entry| entry.header.author != street.me(x));
        by_others.filter(|entry| matches!(event(entry), Some(Event::Rotated(_)))).count()
    };
    for n in 0..5 {
        let post = street.post(ana, ask(&format!("Without him {n}")));
        street.settle();
        assert!(can_read(&street, ana, post, ana) && can_read(&street, beto, post, ana));
    }
    assert!(drawn(&street) <= 4, "{} keys drawn", drawn(&street));
    let hash = street.phones[ana].replica.state_hash();
    assert!([beto, carla, dora].iter().all(|phone| street.phones[*phone].replica.state_hash() == hash));
}

#[test]
fn a_newcomer_who_was_told_a_false_key_of_the_highest_number_holds_the_true_ones_all_the_same() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(205, ["Ana", "Beto", "Zoë"]);
    let code = street.invite(ana);
    let dora = street.newcomer(&code, "Dora");
    street.meet(ana, dora);
    street.settle();
    street.part(ana, dora);
    // Before Ana says yes, Zoë does, in her way.
    street.meet(zoe, dora);
    let mut epochs = keys_of(&street, zoe).ring.epochs().to_vec();
    epochs.push(Epoch::new(u32::MAX, EpochKey::draw(&mut street.dice)));
    street.inject(zoe, dora, &Message::Welcome { epochs });
    street.settle();
    let device = street.me(dora);
    street.perform(ana, Command::Admit { device });
    street.settle();
    street.part(zoe, dora);
    assert!(street.meet(ana, dora), "they know each other");
    street.settle();
    for n in 0..3 {
        let post = street.post(dora, ask(&format!("Hello {n}")));
        street.settle();
        assert!(can_read(&street, ana, post, dora) && can_read(&street, beto, post, dora));
    }
    let by_dora = entries(&street, ana).into_iter().filter(|entry| entry.header.author == device);
    assert_eq!(by_dora.filter(|entry| matches!(event(entry), Some(Event::Rotated(_)))).count(), 0);
}

#[test]
fn whoever_repeats_a_certificate_on_less_of_the_past_takes_nobody_in_between_away() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(206, ["Ana", "Beto", "Carla", "Xavier"]);
    let basis = street.phones[ana].replica.newest().unwrap();
    let command = certificate(&street, &[ana, beto, carla], x, basis);
    // While the signatures are gathered, Xavier lets Emil in, and it is with that that they remove him.
    let code = street.invite(x);
    let emil = street.newcomer(&code, "Emil");
    street.meet(x, emil);
    street.settle();
    let device = street.me(emil);
    street.perform(x, Command::Admit { device });
    street.settle();
    street.perform(ana, command.clone());
    street.settle();
    let before = names(&street, beto);
    // Years later anybody says it again, as if they had seen the beginning only.
    let Command::Remove { person, certificate } = command else { panic!() };
    let again = Event::Removed { person, certificate };
    let lamport =
        entries(&street, ana).into_iter().find(|entry| entry.id(&keys_of(&street, ana).circle) == basis);
    let lamport = lamport.unwrap().header.lamport + 1;
    let stranger = throwaway(&keys_of(&street, ana), 5, Vec::new()).header;
    let mut keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(5 ^ 0x7777_0000_0000));
    keys.circle = keys_of(&street, ana).circle;
    assert_eq!(keys.device(), stranger.author);
    let header = Header { heads: vec![basis], lamport, ..stranger };
    street.inject(carla, beto, &message(&chain(&keys, header, vec![again]), false));
    street.settle();
    assert_eq!(names(&street, beto), before);
}

#[test]
fn a_second_device_of_whoever_forked_is_no_witness_for_them() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::circle(207, ["Ana", "Beto", "Carla", "Xavier"]);
    let keys = keys_of(&street, x);
    let (mut heir, mut second) = (Keys::found(&mut street.dice), Keys::found(&mut street.dice));
    (heir.circle, second.circle) = (keys.circle, keys.circle);
    let entrusted = chain(&keys, next(&street, x), vec![Event::Entrusted { heir: heir.device() }]);
    let cause = entrusted[0].clone();
    let person = street.me(x);
    let bytes = signature::sign(&heir, &heir_message(&keys.circle, &person, &second.device()));
    let continued = Event::Continued { person, heir: heir.device(), signature: bytes };
    let header = Header {
        author: second.device(),
        seq: 0,
        previous: None,
        heads: vec![cause.id(&keys.circle)],
        lamport: cause.header.lamport + 1,
        ..cause.header.clone()
    };
    let continued = chain(&second, header, vec![continued]);
    street.inject(x, ana, &message(&[entrusted, continued.clone()].concat(), false));
    street.settle();
    // Two entries at one place; the second device builds on the one that lets a friend in.
    let fork = Header {
        seq: cause.header.seq + 1,
        previous: Some(cause.id(&keys.circle)),
        heads: vec![continued[0].id(&keys.circle)],
        lamport: continued[0].header.lamport + 1,
        ..cause.header.clone()
    };
    let friend = Keys::found(&mut street.dice).device();
    let one = chain(&keys, fork.clone(), vec![Event::Admitted { device: friend, name: "Friend".into() }]);
    let other = chain(&keys, fork, vec![Event::Posted(ask("Meanwhile"))]);
    let header = Header {
        seq: 1,
        previous: Some(continued[0].id(&keys.circle)),
        heads: vec![one[0].id(&keys.circle)],
        lamport: continued[0].header.lamport.max(one[0].header.lamport) + 1,
        ..continued[0].header.clone()
    };
    let witness = chain(&second, header, vec![Event::Posted(ask("I have seen it"))]);
    street.inject(x, beto, &message(&[one, other, witness].concat(), false));
    street.settle();
    assert!(street.phones[carla].rejected.is_empty() && street.phones[beto].rejected.is_empty());
    assert!(
        street.phones[carla].replica.people().members.iter().any(|member| member.forked),
        "the play works"
    );
    assert!(!names(&street, carla).contains(&"Friend".to_owned()), "{:?}", names(&street, carla));
}

#[test]
fn a_rotation_travels_under_a_key_that_those_have_whom_it_is_for() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(208, ["Ana", "Beto", "Carla", "Xavier"]);
    for other in [ana, carla, x] {
        street.part(beto, other);
    }
    let basis = street.phones[ana].replica.newest().unwrap();
    let command = certificate(&street, &[ana, beto, carla], x, basis);
    street.perform(ana, command);
    street.settle();
    street.post(ana, ask("Without him"));
    street.settle();
    let ring = keys_of(&street, beto).ring.clone();
    let rotation =
        entries(&street, ana).into_iter().find(|entry| matches!(event(entry), Some(Event::Rotated(_))));
    let epoch = rotation.expect("somebody is gone").header.epoch;
    assert!(ring.named(epoch).next().is_some(), "Beto, who is reached by carriers alone, opens it");
}

/// Xavier repeats the name of each new key from an older place, as if drawn for others.
#[test]
fn nobody_takes_a_key_out_of_force_by_naming_it_first() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::circle(209, ["Ana", "Beto", "Carla", "Xavier"]);
    let sleeping = next(&street, x);
    street.pass(8 * tequio_core::time::DAY);
    for n in 0..9 {
        street.post([ana, beto, carla][n % 3], ask("A week later"));
        street.settle();
        street.pass(3_600);
    }
    let best = keys_of(&street, ana).ring.epochs().last().unwrap().name();
    assert_eq!(best.number, 1, "the play itself works");
    let (keys, mut dice) = (keys_of(&street, x), ChaCha20Rng::seed_from_u64(9));
    let epoch = keys_of(&street, ana).ring.epochs().last().unwrap().clone();
    let said = ([0; 32], [0xee; 32], MORNING);
    let copy = Rotation::seal(&keys.circle, &keys.device(), &epoch, said, &[], &mut dice);
    // Under a name of its own it is another key; and nobody else's name is taken from him.
    let mut renamed = copy.clone();
    renamed.name = best;
    let copy = chain(&keys, sleeping, vec![Event::Rotated(renamed), Event::Rotated(copy)]);
    street.inject(x, ana, &message(&copy, false));
    street.settle();
    let post = street.post(ana, ask("Under the same key"));
    let header = Entry::decode(&street.phones[ana].disk.entries[&post]).unwrap().header;
    assert_eq!(header.epoch, best.id());
}

#[test]
fn nobody_displaces_a_key_that_another_passed_on() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(209, ["Ana", "Beto", "Zoë"]);
    // A rotation of which Beto is told the key before it comes: none of its boxes is for him.
    let rotation = rotations(&street, ana, 1, &[]).remove(0);
    let Some(Event::Rotated(rotated)) = event(&rotation) else { panic!() };
    let key = EpochKey::draw(&mut ChaCha20Rng::seed_from_u64(99));
    let told = rotated.epoch(&street.me(ana), &key);
    assert_eq!(told.name(), rotated.name);
    street.inject(ana, beto, &Message::Welcome { epochs: vec![told] });
    let nonsense = Epoch::new(7, EpochKey::draw(&mut street.dice));
    street.inject(zoe, beto, &Message::Welcome { epochs: vec![nonsense] });
    street.settle();
    assert!(keys_of(&street, beto).ring.epoch(&rotated.name).is_none(), "the rotation has not come yet");
    street.inject(ana, beto, &message(&[rotation], false));
    street.settle();
    assert!(keys_of(&street, beto).ring.epoch(&rotated.name).is_some());
}
