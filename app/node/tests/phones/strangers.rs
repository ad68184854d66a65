use std::time::Duration;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::Value;
use tequio_core::{
    CircleId, Entry, Event, Keys, Message, Rejected,
    entry::{Header, Payload},
    message::EntryBytes,
    recognise::{FRAME_BYTES_MAX, Frame, SLOTS},
    replica::Kept,
};
use tequio_node::{Clock, Unlock, store};

use crate::{
    cast::{Folder, Phone, all_agree, is_nightly, let_in},
    eve::Line,
};

/// Far above what an honest phone takes, far below what ten thousand frames would.
const RESIDENT_KB_MAX: u64 = 120_000;

/// Two honest phones, and whatever is thrown at the first of them.
struct Neighbourhood {
    phones: Vec<Phone>,
    folder: Folder,
}

impl Neighbourhood {
    fn new(name: &str) -> Neighbourhood {
        let folder = Folder::new(name);
        let mut ana = Phone::start(&folder.of("Ana"), &[]);
        let mut beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address.clone()]);
        ana.does("found Calle-Roble Ana");
        let_in(&mut ana, &mut beto);
        Neighbourhood { phones: vec![ana, beto], folder }
    }

    fn address(&self) -> String {
        self.phones[0].address.clone()
    }

    fn rejected(&mut self, why: Rejected) -> u64 {
        self.phones[0].does("counters")["rejected"][format!("{why:?}")].as_u64().unwrap_or(0)
    }

    /// Waits until so many frames were refused for this reason.
    fn counts(&mut self, why: Rejected, at_least: u64) {
        let key = format!("{why:?}");
        self.phones[0].until("counters", |counters| counters["rejected"][&key].as_u64() >= Some(at_least));
    }

    /// The honest talk goes on, in both directions, and memory is bounded.
    fn goes_on(mut self) {
        for (n, title) in ["From Ana", "From Beto"].iter().enumerate() {
            self.phones[n].does(&format!("ask title=\"{title}\""));
            let has = |board: &Value| {
                board["cards"]
                    .as_array()
                    .is_some_and(|cards| cards.iter().any(|card| card["title"] == *title))
            };
            self.phones[1 - n].until("board", has);
        }
        all_agree(&mut self.phones);
        assert!(self.phones[0].is_alive());
        let resident = self.phones[0].resident_kb();
        assert!(resident < RESIDENT_KB_MAX, "{resident} kB");
        self.phones.into_iter().for_each(Phone::quit);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_too_long_or_cut_short_end_the_link_and_are_counted() {
    let mut here = Neighbourhood::new("frames");
    for length in [FRAME_BYTES_MAX as u32 + 1, u32::MAX] {
        let mut line = Line::to(&here.address()).await;
        line.raw(&length.to_be_bytes()).await;
        line.is_hung_up().await;
    }
    here.counts(Rejected::TooLarge, 2);
    let mut line = Line::to(&here.address()).await;
    line.raw(&[0, 0, 0, 100, 1, 2, 3]).await;
    line.hang_up().await;
    here.counts(Rejected::Malformed, 1);
    here.goes_on();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_eight_frames_that_make_no_sense_a_stranger_is_dropped() {
    let mut here = Neighbourhood::new("nonsense");
    let mut line = Line::to(&here.address()).await;
    let wrong: [Vec<u8>; 8] = [
        b"hello".to_vec(),
        vec![0xff; 100],
        Frame::Slots { slots: vec![0; SLOTS] }.encode()[..20].to_vec(),
        // Well formed, and out of turn.
        Frame::Slots { slots: vec![7; SLOTS] }.encode(),
        Frame::About { slot: 7, message: Message::Pull.encode() }.encode(),
        Frame::About { slot: 0, message: Vec::new() }.encode(),
        vec![0x80],
        vec![0; FRAME_BYTES_MAX],
    ];
    for frame in wrong {
        line.frame(&frame).await;
    }
    line.is_hung_up().await;
    here.phones[0].until("counters", |counters| counters["dropped"] == 1);
    assert_eq!(here.rejected(Rejected::Malformed) + here.rejected(Rejected::OutOfTurn), 8);
    here.goes_on();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_random_frames_move_nothing() {
    let mut here = Neighbourhood::new("random");
    let before = here.phones[0].hash();
    let mut dice = ChaCha20Rng::seed_from_u64(10);
    let (mut sent, wanted) = (0, if is_nightly() { 200_000 } else { 10_000 });
    let templates = [
        Frame::Nonce { nonce: [1; 16] }.encode(),
        Frame::Slots { slots: (0..SLOTS as u64).map(|n| n << 40).collect() }.encode(),
        Frame::About { slot: 1 << 40, message: Message::Pull.encode() }.encode(),
    ];
    while sent < wanted {
        let mut line = Line::to(&here.address()).await;
        // One burst a connection; the phone hangs up somewhere in it.
        let mut burst = Vec::new();
        for _ in 0..500 {
            let frame = random_frame(&templates, &mut dice);
            burst.extend_from_slice(&(frame.len() as u32).to_be_bytes());
            burst.extend_from_slice(&frame);
            sent += 1;
        }
        line.raw(&burst).await;
        line.is_hung_up().await;
    }
    let dropped = here.phones[0].does("counters")["dropped"].as_u64();
    assert!(dropped >= Some(wanted / 500 / 2), "{dropped:?}");
    assert_eq!(here.phones[0].hash(), before);
    here.goes_on();
}

/// Noise, or something well formed with some bytes turned over.
fn random_frame(templates: &[Vec<u8>], dice: &mut ChaCha20Rng) -> Vec<u8> {
    let mut frame = match dice.next_u32() % 4 {
        0 => vec![0; 1 + dice.next_u32() as usize % 600],
        n => templates[n as usize - 1].clone(),
    };
    if dice.next_u32().is_multiple_of(2) {
        dice.fill_bytes(&mut frame);
    } else {
        for _ in 0..1 + dice.next_u32() % 4 {
            let at = dice.next_u32() as usize % frame.len();
            frame[at] ^= 1 << (dice.next_u32() % 8);
        }
    }
    frame
}

/// Eve was let in, and turned: she has the secret, a seat and a key, and uses them to lie.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_member_is_refused_what_does_not_hold() {
    let mut here = Neighbourhood::new("member");
    let (keys, kept) = turn_eve(&mut here);
    let before = (here.phones[0].hash(), here.phones[0].does("entries")["entries"].clone());
    let now = Clock::default().now();
    let entries = || kept.entries.iter().map(|(_, entry)| entry);
    let own = entries().filter(|entry| entry.header.author == keys.device());
    let last = own.max_by_key(|entry| entry.header.seq).expect("Eve has said hello").clone();
    let header = Header {
        author: keys.device(),
        seq: last.header.seq + 1,
        previous: Some(last.id(&keys.circle)),
        heads: Vec::new(),
        lamport: last.header.lamport + 1,
        clock: now,
        epoch: 0,
    };
    let payload = Event::Founded { nonce: [0; 16], name: "Calle Eva".to_owned(), rules: None }.encode();
    let honest = || Entry::sign(&keys, header.clone(), payload.clone());

    let mut forged = honest();
    forged.signature[0] ^= 1;
    let mut rewritten = honest();
    rewritten.payload =
        Payload::Kept(Event::Founded { nonce: [1; 16], name: "Calle Evo".to_owned(), rules: None }.encode());
    let mut in_anothers_name = honest();
    let ana = entries().find(|entry| entry.header.author != keys.device()).expect("Ana founded");
    in_anothers_name.header.author = ana.header.author;
    let mut of_another = keys.clone();
    of_another.circle = CircleId([9; 16]);
    let of_another_circle = Entry::sign(&of_another, header.clone(), payload.clone());
    let ahead = Header { lamport: last.header.lamport + 1_000, ..header.clone() };
    let ahead = Entry::sign(&keys, ahead, payload.clone());
    for (entry, why) in [
        (forged, Rejected::Forged),
        (rewritten, Rejected::Forged),
        (in_anothers_name, Rejected::Forged),
        (of_another_circle, Rejected::Forged),
        (ahead, Rejected::WrongLamport),
    ] {
        let counted = here.rejected(why);
        let mut member = Line::to(&here.address()).await.greet_with(&keys, now).await;
        member.say(&Message::Entries { entries: vec![EntryBytes(entry.encode())], answer: false }).await;
        here.counts(why, counted + 1);
    }

    let counted = here.rejected(Rejected::Malformed);
    let mut member = Line::to(&here.address()).await.greet_with(&keys, now).await;
    let cut_short = honest().encode()[..60].to_vec();
    member.say(&Message::Entries { entries: vec![EntryBytes(cut_short)], answer: false }).await;
    member.say_bytes(vec![0xff; 30]).await;
    here.counts(Rejected::Malformed, counted + 2);

    let after = (here.phones[0].hash(), here.phones[0].does("entries")["entries"].clone());
    assert_eq!(before, after, "nothing of it was taken in");
    here.goes_on();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_before_or_on_another_link_moves_nothing() {
    let mut here = Neighbourhood::new("replayed");
    let (keys, kept) = turn_eve(&mut here);
    let before = (here.phones[0].hash(), here.phones[0].does("entries")["entries"].clone());
    let now = Clock::default().now();

    // Everything that Ana holds, told to her again.
    let mut member = Line::to(&here.address()).await.greet_with(&keys, now).await;
    let entries: Vec<EntryBytes> = kept.entries.iter().map(|(_, entry)| EntryBytes(entry.encode())).collect();
    for _ in 0..3 {
        member.say(&Message::Entries { entries: entries.clone(), answer: false }).await;
    }
    // Ana's own greeting on this link, overheard and played back on the next as if Eve were Ana.
    let mut greeting = None;
    while greeting.is_none() {
        let frame = member.line.heard(crate::cast::PATIENCE).await.expect("Ana greets");
        if let Ok(Frame::About { message, .. }) = Frame::decode(&frame)
            && matches!(Message::decode(&message), Ok(Message::Greet { .. }))
        {
            greeting = Some(message);
        }
    }
    let counted =
        |here: &mut Neighbourhood| here.rejected(Rejected::Forged) + here.rejected(Rejected::OutOfTurn);
    let earlier = counted(&mut here);
    let mut second = Line::to(&here.address()).await.greet_with(&keys, now).await;
    second.say_bytes(greeting.expect("the loop ended")).await;
    here.phones[0].until("counters", |counters| {
        let of = |why: &str| counters["rejected"][why].as_u64().unwrap_or(0);
        of("Forged") + of("OutOfTurn") > earlier
    });
    let after = (here.phones[0].hash(), here.phones[0].does("entries")["entries"].clone());
    assert_eq!(before, after);
    here.goes_on();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_calls_and_says_nothing_is_let_go() {
    let mut here = Neighbourhood::new("silent");
    let mut line = Line::to(&here.address()).await;
    here.phones[0].until("counters", |counters| counters["links"] == 2);
    line.is_hung_up().await;
    here.phones[0].until("counters", |counters| counters["links"] == 1);
    assert!(line.heard(Duration::from_secs(1)).await.is_none());
    here.goes_on();
}

/// Eve comes in as everybody does, closes her app, and takes the keys out of her phone.
fn turn_eve(here: &mut Neighbourhood) -> (Keys, Kept) {
    let address = here.address();
    let mut eve = Phone::start(&here.folder.of("Eve"), &["--neighbour", &address]);
    let_in(&mut here.phones[0], &mut eve);
    let ana = here.phones[0]
        .until("people", |people| people["members"].as_array().is_some_and(|members| members.len() == 3));
    assert_eq!(ana["ok"], true);
    all_agree_with(&mut here.phones, &mut eve);
    eve.quit();
    let (_folder, opened) = store::open(&here.folder.of("Eve"), &Unlock::default()).expect("Eve's own phone");
    assert_eq!(opened.store.damaged(), 0);
    opened.circles.into_iter().next().expect("Eve is in one circle")
}

fn all_agree_with(phones: &mut [Phone], eve: &mut Phone) {
    let hash = all_agree(phones);
    eve.until("hash", |standing| standing["hash"] == hash.as_str());
}
