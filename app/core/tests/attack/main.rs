//! Attempts to break what is true, each once successful. Each test is named as the sentence that holds since.

#[allow(dead_code)]
#[path = "../street/neighbourhood.rs"]
mod neighbourhood;

use std::collections::{BTreeMap, VecDeque};

use neighbourhood::{MORNING, Neighbourhood, Phone, ask};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, DeviceKey, Entry, EntryId, Event, Invite, Keys, Message, Neighbour, Output, Time, cbor,
    entry::{Header, Payload},
    log::{AUTHORS_MAX, Log, WAITING_MAX},
    message::{EntryBytes, Knock, Mark, greeting},
    recognise::Way,
    signature,
    state::State,
    time::DAY,
    view::{Reach, Stage, Status},
};

// ---------------------------------------------------------------------------------------------- what plays need

/// Links whose messages the test itself carries, holds back or makes up.
#[derive(Default)]
struct Wire {
    ends: BTreeMap<(usize, u64), (usize, u64)>,
    mail: VecDeque<(usize, u64, Message)>,
    next: u64,
}

impl Wire {
    /// Two phones see each other as members; their numbers for this link.
    fn link(&mut self, street: &mut Neighbourhood, a: usize, b: usize) -> (u64, u64) {
        let (here, there) = (1_000_000 + self.next, 1_000_001 + self.next);
        self.next += 2;
        self.ends.insert((a, here), (b, there));
        self.ends.insert((b, there), (a, here));
        let name = [self.next as u8; 32];
        for (phone, number) in [(a, here), (b, there)] {
            let now = street.clock(phone);
            street.phones[phone].replica.meet(Neighbour(number), Way::Member, name, now);
            self.drain(street, phone);
        }
        (here, there)
    }

    fn unlink(&mut self, street: &mut Neighbourhood, a: usize, here: u64) {
        let (b, there) = self.ends.remove(&(a, here)).unwrap();
        self.ends.remove(&(b, there));
        self.mail
            .retain(|(phone, number, _)| (*phone, *number) != (a, here) && (*phone, *number) != (b, there));
        for (phone, number) in [(a, here), (b, there)] {
            let now = street.clock(phone);
            street.phones[phone].replica.part(Neighbour(number), now);
            self.drain(street, phone);
        }
    }

    fn drain(&mut self, street: &mut Neighbourhood, phone: usize) {
        for (number, message) in outputs(&mut street.phones[phone]) {
            if let Some((to, there)) = self.ends.get(&(phone, number.0)) {
                self.mail.push_back((*to, *there, message));
            }
        }
    }

    fn hear(&mut self, street: &mut Neighbourhood, phone: usize, number: u64, message: Message) {
        let now = street.clock(phone);
        let heard = street.phones[phone].replica.hear(Neighbour(number), message, now);
        street.phones[phone].rejected.extend(heard.err());
        self.drain(street, phone);
    }

    /// Delivers everything but what `hold` takes out; that comes back.
    fn settle(
        &mut self,
        street: &mut Neighbourhood,
        mut hold: impl FnMut(usize, &Message) -> bool,
    ) -> Vec<(usize, u64, Message)> {
        let mut held = Vec::new();
        for _ in 0..100_000 {
            let Some((phone, number, message)) = self.mail.pop_front() else { return held };
            if hold(phone, &message) {
                held.push((phone, number, message));
            } else {
                self.hear(street, phone, number, message);
            }
        }
        panic!("the phones never stop talking");
    }
}

/// Carries out what a phone wants, and says what it sends.
fn outputs(phone: &mut Phone) -> Vec<(Neighbour, Message)> {
    let mut sent = Vec::new();
    while let Some(output) = phone.replica.poll() {
        match output {
            Output::KeepEntries(entries) => {
                phone.disk.entries.extend(entries.iter().map(|(id, entry)| (*id, entry.encode())));
            }
            Output::KeepKeys(keys) => phone.disk.keys = cbor::encode(&*keys),
            Output::KeepHidden(hidden) => phone.disk.hidden = hidden,
            Output::Load(neighbour, ids) => {
                let entries = ids.iter().map_while(|id| phone.disk.entries.get(id).cloned()).collect();
                phone.replica.loaded(neighbour, entries);
            }
            Output::Send(neighbour, message) => sent.push((neighbour, message)),
            Output::Changed(_) | Output::Wake(_) => {}
        }
    }
    sent
}

fn keys_of(street: &Neighbourhood, phone: usize) -> Keys {
    cbor::decode(&street.phones[phone].disk.keys).unwrap()
}

fn message(entries: &[Entry], answer: bool) -> Message {
    Message::Entries { entries: entries.iter().map(|entry| EntryBytes(entry.encode())).collect(), answer }
}

/// The header of this phone's next entry after its own last alone.
fn next(street: &Neighbourhood, phone: usize) -> Header {
    let me = street.me(phone);
    let keys = keys_of(street, phone);
    let mine = street.phones[phone].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let last = mine.filter(|entry| entry.header.author == me).max_by_key(|entry| entry.header.seq).unwrap();
    Header {
        author: me,
        seq: last.header.seq + 1,
        previous: Some(last.id(&keys.circle)),
        heads: Vec::new(),
        lamport: last.header.lamport + 1,
        clock: MORNING,
        epoch: 0,
    }
}

fn erased(entry: &Entry) -> Entry {
    let Payload::Kept(bytes) = &entry.payload else { panic!() };
    let payload = Payload::Erased { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u32 };
    Entry { payload, ..entry.clone() }
}

/// A first entry by a key that nobody ever admitted.
fn throwaway(circle_of: &Keys, seed: u64, payload: Vec<u8>) -> Entry {
    let mut keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(seed ^ 0x7777_0000_0000));
    keys.circle = circle_of.circle;
    let header = Header {
        author: keys.device(),
        seq: 0,
        previous: None,
        heads: Vec::new(),
        lamport: 1,
        clock: Time(u64::MAX),
        epoch: 0,
    };
    Entry::sign(&keys, header, payload)
}

// ---------------------------------------------------------------------------------------------- erased copies

#[test]
fn an_erased_copy_that_somebody_passes_on_takes_nothing_away_for_good() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(1, ["Ana", "Beto", "Zoë"]);
    street.part(ana, beto);
    street.part(ana, zoe);
    let post = street.post(ana, ask("Insulin, today"));
    let entry = Entry::decode(&street.phones[ana].disk.entries[&post]).unwrap();
    // Zoë got it, and passes it on to Beto without its words: the id and Ana's signature still hold.
    street.inject(zoe, beto, &message(&[erased(&entry)], false));
    street.settle();
    street.meet(ana, beto);
    street.meet(ana, zoe);
    street.settle();
    assert_eq!(street.phones[ana].replica.entries(), street.phones[beto].replica.entries());
    assert!(street.phones[beto].replica.post(&post, MORNING).is_some(), "Beto never sees Ana's ask");
    street.assert_agreement();
}

/// Zoë is the first to serve a newcomer, with or without the founding's words; then an honest phone gives all.
fn served_by_zoe_first(without_the_founding: bool) -> bool {
    let (mut street, [ana, zoe]) = Neighbourhood::circle(2, ["Ana", "Zoë"]);
    let code = street.invite(ana);
    let carla = street.newcomer(&code, "Carla");
    street.meet(ana, carla);
    street.settle();
    let device = street.me(carla);
    street.perform(ana, Command::Admit { device });
    while street.phones[carla].replica.keys().secret().is_none() {
        assert!(street.deliver());
    }
    street.part(ana, carla);
    assert_eq!(street.phones[carla].replica.entries(), 0);
    let (keys, link, number) = (keys_of(&street, zoe), [9; 32], Neighbour(77));
    let founding = street.phones[zoe].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let founding = founding.min_by_key(|entry| entry.header.lamport).unwrap();
    let signature = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let replica = &mut street.phones[carla].replica;
    replica.meet(number, Way::Member, link, MORNING);
    let greet = Message::Greet { device: keys.device(), signature, knock: None };
    replica.hear(number, greet, MORNING).unwrap();
    if without_the_founding {
        let _ = replica.hear(number, message(&[erased(&founding)], false), MORNING);
    }
    replica.part(number, MORNING);
    outputs(&mut street.phones[carla]);
    let mut wire = Wire::default();
    wire.link(&mut street, ana, carla);
    wire.settle(&mut street, |_, _| false);
    street.phones[carla].replica.is_member()
}

#[test]
fn an_erased_founding_locks_no_newcomer_out() {
    assert!(served_by_zoe_first(false), "the play itself works");
    assert!(served_by_zoe_first(true), "an honest phone gave her everything, and still");
}

#[test]
fn an_erased_copy_that_waits_does_not_keep_the_whole_one_out() {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(3, ["Ana", "Beto", "Zoë"]);
    street.part(ana, beto);
    street.part(ana, zoe);
    street.post(ana, ask("First"));
    let post = street.post(ana, ask("Second"));
    let entry = Entry::decode(&street.phones[ana].disk.entries[&post]).unwrap();
    street.inject(zoe, beto, &message(&[erased(&entry)], false));
    street.settle();
    assert_eq!(street.phones[beto].rejected, [tequio_core::Rejected::Erased]);
    street.meet(ana, beto);
    street.settle();
    assert!(street.phones[beto].replica.post(&post, MORNING).is_some());
}

// ---------------------------------------------------------------------------------------------- panics

#[test]
fn a_code_of_nothing_but_its_check_sum_is_refused() {
    let sum = blake3::hash(b"");
    let code = format!("TEQUIO:{}", data_encoding::BASE32_NOPAD.encode(&sum.as_bytes()[..4]));
    assert!(Invite::read(&code, MORNING).is_err());
}

/// Zoë fills the log's list of authors with keys that nobody ever admitted.
fn use_up_the_authors(street: &mut Neighbourhood, zoe: usize, ana: usize, count: usize) {
    let keys = keys_of(street, zoe);
    let mut batch = Vec::new();
    for n in 0..count as u64 {
        batch.push(throwaway(&keys, n, Vec::new()));
        if batch.len() == 256 || n + 1 == count as u64 {
            street.inject(zoe, ana, &message(&batch, false));
            street.settle();
            batch.clear();
        }
    }
}

#[test]
fn a_log_that_one_member_filled_with_sixteen_thousand_keys_refuses_newcomers_in_words_and_goes_on() {
    let (mut street, [ana, zoe]) = Neighbourhood::circle(4, ["Ana", "Zoë"]);
    use_up_the_authors(&mut street, zoe, ana, AUTHORS_MAX - 2);
    assert_eq!(street.phones[ana].rejected, []);
    let code = street.invite(ana);
    let carla = street.newcomer(&code, "Carla");
    street.meet(ana, carla);
    street.settle();
    let device = street.me(carla);
    street.perform(ana, Command::Admit { device });
    street.settle();
    assert!(street.phones[carla].replica.is_member());
    assert_eq!(street.try_to(carla, Command::Post(ask("Hello"))), Err(tequio_core::Refused::LogFull));
    street.restart(carla);
    street.post(ana, ask("Those who are in go on"));
}

// ---------------------------------------------------------------------------------------------- knocking

#[test]
fn whoever_hears_a_knock_cannot_knock_as_the_one_who_was_shown_the_code() {
    let (mut street, [ana, _]) = Neighbourhood::circle(5, ["Ana", "Beto"]);
    // Ana shows Rosa a code. Mallory has one too, of the same week, from somewhere else (a poster, an ex-friend).
    let (rosas, mallorys) = (street.invite(ana), street.invite(ana));
    street.restart(ana);
    let rosas_again = street.invite(ana);
    let _ = rosas;
    let rosa = street.newcomer(&rosas_again, "Rosa");
    let mallory = street.newcomer(&mallorys, "Mallory");
    assert!(street.meet(rosa, mallory), "two who hold codes of one week recognise each other");
    street.settle();
    let stolen: Knock = street
        .overheard
        .iter()
        .filter(|(to, _)| *to == mallory)
        .find_map(|(_, bytes)| match Message::decode(bytes) {
            Ok(Message::Greet { knock, .. }) => knock,
            _ => None,
        })
        .expect("Rosa's phone tells Mallory's its name and token");
    assert_eq!(stolen.name, "Rosa");
    let (link, number) = ([3; 32], Neighbour(900));
    let keys = keys_of(&street, mallory);
    let signature = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let replica = &mut street.phones[ana].replica;
    replica.meet(number, Way::Code, link, MORNING);
    let greet = Message::Greet { device: keys.device(), signature, knock: Some(stolen) };
    let _ = replica.hear(number, greet, MORNING);
    let knocks = replica.people().knocks;
    let fooled = knocks.iter().find(|knock| knock.device == keys.device());
    assert!(
        !fooled.is_some_and(|knock| knock.from_my_code && knock.name == "Rosa"),
        "Ana's screen says: Rosa, with the code that you have just shown"
    );
}

#[test]
fn a_code_that_let_somebody_in_is_not_shown_as_mine_for_a_second_one() {
    let (mut street, [ana, _]) = Neighbourhood::circle(6, ["Ana", "Beto"]);
    let code = street.invite(ana);
    for name in ["Rosa", "Somebody else"] {
        let newcomer = street.newcomer(&code, name);
        street.meet(ana, newcomer);
        street.settle();
        let knock = street.phones[ana].replica.people().knocks[0].clone();
        assert_eq!(knock.from_my_code, name == "Rosa", "{name}");
        street.perform(ana, Command::Admit { device: knock.device });
        street.settle();
    }
}

// ---------------------------------------------------------------------------------------------- sync

#[test]
fn a_late_answer_with_nothing_new_in_it_does_not_end_the_pulling() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(10, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.part(ana, carla);
    for n in 0..600 {
        street.post(beto, ask(&format!("Post {n}")));
    }
    street.settle();
    let mut wire = Wire::default();
    wire.link(&mut street, ana, beto);
    let is_answer = |phone: usize, message: &Message| {
        phone == ana && matches!(message, Message::Entries { answer: true, .. })
    };
    let late = wire.settle(&mut street, is_answer);
    assert_eq!(late.len(), 1, "Beto's answer creeps along a slow link");
    street.now = street.now.plus(11);
    let now = street.clock(ana);
    street.phones[ana].replica.tick(now);
    let (here, _) = wire.link(&mut street, ana, carla);
    let mut answers = 0;
    wire.settle(&mut street, |phone, message| {
        answers += usize::from(is_answer(phone, message));
        is_answer(phone, message) && answers > 1
    });
    // Carla gave the same first piece and walked away.
    wire.unlink(&mut street, ana, here);
    wire.mail.extend(late);
    wire.settle(&mut street, |_, _| false);
    for _ in 0..100 {
        street.now = street.now.plus(60);
        for phone in [ana, beto] {
            let now = street.clock(phone);
            street.phones[phone].replica.tick(now);
            wire.drain(&mut street, phone);
        }
        wire.settle(&mut street, |_, _| false);
    }
    assert_eq!(
        street.phones[ana].replica.entries(),
        street.phones[beto].replica.entries(),
        "linked for a hundred minutes"
    );
}

#[test]
fn an_entry_that_was_crowded_out_of_the_waiting_room_comes_again_on_the_same_link() {
    assert!(overtaken(0), "the play itself works");
    assert!(overtaken(WAITING_MAX as u32), "Beto never gets it on this link");
}

fn overtaken(junk: u32) -> bool {
    let (mut street, [ana, beto, carla, zoe]) = Neighbourhood::circle(11, ["Ana", "Beto", "Carla", "Zoë"]);
    for (a, b) in [(ana, beto), (ana, carla), (ana, zoe), (beto, carla), (beto, zoe), (carla, zoe)] {
        street.part(a, b);
    }
    for n in 0..40 {
        street.post(carla, ask(&format!("Post {n}")));
    }
    let mut wire = Wire::default();
    wire.link(&mut street, ana, beto);
    wire.settle(&mut street, |_, _| false);
    wire.link(&mut street, beto, zoe);
    wire.settle(&mut street, |_, _| false);
    wire.link(&mut street, ana, carla);
    // Ana gets Carla's forty and tells Beto that there is more; Beto's pull is on its way when she posts.
    let pulls = wire.settle(&mut street, |phone, message| phone == ana && *message == Message::Pull);
    assert_eq!(pulls.len(), 1);
    let post = street.phones[ana].replica.perform(Command::Post(ask("Insulin")), MORNING).unwrap().unwrap();
    wire.drain(&mut street, ana);
    wire.settle(&mut street, |_, _| false);
    assert_eq!(street.phones[beto].replica.waiting(), 1, "Ana's post overtook its causes");
    // Zoë sends what will wait for ever.
    let (honest, keys) = (next(&street, zoe), keys_of(&street, zoe));
    let zoes_link = *wire.ends.iter().find(|((phone, _), (to, _))| (*phone, *to) == (beto, zoe)).unwrap().0;
    for n in 0..junk / 256 {
        let junk = (0..256).map(|m| {
            let mut cause = [0xee; 16];
            cause[..4].copy_from_slice(&(n * 256 + m).to_be_bytes());
            let header = Header { seq: 1_000 + m, previous: Some(EntryId(cause)), ..honest.clone() };
            Entry::sign(&keys, header, Vec::new())
        });
        let junk: Vec<Entry> = junk.collect();
        wire.hear(&mut street, beto, zoes_link.1, message(&junk, false));
    }
    wire.mail.extend(pulls);
    wire.settle(&mut street, |_, _| false);
    // Ana goes on writing on the same link, and Beto keeps asking.
    for n in 0..5 {
        street.now = street.now.plus(60);
        for phone in [ana, beto] {
            let now = street.clock(phone);
            street.phones[phone].replica.tick(now);
            wire.drain(&mut street, phone);
        }
        let now = street.clock(ana);
        street.phones[ana].replica.perform(Command::Post(ask(&format!("More {n}"))), now).unwrap();
        wire.drain(&mut street, ana);
        wire.settle(&mut street, |_, _| false);
    }
    street.phones[beto].replica.post(&post, MORNING).is_some()
}

#[test]
fn a_neighbour_who_answers_slowly_with_one_entry_at_a_time_does_not_keep_the_others_from_being_asked() {
    assert_eq!(beside_a_slow_one(false), 100, "the play itself works");
    assert_eq!(beside_a_slow_one(true), 100, "after half an hour beside Beto");
}

fn beside_a_slow_one(boasting: bool) -> usize {
    let (mut street, [ana, beto, zoe]) = Neighbourhood::circle(12, ["Ana", "Beto", "Zoë"]);
    for (a, b) in [(ana, beto), (ana, zoe), (beto, zoe)] {
        street.part(a, b);
    }
    for n in 0..100 {
        street.post(beto, ask(&format!("Post {n}")));
    }
    let (keys, mut header) = (keys_of(&street, zoe), next(&street, zoe));
    let (link, zoes) = ([5; 32], 7);
    street.phones[ana].replica.meet(Neighbour(zoes), Way::Member, link, MORNING);
    let signed = signature::sign(&keys, &greeting(&keys.circle, &link, &keys.device()));
    let mut wire = Wire::default();
    let greet = Message::Greet { device: keys.device(), signature: signed, knock: None };
    wire.hear(&mut street, ana, zoes, greet);
    let boast = vec![Mark { author: keys.device(), next: u32::MAX }];
    if boasting {
        wire.hear(&mut street, ana, zoes, Message::Have { exact: false, marks: boast });
    }
    wire.link(&mut street, ana, beto);
    for _ in 0..200 {
        wire.settle(&mut street, |_, _| false);
        street.now = street.now.plus(9);
        for phone in [ana, beto] {
            let now = street.clock(phone);
            street.phones[phone].replica.tick(now);
            wire.drain(&mut street, phone);
        }
        let entry = Entry::sign(&keys, header.clone(), Vec::new());
        header.previous = Some(entry.id(&keys.circle));
        header.seq += 1;
        header.lamport += 1;
        if boasting {
            wire.hear(&mut street, ana, zoes, message(&[entry], true));
        }
    }
    street.phones[ana].replica.board(MORNING).cards.len()
}

// ---------------------------------------------------------------------------------------------- aid

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
    let joined = Event::Joined { name: "Beto".into(), prekey: [0; 32] };
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

// ---------------------------------------------------------------------------------------------- what should hold

/// Zoë forks at will and tells everybody something else; the honest talk ends all the same, and nobody panics.
#[test]
fn however_an_author_forks_the_phones_stop_talking() {
    for seed in 0..30u64 {
        let (mut street, cast) = Neighbourhood::circle(7_000 + seed, ["Ana", "Beto", "Carla", "Zoë"]);
        let zoe = cast[3];
        let (keys, base) = (keys_of(&street, zoe), next(&street, zoe));
        let mut branches: Vec<Header> = vec![base];
        for _ in 0..120 {
            let dice = street.dice.next_u64();
            let pick = |n: u32, of: usize| ((dice >> (8 * n)) as usize & 0xff) % of;
            let (a, b) = (cast[pick(0, 3)], cast[pick(1, 4)]);
            match pick(2, 6) {
                0 => drop(street.meet(a, b)),
                1 => street.part(a, b),
                2 => drop(street.post(a, ask("x"))),
                3 => (0..pick(3, 40)).for_each(|_| _ = street.deliver()),
                _ => {
                    let mut header = branches[pick(4, branches.len())].clone();
                    header.clock = Time(dice);
                    let entry = Entry::sign(&keys, header.clone(), Event::Posted(ask("fork")).encode());
                    header.previous = Some(entry.id(&keys.circle));
                    (header.seq, header.lamport) = (header.seq + 1, header.lamport + 1);
                    branches.push(header);
                    street.meet(a, zoe);
                    street.inject(zoe, a, &message(&[entry], false));
                }
            }
        }
        for a in cast {
            for b in cast {
                street.meet(a, b);
            }
        }
        street.settle();
    }
}

/// Malicious authors fork, backdate, use odd clocks and unadmitted keys; the same set in any order and batching.
#[test]
fn one_hostile_log_in_any_order_and_in_any_pieces_is_one_state() {
    let (mut lone, mut silent) = (0, 0);
    for seed in 0..24u64 {
        let mut dice = ChaCha20Rng::seed_from_u64(9_000 + seed);
        let founder = Keys::found(&mut dice);
        let circle = founder.circle;
        let tequio_core::keys::Standing::Founder { nonce, .. } = founder.standing.clone() else { panic!() };
        let people: Vec<DeviceKey> =
            std::iter::once(founder.device()).chain((1..7).map(|n| DeviceKey([n; 32]))).collect();
        let mut entries: Vec<(EntryId, Entry)> = Vec::new();
        let mut posts: Vec<EntryId> = Vec::new();
        for step in 0..260 {
            let roll = dice.next_u64();
            let pick = |n: u32, of: usize| ((roll >> (8 * n)) as usize & 0xff) % of.max(1);
            let author = if step < 5 { people[0] } else { people[pick(0, 7) % 7] };
            let own: Vec<&(EntryId, Entry)> =
                entries.iter().filter(|(_, e)| e.header.author == author).collect();
            // Mostly after the last, now and then a fork anywhere.
            let previous = match own.len() {
                0 => None,
                n if roll % 5 == 0 => Some(own[pick(1, n) % n]),
                n => Some(own[n - 1]),
            };
            let mut heads: Vec<&(EntryId, Entry)> = Vec::new();
            for n in 0..pick(2, 4) % 4 {
                let Some(head) = entries.get((roll >> (11 * n)) as usize % entries.len().max(1)) else {
                    continue;
                };
                if head.1.header.author != author && !heads.iter().any(|known| known.0 == head.0) {
                    heads.push(head);
                }
            }
            let lamport =
                1 + heads.iter().copied().chain(previous).map(|(_, e)| e.header.lamport).max().unwrap_or(0);
            let mut ids: Vec<EntryId> = heads.iter().map(|(id, _)| *id).collect();
            ids.sort();
            let clock = [0, 5, 1_790_000_000, 1_790_000_000 + 9 * DAY, u64::MAX][pick(3, 5) % 5];
            let post = posts.get(pick(4, 128) % posts.len().max(1)).copied().unwrap_or(EntryId([1; 16]));
            let person = people[pick(5, 7) % 7];
            let event = match (step, pick(6, 128) % 14) {
                // Some are let in early, one late, one never.
                (1..=4, _) => Event::Admitted { device: people[step], name: format!("n{step}") },
                (6..=8, _) => Event::Posted(tequio_core::event::Posting { helpers: 2, ..ask("x") }),
                (0, _) | (_, 0) => Event::Founded { nonce, name: format!("name {step}") },
                (_, 1) => Event::Admitted { device: person, name: format!("n{step}") },
                (_, 2) => Event::Joined { name: format!("j{step}"), prekey: [step as u8; 32] },
                (_, 3) => Event::Claimed { post },
                (_, 4 | 5) => Event::Claimed { post },
                (_, 6) => Event::Released { post },
                (_, 7 | 8) => Event::Confirmed { post, person, note: None },
                (_, 9..=11) => Event::SaidDone { post, person },
                (_, 12) if step % 4 == 0 => Event::Withdrawn { post },
                (_, 13) if step % 4 == 0 => Event::Cancelled { post, notice: "no".into() },
                _ => Event::Claimed { post },
            };
            let header = Header {
                author,
                seq: previous.map_or(0, |(_, e)| e.header.seq + 1),
                previous: previous.map(|(id, _)| *id),
                heads: ids,
                lamport,
                clock: Time(clock),
                epoch: 0,
            };
            let entry = Entry { header, payload: Payload::Kept(event.encode()), signature: [step as u8; 64] };
            let id = entry.id(&circle);
            if matches!(event, Event::Posted(_)) {
                posts.push(id);
            }
            entries.push((id, entry));
        }
        let mut hashes = std::collections::BTreeSet::new();
        for _ in 0..60 {
            for n in (1..entries.len()).rev() {
                entries.swap(n, dice.next_u64() as usize % (n + 1));
            }
            let (mut log, mut state) = (Log::new(circle, people[0]), State::new(circle));
            for (id, entry) in &entries {
                for (id, entry) in log.admit(*id, entry.clone()).unwrap() {
                    state.apply(id, &entry);
                    if dice.next_u32() % 3 == 0 {
                        state.settle(&log);
                    }
                }
            }
            state.settle(&log);
            assert_eq!((log.len(), log.waiting()), (260, 0));
            let claims = || state.posts().flat_map(|(story, _)| story.claims.values());
            assert!(claims().count() > 3, "the play is about something");
            lone += claims().filter(|claim| claim.lone_done().is_some()).count();
            silent += claims()
                .filter(|claim| matches!(claim.stage(&|done| state.is_silent(done)), Stage::DoneSays { .. }))
                .count();
            hashes.insert(state.hash());
        }
        assert_eq!(hashes.len(), 1, "seed {seed}");
    }
    println!("{lone} lone dones, {silent} of them silent for seven days");
    assert!(lone > silent && silent > 0);
}
