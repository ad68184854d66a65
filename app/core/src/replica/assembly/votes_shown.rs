//! How votes look on this phone.

use std::collections::BTreeSet;

use crate::{
    assembly::{
        meeting::Way,
        vote::{
            BallotView, CardVoter, Digest, Draft, ResultView, Slip, SlipView, Stage, TellerView, Vote,
            VoteCard, VoteView, Voter,
        },
    },
    count::Tally,
    ids::{BallotId, EntryId, PersonId},
    replica::Replica,
    time::Time,
};

impl Replica {
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
    pub(super) fn vote_view(&self, id: &EntryId, now: Time) -> Option<VoteView> {
        let vote = self.state.assembly().vote(id)?;
        let (me, opening) = (self.my_person(), &vote.opening);
        let takes_ballots = matches!(vote.stage, Stage::Open { .. } | Stage::Straw { .. });
        let is_open = matches!(vote.stage, Stage::Open { .. } | Stage::Closing { .. });
        let has_phone = opening.phone(&me) == Some(self.me);
        let (closing, tells) = (&vote.closing, self.tells(vote));
        let reported = closing.reported();
        let teller = |person: &_| TellerView {
            person: self.person(*person),
            ended: closing.ended.contains(person),
            reported: reported.contains(person),
        };
        let acknowledged = vote.acknowledged.values().any(|by| by.contains_key(&me));
        let clash = self.state.assembly().clash(id);
        let is_over = vote.is_settled() || clash.is_some();
        Some(VoteView {
            card: self.vote_card(id, vote),
            opening: opening.clone(),
            roll: vote.roll.len(),
            signed: self.persons(vote.signed.iter().copied()),
            needed: vote.needed(),
            doubt: match vote.stage {
                Stage::Gathering { .. } | Stage::Open { .. } if !vote.signed.contains(&me) => {
                    self.doubt(id, vote, now)
                }
                _ => None,
            },
            voted: self.persons(vote.voted().into_iter()),
            mine: vote.ballot_of(&me).map(|held| held.choice.clone()),
            tellers: opening.tellers.iter().map(teller).collect(),
            tellers_needed: opening.teller_quorum(),
            slips: if takes_ballots && tells { self.slip_views(vote) } else { Vec::new() },
            can_carry: takes_ballots
                && self.is_member()
                && opening.method.has_ballots()
                && opening.voters.iter().any(|voter| voter.way.has_key()),
            cards: self.card_voters(vote),
            can_cast: takes_ballots && has_phone && opening.method.has_ballots(),
            can_end: is_open && tells && !closing.ended.contains(&me) && !reported.contains(&me),
            can_read: takes_ballots && tells,
            can_void: !vote.is_settled()
                && !matches!(vote.stage, Stage::Straw { .. })
                && self.speaks_in(vote)
                && !acknowledged
                && !vote.voided.contains(&me),
            voided: self.persons(vote.voided.iter().copied()),
            needed_to_void: vote.needed_to_void(),
            result: self.result_view(vote),
            clash: clash.map(|both| self.persons(both.iter().copied())),
            again: is_over.then(|| Draft {
                proposal: opening.proposal,
                meeting: opening.meeting,
                question: opening.question.clone(),
                options: opening.options.clone(),
                method: opening.method,
                closes: None,
            }),
        })
    }

    /// Who votes on paper, and what was read.
    fn slip_views(&self, vote: &Vote) -> Vec<SlipView> {
        let me = self.my_person();
        let on_paper = vote.opening.voters.iter().filter(|voter| voter.way == Way::Paper);
        on_paper
            .map(|voter| {
                let theirs = || vote.slips.iter().filter(|(slip, _)| slip.voter == voter.person);
                let last = theirs().map(|(slip, _)| slip.counter).max();
                let newest = || theirs().filter(|(slip, _)| Some(slip.counter) == last);
                let reading = |(slip, by): (&Slip, &BTreeSet<PersonId>)| {
                    (slip.choice.clone(), self.persons(by.iter().copied()))
                };
                let mine = newest().find(|(_, by)| by.contains(&me));
                SlipView {
                    voter: self.person(voter.person),
                    readings: newest().map(reading).collect(),
                    counts: vote.ballot_of(&voter.person).map(|held| held.choice.clone()),
                    mine: mine.map(|(slip, _)| slip.choice.clone()),
                }
            })
            .collect()
    }

    fn card_voters(&self, vote: &Vote) -> Vec<CardVoter> {
        let voted = vote.voted();
        let with_key = vote.opening.voters.iter().filter(|voter| voter.way.has_key());
        let card = |voter: &Voter| CardVoter {
            person: self.person(voter.person),
            way: voter.way,
            voted: voted.contains(&voter.person),
        };
        with_key.map(card).collect()
    }

    fn result_view(&self, vote: &Vote) -> Option<ResultView> {
        match &vote.stage {
            Stage::Closed(closed) => {
                let ids = vote.closing.sets.get(&closed.set).into_iter().flat_map(|set| set.values());
                let all = vote.acknowledged.get(&closed.set);
                let differ = all.into_iter().flatten().filter(|(_, digest)| **digest != closed.digest);
                let agree = all.into_iter().flatten().filter(|(_, digest)| **digest == closed.digest);
                Some(ResultView {
                    tally: closed.tally.clone(),
                    digest: closed.digest.0,
                    ballots: self.ballot_views(vote, ids),
                    when: vote.reported_at(),
                    quorate: closed.quorate,
                    agree: agree.count(),
                    differ: self.persons(differ.map(|(person, _)| *person)),
                })
            }
            Stage::Straw { .. } if vote.ballot_of(&self.my_person()).is_some() => {
                let tally: Tally = vote.tally_so_far();
                let ids = vote.last_ballots();
                Some(ResultView {
                    digest: Digest(tally.digest()).0,
                    tally,
                    ballots: self.ballot_views(vote, ids.iter()),
                    when: None,
                    quorate: false,
                    agree: 0,
                    differ: Vec::new(),
                })
            }
            _ => None,
        }
    }

    fn ballot_views<'a>(&self, vote: &Vote, ids: impl Iterator<Item = &'a BallotId>) -> Vec<BallotView> {
        let held = ids.filter_map(|id| vote.ballots.get(id));
        let mut views: Vec<BallotView> = held
            .map(|held| BallotView { voter: self.person(held.voter), choice: held.choice.clone() })
            .collect();
        views.sort_by(|a, b| (&a.voter.name, a.voter.id).cmp(&(&b.voter.name, b.voter.id)));
        views
    }

    /// One vote in a list.
    pub(super) fn vote_card(&self, id: &EntryId, vote: &Vote) -> VoteCard {
        let me = self.my_person();
        let takes_ballots = matches!(vote.stage, Stage::Open { .. } | Stage::Straw { .. });
        let has_phone = vote.opening.phone(&me) == Some(self.me);
        VoteCard {
            id: *id,
            opened_by: self.person(vote.opened_by),
            proposal: vote.opening.proposal,
            meeting: vote.opening.meeting,
            question: vote.opening.question.clone(),
            opened: vote.opened,
            stage: vote.stage.clone(),
            voters: vote.opening.voters.len(),
            cast: vote.cast(),
            is_my_turn: takes_ballots
                && has_phone
                && vote.opening.method.has_ballots()
                && vote.ballot_of(&me).is_none(),
        }
    }
}
