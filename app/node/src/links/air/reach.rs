//! Whom to call over a radio, and when.
//!
//! Two that sight each other both want to call, and a phone that calls cannot be called meanwhile: two that call each
//! other at the same moment reach nobody, and would do so again after the same pause. So the one with the smaller id calls
//! at once, and the other waits longer than a call takes, since being called is as good, and then calls too: it may be
//! that only one of them sees the other. A call in vain or a link that broke is followed by a pause, which doubles while
//! it goes on, and is a little longer or shorter for each two, so that many in one room do not keep step. As many links as a radio carries, the
//! strongest first. Pure: `now` comes in, who is to be called comes out.

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use tequio_platform::radio::{LINKS_MAX, RadioId, Sighting, Spot};
use tokio::time::Instant;

/// On which radio, and where.
pub(super) type Where = (usize, Spot);

/// Phones that are kept in mind, over all radios; anybody can make up more.
pub(super) const KNOWN_MAX: usize = 256;
/// The larger id lets the smaller one call for so long: a kernel gives up a connection after four to five seconds.
const AFTER_YOU: Duration = Duration::from_secs(7);
const PAUSE_MIN: Duration = Duration::from_secs(2);
const PAUSE_MAX: Duration = Duration::from_secs(32);
/// By how much the pauses of two pairs differ at most.
const OUT_OF_STEP_MS: u64 = 1_024;
/// A link that held for so long was a good one.
const HELD: Duration = Duration::from_secs(20);
/// Who is linked by another way is not called again for so long.
const SECOND_WAY_PAUSE: Duration = Duration::from_secs(120);

pub(super) struct Reach {
    me: RadioId,
    known: BTreeMap<Where, Known>,
}

struct Known {
    id: Option<RadioId>,
    /// None while they are not seen; there may be a link all the same.
    signal: Option<i8>,
    wait: Wait,
    links: usize,
    since: Instant,
    pause: Duration,
    second_way: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Wait {
    Until(Instant),
    Calling,
}

impl Reach {
    pub(super) fn new(me: RadioId) -> Reach {
        Reach { me, known: BTreeMap::new() }
    }

    pub(super) fn sighted(&mut self, radio: usize, sighting: Sighting, now: Instant) {
        let at = (radio, sighting.spot);
        if self.known.len() >= KNOWN_MAX && !self.known.contains_key(&at) {
            return;
        }
        let first = now + after_you(self.me, sighting.id);
        let known = self.known.entry(at).or_insert_with(|| Known::new(first, now));
        known.signal = Some(sighting.signal);
        if known.id != sighting.id {
            // Another phone now, as far as anybody can tell.
            (known.id, known.second_way, known.pause) = (sighting.id, false, PAUSE_MIN);
            if let Wait::Until(at) = &mut known.wait {
                *at = first;
            }
        }
    }

    pub(super) fn lost(&mut self, at: Where) {
        if let Some(known) = self.known.get_mut(&at) {
            known.signal = None;
            self.forget_if_idle(at);
        }
    }

    /// A link is up; whether it may stay.
    pub(super) fn up(&mut self, at: Where, called: bool, now: Instant) -> bool {
        let standing = self.links_on(at.0);
        let known = self.known.entry(at).or_insert_with(|| Known::new(now, now));
        known.links += 1;
        known.since = now;
        if called {
            known.wait = Wait::Until(now);
        }
        // One too many is counted until its end is told, as all others.
        standing < LINKS_MAX
    }

    pub(super) fn down(&mut self, at: Where, now: Instant) {
        let me = self.me;
        let Some(known) = self.known.get_mut(&at) else { return };
        known.links = known.links.saturating_sub(1);
        if known.links == 0 && known.wait != Wait::Calling {
            if now.duration_since(known.since) >= HELD {
                known.pause = PAUSE_MIN;
            }
            known.rest(me, at.1, now);
        }
        self.forget_if_idle(at);
    }

    pub(super) fn not_reached(&mut self, at: Where, now: Instant) {
        let me = self.me;
        if let Some(known) = self.known.get_mut(&at) {
            known.rest(me, at.1, now);
            self.forget_if_idle(at);
        }
    }

    /// Whoever is there is linked already. Two links to one place are two that called each other, and no second way.
    pub(super) fn is_second_way(&mut self, at: Where) {
        if let Some(known) = self.known.get_mut(&at) {
            known.second_way = known.links == 1;
        }
    }

    /// When somebody is to be called, if nothing else happens.
    pub(super) fn next(&self) -> Option<Instant> {
        let free = |at: &Where| self.links_on(at.0) + self.calls_on(at.0) < LINKS_MAX;
        self.waiting().filter(|(at, _, _)| free(at)).map(|(_, _, until)| until).min()
    }

    /// Who is to be called now; each counts as being called.
    pub(super) fn due(&mut self, now: Instant) -> Vec<Where> {
        let mut due: Vec<(Reverse<i8>, Where)> = self
            .waiting()
            .filter(|(_, _, until)| *until <= now)
            .map(|(at, signal, _)| (Reverse(signal), at))
            .collect();
        due.sort();
        let mut calls = Vec::new();
        for (_, at) in due {
            if self.links_on(at.0) + self.calls_on(at.0) < LINKS_MAX {
                self.known.get_mut(&at).expect("it was waiting").wait = Wait::Calling;
                calls.push(at);
            }
        }
        calls
    }

    /// How many can be seen on a radio, and how many links it has.
    pub(super) fn count(&self, radio: usize) -> (usize, usize) {
        let seen = self.on(radio).filter(|known| known.signal.is_some()).count();
        (seen, self.links_on(radio))
    }

    /// Who is seen, not linked and not being called.
    fn waiting(&self) -> impl Iterator<Item = (Where, i8, Instant)> {
        self.known.iter().filter_map(|(at, known)| match known.wait {
            // Without an id nobody has said where to call; they can call here.
            Wait::Until(until) if known.links == 0 && known.id.is_some() => Some((*at, known.signal?, until)),
            _ => None,
        })
    }

    fn on(&self, radio: usize) -> impl Iterator<Item = &Known> {
        self.known.range((radio, Spot(0))..=(radio, Spot(u64::MAX))).map(|(_, known)| known)
    }

    fn links_on(&self, radio: usize) -> usize {
        self.on(radio).map(|known| known.links).sum()
    }

    fn calls_on(&self, radio: usize) -> usize {
        self.on(radio).filter(|known| known.wait == Wait::Calling).count()
    }

    fn forget_if_idle(&mut self, at: Where) {
        let idle = |known: &Known| known.signal.is_none() && known.links == 0 && known.wait != Wait::Calling;
        if self.known.get(&at).is_some_and(idle) {
            self.known.remove(&at);
        }
    }
}

impl Known {
    fn new(first: Instant, now: Instant) -> Known {
        Known {
            id: None,
            signal: None,
            wait: Wait::Until(first),
            links: 0,
            since: now,
            pause: PAUSE_MIN,
            second_way: false,
        }
    }

    fn rest(&mut self, me: RadioId, spot: Spot, now: Instant) {
        let pause = if self.second_way { SECOND_WAY_PAUSE } else { self.pause };
        self.wait = Wait::Until(now + pause + after_you(me, self.id) + out_of_step(me, spot, pause));
        self.pause = (2 * self.pause).min(PAUSE_MAX);
    }
}

fn after_you(me: RadioId, theirs: Option<RadioId>) -> Duration {
    if theirs.is_some_and(|theirs| me < theirs) { Duration::ZERO } else { AFTER_YOU }
}

/// No dice, since nobody gains by foreseeing it: a multiplication that spreads (Knuth, vol. 3, 6.4).
fn out_of_step(me: RadioId, spot: Spot, pause: Duration) -> Duration {
    let mixed = u64::from(u32::from_be_bytes(me.0)) ^ spot.0.rotate_left(17) ^ pause.as_secs();
    Duration::from_millis((mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % OUT_OF_STEP_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: RadioId = RadioId([5; 4]);
    const OUT_OF_STEP: Duration = Duration::from_millis(OUT_OF_STEP_MS);

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    fn sighting(spot: u64, id: u8, signal: i8) -> Sighting {
        Sighting { spot: Spot(spot), id: Some(RadioId([id; 4])), signal }
    }

    #[test]
    fn the_smaller_id_calls_at_once_and_the_larger_one_only_if_nobody_called() {
        let (mut reach, now) = (Reach::new(ME), Instant::now());
        reach.sighted(0, sighting(1, 9, -50), now);
        reach.sighted(0, sighting(2, 1, -50), now);
        assert_eq!(reach.due(now), [(0, Spot(1))]);
        assert_eq!(reach.next(), Some(now + AFTER_YOU));
        assert!(reach.up((0, Spot(2)), false, now));
        assert_eq!(reach.next(), None, "the smaller one called");
        reach.sighted(0, sighting(3, 2, -50), now);
        assert_eq!(reach.due(now + AFTER_YOU), [(0, Spot(3))], "this one did not");
    }

    #[test]
    fn pauses_grow_while_calls_are_in_vain_and_start_over_after_a_good_link() {
        let (mut reach, start) = (Reach::new(ME), Instant::now());
        let (at, mut now, mut pauses) = ((0, Spot(1)), start, Vec::new());
        reach.sighted(0, sighting(1, 9, -50), now);
        for _ in 0..7 {
            assert_eq!(reach.due(now), [at]);
            assert!(reach.due(now).is_empty(), "one call at a time");
            reach.not_reached(at, now);
            let next = reach.next().expect("it is called again");
            pauses.push(next.duration_since(now));
            now = next;
        }
        for (pause, wanted) in pauses.iter().zip([2, 4, 8, 16, 32, 32, 32]) {
            assert!((seconds(wanted)..seconds(wanted) + OUT_OF_STEP).contains(pause), "{pauses:?}");
        }
        reach.due(now);
        assert!(reach.up(at, true, now));
        now += seconds(60);
        reach.down(at, now);
        assert!(reach.next().is_some_and(|next| next < now + PAUSE_MIN + OUT_OF_STEP));
    }

    #[test]
    fn two_who_called_each_other_in_vain_do_not_do_so_again_at_the_same_moment() {
        const CALL: Duration = Duration::from_secs(5);
        for step in 0..200_u8 {
            let ids = [RadioId([step, 1, 2, 3]), RadioId([step, 7, step, 9])];
            let spots = [Spot(1), Spot(2)];
            let now = Instant::now();
            let mut both = ids.map(Reach::new);
            for (me, reach) in both.iter_mut().enumerate() {
                let other = 1 - me;
                reach.sighted(0, Sighting { spot: spots[other], id: Some(ids[other]), signal: -50 }, now);
            }
            // However it came about that both call now.
            let mut at = now + AFTER_YOU;
            for _ in 0..8 {
                for (me, reach) in both.iter_mut().enumerate() {
                    reach.due(at + seconds(60));
                    reach.not_reached((0, spots[1 - me]), at);
                }
                let next = both.each_ref().map(|reach| reach.next().expect("both try again"));
                let apart = next[0].max(next[1]) - next[0].min(next[1]);
                assert!(apart >= CALL, "{apart:?}");
                at = next[0].max(next[1]);
            }
        }
    }

    #[test]
    fn the_strongest_are_called_and_never_more_than_a_radio_carries() {
        let (mut reach, now) = (Reach::new(ME), Instant::now());
        for spot in 0..20 {
            reach.sighted(0, sighting(spot, 9, -40 - spot as i8), now);
            reach.sighted(1, sighting(spot, 9, -90 + spot as i8), now);
        }
        let calls = reach.due(now);
        let on =
            |radio| calls.iter().filter(|(on, _)| *on == radio).map(|(_, spot)| spot.0).collect::<Vec<_>>();
        assert_eq!((on(0), on(1)), (vec![0, 1, 2, 3, 4, 5], vec![19, 18, 17, 16, 15, 14]));
        for at in &calls {
            assert!(reach.up(*at, true, now));
        }
        assert_eq!(reach.next(), None, "there is no place for another");
        assert!(!reach.up((0, Spot(99)), false, now), "nor for one who calls");
        reach.down((0, Spot(99)), now);
        reach.down(calls[0], now);
        assert!(reach.next().is_some());
    }

    #[test]
    fn who_is_linked_by_another_way_is_left_in_peace_until_they_are_somebody_else() {
        let (mut reach, now) = (Reach::new(ME), Instant::now());
        let at = (0, Spot(1));
        reach.sighted(0, sighting(1, 9, -50), now);
        reach.due(now);
        assert!(reach.up(at, true, now));
        reach.is_second_way(at);
        reach.down(at, now);
        assert!(reach.next().is_some_and(|next| next >= now + SECOND_WAY_PAUSE));
        reach.sighted(0, sighting(1, 8, -50), now);
        assert_eq!(reach.next(), Some(now));
    }

    #[test]
    fn two_who_called_each_other_at_once_have_no_second_way() {
        let (mut reach, now) = (Reach::new(ME), Instant::now());
        let at = (0, Spot(1));
        reach.sighted(0, sighting(1, 9, -50), now);
        reach.due(now);
        assert!(reach.up(at, false, now) && reach.up(at, true, now));
        reach.is_second_way(at);
        reach.down(at, now);
        reach.down(at, now);
        assert!(reach.next().is_some_and(|next| next < now + PAUSE_MIN + OUT_OF_STEP));
    }

    #[test]
    fn who_is_out_of_reach_is_not_called_and_made_up_phones_fill_no_memory() {
        let (mut reach, now) = (Reach::new(ME), Instant::now());
        reach.sighted(0, sighting(1, 9, -50), now);
        reach.lost((0, Spot(1)));
        assert_eq!((reach.next(), reach.known.len()), (None, 0));
        reach.sighted(0, Sighting { spot: Spot(2), id: None, signal: -50 }, now);
        assert_eq!(reach.next(), None, "nobody said where to call");
        for spot in 0..10_000 {
            reach.sighted(0, sighting(spot, 9, -50), now);
        }
        assert_eq!(reach.known.len(), KNOWN_MAX);
        for spot in 0..10_000 {
            reach.lost((0, Spot(spot)));
        }
        assert!(reach.known.is_empty());
    }
}
