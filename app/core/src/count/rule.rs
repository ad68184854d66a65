//! The count itself: one function, and one arm a method.

use super::{
    Choice, Counted, Figures, Method, OptionNo, Outcome, Tally, Tie, TieOrder, Why,
    ranked::{Duels, Ranked},
};

/// Counts ballots.
///
/// `options` is how many options are on the ballot, `present` how many are there and `entitled` how many could vote;
/// whoever cast a ballot is there, and whoever is there could vote, so that smaller numbers are taken for these.
/// It takes anything and never panics: ballots that do not fit are counted as such, and a method that does not go
/// together with the options comes to [`Why::NoSuchVote`].
pub fn count(
    method: &Method,
    options: usize,
    present: u64,
    entitled: u64,
    ballots: &[Choice],
    ties: &TieOrder,
) -> Tally {
    piled(method, options, present, entitled, ballots.iter().map(|choice| (choice, 1)), ties)
}

/// The same with equal ballots in piles: files of large elections come so. A pile of n is n ballots.
pub fn count_piles(
    method: &Method,
    options: usize,
    present: u64,
    entitled: u64,
    piles: &[(Choice, u32)],
    ties: &TieOrder,
) -> Tally {
    let piles = piles.iter().map(|(choice, amount)| (choice, u64::from(*amount)));
    piled(method, options, present, entitled, piles, ties)
}

fn piled<'a>(
    method: &Method,
    options: usize,
    present: u64,
    entitled: u64,
    piles: impl Iterator<Item = (&'a Choice, u64)>,
    ties: &TieOrder,
) -> Tally {
    let is_vote = method.check(options).is_ok();
    let options = if is_vote { options } else { 0 };
    let mut figures = Figures { entitled, present, ballots: 0, blank: 0, unfit: 0, voting: 0 };
    let mut said = Said { approvals: vec![0; options], duels: Duels::new(options), ..Said::default() };
    // Sums stay far from 64 bits: there are fewer than 2³² piles in any memory, each of fewer than 2³².
    for (choice, amount) in piles {
        figures.ballots += amount;
        match choice {
            Choice::Blank => figures.blank += amount,
            choice if !is_vote || choice.fits(method, options).is_err() => figures.unfit += amount,
            choice => {
                figures.voting += if *choice == Choice::Abstain { 0 } else { amount };
                said.add(choice, amount);
            }
        }
    }
    figures.present = figures.present.max(figures.ballots);
    figures.entitled = figures.entitled.max(figures.present);
    if !is_vote {
        let outcome = Outcome::NotPassed(Why::NoSuchVote);
        return Tally { outcome, figures, counted: Counted::Nothing, ties: Vec::new() };
    }
    said.come_to(method, figures, ties)
}

/// What the ballots said, added up.
#[derive(Default)]
struct Said {
    agree: u64,
    stand_aside: u64,
    concern: u64,
    block: u64,
    yes: u64,
    no: u64,
    abstain: u64,
    approvals: Vec<u64>,
    duels: Duels,
}

impl Said {
    fn add(&mut self, choice: &Choice, amount: u64) {
        match choice {
            Choice::Blank => {}
            Choice::Agree => self.agree += amount,
            Choice::StandAside => self.stand_aside += amount,
            Choice::Concern(_) => self.concern += amount,
            Choice::Block(_) => self.block += amount,
            Choice::Yes => self.yes += amount,
            Choice::No => self.no += amount,
            Choice::Abstain => self.abstain += amount,
            Choice::Approved(approved) => {
                for option in approved {
                    self.approvals[option.index()] += amount;
                }
            }
            Choice::Ranking(tiers) => self.duels.add(tiers, amount),
        }
    }

    fn come_to(self, method: &Method, figures: Figures, ties: &TieOrder) -> Tally {
        let tally = |outcome, counted, ties| Tally { outcome, figures, counted, ties };
        match *method {
            Method::Consent { stop_at } => {
                let stop_at = u64::from(stop_at);
                let Said { agree, stand_aside, concern, block, .. } = self;
                // Consent is the absence of objections, not a majority; but where nobody agrees there is none to give.
                let outcome = if block >= stop_at {
                    Outcome::Stopped
                } else if figures.voting == 0 {
                    Outcome::NotPassed(Why::NobodyVoted)
                } else if agree + concern == 0 {
                    Outcome::NotPassed(Why::NobodyAgrees)
                } else {
                    Outcome::Passed
                };
                tally(outcome, Counted::Consent { agree, stand_aside, concern, block, stop_at }, Vec::new())
            }
            Method::YesNo { threshold } => {
                let Said { yes, no, abstain, .. } = self;
                let base = figures.base(threshold.of);
                let needed = threshold.least(base);
                let outcome = if yes >= needed {
                    Outcome::Passed
                } else if figures.voting == 0 {
                    Outcome::NotPassed(Why::NobodyVoted)
                } else {
                    Outcome::NotPassed(Why::TooFew)
                };
                tally(outcome, Counted::YesNo { yes, no, abstain, needed, base }, Vec::new())
            }
            Method::Approval { winners, threshold } => {
                let base = threshold.map_or(figures.voting, |threshold| figures.base(threshold.of));
                // Whom nobody approves of does not win.
                let needed = threshold.map_or(1, |threshold| threshold.least(base));
                let (order, ties) = most_approved(&self.approvals, needed, winners.into(), ties);
                let reached = order.iter().copied().filter(|option| self.approvals[option.index()] >= needed);
                let chosen: Vec<OptionNo> = reached.take(winners.into()).collect();
                let outcome = if figures.voting == 0 {
                    Outcome::NotPassed(Why::NobodyVoted)
                } else if chosen.is_empty() {
                    Outcome::NotPassed(Why::TooFew)
                } else {
                    Outcome::Winners(chosen)
                };
                tally(outcome, Counted::Approval { approvals: self.approvals, order, needed, base }, ties)
            }
            Method::Ranked { winners } => {
                // An order of which nobody said anything has no ties either.
                let places = if figures.voting == 0 { 0 } else { winners.into() };
                let Ranked { prefer, strongest, order, ties } = self.duels.settle(places, ties);
                let outcome = if figures.voting == 0 {
                    Outcome::NotPassed(Why::NobodyVoted)
                } else {
                    Outcome::Winners(order[..places].to_vec())
                };
                tally(outcome, Counted::Ranked { prefer, strongest, order }, ties)
            }
            Method::Lot { places } => {
                let mut order: Vec<OptionNo> = OptionNo::all(self.approvals.len()).collect();
                let place_of = ties.places(order.len());
                order.sort_by_key(|candidate| place_of[candidate.index()]);
                tally(Outcome::Drawn(order[..places.into()].to_vec()), Counted::Lot { order }, Vec::new())
            }
        }
    }
}

/// All options by approvals, and where the published order decided about one of the first places.
fn most_approved(
    approvals: &[u64],
    needed: u64,
    winners: usize,
    ties: &TieOrder,
) -> (Vec<OptionNo>, Vec<Tie>) {
    let place_of = ties.places(approvals.len());
    let mut order: Vec<OptionNo> = OptionNo::all(approvals.len()).collect();
    order.sort_by_key(|option| (std::cmp::Reverse(approvals[option.index()]), place_of[option.index()]));
    let mut broken = Vec::new();
    for (place, option) in order.iter().enumerate().take(winners) {
        let votes = approvals[option.index()];
        let equal = order[place..].iter().copied().take_while(|other| approvals[other.index()] == votes);
        let equal: Vec<OptionNo> = equal.collect();
        if votes >= needed && equal.len() > 1 {
            broken.push(Tie { place: place as u8 + 1, equal });
        }
    }
    (order, broken)
}
