//! Each method's rules, one story each.

use tequio_core::count::{
    Base, Bound, Choice, Counted, Method, OptionNo, Outcome, Share, Threshold, TieOrder, Unfit, Why, count,
};

const ONE: usize = 1;

fn outcome(method: Method, present: u64, entitled: u64, ballots: &[Choice]) -> Outcome {
    count(&method, ONE, present, entitled, ballots, &TieOrder::as_listed(ONE)).outcome
}

fn many(choices: &[(usize, Choice)]) -> Vec<Choice> {
    choices.iter().flat_map(|(amount, choice)| std::iter::repeat_n(choice.clone(), *amount)).collect()
}

fn block() -> Choice {
    Choice::Block("The well would run dry.".into())
}

#[test]
fn one_block_stops_a_proposal_by_consent_and_where_the_rules_say_two_one_does_not() {
    let ballots = many(&[(9, Choice::Agree), (1, block())]);
    assert_eq!(outcome(Method::Consent { stop_at: 1 }, 10, 10, &ballots), Outcome::Stopped);
    assert_eq!(outcome(Method::Consent { stop_at: 2 }, 10, 10, &ballots), Outcome::Passed);
}

#[test]
fn a_concern_is_heard_and_stops_nothing_and_standing_aside_alone_is_no_consent() {
    let consent = Method::Consent { stop_at: 1 };
    let concern = Choice::Concern("Who cleans up?".into());
    assert_eq!(outcome(consent, 3, 3, &many(&[(1, concern), (2, Choice::StandAside)])), Outcome::Passed);
    let aside = many(&[(3, Choice::StandAside)]);
    assert_eq!(outcome(consent, 3, 3, &aside), Outcome::NotPassed(Why::NobodyAgrees));
    let blank = many(&[(3, Choice::Blank)]);
    assert_eq!(outcome(consent, 3, 3, &blank), Outcome::NotPassed(Why::NobodyVoted));
}

#[test]
fn two_thirds_of_voting_of_those_present_and_of_all_are_three_different_things() {
    let ballots = many(&[(6, Choice::Yes), (3, Choice::No), (1, Choice::Abstain), (1, Choice::Blank)]);
    let two_thirds =
        |of, bound| Method::YesNo { threshold: Threshold { share: Share { num: 2, den: 3 }, of, bound } };
    for (of, bound, present, entitled, passes) in [
        (Base::Voting, Bound::AtLeast, 11, 20, true),
        (Base::Voting, Bound::MoreThan, 11, 20, false),
        (Base::Present, Bound::AtLeast, 11, 20, false),
        (Base::Present, Bound::AtLeast, 9, 20, false),
        (Base::Entitled, Bound::AtLeast, 11, 20, false),
    ] {
        let passed = outcome(two_thirds(of, bound), present, entitled, &ballots) == Outcome::Passed;
        assert_eq!(passed, passes, "{of:?} {bound:?} {present} {entitled}");
    }
}

#[test]
fn half_is_not_more_than_half_and_nobody_voting_passes_nothing() {
    let majority = Method::YesNo { threshold: Threshold::MAJORITY };
    let even = many(&[(5, Choice::Yes), (5, Choice::No)]);
    assert_eq!(outcome(majority, 10, 10, &even), Outcome::NotPassed(Why::TooFew));
    let half = Threshold { bound: Bound::AtLeast, ..Threshold::MAJORITY };
    assert_eq!(outcome(Method::YesNo { threshold: half }, 10, 10, &even), Outcome::Passed);
    let silent = many(&[(5, Choice::Abstain)]);
    assert_eq!(
        outcome(Method::YesNo { threshold: half }, 10, 10, &silent),
        Outcome::NotPassed(Why::NobodyVoted)
    );
}

#[test]
fn an_option_wins_by_approval_only_with_its_threshold_and_ties_are_told() {
    let approve = |options: &[u8]| Choice::Approved(options.iter().map(|option| OptionNo(*option)).collect());
    let ballots = [approve(&[0, 1]), approve(&[0, 2]), approve(&[1]), approve(&[2]), approve(&[])];
    let order = TieOrder::of([2, 1, 0, 3].map(OptionNo).to_vec()).expect("a permutation");
    let tally = count(&Method::Approval { winners: 2, threshold: None }, 4, 5, 5, &ballots, &order);
    assert_eq!(tally.outcome, Outcome::Winners(vec![OptionNo(2), OptionNo(1)]));
    let told: Vec<(u8, Vec<u8>)> =
        tally.ties.iter().map(|tie| (tie.place, tie.equal.iter().map(|option| option.0).collect())).collect();
    assert_eq!(told, [(1, vec![2, 1, 0]), (2, vec![1, 0])]);
    let half = Some(Threshold::MAJORITY);
    let tally = count(&Method::Approval { winners: 2, threshold: half }, 4, 5, 5, &ballots, &order);
    assert_eq!(
        tally.outcome,
        Outcome::NotPassed(Why::TooFew),
        "two of five who voted are not more than half"
    );
    assert!(tally.ties.is_empty());
}

#[test]
fn names_are_drawn_in_the_published_order_and_the_next_stands_in() {
    let order = TieOrder::drawn(&[7; 32], 6);
    let tally = count(&Method::Lot { places: 2 }, 6, 6, 6, &[], &order);
    assert_eq!(tally.outcome, Outcome::Drawn(order.options()[..2].to_vec()));
    assert_eq!(tally.counted, Counted::Lot { order: order.options().to_vec() });
}

#[test]
fn whoever_counts_by_a_method_that_does_not_go_with_the_options_gets_no_result_and_no_panic() {
    for (method, options) in [
        (Method::Consent { stop_at: 0 }, 1),
        (Method::Consent { stop_at: 1 }, 2),
        (Method::Approval { winners: 4, threshold: None }, 3),
        (Method::Ranked { winners: 0 }, 3),
        (Method::Ranked { winners: 1 }, 65),
        (Method::Lot { places: 1 }, 0),
    ] {
        assert!(method.check(options).is_err());
        let tally = count(&method, options, 0, 0, &[Choice::Agree], &TieOrder::as_listed(1));
        assert_eq!(tally.outcome, Outcome::NotPassed(Why::NoSuchVote), "{method:?}");
    }
}

#[test]
fn a_ballot_that_answers_another_question_is_told_why_and_counted_as_unfit() {
    let ranked = Method::Ranked { winners: 1 };
    let tier = |options: &[u8]| options.iter().map(|option| OptionNo(*option)).collect();
    for (choice, why) in [
        (Choice::Yes, Unfit::OtherMethod),
        (Choice::Ranking(vec![]), Unfit::NoTier),
        (Choice::Ranking(vec![tier(&[0]), tier(&[])]), Unfit::NoTier),
        (Choice::Ranking(vec![tier(&[0]), tier(&[3])]), Unfit::NoSuchOption { option: 4, options: 3 }),
        (Choice::Ranking(vec![tier(&[0]), tier(&[0, 1])]), Unfit::Twice { option: 1 }),
    ] {
        assert_eq!(choice.fits(&ranked, 3), Err(why));
        let tally = count(&ranked, 3, 9, 9, &[choice], &TieOrder::as_listed(3));
        assert_eq!((tally.figures.ballots, tally.figures.unfit, tally.figures.voting), (1, 1, 0));
        assert_eq!(tally.outcome, Outcome::NotPassed(Why::NobodyVoted));
    }
    let consent = Method::Consent { stop_at: 1 };
    assert_eq!(Choice::Block(" ".into()).fits(&consent, 1), Err(Unfit::NoReason));
    let long = Choice::Block("é".repeat(501));
    assert_eq!(long.fits(&consent, 1), Err(Unfit::TooLong { length: 501, limit: 500 }));
    assert_eq!(Choice::Concern("a\u{202e}b".into()).fits(&consent, 1), Err(Unfit::Unreadable));
}
