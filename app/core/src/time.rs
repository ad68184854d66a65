//! Time, and why no decision rests on anybody's clock.
//!
//! A phone's clock may be wrong by years, by accident or on purpose. Each entry states what its author's clock
//! said, but where a rule asks how late it is, the answer is **circle time**: the median, over the members, of the
//! newest clock that each of them stated. A minority of wrong clocks moves it nowhere (PROTOCOL.md §3).

use minicbor::{Decode, Encode};

/// Seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Time(#[n(0)] pub u64);

/// How long words are kept that need not be kept for ever, in seconds of circle time since their author's clock. After
/// that they count for nothing, on every phone alike.
pub const RETENTION: u64 = 365 * DAY;
/// How much later they are erased, and how much earlier erased copies are taken: phones do not agree to the day.
pub const RETENTION_SLACK: u64 = 30 * DAY;

/// One day in seconds.
pub const DAY: u64 = 86_400;

impl Time {
    /// This time and so many seconds.
    pub fn plus(self, seconds: u64) -> Time {
        Time(self.0.saturating_add(seconds))
    }

    /// How many seconds have passed since `earlier`; none if it lies ahead.
    pub fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The number of the week, counted from 1970; used where a key or a code changes weekly.
    pub fn week(self) -> u64 {
        self.0 / (7 * DAY)
    }
}

/// The lower median: of two, the earlier, so that one clock that runs ahead never decides alone.
pub fn median(mut clocks: Vec<Time>) -> Time {
    if clocks.is_empty() {
        return Time(0);
    }
    let middle = (clocks.len() - 1) / 2;
    *clocks.select_nth_unstable(middle).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minority_of_wrong_clocks_moves_nothing() {
        let clocks = |stated: &[u64]| median(stated.iter().copied().map(Time).collect());
        assert_eq!(clocks(&[]), Time(0));
        assert_eq!(clocks(&[100]), Time(100));
        assert_eq!(clocks(&[100, u64::MAX]), Time(100));
        assert_eq!(clocks(&[100, 101, u64::MAX]), Time(101));
        assert_eq!(clocks(&[100, 101, 0]), Time(100));
        assert_eq!(clocks(&[u64::MAX, 100, 101, 102, u64::MAX]), Time(102));
    }
}
