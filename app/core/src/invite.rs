//! The code that a member shows and a newcomer scans.
//!
//! It opens nothing by itself: whoever holds it can knock, and comes in when a member says yes. It is different
//! each time it is shown (a random token tells the phone that showed it that its own code is being used), and it
//! works for the week in which it was shown and the one after. Names in it are for the eye: before anything
//! happens the newcomer's screen says which circle this is and who showed the code.

use minicbor::{Decode, Encode};

use crate::{contact, epoch::EpochKey, ids::CircleId, time::Time};

/// What stands before every code, so that a person and a phone can tell what it is.
pub const PREFIX: &str = "TEQUIO:";
/// The longest code in characters; all of them are of the QR code's denser alphabet.
pub const CODE_CHARS_MAX: usize = 150;

const VERSION: u8 = 1;
/// How much of the circle's name fits, in bytes.
const CIRCLE_NAME_BYTES_MAX: usize = 20;
/// How much of the name of the person who shows it fits, in bytes.
const SHOWN_BY_BYTES_MAX: usize = 16;
const FIXED_BYTES: usize = 1 + 16 + 16 + 8 + 2;
const CHECK_BYTES: usize = 4;

/// What a code says.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Invite {
    /// The circle.
    #[n(0)]
    pub circle: CircleId,
    /// What the circle's members recognise a newcomer by in this week and the next.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) password: [u8; 16],
    /// Random, different each time.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(crate) token: [u8; 8],
    /// The week in which it was shown.
    #[n(3)]
    pub(crate) week: u16,
    /// The circle's name, cut to fit.
    #[n(4)]
    pub circle_name: String,
    /// Who showed it, cut to fit.
    #[n(5)]
    pub shown_by: String,
}

/// Why a code cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    /// It is some other text.
    #[error("this is not a Tequio code")]
    NotACode,
    /// Part of it is missing or mistyped.
    #[error("part of the code is missing or was read wrongly: scan or copy it again")]
    Damaged,
    /// It was made by a newer version.
    #[error("this code is from a newer version of Tequio")]
    Newer,
    /// It leads to one person, not into a circle.
    #[error("this is a contact's code, not a circle's: read it where contacts are added")]
    OfContact,
    /// Its two weeks have passed.
    #[error("this code is too old: ask for a new one")]
    TooOld,
}

impl Invite {
    pub(crate) fn new(
        circle: CircleId,
        secret: &EpochKey,
        token: [u8; 8],
        now: Time,
        circle_name: &str,
        shown_by: &str,
    ) -> Invite {
        Invite {
            circle,
            password: password(&circle, secret, now.week()),
            token,
            week: now.week() as u16,
            circle_name: cut(circle_name, CIRCLE_NAME_BYTES_MAX),
            shown_by: cut(shown_by, SHOWN_BY_BYTES_MAX),
        }
    }

    /// The text of the code.
    pub fn code(&self) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.circle.0);
        bytes.extend_from_slice(&self.password);
        bytes.extend_from_slice(&self.token);
        bytes.extend_from_slice(&self.week.to_be_bytes());
        for name in [&self.circle_name, &self.shown_by] {
            bytes.push(name.len() as u8);
            bytes.extend_from_slice(name.as_bytes());
        }
        spell(bytes)
    }

    /// Reads a code, however it was copied: spaces, line breaks and lower case do no harm.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str, now: Time) -> Result<Invite, InviteError> {
        let said = said(text)?;
        match said.first() {
            Some(&VERSION) => {}
            Some(&contact::KIND) => return Err(InviteError::OfContact),
            Some(_) => return Err(InviteError::Newer),
            None => return Err(InviteError::Damaged),
        }
        let invite = Invite::parse(&said).ok_or(InviteError::Damaged)?;
        let age = (now.week() as u16).wrapping_sub(invite.week);
        // A code from next week is a clock that differs, not an old code.
        if age > 1 && age != u16::MAX {
            return Err(InviteError::TooOld);
        }
        Ok(invite)
    }

    fn parse(said: &[u8]) -> Option<Invite> {
        let (fixed, names) = said.split_at_checked(FIXED_BYTES)?;
        let (circle_name, rest) = take_name(names)?;
        let (shown_by, rest) = take_name(rest)?;
        rest.is_empty().then_some(Invite {
            circle: CircleId(fixed[1..17].try_into().ok()?),
            password: fixed[17..33].try_into().ok()?,
            token: fixed[33..41].try_into().ok()?,
            week: u16::from_be_bytes(fixed[41..43].try_into().ok()?),
            circle_name,
            shown_by,
        })
    }

    /// Whether this is the secret of the circle that the code was made in: so that nobody else who holds a code
    /// of that week can pass off another secret.
    pub(crate) fn fits(&self, secret: &EpochKey) -> bool {
        password(&self.circle, secret, u64::from(self.week)) == self.password
    }
}

impl std::fmt::Debug for Invite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Invite(to {:?}, shown by {})", self.circle, self.shown_by)
    }
}

/// What newcomers of a week are recognised by. Weeks count modulo 2¹⁶, as the code carries them. The circle goes in, so
/// that a code into which somebody has written another circle's id is known to nobody.
pub(crate) fn password(circle: &CircleId, secret: &EpochKey, week: u64) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 password of a week's codes");
    hasher.update(&circle.0).update(&secret.0).update(&(week as u16).to_be_bytes());
    let mut password = [0; 16];
    password.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    password
}

/// What a code says, whatever its kind. The sum is looked at, the rest is not.
pub(crate) fn said(text: &str) -> Result<Vec<u8>, InviteError> {
    // Nobody pastes more than a page; the limit keeps a pasted book from being copied around.
    let text: String = text.chars().take(4_096).filter(|c| !c.is_whitespace()).collect();
    let text = text.to_ascii_uppercase();
    let code = text.strip_prefix(PREFIX).ok_or(InviteError::NotACode)?;
    let mut bytes = data_encoding::BASE32_NOPAD.decode(code.as_bytes()).map_err(|_| InviteError::Damaged)?;
    let (said, sum) = bytes.split_last_chunk::<CHECK_BYTES>().ok_or(InviteError::Damaged)?;
    if check_sum(said) != *sum {
        return Err(InviteError::Damaged);
    }
    bytes.truncate(bytes.len() - CHECK_BYTES);
    Ok(bytes)
}

/// The text of a code that says this.
pub(crate) fn spell(mut bytes: Vec<u8>) -> String {
    bytes.extend_from_slice(&check_sum(&bytes));
    format!("{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&bytes))
}

fn check_sum(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = blake3::hash(bytes);
    std::array::from_fn(|n| hash.as_bytes()[n])
}

pub(crate) fn take_name(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((String::from_utf8(name.to_vec()).ok()?, rest))
}

/// The longest beginning of whole characters that fits.
pub(crate) fn cut(name: &str, bytes_max: usize) -> String {
    let end = (0..=bytes_max.min(name.len())).rev().find(|end| name.is_char_boundary(*end));
    name[..end.unwrap_or(0)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    const NOW: Time = Time(1_790_000_000);

    fn invite() -> Invite {
        let name = "Calle de los Robles, número 14";
        Invite::new(CircleId([7; 16]), &EpochKey([8; 32]), [9; 8], NOW, name, "María José Ñandú")
    }

    #[test]
    fn a_code_reads_back_and_is_short_enough_for_a_cheap_camera() {
        let code = invite().code();
        assert!(code.len() <= CODE_CHARS_MAX, "{} characters", code.len());
        assert_eq!(Invite::read(&code, NOW), Ok(invite()));
        let typed = format!("  {}\n{} ", code[..40].to_lowercase(), &code[40..]);
        assert_eq!(Invite::read(&typed, NOW), Ok(invite()));
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        let code = invite().code();
        let read = |text: &str, now| Invite::read(text, now).unwrap_err();
        assert_eq!(read("https://example.org", NOW), InviteError::NotACode);
        assert_eq!(read("", NOW), InviteError::NotACode);
        assert_eq!(read(&code[..code.len() - 3], NOW), InviteError::Damaged);
        assert_eq!(read(&code.replacen('A', "B", 1), NOW), InviteError::Damaged);
        assert_eq!(read(&code, NOW.plus(15 * DAY)), InviteError::TooOld);
        assert!(Invite::read(&code, NOW.plus(6 * DAY)).is_ok());
        assert!(Invite::read(&code, Time(NOW.0 - 6 * DAY)).is_ok(), "a clock that is some days behind");
    }

    #[test]
    fn only_the_circles_own_secret_fits() {
        assert!(invite().fits(&EpochKey([8; 32])));
        assert!(!invite().fits(&EpochKey([7; 32])));
    }

    #[test]
    fn a_code_into_which_another_circles_id_was_written_fits_no_secret() {
        let rewritten = Invite { circle: CircleId([6; 16]), ..invite() };
        assert!(!rewritten.fits(&EpochKey([8; 32])));
    }
}
