//! Notes, claims and clocks in the wrong hands.

use crate::neighbourhood::{MORNING, Neighbourhood, ask};
use crate::wire::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Message, Neighbour, Time, cbor,
    entry::{Header, Payload},
    message::{Mark, greeting},
    recognise::Way,
    signature,
    time::DAY,
    view::{Reach, Stage, Status},
};

/// An ask for two helpers, both confirmed. Phones: the asker and the helpers.
fn two_helpers(seed: u64) -> (Neighbourhood, [usize; 3], EntryId) {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(seed, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, tequio_core::event::Posting { helpers: 2, ..ask("Two for a wardrobe") });
    street.settle();
    for helper in [beto, carla] {
        street.perform(helper, Command::Claim { post });
        street.settle();
        let person = street.me(helper);
        street.perform(ana, Command::Confirm { post, person, note: format!("Gate code for {helper}") });
        street.settle();
    }
    (street, [ana, beto, carla], post)
}

#[test]
fn nobody_passes_off_another_helpers_note_as_their_own() {
    let (mut street, [ana, beto, carla], post) = two_helpers(20);
    let to = street.me(ana);
    street.perform(beto, Command::Note { post, to, note: "My number is 555 0134".into() });
    street.settle();
    // Carla cannot read it, but she carries it: she signs the same sealed bytes as hers.
    let noted = street.phones[carla].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let copied = noted
        .filter_map(|entry| match &entry.payload {
            Payload::Kept(bytes) => Event::decode(bytes).filter(|event| matches!(event, Event::Noted { .. })),
            Payload::Erased { .. } => None,
        })
        .next()
        .unwrap();
    let carlas = street.me(carla);
    let mut header = next(&street, carla);
    // After everything that Carla has seen.
    let newest = street.phones[carla].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let newest = newest.max_by_key(|entry| entry.header.lamport).unwrap();
    header.heads = vec![newest.id(&keys_of(&street, carla).circle)];
    header.lamport = newest.header.lamport + 1;
    let entry = Entry::sign(&keys_of(&street, carla), header, copied.encode());
    street.inject(carla, ana, &message(&[entry], false));
    street.settle();
    let view = street.view(ana, post);
    let claim = view.claims.iter().find(|claim| claim.person.id == carlas).unwrap();
    let spoofed = claim.notes.iter().find(|note| note.from == carlas && note.text.contains("555 0134"));
    assert!(spoofed.is_none(), "Ana's screen says that this is Carla's number");
}

#[test]
fn notes_are_gone_from_views_once_the_pairs_matter_is_settled_by_silence() {
    let (mut street, [ana, beto, carla], post) = two_helpers(21);
    let person = street.me(beto);
    street.perform(beto, Command::Done { post, person });
    street.settle();
    street.pass(8 * DAY);
    for phone in [ana, beto, carla] {
        street.post(phone, ask("Time goes by"));
    }
    street.settle();
    let view = street.view(beto, post);
    let claim = view.claims.iter().find(|claim| claim.person.id == person).unwrap();
    assert_eq!(claim.stage, Stage::DoneSays { by_author: false });
    assert!(claim.notes.is_empty(), "done, says Beto; and the gate code still stands there");
}

#[test]
fn what_reads_done_for_a_week_is_not_turned_into_cancelled_by_its_author() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(22, ["Ana", "Beto"]);
    let post = street.post(ana, ask("Lend a ladder"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    let person = street.me(beto);
    street.perform(ana, Command::Confirm { post, person, note: String::new() });
    street.settle();
    street.perform(beto, Command::Done { post, person });
    street.settle();
    street.pass(30 * DAY);
    for phone in [ana, beto] {
        street.post(phone, ask("Time goes by"));
    }
    street.settle();
    assert_eq!(street.view(beto, post).card.status, Status::Done);
    let refused = street.try_to(ana, Command::Cancel { post, notice: "never came".into() });
    assert!(refused.is_err(), "her own phone refuses");
    // A changed phone does not.
    let mut header = next(&street, ana);
    let newest = street.phones[ana].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let newest =
        newest.max_by_key(|entry| (entry.header.lamport, entry.header.author != header.author)).unwrap();
    if newest.header.author != header.author {
        header.heads = vec![newest.id(&keys_of(&street, ana).circle)];
        header.lamport = newest.header.lamport + 1;
    }
    let said = Event::Cancelled { post, notice: "never came".into() };
    let entry = Entry::sign(&keys_of(&street, ana), header, said.encode());
    street.inject(ana, beto, &message(&[entry], false));
    street.settle();
    assert_eq!(street.view(beto, post).card.status, Status::Done);
}

#[test]
fn one_wrong_clock_moves_nothing_even_if_its_owner_let_many_in() {
    let (mut street, [ana, beto, carla, dora]) = Neighbourhood::circle(23, ["Ana", "Beto", "Carla", "Dora"]);
    let post = street.post(ana, ask("Lend a ladder"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    let person = street.me(beto);
    street.perform(ana, Command::Confirm { post, person, note: String::new() });
    street.settle();
    street.perform(beto, Command::Done { post, person });
    street.settle();
    // Dora's clock is eight days ahead. She lets in five people at the market; none has been back in reach since.
    street.phones[dora].clock_ahead = 8 * DAY as i64;
    let code = street.invite(ana);
    for n in 0..5 {
        let newcomer = street.newcomer(&code, &format!("Newcomer {n}"));
        street.meet(ana, newcomer);
        let device = street.me(newcomer);
        street.meet(dora, newcomer);
        street.settle();
        street.part(dora, newcomer);
        street.part(ana, newcomer);
        street.perform(dora, Command::Admit { device });
        street.settle();
    }
    assert_eq!(street.view(carla, post).claims[0].stage, Stage::SaidDone { by_author: false });
}

#[test]
fn a_sealed_note_opens_for_nobody_else_whatever_prekey_its_reader_published() {
    use chacha20poly1305::{
        ChaCha20Poly1305, KeyInit,
        aead::{Aead, Payload as Sealing},
    };
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(24, ["Ana", "Beto", "Carla"]);
    // Beto's (changed) phone publishes the point of order one as its prekey.
    let keys = keys_of(&street, beto);
    let joined = Event::Joined { name: "Beto".into(), prekey: [0; 32], sealed_to: None };
    let entry = Entry::sign(&keys, next(&street, beto), joined.encode());
    street.inject(beto, ana, &message(std::slice::from_ref(&entry), false));
    street.settle();
    let post = street.post(ana, ask("Carry a fridge"));
    street.settle();
    let mut header = next(&street, ana);
    header = Header {
        author: keys.device(),
        seq: entry.header.seq + 1,
        previous: Some(entry.id(&keys.circle)),
        heads: vec![post],
        lamport: header.lamport,
        ..header
    };
    let claim = Entry::sign(&keys, header, Event::Claimed { post }.encode());
    street.inject(beto, ana, &message(&[claim], false));
    street.settle();
    let person = street.me(beto);
    let note = "green gate, ring twice";
    if street.try_to(ana, Command::Confirm { post, person, note: note.into() }).is_err() {
        return;
    }
    street.settle();
    // Carla, with nothing but the log.
    for bytes in street.phones[carla].disk.entries.values() {
        let Payload::Kept(payload) = Entry::decode(bytes).unwrap().payload else { continue };
        let Some(Event::Confirmed { note: Some(sealed), .. }) = Event::decode(&payload) else { continue };
        // [ephemeral, [wrapped …], text]
        let bytes = cbor::encode(&sealed);
        let mut reader = minicbor::Decoder::new(&bytes);
        reader.array().unwrap();
        let ephemeral: [u8; 32] = reader.bytes().unwrap().try_into().unwrap();
        reader.array().unwrap();
        let first = reader.bytes().unwrap().to_vec();
        reader.bytes().unwrap();
        let text = reader.bytes().unwrap().to_vec();
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 note wrapping key");
        hasher.update(&[0; 32]).update(&ephemeral).update(&[0; 32]);
        let open = |key: &[u8], sealed: &[u8]| {
            ChaCha20Poly1305::new_from_slice(key)
                .unwrap()
                .decrypt(&Default::default(), Sealing { msg: sealed, aad: &post.0 })
                .ok()
        };
        let read = open(hasher.finalize().as_bytes(), &first).and_then(|key| open(&key, &text));
        assert!(read.is_none(), "Carla reads {:?}", String::from_utf8_lossy(&read.unwrap()[2..24]));
    }
}

#[test]
fn only_members_count_in_how_far_a_post_got() {
    let (mut street, [ana, _, zoe]) = Neighbourhood::circle(25, ["Ana", "Beto", "Zoë"]);
    let beto = 1;
    street.part(ana, beto);
    let post = street.post(ana, ask("Far away"));
    let circle = keys_of(&street, zoe);
    for n in 0..50 {
        let mut keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(8_000 + n));
        keys.circle = circle.circle;
        let (link, number) = ([n as u8; 32], Neighbour(5_000 + n));
        let replica = &mut street.phones[ana].replica;
        replica.meet(number, Way::Member, link, MORNING);
        let signature = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
        replica
            .hear(number, Message::Greet { device: keys.device(), signature, knock: None }, MORNING)
            .unwrap();
        let marks = vec![Mark { author: street.phones[ana].replica.keys().device(), next: u32::MAX }];
        let replica = &mut street.phones[ana].replica;
        let _ = replica.hear(number, Message::Have { exact: true, marks }, MORNING);
        replica.part(number, MORNING);
    }
    let reach = street.view(ana, post).card.reach;
    assert!(reach <= Reach::With(2), "{reach:?} in a circle of three");
}

#[test]
fn whoever_was_confirmed_and_read_the_note_cannot_make_it_unhappen() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(26, ["Ana", "Beto"]);
    let post = street.post(ana, ask("Water my plants"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    let person = street.me(beto);
    let note = "The key is under the third pot".to_owned();
    let yes = street.perform(ana, Command::Confirm { post, person, note }).unwrap();
    street.settle();
    assert_eq!(street.view(beto, post).claims[0].notes.len(), 1);
    // A day later Beto's (changed) phone writes as if it had never heard the yes.
    let keys = keys_of(&street, beto);
    let release = (0..200)
        .map(|n| {
            let header = Header { clock: Time(MORNING.0 + n), ..next(&street, beto) };
            Entry::sign(&keys, header, Event::Released { post }.encode())
        })
        .find(|entry| entry.id(&keys.circle) < yes)
        .unwrap();
    street.inject(beto, ana, &message(&[release], false));
    street.settle();
    let view = street.view(ana, post);
    let told = view.story.iter().any(|line| line.what == tequio_core::view::What::Confirmed);
    assert!(told, "Ana's screen knows nothing any more of whom she told where the key is: {:?}", view.claims);
}

#[test]
fn a_phone_that_lost_one_of_its_own_entries_does_not_fork_its_chain() {
    let (mut street, [ana, beto]) = Neighbourhood::circle(27, ["Ana", "Beto"]);
    let lost = street.post(ana, ask("One"));
    street.post(ana, ask("Two"));
    street.settle();
    street.phones[ana].disk.entries.remove(&lost);
    street.restart(ana);
    assert_eq!(street.phones[ana].replica.waiting(), 1);
    // Out of reach she writes on.
    let _ = street.try_to(ana, Command::Post(ask("Three")));
    street.meet(ana, beto);
    street.settle();
    street.restart(beto);
    street.meet(ana, beto);
    street.settle();
    assert_eq!(street.phones[ana].replica.waiting() + street.phones[beto].replica.waiting(), 0);
    street.assert_agreement();
}

#[test]
fn a_crowd_at_the_door_does_not_push_out_the_one_who_was_shown_my_code() {
    let (mut street, [ana, _]) = Neighbourhood::circle(28, ["Ana", "Beto"]);
    let (rosas, mallorys) = (street.invite(ana), street.invite(ana));
    street.restart(ana);
    let rosas = {
        let _ = rosas;
        street.invite(ana)
    };
    let rosa = street.newcomer(&rosas, "Rosa");
    street.meet(ana, rosa);
    street.settle();
    assert!(street.phones[ana].replica.people().knocks[0].from_my_code);
    for n in 0..64 {
        let mallory = street.newcomer(&mallorys, &format!("Mallory {n}"));
        street.meet(ana, mallory);
        street.settle();
        street.part(ana, mallory);
    }
    let device = street.me(rosa);
    assert!(
        street.try_to(ana, Command::Admit { device }).is_ok(),
        "Rosa, still standing there, is forgotten"
    );
}
