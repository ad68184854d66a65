//! Who is there: checking in, late or early, and leaving.
//!
//! Two people stand before each other. Whoever comes says that they are there, from their own phone; whoever is in says
//! that they see them; the two words in either order make somebody present, and everybody can read later who let whom in.
//! With the code that a phone shows which is in ([`super::code`]) the second word is said by that phone itself, without a
//! tap: whoever scanned it a moment ago stood in front of it. Without a camera it takes one tap of anybody who is in.
//!
//! Somebody without a phone is brought: by one who is in, and seen by a second, since nobody's own phone speaks for them.
//! How they will vote is fixed then: with their printed card (a key that their code opens, [`crate::assembly::card`]), on
//! a phone that several share (such a key, made that evening and kept sealed on that phone), or on paper.
//!
//! Nobody can be kept from being there by one who is in bad faith, since anybody can let in; and whoever lets in absent
//! people does it under their name. Who forgot to say that they went is marked by two others, and comes back by one tap.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use super::{Meeting, Word};
use crate::{
    ids::{DeviceKey, EntryId, PersonId},
    log::Place,
};

/// Whether a person can be let in with this key ([`crate::assembly::card::owners`]).
pub(super) type Fits<'a> = dyn Fn(Way, &DeviceKey, &PersonId) -> bool + 'a;

/// How many others it takes to say that somebody has left.
pub const LEFT_BY: usize = 2;

/// How somebody votes at this meeting. It is fixed when they come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Way {
    /// On their own phone.
    #[n(0)]
    OwnPhone,
    /// On a phone that several use one after another, with a key that their code opens.
    #[n(1)]
    SharedPhone,
    /// With a printed card that holds such a key.
    #[n(2)]
    Card,
    /// On paper, which two tellers enter.
    #[n(3)]
    Paper,
}

impl Way {
    /// All of them, in the order in which a form shows them.
    pub const ALL: &[Way] = &[Way::OwnPhone, Way::SharedPhone, Way::Card, Way::Paper];

    /// The word for it in scripts and in the names of sentences.
    pub fn word(self) -> &'static str {
        match self {
            Way::OwnPhone => "own-phone",
            Way::SharedPhone => "shared-phone",
            Way::Card => "card",
            Way::Paper => "paper",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Way> {
        Way::ALL.iter().copied().find(|way| way.word() == word)
    }

    /// Whether ballots are signed with a key of their own, registered at check-in.
    pub fn has_key(self) -> bool {
        matches!(self, Way::SharedPhone | Way::Card)
    }
}

/// Something about who is there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Step {
    /// The author is there.
    #[n(0)]
    CheckedIn {
        /// How they vote.
        #[n(0)]
        way: Way,
        /// The key that their ballots are signed with, if not with their phone's.
        #[n(1)]
        key: Option<DeviceKey>,
        /// What their phone puts into the lot ([`super::lot`]): the hash of a secret.
        #[cbor(n(2), with = "minicbor::bytes")]
        commitment: Option<[u8; 32]>,
        /// That they saw a code which somebody's phone showed ([`super::code`]).
        #[cbor(n(3), with = "minicbor::bytes")]
        proof: Option<[u8; 16]>,
    },
    /// The author, who is in, sees this person.
    #[n(1)]
    LetIn {
        /// Whom.
        #[n(0)]
        person: PersonId,
    },
    /// The author, who is in, has somebody before them who has no phone of their own here.
    #[n(2)]
    Brought {
        /// Whom.
        #[n(0)]
        person: PersonId,
        /// How they vote.
        #[n(1)]
        way: Way,
        /// The key that their ballots are signed with.
        #[n(2)]
        key: Option<DeviceKey>,
    },
    /// The author goes.
    #[n(3)]
    Left,
    /// The author, who is in, sees that this person has gone.
    #[n(4)]
    SaidLeft {
        /// Who.
        #[n(0)]
        person: PersonId,
    },
    /// The author, of whom others said that they went, is still there.
    #[n(5)]
    Still,
}

/// Somebody who is there, or was.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Attendance {
    /// How they vote at this meeting.
    #[n(0)]
    pub way: Way,
    /// Their own phone, if they have it with them.
    #[n(1)]
    pub device: Option<DeviceKey>,
    /// The key that their ballots are signed with, on a shared phone or with a card.
    #[n(2)]
    pub key: Option<DeviceKey>,
    /// The entry with which they were in, for the first time.
    #[n(3)]
    pub since: Place,
    /// Whether they have gone.
    #[n(4)]
    pub left: bool,
    /// Who let them in; nobody, for whoever opened the meeting.
    #[n(5)]
    pub let_in_by: BTreeSet<PersonId>,
    /// The entry in which they said that they are there, and what it put into the lot.
    #[n(6)]
    pub put_in: Option<(EntryId, [u8; 32])>,
    /// Who said that they have gone.
    #[n(7)]
    pub said_left_by: BTreeSet<PersonId>,
}

impl Attendance {
    pub(super) fn of_opener(place: Place, device: DeviceKey) -> Attendance {
        Attendance {
            way: Way::OwnPhone,
            device: Some(device),
            key: None,
            since: place,
            left: false,
            let_in_by: BTreeSet::new(),
            put_in: None,
            said_left_by: BTreeSet::new(),
        }
    }

    /// The key that this person's ballots are signed with; none, on paper.
    pub fn signs_with(&self) -> Option<DeviceKey> {
        match self.way {
            Way::OwnPhone => self.device,
            Way::SharedPhone | Way::Card => self.key,
            Way::Paper => None,
        }
    }

    /// Whether others said that they have gone, and they did not say so themselves.
    pub fn is_marked(&self) -> bool {
        self.left && self.said_left_by.len() >= LEFT_BY
    }
}

/// Somebody of whom one half has been said: that they are there, or that somebody sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Waiting {
    /// What they said, or who brought them.
    #[n(0)]
    pub asked: Option<Asked>,
    /// Who sees them.
    #[n(1)]
    pub seen_by: BTreeSet<PersonId>,
}

/// How somebody would come in.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Asked {
    /// The entry that says so.
    #[n(0)]
    pub entry: EntryId,
    /// Who brought them; nobody, if their own phone says so.
    #[n(1)]
    pub brought_by: Option<PersonId>,
    /// How they would vote.
    #[n(2)]
    pub way: Way,
    /// Their own phone.
    #[n(3)]
    pub device: Option<DeviceKey>,
    /// The key that their ballots would be signed with.
    #[n(4)]
    pub key: Option<DeviceKey>,
    /// What their phone puts into the lot.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub commitment: Option<[u8; 32]>,
    /// That they saw a code.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub proof: Option<[u8; 16]>,
}

impl Waiting {
    /// Whether it takes somebody's tap who is in: they said that they are there, and nobody else has seen them.
    pub fn wants_a_tap(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether both halves are said.
    fn is_whole(&self) -> bool {
        let brought_by = self.asked.as_ref().map(|asked| asked.brought_by);
        brought_by.is_some_and(|by| self.seen_by.iter().any(|seen| Some(*seen) != by))
    }
}

impl Meeting {
    pub(super) fn at_the_door(
        &mut self,
        word: &Word<'_>,
        step: &Step,
        is_member: &dyn Fn(&PersonId) -> bool,
        fits: &Fits<'_>,
    ) {
        let by = word.by;
        match step {
            Step::Still => {
                if let Some(attendance) = self.present.get_mut(&by).filter(|there| there.is_marked()) {
                    (attendance.left, attendance.said_left_by) = (false, BTreeSet::new());
                }
            }
            // Whoever is brought and is not there at all says so as whoever goes.
            Step::Left => {
                self.waiting.remove(&by);
                if let Some(attendance) = self.present.get_mut(&by) {
                    (attendance.left, attendance.said_left_by) = (true, BTreeSet::new());
                }
            }
            _ if self.ended.is_some() => {}
            Step::CheckedIn { way, key, commitment, proof } => {
                if !goes_with(*way, key.as_ref(), &by, fits) {
                    return;
                }
                let device = (*way == Way::OwnPhone).then_some(word.device);
                if let Some(there) = self.present.get_mut(&by).filter(|there| !there.left) {
                    // Whoever opened the meeting names what they put into the lot once the meeting has a name.
                    if there.put_in.is_none() && there.device == Some(word.device) {
                        there.put_in = commitment.map(|commitment| (word.place.id, commitment));
                    }
                    return;
                }
                let waiting = self.waiting.entry(by).or_default();
                let (entry, key, commitment, proof) = (word.place.id, *key, *commitment, *proof);
                waiting.asked =
                    Some(Asked { entry, brought_by: None, way: *way, device, key, commitment, proof });
                self.enter(by, word.place);
            }
            Step::LetIn { person } => {
                let is_own = *person == by;
                if is_own || !self.is_here(&by) || self.is_here(person) || !is_member(person) {
                    return;
                }
                self.waiting.entry(*person).or_default().seen_by.insert(by);
                self.enter(*person, word.place);
            }
            Step::Brought { person, way, key } => {
                let goes = *way != Way::OwnPhone && goes_with(*way, key.as_ref(), person, fits);
                if *person == by || !goes || !self.is_here(&by) || self.is_here(person) || !is_member(person)
                {
                    return;
                }
                let waiting = self.waiting.entry(*person).or_default();
                // Their own phone's word goes before anybody else's.
                if waiting.asked.as_ref().is_none_or(|asked| asked.brought_by.is_some()) {
                    let (entry, key, brought_by) = (word.place.id, *key, Some(by));
                    let (device, commitment, proof) = (None, None, None);
                    waiting.seen_by.clear();
                    waiting.asked =
                        Some(Asked { entry, brought_by, way: *way, device, key, commitment, proof });
                }
            }
            Step::SaidLeft { person } => {
                if *person == by || !self.is_here(&by) {
                    return;
                }
                if let Some(attendance) = self.present.get_mut(person).filter(|there| !there.left) {
                    attendance.said_left_by.insert(by);
                    attendance.left = attendance.said_left_by.len() >= LEFT_BY;
                }
            }
        }
    }

    /// Somebody is in, once both halves are said.
    fn enter(&mut self, person: PersonId, place: Place) {
        let Some(waiting) = self.waiting.get(&person).filter(|waiting| waiting.is_whole()) else { return };
        let asked = waiting.asked.clone().expect("it is whole");
        let taken = |other: (&PersonId, &Attendance)| *other.0 != person && other.1.key == asked.key;
        if asked.key.is_some() && self.present.iter().any(taken) {
            // One key is one person's.
            return;
        }
        let seen_by = waiting.seen_by.iter().copied().chain(asked.brought_by).collect();
        self.waiting.remove(&person);
        if let Some(before) = self.present.get_mut(&person) {
            // How somebody votes stays as it was when they came in first.
            (before.left, before.said_left_by) = (false, BTreeSet::new());
            return;
        }
        let attendance = Attendance {
            way: asked.way,
            device: asked.device,
            key: asked.key,
            since: place,
            left: false,
            let_in_by: seen_by,
            put_in: asked.commitment.map(|commitment| (asked.entry, commitment)),
            said_left_by: BTreeSet::new(),
        };
        self.present.insert(person, attendance);
    }
}

/// Whether this way of voting wants a key, and this is one for it.
fn goes_with(way: Way, key: Option<&DeviceKey>, person: &PersonId, fits: &Fits<'_>) -> bool {
    way.has_key() == key.is_some() && key.is_none_or(|key| fits(way, key, person))
}
