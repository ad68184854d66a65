//! Cards on the screens: made and printed, brought in with, voted with on somebody else's phone; and slips of paper.

use tequio_core::{
    Command, EntryId,
    assembly::vote::{Draft, Wish},
    count::{Method, Threshold},
};

use crate::{
    first_minutes::photograph,
    helping::three,
    meeting::{checks_in, opens},
    page::Page,
    street::Street,
};

/// Somebody makes a card for themselves. What is on it.
pub fn makes_card(page: &mut Page, code: &str) -> String {
    page.press("People");
    page.press("Cards for voting");
    page.press("Make a card for yourself");
    page.type_in("The code of the card", code);
    page.type_in("The code once more", code);
    page.press("Make the card");
    let card = page.value("The same as text");
    assert_eq!(photograph(page).read().expect("the picture can be read"), card);
    card
}

/// Ana and Beto are in a room, and Carla has her card with her and no phone.
pub fn room_with_card(seed: u64) -> (Street, [Page; 3], String) {
    let (street, _, [mut anas, mut betos, mut carlas]) = three(seed);
    // A newcomer has a seat once more than half of those before have written something since.
    for (phone, name) in ["Ana", "Beto", "Carla"].into_iter().enumerate() {
        street.perform(phone, Command::Rename { name: name.to_owned() });
    }
    let card = makes_card(&mut carlas, "milpa 42");
    opens(&mut anas);
    let code = anas.value("The same as text");
    checks_in(&mut betos, &code);
    (street, [anas, betos, carlas], card)
}

/// One reads her card at the door, and the other sees her, too.
pub fn brings(anas: &mut Page, betos: &mut Page, card: &str) {
    anas.press_like("2 people are here");
    anas.press("Somebody without a phone");
    anas.press("Scan their card");
    anas.type_in("Or paste the text of the code", card);
    anas.press("Read this text");
    anas.sees("This is the card of Carla.");
    anas.press("They vote with this card");
    betos.press("I see Carla");
    betos.sees("3 people are here");
}

pub fn asks(street: &Street, question: &str) -> EntryId {
    let draft = Draft {
        proposal: None,
        meeting: Some(street.deciding(0).meetings[0].id),
        question: question.to_owned(),
        options: vec![question.to_owned()],
        method: Method::YesNo { threshold: Threshold::MAJORITY },
        closes: None,
    };
    street.perform(0, Command::Decide(Wish::Open(draft))).expect("an opening is an entry")
}

/// From the room to the vote.
pub fn goes_to(page: &mut Page, question: &str) {
    for _ in 0..3 {
        if page.offers("Decide") {
            break;
        }
        page.press("Back");
    }
    page.press("Decide");
    page.press(question);
}

/// On a phone that is lent: the card, and its code.
pub fn shows_card(page: &mut Page, card: &str, code: &str) {
    page.press("Somebody else votes here");
    page.type_in("Or paste the text of the code", card);
    page.press("Read this text");
    page.type_in("Carla, type your code", code);
    page.press("Go on");
}

#[test]
fn whoever_left_their_phone_at_home_votes_with_their_card_on_another() {
    let (street, [mut anas, mut betos, _], card) = room_with_card(120);
    brings(&mut anas, &mut betos, &card);
    let question = "Do we mend the roof?";
    let vote = asks(&street, question);
    goes_to(&mut betos, question);
    betos.sees("Still awaited, with a card: Carla");
    shows_card(&mut betos, &card, "milpa43");
    assert_eq!(betos.said_of("Carla, type your code"), "This is not the code of the card.");
    betos.type_in("Carla, type your code", "Milpa42");
    betos.press("Go on");
    assert!(street.has_card_open(1));
    betos.sees(question);
    betos.choose_like("No");
    betos.press("Look at it once more");
    betos.sees("You said: No");
    betos.press("Change it");
    betos.choose_like("Yes");
    betos.press("Look at it once more");
    betos.sees("You said: Yes");
    betos.press("Yes, cast it");
    betos.sees("Carla has voted.");
    assert!(!street.has_card_open(1), "the key is forgotten with the ballot");
    assert!(street.kept_of(1).iter().all(|(key, _)| !key.contains("card") && !key.contains("passing")));
    betos.press("Give the phone back");
    betos.sees("All who came with a card have voted.");
    betos.sees("1 of 3 have cast a ballot");
    assert!(betos.offers("Cast it"), "Beto's own ballot is still to be cast");
    betos.sees_no("You said");
    // The meeting's other phone votes, and so does this one's owner; then it closes.
    for page in [&mut anas, &mut betos] {
        if !page.offers("Cast it") {
            goes_to(page, question);
        }
        page.choose_like("No");
        page.press("Cast it");
    }
    for _ in 0..40 {
        street.pass(5);
        anas.settle();
        betos.settle();
    }
    anas.sees("1 yes");
    anas.sees("2 no");
    assert!(street.deciding(2).votes.iter().any(|card| card.id == vote && card.cast == 3));
}

#[test]
fn a_key_is_forgotten_when_the_screen_is_left_and_after_a_minute() {
    let (street, [mut anas, mut betos, _], card) = room_with_card(121);
    brings(&mut anas, &mut betos, &card);
    asks(&street, "The well?");
    goes_to(&mut betos, "The well?");
    shows_card(&mut betos, &card, "milpa42");
    assert!(street.has_card_open(1));
    betos.choose_like("Yes");
    betos.press("Back");
    assert!(!street.has_card_open(1), "whoever goes back has put it away");
    shows_card(&mut betos, &card, "milpa42");
    betos.sees_no("You have voted already");
    for _ in 0..11 {
        street.pass(5);
        betos.settle();
    }
    assert!(street.has_card_open(1));
    betos.choose_like("No");
    for _ in 0..11 {
        street.pass(5);
        betos.settle();
    }
    assert!(street.has_card_open(1), "somebody touched the screen");
    for _ in 0..3 {
        street.pass(5);
        betos.settle();
    }
    assert!(!street.has_card_open(1));
    betos.sees("Hold your card before the camera");
}

#[test]
fn wrong_codes_make_one_wait() {
    let (street, [mut anas, mut betos, _], card) = room_with_card(122);
    brings(&mut anas, &mut betos, &card);
    asks(&street, "The well?");
    goes_to(&mut betos, "The well?");
    shows_card(&mut betos, &card, "maiz 77");
    for _ in 0..3 {
        betos.press("Go on");
    }
    let said = betos.said_of("Carla, type your code");
    assert_eq!(said, "That was wrong several times. Try again in 5 seconds.");
    street.pass(5);
    betos.type_in("Carla, type your code", "milpa42");
    betos.press("Go on");
    betos.sees("Look at it once more");
}

#[test]
fn a_card_wants_a_code_that_nobody_tries_first_typed_twice_alike() {
    let (_street, _, [mut anas, ..]) = three(123);
    anas.press("People");
    anas.press("Cards for voting");
    anas.sees("You have no card yet.");
    anas.press("Make a card for yourself");
    for (code, again, label, said) in [
        ("milpa42", "milpa43", "The code once more", "The second time you typed something else."),
        ("12", "12", "The code of the card", "The code needs at least 6 letters or digits."),
        ("111111", "111111", "The code of the card", "Everybody would try this code first."),
    ] {
        anas.type_in("The code of the card", code);
        anas.type_in("The code once more", again);
        anas.press("Make the card");
        assert!(anas.said_of(label).starts_with(said) || !anas.said_of(label).is_empty(), "{code}");
        assert!(anas.is_wrong(label), "{code}");
    }
    anas.type_in("The code of the card", "milpa42");
    anas.type_in("The code once more", "milpa42");
    anas.press("Make the card");
    anas.sees("Voting card");
    anas.press("I have it");
    anas.press("It is lost");
    anas.press("Yes, it is lost");
    anas.sees("Reported lost: nobody votes with it.");
}

#[test]
fn a_lost_card_and_one_of_nobody_let_nobody_in() {
    let (_street, [mut anas, _, mut carlas], card) = room_with_card(124);
    carlas.press("I have it");
    carlas.press("It is lost");
    carlas.press("Yes, it is lost");
    anas.press_like("2 people are here");
    anas.press("Somebody without a phone");
    anas.press("Scan their card");
    anas.type_in("Or paste the text of the code", &card);
    anas.press("Read this text");
    anas.sees("This card was reported lost: it votes no more.");
    anas.type_in("Or paste the text of the code", "https://example.org");
    anas.press("Read this text");
    anas.sees("This is not a card for voting.");
}

#[test]
fn without_a_card_they_choose_a_code_for_this_meeting_on_one_phone() {
    let (street, [mut anas, mut betos, _], _) = room_with_card(125);
    anas.press_like("2 people are here");
    anas.press("Somebody without a phone");
    anas.choose("Carla");
    anas.press("A code for this meeting");
    anas.type_in("The code of the card", "milpa 42");
    anas.type_in("The code once more", "milpa 42");
    anas.press("This is my code");
    anas.sees("Now somebody else has to say that they see them.");
    betos.press("I see Carla");
    betos.press_like("3 people are here");
    betos.sees("Votes on a shared phone.");
    asks(&street, "The well?");
    goes_to(&mut anas, "The well?");
    anas.press("Somebody else votes here");
    anas.press("I am Carla");
    anas.type_in("Carla, type your code", "milpa42");
    anas.press("Go on");
    anas.choose_like("Yes");
    anas.press("Look at it once more");
    anas.press("Yes, cast it");
    anas.sees("Carla has voted.");
}

#[test]
fn who_has_no_phone_at_all_gets_a_card_and_belongs_by_it() {
    let (_street, _, [mut anas, ..]) = three(126);
    anas.press("People");
    anas.press("Cards for voting");
    anas.press("A card for somebody without a phone");
    anas.type_in("Their name", "Chucho");
    anas.type_in("The code of the card", "burro 7 azul");
    anas.type_in("The code once more", "burro 7 azul");
    anas.press("Make the card");
    anas.sees("Chucho");
    let card = anas.value("The same as text");
    assert_eq!(photograph(&mut anas).read().expect("the picture can be read"), card);
    anas.press("I have it");
    anas.press("Back");
    anas.sees("Chucho");
}

#[test]
fn two_tellers_read_a_slip_and_see_where_they_differ() {
    let (street, [mut anas, mut betos, _], _) = room_with_card(127);
    anas.press_like("2 people are here");
    anas.press("Somebody without a phone");
    anas.choose("Carla");
    anas.press("Votes on paper");
    betos.press("I see Carla");
    let question = "The well?";
    asks(&street, question);
    goes_to(&mut anas, question);
    goes_to(&mut betos, question);
    let reads = |page: &mut Page, link: &str, answer: &str| {
        page.press(link);
        page.choose_like(answer);
        page.press("This stands on it");
    };
    reads(&mut anas, "Enter the slip of Carla", "Yes");
    anas.sees("Ana read: Yes");
    anas.sees("One teller has entered it; a second has to.");
    reads(&mut betos, "Enter the slip of Carla", "No");
    for page in [&mut anas, &mut betos] {
        page.sees("Ana read: Yes");
        page.sees("Beto read: No");
        page.sees("You have read two different things.");
        page.sees("0 of 3 have cast a ballot");
    }
    reads(&mut anas, "Look again at the slip of Carla", "No");
    for page in [&mut anas, &mut betos] {
        page.sees("It counts: No");
        page.sees("1 of 3 have cast a ballot");
    }
}
