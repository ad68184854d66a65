//! Who belongs to the circle, on which devices, and which epoch keys count.
//!
//! For now one member's yes admits: the founder is in from the start, and whoever a member admits is a member.
//! (Vouches and budgets take the place of this rule; the fold around it stays.) Membership is folded before
//! everything else, so that what an entry can do never depends on when its author's admission arrived.
//!
//! Two things reach back into the fold, both computed from the set of entries alone, so that every order of arrival
//! ends alike:
//!
//! - **Removal** ([`crate::Event::Removed`]) is strong: of what the removed person's devices wrote, only what lies in
//!   the past of the certificate's basis keeps its power, wherever the rest stands in the order. What a remaining
//!   member saw and built on before they knew keeps its content; the rest is as if it had not been said.
//! - **A fork**: a device that signed two entries at one place was copied, or is malicious. What it wrote from there on
//!   keeps its content and has no power, but for acts on which somebody who belonged before built an entry of their
//!   own while they could not know of the fork: else a member could undo all that the circle had built on their past
//!   yeses, by signing one old place anew.

mod fold;

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::{
    cbor,
    epoch::{EpochName, Ring},
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::Log,
    time::{self, Time},
};

pub use fold::Belonging;

/// All members, and what the circle calls itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Roster {
    /// The circle's name.
    #[n(0)]
    pub name: String,
    /// Everybody who belongs or once did, by the key of their first device.
    #[n(1)]
    pub members: BTreeMap<PersonId, Membership>,
    /// Their devices, the first ones too.
    #[n(2)]
    pub devices: BTreeMap<DeviceKey, Device>,
    /// The epoch keys that were drawn since the founder's.
    #[n(3)]
    pub epochs: BTreeMap<EpochName, Drawn>,
    /// Devices that signed two entries at one place, and which place was the first.
    #[n(4)]
    pub forked: BTreeMap<DeviceKey, u32>,
    /// The entry that founded the circle.
    #[n(5)]
    pub founded: Option<EntryId>,
    /// The highest number that a rotation said, whether or not it has power: one that loses it later would take all
    /// the numbers after it along.
    #[n(6)]
    pub numbers: u32,
    /// What devices that forked wrote on other branches than those that were seen before their persons were removed.
    #[n(7)]
    pub strays: BTreeSet<EntryId>,
}

/// How an epoch key was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Drawn {
    /// Who was gone then.
    #[n(0)]
    pub gone: Gone,
    /// How late it was in the circle, as the rotator says. It decides only when others rotate next.
    #[n(1)]
    pub at: Time,
}

/// A hash of all devices whose persons were removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Gone(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

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
    /// By which entry they were removed.
    #[n(3)]
    pub removed: Option<EntryId>,
    /// Keys that may continue this person on a new device, each once.
    #[n(4)]
    heirs: BTreeSet<DeviceKey>,
}

/// One device of a member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Device {
    /// Whose.
    #[n(0)]
    pub person: PersonId,
    /// Where rotations are sealed to, once it has said it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub sealed_to: Option<[u8; 32]>,
    /// How many of its entries keep their content, if its person was removed.
    #[n(2)]
    pub until: Option<u32>,
}

impl Roster {
    /// Whether this person is a member now.
    pub fn has(&self, person: &PersonId) -> bool {
        self.members.get(person).is_some_and(|member| member.removed.is_none())
    }

    /// All who are members now.
    pub fn present(&self) -> impl Iterator<Item = (&PersonId, &Membership)> {
        self.members.iter().filter(|(_, member)| member.removed.is_none())
    }

    /// Whose device this is, if it is a member's now.
    pub fn person_of(&self, device: &DeviceKey) -> Option<PersonId> {
        self.devices.get(device).map(|known| known.person).filter(|person| self.has(person))
    }

    /// Whom the holder of this key may continue.
    pub fn entrusted_by(&self, heir: &DeviceKey) -> Option<PersonId> {
        self.present().find(|(_, member)| member.heirs.contains(heir)).map(|(person, _)| *person)
    }

    /// Whether a device of this person signed two entries at one place.
    pub fn is_forked(&self, person: &PersonId) -> bool {
        let of_theirs =
            |device: &DeviceKey| self.devices.get(device).is_some_and(|known| known.person == *person);
        self.forked.keys().any(of_theirs)
    }

    /// Who speaks in an entry, if it counts: a member, or one who was removed and wrote it before.
    pub fn speaker(&self, id: &EntryId, author: &DeviceKey, seq: u32) -> Option<PersonId> {
        let device = self.devices.get(author)?;
        let counts = device.until.is_none_or(|until| seq < until && !self.strays.contains(id));
        counts.then_some(device.person)
    }

    /// A member's name, also of one who was removed; empty for anybody else.
    pub fn name_of(&self, person: &PersonId) -> &str {
        self.members.get(person).map_or("", |member| &member.name)
    }

    /// Who belongs and on which devices: what a rotation is sealed to.
    pub fn hash(&self) -> [u8; 32] {
        let present: Vec<(&DeviceKey, PersonId)> = self.present_devices().collect();
        blake3::derive_key("tequio 2026 roster hash", &cbor::encode(&present))
    }

    /// The hash of all devices that are gone.
    pub fn gone_hash(&self) -> Gone {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 who is gone");
        for (device, known) in &self.devices {
            if !self.has(&known.person) {
                hasher.update(&device.0);
            }
        }
        Gone(*hasher.finalize().as_bytes())
    }

    fn present_devices(&self) -> impl Iterator<Item = (&DeviceKey, PersonId)> {
        let present =
            |(device, known): (_, &Device)| self.has(&known.person).then_some((device, known.person));
        self.devices.iter().filter_map(present)
    }

    /// The prekeys of all devices that are to have the next epoch key.
    pub fn recipients(&self) -> Vec<[u8; 32]> {
        self.present_devices().filter_map(|(device, _)| self.devices[device].sealed_to).collect()
    }

    /// Whether this epoch key was drawn in knowledge of all who are gone.
    pub fn counts(&self, epoch: &EpochName) -> bool {
        match self.epochs.get(epoch) {
            Some(drawn) => drawn.gone == self.gone_hash(),
            // The founder's key comes from no rotation.
            None => epoch.number == 0 && self.members.values().all(|member| member.removed.is_none()),
        }
    }

    /// The key on this ring that counts before all others, if one does.
    pub fn current(&self, ring: &Ring) -> Option<EpochName> {
        ring.epochs().iter().rev().map(|epoch| epoch.name()).find(|name| self.counts(name))
    }

    /// Circle time (see [`crate::time`]): of an entry, or of all that is here.
    ///
    /// It counts the members who stated a clock in that past themselves. Whoever was let in and has not written
    /// since counts for nothing, or one phone could let in a majority of clocks that are its own; and who has two
    /// devices counts once.
    pub fn circle_time(&self, log: &Log, upto: Option<&EntryId>) -> Time {
        let mut stated: BTreeMap<PersonId, Time> = BTreeMap::new();
        for (device, clock) in log.newest_clocks(upto) {
            if let Some(person) = self.person_of(&device) {
                let newest = stated.entry(person).or_insert(clock);
                *newest = clock.max(*newest);
            }
        }
        time::median(stated.into_values().collect())
    }
}

/// What the holder of an entrusted key signs, so that one new device continues a person.
pub fn heir_message(circle: &CircleId, person: &PersonId, device: &DeviceKey) -> Vec<u8> {
    [b"tequio 2026 continued".as_slice(), &circle.0, &person.0, &device.0].concat()
}
