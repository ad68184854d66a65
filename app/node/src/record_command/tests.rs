//! A record of a meeting of one, told in words, for machines and as a page.

use std::collections::BTreeMap;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Command, Entry, EntryId, Keys, Output, Replica, Time,
    assembly::{
        meeting::{self, Point},
        proposal::{self, Paper},
        vote,
    },
    count::{Choice, Method},
    record::{BadFile, check},
    replica::Kept,
    rules::Rules,
};

use tequio_node::minutes::{html, verdict, words::Tongue};

use super::json;

const NOW: Time = Time(1_790_000_000);
const MEAN: &str = "</p><script>alert(\"1\")</script>&";

/// Ana, whose words are made to break a page, meets with herself.
fn record() -> Vec<u8> {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(3));
    let mut replica = Replica::open(keys, Kept::default(), [5; 32], NOW);
    let mut does = |command| {
        replica
            .perform(command, NOW)
            .unwrap_or_else(|refused| panic!("refused: {refused}"))
            .expect("an entry")
    };
    let (circle_name, name) = (MEAN.into(), "Ana <b>".into());
    let rules = Rules { quorum: 1, ..Rules::default() };
    does(Command::FoundWith { circle_name, name, rules });
    let paper = Paper {
        title: MEAN.into(),
        text: format!("{MEAN}\nEnd."),
        review: Some(NOW.plus(86_400)),
        method: None,
        sunset: None,
        about: None,
    };
    let proposal = does(Command::Propose(proposal::Wish::Propose(paper)));
    let agenda = vec![Point::Words(MEAN.into()), Point::Proposal(proposal)];
    let held = does(Command::Assemble(meeting::Wish::Open { place: MEAN.into(), agenda, turn: None }));
    let votes = [
        (Method::Consent { stop_at: 1 }, Vec::new(), Choice::Concern(MEAN.into())),
        (
            Method::Approval { winners: 1, threshold: None },
            vec![MEAN.to_owned(), "Two".to_owned()],
            Choice::Approved([tequio_core::count::OptionNo(0)].into()),
        ),
        (
            Method::Ranked { winners: 1 },
            vec!["One".to_owned(), MEAN.to_owned()],
            Choice::Ranking(vec![[tequio_core::count::OptionNo(1)].into()]),
        ),
    ];
    for (n, (method, options, choice)) in votes.into_iter().enumerate() {
        let draft = vote::Draft {
            proposal: (n == 0).then_some(proposal),
            meeting: Some(held),
            question: if n == 0 { MEAN.to_owned() } else { format!("{n} {MEAN}") },
            options,
            method,
            closes: None,
        };
        let asked = does(Command::Decide(vote::Wish::Open(draft)));
        does(Command::Decide(vote::Wish::Cast { vote: asked, choice }));
    }
    does(Command::Assemble(meeting::Wish::Cosign { meeting: held }));
    does(Command::Assemble(meeting::Wish::Remark { meeting: held, words: MEAN.into() }));
    let mut disk: BTreeMap<EntryId, Entry> = BTreeMap::new();
    while let Some(output) = replica.poll() {
        if let Output::KeepEntries(entries) = output {
            disk.extend(entries);
        }
    }
    replica.record(&held, |id| disk.get(id).cloned()).expect("all of it is here").encode()
}

#[test]
fn a_record_that_holds_is_told_with_its_decisions_and_what_is_taken_on_trust() {
    let checked = check(&record(), [1; 32]);
    let told = verdict::of(&checked);
    assert!(told.ends_with("This record holds.\n"), "{told}");
    assert!(told.contains("Adopted. 1 ballots of 1 who could vote."), "{told}");
    assert!(told.contains("to be looked at again on 2026-09-22"), "{told}");
    assert!(told.contains("nobody stood beside a voter"), "{told}");
    let json = json::of(&checked);
    assert_eq!(json["holds"], true);
    assert_eq!(json["votes"].as_array().map(Vec::len), Some(3));
    assert_eq!(json["cosigned"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_record_that_was_changed_is_told_with_the_part_that_was() {
    let mut file = record();
    let at = file.len() - 80;
    file[at] ^= 4;
    let checked = check(&file, [1; 32]);
    assert!(matches!(checked, Err(BadFile::Changed(_))));
    let told = verdict::of(&checked);
    assert!(told.starts_with("✗ this record was changed after it was written: the ballots"), "{told}");
    assert_eq!(json::of(&checked)["holds"], false);
}

#[test]
fn nothing_that_people_wrote_becomes_part_of_the_page() {
    let checked = check(&record(), [1; 32]).expect("it is a record");
    for (tongue, title) in [(Tongue::En, "Minutes"), (Tongue::Es, "Acta")] {
        let page = html::of(&checked, tongue);
        assert!(page.contains(title));
        assert!(!page.contains("<script") && !page.contains("Ana <b>"), "every word is escaped");
        // Place, agenda, questions, options, a concern, a title, a text, a remark.
        assert!(page.matches("&lt;script&gt;").count() >= 9);
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
        assert!(page.contains("@media print") && page.contains("default-src 'none'"));
    }
}
