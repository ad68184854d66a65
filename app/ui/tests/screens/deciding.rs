//! Proposals on the screens: written, read, changed, supported and talked about, by people who click and type.

use tequio_core::{
    Command,
    assembly::proposal::{AMENDMENTS_MAX, OPEN_MAX, Paper, REMARKS_MAX, Wish},
};

use crate::{helping::three, page::Page};

pub const BENCH: &str = "A bench under the old tree";
pub const TEXT: &str = "We build a bench under the old tree. Beto has the wood.";
const TEXT_FIELD: &str = "What should the circle do?";

/// Somebody proposes something, from the list. Leaves them at the new proposal.
pub fn proposes(page: &mut Page, title: &str, text: &str) {
    page.press("Propose something");
    page.type_in("In one line", title);
    page.type_in(TEXT_FIELD, text);
    page.press("Propose it");
}

/// Somebody would have the text otherwise, from the proposal.
pub fn amends(page: &mut Page, from: &str, to: &str) {
    page.press("Change the text");
    let text = page.value("The text as it should be").replace(from, to);
    page.type_in("The text as it should be", &text);
    page.press("Propose this change");
}

#[test]
fn a_proposal_is_written_and_everybody_reads_it() {
    let (_street, _, [mut anas, mut betos, _]) = three(80);
    anas.press("Decide");
    anas.sees("Nothing has been proposed yet.");
    proposes(&mut anas, BENCH, TEXT);
    anas.sees("It is there for all to read.");
    anas.sees(TEXT);
    anas.sees("2 neighbours have it.");
    // A year from September 2026.
    anas.sees("Looked at again on 21 September 2027");
    anas.press("Back");
    anas.sees("Being talked about");

    betos.press("Decide");
    betos.press(BENCH);
    betos.sees(TEXT);
    betos.sees("Ana");
    // Tabs stand where there is something to choose from.
    betos.press("Back");
    betos.press("Aid");
    betos.sees("Nothing is asked or offered yet.");
}

#[test]
fn what_is_written_is_there_still_after_the_battery_went_out() {
    let (street, [ana, ..], [mut anas, ..]) = three(81);
    anas.press("Decide");
    anas.press("Propose something");
    anas.type_in("In one line", BENCH);
    anas.type_in(TEXT_FIELD, "We build a");
    anas.choose("A date");
    anas.press("Until when it holds, how it is counted");
    anas.choose_like("By consent");
    street.restart(ana);
    let mut anas = Page::open(street.host(ana));
    anas.press("Decide");
    anas.press("Propose something");
    assert_eq!(anas.value("In one line"), BENCH);
    assert_eq!(anas.value(TEXT_FIELD), "We build a");
    anas.sees("On this day");
    anas.sees("Until when does it hold?");
    anas.press("Propose it");
    anas.sees("By consent: it passes unless somebody blocks it.");
    anas.press("Back");
    anas.press("Propose something");
    assert_eq!(anas.value("In one line"), "", "what was sent is no draft any more");
}

#[test]
fn what_is_missing_is_said_at_its_field() {
    let (_street, _, [mut anas, ..]) = three(82);
    anas.press("Decide");
    anas.press("Propose something");
    anas.press("Propose it");
    assert_eq!(anas.said_of("In one line"), "Say in one line what it is about.");
    anas.type_in("In one line", BENCH);
    anas.press("Propose it");
    assert_eq!(anas.said_of(TEXT_FIELD), "Say what the circle should do.");
    anas.type_in(TEXT_FIELD, &"x".repeat(6_001));
    anas.press("Propose it");
    anas.sees("One character too many");
}

#[test]
fn beto_amends_ana_adopts_and_both_read_the_new_text() {
    let (_street, _, [mut anas, mut betos, mut carlas]) = three(83);
    anas.press("Decide");
    proposes(&mut anas, BENCH, TEXT);
    betos.press("Decide");
    betos.press(BENCH);
    betos.sees("Nobody would have it otherwise so far.");
    betos.press("Change the text");
    betos.sees("Nothing so far.");
    betos.press("Propose this change");
    assert_eq!(betos.said_of("The text as it should be"), "Nothing in the text is different so far.");
    betos.type_in(
        "The text as it should be",
        "We build a stone bench under the lime tree. Beto has the wood.",
    );
    betos.sees("Comes: stone");
    betos.sees("Goes: old");
    betos.type_in("Why?", "The old tree is ill.");
    betos.press("Propose this change");
    betos.sees("The change is there for all to read.");
    betos.sees("Seen by Ana.");

    carlas.press("Decide");
    carlas.press(BENCH);
    assert!(!carlas.offers("Take it into the text"), "it is Ana's proposal");
    amends(&mut carlas, "old tree", "oak");
    anas.sees("These 2 would change the same words: only one of them can be taken.");
    anas.sees("The old tree is ill.");
    anas.press("Take it into the text");
    anas.sees("Take this change into the text?");
    anas.press("Take it into the text");
    anas.sees("It is in the text.");
    for page in [&mut anas, &mut betos, &mut carlas] {
        page.sees("We build a stone bench under the lime tree. Beto has the wood.");
        page.sees("One change was taken into the text.");
        page.sees("Does not fit any more: another change was taken there");
    }
    carlas.press("Take this change back");
    carlas.sees("Taken back");
}

#[test]
fn a_change_that_was_begun_goes_on_from_the_text_that_one_had_before_one() {
    let (street, [_, beto, _], [mut anas, mut betos, mut carlas]) = three(84);
    anas.press("Decide");
    proposes(&mut anas, BENCH, TEXT);
    betos.press("Decide");
    betos.press(BENCH);
    betos.press("Change the text");
    betos.type_in("The text as it should be", "We build a bench under the old tree. Carla has the wood.");
    // Meanwhile the text becomes another, and Beto's battery goes out.
    carlas.press("Decide");
    carlas.press(BENCH);
    amends(&mut carlas, "bench", "long bench");
    anas.press("Take it into the text");
    anas.press("Take it into the text");
    street.restart(beto);
    street.meet(0, beto);
    let mut betos = Page::open(street.host(beto));
    betos.press("Decide");
    betos.press(BENCH);
    betos.press("Change the text");
    assert_eq!(
        betos.value("The text as it should be"),
        "We build a bench under the old tree. Carla has the wood."
    );
    betos.sees("The text has changed since you began.");
    betos.press("Propose this change");
    anas.press("Take it into the text");
    anas.press("Take it into the text");
    anas.sees("We build a long bench under the old tree. Carla has the wood.");
}

#[test]
fn others_support_it_and_can_change_their_minds() {
    let (_street, _, [mut anas, mut betos, _]) = three(85);
    anas.press("Decide");
    proposes(&mut anas, BENCH, TEXT);
    anas.sees("0 of 1 others support it.");
    assert!(!anas.offers("I support it"));
    anas.sees("It is there to be read until 24 September");
    betos.press("Decide");
    betos.sees("0 of 1 others support it.");
    betos.press(BENCH);
    betos.press("I support it");
    betos.sees("Said: you support it.");
    anas.sees("1 of 1 others support it.");
    betos.press("Take my support back");
    anas.sees("0 of 1 others support it.");
    anas.press("Take it back");
    anas.sees("Take it back?");
    anas.press("Take it back");
    anas.press("Back");
    anas.sees("Past");
    betos.sees("Taken back");
    assert!(!betos.offers("I support it"));
    assert!(!betos.offers("Change the text"));
}

#[test]
fn what_is_said_beside_it_says_how_far_it_got_and_is_never_lost() {
    let (street, [ana, beto, carla], [mut anas, mut betos, _]) = three(86);
    anas.press("Decide");
    proposes(&mut anas, BENCH, TEXT);
    betos.press("Decide");
    betos.press(BENCH);
    betos.sees("Nobody has said anything yet.");
    street.part(beto, ana);
    street.part(beto, carla);
    betos.type_in("What would you say to it?", "Whose wood is it?");
    betos.press("Say it");
    betos.sees("Whose wood is it?");
    betos.sees("Kept on this phone. Nobody else has it yet.");
    assert_eq!(betos.value("What would you say to it?"), "");
    betos.press("Say it");
    assert_eq!(betos.said_of("What would you say to it?"), "There is nothing in it yet.");
    street.meet(beto, ana);
    betos.sees("Seen by Ana.");
    anas.press("Answer Beto");
    anas.type_in("What would you say to it?", "Mine");
    anas.press("Close");
    anas.press("Answer Beto");
    assert_eq!(anas.value("What would you say to it?"), "Mine", "what was begun is there still");
    anas.press("Say it");
    betos.sees("To Beto: “Whose wood is it?”");
    betos.sees("Mine");
    betos.sees("What is said here is past after 365 days.");
}

#[test]
fn whoever_says_too_much_is_told_so_and_what_they_typed_stays() {
    let (street, [ana, beto, _], [mut anas, mut betos, _]) = three(87);
    let paper = |n: usize| {
        let (title, text) = (format!("Bench {n}"), TEXT.into());
        Paper { title, text, review: None, method: None, sunset: None, about: None }
    };
    let mine: Vec<_> = (0..OPEN_MAX)
        .map(|n| street.perform(ana, Command::Propose(Wish::Propose(paper(n)))).expect("an entry"))
        .collect();
    anas.press("Decide");
    anas.sees("Show more: 6 are left");
    proposes(&mut anas, BENCH, TEXT);
    anas.sees("You have 16 proposals open.");
    assert_eq!(anas.value(TEXT_FIELD), TEXT);
    for n in 0..REMARKS_MAX {
        let words = format!("Remark {n:02}.");
        street.perform(beto, Command::Propose(Wish::Remark { about: mine[15], words, answers: None }));
    }
    betos.press("Decide");
    betos.press("Bench 15");
    betos.sees_no("Remark 10.");
    betos.sees("Remark 63.");
    betos.press("Show earlier: 44 more");
    betos.sees("Remark 00.");
    assert!(!betos.offers("Say it"), "the others have their turn");
    for n in 0..AMENDMENTS_MAX {
        amends(&mut betos, "bench", &format!("bench {n}"));
    }
    assert!(!betos.offers("Change the text"));
}

#[test]
fn a_vote_is_opened_with_two_presses_and_counted_as_all_could_read_before() {
    let (street, phones, [mut anas, mut betos, _]) = three(88);
    anas.press("Decide");
    proposes(&mut anas, BENCH, TEXT);
    assert!(!anas.offers("Open a vote"), "it was not there to be read yet");
    betos.press("Decide");
    betos.press(BENCH);
    betos.press("I support it");
    street.pass(4 * 86_400);
    for (phone, name) in phones.into_iter().zip(["Ana", "Beto", "Carla"]) {
        street.perform(phone, Command::Rename { name: name.into() });
    }
    anas.sees("It has been there to be read for long enough.");
    anas.press("Open a vote");
    anas.sees("By consent: it passes unless somebody blocks it.");
    assert!(!anas.offers("Count it otherwise"), "nobody picks what suits them on the day");
    anas.press("Open it");
    // The third press is a choice, and the fourth casts it.
    anas.sees("Opened. Phones that come near sign it by themselves.");
    anas.sees(BENCH);
    betos.sees("Being voted on");
    assert!(!betos.offers("Change the text"), "what is voted on stays as it is");
    assert!(betos.offers("See the vote"));
}
