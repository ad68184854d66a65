//! How a circle is lived in: it begins, people are vouched for, somebody is asked to go and goes, somebody leaves.

use tequio_core::Command;

use crate::{
    stage::{Stage, free_address},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

const CIRCLE: &str = "Calle Roble";
const REASONS: &str = "She sold the ladder that is everybody's.";
const ANSWER: &str = "I lent it to the school.";

/// Ana, Beto and Eva have windows; Carla's phone has none.
#[test]
fn two_vouch_for_a_newcomer_whom_three_of_four_ask_to_go_and_another_leaves() {
    let name = "two_vouch_for_a_newcomer_whom_three_of_four_ask_to_go_and_another_leaves";
    let Some(stage) = Stage::set(name) else { return };
    let street = free_address();
    let address = street.to_string();
    let beside_ana = ["--listen", "127.0.0.1:0", "--neighbour", &address];

    let ana = stage.open("Ana", &["--listen", &address]);
    says_a_name(&ana, "Ana");
    founds(&ana, CIRCLE);
    ana.press("People");
    ana.press("Rules");
    ana.sees("2 members who have met a newcomer vouch for them");
    ana.back();

    // As long as there are fewer than three, one yes is enough.
    let beto = stage.open("Beto", &beside_ana);
    says_a_name(&beto, "Beto");
    knocks(&beto, &ana);
    ana.press("Let Beto in");
    beto.sees("Nothing is asked or offered yet.");
    ana.press("Show my code");
    let code = ana.value_of("The same as text");
    ana.back();
    let mut carla = stage.neighbour("Carla", None, Some(street));
    carla.knocks(&code);
    ana.press("Let Carla in");
    carla.is_inside();

    // A fourth needs two. Each scans Eva's own code from her screen, so that both vouch for one key.
    let eva = stage.open("Eva", &beside_ana);
    says_a_name(&eva, "Eva");
    knocks(&eva, &ana);
    ana.sees("2 more yeses are needed.");
    eva.press("Show your vouch code");
    let photo = eva.photo_with(ENGLISH.say("code-picture"));
    eva.back();
    meets(&ana, &photo);
    ana.sees("You vouch for Eva. They come in once enough others have.");
    ana.press("Vouch for Eva");
    ana.sees("You vouched for Eva.");
    ana.sees("Others still have to meet them.");
    eva.sees("You are knocking");
    beto.press("People");
    beto.sees("Vouched for by Ana.");
    meets(&beto, &photo);
    beto.sees("Eva is inside with that");
    beto.press("Let Eva in");
    eva.sees("Nothing is asked or offered yet.");
    beto.sees("4 people");

    // A seat comes when more than half of the others have written something since.
    beto.press("Eva");
    beto.sees(ENGLISH.say("say-not-yet"));
    carla.does(Command::Rename { name: "Carla".to_owned() });
    beto.sees(ENGLISH.say("say-seat"));

    beto.press("Move that they be removed");
    beto.sees("Remove Eva?");
    beto.type_into("Your reasons", REASONS);
    beto.press("Make the motion");
    beto.sees("1 of 4 seats have signed; 3 are needed.");
    beto.sees("Eva has not answered yet.");
    eva.press("People");
    eva.press("Motions");
    eva.press("Remove Eva");
    eva.sees(REASONS);
    eva.sees("It is about you, so you cannot sign it; you can answer.");
    eva.press("Answer");
    eva.type_into("Your answer", ANSWER);
    eva.press("Answer for all to read");
    eva.sees(ENGLISH.say("motion-answered"));
    ana.press(&ENGLISH.one("motions-mine"));
    ana.sees(REASONS);
    ana.sees(ANSWER);
    ana.press("Sign");
    ana.sees("A signature cannot be taken back.");
    ana.press("I sign it");
    ana.sees("2 of 4 seats have signed; 3 are needed.");
    let motion = carla.open_motion();
    carla.does(Command::Support { motion });
    for phone in [&ana, &beto] {
        phone.sees("In force");
        phone.sees("3 of 4 seats have signed; 3 were needed.");
    }

    // Whoever was removed reads why, and gets nothing new.
    eva.sees("In force");
    eva.back();
    eva.sees(ENGLISH.say("motions-lead"));
    eva.back();
    eva.sees(ENGLISH.say("outside-removed"));
    assert!(!eva.has("Show my code") && !eva.has(ENGLISH.say("leave-way")));
    ana.back();
    ana.sees("3 people");
    ana.press("1 person is no longer here");
    ana.sees(ENGLISH.say("gone-removed"));
    ana.back();

    // Leaving needs nobody's yes.
    beto.back();
    beto.sees(ENGLISH.say("person-gone"));
    beto.back();
    beto.press(ENGLISH.say("leave-way"));
    beto.sees("Leave “Calle Roble”?");
    beto.press("Leave");
    beto.sees(ENGLISH.say("outside-left"));
    ana.sees("2 people");
    ana.press("2 people are no longer here");
    ana.sees(ENGLISH.say("gone-left"));
    beto.sees("Ana has your word.");
    beto.press("Forget this circle");
    beto.press("Forget it");
    beto.sees("Welcome, Beto");
    assert!(!beto.has(CIRCLE));
}

/// The first circle of somebody who stands at its two doors.
pub fn founds(phone: &Window<'_>, circle: &str) {
    phone.press("Start a circle");
    phone.sees("How do people come in?");
    phone.type_into("Name of the circle", circle);
    phone.press("Start the circle");
    phone.sees("Nothing is asked or offered yet.");
}

/// Whoever stands at the two doors reads the picture on a member's screen, who is at the people and stays there.
pub fn knocks(newcomer: &Window<'_>, member: &Window<'_>) {
    member.press("Show my code");
    let photo = member.photo_with(ENGLISH.say("code-picture"));
    member.back();
    newcomer.press("Join one: scan or paste");
    newcomer.choose_photo("Read from a photo", &photo);
    newcomer.press("Knock");
    newcomer.sees("You are knocking");
}

fn meets(member: &Window<'_>, photo: &std::path::Path) {
    member.press(ENGLISH.say("vouch-scan-title"));
    member.choose_photo("Read from a photo", photo);
    member.sees(ENGLISH.say("vouch-before-title"));
}
