//! Figures of the app in its window: how soon the first screen is there, whether a fast typist loses letters, and how
//! large the binary is.
//!
//! Each line on stdout is one figure as a flat JSON object. The window opens on a screen that nobody sees. What
//! the webview itself takes is none of ours: in each run an empty window of the same library comes first, and its
//! time is taken off. The binary is as released, but for the hook through which a driver reaches the window.

#[allow(dead_code, reason = "the tests' stage and window, of which figures want a little")]
#[path = "../tests/window/stage.rs"]
mod stage;
#[allow(dead_code, reason = "see above")]
#[path = "../tests/window/window.rs"]
mod window;

#[allow(dead_code, reason = "the node's own figures want more of it")]
#[path = "../node/benches/figures/circle.rs"]
mod circle;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Instant,
};

use serde_json::json;
use tequio_node::{
    Clock, Node, Options, Unlock,
    store::{self, Keep},
};

use stage::{PATIENCE, Stage};

const BINARY: &str = env!("CARGO_BIN_EXE_tequio");
const RUNS: usize = 5;
const ENTRIES: usize = 10_000;
const LETTERS: usize = 200;
const LETTERS_A_SECOND: u32 = 20;

fn main() {
    let Some(stage) = Stage::set("start") else { return };
    first_screens(&stage);
    letters(&stage);
    size(&stage);
}

/// A new phone, and one with a year of a busy street.
fn first_screens(stage: &Stage) {
    let (fresh, busy) = (stage.phone("Fresh"), stage.phone("Busy"));
    fill(&busy);
    let (mut new, mut full, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    // The first time of each is spent on reading libraries from the disk, and does not count.
    for run in 0..=RUNS {
        let bare = empty_window(stage);
        let (one, other) = (first_screen(stage, &fresh), first_screen(stage, &busy));
        if run > 0 {
            empty.push(bare);
            new.push(one - bare);
            full.push(other - bare);
        }
    }
    let peer = median(&mut empty);
    let peer = Some(("an empty Dioxus window", round(peer)));
    tell("from the start to the first screen, beyond an empty window", "ms", new, 200.0, peer);
    tell("the same with 10,000 entries on the phone", "ms", full, 400.0, peer);
}

fn fill(folder: &Path) {
    let (keys, entries) = circle::of_entries(ENTRIES, Clock::default().now());
    let keys = keys.into_iter().next().expect("the founder's");
    let circle = keys.circle;
    let (held, mut opened) = store::open(folder, &Unlock::default()).expect("a store");
    let mut keeps = vec![Keep::Keys(Box::new(keys))];
    keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(circle, id, entry)));
    for batch in keeps.chunks(1_000) {
        opened.store.keep(batch).expect("a commit");
    }
    drop((held, opened));
    // It has run before and was left as people leave it, so that it has a checkpoint.
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let node = Node::start(Options::on_loopback(folder.to_owned())).await.expect("it starts");
        node.stop().await;
    });
}

fn first_screen(stage: &Stage, phone: &Path) -> f64 {
    let mut app = stage.program(BINARY);
    app.arg("--phone").arg(phone).args(["--no-lan", "--keys", "file", "--listen", "127.0.0.1:0"]);
    until_shown(app)
}

fn empty_window(stage: &Stage) -> f64 {
    let mut app = stage.program(BINARY);
    // Caches of its own, like the two others.
    app.arg("--phone").arg(stage.phone("Empty")).env("TEQUIO_EMPTY_WINDOW", stage.phone("Empty"));
    until_shown(app)
}

/// Milliseconds from the start of this program until it says that its first screen can be seen.
fn until_shown(mut app: Command) -> f64 {
    app.stdout(Stdio::piped()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut app = app.spawn().expect("cargo has built it");
    let said = BufReader::new(app.stdout.take().expect("it was piped"));
    let (sender, told) = mpsc::channel();
    thread::spawn(move || {
        let shown = said.lines().map_while(Result::ok).any(|line| line == "shown");
        let _ = sender.send(shown);
    });
    let shown = told.recv_timeout(PATIENCE);
    let taken = begun.elapsed().as_secs_f64() * 1000.0;
    app.kill().expect("it is this process's own child");
    app.wait().expect("it was killed");
    assert_eq!(shown, Ok(true), "no first screen");
    taken
}

/// Whether letters get lost on the way from the keyboard to the field.
fn letters(stage: &Stage) {
    let window = stage.open("Typist", &["--listen", "127.0.0.1:0"]);
    let text: String = ('a'..='z').cycle().take(LETTERS).collect();
    let mut lost = Vec::new();
    for _ in 0..RUNS {
        window.empty("Your name");
        window.type_fast("Your name", &text, LETTERS_A_SECOND);
        let arrived = window.value_of("Your name");
        lost.push(LETTERS.abs_diff(arrived.len()).max(usize::from(arrived != text)) as f64);
    }
    tell("letters lost of 200, typed at 20 a second", "letters", lost, 0.0, None);
}

/// What lies on a phone's disk, without the names that only a debugger wants.
fn size(stage: &Stage) {
    let copy = stage.folder.join("stripped");
    let stripped = Command::new("strip").arg("-o").arg(&copy).arg(BINARY).status();
    assert!(stripped.is_ok_and(|status| status.success()), "`strip` of binutils does not run");
    let megabytes = fs::metadata(&copy).expect("it was just written").len() as f64 / 1e6;
    tell("the binary, stripped", "MB", vec![megabytes], 30.0, None);
}

/// One figure: our runs, the bar that their median must not pass, and perhaps a peer.
fn tell(what: &str, unit: &str, mut runs: Vec<f64>, bar: f64, peer: Option<(&str, f64)>) {
    let value = median(&mut runs);
    let figure = json!({
        "name": "start",
        "what": what,
        "value": round(value),
        "unit": unit,
        "peer": peer.map(|(name, _)| name),
        "peer_value": peer.map(|(_, value)| value),
        "bar": format!("≤ {bar}"),
        "holds": value <= bar,
        "spread": format!("{}–{}", round(runs[0]), round(runs[runs.len() - 1])),
    });
    println!("{figure}");
}

/// Sorts what it looks through.
fn median(runs: &mut [f64]) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
