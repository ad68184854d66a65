//! All circles of one phone and all its links, as one value: no clock, no socket, no disk.
//!
//! A link comes up between two phones that know nothing of each other but their transport keys. First they find out
//! which circles they share ([`tequio_core::recognise`]); from then on each frame names the circle it is about by a
//! value that only the two understand, and the message goes to that circle's [`Replica`].
//!
//! ```text
//! link up ─▶ Nonce ⇄ Nonce ─▶ Slots ⇄ Slots ─▶ meet each shared circle ─▶ About ⇄ About ─▶ link down: part
//!              ▲                                                             │
//!              └──────── the passwords of one end changed: once more ◀───────┘
//! ```
//!
//! With the first round carrying begins too ([`tequio_core::carrier`]), whether anything is shared or not: between two
//! strangers it is all that there is.
//!
//! Recognition runs again on an open link whenever a circle is founded or joined on either phone. Frames about a
//! circle may still be under way then, so the values of the round before stay good until the next.

mod carrying;
mod holding;
mod linking;
mod parcels;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Command, Entry, EntryId, EnvelopeId, Event, Invite, Keys, Message, Neighbour, Rejected,
    Replica, Time, View,
    carrier::{
        Carrier,
        hold::{Quota, Record},
    },
    contacts::Holder,
    envelope::SealingKey,
    keys::{Purpose, Standing},
    linking::Linking,
    parcel,
    recognise::{Frame, Password, Recognition, SLOTS, Shared, Slot, Step},
    replica::{self, Kept, Opening},
    rules::Rules,
};

use crate::{checking, wrong::NotDone};
use parcels::Parcels;

pub use parcels::Outcome;

/// Circles of one phone: the secret of each must find room among the values of a link. The codes of three weeks come
/// after them, so with more than eight circles a newcomer to the last of them is recognised by other members only.
pub const CIRCLES_MAX: usize = SLOTS;
/// Of the values of a link, so many are for contacts when a phone's circles could fill them all. Half of them go to
/// those who were heard last, the rest by lot, so that in a few meetings anybody is known again.
pub const PAIR_SLOTS: usize = 16;
/// After so many refused frames a neighbour is dropped. An honest one sends none; a few may come from a version that
/// differs, and meeting again starts anew.
pub const REJECTED_MAX: u32 = 8;
/// Rounds of recognition that one link may ask for. An honest end asks for one at each circle that it founds or
/// joins.
pub const ROUNDS_MAX: u32 = 256;

/// The 32 bytes that name an end of a link, proven by the link's encryption.
pub type TransportKey = [u8; 32];

/// What a phone wants done: a replica's outputs, with the circle named and messages already in frames.
#[derive(Debug)]
pub enum Output {
    /// Keep these, durably, before anything that comes after.
    KeepEntries(CircleId, Vec<(EntryId, Entry)>),
    /// Keep these keys, durably, before anything that comes after.
    KeepKeys(Box<Keys>),
    /// Keep which posts are hidden.
    KeepHidden(CircleId, BTreeSet<EntryId>),
    /// Keep these entries without their words.
    Erase(CircleId, Vec<EntryId>),
    /// Forget all that was kept of this circle.
    Forget(CircleId),
    /// Read these entries and hand them to [`Phone::loaded`].
    Load(CircleId, Neighbour, Vec<EntryId>),
    /// This view of this circle may differ now.
    Changed(CircleId, View),
    /// Send this frame.
    Send(Neighbour, Vec<u8>),
    /// Keep this of an envelope that is carried, with its bytes if it is held.
    KeepEnvelope(EnvelopeId, Record, Vec<u8>),
    /// Forget this envelope.
    ForgetEnvelope(EnvelopeId),
    /// Read these envelopes and hand them to [`Phone::loaded_envelopes`].
    LoadEnvelopes(Option<Neighbour>, Vec<EnvelopeId>),
    /// Read these entries and hand them to [`Phone::loaded_own`].
    LoadOwn(CircleId, Vec<EntryId>),
    /// Keep this for a contact, durably, before anything that comes after.
    KeepParcel(CircleId, parcel::Kept, Vec<u8>),
    /// Forget what is kept for a contact.
    ForgetParcel(CircleId),
    /// What was kept elsewhere has come back to this phone: write it down, durably, before anything that comes after.
    Back(Vec<u8>),
    /// What became of [`Phone::give_to_keep`].
    Given(Outcome),
    /// Let go of this neighbour: they sent too much that was refused. The phone has parted from them already.
    Drop(Neighbour),
}

/// One phone.
pub struct Phone {
    circles: BTreeMap<CircleId, Replica>,
    wakes: BTreeMap<CircleId, Time>,
    links: BTreeMap<Neighbour, Link>,
    rejected: BTreeMap<Rejected, u64>,
    dice: ChaCha20Rng,
    outputs: VecDeque<Output>,
    carrier: Carrier,
    /// The keys that open what is carried for circles of this phone.
    sealing: BTreeMap<CircleId, Vec<SealingKey>>,
    /// Entries that came many at once and are to be sealed for carriers when there is time.
    unsealed: VecDeque<(CircleId, Entry)>,
    /// Entries of this phone's person of which it is to be seen whether they are carried.
    unsure: VecDeque<(CircleId, EntryId)>,
    /// What the clock said when anything happened last.
    now: Time,
    /// There is a new circle: every link is to be recognised anew.
    reintroduce: bool,
    /// Keys that were shown, or made for an introduction, and stand in no circle yet.
    offers: BTreeMap<CircleId, Keys>,
    /// Something has come into a pair or the own circle that may want an answer.
    untended: bool,
    /// Where this phone stands with being linked, or with linking another.
    linking: Linking,
    /// What this phone keeps for contacts, and what is on its way.
    parcels: Parcels,
}

/// One link, as far as this phone knows its other end.
struct Link {
    mine: TransportKey,
    theirs: TransportKey,
    /// A round of recognition that has begun and not ended.
    recognition: Option<Recognition>,
    /// Begin another round when this one has ended.
    again: bool,
    rounds: u32,
    /// Whether carrying has begun on it.
    carrying: bool,
    /// The next thing said opens the meeting.
    opens: bool,
    shared: Vec<Shared>,
    /// What was shared after the round before: frames may still come under those values.
    before: Vec<Shared>,
    rejected: u32,
}

impl Phone {
    /// Opens all circles from what was kept.
    pub fn open(kept: Vec<(Keys, Kept)>, seed: [u8; 32], now: Time) -> Phone {
        let openings = kept.into_iter().map(|(keys, kept)| Opening::of(keys, kept));
        Phone::resume(openings.collect(), seed, now)
    }

    /// Opens all circles from what has been read of them.
    pub fn resume(openings: Vec<Opening>, seed: [u8; 32], now: Time) -> Phone {
        let mut phone = Phone {
            circles: BTreeMap::new(),
            wakes: BTreeMap::new(),
            links: BTreeMap::new(),
            rejected: BTreeMap::new(),
            dice: ChaCha20Rng::from_seed(seed),
            outputs: VecDeque::new(),
            carrier: Carrier::open(Vec::new(), Quota::default(), now),
            sealing: BTreeMap::new(),
            unsealed: VecDeque::new(),
            unsure: VecDeque::new(),
            now,
            reintroduce: false,
            offers: BTreeMap::new(),
            untended: true,
            linking: Linking::default(),
            parcels: Parcels::default(),
        };
        for opening in openings {
            if matches!(opening.keys().standing, Standing::Offered { .. }) {
                phone.offers.insert(opening.keys().circle, opening.keys().clone());
                continue;
            }
            let circle = opening.keys().circle;
            let seed = phone.draw();
            phone.learn(opening.keys());
            let mut replica = opening.open(seed, now);
            replica.check_by(checking::check);
            phone.circles.insert(circle, replica);
        }
        phone
    }

    /// Founds a circle with this phone's person as its first member.
    ///
    /// # Errors
    /// A name that passes its limit, or too many circles.
    pub fn found(&mut self, circle_name: String, name: String, now: Time) -> Result<CircleId, NotDone> {
        self.found_with(circle_name, name, Rules::default(), now)
    }

    /// Founds a circle with these rules.
    ///
    /// # Errors
    /// A name or a rule that passes its limit, or too many circles.
    pub fn found_with(
        &mut self,
        circle_name: String,
        name: String,
        rules: Rules,
        now: Time,
    ) -> Result<CircleId, NotDone> {
        self.room()?;
        let keys = Keys::found(&mut self.dice);
        let circle = keys.circle;
        let seed = self.draw();
        let mut replica = Replica::open(keys.clone(), Kept::default(), seed, now);
        replica.perform(Command::FoundWith { circle_name, name, rules }, now)?;
        self.enter(keys, replica);
        Ok(circle)
    }

    /// Begins to knock at the circle of this code.
    ///
    /// # Errors
    /// A name that passes its limit, a circle this phone is in, or too many circles.
    pub fn join(&mut self, invite: Invite, name: String, now: Time) -> Result<CircleId, NotDone> {
        let circle = invite.circle;
        // The name will stand in this device's first event: its limits are asked before anybody is knocked at.
        Event::Joined { name: name.clone(), prekey: [0; 32], sealed_to: None }.check()?;
        if let Some(replica) = self.circles.get_mut(&circle) {
            if !replica.knock_again(invite, name) {
                return Err(NotDone::AlreadyIn);
            }
            self.reintroduce = true;
            return Ok(circle);
        }
        self.room()?;
        let keys = self.keys_to_join(invite, name);
        let seed = self.draw();
        let replica = Replica::open(keys.clone(), Kept::default(), seed, now);
        self.enter(keys, replica);
        Ok(circle)
    }

    /// Forgets a circle that this phone is not in: that nobody has let it into yet, that its person has left, or from
    /// which they were removed.
    ///
    /// # Errors
    /// Not of a circle that this phone is in: there is a log to lose.
    pub fn leave(&mut self, circle: &CircleId, now: Time) -> Result<(), NotDone> {
        let replica = self.circles.get(circle).ok_or(NotDone::NoSuchCircle)?;
        let knocks = matches!(replica.keys().standing, Standing::Knocking { .. });
        if !knocks && replica.people().parted.is_none() {
            return Err(NotDone::AlreadyIn);
        }
        self.forget(circle);
        self.tick(now);
        Ok(())
    }

    fn room(&self) -> Result<(), NotDone> {
        let many = self.circles.values().filter(|replica| replica.purpose() == Purpose::Many).count();
        if many < CIRCLES_MAX { Ok(()) } else { Err(NotDone::TooManyCircles(CIRCLES_MAX)) }
    }

    /// The keys are kept before the first entry that they sign.
    fn enter(&mut self, keys: Keys, mut replica: Replica) {
        replica.check_by(checking::check);
        let circle = keys.circle;
        self.learn(&keys);
        self.outputs.push_back(Output::KeepKeys(Box::new(keys)));
        self.circles.insert(circle, replica);
        self.outputs.extend(View::ALL.map(|view| Output::Changed(circle, view)));
        self.reintroduce = true;
    }

    /// The person wants something in one of their circles.
    ///
    /// # Errors
    /// What the circle's rules refuse.
    pub fn perform(
        &mut self,
        circle: &CircleId,
        command: Command,
        now: Time,
    ) -> Result<Option<EntryId>, NotDone> {
        let replica = self.circles.get_mut(circle).ok_or(NotDone::NoSuchCircle)?;
        Ok(replica.perform(command, now)?)
    }

    /// A code for a newcomer.
    ///
    /// # Errors
    /// Only a member can show one.
    pub fn invite(&mut self, circle: &CircleId, now: Time) -> Result<Invite, NotDone> {
        let replica = self.circles.get_mut(circle).ok_or(NotDone::NoSuchCircle)?;
        Ok(replica.invite(now)?)
    }

    /// Before a backup: each circle is told by which key a phone restored from it continues this person.
    pub fn entrust(&mut self, now: Time) {
        self.circles.values_mut().for_each(|replica| replica.entrust(now));
    }

    /// The circles of this phone.
    pub fn circles(&self) -> impl Iterator<Item = (&CircleId, &Replica)> {
        self.circles.iter()
    }

    /// One circle.
    pub fn circle(&self, circle: &CircleId) -> Option<&Replica> {
        self.circles.get(circle)
    }

    /// What a circle of this phone is for.
    pub fn purpose(&self, circle: &CircleId) -> Option<Purpose> {
        self.circles.get(circle).map(Replica::purpose)
    }

    /// How many frames were refused since the start, by reason.
    pub fn rejected(&self) -> &BTreeMap<Rejected, u64> {
        &self.rejected
    }

    /// Counts a wrong that the link itself met (a frame past its limit, or one cut short).
    pub fn count(&mut self, rejected: Rejected) {
        *self.rejected.entry(rejected).or_default() += 1;
    }

    /// A link came up between these two ends.
    pub fn link_up(&mut self, neighbour: Neighbour, mine: TransportKey, theirs: TransportKey) {
        let link = Link {
            mine,
            theirs,
            recognition: None,
            again: false,
            rounds: 0,
            carrying: false,
            opens: false,
            shared: Vec::new(),
            before: Vec::new(),
            rejected: 0,
        };
        self.links.insert(neighbour, link);
        self.introduce(neighbour);
    }

    /// The link is gone.
    pub fn link_down(&mut self, neighbour: Neighbour, now: Time) {
        let Some(link) = self.links.remove(&neighbour) else { return };
        self.carrier.part(neighbour);
        self.let_parcels_go(neighbour);
        for shared in link.shared {
            if let Some(replica) = self.circles.get_mut(&shared.circle) {
                replica.part(neighbour, now);
            }
        }
    }

    /// A neighbour's frame.
    pub fn hear(&mut self, neighbour: Neighbour, frame: &[u8], now: Time) {
        // Frames that were under way when a neighbour was dropped still arrive.
        if !self.links.contains_key(&neighbour) {
            return;
        }
        self.now = now;
        let heard = Frame::decode(frame).and_then(|frame| match frame {
            Frame::About { slot, message } => self.hear_message(neighbour, slot, &message, now),
            Frame::Carry { said } => self.hear_carry(neighbour, &said, now),
            Frame::Parcel { slot, said } => self.hear_of_parcel(neighbour, slot, &said, now),
            introduction => self.hear_introduction(neighbour, &introduction, now),
        });
        if let Err(rejected) = heard {
            self.reject(neighbour, rejected, now);
        }
    }

    fn hear_message(
        &mut self,
        neighbour: Neighbour,
        slot: Slot,
        message: &[u8],
        now: Time,
    ) -> Result<(), Rejected> {
        let link = &self.links[&neighbour];
        let said = |shared: &&Shared| shared.theirs == slot;
        let circle = match (link.shared.iter().find(said), link.before.iter().find(said)) {
            (Some(shared), _) => shared.circle,
            // Sent before the other end had seen the new round; good as long as the circle is still shared as it was.
            (None, Some(old)) => {
                match link.shared.iter().any(|new| (new.circle, new.way) == (old.circle, old.way)) {
                    true => old.circle,
                    false => return Ok(()),
                }
            }
            (None, None) => return Err(Rejected::OutOfTurn),
        };
        if self.linking.is_place(&circle) {
            return self.hear_other_phone(neighbour, &circle, message, now);
        }
        let message = Message::decode(message)?;
        // A circle that was left a moment ago may still be spoken of, until the next round of recognition.
        let Some(replica) = self.circles.get_mut(&circle) else { return Ok(()) };
        replica.hear(neighbour, message, now)
    }

    fn hear_introduction(&mut self, neighbour: Neighbour, frame: &Frame, now: Time) -> Result<(), Rejected> {
        // Their nonce without mine before it: their passwords changed, and they begin a round.
        if self.links[&neighbour].recognition.is_none() && matches!(frame, Frame::Nonce { .. }) {
            self.introduce(neighbour);
        }
        let passwords = match frame {
            Frame::Nonce { .. } => self.passwords(now),
            _ => Vec::new(),
        };
        let link = self.links.get_mut(&neighbour).expect("looked up by the caller");
        let recognition = link.recognition.as_mut().ok_or(Rejected::OutOfTurn)?;
        match recognition.hear(frame, &passwords, &mut self.dice)? {
            Step::Reply(reply) => {
                link.rounds += 1;
                if link.rounds > ROUNDS_MAX {
                    return Err(Rejected::OutOfTurn);
                }
                self.outputs.push_back(Output::Send(neighbour, reply.encode()));
            }
            Step::Shared { circles, link: name } => {
                link.recognition = None;
                let again = std::mem::take(&mut link.again);
                link.before = std::mem::replace(&mut link.shared, circles);
                self.settle(neighbour, name, now);
                if again {
                    self.introduce(neighbour);
                }
            }
        }
        Ok(())
    }

    /// A round has ended: meets the circles that are shared now and were not, parts from those that are no longer,
    /// and leaves the rest in the middle of their talk.
    fn settle(&mut self, neighbour: Neighbour, name: [u8; 32], now: Time) {
        let link = &self.links[&neighbour];
        let lacks = |list: &[Shared], one: &Shared| {
            !list.iter().any(|other| (other.circle, other.way) == (one.circle, one.way))
        };
        let gone: Vec<CircleId> =
            link.before.iter().filter(|old| lacks(&link.shared, old)).map(|old| old.circle).collect();
        let met: Vec<Shared> = link.shared.iter().filter(|new| lacks(&link.before, new)).cloned().collect();
        for circle in gone {
            if let Some(replica) = self.circles.get_mut(&circle) {
                replica.part(neighbour, now);
            }
        }
        for shared in met {
            if let Some(replica) = self.circles.get_mut(&shared.circle) {
                replica.meet(neighbour, shared.way, name, now);
            } else {
                self.meet_other_phone(neighbour, &shared);
            }
        }
        self.begin_to_carry(neighbour, name, now);
    }

    /// Begins a round of recognition, or makes sure that another follows the one under way.
    fn introduce(&mut self, neighbour: Neighbour) {
        let Some(link) = self.links.get_mut(&neighbour) else { return };
        if link.recognition.is_some() {
            link.again = true;
            return;
        }
        let (recognition, nonce) = Recognition::begin(link.mine, link.theirs, &mut self.dice);
        link.recognition = Some(recognition);
        self.outputs.push_back(Output::Send(neighbour, nonce.encode()));
    }

    /// What goes into the values of a link: the keys that count in all circles and what this phone knocks with, then
    /// those of contacts, then old keys and codes.
    fn passwords(&mut self, now: Time) -> Vec<Password> {
        let is_pair = |replica: &&Replica| replica.purpose() == Purpose::Pair;
        let many = self.circles.values().filter(|replica| !is_pair(replica));
        let mut many: Vec<Password> = many.flat_map(|replica| replica.passwords(now)).collect();
        many.sort_by_key(|password| password.weight);
        let mut pairs: Vec<&Replica> = self.circles.values().filter(is_pair).collect();
        pairs.sort_by_key(|pair| Reverse(pair.other_heard(now)));
        let room = SLOTS.saturating_sub(many.len()).max(PAIR_SLOTS);
        if pairs.len() > room {
            // Those who were heard last keep their places.
            for n in room / 2..room {
                let drawn = n as u64 + self.dice.next_u64() % (pairs.len() - n) as u64;
                pairs.swap(n, drawn as usize);
            }
            pairs.truncate(room);
        }
        let mut pairs: Vec<Password> = pairs.into_iter().flat_map(|pair| pair.passwords(now)).collect();
        pairs.sort_by_key(|password| password.weight);
        pairs.truncate(room);
        many.truncate(SLOTS - pairs.len());
        many.append(&mut pairs);
        many.splice(0..0, self.linking.passwords(now));
        many
    }

    fn reject(&mut self, neighbour: Neighbour, rejected: Rejected, now: Time) {
        self.count(rejected);
        let Some(link) = self.links.get_mut(&neighbour) else { return };
        link.rejected += 1;
        if link.rejected >= REJECTED_MAX {
            self.link_down(neighbour, now);
            self.outputs.push_back(Output::Drop(neighbour));
        }
    }

    /// The disk answered a `Load`.
    pub fn loaded(&mut self, circle: &CircleId, neighbour: Neighbour, entries: Vec<Vec<u8>>) {
        if let Some(replica) = self.circles.get_mut(circle) {
            replica.loaded(neighbour, entries);
        }
    }

    /// When [`Phone::tick`] is to be called at the latest.
    pub fn wake(&self) -> Option<Time> {
        let behind = (self.is_behind() || self.is_unsure()).then_some(self.now);
        self.wakes.values().copied().chain(self.carrier.wake()).chain(behind).min()
    }

    /// The clock says `now`, and so many seconds of what it moved by did not pass.
    pub fn clock_was_set(&mut self, step: i64, now: Time) {
        self.now = now;
        self.carrier.clock_was_set(step, now);
    }

    /// Time has passed: those that wanted to be woken by now are.
    pub fn tick(&mut self, now: Time) {
        self.now = now;
        if self.carrier.wake().is_some_and(|at| at <= now) {
            self.carrier.tick(now);
        }
        let due: Vec<CircleId> =
            self.wakes.iter().filter(|(_, at)| **at <= now).map(|(circle, _)| *circle).collect();
        for circle in due {
            self.wakes.remove(&circle);
            if let Some(replica) = self.circles.get_mut(&circle) {
                replica.tick(now);
            }
        }
    }

    /// The next thing to do; none when all is done.
    pub fn poll(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            let next = self.circles.iter_mut().find_map(|(circle, replica)| Some((*circle, replica.poll()?)));
            if let Some((circle, output)) = next {
                self.carry_out(circle, output);
            } else if let Some(output) = self.carry_on() {
                self.carry_out_carrier(output);
            } else if std::mem::take(&mut self.untended) {
                self.tend_contacts(self.now);
            } else if std::mem::take(&mut self.reintroduce) {
                // Last, so that what was said under the old values is on its way before the new round.
                let links: Vec<Neighbour> = self.links.keys().copied().collect();
                links.into_iter().for_each(|neighbour| self.introduce(neighbour));
            } else {
                return None;
            }
        }
    }

    fn carry_out(&mut self, circle: CircleId, output: replica::Output) {
        let output = match output {
            replica::Output::KeepEntries(entries) => {
                self.give_away(&circle, &entries);
                Output::KeepEntries(circle, entries)
            }
            replica::Output::KeepKeys(keys) => {
                self.learn(&keys);
                Output::KeepKeys(keys)
            }
            replica::Output::Erase(ids) => Output::Erase(circle, ids),
            replica::Output::KeepHidden(ids) => Output::KeepHidden(circle, ids),
            replica::Output::Load(neighbour, ids) => Output::Load(circle, neighbour, ids),
            replica::Output::Changed(view) => {
                let is_many = self.purpose(&circle) == Some(Purpose::Many);
                self.untended |= !is_many || view == View::People;
                Output::Changed(circle, view)
            }
            replica::Output::Send(neighbour, message) => {
                let shared = self.links.get(&neighbour).map_or(&[][..], |link| &link.shared);
                // The link may have gone while the message was being made.
                let Some(shared) = shared.iter().find(|shared| shared.circle == circle) else { return };
                let frame = Frame::About { slot: shared.mine, message: message.encode() };
                Output::Send(neighbour, frame.encode())
            }
            replica::Output::Wake(at) => {
                let earliest = self.wakes.entry(circle).or_insert(at);
                *earliest = at.min(*earliest);
                return;
            }
        };
        self.outputs.push_back(output);
    }

    fn draw(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.dice.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests;
