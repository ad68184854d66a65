//! Minutes: who was there, what was on the agenda, what was voted on and what came of it.
//!
//! They write themselves. What stands in them is only what nobody's later word changes any more once the meeting is over
//! and its votes have closed; so what is still open is told as open and without numbers. Names are not in it, since
//! people may change theirs: persons stand in it by their keys, and are called as they want to be called where the
//! minutes are shown.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::{
    assembly::{
        meeting::{Item, Meeting, MinutesDigest, Point, Way},
        proposal::TextHash,
        vote::{Digest, Held, Stage, Vote},
    },
    cbor,
    count::{Choice, Method, Outcome, Tally},
    ids::{CircleId, EntryId, PersonId},
    time::Time,
};

/// The minutes of one meeting. The same on every phone that holds the same entries, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Minutes {
    /// Of which circle.
    #[n(0)]
    pub circle: CircleId,
    /// Of which meeting.
    #[n(1)]
    pub meeting: EntryId,
    /// Where, in words.
    #[n(2)]
    pub room: String,
    /// Who opened it.
    #[n(3)]
    pub opened_by: PersonId,
    /// What their clock said.
    #[n(4)]
    pub opened: Time,
    /// What the clock of whoever ended it said; nothing, if it is not over.
    #[n(5)]
    pub ended: Option<Time>,
    /// Who had a seat when it was opened.
    #[n(6)]
    pub roll: BTreeSet<PersonId>,
    /// Who was there.
    #[n(7)]
    pub present: BTreeMap<PersonId, Present>,
    /// Who facilitated in the end.
    #[n(8)]
    pub facilitator: Option<PersonId>,
    /// The agenda, as it stood in the end.
    #[n(9)]
    pub agenda: Vec<Point>,
    /// Who spoke.
    #[n(10)]
    pub spoke: BTreeMap<PersonId, Spoke>,
    /// What was agreed on by showing hands; the last ones, if there were many.
    #[n(11)]
    pub hands: Vec<Hands>,
    /// What was drawn by lot.
    #[n(12)]
    pub draw: Option<Drawn>,
    /// The votes, in the order in which they were opened.
    #[n(13)]
    pub votes: Vec<VoteMinutes>,
}

/// How somebody was there.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Present {
    /// How they voted.
    #[n(0)]
    pub way: Way,
    /// Who let them in; nobody, for whoever opened the meeting.
    #[n(1)]
    pub let_in_by: BTreeSet<PersonId>,
}

/// How much somebody spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Spoke {
    /// How many turns.
    #[n(0)]
    pub turns: u32,
    /// How many seconds, points of order too.
    #[n(1)]
    pub seconds: u32,
}

/// One show of hands.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Hands {
    /// What for.
    #[n(0)]
    pub item: Item,
    /// How many hands were up for it.
    #[n(1)]
    pub yes: u32,
    /// And against it.
    #[n(2)]
    pub no: u32,
    /// Whether it passed.
    #[n(3)]
    pub passed: bool,
}

/// What the phones drew together.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Drawn {
    /// What all draws of this meeting follow from.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub seed: [u8; 32],
    /// Who did not tell their secret.
    #[n(1)]
    pub barred: BTreeSet<PersonId>,
    /// The dice, if there were any.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub dice: Option<Vec<u8>>,
}

/// One vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct VoteMinutes {
    /// Its name.
    #[n(0)]
    pub vote: EntryId,
    /// The question.
    #[n(1)]
    pub question: String,
    /// The options.
    #[n(2)]
    pub options: Vec<String>,
    /// How it was counted.
    #[n(3)]
    pub method: Method,
    /// Which attempt at deciding it this was, from 0.
    #[n(4)]
    pub round: u16,
    /// The proposal, or the amendment, that it was about.
    #[n(5)]
    pub proposal: Option<EntryId>,
    /// The hash of its text, as the vote froze it.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub text: Option<[u8; 32]>,
    /// The text with that hash.
    #[n(7)]
    pub worded: Option<Worded>,
    /// How many were entitled.
    #[n(8)]
    pub entitled: u32,
    /// How many could vote.
    #[n(9)]
    pub voters: u32,
    /// Who closed it.
    #[n(10)]
    pub tellers: Vec<PersonId>,
    /// What the clock said of whoever opened it.
    #[n(11)]
    pub opened: Time,
    /// What came of it.
    #[n(12)]
    pub result: Result,
}

/// What came of a vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum Result {
    /// It is not closed.
    #[n(0)]
    NotClosed,
    /// Too few were there for a vote that binds: what those thought who cast a ballot.
    #[n(1)]
    Straw(#[n(0)] Tally),
    /// More than two thirds of the roll let it go.
    #[n(2)]
    Voided,
    /// It came to more than one thing, since these said both: none of it holds.
    #[n(3)]
    Contradicted(#[n(0)] BTreeSet<PersonId>),
    /// It has a result.
    #[n(4)]
    Closed(#[n(0)] Box<Closed>),
}

/// The result of a vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Closed {
    /// What the ballots come to.
    #[n(0)]
    pub tally: Tally,
    /// The same, as phones compare it.
    #[n(1)]
    pub digest: Digest,
    /// Whether as many cast a ballot as it takes to decide anything.
    #[n(2)]
    pub quorate: bool,
    /// The words of concerns and blocks, with who said them.
    #[n(3)]
    pub words: BTreeMap<PersonId, Choice>,
    /// When what was decided is to be looked at again, and until when it holds.
    #[n(4)]
    pub days: Days,
}

/// What a vote was about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The text, if it is known.
    pub worded: Option<Worded>,
    /// What its author wanted of a decision.
    pub days: Days,
}

/// A text that was voted on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Worded {
    /// Its title.
    #[n(0)]
    pub title: String,
    /// What it says.
    #[n(1)]
    pub text: String,
}

impl Worded {
    /// What a vote on it freezes.
    pub fn hash(&self) -> [u8; 32] {
        TextHash::of(&self.title, &self.text).0
    }
}

/// Days of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Days {
    /// When it is to be looked at again.
    #[n(0)]
    pub review: Option<Time>,
    /// Until when it holds.
    #[n(1)]
    pub sunset: Option<Time>,
}

impl Minutes {
    /// The minutes that follow from a meeting, from all votes that are known, and from what those were about.
    pub fn of(
        circle: &CircleId,
        id: &EntryId,
        meeting: &Meeting,
        votes: &[(EntryId, &Vote, Option<&BTreeSet<PersonId>>)],
        about: &BTreeMap<EntryId, About>,
    ) -> Minutes {
        let present = meeting
            .present
            .iter()
            .map(|(person, there)| (*person, Present { way: there.way, let_in_by: there.let_in_by.clone() }));
        let spoke = meeting
            .floor
            .spoken
            .iter()
            .map(|(person, spoken)| (*person, Spoke { turns: spoken.turns, seconds: spoken.seconds }));
        let hands = meeting.hands.over.iter().map(|(show, passed)| {
            let (yes, no) = show.count();
            Hands { item: show.item.clone(), yes: yes as u32, no: no as u32, passed: *passed }
        });
        let mut here: Vec<_> =
            votes.iter().filter(|(_, vote, _)| vote.opening.meeting == Some(*id)).collect();
        here.sort_by_key(|(_, vote, _)| vote.place);
        Minutes {
            circle: *circle,
            meeting: *id,
            room: meeting.room.clone(),
            opened_by: meeting.opened_by,
            opened: meeting.opened,
            ended: meeting.ended.map(|(_, clock)| clock),
            roll: (*meeting.roll).clone(),
            present: present.collect(),
            facilitator: meeting.hands.facilitator,
            agenda: meeting.agenda.clone(),
            spoke: spoke.collect(),
            hands: hands.collect(),
            draw: meeting.draw.as_ref().map(|draw| Drawn {
                seed: draw.seed,
                barred: draw.barred.clone(),
                dice: draw.dice.clone(),
            }),
            votes: here
                .into_iter()
                .map(|(id, vote, clash)| VoteMinutes::of(id, vote, *clash, about))
                .collect(),
        }
    }

    /// Their name: what people sign.
    pub fn digest(&self) -> MinutesDigest {
        MinutesDigest(blake3::derive_key("tequio 2026 the minutes of a meeting", &cbor::encode(self)))
    }

    /// Whether more than half of the roll were there at some time.
    pub fn is_quorate(&self) -> bool {
        2 * self.present.keys().filter(|person| self.roll.contains(person)).count() > self.roll.len()
    }
}

impl VoteMinutes {
    fn of(
        id: &EntryId,
        vote: &Vote,
        clash: Option<&BTreeSet<PersonId>>,
        about: &BTreeMap<EntryId, About>,
    ) -> VoteMinutes {
        let opening = &vote.opening;
        let About { worded, days } = about.get(id).cloned().unwrap_or_default();
        let result = match (&vote.stage, clash) {
            (Stage::Closed(_), Some(both)) => Result::Contradicted(both.clone()),
            (Stage::Closed(closed), None) => {
                let decides = closed.quorate
                    && matches!(
                        closed.tally.outcome,
                        Outcome::Passed | Outcome::Winners(_) | Outcome::Drawn(_)
                    );
                Result::Closed(Box::new(Closed {
                    tally: closed.tally.clone(),
                    digest: closed.digest,
                    quorate: closed.quorate,
                    words: words(vote.counted(&closed.set)),
                    days: if decides { days } else { Days::default() },
                }))
            }
            (Stage::Straw { .. }, _) => Result::Straw(vote.tally_so_far()),
            (Stage::Voided, _) => Result::Voided,
            (Stage::Contradicted(both), _) => Result::Contradicted(both.clone()),
            (Stage::Gathering { .. } | Stage::Open { .. } | Stage::Closing { .. }, _) => Result::NotClosed,
        };
        VoteMinutes {
            vote: *id,
            question: opening.question.clone(),
            options: opening.options.clone(),
            method: opening.method,
            round: opening.round,
            proposal: opening.proposal,
            text: opening.text,
            worded,
            entitled: vote.roll.len() as u32,
            voters: opening.voters.len() as u32,
            tellers: opening.tellers.clone(),
            opened: vote.opened,
            result,
        }
    }

    /// What it decided, if it decided anything.
    pub fn decision(&self) -> Option<&Closed> {
        match &self.result {
            Result::Closed(closed) if closed.quorate => Some(closed),
            _ => None,
        }
    }
}

fn words<'a>(counted: impl Iterator<Item = &'a Held>) -> BTreeMap<PersonId, Choice> {
    let has_words = |held: &&Held| matches!(held.choice, Choice::Concern(_) | Choice::Block(_));
    counted.filter(has_words).map(|held| (held.voter, held.choice.clone())).collect()
}
