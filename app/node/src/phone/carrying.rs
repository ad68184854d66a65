//! What a phone carries for others, and what it reads of it.
//!
//! Whatever comes into a log of this phone is sealed and put in with the rest, so that it goes on with strangers; and
//! what strangers bring is tried with the keys of this phone's circles, by one cheap hash for each.

use std::collections::BTreeMap;

use tequio_core::{
    CircleId, DeviceKey, Entry, EntryId, Envelope, EnvelopeId, Keys, Neighbour, Rejected, Replica, Time,
    bundle,
    carrier::{
        self, Carrier,
        hold::{Origin, Taken},
        talk::{Carry, Letter},
    },
    envelope::{Deadline, SealingKey},
    keys::Purpose,
    recognise::{Frame, Way},
};

use super::{Output, Phone};
use crate::wrong::NotDone;

/// Entries of others that come at once and are sealed for carriers at once: what is pushed as it is written.
const SEALED_AT_ONCE: usize = 16;
/// Entries that wait to be sealed, 2 MB of the usual ones. Past it the oldest go without: a phone that has been away
/// for so long brings carriers no news with them, and a quarter of the usual quota holds no more of them anyway.
const UNSEALED_MAX: usize = 4_096;

/// Entries of its own that a phone looks after at a start: more than anybody writes in two months. The oldest go without.
const UNSURE_MAX: usize = 2_048;

/// What a person keeps for themselves goes nowhere as long as they have one phone.
fn is_given_away(replica: &Replica) -> bool {
    replica.purpose() != Purpose::Own || replica.devices() > 1
}

impl Phone {
    /// Goes on with what was carried before. What of it is for this phone's circles is read again: it may have waited
    /// for its causes when the phone was stopped.
    pub fn carry(&mut self, carrier: Carrier) {
        self.carrier = carrier;
        let keys: Vec<&SealingKey> = self.sealing.values().flatten().collect();
        self.read(self.carrier.fitting(&keys));
        let since = Time(self.now.0.saturating_sub(Deadline::Season.seconds_max()));
        let given_away = self.circles.iter().filter(|(_, replica)| is_given_away(replica));
        self.unsure = given_away
            .flat_map(|(circle, replica)| {
                let ids = replica.written_since(since, UNSURE_MAX);
                ids.into_iter().map(|id| (*circle, id))
            })
            .take(UNSURE_MAX)
            .collect();
    }

    /// Whether it is still to be seen if what this person wrote lately is carried: of a restored phone it is not.
    pub fn is_unsure(&self) -> bool {
        !self.unsure.is_empty()
    }

    /// Looks after up to so many of them, when there is time.
    pub fn make_sure(&mut self, count: usize) {
        let mut of: BTreeMap<CircleId, Vec<EntryId>> = BTreeMap::new();
        for (circle, id) in self.unsure.drain(..count.min(self.unsure.len())) {
            of.entry(circle).or_default().push(id);
        }
        self.outputs.extend(of.into_iter().map(|(circle, ids)| Output::LoadOwn(circle, ids)));
    }

    /// The disk answered a `LoadOwn`: what is not known to the carrier and is not too old goes in, as it did when it was
    /// written.
    pub fn loaded_own(&mut self, circle: &CircleId, entries: Vec<Vec<u8>>) {
        let keys = self.sealing.get(circle).map_or(&[][..], Vec::as_slice);
        for entry in entries.iter().filter_map(|bytes| Entry::reread(bytes).ok()) {
            if let Some(key) = keys.iter().find(|key| key.epoch() == entry.header.epoch) {
                self.carrier.put(&entry, false, key, self.now, &mut self.dice);
            }
        }
    }

    /// What is carried.
    pub fn carrier(&self) -> &Carrier {
        &self.carrier
    }

    /// What there is to write to a file, the most pressing first.
    pub fn carried(&self, now: Time) -> Vec<EnvelopeId> {
        let held = self.carrier.hold().held().filter(|(_, held)| held.left(now) > 0);
        let mut ids: Vec<_> = held.map(|(id, held)| (held.classes(), *id)).collect();
        ids.sort();
        ids.into_iter().map(|(_, id)| id).collect()
    }

    /// Envelopes with what time they have left.
    pub fn letters(&self, envelopes: Vec<Vec<u8>>, now: Time) -> Vec<Letter> {
        let hold = self.carrier.hold();
        let letter = |bytes: Vec<u8>| {
            let envelope = Envelope::read(bytes).ok()?;
            let left = hold.get(&envelope.id())?.left(now);
            Some(Letter { left, bytes: envelope.bytes().to_vec() })
        };
        envelopes.into_iter().filter_map(letter).collect()
    }

    /// One entry of a circle of this phone, sealed, as a file of its own.
    ///
    /// # Errors
    /// This phone has not the key under which it travels (any more).
    pub fn letter(&self, circle: &CircleId, entry: &[u8], now: Time) -> Result<Vec<u8>, NotDone> {
        let keys = self.sealing.get(circle).ok_or(NotDone::NoSuchCircle)?;
        let entry = Entry::decode(entry).map_err(|_| NotDone::NoSuchEntry)?;
        let key = keys.iter().find(|key| key.epoch() == entry.header.epoch).ok_or(NotDone::NoSuchEntry)?;
        Ok(bundle::one(&entry, key, now))
    }

    /// An envelope out of a file.
    ///
    /// # Errors
    /// The bytes are no envelope.
    pub fn bring(&mut self, letter: Letter, origin: Origin, now: Time) -> Result<Taken, Rejected> {
        self.now = now;
        self.carrier.bring(letter, origin, now)
    }

    /// The disk answered a `LoadEnvelopes`.
    pub fn loaded_envelopes(&mut self, neighbour: Option<Neighbour>, envelopes: Vec<Vec<u8>>) {
        match neighbour {
            Some(neighbour) => self.carrier.loaded(neighbour, envelopes),
            None => {
                let envelopes = envelopes.into_iter().filter_map(|bytes| Envelope::read(bytes).ok());
                envelopes.for_each(|envelope| self.open_envelope(&envelope));
            }
        }
    }

    /// The keys of a circle are new, or others than before.
    pub(super) fn learn(&mut self, keys: &Keys) {
        let epochs = keys.ring.epochs().iter();
        let sealing: Vec<SealingKey> =
            epochs.map(|epoch| SealingKey::new(epoch.name().id(), &epoch.key.0)).collect();
        self.read(self.carrier.fitting(&sealing.iter().collect::<Vec<_>>()));
        self.sealing.insert(keys.circle, sealing);
    }

    fn read(&mut self, ids: Vec<EnvelopeId>) {
        if !ids.is_empty() {
            self.outputs.push_back(Output::LoadEnvelopes(None, ids));
        }
    }

    /// Entries that have come into a log, to be carried on by whoever is met. Sealing them costs as much as checking
    /// their signatures, so what comes many at once waits until nobody else does ([`Phone::seal_waiting`]). It waits in
    /// memory: after a crash it is carried by those alone who brought it.
    pub(super) fn give_away(&mut self, circle: &CircleId, entries: &[(EntryId, Entry)]) {
        let Some(replica) = self.circles.get(circle) else { return };
        if !is_given_away(replica) {
            return;
        }
        let me = replica.keys().device();
        let at_once = entries.len() <= SEALED_AT_ONCE && self.unsealed.is_empty();
        for (_, entry) in entries {
            if at_once || entry.header.author == me {
                self.seal(circle, entry, me);
            } else {
                self.unsealed.push_back((*circle, entry.clone()));
            }
        }
        let too_many = self.unsealed.len().saturating_sub(UNSEALED_MAX);
        self.unsealed.drain(..too_many);
    }

    /// Whether entries wait to be sealed.
    pub fn is_behind(&self) -> bool {
        !self.unsealed.is_empty()
    }

    /// Seals up to so many of the entries that wait: when there is time, before somebody is met who may carry them, and
    /// before the phone is stopped.
    pub fn seal_waiting(&mut self, count: usize) {
        let count = count.min(self.unsealed.len());
        for (circle, entry) in self.unsealed.drain(..count).collect::<Vec<_>>() {
            // A circle that was left meanwhile is not carried on.
            if let Some(me) = self.circles.get(&circle).map(|replica| replica.keys().device()) {
                self.seal(&circle, &entry, me);
            }
        }
    }

    /// What the carrier wants done. It asks nobody for what has come open and is not sealed yet.
    pub(super) fn carry_on(&mut self) -> Option<carrier::Output> {
        if self.is_behind() { self.carrier.decided() } else { self.carrier.poll() }
    }

    fn seal(&mut self, circle: &CircleId, entry: &Entry, me: DeviceKey) {
        let keys = self.sealing.get(circle).map_or(&[][..], Vec::as_slice);
        if let Some(key) = keys.iter().find(|key| key.epoch() == entry.header.epoch) {
            self.carrier.put(entry, entry.header.author == me, key, self.now, &mut self.dice);
        }
    }

    /// With the first round of recognition, whatever came of it.
    pub(super) fn begin_to_carry(&mut self, neighbour: Neighbour, name: [u8; 32], now: Time) {
        let link = self.links.get_mut(&neighbour).expect("looked up by the caller");
        if !std::mem::replace(&mut link.carrying, true) {
            link.opens = true;
            let leads = link.mine < link.theirs;
            self.seal_waiting(usize::MAX);
            self.carrier.meet(neighbour, name, leads, now);
        }
    }

    /// Whether what is about to be sent opens a meeting: greetings in all shared circles, or in none, and carrying.
    /// Asked once each time that something is sent.
    pub fn opens(&mut self, neighbour: Neighbour) -> bool {
        self.links.get_mut(&neighbour).is_some_and(|link| std::mem::take(&mut link.opens))
    }

    pub(super) fn hear_carry(
        &mut self,
        neighbour: Neighbour,
        said: &[u8],
        now: Time,
    ) -> Result<(), Rejected> {
        if !self.links[&neighbour].carrying {
            return Err(Rejected::OutOfTurn);
        }
        self.carrier.hear(neighbour, Carry::decode(said)?, now)
    }

    pub(super) fn carry_out_carrier(&mut self, output: carrier::Output) {
        let output = match output {
            carrier::Output::Keep(id, record, bytes) => Output::KeepEnvelope(id, record, bytes),
            carrier::Output::Forget(id) => Output::ForgetEnvelope(id),
            carrier::Output::Arrived(envelope) => return self.open_envelope(&envelope),
            carrier::Output::Load(neighbour, mut ids) => {
                ids.retain(|id| !self.comes_by_itself(neighbour, id));
                Output::LoadEnvelopes(Some(neighbour), ids)
            }
            carrier::Output::Send(neighbour, said) => {
                Output::Send(neighbour, Frame::Carry { said: said.encode() }.encode())
            }
        };
        self.outputs.push_back(output);
    }

    /// Whether a neighbour who wants this envelope is brought what is in it as a member, unsealed and in half the bytes:
    /// the two find out at the same moment that it is lacking.
    fn comes_by_itself(&self, neighbour: Neighbour, id: &EnvelopeId) -> bool {
        let Some(held) = self.carrier.hold().get(id) else { return false };
        let shared = self.links.get(&neighbour).map_or(&[][..], |link| &link.shared);
        let mut circles = shared.iter().filter(|shared| shared.way == Way::Member);
        circles.any(|shared| {
            let keys = self.sealing.get(&shared.circle);
            keys.is_some_and(|keys| keys.iter().any(|key| key.fits(&held.head)))
        })
    }

    /// If it is for a circle of this phone, its entry goes the way of all entries. What is wrong with it is counted
    /// and blamed on nobody: who carried it could not know.
    fn open_envelope(&mut self, envelope: &Envelope) {
        let head = envelope.head();
        let fits = |keys: &Vec<SealingKey>| keys.iter().position(|key| key.fits(&head));
        let found = self.sealing.iter().find_map(|(circle, keys)| Some((*circle, &keys[fits(keys)?])));
        let Some((circle, key)) = found else { return };
        let opened = envelope.open(key);
        let Some(replica) = self.circles.get_mut(&circle) else { return };
        if let Err(rejected) = opened.and_then(|entry| replica.hear_opened(entry, self.now)) {
            self.count(rejected);
        }
    }
}
