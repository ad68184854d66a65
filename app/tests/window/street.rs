//! A street in full swing, for tests that look at every screen: something of each kind, at each stage, and words of
//! the lengths that people have.

use std::net::SocketAddr;

use tequio_core::{
    Command, EntryId, Time,
    event::{Direction, Kind, Posting, Urgency},
};

use crate::{
    assembly,
    neighbour::Neighbour,
    stage::{Stage, free_address},
};

pub const WAITING: &str = "Soup for three on Friday";
pub const AGREED: &str = "Somebody to look at the gutter before the rain comes";
pub const HELPING: &str = "Acompañamiento al ayuntamiento para el empadronamiento";
pub const OFFERED: &str = "I drive to the market on Saturday";
pub const DONE: &str = "Mend the garden gate";
pub const CALLED_OFF: &str = "Carry a wardrobe to the second floor";
pub const TAKEN_BACK: &str = "Two chairs for Sunday";
pub const HIDDEN: &str = "A piano, to be fetched";
pub const LONG_NAME: &str = "Maximiliana Hernández-Villavicencio";

/// What is left running beside the phone whose screens are looked at.
pub struct Street<'s> {
    /// Where that phone must listen.
    pub address: SocketAddr,
    /// A code of another circle, for whoever wants to knock there.
    pub other_code: String,
    _neighbours: Vec<Neighbour<'s>>,
}

/// Prepares the folder of Ana's phone; who lives beside her goes on calling it.
pub fn in_full_swing(stage: &Stage) -> Street<'_> {
    let address = free_address();
    let mut ana = stage.neighbour("Ana", Some(address), None);
    let mut beto = stage.neighbour("Beto", None, Some(address));
    let mut maxi = stage.neighbour(LONG_NAME, None, Some(address));
    ana.founds("Calle de los Robles y Alrededores");
    ana.lets_in(&mut beto);
    ana.lets_in(&mut maxi);
    let [ana_id, beto_id, maxi_id] = ["Ana", "Beto", LONG_NAME].map(|name| ana.person(name));

    let on_board = |who: &Neighbour<'_>, posting: Posting| who.does(Command::Post(posting)).expect("a post");
    let claims = |who: &Neighbour<'_>, from: &Neighbour<'_>, post: EntryId| {
        from.agrees_with(who);
        who.does(Command::Claim { post });
        who.agrees_with(from);
    };

    let waiting = on_board(&ana, Posting { helpers: 2, ..ask(WAITING, Kind::Food) });
    claims(&beto, &ana, waiting);
    claims(&maxi, &ana, waiting);

    let until = Some(Time(ana.now().0 + 90_000));
    let agreed = on_board(&ana, Posting { urgency: Urgency::Now, until, ..ask(AGREED, Kind::Repair) });
    claims(&maxi, &ana, agreed);
    ana.does(Command::Confirm { post: agreed, person: maxi_id, note: "Blue door, ring twice.".to_owned() });

    let for_someone = Some("Doña Encarnación, 82".to_owned());
    let helping = on_board(&beto, Posting { for_someone, helpers: 3, ..ask(HELPING, Kind::Papers) });
    claims(&ana, &beto, helping);
    let note = "Calle Encrucijada 114, tercer piso izquierda; el timbre no funciona.".to_owned();
    beto.does(Command::Confirm { post: helping, person: ana_id, note });

    let offer = Posting { direction: Direction::Offer, helpers: 3, ..ask(OFFERED, Kind::Transport) };
    on_board(&maxi, offer);

    let done = on_board(&ana, ask(DONE, Kind::Things));
    claims(&beto, &ana, done);
    ana.does(Command::Confirm { post: done, person: beto_id, note: String::new() });
    ana.does(Command::Done { post: done, person: beto_id });
    ana.agrees_with(&beto);
    beto.does(Command::Done { post: done, person: beto_id });

    let called_off = on_board(&ana, ask(CALLED_OFF, Kind::Shelter));
    claims(&beto, &ana, called_off);
    ana.does(Command::Confirm { post: called_off, person: beto_id, note: String::new() });
    ana.does(Command::Cancel {
        post: called_off,
        notice: "The wardrobe does not fit through the door.".to_owned(),
    });

    let taken_back = on_board(&ana, ask(TAKEN_BACK, Kind::Other));
    ana.does(Command::Withdraw { post: taken_back });

    let hidden = on_board(&beto, Posting { direction: Direction::Offer, ..ask(HIDDEN, Kind::Things) });
    ana.agrees_with(&beto);
    ana.does(Command::Hide { post: hidden, hidden: true });

    beto.agrees_with(&ana);
    maxi.agrees_with(&ana);
    assembly::decides(&ana, &beto, &maxi);
    let mut diego = stage.neighbour("Diego", None, Some(address));
    diego.knocks(&ana.code());
    let mut elena = stage.neighbour("Elena", None, None);
    elena.founds("Coro del Barrio");
    ana.settles("setting/name", "Ana");
    let other_code = elena.code();
    Street { address, other_code, _neighbours: vec![beto, maxi, diego, elena] }
}

fn ask(title: &str, kind: Kind) -> Posting {
    Posting {
        direction: Direction::Ask,
        title: title.to_owned(),
        words:
            "Whoever has an hour to spare: two are better than one. Coffee is made, and somebody reads aloud."
                .to_owned(),
        kind,
        urgency: Urgency::Soon,
        area: "Esquina de la panadería, junto al pozo".to_owned(),
        until: None,
        helpers: 1,
        for_someone: None,
    }
}
