//! A store's file that cannot or must not be written to, for redb to open all the same.
//!
//! redb writes when it opens a file: it marks it as open, and repairs it after a crash. Here these writes stay in
//! memory, in blocks over the file's own, so a phone on a full or protected disk can still be read.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::File,
    io,
    sync::{Mutex, MutexGuard},
};

use redb::StorageBackend;

/// redb's own page size, so that a write is mostly one block.
const BLOCK: u64 = 4096;

/// A file below, what was written since above.
#[derive(Debug)]
pub(super) struct Overlay {
    file: File,
    above: Mutex<Above>,
}

#[derive(Debug)]
struct Above {
    blocks: BTreeMap<u64, Vec<u8>>,
    length: u64,
    /// From here on the file is not looked at any more: it was cut and may have grown again.
    file_ends: u64,
}

impl Overlay {
    pub(super) fn new(file: File) -> io::Result<Overlay> {
        let length = file.metadata()?.len();
        let above = Above { blocks: BTreeMap::new(), length, file_ends: length };
        Ok(Overlay { file, above: Mutex::new(above) })
    }

    fn above(&self) -> MutexGuard<'_, Above> {
        self.above.lock().expect("nothing in here panics while it holds the lock")
    }

    /// What stands in the file, zeros beyond its end.
    fn below(&self, ends: u64, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let there = ends.saturating_sub(offset).min(out.len() as u64) as usize;
        let (from_file, beyond) = out.split_at_mut(there);
        beyond.fill(0);
        read_at(&self.file, from_file, offset)
    }
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.above().length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let above = self.above();
        if offset.saturating_add(out.len() as u64) > above.length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        self.below(above.file_ends, offset, out)?;
        let end = offset + out.len() as u64;
        for (number, block) in above.blocks.range(offset / BLOCK..end.div_ceil(BLOCK)) {
            let start = number * BLOCK;
            let (from, to) = (start.max(offset), (start + BLOCK).min(end));
            out[(from - offset) as usize..(to - offset) as usize]
                .copy_from_slice(&block[(from - start) as usize..(to - start) as usize]);
        }
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let mut above = self.above();
        if length < above.length {
            above.file_ends = above.file_ends.min(length);
            above.blocks.split_off(&length.div_ceil(BLOCK));
            if let Some(last) = above.blocks.get_mut(&(length / BLOCK)) {
                last[(length % BLOCK) as usize..].fill(0);
            }
        }
        above.length = length;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut above = self.above();
        let ends = above.file_ends;
        let end = offset + data.len() as u64;
        for number in offset / BLOCK..end.div_ceil(BLOCK) {
            let start = number * BLOCK;
            let block = match above.blocks.entry(number) {
                Entry::Occupied(block) => block.into_mut(),
                Entry::Vacant(place) => {
                    let mut block = vec![0; BLOCK as usize];
                    self.below(ends, start, &mut block)?;
                    place.insert(block)
                }
            };
            let (from, to) = (start.max(offset), (start + BLOCK).min(end));
            block[(from - start) as usize..(to - start) as usize]
                .copy_from_slice(&data[(from - offset) as usize..(to - offset) as usize]);
        }
        above.length = above.length.max(end);
        Ok(())
    }
}

#[cfg(unix)]
fn read_at(file: &File, out: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, out, offset)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, out: &mut [u8], offset: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(out)
}
