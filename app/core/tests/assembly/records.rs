//! Minutes and records: the same on every phone, checked from nothing but the file, and whatever is changed in one is found.

use tequio_core::{
    Command, DeviceKey, EntryId, Event,
    assembly::{
        meeting::{self, Door, Hand, Item, MinutesDigest, Way, What as At},
        proposal::{self, Paper},
        vote::{BallotIds, Draft, Said, What, Wish},
    },
    count::{Choice, Method, Outcome},
    entry::Payload,
    ids::SetId,
    record::{BadFile, Checked, Fault, Part, RECORD_BYTES_MAX, Record, Result as Came, Worded, check},
};

use crate::hall::{EVENING, Hall, asking};

const DICE: [u8; 32] = [7; 32];

/// What was held on an evening.
struct Evening {
    hall: Hall,
    meeting: EntryId,
    roof: EntryId,
    garden: EntryId,
}

impl Evening {
    /// Five meet, talk, and close two votes: one on a proposal, which passes, and one on a question, which does not.
    fn of(seed: u64) -> Evening {
        let mut hall = Hall::of(seed, 5);
        let paper = Paper {
            title: "Shall we mend the roof?".into(),
            text: "Before the rain comes, together, on a Saturday.".into(),
            review: Some(EVENING.plus(90 * 86_400)),
            method: None,
            sunset: None,
            about: None,
        };
        let proposal = hall.perform(1, Command::Propose(proposal::Wish::Propose(paper)));
        hall.settle();
        let agenda = vec![meeting::Point::Proposal(proposal), meeting::Point::Words("The garden".into())];
        let open = meeting::Wish::Open { place: "In the yard".into(), agenda, turn: Some(120) };
        let meeting = hall.perform(0, Command::Assemble(open));
        hall.settle();
        for phone in 1..5 {
            let person = hall.me(phone);
            let arrive = meeting::Wish::Arrive { meeting, way: Way::OwnPhone, key: None };
            hall.perform(phone, Command::Assemble(arrive));
            hall.settle();
            hall.perform(0, at(meeting, At::Door(Door::LetIn { person })));
            hall.settle();
        }
        // A proposal is asked for by its title, and as the circle usually decides.
        let draft = Draft {
            proposal: Some(proposal),
            meeting: Some(meeting),
            method: Method::Consent { stop_at: 1 },
            ..asking("Shall we mend the roof?")
        };
        let roof = hall.perform(2, Command::Decide(Wish::Open(draft)));
        hall.settle();
        (0..5).for_each(|phone| hall.cast(phone, roof, Choice::Agree));
        hall.settle();
        let draft = Draft { meeting: Some(meeting), ..asking("A fountain in the garden?") };
        let garden = hall.perform(3, Command::Decide(Wish::Open(draft)));
        hall.settle();
        for phone in 0..5 {
            hall.cast(phone, garden, if phone < 2 { Choice::Yes } else { Choice::No });
        }
        hall.settle();
        hall.perform(0, at(meeting, At::Hand(Hand::Volunteered)));
        hall.perform(0, at(meeting, At::Hand(Hand::Closed)));
        hall.settle();
        Evening { hall, meeting, roof, garden }
    }

    fn record(&self, phone: usize) -> Record {
        let phone = &self.hall.phones[phone];
        let record = phone.replica.record(&self.meeting, |id| self.hall.entries.get(id).cloned());
        record.expect("it holds all of it")
    }
}

fn at(meeting: EntryId, what: At) -> Command {
    Command::Assemble(meeting::Wish::At { meeting, what })
}

/// Somebody changed a record and made its sums anew.
fn changed(record: &Record, change: impl FnOnce(&mut Record)) -> Checked {
    let mut other = record.clone();
    change(&mut other);
    assert_ne!(&other, record, "something was changed");
    check(&other.encode(), DICE).expect("its sums are right")
}

fn said(record: &Record, n: usize) -> Option<Event> {
    let Payload::Kept(bytes) = &record.entries[n].1.payload else { return None };
    Event::decode(bytes)
}

/// Takes out the first entry in which this was said.
fn take_out(record: &mut Record, wanted: impl Fn(&Event) -> bool) {
    let at = (0..record.entries.len()).find(|n| said(record, *n).is_some_and(|event| wanted(&event)));
    record.entries.remove(at.expect("it was said"));
}

fn in_vote(event: &Event, id: EntryId, wanted: fn(&What) -> bool) -> bool {
    matches!(event, Event::Voted(Said::In { vote, what }) if *vote == id && wanted(what))
}

#[test]
fn the_minutes_write_themselves_the_same_on_every_phone() {
    let mut evening = Evening::of(1);
    let minutes = evening.hall.phones[0].replica.minutes(&evening.meeting).expect("there was a meeting");
    assert_eq!((minutes.room.as_str(), minutes.present.len(), minutes.agenda.len()), ("In the yard", 5, 2));
    assert!(minutes.ended.is_some() && minutes.is_quorate());
    let [roof, garden] = &minutes.votes[..] else { panic!("two votes") };
    let Came::Closed(closed) = &roof.result else { panic!("it is closed") };
    assert_eq!(closed.tally.outcome, Outcome::Passed);
    assert_eq!(roof.worded.as_ref().map(Worded::hash), roof.text, "the text is the one that was voted on");
    assert_eq!(closed.days.review, Some(EVENING.plus(90 * 86_400)));
    let Came::Closed(closed) = &garden.result else { panic!("it is closed") };
    assert!(matches!(closed.tally.outcome, Outcome::NotPassed(_)));
    let late = evening.hall.heard_in_another_order();
    for phone in &evening.hall.phones {
        assert_eq!(phone.replica.minutes(&evening.meeting), Some(minutes.clone()));
    }
    assert_eq!(late.minutes(&evening.meeting), Some(minutes));
}

#[test]
fn whoever_was_there_signs_the_minutes_and_says_what_is_missing() {
    let mut evening = Evening::of(2);
    let meeting = evening.meeting;
    let digest = evening.hall.phones[0].replica.minutes(&meeting).expect("there was one").digest();
    for phone in 0..3 {
        evening.hall.perform(phone, Command::Assemble(meeting::Wish::Cosign { meeting }));
        evening.hall.settle();
    }
    let words = "Rosa came at the end and is not on the list.".to_owned();
    evening.hall.perform(4, Command::Assemble(meeting::Wish::Remark { meeting, words: words.clone() }));
    evening.hall.settle();
    assert_eq!(
        evening.hall.phones[4].replica.minutes(&meeting).map(|minutes| minutes.digest()),
        Some(digest),
        "what stands beside the minutes does not change them"
    );
    let checked = check(&evening.record(3).encode(), DICE).expect("it is a record");
    assert_eq!(checked.faults, []);
    assert_eq!(checked.cosigned.len(), 3);
    assert!(checked.cosigned.values().all(|signed| *signed == digest));
    assert_eq!(checked.remarks.iter().map(|remark| &remark.words).collect::<Vec<_>>(), [&words]);
}

#[test]
fn a_record_is_checked_from_nothing_but_the_file_and_comes_to_the_phones_minutes() {
    let evening = Evening::of(3);
    let record = evening.record(0);
    let file = record.encode();
    let checked = check(&file, DICE).expect("it is a record");
    assert_eq!(checked.faults, []);
    assert_eq!(checked.record, record);
    assert_eq!((checked.ballots, checked.record.claims.len()), (10, 2));
    assert_eq!(checked.minutes, evening.hall.phones[4].replica.minutes(&evening.meeting));
    assert_eq!(evening.record(4).encode(), file, "every phone writes the same record");
    let signed = (0..record.entries.len())
        .filter(|n| {
            said(&record, *n).is_some_and(|said| in_vote(&said, evening.roof, |what| *what == What::Signed))
        })
        .count();
    assert_eq!(signed, 3, "more than half of five, and no more");
}

#[test]
fn a_flipped_bit_anywhere_in_a_record_is_found_and_where_is_named() {
    let file = Evening::of(4).record(0).encode();
    let mut parts = Vec::new();
    for at in 0..file.len() {
        let bits = if at % 16 == 0 { 0..8 } else { at % 8..at % 8 + 1 };
        for bit in bits {
            let mut other = file.clone();
            other[at] ^= 1 << bit;
            let found = Record::decode(&other).expect_err("it was changed");
            if let BadFile::Changed(part) = found
                && !parts.contains(&part)
            {
                parts.push(part);
            }
        }
    }
    assert_eq!(
        parts,
        [Part::People, Part::Texts, Part::Payloads, Part::Entries, Part::Ballots, Part::End],
        "each part is named, in their order"
    );
    for upto in 0..file.len() {
        assert!(Record::decode(&file[..upto]).is_err(), "cut off at {upto}");
    }
    assert_eq!(Record::decode(b"The cake recipe of Rosa"), Err(BadFile::NoRecord));
}

#[test]
fn a_signature_that_was_removed_is_found_and_named() {
    let evening = Evening::of(5);
    let record = evening.record(0);
    let (vote, question) = (evening.roof, || "Shall we mend the roof?".to_owned());
    let found = changed(&record, |record| {
        take_out(record, |event| in_vote(event, vote, |what| *what == What::Signed));
    });
    assert!(found.faults.contains(&Fault::TooFewSigned { question: question(), signed: 2, needed: 3 }));
    let found = changed(&record, |record| {
        take_out(record, |event| in_vote(event, vote, |what| matches!(what, What::Acknowledged { .. })));
    });
    let wanted = Fault::TooFewAcknowledged { question: question(), acknowledged: 2, needed: 3 };
    assert!(found.faults.contains(&wanted));
    for gone in [
        |what: &What| matches!(what, What::Reported(_)),
        |what: &What| matches!(what, What::Precommitted { .. }),
    ] {
        let found = changed(&record, |record| take_out(record, |event| in_vote(event, vote, gone)));
        assert!(found.faults.contains(&Fault::NotAgreed { question: question() }));
    }
    let last = record.entries.len() - 1;
    let found = changed(&record, |record| record.entries[last].1.signature[5] ^= 1);
    assert!(matches!(found.faults[0], Fault::EntrySignature { .. }));
    let mut without = record.clone();
    take_out(&mut without, |event| matches!(event, Event::Voted(Said::Opened(_))));
    assert!(
        Record::decode(&without.encode()).is_err(),
        "without the opening nobody can tell whose the ballots are"
    );
    let meeting = evening.meeting;
    let found = changed(&record, |record| record.entries.retain(|(id, _)| *id != meeting));
    assert!(found.faults.contains(&Fault::NoMeeting));
}

#[test]
fn a_ballot_that_was_changed_or_left_out_or_cast_in_another_vote_is_found_and_named() {
    let evening = Evening::of(6);
    let record = evening.record(0);
    let (roof, garden) = (evening.roof, evening.garden);
    let found = changed(&record, |record| {
        let ballots = record.ballots.get_mut(&garden).expect("there are some");
        let no = ballots.iter_mut().find(|ballot| ballot.choice == Choice::No);
        no.expect("somebody was against it").choice = Choice::Yes;
    });
    let is_named = |found: &Checked, asked: &str| {
        found.faults.iter().any(|fault| {
            matches!(fault, Fault::BallotSignature { question, who } if question == asked && who.starts_with('n'))
        })
    };
    assert!(is_named(&found, "A fountain in the garden?"));
    assert!(found.faults.contains(&Fault::NotAgreed { question: "A fountain in the garden?".into() }));
    let found = changed(&record, |record| {
        let other = record.ballots[&roof][3].clone();
        record.ballots.get_mut(&garden).expect("there are some")[3] = other;
    });
    assert!(is_named(&found, "A fountain in the garden?"));
    let found = changed(&record, |record| {
        record.ballots.get_mut(&garden).expect("there are some").remove(2);
    });
    assert!(found.faults.contains(&Fault::NotAgreed { question: "A fountain in the garden?".into() }));
}

#[test]
fn another_tally_other_minutes_and_a_vote_that_is_kept_silent_are_found_and_named() {
    let evening = Evening::of(7);
    let record = evening.record(0);
    let (roof, question) = (evening.roof, || "Shall we mend the roof?".to_owned());
    let found = changed(&record, |record| record.claims.get_mut(&roof).expect("it closed").digest.0[0] ^= 1);
    assert_eq!(found.faults, [Fault::OtherTally { question: question() }]);
    let found =
        changed(&record, |record| record.claims.get_mut(&roof).expect("it closed").set = SetId([1; 32]));
    assert_eq!(found.faults, [Fault::OtherResult { question: question() }]);
    let found = changed(&record, |record| {
        record.claims.remove(&roof);
    });
    assert_eq!(found.faults, [Fault::OtherResult { question: question() }]);
    let found = changed(&record, |record| record.minutes = MinutesDigest([0; 32]));
    assert_eq!(found.faults, [Fault::OtherMinutes]);
    let found = changed(&record, |record| {
        let of_roof = |event: &Event| matches!(event, Event::Voted(Said::In { vote, .. }) if *vote == roof);
        let kept = (0..record.entries.len()).filter(|n| {
            record.entries[*n].0 != roof && !said(record, *n).is_some_and(|event| of_roof(&event))
        });
        record.entries = kept.map(|n| record.entries[n].clone()).collect();
        record.claims.remove(&roof);
        record.ballots.remove(&roof);
    });
    assert!(found.faults.contains(&Fault::OtherMinutes), "a vote that was left out is missed");
}

#[test]
fn another_roll_and_what_belongs_to_another_meeting_are_found_and_named() {
    let mut evening = Evening::of(8);
    let record = evening.record(0);
    let somebody = evening.hall.me(4);
    let found = changed(&record, |record| {
        for stood in record.stood.values_mut() {
            stood.roll.remove(&somebody);
        }
    });
    for asked in ["Shall we mend the roof?", "A fountain in the garden?"] {
        assert!(found.faults.contains(&Fault::OtherRoll { question: asked.into() }));
    }
    let elsewhere = evening.hall.open(1, "Another question, asked elsewhere?");
    evening.hall.settle();
    let added = evening.hall.entries.iter().find(|(id, entry)| {
        let Payload::Kept(bytes) = &entry.payload else { return false };
        **id != elsewhere
            && Event::decode(bytes)
                .is_some_and(|event| in_vote(&event, elsewhere, |what| *what == What::Signed))
    });
    let (id, entry) = added.map(|(id, entry)| (*id, entry.clone())).expect("phones sign by themselves");
    let found = changed(&record, |record| record.entries.push((id, entry)));
    assert!(matches!(found.faults[..], [Fault::Stray { entry, .. }] if entry == id));
}

#[test]
fn an_opening_and_a_report_that_are_spelled_otherwise_are_quoted_as_they_were_spelled() {
    let mut evening = Evening::of(9);
    let Evening { hall, meeting, .. } = &mut evening;
    let meeting = *meeting;
    hall.perform(0, at(meeting, At::Hand(Hand::Asked(Item::Reopen))));
    hall.settle();
    let show = hall.last_of(0).expect("she asked");
    for phone in 1..3 {
        hall.perform(phone, at(meeting, At::Hand(Hand::Raised { show, yes: true })));
        hall.settle();
    }
    let draft = Draft { meeting: Some(meeting), ..asking("A fence?") };
    let opening = hall.opening_for(draft, 0, 5, &[0, 1, 2, 3, 4]);
    // A byte that nobody reads stands behind what was said.
    let spelled = |event: Event| [event.encode(), vec![0]].concat();
    let fence = hall.spells(1, spelled(Event::Voted(Said::Opened(Box::new(opening)))));
    hall.settle();
    hall.go([4], 1);
    (0..4).for_each(|phone| hall.cast(phone, fence, Choice::Yes));
    hall.settle();
    let ballots = hall.phones[3].replica.vote(&fence).expect("it is here").ballots.keys().copied().collect();
    let report = What::Reported(BallotIds(ballots));
    hall.spells(3, spelled(Event::Voted(Said::In { vote: fence, what: report })));
    (0..4).for_each(|phone| drop(hall.wish(phone, Wish::End { vote: fence })));
    hall.settle();
    (0..4).for_each(|_| hall.pass(30));
    assert!(hall.closed(0, fence).is_some());
    let record = evening.record(0);
    let checked = check(&record.encode(), DICE).expect("it reads back");
    assert_eq!((checked.faults, checked.record), (vec![], record));
}

#[test]
fn a_file_that_would_fill_a_phones_memory_is_not_unpacked() {
    let evening = Evening::of(10);
    let record = evening.record(0);
    // One long reason under a hundred thousand signatures.
    let mut long = record.clone();
    let ballots = long.ballots.get_mut(&evening.garden).expect("there are some");
    let mut same = ballots[0].clone();
    same.choice = Choice::Block("x".repeat(500));
    ballots.extend(std::iter::repeat_n(same, 110_000));
    let file = long.encode();
    assert!(file.len() < RECORD_BYTES_MAX, "{}", file.len());
    assert_eq!(Record::decode(&file).err(), Some(BadFile::Unreadable(Part::Entries)), "at the first report");
    // One roll of ten thousand, named a hundred and one times.
    let mut many = record;
    for n in 0..10_000_u32 {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&n.to_be_bytes());
        many.persons.insert(DeviceKey(key), String::new());
    }
    let stood = many.stood.values().next().expect("there is a roll").clone();
    for n in 0..101 {
        many.stood.insert(EntryId([n; 16]), stood.clone());
    }
    let file = many.encode();
    assert!(file.len() < RECORD_BYTES_MAX, "{}", file.len());
    assert_eq!(Record::decode(&file).err(), Some(BadFile::Unreadable(Part::People)));
}
