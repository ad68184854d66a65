//! Votes on this phone: what its holder wants with them, and what it signs, reports and acknowledges by itself.
//!
//! The rules by which there are never two results stand in [`crate::assembly::vote`]; this is where a phone keeps them.
//! What it has said before it reads in its own chain, as the fold gives it back.

mod openings;

use crate::{
    assembly::{
        meeting::Way,
        vote::{Ballot, Doubt, Said, Slip, Stage, Topic, Vote, What, Wish, closing::Due},
    },
    cbor,
    count::Choice,
    event::Event,
    ids::{EntryId, PersonId},
    replica::{Output, Replica},
    signature,
    time::Time,
    wrong::Refused,
};

/// How long, in seconds, a phone waits for a round that it signed to bind, before it signs the next: who is in the
/// room has signed within seconds, and nobody can hurry others from round to round.
const PATIENCE: u64 = 60;

impl Replica {
    /// What a wish about votes becomes, if it can be granted.
    pub(in crate::replica) fn decide_vote(&self, wish: Wish, now: Time) -> Result<Said, Refused> {
        let me = self.my_person();
        let within = |vote: EntryId, what: What| Ok(Said::In { vote, what });
        match wish {
            Wish::Open(draft) => self.open_vote(draft, now).map(Box::new).map(Said::Opened),
            Wish::Cast { vote, choice } => {
                let known = self.open_for_ballots(&vote)?;
                if known.opening.phone(&me) != Some(self.me) {
                    return Err(otherwise(known, &me));
                }
                choice.fits(&known.opening.method, known.opening.options.len())?;
                let counter = known.ballot_of(&me).map_or(0, |held| held.counter.saturating_add(1));
                let message = Ballot::message(&self.vote_hash(&vote, known), counter, &choice);
                let signature = signature::sign(&self.keys, &message);
                within(vote, What::Cast(Ballot { choice, counter, key: self.me, signature }))
            }
            Wish::Carry { vote, ballot } => {
                let known = self.open_for_ballots(&vote)?;
                let is_voter = known.opening.with_key(&ballot.key).is_some();
                if !is_voter || !ballot.holds(&self.vote_hash(&vote, known)) {
                    return Err(Refused::NotVoter);
                }
                ballot.choice.fits(&known.opening.method, known.opening.options.len())?;
                within(vote, What::Cast(ballot))
            }
            Wish::Read { vote, voter, choice } => {
                let known = self.open_for_ballots(&vote)?;
                if !self.tells(known) {
                    return Err(Refused::NotTeller);
                }
                if known.opening.voter(&voter).is_none_or(|voter| voter.way != Way::Paper) {
                    return Err(otherwise(known, &voter));
                }
                choice.fits(&known.opening.method, known.opening.options.len())?;
                within(vote, What::Read(self.slip(known, voter, choice)))
            }
            Wish::End { vote } => {
                let known = self.state.assembly().vote(&vote).ok_or(Refused::NoSuchVote(vote))?;
                if !self.tells(known) {
                    return Err(Refused::NotTeller);
                }
                if !matches!(known.stage, Stage::Open { .. } | Stage::Closing { .. }) {
                    return Err(Refused::NotOpen);
                }
                within(vote, What::Ended)
            }
            Wish::Void { vote } => {
                let known = self.state.assembly().vote(&vote).ok_or(Refused::NoSuchVote(vote))?;
                if !self.speaks_in(known) {
                    return Err(Refused::NotVoter);
                }
                if known.is_settled() || matches!(known.stage, Stage::Straw { .. }) {
                    return Err(Refused::NotOpen);
                }
                match self.has_acknowledged(known) {
                    true => Err(Refused::Acknowledged),
                    false => within(vote, What::Voided),
                }
            }
        }
    }

    pub(super) fn open_for_ballots(&self, id: &EntryId) -> Result<&Vote, Refused> {
        let vote = self.state.assembly().vote(id).ok_or(Refused::NoSuchVote(*id))?;
        match vote.stage {
            Stage::Open { .. } | Stage::Straw { .. } => Ok(vote),
            _ => Err(Refused::NotOpen),
        }
    }

    pub(super) fn vote_hash(&self, id: &EntryId, vote: &Vote) -> [u8; 32] {
        vote.opening.hash(&self.keys.circle, id)
    }

    /// The slip as this teller enters it: the same as the other's, if they read the same; or else one more.
    fn slip(&self, vote: &Vote, voter: PersonId, choice: Choice) -> Slip {
        let me = self.my_person();
        let theirs = || vote.slips.iter().filter(|(slip, _)| slip.voter == voter);
        let Some(counter) = theirs().map(|(slip, _)| slip.counter).max() else {
            return Slip { voter, counter: 0, choice };
        };
        let newest = || theirs().filter(|(slip, _)| slip.counter == counter);
        let is_said = newest().any(|(slip, _)| slip.choice == choice);
        let spoke = newest().any(|(_, tellers)| tellers.contains(&me));
        let counter = if is_said || !spoke { counter } else { counter.saturating_add(1) };
        Slip { voter, counter, choice }
    }

    /// Whether what this phone says in the vote counts.
    pub(super) fn speaks_in(&self, vote: &Vote) -> bool {
        let me = self.my_person();
        vote.roll.contains(&me) && vote.opening.phone(&me).is_none_or(|phone| phone == self.me)
    }

    /// Whether this phone is a teller's.
    pub(super) fn tells(&self, vote: &Vote) -> bool {
        let me = self.my_person();
        vote.opening.tellers.contains(&me) && vote.opening.phone(&me) == Some(self.me)
    }

    fn has_acknowledged(&self, vote: &Vote) -> bool {
        let me = self.my_person();
        vote.acknowledged.values().any(|by| by.contains_key(&me))
    }

    /// All votes about the same.
    fn rounds_of(&self, topic: Topic) -> impl Iterator<Item = (&EntryId, &Vote)> {
        self.state.assembly().votes_about(topic)
    }

    /// What this phone owes to the votes in whose roll it is.
    pub(super) fn follow_votes(&mut self, now: Time) {
        // What it says is taken in like all else, which leads here again.
        if std::mem::replace(&mut self.following, true) {
            return;
        }
        let mut wake = None;
        while let Some((vote, what)) = self.owed(now, &mut wake) {
            if self.author(vec![Event::Voted(Said::In { vote, what })], now).is_err() {
                break;
            }
        }
        self.following = false;
        if let Some(at) = wake {
            self.outputs.push_back(Output::Wake(at));
        }
    }

    /// The next thing that this phone says by itself.
    fn owed(&mut self, now: Time, wake: &mut Option<Time>) -> Option<(EntryId, What)> {
        let open = self.state.assembly().votes().filter(|(_, vote)| !vote.is_settled());
        let ids: Vec<EntryId> = open.map(|(id, _)| *id).collect();
        self.watches.retain(|id, _| ids.binary_search(id).is_ok());
        self.seen_votes.retain(|id, _| ids.binary_search(id).is_ok());
        self.apart.borrow_mut().retain(|id, _| ids.binary_search(id).is_ok());
        for id in ids {
            let what = self.owed_in(&id, now, wake);
            // What was said and did not count, for whatever reason, would not count another time.
            if let Some(what) = what
                && self.followed.insert(*blake3::hash(&cbor::encode(&(id, &what))).as_bytes())
            {
                return Some((id, what));
            }
        }
        None
    }

    fn owed_in(&mut self, id: &EntryId, now: Time, wake: &mut Option<Time>) -> Option<What> {
        let me = self.my_person();
        let since = *self.seen_votes.entry(*id).or_insert(now);
        let vote = self.state.assembly().vote(id)?;
        if !self.speaks_in(vote) {
            return None;
        }
        if !vote.signed.contains(&me) && !matches!(vote.stage, Stage::Straw { .. }) {
            match self.doubt(id, vote, now) {
                None => return Some(What::Signed),
                Some(Doubt::EarlierOpen { .. }) => {
                    let later = now.min(since).plus(PATIENCE);
                    *wake = Some(wake.map_or(later, |at| at.min(later))).filter(|at| *at > now);
                }
                Some(_) => {}
            }
        }
        if !vote.is_bound() {
            return None;
        }
        if let Some(set) = vote.closing.agreed.keys().next().copied() {
            let digest = || vote.tally(&set).digest();
            return self.may_acknowledge(id, vote).then(|| What::Acknowledged { set, digest: digest() });
        }
        if !self.tells(vote) {
            return None;
        }
        let hash = self.vote_hash(id, vote);
        let mut watch = self.watches.get(id).copied().unwrap_or_default();
        let roster = self.state.roster();
        let due = vote.due(&me, &hash, &mut watch, (since, now), |person| !roster.has(person));
        self.watches.insert(*id, watch);
        match due {
            Due::Say(what) => Some(what),
            Due::Wait(until) => {
                *wake = Some(wake.map_or(until, |at| at.min(until)));
                None
            }
            Due::Nothing => None,
        }
    }

    /// Rules 2 to 4.
    fn may_acknowledge(&self, id: &EntryId, vote: &Vote) -> bool {
        let me = self.my_person();
        let is_free = |(other, beside): (&EntryId, &Vote)| {
            let (round, theirs) = (vote.opening.round, beside.opening.round);
            let acknowledged_beside = theirs == round && self.has_acknowledged(beside);
            let signed_later = theirs > round && beside.signed.contains(&me);
            other == id || !acknowledged_beside && !signed_later
        };
        !self.has_acknowledged(vote)
            && !vote.voided.contains(&me)
            && self.rounds_of(vote.opening.topic()).all(is_free)
    }
}

/// Why this person does not vote in the way that is wanted.
pub(super) fn otherwise(vote: &Vote, person: &PersonId) -> Refused {
    match vote.opening.voter(person) {
        Some(voter) => Refused::VotesOtherwise { way: voter.way },
        None => Refused::NotVoter,
    }
}
