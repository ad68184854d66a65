//! Opening a vote at a meeting: where so many are in the room that its tellers are drawn, phones draw lots first, by
//! themselves, and the vote opens as soon as they have.

use dioxus::{core::spawn_forever, prelude::*};
use tequio_core::{
    CircleId, Command, EntryId,
    assembly::{
        meeting,
        vote::{self, Draft},
    },
    view::Matter,
};

use super::{Desk, set};

/// What came of the wish to open a vote.
pub(crate) enum Opened {
    /// It is open, by this entry.
    Now(Option<EntryId>),
    /// Lots are being drawn at this meeting; it opens by itself.
    Drawing(EntryId),
}

impl Desk {
    /// Opens a vote, or has lots drawn before.
    pub(crate) fn open_vote(self, draft: Draft, then: impl FnOnce(Opened) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let Some(meeting) = draft.meeting else { return self.open_now(circle, draft, then) };
        let answer = self.host().matter(circle, meeting);
        spawn_forever(async move {
            match answer.await {
                Some(Matter::Meeting(view)) if view.wants_lot => {
                    set(self.awaits_lot, Some((circle, draft)));
                    if view.can_draw {
                        let draw = meeting::Wish::Draw { meeting, dice: false };
                        let answer = self.host().perform(circle, Command::Assemble(draw));
                        self.wait_for(answer, |_| ());
                    }
                    then(Opened::Drawing(meeting));
                }
                _ => self.open_now(circle, draft, then),
            }
        });
    }

    fn open_now(self, circle: CircleId, draft: Draft, then: impl FnOnce(Opened) + 'static) {
        let answer = self.host().perform(circle, Command::Decide(vote::Wish::Open(draft)));
        self.wait_for(answer, |id| then(Opened::Now(id)));
    }

    /// Something has come: the lots may be drawn that a vote waits for.
    pub(super) fn look_at_lot(self) {
        let Some((circle, draft)) = self.awaits_lot.peek().clone() else { return };
        let Some(meeting) = draft.meeting else { return };
        let answer = self.host().matter(circle, meeting);
        spawn_forever(async move {
            let Some(Matter::Meeting(view)) = answer.await else { return };
            // Another look may have opened it by now.
            if (!view.card.over && view.wants_lot) || self.awaits_lot.peek().is_none() {
                return;
            }
            set(self.awaits_lot, None);
            if !view.card.over {
                self.open_now(circle, draft, move |_| self.tell(self.words().say("vote-opened"), None));
            }
        });
    }
}
