//! Pages for browsers: as little of HTTP/1.1 (RFC 9112) as it takes to be looked at.
//!
//! A request is one line that is read and some that are skipped; there is no body, no second request on a connection, no
//! file, no query and nothing that could be changed. That is a hundred lines; a library for servers brings ten crates and
//! knows how to do all that is not wanted here. Everything that a stranger on the link can fill has a limit, and what does
//! not fit it is answered by a number or by silence.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};

use super::page::Page;

/// Connections at a time: a handful of screens and whoever else is curious; each holds at most a request and a page, so
/// that all of them together weigh less than 2 MB.
pub const CONNECTIONS_MAX: usize = 32;
/// Of one address, so that no single one keeps the others out.
pub const CONNECTIONS_OF_ONE_MAX: usize = 8;
/// Bytes of a request, its headers with it: what browsers send is about 500.
pub const REQUEST_BYTES_MAX: usize = 4 * 1024;
/// How long a request may take to come, whole.
pub const REQUEST_TIME: Duration = Duration::from_secs(5);
/// How long an answer may take to be taken.
pub const ANSWER_TIME: Duration = Duration::from_secs(10);

/// What is served.
pub(super) struct Room {
    /// What whoever is let in knows.
    pub(super) token: String,
    /// The page around it.
    pub(super) page: Page,
    /// What is shown now.
    pub(super) shown: watch::Receiver<Arc<str>>,
}

/// Serves until it is dropped.
pub(super) async fn serve(listener: TcpListener, room: Room) {
    let room = Arc::new(room);
    let mut connections: JoinSet<IpAddr> = JoinSet::new();
    let mut of_one: BTreeMap<IpAddr, usize> = BTreeMap::new();
    loop {
        tokio::select! {
            Some(done) = connections.join_next() => {
                if let Ok(from) = done {
                    leave(&mut of_one, from);
                }
            }
            accepted = listener.accept() => {
                let Ok((stream, from)) = accepted else {
                    // Too many open files, or the like: it passes.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                let from = from.ip();
                let mine = of_one.get(&from).copied().unwrap_or_default();
                if connections.len() >= CONNECTIONS_MAX || mine >= CONNECTIONS_OF_ONE_MAX {
                    // Dropped unheard.
                    continue;
                }
                of_one.insert(from, mine + 1);
                let room = room.clone();
                connections.spawn(async move {
                    answer(stream, &room).await;
                    from
                });
            }
        }
    }
}

fn leave(of_one: &mut BTreeMap<IpAddr, usize>, from: IpAddr) {
    if let Some(mine) = of_one.get_mut(&from) {
        *mine -= 1;
        if *mine == 0 {
            of_one.remove(&from);
        }
    }
}

/// One request and its answer.
async fn answer(mut stream: TcpStream, room: &Room) {
    let Ok(Some(request)) = timeout(REQUEST_TIME, read(&mut stream)).await else { return };
    let answer = room.answer(&request);
    let written = async {
        stream.write_all(&answer).await?;
        stream.shutdown().await?;
        // What else the other end has said is read away, or the system would throw the answer after it.
        let mut rest = [0; 512];
        let mut left = REQUEST_BYTES_MAX;
        while left > 0 {
            match stream.read(&mut rest).await? {
                0 => break,
                read => left = left.saturating_sub(read),
            }
        }
        Ok::<(), std::io::Error>(())
    };
    // Whoever went away does not concern the phone.
    let _ = timeout(ANSWER_TIME, written).await;
}

/// Reads to the empty line; none, if that does not come within what a request may be.
async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::with_capacity(512);
    let mut piece = [0; 512];
    loop {
        let read = stream.read(&mut piece).await.ok()?;
        if read == 0 {
            return None;
        }
        request.extend_from_slice(&piece[..read]);
        if request.windows(4).any(|four| four == b"\r\n\r\n") {
            return Some(request);
        }
        if request.len() >= REQUEST_BYTES_MAX {
            // It is told so, by what is not a request.
            return Some(Vec::new());
        }
    }
}

impl Room {
    /// The answer to a request, whatever it is.
    fn answer(&self, request: &[u8]) -> Vec<u8> {
        let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let mut words = line.split(|byte| *byte == b' ');
        let said = (words.next(), words.next(), words.next(), words.next());
        let (Some(method), Some(target), Some(b"HTTP/1.1" | b"HTTP/1.0"), None) = said else {
            return self.whole("400 Bad Request", "", b"", true);
        };
        let with_body = match method {
            b"GET" => true,
            b"HEAD" => false,
            _ => return self.whole("405 Method Not Allowed", "Allow: GET, HEAD\r\n", b"", true),
        };
        // Hashes, so that how long comparing takes says nothing of the letters.
        let is = |path: String| blake3::hash(path.as_bytes()) == blake3::hash(target);
        let shown = || self.shown.borrow().clone();
        if is(format!("/{}", self.token)) {
            self.whole("200 OK", "", self.page.whole(&shown()).as_bytes(), with_body)
        } else if is(format!("/{}/now", self.token)) {
            self.whole("200 OK", "", shown().as_bytes(), with_body)
        } else {
            self.whole("404 Not Found", "", b"", with_body)
        }
    }

    fn whole(&self, status: &str, more: &str, body: &[u8], with_body: bool) -> Vec<u8> {
        let head = format!(
            "HTTP/1.1 {status}\r\n{more}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: {}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
             X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Connection: close\r\n\r\n",
            body.len(),
            self.page.policy(),
        );
        let mut answer = head.into_bytes();
        if with_body {
            answer.extend_from_slice(body);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::words::Tongue;

    fn room() -> Room {
        let (_, shown) = watch::channel(Arc::from("the scene"));
        let page = Page { tongue: Tongue::En, nonce: "n0".into() };
        Room { token: "abcdefgh".into(), page, shown }
    }

    fn check(request: &[u8], status: &str) {
        let answer = String::from_utf8(room().answer(request)).expect("text");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{request:?}: {answer}");
        assert_eq!(answer.contains("the scene"), status == "200 OK" && request.starts_with(b"GET"));
    }

    #[test]
    fn only_whoever_knows_the_address_sees_anything_and_nobody_changes_anything() {
        check(b"GET /abcdefgh HTTP/1.1\r\n\r\n", "200 OK");
        check(b"GET /abcdefgh/now HTTP/1.0\r\n\r\n", "200 OK");
        check(b"HEAD /abcdefgh HTTP/1.1\r\n\r\n", "200 OK");
        for target in
            ["/", "/abcdefg", "/abcdefgh/", "/abcdefgh?x", "/abcdefgi", "/abcdefgh/../x", "*", "abcdefgh"]
        {
            check(format!("GET {target} HTTP/1.1\r\n\r\n").as_bytes(), "404 Not Found");
        }
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"] {
            check(format!("{method} /abcdefgh HTTP/1.1\r\n\r\n").as_bytes(), "405 Method Not Allowed");
        }
        for garbage in [
            &b""[..],
            b"\r\n\r\n",
            b"GET\r\n\r\n",
            b"GET /abcdefgh\r\n\r\n",
            b"GET  /abcdefgh HTTP/1.1\r\n\r\n",
        ] {
            check(garbage, "400 Bad Request");
        }
        check(b"GET /abcdefgh HTTP/2\r\n\r\n", "400 Bad Request");
        check(b"\xff\xfe\x00GET /abcdefgh HTTP/1.1\r\n\r\n", "405 Method Not Allowed");
    }

    #[test]
    fn any_bytes_get_an_answer() {
        let mut state = 7_u32;
        let mut byte = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for length in 0..600 {
            let mut request: Vec<u8> = b"GET /abcdefgh HTTP/1.1\r\n\r\n".to_vec();
            request.truncate(length % 27);
            request.extend((0..length % 64).map(|_| byte()));
            assert!(room().answer(&request).starts_with(b"HTTP/1.1 "));
        }
    }
}
