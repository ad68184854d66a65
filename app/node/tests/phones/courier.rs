//! A courier in a process of its own, run from a config file.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::cast::{BINARY, Folder, PATIENCE, Phone, let_in, skip};

/// A running courier. It is killed when this is dropped.
struct Courier {
    config: PathBuf,
    address: String,
    child: Child,
}

impl Courier {
    /// Starts one on loopback, with these lines in its config besides.
    fn start(folder: &Folder, more: &str) -> Courier {
        let config = folder.of("courier.toml");
        let place = folder.of("courier");
        let lines = format!("folder = {place:?}\nlan = false\nlisten = \"127.0.0.1:0\"\n{more}\n");
        fs::write(&config, lines).expect("temporary files can be written");
        let mut child = Command::new(BINARY)
            .args(["courier", "--config"])
            .arg(&config)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut ready = String::new();
        let stdout = child.stdout.take().expect("it was piped");
        BufReader::new(stdout).read_line(&mut ready).expect("it says where it listens");
        let address = ready.trim().trim_end_matches('.').rsplit(' ').next().expect("an address").to_owned();
        assert!(address.starts_with("/ip4/127.0.0.1/tcp/"), "{ready}");
        Courier { config, address, child }
    }

    fn status(&self) -> Value {
        let said = courier(&["--status", "--json", "--config"], Some(&self.config));
        assert!(said.status.success(), "{said:?}");
        serde_json::from_slice(&said.stdout).expect("one line of JSON")
    }

    fn until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let status = self.status();
            if holds(&status) {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the courier stays {status}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("there is kill").success());
    }

    fn end(mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        self.child.wait().expect("it is this process's own child")
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn courier(words: &[&str], config: Option<&Path>) -> Output {
    Command::new(BINARY).arg("courier").args(words).args(config).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Ana and Beto, in one circle and apart from now on.
fn pair(folder: &Folder) {
    let mut ana = Phone::start(&folder.of("Ana"), &[]);
    let mut beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address.clone()]);
    ana.does("found Calle-Roble Ana");
    let_in(&mut ana, &mut beto);
    ana.does("wait entries 4");
    ana.quit();
    beto.quit();
}

#[test]
fn two_members_who_never_meet_converge_through_a_courier_that_is_killed_between() {
    let folder = Folder::new("courier");
    pair(&folder);
    let courier = Courier::start(&folder, "");
    let first = courier.status();
    assert_eq!((&first["envelopes"], &first["heard"], &first["links"]), (&0.into(), &Value::Null, &0.into()));
    let mut ana = Phone::start(&folder.of("Ana"), &["--neighbour", &courier.address]);
    ana.does("ask title=Fridge");
    // Founding, two arrivals, an admission and the post.
    let status = courier.until(|status| status["envelopes"] == 5);
    assert_eq!((&status["links"], &status["refused"]), (&1.into(), &0.into()));
    assert!(status["heard"].as_u64() >= status["since"].as_u64());
    ana.quit();
    courier.end("-KILL");

    let courier = Courier::start(&folder, "");
    let mut beto = Phone::start(&folder.of("Beto"), &["--neighbour", &courier.address]);
    beto.does("wait cards 1");
    beto.does("claim Fridge");
    courier.until(|status| status["envelopes"] == 6);
    let hash = beto.hash();
    beto.quit();
    let mut ana = Phone::start(&folder.of("Ana"), &["--neighbour", &courier.address]);
    ana.until("hash", |standing| standing["hash"] == hash.as_str());
    ana.quit();
    assert_eq!(courier.status()["circles"], serde_json::json!([]));
}

#[test]
fn a_courier_that_was_invited_knocks_once_and_keeps_its_circles_log() {
    let folder = Folder::new("courier-member");
    let mut ana = Phone::start(&folder.of("Ana"), &[]);
    ana.does("found Calle-Roble Ana");
    let code = ana.does("invite")["code"].as_str().expect("a code").to_owned();
    let more = format!("neighbours = [{:?}]\njoin = {code:?}\nname = \"Library\"", ana.address);
    let library = Courier::start(&folder, &more);
    let people = ana.until("people", |people| people["knocks"][0]["name"] == "Library");
    let status = library.status();
    let words: Vec<&str> = people["knocks"][0]["words"]
        .as_array()
        .expect("four words")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(status["circles"][0]["words"], words.join(" "));
    assert_eq!(status["circles"][0]["member"], false);
    // The same code again is the same knock.
    assert!(library.end("-TERM").success());
    let library = Courier::start(&folder, &more);
    ana.does("admit Library");
    library.until(|status| status["circles"][0]["member"] == true);
    assert!(library.end("-TERM").success());
    let library = Courier::start(&folder, &more);
    ana.does("ask title=Fridge");
    library.until(|status| status["circles"][0]["entries"] == 5);
    assert_eq!(ana.does("people")["members"].as_array().map(Vec::len), Some(2));
    let said = courier(&["--status", "--config"], Some(&library.config));
    assert!(text(&said.stdout).contains("member    of a circle, with 5 entries"), "{said:?}");
}

#[test]
fn a_running_courier_says_how_it_is_and_a_stopped_one_that_it_is_not() {
    let folder = Folder::new("courier-status");
    let config = folder.of("courier.toml");
    let running = Courier::start(&folder, "quota = \"1 MiB\"");
    let status = running.status();
    assert_eq!((&status["running"], &status["quota"]), (&true.into(), &(1 << 20).into()));
    assert_eq!(status["pid"], running.child.id());
    assert_eq!(status["addresses"], serde_json::json!([running.address]));
    let said = text(&courier(&["--status", "--config"], Some(&config)).stdout);
    assert!(said.contains("carries   0 letters, 0 bytes of 1048576\n"), "{said}");
    assert!(said.contains("last heard: nobody yet\n"), "{said}");
    let socket = folder.of("courier").join("courier.sock");
    let mode = fs::metadata(&socket).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // A second one on the same folder is told so, and does not take the first one's socket away.
    let second = courier(&["--config"], Some(&config));
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("in use"), "{second:?}");
    assert_eq!(running.status()["pid"], status["pid"]);

    // One that stands still is not said to be well, and nobody waits for it for ever.
    running.signal("-STOP");
    let said = courier(&["--status", "--config"], Some(&config));
    running.signal("-CONT");
    assert_eq!(said.status.code(), Some(1));
    assert!(text(&said.stdout).contains("has not answered"), "{said:?}");

    assert!(running.end("-TERM").success());
    assert!(!socket.exists());
    // The folder is free, for a session by hand too.
    Phone::start(&folder.of("courier"), &[]).quit();
    let not_running = |said: Output| {
        assert_eq!(said.status.code(), Some(1));
        assert_eq!(text(&said.stdout), "The courier is not running.\n");
    };
    not_running(courier(&["--status", "--config"], Some(&config)));
    let said = courier(&["--status", "--json", "--config"], Some(&config));
    assert_eq!(text(&said.stdout), "{\"running\":false}\n");

    // Killed, it leaves its socket behind, where nobody answers; the next one takes its place.
    Courier::start(&folder, "").end("-KILL");
    assert!(socket.exists());
    not_running(courier(&["--status", "--config"], Some(&config)));
    let running = Courier::start(&folder, "");
    assert_eq!(running.status()["running"], true);
    assert!(running.end("-INT").success());
}

#[test]
fn a_courier_never_holds_more_than_its_quota_nor_more_than_a_share_of_it_from_one_visit() {
    const QUOTA: u64 = 64 * 1024;
    let folder = Folder::new("courier-quota");
    let courier = Courier::start(&folder, &format!("quota = {QUOTA}"));
    let mut ana = Phone::start(&folder.of("Ana"), &[]);
    ana.does("found Calle-Roble Ana");
    let words = "x".repeat(1_900);
    for n in 0..24 {
        ana.does(&format!("ask title=\"Post {n}\" words={words}"));
    }
    let offered = ana.does("counters")["carried_bytes"].as_u64().expect("a number");
    assert!(offered > QUOTA, "{offered}");
    ana.quit();
    let number = |status: &Value, key: &str| status[key].as_u64().expect("a number");
    let (mut before, mut visits_that_grew) = (0, 0);
    for _ in 0..10 {
        let commits = number(&courier.status(), "commits");
        let ana = Phone::start(&folder.of("Ana"), &["--neighbour", &courier.address]);
        // Something is new at each visit: what gave way is not taken again.
        courier.until(|status| {
            assert!(number(status, "bytes") <= QUOTA, "{status}");
            number(status, "commits") > commits
        });
        ana.quit();
        let held = number(&courier.until(|status| status["links"] == 0), "bytes");
        assert!(held <= before + QUOTA / 8, "{before} and {held}");
        visits_that_grew += u64::from(held > before);
        before = held;
    }
    assert!((2..10).contains(&visits_that_grew), "{visits_that_grew}");
    assert!(before > QUOTA / 8, "{before}");
    assert!(courier.end("-TERM").success());
}

#[test]
fn a_config_that_cannot_be_used_is_told_in_one_sentence_with_the_keys_name() {
    let folder = Folder::new("courier-config");
    let config = folder.of("courier.toml");
    let place = format!("folder = {:?}", folder.of("courier"));
    let long = format!("folder = \"/{}\"", "x".repeat(100));
    let nested = |level: &str, times| "quota".to_owned() + &level.repeat(times);
    let page = "#".repeat(20_000);
    let with = |more: &str| format!("{place}\n{more}");
    for (lines, sentence) in [
        ("lan = true".to_owned(), "`folder` is missing"),
        ("folder = 7".to_owned(), "`folder` wants a text in quotes, not 7"),
        ("folder = \"here\"".to_owned(), "`folder` wants a path that begins with /, not `here`"),
        (long, "`folder` wants a path of at most 90 bytes"),
        (with("folders = 1"), "there is no key `folders`; there are folder, listen, lan"),
        (with("lan = \"no\""), "`lan` wants true or false, not \"no\""),
        (with("listen = \"4711\""), "`listen` wants IP:PORT, not `4711`"),
        (with("listen = 4711"), "`listen` wants a text in quotes, not 4711"),
        (with("neighbours = \"10.0.0.7:1\""), "`neighbours` wants a list of texts"),
        (with("neighbours = [1]"), "`neighbours` wants a list of texts in quotes, not [1]"),
        (with("neighbours = [\"nowhere\"]"), "`neighbours`: `nowhere` is no address"),
        (with("quota = \"64 MB\""), "`quota` wants a number of bytes"),
        (with("quota = -1"), "`quota` wants a number of bytes"),
        (with("quota = 1.5"), "`quota` wants a number of bytes"),
        (with("quota = 1000"), "`quota` is from 65536 to 8724152320 bytes, not 1000"),
        (with("quota = \"1024 GiB\""), "`quota` is from 65536 to"),
        (with("join = \"TEQUIO:A\""), "`join` wants a `name` to knock under"),
        (with("name = \"Library\""), "`name` is of use only with a code to `join` with"),
        (with("join = \"hello\"\nname = \"Library\""), "`join` and `name`: this is not a Tequio code"),
        (with("lan = true\nlan = false"), "this is not TOML"),
        (with("lan"), "this is not TOML"),
        (nested(" = [", 1), "this is not TOML"),
        (with(&(nested(".a", 500) + " = 1")), "`quota` wants a number of bytes"),
        (nested(".a", 8_000) + " = 1", "a config has at most 512 dots and brackets"),
        (nested(" = {a", 512), "this is not TOML"),
        ("quota = ".to_owned() + &"[".repeat(512), "this is not TOML"),
        (page, "a config has at most 16384 bytes"),
    ] {
        fs::write(&config, &lines).expect("temporary files can be written");
        let done = courier(&["--config"], Some(&config));
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{sentence}: {said}");
        assert!(said.contains(sentence) && said.trim().lines().count() == 1, "{said}");
    }
    let gone = courier(&["--config"], Some(&folder.of("nothing.toml")));
    assert_eq!(gone.status.code(), Some(2));
    assert!(text(&gone.stderr).contains("nothing.toml: it cannot be read"), "{gone:?}");
    assert_eq!(courier(&[], None).status.code(), Some(2));
    assert_eq!(courier(&["--json", "--config"], Some(&config)).status.code(), Some(2));
}

#[test]
fn a_folder_that_a_passphrase_guards_is_opened_with_it_or_not_tried_again() {
    let folder = Folder::new("courier-locked");
    let mut phone = Phone::start(&folder.of("courier"), &[]);
    phone.does("passphrase \"maize and beans\"");
    phone.quit();
    let (right, wrong) = (folder.of("right"), folder.of("wrong"));
    fs::write(&right, "maize and beans\n").expect("temporary files can be written");
    fs::write(&wrong, "maize\n").expect("temporary files can be written");
    let config = folder.of("courier.toml");
    let place = format!("folder = {:?}\nlan = false\n", folder.of("courier"));
    for (more, sentence) in [
        (String::new(), "`passphrase_file`: this phone is locked: it opens with its passphrase"),
        (format!("passphrase_file = {wrong:?}"), "`passphrase_file`: that is not this phone's passphrase"),
        (format!("passphrase_file = {:?}", folder.of("nothing")), "`passphrase_file`: /"),
        ("passphrase_file = true".to_owned(), "`passphrase_file` wants a text in quotes"),
    ] {
        fs::write(&config, format!("{place}{more}")).expect("temporary files can be written");
        let done = courier(&["--config"], Some(&config));
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(said.contains(sentence) && said.trim().lines().count() == 1, "{said}");
    }
    let courier = Courier::start(&folder, &format!("passphrase_file = {right:?}"));
    assert_eq!(courier.status()["running"], true);
    assert!(courier.end("-TERM").success());
}

#[test]
fn the_unit_for_systemd_is_the_one_that_is_shown_and_systemd_takes_it() {
    let name = "the_unit_for_systemd_is_the_one_that_is_shown_and_systemd_takes_it";
    let unit = text(&courier(&["--systemd-unit"], None).stdout);
    let shown = include_str!("../../../../platform/README.md");
    assert!(shown.contains(&unit), "platform/README.md shows another unit");
    let here = unit.replace("/usr/local/bin/tequio-node", BINARY);
    assert_ne!(here, unit);
    let folder = Folder::new("courier-unit");
    let file = folder.of("tequio-courier.service");
    fs::write(&file, here).expect("temporary files can be written");
    match Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&file).output() {
        Err(wrong) => skip(name, &format!("systemd-analyze: {wrong}")),
        Ok(done) => {
            assert!(done.status.success(), "{done:?}");
            // What it does not know it says without failing.
            assert!(!text(&done.stderr).contains("tequio-courier"), "{done:?}");
        }
    }
}
