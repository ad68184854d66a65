//! `cargo dev check-mobile`: does all Rust code type-check for Android and iOS?
//!
//! No phone, no SDK and no Xcode is needed: std is checked from its source along with our code, and the little C in
//! build scripts goes through a compiler that has every target built in. What a green check proves is that types,
//! names and features fit for both systems, with warnings counted as errors. What it does not prove: nothing is linked,
//! no package for a phone comes out, and no radio or screen is touched.
//!
//! The first run for a target takes five or six minutes of processor time, the next one after an edit a few seconds: each
//! target has its own folder in the cache, which only this command uses.

mod tools;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::house::{self, Trouble};
use crate::needs;
use tools::Tools;

/// A kind of phone, and what a build for it wants to be told.
struct Phone {
    /// The word on the command line.
    word: &'static str,
    /// Its name in Rust.
    triple: &'static str,
    /// The words that make `zig cc` compile C that is close enough to it: that C is compiled, never linked.
    zig: &'static str,
    /// Variables that its build scripts want.
    env: &'static [(&'static str, &'static str)],
}

const PHONES: &[Phone] = &[
    Phone {
        word: "android",
        triple: "aarch64-linux-android",
        zig: "-target aarch64-linux-musl -D_GNU_SOURCE -D__ANDROID__=1",
        env: &[],
    },
    Phone {
        word: "ios",
        triple: "aarch64-apple-ios",
        zig: "-target aarch64-macos",
        env: &[("IPHONEOS_DEPLOYMENT_TARGET", "15.0")],
    },
];

/// Cargo builds all of std anew when these change, so they are the same for every run, whoever runs it.
const RUSTFLAGS: &str = "-D warnings";

/// Carries out `cargo dev check-mobile`.
pub fn check_mobile(words: &[String]) -> Result<ExitCode, Trouble> {
    let phones = wanted(words)?;
    let lacking = needs::provide("check-mobile");
    if !lacking.is_empty() {
        return Err(Trouble::Lacking(format!(
            "check-mobile needs Debian's packages {}, which cannot be had here",
            lacking.join(", ")
        )));
    }
    let root = house::root()?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))
        .map_err(|wrong| Trouble::Failed(format!("{}: {wrong}", root.join("Cargo.toml").display())))?;
    let what = what_to_check(&manifest);
    let tools = Tools::provide(&house::cache()?)?;

    let mut failed = Vec::new();
    for phone in phones {
        println!("{}: cargo check {} (some minutes the first time)", phone.word, what.join(" "));
        let since = Instant::now();
        let status = house::carry_out(&mut check(phone, &tools, &root, what))?;
        let seconds = since.elapsed().as_secs();
        if status.success() {
            println!("{}: type-checks ({seconds} s)", phone.word);
        } else {
            println!("{}: does not type-check ({seconds} s)", phone.word);
            failed.push(phone.word);
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Trouble::Failed(format!("the code does not type-check for {}", failed.join(" and "))))
}

fn wanted(words: &[String]) -> Result<Vec<&'static Phone>, Trouble> {
    if words.is_empty() {
        return Ok(PHONES.iter().collect());
    }
    words
        .iter()
        .map(|word| {
            PHONES.iter().find(|phone| phone.word == word).ok_or_else(|| {
                Trouble::Misused(format!("check-mobile knows the phones android and ios, but not `{word}`"))
            })
        })
        .collect()
}

/// The whole app where the workspace has it already, else the two crates that everything else stands on.
fn what_to_check(manifest: &str) -> &'static [&'static str] {
    if has_app(manifest) {
        return &["-p", "tequio", "--no-default-features", "--features", "mobile"];
    }
    println!("The workspace has no package `tequio` yet: checking tequio-core and tequio-node instead.");
    &["-p", "tequio-core", "-p", "tequio-node"]
}

/// Whether the workspace's own manifest is also that of the package `tequio`.
fn has_app(manifest: &str) -> bool {
    manifest
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[package]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .any(|(key, value)| key.trim() == "name" && value.trim() == "\"tequio\"")
}

/// Debian's cargo with its own rustc, in a world where no other toolchain can be found by accident.
fn check(phone: &Phone, tools: &Tools, root: &Path, what: &[&str]) -> Command {
    let mut cargo = house::child("/usr/bin/cargo");
    cargo
        .current_dir(root)
        .args(["check", "-Zbuild-std=std,panic_unwind", "--target", phone.triple])
        .args(what)
        .env("PATH", "/usr/bin:/bin")
        .env("RUSTC", "/usr/bin/rustc")
        // -Zbuild-std is an unstable flag, and Debian's compiler a stable one.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", RUSTFLAGS)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", tools.target_folder(phone.triple))
        // Any folder will do, as long as build scripts do not go and ask Xcode where its SDK is.
        .env("SDKROOT", &tools.empty_sdk)
        .envs(phone.env.iter().copied());
    let triple = phone.triple.replace('-', "_");
    for (name, program) in [("CC", "cc"), ("CXX", "cxx"), ("AR", "ar")] {
        cargo.env(format!("{name}_{triple}"), tools.program(phone.triple, program));
    }
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_phones_are_checked_unless_one_is_named() {
        let words = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            wanted(&words).map(|phones| phones.iter().map(|phone| phone.word).collect::<Vec<_>>())
        };
        assert_eq!(words(&[]).expect("fine"), ["android", "ios"]);
        assert_eq!(words(&["ios"]).expect("fine"), ["ios"]);
        let trouble = words(&["symbian"]).expect_err("it is gone");
        assert_eq!(trouble.to_string(), "check-mobile knows the phones android and ios, but not `symbian`");
    }

    #[test]
    fn the_app_is_checked_as_soon_as_the_workspace_has_it() {
        assert!(has_app("[workspace]\n\n[package]\nname = \"tequio\"\nversion = \"1\"\n"));
        assert!(!has_app("[workspace]\nmembers = [\"app/core\"]\n[workspace.package]\nname = \"tequio\"\n"));
        assert!(!has_app("[package]\nname = \"tequio-core\"\n[[bin]]\nname = \"tequio\"\n"));
    }
}
