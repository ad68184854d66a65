//! Two neighbours and their phones: from the first screen to "done, both say".

use crate::{
    stage::{Stage, free_address},
    window::Window,
};

const NOTE: &str = "The blue door, second floor. Ring twice.";
const LETTERS_A_SECOND: u32 = 20;

#[test]
fn beto_joins_by_a_photo_of_anas_screen_and_what_the_two_agree_on_outlives_a_kill() {
    let name = "beto_joins_by_a_photo_of_anas_screen_and_what_the_two_agree_on_outlives_a_kill";
    let Some(stage) = Stage::set(name) else { return };
    let address = free_address().to_string();
    let open_ana = || stage.open("Ana", &["--listen", &address]);
    let beside_ana = ["--listen", "127.0.0.1:0", "--neighbour", &address];

    let ana = open_ana();
    says_a_name(&ana, "Ana");
    ana.press("Start a circle");
    ana.type_into("Name of the circle", "Calle Roble");
    ana.press("Start the circle");
    ana.sees("Nothing is asked or offered yet.");
    ana.press("People");
    ana.press("Show my code");
    let photo = ana.photo_with("Your code as a picture to scan");

    let beto = stage.open("Beto", &beside_ana);
    says_a_name(&beto, "Beto");
    beto.press("Join one: scan or paste");
    beto.choose_photo("Read from a photo", &photo);
    for sentence in
        ["This code leads to the circle Calle Roble", "Shown by Ana.", "If you knock, this happens"]
    {
        beto.sees(sentence);
    }
    ana.back();
    assert!(!ana.has("Beto"), "nobody knocks before Beto wants it");
    beto.press("Knock");
    beto.sees("A phone of the circle is near. It waits for a yes.");
    ana.press("Let Beto in");
    beto.sees("Nothing is asked or offered yet.");

    // Carmen gets a code as text: a fresh one, since each is shown once.
    ana.press("Show my code");
    let code = ana.value_of("The same as text");
    let carmen = stage.open("Carmen", &beside_ana);
    says_a_name(&carmen, "Carmen");
    carmen.press("Join one: scan or paste");
    carmen.type_into("Or paste the text of the code", &code);
    carmen.press("Read this text");
    carmen.press("Knock");
    ana.back();
    ana.press("Let Carmen in");
    carmen.sees("Nothing is asked or offered yet.");

    let (title, words) = ("Soup for three on Friday", "I broke my arm, and the stairs are steep these days.");
    ana.press("Aid");
    ana.press("Ask for something");
    ana.type_fast("In one line", title, LETTERS_A_SECOND);
    ana.has_typed("In one line", title);
    ana.type_fast("Anything else to know", words, LETTERS_A_SECOND);
    ana.has_typed("Anything else to know", words);
    ana.press("Put it on the board");
    ana.sees("Ana wrote it.");

    beto.press(title);
    beto.sees(words);
    beto.press("I take this on");
    beto.sees("Waits for a yes from Ana.");
    ana.press("Say yes to Beto");
    ana.type_into("What only your helper should know", NOTE);
    // The page behind the sheet has the same words on a button that cannot be reached meanwhile.
    ana.press("Say yes to Beto");
    ana.sees("Agreed with Ana.");
    for phone in [&ana, &beto] {
        phone.sees(NOTE);
    }
    carmen.press(title);
    carmen.sees("Ana said yes to Beto.");
    assert!(!carmen.has("The blue door"), "a note is for the two alone");
    assert!(!carmen.has("Write a note"));

    beto.press("It is done");
    ana.sees("Beto says it is done; Ana has not said so yet.");
    ana.press("It is done");
    for phone in [&ana, &beto, &carmen] {
        phone.sees("Done, both say.");
    }

    let second = "Somebody to look at the gutter before the rain comes";
    ana.back();
    ana.press("Ask");
    ana.type_fast("In one line", second, LETTERS_A_SECOND);
    ana.kill();
    let ana = open_ana();
    ana.sees("Done and over");
    ana.press("Ask");
    let kept = ana.value_of("In one line");
    // The last letters may have been on their way to the disk when the battery died.
    assert!(second.starts_with(&kept) && kept.len() + 2 >= second.len(), "kept of the draft: {kept:?}");
    ana.back();
    ana.press("Done and over: 1");
    ana.press(title);
    for sentence in [words, "Ana said yes to Beto.", "Done, both say."] {
        ana.sees(sentence);
    }
    // Where the blue door is nobody needs to know any longer.
    assert!(!ana.has("The blue door"));
    ana.back();
    ana.press("People");
    ana.sees("3 people");
}

/// The first screen: a name and nothing else.
pub fn says_a_name(phone: &Window, name: &str) {
    phone.sees("What do your neighbours call you?");
    phone.type_into("Your name", name);
    phone.press("Go on");
    phone.sees(&format!("Welcome, {name}"));
}
