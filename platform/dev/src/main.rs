//! `cargo dev`: the project's own tool, and the only command a newcomer has to know.
//!
//! It starts the app, runs the tests, takes the measurements and checks the phone builds. Each of these needs a little
//! more than plain cargo gives (a package of the system, a count of skipped tests, a table with a peer's figures, a C
//! compiler for a phone), and that little is written down here once instead of in everybody's shell history.
//!
//! The tool has no dependency, so that on a fresh machine it is there within seconds, and it asks nothing: what is
//! missing it installs or names in one line, and then goes on with what needs nothing.
//!
//! Read on in this order: `house` (where things are, how cargo is called), `progress` (what to show while one waits),
//! `needs` (what the system must have), then one file a subcommand.

#![forbid(unsafe_code)]

mod house;
mod progress;

mod needs;

mod check_mobile;
mod measure;
mod phones;
mod radio_lab;
mod run;
mod test;

use std::process::ExitCode;

use house::Trouble;

/// One subcommand: how it is called, what it is for, and what carries it out.
struct Verb {
    name: &'static str,
    words: &'static str,
    what: &'static str,
    go: fn(&[String]) -> Result<ExitCode, Trouble>,
}

/// Everything that `cargo dev` can do, in the order in which a newcomer meets it.
const VERBS: &[Verb] = &[
    Verb {
        name: "run",
        words: "",
        what: "two phones side by side; without a display, a street in this terminal",
        go: run::run,
    },
    Verb {
        name: "phones",
        words: "[N]",
        what: "so many phones side by side, in one circle",
        go: phones::phones,
    },
    Verb {
        name: "test",
        words: "[--nightly] [-- ARGS]",
        what: "every test; ARGS go to `cargo test`",
        go: test::test,
    },
    Verb {
        name: "measure",
        words: "[NAME…] [--json]",
        what: "our figures beside a peer's, and whether they hold",
        go: measure::measure,
    },
    Verb {
        name: "radio-lab",
        words: "[TEST…]",
        what: "real Bluetooth between three phones, in a kernel of its own",
        go: radio_lab::radio_lab,
    },
    Verb {
        name: "check-mobile",
        words: "[android|ios]",
        what: "does all Rust code type-check for phones?",
        go: check_mobile::check_mobile,
    },
    Verb {
        name: "needs",
        words: "SUBCOMMAND…",
        what: "install what these want of the system, and nothing more",
        go: needs::needs,
    },
    Verb { name: "help", words: "", what: "this list", go: help },
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match obey(&words) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("cargo dev: {trouble}");
            trouble.code()
        }
    }
}

fn obey(words: &[String]) -> Result<ExitCode, Trouble> {
    let Some((name, rest)) = words.split_first() else {
        return help(&[]);
    };
    match find(name) {
        Some(verb) => (verb.go)(rest),
        None => {
            let known: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
            Err(Trouble::Misused(format!("there is no `{name}`; there is {}", known.join(", "))))
        }
    }
}

/// The subcommand of that name. Who asks for help the way other tools want to be asked gets it too.
fn find(name: &str) -> Option<&'static Verb> {
    let name = if matches!(name, "-h" | "--help") { "help" } else { name };
    VERBS.iter().find(|verb| verb.name == name)
}

fn help(_: &[String]) -> Result<ExitCode, Trouble> {
    let calls: Vec<String> =
        VERBS.iter().map(|verb| format!("cargo dev {} {}", verb.name, verb.words)).collect();
    let width = calls.iter().map(|call| call.chars().count()).max().unwrap_or(0);
    for (verb, call) in VERBS.iter().zip(&calls) {
        println!("{call:width$}  {}", verb.what);
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subcommand_is_found_by_its_name_and_help_by_its_usual_ones() {
        for verb in VERBS {
            assert_eq!(find(verb.name).map(|found| found.name), Some(verb.name));
        }
        for name in ["help", "-h", "--help"] {
            assert_eq!(find(name).map(|found| found.name), Some("help"));
        }
    }

    #[test]
    fn an_unknown_subcommand_is_told_which_ones_there_are() {
        let trouble = obey(&["dance".to_owned()]).expect_err("nobody has taught it to dance");
        assert_eq!(
            trouble.to_string(),
            "there is no `dance`; there is run, phones, test, measure, radio-lab, check-mobile, needs, help"
        );
    }
}
