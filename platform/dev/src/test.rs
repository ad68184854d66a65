//! `cargo dev test`: every test of the workspace, and an honest sum at the end.
//!
//! Cargo's test runner knows pass and fail only. A test that lacks something (network namespaces, a display) cannot say
//! so: it returns early and counts as passed. Ours say it in a file: `TEQUIO_SKIPS` names it, and a test that skips
//! itself appends one line `name: reason`. Here these lines are taken off the passed ones, shown as
//! `skipped: name: reason`, and counted, so that the last line tells the truth:
//!
//! ```text
//! 41 passed, 0 failed, 1 skipped
//! ```
//!
//! Cargo's output goes through untouched while it comes. Test binaries run one after another, as cargo does it.
//!
//! The tests of the app's window want a webview to be built, a driver to be run, and a judge of accessibility (`axe`).
//! Where the system cannot give these, the window is left out and said to be skipped, and all the rest is tested.

mod axe;
mod pref_voting;

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{self, Command, ExitCode, ExitStatus, Stdio};

use crate::house::{self, Trouble};
use crate::needs;

/// Slow runs are of optimised code: a hundred thousand histories take minutes instead of hours. Only these packages are
/// built anew for it, beside the debug build, and what checks for overflow in it still does.
const OPTIMISED: [&str; 2] = ["tequio-core", "tequio-node"];

/// What the words after `cargo dev test` ask for.
#[derive(Debug, Default, PartialEq)]
struct Wish {
    /// Whether the slow runs are wanted too.
    nightly: bool,
    /// What goes on to `cargo test`.
    for_cargo: Vec<String>,
}

/// Carries out `cargo dev test`.
pub fn test(words: &[String]) -> Result<ExitCode, Trouble> {
    let wish = Wish::of(words)?;
    // Tests that want what could not be installed skip themselves, and that is counted below.
    let lacking = needs::provide("test");
    let window = needs::can_build_windows(&lacking);

    let skips = SkipsFile::fresh()?;
    let mut cargo = house::cargo()?;
    cargo.args(wish.call(window)).env("TEQUIO_SKIPS", &skips.path);
    if window && wish.is_for_all() {
        match axe::provide(&house::cache()?) {
            Ok(script) => drop(cargo.env("TEQUIO_AXE", script)),
            // The test that wants it skips itself.
            Err(sentence) => eprintln!("{sentence}"),
        }
    }
    if wish.is_for("tequio-core") {
        match pref_voting::provide(&house::cache()?) {
            Ok(python) => drop(cargo.env("TEQUIO_PREF_VOTING", python)),
            // Likewise.
            Err(sentence) => eprintln!("{sentence}"),
        }
    }
    if wish.nightly {
        cargo.env("TEQUIO_NIGHTLY", "1");
    }
    let (status, heard) = listen(&mut cargo)?;
    let skipped = skips.lines();

    if !status.success() && heard.failed == 0 {
        eprintln!("cargo test ended with {status}, though no test said that it failed: see above");
    }
    if heard.passed + heard.failed == 0 {
        eprintln!("no test ran");
    }
    for line in &skipped {
        println!("skipped: {line}");
    }
    let unbuilt = usize::from(!window && wish.is_for_all());
    if unbuilt > 0 {
        println!("skipped: window: it cannot be built without {}", lacking.join(", "));
    }
    println!("{}", heard.sum(skipped.len(), unbuilt));
    let well = status.success() && heard.failed == 0 && heard.passed > 0;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Wish {
    fn of(words: &[String]) -> Result<Wish, Trouble> {
        let mut wish = Wish::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--nightly" => wish.nightly = true,
                "--" => wish.for_cargo = words.by_ref().cloned().collect(),
                other => {
                    return Err(Trouble::Misused(format!(
                        "`test` knows --nightly, and `-- ARGS` for cargo test, but not `{other}`"
                    )));
                }
            }
        }
        Ok(wish)
    }

    /// The words for cargo. A sum wants every binary to run, hence `--no-fail-fast`.
    fn call(&self, window: bool) -> Vec<String> {
        let fast = OPTIMISED.map(|name| format!("--config=profile.dev.package.{name}.opt-level=3"));
        let mut call = vec!["test", "--no-fail-fast"];
        match (self.is_for_all(), window) {
            // In one go: other features in a second one would build everything that they touch twice.
            (true, true) => call.extend(["--workspace", "--features", "tequio/driven"]),
            // Bluetooth's library comes along with the window's: without the one there may be none of the other.
            (true, false) => call.extend(["--workspace", "--exclude", "tequio", "--no-default-features"]),
            // Beside `--workspace`, cargo would not heed a package that the person asked for.
            (false, _) => {}
        }
        let fast = fast.into_iter().filter(|_| self.nightly);
        let call = fast.chain(call.into_iter().map(str::to_owned));
        call.chain(self.for_cargo.iter().cloned()).collect()
    }

    /// Whether this package is tested.
    fn is_for(&self, package: &str) -> bool {
        self.is_for_all() || self.for_cargo.iter().any(|word| word.ends_with(package))
    }

    /// Whether the person named no package.
    fn is_for_all(&self) -> bool {
        let mut own = self.for_cargo.iter().take_while(|word| *word != "--");
        !own.any(|word| word.starts_with("-p") || word.starts_with("--package"))
    }
}

/// The file in which skipping tests say so; it goes when this is dropped.
struct SkipsFile {
    path: PathBuf,
}

impl SkipsFile {
    /// An empty file that nobody else has: two runs on one machine do not count each other's skips.
    fn fresh() -> Result<SkipsFile, Trouble> {
        for turn in 0..100 {
            let path = env::temp_dir().join(format!("tequio-skips-{}-{turn}", process::id()));
            match File::create_new(&path) {
                Ok(_) => return Ok(SkipsFile { path }),
                Err(wrong) if wrong.kind() == io::ErrorKind::AlreadyExists => {}
                Err(wrong) => return Err(Trouble::Failed(format!("{}: {wrong}", path.display()))),
            }
        }
        Err(Trouble::Failed(format!("{} is full of old skips files", env::temp_dir().display())))
    }

    /// What the tests wrote: one `name: reason` each.
    fn lines(&self) -> Vec<String> {
        skips_in(&self.path)
    }
}

impl Drop for SkipsFile {
    fn drop(&mut self) {
        // It lies in the folder for temporary files: left behind, it harms nobody.
        let _ = fs::remove_file(&self.path);
    }
}

fn skips_in(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Runs cargo, hands its output through as it comes, and adds up what the test binaries say at their ends.
fn listen(cargo: &mut Command) -> Result<(ExitStatus, Heard), Trouble> {
    let mut child =
        cargo.stdout(Stdio::piped()).spawn().map_err(|wrong| house::not_started(cargo, &wrong))?;
    let mut from = BufReader::new(child.stdout.take().expect("it was piped one line above"));
    let mut out = io::stdout().lock();
    let mut heard = Heard::default();
    let broken = |wrong: io::Error| Trouble::Failed(format!("cargo's output broke off: {wrong}"));
    loop {
        // By chunks rather than lines, so that `test name ... ` shows while the test still runs.
        let chunk = from.fill_buf().map_err(broken)?;
        if chunk.is_empty() {
            break;
        }
        out.write_all(chunk).and_then(|()| out.flush()).map_err(broken)?;
        heard.hear(chunk);
        let length = chunk.len();
        from.consume(length);
    }
    Ok((child.wait().map_err(broken)?, heard))
}

/// What the test binaries have said so far.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    passed: usize,
    failed: usize,
    /// The beginning of a line whose end has not come yet.
    unfinished: Vec<u8>,
}

impl Heard {
    fn hear(&mut self, chunk: &[u8]) {
        for &byte in chunk {
            if byte != b'\n' {
                self.unfinished.push(byte);
                continue;
            }
            if let Some((passed, failed)) = result_in(&String::from_utf8_lossy(&self.unfinished)) {
                self.passed += passed;
                self.failed += failed;
            }
            self.unfinished.clear();
        }
    }

    /// The closing line. A test that skipped itself returned early and was counted as passed; one that was not even
    /// built was not.
    fn sum(&self, skipped: usize, unbuilt: usize) -> String {
        let passed = self.passed.saturating_sub(skipped);
        format!("{passed} passed, {} failed, {} skipped", self.failed, skipped + unbuilt)
    }
}

/// Passed and failed, from libtest's `test result: ok. 3 passed; 0 failed; 0 ignored; …`.
fn result_in(line: &str) -> Option<(usize, usize)> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what| counts.split("; ").find_map(|part| part.strip_suffix(what)?.trim().parse().ok());
    Some((count("passed")?, count("failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_BINARIES: &str = "\nrunning 3 tests\ntest a_ballot ... ok\n\
        test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
        the words test result: ok. 9 passed; 9 failed; inside a line\n\
        test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";

    #[test]
    fn the_results_of_all_binaries_add_up_however_the_output_is_cut() {
        for size in [1, 7, 64, TWO_BINARIES.len()] {
            let mut heard = Heard::default();
            TWO_BINARIES.as_bytes().chunks(size).for_each(|chunk| heard.hear(chunk));
            assert_eq!(heard, Heard { passed: 5, failed: 1, unfinished: Vec::new() });
        }
    }

    #[test]
    fn a_skip_is_taken_off_the_passed_ones() {
        let heard = Heard { passed: 5, failed: 1, unfinished: Vec::new() };
        assert_eq!(heard.sum(0, 0), "5 passed, 1 failed, 0 skipped");
        assert_eq!(heard.sum(2, 0), "3 passed, 1 failed, 2 skipped");
        assert_eq!(heard.sum(2, 1), "3 passed, 1 failed, 3 skipped");
    }

    #[test]
    fn skips_are_read_back_as_the_tests_wrote_them_and_their_file_goes() {
        let skips = SkipsFile::fresh().expect("there is room for an empty file");
        assert!(skips.lines().is_empty());
        fs::write(&skips.path, "street::two_rooms: no network namespaces here\n\nwindow: no display\n")
            .expect("it was just created");
        assert_eq!(skips.lines(), ["street::two_rooms: no network namespaces here", "window: no display"]);
        let path = skips.path.clone();
        drop(skips);
        assert!(!path.exists());
    }

    #[test]
    fn words_after_two_dashes_go_to_cargo_and_a_package_narrows_the_run() {
        let call = |words: &str| {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            Wish::of(&words).map(|wish| wish.call(true).join(" "))
        };
        let all = "test --no-fail-fast --workspace --features tequio/driven";
        assert_eq!(call("").expect("fine"), all);
        let [core, node] = OPTIMISED.map(|name| format!("--config=profile.dev.package.{name}.opt-level=3"));
        assert_eq!(call("--nightly").expect("fine"), format!("{core} {node} {all}"));
        assert_eq!(call("-- log -- --nocapture").expect("fine"), format!("{all} log -- --nocapture"));
        assert_eq!(call("-- -p tequio-core").expect("fine"), "test --no-fail-fast -p tequio-core");
        assert!(call("log").is_err());
    }

    #[test]
    fn without_a_webview_all_but_the_window_is_tested() {
        let call = Wish::default().call(false).join(" ");
        assert_eq!(call, "test --no-fail-fast --workspace --exclude tequio --no-default-features");
    }
}
