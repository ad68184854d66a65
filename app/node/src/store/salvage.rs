//! Reading what is left of a damaged file.
//!
//! redb promises not to panic on a file that passed its check, and this one did not. So it is read once, as it lies,
//! from both ends of each table until redb gives up or panics, and what came out is copied into memory, sealed as it
//! is. Every value proves itself when it is opened, so nothing wrong is taken for right; what is missing shows
//! against the sums.

use std::panic::{AssertUnwindSafe, catch_unwind};

use redb::{Database, Key, ReadableDatabase, ReadableTable, TableDefinition, backends::InMemoryBackend};

use super::{
    CARRIED, CIRCLES, ENTRIES, FORMAT, FORMATS, HIDDEN, LETTERS, SETTINGS, SUMS, fault,
    overlay::Overlay,
    parcels::{HEADS, PARCELS},
};
use crate::wrong::Fault;

/// Rows as they lie in the file.
type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// A store in memory with all rows that could be read.
pub(super) fn salvage(file: Overlay) -> Result<Database, Fault> {
    let unreadable = || Fault::Damaged("nothing of it can be read".to_owned());
    let opened = catch_unwind(AssertUnwindSafe(|| Database::builder().create_with_backend(file).ok()));
    let old = opened.ok().flatten().ok_or_else(unreadable)?;
    let entries = rows(&old, ENTRIES);
    let named = [CIRCLES, HIDDEN, CARRIED, LETTERS, SETTINGS, HEADS, PARCELS, SUMS];
    let named = named.map(|table| (table, rows(&old, table)));
    let version = catch_unwind(AssertUnwindSafe(|| {
        let table = old.begin_read().ok()?.open_table(FORMATS).ok()?;
        Some(table.get("version").ok()??.value())
    }));
    // Closing walks the file once more.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(old)));
    if let Ok(Some(version)) = version
        && version != FORMAT
    {
        return Err(Fault::OtherVersion(version));
    }

    let new = Database::builder().create_with_backend(InMemoryBackend::new()).map_err(fault)?;
    let write = new.begin_write().map_err(fault)?;
    {
        let mut table = write.open_table(ENTRIES).map_err(fault)?;
        for (position, sealed) in entries {
            let position = position.try_into().map_err(|_| unreadable())?;
            table.insert(u64::from_le_bytes(position), &sealed[..]).map_err(fault)?;
        }
    }
    for (definition, rows) in named {
        let mut table = write.open_table(definition).map_err(fault)?;
        for (name, sealed) in rows {
            let name: [u8; 16] = name.try_into().map_err(|_| unreadable())?;
            table.insert(&name, &sealed[..]).map_err(fault)?;
        }
    }
    write.open_table(FORMATS).map_err(fault)?.insert("version", FORMAT).map_err(fault)?;
    write.commit().map_err(fault)?;
    Ok(new)
}

/// All rows of a table that can be reached from its first or from its last.
fn rows<K: Key + 'static>(database: &Database, table: TableDefinition<'static, K, &'static [u8]>) -> Rows {
    let mut rows = Rows::new();
    for backwards in [false, true] {
        let walk = AssertUnwindSafe(|| {
            let table = database.begin_read().ok()?.open_table(table).ok()?;
            let mut walk = table.iter().ok()?;
            while let Some(Ok((key, sealed))) = if backwards { walk.next_back() } else { walk.next() } {
                rows.push((K::as_bytes(&key.value()).as_ref().to_vec(), sealed.value().to_vec()));
            }
            Some(())
        });
        let _ = catch_unwind(walk);
    }
    rows
}
