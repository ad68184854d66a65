//! The envelope: an entry as it travels with people who are not in its circle.
//!
//! Neighbours carry for each other what they cannot read, as one gives a letter to whoever goes that way. Of an
//! envelope they see how long it is worth carrying (one of three classes) and its size (one of seven), and nothing
//! else: no circle, no author, no day, and nothing by which two envelopes of one circle could be told from two of
//! two circles.
//!
//! ```text
//! travels   version and deadline 1 | tag 8 | nonce 24 | XChaCha20-Poly1305( length 2 | entry | zeros ) and its mark 16
//! nonce     = BLAKE3 keyed by the epoch key, over the first byte and all that is sealed
//! tag       = BLAKE3 keyed by the epoch key, over the nonce
//! ```
//!
//! **Every member seals to the same bytes**, so that one entry is carried once, whoever gave it away. The nonce is
//! therefore no draw but a hash of what it seals, as in RFC 8452 (SIV). It is the hash of all of it and not of the
//! entry's id alone, since an entry whose payload was erased keeps its id: one nonce over two texts would give both
//! away. 24 bytes, because a nonce of 12 would have to be argued about and these need not.
//!
//! **How members find theirs.** A tag made of a key and a day, as others use it, shows everybody who carries which
//! envelopes belong together, and loses the entries of authors whose clock is off. This one is made of the nonce:
//! different on every envelope, and found by one keyed hash for each retained epoch key, about 0.1 µs. A phone in
//! five circles with ten keys each spends 5 µs on a stranger's envelope, far less than on receiving it, and whatever
//! the flood, no cipher runs for what is not addressed to it. Whoever copies a tag costs it one failed opening.
//!
//! **One envelope for an entry.** Bytes are accepted only if sealing what they open to gives the same bytes again, so
//! no member can flood the carriers with spellings of one entry.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload as Sealing},
};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    entry::{ENTRY_BYTES_MAX, Entry, Payload},
    event::{Event, Urgency, is_permanent},
    ids::EnvelopeId,
    wrong::Rejected,
};

/// The sizes that envelopes have, in bytes. They double, so that padding costs a third in the mean; the last one
/// just holds the longest entry, since pictures come in pieces of that length.
pub const SIZES: [usize; 7] = [512, 1_024, 2_048, 4_096, 8_192, 16_384, ENVELOPE_BYTES_MAX];
/// The longest envelope: the longest entry and what stands around it, up to the next 512.
pub const ENVELOPE_BYTES_MAX: usize = 33_280;

const VERSION: u8 = 1;
const TAG_BYTES: usize = 8;
const NONCE_BYTES: usize = 24;
const SEAL_AT: usize = 1 + TAG_BYTES + NONCE_BYTES;
const MARK_BYTES: usize = 16;
const LENGTH_BYTES: usize = 2;
/// All that is not the entry.
const AROUND_BYTES: usize = SEAL_AT + LENGTH_BYTES + MARK_BYTES;
const _: () = assert!(ENTRY_BYTES_MAX + AROUND_BYTES <= ENVELOPE_BYTES_MAX);

/// What stands before the seal: enough for a member to see that an envelope is theirs.
pub type Head = [u8; SEAL_AT];

/// How long an envelope is worth carrying. Few classes, so that they say little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deadline {
    /// Three days: a call for help now.
    Days = 0,
    /// Two weeks: what people say and do.
    Weeks = 1,
    /// Two months: who belongs, and whatever this version does not know; the rest is worth nothing without it.
    Season = 2,
}

impl Deadline {
    /// All, the most pressing first.
    pub const ALL: [Deadline; 3] = [Deadline::Days, Deadline::Weeks, Deadline::Season];

    /// The longest that anybody carries it, in seconds.
    pub fn seconds_max(self) -> u64 {
        use crate::time::DAY;
        match self {
            Deadline::Days => 3 * DAY,
            Deadline::Weeks => 14 * DAY,
            Deadline::Season => 60 * DAY,
        }
    }

    /// What an entry says decides, so that every member gives the same answer. (A member of another version may not;
    /// then two envelopes of one entry are on the way, and each is as good as the other.)
    pub fn of(entry: &Entry) -> Deadline {
        let payload = match &entry.payload {
            Payload::Kept(payload) => payload,
            Payload::Erased { .. } => return Deadline::Weeks,
        };
        match Event::decode(payload) {
            _ if is_permanent(payload) => Deadline::Season,
            None => Deadline::Season,
            Some(Event::Posted(posting)) if posting.urgency == Urgency::Now => Deadline::Days,
            Some(_) => Deadline::Weeks,
        }
    }
}

/// An epoch key, ready to seal and to open with.
pub struct SealingKey {
    epoch: u32,
    cipher: [u8; 32],
    nonce: [u8; 32],
    tag: [u8; 32],
}

impl SealingKey {
    /// The key that entries name by `epoch` in their headers.
    pub fn new(epoch: u32, key: &[u8; 32]) -> SealingKey {
        let derive = |context: &str| blake3::derive_key(context, key);
        SealingKey {
            epoch,
            cipher: derive("tequio 2026 envelope cipher"),
            nonce: derive("tequio 2026 envelope nonce"),
            tag: derive("tequio 2026 envelope tag"),
        }
    }

    /// Which entries it seals: those whose header names this epoch.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Whether an envelope with this head is sealed with this key. Of those that are not, one in 2⁶⁴ looks so.
    pub fn fits(&self, head: &Head) -> bool {
        let nonce = &head[1 + TAG_BYTES..];
        head[1..1 + TAG_BYTES] == self.tag_of(nonce)
    }

    fn tag_of(&self, nonce: &[u8]) -> [u8; TAG_BYTES] {
        let hash = blake3::keyed_hash(&self.tag, nonce);
        std::array::from_fn(|n| hash.as_bytes()[n])
    }

    fn nonce_of(&self, kind: u8, padded: &[u8]) -> [u8; NONCE_BYTES] {
        let mut hasher = blake3::Hasher::new_keyed(&self.nonce);
        hasher.update(&[kind]).update(padded);
        let hash = hasher.finalize();
        std::array::from_fn(|n| hash.as_bytes()[n])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.cipher.into())
    }
}

impl Drop for SealingKey {
    fn drop(&mut self) {
        self.cipher.zeroize();
        self.nonce.zeroize();
        self.tag.zeroize();
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealingKey(epoch {})", self.epoch)
    }
}

/// A sealed entry, in the form that carriers check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    bytes: Vec<u8>,
}

impl Envelope {
    /// Seals an entry with the key that its header names; with any other, nobody would open it.
    pub fn seal(entry: &Entry, key: &SealingKey) -> Envelope {
        let said = entry.encode();
        let size = size_for(said.len()).expect("no entry is longer than the largest envelope holds");
        let kind = VERSION << 4 | Deadline::of(entry) as u8;
        let mut padded = Zeroizing::new(Vec::with_capacity(size));
        padded.extend_from_slice(&(said.len() as u16).to_be_bytes());
        padded.extend_from_slice(&said);
        padded.resize(size - SEAL_AT - MARK_BYTES, 0);
        let nonce = key.nonce_of(kind, &padded);
        let mut bytes = Vec::with_capacity(size);
        bytes.push(kind);
        bytes.extend_from_slice(&key.tag_of(&nonce));
        bytes.extend_from_slice(&nonce);
        let sealing = Sealing { msg: &padded, aad: &[kind] };
        let sealed = key.cipher().encrypt(&nonce.into(), sealing).expect("memory suffices");
        bytes.extend_from_slice(&sealed);
        Envelope { bytes }
    }

    /// Reads a stranger's bytes. Whether they open is for those to find out whom they are for.
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] past the largest size, [`Rejected::Malformed`] for another size, version or deadline.
    pub fn read(bytes: Vec<u8>) -> Result<Envelope, Rejected> {
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(Rejected::TooLarge);
        }
        let well_formed = SIZES.contains(&bytes.len()) && deadline(bytes[0]).is_some();
        if well_formed { Ok(Envelope { bytes }) } else { Err(Rejected::Malformed) }
    }

    /// The bytes that travel and are kept.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its name: a hash of its bytes, the same wherever it is carried.
    pub fn id(&self) -> EnvelopeId {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 envelope id");
        let hash = hasher.update(&self.bytes).finalize();
        EnvelopeId(std::array::from_fn(|n| hash.as_bytes()[n]))
    }

    /// How long it is worth carrying.
    pub fn deadline(&self) -> Deadline {
        deadline(self.bytes[0]).expect("looked at when it was read")
    }

    /// What stands before the seal.
    pub fn head(&self) -> Head {
        *self.bytes.first_chunk().expect("the smallest envelope is longer")
    }

    /// The entry, for a holder of the key. Its signature is the log's to check.
    ///
    /// # Errors
    /// [`Rejected::Malformed`] if it does not open with this key, or is not the one envelope of an entry of this
    /// epoch. No carrier can see that, so it is no fault of the neighbour who brought it.
    pub fn open(&self, key: &SealingKey) -> Result<Entry, Rejected> {
        let head = self.head();
        if !key.fits(&head) {
            return Err(Rejected::Malformed);
        }
        let (kind, nonce) = (head[0], *head.last_chunk::<NONCE_BYTES>().expect("it ends with it"));
        let sealing = Sealing { msg: &self.bytes[SEAL_AT..], aad: &[kind] };
        let opened = key.cipher().decrypt(&nonce.into(), sealing).map_err(|_| Rejected::Malformed)?;
        let padded = Zeroizing::new(opened);
        let said = unpad(&padded).ok_or(Rejected::Malformed)?;
        if size_for(said.len()) != Some(self.bytes.len()) || key.nonce_of(kind, &padded) != nonce {
            return Err(Rejected::Malformed);
        }
        let entry = Entry::decode(said)?;
        if entry.header.epoch == key.epoch { Ok(entry) } else { Err(Rejected::Malformed) }
    }
}

pub(crate) fn deadline(kind: u8) -> Option<Deadline> {
    let known = Deadline::ALL.get(usize::from(kind & 0x0f)).copied();
    known.filter(|_| kind >> 4 == VERSION)
}

/// The size of the envelope for an entry of so many bytes.
fn size_for(entry_bytes: usize) -> Option<usize> {
    SIZES.into_iter().find(|size| entry_bytes + AROUND_BYTES <= *size)
}

fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    let (said, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    zeros.iter().all(|zero| *zero == 0).then_some(said)
}

#[cfg(test)]
mod tests;
