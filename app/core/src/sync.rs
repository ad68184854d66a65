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

use std::collections::BTreeMap;

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
}

#[derive(Default)]
struct Peer {
    /// What it holds, or will once what was sent has arrived.
    held: BTreeMap<DeviceKey, u32>,
    /// A pull of this peer waits for the disk.
    serving: bool,
    /// A pull from this peer has not been answered yet; the answer may still come, however late.
    asked: bool,
    /// It answered with nothing new; asked again only when it says what it holds.
    barren: bool,
}

impl Sync {
    /// A member came into reach: what to tell it.
    pub fn meet(&mut self, neighbour: Neighbour, log: &Log) -> Vec<Message> {
        self.peers.insert(neighbour, Peer::default());
        have(true, log.frontier().map(|(author, next)| Mark { author, next }).collect())
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
    pub fn heard_have(&mut self, neighbour: Neighbour, anew: bool, marks: &[Mark]) -> Result<(), Rejected> {
        let Some(peer) = self.peers.get_mut(&neighbour) else { return Err(Rejected::OutOfTurn) };
        if anew {
            peer.held.clear();
        }
        peer.barren = false;
        for mark in marks {
            if peer.held.len() >= AUTHORS_MAX && !peer.held.contains_key(&mark.author) {
                return Err(Rejected::TooLarge);
            }
            let next = peer.held.entry(mark.author).or_default();
            *next = (*next).max(mark.next);
        }
        Ok(())
    }

    /// Whom to pull from now, if somebody has more and nobody is being pulled from.
    pub fn pull(&mut self, log: &Log, now: Time) -> Option<(Neighbour, Time)> {
        if self.pulling.is_some() {
            return None;
        }
        let has_more = |peer: &Peer| peer.held.iter().any(|(author, next)| *next > log.next_of(author));
        let willing = |peer: &Peer| !peer.barren && !peer.asked && has_more(peer);
        let (neighbour, peer) = self.peers.iter_mut().find(|(_, peer)| willing(peer))?;
        peer.asked = true;
        self.pulling = Some((*neighbour, now.plus(PULL_PATIENCE)));
        self.pulling
    }

    /// Whoever let a pull run into the void is passed over.
    pub fn tick(&mut self, now: Time) {
        self.pulling.take_if(|(_, until)| *until <= now);
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

    /// A neighbour answered a pull, with something that was new here or not.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] if it was not asked.
    pub fn heard_answer(&mut self, neighbour: Neighbour, any_fresh: bool) -> Result<(), Rejected> {
        let peer = self.peers.get_mut(&neighbour).filter(|peer| peer.asked);
        let peer = peer.ok_or(Rejected::OutOfTurn)?;
        (peer.asked, peer.barren) = (false, !any_fresh);
        self.pulling.take_if(|(from, _)| *from == neighbour);
        Ok(())
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

fn have(anew: bool, marks: Vec<Mark>) -> Vec<Message> {
    let mut pieces: Vec<Message> = marks
        .chunks(MARKS_MAX)
        .enumerate()
        .map(|(n, marks)| Message::Have { anew: anew && n == 0, marks: marks.to_vec() })
        .collect();
    if pieces.is_empty() && anew {
        pieces.push(Message::Have { anew, marks });
    }
    pieces
}
