//! The screens' [`Guard`], filled with the node: what is locked is no running node, and its keys are in no memory.
//!
//! A passphrase comes as a text from the webview, which has its own copies of what was typed; ours are overwritten.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use futures::{FutureExt, channel::oneshot};
use tequio_core::CircleId;
use tequio_node::{
    NotDone, Passphrase,
    store::{backup::Opener, duress, folder::BROUGHT, tries},
};
use tequio_ui::{
    Guard, Host,
    guard::{Decoy, Denied, Piece, Protection},
    host::{Fault, Later, Wrong},
};

use crate::host::{self, NodeHost, WINDOW, runtime, wrong};

/// What a backup's name ends in.
const ENDING: &str = "tequio";
/// The name of a backup is taken if so many are there already; nobody has that many of one second.
const NAMES: u32 = 1_000;

impl Guard for NodeHost {
    fn protection(&self) -> Protection {
        self.running().map_or(Protection::Passphrase, |running| running.protection.get())
    }

    fn wait(&self) -> u32 {
        let wait = tries::wait(tries::failed(&self.options.folder));
        let since = self.tried.get().unwrap_or(self.begun).elapsed();
        wait.saturating_sub(since).as_millis().div_ceil(1_000) as u32
    }

    fn unlock(&self, passphrase: String) -> Later<Result<(), Wrong>> {
        if self.wait() > 0 {
            return async { Err(Denied::Wrong.into()) }.boxed_local();
        }
        let mut options = self.options.clone();
        options.unlock.passphrase = match secret(passphrase) {
            Ok(passphrase) => Some(passphrase),
            Err(denied) => return async move { Err(denied.into()) }.boxed_local(),
        };
        let folder = options.folder.clone();
        // Counted before, so that nobody gains by ending the app in the middle.
        let failed = tries::failed(&folder);
        tries::keep(&folder, failed.saturating_add(1));
        let opened = self.take_in(host::start(options));
        let tried = self.tried.clone();
        async move {
            let opened = opened.await;
            tried.set(Some(Instant::now()));
            match opened {
                Ok(()) => {
                    tries::keep(&folder, 0);
                    // Caches of a phone that may be gone by now; after any passphrase, so that nothing tells one
                    // from the other.
                    let _ = fs::remove_dir_all(folder.join(WINDOW));
                    Ok(())
                }
                Err(NotDone::Fault(tequio_node::Fault::WrongPassphrase)) => Err(Denied::Wrong.into()),
                Err(not_done) => {
                    // That was not the fault of whoever typed.
                    tries::keep(&folder, failed);
                    Err(wrong(not_done))
                }
            }
        }
        .boxed_local()
    }

    fn lock(&self) -> Later<()> {
        let closing = self.close();
        let (done, locked) = oneshot::channel();
        runtime().spawn(async move {
            closing.await;
            let _ = done.send(());
        });
        locked.map(drop).boxed_local()
    }

    fn set_passphrase(&self, current: Option<String>, new: Option<String>) -> Later<Result<(), Wrong>> {
        let secrets =
            current.map(known).transpose().and_then(|current| Ok((current, new.map(secret).transpose()?)));
        let (current, new) = match secrets {
            Ok(secrets) => secrets,
            Err(denied) => return async move { Err(denied.into()) }.boxed_local(),
        };
        let running = self.running();
        let changed = self.ask(move |node| async move { node.set_passphrase(current, new).await });
        async move {
            let protection = shown(changed.await?);
            if let Some(running) = running {
                running.protection.set(protection);
            }
            Ok(())
        }
        .boxed_local()
    }

    fn set_duress(&self, current: String, code: Option<(String, Decoy)>) -> Later<Result<(), Wrong>> {
        let now = self.now();
        // What its screens would have kept: the decoy speaks as its owner does.
        let language = self.kept("setting/language");
        let wanted = known(current).and_then(|current| {
            let code = code.map(|(code, decoy)| {
                let mut settings = vec![("setting/name".to_owned(), decoy.name.clone().into_bytes())];
                settings.extend(language.map(|tag| ("setting/language".to_owned(), tag)));
                let Decoy { name, circle_name } = decoy;
                Ok((secret(code)?, duress::Decoy { name, circle_name, since: now, settings }))
            });
            Ok((current, code.transpose()?))
        });
        match wanted {
            Ok((current, code)) => self.ask(move |node| async move { node.set_duress(current, code).await }),
            Err(denied) => async move { Err(Wrong::from(denied)) }.boxed_local(),
        }
    }

    fn place(&self) -> String {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        home.to_string_lossy().into_owned()
    }

    fn suspend(&self, folder: String, passphrase: String) -> Later<Result<String, Wrong>> {
        let path = free_name(Path::new(&folder), self.now().0, ENDING);
        let (Ok(passphrase), Some(path)) = (secret(passphrase), path) else {
            return async { Err(Denied::Place.into()) }.boxed_local();
        };
        let (running, window) = (self.running(), self.options.folder.join(WINDOW));
        let shown_path = path.display().to_string();
        let suspended = self.ask(move |node| async move {
            node.suspend(path, passphrase).await?;
            let _ = fs::remove_dir_all(window);
            node.counters().await
        });
        async move {
            let counters = suspended.await.map_err(|wrong| match wrong {
                // Whatever is wrong with the file is wrong with the place that was chosen for it.
                Wrong::Denied(_) | Wrong::Fault(Fault::Disk | Fault::Full | Fault::ReadOnly) => {
                    Denied::Place.into()
                }
                wrong => wrong,
            })?;
            if let Some(running) = running {
                running.kept.borrow_mut().clear();
                running.protection.set(counters.protection.map_or(Protection::File, shown));
            }
            Ok(shown_path)
        }
        .boxed_local()
    }

    fn suspend_to(&self, contact: CircleId, passphrase: String) -> Later<Result<(), Wrong>> {
        let passphrase = match secret(passphrase) {
            Ok(passphrase) => passphrase,
            Err(denied) => return async move { Err(denied.into()) }.boxed_local(),
        };
        let (running, window) = (self.running(), self.options.folder.join(WINDOW));
        let suspended = self.ask(move |node| async move {
            node.suspend_to(&contact, passphrase).await?;
            let _ = fs::remove_dir_all(window);
            node.counters().await
        });
        async move {
            let counters = suspended.await?;
            if let Some(running) = running {
                running.kept.borrow_mut().clear();
                running.protection.set(counters.protection.map_or(Protection::File, shown));
            }
            Ok(())
        }
        .boxed_local()
    }

    fn give_back(&self, contact: CircleId, code: String) -> Later<Result<(), Wrong>> {
        self.ask(move |node| async move { node.give_back(&contact, &code).await })
    }

    fn throw_away(&self, contact: CircleId) -> Later<Result<(), Wrong>> {
        self.ask(move |node| async move { node.throw_away(&contact).await })
    }

    fn bring(&self, piece: Piece) -> Later<Result<(), Wrong>> {
        let path = self.options.folder.join(BROUGHT);
        let (done, taken) = oneshot::channel();
        runtime().spawn_blocking(move || {
            let mut open = OpenOptions::new();
            let written = match piece {
                Piece::Begin => open.write(true).create(true).truncate(true).open(&path).map(drop),
                Piece::Bytes(bytes) => {
                    open.append(true).open(&path).and_then(|mut file| file.write_all(&bytes))
                }
            };
            let _ = done.send(written.is_ok());
        });
        async move {
            match taken.await {
                Ok(true) => Ok(()),
                _ => Err(Denied::NoFile.into()),
            }
        }
        .boxed_local()
    }

    fn restore(&self, passphrase: String) -> Later<Result<(), Wrong>> {
        let passphrase = match secret(passphrase) {
            Ok(passphrase) => passphrase,
            Err(denied) => return async move { Err(denied.into()) }.boxed_local(),
        };
        let (running, path) = (self.running(), self.options.folder.join(BROUGHT));
        let restored = self.ask(move |node| async move {
            node.restore(path.clone(), Opener::Passphrase(passphrase)).await?;
            let _ = fs::remove_file(path);
            node.settings().await
        });
        async move {
            let kept = restored.await.map_err(|wrong| match wrong {
                Wrong::Fault(Fault::Damaged) => Denied::NoBackup.into(),
                wrong => wrong,
            })?;
            if let Some(running) = running {
                running.kept.replace(kept);
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// What guards the phone, for its screens.
pub(crate) fn shown(protection: tequio_node::Protection) -> Protection {
    match protection {
        tequio_node::Protection::File => Protection::File,
        tequio_node::Protection::Keychain => Protection::Keychain,
        tequio_node::Protection::Passphrase => Protection::Passphrase,
    }
}

fn secret(words: String) -> Result<Passphrase, Denied> {
    let is_empty = words.is_empty();
    Passphrase::new(words).map_err(|_| if is_empty { Denied::Empty } else { Denied::Long })
}

/// The passphrase that there is. What cannot be one is not that one.
fn known(words: String) -> Result<Passphrase, Denied> {
    secret(words).map_err(|_| Denied::Wrong)
}

/// A new file in this folder, if there is such a folder.
pub(crate) fn free_name(folder: &Path, now: u64, ending: &str) -> Option<PathBuf> {
    if !folder.is_absolute() || !folder.is_dir() {
        return None;
    }
    let name = |n: u32| match n {
        0 => folder.join(format!("tequio-{now}.{ending}")),
        n => folder.join(format!("tequio-{now}-{n}.{ending}")),
    };
    (0..NAMES).map(name).find(|path| !path.exists())
}

/// What a secret, a place or a file was not taken for.
pub(crate) fn denied(not_done: &NotDone) -> Option<Denied> {
    Some(match not_done {
        NotDone::Alike => Denied::Alike,
        NotDone::Backup(_) => Denied::NoBackup,
        NotDone::NotNear => Denied::NotNear,
        NotDone::NoRoom => Denied::NoRoom,
        NotDone::TooLarge(_) => Denied::TooLarge,
        NotDone::File { .. } => Denied::Place,
        NotDone::Fault(tequio_node::Fault::WrongPassphrase | tequio_node::Fault::Locked) => Denied::Wrong,
        NotDone::Fault(tequio_node::Fault::Passphrase { .. }) => Denied::Long,
        _ => return None,
    })
}
