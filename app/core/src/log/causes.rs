//! What an entry rests on, as numbers.

use std::ops::Deref;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::entry::HEADS_MAX;

/// Numbers of an entry's causes: its author's entry before it first, then the foreign heads as the header has them.
/// Held in place, since a list of its own for each of a hundred thousand entries would take as much room again.
#[derive(Clone, Copy, Default)]
pub(super) struct Causes {
    count: u8,
    numbers: [u32; 1 + HEADS_MAX],
}

impl Causes {
    /// None for more than a header names.
    pub fn of(numbers: impl Iterator<Item = u32>) -> Option<Causes> {
        let mut causes = Causes::default();
        for number in numbers {
            *causes.numbers.get_mut(usize::from(causes.count))? = number;
            causes.count += 1;
        }
        Some(causes)
    }
}

impl Deref for Causes {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.numbers[..usize::from(self.count)]
    }
}

impl<C> Encode<C> for Causes {
    fn encode<W: encode::Write>(
        &self,
        writer: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        writer.array(self.len() as u64)?;
        self.iter().try_for_each(|number| writer.u32(*number).map(|_| ()))
    }
}

impl<'b, C> Decode<'b, C> for Causes {
    fn decode(reader: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let count = reader.array()?.ok_or_else(|| decode::Error::message("a list without its length"))?;
        let mut causes = Causes::default();
        for _ in 0..count {
            let at = causes.numbers.get_mut(usize::from(causes.count));
            *at.ok_or_else(|| decode::Error::message("too many causes"))? = reader.u32()?;
            causes.count += 1;
        }
        Ok(causes)
    }
}
