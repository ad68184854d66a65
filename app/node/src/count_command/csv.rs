//! Ballots in a table, as a spreadsheet writes it (RFC 4180; commas or semicolons).
//!
//! ```text
//! count,Ana,Beto,Carla        ranked: 1 is best, equal ranks are equal, empty is left out
//! 5,1,2,
//!
//! Ana,Beto,Carla              approval: 1, x or yes; 0, no or empty
//! 1,0,1
//!
//! vote                        yes-no: yes, no, abstain
//! yes
//!
//! vote,reason                 consent: agree, stand aside, concern, block
//! block,The well would run dry.
//! ```
//!
//! A column `count` says for how many equal ballots a line stands. A line with nothing in its cells is a blank ballot.

use std::collections::{BTreeMap, BTreeSet};

use tequio_core::count::{Choice, OPTIONS_MAX, OptionNo};

use super::ballots::{Ballots, Kind, NotRead, Piles, add_option, amount, shortened, wrong};

/// Cells of one line: the options, the count and a reason.
const CELLS_MAX: usize = OPTIONS_MAX + 2;

/// Reads a table.
pub fn read(kind: Kind, text: &str) -> Result<Ballots, NotRead> {
    let mut rows = Rows { rest: text, line: 1, separator: ',' };
    let header_line = text.lines().next().unwrap_or_default();
    if header_line.contains(';') && !header_line.contains(',') {
        rows.separator = ';';
    }
    let Some((line, header)) = rows.next()? else { return wrong(1, "the table is empty") };
    let is_count = |name: &String| name.trim().eq_ignore_ascii_case("count");
    let count_at = header.iter().position(is_count);
    if header.iter().filter(|name| is_count(name)).count() > 1 {
        return wrong(line, "there are two columns `count`");
    }
    let names =
        (0..header.len()).filter(|column| Some(*column) != count_at).map(|column| header[column].as_str());
    let mut options = Vec::new();
    match kind {
        Kind::Ranked | Kind::Approval => {
            for name in names {
                add_option(&mut options, line, name)?;
            }
        }
        _ => {
            let (names, most) = (names.collect::<Vec<_>>(), if kind == Kind::Consent { 2 } else { 1 });
            if names.len() > most {
                return wrong(
                    line,
                    format!("by this method a ballot has at most {most} cells, and not {}", names.len()),
                );
            }
            add_option(&mut options, line, names.first().copied().unwrap_or_default())?;
        }
    }
    if options.is_empty() {
        return wrong(line, "the first line names the options, and there are none");
    }
    let mut piles = Piles::new(kind, options.len());
    while let Some((line, cells)) = rows.next()? {
        if cells == [""] && header.len() > 1 {
            // Spreadsheets and people leave empty lines; a blank ballot has its commas.
            continue;
        }
        if cells.len() != header.len() {
            let (has, needed) = (cells.len(), header.len());
            return wrong(line, format!("this line has {has} cells and the first one {needed}"));
        }
        let many = count_at.map_or(Ok(1), |at| amount(line, cells[at].trim()))?;
        let said =
            (0..cells.len()).filter(|column| Some(*column) != count_at).map(|column| cells[column].trim());
        piles.add(line, choice(kind, line, &said.collect::<Vec<_>>())?, many)?;
    }
    Ok(Ballots { title: None, options, seats: None, piles: piles.into_list() })
}

fn choice(kind: Kind, line: usize, cells: &[&str]) -> Result<Choice, NotRead> {
    if cells.iter().all(|cell| cell.is_empty()) {
        return Ok(Choice::Blank);
    }
    match kind {
        Kind::Ranked => ranking(line, cells),
        Kind::Approval => {
            let mut approved = BTreeSet::new();
            for (option, cell) in OptionNo::all(cells.len()).zip(cells) {
                match cell.to_lowercase().as_str() {
                    "1" | "x" | "yes" => drop(approved.insert(option)),
                    "0" | "no" | "" => {}
                    _ => return wrong(line, format!("`{}` is neither 1 nor 0", shortened(cell))),
                }
            }
            Ok(Choice::Approved(approved))
        }
        Kind::YesNo => match cells[0].to_lowercase().as_str() {
            "yes" => Ok(Choice::Yes),
            "no" => Ok(Choice::No),
            "abstain" => Ok(Choice::Abstain),
            _ => wrong(line, format!("`{}` is neither yes, no nor abstain", shortened(cells[0]))),
        },
        Kind::Consent => {
            let reason = cells.get(1).copied().unwrap_or_default().to_owned();
            match cells[0].to_lowercase().as_str() {
                "agree" => Ok(Choice::Agree),
                "stand aside" => Ok(Choice::StandAside),
                "concern" => Ok(Choice::Concern(reason)),
                "block" => Ok(Choice::Block(reason)),
                _ => {
                    let said = shortened(cells[0]);
                    wrong(line, format!("`{said}` is neither agree, stand aside, concern nor block"))
                }
            }
        }
        Kind::Lot => wrong(line, "nobody votes where lots are drawn"),
    }
}

fn ranking(line: usize, cells: &[&str]) -> Result<Choice, NotRead> {
    let mut tiers: BTreeMap<u32, BTreeSet<OptionNo>> = BTreeMap::new();
    for (option, cell) in OptionNo::all(cells.len()).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match cell.parse::<u32>() {
            Ok(rank) if rank > 0 => drop(tiers.entry(rank).or_default().insert(option)),
            _ => return wrong(line, format!("`{}` is no rank: 1 is the best", shortened(cell))),
        }
    }
    Ok(Choice::Ranking(tiers.into_values().collect()))
}

/// The lines of a table, cell by cell. A quoted cell may hold separators, doubled quotes and line ends.
struct Rows<'a> {
    rest: &'a str,
    /// Of what comes next, from 1.
    line: usize,
    separator: char,
}

impl Rows<'_> {
    fn next(&mut self) -> Result<Option<(usize, Vec<String>)>, NotRead> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (begin, mut cells) = (self.line, Vec::new());
        loop {
            cells.push(self.cell()?);
            if cells.len() > CELLS_MAX {
                return wrong(begin, format!("a line has at most {CELLS_MAX} cells"));
            }
            let after = self.rest.chars().next();
            match after {
                Some(sign) if sign == self.separator => self.rest = &self.rest[sign.len_utf8()..],
                Some('\r') if self.rest.starts_with("\r\n") => {
                    self.rest = &self.rest[2..];
                    break;
                }
                Some('\n') => {
                    self.rest = &self.rest[1..];
                    break;
                }
                None => break,
                Some(_) => {
                    return wrong(self.line, "after a quoted cell there is something else than the next one");
                }
            }
        }
        self.line += 1;
        Ok(Some((begin, cells)))
    }

    fn cell(&mut self) -> Result<String, NotRead> {
        let Some(inside) = self.rest.strip_prefix('"') else {
            let end = self.rest.find([self.separator, '\n']).unwrap_or(self.rest.len());
            // The carriage return belongs to the end of the line.
            let end = if self.rest[..end].ends_with('\r') && self.rest[end..].starts_with('\n') {
                end - 1
            } else {
                end
            };
            let cell = self.rest[..end].to_owned();
            self.rest = &self.rest[end..];
            return Ok(cell);
        };
        let (begin, mut cell, mut rest) = (self.line, String::new(), inside);
        loop {
            let Some(end) = rest.find('"') else { return wrong(begin, "a quoted cell has no end") };
            cell.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    rest = more;
                }
                None => break,
            }
        }
        self.line += cell.bytes().filter(|byte| *byte == b'\n').count();
        self.rest = rest;
        Ok(cell)
    }
}
