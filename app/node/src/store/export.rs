//! All that is one's own, for anybody and any program to read: JSON, one value a line.
//!
//! ```text
//! settings.jsonl          {"setting": …, "text": … or "hex": …}
//! <circle's id>.jsonl     {"circle": …, "device": …, "hidden": […]}, then its entries in the order in which they came
//! ```
//!
//! Nothing here is sealed any more, and nothing here opens anything: keys and secrets stay in the store.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use tequio_core::{CircleId, Entry, EntryId, Event, entry::Payload, event::Posting};

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
    let mut files: BTreeMap<CircleId, BufWriter<File>> = BTreeMap::new();
    for (keys, hidden) in store.kept()? {
        let mut file = create(&format!("{}.jsonl", keys.circle)).map_err(io)?;
        let hidden: Vec<String> = hidden.iter().map(ToString::to_string).collect();
        let line = json!({
            "circle": keys.circle.to_string(),
            "device": keys.device().to_string(),
            "hidden": hidden,
        });
        writeln!(file, "{line}").map_err(io)?;
        files.insert(keys.circle, file);
        amount.circles += 1;
    }
    store.each_entry(|circle, id, bytes| {
        let (Some(file), Ok(entry)) = (files.get_mut(&circle), Entry::reread(bytes)) else { return Ok(()) };
        amount.entries += 1;
        writeln!(file, "{}", entry_line(&id, &entry)).map_err(io)
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
    for mut file in files.into_values().chain([settings]) {
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(io)?;
    }
    Ok(amount)
}

/// An entry as a person or a script reads it: its header, and what it says in words. What this version has no words
/// for is there as bytes.
pub fn entry_line(id: &EntryId, entry: &Entry) -> Value {
    let header = &entry.header;
    let says = match &entry.payload {
        Payload::Kept(bytes) => match Event::decode(bytes) {
            Some(event) => says(&event, bytes),
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

fn says(event: &Event, bytes: &[u8]) -> Value {
    match event {
        Event::Founded { name, .. } => json!({ "what": "founded", "name": name }),
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
        }),
        Event::Noted { post, to, .. } => {
            json!({ "what": "noted", "post": post.to_string(), "to": to.to_string() })
        }
        Event::SaidDone { post, person } => {
            json!({ "what": "said done", "post": post.to_string(), "person": person.to_string() })
        }
        Event::Withdrawn { post } => json!({ "what": "withdrawn", "post": post.to_string() }),
        Event::Cancelled { post, notice } => {
            json!({ "what": "cancelled", "post": post.to_string(), "notice": notice })
        }
        #[allow(unreachable_patterns, reason = "events may grow, and then are exported as bytes first")]
        _ => json!({ "what": "unknown", "hex": HEXLOWER.encode(bytes) }),
    }
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
