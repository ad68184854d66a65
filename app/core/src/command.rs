//! Commands: wishes of the person who holds this phone, each an order that may be refused.

use crate::{
    certificate::Certificate,
    event::Posting,
    ids::{DeviceKey, EntryId, PersonId},
};

/// What a person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin the circle that this phone's keys were made for.
    Found {
        /// The circle's name.
        circle_name: String,
        /// How its founder wants to be called.
        name: String,
    },
    /// Let in somebody who knocks.
    Admit {
        /// Who knocks.
        device: DeviceKey,
    },
    /// Put in force what more than half of the circle signed: that somebody does not belong any more.
    Remove {
        /// Who.
        person: PersonId,
        /// The signatures.
        certificate: Certificate,
    },
    /// Be called otherwise from now on.
    Rename {
        /// The new name.
        name: String,
    },
    /// Ask for help or offer it.
    Post(Posting),
    /// Take on an ask, or take up an offer.
    Claim {
        /// The post.
        post: EntryId,
    },
    /// Take a claim back that was not confirmed yet.
    Release {
        /// The post.
        post: EntryId,
    },
    /// Confirm one who claimed one's own post.
    Confirm {
        /// The post.
        post: EntryId,
        /// Who.
        person: PersonId,
        /// Place, gate, phone: for this person alone; may be empty.
        note: String,
    },
    /// Write to the other of a confirmed pair.
    Note {
        /// The post.
        post: EntryId,
        /// To whom: the post's author, or a confirmed person.
        to: PersonId,
        /// What.
        note: String,
    },
    /// Say that it is done between the post's author and this confirmed person.
    Done {
        /// The post.
        post: EntryId,
        /// The confirmed person of the pair, which may be oneself.
        person: PersonId,
    },
    /// Take one's own post back while nobody is confirmed.
    Withdraw {
        /// The post.
        post: EntryId,
    },
    /// Cancel one's own post, or one's confirmed help, with a word to the others.
    Cancel {
        /// The post.
        post: EntryId,
        /// The word.
        notice: String,
    },
    /// Do not show this post on this phone any more, or show it again. Nobody else learns of it.
    Hide {
        /// The post.
        post: EntryId,
        /// Whether to hide it.
        hidden: bool,
    },
}

impl Command {
    /// The post that it is about, if it is about one and becomes an entry.
    pub(crate) fn post(&self) -> Option<EntryId> {
        match self {
            Command::Claim { post }
            | Command::Release { post }
            | Command::Confirm { post, .. }
            | Command::Note { post, .. }
            | Command::Done { post, .. }
            | Command::Withdraw { post }
            | Command::Cancel { post, .. } => Some(*post),
            Command::Found { .. }
            | Command::Admit { .. }
            | Command::Remove { .. }
            | Command::Rename { .. }
            | Command::Post(_)
            | Command::Hide { .. } => None,
        }
    }
}
