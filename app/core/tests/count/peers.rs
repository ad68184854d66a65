//! Two others count the same drawn ballots: Debian's `belenios-tool method schulze`, and `pref-voting` from PyPI.
//!
//! 2,000 profiles each in CI, 100,000 nightly. `belenios-tool` agrees on every number: duels, strongest paths, and who is
//! equal to whom. `pref-voting` does not ask how many were against a won duel. What is left of our paths when that is
//! taken away has to be its own, exactly. Taking something away never turns a comparison round, so whoever wins with us
//! wins there; where it sees a tie and we do not, it was by the votes against, and the test holds that against each.

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    thread,
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::count::{Choice, Method, OptionNo, Strength, Tally, TieOrder, count};

use crate::elections::{Voters, below, matrices, profile, winner};

fn profiles() -> usize {
    if env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1") { 100_000 } else { 2_000 }
}

/// Says that this test did not run, and why, where `cargo dev test` counts it.
fn skip(name: &str, why: &str) {
    println!("skipped: {name}: {why}");
    if let Some(path) = env::var_os("TEQUIO_SKIPS") {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        let written = file.and_then(|mut file| writeln!(file, "{name}: {why}"));
        written.expect("a skip that cannot be told is a lie");
    }
}

struct Drawn {
    options: usize,
    ballots: Vec<Choice>,
    ties: TieOrder,
    tally: Tally,
}

impl Drawn {
    fn of(dice: &mut ChaCha20Rng) -> Drawn {
        let options = 2 + below(dice, 6);
        let voters = if below(dice, 3) == 0 { Voters::Strict } else { Voters::Free };
        let ballots = profile(dice, options, voters);
        let ties = TieOrder::drawn(&[below(dice, 256) as u8; 32], options);
        let tally = count(&Method::Ranked { winners: 1 }, options, 0, 0, &ballots, &ties);
        Drawn { options, ballots, ties, tally }
    }

    /// Each ballot as ranks from 1 in the options' order, none for those left out.
    fn ranks(&self) -> Vec<Vec<Option<usize>>> {
        let of = |choice: &Choice| {
            let Choice::Ranking(tiers) = choice else { panic!("all are rankings") };
            let rank =
                |option: OptionNo| tiers.iter().position(|tier| tier.contains(&option)).map(|tier| tier + 1);
            OptionNo::all(self.options).map(rank).collect()
        };
        self.ballots.iter().map(of).collect()
    }

    /// Who could come next among these, if paths are seen through `eye`.
    fn unbeaten<E: Ord>(&self, left: &BTreeSet<usize>, eye: impl Fn(Strength) -> E) -> BTreeSet<usize> {
        let (_, paths, _) = matrices(&self.tally);
        let is_beaten = |a: &usize| left.iter().any(|b| eye(paths[*b][*a]) > eye(paths[*a][*b]));
        left.iter().copied().filter(|option| !is_beaten(option)).collect()
    }

    fn all(&self) -> BTreeSet<usize> {
        (0..self.options).collect()
    }
}

/// A path as `pref-voting` sees it.
fn by_votes_alone(strength: Strength) -> u64 {
    match strength {
        Strength::Won { votes, .. } => votes,
        Strength::None => 0,
    }
}

#[test]
fn belenios_counts_the_same() {
    let there =
        Command::new("belenios-tool").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        return skip("count::belenios_counts_the_same", "no belenios-tool here (Debian: belenios-tool)");
    }
    // One process a profile; two halves at a time.
    let halves = [0, 1].map(|half| {
        thread::spawn(move || {
            let mut dice = ChaCha20Rng::seed_from_u64(1_000 + half);
            (0..profiles() / 2).filter(|_| is_tied_with_belenios_too(&Drawn::of(&mut dice))).count()
        })
    });
    let tied: usize = halves.into_iter().map(|half| half.join().expect("the same count")).sum();
    println!("{} profiles, of which {tied} are tied, there and here", profiles());
    assert!(tied > 0, "ties come up, or this compares too little");
}

/// Holds our count against theirs; whether several are first.
fn is_tied_with_belenios_too(drawn: &Drawn) -> bool {
    let told = ask_belenios(drawn);
    let (prefer, paths, _) = matrices(&drawn.tally);
    let mut left = drawn.all();
    let mut tiers: Vec<BTreeSet<usize>> = Vec::new();
    while !left.is_empty() {
        tiers.push(drawn.unbeaten(&left, |path| path));
        left.retain(|option| !tiers.last().expect("just pushed").contains(option));
    }
    let pair = |strength: Strength| match strength {
        Strength::Won { votes, against } => format!("[{votes},{against}]"),
        Strength::None => "[0,0]".to_owned(),
    };
    // From an option to itself they have the strongest way out and back; we have nothing there, since nothing asks.
    let way_back = |a: usize| {
        let others = (0..drawn.options).filter(|b| *b != a).map(|b| paths[a][b].min(paths[b][a]));
        others.max().expect("there are at least two options")
    };
    let cell = |a: usize, b: usize| pair(if a == b { way_back(a) } else { paths[a][b] });
    let row = |a: usize| list((0..drawn.options).map(|b| cell(a, b)));
    let expected = format!(
        "\"raw\":{},\"beatpaths\":{},\"winners\":{}",
        list(prefer.iter().map(|row| list(row.iter().map(u64::to_string)))),
        list((0..drawn.options).map(row)),
        list(tiers.iter().map(|tier| list(tier.iter().map(usize::to_string)))),
    );
    assert!(told.contains(&expected), "{:?}\nthey: {told}\nwe: {expected}", drawn.ballots);
    // Theirs ends with a tie; ours with the first of it in the published order.
    let first = drawn.ties.options().iter().find(|option| tiers[0].contains(&option.index()));
    assert_eq!(first, Some(&winner(&drawn.tally)));
    assert_eq!(drawn.tally.ties.len(), usize::from(tiers[0].len() > 1));
    tiers[0].len() > 1
}

fn ask_belenios(drawn: &Drawn) -> String {
    let ranks = drawn.ranks();
    let rank = |rank: &Option<usize>| rank.unwrap_or(0).to_string();
    let ballots = list(ranks.iter().map(|ballot| list(ballot.iter().map(rank))));
    let mut child = Command::new("belenios-tool")
        .args(["method", "schulze", "--blank-allowed=false", &format!("--nchoices={}", drawn.options)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it was there a moment ago");
    let mut to = child.stdin.take().expect("it was piped above");
    to.write_all(ballots.as_bytes()).expect("it listens");
    drop(to);
    let said = child.wait_with_output().expect("it answers");
    assert!(said.status.success(), "{ballots}");
    String::from_utf8(said.stdout).expect("JSON is UTF-8")
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

#[test]
fn pref_voting_counts_the_same() {
    let name = "count::pref_voting_counts_the_same";
    let Some(python) = env::var_os("TEQUIO_PREF_VOTING") else {
        return skip(name, "no pref-voting here: `cargo dev test` fetches it and names its Python");
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/count/pref_voting_peer.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a Python that was just installed runs");
    let mut to = child.stdin.take().expect("it was piped above");
    let mut from = BufReader::new(child.stdout.take().expect("it was piped above"));
    let mut dice = ChaCha20Rng::seed_from_u64(2_000);
    let mut finer = 0;
    for _ in 0..profiles() {
        let drawn = Drawn::of(&mut dice);
        let mut line = drawn.options.to_string();
        for ballot in drawn.ranks() {
            let ranks: Vec<String> =
                ballot.iter().map(|rank| rank.map_or("-".to_owned(), |rank| rank.to_string())).collect();
            line.push(' ');
            line.push_str(&ranks.join(","));
        }
        writeln!(to, "{line}").expect("it listens");
        let mut told = String::new();
        from.read_line(&mut told).expect("it answers");
        let theirs: BTreeSet<usize> =
            told.trim().split(',').map(|number| number.parse().expect("an option's number")).collect();
        assert_eq!(drawn.unbeaten(&drawn.all(), by_votes_alone), theirs, "{line}");
        let ours = drawn.unbeaten(&drawn.all(), |path| path);
        assert!(ours.is_subset(&theirs) && ours.contains(&winner(&drawn.tally).index()));
        finer += usize::from(ours != theirs);
        let (_, paths, _) = matrices(&drawn.tally);
        let same_votes = |a: usize, b: usize| by_votes_alone(paths[a][b]) == by_votes_alone(paths[b][a]);
        let is_explained =
            |a: &usize| ours.iter().any(|b| paths[*b][*a] > paths[*a][*b] && same_votes(*a, *b));
        assert!(theirs.difference(&ours).all(is_explained), "{line}");
    }
    drop(to);
    assert!(child.wait().expect("it ends with its input").success());
    println!("{} profiles, of which {finer} are tied there and not here, each by votes against", profiles());
    assert!(finer > 0, "equal votes with unequal opposition come up, or this compares nothing");
}
