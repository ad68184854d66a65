//! Who belongs, one path from end to end: founding with rules, vouches, a motion, signatures, somebody removed; and
//! the rules, as sentences and as a form.

use tequio_core::Command;

use crate::{
    first_minutes::{ana_founds, arrives, comes_in, photograph, reads_code},
    helping::three,
    page::Page,
    street::Street,
};

/// Ana, Beto and Carla, and Eva before the door of all three.
pub fn with_eva_at_the_door(seed: u64) -> (Street, [usize; 4], [Page; 4]) {
    let street = Street::new(seed);
    let (ana, mut anas) = ana_founds(&street);
    let (beto, mut betos) = comes_in(&street, ana, &mut anas, "Beto");
    let (carla, carlas) = comes_in(&street, ana, &mut anas, "Carla");
    street.meet(beto, carla);
    anas.press("Show my code");
    let code = anas.value("The same as text");
    anas.press("Back");
    let (eva, mut evas) = reads_code(&street, "Eva", &code);
    evas.press("Knock");
    for member in [ana, beto, carla] {
        street.meet(member, eva);
    }
    betos.press_like("People");
    (street, [ana, beto, carla, eva], [anas, betos, carlas, evas])
}

#[test]
fn founding_asks_how_people_come_in_and_what_is_chosen_holds() {
    for (choice, rule) in [
        (None, "2 members who have met a newcomer vouch for them"),
        (Some("An open door"), "One member's yes lets a newcomer in."),
        (Some("On guard"), "3 members who have met a newcomer vouch for them"),
    ] {
        let street = Street::new(60);
        let ana = street.phone("en");
        let mut anas = Page::open(street.host(ana));
        arrives(&mut anas, "Ana");
        anas.press("Start a circle You give it a name and let the others in.");
        anas.sees("How do people come in?");
        anas.type_in("Name of the circle", "Calle Roble");
        if let Some(choice) = choice {
            anas.choose_like(choice);
        }
        anas.press("Start the circle");
        anas.press("People");
        anas.press("Rules");
        anas.sees(rule);
        assert!(street.kept_keys(ana).iter().all(|key| !key.starts_with("draft/")));
    }
}

#[test]
fn two_vouch_for_a_newcomer_and_three_of_four_remove_somebody() {
    let (street, [ana, _, carla, _], [mut anas, mut betos, mut carlas, mut evas]) = with_eva_at_the_door(61);
    // A fourth needs two.
    anas.sees("Somebody knocks");
    anas.sees("2 more yeses are needed.");
    anas.sees("you have compared the four words");
    anas.press("Vouch for Eva");
    anas.sees("You vouched for Eva.");
    anas.sees("You have vouched for them. Others still have to meet them.");
    anas.sees("One more yes is needed.");
    assert!(!anas.offers("Vouch for Eva"));
    evas.sees("You are knocking");
    betos.sees("Vouched for by Ana.");
    betos.sees("Your yes is the last one that is needed.");
    betos.press("Let Eva in");
    evas.sees("Nothing is asked or offered yet.");

    betos.press_like("Eva");
    betos.sees("Vouched for by");
    betos.sees("No seat yet: more than half of the others have to write something after they came in.");
    for (who, name) in [(ana, "Ana"), (carla, "Carla")] {
        street.perform(who, Command::Rename { name: name.to_owned() });
    }
    betos.sees("Has a seat");
    betos.press("Move that they be removed");
    betos.sees("Remove Eva?");
    betos.sees("What they wrote until now stays.");
    betos.press("Make the motion");
    assert_eq!(betos.said_of("Your reasons"), "Say why, so that the others can make up their minds.");
    betos.type_in("Your reasons", "She sold the ladder that is everybody's.");
    betos.press("Make the motion");
    betos.sees("you have signed it");
    betos.sees("1 of 4 seats have signed; 3 are needed.");
    betos.sees("Eva has not answered yet.");

    evas.press("People");
    evas.press("Motions");
    evas.press("Remove Eva");
    evas.sees("It is about you, so you cannot sign it; you can answer.");
    evas.press("Answer");
    evas.press("Answer for all to read");
    assert_eq!(evas.said_of("Your answer"), "The answer is empty.");
    evas.type_in("Your answer", "I lent it to the school.");
    evas.press("Answer for all to read");
    evas.sees("Your answer stands beside the motion.");

    anas.press("One motion waits for your signature, or for your no");
    anas.sees("She sold the ladder that is everybody's.");
    anas.sees("I lent it to the school.");
    anas.press("Sign");
    anas.sees("A signature cannot be taken back.");
    anas.press("I sign it");
    anas.sees("2 of 4 seats have signed; 3 are needed.");
    anas.sees("You have signed");

    carlas.press("People");
    carlas.press("One motion waits for your signature, or for your no");
    carlas.press("Sign");
    carlas.press("I sign it");
    carlas.sees("In force");
    carlas.sees("3 of 4 seats have signed; 3 were needed.");
    carlas.press("Back");
    carlas.sees("3 people");
    carlas.press("1 person is no longer here");
    carlas.sees("Was removed");
    betos.sees("In force");
}

#[test]
fn a_rule_is_changed_by_a_motion_that_says_before_and_after() {
    let street = Street::new(62);
    let (ana, mut anas) = ana_founds(&street);
    let (_, mut betos) = comes_in(&street, ana, &mut anas, "Beto");
    anas.press("Rules");
    anas.press("Change a rule");
    anas.sees("Nothing so far.");
    assert!(!anas.offers("Make the motion"), "what changes nothing is no motion");
    for (label, wrong, said) in [
        ("How many vouch for a newcomer", "6", "A number from 1 to 5, please."),
        ("Newcomers a month that one member may vouch for", "0", "A number from 1 to 100, please."),
        ("Days without a meeting after which a say rests", "29", "A number from 30 to 3650, please."),
        ("How many of a hundred take part, for a vote to count", "many", "A number from 0 to 100, please."),
        ("Days that a proposal is there to be read", "91", "A number from 0 to 90, please."),
        ("Days for which a role is given", "0", "A number from 1 to 3650, please."),
        ("Days that posts and talk are shown", "29", "A number from 30 to 366, please."),
        ("Days that somebody with a lost phone waits", "2", "A number from 3 to 90, please."),
    ] {
        let before = anas.value(label);
        anas.type_in(label, wrong);
        anas.sees("A number is not as it should be.");
        anas.type_in("Your reasons", "So that we can go on.");
        anas.press("Make the motion");
        assert!(anas.is_wrong(label), "“{label}” is not marked");
        assert!(anas.said_of(label).starts_with(&said[..said.len() - 12]), "{}", anas.said_of(label));
        anas.type_in(label, &before);
    }
    anas.type_in("What the circle is for", &"x".repeat(281));
    anas.press("Make the motion");
    assert_eq!(anas.said_of("What the circle is for"), "One character too many: 280 are allowed.");
    anas.type_in("What the circle is for", "");
    anas.type_in("How many vouch for a newcomer", "3");
    anas.sees("Now 2 members who have met a newcomer");
    anas.sees("Then 3 members who have met a newcomer");
    anas.type_in("Your reasons", "");
    anas.press("Make the motion");
    assert!(anas.is_wrong("Your reasons"));
    anas.type_in("Your reasons", "Two are quickly found.");
    anas.press("Make the motion");
    anas.sees("1 of 2 seats have signed; 2 are needed.");
    betos.press("People");
    betos.press("One motion waits for your signature, or for your no");
    betos.sees("Then 3 members who have met a newcomer");
    betos.press("Sign");
    betos.press("I sign it");
    betos.press("Back");
    betos.press("Rules");
    betos.sees("3 members who have met a newcomer vouch for them");
}

#[test]
fn a_motion_in_words_or_for_an_evening_is_made_and_signed() {
    let street = Street::new(63);
    let (ana, mut anas) = ana_founds(&street);
    let (_, mut betos) = comes_in(&street, ana, &mut anas, "Beto");
    anas.press("Motions");
    anas.sees("Nobody has moved anything yet.");
    anas.press("New motion");
    anas.press("Make the motion");
    assert!(anas.is_wrong("What you move"));
    anas.type_in("What you move", &"x".repeat(2_001));
    anas.press("Make the motion");
    assert_eq!(anas.said_of("What you move"), "One character too many: 2000 are allowed.");
    anas.type_in("What you move", "On Sundays the street is for the children.");
    anas.press("Make the motion");
    anas.sees("On Sundays the street is for the children.");
    anas.press("Back");
    anas.press("New motion");
    anas.choose_like("An evening");
    anas.type_in("Your reasons", "The new house is full of people.");
    anas.press("Make the motion");
    anas.sees("Hold an evening at which people come in");
    betos.press("People");
    betos.press("2 motions wait for your signature, or for your no");
    betos.press("On Sundays the street is for the children.");
    betos.press("Sign");
    betos.press("I sign it");
    betos.sees("In force");
}

#[test]
fn whoever_was_not_met_for_a_year_has_no_say_until_they_are() {
    let (street, [ana, beto, carla], [mut anas, mut betos, mut carlas]) = three(64);
    for turn in 0..5 {
        street.pass(80 * 86_400);
        for (who, name) in [(ana, "Ana"), (beto, "Beto"), (carla, "Carla")] {
            street.perform(who, Command::Rename { name: name.to_owned() });
        }
        // The other two are met by all, in the middle of that time.
        let meetings = [(beto, "Ana"), (carla, "Ana"), (ana, "Beto"), (carla, "Beto")];
        for (who, name) in meetings.into_iter().filter(|_| turn == 2) {
            let device = street.member(who, name);
            street.perform(who, Command::Vouch { device, name: name.to_owned(), again: None });
        }
    }
    for page in [&mut anas, &mut betos] {
        page.press("People");
        page.sees("say rests until they are met again");
        page.press_like("Carla");
        page.sees("Once 2 members have met them it wakes.");
        page.press("I have met them again");
        page.sees("Have you met Carla?");
        page.press("Yes, the words are the same");
        page.sees("Noted: you have met Carla.");
    }
    betos.sees_no("Their say rests");
    betos.press("Back");
    betos.sees_no("say rests until they are met again");
    carlas.press("People");
    carlas.sees_no("say rests");
}

/// The code on a newcomer's or member's screen, which is open at it.
fn vouch_code(page: &mut Page) -> String {
    let code = photograph(page).read().expect("the picture can be read");
    assert_eq!(page.value("The same as text"), code);
    assert!(code.len() <= 150, "{} characters", code.len());
    code
}

fn scans(page: &mut Page, code: &str) {
    page.type_in("Or paste the text of the code", code);
    page.press("Read this text");
}

#[test]
fn two_who_meet_a_newcomer_one_after_the_other_vouch_for_one_key() {
    let (street, [ana, beto, carla, eva], [mut anas, mut betos, _, mut evas]) = with_eva_at_the_door(65);
    for member in [ana, beto, carla] {
        street.part(member, eva);
    }
    street.part(ana, beto);
    evas.press("Show your vouch code");
    evas.sees("Your vouch code");
    let code = vouch_code(&mut evas);
    evas.press("Back");

    anas.press("Meet somebody");
    scans(&mut anas, &code);
    anas.sees("2 more yeses are needed.");
    anas.sees("You vouch for Eva. They come in once enough others have.");
    anas.sees("It takes one of the 10 newcomers for whom you can still vouch this month.");
    anas.press("Vouch for Eva");
    anas.sees("You vouched for Eva.");
    anas.sees("Others still have to meet them.");
    street.meet(ana, beto);

    betos.sees("Vouched for by Ana.");
    betos.press("Meet somebody");
    scans(&mut betos, &code);
    betos.sees("Eva is inside with that");
    betos.press("Let Eva in");
    betos.sees("4 people");
    street.meet(beto, eva);
    evas.sees("Nothing is asked or offered yet.");

    // Met again: her code names a member now, and a member's own page says the same by hand.
    betos.press("Meet somebody");
    scans(&mut betos, &code);
    betos.sees("Eva is a member. You say that you have met again.");
    betos.press("Yes, the words are the same");
    betos.sees("Noted: you have met Eva.");
}

#[test]
fn a_code_that_is_of_no_use_says_why() {
    let street = Street::new(66);
    let (ana, mut anas) = ana_founds(&street);
    let (_, mut betos) = comes_in(&street, ana, &mut anas, "Beto");
    let (_, mut others) = ana_founds(&street);
    others.press("People");
    others.press("Your vouch code");
    let other = vouch_code(&mut others);
    anas.press("Your vouch code");
    let own = vouch_code(&mut anas);
    anas.press("Back");
    anas.press("Show my code");
    let knocking = anas.value("The same as text");
    anas.press("Back");
    betos.press("People");
    betos.press("Your vouch code");
    let betos_code = vouch_code(&mut betos);
    betos.press("Back");
    anas.press("Meet somebody");
    for (code, sentence) in [
        ("good morning", "This is not a vouch code."),
        (
            &other[..other.len() - 3],
            "Part of the code is missing or was read wrongly. Scan or copy it again.",
        ),
        (&other, "This is a code of another circle."),
        (&own, "This is your own code. Scan that of the person before you."),
        (&knocking, "This code is for knocking. Ask for their vouch code."),
    ] {
        scans(&mut anas, code);
        assert_eq!(anas.said_of("Or paste the text of the code"), sentence);
    }
    betos.press("Leave this circle");
    betos.press("Leave");
    scans(&mut anas, &betos_code);
    assert!(anas.said_of("Or paste the text of the code").starts_with("Whoever had this key is no longer"));
}

#[test]
fn whoever_leaves_reads_on_and_forgets_when_they_like() {
    let street = Street::new(67);
    let (ana, mut anas) = ana_founds(&street);
    let (beto, mut betos) = comes_in(&street, ana, &mut anas, "Beto");
    street.part(ana, beto);
    betos.press("People");
    betos.press("Leave this circle");
    betos.sees("Leave “Calle Roble”?");
    betos.sees("What you wrote stays with them.");
    betos.press("Stay");
    betos.press("Leave this circle");
    betos.press("Leave");
    betos.sees("You left this circle");
    betos.sees("As far as this phone knows, nobody has your word yet.");
    assert!(!betos.offers("Ask for something"));
    anas.sees("2 people");
    betos.press("Forget this circle");
    betos.sees("for them you would still be a member");
    betos.press("Keep it");
    street.meet(ana, beto);
    anas.sees("1 person is no longer here");
    anas.press("1 person is no longer here");
    anas.sees("Left of their own accord");
    betos.press("People");
    betos.press("Forget this circle");
    betos.press("Forget it");
    betos.sees("Nothing of it is left on this phone.");
    betos.sees("Welcome, Beto");
}

#[test]
fn whoever_comes_back_is_named_as_who_they_were() {
    let street = Street::new(68);
    let (ana, mut anas) = ana_founds(&street);
    let (_, mut betos) = comes_in(&street, ana, &mut anas, "Beto");
    betos.press("People");
    betos.press("Leave this circle");
    betos.press("Leave");
    betos.press("Forget this circle");
    betos.press("Forget it");
    // A fresh key for those who are left is drawn after a while.
    street.pass(86_400);
    anas.press("Show my code");
    let code = anas.value("The same as text");
    anas.press("Back");
    betos.press("Join one: scan or paste Somebody in it shows you their code.");
    scans(&mut betos, &code);
    betos.press("Knock");
    betos.press("Show your vouch code");
    let code = vouch_code(&mut betos);
    anas.press("Meet somebody");
    scans(&mut anas, &code);
    anas.sees("Was this person here before?");
    anas.choose("Beto");
    anas.press("Let Beto in");
    anas.press_like("Beto");
    anas.sees("Was here before as Beto.");
}

#[test]
fn a_room_full_of_people_becomes_a_circle() {
    let street = Street::new(69);
    let (ana, mut anas) = ana_founds(&street);
    anas.press("People");
    anas.press("Founding meeting");
    anas.press("Begin");
    anas.sees("Nobody yet");
    assert!(!anas.offers("All are here: close the list"));
    let mut pages = Vec::new();
    for name in ["Beto", "Carla", "Dora"] {
        let code = photograph(&mut anas).read().expect("the picture can be read");
        let (phone, mut page) = reads_code(&street, name, &code);
        page.press("Knock");
        street.meet(ana, phone);
        page.sees("You are on the list.");
        pages.push(page);
    }
    anas.sees("3 people on the list");
    anas.press("All are here: close the list");
    anas.sees("0 of 3 have confirmed; 2 are needed.");
    for page in &mut pages[..2] {
        page.sees("are these the people in the room?");
        page.sees("Dora");
        page.press("I am here, and so are these");
    }
    for page in &mut pages {
        page.sees("Nothing is asked or offered yet.");
    }
    anas.press("Back");
    anas.sees("4 people");
}
