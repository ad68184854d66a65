//! The checkpoints of all circles, in one sealed file beside the store ([`tequio_core::checkpoint`]).
//!
//! ```text
//! tequio.checkpoint    generation 16, parts: which circles there are, and the checkpoint of each
//! part                 pieces of up to 1 MiB, each: length 4 ‖ whether the part ends with it 1 ‖ sealed ‖ tag 16
//! sums "checkpoint"    generation 16 ‖ the position from which entries are not in it 8 ‖ how many are 8
//! ```
//!
//! A piece is sealed under its number, so that none can be left out, moved or cut off.
//!
//! The row in the store is what makes a file count: it is committed when the file is durable, and it goes with the
//! commit that erases anything. So a file of another generation (a crash between the two, a store that was put back, a
//! wipe) is none, and neither is one that is damaged, or that does not fit the entries that are there. Then all
//! entries are read, which takes a second for a hundred thousand, and nothing is lost.
//!
//! **When** it is written: by a thread of its own, after an opening that read many entries, and whenever so many have
//! come that they weigh against writing it all ([`EVERY`], [`SHARE`]); and at leaving. **Erased words** are gone from it
//! with the commit that erases them: the row goes with it, the file is overwritten and deleted right after (or at the
//! next opening, if the phone died in between; the row is gone by then), and the next file is written without them.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use minicbor::{Decode, Encode, encode};
use redb::{ReadableDatabase, ReadableTableMetadata, TableHandle};
use tequio_core::{CircleId, Entry, EntryId, Keys, Replica, cbor, replica::Opening};

use super::{ENTRIES, Places, SUMS, Store, Sums, fault, folder::own_file};
use crate::wrong::Fault;

/// The file in the phone's folder.
pub const CHECKPOINT_NAME: &str = "tequio.checkpoint";
/// The next one, as long as it is not whole.
pub(super) const CHECKPOINT_NEW_NAME: &str = "tequio.checkpoint-new";
/// Fewer entries than this are read at an opening in some milliseconds: a checkpoint is written when so many came.
pub const EVERY: u64 = 1_000;
/// And when they are so large a share of all: whoever fetches a long log writes the file a few times, not a hundred.
pub const SHARE: u64 = 16;
/// At leaving a phone has the time for fewer.
pub const AT_LEAVING: u64 = 250;

const GENERATION_BYTES: usize = 16;
const PIECE_BYTES: usize = 1 << 20;
const TAG_BYTES: usize = 16;
/// The name of the row among the sums.
pub(super) const ROW: &[u8] = b"checkpoint";

/// Positions: so many from each of these on.
type Runs = Vec<(u64, u64)>;

/// Which file counts, and what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    generation: [u8; GENERATION_BYTES],
    /// Entries from this position on are not in it.
    from: u64,
    /// How many entries are in it.
    entries: u64,
}

/// The first part of the file.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Contents {
    /// Bytes of all its entries, as sealed.
    #[n(0)]
    sealed_entries: u64,
    #[n(1)]
    circles: Vec<(CircleId, Runs)>,
}

/// A checkpoint that is in the folder, and maybe not on the chip yet.
pub struct Writing {
    path: PathBuf,
    file: File,
    row: Row,
    erasures: u64,
}

/// One that lies in the folder, durably.
pub struct Written {
    row: Row,
    erasures: u64,
}

/// A store's circles out of a checkpoint; the entries from a position on are still to be read.
pub(super) struct Resumed<C> {
    pub circles: BTreeMap<CircleId, C>,
    pub places: Places,
    pub sealed_entries: u64,
    pub from: u64,
    pub entries: u64,
}

impl Writing {
    /// Puts it in the place of the one before, durably: what takes long about it, for any thread.
    ///
    /// # Errors
    /// What the disk has; the one before is there or not, and does not count either way until it is said to
    /// ([`Store::end_checkpoint`]).
    pub fn sync(self) -> io::Result<Written> {
        self.file.sync_all()?;
        fs::rename(self.path.with_file_name(CHECKPOINT_NEW_NAME), &self.path)?;
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(Written { row: self.row, erasures: self.erasures })
    }
}

/// The pieces of a file, sealed on their way out: a long log's checkpoint is never in memory as a whole.
struct Out {
    file: File,
    cipher: XChaCha20Poly1305,
    generation: [u8; GENERATION_BYTES],
    number: u32,
    waiting: Vec<u8>,
}

impl Out {
    fn piece(&mut self, ends: bool) -> io::Result<()> {
        let nonce = nonce(&self.generation, self.number, ends);
        self.number += 1;
        let tag = self
            .cipher
            .encrypt_inout_detached(&nonce, &[], InOutBuf::from(&mut self.waiting[..]))
            .expect("a piece is far below the cipher's limit");
        self.file.write_all(&(self.waiting.len() as u32).to_be_bytes())?;
        self.file.write_all(&[u8::from(ends)])?;
        self.file.write_all(&self.waiting)?;
        self.file.write_all(&tag)?;
        self.waiting.clear();
        Ok(())
    }
}

impl encode::Write for Out {
    type Error = io::Error;

    fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE_BYTES - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            if self.waiting.len() == PIECE_BYTES {
                self.piece(false)?;
            }
            bytes = later;
        }
        Ok(())
    }
}

/// The pieces of a file on their way in.
struct In {
    file: BufReader<File>,
    cipher: XChaCha20Poly1305,
    generation: [u8; GENERATION_BYTES],
    number: u32,
}

impl In {
    /// The next part, if nobody touched it.
    fn part(&mut self) -> Option<Vec<u8>> {
        let mut part = Vec::new();
        loop {
            let (mut length, mut ends, mut tag) = ([0; 4], [0], [0; TAG_BYTES]);
            self.file.read_exact(&mut length).ok()?;
            self.file.read_exact(&mut ends).ok()?;
            let length = u32::from_be_bytes(length) as usize;
            if length > PIECE_BYTES {
                return None;
            }
            let start = part.len();
            part.resize(start + length, 0);
            self.file.read_exact(&mut part[start..]).ok()?;
            self.file.read_exact(&mut tag).ok()?;
            let nonce = nonce(&self.generation, self.number, ends == [1]);
            let piece = InOutBuf::from(&mut part[start..]);
            self.cipher.decrypt_inout_detached(&nonce, &[], piece, (&tag).into()).ok()?;
            self.number += 1;
            if ends == [1] {
                return Some(part);
            }
        }
    }
}

/// Each piece has its own: no two files share a generation.
fn nonce(generation: &[u8; GENERATION_BYTES], number: u32, ends: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..GENERATION_BYTES].copy_from_slice(generation);
    nonce[16..20].copy_from_slice(&number.to_be_bytes());
    nonce[23] = u8::from(ends);
    nonce.into()
}

impl Store {
    /// How many entries came since the checkpoint that counts; all, if none does.
    pub fn entries_since_checkpoint(&self) -> u64 {
        self.sums.entries.saturating_sub(self.checkpoint.map_or(0, |row| row.entries))
    }

    /// Whether so many came that it is time for the next.
    pub fn wants_checkpoint(&self) -> bool {
        let since = self.entries_since_checkpoint().min(self.sums.entries.saturating_sub(self.tried));
        since >= EVERY && since >= self.sums.entries / SHARE
    }

    /// Begins a checkpoint of all circles, which hold just what is kept here. Nothing where entries are lost, wait
    /// for others or belong to no circle: those have to be found again at each opening.
    pub fn begin_checkpoint<'r>(
        &mut self,
        replicas: impl Iterator<Item = (&'r CircleId, &'r Replica)>,
    ) -> Option<Writing> {
        // One that cannot be written is not tried again at every turn.
        self.tried = self.sums.entries;
        let path = self.path.clone().filter(|_| self.only_reads.is_none())?;
        let replicas: Vec<(&CircleId, &Replica)> = replicas.collect();
        let entries = replicas.iter().map(|(_, replica)| replica.entries() as u64).sum();
        if entries != self.sums.entries || self.lost > 0 {
            return None;
        }
        let mut circles = Vec::with_capacity(replicas.len());
        for (circle, replica) in &replicas {
            let mut runs = Runs::new();
            for id in replica.ids() {
                let position = self.places.get(circle, id)?;
                match runs.last_mut() {
                    Some((start, count)) if *start + *count == position => *count += 1,
                    _ => runs.push((position, 1)),
                }
            }
            circles.push((**circle, runs));
        }
        let contents = Contents { sealed_entries: self.sealed_entries, circles };
        let row = Row { generation: self.seal.generation(), from: self.places.next, entries };
        let file = self.write_checkpoint(&path, row.generation, &contents, &replicas).ok()?;
        Some(Writing { path, file, row, erasures: self.erasures })
    }

    /// What did not read back has come again, as far as anybody can tell: nothing waits for a cause that is missing, and
    /// at least as many entries came as were lost; `entries` are all that the circles hold. From now on the sums are those of what is there.
    ///
    /// # Errors
    /// What the disk has; the store is to be opened again after that.
    pub fn heal(&mut self, entries: u64) -> Result<(), Fault> {
        if self.only_reads.is_some()
            || self.lost == 0
            || self.came < self.lost
            || entries + self.lost != self.sums.entries
        {
            return Ok(());
        }
        let sums = Sums { entries, ..self.sums };
        let write = self.database.begin_write().map_err(fault)?;
        let mut sealed_entries = self.sealed_entries;
        {
            let mut rows = write.open_table(ENTRIES).map_err(fault)?;
            for position in &self.broken {
                let before = rows.remove(position).map_err(fault)?;
                sealed_entries -= before.map_or(0, |before| before.value().len() as u64);
            }
            let name = self.seal.name(SUMS.name(), b"");
            let sealed = self.seal.seal(SUMS.name(), &name, &[&sums.encode()]);
            write.open_table(SUMS).map_err(fault)?.insert(&name, &sealed[..]).map_err(fault)?;
        }
        write.commit().map_err(fault)?;
        self.damaged -= self.lost as usize;
        (self.sums, self.sealed_entries, self.lost) = (sums, sealed_entries, 0);
        self.broken.clear();
        Ok(())
    }

    fn write_checkpoint(
        &self,
        path: &Path,
        generation: [u8; GENERATION_BYTES],
        contents: &Contents,
        replicas: &[(&CircleId, &Replica)],
    ) -> Result<File, encode::Error<io::Error>> {
        let io = encode::Error::write;
        let mut file = own_file(&path.with_file_name(CHECKPOINT_NEW_NAME)).map_err(io)?;
        file.set_len(0).and_then(|()| file.write_all(&generation)).map_err(io)?;
        let cipher = XChaCha20Poly1305::new((&*self.seal.checkpoints).into());
        let waiting = Vec::with_capacity(PIECE_BYTES);
        let mut out = Out { file, cipher, generation, number: 0, waiting };
        encode(contents, &mut out)?;
        out.piece(true).map_err(io)?;
        for (_, replica) in replicas {
            out = replica.checkpoint(out)?;
            out.piece(true).map_err(io)?;
        }
        Ok(out.file)
    }

    /// A checkpoint was written: from now on it counts, unless something in it was erased in the meantime.
    ///
    /// # Errors
    /// What the disk has; the store is to be opened again after that.
    pub fn end_checkpoint(&mut self, written: Written) -> Result<(), Fault> {
        if written.erasures != self.erasures {
            self.shred_checkpoint();
            return Ok(());
        }
        let write = self.database.begin_write().map_err(fault)?;
        {
            let name = self.seal.name(SUMS.name(), ROW);
            let sealed = self.seal.seal(SUMS.name(), &name, &[&written.row.encode()]);
            write.open_table(SUMS).map_err(fault)?.insert(&name, &sealed[..]).map_err(fault)?;
        }
        write.commit().map_err(fault)?;
        self.checkpoint = Some(written.row);
        Ok(())
    }

    /// Takes away what does not count any more. What fails here is done at the next opening.
    pub(super) fn shred_checkpoint(&self) {
        let Some(path) = &self.path else { return };
        for path in [path.clone(), path.with_file_name(CHECKPOINT_NEW_NAME)] {
            if let Ok(mut file) = fs::OpenOptions::new().write(true).open(&path) {
                let size = file.metadata().map_or(0, |file| file.len());
                let _ = io::copy(&mut io::repeat(0).take(size), &mut file).and_then(|_| file.sync_all());
                let _ = fs::remove_file(&path);
            }
        }
    }

    /// The row that says which file counts.
    pub(super) fn checkpoint_row(&self) -> Result<Option<Row>, Fault> {
        let read = self.database.begin_read().map_err(fault)?;
        let name = self.seal.name(SUMS.name(), ROW);
        let row = read.open_table(SUMS).map_err(fault)?.get(&name).map_err(fault)?;
        let plain = row.and_then(|sealed| self.seal.open(SUMS.name(), &name, sealed.value()));
        Ok(plain.and_then(|plain| Row::decode(&plain)))
    }

    /// All circles out of the checkpoint, if one counts and fits these keys and the number of entries that are there.
    pub(super) fn out_of_checkpoint(&self, keys: &[Keys]) -> Option<Resumed<Opening>> {
        let row = self.checkpoint?;
        let read = self.database.begin_read().ok()?;
        let there = read.open_table(ENTRIES).ok()?.len().ok()?;
        if there != self.sums.entries {
            return None;
        }
        let file = File::open(self.path.as_ref()?).ok()?;
        let mut file = BufReader::with_capacity(PIECE_BYTES, file);
        let mut generation = [0; GENERATION_BYTES];
        file.read_exact(&mut generation).ok()?;
        if generation != row.generation {
            return None;
        }
        let cipher = XChaCha20Poly1305::new((&*self.seal.checkpoints).into());
        let mut file = In { file, cipher, generation, number: 0 };
        let contents: Contents = cbor::decode(&file.part()?).ok()?;
        let (mut circles, mut places) = (BTreeMap::new(), Places::default());
        let mut entries = 0;
        for (circle, runs) in &contents.circles {
            let keys = keys.iter().find(|keys| keys.circle == *circle)?;
            let mut opening = Opening::resume(keys.clone(), &file.part()?)?;
            let of = places.of.entry(*circle).or_default();
            let mut ids = opening.ids();
            for position in runs.iter().flat_map(|(start, count)| *start..start.saturating_add(*count)) {
                of.insert(*ids.next()?, position);
                entries += 1;
            }
            if ids.next().is_some() {
                return None;
            }
            drop(ids);
            for (id, entry) in self.recalled(circle, of, opening.wanted())? {
                opening.recall(id, &entry);
            }
            circles.insert(*circle, opening);
        }
        for keys in keys {
            circles.entry(keys.circle).or_insert_with(|| Opening::new(keys.clone()));
        }
        places.next = row.from;
        let sealed_entries = contents.sealed_entries;
        (entries == row.entries).then_some(Resumed {
            circles,
            places,
            sealed_entries,
            from: row.from,
            entries,
        })
    }

    /// Entries whose words a checkpoint leaves to the store; none at all, if one of them does not read back.
    fn recalled(
        &self,
        circle: &CircleId,
        places: &HashMap<EntryId, u64>,
        ids: &[EntryId],
    ) -> Option<Vec<(EntryId, Entry)>> {
        let read = self.database.begin_read().ok()?;
        let table = read.open_table(ENTRIES).ok()?;
        let mut plain = Vec::new();
        let recall = |id: &EntryId| {
            let position = *places.get(id)?;
            let sealed = table.get(position).ok()??;
            let (of, known, bytes) = super::open_entry(&self.seal, position, sealed.value(), &mut plain)?;
            ((of, known) == (*circle, *id)).then_some((*id, Entry::reread(bytes).ok()?))
        };
        ids.iter().map(recall).collect()
    }
}

impl Row {
    fn encode(self) -> [u8; GENERATION_BYTES + 16] {
        let mut bytes = [0; GENERATION_BYTES + 16];
        bytes[..16].copy_from_slice(&self.generation);
        bytes[16..24].copy_from_slice(&self.from.to_be_bytes());
        bytes[24..].copy_from_slice(&self.entries.to_be_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Row> {
        let (generation, rest) = bytes.split_first_chunk()?;
        let (from, rest) = rest.split_first_chunk()?;
        let entries = rest.try_into().ok()?;
        let (from, entries) = (u64::from_be_bytes(*from), u64::from_be_bytes(entries));
        Some(Row { generation: *generation, from, entries })
    }
}
