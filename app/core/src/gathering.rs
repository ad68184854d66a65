//! A founding meeting: all who are in one room become members at once.
//!
//! Somebody shows a changing code; whoever scans it is on the list; everybody's phone shows the list, and who is in the
//! room confirms it with one tap, which is a signature by the key that they will have in the circle. When more than half
//! of those listed have confirmed, all of them are members ([`crate::Event::Gathered`]): they have vouched for each
//! other by being there together. A founder may fill a circle so that has just begun; a later one opens such an evening by
//! a motion first ([`crate::motion::Proposal::Evening`]), once for each motion.

use minicbor::{Decode, Encode};

use crate::{
    cbor,
    certificate::{Signature, Signatures},
    ids::{CircleId, DeviceKey},
    keys::Keys,
    signature,
};

/// People on one list: a large hall, and with names and signatures still one entry.
pub const ATTENDANTS_MAX: usize = 200;

/// Somebody who was there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Attendant {
    /// The key that they will have in the circle.
    #[n(0)]
    pub device: DeviceKey,
    /// How they want to be called.
    #[n(1)]
    pub name: String,
}

/// What those who were there sign: this circle, this list.
pub fn list_bytes(circle: &CircleId, list: &[Attendant]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 list of a founding meeting");
    hasher.update(&circle.0).update(&cbor::encode(&list));
    [b"tequio 2026 we were there".as_slice(), hasher.finalize().as_bytes()].concat()
}

/// A list in its order, each key once.
pub fn list(mut attendants: Vec<Attendant>) -> Vec<Attendant> {
    attendants.sort_by_key(|one| one.device);
    attendants.dedup_by_key(|one| one.device);
    attendants
}

/// One's own signature under the list, if one is on it.
pub fn confirm(keys: &Keys, list: &[Attendant]) -> Option<Signature> {
    let me = keys.device();
    list.iter()
        .any(|one| one.device == me)
        .then(|| Signature { signer: me, bytes: signature::sign(keys, &list_bytes(&keys.circle, list)) })
}

/// Whether the form is within the limits.
pub(crate) fn is_well_formed(list: &[Attendant], signatures: &Signatures) -> bool {
    let ascending = list.windows(2).all(|pair| pair[0].device < pair[1].device);
    ascending && list.len() <= ATTENDANTS_MAX && signatures.is_well_formed()
}

/// Whether more than half of those on the list have confirmed it.
pub(crate) fn is_confirmed(circle: &CircleId, list: &[Attendant], signatures: &Signatures) -> bool {
    let signers = signatures.signers(&list_bytes(circle, list));
    let listed = |one: &&Attendant| signers.contains(&one.device);
    2 * list.iter().filter(listed).count() > list.len()
}
