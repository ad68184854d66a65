//! Every decoder against bytes that are nearly right: seconds in CI, a minute each with `cargo dev test --nightly`.
//!
//! Seeded mutation of a small corpus of honest bytes, on stable Rust and without a fuzzer to install. What is asked of
//! each: it never panics, and what it takes has one spelling only, so that what it gives back encodes to what came.

use std::time::{Duration, Instant};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Command, DeviceKey, Entry, EntryId, Envelope, Event, Invite, Keys, Message, Output, Replica,
    Time,
    assembly::{
        card::{self, Card},
        meeting::{self, Way},
        proposal::{self, About, Change, Paper, TextHash, text::Span},
        vote::{self, Ballot, BallotIds, Opening, Proposed, Slip, Voter, What},
    },
    bundle::{Reader, Writer},
    carrier::talk::{Carry, Letter, Salted, UnitBytes},
    certificate::{Signature, Signatures},
    checkin::CheckIn,
    contact::ContactCode,
    count::{Choice, Method, OptionNo, Threshold},
    entry::{Header, Payload},
    envelope::SealingKey,
    epoch::{Epoch, EpochKey},
    event::{Direction, Kind, Posting, Urgency},
    fountain::{Catch, Pictures},
    gathering::Attendant,
    guardian::{Answer, Recovery, RecoveryCode, Root},
    ids::{BallotId, SetId},
    linking::{LinkCode, Linking, Wanted},
    message::{Confirmed, EntryBytes, HeldBack, Ids, Knock, Mark},
    motion::Proposal,
    own::Note,
    pair::{IntroductionId, Told},
    parcel::Said,
    recognise::{Frame, SLOTS},
    record::{Record, check},
    replica::Kept,
    rules::Rules,
    sketch::{Sketch, SketchKey, UNIT, read_unit, unit},
};

const NOW: Time = Time(1_790_000_000);
/// Mutations of a decoder in CI.
const TRIES: usize = 20_000;
const NIGHTLY: Duration = Duration::from_secs(60);

/// Feeds a decoder with honest bytes, each first as it is, and then with what becomes of them.
fn fuzz(name: &str, corpus: &[Vec<u8>], mut decode: impl FnMut(&[u8]) -> bool) {
    for (n, bytes) in corpus.iter().enumerate() {
        assert!(decode(bytes), "{name}: honest bytes {n} are not taken");
    }
    let seed = name.bytes().fold(7u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut dice = ChaCha20Rng::seed_from_u64(seed);
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let begun = Instant::now();
    let (mut tries, mut taken) = (0, 0);
    while if nightly { begun.elapsed() < NIGHTLY } else { tries < TRIES } {
        let bytes = mutate(corpus, &mut dice);
        taken += usize::from(decode(&bytes));
        tries += 1;
    }
    println!("{name}: {tries} tries, {taken} taken");
}

/// One to four changes to one of the corpus.
fn mutate(corpus: &[Vec<u8>], dice: &mut ChaCha20Rng) -> Vec<u8> {
    let below = |dice: &mut ChaCha20Rng, bound: usize| dice.next_u32() as usize % bound.max(1);
    let other = &corpus[below(dice, corpus.len())];
    let mut bytes = corpus[below(dice, corpus.len())].clone();
    for _ in 0..1 + below(dice, 4) {
        let at = below(dice, bytes.len());
        let upto = at + below(dice, (bytes.len() - at).min(32) + 1);
        match below(dice, 9) {
            _ if bytes.is_empty() => bytes.push(dice.next_u32() as u8),
            0 => bytes[at] ^= 1 << below(dice, 8),
            1 => bytes[at] = dice.next_u32() as u8,
            // Ends of ranges, and the heads of long strings, lists and numbers in CBOR.
            2 => bytes[at] = [0, 0x7f, 0x80, 0xff, 0x1b, 0x5b, 0x9b, 0x9f, 0xbb, 0xf6][below(dice, 10)],
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..upto)),
            5 => bytes.extend_from_slice(&other[below(dice, other.len())..]),
            6 => {
                let copied = bytes[at..upto].to_vec();
                bytes.splice(at..at, copied);
            }
            7 => {
                let from = below(dice, other.len());
                let piece = &other[from..(from + 32).min(other.len())];
                bytes.splice(at..upto, piece.iter().copied());
            }
            _ => bytes[at..upto].fill(dice.next_u32() as u8),
        }
    }
    bytes
}

fn keys() -> Keys {
    Keys::found(&mut ChaCha20Rng::seed_from_u64(1))
}

fn events() -> Vec<Event> {
    let posting = Posting {
        direction: Direction::Ask,
        title: "Fridge".into(),
        words: "Second floor.\nNo lift.".into(),
        kind: Kind::Transport,
        urgency: Urgency::Now,
        area: "by the fountain".into(),
        until: Some(NOW),
        helpers: 2,
        for_someone: Some("Rosa".into()),
    };
    let post = EntryId([3; 16]);
    vec![
        Event::Founded { nonce: [1; 16], name: "Calle Roble".into(), rules: None },
        Event::Admitted { device: keys().device(), name: "Beto".into() },
        Event::Joined { name: "Ana".into(), prekey: [2; 32], sealed_to: Some([3; 32]) },
        Event::Posted(posting),
        Event::Claimed { post },
        Event::Confirmed { post, person: keys().device(), note: None },
        Event::Cancelled { post, notice: "No lift after all".into() },
        Event::Vouched { device: keys().device(), name: "Eva".into(), again: Some(keys().device()) },
        Event::Gathered { evening: Some(post), list: attendants(), signatures: signatures() },
        Event::Moved { proposal: Proposal::Remove { person: keys().device() }, text: "Why".into() },
        Event::Moved { proposal: Proposal::Rules(Rules::on_guard()), text: "Why".into() },
        Event::Answered { motion: post, text: "No".into() },
        Event::Supported { motion: post },
        Event::Enacted { motion: post },
        Event::Left,
        Event::CutOff { device: keys().device() },
        Event::Guarded { heir: Some(keys().device()) },
        Event::Recovering {
            device: keys().device(),
            person: keys().device(),
            heir: keys().device(),
            signature: [6; 64],
        },
        Event::Objected { recovery: post },
        Event::Recovered { recovery: post },
        Event::Paired { other: keys().device() },
        Event::Kept(Note::Named { contact: CircleId([7; 16]), name: "Beto".into() }),
        Event::Proposed(proposal::Said::Proposed(Paper {
            title: "A bench".into(),
            text: "Under the old tree.\n村里".into(),
            review: Some(Time(1_800_000_000)),
            method: Some(Method::Consent { stop_at: 2 }),
            sunset: Some(Time(1_900_000_000)),
            about: Some(About { decision: post, change: Change::Replace }),
        })),
        Event::Proposed(proposal::Said::Amended {
            proposal: post,
            base: TextHash([6; 32]),
            spans: vec![
                Span { at: 0, cut: 5, put: "Beside".into() },
                Span { at: 10, cut: 0, put: "very ".into() },
            ],
            why: "It is ill.".into(),
        }),
        Event::Proposed(proposal::Said::Adopted { proposal: post, amendment: EntryId([4; 16]) }),
        Event::Proposed(proposal::Said::Supported { proposal: post }),
        Event::Remarked { about: post, words: "Whose wood?".into(), answers: Some(EntryId([4; 16])) },
        Event::Voted(vote::Said::Opened(Box::new(opening()))),
        in_vote(What::Signed),
        in_vote(What::Cast(Ballot {
            choice: ranking(),
            counter: 3,
            key: keys().device(),
            signature: [5; 64],
        })),
        in_vote(What::Read(Slip { voter: keys().device(), counter: 1, choice: Choice::Block("No".into()) })),
        in_vote(What::Ended),
        in_vote(What::Reported(BallotIds(vec![BallotId([1; 16]), BallotId([2; 16])]))),
        in_vote(What::Proposed(Proposed {
            round: 2,
            set: SetId([3; 32]),
            reports: vec![post, EntryId([4; 16])],
            without: [keys().device()].into(),
            valid: Some(1),
        })),
        in_vote(What::Prevoted { round: 1, set: None }),
        in_vote(What::Precommitted { round: 1, set: Some(SetId([3; 32])) }),
        in_vote(What::Acknowledged { set: SetId([3; 32]), digest: [4; 32] }),
        in_vote(What::Voided),
        Event::Assembled(meeting::Said::Opened {
            place: "School yard".into(),
            agenda: vec![meeting::Point::Words("The well".into()), meeting::Point::Proposal(post)],
            turn: Some(120),
        }),
        at(meeting::What::Door(meeting::Door::CheckedIn {
            way: Way::Card,
            key: Some(keys().device()),
            commitment: Some([1; 32]),
            proof: Some([2; 16]),
        })),
        at(meeting::What::Speech(meeting::Speech::Began { person: keys().device() })),
        at(meeting::What::Hand(meeting::Hand::Asked(meeting::Item::Move { from: 1, to: 0 }))),
        at(meeting::What::Lot(meeting::Lot::Listed { of: vec![post], dice: true })),
        at(meeting::What::Lot(meeting::Lot::Mixed {
            list: post,
            without: vec![keys().device()],
            mix: [3; 32],
        })),
        at(meeting::What::Lot(meeting::Lot::Threw { list: post, dice: vec![1, 6] })),
        Event::Carded(card::Said::Made { key: keys().device(), signature: [5; 64] }),
        Event::Carded(card::Said::Lost { card: post }),
        Event::Told(Told::Introduced { id: IntroductionId([8; 16]), name: "Carla".into() }),
    ]
}

fn in_vote(what: What) -> Event {
    Event::Voted(vote::Said::In { vote: EntryId([9; 16]), what })
}

fn opening() -> Opening {
    let voter = |n: u8, way, key| Voter { person: DeviceKey([n; 32]), way, key };
    Opening {
        proposal: Some(EntryId([1; 16])),
        round: 1,
        meeting: Some(EntryId([2; 16])),
        question: "Shall we mend the roof?".into(),
        options: vec!["Now".into(), "Later".into()],
        method: Method::Ranked { winners: 1 },
        text: Some([3; 32]),
        roll: [4; 32],
        voters: vec![
            voter(1, Way::OwnPhone, Some(DeviceKey([1; 32]))),
            voter(2, Way::Card, Some(DeviceKey([7; 32]))),
            voter(3, Way::Paper, None),
        ],
        tellers: vec![DeviceKey([1; 32])],
        ties: [5; 32],
        closes: Some(NOW),
        quorum: 2,
    }
}

fn ranking() -> Choice {
    Choice::Ranking(vec![[OptionNo(1)].into(), [OptionNo(0)].into()])
}

fn at(what: meeting::What) -> Event {
    Event::Assembled(meeting::Said::At { meeting: EntryId([4; 16]), what })
}

fn attendants() -> Vec<Attendant> {
    vec![Attendant { device: keys().device(), name: "Beto".into() }]
}

fn signatures() -> Signatures {
    Signatures::new(vec![Signature { signer: keys().device(), bytes: [4; 64] }])
}

fn entries() -> Vec<Entry> {
    let keys = keys();
    let sign = |(n, event): (usize, Event)| {
        let header = Header {
            author: keys.device(),
            seq: n as u32,
            previous: (n > 0).then_some(EntryId([n as u8; 16])),
            heads: (0..n as u8 % 4).map(|head| EntryId([head; 16])).collect(),
            lamport: n as u32 + 1,
            clock: NOW,
            epoch: 0,
        };
        Entry::sign(&keys, header, event.encode())
    };
    let mut entries: Vec<Entry> = events().into_iter().enumerate().map(sign).collect();
    let erased = Payload::Erased { hash: [9; 32], size: 100 };
    entries.push(Entry { payload: erased, ..entries[0].clone() });
    entries
}

fn messages() -> Vec<Message> {
    let device = keys().device();
    let knock = Knock {
        name: "Carla".into(),
        proof: [4; 16],
        recovery: Some(HeldBack { heir: device, signature: [8; 64] }),
        confirmed: Some(Confirmed([9; 64])),
    };
    vec![
        Message::Greet { device, signature: [5; 64], knock: Some(Box::new(knock)) },
        Message::Gathering { list: attendants() },
        Message::Confirm { signature: [7; 64] },
        Message::Have { exact: true, marks: vec![Mark { author: device, next: 7 }; 3] },
        Message::Pull,
        Message::Entries {
            entries: entries().iter().map(|entry| EntryBytes(entry.encode())).collect(),
            answer: true,
        },
        Message::Welcome { epochs: vec![Epoch::new(0, EpochKey([4; 32])), Epoch::new(1, EpochKey([5; 32]))] },
        Message::Root { size: 200, root: [6; 16], unit: units().remove(0) },
        Message::Symbols { unit: units().remove(1) },
        Message::More,
        Message::Offer { ids: Ids::of(&[EntryId([1; 16]), EntryId([2; 16])]) },
        Message::Ask { ids: Ids::of(&[EntryId([3; 16])]) },
    ]
}

fn parcels() -> Vec<Said> {
    vec![
        Said::Offered { bytes: 100, sum: [7; 16] },
        Said::Next(0),
        Said::Piece(vec![7; 100]),
        Said::Taken { sum: [7; 16] },
        Said::NoRoom,
    ]
}

fn envelopes() -> Vec<Envelope> {
    let key = SealingKey::new(0, &[1; 32]);
    entries().iter().map(|entry| Envelope::seal(entry, &key)).collect()
}

fn units() -> Vec<Vec<u8>> {
    let ids: Vec<EntryId> = (1..=200).map(|n| EntryId([n; 16])).collect();
    let mut sketch = Sketch::new(SketchKey::of(&CircleId([7; 16])));
    sketch.grow(64, ids.iter());
    let (units, _) = sketch.symbols().as_chunks::<UNIT>();
    units.iter().map(|symbols| unit(symbols, 0, ids.len())).collect()
}

fn letters() -> Vec<Letter> {
    envelopes().iter().map(|envelope| Letter { left: 9, bytes: envelope.bytes().to_vec() }).collect()
}

fn carries() -> Vec<Carry> {
    let ids = vec![Salted([6; 16]); 5];
    let units = units().into_iter().map(UnitBytes).collect();
    vec![
        Carry::Open { holds: 12 },
        Carry::Symbols { part: 0, size: 200, first: 0, units },
        Carry::More { part: 1, first: 0 },
        Carry::Offer { ids: ids.clone() },
        Carry::Want { ids },
        Carry::Envelopes { letters: letters().into_iter().take(16).collect() },
    ]
}

#[test]
fn events_never_panic() {
    let corpus: Vec<Vec<u8>> = events().iter().map(Event::encode).collect();
    fuzz("event", &corpus, |bytes| Event::decode(bytes).is_some());
}

#[test]
fn entries_have_one_spelling() {
    let corpus: Vec<Vec<u8>> = entries().iter().map(Entry::encode).collect();
    fuzz("entry", &corpus, |bytes| {
        let entry = Entry::decode(bytes);
        entry.inspect(|entry| assert_eq!(entry.encode(), bytes)).is_ok()
    });
}

#[test]
fn messages_have_one_spelling() {
    let corpus: Vec<Vec<u8>> = messages().iter().map(Message::encode).collect();
    fuzz("message", &corpus, |bytes| {
        let message = Message::decode(bytes);
        message.inspect(|message| assert_eq!(message.encode(), bytes)).is_ok()
    });
}

#[test]
fn frames_have_one_spelling() {
    let slots = (0..SLOTS as u64).map(|n| n << 40).collect();
    let mut corpus = vec![Frame::Nonce { nonce: [1; 16] }, Frame::Slots { slots }];
    corpus.extend(messages().iter().map(|said| Frame::About { slot: 1 << 40, message: said.encode() }));
    corpus.extend(carries().iter().map(|said| Frame::Carry { said: said.encode() }));
    corpus.extend(parcels().iter().map(|said| Frame::Parcel { slot: 1 << 40, said: said.encode() }));
    let corpus: Vec<Vec<u8>> = corpus.iter().map(Frame::encode).collect();
    fuzz("frame", &corpus, |bytes| {
        let frame = Frame::decode(bytes);
        frame.inspect(|frame| assert_eq!(frame.encode(), bytes)).is_ok()
    });
}

#[test]
fn what_is_said_about_carrying_has_one_spelling() {
    let corpus: Vec<Vec<u8>> = carries().iter().map(Carry::encode).collect();
    fuzz("carry", &corpus, |bytes| {
        let said = Carry::decode(bytes);
        said.inspect(|said| assert_eq!(said.encode(), bytes)).is_ok()
    });
}

#[test]
fn units_of_a_sketch_have_one_spelling() {
    fuzz("unit", &units()[..1], |bytes| {
        let symbols = read_unit(bytes, 0, 200);
        symbols.inspect(|symbols| assert_eq!(unit(symbols, 0, 200), bytes)).is_ok()
    });
}

/// Whatever opens is the one envelope of its entry.
#[test]
fn envelopes_open_to_what_seals_to_them() {
    let key = SealingKey::new(0, &[1; 32]);
    let corpus: Vec<Vec<u8>> = envelopes().iter().map(|envelope| envelope.bytes().to_vec()).collect();
    fuzz("envelope", &corpus, |bytes| {
        let Ok(envelope) = Envelope::read(bytes.to_vec()) else { return false };
        let opened = envelope.open(&key);
        opened.inspect(|entry| assert_eq!(Envelope::seal(entry, &key).bytes(), bytes)).is_ok()
    });
}

#[test]
fn files_of_envelopes_never_give_more_than_is_in_them() {
    let (mut writer, mut file) = Writer::begin(NOW);
    letters().iter().for_each(|letter| file.extend(writer.letter(letter)));
    file.extend(writer.end());
    let (writer, mut empty) = Writer::begin(NOW);
    empty.extend(writer.end());
    fuzz("file", &[file, empty], |bytes| {
        let mut reader = Reader::begin(NOW);
        let (letters, read) = reader.feed(bytes);
        assert!(letters.iter().map(|letter| letter.bytes.len()).sum::<usize>() <= bytes.len());
        read.and_then(|()| reader.end()).is_ok()
    });
}

#[test]
fn codes_never_panic() {
    let code = "TEQUIO:AEBQGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZIFEVCWLBNFYXTAMJSGM2DKNRXHA4TUOZ4";
    fuzz("code", &[code.as_bytes().to_vec()], |bytes| {
        let text = String::from_utf8_lossy(bytes);
        Invite::read(&text, NOW).is_ok() || text == code
    });
}

/// The check of a picture stands in the way of most mutations, so half of them get a right one.
#[test]
fn pictures_of_a_fountain_never_panic_and_give_back_only_what_was_shown() {
    let thing: Vec<u8> = (0..1_000u32).map(|n| n as u8).collect();
    let shown = Pictures::of(&thing).expect("short enough");
    let pictures: Vec<String> = (0..20).map(|number| shown.picture(number)).collect();
    let corpus: Vec<Vec<u8>> = pictures.iter().map(|picture| picture.as_bytes().to_vec()).collect();
    let mut catch = Catch::default();
    fuzz("picture", &corpus, |bytes| {
        let caught = catch.catch(&String::from_utf8_lossy(bytes));
        caught.inspect(|caught| assert_eq!(caught, &thing)).is_some() || catch.progress().is_some()
    });
    let packets: Vec<Vec<u8>> = pictures
        .iter()
        .map(|picture| data_encoding::BASE32_NOPAD.decode(&picture.as_bytes()[7..]).expect("base 32"))
        .map(|mut bytes| {
            bytes.truncate(bytes.len() - 4);
            bytes
        })
        .collect();
    let mut catch = Catch::default();
    fuzz("picture with a right check", &packets, |bytes| {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 picture");
        let check = hasher.update(bytes).finalize();
        let bytes = [bytes, &check.as_bytes()[..4]].concat();
        let caught = catch.catch(&format!("TEQUIO*{}", data_encoding::BASE32_NOPAD.encode(&bytes)));
        caught.inspect(|caught| assert_eq!(caught, &thing)).is_some() || catch.progress().is_some()
    });
}

/// Codes of every other kind. The check stands in the way of most mutations, so these get a right one.
#[test]
fn codes_of_other_kinds_never_panic() {
    let mut dice = ChaCha20Rng::seed_from_u64(3);
    let offered = Keys::offered(NOW.plus(60), &mut dice);
    let recovery = Recovery::begin("Ana".into(), NOW, &mut dice).expect("a name");
    let share = Root::draw(&mut dice).shares(2, 3, &mut dice).expect("two of three").remove(0);
    let mut founder = Replica::open(keys(), Kept::default(), [5; 32], NOW);
    let (circle_name, name) = ("Calle Roble".into(), "Ana".into());
    let found = Command::FoundWith { circle_name, name, rules: Rules::default() };
    founder.perform(found, NOW).expect("a circle");
    let codes = [
        founder.invite(NOW).expect("a member's code").code(),
        CheckIn::new(CircleId([5; 16]), keys().device(), "Eva").code(),
        ContactCode::of(&offered, "Ana", NOW.plus(60), Some(&keys().device())).code(),
        recovery.code().code(),
        recovery.code().answer(&share, &mut dice).expect("a sound key").code(),
        Linking::default().show(Wanted::Circles, NOW, &mut dice).code(),
        Linking::default().show(Wanted::Parcel, NOW, &mut dice).code(),
        include_str!("../assembly/golden/card.txt").trim().to_owned(),
    ];
    let said = |code: &String| data_encoding::BASE32_NOPAD.decode(&code.as_bytes()[7..]).expect("base 32");
    let corpus: Vec<Vec<u8>> = codes
        .iter()
        .map(said)
        .map(|mut bytes| {
            bytes.truncate(bytes.len() - 4);
            bytes
        })
        .collect();
    fuzz("code of another kind", &corpus, |bytes| {
        let checked = [bytes, &blake3::hash(bytes).as_bytes()[..4]].concat();
        let code = format!("TEQUIO:{}", data_encoding::BASE32_NOPAD.encode(&checked));
        let read = [
            Invite::read(&code, NOW).is_ok(),
            CheckIn::read(&code).is_ok(),
            ContactCode::read(&code, NOW).is_ok(),
            RecoveryCode::read(&code).is_ok(),
            Answer::read(&code).is_ok(),
            LinkCode::read(&code, Wanted::Circles, NOW).is_ok(),
            LinkCode::read(&code, Wanted::Parcel, NOW).is_ok(),
            Card::read(&code).is_ok(),
        ];
        let kinds = read.iter().filter(|read| **read).count();
        assert!(kinds <= 1, "no code is of two kinds");
        kinds == 1
    });
}

#[test]
fn what_two_phones_say_when_one_is_linked_has_one_spelling() {
    let corpus: Vec<Vec<u8>> = parcels().iter().map(Said::encode).collect();
    fuzz("linking", &corpus, |bytes| {
        let said = Said::decode(bytes);
        said.inspect(|said| assert_eq!(said.encode(), bytes)).is_ok()
    });
}

/// The record of a meeting of one, who votes.
fn record() -> Record {
    let keys = keys();
    let mut replica = Replica::open(keys.clone(), Kept::default(), [5; 32], NOW);
    let mut does = |command| {
        replica
            .perform(command, NOW)
            .unwrap_or_else(|refused| panic!("refused: {refused}"))
            .expect("an entry")
    };
    let (circle_name, name) = ("Sala".into(), "Ana".into());
    let rules = Rules { quorum: 1, ..Rules::default() };
    does(Command::FoundWith { circle_name, name, rules });
    let agenda = vec![meeting::Point::Words("The roof".into())];
    let open = meeting::Wish::Open { place: "In the yard".into(), agenda, turn: None };
    let held = does(Command::Assemble(open));
    let draft = vote::Draft {
        proposal: None,
        meeting: Some(held),
        question: "Shall we mend it?".into(),
        options: Vec::new(),
        method: Method::YesNo { threshold: Threshold::MAJORITY },
        closes: None,
    };
    let asked = does(Command::Decide(vote::Wish::Open(draft)));
    does(Command::Decide(vote::Wish::Cast { vote: asked, choice: Choice::Yes }));
    let mut disk = std::collections::BTreeMap::new();
    while let Some(output) = replica.poll() {
        if let Output::KeepEntries(entries) = output {
            disk.extend(entries);
        }
    }
    replica.record(&held, |id| disk.get(id).cloned()).expect("all of it is here")
}

/// The parts of a record, each with its length, without their sums.
fn parts(file: &[u8]) -> Vec<u8> {
    let (mut bare, mut rest) = (Vec::new(), &file[9..]);
    while rest.len() > 32 {
        let length = u32::from_be_bytes(*rest.first_chunk().expect("a length")) as usize;
        bare.extend_from_slice(&rest[..4 + length]);
        rest = &rest[4 + length + 32..];
    }
    bare
}

/// The same with sums that fit, as somebody would make them who means harm.
fn sealed(mut bare: &[u8]) -> Vec<u8> {
    let mut file = b"TEQUIOR\n\x01".to_vec();
    while let Some((length, rest)) = bare.split_first_chunk::<4>() {
        let part = &rest[..rest.len().min(u32::from_be_bytes(*length) as usize)];
        file.extend_from_slice(&(part.len() as u32).to_be_bytes());
        file.extend_from_slice(part);
        file.extend_from_slice(blake3::hash(part).as_bytes());
        bare = &rest[part.len()..];
    }
    let sum = blake3::hash(&file);
    file.extend_from_slice(sum.as_bytes());
    file
}

#[test]
fn records() {
    let honest = record();
    assert_eq!(honest.claims.len(), 1, "its vote has closed");
    let file = honest.encode();
    assert_eq!(sealed(&parts(&file)), file);
    fuzz("records as they are", std::slice::from_ref(&file), |bytes| Record::decode(bytes).is_ok());
    let mut whole = 0;
    fuzz("records whose sums were made anew", &[parts(&file)], |bytes| {
        let file = sealed(bytes);
        let Ok(checked) = check(&file, [3; 32]) else { return false };
        assert_eq!(checked.record.encode(), file, "one spelling");
        whole += usize::from(checked.faults.is_empty());
        true
    });
    println!("records whose sums were made anew: {whole} in which nothing is wrong");
}
