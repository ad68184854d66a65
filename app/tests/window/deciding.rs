//! Before a vote: Ana proposes something, Beto would have it otherwise, Ana takes that into her text, and both read the
//! same.

use crate::{
    circle::{founds, knocks},
    stage::{Stage, free_address},
    two_phones::says_a_name,
};

const TITLE: &str = "A bench under the old tree";
const TEXT: &str = "We build a bench under the old tree. Beto has the wood.";
const CHANGED: &str = "We build a long bench under the lime tree. Beto has the wood.";

#[test]
fn ana_proposes_beto_amends_ana_adopts_and_both_read_the_new_text() {
    let name = "ana_proposes_beto_amends_ana_adopts_and_both_read_the_new_text";
    let Some(stage) = Stage::set(name) else { return };
    let address = free_address().to_string();
    let ana = stage.open("Ana", &["--listen", &address]);
    says_a_name(&ana, "Ana");
    founds(&ana, "Calle Roble");
    let beto = stage.open("Beto", &["--listen", "127.0.0.1:0", "--neighbour", &address]);
    says_a_name(&beto, "Beto");
    ana.press("People");
    knocks(&beto, &ana);
    ana.press("Let Beto in");
    beto.sees("Nothing is asked or offered yet.");

    ana.press("Decide");
    ana.sees("Nothing has been proposed yet.");
    ana.press("Propose something");
    ana.type_into("In one line", TITLE);
    ana.type_into("What should the circle do?", TEXT);
    ana.press("Propose it");
    ana.sees("It is there for all to read.");

    beto.press("Decide");
    beto.press(TITLE);
    beto.sees(TEXT);
    beto.press("Change the text");
    beto.empty("The text as it should be");
    beto.type_into("The text as it should be", CHANGED);
    beto.sees("What would change");
    beto.type_into("Why?", "The old tree is ill.");
    beto.press("Propose this change");
    beto.sees("The change is there for all to read.");
    beto.type_into("What would you say to it?", "I can bring it on Friday.");
    beto.press("Say it");

    ana.sees("The old tree is ill.");
    ana.sees("I can bring it on Friday.");
    ana.press("Take it into the text");
    ana.sees("Take this change into the text?");
    ana.press("Take it into the text");
    for phone in [&ana, &beto] {
        phone.sees(CHANGED);
        phone.sees("One change was taken into the text.");
    }
    beto.press("I support it");
    ana.sees("1 of 1 others support it.");
}
