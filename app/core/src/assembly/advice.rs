//! Which method suits a question: at most three questions to whoever opens a vote, one method, and one sentence why.
//!
//! Nobody should have to know what Condorcet found out to ask their neighbours something. The circle's own rule skips all
//! of it; and whoever knows what they want chooses it themselves. What is asked follows Loomio's poll types
//! (help.loomio.org, "Poll types") and the sociocratic distinction of deciding and electing. What is advised:
//!
//! | outcomes | nobody overruled | about  | method                                        |
//! |----------|------------------|--------|-----------------------------------------------|
//! | one      | yes              |        | consent, by as many blocks as the rules say   |
//! | one      | no               | texts  | yes or no, by the circle's share              |
//! | one      | no               | people | yes or no, more than half of those present    |
//! | one      | no               | money  | yes or no, two thirds of those voting         |
//! | several  | yes              | people | the lot: nobody is set over anybody           |
//! | several  | yes              | else   | approval: the one that most can live with     |
//! | several  | no               | money  | approval, with more than half of those voting |
//! | several  | no               | else   | ranked (Schulze)                              |

use crate::{
    count::{Base, Bound, Method, Share, Threshold},
    rules::Rules,
};

/// What the answer is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcomes {
    /// Yes or no to one thing.
    One,
    /// One of several.
    Several,
}

/// What the question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// What is to be done, or to hold.
    Texts,
    /// Who does something.
    People,
    /// What is paid.
    Money,
}

/// What has been answered so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// One or several outcomes?
    pub outcomes: Option<Outcomes>,
    /// Must nobody be overruled?
    pub nobody_overruled: Option<bool>,
    /// Money, people or texts?
    pub subject: Option<Subject>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// One or several outcomes?
    Outcomes,
    /// Must nobody be overruled?
    NobodyOverruled,
    /// Money, people or texts?
    Subject,
    /// Nothing more has to be asked.
    Advice(Advice),
}

/// A method, and why it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The method.
    pub method: Method,
    /// Why.
    pub why: Why,
}

/// Why a method suits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It passes unless somebody cannot live with it.
    NobodyOverruled,
    /// A plain question gets a plain answer.
    PlainQuestion,
    /// Whoever is chosen has more than half of the room behind them.
    RoomBehind,
    /// What everybody pays should have many behind it.
    EverybodyPays,
    /// Nobody is set over anybody.
    NobodySetOver,
    /// The one that most can live with.
    MostCanLiveWith,
    /// The one that is preferred to each of the others.
    BeatsEachOther,
    /// Only what more than half approve of is paid.
    HalfApproves,
}

/// What to ask next, or what to advise.
pub fn advise(answers: Answers, rules: &Rules) -> Next {
    let Some(outcomes) = answers.outcomes else { return Next::Outcomes };
    let Some(nobody_overruled) = answers.nobody_overruled else { return Next::NobodyOverruled };
    if outcomes == Outcomes::One && nobody_overruled {
        let method = Method::Consent { stop_at: rules.counting.blocks };
        return Next::Advice(Advice { method, why: Why::NobodyOverruled });
    }
    let Some(subject) = answers.subject else { return Next::Subject };
    let threshold = |num, den, of, bound| Threshold { share: Share { num, den }, of, bound };
    let yes_no = |threshold| Method::YesNo { threshold };
    let approval = |threshold| Method::Approval { winners: 1, threshold };
    let (method, why) = match (outcomes, nobody_overruled, subject) {
        (Outcomes::One, _, Subject::Texts) => (yes_no(rules.counting.threshold), Why::PlainQuestion),
        (Outcomes::One, _, Subject::People) => {
            (yes_no(threshold(1, 2, Base::Present, Bound::MoreThan)), Why::RoomBehind)
        }
        (Outcomes::One, _, Subject::Money) => {
            (yes_no(threshold(2, 3, Base::Voting, Bound::AtLeast)), Why::EverybodyPays)
        }
        (Outcomes::Several, true, Subject::People) => (Method::Lot { places: 1 }, Why::NobodySetOver),
        (Outcomes::Several, true, _) => (approval(None), Why::MostCanLiveWith),
        (Outcomes::Several, false, Subject::Money) => {
            (approval(Some(Threshold::MAJORITY)), Why::HalfApproves)
        }
        (Outcomes::Several, false, _) => (Method::Ranked { winners: 1 }, Why::BeatsEachOther),
    };
    Next::Advice(Advice { method, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcomes: Outcomes, nobody_overruled: bool, subject: Option<Subject>, wanted: &str) {
        let answers = Answers { outcomes: Some(outcomes), nobody_overruled: Some(nobody_overruled), subject };
        let Next::Advice(advice) = advise(answers, &Rules::default()) else {
            panic!("{answers:?} is not enough")
        };
        let options = if outcomes == Outcomes::One { 1 } else { 3 };
        assert_eq!(advice.method.check(options), Ok(()), "{answers:?}");
        let said = match advice.method {
            Method::Consent { stop_at } => format!("consent, {stop_at}"),
            Method::YesNo { threshold: Threshold { share, of, .. } } => {
                format!("yes or no, {}/{} of {of:?}", share.num, share.den)
            }
            Method::Approval { threshold, .. } => {
                format!("approval{}", threshold.map_or("", |_| ", by half"))
            }
            Method::Ranked { .. } => "ranked".to_owned(),
            Method::Lot { .. } => "lot".to_owned(),
        };
        assert_eq!(said, wanted, "{answers:?}");
    }

    #[test]
    fn every_row_of_the_table_is_what_it_says() {
        use Outcomes::{One, Several};
        use Subject::{Money, People, Texts};
        check(One, true, None, "consent, 1");
        check(One, false, Some(Texts), "yes or no, 1/2 of Voting");
        check(One, false, Some(People), "yes or no, 1/2 of Present");
        check(One, false, Some(Money), "yes or no, 2/3 of Voting");
        check(Several, true, Some(People), "lot");
        check(Several, true, Some(Texts), "approval");
        check(Several, true, Some(Money), "approval");
        check(Several, false, Some(People), "ranked");
        check(Several, false, Some(Money), "approval, by half");
        check(Several, false, Some(Texts), "ranked");
    }

    #[test]
    fn at_most_three_questions_are_asked_one_after_the_other() {
        let rules = Rules::default();
        let mut answers = Answers::default();
        assert_eq!(advise(answers, &rules), Next::Outcomes);
        answers.outcomes = Some(Outcomes::Several);
        assert_eq!(advise(answers, &rules), Next::NobodyOverruled);
        answers.nobody_overruled = Some(false);
        assert_eq!(advise(answers, &rules), Next::Subject);
        answers.subject = Some(Subject::Texts);
        assert!(matches!(advise(answers, &rules), Next::Advice(_)));
    }

    #[test]
    fn the_circles_own_numbers_are_taken() {
        let mut rules = Rules::default();
        rules.counting.blocks = 3;
        let one = Answers { outcomes: Some(Outcomes::One), nobody_overruled: Some(true), subject: None };
        let Next::Advice(advice) = advise(one, &rules) else { panic!("nothing more is asked") };
        assert_eq!(advice.method, Method::Consent { stop_at: 3 });
    }
}
