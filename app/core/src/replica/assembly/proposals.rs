//! Proposals on this phone: what its holder may do with them.

mod shown;

use crate::{
    assembly::proposal::{
        AMENDMENTS_MAX, About, Fate, OPEN_MAX, Paper, Proposal, REMARKS_MAX, Said, TextHash, Wish,
        check_remark, check_text, text,
    },
    event::Event,
    ids::EntryId,
    replica::Replica,
    time::Time,
    wrong::Refused,
};

impl Replica {
    /// What a wish about proposals becomes, if it can be granted.
    pub(in crate::replica) fn decide_proposal(&self, wish: Wish, now: Time) -> Result<Event, Refused> {
        let me = self.my_person();
        let must_be_mine = |by| if by == me { Ok(()) } else { Err(Refused::NotWriter) };
        Ok(Event::Proposed(match wish {
            Wish::Propose(paper) => Said::Proposed(self.may_propose(paper, now)?),
            Wish::Amend { proposal, base, text, why } => {
                let known = self.open_proposal(&proposal)?;
                let (text, why) = (text.trim(), why.trim().to_owned());
                check_text(text)?;
                if known.amendments_of(&me) >= AMENDMENTS_MAX {
                    return Err(Refused::TooManyAmendments { limit: AMENDMENTS_MAX });
                }
                let (old, _) = known.version(&base).ok_or(Refused::NoSuchProposal(proposal))?;
                let spans = text::difference(&old, text);
                if spans.is_empty() {
                    return Err(Refused::NothingChanged);
                }
                Said::Amended { proposal, base, spans, why }
            }
            Wish::Adopt { proposal, amendment } => {
                let known = self.open_proposal(&proposal)?;
                must_be_mine(known.written.by)?;
                known.amended(&amendment).ok_or(Refused::NoSuchAmendment(amendment))?;
                Said::Adopted { proposal, amendment }
            }
            Wish::TakeBack { proposal, amendment } => {
                let known = self.open_proposal(&proposal)?;
                let amended = known.amendments.get(&amendment).ok_or(Refused::NoSuchAmendment(amendment))?;
                must_be_mine(amended.written.by)?;
                if matches!(amended.fate, Fate::Adopted { .. } | Fate::TakenBack) {
                    return Err(Refused::NoSuchAmendment(amendment));
                }
                Said::TakenBack { proposal, amendment }
            }
            Wish::Support { proposal, support } => {
                let known = self.open_proposal(&proposal)?;
                match support {
                    _ if known.written.by == me => return Err(Refused::OwnProposal),
                    true => Said::Supported { proposal },
                    false => Said::Unsupported { proposal },
                }
            }
            Wish::Withdraw { proposal } => {
                must_be_mine(self.open_proposal(&proposal)?.written.by)?;
                Said::Withdrawn { proposal }
            }
            Wish::Remark { about, words, answers } => return self.may_remark(about, &words, answers),
        }))
    }

    fn may_propose(&self, paper: Paper, now: Time) -> Result<Paper, Refused> {
        let (title, text) = (paper.title.trim().to_owned(), paper.text.trim().to_owned());
        let paper = Paper { title, text, ..paper };
        paper.check()?;
        if [paper.review, paper.sunset].into_iter().flatten().any(|day| day <= now) {
            return Err(Refused::UntilPassed);
        }
        let (me, around) = (self.my_person(), self.around());
        if let Some(About { decision, .. }) = paper.about {
            let known = self.state.assembly().proposal(&decision);
            known
                .filter(|known| around.stage(&decision, known).holds())
                .ok_or(Refused::NoSuchDecision(decision))?;
        }
        let mine = self.state.assembly().proposals().filter(|(_, known)| known.written.by == me);
        if mine.filter(|(id, known)| around.stage(id, known).is_underway()).count() >= OPEN_MAX {
            return Err(Refused::TooManyProposals { limit: OPEN_MAX });
        }
        Ok(paper)
    }

    fn may_remark(&self, about: EntryId, words: &str, answers: Option<EntryId>) -> Result<Event, Refused> {
        let known = self.state.assembly().proposal(&about).ok_or(Refused::NoSuchProposal(about))?;
        check_remark(words.trim())?;
        if known.remarks_of(&self.my_person()) >= REMARKS_MAX {
            return Err(Refused::TooManyRemarks { limit: REMARKS_MAX });
        }
        Ok(Event::Remarked { about, words: words.trim().to_owned(), answers })
    }

    /// A proposal to which something can still be said.
    fn open_proposal(&self, id: &EntryId) -> Result<&Proposal, Refused> {
        let known = self.state.assembly().proposal(id).ok_or(Refused::NoSuchProposal(*id))?;
        if self.around().stage(id, known).is_open() { Ok(known) } else { Err(Refused::ProposalOver) }
    }

    /// The name of the text that a vote on a proposal, or on an amendment, would be about, if this circle's rules let it be
    /// voted on now.
    pub fn votable(&self, id: &EntryId) -> Option<TextHash> {
        let (assembly, around) = (self.state.assembly(), self.around());
        if let Some(known) = assembly.proposal(id) {
            return around.is_votable(id, known).then_some(known.hash);
        }
        let proposal = assembly.amended_proposal(id)?;
        let known = assembly.proposal(&proposal)?;
        let is_open = around.stage(&proposal, known).is_open();
        known.amended(id).filter(|_| is_open).map(|(_, hash)| hash)
    }
}
