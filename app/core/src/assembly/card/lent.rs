//! A phone that is lent: the key on somebody's card is open on it, for as long as they vote, and wrong codes are counted.
//!
//! All of it is in memory alone: a phone that is started again knows nothing of it.

use std::collections::BTreeMap;

use super::{CardError, Unsealed};
use crate::{
    ids::{CircleId, DeviceKey},
    time::Time,
};

/// After so many seconds without a touch the key is forgotten.
pub const IDLE_SECONDS: u64 = 60;
/// Slips of the finger that cost nothing.
const FREE: u32 = 3;
/// After the first try that costs something, in seconds; doubled by each one more.
const SHORTEST: u64 = 5;
/// A card of which so many codes were wrong is not taken any more.
pub const WRONG_MAX: u32 = 10;
/// Cards of which wrong codes are remembered: as many as a vote has voters. Further ones are not taken at all, so that
/// nobody makes a phone forget by showing it cards.
const CARDS_MAX: usize = 512;

/// The card that is open on this phone, if one is. It holds one at a time.
#[derive(Debug, Default)]
pub struct Lent(Option<(Unsealed, Time)>);

impl Lent {
    /// A card was opened.
    pub fn take(&mut self, card: Unsealed, now: Time) {
        self.0 = Some((card, now));
    }

    /// Whoever votes touched the screen.
    pub fn touch(&mut self, now: Time) {
        self.look(now);
        if let Some((_, since)) = &mut self.0 {
            *since = now;
        }
    }

    /// The card that is open by now.
    ///
    /// # Errors
    /// [`CardError::PutAway`], also if it is another circle's.
    pub fn card(&mut self, circle: &CircleId, now: Time) -> Result<&Unsealed, CardError> {
        self.look(now);
        let card = self.0.as_ref().map(|(card, _)| card);
        card.filter(|card| card.circle == *circle).ok_or(CardError::PutAway)
    }

    /// Forgets the key if nobody touched the screen for a minute, or the clock was set back; when it will, if one is open.
    pub fn look(&mut self, now: Time) -> Option<Time> {
        let (_, since) = self.0.as_ref()?;
        let until = since.plus(IDLE_SECONDS);
        if now < *since || now >= until {
            self.0 = None;
            return None;
        }
        Some(until)
    }

    /// Forgets the key.
    pub fn put_away(&mut self) {
        self.0 = None;
    }
}

/// Codes that were wrong, since this phone was started.
#[derive(Debug, Default)]
pub struct Tries(BTreeMap<DeviceKey, Wrong>);

#[derive(Clone, Copy, Debug)]
struct Wrong {
    times: u32,
    last: Time,
}

impl Tries {
    /// Before a code is tried: whether it may be. It counts as wrong until [`Tries::right`] says otherwise, so that nobody
    /// gains anything by ending the app at the right moment or by trying several at once.
    ///
    /// # Errors
    /// [`CardError::Wait`] and [`CardError::Shut`].
    pub fn try_one(&mut self, card: &DeviceKey, now: Time) -> Result<(), CardError> {
        if !self.0.contains_key(card) && self.0.len() >= CARDS_MAX {
            return Err(CardError::Shut);
        }
        let wrong = self.0.get(card).copied().unwrap_or(Wrong { times: 0, last: now });
        if wrong.times >= WRONG_MAX {
            return Err(CardError::Shut);
        }
        let wait = wait(wrong.times);
        let waited = now.since(wrong.last);
        if waited < wait {
            return Err(CardError::Wait { seconds: wait - waited });
        }
        self.0.insert(*card, Wrong { times: wrong.times + 1, last: now });
        Ok(())
    }

    /// The code was right.
    pub fn right(&mut self, card: &DeviceKey) {
        self.0.remove(card);
    }
}

/// How many seconds to wait after so many wrong codes.
fn wait(times: u32) -> u64 {
    match times.checked_sub(FREE) {
        None => 0,
        Some(over) => SHORTEST << over,
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    const NOW: Time = Time(1_790_000_000);
    const CIRCLE: CircleId = CircleId([7; 16]);

    fn opened() -> Lent {
        let mut lent = Lent::default();
        lent.take(Unsealed::draw(CIRCLE, &mut ChaCha20Rng::seed_from_u64(1)), NOW);
        lent
    }

    #[test]
    fn a_key_is_forgotten_after_a_minute_without_a_touch() {
        let mut lent = opened();
        assert_eq!(lent.look(NOW.plus(59)), Some(NOW.plus(60)));
        lent.touch(NOW.plus(59));
        assert!(lent.card(&CIRCLE, NOW.plus(118)).is_ok());
        assert_eq!(lent.card(&CIRCLE, NOW.plus(119)).err(), Some(CardError::PutAway));
        lent.touch(NOW.plus(119));
        assert!(lent.0.is_none(), "a touch that comes too late opens nothing");
    }

    #[test]
    fn a_key_is_forgotten_when_it_is_put_away_and_when_the_clock_is_set_back() {
        let mut lent = opened();
        lent.put_away();
        assert!(lent.0.is_none());
        let mut lent = opened();
        assert_eq!(lent.look(Time(NOW.0 - 1)), None);
        assert!(lent.0.is_none());
    }

    #[test]
    fn a_key_votes_in_no_other_circle() {
        assert_eq!(opened().card(&CircleId([8; 16]), NOW).err(), Some(CardError::PutAway));
    }

    #[test]
    fn wrong_codes_cost_ever_more_and_in_the_end_the_card() {
        let (card, mut tries, mut now) = (DeviceKey([1; 32]), Tries::default(), NOW);
        let mut waits = Vec::new();
        for _ in 0..WRONG_MAX {
            if let Err(CardError::Wait { seconds }) = tries.try_one(&card, now) {
                assert!(
                    tries.try_one(&card, now.plus(seconds - 1)).is_err(),
                    "it is not shorter than it says"
                );
                waits.push(seconds);
                now = now.plus(seconds);
                tries.try_one(&card, now).expect("they waited");
            }
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320]);
        assert_eq!(tries.try_one(&card, now.plus(100_000)), Err(CardError::Shut));
        assert_eq!(tries.try_one(&DeviceKey([2; 32]), now), Ok(()), "another card is another's");
    }

    #[test]
    fn a_right_code_takes_back_what_was_wrong_before() {
        let (card, mut tries) = (DeviceKey([1; 32]), Tries::default());
        (0..20).for_each(|_| {
            tries.try_one(&card, NOW).expect("each was right");
            tries.right(&card);
        });
    }

    #[test]
    fn showing_cards_makes_no_phone_forget() {
        let mut tries = Tries::default();
        let card =
            |n: usize| DeviceKey(std::array::from_fn(|at| if at < 2 { (n >> (8 * at)) as u8 } else { 0 }));
        (0..CARDS_MAX).for_each(|n| tries.try_one(&card(n), NOW).expect("there is room"));
        assert_eq!(tries.try_one(&card(CARDS_MAX), NOW), Err(CardError::Shut));
        assert_eq!(tries.0.len(), CARDS_MAX);
    }
}
