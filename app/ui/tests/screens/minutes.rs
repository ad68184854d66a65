//! What is left of a meeting, on the screens: minutes that are read, signed and spoken beside, a record that goes out,
//! the room on a big screen, and what hands change besides.

use crate::{meeting::room, page::Page, street::Street};

/// Ana and Beto, who have a seat, agree, and Ana closes the meeting. Leaves all three in the room.
pub fn decides_and_ends(street: &Street, pages: &mut [Page; 3]) {
    let [anas, betos, carlas] = pages;
    anas.press("Open a vote");
    anas.type_in("What is the question?", "Do we paint the door?");
    anas.press("Open it");
    anas.choose_like("I agree");
    anas.press("Cast it");
    betos.press("Do we paint the door?");
    betos.choose_like("I agree");
    betos.press("Cast it");
    betos.press("Back");
    crate::voting::waits(street, &mut [anas, betos, carlas]);
    anas.press("Back");
    anas.press("I facilitate");
    anas.press("Close the meeting");
    for page in [anas, betos, carlas] {
        page.sees("The meeting is over");
    }
}

#[test]
fn minutes_are_read_signed_and_spoken_beside_and_the_record_goes_out() {
    let (street, _, mut pages) = room(99);
    decides_and_ends(&street, &mut pages);
    let [mut anas, mut betos, mut carlas] = pages;
    let read = |page: &mut Page| {
        page.press("Read the minutes");
        for words in [
            "3 were there; 2 had a seat.",
            "Ana facilitated.",
            "The well",
            "Adopted",
            "2 of 2 have cast a ballot",
        ] {
            page.sees(words);
        }
    };
    for page in [&mut anas, &mut betos, &mut carlas] {
        read(page);
        page.sees("Nobody has signed them yet.");
    }
    anas.press("I have read them: sign");
    betos.press("I have read them: sign");
    carlas.type_in("What is missing, or wrong?", "The feast was not talked about.");
    carlas.press("Say it beside them");
    for page in [&mut anas, &mut betos, &mut carlas] {
        page.sees("Ana, Beto");
        page.sees("The feast was not talked about.");
    }
    assert!(!anas.offers("I have read them: sign") && carlas.offers("I have read them: sign"));
    // The street's own host checks what is written as anybody would.
    carlas.press("Write the record");
    carlas.sees("Written: /");
    anas.press("Do we paint the door?");
    anas.sees("Read all 2 ballots");
}

#[test]
fn the_room_is_shown_on_a_big_screen_until_whoever_shows_it_ends_it() {
    let (_street, _, [mut anas, ..]) = room(90);
    anas.press("Show on a big screen");
    anas.sees("How anybody voted is not on it before a vote is closed.");
    anas.press("Show the room");
    anas.sees("http://192.168.1.7:8080/abcdefghijklmnop");
    anas.press("Close");
    anas.press("It is on a big screen");
    anas.press("End it");
    anas.sees("Show on a big screen");
}

#[test]
fn hands_move_a_point_and_name_who_facilitates() {
    let (_street, _, [mut anas, mut betos, mut carlas]) = room(91);
    betos.press("Move it");
    betos.sees("The well");
    betos.press("Show of hands: place 2");
    anas.sees("Beto asks for a show of hands");
    anas.press("For it");
    carlas.sees("Passed:");
    carlas.press("Propose somebody else");
    carlas.sees("More than half of all who are here decide by showing hands.");
    carlas.press("Show of hands: Beto");
    anas.press("For it");
    betos.sees("says whose turn it is and when it goes on.");
    betos.press("Minutes so far");
    betos.sees("Beto facilitated.");
    betos.sees("The meeting goes on: more may come.");
    assert!(!betos.offers("I have read them: sign"), "what may still change is not signed");
}
