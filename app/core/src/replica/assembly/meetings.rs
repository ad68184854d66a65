//! Meetings on this phone.

use crate::{
    assembly::meeting::{Meeting, MeetingCard, MeetingView, Said, Wish},
    ids::EntryId,
    replica::Replica,
    time::Time,
    wrong::Refused,
};

impl Replica {
    /// What a wish about meetings becomes, if it can be granted.
    pub(in crate::replica) fn decide_meeting(&self, wish: Wish, _: Time) -> Result<Said, Refused> {
        match wish {
            Wish::Open { place, agenda } => Ok(Said::Opened { place, agenda }),
        }
    }

    /// What this phone owes to the meetings that it is at.
    pub(super) fn follow_meetings(&mut self, _: Time) {}

    /// All meetings, the newest first.
    pub(super) fn meeting_cards(&self, _: Time) -> Vec<MeetingCard> {
        let mut cards: Vec<(u32, MeetingCard)> = self
            .state
            .assembly()
            .meetings()
            .map(|(id, meeting)| (u32::MAX - meeting.place.lamport, self.meeting_card(id, meeting)))
            .collect();
        cards.sort_by_key(|(age, card)| (*age, card.id));
        cards.into_iter().map(|(_, card)| card).collect()
    }

    /// One meeting, as somebody in the room sees it.
    pub(super) fn meeting_view(&self, id: &EntryId, _: Time) -> Option<MeetingView> {
        let meeting = self.state.assembly().meeting(id)?;
        Some(MeetingView { card: self.meeting_card(id, meeting), agenda: meeting.agenda.clone() })
    }

    fn meeting_card(&self, id: &EntryId, meeting: &Meeting) -> MeetingCard {
        MeetingCard {
            id: *id,
            opened_by: self.person(meeting.opened_by),
            room: meeting.room.clone(),
            opened: meeting.opened,
        }
    }
}
