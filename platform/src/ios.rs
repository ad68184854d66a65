//! iOS: the app's container is its home folder.

use std::{env, io, path::PathBuf};

pub(crate) fn data_folder() -> io::Result<PathBuf> {
    env::var_os("HOME")
        .map(|home| PathBuf::from(home).join("Library/Application Support/tequio"))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the app has no container"))
}
