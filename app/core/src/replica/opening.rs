//! How a circle is opened: from its entries, one after the other; or from a [`checkpoint`] and the entries that came
//! after it.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use minicbor::encode;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::{Kept, Replica, Roster};
use crate::{
    checkpoint::{self, Read},
    entry::Entry,
    ids::{DeviceKey, EntryId},
    keys::Keys,
    log::Log,
    signature,
    state::State,
    sync::Sync,
    time::Time,
};

/// A circle that is being opened.
pub struct Opening {
    keys: Keys,
    log: Log,
    state: State,
    hidden: BTreeSet<EntryId>,
    wanted: Vec<EntryId>,
}

impl Opening {
    /// Of a circle of which nothing is here yet: all entries are to be handed to [`Opening::take`].
    pub fn new(keys: Keys) -> Opening {
        let (circle, me) = (keys.circle, keys.device());
        let (log, state) = (Log::new(circle, me), State::new(circle));
        Opening { keys, log, state, hidden: BTreeSet::new(), wanted: Vec::new() }
    }

    /// Of a circle of which all that was kept is at hand.
    pub fn of(keys: Keys, kept: Kept) -> Opening {
        let mut opening = Opening::new(keys);
        let mut entries = kept.entries;
        entries.sort_unstable_by_key(|(id, entry)| (entry.header.lamport, *id));
        entries.into_iter().for_each(|(id, entry)| opening.take(id, entry));
        opening.hide(kept.hidden);
        opening
    }

    /// From what [`Replica::checkpoint`] gave; nothing, if it is not of this circle, device and build. The entries in
    /// [`Opening::wanted`] are to be handed to [`Opening::recall`], and then those that came since to
    /// [`Opening::take`].
    pub fn resume(keys: Keys, checkpoint: &[u8]) -> Option<Opening> {
        let Read { log, state, wanted } = checkpoint::read(keys.circle, keys.device(), checkpoint)?;
        Some(Opening { keys, log, state, hidden: BTreeSet::new(), wanted })
    }

    /// Whose keys open it.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The ids of all entries, in the order in which they came.
    pub fn ids(&self) -> impl Iterator<Item = &EntryId> {
        self.log.ids_from(0)
    }

    /// Entries of the checkpoint whose words are still to be recalled.
    pub fn wanted(&self) -> &[EntryId] {
        &self.wanted
    }

    /// One of those that are wanted, as it was kept.
    pub fn recall(&mut self, id: EntryId, entry: &Entry) {
        self.state.apply(id, entry);
    }

    /// An entry that was kept, with its name; best in the order in which they came. One whose causes were lost waits
    /// like any other, until a neighbour brings them.
    pub fn take(&mut self, id: EntryId, entry: Entry) {
        for (id, entry) in self.log.admit_kept(id, entry).unwrap_or_default() {
            self.state.apply(id, &entry);
        }
    }

    /// For a damaged phone that can only be read: what waits for a cause that is lost is shown all the same, as if the
    /// cause had said nothing. Never on one that writes: the others do not see what it shows then.
    pub fn show_what_waits(&mut self) {
        let mut waiting: Vec<(&EntryId, &Entry)> = self.log.waiting_entries().collect();
        waiting.sort_unstable_by_key(|(id, entry)| (entry.header.lamport, **id));
        waiting.into_iter().for_each(|(id, entry)| self.state.apply(*id, entry));
    }

    /// The posts that are hidden on this phone.
    pub fn hide(&mut self, hidden: BTreeSet<EntryId>) {
        self.hidden = hidden;
    }

    /// The circle, open. All draws come from the seed.
    pub fn open(self, seed: [u8; 32], now: Time) -> Replica {
        let Opening { keys, log, state, hidden, .. } = self;
        let mut replica = Replica {
            me: keys.device(),
            log,
            state,
            keys,
            sync: Sync::default(),
            links: BTreeMap::new(),
            knocks: VecDeque::new(),
            tokens: VecDeque::new(),
            hidden,
            heard: BTreeMap::new(),
            rotate_at: None,
            swept: Time(0),
            gone: Roster::default().gone_hash(),
            meeting: None,
            lot_waits: BTreeMap::new(),
            here_since: BTreeMap::new(),
            apart: RefCell::default(),
            followed: BTreeSet::new(),
            watches: BTreeMap::new(),
            seen_votes: BTreeMap::new(),
            following: false,
            seated: RefCell::new((usize::MAX, BTreeSet::new())),
            looked: Cell::default(),
            check: signature::check_all,
            dice: ChaCha20Rng::from_seed(seed),
            outputs: VecDeque::new(),
        };
        replica.state.settle(&replica.log);
        replica.gone = replica.state.roster().gone_hash();
        replica.arrive(now);
        replica
    }
}

impl Replica {
    /// What this person wrote since then by their own clock, on this device or on one before it: the newest, at most so
    /// many of each device.
    pub fn written_since(&self, since: Time, most: usize) -> Vec<EntryId> {
        let (me, roster) = (self.keys.device(), self.state.roster());
        let person = roster.person_of(&me);
        let formers: BTreeSet<DeviceKey> = self.keys.formers().collect();
        self.log.written_since(since, most, |device| {
            *device == me
                || formers.contains(device)
                || person.is_some_and(|person| roster.person_of(device) == Some(person))
        })
    }

    /// All that it takes to open this circle again soon, but for its keys, what is hidden, and the entries in
    /// [`Opening::wanted`]. Words that were erased are not in it.
    ///
    /// # Errors
    /// The writer's.
    pub fn checkpoint<W: encode::Write>(&self, writer: W) -> Result<W, encode::Error<W::Error>> {
        checkpoint::write(&self.log, &self.state, writer)
    }

    /// The ids of all entries, in the order in which they came.
    pub fn ids(&self) -> impl Iterator<Item = &EntryId> {
        self.log.ids_from(0)
    }
}
