//! What of a log goes into a record: as much as it takes to follow what came of a meeting, and no more.
//!
//! Of the meeting all that counted, but of the lot only what more than half signed. Of a vote that closed the opening and
//! the first signatures that make up more than half of the roll, in the order of the log; the tellers' proposals of the
//! set that was counted, the reports that those rest on, q precommits of one round, the ballots that those reports name,
//! and acknowledgements by more than half. Of a vote that did not close, its opening. Should that come to other minutes
//! than the phone's own (after somebody said two things where a phone says one), all that was said goes in.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Claim, Days, Minutes, Record, Stood, Worded};
use crate::{
    aid::Fact,
    assembly::{
        Assembly, Standing,
        meeting::{self, Door, Lot, What as AtMeeting},
        proposal::{Paper, Proposal, TextHash, text},
        vote::{self, Ballot, Stage, Vote, What},
    },
    entry::{Entry, Payload, VERSION},
    event::Event,
    ids::{BallotId, CircleId, EntryId, PersonId, SetId},
    log::Place,
    roster::Roster,
};

/// Why there is no record of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRecord {
    /// There is no such meeting.
    #[error("this phone knows of no such meeting")]
    NoMeeting,
    /// It does not have all of it.
    #[error("this phone does not hold all that was said at the meeting: entry {0} is missing")]
    Missing(EntryId),
    /// The record would not be one.
    #[error(
        "what this phone holds does not come to the same minutes once it stands alone; this is a mistake in the app"
    )]
    Differs,
}

/// What a record is made of.
pub(crate) struct From<'a> {
    pub(crate) circle: &'a CircleId,
    pub(crate) assembly: &'a Assembly,
    pub(crate) roster: &'a Roster,
    pub(crate) standing: &'a dyn Fn(&EntryId) -> Option<Standing>,
    pub(crate) entry: &'a dyn Fn(&EntryId) -> Option<Entry>,
}

/// What was chosen.
#[derive(Default)]
struct Chosen {
    entries: BTreeSet<Place>,
    ballots: BTreeMap<EntryId, Vec<Ballot>>,
    standings: BTreeMap<EntryId, Standing>,
    claims: BTreeMap<EntryId, Claim>,
}

/// What votes were about, by their names.
fn about(assembly: &Assembly) -> BTreeMap<EntryId, About> {
    let of = |(id, vote): (&EntryId, &Vote)| {
        let (subject, hash) = (vote.opening.proposal?, TextHash(vote.opening.text?));
        if let Some(known) = assembly.proposal(&subject) {
            let text = known.version(&hash).map(|(text, _)| text);
            return Some((*id, said_of(known, text, true)));
        }
        let known = assembly.proposal(&assembly.amended_proposal(&subject)?)?;
        Some((*id, said_of(known, with_amendment(known, &subject, &hash), false)))
    };
    assembly.votes().filter_map(of).collect()
}

fn said_of(known: &Proposal, text: Option<String>, is_whole: bool) -> About {
    let Paper { title, review, sunset, .. } = &known.paper;
    let worded = text.map(|text| Worded { title: title.clone(), text });
    // An amendment changes a text; when that is to be looked at again is for the vote on the proposal.
    let days = if is_whole { Days { review: *review, sunset: *sunset } } else { Days::default() };
    About { worded, days }
}

/// The text with an amendment in it that has this name: whichever of the versions since it was written it was made to.
fn with_amendment(known: &Proposal, amendment: &EntryId, hash: &TextHash) -> Option<String> {
    let amendment = known.amendments.get(amendment)?;
    let (mut text, since) = known.version(&amendment.base)?;
    let mut spans = amendment.spans.clone();
    let mut steps = known.steps[since..].iter();
    loop {
        let changed = text::applied(&text, &spans);
        if let Some(changed) = changed.filter(|text| TextHash::of(&known.paper.title, text) == *hash) {
            return Some(changed);
        }
        let step = steps.next()?;
        spans = text::rebased(&spans, &step.spans)?;
        text = text::applied(&text, &step.spans)?;
    }
}

/// The minutes of a meeting that a phone knows.
pub(crate) fn minutes(circle: &CircleId, assembly: &Assembly, id: &EntryId) -> Option<Minutes> {
    let meeting = assembly.meeting(id)?;
    let votes: Vec<_> = assembly.votes().map(|(id, vote)| (*id, vote, assembly.clash(id))).collect();
    Some(Minutes::of(circle, id, meeting, &votes, &about(assembly)))
}

/// The record of a meeting. `whole`: with all that was said.
///
/// # Errors
/// See [`NoRecord`].
pub(crate) fn gather(from: &From<'_>, id: &EntryId, whole: bool) -> Result<Record, NoRecord> {
    let minutes = minutes(from.circle, from.assembly, id).ok_or(NoRecord::NoMeeting)?;
    let mut chosen = Chosen::default();
    from.meeting(id, whole, &mut chosen).ok_or(NoRecord::NoMeeting)?;
    let here: Vec<(&EntryId, &Vote)> =
        from.assembly.votes().filter(|(_, vote)| vote.opening.meeting == Some(*id)).collect();
    // What contradicts a vote of this meeting stands beside it, wherever it was held.
    let clashing: BTreeSet<_> = here
        .iter()
        .filter(|(id, _)| from.assembly.clash(id).is_some())
        .map(|(_, vote)| (vote.opening.topic(), vote.opening.round))
        .collect();
    for (id, vote) in from.assembly.votes() {
        let is_beside = clashing.contains(&(vote.opening.topic(), vote.opening.round));
        if is_beside || here.iter().any(|(one, _)| *one == id) {
            from.vote(id, vote, whole || is_beside, &mut chosen).ok_or(NoRecord::NoMeeting)?;
        }
    }
    // Proposals come with the entry that wrote them, whose name every vote on them says.
    let proposals = minutes.votes.iter().filter_map(|vote| from.assembly.proposal(&vote.proposal?));
    chosen.entries.extend(proposals.map(|proposal| proposal.written.place));
    let mut entries = Vec::with_capacity(chosen.entries.len());
    for place in &chosen.entries {
        let entry = (from.entry)(&place.id).ok_or(NoRecord::Missing(place.id))?;
        if entry.version != VERSION || matches!(entry.payload, Payload::Erased { .. }) {
            return Err(NoRecord::Missing(place.id));
        }
        entries.push((place.id, entry));
    }
    let stood: BTreeMap<EntryId, Stood> =
        chosen.standings.iter().map(|(id, then)| (*id, stood(then))).collect();
    let mut devices = BTreeMap::new();
    let on_rolls =
        chosen.standings.values().flat_map(|then| then.devices.iter().map(|(key, of)| (*key, *of)));
    let authors = entries.iter().filter_map(|(_, entry)| {
        let author = entry.header.author;
        from.roster.devices.get(&author).map(|known| (author, known.person))
    });
    for (device, person) in on_rolls.chain(authors) {
        let until = from.roster.devices.get(&device).and_then(|known| known.until);
        devices.insert(device, (person, until));
    }
    let persons: BTreeSet<PersonId> = stood
        .values()
        .flat_map(|stood| stood.roll.iter().copied())
        .chain(devices.values().map(|(person, _)| *person))
        .chain(minutes.present.keys().copied())
        .collect();
    let texts: BTreeSet<Worded> = minutes.votes.iter().filter_map(|vote| vote.worded.clone()).collect();
    Ok(Record {
        circle: *from.circle,
        name: from.roster.name.clone(),
        meeting: *id,
        minutes: minutes.digest(),
        persons: persons.into_iter().map(|one| (one, from.roster.name_of(&one).to_owned())).collect(),
        devices,
        stood,
        claims: chosen.claims,
        texts: texts.into_iter().collect(),
        entries,
        ballots: chosen.ballots,
    })
}

fn stood(then: &Standing) -> Stood {
    Stood { roll: (*then.roll).clone(), devices: then.devices.keys().copied().collect() }
}

impl From<'_> {
    fn meeting(&self, id: &EntryId, whole: bool, chosen: &mut Chosen) -> Option<()> {
        let meeting = self.assembly.meeting(id)?;
        let facts = self.assembly.meeting_facts(id)?;
        let mut signed: BTreeMap<Lot, BTreeSet<PersonId>> = BTreeMap::new();
        for (place, fact) in facts.iter().skip_while(|(place, _)| place.id != *id) {
            let speaks = self.roster.speaker(&place.id, &fact.author, fact.seq).is_some();
            let lot = match &fact.event {
                Event::Assembled(meeting::Said::At { what: AtMeeting::Lot(step), .. }) => Some(step),
                _ => None,
            };
            // What let nobody in for want of a card of theirs lets nobody in there, where nobody knows whose cards are whose.
            if !self.lets_in(place, fact) {
                continue;
            }
            let device = meeting.devices.get(&fact.author);
            let wanted = match (lot, device) {
                _ if whole => speaks || lot.is_some() && device.is_some(),
                (None, _) => speaks,
                (Some(Lot::Revealed { .. } | Lot::Missing { .. }), _) => false,
                (Some(Lot::Threw { .. }), _) => speaks,
                (Some(Lot::Listed { .. }), device) => device.is_some(),
                (Some(_), None) => false,
                (Some(step), Some(by)) => {
                    let said = signed.entry(step.clone()).or_default();
                    said.len() < meeting.needed() && said.insert(*by)
                }
            };
            if wanted {
                chosen.entries.insert(*place);
            }
        }
        chosen.standings.insert(*id, (self.standing)(id)?);
        Some(())
    }

    /// Whether a word at the door goes with the key that it names.
    fn lets_in(&self, place: &Place, fact: &Fact) -> bool {
        let Event::Assembled(meeting::Said::At { what: AtMeeting::Door(step), .. }) = &fact.event else {
            return true;
        };
        let by = self.roster.speaker(&place.id, &fact.author, fact.seq);
        let (way, key, person) = match step {
            Door::CheckedIn { way, key: Some(key), .. } => (*way, key, by),
            Door::Brought { person, way, key: Some(key) } => (*way, key, Some(*person)),
            _ => return true,
        };
        let fits =
            |person| self.assembly.owners().fits((way, key), &person, Some(place), self.roster.holder(key));
        person.is_some_and(fits)
    }

    fn vote(&self, id: &EntryId, vote: &Vote, whole: bool, chosen: &mut Chosen) -> Option<()> {
        let then = (self.standing)(id)?;
        let facts = self.assembly.vote_facts(id)?;
        let facts = || facts.iter().skip_while(|(place, _)| place.id != *id);
        let hash = vote.opening.hash(self.circle, id);
        let speaks = |fact: &Fact| {
            let by = *then.devices.get(&fact.author)?;
            let is_phone = vote.opening.phone(&by).is_none_or(|phone| phone == fact.author);
            (vote.roll.contains(&by) && is_phone).then_some(by)
        };
        let what = |fact: &'_ Fact| match &fact.event {
            Event::Voted(vote::Said::In { what, .. }) => Some(what.clone()),
            _ => None,
        };
        let mut take = Taking { vote, entries: BTreeSet::from([vote.place]), ballots: BTreeSet::new() };
        match &vote.stage {
            _ if whole || matches!(vote.stage, Stage::Contradicted(_)) => {
                take.ballots = vote.ballots.keys().copied().collect();
                let all = facts().filter(|(_, fact)| !matches!(what(fact), Some(What::Cast(_))));
                take.entries.extend(all.filter(|(_, fact)| speaks(fact).is_some()).map(|(place, _)| *place));
            }
            Stage::Closed(closed) => {
                let said = facts().filter_map(|(place, fact)| Some((*place, speaks(fact)?, what(fact)?)));
                take.closed(&closed.set, &said.collect::<Vec<_>>());
            }
            Stage::Voided => {
                let by = facts().filter(|(_, fact)| matches!(what(fact), Some(What::Voided)));
                let by = by.filter_map(|(place, fact)| Some((*place, speaks(fact)?)));
                take.first(vote.needed_to_void(), by);
            }
            Stage::Straw { .. } => take.ballots = vote.last_ballots().into_iter().collect(),
            _ => {}
        }
        let said = facts().filter_map(|(place, fact)| Some((*place, speaks(fact)?, what(fact)?)));
        take.slips(&hash, &said.collect::<Vec<_>>());
        if let Stage::Closed(closed) = &vote.stage {
            chosen.claims.insert(*id, Claim { set: closed.set, digest: closed.digest });
        }
        let mut ballots = take.ballots;
        let keys: BTreeMap<_, _> =
            vote.opening.voters.iter().zip(0usize..).filter_map(|(voter, n)| Some((voter.key?, n))).collect();
        let mut cast: Vec<(usize, Ballot)> = Vec::new();
        for (_, fact) in facts() {
            let Some(What::Cast(ballot)) = what(fact) else { continue };
            let Some(n) = keys.get(&ballot.key) else { continue };
            let name = ballot.id(&hash, &vote.opening.voters[*n].person);
            if ballots.contains(&name) && ballot.holds(&hash) {
                ballots.remove(&name);
                cast.push((*n, ballot));
            }
        }
        cast.sort_by(|(n, one), (m, other)| {
            (n, one.counter, &one.choice).cmp(&(m, other.counter, &other.choice))
        });
        if !cast.is_empty() {
            chosen.ballots.insert(*id, cast.into_iter().map(|(_, ballot)| ballot).collect());
        }
        chosen.entries.extend(take.entries);
        chosen.standings.insert(*id, then);
        Some(())
    }
}

/// What is taken of one vote.
struct Taking<'a> {
    vote: &'a Vote,
    entries: BTreeSet<Place>,
    ballots: BTreeSet<BallotId>,
}

impl Taking<'_> {
    /// The first so many persons' words.
    fn first(&mut self, count: usize, said: impl Iterator<Item = (Place, PersonId)>) {
        let mut by = BTreeSet::new();
        for (place, person) in said {
            if by.len() < count && by.insert(person) {
                self.entries.insert(place);
            }
        }
    }

    fn closed(&mut self, set: &SetId, said: &[(Place, PersonId, What)]) {
        let (vote, closing) = (self.vote, &self.vote.closing);
        let of = |wanted: fn(&What, &SetId, Option<u16>) -> bool, round: Option<u16>| {
            let fits = move |(_, _, what): &&(Place, PersonId, What)| wanted(what, set, round);
            said.iter().filter(fits).map(|(place, by, _)| (*place, *by))
        };
        self.first(
            vote.needed(),
            of(|what, _, _| matches!(what, What::Signed), None)
                .filter(|(_, by)| vote.opening.phone(by).is_some()),
        );
        let is_ack =
            |what: &What, set: &SetId, _| matches!(what, What::Acknowledged { set: of, .. } if of == set);
        self.first(vote.needed(), of(is_ack, None));
        let round = closing.agreed.get(set).copied();
        let is_precommit = |what: &What, set: &SetId, in_round: Option<u16>| matches!(what, What::Precommitted { round, set: Some(of) } if of == set && Some(*round) == in_round);
        let tellers = |(_, by): &(Place, PersonId)| vote.opening.tellers.contains(by);
        self.first(vote.opening.teller_quorum(), of(is_precommit, round).filter(tellers));
        let proposed = closing
            .proposed
            .iter()
            .filter(|(_, (by, proposed))| proposed.set == *set && *by == vote.proposer(proposed.round));
        let mut reports: BTreeSet<EntryId> = BTreeSet::new();
        for (place, (_, proposed)) in proposed {
            self.entries.insert(*place);
            reports.extend(&proposed.reports);
        }
        for (place, ..) in said.iter().filter(|(place, ..)| reports.contains(&place.id)) {
            self.entries.insert(*place);
            let named = closing.reports.get(&place.id).map(|report| report.ballots.iter().copied());
            self.ballots.extend(named.into_iter().flatten());
        }
    }

    /// Two tellers' words for each slip of paper among the ballots.
    fn slips(&mut self, hash: &[u8; 32], said: &[(Place, PersonId, What)]) {
        for (slip, tellers) in &self.vote.slips {
            if tellers.len() < 2 || !self.ballots.contains(&slip.id(hash)) {
                continue;
            }
            let read = said.iter().filter(|(_, by, what)| {
                tellers.contains(by) && matches!(what, What::Read(other) if other == slip)
            });
            let read: Vec<(Place, PersonId)> = read.map(|(place, by, _)| (*place, *by)).collect();
            self.first(2, read.into_iter());
        }
    }
}
