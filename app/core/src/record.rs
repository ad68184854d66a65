//! The record of a meeting: one file from which everybody can check, with nothing else, what was decided.
//!
//! A phone gathers it out of its log (`gather`): who was who, what was said at the meeting, and of each vote just so
//! much that anybody can follow it: the opening with the signatures of more than half of the roll, the ballots, the
//! reports of the tellers and what they agreed on, and the acknowledgements of more than half. It is packed tightly
//! (`pack`): persons and causes by number, words that repeat once, a report as one bit for each ballot; what was signed
//! is put together again from that, byte for byte.
//!
//! Who reads one (`check`) believes nothing in it: all signatures are checked, meeting and votes are folded again by
//! the very code that phones fold them with (only that a table of persons stands where they have a log), the ballots are
//! counted, and what comes out is held against what the file says came out.
//!
//! What a file cannot show is said beside it ([`ON_TRUST`]).

mod check;
mod columns;
pub(crate) mod gather;
mod minutes;
mod pack;
mod shown;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    assembly::{
        Roll, Standing,
        meeting::MinutesDigest,
        vote::{Ballot, Digest},
    },
    entry::Entry,
    ids::{CircleId, DeviceKey, EntryId, PersonId, SetId},
    roster::{Device, Roster},
};

pub use check::{Checked, Fault, ON_TRUST, Trust, check};
pub use gather::NoRecord;
pub(crate) use gather::minutes as minutes_of;
pub use minutes::{About, Closed, Days, Drawn, Hands, Minutes, Present, Result, Spoke, VoteMinutes, Worded};
pub use pack::{BadFile, Part, RECORD_BYTES_MAX};
pub use shown::MinutesView;

/// A record, unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Of which circle.
    pub circle: CircleId,
    /// What the circle calls itself.
    pub name: String,
    /// Of which meeting.
    pub meeting: EntryId,
    /// What the minutes are that follow from it, as whoever wrote it says.
    pub minutes: MinutesDigest,
    /// What persons are called.
    pub persons: BTreeMap<PersonId, String>,
    /// Whose devices are whose, and how many of each one's entries count.
    pub devices: BTreeMap<DeviceKey, (PersonId, Option<u32>)>,
    /// Who had a seat, and on which of the devices, when the meeting and when each vote was opened.
    pub stood: BTreeMap<EntryId, Stood>,
    /// What closed votes came to, as whoever wrote it says.
    pub claims: BTreeMap<EntryId, Claim>,
    /// The texts that votes were about.
    pub texts: Vec<Worded>,
    /// Entries, in the order of the log.
    pub entries: Vec<(EntryId, Entry)>,
    /// The ballots of each vote, without the entries that carried them: in the order of the voters on the opening.
    pub ballots: BTreeMap<EntryId, Vec<Ballot>>,
}

/// Who had a seat at some time, and on which devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stood {
    /// Who.
    pub roll: BTreeSet<PersonId>,
    /// On which devices.
    pub devices: BTreeSet<DeviceKey>,
}

/// What a vote came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The ballots.
    pub set: SetId,
    /// What they come to.
    pub digest: Digest,
}

/// The small ground on which a record's meeting and votes are folded: a table where a phone has its log.
pub(crate) struct Table {
    pub(crate) circle: CircleId,
    pub(crate) roster: Roster,
    pub(crate) standings: BTreeMap<EntryId, Standing>,
}

impl Table {
    fn of(record: &Record) -> Table {
        let mut roster = Roster::default();
        for (person, name) in &record.persons {
            roster.members.entry(*person).or_default().name.clone_from(name);
        }
        for (device, (person, until)) in &record.devices {
            let known = Device { person: *person, sealed_to: None, until: *until, cut: false, prekey: None };
            roster.devices.insert(*device, known);
        }
        let standing = |stood: &Stood| {
            let whose = |device: &DeviceKey| Some((*device, record.devices.get(device)?.0));
            let devices = stood.devices.iter().filter_map(whose).collect();
            Standing { roll: Roll::of(stood.roll.clone()), devices: Arc::new(devices) }
        };
        let standings = record.stood.iter().map(|(subject, stood)| (*subject, standing(stood))).collect();
        Table { circle: record.circle, roster, standings }
    }
}

impl Record {
    /// What a person is called; the beginning of their key, if they have no name here.
    pub fn name_of(&self, person: &PersonId) -> String {
        match self.persons.get(person) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => person.to_string()[..8].to_owned(),
        }
    }
}
