//! The log in short, as a checkpoint tells it: of each entry what this phone has in memory, in the order in which the
//! entries came. Signatures, the hashes of what went before and keys in full stay on the disk.

use minicbor::{Decode, Decoder, Encode, Encoder, encode};

use super::{AUTHORS_MAX, Author, ENTRIES_MAX, Log, Place, Pushed, causes::Causes};
use crate::{
    event::Class,
    ids::{CircleId, DeviceKey, EntryId},
    time::Time,
};

/// Whose log it is, and what all lines share.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Head {
    #[n(0)]
    circle: CircleId,
    #[n(1)]
    me: DeviceKey,
    #[n(2)]
    authors: Vec<DeviceKey>,
    #[n(3)]
    entries: u32,
    #[n(4)]
    founder: Option<DeviceKey>,
}

/// One entry.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Line<'b> {
    #[n(0)]
    id: EntryId,
    /// The number of its author's key.
    #[n(1)]
    author: u32,
    #[n(2)]
    clock: Time,
    #[n(3)]
    bytes: u32,
    /// How many entries before this one each of its causes came.
    #[n(4)]
    causes: Causes,
    #[cbor(b(5))]
    words: Words<'b>,
}

/// Where an entry's words are.
#[derive(Encode, Decode)]
enum Words<'b> {
    /// Nowhere: they were erased.
    #[n(0)]
    Erased,
    /// Here: the event's bytes.
    #[n(1)]
    Here(#[cbor(b(0), with = "minicbor::bytes")] &'b [u8]),
    /// With the entry, which is to be asked for.
    #[n(2)]
    Elsewhere(#[n(0)] Class),
}

/// What a line says of an entry whose words are here.
pub struct Short<'b> {
    /// Where it stands.
    pub place: Place,
    /// Who wrote it.
    pub author: DeviceKey,
    /// Its place in the author's chain.
    pub seq: u32,
    /// What the author's clock said.
    pub clock: Time,
    /// The event's bytes.
    pub payload: &'b [u8],
}

impl Log {
    /// Writes all that is here; `payload` gives the words of the entry with this number, if they are at hand.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_short<W: encode::Write>(
        &self,
        payload: impl Fn(usize) -> Option<Vec<u8>>,
        writer: &mut Encoder<W>,
    ) -> Result<(), encode::Error<W::Error>> {
        let head = Head {
            circle: self.circle,
            me: self.me,
            authors: self.authors.iter().map(|author| author.key).collect(),
            entries: self.nodes.len() as u32,
            founder: self.founder,
        };
        writer.encode(head)?;
        for (number, node) in self.nodes.iter().enumerate() {
            let payload = payload(number);
            let words = match &payload {
                _ if node.erased => Words::Erased,
                Some(payload) => Words::Here(payload),
                None => Words::Elsewhere(node.class),
            };
            let back = node.causes.iter().map(|cause| number as u32 - cause);
            let causes = Causes::of(back).expect("as many as before");
            let (id, author, clock, bytes) = (node.place.id, node.author, node.clock, node.bytes);
            writer.encode(Line { id, author, clock, bytes, causes, words })?;
        }
        Ok(())
    }

    /// Reads what [`Log::write_short`] wrote for this circle and device: the log, and the ids of all entries whose
    /// words are elsewhere. `take` is told of those whose words are here. Nothing for any other bytes.
    pub fn read_short(
        circle: CircleId,
        me: DeviceKey,
        bytes: &[u8],
        mut take: impl FnMut(Short<'_>),
    ) -> Option<(Log, Vec<EntryId>)> {
        let mut reader = Decoder::new(bytes);
        let head: Head = reader.decode().ok()?;
        let (authors, entries) = (head.authors.len(), head.entries as usize);
        if (head.circle, head.me) != (circle, me) || authors > AUTHORS_MAX || entries > ENTRIES_MAX {
            return None;
        }
        let mut log = Log::new(circle, me);
        log.founder = head.founder;
        for (number, key) in head.authors.into_iter().enumerate() {
            let author = Author { key, chain: Vec::new(), newest_clock: Time(0) };
            let before = log.author_numbers.insert(key, number as u32);
            log.authors.push(author);
            if before.is_some() {
                return None;
            }
        }
        let mut elsewhere = Vec::new();
        log.nodes.reserve(entries);
        for number in 0..head.entries {
            let line: Line<'_> = reader.decode().ok()?;
            if line.causes.iter().any(|back| *back == 0 || *back > number) {
                return None;
            }
            let causes = Causes::of(line.causes.iter().map(|back| number - back))?;
            let key = log.authors.get(line.author as usize)?.key;
            let own = causes.first().map(|cause| log.node(*cause)).filter(|own| own.author == line.author);
            let seq = own.map_or(Some(0), |own| own.seq.checked_add(1))?;
            let place = Place { lamport: log.lamport_after(&causes)?, id: line.id };
            let (erased, class) = match line.words {
                Words::Erased => (true, Class::Rest),
                Words::Here(payload) => {
                    take(Short { place, author: key, seq, clock: line.clock, payload });
                    (false, Class::of(payload))
                }
                Words::Elsewhere(class) => {
                    elsewhere.push(line.id);
                    (false, class)
                }
            };
            let Line { author, clock, bytes, .. } = line;
            log.push(Pushed { place, author, seq, clock, bytes, class, erased, causes });
        }
        let mut ids: Vec<(EntryId, u32)> =
            log.nodes.iter().zip(0..).map(|(node, number)| (node.place.id, number)).collect();
        ids.sort_unstable();
        log.by_id = ids.into_iter().collect();
        (reader.position() == bytes.len() && log.by_id.len() == entries).then_some((log, elsewhere))
    }
}
