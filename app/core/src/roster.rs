//! Who belongs to the circle, on which devices, what the rules are, and which epoch keys count.
//!
//! Members vouch for a newcomer whom they have met, as many of them as the rules ask for, within what the rules allow
//! each of them a month; in a member's first year their vouches are charged to those who vouched for them, too, so that
//! whoever lets in liars has fewer to let in. A lone founder lets in the first two alone. Whom nobody has met for long
//! has no say until they are met again. What holds for all (removals, rules) takes more than half of the **seats**
//! ([`Roster::seats`]), and a newcomer has one when more than half of the seats before have noticed them: so half a
//! circle cannot make itself a majority while it is cut off.
//!
//! Membership is folded before everything else, so that what an entry can do never depends on when its author's
//! admission arrived.
//!
//! Two things reach back into the fold, both computed from the set of entries alone, so that every order of arrival
//! ends alike:
//!
//! - **Removal** (by a certificate, by a motion, by leaving, of a lost device) is strong: of what the removed devices
//!   wrote, only what lies in the past of what was decided on keeps its power, wherever the rest stands in the order.
//!   What a remaining member saw and built on before they knew keeps its content; the rest is as if it had not been said.
//! - **A fork**: a device that signed two entries at one place was copied, or is malicious. What it wrote from there on
//!   keeps its content and has no power, but for acts on which somebody who belonged before built an entry of their
//!   own while they could not know of the fork: else a member could undo all that the circle had built on their past
//!   yeses, by signing one old place anew.
//!
//! Whoever knows the circle's key can sign what they like with keys made up for it. What such keys say waits apart until
//! somebody who can belong names them (`named`), and what can be said again and again has limits that are named here
//! ([`CANDIDATES_MAX`], [`ROTATIONS_MAX`], [`crate::motion::OPEN_MAX`]).

mod acts;
mod clocks;
mod fold;
mod judge;
mod named;
mod seats;

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::{
    cbor,
    epoch::{EpochName, Ring},
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    log::{Day, Log},
    rules::Rules,
    seal::is_sound,
    time::{DAY, Time},
};

pub use acts::{CANDIDATES_MAX, ROTATIONS_MAX};
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
    /// The highest number that a rotation by anybody said who was ever named, whether or not it has power: one that loses
    /// it later would take all the numbers after it along.
    #[n(6)]
    pub numbers: u32,
    /// What devices that forked wrote on other branches than those that were seen before their persons were removed.
    #[n(7)]
    pub strays: BTreeSet<EntryId>,
    /// What the circle has agreed on.
    #[n(8)]
    pub rules: Rules,
    /// Since when somebody's say can fade by these rules.
    #[n(9)]
    timed_since: Day,
    /// For whom members have vouched who are not in yet.
    #[n(10)]
    pub candidates: BTreeMap<DeviceKey, Candidate>,
    /// Motions that opened an evening at which nobody came in yet.
    #[n(11)]
    pub evenings: BTreeSet<EntryId>,
    /// New devices that wait to continue a person.
    #[n(12)]
    pub recoveries: BTreeMap<EntryId, Recovery>,
    /// Nobody else can ever enter: a pair, or a person's own circle. (None for "no", so that it takes no bytes.)
    #[n(15)]
    pub closed: Option<()>,
}

/// Somebody who wants to come in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Candidate {
    /// The name that the last who vouched for them heard.
    #[n(0)]
    pub name: String,
    /// Who vouched for them, and by which entry.
    #[n(1)]
    pub vouched_by: BTreeMap<PersonId, EntryId>,
    /// Who they were here before.
    #[n(2)]
    pub again: Option<PersonId>,
}

/// A new device that waits to continue a person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Recovery {
    /// The new device.
    #[n(0)]
    pub device: DeviceKey,
    /// Whom it is to continue.
    #[n(1)]
    pub person: PersonId,
    /// The member who has seen them.
    #[n(2)]
    pub by: PersonId,
    /// Since when it waits.
    #[n(3)]
    pub since: Day,
    /// For how many days.
    #[n(4)]
    pub wait: u16,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
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
    /// Keys that may continue this person on a new device, each once, and by which device they were named.
    #[n(4)]
    heirs: BTreeMap<DeviceKey, DeviceKey>,
    /// Whether they left of their own accord.
    #[n(5)]
    pub left: bool,
    /// Their devices, the first one too.
    #[n(6)]
    pub devices: BTreeSet<DeviceKey>,
    /// Who vouched for them so that they came in; nobody, for those who began the circle together.
    #[n(7)]
    pub vouched_by: BTreeSet<PersonId>,
    /// Since when they belong.
    #[n(8)]
    pub since: Day,
    /// Who has met them since, and when last.
    #[n(9)]
    met: BTreeMap<PersonId, Day>,
    /// Who they were here before, as those say who vouched for them.
    #[n(10)]
    pub again: Option<PersonId>,
    /// The key by which guardians bring them back.
    #[n(11)]
    pub guarded: Option<DeviceKey>,
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
    /// How many of its entries keep their content, if it was cut off or its person removed.
    #[n(2)]
    pub until: Option<u32>,
    /// Whether it was cut off.
    #[n(3)]
    pub cut: bool,
    /// Where notes to its person are sealed to so that it opens them, once it has said it.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub prekey: Option<[u8; 32]>,
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
        let known = self.devices.get(device).filter(|known| !known.cut)?;
        Some(known.person).filter(|person| self.has(person))
    }

    /// Whose device this is or was, and whether it was cut off.
    pub(crate) fn holder(&self, device: &DeviceKey) -> Option<(PersonId, bool)> {
        self.devices.get(device).map(|known| (known.person, known.cut))
    }

    /// Whether members have met this person lately enough for them to have a say.
    ///
    /// Those who have one bring back those who have none. If they are too few for that, nobody has lost it: else a circle
    /// that does not meet for a year would never be able to decide anything again.
    pub fn has_say(&self, person: &PersonId, today: Day) -> bool {
        self.has_say_among(person, today, &|person| self.has(person))
    }

    /// The same where only these are there.
    fn has_say_among(&self, person: &PersonId, today: Day, is_here: &dyn Fn(&PersonId) -> bool) -> bool {
        is_here(person) && (self.is_current(person, today) || !self.can_renew(today, is_here))
    }

    /// Whether they came in, or enough members have met them, lately.
    fn is_current(&self, person: &PersonId, today: Day) -> bool {
        let Some(fading) = self.rules.fading else { return true };
        let lasts = |day: Day| day.saturating_add(fading.into()) >= today;
        let is_current = |member: &Membership| {
            let met = member.met.values().filter(|day| lasts(**day)).count();
            lasts(member.since.max(self.timed_since)) || met >= usize::from(self.rules.vouches)
        };
        self.members.get(person).is_some_and(is_current)
    }

    /// Whether there are as many who have not faded as it takes to bring back one who has.
    fn can_renew(&self, today: Day, is_here: &dyn Fn(&PersonId) -> bool) -> bool {
        let needed = usize::from(self.rules.vouches);
        let current = |person: &&PersonId| is_here(person) && self.is_current(person, today);
        self.members.keys().filter(current).take(needed).count() == needed
    }

    /// How many vouches a newcomer needs.
    pub fn vouches_needed(&self) -> usize {
        // A lone founder lets in the first two.
        if self.members.len() < 3 { 1 } else { self.rules.vouches.into() }
    }

    /// Whether any rule asks for the time.
    fn is_timed(&self) -> bool {
        self.rules.budget.is_some() || self.rules.fading.is_some()
    }

    /// Whom the holder of this key may continue.
    pub fn entrusted_by(&self, heir: &DeviceKey) -> Option<PersonId> {
        self.present().find(|(_, member)| member.heirs.contains_key(heir)).map(|(person, _)| *person)
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

    /// The hash of all devices that are gone: cut off, or of those who left or were removed.
    pub fn gone_hash(&self) -> Gone {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 who is gone");
        for (device, known) in &self.devices {
            if known.cut || !self.has(&known.person) {
                hasher.update(&device.0);
            }
        }
        Gone(*hasher.finalize().as_bytes())
    }

    pub(crate) fn present_devices(&self) -> impl Iterator<Item = (&DeviceKey, PersonId)> {
        let present = |(device, known): (_, &Device)| {
            (!known.cut && self.has(&known.person)).then_some((device, known.person))
        };
        self.devices.iter().filter_map(present)
    }

    /// Where a note to this person is sealed to: what they said last, and the other phones that they have, so many in
    /// all.
    pub fn readers(&self, person: &PersonId, count: usize) -> Vec<[u8; 32]> {
        let Some(member) = self.members.get(person) else { return Vec::new() };
        let devices = member.devices.iter().filter_map(|device| self.devices.get(device));
        let others = devices.filter(|device| !device.cut).filter_map(|device| device.prekey);
        let mut readers: Vec<[u8; 32]> = member.prekey.into_iter().collect();
        for prekey in others {
            // A key that agrees with everybody on one secret (a thief can state one) keeps nobody from writing.
            if readers.len() < count && !readers.contains(&prekey) && is_sound(&prekey) {
                readers.push(prekey);
            }
        }
        readers
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
            None => epoch.number == 0 && self.present_devices().count() == self.devices.len(),
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
        let mut clocks: Vec<u64> = stated.into_values().map(|clock| clock.0).collect();
        clocks.sort_unstable();
        Time(clocks::median_of_the_awake(&clocks, u64::from(clocks::SILENT) * DAY))
    }
}

/// What the holder of the key that guardians gave back signs, so that a new device is theirs.
pub fn recovery_message(circle: &CircleId, device: &DeviceKey) -> Vec<u8> {
    [b"tequio 2026 recovered".as_slice(), &circle.0, &device.0].concat()
}

/// What the holder of an entrusted key signs, so that one new device continues a person.
pub fn heir_message(circle: &CircleId, person: &PersonId, device: &DeviceKey) -> Vec<u8> {
    [b"tequio 2026 continued".as_slice(), &circle.0, &person.0, &device.0].concat()
}
