//! Carrying: envelopes for circles that are not one's own, and for those that are, all alike.
//!
//! One value per phone. Whoever meets, whether they share a circle or not, finds out which envelopes only one of them
//! holds, and each fetches what it lacks, the most pressing first:
//!
//! ```text
//! Open ⇄ Open                    how many each holds
//! Symbols ─▶ ◀─ More …           the end with the smaller key streams a sketch, the other asks until it comes out
//! ◀─ Offer                       and tells what the first one lacks
//! Want ─▶ ◀─ Envelopes           each asks for what it lacks, some at a time
//! Offer                          at any time later: what has just come from elsewhere
//! Open ⇄ Open …                  and all of it once more every six hours
//! ```
//!
//! **On the link envelopes go by salted ids**, hashed with the link's name, so that what two phones say to each other
//! about their sets cannot be compared with what either says to a third, and recordings of it neither. (One who
//! fetches all that a phone carries, twice, knows it by that. What a neighbour may take is not limited, since giving
//! is what a carrier is for.) The last byte of a salted id tells the classes, so that what presses is fetched first and
//! nobody fetches more at once than a message holds.
//!
//! **Sets too large for one sketch** are compared in parts, by the first bits of the salted ids; as the salt differs
//! on every link, what a broken meeting left out is not always the same.
//!
//! **A member's own** go in like any other, with a little less time left than they could have, drawn at random, so
//! that whoever gets one cannot tell whether it was written here. What came sealed and is for a circle of this phone
//! is opened *and* carried on: otherwise carriers would see who is in it by where it stops.
//!
//! Nobody is blamed for an envelope that does not open or holds no good entry: carriers cannot know.

pub mod hold;
pub mod talk;

use std::collections::{BTreeMap, VecDeque};

use rand_core::Rng;

use crate::{
    entry::Entry,
    envelope::{Deadline, Envelope, SealingKey},
    ids::EnvelopeId,
    replica::Neighbour,
    time::Time,
    wrong::Rejected,
};
use hold::{Change, Hold, LEFT_UNIT, Origin, Quota, Record, SELF, Taken};
use talk::{Carry, Letter, Talk};

/// What the carrier wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Keep this record, with the envelope's bytes if it is held, in place of what was kept under this id. Without them
    /// only its times are others, and its bytes stay.
    Keep(EnvelopeId, Record, Vec<u8>),
    /// Forget it.
    Forget(EnvelopeId),
    /// This has come from elsewhere for the first time: it may be for a circle of this phone.
    Arrived(Envelope),
    /// Read these envelopes and hand them to [`Carrier::loaded`]; one that cannot be read is left out.
    Load(Neighbour, Vec<EnvelopeId>),
    /// Send this.
    Send(Neighbour, Carry),
}

/// What one phone carries, and what it says about that on each link.
pub struct Carrier {
    hold: Hold,
    links: BTreeMap<Neighbour, Talk>,
    /// What has come and not been offered to the others yet.
    fresh: Vec<(EnvelopeId, Origin)>,
    outputs: VecDeque<Output>,
    now: Time,
}

impl Carrier {
    /// From what was kept.
    pub fn open(kept: Vec<(EnvelopeId, Record)>, quota: Quota, now: Time) -> Carrier {
        let hold = Hold::open(kept, quota, now);
        let mut carrier =
            Carrier { hold, links: BTreeMap::new(), fresh: Vec::new(), outputs: VecDeque::new(), now };
        carrier.keep();
        carrier
    }

    /// What is held.
    pub fn hold(&self) -> &Hold {
        &self.hold
    }

    /// An entry of a circle of this phone, just written or just come: puts it in, if it is recent enough to be news
    /// to somebody. What this phone wrote itself always is, whatever its clock said then.
    pub fn put(&mut self, entry: &Entry, is_own: bool, key: &SealingKey, now: Time, dice: &mut impl Rng) {
        self.now = now;
        let all = Deadline::of(entry).seconds_max();
        let age = if is_own { 0 } else { now.since(entry.header.clock) };
        let left = all.saturating_sub(age) / LEFT_UNIT;
        let hidden = u64::from(dice.next_u32()) % (all / LEFT_UNIT / 4);
        // Less than a day more or less is left to what is nearly over: no use in hiding whose it is.
        let left = if left > hidden { left - hidden } else { left };
        if left > 0 {
            self.take(&Envelope::seal(entry, key), left as u8, SELF);
        }
    }

    /// An envelope from a file, or from anybody else who is no link. Whether it is new here.
    pub fn bring(&mut self, letter: Letter, origin: Origin, now: Time) -> Result<Taken, Rejected> {
        self.now = now;
        let envelope = Envelope::read(letter.bytes)?;
        let taken = self.take(&envelope, letter.left, origin);
        if taken == Taken::New {
            self.outputs.push_back(Output::Arrived(envelope));
        }
        Ok(taken)
    }

    /// Which of those that are held, and did not come from this phone itself, fit one of these keys: to be read when a
    /// key is new here, and at every start, since what came may have waited for its causes in memory alone.
    pub fn fitting(&self, keys: &[&SealingKey]) -> Vec<EnvelopeId> {
        let foreign = self.hold.held().filter(|(_, held)| held.origin != SELF);
        foreign.filter(|(_, held)| keys.iter().any(|key| key.fits(&held.head))).map(|(id, _)| *id).collect()
    }

    /// Two phones have met; `link` names it and is known to both ends. The end with the smaller key `leads`.
    pub fn meet(&mut self, neighbour: Neighbour, link: [u8; 32], leads: bool, now: Time) {
        self.now = now;
        self.hold.expire(now);
        self.keep();
        let (talk, opening) = Talk::open(&self.hold, link, leads, now);
        self.links.insert(neighbour, talk);
        self.outputs.push_back(Output::Send(neighbour, opening));
    }

    /// The link is gone.
    pub fn part(&mut self, neighbour: Neighbour) {
        self.links.remove(&neighbour);
    }

    /// A neighbour said something.
    ///
    /// # Errors
    /// What is wrong with it. Envelopes of the same message that came before the wrong one were taken.
    pub fn hear(&mut self, neighbour: Neighbour, said: Carry, now: Time) -> Result<(), Rejected> {
        self.now = now;
        let talk = self.links.get_mut(&neighbour).ok_or(Rejected::OutOfTurn)?;
        match said {
            Carry::Want { ids } => {
                let ids = talk.heard_want(&ids, &self.hold, now)?;
                self.outputs.push_back(Output::Load(neighbour, ids));
                Ok(())
            }
            Carry::Envelopes { letters } => self.heard_envelopes(neighbour, letters),
            said => {
                let replies = talk.hear(said, &self.hold, now)?;
                self.outputs.extend(replies.into_iter().map(|reply| Output::Send(neighbour, reply)));
                Ok(())
            }
        }
    }

    fn heard_envelopes(&mut self, neighbour: Neighbour, letters: Vec<Letter>) -> Result<(), Rejected> {
        let talk = self.links.get_mut(&neighbour).expect("looked up by the caller");
        let (origin, mut asked) = (talk.origin(), talk.heard_answer()?);
        for letter in letters {
            let envelope = Envelope::read(letter.bytes)?;
            let talk = self.links.get_mut(&neighbour).expect("looked up by the caller");
            if !asked.remove(&talk.salted(&envelope.id(), talk::classes(&envelope))) {
                return Err(Rejected::OutOfTurn);
            }
            match self.take(&envelope, letter.left, origin) {
                Taken::New => self.outputs.push_back(Output::Arrived(envelope)),
                Taken::NoRoom => {
                    self.links.get_mut(&neighbour).expect("looked up by the caller").wants_no_more();
                }
                Taken::Known | Taken::Late => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, envelope: &Envelope, left: u8, origin: Origin) -> Taken {
        let taken = self.hold.take(envelope, left, origin, self.now);
        self.keep();
        if taken == Taken::New {
            self.fresh.push((envelope.id(), origin));
        }
        taken
    }

    /// The disk answered a `Load`.
    pub fn loaded(&mut self, neighbour: Neighbour, envelopes: Vec<Vec<u8>>) {
        let Some(talk) = self.links.get_mut(&neighbour) else { return };
        let mut letters = Vec::new();
        for bytes in envelopes {
            let Ok(envelope) = Envelope::read(bytes) else { continue };
            let left = self.hold.get(&envelope.id()).map_or(0, |held| held.left(self.now));
            if left > 0 {
                letters.push(Letter { left, bytes: envelope.bytes().to_vec() });
            }
        }
        talk.answered();
        self.outputs.push_back(Output::Send(neighbour, Carry::Envelopes { letters }));
    }

    /// When [`Carrier::tick`] is to be called.
    pub fn wake(&self) -> Option<Time> {
        let rounds = self.links.values().filter_map(|talk| talk.next_round(&self.hold));
        rounds.chain(self.hold.next()).min()
    }

    /// The clock says `now`, and so many seconds of what it moved by did not pass.
    pub fn clock_was_set(&mut self, step: i64, now: Time) {
        self.now = now;
        self.hold.clock_was_set(step, now);
        self.links.values_mut().for_each(|talk| talk.clock_was_set(step));
        self.keep();
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Time) {
        self.now = now;
        self.hold.expire(now);
        self.keep();
        for (neighbour, talk) in &mut self.links {
            let opening = talk.tick(&self.hold, now);
            self.outputs.extend(opening.map(|said| Output::Send(*neighbour, said)));
        }
    }

    /// The next thing to do; none when all is done. To be asked when everybody else has nothing more to do: what came
    /// open meanwhile is not asked for sealed.
    pub fn poll(&mut self) -> Option<Output> {
        if self.outputs.is_empty() {
            self.offer_and_ask();
        }
        self.outputs.pop_front()
    }

    /// The next thing to do of what has been decided, without offering or asking for anything more: for a phone on which
    /// entries wait to be sealed that have come open.
    pub fn decided(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn offer_and_ask(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        for (neighbour, talk) in &mut self.links {
            let offers = talk.offer(&fresh, &self.hold, self.now).into_iter().chain(talk.ask(&self.hold));
            self.outputs.extend(offers.map(|said| Output::Send(*neighbour, said)));
        }
    }

    fn keep(&mut self) {
        self.outputs.extend(self.hold.changes.drain(..).map(|change| match change {
            Change::Keep(id, record, bytes) => Output::Keep(id, record, bytes),
            Change::Forget(id) => Output::Forget(id),
        }));
    }
}

#[cfg(test)]
mod tests;
