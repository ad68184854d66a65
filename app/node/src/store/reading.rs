//! Going through all that a store keeps, when it is opened.

use std::collections::{BTreeMap, BTreeSet, hash_map};

use redb::{Database, ReadableDatabase, ReadableTable, TableHandle};
use tequio_core::{
    CircleId, Entry, EntryId, EnvelopeId, Keys,
    carrier::hold::Record,
    cbor,
    envelope::SIZES,
    replica::{Kept, Opening},
};

use super::{
    CARRIED, CIRCLES, ENTRIES, HIDDEN, HiddenPosts, SETTINGS, SUMS, Store, Sums,
    checkpoint::Resumed,
    fault, ids_in, open_carried, open_entry, open_named,
    seal::{MORE_BYTES, Seal},
};
use crate::wrong::Fault;

/// Where the sums are lost, so many entries are tried before the key is taken for another one.
const ENTRIES_TRIED: usize = 1_000;

/// What a circle's entries are handed to when the file is opened.
pub(super) trait Reader: Sized {
    /// Whether there is anything to resume from.
    const RESUMES: bool;

    fn new(keys: Keys) -> Self;
    fn take(&mut self, id: EntryId, entry: Entry);
    fn hide(&mut self, ids: BTreeSet<EntryId>);
    fn resume(store: &Store, keys: &[Keys]) -> Option<Resumed<Self>>;
}

/// Whoever wants all that is kept.
impl Reader for (Keys, Kept) {
    const RESUMES: bool = false;

    fn new(keys: Keys) -> Self {
        (keys, Kept::default())
    }

    fn take(&mut self, id: EntryId, entry: Entry) {
        self.1.entries.push((id, entry));
    }

    fn hide(&mut self, ids: BTreeSet<EntryId>) {
        self.1.hidden = ids;
    }

    fn resume(_: &Store, _: &[Keys]) -> Option<Resumed<Self>> {
        None
    }
}

/// A phone that is to run.
impl Reader for Opening {
    const RESUMES: bool = true;

    fn new(keys: Keys) -> Self {
        Opening::new(keys)
    }

    fn take(&mut self, id: EntryId, entry: Entry) {
        Opening::take(self, id, entry);
    }

    fn hide(&mut self, ids: BTreeSet<EntryId>) {
        Opening::hide(self, ids);
    }

    fn resume(store: &Store, keys: &[Keys]) -> Option<Resumed<Self>> {
        store.out_of_checkpoint(keys)
    }
}

impl Store {
    /// The entries after a checkpoint; nothing, if any of them is missing: then the checkpoint may miss some too.
    pub(super) fn resume_from<C: Reader>(
        &mut self,
        resumed: Resumed<C>,
    ) -> Result<Option<BTreeMap<CircleId, C>>, Fault> {
        let Resumed { mut circles, places, sealed_entries, from, entries } = resumed;
        (self.places, self.sealed_entries) = (places, sealed_entries);
        let intact = entries + self.walk(from, &mut circles)?;
        Ok((intact == self.sums.entries).then_some(circles))
    }

    /// All circles' keys, and which posts are hidden in them.
    pub(super) fn read_circles(&mut self) -> Result<(Vec<Keys>, Vec<HiddenPosts>), Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let (mut all, mut hidden, mut rows) = (Vec::new(), Vec::new(), 0);
        for row in read.open_table(CIRCLES).map_err(fault)?.iter().map_err(fault)? {
            let (name, sealed) = row.map_err(fault)?;
            rows += 1;
            let keys = open_named(&self.seal, CIRCLES, name.value(), sealed.value());
            let keys: Option<Keys> = keys.and_then(|(_, bytes)| cbor::decode(&bytes).ok());
            all.extend(keys);
        }
        for _ in all.len() as u64..self.sums.circles.max(rows) {
            self.is_damaged("the keys of a circle");
        }
        for row in read.open_table(HIDDEN).map_err(fault)?.iter().map_err(fault)? {
            let (name, sealed) = row.map_err(fault)?;
            match open_named(&self.seal, HIDDEN, name.value(), sealed.value()) {
                Some((circle, ids)) => hidden.push((circle, ids_in(&ids))),
                None => self.damaged += 1,
            }
        }
        Ok((all, hidden))
    }

    /// Hands out the entries from a position on, one after the other, so that no more than one is in memory twice. How
    /// many there were: what does not open, and what is missing, is the difference to the sum.
    pub(super) fn walk<C: Reader>(
        &mut self,
        from: u64,
        circles: &mut BTreeMap<CircleId, C>,
    ) -> Result<u64, Fault> {
        let Store { database, seal, places, sealed_entries, broken, .. } = self;
        let read = database.begin_read().map_err(fault)?;
        let (mut plain, mut intact) = (Vec::new(), 0);
        for row in read.open_table(ENTRIES).map_err(fault)?.range(from..).map_err(fault)? {
            let (position, sealed) = row.map_err(fault)?;
            let position = position.value();
            places.next = places.next.max(position.saturating_add(1));
            *sealed_entries += sealed.value().len() as u64;
            let opened = open_entry(seal, position, sealed.value(), &mut plain);
            let read = opened.and_then(|(circle, id, bytes)| Some((circle, id, Entry::reread(bytes).ok()?)));
            let Some((circle, id, entry)) = read else {
                broken.push(position);
                continue;
            };
            let place = places.of.entry(circle).or_default().entry(id);
            let hash_map::Entry::Vacant(place) = place else {
                broken.push(position);
                continue;
            };
            place.insert(position);
            intact += 1;
            if let Some(circle) = circles.get_mut(&circle) {
                circle.take(id, entry);
            }
        }
        Ok(intact)
    }

    /// What is carried, and how much room it and the settings take. The letters are not looked at.
    pub(super) fn read_rest(&mut self) -> Result<Vec<(EnvelopeId, Record)>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let mut carried = Vec::new();
        for row in read.open_table(CARRIED).map_err(fault)?.iter().map_err(fault)? {
            let (name, sealed) = row.map_err(fault)?;
            self.sealed_rest += sealed.value().len() as u64;
            let opened = open_carried(&self.seal, name.value(), sealed.value());
            let Some((id, record, behind)) = opened else { continue };
            if let Record::Held { size, .. } = record
                && behind.is_empty()
            {
                self.sealed_rest += letter_bytes(size);
            }
            carried.push((id, record));
        }
        for row in read.open_table(SETTINGS).map_err(fault)?.iter().map_err(fault)? {
            self.sealed_rest += row.map_err(fault)?.1.value().len() as u64;
        }
        self.sealed_rest += self.sealed_parcels()?;
        Ok(carried)
    }
}

/// A letter of this size, as sealed.
fn letter_bytes(size: u8) -> u64 {
    SIZES.get(usize::from(size)).map_or(0, |size| (MORE_BYTES + 16 + size) as u64)
}

/// How much there should be; nothing, if that is lost of a file that this key opens.
pub(super) fn read_sums(database: &Database, seal: &Seal) -> Result<Option<Sums>, Fault> {
    let read = database.begin_read().map_err(fault)?;
    let table = read.open_table(SUMS).map_err(fault)?;
    let name = seal.name(SUMS.name(), b"");
    let row = table.get(&name).map_err(fault)?;
    let plain = row.and_then(|row| seal.open(SUMS.name(), &name, row.value()));
    if let Some(sums) = plain.and_then(|plain| Sums::decode(&plain).ok()) {
        return Ok(Some(sums));
    }
    // Under another key it would have another name, and nothing else here opens either.
    let mut rows = 0;
    for definition in [SUMS, CIRCLES, SETTINGS, HIDDEN] {
        for row in read.open_table(definition).map_err(fault)?.iter().map_err(fault)? {
            let (name, sealed) = row.map_err(fault)?;
            rows += 1;
            if seal.open(definition.name(), name.value(), sealed.value()).is_some() {
                return Ok(None);
            }
        }
    }
    let mut plain = Vec::new();
    for row in read.open_table(ENTRIES).map_err(fault)?.iter().map_err(fault)?.take(ENTRIES_TRIED) {
        let (position, sealed) = row.map_err(fault)?;
        rows += 1;
        if open_entry(seal, position.value(), sealed.value(), &mut plain).is_some() {
            return Ok(None);
        }
    }
    Err(if rows == 0 { Fault::Damaged("how much there should be".to_owned()) } else { Fault::OtherKey })
}
