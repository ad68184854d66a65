//! What the system must have, in one table, and how it gets there.
//!
//! A fresh machine has root, or sudo, or neither. As root, or with a sudo that asks for no password, what is missing is
//! installed from Debian's packages. Otherwise the one line to run is printed, and the work goes on with what needs
//! nothing: tests that miss something skip themselves and say so.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::house::{self, Trouble};
use crate::progress::Progress;

/// One thing that a subcommand wants from the system, and why.
pub struct Need {
    /// The subcommands that want it.
    verbs: &'static [&'static str],
    /// How to see whether it is there.
    sign: Sign,
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
    /// Why it is wanted, in words that can stand in brackets behind its name.
    why: &'static str,
}

/// How to see, without asking any package manager, whether a thing is there.
enum Sign {
    /// A program on the path, or where only root's path would find it.
    Program(&'static str),
    /// A file at a fixed place.
    File(&'static str),
    /// A call that succeeds.
    Call(&'static [&'static str]),
}

/// The subcommands that build the app's window.
const WINDOWED: &[&str] = &["run", "phones", "test", "measure"];

/// Those that build a phone at all.
const BUILDING: &[&str] = &["run", "phones", "test", "measure", "radio-lab"];

const LABS: &[&str] = &["radio-lab"];

/// The packages without which the window cannot be built at all; the rest of [`NEEDS`] is for running something.
const WINDOW: &[&str] = &["pkg-config", "libwebkit2gtk-4.1-dev", "libxdo-dev", "libssl-dev"];

/// Everything that any subcommand wants beyond a Rust toolchain.
const NEEDS: &[Need] = &[
    Need {
        verbs: BUILDING,
        sign: Sign::Program("pkg-config"),
        packages: &["pkg-config"],
        why: "it tells the build where the system's libraries are",
    },
    Need {
        verbs: WINDOWED,
        sign: Sign::Call(&["pkg-config", "--exists", "webkit2gtk-4.1"]),
        packages: &["libwebkit2gtk-4.1-dev"],
        why: "the screens are pages in a webview",
    },
    Need {
        verbs: WINDOWED,
        sign: Sign::File("/usr/include/xdo.h"),
        packages: &["libxdo-dev"],
        why: "the window's library links against it",
    },
    Need {
        verbs: WINDOWED,
        sign: Sign::Call(&["pkg-config", "--exists", "openssl"]),
        packages: &["libssl-dev"],
        why: "Dioxus' window brings a client for TLS along",
    },
    Need {
        verbs: BUILDING,
        sign: Sign::Call(&["pkg-config", "--exists", "dbus-1"]),
        packages: &["libdbus-1-dev"],
        why: "Bluetooth is spoken through the system's daemon",
    },
    Need {
        verbs: &["test", "measure"],
        sign: Sign::Program("Xvfb"),
        packages: &["xvfb"],
        why: "windows open on a screen that nobody sees",
    },
    Need {
        verbs: &["test", "measure"],
        sign: Sign::Program("WebKitWebDriver"),
        packages: &["webkit2gtk-driver"],
        why: "it presses and types in the windows",
    },
    Need {
        verbs: &["run", "phones", "test"],
        sign: Sign::File("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
        packages: &["fonts-dejavu-core"],
        why: "a system without any font shows no letters",
    },
    Need {
        verbs: &["test"],
        sign: Sign::Program("ip"),
        packages: &["iproute2"],
        why: "tests of the network give each phone a network namespace of its own",
    },
    Need {
        verbs: &["test"],
        sign: Sign::Program("gnome-keyring-daemon"),
        packages: &["gnome-keyring", "dbus-daemon"],
        why: "the keychain is tested on a real one, on a bus of the test's own",
    },
    Need {
        verbs: &["test"],
        sign: Sign::Program("belenios-tool"),
        packages: &["belenios-tool"],
        why: "it counts the same ballots by Schulze's method",
    },
    Need {
        verbs: &["test"],
        sign: Sign::Call(&["python3", "-c", "import ensurepip, venv"]),
        packages: &["python3-venv"],
        why: "another peer that counts them comes as a Python package",
    },
    Need {
        verbs: LABS,
        sign: Sign::File("/usr/libexec/bluetooth/bluetoothd"),
        packages: &["bluez"],
        why: "the radio lab's phones speak over a real Bluetooth daemon",
    },
    Need {
        verbs: LABS,
        sign: Sign::Program("dbus-daemon"),
        packages: &["dbus", "dbus-daemon"],
        why: "that daemon is asked over a bus",
    },
    Need {
        verbs: LABS,
        sign: Sign::Program("dbus-send"),
        packages: &["dbus-bin"],
        why: "the lab switches its adapters on",
    },
    Need {
        verbs: LABS,
        sign: Sign::Program("busybox"),
        packages: &["busybox-static"],
        why: "the lab's kernel is switched off by it",
    },
    Need { verbs: LABS, sign: Sign::Program("ip"), packages: &["iproute2"], why: "the lab has a loopback" },
    Need {
        verbs: LABS,
        sign: Sign::Call(&["python3", "-c", "import ensurepip, venv"]),
        packages: &["python3-venv"],
        why: "virtual Bluetooth controllers come as a Python package",
    },
    Need { verbs: LABS, sign: Sign::Program("make"), packages: &["make", "gcc"], why: "it builds a kernel" },
    Need { verbs: LABS, sign: Sign::Program("flex"), packages: &["flex"], why: "a kernel is built with it" },
    Need {
        verbs: LABS,
        sign: Sign::Program("bison"),
        packages: &["bison"],
        why: "a kernel is built with it",
    },
    Need {
        verbs: LABS,
        sign: Sign::Program("patch"),
        packages: &["patch"],
        why: "a mistake of it is mended",
    },
    Need { verbs: LABS, sign: Sign::Program("bc"), packages: &["bc"], why: "a kernel is built with it" },
    Need {
        verbs: LABS,
        sign: Sign::Program("xz"),
        packages: &["xz-utils"],
        why: "its source is packed by it",
    },
    // A rustup toolchain carries no source of std together with std's own dependencies; these packages do, and that is
    // what lets cargo build std for a phone without fetching anything.
    Need {
        verbs: &["check-mobile"],
        sign: Sign::File("/var/lib/dpkg/info/rustc-web.list"),
        packages: &["rustc-web", "libstd-rust-web-dev"],
        why: "it compiles for phones from std's source",
    },
    Need {
        verbs: &["check-mobile"],
        sign: Sign::File("/usr/bin/cargo"),
        packages: &["cargo-web"],
        why: "it is the cargo of that compiler",
    },
    Need {
        verbs: &["check-mobile"],
        sign: Sign::File("/usr/lib/rustlib/src/rust/library/Cargo.lock"),
        packages: &["rust-web-src"],
        why: "it is std's source with all that std depends on",
    },
    Need {
        verbs: &["check-mobile"],
        sign: Sign::Call(&["python3", "-c", "import ensurepip, venv"]),
        packages: &["python3-venv"],
        why: "a C compiler for any target comes as a Python package",
    },
];

/// Carries out `cargo dev needs`: what a subcommand wants is installed now, and nothing else is done.
pub fn needs(words: &[String]) -> Result<ExitCode, Trouble> {
    let known = |verb: &String| NEEDS.iter().any(|need| need.verbs.contains(&verb.as_str()));
    if let Some(word) = words.iter().find(|word| !known(word)) {
        return Err(Trouble::Misused(format!("no subcommand `{word}` wants anything of the system")));
    }
    let lacking: Vec<&str> = words.iter().flat_map(|verb| provide(verb)).collect();
    if lacking.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Trouble::Lacking(format!("{} cannot be had here", lacking.join(", "))))
}

/// Sees to it that what `verb` wants is there, and returns the packages of what could not be had.
pub fn provide(verb: &str) -> Vec<&'static str> {
    let missing = missing_for(verb);
    if missing.is_empty() {
        return Vec::new();
    }
    for need in &missing {
        eprintln!("missing: {} ({})", need.packages.join(", "), need.why);
    }
    let packages = packages_of(&missing);
    match Way::here() {
        Some(way) => install(&way, &packages),
        None if there(&Sign::Program("apt-get")) => {
            eprintln!(
                "To install: sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
                packages.join(" ")
            );
        }
        None => eprintln!("This system has no apt-get; its own package manager may have them."),
    }
    packages_of(&missing_for(verb))
}

/// Whether the app's window can be built, though these packages cannot be had.
pub fn can_build_windows(lacking: &[&str]) -> bool {
    !lacking.iter().any(|package| WINDOW.contains(package))
}

fn missing_for(verb: &str) -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| need.verbs.contains(&verb) && !there(&need.sign)).collect()
}

fn packages_of(needs: &[&'static Need]) -> Vec<&'static str> {
    needs.iter().flat_map(|need| need.packages).copied().collect()
}

fn there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(name) => {
            let path = env::var_os("PATH").unwrap_or_default();
            let roots_own = ["/usr/sbin", "/sbin"].map(Into::into);
            env::split_paths(&path).chain(roots_own).any(|folder| folder.join(name).is_file())
        }
        Sign::File(path) => Path::new(path).exists(),
        Sign::Call(words) => succeeds(words),
    }
}

/// How `apt-get` may be called here without asking anybody for anything.
struct Way {
    before: &'static [&'static str],
}

impl Way {
    fn here() -> Option<Way> {
        if !there(&Sign::Program("apt-get")) {
            return None;
        }
        if is_root() {
            return Some(Way { before: &[] });
        }
        // -n: a sudo that would ask for a password fails instead, since nobody may be there to answer.
        succeeds(&["sudo", "-n", "true"]).then_some(Way { before: &["sudo", "-n"] })
    }

    /// `apt-get` with these words; on failure what it said last.
    fn apt_get(&self, words: &[&str]) -> Result<(), String> {
        // Named through `env`, since sudo hands on no variables.
        let call = [self.before, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]].concat();
        let said = house::child(call[0])
            .args(&call[1..])
            .args(["-q", "-o", "DPkg::Lock::Timeout=120"])
            .args(words)
            .stdin(Stdio::null())
            .output()
            .map_err(|wrong| wrong.to_string())?;
        if said.status.success() {
            return Ok(());
        }
        let words = String::from_utf8_lossy(&said.stderr);
        Err(words.lines().last().unwrap_or("it said nothing").to_owned())
    }
}

/// Three tries, since mirrors have bad moments, with a repair of half-installed packages in between.
fn install(way: &Way, packages: &[&str]) {
    const TRIES: usize = 3;
    let wanted = [&["install", "-y", "--no-install-recommends"], packages].concat();
    for attempt in 1..=TRIES {
        let progress = Progress::of(format!("installing {}", packages.join(", ")));
        // An update fails as soon as one of many sources is out of order; the install itself shows whether that matters.
        let updated = way.apt_get(&["update"]);
        let installed = way.apt_get(&wanted);
        let Err(wrong) = installed else { return };
        if attempt < TRIES {
            let _ = way.apt_get(&["--fix-broken", "install", "-y"]);
        }
        drop(progress);
        let update =
            updated.err().map(|wrong| format!("; the update before it: {wrong}")).unwrap_or_default();
        eprintln!("apt-get install failed (try {attempt} of {TRIES}): {wrong}{update}");
    }
}

/// Whether this is root.
pub fn is_root() -> bool {
    user_id().as_deref() == Some("0")
}

fn user_id() -> Option<String> {
    let said = Command::new("id").arg("-u").stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

fn succeeds(words: &[&str]) -> bool {
    Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_names_a_package_and_says_why_in_words_that_fit_into_brackets() {
        for need in NEEDS {
            assert!(!need.packages.is_empty());
            assert!(!need.why.is_empty() && !need.why.ends_with('.'), "{}", need.why);
        }
    }

    #[test]
    fn what_is_there_is_seen_and_what_is_not_is_not() {
        assert!(there(&Sign::Program("cargo")));
        assert!(!there(&Sign::Program("tequio-no-such-program")));
        assert!(!there(&Sign::File("/no/such/file")));
        assert!(!there(&Sign::Call(&["tequio-no-such-program"])));
    }

    #[test]
    fn a_window_is_built_without_a_driver_but_not_without_a_webview() {
        assert!(can_build_windows(&["xvfb", "webkit2gtk-driver", "iproute2"]));
        assert!(!can_build_windows(&["xvfb", "libxdo-dev"]));
        let known = |package: &&str| NEEDS.iter().any(|need| need.packages.contains(package));
        assert!(WINDOW.iter().all(known));
    }

    #[test]
    fn a_subcommand_without_needs_installs_nothing() {
        assert!(provide("help").is_empty());
    }
}
