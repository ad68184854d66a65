//! `cargo dev measure`: our figures beside a peer's, and whether they hold.
//!
//! What is measured and against which bar is the harnesses' business: they are benches of the crates that they measure,
//! built as for a release, and print one flat JSON object a line ([`figure::Figure`] names its parts). Here stands only
//! where they are, and what is done with the lines: a table for a person, or the lines themselves for a script.
//! A figure that does not hold is shown like the others, and told again in one line at the end.

mod figure;
mod json;
mod table;

use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};

use crate::house::{self, Trouble};
use crate::needs;
use crate::progress::Progress;
use figure::Figure;

/// One harness: a bench target and the measurements that it answers to.
struct Suite {
    package: &'static str,
    bench: &'static str,
    /// The features that it wants beyond the usual ones.
    features: &'static [&'static str],
    /// Whether it opens windows, which not every machine can.
    opens_windows: bool,
    names: &'static [&'static str],
}

/// Every harness of the workspace. A measurement's name stands in one of them only.
const SUITES: &[Suite] = &[
    Suite {
        package: "tequio-node",
        bench: "figures",
        features: &[],
        opens_windows: false,
        names: &["press", "open", "admit", "idle"],
    },
    Suite {
        package: "tequio-core",
        bench: "sets",
        features: &[],
        opens_windows: false,
        names: &["reconcile", "newcomer"],
    },
    Suite {
        package: "tequio-core",
        bench: "circles",
        features: &[],
        opens_windows: false,
        names: &["roster", "removal"],
    },
    Suite { package: "tequio-core", bench: "sybil", features: &[], opens_windows: false, names: &["sybil"] },
    Suite { package: "tequio-core", bench: "count", features: &[], opens_windows: false, names: &["count"] },
    Suite { package: "tequio-core", bench: "hall", features: &[], opens_windows: false, names: &["hall60"] },
    Suite {
        package: "tequio-core",
        bench: "record",
        features: &[],
        opens_windows: false,
        names: &["record"],
    },
    Suite {
        package: "tequio",
        bench: "start",
        features: &["driven"],
        opens_windows: true,
        names: &["start"],
    },
];

/// What the words after `cargo dev measure` ask for.
#[derive(Debug, Default, PartialEq)]
struct Wish {
    /// The harnesses' lines as they are, instead of a table.
    json: bool,
    /// The measurements; none means all.
    names: Vec<String>,
}

/// Carries out `cargo dev measure`.
pub fn measure(words: &[String]) -> Result<ExitCode, Trouble> {
    let wish = Wish::of(words)?;
    let mut told = Told::default();
    for suite in SUITES {
        let names = wish.names_of(suite);
        if names.is_empty() {
            continue;
        }
        let lacking = if suite.opens_windows { needs::provide("measure") } else { Vec::new() };
        if lacking.is_empty() {
            ask(suite, &names, wish.json, &mut told)?;
        } else {
            eprintln!("skipped: {}: {} cannot be had here", names.join(", "), lacking.join(", "));
        }
    }
    if !wish.json {
        for line in table::lines(&told.figures) {
            println!("{line}");
        }
    }
    match told.verdict() {
        None => Ok(ExitCode::SUCCESS),
        Some(sentence) => Err(Trouble::Failed(sentence)),
    }
}

impl Wish {
    fn of(words: &[String]) -> Result<Wish, Trouble> {
        let mut wish = Wish::default();
        for word in words {
            if word == "--json" {
                wish.json = true;
            } else if known_names().any(|name| name == word) {
                wish.names.push(word.clone());
            } else {
                let known: Vec<&str> = known_names().collect();
                return Err(Trouble::Misused(format!(
                    "there is no measurement `{word}`; there is {}",
                    known.join(", ")
                )));
            }
        }
        Ok(wish)
    }

    /// The measurements of this suite that are wanted, in the suite's order.
    fn names_of(&self, suite: &Suite) -> Vec<&'static str> {
        let wanted = |name: &&str| self.names.is_empty() || self.names.iter().any(|wanted| wanted == name);
        suite.names.iter().copied().filter(wanted).collect()
    }
}

fn known_names() -> impl Iterator<Item = &'static str> {
    SUITES.iter().flat_map(|suite| suite.names).copied()
}

/// What the harnesses have told so far.
#[derive(Debug, Default)]
struct Told {
    figures: Vec<Figure>,
    /// Sentences about harnesses that broke or talked nonsense.
    odd: Vec<String>,
}

impl Told {
    fn hear(&mut self, line: &str) {
        match Figure::read(line) {
            Ok(figure) => self.figures.push(figure),
            Err(wrong) => self.odd.push(format!("a line that is no figure ({wrong}): {line}")),
        }
    }

    /// One sentence when not everything is well: figures that do not hold, and harnesses that did not do their work.
    fn verdict(&self) -> Option<String> {
        let mut sentences = self.odd.clone();
        let fallen: Vec<String> = self
            .figures
            .iter()
            .filter(|figure| figure.holds == Some(false))
            .map(|figure| format!("{} ({})", figure.name, figure.what))
            .collect();
        if !fallen.is_empty() {
            let verb = if fallen.len() == 1 { "does" } else { "do" };
            sentences.push(format!(
                "{} of {} figures {verb} not hold: {}",
                fallen.len(),
                self.figures.len(),
                fallen.join(", ")
            ));
        }
        (!sentences.is_empty()).then(|| sentences.join("; "))
    }
}

/// Runs one harness and hears its lines.
fn ask(suite: &Suite, names: &[&str], json: bool, told: &mut Told) -> Result<(), Trouble> {
    let mut cargo = house::cargo()?;
    cargo.args(["bench", "--quiet", "-p", suite.package, "--bench", suite.bench]);
    cargo.args(suite.features.iter().flat_map(|feature| ["--features", feature])).arg("--").args(names);
    let progress = Progress::of(format!("measuring {}", names.join(", ")));
    let mut child =
        cargo.stdout(Stdio::piped()).spawn().map_err(|wrong| house::not_started(&cargo, &wrong))?;
    let before = told.figures.len();
    let from = child.stdout.take().expect("it was piped one line above");
    for line in BufReader::new(from).lines() {
        let line = line.map_err(|wrong| Trouble::Failed(format!("the harness broke off: {wrong}")))?;
        if line.trim().is_empty() {
            continue;
        }
        if json {
            println!("{line}");
        }
        told.hear(&line);
    }
    let status = child.wait().map_err(|wrong| Trouble::Failed(format!("the harness was lost: {wrong}")))?;
    drop(progress);
    let harness = format!("the harness {} of {}", suite.bench, suite.package);
    if !status.success() {
        told.odd.push(format!("{harness} ended with {status}"));
    } else if told.figures.len() == before {
        told.odd.push(format!("{harness} told no figure"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(words: &str) -> Result<Wish, Trouble> {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        Wish::of(&words)
    }

    #[test]
    fn a_measurement_stands_in_one_suite_only() {
        let mut names: Vec<&str> = known_names().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn no_name_means_all_and_a_name_twice_means_once() {
        let suite = &SUITES[0];
        assert_eq!(wish("").expect("fine").names_of(suite), suite.names);
        assert_eq!(wish("idle --json press idle").expect("fine").names_of(suite), ["press", "idle"]);
    }

    #[test]
    fn an_unknown_measurement_is_told_which_ones_there_are() {
        let trouble = wish("weight").expect_err("nobody weighs anything");
        assert_eq!(
            trouble.to_string(),
            "there is no measurement `weight`; there is press, open, admit, idle, reconcile, newcomer, roster, removal, \
             sybil, count, hall60, record, start"
        );
    }

    #[test]
    fn the_verdict_names_what_does_not_hold_and_what_was_odd() {
        let mut told = Told::default();
        told.hear(r#"{"name":"press","what":"a press","value":1,"holds":true}"#);
        assert_eq!(told.verdict(), None);
        told.hear(r#"{"name":"open","what":"opening","value":9,"bar":"≤ 5","holds":false}"#);
        assert_eq!(told.verdict().as_deref(), Some("1 of 2 figures does not hold: open (opening)"));
        told.hear("Benchmarking…");
        assert_eq!(
            told.verdict().as_deref(),
            Some(
                "a line that is no figure (no `{` at byte 0): Benchmarking…; \
                 1 of 2 figures does not hold: open (opening)"
            )
        );
    }
}
