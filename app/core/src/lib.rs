//! # What is true
//!
//! People who help each other keep one signed log per circle. Everything that a phone shows is computed from
//! that log, here, the same on every phone: whoever holds the same entries holds the same state, byte for byte,
//! whatever the order in which they came.
//!
//! A fact travels one way, whoever says it:
//!
//! ```text
//! thumb ─▶ Command ─▶ decide ─▶ Event ─▶ sign ─▶ Entry ─┐
//!                                                        ├─▶ log.admit ─▶ state.apply ─▶ views ─▶ screen
//! neighbour ─▶ Message ─▶ sync ─────────────▶ Entry ─────┘              └▶ Keep ─▶ disk   Send ─▶ neighbours
//! ```
//!
//! Architecture invariant: this crate does not know files, sockets, threads, clocks or dice. Time comes in as
//! `now`, every draw from one seed, bytes through [`Replica::hear`], and what is to be done about them goes out
//! through [`Replica::poll`]. No result rests on a hash map's order or on a floating-point number.
#![forbid(unsafe_code)]

// In reading order: who speaks, what is said, what is kept of it, what it means, and the one door to it all.
pub mod epoch;
pub mod ids;
pub mod keys;
pub mod shamir;

pub mod cbor;
pub mod certificate;
pub mod entry;
pub mod event;
pub mod signature;

pub mod log;
pub mod time;

pub mod gathering;
pub mod motion;
pub mod roster;
pub mod rules;

pub mod alike;
pub mod guardian;
pub mod own;
pub mod pair;

pub mod count;

pub mod aid;
pub mod assembly;
pub mod record;
pub mod seal;
pub mod state;

pub mod checkin;
pub mod contact;
pub mod contacts;
pub mod invite;
pub mod linking;
pub mod message;
pub mod parcel;
pub mod recognise;
pub mod sketch;
pub mod sync;

pub mod bundle;
pub mod carrier;
pub mod envelope;
pub mod fountain;

pub mod checkpoint;
pub mod command;
pub mod replica;
pub mod view;
pub mod wrong;

pub use checkin::CheckIn;
pub use command::Command;
pub use entry::Entry;
pub use envelope::Envelope;
pub use event::Event;
pub use ids::{CircleId, DeviceKey, EntryId, EnvelopeId, PersonId};
pub use invite::Invite;
pub use keys::Keys;
pub use message::Message;
pub use replica::{Neighbour, Output, Replica};
pub use time::Time;
pub use view::View;
pub use wrong::{Refused, Rejected};
