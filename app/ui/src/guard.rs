//! How the phone is guarded, as the screens need it: its passphrase and its lock, the code for an emergency, and the
//! file that everything goes into before a checkpoint.
//!
//! Secrets pass through here once, on their way from a field to the host, and are never kept as drafts are.

use tequio_core::CircleId;

use crate::host::{Later, Wrong};

/// The fewest letters of a passphrase or a code. Whoever has the files tries some three a second on one processor: six
/// letters and digits drawn at random take them twenty years, six that mean something do not, which the screen says.
pub const PASSPHRASE_LETTERS_MIN: usize = 6;
/// Bytes of a file that is brought in one [`Piece`].
pub const PIECE_BYTES_MAX: usize = 256 * 1024;

/// What guards the key to all that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Nothing but the permissions of a file.
    File,
    /// The system's keychain.
    Keychain,
    /// A passphrase.
    Passphrase,
}

/// Why a secret, a place or a file was not taken. Each is said at the field that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// That is not the passphrase.
    Wrong,
    /// There is nothing in the field.
    Empty,
    /// It has fewer letters than [`PASSPHRASE_LETTERS_MIN`].
    Short,
    /// It is longer than a passphrase can be.
    Long,
    /// The second time something else was typed.
    Differs,
    /// The passphrase and the code are one slip apart, or the same.
    Alike,
    /// Nothing can be written there, or it would go with the phone.
    Place,
    /// No file was chosen, or it could not be read.
    NoFile,
    /// The file is no backup, or is damaged.
    NoBackup,
    /// The contact who was to keep it is not near (any more).
    NotNear,
    /// The contact's phone has no room for it.
    NoRoom,
    /// It is more than a phone keeps for another.
    TooLarge,
}

/// What a code opens instead of the real phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoy {
    /// What its person is called.
    pub name: String,
    /// What its circle is called.
    pub circle_name: String,
}

/// A part of a file that the page reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Another file begins, and what came before is forgotten.
    Begin,
    /// Its next bytes.
    Bytes(Vec<u8>),
}

/// The part of a [`Host`](crate::Host) that guards it.
pub trait Guard {
    /// What guards this phone. Asked of an open one.
    fn protection(&self) -> Protection;

    /// How many seconds are left until the next try to unlock.
    fn wait(&self) -> u32;

    /// Opens a phone that is locked. After [`Denied::Wrong`] nothing has changed but [`Guard::wait`]. A duress code is
    /// answered as a passphrase is.
    fn unlock(&self, passphrase: String) -> Later<Result<(), Wrong>>;

    /// Closes the links and forgets all keys. What was given to [`Host::keep`](crate::Host::keep) is kept before. The
    /// sights end; when this comes back, the phone can be unlocked.
    fn lock(&self) -> Later<()>;

    /// Sets the passphrase, changes it, or takes it away; `current` is wanted where there is one.
    fn set_passphrase(&self, current: Option<String>, new: Option<String>) -> Later<Result<(), Wrong>>;

    /// Sets the duress code and what it opens, or takes it away. Whether there was one before is never told.
    fn set_duress(&self, current: String, code: Option<(String, Decoy)>) -> Later<Result<(), Wrong>>;

    /// Where a backup would be put if nothing else is said.
    fn place(&self) -> String;

    /// Seals everything into a new file in this folder, reads it back, and empties the phone. The file's path.
    fn suspend(&self, folder: String, passphrase: String) -> Later<Result<String, Wrong>>;

    /// The same into the phone of a contact who is near, who keeps it and cannot read it. This phone is emptied when theirs
    /// says that it has it; until then nothing is lost.
    fn suspend_to(&self, contact: CircleId, passphrase: String) -> Later<Result<(), Wrong>>;

    /// Gives a contact back what this phone keeps for them, as soon as the phone that shows this code is near.
    fn give_back(&self, contact: CircleId, code: String) -> Later<Result<(), Wrong>>;

    /// Keeps nothing for a contact any more.
    fn throw_away(&self, contact: CircleId) -> Later<Result<(), Wrong>>;

    /// Takes in the next part of a file that is to be restored from. [`Denied::NoFile`] if there is no room for it.
    fn bring(&self, piece: Piece) -> Later<Result<(), Wrong>>;

    /// Fills this phone, in which nothing is yet, from the file that was brought.
    fn restore(&self, passphrase: String) -> Later<Result<(), Wrong>>;
}
