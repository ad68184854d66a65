//! A parcel from phone to phone: many bytes over one link, each piece asked for by whoever takes it.
//!
//! ```text
//! giver: Offered(how many, sum) ─▶ taker: Next(0), or NoRoom
//! giver: Piece ─▶ taker: Next … ─▶ the last piece ─▶ taker keeps it durably: Taken(sum)
//! ```
//!
//! One piece is on its way at a time, so that the slowest radio's queue holds one and what else is said goes in between:
//! sixteen megabytes at once would overflow it, and the link would be dropped for it. A link that breaks begins anew.
//!
//! What is in a parcel is sealed by then, and whoever keeps one for another cannot read it: a phone that is put away
//! before a checkpoint is a backup under a passphrase on a contact's phone. It is given back to the one who stands before
//! them ([`crate::linking`]), and opens by the passphrase alone.

use minicbor::{Decode, Encode};

use crate::{cbor, time::Time, wrong::Rejected};

/// The longest parcel: a phone with some fifty thousand entries. Who takes one has it in memory once.
pub const PARCEL_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The longest that is kept for a contact: on its way back it is sealed once more.
pub const KEPT_BYTES_MAX: usize = PARCEL_BYTES_MAX - 1024;
/// Bytes of a piece: half a second of a Bluetooth link.
pub const PIECE_BYTES: usize = 32 * 1024;
/// Contacts for whom one phone keeps a parcel, one for each.
pub const PARCELS_MAX: usize = 16;
/// Bytes that one phone keeps for all of them: four of the longest.
pub const PARCELS_BYTES_MAX: u64 = 4 * PARCEL_BYTES_MAX as u64;

/// Names the bytes of a parcel.
pub type Sum = [u8; 16];

/// What the two say to each other.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// From the giver: I have this for you.
    #[n(0)]
    Offered {
        /// How many bytes, at most [`PARCEL_BYTES_MAX`].
        #[n(0)]
        bytes: u32,
        /// [`sum`].
        #[cbor(n(1), with = "minicbor::bytes")]
        sum: Sum,
    },
    /// From the taker: the piece that begins at this byte.
    #[n(1)]
    Next(#[n(0)] u32),
    /// From the giver: that piece, of [`PIECE_BYTES`] unless it is the last.
    #[n(2)]
    Piece(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// From the taker: all of it is kept.
    #[n(3)]
    Taken {
        /// Of what.
        #[cbor(n(0), with = "minicbor::bytes")]
        sum: Sum,
    },
    /// From the taker: there is no room for it.
    #[n(4)]
    NoRoom,
}

/// What one phone keeps for a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Kept {
    /// How many bytes.
    #[n(0)]
    pub bytes: u32,
    /// Since when, by the clock of whoever keeps it.
    #[n(1)]
    pub since: Time,
}

impl Said {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a neighbour's bytes.
    ///
    /// # Errors
    /// [`Rejected::Malformed`], also for what passes a limit.
    pub fn decode(bytes: &[u8]) -> Result<Said, Rejected> {
        let said: Said = cbor::decode(bytes)?;
        let is_within = match &said {
            Said::Offered { bytes, .. } => (1..=PARCEL_BYTES_MAX).contains(&(*bytes as usize)),
            Said::Piece(bytes) => (1..=PIECE_BYTES).contains(&bytes.len()),
            Said::Next(at) => (*at as usize) < PARCEL_BYTES_MAX,
            Said::Taken { .. } | Said::NoRoom => true,
        };
        if is_within { Ok(said) } else { Err(Rejected::Malformed) }
    }
}

/// The name of a parcel's bytes.
pub fn sum(parcel: &[u8]) -> Sum {
    let hash = blake3::derive_key("tequio 2026 sum of a parcel", parcel);
    std::array::from_fn(|n| hash[n])
}

/// The side of whoever gives.
pub struct Giving {
    parcel: Vec<u8>,
    sum: Sum,
}

/// What follows for whoever gives.
#[derive(Debug, PartialEq, Eq)]
pub enum Given {
    /// Say this.
    Say(Said),
    /// The other keeps it.
    Taken,
    /// The other has no room.
    NoRoom,
}

impl Giving {
    /// Has this to give; nothing, if it is none or longer than [`PARCEL_BYTES_MAX`].
    pub fn of(parcel: Vec<u8>) -> Option<Giving> {
        let is_within = (1..=PARCEL_BYTES_MAX).contains(&parcel.len());
        is_within.then(|| Giving { sum: sum(&parcel), parcel })
    }

    /// What to say first, on each new link.
    pub fn offer(&self) -> Said {
        Said::Offered { bytes: self.parcel.len() as u32, sum: self.sum }
    }

    /// The other said something.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] for what no taker of this parcel says.
    pub fn hear(&self, said: &Said) -> Result<Given, Rejected> {
        match said {
            Said::Next(at) => {
                let at = *at as usize;
                let rest =
                    self.parcel.get(at..).filter(|rest| !rest.is_empty()).ok_or(Rejected::OutOfTurn)?;
                Ok(Given::Say(Said::Piece(rest[..rest.len().min(PIECE_BYTES)].to_vec())))
            }
            Said::Taken { sum } if *sum == self.sum => Ok(Given::Taken),
            Said::NoRoom => Ok(Given::NoRoom),
            _ => Err(Rejected::OutOfTurn),
        }
    }
}

/// The side of whoever takes.
pub struct Taking {
    bytes: usize,
    sum: Sum,
    so_far: Vec<u8>,
}

/// What follows for whoever takes.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// Ask for the next piece.
    Say(Said),
    /// It is whole: keep it, and then say that.
    Whole(Vec<u8>, Said),
}

impl Taking {
    /// Takes what is offered; what to say.
    pub fn begin(bytes: u32, sum: Sum) -> (Taking, Said) {
        // It grows with what really comes.
        (Taking { bytes: bytes as usize, sum, so_far: Vec::new() }, Said::Next(0))
    }

    /// A piece has come.
    ///
    /// # Errors
    /// [`Rejected::Malformed`] for a piece of another length than was asked for, or a parcel that is not the one that was
    /// offered.
    pub fn take(&mut self, piece: &[u8]) -> Result<Taken, Rejected> {
        let left = self.bytes - self.so_far.len();
        if piece.len() != left.min(PIECE_BYTES) {
            return Err(Rejected::Malformed);
        }
        self.so_far.extend_from_slice(piece);
        if self.so_far.len() < self.bytes {
            return Ok(Taken::Say(Said::Next(self.so_far.len() as u32)));
        }
        let whole = std::mem::take(&mut self.so_far);
        if sum(&whole) != self.sum {
            return Err(Rejected::Malformed);
        }
        Ok(Taken::Whole(whole, Said::Taken { sum: self.sum }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|n| (n % 251) as u8).collect()
    }

    /// What the taker has in the end, and how often something was said.
    fn pass(giving: &Giving) -> (Vec<u8>, usize) {
        let Said::Offered { bytes, sum } = giving.offer() else { panic!("an offer") };
        let (mut taking, mut said) = Taking::begin(bytes, sum);
        for times in 1.. {
            let Ok(Given::Say(Said::Piece(piece))) = giving.hear(&Said::decode(&said.encode()).unwrap())
            else {
                panic!("a piece")
            };
            match taking.take(&piece).unwrap() {
                Taken::Say(next) => said = next,
                Taken::Whole(whole, taken) => {
                    assert_eq!(giving.hear(&taken), Ok(Given::Taken));
                    return (whole, times);
                }
            }
        }
        unreachable!("it ends")
    }

    #[test]
    fn a_parcel_of_any_length_arrives_piece_by_piece() {
        for bytes in [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 5 * PIECE_BYTES + 7] {
            let giving = Giving::of(parcel(bytes)).unwrap();
            assert_eq!(pass(&giving), (parcel(bytes), bytes.div_ceil(PIECE_BYTES)));
        }
        assert!(Giving::of(Vec::new()).is_none());
        assert!(Giving::of(vec![0; PARCEL_BYTES_MAX + 1]).is_none());
    }

    #[test]
    fn whoever_lies_about_a_parcel_is_refused_and_fills_no_memory() {
        let giving = Giving::of(parcel(100_000)).unwrap();
        for said in [Said::Next(100_000), giving.offer(), Said::Piece(vec![1]), Said::Taken { sum: [0; 16] }]
        {
            assert_eq!(giving.hear(&said), Err(Rejected::OutOfTurn), "{said:?}");
        }
        assert_eq!(giving.hear(&Said::NoRoom), Ok(Given::NoRoom));
        let (mut taking, _) = Taking::begin(PARCEL_BYTES_MAX as u32, [1; 16]);
        assert_eq!(taking.so_far.capacity(), 0);
        assert_eq!(taking.take(&[1]), Err(Rejected::Malformed), "shorter than asked for");
        let (mut taking, _) = Taking::begin(3, [1; 16]);
        assert_eq!(taking.take(&[1, 2, 3]), Err(Rejected::Malformed), "another one than was offered");
        for said in [
            Said::Offered { bytes: 0, sum: [0; 16] },
            Said::Offered { bytes: PARCEL_BYTES_MAX as u32 + 1, sum: [0; 16] },
            Said::Next(PARCEL_BYTES_MAX as u32),
            Said::Piece(Vec::new()),
            Said::Piece(vec![0; PIECE_BYTES + 1]),
        ] {
            assert_eq!(Said::decode(&said.encode()), Err(Rejected::Malformed));
        }
    }
}
