//! Linux and its like: folders as the XDG base directory specification has them.

use std::{env, io, path::PathBuf};

pub(crate) fn data_folder() -> io::Result<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join("tequio")).ok_or_else(|| {
        io::Error::new(io::ErrorKind::NotFound, "neither XDG_DATA_HOME nor HOME names a folder")
    })
}
