//! A file of envelopes, for a stick that goes by bus.
//!
//! ```text
//! file     "TEQUIO carried\n" | version 1 | quarter-day in which it was written 4, big-endian | letter … | end
//! letter   size's number 1 | quarter-days left 1 | the envelope's bytes, as many as the size says
//! end      0xff | BLAKE3 of all before it, the first 16 bytes
//! ```
//!
//! It says no more than a link to a stranger would. What time an envelope has left goes on being counted while the
//! file lies in a drawer: whoever reads it takes the days since it was written off. A file that breaks off is good up
//! to there: sticks are pulled out early.

use crate::{
    carrier::{
        hold::{HELD_MAX, LEFT_UNIT},
        talk::Letter,
    },
    entry::Entry,
    envelope::{Deadline, ENVELOPE_BYTES_MAX, Envelope, SIZES, SealingKey},
    time::Time,
};

/// Envelopes in one file: all that a phone holds.
pub const LETTERS_MAX: usize = HELD_MAX;

const MAGIC: &[u8; 15] = b"TEQUIO carried\n";
const VERSION: u8 = 1;
const HEAD_BYTES: usize = MAGIC.len() + 1 + 4;
const END: u8 = 0xff;
const SUM_BYTES: usize = 16;
/// What a file of one envelope is longer than that.
pub const AROUND_ONE_BYTES: usize = HEAD_BYTES + 2 + 1 + SUM_BYTES;

/// Why a file cannot be read, or not to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It is some other file.
    #[error("this is not a file of carried letters")]
    NotABundle,
    /// It was made by a newer version.
    #[error("this file is from a newer version of Tequio")]
    Newer,
    /// It breaks off, or was changed; what came before was taken.
    #[error("the file is damaged or breaks off: what could be read of it was taken")]
    Damaged,
    /// It holds more than a phone can.
    #[error("the file holds more than a phone can carry: what found room was taken")]
    TooLarge,
}

/// Writes a file, piece by piece.
pub struct Writer {
    hasher: blake3::Hasher,
}

impl Writer {
    /// The beginning of a file that is written now.
    pub fn begin(now: Time) -> (Writer, Vec<u8>) {
        let written = u32::try_from(now.0 / LEFT_UNIT).unwrap_or(u32::MAX);
        let head = [&MAGIC[..], &[VERSION], &written.to_be_bytes()].concat();
        let mut writer = Writer { hasher: blake3::Hasher::new() };
        writer.hasher.update(&head);
        (writer, head)
    }

    /// One more envelope; nothing, if it is none.
    pub fn letter(&mut self, letter: &Letter) -> Vec<u8> {
        let Some(size) = SIZES.iter().position(|size| *size == letter.bytes.len()) else {
            return Vec::new();
        };
        let piece = [&[size as u8, letter.left][..], &letter.bytes].concat();
        self.hasher.update(&piece);
        piece
    }

    /// The end.
    pub fn end(mut self) -> Vec<u8> {
        self.hasher.update(&[END]);
        [&[END], &self.hasher.finalize().as_bytes()[..SUM_BYTES]].concat()
    }
}

/// A file of one entry alone, sealed with the key that it names: short enough to be shown as pictures
/// ([`crate::fountain`]). It has as long to go as if it were written now, since somebody wants it passed on now.
pub fn one(entry: &Entry, key: &SealingKey, now: Time) -> Vec<u8> {
    let left = (Deadline::of(entry).seconds_max() / LEFT_UNIT) as u8;
    let letter = Letter { left, bytes: Envelope::seal(entry, key).bytes().to_vec() };
    let (mut writer, mut file) = Writer::begin(now);
    file.extend(writer.letter(&letter));
    file.extend(writer.end());
    file
}

/// Reads such a file: its letter, unless its time is over.
///
/// # Errors
/// It is none, or holds another number of letters.
pub fn read_one(file: &[u8], now: Time) -> Result<Option<Letter>, BundleError> {
    let mut reader = Reader::begin(now);
    let (letters, read) = reader.feed(file);
    read?;
    let is_one = reader.letters == 1;
    reader.end()?;
    if is_one { Ok(letters.into_iter().next()) } else { Err(BundleError::NotABundle) }
}

/// Reads a file in whatever pieces it comes; holds at most one envelope that is not whole.
pub struct Reader {
    now: Time,
    hasher: blake3::Hasher,
    waiting: Vec<u8>,
    /// Quarter-days since it was written, once its beginning was read.
    age: Option<u64>,
    letters: usize,
    ended: bool,
}

impl Reader {
    /// Begins to read a file.
    pub fn begin(now: Time) -> Reader {
        let hasher = blake3::Hasher::new();
        Reader { now, hasher, waiting: Vec::new(), age: None, letters: 0, ended: false }
    }

    /// The next piece of the file; the letters that have become whole by it. Those that have no time left come with
    /// none. Whether each is an envelope is for the carrier to see.
    ///
    /// # Errors
    /// The letters before the mistake, and what it is; nothing more is to be read then.
    pub fn feed(&mut self, piece: &[u8]) -> (Vec<Letter>, Result<(), BundleError>) {
        let mut letters = Vec::new();
        for part in piece.chunks(ENVELOPE_BYTES_MAX) {
            self.waiting.extend_from_slice(part);
            if let Err(wrong) = self.read(&mut letters) {
                return (letters, Err(wrong));
            }
        }
        (letters, Ok(()))
    }

    fn read(&mut self, letters: &mut Vec<Letter>) -> Result<(), BundleError> {
        if self.age.is_none() {
            let known = self.waiting.len().min(MAGIC.len());
            if self.waiting[..known] != MAGIC[..known] {
                return Err(BundleError::NotABundle);
            }
            let Some(head) = self.take(HEAD_BYTES) else { return Ok(()) };
            let (head, written) = head.split_last_chunk::<4>().expect("longer than four bytes");
            if head.last() != Some(&VERSION) {
                return Err(BundleError::Newer);
            }
            let written = u64::from(u32::from_be_bytes(*written));
            self.age = Some((self.now.0 / LEFT_UNIT).saturating_sub(written));
        }
        let age = self.age.unwrap_or(0);
        while let Some(kind) = self.waiting.first().copied() {
            if self.ended {
                return Err(BundleError::Damaged);
            }
            if kind == END {
                if self.waiting.len() < 1 + SUM_BYTES {
                    return Ok(());
                }
                self.take(1);
                let sum = self.hasher.finalize();
                let told: Vec<u8> = self.waiting.drain(..SUM_BYTES).collect();
                if sum.as_bytes()[..SUM_BYTES] != told {
                    return Err(BundleError::Damaged);
                }
                self.ended = true;
                continue;
            }
            let size = *SIZES.get(usize::from(kind)).ok_or(BundleError::Damaged)?;
            let Some(piece) = self.take(2 + size) else { return Ok(()) };
            self.letters += 1;
            if self.letters > LETTERS_MAX {
                return Err(BundleError::TooLarge);
            }
            let left = u64::from(piece[1]).saturating_sub(age) as u8;
            letters.push(Letter { left, bytes: piece[2..].to_vec() });
        }
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> Option<Vec<u8>> {
        if self.waiting.len() < bytes {
            return None;
        }
        let taken: Vec<u8> = self.waiting.drain(..bytes).collect();
        self.hasher.update(&taken);
        Some(taken)
    }

    /// Nothing more comes.
    ///
    /// # Errors
    /// The end is missing.
    pub fn end(self) -> Result<(), BundleError> {
        match (self.ended, self.age) {
            (true, _) => Ok(()),
            (false, None) => Err(BundleError::NotABundle),
            (false, Some(_)) => Err(BundleError::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_790_000_000);

    fn letters(count: usize) -> Vec<Letter> {
        let letter = |n: usize| Letter { left: n as u8 % 50, bytes: vec![n as u8; SIZES[n % SIZES.len()]] };
        (0..count).map(letter).collect()
    }

    fn file(letters: &[Letter]) -> Vec<u8> {
        let (mut writer, mut file) = Writer::begin(NOW);
        letters.iter().for_each(|letter| file.extend(writer.letter(letter)));
        file.extend(writer.end());
        file
    }

    fn read(file: &[u8], pieces: usize, now: Time) -> (Vec<Letter>, Result<(), BundleError>) {
        let (mut reader, mut all) = (Reader::begin(now), Vec::new());
        for piece in file.chunks(pieces) {
            let (letters, read) = reader.feed(piece);
            assert!(reader.waiting.len() <= 2 * ENVELOPE_BYTES_MAX + 2);
            all.extend(letters);
            if read.is_err() {
                return (all, read);
            }
        }
        (all, reader.end())
    }

    #[test]
    fn a_file_reads_back_in_whatever_pieces_it_comes() {
        let letters = letters(20);
        let file = file(&letters);
        for pieces in [1, 7, 512, 100_000, 1_000_000] {
            assert_eq!(read(&file, pieces, NOW), (letters.clone(), Ok(())), "{pieces}");
        }
    }

    #[test]
    fn time_goes_on_in_a_drawer() {
        let later = NOW.plus(30 * LEFT_UNIT);
        let (letters, whole) = read(&file(&letters(60)), 1_000, later);
        assert_eq!(whole, Ok(()));
        let left: Vec<u8> = letters.iter().map(|letter| letter.left).collect();
        assert_eq!((left[29], left[30], left[31], left[49], left[50]), (0, 0, 1, 19, 0));
        let before = Time(NOW.0 - 300 * LEFT_UNIT);
        assert_eq!(read(&file(&letters), 1_000, before).0[9].left, letters[9].left, "a clock that is behind");
    }

    #[test]
    fn a_file_that_breaks_off_is_good_up_to_there() {
        let letters = letters(6);
        let file = file(&letters);
        for length in 0..file.len() {
            let (read, whole) = read(&file[..length], 4_096, NOW);
            let expected = if length < HEAD_BYTES { BundleError::NotABundle } else { BundleError::Damaged };
            assert_eq!(whole, Err(expected), "at {length}");
            assert_eq!(read, letters[..read.len()]);
        }
    }

    #[test]
    fn other_files_newer_ones_and_changed_ones_are_each_said_to_be_that() {
        let good = file(&letters(3));
        let change = |at: usize, to: u8| {
            let mut bad = good.clone();
            bad[at] = to;
            read(&bad, 4_096, NOW).1
        };
        assert_eq!(read(b"%PDF-1.7 and so on", 4_096, NOW).1, Err(BundleError::NotABundle));
        assert_eq!(change(15, 2), Err(BundleError::Newer));
        assert_eq!(change(HEAD_BYTES, 9), Err(BundleError::Damaged));
        assert_eq!(change(HEAD_BYTES + 100, 9), Err(BundleError::Damaged));
        assert_eq!(read(&[&good[..], b"x"].concat(), 4_096, NOW).1, Err(BundleError::Damaged));
        let many: Vec<Letter> = vec![Letter { left: 1, bytes: vec![0; 512] }; LETTERS_MAX + 1];
        let (letters, whole) = read(&file(&many), 1 << 20, NOW);
        assert_eq!((letters.len(), whole), (LETTERS_MAX, Err(BundleError::TooLarge)));
    }
}
