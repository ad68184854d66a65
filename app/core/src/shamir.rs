//! Shamir's sharing of a 32-byte secret (How to share a secret, CACM 22, 1979), byte by byte over GF(2⁸).
//!
//! The field is the one of AES and of SLIP-39 (x⁸ + x⁴ + x³ + x + 1); the secret stands at 0. Any `threshold` shares
//! give the secret; with one share less every secret is as likely as any other. Sixty lines of our own: the small
//! crates are unkept or had biased coefficients (RUSTSEC-2024-0398), the kept ones bring a tower of curves along.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Bytes of what is shared.
pub const SECRET_BYTES: usize = 32;

/// One value of the polynomials: at which place, and what they are there.
pub type Point = (u8, [u8; SECRET_BYTES]);

/// The values at 1, 2, … `count` of polynomials of degree `threshold − 1` through the secret. All coefficients are
/// drawn evenly from the field, nought among them: leaving it out would tell something.
///
/// # Panics
/// If there are to be fewer shares than are needed, or none: the caller asks people first.
pub fn split(secret: &[u8; SECRET_BYTES], threshold: u8, count: u8, dice: &mut impl CryptoRng) -> Vec<Point> {
    assert!((1..=count).contains(&threshold), "a threshold between one and the number of shares");
    let mut coefficients = Zeroizing::new(vec![*secret]);
    for _ in 1..threshold {
        let mut drawn = [0; SECRET_BYTES];
        dice.fill_bytes(&mut drawn);
        coefficients.push(drawn);
    }
    let value = |x: u8, n: usize| {
        // Horner's rule, from the highest coefficient down.
        coefficients.iter().rev().fold(0, |sum, coefficient| multiply(sum, x) ^ coefficient[n])
    };
    (1..=count).map(|x| (x, std::array::from_fn(|n| value(x, n)))).collect()
}

/// The value at `x` of the polynomials through these points (Lagrange). None for no points, or two at one place.
pub fn interpolate<const N: usize>(points: &[(u8, [u8; N])], x: u8) -> Option<[u8; N]> {
    let mut sum = [0; N];
    for (n, (own, value)) in points.iter().enumerate() {
        let (mut above, mut below) = (1, 1);
        for (m, (other, _)) in points.iter().enumerate() {
            if m != n {
                above = multiply(above, x ^ other);
                below = multiply(below, own ^ other);
            }
        }
        if below == 0 {
            return None;
        }
        let weight = multiply(above, inverse(below));
        sum.iter_mut().zip(value).for_each(|(sum, value)| *sum ^= multiply(weight, *value));
    }
    (!points.is_empty()).then_some(sum)
}

/// The secret out of as many shares as are needed.
pub fn join(points: &[Point]) -> Option<Zeroizing<[u8; SECRET_BYTES]>> {
    let in_range = points.iter().all(|(x, _)| *x != 0);
    interpolate(points, 0).filter(|_| in_range).map(Zeroizing::new)
}

/// Without tables or branches that depend on the factors, whose cache lines and times would tell them.
fn multiply(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..8 {
        product ^= a & ((b >> bit) & 1).wrapping_neg();
        a = (a << 1) ^ (0x1b & (a >> 7).wrapping_neg());
    }
    product
}

/// a²⁵⁴, since a²⁵⁵ = 1 for all but nought.
fn inverse(a: u8) -> u8 {
    let mut square = multiply(a, a);
    let mut product = square;
    for _ in 0..6 {
        square = multiply(square, square);
        product = multiply(product, square);
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap().try_into().unwrap()
    }

    #[test]
    fn the_field_is_the_one_of_aes() {
        // FIPS 197, sections 4.2 and 4.2.1.
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert_eq!(multiply(0x57, 0x13), 0xfe);
        assert!((1..=255).all(|a| multiply(a, inverse(a)) == 1));
    }

    #[test]
    fn published_shares_give_the_published_secret() {
        // bc-shamir's vector of three of five (Blockchain Commons), whose secret stands at 255 as in SLIP-39.
        let shares: [(u8, [u8; 16]); 5] = [
            (0, hex("00112233445566778899aabbccddeeff")),
            (1, hex("d43099fe444807c46921a4f33a2a798b")),
            (2, hex("d9ad4e3bec2e1a7485698823abf05d36")),
            (3, hex("0d8cf5f6ec337bc764d1866b5d07ca42")),
            (4, hex("1aa7fe3199bc5092ef3816b074cabdf2")),
        ];
        let secret = hex("0ff784df000c4380a5ed683f7e6e3dcf");
        for [a, b, c] in [[0, 1, 2], [1, 2, 4], [4, 3, 0]] {
            assert_eq!(interpolate(&[shares[a], shares[b], shares[c]], 255), Some(secret));
        }
    }

    #[test]
    fn any_so_many_shares_give_the_secret_and_two_at_one_place_none() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let secret = [7; SECRET_BYTES];
        for (threshold, count) in [(1, 1), (2, 3), (3, 5), (9, 9)] {
            let shares = split(&secret, threshold, count, &mut dice);
            for start in 0..=(count - threshold) as usize {
                let some = &shares[start..start + threshold as usize];
                assert_eq!(join(some).as_deref(), Some(&secret));
            }
        }
        let shares = split(&secret, 2, 3, &mut dice);
        assert_eq!(join(&[shares[0], shares[0]]), None);
        assert_eq!(join(&[]), None);
    }

    #[test]
    fn one_share_less_is_consistent_with_every_secret() {
        let shares = split(&[7; SECRET_BYTES], 3, 5, &mut ChaCha20Rng::seed_from_u64(2));
        for guess in 0..=255 {
            // For each guess there is a third share that makes it so: the two tell nothing.
            let guessed = [shares[0], shares[1], (0, [guess; SECRET_BYTES])];
            let third = interpolate(&guessed, 3).unwrap();
            assert_eq!(join(&[shares[0], shares[1], (3, third)]).as_deref(), Some(&[guess; SECRET_BYTES]));
        }
    }
}
