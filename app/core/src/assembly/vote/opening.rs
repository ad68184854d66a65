//! What is frozen when a vote is opened, and who can open it.

mod voters;

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use crate::{
    assembly::meeting::Way,
    cbor,
    count::{Method, Unfit},
    event::{self, TITLE_MAX},
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    time::Time,
    wrong::{Field, Refused},
};

/// The most options that one vote may have: more do not fit on a screen that a person still reads.
pub const OPTIONS_MAX: usize = 32;
/// The most voters of one vote. A person and how they vote take 33 bytes, so these are 17 kB of an entry's 32; whoever signs
/// with another key than the one that they are named by takes 32 more. Of 512, 470 may do that beside seven tellers and
/// one option, and 80 where all that an opening says is as long as it can be; if all of them do, 490 fit. For more than
/// fit, whoever would open a vote is refused in words.
pub const VOTERS_MAX: usize = 512;
/// How many tellers a vote has where lots were drawn: of seven, two may be gone or lie.
pub const TELLERS: usize = 7;
/// Below so many who are there, and where nothing was drawn, everybody with a phone of their own is a teller; but no more
/// than this: each of them says what every voter cast, 64 × 512 × 16 bytes are half a megabyte.
pub const TELLERS_MAX: usize = 64;

/// What is frozen when a vote is opened. All of it is checked by every phone before it signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Opening {
    /// What it is about, if it is about a proposal.
    #[n(0)]
    pub proposal: Option<EntryId>,
    /// Which attempt at deciding it this is, from 0: there is another one when the one before has come to nothing, or when
    /// the circle asks itself again.
    #[n(1)]
    pub round: u16,
    /// At which meeting, if at one: its roll is this vote's.
    #[n(2)]
    pub meeting: Option<EntryId>,
    /// The question, one line.
    #[n(3)]
    pub question: String,
    /// The options, one line each; the proposal itself, where one is answered.
    #[n(4)]
    pub options: Vec<String>,
    /// How it is counted.
    #[n(5)]
    pub method: Method,
    /// The hash of the proposal's text, as it stood.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub text: Option<[u8; 32]>,
    /// The hash of the roll: of all who are entitled, whether or not they are there.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub roll: [u8; 32],
    /// Who votes, ascending, and how.
    #[cbor(n(8), with = "voters")]
    pub voters: Vec<Voter>,
    /// Who closes it, in the order in which it is their turn to propose what is counted.
    #[n(9)]
    pub tellers: Vec<PersonId>,
    /// From what the order is drawn that breaks ties ([`crate::count::TieOrder`]).
    #[cbor(n(10), with = "minicbor::bytes")]
    pub ties: [u8; 32],
    /// When the tellers close it by their own clocks, if not before.
    #[n(11)]
    pub closes: Option<Time>,
    /// How many ballots it takes for it to decide anything.
    #[n(12)]
    pub quorum: u16,
}

/// Who votes, and how. One person has one way, fixed when they checked in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voter {
    /// Who.
    pub person: PersonId,
    /// How.
    pub way: Way,
    /// By which key they sign their ballot: their own phone's, or that on their card. None, on paper.
    pub key: Option<DeviceKey>,
}

/// What a person says who would open a vote. All else follows from the circle and the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is about, if it is about a proposal.
    pub proposal: Option<EntryId>,
    /// At which meeting, if at one.
    pub meeting: Option<EntryId>,
    /// The question, one line.
    pub question: String,
    /// The options, one line each.
    pub options: Vec<String>,
    /// How it is counted.
    pub method: Method,
    /// When it is closed, if not before.
    pub closes: Option<Time>,
}

/// What is decided in rounds: a proposal, wherever it is voted on; or a question at a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Topic(pub [u8; 32]);

impl Draft {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        Topic::of(self.proposal, self.meeting, &self.question)
    }
}

impl Topic {
    fn of(proposal: Option<EntryId>, meeting: Option<EntryId>, question: &str) -> Topic {
        let said = match proposal {
            Some(proposal) => cbor::encode(&(1u8, proposal)),
            None => cbor::encode(&(2u8, meeting, question)),
        };
        Topic(blake3::derive_key("tequio 2026 what a vote is about", &said))
    }

    /// The seed of a round's tie order, from the meeting's draw, or from the roll where nothing was drawn. Whoever opens
    /// the vote cannot choose it.
    pub fn ties(&self, round: u16, drawn: &[u8; 32]) -> [u8; 32] {
        blake3::derive_key(
            "tequio 2026 the ties of one vote",
            &[&self.0, &round.to_be_bytes()[..], drawn].concat(),
        )
    }
}

impl Opening {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        Topic::of(self.proposal, self.meeting, &self.question)
    }

    /// What every ballot names. The id of the entry that opened the vote goes in as well as what it says: two votes that
    /// ask the same are two, and no ballot of one can be cast in the other.
    pub fn hash(&self, circle: &CircleId, vote: &EntryId) -> [u8; 32] {
        let said = [&circle.0[..], &vote.0, &cbor::encode(self)].concat();
        blake3::derive_key("tequio 2026 a vote", &said)
    }

    /// The limits that hold for everybody.
    pub(super) fn check(&self) -> Result<(), Refused> {
        event::one_line(Field::Question, &self.question, TITLE_MAX)?;
        self.options.iter().try_for_each(|one| event::one_line(Field::Option, one, TITLE_MAX))
    }

    /// The limits of what no person types.
    pub(super) fn is_well_formed(&self) -> bool {
        self.options.len() <= OPTIONS_MAX
            && (1..=VOTERS_MAX).contains(&self.voters.len())
            && (1..=TELLERS_MAX).contains(&self.tellers.len())
    }

    /// What does not go together whoever looks at it: a vote of which that is true is none.
    ///
    /// # Errors
    /// The first thing.
    pub fn sound(&self, roll: &BTreeSet<PersonId>) -> Result<(), Unsound> {
        self.method.check(self.options.len()).map_err(Unsound::Method)?;
        if !self.voters.windows(2).all(|two| two[0].person < two[1].person) {
            return Err(Unsound::Voters);
        }
        let mut keys = BTreeSet::new();
        for voter in &self.voters {
            let fits = match (voter.way, voter.key) {
                (Way::Paper, None) => true,
                (Way::Paper, Some(_)) | (_, None) => false,
                (_, Some(key)) => keys.insert(key),
            };
            if !fits || !roll.contains(&voter.person) {
                return Err(Unsound::Voters);
            }
        }
        let tellers: BTreeSet<&PersonId> = self.tellers.iter().collect();
        let counts = |teller: &&PersonId| self.phone(teller).is_some();
        match tellers.len() == self.tellers.len() && tellers.iter().all(counts) {
            true => Ok(()),
            false => Err(Unsound::Tellers),
        }
    }

    /// How this person votes, if they do.
    pub fn voter(&self, person: &PersonId) -> Option<&Voter> {
        let at = self.voters.binary_search_by(|voter| voter.person.cmp(person)).ok()?;
        self.voters.get(at)
    }

    /// Whose ballots are signed with this key.
    pub fn with_key(&self, key: &DeviceKey) -> Option<&Voter> {
        self.voters.iter().find(|voter| voter.key == Some(*key))
    }

    /// The phone of a person who votes on their own.
    pub fn phone(&self, person: &PersonId) -> Option<DeviceKey> {
        self.voter(person).filter(|voter| voter.way == Way::OwnPhone)?.key
    }

    /// How many vote on phones of their own: those can sign the opening.
    pub fn phones(&self) -> usize {
        self.voters.iter().filter(|voter| voter.way == Way::OwnPhone).count()
    }

    /// How many tellers say the same for it to hold: ⌊2n/3⌋ + 1.
    pub fn teller_quorum(&self) -> usize {
        2 * self.tellers.len() / 3 + 1
    }
}

/// What does not go together in an opening.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// The method and the options.
    #[error(transparent)]
    Method(Unfit),
    /// Voters out of order, off the roll, or two with one key.
    #[error("the list of voters is out of order, or names somebody or a key that cannot vote")]
    Voters,
    /// Tellers without a phone, or named twice.
    #[error("tellers are voters on phones of their own, each once")]
    Tellers,
}
