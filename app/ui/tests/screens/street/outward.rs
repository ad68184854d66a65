//! What leaves a phone of the street: minutes and records are the real ones; files and sockets are remembered.

use tequio_core::{
    CircleId, EntryId,
    record::{MinutesView, check},
};
use tequio_ui::{
    Language, Outward,
    guard::Denied,
    host::{Fault, Later, Wrong},
};

use super::Handle;

/// What has left a phone.
#[derive(Default)]
pub struct Left {
    /// Records that were written, by their paths.
    pub records: Vec<(String, Vec<u8>)>,
    /// What is on a big screen.
    pub projected: Option<(EntryId, String)>,
}

impl Outward for Handle {
    fn minutes(&self, circle: CircleId, meeting: EntryId) -> Later<Option<MinutesView>> {
        self.answer(|all, phone| {
            let n = all.at(phone, circle)?;
            all.phones[phone].circles[n].replica.minutes_view(&meeting)
        })
    }

    fn write_record(
        &self,
        circle: CircleId,
        meeting: EntryId,
        folder: String,
        _: Language,
    ) -> Later<Result<String, Wrong>> {
        self.answer(|all, phone| {
            if !folder.starts_with('/') {
                return Err(Denied::Place.into());
            }
            let n = all.at(phone, circle).ok_or(Fault::Unable)?;
            let circle = &all.phones[phone].circles[n];
            let record = circle.replica.record(&meeting, |id| circle.entries.get(id).cloned());
            let bytes = record.map_err(|_| Fault::Unable)?.encode();
            assert!(check(&bytes, [7; 32]).is_ok_and(|checked| checked.faults.is_empty()));
            let path = format!("{folder}/tequio-{}.record", all.now.0);
            all.phones[phone].left.records.push((path.clone(), bytes));
            Ok(path)
        })
    }

    fn project(&self, _: CircleId, meeting: EntryId, _: Language) -> Later<Result<String, Wrong>> {
        self.answer(|all, phone| {
            let url = "http://192.168.1.7:8080/abcdefghijklmnop".to_owned();
            all.phones[phone].left.projected = Some((meeting, url.clone()));
            Ok(url)
        })
    }

    fn projected(&self) -> Option<(EntryId, String)> {
        self.with(|all, phone| all.phones[phone].left.projected.clone())
    }

    fn stop_projecting(&self) {
        self.with(|all, phone| all.phones[phone].left.projected = None);
    }
}
