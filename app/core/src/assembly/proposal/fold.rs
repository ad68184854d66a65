//! What the facts about one proposal come to.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AMENDMENTS_MAX, Amendment, Fate, Proposal, REMARKS_MAX, Remark, Said, Span, Step, TextHash, WORDS_MAX,
    Written, check_text, has_passed, text,
};
use crate::{
    aid::Facts,
    assembly::{Ground, Story},
    event::Event,
    ids::{EntryId, PersonId},
    log::Place,
};

/// What happens to a proposal, one after the other.
enum Act<'a> {
    Said(&'a Event, Written),
    /// A vote took this amendment into the text.
    Voted(EntryId),
}

impl Story for Proposal {
    fn fold(subject: &EntryId, facts: &Facts, ground: &Ground<'_>) -> Option<Proposal> {
        let roster = ground.roster();
        let counting = facts.iter().filter_map(|(place, fact)| {
            let by = roster.speaker(&place.id, &fact.author, fact.seq)?;
            let written =
                Written { by, device: fact.author, seq: fact.seq, place: *place, clock: fact.clock };
            Some((written, &fact.event))
        });
        let mut counting = counting.skip_while(|(written, _)| written.place.id != *subject);
        let (written, first) = counting.next()?;
        let Event::Proposed(Said::Proposed(paper)) = first else { return None };
        let mut decided = ground.decided.get(subject).cloned().unwrap_or_default();
        decided.sort_by_key(|decided| (decided.round, decided.place));
        let mut proposal = Proposal {
            written,
            paper: paper.clone(),
            text: paper.text.clone(),
            hash: TextHash::of(&paper.title, &paper.text),
            steps: Vec::new(),
            amendments: BTreeMap::new(),
            supporters: BTreeSet::new(),
            noticed: ground.time_of(subject),
            withdrawn: false,
            remarks: Vec::new(),
            decided,
        };
        let mut acts: Vec<(Place, Act<'_>)> = Vec::new();
        for (written, event) in counting {
            if let Event::Proposed(Said::Amended { .. }) = event {
                let decided = ground.decided.get(&written.place.id).into_iter().flatten();
                let passed = decided.filter(|decided| has_passed(decided)).map(|decided| decided.place).min();
                acts.extend(passed.map(|place| (place, Act::Voted(written.place.id))));
            }
            acts.push((written.place, Act::Said(event, written)));
        }
        acts.sort_by_key(|(place, act)| (*place, matches!(act, Act::Voted(_))));
        // What was decided on is the text as those had it who opened the vote: else its author could say later, on another
        // phone or in a place that is taken, to have changed it before.
        let said = || acts.iter().filter_map(|(place, act)| matches!(act, Act::Said(..)).then_some(place.id));
        let passed = proposal.decided.iter().filter(|decided| has_passed(decided));
        let frozen: Vec<BTreeSet<EntryId>> =
            passed.map(|decided| ground.of_past(&decided.vote, said())).collect();
        let mut words: BTreeMap<PersonId, u32> = BTreeMap::new();
        for (place, act) in acts {
            match act {
                Act::Voted(amendment) => proposal.adopt(&amendment, true),
                Act::Said(Event::Remarked { words, answers, .. }, written) => {
                    if written.clock >= ground.horizon && proposal.remarks_of(&written.by) < REMARKS_MAX {
                        let (words, answers) = (words.clone(), *answers);
                        proposal.remarks.push(Remark { written, words, answers });
                    }
                }
                Act::Said(Event::Proposed(said), written) => {
                    // Once it is decided nothing is said to it any more: it would change what was decided on.
                    if frozen.iter().any(|before| !before.contains(&place.id)) {
                        continue;
                    }
                    let count = words.entry(written.by).or_default();
                    *count += 1;
                    if *count <= WORDS_MAX && !proposal.withdrawn {
                        proposal.take_in(said, written, ground);
                    }
                }
                Act::Said(..) => {}
            }
        }
        Some(proposal)
    }
}

impl Proposal {
    fn take_in(&mut self, said: &Said, written: Written, ground: &Ground<'_>) {
        let is_author = written.by == self.written.by;
        match said {
            Said::Amended { base, spans, why, .. } => {
                if self.amendments_of(&written.by) < AMENDMENTS_MAX {
                    let id = written.place.id;
                    let decided = ground.decided.get(&id).cloned().unwrap_or_default();
                    let fate = self.brought_up(base, spans);
                    let (base, spans, why) = (*base, spans.clone(), why.clone());
                    self.amendments.insert(id, Amendment { written, base, spans, why, fate, decided });
                }
            }
            Said::Adopted { amendment, .. } if is_author => {
                let before = self.steps.len();
                self.adopt(amendment, false);
                if self.steps.len() > before {
                    self.noticed = self.noticed.max(ground.time_of(&written.place.id));
                }
            }
            Said::TakenBack { amendment, .. } => {
                let theirs = self.amendments.get_mut(amendment).filter(|one| one.written.by == written.by);
                if let Some(theirs) = theirs.filter(|one| !matches!(one.fate, Fate::Adopted { .. })) {
                    theirs.fate = Fate::TakenBack;
                }
            }
            Said::Supported { .. } if !is_author => {
                self.supporters.insert(written.by);
            }
            Said::Unsupported { .. } => {
                self.supporters.remove(&written.by);
            }
            Said::Withdrawn { .. } if is_author => self.withdrawn = true,
            // A second beginning, and what only its author can do.
            Said::Proposed(_) | Said::Adopted { .. } | Said::Supported { .. } | Said::Withdrawn { .. } => {}
        }
    }

    /// Takes an amendment into the text, if it can be, and moves the others.
    fn adopt(&mut self, amendment: &EntryId, by_vote: bool) {
        let Some((text, hash)) = self.amended(amendment) else { return };
        let Some(Amendment { fate, .. }) = self.amendments.get_mut(amendment) else { return };
        let Fate::Open(spans) = std::mem::replace(fate, Fate::Adopted { by_vote }) else { return };
        (self.text, self.hash) = (text, hash);
        for other in self.amendments.values_mut() {
            if let Fate::Open(open) = &other.fate {
                other.fate = match text::rebased(open, &spans) {
                    Some(moved) => fit(&self.text, moved),
                    None => Fate::Collided { with: *amendment },
                };
            }
        }
        self.steps.push(Step { amendment: *amendment, spans, hash });
    }

    /// What a change of some version comes to for the text as it stands.
    fn brought_up(&self, base: &TextHash, spans: &[Span]) -> Fate {
        let Some((text, since)) = self.version(base) else { return Fate::Adrift };
        if !text::fits(&text, spans) {
            return Fate::Unfit;
        }
        let mut spans = spans.to_vec();
        for step in &self.steps[since..] {
            match text::rebased(&spans, &step.spans) {
                Some(moved) => spans = moved,
                None => return Fate::Collided { with: step.amendment },
            }
        }
        fit(&self.text, spans)
    }
}

/// Whether a change leaves a text that can be one.
fn fit(text: &str, spans: Vec<Span>) -> Fate {
    let after = text::applied(text, &spans);
    match after.is_some_and(|text| check_text(&text).is_ok()) {
        true => Fate::Open(spans),
        false => Fate::Unfit,
    }
}
