//! A phone is lost: two guardians help its owner back on a new one, a member says who it is, and days pass. Or it is not
//! lost at all, and says so.

use crate::{
    circle::{founds, knocks},
    contacts::become_contacts,
    everybody::are_welcome_at,
    film::reads_film,
    stage::{Stage, free_address},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

const CIRCLE: &str = "Calle Roble";
const BEFORE: &str = "Soup for three on Friday";
const AFTER: &str = "Two chairs for Sunday";
const LATER: &str = "A piano, to be fetched";
/// A day more than the rules ask for at first.
const WAITED: &str = "691200";

#[test]
fn guardians_bring_somebody_back_on_a_new_phone_with_name_and_history() {
    let name = "guardians_bring_somebody_back_on_a_new_phone_with_name_and_history";
    let Some(stage) = Stage::set(name) else { return };
    let [street, betos] = [free_address(), free_address()].map(|address| address.to_string());
    let beto_listens = ["--listen", &betos, "--neighbour", &street];
    let beside_both = ["--listen", "127.0.0.1:0", "--neighbour", &street, "--neighbour", &betos];

    let [ana, beto, carla] = guarded(&stage, &["--listen", &street], &beto_listens, &beside_both);
    ana.kill();
    let new = stage.open("New", &beside_both);
    is_helped_and_knocks(&new, &beto, &carla);
    beto.press("Ana is before me");
    beto.sees("Seen and helped by Beto.");
    beto.sees("7 more days.");
    are_welcome_at(&beto, "people-coming-back");
    leaves_contacts(&carla);
    carla.sees("Somebody waits for their new phone");
    carla.press("Somebody waits for their new phone");
    carla.sees("Seen and helped by Beto.");
    assert!(new.has("You are knocking"), "nothing is hers before the days are over");

    // Eight days, in which her old phone says nothing: two of three write, and it is later for the circle.
    for phone in [beto, carla, new] {
        phone.kill();
    }
    let beto = later(&stage, "Beto", &beto_listens);
    let carla = later(&stage, "Carla", &beside_both);
    let new = later(&stage, "New", &beside_both);
    new.sees("You are knocking");
    are_welcome_at(&new, "coming-back");
    two_write(&beto, &carla);
    new.sees(BEFORE);
    new.sees(AFTER);
    is_ana_again(&new);
    beto.press("People");
    beto.sees("3 people");
    beto.sees_no_more("Says that they come back");
    // She speaks as Ana, in what began before her phone was lost.
    new.press("Aid");
    new.press(BEFORE);
    new.press("Take it back");
}

/// Somebody has talked both guardians into it, while Ana sits on her balcony.
#[test]
fn whoever_was_not_lost_at_all_objects_in_time_and_stays_who_they_are() {
    let name = "whoever_was_not_lost_at_all_objects_in_time_and_stays_who_they_are";
    let Some(stage) = Stage::set(name) else { return };
    let [street, betos] = [free_address(), free_address()].map(|address| address.to_string());
    let beto_listens = ["--listen", &betos, "--neighbour", &street];
    let beside_both = ["--listen", "127.0.0.1:0", "--neighbour", &street, "--neighbour", &betos];

    let [ana, beto, carla] = guarded(&stage, &["--listen", &street], &beto_listens, &beside_both);
    let new = stage.open("New", &beside_both);
    is_helped_and_knocks(&new, &beto, &carla);
    beto.press("Ana is before me");
    // On whatever page of the circle she is next, it stands above all else; and one press is enough.
    ana.back();
    ana.sees(ENGLISH.say("impostor-title"));
    ana.sees("Seen and helped by Beto.");
    ana.sees("In 7 days a new phone takes your place, and this one is cut off.");
    ana.press(ENGLISH.say("object-button"));
    ana.sees(ENGLISH.say("objected"));
    ana.sees_no_more(ENGLISH.say("impostor-title"));
    beto.sees_no_more("7 more days.");
    ana.press("People");
    ana.sees("3 people");

    // The days pass, and nothing comes of it.
    for phone in [ana, beto, carla, new] {
        phone.kill();
    }
    let ana = later(&stage, "Ana", &["--listen", &street]);
    let beto = later(&stage, "Beto", &beto_listens);
    let carla = later(&stage, "Carla", &beside_both);
    let new = later(&stage, "New", &beside_both);
    two_write(&beto, &carla);
    new.sees("You are knocking");
    assert!(!new.has(BEFORE) && !new.has(AFTER));
    ana.sees(LATER);
    ana.press(BEFORE);
    ana.press("Take it back");
    beto.press("People");
    beto.sees("3 people");
    assert!(!beto.has("waits for their new phone"));
}

/// Ana, Beto and Carla in one circle, and the two are her guardians. She has put something on the board, and they are at
/// her card.
fn guarded<'s>(stage: &'s Stage, anas: &[&str], betos: &[&str], carlas: &[&str]) -> [Window<'s>; 3] {
    let ana = stage.open("Ana", anas);
    says_a_name(&ana, "Ana");
    founds(&ana, CIRCLE);
    ana.press("People");
    let beto = stage.open("Beto", betos);
    let carla = stage.open("Carla", carlas);
    for (phone, name) in [(&beto, "Beto"), (&carla, "Carla")] {
        says_a_name(phone, name);
        knocks(phone, &ana);
        ana.press(&format!("Let {name} in"));
        phone.sees("Nothing is asked or offered yet.");
        phone.press("People");
    }
    for phone in [&ana, &beto, &carla] {
        phone.press("My contacts");
    }
    for (phone, name) in [(&beto, "Beto"), (&carla, "Carla")] {
        become_contacts((&ana, "Ana"), (phone, name));
        ana.back();
        ana.sees(name);
        phone.sees("Near");
    }

    ana.press("Guardians");
    ana.sees("Beto");
    are_welcome_at(&ana, "guardians");
    ana.press("Beto");
    ana.press("Carla");
    ana.sees("Fewer than 2 learn nothing and can do nothing.");
    ana.press("Choose these 2 guardians");
    ana.sees("Beto, Carla. 2 of 2 are needed.");
    are_welcome_at(&ana, "guardians-chosen");
    ana.back();
    ana.sees(ENGLISH.say("contacts-apart"));
    ana.back();
    ana.press("Aid");
    ana.press("Ask for something");
    ana.type_into("In one line", BEFORE);
    ana.press("Put it on the board");
    ana.sees("2 neighbours have it.");
    for phone in [&beto, &carla] {
        phone.sees("Help Ana back");
    }
    [ana, beto, carla]
}

/// The new phone holds nothing; with each answer of a guardian it comes closer.
fn is_helped_and_knocks(new: &Window<'_>, beto: &Window<'_>, carla: &Window<'_>) {
    says_a_name(new, "Ana");
    new.press(ENGLISH.say("return-way"));
    new.sees(ENGLISH.say("return-none-yet"));
    are_welcome_at(new, "return-asking");
    let picture = ENGLISH.say("code-picture");
    let asks = new.photo_with(picture);
    for (phone, told) in [(beto, "One more guardian is needed."), (carla, ENGLISH.say("return-enough"))] {
        phone.press("Help Ana back");
        phone.choose_photo("Read from a photo", &asks);
        phone.sees("Is this really Ana before you?");
        phone.press("Yes, Ana is before me");
        phone.sees("It holds your part");
        are_welcome_at(phone, "help-back");
        reads_film(new, phone, told);
    }

    // To her circle she knocks like anybody; what she holds says whom she continues.
    leaves_contacts(beto);
    beto.press("Show my code");
    let photo = beto.photo_with(picture);
    beto.back();
    new.press("Scan a code");
    new.choose_photo("Read from a photo", &photo);
    new.press("Knock");
    beto.sees("Says that they come back as Ana");
    assert!(!beto.has("Let Ana in") && !beto.has("Vouch for Ana"));
}

/// The phone of this name, eight days after.
fn later<'s>(stage: &'s Stage, name: &str, words: &[&str]) -> Window<'s> {
    stage.open(name, &[words, &["--clock-offset", WAITED]].concat())
}

/// What they write says how late it is in the circle.
fn two_write(beto: &Window<'_>, carla: &Window<'_>) {
    for (phone, title) in [(carla, AFTER), (beto, LATER)] {
        phone.sees(BEFORE);
        phone.press("Ask");
        phone.type_into("In one line", title);
        phone.press("Put it on the board");
        phone.sees(" wrote it.");
        phone.back();
    }
}

/// Not a fourth person: the one who was here.
fn is_ana_again(new: &Window<'_>) {
    new.press("People");
    new.sees("3 people");
    new.press("Your phones here");
    new.sees(ENGLISH.say("device-here"));
    new.sees(ENGLISH.say("device-cut"));
    new.back();
}

/// From the answer to a code, past the card and all contacts, to the people.
fn leaves_contacts(guardian: &Window<'_>) {
    for place in ["What you call them", ENGLISH.say("contacts-apart"), "Show my code"] {
        guardian.back();
        guardian.sees(place);
    }
}
