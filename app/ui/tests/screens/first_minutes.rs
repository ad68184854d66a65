//! The first minutes: a name, two doors, a code shown and read, a knock, a yes.

use tequio_ui::qr::{self, Grey};

use crate::{page::Page, street::Street};

/// Ana's circle, just founded, on her screen.
pub fn ana_founds(street: &Street) -> (usize, Page) {
    let ana = street.phone("en");
    let mut page = Page::open(street.host(ana));
    page.type_in("Your name", "Ana");
    page.press("Go on");
    page.press("Start a circle You give it a name and let the others in.");
    page.type_in("Name of the circle", "Calle Roble");
    page.press("Start the circle");
    (ana, page)
}

/// Somebody gives a name and reads a code; they have not knocked yet.
pub fn reads_code(street: &Street, name: &str, code: &str) -> (usize, Page) {
    let phone = street.phone("en");
    let mut page = Page::open(street.host(phone));
    arrives(&mut page, name);
    page.press("Join one: scan or paste Somebody in it shows you their code.");
    page.type_in("Or paste the text of the code", code);
    page.press("Read this text");
    (phone, page)
}

/// Somebody gives a name.
pub fn arrives(page: &mut Page, name: &str) {
    page.type_in("Your name", name);
    page.press("Go on");
}

/// Somebody comes in by a code of Ana's.
pub fn comes_in(street: &Street, ana: usize, anas: &mut Page, name: &str) -> (usize, Page) {
    let code = shown_code(anas);
    let (phone, mut page) = reads_code(street, name, &code);
    page.press("Knock");
    street.meet(ana, phone);
    anas.press(&format!("Let {name} in"));
    (phone, page)
}

/// The code on Ana's screen, read from its picture as a camera would. Leaves her at the people.
fn shown_code(anas: &mut Page) -> String {
    if anas.offers("People") {
        anas.press("People");
    }
    anas.press("Show my code");
    let code = photograph(anas).read().expect("the picture can be read");
    assert_eq!(anas.value("The same as text"), code);
    anas.press("Back");
    code
}

/// The picture on the screen as grey pixels, five a square.
pub fn photograph(page: &mut Page) -> Grey {
    let side: usize = {
        let view = page.attribute_of("rect", "width").expect("a picture has a ground");
        view.parse().expect("in squares")
    };
    let path = page.attribute_of("path", "d").expect("a picture has squares");
    let mut dark = vec![false; side * side];
    for run in path.split_terminator('z') {
        let numbers = run.trim_start_matches('M').replace(['h', 'v'], " ");
        let numbers: Vec<i32> = numbers.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        let [x, y, length] = [numbers[0], numbers[1], numbers[2]].map(|n| usize::try_from(n).unwrap());
        dark[y * side + x..y * side + x + length].fill(true);
    }
    let scale = 5;
    let wide = side * scale;
    let pixel = |n: usize| if dark[n / wide / scale * side + n % wide / scale] { 30 } else { 225 };
    Grey::new(wide, wide, (0..wide * wide).map(pixel).collect()).unwrap()
}

#[test]
fn a_name_is_asked_for_and_nothing_else() {
    let street = Street::new(1);
    let ana = street.phone("es-MX");
    let mut page = Page::open(street.host(ana));
    page.sees("¿Cómo te llaman tus vecinos?");
    page.sees("Sin cuenta, sin número, sin correo.");
    assert_eq!(page.attribute_of("div", "lang").as_deref(), Some("es"));

    page.choose("English");
    page.sees("What do your neighbours call you?");
    assert_eq!(page.attribute_of("div", "lang").as_deref(), Some("en"));
    page.press("Go on");
    assert_eq!(page.said_of("Your name"), "A name is needed. Any name your neighbours know will do.");
    assert!(page.is_wrong("Your name"));

    page.type_in("Your name", "  Ana ");
    assert!(!page.is_wrong("Your name"), "typing takes the complaint away");
    page.press("Go on");
    page.sees("Welcome, Ana");
    // A new start asks neither for the language nor for the name again.
    Page::open(street.host(ana)).sees("Welcome, Ana");
}

#[test]
fn ana_founds_and_beto_comes_in_by_the_picture_of_her_code() {
    let street = Street::new(2);
    let (ana, mut anas) = ana_founds(&street);
    anas.sees("Calle Roble");
    anas.sees("Nothing is asked or offered yet.");
    street.pass(5);
    anas.sees("Nobody is near.");

    let code = shown_code(&mut anas);
    assert_ne!(code, shown_code(&mut anas), "a fresh code each time");
    let (beto, mut betos) = reads_code(&street, "Beto", &code);

    // Before anything happens the screen says what will.
    betos.sees("Before you knock");
    betos.sees("Calle Roble");
    betos.sees("Shown by Ana.");
    betos.sees("see your name, Beto, and your mark");
    betos.press("Knock");
    betos.sees("You are knocking");
    betos.sees("Looking for a phone of the circle");
    street.pass(5);
    betos.sees("No phone of the circle is near now.");
    street.meet(ana, beto);
    betos.sees("A phone of the circle is near. It waits for a yes.");

    anas.sees("Somebody knocks");
    anas.sees("Has the code that you showed.");
    anas.press("Let Beto in");
    anas.sees("Beto is inside now.");
    anas.sees("2 people");
    anas.sees("Near now");
    betos.sees("Nothing is asked or offered yet.");
    betos.sees("Near: Ana");
}

#[test]
fn a_knock_can_be_taken_back_and_leaves_nothing() {
    let street = Street::new(3);
    let (_, mut anas) = ana_founds(&street);
    let code = shown_code(&mut anas);
    let (_, mut betos) = reads_code(&street, "Beto", &code);
    betos.press("Knock");
    betos.press("Do not knock after all");
    betos.sees("Nothing of it is left on this phone.");
    betos.sees("Welcome, Beto");
}

#[test]
fn what_is_wrong_with_a_code_is_said_and_a_code_of_ones_own_circle_changes_nothing() {
    let street = Street::new(4);
    let (_, mut anas) = ana_founds(&street);
    let code = shown_code(&mut anas);
    let (_, mut betos) = reads_code(&street, "Beto", "good morning");
    let field = "Or paste the text of the code";
    assert_eq!(betos.said_of(field), "This is not a Tequio code.");
    betos.type_in(field, &code[..code.len() - 2]);
    betos.press("Read this text");
    assert!(betos.said_of(field).starts_with("Part of the code is missing"));
    assert!(betos.is_wrong(field));
    street.pass(15 * 86_400);
    betos.type_in(field, &code);
    betos.press("Read this text");
    assert_eq!(betos.said_of(field), "This code is too old. Ask for a new one.");

    let code = shown_code(&mut anas);
    anas.press("Scan a code");
    anas.type_in(field, &code);
    anas.press("Read this text");
    anas.sees("You are in “Calle Roble” already.");
    anas.press("Go there");
    anas.sees("Nothing is asked or offered yet.");
}

#[test]
fn a_picture_without_a_code_gives_none() {
    assert_eq!(Grey::new(64, 64, vec![200; 64 * 64]).unwrap().read(), None);
    assert!(qr::draw(&"x".repeat(10_000)).is_none());
}
