//! `cargo dev radio-lab`: real Bluetooth on a machine without radios.
//!
//! The tests of `tequio-node` named `lab` run as root in a user-mode Linux kernel, which is a program like any other (no
//! KVM, no container): BlueZ and the kernel's own channels, over virtual controllers. The kernel sees this machine's
//! root read-only, under a file system in memory, so that nothing in the lab can change the machine.
//!
//! Costs: the first run fetches Bumble and builds the kernel (six minutes on two quiet cores); both stay in the cache.
//! The tests stand apart from `cargo dev test`: on a busy machine not every run of all three passes yet.

mod kernel;

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::house::{self, Trouble};
use crate::needs;
use crate::progress::Progress;

const BUMBLE: &str = "bumble==0.0.236";
/// Memory of the lab's machine; taken only as it is used.
const MEMORY: &str = "mem=1500M";
/// All of its tests, on a machine that is busy with other things.
const TIME_MAX: Duration = Duration::from_secs(900);
/// A kernel of 6.1 was seen to panic when sockets were closed (what was found of it is mended by lab/kernel.patch). That is
/// the lab's trouble and not ours; whatever else fails is not tried again.
const TRIES: u32 = 2;

/// Carries out `cargo dev radio-lab`; words name tests, as for cargo test.
pub fn radio_lab(words: &[String]) -> Result<ExitCode, Trouble> {
    let plain =
        |word: &String| word.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-:".contains(letter));
    if let Some(word) = words.iter().find(|word| !plain(word)) {
        return Err(Trouble::Misused(format!("`{word}` names no test")));
    }
    if !needs::is_root() {
        return Err(Trouble::Lacking(
            "the radio lab wants root: its kernel works on this machine's files".into(),
        ));
    }
    let lacking = needs::provide("radio-lab");
    if !lacking.is_empty() {
        return Err(Trouble::Lacking(format!(
            "the radio lab wants Debian's packages {}, which cannot be had here",
            lacking.join(", ")
        )));
    }
    let cache = house::cache()?.join("radio-lab");
    let broken = |wrong: std::io::Error| Trouble::Failed(format!("{}: {wrong}", cache.display()));
    fs::create_dir_all(&cache).map_err(broken)?;
    let lab = house::root()?.join("platform/dev/lab");
    let kernel = kernel::provide(&cache, &lab)?;
    let python = provide_bumble(&cache)?;
    // With the features of `cargo dev test`: others would build the same libraries once more.
    let what = ["--workspace", "--features", "tequio/driven", "--test", "lab", "--bin", "tequio-node"];
    let programs = house::build(&what)?;
    let named =
        |path: &&PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lab-"));
    let tests = programs.iter().find(named).ok_or_else(|| Trouble::Failed("cargo built no `lab`".into()))?;

    for turn in 1..=TRIES {
        let run = Run::start(&cache, &kernel, &lab, &python, tests, words)?;
        match run.wait()? {
            Outcome::Passed => return Ok(ExitCode::SUCCESS),
            Outcome::Failed(reason) => return Err(Trouble::Failed(reason)),
            Outcome::Panicked if turn < TRIES => println!("The lab's kernel panicked; once more."),
            Outcome::Panicked => {}
        }
    }
    Err(Trouble::Failed(format!("the lab's kernel panicked {TRIES} times: {}", cache.join("out").display())))
}

/// A Python with the virtual controllers.
fn provide_bumble(cache: &Path) -> Result<PathBuf, Trouble> {
    let folder = cache.join(BUMBLE);
    let python = folder.join("bin/python");
    let answers = |python: &Path| {
        let said =
            house::child(python).args(["-c", "import bumble.controller"]).stdin(Stdio::null()).output();
        said.is_ok_and(|said| said.status.success())
    };
    if answers(&python) {
        return Ok(python);
    }
    let _progress = Progress::of(format!("fetching {BUMBLE}, the virtual Bluetooth controllers"));
    for call in [
        house::child("python3").args(["-m", "venv", "--clear"]).arg(&folder),
        house::child(&python).args(["-m", "pip", "install", "--quiet", BUMBLE]),
    ] {
        let said = call.stdin(Stdio::null()).output().map_err(|wrong| house::not_started(call, &wrong))?;
        if !said.status.success() {
            let told = String::from_utf8_lossy(&said.stderr);
            let last = told.lines().last().unwrap_or("it said nothing").to_owned();
            return Err(Trouble::Lacking(format!("{BUMBLE} cannot be had here: {last}")));
        }
    }
    if answers(&python) {
        Ok(python)
    } else {
        Err(Trouble::Lacking(format!("{BUMBLE} is installed but does not run on this machine")))
    }
}

enum Outcome {
    Passed,
    Failed(String),
    Panicked,
}

/// The lab while it runs.
struct Run {
    kernel: Child,
    out: PathBuf,
    since: Instant,
}

impl Run {
    fn start(
        cache: &Path,
        kernel: &Path,
        lab: &Path,
        python: &Path,
        tests: &Path,
        words: &[String],
    ) -> Result<Run, Trouble> {
        // Of its own for each run: two at once do not write into each other's.
        let out = cache.join(format!("out-{}", std::process::id()));
        let _ = fs::remove_dir_all(&out);
        let prepared = fs::create_dir_all(&out).and_then(|()| {
            let mut seed = [0; 64];
            fs::File::open("/dev/urandom")?.read_exact(&mut seed)?;
            fs::write(out.join("seed"), seed)?;
            fs::write(out.join("log"), "")?;
            fs::File::create(out.join("console"))
        });
        let console = prepared.map_err(|wrong| Trouble::Failed(format!("{}: {wrong}", out.display())))?;
        let word = |name: &str, value: &Path| format!("{name}={}", value.display());
        let mut call = house::child(kernel);
        call.args([MEMORY, "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet", "panic=-1"])
            .args(["con=null", "con0=null,fd:1"])
            .arg(word("init", &lab.join("init.sh")))
            .arg(word("lab_out", &out))
            .arg(word("lab_program", tests))
            .arg(word("lab_python", python))
            .arg(word("lab_air", &lab.join("air.py")))
            .arg(format!("lab_words={}", words.join(",")))
            // Its memory is a file there.
            .env("TMPDIR", "/dev/shm")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .stdout(console);
        let kernel = call.spawn().map_err(|wrong| house::not_started(&call, &wrong))?;
        Ok(Run { kernel, out, since: Instant::now() })
    }

    /// Shows what the tests say as they say it.
    fn wait(mut self) -> Result<Outcome, Trouble> {
        let broken = |wrong: std::io::Error| Trouble::Failed(format!("the lab's log: {wrong}"));
        let mut log = fs::File::open(self.out.join("log")).map_err(broken)?;
        let mut shown = 0;
        loop {
            let over = self.kernel.try_wait().map_err(broken)?.is_some();
            log.seek(SeekFrom::Start(shown)).map_err(broken)?;
            let mut more = Vec::new();
            shown += log.read_to_end(&mut more).map_err(broken)? as u64;
            print!("{}", String::from_utf8_lossy(&more));
            if over {
                break;
            }
            if self.since.elapsed() > TIME_MAX {
                let reason =
                    format!("the lab was not done in {} s; see {}", TIME_MAX.as_secs(), self.out.display());
                return Ok(Outcome::Failed(reason));
            }
            thread::sleep(Duration::from_millis(200));
        }
        let read = |name: &str| fs::read(self.out.join(name)).unwrap_or_default();
        let code = String::from_utf8_lossy(&read("code")).trim().to_owned();
        println!("radio lab: {} s", self.since.elapsed().as_secs());
        if code == "0" {
            let _ = fs::remove_dir_all(&self.out);
            return Ok(Outcome::Passed);
        }
        if code.is_empty() && String::from_utf8_lossy(&read("console")).contains("Kernel panic") {
            return Ok(Outcome::Panicked);
        }
        let what =
            if code.is_empty() { "the lab's kernel ended too soon" } else { "not all went well in the lab" };
        Ok(Outcome::Failed(format!("{what}; what its programs said lies in {}", self.out.display())))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.kernel.kill();
        let _ = self.kernel.wait();
    }
}
