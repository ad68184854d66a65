//! Contacts: two who know each other, whatever circles they are in.
//!
//! A contact is a **pair circle**: a circle of two whose id, roster and first key follow from two fresh keys alone.
//! Each shows the other a code ([`ContactCode`]), or one shows, one scans, then turn about. Then both compute
//!
//! ```text
//! circle    = hash(the two device keys, ascending)
//! first key = KDF(X25519(my prekey, their prekey), both devices' keys, ascending)
//! ```
//!
//! and find each other from then on as the members of any circle do ([`crate::recognise`]), and talk through an
//! ordinary replica. Whoever photographs both codes learns public keys only. Nobody is ever let in: the fold of a pair
//! knows no admission. It is Briar's contact exchange (Bramble QR code protocol,
//! <https://code.briarproject.org/briar/briar-spec/-/blob/master/protocols/BQP.md>), but that nothing need be exchanged
//! over a link at that moment: the codes carry all.
//!
//! A code carries an Ed25519 key and an X25519 key, both from one seed by hashing, instead of one key for both uses:
//! that is sound too (Thormarker, eprint 2021/509), but argued for one construction, and there is room for two. The
//! keys are fresh for each contact, so two contacts of a person cannot tell that they know the same person.

use minicbor::{Decode, Encode};

use crate::{
    ids::DeviceKey,
    invite::{self, InviteError},
    keys::{Keys, Standing},
    time::{DAY, Time},
};

/// The first byte of a contact's code, where an invitation has its version.
pub(crate) const KIND: u8 = 0x41;
/// A code can be used for so long, in seconds.
pub const CODE_AGE: u64 = DAY;
/// Contacts of one person: as many as anybody keeps up with (Dunbar 1992), thrice.
pub const CONTACTS_MAX: usize = 450;

const HOUR: u64 = 3_600;
/// How much of a name fits, in bytes: what 150 characters leave. The whole name comes with the first entry.
const NAME_BYTES_MAX: usize = 15;
const FIXED_BYTES: usize = 1 + 32 + 32 + 2 + 2;

/// How well one knows a contact, as oneself says. Nobody else learns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Level {
    /// Just met.
    #[n(0)]
    Met,
    /// Known for a while.
    #[n(1)]
    Known,
    /// One who would be asked for help at night.
    #[n(2)]
    Close,
}

impl Level {
    /// All of them, in the order in which a form shows them.
    pub const ALL: [Level; 3] = [Level::Met, Level::Known, Level::Close];

    /// The word for it in the names of sentences.
    pub fn word(self) -> &'static str {
        match self {
            Level::Met => "met",
            Level::Known => "known",
            Level::Close => "close",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What a contact's code says.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactCode {
    /// The device that its holder made for this contact alone.
    pub device: DeviceKey,
    /// Its X25519 key.
    pub(crate) prekey: [u8; 32],
    /// The hour until which it can be used, counted from 1970 modulo 2¹⁶.
    until: u16,
    /// Which code its holder has read already, in short: so that nobody pairs two keys that do not belong together.
    answers: Option<u16>,
    /// What its holder is called, cut to fit.
    pub name: String,
}

/// Why a contact's code cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// It is some other text.
    #[error("this is not a Tequio code")]
    NotACode,
    /// It is a code of another kind.
    #[error("this code leads into a circle, not to a contact: read it where circles are joined")]
    OfCircle,
    /// Part of it is missing or mistyped.
    #[error("part of the code is missing or was read wrongly: scan or copy it again")]
    Damaged,
    /// It was made by a newer version.
    #[error("this code is from a newer version of Tequio")]
    Newer,
    /// Its day has passed.
    #[error("this code is too old: let them show it again, and see whether both clocks are right")]
    TooOld,
    /// It is this phone's own.
    #[error("this is your own code: scan the one on the other phone")]
    Own,
    /// Its holder has read another code than the one that this phone shows now.
    #[error("this code answers another one than yours: let them scan your code, then scan theirs again")]
    AnswersAnother,
    /// This person is a contact already, by this very code.
    #[error("this code has been used: you are contacts already")]
    Used,
    /// No contact of this phone is meant.
    #[error("this is no contact of yours (any more)")]
    NoSuchContact,
    /// There is no room for more.
    #[error("there are {CONTACTS_MAX} contacts on this phone: no more find room")]
    TooMany,
}

impl From<InviteError> for ContactError {
    fn from(error: InviteError) -> ContactError {
        match error {
            InviteError::NotACode => ContactError::NotACode,
            InviteError::Newer => ContactError::Newer,
            InviteError::TooOld => ContactError::TooOld,
            InviteError::Damaged | InviteError::OfContact => ContactError::Damaged,
        }
    }
}

impl ContactCode {
    /// The code of these keys, to be shown until then; `answers` is the code that was read before.
    pub fn of(keys: &Keys, name: &str, until: Time, answers: Option<&DeviceKey>) -> ContactCode {
        ContactCode {
            device: keys.device(),
            prekey: keys.prekey(),
            until: (until.0 / HOUR) as u16,
            answers: answers.map(short),
            name: invite::cut(name, NAME_BYTES_MAX),
        }
    }

    /// The text of the code.
    pub fn code(&self) -> String {
        let mut bytes = vec![KIND];
        bytes.extend_from_slice(&self.device.0);
        bytes.extend_from_slice(&self.prekey);
        bytes.extend_from_slice(&self.until.to_be_bytes());
        bytes.extend_from_slice(&self.answers.unwrap_or(0).to_be_bytes());
        bytes.push(self.name.len() as u8);
        bytes.extend_from_slice(self.name.as_bytes());
        invite::spell(bytes)
    }

    /// Reads a code, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str, now: Time) -> Result<ContactCode, ContactError> {
        let said = invite::said(text)?;
        match said.first() {
            Some(&KIND) => {}
            Some(1) => return Err(ContactError::OfCircle),
            Some(_) => return Err(ContactError::Newer),
            None => return Err(ContactError::Damaged),
        }
        let code = ContactCode::parse(&said).ok_or(ContactError::Damaged)?;
        // Half of all hours lie ahead, half behind: clocks that differ by days make a code live longer at most.
        let left = code.until.wrapping_sub((now.0 / HOUR) as u16) as i16;
        if left < 0 { Err(ContactError::TooOld) } else { Ok(code) }
    }

    fn parse(said: &[u8]) -> Option<ContactCode> {
        let (fixed, name) = said.split_at_checked(FIXED_BYTES)?;
        let (name, rest) = invite::take_name(name)?;
        let number = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
        rest.is_empty().then_some(ContactCode {
            device: DeviceKey(fixed[1..33].try_into().ok()?),
            prekey: fixed[33..65].try_into().ok()?,
            until: number(65),
            answers: Some(number(67)).filter(|answers| *answers != 0),
            name,
        })
    }

    /// Whether its holder has read no code but the one of this device.
    pub fn may_answer(&self, device: &DeviceKey) -> bool {
        self.answers.is_none_or(|answers| answers == short(device))
    }

    /// The keys of the pair that these offered ones and this code make.
    ///
    /// # Errors
    /// The code is one's own, answers another, or was crafted.
    pub fn pair(&self, offered: &Keys, name: String) -> Result<Keys, ContactError> {
        if self.device == offered.device() {
            return Err(ContactError::Own);
        }
        if !self.may_answer(&offered.device()) {
            return Err(ContactError::AnswersAnother);
        }
        offered.paired(&self.device, &self.prekey, name).ok_or(ContactError::Damaged)
    }
}

impl std::fmt::Debug for ContactCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContactCode(of {}, {:?})", self.name, self.device)
    }
}

/// Two bytes of a key's hash, never nought. They tell one's last code from the one before, and guard nothing.
fn short(device: &DeviceKey) -> u16 {
    let hash = blake3::derive_key("tequio 2026 which code was read", &device.0);
    u16::from_be_bytes([hash[0], hash[1]]).max(1)
}

/// Whether keys that are offered may still be shown.
pub fn is_fresh(offered: &Keys, now: Time) -> bool {
    // A clock that was set back would keep a code for ever.
    matches!(offered.standing, Standing::Offered { until } if now <= until && until <= now.plus(CODE_AGE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::CircleId, invite::CODE_CHARS_MAX};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    const NOW: Time = Time(1_790_000_000);

    fn offered(seed: u64) -> Keys {
        Keys::offered(NOW.plus(CODE_AGE), &mut ChaCha20Rng::seed_from_u64(seed))
    }

    fn code(keys: &Keys, answers: Option<&Keys>) -> ContactCode {
        let answers = answers.map(Keys::device);
        ContactCode::of(keys, "María José Ñandú", NOW.plus(CODE_AGE), answers.as_ref())
    }

    #[test]
    fn a_code_reads_back_and_is_short_enough_for_a_cheap_camera() {
        let code = code(&offered(1), Some(&offered(2)));
        let text = code.code();
        assert!(text.len() <= CODE_CHARS_MAX, "{} characters", text.len());
        assert_eq!(ContactCode::read(&text, NOW), Ok(code));
        assert!(ContactCode::read(&format!(" {}\n{}", text[..40].to_lowercase(), &text[40..]), NOW).is_ok());
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        let ana = offered(1);
        let text = code(&ana, None).code();
        let read = |text: &str, now| ContactCode::read(text, now).unwrap_err();
        assert_eq!(read("https://example.org", NOW), ContactError::NotACode);
        assert_eq!(read(&text[..text.len() - 3], NOW), ContactError::Damaged);
        assert_eq!(read(&text, NOW.plus(CODE_AGE + 2 * HOUR)), ContactError::TooOld);
        assert!(ContactCode::read(&text, Time(NOW.0 - 6 * DAY)).is_ok(), "a clock that is some days behind");
        let secret = crate::epoch::EpochKey([8; 32]);
        let invite = crate::Invite::new(CircleId([7; 16]), &secret, [9; 8], NOW, "Calle", "Ana").code();
        assert_eq!(read(&invite, NOW), ContactError::OfCircle);
        assert_eq!(crate::Invite::read(&text, NOW), Err(InviteError::OfContact));
        let pair = |code: ContactCode| code.pair(&ana, "Ana".into()).map(|_| ()).unwrap_err();
        assert_eq!(pair(code(&ana, None)), ContactError::Own);
        assert_eq!(pair(code(&offered(2), Some(&offered(3)))), ContactError::AnswersAnother);
        let crafted = ContactCode { prekey: [0; 32], ..code(&offered(2), None) };
        assert_eq!(pair(crafted), ContactError::Damaged);
    }

    #[test]
    fn two_who_read_each_others_code_have_one_circle_and_one_key_and_a_third_has_neither() {
        let [ana, beto, carla] = [1, 2, 3].map(offered);
        let at_anas = code(&beto, Some(&ana)).pair(&ana, "Ana".into()).unwrap();
        let at_betos = code(&ana, None).pair(&beto, "Beto".into()).unwrap();
        assert_eq!(at_anas.circle, at_betos.circle);
        assert_eq!(at_anas.ring.epochs(), at_betos.ring.epochs());
        let at_carlas = code(&ana, None).pair(&carla, "Carla".into()).unwrap();
        assert_ne!(at_carlas.circle, at_anas.circle);
        assert_ne!(at_carlas.ring.epochs(), at_anas.ring.epochs());
    }
}
