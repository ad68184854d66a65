//! `cargo dev phones N`: so many phones in windows side by side, already in one circle with a few posts.
//!
//! Their folders are prepared by the same phones without screens (`headless`), in a fresh temporary folder; then each
//! opens in a window. They hear of each other through 127.0.0.1 alone: on the network of whoever tries this out there
//! may be phones of strangers, and nobody is called who was not told of.

mod headless;

use std::env;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{self, Child, ExitCode};

use crate::house::{self, Trouble};
use crate::needs;
use crate::progress::Progress;
use crate::run;
use headless::Headless;

/// Who holds the phones, in the order in which they come.
const CAST: [&str; 6] = ["Ana", "Beto", "Carmen", "Diego", "Elena", "Félix"];
/// How far apart the windows stand, in pixels: a phone's width and a gap.
const APART: (usize, usize) = (410, 60);
/// So many stand beside each other on an ordinary desk.
const IN_A_ROW: usize = 4;
/// The beginning of the temporary folders' names; the rest is the number of the process.
const FOLDERS: &str = "tequio-phones-";

/// Carries out `cargo dev phones`.
pub fn phones(words: &[String]) -> Result<ExitCode, Trouble> {
    let count = wanted(words)?;
    if !run::has_display() {
        return Err(Trouble::Lacking(
            "there is no display (DISPLAY, WAYLAND_DISPLAY) to open windows on".into(),
        ));
    }
    let lacking = needs::provide("phones");
    if !lacking.is_empty() {
        return Err(Trouble::Lacking(format!("a window wants Debian's packages {}", lacking.join(", "))));
    }
    open(count)
}

fn wanted(words: &[String]) -> Result<usize, Trouble> {
    let sentence = || Trouble::Misused(format!("`phones` wants a number from 1 to {}", CAST.len()));
    match words {
        [] => Ok(2),
        [word] => word.parse().ok().filter(|count| (1..=CAST.len()).contains(count)).ok_or_else(sentence),
        _ => Err(sentence()),
    }
}

/// Builds, prepares and opens so many phones, and waits until the last window is closed.
pub fn open(count: usize) -> Result<ExitCode, Trouble> {
    let programs = house::build(&["-p", "tequio", "-p", "tequio-node", "--bins"])?;
    let program = |name: &str| {
        let found = programs.iter().find(|path| path.file_stem().is_some_and(|stem| stem == name));
        found.ok_or_else(|| Trouble::Failed(format!("cargo built no `{name}`")))
    };
    let (app, node) = (program("tequio")?, program("tequio-node")?);
    let folder = Folder::fresh()?;
    let addresses = free_addresses(count)?;
    {
        let _progress = Progress::of(format!("letting {} into one circle", CAST[..count].join(", ")));
        prepare(node, &folder.0, count)?;
    }
    let mut windows = Windows(Vec::new());
    for (n, name) in CAST.iter().enumerate().take(count) {
        let mut window = house::child(app);
        window.args(window_words(n, &folder.0.join(name), name, &addresses));
        windows.0.push(window.spawn().map_err(|wrong| house::not_started(&window, &wrong))?);
    }
    println!("{}: close the windows, or press Ctrl-C here.", CAST[..count].join(", "));
    windows.wait()
}

/// The app's words for the phone of this turn: it listens at its own address and calls those before it.
fn window_words(n: usize, phone: &Path, name: &str, addresses: &[SocketAddr]) -> Vec<String> {
    let (x, y) = (20 + n % IN_A_ROW * APART.0, 20 + n / IN_A_ROW * APART.1);
    let mut words = vec!["--phone".to_owned(), phone.display().to_string()];
    words.extend(["--title".to_owned(), name.to_owned(), "--at".to_owned(), format!("{x},{y}")]);
    words.extend(["--no-lan", "--keys", "file"].map(str::to_owned));
    words.extend(["--listen".to_owned(), addresses[n].to_string()]);
    words.extend(addresses[..n].iter().flat_map(|other| ["--neighbour".to_owned(), other.to_string()]));
    words
}

/// Ana founds a circle and lets the others in; they ask and offer a few things; then all go to sleep.
fn prepare(node: &Path, folder: &Path, count: usize) -> Result<(), Trouble> {
    let mut phones: Vec<Headless> = Vec::new();
    for (n, name) in CAST.iter().enumerate().take(count) {
        let ana = phones.first().map(|ana| ana.address.clone());
        let mut phone = Headless::start(node, &folder.join(name), name, ana.as_deref())?;
        // The first screen would ask for it.
        phone.does(&format!("setting setting/name {name}"))?;
        match phones.first_mut() {
            None => phone.does("found \"Calle Roble\" Ana")?,
            Some(ana) => {
                let code = ana.code()?;
                phone.does(&format!("join {code} {name}"))?;
                ana.does("wait knocks 1")?;
                ana.does(&format!("admit {name}"))?;
                phone.does(&format!("wait members {}", n + 1))?;
            }
        }
        phones.push(phone);
    }
    for (who, line) in MORNING.iter().filter(|(who, _)| *who < count) {
        phones[*who].does(line)?;
        // A claim wants its post to be there.
        let cards = phones[*who].cards()?;
        for phone in &mut phones {
            phone.does(&format!("wait cards {cards}"))?;
        }
    }
    let hash = phones[0].hash()?;
    phones.iter_mut().try_for_each(|phone| phone.does(&format!("wait hash {hash}")))?;
    phones.into_iter().try_for_each(Headless::quit)
}

/// What was asked and offered this morning: by whom in the cast, and in the words of `tequio-node phone`.
const MORNING: [(usize, &str); 6] = [
    (
        0,
        "ask title=\"Soup for three on Friday\" kind=food urgency=soon area=\"Corner by the well\" \
         words=\"I broke my arm, and the stairs are steep these days.\"",
    ),
    (
        1,
        "offer title=\"I drive to the market on Saturday\" kind=transport helpers=3 area=\"Calle Roble 12\" \
         words=\"Three seats free, and room for crates. Back before noon.\"",
    ),
    (
        0,
        "ask title=\"Two strong arms for a wardrobe\" kind=transport urgency=now helpers=2 until=+20000 \
         area=\"Second floor, no lift\"",
    ),
    (1, "claim \"Two strong arms for a wardrobe\""),
    (
        2,
        "ask title=\"Who has a ladder?\" kind=things urgency=whenever words=\"For an afternoon. The gutter drips.\"",
    ),
    (3, "offer title=\"An hour of reading aloud\" kind=care for=\"whoever cannot see well\""),
];

/// Addresses on this machine that nobody listens on now.
fn free_addresses(count: usize) -> Result<Vec<SocketAddr>, Trouble> {
    let free = || -> std::io::Result<Vec<SocketAddr>> {
        // All are held until the last is known, so that they differ.
        let taken: Vec<TcpListener> =
            (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_, _>>()?;
        taken.iter().map(TcpListener::local_addr).collect()
    };
    free().map_err(|wrong| Trouble::Failed(format!("no free port on 127.0.0.1: {wrong}")))
}

/// A temporary folder for the phones; it goes when this is dropped, or, after a Ctrl-C, before the next one is made.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Result<Folder, Trouble> {
        sweep();
        let path = env::temp_dir().join(format!("{FOLDERS}{}", process::id()));
        fs::create_dir(&path).map_err(|wrong| Trouble::Failed(format!("{}: {wrong}", path.display())))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Takes away what earlier runs left that were broken off, where it can be seen that their process is gone.
fn sweep() {
    let Ok(entries) = fs::read_dir(env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(FOLDERS)?.parse::<u32>().ok());
        if number.is_some_and(is_gone) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_gone(number: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{number}")).exists()
}

/// The open windows; those that are still open when this is dropped are closed.
struct Windows(Vec<Child>);

impl Windows {
    fn wait(&mut self) -> Result<ExitCode, Trouble> {
        let mut well = true;
        for window in &mut self.0 {
            let status =
                window.wait().map_err(|wrong| Trouble::Failed(format!("a window was lost: {wrong}")))?;
            well &= status.success();
        }
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Drop for Windows {
    fn drop(&mut self) {
        for window in &mut self.0 {
            let _ = window.kill();
            let _ = window.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_phones_unless_another_number_is_said_and_no_more_than_the_cast() {
        let count = |words: &[&str]| {
            wanted(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
                .map_err(|trouble| trouble.to_string())
        };
        assert_eq!(count(&[]), Ok(2));
        assert_eq!(count(&["6"]), Ok(6));
        for wrong in [&["0"][..], &["7"], &["many"], &["1", "2"]] {
            assert_eq!(count(wrong), Err("`phones` wants a number from 1 to 6".to_owned()));
        }
    }

    #[test]
    fn a_window_stands_beside_the_one_before_and_calls_its_phone() {
        let addresses = free_addresses(2).expect("loopback has free ports");
        let words = window_words(1, Path::new("/phones/Beto"), "Beto", &addresses).join(" ");
        let expected = format!(
            "--phone /phones/Beto --title Beto --at 430,20 --no-lan --keys file --listen {} --neighbour {}",
            addresses[1], addresses[0]
        );
        assert_eq!(words, expected);
    }

    #[test]
    fn what_a_run_that_is_over_left_behind_is_swept_away_and_ours_is_not() {
        let folder = Folder::fresh().expect("temporary files can be written");
        sweep();
        assert!(folder.0.exists());
        assert!(!is_gone(process::id()));
    }
}
