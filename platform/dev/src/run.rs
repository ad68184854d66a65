//! `cargo dev run`: see the app live, with whatever this machine can show.
//!
//! A machine with a display could show phones as windows; any terminal can show a street: five phones in one process
//! that meet and part by a seed. Which of these it is gets decided in [`show`] alone.

use std::process::ExitCode;

use crate::house::{self, Trouble};

/// What a person who types `cargo dev run` gets to see.
enum Show {
    /// A neighbourhood in the terminal: `phones` phones whose comings and goings follow from `seed`.
    Street { phones: u32, seed: u64 },
}

/// Carries out `cargo dev run`.
pub fn run(words: &[String]) -> Result<ExitCode, Trouble> {
    if let Some(word) = words.first() {
        return Err(Trouble::Misused(format!("`run` takes no further words, such as `{word}`")));
    }
    let mut cargo = house::cargo()?;
    cargo.args(call(&show()));
    let status = house::carry_out(&mut cargo)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show() -> Show {
    // The same seed each time: two people who talk about what they see have seen the same thing.
    Show::Street { phones: 5, seed: 1 }
}

/// The words for cargo.
fn call(show: &Show) -> Vec<String> {
    match show {
        Show::Street { phones, seed } => {
            let words = format!("run -p tequio-node -- street --phones {phones} --seed {seed}");
            words.split(' ').map(str::to_owned).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_is_the_same_for_everybody() {
        assert_eq!(call(&show()).join(" "), "run -p tequio-node -- street --phones 5 --seed 1");
    }

    #[test]
    fn a_word_too_many_is_named() {
        let trouble = run(&["fast".to_owned()]).expect_err("there is no such word");
        assert_eq!(trouble.to_string(), "`run` takes no further words, such as `fast`");
    }
}
