//! Checking signatures with all the cores that a phone has: they are most of what it costs to take entries in.
//!
//! Each thread checks a batch of its own. A batch of n costs a decompression a signature and some n/2 doublings and
//! additions in common, so that two halves of a hundred are nearly as cheap as the whole.

use std::{
    sync::OnceLock,
    thread::{available_parallelism, scope},
};

use tequio_core::signature::{self, Signed};

/// More threads than this would each have too little to do: an answer holds some 150 entries.
const THREADS_MAX: usize = 4;
/// Starting a thread costs as much as checking a few signatures.
const A_THREAD_LEAST: usize = 16;

/// Whether all claims hold: a [`signature::Check`].
pub fn check(claims: &[Signed], seed: [u8; 32]) -> bool {
    static CORES: OnceLock<usize> = OnceLock::new();
    let cores = *CORES.get_or_init(|| available_parallelism().map_or(1, usize::from).min(THREADS_MAX));
    let threads = cores.min(claims.len() / A_THREAD_LEAST);
    if threads < 2 {
        return signature::check_all(claims, seed);
    }
    let (first, others) = claims.split_at(claims.len().div_ceil(threads));
    scope(|scope| {
        // No two batches are weighed by the same dice.
        let seeds = (1..=u8::MAX).map(|number| {
            let mut seed = seed;
            seed[0] ^= number;
            seed
        });
        let others: Vec<_> = others
            .chunks(first.len())
            .zip(seeds)
            .map(|(claims, seed)| scope.spawn(move || signature::check_all(claims, seed)))
            .collect();
        let first = signature::check_all(first, seed);
        others.into_iter().fold(first, |all, other| other.join().unwrap_or(false) && all)
    })
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
