//! What leaves the phone: the minutes that people read, the record that anybody can check, and the room on a big screen.

use tequio_core::{CircleId, EntryId, record::MinutesView};

use crate::{
    host::{Later, Wrong},
    words::Language,
};

/// The part of a [`Host`](crate::Host) that brings a meeting out of the phone.
pub trait Outward {
    /// The minutes of a meeting, as they follow from what is here; none, if it is not known.
    fn minutes(&self, circle: CircleId, meeting: EntryId) -> Later<Option<MinutesView>>;

    /// Writes the record of a meeting, and beside it the minutes as a page, into new files in this folder. Where the
    /// record is. [`Denied::Place`](crate::guard::Denied) if nothing can be written there.
    fn write_record(
        &self,
        circle: CircleId,
        meeting: EntryId,
        folder: String,
        language: Language,
    ) -> Later<Result<String, Wrong>>;

    /// Shows a meeting, at which the holder of this phone is, on a page for browsers on the same link; what is typed into
    /// one. One at a time: another one ends.
    fn project(&self, circle: CircleId, meeting: EntryId, language: Language)
    -> Later<Result<String, Wrong>>;

    /// Which meeting is shown now, and where.
    fn projected(&self) -> Option<(EntryId, String)>;

    /// Shows none any more.
    fn stop_projecting(&self);
}
