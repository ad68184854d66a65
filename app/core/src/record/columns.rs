//! Entries in columns: one after the other in the order of the log, each said against the one before.
//!
//! ```text
//! row   flags, device, [seq], lamport ±, clock ±, [epoch], [previous], heads …, payload
//! flags bits 0–1 how many heads · 2 its author's entry before it is the one in this file · 3 same epoch as the row before
//! cause 2n: the nth row before this one · 2n + 1: the nth entry that is not in this file
//! ```
//!
//! Numbers are LEB128, signed ones zigzag. Signatures, and the names of entries that are not here, stand in strings of
//! their own, as they come.

use std::collections::BTreeMap;

use crate::{
    entry::{Entry, HEADS_MAX, Header, Payload, VERSION},
    ids::{CircleId, DeviceKey, EntryId},
    time::Time,
};

/// Entries in one record: a hundred for each of 512 persons and 20 votes take 16 MB.
const ENTRIES_MAX: usize = 200_000;

/// What the columns are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) rows: Vec<u8>,
    pub(super) outside: Vec<u8>,
    pub(super) signatures: Vec<u8>,
}

/// What both sides remember of the rows before.
#[derive(Default)]
struct Before {
    ids: Vec<EntryId>,
    at: BTreeMap<EntryId, usize>,
    outside: Vec<EntryId>,
    outside_at: BTreeMap<EntryId, usize>,
    last: BTreeMap<DeviceKey, (u32, EntryId)>,
    lamport: u32,
    clock: u64,
    epoch: u32,
}

impl Before {
    fn follows(&self, author: &DeviceKey) -> Option<(u32, EntryId)> {
        let (seq, id) = self.last.get(author)?;
        Some((seq.checked_add(1)?, *id))
    }

    fn push(&mut self, id: EntryId, header: &Header) {
        self.at.insert(id, self.ids.len());
        self.ids.push(id);
        self.last.insert(header.author, (header.seq, id));
        (self.lamport, self.clock, self.epoch) = (header.lamport, header.clock.0, header.epoch);
    }

    fn outside(&mut self, id: EntryId) {
        self.outside_at.insert(id, self.outside.len());
        self.outside.push(id);
    }
}

const HEADS: u8 = 0b11;
const FOLLOWS: u8 = 0b100;
const SAME_EPOCH: u8 = 0b1000;

impl Columns {
    /// Writes entries of this [`VERSION`] with their payloads; `payload` gives the number of each.
    pub(super) fn write(
        entries: &[(EntryId, Entry)],
        devices: &BTreeMap<DeviceKey, usize>,
        mut payload: impl FnMut(&Entry) -> usize,
    ) -> Columns {
        let (mut columns, mut before) = (Columns::default(), Before::default());
        for (id, entry) in entries {
            let header = &entry.header;
            let rows = &mut columns.rows;
            let follows =
                before.follows(&header.author) == header.previous.map(|previous| (header.seq, previous));
            let follows = follows && header.previous.is_some();
            let mut flags = header.heads.len() as u8 & HEADS;
            flags |= if follows { FOLLOWS } else { 0 };
            flags |= if header.epoch == before.epoch { SAME_EPOCH } else { 0 };
            rows.push(flags);
            put(rows, devices.get(&header.author).copied().unwrap_or_default() as u64);
            if !follows {
                put(rows, header.seq.into());
            }
            put(rows, zigzag(i64::from(header.lamport) - i64::from(before.lamport)));
            put(rows, zigzag(header.clock.0.wrapping_sub(before.clock) as i64));
            if header.epoch != before.epoch {
                put(rows, header.epoch.into());
            }
            let previous = header.previous.filter(|_| !follows);
            for cause in previous.iter().chain(&header.heads) {
                match before.at.get(cause) {
                    Some(at) => put(rows, 2 * (before.ids.len() - at) as u64),
                    None => {
                        if !before.outside_at.contains_key(cause) {
                            columns.outside.extend_from_slice(&cause.0);
                            before.outside(*cause);
                        }
                        put(rows, 2 * before.outside_at[cause] as u64 + 1);
                    }
                }
            }
            put(rows, payload(entry) as u64);
            columns.signatures.extend_from_slice(&entry.signature);
            before.push(*id, header);
        }
        columns
    }

    /// Reads them. `payload` gives the bytes with a number, once all entries before it are known.
    pub(super) fn read(
        &self,
        circle: &CircleId,
        devices: &[DeviceKey],
        mut payload: impl FnMut(usize, &[(EntryId, Entry)]) -> Option<Vec<u8>>,
    ) -> Option<Vec<(EntryId, Entry)>> {
        let (signatures, rest) = self.signatures.as_chunks::<64>();
        let (outside, left) = self.outside.as_chunks::<16>();
        if !rest.is_empty() || !left.is_empty() || signatures.len() > ENTRIES_MAX {
            return None;
        }
        let mut fresh = outside.iter();
        let (mut rows, mut before) = (&self.rows[..], Before::default());
        let mut entries: Vec<(EntryId, Entry)> = Vec::with_capacity(signatures.len());
        for signature in signatures {
            let flags = take_byte(&mut rows)?;
            let heads = usize::from(flags & HEADS);
            if flags & !(HEADS | FOLLOWS | SAME_EPOCH) != 0 || heads > HEADS_MAX {
                return None;
            }
            let author = *devices.get(usize::try_from(take(&mut rows)?).ok()?)?;
            let follows = flags & FOLLOWS != 0;
            let (seq, known) = if follows {
                let (seq, previous) = before.follows(&author)?;
                (seq, Some(previous))
            } else {
                (u32::try_from(take(&mut rows)?).ok()?, None)
            };
            let lamport = i64::from(before.lamport).checked_add(unzigzag(take(&mut rows)?))?;
            let clock = before.clock.wrapping_add(unzigzag(take(&mut rows)?) as u64);
            let epoch = match flags & SAME_EPOCH {
                0 => u32::try_from(take(&mut rows)?).ok()?,
                _ => before.epoch,
            };
            let mut cause = || {
                let number = take(&mut rows)?;
                let n = usize::try_from(number / 2).ok()?;
                if number % 2 == 0 {
                    return before.ids.len().checked_sub(n).and_then(|at| before.ids.get(at)).copied();
                }
                if n == before.outside.len() {
                    before.outside(EntryId(*fresh.next()?));
                }
                before.outside.get(n).copied()
            };
            let previous = match known {
                None if seq > 0 => Some(cause()?),
                known => known,
            };
            let heads = (0..heads).map(|_| cause()).collect::<Option<Vec<EntryId>>>()?;
            let payload = payload(usize::try_from(take(&mut rows)?).ok()?, &entries)?;
            let lamport = u32::try_from(lamport).ok()?;
            let header = Header { author, seq, previous, heads, lamport, clock: Time(clock), epoch };
            let entry =
                Entry { version: VERSION, header, payload: Payload::Kept(payload), signature: *signature };
            // The limits of one that travels hold here too.
            Entry::decode(&entry.encode()).ok()?;
            let id = entry.id(circle);
            before.push(id, &entry.header);
            entries.push((id, entry));
        }
        (rows.is_empty() && fresh.next().is_none()).then_some(entries)
    }
}

/// Appends a number.
pub(super) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number off the front.
pub(super) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = take_byte(bytes)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unzigzag(number: u64) -> i64 {
    ((number >> 1) as i64) ^ -((number & 1) as i64)
}
