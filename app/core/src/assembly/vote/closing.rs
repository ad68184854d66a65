//! Closing: the tellers agree on one set of ballots.
//!
//! This is Tendermint for a single value (Buchman, Kwon, Milosevic, "The latest gossip on BFT consensus", arXiv
//! 1807.04938, Algorithm 1), with these readings:
//!
//! - Messages are entries in the tellers' chains. A teller that starts again finds what it had said in its own chain, and
//!   so its lock: the newest round in which it precommitted a set. Where a teller stands in a round follows from what it
//!   has said in it; a round in which it said nothing it may enter anew, since nobody has seen it there.
//! - 2f + 1 is q = ⌊2n/3⌋ + 1, and f + 1 is n − q + 1: for any n, two groups of q have more in common than can lie as long
//!   as fewer than a third do, and n − q + 1 hold at least one who does not.
//! - The value is the set of ballots that q reports come to ([`Closing::union`]): of each voter the one that counts. A
//!   ballot that is in any of those reports cannot be left out, unless its voter was removed from the circle meanwhile,
//!   which those who prevote check by what they know. Once q have prevoted a set nobody asks that again: else two
//!   tellers, of whom one has heard of a removal, could wait for each other for ever.
//! - Every statement of a teller counts, also two that contradict each other. Then what has happened cannot be undone by
//!   what arrives later; that fewer than a third lie is what the argument needs anyway.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::{Vote, What, ballot::BallotIds};
use crate::{
    ids::{BallotId, EntryId, PersonId, SetId},
    log::Place,
    time::Time,
};

/// Rounds of one closing. Their timeouts grow by two seconds a round, so that a thousand take two weeks: a vote that has
/// not closed by then is to be voided.
pub const ROUNDS_MAX: u16 = 1_000;
/// How long, in seconds, a teller's phone has had a vote before it says by itself that the stated time has passed: whoever
/// opens a vote that closes at once, or has phones around whose clocks are ahead, leaves nobody without a ballot.
const OPEN_LEAST: u64 = 120;
/// Seconds that tellers wait in round 0 for a proposal.
const PROPOSAL_TAKES: u64 = 6;
/// And for prevotes, or precommits, to agree, once q of them are there.
const AGREEING_TAKES: u64 = 4;
/// And how much longer a round.
const LONGER: u64 = 2;
/// Proposals of one turn that a teller looks at: one who tells the truth makes one.
const LOOKED_AT: usize = 4;

/// What a teller proposes to count.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Proposed {
    /// In which round.
    #[n(0)]
    pub round: u16,
    /// The set.
    #[n(1)]
    pub set: SetId,
    /// Which reports come to it.
    #[n(2)]
    pub reports: Vec<EntryId>,
    /// Whose ballots are taken away, since they were removed from the circle while the vote was open.
    #[n(3)]
    pub without: BTreeSet<PersonId>,
    /// The round in which q had prevoted it already.
    #[n(4)]
    pub valid: Option<u16>,
}

/// What tellers said in each round, and for which set; nothing for none.
type Said = BTreeMap<u16, BTreeMap<PersonId, BTreeSet<Option<SetId>>>>;

/// What a teller held when it was over.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Report {
    /// Which teller.
    #[n(0)]
    pub by: PersonId,
    /// What their clock said.
    #[n(1)]
    pub clock: Time,
    /// Of each voter the ballot that counted by then, ascending.
    #[n(2)]
    pub ballots: Vec<BallotId>,
}

/// All that was said about the closing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Closing {
    /// Who said that it is over.
    #[n(0)]
    pub ended: BTreeSet<PersonId>,
    /// Which ballots each teller held when they reported, by the entries that say so.
    #[n(1)]
    pub reports: BTreeMap<EntryId, Report>,
    #[n(2)]
    pub(crate) proposed: BTreeMap<Place, (PersonId, Proposed)>,
    #[n(3)]
    prevotes: Said,
    #[n(4)]
    precommits: Said,
    /// The sets that proposals came to, with their ballots.
    #[n(5)]
    pub(crate) sets: BTreeMap<SetId, BTreeMap<PersonId, BallotId>>,
    /// The sets on which q tellers agreed, each with the first such round: one, unless a third of them lie.
    #[n(6)]
    pub agreed: BTreeMap<SetId, u16>,
}

/// When this phone last came further in a closing. Only kept in memory: whoever starts again waits anew.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Watch {
    begun: bool,
    round: u16,
    since: Time,
    /// When q prevotes, and q precommits, of this round were there that do not agree.
    prevoted: Option<Time>,
    precommitted: Option<Time>,
}

/// What a teller's phone does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Say(What),
    Wait(Time),
    Nothing,
}

impl Closing {
    /// Takes in what a teller says.
    pub(super) fn hear(&mut self, (place, clock): (Place, Time), by: PersonId, what: &What) {
        let said = match what {
            What::Ended => {
                self.ended.insert(by);
                return;
            }
            What::Reported(BallotIds(ids)) => {
                self.reports.insert(place.id, Report { by, clock, ballots: ids.clone() });
                return;
            }
            What::Proposed(proposed) if proposed.round < ROUNDS_MAX => {
                self.proposed.insert(place, (by, proposed.clone()));
                return;
            }
            What::Prevoted { round, set } => (&mut self.prevotes, *round, *set),
            What::Precommitted { round, set } => (&mut self.precommits, *round, *set),
            _ => return,
        };
        let (all, round, set) = said;
        if round < ROUNDS_MAX {
            all.entry(round).or_default().entry(by).or_default().insert(set);
        }
    }

    /// Who has reported.
    pub fn reported(&self) -> BTreeSet<PersonId> {
        self.reports.values().map(|report| report.by).collect()
    }

    fn count(said: &Said, round: u16, set: Option<SetId>) -> usize {
        said.get(&round).map_or(0, |round| round.values().filter(|sets| sets.contains(&set)).count())
    }

    fn voices(said: &Said, round: u16) -> usize {
        said.get(&round).map_or(0, BTreeMap::len)
    }
}

impl Vote {
    /// Looks at what was proposed, once all that was said is here.
    ///
    /// A teller can propose without end. So only rounds are looked at that more tellers have reached than can lie, and the
    /// next; and of a turn the first few proposals, and besides those which so many have prevoted that one of them must
    /// have been honest. A set that was agreed on is always among them, whatever comes later.
    pub(super) fn look_at_proposals(&mut self, hash: &[u8; 32]) {
        let few = self.opening.tellers.len() - self.opening.teller_quorum() + 1;
        let next = self.reached(None).saturating_add(1);
        let mut turns: BTreeMap<u16, usize> = BTreeMap::new();
        let mut sets = BTreeMap::new();
        for (by, proposed) in self.closing.proposed.values() {
            let is_turn = proposed.round <= next && *by == self.proposer(proposed.round);
            if !is_turn || sets.contains_key(&proposed.set) {
                continue;
            }
            let turn = turns.entry(proposed.round).or_default();
            *turn += 1;
            let backed = Closing::count(&self.closing.prevotes, proposed.round, Some(proposed.set));
            if *turn <= LOOKED_AT || backed >= few {
                let union = self.union(&proposed.reports, &proposed.without);
                if let Some(union) = union.filter(|union| self.name(hash, union) == proposed.set) {
                    sets.insert(proposed.set, union);
                }
            }
        }
        self.closing.sets = sets;
        let q = self.opening.teller_quorum();
        let mut agreed: BTreeMap<SetId, u16> = BTreeMap::new();
        for (round, said) in &self.closing.precommits {
            let named: BTreeSet<SetId> = said.values().flatten().flatten().copied().collect();
            for set in named {
                let enough = Closing::count(&self.closing.precommits, *round, Some(set)) >= q;
                if enough && self.closing.sets.contains_key(&set) {
                    agreed.entry(set).or_insert(*round);
                }
            }
        }
        self.closing.agreed = agreed;
    }

    /// The name of a set.
    fn name(&self, hash: &[u8; 32], set: &BTreeMap<PersonId, BallotId>) -> SetId {
        super::ballot::set_id(hash, set.values())
    }

    /// Whose turn it is.
    pub fn proposer(&self, round: u16) -> PersonId {
        self.opening.tellers[usize::from(round) % self.opening.tellers.len()]
    }

    /// What these reports come to: of each voter the ballot that counts, but for those who are left out. Nothing, as
    /// long as a report or a ballot is not here, or if they are not by q tellers.
    fn union(
        &self,
        reports: &[EntryId],
        without: &BTreeSet<PersonId>,
    ) -> Option<BTreeMap<PersonId, BallotId>> {
        let (mut tellers, mut last) = (BTreeSet::new(), BTreeMap::new());
        for report in reports {
            let Report { by, ballots, .. } = self.closing.reports.get(report)?;
            if !tellers.insert(by) {
                return None;
            }
            for id in ballots {
                let held = self.ballots.get(id)?;
                let newest = last.entry(held.voter).or_insert((held.counter, *id));
                *newest = (held.counter, *id).max(*newest);
            }
        }
        if tellers.len() < self.opening.teller_quorum() || !without.iter().all(|one| last.contains_key(one)) {
            return None;
        }
        last.retain(|voter, _| !without.contains(voter));
        Some(last.into_iter().map(|(voter, (_, id))| (voter, id)).collect())
    }

    /// Whether a teller's phone reports: everybody has cast, or q tellers say that it is over.
    pub(crate) fn is_over(&self) -> bool {
        let over: BTreeSet<PersonId> = self.closing.reported().union(&self.closing.ended).copied().collect();
        over.len() >= self.opening.teller_quorum() || self.has_everybodys()
    }

    /// What this teller's phone says next, or until when it waits. `seen`: when this phone first looked at the vote;
    /// `gone`: who was removed from the circle, as far as
    /// this phone knows.
    pub(crate) fn due(
        &self,
        me: &PersonId,
        hash: &[u8; 32],
        watch: &mut Watch,
        (seen, now): (Time, Time),
        gone: impl Fn(&PersonId) -> bool,
    ) -> Due {
        let q = self.opening.teller_quorum();
        if !self.opening.tellers.contains(me) || !self.closing.agreed.is_empty() {
            return Due::Nothing;
        }
        if !self.closing.reports.values().any(|report| report.by == *me) {
            if self.is_over() {
                return Due::Say(What::Reported(BallotIds(self.last_ballots())));
            }
            return match self.opening.closes {
                Some(closes) if !self.closing.ended.contains(me) => {
                    let closes = closes.max(now.min(seen).plus(OPEN_LEAST));
                    if now >= closes { Due::Say(What::Ended) } else { Due::Wait(closes) }
                }
                _ => Due::Nothing,
            };
        }
        // Of each teller the first report that is whole here: the ballots that it names as well.
        let mut usable: BTreeMap<PersonId, EntryId> = BTreeMap::new();
        for (entry, report) in &self.closing.reports {
            if report.ballots.iter().all(|id| self.ballots.contains_key(id)) {
                usable.entry(report.by).or_insert(*entry);
            }
        }
        if usable.len() < q {
            return Due::Nothing;
        }
        self.take_part(me, hash, (watch, now), &usable, gone)
    }

    fn take_part(
        &self,
        me: &PersonId,
        hash: &[u8; 32],
        (watch, now): (&mut Watch, Time),
        usable: &BTreeMap<PersonId, EntryId>,
        gone: impl Fn(&PersonId) -> bool,
    ) -> Due {
        let (q, Closing { prevotes, precommits, .. }) = (self.opening.teller_quorum(), &self.closing);
        let reached = self.reached(Some(me));
        if !watch.begun || reached > watch.round {
            *watch = Watch { begun: true, round: reached.max(watch.round), since: now, ..Watch::default() };
        }
        // A clock that was set back waits from there.
        for since in [&mut watch.since].into_iter().chain(&mut watch.prevoted).chain(&mut watch.precommitted)
        {
            *since = now.min(*since);
        }
        let mine = |said: &Said, round: u16| said.get(&round).and_then(|round| round.get(me)).cloned();
        if mine(precommits, watch.round).is_some() && Closing::voices(precommits, watch.round) >= q {
            // Line 47 and 65: those who precommitted do not agree; after a while the next round begins.
            let seen = *watch.precommitted.get_or_insert(now);
            let until = seen.plus(AGREEING_TAKES + LONGER * u64::from(watch.round));
            if now < until {
                return Due::Wait(until);
            }
            if watch.round + 1 >= ROUNDS_MAX {
                return Due::Nothing;
            }
            *watch = Watch { begun: true, round: watch.round + 1, since: now, ..Watch::default() };
        }
        let round = watch.round;
        if mine(precommits, round).is_some() {
            return Due::Nothing;
        }
        if mine(prevotes, round).is_some() {
            return self.precommit(round, watch, now);
        }
        // Line 8: the lock, out of this phone's own chain.
        let lock = precommits.iter().rev().find_map(|(round, said)| {
            let set = said.get(me)?.iter().flatten().next()?;
            Some((*round, *set))
        });
        let is_free = |set: &SetId| lock.is_none_or(|(_, locked)| locked == *set);
        let proposals = self.closing.proposed.values().filter(|(by, proposed)| {
            proposed.round == round
                && *by == self.proposer(round)
                && self.closing.sets.contains_key(&proposed.set)
        });
        for (_, proposed) in proposals {
            let set = proposed.set;
            let prevote = |good: bool| Due::Say(What::Prevoted { round, set: good.then_some(set) });
            match proposed.valid {
                // Line 22.
                None => return prevote(is_free(&set) && self.is_right(proposed, &gone)),
                // Line 28.
                Some(valid) if valid < round && Closing::count(prevotes, valid, Some(set)) >= q => {
                    return prevote(is_free(&set) || lock.is_some_and(|(locked, _)| locked <= valid));
                }
                Some(_) => {}
            }
        }
        let proposes = self.proposer(round) == *me;
        let has_proposed =
            self.closing.proposed.values().any(|(by, proposed)| by == me && proposed.round == round);
        if proposes && !has_proposed {
            return Due::Say(What::Proposed(self.proposal(round, hash, usable, gone)));
        }
        // Line 57.
        let until = watch.since.plus(PROPOSAL_TAKES + LONGER * u64::from(round));
        if now < until { Due::Wait(until) } else { Due::Say(What::Prevoted { round, set: None }) }
    }

    /// Lines 34 to 46 and 61, of a teller who has prevoted in this round.
    fn precommit(&self, round: u16, watch: &mut Watch, now: Time) -> Due {
        let (q, prevotes) = (self.opening.teller_quorum(), &self.closing.prevotes);
        let enough = |set: Option<SetId>| Closing::count(prevotes, round, set) >= q;
        if let Some(set) = self.closing.sets.keys().find(|set| enough(Some(**set))) {
            return Due::Say(What::Precommitted { round, set: Some(*set) });
        }
        if enough(None) {
            return Due::Say(What::Precommitted { round, set: None });
        }
        if Closing::voices(prevotes, round) < q {
            return Due::Nothing;
        }
        let seen = *watch.prevoted.get_or_insert(now);
        let until = seen.plus(AGREEING_TAKES + LONGER * u64::from(round));
        if now < until { Due::Wait(until) } else { Due::Say(What::Precommitted { round, set: None }) }
    }

    /// Lines 14 to 19: what q have prevoted already, or else what is here.
    fn proposal(
        &self,
        round: u16,
        hash: &[u8; 32],
        usable: &BTreeMap<PersonId, EntryId>,
        gone: impl Fn(&PersonId) -> bool,
    ) -> Proposed {
        let q = self.opening.teller_quorum();
        for (valid, _) in self.closing.prevotes.range(..round).rev() {
            for (by, proposed) in self.closing.proposed.values() {
                let backed = Closing::count(&self.closing.prevotes, *valid, Some(proposed.set)) >= q;
                if backed
                    && *by == self.proposer(proposed.round)
                    && self
                        .union(&proposed.reports, &proposed.without)
                        .is_some_and(|union| self.name(hash, &union) == proposed.set)
                {
                    return Proposed { round, valid: Some(*valid), ..proposed.clone() };
                }
            }
        }
        let reports: Vec<EntryId> = usable.values().copied().collect();
        let all = self.union(&reports, &BTreeSet::new()).unwrap_or_default();
        let without: BTreeSet<PersonId> = all.keys().filter(|voter| gone(voter)).copied().collect();
        let set = all.iter().filter(|(voter, _)| !without.contains(voter)).map(|(_, id)| id);
        let set = super::ballot::set_id(hash, set);
        Proposed { round, set, reports, without, valid: None }
    }

    /// Whether a proposal leaves out those who were removed, and nobody else.
    fn is_right(&self, proposed: &Proposed, gone: impl Fn(&PersonId) -> bool) -> bool {
        let Some(all) = self.union(&proposed.reports, &BTreeSet::new()) else { return false };
        all.keys().all(|voter| gone(voter) == proposed.without.contains(voter))
    }

    /// The round that this teller is in by what was said: its own newest, or the newest that more tellers have reached
    /// than can lie (line 55).
    fn reached(&self, me: Option<&PersonId>) -> u16 {
        let mut newest: BTreeMap<PersonId, u16> = BTreeMap::new();
        let mut reach = |by: &PersonId, round: u16| {
            let known = newest.entry(*by).or_insert(round);
            *known = round.max(*known);
        };
        for said in [&self.closing.prevotes, &self.closing.precommits] {
            said.iter().for_each(|(round, by)| by.keys().for_each(|by| reach(by, *round)));
        }
        for (by, proposed) in self.closing.proposed.values() {
            if *by == self.proposer(proposed.round) {
                reach(by, proposed.round);
            }
        }
        let mine = me.and_then(|me| newest.get(me)).copied().unwrap_or(0);
        let mut others: Vec<u16> = newest.into_values().collect();
        others.sort_unstable_by_key(|round| std::cmp::Reverse(*round));
        let few = self.opening.tellers.len() - self.opening.teller_quorum();
        others.get(few).copied().unwrap_or(0).max(mine)
    }
}
