//! The printed card: a vote for whoever has no phone with them.
//!
//! A card holds a key that signs ballots and nothing else. Its owner's phone makes it beforehand, says in the log that the
//! key is theirs ([`owners`]), and prints it, sealed under a code that is not on it. At a meeting its owner is let in with
//! it, by two people who see them; then any phone in the room reads the card, takes the code, shows the ballot, and
//! forgets the key ([`lent`]). What is written to the log is the ballot, with its own signature, in an entry of the phone
//! that carried it ([`super::vote::Ballot`]).
//!
//! # Why the key on a card is not one more phone of its owner
//!
//! A device's key continues a chain: a phone that does not know its last entry forks it, and whoever opens the card by
//! guessing could speak, admit and remove. This key has no chain, so two phones that are apart can both read one card and
//! fork nothing: of two ballots the one with the higher counter counts, as always. And it votes only where its owner was let
//! in with it. (Somebody who has no phone at all is let into the circle with the key of a card in a device's place; that key
//! never writes an entry.)
//!
//! # What is printed
//!
//! ```text
//! secret  = 16 bytes, drawn
//! key     = Ed25519 of BLAKE3 derive_key("tequio 2026 key of a card", circle ‖ secret)
//! salt    = the first 16 bytes of BLAKE3 derive_key("tequio 2026 salt of a card", circle ‖ public key)
//! sealing = Argon2id (version 0x13, 64 MiB, 3 passes, 1 lane) of code and salt, 32 bytes
//! sealed  = ChaCha20-Poly1305(sealing, nonce 0, secret; with kind ‖ circle ‖ public key), 32 bytes
//! card    = kind ‖ circle 16 ‖ public key 32 ‖ sealed 32
//! ```
//!
//! The public key is drawn afresh for each card, so the salt is as good as one drawn for itself, and a code that a cheap
//! camera reads has room for it. Every sealing key seals one text only, so the nonce is fixed. No name stands in it: whose
//! the key is, the log says.
//!
//! # What a code is worth
//!
//! A phone takes ten wrong ones and makes one wait ([`Tries`]); a photo of the card takes as many as somebody's computers
//! can try. Six digits are a million codes: days on one processor, minutes on many. A word more makes it years. What is
//! won by it is one vote at a meeting to which its owner went with this card, where they can cast another.

pub mod lent;
pub mod owners;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use ed25519_zebra::SigningKey;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    meeting::{self, Way},
    vote::Ballot,
};
use crate::{
    command::Command,
    count::Choice,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    invite::{InviteError, said, spell},
};

pub use lent::{Lent, Tries};
pub use owners::{CARDS_MAX, MyCard, Said, Wish};

/// Which of the codes that begin alike this is: where a code for knocking has its version.
const KIND: u8 = 0x23;
const BYTES: usize = 1 + 16 + 32 + SEALED_BYTES;
const SEALED_BYTES: usize = 16 + 16;
/// The fewest letters and digits of a code.
pub const CODE_MIN: usize = 6;
/// The most that are read of one.
pub const CODE_MAX: usize = 64;
/// The fewest different ones of them: neither 111111 nor 121212.
const DIFFERENT_MIN: usize = 3;
/// About half a second on a phone of some years.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// A card, as it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// In which circle it votes.
    pub circle: CircleId,
    /// Its public key, by which the circle knows whose it is.
    pub key: DeviceKey,
    sealed: [u8; SEALED_BYTES],
}

/// Why a card does not vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// It is some other text, or a code for something else.
    #[error("this is not a card for voting")]
    NotACard,
    /// Part of it is missing or mistyped.
    #[error("part of the card is missing or was read wrongly: read it again")]
    Damaged,
    /// It is of another circle.
    #[error("this card votes in another circle")]
    OtherCircle,
    /// Nobody in the circle has said that its key is theirs.
    #[error("nobody in this circle is known on this phone to have such a card")]
    Unknown,
    /// Its owner said that it is lost.
    #[error("this card was reported lost: it votes no more")]
    Lost,
    /// The code is too short.
    #[error("the code needs at least {least} letters or digits")]
    ShortCode {
        /// How many it needs.
        least: usize,
    },
    /// The code is one that is tried first.
    #[error("everybody would try this code first: take more different letters or digits")]
    SimpleCode,
    /// It is not the code of this card.
    #[error("this is not the code of the card")]
    WrongCode,
    /// Too many codes were wrong.
    #[error("wrong several times: try again in {seconds} seconds")]
    Wait {
        /// How long to wait.
        seconds: u64,
    },
    /// Far too many were.
    #[error("too many wrong codes: this phone does not take this card any more until it is started again")]
    Shut,
    /// No card is open on this phone, or not any more.
    #[error("the card was put away: read it again")]
    PutAway,
}

/// The code of a card, as it goes into the sealing: letters and digits, in small letters, so that nobody is kept from
/// voting by a space or by how a keyboard begins a line.
#[derive(Clone)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// A code that somebody chooses.
    ///
    /// # Errors
    /// It is too short, or one that is tried first.
    pub fn choose(text: &str) -> Result<Code, CardError> {
        let code = Code::typed(text);
        if code.0.chars().count() < CODE_MIN {
            return Err(CardError::ShortCode { least: CODE_MIN });
        }
        let different: std::collections::BTreeSet<char> = code.0.chars().collect();
        let follow =
            |step: i32| code.0.as_bytes().windows(2).all(|two| i32::from(two[1]) - i32::from(two[0]) == step);
        if different.len() < DIFFERENT_MIN || follow(1) || follow(-1) {
            return Err(CardError::SimpleCode);
        }
        Ok(code)
    }

    /// A code that somebody typed to open a card.
    pub fn typed(text: &str) -> Code {
        // So many bytes that nothing is ever moved, and left behind, while it grows.
        let mut code = Zeroizing::new(String::with_capacity(CODE_MAX * 4));
        let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.take(CODE_MAX).for_each(|c| code.push(c));
        Code(code)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Card {
    /// The text of the card, at most [`crate::invite::CODE_CHARS_MAX`] characters.
    pub fn code(&self) -> String {
        let mut bytes = self.context();
        bytes.extend_from_slice(&self.sealed);
        spell(bytes)
    }

    /// Reads a card, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str) -> Result<Card, CardError> {
        let said = said(text).map_err(|wrong| match wrong {
            InviteError::NotACode => CardError::NotACard,
            _ => CardError::Damaged,
        })?;
        if said.first() != Some(&KIND) {
            return Err(CardError::NotACard);
        }
        let said: [u8; BYTES] = said.try_into().map_err(|_| CardError::Damaged)?;
        Ok(Card {
            circle: CircleId(std::array::from_fn(|n| said[1 + n])),
            key: DeviceKey(std::array::from_fn(|n| said[17 + n])),
            sealed: std::array::from_fn(|n| said[49 + n]),
        })
    }

    /// Opens it. It takes about half a second and 64 MiB, and is done where nothing waits for it.
    ///
    /// # Errors
    /// [`CardError::WrongCode`].
    pub fn open(&self, code: &Code) -> Result<Unsealed, CardError> {
        let sealing = sealing(code, &self.circle, &self.key);
        let payload = Payload { msg: &self.sealed, aad: &self.context() };
        let plain = ChaCha20Poly1305::new((&*sealing).into()).decrypt(&Default::default(), payload);
        let plain = Zeroizing::new(plain.map_err(|_| CardError::WrongCode)?);
        let mut secret = Box::new(Zeroizing::new([0; 16]));
        secret.copy_from_slice(plain.get(..16).ok_or(CardError::WrongCode)?);
        let unsealed = Unsealed { circle: self.circle, key: self.key, secret };
        // Whoever sealed it may have written another key beside it.
        let is_its = DeviceKey(unsealed.signing().verification_key().into()) == self.key;
        is_its.then_some(unsealed).ok_or(CardError::WrongCode)
    }

    fn context(&self) -> Vec<u8> {
        [&[KIND][..], &self.circle.0, &self.key.0].concat()
    }
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Card({:?} in {:?})", self.key, self.circle)
    }
}

/// The key on a card, as long as it is open. It is overwritten when it is dropped, and nothing writes it anywhere.
pub struct Unsealed {
    /// In which circle it votes.
    pub circle: CircleId,
    /// Its public key.
    pub key: DeviceKey,
    /// Behind a pointer, so that nothing of it stays where the value was moved from.
    secret: Box<Zeroizing<[u8; 16]>>,
}

impl Unsealed {
    /// A new card's key.
    pub fn draw(circle: CircleId, dice: &mut impl CryptoRng) -> Unsealed {
        let mut secret = Box::new(Zeroizing::new([0; 16]));
        dice.fill_bytes(&mut secret[..]);
        let mut unsealed = Unsealed { circle, key: DeviceKey([0; 32]), secret };
        unsealed.key = DeviceKey(unsealed.signing().verification_key().into());
        unsealed
    }

    /// The card, to be printed. It takes as long as opening it.
    pub fn seal(&self, code: &Code) -> Card {
        let mut card = Card { circle: self.circle, key: self.key, sealed: [0; SEALED_BYTES] };
        let sealing = sealing(code, &self.circle, &self.key);
        let payload = Payload { msg: &self.secret[..], aad: &card.context() };
        let sealed = ChaCha20Poly1305::new((&*sealing).into())
            .encrypt(&Default::default(), payload)
            .expect("16 bytes are far below the cipher's limit");
        card.sealed = sealed.try_into().expect("16 bytes and a tag of 16 are 32");
        card
    }

    /// That whoever says that this key is theirs holds it.
    pub fn is_held_by(&self, person: &PersonId) -> [u8; 64] {
        self.signing().sign(&owners::message(&self.circle, person)).into()
    }

    /// Signs a ballot in a vote ([`super::vote::Opening::hash`]).
    pub fn ballot(&self, vote: &[u8; 32], counter: u32, choice: Choice) -> Ballot {
        Ballot::sign(&self.signing(), vote, counter, choice)
    }

    fn signing(&self) -> Zeroizing<SigningKey> {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 key of a card");
        hasher.update(&self.circle.0).update(&self.secret[..]);
        let seed = Zeroizing::new(*hasher.finalize().as_bytes());
        Zeroizing::new(SigningKey::from(*seed))
    }
}

/// For whom a card is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// For oneself.
    Me,
    /// For somebody without a phone who stands before one and comes into the circle with it.
    Newcomer {
        /// Their name.
        name: String,
    },
    /// For a member who stands before one without a phone and without a card: a key for this meeting alone.
    Evening {
        /// Which meeting.
        meeting: EntryId,
        /// Who.
        person: PersonId,
    },
}

impl Whom {
    /// What the maker says in the log, so that this key votes.
    pub fn command(self, card: &Unsealed, me: &PersonId) -> Command {
        let key = card.key;
        match self {
            Whom::Me => Command::Card(Wish::Make { key, signature: card.is_held_by(me) }),
            Whom::Newcomer { name } => Command::Vouch { device: key, name, again: None },
            Whom::Evening { meeting, person } => {
                let step = meeting::Door::Brought { person, way: Way::SharedPhone, key: Some(key) };
                let what = meeting::What::Door(step);
                Command::Assemble(meeting::Wish::At { meeting, what })
            }
        }
    }
}

impl std::fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unsealed({:?} in {:?})", self.key, self.circle)
    }
}

fn sealing(code: &Code, circle: &CircleId, key: &DeviceKey) -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 salt of a card");
    hasher.update(&circle.0).update(&key.0);
    let salt = *hasher.finalize().as_bytes();
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).expect("the settings are within Argon2's bounds");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut sealing = Zeroizing::new([0; 32]);
    argon2
        .hash_password_into(code.0.as_bytes(), &salt[..16], &mut sealing[..])
        .expect("a code and a salt of these lengths are within Argon2's bounds");
    sealing
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{CheckIn, Invite, Time, assembly::meeting::code::MeetingCode, invite::CODE_CHARS_MAX};

    const CIRCLE: CircleId = CircleId([7; 16]);

    fn fresh() -> Unsealed {
        Unsealed::draw(CIRCLE, &mut ChaCha20Rng::seed_from_u64(1))
    }

    fn code(text: &str) -> Code {
        Code::choose(text).expect("it is good enough")
    }

    #[test]
    fn a_card_opens_by_its_code_and_by_no_other() {
        let card = fresh().seal(&code("milpa 42"));
        let text = card.code();
        assert!(text.len() <= CODE_CHARS_MAX, "{} characters", text.len());
        let typed = format!(" {}\n{}", text[..40].to_lowercase(), &text[40..]);
        assert_eq!(Card::read(&typed), Ok(card.clone()));
        let opened = card.open(&Code::typed("MILPA42 ")).expect("spaces and capitals do no harm");
        assert_eq!((opened.key, &opened.secret[..]), (fresh().key, &fresh().secret[..]));
        assert_eq!(card.open(&Code::typed("milpa43")).err(), Some(CardError::WrongCode));
        assert_eq!(card.open(&Code::typed("")).err(), Some(CardError::WrongCode));
        let hash = [5; 32];
        assert!(opened.ballot(&hash, 0, Choice::Yes).holds(&hash));
    }

    #[test]
    fn a_card_that_was_moved_to_another_circle_or_key_does_not_open() {
        let card = fresh().seal(&code("milpa42"));
        let other = Unsealed::draw(CIRCLE, &mut ChaCha20Rng::seed_from_u64(2));
        for moved in
            [Card { circle: CircleId([8; 16]), ..card.clone() }, Card { key: other.key, ..card.clone() }]
        {
            assert_eq!(moved.open(&Code::typed("milpa42")).err(), Some(CardError::WrongCode));
        }
    }

    #[test]
    fn what_is_wrong_with_a_card_is_said() {
        let text = fresh().seal(&code("milpa42")).code();
        let read = |text: &str| Card::read(text).unwrap_err();
        assert_eq!(read("https://example.org"), CardError::NotACard);
        assert_eq!(read(""), CardError::NotACard);
        assert_eq!(read(&text[..text.len() - 3]), CardError::Damaged);
        assert!((0..text.len()).all(|end| Card::read(&text[..end]).is_err()));
        let vouching = CheckIn::new(CIRCLE, DeviceKey([8; 32]), "Beto").code();
        assert_eq!(read(&vouching), CardError::NotACard);
        assert!(CheckIn::read(&text).is_err() && MeetingCode::read(&text).is_err());
        assert!(Invite::read(&text, Time(1_790_000_000)).is_err());
    }

    #[test]
    fn codes_that_are_tried_first_are_not_taken() {
        let chosen = |text: &str| Code::choose(text).err();
        assert_eq!(chosen("milpa42"), None);
        assert_eq!(chosen("ñandú 7"), None);
        for short in ["", "12345", "a b-c d", "¡¿!?!?!"] {
            assert_eq!(chosen(short), Some(CardError::ShortCode { least: CODE_MIN }), "{short}");
        }
        for simple in ["111111", "121212", "123456", "987654", "abcdef"] {
            assert_eq!(chosen(simple), Some(CardError::SimpleCode), "{simple}");
        }
    }

    /// These bytes are on paper in people's pockets.
    #[test]
    fn a_printed_card_opens_for_ever() {
        let printed = include_str!("../../tests/assembly/golden/card.txt").trim();
        assert_eq!(fresh().seal(&code("milpa42")).code(), printed);
        let opened =
            Card::read(printed).and_then(|card| card.open(&Code::typed("milpa42"))).expect("its code");
        assert_eq!(opened.key, fresh().key);
    }
}
