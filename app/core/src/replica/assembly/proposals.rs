//! Proposals on this phone.

use crate::{
    assembly::proposal::{Proposal, ProposalCard, ProposalView, Said, Stage, Wish},
    ids::EntryId,
    replica::Replica,
    time::Time,
    wrong::Refused,
};

impl Replica {
    /// What a wish about proposals becomes, if it can be granted.
    pub(in crate::replica) fn decide_proposal(&self, wish: Wish, _: Time) -> Result<Said, Refused> {
        match wish {
            Wish::Propose(paper) => Ok(Said::Proposed(paper)),
        }
    }

    /// All proposals, the newest first.
    pub(super) fn proposal_cards(&self, _: Time) -> Vec<ProposalCard> {
        let mut cards: Vec<(u32, ProposalCard)> = self
            .state
            .assembly()
            .proposals()
            .map(|(id, proposal)| (u32::MAX - proposal.place.lamport, self.proposal_card(id, proposal)))
            .collect();
        cards.sort_by_key(|(age, card)| (*age, card.id));
        cards.into_iter().map(|(_, card)| card).collect()
    }

    /// One proposal with its whole story.
    pub(super) fn proposal_view(&self, id: &EntryId, _: Time) -> Option<ProposalView> {
        let proposal = self.state.assembly().proposal(id)?;
        Some(ProposalView { card: self.proposal_card(id, proposal), paper: proposal.paper.clone() })
    }

    fn proposal_card(&self, id: &EntryId, proposal: &Proposal) -> ProposalCard {
        ProposalCard {
            id: *id,
            author: self.person(proposal.author),
            title: proposal.paper.title.clone(),
            written: proposal.written,
            stage: Stage::Talk,
        }
    }
}
