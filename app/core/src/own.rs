//! The own circle: one person and all their devices.
//!
//! It holds what a person keeps for themselves: whom they met and when, what they call them, how well they know them,
//! settings, and who guards their return. It is an ordinary replica, begun silently by the first device, into which
//! nobody is ever let but further devices of the same person; so a second phone learns all of it, and no contact any.
//! Of two notes about one thing the later in the log's order counts, on each device alike.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::{
    contact::Level,
    event::{NAME_MAX, text},
    guardian::{GUARDIANS_MAX, Recovery},
    ids::{CircleId, DeviceKey},
    linking::PARCEL_CIRCLES_MAX,
    log::Place,
    roster::Roster,
    time::Time,
    wrong::{Field, Refused},
};

/// The longest name of a setting, in bytes.
pub const SETTING_NAME_BYTES_MAX: usize = 64;
/// The longest setting, in bytes.
pub const SETTING_BYTES_MAX: usize = 4 * 1024;
/// Settings that are kept.
pub const SETTINGS_MAX: usize = 256;

/// Keys in one note of a phone; one with more circles writes several.
pub const PHONE_KEYS_MAX: usize = 64;

/// What a person keeps for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Note {
    /// There is a new contact.
    #[n(0)]
    Met {
        /// The pair's circle.
        #[n(0)]
        contact: CircleId,
        /// When, by one's own clock.
        #[n(1)]
        at: Time,
        /// How.
        #[n(2)]
        how: How,
        /// What their code said they are called.
        #[n(3)]
        name: String,
    },
    /// What one calls a contact; empty: as they call themselves.
    #[n(1)]
    Named {
        /// The pair's circle.
        #[n(0)]
        contact: CircleId,
        /// The name.
        #[n(1)]
        name: String,
    },
    /// How well one knows a contact.
    #[n(2)]
    Levelled {
        /// The pair's circle.
        #[n(0)]
        contact: CircleId,
        /// How well.
        #[n(1)]
        level: Level,
    },
    /// A contact is none any more. The pair's keys are gone, so it stays so.
    #[n(3)]
    Forgotten {
        /// The pair's circle.
        #[n(0)]
        contact: CircleId,
    },
    /// A setting that all devices share; empty: none.
    #[n(4)]
    Set {
        /// Which.
        #[n(0)]
        name: String,
        /// What.
        #[cbor(n(1), with = "minicbor::bytes")]
        value: Vec<u8>,
    },
    /// Who guards this person's return, in place of those before; nobody, if there is none.
    #[n(5)]
    Guarded(#[n(0)] Option<Guard>),
    /// On a new phone: how far this person has come back by guardians.
    #[n(6)]
    Returning(#[n(0)] Option<Recovery>),
    /// The keys of the phone that writes this, in each of these circles: so that another can cut it off in all of them.
    #[n(7)]
    Phone(#[n(0)] Vec<(CircleId, DeviceKey)>),
}

/// How one met a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum How {
    /// Both scanned each other's code.
    #[n(0)]
    InPerson,
    /// A contact passed their keys on, who could have passed on others.
    #[n(1)]
    Introduced {
        /// The pair's circle with that contact.
        #[n(0)]
        by: CircleId,
    },
}

/// The guardians, and what they guard. The root stays on the person's own devices too: circles that are joined later
/// need their heir from it. Whoever opens a stolen phone has it, so whoever comes back by guardians draws another.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Guard {
    /// [`crate::guardian::Root`].
    #[n(0)]
    pub root: crate::guardian::Root,
    /// How many of them it takes.
    #[n(1)]
    pub threshold: u8,
    /// The pairs' circles.
    #[n(2)]
    pub guardians: Vec<CircleId>,
    /// When they were chosen, by one's own clock.
    #[n(3)]
    pub at: Time,
}

impl Note {
    /// The limits, before signing and of every note that arrives.
    ///
    /// # Errors
    /// Names the field that passes one.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Note::Met { name, .. } | Note::Named { name, .. } => text(Field::Name, name, NAME_MAX),
            Note::Set { name, value } => {
                text(Field::Words, name, SETTING_NAME_BYTES_MAX)?;
                let (length, limit) = (value.len(), SETTING_BYTES_MAX);
                if length > limit {
                    return Err(Refused::TooLong { field: Field::Words, length, limit });
                }
                Ok(())
            }
            Note::Levelled { .. } | Note::Forgotten { .. } | Note::Guarded(None) => Ok(()),
            Note::Returning(recovery) => recovery.as_ref().map_or(Ok(()), Recovery::check),
            Note::Guarded(Some(guard)) if guard.guardians.len() <= GUARDIANS_MAX => Ok(()),
            Note::Guarded(Some(_)) => Err(Refused::Guardians),
            Note::Phone(keys) if keys.len() <= PHONE_KEYS_MAX => Ok(()),
            Note::Phone(_) => Err(Refused::OtherPurpose),
        }
    }
}

/// What all notes come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Book {
    /// Whom this person knows, by the pair's circle.
    #[n(0)]
    pub contacts: BTreeMap<CircleId, Known>,
    /// Whom they do not know any more.
    #[n(1)]
    pub forgotten: BTreeSet<CircleId>,
    /// What all devices share.
    #[n(2)]
    pub settings: BTreeMap<String, Setting>,
    /// Who guards this person's return.
    #[n(3)]
    pub guard: Option<Guard>,
    /// How far they have come back by guardians, on a new phone.
    #[n(4)]
    pub returning: Option<Recovery>,
    /// Which keys each of their phones says it has; the phones by their keys in this circle.
    #[n(5)]
    pub phones: BTreeMap<DeviceKey, BTreeMap<CircleId, DeviceKey>>,
}

/// A contact, as this person sees them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Known {
    /// When they met, by one's own clock.
    #[n(0)]
    pub met: Time,
    /// How they met.
    #[n(1)]
    pub how: How,
    /// What their code said.
    #[n(2)]
    pub said: String,
    /// What this person calls them, if otherwise than they call themselves.
    #[n(3)]
    pub name: String,
    /// How well this person knows them.
    #[n(4)]
    pub level: Level,
}

/// A setting's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Setting(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

/// Notes with who made them, in the order of the log.
pub(crate) type Notes = BTreeMap<Place, (DeviceKey, u32, Note)>;

impl Book {
    /// Folds what this person's devices wrote.
    pub(crate) fn fold(notes: &Notes, roster: &Roster) -> Book {
        let mut book = Book::default();
        for (place, (author, seq, note)) in notes {
            if roster.speaker(&place.id, author, *seq).is_some() {
                book.apply(author, note);
            }
        }
        book
    }

    fn apply(&mut self, author: &DeviceKey, note: &Note) {
        match note {
            Note::Met { contact, at, how, name } if !self.forgotten.contains(contact) => {
                let known = self.contacts.entry(*contact).or_insert_with(|| Known {
                    met: *at,
                    how: *how,
                    said: name.clone(),
                    name: String::new(),
                    level: Level::Met,
                });
                // Whoever was introduced and is met later has been met; nobody is unmet again.
                if *how == How::InPerson && known.how != How::InPerson {
                    (known.how, known.met) = (*how, *at);
                }
            }
            Note::Met { .. } => {}
            Note::Named { contact, name } => {
                if let Some(known) = self.contacts.get_mut(contact) {
                    known.name.clone_from(name);
                }
            }
            Note::Levelled { contact, level } => {
                if let Some(known) = self.contacts.get_mut(contact) {
                    known.level = *level;
                }
            }
            Note::Forgotten { contact } => {
                self.contacts.remove(contact);
                self.forgotten.insert(*contact);
            }
            Note::Set { name, value } if value.is_empty() => drop(self.settings.remove(name)),
            Note::Set { name, value } => {
                if self.settings.len() < SETTINGS_MAX || self.settings.contains_key(name) {
                    self.settings.insert(name.clone(), Setting(value.clone()));
                }
            }
            Note::Guarded(guard) => self.guard.clone_from(guard),
            Note::Returning(recovery) => self.returning.clone_from(recovery),
            Note::Phone(keys) => {
                let known = self.phones.entry(*author).or_default();
                for (circle, device) in keys {
                    if known.len() < PARCEL_CIRCLES_MAX || known.contains_key(circle) {
                        known.insert(*circle, *device);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, guardian::Recovery};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    #[test]
    fn every_note_reads_back() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let contact = CircleId([1; 16]);
        let recovery = Recovery::begin("Ana".to_owned(), Time(1), &mut dice).unwrap();
        let root = crate::guardian::Root::draw(&mut dice);
        let guard = Guard { root, threshold: 1, guardians: vec![contact], at: Time(2) };
        let how = How::Introduced { by: contact };
        for note in [
            Note::Met { contact, at: Time(1), how, name: "Beto".to_owned() },
            Note::Named { contact, name: String::new() },
            Note::Levelled { contact, level: Level::Close },
            Note::Forgotten { contact },
            Note::Set { name: "theme".to_owned(), value: vec![1] },
            Note::Guarded(None),
            Note::Guarded(Some(guard)),
            Note::Returning(None),
            Note::Returning(Some(recovery)),
            Note::Phone(vec![(contact, DeviceKey([2; 32]))]),
        ] {
            let event = Event::Kept(note);
            assert_eq!(Event::decode(&event.encode()), Some(event.clone()), "{event:?}");
        }
    }
}
