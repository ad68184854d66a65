//! Guardians: t of n contacts who together can help a person back whose phones are gone.
//!
//! A random [`Root`] is shared among them ([`crate::shamir`]). It signs in no circle and opens none. From it comes one
//! **heir** for each circle ([`Root::heir`]), a key of which the circle is told beforehand that its holder may continue
//! this person; the heirs of two circles cannot be linked by anybody who has not the root. So fewer than t guardians
//! learn nothing and can do nothing, and t of them together **can come back as this person**: the screen says so before
//! they are chosen. What a circle makes of it (a waiting time, in which the old phones can object) is the circle's.
//!
//! **What comes back** is the person in each circle at whose door they knock: who they are there, since when and by whose
//! vouches, their seat, what they have written, asked for, promised and begun; a fresh device key, and the lost ones cut
//! off. What was opened for signatures or ballots before takes the phones of then: a roll that is frozen stays so. What
//! only their phones could read (sealed notes, by a prekey that is gone) stays shut.
//!
//! **What does not** is the own circle and the pairs in it: contacts, the names given to them, settings. That lies on a
//! person's own phones and nowhere else. To give it to guardians would be to show t of them whom their friend knows, which
//! no circle and no contact can tell today, and it is the contacts who would pay for that; and an heir in a pair would
//! open two people's talk to them with nobody there to see it or to object, in a circle of two. Whoever stands before a
//! guardian to be helped back can be read again as a contact by the same guardian. A backup, a parcel at a contact's or a
//! second phone brings all of it.
//!
//! To come back, the new phone shows a code with a fresh X25519 key ([`RecoveryCode`]). Each guardian reads it while
//! standing before the person, confirms, and shows an answer with their share sealed to that key ([`Answer`]). The idea
//! is BrightID's social recovery (<https://brightid.gitbook.io/brightid>), without its servers.

use std::collections::BTreeMap;

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use ed25519_zebra::SigningKey;
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    cbor,
    event::check_name,
    ids::{CircleId, DeviceKey},
    invite::{self, InviteError},
    shamir::{self, SECRET_BYTES},
    time::{DAY, Time},
    wrong::Refused,
};

/// The most guardians of one person: more are not found in one week.
pub const GUARDIANS_MAX: usize = 9;
/// A recovery goes on for so long on the new phone, and its code is read for so long, in seconds: guardians are
/// visited one after the other.
pub const RECOVERY_AGE: u64 = 30 * DAY;

/// The first bytes of the two codes, where an invitation has its version.
const RECOVERY_KIND: u8 = 0x42;
const ANSWER_KIND: u8 = 0x43;

/// What the guardians share.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub struct Root(#[cbor(n(0), with = "minicbor::bytes")] [u8; SECRET_BYTES]);

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Root(…)")
    }
}

/// One guardian's share of a root.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(array)]
pub struct Share {
    /// Names the root without telling anything of it, so that shares of two are not mixed.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub set: [u8; 8],
    /// How many shares it takes.
    #[n(1)]
    pub threshold: u8,
    /// How many there are.
    #[n(2)]
    pub count: u8,
    /// At which place of the polynomials.
    #[n(3)]
    pub place: u8,
    #[cbor(n(4), with = "minicbor::bytes")]
    value: [u8; SECRET_BYTES],
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({} of {}, {} needed)", self.place, self.count, self.threshold)
    }
}

impl Share {
    /// Its limits.
    ///
    /// # Errors
    /// [`Refused::Guardians`].
    pub(crate) fn check(&self) -> Result<(), Refused> {
        let count = (1..=GUARDIANS_MAX as u8).contains(&self.count);
        let within = (1..=self.count).contains(&self.threshold) && (1..=self.count).contains(&self.place);
        if count && within { Ok(()) } else { Err(Refused::Guardians) }
    }
}

impl Root {
    /// A fresh one.
    pub fn draw(dice: &mut impl CryptoRng) -> Root {
        let mut root = Root([0; SECRET_BYTES]);
        dice.fill_bytes(&mut root.0);
        root
    }

    /// One share for each guardian.
    ///
    /// # Errors
    /// [`Refused::Guardians`], unless there are between one and [`GUARDIANS_MAX`] and it takes between one and all.
    pub fn shares(&self, threshold: u8, count: u8, dice: &mut impl CryptoRng) -> Result<Vec<Share>, Refused> {
        let set = self.set();
        let share = |place, value| Share { set, threshold, count, place, value };
        share(1, [0; SECRET_BYTES]).check()?;
        let points = shamir::split(&self.0, threshold, count, dice);
        Ok(points.into_iter().map(|(place, value)| share(place, value)).collect())
    }

    /// The root out of as many shares as it takes; none for fewer, for shares of different roots, or changed ones.
    pub fn join(shares: &[Share]) -> Option<Root> {
        let first = shares.first()?;
        let by_place: BTreeMap<u8, &Share> = shares.iter().map(|share| (share.place, share)).collect();
        let alike = shares.iter().all(|one| (one.set, one.threshold) == (first.set, first.threshold));
        if !alike || by_place.len() < usize::from(first.threshold) {
            return None;
        }
        let points = by_place.values().take(usize::from(first.threshold));
        let points: Zeroizing<Vec<shamir::Point>> =
            Zeroizing::new(points.map(|share| (share.place, share.value)).collect());
        let root = Root(*shamir::join(&points)?);
        (root.set() == first.set).then_some(root)
    }

    fn set(&self) -> [u8; 8] {
        let hash = blake3::derive_key("tequio 2026 name of a root", &self.0);
        std::array::from_fn(|n| hash[n])
    }

    /// The key that may continue this person in one circle.
    pub fn heir(&self, circle: &CircleId) -> Heir {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 heir by guardians");
        hasher.update(&self.0).update(&circle.0);
        Heir(*hasher.finalize().as_bytes())
    }
}

/// The key that may continue a person in one circle.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Heir([u8; SECRET_BYTES]);

impl Heir {
    /// What the circle is told beforehand.
    pub fn public(&self) -> DeviceKey {
        DeviceKey(self.signing().verification_key().into())
    }

    /// What it is made from, for the keys of a new device ([`crate::Keys::recovering`]).
    pub(crate) fn seed(&self) -> [u8; SECRET_BYTES] {
        self.0
    }

    fn signing(&self) -> SigningKey {
        SigningKey::from(self.0)
    }

    /// Its signature.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing().sign(message).into()
    }
}

/// A person who has lost their phones, on a new one: the key to which guardians seal their shares.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(array)]
pub struct Recovery {
    #[cbor(n(0), with = "minicbor::bytes")]
    secret: [u8; 32],
    /// When it was begun, by the new phone's clock.
    #[n(1)]
    #[zeroize(skip)]
    pub begun: Time,
    /// What the person is called.
    #[n(2)]
    #[zeroize(skip)]
    pub name: String,
    /// What guardians gave so far.
    #[n(3)]
    shares: Vec<Share>,
}

impl std::fmt::Debug for Recovery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recovery(of {}, {} helped)", self.name, self.shares.len())
    }
}

/// What the new phone shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryCode {
    key: [u8; 32],
    /// What the person says they are called. Nobody has checked it.
    pub name: String,
}

/// A guardian's answer: their share, for the new phone alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Answer {
    #[cbor(n(0), with = "minicbor::bytes")]
    ephemeral: [u8; 32],
    #[cbor(n(1), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

/// Why a code about recovery cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// It is another code, or none.
    #[error("this is not a code for recovery")]
    NotACode,
    /// Part of it is missing or mistyped.
    #[error("part of the code is missing or was read wrongly: scan or copy it again")]
    Damaged,
    /// It was sealed to another phone.
    #[error("this answer is for another phone, or for an earlier try: let your guardian scan this code")]
    ForAnother,
    /// It is a share of another root than those before.
    #[error("this share belongs to an earlier choice of guardians than the others")]
    OtherSet,
    /// The share was given before.
    #[error("this guardian has helped already")]
    Twice,
    /// This phone keeps nothing for that person.
    #[error("this phone keeps nothing for that contact")]
    NoShare,
}

impl From<InviteError> for RecoveryError {
    fn from(error: InviteError) -> RecoveryError {
        match error {
            InviteError::Damaged => RecoveryError::Damaged,
            _ => RecoveryError::NotACode,
        }
    }
}

impl Recovery {
    /// Begins on a new phone.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn begin(name: String, now: Time, dice: &mut impl CryptoRng) -> Result<Recovery, Refused> {
        check_name(&name)?;
        let mut secret = [0; 32];
        dice.fill_bytes(&mut secret);
        Ok(Recovery { secret, begun: now, name, shares: Vec::new() })
    }

    /// Its limits.
    ///
    /// # Errors
    /// What passes one.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        check_name(&self.name)?;
        if self.shares.len() > GUARDIANS_MAX { Err(Refused::Guardians) } else { Ok(()) }
    }

    /// What to show to each guardian.
    pub fn code(&self) -> RecoveryCode {
        RecoveryCode { key: PublicKey::from(&self.secret()).to_bytes(), name: self.name.clone() }
    }

    /// Whether it is not too long ago to go on.
    pub fn is_fresh(&self, now: Time) -> bool {
        now.since(self.begun) <= RECOVERY_AGE
    }

    /// Takes a guardian's answer. How many more it takes.
    ///
    /// # Errors
    /// Says what is wrong with it; then nothing has changed.
    pub fn take(&mut self, answer: &Answer) -> Result<u8, RecoveryError> {
        let share = self.open(answer).ok_or(RecoveryError::ForAnother)?;
        if let Some(first) = self.shares.first() {
            if (first.set, first.threshold) != (share.set, share.threshold) {
                return Err(RecoveryError::OtherSet);
            }
            if self.shares.iter().any(|known| known.place == share.place) {
                return Err(RecoveryError::Twice);
            }
        }
        self.shares.push(share);
        Ok(self.missing().unwrap_or(0))
    }

    fn open(&self, answer: &Answer) -> Option<Share> {
        let shared = self.secret().diffie_hellman(&PublicKey::from(answer.ephemeral));
        let key = PublicKey::from(&self.secret()).to_bytes();
        let sealed = Payload { msg: &answer.sealed, aad: b"tequio 2026 a guardian's share" };
        let opened = cipher(shared.as_bytes(), &answer.ephemeral, &key).decrypt(&Default::default(), sealed);
        let share: Share = cbor::decode(&Zeroizing::new(opened.ok()?)).ok()?;
        share.check().ok().map(|()| share)
    }

    /// How many guardians have helped.
    pub fn given(&self) -> usize {
        self.shares.len()
    }

    /// How many more it takes; unknown before the first.
    pub fn missing(&self) -> Option<u8> {
        let first = self.shares.first()?;
        Some(first.threshold.saturating_sub(self.shares.len() as u8))
    }

    /// The root, once enough have helped.
    pub fn root(&self) -> Option<Root> {
        Root::join(&self.shares)
    }

    fn secret(&self) -> StaticSecret {
        StaticSecret::from(self.secret)
    }
}

impl RecoveryCode {
    /// The text of the code: 132 characters at most.
    pub fn code(&self) -> String {
        let name = invite::cut(&self.name, 40);
        invite::spell([&[RECOVERY_KIND][..], &self.key, &[name.len() as u8], name.as_bytes()].concat())
    }

    /// Reads a code, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str) -> Result<RecoveryCode, RecoveryError> {
        let said = invite::said(text)?;
        let Some((&RECOVERY_KIND, said)) = said.split_first() else { return Err(RecoveryError::NotACode) };
        let (key, name) = said.split_first_chunk::<32>().ok_or(RecoveryError::Damaged)?;
        let (name, rest) = invite::take_name(name).ok_or(RecoveryError::Damaged)?;
        let is_well = rest.is_empty() && check_name(&name).is_ok();
        is_well.then_some(RecoveryCode { key: *key, name }).ok_or(RecoveryError::Damaged)
    }

    /// The guardian has looked at the person and said yes: their share, for that phone alone.
    pub fn answer(&self, share: &Share, dice: &mut impl CryptoRng) -> Result<Answer, RecoveryError> {
        let mut secret = Zeroizing::new([0; 32]);
        dice.fill_bytes(&mut secret[..]);
        let secret = StaticSecret::from(*secret);
        let ephemeral = PublicKey::from(&secret).to_bytes();
        let shared = secret.diffie_hellman(&PublicKey::from(self.key));
        if !shared.was_contributory() {
            return Err(RecoveryError::Damaged);
        }
        let bytes = Zeroizing::new(cbor::encode(share));
        let sealed = Payload { msg: &bytes, aad: b"tequio 2026 a guardian's share" };
        let sealed = cipher(shared.as_bytes(), &ephemeral, &self.key).encrypt(&Default::default(), sealed);
        Ok(Answer { ephemeral, sealed: sealed.expect("fifty bytes are not too many") })
    }
}

impl Answer {
    /// The text of the code: some 180 characters, for one picture at arm's length.
    pub fn code(&self) -> String {
        invite::spell([&[ANSWER_KIND][..], &cbor::encode(self)].concat())
    }

    /// Reads a code, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str) -> Result<Answer, RecoveryError> {
        let said = invite::said(text)?;
        let Some((&ANSWER_KIND, said)) = said.split_first() else { return Err(RecoveryError::NotACode) };
        cbor::decode(said).map_err(|_| RecoveryError::Damaged)
    }
}

/// The cipher of one answer. Its key serves once, so its nonce may be nought (as HPKE's base mode, RFC 9180).
fn cipher(shared: &[u8; 32], ephemeral: &[u8; 32], key: &[u8; 32]) -> ChaCha20Poly1305 {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 key of a guardian's answer");
    hasher.update(shared).update(ephemeral).update(key);
    let key = Zeroizing::new(*hasher.finalize().as_bytes());
    ChaCha20Poly1305::new((&*key).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::Signed;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    const NOW: Time = Time(1_790_000_000);

    #[test]
    fn two_of_three_guardians_help_back_and_one_alone_does_not() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let root = Root::draw(&mut dice);
        let shares = root.shares(2, 3, &mut dice).unwrap();
        let mut recovery = Recovery::begin("Ana".to_owned(), NOW, &mut dice).unwrap();
        let shown = RecoveryCode::read(&recovery.code().code()).unwrap();
        assert_eq!(shown.name, "Ana");
        let answers: Vec<Answer> =
            shares.iter().map(|share| shown.answer(share, &mut dice).unwrap()).collect();
        assert!(answers[0].code().len() <= 200, "{}", answers[0].code().len());
        let read = Answer::read(&answers[0].code()).unwrap();
        assert_eq!(recovery.take(&read), Ok(1));
        assert!(recovery.root().is_none());
        assert_eq!(recovery.take(&answers[0]), Err(RecoveryError::Twice));
        assert_eq!(recovery.take(&answers[2]), Ok(0));
        let found = recovery.root().unwrap();
        let circle = CircleId([7; 16]);
        let (signature, message) = (found.heir(&circle).sign(b"I am back"), b"I am back".to_vec());
        assert!(Signed { signer: root.heir(&circle).public(), message, signature }.holds());
        assert_ne!(root.heir(&circle).public(), root.heir(&CircleId([8; 16])).public());
    }

    #[test]
    fn shares_of_two_roots_are_not_mixed_and_a_changed_one_gives_nothing() {
        let mut dice = ChaCha20Rng::seed_from_u64(2);
        let [one, other] = [0, 1].map(|_| Root::draw(&mut dice).shares(2, 3, &mut dice).unwrap());
        assert!(Root::join(&[one[0].clone(), other[1].clone()]).is_none());
        let mut changed = one[1].clone();
        changed.value[0] ^= 1;
        assert!(Root::join(&[one[0].clone(), changed]).is_none());
        assert!(Root::join(&one[..1]).is_none());
        assert!(Root::join(&[one[0].clone(), one[0].clone()]).is_none());
        assert_eq!(Root::draw(&mut dice).shares(4, 3, &mut dice), Err(Refused::Guardians));
    }

    #[test]
    fn an_answer_opens_on_the_phone_that_asked_and_on_no_other() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        let share = Root::draw(&mut dice).shares(1, 1, &mut dice).unwrap().remove(0);
        let asked = Recovery::begin("Ana".to_owned(), NOW, &mut dice).unwrap();
        let mut other = Recovery::begin("Ana".to_owned(), NOW, &mut dice).unwrap();
        let answer = asked.code().answer(&share, &mut dice).unwrap();
        assert_eq!(other.take(&answer), Err(RecoveryError::ForAnother));
        assert_eq!(RecoveryCode::read(&answer.code()), Err(RecoveryError::NotACode));
        let crafted = RecoveryCode { key: [0; 32], name: "Ana".to_owned() };
        assert_eq!(crafted.answer(&share, &mut dice), Err(RecoveryError::Damaged));
    }
}
