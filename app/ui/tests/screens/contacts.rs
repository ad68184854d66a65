//! Contacts on the screen: two scan each other, a card, an introduction, guardians, and coming back.

use futures_util::FutureExt;
use tequio_core::rules::Rules;

use crate::{
    first_minutes::{arrives, photograph},
    page::Page,
    street::Street,
};

/// Somebody with a name and no circle, at their contacts.
pub fn at_contacts(street: &Street, name: &str) -> (usize, Page) {
    let phone = street.phone("en");
    let mut page = Page::open(street.host(phone));
    arrives(&mut page, name);
    page.press("My contacts");
    (phone, page)
}

/// The code on the screen, read from its picture as a camera would.
fn shown(page: &mut Page) -> String {
    let code = photograph(page).read().expect("the picture can be read");
    assert_eq!(page.value("The same as text"), code);
    code
}

fn reads(page: &mut Page, code: &str) {
    page.type_in("Or paste the text of the code", code);
    page.press("Read this text");
}

/// One shows, the other scans, then turn about. Both are left at the other's card.
pub fn become_contacts(anas: &mut Page, ana: &str, betos: &mut Page, beto: &str) {
    anas.press("Add a contact");
    let code = shown(anas);
    betos.press("Add a contact");
    reads(betos, &code);
    betos.sees("Compare the mark and the words with their screen.");
    betos.press(&format!("Add {ana}"));
    betos.sees(&format!("If {ana} has not scanned your code yet, show it now."));
    betos.press(&format!("Show {ana} my code"));
    let code = shown(betos);
    betos.press("Back");
    reads(anas, &code);
    anas.press(&format!("Add {beto}"));
}

fn home(page: &mut Page) {
    page.press("Back");
}

#[test]
fn a_second_phone_is_linked_and_cut_off_in_both_languages() {
    for language in ["en", "es"] {
        let street = Street::new(78);
        let say = |en: &'static str, es: &'static str| if language == "en" { en } else { es };
        let paste = say("Or paste the text of the code", "O pega el texto del código");
        let (old, new) = (street.phone(language), street.phone(language));
        let [mut olds, mut news] = [old, new].map(|phone| {
            let mut page = Page::open(street.host(phone));
            page.type_in(say("Your name", "Tu nombre"), "Ana");
            page.press(say("Go on", "Seguir"));
            page
        });
        news.press(say("I have Tequio on another phone", "Tengo Tequio en otro teléfono"));
        let code = photograph(&mut news).read().expect("the picture can be read");
        olds.press(say("My contacts", "Mis contactos"));
        olds.press(say("My phones", "Mis teléfonos"));
        olds.sees(say("You have this phone only.", "Solo tienes este teléfono."));
        let founded = street.host(old).found("Calle Roble".into(), "Ana".into(), Rules::default());
        founded.now_or_never().expect("in memory").unwrap();
        olds.press(say("Link another phone", "Vincular otro teléfono"));
        olds.type_in(paste, "https://example.org");
        olds.press(say("Read this text", "Leer este texto"));
        olds.sees(say("This is not a Tequio code", "no es un código de Tequio"));
        olds.type_in(paste, &code);
        olds.press(say("Read this text", "Leer este texto"));
        olds.sees(say(
            "The other phone will be you in all your circles.",
            "El otro teléfono será tú en todos tus círculos.",
        ));
        olds.press(say("Yes, this phone is mine too", "Sí, este teléfono también es mío"));
        street.meet(old, new);
        street.meet(old, new);
        news.press(say("Back", "Atrás"));
        news.sees("Calle Roble");
        olds.sees(say("Your other phone", "Tu otro teléfono"));
        olds.press(say("This phone is lost: cut it off", "Este teléfono se perdió: desconectarlo"));
        olds.sees(say("Cut off in all circles.", "Desconectado en todos los círculos."));
    }
}

#[test]
fn two_scan_each_other_and_find_each_other_on_their_cards() {
    let street = Street::new(70);
    let (ana, mut anas) = at_contacts(&street, "Ana");
    let (beto, mut betos) = at_contacts(&street, "Beto");
    anas.sees("Nobody yet.");
    become_contacts(&mut anas, "Ana", &mut betos, "Beto");
    anas.sees("Beto is a contact now.");
    anas.sees("nothing from their phone yet");
    street.meet(ana, beto);
    anas.sees("Near");
    anas.sees_no("nothing from their phone yet");
    betos.sees_no("has not scanned your code");
    // A name of one's own, that the other never sees.
    anas.type_in("What you call them", "Beto from the bakery");
    anas.press("Keep");
    anas.sees("calls themselves Beto");
    anas.choose("Close");
    home(&mut anas);
    anas.sees("Beto from the bakery");
    street.restart(ana);
    let mut anas = Page::open(street.host(ana));
    anas.press("My contacts");
    anas.sees("Beto from the bakery");
    anas.sees("Close");
    let complaints = anas.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn adding_is_undone_and_a_contact_is_removed_after_a_question() {
    let street = Street::new(71);
    let (_, mut anas) = at_contacts(&street, "Ana");
    let (_, mut betos) = at_contacts(&street, "Beto");
    become_contacts(&mut anas, "Ana", &mut betos, "Beto");
    anas.press("Undo");
    anas.sees("Undone.");
    anas.sees("This is no contact of yours (any more).");
    betos.press("Remove this contact");
    betos.press("Remove");
    betos.sees("Ana is no contact any more.");
    betos.sees("Nobody yet.");
}

#[test]
fn what_is_wrong_with_a_contacts_code_is_said_at_its_field() {
    let street = Street::new(72);
    let (_, mut anas) = at_contacts(&street, "Ana");
    anas.press("Add a contact");
    let own = shown(&mut anas);
    let label = "Or paste the text of the code";
    reads(&mut anas, &own);
    assert_eq!(anas.said_of(label), "This is your own code. Scan the one on the other phone.");
    reads(&mut anas, "https://example.org");
    assert!(anas.is_wrong(label));
    let (_, mut betos) = at_contacts(&street, "Beto");
    street.pass(26 * 3_600);
    betos.press("Add a contact");
    reads(&mut betos, &own);
    assert!(betos.said_of(label).starts_with("This code is more than a day old."));
    // Where circles are joined, a contact's code is named as one.
    let fresh = shown(&mut betos);
    home(&mut anas);
    home(&mut anas);
    anas.press("Join one: scan or paste Somebody in it shows you their code.");
    reads(&mut anas, &fresh);
    assert_eq!(anas.said_of(label), "This is a contact’s code. Use it under “My contacts”.");
}

#[test]
fn an_introduction_waits_for_both_and_says_whose_word_it_is() {
    let street = Street::new(73);
    let (ana, mut anas) = at_contacts(&street, "Ana");
    let (beto, mut betos) = at_contacts(&street, "Beto");
    let (carla, mut carlas) = at_contacts(&street, "Carla");
    become_contacts(&mut anas, "Ana", &mut betos, "Beto");
    home(&mut anas);
    become_contacts(&mut anas, "Ana", &mut carlas, "Carla");
    street.meet(ana, beto);
    street.meet(ana, carla);
    anas.press("Introduce Carla to somebody");
    anas.sees("Nothing happens before both have said yes.");
    anas.press("To Beto");
    home(&mut betos);
    home(&mut carlas);
    betos.sees("Ana would like you to know Carla");
    betos.press("Yes, I would like to know Carla");
    betos.sees("You said yes. Now Carla is asked.");
    carlas.press("Yes, I would like to know Beto");
    betos.sees_no("Now Carla is asked.");
    betos.press_like("Carla");
    betos.sees("Introduced by Ana, not met.");
    street.meet(beto, carla);
    betos.sees_no("nothing from their phone yet");
}

#[test]
fn two_guardians_help_somebody_back_on_a_new_phone() {
    let street = Street::new(74);
    let (ana, mut anas) = at_contacts(&street, "Ana");
    let (beto, mut betos) = at_contacts(&street, "Beto");
    let (carla, mut carlas) = at_contacts(&street, "Carla");
    become_contacts(&mut anas, "Ana", &mut betos, "Beto");
    home(&mut anas);
    become_contacts(&mut anas, "Ana", &mut carlas, "Carla");
    home(&mut anas);
    street.meet(ana, beto);
    street.meet(ana, carla);
    anas.press("Guardians");
    anas.choose("Beto");
    anas.choose("Carla");
    anas.sees("Any 2 of them together can bring you back");
    anas.sees("Fewer than 2 learn nothing and can do nothing.");
    anas.press("Choose these 2 guardians");
    anas.sees("Beto, Carla. 2 of 2 are needed.");
    let complaints = anas.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
    let new = street.phone("en");
    let mut news = Page::open(street.host(new));
    arrives(&mut news, "Ana");
    news.press("I lost my phones: come back with my guardians");
    news.sees("Nobody has helped yet.");
    for (page, left) in [(&mut betos, Some("One more guardian is needed.")), (&mut carlas, None)] {
        let code = shown(&mut news);
        page.press("Help Ana back");
        reads(page, &code);
        page.sees("Is this really Ana before you?");
        page.press("Yes, Ana is before me");
        let answer = page.value("The same as text");
        reads(&mut news, &answer);
        match left {
            Some(left) => news.sees(left),
            None => news.sees("Enough of your guardians have helped."),
        }
    }
    let complaints = news.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn a_phone_goes_to_a_contact_sealed_and_comes_back_to_whoever_stands_there() {
    let street = Street::new(79);
    let (ana, mut anas) = at_contacts(&street, "Ana");
    let (beto, mut betos) = at_contacts(&street, "Beto");
    become_contacts(&mut anas, "Ana", &mut betos, "Beto");
    home(&mut anas);
    home(&mut anas);
    anas.press("Settings");
    anas.press("Lock and passphrase");
    anas.press("Before a checkpoint");
    anas.sees("Nobody is near now.");
    anas.press("Back");
    street.meet(ana, beto);
    anas.press("Before a checkpoint");
    anas.choose("To Beto, who is near");
    anas.sees("They keep it and cannot read it");
    anas.type_in("Passphrase of the file", "a lamp in the rain");
    anas.type_in("The same once more", "a lamp in the rain");
    anas.choose("I know the file’s passphrase by heart");
    let complaints = anas.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
    anas.press("Put away and empty this phone");
    anas.sees("Their phone has it. This one is empty.");

    betos.sees("You keep a sealed parcel for Ana (120 kB");
    betos.sees("You cannot read it.");
    let complaints = betos.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
    anas.press("Bring everything back");
    anas.press("A contact keeps it");
    let code = shown(&mut anas);
    betos.press("Give it back to Ana");
    reads(&mut betos, &code);
    betos.sees("Is this really Ana before you?");
    betos.press("Yes, Ana is before me");
    betos.sees("It goes over as soon as the two phones find each other.");
    street.meet(ana, beto);
    anas.sees("It is here. Now its passphrase opens it.");
    anas.press("Bring everything back");
    anas.sees("What your contact kept is here.");
    anas.type_in("Passphrase of the file", "a lamp in the snow");
    anas.press("Bring it back");
    assert!(anas.said_of("Passphrase of the file").starts_with("That is not the passphrase."));
    anas.type_in("Passphrase of the file", "a lamp in the rain");
    anas.press("Bring it back");
    anas.sees("My contacts");
    betos.press("Throw it away");
    betos.sees("all that was on their phone is lost");
    betos.press("Throw it away");
    betos.sees_no("You keep a sealed parcel");
}
