//! A phone that is lent to somebody who votes with a printed card ([`tequio_core::assembly::card`]).
//!
//! The key that is open lies here, in memory, and nowhere else: not in the loop, not in the store, not in what a screen
//! holds. It goes when its owner has voted, when the screen is left, when nobody touched it for a minute, and when the
//! phone is locked.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    CircleId, Command, EntryId, Refused,
    assembly::{
        card::{Card, CardError, Code, Lent, Tries, Unsealed, Whom},
        vote,
    },
    count::Choice,
    replica::CardHolder,
};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::{Clock, Node};
use crate::wrong::{Fault, NotDone};

/// The card that is open, and how often codes were wrong.
#[derive(Default)]
pub(super) struct Lending {
    lent: Lent,
    tries: Tries,
}

impl Node {
    /// Makes a card: draws its key, seals it under this code, and says in the circle whose it is. The text of the card is
    /// all that is left of it when this returns.
    ///
    /// # Errors
    /// Why the circle would not have it; then there is no card.
    pub async fn make_card(&self, circle: &CircleId, whom: Whom, code: Code) -> Result<Card, NotDone> {
        let me = self.look(circle, |replica| replica.holder_of_this_phone()).await?;
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut seed[..]).map_err(|wrong| Fault::Dice(wrong.to_string()))?;
        let circle = *circle;
        let sealed = spawn_blocking(move || {
            let unsealed = Unsealed::draw(circle, &mut ChaCha20Rng::from_seed(*seed));
            (unsealed.seal(&code), whom.command(&unsealed, &me))
        });
        let (card, command) = sealed.await.map_err(|_| Fault::Stopped)?;
        self.perform(&circle, command).await?;
        Ok(card)
    }

    /// Whose a card is.
    ///
    /// # Errors
    /// It is none, or nobody's here.
    pub async fn card_holder(&self, circle: &CircleId, card: &str) -> Result<CardHolder, NotDone> {
        let card = Card::read(card).map_err(Refused::from)?;
        Ok(self.look(circle, move |replica| replica.card_holder(&card)).await??)
    }

    /// Opens a card by its code, in place of one that was open.
    ///
    /// # Errors
    /// It is none, or nobody's here; the code is wrong, or it is too early to try another.
    pub async fn open_card(&self, circle: &CircleId, card: &str, code: Code) -> Result<CardHolder, NotDone> {
        self.put_card_away();
        let holder = self.card_holder(circle, card).await?;
        let card = Card::read(card).map_err(Refused::from)?;
        let key = card.key;
        self.lending().tries.try_one(&key, self.now()).map_err(Refused::from)?;
        let opened = spawn_blocking(move || card.open(&code)).await.map_err(|_| Fault::Stopped)?;
        let unsealed = opened.map_err(Refused::from)?;
        let mut lending = self.lending();
        lending.tries.right(&key);
        lending.lent.take(unsealed, self.now());
        drop(lending);
        tokio::spawn(forget_in_time(self.lending.clone(), self.clock));
        Ok(holder)
    }

    /// Whoever votes touched the screen.
    pub fn touch_card(&self) {
        self.lending().lent.touch(self.now());
    }

    /// Casts a ballot that the open card signs, and forgets its key.
    ///
    /// # Errors
    /// No card is open, or the vote takes no ballot of its owner's; the card stays open.
    pub async fn cast_with_card(
        &self,
        circle: &CircleId,
        vote: &EntryId,
        choice: Choice,
    ) -> Result<Option<EntryId>, NotDone> {
        let open = |node: &Node| node.lending().lent.card(circle, node.now()).map(|card| card.key);
        let (key, id) = (open(self).map_err(Refused::from)?, *vote);
        let ground = self.look(circle, move |replica| replica.ballot_ground(&id, &key)).await??;
        let ballot = {
            let mut lending = self.lending();
            let card = lending.lent.card(circle, self.now()).map_err(Refused::from)?;
            // Another one may have been opened meanwhile.
            if card.key != key {
                return Err(Refused::from(CardError::PutAway).into());
            }
            card.ballot(&ground.vote, ground.counter, choice)
        };
        let done = self.perform(circle, Command::Decide(vote::Wish::Carry { vote: id, ballot })).await?;
        self.put_card_away();
        Ok(done)
    }

    /// Forgets the key of the card that is open, if one is.
    pub fn put_card_away(&self) {
        self.lending().lent.put_away();
    }

    fn lending(&self) -> MutexGuard<'_, Lending> {
        locked(&self.lending)
    }
}

/// Looks at the card when its minute is over, until it is put away. (One that is opened later has a look of its own.)
async fn forget_in_time(lending: Arc<Mutex<Lending>>, clock: Clock) {
    loop {
        let now = clock.now();
        let Some(until) = locked(&lending).lent.look(now) else { return };
        tokio::time::sleep(Duration::from_secs(until.since(now).max(1))).await;
    }
}

fn locked(lending: &Mutex<Lending>) -> MutexGuard<'_, Lending> {
    // Nothing in here can be left half done.
    lending.lock().unwrap_or_else(PoisonError::into_inner)
}
