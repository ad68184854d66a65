//! # How it lives
//!
//! A [`Node`] is one running phone without a screen. It brings to `tequio-core` what that may not have: time, bytes,
//! a disk and dice; and it carries away what comes out.
//!
//! ```text
//!   screen, script                 other phones
//!        │ wishes                       │ frames
//!        ▼                              ▼
//!     ┌──────────── one loop ─────────────┐
//!     │  Phone: replicas ↔ links          │     all that is queued goes in, all that follows comes out,
//!     │      │ 1. keep      │ 2. the rest │     what is to be kept is kept in one commit,
//!     │      ▼              ▼             │     and only then anything is answered, shown or sent
//!     │    Store      views, outboxes     │
//!     └───────────────────────────────────┘
//! ```
//!
//! Architecture invariant: no rule of a circle stands here, and nothing here is shared between two nodes: a whole
//! street lives in one process. A folder is a phone.
#![forbid(unsafe_code)]

// In reading order: the phone as a value, where it keeps things, whom it talks to, and what drives it all.
mod checking;
mod cores;
pub mod phone;
pub mod store;

pub mod links;

pub mod node;

pub mod minutes;
pub mod projection;

pub mod wrong;

pub use libp2p::Multiaddr;
pub use links::RadioNow;
pub use node::{Brought, Clock, ComingLinks, Counters, Mine, Node, Opened, Options, Views};
pub use store::key::{Passphrase, Protection, Unlock};
pub use wrong::{Fault, NotDone};
