//! What is too long for one code: Ana's screen shows pictures that follow each other, Beto photographs them one by one.

use crate::{
    circle::{founds, knocks},
    stage::{Stage, free_address, until},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

const TITLE: &str = "A ladder, until Sunday";

#[test]
fn a_post_goes_from_screen_to_screen_where_no_radio_reaches() {
    let name = "a_post_goes_from_screen_to_screen_where_no_radio_reaches";
    let Some(stage) = Stage::set(name) else { return };
    let address = free_address().to_string();
    let ana = stage.open("Ana", &["--listen", &address]);
    says_a_name(&ana, "Ana");
    founds(&ana, "Calle Roble");
    ana.press("People");
    let beto = stage.open("Beto", &["--listen", "127.0.0.1:0", "--neighbour", &address]);
    says_a_name(&beto, "Beto");
    knocks(&beto, &ana);
    ana.press("Let Beto in");
    beto.sees("Nothing is asked or offered yet.");
    // From here on no link leads from one to the other.
    beto.kill();
    let beto = stage.open("Beto", &["--listen", "127.0.0.1:0"]);
    ana.press("Aid");
    ana.press("Ask for something");
    ana.type_into("In one line", TITLE);
    ana.press("Put it on the board");
    ana.press(ENGLISH.say("letter-way"));
    ana.sees(ENGLISH.say("letter-title"));
    beto.sees("Nothing is asked or offered yet.");
    beto.press("People");
    beto.press("Scan a code");
    reads_film(&beto, &ana, "Taken in.");
    beto.press("Back");
    beto.press("Aid");
    beto.sees(TITLE);
}

/// Photographs one picture after the other, whichever stands there, until this is told.
pub fn reads_film(reader: &Window<'_>, shows: &Window<'_>, told: &str) {
    let mut photos = 0;
    let whole = until(|| {
        let photo = shows.photo_with(ENGLISH.say("film-picture"));
        reader.choose_photo("Read from a photo", &photo);
        photos += 1;
        reader.has(told).then_some(())
    });
    assert!(whole.is_some(), "{photos} photos do not give it back");
}
