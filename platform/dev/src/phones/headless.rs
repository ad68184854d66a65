//! A phone without a screen (`tequio-node phone`), driven through its standard input: a line in, a line back.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::house::{self, Trouble};

/// A running phone. It is killed when this is dropped before it quit.
pub struct Headless {
    /// Where it listens.
    pub address: String,
    name: String,
    child: Child,
    stdin: ChildStdin,
    lines: BufReader<ChildStdout>,
}

impl Headless {
    /// Starts the phone in this folder; it calls `neighbour`, if there is one.
    pub fn start(
        node: &Path,
        folder: &Path,
        name: &str,
        neighbour: Option<&str>,
    ) -> Result<Headless, Trouble> {
        let mut command = house::child(node);
        command.arg("phone").arg("--phone").arg(folder).arg("--no-lan");
        command.args(neighbour.iter().flat_map(|address| ["--neighbour", address]));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|wrong| house::not_started(&command, &wrong))?;
        let stdin = child.stdin.take().expect("it was piped three lines above");
        let lines = BufReader::new(child.stdout.take().expect("it was piped too"));
        let mut phone = Headless { address: String::new(), name: name.to_owned(), child, stdin, lines };
        let ready = phone.line()?;
        phone.address = value_of("addresses", &ready).ok_or_else(|| phone.trouble("start", &ready))?;
        Ok(phone)
    }

    /// Carries out a command.
    pub fn does(&mut self, line: &str) -> Result<(), Trouble> {
        self.ask(line).map(drop)
    }

    /// A code for a newcomer.
    pub fn code(&mut self) -> Result<String, Trouble> {
        let answer = self.ask("invite")?;
        value_of("code", &answer).ok_or_else(|| self.trouble("invite", &answer))
    }

    /// A hash of the circle as this phone has it.
    pub fn hash(&mut self) -> Result<String, Trouble> {
        let answer = self.ask("hash")?;
        value_of("hash", &answer).ok_or_else(|| self.trouble("hash", &answer))
    }

    /// How many posts lie on the board.
    pub fn cards(&mut self) -> Result<usize, Trouble> {
        Ok(self.ask("board")?.matches("\"title\":").count())
    }

    /// Ends the phone; its folder is free when this returns.
    pub fn quit(mut self) -> Result<(), Trouble> {
        self.does("quit")?;
        let _ = self.child.wait();
        Ok(())
    }

    /// The answer to a command, if it was carried out; what is told between answers is passed over.
    fn ask(&mut self, line: &str) -> Result<String, Trouble> {
        if let Err(wrong) = writeln!(self.stdin, "{line}") {
            return Err(self.trouble(line, &wrong.to_string()));
        }
        loop {
            let answer = self.line()?;
            if !answer.contains("\"n\":") {
                continue;
            }
            return if answer.contains("\"ok\":true") {
                Ok(answer)
            } else {
                Err(self.trouble(line, &answer))
            };
        }
    }

    fn line(&mut self) -> Result<String, Trouble> {
        let mut line = String::new();
        match self.lines.read_line(&mut line) {
            Ok(0) | Err(_) => Err(self.trouble("its next line", "it ended")),
            Ok(_) => Ok(line),
        }
    }

    fn trouble(&self, asked: &str, said: &str) -> Trouble {
        Trouble::Failed(format!("{}'s phone, asked for `{asked}`: {}", self.name, said.trim()))
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first text that belongs to this key, also inside a list. Codes, hashes and addresses have nothing in them that
/// would have to be escaped.
fn value_of(key: &str, answer: &str) -> Option<String> {
    let (_, rest) = answer.split_once(&format!("\"{key}\":"))?;
    let (value, _) = rest.trim_start_matches('[').strip_prefix('"')?.split_once('"')?;
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_key_alone_or_in_a_list() {
        let ready = r#"{"addresses":["/ip4/127.0.0.1/tcp/4001"],"circles":[],"event":"ready"}"#;
        assert_eq!(value_of("addresses", ready).as_deref(), Some("/ip4/127.0.0.1/tcp/4001"));
        assert_eq!(value_of("code", r#"{"code":"TEQUIO:AB","n":2,"ok":true}"#).as_deref(), Some("TEQUIO:AB"));
        assert_eq!(value_of("circles", ready), None);
        assert_eq!(value_of("hash", ready), None);
    }
}
