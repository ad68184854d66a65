//! Deterministic CBOR (RFC 8949 §4.2): one value, one encoding.
//!
//! What is hashed or signed must have one spelling only. Instead of a list of rules there is one: bytes are
//! accepted if encoding what they decode to gives the same bytes again.

use minicbor::{Decode, Encode};

use crate::wrong::Rejected;

/// The bytes of a value.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("writing to memory does not fail")
}

/// The value of bytes that are its one encoding.
///
/// # Errors
/// [`Rejected::Malformed`] for anything else: cut short, trailing bytes, another spelling.
pub fn decode<T: Encode<()> + for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, Rejected> {
    let value: T = minicbor::decode(bytes).map_err(|_| Rejected::Malformed)?;
    if encode(&value) != bytes {
        return Err(Rejected::Malformed);
    }
    Ok(value)
}
