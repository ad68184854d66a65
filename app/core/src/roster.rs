//! Who belongs to the circle.
//!
//! For now one member's yes admits: the founder is in from the start, and whoever a member admits is a member.
//! (Vouches, budgets and removal take the place of this rule; the fold around it stays.) Membership is folded
//! before everything else, so that what an entry can do never depends on when its author's admission arrived.

use std::collections::BTreeMap;

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
}

impl Belonging {
    /// Adds an event; whether it is one about membership. A late one rewinds to the beginning: membership events
    /// are few.
    pub fn add(&mut self, circle: &CircleId, place: Place, author: DeviceKey, event: &Event) -> bool {
        if !matches!(event, Event::Founded { .. } | Event::Admitted { .. } | Event::Joined { .. }) {
            return false;
        }
        let is_last = self.facts.last_key_value().is_none_or(|(last, _)| *last < place);
        self.facts.insert(place, (author, event.clone()));
        if is_last {
            self.roster.apply(circle, place, author, event);
        } else {
            self.roster = Roster::default();
            for (place, (author, event)) in &self.facts {
                self.roster.apply(circle, *place, *author, event);
            }
        }
        true
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
    /// It counts the members whose admission lies in that past; one who has not written since counts with the
    /// clock of the entry that let them in.
    pub fn circle_time(&self, log: &Log, upto: Option<&EntryId>) -> Time {
        let past = log.newest_clocks(upto);
        let stated = self.members.iter().filter_map(|(person, member)| {
            let admission = match &member.admitted {
                None => Time(0),
                Some((_, entry)) if past.contains(entry) => log.clock(entry)?,
                Some(_) => return None,
            };
            Some(past.newest(person).unwrap_or(admission))
        });
        time::median(stated.collect())
    }
}
