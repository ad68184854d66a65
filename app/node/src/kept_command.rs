//! What a phone keeps, looked at and carried from the command line while it is not running: `log`, `backup`,
//! `restore`. JSON lines on stdout; ends with failure when something is not as it should be.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde_json::{Value, json};
use tequio_core::{Entry, Keys, Rejected, Replica, Time, log::Log, replica::Kept};
use tequio_node::{
    Clock, Passphrase, Unlock,
    store::{self, Opened, Store, backup, export},
};

use crate::{phone_command::read_passphrase, value_of};

/// Entries whose signatures are checked in one go.
const BATCH: usize = 256;

/// What the options say.
#[derive(Default)]
struct Wanted {
    phone: Option<PathBuf>,
    circle: Option<String>,
    to: Option<PathBuf>,
    from: Option<PathBuf>,
    unlock: Unlock,
    backup_passphrase: Option<Passphrase>,
}

impl Wanted {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Wanted, String> {
        let mut wanted = Wanted::default();
        while let Some(option) = words.next() {
            let mut value = || value_of(&option, &mut words);
            match option.as_str() {
                "--phone" => wanted.phone = Some(PathBuf::from(value()?)),
                "--circle" => wanted.circle = Some(value()?),
                "--to" => wanted.to = Some(PathBuf::from(value()?)),
                "--from" => wanted.from = Some(PathBuf::from(value()?)),
                "--keychain" => wanted.unlock.keychain = true,
                "--passphrase-file" => wanted.unlock.passphrase = Some(read_passphrase(&value()?)?),
                "--backup-passphrase-file" => wanted.backup_passphrase = Some(read_passphrase(&value()?)?),
                other => return Err(format!("there is no option `{other}` here; see `tequio-node help`")),
            }
        }
        Ok(wanted)
    }

    fn phone(&self) -> Result<&Path, String> {
        self.phone.as_deref().ok_or_else(|| "say which phone: --phone DIR".to_owned())
    }

    fn open(&self) -> Result<(store::folder::Folder, Opened), String> {
        let phone = self.phone()?;
        // Looking at a phone does not make one.
        if !phone.join(store::folder::FILE_NAME).exists() {
            return Err(format!("no phone lives in {}", phone.display()));
        }
        store::open(phone, &self.unlock).map_err(|fault| fault.to_string())
    }
}

/// `log show | verify | export`.
///
/// # Errors
/// A sentence about the options or the fault that keeps the phone from being read.
pub fn log(mut words: impl Iterator<Item = String>) -> Result<bool, String> {
    let verb = words.next().ok_or("say what: log show, log verify or log export")?;
    let wanted = Wanted::read(words)?;
    match verb.as_str() {
        "show" => show(&wanted),
        "verify" => verify(&wanted),
        "export" => {
            let to = wanted.to.as_deref().ok_or("say where to: --to DIR")?;
            let (_held, Opened { store, .. }) = wanted.open()?;
            let amount = export::export(&store, to).map_err(|fault| fault.to_string())?;
            tell(&told(amount));
            Ok(is_whole(&store))
        }
        other => Err(format!("there is no `log {other}`; there is show, verify and export")),
    }
}

/// `backup`.
///
/// # Errors
/// See [`log`].
pub fn backup(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = Wanted::read(words)?;
    let to = wanted.to.as_deref().ok_or("say where to: --to FILE")?;
    let passphrase = wanted.backup_passphrase.as_ref().ok_or("it wants --backup-passphrase-file FILE")?;
    let (_held, Opened { mut store, circles, .. }) = wanted.open()?;
    let entrusted = backup::entrust(&mut store, circles, seed()?, Clock::default().now());
    entrusted.map_err(|fault| fault.to_string())?;
    let amount = backup::backup(&store, to, passphrase, seed()?).map_err(|fault| fault.to_string())?;
    tell(&told(amount));
    Ok(is_whole(&store))
}

/// `restore`.
///
/// # Errors
/// See [`log`].
pub fn restore(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = Wanted::read(words)?;
    let from = wanted.from.as_deref().ok_or("say what from: --from FILE")?;
    let passphrase = wanted.backup_passphrase.as_ref().ok_or("it wants --backup-passphrase-file FILE")?;
    let restored = backup::restore(from, passphrase, wanted.phone()?, &wanted.unlock, seed()?);
    let (amount, protection) = restored.map_err(|not_done| not_done.to_string())?;
    let mut line = told(amount);
    line["protection"] = format!("{protection:?}").into();
    tell(&line);
    Ok(true)
}

fn show(wanted: &Wanted) -> Result<bool, String> {
    let (_held, Opened { store, .. }) = wanted.open()?;
    let shown = store.each_entry(|circle, id, bytes| {
        let circle = circle.to_string();
        if wanted.circle.as_ref().is_some_and(|wanted| !circle.starts_with(wanted.as_str())) {
            return Ok(());
        }
        if let Ok(entry) = Entry::reread(bytes) {
            let mut line = export::entry_line(&id, &entry, None);
            line["circle"] = circle.into();
            tell(&line);
        }
        Ok(())
    });
    shown.map_err(|fault| fault.to_string())?;
    Ok(is_whole(&store))
}

/// Checks everything again that was checked when it came: spelling, names, signatures, causes and numbers.
fn verify(wanted: &Wanted) -> Result<bool, String> {
    let (_held, Opened { store, circles, .. }) = wanted.open()?;
    let mut dice = ChaCha20Rng::from_seed(seed()?);
    let mut well = is_whole(&store);
    for (keys, kept) in circles {
        let (mut wrong, entries) = (BTreeMap::<String, u64>::new(), kept.entries.len());
        let mut log = Log::new(keys.circle, keys.device());
        let mut count = |rejected: Rejected| *wrong.entry(format!("{rejected:?}")).or_default() += 1;
        let mut ordered: Vec<_> = kept.entries.iter().collect();
        ordered.sort_by_key(|(_, entry)| entry.header.lamport);
        for batch in ordered.chunks(BATCH) {
            for (id, entry) in batch.iter().copied() {
                match Entry::decode(&entry.encode()) {
                    Ok(same) if same.id(&keys.circle) == *id => {}
                    Ok(_) => count(Rejected::Forged),
                    Err(rejected) => count(rejected),
                }
            }
            // What lies here without its words was taken or erased by rule.
            let late = Time(u64::MAX);
            match log.verify(batch.iter().map(|(_, entry)| entry.clone()).collect(), late, &mut dice) {
                Ok(fresh) => {
                    for (id, entry) in fresh {
                        if let Err(rejected) = log.admit(id, entry) {
                            count(rejected);
                        }
                    }
                }
                Err(rejected) => count(rejected),
            }
        }
        let line = verdict(&keys, kept, entries, &log, &wrong);
        well &= wrong.is_empty() && log.waiting() == 0;
        tell(&line);
    }
    if store.damaged() > 0 {
        tell(&json!({ "damaged": store.damaged() }));
    }
    Ok(well)
}

fn verdict(keys: &Keys, kept: Kept, entries: usize, log: &Log, wrong: &BTreeMap<String, u64>) -> Value {
    let hash = Replica::open(keys.clone(), kept, [0; 32], Time(0)).state_hash();
    json!({
        "circle": keys.circle.to_string(),
        "entries": entries,
        "wrong": wrong,
        "waiting": log.waiting(),
        "forks": log.forks().len(),
        "hash": data_encoding::HEXLOWER.encode(&hash),
    })
}

fn is_whole(store: &Store) -> bool {
    if let Some(why) = store.only_reads() {
        eprintln!("tequio-node: {why}");
    }
    store.damaged() == 0
}

fn told(amount: backup::Amount) -> Value {
    json!({ "circles": amount.circles, "entries": amount.entries, "settings": amount.settings })
}

fn tell(line: &Value) {
    // A reader that went away has seen enough.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// A seed that nobody else knows.
///
/// # Errors
/// If this system has none.
pub fn seed() -> Result<[u8; 32], String> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|wrong| format!("this system gives no random numbers ({wrong})"))?;
    Ok(seed)
}
