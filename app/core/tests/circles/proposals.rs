//! Proposals and their amendments, on phones that are apart and then meet: the same text, whatever came first.

use tequio_core::{
    EntryId, Event, Time,
    assembly::proposal::{
        AMENDMENTS_MAX, Amendment, Fate, Paper, Proposal, REMARKS_MAX, Said, TextHash, WORDS_MAX,
        text::{Span, difference},
    },
    rules::Rules,
    time::DAY,
};

use crate::village::Village;

const TEXT: &str = "We build a bench under the old tree. It costs nothing.";

impl Village {
    fn proposes(&mut self, who: usize, text: &str) -> EntryId {
        let (title, text) = ("A bench".into(), text.into());
        let paper = Paper { title, text, review: None, method: None, sunset: None, about: None };
        self.say(who, Event::Proposed(Said::Proposed(paper)))
    }

    fn proposal(&self, phone: usize, id: EntryId) -> &Proposal {
        self.phones[phone].state.assembly().proposal(&id).expect("the proposal is here")
    }

    fn amendment(&self, phone: usize, proposal: EntryId, id: EntryId) -> &Amendment {
        &self.proposal(phone, proposal).amendments[&id]
    }

    /// Would have the text, as it stands on this phone, say something else.
    fn amends(&mut self, who: usize, proposal: EntryId, from: &str, to: &str) -> EntryId {
        let known = self.proposal(who, proposal);
        let (base, spans) = (known.hash, difference(&known.text, &known.text.replace(from, to)));
        self.say(who, Event::Proposed(Said::Amended { proposal, base, spans, why: String::new() }))
    }

    fn adopts(&mut self, who: usize, proposal: EntryId, amendment: EntryId) -> EntryId {
        self.say(who, Event::Proposed(Said::Adopted { proposal, amendment }))
    }

    fn remarks(&mut self, who: usize, about: EntryId, words: &str) -> EntryId {
        self.say(who, Event::Remarked { about, words: words.into(), answers: None })
    }
}

#[test]
fn amendments_written_apart_come_together_word_by_word() {
    let mut village = Village::gathered(1, Rules::default(), 4, 4);
    let bench = village.proposes(0, TEXT);
    village.apart(&[&[0], &[1], &[2], &[3]]);
    let lime = village.amends(1, bench, "old tree", "lime tree");
    let stone = village.amends(2, bench, "bench", "stone bench");
    let oak = village.amends(3, bench, "old tree", "oak");
    village.agree();
    assert_eq!(village.proposal(0, bench).colliding(&lime), [oak]);
    assert!(village.proposal(0, bench).colliding(&stone).is_empty());
    village.adopts(0, bench, oak);
    village.adopts(0, bench, stone);
    // What collided with an adopted one cannot be adopted any more.
    village.adopts(0, bench, lime);
    village.agree();
    let known = village.proposal(3, bench);
    assert_eq!(known.text, "We build a stone bench under the oak. It costs nothing.");
    assert_eq!(village.amendment(1, bench, lime).fate, Fate::Collided { with: oak });
    assert_eq!(village.amendment(1, bench, stone).fate, Fate::Adopted { by_vote: false });
    let names: Vec<(String, usize)> =
        known.steps.iter().map(|step| known.version(&step.hash).expect("it stood there")).collect();
    assert_eq!(names[0], ("We build a bench under the oak. It costs nothing.".into(), 1));
    assert_eq!(known.version(&TextHash::of("A bench", TEXT)), Some((TEXT.into(), 0)));
    assert_eq!(known.version(&TextHash::of("Another", TEXT)), None);
}

#[test]
fn an_amendment_of_an_older_text_is_brought_up_to_the_newer() {
    let mut village = Village::gathered(2, Rules::default(), 3, 3);
    let bench = village.proposes(0, TEXT);
    village.apart(&[&[0, 1], &[2]]);
    // Carla knows only the first text.
    let cost = village.amends(2, bench, "nothing", "two hundred");
    let long = village.amends(1, bench, "We build", "Next spring, after the rains, we build");
    village.adopts(0, bench, long);
    village.agree();
    assert!(matches!(village.amendment(0, bench, cost).fate, Fate::Open(_)));
    village.adopts(0, bench, cost);
    village.agree();
    let text = "Next spring, after the rains, we build a bench under the old tree. It costs two hundred.";
    assert_eq!(village.proposal(1, bench).text, text);
}

#[test]
fn only_its_author_adopts_and_takes_back_and_only_the_others_support() {
    let mut village = Village::gathered(3, Rules::default(), 3, 4);
    let bench = village.proposes(0, TEXT);
    let lime = village.amends(1, bench, "old", "lime");
    village.adopts(1, bench, lime);
    village.adopts(2, bench, lime);
    village.say(1, Event::Proposed(Said::Withdrawn { proposal: bench }));
    village.say(2, Event::Proposed(Said::TakenBack { proposal: bench, amendment: lime }));
    for who in [0, 1, 2, 2] {
        village.say(who, Event::Proposed(Said::Supported { proposal: bench }));
    }
    // Whoever is no member says nothing.
    village.say(3, Event::Proposed(Said::Supported { proposal: bench }));
    village.agree();
    let known = village.proposal(0, bench);
    assert_eq!((known.text.as_str(), known.withdrawn), (TEXT, false));
    assert!(matches!(village.amendment(0, bench, lime).fate, Fate::Open(_)));
    assert_eq!(known.supporters, [village.me(1), village.me(2)].into());

    village.say(2, Event::Proposed(Said::Unsupported { proposal: bench }));
    village.say(1, Event::Proposed(Said::TakenBack { proposal: bench, amendment: lime }));
    village.adopts(0, bench, lime);
    village.say(0, Event::Proposed(Said::Withdrawn { proposal: bench }));
    let late = village.amends(2, bench, "old", "lime");
    village.agree();
    let known = village.proposal(2, bench);
    assert_eq!((known.text.as_str(), known.withdrawn), (TEXT, true));
    assert_eq!(known.supporters, [village.me(1)].into());
    assert_eq!(village.amendment(2, bench, lime).fate, Fate::TakenBack);
    assert!(!known.amendments.contains_key(&late), "what was taken back is amended no more");
}

#[test]
fn spans_that_fit_no_text_change_nothing() {
    let mut village = Village::gathered(4, Rules::default(), 2, 2);
    let bench = village.proposes(0, TEXT);
    let base = village.proposal(0, bench).hash;
    let amended = |base, at, cut, put: &str| {
        let spans = vec![Span { at, cut, put: put.into() }];
        Event::Proposed(Said::Amended { proposal: bench, base, spans, why: String::new() })
    };
    let half = village.say(1, amended(base, 1, 1, "x"));
    let beyond = village.say(1, amended(base, 9_999, 3, "x"));
    let all = village.say(1, amended(base, 0, TEXT.chars().count() as u32, ""));
    let adrift = village.say(1, amended(TextHash([7; 32]), 0, 2, "x"));
    for one in [half, beyond, all, adrift] {
        village.adopts(0, bench, one);
    }
    village.agree();
    assert_eq!(village.proposal(0, bench).text, TEXT);
    for one in [half, beyond, all] {
        assert_eq!(village.amendment(0, bench, one).fate, Fate::Unfit);
    }
    assert_eq!(village.amendment(0, bench, adrift).fate, Fate::Adrift);
}

#[test]
fn notice_begins_anew_when_the_author_changes_the_text_and_no_clock_hurries_it() {
    let mut village = Village::gathered(5, Rules::default(), 3, 3);
    let bench = village.proposes(0, TEXT);
    let lime = village.amends(1, bench, "old", "lime");
    let first = village.proposal(0, bench).noticed;
    village.pass(2);
    village.all_speak(&[0, 1, 2]);
    village.adopts(0, bench, lime);
    village.agree();
    assert_eq!(village.proposal(0, bench).noticed, first.plus(2 * DAY));
    assert_eq!(village.proposal(0, bench).readable_until(3), first.plus(5 * DAY));
    // A phone that thinks it is next year moves nothing alone.
    village.phones[2].ahead = 365;
    village.hello(2);
    village.agree();
    assert!(village.phones[0].state.circle_time() < first.plus(3 * DAY));
}

#[test]
fn talk_is_past_after_the_days_that_the_rules_say_and_its_words_can_go() {
    let rules = Rules { retention: 30, ..Rules::default() };
    let mut village = Village::gathered(6, rules, 2, 2);
    let bench = village.proposes(0, TEXT);
    let old = village.remarks(1, bench, "Whose wood?");
    village.pass(20);
    village.all_speak(&[0, 1]);
    let newer = village.remarks(0, bench, "Beto's.");
    village.agree();
    let said = |village: &Village| -> Vec<EntryId> {
        village.proposal(0, bench).remarks.iter().map(|one| one.written.place.id).collect()
    };
    assert_eq!(said(&village), [old, newer]);
    village.pass(15);
    village.all_speak(&[0, 1]);
    village.agree();
    assert_eq!(said(&village), [newer]);
    // With its words or without, the state is the same.
    let hash = village.phones[0].state.hash();
    village.phones[0].state.erase(&[old]);
    let phone = &mut village.phones[0];
    phone.state.settle(&phone.log);
    assert_eq!(phone.state.hash(), hash);
    assert_eq!(village.proposal(0, bench).text, TEXT, "what was proposed stays");
}

#[test]
fn a_flood_by_one_member_counts_up_to_its_limit_and_takes_nothing_from_the_others() {
    let mut village = Village::gathered(7, Rules::default(), 3, 3);
    let bench = village.proposes(0, TEXT);
    village.apart(&[&[1], &[0, 2]]);
    for n in 0..REMARKS_MAX + 10 {
        village.remarks(1, bench, &format!("{n}"));
    }
    for n in 0..AMENDMENTS_MAX + 5 {
        village.amends(1, bench, "nothing", &format!("{n}"));
    }
    for _ in 0..WORDS_MAX {
        village.say(1, Event::Proposed(Said::Unsupported { proposal: bench }));
    }
    village.say(1, Event::Proposed(Said::Supported { proposal: bench }));
    village.remarks(2, bench, "I am here too.");
    let lime = village.amends(2, bench, "old", "lime");
    village.together();
    let known = village.proposal(0, bench);
    assert_eq!(known.remarks_of(&village.me(1)), REMARKS_MAX);
    assert_eq!(known.amendments_of(&village.me(1)), AMENDMENTS_MAX);
    assert!(known.supporters.is_empty(), "who says so much is not heard any more");
    assert_eq!(known.remarks_of(&village.me(2)), 1);
    assert!(known.amendments.contains_key(&lime));
}

#[test]
fn what_somebody_who_was_removed_wrote_unseen_counts_for_nothing() {
    let mut village = Village::gathered(8, Rules::default(), 4, 4);
    let bench = village.proposes(3, TEXT);
    let lime = village.amends(1, bench, "old", "lime");
    village.agree();
    village.apart(&[&[0, 1, 2], &[3]]);
    let motion = village.moves_to_remove(0, 3);
    village.signed_by(motion, &[0, 1, 2]);
    village.adopts(3, bench, lime);
    village.agree();
    assert_eq!(
        village.proposal(0, bench).text,
        TEXT,
        "the proposal stays, the adoption was not seen in time"
    );
    assert!(village.phones[0].state.circle_time() > Time(0));
}
