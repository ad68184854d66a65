//! The verbs of what leaves the phone: minutes, records, and the big screen.

use dioxus::{core::spawn_forever, prelude::*};
use tequio_core::EntryId;

use super::{Desk, set};

impl Desk {
    /// Something has come: it may stand in the minutes.
    pub(super) fn look_again_at_minutes(self) {
        let meeting = self.minutes.peek().as_ref().map(|view| view.minutes.meeting);
        if let Some(meeting) = meeting {
            self.open_minutes(meeting);
        }
    }

    /// Looks at the minutes of a meeting, and again whenever something has come.
    pub(crate) fn open_minutes(self, meeting: EntryId) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().minutes(circle, meeting);
        spawn_forever(async move {
            let found = answer.await;
            set(self.minutes, found.map(Box::new));
        });
    }

    /// Writes a meeting's record into a folder.
    pub(crate) fn write_record(self, meeting: EntryId, folder: String, then: impl FnOnce(String) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let language = self.settings.peek().language;
        let answer = self.host().write_record(circle, meeting, folder, language);
        self.wait_for(answer, then);
    }

    /// Shows a meeting on a big screen.
    pub(crate) fn project(self, meeting: EntryId) {
        let Some(circle) = *self.circle.peek() else { return };
        let language = self.settings.peek().language;
        let answer = self.host().project(circle, meeting, language);
        self.wait_for(answer, move |url| set(self.projected, Some((meeting, url))));
    }

    /// Looks whether it is shown still.
    pub(crate) fn look_at_projection(self) {
        set(self.projected, self.host().projected());
    }

    /// Shows it no more.
    pub(crate) fn stop_projecting(self) {
        self.host().stop_projecting();
        self.look_at_projection();
    }
}
