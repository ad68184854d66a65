//! `cargo dev run`: see the app live, with whatever this machine can show.
//!
//! A machine with a display shows two phones as windows side by side (`phones`). Any terminal can show a street: five
//! phones in one process that meet and part by a seed. Which of these it is gets decided in [`show`] alone.

use std::env;
use std::process::ExitCode;

use crate::house::{self, Trouble};
use crate::needs;
use crate::phones;

/// What a person who types `cargo dev run` gets to see.
#[derive(Debug, PartialEq)]
enum Show {
    /// Windows, one a phone.
    Windows { phones: usize },
    /// A neighbourhood in the terminal: `phones` phones whose comings and goings follow from `seed`.
    Street { phones: u32, seed: u64 },
}

/// Carries out `cargo dev run`.
pub fn run(words: &[String]) -> Result<ExitCode, Trouble> {
    if let Some(word) = words.first() {
        return Err(Trouble::Misused(format!("`run` takes no further words, such as `{word}`")));
    }
    match show(has_display(), || needs::provide("run").is_empty()) {
        Show::Windows { phones } => phones::open(phones),
        Show::Street { phones, seed } => {
            let mut cargo = house::cargo()?;
            cargo.args(street(phones, seed));
            let status = house::carry_out(&mut cargo)?;
            Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Whether a window would appear anywhere.
pub fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn show(has_display: bool, can_build_windows: impl FnOnce() -> bool) -> Show {
    if has_display && can_build_windows() {
        return Show::Windows { phones: 2 };
    }
    // The same seed each time: two people who talk about what they see have seen the same thing.
    Show::Street { phones: 5, seed: 1 }
}

/// The words for cargo.
fn street(phones: u32, seed: u64) -> Vec<String> {
    let words = format!("run -p tequio-node -- street --phones {phones} --seed {seed}");
    words.split(' ').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_is_the_same_for_everybody() {
        assert_eq!(street(5, 1).join(" "), "run -p tequio-node -- street --phones 5 --seed 1");
    }

    #[test]
    fn windows_open_where_there_is_a_display_and_they_can_be_built_and_a_street_plays_elsewhere() {
        let street = Show::Street { phones: 5, seed: 1 };
        assert_eq!(show(true, || true), Show::Windows { phones: 2 });
        assert_eq!(show(true, || false), street);
        assert_eq!(show(false, || panic!("nothing is installed for a display that is not there")), street);
    }

    #[test]
    fn a_word_too_many_is_named() {
        let trouble = run(&["fast".to_owned()]).expect_err("there is no such word");
        assert_eq!(trouble.to_string(), "`run` takes no further words, such as `fast`");
    }
}
