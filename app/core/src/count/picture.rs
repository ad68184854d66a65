//! A picture of a count, as plain data: a bar cut into pieces, a bar for each option, or every duel of a ranking.
//!
//! A person should see the outcome before they read a number, and find the number where they look. What is to be drawn
//! stands here, so that every screen, the projection and the printed minutes draw the same; colours, words and strokes
//! are theirs. Lengths are in parts of [`FULL`], rounded down to whole parts: pieces never overlap, and together they
//! fill the bar. Whether a threshold is reached is told and not to be read off two rounded lengths.

use std::collections::VecDeque;

use super::{Counted, Figures, OptionNo, Outcome, Strength, Tally};

/// The whole length of a bar.
pub const FULL: u16 = 1_000;

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Consent, and yes or no: one bar.
    Bar(Bar),
    /// Approval: a bar for each option, the most approved first.
    Bars(Bars),
    /// Rankings: who won which duel, the options from the first to the last.
    Duels(Duels),
    /// A lot: names in the order in which they were drawn, and how many got a place.
    Names {
        /// The candidates.
        order: Vec<OptionNo>,
        /// How many were drawn; the others stand in.
        places: usize,
    },
    /// Nothing was counted.
    Nothing,
}

/// One bar, cut into pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The pieces from the beginning to the end; none is empty.
    pub pieces: Vec<Piece>,
    /// Where the first piece has to reach; none for consent.
    pub line: Option<Line>,
}

/// A piece of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What these said.
    pub part: Part,
    /// How many they are.
    pub amount: u64,
    /// Where it begins.
    pub from: u16,
    /// Where it ends.
    pub upto: u16,
}

/// What a piece stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Agree.
    Agree,
    /// Agree, with a concern.
    Concern,
    /// Stand aside.
    StandAside,
    /// Block.
    Block,
    /// Yes.
    Yes,
    /// No.
    No,
    /// Abstain.
    Abstain,
    /// A ballot that is blank, or that does not fit.
    Blank,
    /// There, and without a ballot.
    Silent,
    /// Not there.
    Absent,
}

/// A mark across a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// How many are needed.
    pub needed: u64,
    /// Where; at the very end if more are needed than there are.
    pub at: u16,
    /// Whether they are reached.
    pub is_reached: bool,
}

/// A bar for each option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// The bars, the longest first.
    pub bars: Vec<OptionBar>,
    /// How many were needed, if more than one: across all bars.
    pub line: Option<Line>,
}

/// The bar of one option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionBar {
    /// Which.
    pub option: OptionNo,
    /// How many approve of it.
    pub amount: u64,
    /// How long it is.
    pub length: u16,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// Every duel of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duels {
    /// The options from the first to the last: the order of rows and of columns.
    pub order: Vec<OptionNo>,
    /// Row by row; each row leaves out the duel of an option with itself.
    pub rows: Vec<Vec<Duel>>,
    /// Why the first is first.
    pub reason: Reason,
}

/// A duel, seen from the row's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duel {
    /// The other side.
    pub other: OptionNo,
    /// Who prefer the row's option.
    pub votes: u64,
    /// Who prefer the other.
    pub against: u64,
    /// The row's part of those who prefer one of them; half if nobody does.
    pub share: u16,
}

/// Why the first option is first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It wins against each of the others.
    EveryDuel,
    /// Duels go round in a circle or are drawn; its paths are the strongest.
    Paths,
    /// Others are as strong, and the published order decided.
    Tie,
    /// Nobody ranked anything.
    Nobody,
}

/// One duel of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who wins it.
    pub winner: OptionNo,
    /// Who loses it.
    pub loser: OptionNo,
    /// Who prefer the winner.
    pub votes: u64,
    /// Who prefer the loser.
    pub against: u64,
}

impl Picture {
    /// The picture of a tally.
    pub fn of(tally: &Tally) -> Picture {
        let figures = &tally.figures;
        match &tally.counted {
            Counted::Consent { agree, stand_aside, concern, block, .. } => Picture::Bar(Bar::of(
                &[
                    (Part::Agree, *agree),
                    (Part::Concern, *concern),
                    (Part::StandAside, *stand_aside),
                    (Part::Block, *block),
                    (Part::Blank, figures.blank + figures.unfit),
                    (Part::Silent, figures.present - figures.ballots),
                ],
                None,
            )),
            Counted::YesNo { yes, no, abstain, needed, base } => {
                Picture::Bar(yes_no(figures, [*yes, *no, *abstain], *needed, *base))
            }
            Counted::Approval { approvals, order, needed, base } => {
                Picture::Bars(Bars::of(tally, approvals, order, *needed, *base))
            }
            Counted::Ranked { prefer, order, .. } => Picture::Duels(Duels::of(tally, prefer, order)),
            Counted::Lot { order } => {
                let places = if let Outcome::Drawn(drawn) = &tally.outcome { drawn.len() } else { 0 };
                Picture::Names { order: order.clone(), places }
            }
            Counted::Nothing => Picture::Nothing,
        }
    }
}

/// The bar is as long as those whom the threshold is a share of.
fn yes_no(figures: &Figures, [yes, no, abstain]: [u64; 3], needed: u64, base: u64) -> Bar {
    let blank = figures.blank + figures.unfit;
    let silent = figures.present - figures.ballots;
    let absent = figures.entitled - figures.present;
    let all = [
        (Part::Yes, yes),
        (Part::No, no),
        (Part::Abstain, abstain),
        (Part::Blank, blank),
        (Part::Silent, silent),
        (Part::Absent, absent),
    ];
    // Each base is the sum of the first so many of these.
    let mut sum = 0;
    let within: Vec<(Part, u64)> = all
        .into_iter()
        .take_while(|(_, amount)| {
            let is_within = sum < base;
            sum += amount;
            is_within
        })
        .collect();
    Bar::of(&within, Some(Line { needed, at: part_of(needed, base), is_reached: yes >= needed }))
}

impl Bar {
    fn of(parts: &[(Part, u64)], line: Option<Line>) -> Bar {
        let whole = parts.iter().map(|(_, amount)| amount).sum();
        let mut before = 0;
        let piece = |(part, amount): &(Part, u64)| {
            let from = before;
            before += amount;
            Piece { part: *part, amount: *amount, from: part_of(from, whole), upto: part_of(before, whole) }
        };
        Bar { pieces: parts.iter().map(piece).filter(|piece| piece.amount > 0).collect(), line }
    }
}

impl Bars {
    fn of(tally: &Tally, approvals: &[u64], order: &[OptionNo], needed: u64, base: u64) -> Bars {
        let chosen: &[OptionNo] = if let Outcome::Winners(winners) = &tally.outcome { winners } else { &[] };
        let bar = |option: &OptionNo| {
            let amount = approvals[option.index()];
            let is_chosen = chosen.contains(option);
            OptionBar { option: *option, amount, length: part_of(amount, base), is_chosen }
        };
        let is_reached = approvals.iter().any(|amount| *amount >= needed);
        let line = (needed > 1).then(|| Line { needed, at: part_of(needed, base), is_reached });
        Bars { bars: order.iter().map(bar).collect(), line }
    }
}

impl Duels {
    fn of(tally: &Tally, prefer: &[Vec<u64>], order: &[OptionNo]) -> Duels {
        let duel = |row: &OptionNo, other: &OptionNo| {
            let (votes, against) = (prefer[row.index()][other.index()], prefer[other.index()][row.index()]);
            let sides = votes + against;
            let share = if sides == 0 { FULL / 2 } else { part_of(votes, sides) };
            Duel { other: *other, votes, against, share }
        };
        let row = |row: &OptionNo| {
            order.iter().filter(|other| *other != row).map(|other| duel(row, other)).collect()
        };
        let rows: Vec<Vec<Duel>> = order.iter().map(row).collect();
        let reason = if tally.figures.voting == 0 {
            Reason::Nobody
        } else if rows.first().is_some_and(|row| row.iter().all(|duel| duel.votes > duel.against)) {
            Reason::EveryDuel
        } else if tally.ties.iter().any(|tie| tie.place == 1) {
            Reason::Tie
        } else {
            Reason::Paths
        };
        Duels { order: order.to_vec(), rows, reason }
    }
}

/// The strongest path from one option to another: of the strongest ones a shortest, and of these the first by the
/// options' numbers. Empty where there is none, and where nothing was ranked.
pub fn path(tally: &Tally, from: OptionNo, to: OptionNo) -> Vec<Link> {
    let Counted::Ranked { prefer, strongest, .. } = &tally.counted else { return Vec::new() };
    let options = prefer.len();
    if from == to || from.index() >= options || to.index() >= options {
        return Vec::new();
    }
    let needed = strongest[from.index()][to.index()];
    if needed == Strength::None {
        return Vec::new();
    }
    // Breadth first from the end: what stands here is how an option comes nearer to it.
    let link = |a: usize, b: usize| Strength::of(prefer[a][b], prefer[b][a]);
    let mut away: Vec<Option<usize>> = vec![None; options];
    away[to.index()] = Some(0);
    let mut next = VecDeque::from([to.index()]);
    while let Some(b) = next.pop_front() {
        for a in 0..options {
            if away[a].is_none() && link(a, b) >= needed {
                away[a] = away[b].map(|steps| steps + 1);
                next.push_back(a);
            }
        }
    }
    let mut links = Vec::new();
    let mut at = from.index();
    while let Some(steps) = away[at].filter(|steps| *steps > 0) {
        let nearer = |b: &usize| away[*b] == Some(steps - 1) && link(at, *b) >= needed;
        let Some(b) = (0..options).find(nearer) else { break };
        let (winner, loser) = (OptionNo(at as u8), OptionNo(b as u8));
        links.push(Link { winner, loser, votes: prefer[at][b], against: prefer[b][at] });
        at = b;
    }
    links
}

/// `amount` of `whole`, in parts of [`FULL`], at most [`FULL`].
fn part_of(amount: u64, whole: u64) -> u16 {
    let parts = u128::from(amount) * u128::from(FULL) / u128::from(whole.max(1));
    u16::try_from(parts).map_or(FULL, |parts| parts.min(FULL))
}
