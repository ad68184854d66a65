//! What is too long for one code, shown as pictures that follow each other, and read by camera, photos and pasted text.

use std::{cell::RefCell, rc::Rc};

use tequio_ui::qr::Grey;

use crate::{
    first_minutes::{ana_founds, comes_in, photograph},
    page::Page,
    script::{Script, ScriptedPage, picture, report},
    street::Street,
};

const READS: &str = "Or paste the text of the code";
const TITLE: &str = "A ladder, until Sunday";

/// Ana and Beto share a circle and are apart; Ana has written something, and shows it as pictures.
fn ana_shows(street: &Street) -> (Page, Page, Rc<RefCell<Script>>) {
    let (ana, mut anas) = ana_founds(street);
    let (beto, _) = comes_in(street, ana, &mut anas, "Beto");
    street.part(ana, beto);
    let (page, script) = ScriptedPage::new();
    let betos = Page::open_scripted(street.host(beto), Rc::new(page));
    anas.press("Aid");
    anas.press("Ask for something");
    anas.type_in("In one line", TITLE);
    anas.press("Put it on the board");
    anas.press("Show it to another phone as pictures");
    anas.sees("From screen to screen");
    (anas, betos, script)
}

fn looks_for_pictures(betos: &mut Page) {
    betos.press("People");
    betos.press("Scan a code");
}

fn stands_on_the_board(betos: &mut Page) {
    betos.sees("Taken in.");
    betos.press("Back");
    betos.press("Aid");
    betos.sees(TITLE);
}

#[test]
fn a_camera_that_misses_every_third_picture_reads_a_post_off_anas_screen() {
    let street = Street::new(90);
    let (mut anas, mut betos, script) = ana_shows(&street);
    looks_for_pictures(&mut betos);
    betos.press("Scan with the camera");
    betos.sees("Hold the code in front of the camera.");
    let nothing = Grey::new(50, 50, vec![200; 2_500]).unwrap();
    let mut caught = 0;
    for turn in 0.. {
        assert!(turn < 40, "it never becomes whole");
        let seen = if turn % 3 == 2 { nothing.clone() } else { photograph(&mut anas) };
        report(&script, &picture("frame", &seen));
        betos.settle();
        street.pass(1);
        anas.settle();
        if script.borrow().answers.last().is_some_and(|answer| answer == "enough") {
            break;
        }
        caught += usize::from(turn % 3 != 2);
        betos.sees(&format!("{caught} of about "));
        betos.sees("Hold the code in front of the camera.");
    }
    betos.sees_no("Hold the code in front of the camera.");
    stands_on_the_board(&mut betos);
}

#[test]
fn photos_of_held_pictures_taken_one_by_one_do_as_well_and_another_circle_carries_them_on() {
    let street = Street::new(91);
    let (mut anas, mut betos, script) = ana_shows(&street);
    let stranger = street.phone("en");
    let (page, strangers) = ScriptedPage::new();
    let mut carlas = Page::open_scripted(street.host(stranger), Rc::new(page));
    crate::first_minutes::arrives(&mut carlas, "Carla");
    carlas.press("Join one: scan or paste Somebody in it shows you their code.");
    looks_for_pictures(&mut betos);
    anas.press("Hold still");
    anas.sees("Picture 1.");
    street.pass(60);
    anas.sees("Picture 1.");
    for _ in 0..12 {
        let photo = photograph(&mut anas);
        report(&script, &picture("photo", &photo));
        report(&strangers, &picture("photo", &photo));
        // The same one twice is one.
        report(&script, &picture("photo", &photo));
        betos.settle();
        anas.press("Next picture");
    }
    stands_on_the_board(&mut betos);
    carlas.sees("Taken in.");
    carlas.sees_no(TITLE);
    anas.press("Let them run");
    anas.sees("pictures follow each other");
    for page in [&mut anas, &mut betos] {
        let complaints = page.complaints();
        assert!(complaints.is_empty(), "{complaints:?}");
    }
}

#[test]
fn the_lines_of_the_text_are_pasted_at_once_or_a_part_after_the_other() {
    let street = Street::new(92);
    let (mut anas, mut betos, _) = ana_shows(&street);
    let lines = anas.value("The same as text");
    looks_for_pictures(&mut betos);
    let half = lines.lines().count() / 2;
    let [first, second]: [String; 2] = [0, half].map(|skip| {
        let take = if skip == 0 { half } else { usize::MAX };
        lines.lines().skip(skip).take(take).collect::<Vec<_>>().join("\n")
    });
    betos.type_in(READS, &first);
    betos.press("Read this text");
    betos.sees(&format!("{half} of about {} pictures read.", lines.lines().count()));
    betos.type_in(READS, &second);
    betos.press("Read this text");
    betos.sees("Taken in.");
    // Again it is no news.
    betos.type_in(READS, &lines);
    betos.press("Read this text");
    betos.sees("That is here already.");
    // What looks like one and is none is said at the field.
    betos.type_in(READS, "TEQUIO*ABC");
    betos.press("Read this text");
    assert_eq!(betos.said_of(READS), "This is not a Tequio code.");
}

#[test]
fn a_guardians_answer_is_a_film_of_few_pictures() {
    let street = Street::new(93);
    let (ana, mut anas) = crate::contacts::at_contacts(&street, "Ana");
    let (beto, mut betos) = crate::contacts::at_contacts(&street, "Beto");
    crate::contacts::become_contacts(&mut anas, "Ana", &mut betos, "Beto");
    anas.press("Back");
    street.meet(ana, beto);
    anas.press("Guardians");
    anas.choose("Beto");
    anas.press("Choose this guardian");
    let (page, script) = ScriptedPage::new();
    let new = street.phone("es");
    let mut news = Page::open_scripted(street.host(new), Rc::new(page));
    news.type_in("Tu nombre", "Ana");
    news.press("Seguir");
    news.press("Perdí mis teléfonos: volver con mis guardianes");
    let asks = photograph(&mut news).read().expect("one picture");
    betos.press("Help Ana back");
    betos.type_in(READS, &asks);
    betos.press("Read this text");
    betos.press("Yes, Ana is before me");
    betos.sees("pictures follow each other");
    for _ in 0..2 {
        report(&script, &picture("photo", &photograph(&mut betos)));
        street.pass(1);
        betos.settle();
        news.settle();
    }
    news.sees("Se leyeron 2 de unas");
    for _ in 0..4 {
        report(&script, &picture("photo", &photograph(&mut betos)));
        street.pass(1);
        betos.settle();
    }
    news.sees("Ya ayudaron suficientes");
}
