//! Printed cards on this phone: one's own, and somebody else's that is read here.

use crate::{
    assembly::{
        card::{CARDS_MAX, Card, CardError, MyCard, Said, Wish},
        meeting::Way,
        vote::Vote,
    },
    ids::{DeviceKey, EntryId, PersonId},
    replica::Replica,
    view::Person,
    wrong::Refused,
};

/// Somebody's card, as this phone knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardHolder {
    /// Whose.
    pub person: Person,
    /// Its public key.
    pub key: DeviceKey,
}

/// What a ballot signed with a card's key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BallotGround {
    /// Whose ballot it is.
    pub person: PersonId,
    /// The vote ([`crate::assembly::vote::Opening::hash`]).
    pub vote: [u8; 32],
    /// Which of their ballots it is.
    pub counter: u32,
}

impl Replica {
    /// What a wish about cards becomes, if it can be granted.
    pub(in crate::replica) fn decide_card(&self, wish: Wish) -> Result<Said, Refused> {
        let me = self.my_person();
        match wish {
            Wish::Make { key, signature } => {
                let mine = self.my_cards().iter().filter(|card| !card.lost).count();
                if mine >= CARDS_MAX {
                    return Err(Refused::TooManyCards { limit: CARDS_MAX });
                }
                let device = self.state.roster().holder(&key);
                if self.state.assembly().owners().owner(&key).is_some() || device.is_some() {
                    return Err(Refused::OtherWay);
                }
                let made = Said::Made { key, signature };
                if made.holds(&self.keys.circle, &me) { Ok(made) } else { Err(Refused::OtherWay) }
            }
            Wish::Lose { card } => {
                let known = self.state.assembly().cards().find(|(id, _)| **id == card);
                let is_mine = known.is_some_and(|(_, known)| known.person == me && known.lost.is_none());
                if is_mine { Ok(Said::Lost { card }) } else { Err(Refused::NoSuchCard) }
            }
        }
    }

    /// One's own cards, the newest first.
    pub(super) fn my_cards(&self) -> Vec<MyCard> {
        let me = self.my_person();
        let mine = self.state.assembly().cards().filter(|(_, card)| card.person == me);
        let mut cards: Vec<MyCard> = mine
            .map(|(id, card)| MyCard { id: *id, key: card.key, made: card.made, lost: card.lost.is_some() })
            .collect();
        cards.sort_by_key(|card| (std::cmp::Reverse(card.made), card.id));
        cards
    }

    /// Whose a card is that is shown to this phone.
    ///
    /// # Errors
    /// It is of another circle, is lost, or nobody's.
    pub fn card_holder(&self, card: &Card) -> Result<CardHolder, Refused> {
        if card.circle != self.keys.circle {
            return Err(CardError::OtherCircle.into());
        }
        let roster = self.state.roster();
        let person = match self.state.assembly().owners().owner(&card.key) {
            Some((_, true)) => return Err(CardError::Lost.into()),
            Some((person, false)) => person,
            // Who came into the circle with a card, or was let into a meeting with a key of that evening.
            None => match roster.holder(&card.key) {
                Some((_, true)) => return Err(CardError::Lost.into()),
                Some((person, false)) => person,
                None => self.of_an_evening(&card.key).ok_or(CardError::Unknown)?,
            },
        };
        match roster.has(&person) {
            true => Ok(CardHolder { person: self.person(person), key: card.key }),
            false => Err(CardError::Unknown.into()),
        }
    }

    fn of_an_evening(&self, key: &DeviceKey) -> Option<PersonId> {
        let meetings = self.state.assembly().meetings().flat_map(|(_, meeting)| &meeting.present);
        let mut theirs =
            meetings.filter(|(_, there)| there.way == Way::SharedPhone && there.key == Some(*key));
        theirs.next().map(|(person, _)| *person)
    }

    /// Who holds this phone, so that a card can be made for them.
    pub fn holder_of_this_phone(&self) -> PersonId {
        self.my_person()
    }

    /// What somebody's ballot names that is signed with the key of a card.
    ///
    /// # Errors
    /// The vote takes no ballots, or none that are signed with this key.
    pub fn ballot_ground(&self, vote: &EntryId, key: &DeviceKey) -> Result<BallotGround, Refused> {
        let known = self.open_for_ballots(vote)?;
        let Some(voter) = known.opening.with_key(key).filter(|voter| voter.way.has_key()) else {
            return Err(self.why_not(known, key));
        };
        let person = voter.person;
        let counter = known.ballot_of(&person).map_or(0, |held| held.counter.saturating_add(1));
        Ok(BallotGround { person, vote: self.vote_hash(vote, known), counter })
    }

    /// Why a card does not vote here: its owner does otherwise, or was not let in when the vote was opened.
    fn why_not(&self, vote: &Vote, key: &DeviceKey) -> Refused {
        let owner = self.state.assembly().owners().owner(key).map(|(person, _)| person);
        let owner = owner.or(self.state.roster().holder(key).map(|(person, _)| person));
        owner.map_or(Refused::NotVoter, |person| super::votes::otherwise(vote, &person))
    }
}
