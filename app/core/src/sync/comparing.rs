//! One comparison of two sets: roots, then symbols, then both differences.

use crate::{
    ids::EntryId,
    log::{ENTRIES_MAX, Log},
    message::Message,
    sketch::{Decoder, Difference, SYMBOLS_MAX, Sketch, Symbol, UNIT, read_unit, unit},
    wrong::Rejected,
};

/// Two sets that differ by more are told apart by frontiers first, in causal order. Known from their sizes, or from
/// symbols that did not come out even.
pub const BULK_DIFFERENCES: usize = 1_000;
/// So many symbols decode [`BULK_DIFFERENCES`] all but always (1.35 a difference, and some).
pub const BULK_SYMBOLS: usize = 1_536;
/// Units on their way that were not yet asked for one by one: at 100 kbit/s and round trips of 60 ms, 750 bytes fill
/// the link; with six units of 200 it never stands still, and at most these are sent in vain.
pub const WINDOW_UNITS: usize = 6;

/// The sketch of the entries that were here when a comparison began, whatever came since.
pub struct View {
    entries: usize,
    /// A sketch of what came since, and up to which entry.
    late: Sketch,
    late_upto: usize,
}

impl View {
    /// All that is here now.
    pub fn of(log: &Log) -> View {
        View { entries: log.len(), late: Sketch::new(log.sketch_key()), late_upto: log.len() }
    }

    /// Eight symbols from number `first`.
    pub fn symbols(&mut self, log: &mut Log, first: usize) -> [Symbol; UNIT] {
        let mut symbols = [Symbol::default(); UNIT];
        symbols.copy_from_slice(&log.sketch_to(first + UNIT)[first..first + UNIT]);
        if log.len() > self.entries {
            let length = (first + UNIT).next_power_of_two();
            self.late.grow(length, log.ids_from(self.entries).take(self.late_upto - self.entries));
            log.ids_from(self.late_upto).for_each(|id| self.late.insert(id));
            self.late_upto = log.len();
            for (symbol, late) in symbols.iter_mut().zip(&self.late.symbols()[first..]) {
                *symbol = symbol.minus(*late);
            }
        }
        symbols
    }

    fn unit(&mut self, log: &mut Log, first: usize) -> Vec<u8> {
        unit(&self.symbols(log, first), first, self.entries)
    }

    fn has(&self, log: &Log, id: &EntryId) -> bool {
        log.number_of(id).is_some_and(|number| number < self.entries)
    }

    /// Nobody can lack what is not here, or have alone what is: the other made its symbols up.
    fn check(&self, difference: &Difference, log: &Log) -> Result<(), Rejected> {
        let mine = difference.mine.iter().all(|id| self.has(log, id));
        let theirs = difference.theirs.iter().all(|id| !self.has(log, id));
        if mine && theirs { Ok(()) } else { Err(Rejected::WrongSymbols) }
    }
}

/// What this phone said it holds.
pub struct Said {
    root: [u8; 16],
    view: View,
}

impl Said {
    /// All that is here now, and the message that says it.
    pub fn now(log: &mut Log) -> (Said, Message) {
        let mut said = Said { root: log.root(), view: View::of(log) };
        let unit = said.view.unit(log, 0);
        // A log holds a million entries at most.
        let message = Message::Root { size: log.len() as u32, root: said.root, unit };
        (said, message)
    }
}

/// What the other said it holds.
pub struct Stated {
    size: usize,
    root: [u8; 16],
    first: [Symbol; UNIT],
}

impl Stated {
    /// Reads a [`Message::Root`].
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] for more than a circle holds, [`Rejected::Malformed`].
    pub fn read(size: u32, root: [u8; 16], unit: &[u8]) -> Result<Stated, Rejected> {
        let size = size as usize;
        if size > ENTRIES_MAX {
            return Err(Rejected::TooLarge);
        }
        Ok(Stated { size, root, first: read_unit(unit, 0, size)? })
    }
}

/// What follows from two roots. Both ends come to the same.
pub enum Compared {
    /// The sets are equal.
    Equal,
    /// They differ by this, both know already.
    Differ(Difference),
    /// This phone streams symbols.
    Stream(Stream),
    /// This phone takes the other's symbols.
    Decode(Box<Decode>),
    /// They differ by too much, or by something that no symbol shows.
    Far,
}

/// Compares two roots; `by_marks`: what marks can tell has been sent before.
///
/// # Errors
/// [`Rejected::WrongSymbols`] if the other's are made up.
pub fn compare(mut said: Said, stated: &Stated, by_marks: bool, log: &mut Log) -> Result<Compared, Rejected> {
    if said.root == stated.root {
        return Ok(Compared::Equal);
    }
    let apart = said.view.entries.abs_diff(stated.size);
    if apart > BULK_DIFFERENCES && !by_marks {
        return Ok(Compared::Far);
    }
    let mut decoder = Decoder::new(log.sketch_key());
    let first = said.view.symbols(log, 0);
    if let Some(difference) = decoder.take(&stated.first, &first)? {
        said.view.check(&difference, log)?;
        let any = !difference.mine.is_empty() || !difference.theirs.is_empty();
        return Ok(if any { Compared::Differ(difference) } else { Compared::Far });
    }
    // Sets whose sizes differ by n need n symbols at the very least.
    let granted = (1 + apart / UNIT + WINDOW_UNITS) * UNIT;
    Ok(match said.root > stated.root {
        true => Compared::Stream(Stream { view: said.view, sent: UNIT, granted }),
        false => {
            let Said { view, .. } = said;
            Compared::Decode(Box::new(Decode { view, decoder, size: stated.size, granted }))
        }
    })
}

/// The end that sends symbols.
pub struct Stream {
    view: View,
    sent: usize,
    granted: usize,
}

impl Stream {
    /// One unit more may be sent.
    pub fn grant(&mut self) {
        self.granted += UNIT;
    }

    /// The next symbols, if they may be sent now.
    pub fn next(&mut self, log: &mut Log) -> Option<Message> {
        if self.sent >= self.granted.min(SYMBOLS_MAX) {
            return None;
        }
        let unit = self.view.unit(log, self.sent);
        self.sent += UNIT;
        Some(Message::Symbols { unit })
    }
}

/// The end that understands.
pub struct Decode {
    view: View,
    decoder: Decoder,
    size: usize,
    granted: usize,
}

impl Decode {
    /// Takes a unit; the difference, once all is known.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] for more than was granted, [`Rejected::Malformed`], [`Rejected::WrongSymbols`].
    pub fn take(&mut self, unit: &[u8], log: &mut Log) -> Result<Option<Difference>, Rejected> {
        let first = self.decoder.len();
        if first >= self.granted.min(SYMBOLS_MAX) {
            return Err(Rejected::OutOfTurn);
        }
        let theirs = read_unit(unit, first, self.size)?;
        let difference = self.decoder.take(&theirs, &self.view.symbols(log, first))?;
        difference.as_ref().map_or(Ok(()), |difference| self.view.check(difference, log))?;
        Ok(difference)
    }

    /// How many symbols have come.
    pub fn taken(&self) -> usize {
        self.decoder.len()
    }

    /// Whether the other may send one unit more: when fewer than [`WINDOW_UNITS`] can be on their way.
    pub fn grant(&mut self) -> bool {
        let may = self.in_flight() < WINDOW_UNITS;
        self.granted += if may { UNIT } else { 0 };
        may
    }

    /// Units that may still be on their way.
    pub fn in_flight(&self) -> usize {
        self.granted.saturating_sub(self.decoder.len()) / UNIT
    }
}
