//! How often in a row a passphrase was wrong, and how long to wait for the next try.
//!
//! The number stays in the phone's folder, so that starting the app again gains nothing. It slows down fingers; whoever
//! has the files has Argon2id before them, and no counter. Nothing is ever destroyed by trying: children find phones.

use std::{fs, path::Path, time::Duration};

use super::folder::own_file;

const FILE_NAME: &str = "tries";
/// Slips of the finger that cost nothing.
const FREE: u32 = 3;
/// After the first try that costs something; doubled by each one more.
const SHORTEST: Duration = Duration::from_secs(5);
/// Nobody is locked out for longer, and twelve tries an hour find no passphrase.
const LONGEST: Duration = Duration::from_secs(300);

/// How many tries in a row failed in this folder. One that cannot be read is none.
pub fn failed(folder: &Path) -> u32 {
    let bytes = fs::read(folder.join(FILE_NAME)).ok();
    bytes.and_then(|bytes| Some(u32::from_be_bytes(bytes.try_into().ok()?))).unwrap_or(0)
}

/// Keeps how many failed. Counted before a try is made, and forgotten after it succeeded.
pub fn keep(folder: &Path, failed: u32) {
    use std::io::Write;
    let path = folder.join(FILE_NAME);
    // A disk that does not take it must not keep the owner out.
    let _ = match failed {
        0 => fs::remove_file(path),
        failed => own_file(&path).and_then(|mut file| file.write_all(&failed.to_be_bytes())),
    };
}

/// How long to wait after so many failed tries.
pub fn wait(failed: u32) -> Duration {
    match failed.checked_sub(FREE) {
        None | Some(0) => Duration::ZERO,
        Some(over) => LONGEST.min(SHORTEST * 2u32.saturating_pow(over.min(16) - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_cost_nothing_and_guessing_costs_ever_more() {
        let seconds: Vec<u64> = (0..12).map(|failed| wait(failed).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(wait(u32::MAX), LONGEST);
    }
}
