//! What two contacts tell each other in the circle of the two.
//!
//! **Introductions** follow Briar's (<https://code.briarproject.org/briar/briar-spec/-/blob/master/clients/Introduction-Client.md>):
//! whoever knows both asks each; each accepts with a fresh key; only then are the keys passed on, and the two are a
//! pair. Public keys alone pass through the introducer's hands, who learns no secret, and who could pass on others: so
//! the two are "introduced, not met" until they have read each other's codes.
//!
//! **Shared circles**: each of the two may say which person they are in a circle, signed by the device of the pair and
//! by the one in that circle; what both said of one circle, both see, until one takes it back.
//!
//! **Shares** of a root are given to guardians here ([`crate::guardian`]).

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::{
    event::check_name,
    guardian::Share,
    ids::{CircleId, DeviceKey, PersonId},
    log::Place,
    roster::Roster,
    signature::Signed,
    wrong::Refused,
};

/// Introductions by one person in one pair that can be under way; later ones are not heard until one is answered.
pub const INTRODUCTIONS_MAX: usize = 16;
/// Circles that one person can link in one pair.
pub const LINKS_MAX: usize = 32;

/// Names an introduction, in both pairs of the introducer alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct IntroductionId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// Public keys that somebody made for one introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FreshKeys {
    /// The device.
    #[n(0)]
    pub device: DeviceKey,
    /// Its X25519 key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub prekey: [u8; 32],
}

/// What one tells the other.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Told {
    /// I would like you to know somebody.
    #[n(0)]
    Introduced {
        /// Which introduction.
        #[n(0)]
        id: IntroductionId,
        /// What I call them.
        #[n(1)]
        name: String,
    },
    /// I would like to, and this is my key for them.
    #[n(1)]
    Accepted {
        /// Which introduction.
        #[n(0)]
        id: IntroductionId,
        /// My keys for it.
        #[n(1)]
        keys: FreshKeys,
    },
    /// I would rather not; or the other one would rather not.
    #[n(2)]
    Declined {
        /// Which introduction.
        #[n(0)]
        id: IntroductionId,
    },
    /// Both of you accepted; this is their key for you.
    #[n(3)]
    Passed {
        /// Which introduction.
        #[n(0)]
        id: IntroductionId,
        /// Their keys for it.
        #[n(1)]
        keys: FreshKeys,
    },
    /// Please keep this for me: with others it helps me back when I have lost my phones.
    #[n(4)]
    Shared(#[n(0)] Share),
    /// You need not keep it any more.
    #[n(5)]
    Unshared,
    /// In that circle I am this person.
    #[n(6)]
    Linked {
        /// Which circle.
        #[n(0)]
        circle: CircleId,
        /// As which of its devices.
        #[n(1)]
        device: DeviceKey,
        /// That device's signature over [`link_message`].
        #[cbor(n(2), with = "minicbor::bytes")]
        signature: [u8; 64],
    },
    /// I would rather not be known as a member of that circle any more.
    #[n(7)]
    Unlinked {
        /// Which circle.
        #[n(0)]
        circle: CircleId,
    },
}

/// What a device in a circle signs to say that it is the same person as a device in a pair.
pub fn link_message(pair: &CircleId, author: &DeviceKey, circle: &CircleId) -> Vec<u8> {
    [b"tequio 2026 the same person".as_slice(), &pair.0, &author.0, &circle.0].concat()
}

impl Told {
    /// The limits, before signing and of everything that arrives.
    ///
    /// # Errors
    /// Names the field that passes one.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Told::Introduced { name, .. } => check_name(name),
            Told::Shared(share) => share.check(),
            _ => Ok(()),
        }
    }
}

/// What all that was told comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Between {
    /// Introductions, by who introduces.
    #[n(0)]
    pub introductions: BTreeMap<(PersonId, IntroductionId), Introduction>,
    /// The share that each gave last.
    #[n(1)]
    pub shares: BTreeMap<PersonId, Share>,
    /// As which devices each is known in other circles.
    #[n(2)]
    pub links: BTreeMap<(PersonId, CircleId), DeviceKey>,
}

/// How far an introduction has come, in one of the introducer's two pairs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Introduction {
    /// What the introducer calls the other one.
    #[n(0)]
    pub name: String,
    /// The keys with which it was accepted.
    #[n(1)]
    pub accepted: Option<FreshKeys>,
    /// Somebody would rather not.
    #[n(2)]
    pub declined: bool,
    /// The other one's keys.
    #[n(3)]
    pub passed: Option<FreshKeys>,
}

impl Introduction {
    fn is_over(&self) -> bool {
        self.declined || self.passed.is_some()
    }
}

/// What was told, with who told it, in the order of the log.
pub(crate) type Tellings = BTreeMap<Place, (DeviceKey, u32, Told)>;

impl Between {
    /// Folds what the two told each other. What one may not say counts for nothing.
    pub(crate) fn fold(circle: &CircleId, told: &Tellings, roster: &Roster) -> Between {
        let mut between = Between::default();
        for (place, (author, seq, told)) in told {
            if let Some(person) = roster.speaker(&place.id, author, *seq) {
                between.apply(circle, person, author, told);
            }
        }
        between
    }

    fn apply(&mut self, pair: &CircleId, by: PersonId, author: &DeviceKey, told: &Told) {
        match told {
            Told::Introduced { id, name } => {
                let theirs = self.introductions.iter().filter(|((whose, _), _)| *whose == by);
                if theirs.filter(|(_, introduction)| !introduction.is_over()).count() < INTRODUCTIONS_MAX {
                    let begun =
                        Introduction { name: name.clone(), accepted: None, declined: false, passed: None };
                    self.introductions.entry((by, *id)).or_insert(begun);
                }
            }
            Told::Accepted { id, keys } => {
                for (_, introduction) in self.introductions_to(by, id) {
                    introduction.accepted.get_or_insert(*keys);
                }
            }
            // Either side may end it, as long as nothing was passed on.
            Told::Declined { id } => {
                let all = self.introductions.iter_mut().filter(|((_, which), _)| which == id);
                for (_, introduction) in all.filter(|(_, introduction)| introduction.passed.is_none()) {
                    introduction.declined = true;
                }
            }
            Told::Passed { id, keys } => {
                if let Some(introduction) = self.introductions.get_mut(&(by, *id))
                    && introduction.accepted.is_some()
                    && !introduction.declined
                {
                    introduction.passed.get_or_insert(*keys);
                }
            }
            Told::Shared(share) => drop(self.shares.insert(by, share.clone())),
            Told::Unshared => drop(self.shares.remove(&by)),
            Told::Linked { circle, device, signature } => {
                let message = link_message(pair, author, circle);
                let links = self.links.keys().filter(|(whose, _)| *whose == by).count();
                let signed = Signed { signer: *device, message, signature: *signature };
                if links < LINKS_MAX && signed.holds() {
                    self.links.insert((by, *circle), *device);
                }
            }
            Told::Unlinked { circle } => drop(self.links.remove(&(by, *circle))),
        }
    }

    /// Those that somebody else than `by` began.
    fn introductions_to(
        &mut self,
        by: PersonId,
        id: &IntroductionId,
    ) -> impl Iterator<Item = (&(PersonId, IntroductionId), &mut Introduction)> {
        self.introductions.iter_mut().filter(move |((whose, which), _)| *whose != by && which == id)
    }
}
