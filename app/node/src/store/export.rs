//! All that is one's own, for anybody and any program to read: JSON, one value a line.
//!
//! ```text
//! settings.jsonl          {"setting": …, "text": … or "hex": …}
//! <circle's id>.jsonl     {"circle": …, "device": …, "hidden": […]}, then its entries in the order in which they came
//! unknown-<id>.jsonl      the same of a circle whose keys are lost: {"circle": …}, then its entries
//! ```
//!
//! Notes that this phone can open are opened, those to others stay out. Nothing here is sealed any more, and nothing
//! here opens anything: keys and secrets stay in the store.

use std::{
    collections::{BTreeMap, btree_map},
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use tequio_core::{
    CircleId, DeviceKey, Entry, EntryId, Event, Keys, PersonId,
    certificate::Signatures,
    entry::Payload,
    event::Posting,
    motion::Proposal,
    rules::Rules,
    seal::{Envelope, Sealed},
};

use super::{Store, backup::Amount, folder::own_file};
use crate::wrong::Fault;

/// Writes the files into this folder, which is made if it is not there; files of these names are replaced.
///
/// # Errors
/// What the disk has, on either side.
pub fn export(store: &Store, folder: &Path) -> Result<Amount, Fault> {
    let io = |wrong: std::io::Error| Fault::of_io(&wrong);
    fs::create_dir_all(folder).map_err(io)?;
    let create = |name: &str| -> std::io::Result<BufWriter<File>> {
        let file = own_file(&folder.join(name))?;
        file.set_len(0)?;
        Ok(BufWriter::new(file))
    };
    let mut amount = Amount::default();
    let mut files: BTreeMap<CircleId, (BufWriter<File>, Option<Notes>)> = BTreeMap::new();
    for (keys, hidden) in store.kept()? {
        let mut file = create(&format!("{}.jsonl", keys.circle)).map_err(io)?;
        let hidden: Vec<String> = hidden.iter().map(ToString::to_string).collect();
        let line = json!({
            "circle": keys.circle.to_string(),
            "device": keys.device().to_string(),
            "hidden": hidden,
        });
        writeln!(file, "{line}").map_err(io)?;
        files.insert(keys.circle, (file, Some(Notes::of(keys))));
        amount.circles += 1;
    }
    store.each_entry(|circle, id, bytes| {
        let Ok(entry) = Entry::reread(bytes) else { return Ok(()) };
        let (file, notes) = match files.entry(circle) {
            btree_map::Entry::Occupied(file) => file.into_mut(),
            btree_map::Entry::Vacant(place) => {
                let mut file = create(&format!("unknown-{circle}.jsonl")).map_err(io)?;
                writeln!(file, "{}", json!({ "circle": circle.to_string() })).map_err(io)?;
                place.insert((file, None))
            }
        };
        amount.entries += 1;
        if let Some(notes) = notes {
            notes.learn(&entry);
        }
        writeln!(file, "{}", entry_line(&id, &entry, notes.as_ref())).map_err(io)
    })?;
    let mut settings = create("settings.jsonl").map_err(io)?;
    for (name, value) in store.settings()? {
        let line = match String::from_utf8(value) {
            Ok(text) => json!({ "setting": name, "text": text }),
            Err(bytes) => json!({ "setting": name, "hex": HEXLOWER.encode(bytes.as_bytes()) }),
        };
        writeln!(settings, "{line}").map_err(io)?;
        amount.settings += 1;
    }
    for mut file in files.into_values().map(|(file, _)| file).chain([settings]) {
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(io)?;
    }
    Ok(amount)
}

/// What opens the notes of one circle that this phone may read.
pub struct Notes {
    keys: Keys,
    /// Devices that continue a person, as far as the log has been read.
    persons: BTreeMap<DeviceKey, PersonId>,
}

impl Notes {
    fn of(keys: Keys) -> Notes {
        Notes { keys, persons: BTreeMap::new() }
    }

    /// Whether what it says holds does not matter here: a note opens to its own readers alone.
    fn learn(&mut self, entry: &Entry) {
        let Payload::Kept(bytes) = &entry.payload else { return };
        let (device, person) = match Event::decode(bytes) {
            Some(Event::Continued { person, .. }) => (entry.header.author, person),
            Some(Event::Recovering { device, person, .. }) => (device, person),
            _ => return,
        };
        self.persons.insert(device, person);
    }

    fn open(&self, note: &Sealed, author: &DeviceKey, post: EntryId, to: PersonId) -> Option<String> {
        let from = *self.persons.get(author).unwrap_or(author);
        note.open(&Envelope { circle: self.keys.circle, post, from, to }, &self.keys)
    }
}

/// An entry as a person or a script reads it: its header, and what it says in words. What this version has no words
/// for is there as bytes. With `notes`, those that they open are there in words, too.
pub fn entry_line(id: &EntryId, entry: &Entry, notes: Option<&Notes>) -> Value {
    let header = &entry.header;
    let says = match &entry.payload {
        Payload::Kept(bytes) => match Event::decode(bytes) {
            Some(event) => says(&event, bytes, &|note, post, to| {
                notes.and_then(|notes| notes.open(note, &header.author, post, to))
            }),
            None => json!({ "what": "unknown", "hex": HEXLOWER.encode(bytes) }),
        },
        Payload::Erased { hash, size } => {
            json!({ "what": "erased", "hash": HEXLOWER.encode(hash), "bytes": size })
        }
    };
    json!({
        "entry": id.to_string(),
        "author": header.author.to_string(),
        "seq": header.seq,
        "previous": header.previous.map(|id| id.to_string()),
        "heads": header.heads.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "lamport": header.lamport,
        "clock": header.clock.0,
        "signature": HEXLOWER.encode(&entry.signature),
        "says": says,
    })
}

type Open<'a> = &'a dyn Fn(&Sealed, EntryId, PersonId) -> Option<String>;

fn says(event: &Event, bytes: &[u8], open: Open<'_>) -> Value {
    match event {
        Event::Founded { name, rules: chosen, .. } => {
            json!({ "what": "founded", "name": name, "rules": chosen.as_ref().map(rules) })
        }
        Event::Admitted { device, name } => {
            json!({ "what": "admitted", "device": device.to_string(), "name": name })
        }
        Event::Joined { name, .. } => json!({ "what": "joined", "name": name }),
        Event::Posted(posting) => posted(posting),
        Event::Claimed { post } => json!({ "what": "claimed", "post": post.to_string() }),
        Event::Released { post } => json!({ "what": "released", "post": post.to_string() }),
        Event::Confirmed { post, person, note } => json!({
            "what": "confirmed",
            "post": post.to_string(),
            "person": person.to_string(),
            "with_note": note.is_some(),
            "note": note.as_ref().and_then(|note| open(note, *post, *person)),
        }),
        Event::Noted { post, to, note } => json!({
            "what": "noted",
            "post": post.to_string(),
            "to": to.to_string(),
            "note": open(note, *post, *to),
        }),
        Event::SaidDone { post, person } => {
            json!({ "what": "said done", "post": post.to_string(), "person": person.to_string() })
        }
        Event::Withdrawn { post } => json!({ "what": "withdrawn", "post": post.to_string() }),
        Event::Cancelled { post, notice } => {
            json!({ "what": "cancelled", "post": post.to_string(), "notice": notice })
        }
        Event::Removed { person, certificate } => json!({
            "what": "removed",
            "person": person.to_string(),
            "basis": certificate.basis.to_string(),
            "signed_by": signers(&certificate.signatures),
        }),
        Event::Rotated(rotation) => json!({
            "what": "rotated",
            "number": rotation.name.number,
            "key_commitment": HEXLOWER.encode(&rotation.name.commitment),
            "at": rotation.at.0,
        }),
        Event::Prekeyed { prekey } => json!({ "what": "prekeyed", "prekey": HEXLOWER.encode(prekey) }),
        Event::Entrusted { heir } => json!({ "what": "entrusted", "heir": heir.to_string() }),
        Event::Continued { person, heir, .. } => {
            json!({ "what": "continued", "person": person.to_string(), "heir": heir.to_string() })
        }
        Event::Vouched { device, name, again } => json!({
            "what": "vouched",
            "device": device.to_string(),
            "name": name,
            "again": again.map(|person| person.to_string()),
        }),
        Event::Gathered { evening, list, signatures } => json!({
            "what": "gathered",
            "evening": evening.map(|motion| motion.to_string()),
            "list": list
                .iter()
                .map(|one| json!({ "device": one.device.to_string(), "name": one.name }))
                .collect::<Vec<_>>(),
            "signed_by": signers(signatures),
        }),
        Event::Moved { proposal, text } => {
            json!({ "what": "moved", "proposal": proposed(proposal), "text": text })
        }
        Event::Answered { motion, text } => {
            json!({ "what": "answered", "motion": motion.to_string(), "text": text })
        }
        Event::Supported { motion } => json!({ "what": "supported", "motion": motion.to_string() }),
        Event::Enacted { motion } => json!({ "what": "enacted", "motion": motion.to_string() }),
        Event::Left => json!({ "what": "left" }),
        Event::CutOff { device } => json!({ "what": "cut off", "device": device.to_string() }),
        Event::Guarded { heir } => {
            json!({ "what": "guarded", "heir": heir.map(|heir| heir.to_string()) })
        }
        Event::Recovering { device, person, heir, .. } => json!({
            "what": "recovering",
            "device": device.to_string(),
            "person": person.to_string(),
            "heir": heir.to_string(),
        }),
        Event::Objected { recovery } => json!({ "what": "objected", "recovery": recovery.to_string() }),
        Event::Recovered { recovery } => json!({ "what": "recovered", "recovery": recovery.to_string() }),
        #[allow(unreachable_patterns, reason = "events may grow, and then are exported as bytes first")]
        _ => json!({ "what": "unknown", "hex": HEXLOWER.encode(bytes) }),
    }
}

fn signers(signatures: &Signatures) -> Vec<String> {
    signatures.0.iter().map(|signature| signature.signer.to_string()).collect()
}

fn proposed(proposal: &Proposal) -> Value {
    match proposal {
        Proposal::Remove { person } => json!({ "what": "remove", "person": person.to_string() }),
        Proposal::Rules(wanted) => json!({ "what": "rules", "rules": rules(wanted) }),
        Proposal::Evening => json!({ "what": "evening" }),
        Proposal::Text => json!({ "what": "text" }),
        #[allow(unreachable_patterns, reason = "proposals may grow, as events do")]
        _ => json!({ "what": "unknown" }),
    }
}

/// Times in days.
fn rules(rules: &Rules) -> Value {
    json!({
        "purpose": rules.purpose,
        "vouches": rules.vouches,
        "budget": rules.budget,
        "fading": rules.fading,
        "quorum": rules.quorum,
        "method": format!("{:?}", rules.method),
        "notice": rules.notice,
        "term": rules.term,
        "retention": rules.retention,
        "history": format!("{:?}", rules.history),
        "recovery_wait": rules.recovery_wait,
    })
}

fn posted(posting: &Posting) -> Value {
    json!({
        "what": "posted",
        "direction": posting.direction.word(),
        "title": posting.title,
        "words": posting.words,
        "kind": posting.kind.word(),
        "urgency": posting.urgency.word(),
        "area": posting.area,
        "until": posting.until.map(|until| until.0),
        "helpers": posting.helpers,
        "for": posting.for_someone,
    })
}
