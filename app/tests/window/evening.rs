//! A founding meeting: a room full of people becomes a circle, by one scan each and each one's word for the others.

use crate::{
    circle::founds,
    stage::{Stage, free_address},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

#[test]
fn whoever_is_in_one_room_scans_one_code_says_who_is_here_and_all_are_inside() {
    let name = "whoever_is_in_one_room_scans_one_code_says_who_is_here_and_all_are_inside";
    let Some(stage) = Stage::set(name) else { return };
    let address = free_address().to_string();
    let beside_ana = ["--listen", "127.0.0.1:0", "--neighbour", &address];
    let say = |key| ENGLISH.say(key);

    let ana = stage.open("Ana", &["--listen", &address]);
    says_a_name(&ana, "Ana");
    founds(&ana, "Calle Roble");
    ana.press("People");
    ana.press(say("evening-title"));
    ana.press(say("evening-begin"));
    ana.sees(say("evening-show"));

    // One after the other; each photographs what stands there then.
    let mut guests: Vec<Window<'_>> = Vec::new();
    for name in ["Beto", "Carla", "Dora"] {
        let guest = stage.open(name, &beside_ana);
        says_a_name(&guest, name);
        let photo = ana.photo_with(say("code-picture"));
        guest.press("Join one: scan or paste");
        guest.choose_photo("Read from a photo", &photo);
        guest.press("Knock");
        guest.sees(say("evening-here"));
        guest.sees(say("evening-wait"));
        ana.sees(name);
        guests.push(guest);
    }
    ana.sees("3 people on the list");
    ana.press(say("evening-close"));
    ana.sees("0 of 3 have confirmed; 2 are needed.");

    // Everybody sees the same names; two of three are more than half.
    let (last, first) = guests.split_last().expect("three came");
    for guest in first {
        guest.sees(say("evening-look"));
        for name in ["Beto", "Carla", "Dora"] {
            guest.sees(name);
        }
        guest.press(say("evening-yes"));
    }
    for guest in first.iter().chain([last]) {
        guest.sees("Nothing is asked or offered yet.");
        guest.press("People");
        guest.sees("4 people");
    }
    ana.back();
    ana.sees("4 people");
    // It was the circle's beginning, and is over.
    ana.sees_no_more(say("evening-title"));
}
