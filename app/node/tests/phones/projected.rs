//! The room on a big screen, looked at by browsers that mean well and by others: over a real socket, byte for byte.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Instant,
};

use tequio_node::projection::serve::{CONNECTIONS_OF_ONE_MAX, REQUEST_BYTES_MAX};

use crate::cast::{Folder, PATIENCE, Phone, all_agree, let_in};

const QUESTION: &str = "Do we paint the door?";
const WORDS: &str = "Not in green, please.";

/// The address and the path of a page.
struct Wall {
    socket: SocketAddr,
    path: String,
}

impl Wall {
    fn of(phone: &mut Phone) -> Wall {
        let url = phone.does("project .")["url"].as_str().expect("an address").to_owned();
        let (socket, path) =
            url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a URL");
        Wall { socket: socket.parse().expect("an address"), path: format!("/{path}") }
    }

    /// All that comes for these bytes, until the other end is done.
    fn says(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.socket).expect("it listens");
        let _ = stream.write_all(request);
        heard(&mut stream)
    }

    fn gets(&self, path: &str) -> String {
        self.says(format!("GET {path} HTTP/1.1\r\nHost: wall\r\n\r\n").as_bytes())
    }

    /// The scene, once it holds these words.
    fn shows(&self, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let seen = self.gets(&format!("{}/now", self.path));
            if seen.contains(words) {
                return seen;
            }
            assert!(begun.elapsed() < PATIENCE, "no `{words}` in {seen}");
            thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    fn is_gone(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if TcpStream::connect(self.socket).is_err() {
                return true;
            }
            thread::sleep(std::time::Duration::from_millis(50));
        }
        false
    }
}

fn heard(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // Whoever is cut off has heard what came before.
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8(bytes).expect("text")
}

/// Ana and Beto are in the yard; both have a seat.
fn yard(folder: &Folder) -> [Phone; 2] {
    let mut ana = Phone::start(&folder.of("Ana"), &[]);
    let mut beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address]);
    ana.does("found Calle-Roble Ana");
    let_in(&mut ana, &mut beto);
    ana.does("rename Ana");
    beto.does("rename Beto");
    let mut both = [ana, beto];
    all_agree(&mut both);
    both[0].does("open-meeting School yard points=\"The well|The <b>feast</b>\" turn=120");
    let code = both[0].does("code .")["code"].as_str().expect("a code").to_owned();
    both[1].until("meetings", |all| all["meetings"][0]["place"] == "School yard");
    both[1].does(&format!("check-in {code}"));
    both[0].until("meeting .", |seen| seen["here"] == 2);
    both
}

#[test]
fn the_wall_shows_what_the_room_sees_and_nobodys_ballot_before_it_is_closed() {
    let folder = Folder::new("projected");
    let [mut ana, mut beto] = yard(&folder);
    let wall = Wall::of(&mut ana);
    let page = wall.gets(&wall.path);
    for part in [
        "HTTP/1.1 200 OK\r\n",
        "School yard",
        "1. The well",
        "2. The &lt;b&gt;feast&lt;/b&gt;",
        "<b>2</b> of <b>2</b> are here",
        "default-src 'none'",
        "no-store",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for part in ["http:", "https:", "src=", "<link", "@import", "url(", "Ana", "TEQUIO"] {
        assert!(!page.contains(part), "{part}: {page}");
    }
    beto.does("speak .");
    wall.shows("<h3>Next to speak</h3><ol><li>Beto</li></ol>");
    beto.does("begin . Beto");
    wall.shows("Beto speaks <span class=\"time\">");
    beto.does("end . Beto");
    beto.does("show . go 2");
    wall.shows("go on to: The &lt;b&gt;feast&lt;/b&gt;");
    ana.until("meeting .", |seen| seen["shows"][0].is_object());
    ana.does("raise . yes");
    wall.shows("<li class=\"now\">2. The ");

    beto.does(&format!("open-vote {QUESTION} meeting=. method=consent"));
    wall.shows("of 2 have voted");
    beto.until(&format!("vote \"{QUESTION}\""), |seen| seen["can"]["cast"] == true);
    beto.does(&format!("cast \"{QUESTION}\" concern {WORDS}"));
    let seen = wall.shows("<p class=\"turnout\">1 <small>of 2 have voted");
    for part in [WORDS, "concern", "Beto", "Adopted"] {
        assert!(!seen.contains(part), "{part} before it is closed: {seen}");
    }
    ana.does(&format!("cast \"{QUESTION}\" agree"));
    let seen = wall.shows("<p class=\"outcome\">Adopted.</p>");
    assert!(seen.contains("<b>1</b> agree</li>") && !seen.contains(WORDS), "{seen}");

    ana.does("volunteer .");
    ana.does("close-meeting .");
    assert!(wall.is_gone(), "it ends with the meeting");
    assert_eq!(ana.ask("project \"School yard\"")["ok"], false);
}

#[test]
fn strangers_at_the_wall_find_nothing_change_nothing_and_keep_nobody_out() {
    let folder = Folder::new("projected");
    let [mut ana, _beto] = yard(&folder);
    let wall = Wall::of(&mut ana);
    let status = |answer: &str| answer.split("\r\n").next().unwrap_or_default().to_owned();

    let mut other = wall.path.clone();
    let last = if other.pop() == Some('a') { 'b' } else { 'a' };
    other.push(last);
    for path in
        ["/", "/now", "/favicon.ico", "/../now", other.as_str(), &wall.path[..9], &format!("{}/", wall.path)]
    {
        let answer = wall.gets(path);
        assert_eq!(status(&answer), "HTTP/1.1 404 Not Found", "{path}");
        assert!(answer.ends_with("\r\n\r\n"), "{path}: {answer}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request = format!("{method} {} HTTP/1.1\r\nContent-Length: 4\r\n\r\nover", wall.path);
        assert_eq!(status(&wall.says(request.as_bytes())), "HTTP/1.1 405 Method Not Allowed");
    }
    let long = format!("GET {} HTTP/1.1\r\nX: {}\r\n\r\n", wall.path, "x".repeat(2 * REQUEST_BYTES_MAX));
    assert_ne!(status(&wall.says(long.as_bytes())), "HTTP/1.1 200 OK");
    let mut state = 1_u32;
    for length in 0..200_usize {
        let garbage: Vec<u8> = (0..length * 7)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .chain(*b"\r\n\r\n")
            .collect();
        assert_ne!(status(&wall.says(&garbage)), "HTTP/1.1 200 OK");
    }

    // Those who begin a request and never end it are cut off without an answer, and make room again.
    let mut slow: Vec<TcpStream> = (0..CONNECTIONS_OF_ONE_MAX)
        .map(|_| {
            let mut stream = TcpStream::connect(wall.socket).expect("it listens");
            stream.write_all(b"GET / HTTP/1.1\r\nX: ").expect("it reads");
            stream
        })
        .collect();
    assert_eq!(wall.gets(&wall.path), "", "one address has no ninth connection");
    for stream in &mut slow {
        assert_eq!(heard(stream), "");
    }
    wall.shows("School yard");

    ana.does("project-end");
    assert!(wall.is_gone(), "it ends when its holder says so");
    let again = Wall::of(&mut ana);
    assert_ne!(again.path, wall.path, "each has an address of its own");
    ana.does("go .");
    assert!(again.is_gone(), "whoever has left shows nothing");
}
