//! Ballots as they come out of a file, whatever its form.

use std::collections::{BTreeMap, BTreeSet};

use tequio_core::count::{Choice, Method, OPTIONS_MAX, OptionNo, Threshold};

use super::{blt, csv, preflib};

/// The largest file. The 190,000 ballots of a state come to 2 MiB; and what a file of this size can make us keep stays
/// below a gigabyte: a ranked option takes two bytes of text at least and a hundred in memory.
pub const FILE_BYTES_MAX: u64 = 16 << 20;
/// The most ballots, over all piles: more than there are people, so that a slip of the pen is told and sums fit.
pub const BALLOTS_MAX: u32 = 4_000_000_000;
/// The longest name of an option, in characters.
pub const NAME_MAX: usize = 200;

/// Which method, before its numbers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Consent,
    YesNo,
    Approval,
    Ranked,
    Lot,
}

impl Kind {
    pub const NAMES: &str = "ranked, approval, yes-no, consent or lot";

    pub fn read(name: &str) -> Result<Kind, String> {
        Ok(match name {
            "consent" => Kind::Consent,
            "yes-no" => Kind::YesNo,
            "approval" => Kind::Approval,
            "ranked" => Kind::Ranked,
            "lot" => Kind::Lot,
            other => return Err(format!("there is no method `{other}`; there is {}", Kind::NAMES)),
        })
    }

    /// A method of this kind, to ask whether a choice fits it.
    fn any(self) -> Method {
        match self {
            Kind::Consent => Method::Consent { stop_at: 1 },
            Kind::YesNo => Method::YesNo { threshold: Threshold::MAJORITY },
            Kind::Approval => Method::Approval { winners: 1, threshold: None },
            Kind::Ranked => Method::Ranked { winners: 1 },
            Kind::Lot => Method::Lot { places: 1 },
        }
    }
}

/// Why a file cannot be read: the line, from 1, and a sentence.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct NotRead {
    pub line: usize,
    pub what: String,
}

/// A sentence about a line.
pub fn wrong<T>(line: usize, what: impl Into<String>) -> Result<T, NotRead> {
    Err(NotRead { line, what: what.into() })
}

/// A file's ballots, equal ones in piles.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ballots {
    pub title: Option<String>,
    pub options: Vec<String>,
    /// How many win, where the file says so.
    pub seats: Option<u8>,
    pub piles: Vec<(Choice, u32)>,
}

impl Ballots {
    /// Reads a file's text, in the form that its extension names.
    ///
    /// # Errors
    /// A sentence with the line.
    pub fn read(kind: Kind, extension: &str, text: &str) -> Result<Ballots, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let ballots = match (extension, kind) {
            ("txt", Kind::Lot) => names(text),
            (_, Kind::Lot) => return Err("for lot the file is a .txt of names, one a line".to_owned()),
            ("csv", _) => csv::read(kind, text),
            ("blt" | "soc" | "soi" | "toc" | "toi" | "cat", Kind::Consent | Kind::YesNo) => {
                return Err(format!("a .{extension} file holds rankings, which this method does not count"));
            }
            ("blt", _) => blt::read(kind, text),
            ("soc" | "soi" | "toc" | "toi" | "cat", _) => preflib::read(kind, text),
            _ => {
                return Err(
                    "the file's name has to end in .blt, .soc, .soi, .toc, .toi, .cat or .csv".to_owned()
                );
            }
        };
        ballots.map_err(|wrong| wrong.to_string())
    }
}

/// Names, one a line.
fn names(text: &str) -> Result<Ballots, NotRead> {
    let mut ballots = Ballots::default();
    for (line, name) in (1..).zip(text.lines()).filter(|(_, name)| !name.trim().is_empty()) {
        add_option(&mut ballots.options, line, name)?;
    }
    Ok(ballots)
}

/// Takes the name of the next option.
pub fn add_option(options: &mut Vec<String>, line: usize, name: &str) -> Result<(), NotRead> {
    let name = name.trim();
    if name.chars().count() > NAME_MAX {
        return wrong(line, format!("a name has at most {NAME_MAX} characters"));
    }
    if options.len() == OPTIONS_MAX {
        return wrong(line, format!("at most {OPTIONS_MAX} options can be counted"));
    }
    // What a terminal would take for an order is not printed.
    options.push(name.chars().filter(|sign| !sign.is_control()).collect());
    Ok(())
}

/// An option by its number in a file, from 1.
pub fn option(line: usize, number: &str, options: usize) -> Result<OptionNo, NotRead> {
    match number.parse::<u8>() {
        Ok(known) if (1..=options).contains(&known.into()) => Ok(OptionNo(known - 1)),
        _ => wrong(line, format!("there is no option `{}`: they are 1 to {options}", shortened(number))),
    }
}

/// Words of a file as they can stand in a sentence.
pub fn shortened(words: &str) -> String {
    let clean: String = words.chars().filter(|sign| !sign.is_control()).take(24).collect();
    if clean.len() < words.len() { format!("{clean}…") } else { clean }
}

/// Equal ballots go onto one pile.
pub struct Piles {
    kind: Kind,
    options: usize,
    sum: u32,
    piles: BTreeMap<Choice, u32>,
}

impl Piles {
    pub fn new(kind: Kind, options: usize) -> Piles {
        Piles { kind, options, sum: 0, piles: BTreeMap::new() }
    }

    /// So many ballots say this.
    pub fn add(&mut self, line: usize, choice: Choice, amount: u32) -> Result<(), NotRead> {
        if let Err(unfit) = choice.fits(&self.kind.any(), self.options) {
            return wrong(line, unfit.to_string());
        }
        match self.sum.checked_add(amount).filter(|sum| *sum <= BALLOTS_MAX) {
            Some(sum) => self.sum = sum,
            None => return wrong(line, format!("these are more than {BALLOTS_MAX} ballots")),
        }
        *self.piles.entry(choice).or_default() += amount;
        Ok(())
    }

    /// So many ballots rank these; without any it is a blank one. In an approval vote whoever is ranked is approved.
    pub fn add_ranking(
        &mut self,
        line: usize,
        tiers: Vec<BTreeSet<OptionNo>>,
        amount: u32,
    ) -> Result<(), NotRead> {
        let choice = match self.kind {
            _ if tiers.is_empty() => Choice::Blank,
            Kind::Approval => {
                // Whoever stands twice is told of it, as in a ranking.
                let ranked = Choice::Ranking(tiers.clone());
                if let Err(unfit) = ranked.fits(&Kind::Ranked.any(), self.options) {
                    return wrong(line, unfit.to_string());
                }
                Choice::Approved(tiers.into_iter().flatten().collect())
            }
            _ => Choice::Ranking(tiers),
        };
        self.add(line, choice, amount)
    }

    pub fn into_list(self) -> Vec<(Choice, u32)> {
        self.piles.into_iter().collect()
    }
}

/// How many ballots, as a file says it.
pub fn amount(line: usize, words: &str) -> Result<u32, NotRead> {
    match words.parse::<u32>() {
        Ok(amount) if amount <= BALLOTS_MAX => Ok(amount),
        _ => wrong(line, format!("`{}` is no whole number of ballots", shortened(words))),
    }
}
