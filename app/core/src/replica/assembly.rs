//! Proposals, meetings and votes on this phone: what its holder wants with them, what it does for them by itself, and
//! how they look.

mod cards;
mod meetings;
mod minutes;
mod proposals;
mod votes;
mod votes_shown;

pub use cards::{BallotGround, CardHolder};

use super::Replica;
use crate::{
    assembly::vote::Vote,
    ids::EntryId,
    time::Time,
    view::{Deciding, Matter},
};

impl Replica {
    /// Does by itself what this phone owes to a meeting or a vote by now.
    pub(super) fn follow_assembly(&mut self, now: Time) {
        if !self.is_member() || self.log.misses_own() {
            return;
        }
        self.follow_meetings(now);
        self.follow_votes(now);
    }

    /// Everything that is decided, or will be.
    pub fn deciding(&self, now: Time) -> Deciding {
        Deciding {
            meetings: self.meeting_cards(now),
            votes: self.vote_cards(now),
            proposals: self.proposal_cards(now),
            cards: self.my_cards(),
        }
    }

    /// One vote, as it follows from the log.
    pub fn vote(&self, id: &EntryId) -> Option<&Vote> {
        self.state.assembly().vote(id)
    }

    /// One proposal, meeting or vote, by its first entry.
    pub fn matter(&self, id: &EntryId, now: Time) -> Option<Matter> {
        let meeting = self.meeting_view(id, now).map(|meeting| Matter::Meeting(Box::new(meeting)));
        let vote = || self.vote_view(id, now).map(|vote| Matter::Vote(Box::new(vote)));
        let proposal = || self.proposal_view(id, now).map(|proposal| Matter::Proposal(Box::new(proposal)));
        meeting.or_else(vote).or_else(proposal)
    }
}
