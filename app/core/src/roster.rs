//! Who belongs to the circle.
//!
//! For now one member's yes admits: the founder is in from the start, and whoever a member admits is a member.
//! (Vouches, budgets and removal take the place of this rule; the fold around it stays.) Membership is folded
//! before everything else, so that what an entry can do never depends on when its author's admission arrived.

use std::{collections::BTreeMap, ops::Bound};

use minicbor::{Decode, Encode};

use crate::{
    event::Event,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Log, Place},
    time::{self, Time},
};

/// All members, and what the circle calls itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Roster {
    /// The circle's name.
    #[n(0)]
    pub name: String,
    /// Members by their key.
    #[n(1)]
    pub members: BTreeMap<PersonId, Membership>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Membership {
    /// How they want to be called: what they said last, before that what they knocked with.
    #[n(0)]
    pub name: String,
    /// Where notes to them are sealed to, once they have said it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub prekey: Option<[u8; 32]>,
    /// Who let them in, and by which entry; nobody, for the founder.
    #[n(2)]
    pub admitted: Option<(PersonId, EntryId)>,
}

/// Events about membership, in the order of the fold, and what they come to.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    facts: BTreeMap<Place, (DeviceKey, Event)>,
    roster: Roster,
    /// How far the roster has been folded.
    folded: Option<Place>,
    /// A fact came before that: the fold begins anew.
    late: bool,
}

impl Belonging {
    /// Adds an event, if it is one about membership; whether it is. It counts after [`Belonging::settle`].
    pub fn add(&mut self, place: Place, author: DeviceKey, event: &Event) -> bool {
        if !matches!(event, Event::Founded { .. } | Event::Admitted { .. } | Event::Joined { .. }) {
            return false;
        }
        self.late |= self.folded.is_some_and(|folded| place < folded);
        self.facts.insert(place, (author, event.clone()));
        true
    }

    /// Folds what was added; who has become a member by it, and whether anything changed.
    pub fn settle(&mut self, circle: &CircleId) -> (Vec<PersonId>, bool) {
        let Some((last, _)) = self.facts.last_key_value() else { return (Vec::new(), false) };
        if !self.late && self.folded == Some(*last) {
            return (Vec::new(), false);
        }
        let before = self.roster.clone();
        if std::mem::take(&mut self.late) {
            (self.roster, self.folded) = (Roster::default(), None);
        }
        let from = self.folded.map_or(Bound::Unbounded, Bound::Excluded);
        for (place, (author, event)) in self.facts.range((from, Bound::Unbounded)) {
            self.roster.apply(circle, *place, *author, event);
        }
        self.folded = Some(*last);
        let grown = self.roster.members.keys().filter(|person| !before.has(person)).copied().collect();
        (grown, self.roster != before)
    }

    /// What they come to.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }
}

impl Roster {
    fn apply(&mut self, circle: &CircleId, place: Place, author: DeviceKey, event: &Event) {
        match event {
            Event::Founded { nonce, name }
                if CircleId::of(&author, nonce) == *circle && self.members.is_empty() =>
            {
                self.name = name.clone();
                let founder = Membership { name: String::new(), prekey: None, admitted: None };
                self.members.insert(author, founder);
            }
            Event::Admitted { device, name } if self.has(&author) => {
                self.members.entry(*device).or_insert_with(|| Membership {
                    name: name.clone(),
                    prekey: None,
                    admitted: Some((author, place.id)),
                });
            }
            Event::Joined { name, prekey } => {
                if let Some(member) = self.members.get_mut(&author) {
                    member.name = name.clone();
                    member.prekey = Some(*prekey);
                }
            }
            _ => {}
        }
    }

    /// Whether this person is a member.
    pub fn has(&self, person: &PersonId) -> bool {
        self.members.contains_key(person)
    }

    /// A member's name; empty for anybody else.
    pub fn name_of(&self, person: &PersonId) -> &str {
        self.members.get(person).map_or("", |member| &member.name)
    }

    /// Circle time (see [`crate::time`]): of an entry, or of all that is here.
    ///
    /// It counts the members who stated a clock in that past themselves. Whoever was let in and has not written
    /// since counts for nothing, or one phone could let in a majority of clocks that are its own.
    pub fn circle_time(&self, log: &Log, upto: Option<&EntryId>) -> Time {
        let stated = log.newest_clocks(upto);
        time::median(
            stated.into_iter().filter(|(device, _)| self.has(device)).map(|(_, clock)| clock).collect(),
        )
    }
}
