//! What is carried, out to a file and in from one.
//!
//! Files are read and written beside the loop, which is asked for some envelopes at a time: a slow stick holds up
//! nobody.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use tequio_core::{
    CircleId, EntryId,
    bundle::{Reader, Writer, read_one},
    carrier::talk::{Letter, WANTS_MAX},
};
use tokio::task::spawn_blocking;

use super::{Node, turn::Wish};
use crate::wrong::{Fault, NotDone};

/// Bytes that are read of a file at once.
const PIECE_BYTES: usize = 64 * 1024;

/// What became of the envelopes of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Carried from now on, and read if they are for a circle of this phone.
    pub new: usize,
    /// They were here already.
    pub known: usize,
    /// Their time is over.
    pub late: usize,
    /// They found no room.
    pub no_room: usize,
    /// They are no envelopes.
    pub wrong: usize,
}

impl Node {
    /// Writes all that this phone carries, its own circles' news among it, to a file for a stick. It is in its place
    /// whole or not at all. How many envelopes there are in it.
    ///
    /// # Errors
    /// The file cannot be written, or a fault.
    pub async fn carry_out(&self, path: &Path) -> Result<usize, NotDone> {
        let ids = self.ask(|answer| Wish::Carried { answer }).await?;
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let unfinished = PathBuf::from(unfinished);
        let (mut writer, head) = Writer::begin(self.now());
        let mut file = aside(&unfinished, move |path| {
            let mut file = File::create(path)?;
            file.write_all(&head)?;
            Ok(file)
        })
        .await?;
        let mut count = 0;
        for ids in ids.chunks(WANTS_MAX) {
            let ids = ids.to_vec();
            let letters = self.ask(|answer| Wish::Letters { ids, answer }).await??;
            count += letters.len();
            let bytes: Vec<u8> = letters.iter().flat_map(|letter| writer.letter(letter)).collect();
            file = aside(&unfinished, move |_| file.write_all(&bytes).map(|()| file)).await?;
        }
        let (end, place) = (writer.end(), path.to_owned());
        aside(&unfinished, move |unfinished| {
            file.write_all(&end)?;
            file.sync_all()?;
            fs::rename(unfinished, place)
        })
        .await?;
        Ok(count)
    }

    /// Takes in what another phone wrote to a file, as from a neighbour.
    ///
    /// # Errors
    /// [`NotDone::Bundle`] if the file is no such file or does not read to its end, and [`NotDone::File`] if it cannot
    /// be read at all; envelopes before that were taken.
    pub async fn carry_in(&self, path: &Path) -> Result<Brought, NotDone> {
        let mut reader = Reader::begin(self.now());
        let mut file = aside(path, |path| File::open(path)).await?;
        let mut all = Brought::default();
        loop {
            let (back, piece) = aside(path, move |_| {
                let mut piece = Vec::with_capacity(PIECE_BYTES);
                Read::by_ref(&mut file).take(PIECE_BYTES as u64).read_to_end(&mut piece)?;
                Ok((file, piece))
            })
            .await?;
            file = back;
            if piece.is_empty() {
                reader.end()?;
                return Ok(all);
            }
            let (letters, read) = reader.feed(&piece);
            all = all.and(self.bring(letters).await?);
            read?;
        }
    }

    /// One entry, sealed for its circle, as a file so short that a screen can show it
    /// ([`tequio_core::fountain`]).
    ///
    /// # Errors
    /// It is not here, or the key under which it travels is not.
    pub async fn letter(&self, circle: &CircleId, id: &EntryId) -> Result<Vec<u8>, NotDone> {
        let (circle, id) = (*circle, *id);
        self.ask(|answer| Wish::Letter { circle, id, answer }).await?
    }

    /// Takes in what another phone showed so.
    ///
    /// # Errors
    /// [`NotDone::Bundle`] if it is something else, or a fault.
    pub async fn take_letter(&self, letter: &[u8]) -> Result<Brought, NotDone> {
        match read_one(letter, self.now())? {
            Some(letter) => self.bring(vec![letter]).await,
            None => Ok(Brought { late: 1, ..Brought::default() }),
        }
    }

    async fn bring(&self, letters: Vec<Letter>) -> Result<Brought, NotDone> {
        self.ask(|answer| Wish::Bring { letters, answer }).await?
    }
}

impl Brought {
    fn and(self, more: Brought) -> Brought {
        Brought {
            new: self.new + more.new,
            known: self.known + more.known,
            late: self.late + more.late,
            no_room: self.no_room + more.no_room,
            wrong: self.wrong + more.wrong,
        }
    }
}

/// Does something slow with a file on a thread for that.
async fn aside<A: Send + 'static>(
    path: &Path,
    what: impl FnOnce(&Path) -> io::Result<A> + Send + 'static,
) -> Result<A, NotDone> {
    let path = path.to_owned();
    spawn_blocking(move || {
        what(&path).map_err(|wrong| NotDone::File { path: path.clone(), reason: wrong.to_string() })
    })
    .await
    .map_err(|_| Fault::Stopped)?
}
