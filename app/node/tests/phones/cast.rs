//! A phone in a process of its own, driven line by line, and the folder it lives in.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// However slow the machine: what has not come by then will not come.
pub const PATIENCE: Duration = Duration::from_secs(90);

pub const BINARY: &str = env!("CARGO_BIN_EXE_tequio-node");

/// A folder of this test alone; it goes when this is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let turn = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tequio-{name}-{}-{turn}", std::process::id()));
        fs::create_dir_all(&path).expect("temporary files can be written");
        Folder(path)
    }

    pub fn of(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running phone. It is killed when this is dropped.
pub struct Phone {
    pub name: String,
    pub address: String,
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<Value>,
}

impl Phone {
    /// Starts a phone on loopback.
    pub fn start(folder: &Path, more: &[&str]) -> Phone {
        let mut command = Command::new(BINARY);
        command.arg("phone").arg("--phone").arg(folder).arg("--no-lan").args(more);
        Phone::of(&folder.file_name().expect("a phone's folder has a name").to_string_lossy(), command)
    }

    /// Starts a phone by a command that was put together elsewhere.
    pub fn of(name: &str, mut command: Command) -> Phone {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|wrong| panic!("{name} does not start: {wrong}"));
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // A phone that is killed may leave half a line.
                let Ok(value) = serde_json::from_str(&line) else { return };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let mut phone = Phone { name: name.to_owned(), address: String::new(), child, stdin, lines };
        let ready = phone.next();
        assert_eq!(ready["event"], "ready", "{name}");
        phone.address = ready["addresses"][0].as_str().expect("it listens").to_owned();
        phone
    }

    /// The listening socket as `IP:PORT`.
    pub fn socket(&self) -> String {
        let parts: Vec<&str> = self.address.split('/').collect();
        format!("{}:{}", parts[2], parts[4])
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn next(&mut self) -> Value {
        self.lines
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|wrong| panic!("{} says nothing any more: {wrong}", self.name))
    }

    /// Writes a line without waiting for its answer.
    pub fn say(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap_or_else(|wrong| panic!("{} is gone: {wrong}", self.name));
    }

    /// The next answer, whatever was told between.
    pub fn answer(&mut self) -> Value {
        loop {
            let value = self.next();
            if value["n"].is_u64() {
                return value;
            }
        }
    }

    /// Answers that came before the phone died.
    pub fn last_answers(&mut self) -> Vec<Value> {
        let mut answers = Vec::new();
        while let Ok(value) = self.lines.recv_timeout(PATIENCE) {
            if value["n"].is_u64() {
                answers.push(value);
            }
        }
        answers
    }

    /// A command and its answer, which may be a refusal.
    pub fn ask(&mut self, line: &str) -> Value {
        self.say(line);
        self.answer()
    }

    /// A command that must be carried out.
    pub fn does(&mut self, line: &str) -> Value {
        let answer = self.ask(line);
        assert_eq!(answer["ok"], true, "{}: {line}: {}", self.name, answer["error"]);
        answer
    }

    /// Asks again and again until the answer is as it should be.
    pub fn until(&mut self, line: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.ask(line);
            if holds(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{}: {line} stays {answer}", self.name);
            thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn hash(&mut self) -> String {
        self.does("hash")["hash"].as_str().expect("a hash").to_owned()
    }

    /// The ids of all cards on the board.
    pub fn cards(&mut self) -> Vec<String> {
        let board = self.does("board");
        let cards = board["cards"].as_array().expect("a board has cards");
        cards.iter().map(|card| card["id"].as_str().expect("a card has an id").to_owned()).collect()
    }

    /// SIGKILL, and what was answered before it.
    pub fn kill(mut self) -> Vec<Value> {
        self.child.kill().expect("it is this process's own child");
        self.child.wait().expect("it was killed");
        self.last_answers()
    }

    pub fn quit(mut self) {
        self.does("quit");
        self.child.wait().expect("it was told to quit");
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("it is this process's own child").is_none()
    }

    /// Kilobytes of memory that the process holds.
    pub fn resident_kb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("it is running");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("Linux says so");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("a number")
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets `newcomer` into the circle of `host`, to whom it has a link.
pub fn let_in(host: &mut Phone, newcomer: &mut Phone) {
    let code = host.does("invite")["code"].as_str().expect("a code").to_owned();
    let name = newcomer.name.clone();
    newcomer.does(&format!("join {code} {name}"));
    host.until("people", |people| {
        people["knocks"]
            .as_array()
            .is_some_and(|knocks| knocks.iter().any(|knock| knock["name"] == name.as_str()))
    });
    host.does(&format!("admit {name}"));
    newcomer.until("hash", |standing| standing["member"] == true);
}

/// Waits until all hold the same state, and says which.
pub fn all_agree(phones: &mut [Phone]) -> String {
    let begun = Instant::now();
    loop {
        let hashes: Vec<String> = phones.iter_mut().map(Phone::hash).collect();
        if hashes.windows(2).all(|pair| pair[0] == pair[1]) {
            return hashes[0].clone();
        }
        assert!(begun.elapsed() < PATIENCE, "no agreement: {hashes:?}");
        thread::sleep(Duration::from_millis(100));
    }
}

/// Whether the slow variants were asked for.
pub fn is_nightly() -> bool {
    std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1")
}

/// Says that a test cannot run here, to whoever counts.
pub fn skip(name: &str, reason: &str) {
    eprintln!("skipped: {name}: {reason}");
    if let Some(path) = std::env::var_os("TEQUIO_SKIPS") {
        let file = fs::OpenOptions::new().append(true).create(true).open(path);
        let written = file.and_then(|mut file| writeln!(file, "{name}: {reason}"));
        written.expect("the file for skips can be written");
    }
}
