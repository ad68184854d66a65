//! The voters of an opening as they travel: one string of bytes, for each of them how they vote and whose key they sign
//! with (one byte), the person (32), and the key (32) unless it is the one that the person is named by. That is the case of
//! everybody who votes on their first phone, and lets an opening name five hundred.
//!
//! The byte: in its upper half the way, by its number; in the lower 0 for no key, 1 for the person's own, 2 for another,
//! which follows. There is one way to write each list, so that what is frozen has one hash.

use minicbor::{Decoder, Encoder, decode::Error, encode::Write};

use super::{VOTERS_MAX, Voter};
use crate::{assembly::meeting::Way, ids::DeviceKey};

const NONE: u8 = 0;
const OWN: u8 = 1;
const OTHER: u8 = 2;

pub fn encode<C, W: Write>(
    voters: &[Voter],
    e: &mut Encoder<W>,
    _: &mut C,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    let mut bytes = Vec::with_capacity(33 * voters.len());
    for Voter { person, way, key } in voters {
        let (kind, other) = match key {
            None => (NONE, None),
            Some(key) if key == person => (OWN, None),
            Some(key) => (OTHER, Some(key)),
        };
        bytes.push(number(*way) << 4 | kind);
        bytes.extend(person.0);
        bytes.extend(other.iter().flat_map(|key| key.0));
    }
    e.bytes(&bytes)?.ok()
}

pub fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Vec<Voter>, Error> {
    read(d.bytes()?).ok_or_else(|| Error::message("not a list of voters"))
}

fn read(mut bytes: &[u8]) -> Option<Vec<Voter>> {
    let mut voters = Vec::new();
    while let Some((head, rest)) = bytes.split_first() {
        bytes = rest;
        let person = take(&mut bytes)?;
        let way = *Way::ALL.iter().find(|way| number(**way) == head >> 4)?;
        let key = match head & 0xf {
            NONE => None,
            OWN => Some(person),
            OTHER => Some(take(&mut bytes).filter(|key| *key != person)?),
            _ => return None,
        };
        if voters.len() == VOTERS_MAX {
            return None;
        }
        voters.push(Voter { person, way, key });
    }
    Some(voters)
}

fn number(way: Way) -> u8 {
    match way {
        Way::OwnPhone => 0,
        Way::SharedPhone => 1,
        Way::Card => 2,
        Way::Paper => 3,
    }
}

fn take(bytes: &mut &[u8]) -> Option<DeviceKey> {
    let (key, rest) = bytes.split_first_chunk::<32>()?;
    *bytes = rest;
    Some(DeviceKey(*key))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{OPTIONS_MAX, Opening, TELLERS, TELLERS_MAX},
        *,
    };
    use crate::{
        assembly::vote::Said,
        count::{Bound, Method, Threshold},
        entry::PAYLOAD_BYTES_MAX,
        event::{Event, TITLE_MAX},
        ids::{EntryId, PersonId},
        time::Time,
    };

    fn person(n: usize) -> PersonId {
        let mut key = [0xff; 32];
        key[..8].copy_from_slice(&(n as u64).to_be_bytes());
        DeviceKey(key)
    }

    /// An opening by so many, of whom so many sign with other keys than they are named by.
    fn opening(voters: usize, others: usize, tellers: usize) -> Opening {
        let key = |n: usize| if n < others { DeviceKey([n as u8; 32]) } else { person(n) };
        let voter = |n: usize| Voter { person: person(n), way: Way::OwnPhone, key: Some(key(n)) };
        Opening {
            proposal: Some(EntryId([1; 16])),
            round: u16::MAX,
            meeting: Some(EntryId([2; 16])),
            question: "?".repeat(TITLE_MAX),
            options: vec!["The roof".into()],
            method: Method::YesNo { threshold: Threshold { bound: Bound::AtLeast, ..Threshold::MAJORITY } },
            text: Some([3; 32]),
            roll: [4; 32],
            voters: (0..voters).map(voter).collect(),
            tellers: (0..tellers).map(person).collect(),
            ties: [5; 32],
            closes: Some(Time(u64::MAX)),
            quorum: u16::MAX,
        }
    }

    fn bytes(opening: Opening) -> usize {
        let event = Event::Voted(Said::Opened(Box::new(opening)));
        let bytes = event.encode();
        assert_eq!(Event::decode(&bytes).as_ref(), Some(&event));
        bytes.len()
    }

    /// All of it is as long as it can be.
    fn wordy(voters: usize, others: usize) -> Opening {
        Opening {
            question: "🏠".repeat(TITLE_MAX),
            options: vec!["🏠".repeat(TITLE_MAX); OPTIONS_MAX],
            ..opening(voters, others, TELLERS_MAX)
        }
    }

    #[test]
    fn five_hundred_voters_fit_into_an_entry_and_as_many_others_as_is_said() {
        assert_eq!(bytes(opening(500, 0, TELLERS)), 17_002);
        assert_eq!(bytes(opening(500, 100, TELLERS)), 17_002 + 100 * 32);
        let fits = |opening: Opening| bytes(opening) <= PAYLOAD_BYTES_MAX;
        assert!(fits(opening(VOTERS_MAX, 470, TELLERS)));
        assert!(fits(opening(490, 490, TELLERS)));
        assert!(fits(wordy(VOTERS_MAX, 80)));
    }

    #[test]
    fn one_list_is_written_in_one_way() {
        let key = DeviceKey([7; 32]);
        let mut encoder = Encoder::new(Vec::new());
        let list = [
            Voter { person: person(1), way: Way::OwnPhone, key: Some(person(1)) },
            Voter { person: person(2), way: Way::Card, key: Some(key) },
            Voter { person: person(3), way: Way::Paper, key: None },
        ];
        encode(&list, &mut encoder, &mut ()).expect("a vector takes it");
        let bytes = encoder.into_writer();
        assert_eq!(decode(&mut Decoder::new(&bytes), &mut ()).expect("our own bytes"), list);
        // A person's own key as if it were another, a way that there is not, and what breaks off.
        let own = [&[0x02][..], &person(1).0, &person(1).0].concat();
        assert_eq!(read(&own), None);
        assert_eq!(read(&[&[0x41][..], &person(1).0].concat()), None);
        assert_eq!(read(&[&[0x03][..], &person(1).0].concat()), None);
        assert_eq!(read(&own[..40]), None);
        assert_eq!(read(&own[..20]), None);
        assert_eq!(read(&[&[0x01][..], &person(1).0].concat().repeat(VOTERS_MAX + 1)), None);
    }
}
