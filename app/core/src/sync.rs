//! How two phones bring each other up to date, **for now by frontiers**: "of each author I hold all before this
//! number".
//!
//! Both say what they hold when they meet. Whoever sees that the other has more pulls, from one neighbour at a
//! time, so that three neighbours do not send the same thing three times; answers come in causal order, in pieces
//! that a slow link bears, and can be broken off anywhere. What is written or arrives while a link is up is pushed
//! over it at once.
//!
//! Frontiers cost bytes by the author and cannot tell the branches of a forked chain apart. Sets of ids reconciled
//! by sketches take this file's place; nothing outside it knows how neighbours compare.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    entry::Entry,
    ids::{DeviceKey, EntryId},
    log::{AUTHORS_MAX, Log},
    message::{ENTRIES_BYTES_MAX, ENTRIES_MAX, EntryBytes, MARKS_MAX, Mark, Message},
    replica::Neighbour,
    time::Time,
    wrong::Rejected,
};

/// A neighbour that has not answered a pull for so long is passed over for another, in seconds.
const PULL_PATIENCE: u64 = 10;
/// Up to so many fresh entries are pushed as they are; of more only the marks are told, to be pulled.
const PUSH_MAX: usize = 16;

/// What is known of the neighbours' logs, and whom this phone is pulling from.
#[derive(Default)]
pub struct Sync {
    peers: BTreeMap<Neighbour, Peer>,
    pulling: Option<(Neighbour, Time)>,
    /// Counts pulls, so that whoever was asked longest ago is asked next.
    pulls: u64,
}

#[derive(Default)]
struct Peer {
    /// What it holds, or will once what was sent has arrived.
    held: BTreeMap<DeviceKey, u32>,
    /// Authors of whom it had more than this phone when it said so.
    more: BTreeSet<DeviceKey>,
    /// A pull of this peer waits for the disk.
    serving: bool,
    /// A pull from this peer has not been answered yet; the answer may still come, however late.
    asked: bool,
    /// It answered with nothing although it says that it has more, and was told again what is here: it may have
    /// believed that what it sent had arrived.
    restated: bool,
    /// It answered with nothing after that too; asked no more until it says what it holds. (Two branches of a
    /// forked chain look like this.)
    exhausted: bool,
    /// Which pull was the last one to it.
    last_pull: u64,
}

impl Sync {
    /// A member came into reach: what to tell it.
    pub fn meet(&mut self, neighbour: Neighbour, log: &Log) -> Vec<Message> {
        self.peers.insert(neighbour, Peer::default());
        frontier(log)
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

    /// A neighbour said what it holds.
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] if it names more authors than a circle has.
    pub fn heard_have(
        &mut self,
        neighbour: Neighbour,
        exact: bool,
        marks: &[Mark],
        log: &Log,
    ) -> Result<(), Rejected> {
        let Some(peer) = self.peers.get_mut(&neighbour) else { return Err(Rejected::OutOfTurn) };
        for mark in marks {
            if peer.held.len() >= AUTHORS_MAX && !peer.held.contains_key(&mark.author) {
                return Err(Rejected::TooLarge);
            }
            let held = peer.held.entry(mark.author).or_default();
            if mark.next > *held {
                // News, so that it is worth asking again. What only repeats or takes back is none: two phones with
                // two branches of a forked chain would ask each other for ever.
                (peer.restated, peer.exhausted) = (false, false);
            }
            *held = if exact { mark.next } else { mark.next.max(*held) };
            if *held > log.next_of(&mark.author) {
                peer.more.insert(mark.author);
            }
        }
        Ok(())
    }

    /// Whom to pull from now, if somebody has more and nobody is being pulled from.
    pub fn pull(&mut self, log: &Log, now: Time) -> Option<(Neighbour, Time)> {
        if self.pulling.is_some() {
            return None;
        }
        let willing = |peer: &mut Peer| !peer.exhausted && !peer.asked && peer.has_more(log);
        let willing =
            self.peers.iter_mut().filter_map(|(neighbour, peer)| willing(peer).then_some((neighbour, peer)));
        let (neighbour, peer) = willing.min_by_key(|(_, peer)| peer.last_pull)?;
        self.pulls += 1;
        (peer.asked, peer.last_pull) = (true, self.pulls);
        self.pulling = Some((*neighbour, now.plus(PULL_PATIENCE)));
        self.pulling
    }

    /// Whoever let a pull run into the void is passed over.
    pub fn tick(&mut self, now: Time) {
        // A clock that was set back would make the patience endless.
        self.pulling.take_if(|(_, until)| *until <= now || *until > now.plus(PULL_PATIENCE));
    }

    /// A neighbour pulls: what to load for it. A second pull before the first is answered is out of turn.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`].
    pub fn heard_pull(&mut self, neighbour: Neighbour, log: &Log) -> Result<Vec<EntryId>, Rejected> {
        let peer = self.peers.get_mut(&neighbour).filter(|peer| !peer.serving);
        let peer = peer.ok_or(Rejected::OutOfTurn)?;
        peer.serving = true;
        Ok(log.lacking(&peer.held, ENTRIES_MAX, ENTRIES_BYTES_MAX))
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

    /// A neighbour answered a pull: with nothing at all, or with something, fresh or not. What to say to it before the next one.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] if it was not asked.
    pub fn heard_answer(
        &mut self,
        neighbour: Neighbour,
        is_empty: bool,
        any_fresh: bool,
        log: &Log,
    ) -> Result<Vec<Message>, Rejected> {
        let peer = self.peers.get_mut(&neighbour).filter(|peer| peer.asked);
        let peer = peer.ok_or(Rejected::OutOfTurn)?;
        peer.asked = false;
        peer.restated &= !any_fresh;
        peer.exhausted = is_empty && peer.restated;
        let restate = is_empty && !peer.restated && peer.has_more(log);
        peer.restated |= restate;
        self.pulling.take_if(|(from, _)| *from == neighbour);
        Ok(if restate { frontier(log) } else { Vec::new() })
    }

    /// Fresh entries are in the log: what to tell everybody, the one they came from included (as its receipt).
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
            } else if fresh.len() <= PUSH_MAX {
                let entries = peer.next_of(fresh);
                if !entries.is_empty() {
                    messages.push((*neighbour, Message::Entries { entries, answer: false }));
                }
            }
            // Where there was a gap before them, or they were too many, the marks let it pull.
            messages.extend(have(false, marks.clone()).into_iter().map(|message| (*neighbour, message)));
        }
        messages
    }
}

impl Peer {
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

    /// Those of the fresh entries that follow on what it holds, as many as one message takes.
    fn next_of(&mut self, fresh: &[(EntryId, Entry)]) -> Vec<EntryBytes> {
        let (mut entries, mut total) = (Vec::new(), 0);
        for (_, entry) in fresh {
            let held = self.held.get(&entry.header.author).copied().unwrap_or(0);
            let bytes = entry.encode();
            if held != entry.header.seq || total + bytes.len() > ENTRIES_BYTES_MAX {
                continue;
            }
            total += bytes.len();
            self.will_hold(entry);
            entries.push(EntryBytes(bytes));
        }
        entries
    }

    fn will_hold(&mut self, entry: &Entry) {
        let held = self.held.entry(entry.header.author).or_default();
        if *held == entry.header.seq {
            *held += 1;
        }
    }
}

/// All that is here.
fn frontier(log: &Log) -> Vec<Message> {
    have(true, log.frontier().map(|(author, next)| Mark { author, next }).collect())
}

fn have(exact: bool, marks: Vec<Mark>) -> Vec<Message> {
    marks.chunks(MARKS_MAX).map(|marks| Message::Have { exact, marks: marks.to_vec() }).collect()
}
