//! # What the phone can do
//!
//! The one place that knows which system this is: Android, iOS or Linux. It tells where a phone keeps its
//! files, which languages its owner reads and what the wall clock says, keeps a secret in the system's keychain, and
//! reaches phones nearby by [`radio`].
//!
//! Architecture invariant: this crate does not know `tequio-core`. What it offers is bytes, folders and numbers.

pub mod keychain;
pub mod radio;

use std::{io, path::PathBuf};

#[cfg(target_os = "android")]
#[path = "android.rs"]
mod system;
#[cfg(target_os = "ios")]
#[path = "ios.rs"]
mod system;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
#[path = "linux.rs"]
mod system;

#[cfg(target_os = "linux")]
mod secret_service;

/// The folder in which this phone keeps everything: private to the app, and gone with it.
///
/// # Errors
/// The system names none (no home folder, no activity).
pub fn data_folder() -> io::Result<PathBuf> {
    system::data_folder()
}

/// The languages that the owner set, the dearest first, as `es-MX`.
pub fn languages() -> Vec<String> {
    sys_locale::get_locales().collect()
}

/// How many seconds the wall clock here is ahead of UTC at this time (seconds since 1970).
pub fn ahead_of_utc(at: u64) -> i32 {
    let at = i64::try_from(at).ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    at.map_or(0, |at| at.with_timezone(&chrono::Local).offset().local_minus_utc())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_wall_clock_is_within_a_day_of_utc_and_a_time_beyond_all_calendars_is_utc() {
        assert!(super::ahead_of_utc(1_790_000_000).abs() <= 86_400);
        assert_eq!(super::ahead_of_utc(u64::MAX), 0);
    }
}
