//! Every screen once, as a page: for what a screen reader needs, and to be looked at.
//!
//! With `TEQUIO_PAGES=<folder>` each screen is written there as a file that any browser opens.

use tequio_core::{Command, count::Method};
use tequio_ui::CSS;

use crate::{
    belonging::with_eva_at_the_door,
    deciding::{BENCH, TEXT, amends, proposes},
    first_minutes::{ana_founds, photograph, reads_code},
    helping::{asks, three},
    lending::{brings, room_with_card, shows_card},
    meeting::{opens, room},
    minutes::decides_and_ends,
    page::Page,
    street::Street,
    voting,
};

/// A written page has only names for what a field holds at first; a browser wants the things themselves.
const FIRST_VALUES: &str = "
for (const field of document.querySelectorAll('[initial_value]')) field.value = field.getAttribute('initial_value');
for (const box of document.querySelectorAll('[initial_checked^=true]')) box.checked = true;
for (const option of document.querySelectorAll('[initial_selected^=true]')) option.selected = true;
";

/// Looks at a screen under a name.
fn look(name: &str, page: &mut Page) {
    if !name.ends_with("-told") {
        page.close_message();
    }
    let complaints = page.complaints();
    assert!(complaints.is_empty(), "{name}: {complaints:?}");
    let Ok(folder) = std::env::var("TEQUIO_PAGES") else { return };
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let body = page.html();
    let head = "<meta charset=\"utf-8\"><meta name=\"viewport\" \
                content=\"width=device-width, initial-scale=1, viewport-fit=cover\">";
    let file = format!(
        "<!doctype html><html lang=\"en\"><head>{head}<title>{name}</title><style>{CSS}</style></head>\
         <body>{body}<script>{FIRST_VALUES}</script></body></html>"
    );
    std::fs::write(format!("{folder}/{name}.html"), file).expect("the page can be written");
}

#[test]
fn the_first_minutes_can_be_read_by_everybody() {
    let street = Street::new(40);
    let newcomer = street.phone("es");
    let mut page = Page::open(street.host(newcomer));
    look("01-name", &mut page);
    page.press("Seguir");
    look("02-name-refused", &mut page);
    page.choose("English");
    page.type_in("Your name", "Beto");
    page.press("Go on");
    look("03-doors", &mut page);
    page.press("Start a circle You give it a name and let the others in.");
    look("04-start", &mut page);
    page.press("Back");
    page.press("Join one: scan or paste Somebody in it shows you their code.");
    page.type_in("Or paste the text of the code", "TEQUIO:AAAA");
    page.press("Read this text");
    look("05-join", &mut page);
    page.press("Scan with the camera");
    look("06-camera", &mut page);

    let (ana, mut anas) = ana_founds(&street);
    look("07-board-empty", &mut anas);
    anas.press("People");
    look("08-people-alone", &mut anas);
    anas.press("Show my code");
    look("09-code", &mut anas);
    let code = anas.value("The same as text");
    let (beto, mut betos) = reads_code(&street, "Beto", &code);
    look("10-preview", &mut betos);
    betos.press("Knock");
    street.meet(ana, beto);
    look("11-knocking", &mut betos);
    anas.press("Back");
    look("12-knock", &mut anas);
    anas.press("Settings");
    look("13-settings", &mut anas);
    anas.press("What Tequio promises, and what not");
    look("14-about", &mut anas);
    anas.press("Back");
    anas.press("Destroy everything on this phone");
    look("15-wipe", &mut anas);
}

#[test]
fn helping_can_be_read_by_everybody() {
    let (street, [ana, beto, carla], [mut anas, mut betos, mut carlas]) = three(41);
    asks(&mut anas, "Carry a wardrobe to the third floor");
    anas.press("Back");
    offers(&mut carlas, "Soup every Friday, and bread as long as there is some", "6", "Food");
    street.pass(5_400);
    offers(&mut betos, "I mend bicycles", "1", "Mending");
    offers(&mut betos, "A ladder of four metres", "1", "Tools, things");
    street.pass(600);
    anas.press("Ask");
    anas.type_in("In one line", "Somebody who reads a letter from the office with me");
    anas.choose("Papers, computers");
    anas.press("Put it on the board");
    anas.press("Back");
    let (_, mut davids) = reads_code(&street, "David", "");
    davids.settle();
    let wardrobe = "Carry a wardrobe to the third floor";
    betos.press(wardrobe);
    betos.press("I take this on");
    carlas.press(wardrobe);
    look("20-post-to-take", &mut carlas);
    carlas.press("I take this on");
    look("21-post-claimed-told", &mut carlas);
    anas.settle();
    look("22-board", &mut anas);
    anas.press(wardrobe);
    look("23-post-of-mine", &mut anas);
    anas.press("Say yes to Beto");
    anas.type_in("What only your helper should know", "Door 4, ring twice");
    look("24-confirm", &mut anas);
    anas.press("Say yes to Beto");
    street.part(ana, carla);
    street.pass(2_000);
    look("25-post-confirmed", &mut anas);
    betos.press("Write a note");
    look("26-note", &mut betos);
    betos.press("Close");
    betos.press("Call it off");
    betos.press("Call it off");
    look("27-cancel", &mut betos);
    betos.press("Close");
    look("28-post-of-helper", &mut betos);
    betos.press("It is done");
    anas.press("It is done");
    look("29-post-done", &mut anas);
    anas.press("Back");
    anas.press("People");
    look("30-people", &mut anas);
    anas.press("Aid");
    anas.press("Ask");
    look("35-new-fresh", &mut anas);
    anas.press("Until when, how many, for whom");
    anas.type_in("In one line", "");
    anas.choose("A date");
    anas.press("Put it on the board");
    look("31-new", &mut anas);
    let letter = street.posts(ana)[0];
    street.perform(ana, Command::Hide { post: letter, hidden: true });
    anas.press("Back");
    look("32-board-later", &mut anas);
    anas.press("1 post is hidden on this phone");
    look("36-hidden", &mut anas);
    anas.press("Back");
    anas.choose("Near me");
    anas.choose("Mine");
    anas.choose("Papers, computers");
    look("37-nothing-near", &mut anas);
    betos.press("Back");
    betos.press("Settings");
    betos.choose("Español");
    betos.press("Atrás");
    look("33-board-spanish", &mut betos);
    betos.press("Hecho y pasado: 1");
    look("38-board-unfolded", &mut betos);
    betos.press(wardrobe);
    look("34-post-spanish", &mut betos);
    street.restart(beto);
}

#[test]
fn belonging_can_be_read_by_everybody() {
    let (_street, _, [mut anas, mut betos, _, mut evas]) = with_eva_at_the_door(42);
    look("50-people-vouches", &mut anas);
    anas.press("Vouch for Eva");
    look("51-vouched", &mut anas);
    evas.press("Show your vouch code");
    look("52-vouch-code", &mut evas);
    let code = evas.value("The same as text");
    betos.press("Meet somebody");
    look("53-meet", &mut betos);
    betos.type_in("Or paste the text of the code", &code);
    betos.press("Read this text");
    look("54-before", &mut betos);
    betos.press("Let Eva in");
    betos.press_like("Eva");
    look("55-member", &mut betos);
    betos.press("I have met them again");
    look("56-met", &mut betos);
    betos.press("Close");
    betos.press("Move that they be removed");
    look("57-removal", &mut betos);
    betos.type_in("Your reasons", "She sold the ladder that is everybody's.");
    betos.press("Make the motion");
    look("58-motion", &mut betos);
    anas.press_like("One motion waits");
    look("59-motion-to-sign", &mut anas);
    anas.press("Sign");
    look("60-sign", &mut anas);
    anas.press("Close");
    anas.press("Back");
    anas.press("Motions");
    look("61-motions", &mut anas);
    anas.press("New motion");
    look("62-new-motion", &mut anas);
    anas.press("Back");
    anas.press("Back");
    anas.press("Rules");
    look("63-rules", &mut anas);
    anas.press("Change a rule");
    anas.type_in("How many vouch for a newcomer", "3");
    look("64-change", &mut anas);
    anas.press("Back");
    anas.press("Back");
    anas.press("Your phones here");
    look("65-devices", &mut anas);
    anas.press("Back");
    anas.press("Leave this circle");
    look("66-leave", &mut anas);
    anas.press("Leave");
    look("67-outside", &mut anas);
    anas.press("Forget this circle");
    look("68-forget", &mut anas);

    let street = Street::new(43);
    let (ana, mut anas) = ana_founds(&street);
    anas.press("People");
    anas.press("Founding meeting");
    look("70-evening", &mut anas);
    anas.press("Begin");
    look("71-evening-open", &mut anas);
    let code = photograph(&mut anas).read().expect("the picture can be read");
    let (beto, mut betos) = reads_code(&street, "Beto", &code);
    betos.press("Knock");
    street.meet(ana, beto);
    look("72-attending", &mut betos);
    anas.press("All are here: close the list");
    look("73-evening-closed", &mut anas);
    look("74-confirming", &mut betos);
}

#[test]
fn a_vote_can_be_read_by_everybody() {
    let (street, [ana, ..], [mut anas, mut betos, mut carlas]) = three(46);
    let options = ["A bench under the old tree", "A swing for the children", "A plum tree"];
    voting::opens(
        &street,
        ana,
        "Which of these do we build in spring?",
        &options,
        Method::Ranked { winners: 1 },
    );
    betos.press("Decide");
    look("95-decide-votes", &mut betos);
    betos.press("Which of these do we build in spring?");
    look("96-vote-ranked", &mut betos);
    betos.press("A plum tree");
    betos.press("A bench under the old tree");
    look("97-vote-ranking", &mut betos);
    betos.press("Cast it");
    look("98-vote-cast", &mut betos);
    for (page, first) in [(&mut anas, "A plum tree"), (&mut carlas, "A swing for the children")] {
        voting::goes_to(page, "Which of these do we build in spring?");
        page.press(first);
        page.press("Cast it");
    }
    voting::waits(&street, &mut [&mut anas, &mut betos, &mut carlas]);
    look("99-vote-closed", &mut anas);
    anas.press("Back");
    voting::opens(
        &street,
        ana,
        "We mend the well this month",
        &["Mend the well"],
        Method::Consent { stop_at: 1 },
    );
    betos.press("Back");
    voting::goes_to(&mut betos, "We mend the well this month");
    betos.choose_like("I agree, with a concern");
    look("99a-vote-consent", &mut betos);
    betos.type_in("In your words", "Who has the rope?");
    betos.press("Cast it");
    carlas.press("Back");
    for page in [&mut anas, &mut carlas] {
        page.settle();
        page.press("We mend the well this month");
        page.choose_like("I agree");
        page.press("Cast it");
    }
    voting::waits(&street, &mut [&mut anas, &mut betos, &mut carlas]);
    look("99b-vote-adopted", &mut anas);
}

#[test]
fn a_meeting_can_be_read_by_everybody() {
    let (street, _, [mut anas, mut betos, mut carlas]) = three(44);
    anas.press("Decide");
    anas.press("Open a meeting");
    look("80-new-meeting", &mut anas);
    anas.press("Back");
    opens(&mut anas);
    look("81-room-alone", &mut anas);
    betos.press("Decide");
    look("82-decide-meeting", &mut betos);
    betos.press("School yard");
    look("83-room-outside", &mut betos);
    betos.press("Scan the code");
    look("84-check-in", &mut betos);
    let code = anas.value("The same as text");
    betos.type_in("Or paste the text of the code", &code);
    betos.press("Read this text");
    carlas.press("Decide");
    carlas.press("School yard");
    carlas.press("I am here");
    look("85-room-asked", &mut carlas);
    anas.settle();
    look("86-room-at-the-door", &mut anas);
    anas.press("I see Carla");
    betos.press("I want to speak");
    carlas.press("I want to speak");
    betos.press("I begin");
    street.pass(75);
    look("87-room-speaking", &mut anas);
    betos.press("I am done");
    betos.press("Show of hands: next point");
    carlas.press("Against it");
    look("88-room-hands", &mut anas);
    anas.press("For it");
    anas.press_like("3 people are here");
    look("89-people-of-meeting", &mut anas);
    anas.press("Back");
    anas.press("Add a point");
    look("90-new-point", &mut anas);
    anas.press("Back");
    anas.press("Draw lots, with dice");
    anas.press("3");
    anas.press("5");
    look("91-room-dice", &mut anas);
    betos.press("Back");
    betos.press("Aid");
    betos.press("Settings");
    betos.choose("Español");
    betos.press("Atrás");
    betos.press("Decidir");
    betos.press("School yard");
    look("92-room-spanish", &mut betos);
    carlas.press("I facilitate");
    carlas.press("Close the meeting");
    look("93-room-over", &mut carlas);
}

#[test]
fn what_is_left_of_a_meeting_can_be_read_by_everybody() {
    let (street, _, mut pages) = room(99);
    {
        let [anas, betos, _] = &mut pages;
        anas.press("Show on a big screen");
        look("93a-big-screen", anas);
        anas.press("Show the room");
        look("93b-big-screen-on", anas);
        anas.press("Close");
        betos.press("Move it");
        look("93c-move-point", betos);
        betos.press("Close");
        betos.press("Propose somebody else");
        look("93d-facilitator", betos);
        betos.press("Close");
        betos.press("Minutes so far");
        look("93e-minutes-so-far", betos);
        betos.press("Back");
    }
    decides_and_ends(&street, &mut pages);
    let [mut anas, mut betos, _] = pages;
    for page in [&mut anas, &mut betos] {
        page.press("Read the minutes");
        page.press("I have read them: sign");
    }
    look("93f-minutes", &mut anas);
}

fn offers(page: &mut Page, title: &str, people: &str, kind: &str) {
    page.press("Offer");
    page.type_in("In one line", title);
    page.choose(kind);
    page.press("Until when, for how many");
    page.type_in("For how many people", people);
    page.press("Put the offer on the board");
    page.press("Back");
}

#[test]
fn deciding_can_be_read_by_everybody() {
    let (street, [ana, beto, _], [mut anas, mut betos, mut carlas]) = three(44);
    anas.press("Decide");
    look("80-decide-empty", &mut anas);
    anas.press("Propose something");
    look("81-propose", &mut anas);
    anas.press("Until when it holds, how it is counted");
    anas.choose("A date");
    anas.press("Propose it");
    look("82-propose-refused", &mut anas);
    anas.press("Back");
    proposes(&mut anas, BENCH, TEXT);
    betos.press("Decide");
    betos.press(BENCH);
    betos.press("Change the text");
    betos.type_in("The text as it should be", &TEXT.replace("old tree", "lime tree"));
    betos.type_in("Why?", "The old tree is ill.");
    look("83-amend", &mut betos);
    betos.press("Propose this change");
    carlas.press("Decide");
    carlas.press(BENCH);
    amends(&mut carlas, "under the old tree", "beside the well");
    amends(&mut carlas, "Beto has the wood.", "Beto and Carla have the wood.");
    carlas.press("I support it");
    betos.type_in("What would you say to it?", "Whose wood is it?");
    betos.press("Say it");
    anas.press("Answer Beto");
    anas.type_in("What would you say to it?", "Mine, and it is dry.");
    look("84-answer", &mut anas);
    anas.press("Say it");
    look("85-proposal-of-mine", &mut anas);
    anas.press("Take it into the text");
    look("86-adopt", &mut anas);
    anas.press("Take it into the text");
    look("87-proposal-adopted", &mut anas);
    look("88-proposal-of-others", &mut betos);
    anas.press("Take it back");
    look("89-withdraw", &mut anas);
    anas.press("Close");
    street.pass(4 * 86_400);
    for phone in [ana, beto, 2] {
        street.perform(phone, Command::Rename { name: ["Ana", "Beto", "Carla"][phone].into() });
    }
    anas.press("Back");
    look("90-decide", &mut anas);
    anas.press(BENCH);
    anas.press("Open a vote");
    look("91-open-vote", &mut anas);
    betos.press("Back");
    betos.press("Aid");
    betos.press("Settings");
    betos.choose("Español");
    betos.press("Atrás");
    betos.press("Decidir");
    betos.press(BENCH);
    look("94-proposal-spanish", &mut betos);
}

#[test]
fn cards_can_be_read_by_everybody() {
    let (street, [mut anas, mut betos, mut carlas], card) = room_with_card(45);
    look("95-card", &mut carlas);
    carlas.press("I have it");
    look("96-card-form", &mut carlas);
    carlas.press("Back");
    look("97-cards", &mut carlas);
    brings(&mut anas, &mut betos, &card);
    crate::lending::asks(&street, "Do we mend the roof?");
    crate::lending::goes_to(&mut betos, "Do we mend the roof?");
    look("98-vote-with-cards", &mut betos);
    shows_card(&mut betos, &card, "maiz 77");
    look("99-card-code-wrong", &mut betos);
    betos.type_in("Carla, type your code", "milpa42");
    betos.press("Go on");
    look("99b-lent-ballot", &mut betos);
    betos.choose_like("Yes");
    betos.press("Look at it once more");
    look("99c-lent-look", &mut betos);
    betos.press("Yes, cast it");
    look("99d-lent-done", &mut betos);
}
