//! The note for the helper: place, gate, phone, readable by two people and nobody else.
//!
//! One random key seals the text (ChaCha20-Poly1305, RFC 8439); that key is wrapped for each phone of the two under an
//! agreement of one ephemeral X25519 key with their prekey, as in HPKE's base mode (RFC 9180) with BLAKE3 for the
//! key derivation. The text is padded to a multiple of 256 bytes, so that its size says little. Everybody in the
//! circle carries the sealed bytes, and a third phone cannot tell from them what they say.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use minicbor::{Decode, Encode};
use rand_core::{CryptoRng, Rng};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::{
    event::{NOTE_MAX, line},
    ids::{CircleId, EntryId, PersonId},
    keys::Keys,
    wrong::{Field, Refused},
};

/// Texts are padded to a multiple of this many bytes.
const PAD_BYTES: usize = 256;
/// The longest sealed text: a note of [`NOTE_MAX`] characters of four bytes, its length, padded, and the tag.
const SEALED_BYTES_MAX: usize = (4 * NOTE_MAX + 2).div_ceil(PAD_BYTES) * PAD_BYTES + 16;
/// Phones of one person that a note is sealed to.
pub const PHONES_MAX: usize = 4;
/// A note is for two people.
const READERS_MAX: usize = 2 * PHONES_MAX;

/// What a note belongs to. It opens there and nowhere else: nobody passes off another's note as their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// In which circle.
    pub circle: CircleId,
    /// About which post.
    pub post: EntryId,
    /// By whom.
    pub from: PersonId,
    /// To whom.
    pub to: PersonId,
}

impl Envelope {
    fn bytes(&self) -> Vec<u8> {
        [&self.circle.0[..], &self.post.0, &self.from.0, &self.to.0].concat()
    }
}

/// A text that its two readers can open.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Sealed {
    #[cbor(n(0), with = "minicbor::bytes")]
    ephemeral: [u8; 32],
    #[n(1)]
    wrapped: Vec<Wrapped>,
    #[cbor(n(2), with = "minicbor::bytes")]
    text: Vec<u8>,
}

/// The text's key, for one reader: 32 bytes and a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
struct Wrapped(#[cbor(n(0), with = "minicbor::bytes")] [u8; 48]);

impl Sealed {
    /// Seals a note to the holders of these prekeys: phones of two people.
    ///
    /// # Errors
    /// The note is empty or longer than [`NOTE_MAX`] characters, or a prekey is one of the few that agree on the
    /// same secret with everybody.
    pub fn seal(
        note: &str,
        envelope: &Envelope,
        prekeys: &[[u8; 32]],
        dice: &mut impl CryptoRng,
    ) -> Result<Sealed, Refused> {
        line(Field::Note, note, NOTE_MAX)?;
        let ephemeral = StaticSecret::from(*draw(dice));
        let ephemeral_public = PublicKey::from(&ephemeral).to_bytes();
        let (key, context) = (draw(dice), envelope.bytes());
        let mut wrapped = Vec::new();
        for prekey in prekeys {
            let shared = ephemeral.diffie_hellman(&PublicKey::from(*prekey));
            if !shared.was_contributory() {
                return Err(Refused::NotConfirmed);
            }
            let wrapping = wrapping_key(shared.as_bytes(), &ephemeral_public, prekey);
            let bytes = encrypt(&wrapping, &key[..], &context);
            wrapped.push(Wrapped(bytes.try_into().expect("32 bytes and a tag of 16 are 48")));
        }
        let mut padded = Zeroizing::new((note.len() as u16).to_be_bytes().to_vec());
        padded.extend_from_slice(note.as_bytes());
        let size = padded.len().next_multiple_of(PAD_BYTES);
        padded.resize(size, 0);
        Ok(Sealed { ephemeral: ephemeral_public, wrapped, text: encrypt(&key, &padded, &context) })
    }

    /// The text, if it was sealed to these keys and lies where it belongs.
    pub fn open(&self, envelope: &Envelope, keys: &Keys) -> Option<String> {
        keys.openings().find_map(|opening| self.open_with(envelope, &opening))
    }

    fn open_with(&self, envelope: &Envelope, opening: &StaticSecret) -> Option<String> {
        let context = envelope.bytes();
        let shared = opening.diffie_hellman(&PublicKey::from(self.ephemeral));
        let prekey = PublicKey::from(opening).to_bytes();
        let wrapping = wrapping_key(shared.as_bytes(), &self.ephemeral, &prekey);
        let key = self.wrapped.iter().find_map(|wrapped| decrypt(&wrapping, &wrapped.0, &context))?;
        let padded = decrypt(key[..].try_into().ok()?, &self.text, &context)?;
        let (length, rest) = padded.split_first_chunk::<2>()?;
        let text = rest.get(..u16::from_be_bytes(*length) as usize)?;
        String::from_utf8(text.to_vec()).ok()
    }

    /// The limits that hold for every sealed note, whoever sealed it.
    ///
    /// # Errors
    /// More readers or bytes than a note has.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        if self.wrapped.len() > READERS_MAX || self.text.len() > SEALED_BYTES_MAX {
            return Err(Refused::TooLong {
                field: Field::Note,
                length: self.text.len(),
                limit: SEALED_BYTES_MAX,
            });
        }
        Ok(())
    }
}

/// Whether a prekey agrees on different secrets with different people.
pub(crate) fn is_sound(prekey: &[u8; 32]) -> bool {
    StaticSecret::from([1; 32]).diffie_hellman(&PublicKey::from(*prekey)).was_contributory()
}

/// Both public keys go into the derivation, so that a wrapped key fits one sender and one reader only.
fn wrapping_key(shared: &[u8; 32], ephemeral: &[u8; 32], prekey: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 note wrapping key");
    hasher.update(shared).update(ephemeral).update(prekey);
    Zeroizing::new(*hasher.finalize().as_bytes())
}

fn draw(dice: &mut impl Rng) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    dice.fill_bytes(&mut bytes[..]);
    bytes
}

/// Every key here seals one text only, so the nonce is fixed.
fn encrypt(key: &[u8; 32], plain: &[u8], context: &[u8]) -> Vec<u8> {
    ChaCha20Poly1305::new(key.into())
        .encrypt(&Default::default(), Payload { msg: plain, aad: context })
        .expect("a note is far below the cipher's limit of 256 GiB")
}

fn decrypt(key: &[u8; 32], sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    ChaCha20Poly1305::new(key.into())
        .decrypt(&Default::default(), Payload { msg: sealed, aad: context })
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    #[test]
    fn the_two_read_it_and_a_third_does_not() {
        let mut dice = ChaCha20Rng::seed_from_u64(7);
        let [ana, beto, third] = std::array::from_fn(|_| Keys::found(&mut dice));
        let (from, to) = (ana.device(), beto.device());
        let envelope = Envelope { circle: ana.circle, post: EntryId([3; 16]), from, to };
        let note = "green gate, ring twice, 555 0134";
        let sealed = Sealed::seal(note, &envelope, &[ana.prekey(), beto.prekey()], &mut dice).unwrap();
        assert_eq!(sealed.open(&envelope, &ana).as_deref(), Some(note));
        assert_eq!(sealed.open(&envelope, &beto).as_deref(), Some(note));
        assert_eq!(sealed.open(&envelope, &third), None);
        for moved in [
            Envelope { circle: third.circle, ..envelope },
            Envelope { post: EntryId([4; 16]), ..envelope },
            Envelope { from: third.device(), ..envelope },
            Envelope { to: third.device(), ..envelope },
        ] {
            assert_eq!(sealed.open(&moved, &beto), None, "a note that was moved does not open");
        }
        assert_eq!(sealed.text.len(), PAD_BYTES + 16);
    }

    #[test]
    fn a_restored_phone_is_a_new_device_that_reads_its_old_notes() {
        let mut dice = ChaCha20Rng::seed_from_u64(9);
        let [ana, beto] = std::array::from_fn(|_| Keys::found(&mut dice));
        let (from, to) = (ana.device(), beto.device());
        let envelope = Envelope { circle: ana.circle, post: EntryId([3; 16]), from, to };
        let sealed = Sealed::seal("gate", &envelope, &[ana.prekey(), beto.prekey()], &mut dice).unwrap();
        let backup = cbor::encode(&beto.for_restore());
        let first = Keys::restored(cbor::decode(&backup).unwrap(), &mut dice).unwrap();
        let second = Keys::restored(first.for_restore(), &mut dice).unwrap();
        assert_eq!(second.formers().collect::<Vec<_>>(), [beto.device(), first.device()]);
        assert!(beto.device() != first.device() && first.device() != second.device());
        assert_eq!((second.circle, second.ring.epochs()), (beto.circle, beto.ring.epochs()));
        for keys in [&first, &second] {
            assert_eq!(sealed.open(&envelope, keys).as_deref(), Some("gate"));
        }
        let signing = beto.signing();
        let holds = |bytes: &[u8]| bytes.windows(32).any(|window| window == &signing.as_ref()[..32]);
        assert!(holds(&cbor::encode(&beto)) && !holds(&backup), "what signs stays on its device");
    }

    #[test]
    fn the_longest_note_fits_and_a_longer_one_is_refused() {
        let mut dice = ChaCha20Rng::seed_from_u64(8);
        let keys = Keys::found(&mut dice);
        let prekey = keys.prekey();
        let device = keys.device();
        let envelope = Envelope { circle: keys.circle, post: EntryId([0; 16]), from: device, to: device };
        let mut seal = |note: &str| Sealed::seal(note, &envelope, &[prekey, prekey], &mut dice);
        let longest = seal(&"🌽".repeat(NOTE_MAX)).unwrap();
        assert!(longest.check().is_ok());
        assert_eq!(longest.open(&envelope, &keys), Some("🌽".repeat(NOTE_MAX)));
        assert!(seal(&"x".repeat(NOTE_MAX + 1)).is_err());
        assert!(seal("").is_err());
        let weak = Sealed::seal("hello", &envelope, &[prekey, [0; 32]], &mut dice);
        assert_eq!(weak, Err(Refused::NotConfirmed), "a prekey of small order");
    }
}
