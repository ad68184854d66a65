//! The circle's epoch keys on this phone: who is told them, which one is written under, and when a new one is drawn.

use super::{Link, Neighbour, Output, Replica};
use crate::{
    certificate::{self, Signature, Statement, roll_hash},
    entry::{Entry, Payload},
    epoch::{EPOCH_AGE, EPOCHS_MAX, Epoch, EpochKey, RECIPIENTS_MAX, ROTATOR_DELAY, Rotation},
    event::Event,
    ids::{DeviceKey, EntryId, PersonId},
    keys::{Restorable, Standing},
    message::Message,
    recognise::{self, Password, Way},
    roster::heir_message,
    time::{DAY, Time},
    wrong::Rejected,
};

/// Keys that one neighbour can have passed on whose rotations have not come: two full rings, 70 bytes each.
const OFFERED_MAX: usize = 2 * EPOCHS_MAX;
/// Whoever has stated a clock within so long of circle time may be the next to rotate.
const LATELY: u64 = 14 * DAY;

impl Replica {
    /// What this device is recognised by in this circle.
    pub fn passwords(&self, now: Time) -> Vec<Password> {
        recognise::passwords(&self.keys, self.best_epoch().map(Epoch::name).as_ref(), now)
    }

    /// The key to write and to be recognised under. A newcomer who has not read who belongs takes the best that they
    /// were told; nothing, if no key counts since somebody is gone.
    pub(super) fn best_epoch(&self) -> Option<&Epoch> {
        let roster = self.state.roster();
        match roster.person_of(&self.me) {
            Some(_) => roster.current(&self.keys.ring).and_then(|name| self.keys.ring.epoch(&name)),
            None => self.keys.ring.epochs().last(),
        }
    }

    /// What the header of the next entry names.
    pub(super) fn epoch_id(&self) -> u32 {
        let known = &self.state.roster().epochs;
        let last = self.keys.ring.epochs().iter().rev();
        // One that somebody only told, and no rotation brought, is nobody else's.
        let last = || last.clone().find(|epoch| epoch.number == 0 || known.contains_key(&epoch.name()));
        self.best_epoch().or_else(last).map_or(0, |epoch| epoch.name().id())
    }

    /// This device's first words, with a fresh key for rotations.
    pub(super) fn joined(&mut self, name: String) -> Event {
        let sealed_to = Some(self.keys.ring.renew_prekey(&mut self.dice));
        self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
        Event::Joined { name, prekey: self.keys.prekey(), sealed_to }
    }

    /// Before a backup of this circle: lets the circle know the key by which a device restored from it may continue
    /// this person. Once is enough for all backups of one device; who is no member has nothing to continue.
    pub fn entrust(&mut self, now: Time) {
        if !self.is_member() || self.log.misses_own() {
            return;
        }
        if let Some(heir) = self.keys.entrust(&mut self.dice) {
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
            let _ = self.author(vec![Event::Entrusted { heir }], now);
        }
    }

    /// Before a further phone of this person is linked: what it gets of this circle, with a key of its own by which it
    /// continues this person. One that no phone has used yet serves again, since a person has few; nothing, if this
    /// device is no member's, or has no place for one more.
    pub fn entrust_to_phone(&mut self, now: Time) -> Option<Restorable> {
        if !self.is_member() || self.log.misses_own() {
            return None;
        }
        let is_unused = |replica: &Replica| {
            let heir = replica.keys.entrusted_to_phone();
            heir.is_some_and(|heir| replica.state.roster().entrusted_by(&heir).is_some())
        };
        if !is_unused(self) {
            let heir = self.keys.entrust_to_phone(&mut self.dice)?;
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
            self.author(vec![Event::Entrusted { heir }], now).ok()?;
        }
        is_unused(self).then(|| self.keys.for_linking())
    }

    /// A device out of a backup says that it continues its person, and how it can be written to.
    pub(super) fn go_on_as_before(&mut self, now: Time) {
        let roster = self.state.roster();
        let Some(heir) = self.keys.inherited() else { return };
        let Some(person) = roster.entrusted_by(&heir).filter(|_| !roster.devices.contains_key(&self.me))
        else {
            return;
        };
        let name = roster.name_of(&person).to_owned();
        let message = heir_message(&self.keys.circle, &person, &self.me);
        if let Some(signature) = self.keys.inherits(&message) {
            let joined = self.joined(name);
            let _ = self.author(vec![Event::Continued { person, heir, signature }, joined], now);
        }
    }

    /// Before a person's entry: a key that nobody who is gone has, and a fresh prekey if the last one has served.
    pub(super) fn make_ready_to_write(&mut self, now: Time) {
        if self.keys.ring.is_prekey_used {
            let prekey = self.keys.ring.renew_prekey(&mut self.dice);
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
            // A log that is full refuses what follows too, and says so.
            let _ = self.author(vec![Event::Prekeyed { prekey }], now);
        }
        if self.best_epoch().is_none() {
            self.rotate(now);
        }
    }

    /// Draws the next key and seals it to all who belong.
    fn rotate(&mut self, now: Time) {
        let roster = self.state.roster();
        // Whoever forked has no power to: their key would count for nobody.
        if roster.forked.contains_key(&self.me) || roster.recipients().is_empty() {
            return;
        }
        let number = roster.numbers + 1;
        let (hash, gone, recipients) = (roster.hash(), roster.gone_hash().0, roster.recipients());
        let at = self.state.circle_time();
        let epoch = Epoch::new(number, EpochKey::draw(&mut self.dice));
        let (circle, known) = (&self.keys.circle, (hash, gone, at));
        let parts: Vec<Rotation> = recipients
            .chunks(RECIPIENTS_MAX)
            .map(|part| Rotation::seal(circle, &self.me, &epoch, known, part, &mut self.dice))
            .collect();
        let parts: Vec<Event> = parts
            .into_iter()
            .map(|part| {
                self.keys.ring.add(part.epoch(&self.me, &epoch.key), number);
                Event::Rotated(part)
            })
            .collect();
        self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
        // Under the key before, or nobody whom carriers alone reach could open what brings them this one. Whoever is
        // gone then reads that there is a new key, and how many have it.
        let _ = self.author(parts, now);
    }

    /// Rotates weekly, and when somebody is gone: first the member whose turn it is this week, by a hash that nobody
    /// chooses; the next in line if that one has not been heard to do so for a while by this phone's clock.
    pub(super) fn rotate_when_due(&mut self, now: Time) {
        let roster = self.state.roster();
        // Whoever is alone needs no new key weekly; but one that those who went do not have, to let others in again.
        let is_alone = roster.present().nth(1).is_none() && roster.current(&self.keys.ring).is_some();
        if is_alone || !self.is_member() || self.log.misses_own() || roster.forked.contains_key(&self.me) {
            return;
        }
        let time = self.state.circle_time();
        let is_due = match roster.current(&self.keys.ring) {
            Some(name) => {
                let drawn = roster.epochs.get(&name).map(|drawn| drawn.at);
                let drawn = drawn.unwrap_or_else(|| self.begun());
                // A time far ahead would keep a key for ever.
                drawn > time.plus(EPOCH_AGE) || time.since(drawn) >= EPOCH_AGE
            }
            None => true,
        };
        if !is_due {
            self.rotate_at = None;
            return;
        }
        let Some(turn) = self.turn(time) else { return };
        let at = *self.rotate_at.get_or_insert(now.plus(turn * ROTATOR_DELAY));
        // A clock that was set back would make the wait endless.
        if at <= now || at > now.plus(turn * ROTATOR_DELAY) {
            self.rotate_at = None;
            self.rotate(now);
        } else {
            self.outputs.push_back(Output::Wake(at));
        }
    }

    /// When the circle began, by its founder's clock.
    fn begun(&self) -> Time {
        let roster = self.state.roster();
        roster.founded.map_or(Time(0), |first| roster.circle_time(&self.log, Some(&first)))
    }

    /// The place of this person among those who may rotate this week.
    fn turn(&self, time: Time) -> Option<u64> {
        let roster = self.state.roster();
        let lately =
            self.log.newest_clocks(None).into_iter().filter(|(_, clock)| time.since(*clock) <= LATELY);
        let rank = |person: &PersonId| {
            let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 whose turn it is to rotate");
            hasher.update(&time.week().to_be_bytes()).update(&person.0);
            *hasher.finalize().as_bytes()
        };
        let mine = rank(&self.my_person());
        let mut ranks: Vec<[u8; 32]> =
            lately.filter_map(|(device, _)| roster.person_of(&device)).map(|person| rank(&person)).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.iter().position(|rank| *rank == mine).map(|place| place as u64)
    }

    /// Opens the rotations among fresh entries that count, and takes keys that were offered before their rotation
    /// came; whether there was any news.
    pub(super) fn open_rotations(&mut self, fresh: &[(EntryId, Entry)]) -> bool {
        let (mut news, newest) = (false, self.state.roster().numbers);
        for (_, entry) in fresh {
            let Payload::Kept(payload) = &entry.payload else { continue };
            if let Some(Event::Rotated(rotation)) = Event::decode(payload)
                && self.state.roster().epochs.contains_key(&rotation.name)
            {
                news |= self.keys.ring.open(&self.keys.circle, &entry.header.author, &rotation, newest);
            }
        }
        let epochs = &self.state.roster().epochs;
        for link in self.links.values_mut() {
            let (known, offered): (Vec<Epoch>, Vec<Epoch>) = std::mem::take(&mut link.offered)
                .into_iter()
                .partition(|epoch| epochs.contains_key(&epoch.name()));
            link.offered = offered;
            for epoch in known {
                news |= self.keys.ring.add(epoch, newest);
            }
        }
        // Keys that a newcomer was told and that no rotation ever brought make room first.
        if self.keys.ring.epochs().len() > EPOCHS_MAX && self.is_member() {
            let epochs = &self.state.roster().epochs;
            news |= self.keys.ring.retain(|name| name.number == 0 || epochs.contains_key(name));
        }
        news
    }

    /// Somebody let this device in, or passes on keys that it has missed.
    pub(super) fn heard_welcome(
        &mut self,
        neighbour: Neighbour,
        epochs: Vec<Epoch>,
        now: Time,
    ) -> Result<(), Rejected> {
        if let Standing::Knocking { invite, .. } = &self.keys.standing {
            if !epochs.iter().any(|epoch| invite.fits(&epoch.key)) {
                return Err(Rejected::Forged);
            }
            self.keys.welcomed(epochs);
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
            self.outputs.push_back(Output::Changed(crate::view::View::People));
            if !self.sync.knows(neighbour) {
                self.greet(neighbour);
                self.trust(neighbour, now);
            }
            return Ok(());
        }
        let knows_mine = self.best_epoch().is_some_and(|best| epochs.contains(best));
        // Whoever passes on keys may invent some; they count once a rotation that names them is in the log.
        let ring = &self.keys.ring;
        if let Some(link) = self.links.get_mut(&neighbour) {
            // What was passed on before stays, as long as there is room, since its rotation may still be on the way.
            for epoch in epochs.into_iter().filter(|epoch| ring.epoch(&epoch.name()).is_none()) {
                if link.offered.len() < OFFERED_MAX && !link.offered.contains(&epoch) {
                    link.offered.push(epoch);
                }
            }
        }
        if self.open_rotations(&[]) {
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
        }
        // Whoever knows the key that counts now has been let in; so two newcomers with codes meet as members. But for
        // those who are gone, whoever told them.
        let device = self.links.get(&neighbour).and_then(|link| link.device);
        if knows_mine && !self.sync.knows(neighbour) && !device.is_some_and(|device| self.is_gone(&device)) {
            if self.links.get(&neighbour).is_some_and(|link| link.way == Way::Code) {
                self.greet(neighbour);
            }
            self.trust(neighbour, now);
        }
        Ok(())
    }

    /// A device on the roster stands at a link that a code or an old key opened: it is let in on it.
    pub(super) fn welcome(&mut self, neighbour: Neighbour, now: Time) {
        let Some(link) = self.links.get(&neighbour).filter(|link| !link.trusted) else { return };
        if link.device.is_none_or(|device| self.state.roster().person_of(&device).is_none()) {
            return;
        }
        if link.way == Way::Code {
            self.greet(neighbour);
        }
        self.send(neighbour, Message::Welcome { epochs: self.keys.ring.epochs().to_vec() });
        self.trust(neighbour, now);
    }

    pub(super) fn welcome_all(&mut self, now: Time) {
        if self.is_member() {
            let links: Vec<Neighbour> = self.links.keys().copied().collect();
            links.into_iter().for_each(|neighbour| self.welcome(neighbour, now));
        }
    }

    /// Whether this device was a member's who was removed.
    pub(super) fn is_gone(&self, device: &DeviceKey) -> bool {
        let roster = self.state.roster();
        roster.devices.contains_key(device) && roster.person_of(device).is_none()
    }

    /// If somebody is gone who was not before: nothing more goes to links of theirs, nor to any on which no member has
    /// greeted, since whoever is gone could greet as nobody. (A newcomer whom another phone let in waits until that is
    /// known here.)
    pub(super) fn distrust_the_gone(&mut self) {
        let now_gone = self.state.roster().gone_hash();
        if std::mem::replace(&mut self.gone, now_gone) == now_gone {
            return;
        }
        let (roster, am_in) = (self.state.roster(), self.is_member());
        // A newcomer who has not read that far does not know everybody yet.
        let stays =
            |device: DeviceKey| roster.person_of(&device).is_some() || !am_in && !self.is_gone(&device);
        let is_over = |link: &Link| link.trusted && !link.device.is_some_and(stays);
        let links = self.links.iter().filter(|(_, link)| is_over(link));
        let gone: Vec<Neighbour> = links.map(|(neighbour, _)| *neighbour).collect();
        gone.into_iter().for_each(|neighbour| self.distrust(neighbour));
    }

    pub(super) fn distrust(&mut self, neighbour: Neighbour) {
        if let Some(link) = self.links.get_mut(&neighbour) {
            link.trusted = false;
            self.sync.part(neighbour);
        }
    }

    /// This person's signature under a statement, over the roll in the past of `basis`; nothing, if they are not on
    /// it or the entry is not here.
    pub fn sign(&self, statement: &Statement, basis: EntryId) -> Option<Signature> {
        let roll = self.state.roll(&self.log, &basis)?;
        roll.contains(&self.my_person())
            .then(|| certificate::sign(&self.keys, statement, basis, &roll_hash(&roll)))
    }

    /// The entry that a certificate made now is best based on: the newest that is here.
    pub fn newest(&self) -> Option<EntryId> {
        self.log.newest()
    }
}
