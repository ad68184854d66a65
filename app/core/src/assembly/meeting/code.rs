//! The code by which somebody checks in: shown on the screen of a phone that is in, scanned by whoever comes.
//!
//! ```text
//! secret  = BLAKE3 derive_key("tequio 2026 codes of a meeting", the showing device's secret)
//! token   = BLAKE3 keyed_hash(secret, meeting ‖ minute), 16 bytes
//! code    = kind ‖ circle 16 ‖ meeting 16 ‖ token 16
//! proof   = BLAKE3 keyed_hash(derive_key("tequio 2026 proof of a meeting's code", token), meeting ‖ scanner's key), 16 bytes
//! ```
//!
//! Only the phone that shows a code can make it, and it changes each minute by that phone's clock. What the newcomer's
//! phone writes is a proof that holds for its own key alone, so nobody who reads the log learns anything to come in by.
//! The phone that showed the code knows it again, as long as it is at most ten minutes old: so long an entry may take
//! through a full hall. (After the dynamic QR codes of ticket gates and transit apps; a code that is passed on by a
//! photo within those minutes is passed on by somebody who is in the room, and the name beside the newcomer's is that of
//! whoever showed it.)

use crate::{
    ids::{CircleId, DeviceKey, EntryId},
    invite::{InviteError, said, spell},
    keys::Keys,
    time::Time,
};

/// Which of the codes that begin alike this is: where a code for knocking has its version.
const KIND: u8 = 0x22;
const BYTES: usize = 1 + 16 + 16 + 16;
/// How long a code stays on the screen, in seconds.
pub const MINUTE: u64 = 60;
/// How many minutes ago a code may have been shown, when the word of whoever scanned it arrives.
pub const MINUTES_BACK: u64 = 10;

/// What such a code says.
#[derive(Clone, PartialEq, Eq)]
pub struct MeetingCode {
    /// In which circle.
    pub circle: CircleId,
    /// Of which meeting.
    pub meeting: EntryId,
    token: [u8; 16],
}

/// Why a code cannot be used for checking in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It is some other text, or a code for something else.
    #[error("this is not a meeting's code")]
    NotACode,
    /// Part of it is missing or mistyped.
    #[error("part of the code is missing or was read wrongly: scan it again")]
    Damaged,
    /// It is of a meeting in another circle.
    #[error("this is the code of a meeting in another circle")]
    OtherCircle,
}

impl MeetingCode {
    /// What this device shows at this time.
    pub(crate) fn shown(keys: &Keys, meeting: EntryId, now: Time) -> MeetingCode {
        MeetingCode { circle: keys.circle, meeting, token: token(keys, &meeting, now.0 / MINUTE) }
    }

    /// The text of the code, at most [`crate::invite::CODE_CHARS_MAX`] characters.
    pub fn code(&self) -> String {
        let mut bytes = vec![KIND];
        bytes.extend_from_slice(&self.circle.0);
        bytes.extend_from_slice(&self.meeting.0);
        bytes.extend_from_slice(&self.token);
        spell(bytes)
    }

    /// Reads a code, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str) -> Result<MeetingCode, CodeError> {
        let said = said(text).map_err(|wrong| match wrong {
            InviteError::NotACode => CodeError::NotACode,
            _ => CodeError::Damaged,
        })?;
        if said.first() != Some(&KIND) {
            return Err(CodeError::NotACode);
        }
        let said: [u8; BYTES] = said.try_into().map_err(|_| CodeError::Damaged)?;
        Ok(MeetingCode {
            circle: CircleId(std::array::from_fn(|n| said[1 + n])),
            meeting: EntryId(std::array::from_fn(|n| said[17 + n])),
            token: std::array::from_fn(|n| said[33 + n]),
        })
    }

    /// What the device of this key writes that scanned it.
    pub fn proof(&self, scanner: &DeviceKey) -> [u8; 16] {
        proof(&self.token, &self.meeting, scanner)
    }
}

impl std::fmt::Debug for MeetingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MeetingCode(of {:?})", self.meeting)
    }
}

/// Whether this is the proof of somebody who scanned what this device showed a moment ago.
pub(crate) fn was_shown(
    keys: &Keys,
    meeting: &EntryId,
    scanner: &DeviceKey,
    proven: &[u8; 16],
    now: Time,
) -> bool {
    let minute = now.0 / MINUTE;
    let first = minute.saturating_sub(MINUTES_BACK);
    (first..=minute).any(|minute| proof(&token(keys, meeting, minute), meeting, scanner) == *proven)
}

fn token(keys: &Keys, meeting: &EntryId, minute: u64) -> [u8; 16] {
    let secret = keys.derived("tequio 2026 codes of a meeting");
    let mut hasher = blake3::Hasher::new_keyed(&secret);
    hasher.update(&meeting.0).update(&minute.to_be_bytes());
    std::array::from_fn(|n| hasher.finalize().as_bytes()[n])
}

fn proof(token: &[u8; 16], meeting: &EntryId, scanner: &DeviceKey) -> [u8; 16] {
    let key = blake3::derive_key("tequio 2026 proof of a meeting's code", token);
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(&meeting.0).update(&scanner.0);
    std::array::from_fn(|n| hasher.finalize().as_bytes()[n])
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{CheckIn, Invite, invite::CODE_CHARS_MAX};

    const NOW: Time = Time(1_790_000_000);
    const MEETING: EntryId = EntryId([5; 16]);

    fn ana() -> Keys {
        Keys::found(&mut ChaCha20Rng::seed_from_u64(1))
    }

    fn beto() -> DeviceKey {
        DeviceKey([2; 32])
    }

    #[test]
    fn a_code_reads_back_and_is_short_enough_for_a_cheap_camera() {
        let shown = MeetingCode::shown(&ana(), MEETING, NOW);
        let code = shown.code();
        assert!(code.len() <= CODE_CHARS_MAX, "{} characters", code.len());
        assert_eq!(MeetingCode::read(&code), Ok(shown.clone()));
        let typed = format!("  {}\n{} ", code[..40].to_lowercase(), &code[40..]);
        assert_eq!(MeetingCode::read(&typed), Ok(shown));
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        let code = MeetingCode::shown(&ana(), MEETING, NOW).code();
        let read = |text: &str| MeetingCode::read(text).unwrap_err();
        assert_eq!(read("https://example.org"), CodeError::NotACode);
        assert_eq!(read(""), CodeError::NotACode);
        assert_eq!(read(&code[..code.len() - 3]), CodeError::Damaged);
        for end in 0..code.len() {
            assert!(MeetingCode::read(&code[..end]).is_err());
        }
        let vouching = CheckIn::new(CircleId([7; 16]), beto(), "Beto").code();
        assert_eq!(read(&vouching), CodeError::NotACode);
        assert!(CheckIn::read(&code).is_err() && Invite::read(&code, NOW).is_err());
    }

    #[test]
    fn it_changes_each_minute_and_is_known_again_for_ten() {
        let ana = ana();
        let shown = MeetingCode::shown(&ana, MEETING, NOW);
        assert_ne!(shown, MeetingCode::shown(&ana, MEETING, NOW.plus(MINUTE)));
        let proof = shown.proof(&beto());
        assert!(was_shown(&ana, &MEETING, &beto(), &proof, NOW.plus(MINUTES_BACK * MINUTE)));
        assert!(!was_shown(&ana, &MEETING, &beto(), &proof, NOW.plus((MINUTES_BACK + 1) * MINUTE)));
        assert!(!was_shown(&ana, &MEETING, &beto(), &proof, Time(NOW.0 - MINUTE)), "not shown yet");
    }

    #[test]
    fn it_holds_for_one_scanner_one_meeting_and_the_phone_that_showed_it() {
        let (ana, carla) = (ana(), Keys::found(&mut ChaCha20Rng::seed_from_u64(2)));
        let proof = MeetingCode::shown(&ana, MEETING, NOW).proof(&beto());
        assert!(!was_shown(&ana, &MEETING, &DeviceKey([3; 32]), &proof, NOW));
        assert!(!was_shown(&ana, &EntryId([6; 16]), &beto(), &proof, NOW));
        assert!(!was_shown(&carla, &MEETING, &beto(), &proof, NOW));
        assert!(!was_shown(&ana, &MEETING, &beto(), &[0; 16], NOW));
    }
}
