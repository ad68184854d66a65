//! Votes: opened, cast, closed and counted by the phones of those who are entitled (PROTOCOL.md §7).
//!
//! Somebody who is there opens a vote by freezing everything about it ([`Opening`]); each phone on the list checks that
//! against what it knows and signs by itself. It binds when more than half of the roll have. People cast ballots
//! ([`Ballot`]). When it is over, tellers agree on one set of them ([`closing`]), and the close holds when more than
//! half of the roll have acknowledged that set. Every phone then counts for itself. More than two thirds of the roll
//! can void what is stuck.
//!
//! # Why there are never two results
//!
//! Let the roll have N persons. A phone that keeps the rules, of the entries that it ever writes,
//!
//! 1. signs at most one opening of each round of a topic ([`Topic`]: a proposal, or a question at a meeting);
//! 2. acknowledges at most one set, in one vote, of each round of a topic, and only what q tellers agreed on in a vote
//!    that binds;
//! 3. acknowledges or voids a vote, never both;
//! 4. signs an opening only if it has acknowledged nothing in an earlier round of the topic that it does not know to be
//!    over, and acknowledges nothing in a round before one that it has signed.
//!
//! It finds what it said in its own chain, which it never continues while part of it is missing, so a crash or a restart
//! changes none of this. Say that two results of one topic were to hold side by side:
//!
//! - *Two sets in one vote, or two votes of one round.* Each close takes acknowledgements of more than N/2, so somebody
//!   gave two, against rule 2. (Two sets in one vote need a third of the tellers to lie besides: Tendermint. Two votes of
//!   one round need somebody who signed both, against rule 1, since each binds by more than N/2.)
//! - *A close and a void of one vote.* More than N/2 and more than 2N/3 have more than N/6 in common: all of them broke
//!   rule 3.
//! - *Two rounds, the earlier not known to be over when the later was opened.* More than N/2 acknowledged the earlier and
//!   more than N/2 signed the later: whoever did both broke rule 4, whichever they did first. (Over is: closed, voided,
//!   or contradicted. When both then hold, the later is a new decision about an old one, as it should be.)
//!
//! Should so many break the rules all the same, then those results contradict each other in everybody's log, none of them
//! holds, and the names of those who said both stand beside it ([`Stage::Contradicted`], [`clashes`]).
//!
//! # Why what holds is not undone by what comes later
//!
//! All that counts here counts by the devices that the opening's own past shows to be the roll's, whatever happens to
//! them later, as with motions: no removal, lost phone or fork that is heard of afterwards takes a signature, a report or
//! an acknowledgement away, and no backdated entry adds a person to a roll. Each condition is of the form "so many have
//! said this", and two contradicting words of one person both count; so each that holds once holds for ever, in any
//! order of arrival. What a removal does take away is the ballot of whoever is removed while the vote is open; but that is
//! part of what the tellers agree on ([`closing::Proposed::without`]), not of what each phone happens to know.
//!
//! # When it closes
//!
//! With q tellers who keep the rules in reach of each other, and more than half of the roll: after some round whose
//! proposer is one of them and whose timeouts are longer than what messages take, by Tendermint's argument. Less than
//! that, and it stays open, which the screen says. Timeouts only make rounds follow each other; a phone whose clock is
//! wrong, by a second or a year, slows that down and changes no result.
//!
//! # What a liar can do
//!
//! Open a vote that leaves somebody out: phones that know better do not sign. Be a teller and name ballots that nobody
//! has: the report is not used. Say several things: all count, and it is seen. Fewer than a third of the tellers can delay a
//! close by their turns and nothing else. A small old roll cannot be used again: a vote needs more than half of those
//! who had a seat in its own past, too.

pub mod ballot;
pub mod closing;
mod opening;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::{Ground, Roll, Story};
use crate::{
    aid::Facts,
    certificate::roll_hash,
    count::{Choice, Outcome, Tally, TieOrder, count},
    event::Event,
    ids::{BallotId, DeviceKey, EntryId, PersonId, SetId},
    log::Place,
    time::{Time, median},
    wrong::Refused,
};

pub use ballot::{Ballot, BallotIds, Held, Slip};
pub use closing::{Closing, Proposed, Report};
pub use opening::{Draft, OPTIONS_MAX, Opening, TELLERS, TELLERS_MAX, Topic, Unsound, VOTERS_MAX, Voter};
pub use shown::{BallotView, CardVoter, Doubt, ResultView, SlipView, TellerView, VoteCard, VoteView};

/// What is said about a vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// The author would open a vote. It is named by this entry's id.
    #[n(0)]
    Opened(#[n(0)] Box<Opening>),
    /// Something in a vote.
    #[n(1)]
    In {
        /// Which.
        #[n(0)]
        vote: EntryId,
        /// What.
        #[n(1)]
        what: What,
    },
}

/// What is said in a vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum What {
    /// The author's phone has looked at the opening, and all of it is so.
    #[n(0)]
    Signed,
    /// A ballot. Whoever writes the entry only carries it.
    #[n(1)]
    Cast(#[n(0)] Ballot),
    /// A teller has read this on a slip of paper.
    #[n(2)]
    Read(#[n(0)] Slip),
    /// A teller says that it is over.
    #[n(3)]
    Ended,
    /// A teller's phone says which ballots it holds, of each voter the one that counts, and takes no more.
    #[n(4)]
    Reported(#[n(0)] BallotIds),
    /// A teller's phone proposes what is counted.
    #[n(5)]
    Proposed(#[n(0)] Proposed),
    /// It finds the set that was proposed in this round right; or none.
    #[n(6)]
    Prevoted {
        /// The round.
        #[n(0)]
        round: u16,
        /// The set.
        #[n(1)]
        set: Option<SetId>,
    },
    /// It knows that enough tellers found that set right in this round; or none.
    #[n(7)]
    Precommitted {
        /// The round.
        #[n(0)]
        round: u16,
        /// The set.
        #[n(1)]
        set: Option<SetId>,
    },
    /// The author's phone knows that the tellers agreed on this set, holds all of it, and has counted it.
    #[n(8)]
    Acknowledged {
        /// The set.
        #[n(0)]
        set: SetId,
        /// What the count came to ([`Tally::digest`]).
        #[cbor(n(1), with = "minicbor::bytes")]
        digest: [u8; 32],
    },
    /// The author says that nothing comes of this vote any more.
    #[n(9)]
    Voided,
}

impl Said {
    /// The limits that hold for everybody.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Said::Opened(opening) => opening.check(),
            Said::In { .. } => Ok(()),
        }
    }

    /// The limits of what no person types.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Said::Opened(opening) => opening.is_well_formed(),
            Said::In { what: What::Cast(ballot), .. } => ballot.is_well_formed(),
            Said::In { what: What::Read(slip), .. } => slip.is_well_formed(),
            Said::In { what: What::Proposed(proposed), .. } => {
                proposed.reports.len() <= TELLERS_MAX && proposed.without.len() <= VOTERS_MAX
            }
            Said::In { .. } => true,
        }
    }
}

/// What a person wants with votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Open one.
    Open(Draft),
    /// Cast a ballot, or another in place of it.
    Cast {
        /// In which vote.
        vote: EntryId,
        /// What it says.
        choice: Choice,
    },
    /// Carry the ballot of somebody who signed it with the key on their card.
    Carry {
        /// In which vote.
        vote: EntryId,
        /// The ballot.
        ballot: Ballot,
    },
    /// A teller: this stands on somebody's slip of paper.
    Read {
        /// In which vote.
        vote: EntryId,
        /// Whose slip.
        voter: PersonId,
        /// What it says.
        choice: Choice,
    },
    /// A teller: it is over.
    End {
        /// Which vote.
        vote: EntryId,
    },
    /// Nothing comes of it any more.
    Void {
        /// Which vote.
        vote: EntryId,
    },
}

/// One vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Vote {
    /// Who wrote the opening.
    #[n(0)]
    pub opened_by: PersonId,
    /// Where it stands in the log.
    #[n(1)]
    pub place: Place,
    /// What the opener's clock said.
    #[n(2)]
    pub opened: Time,
    /// What was frozen.
    #[n(3)]
    pub opening: Opening,
    /// Who is entitled.
    #[n(4)]
    pub roll: Roll,
    /// How many persons count as all: those on the roll, or who had a seat when it was opened, if they were more.
    #[n(5)]
    pub size: u32,
    /// Who signed the opening.
    #[n(6)]
    pub signed: BTreeSet<PersonId>,
    /// All ballots that are here.
    #[n(7)]
    pub ballots: BTreeMap<BallotId, Held>,
    /// What tellers read on paper, and who of them.
    #[n(8)]
    pub slips: BTreeMap<Slip, BTreeSet<PersonId>>,
    /// How it is being closed.
    #[n(9)]
    pub closing: Closing,
    /// Who acknowledged which set, and what each counted.
    #[n(10)]
    pub acknowledged: BTreeMap<SetId, BTreeMap<PersonId, Digest>>,
    /// Who voids it.
    #[n(11)]
    pub voided: BTreeSet<PersonId>,
    /// How far it has come.
    #[n(12)]
    pub stage: Stage,
}

/// What a count came to, as phones compare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Digest(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// How far a vote has come.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum Stage {
    /// Phones are signing the opening.
    #[n(0)]
    Gathering {
        /// How many persons have.
        #[n(0)]
        signed: u32,
        /// How many it takes.
        #[n(1)]
        needed: u32,
    },
    /// Fewer are there than it takes for a vote that binds: it shows what people think, and decides nothing.
    #[n(1)]
    Straw {
        /// How many have cast a ballot.
        #[n(0)]
        cast: u32,
    },
    /// Ballots are being cast.
    #[n(2)]
    Open {
        /// By how many.
        #[n(0)]
        cast: u32,
    },
    /// The tellers are closing it.
    #[n(3)]
    Closing {
        /// How many of them have reported.
        #[n(0)]
        reported: u32,
        /// How many acknowledged what they agreed on.
        #[n(1)]
        acknowledged: u32,
    },
    /// It has a result.
    #[n(4)]
    Closed(#[n(0)] Box<Closed>),
    /// More than two thirds of the roll let it go.
    #[n(5)]
    Voided,
    /// So many broke the rules that it came to more than one thing: none of it holds. Who did.
    #[n(6)]
    Contradicted(#[n(0)] BTreeSet<PersonId>),
}

/// What a vote came to.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Closed {
    /// The ballots.
    #[n(0)]
    pub set: SetId,
    /// What they come to.
    #[n(1)]
    pub tally: Tally,
    /// The same, as phones compare it.
    #[n(2)]
    pub digest: Digest,
    /// Where in the log the vote was opened: the one place that no late arrival moves. (Tellers may propose one set in
    /// several rounds, and enough of them agree on it in more than one.)
    #[n(3)]
    pub at: Place,
    /// Whether as many cast a ballot as it takes to decide anything.
    #[n(4)]
    pub quorate: bool,
}

/// What a vote came to, beside the proposal that it was about.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Decided {
    /// The vote.
    #[n(0)]
    pub vote: EntryId,
    /// Which round.
    #[n(1)]
    pub round: u16,
    /// What was decided.
    #[n(2)]
    pub outcome: Outcome,
    /// Where in the log the vote was opened.
    #[n(3)]
    pub place: Place,
}

/// The vote that an event is about, if it is about one.
pub(crate) fn subject(id: EntryId, event: &Event) -> Option<EntryId> {
    match event {
        Event::Voted(Said::Opened(_)) => Some(id),
        Event::Voted(Said::In { vote, .. }) => Some(*vote),
        _ => None,
    }
}

impl Story for Vote {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Vote> {
        let mut facts = facts.iter().skip_while(|(place, _)| place.id != *subject);
        let (place, first) = facts.next()?;
        let Event::Voted(Said::Opened(opening)) = &first.event else { return None };
        let then = ground.is_named(&first.author).then(|| ground.standing(subject))??;
        let opened_by = *then.devices.get(&first.author)?;
        let about = [opening.meeting, opening.proposal];
        let rests_on = || ground.rests_on(subject, about.into_iter().flatten());
        if about.iter().any(Option::is_some) && !ground.holds(subject, rests_on) {
            return None;
        }
        let roll = opening.meeting.map_or(Some(then.roll.clone()), |meeting| ground.roll(&meeting))?;
        if opening.sound(&roll).is_err() || opening.roll != roll_hash(&roll) {
            return None;
        }
        // A phone that is named for somebody is theirs.
        let is_theirs = |voter: &Voter| {
            opening.phone(&voter.person).is_none_or(|key| then.devices.get(&key) == Some(&voter.person))
        };
        if !opening.voters.iter().all(is_theirs) {
            return None;
        }
        let mut vote = Vote {
            opened_by,
            place: *place,
            opened: first.clock,
            opening: (**opening).clone(),
            size: roll.len().max(then.roll.len()) as u32,
            roll,
            signed: BTreeSet::new(),
            ballots: BTreeMap::new(),
            slips: BTreeMap::new(),
            closing: Closing::default(),
            acknowledged: BTreeMap::new(),
            voided: BTreeSet::new(),
            stage: Stage::Voided,
        };
        let hash = opening.hash(ground.circle(), subject);
        let keys = opening.voters.iter().filter_map(|voter| Some((voter.key?, voter.person))).collect();
        let facts: Vec<_> = facts.collect();
        for (place, fact) in &facts {
            let Event::Voted(Said::In { what, .. }) = &fact.event else { continue };
            vote.hear(
                (*place, fact.clock),
                what,
                then.devices.get(&fact.author).map(|by| (*by, fact.author)),
                &hash,
                &keys,
                ground,
            );
        }
        vote.look_at_proposals(&hash);
        vote.stage = vote.come_to();
        Some(vote)
    }
}

impl Vote {
    fn hear(
        &mut self,
        (place, clock): (Place, Time),
        what: &What,
        by: Option<(PersonId, DeviceKey)>,
        hash: &[u8; 32],
        keys: &BTreeMap<DeviceKey, PersonId>,
        ground: &Ground<'_>,
    ) {
        if let What::Cast(ballot) = what {
            let Some(voter) = keys.get(&ballot.key) else { return };
            if ground.holds(&place.id, || ballot.holds(hash)) {
                let (voter, counter, choice) = (*voter, ballot.counter, ballot.choice.clone());
                self.ballots.insert(ballot.id(hash, &voter), Held { voter, counter, choice });
            }
            return;
        }
        // Whoever votes on their own phone speaks by that phone alone.
        let Some((by, device)) = by.filter(|(by, _)| self.roll.contains(by)) else { return };
        let phone = self.opening.phone(&by);
        if phone.is_some_and(|phone| phone != device) {
            return;
        }
        match what {
            What::Acknowledged { set, digest } => {
                self.acknowledged.entry(*set).or_default().insert(by, Digest(*digest));
            }
            What::Voided => drop(self.voided.insert(by)),
            What::Signed if phone.is_some() => drop(self.signed.insert(by)),
            _ if !self.opening.tellers.contains(&by) => {}
            What::Read(slip) => {
                let on_paper = self.opening.voter(&slip.voter).is_some_and(|voter| voter.key.is_none());
                if on_paper {
                    let tellers = self.slips.entry(slip.clone()).or_default();
                    tellers.insert(by);
                    if tellers.len() > 1 {
                        let Slip { voter, counter, choice } = slip.clone();
                        self.ballots.insert(slip.id(hash), Held { voter, counter, choice });
                    }
                }
            }
            what => self.closing.hear((place, clock), by, what),
        }
    }

    fn come_to(&self) -> Stage {
        let held: Vec<&SetId> = self.closing.agreed.keys().filter(|set| self.is_acknowledged(set)).collect();
        let held = if self.is_bound() { held } else { Vec::new() };
        let (cast, is_void) = (self.cast() as u32, self.is_void());
        match held[..] {
            [set] if !is_void => {
                let tally = self.tally(set);
                let quorate =
                    self.closing.sets.get(set).is_some_and(|set| set.len() >= self.opening.quorum.into())
                        || !self.opening.method.has_ballots();
                let digest = Digest(tally.digest());
                Stage::Closed(Box::new(Closed { set: *set, tally, digest, at: self.place, quorate }))
            }
            [] if is_void => Stage::Voided,
            [] if self.opening.phones() < self.needed() => Stage::Straw { cast },
            [] if !self.is_bound() => {
                Stage::Gathering { signed: self.signed.len() as u32, needed: self.needed() as u32 }
            }
            [] if self.is_over() || !self.closing.agreed.is_empty() => {
                let acknowledged = self.closing.agreed.keys().filter_map(|set| self.acknowledged.get(set));
                let acknowledged = acknowledged.map(BTreeMap::len).max().unwrap_or(0) as u32;
                Stage::Closing { reported: self.closing.reported().len() as u32, acknowledged }
            }
            [] => Stage::Open { cast },
            _ => Stage::Contradicted(self.said_both(&held)),
        }
    }

    /// How many it takes to bind it, and to close it: more than half.
    pub fn needed(&self) -> usize {
        self.size as usize / 2 + 1
    }

    /// How many it takes to void it: more than two thirds.
    pub fn needed_to_void(&self) -> usize {
        2 * self.size as usize / 3 + 1
    }

    /// Whether it binds.
    pub fn is_bound(&self) -> bool {
        self.signed.len() >= self.needed()
    }

    /// Whether nothing more can come of it.
    pub fn is_settled(&self) -> bool {
        matches!(self.stage, Stage::Closed(_) | Stage::Voided | Stage::Contradicted(_))
    }

    fn is_void(&self) -> bool {
        self.voided.len() >= self.needed_to_void()
    }

    fn is_acknowledged(&self, set: &SetId) -> bool {
        self.acknowledged.get(set).is_some_and(|by| by.len() >= self.needed())
    }

    /// Who acknowledged two sets, or one and voided the vote.
    fn said_both(&self, held: &[&SetId]) -> BTreeSet<PersonId> {
        let mut times: BTreeMap<PersonId, usize> = BTreeMap::new();
        let mut say = |by: &PersonId| *times.entry(*by).or_default() += 1;
        held.iter().filter_map(|set| self.acknowledged.get(set)).for_each(|by| by.keys().for_each(&mut say));
        if self.is_void() {
            self.voided.iter().for_each(&mut say);
        }
        times.into_iter().filter(|(_, times)| *times > 1).map(|(by, _)| by).collect()
    }

    /// How many have cast a ballot.
    pub fn cast(&self) -> usize {
        self.voted().len()
    }

    /// Who has.
    pub fn voted(&self) -> BTreeSet<PersonId> {
        self.ballots.values().map(|held| held.voter).collect()
    }

    fn has_everybodys(&self) -> bool {
        !self.opening.method.has_ballots() || self.cast() >= self.opening.voters.len()
    }

    /// Of each voter the ballot that counts by now, ascending.
    pub(crate) fn last_ballots(&self) -> Vec<BallotId> {
        let mut last: BTreeMap<PersonId, (u32, BallotId)> = BTreeMap::new();
        for (id, held) in &self.ballots {
            let newest = last.entry(held.voter).or_insert((held.counter, *id));
            *newest = (held.counter, *id).max(*newest);
        }
        let mut ids: Vec<BallotId> = last.into_values().map(|(_, id)| id).collect();
        ids.sort_unstable();
        ids
    }

    /// The ballot of this person that counts by now.
    pub fn ballot_of(&self, person: &PersonId) -> Option<&Held> {
        let theirs = self.ballots.iter().filter(|(_, held)| held.voter == *person);
        theirs.max_by_key(|(id, held)| (held.counter, **id)).map(|(_, held)| held)
    }

    /// What a set that was proposed comes to, by this phone's own count.
    pub(crate) fn tally(&self, set: &SetId) -> Tally {
        self.tally_of(self.counted(set))
    }

    /// The ballots of a set that was proposed.
    pub(crate) fn counted(&self, set: &SetId) -> impl Iterator<Item = &Held> {
        let ids = self.closing.sets.get(set).into_iter().flat_map(BTreeMap::values);
        ids.filter_map(|id| self.ballots.get(id))
    }

    /// What all ballots come to that are here.
    pub(crate) fn tally_so_far(&self) -> Tally {
        let ids = self.last_ballots();
        self.tally_of(ids.iter().filter_map(|id| self.ballots.get(id)))
    }

    fn tally_of<'a>(&self, held: impl Iterator<Item = &'a Held>) -> Tally {
        let choices: Vec<Choice> = held.map(|held| held.choice.clone()).collect();
        let (opening, options) = (&self.opening, self.opening.options.len());
        let ties = TieOrder::drawn(&opening.ties, options);
        let (present, entitled) = (opening.voters.len() as u64, self.roll.len() as u64);
        count(&opening.method, options, present, entitled, &choices, &ties)
    }

    /// When its tellers reported, by the clock in the middle of theirs: only to be shown, since another report may come.
    pub fn reported_at(&self) -> Option<Time> {
        let clocks: Vec<Time> = self.closing.reports.values().map(|report| report.clock).collect();
        (!clocks.is_empty()).then(|| median(clocks))
    }

    /// The proposal that it was about and what it came to, once it is closed.
    pub(crate) fn decided(&self, id: &EntryId) -> Option<(EntryId, Decided)> {
        let Stage::Closed(closed) = &self.stage else { return None };
        let outcome = closed.tally.outcome.clone();
        let decided = Decided { vote: *id, round: self.opening.round, outcome, place: closed.at };
        self.opening.proposal.filter(|_| closed.quorate).map(|proposal| (proposal, decided))
    }
}

/// Votes of one round of one topic that both came to a result: none of them holds. Who signed more than one of them.
pub(crate) fn clashes<'a>(
    votes: impl Iterator<Item = (&'a EntryId, &'a Vote)>,
) -> BTreeMap<EntryId, BTreeSet<PersonId>> {
    let mut closed: BTreeMap<(Topic, u16), Vec<(&EntryId, &Vote)>> = BTreeMap::new();
    for (id, vote) in votes.filter(|(_, vote)| matches!(vote.stage, Stage::Closed(_))) {
        closed.entry((vote.opening.topic(), vote.opening.round)).or_default().push((id, vote));
    }
    let mut clashes = BTreeMap::new();
    for votes in closed.values().filter(|votes| votes.len() > 1) {
        for (id, vote) in votes {
            let others = votes.iter().filter(|(other, _)| other != id);
            let both = others.flat_map(|(_, other)| vote.signed.intersection(&other.signed)).copied();
            clashes.insert(**id, both.collect());
        }
    }
    clashes
}
