//! The lab's side of the play: controllers on one air, the bus, the daemon.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::cast::{PATIENCE, skip};

const DAEMON: &str = "/usr/libexec/bluetooth/bluetoothd";
/// Low energy alone, as on phones that are not paired with anything.
const DAEMON_CONFIG: &str = "[General]\nControllerMode = le\n";

/// Controllers, and the daemon that drives them. All of it ends when this is dropped.
pub struct Lab {
    air: Child,
    words: ChildStdin,
    daemon: Option<Child>,
    adapters: Vec<String>,
    out: String,
}

impl Lab {
    /// So many adapters; none outside of the lab's kernel, which is told as a skip.
    pub fn open(test: &str, adapters: usize) -> Option<Lab> {
        let told = |name| env::var(name).ok();
        let all = (told("TEQUIO_LAB"), told("TEQUIO_LAB_PYTHON"), told("TEQUIO_LAB_AIR"));
        let (Some(out), Some(python), Some(air)) = all else {
            skip(&format!("lab::{test}"), "only in the kernel of `cargo dev radio-lab`");
            return None;
        };
        fs::create_dir_all("/run/dbus").expect("the lab is root");
        if !fs::exists("/run/dbus/system_bus_socket").expect("the lab is root") {
            run(Command::new("dbus-daemon").args(["--system", "--fork", "--nopidfile"]));
        }
        // What a daemon has kept of the lab before is nothing to this one.
        for kept in fs::read_dir("/var/lib/bluetooth").expect("BlueZ is installed").filter_map(Result::ok) {
            fs::remove_dir_all(kept.path()).expect("the lab is root");
        }
        let before = names();
        let errors = fs::File::create(format!("{out}/air.log")).expect("a folder for what comes out");
        let mut air = Command::new(python)
            .args([&air, &adapters.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("the lab has a Python");
        let words = air.stdin.take().expect("it was piped");
        let mut ready = String::new();
        BufReader::new(air.stdout.take().expect("it was piped")).read_line(&mut ready).expect("it speaks");
        assert_eq!(
            ready.trim(),
            "ready",
            "{}",
            fs::read_to_string(format!("{out}/air.log")).unwrap_or_default()
        );
        until("the controllers are there", || names().len() == before.len() + adapters);
        let new = names().into_iter().filter(|name| !before.contains(name)).collect();
        let mut lab = Lab { air, words, daemon: None, adapters: new, out };
        lab.start_daemon();
        Some(lab)
    }

    pub fn adapter(&self, at: usize) -> String {
        self.adapters[at].clone()
    }

    /// Takes this controller out of everybody's reach.
    pub fn apart(&mut self, at: usize) {
        writeln!(self.words, "apart {at}").expect("the air is there");
    }

    /// Brings it back.
    pub fn near(&mut self, at: usize) {
        writeln!(self.words, "near {at}").expect("the air is there");
    }

    /// SIGKILL.
    pub fn kill_daemon(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill().expect("it is this process's own child");
            daemon.wait().expect("it was killed");
        }
    }

    /// Starts it and switches the adapters on.
    pub fn start_daemon(&mut self) {
        let config = format!("{}/bluetooth.conf", self.out);
        fs::write(&config, DAEMON_CONFIG).expect("a folder for what comes out");
        let log = fs::File::options().create(true).append(true).open(format!("{}/bluetoothd.log", self.out));
        let log = log.expect("a folder for what comes out");
        let daemon = Command::new(DAEMON)
            .args(["-n", "-f", &config])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log)
            .spawn();
        self.daemon = Some(daemon.expect("BlueZ is installed"));
        for adapter in &self.adapters {
            until("the daemon switches the adapters on", || is_on(adapter));
        }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.kill_daemon();
        let _ = self.air.kill();
        let _ = self.air.wait();
        // The next lab begins with an empty air.
        let adapters = &self.adapters;
        until("the controllers are gone", || names().iter().all(|name| !adapters.contains(name)));
    }
}

/// Bytes that this machine has sent to itself.
pub fn loopback_bytes() -> u64 {
    let count = fs::read_to_string("/sys/class/net/lo/statistics/tx_bytes").expect("there is a loopback");
    count.trim().parse().expect("a number")
}

/// The kernel's adapters. (A connection is listed beside them, as `hci0:16`.)
fn names() -> Vec<String> {
    let folder = fs::read_dir("/sys/class/bluetooth").expect("the lab's kernel has Bluetooth");
    let mut names: Vec<String> =
        folder.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| !name.contains(':'));
    names.sort();
    names
}

fn is_on(adapter: &str) -> bool {
    let said = Command::new("dbus-send")
        .args(["--system", "--print-reply", "--dest=org.bluez", &format!("/org/bluez/{adapter}")])
        .arg("org.freedesktop.DBus.Properties.Set")
        .args(["string:org.bluez.Adapter1", "string:Powered", "variant:boolean:true"])
        .output();
    said.expect("dbus-send is installed").status.success()
}

fn run(command: &mut Command) {
    let status = command.status().expect("it is installed");
    assert!(status.success(), "{command:?}: {status}");
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it does not come to this: {what}");
        thread::sleep(Duration::from_millis(100));
    }
}
