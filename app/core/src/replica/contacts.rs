//! Circles that let nobody in: a pair of contacts, and a person's own.

use super::Replica;
use crate::{
    command::Command,
    event::Event,
    ids::{CircleId, DeviceKey, PersonId},
    keys::{Purpose, Standing},
    own::Book,
    pair::{Between, Told, link_message},
    signature,
    time::Time,
    view::{DeviceView, Person},
    wrong::Refused,
};

impl Replica {
    /// What this circle is for.
    pub fn purpose(&self) -> Purpose {
        self.keys.standing.purpose()
    }

    /// What a person keeps for themselves, if this is their own circle.
    pub fn book(&self) -> &Book {
        self.state.book()
    }

    /// What two contacts told each other, if this is their pair.
    pub fn between(&self) -> &Between {
        self.state.between()
    }

    /// Who this person is in the pair, and who the other.
    pub fn pair(&self) -> Option<(PersonId, PersonId)> {
        let Standing::Paired { other, .. } = &self.keys.standing else { return None };
        let me = self.state.roster().person_of(&self.me).unwrap_or(self.me);
        // On a device that was linked later the other one is still the other one.
        Some((me, *other))
    }

    /// The contact of this pair, as they call themselves; with an empty name as long as nothing came from them.
    pub fn other(&self) -> Option<Person> {
        let (_, id) = self.pair()?;
        Some(Person { id, name: self.state.roster().name_of(&id).to_owned() })
    }

    /// When the contact said something last, by their own clock at most as late as this phone's; or was last near.
    pub fn other_heard(&self, now: Time) -> Option<Time> {
        let (_, other) = self.pair()?;
        let roster = self.state.roster();
        let clocks = self.log.newest_clocks(None).into_iter();
        let theirs = clocks.filter(|(device, _)| roster.person_of(device) == Some(other));
        let wrote = theirs.map(|(_, clock)| clock.min(now)).max();
        wrote.max(self.heard.get(&other).copied())
    }

    /// How many devices there are in the circle.
    pub fn devices(&self) -> usize {
        self.state.roster().devices.len()
    }

    /// This person's phones, as far as this circle knows them.
    pub fn phones(&self) -> Vec<DeviceView> {
        let roster = self.state.roster();
        let me = roster.devices.get(&self.me).map(|known| known.person);
        let mine = roster.devices.iter().filter(|(_, known)| Some(known.person) == me);
        mine.map(|(id, known)| DeviceView { device: *id, here: *id == self.me, cut: known.cut }).collect()
    }

    /// The key of which the circle was told that its holder may continue this person; none outside, where nobody is told.
    pub fn guarded(&self) -> Option<Option<DeviceKey>> {
        let roster = self.state.roster();
        let person = roster.person_of(&self.me)?;
        roster.members.get(&person).map(|member| member.guarded)
    }

    /// Whether there is a link to the contact now.
    pub fn is_other_near(&self) -> bool {
        let roster = self.state.roster();
        let other = self.pair().map(|(_, other)| other);
        let mut devices = self.links.values().filter_map(|link| link.device);
        other.is_some() && devices.any(|device| roster.person_of(&device) == other)
    }

    /// Whether the other one of a pair has greeted at the other end of this link.
    pub fn is_other_at(&self, neighbour: super::Neighbour) -> bool {
        let other = self.pair().map(|(_, other)| other);
        let device = self.links.get(&neighbour).filter(|link| link.trusted).and_then(|link| link.device);
        other.is_some() && device.and_then(|device| self.state.roster().person_of(&device)) == other
    }

    /// This circle's name, and the member whose device this is.
    pub fn member_by_device(&self, device: &DeviceKey) -> Option<(String, Person)> {
        let roster = self.state.roster();
        let id = roster.person_of(device)?;
        Some((roster.name.clone(), Person { id, name: roster.name_of(&id).to_owned() }))
    }

    /// Who one is in this circle, signed for a contact; nothing, if this device is no member's.
    pub fn link_to(&self, pair: &Replica) -> Option<Told> {
        let message = link_message(&pair.keys.circle, &pair.me, &self.keys.circle);
        let signature = signature::sign(&self.keys, &message);
        let linked = Told::Linked { circle: self.keys.circle, device: self.me, signature };
        (self.purpose() == Purpose::Many && self.is_member()).then_some(linked)
    }

    /// What has no meaning where there are two or one.
    pub(super) fn is_for_this(&self, command: &Command) -> Result<(), Refused> {
        let fits = match (self.purpose(), command) {
            (Purpose::Own, Command::Keep(_)) | (Purpose::Pair, Command::Tell(_)) => true,
            (_, Command::Keep(_) | Command::Tell(_)) => false,
            (Purpose::Many, _) | (_, Command::Rename { .. } | Command::CutOff { .. }) => true,
            (Purpose::Own | Purpose::Pair, _) => false,
        };
        if fits { Ok(()) } else { Err(Refused::OtherPurpose) }
    }

    /// The first words of a pair or an own circle, by each of the devices from whose keys its id follows. (Devices that
    /// were linked later are none of those.)
    pub(super) fn begin_closed(&mut self, now: Time) {
        let (circle, me) = (self.keys.circle, self.me);
        if self.log.next_of(&me) > 0 || self.log.misses_own() {
            return;
        }
        let (first, name) = match &self.keys.standing {
            Standing::Paired { other, name, .. } if CircleId::of_pair(&me, other) == circle => {
                (Event::Paired { other: *other }, Some(name.clone()))
            }
            Standing::Own { nonce } if CircleId::of_own(&me, nonce) == circle => {
                (Event::Owned { nonce: *nonce }, None)
            }
            _ => return,
        };
        // A person needs no name for themselves, but a key to which rotations for further devices are sealed.
        let joined = self.joined(name.unwrap_or_else(|| "-".to_owned()));
        // What stands against it passes, and this is tried again with the next change and at the next start.
        let _ = self.author(vec![first, joined], now);
    }
}
