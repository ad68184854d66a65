//! The live camera. A moving test card of the webview's own stands in for it, and is asked for like a real one; what it
//! shows goes the whole way through the page to the reader in Rust.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
    sync::mpsc,
    thread,
};

use serde_json::json;

use crate::{
    stage::{PATIENCE, Stage, free_address, until},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

const CIRCLE: &str = "Calle Roble";
/// A camera that nobody looks through would give one frame or two.
const FRAMES: u64 = 4;

#[test]
fn the_camera_shows_what_it_sees_reads_a_code_and_rests_when_it_is_not_wanted() {
    let name = "the_camera_shows_what_it_sees_reads_a_code_and_rests_when_it_is_not_wanted";
    let Some(mut stage) = Stage::set(name) else { return };
    stage.has_camera = true;
    let address = free_address();
    let mut ana = stage.neighbour("Ana", Some(address), None);
    ana.founds(CIRCLE);
    let beto = stage.open("Beto", &["--listen", "127.0.0.1:0", "--neighbour", &address.to_string()]);
    is_about_to_join(&beto, "Beto");
    count_frames(&beto);

    // A test card has no code on it: it is looked at for as long as somebody wants to.
    looks(&beto);
    beto.press(ENGLISH.say("scan-stop"));
    beto.sees_no_more(ENGLISH.say("scan-looking"));
    rests(&beto);

    looks(&beto);
    let (side, squares) = tequio_ui::qr::draw(&ana.code()).expect("a code is short");
    beto.run(HOLD_BEFORE, vec![json!(side), json!(squares)]).expect("a script");
    beto.sees("This code leads to the circle");
    assert!(beto.has(CIRCLE));
    rests(&beto);
}

/// Without a driver: under one, WebKit grants whatever a page wishes for and asks nobody.
#[test]
fn nothing_looks_or_listens_that_nobody_asked_to() {
    let name = "nothing_looks_or_listens_that_nobody_asked_to";
    let Some(stage) = Stage::set(name) else { return };
    let unasked = outcomes(&stage, "Ana", "video");
    assert_eq!(unasked, ["video: NotAllowedError"]);
    // Whoever pressed "scan" gave no leave to listen.
    let asked = outcomes(&stage, "Beto", "leave audio audio+video video");
    assert_eq!(asked, ["audio: NotAllowedError", "audio+video: NotAllowedError", "video: given"]);
}

/// What becomes of these wishes of a page's own.
fn outcomes(stage: &Stage, name: &str, wishes: &str) -> Vec<String> {
    let mut app = stage.program(env!("CARGO_BIN_EXE_tequio"));
    app.arg("--phone").arg(stage.phone(name)).args(["--no-lan", "--keys", "file", "--listen", "127.0.0.1:0"]);
    app.env("TEQUIO_MOCK_CAMERA", "1").env("TEQUIO_WISHES", wishes);
    let mut app = app.stdout(Stdio::piped()).spawn().expect("cargo has built it");
    let said = BufReader::new(app.stdout.take().expect("it was piped"));
    let (sender, told) = mpsc::channel();
    thread::spawn(move || said.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let mut outcomes = Vec::new();
    while let Ok(line) = told.recv_timeout(PATIENCE)
        && line != "that is all"
    {
        outcomes.extend(line.contains(": ").then_some(line));
    }
    app.kill().expect("it is this process's own child");
    app.wait().expect("it was killed");
    outcomes
}

#[test]
fn where_no_camera_can_be_used_it_is_said_why_and_the_other_ways_stay() {
    let name = "where_no_camera_can_be_used_it_is_said_why_and_the_other_ways_stay";
    let Some(stage) = Stage::set(name) else { return };
    let diego = stage.open("Diego", &["--listen", "127.0.0.1:0"]);
    is_about_to_join(&diego, "Diego");
    // The page's own answers: whoever runs this may have a camera, and under a driver nobody is asked.
    for (wrong, sentence) in [("NotFoundError", "scan-no-camera"), ("NotAllowedError", "scan-no-leave")] {
        diego.run(REFUSE, vec![json!(wrong)]).expect("a script");
        diego.press(ENGLISH.say("scan-camera"));
        diego.sees(ENGLISH.say(sentence));
        for way in ["scan-photo", "paste-label", "scan-camera"] {
            assert!(diego.has(ENGLISH.say(way)), "{way}");
        }
    }
}

fn is_about_to_join(phone: &Window<'_>, name: &str) {
    says_a_name(phone, name);
    phone.press("Join one: scan or paste");
}

fn count_frames(phone: &Window<'_>) {
    phone.run(COUNT, Vec::new()).expect("a script");
}

/// Until the picture moves on the screen, and frames of it have come back from the reader: the page takes the next one
/// only when Rust has said that it wants more.
fn looks(phone: &Window<'_>) {
    phone.press(ENGLISH.say("scan-camera"));
    phone.sees(ENGLISH.say("scan-looking"));
    let before = frames(phone);
    let live = until(|| {
        let live = phone.run(LIVE, Vec::new()).unwrap_or_default();
        (live == true && frames(phone) >= before + FRAMES).then_some(())
    });
    assert!(live.is_some(), "{} frames since {before}", frames(phone));
}

fn frames(phone: &Window<'_>) -> u64 {
    phone
        .run("return window.framesTaken", Vec::new())
        .ok()
        .and_then(|count| count.as_u64())
        .unwrap_or_default()
}

/// Until the camera is off.
fn rests(phone: &Window<'_>) {
    let off =
        until(|| (phone.run("return window.track.readyState", Vec::new()).ok()? == "ended").then_some(()));
    assert!(off.is_some(), "the camera goes on looking");
}

/// Counts the frames that go to the reader.
const COUNT: &str = "
    window.framesTaken = 0;
    const take = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...where) {
        window.framesTaken++;
        return take.apply(this, where);
    };
";

/// Whether the camera's picture is on the screen.
const LIVE: &str = "
    const view = document.querySelector('video');
    window.track = view?.srcObject?.getVideoTracks()[0];
    return window.track?.readyState === 'live' && view.videoWidth > 0 && view.currentTime > 0 && !view.paused;
";

/// From now on a code is held before the camera: its squares are drawn where its frames would be.
const HOLD_BEFORE: &str = "
    const [side, squares] = arguments;
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (source, ...where) {
        if (!(source instanceof HTMLVideoElement)) return draw.call(this, source, ...where);
        const { width, height } = this.canvas;
        this.fillStyle = 'white';
        this.fillRect(0, 0, width, height);
        this.save();
        const square = Math.min(width, height) / side;
        this.scale(square, square);
        this.fillStyle = 'black';
        this.fill(new Path2D(squares));
        this.restore();
    };
";

/// From now on there is no camera, or no leave to use it.
const REFUSE: &str = "
    const [wrong] = arguments;
    const refuse = () => Promise.reject(new DOMException('', wrong));
    Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: refuse }, configurable: true });
";
