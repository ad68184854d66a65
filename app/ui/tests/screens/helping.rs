//! One ask from the first word to the last: Ana asks, Beto takes it on, she says yes with a note that Carla
//! carries and cannot read, and both say that it is done.

use tequio_core::{
    Command,
    event::{Direction, Kind, Posting, Urgency},
};

use crate::{
    first_minutes::{ana_founds, comes_in},
    page::Page,
    street::Street,
};

const ASK: &str = "Carry a wardrobe to the third floor";

/// Ana, Beto and Carla in one circle, all near each other.
pub fn three(seed: u64) -> (Street, [usize; 3], [Page; 3]) {
    let street = Street::new(seed);
    let (ana, mut anas) = ana_founds(&street);
    let (beto, betos) = comes_in(&street, ana, &mut anas, "Beto");
    let (carla, carlas) = comes_in(&street, ana, &mut anas, "Carla");
    street.meet(beto, carla);
    anas.press("Aid");
    (street, [ana, beto, carla], [anas, betos, carlas])
}

/// Ana asks. Leaves her at the new post.
pub fn asks(page: &mut Page, title: &str) {
    let empty = page.offers("Ask for something");
    page.press(if empty { "Ask for something" } else { "Ask" });
    page.type_in("In one line", title);
    page.type_in("Anything else to know", "It is heavy, and the stairs are narrow.");
    page.choose("Driving, carrying");
    page.choose("Now");
    page.type_in("Roughly where", "by the fountain");
    page.press("Until when, how many, for whom");
    page.choose("Tomorrow");
    page.type_in("For somebody else?", "my neighbour, 82");
    page.press("Put it on the board");
}

#[test]
fn an_ask_is_helped_and_the_note_is_for_one_person_alone() {
    let (_street, _, [mut anas, mut betos, mut carlas]) = three(10);
    asks(&mut anas, ASK);
    anas.sees("It is on the board.");
    anas.sees(ASK);
    anas.sees("2 neighbours have it.");
    anas.sees("for my neighbour, 82");

    betos.sees(ASK);
    betos.press(ASK);
    betos.sees("It is heavy, and the stairs are narrow.");
    betos.press("I take this on");
    betos.sees("Waits for a yes from Ana.");
    betos.sees("Seen by Ana.");

    anas.sees("Beto would take it on.");
    anas.press("Say yes to Beto");
    anas.sees("Sealed: only Beto and you can read it.");
    anas.type_in("What only your helper should know", "Door 4, ring twice");
    anas.press("Say yes to Beto");
    anas.sees("Agreed.");
    anas.sees("Door 4, ring twice");

    betos.sees("Door 4, ring twice");
    betos.sees("Ana said yes to Beto.");
    betos.press("Write a note");
    betos.type_in("Your note", "I come at six");
    betos.press("Seal and send");
    anas.sees("I come at six");

    carlas.press(ASK);
    carlas.sees("Ana said yes to Beto.");
    carlas.sees_no("Door 4, ring twice");
    carlas.sees_no("I come at six");
    assert!(!carlas.offers("I take this on"), "the one place is filled");

    betos.press("It is done");
    betos.sees("Beto says it is done; Ana has not said so yet.");
    anas.press("It is done");
    anas.sees("Done, both say.");
    anas.press("Back");
    anas.sees("Done and over");
}

#[test]
fn what_goes_further_is_said_on_the_way() {
    let (street, [ana, beto, carla], [mut anas, mut betos, _]) = three(11);
    street.part(ana, beto);
    street.part(ana, carla);
    asks(&mut anas, ASK);
    anas.sees("Kept on this phone. Nobody else has it yet.");
    betos.sees("Nothing is asked or offered yet.");
    anas.press("Back");
    // Links need a moment at the start; until then nobody knows.
    anas.sees_no("Nobody is near.");
    street.pass(5);
    anas.sees("Nobody is near.");
    street.meet(ana, beto);
    anas.sees("neighbour");
    betos.sees(ASK);
    street.pass(180);
    betos.sees("3 minutes ago");
}

#[test]
fn every_way_out_is_there() {
    let (_street, _, [mut anas, mut betos, _]) = three(12);
    asks(&mut anas, ASK);

    // Beto changes his mind, twice.
    betos.press(ASK);
    betos.press("I take this on");
    betos.press("Take my yes back");
    betos.sees("Taken back.");
    betos.press("Undo");
    betos.sees("Waits for a yes from Ana.");

    // After the yes only a word calls it off.
    anas.press("Say yes to Beto");
    anas.press("Say yes to Beto");
    betos.press("Call it off");
    betos.press("Call it off");
    assert_eq!(betos.said_of("A word to the others"), "A word to the others is needed.");
    betos.type_in("A word to the others", "My back hurts, sorry");
    betos.press("Call it off");
    anas.sees("My back hurts, sorry");

    // And the ask itself can be taken back, or called off.
    asks_and_withdraws(&mut anas);
    betos.press("Back");
    betos.press("Done and over: 1");
    betos.sees("Taken back");
    // Nobody can help with what was taken back: of the two posts one has a place.
    assert_eq!(betos.text().matches("place free").count(), 1);
}

fn asks_and_withdraws(page: &mut Page) {
    page.press("Back");
    asks(page, "Water the plants");
    page.press("Take it back");
    page.sees("Take it back?");
    page.press("Keep it");
    page.press("Take it back");
    page.press("Take it back");
    page.sees("Ana took it back.");
    page.press("Back");
}

#[test]
fn the_board_shows_what_one_looks_for() {
    let (_street, _, [mut anas, mut betos, _]) = three(13);
    asks(&mut anas, ASK);
    betos.press("Offer");
    betos.type_in("In one line", "Soup every Friday");
    betos.press("Until when, for how many");
    betos.type_in("For how many people", "6");
    betos.press("Put the offer on the board");
    betos.press("Back");
    betos.sees("0 of 6 found");

    betos.choose("Asks");
    betos.sees(ASK);
    betos.sees_no("Soup every Friday");
    betos.choose("Offers");
    betos.sees_no(ASK);
    betos.choose("Mending");
    betos.sees("Nothing here fits what you chose above.");
    betos.choose("Every kind");
    betos.choose("All");
    betos.sees(ASK);
    betos.choose("Mine");
    betos.sees_no(ASK);
}

#[test]
fn a_long_board_is_drawn_piece_by_piece_and_what_is_over_lies_folded() {
    let (street, [ana, ..], [_, mut betos, _]) = three(18);
    let posting = |n: usize, kind| Posting {
        direction: Direction::Ask,
        title: format!("Ask {n:02}."),
        words: String::new(),
        kind,
        urgency: Urgency::Soon,
        area: String::new(),
        until: None,
        helpers: 1,
        for_someone: None,
    };
    let posts: Vec<_> = (0..110)
        .map(|n| street.perform(ana, Command::Post(posting(n, if n < 40 { Kind::Food } else { Kind::Care }))))
        .collect();
    for post in posts.iter().take(35).flatten() {
        street.perform(ana, Command::Withdraw { post: *post });
    }
    let cards = |page: &mut Page| page.html().matches("<article").count();
    // Somebody waits for the first of them; the others come a moment later.
    let mut anas = Page::open(street.host(ana));
    assert_eq!(cards(&mut anas), 4);
    street.pass(1);
    anas.settle();
    anas.sees("Show more: 65 are left");
    assert_eq!(cards(&mut anas), 10);
    anas.sees("Ask 109.");
    anas.press("Show more: 65 are left");
    assert_eq!(cards(&mut anas), 40);
    anas.press("Show more: 35 are left");
    anas.press("Show more: 5 are left");
    assert_eq!(cards(&mut anas), 75);
    anas.sees_no("Show more");
    anas.sees_no("Ask 34.");
    anas.press("Done and over: 35");
    assert_eq!(cards(&mut anas), 85);
    anas.sees("Ask 34.");
    anas.press("Show more: 25 are left");
    assert_eq!(cards(&mut anas), 110);
    anas.press("Done and over: 35");
    assert_eq!(cards(&mut anas), 75);

    // Whoever reads a post finds the board as long as it was.
    anas.press("Ask 50.");
    anas.press("Back");
    assert_eq!(cards(&mut anas), 75);

    // What is filtered out is not counted.
    betos.choose("Food");
    street.pass(1);
    betos.settle();
    assert_eq!(cards(&mut betos), 5);
    betos.sees("Done and over: 35");
    betos.sees_no("Show more");
    betos.choose("Mine");
    betos.sees("Nothing here fits what you chose above.");
    betos.sees_no("Done and over");
}

#[test]
fn near_me_shows_whose_phone_is_linked_and_what_is_where_one_is() {
    let (street, [ana, beto, carla], [mut anas, mut betos, mut carlas]) = three(15);
    asks(&mut anas, ASK);
    carlas.press("Ask");
    carlas.type_in("In one line", "Water the plants");
    carlas.type_in("Roughly where", "Álamos, at the corner");
    carlas.press("Put it on the board");

    // Both are near at first, then Carla alone.
    betos.choose("Near me");
    betos.sees(ASK);
    betos.sees("Water the plants");
    street.part(ana, beto);
    betos.sees_no(ASK);
    betos.sees("Water the plants");

    // With nobody near, the phone has to be told where it is.
    street.part(beto, carla);
    betos.sees("tell it roughly where you are");
    betos.press("Set my area");
    betos.sees("It never leaves this phone.");
    betos.type_in("My area", "los alamos");
    betos.press("Keep");
    betos.sees("Kept on this phone alone.");
    betos.press("Back");
    betos.sees_no(ASK);
    betos.sees("Water the plants");

    // The choice stays while a post is read, and the area while the phone is off.
    betos.press("Water the plants");
    betos.press("Back");
    betos.sees_no(ASK);
    betos.choose("Offers");
    betos.sees("Nothing near you is asked or offered now.");
    betos.press("Change my area");
    assert_eq!(betos.value("My area"), "los alamos");
    street.restart(beto);
    let mut betos = Page::open(street.host(beto));
    betos.press("Settings");
    assert_eq!(betos.value("My area"), "los alamos");
    betos.type_in("My area", "");
    betos.press("Keep");
    betos.sees("Your area is forgotten.");
    assert!(!street.kept_keys(beto).contains(&"setting/area".to_owned()));
}

#[test]
fn near_me_is_not_offered_where_it_can_tell_nothing() {
    let street = Street::new(16);
    let (_, mut anas) = ana_founds(&street);
    anas.press("Ask for something");
    anas.type_in("In one line", "Soup for three");
    anas.press("Put it on the board");
    anas.press("Back");
    anas.sees("Mine");
    anas.sees_no("Near me");
    asks(&mut anas, ASK);
    anas.press("Back");
    anas.sees("Near me");
}

#[test]
fn a_post_is_hidden_on_one_phone_and_shown_again() {
    let (_street, _, [mut anas, mut betos, _]) = three(14);
    asks(&mut anas, ASK);
    betos.press(ASK);
    betos.press("Hide on this phone");
    betos.sees("Hidden on this phone.");
    betos.press("Back");
    betos.sees("1 post is hidden on this phone");
    betos.press("Undo");
    betos.sees(ASK);
    anas.sees(ASK);
}

#[test]
fn hidden_posts_stand_on_a_list_of_their_own_until_they_are_shown_again() {
    let (_street, _, [mut anas, mut betos, _]) = three(17);
    for title in [ASK, "Water the plants", "Feed the cat"] {
        asks(&mut anas, title);
        anas.press("Back");
    }
    for title in [ASK, "Water the plants", "Feed the cat"] {
        betos.press(title);
        betos.press("Hide on this phone");
        betos.press("Back");
    }
    betos.close_message();
    betos.sees("Everything here is hidden on this phone.");
    betos.press("3 posts are hidden on this phone");
    betos.sees("These are hidden on this phone alone.");
    // The core orders them as the board does: the youngest of what is urgent comes first.
    betos.press("Show it again");
    betos.sees_no("Feed the cat");
    betos.press("Undo");
    betos.sees("Feed the cat");
    betos.press("Show it again");
    betos.press(ASK);
    betos.press("Show it again");
    betos.press("Back");
    betos.sees_no(ASK);
    betos.press("Back");
    betos.sees(ASK);
    betos.sees("Feed the cat");
    betos.sees_no("Water the plants");

    betos.press("1 post is hidden on this phone");
    betos.press("Show it again");
    betos.sees("Nothing is hidden on this phone.");
    betos.press("To the board");
    betos.sees("Water the plants");
    betos.sees_no("hidden on this phone");
}
