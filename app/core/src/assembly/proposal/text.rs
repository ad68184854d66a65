//! Changes of a text, exact whoever makes them and in whatever order they are heard.
//!
//! A change is a list of **spans**: from this character on, so many are cut and these are put. It is made against one
//! version of the text, named by its [`TextHash`], and counted in characters (Unicode scalar values), so that no
//! version of any table of words decides what it means.
//!
//! A span begins and ends where a **piece** does: a blank (space, tab, line break) is a piece; a letter of the scripts
//! that are written without spaces (U+2E80 to U+D7FF, U+F900 to U+FAFF, and the planes of ideographs) is a piece;
//! whatever else stands between those is one, a word with its comma. So two who change different letters of one word
//! collide, as a reader would expect, and two who change neighbouring words do not.
//!
//! Two spans **collide** if they cut the same character, if one puts something into the midst of what the other cuts, or
//! if both put something at one place without cutting. What does not collide is moved by what stands before it and
//! means the same as before ([`rebased`]): operational transformation of two steps whose order is given by the log
//! (after Ellis and Gibbs, "Concurrency control in groupware systems", 1989), without its hard case, since what would be
//! ambiguous is a collision and left to people.
//!
//! Showing amendments as replaced stretches beside each other, colliding ones together, is after Antragsgrün
//! (<https://github.com/CatoTH/antragsgruen>).

use std::ops::Range;

use minicbor::{Decode, Encode};

use super::TEXT_MAX;
pub use crate::ids::TextHash;

use crate::cbor;

/// The most spans of one change: more is another proposal.
pub const SPANS_MAX: usize = 64;
/// How many steps the search for the shortest list of changes takes before it gives up and makes one of all: its memory
/// grows with the square, 1,000 steps are 8 MB for a moment.
const STEPS_MAX: usize = 1_000;
/// How much of what is kept is shown around a change, in characters.
const AROUND: usize = 80;

impl TextHash {
    /// Of a proposal with this title that says this.
    pub fn of(title: &str, text: &str) -> TextHash {
        TextHash(blake3::derive_key("tequio 2026 the text of a proposal", &cbor::encode(&(title, text))))
    }
}

/// One replaced stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Span {
    /// Before which character it begins, counted from 0.
    #[n(0)]
    pub at: u32,
    /// How many characters are cut.
    #[n(1)]
    pub cut: u32,
    /// What is put in their place.
    #[n(2)]
    pub put: String,
}

impl Span {
    fn end(&self) -> u64 {
        u64::from(self.at) + u64::from(self.cut)
    }
}

/// Whether spans are in the form that every change has, whatever its text: in order, at least a character between two of
/// them, each of them a change, and no longer than a text can be.
pub fn is_well_formed(spans: &[Span]) -> bool {
    let bytes: usize = spans.iter().map(|span| span.put.len()).sum();
    (1..=SPANS_MAX).contains(&spans.len())
        && spans.iter().all(|span| span.cut > 0 || !span.put.is_empty())
        && spans.windows(2).all(|two| two[0].end() < u64::from(two[1].at))
        && bytes <= 4 * TEXT_MAX
        && spans.iter().map(|span| span.put.chars().count()).sum::<usize>() <= TEXT_MAX
}

/// Whether spans begin and end where pieces of this text do.
pub fn fits(text: &str, spans: &[Span]) -> bool {
    let borders = borders(text);
    let is_border = |at: u64| u32::try_from(at).is_ok_and(|at| borders.binary_search(&at).is_ok());
    spans.iter().all(|span| is_border(span.at.into()) && is_border(span.end()))
}

/// The text with these spans replaced; nothing, if they do not lie in it one after the other.
pub fn applied(text: &str, spans: &[Span]) -> Option<String> {
    let (mut letters, mut at, mut said) = (text.chars(), 0_u64, String::with_capacity(text.len()));
    for span in spans {
        let kept = u64::from(span.at).checked_sub(at)?;
        for _ in 0..kept {
            said.push(letters.next()?);
        }
        for _ in 0..span.cut {
            letters.next()?;
        }
        said.push_str(&span.put);
        at = span.end();
    }
    said.extend(letters);
    Some(said)
}

/// Whether two changes of the same text cannot both be made.
pub fn collide(one: &[Span], other: &[Span]) -> bool {
    one.iter().any(|a| other.iter().any(|b| overlap(a, b)))
}

fn overlap(a: &Span, b: &Span) -> bool {
    let ((a0, a1), (b0, b1)) = ((u64::from(a.at), a.end()), (u64::from(b.at), b.end()));
    match (a.cut, b.cut) {
        (0, 0) => a0 == b0,
        (0, _) => b0 < a0 && a0 < b1,
        (_, 0) => a0 < b0 && b0 < a1,
        (..) => a0 < b1 && b0 < a1,
    }
}

/// The same change once another of the same text has been made; nothing, if the two collide.
pub fn rebased(spans: &[Span], made: &[Span]) -> Option<Vec<Span>> {
    if collide(spans, made) {
        return None;
    }
    let moved = |span: &Span| {
        let before = made.iter().filter(|made| made.end() <= span.at.into());
        let (put, cut) = before.fold((0_u64, 0_u64), |(put, cut), made| {
            (put + made.put.chars().count() as u64, cut + u64::from(made.cut))
        });
        let at = (u64::from(span.at) + put).checked_sub(cut)?;
        Some(Span { at: u32::try_from(at).ok()?, ..span.clone() })
    };
    spans.iter().map(moved).collect()
}

/// Where pieces begin, and where the last one ends.
fn borders(text: &str) -> Vec<u32> {
    let (mut borders, mut alone, mut end) = (Vec::new(), true, 0);
    for (at, letter) in (0..).zip(text.chars()) {
        let stands_alone = is_alone(letter);
        if alone || stands_alone {
            borders.push(at);
        }
        (alone, end) = (stands_alone, at + 1);
    }
    borders.push(end);
    borders
}

/// Blanks, and letters that are written without any.
fn is_alone(letter: char) -> bool {
    let is_blank = matches!(letter, ' ' | '\t' | '\n' | '\r');
    is_blank
        || matches!(letter, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Pieces that are cut, and pieces that are put.
type Change = (Range<usize>, Range<usize>);

/// What has to be replaced in one text so that it becomes the other: few spans, whole pieces.
pub fn difference(old: &str, new: &str) -> Vec<Span> {
    let (olds, news) = (pieces(old), pieces(new));
    let same = olds.iter().zip(&news).take_while(|(a, b)| a == b).count();
    let rest = olds[same..].iter().rev().zip(news[same..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (olds.len() - tail, news.len() - tail);
    let changes = shortest(&olds[same..old_end], &news[same..new_end])
        .unwrap_or_else(|| vec![(0..old_end - same, 0..new_end - same)]);
    // Two changes with nothing but a blank between them read as one.
    let mut joined: Vec<Change> = Vec::new();
    for (cut, put) in changes {
        let (cut, put) = (cut.start + same..cut.end + same, put.start + same..put.end + same);
        match joined.last_mut() {
            Some((last_cut, last_put)) if is_blank(&olds[last_cut.end..cut.start]) => {
                (last_cut.end, last_put.end) = (cut.end, put.end);
            }
            _ => joined.push((cut, put)),
        }
    }
    if joined.len() > SPANS_MAX
        && let (Some((first_cut, first_put)), Some((last_cut, last_put))) = (joined.first(), joined.last())
    {
        joined = vec![(first_cut.start..last_cut.end, first_put.start..last_put.end)];
    }
    let letters = |pieces: &[&str]| pieces.iter().map(|piece| piece.chars().count() as u32).sum::<u32>();
    let span = |(cut, put): Change| Span {
        at: letters(&olds[..cut.start]),
        cut: letters(&olds[cut]),
        put: news[put].concat(),
    };
    joined.into_iter().map(span).collect()
}

fn is_blank(kept: &[&str]) -> bool {
    kept.is_empty() || (kept.len() == 1 && kept[0].chars().all(|letter| letter.is_ascii_whitespace()))
}

fn pieces(text: &str) -> Vec<&str> {
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).chain([text.len()]).collect();
    let borders = borders(text);
    borders.windows(2).map(|two| &text[starts[two[0] as usize]..starts[two[1] as usize]]).collect()
}

/// The shortest list of changes, by Myers' greedy search ("An O(ND) difference algorithm and its variations", 1986,
/// figure 2); nothing, if it is too long to be searched for.
fn shortest(old: &[&str], new: &[&str]) -> Option<Vec<Change>> {
    let (n, m) = (old.len(), new.len());
    let most = (n + m).min(STEPS_MAX);
    // How far each diagonal was got to after each number of steps.
    let mut reached: Vec<Vec<usize>> = Vec::new();
    let mut far = vec![0_usize; 2 * most + 3];
    let at = |diagonal: isize| (diagonal + most as isize + 1) as usize;
    for steps in 0..=most as isize {
        for diagonal in (-steps..=steps).step_by(2) {
            let down =
                diagonal == -steps || (diagonal != steps && far[at(diagonal - 1)] < far[at(diagonal + 1)]);
            let mut x = if down { far[at(diagonal + 1)] } else { far[at(diagonal - 1)] + 1 };
            let mut y = (x as isize - diagonal) as usize;
            while x < n && y < m && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            far[at(diagonal)] = x;
            if x >= n && y >= m {
                return Some(walked_back(&reached, steps, (n, m)));
            }
        }
        reached.push(far[at(-steps)..=at(steps)].to_vec());
    }
    None
}

/// The way that the search took, from its end.
fn walked_back(reached: &[Vec<usize>], steps: isize, end: (usize, usize)) -> Vec<Change> {
    let (mut x, mut y) = end;
    let mut changes: Vec<Change> = Vec::new();
    for step in (1..=steps).rev() {
        let before = &reached[step as usize - 1];
        let far = |diagonal: isize| {
            let within = usize::try_from(diagonal + step - 1).ok();
            within.and_then(|within| before.get(within).copied())
        };
        let diagonal = x as isize - y as isize;
        let (left, right) = (far(diagonal - 1), far(diagonal + 1));
        let down = diagonal == -step || (diagonal != step && left < right);
        let from = if down { diagonal + 1 } else { diagonal - 1 };
        let x0 = if down { right } else { left }.expect("the search was there one step before");
        let y0 = (x0 as isize - from) as usize;
        let (cut, put) = if down { (x0..x0, y0..y0 + 1) } else { (x0..x0 + 1, y0..y0) };
        match changes.last_mut() {
            Some((last_cut, last_put)) if last_cut.start == cut.end && last_put.start == put.end => {
                (last_cut.start, last_put.start) = (cut.start, put.start);
            }
            _ => changes.push((cut, put)),
        }
        (x, y) = (x0, y0);
    }
    changes.reverse();
    changes
}

/// A stretch of a text as it is shown with a change in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Stays as it is.
    Kept(String),
    /// Stays, and is too long to be shown beside the change.
    Skipped,
    /// Is cut.
    Cut(String),
    /// Is put.
    Put(String),
}

/// A text with a change in it, and so much around it that one sees where it stands.
pub fn shown(text: &str, spans: &[Span]) -> Vec<Run> {
    let letters: Vec<char> = text.chars().collect();
    let borders = borders(text);
    let said = |from: usize, to: usize| -> String { letters[from..to].iter().collect() };
    // No piece is cut in two by what is skipped.
    let snapped = |at: usize| {
        let next = borders.partition_point(|border| (*border as usize) < at);
        borders.get(next).map_or(letters.len(), |border| *border as usize)
    };
    let kept = |from: usize, to: usize| -> Vec<Run> {
        let (head, tail) = (if from == 0 { 0 } else { AROUND }, if to == letters.len() { 0 } else { AROUND });
        let (head, tail) = (snapped(from + head), snapped(to.saturating_sub(tail)));
        if to <= from {
            return Vec::new();
        }
        if tail < head + AROUND {
            return vec![Run::Kept(said(from, to))];
        }
        let all = [Run::Kept(said(from, head)), Run::Skipped, Run::Kept(said(tail, to))];
        all.into_iter().filter(|run| *run != Run::Kept(String::new())).collect()
    };
    let (mut runs, mut at) = (Vec::new(), 0);
    for span in spans {
        let start = (span.at as usize).clamp(at, letters.len());
        let end = usize::try_from(span.end()).unwrap_or(usize::MAX).clamp(start, letters.len());
        runs.extend(kept(at, start));
        runs.extend((end > start).then(|| Run::Cut(said(start, end))));
        runs.extend((!span.put.is_empty()).then(|| Run::Put(span.put.clone())));
        at = end;
    }
    runs.extend(kept(at, letters.len()));
    runs
}

#[cfg(test)]
mod tests;
