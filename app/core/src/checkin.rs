//! The code by which members vouch for the person who shows it: their key in this circle, and nothing else.
//!
//! Whoever stands before somebody scans it from their screen, so that all who vouch for a newcomer name one key, and
//! whoever meets a member again names the key that is theirs (after BrightID's connections, which are made by scanning
//! each other in person: brightid.org/whitepaper). It opens nothing and is no secret: a photo of it lets nobody vouch
//! who is not a member, and a member who vouches for a photo breaks the rule that no code can hold them to. It does
//! not grow old, since a key does not.

use crate::{
    ids::{CircleId, DeviceKey},
    invite::{InviteError, cut, said, spell, take_name},
};

/// Which of the codes that begin alike this is: where a code for knocking has its version.
const KIND: u8 = 0x21;
/// How much of the name fits, in bytes.
const NAME_BYTES_MAX: usize = 24;
const FIXED_BYTES: usize = 1 + 16 + 32;

/// What such a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// In which circle.
    pub circle: CircleId,
    /// The key of the device that shows it.
    pub device: DeviceKey,
    /// How its holder wants to be called, cut to fit.
    pub name: String,
}

/// Why a code cannot be used for vouching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckInError {
    /// It is some other text, or a code for something else.
    #[error("this is not a code for vouching")]
    NotACode,
    /// Part of it is missing or mistyped.
    #[error("part of the code is missing or was read wrongly: scan or copy it again")]
    Damaged,
}

impl CheckIn {
    /// The code of this device. A longer name is cut.
    pub fn new(circle: CircleId, device: DeviceKey, name: &str) -> CheckIn {
        CheckIn { circle, device, name: cut(name, NAME_BYTES_MAX) }
    }

    /// The text of the code, at most [`crate::invite::CODE_CHARS_MAX`] characters.
    pub fn code(&self) -> String {
        let mut bytes = vec![KIND];
        bytes.extend_from_slice(&self.circle.0);
        bytes.extend_from_slice(&self.device.0);
        bytes.push(self.name.len() as u8);
        bytes.extend_from_slice(self.name.as_bytes());
        spell(bytes)
    }

    /// Reads a code, however it was copied: spaces, line breaks and lower case do no harm.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str) -> Result<CheckIn, CheckInError> {
        let said = said(text).map_err(|wrong| match wrong {
            InviteError::NotACode => CheckInError::NotACode,
            _ => CheckInError::Damaged,
        })?;
        match said.first() {
            Some(&KIND) => CheckIn::parse(&said).ok_or(CheckInError::Damaged),
            _ => Err(CheckInError::NotACode),
        }
    }

    fn parse(said: &[u8]) -> Option<CheckIn> {
        let (fixed, name) = said.split_at_checked(FIXED_BYTES)?;
        let (name, rest) = take_name(name)?;
        rest.is_empty().then_some(CheckIn {
            circle: CircleId(fixed[1..17].try_into().ok()?),
            device: DeviceKey(fixed[17..49].try_into().ok()?),
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Invite, Time, epoch::EpochKey, invite::CODE_CHARS_MAX};

    fn check_in() -> CheckIn {
        CheckIn::new(CircleId([7; 16]), DeviceKey([8; 32]), "María José Ñandú de la Calle Roble")
    }

    #[test]
    fn a_code_reads_back_and_is_short_enough_for_a_cheap_camera() {
        let code = check_in().code();
        assert!(code.len() <= CODE_CHARS_MAX, "{} characters", code.len());
        assert_eq!(CheckIn::read(&code), Ok(check_in()));
        assert_eq!(check_in().name, "María José Ñandú de ");
        let typed = format!("  {}\n{} ", code[..40].to_lowercase(), &code[40..]);
        assert_eq!(CheckIn::read(&typed), Ok(check_in()));
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        let code = check_in().code();
        let read = |text: &str| CheckIn::read(text).unwrap_err();
        assert_eq!(read("https://example.org"), CheckInError::NotACode);
        assert_eq!(read(""), CheckInError::NotACode);
        assert_eq!(read(&code[..12]), CheckInError::Damaged);
        assert_eq!(read(&code[..code.len() - 3]), CheckInError::Damaged);
        assert_eq!(read(&code.replacen('A', "B", 1)), CheckInError::Damaged);
        for end in 0..code.len() {
            assert!(CheckIn::read(&code[..end]).is_err());
        }
    }

    /// One prefix and two kinds: neither reads the other as its own.
    #[test]
    fn a_code_for_knocking_is_no_code_for_vouching() {
        let now = Time(1_790_000_000);
        let invite = Invite::new(CircleId([7; 16]), &EpochKey([8; 32]), [9; 8], now, "Calle Roble", "Ana");
        assert_eq!(CheckIn::read(&invite.code()), Err(CheckInError::NotACode));
        assert_eq!(Invite::read(&check_in().code(), now), Err(InviteError::Newer));
    }
}
