//! Openings on this phone: what it would freeze, and why it does not sign what another would.

use std::collections::{BTreeMap, BTreeSet};

use super::PATIENCE;
use crate::{
    assembly::{
        meeting::{Attendance, Meeting, Way, lot},
        vote::{Doubt, Draft, Opening, Stage, TELLERS, TELLERS_MAX, Topic, VOTERS_MAX, Vote, Voter},
    },
    cbor,
    certificate::roll_hash,
    count::Method,
    entry::PAYLOAD_BYTES_MAX,
    ids::{DeviceKey, EntryId, PersonId},
    log::Past,
    replica::Replica,
    time::Time,
    wrong::Refused,
};

/// What follows from what is known, and an opening has to say.
struct Expected {
    roll: BTreeSet<PersonId>,
    voters: Vec<Voter>,
    tellers: Vec<PersonId>,
    ties: [u8; 32],
    quorum: u16,
}

impl Replica {
    /// Why this phone does not sign an opening: rules 1 and 4, and all that is frozen in it.
    pub(in crate::replica::assembly) fn doubt(&self, id: &EntryId, vote: &Vote, now: Time) -> Option<Doubt> {
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
            let is_theirs =
                phone.is_none_or(|phone| roster.person_of(&phone) == Some(**person)) && !self.is_lost(there);
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

    /// Whether the card is lost with which somebody was let in.
    fn is_lost(&self, there: &Attendance) -> bool {
        let card = there.key.filter(|_| there.way == Way::Card);
        card.and_then(|card| self.state.assembly().owners().owner(&card)).is_some_and(|(_, lost)| lost)
    }

    fn quorum_of(&self, roll: usize) -> u16 {
        let hundred = roll * usize::from(self.state.roster().rules.quorum);
        u16::try_from(hundred.div_ceil(100).max(1)).unwrap_or(u16::MAX)
    }

    pub(super) fn open_vote(&self, mut draft: Draft, now: Time) -> Result<Opening, Refused> {
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
                        && !self.is_lost(there)
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
