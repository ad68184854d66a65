//! Who and what: the names that things have in the log, and how a person is shown.
//!
//! Every name is made of hashes or keys, so nobody gives them out. A person is shown by the name they chose, a
//! coloured mark and four words, both computed from their key: two people may both be called Ana, but not with
//! the same mark and words.

use std::fmt;

use minicbor::{Decode, Encode};

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; $length]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), data_encoding::HEXLOWER.encode(&self.0[..4]))
            }
        }

        impl std::str::FromStr for $name {
            type Err = data_encoding::DecodeError;

            /// Reads the lower-case hexadecimal form that `Display` writes.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let bytes = data_encoding::HEXLOWER.decode(text.as_bytes())?;
                bytes.try_into().map(Self).map_err(|_| data_encoding::DecodeError {
                    position: text.len(),
                    kind: data_encoding::DecodeKind::Length,
                })
            }
        }
    };
}

bytes_id!(
    /// A circle: the hash of its founder's key and a nonce (see [`CircleId::of`]), so that an id names its founder.
    ///
    /// Nobody but the founder chooses what goes in, so the 16 bytes stand against second preimages: 2¹²⁸ tries.
    CircleId, 16
);
bytes_id!(
    /// An entry: the first 16 bytes of BLAKE3 over what was signed and the signature.
    ///
    /// Two entries with one id would take one author about 2⁶⁴ signatures to find; phones that met different ones
    /// of the two would disagree about that author. Longer ids would not fit the header; sixteen bytes is what
    /// two phones compare.
    EntryId, 16
);
bytes_id!(
    /// An envelope: the first 16 bytes of BLAKE3 over its bytes (see [`crate::envelope`]).
    EnvelopeId, 16
);
bytes_id!(
    /// A device in one circle: its Ed25519 verification key. A fresh one is made for each circle.
    DeviceKey, 32
);

bytes_id!(
    /// A ballot, by what it says: the first 16 bytes of BLAKE3 over the vote, who casts it, which of theirs it is, and the
    /// choice ([`crate::assembly::vote::Ballot`]). Two ballots of one id would take their voter about 2⁶⁴ tries to find,
    /// as two entries of one id would.
    BallotId, 16
);
bytes_id!(
    /// A set of ballots, one a voter: what the tellers of a vote agree on.
    SetId, 32
);
bytes_id!(
    /// A text that is or was proposed, with its title: a hash of both
    /// ([`TextHash::of`](crate::assembly::proposal::TextHash::of)).
    TextHash, 32
);

/// A person in one circle is named by the key of their first device there.
pub type PersonId = DeviceKey;

impl CircleId {
    /// The circle that the holder of `founder` starts with this nonce.
    pub fn of(founder: &DeviceKey, nonce: &[u8; 16]) -> CircleId {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 circle id");
        hasher.update(&founder.0).update(nonce);
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        CircleId(id)
    }

    /// Where the keys of a contact's code are kept before there is a circle. No circle has this id.
    pub const OFFER: CircleId = CircleId([0; 16]);

    /// The circle of these two, whichever is named first.
    pub fn of_pair(one: &DeviceKey, other: &DeviceKey) -> CircleId {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 pair circle id");
        hasher.update(&one.min(other).0).update(&one.max(other).0);
        CircleId(std::array::from_fn(|n| hasher.finalize().as_bytes()[n]))
    }

    /// The own circle whose first device this is.
    pub fn of_own(first: &DeviceKey, nonce: &[u8; 16]) -> CircleId {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 own circle id");
        hasher.update(&first.0).update(nonce);
        CircleId(std::array::from_fn(|n| hasher.finalize().as_bytes()[n]))
    }
}

/// How many colours a mark can have; a palette on the screen holds as many.
pub const MARK_COLOURS: u8 = 12;
/// How many shapes a mark can have.
pub const MARK_SHAPES: u8 = 8;

/// The coloured mark of a person: indices into the screen's palette and shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// Less than [`MARK_COLOURS`].
    pub colour: u8,
    /// Less than [`MARK_SHAPES`].
    pub shape: u8,
}

impl DeviceKey {
    /// The mark shown beside the person's name.
    pub fn mark(&self) -> Mark {
        let hash = self.shown();
        Mark { colour: hash[30] % MARK_COLOURS, shape: hash[31] % MARK_SHAPES }
    }

    /// Four words of two syllables each, said and heard alike in Spanish and English: 47 bits.
    ///
    /// After Wilkerson's proquints (arXiv 0901.4016), with twelve consonants that both languages speak alike.
    pub fn four_words(&self) -> [String; 4] {
        let hash = self.shown();
        std::array::from_fn(|n| {
            let at = n * 4;
            let number = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]);
            word(number % (SYLLABLES * SYLLABLES))
        })
    }

    fn shown(&self) -> [u8; 32] {
        blake3::derive_key("tequio 2026 mark and words", &self.0)
    }
}

const CONSONANTS: &[u8; 12] = b"bdfgklmnprst";
const VOWELS: &[u8; 5] = b"aeiou";
const SYLLABLES: u32 = 60;

/// Words that nobody wants beside their name, in either language; the next syllable takes their place.
const UNWANTED: [&str; 12] =
    ["puta", "puto", "kaka", "kulo", "teta", "pene", "pito", "pedo", "poto", "kago", "mama", "pipi"];

fn word(number: u32) -> String {
    let syllable = |n: u32| {
        let (consonant, vowel) = (n / 5 % 12, n % 5);
        [CONSONANTS[consonant as usize] as char, VOWELS[vowel as usize] as char]
    };
    let spelled: String =
        syllable(number / SYLLABLES).into_iter().chain(syllable(number % SYLLABLES)).collect();
    match UNWANTED.contains(&spelled.as_str()) {
        true => word((number + 1) % (SYLLABLES * SYLLABLES)),
        false => spelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_differ_in_their_words_and_one_person_never_does() {
        let (ana, beto) = (DeviceKey([1; 32]), DeviceKey([2; 32]));
        assert_ne!(ana.four_words(), beto.four_words());
        assert_eq!(ana.four_words(), DeviceKey([1; 32]).four_words());
        assert!(ana.four_words().iter().all(|word| word.len() == 4));
        assert!(ana.mark().colour < MARK_COLOURS && ana.mark().shape < MARK_SHAPES);
    }

    #[test]
    fn no_unwanted_word_is_ever_shown() {
        for number in 0..SYLLABLES * SYLLABLES {
            assert!(!UNWANTED.contains(&word(number).as_str()));
        }
    }

    #[test]
    fn an_id_reads_back_from_what_it_shows() {
        let id = EntryId([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("abc".parse::<EntryId>().is_err());
        assert!("ab".repeat(17).parse::<EntryId>().is_err());
    }
}
