//! A sketch of a set of entry ids: two phones exchange about one and a half symbols for each id that only one of
//! them holds, whatever the size of their sets, and both differences fall out.
//!
//! This is the rateless IBLT of Yang, Gilad and Alizadeh, *Practical Rateless Set Reconciliation* (arXiv
//! 2402.02668). A set gives an endless row of **symbols**, each the xor of the ids that map to it. The difference of
//! two phones' symbols is the symbol of the difference of their sets, and a [`Decoder`] peels it: a symbol that holds
//! one id gives it away, which frees others. Whoever streams symbols need not know how many will do.
//!
//! What we chose:
//!
//! - **The mapping is exact in integers** (section 4.2 of the paper approximates it with a float's square root). The
//!   id maps to symbol `i` with probability ρ(i) = 2 / (i + 2), so after `i` the next one lies beyond `j` with
//!   probability ∏ (1 − ρ(k)) = (i+1)(i+2) / ((j+1)(j+2)), and one draw of 32 bits and one integer root invert
//!   this: see [`Walk`].
//! - **The checksum has six bytes**, keyed by the circle. A symbol of several ids passes for one of a single id by
//!   chance with probability 2⁻⁴⁸; a meeting tries some thousands, so that one in 10¹⁰ goes wrong. Somebody in the
//!   circle, who knows the key, can with 2⁴⁸ tries make three entries that look like one. Then symbols with all three
//!   in the difference do not come out even, the two phones go by marks, and the three arrive. Two bytes more on each
//!   symbol would save that detour, and cost every meeting a twelfth more.
//! - **One sketch serves all neighbours.** It holds the first symbols of this phone's set, costs some ten steps for
//!   each new entry, and becomes longer when a neighbour needs more, up to [`SYMBOLS_MAX`].

mod decoder;
mod unit;

pub use decoder::{Decoder, Difference};
pub use unit::{UNIT, UNIT_BYTES_MAX, read_unit, unit};

use crate::ids::{CircleId, EntryId};

/// The longest sketch: it decodes some 6,000 differences. What differs by more is told by frontiers first; beyond
/// that only a chain that its author forked by thousands of entries remains. 32 bytes a symbol in memory.
pub const SYMBOLS_MAX: usize = 8_192;

/// What keys the checksums and the mapping: a function of the circle.
#[derive(Clone)]
pub struct SketchKey([u8; 32]);

impl SketchKey {
    /// The key of this circle. Only members know a circle's id, so nobody else can make ids that collide.
    pub fn of(circle: &CircleId) -> SketchKey {
        SketchKey(blake3::derive_key("tequio 2026 sketch", &circle.0))
    }

    /// The key of one link, for sets whose ids are salted by it: nobody can make ids that collide on the next.
    pub fn of_link(link: &[u8; 32]) -> SketchKey {
        SketchKey(blake3::derive_key("tequio 2026 sketch on a link", link))
    }

    /// The checksum of an id, and where its walk begins.
    fn hash(&self, id: u128) -> (u64, Walk) {
        let hash = blake3::keyed_hash(&self.0, &id.to_be_bytes());
        let word = |from: usize| u64::from_be_bytes(std::array::from_fn(|n| hash.as_bytes()[from + n]));
        (word(0) >> 16, Walk { index: 0, dice: word(8) })
    }
}

/// The xor of the ids that map to one place, of their checksums, and how many they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Symbol {
    /// Xor of the ids.
    pub sum: u128,
    /// Xor of their checksums, 48 bits.
    pub check: u64,
    /// How many; negative in a difference where the other set has more.
    pub count: i64,
}

impl Symbol {
    fn add(&mut self, id: u128, check: u64, count: i64) {
        self.sum ^= id;
        self.check ^= check;
        // Bytes from outside bound it long before (see `read_unit`); wrapping costs no branch.
        self.count = self.count.wrapping_add(count);
    }

    /// This symbol without what is in the other.
    pub fn minus(self, other: Symbol) -> Symbol {
        let (sum, check) = (self.sum ^ other.sum, self.check ^ other.check);
        Symbol { sum, check, count: self.count.wrapping_sub(other.count) }
    }

    fn is_empty(&self) -> bool {
        *self == Symbol::default()
    }
}

/// The places that one id maps to, ascending, from 0, which all map to.
///
/// From `i` the next place is the smallest `j` with (j+1)(j+2) · r > (i+1)(i+2) · 2³², for `r` uniform in 1..=2³².
/// Then P(next > j) = ⌊2³² · (i+1)(i+2) / ((j+1)(j+2))⌋ / 2³², which is the paper's distribution to 2⁻³².
#[derive(Clone, Copy)]
struct Walk {
    index: u32,
    dice: u64,
}

impl Walk {
    /// Goes on to the next place. Below [`SYMBOLS_MAX`] nothing here can overflow; nobody walks on from beyond.
    fn step(&mut self) {
        let at = u64::from(self.index);
        let draw = (self.draw() >> 32) + 1;
        let least = (((at + 1) * (at + 2)) << 32) / draw + 1;
        // (j+1)(j+2) ≥ least exactly if (2j+3)² ≥ 4·least + 1.
        let square = 4 * least + 1;
        let root = square.isqrt();
        let root = root + u64::from(root * root < square);
        self.index = ((root - 2) / 2) as u32;
    }

    /// SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, 2014), from a keyed seed.
    fn draw(&mut self) -> u64 {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The first symbols of a set.
#[derive(Clone)]
pub struct Sketch {
    key: SketchKey,
    symbols: Vec<Symbol>,
}

impl Sketch {
    /// A sketch of no symbols yet: it costs nothing until [`Sketch::grow`].
    pub fn new(key: SketchKey) -> Sketch {
        Sketch { key, symbols: Vec::new() }
    }

    /// The set has one id more.
    pub fn insert(&mut self, id: &EntryId) {
        if !self.symbols.is_empty() {
            self.add(id, 0);
        }
    }

    /// The first `length` symbols at least, at most [`SYMBOLS_MAX`]; `ids` are all of the set, and are looked at only
    /// if there is something to do.
    pub fn grow<'a>(&mut self, length: usize, ids: impl Iterator<Item = &'a EntryId>) {
        let (before, length) = (self.symbols.len(), length.min(SYMBOLS_MAX));
        if length > before {
            self.symbols.resize(length, Symbol::default());
            ids.for_each(|id| self.add(id, before));
        }
    }

    fn add(&mut self, id: &EntryId, from: usize) {
        let id = u128::from_be_bytes(id.0);
        let (check, mut walk) = self.key.hash(id);
        while let Some(symbol) = self.symbols.get_mut(walk.index as usize) {
            if walk.index as usize >= from {
                symbol.add(id, check, 1);
            }
            walk.step();
        }
    }

    /// The symbols that there are.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rand_chacha::{
        ChaCha20Rng,
        rand_core::{Rng, SeedableRng},
    };

    pub(crate) fn key() -> SketchKey {
        SketchKey::of(&CircleId([7; 16]))
    }

    pub(crate) fn ids(count: usize, dice: &mut ChaCha20Rng) -> Vec<EntryId> {
        let draw = |_| {
            let mut id = [0; 16];
            dice.fill_bytes(&mut id);
            EntryId(id)
        };
        (0..count).map(draw).collect()
    }

    pub(crate) fn sketch(ids: &[EntryId], length: usize) -> Sketch {
        let mut sketch = Sketch::new(key());
        sketch.grow(length, ids.iter());
        sketch
    }

    #[test]
    fn an_id_maps_to_symbol_i_with_probability_two_over_i_plus_two() {
        let (runs, length) = (100_000u64, 512);
        let sketch = sketch(&ids(runs as usize, &mut ChaCha20Rng::seed_from_u64(1)), length);
        // Squared deviations in units of the variance: each has the mean 1, and their mean a spread of √(2/512).
        let mut deviations = 0.0;
        for (i, symbol) in sketch.symbols().iter().enumerate().skip(1) {
            let rho = 2.0 / (i as f64 + 2.0);
            let (mean, variance) = (runs as f64 * rho, runs as f64 * rho * (1.0 - rho));
            deviations += (symbol.count as f64 - mean).powi(2) / variance;
        }
        let mean = deviations / (length - 1) as f64;
        assert_eq!(sketch.symbols()[0].count, runs as i64, "all map to the first");
        assert!((0.7..1.3).contains(&mean), "{mean}");
    }

    #[test]
    fn a_walk_only_goes_forward_and_never_overflows() {
        for (index, dice) in [(0, 0), (0, u64::MAX), (SYMBOLS_MAX as u32 - 1, 3)] {
            let mut walk = Walk { index, dice };
            for _ in 0..1_000 {
                let before = walk.index;
                walk.step();
                assert!(walk.index > before);
                if walk.index as usize >= SYMBOLS_MAX {
                    walk.index = index;
                }
            }
        }
    }

    #[test]
    fn a_sketch_is_the_same_however_it_came_about() {
        let ids = ids(300, &mut ChaCha20Rng::seed_from_u64(2));
        let whole = sketch(&ids, 200);
        let mut bit_by_bit = sketch(&ids[..100], 50);
        ids[100..].iter().for_each(|id| bit_by_bit.insert(id));
        bit_by_bit.grow(200, ids.iter());
        assert_eq!(whole.symbols(), bit_by_bit.symbols());
        bit_by_bit.grow(usize::MAX, ids.iter());
        assert_eq!(bit_by_bit.symbols().len(), SYMBOLS_MAX);
    }
}
