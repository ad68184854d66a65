//! How proposals look on this phone.

use std::collections::BTreeMap;

use crate::{
    aid::Onlooker,
    assembly::{
        meeting::Point,
        proposal::{
            AMENDMENTS_MAX, Amendment, AmendmentState, AmendmentView, Can, Change, Fate, OPEN_MAX, Proposal,
            ProposalCard, ProposalView, REMARKS_MAX, Remark, RemarkView, Stage, TextHash, Written,
            has_passed,
            text::{self, Run},
        },
        vote::Vote,
    },
    ids::{EntryId, PersonId},
    replica::Replica,
    time::Time,
};

/// How much of what is answered is shown above an answer, in characters.
const QUOTE_MAX: usize = 80;

/// What decides, besides a proposal itself, how far it has come.
pub(super) struct Around {
    /// Which meeting will talk about which proposal.
    meetings: BTreeMap<EntryId, EntryId>,
    /// Which vote is being held on which proposal or amendment.
    votes: BTreeMap<EntryId, EntryId>,
    /// What was decided later about which decision.
    changed: BTreeMap<EntryId, (EntryId, Change)>,
    /// How many others have to support a proposal.
    support: usize,
    /// For how many days a proposal is to be read.
    notice: u16,
    /// How late it is in the circle.
    time: Time,
}

impl Around {
    /// How far a proposal has come.
    pub(super) fn stage(&self, id: &EntryId, known: &Proposal) -> Stage {
        if let Some(vote) = self.votes.get(id) {
            return Stage::Voting(*vote);
        }
        let has_come = |day: Option<Time>| day.is_some_and(|day| day <= self.time);
        let outcome = known.outcome();
        if let Some(decided) = outcome.filter(|decided| has_passed(decided)) {
            let vote = decided.vote;
            return match self.changed.get(id) {
                Some((by, how)) => Stage::Changed { by: *by, how: *how },
                None if has_come(known.paper.sunset) => Stage::Ended(vote),
                None if has_come(known.paper.review) => Stage::LookAgain(vote),
                None => Stage::Holds(vote),
            };
        }
        match (known.withdrawn, self.meetings.get(id), outcome) {
            (true, _, _) => Stage::Withdrawn,
            (false, Some(meeting), _) => Stage::OnAgenda(*meeting),
            (false, None, Some(decided)) => Stage::Refused(decided.vote),
            (false, None, None) if self.is_ready(known) => Stage::Ready,
            (false, None, None) => Stage::Talk,
        }
    }

    /// Whether enough support it, and it was there to be read for long enough.
    fn is_ready(&self, known: &Proposal) -> bool {
        let is_read = self.notice == 0 || known.readable_until(self.notice) <= self.time;
        is_read && known.supporters.len() >= self.support
    }

    /// Whether it may be voted on: not as long as a change of it is. (That one would be in the text from where its vote was
    /// opened, and so in what this one had decided on.)
    pub(super) fn is_votable(&self, id: &EntryId, known: &Proposal) -> bool {
        let stage = self.stage(id, known);
        let changes = known.amendments.keys().any(|change| self.votes.contains_key(change));
        !changes && self.is_ready(known) && (stage.is_open() || matches!(stage, Stage::Voting(_)))
    }
}

impl Replica {
    pub(super) fn around(&self) -> Around {
        let (assembly, roster) = (self.state.assembly(), self.state.roster());
        let others = roster.present().count().saturating_sub(1);
        let running = assembly.votes().filter(|(_, vote)| is_running(vote));
        let coming = assembly.meetings().filter(|(_, meeting)| meeting.ended.is_none());
        let planned = coming.flat_map(|(id, meeting)| {
            let points = meeting.agenda.iter().filter_map(|point| match point {
                Point::Proposal(proposal) => Some(*proposal),
                Point::Words(_) => None,
            });
            points.map(|proposal| (proposal, *id))
        });
        let mut later: Vec<(&EntryId, &Proposal)> =
            assembly.proposals().filter(|(_, known)| known.has_passed()).collect();
        later.sort_by_key(|(_, known)| known.outcome().map(|decided| decided.place));
        let changes = later.into_iter().filter_map(|(id, known)| {
            let about = known.paper.about?;
            Some((about.decision, (*id, about.change)))
        });
        Around {
            meetings: planned.collect(),
            votes: running.filter_map(|(id, vote)| Some((vote.opening.proposal?, *id))).collect(),
            changed: changes.collect(),
            support: usize::from(roster.rules.support).min(others),
            notice: roster.rules.notice,
            time: self.state.circle_time(),
        }
    }

    /// All proposals, the newest first; of one person's open ones no more than they may have.
    pub(in crate::replica::assembly) fn proposal_cards(&self, now: Time) -> Vec<ProposalCard> {
        let around = self.around();
        let silent = |done: &EntryId| self.state.is_silent(done);
        let eye = self.onlooker(now, &silent);
        let mut all: Vec<(&EntryId, &Proposal)> = self.state.assembly().proposals().collect();
        all.sort_by_key(|(_, known)| known.written.place);
        let mut open: BTreeMap<PersonId, usize> = BTreeMap::new();
        let mut cards: Vec<ProposalCard> = Vec::new();
        for (id, known) in all {
            let card = self.proposal_card(id, known, &around, &eye);
            let theirs = open.entry(known.written.by).or_default();
            *theirs += usize::from(card.stage.is_underway());
            if *theirs <= OPEN_MAX || !card.stage.is_underway() {
                cards.push(card);
            }
        }
        cards.reverse();
        cards
    }

    fn proposal_card(
        &self,
        id: &EntryId,
        known: &Proposal,
        around: &Around,
        eye: &Onlooker<'_>,
    ) -> ProposalCard {
        let Written { by, clock, device, seq, .. } = known.written;
        let until = known.readable_until(around.notice);
        let is_open = |amendment: &&Amendment| matches!(amendment.fate, Fate::Open(_));
        ProposalCard {
            id: *id,
            author: self.person(by),
            title: known.paper.title.clone(),
            written: clock,
            stage: around.stage(id, known),
            support: (known.supporters.len(), around.support),
            readable_until: Some(until).filter(|until| around.notice > 0 && *until > around.time),
            remarks: known.remarks.len(),
            amendments: known.amendments.values().filter(is_open).count(),
            reach: eye.reach(&device, seq, None),
        }
    }

    /// One proposal with its whole story.
    pub(in crate::replica::assembly) fn proposal_view(
        &self,
        id: &EntryId,
        now: Time,
    ) -> Option<ProposalView> {
        let assembly = self.state.assembly();
        let known = assembly.proposal(id)?;
        let (around, me) = (self.around(), self.my_person());
        let silent = |done: &EntryId| self.state.is_silent(done);
        let eye = self.onlooker(now, &silent);
        let card = self.proposal_card(id, known, &around, &eye);
        let (text, hash) = self.text_of(known);
        let (is_mine, supports) = (known.written.by == me, known.supporters.contains(&me));
        let open = self.is_member() && card.stage.is_open();
        let can = Can {
            amend: open && known.amendments_of(&me) < AMENDMENTS_MAX,
            support: open && !is_mine && !supports,
            unsupport: open && supports,
            withdraw: open && is_mine,
            remark: self.is_member() && known.remarks_of(&me) < REMARKS_MAX,
            open_vote: open && around.is_votable(id, known) && self.seats().contains(&me),
            follow: self.is_member() && card.stage.holds(),
        };
        let about = known.paper.about.and_then(|about| assembly.proposal(&about.decision));
        Some(ProposalView {
            paper: known.paper.clone(),
            text,
            hash,
            versions: known.steps.len(),
            about: about.map(|decision| decision.paper.title.clone()),
            supporters: self.persons(known.supporters.iter().copied()),
            amendments: self.amendment_views(known, card.stage, &around, &eye),
            remarks: known.remarks.iter().map(|one| self.remark_view(known, one, &eye)).collect(),
            kept_for: self.state.roster().rules.retention,
            can,
            card,
        })
    }

    /// The text that was decided on, or else as it stands now.
    fn text_of(&self, known: &Proposal) -> (String, TextHash) {
        let decided = known.outcome().filter(|decided| has_passed(decided));
        let vote = decided.and_then(|decided| self.state.assembly().vote(&decided.vote));
        let then = vote.and_then(frozen_text).and_then(|hash| Some((known.version(&hash)?.0, hash)));
        then.unwrap_or_else(|| (known.text.clone(), known.hash))
    }

    fn amendment_views(
        &self,
        known: &Proposal,
        stage: Stage,
        around: &Around,
        eye: &Onlooker<'_>,
    ) -> Vec<AmendmentView> {
        let me = self.my_person();
        let open = self.is_member() && stage.is_open();
        let groups = Groups::of(known);
        let view = |(id, one): (&EntryId, &Amendment)| {
            let state = state_of(one, stage, around.votes.get(id).copied());
            let is_open = open && state == AmendmentState::Open;
            let Written { by, clock, device, seq, .. } = one.written;
            let is_done = matches!(one.fate, Fate::Adopted { .. } | Fate::TakenBack);
            AmendmentView {
                id: *id,
                author: self.person(by),
                written: clock,
                why: one.why.clone(),
                runs: runs(known, one),
                state,
                collides: if is_open { known.colliding(id) } else { Vec::new() },
                reach: eye.reach(&device, seq, Some(&known.written.by)),
                can_adopt: is_open && known.written.by == me,
                can_take_back: open && by == me && !is_done && !matches!(state, AmendmentState::Voting(_)),
                can_open_vote: is_open && self.seats().contains(&me),
            }
        };
        let mut views: Vec<AmendmentView> = known.amendments.iter().map(view).collect();
        let place = |id: &EntryId| known.amendments[id].written.place;
        views.sort_by_key(|view| {
            (!view.state.is_underway(), place(&groups.first_of(&view.id)), place(&view.id))
        });
        views
    }

    fn remark_view(&self, known: &Proposal, one: &Remark, eye: &Onlooker<'_>) -> RemarkView {
        let answered = one.answers.and_then(|id| {
            let remark = known.remarks.iter().find(|other| other.written.place.id == id);
            let remark = remark.map(|other| (other.written.by, other.words.as_str()));
            let amendment = known.amendments.get(&id).map(|other| (other.written.by, other.why.as_str()));
            remark.or(amendment)
        });
        let Written { by, clock, device, seq, place } = one.written;
        let for_whom = answered.map_or(known.written.by, |(whom, _)| whom);
        RemarkView {
            id: place.id,
            author: self.person(by),
            written: clock,
            words: one.words.clone(),
            answers: answered.map(|(whom, words)| (self.person(whom), beginning(words))),
            reach: eye.reach(&device, seq, Some(&for_whom)),
        }
    }
}

/// Whether a vote binds and has not come to anything yet. (One that too few have signed keeps nobody from changing the text:
/// else a single member could stop all that is proposed.)
fn is_running(vote: &Vote) -> bool {
    vote.is_bound() && !vote.is_settled()
}

/// The name of the text that a vote froze.
fn frozen_text(vote: &Vote) -> Option<TextHash> {
    vote.opening.text.map(TextHash)
}

fn state_of(one: &Amendment, stage: Stage, vote: Option<EntryId>) -> AmendmentState {
    match (&one.fate, vote) {
        (Fate::Open(_), Some(vote)) => AmendmentState::Voting(vote),
        (Fate::Open(_), None) if one.decided.iter().any(|decided| !has_passed(decided)) => {
            AmendmentState::Refused
        }
        (Fate::Open(_), None) if stage.is_open() || stage.is_underway() => AmendmentState::Open,
        (Fate::Open(_), None) => AmendmentState::Over,
        (Fate::Adopted { by_vote: true }, _) => AmendmentState::Voted,
        (Fate::Adopted { by_vote: false }, _) => AmendmentState::Adopted,
        (Fate::Collided { with }, _) => AmendmentState::Collided(*with),
        (Fate::Unfit | Fate::Adrift, _) => AmendmentState::Unfit,
        (Fate::TakenBack, _) => AmendmentState::TakenBack,
    }
}

/// The beginning of a text.
fn beginning(words: &str) -> String {
    let mut short: String = words.chars().take(QUOTE_MAX).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

/// What an amendment changes: of the text as it stands, or else of the text that it was made against.
fn runs(known: &Proposal, one: &Amendment) -> Vec<Run> {
    match &one.fate {
        Fate::Open(spans) => text::shown(&known.text, spans),
        _ => match known.version(&one.base).filter(|(base, _)| text::fits(base, &one.spans)) {
            Some((base, _)) => text::shown(&base, &one.spans),
            // Without its text there is nothing around what it would put.
            None => one.spans.iter().map(|span| Run::Put(span.put.clone())).collect(),
        },
    }
}

/// Which open amendments collide, one with the other or by way of others: each group by the first of it.
struct Groups(BTreeMap<EntryId, EntryId>);

impl Groups {
    fn of(known: &Proposal) -> Groups {
        let mut groups = Groups(BTreeMap::new());
        let place = |id: &EntryId| known.amendments[id].written.place;
        for id in known.amendments.keys() {
            for other in known.colliding(id) {
                let (one, other) = (groups.first_of(id), groups.first_of(&other));
                if one != other {
                    let (first, second) =
                        if place(&one) < place(&other) { (one, other) } else { (other, one) };
                    groups.0.insert(second, first);
                }
            }
        }
        groups
    }

    fn first_of(&self, id: &EntryId) -> EntryId {
        let mut first = *id;
        while let Some(before) = self.0.get(&first) {
            first = *before;
        }
        first
    }
}
