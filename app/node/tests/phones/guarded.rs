//! A phone before a checkpoint, as a node and as a process: locked, put away, brought back, and killed while its duress
//! code takes effect.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Command as Wanted, Time,
    event::{Direction, Kind, Posting, Urgency},
};
use tequio_node::{
    Fault, Node, NotDone, Options, Passphrase, Protection, Unlock, Views,
    store::{self, backup::Opener, duress::Decoy},
};
use tokio::runtime::Runtime;

use crate::cast::{BINARY, Folder, PATIENCE, is_nightly};

const SECRET: &str = "seven wet horses";
const FILES_SECRET: &str = "a lamp in the rain";
const CODE: &str = "orange marmalade";
const DRAFT: &str = "draft/ask";

#[test]
fn a_phone_that_was_put_away_comes_back_as_the_same_person_with_all_that_was_typed() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("put-away"));
    runtime.block_on(async {
        let ana = start(&folder.of("Ana"), None).await;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        let beside = Options { neighbours: ana.addresses(), ..Options::on_loopback(folder.of("Beto")) };
        let beto = Node::start(beside).await.expect("an empty folder opens");
        lets_in(&ana, &beto, &circle).await;
        asks(&ana, &circle, "A ladder").await;
        ana.set_setting(DRAFT, Some(b"Soup for thr".to_vec())).await.expect("it is short");
        assert_eq!(ana.set_passphrase(None, secret(SECRET)).await, Ok(Protection::Passphrase));
        let me = ana.views(&circle).expect("it was founded").people.borrow().me.clone();

        let stick = folder.of("stick");
        fs::create_dir_all(&stick).expect("temporary files can be written");
        let file = stick.join("ana.tequio");
        let inside = ana.suspend(folder.of("Ana").join("ana.tequio"), known(FILES_SECRET)).await;
        assert!(matches!(inside, Err(NotDone::File { .. })), "{inside:?}");
        let nowhere = ana.suspend(stick.join("not/there"), known(FILES_SECRET)).await;
        assert!(nowhere.is_err() && ana.circles().borrow().contains_key(&circle), "nothing is lost by that");
        let away = ana.suspend(file.clone(), known(FILES_SECRET)).await.expect("the stick takes it");
        assert_eq!((away.circles, away.settings), (1, 1));
        assert!(ana.circles().borrow().is_empty());
        assert!(ana.settings().await.expect("it reads").is_empty());
        assert_eq!(ana.counters().await.expect("it runs").protection, Some(Protection::File));

        let wrong = ana.restore(file.clone(), Opener::Passphrase(known(SECRET))).await;
        assert_eq!(wrong, Err(Fault::WrongPassphrase.into()));
        let back = ana.restore(file.clone(), Opener::Passphrase(known(FILES_SECRET))).await;
        assert_eq!(back, Ok(away));
        let again = ana.restore(file, Opener::Passphrase(known(FILES_SECRET))).await;
        assert_eq!(again, Err(NotDone::NotEmpty), "a phone that has something is not filled");
        assert_eq!(ana.setting(DRAFT).await, Ok(Some(b"Soup for thr".to_vec())));
        let views = ana.views(&circle).expect("it is back");
        assert_eq!(views.people.borrow().me, me, "the same person");
        asks(&ana, &circle, "And a lamp").await;
        beto.tell_neighbour(ana.addresses()[0].clone()).expect("it runs");
        until(&beto, &circle, |views| views.board.borrow().cards.len() == 2).await;
        ana.stop().await;
        beto.stop().await;
    });
}

/// The storage key, 32 bytes, is nowhere in this process once the phone is locked.
#[test]
#[cfg(target_os = "linux")]
fn a_phone_that_is_locked_leaves_its_key_in_no_memory() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("memory"));
    let phone = folder.of("Ana");
    let mut masked = [0; 32];
    runtime.block_on(async {
        let ana = start(&phone, None).await;
        ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        // As long as nothing guards it, it stands in the file behind ten letters and two numbers. It is looked for by a
        // copy that does not look like it.
        let mut file = fs::read(phone.join("storage.key")).expect("it is there");
        for (place, byte) in masked.iter_mut().zip(&mut file[12..44]) {
            *place = std::mem::take(byte) ^ 0x5a;
        }
        assert_ne!(copies_in_memory(&masked), Vec::<String>::new(), "an open phone has it");
        ana.set_passphrase(None, secret(SECRET)).await.expect("the disk takes it");
        ana.stop().await;
    });
    drop(runtime);
    assert_eq!(copies_in_memory(&masked), Vec::<String>::new());
}

#[cfg(target_os = "linux")]
fn copies_in_memory(masked: &[u8; 32]) -> Vec<String> {
    use std::io::{Read, Seek, SeekFrom};
    let maps = fs::read_to_string("/proc/self/maps").expect("Linux says so");
    let mut memory = fs::File::open("/proc/self/mem").expect("one's own");
    let (mut copies, mut piece) = (Vec::new(), vec![0; 1 << 20]);
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) =
            line.split_whitespace().next().and_then(|range| range.split_once('-')).expect("a range");
        let number = |text| u64::from_str_radix(text, 16).expect("in hexadecimal");
        let (mut at, to) = (number(from), number(to));
        while at + 32 <= to {
            let wanted = (to - at).min(piece.len() as u64) as usize;
            let read = memory.seek(SeekFrom::Start(at)).and_then(|_| memory.read(&mut piece[..wanted]));
            let Ok(read @ 32..) = read else { break };
            let here = (piece.as_ptr() as u64)..(piece.as_ptr() as u64 + piece.len() as u64);
            for (n, window) in piece[..read].windows(32).enumerate() {
                let is_copy = window.iter().zip(masked).all(|(byte, masked)| byte ^ masked == 0x5a);
                // What was read a moment ago is in memory too.
                if is_copy && !here.contains(&(at + n as u64)) {
                    copies.push(format!("{:x} in {line}", at + n as u64));
                }
            }
            at += (read - 31) as u64;
        }
        piece.fill(0);
    }
    copies
}

/// Whatever the moment at which the battery goes out after the code was typed: the real phone is whole and locked, or
/// gone, and the decoy opens at the next try.
#[test]
fn a_phone_that_is_killed_while_its_code_takes_effect_is_whole_or_gone_and_the_decoy_opens() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("code-killed"));
    let phone = folder.of("Ana");
    let real = runtime.block_on(async {
        let ana = start(&phone, secret(SECRET)).await;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        let decoy = Decoy {
            name: "Ana".to_owned(),
            circle_name: "Coro".to_owned(),
            since: Time(1_780_000_000),
            settings: Vec::new(),
        };
        ana.set_duress(known(SECRET), Some((known(CODE), decoy))).await.expect("they are not alike");
        ana.stop().await;
        circle
    });
    let words = folder.of("code");
    fs::write(&words, CODE).expect("temporary files can be written");
    let mut dice = ChaCha20Rng::seed_from_u64(9);
    let (mut whole, mut gone) = (0, 0);
    let rounds = if is_nightly() { 200 } else { 12 };
    for round in 0..rounds {
        let victim = folder.of(&format!("victim-{round}"));
        copy(&phone, &victim);
        let mut child = Command::new(BINARY)
            .args(["phone", "--no-lan", "--phone"])
            .arg(&victim)
            .arg("--passphrase-file")
            .arg(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("it runs");
        // From the first sign that something is done to the key, or, every fourth time, without waiting for one.
        let begun = Instant::now();
        while round % 4 != 0 && !victim.join("storage.key.new").exists() && begun.elapsed() < PATIENCE {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(u64::from(dice.next_u32() % 20_000)));
        child.kill().expect("it is this process's own child");
        child.wait().expect("it was killed");

        let copied = folder.of(&format!("copy-{round}"));
        copy(&victim, &copied);
        match opens(&copied, SECRET) {
            Ok(circles) => {
                assert_eq!(circles, [real]);
                whole += 1;
            }
            Err(wrong) => {
                assert_eq!(wrong, Fault::WrongPassphrase);
                gone += 1;
            }
        }
        for _ in 0..2 {
            let circles = opens(&victim, CODE).expect("the decoy opens");
            assert!(circles.len() == 1 && circles[0] != real);
        }
        assert_eq!(opens(&victim, SECRET), Err(Fault::WrongPassphrase));
        for folder in [victim, copied] {
            fs::remove_dir_all(folder).expect("it is ours");
        }
    }
    assert_eq!(whole + gone, rounds);
    assert!(gone > 0, "some are killed after the key is gone: {whole} whole, {gone} gone");
}

fn known(words: &str) -> Passphrase {
    Passphrase::new(words).expect("it is short")
}

fn secret(words: &str) -> Option<Passphrase> {
    Some(known(words))
}

async fn start(folder: &Path, passphrase: Option<Passphrase>) -> Node {
    let unlock = Unlock { passphrase, keychain: false };
    let options = Options { unlock, ..Options::on_loopback(folder.to_owned()) };
    Node::start(options).await.expect("it opens")
}

/// The circles of a phone that does not run.
fn opens(folder: &Path, words: &str) -> Result<Vec<CircleId>, Fault> {
    let unlock = Unlock { passphrase: secret(words), keychain: false };
    let (_held, opened) = store::open(folder, &unlock)?;
    Ok(opened.circles.iter().map(|(keys, _)| keys.circle).collect())
}

async fn lets_in(host: &Node, newcomer: &Node, circle: &CircleId) {
    let code = host.invite(circle).await.expect("a member").code();
    newcomer.join(&code, "Beto").await.expect("the code is fresh");
    until(host, circle, |views| !views.people.borrow().knocks.is_empty()).await;
    let device = host.views(circle).expect("its own").people.borrow().knocks[0].device;
    host.perform(circle, Wanted::Admit { device }).await.expect("a founder");
    until(newcomer, circle, |views| views.mine.borrow().is_member).await;
}

async fn asks(node: &Node, circle: &CircleId, title: &str) {
    let posting = Posting {
        direction: Direction::Ask,
        title: title.to_owned(),
        words: String::new(),
        kind: Kind::Things,
        urgency: Urgency::Whenever,
        area: String::new(),
        until: None,
        helpers: 1,
        for_someone: None,
    };
    node.perform(circle, Wanted::Post(posting)).await.expect("a member");
}

async fn until(node: &Node, circle: &CircleId, holds: impl Fn(&Views) -> bool) {
    let begun = Instant::now();
    while !node.views(circle).is_some_and(|views| holds(&views)) {
        assert!(begun.elapsed() < PATIENCE, "it does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("temporary files can be written");
    for file in fs::read_dir(from).expect("its owner may") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("it can be copied");
    }
}
