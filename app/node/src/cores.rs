//! Work that is shared among all the cores that a phone has: what it costs to take many entries in is checking their
//! signatures and sealing them, each of them alone.

use std::{
    sync::OnceLock,
    thread::{available_parallelism, scope},
};

/// More threads than this would each have too little to do: an answer holds some 150 entries.
const THREADS_MAX: usize = 4;
/// Starting a thread costs as much as checking a few signatures, or sealing a dozen entries.
const A_THREAD_LEAST: usize = 16;

/// What comes of all items, in their order: each thread does so many of them that stand together, and is told which
/// number it has.
pub(crate) fn share<T: Sync, R: Send>(items: &[T], work: impl Fn(u8, &[T]) -> R + Sync) -> Vec<R> {
    static CORES: OnceLock<usize> = OnceLock::new();
    let cores = *CORES.get_or_init(|| available_parallelism().map_or(1, usize::from).min(THREADS_MAX));
    let threads = cores.min(items.len() / A_THREAD_LEAST);
    if threads < 2 {
        return vec![work(0, items)];
    }
    let (first, others) = items.split_at(items.len().div_ceil(threads));
    scope(|scope| {
        let others: Vec<_> = others
            .chunks(first.len())
            .zip(1..)
            .map(|(items, number)| {
                scope.spawn({
                    let work = &work;
                    move || work(number, items)
                })
            })
            .collect();
        let first = work(0, first);
        let others = others.into_iter().map(|other| other.join().expect("a part of it does not panic"));
        std::iter::once(first).chain(others).collect()
    })
}
