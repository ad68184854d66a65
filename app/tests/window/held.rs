//! A whole meeting in four windows: the code at the door, a show of hands, a vote, the big screen, the minutes; and what is
//! left of it, checked by whoever was not there.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tequio_core::record::check;
use thirtyfour::Key;

use crate::{
    stage::{Stage, free_address, until},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

const QUESTION: &str = "Do we paint the door?";
const NAMES: [&str; 4] = ["Ana", "Beto", "Carla", "Dora"];

/// How often somebody pressed something on the way from "open a vote" to their own ballot, typing aside.
#[derive(Default)]
struct Taps(u32);

impl Taps {
    fn press(&mut self, phone: &Window<'_>, words: &str) {
        self.0 += 1;
        phone.press(words);
    }
}

#[test]
fn four_phones_hold_a_meeting_from_check_in_to_minutes_and_the_record_holds() {
    let name = "four_phones_hold_a_meeting_from_check_in_to_minutes_and_the_record_holds";
    let Some(stage) = Stage::set(name) else { return };
    let phones = circle(&stage);
    let [ana, beto, carla, dora] = &phones;

    // Who comes: by a photo of the code, by its text, and by a tap of somebody who is in.
    for phone in &phones {
        phone.press("Decide");
    }
    ana.press("Open a meeting");
    ana.type_into("Where are you?", "School yard");
    // A new line is a key of its own for a driver.
    ana.type_into("What is to be talked about?", &format!("The well{}The feast", Key::Enter.value()));
    ana.press("Open it");
    ana.sees("Show the code to those who come.");
    let photo = ana.photo_with(ENGLISH.say("code-picture"));
    beto.press("School yard");
    beto.press("Scan the code");
    beto.choose_photo("Read from a photo", &photo);
    let code = ana.value_of("The same as text");
    carla.press("School yard");
    carla.press("Scan the code");
    carla.type_into("Or paste the text of the code", &code);
    carla.press("Read this text");
    dora.press("School yard");
    dora.press("I am here");
    ana.press("I see Dora");
    for phone in &phones {
        phone.sees("4 people are here");
    }

    // Hands move the agenda.
    beto.press("Show of hands: next point");
    for phone in [ana, carla] {
        phone.sees("Beto asks for a show of hands");
        phone.press("For it");
    }
    dora.sees("Passed: Talk about “The feast” now.");

    // What the wall shows is what the room sees.
    carla.press("Show on a big screen");
    carla.press("Show the room");
    carla.sees(ENGLISH.say("wall-type"));
    let url = carla.run("return document.querySelector('.address').innerText", Vec::new());
    let wall = Wall::of(url.expect("the address is on the sheet").as_str().expect("a text"));
    wall.shows("<li class=\"now\">2. The feast</li>");
    carla.press("Close");

    // From "open a vote" to the first ballot: four taps.
    let mut taps = Taps::default();
    taps.press(ana, "Open a vote");
    ana.type_into("What is the question?", QUESTION);
    taps.press(ana, "Open it");
    ana.sees("Cast it");
    taps.press(ana, "I agree");
    taps.press(ana, "Cast it");
    assert!(taps.0 <= 4, "{} taps", taps.0);
    ana.sees(ENGLISH.say("ballot-cast"));
    wall.shows("<p class=\"turnout\">1 <small>of 4 have voted");
    for phone in [beto, carla, dora] {
        phone.sees("Cast your ballot.");
        phone.press(QUESTION);
        phone.press("I agree");
        phone.press("Cast it");
    }
    for phone in &phones {
        phone.sees("Adopted");
        phone.sees("Read all 4 ballots");
        assert!(!phone.has(ENGLISH.say("result-differ")));
        phone.back();
    }
    wall.shows("<p class=\"outcome\">Adopted.</p>");

    // What is left of it.
    dora.press("I facilitate");
    dora.press("Close the meeting");
    for phone in &phones {
        phone.sees("The meeting is over");
        phone.press("Read the minutes");
        phone.sees("4 were there; 4 had a seat.");
    }
    assert!(until(|| TcpStream::connect(&wall.socket).is_err().then_some(())).is_some(), "the wall is dark");
    for phone in [ana, beto] {
        phone.press("I have read them: sign");
    }
    carla.type_into("What is missing, or wrong?", "The feast was not talked about.");
    carla.press("Say it beside them");
    for phone in &phones {
        phone.sees("Ana, Beto");
        phone.sees("The feast was not talked about.");
    }
    let read = |phone: &Window<'_>| {
        let text = phone.run("return document.querySelector('.minutes').innerText", Vec::new());
        text.expect("the minutes are on the screen").as_str().expect("a text").to_owned()
    };
    let minutes = read(ana);
    assert!(minutes.contains(QUESTION) && minutes.contains("4 of 4 have cast a ballot"), "{minutes}");
    for phone in [beto, carla, dora] {
        assert_eq!(read(phone), minutes, "all read the same");
    }
    let folder = stage.folder.join("records");
    fs::create_dir_all(&folder).expect("the stage's folder can be written");
    ana.empty("Into which folder");
    ana.type_into("Into which folder", folder.to_str().expect("a plain name"));
    ana.press("Write the record");
    ana.sees("Written:");
    let written = |ending: &str| -> PathBuf {
        let all = fs::read_dir(&folder).expect("it was made above").map(|file| file.expect("a file").path());
        let mut all = all.filter(|path| path.extension().is_some_and(|one| one == ending));
        all.next().unwrap_or_else(|| panic!("no .{ending} was written"))
    };
    let (record, page) = (written("record"), written("html"));
    assert!(fs::read_to_string(page).expect("a page").contains(QUESTION));
    let [_ana, _beto, _carla, dora] = phones;
    dora.kill();
    checks(&stage, &record);
}

/// Everybody has a phone in one circle, and a seat: each has written something that the others read.
fn circle(stage: &Stage) -> [Window<'_>; 4] {
    let address = free_address().to_string();
    let open = |name: &str| {
        let beside_ana = ["--listen", "127.0.0.1:0", "--neighbour", &address];
        let alone = ["--listen", &address];
        let phone = stage.open(name, if name == "Ana" { &alone[..] } else { &beside_ana });
        says_a_name(&phone, name);
        phone
    };
    let ana = open("Ana");
    ana.press("Start a circle");
    ana.sees("How do people come in?");
    ana.press("An open door");
    ana.type_into("Name of the circle", "Calle Roble");
    ana.press("Start the circle");
    ana.sees("Nothing is asked or offered yet.");
    ana.press("People");
    let mut others = Vec::new();
    for name in &NAMES[1..] {
        let phone = open(name);
        ana.press("Show my code");
        let code = ana.value_of("The same as text");
        ana.back();
        phone.press("Join one: scan or paste");
        phone.type_into("Or paste the text of the code", &code);
        phone.press("Read this text");
        phone.press("Knock");
        phone.sees("You are knocking");
        ana.press(&format!("Let {name} in"));
        phone.sees("Nothing is asked or offered yet.");
        others.push(phone);
    }
    ana.press("Decide");
    ana.press("Propose something");
    ana.type_into("In one line", "A bench under the old tree");
    ana.type_into("What should the circle do?", "We build a bench under the old tree.");
    ana.press("Propose it");
    for phone in &others {
        phone.press("Decide");
        phone.press("A bench under the old tree");
        phone.press("I support it");
    }
    for name in &NAMES[1..] {
        ana.sees(name);
    }
    for phone in std::iter::once(&ana).chain(&others) {
        phone.back();
    }
    let mut all = vec![ana];
    all.extend(others);
    all.try_into().unwrap_or_else(|_| unreachable!("four have a phone"))
}

/// The same binary that anybody has finds the record to hold, from a phone that was switched off and from the file that
/// another one wrote; and one byte less true, not.
fn checks(stage: &Stage, record: &Path) {
    let bytes = fs::read(record).expect("a record");
    let checked = check(&bytes, [3; 32]).expect("it can be read");
    assert_eq!((checked.faults.len(), checked.ballots), (0, 4));
    let (other, id) = (stage.folder.join("dora.record"), checked.record.meeting.to_string());
    let dora = stage.phone("Dora");
    let made = tool(&["record", &id, "--phone", text(&dora), "--out", text(&other)]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(fs::read(&other).expect("a record"), bytes, "two phones write the same record");
    let verified = tool(&["verify", text(record)]);
    let told = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && told.contains("This record holds."), "{told}");
    assert!(told.contains("2 have signed these minutes"), "{told}");
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut less = bytes.clone();
        less[at] ^= 1;
        fs::write(&other, less).expect("room for it");
        assert!(!tool(&["verify", text(&other)]).status.success(), "byte {at} was turned");
    }
}

/// `tequio-node`, which is built beside the app.
fn tool(words: &[&str]) -> Output {
    let tool = Path::new(env!("CARGO_BIN_EXE_tequio")).with_file_name("tequio-node");
    assert!(tool.exists(), "build it first: cargo build --workspace");
    Command::new(tool).args(words).output().expect("it starts")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the folders of these tests have plain names")
}

/// The page on the big screen, as a browser gets it.
struct Wall {
    socket: String,
    path: String,
}

impl Wall {
    fn of(url: &str) -> Wall {
        let (socket, path) =
            url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a URL");
        Wall { socket: socket.to_owned(), path: path.to_owned() }
    }

    fn shows(&self, words: &str) {
        let found = until(|| {
            let mut stream = TcpStream::connect(&self.socket).ok()?;
            write!(stream, "GET /{}/now HTTP/1.1\r\n\r\n", self.path).ok()?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).ok()?;
            answer.contains(words).then_some(())
        });
        assert!(found.is_some(), "the wall does not show {words:?}");
    }
}
