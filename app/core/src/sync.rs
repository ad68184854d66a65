//! How two phones bring each other up to date, whatever either holds, over a link that may break anywhere.
//!
//! ```text
//! both      Root ⇄ Root              how many, the root hash, eight symbols of the sketch ([`crate::sketch`])
//!             equal                  done: one message each way
//!             a few differences      both have understood from the eight symbols
//!             up to a thousand       the one with the larger root streams symbols, the other understands and Offers
//!             more, or a newcomer    both say their marks and pull by them, causes first; then Root ⇄ Root again
//! each      Ask / Pull → Entries     what it lacks, by id, from one neighbour at a time
//! both      Entries, Offer           what is written or arrives from now on, at once
//! ```
//!
//! What stands behind it:
//!
//! - **Who streams** follows from the roots, so nobody has to ask. The stream is paid for unit by unit
//!   ([`Message::More`]), with [`WINDOW_UNITS`] on their way: a slow link never waits for a round trip, and little is
//!   sent in vain. A hundred differences cost one round trip and four kilobytes, however large the sets are.
//! - **Only ids are offered, never entries pushed**, since three neighbours may all have found out what is lacking
//!   here. They are asked one after the other, by id, for what is still lacking then: nothing comes twice. Sixteen
//!   bytes an entry are the price; a pull without ids says "all that you offered".
//! - **Frontiers** ("of each author I hold all before this number") are cheap where much is lacking, and are said
//!   once on a link, when it shows that more than [`BULK_DIFFERENCES`] are. They cannot tell the branches of a
//!   forked chain apart; the sketch can, and has the last word.
//! - **While two compare**, what arrives is not in the sets that they compare (a [`comparing::View`] is of one moment);
//!   it is offered when they have done.
//! - **A cause that is missing** is asked for by id from whoever sent its effect. By marks it shows that an author
//!   forked, and the other's branch is asked for from its beginning, since marks count one branch only.
//! - **Order**: entries asked for by id go by [`crate::event::Class`] with what they rest on, then by age. By marks
//!   they go in the order of the fold.
//!
//! Symbols that do not come out even send both to their marks once; after that they are the neighbour's fault.
//!
//! A neighbour that lies finds out nothing and costs little: its symbols are checked against what is really here, a
//! comparison ends after [`SYMBOLS_MAX`] symbols, the marks are said once, ids that it does not deliver are forgotten,
//! and after each answer the next neighbour has its turn.

pub mod comparing;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    entry::Entry,
    ids::{DeviceKey, EntryId},
    log::{AUTHORS_MAX, Log, Place},
    message::{ENTRIES_BYTES_MAX, ENTRIES_MAX, EntryBytes, IDS_MAX, Ids, MARKS_MAX, Mark, Message},
    replica::Neighbour,
    sketch::{Difference, SYMBOLS_MAX},
    time::Time,
    wrong::Rejected,
};
#[cfg(doc)]
use comparing::{BULK_DIFFERENCES, WINDOW_UNITS};
use comparing::{BULK_SYMBOLS, Compared, Decode, Said, Stated, Stream, compare};

/// A neighbour that has not answered a pull for so long is passed over for another, in seconds.
const PULL_PATIENCE: u64 = 10;
/// Up to so many fresh entries are pushed as they are; more are offered.
const PUSH_MAX: usize = 16;
/// Ids that one neighbour can make this phone want, or hold ready: more than a sketch tells.
const WANTED_MAX: usize = SYMBOLS_MAX;
/// Entries that come while two compare and are remembered one by one; after more they compare again.
const LATER_MAX: usize = 256;
/// Answers without anything that was asked for after which the rest is forgotten.
const VAIN_MAX: u8 = 2;
/// A neighbour whose answer was so long is asked again before the others, so that ids need not be named anew.
const GENEROUS: usize = 64;

/// What is known of the neighbours' logs, and whom this phone is pulling from.
#[derive(Default)]
pub struct Sync {
    peers: BTreeMap<Neighbour, Peer>,
    pulling: Option<(Neighbour, Time)>,
    /// Counts pulls, so that whoever was asked longest ago is asked next.
    pulls: u64,
}

/// What follows from a neighbour's message.
#[derive(Default)]
pub struct Heard {
    /// To be sent to it.
    pub messages: Vec<Message>,
    /// To be loaded and handed to [`Sync::loaded`].
    pub load: Option<Vec<EntryId>>,
    /// It is known to hold this phone's own entries before this one.
    pub holds: Option<u32>,
}

#[derive(Default)]
struct Peer {
    /// Whose device it is, once it has said something about entries.
    device: Option<DeviceKey>,
    stage: Stage,
    said: Option<Said>,
    stated: Option<Stated>,
    /// Units of a comparison that has ended which may still come.
    in_flight: usize,
    /// What came while it could not be told, to be offered.
    later: BTreeSet<EntryId>,
    /// There was more of that than [`LATER_MAX`].
    again: bool,

    /// The pull that is not answered yet, or the last one, was by id.
    asked_by_id: bool,
    /// What it has and this phone lacks.
    wanted: BTreeSet<EntryId>,
    /// Its `owed` is something else than `wanted`, which has to be named.
    unnamed: bool,
    /// Some of what it has waits here for causes, and may be crowded out before they come.
    restless: bool,
    /// How many entries were here when the last comparison began.
    began: usize,
    /// Answers that brought nothing of `wanted`.
    vain: u8,
    /// What it wants of this phone, as it said or as was offered.
    owed: BTreeSet<EntryId>,
    /// The same in the order in which they are sent, once they were put in it.
    order: VecDeque<EntryId>,

    /// This phone has said its marks, and the other its own.
    said_marks: bool,
    stated_marks: bool,
    /// What it holds by its marks, or will once what was sent has arrived.
    held: BTreeMap<DeviceKey, u32>,
    /// Authors of whom it had more than this phone when it said so.
    more: BTreeSet<DeviceKey>,
    /// Of authors who forked: what this phone has sent of their chains, from the fork on, whatever the marks say.
    forked: BTreeMap<DeviceKey, u32>,
    /// Of branches beside the chains: up to where this phone has sent them.
    sides: Option<Place>,
    /// Authors of whom the other has another branch: it was told that nothing of them is here.
    parted: BTreeSet<DeviceKey>,
    /// It answered with nothing although it says that it has more, and was told again what is here: it may have
    /// believed that what it sent had arrived.
    restated: bool,
    /// It answered with nothing after that too; asked no more until it says what it holds.
    exhausted: bool,

    /// A pull of this peer waits for the disk.
    serving: bool,
    /// A pull from this peer has not been answered yet; the answer may still come, however late.
    asked: bool,
    /// Which pull was the last one to it.
    last_pull: u64,
}

/// How far two phones have compared.
#[derive(Default)]
enum Stage {
    /// Roots are not exchanged, or it goes by marks now.
    #[default]
    Apart,
    Streaming(Box<Stream>),
    Decoding(Box<Decode>),
    /// Both know what the other lacks; from here on what is fresh is told at once.
    Level,
}

impl Sync {
    /// A member came into reach: what to tell it.
    pub fn meet(&mut self, neighbour: Neighbour, log: &mut Log) -> Vec<Message> {
        let mut peer = Peer::default();
        let message = peer.say_root(log);
        self.peers.insert(neighbour, peer);
        vec![message]
    }

    /// It is gone.
    pub fn part(&mut self, neighbour: Neighbour) {
        self.peers.remove(&neighbour);
        self.pulling.take_if(|(from, _)| *from == neighbour);
    }

    /// Whether messages about entries are welcome from this neighbour.
    pub fn knows(&self, neighbour: Neighbour) -> bool {
        self.peers.contains_key(&neighbour)
    }

    /// A neighbour, whose device this is, said something about entries. (Entries themselves are the log's to check
    /// first: see [`Sync::heard_answer`].)
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] for what may not be said now, and past the limits; [`Rejected::WrongSymbols`].
    pub fn hear(
        &mut self,
        neighbour: Neighbour,
        device: &DeviceKey,
        message: &Message,
        log: &mut Log,
    ) -> Result<Heard, Rejected> {
        let peer = self.peers.get_mut(&neighbour).ok_or(Rejected::OutOfTurn)?;
        peer.device = Some(*device);
        let mut heard = Heard::default();
        match message {
            Message::Root { size, root, unit } => {
                peer.heard_root(Stated::read(*size, *root, unit)?, log, &mut heard)?;
            }
            Message::Symbols { unit } => peer.heard_symbols(unit, device, log, &mut heard)?,
            Message::More => {
                if let Stage::Streaming(stream) = &mut peer.stage {
                    stream.grant();
                    heard.messages.extend(stream.next(log));
                }
            }
            Message::Offer { ids } => peer.heard_offer(ids, log, &mut heard)?,
            Message::Have { exact, marks } => {
                peer.heard_have(*exact, marks, log)?;
                if *exact {
                    peer.stated_marks = true;
                    peer.go_by_marks(log, &mut heard);
                }
                heard.holds = marks.iter().filter(|mark| mark.author == log.me()).map(|mark| mark.next).max();
            }
            Message::Ask { ids } => heard.load = Some(peer.heard_ask(ids, log)?),
            Message::Pull => heard.load = Some(peer.heard_pull(log)?),
            Message::Greet { .. }
            | Message::Welcome { .. }
            | Message::Gathering { .. }
            | Message::Confirm { .. }
            | Message::Entries { .. } => {
                return Err(Rejected::OutOfTurn);
            }
        }
        Ok(heard)
    }

    /// Where all that marks promised has come, from whomever, both compare again, for what marks cannot tell.
    pub fn move_on(&mut self, log: &mut Log) -> Vec<(Neighbour, Heard)> {
        let mut moved = Vec::new();
        for (neighbour, peer) in &mut self.peers {
            if peer.is_past_marks(log) || peer.has_to_look_again(log) {
                let mut heard = Heard { messages: vec![peer.say_root(log)], ..Heard::default() };
                // A root that does not come out even was said long ago; what was wrong with it then is not counted.
                let _ = peer.compare(log, &mut heard);
                moved.push((*neighbour, heard));
            }
        }
        moved
    }

    /// Whom to pull from now and how, if somebody has what is lacking here and nobody is being pulled from.
    pub fn pull(&mut self, log: &Log, now: Time) -> Option<(Neighbour, Message, Time)> {
        if self.pulling.is_some() {
            return None;
        }
        let willing = |peer: &mut Peer| !peer.asked && (peer.has_wanted(log) || peer.is_worth_pulling(log));
        let willing =
            self.peers.iter_mut().filter_map(|(neighbour, peer)| willing(peer).then_some((neighbour, peer)));
        let (neighbour, peer) = willing.min_by_key(|(_, peer)| peer.last_pull)?;
        self.pulls += 1;
        (peer.asked, peer.last_pull) = (true, self.pulls);
        let until = now.plus(PULL_PATIENCE);
        self.pulling = Some((*neighbour, until));
        Some((*neighbour, peer.ask(log), until))
    }

    /// Whoever let a pull run into the void is passed over.
    pub fn tick(&mut self, now: Time) {
        // A clock that was set back would make the patience endless.
        self.pulling.take_if(|(_, until)| *until <= now || *until > now.plus(PULL_PATIENCE));
    }

    /// The disk answered: what to send, if the neighbour is still there and was waiting.
    pub fn loaded(&mut self, neighbour: Neighbour, entries: Vec<Vec<u8>>) -> Option<Message> {
        let peer = self.peers.get_mut(&neighbour).filter(|peer| peer.serving)?;
        peer.serving = false;
        for bytes in &entries {
            if let Ok(entry) = Entry::decode(bytes) {
                peer.will_hold(&entry);
            }
        }
        Some(Message::Entries { entries: entries.into_iter().map(EntryBytes).collect(), answer: true })
    }

    /// A neighbour answered a pull: with nothing at all, or with these, of which some were fresh in the log.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] if it was not asked.
    pub fn heard_answer(
        &mut self,
        neighbour: Neighbour,
        is_empty: bool,
        came: &[EntryId],
        any_fresh: bool,
        log: &mut Log,
    ) -> Result<Heard, Rejected> {
        let peer = self.peers.get_mut(&neighbour).filter(|peer| peer.asked);
        let peer = peer.ok_or(Rejected::OutOfTurn)?;
        peer.asked = false;
        self.pulling.take_if(|(from, _)| *from == neighbour);
        let mut heard = Heard::default();
        if peer.asked_by_id {
            peer.heard_answer(is_empty, came, log);
        } else if peer.said_marks {
            peer.restated &= !any_fresh;
            peer.exhausted = is_empty && peer.restated;
            if is_empty && !peer.restated && peer.has_more(log) {
                peer.restated = true;
                heard.messages = frontier(log);
            }
        }
        Ok(heard)
    }

    /// A neighbour sent entries that wait here: for these causes, which are asked for by id; and these authors have
    /// another branch there, of which nothing is here. What to tell it.
    pub fn waiting(
        &mut self,
        neighbour: Neighbour,
        causes: BTreeSet<EntryId>,
        parted: BTreeSet<DeviceKey>,
        answer: bool,
    ) -> Option<Message> {
        let peer = self.peers.get_mut(&neighbour)?;
        let is_level = matches!(peer.stage, Stage::Level);
        // Elsewhere what was pushed only overtook what is on its way, or what will come out of the comparison.
        let by_marks = answer && peer.said_marks;
        if !is_level && !by_marks {
            return None;
        }
        for cause in causes {
            if peer.wanted.len() < WANTED_MAX && peer.wanted.insert(cause) {
                peer.unnamed = true;
            }
        }
        let parted: Vec<DeviceKey> = parted.difference(&peer.parted).take(MARKS_MAX).copied().collect();
        peer.parted.extend(&parted);
        let marks: Vec<Mark> = parted.into_iter().map(|author| Mark { author, next: 0 }).collect();
        (!is_level && !marks.is_empty()).then_some(Message::Have { exact: true, marks })
    }

    /// Fresh entries are in the log: what to tell everybody. Where both are level, being sent an entry says that whoever
    /// sends it holds it; so only its author, who shows how far it got, has a receipt. In a hall, receipts to everybody
    /// are more messages than the entries themselves.
    pub fn spread(
        &mut self,
        fresh: &[(EntryId, Entry)],
        from: Option<Neighbour>,
        log: &Log,
    ) -> Vec<(Neighbour, Message)> {
        if fresh.is_empty() {
            return Vec::new();
        }
        let authors: BTreeMap<DeviceKey, u32> =
            fresh.iter().map(|(_, entry)| (entry.header.author, log.next_of(&entry.header.author))).collect();
        let marks: Vec<Mark> = authors.into_iter().map(|(author, next)| Mark { author, next }).collect();
        let mut messages = Vec::new();
        for (neighbour, peer) in &mut self.peers {
            if from == Some(*neighbour) {
                fresh.iter().for_each(|(_, entry)| peer.will_hold(entry));
            } else {
                messages.extend(peer.tell(fresh, log).into_iter().map(|message| (*neighbour, message)));
            }
            let of_use =
                |mark: &&Mark| !matches!(peer.stage, Stage::Level) || peer.device == Some(mark.author);
            let marks: Vec<Mark> = marks.iter().filter(of_use).copied().collect();
            messages.extend(have(false, marks).into_iter().map(|message| (*neighbour, message)));
        }
        messages
    }
}

/// Comparing.
impl Peer {
    fn say_root(&mut self, log: &mut Log) -> Message {
        let (said, message) = Said::now(log);
        (self.stage, self.said, self.again) = (Stage::Apart, Some(said), false);
        (self.restless, self.began) = (false, log.len());
        self.later.clear();
        message
    }

    fn heard_root(&mut self, stated: Stated, log: &mut Log, heard: &mut Heard) -> Result<(), Rejected> {
        if self.stated.is_some() {
            return Err(Rejected::OutOfTurn);
        }
        (self.stated, self.in_flight) = (Some(stated), 0);
        // While it goes by marks, this phone says its root when it has pulled all that they promise.
        if self.said.is_none() && (!self.said_marks || matches!(self.stage, Stage::Level)) {
            heard.messages.push(self.say_root(log));
        }
        self.compare(log, heard)
    }

    /// When both roots are said.
    fn compare(&mut self, log: &mut Log, heard: &mut Heard) -> Result<(), Rejected> {
        if self.said.is_none() || self.stated.is_none() {
            return Ok(());
        }
        let (Some(said), Some(stated)) = (self.said.take(), self.stated.take()) else { return Ok(()) };
        self.stage = Stage::Level;
        let compared = match compare(said, &stated, self.said_marks, log) {
            Err(_) if !self.said_marks => Compared::Far,
            compared => compared?,
        };
        match compared {
            Compared::Equal => {
                heard.holds = Some(log.mine_without(&self.later));
                self.level(&BTreeSet::new(), log, heard);
            }
            Compared::Differ(difference) => self.understood(difference, true, log, heard),
            Compared::Stream(mut stream) => {
                while let Some(message) = stream.next(log) {
                    heard.messages.push(message);
                }
                self.stage = Stage::Streaming(Box::new(stream));
            }
            Compared::Decode(decode) => self.stage = Stage::Decoding(decode),
            Compared::Far if self.said_marks => self.level(&BTreeSet::new(), log, heard),
            Compared::Far => self.go_by_marks(log, heard),
        }
        Ok(())
    }

    fn heard_symbols(
        &mut self,
        unit: &[u8],
        device: &DeviceKey,
        log: &mut Log,
        heard: &mut Heard,
    ) -> Result<(), Rejected> {
        let Stage::Decoding(decode) = &mut self.stage else {
            // What was on its way when this phone had understood.
            self.in_flight = self.in_flight.checked_sub(1).ok_or(Rejected::OutOfTurn)?;
            return Ok(());
        };
        let limit = if self.said_marks { SYMBOLS_MAX } else { BULK_SYMBOLS };
        let taken = decode.take(unit, log);
        self.in_flight = decode.in_flight();
        match taken {
            Ok(None) if decode.taken() < limit => {
                heard.messages.extend(decode.grant().then_some(Message::More));
            }
            Ok(None) | Err(Rejected::WrongSymbols) if !self.said_marks => self.go_by_marks(log, heard),
            Ok(None) => {
                self.stage = Stage::Level;
                return Err(Rejected::WrongSymbols);
            }
            Ok(Some(difference)) => {
                // A receipt: the other cannot know how much of its own chain is here.
                heard.messages.extend(have(false, vec![Mark { author: *device, next: log.next_of(device) }]));
                self.understood(difference, false, log, heard);
            }
            Err(rejected) => {
                self.stage = Stage::Level;
                return Err(rejected);
            }
        }
        Ok(())
    }

    /// The difference is known here, and to the other as well if both have understood.
    fn understood(&mut self, difference: Difference, both: bool, log: &mut Log, heard: &mut Heard) {
        let Difference { mine, theirs } = difference;
        heard.holds = Some(log.mine_without(&mine.union(&self.later).copied().collect()));
        self.wanted = theirs.iter().filter(|id| !log.knows(id)).copied().collect();
        self.restless = theirs.iter().any(|id| !self.wanted.contains(id) && log.number_of(id).is_none());
        (self.unnamed, self.vain) = (!both || self.wanted.len() < theirs.len(), 0);
        if !both {
            heard.messages.extend(offers(&mine));
        }
        self.owed = mine;
        self.order.clear();
        self.level(&theirs, log, heard);
    }

    /// From now on the other is told at once; now, what came in the meantime, but for what it has.
    fn level(&mut self, theirs: &BTreeSet<EntryId>, log: &mut Log, heard: &mut Heard) {
        self.stage = Stage::Level;
        if self.again {
            heard.messages.push(self.say_root(log));
            return;
        }
        let later: BTreeSet<EntryId> = std::mem::take(&mut self.later).difference(theirs).copied().collect();
        if !later.is_empty() {
            heard.messages.extend(self.offer(later));
        }
    }
}

/// By marks.
impl Peer {
    /// Too much is lacking: once on a link, this phone says how far it has got with each author.
    fn go_by_marks(&mut self, log: &Log, heard: &mut Heard) {
        if !self.said_marks {
            (self.said_marks, self.stage) = (true, Stage::Apart);
            self.forked = log.forks().iter().rev().copied().collect();
            heard.messages.extend(frontier(log));
        }
    }

    fn heard_have(&mut self, exact: bool, marks: &[Mark], log: &Log) -> Result<(), Rejected> {
        for mark in marks {
            if self.held.len() >= AUTHORS_MAX && !self.held.contains_key(&mark.author) {
                return Err(Rejected::TooLarge);
            }
            let held = self.held.entry(mark.author).or_default();
            if exact && mark.next == 0 && *held > 0 {
                // It has another branch: from here on what counts is what was sent, and not how long its own branch is.
                self.forked.insert(mark.author, 0);
            }
            if mark.next > *held {
                // News, so that it is worth asking again. What only repeats or takes back is none: two phones with
                // two branches of a forked chain would ask each other for ever.
                (self.restated, self.exhausted) = (false, false);
            }
            *held = if exact { mark.next } else { mark.next.max(*held) };
            if *held > log.next_of(&mark.author) {
                self.more.insert(mark.author);
            }
        }
        Ok(())
    }

    /// Whether it still has more of an author than is here.
    fn has_more(&mut self, log: &Log) -> bool {
        while let Some(author) = self.more.first().copied() {
            if self.held.get(&author).is_some_and(|next| *next > log.next_of(&author)) {
                return true;
            }
            self.more.remove(&author);
        }
        false
    }

    fn is_worth_pulling(&mut self, log: &Log) -> bool {
        self.said_marks && !matches!(self.stage, Stage::Level) && !self.exhausted && self.has_more(log)
    }

    fn is_past_marks(&mut self, log: &Log) -> bool {
        let by_marks = self.stated_marks && self.said_marks && matches!(self.stage, Stage::Apart);
        by_marks && self.said.is_none() && !self.asked && !self.is_worth_pulling(log)
    }

    /// What is here beyond its marks. Where an author forked, a mark may be about the other branch.
    fn lacking_by_marks(&mut self, log: &Log) -> Vec<EntryId> {
        let held = |author: &DeviceKey| {
            let held = self.held.get(author).copied().unwrap_or(0);
            self.forked.get(author).map_or(held, |sent| held.min(*sent))
        };
        let (ids, sides) = log.lacking(held, self.sides, ENTRIES_MAX, ENTRIES_BYTES_MAX);
        self.sides = sides;
        ids
    }

    fn will_hold(&mut self, entry: &Entry) {
        if let Some(sent) = self.forked.get_mut(&entry.header.author)
            && *sent == entry.header.seq
        {
            *sent += 1;
        }
        let held = self.held.entry(entry.header.author).or_default();
        if *held == entry.header.seq {
            *held += 1;
        }
    }
}

/// By id.
impl Peer {
    fn heard_offer(&mut self, ids: &Ids, log: &mut Log, heard: &mut Heard) -> Result<(), Rejected> {
        if matches!(self.stage, Stage::Streaming(_)) {
            // It has understood, and this is the beginning of what it found.
            self.wanted.clear();
            (self.unnamed, self.vain) = (false, 0);
            self.level(&ids.iter().collect(), log, heard);
        }
        for id in ids.iter() {
            // If something was asked for, that and the offer may have crossed.
            self.unnamed |= self.asked || log.knows(&id);
            if log.knows(&id) {
                self.restless |= log.number_of(&id).is_none();
                continue;
            }
            if self.wanted.len() >= WANTED_MAX {
                return Err(Rejected::TooLarge);
            }
            self.wanted.insert(id);
        }
        Ok(())
    }

    fn heard_ask(&mut self, ids: &Ids, log: &Log) -> Result<Vec<EntryId>, Rejected> {
        if self.serving {
            return Err(Rejected::OutOfTurn);
        }
        self.owed = ids.iter().filter(|id| log.number_of(id).is_some()).collect();
        self.order.clear();
        self.heard_pull(log)
    }

    /// What to load for a pull. A second one before the first is answered is out of turn.
    fn heard_pull(&mut self, log: &Log) -> Result<Vec<EntryId>, Rejected> {
        if self.serving {
            return Err(Rejected::OutOfTurn);
        }
        self.serving = true;
        if self.owed.is_empty() {
            let by_marks = self.stated_marks && !matches!(self.stage, Stage::Level);
            return Ok(if by_marks { self.lacking_by_marks(log) } else { Vec::new() });
        }
        if self.order.is_empty() {
            self.order = log.in_order(&self.owed);
        }
        let ids = log.take_first(&mut self.order, ENTRIES_MAX, ENTRIES_BYTES_MAX);
        ids.iter().for_each(|id| _ = self.owed.remove(id));
        Ok(ids)
    }

    fn has_wanted(&mut self, log: &Log) -> bool {
        while let Some(id) = self.wanted.first().copied() {
            if !log.knows(&id) {
                return true;
            }
            self.wanted.remove(&id);
            self.unnamed = true;
        }
        false
    }

    /// The next pull: by id if ids are wanted, and without naming them if the other knows them.
    fn ask(&mut self, log: &Log) -> Message {
        // What marks promise brings most causes that were found missing on the way: in turns.
        self.asked_by_id = self.has_wanted(log) && !(self.asked_by_id && self.is_worth_pulling(log));
        if !self.asked_by_id {
            return Message::Pull;
        }
        let before = self.wanted.len();
        self.wanted.retain(|id| !log.knows(id));
        if !self.unnamed && self.wanted.len() == before {
            return Message::Pull;
        }
        self.unnamed = self.wanted.len() > IDS_MAX;
        Message::Ask { ids: Ids::of(self.wanted.iter().take(IDS_MAX)) }
    }

    /// All that was known to be lacking has come, and yet something may be missing: both compare again, as long as
    /// that brings something.
    fn has_to_look_again(&mut self, log: &Log) -> bool {
        let is_done = matches!(self.stage, Stage::Level) && !self.asked && self.said.is_none();
        self.restless && is_done && log.len() > self.began && !self.has_wanted(log)
    }

    fn heard_answer(&mut self, is_empty: bool, came: &[EntryId], log: &Log) {
        self.restless |= came.iter().any(|id| log.number_of(id).is_none());
        let before = self.wanted.len();
        came.iter().for_each(|id| _ = self.wanted.remove(id));
        self.vain = if self.wanted.len() < before { 0 } else { self.vain + 1 };
        if is_empty || self.vain == VAIN_MAX {
            // What it knows of this does not matter either.
            self.wanted.clear();
            (self.unnamed, self.vain) = (true, 0);
        }
        if came.len() >= GENEROUS {
            self.last_pull = 0;
        }
    }

    fn offer(&mut self, ids: BTreeSet<EntryId>) -> Vec<Message> {
        let messages = offers(&ids);
        self.owed.extend(ids);
        self.order.clear();
        messages
    }

    /// Fresh entries from elsewhere.
    fn tell(&mut self, fresh: &[(EntryId, Entry)], log: &Log) -> Vec<Message> {
        let is_level = matches!(self.stage, Stage::Level);
        if !is_level && (self.said.is_some() || !matches!(self.stage, Stage::Apart)) {
            // They are not in what is being compared.
            self.later.extend(fresh.iter().map(|(id, _)| *id));
            if self.later.len() > LATER_MAX {
                self.later.clear();
                self.again = true;
            }
            return Vec::new();
        }
        let mut untold = BTreeSet::new();
        let (mut entries, mut total) = (Vec::new(), 0);
        for (id, entry) in fresh {
            let (author, seq) = (entry.header.author, entry.header.seq);
            let held = self.held.get(&author).copied().unwrap_or(0);
            let known = self.wanted.contains(id) || (held > seq && log.fork_of(&author).is_none());
            let fits = fresh.len() <= PUSH_MAX && total + entry.size() <= ENTRIES_BYTES_MAX;
            // By marks, only what follows on what it holds can be of use before the rest has come.
            if fits && !known && (is_level || held == seq) {
                let bytes = entry.encode();
                total += bytes.len();
                self.will_hold(entry);
                entries.push(EntryBytes(bytes));
            } else if !known && is_level {
                untold.insert(*id);
            }
        }
        let pushed = (!entries.is_empty()).then_some(Message::Entries { entries, answer: false });
        let offered = if untold.is_empty() { Vec::new() } else { self.offer(untold) };
        pushed.into_iter().chain(offered).collect()
    }
}

/// All that is here.
fn frontier(log: &Log) -> Vec<Message> {
    let marks: Vec<Mark> = log.frontier().map(|(author, next)| Mark { author, next }).collect();
    // Also when it is nothing, since the other waits for it.
    if marks.is_empty() { vec![Message::Have { exact: true, marks }] } else { have(true, marks) }
}

fn have(exact: bool, marks: Vec<Mark>) -> Vec<Message> {
    marks.chunks(MARKS_MAX).map(|marks| Message::Have { exact, marks: marks.to_vec() }).collect()
}

/// At least one message: it also says that this phone has understood.
fn offers(ids: &BTreeSet<EntryId>) -> Vec<Message> {
    let ids: Vec<EntryId> = ids.iter().copied().collect();
    let pieces = if ids.is_empty() { vec![&ids[..]] } else { ids.chunks(IDS_MAX).collect() };
    pieces.into_iter().map(|ids| Message::Offer { ids: Ids::of(ids) }).collect()
}
