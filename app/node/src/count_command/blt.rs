//! BLT, the form that programs for counting by STV exchange.
//!
//! Source: Hill, Wichmann and Woodall, "Algorithm 123: single transferable vote by Meek's method" (1987), section 3.1,
//! with what OpenSTV and OpenTally added: `=` between equal options, `-` for a rank that was skipped, `(…)` for a
//! ballot's own number, `#` up to the end of the line for a remark.
//! (<https://yingtongli.me/git/OpenTally/about/docs/blt-fmt.md>, <https://github.com/jklundell/droop/wiki/BltFileFormat>)
//!
//! ```text
//! 4 2            four options, two of them win
//! -2             the second has withdrawn
//! 3 1 3 4 0      three ballots: 1, then 3, then 4
//! 2 4 1=3 0      two ballots: 4, then 1 and 3 equally
//! 0              no more ballots
//! "Ana" "Beto" "Carla" "Daniel" "Who keeps the keys"
//! ```
//!
//! It is read word by word; lines are only for people, and for the sentences about what is wrong.

use std::collections::BTreeSet;

use tequio_core::count::{OPTIONS_MAX, OptionNo};

use super::ballots::{Ballots, Kind, NotRead, Piles, add_option, amount, option, shortened, wrong};

/// Reads a BLT file.
pub fn read(kind: Kind, text: &str) -> Result<Ballots, NotRead> {
    let mut words = Words { rest: text, line: 1 };
    let options = words.number("how many options there are")?;
    if !(1..=OPTIONS_MAX).contains(&usize::from(options)) {
        return wrong(
            words.line,
            format!("from 1 to {OPTIONS_MAX} options can be counted, and not {options}"),
        );
    }
    let options = usize::from(options);
    let seats = words.number("how many of them win")?;
    let mut rows: Vec<(usize, u32, Vec<BTreeSet<OptionNo>>)> = Vec::new();
    let mut withdrawn = BTreeSet::new();
    loop {
        let (line, word) = words.needed("a pile of ballots, or 0 after the last one")?;
        match word.plain()?.strip_prefix('-') {
            Some(number) if rows.is_empty() => drop(withdrawn.insert(option(line, number, options)?)),
            Some(_) => return wrong(line, "who withdrew stands before the first ballot"),
            None => match amount(line, word.plain()?)? {
                0 => break,
                amount => rows.push((line, amount, words.ranking(options)?)),
            },
        }
    }
    let (stays, mut names) = (|number: &OptionNo| !withdrawn.contains(number), Vec::new());
    let mut title = None;
    for place in 0..=options {
        match words.next()? {
            Some((line, word)) if place < options => {
                // Its place is kept until all names are known.
                add_option(&mut names, line, word.words())?;
            }
            Some((_, word)) => title = Some(word.words().chars().filter(|sign| !sign.is_control()).collect()),
            None if place < options => {
                return wrong(words.line, format!("the names of {} options are missing", options - place));
            }
            None => {}
        }
    }
    // What follows the title (a source, a comment) is nobody's ballot.
    let left: Vec<OptionNo> = OptionNo::all(options).filter(stays).collect();
    let mut piles = Piles::new(kind, left.len());
    for (line, amount, tiers) in rows {
        let renumbered =
            |number: &OptionNo| left.iter().position(|one| one == number).map(|new| OptionNo(new as u8));
        let tiers = tiers.iter().map(|tier| tier.iter().filter_map(renumbered).collect::<BTreeSet<_>>());
        piles.add_ranking(line, tiers.filter(|tier| !tier.is_empty()).collect(), amount)?;
    }
    let options = left.iter().map(|number| names[number.index()].clone()).collect();
    Ok(Ballots { title, options, seats: Some(seats), piles: piles.into_list() })
}

/// One word of the file.
enum Word<'a> {
    /// A number, a sign, or a name that is one word.
    Plain(&'a str),
    /// A name, with the line on which it begins.
    Quoted(usize, &'a str),
}

impl<'a> Word<'a> {
    fn plain(&self) -> Result<&'a str, NotRead> {
        match self {
            Word::Plain(word) => Ok(word),
            Word::Quoted(line, word) => {
                wrong(*line, format!("a number is needed here, and not the name \"{}\"", shortened(word)))
            }
        }
    }

    fn words(&self) -> &'a str {
        match self {
            Word::Plain(word) | Word::Quoted(_, word) => word,
        }
    }
}

struct Words<'a> {
    rest: &'a str,
    /// Of what comes next, from 1.
    line: usize,
}

impl<'a> Words<'a> {
    /// The next word and its line; none at the end.
    fn next(&mut self) -> Result<Option<(usize, Word<'a>)>, NotRead> {
        loop {
            let spaces = self.rest.len() - self.rest.trim_start().len();
            self.skip(spaces);
            let line = self.line;
            let until = |text: &str, end: char| text.find(end);
            match self.rest.chars().next() {
                None => return Ok(None),
                Some('#') => {
                    let end = until(self.rest, '\n').unwrap_or(self.rest.len());
                    self.skip(end);
                }
                Some('(') => match until(self.rest, ')') {
                    Some(end) => self.skip(end + 1),
                    None => return wrong(line, "a `(` without its `)`"),
                },
                Some('"') => {
                    let inside = &self.rest[1..];
                    let Some(end) = until(inside, '"') else {
                        return wrong(line, "a name without its end `\"`");
                    };
                    self.skip(end + 2);
                    return Ok(Some((line, Word::Quoted(line, &inside[..end]))));
                }
                Some(_) => {
                    let is_end =
                        |sign: char| sign.is_whitespace() || sign == '"' || sign == '#' || sign == '(';
                    let end = self.rest.find(is_end).unwrap_or(self.rest.len());
                    let word = &self.rest[..end];
                    self.skip(end);
                    return Ok(Some((line, Word::Plain(word))));
                }
            }
        }
    }

    fn needed(&mut self, what: &str) -> Result<(usize, Word<'a>), NotRead> {
        match self.next()? {
            Some(found) => Ok(found),
            None => wrong(self.line, format!("the file ends where it should say {what}")),
        }
    }

    fn number(&mut self, what: &str) -> Result<u8, NotRead> {
        let (line, word) = self.needed(what)?;
        let word = word.plain()?;
        word.parse().or_else(|_| wrong(line, format!("`{}` does not say {what}", shortened(word))))
    }

    /// Ranks up to the 0 that ends them.
    fn ranking(&mut self, options: usize) -> Result<Vec<BTreeSet<OptionNo>>, NotRead> {
        let mut tiers = Vec::new();
        loop {
            let (line, word) = self.needed("the 0 that ends a ballot")?;
            match word.plain()? {
                "0" => return Ok(tiers),
                "-" => {}
                equal => {
                    let mut tier = BTreeSet::new();
                    for number in equal.split('=') {
                        let number = option(line, number, options)?;
                        if !tier.insert(number) {
                            return wrong(
                                line,
                                format!("option {} stands twice on this ballot", number.index() + 1),
                            );
                        }
                    }
                    tiers.push(tier);
                    if tiers.len() > options {
                        return wrong(line, "there are more ranks than options on this ballot");
                    }
                }
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        let (over, rest) = self.rest.split_at(bytes);
        self.line += over.bytes().filter(|byte| *byte == b'\n').count();
        self.rest = rest;
    }
}
