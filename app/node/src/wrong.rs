//! What can go wrong around a command that is not the person's doing alone: a [`Fault`] of this device, or one of
//! the reasons of [`NotDone`].

use std::{io, path::PathBuf};

use tequio_core::{Refused, bundle::BundleError, invite::InviteError, record::NoRecord};

/// This device cannot do its part. Nothing that was answered before is lost by it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The folder cannot be made or entered.
    #[error("the folder {path} cannot be used: {reason}")]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// One folder is one phone, and it is running already.
    #[error("this phone's folder is in use by another Tequio that is running: close that one first")]
    InUse,
    /// No room left.
    #[error("the disk is full: this was not kept; free some space and try again")]
    DiskFull,
    /// No right to write, or a disk that cannot be written to.
    #[error("the disk cannot be written to: this was not kept ({0})")]
    ReadOnly(String),
    /// What was kept does not read back. What does can be read; nothing is added to a damaged file.
    #[error("what this phone kept is damaged ({0}): what is intact can be read, nothing new can be kept")]
    Damaged(String),
    /// There is a store and no key to it.
    #[error("the key to what this phone kept is gone: put its file back, or wipe the phone and begin anew")]
    KeyMissing,
    /// The store was sealed with another key than the one that is there.
    #[error("what this phone kept was sealed with another key: it cannot be opened here")]
    OtherKey,
    /// A file of a version that is not known here.
    #[error("what this phone kept was written by another version of Tequio (format {0}): use that one")]
    OtherVersion(u64),
    /// A passphrase guards this phone, and none was given.
    #[error("this phone is locked: it opens with its passphrase")]
    Locked,
    /// The passphrase is not the one.
    #[error("that is not this phone's passphrase")]
    WrongPassphrase,
    /// A passphrase that cannot be used.
    #[error("a passphrase has at least one letter and at most {bytes_max} bytes")]
    Passphrase {
        /// Bytes of the longest.
        bytes_max: usize,
    },
    /// The system's keychain does not do its part.
    #[error("the system's keychain does not give this phone's key: {0}")]
    Keychain(String),
    /// The disk failed in some other way.
    #[error("the disk failed: this was not kept ({0})")]
    Disk(String),
    /// No links to others: no socket, no port.
    #[error("this phone cannot listen for others: {0}")]
    Links(String),
    /// The system gives no random bytes, without which no key is safe.
    #[error("this system gives no random numbers ({0})")]
    Dice(String),
    /// The node was stopped.
    #[error("this phone's node has been stopped")]
    Stopped,
}

impl Fault {
    /// What an IO error means to the person.
    pub(crate) fn of_io(wrong: &io::Error) -> Fault {
        match wrong.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Fault::DiskFull
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Fault::ReadOnly(wrong.to_string())
            }
            _ => Fault::Disk(wrong.to_string()),
        }
    }
}

/// Why something was not done. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// The circle's rules, or a text's limit.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The code cannot be used.
    #[error(transparent)]
    Code(#[from] InviteError),
    /// The code is for a circle that this phone is in, or knocks at.
    #[error("this phone is in that circle already, or waits to be let in")]
    AlreadyIn,
    /// One phone holds only so many circles.
    #[error("this phone is in {0} circles already: no more find room")]
    TooManyCircles(usize),
    /// No circle of this phone has this id.
    #[error("this phone is not in that circle")]
    NoSuchCircle,
    /// A contact who was to keep something is not near (any more).
    #[error("they are not near: it has to go from phone to phone")]
    NotNear,
    /// A contact's phone keeps as much as it can already.
    #[error("their phone has no room for it")]
    NoRoom,
    /// A backup is longer than a contact's phone keeps.
    #[error("it is longer than the {0} bytes that a phone keeps for another")]
    TooLarge(usize),
    /// Nothing is kept for this contact.
    #[error("nothing is kept for them here")]
    NothingKept,
    /// An entry is not here, or cannot be sealed for its circle any more.
    #[error("this is not here, or cannot be shown to others any more")]
    NoSuchEntry,
    /// A meeting of which no record can be made here.
    #[error(transparent)]
    NoRecord(#[from] NoRecord),
    /// A setting passes its limit.
    #[error(
        "a setting's name has at most {name_bytes_max} bytes and its value {value_bytes_max}; there are at most {settings_max}"
    )]
    Setting {
        /// Bytes of its name.
        name_bytes_max: usize,
        /// Bytes of its value.
        value_bytes_max: usize,
        /// Settings in all.
        settings_max: usize,
    },
    /// A phone lives in the folder that was to be filled.
    #[error("a phone lives in that folder already: take an empty one")]
    NotEmpty,
    /// A duress code and a passphrase that a slip of the finger makes one of the other.
    #[error("this is too much like the other secret of this phone: a slip would be enough to destroy it")]
    Alike,
    /// There is no passphrase beside which there could be a duress code, or that could be asked for again.
    #[error("no passphrase guards this phone")]
    NoPassphrase,
    /// What a decoy is to begin with is too long.
    #[error("the decoy's settings are too long")]
    DecoyTooLarge,
    /// A file that cannot be restored from.
    #[error("that backup cannot be restored: {0}")]
    Backup(&'static str),
    /// A file that was to be read or written cannot be.
    #[error("the file {path} cannot be used: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file of carried letters does not read to its end. What came before the mistake was taken.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// This device failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}
