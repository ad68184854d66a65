//! A courier: a phone without a screen and mostly without circles, that carries for whoever passes by.
//!
//! The running one answers who asks how it is on a Unix socket in its folder, where its owner alone may enter: one
//! line for each who calls, without reading anything. What is said so comes from the loop itself at that moment, and
//! a courier that was killed leaves a socket where nobody answers.

mod config;

use std::{
    fs,
    io::{self, ErrorKind, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tequio_core::{Invite, Time, invite::InviteError, time::DAY};
use tequio_node::{Fault, Node, NotDone};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    signal::unix::{SignalKind, signal},
    time::{sleep, timeout},
};

use crate::{runtime, value_of};
use config::Config;

const EXAMPLE: &str = include_str!("courier_command/example.toml");
const UNIT: &str = include_str!("courier_command/tequio-courier.service");

/// A courier answers within a commit; one that has not after so long stands still.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(5);
/// Bytes of an answer: eight circles and some dozens of addresses are a tenth of it.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;
/// After a caller could not be taken in (too many open files), so that the wait is not a busy one.
const PAUSE: Duration = Duration::from_secs(1);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// What is wanted of a courier.
enum Wanted {
    Run,
    Status { json: bool },
}

/// Runs a courier until it is told to end, or says how the running one is.
///
/// # Errors
/// A sentence about the words, the config, or a folder that it does not open. Whatever may pass by itself is told on stderr instead, and the answer is
/// `false`, so that whoever started it knows whether to try again.
pub fn run(mut words: impl Iterator<Item = String>) -> Result<bool, String> {
    let (mut file, mut status, mut json) = (None, false, false);
    while let Some(option) = words.next() {
        match option.as_str() {
            "--config" => file = Some(PathBuf::from(value_of("--config", &mut words)?)),
            "--status" => status = true,
            "--json" => json = true,
            "--example-config" => return Ok(print(EXAMPLE)),
            "--systemd-unit" => return Ok(print(UNIT)),
            other => return Err(format!("`courier` knows no `{other}`; see `tequio-node help`")),
        }
    }
    let wanted = match (status, json) {
        (true, json) => Wanted::Status { json },
        (false, false) => Wanted::Run,
        (false, true) => return Err("--json goes with --status".to_owned()),
    };
    let config = Config::read(&file.ok_or("say which config: --config FILE")?)?;
    let runtime = runtime()?;
    match wanted {
        Wanted::Run => runtime.block_on(serve(config)),
        Wanted::Status { json } => runtime.block_on(tell_status(&config.socket(), json)),
    }
}

/// Whether it was read does not concern the courier.
fn print(text: &str) -> bool {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
}

/// Something that may pass by itself: told, and worth another start.
fn not_now(wrong: &dyn std::fmt::Display) -> bool {
    eprintln!("tequio-node: {wrong}");
    false
}

/// What no other start mends, with its key in the config where there is one; else the fault again.
fn stays_so(fault: Fault) -> Result<String, Fault> {
    match fault {
        Fault::Locked | Fault::WrongPassphrase => Ok(format!("`passphrase_file`: {fault}")),
        Fault::KeyMissing | Fault::OtherKey | Fault::OtherVersion(_) => Ok(format!("`folder`: {fault}")),
        passing => Err(passing),
    }
}

async fn serve(config: Config) -> Result<bool, String> {
    // Before anything is opened, so that from the first moment an end is a clean one.
    let signals =
        signal(SignalKind::terminate()).and_then(|term| Ok((term, signal(SignalKind::interrupt())?)));
    let (mut terminate, mut interrupt) = match signals {
        Ok(signals) => signals,
        Err(wrong) => return Ok(not_now(&format!("this system gives no signals: {wrong}"))),
    };
    let node = match Node::start(config.options.clone()).await {
        Ok(node) => node,
        Err(fault) => return stays_so(fault).map_or_else(|passing| Ok(not_now(&passing)), Err),
    };
    let done = match begin(&node, &config).await {
        Ok(listener) => {
            let answering = tokio::spawn(answer(listener, node.clone(), config.quota));
            let addresses: Vec<String> = node.addresses().iter().map(ToString::to_string).collect();
            print(&format!("The courier listens on {}.\n", addresses.join(", ")));
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            answering.abort();
            Ok(true)
        }
        Err(NotDone::Fault(fault)) => Ok(not_now(&fault)),
        Err(wrong) => Err(format!("`join` and `name`: {wrong}")),
    };
    // Left behind it does no harm, but there is nobody to be asked any more.
    let _ = fs::remove_file(config.socket());
    node.stop().await;
    done
}

/// What may still go wrong once the folder is this process's own.
async fn begin(node: &Node, config: &Config) -> Result<UnixListener, NotDone> {
    join(node, config).await?;
    let path = config.socket();
    listen(&path).map_err(|wrong| NotDone::from(Fault::Folder { path, reason: wrong.to_string() }))
}

/// A socket that lies there already is of one that was killed.
fn listen(socket: &Path) -> io::Result<UnixListener> {
    match fs::remove_file(socket) {
        Err(wrong) if wrong.kind() != ErrorKind::NotFound => return Err(wrong),
        _ => {}
    }
    let listener = UnixListener::bind(socket)?;
    // The folder is closed to others already.
    fs::set_permissions(socket, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Knocks at the circle that the config names, unless this courier is in it or knocks with this code already.
async fn join(node: &Node, config: &Config) -> Result<(), NotDone> {
    let Some((code, name)) = &config.join else { return Ok(()) };
    let circles = node.circles().borrow().clone();
    let invite = match Invite::read(code, node.now()) {
        // It has served, or it was knocked with in vain: no reason to carry nothing for anybody.
        Err(InviteError::TooOld) if !circles.is_empty() => return Ok(()),
        read => read?,
    };
    if let Some(views) = circles.get(&invite.circle) {
        let before = views.mine.borrow().code.clone();
        match before {
            Some(before) if before.code() != invite.code() => node.leave(&invite.circle).await?,
            Some(_) | None => return Ok(()),
        }
    }
    node.join(code, name).await.map(|_| ())
}

/// One line for each who calls.
async fn answer(listener: UnixListener, node: Node, quota: u64) {
    let since = node.now();
    loop {
        let Ok((mut caller, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let told = async {
            let line = format!("{}\n", status(&node, since, quota).await);
            // Whoever went away meanwhile asks again.
            let _ = caller.write_all(line.as_bytes()).await;
        };
        let _ = timeout(ANSWER_TIME_MAX, told).await;
    }
}

async fn status(node: &Node, since: Time, quota: u64) -> Value {
    // What a disk that cannot be opened holds is not known; a read of it says why.
    let read = node.setting("courier").await;
    let counters = match (read, node.counters().await) {
        (Ok(_), Ok(counters)) => counters,
        (Err(wrong), _) | (_, Err(wrong)) => return json!({ "running": true, "fault": wrong.to_string() }),
    };
    let circles = node.circles().borrow().clone();
    let mut member_of = Vec::new();
    for (circle, views) in circles.iter() {
        let mine = views.mine.borrow().clone();
        let entries = node.standing(circle).await.map_or(0, |standing| standing.entries);
        let words = mine.device.four_words().join(" ");
        member_of.push(json!({ "member": mine.is_member, "entries": entries, "words": words }));
    }
    let addresses: Vec<String> = node.addresses().iter().map(ToString::to_string).collect();
    json!({
        "running": true,
        "fault": null,
        "pid": std::process::id(),
        "since": since.0,
        "now": node.now().0,
        "heard": counters.heard.map(|heard| heard.0),
        "addresses": addresses,
        "links": counters.links,
        "envelopes": counters.carried,
        "bytes": counters.carried_bytes,
        "quota": quota,
        "refused": counters.rejected.values().sum::<u64>(),
        "dropped": counters.dropped,
        "commits": counters.commits,
        "circles": member_of,
    })
}

/// Asks the running courier; whether there is one, and it is well.
async fn tell_status(socket: &Path, json: bool) -> Result<bool, String> {
    let asked = timeout(ANSWER_TIME_MAX, async {
        let mut said = String::new();
        UnixStream::connect(socket).await?.take(ANSWER_BYTES_MAX).read_to_string(&mut said).await?;
        serde_json::from_str::<Value>(&said).map_err(io::Error::from)
    });
    let status = match asked.await {
        Ok(Ok(status)) => status,
        Ok(Err(wrong)) => match wrong.kind() {
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => json!({ "running": false }),
            ErrorKind::PermissionDenied => {
                return Err(format!("only its owner, or root, may ask at {}", socket.display()));
            }
            _ => json!({ "running": null, "fault": format!("it does not answer: {wrong}") }),
        },
        Err(_) => json!({ "running": null, "fault": "it has not answered for five seconds" }),
    };
    match json {
        true => print(&format!("{status}\n")),
        false => print(&plain(&status)),
    };
    Ok(status["running"] == true && status["fault"].is_null())
}

/// The same for a person.
fn plain(status: &Value) -> String {
    if status["running"] == false {
        return "The courier is not running.\n".to_owned();
    }
    if let Some(fault) = status["fault"].as_str() {
        return format!("The courier cannot do its work: {fault}.\n");
    }
    let number = |key: &str| status[key].as_u64().unwrap_or(0);
    let ago = |then: u64| span(number("now").saturating_sub(then));
    let heard = status["heard"].as_u64().map_or("nobody yet".to_owned(), |at| format!("{} ago", ago(at)));
    let mut lines = format!(
        "The courier has been running for {} (process {}).\n\
         carries   {} letters, {} bytes of {}\n\
         links     {} up; last heard: {heard}\n\
         refused   {} frames; {} neighbours dropped for it\n",
        ago(number("since")),
        number("pid"),
        number("envelopes"),
        number("bytes"),
        number("quota"),
        number("links"),
        number("refused"),
        number("dropped"),
    );
    for circle in status["circles"].as_array().into_iter().flatten() {
        lines += &match circle["member"] == true {
            true => format!("member    of a circle, with {} entries\n", circle["entries"]),
            false => format!("knocks    at a circle, as {}\n", circle["words"].as_str().unwrap_or_default()),
        };
    }
    for address in status["addresses"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        lines += &format!("listens   {address}\n");
    }
    lines
}

fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..MINUTE => (seconds, "second"),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        _ => (seconds / DAY, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
