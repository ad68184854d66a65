//! The keys of one device in one circle.
//!
//! A device makes a fresh key for each circle, so that nobody who sees two circles can tell that one person is in
//! both. It never leaves its device and is in no backup (PROTOCOL.md §1). From its 32-byte seed come the Ed25519
//! key that signs entries and the X25519 key that notes are sealed to.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::{
    epoch::{Epoch, EpochKey, Ring},
    ids::{CircleId, DeviceKey},
    invite::Invite,
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
}

impl Keys {
    /// A new circle and its first device.
    pub fn found(dice: &mut impl CryptoRng) -> Keys {
        let (mut seed, mut nonce) = ([0; 32], [0; 16]);
        dice.fill_bytes(&mut seed);
        dice.fill_bytes(&mut nonce);
        let ring = Ring::of(Epoch { number: 0, key: EpochKey::draw(dice) });
        let mut keys = Keys { circle: CircleId([0; 16]), seed, standing: Standing::Founder { nonce }, ring };
        keys.circle = CircleId::of(&keys.device(), &nonce);
        keys
    }

    /// A fresh device that wants to come into the circle of this code.
    pub fn join(invite: Invite, name: String, dice: &mut impl CryptoRng) -> Keys {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        let circle = invite.circle;
        Keys { circle, seed, standing: Standing::Knocking { invite, name }, ring: Ring::default() }
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
            self.ring.add(epoch);
        }
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
