//! Printed cards on a phone of the street: the real ones, with what a node holds in its memory.

use futures_util::FutureExt;
use tequio_core::{
    CircleId, Command, EntryId, Refused, Replica, Time,
    assembly::{
        card::{Card, Code, Lent, Tries, Unsealed, Whom},
        vote,
    },
    count::Choice,
    replica::CardHolder,
};
use tequio_ui::{
    Lend,
    host::{Fault, Later, Wrong},
};

use super::{All, Handle};

/// The card that is open on a phone, and how often codes were wrong.
#[derive(Default)]
pub struct Lending {
    pub lent: Lent,
    tries: Tries,
}

impl All {
    fn replica(&self, phone: usize, circle: CircleId) -> Result<&Replica, Wrong> {
        let n = self.at(phone, circle).ok_or(Fault::Unable)?;
        Ok(&self.phones[phone].circles[n].replica)
    }

    fn holder(&self, phone: usize, circle: CircleId, card: &str) -> Result<(Card, CardHolder), Wrong> {
        let card = Card::read(card).map_err(Refused::from)?;
        let holder = self.replica(phone, circle)?.card_holder(&card)?;
        Ok((card, holder))
    }

    fn lent(&mut self, phone: usize) -> (&mut Lending, Time) {
        (&mut self.phones[phone].lending, self.now)
    }
}

impl Lend for Handle {
    fn make_card(&self, circle: CircleId, whom: Whom, code: String) -> Later<Result<String, Wrong>> {
        self.answer(|all, phone| {
            let code = Code::choose(&code).map_err(Refused::from)?;
            let me = all.replica(phone, circle)?.holder_of_this_phone();
            let unsealed = Unsealed::draw(circle, &mut all.dice);
            all.perform(phone, circle, whom.command(&unsealed, &me))?;
            Ok(unsealed.seal(&code).code())
        })
    }

    fn card_holder(&self, circle: CircleId, card: String) -> Later<Result<CardHolder, Wrong>> {
        self.answer(|all, phone| all.holder(phone, circle, &card).map(|(_, holder)| holder))
    }

    fn open_card(&self, circle: CircleId, card: String, code: String) -> Later<Result<CardHolder, Wrong>> {
        self.answer(|all, phone| {
            let (card, holder) = all.holder(phone, circle, &card)?;
            let (lending, now) = all.lent(phone);
            lending.lent.put_away();
            lending.tries.try_one(&card.key, now).map_err(Refused::from)?;
            let unsealed = card.open(&Code::typed(&code)).map_err(Refused::from)?;
            lending.tries.right(&card.key);
            lending.lent.take(unsealed, now);
            Ok(holder)
        })
    }

    fn touch_card(&self) {
        self.with(|all, phone| {
            let (lending, now) = all.lent(phone);
            lending.lent.touch(now);
        });
    }

    fn cast_with_card(&self, circle: CircleId, vote: EntryId, choice: Choice) -> Later<Result<(), Wrong>> {
        let cast = self.answer(|all, phone| {
            let (lending, now) = all.lent(phone);
            let key = lending.lent.card(&circle, now).map_err(Refused::from)?.key;
            let ground = all.replica(phone, circle)?.ballot_ground(&vote, &key)?;
            let (lending, now) = all.lent(phone);
            let card = lending.lent.card(&circle, now).map_err(Refused::from)?;
            let ballot = card.ballot(&ground.vote, ground.counter, choice);
            all.perform(phone, circle, Command::Decide(vote::Wish::Carry { vote, ballot }))?;
            all.lent(phone).0.lent.put_away();
            Ok(())
        });
        cast.boxed_local()
    }

    fn put_card_away(&self) {
        self.with(|all, phone| all.lent(phone).0.lent.put_away());
    }
}
