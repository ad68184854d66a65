//! Checkpoints: how a phone opens a long log at once.
//!
//! A checkpoint is a phone's own cache and nothing else: never received, never sent, and never believed over the
//! entries. It tells of each entry what [`Log`] has in memory ([`crate::log::short`]), and the words of those that
//! [`State`] has at hand; what they come to is folded anew at each opening. So no rule of the fold is written down in
//! it, and none that changes makes it wrong. Words that the state does not have at hand (of membership it keeps less
//! than was said, and of kinds that it does not know nothing) are asked of the disk: whoever adds something to the state
//! and forgets it here makes opening slower, and not false.
//!
//! It is bound to the circle, to the device and to the very sources of this crate: after an update the entries are read
//! once. Whoever keeps it keeps it where nobody can change it (the store seals it), or makes sure that nobody did;
//! bytes that are no checkpoint are none, and never a panic.

use minicbor::{Encoder, encode};

use crate::{
    event::Event,
    ids::{CircleId, DeviceKey, EntryId},
    log::Log,
    state::State,
};

/// The form of a checkpoint.
const VERSION: u8 = 1;
/// A hash of this crate's sources (build.rs), since nobody remembers to raise a number whenever the meaning of the
/// state changes.
const BUILD: [u8; 8] = u64::to_be_bytes(include!(concat!(env!("OUT_DIR"), "/build_hash")));

/// What a checkpoint gives back.
pub struct Read {
    /// The log, whole.
    pub log: Log,
    /// The state: to be settled when the words that are wanted have been applied.
    pub state: State,
    /// Entries whose words are to be read from where they are kept, and applied to the state.
    pub wanted: Vec<EntryId>,
}

/// The checkpoint of a log and its state: about half as long as the entries are. Words that were erased are not in it.
///
/// # Errors
/// The writer's.
pub fn write<W: encode::Write>(
    log: &Log,
    state: &State,
    mut writer: W,
) -> Result<W, encode::Error<W::Error>> {
    let mut words: Vec<Option<&Event>> = vec![None; log.len()];
    for (id, event) in state.words() {
        if let Some(number) = log.number_of(id) {
            words[number] = Some(event);
        }
    }
    let head = [&[VERSION][..], &BUILD].concat();
    writer.write_all(&head).map_err(encode::Error::write)?;
    let mut writer = Encoder::new(writer);
    log.write_short(|number| words[number].map(Event::encode), &mut writer)?;
    Ok(writer.into_writer())
}

/// Reads a checkpoint of this circle and device by this build; nothing, if it is none.
pub fn read(circle: CircleId, me: DeviceKey, checkpoint: &[u8]) -> Option<Read> {
    let (version, rest) = checkpoint.split_first()?;
    let (build, rest) = rest.split_first_chunk()?;
    if (*version, *build) != (VERSION, BUILD) {
        return None;
    }
    let mut state = State::new(circle);
    let (log, wanted) = Log::read_short(circle, me, rest, |said| state.apply_short(&said))?;
    Some(Read { log, state, wanted })
}
