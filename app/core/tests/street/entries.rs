//! The entry's bytes, frozen: if one of these changes, phones that are out there no longer understand each other.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    DeviceKey, Entry, EntryId, Event, Keys, Rejected, Time,
    entry::{HEADER_BYTES_MAX, HEADS_MAX, Header, PAYLOAD_BYTES_MAX, Payload},
};

fn keys() -> Keys {
    Keys::found(&mut ChaCha20Rng::from_seed([7; 32]))
}

fn header(author: DeviceKey) -> Header {
    Header {
        author,
        seq: 3,
        previous: Some(EntryId([0x11; 16])),
        heads: vec![EntryId([0x22; 16]), EntryId([0x33; 16])],
        lamport: 9,
        clock: Time(1_790_000_000),
        epoch: 0,
    }
}

#[test]
fn golden_bytes() {
    let keys = keys();
    let payload = Event::Claimed { post: EntryId([0x44; 16]) }.encode();
    let entry = Entry::sign(&keys, header(keys.device()), payload);
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    assert_eq!(hex(&entry.signed_bytes(&keys.circle)), include_str!("golden/signed.hex").trim());
    assert_eq!(hex(&entry.encode()), include_str!("golden/entry.hex").trim());
    assert_eq!(entry.id(&keys.circle).to_string(), include_str!("golden/id.hex").trim());
    let Payload::Kept(bytes) = &entry.payload else { panic!() };
    let (hash, size) = (*blake3::hash(bytes).as_bytes(), bytes.len() as u32);
    let erased = Entry { payload: Payload::Erased { hash, size }, ..entry.clone() };
    assert_eq!(hex(&erased.encode()), include_str!("golden/erased.hex").trim());
}

#[test]
fn an_erased_entry_keeps_its_name_and_its_signature() {
    let keys = keys();
    let entry = Entry::sign(&keys, header(keys.device()), b"gone".to_vec());
    let hash = *blake3::hash(b"gone").as_bytes();
    let erased = Entry { payload: Payload::Erased { hash, size: 4 }, ..entry.clone() };
    assert_eq!(erased.id(&keys.circle), entry.id(&keys.circle));
    assert!(erased.claim(&keys.circle).holds());
    assert_eq!(Entry::decode(&erased.encode()), Ok(erased));
}

#[test]
fn the_largest_header_stays_below_its_limit() {
    let keys = keys();
    let largest = Header {
        seq: u32::MAX,
        heads: (0..HEADS_MAX as u8).map(|n| EntryId([n; 16])).collect(),
        lamport: u32::MAX,
        clock: Time(u64::MAX),
        epoch: u32::MAX,
        ..header(keys.device())
    };
    for payload in [0, 23, 24, 300, PAYLOAD_BYTES_MAX] {
        let entry = Entry::sign(&keys, largest.clone(), vec![0; payload]);
        let around = entry.encode().len() - payload;
        assert!(around <= HEADER_BYTES_MAX, "{around} bytes around {payload}");
        assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }
    let entry = Entry::sign(&keys, largest, vec![0; PAYLOAD_BYTES_MAX + 1]);
    assert_eq!(Entry::decode(&entry.encode()), Err(Rejected::TooLarge));
}

#[test]
fn one_entry_has_one_spelling_and_every_other_is_refused() {
    let keys = keys();
    let entry = Entry::sign(&keys, header(keys.device()), b"hello".to_vec());
    let bytes = entry.encode();
    assert_eq!(Entry::decode(&bytes), Ok(entry.clone()));
    for cut in 0..bytes.len() {
        assert!(Entry::decode(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    assert!(Entry::decode(&[&bytes[..], &[0]].concat()).is_err());
    // The sequence number 3 spelled in two bytes.
    let longer = [&bytes[..36], &[0x18, 3], &bytes[37..]].concat();
    assert_eq!(bytes[36], 3);
    assert_eq!(Entry::decode(&longer), Err(Rejected::Malformed));

    let wrong = |change: &dyn Fn(&mut Header)| {
        let mut changed = header(keys.device());
        change(&mut changed);
        Entry::decode(&Entry::sign(&keys, changed, Vec::new()).encode())
    };
    assert_eq!(wrong(&|header| header.previous = None), Err(Rejected::WrongCauses));
    assert_eq!(wrong(&|header| header.seq = 0), Err(Rejected::WrongCauses));
    assert_eq!(wrong(&|header| header.heads.reverse()), Err(Rejected::WrongCauses));
    assert_eq!(wrong(&|header| header.heads = vec![EntryId([1; 16]); 2]), Err(Rejected::WrongCauses));
    let many = (0..4).map(|n| EntryId([n; 16])).collect::<Vec<_>>();
    assert_eq!(wrong(&|header| header.heads = many.clone()), Err(Rejected::TooLarge));
}

#[test]
fn every_flipped_bit_is_refused_or_breaks_the_signature() {
    let keys = keys();
    let bytes = Entry::sign(&keys, header(keys.device()), b"hello".to_vec()).encode();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let holds = Entry::decode(&flipped).is_ok_and(|entry| entry.claim(&keys.circle).holds());
        assert!(!holds, "bit {bit}");
    }
}
