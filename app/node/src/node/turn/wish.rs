//! What is asked of the loop.

use std::{collections::BTreeMap, path::PathBuf};

use tequio_core::{
    CircleId, Command, EntryId, EnvelopeId, Invite, Replica, carrier::talk::Letter, contacts, record::Record,
    rules::Rules,
};

use super::Answer;
use crate::{
    node::{Brought, Counters},
    store::{
        backup::{Amount, Opener},
        duress::Decoy,
        key::{Passphrase, Protection},
    },
    wrong::{Fault, NotDone},
};

/// What is asked of a circle as it stands.
pub(in crate::node) type Look = Box<dyn FnOnce(Result<&Replica, NotDone>) + Send>;

/// What the person, through a screen or a script, wants or wants to know.
pub(in crate::node) enum Wish {
    Found {
        circle_name: String,
        name: String,
        rules: Rules,
        answer: Answer<Result<CircleId, NotDone>>,
    },
    Join {
        invite: Invite,
        name: String,
        answer: Answer<Result<CircleId, NotDone>>,
    },
    Perform {
        circle: CircleId,
        command: Command,
        answer: Answer<Result<Option<EntryId>, NotDone>>,
    },
    Invite {
        circle: CircleId,
        answer: Answer<Result<Invite, NotDone>>,
    },
    Record {
        circle: CircleId,
        meeting: EntryId,
        answer: Answer<Result<Record, NotDone>>,
    },
    /// Looks at a circle, and leaves it as it is.
    Look {
        circle: CircleId,
        look: Look,
    },
    Counters {
        answer: Answer<Counters>,
    },
    Carried {
        answer: Answer<Vec<EnvelopeId>>,
    },
    Letters {
        ids: Vec<EnvelopeId>,
        answer: Answer<Result<Vec<Letter>, NotDone>>,
    },
    Letter {
        circle: CircleId,
        id: EntryId,
        answer: Answer<Result<Vec<u8>, NotDone>>,
    },
    Bring {
        letters: Vec<Letter>,
        answer: Answer<Result<Brought, NotDone>>,
    },
    Leave {
        circle: CircleId,
        answer: Answer<Result<(), NotDone>>,
    },
    Wipe {
        answer: Answer<Result<(), NotDone>>,
    },
    Settings {
        answer: Answer<Result<BTreeMap<String, Vec<u8>>, NotDone>>,
    },
    Setting {
        name: String,
        answer: Answer<Result<Option<Vec<u8>>, NotDone>>,
    },
    SetSetting {
        name: String,
        value: Option<Vec<u8>>,
        answer: Answer<Result<(), NotDone>>,
    },
    SetPassphrase {
        current: Option<Passphrase>,
        passphrase: Option<Passphrase>,
        answer: Answer<Result<Protection, NotDone>>,
    },
    SetDuress {
        current: Passphrase,
        code: Option<(Passphrase, Decoy)>,
        answer: Answer<Result<(), NotDone>>,
    },
    Suspend {
        path: PathBuf,
        passphrase: Passphrase,
        answer: Answer<Result<Amount, NotDone>>,
    },
    /// The same to a contact who is near, instead of a file.
    SuspendTo {
        contact: CircleId,
        passphrase: Passphrase,
        answer: Answer<Result<(), NotDone>>,
    },
    GiveBack {
        contact: CircleId,
        code: String,
        answer: Answer<Result<(), NotDone>>,
    },
    ThrowAway {
        contact: CircleId,
        answer: Answer<Result<(), NotDone>>,
    },
    Restore {
        path: PathBuf,
        opener: Opener,
        answer: Answer<Result<Amount, NotDone>>,
    },
    Backup {
        path: PathBuf,
        passphrase: Passphrase,
        answer: Answer<Result<Amount, NotDone>>,
    },
    Export {
        folder: PathBuf,
        answer: Answer<Result<Amount, NotDone>>,
    },
    Contact {
        wish: contacts::Wish,
        answer: Answer<Result<contacts::Granted, NotDone>>,
    },
}

impl Wish {
    pub(super) fn answer_fault(self, fault: Fault) {
        let fault = NotDone::Fault(fault);
        // Whoever asked may have gone.
        match self {
            Wish::Found { answer, .. } | Wish::Join { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Perform { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Invite { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Record { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Look { look, .. } => look(Err(fault)),
            Wish::Counters { answer } => drop(answer.send(Counters::default())),
            Wish::Carried { answer } => drop(answer.send(Vec::new())),
            Wish::Letters { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Letter { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Bring { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Leave { answer, .. } | Wish::Wipe { answer } => drop(answer.send(Err(fault))),
            Wish::Settings { answer } => drop(answer.send(Err(fault))),
            Wish::Setting { answer, .. } => drop(answer.send(Err(fault))),
            Wish::SetSetting { answer, .. } => drop(answer.send(Err(fault))),
            Wish::SetPassphrase { answer, .. } => drop(answer.send(Err(fault))),
            Wish::SetDuress { answer, .. }
            | Wish::SuspendTo { answer, .. }
            | Wish::GiveBack { answer, .. }
            | Wish::ThrowAway { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Backup { answer, .. }
            | Wish::Export { answer, .. }
            | Wish::Suspend { answer, .. }
            | Wish::Restore { answer, .. } => drop(answer.send(Err(fault))),
            Wish::Contact { answer, .. } => drop(answer.send(Err(fault))),
        }
    }

    /// Whether it says something that would be lost with a phone that is being put away.
    pub(super) fn speaks(&self) -> bool {
        matches!(
            self,
            Wish::Found { .. }
                | Wish::Join { .. }
                | Wish::Perform { .. }
                | Wish::Contact { .. }
                | Wish::Suspend { .. }
                | Wish::SuspendTo { .. }
        )
    }

    /// Whether it leaves something to be kept.
    pub(super) fn writes(&self) -> bool {
        match self {
            Wish::Found { .. }
            | Wish::Join { .. }
            | Wish::Perform { .. }
            | Wish::Bring { .. }
            | Wish::Leave { .. }
            | Wish::Wipe { .. }
            | Wish::SetSetting { .. }
            | Wish::Contact { .. }
            | Wish::SetPassphrase { .. }
            | Wish::SetDuress { .. }
            | Wish::Suspend { .. }
            | Wish::SuspendTo { .. }
            | Wish::ThrowAway { .. }
            | Wish::Restore { .. } => true,
            Wish::GiveBack { .. } => false,
            Wish::Invite { .. }
            | Wish::Record { .. }
            | Wish::Look { .. }
            | Wish::Counters { .. }
            | Wish::Carried { .. }
            | Wish::Letters { .. }
            | Wish::Letter { .. }
            | Wish::Settings { .. }
            | Wish::Setting { .. }
            | Wish::Backup { .. }
            | Wish::Export { .. } => false,
        }
    }
}
