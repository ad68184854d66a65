//! The keys of one device in one circle.
//!
//! A device makes a fresh key for each circle, so that nobody who sees two circles can tell that one person is in
//! both. It never leaves its device and is in no backup (PROTOCOL.md §1). From its 32-byte seed come the Ed25519
//! key that signs entries and the X25519 key that notes are sealed to.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    epoch::{EPOCHS_MAX, Epoch, EpochKey, Ring},
    ids::{CircleId, DeviceKey, PersonId},
    invite::Invite,
    pair::{FreshKeys, IntroductionId},
    time::Time,
};

/// One device's keys in one circle, as they are kept on disk.
#[derive(Clone, Encode, Decode)]
#[cbor(array)]
pub struct Keys {
    /// The circle.
    #[n(0)]
    pub circle: CircleId,
    #[cbor(n(1), with = "minicbor::bytes")]
    seed: [u8; 32],
    /// How far this device has come in: founder, knocking, or member.
    #[n(2)]
    pub standing: Standing,
    /// The epoch keys that it knows; none before it was let in.
    #[n(3)]
    pub ring: Ring,
    /// Lost devices of the same person, from a backup: notes to them can be read here.
    #[n(4)]
    formers: Vec<Former>,
    /// What this device has entrusted to backups of it, once there is one.
    #[n(5)]
    heir: Option<Heir>,
    /// What a backup brought, by which this device continues its person.
    #[n(6)]
    inherited: Option<Heir>,
    /// What this device has entrusted to a further phone that is being linked. The backups' one stays theirs.
    #[n(7)]
    linking: Option<Heir>,
    /// After this device has left: who is known to have its word. Nothing more comes from them that could tell it again.
    #[n(8)]
    told: Option<BTreeSet<PersonId>>,
}

/// A key that signs in no log: whoever holds it may continue a person on one new device. It lies in backups, sealed.
#[derive(Clone, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
struct Heir(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Heir {
    fn signing(&self) -> ed25519_zebra::SigningKey {
        ed25519_zebra::SigningKey::from(self.0)
    }

    fn key(&self) -> DeviceKey {
        DeviceKey(self.signing().verification_key().into())
    }
}

/// A lost device, as far as a backup holds it: what opens notes that were sealed to it.
#[derive(Clone, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(array)]
struct Former {
    #[n(0)]
    #[zeroize(skip)]
    device: DeviceKey,
    #[cbor(n(1), with = "minicbor::bytes")]
    opening: [u8; 32],
}

/// Devices that a person may have lost one after another; a backup with more is none of ours.
pub const FORMERS_MAX: usize = 16;

/// What of a device's keys may leave it, sealed in a backup: the epoch keys and what opens notes, nothing that
/// signs. A restored phone is a new device of the same person (PROTOCOL.md §1).
#[derive(Clone, Encode, Decode)]
#[cbor(array)]
pub struct Restorable {
    #[n(0)]
    circle: CircleId,
    #[n(1)]
    standing: Standing,
    /// Without the prekeys, to which keys of later epochs will be sealed: the new device makes its own.
    #[n(2)]
    epochs: Vec<Epoch>,
    /// The newest last.
    #[n(3)]
    formers: Vec<Former>,
    /// By which the new device continues the person.
    #[n(4)]
    heir: Option<Heir>,
}

impl Restorable {
    /// The circle.
    pub fn circle(&self) -> CircleId {
        self.circle
    }

    /// How far the device had come in.
    pub(crate) fn standing(&self) -> &Standing {
        &self.standing
    }
}

/// How far a device has come into its circle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Standing {
    /// It made the circle; the nonce proves it.
    #[n(0)]
    Founder {
        /// With the device key, makes the circle's id.
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 16],
    },
    /// It holds a code and waits for a member's yes.
    #[n(1)]
    Knocking {
        /// The code that was scanned.
        #[n(0)]
        invite: Invite,
        /// The name to knock with.
        #[n(1)]
        name: String,
    },
    /// A member let it in and told it the epoch keys.
    #[n(2)]
    Member {
        /// The name to arrive with.
        #[n(0)]
        name: String,
    },
    /// It is shown to one who is to be a contact, and stands in no circle yet ([`crate::contact`]).
    #[n(3)]
    Offered {
        /// Until when.
        #[n(0)]
        until: Time,
    },
    /// It is one of the two of a pair circle, or a further device of one of them.
    #[n(4)]
    Paired {
        /// The key that the contact showed.
        #[n(0)]
        other: DeviceKey,
        /// The X25519 key that the contact showed with it.
        #[cbor(n(1), with = "minicbor::bytes")]
        sealed_to: [u8; 32],
        /// The name to arrive with.
        #[n(2)]
        name: String,
    },
    /// It is in its person's own circle.
    #[n(5)]
    Own {
        /// With the key of the first device, makes the circle's id.
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 16],
    },
}

/// What a circle is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// People who help each other.
    Many,
    /// One person's contacts and settings, on all their devices.
    Own,
    /// Two who know each other.
    Pair,
}

impl Standing {
    /// What the circle is for.
    pub fn purpose(&self) -> Purpose {
        match self {
            Standing::Founder { .. } | Standing::Knocking { .. } | Standing::Member { .. } => Purpose::Many,
            Standing::Own { .. } => Purpose::Own,
            Standing::Offered { .. } | Standing::Paired { .. } => Purpose::Pair,
        }
    }
}

impl Keys {
    /// A new circle and its first device.
    pub fn found(dice: &mut impl CryptoRng) -> Keys {
        let (mut seed, mut nonce) = ([0; 32], [0; 16]);
        dice.fill_bytes(&mut seed);
        dice.fill_bytes(&mut nonce);
        let ring = Ring::of(Epoch::new(0, EpochKey::draw(dice)));
        let standing = Standing::Founder { nonce };
        let mut keys = Keys::new(CircleId([0; 16]), seed, standing, ring);
        keys.circle = CircleId::of(&keys.device(), &nonce);
        keys
    }

    /// A fresh device that wants to come into the circle of this code.
    pub fn join(invite: Invite, name: String, dice: &mut impl CryptoRng) -> Keys {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        let circle = invite.circle;
        let standing = Standing::Knocking { invite, name };
        Keys::new(circle, seed, standing, Ring::default())
    }

    /// A fresh device of somebody who lost all others: it knocks with the key that their guardians gave back, which is
    /// made from this seed.
    pub fn recovering(invite: Invite, name: String, heir: [u8; 32], dice: &mut impl CryptoRng) -> Keys {
        let mut keys = Keys::join(invite, name, dice);
        keys.inherited = Some(Heir(heir));
        keys
    }

    /// The first device of a person's own circle.
    pub fn own(dice: &mut impl CryptoRng) -> Keys {
        let (mut seed, mut nonce) = ([0; 32], [0; 16]);
        dice.fill_bytes(&mut seed);
        dice.fill_bytes(&mut nonce);
        let ring = Ring::of(Epoch::new(0, EpochKey::draw(dice)));
        let mut keys = Keys::new(CircleId([0; 16]), seed, Standing::Own { nonce }, ring);
        keys.circle = CircleId::of_own(&keys.device(), &nonce);
        keys
    }

    /// A fresh device to be shown to one who is to be a contact.
    pub fn offered(until: Time, dice: &mut impl CryptoRng) -> Keys {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        Keys::new(CircleId::OFFER, seed, Standing::Offered { until }, Ring::default())
    }

    /// A fresh device for one introduction, kept under its id until both have said yes.
    pub fn for_introduction(id: IntroductionId, dice: &mut impl CryptoRng) -> Keys {
        let mut keys = Keys::offered(Time(u64::MAX), dice);
        keys.circle = CircleId(id.0);
        keys
    }

    /// What was made for an introduction, now that the other's keys were passed on. None for crafted ones.
    pub fn introduced(&self, other: &FreshKeys, name: String) -> Option<Keys> {
        self.paired(&other.device, &other.prekey, name)
    }

    /// What was offered, now that the contact has shown theirs: the pair's circle and its first key follow from the
    /// keys of both. None for keys that agree on one secret with everybody, or are one's own.
    pub(crate) fn paired(&self, other: &DeviceKey, sealed_to: &[u8; 32], name: String) -> Option<Keys> {
        let me = self.device();
        let shared = self.opening().diffie_hellman(&x25519_dalek::PublicKey::from(*sealed_to));
        if !shared.was_contributory() || *other == me {
            return None;
        }
        let mut both = [(me.0, self.prekey()), (other.0, *sealed_to)];
        both.sort_unstable();
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 first key of a pair");
        hasher.update(shared.as_bytes());
        for (device, prekey) in both {
            hasher.update(&device).update(&prekey);
        }
        let ring = Ring::of(Epoch::new(0, EpochKey(*hasher.finalize().as_bytes())));
        let standing = Standing::Paired { other: *other, sealed_to: *sealed_to, name };
        Some(Keys::new(CircleId::of_pair(&me, other), self.seed, standing, ring))
    }

    fn new(circle: CircleId, seed: [u8; 32], standing: Standing, ring: Ring) -> Keys {
        Keys {
            circle,
            seed,
            standing,
            ring,
            formers: Vec::new(),
            heir: None,
            inherited: None,
            linking: None,
            told: None,
        }
    }

    /// What a backup may hold of these keys.
    pub fn for_restore(&self) -> Restorable {
        let own = Former { device: self.device(), opening: self.opening().to_bytes() };
        let formers = self.formers.iter().cloned().chain([own]);
        let skip = (self.formers.len() + 1).saturating_sub(FORMERS_MAX);
        Restorable {
            circle: self.circle,
            standing: self.standing.clone(),
            epochs: self.ring.epochs().to_vec(),
            formers: formers.skip(skip).collect(),
            // A device that has not continued its person yet passes on what it was to do it by.
            heir: self.heir.clone().or(self.inherited.clone()),
        }
    }

    /// A fresh device out of a backup. None if the backup holds more than one does.
    ///
    /// It knows the circle and reads what the lost one read; it continues its person when it is opened, if the backup
    /// holds what the lost one entrusted to it. Whoever was knocking knocks again.
    pub fn restored(from: Restorable, dice: &mut impl CryptoRng) -> Option<Keys> {
        if from.formers.is_empty() || from.formers.len() > FORMERS_MAX || from.epochs.len() > EPOCHS_MAX {
            return None;
        }
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        let standing = match from.standing {
            Standing::Founder { .. } => Standing::Member { name: String::new() },
            other => other,
        };
        let mut ring = Ring::default();
        for epoch in from.epochs {
            ring.add(epoch, 0);
        }
        let mut keys = Keys::new(from.circle, seed, standing, ring);
        (keys.formers, keys.inherited) = (from.formers, from.heir);
        Some(keys)
    }

    /// Draws the key that this device entrusts to its backups; nothing, if there is one.
    pub(crate) fn entrust(&mut self, dice: &mut impl CryptoRng) -> Option<DeviceKey> {
        if self.heir.is_some() {
            return None;
        }
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        self.heir = Some(Heir(seed));
        self.heir.as_ref().map(Heir::key)
    }

    /// Draws the key that this device entrusts to the next phone that is linked, in place of the one before.
    pub(crate) fn entrust_to_phone(&mut self, dice: &mut impl CryptoRng) -> Option<DeviceKey> {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        self.linking = Some(Heir(seed));
        self.entrusted_to_phone()
    }

    /// The key that was drawn for the next phone that is linked.
    pub(crate) fn entrusted_to_phone(&self) -> Option<DeviceKey> {
        self.linking.as_ref().map(Heir::key)
    }

    /// What goes to a further phone: as a backup, with the key that was drawn for it.
    pub(crate) fn for_linking(&self) -> Restorable {
        Restorable { heir: self.linking.clone(), ..self.for_restore() }
    }

    /// Somebody has this device's word that it left; whether that is news.
    pub(crate) fn heard_by(&mut self, person: PersonId) -> bool {
        self.told.get_or_insert_default().insert(person)
    }

    /// Who has this device's word that it left.
    pub(crate) fn told(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.told.iter().flatten().copied()
    }

    /// A signature by the key that a backup brought.
    pub(crate) fn inherits(&self, message: &[u8]) -> Option<[u8; 64]> {
        self.inherited.as_ref().map(|heir| heir.signing().sign(message).into())
    }

    /// The key that a backup brought.
    pub(crate) fn inherited(&self) -> Option<DeviceKey> {
        self.inherited.as_ref().map(Heir::key)
    }

    /// The lost devices that this one takes the place of, the newest last.
    pub fn formers(&self) -> impl DoubleEndedIterator<Item = DeviceKey> + '_ {
        self.formers.iter().map(|former| former.device)
    }

    /// The public key that names this device in the circle.
    pub fn device(&self) -> DeviceKey {
        DeviceKey(self.signing().verification_key().into())
    }

    /// Whether this device was let in, or founded the circle.
    pub fn is_in(&self) -> bool {
        !matches!(self.standing, Standing::Knocking { .. })
    }

    /// The X25519 key that notes to this device are sealed to.
    pub fn prekey(&self) -> [u8; 32] {
        x25519_dalek::PublicKey::from(&self.opening()).to_bytes()
    }

    /// A member's yes came with the epoch keys: from now on this device recognises members and is recognised.
    pub(crate) fn welcomed(&mut self, epochs: Vec<Epoch>) {
        if let Standing::Knocking { name, .. } = &self.standing {
            self.standing = Standing::Member { name: name.clone() };
        }
        for epoch in epochs {
            // How far the numbers go is read later, in the log.
            self.ring.add(epoch, 0);
        }
    }

    pub(crate) fn signing(&self) -> ed25519_zebra::SigningKey {
        ed25519_zebra::SigningKey::from(self.seed)
    }

    /// A secret of this device alone, for one purpose.
    pub(crate) fn derived(&self, purpose: &'static str) -> [u8; 32] {
        blake3::derive_key(purpose, &self.seed)
    }

    pub(crate) fn opening(&self) -> x25519_dalek::StaticSecret {
        let mut bytes = blake3::derive_key("tequio 2026 note key", &self.seed);
        let secret = x25519_dalek::StaticSecret::from(bytes);
        bytes.zeroize();
        secret
    }

    /// What opens notes: to this device first, then to the lost ones.
    pub(crate) fn openings(&self) -> impl Iterator<Item = x25519_dalek::StaticSecret> + '_ {
        let formers =
            self.formers.iter().rev().map(|former| x25519_dalek::StaticSecret::from(former.opening));
        std::iter::once(self.opening()).chain(formers)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({:?} in {:?})", self.device(), self.circle)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}
