//! Checking a record from nothing but the file.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::{About, BadFile, Days, Minutes, Record, Table, Worded};
use crate::{
    aid::{Fact, Facts},
    assembly::{
        Ground, Story,
        card::owners::Owners,
        meeting::{self, Meeting, MinutesDigest, Remark},
        proposal,
        vote::{self, Said, Stage, Vote, What},
    },
    certificate::roll_hash,
    entry::{Entry, Payload},
    event::Event,
    ids::{EntryId, PersonId},
    log::Place,
    signature::{self, Signed},
};

/// Signatures that are checked in one go.
const BATCH: usize = 1_024;

/// A record that was read and checked.
pub struct Checked {
    /// What was read.
    pub record: Record,
    /// The minutes that follow from it, if it holds a meeting.
    pub minutes: Option<Minutes>,
    /// Who signed these minutes, and who signed others.
    pub cosigned: BTreeMap<PersonId, MinutesDigest>,
    /// What was said beside them.
    pub remarks: Vec<Remark>,
    /// How many signatures under entries were checked.
    pub entries: usize,
    /// And how many under ballots.
    pub ballots: usize,
    /// What is wrong with it; nothing, if all holds.
    pub faults: Vec<Fault>,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A forged entry.
    #[error("the signature of {who} under entry {entry} does not hold")]
    EntrySignature {
        /// Who is said to have signed it.
        who: String,
        /// Which.
        entry: EntryId,
    },
    /// A forged or changed ballot, or one that was cast in another vote.
    #[error(
        "in the vote “{question}” the signature under the ballot of {who} does not hold: it was changed, or cast in another vote"
    )]
    BallotSignature {
        /// In which vote.
        question: String,
        /// Whose ballot.
        who: String,
    },
    /// Something that has no place in it.
    #[error("entry {entry} of {who} belongs to no vote of this meeting, and not to the meeting itself")]
    Stray {
        /// Whose.
        who: String,
        /// Which.
        entry: EntryId,
    },
    /// An entry that names a later one as its cause.
    #[error("entry {entry} of {who} stands before what it says it came after")]
    Order {
        /// Whose.
        who: String,
        /// Which.
        entry: EntryId,
    },
    /// No meeting.
    #[error("the meeting itself is not in this record")]
    NoMeeting,
    /// A vote without its opening.
    #[error("the opening of vote {vote} is not in this record")]
    NoOpening {
        /// Which.
        vote: EntryId,
    },
    /// The roll is not the one that was frozen.
    #[error("the roll in this record is not the one that the opening of “{question}” froze")]
    OtherRoll {
        /// In which vote.
        question: String,
    },
    /// What the opening says does not go together.
    #[error(
        "the opening of “{question}” does not hold: who opened it, who votes or who tells does not fit the roll"
    )]
    Opening {
        /// Of which vote.
        question: String,
    },
    /// Too few signed.
    #[error(
        "{signed} have signed the opening of “{question}”, and it takes {needed}: more than half of the roll"
    )]
    TooFewSigned {
        /// Of which vote.
        question: String,
        /// How many did.
        signed: usize,
        /// How many it takes.
        needed: usize,
    },
    /// The tellers did not agree on it.
    #[error(
        "the tellers of “{question}” did not agree on the ballots that are said to have been counted, or a report or a ballot is missing"
    )]
    NotAgreed {
        /// Of which vote.
        question: String,
    },
    /// Too few acknowledged.
    #[error(
        "{acknowledged} have acknowledged the close of “{question}”, and it takes {needed}: more than half of the roll"
    )]
    TooFewAcknowledged {
        /// Of which vote.
        question: String,
        /// How many did.
        acknowledged: usize,
        /// How many it takes.
        needed: usize,
    },
    /// The count comes to something else.
    #[error("the ballots of “{question}” come to another count than this record says")]
    OtherTally {
        /// Of which vote.
        question: String,
    },
    /// A phone counted something else.
    #[error("the phone of {who} counted the ballots of “{question}” otherwise")]
    CountedOtherwise {
        /// Of which vote.
        question: String,
        /// Whose phone.
        who: String,
    },
    /// The record says nothing of a result, or of another.
    #[error("what this record says about “{question}” is not what its entries come to")]
    OtherResult {
        /// Of which vote.
        question: String,
    },
    /// The minutes are others.
    #[error("the minutes that follow from this record are not those that it names")]
    OtherMinutes,
}

/// What a record cannot show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// That the roll was this one, beyond more than half of it having signed its hash.
    Roll,
    /// That keys belong to people, and are called what they are.
    Keys,
    /// That everybody was alone with their ballot.
    Alone,
    /// That clocks were right.
    Clocks,
    /// That nothing is left out: a whole vote, or of the meeting somebody's coming in, a turn, a remark. Whoever has the
    /// file can leave such out and name other minutes; but then nobody has signed those.
    Whole,
    /// That the secrets of the lot come to its seed, beyond more than half of the roll having signed what they come to.
    Lot,
}

/// What every record leaves to trust.
pub const ON_TRUST: [Trust; 6] =
    [Trust::Roll, Trust::Keys, Trust::Alone, Trust::Clocks, Trust::Whole, Trust::Lot];

/// Reads a record and checks all of it. The seed is for the dice that weigh signatures against each other: the file's
/// author must not know it.
///
/// # Errors
/// If the bytes are no record; then which part of them was changed or cannot be read.
pub fn check(file: &[u8], seed: [u8; 32]) -> Result<Checked, BadFile> {
    Ok(Record::decode(file)?.check(seed))
}

impl Record {
    /// Checks all of it but its bytes.
    pub fn check(self, seed: [u8; 32]) -> Checked {
        let (facts, mut faults) = self.read_entries();
        let signatures = self.check_signatures(&facts, &mut faults, seed);
        let table = Table::of(&self);
        let (checked, nothing) = (RefCell::new(signatures), BTreeMap::new());
        let nobodys = Owners::default();
        let ground = Ground::of_table(&table, &checked, &nothing, &nobodys);
        let meeting = facts.get(&self.meeting).and_then(|facts| Meeting::fold(&self.meeting, facts, &ground));
        if meeting.is_none() {
            faults.push(Fault::NoMeeting);
        }
        let mut votes: BTreeMap<EntryId, Vote> = BTreeMap::new();
        let of_votes = facts.iter().filter(|(id, _)| **id != self.meeting);
        for (id, facts) in of_votes {
            match Vote::fold(id, facts, &ground) {
                Some(vote) => drop(votes.insert(*id, vote)),
                None => faults.push(self.why_no_vote(id, facts)),
            }
        }
        for (id, vote) in &votes {
            self.check_vote(id, vote, &mut faults);
        }
        for id in self.claims.keys().filter(|id| !facts.contains_key(id)) {
            faults.push(Fault::NoOpening { vote: *id });
        }
        let clashes = vote::clashes(votes.iter());
        let minutes = meeting.as_ref().map(|meeting| {
            let votes: Vec<_> = votes.iter().map(|(id, vote)| (*id, vote, clashes.get(id))).collect();
            Minutes::of(&self.circle, &self.meeting, meeting, &votes, &self.about(&votes))
        });
        if minutes.as_ref().is_some_and(|minutes| minutes.digest() != self.minutes) {
            faults.push(Fault::OtherMinutes);
        }
        let (cosigned, remarks) =
            meeting.map(|meeting| (meeting.cosigned, meeting.remarks)).unwrap_or_default();
        let ballots = self.ballots.values().map(Vec::len).sum();
        Checked { minutes, cosigned, remarks, entries: self.entries.len(), ballots, faults, record: self }
    }

    /// What votes were about: texts by their hashes, which the openings froze, and days out of the proposals' own entries,
    /// whose names they say.
    fn about(&self, votes: &[(EntryId, &Vote, Option<&BTreeSet<PersonId>>)]) -> BTreeMap<EntryId, About> {
        let texts: BTreeMap<[u8; 32], &Worded> = self.texts.iter().map(|text| (text.hash(), text)).collect();
        let days = |(id, entry): &(EntryId, Entry)| match event_of(entry)? {
            Event::Proposed(proposal::Said::Proposed(paper)) => {
                Some((*id, Days { review: paper.review, sunset: paper.sunset }))
            }
            _ => None,
        };
        let days: BTreeMap<EntryId, Days> = self.entries.iter().filter_map(days).collect();
        let of = |vote: &Vote| About {
            worded: vote.opening.text.and_then(|hash| texts.get(&hash)).map(|text| (*text).clone()),
            days: vote.opening.proposal.and_then(|about| days.get(&about)).copied().unwrap_or_default(),
        };
        votes.iter().map(|(id, vote, _)| (*id, of(vote))).collect()
    }

    /// What is said of which subject, ballots too; and what has no place here.
    fn read_entries(&self) -> (BTreeMap<EntryId, Facts>, Vec<Fault>) {
        let (mut facts, mut faults) = (BTreeMap::<EntryId, Facts>::new(), Vec::new());
        let numbers: BTreeMap<EntryId, u32> =
            self.entries.iter().map(|(id, entry)| (*id, entry.header.lamport)).collect();
        let opens = |entry: &Option<Event>| matches!(entry, Some(Event::Voted(Said::Opened(_))));
        let events: Vec<Option<Event>> = self.entries.iter().map(|(_, entry)| event_of(entry)).collect();
        let votes: BTreeSet<EntryId> = self
            .entries
            .iter()
            .zip(&events)
            .filter(|(_, event)| opens(event))
            .map(|((id, _), _)| *id)
            .collect();
        let asked: BTreeSet<EntryId> = events
            .iter()
            .filter_map(|event| match event {
                Some(Event::Voted(Said::Opened(opening))) => opening.proposal,
                _ => None,
            })
            .collect();
        // In the order of the log, in which facts are put one behind the other, whatever order the file has.
        let mut said: Vec<_> = self.entries.iter().zip(events).collect();
        said.sort_by_key(|((id, entry), _)| Place { lamport: entry.header.lamport, id: *id });
        for ((id, entry), event) in said {
            let (header, who) = (&entry.header, || self.who_wrote(&entry.header.author));
            if entry.causes().filter_map(|cause| numbers.get(&cause)).any(|before| *before >= header.lamport)
            {
                faults.push(Fault::Order { who: who(), entry: *id });
            }
            let subject = event.as_ref().and_then(|event| {
                let meeting = meeting::subject(*id, event).filter(|subject| *subject == self.meeting);
                meeting.or_else(|| vote::subject(*id, event).filter(|subject| votes.contains(subject)))
            });
            let is_proposal = matches!(event, Some(Event::Proposed(proposal::Said::Proposed(_))));
            if is_proposal && asked.contains(id) {
                continue;
            }
            let (Some(subject), Some(event)) = (subject, event) else {
                faults.push(Fault::Stray { who: who(), entry: *id });
                continue;
            };
            let place = Place { lamport: header.lamport, id: *id };
            let fact = Fact { author: header.author, seq: header.seq, clock: header.clock, event };
            facts.entry(subject).or_default().insert(place, fact);
        }
        for (vote, ballots) in &self.ballots {
            let Some(facts) = facts.get_mut(vote) else { continue };
            let mut places: Vec<(Place, &vote::Ballot)> =
                ballots.iter().enumerate().map(|(n, ballot)| (ballot_place(vote, n), ballot)).collect();
            places.sort_by_key(|(place, _)| *place);
            for (place, ballot) in places {
                let what = What::Cast(ballot.clone());
                let event = Event::Voted(Said::In { vote: *vote, what });
                let (seq, clock) = (0, crate::time::Time(0));
                facts.insert(place, Fact { author: ballot.key, seq, clock, event });
            }
        }
        (facts, faults)
    }

    /// Checks all signatures. Of ballots, which hold, by the places at which they stand.
    fn check_signatures(
        &self,
        facts: &BTreeMap<EntryId, Facts>,
        faults: &mut Vec<Fault>,
        seed: [u8; 32],
    ) -> BTreeMap<EntryId, bool> {
        let mut dice = ChaCha20Rng::from_seed(seed);
        for entries in self.entries.chunks(BATCH) {
            let claims: Vec<Signed> = entries.iter().map(|(_, entry)| entry.claim(&self.circle)).collect();
            let held = signature::check(&claims, &mut dice);
            for ((id, entry), _) in entries.iter().zip(held).filter(|(_, holds)| !holds) {
                let who = self.who_wrote(&entry.header.author);
                faults.push(Fault::EntrySignature { who, entry: *id });
            }
        }
        let mut checked = BTreeMap::new();
        for (vote, ballots) in &self.ballots {
            let Some(opening) = facts.get(vote).and_then(|facts| opening_in(vote, facts)) else { continue };
            let hash = opening.hash(&self.circle, vote);
            let claim = |ballot: &vote::Ballot| Signed {
                signer: ballot.key,
                message: vote::Ballot::message(&hash, ballot.counter, &ballot.choice),
                signature: ballot.signature,
            };
            let claims: Vec<Signed> = ballots.iter().map(claim).collect();
            let held = claims.chunks(BATCH).flat_map(|claims| signature::check(claims, &mut dice));
            for (n, holds) in held.enumerate() {
                checked.insert(ballot_place(vote, n).id, holds);
                if !holds {
                    let key = ballots[n].key;
                    let voter = opening.voters.iter().find(|voter| voter.key == Some(key));
                    let who = self.name_of(&voter.map_or(key, |voter| voter.person));
                    faults.push(Fault::BallotSignature { question: opening.question.clone(), who });
                }
            }
        }
        checked
    }

    fn who_wrote(&self, device: &crate::ids::DeviceKey) -> String {
        self.name_of(self.devices.get(device).map_or(device, |(person, _)| person))
    }

    fn why_no_vote(&self, id: &EntryId, facts: &Facts) -> Fault {
        let Some(opening) = opening_in(id, facts) else { return Fault::NoOpening { vote: *id } };
        let question = opening.question.clone();
        let basis = opening.meeting.unwrap_or(*id);
        let is_same = self.stood.get(&basis).is_some_and(|stood| roll_hash(&stood.roll) == opening.roll);
        if is_same { Fault::Opening { question } } else { Fault::OtherRoll { question } }
    }

    /// Whether a vote came to what the record says.
    fn check_vote(&self, id: &EntryId, vote: &Vote, faults: &mut Vec<Fault>) {
        let question = || vote.opening.question.clone();
        let closed = match &vote.stage {
            Stage::Closed(closed) => Some(closed),
            _ => None,
        };
        let Some(claim) = self.claims.get(id) else {
            if closed.is_some() {
                faults.push(Fault::OtherResult { question: question() });
            }
            return;
        };
        let acknowledged = vote.acknowledged.get(&claim.set);
        let Some(closed) = closed else {
            let needed = vote.needed();
            let acknowledged = acknowledged.map_or(0, BTreeMap::len);
            faults.push(if !vote.is_bound() {
                Fault::TooFewSigned { question: question(), signed: vote.signed.len(), needed }
            } else if !vote.closing.agreed.contains_key(&claim.set) {
                Fault::NotAgreed { question: question() }
            } else if acknowledged < needed {
                Fault::TooFewAcknowledged { question: question(), acknowledged, needed }
            } else {
                Fault::OtherResult { question: question() }
            });
            return;
        };
        if closed.set != claim.set {
            faults.push(Fault::OtherResult { question: question() });
        } else if closed.digest != claim.digest {
            faults.push(Fault::OtherTally { question: question() });
        }
        let differ = acknowledged.into_iter().flatten().filter(|(_, digest)| **digest != closed.digest);
        faults.extend(
            differ.map(|(who, _)| Fault::CountedOtherwise { question: question(), who: self.name_of(who) }),
        );
    }
}

fn event_of(entry: &Entry) -> Option<Event> {
    match &entry.payload {
        Payload::Kept(bytes) => Event::decode(bytes),
        Payload::Erased { .. } => None,
    }
}

fn opening_in<'a>(vote: &EntryId, facts: &'a Facts) -> Option<&'a vote::Opening> {
    facts.iter().find(|(place, _)| place.id == *vote).and_then(|(_, fact)| match &fact.event {
        Event::Voted(Said::Opened(opening)) => Some(&**opening),
        _ => None,
    })
}

/// Ballots stand in no log; for the fold they come after all else, by their number.
fn ballot_place(vote: &EntryId, n: usize) -> Place {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 the place of a ballot in a record");
    hasher.update(&vote.0).update(&(n as u64).to_be_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Place { lamport: u32::MAX, id: EntryId(id) }
}
