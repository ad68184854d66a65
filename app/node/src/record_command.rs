//! `record`, `verify` and `minutes`: a meeting as one file that everybody can check, and as a page that everybody can
//! read.

mod json;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use tequio_core::{
    Entry, EntryId, Replica,
    record::{Checked, RECORD_BYTES_MAX, check},
};
use tequio_node::{
    Clock, Unlock,
    minutes::{html, verdict, words::Tongue},
    store::{self, Opened},
};

use crate::{kept_command::seed, phone_command::read_passphrase, value_of};

/// What the options say.
#[derive(Default)]
struct Wanted {
    what: Option<String>,
    phone: Option<PathBuf>,
    out: Option<PathBuf>,
    tongue: Tongue,
    unlock: Unlock,
    json: bool,
}

impl Wanted {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Wanted, String> {
        let mut wanted = Wanted::default();
        while let Some(option) = words.next() {
            let mut value = || value_of(&option, &mut words);
            match option.as_str() {
                "--phone" => wanted.phone = Some(PathBuf::from(value()?)),
                "--out" => wanted.out = Some(PathBuf::from(value()?)),
                "--keychain" => wanted.unlock.keychain = true,
                "--passphrase-file" => wanted.unlock.passphrase = Some(read_passphrase(&value()?)?),
                "--language" => wanted.tongue = Tongue::read(&value()?)?,
                "--json" => wanted.json = true,
                other if other.starts_with("--") => {
                    return Err(format!("there is no option `{other}` here; see `tequio-node help`"));
                }
                what if wanted.what.is_none() => wanted.what = Some(what.to_owned()),
                other => return Err(format!("one at a time, and `{other}` is a second one")),
            }
        }
        Ok(wanted)
    }

    fn file(&self) -> Result<&Path, String> {
        self.what.as_deref().map(Path::new).ok_or_else(|| "say which record: a file".to_owned())
    }

    fn out(&self) -> Result<&Path, String> {
        self.out.as_deref().ok_or_else(|| "say where to: --out FILE".to_owned())
    }
}

/// `record MEETING --phone DIR --out FILE`.
///
/// # Errors
/// A sentence about the options, or about what the phone does not hold.
pub fn record(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = Wanted::read(words)?;
    let (phone, out) = (wanted.phone.as_deref().ok_or("say which phone: --phone DIR")?, wanted.out()?);
    let meeting = wanted.what.as_deref().ok_or("say which meeting: its id, or how it begins")?;
    // Looking at a phone does not make one.
    if !phone.join(store::folder::FILE_NAME).exists() {
        return Err(format!("no phone lives in {}", phone.display()));
    }
    let (_held, Opened { circles, .. }) =
        store::open(phone, &wanted.unlock).map_err(|fault| fault.to_string())?;
    let now = Clock::default().now();
    let mut found = Vec::new();
    for (keys, kept) in circles {
        let entries: BTreeMap<EntryId, Entry> = kept.entries.iter().cloned().collect();
        let replica = Replica::open(keys, kept, seed()?, now);
        let meetings = replica.deciding(now).meetings.into_iter().map(|card| card.id);
        for id in meetings.filter(|id| id.to_string().starts_with(meeting)) {
            found.push(replica.record(&id, |id| entries.get(id).cloned()));
        }
    }
    let record = match found.len() {
        0 => return Err(format!("this phone knows of no meeting whose id begins with `{meeting}`")),
        1 => found.remove(0).map_err(|none| none.to_string())?,
        several => return Err(format!("there are {several} meetings whose ids begin with `{meeting}`")),
    };
    let bytes = record.encode();
    write(out, &bytes)?;
    println!("{}: {} bytes, {} entries", out.display(), bytes.len(), record.entries.len());
    Ok(true)
}

/// `verify RECORD`.
///
/// # Errors
/// A sentence about the options, or about a file that cannot be read at all.
pub fn verify(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = Wanted::read(words)?;
    let checked = check(&read(wanted.file()?)?, seed()?);
    let told = match wanted.json {
        true => format!("{}\n", json::of(&checked)),
        false => verdict::of(&checked),
    };
    // A reader that went away has seen enough.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    Ok(checked.is_ok_and(|checked| checked.faults.is_empty()))
}

/// `minutes RECORD --out FILE.html`.
///
/// # Errors
/// A sentence about the options, or about a record that does not hold.
pub fn minutes(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = Wanted::read(words)?;
    let file = wanted.file()?;
    let checked = checked(file)?;
    let page = html::of(&checked, wanted.tongue);
    match &wanted.out {
        Some(out) => write(out, page.as_bytes())?,
        None => drop(std::io::stdout().lock().write_all(page.as_bytes())),
    }
    Ok(true)
}

/// A record that holds: of another there is no page, since it would look as true as any.
fn checked(file: &Path) -> Result<Checked, String> {
    let checked = check(&read(file)?, seed()?).map_err(|bad| format!("{}: {bad}", file.display()))?;
    match checked.faults.first() {
        None => Ok(checked),
        Some(fault) => Err(format!("{}: this record does not hold: {fault}", file.display())),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let wrong = |wrong: std::io::Error| format!("{}: {wrong}", path.display());
    let mut bytes = Vec::new();
    let most = RECORD_BYTES_MAX as u64 + 1;
    File::open(path).map_err(wrong)?.take(most).read_to_end(&mut bytes).map_err(wrong)?;
    Ok(bytes)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|wrong| format!("{}: {wrong}", path.display()))
}
