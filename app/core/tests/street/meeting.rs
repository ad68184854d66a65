//! Meetings: checking in, speaking, showing hands, drawing lots, on phones that are near, apart and together again.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Command, DeviceKey, EntryId, PersonId, Refused, Time,
    assembly::{
        card::{self, Unsealed},
        meeting::{
            Door, Hand, Happening, Item, Lot, LotView, MeetingView, MyPlace, Point, Speech, Way, What, Wish,
            code::CodeError,
        },
    },
    view::Matter,
};

use super::neighbourhood::Neighbourhood;

pub fn open(street: &mut Neighbourhood, by: usize) -> EntryId {
    let agenda = ["Water", "Party"].map(|words| Point::Words(words.into())).into();
    let wish = Wish::Open { place: "School yard".into(), agenda, turn: Some(120) };
    let id = street.perform(by, Command::Assemble(wish)).expect("a meeting is an entry");
    street.settle();
    id
}

pub fn room(street: &Neighbourhood, phone: usize, meeting: EntryId) -> MeetingView {
    match street.phones[phone].replica.matter(&meeting, street.clock(phone)) {
        Some(Matter::Meeting(view)) => *view,
        other => panic!("no meeting: {other:?}"),
    }
}

pub fn try_to_say(
    street: &mut Neighbourhood,
    phone: usize,
    meeting: EntryId,
    what: What,
) -> Result<Option<EntryId>, Refused> {
    street.try_to(phone, Command::Assemble(Wish::At { meeting, what }))
}

pub fn say(street: &mut Neighbourhood, phone: usize, meeting: EntryId, what: What) {
    try_to_say(street, phone, meeting, what).expect("it can be said");
    street.settle();
}

/// One scans what is on the other's screen.
pub fn scan(street: &mut Neighbourhood, host: usize, phone: usize, meeting: EntryId) {
    let code = room(street, host, meeting).code.expect("whoever is in shows a code");
    street.perform(phone, Command::Assemble(Wish::Scan { code }));
    street.settle();
}

fn present(street: &Neighbourhood, phone: usize, meeting: EntryId) -> Vec<String> {
    room(street, phone, meeting).here.into_iter().map(|there| there.person.name).collect()
}

fn let_in(person: PersonId) -> What {
    What::Door(Door::LetIn { person })
}

fn arrive(street: &mut Neighbourhood, phone: usize, meeting: EntryId) {
    let wish = Wish::Arrive { meeting, way: Way::OwnPhone, key: None };
    street.perform(phone, Command::Assemble(wish));
    street.settle();
}

#[test]
fn whoever_scans_the_code_on_a_screen_is_in_without_another_tap() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(1, ["Ana", "Beto", "Carla"]);
    let meeting = open(&mut street, ana);
    assert_eq!(room(&street, ana, meeting).me, MyPlace::In { way: Way::OwnPhone });
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Outside);
    assert_eq!(room(&street, beto, meeting).code, None, "who is not in shows no code");
    scan(&mut street, ana, beto, meeting);
    // Who was let in lets in.
    scan(&mut street, beto, carla, meeting);
    for phone in [ana, beto, carla] {
        let room = room(&street, phone, meeting);
        assert_eq!(room.roll, (3, 2, 3));
        let let_in_by: Vec<Vec<&str>> = room
            .here
            .iter()
            .map(|there| there.let_in_by.iter().map(|person| &person.name[..]).collect())
            .collect();
        assert_eq!(let_in_by, [vec![], vec!["Ana"], vec!["Beto"]], "everybody sees who let whom in");
    }
    street.assert_agreement();
}

#[test]
fn without_a_camera_it_takes_one_tap_of_somebody_who_is_in() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(2, ["Ana", "Beto", "Carla"]);
    let meeting = open(&mut street, ana);
    assert_eq!(room(&street, ana, meeting).near.len(), 2, "near, not checked in");
    arrive(&mut street, beto, meeting);
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Asked);
    let waiting = room(&street, ana, meeting).waiting;
    assert_eq!((waiting.len(), waiting[0].near, waiting[0].can_let_in), (1, true, true));
    // Whoever is not in lets nobody in.
    let beto_is = street.me(beto);
    assert_eq!(try_to_say(&mut street, carla, meeting, let_in(beto_is)), Err(Refused::NotThere));
    say(&mut street, ana, meeting, let_in(beto_is));
    assert_eq!(present(&street, carla, meeting), ["Ana", "Beto"]);
    // The two words can come in either order: but nobody is there whose own phone does not say so.
    let carla_is = street.me(carla);
    say(&mut street, beto, meeting, let_in(carla_is));
    assert_eq!(present(&street, ana, meeting), ["Ana", "Beto"]);
    assert!(matches!(room(&street, carla, meeting).me, MyPlace::Seen { .. }));
    arrive(&mut street, carla, meeting);
    assert_eq!(present(&street, ana, meeting), ["Ana", "Beto", "Carla"]);
    street.assert_agreement();
}

#[test]
fn a_code_that_is_old_forged_or_of_elsewhere_lets_nobody_in() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(3, ["Ana", "Beto", "Carla"]);
    let meeting = open(&mut street, ana);
    let code = room(&street, ana, meeting).code.expect("Ana is in");
    street.pass(60);
    assert_ne!(room(&street, ana, meeting).code.as_ref(), Some(&code), "it changes each minute");
    // A photo of it reaches Beto at home, half an hour later.
    street.pass(30 * 60);
    street.perform(beto, Command::Assemble(Wish::Scan { code }));
    street.settle();
    assert_eq!(present(&street, ana, meeting), ["Ana"]);
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Asked, "somebody has to see him");
    // Carla's phone writes a proof of its own invention, and one that was Beto's.
    for proof in [[7; 16], [0; 16]] {
        let step = Door::CheckedIn { way: Way::OwnPhone, key: None, commitment: None, proof: Some(proof) };
        let what = What::Door(step);
        street.perform(carla, Command::Assemble(Wish::At { meeting, what }));
        street.settle();
    }
    assert_eq!(present(&street, ana, meeting), ["Ana"]);
    let read = |street: &mut Neighbourhood, code: &str| {
        street.try_to(carla, Command::Assemble(Wish::Scan { code: code.into() }))
    };
    assert_eq!(read(&mut street, "https://example.org"), Err(CodeError::NotACode.into()));
    let knock = street.invite(ana);
    assert_eq!(read(&mut street, &knock), Err(CodeError::NotACode.into()));
    street.assert_agreement();
}

/// A meeting at which all of these are.
fn all_in<const N: usize>(seed: u64, names: [&str; N]) -> (Neighbourhood, [usize; N], EntryId) {
    let (mut street, phones) = Neighbourhood::seated(seed, names);
    let meeting = open(&mut street, phones[0]);
    for phone in &phones[1..] {
        scan(&mut street, phones[0], *phone, meeting);
    }
    (street, phones, meeting)
}

#[test]
fn people_come_late_leave_and_come_back() {
    let (mut street, [ana, beto, carla, dora], meeting) = all_in(4, ["Ana", "Beto", "Carla", "Dora"]);
    say(&mut street, beto, meeting, What::Door(Door::Left));
    assert_eq!(present(&street, ana, meeting), ["Ana", "Carla", "Dora"]);
    assert_eq!(room(&street, beto, meeting).me, MyPlace::Left);
    let again = Command::Assemble(Wish::At { meeting, what: What::Door(Door::Still) });
    assert_eq!(street.try_to(beto, again), Err(Refused::NotThere), "he went, and has to be seen again");
    scan(&mut street, dora, beto, meeting);
    assert_eq!(present(&street, ana, meeting).len(), 4);
    // Carla has gone home and forgot to say so. One alone says so in vain.
    let person = street.me(carla);
    say(&mut street, ana, meeting, What::Door(Door::SaidLeft { person }));
    assert_eq!(present(&street, beto, meeting).len(), 4);
    say(&mut street, beto, meeting, What::Door(Door::SaidLeft { person }));
    assert_eq!(present(&street, dora, meeting), ["Ana", "Beto", "Dora"]);
    // She was in the kitchen.
    assert!(matches!(room(&street, carla, meeting).me, MyPlace::Marked { .. }));
    say(&mut street, carla, meeting, What::Door(Door::Still));
    assert_eq!(present(&street, ana, meeting).len(), 4);
    for phone in [ana, beto, carla] {
        say(&mut street, phone, meeting, What::Door(Door::Left));
    }
    assert!(!room(&street, dora, meeting).card.over);
    say(&mut street, dora, meeting, What::Door(Door::Left));
    assert!(room(&street, ana, meeting).card.over, "it ends when all have left");
    let wish = Wish::Arrive { meeting, way: Way::OwnPhone, key: None };
    assert_eq!(street.try_to(ana, Command::Assemble(wish)), Err(Refused::MeetingOver));
    street.assert_agreement();
}

#[test]
fn who_has_no_phone_here_is_brought_by_one_and_seen_by_another() {
    let (mut street, [ana, beto, carla, dora]) = Neighbourhood::seated(5, ["Ana", "Beto", "Carla", "Dora"]);
    let meeting = open(&mut street, ana);
    scan(&mut street, ana, beto, meeting);
    let (rosa, luis) = (street.me(carla), street.me(dora));
    // Her card is known before anybody is let in with it.
    let card = Unsealed::draw(street.phones[carla].replica.keys().circle, &mut ChaCha20Rng::seed_from_u64(9));
    let made = card::Wish::Make { key: card.key, signature: card.is_held_by(&rosa) };
    street.perform(carla, Command::Card(made));
    street.settle();
    let key = Some(card.key);
    let bring = |person, way, key| What::Door(Door::Brought { person, way, key });
    let of_nobody = Some(DeviceKey([9; 32]));
    for (way, key) in [(Way::OwnPhone, None), (Way::Card, None), (Way::Card, of_nobody), (Way::Paper, key)] {
        assert_eq!(try_to_say(&mut street, ana, meeting, bring(rosa, way, key)), Err(Refused::OtherWay));
    }
    say(&mut street, ana, meeting, bring(rosa, Way::Card, key));
    assert_eq!(present(&street, ana, meeting).len(), 2, "Ana alone brings nobody in");
    let waiting = room(&street, beto, meeting).waiting;
    assert_eq!(waiting[0].brought_by.as_ref().map(|by| &by.name[..]), Some("Ana"));
    assert!(!room(&street, ana, meeting).waiting[0].can_let_in && waiting[0].can_let_in);
    say(&mut street, beto, meeting, let_in(rosa));
    assert_eq!(present(&street, ana, meeting), ["Ana", "Beto", "Carla"]);
    // One key is one person's.
    assert_eq!(try_to_say(&mut street, ana, meeting, bring(luis, Way::Card, key)), Err(Refused::OtherWay));
    say(&mut street, ana, meeting, bring(luis, Way::Paper, None));
    say(&mut street, beto, meeting, let_in(luis));
    let there = room(&street, dora, meeting);
    assert_eq!(there.me, MyPlace::In { way: Way::Paper });
    assert_eq!(there.here[2].way, Way::Card);
    let by: Vec<&str> = there.here[2].let_in_by.iter().map(|by| &by.name[..]).collect();
    assert_eq!(by, ["Ana", "Beto"], "everybody sees who brought her and who saw her");
    // Luis is not there at all, and says so from home.
    say(&mut street, dora, meeting, What::Door(Door::Left));
    assert_eq!(present(&street, ana, meeting), ["Ana", "Beto", "Carla"]);
    street.assert_agreement();
}

fn asks(street: &mut Neighbourhood, phone: usize, meeting: EntryId, order: bool) {
    say(street, phone, meeting, What::Speech(Speech::Asked { order }));
}

fn begins(street: &mut Neighbourhood, by: usize, phone: usize, meeting: EntryId) {
    let person = street.me(phone);
    say(street, by, meeting, What::Speech(Speech::Began { person }));
}

fn ends(street: &mut Neighbourhood, by: usize, phone: usize, meeting: EntryId) {
    let person = street.me(phone);
    say(street, by, meeting, What::Speech(Speech::Ended { person }));
}

fn queue(street: &Neighbourhood, meeting: EntryId) -> Vec<String> {
    room(street, 0, meeting).queue.into_iter().map(|next| next.person.name).collect()
}

#[test]
fn who_has_spoken_least_goes_first_and_a_point_of_order_before_all() {
    let (mut street, [ana, beto, carla, dora], meeting) = all_in(6, ["Ana", "Beto", "Carla", "Dora"]);
    asks(&mut street, ana, meeting, false);
    asks(&mut street, beto, meeting, false);
    assert_eq!(queue(&street, meeting), ["Ana", "Beto"], "who asked first");
    let person = street.me(beto);
    let early = try_to_say(&mut street, beto, meeting, What::Speech(Speech::Began { person }));
    assert_eq!(early, Err(Refused::NotYourTurn));
    begins(&mut street, ana, ana, meeting);
    let speaking = room(&street, dora, meeting).speaking.expect("Ana speaks");
    assert_eq!(speaking.until, Some(speaking.since.plus(120)), "the meeting's own limit");
    street.pass(100);
    ends(&mut street, ana, ana, meeting);
    // Ana has had her turn: whoever has not goes first, whenever they ask.
    asks(&mut street, ana, meeting, false);
    asks(&mut street, carla, meeting, false);
    assert_eq!(queue(&street, meeting), ["Beto", "Carla", "Ana"]);
    begins(&mut street, beto, beto, meeting);
    street.pass(30);
    ends(&mut street, beto, beto, meeting);
    asks(&mut street, beto, meeting, false);
    assert_eq!(queue(&street, meeting), ["Carla", "Beto", "Ana"], "one turn each, and Beto's was short");
    let minutes: Vec<(u32, u32)> =
        room(&street, dora, meeting).here.iter().map(|there| there.spoken).collect();
    assert_eq!(minutes, [(1, 100), (1, 30), (0, 0), (0, 0)]);
    asks(&mut street, ana, meeting, true);
    assert_eq!(queue(&street, meeting), ["Ana", "Carla", "Beto"]);
    say(&mut street, carla, meeting, What::Speech(Speech::Withdrew));
    assert_eq!(queue(&street, meeting), ["Ana", "Beto"]);
    say(&mut street, ana, meeting, What::Door(Door::Left));
    assert_eq!(queue(&street, meeting), ["Beto"], "whoever goes waits no more");
    street.assert_agreement();
}

#[test]
fn a_clock_that_runs_wild_makes_nobodys_turn_longer_than_an_hour() {
    let (mut street, [ana, beto, _], meeting) = all_in(7, ["Ana", "Beto", "Carla"]);
    asks(&mut street, beto, meeting, false);
    begins(&mut street, beto, beto, meeting);
    street.phones[beto].clock_ahead = 365 * 86_400;
    ends(&mut street, beto, beto, meeting);
    assert_eq!(room(&street, ana, meeting).here[1].spoken, (1, 3_600));
    // Begun by one and ended by another, whose clocks differ by a year: a whole turn.
    say(&mut street, ana, meeting, What::Hand(Hand::Volunteered));
    asks(&mut street, beto, meeting, false);
    begins(&mut street, ana, beto, meeting);
    ends(&mut street, beto, beto, meeting);
    assert_eq!(room(&street, ana, meeting).here[1].spoken, (2, 3_720));
    street.assert_agreement();
}

#[test]
fn a_show_of_hands_moves_the_agenda_and_replaces_whoever_facilitates() {
    let (mut street, [ana, beto, carla, dora, eva], meeting) =
        all_in(8, ["Ana", "Beto", "Carla", "Dora", "Eva"]);
    let ask = |item| What::Hand(Hand::Asked(item));
    let raise = |show, yes| What::Hand(Hand::Raised { show, yes });
    let up = |street: &Neighbourhood| room(street, 0, meeting).shows[0].id;
    say(&mut street, beto, meeting, ask(Item::Go(1)));
    let show = up(&street);
    assert_eq!(room(&street, eva, meeting).happening, Happening::Hands { show });
    say(&mut street, carla, meeting, raise(show, false));
    say(&mut street, dora, meeting, raise(show, true));
    assert_eq!(
        room(&street, ana, meeting).at,
        0,
        "two of five are not more than half of those who are there"
    );
    // Long enough: two count the hands that are up.
    say(&mut street, ana, meeting, What::Hand(Hand::Counted { show }));
    assert_eq!(room(&street, ana, meeting).at, 0);
    say(&mut street, eva, meeting, What::Hand(Hand::Counted { show }));
    assert_eq!(room(&street, ana, meeting).at, 1, "two of the three that were up");
    assert_eq!(try_to_say(&mut street, ana, meeting, raise(show, false)), Err(Refused::NoSuchShow));
    // A point is added, and moved to the front; what is talked about stays what it was.
    for item in [Item::Add(Point::Words("Roof".into())), Item::Move { from: 2, to: 0 }] {
        say(&mut street, eva, meeting, ask(item));
        let show = up(&street);
        say(&mut street, ana, meeting, raise(show, true));
        say(&mut street, beto, meeting, raise(show, true));
    }
    let now = room(&street, dora, meeting);
    let titles: Vec<&str> = now.agenda.iter().map(|(_, title)| &title[..]).collect();
    assert_eq!((titles, now.at), (vec!["Roof", "Water", "Party"], 2));
    // Whoever volunteers facilitates, and says when it goes on; nobody else does.
    say(&mut street, dora, meeting, What::Hand(Hand::Volunteered));
    let on = What::Hand(Hand::WentOn { to: 0 });
    assert_eq!(try_to_say(&mut street, ana, meeting, on.clone()), Err(Refused::NotFacilitator));
    let again = try_to_say(&mut street, ana, meeting, What::Hand(Hand::Volunteered));
    assert_eq!(again, Err(Refused::NotFacilitator));
    say(&mut street, dora, meeting, on);
    assert_eq!(room(&street, eva, meeting).at, 0);
    // It takes more than half of all who are there to replace her, however many hands are up.
    let beto_is = street.me(beto);
    say(&mut street, beto, meeting, ask(Item::Facilitate(beto_is)));
    let show = up(&street);
    say(&mut street, ana, meeting, raise(show, true));
    let counted = What::Hand(Hand::Counted { show });
    say(&mut street, dora, meeting, counted.clone());
    assert_eq!(room(&street, eva, meeting).facilitator.map(|who| who.name), Some("Dora".into()));
    say(&mut street, eva, meeting, raise(show, true));
    assert_eq!(room(&street, eva, meeting).facilitator.map(|who| who.name), Some("Beto".into()));
    // What a facilitator does is undone by hands: closing too.
    say(&mut street, beto, meeting, What::Hand(Hand::Closed));
    assert!(room(&street, ana, meeting).card.over);
    say(&mut street, ana, meeting, ask(Item::Reopen));
    let show = up(&street);
    say(&mut street, carla, meeting, raise(show, true));
    say(&mut street, eva, meeting, raise(show, true));
    assert!(!room(&street, ana, meeting).card.over);
    street.assert_agreement();
}

fn draw(street: &mut Neighbourhood, by: usize, meeting: EntryId, dice: bool) {
    street.perform(by, Command::Assemble(Wish::Draw { meeting, dice }));
    street.settle();
}

/// Everybody's phone has waited for long enough.
fn wait(street: &mut Neighbourhood, phones: &[usize]) {
    street.pass(61);
    for phone in phones {
        street.tick(*phone);
    }
    street.settle();
}

#[test]
fn phones_draw_lots_by_themselves_once_somebody_asks() {
    let (mut street, [ana, beto, carla, dora, eva], meeting) =
        all_in(9, ["Ana", "Beto", "Carla", "Dora", "Eva"]);
    say(&mut street, carla, meeting, What::Hand(Hand::ByLot));
    let there = room(&street, ana, meeting);
    assert!(there.can_draw && there.wants_lot, "of five, tellers are drawn");
    draw(&mut street, beto, meeting, false);
    for phone in [ana, beto, carla, dora, eva] {
        let there = room(&street, phone, meeting);
        let drawn = LotView::Drawn { barred: Vec::new(), dice: None, said_twice: Vec::new() };
        assert_eq!(there.lot, Some(drawn), "without a tap of anybody else");
        assert!(!there.wants_lot);
        assert_eq!(there.facilitator, room(&street, ana, meeting).facilitator);
        assert!(there.facilitator.is_some(), "and the facilitator was drawn with it");
    }
    let wish = Wish::Draw { meeting, dice: false };
    assert_eq!(street.try_to(ana, Command::Assemble(wish)), Err(Refused::AlreadyDrawn));
    street.assert_agreement();
}

#[test]
fn lots_wait_until_more_than_half_of_the_roll_are_there() {
    let (mut street, [ana, beto, carla, _, _]) =
        Neighbourhood::seated(10, ["Ana", "Beto", "Carla", "Dora", "Eva"]);
    let meeting = open(&mut street, ana);
    scan(&mut street, ana, beto, meeting);
    let wish = Command::Assemble(Wish::Draw { meeting, dice: false });
    let refused = street.try_to(ana, wish.clone());
    assert_eq!(refused, Err(Refused::TooFewForLots { needed: 3, there: 2 }));
    scan(&mut street, beto, carla, meeting);
    let there = room(&street, ana, meeting);
    assert!(there.can_draw && !there.wants_lot, "three close their votes together");
    draw(&mut street, ana, meeting, false);
    assert!(matches!(room(&street, carla, meeting).lot, Some(LotView::Drawn { .. })));
}

#[test]
fn who_goes_out_of_reach_before_telling_a_secret_is_named_and_barred() {
    let (mut street, phones, meeting) = all_in(11, ["Ana", "Beto", "Carla", "Dora", "Eva"]);
    let [ana, beto, carla, dora, eva] = phones;
    for phone in [ana, beto, carla, dora] {
        street.part(eva, phone);
    }
    draw(&mut street, ana, meeting, false);
    let Some(LotView::Revealing { revealed: 4, of: 5, missing }) = room(&street, beto, meeting).lot else {
        panic!("{:?}", room(&street, beto, meeting).lot)
    };
    assert!(missing.is_empty(), "nobody has waited for long");
    assert!(room(&street, beto, meeting).wants_lot, "a vote waits for what is being drawn");
    wait(&mut street, &[ana, beto, carla, dora]);
    let Some(LotView::Drawn { barred, .. }) = room(&street, carla, meeting).lot else {
        panic!("{:?}", room(&street, carla, meeting).lot)
    };
    assert_eq!(barred.iter().map(|person| &person.name[..]).collect::<Vec<_>>(), ["Eva"]);
    // She comes back, and her phone finds that it is barred; what it would tell now changes nothing.
    for phone in [ana, beto, carla, dora] {
        street.meet(eva, phone);
    }
    street.settle();
    wait(&mut street, &phones);
    assert_eq!(room(&street, eva, meeting).lot, room(&street, ana, meeting).lot);
    street.assert_agreement();
}

#[test]
fn dice_that_two_read_alike_are_thrown_when_the_phones_are_done() {
    let (mut street, [ana, beto, carla], meeting) = all_in(12, ["Ana", "Beto", "Carla"]);
    draw(&mut street, ana, meeting, true);
    let Some(LotView::Dice { list, threw }) = room(&street, carla, meeting).lot else {
        panic!("{:?}", room(&street, carla, meeting).lot)
    };
    assert!(threw.is_empty());
    let throw = |dice: &[u8]| What::Lot(Lot::Threw { list, dice: dice.into() });
    for wrong in [&[][..], &[7], &[0, 1], &[1; 21]] {
        assert_eq!(try_to_say(&mut street, ana, meeting, throw(wrong)), Err(Refused::NoDice));
    }
    say(&mut street, ana, meeting, throw(&[3, 1, 6, 2]));
    say(&mut street, beto, meeting, throw(&[3, 1, 6, 5]));
    assert!(matches!(room(&street, carla, meeting).lot, Some(LotView::Dice { .. })), "they differ");
    say(&mut street, beto, meeting, throw(&[3, 1, 6, 2]));
    let Some(LotView::Drawn { dice, .. }) = room(&street, carla, meeting).lot else { panic!("it is drawn") };
    assert_eq!(dice, Some(vec![3, 1, 6, 2]));
    street.assert_agreement();
}

#[test]
fn two_halves_of_a_room_that_come_together_again_see_one_meeting() {
    let (mut street, phones, meeting) = all_in(13, ["Ana", "Beto", "Carla", "Dora", "Eva"]);
    let [ana, beto, carla, dora, eva] = phones;
    for (one, other) in [(ana, carla), (ana, dora), (ana, eva), (beto, carla), (beto, dora), (beto, eva)] {
        street.part(one, other);
    }
    // Both halves go on: they speak, show hands, and draw, of which only the larger can make something.
    asks(&mut street, ana, meeting, false);
    begins(&mut street, ana, ana, meeting);
    draw(&mut street, beto, meeting, false);
    assert!(matches!(room(&street, ana, meeting).lot, Some(LotView::Signing { signed: 2, needed: 3 })));
    draw(&mut street, dora, meeting, false);
    say(&mut street, eva, meeting, What::Hand(Hand::Volunteered));
    asks(&mut street, carla, meeting, true);
    wait(&mut street, &phones);
    let drawn = room(&street, dora, meeting).lot;
    for (one, other) in [(ana, carla), (beto, eva), (ana, dora)] {
        street.meet(one, other);
    }
    street.settle();
    wait(&mut street, &phones);
    street.assert_agreement();
    for phone in phones {
        assert_eq!(room(&street, phone, meeting).lot, drawn, "one draw, and it stays");
        assert_eq!(
            room(&street, phone, meeting).queue,
            room(&street, ana, meeting)
                .queue
                .clone()
                .into_iter()
                .map(|mut next| {
                    next.can_begin = phone == eva;
                    next
                })
                .collect::<Vec<_>>()
        );
    }
    street.restart(dora);
    assert_eq!(room(&street, dora, meeting).lot, drawn);
    let _: Time = street.now;
}
