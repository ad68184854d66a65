//! Where things are, how a child is started, and the three ways in which the tool can fail.
//!
//! Cargo hands everything that it runs a set of variables about the package at hand. Build scripts and `env!` look at
//! those, so a cargo that finds ours in its environment believes that things have changed and builds them anew. A child
//! therefore gets the environment that the person at the keyboard had: what cargo added is taken out, what the person
//! set (`CARGO_HOME`, `CARGO_TARGET_DIR`, `CARGO_INCREMENTAL`, proxies, colours, profiles …) stays.

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

/// Why a subcommand could not do what it was asked. Each kind has an exit code of its own, for scripts.
#[derive(Debug)]
pub enum Trouble {
    /// The thing was tried and is not well (exit code 1).
    Failed(String),
    /// The words after `cargo dev` make no sense to us (exit code 2).
    Misused(String),
    /// This machine lacks something that we cannot give it, so the thing was skipped (exit code 3).
    Lacking(String),
}

impl Trouble {
    /// The exit code that tells scripts which kind of trouble this is.
    pub fn code(&self) -> ExitCode {
        match self {
            Trouble::Failed(_) => ExitCode::from(1),
            Trouble::Misused(_) => ExitCode::from(2),
            Trouble::Lacking(_) => ExitCode::from(3),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Failed(sentence) | Trouble::Misused(sentence) => out.write_str(sentence),
            Trouble::Lacking(sentence) => write!(out, "skipped: {sentence}"),
        }
    }
}

/// The folder of the workspace: the nearest one, from here upwards, whose `Cargo.toml` opens a workspace.
///
/// It is looked for at each start rather than compiled in, so that two clones can share one target folder.
pub fn root() -> Result<PathBuf, Trouble> {
    let here = env::current_dir().map_err(|wrong| Trouble::Failed(format!("no current folder: {wrong}")))?;
    here.ancestors()
        .find(|folder| {
            fs::read_to_string(folder.join("Cargo.toml"))
                .is_ok_and(|manifest| manifest.lines().any(|line| line.trim() == "[workspace]"))
        })
        .map(Path::to_path_buf)
        .ok_or_else(|| Trouble::Failed(format!("{} lies in no cargo workspace", here.display())))
}

/// The folder for what is costly to get and can be thrown away: `TEQUIO_CACHE`, else `~/.cache/tequio`.
pub fn cache() -> Result<PathBuf, Trouble> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("TEQUIO_CACHE")
        .or_else(|| set("HOME").map(|home| home.join(".cache").join("tequio")))
        .ok_or_else(|| {
        Trouble::Lacking("neither TEQUIO_CACHE nor HOME says where to keep things".into())
    })?;
    let wrong = |wrong: io::Error| Trouble::Failed(format!("the cache {}: {wrong}", folder.display()));
    fs::create_dir_all(&folder).map_err(wrong)?;
    // A relative folder would mean another one for each child that is started elsewhere.
    std::path::absolute(&folder).map_err(wrong)
}

/// The cargo that the person at the keyboard calls (rustup's included), in the workspace's folder.
pub fn cargo() -> Result<Command, Trouble> {
    let mut cargo = child("cargo");
    cargo.current_dir(root()?);
    Ok(cargo)
}

/// Builds with cargo, its words going where ours go, and returns the programs that came out.
pub fn build(words: &[&str]) -> Result<Vec<PathBuf>, Trouble> {
    let mut cargo = cargo()?;
    // The target folder can be anywhere; cargo itself says where it put what.
    cargo.args(["build", "--message-format=json-render-diagnostics"]).args(words);
    let said = cargo.stdout(Stdio::piped()).stderr(Stdio::inherit()).output();
    let said = said.map_err(|wrong| not_started(&cargo, &wrong))?;
    if !said.status.success() {
        return Err(Trouble::Failed("cargo could not build it: see above".into()));
    }
    Ok(String::from_utf8_lossy(&said.stdout).lines().filter_map(program_in).collect())
}

/// The program that a line of cargo's tells of, if it does.
fn program_in(line: &str) -> Option<PathBuf> {
    let (_, rest) = line.split_once("\"executable\":\"")?;
    // Paths with quotes or backslashes in them are written otherwise; nobody has met one here.
    rest.split_once('"').map(|(path, _)| PathBuf::from(path))
}

/// A program with the environment of the person at the keyboard.
pub fn child(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(set_by_cargo) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the command to its end, its output going where ours goes.
pub fn carry_out(command: &mut Command) -> Result<ExitStatus, Trouble> {
    command.status().map_err(|wrong| not_started(command, &wrong))
}

/// The sentence for a program that did not even start.
pub fn not_started(command: &Command, wrong: &io::Error) -> Trouble {
    Trouble::Failed(format!("`{}` could not be started: {wrong}", command.get_program().display()))
}

/// Whether cargo sets this variable for what it runs (the cargo book, "Environment variables Cargo sets for crates").
fn set_by_cargo(name: &str) -> bool {
    const EXACTLY: [&str; 4] = ["CARGO", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "CARGO_MAKEFLAGS"];
    const FAMILIES: [&str; 5] =
        ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CFG_", "CARGO_FEATURE_"];
    EXACTLY.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_adds_is_taken_out_and_what_a_person_sets_stays() {
        for added in
            ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_BIN_NAME"]
        {
            assert!(set_by_cargo(added), "{added} would make children build anew");
        }
        for own in [
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "CARGO_NET_OFFLINE",
            "CARGO_BUILD_JOBS",
            "CARGO_TERM_COLOR",
            "CARGO_INCREMENTAL",
            "CARGO_HTTP_CAINFO",
            "RUSTUP_TOOLCHAIN",
            "PATH",
        ] {
            assert!(!set_by_cargo(own), "{own} is the person's own");
        }
    }

    #[test]
    fn a_child_does_not_see_the_variables_of_the_package_that_started_it() {
        // Cargo runs this very test with them set, which makes it its own example.
        assert!(env::var_os("CARGO_MANIFEST_DIR").is_some());
        let command = child("true");
        let removed = command.get_envs().any(|(name, value)| name == "CARGO_MANIFEST_DIR" && value.is_none());
        assert!(removed);
    }

    #[test]
    fn a_program_is_found_in_cargos_lines_and_a_library_is_none() {
        let line = r#"{"reason":"compiler-artifact","executable":"/target/debug/tequio","fresh":true}"#;
        assert_eq!(program_in(line), Some(PathBuf::from("/target/debug/tequio")));
        assert_eq!(program_in(r#"{"reason":"compiler-artifact","executable":null}"#), None);
    }

    #[test]
    fn the_root_is_found_from_deep_inside() {
        let root = root().expect("the tests of this crate run in its workspace");
        assert!(root.join("platform/dev/Cargo.toml").is_file());
    }
}
