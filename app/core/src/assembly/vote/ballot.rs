//! Ballots: signed by a phone or a card for itself, or read from paper by two tellers who agree.

use ed25519_zebra::SigningKey;
use minicbor::{Decode, Encode};

use crate::{
    cbor,
    count::{CHOICE_BYTES_MAX, Choice},
    ids::{BallotId, DeviceKey, PersonId, SetId},
    signature::Signed,
};

/// One ballot. Its signature is its own, so that a shared phone can carry it for somebody whose key is on a card, and so
/// that it stands in a record without the log around it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ballot {
    /// What it says.
    #[n(0)]
    pub choice: Choice,
    /// Which of this voter's ballots it is: of several the highest counts, and of two that are as high the one with the
    /// higher id.
    #[n(1)]
    pub counter: u32,
    /// The voter's key, as the opening froze it.
    #[n(2)]
    pub key: DeviceKey,
    /// Ed25519 over [`Ballot::message`].
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

impl Ballot {
    /// Signs a choice in this vote ([`super::Opening::hash`]).
    pub fn sign(key: &SigningKey, vote: &[u8; 32], counter: u32, choice: Choice) -> Ballot {
        let signature = key.sign(&Ballot::message(vote, counter, &choice)).into();
        Ballot { choice, counter, key: DeviceKey(key.verification_key().into()), signature }
    }

    /// What is signed.
    pub fn message(vote: &[u8; 32], counter: u32, choice: &Choice) -> Vec<u8> {
        [b"tequio 2026 ballot".as_slice(), vote, &counter.to_be_bytes(), &cbor::encode(choice)].concat()
    }

    /// Whether its signature holds in this vote.
    pub fn holds(&self, vote: &[u8; 32]) -> bool {
        let message = Ballot::message(vote, self.counter, &self.choice);
        Signed { signer: self.key, message, signature: self.signature }.holds()
    }

    /// Its name: of what it says, not of its signature, since one who signs can make many of those.
    pub fn id(&self, vote: &[u8; 32], voter: &PersonId) -> BallotId {
        name(b"signed", vote, voter, self.counter, &self.choice)
    }

    pub(super) fn is_well_formed(&self) -> bool {
        cbor::encode(&self.choice).len() <= CHOICE_BYTES_MAX
    }
}

/// What a teller read on a slip of paper. It is a ballot when another teller has read the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Slip {
    /// Whose.
    #[n(0)]
    pub voter: PersonId,
    /// Which of theirs, from 0: a mistake is put right by the next.
    #[n(1)]
    pub counter: u32,
    /// What it says.
    #[n(2)]
    pub choice: Choice,
}

impl Slip {
    /// The name of the ballot that it may become.
    pub fn id(&self, vote: &[u8; 32]) -> BallotId {
        name(b"paper", vote, &self.voter, self.counter, &self.choice)
    }

    pub(super) fn is_well_formed(&self) -> bool {
        cbor::encode(&self.choice).len() <= CHOICE_BYTES_MAX
    }
}

fn name(sort: &[u8], vote: &[u8; 32], voter: &PersonId, counter: u32, choice: &Choice) -> BallotId {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 ballot id");
    hasher.update(&[sort.len() as u8]).update(sort).update(vote).update(&voter.0);
    hasher.update(&counter.to_be_bytes()).update(&cbor::encode(choice));
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    BallotId(id)
}

/// A ballot that is here, and holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Held {
    /// Whose.
    #[n(0)]
    pub voter: PersonId,
    /// Which of theirs.
    #[n(1)]
    pub counter: u32,
    /// What it says.
    #[n(2)]
    pub choice: Choice,
}

/// The name of a set of ballots of one vote, one a voter, ascending.
pub fn set_id<'a>(vote: &[u8; 32], ballots: impl Iterator<Item = &'a BallotId>) -> SetId {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 set of ballots");
    hasher.update(vote);
    ballots.for_each(|id| {
        hasher.update(&id.0);
    });
    SetId(*hasher.finalize().as_bytes())
}

/// Names of ballots, ascending, each once. They travel as one string of bytes, 16 for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BallotIds(pub Vec<BallotId>);

impl<C> Encode<C> for BallotIds {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|id| id.0).collect();
        e.bytes(&bytes)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for BallotIds {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let (ids, rest) = d.bytes()?.as_chunks::<16>();
        let ids: Vec<BallotId> = ids.iter().map(|id| BallotId(*id)).collect();
        let ascending = ids.windows(2).all(|two| two[0] < two[1]);
        if !rest.is_empty() || !ascending || ids.len() > super::VOTERS_MAX {
            return Err(minicbor::decode::Error::message("not a list of ballots"));
        }
        Ok(BallotIds(ids))
    }
}
