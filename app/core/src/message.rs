//! What two phones say to each other about one circle, over a link that is already encrypted.
//!
//! The link's frames ([`crate::recognise::Frame`]) say which circle a message is about without naming it. Every
//! list has a limit; a message past it is refused whole and counted against its sender.

use minicbor::{Decode, Encode};

use crate::{
    entry::ENTRY_BYTES_MAX,
    epoch::{EPOCHS_MAX, Epoch},
    event::check_name,
    gathering::{ATTENDANTS_MAX, Attendant},
    ids::{CircleId, DeviceKey, EntryId},
    sketch::UNIT_BYTES_MAX,
    wrong::Rejected,
};

/// Entries in one message.
pub const ENTRIES_MAX: usize = 256;
/// Bytes of entries in one message, unless a single one is longer: half a second of a Bluetooth link at its best.
pub const ENTRIES_BYTES_MAX: usize = 64 * 1024;
/// Marks in one message; a circle with more authors sends several.
pub const MARKS_MAX: usize = 1_024;
/// Ids in one message: 16 kB, more than a second of a slow link; whoever has more to name sends several.
pub const IDS_MAX: usize = 1_024;
/// The longest message: its entries and what stands around each.
pub const MESSAGE_BYTES_MAX: usize = ENTRIES_BYTES_MAX + ENTRY_BYTES_MAX + 8 * ENTRIES_MAX;

/// One message about one circle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Message {
    /// Who I am in this circle; the first thing said. A newcomer also knocks.
    #[n(0)]
    Greet {
        /// My device.
        #[n(0)]
        device: DeviceKey,
        /// My signature over [`greeting`], so that nobody greets for me on another link.
        #[cbor(n(1), with = "minicbor::bytes")]
        signature: [u8; 64],
        /// I hold a code and wish to come in.
        #[n(2)]
        knock: Option<Box<Knock>>,
    },
    /// You are in: these are the circle's epoch keys.
    #[n(1)]
    Welcome {
        /// At most [`EPOCHS_MAX`].
        #[n(0)]
        epochs: Vec<Epoch>,
    },
    /// What I hold: of these authors, all entries before these numbers.
    #[n(2)]
    Have {
        /// Whether this is exact, also where it is less than you believe; otherwise it is what has been added.
        #[n(0)]
        exact: bool,
        /// At most [`MARKS_MAX`].
        #[n(1)]
        marks: Vec<Mark>,
    },
    /// Send me the next piece of what I lack, as far as you know: what I asked for, what you offered, or what you have
    /// beyond my marks.
    #[n(3)]
    Pull,
    /// Some entries, causes before effects.
    #[n(4)]
    Entries {
        /// Each as [`crate::Entry::encode`] writes it.
        #[n(0)]
        entries: Vec<EntryBytes>,
        /// Whether this answers a pull. Whether there is more, the marks tell.
        #[n(1)]
        answer: bool,
    },
    /// All that I hold, in short; said once both are trusted, and again after the bulk went by marks.
    #[n(5)]
    Root {
        /// How many entries.
        #[n(0)]
        size: u32,
        /// [`crate::log::Log::root`]: equal for equal sets only.
        #[cbor(n(1), with = "minicbor::bytes")]
        root: [u8; 16],
        /// The first symbols of my sketch, as [`crate::sketch::unit`] writes them.
        #[cbor(n(2), with = "minicbor::bytes")]
        unit: Vec<u8>,
    },
    /// The next symbols of my sketch.
    #[n(6)]
    Symbols {
        /// As [`crate::sketch::unit`] writes them.
        #[cbor(n(0), with = "minicbor::bytes")]
        unit: Vec<u8>,
    },
    /// I have taken a unit of symbols; send one more.
    #[n(7)]
    More,
    /// I hold these and believe that you do not. After a stream of symbols: I have understood, you need send no more.
    #[n(8)]
    Offer {
        /// At most [`IDS_MAX`], maybe none.
        #[n(0)]
        ids: Ids,
    },
    /// To a newcomer at a founding meeting: you are on the list. Once it is closed, the list itself.
    #[n(10)]
    Gathering {
        /// At most [`ATTENDANTS_MAX`]; nobody, as long as it grows.
        #[n(0)]
        list: Vec<Attendant>,
    },
    /// From a newcomer: I was there, and so were all on the list.
    #[n(11)]
    Confirm {
        /// My signature over [`crate::gathering::list_bytes`].
        #[cbor(n(0), with = "minicbor::bytes")]
        signature: [u8; 64],
    },
    /// Send me these, in your order; pulls get what one answer does not hold.
    #[n(9)]
    Ask {
        /// At most [`IDS_MAX`].
        #[n(0)]
        ids: Ids,
    },
}

/// Ids one after the other, sixteen bytes each.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Ids(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>);

impl Ids {
    /// These.
    pub fn of<'a>(ids: impl IntoIterator<Item = &'a EntryId>) -> Ids {
        Ids(ids.into_iter().flat_map(|id| id.0).collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = EntryId> + '_ {
        self.0.chunks_exact(16).map(|bytes| EntryId(std::array::from_fn(|n| bytes[n])))
    }

    fn check(&self) -> Result<(), Rejected> {
        match self.0.len() {
            length if length > 16 * IDS_MAX => Err(Rejected::TooLarge),
            length if length % 16 != 0 => Err(Rejected::Malformed),
            _ => Ok(()),
        }
    }
}

/// A newcomer's wish to come in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Knock {
    /// How the newcomer wants to be called.
    #[n(0)]
    pub name: String,
    /// [`token_proof`] of the code's token, so that the phone that showed it knows its own and nobody else learns
    /// it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub proof: [u8; 16],
    /// I was here before, lost all my devices, and my guardians gave me this key back.
    #[n(2)]
    pub recovery: Option<HeldBack>,
    /// I was there, and so were all on the list that you told me ([`Message::Confirm`]).
    #[n(3)]
    pub confirmed: Option<Confirmed>,
}

/// A signature over the list of a founding meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Confirmed(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 64]);

/// The key that guardians gave back, and that its holder has this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HeldBack {
    /// The key.
    #[n(0)]
    pub heir: DeviceKey,
    /// Its signature over [`crate::roster::recovery_message`].
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// What a knock says of its code's token: worth something on this link and for this device only.
pub fn token_proof(token: &[u8; 8], link: &[u8; 32], device: &DeviceKey) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 proof of a code's token");
    hasher.update(token).update(link).update(&device.0);
    let mut proof = [0; 16];
    proof.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    proof
}

/// All entries of an author before `next` are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Mark {
    /// Whose entries.
    #[n(0)]
    pub author: DeviceKey,
    /// The number of the first that is not held.
    #[n(1)]
    pub next: u32,
}

/// One entry's bytes, not yet looked at.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct EntryBytes(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

impl Message {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        crate::cbor::encode(self)
    }

    /// Reads a neighbour's bytes.
    ///
    /// # Errors
    /// [`Rejected::TooLarge`] past a limit, [`Rejected::Malformed`] for anything that is not a message.
    pub fn decode(bytes: &[u8]) -> Result<Message, Rejected> {
        if bytes.len() > MESSAGE_BYTES_MAX {
            return Err(Rejected::TooLarge);
        }
        let message: Message = crate::cbor::decode(bytes)?;
        let within = match &message {
            Message::Have { marks, .. } => marks.len() <= MARKS_MAX,
            Message::Entries { entries, .. } => entries.len() <= ENTRIES_MAX,
            Message::Welcome { epochs } => epochs.len() <= EPOCHS_MAX,
            Message::Root { unit, .. } | Message::Symbols { unit } => unit.len() <= UNIT_BYTES_MAX,
            Message::Offer { ids } | Message::Ask { ids } => ids.check().map(|()| true)?,
            Message::Gathering { list } => {
                list.len() <= ATTENDANTS_MAX && list.iter().all(|one| check_name(&one.name).is_ok())
            }
            Message::Greet { .. } | Message::Pull | Message::More | Message::Confirm { .. } => true,
        };
        if within { Ok(message) } else { Err(Rejected::TooLarge) }
    }
}

/// What a greeting signs: this circle, this link, and which end of it is speaking.
pub fn greeting(circle: &CircleId, link: &[u8; 32], speaker: &DeviceKey) -> Vec<u8> {
    [b"tequio 2026 greeting".as_slice(), &circle.0, link, &speaker.0].concat()
}
