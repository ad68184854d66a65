//! Certificates: what more than half of a named roll has signed (PROTOCOL.md §6).
//!
//! Nobody in a circle has power alone. A statement holds when the signatures under it are twice more than the roll has
//! persons. The roll is computed by each phone itself, from the past of the entry that the signers looked at
//! ([`Certificate::basis`]), so that whoever was let in since changes nothing. A signature does not say when it was made:
//! those of whom the entry that brings it knows that they are gone count for nothing, else a roll of long ago could be
//! filled by all who were removed since. The same entry holds for ever or never, on every phone.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::{
    cbor,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    keys::Keys,
    signature::{self, Signed},
};

/// Signatures under one certificate: as many as an entry has room for, more than half of a roll of 675. A larger circle
/// decides by motions ([`crate::motion`]), whose signatures are entries, and which serve a roll of any size.
pub const SIGNATURES_MAX: usize = 338;
/// One signature in a certificate: a key and what it signed.
const SIGNATURE_BYTES: usize = 32 + 64;

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Statement {
    /// This person does not belong to us any more.
    #[n(0)]
    Remove {
        /// Who.
        #[n(0)]
        person: PersonId,
    },
}

/// A statement's signatures.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Certificate {
    /// The entry in whose past (itself included) the roll is: who belonged then.
    #[n(0)]
    pub basis: EntryId,
    /// Who signed, ascending, each once.
    #[n(1)]
    pub signatures: Signatures,
}

/// Signatures by several devices, ascending, each device's once. They travel as one string of bytes, 96 for each, so
/// that as many as can be fit into an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures(pub Vec<Signature>);

/// One device's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Which device.
    pub signer: DeviceKey,
    /// Ed25519.
    pub bytes: [u8; 64],
}

impl Signatures {
    /// Puts signatures together, in their order and each signer's once.
    pub fn new(mut signatures: Vec<Signature>) -> Signatures {
        signatures.sort_by_key(|signature| signature.signer);
        signatures.dedup_by_key(|signature| signature.signer);
        Signatures(signatures)
    }

    /// Whether their form is within the limits.
    pub(crate) fn is_well_formed(&self) -> bool {
        let ascending = self.0.windows(2).all(|pair| pair[0].signer < pair[1].signer);
        ascending && self.0.len() <= SIGNATURES_MAX
    }

    /// Those whose signature under this message holds. The weights of the batch come from a hash of all that is
    /// checked, so nobody can choose signatures to suit them.
    pub(crate) fn signers(&self, message: &[u8]) -> BTreeSet<DeviceKey> {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 weights of a certificate's batch");
        hasher.update(message).update(&cbor::encode(self));
        let claim =
            |one: &Signature| Signed { signer: one.signer, message: message.to_vec(), signature: one.bytes };
        let claims: Vec<Signed> = self.0.iter().map(claim).collect();
        let holds = signature::check(&claims, &mut ChaCha20Rng::from_seed(*hasher.finalize().as_bytes()));
        self.0.iter().zip(holds).filter(|(_, holds)| *holds).map(|(one, _)| one.signer).collect()
    }
}

impl<C> Encode<C> for Signatures {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let bytes: Vec<u8> =
            self.0.iter().flat_map(|one| one.signer.0.into_iter().chain(one.bytes)).collect();
        e.bytes(&bytes)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Signatures {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?;
        if !bytes.len().is_multiple_of(SIGNATURE_BYTES) || bytes.len() / SIGNATURE_BYTES > SIGNATURES_MAX {
            return Err(minicbor::decode::Error::message("not a string of signatures"));
        }
        let one = |bytes: &[u8]| {
            let (signer, signature) = bytes.split_first_chunk::<32>()?;
            Some(Signature { signer: DeviceKey(*signer), bytes: signature.try_into().ok()? })
        };
        Ok(Signatures(bytes.chunks_exact(SIGNATURE_BYTES).filter_map(one).collect()))
    }
}

impl Certificate {
    /// Puts signatures together, in their order and each signer's once.
    pub fn new(basis: EntryId, signatures: Vec<Signature>) -> Certificate {
        Certificate { basis, signatures: Signatures::new(signatures) }
    }

    /// Those whose signature holds over this roll's hash.
    pub fn signers(&self, circle: &CircleId, statement: &Statement, roll: &[u8; 32]) -> BTreeSet<DeviceKey> {
        self.signatures.signers(&statement_bytes(circle, statement, &self.basis, roll))
    }
}

/// Signs a statement about a roll.
pub fn sign(keys: &Keys, statement: &Statement, basis: EntryId, roll: &[u8; 32]) -> Signature {
    let message = statement_bytes(&keys.circle, statement, &basis, roll);
    Signature { signer: keys.device(), bytes: signature::sign(keys, &message) }
}

/// What is signed: this circle, this statement, this roll.
fn statement_bytes(circle: &CircleId, statement: &Statement, basis: &EntryId, roll: &[u8; 32]) -> Vec<u8> {
    let said = cbor::encode(statement);
    [b"tequio 2026 certificate".as_slice(), &circle.0, &basis.0, roll, &said].concat()
}

/// The hash of a roll: its persons, ascending.
pub fn roll_hash(roll: &BTreeSet<PersonId>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 roll");
    roll.iter().for_each(|person| {
        hasher.update(&person.0);
    });
    *hasher.finalize().as_bytes()
}
