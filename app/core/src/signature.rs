//! Signatures: Ed25519 as **ZIP 215** has it (<https://zips.z.cash/zip-0215>).
//!
//! Ed25519 as commonly checked leaves room for opinion: on crafted keys one check says yes where another says no,
//! and a batch may differ from its parts. Two phones that disagree about one entry disagree for ever. ZIP 215 says
//! yes exactly if `[8][s]B = [8]R + [8][k]A`, any encoding of the points allowed, alone and in batches.

use ed25519_zebra::{Signature, VerificationKey, VerificationKeyBytes, batch};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rand_core::CryptoRng;

use crate::{ids::DeviceKey, keys::Keys};

/// A claim that `signer` signed `message`, not yet checked.
pub struct Signed {
    /// Who is said to have signed.
    pub signer: DeviceKey,
    /// What.
    pub message: Vec<u8>,
    /// The 64 bytes of R and s.
    pub signature: [u8; 64],
}

impl Signed {
    /// Whether the claim holds.
    pub fn holds(&self) -> bool {
        VerificationKey::try_from(VerificationKeyBytes::from(self.signer.0))
            .is_ok_and(|key| key.verify(&Signature::from(self.signature), &self.message).is_ok())
    }
}

/// For each claim, whether it holds. One multiplication serves all while all hold; only a batch with a false one
/// in it is gone through one by one. `dice` weigh the claims against each other so that no two wrongs cancel out;
/// the answer does not depend on them.
pub fn check(claims: &[Signed], dice: &mut impl CryptoRng) -> Vec<bool> {
    if let [one] = claims {
        return vec![one.holds()];
    }
    let mut verifier = batch::Verifier::new();
    for claim in claims {
        let key = VerificationKeyBytes::from(claim.signer.0);
        verifier.queue((key, Signature::from(claim.signature), &claim.message[..]));
    }
    match verifier.verify(dice) {
        Ok(()) => vec![true; claims.len()],
        Err(_) => claims.iter().map(Signed::holds).collect(),
    }
}

/// Says whether all claims hold; draws what it needs from the seed.
pub type Check = fn(&[Signed], [u8; 32]) -> bool;

/// [`check`], on the thread that asks.
pub fn check_all(claims: &[Signed], seed: [u8; 32]) -> bool {
    check(claims, &mut ChaCha20Rng::from_seed(seed)).into_iter().all(|holds| holds)
}

/// Signs with this device's key.
pub fn sign(keys: &Keys, message: &[u8]) -> [u8; 64] {
    keys.signing().sign(message).into()
}
