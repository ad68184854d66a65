//! What a count costs: 5,000 rankings of ten options by Schulze's method, as a phone does it at the close of a vote.
//!
//! Each line on stdout is one figure as a flat JSON object, as `cargo dev measure` reads them. The peer, Debian's
//! `belenios-tool method schulze`, is told the same ballots as JSON and is timed from its start to its end, since there
//! is no other way to ask it.

use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::count::{Choice, Method, OptionNo, TieOrder, count};

const BALLOTS: usize = 5_000;
const OPTIONS: usize = 10;
const BAR: f64 = 10.0;
const RUNS: usize = 9;

fn main() {
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if !names.is_empty() && !names.iter().any(|name| name == "count") {
        return;
    }
    let ballots = ballots();
    let ties = TieOrder::drawn(&[1; 32], OPTIONS);
    let method = Method::Ranked { winners: 1 };
    let mut digests = BTreeSet::new();
    let mut ours = || {
        let begun = Instant::now();
        let tally = count(&method, OPTIONS, 0, 0, &ballots, &ties);
        let took = since(begun);
        digests.insert(tally.digest());
        took
    };
    let (low, value, high) = median(&mut ours);
    assert_eq!(digests.len(), 1, "the same ballots come to the same tally");
    let told = peers_ballots(&ballots);
    let peer = match ask(&told) {
        Some(_) => number(median(&mut || ask(&told).expect("it was there a moment ago")).1),
        None => "null".to_owned(),
    };
    println!(
        "{{\"name\":\"count\",\"what\":\"{BALLOTS} rankings of {OPTIONS} options by Schulze's method\",\"value\":{},\
         \"unit\":\"ms\",\"peer\":\"belenios-tool, with its start\",\"peer_value\":{peer},\"bar\":\"≤ {BAR}\",\"holds\":{},\
         \"spread\":\"{}–{}\"}}",
        number(value),
        value <= BAR,
        number(low),
        number(high)
    );
}

/// Rankings of which every second leaves options out, and every third has equal ones.
fn ballots() -> Vec<Choice> {
    let mut dice = ChaCha20Rng::seed_from_u64(10);
    let ranking = |n: usize| {
        let mut numbers: Vec<u8> = (0..OPTIONS as u8).collect();
        for last in (1..OPTIONS).rev() {
            numbers.swap(last, dice.next_u32() as usize % (last + 1));
        }
        let ranked = if n.is_multiple_of(2) { OPTIONS } else { 1 + dice.next_u32() as usize % OPTIONS };
        let tier = if n.is_multiple_of(3) { 2 } else { 1 };
        let tiers = numbers[..ranked].chunks(tier).map(|tier| tier.iter().copied().map(OptionNo).collect());
        Choice::Ranking(tiers.collect())
    };
    (0..BALLOTS).map(ranking).collect()
}

fn peers_ballots(ballots: &[Choice]) -> String {
    let ranks = ballots.iter().map(|choice| {
        let Choice::Ranking(tiers) = choice else { unreachable!("all are rankings") };
        let rank = |option| tiers.iter().position(|tier| tier.contains(&option)).map_or(0, |tier| tier + 1);
        let ranks: Vec<String> = OptionNo::all(OPTIONS).map(|option| rank(option).to_string()).collect();
        format!("[{}]", ranks.join(","))
    });
    format!("[{}]", ranks.collect::<Vec<_>>().join(","))
}

/// How long the peer takes; none if it is not there.
fn ask(ballots: &str) -> Option<f64> {
    let begun = Instant::now();
    let mut child = Command::new("belenios-tool")
        .args(["method", "schulze", "--blank-allowed=false", &format!("--nchoices={OPTIONS}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(ballots.as_bytes()).ok()?;
    child.wait().ok()?.success().then(|| since(begun))
}

/// The least, the median and the most of the runs.
fn median(run: &mut impl FnMut() -> f64) -> (f64, f64, f64) {
    let mut runs: Vec<f64> = (0..RUNS).map(|_| run()).collect();
    runs.sort_by(f64::total_cmp);
    (runs[0], runs[RUNS / 2], runs[RUNS - 1])
}

fn since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

fn number(value: f64) -> String {
    ((value * 1000.0).round() / 1000.0).to_string()
}
