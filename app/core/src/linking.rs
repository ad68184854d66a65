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
//! old: sealed([Restorable]), a parcel ─▶ new: opens, enters the circles, continues its person ─▶ Taken
//! ```
//!
//! By a code of another kind a contact gives back what they kept for somebody whose phone was put away
//! ([`crate::parcel`]): it goes the same way to the phone that shows the code, and is opened there by its passphrase.
//!
//! Whoever photographs the code can find out who of the two is near, and read nothing: what opens the parcel never
//! leaves the new phone. They could send it a parcel of their own before the old one does; so the new phone says whose
//! circles it is in now, and the person looks. Nothing of all this is kept: a phone that was switched off on the way
//! shows a new code.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::{
    cbor,
    contact::CONTACTS_MAX,
    ids::CircleId,
    invite::{self, InviteError},
    keys::{Purpose, Restorable, Standing},
    parcel::{Given, Giving, Said, Taken, Taking},
    recognise::{Password, SLOTS},
    time::Time,
    wrong::Rejected,
};

/// The first bytes of the two codes, where an invitation has its version.
pub(crate) const KIND: u8 = 0x44;
const PARCEL_KIND: u8 = 0x46;
/// A code can be used for so long, in seconds: the two phones lie side by side.
pub const LINK_AGE: u64 = 3_600;
/// Circles in one parcel: as many as one phone has, contacts among them.
pub const PARCEL_CIRCLES_MAX: usize = SLOTS + CONTACTS_MAX + 1;

const MINUTE: u64 = 60;
const FIXED_BYTES: usize = 1 + 16 + 32 + 2;

/// What a new phone asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To be a further phone of whoever uses the other.
    Circles,
    /// What the other keeps for its owner.
    Parcel,
}

/// What the new phone's code says.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkCode {
    wanted: Wanted,
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
    /// It is a code of another kind.
    #[error("this code asks for no parcel: let the new phone show the one under \"Bring everything back\"")]
    NoParcelCode,
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
    /// There is more than one link carries.
    #[error("this is more than fits into one parcel")]
    TooLarge,
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
        let kind = match self.wanted {
            Wanted::Circles => KIND,
            Wanted::Parcel => PARCEL_KIND,
        };
        invite::spell([&[kind][..], &self.password, &self.key, &until].concat())
    }

    /// Reads a code, however it was copied.
    ///
    /// # Errors
    /// Says what is wrong with it, for the person.
    pub fn read(text: &str, wanted: Wanted, now: Time) -> Result<LinkCode, LinkError> {
        let said = invite::said(text)?;
        match (wanted, said.first()) {
            (Wanted::Circles, Some(&KIND)) | (Wanted::Parcel, Some(&PARCEL_KIND)) => {}
            (Wanted::Circles, _) => return Err(LinkError::OtherKind),
            (Wanted::Parcel, _) => return Err(LinkError::NoParcelCode),
        }
        let fixed: [u8; FIXED_BYTES] = said.try_into().map_err(|_| LinkError::Damaged)?;
        let code = LinkCode {
            wanted,
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

/// What follows from what the other phone said.
#[derive(Default)]
pub enum Heard {
    /// Nothing.
    #[default]
    Nothing,
    /// Say this.
    Say(Said),
    /// On the new phone: it may continue its person in these, and then say that.
    Circles(Vec<Restorable>, Said),
    /// On the new phone: this was kept for its owner; say that when it lies on the disk.
    Parcel(Vec<u8>, Said),
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
    taking: Option<Taking>,
}

/// On the old phone.
struct Scanned {
    code: LinkCode,
    until: Time,
    giving: Giving,
}

impl Linking {
    /// The code to show: the same as long as it can be used, since it may have been read already.
    pub fn show(&mut self, wanted: Wanted, now: Time, dice: &mut impl CryptoRng) -> LinkCode {
        // A clock that was set back would keep a code for ever.
        let is_fresh = |shown: &&Shown| {
            shown.code.wanted == wanted && now <= shown.until && shown.until <= now.plus(LINK_AGE)
        };
        if let Some(shown) = self.shown.as_ref().filter(is_fresh) {
            return shown.code.clone();
        }
        let (mut password, mut secret) = ([0; 16], Zeroizing::new([0; 32]));
        dice.fill_bytes(&mut password);
        dice.fill_bytes(&mut secret[..]);
        let (secret, until) = (StaticSecret::from(*secret), now.plus(LINK_AGE));
        let key = PublicKey::from(&secret).to_bytes();
        let code = LinkCode { wanted, password, key, until: (until.0 / MINUTE) as u16 };
        self.shown = Some(Shown { code: code.clone(), secret, until, taking: None });
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
        let plain = Zeroizing::new(minicbor::to_vec(circles).expect("writing to memory does not fail"));
        self.give_sealed(code, &plain, now, dice)
    }

    /// The same with what was kept for somebody, who stands here with a new phone.
    ///
    /// # Errors
    /// [`LinkError::Damaged`] for a crafted key.
    pub fn give_back(
        &mut self,
        code: LinkCode,
        parcel: &[u8],
        now: Time,
        dice: &mut impl CryptoRng,
    ) -> Result<(), LinkError> {
        self.give_sealed(code, parcel, now, dice)
    }

    fn give_sealed(
        &mut self,
        code: LinkCode,
        plain: &[u8],
        now: Time,
        dice: &mut impl CryptoRng,
    ) -> Result<(), LinkError> {
        let mut secret = Zeroizing::new([0; 32]);
        dice.fill_bytes(&mut secret[..]);
        let secret = StaticSecret::from(*secret);
        let ephemeral = PublicKey::from(&secret).to_bytes();
        let shared = secret.diffie_hellman(&PublicKey::from(code.key));
        if !shared.was_contributory() {
            return Err(LinkError::Damaged);
        }
        let sealed = cipher(shared.as_bytes(), &ephemeral, &code)
            .encrypt(&Default::default(), Payload { msg: plain, aad: b"" })
            .expect("a parcel is far below the cipher's limit of 256 GiB");
        let parcel = [&ephemeral[..], &sealed].concat();
        let giving = Giving::of(parcel).ok_or(LinkError::TooLarge)?;
        self.scanned = Some(Scanned { code, until: now.plus(LINK_AGE), giving });
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

    /// The other phone was recognised: what the old phone says to it.
    pub fn meet(&self, place: &CircleId) -> Option<Said> {
        let scanned = self.scanned.as_ref().filter(|scanned| scanned.code.place() == *place)?;
        Some(scanned.giving.offer())
    }

    /// The other phone said something.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`], [`Rejected::Forged`] for a parcel that was sealed by or for somebody else, and
    /// [`Rejected::Malformed`] for one that says what none of ours says.
    pub fn hear(&mut self, place: &CircleId, said: Said) -> Result<Heard, Rejected> {
        if let Some(scanned) = self.scanned.as_ref().filter(|scanned| scanned.code.place() == *place) {
            return Ok(match scanned.giving.hear(&said)? {
                Given::Say(said) => Heard::Say(said),
                Given::Taken => {
                    self.used = self.scanned.take().map(|scanned| scanned.code.password);
                    Heard::Nothing
                }
                // It takes all that fits into a parcel.
                Given::NoRoom => return Err(Rejected::OutOfTurn),
            });
        }
        let shown = self.shown.as_mut().filter(|shown| shown.code.place() == *place);
        let shown = shown.ok_or(Rejected::OutOfTurn)?;
        match said {
            Said::Offered { bytes, sum } => {
                let (taking, next) = Taking::begin(bytes, sum);
                shown.taking = Some(taking);
                Ok(Heard::Say(next))
            }
            Said::Piece(piece) => {
                let mut taking = shown.taking.take().ok_or(Rejected::OutOfTurn)?;
                match taking.take(&piece)? {
                    Taken::Say(next) => {
                        shown.taking = Some(taking);
                        Ok(Heard::Say(next))
                    }
                    Taken::Whole(parcel, taken) => {
                        let heard = shown.open(&parcel, taken)?;
                        self.shown = None;
                        Ok(heard)
                    }
                }
            }
            _ => Err(Rejected::OutOfTurn),
        }
    }
}

impl Shown {
    fn open(&self, parcel: &[u8], taken: Said) -> Result<Heard, Rejected> {
        let (ephemeral, sealed) = parcel.split_first_chunk::<32>().ok_or(Rejected::Malformed)?;
        let shared = self.secret.diffie_hellman(&PublicKey::from(*ephemeral));
        let plain = cipher(shared.as_bytes(), ephemeral, &self.code)
            .decrypt(&Default::default(), Payload { msg: sealed, aad: b"" })
            .map_err(|_| Rejected::Forged)?;
        if self.code.wanted == Wanted::Parcel {
            return Ok(Heard::Parcel(plain, taken));
        }
        let circles: Vec<Restorable> = cbor::decode(&Zeroizing::new(plain))?;
        let mut own = circles.iter().filter(|one| one.standing().purpose() == Purpose::Own);
        let waits =
            |one: &Restorable| matches!(one.standing(), Standing::Offered { .. } | Standing::Knocking { .. });
        let is_ours = (1..=PARCEL_CIRCLES_MAX).contains(&circles.len())
            && own.next().is_some()
            && own.next().is_none()
            && !circles.iter().any(waits);
        is_ours.then_some(Heard::Circles(circles, taken)).ok_or(Rejected::Malformed)
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

    /// All that the two say once they have met; what comes of it on the new phone.
    fn pass(old: &mut Linking, new: &mut Linking, place: &CircleId) -> Result<Heard, Rejected> {
        let mut said = old.meet(place).ok_or(Rejected::OutOfTurn)?;
        loop {
            match new.hear(place, Said::decode(&said.encode())?)? {
                Heard::Say(next) => match old.hear(place, next)? {
                    Heard::Say(piece) => said = piece,
                    _ => panic!("pieces come"),
                },
                Heard::Circles(circles, taken) => {
                    old.hear(place, taken.clone())?;
                    return Ok(Heard::Circles(circles, taken));
                }
                Heard::Parcel(parcel, taken) => {
                    old.hear(place, taken.clone())?;
                    return Ok(Heard::Parcel(parcel, taken));
                }
                Heard::Nothing => panic!("something follows"),
            }
        }
    }

    fn circles(dice: &mut ChaCha20Rng) -> Vec<Restorable> {
        vec![Keys::own(dice).for_restore(), Keys::found(dice).for_restore()]
    }

    #[test]
    fn a_parcel_opens_on_the_phone_whose_code_was_scanned_and_on_no_other_that_read_the_code() {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let (mut new, mut old) = (Linking::default(), Linking::default());
        let shown = new.show(Wanted::Circles, NOW, &mut dice);
        assert!(shown.code().len() <= invite::CODE_CHARS_MAX);
        let code = LinkCode::read(&shown.code(), Wanted::Circles, NOW).unwrap();
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
        thief.shown = Some(Shown { code, secret, until, taking: None });
        assert_eq!(pass(&mut old, &mut thief, &place).err(), Some(Rejected::Forged));
        let Ok(Heard::Circles(taken, _)) = pass(&mut old, &mut new, &place) else { panic!("they come") };
        assert_eq!(minicbor::to_vec(&taken).unwrap(), minicbor::to_vec(&circles).unwrap());
        assert!(old.meet(&place).is_none() && old.passwords(NOW).is_empty());
        assert_eq!(old.look(&shown), Err(LinkError::Used));
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        let mut dice = ChaCha20Rng::seed_from_u64(2);
        let text = Linking::default().show(Wanted::Circles, NOW, &mut dice).code();
        let read = |text: &str, now| LinkCode::read(text, Wanted::Circles, now).unwrap_err();
        assert_eq!(read("https://example.org", NOW), LinkError::NotACode);
        assert_eq!(read(&text[..text.len() - 3], NOW), LinkError::Damaged);
        assert_eq!(read(&text, NOW.plus(LINK_AGE + MINUTE)), LinkError::TooOld);
        let offered = Keys::offered(NOW, &mut dice);
        let contact = crate::contact::ContactCode::of(&offered, "Ana", NOW, None).code();
        assert_eq!(read(&contact, NOW), LinkError::OtherKind);
        let crafted = LinkCode { wanted: Wanted::Circles, password: [1; 16], key: [0; 32], until: 0 };
        let given = Linking::default().give(crafted, &circles(&mut dice), NOW, &mut dice);
        assert_eq!(given, Err(LinkError::Damaged));
    }

    #[test]
    fn a_parcel_out_of_order_or_without_an_own_circle_is_refused() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        let (mut new, mut old) = (Linking::default(), Linking::default());
        let code = new.show(Wanted::Circles, NOW, &mut dice);
        let place = code.place();
        let piece = || Said::Piece(vec![1]);
        assert_eq!(new.hear(&place, piece()).err(), Some(Rejected::OutOfTurn));
        assert_eq!(new.hear(&CircleId([1; 16]), piece()).err(), Some(Rejected::OutOfTurn));
        assert_eq!(new.hear(&place, Said::Taken { sum: [0; 16] }).err(), Some(Rejected::OutOfTurn));
        let street = [Keys::found(&mut dice).for_restore()];
        old.give(code, &street, NOW, &mut dice).unwrap();
        assert_eq!(pass(&mut old, &mut new, &place).err(), Some(Rejected::Malformed));
    }

    #[test]
    fn what_was_kept_comes_back_by_its_own_kind_of_code_however_long_it_is() {
        let mut dice = ChaCha20Rng::seed_from_u64(4);
        let (mut new, mut keeper) = (Linking::default(), Linking::default());
        let shown = new.show(Wanted::Parcel, NOW, &mut dice);
        let text = shown.code();
        assert_eq!(LinkCode::read(&text, Wanted::Circles, NOW), Err(LinkError::OtherKind));
        let code = LinkCode::read(&text, Wanted::Parcel, NOW).unwrap();
        let parcel: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        keeper.give_back(code.clone(), &parcel, NOW, &mut dice).unwrap();
        let Ok(Heard::Parcel(back, _)) = pass(&mut keeper, &mut new, &code.place()) else {
            panic!("it comes")
        };
        assert!(back == parcel);
        // A phone that asks to be linked is another matter, and shows another code.
        let other = Linking::default().show(Wanted::Circles, NOW, &mut dice).code();
        assert_eq!(LinkCode::read(&other, Wanted::Parcel, NOW), Err(LinkError::NoParcelCode));
        let long = vec![0; crate::parcel::PARCEL_BYTES_MAX];
        assert_eq!(keeper.give_back(code, &long, NOW, &mut dice), Err(LinkError::TooLarge));
    }
}
