//! One link's talk about envelopes: which of them only one end holds, and fetching them.
//!
//! A link may last for months, so what is compared at its beginning is compared again every six hours ([`ROUND_EVERY`]),
//! and earlier when there is room again for what was left with the other end. A round begins with an `Open` of each, as
//! the first one did, whoever says it first; what is still under way of the round before is passed over. All that is
//! counted is counted for a round.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::hold::{COURIER_HELD_MAX, HELD_MAX, Hold, LINKS_FROM, Origin};
use crate::{
    envelope::{Envelope, SIZES},
    ids::{EntryId, EnvelopeId},
    sketch::{Decoder, SYMBOLS_MAX, Sketch, SketchKey, UNIT, UNIT_BYTES_MAX, read_unit, unit},
    time::Time,
    wrong::Rejected,
};

/// Envelopes that are asked for at once; the smallest fill a quarter of a message.
pub const WANTS_MAX: usize = 32;
/// Bytes of envelopes that are asked for at once, unless a single one is longer.
pub const ENVELOPES_BYTES_MAX: usize = 64 * 1024;
/// Ids offered in one message: 17 kB.
pub const OFFERS_MAX: usize = 1_024;
/// Both ends compare all that they hold so often.
pub const ROUND_EVERY: u64 = 6 * 60 * 60;
/// And so soon, if something was left over that there is room for now.
pub const ROUND_AGAIN: u64 = 60 * 60;
/// Sooner nobody is answered: a round goes through all that is held.
pub const ROUND_LEAST: u64 = 30 * 60;
/// Ids offered in one round: all that a phone can hold, four times over. A courier that has more to offer keeps the rest
/// for the next one.
pub const OFFERS_PER_ROUND_MAX: usize = 4 * HELD_MAX;
/// Units in one message: 6 kB, half a second of a Bluetooth link.
pub const UNITS_MAX: usize = 32;
/// Units that are sent unasked.
const UNITS_FIRST: usize = 2;
/// Ids of both ends in one part: so many differences at most, which a sketch of [`SYMBOLS_MAX`] always tells.
const PART_MAX: u64 = 4_096;
/// Bits that number the parts, at most: two couriers that hold all they can.
const PART_BITS_MAX: u32 = (2 * COURIER_HELD_MAX as u64 / PART_MAX).ilog2();
const _: () = assert!(PART_BITS_MAX < u8::BITS);
/// The longest message about carrying: its envelopes and what stands around each.
pub const CARRY_BYTES_MAX: usize = ENVELOPES_BYTES_MAX + 16 * WANTS_MAX;

/// An envelope's name on one link. Its last byte tells the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Salted(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

impl Salted {
    fn pressing(self) -> (u8, Salted) {
        (self.0[15], self)
    }

    /// The size that its last byte tells; the largest, if it tells none.
    fn bytes(self) -> usize {
        *SIZES.get(usize::from(self.0[15] & 0x0f)).unwrap_or(&SIZES[SIZES.len() - 1])
    }
}

/// An envelope on its way.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Letter {
    /// Units of six hours that it has left.
    #[n(0)]
    pub left: u8,
    /// Its bytes.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// Eight symbols, as [`crate::sketch::unit`] writes them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct UnitBytes(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

/// What is said about carrying.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Carry {
    /// The first thing that each end says.
    #[n(0)]
    Open {
        /// How many envelopes it has to offer.
        #[n(0)]
        holds: u32,
    },
    /// Some symbols of the sketch of one part of the sender's set.
    #[n(1)]
    Symbols {
        /// Which part.
        #[n(0)]
        part: u8,
        /// How many ids there are in it.
        #[n(1)]
        size: u32,
        /// The number of the first symbol.
        #[n(2)]
        first: u32,
        /// At most [`UNITS_MAX`].
        #[n(3)]
        units: Vec<UnitBytes>,
    },
    /// More symbols, from this number on; from 0, of the next part.
    #[n(2)]
    More {
        /// Of which part.
        #[n(0)]
        part: u8,
        /// The number of the first.
        #[n(1)]
        first: u32,
    },
    /// What the sender holds and believes the other not to.
    #[n(3)]
    Offer {
        /// At most [`OFFERS_MAX`].
        #[n(0)]
        ids: Vec<Salted>,
    },
    /// Send me these.
    #[n(4)]
    Want {
        /// At most [`WANTS_MAX`].
        #[n(0)]
        ids: Vec<Salted>,
    },
    /// Those of the wanted ones that are still there.
    #[n(5)]
    Envelopes {
        /// In any order.
        #[n(0)]
        letters: Vec<Letter>,
    },
}

impl Carry {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        crate::cbor::encode(self)
    }

    /// Reads a neighbour's bytes.
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] past a limit, [`Rejected::Malformed`] for anything else.
    pub fn decode(bytes: &[u8]) -> Result<Carry, Rejected> {
        if bytes.len() > CARRY_BYTES_MAX {
            return Err(Rejected::TooLarge);
        }
        let said: Carry = crate::cbor::decode(bytes)?;
        let within = match &said {
            Carry::Symbols { units, .. } => {
                units.len() <= UNITS_MAX && units.iter().all(|unit| unit.0.len() <= UNIT_BYTES_MAX)
            }
            Carry::Offer { ids } => ids.len() <= OFFERS_MAX,
            Carry::Want { ids } => ids.len() <= WANTS_MAX,
            Carry::Envelopes { letters } => letters.len() <= WANTS_MAX,
            Carry::Open { .. } | Carry::More { .. } => true,
        };
        if within { Ok(said) } else { Err(Rejected::TooLarge) }
    }
}

/// The classes of an envelope, as the last byte of its salted ids.
pub fn classes(envelope: &Envelope) -> u8 {
    let size = SIZES.iter().position(|size| *size == envelope.bytes().len());
    (envelope.deadline() as u8) << 4 | size.expect("looked at when it was read") as u8
}

/// One end of one link.
pub struct Talk {
    salt: [u8; 32],
    key: SketchKey,
    leads: bool,
    holds: u32,
    /// How many envelopes this phone may hold.
    most: usize,
    /// When the round began.
    begun: Time,
    /// This end has said `Open`, and the other has not yet.
    opened: bool,
    /// All that this phone holds or remembers, by the name that it has on this link.
    known: BTreeMap<Salted, EnvelopeId>,
    /// How many bits number the parts, once both have opened.
    part_bits: Option<u32>,
    part: Option<Part>,
    /// How many ids the other end has offered in this round.
    offered: usize,
    /// How many this one has.
    told: usize,
    /// There were more.
    held_back: bool,
    wants: BTreeSet<(u8, Salted)>,
    asked: Option<BTreeSet<Salted>>,
    full: bool,
    given: BTreeSet<EnvelopeId>,
    answering: bool,
}

/// The part that is being compared.
struct Part {
    number: u8,
    /// What this phone has to offer of it, as it was when the part began.
    ids: Vec<EntryId>,
    sketch: Sketch,
    /// How many symbols were sent, or have come.
    symbols: usize,
    decoder: Decoder,
}

impl Talk {
    pub(super) fn open(hold: &Hold, link: [u8; 32], leads: bool, now: Time) -> (Talk, Carry) {
        let salt = blake3::derive_key("tequio 2026 envelope ids on a link", &link);
        let mut talk = Talk {
            salt,
            key: SketchKey::of_link(&link),
            leads,
            holds: 0,
            most: hold.letters_max(),
            begun: now,
            opened: false,
            known: BTreeMap::new(),
            part_bits: None,
            part: None,
            offered: 0,
            told: 0,
            held_back: false,
            wants: BTreeSet::new(),
            asked: None,
            full: false,
            given: BTreeSet::new(),
            answering: false,
        };
        let opening = talk.say_open(hold, now);
        (talk, opening)
    }

    fn say_open(&mut self, hold: &Hold, now: Time) -> Carry {
        self.learn_all(hold);
        self.holds = hold.held().filter(|(_, held)| held.left(now) > 0).count() as u32;
        (self.opened, self.part, self.told, self.held_back) = (true, None, 0, false);
        Carry::Open { holds: self.holds }
    }

    /// When this end would begin another round; never, as long as one has not begun.
    pub(super) fn next_round(&self, hold: &Hold) -> Option<Time> {
        let left_over = self.held_back || (self.full && hold.has_room_for(self.origin()));
        (!self.opened).then(|| self.begun.plus(if left_over { ROUND_AGAIN } else { ROUND_EVERY }))
    }

    /// Another round, if it is time.
    pub(super) fn tick(&mut self, hold: &Hold, now: Time) -> Option<Carry> {
        self.next_round(hold).is_some_and(|at| at <= now).then(|| self.say_open(hold, now))
    }

    /// The clock moved by so many seconds that did not pass.
    pub(super) fn clock_was_set(&mut self, step: i64) {
        self.begun = Time(self.begun.0.saturating_add_signed(step));
    }

    fn learn_all(&mut self, hold: &Hold) {
        self.known.clear();
        for (id, held) in hold.held() {
            let salted = self.salted(id, held.classes());
            self.known.insert(salted, *id);
        }
        // Without their classes, which nobody remembers: see `known`.
        for id in hold.gone() {
            let salted = self.salted(id, GONE);
            self.known.insert(salted, *id);
        }
    }

    /// The name of an envelope on this link.
    pub(super) fn salted(&self, id: &EnvelopeId, classes: u8) -> Salted {
        let hash = blake3::keyed_hash(&self.salt, &id.0);
        let mut salted: [u8; 16] = std::array::from_fn(|n| hash.as_bytes()[n]);
        salted[15] = classes;
        Salted(salted)
    }

    /// What stands for the other end in the records.
    pub(super) fn origin(&self) -> Origin {
        Origin(u64::from_be_bytes(std::array::from_fn(|n| self.salt[n])).max(LINKS_FROM))
    }

    pub(super) fn hear(&mut self, said: Carry, hold: &Hold, now: Time) -> Result<Vec<Carry>, Rejected> {
        match said {
            Carry::Open { holds } => {
                let mut said = Vec::new();
                if !self.opened {
                    if now.since(self.begun) < ROUND_LEAST {
                        return Err(Rejected::OutOfTurn);
                    }
                    said.push(self.say_open(hold, now));
                }
                (self.opened, self.begun, self.offered, self.full) = (false, now, 0, false);
                self.wants.clear();
                self.given.clear();
                let both = u64::from(self.holds) + u64::from(holds);
                let parts = both.div_ceil(PART_MAX).next_power_of_two();
                self.part_bits = Some(parts.ilog2().min(PART_BITS_MAX));
                self.begin(0, hold, now);
                if self.leads {
                    said.push(self.symbols(UNITS_FIRST));
                }
                Ok(said)
            }
            // Of the round before.
            Carry::More { .. } | Carry::Symbols { .. } if self.opened && self.part_bits.is_some() => {
                Ok(Vec::new())
            }
            Carry::More { part, first } if self.leads => self.heard_more(part, first, hold, now),
            Carry::Symbols { part, size, first, units } if !self.leads => {
                self.heard_symbols((part, size, first), &units, hold, now)
            }
            Carry::Offer { ids } => {
                self.offered += ids.len();
                if self.offered > OFFERS_PER_ROUND_MAX {
                    return Err(Rejected::TooLarge);
                }
                self.want(ids);
                Ok(Vec::new())
            }
            _ => Err(Rejected::OutOfTurn),
        }
    }

    fn begin(&mut self, number: u8, hold: &Hold, now: Time) {
        let bits = self.part_bits.expect("both have opened");
        let shift = 8 - bits;
        let (mut first, mut last) = ([0; 16], [0xff; 16]);
        first[0] = (u32::from(number) << shift) as u8;
        last[0] = (((u32::from(number) + 1) << shift) - 1) as u8;
        let within = self.known.range(Salted(first)..=Salted(last));
        let offerable = within.filter(|(_, id)| hold.get(id).is_some_and(|held| held.left(now) > 0));
        let ids = offerable.map(|(salted, _)| EntryId(salted.0)).collect();
        let (sketch, decoder) = (Sketch::new(self.key.clone()), Decoder::new(self.key.clone()));
        self.part = Some(Part { number, ids, sketch, symbols: 0, decoder });
    }

    fn symbols(&mut self, units: usize) -> Carry {
        let part = self.part.as_mut().expect("begun by the caller");
        let (first, size) = (part.symbols, part.ids.len());
        part.symbols = (first + units * UNIT).min(SYMBOLS_MAX);
        part.sketch.grow(part.symbols, part.ids.iter());
        let (units, _) = part.sketch.symbols()[first..part.symbols].as_chunks::<UNIT>();
        let bytes = units.iter().enumerate().map(|(n, symbols)| unit(symbols, first + n * UNIT, size));
        let units = bytes.map(UnitBytes).collect();
        Carry::Symbols { part: part.number, size: size as u32, first: first as u32, units }
    }

    fn heard_more(&mut self, number: u8, first: u32, hold: &Hold, now: Time) -> Result<Vec<Carry>, Rejected> {
        let part = self.part.as_ref().ok_or(Rejected::OutOfTurn)?;
        let bits = self.part_bits.ok_or(Rejected::OutOfTurn)?;
        let goes_on = number == part.number && first as usize == part.symbols && part.symbols < SYMBOLS_MAX;
        let is_next = first == 0 && Some(number) == part.number.checked_add(1) && number >> bits == 0;
        match (goes_on, is_next) {
            (true, _) => Ok(vec![self.symbols((first as usize / UNIT).clamp(UNITS_FIRST, UNITS_MAX))]),
            (_, true) => {
                self.begin(number, hold, now);
                Ok(vec![self.symbols(UNITS_FIRST)])
            }
            _ => Err(Rejected::OutOfTurn),
        }
    }

    fn heard_symbols(
        &mut self,
        (number, size, first): (u8, u32, u32),
        units: &[UnitBytes],
        hold: &Hold,
        now: Time,
    ) -> Result<Vec<Carry>, Rejected> {
        let part = self.part.as_mut().ok_or(Rejected::OutOfTurn)?;
        if part.number != number || part.symbols != first as usize || size as usize > HELD_MAX {
            return Err(Rejected::OutOfTurn);
        }
        if units.is_empty() || first as usize + units.len() * UNIT > SYMBOLS_MAX {
            return Err(Rejected::TooLarge);
        }
        let mut difference = None;
        for unit in units {
            let theirs = read_unit(&unit.0, part.symbols, size as usize)?;
            let before = part.symbols;
            part.symbols += UNIT;
            part.sketch.grow(part.symbols, part.ids.iter());
            if difference.is_none() {
                difference = part.decoder.take(&theirs, &part.sketch.symbols()[before..part.symbols])?;
            }
        }
        let Some(difference) = difference else {
            let first = part.symbols as u32;
            // No two honest sets of this size come to that.
            return if part.symbols == SYMBOLS_MAX {
                Err(Rejected::TooLarge)
            } else {
                Ok(vec![Carry::More { part: number, first }])
            };
        };
        let bits = self.part_bits.ok_or(Rejected::OutOfTurn)?;
        let mut said = self.offers(difference.mine.into_iter().map(|id| Salted(id.0)));
        self.want(difference.theirs.into_iter().map(|id| Salted(id.0)).collect());
        if let Some(next) = number.checked_add(1).filter(|next| next >> bits == 0) {
            self.begin(next, hold, now);
            said.push(Carry::More { part: next, first: 0 });
        } else {
            self.part = None;
        }
        Ok(said)
    }

    /// Puts on the list what is not known; nothing, if the other end has brought all that it may.
    fn want(&mut self, ids: Vec<Salted>) {
        for salted in ids {
            if !self.full && self.wants.len() < self.most && !self.knows(&salted) {
                self.wants.insert(salted.pressing());
            }
        }
    }

    fn knows(&self, salted: &Salted) -> bool {
        let mut gone = *salted;
        gone.0[15] = GONE;
        self.known.contains_key(salted) || self.known.contains_key(&gone)
    }

    /// Asks for the most pressing of what is wanted, if nothing that was asked for is still to come.
    pub(super) fn ask(&mut self, hold: &Hold) -> Option<Carry> {
        if self.asked.is_some() {
            return None;
        }
        let (mut ids, mut bytes) = (Vec::new(), 0);
        while let Some((_, salted)) = self.wants.first().copied() {
            bytes += salted.bytes();
            if ids.len() == WANTS_MAX || (bytes > ENVELOPES_BYTES_MAX && !ids.is_empty()) {
                break;
            }
            self.wants.pop_first();
            // It may have come by another way since it was offered.
            if !self.knows(&salted) {
                ids.push(salted);
            }
        }
        if ids.is_empty() || hold.share_left(self.origin()) < SIZES[0] as u64 {
            return None;
        }
        self.asked = Some(ids.iter().copied().collect());
        Some(Carry::Want { ids })
    }

    /// The answer has come: what was asked.
    pub(super) fn heard_answer(&mut self) -> Result<BTreeSet<Salted>, Rejected> {
        self.asked.take().ok_or(Rejected::OutOfTurn)
    }

    pub(super) fn wants_no_more(&mut self) {
        self.full = true;
        self.wants.clear();
    }

    /// Which envelopes are to be read for an answer. None is given twice in one round.
    pub(super) fn heard_want(
        &mut self,
        ids: &[Salted],
        hold: &Hold,
        now: Time,
    ) -> Result<Vec<EnvelopeId>, Rejected> {
        if self.answering {
            return Err(Rejected::OutOfTurn);
        }
        self.answering = true;
        let (mut found, mut bytes) = (Vec::new(), 0);
        for id in ids.iter().filter_map(|salted| self.known.get(salted)) {
            let Some(held) = hold.get(id).filter(|held| held.left(now) > 0) else { continue };
            bytes += held.bytes() as usize;
            if bytes > ENVELOPES_BYTES_MAX && !found.is_empty() {
                break;
            }
            if self.given.insert(*id) {
                found.push(*id);
            }
        }
        Ok(found)
    }

    pub(super) fn answered(&mut self) {
        self.answering = false;
    }

    /// What has come from elsewhere: this end knows it now, and offers it unless it came from the other end.
    pub(super) fn offer(&mut self, fresh: &[(EnvelopeId, Origin)], hold: &Hold, now: Time) -> Vec<Carry> {
        if fresh.is_empty() {
            return Vec::new();
        }
        if self.known.len() > KNOWN_TIMES_MAX * self.most {
            self.learn_all(hold);
        }
        let mut news = Vec::new();
        for (id, origin) in fresh {
            let Some(held) = hold.get(id) else { continue };
            let salted = self.salted(id, held.classes());
            self.known.insert(salted, *id);
            if *origin != self.origin() && held.left(now) > 0 {
                news.push(salted);
            }
        }
        self.offers(news.into_iter())
    }

    fn offers(&mut self, ids: impl Iterator<Item = Salted>) -> Vec<Carry> {
        let mut ids: Vec<Salted> = ids.collect();
        let room = OFFERS_PER_ROUND_MAX - self.told;
        self.held_back |= ids.len() > room;
        ids.truncate(room);
        self.told += ids.len();
        ids.chunks(OFFERS_MAX).map(|ids| Carry::Offer { ids: ids.to_vec() }).collect()
    }
}

/// In the place of the classes of an envelope that is gone.
const GONE: u8 = 0xff;
/// Names that one link holds in memory before those that stand for nothing any more are swept out, in times of what may
/// be held: 2 MB on a phone.
const KNOWN_TIMES_MAX: usize = 3;
