//! `count`: a file of ballots counted as a meeting's phones count theirs, in plain words, round by round. Anybody can
//! hold our counting against an election that others have counted, or count again by hand.

mod ballots;
mod blt;
mod csv;
mod json;
mod preflib;
#[cfg(test)]
mod tests;
mod words;

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use tequio_core::count::{Base, Bound, Method, Share, Tally, Threshold, TieOrder, count_piles};

use crate::{number_of, value_of};
use ballots::{Ballots, FILE_BYTES_MAX, Kind};

/// What the options say.
#[derive(Default)]
struct Wanted {
    file: Option<PathBuf>,
    kind: Option<Kind>,
    winners: Option<u8>,
    threshold: Option<(Share, Bound)>,
    of: Option<Base>,
    stop_at: Option<u16>,
    present: u64,
    entitled: u64,
    seed: Option<[u8; 32]>,
    json: bool,
}

/// A vote that was counted.
struct Counted {
    method: Method,
    ballots: Ballots,
    ties: TieOrder,
    tally: Tally,
}

/// `count --method M FILE`.
///
/// # Errors
/// A sentence about the options, or about the file and the line in it that cannot be read.
pub fn run(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = Wanted::read(words)?;
    let path = wanted.file.as_deref().ok_or("say which file: count --method M FILE")?;
    let text = read(path)?;
    let counted =
        wanted.count(&text, extension(path)).map_err(|wrong| format!("{}: {wrong}", path.display()))?;
    let told = if wanted.json { format!("{}\n", json::of(&counted)) } else { words::of(&counted) };
    // A reader that went away has seen enough.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    Ok(true)
}

impl Wanted {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Wanted, String> {
        let mut wanted = Wanted::default();
        while let Some(option) = words.next() {
            match option.as_str() {
                "--method" => wanted.kind = Some(Kind::read(&value_of(&option, &mut words)?)?),
                "--winners" | "--places" => wanted.winners = Some(number_of(&option, &mut words)?),
                "--threshold" => wanted.threshold = Some(threshold(&value_of(&option, &mut words)?)?),
                "--of" => wanted.of = Some(base(&value_of(&option, &mut words)?)?),
                "--stop-at" => wanted.stop_at = Some(number_of(&option, &mut words)?),
                "--present" => wanted.present = number_of(&option, &mut words)?,
                "--entitled" => wanted.entitled = number_of(&option, &mut words)?,
                "--seed" => wanted.seed = Some(seed(&value_of(&option, &mut words)?)?),
                "--json" => wanted.json = true,
                other if other.starts_with("--") => {
                    return Err(format!("there is no option `{other}` here; see `tequio-node help`"));
                }
                file if wanted.file.is_none() => wanted.file = Some(PathBuf::from(file)),
                other => return Err(format!("one file at a time, and `{other}` is a second one")),
            }
        }
        Ok(wanted)
    }

    fn count(&self, text: &str, extension: String) -> Result<Counted, String> {
        let kind = self.kind.ok_or_else(|| format!("say how: --method {}", Kind::NAMES))?;
        let ballots = Ballots::read(kind, &extension, text)?;
        let options = ballots.options.len();
        let method = self.method(kind, ballots.seats)?;
        method.check(options).map_err(|unfit| unfit.to_string())?;
        let ties = match &self.seed {
            Some(seed) => TieOrder::drawn(seed, options),
            None if kind == Kind::Lot => return Err("a lot needs --seed, 64 hexadecimal digits".to_owned()),
            None => TieOrder::as_listed(options),
        };
        let tally = count_piles(&method, options, self.present, self.entitled, &ballots.piles, &ties);
        Ok(Counted { method, ballots, ties, tally })
    }

    fn method(&self, kind: Kind, seats: Option<u8>) -> Result<Method, String> {
        let of = self.of.unwrap_or(Base::Voting);
        let threshold = self.threshold.map(|(share, bound)| Threshold { share, of, bound });
        let winners = self.winners.or(seats).unwrap_or(1);
        let only = |given: bool, option: &str, whose: &str| {
            if given { Err(format!("{option} is for {whose}, and not for this method")) } else { Ok(()) }
        };
        if !matches!(kind, Kind::YesNo | Kind::Approval) {
            only(threshold.is_some() || self.of.is_some(), "--threshold", "yes-no and approval")?;
        }
        if kind != Kind::Consent {
            only(self.stop_at.is_some(), "--stop-at", "consent")?;
        }
        if matches!(kind, Kind::Consent | Kind::YesNo) {
            only(self.winners.is_some(), "--winners", "ranked, approval and lot")?;
        }
        Ok(match kind {
            Kind::Consent => Method::Consent { stop_at: self.stop_at.unwrap_or(1) },
            Kind::YesNo => {
                let usual = Threshold { of, ..Threshold::MAJORITY };
                Method::YesNo { threshold: threshold.unwrap_or(usual) }
            }
            Kind::Approval => Method::Approval { winners, threshold },
            Kind::Ranked => Method::Ranked { winners },
            Kind::Lot => Method::Lot { places: winners },
        })
    }
}

/// `>1/2` or `>=2/3`.
fn threshold(words: &str) -> Result<(Share, Bound), String> {
    let wrong = || format!("--threshold wants a share such as `>1/2` or `>=2/3`, not `{words}`");
    let (bound, share) = match words.strip_prefix(">=") {
        Some(share) => (Bound::AtLeast, share),
        None => (Bound::MoreThan, words.strip_prefix('>').ok_or_else(wrong)?),
    };
    let (num, den) = share.split_once('/').ok_or_else(wrong)?;
    let number = |digits: &str| digits.trim().parse().map_err(|_| wrong());
    Ok((Share { num: number(num)?, den: number(den)? }, bound))
}

fn base(word: &str) -> Result<Base, String> {
    match word {
        "voting" => Ok(Base::Voting),
        "present" => Ok(Base::Present),
        "entitled" => Ok(Base::Entitled),
        other => Err(format!("--of wants voting, present or entitled, not `{other}`")),
    }
}

fn seed(digits: &str) -> Result<[u8; 32], String> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
    let seed = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    seed.ok_or_else(|| "--seed wants 64 hexadecimal digits".to_owned())
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn read(path: &Path) -> Result<String, String> {
    let wrong = |wrong: std::io::Error| format!("{}: {wrong}", path.display());
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(wrong)?.take(FILE_BYTES_MAX + 1);
    file.read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let mebibytes = FILE_BYTES_MAX >> 20;
        return Err(format!(
            "{}: longer than {mebibytes} MiB; equal ballots can be put into piles",
            path.display()
        ));
    }
    String::from_utf8(bytes).map_err(|wrong| {
        let upto = wrong.utf8_error().valid_up_to();
        let line = 1 + wrong.as_bytes()[..upto].iter().filter(|byte| **byte == b'\n').count();
        format!("{}: line {line}: this is no UTF-8 text", path.display())
    })
}
