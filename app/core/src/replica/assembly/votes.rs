//! Votes on this phone: what its holder wants with them, and what it signs, reports and acknowledges by itself.
//!
//! The rules by which there are never two results stand in [`crate::assembly::vote`]; this is where a phone keeps them.
//! What it has said before it reads in its own chain, as the fold gives it back.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    assembly::{
        meeting::{Attendance, Meeting, Way, lot},
        vote::{
            Ballot, Doubt, Draft, Opening, Said, Slip, Stage, TELLERS, TELLERS_MAX, Topic, VOTERS_MAX, Vote,
            Voter, What, Wish, closing::Due,
        },
    },
    cbor,
    certificate::roll_hash,
    count::{Choice, Method},
    entry::PAYLOAD_BYTES_MAX,
    event::Event,
    ids::{DeviceKey, EntryId, PersonId},
    log::Past,
    replica::{Output, Replica},
    signature,
    time::Time,
    wrong::Refused,
};

/// How long, in seconds, a phone waits for a round that it signed to bind, before it signs the next: who is in the
/// room has signed within seconds, and nobody can hurry others from round to round.
const PATIENCE: u64 = 60;

/// What follows from what is known, and an opening has to say.
pub(super) struct Expected {
    roll: BTreeSet<PersonId>,
    voters: Vec<Voter>,
    tellers: Vec<PersonId>,
    ties: [u8; 32],
    quorum: u16,
}

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
                    return Err(Refused::NotVoter);
                }
                choice.fits(&known.opening.method, known.opening.options.len())?;
                let counter = known.ballot_of(&me).map_or(0, |held| held.counter.saturating_add(1));
                let message = Ballot::message(&self.vote_hash(&vote, known), counter, &choice);
                let signature = signature::sign(&self.keys, &message);
                within(vote, What::Cast(Ballot { choice, counter, key: self.me, signature }))
            }
            Wish::Carry { vote, ballot } => {
                let known = self.open_for_ballots(&vote)?;
                let is_voter = known.opening.voters.iter().any(|voter| voter.key == Some(ballot.key));
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
                    return Err(Refused::NotVoter);
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

    fn open_for_ballots(&self, id: &EntryId) -> Result<&Vote, Refused> {
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

    /// Why this phone does not sign an opening: rules 1 and 4, and all that is frozen in it.
    pub(super) fn doubt(&self, id: &EntryId, vote: &Vote, now: Time) -> Option<Doubt> {
        let me = self.my_person();
        let opening = &vote.opening;
        if opening.phone(&me) != Some(self.me) {
            return Some(Doubt::NotOnList);
        }
        for (other, beside) in self.rounds_of(opening.topic()).filter(|(other, _)| *other != id) {
            let (theirs, vote) = (beside.opening.round, *other);
            let signed = beside.signed.contains(&me);
            if theirs == opening.round && signed {
                return Some(Doubt::SignedAnother { vote });
            }
            if theirs > opening.round && signed {
                return Some(Doubt::LaterSigned { vote });
            }
            if theirs < opening.round && !self.is_over(other, beside, now) {
                return Some(Doubt::EarlierOpen { vote });
            }
        }
        // Else whoever opens the last round that there can be, or one that stands before the round that it follows, ends
        // a matter for good.
        let is_before = |(_, beside): (&EntryId, &Vote)| {
            beside.opening.round.checked_add(1) == Some(opening.round) && beside.place < vote.place
        };
        if opening.round > 0 && !self.rounds_of(opening.topic()).any(is_before) {
            return Some(Doubt::NoEarlier);
        }
        let proposal = opening.proposal.map(|proposal| self.votable(&proposal));
        if let Some(None) = proposal {
            return Some(Doubt::NoProposal);
        }
        if proposal.flatten().map(|text| text.0) != opening.text {
            return Some(Doubt::OtherText);
        }
        if let Some(proposal) = &opening.proposal
            && !self.asks(proposal, &opening.question, &opening.options, opening.method)
        {
            return Some(Doubt::OtherQuestion);
        }
        if opening.proposal.is_none() && !self.is_fair(opening.method) {
            return Some(Doubt::OtherQuestion);
        }
        let expected = match opening.meeting {
            Some(meeting_id) => {
                match self.state.assembly().meeting(&meeting_id).filter(|known| goes_on(known)) {
                    None => return Some(Doubt::NoMeeting),
                    Some(meeting) => match self.is_there((&meeting_id, meeting), (id, vote), now) {
                        Err(doubt) => return Some(doubt),
                        Ok(()) => {
                            self.expected_at(meeting, opening.voters.clone(), opening.topic(), opening.round)
                        }
                    },
                }
            }
            None => {
                let known = self.apart.borrow().get(id).cloned();
                let doubt = match known {
                    Some(doubt) => doubt,
                    None => {
                        let doubt = self.doubt_apart(opening, &self.log.past(id)?);
                        self.apart.borrow_mut().insert(*id, doubt.clone());
                        doubt
                    }
                };
                let is_other = opening.quorum != self.quorum_of(vote.roll.len());
                return doubt.or(is_other.then_some(Doubt::OtherQuorum));
            }
        };
        differing_from(&expected, opening)
            .or((opening.quorum != expected.quorum).then_some(Doubt::OtherQuorum))
    }

    /// What of an opening that is not a meeting's differs from what follows from all that came before it.
    fn doubt_apart(&self, opening: &Opening, past: &Past<'_>) -> Option<Doubt> {
        let expected = self.expected_apart(past, opening.topic(), opening.round);
        if let Some(person) = differing(&expected.voters, &opening.voters) {
            return Some(Doubt::NotCheckedIn { person });
        }
        if let Some(person) = differing(&opening.voters, &expected.voters) {
            return Some(Doubt::LeftOut { person });
        }
        differing_from(&expected, opening)
    }

    /// Whether a vote on a proposal, or on a change of it, asks for it by its own title, and counts as was proposed for all
    /// to read, or else as the circle usually does. (A phone signs without asking its holder, so nobody chooses a threshold
    /// that suits them.)
    fn asks(&self, id: &EntryId, question: &str, options: &[String], method: Method) -> bool {
        let assembly = self.state.assembly();
        let amended = assembly.amended_proposal(id);
        let Some(proposal) = assembly.proposal(amended.as_ref().unwrap_or(id)) else { return false };
        let wished = proposal.paper.method.filter(|_| amended.is_none());
        let usual = wished.unwrap_or_else(|| self.state.roster().rules.usual_method());
        let is_one = matches!(method, Method::Consent { .. } | Method::YesNo { .. });
        question == proposal.paper.title && method == usual && (!is_one || options == [question])
    }

    /// Whether a question that is no proposal is counted so that a few cannot pass it against the others: their phones sign
    /// it without asking them.
    fn is_fair(&self, method: Method) -> bool {
        let counting = self.state.roster().rules.counting;
        match method {
            Method::YesNo { threshold } => threshold.takes_half() || threshold == counting.threshold,
            Method::Consent { stop_at } => stop_at <= counting.blocks,
            Method::Approval { .. } | Method::Ranked { .. } | Method::Lot { .. } => true,
        }
    }

    /// Whether nothing comes of an earlier round any more, as far as this phone is concerned.
    fn is_over(&self, id: &EntryId, vote: &Vote, now: Time) -> bool {
        if vote.is_settled() || matches!(vote.stage, Stage::Straw { .. }) {
            return true;
        }
        let waited = self.seen_votes.get(id).is_some_and(|since| now.since(*since) >= PATIENCE);
        let signed = vote.signed.contains(&self.my_person());
        !vote.is_bound() && !self.has_acknowledged(vote) && (waited || !signed)
    }

    /// Whether the voters are those who are there: all named as they checked in, and nobody left out who was in, by the
    /// order of the log, when the vote was opened, or of whom this phone had known for a while when it first saw the vote:
    /// whoever opens one as if they had heard nothing since they came leaves out nobody. (Somebody who comes in at the
    /// same moment is a reason to open it again, with them.)
    fn is_there(
        &self,
        (meeting_id, meeting): (&EntryId, &Meeting),
        (id, vote): (&EntryId, &Vote),
        now: Time,
    ) -> Result<(), Doubt> {
        let first_seen = self.seen_votes.get(id).copied().unwrap_or(now).min(now);
        let long_here = |person: &PersonId| {
            let since = self.here_since.get(&(*meeting_id, *person));
            since.is_some_and(|since| first_seen.since(*since) >= PATIENCE)
        };
        for voter in &vote.opening.voters {
            let there = meeting.present.get(&voter.person);
            let fits = there.is_some_and(|there| there.way == voter.way && there.signs_with() == voter.key);
            if !fits {
                return Err(Doubt::NotCheckedIn { person: voter.person });
            }
        }
        let left_out = |(person, there): &(&PersonId, &Attendance)| {
            let roster = self.state.roster();
            let phone = there.signs_with().filter(|_| there.way == Way::OwnPhone);
            let is_theirs = phone.is_none_or(|phone| roster.person_of(&phone) == Some(**person));
            let can = vote.roll.contains(person) && roster.has(person) && is_theirs;
            can && (there.since < vote.place || long_here(person)) && vote.opening.voter(person).is_none()
        };
        match meeting.here().find(left_out) {
            Some((person, _)) => Err(Doubt::LeftOut { person: *person }),
            None => Ok(()),
        }
    }

    /// At a meeting: those who are there and on its roll, and whom its draw named to close votes; where nothing was
    /// drawn, or fewer than five are there, all of them.
    fn expected_at(&self, meeting: &Meeting, voters: Vec<Voter>, topic: Topic, round: u16) -> Expected {
        let roll: BTreeSet<PersonId> = meeting.roll.iter().copied().collect();
        let able = voters.iter().filter(|voter| voter.way == Way::OwnPhone).map(|voter| voter.person);
        let hash = roll_hash(&roll);
        let (tellers, drawn) = match &meeting.draw {
            Some(draw) if voters.len() >= lot::FEW => {
                let able = able.filter(|person| !draw.barred.contains(person));
                let mut tellers = draw.order(lot::TELLERS, able);
                tellers.truncate(TELLERS);
                // An even number waits for as many as the next odd one, and bears no more liars.
                if tellers.len().is_multiple_of(2) && tellers.len() > 1 {
                    tellers.pop();
                }
                (tellers, draw.seed_for(&topic.0))
            }
            Some(draw) => (able.collect(), draw.seed_for(&topic.0)),
            None => (able.collect(), hash),
        };
        let (ties, quorum) = (topic.ties(round, &drawn), self.quorum_of(roll.len()));
        Expected { roll, voters, tellers, ties, quorum }
    }

    /// Where no meeting is held: all who have a seat, each on the phone that they used last, and all of them close it.
    fn expected_apart(&self, past: &Past<'_>, topic: Topic, round: u16) -> Expected {
        let (roll, devices) = self.state.standing_in(past);
        let last = past.last_places();
        let phone = |person: &PersonId| -> Option<DeviceKey> {
            let theirs = devices.iter().filter(|(_, owner)| *owner == person);
            theirs.map(|(device, _)| *device).max_by_key(|device| (last.get(device), *device))
        };
        let voter = |person: &PersonId| {
            Some(Voter { person: *person, way: Way::OwnPhone, key: Some(phone(person)?) })
        };
        let voters: Vec<Voter> = roll.iter().filter_map(voter).collect();
        let tellers = voters.iter().map(|voter| voter.person).collect();
        let ties = topic.ties(round, &roll_hash(&roll));
        let quorum = self.quorum_of(roll.len());
        Expected { roll, voters, tellers, ties, quorum }
    }

    fn quorum_of(&self, roll: usize) -> u16 {
        let hundred = roll * usize::from(self.state.roster().rules.quorum);
        u16::try_from(hundred.div_ceil(100).max(1)).unwrap_or(u16::MAX)
    }

    fn open_vote(&self, mut draft: Draft, now: Time) -> Result<Opening, Refused> {
        draft.question = draft.question.trim().to_owned();
        let topic = draft.topic();
        let round = self.next_round(topic, now)?;
        let Draft { proposal, meeting, question, mut options, method, closes } = draft;
        let text = match proposal {
            Some(id) => Some(self.votable(&id).ok_or(Refused::NotReady)?.0),
            None => None,
        };
        if options.is_empty() {
            options.push(question.clone());
        }
        if proposal.is_some_and(|proposal| !self.asks(&proposal, &question, &options, method)) {
            return Err(Refused::OtherQuestion);
        }
        method.check(options.len())?;
        if proposal.is_none() && !self.is_fair(method) {
            return Err(Refused::OtherQuestion);
        }
        let header = self.log.next_header(now);
        let heads: Vec<EntryId> = header.previous.into_iter().chain(header.heads).collect();
        let past = self.log.past_of(&heads).ok_or(Refused::NotMember)?;
        let expected = match meeting {
            Some(meeting) => {
                let known = self.state.assembly().meeting(&meeting).ok_or(Refused::NoSuchMeeting)?;
                if !goes_on(known) {
                    return Err(Refused::MeetingOver);
                }
                let voter = |(person, there): (&PersonId, &Attendance)| Voter {
                    person: *person,
                    way: there.way,
                    key: there.signs_with(),
                };
                // Whoever was removed since, or whose phone was cut off, does not vote.
                let (_, devices) = self.state.standing_in(&past);
                let can = |(person, there): &(&PersonId, &Attendance)| {
                    let key = there.signs_with().filter(|_| there.way == Way::OwnPhone);
                    known.roll.contains(person)
                        && self.state.roster().has(person)
                        && key.is_none_or(|key| devices.get(&key) == Some(person))
                };
                let here = known.here().filter(can);
                self.expected_at(known, here.map(voter).collect(), topic, round)
            }
            None => self.expected_apart(&past, topic, round),
        };
        let Expected { roll, voters, tellers, ties, quorum } = expected;
        if voters.len() > VOTERS_MAX {
            return Err(Refused::TooManyVoters { limit: VOTERS_MAX });
        }
        if tellers.len() > TELLERS_MAX {
            return Err(Refused::DrawFirst { limit: TELLERS_MAX });
        }
        if !voters.iter().any(|voter| voter.key == Some(self.me)) {
            return Err(Refused::NotVoter);
        }
        let roll = roll_hash(&roll);
        let opening = Opening {
            proposal,
            round,
            meeting,
            question,
            options,
            method,
            text,
            roll,
            voters,
            tellers,
            ties,
            closes,
            quorum,
        };
        if cbor::encode(&opening).len() + 16 > PAYLOAD_BYTES_MAX {
            return Err(Refused::TooManyVoters { limit: VOTERS_MAX });
        }
        Ok(opening)
    }

    /// The round in which this can be asked now: the one after those that follow each other from the first. (What a liar
    /// calls a later round is none, and no phone signs it.)
    fn next_round(&self, topic: Topic, now: Time) -> Result<u16, Refused> {
        let mut rounds: BTreeMap<u16, bool> = BTreeMap::new();
        for (id, vote) in self.rounds_of(topic) {
            *rounds.entry(vote.opening.round).or_insert(true) &= self.is_over(id, vote, now);
        }
        let follow = rounds.iter().zip(0_u16..).take_while(|((round, _), next)| **round == *next);
        match follow.last() {
            None => Ok(0),
            Some(((_, true), last)) => last.checked_add(1).ok_or(Refused::AlreadyVoting),
            Some(((_, false), _)) => Err(Refused::AlreadyVoting),
        }
    }
}

fn goes_on(meeting: &Meeting) -> bool {
    meeting.ended.is_none()
}

/// Who closes it, and what breaks its ties, if that is not what follows from the draw or the roll.
fn differing_from(expected: &Expected, opening: &Opening) -> Option<Doubt> {
    if opening.tellers != expected.tellers {
        return Some(Doubt::OtherTellers);
    }
    (opening.ties != expected.ties).then_some(Doubt::OtherTies)
}

/// Somebody who stands in the second list as in none of the first.
fn differing(known: &[Voter], said: &[Voter]) -> Option<PersonId> {
    said.iter().find(|voter| known.binary_search(voter).is_err()).map(|voter| voter.person)
}
