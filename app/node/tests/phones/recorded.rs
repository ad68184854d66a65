//! Somebody who stands in the middle and records all that two phones say to each other.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tequio_node::{Unlock, store};

use crate::cast::{Folder, PATIENCE, Phone, let_in};

const NAMES: [&str; 2] = ["Anastasia-Vogelsang", "Baltasar-Tausendschoen"];
const TITLE: &str = "Kuehlschrank-Quetzal tragen";
/// What both ends say in the clear to agree on Noise.
const AGREEING: &[u8] = b"\x13/multistream/1.0.0\n\x07/noise\n";
/// The shortest burst. What libp2p adds to one or says between them is shorter.
const UNIT: usize = 256;
/// A sign of life: four bytes in a frame of Yamux. What is not longer says nothing.
const SIGN_OF_LIFE: usize = 16;
/// So many shared circles and contacts open a meeting by the same length.
const FIT: usize = 8;
/// The seal under each message of Noise.
const SEAL: usize = 16;

/// All bytes of one connection, in each direction.
#[derive(Clone, Default)]
struct Recording([Arc<Mutex<Vec<u8>>>; 2]);

impl Recording {
    /// Listens, and passes on to a phone what comes. Returns where it listens.
    fn between(phone: &Phone) -> (Recording, String) {
        let recording = Recording::default();
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let (address, to) = (listener.local_addr().expect("it is bound").to_string(), phone.socket());
        let tapes = recording.clone();
        thread::spawn(move || {
            let (caller, _) = listener.accept().expect("the other phone calls");
            let called = TcpStream::connect(to).expect("the phone listens");
            let [there, back] = tapes.0;
            let ends = [&caller, &called].map(|end| end.try_clone().expect("a socket has two ends"));
            let [caller_again, called_again] = ends;
            thread::spawn(move || pass_on(caller, called, &there));
            pass_on(called_again, caller_again, &back);
        });
        (recording, address)
    }

    fn bytes(&self) -> [Vec<u8>; 2] {
        self.0.each_ref().map(|tape| tape.lock().expect("nobody panics over it").clone())
    }

    /// Waits until both say no more than that they are alive.
    fn is_over(&self) {
        let begun = Instant::now();
        loop {
            let says_no_more = |bytes: Vec<u8>| {
                // Shorter ones are Yamux's own.
                let said = messages(&bytes).into_iter().rfind(|length| *length >= SIGN_OF_LIFE);
                said == Some(SIGN_OF_LIFE)
            };
            if self.bytes().into_iter().all(says_no_more) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "the two go on talking");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether it is what anybody's quiet meeting looks like: one end says, in shortest bursts, a nonce (1), its slots
    /// (2), greetings in however many circles and what it carries (16); the other the same, and maybe a sketch (2).
    /// Who hears two things at once answers both in one burst of the longer's length, and bursts that follow each other
    /// at once may go as one message of Noise. Of so many shared circles that their greetings do not fit, the opening is
    /// longer, which app/README.md says.
    fn is_quiet(&self, opening: usize) -> bool {
        let [there, back] = self.bytes().map(|bytes| {
            let units = messages(&bytes).into_iter().map(|length| length / UNIT).filter(|units| *units > 0);
            units.collect::<Vec<usize>>()
        });
        let begins = [&[1, 2, opening][..], &[2, opening], &[1, opening]].map(<[usize]>::to_vec);
        let goes_on = begins.clone().map(|begin| [begin, vec![2]].concat());
        let is_one_of = |said: &[usize], known: &[Vec<usize>]| {
            known.iter().any(|bursts| {
                let (ends, all) = (sums(said), sums(bursts));
                ends.is_subset(&all) && ends.last() == all.last()
            })
        };
        let is_pair = |one: &[usize], other: &[usize]| {
            is_one_of(one, &begins) && (is_one_of(other, &begins) || is_one_of(other, &goes_on))
        };
        is_pair(&there, &back) || is_pair(&back, &there)
    }

    /// What was said in secret.
    fn sealed(&self) -> [Vec<u8>; 2] {
        self.bytes().map(|bytes| bytes.strip_prefix(AGREEING).expect("they agree first").to_vec())
    }
}

/// Where each of what follows one another ends.
fn sums(lengths: &[usize]) -> BTreeSet<usize> {
    let mut total = 0;
    let add = |length: &usize| {
        total += length;
        total
    };
    lengths.iter().map(add).collect()
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, tape: &Mutex<Vec<u8>>) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read) = from.read(&mut bytes)
        && read > 0
        && to.write_all(&bytes[..read]).is_ok()
    {
        tape.lock().expect("nobody panics over it").extend_from_slice(&bytes[..read]);
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// How long Noise's messages are without their seals, each after its length in two bytes, as anybody can see.
fn messages(bytes: &[u8]) -> Vec<usize> {
    let mut rest = bytes.strip_prefix(AGREEING).unwrap_or_default();
    let mut lengths = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let Some(after) = after.get(length..) else { break };
        lengths.push(length.saturating_sub(SEAL));
        rest = after;
    }
    lengths
}

/// Two phones that share so many circles, are in so many more each, and have told each other all.
struct Pair {
    folder: Folder,
    shared: usize,
    alone: usize,
}

impl Pair {
    fn of(shared: usize, alone: usize) -> Pair {
        let folder = Folder::new("recorded");
        let mut ana = Phone::start(&folder.of(NAMES[0]), &[]);
        let mut beto = Phone::start(&folder.of(NAMES[1]), &["--neighbour", &ana.address.clone()]);
        for n in 0..shared {
            ana.does(&format!("found Xochiquetzalgasse-{n} {}", NAMES[0]));
            let_in(&mut ana, &mut beto);
            beto.does(&format!("ask title=\"{TITLE}\""));
            ana.does("wait cards 1");
            let hash = ana.hash();
            beto.until("hash", |standing| standing["hash"] == hash.as_str());
        }
        for n in 0..alone {
            for (phone, name) in [(&mut ana, NAMES[0]), (&mut beto, NAMES[1])] {
                phone.does(&format!("found Einsiedelei-{n} {name}"));
            }
        }
        // Founding, and for each shared one admission, two arrivals and the post besides.
        let carried = Value::from(5 * shared + 2 * 2 * alone);
        for phone in [&mut ana, &mut beto] {
            phone.until("counters", |counters| counters["carried"] == carried);
            assert_eq!(phone.does("counters")["rejected"], serde_json::json!({}));
        }
        ana.quit();
        beto.quit();
        Pair { folder, shared, alone }
    }

    /// The two meet again, with nothing new to tell.
    fn meet(&self) -> Recording {
        let mut ana = Phone::start(&self.folder.of(NAMES[0]), &[]);
        let (recording, address) = Recording::between(&ana);
        let mut beto = Phone::start(&self.folder.of(NAMES[1]), &["--neighbour", &address]);
        recording.is_over();
        for phone in [&mut ana, &mut beto] {
            let circles = phone.does("circles")["circles"].as_array().expect("a list").len();
            assert_eq!(circles, self.shared + self.alone);
        }
        ana.quit();
        beto.quit();
        recording
    }

    /// All by which anybody could read something, or tell which circle or who it is.
    fn secrets(&self) -> Vec<Vec<u8>> {
        let mut secrets: Vec<Vec<u8>> = [NAMES[0], NAMES[1], TITLE, "Xochiquetzal", "Einsiedelei", "tequio"]
            .map(|text| text.as_bytes().to_vec())
            .to_vec();
        for name in NAMES {
            let opened = store::open(&self.folder.of(name), &Unlock::default());
            let (_held, opened) = opened.expect("a phone that is not running");
            for (keys, kept) in &opened.circles {
                secrets.push(keys.circle.0.to_vec());
                secrets.push(keys.circle.to_string().into_bytes());
                secrets.extend(keys.ring.epochs().iter().map(|epoch| epoch.key.0.to_vec()));
                for (_, entry) in &kept.entries {
                    secrets.push(entry.header.author.0.to_vec());
                    secrets.push(entry.id(&keys.circle).0.to_vec());
                    secrets.push(entry.signature.to_vec());
                }
            }
        }
        secrets
    }
}

/// Whether any eight bytes in a row stand in both.
fn share_eight_bytes(one: &[u8], other: &[u8]) -> bool {
    let known: BTreeSet<&[u8]> = one.windows(8).collect();
    other.windows(8).any(|window| known.contains(window))
}

#[test]
fn who_records_a_quiet_meeting_learns_neither_which_circles_are_shared_nor_how_many() {
    let meetings = |(shared, alone)| {
        thread::spawn(move || {
            let pair = Pair::of(shared, alone);
            let recordings = [pair.meet(), pair.meet()];
            (pair, recordings)
        })
    };
    let pairs = [(0, 0), (0, 3), (1, 0), (1, 2), (5, 0), (8, 0), (12, 0)].map(meetings);
    for meetings in pairs {
        let (pair, recordings) = meetings.join().expect("they meet twice");
        let of = format!("{} shared, {} not", pair.shared, pair.alone);
        for recording in &recordings {
            let lengths = recording.bytes().map(|bytes| messages(&bytes));
            let opening = if pair.shared > FIT { 32 } else { 16 };
            assert!(recording.is_quiet(opening), "{of}: {lengths:?}");
        }
        let [first, second] = recordings.each_ref().map(Recording::sealed);
        let all = [&first[0], &first[1], &second[0], &second[1]];
        for (n, one) in all.iter().enumerate() {
            for other in &all[n + 1..] {
                assert!(!share_eight_bytes(one, other), "{of}: something is said twice");
            }
        }
        // The same search finds what they do say twice.
        let [plain, again] = recordings.each_ref().map(|recording| recording.bytes()[0].clone());
        assert!(share_eight_bytes(&plain, &again));
        for secret in pair.secrets() {
            for bytes in all {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{of}: {secret:?}");
            }
        }
    }
}
