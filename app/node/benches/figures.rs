//! Figures of a phone: how long a press takes, how long a start, and what an idle phone costs.
//!
//! Each line on stdout is one figure as a flat JSON object. A figure is the median of five runs; its spread is the
//! least and the most of them. Names as arguments choose; none means all.

#[path = "figures/circle.rs"]
mod circle;
#[path = "figures/kept.rs"]
mod kept;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command as Process, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tequio_core::{CircleId, Command};
use tequio_node::{
    Node, Options, Unlock,
    store::{self, Keep, Store},
};
use tokio::time::timeout;

const RUNS: usize = 5;
const PRESSES: usize = 200;
const IDLE_SECONDS: u64 = 10;
/// Linux counts a process's time in hundredths of a second.
const TICKS_A_SECOND: f64 = 100.0;
const PATIENCE: Duration = Duration::from_secs(30);

fn main() {
    // cargo says `--bench` to every harness.
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    if wanted("press") {
        runtime.block_on(press());
    }
    if wanted("open") {
        runtime.block_on(kept::open());
    }
    if wanted("admit") {
        kept::admit();
    }
    if wanted("idle") {
        idle();
    }
}

/// One figure: our runs, the peer's, and the bar that ours must not pass, if there is one.
fn tell(
    name: &str,
    what: &str,
    unit: &str,
    mut ours: Vec<f64>,
    bar: impl Into<Option<f64>>,
    peer: Option<(&str, Vec<f64>)>,
) {
    let bar = bar.into();
    let value = median(&mut ours);
    let (peer, peer_value) = match peer {
        Some((peer, mut runs)) => (json!(peer), json!(round(median(&mut runs)))),
        None => (Value::Null, Value::Null),
    };
    let figure = json!({
        "name": name,
        "what": what,
        "value": round(value),
        "unit": unit,
        "peer": peer,
        "peer_value": peer_value,
        "bar": bar.map(|bar| format!("≤ {bar}")),
        "holds": bar.map(|bar| value <= bar),
        "spread": format!("{}–{}", round(ours[0]), round(ours[ours.len() - 1])),
    });
    println!("{figure}");
}

/// Sorts what it looks through.
fn median(runs: &mut [f64]) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// From the thumb on one phone to the changed board on the next.
async fn press() {
    let folder = Folder::new("press");
    let ana = Node::start(Options::on_loopback(folder.of("Ana"))).await.expect("Ana's phone starts");
    let neighbours = ana.addresses();
    let beto = Options { neighbours, ..Options::on_loopback(folder.of("Beto")) };
    let beto = Node::start(beto).await.expect("Beto's phone starts");
    let circle = let_in(&ana, &beto).await;
    let (_bare, mut bare_store) = store::open(&folder.of("bare"), &Unlock::default()).expect("a bare store");
    let (mut ours, mut commits) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let mut times = Vec::new();
        let mut bare = Vec::new();
        for turn in 0..PRESSES {
            times.push(one_press(&ana, &beto, &circle, &format!("Press {run}.{turn}")).await);
            bare.push(bare_commit(&mut bare_store.store, turn));
        }
        times.sort_by(f64::total_cmp);
        ours.push(times[PRESSES * 95 / 100]);
        commits.push(median(&mut bare));
    }
    let what =
        "a press on one phone until the next one shows it, p95 of 200, the two commits on the way taken off";
    tell("press", what, "ms", ours, 100.0, Some(("a bare commit", commits)));
    ana.stop().await;
    beto.stop().await;
}

/// Milliseconds from the press to the board, without those that the two phones spent in their commits.
async fn one_press(ana: &Node, beto: &Node, circle: &CircleId, title: &str) -> f64 {
    let mut board = beto.views(circle).expect("Beto is in").board;
    let posting = circle::ask(title);
    let before = commit_ms(ana).await + commit_ms(beto).await;
    let begun = Instant::now();
    let id = ana.perform(circle, Command::Post(posting)).await.expect("a post").expect("with an id");
    let shown = board.wait_for(|board| board.cards.iter().any(|card| card.id == id));
    timeout(PATIENCE, shown).await.expect("Beto sees it").expect("Beto's phone runs");
    let pressed = ms(begun);
    pressed - (commit_ms(ana).await + commit_ms(beto).await - before)
}

async fn commit_ms(node: &Node) -> f64 {
    node.counters().await.expect("it runs").commit_time.as_secs_f64() * 1000.0
}

fn bare_commit(store: &mut Store, turn: usize) -> f64 {
    let keys = circle::any_keys();
    let entry = circle::any_entry(&keys, turn);
    let keep = [Keep::Entry(keys.circle, entry.id(&keys.circle), entry)];
    let begun = Instant::now();
    store.keep(&keep).expect("a commit");
    ms(begun)
}

async fn let_in(ana: &Node, beto: &Node) -> CircleId {
    let circle = ana.found("Calle Roble", "Ana").await.expect("a circle");
    let code = ana.invite(&circle).await.expect("a code").code();
    beto.join(&code, "Beto").await.expect("a good code");
    let mut people = ana.views(&circle).expect("Ana's own").people;
    let knock = timeout(PATIENCE, people.wait_for(|people| !people.knocks.is_empty())).await;
    let device = knock.expect("Beto knocks").expect("Ana's phone runs").knocks[0].device;
    ana.perform(&circle, Command::Admit { device }).await.expect("Ana may");
    let mut people = beto.views(&circle).expect("Beto's own").people;
    let member = timeout(PATIENCE, people.wait_for(|people| people.me.is_some())).await;
    member.expect("Beto is let in").expect("Beto's phone runs");
    circle
}

/// A phone in a pocket, with one neighbour in reach, looking for others.
fn idle() {
    let folder = Folder::new("idle");
    let mut other = Phone::start(&folder.of("Ana"), &[]);
    let mut phone = Phone::start(&folder.of("Beto"), &["--neighbour", &other.address]);
    other.does("found Calle-Roble Ana");
    phone.does("found Calle-Pino Beto");
    // What a start costs is not idleness.
    thread::sleep(Duration::from_secs(5));
    let (mut shares, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let before = phone.ticks();
        thread::sleep(Duration::from_secs(IDLE_SECONDS));
        let ticks = phone.ticks() - before;
        shares.push(100.0 * ticks / TICKS_A_SECOND / IDLE_SECONDS as f64);
        resident.push(phone.resident_mb());
    }
    tell("idle", "an idle phone with mDNS and a neighbour: share of one core", "%", shares, 1.0, None);
    tell("idle", "an idle phone with mDNS and a neighbour: memory", "MB", resident, 60.0, None);
}

/// A phone in a process of its own.
struct Phone {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
}

impl Phone {
    fn start(folder: &Path, more: &[&str]) -> Phone {
        let mut child = Process::new(env!("CARGO_BIN_EXE_tequio-node"))
            .arg("phone")
            .arg("--phone")
            .arg(folder)
            .args(["--listen", "127.0.0.1:0"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a phone starts");
        let out = BufReader::new(child.stdout.take().expect("it was piped"));
        let mut phone = Phone { child, out, address: String::new() };
        let ready = phone.next();
        phone.address = ready["addresses"][0].as_str().expect("it listens").to_owned();
        phone
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("the phone speaks");
        serde_json::from_str(&line).expect("in JSON")
    }

    fn does(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().expect("it was piped");
        writeln!(stdin, "{line}").expect("the phone listens");
        while !self.next()["ok"].as_bool().unwrap_or(false) {}
    }

    /// Processor time used so far.
    fn ticks(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it runs");
        let (_, after_name) = stat.rsplit_once(") ").expect("a name in brackets");
        // utime and stime are the 14th and 15th field; the name was the second.
        after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<f64>().expect("a number")).sum()
    }

    fn resident_mb(&self) -> f64 {
        self.memory("VmRSS:")
    }

    fn most_resident_mb(&self) -> f64 {
        self.memory("VmHWM:")
    }

    /// The same, some time after it stands.
    fn most_resident_mb_after(&self, time: Duration) -> f64 {
        thread::sleep(time);
        self.most_resident_mb()
    }

    fn memory(&self, which: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with(which)).expect("Linux says so");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).expect("a number") / 1024.0
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of this run alone.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tequio-figures-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("temporary files can be written");
        Folder(path)
    }

    fn of(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
