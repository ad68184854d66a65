//! A peer that counts the votes of the same ballots: `pref-voting`, a Python package, in an environment of its own in the
//! cache, made once. (<https://github.com/voting-tools/pref_voting>, MIT)
//!
//! All that it depends on weighs 780 MB; what the one method that is asked for runs with, 100 MB. So it is installed
//! without its dependencies, and with these few.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::house;
use crate::progress::Progress;

/// A peer that counts otherwise from one day to the next would be no peer.
const PACKAGES: [&str; 5] =
    ["pref-voting==1.18.2", "numpy==2.3.5", "networkx==3.6.1", "tabulate==0.9.0", "filelock==3.32.7"];

/// The path of the Python that has it; or a sentence why it cannot be had here.
pub fn provide(cache: &Path) -> Result<PathBuf, String> {
    let folder = cache.join(PACKAGES[0].replace("==", "-"));
    let python = folder.join("bin").join("python");
    // Written last: an environment that was left half made is made again.
    let whole = folder.join("whole");
    if whole.is_file() {
        return Ok(python);
    }
    let _progress = Progress::of(format!("fetching {}, a peer that counts votes", PACKAGES[0]));
    let made = make(&folder, &python).and_then(|()| fs::write(whole, "").map_err(|wrong| wrong.to_string()));
    made.map(|()| python).map_err(|wrong| format!("{} cannot be had here: {wrong}", PACKAGES[0]))
}

fn make(folder: &Path, python: &Path) -> Result<(), String> {
    succeed(house::child("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    let words = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
    ];
    let python = python.to_str().ok_or("the cache's path is no UTF-8")?;
    succeed(house::child(python).args(words).args(PACKAGES))
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().display().to_string();
    let said = command.stdin(Stdio::null()).output().map_err(|wrong| format!("{program}: {wrong}"))?;
    if said.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&said.stderr);
    Err(format!("{program}: {}", told.lines().last().unwrap_or("it said nothing")))
}
