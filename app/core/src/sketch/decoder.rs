//! Peeling: from the symbols of two sets to the ids that only one of them holds.

use std::collections::BTreeSet;

use super::{SYMBOLS_MAX, SketchKey, Symbol, Walk};
use crate::{ids::EntryId, wrong::Rejected};

/// Takes the difference of two phones' symbols in their order, until it comes out even.
///
/// Whatever symbols come, it ends: each symbol gives away one id at most, none twice, and there are at most
/// [`SYMBOLS_MAX`] of them. That is 32 bytes and some twenty steps a symbol.
pub struct Decoder {
    key: SketchKey,
    symbols: Vec<Symbol>,
    /// Symbols that are not empty yet.
    full: usize,
    /// What was found, each with the place that it has got to.
    found: Vec<Found>,
    ids: BTreeSet<u128>,
}

struct Found {
    id: u128,
    check: u64,
    /// 1 if only the other holds it, -1 if only this phone.
    count: i64,
    walk: Walk,
}

/// The ids that only one of two phones holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Only this phone.
    pub mine: BTreeSet<EntryId>,
    /// Only the other.
    pub theirs: BTreeSet<EntryId>,
}

impl Decoder {
    /// Nothing has come yet.
    pub fn new(key: SketchKey) -> Decoder {
        Decoder { key, symbols: Vec::new(), full: 0, found: Vec::new(), ids: BTreeSet::new() }
    }

    /// How many symbols have come.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether none has come.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// The next symbols of the other's set, and this phone's at the same places. The difference, once all is known.
    ///
    /// # Errors
    /// [`Rejected::WrongSymbols`] for what no two sets give, and past [`SYMBOLS_MAX`].
    pub fn take(&mut self, theirs: &[Symbol], mine: &[Symbol]) -> Result<Option<Difference>, Rejected> {
        let before = self.symbols.len();
        self.symbols.extend(theirs.iter().zip(mine).map(|(theirs, mine)| theirs.minus(*mine)));
        if self.symbols.len() > SYMBOLS_MAX {
            return Err(Rejected::WrongSymbols);
        }
        self.full += self.symbols[before..].iter().filter(|symbol| !symbol.is_empty()).count();
        for n in 0..self.found.len() {
            self.peel(n, &mut Vec::new());
        }
        let mut open: Vec<usize> = (before..self.symbols.len()).collect();
        while let Some(at) = open.pop() {
            let Symbol { sum: id, check, count } = self.symbols[at];
            if !matches!(count, 1 | -1) {
                continue;
            }
            let (honest, walk) = self.key.hash(id);
            if check != honest {
                continue;
            }
            // An id that was found is in no symbol any more, unless the symbols are made up.
            if self.found.len() == self.symbols.len() || !self.ids.insert(id) {
                return Err(Rejected::WrongSymbols);
            }
            self.found.push(Found { id, check, count, walk });
            self.peel(self.found.len() - 1, &mut open);
        }
        Ok((self.full == 0).then(|| self.difference()))
    }

    /// Takes what was found out of all the symbols that it has not been taken out of; those that may give the next
    /// one away are open again.
    fn peel(&mut self, found: usize, open: &mut Vec<usize>) {
        let Found { id, check, count, walk } = &mut self.found[found];
        while let Some(symbol) = self.symbols.get_mut(walk.index as usize) {
            let was_empty = symbol.is_empty();
            symbol.add(*id, *check, -*count);
            self.full = self.full + usize::from(was_empty) - usize::from(symbol.is_empty());
            open.push(walk.index as usize);
            walk.step();
        }
    }

    fn difference(&self) -> Difference {
        let mut difference = Difference::default();
        for found in &self.found {
            let side = if found.count > 0 { &mut difference.theirs } else { &mut difference.mine };
            side.insert(EntryId(found.id.to_be_bytes()));
        }
        difference
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ids, key, sketch};
    use super::super::{Sketch, UNIT};
    use super::*;
    use rand_chacha::{
        ChaCha20Rng,
        rand_core::{Rng, SeedableRng},
    };

    /// Streams one by one until it comes out; the difference and how many symbols it took.
    fn decode(theirs: &Sketch, mine: &Sketch) -> Option<(Difference, usize)> {
        let mut decoder = Decoder::new(key());
        for (theirs, mine) in theirs.symbols().iter().zip(mine.symbols()) {
            if let Some(difference) = decoder.take(&[*theirs], &[*mine]).expect("two honest sets") {
                return Some((difference, decoder.len()));
            }
        }
        None
    }

    #[test]
    fn any_two_sets_give_their_differences() {
        for seed in 0..60 {
            let mut dice = ChaCha20Rng::seed_from_u64(seed);
            let mut pick = |most: usize| dice.next_u32() as usize % (most + 1);
            let (shared, mine, theirs) = (pick(5_000), pick(if seed < 40 { 40 } else { 800 }), pick(700));
            let all = ids(shared + mine + theirs, &mut dice);
            let (both, rest) = all.split_at(shared);
            let (mine, theirs) = rest.split_at(mine);
            let [here, there] = [mine, theirs].map(|own| sketch(&[both, own].concat(), 3_000));
            let (difference, symbols) = decode(&there, &here).expect("it comes out");
            assert_eq!(difference.mine, mine.iter().copied().collect(), "seed {seed}");
            assert_eq!(difference.theirs, theirs.iter().copied().collect(), "seed {seed}");
            assert!(symbols > mine.len() + theirs.len() - usize::from(symbols > 1), "seed {seed}");
        }
    }

    /// Figure 4 of the paper: 1.35 for many, at most 1.72 on average, in between about 1.4 to 1.5.
    #[test]
    fn it_takes_as_many_symbols_as_the_paper_says() {
        let mut dice = ChaCha20Rng::seed_from_u64(6);
        for (differences, runs, least, most) in
            [(4, 500, 1.5, 1.8), (100, 60, 1.38, 1.56), (1_000, 10, 1.32, 1.42)]
        {
            let mut symbols = 0;
            for _ in 0..runs {
                let theirs = sketch(&ids(differences, &mut dice), 3 * differences + 50);
                let mine = sketch(&[], 3 * differences + 50);
                symbols += decode(&theirs, &mine).expect("it comes out").1;
            }
            let overhead = symbols as f64 / (runs * differences) as f64;
            assert!((least..most).contains(&overhead), "{differences}: {overhead}");
        }
    }

    #[test]
    fn symbols_that_no_two_sets_give_end_in_a_rejection_or_in_nothing() {
        let mut dice = ChaCha20Rng::seed_from_u64(7);
        let mine = sketch(&ids(1_000, &mut dice), SYMBOLS_MAX);
        let theirs = sketch(&ids(1_000, &mut dice), SYMBOLS_MAX);
        let random = |dice: &mut ChaCha20Rng| Symbol {
            sum: u128::from(dice.next_u64()) << 64 | u128::from(dice.next_u64()),
            check: dice.next_u64(),
            count: i64::from(dice.next_u32() % 3),
        };
        for lie in 0..6 {
            let mut decoder = Decoder::new(key());
            let mut ended = None;
            for n in (0..2 * SYMBOLS_MAX).step_by(UNIT) {
                let at = n % SYMBOLS_MAX;
                let own = &mine.symbols()[at..at + UNIT];
                let mut symbols = theirs.symbols()[at..at + UNIT].to_vec();
                match lie {
                    0 => symbols.fill_with(|| random(&mut dice)),
                    // One id alone in every symbol: it can map to one in `i` only.
                    1 => symbols.fill_with(|| {
                        let (check, _) = key().hash(9);
                        Symbol { sum: 9, check, count: 1 }
                    }),
                    // Another id in every symbol.
                    2 => symbols.iter_mut().zip(own).enumerate().for_each(|(m, (symbol, own))| {
                        let id = (n + m) as u128;
                        *symbol = *own;
                        symbol.add(id, key().hash(id).0, 1);
                    }),
                    3 => symbols.copy_from_slice(&theirs.symbols()[..UNIT]),
                    4 => symbols.iter_mut().for_each(|symbol| symbol.count += 1),
                    _ => symbols.iter_mut().for_each(|symbol| symbol.count = i64::MIN + 1),
                }
                match decoder.take(&symbols, own) {
                    Ok(None) => {}
                    Ok(Some(_)) => panic!("lie {lie} came out even"),
                    Err(rejected) => {
                        ended = Some(rejected);
                        break;
                    }
                }
            }
            assert_eq!(ended, Some(Rejected::WrongSymbols), "lie {lie}");
            assert!(decoder.found.len() <= decoder.len() && decoder.len() <= SYMBOLS_MAX + UNIT);
        }
    }
}
