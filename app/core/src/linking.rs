//! A further phone of the same person, linked in person.
//!
//! The new phone shows a code ([`LinkCode`]) with a fresh X25519 key and a fresh password; the old one scans it. The
//! two recognise each other by the password like members do ([`crate::recognise`]), so nobody else sees that there is
//! anything to recognise. Then the old one sends what a backup would hold of its circles ([`Restorable`]), sealed to
//! that key, with one key for each circle by which the new phone continues its person there:
//!
//! ```text
//! new: shows password, X25519 key ─▶ old: scans, says yes
//!                             link: recognised by the password
//! old: pieces of sealed([Restorable]) ─▶ new: opens, enters the circles, continues its person ─▶ Taken
//! ```
//!
//! Whoever photographs the code can find out who of the two is near, and read nothing: what opens the parcel never
//! leaves the new phone. They could send it a parcel of their own before the old one does; so the new phone says whose
//! circles it is in now, and the person looks. Nothing of all this is kept: a phone that was switched off on the way
//! shows a new code.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::{
    cbor,
    contact::CONTACTS_MAX,
    ids::CircleId,
    invite::{self, InviteError},
    keys::{Purpose, Restorable, Standing},
    recognise::{Password, SLOTS},
    time::Time,
    wrong::Rejected,
};

/// The first byte of the code, where an invitation has its version.
pub(crate) const KIND: u8 = 0x44;
/// A code can be used for so long, in seconds: the two phones lie side by side.
pub const LINK_AGE: u64 = 3_600;
/// Circles in one parcel: as many as one phone has, contacts among them.
pub const PARCEL_CIRCLES_MAX: usize = SLOTS + CONTACTS_MAX + 1;
/// Bytes of a piece: half a second of a Bluetooth link.
pub const PIECE_BYTES: usize = 32 * 1024;
/// Pieces of one parcel: 8 MB, some 16 kB for each circle.
pub const PIECES_MAX: u16 = 256;

const MINUTE: u64 = 60;
const FIXED_BYTES: usize = 1 + 16 + 32 + 2;

/// What the new phone's code says.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkCode {
    password: [u8; 16],
    key: [u8; 32],
    /// The minute until which it can be used, counted from 1970 modulo 2¹⁶.
    until: u16,
}

/// Why a phone cannot be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is some other text.
    #[error("this is not a Tequio code")]
    NotACode,
    /// It is a code of another kind.
    #[error(
        "this code links no phone: let the new phone show the one under \"I have Tequio on another phone\""
    )]
    OtherKind,
    /// Part of it is missing or mistyped.
    #[error("part of the code is missing or was read wrongly: scan or copy it again")]
    Damaged,
    /// Its hour has passed.
    #[error("this code is too old: let the new phone show a new one, and see whether both clocks are right")]
    TooOld,
    /// It has served already.
    #[error("this code has been used: let the new phone show a new one")]
    Used,
    /// It is this phone's own.
    #[error("this is your own code: scan it with the phone that you have used so far")]
    Own,
    /// The phone that would be the second one has circles or contacts of its own.
    #[error("this phone is in use already: only a phone without circles and contacts becomes a second phone")]
    NotNew,
    /// There is nothing that a second phone could take part in, or no circle can note it now.
    #[error("this phone is in no circle yet that a second phone could come into")]
    Nothing,
    /// No phone of one's own is meant.
    #[error("this is no phone of yours (any more)")]
    NoSuchPhone,
}

impl From<InviteError> for LinkError {
    fn from(error: InviteError) -> LinkError {
        match error {
            InviteError::Damaged => LinkError::Damaged,
            _ => LinkError::NotACode,
        }
    }
}

impl LinkCode {
    /// The text of the code: 97 characters.
    pub fn code(&self) -> String {
        let until = self.until.to_be_bytes();
        invite::spell([&[KIND][..], &self.password, &self.key, &until].concat())
    }

    /// Reads a code, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str, now: Time) -> Result<LinkCode, LinkError> {
        let said = invite::said(text)?;
        if said.first() != Some(&KIND) {
            return Err(LinkError::OtherKind);
        }
        let fixed: [u8; FIXED_BYTES] = said.try_into().map_err(|_| LinkError::Damaged)?;
        let code = LinkCode {
            password: std::array::from_fn(|n| fixed[1 + n]),
            key: std::array::from_fn(|n| fixed[17 + n]),
            until: u16::from_be_bytes([fixed[49], fixed[50]]),
        };
        // Half of all minutes lie ahead: a clock that is behind makes a code live longer, up to three weeks.
        let left = code.until.wrapping_sub((now.0 / MINUTE) as u16) as i16;
        if left < 0 { Err(LinkError::TooOld) } else { Ok(code) }
    }

    /// What stands for the circle that there is none of.
    fn place(&self) -> CircleId {
        let hash = blake3::derive_key("tequio 2026 place of a link between two phones", &self.password);
        CircleId(std::array::from_fn(|n| hash[n]))
    }

    fn recognised_by(&self) -> Password {
        Password::of_link(self.place(), &self.password)
    }
}

impl std::fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkCode({:?})", self.place())
    }
}

/// What the two phones say to each other, in place of messages about a circle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Said {
    /// From the old phone: one of the pieces of the parcel, the first to the last.
    #[n(0)]
    Piece {
        /// Which, from nought.
        #[n(0)]
        at: u16,
        /// Of how many, at most [`PIECES_MAX`].
        #[n(1)]
        of: u16,
        /// At most [`PIECE_BYTES`].
        #[cbor(n(2), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// From the new phone: it has come in everywhere.
    #[n(1)]
    Taken,
}

impl Said {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a neighbour's bytes.
    ///
    /// # Errors
    /// [`Rejected::Malformed`], also for what passes a limit.
    pub fn decode(bytes: &[u8]) -> Result<Said, Rejected> {
        let said: Said = cbor::decode(bytes)?;
        match &said {
            Said::Piece { at, of, bytes }
                if at >= of || *of > PIECES_MAX || bytes.is_empty() || bytes.len() > PIECE_BYTES =>
            {
                Err(Rejected::Malformed)
            }
            _ => Ok(said),
        }
    }
}

/// Where a phone stands with being linked, or with linking another. In memory alone.
#[derive(Default)]
pub struct Linking {
    shown: Option<Shown>,
    scanned: Option<Scanned>,
    used: Option<[u8; 16]>,
}

/// On the new phone.
struct Shown {
    code: LinkCode,
    secret: StaticSecret,
    until: Time,
    /// The parcel, as far as it has come.
    parcel: Vec<u8>,
    next: u16,
}

/// On the old phone.
struct Scanned {
    code: LinkCode,
    until: Time,
    parcel: Vec<u8>,
}

impl Linking {
    /// The code to show: the same as long as it can be used, since it may have been read already.
    pub fn show(&mut self, now: Time, dice: &mut impl CryptoRng) -> LinkCode {
        // A clock that was set back would keep a code for ever.
        let is_fresh = |shown: &&Shown| now <= shown.until && shown.until <= now.plus(LINK_AGE);
        if let Some(shown) = self.shown.as_ref().filter(is_fresh) {
            return shown.code.clone();
        }
        let (mut password, mut secret) = ([0; 16], Zeroizing::new([0; 32]));
        dice.fill_bytes(&mut password);
        dice.fill_bytes(&mut secret[..]);
        let (secret, until) = (StaticSecret::from(*secret), now.plus(LINK_AGE));
        let key = PublicKey::from(&secret).to_bytes();
        let code = LinkCode { password, key, until: (until.0 / MINUTE) as u16 };
        self.shown = Some(Shown { code: code.clone(), secret, until, parcel: Vec::new(), next: 0 });
        code
    }

    /// Whether the old phone may use this code.
    ///
    /// # Errors
    /// Says why not.
    pub fn look(&self, code: &LinkCode) -> Result<(), LinkError> {
        match () {
            () if self.shown.as_ref().is_some_and(|shown| shown.code == *code) => Err(LinkError::Own),
            () if self.used == Some(code.password) => Err(LinkError::Used),
            () => Ok(()),
        }
    }

    /// The person said yes on the old phone: this goes to the new one as soon as it is met.
    ///
    /// # Errors
    /// [`LinkError::Nothing`] if there is nothing to send, [`LinkError::Damaged`] for a crafted key.
    pub fn give(
        &mut self,
        code: LinkCode,
        circles: &[Restorable],
        now: Time,
        dice: &mut impl CryptoRng,
    ) -> Result<(), LinkError> {
        if circles.is_empty() {
            return Err(LinkError::Nothing);
        }
        let mut secret = Zeroizing::new([0; 32]);
        dice.fill_bytes(&mut secret[..]);
        let secret = StaticSecret::from(*secret);
        let ephemeral = PublicKey::from(&secret).to_bytes();
        let shared = secret.diffie_hellman(&PublicKey::from(code.key));
        if !shared.was_contributory() {
            return Err(LinkError::Damaged);
        }
        let plain = Zeroizing::new(minicbor::to_vec(circles).expect("writing to memory does not fail"));
        let sealed = cipher(shared.as_bytes(), &ephemeral, &code)
            .encrypt(&Default::default(), Payload { msg: &plain, aad: b"" })
            .expect("a parcel is far below the cipher's limit of 256 GiB");
        let parcel = [&ephemeral[..], &sealed].concat();
        self.scanned = Some(Scanned { code, until: now.plus(LINK_AGE), parcel });
        Ok(())
    }

    /// What the other phone is recognised by; before all circles, as long as somebody waits for it.
    pub fn passwords(&self, now: Time) -> Vec<Password> {
        let shown = self.shown.iter().map(|shown| (&shown.code, shown.until));
        let scanned = self.scanned.iter().map(|scanned| (&scanned.code, scanned.until));
        let fresh = shown.chain(scanned).filter(|(_, until)| now <= *until);
        fresh.map(|(code, _)| code.recognised_by()).collect()
    }

    /// Whether this stands for the link to the other phone.
    pub fn is_place(&self, place: &CircleId) -> bool {
        let shown = self.shown.iter().map(|shown| &shown.code);
        shown.chain(self.scanned.iter().map(|scanned| &scanned.code)).any(|code| code.place() == *place)
    }

    /// The other phone was recognised: what the old phone sends it.
    pub fn meet(&self, place: &CircleId) -> Vec<Said> {
        let Some(scanned) = self.scanned.as_ref().filter(|scanned| scanned.code.place() == *place) else {
            return Vec::new();
        };
        let pieces = scanned.parcel.chunks(PIECE_BYTES);
        let of = pieces.len() as u16;
        let piece = |(at, bytes): (usize, &[u8])| Said::Piece { at: at as u16, of, bytes: bytes.to_vec() };
        pieces.enumerate().map(piece).collect()
    }

    /// The other phone said something; on the new phone, once the last piece is there: what it may continue.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`], [`Rejected::Forged`] for a parcel that was sealed by or for somebody else, and
    /// [`Rejected::Malformed`] for one that says what none of ours says.
    pub fn hear(&mut self, place: &CircleId, said: Said) -> Result<Vec<Restorable>, Rejected> {
        match said {
            Said::Taken => {
                let given = self.scanned.take_if(|scanned| scanned.code.place() == *place);
                let given = given.ok_or(Rejected::OutOfTurn)?;
                self.used = Some(given.code.password);
                Ok(Vec::new())
            }
            Said::Piece { at, of, bytes } => {
                let shown = self.shown.as_mut().filter(|shown| shown.code.place() == *place);
                let shown = shown.ok_or(Rejected::OutOfTurn)?;
                if at == 0 {
                    (shown.parcel, shown.next) = (Vec::new(), 0);
                }
                if at != shown.next {
                    return Err(Rejected::OutOfTurn);
                }
                shown.parcel.extend_from_slice(&bytes);
                shown.next += 1;
                if shown.next < of {
                    return Ok(Vec::new());
                }
                let parcel = std::mem::take(&mut shown.parcel);
                shown.next = 0;
                let circles = shown.open(&parcel)?;
                self.shown = None;
                Ok(circles)
            }
        }
    }
}

impl Shown {
    fn open(&self, parcel: &[u8]) -> Result<Vec<Restorable>, Rejected> {
        let (ephemeral, sealed) = parcel.split_first_chunk::<32>().ok_or(Rejected::Malformed)?;
        let shared = self.secret.diffie_hellman(&PublicKey::from(*ephemeral));
        let plain = cipher(shared.as_bytes(), ephemeral, &self.code)
            .decrypt(&Default::default(), Payload { msg: sealed, aad: b"" })
            .map_err(|_| Rejected::Forged)?;
        let circles: Vec<Restorable> = cbor::decode(&Zeroizing::new(plain))?;
        let mut own = circles.iter().filter(|one| one.standing().purpose() == Purpose::Own);
        let waits =
            |one: &Restorable| matches!(one.standing(), Standing::Offered { .. } | Standing::Knocking { .. });
        let is_ours = (1..=PARCEL_CIRCLES_MAX).contains(&circles.len())
            && own.next().is_some()
            && own.next().is_none()
            && !circles.iter().any(waits);
        is_ours.then_some(circles).ok_or(Rejected::Malformed)
    }
}

/// The cipher of one parcel. Its key serves once, so its nonce may be nought (as HPKE's base mode, RFC 9180).
fn cipher(shared: &[u8; 32], ephemeral: &[u8; 32], code: &LinkCode) -> ChaCha20Poly1305 {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 key of a parcel to a linked phone");
    hasher.update(shared).update(ephemeral).update(&code.key).update(&code.password);
    let key = Zeroizing::new(*hasher.finalize().as_bytes());
    ChaCha20Poly1305::new((&*key).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keys;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    const NOW: Time = Time(1_790_000_000);

    fn circles(dice: &mut ChaCha20Rng) -> Vec<Restorable> {
        vec![Keys::own(dice).for_restore(), Keys::found(dice).for_restore()]
    }

    #[test]
    fn a_parcel_opens_on_the_phone_whose_code_was_scanned_and_on_no_other_that_read_the_code() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let (mut new, mut old) = (Linking::default(), Linking::default());
        let shown = new.show(NOW, &mut dice);
        assert!(shown.code().len() <= invite::CODE_CHARS_MAX);
        let code = LinkCode::read(&shown.code(), NOW).unwrap();
        assert_eq!(code, shown);
        assert_eq!(new.look(&code), Err(LinkError::Own));
        let circles = circles(&mut dice);
        old.give(code.clone(), &circles, NOW, &mut dice).unwrap();
        assert!(old.passwords(NOW) == new.passwords(NOW));
        assert!(old.passwords(NOW.plus(LINK_AGE + 1)).is_empty());
        let place = code.place();
        // A photograph of the code, and everything that travels.
        let mut thief = Linking::default();
        let secret = StaticSecret::from([7; 32]);
        let until = NOW.plus(LINK_AGE);
        thief.shown = Some(Shown { code, secret, until, parcel: Vec::new(), next: 0 });
        let pieces = old.meet(&place);
        for piece in &pieces {
            assert_eq!(thief.hear(&place, piece.clone()).err(), Some(Rejected::Forged));
        }
        let mut taken = Vec::new();
        for piece in pieces {
            let bytes = piece.encode();
            taken = new.hear(&place, Said::decode(&bytes).unwrap()).unwrap();
        }
        assert_eq!(minicbor::to_vec(&taken).unwrap(), minicbor::to_vec(&circles).unwrap());
        old.hear(&place, Said::Taken).unwrap();
        assert!(old.meet(&place).is_empty() && old.passwords(NOW).is_empty());
        assert_eq!(old.look(&shown), Err(LinkError::Used));
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        let mut dice = ChaCha20Rng::seed_from_u64(2);
        let text = Linking::default().show(NOW, &mut dice).code();
        let read = |text: &str, now| LinkCode::read(text, now).unwrap_err();
        assert_eq!(read("https://example.org", NOW), LinkError::NotACode);
        assert_eq!(read(&text[..text.len() - 3], NOW), LinkError::Damaged);
        assert_eq!(read(&text, NOW.plus(LINK_AGE + MINUTE)), LinkError::TooOld);
        let offered = Keys::offered(NOW, &mut dice);
        let contact = crate::contact::ContactCode::of(&offered, "Ana", NOW, None).code();
        assert_eq!(read(&contact, NOW), LinkError::OtherKind);
        let crafted = LinkCode { password: [1; 16], key: [0; 32], until: 0 };
        let given = Linking::default().give(crafted, &circles(&mut dice), NOW, &mut dice);
        assert_eq!(given, Err(LinkError::Damaged));
    }

    #[test]
    fn a_parcel_out_of_order_or_without_an_own_circle_is_refused() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        let (mut new, mut old) = (Linking::default(), Linking::default());
        let code = new.show(NOW, &mut dice);
        let place = code.place();
        let piece = |at, of| Said::Piece { at, of, bytes: vec![1] };
        assert_eq!(new.hear(&place, piece(1, 3)).err(), Some(Rejected::OutOfTurn));
        assert_eq!(new.hear(&CircleId([1; 16]), piece(0, 3)).err(), Some(Rejected::OutOfTurn));
        assert_eq!(new.hear(&place, Said::Taken).err(), Some(Rejected::OutOfTurn));
        assert!(Said::decode(&piece(3, 3).encode()).is_err());
        let street = [Keys::found(&mut dice).for_restore()];
        old.give(code, &street, NOW, &mut dice).unwrap();
        let heard: Vec<_> = old.meet(&place).into_iter().map(|piece| new.hear(&place, piece).err()).collect();
        assert_eq!(heard, [Some(Rejected::Malformed)]);
    }
}
