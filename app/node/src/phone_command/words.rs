//! A line of the command language: words and `key=value` fields, quoted where they hold spaces.
//!
//! ```text
//! ask title="Soup for Rosa" kind=food words="for two, \"mild\"" helpers=2
//! ```

use std::collections::VecDeque;

use tequio_core::{
    Time,
    event::{Direction, Kind, Posting, Urgency},
};

/// What is left of a line as it is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    words: VecDeque<String>,
    fields: Vec<(String, String)>,
}

impl Words {
    /// Cuts a line up.
    pub(super) fn cut(line: &str) -> Result<Words, String> {
        let mut words = Words { words: VecDeque::new(), fields: Vec::new() };
        let mut rest = line.chars().peekable();
        loop {
            while rest.next_if(|c| c.is_whitespace()).is_some() {}
            if rest.peek().is_none() {
                return Ok(words);
            }
            let (mut key, mut said, mut quoted) = (None, String::new(), false);
            while let Some(c) = rest.next_if(|c| quoted || !c.is_whitespace()) {
                match c {
                    '"' => quoted = !quoted,
                    '\\' if quoted => match rest.next() {
                        Some('n') => said.push('\n'),
                        Some(escaped) => said.push(escaped),
                        None => break,
                    },
                    '=' if !quoted && key.is_none() && is_key(&said) => key = Some(std::mem::take(&mut said)),
                    other => said.push(other),
                }
            }
            if quoted {
                return Err("a quotation mark is missing at the end".to_owned());
            }
            match key {
                Some(key) => words.fields.push((key, said)),
                None => words.words.push_back(said),
            }
        }
    }

    /// The next word, which must be there.
    pub(super) fn next(&mut self, what: &str) -> Result<String, String> {
        self.words.pop_front().ok_or_else(|| format!("{what} is missing"))
    }

    /// The next word, if there is one.
    pub(super) fn maybe(&mut self) -> Option<String> {
        self.words.pop_front()
    }

    /// All words that are left, as one text.
    pub(super) fn rest(&mut self) -> String {
        Vec::from(std::mem::take(&mut self.words)).join(" ")
    }

    /// A field, if it was given.
    pub(super) fn field(&mut self, key: &str) -> Option<String> {
        let at = self.fields.iter().position(|(known, _)| known == key)?;
        Some(self.fields.remove(at).1)
    }

    /// Nothing may be left over: a slip of the pen must not pass in silence.
    pub(super) fn end(self) -> Result<(), String> {
        match (self.words.front(), self.fields.first()) {
            (Some(word), _) => Err(format!("`{word}` is too much")),
            (None, Some((key, _))) => Err(format!("there is no field `{key}` here")),
            (None, None) => Ok(()),
        }
    }

    /// The fields of a post.
    pub(super) fn posting(&mut self, direction: Direction, now: Time) -> Result<Posting, String> {
        let number = |text: String, what: &str| {
            text.parse::<u64>().map_err(|_| format!("{what} wants a number, not `{text}`"))
        };
        let until = match self.field("until") {
            None => None,
            Some(text) => Some(match text.strip_prefix('+') {
                Some(seconds) => now.plus(number(seconds.to_owned(), "until=+")?),
                None => Time(number(text, "until=")?),
            }),
        };
        let helpers = self.field("helpers").map_or(Ok(1), |text| number(text, "helpers="))?;
        Ok(Posting {
            direction,
            title: self.field("title").unwrap_or_default(),
            words: self.field("words").unwrap_or_default(),
            kind: one_of(self.field("kind"), Kind::Other, Kind::ALL, Kind::word)?,
            urgency: one_of(self.field("urgency"), Urgency::Whenever, Urgency::ALL, Urgency::word)?,
            area: self.field("area").unwrap_or_default(),
            until,
            helpers: u16::try_from(helpers).unwrap_or(u16::MAX),
            for_someone: self.field("for"),
        })
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn one_of<C: Copy>(
    said: Option<String>,
    otherwise: C,
    all: &[C],
    word: impl Fn(C) -> &'static str,
) -> Result<C, String> {
    let Some(said) = said else { return Ok(otherwise) };
    all.iter().copied().find(|choice| word(*choice) == said).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|choice| word(*choice)).collect();
        format!("`{said}` is none of {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_fields_are_told_apart_and_quotes_hold_them_together() {
        let mut words =
            Words::cut(r#"ask title="Soup for \"Rosa\"" soup helpers=2 "a=b" code=TEQUIO:A=B"#).unwrap();
        assert_eq!(words.next("the command"), Ok("ask".to_owned()));
        assert_eq!(words.field("title").as_deref(), Some("Soup for \"Rosa\""));
        assert_eq!(words.field("code").as_deref(), Some("TEQUIO:A=B"));
        assert_eq!(words.rest(), "soup a=b");
        assert_eq!(words.end(), Err("there is no field `helpers` here".to_owned()));
        assert!(Words::cut("say \"hello").is_err());
    }

    #[test]
    fn a_post_is_read_with_its_defaults_and_a_wrong_choice_is_told_the_right_ones() {
        let now = Time(100);
        let mut words = Words::cut("title=Soup kind=food until=+60").unwrap();
        let posting = words.posting(Direction::Ask, now).unwrap();
        assert_eq!((posting.kind, posting.until, posting.helpers), (Kind::Food, Some(Time(160)), 1));
        let wrong = Words::cut("title=Soup urgency=yesterday").unwrap().posting(Direction::Ask, now);
        assert_eq!(wrong, Err("`yesterday` is none of now, soon, whenever".to_owned()));
    }
}
