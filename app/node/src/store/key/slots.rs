//! The two places of a key file under a passphrase. Nobody can tell from outside whether one of them is in use, or both.
//!
//! ```text
//! Argon2id's cost 12 ‖ salt 16 ‖ two slots of: nonce 24 ‖ sealed content 768 + 16
//! content   storage key 32 ‖ 0                                  alone: the other slot is noise
//!                          ‖ 1 ‖ the other slot's key 32        beside a duress code
//!                          ‖ 2 ‖ what the decoy begins with     the duress code itself
//!           and zeros up to 768
//! ```
//!
//! A slot that is not in use holds random bytes, as VeraCrypt fills the header of a hidden volume that is not there
//! (its documentation, "Hidden Volume"). Both share one salt, so every try costs one Argon2id and looks at both slots,
//! whatever it finds. Each time the file is written both slots are sealed anew or drawn anew and lie in an order that
//! is drawn too, so whoever copied the file before and after sees the same change whatever was done; therefore the
//! salt stays, since a slot whose passphrase was not typed could not follow to a new one.
//!
//! *Not hidden*: from whoever opens the real slot with programs of their own, that there is a code beside it.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use rand_chacha::{ChaCha20Rng, rand_core::Rng};
use tequio_core::Time;
use zeroize::Zeroizing;

use super::{Cost, MAGIC, Passphrase, VERSION, stretch};
use crate::{
    store::{SETTING_NAME_BYTES_MAX, duress::Decoy},
    wrong::Fault,
};

/// A storage key, and 736 bytes for the longest decoy: two names of 40 letters, and a few settings.
const CONTENT_BYTES: usize = 768;
const SLOT_BYTES: usize = 24 + CONTENT_BYTES + 16;
const COUNT: usize = 2;
#[cfg(not(test))]
const COST: Cost = Cost::USUAL;
/// A phone that dies at each of its steps is unlocked hundreds of times.
#[cfg(test)]
const COST: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

/// A key that opens a slot: out of a passphrase and the file's salt.
pub(in crate::store) type Wrapping = Zeroizing<[u8; 32]>;

/// The two slots.
#[derive(Clone)]
pub(in crate::store) struct Slots {
    cost: Cost,
    salt: [u8; 16],
    sealed: [Box<[u8; SLOT_BYTES]>; COUNT],
}

/// What a slot holds.
#[derive(Clone)]
pub(in crate::store) struct Content {
    pub(in crate::store) key: Zeroizing<[u8; 32]>,
    pub(in crate::store) role: Role,
}

/// What it means to open a slot.
#[derive(Clone)]
pub(in crate::store) enum Role {
    /// The phone opens.
    Alone,
    /// The phone opens, and this opens the slot of its duress code.
    Beside(Wrapping),
    /// The phone of the other slot goes, and a decoy takes its place.
    Decoy(Decoy),
}

impl Slots {
    /// Slots of a new salt, without anything in them yet.
    pub(in crate::store) fn new(dice: &mut ChaCha20Rng) -> Slots {
        let mut salt = [0; 16];
        dice.fill_bytes(&mut salt);
        Slots { cost: COST, salt, sealed: [noise(dice), noise(dice)] }
    }

    /// The key that this passphrase gives here.
    pub(in crate::store) fn stretch(&self, passphrase: &Passphrase) -> Result<Wrapping, Fault> {
        stretch(passphrase, &self.salt, self.cost)
    }

    /// What this key opens. Both slots are tried always.
    pub(in crate::store) fn open(&self, wrapping: &Wrapping) -> Option<Content> {
        let cipher = XChaCha20Poly1305::new((&**wrapping).into());
        let context = self.context();
        let [first, second] = self.sealed.each_ref().map(|sealed| {
            let (nonce, sealed) = sealed.split_first_chunk::<24>().expect("a slot is longer than its nonce");
            let payload = Payload { msg: sealed, aad: &context };
            cipher.decrypt(nonce.into(), payload).ok().map(Zeroizing::new)
        });
        first.or(second).and_then(|plain| Content::decode(&plain))
    }

    /// Fills both slots: what each is opened by, and what is in it. Without a second that one is noise.
    pub(in crate::store) fn fill(
        &mut self,
        first: (&Wrapping, &Content),
        second: Option<(&Wrapping, &Content)>,
        dice: &mut ChaCha20Rng,
    ) {
        let seal = |slots: &Slots, (wrapping, content): (&Wrapping, &Content), dice: &mut ChaCha20Rng| {
            let mut slot = noise(dice);
            let (nonce, rest) = slot.split_first_chunk_mut::<24>().expect("a slot is longer than its nonce");
            let plain = content.encode();
            let payload = Payload { msg: &plain[..], aad: &slots.context() };
            let sealed = XChaCha20Poly1305::new((&**wrapping).into()).encrypt((&*nonce).into(), payload);
            rest.copy_from_slice(&sealed.expect("a slot is far below the cipher's limit"));
            slot
        };
        let first = seal(self, first, dice);
        let second = match second {
            Some(second) => seal(self, second, dice),
            None => noise(dice),
        };
        self.sealed = match dice.next_u32() & 1 {
            0 => [first, second],
            _ => [second, first],
        };
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = [&self.cost.bytes()[..], &self.salt].concat();
        self.sealed.iter().for_each(|sealed| bytes.extend_from_slice(&sealed[..]));
        bytes
    }

    /// None for anything but two slots, or a cost past the most that a file may ask for.
    pub(super) fn decode(bytes: &[u8]) -> Option<Slots> {
        let (cost, rest) = bytes.split_first_chunk()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let second = rest.try_into().ok()?;
        let sealed = [Box::new(*first), Box::new(second)];
        Some(Slots { cost: Cost::read(cost)?, salt: *salt, sealed })
    }

    fn context(&self) -> Vec<u8> {
        [&MAGIC[..], &[VERSION], &self.cost.bytes(), &self.salt].concat()
    }
}

impl Content {
    /// Whether a decoy finds room in a slot.
    pub(in crate::store) fn has_room_for(decoy: &Decoy) -> bool {
        let settings = decoy.settings.iter();
        let settings: usize = settings.map(|(name, value)| 1 + name.len() + 2 + value.len()).sum();
        let short = |text: &str| text.len() <= usize::from(u8::MAX);
        let names = decoy.settings.iter().all(|(name, _)| name.len() <= SETTING_NAME_BYTES_MAX);
        short(&decoy.name)
            && short(&decoy.circle_name)
            && names
            && decoy.settings.len() <= usize::from(u8::MAX)
            && 32 + 1 + 8 + 1 + decoy.name.len() + 1 + decoy.circle_name.len() + 1 + settings <= CONTENT_BYTES
    }

    fn encode(&self) -> Zeroizing<[u8; CONTENT_BYTES]> {
        // Room for all of it: a vector that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(CONTENT_BYTES));
        bytes.extend_from_slice(&self.key[..]);
        match &self.role {
            Role::Alone => bytes.push(0),
            Role::Beside(wrapping) => {
                bytes.push(1);
                bytes.extend_from_slice(&wrapping[..]);
            }
            Role::Decoy(decoy) => {
                bytes.push(2);
                bytes.extend_from_slice(&decoy.since.0.to_be_bytes());
                for text in [&decoy.name, &decoy.circle_name] {
                    bytes.push(text.len() as u8);
                    bytes.extend_from_slice(text.as_bytes());
                }
                bytes.push(decoy.settings.len() as u8);
                for (name, value) in &decoy.settings {
                    bytes.push(name.len() as u8);
                    bytes.extend_from_slice(name.as_bytes());
                    bytes.extend_from_slice(&(value.len() as u16).to_be_bytes());
                    bytes.extend_from_slice(value);
                }
            }
        }
        let mut padded = Zeroizing::new([0; CONTENT_BYTES]);
        padded[..bytes.len()].copy_from_slice(&bytes);
        padded
    }

    fn decode(bytes: &[u8]) -> Option<Content> {
        let (key, rest) = bytes.split_first_chunk::<32>()?;
        let (kind, rest) = rest.split_first()?;
        let role = match kind {
            0 => Role::Alone,
            1 => Role::Beside(Zeroizing::new(*rest.first_chunk()?)),
            2 => Role::Decoy(decode_decoy(rest)?),
            _ => return None,
        };
        Some(Content { key: Zeroizing::new(*key), role })
    }
}

fn decode_decoy(bytes: &[u8]) -> Option<Decoy> {
    fn short(bytes: &[u8]) -> Option<(String, &[u8])> {
        let (length, rest) = bytes.split_first()?;
        let (text, rest) = rest.split_at_checked(usize::from(*length))?;
        Some((String::from_utf8(text.to_vec()).ok()?, rest))
    }
    let (since, rest) = bytes.split_first_chunk()?;
    let (name, rest) = short(rest)?;
    let (circle_name, rest) = short(rest)?;
    let (count, mut rest) = rest.split_first()?;
    let mut settings = Vec::new();
    for _ in 0..*count {
        let (name, after) = short(rest)?;
        let (length, after) = after.split_first_chunk()?;
        let (value, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        settings.push((name, value.to_vec()));
        rest = after;
    }
    Some(Decoy { name, circle_name, since: Time(u64::from_be_bytes(*since)), settings })
}

fn noise(dice: &mut ChaCha20Rng) -> Box<[u8; SLOT_BYTES]> {
    let mut bytes = Box::new([0; SLOT_BYTES]);
    dice.fill_bytes(&mut bytes[..]);
    bytes
}
