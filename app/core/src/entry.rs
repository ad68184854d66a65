//! The entry: an event, signed into its author's chain. **Its bytes are frozen**; events may grow, this may not.
//!
//! What is signed is the whole header of PROTOCOL.md §2. What travels is less: the circle is known from the link
//! or the envelope, and the payload's hash from the payload beside it, so both stay home and are put in again
//! before the signature is checked. An entry whose payload was erased carries the hash in its place.
//!
//! ```text
//! signed    [version, circle 16, author 32, seq, previous 16|null, [heads 16 …], lamport, clock, epoch,
//!            payload hash 32, payload bytes]
//! travels   [version, author 32, seq, previous 16|null, [heads 16 …], lamport, clock, epoch,
//!            payload | [hash 32, bytes], signature 64]
//! ```
//!
//! Header and signature are at most [`HEADER_BYTES_MAX`] on the way, beside the payload. The signed size of a payload
//! that is never to be erased ([`is_permanent`]) is raised by [`PERMANENT`], so that no erased copy of it can be passed
//! on: the sizes that travel are below that.

use std::convert::Infallible;

use minicbor::{
    Decode, Encode, Encoder,
    bytes::ByteArray,
    encode::{self, Write},
};

use crate::{
    event::is_permanent,
    ids::{CircleId, DeviceKey, EntryId},
    keys::Keys,
    signature::{self, Signed},
    time::Time,
    wrong::Rejected,
};

/// The only version so far. An entry of a later one has the same form, is kept and carried, and says nothing here.
pub const VERSION: u8 = 1;
/// The latest version that could still come: one byte holds it.
pub const VERSION_MAX: u8 = 23;
/// Foreign heads that one entry can name. Three tie a busy hall together; the rest is tied by the next entries.
pub const HEADS_MAX: usize = 3;
/// The longest payload: sixteen times the longest post, and a Bluetooth link still passes it in two seconds.
pub const PAYLOAD_BYTES_MAX: usize = 32 * 1024;
/// The most that header and signature take beside the payload (its own length prefix counted with it).
pub const HEADER_BYTES_MAX: usize = 200;
/// The most bytes of one entry as it travels.
pub const ENTRY_BYTES_MAX: usize = HEADER_BYTES_MAX + PAYLOAD_BYTES_MAX;

/// Added to the signed size of a payload that is never to be erased.
const PERMANENT: u32 = 1 << 31;

/// All that is signed, but for the circle and the payload's hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whose device wrote it.
    pub author: DeviceKey,
    /// Its place in the author's chain, from 0.
    pub seq: u32,
    /// The author's entry before it; none at the first.
    pub previous: Option<EntryId>,
    /// Entries of others that the author had seen last, ascending, at most [`HEADS_MAX`].
    pub heads: Vec<EntryId>,
    /// One more than the largest of the causes' numbers; 1 without causes. Orders the fold, cannot run ahead.
    pub lamport: u32,
    /// What the author's clock said. Nothing believes it alone.
    pub clock: Time,
    /// Names the epoch key under which the entry travels outside the members' own links; 0 before the first.
    pub epoch: u32,
}

/// What an entry says, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// The event's bytes.
    Kept(Vec<u8>),
    /// Erased by retention; the signature still holds over hash and size.
    Erased {
        /// BLAKE3 of what it was.
        hash: [u8; 32],
        /// How many bytes it was.
        size: u32,
    },
}

/// A signed entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// [`VERSION`], or a later one.
    pub version: u8,
    /// What was signed.
    pub header: Header,
    /// What it says.
    pub payload: Payload,
    /// Ed25519 over [`Entry::signed_bytes`].
    pub signature: [u8; 64],
}

impl Entry {
    /// Signs an event into the author's chain.
    pub fn sign(keys: &Keys, header: Header, payload: Vec<u8>) -> Entry {
        let payload = Payload::Kept(payload);
        let mut entry = Entry { version: VERSION, header, payload, signature: [0; 64] };
        entry.signature = signature::sign(keys, &entry.signed_bytes(&keys.circle));
        entry
    }

    /// The claim that this entry's author signed it for this circle.
    pub fn claim(&self, circle: &CircleId) -> Signed {
        Signed { signer: self.header.author, message: self.signed_bytes(circle), signature: self.signature }
    }

    /// Its name: see [`EntryId`]. It differs between circles even where all else is alike.
    pub fn id(&self, circle: &CircleId) -> EntryId {
        self.named(circle).0
    }

    /// Its name and the claim, out of the same bytes.
    pub fn named(&self, circle: &CircleId) -> (EntryId, Signed) {
        let claim = self.claim(circle);
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 entry id");
        hasher.update(&claim.message).update(&self.signature);
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        (EntryId(id), claim)
    }

    /// The bytes under the signature.
    pub fn signed_bytes(&self, circle: &CircleId) -> Vec<u8> {
        let (hash, size) = match &self.payload {
            Payload::Kept(bytes) => {
                let mark = if is_permanent(bytes) { PERMANENT } else { 0 };
                (*blake3::hash(bytes).as_bytes(), bytes.len() as u32 | mark)
            }
            Payload::Erased { hash, size } => (*hash, *size),
        };
        written(HEADER_BYTES_MAX, |writer| {
            writer.array(11)?.u8(self.version)?.encode(circle)?;
            self.header.write(writer)?;
            writer.bytes(&hash)?.u32(size)?.ok()
        })
    }

    /// The bytes that travel and are kept.
    pub fn encode(&self) -> Vec<u8> {
        let payload_bytes = match &self.payload {
            Payload::Kept(payload) => payload.len(),
            Payload::Erased { .. } => 0,
        };
        written(HEADER_BYTES_MAX + payload_bytes, |writer| self.write(writer))
    }

    /// How many bytes that are.
    pub fn size(&self) -> usize {
        let mut count = Count(0);
        self.write(&mut Encoder::new(&mut count)).expect("counting does not fail");
        count.0
    }

    fn write<W: Write>(&self, writer: &mut Encoder<W>) -> Result<(), encode::Error<W::Error>> {
        writer.array(10)?.u8(self.version)?;
        self.header.write(writer)?;
        match &self.payload {
            Payload::Kept(payload) => writer.bytes(payload)?,
            Payload::Erased { hash, size } => writer.array(2)?.bytes(hash)?.u32(*size)?,
        };
        writer.bytes(&self.signature)?.ok()
    }

    /// Reads the bytes that travel. Looks at format and size only; the signature is the log's to check.
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] and [`Rejected::Malformed`], for any spelling but the one of [`Entry::encode`] too.
    pub fn decode(bytes: &[u8]) -> Result<Entry, Rejected> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(Rejected::TooLarge);
        }
        let entry = Entry::read(bytes).map_err(|_| Rejected::Malformed)?;
        if entry.encode() != bytes {
            return Err(Rejected::Malformed);
        }
        let header = &entry.header;
        let payload_bytes = match &entry.payload {
            Payload::Kept(payload) => payload.len(),
            Payload::Erased { size, .. } => *size as usize,
        };
        if header.heads.len() > HEADS_MAX || payload_bytes > PAYLOAD_BYTES_MAX {
            return Err(Rejected::TooLarge);
        }
        let ascending = header.heads.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || header.previous.is_none() != (header.seq == 0) {
            return Err(Rejected::WrongCauses);
        }
        Ok(entry)
    }

    /// Reads back bytes that this phone has decoded or encoded before and kept where nobody can change them: their
    /// one spelling and their limits are not looked at again.
    ///
    /// # Errors
    /// [`Rejected::Malformed`] for what is no entry.
    pub fn reread(bytes: &[u8]) -> Result<Entry, Rejected> {
        Entry::read(bytes).map_err(|_| Rejected::Malformed)
    }

    fn read(bytes: &[u8]) -> Result<Entry, minicbor::decode::Error> {
        let wrong = minicbor::decode::Error::message;
        let mut reader = minicbor::Decoder::new(bytes);
        let (length, version) = (reader.array()?, reader.u8()?);
        if length != Some(10) || !(VERSION..=VERSION_MAX).contains(&version) {
            return Err(wrong("not an entry"));
        }
        let header = Header {
            author: reader.decode()?,
            seq: reader.decode()?,
            previous: reader.decode()?,
            heads: read_heads(&mut reader)?,
            lamport: reader.decode()?,
            clock: reader.decode()?,
            epoch: reader.decode()?,
        };
        let payload = match reader.datatype()? {
            minicbor::data::Type::Bytes => Payload::Kept(reader.bytes()?.to_vec()),
            _ => {
                let (hash, size): (ByteArray<32>, u32) = reader.decode()?;
                Payload::Erased { hash: hash.into(), size }
            }
        };
        let signature: ByteArray<64> = reader.decode()?;
        if reader.position() != bytes.len() {
            return Err(wrong("bytes after the entry"));
        }
        Ok(Entry { version, header, payload, signature: signature.into() })
    }

    /// The same entry without its words; nothing, if they are to be kept for ever or are gone already.
    pub fn erased(&self) -> Option<Entry> {
        let Payload::Kept(bytes) = &self.payload else { return None };
        let payload = Payload::Erased { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u32 };
        (!is_permanent(bytes)).then(|| Entry { payload, ..self.clone() })
    }

    /// All that it names as its causes: its author's entry before it, and the foreign heads.
    pub fn causes(&self) -> impl Iterator<Item = EntryId> + '_ {
        self.header.previous.into_iter().chain(self.header.heads.iter().copied())
    }
}

impl Header {
    fn write<W: Write>(&self, writer: &mut Encoder<W>) -> Result<(), encode::Error<W::Error>> {
        let Header { author, seq, previous, heads, lamport, clock, epoch } = self;
        writer.encode(author)?.u32(*seq)?.encode(previous)?.encode(heads)?;
        writer.u32(*lamport)?.encode(clock)?.u32(*epoch)?.ok()
    }
}

/// What is written in one go into so much room: an entry is written several times on its way through a phone.
fn written(
    room: usize,
    write: impl FnOnce(&mut Encoder<&mut Vec<u8>>) -> Result<(), encode::Error<Infallible>>,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(room);
    write(&mut Encoder::new(&mut bytes)).expect("writing to memory does not fail");
    bytes
}

/// Counts what would be written.
struct Count(usize);

impl Write for Count {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0 += bytes.len();
        Ok(())
    }
}

/// Reads at most one more head than is allowed, so that a long list costs nothing.
fn read_heads(reader: &mut minicbor::Decoder<'_>) -> Result<Vec<EntryId>, minicbor::decode::Error> {
    let count =
        reader.array()?.ok_or_else(|| minicbor::decode::Error::message("a list without its length"))?;
    (0..count.min(HEADS_MAX as u64 + 1)).map(|_| reader.decode()).collect()
}

impl Encode<()> for Entry {
    fn encode<W: Write>(&self, writer: &mut Encoder<W>, (): &mut ()) -> Result<(), encode::Error<W::Error>> {
        writer.bytes(&Entry::encode(self))?.ok()
    }
}

impl<'b> Decode<'b, ()> for Entry {
    fn decode(reader: &mut minicbor::Decoder<'b>, (): &mut ()) -> Result<Self, minicbor::decode::Error> {
        Entry::decode(reader.bytes()?)
            .map_err(|rejected| minicbor::decode::Error::message(rejected.to_string()))
    }
}
