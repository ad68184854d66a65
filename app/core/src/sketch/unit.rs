//! Symbols as they travel: eight at a time, raw but for the counts.
//!
//! ```text
//! unit    8 × (ids' xor 16, checksums' xor 6), 8 × count
//! count   zigzag varint of (count − ⌊2 · size / (i + 2)⌋)
//! ```
//!
//! A count tells little that the stated size of the set does not: it strays from its mean by some √mean, so that one
//! byte is enough for most (section 6 of the paper).

use super::Symbol;
use crate::{log::ENTRIES_MAX, wrong::Rejected};

/// Symbols that travel together: 186 bytes, 15 ms of a link of 100 kbit/s.
pub const UNIT: usize = 8;
/// What travels raw of a symbol.
const SYMBOL_BYTES: usize = 16 + 6;
/// The most bytes of a unit: no honest count needs more than four.
pub const UNIT_BYTES_MAX: usize = UNIT * (SYMBOL_BYTES + 4);

/// The bytes of the eight symbols from number `first`, of a set of `size`.
pub fn unit(symbols: &[Symbol; UNIT], first: usize, size: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(UNIT_BYTES_MAX);
    for symbol in symbols {
        bytes.extend_from_slice(&symbol.sum.to_be_bytes());
        bytes.extend_from_slice(&symbol.check.to_be_bytes()[2..]);
    }
    for (n, symbol) in symbols.iter().enumerate() {
        let strays = symbol.count - expected(first + n, size);
        let mut rest = ((strays << 1) ^ (strays >> 63)) as u64;
        while rest > 0x7f {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
    }
    bytes
}

/// Reads what [`unit`] wrote.
///
/// # Errors
/// [`Rejected::Malformed`] for any other bytes, and for a count that no set of this size gives.
pub fn read_unit(bytes: &[u8], first: usize, size: usize) -> Result<[Symbol; UNIT], Rejected> {
    let (sums, mut counts) = bytes.split_at_checked(UNIT * SYMBOL_BYTES).ok_or(Rejected::Malformed)?;
    let mut symbols = [Symbol::default(); UNIT];
    for (n, (symbol, bytes)) in symbols.iter_mut().zip(sums.chunks_exact(SYMBOL_BYTES)).enumerate() {
        symbol.sum = u128::from_be_bytes(std::array::from_fn(|at| bytes[at]));
        symbol.check = bytes[16..].iter().fold(0, |check, byte| check << 8 | u64::from(*byte));
        let zigzag = read_varint(&mut counts).ok_or(Rejected::Malformed)?;
        symbol.count = ((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)) + expected(first + n, size);
        if !(0..=size as i64).contains(&symbol.count) || size > ENTRIES_MAX {
            return Err(Rejected::Malformed);
        }
    }
    if counts.is_empty() { Ok(symbols) } else { Err(Rejected::Malformed) }
}

/// At most four bytes, in the one shortest spelling.
fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for n in 0..4 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return (*byte != 0 || n == 0).then_some(value);
        }
    }
    None
}

/// How many ids of a set map to this symbol on average.
fn expected(index: usize, size: usize) -> i64 {
    (2 * size / (index + 2)) as i64
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ids, sketch};
    use super::*;
    use crate::ids::EntryId;
    use rand_chacha::{
        ChaCha20Rng,
        rand_core::{Rng, SeedableRng},
    };

    fn units(ids: &[EntryId], length: usize) -> Vec<Vec<u8>> {
        let sketch = sketch(ids, length);
        let chunks = sketch.symbols().chunks_exact(UNIT).enumerate();
        chunks.map(|(n, symbols)| unit(symbols.try_into().unwrap(), n * UNIT, ids.len())).collect()
    }

    #[test]
    fn a_unit_reads_back_and_takes_less_than_two_hundred_bytes_whatever_the_set() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        for size in [0, 1, 50, 3_000, 100_000] {
            let ids = ids(size, &mut dice);
            let symbols = sketch(&ids, 256);
            for (n, bytes) in units(&ids, 256).iter().enumerate() {
                let first = n * UNIT;
                assert_eq!(read_unit(bytes, first, size).unwrap(), symbols.symbols()[first..first + UNIT]);
                assert!(bytes.len() <= SYMBOL_BYTES * UNIT + 2 * UNIT, "{}", bytes.len());
            }
        }
    }

    /// Frozen: phones of different versions meet.
    #[test]
    fn the_bytes_of_a_unit_stay_what_they_are() {
        let ids: Vec<EntryId> = (1..=21).map(|n| EntryId([n; 16])).collect();
        let bytes = units(&ids, 16).concat();
        let hash = blake3::hash(&bytes).to_hex();
        assert_eq!((bytes.len(), &hash.as_str()[..32]), (368, "b46bb78c06de6538861109c3e92b332b"));
        let first = data_encoding::HEXLOWER.encode(&units(&ids, 8)[0][..SYMBOL_BYTES]);
        assert_eq!(first, "010101010101010101010101010101015a1dfbf02d9b");
    }

    #[test]
    fn bytes_that_no_set_gives_are_refused() {
        let ids = ids(100, &mut ChaCha20Rng::seed_from_u64(4));
        let honest = units(&ids, 8)[0].clone();
        let read = |bytes: &[u8]| read_unit(bytes, 0, 100);
        assert!(read(&honest).is_ok());
        assert!((0..honest.len()).all(|length| read(&honest[..length]).is_err()), "cut short");
        assert!(read(&[&honest[..], &[0]].concat()).is_err(), "one more byte");
        let counts = |counts: &[u8]| [&honest[..UNIT * SYMBOL_BYTES], counts].concat();
        assert!(read(&counts(&[0; 8])).is_ok(), "all on the mean");
        assert!(read(&counts(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0])).is_err(), "a longer spelling of zero");
        assert!(read(&counts(&[2, 0, 0, 0, 0, 0, 0, 0])).is_err(), "one more than there are");
        assert!(read(&counts(&[0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0])).is_err(), "for ever");
        assert!(read_unit(&honest, 0, usize::MAX >> 8).is_err(), "a set larger than a circle can be");
        let mut dice = ChaCha20Rng::seed_from_u64(5);
        for _ in 0..10_000 {
            let mut bytes = vec![0; dice.next_u32() as usize % (UNIT_BYTES_MAX + 8)];
            dice.fill_bytes(&mut bytes);
            if let Ok(symbols) = read_unit(&bytes, 64, 5_000) {
                assert_eq!(unit(&symbols, 64, 5_000), bytes, "one spelling");
            }
        }
    }
}
