//! Whose a card is: its owner's phone says so once, with a signature by the card's own key, and can say that it is lost.
//!
//! So nobody can be let in with a key that somebody else made up for them, and nobody can take somebody's card for theirs.
//! A key that two people hold is nobody's.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::{
    aid::Facts,
    assembly::{Ground, Story, meeting::Way},
    event::Event,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::Place,
    signature::Signed,
    time::Time,
};

/// Cards of one person that are not lost: more than anybody can keep apart.
pub const CARDS_MAX: usize = 8;

/// What is said about cards.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author holds a card with this key.
    #[n(0)]
    Made {
        /// Its public key.
        #[n(0)]
        key: DeviceKey,
        /// That key's signature over [`message`].
        #[cbor(n(1), with = "minicbor::bytes")]
        signature: [u8; 64],
    },
    /// The author's card is lost: nobody is let in with it any more.
    #[n(1)]
    Lost {
        /// The entry that said that it is theirs.
        #[n(0)]
        card: EntryId,
    },
}

impl Said {
    /// Whether a key that is said to be this person's signed so; true of what names none.
    pub(crate) fn holds(&self, circle: &CircleId, person: &PersonId) -> bool {
        let Said::Made { key, signature } = self else { return true };
        Signed { signer: *key, message: message(circle, person), signature: *signature }.holds()
    }
}

/// What a person wants with cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Say that a card is theirs.
    Make {
        /// Its public key.
        key: DeviceKey,
        /// That key's signature ([`super::Unsealed::is_held_by`]).
        signature: [u8; 64],
    },
    /// Say that it is lost.
    Lose {
        /// The entry that said that it is theirs.
        card: EntryId,
    },
}

/// What the key of a card signs, so that it is this person's.
pub fn message(circle: &CircleId, person: &PersonId) -> Vec<u8> {
    [b"tequio 2026 card".as_slice(), &circle.0, &person.0].concat()
}

/// A card that somebody says is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Known {
    /// Whose.
    #[n(0)]
    pub person: PersonId,
    /// Its public key.
    #[n(1)]
    pub key: DeviceKey,
    /// What its owner's clock said.
    #[n(2)]
    pub made: Time,
    /// Where in the log they said that it is lost.
    #[n(3)]
    pub lost: Option<Place>,
}

/// One of one's own cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyCard {
    /// The entry that said so.
    pub id: EntryId,
    /// Its public key.
    pub key: DeviceKey,
    /// When it was made.
    pub made: Time,
    /// Whether it is lost.
    pub lost: bool,
}

/// The card that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Carded(Said::Made { .. }) => Some(id),
        Event::Carded(Said::Lost { card }) => Some(*card),
        _ => None,
    }
}

impl Story for Known {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Known> {
        let roster = ground.roster();
        let mut facts = facts.iter().skip_while(|(place, _)| place.id != *subject);
        let (place, fact) = facts.next()?;
        let Event::Carded(made @ Said::Made { key, .. }) = &fact.event else { return None };
        let person = roster.speaker(&place.id, &fact.author, fact.seq)?;
        if !ground.holds(subject, || made.holds(ground.circle(), &person)) {
            return None;
        }
        let lost = facts.find(|(place, fact)| {
            roster.speaker(&place.id, &fact.author, fact.seq) == Some(person)
                && matches!(fact.event, Event::Carded(Said::Lost { .. }))
        });
        Some(Known { person, key: *key, made: fact.clock, lost: lost.map(|(place, _)| *place) })
    }
}

/// Whose each card is, and since where it is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners(BTreeMap<DeviceKey, Owner>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner {
    /// Nobody, if two say so.
    person: Option<PersonId>,
    lost: Option<Place>,
}

impl Owners {
    pub(crate) fn of<'a>(cards: impl Iterator<Item = &'a Known>) -> Owners {
        let mut owners: BTreeMap<DeviceKey, Owner> = BTreeMap::new();
        for card in cards {
            let owner = Owner { person: Some(card.person), lost: card.lost };
            owners
                .entry(card.key)
                .and_modify(|known| {
                    known.person = known.person.filter(|person| *person == card.person);
                    // One card that was named twice is lost where it was lost first.
                    known.lost = known.lost.into_iter().chain(card.lost).min();
                })
                .or_insert(owner);
        }
        Owners(owners)
    }

    /// Whose card this is, and whether it is lost.
    pub(crate) fn owner(&self, key: &DeviceKey) -> Option<(PersonId, bool)> {
        self.0.get(key).and_then(|owner| Some((owner.person?, owner.lost.is_some())))
    }

    /// Whether a person can be let in with this key at this place: a card is theirs and not lost yet, and the key of an
    /// evening is nobody's else. (`device`: whose device this key is, and whether it was cut off.)
    pub(crate) fn fits(
        &self,
        (way, key): (Way, &DeviceKey),
        person: &PersonId,
        place: Option<&Place>,
        device: Option<(PersonId, bool)>,
    ) -> bool {
        match (way, self.0.get(key)) {
            (Way::Card, Some(owner)) => {
                let is_lost = owner.lost.is_some_and(|lost| place.is_none_or(|place| lost < *place));
                owner.person == Some(*person) && !is_lost
            }
            // Whoever came into the circle with a card in a phone's place.
            (Way::Card, None) => device == Some((*person, false)),
            (Way::SharedPhone, owner) => owner.is_none() && device.is_none(),
            (Way::OwnPhone | Way::Paper, _) => false,
        }
    }
}
