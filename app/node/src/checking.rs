//! Checking signatures with all the cores that a phone has: they are most of what it costs to take entries in.
//!
//! Each thread checks a batch of its own. A batch of n costs a decompression a signature and some n/2 doublings and
//! additions in common, so that two halves of a hundred are nearly as cheap as the whole.

use tequio_core::signature::{self, Signed};

use crate::cores;

/// Whether all claims hold: a [`signature::Check`].
pub fn check(claims: &[Signed], seed: [u8; 32]) -> bool {
    let check = |number: u8, claims: &[Signed]| {
        // No two batches are weighed by the same dice.
        let mut seed = seed;
        seed[0] ^= number;
        signature::check_all(claims, seed)
    };
    cores::share(claims, check).into_iter().all(|holds| holds)
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    use tequio_core::Keys;

    use super::*;

    #[test]
    fn one_false_signature_is_found_wherever_it_stands() {
        let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
        let sign = |n: u8| {
            let message = vec![n; 40];
            Signed { signer: keys.device(), signature: signature::sign(&keys, &message), message }
        };
        let mut claims: Vec<Signed> = (0..100).map(sign).collect();
        for count in [0, 1, 2, 31, 32, 33, 99, 100] {
            assert!(check(&claims[..count], [7; 32]), "{count} good ones");
        }
        for at in 0..claims.len() {
            claims[at].signature[40] ^= 1;
            assert!(!check(&claims, [7; 32]), "the one at {at} is false");
            claims[at].signature[40] ^= 1;
        }
    }
}
