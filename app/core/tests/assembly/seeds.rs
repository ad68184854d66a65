//! Many plays from seeds: people drift apart and come together, open and close at odds with each other, a phone runs out
//! of battery, a clock is a year off, and a few lie. Never two results; and once all are together, nothing stays stuck that
//! need not.

use std::collections::BTreeSet;

use tequio_core::{
    Command, EntryId,
    assembly::vote::{BallotIds, Proposed, Stage, What, Wish},
    count::Choice,
    ids::{BallotId, SetId},
};

use crate::hall::{Hall, asking};

const QUESTION: &str = "Shall we mend the roof?";
const CHOICES: [Choice; 3] = [Choice::Yes, Choice::No, Choice::Abstain];

/// What a seed decides about a play.
struct Play {
    hall: Hall,
    votes: Vec<EntryId>,
    /// Who does not keep the rules.
    liars: BTreeSet<usize>,
}

impl Play {
    fn new(seed: u64, people: usize) -> Play {
        let mut hall = Hall::of(seed, people);
        let mut liars = BTreeSet::new();
        // Fewer than a third, so that what is proven is proven for all who are not among them.
        for _ in 0..hall.below(people.div_ceil(3)) {
            liars.insert(hall.below(people));
        }
        if hall.below(2) == 0 {
            let wrong = hall.below(people);
            hall.phones[wrong].ahead = [31_536_000, -31_536_000, 7, -300][hall.below(4)];
        }
        Play { hall, votes: Vec::new(), liars }
    }

    fn step(&mut self) {
        let people = self.hall.phones.len();
        let phone = self.hall.below(people);
        match self.hall.below(20) {
            0 => {
                // Half of them leave, or one does.
                let half = self.hall.below(2) == 0;
                let group = 1 + self.hall.below(2);
                let gone: Vec<usize> = (0..people)
                    .filter(|one| if half { one % 2 == phone % 2 } else { *one == phone })
                    .collect();
                self.hall.go(gone, group);
            }
            1 | 2 => self.hall.gather(),
            3 => {
                if let Ok(Some(vote)) = self.hall.try_to(phone, Command::Decide(Wish::Open(asking(QUESTION))))
                {
                    self.hall.watch(vote);
                    self.votes.push(vote);
                }
            }
            4..=8 => {
                for phone in 0..people {
                    self.cast(phone);
                }
            }
            9 => self.cast(phone),
            10 => {
                for vote in self.votes.clone() {
                    for phone in 0..people {
                        let _ = self.hall.wish(phone, Wish::End { vote });
                    }
                }
            }
            11 => {
                if let Some(vote) = self.some_vote() {
                    let _ = self.hall.wish(phone, Wish::Void { vote });
                }
            }
            12 => self.hall.restart(phone),
            13 | 14 => {
                let seconds = [1, 5, 20, 90][self.hall.below(4)];
                self.hall.now = self.hall.now.plus(seconds);
                (0..people).for_each(|phone| self.hall.tick(phone));
            }
            15 | 16 => self.lie(),
            _ => {
                for _ in 0..self.hall.below(40) {
                    let phone = self.hall.below(people);
                    if self.hall.has_mail(phone) {
                        self.hall.read(phone);
                    }
                }
            }
        }
    }

    fn some_vote(&mut self) -> Option<EntryId> {
        (!self.votes.is_empty()).then(|| self.votes[self.hall.below(self.votes.len())])
    }

    fn cast(&mut self, phone: usize) {
        for vote in self.votes.clone() {
            let choice = CHOICES[self.hall.below(3)].clone();
            let _ = self.hall.wish(phone, Wish::Cast { vote, choice });
        }
    }

    fn lie(&mut self) {
        let liars: Vec<usize> = self.liars.iter().copied().collect();
        let Some(vote) = self.some_vote() else { return };
        if liars.is_empty() {
            return;
        }
        let liar = liars[self.hall.below(liars.len())];
        let Some(seen) = self.hall.vote(liar, vote) else { return };
        let round = self.hall.below(3) as u16;
        let set = match self.hall.below(3) {
            0 => None,
            1 => Some(SetId([7; 32])),
            _ => self.hall.some_set(liar, vote),
        };
        let what = match self.hall.below(8) {
            0 => What::Signed,
            1 => What::Voided,
            2 => What::Acknowledged { set: set.unwrap_or(SetId([9; 32])), digest: [0; 32] },
            3 => What::Prevoted { round, set },
            4 => What::Precommitted { round, set },
            5 => What::Reported(BallotIds(vec![BallotId([1; 16])])),
            6 => What::Reported(BallotIds::default()),
            _ => What::Proposed(Proposed {
                round,
                set: set.unwrap_or(SetId([8; 32])),
                reports: self.hall.reports(liar, vote),
                without: BTreeSet::from([seen.opening.voters[0].person]),
                valid: (round > 0).then_some(0),
            }),
        };
        self.hall.lie_in(liar, vote, what);
    }

    /// All come together, the liars fall silent, and time passes.
    fn end(&mut self) {
        self.hall.gather();
        self.hall.settle();
        for _ in 0..12 {
            for vote in self.votes.clone() {
                for phone in 0..self.hall.phones.len() {
                    let _ = self.hall.wish(phone, Wish::End { vote });
                }
            }
            self.hall.settle();
            self.hall.pass(30);
        }
    }

    fn check(&mut self, seed: u64) {
        self.hall.assert_agreement();
        let results: BTreeSet<(EntryId, [u8; 32])> = self.hall.shown.keys().copied().collect();
        let votes: BTreeSet<EntryId> = results.iter().map(|(vote, _)| *vote).collect();
        assert_eq!(votes.len(), results.len(), "seed {seed}: one vote never shows two results to anybody");
        let mut rounds = BTreeSet::new();
        for vote in &self.votes {
            let Some(seen) = self.hall.vote(0, *vote) else { continue };
            if self.hall.closed(0, *vote).is_some() {
                assert!(rounds.insert(seen.opening.round), "seed {seed}: one result a round");
            }
            // What somebody saw closed is closed, or contradicted by the names of those who lied.
            if votes.contains(vote) && self.hall.closed(0, *vote).is_none() {
                let both = match (&seen.card.stage, &seen.clash) {
                    (Stage::Contradicted(both), _) => both.clone(),
                    (_, Some(both)) => both.iter().map(|one| one.id).collect(),
                    (stage, None) => panic!("seed {seed}: a result is gone: {stage:?}"),
                };
                let liars: BTreeSet<_> = self.liars.iter().map(|liar| self.hall.me(*liar)).collect();
                assert!(!both.is_empty() && both.is_subset(&liars), "seed {seed}: only liars are named");
            }
            // Whoever keeps the rules is never stuck: bound, and nobody but liars against it.
            let bound = seen.signed.len() >= seen.needed;
            let stuck = matches!(seen.card.stage, Stage::Open { .. } | Stage::Closing { .. });
            let against = seen.voided.len() + self.liars.len();
            let rivals = self.votes.iter().filter_map(|other| self.hall.vote(0, *other));
            let is_alone = rivals.filter(|other| other.signed.len() > self.liars.len()).count() < 2;
            let enough = self.hall.phones.len() - against >= seen.needed;
            assert!(
                !(bound && stuck && enough && is_alone),
                "seed {seed}: stuck at {:?} with {} signed, {} void, {} lie",
                seen.card.stage,
                seen.signed.len(),
                seen.voided.len(),
                self.liars.len()
            );
        }
    }
}

fn play(seed: u64, people: usize, steps: usize) -> (bool, usize) {
    let mut play = Play::new(seed, people);
    (0..steps).for_each(|_| play.step());
    play.end();
    play.check(seed);
    let closed = play.votes.iter().filter(|vote| play.hall.closed(0, **vote).is_some()).count();
    (closed > 0, play.votes.len())
}

#[test]
fn in_every_play_there_is_one_result_or_none() {
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let seeds = if nightly { 4_000 } else { 200 };
    let (mut closed, mut opened) = (0, 0);
    for seed in 0..seeds {
        let people = 3 + (seed as usize * 7) % 7;
        let (any, votes) = play(seed, people, 60);
        closed += u64::from(any);
        opened += votes;
    }
    println!("{closed} of {seeds} plays came to a result, of {opened} openings");
    assert!(2 * closed > seeds, "the plays are about something");
}
