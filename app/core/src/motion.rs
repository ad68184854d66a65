//! Motions: how a circle without owners changes what holds for all.
//!
//! A member writes down what the circle should do and why; whoever had a seat when it was made may sign it, whenever
//! they meet somebody who brings it; and when more than half of those seats have, the phone of one who signed and knows of
//! the last signature puts it in force by itself ([`crate::Event::Enacted`]). Whom it is about counts in the roll, cannot sign, and
//! answers beside it. A motion can wait for ever and takes effect once: more signatures, or the same ones brought
//! again years later, change nothing (they would, if a certificate could be brought again: an old rule could be put
//! back by one member's hand).
//!
//! Nobody's signature counts for less because they were removed later: the roll is that of the motion's own past, the
//! same on every phone for ever. What somebody signs after that, or beside it in ignorance, counts for nothing to those who
//! know that they are gone.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use minicbor::{Decode, Encode, Encoder, encode};

use crate::{
    event,
    ids::{DeviceKey, EntryId, PersonId},
    log::Place,
    rules::Rules,
    time::Time,
    wrong::{Field, Refused},
};

/// The longest reasons, and the longest answer, in characters.
pub const TEXT_MAX: usize = 2_000;
/// Motions of one person that may be open at a time. More of them count for nothing.
pub const OPEN_MAX: usize = 4;
/// Answers to one motion that are kept: the accused may say more, as they come.
pub const ANSWERS_MAX: usize = 4;

/// What a motion would have the circle do.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Proposal {
    /// This person does not belong any more.
    #[n(0)]
    Remove {
        /// Who.
        #[n(0)]
        person: PersonId,
    },
    /// These are the rules from now on.
    #[n(1)]
    Rules(#[n(0)] Rules),
    /// Members may hold one evening at which all who come and are confirmed by more than half become members
    /// ([`crate::gathering`]).
    #[n(2)]
    Evening,
    /// What the text says.
    #[n(3)]
    Text,
}

impl Proposal {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self, text: &str) -> Result<(), Refused> {
        event::line(Field::Motion, text, TEXT_MAX)?;
        if let Proposal::Rules(rules) = self {
            rules.check()?;
        }
        Ok(())
    }

    /// Whom it is about, who cannot sign it.
    pub fn accused(&self) -> Option<PersonId> {
        match self {
            Proposal::Remove { person } => Some(*person),
            _ => None,
        }
    }
}

/// One motion, with all that was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Motion {
    /// Its entry.
    #[n(0)]
    pub place: Place,
    /// Who made it.
    #[n(1)]
    pub by: PersonId,
    /// What its author's clock said.
    #[n(2)]
    pub written: Time,
    /// What the circle should do.
    #[n(3)]
    pub proposal: Proposal,
    /// Why.
    #[n(4)]
    pub text: String,
    /// The accused's answers, in the order of the log, with their authors' clocks.
    #[n(5)]
    pub answers: BTreeMap<Place, (Time, String)>,
    /// Whose signatures can count: those who had a seat in its past, with the devices that were theirs.
    #[cbor(n(6), encode_with = "encode_shared")]
    pub roll: Arc<BTreeSet<PersonId>>,
    /// Who signed, of the roll and not accused, and by which entries.
    #[n(7)]
    pub signed: BTreeMap<PersonId, BTreeSet<EntryId>>,
    /// The entries that put it in force, if any has: it is the first that counts.
    #[n(8)]
    pub enacted: BTreeSet<EntryId>,
    /// Whose devices were whose then.
    #[cbor(n(9), encode_with = "encode_shared")]
    pub(crate) devices: Arc<BTreeMap<DeviceKey, PersonId>>,
}

/// Motions share what is the same for several: a roll is as long as the circle is large, and one member can make as many
/// motions as they have branches of their chain ([`OPEN_MAX`] on each). So each costs little more than its words.
fn encode_shared<C, T: Encode<C>, W: encode::Write>(
    shared: &Arc<T>,
    writer: &mut Encoder<W>,
    context: &mut C,
) -> Result<(), encode::Error<W::Error>> {
    shared.as_ref().encode(writer, context)
}

impl Motion {
    /// How many have to sign: more than half of the roll.
    pub fn needed(&self) -> usize {
        self.roll.len() / 2 + 1
    }

    /// Whether so many are enough.
    pub(crate) fn is_quorum(&self, signed: usize) -> bool {
        2 * signed > self.roll.len()
    }

    /// Whether this person's signature would count.
    pub fn can_sign(&self, person: &PersonId) -> bool {
        self.roll.contains(person) && self.proposal.accused() != Some(*person)
    }
}
