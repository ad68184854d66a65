//! A large meeting: that everybody gets in within the limits, and that it looks alike in whatever order it is heard.

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Entry, EntryId, Event, PersonId,
    assembly::meeting::{Door, Hand, Item, Meeting, Point, Said, Speech, Way, What},
    entry::{HEADER_BYTES_MAX, PAYLOAD_BYTES_MAX},
    gathering::ATTENDANTS_MAX,
    log::Log,
    rules::Rules,
    state::State,
};

use super::village::Village;

fn open(village: &mut Village, by: usize) -> EntryId {
    let agenda = vec![Point::Words("The well".into()), Point::Words("The feast".into())];
    let said = Said::Opened { place: "School yard".into(), agenda, turn: Some(120) };
    village.say(by, Event::Assembled(said))
}

fn at(meeting: EntryId, what: What) -> Event {
    Event::Assembled(Said::At { meeting, what })
}

fn checked_in() -> What {
    let (way, key, commitment, proof) = (Way::OwnPhone, None, Some([7; 32]), Some([8; 16]));
    What::Door(Door::CheckedIn { way, key, commitment, proof })
}

/// All that was said, heard by a phone of its own in this order.
fn heard(village: &Village, entries: impl Iterator<Item = (EntryId, Entry)>) -> State {
    let circle = village.phones[0].keys.circle;
    let (mut log, mut state) = (Log::new(circle, village.me(0)), State::new(circle));
    for (id, entry) in entries {
        for (id, entry) in log.admit(id, entry).expect("honest entries") {
            state.apply(id, &entry);
        }
    }
    state.settle(&log);
    state
}

fn meeting<'a>(state: &'a State, id: &EntryId) -> &'a Meeting {
    state.assembly().meeting(id).expect("it was opened")
}

#[test]
fn five_hundred_check_in_with_one_host_within_the_limits() {
    const ALL: usize = 500;
    let mut village = Village::new(1, Rules::default(), ALL);
    village.apart(&[]);
    let founders: Vec<usize> = (0..ATTENDANTS_MAX).collect();
    let gathered = village.list(None, &founders, ATTENDANTS_MAX / 2 + 1);
    village.say(0, gathered);
    let admit = |village: &mut Village, who: usize| {
        let (device, name) = (village.me(who), format!("n{who}"));
        village.say(0, Event::Admitted { device, name })
    };
    let admitted: Vec<EntryId> = (ATTENDANTS_MAX..ALL).map(|who| admit(&mut village, who)).collect();
    let meeting_id = open(&mut village, 0);
    let mut bytes = 0;
    for who in 1..ALL {
        let entry = village.backdate(who, &[meeting_id], &at(meeting_id, checked_in()));
        let person = village.me(who);
        let let_in = at(meeting_id, What::Door(Door::LetIn { person }));
        let last = village.last_of(0);
        village.backdate(0, &[last, entry], &let_in);
        bytes += let_in.encode().len() + at(meeting_id, checked_in()).encode().len() + 2 * HEADER_BYTES_MAX;
    }
    assert_eq!(admitted.len(), ALL - ATTENDANTS_MAX);
    let state = heard(&village, village.entries.iter().cloned());
    let known = meeting(&state, &meeting_id);
    assert_eq!(known.here().count(), ALL);
    assert_eq!(known.roll.len(), ATTENDANTS_MAX, "who has come in lately has no seat yet");
    assert!(known.quorum());
    assert_eq!(known.put_in().len(), ALL - 1, "all but the host's, whose phone says it by itself");
    // A list of all of them for the lot is one entry, with room to spare.
    let listed = tequio_core::assembly::meeting::Lot::Listed { of: known.put_in(), dice: true };
    assert!(at(meeting_id, What::Lot(listed)).encode().len() < PAYLOAD_BYTES_MAX / 3);
    // Half a kilobyte each with headers and signatures: a minute of one Bluetooth link for the whole hall.
    assert!(bytes / ALL < 700, "{} bytes each", bytes / ALL);
}

#[test]
fn a_host_who_lets_in_the_absent_does_it_under_their_name() {
    let mut village = Village::gathered(2, Rules::default(), 5, 5);
    let meeting_id = open(&mut village, 0);
    // Dora and Eva are at home. Ana says that she sees both; Dora's phone goes along with it, Eva's does not.
    let [dora, eva]: [PersonId; 2] = [village.me(3), village.me(4)];
    for person in [dora, eva] {
        village.say(0, at(meeting_id, What::Door(Door::LetIn { person })));
    }
    village.say(3, at(meeting_id, checked_in()));
    let known = meeting(&village.phones[2].state, &meeting_id);
    assert!(known.is_here(&dora) && !known.is_here(&eva));
    assert!(known.present[&dora].let_in_by.contains(&village.me(0)), "everybody can read whose word it was");
    // Whoever is not in themselves lets nobody in.
    village.say(1, at(meeting_id, What::Door(Door::LetIn { person: eva })));
    village.say(4, at(meeting_id, checked_in()));
    let known = meeting(&village.phones[2].state, &meeting_id);
    assert!(known.is_here(&eva), "Ana's word stands still");
    assert!(!known.present[&eva].let_in_by.contains(&village.me(1)));
}

#[test]
fn a_meeting_looks_alike_in_whatever_order_it_is_heard() {
    let mut dice = ChaCha20Rng::seed_from_u64(3);
    for seed in 0..12 {
        let mut village = Village::gathered(seed, Rules::default(), 6, 6);
        let meeting_id = open(&mut village, 0);
        let mut shows = Vec::new();
        for n in 0..60 {
            // Groups come apart and together again while they talk.
            match n % 20 {
                5 => village.apart(&[&[0, 1, 2], &[3, 4, 5]]),
                10 => village.apart(&[&[0, 3], &[1, 4], &[2, 5]]),
                15 => village.together(),
                _ => {}
            }
            let (by, whom) = (dice.next_u32() as usize % 6, dice.next_u32() as usize % 6);
            let person = village.me(whom);
            let what = match dice.next_u32() % 14 {
                0 | 1 => checked_in(),
                2 | 3 => What::Door(Door::LetIn { person }),
                4 => What::Door(Door::SaidLeft { person }),
                5 => What::Door(if n % 2 == 0 { Door::Still } else { Door::Left }),
                6 => What::Speech(Speech::Asked { order: n % 3 == 0 }),
                7 => What::Speech(Speech::Began { person }),
                8 => What::Speech(Speech::Ended { person }),
                9 => What::Hand(Hand::Volunteered),
                10 => What::Hand(Hand::Asked(Item::Go((n % 2) as u16))),
                11 => What::Hand(Hand::Asked(Item::Facilitate(person))),
                _ => match shows.get(n % shows.len().max(1)) {
                    Some(show) => What::Hand(Hand::Raised { show: *show, yes: n % 4 != 0 }),
                    None => What::Speech(Speech::Withdrew),
                },
            };
            let is_show = matches!(what, What::Hand(Hand::Asked(_)));
            let id = village.say(by, at(meeting_id, what));
            shows.extend(is_show.then_some(id));
        }
        village.together();
        let hash = village.phones[0].state.hash();
        for phone in &village.phones {
            assert_eq!(phone.state.hash(), hash, "seed {seed}");
        }
        // Heard anew from the last to the first, and as it came.
        let backwards = heard(&village, village.entries.iter().rev().cloned());
        assert_eq!(backwards.hash(), hash, "seed {seed}");
        assert_eq!(heard(&village, village.entries.iter().cloned()).hash(), hash, "seed {seed}");
    }
}

#[test]
fn what_one_says_without_end_is_heard_to_a_limit() {
    use tequio_core::assembly::meeting::WORDS_OF_ONE_MAX;
    let mut village = Village::gathered(4, Rules::default(), 3, 3);
    village.apart(&[]);
    let meeting_id = open(&mut village, 0);
    for n in 0..WORDS_OF_ONE_MAX {
        let step = if n % 2 == 0 { Speech::Asked { order: false } } else { Speech::Withdrew };
        village.say(0, at(meeting_id, What::Speech(step)));
    }
    let ana = village.me(0);
    assert!(!meeting(&village.phones[0].state, &meeting_id).floor.has_asked(&ana));
    village.say(0, at(meeting_id, What::Speech(Speech::Asked { order: false })));
    assert!(!meeting(&village.phones[0].state, &meeting_id).floor.has_asked(&ana), "one word too many");
}
