//! A founding meeting: all who are in one room become members at once.

use tequio_core::{Command, Refused, command::Meeting, rules::Rules, view::Say};

use crate::neighbourhood::Neighbourhood;

/// Links that a phone has at a time over Bluetooth, in practice.
const LINKS: usize = 6;
/// Seconds until a link is up, found and encrypted (**simulated**).
const LINK_UP: f64 = 2.5;
/// Bytes a second of one phone's radio, shared by all its links (**simulated**): 100 kbit/s.
const BYTES_A_SECOND: f64 = 12_500.0;

fn founder(street: &mut Neighbourhood) -> usize {
    let host = street.founder_with("Ana", Rules::among_neighbours());
    street.perform(host, Command::Meeting(Meeting::Open { evening: None }));
    host
}

/// The host has links to a few at a time: each of these comes, does what there is to do, and goes. How long that takes
/// the host's radio.
fn serve(
    street: &mut Neighbourhood,
    host: usize,
    phones: &[usize],
    then: impl Fn(&mut Neighbourhood, usize),
) -> f64 {
    let mut seconds = 0.0;
    for few in phones.chunks(LINKS) {
        let before: usize = street.overheard.iter().map(|(_, bytes)| bytes.len()).sum();
        for phone in few {
            street.meet(host, *phone);
        }
        street.settle();
        few.iter().for_each(|phone| then(street, *phone));
        street.settle();
        let after: usize = street.overheard.iter().map(|(_, bytes)| bytes.len()).sum();
        few.iter().for_each(|phone| street.part(host, *phone));
        seconds += LINK_UP + (after - before) as f64 / BYTES_A_SECOND;
    }
    seconds
}

#[test]
fn sixty_people_in_a_room_are_members_after_one_scan_and_one_tap_each() {
    let mut street = Neighbourhood::new(300);
    let host = founder(&mut street);
    let phones: Vec<usize> = (1..60)
        .map(|n| {
            let code = street.invite(host);
            street.newcomer(&code, &format!("Person {n}"))
        })
        .collect();
    let mut seconds = serve(&mut street, host, &phones, |_, _| {});
    let gathering = street.phones[host].replica.people().gathering.expect("it is open");
    assert_eq!((gathering.list.len(), gathering.closed), (59, false));
    street.perform(host, Command::Meeting(Meeting::Close));
    let tap = |street: &mut Neighbourhood, phone: usize| {
        let waits = street.phones[phone].replica.people().gathering.is_some_and(|meeting| meeting.closed);
        // Two are slow, and tap when they are out of reach.
        if waits && phone > 2 {
            street.perform(phone, Command::Meeting(Meeting::Confirm));
        }
    };
    seconds += serve(&mut street, host, &phones, tap);
    for phone in &phones[..2] {
        street.perform(*phone, Command::Meeting(Meeting::Confirm));
    }
    // Whoever came by before more than half had confirmed comes once more.
    let not_yet = |phone: &usize| !street.phones[*phone].replica.is_member();
    let rest: Vec<usize> = phones.iter().copied().filter(not_yet).collect();
    assert!(rest.len() < 40, "{}", rest.len());
    seconds += serve(&mut street, host, &rest, |_, _| {});
    assert!(phones.iter().all(|phone| street.phones[*phone].replica.is_member()));
    let hosted = street.phones[host].replica.people();
    assert_eq!(hosted.members.len(), 60);
    assert!(hosted.gathering.is_none());
    // By what was counted: links one after the other, and bytes.
    println!("a founding meeting of 60: {seconds:.0} simulated seconds of the host's radio");
    assert!(seconds <= 180.0, "{seconds} simulated seconds of the host's radio");
    assert!(hosted.members.iter().all(|member| member.say == Say::Seat), "they began the circle together");
    assert!(hosted.members.iter().all(|member| member.vouched_by.is_empty()));
}

#[test]
fn a_list_counts_only_as_it_was_confirmed_and_a_stranger_on_it_can_be_struck() {
    let mut street = Neighbourhood::new(301);
    let host = founder(&mut street);
    let phones: Vec<usize> = ["Beto", "Carla", "Dora", "Eve"]
        .map(|name| {
            let code = street.invite(host);
            let phone = street.newcomer(&code, name);
            street.meet(host, phone);
            phone
        })
        .into();
    street.settle();
    assert_eq!(
        street.try_to(phones[0], Command::Meeting(Meeting::Confirm)),
        Err(Refused::NoEvening),
        "there is no list yet"
    );
    street.perform(host, Command::Meeting(Meeting::Close));
    street.settle();
    let seen = street.phones[phones[0]].replica.people().gathering.expect("the list has come");
    assert_eq!((seen.list.len(), seen.hosting, seen.needed), (4, false, 3));
    street.perform(phones[0], Command::Meeting(Meeting::Confirm));
    street.perform(phones[1], Command::Meeting(Meeting::Confirm));
    street.settle();
    assert_eq!(street.phones[host].replica.people().members.len(), 1, "two of four are not more than half");
    // Eve is not in the room, somebody says.
    let device = street.me(phones[3]);
    street.perform(host, Command::Meeting(Meeting::Strike { device }));
    street.settle();
    let asked = street.phones[host].replica.people().gathering.expect("still open");
    assert_eq!((asked.list.len(), asked.confirmed.len()), (3, 0), "another list is another question");
    for phone in &phones[..2] {
        street.perform(*phone, Command::Meeting(Meeting::Confirm));
    }
    street.settle();
    assert_eq!(street.phones[host].replica.people().members.len(), 4);
    assert!(street.phones[phones[2]].replica.is_member(), "and Dora, who was there");
    assert!(!street.phones[phones[3]].replica.is_member());
    assert_eq!(
        street.try_to(host, Command::Meeting(Meeting::Open { evening: None })),
        Err(Refused::NoEvening),
        "the circle has begun"
    );
}
