//! What to show while one waits: a line that moves on a terminal, a line every ten seconds in a log.
//!
//! Nobody should have to wonder whether a thing hangs. Whatever takes longer than two seconds and prints nothing itself
//! is wrapped in a [`Progress`], which tells on standard error what is being waited for and for how long, and cleans up
//! behind itself when it is dropped. Standard output stays free for results.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often the line moves on a terminal.
const BEAT: Duration = Duration::from_millis(120);
/// How long a log stays silent between two lines.
const LOG_EVERY: Duration = Duration::from_secs(10);
/// What is over sooner than this is not worth a line that flickers.
const PATIENCE: Duration = Duration::from_secs(1);
/// The line's moving sign, one picture a beat.
const SIGN: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// Something that is being waited for; the wait ends when this is dropped.
#[must_use = "the wait ends as soon as this is dropped"]
pub struct Progress {
    end: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to tell that `what` (such as "installing iproute2") is under way.
    pub fn of(what: impl Into<String>) -> Progress {
        let what = what.into();
        let (end, ended) = mpsc::channel();
        let teller = thread::spawn(move || {
            let since = Instant::now();
            let terminal = io::stderr().is_terminal();
            let mut wait = if terminal { PATIENCE } else { LOG_EVERY };
            let mut beat = 0;
            // Silence means that the wait goes on; the other end is only ever closed, never written to.
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                tell(&line(&what, since.elapsed(), beat, terminal));
                beat += 1;
                wait = if terminal { BEAT } else { LOG_EVERY };
            }
            if terminal && beat > 0 {
                tell("\r\x1b[2K");
            }
        });
        Progress { end: Some(end), teller: Some(teller) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(teller) = self.teller.take() {
            // A teller that panicked has only failed to tell; what was waited for is not touched by it.
            let _ = teller.join();
        }
    }
}

fn line(what: &str, elapsed: Duration, beat: usize, terminal: bool) -> String {
    let seconds = elapsed.as_secs();
    if terminal {
        format!("\r\x1b[2K{} {what} … {seconds} s", SIGN[beat % SIGN.len()])
    } else {
        format!("{what} … {seconds} s\n")
    }
}

fn tell(text: &str) {
    let mut out = io::stderr().lock();
    // Standard error may be closed; a wait without an audience is still a wait.
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_whole_lines_and_a_terminal_one_line_that_is_overwritten() {
        let waited = Duration::from_millis(12_900);
        assert_eq!(line("installing", waited, 0, false), "installing … 12 s\n");
        assert_eq!(line("installing", waited, 11, true), "\r\x1b[2K⠙ installing … 12 s");
    }

    #[test]
    fn a_wait_that_is_over_at_once_leaves_no_thread_behind() {
        let mut progress = Progress::of("nothing");
        drop(progress.end.take());
        let teller = progress.teller.take().expect("it was just started");
        assert!(teller.join().is_ok());
    }
}
