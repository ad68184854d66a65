//! One commit: what is new in it, what it takes away, and what that comes to.

use std::collections::{BTreeSet, HashMap};

use redb::{ReadableTable, TableHandle};
use tequio_core::{CircleId, Entry, EntryId, EnvelopeId, carrier::hold::Record, cbor};

use super::{
    CARRIED, CIRCLES, ENTRIES, HIDDEN, Keep, LETTERS, Named, Places, SUMS, Store, checkpoint, fault,
    open_carried, open_entry,
    seal::{Nonce, Seal},
};
use crate::{cores, wrong::Fault};

/// Where the entries of one commit will lie.
struct Plan {
    /// For each keep its position, if it is an entry that is new and that nothing later in the commit takes away.
    of: Vec<Option<u64>>,
    new: HashMap<(CircleId, EntryId), u64>,
    next: u64,
}

impl Plan {
    /// Keeps count in their order, as if each were a commit of its own.
    fn of(places: &Places, keeps: &[Keep]) -> Plan {
        let mut plan = Plan { of: vec![None; keeps.len()], new: HashMap::new(), next: places.next };
        let (mut forgotten, mut numbers) = (BTreeSet::new(), HashMap::new());
        for (number, keep) in keeps.iter().enumerate() {
            match keep {
                Keep::Entry(circle, id, _) => {
                    let held = !forgotten.contains(circle) && places.get(circle, id).is_some();
                    if held || numbers.contains_key(&(*circle, *id)) {
                        continue;
                    }
                    numbers.insert((*circle, *id), number);
                }
                Keep::Forget(circle) => {
                    forgotten.insert(*circle);
                    numbers.retain(|(of, _), _| of != circle);
                }
                _ => {}
            }
        }
        let mut numbers: Vec<(usize, (CircleId, EntryId))> =
            numbers.into_iter().map(|(name, number)| (number, name)).collect();
        numbers.sort_unstable();
        for (number, name) in numbers {
            plan.of[number] = Some(plan.next);
            plan.new.insert(name, plan.next);
            plan.next += 1;
        }
        plan
    }

    /// All entries that are new, each sealed for the position at which it will lie, in their order.
    fn seal(&self, seal: &mut Seal, keeps: &[Keep]) -> Vec<Vec<u8>> {
        let new = keeps.iter().zip(&self.of).filter_map(|(keep, position)| match (keep, position) {
            (Keep::Entry(circle, id, entry), Some(position)) => Some(((circle, id, entry), *position)),
            _ => None,
        });
        let new: Vec<_> = new.map(|(new, position)| (new, position, seal.nonce())).collect();
        let seal = &*seal;
        let sealed = cores::share(&new, |_, new| {
            let one =
                |((circle, id, entry), position, nonce): &((&CircleId, &EntryId, &Entry), u64, Nonce)| {
                    let parts = [&circle.0[..], &id.0, &entry.encode()];
                    seal.seal_with(nonce, ENTRIES.name(), &position.to_be_bytes(), &parts)
                };
            new.iter().map(one).collect::<Vec<Vec<u8>>>()
        });
        sealed.into_iter().flatten().collect()
    }
}

impl Store {
    /// Keeps all of these in their order or, failing, none. Durable when it returns.
    ///
    /// # Errors
    /// What the disk has; the store is to be opened again after that.
    pub fn keep(&mut self, keeps: &[Keep]) -> Result<(), Fault> {
        if let Some(why) = &self.only_reads {
            return Err(why.clone());
        }
        let Store { database, seal, places, .. } = self;
        let mut sums = self.sums;
        let (mut sealed_entries, mut sealed_rest) = (self.sealed_entries, self.sealed_rest);
        let holds = |circle: &CircleId| places.of.get(circle).is_some_and(|of| !of.is_empty());
        let takes_away = |keep: &Keep| match keep {
            Keep::Erase(..) => true,
            Keep::Forget(circle) => holds(circle),
            _ => false,
        };
        let takes_away = keeps.iter().any(takes_away);
        let erases = self.checkpoint.is_some() && takes_away;
        let plan = Plan::of(places, keeps);
        let mut sealed = plan.seal(seal, keeps).into_iter();
        let mut forgotten = BTreeSet::new();
        let write = database.begin_write().map_err(fault)?;
        {
            let mut entries = write.open_table(ENTRIES).map_err(fault)?;
            let mut circles = write.open_table(CIRCLES).map_err(fault)?;
            let mut hidden = write.open_table(HIDDEN).map_err(fault)?;
            let mut carried = write.open_table(CARRIED).map_err(fault)?;
            let mut letters = write.open_table(LETTERS).map_err(fault)?;
            let mut kept_sums = write.open_table(SUMS).map_err(fault)?;
            for (keep, position) in keeps.iter().zip(&plan.of) {
                match keep {
                    Keep::Entry(..) => {
                        let Some(position) = position else { continue };
                        let sealed = sealed.next().expect("all that are new were sealed");
                        entries.insert(position, &sealed[..]).map_err(fault)?;
                        sealed_entries += sealed.len() as u64;
                        sums.entries += 1;
                    }
                    Keep::Keys(own) => {
                        let name = seal.name(CIRCLES.name(), &own.circle.0);
                        let parts = [&own.circle.0[..], &cbor::encode(&**own)];
                        let sealed = seal.seal(CIRCLES.name(), &name, &parts);
                        let before = circles.insert(&name, &sealed[..]).map_err(fault)?;
                        sums.circles += u64::from(before.is_none());
                    }
                    Keep::Hidden(circle, ids) => {
                        let ids: Vec<u8> = ids.iter().flat_map(|id| id.0).collect();
                        let name = seal.name(HIDDEN.name(), &circle.0);
                        let sealed = seal.seal(HIDDEN.name(), &name, &[&circle.0, &ids]);
                        hidden.insert(&name, &sealed[..]).map_err(fault)?;
                    }
                    Keep::Erase(circle, ids) => {
                        for id in ids {
                            let held = places.get(circle, id).filter(|_| !forgotten.contains(circle));
                            let new = || plan.new.get(&(*circle, *id)).copied();
                            let Some(position) = held.or_else(new) else { continue };
                            let mut plain = Vec::new();
                            let erased = entries.get(position).map_err(fault)?.and_then(|sealed| {
                                let (_, _, bytes) = open_entry(seal, position, sealed.value(), &mut plain)?;
                                Some((Entry::reread(bytes).ok()?.erased()?, sealed.value().len() as u64))
                            });
                            // What does not read back has been counted when the file was opened.
                            let Some((erased, before)) = erased else { continue };
                            let parts = [&circle.0[..], &id.0, &erased.encode()];
                            let sealed = seal.seal(ENTRIES.name(), &position.to_be_bytes(), &parts);
                            entries.insert(position, &sealed[..]).map_err(fault)?;
                            sealed_entries = sealed_entries + sealed.len() as u64 - before;
                        }
                    }
                    Keep::Forget(circle) => {
                        let name = seal.name(CIRCLES.name(), &circle.0);
                        sums.circles -= u64::from(circles.remove(&name).map_err(fault)?.is_some());
                        hidden.remove(&seal.name(HIDDEN.name(), &circle.0)).map_err(fault)?;
                        // What came earlier in this commit was not even written.
                        if !forgotten.insert(*circle) {
                            continue;
                        }
                        for position in places.of.get(circle).into_iter().flat_map(HashMap::values) {
                            let Some(before) = entries.remove(position).map_err(fault)? else { continue };
                            sealed_entries -= before.value().len() as u64;
                            sums.entries -= 1;
                        }
                    }
                    Keep::Envelope(id, record, bytes) => {
                        let (come, gone) =
                            keep_envelope(seal, &mut carried, &mut letters, (id, record, bytes))?;
                        sealed_rest = (sealed_rest + come).saturating_sub(gone);
                    }
                    Keep::ForgetEnvelope(id) => {
                        for (table, rows) in [(CARRIED, &mut carried), (LETTERS, &mut letters)] {
                            let before = rows.remove(&seal.name(table.name(), &id.0)).map_err(fault)?;
                            let gone = before.map_or(0, |before| before.value().len() as u64);
                            sealed_rest = sealed_rest.saturating_sub(gone);
                        }
                    }
                }
            }
            let name = seal.name(SUMS.name(), b"");
            let sealed = seal.seal(SUMS.name(), &name, &[&sums.encode()]);
            kept_sums.insert(&name, &sealed[..]).map_err(fault)?;
            if erases {
                kept_sums.remove(&seal.name(SUMS.name(), checkpoint::ROW)).map_err(fault)?;
            }
        }
        write.commit().map_err(fault)?;
        (self.sums, self.sealed_entries, self.sealed_rest) = (sums, sealed_entries, sealed_rest);
        self.erasures += u64::from(takes_away);
        if erases {
            self.checkpoint = None;
            self.shred_checkpoint();
        }
        forgotten.iter().for_each(|circle| drop(self.places.of.remove(circle)));
        self.came += plan.new.len() as u64;
        for ((circle, id), position) in plan.new {
            self.places.of.entry(circle).or_default().insert(id, position);
        }
        self.places.next = plan.next;
        Ok(())
    }
}

type Rows<'t> = redb::Table<'t, &'static [u8; 16], &'static [u8]>;

/// A record, and the envelope's bytes if they are given or were before and it is still held. How many sealed bytes
/// came and how many went.
fn keep_envelope(
    seal: &mut Seal,
    carried: &mut Rows<'_>,
    letters: &mut Rows<'_>,
    (id, record, bytes): (&EnvelopeId, &Record, &[u8]),
) -> Result<(u64, u64), Fault> {
    let (name, letter) = (seal.name(CARRIED.name(), &id.0), seal.name(LETTERS.name(), &id.0));
    // Before there was a table for them, the bytes stood behind the record.
    let behind = carried.get(&name).map_err(fault)?;
    let behind = behind.and_then(|sealed| Some(open_carried(seal, &name, sealed.value())?.2));
    let (mut come, mut gone) = (0, 0);
    let mut put = |rows: &mut Rows<'_>, table: Named, name: &[u8; 16], parts: &[&[u8]]| {
        let sealed = seal.seal(table.name(), name, parts);
        come += sealed.len() as u64;
        let before = rows.insert(name, &sealed[..]).map_err(fault)?;
        gone += before.map_or(0, |before| before.value().len() as u64);
        Ok::<(), Fault>(())
    };
    let said = cbor::encode(record);
    put(carried, CARRIED, &name, &[&id.0, &[said.len() as u8], &said])?;
    let bytes = if bytes.is_empty() { behind.as_deref().unwrap_or_default() } else { bytes };
    match record {
        Record::Held { .. } if bytes.is_empty() => {}
        Record::Held { .. } => put(letters, LETTERS, &letter, &[&id.0, bytes])?,
        Record::Gone { .. } => {
            let before = letters.remove(&letter).map_err(fault)?;
            gone += before.map_or(0, |before| before.value().len() as u64);
        }
    }
    Ok((come, gone))
}
