//! What contacts have given this phone to keep ([`tequio_core::parcel`]): sealed by them, and once more as all that lies
//! here. It is in no backup of this phone, since backups would grow by what others keep in them.

use std::collections::BTreeMap;

use redb::{ReadableDatabase, ReadableTable, TableDefinition, TableHandle};
use tequio_core::{CircleId, cbor, parcel::Kept};

use super::{Named, Store, fault, open_named};
use crate::wrong::Fault;

/// How long each is and since when it is here, so that a start need not open them.
pub(super) const HEADS: Named = TableDefinition::new("parcels");
/// The parcels.
pub(super) const PARCELS: Named = TableDefinition::new("parcels' bytes");

impl Store {
    /// Keeps a parcel for a contact, in place of one before; durable when this returns.
    ///
    /// # Errors
    /// What the disk has; then the one before is kept on.
    pub fn keep_parcel(&mut self, contact: &CircleId, kept: Kept, parcel: &[u8]) -> Result<(), Fault> {
        self.change_parcel(contact, Some((kept, parcel)))
    }

    /// Keeps it no longer.
    ///
    /// # Errors
    /// What the disk has.
    pub fn forget_parcel(&mut self, contact: &CircleId) -> Result<(), Fault> {
        self.change_parcel(contact, None)
    }

    fn change_parcel(&mut self, contact: &CircleId, parcel: Option<(Kept, &[u8])>) -> Result<(), Fault> {
        if let Some(why) = &self.only_reads {
            return Err(why.clone());
        }
        let (mut gone, mut come) = (0, 0);
        let write = self.database.begin_write().map_err(fault)?;
        for (table, of) in [(HEADS, 0), (PARCELS, 1)] {
            let mut rows = write.open_table(table).map_err(fault)?;
            let name = self.seal.name(table.name(), &contact.0);
            let before = rows.remove(&name).map_err(fault)?;
            gone += before.map_or(0, |before| before.value().len() as u64);
            let Some((kept, bytes)) = parcel else { continue };
            let said = cbor::encode(&kept);
            let sealed =
                self.seal.seal(table.name(), &name, &[&contact.0, if of == 0 { &said } else { bytes }]);
            come += sealed.len() as u64;
            rows.insert(&name, &sealed[..]).map_err(fault)?;
        }
        write.commit().map_err(fault)?;
        self.sealed_rest = self.sealed_rest + come - gone;
        Ok(())
    }

    /// What is kept for a contact, if anything is.
    ///
    /// # Errors
    /// What the disk has.
    pub fn parcel(&self, contact: &CircleId) -> Result<Option<Vec<u8>>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let table = match read.open_table(PARCELS) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
            Err(wrong) => return Err(fault(wrong)),
        };
        let name = self.seal.name(PARCELS.name(), &contact.0);
        let row = table.get(&name).map_err(fault)?;
        Ok(row.and_then(|sealed| Some(open_named(&self.seal, PARCELS, &name, sealed.value())?.1)))
    }

    /// What is kept for whom. One that does not read back is left out.
    ///
    /// # Errors
    /// What the disk has.
    pub fn parcels(&self) -> Result<BTreeMap<CircleId, Kept>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let mut all = BTreeMap::new();
        let table = match read.open_table(HEADS) {
            Ok(table) => table,
            // A file of before there were any.
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(all),
            Err(wrong) => return Err(fault(wrong)),
        };
        for row in table.iter().map_err(fault)? {
            let (name, sealed) = row.map_err(fault)?;
            let opened = open_named(&self.seal, HEADS, name.value(), sealed.value());
            all.extend(opened.and_then(|(contact, head)| Some((contact, cbor::decode(&head).ok()?))));
        }
        Ok(all)
    }

    /// How much room they take.
    pub(super) fn sealed_parcels(&self) -> Result<u64, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let mut bytes = 0;
        for table in [HEADS, PARCELS] {
            let Ok(table) = read.open_table(table) else { continue };
            for row in table.iter().map_err(fault)? {
                bytes += row.map_err(fault)?.1.value().len() as u64;
            }
        }
        Ok(bytes)
    }
}
