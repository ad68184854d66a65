//! The folder of a phone: held by one program at a time, open to its owner alone, and wiped so that it stays wiped.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{
    checkpoint::{CHECKPOINT_NAME, CHECKPOINT_NEW_NAME},
    key, steps, suspend,
};
use crate::wrong::Fault;

/// The store's file in the phone's folder.
pub const FILE_NAME: &str = "tequio.redb";
/// The same as long as it is being made for the first time.
pub(super) const NEW_FILE_NAME: &str = "tequio.redb-new";
/// A program that was closed or killed a moment ago may still be on its way out, with a commit in its hands.
const LEAVING: Duration = Duration::from_secs(3);
/// A backup that this phone is to be restored from, as somebody brought it. It is sealed by its passphrase.
pub const BROUGHT: &str = "brought.part";
/// A backup on its way to a contact's phone.
pub(crate) const GOING: &str = "going.part";
/// All that the storage key seals, in the phone's folder, and backups that pass through: it goes with that key.
pub(super) const STORES: [&str; 7] =
    [FILE_NAME, NEW_FILE_NAME, CHECKPOINT_NAME, CHECKPOINT_NEW_NAME, suspend::ARRIVING, BROUGHT, GOING];
/// There while a wipe is under way: one that a power cut interrupts is finished at the next start.
const WIPING: &str = "wiping";

/// A phone's folder, held: nobody else can open it until this is dropped.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder of a phone, or finds it, and holds it. Finishes a wipe that was interrupted.
    ///
    /// # Errors
    /// [`Fault::InUse`] if somebody else holds it, [`Fault::Folder`] if it cannot be made or entered.
    pub fn hold(path: &Path) -> Result<Folder, Fault> {
        let wrong = |wrong: io::Error| Fault::Folder { path: path.to_owned(), reason: wrong.to_string() };
        make(path).map_err(wrong)?;
        let lock = File::open(path).map_err(wrong)?;
        let begun = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if begun.elapsed() < LEAVING => sleep(LEAVING / 30),
                Err(TryLockError::WouldBlock) => return Err(Fault::InUse),
                Err(TryLockError::Error(error)) => return Err(wrong(error)),
            }
        }
        let folder = Folder { path: path.to_owned(), _lock: lock };
        if folder.path.join(WIPING).exists() {
            folder.wipe()?;
        }
        // A restore that did not come to its end.
        let _ = steps::remove(&folder.path.join(suspend::ARRIVING));
        // Nor was this phone given to anybody.
        let _ = steps::remove(&folder.path.join(GOING));
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a store that a key belongs to.
    pub(super) fn has_store(&self) -> bool {
        fs::metadata(self.path.join(FILE_NAME)).is_ok_and(|file| file.len() > 0)
    }

    /// Destroys the storage key and then the store. When it returns, neither the file nor any copy of it that was
    /// taken before can be opened by what is left here.
    ///
    /// The key is overwritten in place before its name goes. Memory chips write elsewhere and forget later, so a
    /// workshop might still find it, as after any deletion; under a passphrase it finds a wrapped key.
    ///
    /// # Errors
    /// What the disk has: the key may still be there. [`Fault::Keychain`] if the folder's half of the key is
    /// destroyed and the system's keychain would not delete its own, which opens nothing without the other.
    pub fn wipe(&self) -> Result<(), Fault> {
        // Without the mark (a full disk) the key goes all the same; an interrupted wipe then has to be repeated.
        let _ = own_file(&self.path.join(WIPING)).and_then(|_| self.sync());
        let item = key::destroy(self)?;
        let io = |wrong: io::Error| Fault::of_io(&wrong);
        for name in STORES {
            steps::remove(&self.path.join(name)).map_err(io)?;
        }
        self.sync().map_err(io)?;
        steps::remove(&self.path.join(WIPING)).and_then(|()| self.sync()).map_err(io)?;
        match item {
            Some(item) => tequio_platform::keychain::delete(&item)
                .map_err(|trouble| Fault::Keychain(trouble.to_string())),
            None => Ok(()),
        }
    }

    /// Puts new bytes in the place of the old ones, whole or not at all, durably. The old bytes are overwritten where
    /// they lie.
    ///
    /// The new bytes are written beside the old ones first; from the moment at which they stand there whole they are in
    /// force, and whoever reads finishes what is left (the caller can tell by its own sum). Renaming would be one step
    /// less and leave the old bytes on the disk without a name.
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        put(&self.path.join(format!("{name}.new")), bytes)?;
        self.sync()?;
        self.finish(name, bytes)
    }

    /// The rest of a [`Folder::replace`], the new bytes being there whole already.
    pub(super) fn finish(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        put(&self.path.join(name), bytes)?;
        self.sync()?;
        self.shred(&format!("{name}.new"))
    }

    /// Overwrites a file and deletes it, durably.
    pub(super) fn shred(&self, name: &str) -> io::Result<()> {
        let path = self.path.join(name);
        match OpenOptions::new().write(true).open(&path) {
            Ok(mut file) => {
                let size = file.metadata()?.len();
                steps::write(&mut file, &vec![0; size as usize])?;
                steps::sync(&file)?;
                steps::remove(&path)?;
                self.sync()
            }
            Err(wrong) if wrong.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(wrong) => Err(wrong),
        }
    }

    /// A name that a power cut takes back would be a lost phone.
    pub(super) fn sync(&self) -> io::Result<()> {
        #[cfg(unix)]
        steps::sync(&File::open(&self.path)?)?;
        Ok(())
    }
}

/// Opens a file for reading and writing; a new one is for its owner's eyes alone.
pub(super) fn own_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file in place.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = own_file(path)?;
    // What is longer than the new bytes is overwritten too before it is cut off.
    let rest = (file.metadata()?.len() as usize).saturating_sub(bytes.len());
    let padded = Zeroizing::new([bytes, &vec![0; rest]].concat());
    steps::write(&mut file, &padded)?;
    file.set_len(bytes.len() as u64)?;
    steps::sync(&file)
}

fn make(path: &Path) -> io::Result<()> {
    let mut make_folder = fs::DirBuilder::new();
    make_folder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        make_folder.mode(0o700);
        make_folder.create(path)?;
        // A folder that was there before may be open to others; it holds keys from now on. On a disk that cannot be
        // written to it stays as it is: a phone that can only be read is better than none.
        if fs::metadata(path)?.permissions().mode() & 0o777 != 0o700 {
            match fs::set_permissions(path, fs::Permissions::from_mode(0o700)) {
                Err(wrong) if wrong.kind() != io::ErrorKind::ReadOnlyFilesystem => return Err(wrong),
                _ => {}
            }
        }
    }
    #[cfg(not(unix))]
    make_folder.create(path)?;
    Ok(())
}
