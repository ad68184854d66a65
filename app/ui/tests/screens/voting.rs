//! Votes on the screens: cast, cast anew, closed, and read with their numbers.

use tequio_core::{
    Command, EntryId,
    assembly::vote::{Draft, Wish},
    count::{Method, Threshold},
};

use crate::{helping::three, page::Page, street::Street};

pub fn opens(street: &Street, who: usize, question: &str, options: &[&str], method: Method) -> EntryId {
    // A newcomer has a seat once more than half of those before have written something since.
    for (phone, name) in ["Ana", "Beto", "Carla"].into_iter().enumerate() {
        street.perform(phone, Command::Rename { name: name.to_owned() });
    }
    let draft = Draft {
        proposal: None,
        meeting: None,
        question: question.to_owned(),
        options: options.iter().map(|one| (*one).to_owned()).collect(),
        method,
        closes: None,
    };
    street.perform(who, Command::Decide(Wish::Open(draft))).expect("an opening is an entry")
}

/// From the list to the ballot.
pub fn goes_to(page: &mut Page, question: &str) {
    page.press("Decide");
    page.sees("Your ballot is awaited");
    page.press(question);
}

/// The last ballot is in: the tellers' phones close by themselves, within what they wait for each other.
pub fn waits(street: &Street, pages: &mut [&mut Page]) {
    for _ in 0..40 {
        street.pass(5);
        pages.iter_mut().for_each(|page| page.settle());
    }
}

#[test]
fn all_say_yes_or_no_and_each_phone_counts_for_itself() {
    let (street, [ana, ..], [mut anas, mut betos, mut carlas]) = three(90);
    let method = Method::YesNo { threshold: Threshold::MAJORITY };
    opens(&street, ana, "Do we paint the door?", &["Paint the door"], method);
    for (page, answer) in [(&mut anas, "Yes"), (&mut betos, "Yes")] {
        goes_to(page, "Do we paint the door?");
        page.sees("Open: ballots are being cast");
        page.sees("more than half of");
        page.press("Cast it");
        page.sees("Choose something first.");
        page.choose_like(answer);
        page.press("Cast it");
        page.sees("Your ballot is cast.");
        page.sees("You said: Yes");
        page.sees_no("Adopted");
    }
    anas.sees("2 of 3 have cast a ballot");
    betos.sees("Change your ballot");
    goes_to(&mut carlas, "Do we paint the door?");
    carlas.choose_like("No");
    carlas.press("Cast it");
    waits(&street, &mut [&mut anas, &mut betos, &mut carlas]);
    for page in [&mut anas, &mut betos, &mut carlas] {
        page.sees("Adopted");
        page.sees("2 yes");
        page.sees("1 no");
        page.sees("Read all 3 ballots");
        page.sees_no("Phones counted differently");
        assert!(!page.offers("Cast it"), "what is closed takes no ballots");
    }
    anas.press("Back");
    anas.sees("Votes that are over");
}

#[test]
fn whoever_blocks_says_why() {
    let (street, [ana, ..], [mut anas, mut betos, mut carlas]) = three(91);
    opens(&street, ana, "A wall around the well", &["Build the wall"], Method::Consent { stop_at: 1 });
    goes_to(&mut betos, "A wall around the well");
    betos.sees("By consent: it passes unless somebody blocks it.");
    betos.choose_like("I block it");
    betos.press("Cast it");
    assert_eq!(betos.said_of("In your words"), "Say why, so that the others can answer it.");
    betos.type_in("In your words", "The goats drink there.");
    betos.press("Cast it");
    betos.sees("You said: Blocks it: The goats drink there.");
    for page in [&mut anas, &mut carlas] {
        goes_to(page, "A wall around the well");
        page.sees_no("goats");
        page.choose_like("I agree");
        page.press("Cast it");
    }
    waits(&street, &mut [&mut anas, &mut betos, &mut carlas]);
    anas.sees("Stopped by a block");
    anas.sees("1 block it");
    anas.sees("The goats drink there.");
}

#[test]
fn what_is_put_in_order_is_kept_until_it_is_cast() {
    let (street, [ana, beto, _], [mut anas, mut betos, mut carlas]) = three(92);
    let options = ["A bench", "A swing", "A tree"];
    opens(&street, ana, "What comes into the yard?", &options, Method::Ranked { winners: 1 });
    goes_to(&mut betos, "What comes into the yard?");
    betos.sees("Which is best?");
    betos.press("A tree");
    betos.sees("Which comes at place 2?");
    betos.press("A bench");
    betos.press("A swing");
    betos.press("As good as A bench");
    street.restart(beto);
    street.meet(ana, beto);
    let mut betos = Page::open(street.host(beto));
    goes_to(&mut betos, "What comes into the yard?");
    betos.press("Cast it");
    betos.sees("You said: A tree › A bench = A swing");
    for page in [&mut anas, &mut carlas] {
        goes_to(page, "What comes into the yard?");
        page.press("A tree");
        page.press("A swing");
        page.press("Take A swing out");
        page.press("Cast it");
        // With the last ballot the vote closes by itself, and this is read.
        page.sees("Your ballot");
        page.sees("A tree");
    }
    waits(&street, &mut [&mut anas, &mut betos, &mut carlas]);
    anas.sees("Chosen: A tree");
    anas.sees("The first wins against each of the others.");
    anas.sees("A tree against A swing: 3 to 0");
}

#[test]
fn a_vote_is_let_go_by_more_than_two_thirds() {
    let (street, [ana, ..], [mut anas, mut betos, mut carlas]) = three(93);
    let method = Method::Approval { winners: 1, threshold: None };
    opens(&street, ana, "Which day?", &["Monday", "Friday"], method);
    for page in [&mut anas, &mut betos, &mut carlas] {
        goes_to(page, "Which day?");
        page.sees("If 3 of the roll let it go");
        page.press("Let it go");
    }
    anas.sees("Let go: nothing came of it");
    assert!(!anas.offers("Cast it"));
}
