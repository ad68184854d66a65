//! A meeting on the screens: opened, checked in to, spoken at, moved by hands, drawn at, and closed.

use tequio_core::{Refused, assembly::meeting::hands::UP_OF_ONE_MAX};
use tequio_ui::host::Wrong;

use crate::{first_minutes::photograph, helping::three, page::Page, street::Street};

/// Ana opens a meeting with two points; she is in the room.
pub fn opens(page: &mut Page) {
    page.press("Decide");
    page.press("Open a meeting");
    page.type_in("Where are you?", "School yard");
    page.type_in("What is to be talked about?", "The well\n\nThe feast");
    page.press("Open it");
}

/// Somebody scans what is on another's screen. Leaves them in the room.
pub fn checks_in(page: &mut Page, code: &str) {
    page.press("Decide");
    page.press("School yard");
    page.press("Scan the code");
    page.type_in("Or paste the text of the code", code);
    page.press("Read this text");
}

pub fn room(seed: u64) -> (Street, [usize; 3], [Page; 3]) {
    let (street, phones, [mut anas, mut betos, mut carlas]) = three(seed);
    opens(&mut anas);
    let code = anas.value("The same as text");
    checks_in(&mut betos, &code);
    checks_in(&mut carlas, &code);
    (street, phones, [anas, betos, carlas])
}

#[test]
fn whoever_scans_the_picture_on_a_screen_is_in() {
    let (street, [ana, ..], [mut anas, mut betos, mut carlas]) = three(90);
    opens(&mut anas);
    anas.sees("People are coming in");
    anas.sees("Show the code to those who come.");
    anas.sees("One person is here");
    let code = photograph(&mut anas).read().expect("the picture can be read");
    assert_eq!(code, anas.value("The same as text"));
    betos.press("Decide");
    betos.sees("Going on");
    betos.press("School yard");
    betos.sees("Check in to take part.");
    betos.press("Scan the code");
    betos.type_in("Or paste the text of the code", "https://example.org");
    betos.press("Read this text");
    betos.sees("This is not the code of a meeting.");
    betos.type_in("Or paste the text of the code", &code);
    betos.press("Read this text");
    betos.sees("2 people are here");
    anas.sees("2 people are here");
    anas.press_like("2 people are here");
    anas.sees("Let in by Ana");
    anas.sees("Opened the meeting");
    // The code is another one a minute later.
    anas.press("Back");
    street.pass(60);
    anas.settle();
    anas.press("The code for those who come");
    let later = anas.value("The same as text");
    assert_ne!(later, code);
    // Carla has no camera.
    carlas.press("Decide");
    carlas.press("School yard");
    carlas.press("I am here");
    carlas.sees("Somebody who is in lets you in.");
    anas.sees("Somebody waits at the door: let them in.");
    anas.press("I see Carla");
    carlas.sees("3 people are here");
    street.restart(ana);
    let mut anas = Page::open(street.host(ana));
    anas.press("Decide");
    anas.sees("You are in");
    anas.press("School yard");
    anas.sees("3 people are here");
}

#[test]
fn who_is_near_and_has_not_checked_in_is_asked_to_say_so() {
    let (_street, _, [mut anas, mut betos, _]) = three(91);
    opens(&mut anas);
    anas.press_like("One person is here");
    anas.sees("Near, and not checked in");
    anas.press("Beto is here");
    betos.press("Decide");
    betos.press("School yard");
    betos.sees("Ana says that you are here.");
    betos.press("I am here");
    betos.sees("2 people are here");
    // On paper it takes two who are in.
    anas.press("Somebody without a phone");
    anas.choose("Carla");
    anas.press("Votes on paper");
    anas.sees("Now somebody else has to say that they see them.");
    betos.sees("Ana brings them, without a phone of their own");
    betos.press("I see Carla");
    betos.press_like("3 people are here");
    betos.sees("Votes on paper.");
    betos.sees("Let in by Ana and Beto");
}

#[test]
fn who_forgot_to_say_that_they_go_is_marked_by_two_and_comes_back_by_a_tap() {
    let (_street, _, [mut anas, mut betos, mut carlas]) = room(92);
    for page in [&mut anas, &mut betos] {
        page.press_like("3 people are here");
        page.press("Carla has left");
    }
    betos.sees("One has gone");
    carlas.sees("Ana and Beto say that you have left.");
    carlas.press("I am still here");
    carlas.sees("3 people are here");
    carlas.press("I am leaving");
    carlas.sees("Check in to take part.");
    betos.sees("2 people are here");
}

#[test]
fn speakers_follow_one_another_and_the_time_runs() {
    let (street, _, [mut anas, mut betos, mut carlas]) = room(93);
    betos.press("I want to speak");
    carlas.press("I want to speak");
    betos.sees("You are next: begin when it is quiet.");
    carlas.sees("You are on the list.");
    betos.press("I begin");
    betos.sees("It is your turn.");
    anas.sees("Beto speaks");
    anas.sees("2:00 left");
    street.pass(90);
    anas.sees("0:30 left");
    street.pass(45);
    anas.sees("0:15 over time");
    betos.press("I am done");
    carlas.press("Point of order");
    carlas.sees("About how the meeting goes");
    anas.press("I facilitate");
    anas.sees("Call whoever is next.");
    anas.press("Carla begins");
    anas.sees("Mind the time, and end the turn.");
    carlas.sees("Speaks now, about how it goes");
    anas.press("The turn is over");
    betos.press("I want to speak");
    betos.sees("Spoke once, 3 min");
    betos.press("I do not want to speak any more");
    betos.sees("Nobody has asked to speak.");
}

#[test]
fn hands_move_the_agenda_and_end_what_a_facilitator_began() {
    let (_street, _, [mut anas, mut betos, mut carlas]) = room(94);
    anas.sees("The well");
    betos.press("Show of hands: next point");
    betos.sees("Beto asks for a show of hands");
    betos.sees("Talk about “The feast” now");
    betos.sees("Your hand is up for it.");
    anas.sees("Raise your hand, for it or against it.");
    anas.press("Against it");
    anas.sees("1 for, 1 against, 3 are here");
    carlas.press("For it");
    carlas.sees("Passed: Talk about “The feast” now. 2 for, 1 against.");
    carlas.press("Add a point");
    carlas.press("Ask for a show of hands");
    assert_eq!(carlas.said_of("In one line"), "The point says nothing.");
    carlas.type_in("In one line", "The roof");
    carlas.press("Ask for a show of hands");
    anas.press("For it");
    anas.sees("Passed: Put “The roof” on the agenda.");
    carlas.press("I facilitate");
    carlas.press("Next point");
    carlas.sees("The roof");
    anas.press("Show of hands: nobody facilitates");
    betos.press("For it");
    carlas.sees("Nobody facilitates.");
    anas.press("Show of hands: close the meeting");
    anas.sees("It takes more than half of all who are here.");
    carlas.press("For it");
    carlas.sees("The meeting is over");
    carlas.press("Show of hands: it goes on after all");
    betos.press("For it");
    betos.sees_no("The meeting is over");
    betos.press("I facilitate");
    betos.press("Close the meeting");
    betos.press("Back");
    betos.press("One meeting is over");
    betos.sees("School yard");
}

#[test]
fn lots_are_drawn_with_dice_that_two_people_type() {
    let (_street, _, [mut anas, mut betos, mut carlas]) = room(95);
    anas.press("Draw lots, with dice");
    anas.sees("Throw dice, and two of you type what they show.");
    for page in [&mut anas, &mut betos] {
        for die in ["3", "1", "5", "6"] {
            page.press(die);
        }
        page.press("Take one back");
        page.press("2");
        page.press("That is what they show");
    }
    carlas.sees("Lots are drawn. The dice showed 3 1 5 2.");
    carlas.press("Draw somebody by lot");
    carlas.sees("says whose turn it is and when it goes on.");
}

#[test]
fn lots_without_dice_take_one_tap() {
    let (_street, _, [mut anas, mut betos, _]) = room(96);
    anas.press("Draw lots");
    betos.sees("Lots are drawn. Whoever is needed at this meeting is named by them.");
}

#[test]
fn what_is_wrong_with_a_new_meeting_is_said_at_its_field() {
    let (_street, _, [mut anas, ..]) = three(97);
    anas.press("Decide");
    anas.press("Open a meeting");
    anas.press("Open it");
    assert_eq!(anas.said_of("Where are you?"), "Something is needed here.");
    anas.type_in("Where are you?", "School yard");
    anas.type_in("What is to be talked about?", &"x".repeat(81));
    anas.press("Open it");
    assert_eq!(anas.said_of("What is to be talked about?"), "One character too many: 80 are allowed.");
    anas.type_in("What is to be talked about?", &"x\n".repeat(65));
    anas.press("Open it");
    anas.sees("An agenda has room for 64 points.");
}

#[test]
fn what_changed_meanwhile_at_a_meeting_is_said_in_passing() {
    let (street, [_, beto, _], [_, mut betos, _]) = room(98);
    let cases: [(Refused, &str); 14] = [
        (Refused::NoSuchMeeting, "This phone has not heard of this meeting yet."),
        (Refused::MeetingOver, "This meeting is over."),
        (Refused::NotThere, "Only those who are checked in can do that."),
        (Refused::AlreadyThere, "They are in already."),
        (Refused::NotFacilitator, "Somebody else facilitates this meeting."),
        (Refused::NotYourTurn, "It is somebody else’s turn."),
        (Refused::NoSuchShow, "This show of hands is over, or up already."),
        (Refused::TooManyShows { limit: UP_OF_ONE_MAX }, "You have 2 shows of hands up."),
        (Refused::NoSuchPoint, "This is on the agenda already, or not on it any more."),
        (
            Refused::TooFewForLots { needed: 3, there: 2 },
            "Lots are drawn once 3 of those who can vote are here",
        ),
        (Refused::AlreadyDrawn, "Lots are drawn once at a meeting, and were asked for already."),
        (Refused::NoDice, "Type one number from 1 to 6 for each die"),
        (Refused::OtherWay, "This key does not go with this way of voting"),
        (Refused::AgendaFull { limit: 64 }, "An agenda has room for 64 points."),
    ];
    for (refused, sentence) in cases {
        street.break_once(beto, Wrong::Refused(refused));
        betos.press("I want to speak");
        betos.sees(sentence);
    }
    betos.press("I want to speak");
    betos.sees("You are next: begin when it is quiet.");
}

#[test]
fn who_is_in_the_room_puts_a_question_to_the_vote_and_all_see_what_to_do() {
    let (street, _, [mut anas, mut betos, _carlas]) = room(98);
    anas.press("Open a vote");
    anas.type_in("What is the question?", "Do we paint the door?");
    anas.press("Open it");
    anas.sees("Do we paint the door?");
    betos.sees("Vote: Do we paint the door?");
    betos.sees("Cast your ballot.");
    betos.press("Do we paint the door?");
    betos.choose_like("I agree");
    betos.press("Cast it");
    betos.press("Back");
    betos.sees_no("Cast your ballot.");
    anas.choose_like("I agree");
    anas.press("Cast it");
    crate::voting::waits(&street, &mut [&mut anas, &mut betos]);
    betos.sees("Closed");
    betos.press("Do we paint the door?");
    betos.sees("Adopted");
}
