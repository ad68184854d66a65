//! The judge of accessibility for the window tests: axe-core, a script that looks through a page for what would shut
//! somebody out. It comes from npm's registry into the cache, once.
//! (<https://github.com/dequelabs/axe-core/blob/develop/doc/API.md>)

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::house;
use crate::progress::Progress;

/// A judge whose mind changes from one day to the next would be no judge.
const VERSION: &str = "4.14.1";

/// The path of the script; or a sentence why it cannot be had here.
pub fn provide(cache: &Path) -> Result<PathBuf, String> {
    let folder = cache.join(format!("axe-core-{VERSION}"));
    let script = folder.join("axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    let _progress = Progress::of(format!("fetching axe-core {VERSION}, the judge of accessibility"));
    let fetched = fetch(&folder);
    match fetched {
        Ok(()) if script.is_file() => Ok(script),
        Ok(()) => Err(format!("axe-core {VERSION} has no axe.min.js in it")),
        Err(wrong) => Err(format!("axe-core {VERSION} cannot be had here: {wrong}")),
    }
}

fn fetch(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|wrong| wrong.to_string())?;
    let package = format!("axe-core@{VERSION}");
    // `pack` fetches and runs nothing that the package might want to run.
    succeed(house::child("npm").args(["pack", "--silent", &package]).current_dir(folder))?;
    let archive = format!("axe-core-{VERSION}.tgz");
    let words = ["-xzf", &archive, "--strip-components=1", "package/axe.min.js", "package/LICENSE"];
    succeed(house::child("tar").args(words).current_dir(folder))?;
    fs::remove_file(folder.join(archive)).map_err(|wrong| wrong.to_string())
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
