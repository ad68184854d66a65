//! A clock that is set: by a network that has come into reach, by hand, or wrongly.
//!
//! What waits for a time would take it for time that has passed. So the clock is held against how long the system has
//! been running, asleep or awake, and what it moved by beyond that is told apart.

use std::time::{Duration, Instant};

use tequio_core::{Time, time::DAY};

use super::Turn;

/// What was seen when the clock was looked at.
pub(super) struct Look {
    clock: Time,
    awake: Instant,
    /// Where the system says it: since it was started, its sleep counted.
    running: Option<Duration>,
}

impl Look {
    pub(super) fn at(clock: Time) -> Look {
        Look { clock, awake: Instant::now(), running: running() }
    }

    /// How long after `before` this is.
    fn after(&self, before: &Look) -> Duration {
        match (self.running, before.running) {
            (Some(now), Some(before)) => now.saturating_sub(before),
            _ => self.awake - before.awake,
        }
    }

    /// By how much the clock was set in between: nothing, if by no more than a day.
    fn step_since(&self, before: &Look) -> Option<i64> {
        let expected = before.clock.plus(self.after(before).as_secs());
        let step = i128::from(self.clock.0) - i128::from(expected.0);
        let step = i64::try_from(step).ok()?;
        (step.unsigned_abs() > DAY).then_some(step)
    }
}

impl Turn {
    /// What the clock says. If it was set, what is carried moves with it.
    pub(super) fn now(&mut self) -> Time {
        let look = Look::at(self.clock.now());
        let now = look.clock;
        if let Some(step) = look.step_since(&self.looked) {
            self.phone.clock_was_set(step, now);
        }
        self.looked = look;
        now
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn running() -> Option<Duration> {
    // Android keeps it from apps; there a sleep of more than a day counts as a clock that was set.
    let said = std::fs::read_to_string("/proc/uptime").ok()?;
    let seconds = said.split([' ', '.']).next()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn running() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_passed_is_no_step_and_a_clock_that_was_set_is_one() {
        let begun = Instant::now();
        let look = |clock: u64, awake: u64, running: Option<u64>| Look {
            clock: Time(clock),
            awake: begun + Duration::from_secs(awake),
            running: running.map(Duration::from_secs),
        };
        let (day, now) = (86_400, 1_790_000_000);
        let first = || look(now, 0, Some(100));
        let step = |look: Look| look.step_since(&first());
        assert_eq!(
            step(look(now + 30 * day, 30 * day, Some(100 + 30 * day))),
            None,
            "a month that was waited"
        );
        assert_eq!(step(look(now + 30 * day, 60, Some(100 + 30 * day))), None, "or slept through");
        assert_eq!(step(look(now + 3_600, 60, Some(160))), None, "summer time");
        assert_eq!(step(look(now + 10 * day + 60, 60, Some(160))), Some(10 * day as i64));
        assert_eq!(step(look(0, 60, Some(160))), Some(-(now as i64) - 60));
        assert_eq!(
            look(now, 60, None).step_since(&look(0, 0, Some(5))),
            Some(now as i64 - 60),
            "the waking time"
        );
        assert_eq!(step(look(u64::MAX, 0, Some(100))), None, "no clock says that");
        assert!(cfg!(not(target_os = "linux")) || running().is_some_and(|running| running.as_secs() > 0));
    }
}
