//! A thing too long for one code, shown as codes that follow each other on a screen.
//!
//! One picture holds some seventy bytes that a cheap camera still reads; an entry has hundreds. The pictures come from
//! a fountain (RaptorQ, RFC 6330): whichever of them a camera catches, as many as the thing is long, and a few more,
//! give it back. Nobody has to wait for the one that was missed to come round again.
//!
//! ```text
//! picture   "TEQUIO*" base32( version 1 | bytes of the whole 2 | sum of the whole 8 | number 2 | piece 72 | check 4 )
//! ```
//!
//! Sum and check are the beginnings of BLAKE3 hashes: the sum tells which thing a picture is of and that it came out
//! right, the check that this picture was read rightly. Neither keeps anybody from showing what they like; what comes
//! out is bytes from a stranger like all others.
//!
//! It stands in `core` because screens know nothing else, and it can: the code is the integers of a standard, without
//! the standard library's hash maps, floats or C.

use std::collections::BTreeMap;

use raptorq::{Decoder, Encoder, EncodingPacket, ObjectTransmissionInformation, PayloadId};

use crate::{bundle, envelope::ENVELOPE_BYTES_MAX};

/// The longest thing: a file of the longest envelope. At seven pictures a second that takes over a minute; most take
/// two seconds.
pub const THING_BYTES_MAX: usize = ENVELOPE_BYTES_MAX + bundle::AROUND_ONE_BYTES;
/// What stands before every picture's text; no single code begins so.
pub const PREFIX: &str = "TEQUIO*";
/// The longest text of a picture; all of them are of the QR code's denser alphabet.
pub const PICTURE_CHARS_MAX: usize = 150;
/// Things that are put together at once: one, and what else a camera has seen by mistake.
pub const THINGS_MAX: usize = 3;

const VERSION: u8 = 1;
const SUM_BYTES: usize = 8;
const PIECE_BYTES: usize = 72;
const CHECK_BYTES: usize = 4;
const PICTURE_BYTES: usize = 1 + 2 + SUM_BYTES + 2 + PIECE_BYTES + CHECK_BYTES;
/// Pictures of one thing, beyond its length, after which it was no honest thing: two are nearly always enough.
const SPARE_MAX: usize = 64;

/// A thing to be shown.
pub struct Pictures {
    bytes: u16,
    sum: [u8; SUM_BYTES],
    encoder: Encoder,
    pieces: Vec<Vec<u8>>,
}

impl Pictures {
    /// Pictures of a thing; none of nothing, or of more than [`THING_BYTES_MAX`].
    pub fn of(thing: &[u8]) -> Option<Pictures> {
        let bytes = u16::try_from(thing.len()).ok()?;
        let encoder = Encoder::new(thing, form(bytes)?);
        let packets = encoder.get_block_encoders()[0].source_packets();
        let pieces = packets.iter().map(|packet| packet.data().to_vec()).collect();
        Some(Pictures { bytes, sum: sum(thing), encoder, pieces })
    }

    /// How many have to be caught, at least.
    pub fn least(&self) -> usize {
        self.pieces.len()
    }

    /// The text of the picture with this number. After 65,536 they begin again.
    pub fn picture(&self, number: u16) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.bytes.to_be_bytes());
        bytes.extend_from_slice(&self.sum);
        bytes.extend_from_slice(&number.to_be_bytes());
        match self.pieces.get(usize::from(number)) {
            Some(piece) => bytes.extend_from_slice(piece),
            None => {
                let beyond = u32::from(number) - self.pieces.len() as u32;
                let packet = &self.encoder.get_block_encoders()[0].repair_packets(beyond, 1)[0];
                bytes.extend_from_slice(packet.data());
            }
        }
        bytes.extend_from_slice(&check(&bytes));
        format!("{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&bytes))
    }

    /// As few pictures as give it back, a line each, to be copied instead of photographed.
    pub fn lines(&self) -> String {
        let lines: Vec<String> = (0..self.least()).map(|number| self.picture(number as u16)).collect();
        lines.join("\n")
    }
}

/// What a camera has caught so far.
#[derive(Default)]
pub struct Catch {
    things: BTreeMap<(u16, [u8; SUM_BYTES]), Thing>,
    caught: u64,
}

struct Thing {
    decoder: Decoder,
    numbers: std::collections::BTreeSet<u16>,
    least: usize,
    /// When a picture of it was caught last.
    last: u64,
}

impl Catch {
    /// A text that was read off a picture; the thing, if it is whole by that. Whatever is no picture of ours, or was
    /// read wrongly, changes nothing.
    pub fn catch(&mut self, text: &str) -> Option<Vec<u8>> {
        let (name, number, piece) = read(text)?;
        let form = form(name.0)?;
        self.caught += 1;
        let thing = self.things.entry(name).or_insert_with(|| Thing {
            decoder: Decoder::new(form),
            numbers: std::collections::BTreeSet::new(),
            least: usize::from(name.0).div_ceil(PIECE_BYTES),
            last: 0,
        });
        thing.last = self.caught;
        let mut whole = None;
        if thing.numbers.insert(number) {
            let packet = EncodingPacket::new(PayloadId::new(0, number.into()), piece);
            whole = thing.decoder.decode(packet);
        }
        if whole.is_some() || thing.numbers.len() > thing.least + SPARE_MAX {
            self.things.remove(&name);
        }
        if self.things.len() > THINGS_MAX {
            let oldest = self.things.iter().min_by_key(|(_, thing)| thing.last).map(|(name, _)| *name);
            oldest.and_then(|oldest| self.things.remove(&oldest));
        }
        whole.filter(|thing| sum(thing) == name.1)
    }

    /// All pictures in a text, however it was copied: lines, or one line that a messenger broke. The thing, if it is
    /// whole by one of them; those after it are not looked at.
    ///
    /// # Errors
    /// There is no picture of ours in it, or none that was copied rightly.
    pub fn catch_all(&mut self, text: &str) -> Result<Option<Vec<u8>>, NoPicture> {
        let text: String =
            text.split_whitespace().flat_map(str::chars).map(|c| c.to_ascii_uppercase()).collect();
        let mut found = Err(NoPicture);
        for rest in text.split(PREFIX).skip(1) {
            let picture = [PREFIX, rest].concat();
            if read(&picture).is_some() {
                found = Ok(self.catch(&picture));
            }
            if matches!(found, Ok(Some(_))) {
                break;
            }
        }
        found
    }

    /// Of the thing caught last: how many different pictures there are, and how many are needed at least.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let thing = self.things.values().max_by_key(|thing| thing.last)?;
        Some((thing.numbers.len(), thing.least))
    }
}

/// There is no picture in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no picture of several, or it was read wrongly")]
pub struct NoPicture;

/// What both ends make of a length, so that nothing of it travels.
fn form(bytes: u16) -> Option<ObjectTransmissionInformation> {
    let within = (1..=THING_BYTES_MAX).contains(&usize::from(bytes));
    within.then(|| ObjectTransmissionInformation::new(bytes.into(), PIECE_BYTES as u16, 1, 1, 8))
}

type Picture = ((u16, [u8; SUM_BYTES]), u16, Vec<u8>);

fn read(text: &str) -> Option<Picture> {
    if text.len() > PICTURE_CHARS_MAX {
        return None;
    }
    let bytes = data_encoding::BASE32_NOPAD.decode(text.strip_prefix(PREFIX)?.as_bytes()).ok()?;
    let bytes: [u8; PICTURE_BYTES] = bytes.try_into().ok()?;
    let (said, told) = bytes.split_last_chunk::<CHECK_BYTES>()?;
    if check(said) != *told || said[0] != VERSION {
        return None;
    }
    let (length, rest) = said[1..].split_first_chunk::<2>()?;
    let (sum, rest) = rest.split_first_chunk::<SUM_BYTES>()?;
    let (number, piece) = rest.split_first_chunk::<2>()?;
    Some(((u16::from_be_bytes(*length), *sum), u16::from_be_bytes(*number), piece.to_vec()))
}

fn sum(thing: &[u8]) -> [u8; SUM_BYTES] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 thing in pictures");
    let hash = hasher.update(thing).finalize();
    std::array::from_fn(|n| hash.as_bytes()[n])
}

fn check(picture: &[u8]) -> [u8; CHECK_BYTES] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 picture");
    let hash = hasher.update(picture).finalize();
    std::array::from_fn(|n| hash.as_bytes()[n])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{
        ChaCha20Rng,
        rand_core::{Rng, SeedableRng},
    };

    fn thing(bytes: usize, dice: &mut ChaCha20Rng) -> Vec<u8> {
        let mut thing = vec![0; bytes];
        dice.fill_bytes(&mut thing);
        thing
    }

    #[test]
    fn a_picture_is_short_enough_for_one_code_and_of_its_denser_alphabet() {
        let pictures = Pictures::of(&[7; 500]).unwrap();
        for number in [0, 1, 6, 7, 1_000, u16::MAX] {
            let text = pictures.picture(number);
            assert!(text.len() <= PICTURE_CHARS_MAX, "{}", text.len());
            assert!(text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || "*:".contains(c)));
        }
        assert!(Pictures::of(&[]).is_none());
        assert!(Pictures::of(&vec![0; THING_BYTES_MAX + 1]).is_none());
    }

    /// Three in ten missed, others caught twice, some of another screen and some misread.
    #[test]
    fn as_many_pictures_as_the_thing_is_long_and_a_few_more_give_it_back() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        for bytes in [1, 71, 72, 73, 150, 512, 1_024, 4_096, THING_BYTES_MAX] {
            let (wanted, other) = (thing(bytes, &mut dice), thing(300, &mut dice));
            let (shown, others) = (Pictures::of(&wanted).unwrap(), Pictures::of(&other).unwrap());
            let (mut catch, mut caught, mut whole) = (Catch::default(), 0, None);
            for number in 0..u16::MAX {
                let missed = dice.next_u32() % 10 < 3;
                if missed {
                    continue;
                }
                let picture = shown.picture(number);
                let mut misread = picture.clone().into_bytes();
                let at = PREFIX.len() + dice.next_u32() as usize % (misread.len() - PREFIX.len());
                misread[at] = if misread[at] == b'A' { b'B' } else { b'A' };
                assert_eq!(catch.catch(std::str::from_utf8(&misread).unwrap()), None);
                assert_eq!(catch.catch("TEQUIO:ABC"), None);
                if number % 8 == 7 && number < 30 {
                    assert_eq!(catch.catch(&others.picture(number)), None);
                }
                caught += 1;
                whole = catch.catch(&picture);
                if whole.is_some() {
                    break;
                }
                assert_eq!(catch.catch(&picture), None, "twice the same");
                assert_eq!(catch.progress(), Some((caught, shown.least())));
            }
            assert_eq!(whole, Some(wanted));
            assert!(caught <= shown.least() + 3, "{caught} pictures of {} for {bytes} bytes", shown.least());
        }
    }

    #[test]
    fn pictures_are_copied_as_lines_in_any_order_and_broken_anywhere() {
        let wanted = thing(500, &mut ChaCha20Rng::seed_from_u64(4));
        let lines = Pictures::of(&wanted).unwrap().lines();
        let backwards: Vec<&str> = lines.lines().rev().collect();
        let broken: Vec<String> =
            lines.as_bytes().chunks(61).map(|piece| String::from_utf8_lossy(piece).to_lowercase()).collect();
        for text in
            [lines.clone(), backwards.concat(), format!("> {}", broken.join(" \n> ").replace("> ", ""))]
        {
            assert_eq!(Catch::default().catch_all(&text), Ok(Some(wanted.clone())), "{text}");
        }
        let mut catch = Catch::default();
        let (first, last) = lines.split_at(lines.len() / 2);
        assert_eq!(catch.catch_all(first), Ok(None));
        assert_eq!(catch.catch_all("TEQUIO:ABC"), Err(NoPicture));
        assert_eq!(catch.catch_all("TEQUIO*ABC"), Err(NoPicture));
        assert_eq!(catch.catch_all(""), Err(NoPicture));
        // The line that was cut in two is the one that is missing.
        assert_eq!(catch.catch_all(last), Ok(None));
        assert_eq!(catch.catch_all(&lines), Ok(Some(wanted)));
    }

    #[test]
    fn a_thing_that_others_put_pieces_into_does_not_come_out_and_the_next_try_does() {
        let mut dice = ChaCha20Rng::seed_from_u64(2);
        let wanted = thing(2_000, &mut dice);
        let shown = Pictures::of(&wanted).unwrap();
        let forged = |number: u16| {
            let text = shown.picture(number);
            let mut bytes = data_encoding::BASE32_NOPAD.decode(&text.as_bytes()[PREFIX.len()..]).unwrap();
            bytes[20] ^= 1;
            let at = PICTURE_BYTES - CHECK_BYTES;
            let check = check(&bytes[..at]);
            bytes[at..].copy_from_slice(&check);
            format!("{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&bytes))
        };
        let mut catch = Catch::default();
        catch.catch(&forged(3));
        let pictures = (0..200).map(|number| shown.picture(number));
        assert_eq!(pictures.filter_map(|picture| catch.catch(&picture)).next(), Some(wanted));
    }

    #[test]
    fn what_is_held_while_catching_is_bounded() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        let mut catch = Catch::default();
        for _ in 0..50 {
            let shown = Pictures::of(&thing(1_000, &mut dice)).unwrap();
            (0..5).for_each(|number| drop(catch.catch(&shown.picture(number))));
            assert!(catch.things.len() <= THINGS_MAX);
        }
        // Pieces of nothing under one name: given up at some point.
        for number in 0..1_000u16 {
            let mut bytes = vec![VERSION, 3, 0];
            bytes.extend_from_slice(&[1; SUM_BYTES]);
            bytes.extend_from_slice(&number.to_be_bytes());
            bytes.extend_from_slice(&thing(PIECE_BYTES, &mut dice));
            bytes.extend_from_slice(&check(&bytes));
            let text = format!("{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&bytes));
            assert_eq!(catch.catch(&text), None);
            assert!(catch.things.values().all(|thing| thing.numbers.len() <= thing.least + SPARE_MAX));
        }
    }
}
