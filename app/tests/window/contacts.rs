//! Two people become contacts: each reads the picture on the other's screen, and their phones find each other.

use crate::{
    everybody::are_welcome_at,
    stage::{Stage, free_address},
    two_phones::says_a_name,
    window::Window,
    words::ENGLISH,
};

#[test]
fn two_scan_each_others_screens_and_hear_each_other_on_their_cards() {
    let name = "two_scan_each_others_screens_and_hear_each_other_on_their_cards";
    let Some(stage) = Stage::set(name) else { return };
    let address = free_address().to_string();
    let ana = stage.open("Ana", &["--listen", &address]);
    let beto = stage.open("Beto", &["--listen", "127.0.0.1:0", "--neighbour", &address]);
    for (phone, name) in [(&ana, "Ana"), (&beto, "Beto")] {
        says_a_name(phone, name);
        phone.press("My contacts");
        phone.sees(ENGLISH.say("contacts-none"));
    }
    become_contacts((&ana, "Ana"), (&beto, "Beto"));
    // Until now neither knew a key that the other would answer to.
    for phone in [&ana, &beto] {
        phone.sees(ENGLISH.say("member-near"));
        phone.sees_no_more("nothing from their phone yet");
        phone.sees_no_more("has not scanned your code");
    }

    are_welcome_at(&ana, "contact");
    // A name of one's own, that the other never sees.
    ana.empty("What you call them");
    ana.type_into("What you call them", "Beto from the bakery");
    ana.press("Keep");
    ana.sees("calls themselves Beto");
    ana.press("Close");
    ana.kill();
    let ana = stage.open("Ana", &["--listen", &address]);
    ana.press("My contacts");
    ana.sees("Beto from the bakery");
    ana.sees("Near");
    are_welcome_at(&ana, "contacts-one");
    assert!(!beto.has("bakery"));
    // Who goes leaves their card behind, with when they were heard.
    ana.kill();
    beto.back();
    beto.sees("Ana");
    beto.sees("Last near");
}

/// One shows, the other takes a photo of it, then turn about. Both begin at their contacts and are left at the card.
pub fn become_contacts((first, first_name): (&Window<'_>, &str), (second, second_name): (&Window<'_>, &str)) {
    let picture = ENGLISH.say("code-picture");
    first.press("Add a contact");
    let photo = first.photo_with(picture);
    second.press("Add a contact");
    second.choose_photo("Read from a photo", &photo);
    second.sees("Compare the mark and the words with their screen.");
    assert!(!second.has(&format!("{first_name} is a contact now.")), "nothing happens before it is wanted");
    second.press(&format!("Add {first_name}"));
    second.sees(&format!("If {first_name} has not scanned your code yet, show it now."));
    second.press(&format!("Show {first_name} my code"));
    let photo = second.photo_with(picture);
    second.back();
    first.choose_photo("Read from a photo", &photo);
    first.press(&format!("Add {second_name}"));
    first.sees(&format!("{second_name} is a contact now."));
}
