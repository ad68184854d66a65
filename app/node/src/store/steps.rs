//! What is done to the disk outside of redb, one step after another, so that a test can let the phone die at each.
//!
//! redb has its own tests for that (see `tests/torn.rs`); these are the small files around it, whose order decides
//! whether a phone that dies between two of them can be opened by the old secret, by the new one, or by neither.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// Writes all of it. A phone that dies may leave the first half.
pub(super) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    step()?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    step()?;
    file.write_all(second)
}

/// Makes it durable.
pub(super) fn sync(file: &File) -> io::Result<()> {
    step()?;
    file.sync_all()
}

/// Puts a file in the place of another.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Deletes a file that may be gone already.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    match fs::remove_file(path) {
        Err(wrong) if wrong.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Here a phone may die.
#[cfg(not(test))]
pub(super) fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use mortal::step;

#[cfg(test)]
pub(super) mod mortal {
    use std::{cell::Cell, io};

    thread_local! {
        static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// From now on the phone of this thread lives for so many steps more, or for ever.
    pub(in crate::store) fn live_for(steps: Option<u32>) {
        LEFT.set(steps);
    }

    /// Whether it died.
    pub(in crate::store) fn is_dead() -> bool {
        LEFT.get() == Some(0)
    }

    pub(in crate::store) fn step() -> io::Result<()> {
        match LEFT.get() {
            // Nothing that is tried after death happens.
            Some(0) => Err(io::Error::other("the phone died")),
            Some(left) => {
                LEFT.set(Some(left - 1));
                if left == 1 { Err(io::Error::other("the phone died")) } else { Ok(()) }
            }
            None => Ok(()),
        }
    }
}
