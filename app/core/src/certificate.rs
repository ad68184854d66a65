//! Certificates: what more than half of a named roll has signed (PROTOCOL.md §6).
//!
//! Nobody in a circle has power alone. A statement holds when the signatures under it are twice more than the roll has
//! persons. The roll is computed by each phone itself, from the past of the entry that the signers looked at
//! ([`Certificate::basis`]), so that whoever was let in or removed since changes nothing: the same signatures hold
//! for ever or never, on every phone.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::{
    cbor,
    ids::{CircleId, DeviceKey, EntryId, PersonId},
    keys::Keys,
    signature::{self, Signed},
};

/// Signatures under one certificate: as many as an entry has room for, more than half of a roll of 650.
pub const SIGNATURES_MAX: usize = 326;

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
    pub signatures: Vec<Signature>,
}

/// One device's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Signature {
    /// Which device.
    #[n(0)]
    pub signer: DeviceKey,
    /// Ed25519 over [`statement_bytes`].
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: [u8; 64],
}

impl Certificate {
    /// Puts signatures together, in their order and each signer's once.
    pub fn new(basis: EntryId, mut signatures: Vec<Signature>) -> Certificate {
        signatures.sort_by_key(|signature| signature.signer);
        signatures.dedup_by_key(|signature| signature.signer);
        Certificate { basis, signatures }
    }

    /// Whether its form is within the limits.
    pub(crate) fn is_well_formed(&self) -> bool {
        let ascending = self.signatures.windows(2).all(|pair| pair[0].signer < pair[1].signer);
        ascending && self.signatures.len() <= SIGNATURES_MAX
    }

    /// Those whose signature holds over this roll's hash. The weights of the batch come from a hash of all that is
    /// checked, so nobody can choose signatures to suit them.
    pub(crate) fn signers(
        &self,
        circle: &CircleId,
        statement: &Statement,
        roll: &[u8; 32],
    ) -> BTreeSet<DeviceKey> {
        let message = statement_bytes(circle, statement, &self.basis, roll);
        let seed = blake3::derive_key(
            "tequio 2026 weights of a certificate's batch",
            &[&message[..], &cbor::encode(self)].concat(),
        );
        let claims: Vec<Signed> = self
            .signatures
            .iter()
            .map(|one| Signed { signer: one.signer, message: message.clone(), signature: one.bytes })
            .collect();
        let holds = signature::check(&claims, &mut ChaCha20Rng::from_seed(seed));
        self.signatures.iter().zip(holds).filter(|(_, holds)| *holds).map(|(one, _)| one.signer).collect()
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
