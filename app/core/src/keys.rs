//! The keys of one device in one circle.
//!
//! A device makes a fresh key for each circle, so that nobody who sees two circles can tell that one person is in
//! both. It never leaves its device and is in no backup (PROTOCOL.md §1). From its 32-byte seed come the Ed25519
//! key that signs entries and the X25519 key that notes are sealed to.

use minicbor::{Decode, Encode};
use rand_core::Rng;
use zeroize::Zeroize;

use crate::{
    ids::{CircleId, DeviceKey},
    invite::Invite,
};

/// What every member of a circle knows and nobody else: by it members recognise each other on a link, and from it
/// come the codes that let newcomers knock. (Epoch keys of PROTOCOL.md §4 take its place with the sealed log.)
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize)]
#[cbor(transparent)]
pub struct CircleSecret(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl std::fmt::Debug for CircleSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CircleSecret(…)")
    }
}

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
        /// The circle's secret.
        #[n(1)]
        secret: CircleSecret,
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
    /// A member let it in and told it the secret.
    #[n(2)]
    Member {
        /// The circle's secret.
        #[n(0)]
        secret: CircleSecret,
        /// The name to arrive with.
        #[n(1)]
        name: String,
    },
}

impl Keys {
    /// A new circle and its first device.
    pub fn found(dice: &mut impl Rng) -> Keys {
        let (mut seed, mut nonce, mut secret) = ([0; 32], [0; 16], [0; 32]);
        dice.fill_bytes(&mut seed);
        dice.fill_bytes(&mut nonce);
        dice.fill_bytes(&mut secret);
        let standing = Standing::Founder { nonce, secret: CircleSecret(secret) };
        let mut keys = Keys { circle: CircleId([0; 16]), seed, standing };
        keys.circle = CircleId::of(&keys.device(), &nonce);
        keys
    }

    /// A fresh device that wants to come into the circle of this code.
    pub fn join(invite: Invite, name: String, dice: &mut impl Rng) -> Keys {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        Keys { circle: invite.circle, seed, standing: Standing::Knocking { invite, name } }
    }

    /// The public key that names this device in the circle.
    pub fn device(&self) -> DeviceKey {
        DeviceKey(self.signing().verification_key().into())
    }

    /// The circle's secret, once this device knows it.
    pub fn secret(&self) -> Option<&CircleSecret> {
        match &self.standing {
            Standing::Founder { secret, .. } | Standing::Member { secret, .. } => Some(secret),
            Standing::Knocking { .. } => None,
        }
    }

    /// The X25519 key that notes to this device are sealed to.
    pub fn prekey(&self) -> [u8; 32] {
        x25519_dalek::PublicKey::from(&self.opening()).to_bytes()
    }

    /// A member's yes came with the secret: from now on this device recognises members and is recognised.
    pub(crate) fn welcomed(&mut self, secret: CircleSecret) -> bool {
        let Standing::Knocking { name, .. } = &self.standing else { return false };
        self.standing = Standing::Member { secret, name: name.clone() };
        true
    }

    pub(crate) fn signing(&self) -> ed25519_zebra::SigningKey {
        ed25519_zebra::SigningKey::from(self.seed)
    }

    pub(crate) fn opening(&self) -> x25519_dalek::StaticSecret {
        let mut bytes = blake3::derive_key("tequio 2026 note key", &self.seed);
        let secret = x25519_dalek::StaticSecret::from(bytes);
        bytes.zeroize();
        secret
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
