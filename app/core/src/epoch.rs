//! Epoch keys: what members know and nobody else, for a while.
//!
//! A circle begins with the key that its founder drew, number 0. A **rotation** ([`Rotation`]) brings the next one,
//! sealed to every member's prekey under one ephemeral key, as HPKE does (RFC 9180) with BLAKE3 for the key
//! derivation. By its newest keys members recognise each other on a link ([`crate::recognise`]), from them come the
//! codes for newcomers ([`crate::invite`]), and under them entries travel through other people's hands.
//!
//! Who was removed keeps the keys that they had, so a key counts only as long as it was drawn in knowledge of
//! **everybody who is gone**: a rotation names them by a hash ([`crate::roster::Roster::gone_hash`]), and one who
//! writes under a key looks whether it still is the hash of all who are gone. Two halves of a circle may rotate at the same time;
//! after they met, the higher number counts, then the lower commitment, on every phone alike. If one half sealed to
//! somebody whom the other removed, its key no longer counts, and if neither half knew of the other's removal,
//! neither key does: whoever writes next rotates anew.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    ids::{CircleId, DeviceKey},
    time::{DAY, Time},
};

/// A key counts as old after so long, in seconds of circle time; then somebody rotates.
pub const EPOCH_AGE: u64 = 7 * DAY;
/// The next in line rotates if the one before has not done so for so long, in seconds.
pub const ROTATOR_DELAY: u64 = 3_600;
/// Keys that a device retains, by [`is_retained`]: at most two of each number, and this many in all.
pub const EPOCHS_MAX: usize = 48;
/// The newest keys are all retained: what travels under one has two months to arrive.
const NEWEST: u32 = 8;
/// Of those before, every eighth for a year and every sixty-fourth for ten, the same on every phone, so that two who
/// have not met for years still recognise each other by one.
const SPARSE: [(u32, u32); 2] = [(8, 64), (64, 512)];
/// Recipients of one rotation entry; with more members there are several entries for one key. A box takes
/// [`BOX_BYTES`], so 500 members take 24 kB.
pub const RECIPIENTS_MAX: usize = 640;
/// A sealed key: 32 bytes and the tag.
pub const BOX_BYTES: usize = 48;
/// Prekey secrets that a device retains: the newest, and the one before for a rotation that crossed its successor.
pub const PREKEYS_MAX: usize = 2;

/// A key that a circle's members share for a while.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub struct EpochKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl EpochKey {
    /// A fresh one.
    pub fn draw(dice: &mut impl CryptoRng) -> EpochKey {
        let mut key = EpochKey([0; 32]);
        dice.fill_bytes(&mut key.0);
        key
    }

    fn hash(&self) -> [u8; 32] {
        blake3::derive_key("tequio 2026 hash of an epoch key", &self.0)
    }
}

impl std::fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EpochKey(…)")
    }
}

/// Which key: the order in which they count, the best one last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EpochName {
    /// One more than the highest that the rotator knew; 0 for the founder's.
    #[n(0)]
    pub number: u32,
    /// A hash of the key and of who drew it, for whom and when: nobody can pass one key to some and another to others,
    /// nor claim another's key as drawn by themselves or for other people.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub commitment: [u8; 32],
}

impl Ord for EpochName {
    fn cmp(&self, other: &EpochName) -> std::cmp::Ordering {
        self.number.cmp(&other.number).then_with(|| other.commitment.cmp(&self.commitment))
    }
}

impl PartialOrd for EpochName {
    fn partial_cmp(&self, other: &EpochName) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl EpochName {
    /// What an entry's header says to name the key: 0 for the founder's. Two keys of one circle share it once in
    /// four thousand million pairs; then both are tried.
    pub fn id(&self) -> u32 {
        let start = self.commitment[..4].try_into().expect("four of 32 bytes");
        if self.number == 0 { 0 } else { u32::from_be_bytes(start).max(1) }
    }
}

/// A key with its number.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Epoch {
    /// Its number.
    #[n(0)]
    pub number: u32,
    /// The key.
    #[n(1)]
    pub key: EpochKey,
    /// Of the rotation that brought it: a hash of who drew it, for whom and when.
    #[cbor(n(2), with = "minicbor::bytes")]
    drawn: [u8; 32],
}

impl Epoch {
    /// A key that no rotation has brought yet, or that is the founder's.
    pub fn new(number: u32, key: EpochKey) -> Epoch {
        Epoch { number, key, drawn: [0; 32] }
    }

    /// Its name.
    pub fn name(&self) -> EpochName {
        EpochName { number: self.number, commitment: commitment(&self.key.hash(), &self.drawn) }
    }
}

fn commitment(key: &[u8; 32], drawn: &[u8; 32]) -> [u8; 32] {
    blake3::derive_key("tequio 2026 commitment to an epoch key", &[&key[..], drawn].concat())
}

/// Whether the keys of this number are retained beside the newest. The founder's always is: one member can make the
/// others draw as many numbers as they like, and two who retain no key in common would never know each other again.
fn is_retained(number: u32, newest: u32) -> bool {
    let age = newest.saturating_sub(number);
    number == 0
        || age < NEWEST
        || SPARSE.iter().any(|(every, upto)| number.is_multiple_of(*every) && age < *upto)
}

/// A new key for those who belong, as an event says it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Rotation {
    /// Which key.
    #[n(0)]
    pub name: EpochName,
    /// The hash of the roster that the rotator knew: who the recipients are.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub roster: [u8; 32],
    /// The hash of all who were gone then. The key counts as long as nobody else is.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub gone: [u8; 32],
    /// How late it was in the circle.
    #[n(3)]
    pub at: Time,
    #[cbor(n(4), with = "minicbor::bytes")]
    ephemeral: [u8; 32],
    /// One box for each recipient.
    #[cbor(n(5), with = "minicbor::bytes")]
    boxes: Vec<u8>,
    /// The key's hash, of which the name is made.
    #[cbor(n(6), with = "minicbor::bytes")]
    key: [u8; 32],
}

impl Rotation {
    /// Seals a key to the holders of these prekeys (at most [`RECIPIENTS_MAX`]). A prekey of the few that agree on
    /// the same secret with everybody gets nothing.
    pub fn seal(
        circle: &CircleId,
        rotator: &DeviceKey,
        epoch: &Epoch,
        (roster, gone, at): ([u8; 32], [u8; 32], Time),
        prekeys: &[[u8; 32]],
        dice: &mut impl CryptoRng,
    ) -> Rotation {
        let mut secret = Zeroizing::new([0; 32]);
        dice.fill_bytes(&mut secret[..]);
        let secret = StaticSecret::from(*secret);
        let ephemeral = PublicKey::from(&secret).to_bytes();
        let (number, key) = (epoch.number, epoch.key.hash());
        let name = EpochName { number, commitment: [0; 32] };
        let mut rotation = Rotation { name, roster, gone, at, ephemeral, boxes: Vec::new(), key };
        rotation.name.commitment = commitment(&key, &rotation.drawn(rotator));
        let context = rotation.context(circle, rotator);
        for prekey in prekeys {
            let shared = secret.diffie_hellman(&PublicKey::from(*prekey));
            if shared.was_contributory() {
                let cipher = cipher(shared.as_bytes(), &ephemeral, prekey);
                let sealed = Payload { msg: &epoch.key.0, aad: &context };
                let sealed = cipher.encrypt(&Default::default(), sealed);
                rotation.boxes.extend(sealed.expect("32 bytes are not too many"));
            }
        }
        rotation
    }

    /// The key, if one of the boxes is for this prekey and holds the key that the rotation names.
    ///
    /// Which box it is, nobody says, so all are tried: five hundred take a millisecond.
    pub fn open(&self, circle: &CircleId, rotator: &DeviceKey, prekey: &Prekey) -> Option<Epoch> {
        let shared = prekey.secret().diffie_hellman(&PublicKey::from(self.ephemeral));
        if !shared.was_contributory() {
            return None;
        }
        let cipher = cipher(shared.as_bytes(), &self.ephemeral, &prekey.public());
        let context = self.context(circle, rotator);
        let (boxes, _) = self.boxes.as_chunks::<BOX_BYTES>();
        let opened = boxes.iter().find_map(|sealed| {
            let sealed = Payload { msg: &sealed[..], aad: &context };
            cipher.decrypt(&Default::default(), sealed).ok().map(Zeroizing::new)
        })?;
        let epoch = self.epoch(rotator, &EpochKey(opened[..].try_into().ok()?));
        (epoch.name() == self.name).then_some(epoch)
    }

    /// The key that it brings, with its name.
    pub fn epoch(&self, rotator: &DeviceKey, key: &EpochKey) -> Epoch {
        Epoch { number: self.name.number, key: key.clone(), drawn: self.drawn(rotator) }
    }

    /// Whether the name is the one of a key that this device drew for those whom the rotation names.
    pub(crate) fn is_by(&self, rotator: &DeviceKey) -> bool {
        self.name.commitment == commitment(&self.key, &self.drawn(rotator))
    }

    fn drawn(&self, rotator: &DeviceKey) -> [u8; 32] {
        let at = self.at.0.to_be_bytes();
        let number = self.name.number.to_be_bytes();
        let said = [&number[..], &rotator.0, &self.roster, &self.gone, &at].concat();
        blake3::derive_key("tequio 2026 who drew an epoch key", &said)
    }

    /// Whether its form is within the limits.
    pub(crate) fn is_well_formed(&self) -> bool {
        self.name.number > 0
            && self.boxes.len().is_multiple_of(BOX_BYTES)
            && self.boxes.len() <= RECIPIENTS_MAX * BOX_BYTES
    }

    fn context(&self, circle: &CircleId, rotator: &DeviceKey) -> Vec<u8> {
        let name = [&self.name.number.to_be_bytes()[..], &self.name.commitment].concat();
        [&circle.0[..], &rotator.0, &name, &self.roster, &self.gone].concat()
    }
}

/// The cipher of one box. Its key serves once, so its nonce may be nought; both public keys go in, so that a box
/// fits one rotation and one recipient only.
fn cipher(shared: &[u8; 32], ephemeral: &[u8; 32], prekey: &[u8; 32]) -> ChaCha20Poly1305 {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 epoch wrapping key");
    hasher.update(shared).update(ephemeral).update(prekey);
    let key = Zeroizing::new(*hasher.finalize().as_bytes());
    ChaCha20Poly1305::new((&*key).into())
}

/// The secret half of a key that rotations are sealed to. It is replaced once it has been used and forgotten after
/// that, so that whoever takes a phone cannot open the rotations of months ago that they recorded.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub struct Prekey(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Prekey {
    /// A fresh one.
    pub fn draw(dice: &mut impl CryptoRng) -> Prekey {
        let mut prekey = Prekey([0; 32]);
        dice.fill_bytes(&mut prekey.0);
        prekey
    }

    /// What the others seal to.
    pub fn public(&self) -> [u8; 32] {
        PublicKey::from(&self.secret()).to_bytes()
    }

    fn secret(&self) -> StaticSecret {
        StaticSecret::from(self.0)
    }
}

impl std::fmt::Debug for Prekey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prekey(…)")
    }
}

/// The epoch keys and prekey secrets that a device holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ring {
    /// In the order in which they count, the best last.
    #[n(0)]
    epochs: Vec<Epoch>,
    /// The newest last.
    #[n(1)]
    prekeys: Vec<Prekey>,
    /// Whether a rotation has been opened with the newest prekey, which then wants a successor.
    #[n(2)]
    pub(crate) is_prekey_used: bool,
}

impl Ring {
    /// A ring with one epoch key.
    pub(crate) fn of(epoch: Epoch) -> Ring {
        Ring { epochs: vec![epoch], ..Ring::default() }
    }

    /// All keys, the best last.
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// The key with this name.
    pub fn epoch(&self, name: &EpochName) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| epoch.name() == *name)
    }

    /// Keys that an entry's header may mean.
    pub fn named(&self, id: u32) -> impl Iterator<Item = &Epoch> {
        self.epochs.iter().filter(move |epoch| epoch.name().id() == id)
    }

    /// Adds a key; whether it is news. What is not to be retained beside the `newest` number goes, which may be the key
    /// itself. That number is the one that the log knows: a key that somebody told may have any.
    pub(crate) fn add(&mut self, epoch: Epoch, newest: u32) -> bool {
        let name = epoch.name();
        let Err(at) = self.epochs.binary_search_by_key(&name, Epoch::name) else { return false };
        self.epochs.insert(at, epoch);
        let numbers: Vec<u32> = self.epochs.iter().map(|epoch| epoch.number).collect();
        let mut place = 0;
        // The better of one number come later.
        self.epochs.retain(|epoch| {
            place += 1;
            let is_third = numbers.get(place + 1) == Some(&epoch.number);
            is_retained(epoch.number, newest) && !is_third
        });
        self.epoch(&name).is_some()
    }

    /// Keeps only keys that are wanted; whether any went.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&EpochName) -> bool) -> bool {
        let before = self.epochs.len();
        self.epochs.retain(|epoch| wanted(&epoch.name()));
        self.epochs.len() < before
    }

    /// Draws the next prekey; its public half is to be told to the others.
    pub(crate) fn renew_prekey(&mut self, dice: &mut impl CryptoRng) -> [u8; 32] {
        let prekey = Prekey::draw(dice);
        let public = prekey.public();
        self.prekeys.push(prekey);
        if self.prekeys.len() > PREKEYS_MAX {
            self.prekeys.remove(0);
        }
        self.is_prekey_used = false;
        public
    }

    /// Opens a rotation with any prekey that is here; whether it brought a key that is news. When the newest prekey
    /// has served, those before it go.
    pub(crate) fn open(
        &mut self,
        circle: &CircleId,
        rotator: &DeviceKey,
        rotation: &Rotation,
        newest: u32,
    ) -> bool {
        if self.epoch(&rotation.name).is_some() {
            return false;
        }
        let opened = self.prekeys.iter().enumerate().rev().find_map(|(n, prekey)| {
            rotation.open(circle, rotator, prekey).map(|epoch| (n + 1 == self.prekeys.len(), epoch))
        });
        let Some((by_newest, epoch)) = opened else { return false };
        if by_newest {
            self.is_prekey_used = true;
            self.prekeys.drain(..self.prekeys.len() - 1);
        }
        self.add(epoch, newest);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::PAYLOAD_BYTES_MAX;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    const CIRCLE: CircleId = CircleId([1; 16]);
    const ROTATOR: DeviceKey = DeviceKey([2; 32]);

    #[test]
    fn a_rotation_opens_to_its_recipients_and_to_nobody_else() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let prekeys: Vec<Prekey> = (0..3).map(|_| Prekey::draw(&mut dice)).collect();
        let publics: Vec<[u8; 32]> = prekeys[..2].iter().map(Prekey::public).collect();
        let epoch = Epoch::new(1, EpochKey::draw(&mut dice));
        let rotation =
            Rotation::seal(&CIRCLE, &ROTATOR, &epoch, ([3; 32], [4; 32], Time(5)), &publics, &mut dice);
        for prekey in &prekeys[..2] {
            assert_eq!(
                rotation.open(&CIRCLE, &ROTATOR, prekey).map(|opened| opened.key),
                Some(epoch.key.clone())
            );
            assert_eq!(rotation.open(&CircleId([9; 16]), &ROTATOR, prekey), None, "another circle");
            assert_eq!(rotation.open(&CIRCLE, &DeviceKey([9; 32]), prekey), None, "another rotator");
            let moved = Rotation { gone: [5; 32], ..rotation.clone() };
            assert_eq!(moved.open(&CIRCLE, &ROTATOR, prekey), None, "as if for others");
        }
        assert_eq!(rotation.open(&CIRCLE, &ROTATOR, &prekeys[2]), None);
    }

    #[test]
    fn nobody_gives_one_key_to_some_and_another_to_others() {
        let mut dice = ChaCha20Rng::seed_from_u64(2);
        let prekey = Prekey::draw(&mut dice);
        let [one, other] = std::array::from_fn(|_| Epoch::new(1, EpochKey::draw(&mut dice)));
        let rotation = Rotation::seal(
            &CIRCLE,
            &ROTATOR,
            &one,
            ([0; 32], [0; 32], Time(5)),
            &[prekey.public()],
            &mut dice,
        );
        let forged = Rotation { name: other.name(), ..rotation };
        assert_eq!(forged.open(&CIRCLE, &ROTATOR, &prekey), None);
    }

    #[test]
    fn five_hundred_recipients_fit_into_26_kilobytes() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        let prekeys: Vec<[u8; 32]> = (0..500).map(|_| Prekey::draw(&mut dice).public()).collect();
        let epoch = Epoch::new(7, EpochKey::draw(&mut dice));
        let rotation =
            Rotation::seal(&CIRCLE, &ROTATOR, &epoch, ([0; 32], [0; 32], Time(5)), &prekeys, &mut dice);
        let bytes = crate::cbor::encode(&rotation).len();
        assert!(bytes <= 26_000, "{bytes}");
        assert!(
            bytes / 500 * RECIPIENTS_MAX + 1_000 <= PAYLOAD_BYTES_MAX,
            "the most recipients fit an entry"
        );
    }

    #[test]
    fn the_ring_counts_numbers_first_and_the_lower_commitment_then() {
        let mut dice = ChaCha20Rng::seed_from_u64(4);
        let mut ring = Ring::of(Epoch::new(0, EpochKey::draw(&mut dice)));
        let twins: [Epoch; 2] = std::array::from_fn(|_| Epoch::new(2, EpochKey::draw(&mut dice)));
        let lower = if twins[0].name().commitment < twins[1].name().commitment { 0 } else { 1 };
        for epoch in [&twins[0], &twins[1], &Epoch::new(1, EpochKey::draw(&mut dice))] {
            assert!(ring.add(epoch.clone(), 2));
            assert!(!ring.add(epoch.clone(), 2), "twice is no news");
        }
        assert_eq!(ring.epochs().last(), Some(&twins[lower]));
        let lowest: Vec<[u8; 32]> = (0..9)
            .map(|_| {
                let epoch = Epoch::new(3, EpochKey::draw(&mut dice));
                ring.add(epoch.clone(), 3);
                epoch.name().commitment
            })
            .collect();
        let third: Vec<Epoch> = ring.epochs().iter().filter(|epoch| epoch.number == 3).cloned().collect();
        assert_eq!(third.len(), 2, "two of each number");
        assert_eq!(lowest.iter().min(), Some(&third[1].name().commitment));
    }

    #[test]
    fn two_who_have_not_met_for_years_retain_a_key_in_common() {
        let mut dice = ChaCha20Rng::seed_from_u64(6);
        let all: Vec<Epoch> =
            (0..1_000).map(|number| Epoch::new(number, EpochKey::draw(&mut dice))).collect();
        let mut rings = vec![Ring::of(all[0].clone())];
        for epoch in &all[1..] {
            let mut ring = rings[rings.len() - 1].clone();
            ring.add(epoch.clone(), epoch.number);
            assert!(ring.epochs().len() <= EPOCHS_MAX / 2, "{}", ring.epochs().len());
            rings.push(ring);
        }
        for (then, now) in
            (0..1_000usize).flat_map(|then| (then..1_000.min(then + 440)).map(move |now| (then, now)))
        {
            let common = rings[then].epochs().iter().rev().find(|epoch| rings[now].epochs().contains(epoch));
            assert!(common.is_some(), "{then} and {now}");
        }
    }

    #[test]
    fn a_prekey_that_has_served_wants_a_successor_and_those_before_it_go() {
        let mut dice = ChaCha20Rng::seed_from_u64(5);
        let mut ring = Ring::default();
        let first = ring.renew_prekey(&mut dice);
        let seal = |number: u32, to: [u8; 32], dice: &mut ChaCha20Rng| {
            let epoch = Epoch::new(number, EpochKey::draw(dice));
            Rotation::seal(&CIRCLE, &ROTATOR, &epoch, ([0; 32], [0; 32], Time(5)), &[to], dice)
        };
        let one = seal(1, first, &mut dice);
        assert!(ring.open(&CIRCLE, &ROTATOR, &one, 0) && ring.is_prekey_used);
        let second = ring.renew_prekey(&mut dice);
        let crossed = seal(2, first, &mut dice);
        assert!(ring.open(&CIRCLE, &ROTATOR, &crossed, 0), "sealed before the successor was known");
        assert!(!ring.is_prekey_used);
        let next = seal(3, second, &mut dice);
        assert!(ring.open(&CIRCLE, &ROTATOR, &next, 0) && ring.is_prekey_used);
        let late = seal(4, first, &mut dice);
        assert!(!ring.open(&CIRCLE, &ROTATOR, &late, 0), "the first secret is gone");
    }
}
