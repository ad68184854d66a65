//! The order that breaks ties, published before the first ballot.

use minicbor::{
    Decode, Decoder, Encode, Encoder,
    data::Type,
    decode,
    encode::{self, Write},
};

use super::{OPTIONS_MAX, OptionNo};

/// What the keys of the draw are derived for. Another rule would get another sentence.
const CONTEXT: &str = "tequio 2026 the order that breaks ties";

/// A permutation of a vote's options. Where the ballots make two options equal, the one that stands earlier here goes
/// first; for [`Method::Lot`](super::Method) it is the draw itself.
///
/// # The rule
/// From a seed of 32 bytes that belongs to this vote alone:
///
/// ```text
/// key      = BLAKE3 derive_key("tequio 2026 the order that breaks ties", seed)
/// draw(i)  = BLAKE3 keyed_hash(key, [i])              32 bytes, for each option i from 0, as one byte
/// order    = the options, sorted by draw, as bytes from the first to the last
/// ```
///
/// Every permutation is equally likely if the seed is, since nothing is taken modulo anything. (Two equal draws would
/// be a collision of BLAKE3; the smaller number would go first.) Anybody with `b3sum` can do it again:
/// <https://github.com/BLAKE3-team/BLAKE3>.
///
/// Nobody who can still choose a ballot may know how to choose the seed, and nobody who can choose the seed may know
/// the ballots: it comes from the meeting's lot and the vote's own hash, before the first ballot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TieOrder(Vec<OptionNo>);

impl TieOrder {
    /// The order for so many options, from the seed of this vote.
    pub fn drawn(seed: &[u8; 32], options: usize) -> TieOrder {
        let key = blake3::derive_key(CONTEXT, seed);
        let mut order: Vec<OptionNo> = OptionNo::all(options).collect();
        order.sort_by_key(|option| (*blake3::keyed_hash(&key, &[option.0]).as_bytes(), *option));
        TieOrder(order)
    }

    /// The options as they stand on the ballot: for counts outside of any meeting, where nothing was drawn.
    pub fn as_listed(options: usize) -> TieOrder {
        TieOrder(OptionNo::all(options).collect())
    }

    /// An order that is known already; none if it is no permutation of 0, 1, 2, …
    pub fn of(order: Vec<OptionNo>) -> Option<TieOrder> {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        (order.len() <= OPTIONS_MAX && sorted.into_iter().eq(OptionNo::all(order.len())))
            .then_some(TieOrder(order))
    }

    /// The options, the one that goes first at the front.
    pub fn options(&self) -> &[OptionNo] {
        &self.0
    }

    /// How many options it is about.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is about none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of each of so many options, from 0. Options that are missing in it come last, by number.
    pub(super) fn places(&self, options: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..options).map(|option| self.0.len() + option).collect();
        for (place, option) in self.0.iter().enumerate() {
            if let Some(known) = places.get_mut(option.index()) {
                *known = place;
            }
        }
        places
    }
}

/// As one string of bytes, an option each.
impl<C> Encode<C> for TieOrder {
    fn encode<W: Write>(&self, to: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        let numbers: Vec<u8> = self.0.iter().map(|option| option.0).collect();
        to.bytes(&numbers)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for TieOrder {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<TieOrder, decode::Error> {
        if from.datatype()? != Type::Bytes {
            return Err(decode::Error::message("an order is one string of bytes"));
        }
        TieOrder::of(from.bytes()?.iter().map(|number| OptionNo(*number)).collect())
            .ok_or_else(|| decode::Error::message("an order names each option once"))
    }
}
