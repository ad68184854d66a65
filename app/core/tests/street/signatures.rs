//! One rule for signatures, alone and in batches: ZIP 215, on its own vectors and on keys of mixed order.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION, edwards::CompressedEdwardsY};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sha2::{Digest, Sha512};
use tequio_core::{
    DeviceKey, Keys,
    signature::{self, Signed},
};

/// The 14 encodings of points of small order: 8 canonical ones and 6 that only ZIP 215 must accept.
fn small_order_encodings() -> Vec<[u8; 32]> {
    let wide = |first: u8, last: u8| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    let mut one = [0; 32];
    (one[0], one[31]) = (1, 0x80);
    let canonical = EIGHT_TORSION.iter().map(|point| point.compress().to_bytes());
    canonical
        .chain([
            one,
            wide(0xec, 0xff),
            wide(0xed, 0x7f),
            wide(0xed, 0xff),
            wide(0xee, 0x7f),
            wide(0xee, 0xff),
        ])
        .collect()
}

/// <https://zips.z.cash/zip-0215>: every pair of small-order A and R, with s = 0, over "Zcash", is valid.
fn small_order_claims() -> Vec<Signed> {
    let encodings = small_order_encodings();
    let pairs = encodings.iter().flat_map(|a| encodings.iter().map(move |r| (a, r)));
    pairs
        .map(|(a, r)| {
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(r);
            Signed { signer: DeviceKey(*a), message: b"Zcash".to_vec(), signature }
        })
        .collect()
}

/// A key (and a commitment) with a point of order eight added: `[8]` makes it vanish, without `[8]` it shows.
fn mixed_order_claim(n: u64, torsion: usize) -> Signed {
    let scalar =
        |what: &str| Scalar::from_hash(Sha512::new().chain_update(what).chain_update(n.to_be_bytes()));
    let (secret, nonce) = (scalar("key"), scalar("nonce"));
    let key = EdwardsPoint::mul_base(&secret) + EIGHT_TORSION[torsion];
    let commitment = EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[(torsion * 3) % 8];
    let (key, commitment) = (key.compress().to_bytes(), commitment.compress().to_bytes());
    let message = format!("mixed {n}").into_bytes();
    let hash = Sha512::new().chain_update(commitment).chain_update(key).chain_update(&message);
    let s = nonce + Scalar::from_hash(hash) * secret;
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&commitment);
    signature[32..].copy_from_slice(s.as_bytes());
    Signed { signer: DeviceKey(key), message, signature }
}

fn honest_claim(n: u64) -> Signed {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(n));
    let message = format!("honest {n}").into_bytes();
    Signed { signer: keys.device(), signature: signature::sign(&keys, &message), message }
}

fn copy(claim: &Signed) -> Signed {
    Signed { signer: claim.signer, message: claim.message.clone(), signature: claim.signature }
}

#[test]
fn the_vectors_of_zip_215_hold_alone_and_in_every_place_of_a_batch() {
    let mut dice = ChaCha20Rng::seed_from_u64(1);
    let claims = small_order_claims();
    assert_eq!(claims.len(), 196);
    assert!(claims.iter().all(Signed::holds));
    assert!(signature::check(&claims, &mut dice).into_iter().all(|holds| holds));
    for (n, claim) in claims.iter().enumerate() {
        let mut batch: Vec<Signed> = (0..4).map(honest_claim).collect();
        batch.insert(n % 5, copy(claim));
        assert_eq!(signature::check(&batch, &mut dice), [true; 5], "vector {n}");
    }
}

#[test]
fn a_key_of_mixed_order_gets_one_answer_alone_and_in_every_place_of_a_batch() {
    let mut dice = ChaCha20Rng::seed_from_u64(2);
    for torsion in 0..8 {
        for n in 0..4 {
            let claim = mixed_order_claim(n, torsion);
            assert!(claim.holds(), "torsion {torsion}");
            for place in 0..4 {
                let mut batch: Vec<Signed> = (0..3).map(honest_claim).collect();
                batch.insert(place, copy(&claim));
                assert_eq!(signature::check(&batch, &mut dice), [true; 4]);
            }
        }
    }
}

#[test]
fn a_false_signature_is_found_in_every_place_and_takes_nobody_else_down() {
    let mut dice = ChaCha20Rng::seed_from_u64(3);
    let spoil: [fn(&mut Signed); 4] = [
        |claim| claim.signature[40] ^= 1,
        |claim| claim.signature[3] ^= 0x10,
        |claim| claim.message.push(b'!'),
        // s plus the group's order: the same number, a second spelling. ZIP 215 takes the first only.
        |claim| {
            let order = [
                0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
                0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
            ];
            let mut carry = 0u16;
            for (byte, add) in claim.signature[32..].iter_mut().zip(order) {
                let sum = u16::from(*byte) + add + carry;
                (*byte, carry) = (sum as u8, sum >> 8);
            }
        },
    ];
    for spoil in spoil {
        for place in 0..5 {
            let mut batch: Vec<Signed> = (0..5).map(honest_claim).collect();
            spoil(&mut batch[place]);
            assert!(!batch[place].holds());
            let expected: Vec<bool> = (0..5).map(|n| n != place).collect();
            assert_eq!(signature::check(&batch, &mut dice), expected);
        }
    }
}

#[test]
fn bytes_that_are_no_point_are_no_key() {
    let no_point =
        (0u8..=255).map(|n| [n; 32]).find(|bytes| CompressedEdwardsY(*bytes).decompress().is_none());
    let signer = DeviceKey(no_point.unwrap());
    let claim = Signed { signer, message: Vec::new(), signature: [0; 64] };
    assert!(!claim.holds());
    let mut dice = ChaCha20Rng::seed_from_u64(4);
    assert_eq!(signature::check(&[claim, honest_claim(1)], &mut dice), [false, true]);
}
