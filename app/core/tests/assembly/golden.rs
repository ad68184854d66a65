//! Bytes that must never change: what is frozen, what is cast, what is reported, and the names that follow from them.

use tequio_core::{
    CircleId, DeviceKey, EntryId, Event, Time,
    assembly::{
        card,
        meeting::Way,
        proposal::{self, About, Change, Paper, TextHash, text::Span},
        vote::{Ballot, BallotIds, Opening, Said, Slip, Voter, What, ballot::set_id},
    },
    count::{Base, Bound, Choice, Method, Share, Threshold},
    ids::BallotId,
};

const CIRCLE: CircleId = CircleId([0x11; 16]);
const VOTE: EntryId = EntryId([0x22; 16]);

fn opening() -> Opening {
    let person = |n: u8| DeviceKey([n; 32]);
    let voter = |n: u8, way, key| Voter { person: person(n), way, key };
    let share = Share { num: 2, den: 3 };
    Opening {
        proposal: Some(EntryId([0x33; 16])),
        round: 1,
        meeting: Some(EntryId([0x44; 16])),
        question: "Shall we mend the roof?".into(),
        options: vec!["Mend it".into()],
        method: Method::YesNo { threshold: Threshold { share, of: Base::Present, bound: Bound::AtLeast } },
        text: Some([0x55; 32]),
        roll: [0x66; 32],
        voters: vec![
            voter(1, Way::OwnPhone, Some(person(1))),
            voter(2, Way::Card, Some(person(9))),
            voter(3, Way::Paper, None),
        ],
        tellers: vec![person(1)],
        ties: [0x77; 32],
        closes: Some(Time(1_790_000_000)),
        quorum: 2,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn an_opening_a_ballot_and_a_report_have_the_bytes_that_they_always_had() {
    let opened = Event::Voted(Said::Opened(Box::new(opening())));
    assert_eq!(hex(&opened.encode()), include_str!("golden/opening.hex").trim());
    let hash = opening().hash(&CIRCLE, &VOTE);
    assert_eq!(hex(&hash), include_str!("golden/vote.hex").trim());
    let ballot = Ballot::sign(&ed25519_zebra::SigningKey::from([8; 32]), &hash, 2, Choice::Yes);
    assert!(ballot.holds(&hash));
    let id = ballot.id(&hash, &DeviceKey([2; 32]));
    let cast = Event::Voted(Said::In { vote: VOTE, what: What::Cast(ballot) });
    assert_eq!(hex(&cast.encode()), include_str!("golden/ballot.hex").trim());
    let slip = Slip { voter: DeviceKey([3; 32]), counter: 0, choice: Choice::No };
    let mut ids: Vec<BallotId> = vec![id, slip.id(&hash)];
    let set = set_id(&hash, ids.iter());
    ids.sort_unstable();
    let reported = Event::Voted(Said::In { vote: VOTE, what: What::Reported(BallotIds(ids)) });
    assert_eq!(hex(&reported.encode()), include_str!("golden/report.hex").trim());
    assert_eq!(set.to_string(), include_str!("golden/set.hex").trim());
    for event in [opened, cast, reported] {
        assert_eq!(Event::decode(&event.encode()), Some(event));
    }
}

#[test]
fn a_proposal_an_amendment_and_a_remark_have_the_bytes_that_they_always_had() {
    let (title, text) = ("A bench", "Under the old tree.");
    let paper = Paper {
        title: title.into(),
        text: text.into(),
        review: Some(Time(1_800_000_000)),
        method: Some(Method::Consent { stop_at: 1 }),
        sunset: None,
        about: Some(About { decision: VOTE, change: Change::Keep }),
    };
    let proposed = Event::Proposed(proposal::Said::Proposed(paper));
    assert_eq!(hex(&proposed.encode()), include_str!("golden/proposed.hex").trim());
    let base = TextHash::of(title, text);
    assert_eq!(hex(&base.0), include_str!("golden/text.hex").trim());
    let spans = vec![Span { at: 10, cut: 3, put: "lime".into() }];
    let amended = proposal::Said::Amended { proposal: VOTE, base, spans, why: "It is ill.".into() };
    assert_eq!(hex(&Event::Proposed(amended).encode()), include_str!("golden/amended.hex").trim());
    let answers = Some(EntryId([0x33; 16]));
    let remarked = Event::Remarked { about: VOTE, words: "Whose wood?".into(), answers };
    assert_eq!(hex(&remarked.encode()), include_str!("golden/remarked.hex").trim());
}

#[test]
fn what_is_said_about_cards_has_the_bytes_that_it_always_had() {
    let (key, signature) = (DeviceKey([5; 32]), [6; 64]);
    let made = Event::Carded(card::Said::Made { key, signature }).encode();
    let lost = Event::Carded(card::Said::Lost { card: VOTE }).encode();
    assert_eq!(hex(&[made, lost].concat()), include_str!("golden/carded.hex").trim());
    let message = hex(&card::owners::message(&CIRCLE, &DeviceKey([2; 32])));
    assert_eq!(message, format!("{}{}{}", hex(b"tequio 2026 card"), "11".repeat(16), "02".repeat(32)));
}
