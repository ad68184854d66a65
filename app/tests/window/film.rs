//! What is too long for one code: Ana's screen shows pictures that follow each other, Beto photographs them one by one.

use crate::{
    circle::{founds, knocks},
    everybody::are_welcome_at,
    stage::{Stage, free_address, until},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

/// More than any of these things needs.
const PICTURES_MAX: usize = 40;
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
    are_welcome_at(&ana, "film");
    beto.sees("Nothing is asked or offered yet.");
    beto.press("People");
    beto.press("Scan a code");
    reads_film(&beto, &ana, "Taken in.");
    beto.back();
    beto.press("Aid");
    beto.sees(TITLE);
}

/// Whoever shows holds each picture still, whoever reads photographs it, until this is told.
pub fn reads_film(reader: &Window<'_>, shows: &Window<'_>, told: &str) {
    shows.press(ENGLISH.say("film-hold"));
    for count in 1..PICTURES_MAX {
        let photo = shows.photo_with(ENGLISH.say("film-picture"));
        reader.choose_photo("Read from a photo", &photo);
        let one_more = format!("{count} of about ");
        let seen = until(|| {
            let is_told = reader.has(told);
            (is_told || reader.has(&one_more)).then_some(is_told)
        });
        match seen {
            Some(true) => return,
            Some(false) => shows.press(ENGLISH.say("film-next")),
            None => panic!("picture {count} is not read"),
        }
    }
    panic!("{PICTURES_MAX} pictures do not give it back");
}
