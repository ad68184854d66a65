//! How two phones find out which circles they share, and a stranger finds out nothing (PROTOCOL.md §5).
//!
//! Both draw a nonce. For each epoch key each side computes a short value from the key, the two nonces, both ends'
//! transport keys and its own end of the link; it sends [`SLOTS`] values, random ones where it has fewer keys.
//! Whoever shares a key finds the other's value among the 32; to anybody else all are noise, as many from one who
//! has no circle as from one who has twenty. Since the link's keys go in, the values are worth nothing on another
//! link: nobody can stand between two members and pass them on.
//!
//! The key that counts now opens the circle at once ([`Way::Member`]); one that counted before ([`Way::Former`])
//! opens it to a device on the roster that signs this link, and to nobody else: whoever was removed has such keys
//! too. A newcomer's value comes from the password in their code, and opens nothing but the door to knock at.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use rand_core::Rng;

use crate::{
    epoch::EpochName,
    ids::CircleId,
    invite,
    keys::{Keys, Purpose, Standing},
    message::MESSAGE_BYTES_MAX,
    time::Time,
    wrong::Rejected,
};

/// Values sent on every link.
pub const SLOTS: usize = 32;
/// The longest frame: a message, and the slot that says which circle it is about.
pub const FRAME_BYTES_MAX: usize = MESSAGE_BYTES_MAX + 32;

/// Epochs back to which codes still open the door.
const CODE_EPOCHS: u8 = 2;
/// How much further back the second of two keys with one number stands.
const SECOND_BEST: u8 = 24;

/// One value of the 32.
pub type Slot = u64;

/// What travels on a link.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Frame {
    /// The first frame of each side.
    #[n(0)]
    Nonce {
        /// Drawn for this link.
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 16],
    },
    /// The second frame of each side: exactly [`SLOTS`] values.
    #[n(1)]
    Slots {
        /// In random places.
        #[n(0)]
        slots: Vec<Slot>,
    },
    /// A message about the circle whose value the sender had in its slots.
    #[n(2)]
    About {
        /// The sender's own value for that circle.
        #[n(0)]
        slot: Slot,
        /// [`crate::Message::encode`].
        #[cbor(n(1), with = "minicbor::bytes")]
        message: Vec<u8>,
    },
    /// What is carried for others, about which both ends always speak, whatever they share.
    #[n(3)]
    Carry {
        /// [`crate::carrier::talk::Carry::encode`].
        #[cbor(n(0), with = "minicbor::bytes")]
        said: Vec<u8>,
    },
    /// About a parcel that one of two contacts keeps for the other.
    #[n(4)]
    Parcel {
        /// The sender's own value for the circle of the two.
        #[n(0)]
        slot: Slot,
        /// [`crate::parcel::Said::encode`].
        #[cbor(n(1), with = "minicbor::bytes")]
        said: Vec<u8>,
    },
}

impl Frame {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        crate::cbor::encode(self)
    }

    /// Reads a stranger's bytes.
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] and [`Rejected::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Frame, Rejected> {
        if bytes.len() > FRAME_BYTES_MAX {
            return Err(Rejected::TooLarge);
        }
        let frame: Frame = crate::cbor::decode(bytes)?;
        match &frame {
            Frame::Slots { slots } if slots.len() != SLOTS => Err(Rejected::Malformed),
            _ => Ok(frame),
        }
    }
}

/// How a neighbour was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Both know the epoch key that counts now, as this end sees it.
    Member,
    /// Both know an epoch key that counted before.
    Former,
    /// One of the two holds a code.
    Code,
}

/// Something to be recognised by.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// In which circle.
    pub circle: CircleId,
    /// As what.
    pub way: Way,
    /// How far back it stands where there is not room for all: what a phone of many circles leaves out are old keys
    /// and the codes of other weeks.
    pub weight: u8,
    /// The epoch key that it comes from, but for codes.
    epoch: Option<EpochName>,
    key: [u8; 32],
}

impl Password {
    /// What the two phones of one person are recognised by while one links the other.
    pub(crate) fn of_link(place: CircleId, password: &[u8; 16]) -> Password {
        let key = blake3::derive_key("tequio 2026 slot key of a link between two phones", password);
        Password { circle: place, way: Way::Code, weight: 0, epoch: None, key }
    }
}

/// What a device is recognised by in its circle: the epoch keys that it retains, of which `counts` is the one that
/// counts now, and the codes of this week and those next to it (clocks differ) under the two best keys; or the one
/// code that it knocks with.
pub fn passwords(keys: &Keys, counts: Option<&EpochName>, now: Time) -> Vec<Password> {
    let circle = keys.circle;
    let code = |password: &[u8; 16], weight| Password {
        circle,
        way: Way::Code,
        weight,
        epoch: None,
        key: blake3::derive_key("tequio 2026 slot key of a code", password),
    };
    if let Standing::Knocking { invite, .. } = &keys.standing {
        return vec![code(&invite.password, 0)];
    }
    let mut passwords: Vec<Password> = Vec::new();
    let mut before = None;
    for (age, epoch) in keys.ring.epochs().iter().rev().enumerate() {
        // Of two keys with one number the better one is likelier to be known to both.
        let is_second = before.replace(epoch.number) == Some(epoch.number);
        let (name, age) = (epoch.name(), age as u8 + if is_second { SECOND_BEST } else { 0 });
        let (way, weight) = match name.number {
            _ if counts == Some(&name) => (Way::Member, 0),
            // The one that all retain.
            0 => (Way::Former, 1),
            _ => (Way::Former, age + 1),
        };
        let key = blake3::derive_key("tequio 2026 slot key of a circle", &epoch.key.0);
        passwords.push(Password { circle, way, weight, epoch: Some(name), key });
        // Nobody knocks at a circle that lets nobody in.
        if keys.standing.purpose() != Purpose::Many {
            continue;
        }
        let weeks = now.week().saturating_sub(1)..=now.week() + 1;
        for week in weeks.filter(|_| age < CODE_EPOCHS) {
            let weight = 1 + age + u8::from(week != now.week());
            passwords.push(code(&invite::password(&circle, &epoch.key, week), weight));
        }
    }
    passwords.sort_by_key(|password| password.weight);
    passwords
}

/// A circle that both ends of a link know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Which.
    pub circle: CircleId,
    /// How it was recognised; the best way, if several would do.
    pub way: Way,
    /// The value under which this end speaks of it.
    pub mine: Slot,
    /// The value under which the other end does.
    pub theirs: Slot,
}

/// One end of a link while the two find out what they share: `begin`, then `hear` until it says.
pub struct Recognition {
    my_key: [u8; 32],
    their_key: [u8; 32],
    my_nonce: [u8; 16],
    link: Option<[u8; 32]>,
    asked: Vec<(Password, Slot)>,
}

/// What recognition leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this; more is to come.
    Reply(Frame),
    /// Done: these circles are shared (maybe none), and this names the link for signatures.
    Shared {
        /// The circles.
        circles: Vec<Shared>,
        /// A hash of both transport keys and nonces.
        link: [u8; 32],
    },
}

impl Recognition {
    /// A link came up between these two transport keys, which the encryption below has proven.
    pub fn begin(my_key: [u8; 32], their_key: [u8; 32], dice: &mut impl Rng) -> (Recognition, Frame) {
        let mut my_nonce = [0; 16];
        dice.fill_bytes(&mut my_nonce);
        let begun = Recognition { my_key, their_key, my_nonce, link: None, asked: Vec::new() };
        (begun, Frame::Nonce { nonce: my_nonce })
    }

    /// The other end's next frame. `passwords` beyond [`SLOTS`] find no place: the first ones count.
    ///
    /// # Errors
    /// [`Rejected::OutOfTurn`] for any frame but the one that is due.
    pub fn hear(
        &mut self,
        frame: &Frame,
        passwords: &[Password],
        dice: &mut impl Rng,
    ) -> Result<Step, Rejected> {
        match (frame, self.link) {
            (Frame::Nonce { nonce }, None) if self.my_key != self.their_key => {
                let link = self.name_link(nonce);
                self.link = Some(link);
                self.asked = passwords
                    .iter()
                    .take(SLOTS)
                    .map(|password| (password.clone(), slot(&password.key, &link, &self.my_key)))
                    .collect();
                Ok(Step::Reply(Frame::Slots { slots: self.fill(dice) }))
            }
            (Frame::Slots { slots }, Some(link)) => {
                Ok(Step::Shared { circles: self.shared(slots, &link), link })
            }
            _ => Err(Rejected::OutOfTurn),
        }
    }

    /// Both ends compute the same: the smaller key goes first.
    fn name_link(&self, their_nonce: &[u8; 16]) -> [u8; 32] {
        let mut ends = [(&self.my_key, &self.my_nonce), (&self.their_key, their_nonce)];
        ends.sort();
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 link");
        for (key, nonce) in ends {
            hasher.update(key).update(nonce);
        }
        *hasher.finalize().as_bytes()
    }

    /// One's own values in random places among random ones.
    fn fill(&self, dice: &mut impl Rng) -> Vec<Slot> {
        let mut slots: Vec<Slot> = (0..SLOTS).map(|_| dice.next_u64()).collect();
        for (n, (_, value)) in self.asked.iter().enumerate() {
            slots[n] = *value;
        }
        for n in (1..SLOTS).rev() {
            slots.swap(n, (dice.next_u64() % (n as u64 + 1)) as usize);
        }
        slots
    }

    /// Of several keys of one circle that both know, the best is spoken under, which both compute alike; whether it
    /// counts now, each end says for itself.
    fn shared(&self, slots: &[Slot], link: &[u8; 32]) -> Vec<Shared> {
        let mut found: BTreeMap<CircleId, (Option<EpochName>, Shared)> = BTreeMap::new();
        for (password, mine) in &self.asked {
            let theirs = slot(&password.key, link, &self.their_key);
            if !slots.contains(&theirs) {
                continue;
            }
            let shared = Shared { circle: password.circle, way: password.way, mine: *mine, theirs };
            match found.get_mut(&password.circle) {
                Some((epoch, known)) => {
                    let way = known.way.min(password.way);
                    if password.epoch > *epoch {
                        (*epoch, *known) = (password.epoch, shared);
                    }
                    known.way = way;
                }
                None => drop(found.insert(password.circle, (password.epoch, shared))),
            }
        }
        found.into_values().map(|(_, shared)| shared).collect()
    }
}

fn slot(key: &[u8; 32], link: &[u8; 32], speaker: &[u8; 32]) -> Slot {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(link).update(speaker);
    let bytes = hasher.finalize();
    u64::from_be_bytes(std::array::from_fn(|n| bytes.as_bytes()[n]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    const NOW: Time = Time(1_790_000_000);

    fn introduce(mine: &[Password], theirs: &[Password]) -> (Vec<Shared>, Vec<Shared>) {
        let mut dice = ChaCha20Rng::seed_from_u64(1);
        let (mut here, my_nonce) = Recognition::begin([1; 32], [2; 32], &mut dice);
        let (mut there, their_nonce) = Recognition::begin([2; 32], [1; 32], &mut dice);
        let Ok(Step::Reply(my_slots)) = here.hear(&their_nonce, mine, &mut dice) else { panic!() };
        let Ok(Step::Reply(their_slots)) = there.hear(&my_nonce, theirs, &mut dice) else { panic!() };
        let Ok(Step::Shared { circles: a, link: link_a }) = here.hear(&their_slots, mine, &mut dice) else {
            panic!()
        };
        let Ok(Step::Shared { circles: b, link: link_b }) = there.hear(&my_slots, theirs, &mut dice) else {
            panic!()
        };
        assert_eq!(link_a, link_b);
        (a, b)
    }

    #[test]
    fn members_recognise_each_other_and_strangers_share_nothing() {
        let mut dice = ChaCha20Rng::seed_from_u64(2);
        let [street, choir, other] = std::array::from_fn(|_| Keys::found(&mut dice));
        let [street, choir, other] = [&street, &choir, &other].map(|keys| {
            passwords(keys, keys.ring.epochs().last().map(crate::epoch::Epoch::name).as_ref(), NOW)
        });
        let both = [street.clone(), choir].concat();
        let (a, b) = introduce(&both, &street);
        assert_eq!((a.len(), b.len()), (1, 1));
        assert_eq!((a[0].way, a[0].mine, a[0].theirs), (Way::Member, b[0].theirs, b[0].mine));
        assert_eq!(introduce(&both, &other), (Vec::new(), Vec::new()));
        assert_eq!(introduce(&[], &both), (Vec::new(), Vec::new()));
    }

    #[test]
    fn frames_out_of_turn_are_refused() {
        let mut dice = ChaCha20Rng::seed_from_u64(3);
        let (mut here, nonce) = Recognition::begin([1; 32], [2; 32], &mut dice);
        let slots = Frame::Slots { slots: vec![0; SLOTS] };
        assert_eq!(here.hear(&slots, &[], &mut dice), Err(Rejected::OutOfTurn));
        assert!(here.hear(&nonce, &[], &mut dice).is_ok());
        assert_eq!(here.hear(&nonce, &[], &mut dice), Err(Rejected::OutOfTurn));
        let (mut mirror, nonce) = Recognition::begin([1; 32], [1; 32], &mut dice);
        assert_eq!(mirror.hear(&nonce, &[], &mut dice), Err(Rejected::OutOfTurn), "my own echo");
    }
}
