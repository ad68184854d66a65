//! Votes on this phone.

use crate::{
    assembly::vote::{Said, Vote, VoteCard, VoteView, Wish},
    ids::EntryId,
    replica::Replica,
    time::Time,
    wrong::Refused,
};

impl Replica {
    /// What a wish about votes becomes, if it can be granted.
    pub(in crate::replica) fn decide_vote(&self, wish: Wish, _: Time) -> Result<Said, Refused> {
        match wish {
            Wish::Open(opening) => Ok(Said::Opened(opening)),
        }
    }

    /// What this phone owes to the votes in whose roll it is.
    pub(super) fn follow_votes(&mut self, _: Time) {}

    /// All votes, the newest first.
    pub(super) fn vote_cards(&self, _: Time) -> Vec<VoteCard> {
        let mut cards: Vec<(u32, VoteCard)> = self
            .state
            .assembly()
            .votes()
            .map(|(id, vote)| (u32::MAX - vote.place.lamport, self.vote_card(id, vote)))
            .collect();
        cards.sort_by_key(|(age, card)| (*age, card.id));
        cards.into_iter().map(|(_, card)| card).collect()
    }

    /// One vote.
    pub(super) fn vote_view(&self, id: &EntryId, _: Time) -> Option<VoteView> {
        let vote = self.state.assembly().vote(id)?;
        Some(VoteView { card: self.vote_card(id, vote), opening: vote.opening.clone() })
    }

    fn vote_card(&self, id: &EntryId, vote: &Vote) -> VoteCard {
        VoteCard {
            id: *id,
            opened_by: self.person(vote.opened_by),
            question: vote.opening.question.clone(),
            opened: vote.opened,
        }
    }
}
