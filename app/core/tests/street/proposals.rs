//! A proposal from the first word on, by wishes: what may be done when, what is refused, and how far words got.

use tequio_core::{
    Command, EntryId, Refused,
    assembly::proposal::{
        About, AmendmentState, Change, OPEN_MAX, Paper, ProposalView, REMARK_MAX, REMARKS_MAX, Stage,
        TEXT_MAX, Wish,
    },
    count::Method,
    rules::{Counting, Rules},
    time::DAY,
    view::{Matter, Reach},
    wrong::Field,
};

use crate::neighbourhood::{MORNING, Neighbourhood};

const TEXT: &str = "We build a bench under the old tree. It costs nothing.";

fn paper(title: &str) -> Paper {
    let (title, text) = (title.into(), TEXT.into());
    Paper { title, text, review: None, method: None, sunset: None, about: None }
}

impl Neighbourhood {
    fn wish(&mut self, phone: usize, wish: Wish) -> EntryId {
        let id = self.perform(phone, Command::Propose(wish)).expect("it is an entry");
        self.settle();
        id
    }

    fn refused(&mut self, phone: usize, wish: Wish) -> Refused {
        self.try_to(phone, Command::Propose(wish)).expect_err("it is refused")
    }

    fn proposal(&self, phone: usize, id: EntryId) -> ProposalView {
        match self.phones[phone].replica.matter(&id, self.now) {
            Some(Matter::Proposal(view)) => *view,
            other => panic!("no proposal but {other:?}"),
        }
    }

    fn amends(&mut self, phone: usize, proposal: EntryId, from: &str, to: &str) -> EntryId {
        let view = self.proposal(phone, proposal);
        let (base, text, why) = (view.hash, view.text.replace(from, to), "So it is shorter.".into());
        self.wish(phone, Wish::Amend { proposal, base, text, why })
    }
}

/// Three neighbours whose proposals want one supporter and three days.
fn neighbours(seed: u64) -> (Neighbourhood, [usize; 3]) {
    let mut street = Neighbourhood::new(seed);
    let rules = Rules { vouches: 1, ..Rules::among_neighbours() };
    let ana = street.founder_with("Ana", rules);
    for name in ["Beto", "Carla"] {
        let code = street.invite(ana);
        let newcomer = street.newcomer(&code, name);
        street.meet(ana, newcomer);
        street.settle();
        let device = street.me(newcomer);
        street.perform(ana, Command::Admit { device });
        street.settle();
    }
    street.meet(1, 2);
    street.everybody_speaks();
    (street, [0, 1, 2])
}

#[test]
fn ana_proposes_beto_amends_ana_adopts_and_all_read_the_same_text() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(1, ["Ana", "Beto", "Carla"]);
    let bench = street.wish(ana, Wish::Propose(paper("A bench")));
    let view = street.proposal(beto, bench);
    assert_eq!((view.card.author.name.as_str(), view.text.as_str()), ("Ana", TEXT));
    assert!(view.can.amend && view.can.support && view.can.remark && !view.can.withdraw);
    let lime = street.amends(beto, bench, "old tree", "lime tree");
    let oak = street.amends(carla, bench, "old tree", "oak");
    let stone = street.amends(carla, bench, "bench", "stone bench");
    let view = street.proposal(ana, bench);
    let ids: Vec<EntryId> = view.amendments.iter().map(|one| one.id).collect();
    assert_eq!(ids, [lime, oak, stone], "those that collide stand beside each other");
    assert_eq!(view.amendments[0].collides, [oak]);
    assert!(view.amendments.iter().all(|one| one.can_adopt && !one.can_take_back));
    assert_eq!(street.refused(beto, Wish::Adopt { proposal: bench, amendment: lime }), Refused::NotWriter);
    street.wish(ana, Wish::Adopt { proposal: bench, amendment: lime });
    for phone in [ana, beto, carla] {
        let view = street.proposal(phone, bench);
        assert_eq!(view.text, "We build a bench under the lime tree. It costs nothing.");
        assert_eq!(view.versions, 1);
        let states: Vec<AmendmentState> = view.amendments.iter().map(|one| one.state).collect();
        assert_eq!(states, [AmendmentState::Open, AmendmentState::Adopted, AmendmentState::Collided(lime)]);
    }
    assert_eq!(
        street.refused(ana, Wish::Adopt { proposal: bench, amendment: oak }),
        Refused::NoSuchAmendment(oak)
    );
    street.wish(carla, Wish::TakeBack { proposal: bench, amendment: stone });
    assert!(!street.proposal(ana, bench).amendments.iter().any(|one| one.can_adopt));
    street.assert_agreement();
    street.restart(beto);
    assert_eq!(street.proposal(beto, bench).text, "We build a bench under the lime tree. It costs nothing.");
}

#[test]
fn support_and_notice_make_it_ready_and_nothing_else_does() {
    let (mut street, [ana, beto, _]) = neighbours(2);
    let bench = street.wish(ana, Wish::Propose(paper("A bench")));
    let view = street.proposal(beto, bench);
    assert_eq!((view.card.stage, view.card.support), (Stage::Talk, (0, 1)));
    assert_eq!(view.card.readable_until.map(|until| until.0 / DAY), Some((MORNING.0 + 3 * DAY) / DAY));
    assert_eq!(street.phones[beto].replica.votable(&bench), None);
    assert_eq!(street.refused(ana, Wish::Support { proposal: bench, support: true }), Refused::OwnProposal);
    street.wish(beto, Wish::Support { proposal: bench, support: true });
    assert_eq!(street.proposal(ana, bench).card.support, (1, 1));
    assert_eq!(street.proposal(ana, bench).card.stage, Stage::Talk, "three days are not over");
    street.pass(3 * DAY + 60);
    street.everybody_speaks();
    let view = street.proposal(ana, bench);
    assert_eq!((view.card.stage, view.card.readable_until), (Stage::Ready, None));
    assert!(view.can.open_vote);
    assert_eq!(street.phones[beto].replica.votable(&bench), Some(view.hash));
    // Whoever changes their mind, and whoever changes the text, takes it back to the talk.
    street.wish(beto, Wish::Support { proposal: bench, support: false });
    assert_eq!(street.proposal(ana, bench).card.stage, Stage::Talk);
    street.wish(beto, Wish::Support { proposal: bench, support: true });
    let lime = street.amends(beto, bench, "old", "lime");
    street.wish(ana, Wish::Adopt { proposal: bench, amendment: lime });
    assert_eq!(street.proposal(ana, bench).card.stage, Stage::Talk);
}

#[test]
fn a_remark_says_how_far_it_got_and_whom_it_answers() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(3, ["Ana", "Beto", "Carla"]);
    let bench = street.wish(ana, Wish::Propose(paper("A bench")));
    street.part(ana, beto);
    street.part(beto, carla);
    let say = |words: &str, answers| Wish::Remark { about: bench, words: words.into(), answers };
    let asked = street.wish(beto, say("Whose wood is it?", None));
    assert_eq!(street.proposal(beto, bench).remarks[0].reach, Reach::Here);
    street.meet(beto, carla);
    street.settle();
    assert_eq!(street.proposal(beto, bench).remarks[0].reach, Reach::With(1), "Carla has it");
    let answered = street.wish(ana, say("Mine, and it is dry.", Some(asked)));
    let remarks = street.proposal(carla, bench).remarks;
    assert_eq!(remarks.iter().map(|one| one.id).collect::<Vec<_>>(), [asked, answered]);
    let (whom, words) = remarks[1].answers.clone().expect("it answers");
    assert_eq!((whom.name.as_str(), words.as_str()), ("Beto", "Whose wood is it?"));
    assert_eq!(remarks[1].reach, Reach::Foreign);
    assert_eq!(street.proposal(carla, bench).card.remarks, 2);
    // Ana's answer says that she has what it answers.
    assert_eq!(street.proposal(beto, bench).remarks[0].reach, Reach::Seen);
}

#[test]
fn every_refusal_says_why() {
    let (mut street, [ana, beto, _]) = Neighbourhood::seated(4, ["Ana", "Beto", "Carla"]);
    let empty = |field| Refused::Empty { field };
    let titled = |title: &str, text: &str| {
        Wish::Propose(Paper { title: title.into(), text: text.into(), ..paper("") })
    };
    assert_eq!(street.refused(ana, titled(" ", TEXT)), empty(Field::Title));
    assert_eq!(street.refused(ana, titled("A bench", " \n")), empty(Field::Proposal));
    let long = "x".repeat(TEXT_MAX + 1);
    assert_eq!(street.refused(ana, titled("A bench", &long)).field(), Some(Field::Proposal));
    let past = Paper { review: Some(MORNING), ..paper("A bench") };
    assert_eq!(street.refused(ana, Wish::Propose(past)), Refused::UntilPassed);
    let bench = street.wish(ana, titled("A bench", TEXT));
    let base = street.proposal(ana, bench).hash;
    let amend = |text: &str| Wish::Amend { proposal: bench, base, text: text.into(), why: String::new() };
    assert_eq!(street.refused(beto, amend(TEXT)), Refused::NothingChanged);
    assert_eq!(street.refused(beto, amend("")), empty(Field::Proposal));
    assert_eq!(street.refused(beto, Wish::Withdraw { proposal: bench }), Refused::NotWriter);
    let say = |words: String| Wish::Remark { about: bench, words, answers: None };
    assert_eq!(street.refused(beto, say("  ".into())), empty(Field::Remark));
    assert_eq!(street.refused(beto, say("x".repeat(REMARK_MAX + 1))).field(), Some(Field::Remark));
    for n in 0..REMARKS_MAX {
        street.perform(beto, Command::Propose(say(n.to_string())));
    }
    assert_eq!(street.refused(beto, say("More".into())), Refused::TooManyRemarks { limit: REMARKS_MAX });
    assert!(!street.proposal(beto, bench).can.remark);
    let nowhere = EntryId([9; 16]);
    assert_eq!(street.refused(ana, Wish::Withdraw { proposal: nowhere }), Refused::NoSuchProposal(nowhere));
    let about = About { decision: bench, change: Change::Repeal };
    let repeal = Wish::Propose(Paper { about: Some(about), ..paper("No bench") });
    assert_eq!(street.refused(ana, repeal), Refused::NoSuchDecision(bench), "nothing was decided yet");
    street.settle();
    street.wish(ana, Wish::Withdraw { proposal: bench });
    assert_eq!(street.proposal(beto, bench).card.stage, Stage::Withdrawn);
    assert_eq!(street.refused(beto, amend("Something else")), Refused::ProposalOver);
    let support = Wish::Support { proposal: bench, support: true };
    assert_eq!(street.refused(beto, support), Refused::ProposalOver);
}

#[test]
fn one_person_has_so_many_proposals_open_and_no_more() {
    let (mut street, [ana, ..]) = Neighbourhood::seated(5, ["Ana", "Beto"]);
    let all: Vec<EntryId> =
        (0..OPEN_MAX).map(|n| street.wish(ana, Wish::Propose(paper(&format!("Bench {n}"))))).collect();
    let one_more = || Wish::Propose(paper("One more"));
    assert_eq!(street.refused(ana, one_more()), Refused::TooManyProposals { limit: OPEN_MAX });
    street.wish(ana, Wish::Withdraw { proposal: all[3] });
    let last = street.wish(ana, one_more());
    let cards = street.phones[1].replica.deciding(street.now).proposals;
    assert_eq!(cards.len(), OPEN_MAX + 1);
    assert_eq!(cards[0].id, last, "the newest first");
}

#[test]
fn the_rules_say_how_things_are_counted_where_nobody_says_otherwise() {
    let counting = Counting { blocks: 2, ..Counting::default() };
    let rules = Rules { counting, ..Rules::default() };
    assert_eq!(rules.usual_method(), Method::Consent { stop_at: 2 });
    let wrong = Rules { counting: Counting { blocks: 0, ..counting }, ..Rules::default() };
    assert_eq!(wrong.check().map_err(|refused| refused.field()), Err(Some(Field::Blocks)));
    let wrong = Rules { support: 51, ..Rules::default() };
    assert_eq!(wrong.check().map_err(|refused| refused.field()), Err(Some(Field::Support)));
    // Rules that were written before there were such numbers read as those of a plain circle.
    let mut older = Vec::new();
    let mut writer = minicbor::Encoder::new(&mut older);
    let plain = Rules::default();
    let Rules { purpose, vouches, budget, fading, quorum, method, notice, term, retention, history, .. } =
        &plain;
    writer.array(11).unwrap();
    writer.encode(purpose).unwrap().encode(vouches).unwrap().encode(budget).unwrap().encode(fading).unwrap();
    writer.encode(quorum).unwrap().encode(method).unwrap().encode(notice).unwrap().encode(term).unwrap();
    writer.encode(retention).unwrap().encode(history).unwrap().encode(plain.recovery_wait).unwrap();
    assert_eq!(minicbor::decode::<Rules>(&older).expect("older rules read"), plain);
}
