//! Where a play is staged: a screen that nobody sees, a folder for what is left of it, and one play at a time.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU16, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::runtime::Runtime;

/// However slow the machine: what has not come by then will not come. A machine that is busy with twenty other things
/// takes half a minute for a first frame.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked whether something has come.
pub const GLANCE: Duration = Duration::from_millis(40);

/// A display of its own, and a folder for phones and evidence. All of it goes when this is dropped, except that
/// the folder of a play that failed stays.
pub struct Stage {
    /// What becomes of this play lies here.
    pub folder: PathBuf,
    /// For the driver's and the nodes' answers.
    pub runtime: Runtime,
    /// Only one window plays, so it can hold on to the keyboard.
    pub is_solo: bool,
    /// Phones have a camera, which shows a test card.
    pub has_camera: bool,
    display: Child,
    number: String,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    /// Sets the stage, as soon as the play before is over; nothing where a machine has no stage, which is told as a
    /// skip.
    pub fn set(play: &str) -> Option<Stage> {
        static TURN: Mutex<()> = Mutex::new(());
        // A play that failed says so by itself, and leaves nothing behind that could disturb the next.
        let turn = TURN.lock().unwrap_or_else(|failed| failed.into_inner());
        for program in ["Xvfb", "WebKitWebDriver"] {
            if !is_there(program) {
                skip(play, &format!("there is no {program} on this machine"));
                return None;
            }
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window").join(play);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the target folder can be written");
        let (display, number) = raise_display();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a process may start threads");
        Some(Stage { folder, runtime, is_solo: false, has_camera: false, display, number, _turn: turn })
    }

    /// The folder that is the phone of this name.
    pub fn phone(&self, name: &str) -> PathBuf {
        self.folder.join("phones").join(name)
    }

    /// A program that sees this display and nothing of the person's own desktop.
    pub fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.number)
            .env("NO_AT_BRIDGE", "1")
            .env("GDK_BACKEND", "x11")
            .env("LC_ALL", "C.UTF-8")
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .stdin(Stdio::null());
        // With the first no screenshot ever comes back, with the second often; the rest is the desktop's.
        for name in [
            "WEBKIT_DISABLE_DMABUF_RENDERER",
            "WEBKIT_DISABLE_COMPOSITING_MODE",
            "WAYLAND_DISPLAY",
            "LANGUAGE",
            "GTK_THEME",
        ] {
            command.env_remove(name);
        }
        command
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.display.kill();
        let _ = self.display.wait();
        if thread::panicking() {
            eprintln!("what is left of the play: {}", self.folder.display());
        } else {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Xvfb takes a number that is free, and tells it on the descriptor that it is given: its standard output.
fn raise_display() -> (Child, String) {
    let mut display = Command::new("Xvfb")
        // Without -noreset it would begin anew, and refuse whoever comes meanwhile, each time the last window goes.
        .args(["-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it was found on the path");
    let mut number = String::new();
    let said = display.stdout.take().expect("it was piped");
    BufReader::new(said).read_line(&mut number).expect("Xvfb tells its number or ends");
    assert!(!number.trim().is_empty(), "Xvfb ends at once");
    (display, format!(":{}", number.trim()))
}

/// An address on this machine that nobody listens on now. Its port lies below those that systems give to outgoing
/// calls: else a neighbour's call for a phone that is not back yet could take that phone's own port.
pub fn free_address() -> SocketAddr {
    static TURN: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + (std::process::id() % 10_000) as u16;
    let ports = std::iter::repeat_with(|| first + TURN.fetch_add(1, Ordering::Relaxed) % 2_000);
    let taken = ports.take(2_000).find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    taken.expect("loopback has free ports").local_addr().expect("it was just bound")
}

/// Looks until there is something; nothing, if that takes longer than anybody waits.
pub fn until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if begun.elapsed() > PATIENCE {
            return None;
        }
        thread::sleep(GLANCE);
    }
}

/// Says that a test cannot run here, to whoever counts.
pub fn skip(name: &str, reason: &str) {
    eprintln!("skipped: {name}: {reason}");
    if let Some(path) = std::env::var_os("TEQUIO_SKIPS") {
        let file = OpenOptions::new().append(true).create(true).open(path);
        let written = file.and_then(|mut file| writeln!(file, "{name}: {reason}"));
        written.expect("the file for skips can be written");
    }
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
