use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::*;

/// A folder of this test alone; it goes when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tequio-keychain-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("temporary files can be written");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A bus of this test's own with the desktop's keyring on it; both end when this is dropped.
struct Keyring {
    children: Vec<Child>,
    address: String,
}

/// A bus that starts no services by itself: only what the test starts is on it.
const BUS: &str = r#"<busconfig>
<type>session</type>
<listen>unix:path=FOLDER/bus</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"#;

impl Keyring {
    /// Starts both, or says what is missing here.
    fn start(folder: &Folder, password: &str) -> Result<Keyring, String> {
        let root = folder.0.display().to_string();
        let config = folder.0.join("bus.conf");
        fs::write(&config, BUS.replace("FOLDER", &root)).expect("temporary files can be written");
        let address = format!("unix:path={root}/bus");
        let mut keyring = Keyring { children: Vec::new(), address };
        let mut bus = Command::new("dbus-daemon");
        bus.arg("--config-file").arg(&config).args(["--nofork", "--print-address"]).stdout(Stdio::piped());
        let bus = keyring.spawn(&mut bus)?;
        // It says where it listens once it does.
        let mut line = String::new();
        let said = BufReader::new(bus.stdout.take().expect("it was piped")).read_line(&mut line);
        if !said.is_ok_and(|bytes| bytes > 0) {
            return Err("dbus-daemon does not start here".to_owned());
        }
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &keyring.address)
            .env("HOME", &folder.0)
            .env("XDG_RUNTIME_DIR", &folder.0)
            .env_remove("XDG_DATA_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let daemon = keyring.spawn(&mut daemon)?;
        let mut stdin = daemon.stdin.take().expect("it was piped");
        stdin.write_all(password.as_bytes()).map_err(|wrong| wrong.to_string())?;
        drop(stdin);
        // It says nothing when it is on the bus.
        for _ in 0..100 {
            if keyring.talk(|_| Ok(())).is_ok() {
                return Ok(keyring);
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err("gnome-keyring-daemon does not start here".to_owned())
    }

    fn spawn(&mut self, command: &mut Command) -> Result<&mut Child, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stderr(Stdio::null()).spawn().map_err(|wrong| format!("{name}: {wrong}"))?;
        self.children.push(child);
        Ok(self.children.last_mut().expect("pushed above"))
    }

    fn talk<A: Send + 'static>(
        &self,
        talk: impl FnOnce(&Service) -> Result<A, Trouble> + Send + 'static,
    ) -> Result<A, Trouble> {
        in_time(Some(self.address.clone()), talk)
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn skip(name: &str, reason: &str) {
    eprintln!("skipped: {name}: {reason}");
    if let Some(path) = std::env::var_os("TEQUIO_SKIPS") {
        let file = fs::OpenOptions::new().append(true).create(true).open(path);
        let written = file.and_then(|mut file| writeln!(file, "{name}: {reason}"));
        written.expect("the file for skips can be written");
    }
}

#[test]
fn the_desktops_keyring_keeps_a_key_gives_it_back_and_deletes_it() {
    let name = "the_desktops_keyring_keeps_a_key_gives_it_back_and_deletes_it";
    let folder = Folder::new("keyring");
    let keyring = match Keyring::start(&folder, "a password") {
        Ok(keyring) => keyring,
        Err(lacking) => return skip(name, &lacking),
    };
    let (item, other) = ([7; 16], [8; 16]);
    assert_eq!(keyring.talk(move |service| service.load(&item)), Err(Trouble::Missing));
    assert_eq!(keyring.talk(move |service| service.store(&item, &[1; 32])), Ok(()));
    assert_eq!(keyring.talk(move |service| service.store(&other, &[2; 32])), Ok(()));
    assert_eq!(keyring.talk(move |service| service.store(&other, &[3; 32])), Ok(()), "in its place");
    assert_eq!(keyring.talk(move |service| service.load(&item)), Ok([1; 32]));
    assert_eq!(keyring.talk(move |service| service.load(&other)), Ok([3; 32]));
    assert_eq!(keyring.talk(move |service| service.delete(&item)), Ok(()));
    assert_eq!(keyring.talk(move |service| service.delete(&item)), Ok(()), "it is deleted");
    assert_eq!(keyring.talk(move |service| service.load(&item)), Err(Trouble::Missing));
    assert_eq!(keyring.talk(move |service| service.load(&other)), Ok([3; 32]));

    // The owner locks it: nothing opens, and no dialog waits for anybody.
    let lock = |service: &Service| {
        let collection: OwnedObjectPath =
            service.ask(ROOT, "org.freedesktop.Secret.Service", "ReadAlias", &("default",))?;
        let locked: (Vec<OwnedObjectPath>, OwnedObjectPath) =
            service.ask(ROOT, "org.freedesktop.Secret.Service", "Lock", &(vec![collection],))?;
        Ok(locked.0.len())
    };
    assert_eq!(keyring.talk(lock), Ok(1));
    assert_eq!(keyring.talk(move |service| service.load(&other)), Err(Trouble::Locked));
    assert_eq!(keyring.talk(move |service| service.store(&item, &[1; 32])), Err(Trouble::Locked));
}

/// Somebody accepts the call and never says a word: the call ends, and says so.
#[test]
fn a_bus_that_hangs_is_given_up() {
    let folder = Folder::new("hangs");
    let path = folder.0.join("bus");
    let _listening = UnixListener::bind(&path).expect("a socket of its own");
    let hung = in_time(Some(format!("unix:path={}", path.display())), |service| service.load(&[0; 16]));
    assert_eq!(hung, Err(Trouble::Failed("it does not answer".to_owned())));
}

#[test]
fn where_there_is_no_bus_there_is_no_keychain() {
    let folder = Folder::new("absent");
    let nowhere = format!("unix:path={}", folder.0.join("nobody").display());
    let absent = in_time(Some(nowhere), |service| service.load(&[0; 16]));
    assert!(matches!(absent, Err(Trouble::Absent(_))), "{absent:?}");
}
