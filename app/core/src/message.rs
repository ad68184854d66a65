//! What two phones say to each other about one circle, over a link that is already encrypted.
//!
//! The link's frames ([`crate::recognise::Frame`]) say which circle a message is about without naming it. Every
//! list has a limit; a message past it is refused whole and counted against its sender.

use minicbor::{Decode, Encode};

use crate::{
    entry::ENTRY_BYTES_MAX,
    epoch::{EPOCHS_MAX, Epoch},
    ids::{CircleId, DeviceKey},
    wrong::Rejected,
};

/// Entries in one message.
pub const ENTRIES_MAX: usize = 256;
/// Bytes of entries in one message, unless a single one is longer: half a second of a Bluetooth link at its best.
pub const ENTRIES_BYTES_MAX: usize = 64 * 1024;
/// Marks in one message; a circle with more authors sends several.
pub const MARKS_MAX: usize = 1_024;
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
        knock: Option<Knock>,
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
    /// Send me what I lack, causes before effects.
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
            Message::Greet { .. } | Message::Pull => true,
        };
        if within { Ok(message) } else { Err(Rejected::TooLarge) }
    }
}

/// What a greeting signs: this circle, this link, and which end of it is speaking.
pub fn greeting(circle: &CircleId, link: &[u8; 32], speaker: &DeviceKey) -> Vec<u8> {
    [b"tequio 2026 greeting".as_slice(), &circle.0, link, &speaker.0].concat()
}
