//! From a proposal to what the circle decided, and what becomes of that.

use tequio_core::{
    Command, EntryId, Refused, Time,
    assembly::{
        proposal::{About, AmendmentState, Change, Paper, ProposalView, Stage, Wish},
        vote::{self, Draft},
    },
    count::{Choice, Method, Threshold},
    time::DAY,
    view::Matter,
};

use crate::hall::{EVENING, Hall};

const TITLE: &str = "A bench";
const TEXT: &str = "We build a bench under the old tree. It costs nothing.";

fn paper() -> Paper {
    let (title, text) = (TITLE.into(), TEXT.into());
    Paper { title, text, review: None, method: None, sunset: None, about: None }
}

impl Hall {
    fn proposes(&mut self, phone: usize, paper: Paper) -> EntryId {
        let id = self.perform(phone, Command::Propose(Wish::Propose(paper)));
        self.settle();
        id
    }

    fn amends(&mut self, phone: usize, proposal: EntryId, from: &str, to: &str) -> EntryId {
        let view = self.proposal(phone, proposal);
        let (base, text, why) = (view.hash, view.text.replace(from, to), String::new());
        let id = self.perform(phone, Command::Propose(Wish::Amend { proposal, base, text, why }));
        self.settle();
        id
    }

    fn proposal(&self, phone: usize, id: EntryId) -> ProposalView {
        match self.phones[phone].replica.matter(&id, self.now) {
            Some(Matter::Proposal(view)) => *view,
            other => panic!("no proposal but {other:?}"),
        }
    }

    fn opening(&self, subject: EntryId, title: &str, method: Method) -> vote::Wish {
        let (proposal, question) = (Some(subject), title.into());
        vote::Wish::Open(Draft {
            proposal,
            meeting: None,
            question,
            options: Vec::new(),
            method,
            closes: None,
        })
    }

    /// Opens a vote as the circle usually does.
    fn opens(&mut self, phone: usize, subject: EntryId, title: &str) -> EntryId {
        let wish = self.opening(subject, title, Method::Consent { stop_at: 1 });
        let vote = self.perform(phone, Command::Decide(wish));
        self.settle();
        vote
    }

    fn all_say(&mut self, vote: EntryId, choice: &Choice) {
        for phone in 0..self.phones.len() {
            self.cast(phone, vote, choice.clone());
        }
        self.settle();
    }

    fn decides(&mut self, subject: EntryId, title: &str, choice: &Choice) -> EntryId {
        let vote = self.opens(0, subject, title);
        self.all_say(vote, choice);
        vote
    }

    fn days_pass(&mut self, days: u64) {
        self.now = self.now.plus(days * DAY);
        for phone in 0..self.phones.len() {
            self.perform(phone, Command::Rename { name: format!("n{phone}") });
        }
        self.settle();
    }

    fn stage_of(&self, id: EntryId) -> Stage {
        let stage = self.proposal(0, id).card.stage;
        assert!((1..self.phones.len()).all(|phone| self.proposal(phone, id).card.stage == stage));
        stage
    }
}

#[test]
fn what_was_voted_on_is_the_text_that_was_frozen_whatever_comes_later() {
    let mut hall = Hall::of(1, 4);
    let bench = hall.proposes(0, paper());
    let (lime, oak) = (hall.amends(1, bench, "old", "lime"), hall.amends(2, bench, "bench", "wall"));
    hall.perform(0, Command::Propose(Wish::Adopt { proposal: bench, amendment: lime }));
    hall.settle();
    assert_eq!(hall.stage_of(bench), Stage::Ready);
    let vote = hall.opens(0, bench, TITLE);
    assert_eq!(hall.stage_of(bench), Stage::Voting(vote));
    let adopt = || Command::Propose(Wish::Adopt { proposal: bench, amendment: oak });
    assert_eq!(hall.try_to(0, adopt()), Err(Refused::ProposalOver));
    // A phone that knows no rules takes it into the text all the same.
    let said = tequio_core::assembly::proposal::Said::Adopted { proposal: bench, amendment: oak };
    hall.lie(0, tequio_core::Event::Proposed(said));
    hall.all_say(vote, &Choice::Agree);
    assert_eq!(hall.stage_of(bench), Stage::Holds(vote));
    for phone in 0..4 {
        assert_eq!(
            hall.proposal(phone, bench).text,
            "We build a bench under the lime tree. It costs nothing.",
            "as it stood when the vote was opened"
        );
    }
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn an_amendment_that_a_vote_took_is_in_the_text_and_its_notice_goes_on() {
    let mut hall = Hall::of(2, 4);
    let bench = hall.proposes(0, paper());
    let noticed = hall.proposal(0, bench).card.readable_until;
    let (lime, oak) = (hall.amends(1, bench, "old", "lime"), hall.amends(2, bench, "old tree", "oak"));
    let stone = hall.amends(3, bench, "bench", "stone bench");
    let vote = hall.opens(1, lime, TITLE);
    let state = |hall: &Hall, id| {
        let view = hall.proposal(3, bench);
        view.amendments.iter().find(|one| one.id == id).map(|one| one.state)
    };
    assert_eq!(state(&hall, lime), Some(AmendmentState::Voting(vote)));
    hall.all_say(vote, &Choice::Agree);
    assert_eq!(state(&hall, lime), Some(AmendmentState::Voted));
    assert_eq!(state(&hall, oak), Some(AmendmentState::Collided(lime)));
    hall.decides(stone, TITLE, &Choice::Block("It is cold.".into()));
    assert_eq!(state(&hall, stone), Some(AmendmentState::Refused));
    let view = hall.proposal(2, bench);
    assert_eq!(view.text, "We build a bench under the lime tree. It costs nothing.");
    assert_eq!((view.card.readable_until, view.card.stage), (noticed, Stage::Ready));
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn what_was_decided_comes_back_and_ends_and_is_repealed_kept_or_replaced() {
    let mut hall = Hall::of(3, 3);
    let review = |days| Some(Time(EVENING.0 + days * DAY));
    let bench = hall.proposes(0, Paper { review: review(30), ..paper() });
    let fair = hall.proposes(1, Paper { title: "A fair".into(), sunset: review(60), ..paper() });
    let (vote, other) =
        (hall.decides(bench, TITLE, &Choice::Agree), hall.decides(fair, "A fair", &Choice::Agree));
    assert_eq!((hall.stage_of(bench), hall.stage_of(fair)), (Stage::Holds(vote), Stage::Holds(other)));
    hall.days_pass(31);
    assert_eq!((hall.stage_of(bench), hall.stage_of(fair)), (Stage::LookAgain(vote), Stage::Holds(other)));
    assert!(hall.proposal(2, bench).can.follow);
    let about = |decision, change| Some(About { decision, change });
    let keep = hall.proposes(
        2,
        Paper { title: "It stays".into(), review: review(400), about: about(bench, Change::Keep), ..paper() },
    );
    assert_eq!(hall.proposal(0, keep).about.as_deref(), Some(TITLE));
    // As long as nothing was decided, nothing has changed; nor when it is not accepted.
    assert_eq!(hall.stage_of(bench), Stage::LookAgain(vote));
    let no = hall.decides(keep, "It stays", &Choice::Block("No.".into()));
    assert_eq!((hall.stage_of(keep), hall.stage_of(bench)), (Stage::Refused(no), Stage::LookAgain(vote)));
    let yes = hall.decides(keep, "It stays", &Choice::Agree);
    assert_eq!(hall.stage_of(keep), Stage::Holds(yes));
    assert_eq!(hall.stage_of(bench), Stage::Changed { by: keep, how: Change::Keep });
    let again = Paper { about: about(bench, Change::Repeal), ..paper() };
    let again = hall.try_to(0, Command::Propose(Wish::Propose(again)));
    assert_eq!(again, Err(Refused::NoSuchDecision(bench)), "what has been followed holds no more");
    let repeal =
        hall.proposes(0, Paper { title: "No bench".into(), about: about(keep, Change::Repeal), ..paper() });
    hall.decides(repeal, "No bench", &Choice::Agree);
    assert_eq!(hall.stage_of(keep), Stage::Changed { by: repeal, how: Change::Repeal });
    hall.days_pass(30);
    assert_eq!(hall.stage_of(fair), Stage::Ended(other));
    hall.assert_agreement();
    assert_eq!(hall.heard_in_another_order().state_hash(), hall.phones[0].replica.state_hash());
}

#[test]
fn a_proposal_is_counted_as_it_was_proposed_and_nobody_chooses_on_the_day() {
    let mut hall = Hall::of(4, 3);
    let plain = Method::YesNo { threshold: Threshold::MAJORITY };
    let bench = hall.proposes(0, Paper { method: Some(plain), ..paper() });
    let fair = hall.proposes(0, Paper { title: "A fair".into(), ..paper() });
    let usual = Method::Consent { stop_at: 1 };
    for (subject, title, method) in [(bench, TITLE, usual), (fair, "A fair", plain), (fair, TITLE, usual)] {
        let wish = hall.opening(subject, title, method);
        assert_eq!(hall.wish(1, wish), Err(Refused::OtherQuestion));
    }
    let wish = hall.opening(bench, TITLE, plain);
    let vote = hall.perform(1, Command::Decide(wish));
    hall.settle();
    hall.all_say(vote, &Choice::Yes);
    assert_eq!(hall.stage_of(bench), Stage::Holds(vote));
    hall.perform(0, Command::Propose(Wish::Withdraw { proposal: fair }));
    hall.settle();
    let wish = hall.opening(fair, "A fair", usual);
    assert_eq!(hall.wish(1, wish), Err(Refused::NotReady), "what was taken back is not voted on");
}

#[test]
fn the_whole_is_not_voted_on_as_long_as_a_change_of_it_is() {
    let mut hall = Hall::of(7, 4);
    let bench = hall.proposes(0, paper());
    let (lime, oak) = (hall.amends(1, bench, "old", "lime"), hall.amends(2, bench, "bench", "wall"));
    let change = hall.opens(2, oak, TITLE);
    hall.perform(0, Command::Propose(Wish::Adopt { proposal: bench, amendment: lime }));
    hall.settle();
    let wish = hall.opening(bench, TITLE, Method::Consent { stop_at: 1 });
    assert_eq!(hall.try_to(0, Command::Decide(wish.clone())), Err(Refused::NotReady));
    assert!(!hall.proposal(0, bench).can.open_vote);
    // A phone that opens it all the same finds nobody who signs it.
    let vote::Wish::Open(draft) = wish else { panic!("it opens") };
    let text = Some(hall.proposal(0, bench).hash.0);
    let opening = vote::Opening { text, ..hall.opening_for(draft, 0, 4, &[0, 1, 2, 3]) };
    let whole = hall.lie_opening(0, opening);
    hall.settle();
    assert_eq!(hall.vote(1, whole).map(|vote| vote.signed.len()), Some(0));
    hall.all_say(change, &Choice::Agree);
    assert_eq!(hall.proposal(0, bench).text, "We build a wall under the lime tree. It costs nothing.");
    let whole = hall.decides(bench, TITLE, &Choice::Agree);
    assert_eq!(hall.stage_of(bench), Stage::Holds(whole));
}
