//! The system's keychain: one small secret, kept where the owner's unlocking of the device guards it.
//!
//! A keychain may be missing, locked, or hang on a dialog that nobody answers; each call here ends within
//! [`TIME_MAX`], and its caller has another place for the secret.

use std::time::Duration;

#[cfg(target_os = "linux")]
use crate::secret_service as system;
#[cfg(not(target_os = "linux"))]
use absent as system;

/// How long any of these calls takes at most.
pub const TIME_MAX: Duration = Duration::from_secs(5);

/// Names a secret: random, so that it says nothing about whose or what it is.
pub type Item = [u8; 16];

/// Why a keychain did not do its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is none here, or none that Tequio can use yet.
    Absent(String),
    /// It is locked; its owner can unlock it.
    Locked,
    /// It does not hold this secret.
    Missing,
    /// It failed or did not answer in time.
    Failed(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trouble::Absent(why) => write!(f, "there is none here ({why})"),
            Trouble::Locked => f.write_str("it is locked: unlock it and try again"),
            Trouble::Missing => f.write_str("it does not hold the key"),
            Trouble::Failed(why) => write!(f, "it failed ({why})"),
        }
    }
}

impl std::error::Error for Trouble {}

/// Keeps a secret.
///
/// # Errors
/// It was not kept, or no answer said so in time.
pub fn store(item: &Item, secret: &[u8; 32]) -> Result<(), Trouble> {
    system::store(item, secret)
}

/// Gives a secret back.
///
/// # Errors
/// It is not there, or the keychain does not give it.
pub fn load(item: &Item) -> Result<[u8; 32], Trouble> {
    system::load(item)
}

/// Deletes a secret; one that is not there is deleted.
///
/// # Errors
/// It may still be there.
pub fn delete(item: &Item) -> Result<(), Trouble> {
    system::delete(item)
}

/// Android's and iOS's keystores are not wired up yet: the file beside the store has to do, and the app says so.
#[cfg(not(target_os = "linux"))]
mod absent {
    use super::{Item, Trouble};

    fn absent<A>() -> Result<A, Trouble> {
        Err(Trouble::Absent("Tequio cannot use this system's yet".to_owned()))
    }

    pub(super) fn store(_: &Item, _: &[u8; 32]) -> Result<(), Trouble> {
        absent()
    }

    pub(super) fn load(_: &Item) -> Result<[u8; 32], Trouble> {
        absent()
    }

    pub(super) fn delete(_: &Item) -> Result<(), Trouble> {
        absent()
    }
}
