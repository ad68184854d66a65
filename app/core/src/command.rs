//! Commands: wishes of the person who holds this phone, each an order that may be refused.

use crate::{
    assembly::{card, meeting, proposal, vote},
    certificate::{Certificate, Signature},
    event::Posting,
    gathering::Attendant,
    ids::{DeviceKey, EntryId, PersonId},
    motion::Proposal,
    own::Note,
    pair::Told,
    rules::Rules,
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
    /// Begin the circle with these rules. ([`Command::Found`] begins it with an open door.)
    FoundWith {
        /// The circle's name.
        circle_name: String,
        /// How its founder wants to be called.
        name: String,
        /// Its rules.
        rules: Rules,
    },
    /// Say yes to somebody who knocks and whom one has before one: they come in, if enough others have said so.
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
    /// Vouch for the holder of this key, who shows it on their own phone: a newcomer, or a member whom one has met again.
    Vouch {
        /// Their key in this circle.
        device: DeviceKey,
        /// The name that they gave.
        name: String,
        /// Who they were here before, if they left or were removed.
        again: Option<PersonId>,
    },
    /// All of these were in one room, and more than half of them confirmed the list.
    Gather {
        /// The motion that opened the evening; none, at a circle's beginning.
        evening: Option<EntryId>,
        /// Who was there.
        list: Vec<Attendant>,
        /// Their signatures ([`crate::gathering::confirm`]).
        signatures: Vec<Signature>,
    },
    /// Move that the circle do something. One's own signature goes with it.
    Move {
        /// What.
        proposal: Proposal,
        /// Why.
        text: String,
    },
    /// Answer a motion about oneself.
    Answer {
        /// The motion.
        motion: EntryId,
        /// What.
        text: String,
    },
    /// Sign a motion. It cannot be taken back.
    Support {
        /// The motion.
        motion: EntryId,
    },
    /// Something about a proposal.
    Propose(proposal::Wish),
    /// Something about a meeting.
    Assemble(meeting::Wish),
    /// Something about a vote.
    Decide(vote::Wish),
    /// Something about a printed card.
    Card(card::Wish),
    /// Leave the circle.
    Leave,
    /// Another device of one's own is lost, or in wrong hands.
    CutOff {
        /// Which.
        device: DeviceKey,
    },
    /// Name the key by which guardians bring one back; nobody any more, if none.
    Guard {
        /// The key.
        heir: Option<DeviceKey>,
    },
    /// Bring back somebody who knocks with the key that their guardians gave them ([`Command::Recover`]).
    Return {
        /// Their new device.
        device: DeviceKey,
    },
    /// A step of a founding meeting on this phone. None of them becomes an entry but the last.
    Meeting(Meeting),
    /// Bring back somebody who stands before one with a new phone and the key that their guardians gave them.
    Recover {
        /// The new device.
        device: DeviceKey,
        /// Whom it is to continue.
        person: PersonId,
        /// That key.
        heir: DeviceKey,
        /// Its signature.
        signature: [u8; 64],
    },
    /// Say that one is not lost at all.
    Object {
        /// The recovery.
        recovery: EntryId,
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
    /// Keep this for oneself, on all of one's devices: in one's own circle.
    Keep(Note),
    /// Tell a contact this: in the pair's circle.
    Tell(Told),
    /// Do not show this post on this phone any more, or show it again. Nobody else learns of it.
    Hide {
        /// The post.
        post: EntryId,
        /// Whether to hide it.
        hidden: bool,
    },
}

/// What a person does at a founding meeting ([`crate::gathering`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// The host: everybody who scans this phone's code from now on is on the list.
    Open {
        /// The motion that opened the evening; none, at a circle's beginning.
        evening: Option<EntryId>,
    },
    /// The host: this one is not here after all. Those who confirmed do so anew.
    Strike {
        /// Their key.
        device: DeviceKey,
    },
    /// The host: all are on it; they see it, and confirm it. More than half of them make all of them members.
    Close,
    /// The host: nothing comes of it.
    End,
    /// A newcomer: I am here, and so are all on the list.
    Confirm,
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
            | Command::FoundWith { .. }
            | Command::Admit { .. }
            | Command::Vouch { .. }
            | Command::Gather { .. }
            | Command::Move { .. }
            | Command::Answer { .. }
            | Command::Support { .. }
            | Command::Leave
            | Command::CutOff { .. }
            | Command::Guard { .. }
            | Command::Return { .. }
            | Command::Meeting(_)
            | Command::Recover { .. }
            | Command::Object { .. }
            | Command::Remove { .. }
            | Command::Rename { .. }
            | Command::Post(_)
            | Command::Keep(_)
            | Command::Tell(_)
            | Command::Hide { .. }
            | Command::Propose(_)
            | Command::Assemble(_)
            | Command::Card(_)
            | Command::Decide(_) => None,
        }
    }
}
