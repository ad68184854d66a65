use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::collections::BTreeSet;

use super::*;
use crate::{
    entry::{Header, PAYLOAD_BYTES_MAX},
    ids::EntryId,
    keys::Keys,
    time::Time,
};

fn ana() -> Keys {
    Keys::found(&mut ChaCha20Rng::seed_from_u64(1))
}

fn entry(keys: &Keys, seq: u32, clock: Time, payload: Vec<u8>) -> Entry {
    let previous = (seq > 0).then_some(EntryId([7; 16]));
    let header = Header {
        author: keys.device(),
        seq,
        previous,
        heads: Vec::new(),
        lamport: seq.saturating_add(1),
        clock,
        epoch: 3,
    };
    Entry::sign(keys, header, payload)
}

fn key(byte: u8) -> SealingKey {
    SealingKey::new(3, &[byte; 32])
}

const NOW: Time = Time(1_790_000_000);

/// Seals whatever it is given, as a member with bad manners could.
fn seal_raw(key: &SealingKey, kind: u8, padded: &[u8]) -> Envelope {
    let nonce = key.nonce_of(kind, padded);
    let sealed = key.cipher().encrypt(&nonce.into(), Sealing { msg: padded, aad: &[kind] }).unwrap();
    Envelope { bytes: [&[kind][..], &key.tag_of(&nonce), &nonce, &sealed].concat() }
}

#[test]
fn an_entry_opens_to_itself_whatever_its_length_and_its_size_says_only_the_class() {
    let keys = ana();
    for length in [0, 1, 200, 300, 301, 1_000, 5_000, 20_000, PAYLOAD_BYTES_MAX - 1, PAYLOAD_BYTES_MAX] {
        let entry = entry(&keys, u32::MAX, Time(u64::MAX), vec![9; length]);
        let envelope = Envelope::seal(&entry, &key(1));
        assert!(SIZES.contains(&envelope.bytes().len()), "{length}");
        let read = Envelope::read(envelope.bytes().to_vec()).unwrap();
        assert_eq!(read.open(&key(1)), Ok(entry), "{length}");
    }
}

#[test]
fn two_members_seal_one_entry_to_the_same_bytes() {
    let entry = entry(&ana(), 0, NOW, vec![1, 2, 3]);
    let (one, other) = (Envelope::seal(&entry, &key(1)), Envelope::seal(&entry, &key(1)));
    assert_eq!(one, other);
    assert_eq!(one.id(), other.id());
    assert_ne!(one.id(), Envelope::seal(&entry, &key(2)).id(), "under another key it is another");
}

/// Nothing but what is said in the module's story is the same on two envelopes of one author on one day.
#[test]
fn envelopes_of_one_circle_share_nothing_but_their_classes() {
    let (keys, key) = (ana(), key(1));
    let envelopes: Vec<Envelope> =
        (0..64).map(|n| Envelope::seal(&entry(&keys, n, NOW, vec![n as u8; 40]), &key)).collect();
    let first = envelopes[0].bytes();
    for envelope in &envelopes {
        assert_eq!((envelope.bytes().len(), envelope.bytes()[0]), (first.len(), first[0]));
    }
    // Any window of four bytes at any place occurs once: no tag, counter, key or padding shows through.
    for at in 1..first.len() - 4 {
        let windows: BTreeSet<&[u8]> =
            envelopes.iter().map(|envelope| &envelope.bytes()[at..at + 4]).collect();
        assert_eq!(windows.len(), envelopes.len(), "at {at}");
    }
}

#[test]
fn a_member_finds_it_whatever_the_authors_clock_said() {
    let keys = ana();
    let retained: Vec<SealingKey> = (0..60).map(key).collect();
    for clock in [Time(0), NOW, Time(u64::MAX)] {
        let entry = entry(&keys, 0, clock, vec![1]);
        let envelope = Envelope::seal(&entry, &key(42));
        let fitting: Vec<&SealingKey> = retained.iter().filter(|key| key.fits(&envelope.head())).collect();
        assert_eq!(fitting.len(), 1);
        assert_eq!(envelope.open(fitting[0]), Ok(entry));
    }
}

#[test]
fn an_erased_entry_keeps_its_id_and_takes_another_nonce() {
    let (keys, key) = (ana(), key(1));
    let kept = entry(&keys, 0, NOW, vec![5; 30]);
    let erased = Entry {
        payload: Payload::Erased { hash: *blake3::hash(&[5; 30]).as_bytes(), size: 30 },
        ..kept.clone()
    };
    assert_eq!(kept.id(&keys.circle), erased.id(&keys.circle));
    let heads = [&kept, &erased].map(|entry| Envelope::seal(entry, &key).head());
    assert_ne!(heads[0][9..], heads[1][9..]);
}

#[test]
fn each_byte_turned_over_is_noticed() {
    let (keys, key) = (ana(), key(1));
    let envelope = Envelope::seal(&entry(&keys, 0, NOW, vec![5; 30]), &key);
    for at in 0..envelope.bytes().len() {
        let mut bytes = envelope.bytes().to_vec();
        bytes[at] ^= 1;
        let opened = Envelope::read(bytes).and_then(|turned| turned.open(&key));
        assert_eq!(opened, Err(Rejected::Malformed), "at {at}");
    }
}

#[test]
fn what_has_not_the_form_is_refused_before_any_key_is_tried() {
    let honest = Envelope::seal(&entry(&ana(), 0, NOW, vec![1]), &key(1)).bytes().to_vec();
    let read = |bytes: &[u8]| Envelope::read(bytes.to_vec()).map(|_| ());
    assert_eq!(read(&honest), Ok(()));
    assert_eq!(read(&[]), Err(Rejected::Malformed));
    assert_eq!(read(&honest[..511]), Err(Rejected::Malformed));
    assert_eq!(read(&[&honest[..], &[0]].concat()), Err(Rejected::Malformed));
    assert_eq!(read(&vec![honest[0]; ENVELOPE_BYTES_MAX + 1]), Err(Rejected::TooLarge));
    for kind in [0x00, 0x13, 0x1f, 0x21] {
        assert_eq!(read(&[&[kind], &honest[1..]].concat()), Err(Rejected::Malformed));
    }
}

/// A member holds the key and can seal anything; only the one envelope of an entry is taken.
#[test]
fn a_members_other_spellings_are_refused() {
    let (keys, key) = (ana(), key(1));
    let honest = entry(&keys, 0, NOW, vec![1; 20]);
    let said = honest.encode();
    let padded = |said: &[u8], size: usize| {
        let mut padded = (said.len() as u16).to_be_bytes().to_vec();
        padded.extend_from_slice(said);
        padded.resize(size - SEAL_AT - MARK_BYTES, 0);
        padded
    };
    let kind = VERSION << 4 | Deadline::Season as u8;
    assert_eq!(seal_raw(&key, kind, &padded(&said, 512)), Envelope::seal(&honest, &key));
    let mut not_zero = padded(&said, 512);
    *not_zero.last_mut().unwrap() = 1;
    let mut too_long = padded(&said, 512);
    too_long[0] = 0xff;
    let mut of_another_epoch = honest.header.clone();
    of_another_epoch.epoch = 2;
    let of_another_epoch = Entry::sign(&keys, of_another_epoch, vec![1; 20]);
    for (what, envelope) in [
        ("a size too large", seal_raw(&key, kind, &padded(&said, 1_024))),
        ("padding that says something", seal_raw(&key, kind, &not_zero)),
        ("a length past the end", seal_raw(&key, kind, &too_long)),
        ("no entry", seal_raw(&key, kind, &padded(b"hello", 512))),
        ("nothing", seal_raw(&key, kind, &padded(b"", 512))),
        ("another epoch's entry", Envelope::seal(&of_another_epoch, &key)),
    ] {
        assert_eq!(envelope.open(&key), Err(Rejected::Malformed), "{what}");
    }
    let nonce = [3; NONCE_BYTES];
    let sealing = Sealing { msg: &padded(&said, 512)[..], aad: &[kind] };
    let sealed = key.cipher().encrypt(&nonce.into(), sealing).unwrap();
    let drawn = Envelope { bytes: [&[kind][..], &key.tag_of(&nonce), &nonce, &sealed].concat() };
    assert_eq!(drawn.open(&key), Err(Rejected::Malformed), "a nonce of one's own choice");
}

/// Golden: these bytes are on the way between phones of different ages.
#[test]
fn the_form_is_frozen() {
    let envelope = Envelope::seal(&entry(&ana(), 0, NOW, vec![0xff; 3]), &key(1));
    assert_eq!(envelope.bytes().len(), 512);
    assert_eq!(envelope.deadline(), Deadline::Season);
    assert_eq!(envelope.id().to_string(), "27a33324ed7f811fb05afcd93e7ed021");
}
