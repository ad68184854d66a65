//! Minutes and records, out of what this phone holds.

use tequio_core::{
    CircleId, EntryId,
    record::{MinutesView, Record},
};

use super::{Node, turn::Wish};
use crate::wrong::NotDone;

impl Node {
    /// The minutes of a meeting; none, if it is not known here.
    ///
    /// # Errors
    /// The circle is not of this phone, or a fault.
    pub async fn minutes(
        &self,
        circle: &CircleId,
        meeting: &EntryId,
    ) -> Result<Option<MinutesView>, NotDone> {
        let meeting = *meeting;
        self.look(circle, move |replica| replica.minutes_view(&meeting)).await
    }

    /// The record of a meeting: what a file holds from which anybody can check it.
    ///
    /// # Errors
    /// [`NotDone::NoRecord`], or a fault.
    pub async fn record(&self, circle: &CircleId, meeting: &EntryId) -> Result<Record, NotDone> {
        let (circle, meeting) = (*circle, *meeting);
        self.ask(|answer| Wish::Record { circle, meeting, answer }).await?
    }
}
