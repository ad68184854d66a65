//! Meetings: checking in, speaking, showing hands, drawing lots, on phones that are near, apart and together again.

use tequio_core::{
    Command, EntryId, PersonId, Refused,
    assembly::meeting::{Door, MeetingView, MyPlace, Way, What, Wish, code::CodeError},
    view::Matter,
};

use super::neighbourhood::Neighbourhood;

pub fn open(street: &mut Neighbourhood, by: usize) -> EntryId {
    let wish = Wish::Open { place: "School yard".into(), agenda: Vec::new(), turn: None };
    let id = street.perform(by, Command::Assemble(wish)).expect("a meeting is an entry");
    street.settle();
    id
}

pub fn room(street: &Neighbourhood, phone: usize, meeting: EntryId) -> MeetingView {
    match street.phones[phone].replica.matter(&meeting, street.clock(phone)) {
        Some(Matter::Meeting(view)) => *view,
        other => panic!("no meeting: {other:?}"),
    }
}

pub fn try_to_say(
    street: &mut Neighbourhood,
    phone: usize,
    meeting: EntryId,
    what: What,
) -> Result<Option<EntryId>, Refused> {
    street.try_to(phone, Command::Assemble(Wish::At { meeting, what }))
}

pub fn say(street: &mut Neighbourhood, phone: usize, meeting: EntryId, what: What) {
    try_to_say(street, phone, meeting, what).expect("it can be said");
    street.settle();
}

/// One scans what is on the other's screen.
pub fn scan(street: &mut Neighbourhood, host: usize, phone: usize, meeting: EntryId) {
    let code = room(street, host, meeting).code.expect("whoever is in shows a code");
    street.perform(phone, Command::Assemble(Wish::Scan { code }));
    street.settle();
}

fn present(street: &Neighbourhood, phone: usize, meeting: EntryId) -> Vec<String> {
    room(street, phone, meeting).here.into_iter().map(|there| there.person.name).collect()
}

fn let_in(person: PersonId) -> What {
    What::Door(Door::LetIn { person })
}

fn arrive(street: &mut Neighbourhood, phone: usize, meeting: EntryId) {
    let wish = Wish::Arrive { meeting, way: Way::OwnPhone, key: None };
    street.perform(phone, Command::Assemble(wish));
    street.settle();
}

#[test]
fn whoever_scans_the_code_on_a_screen_is_in_without_another_tap() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(1, ["Ana", "Beto", "Carla"]);
    let meeting = open(&mut street, ana);
    assert_eq!(room(&street, ana, meeting).me, MyPlace::In { way: Way::OwnPhone });
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Outside);
    assert_eq!(room(&street, beto, meeting).code, None, "who is not in shows no code");
    scan(&mut street, ana, beto, meeting);
    // Who was let in lets in.
    scan(&mut street, beto, carla, meeting);
    for phone in [ana, beto, carla] {
        let room = room(&street, phone, meeting);
        assert_eq!(room.roll, (3, 2, 3));
        let let_in_by: Vec<Vec<&str>> = room
            .here
            .iter()
            .map(|there| there.let_in_by.iter().map(|person| &person.name[..]).collect())
            .collect();
        assert_eq!(let_in_by, [vec![], vec!["Ana"], vec!["Beto"]], "everybody sees who let whom in");
    }
    street.assert_agreement();
}

#[test]
fn without_a_camera_it_takes_one_tap_of_somebody_who_is_in() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(2, ["Ana", "Beto", "Carla"]);
    let meeting = open(&mut street, ana);
    assert_eq!(room(&street, ana, meeting).near.len(), 2, "near, not checked in");
    arrive(&mut street, beto, meeting);
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Asked);
    let waiting = room(&street, ana, meeting).waiting;
    assert_eq!((waiting.len(), waiting[0].near, waiting[0].can_let_in), (1, true, true));
    // Whoever is not in lets nobody in.
    let beto_is = street.me(beto);
    assert_eq!(try_to_say(&mut street, carla, meeting, let_in(beto_is)), Err(Refused::NotThere));
    say(&mut street, ana, meeting, let_in(beto_is));
    assert_eq!(present(&street, carla, meeting), ["Ana", "Beto"]);
    // The two words can come in either order: but nobody is there whose own phone does not say so.
    let carla_is = street.me(carla);
    say(&mut street, beto, meeting, let_in(carla_is));
    assert_eq!(present(&street, ana, meeting), ["Ana", "Beto"]);
    assert!(matches!(room(&street, carla, meeting).me, MyPlace::Seen { .. }));
    arrive(&mut street, carla, meeting);
    assert_eq!(present(&street, ana, meeting), ["Ana", "Beto", "Carla"]);
    street.assert_agreement();
}

#[test]
fn a_code_that_is_old_forged_or_of_elsewhere_lets_nobody_in() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(3, ["Ana", "Beto", "Carla"]);
    let meeting = open(&mut street, ana);
    let code = room(&street, ana, meeting).code.expect("Ana is in");
    street.pass(60);
    assert_ne!(room(&street, ana, meeting).code.as_ref(), Some(&code), "it changes each minute");
    // A photo of it reaches Beto at home, half an hour later.
    street.pass(30 * 60);
    street.perform(beto, Command::Assemble(Wish::Scan { code }));
    street.settle();
    assert_eq!(present(&street, ana, meeting), ["Ana"]);
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Asked, "somebody has to see him");
    // Carla's phone writes a proof of its own invention, and one that was Beto's.
    for proof in [[7; 16], [0; 16]] {
        let step = Door::CheckedIn { way: Way::OwnPhone, key: None, commitment: None, proof: Some(proof) };
        let what = What::Door(step);
        street.perform(carla, Command::Assemble(Wish::At { meeting, what }));
        street.settle();
    }
    assert_eq!(present(&street, ana, meeting), ["Ana"]);
    let read = |street: &mut Neighbourhood, code: &str| {
        street.try_to(carla, Command::Assemble(Wish::Scan { code: code.into() }))
    };
    assert_eq!(read(&mut street, "https://example.org"), Err(CodeError::NotACode.into()));
    let knock = street.invite(ana);
    assert_eq!(read(&mut street, &knock), Err(CodeError::NotACode.into()));
    street.assert_agreement();
}
