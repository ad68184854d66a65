//! A count in plain words, so that a person can follow it with a pencil.

use std::fmt::Write;

use tequio_core::count::{
    Base, Bound, Counted as Said, Method, OptionNo, Outcome, Strength, Threshold, Why,
    picture::{Link, path},
};

use super::Counted;

/// The widest name in a table of duels; numbers stand beside it.
const NAME_WIDTH: usize = 24;

/// All that is said about a count.
pub fn of(counted: &Counted) -> String {
    let mut told = String::new();
    if let Some(title) = counted.ballots.title.as_ref().filter(|title| !title.is_empty()) {
        line(&mut told, title);
    }
    line(&mut told, &method(&counted.method));
    let figures = &counted.tally.figures;
    if counted.method.has_ballots() {
        let [ballots, voting, blank, unfit] =
            [figures.ballots, figures.voting, figures.blank, figures.unfit].map(number);
        line(
            &mut told,
            &format!("{ballots} ballots: {voting} take a side, {blank} are blank, {unfit} do not fit."),
        );
        let [present, entitled] = [figures.present, figures.entitled].map(number);
        line(&mut told, &format!("{present} were there, {entitled} could vote."));
    }
    match &counted.tally.counted {
        Said::Consent { agree, stand_aside, concern, block, stop_at } => {
            for (amount, what) in
                [(agree, "agree"), (concern, "agree and have a concern"), (stand_aside, "stand aside")]
            {
                line(&mut told, &format!("{} {what}.", number(*amount)));
            }
            line(&mut told, &format!("{} block; {} stop it.", number(*block), number(*stop_at)));
        }
        Said::YesNo { yes, no, abstain, needed, base } => {
            let [yes, no, abstain, needed, base] = [*yes, *no, *abstain, *needed, *base].map(number);
            line(&mut told, &format!("{yes} yes, {no} no, {abstain} abstain."));
            line(&mut told, &format!("Needed: {needed} yes, of {base}."));
        }
        Said::Approval { approvals, order, needed, base } => {
            for option in order {
                let amount = number(approvals[option.index()]);
                line(&mut told, &format!("{amount} approve of {}.", counted.name(*option)));
            }
            line(&mut told, &format!("Needed to win: {}, of {}.", number(*needed), number(*base)));
        }
        Said::Ranked { prefer, strongest, order } => rounds(&mut told, counted, prefer, strongest, order),
        Said::Lot { order } => {
            for (place, option) in (1..).zip(order) {
                line(&mut told, &format!("{place}. {}", counted.name(*option)));
            }
        }
        Said::Nothing => {}
    }
    for tie in &counted.tally.ties {
        let (names, first) = (counted.names(&tie.equal), counted.name(tie.equal[0]));
        let place = tie.place;
        line(
            &mut told,
            &format!("Tie for place {place} between {names}: the order for ties puts {first} first."),
        );
    }
    if matches!(counted.tally.counted, Said::Approval { .. } | Said::Ranked { .. } | Said::Lot { .. }) {
        line(&mut told, &format!("The order for ties was: {}.", counted.names(counted.ties.options())));
    }
    line(&mut told, &format!("\n{}", outcome(counted)));
    line(&mut told, &format!("digest {}", data_encoding::HEXLOWER.encode(&counted.tally.digest())));
    told
}

impl Counted {
    /// What an option is called: its name, or its number where it has none.
    pub fn name(&self, option: OptionNo) -> String {
        match self.ballots.options.get(option.index()) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("option {}", option.index() + 1),
        }
    }

    fn names(&self, options: &[OptionNo]) -> String {
        options.iter().map(|option| self.name(*option)).collect::<Vec<_>>().join(", ")
    }
}

fn method(method: &Method) -> String {
    match method {
        Method::Consent { stop_at: 1 } => "By consent: it passes unless one blocks it.".to_owned(),
        Method::Consent { stop_at } => format!("By consent: it passes unless {stop_at} block it."),
        Method::YesNo { threshold } => format!("Yes or no: it passes with {}.", reach(threshold)),
        Method::Approval { winners, threshold: None } => format!("By approval, for {}.", places(*winners)),
        Method::Approval { winners, threshold: Some(threshold) } => {
            format!("By approval, for {}, each with {}.", places(*winners), reach(threshold))
        }
        Method::Ranked { winners } => format!("Ranked, by Schulze's method, for {}.", places(*winners)),
        Method::Lot { places: drawn } => format!("By lot, for {}.", places(*drawn)),
    }
}

fn places(places: u8) -> String {
    if places == 1 { "one place".to_owned() } else { format!("{places} places") }
}

fn reach(threshold: &Threshold) -> String {
    let bound = if threshold.bound == Bound::AtLeast { "at least" } else { "more than" };
    let of = match threshold.of {
        Base::Voting => "those who take a side",
        Base::Present => "those present",
        Base::Entitled => "all who could vote",
    };
    format!("{bound} {}/{} of {of}", threshold.share.num, threshold.share.den)
}

fn outcome(counted: &Counted) -> String {
    match &counted.tally.outcome {
        Outcome::Passed => "It passes.".to_owned(),
        Outcome::Stopped => "It is stopped.".to_owned(),
        Outcome::NotPassed(Why::TooFew) => "Not passed: too few.".to_owned(),
        Outcome::NotPassed(Why::NobodyVoted) => "Not passed: nobody took a side.".to_owned(),
        Outcome::NotPassed(Why::NobodyAgrees) => "Not passed: nobody agrees.".to_owned(),
        Outcome::NotPassed(Why::NoSuchVote) => "Nothing to be counted.".to_owned(),
        Outcome::Winners(winners) if winners.len() == 1 => format!("Winner: {}.", counted.names(winners)),
        Outcome::Winners(winners) => format!("Winners: {}.", counted.names(winners)),
        Outcome::Drawn(drawn) => format!("Drawn: {}.", counted.names(drawn)),
    }
}

/// The duels as a table, and place after place who comes next, and why.
fn rounds(
    told: &mut String,
    counted: &Counted,
    prefer: &[Vec<u64>],
    strongest: &[Vec<Strength>],
    order: &[OptionNo],
) {
    line(told, "\nDuels: how many prefer the one on the left to the one on top.");
    table(told, counted, prefer, order);
    for (place, next) in order.iter().enumerate() {
        let left = &order[place + 1..];
        line(told, &format!("\nPlace {}: {}", place + 1, counted.name(*next)));
        if left.is_empty() {
            line(told, "  is the only one left.");
        }
        for other in left {
            let (there, back) =
                (strongest[next.index()][other.index()], strongest[other.index()][next.index()]);
            let (name, duel) = (counted.name(*other), prefer[next.index()][other.index()]);
            let against = prefer[other.index()][next.index()];
            let links = path(&counted.tally, *next, *other);
            let sentence = if there == back {
                format!("as strong as {name}: {} : {} in their duel", number(duel), number(against))
            } else if links.len() == 1 {
                format!("before {name}: {} : {}", number(duel), number(against))
            } else {
                let chain = links.iter().map(|link| step(counted, link)).collect::<Vec<_>>().join(", ");
                format!("before {name} by a path: {chain}; its weakest duel is {}", strength(there))
            };
            let way_back = match back {
                _ if there == back => "; paths either way are equally strong".to_owned(),
                Strength::None => String::new(),
                back => format!("; the strongest way back is {}", strength(back)),
            };
            line(told, &format!("  {sentence}{way_back}"));
        }
    }
    line(told, "");
}

fn step(counted: &Counted, link: &Link) -> String {
    let (winner, loser) = (counted.name(link.winner), counted.name(link.loser));
    format!("{winner} {} : {} {loser}", number(link.votes), number(link.against))
}

fn strength(strength: Strength) -> String {
    match strength {
        Strength::None => "none".to_owned(),
        Strength::Won { votes, against } => format!("{} : {}", number(votes), number(against)),
    }
}

fn table(told: &mut String, counted: &Counted, prefer: &[Vec<u64>], order: &[OptionNo]) {
    let short = |option: &OptionNo| counted.name(*option).chars().take(NAME_WIDTH).collect::<String>();
    let names: Vec<String> = order.iter().map(short).collect();
    let name_width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let widest = prefer.iter().flatten().map(|votes| number(*votes).len()).max().unwrap_or_default();
    // Columns are numbered by place, since names would not fit.
    let width = widest.max(order.len().to_string().len());
    let mut head = format!("{:>2}  {:<name_width$}", "", "");
    for place in 1..=order.len() {
        let _ = write!(head, "  {place:>width$}");
    }
    line(told, head.trim_end());
    for ((place, row), name) in (1..).zip(order).zip(&names) {
        let mut cells = format!("{place:>2}  {name:<name_width$}");
        for column in order {
            let cell =
                if row == column { "·".to_owned() } else { number(prefer[row.index()][column.index()]) };
            let _ = write!(cells, "  {cell:>width$}");
        }
        line(told, &cells);
    }
}

/// A number with its thousands apart.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut apart = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

fn line(told: &mut String, words: &str) {
    told.push_str(words);
    told.push('\n');
}
