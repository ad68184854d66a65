//! A person's second phone, linked in person, and cut off.

use tequio_core::linking::{LINK_AGE, LinkError};

use super::*;

fn refused<A: std::fmt::Debug>(done: Result<A, Refused>) -> LinkError {
    match done.unwrap_err() {
        Refused::Link(error) => error,
        other => panic!("{other:?}"),
    }
}

impl Town {
    /// What the new phone shows and the old one scans.
    fn scan_link(&mut self, old: usize, new: usize) -> String {
        let now = self.now;
        let code = text(self.phones[new].contact(Wish::ShowLink, now).unwrap()).code();
        self.phones[old].contact(Wish::LookAtLink { code: code.clone() }, now).unwrap();
        self.phones[old].contact(Wish::LinkPhone { code: code.clone() }, now).unwrap();
        code
    }

    fn members(&self, who: usize, circle: &CircleId) -> Vec<String> {
        let people = self.phones[who].circle(circle).unwrap().people();
        people.members.into_iter().map(|member| member.person.name).collect()
    }

    pub(super) fn post(&mut self, who: usize, circle: &CircleId, title: &str) {
        let posting = Posting {
            direction: Direction::Ask,
            title: title.to_owned(),
            words: String::new(),
            kind: Kind::Food,
            urgency: Urgency::Soon,
            area: String::new(),
            until: None,
            helpers: 1,
            for_someone: None,
        };
        self.phones[who].perform(circle, Command::Post(posting), self.now).unwrap();
    }

    fn titles(&self, who: usize, circle: &CircleId) -> Vec<String> {
        let board = self.phones[who].circle(circle).unwrap().board(self.now);
        let mut titles: Vec<String> = board.cards.into_iter().map(|card| card.title).collect();
        titles.sort();
        titles
    }

    fn nothing_was_refused(&self) {
        for phone in &self.phones {
            assert_eq!(phone.rejected(), &BTreeMap::new());
        }
    }
}

/// Ana (0) and Beto (1) share a circle and are contacts; Ana's second phone (2) is linked. Circle and pair.
fn linked() -> (Town, CircleId, CircleId) {
    let mut town = Town::of(&["Ana", "Beto", "Ana's second"]);
    let street = town.circle(0, 1);
    let pair = town.scan_each_other(0, 1);
    town.meet_and_part(0, 1);
    town.post(0, &street, "Soup for Rosa");
    town.scan_link(0, 2);
    town.meet(0, 2);
    (town, street, pair)
}

#[test]
fn a_linked_phone_is_its_person_in_all_circles_and_both_go_on() {
    let (mut town, street, pair) = linked();
    assert_eq!(town.titles(2, &street), ["Soup for Rosa"], "on the link that was open");
    assert_eq!(town.names(2), ["Beto"]);
    for who in [0, 2] {
        assert_eq!(town.members(who, &street), ["Ana", "Beto"]);
        assert_eq!(town.phones[who].circle(&street).unwrap().agreed().devices.len(), 2);
        assert_eq!(town.phones[who].contacts(NOW).phones.len(), 2);
    }
    town.post(2, &street, "From the second");
    town.post(0, &street, "From the first");
    town.phones[2].keep(Note::Levelled { contact: pair, level: Level::Close }, NOW).unwrap();
    // The second meets Beto before the first does.
    town.part(0, 2);
    town.meet_and_part(2, 1);
    town.meet_and_part(0, 1);
    town.meet_and_part(0, 2);
    for who in 0..3 {
        assert_eq!(town.titles(who, &street), ["From the first", "From the second", "Soup for Rosa"]);
    }
    assert_eq!(town.members(1, &street), ["Ana", "Beto"], "for Beto she is one");
    assert_eq!(town.contacts(0)[0].level, Level::Close);
    // All of it stands after both were switched off.
    (0..3).for_each(|who| town.restart(who));
    assert_eq!(town.titles(2, &street).len(), 3);
    town.meet(1, 2);
    assert!(town.contacts(1)[0].near, "Ana's second phone is Ana");
    town.nothing_was_refused();
}

#[test]
fn backups_of_the_first_phone_still_serve_and_a_third_phone_is_linked_by_the_second() {
    let (mut town, street, _) = linked();
    town.part(0, 2);
    town.phones[0].entrust(NOW);
    town.meet_and_part(0, 2);
    let heir = |town: &Town, who: usize| {
        let keys = town.phones[who].circle(&street).unwrap().keys();
        cbor::encode(&keys.for_restore())
    };
    let mut dice = ChaCha20Rng::seed_from_u64(4);
    let restored = Keys::restored(cbor::decode(&heir(&town, 0)).unwrap(), &mut dice).unwrap();
    let third = restored.device();
    town.phones.push(Phone::open(vec![(restored, Kept::default())], [9; 32], NOW));
    town.disks.push(Disk::default());
    town.names.push("restored");
    town.meet_and_part(3, 1);
    town.meet_and_part(3, 0);
    let devices = town.phones[0].circle(&street).unwrap().agreed().devices;
    assert!(devices.len() == 3 && devices.iter().any(|one| one.device == third));
    town.phones.push(Phone::open(Vec::new(), [10; 32], NOW));
    town.disks.push(Disk::default());
    town.names.push("third");
    town.meet_and_part(0, 2);
    town.scan_link(2, 4);
    town.meet_and_part(2, 4);
    assert_eq!(town.members(4, &street), ["Ana", "Beto"]);
    assert_eq!(town.phones[4].circle(&street).unwrap().agreed().devices.len(), 4);
}

#[test]
fn a_phone_that_is_cut_off_hears_nothing_more_in_any_circle() {
    let (mut town, street, pair) = linked();
    town.part(0, 2);
    town.meet_and_part(0, 2);
    town.meet_and_part(0, 1);
    let lost = town.phones[0].contacts(NOW).phones.into_iter().find(|phone| !phone.here).unwrap();
    let own =
        town.phones[0].circles().find(|(_, one)| one.purpose() == Purpose::Own).map(|(id, _)| *id).unwrap();
    let epoch = |town: &Town, circle: &CircleId| {
        let keys = town.phones[0].circle(circle).unwrap().keys();
        keys.ring.epochs().last().unwrap().name()
    };
    let before = [street, pair, own].map(|circle| epoch(&town, &circle));
    let yourself = Wish::CutOffPhone { phone: town.phones[0].circle(&own).unwrap().keys().device() };
    assert_eq!(town.phones[0].contact(yourself, NOW), Err(Refused::Yourself));
    let cut = Wish::CutOffPhone { phone: lost.device };
    town.phones[0].contact(cut.clone(), NOW).unwrap();
    assert_eq!(refused(town.phones[0].contact(cut, NOW)), LinkError::NoSuchPhone);
    let cut_in = |town: &Town, circle: &CircleId| {
        town.phones[0].circle(circle).unwrap().phones().iter().filter(|phone| phone.cut).count()
    };
    assert_eq!([street, pair, own].map(|circle| cut_in(&town, &circle)), [1, 1, 1]);
    town.meet_and_part(0, 1);
    town.post(0, &street, "Not for the lost one");
    town.phones[0].keep(Note::Named { contact: pair, name: "Betito".to_owned() }, NOW).unwrap();
    town.phones[0].contact(Wish::Rename { name: "Anita".to_owned() }, NOW).unwrap();
    town.meet_and_part(0, 1);
    let after = [street, pair, own].map(|circle| epoch(&town, &circle));
    for (before, after) in before.iter().zip(&after) {
        assert!(after.number > before.number, "the keys rotate");
    }
    let held = |town: &Town| [street, pair, own].map(|circle| town.titles_and_size(2, &circle));
    let knew = held(&town);
    town.meet_and_part(0, 2);
    town.meet_and_part(1, 2);
    assert!(!town.titles(2, &street).contains(&"Not for the lost one".to_owned()));
    // What it may hear is that it was cut off, and that there are new keys.
    for (knew, now) in knew.iter().zip(held(&town)) {
        assert_eq!(knew.0, now.0);
    }
    assert_eq!(town.names(2), ["Beto"]);
    let ring = |circle: &CircleId| town.phones[2].circle(circle).unwrap().keys().ring.epochs().to_vec();
    for (circle, after) in [street, pair, own].iter().zip(after) {
        assert!(ring(circle).iter().all(|epoch| epoch.name() != after));
    }
}

impl Town {
    fn titles_and_size(&self, who: usize, circle: &CircleId) -> (Vec<String>, usize) {
        (self.titles(who, circle), self.phones[who].circle(circle).unwrap().entries())
    }
}

#[test]
fn codes_that_link_no_phone_are_refused_in_words() {
    let mut town = Town::of(&["Ana", "Beto", "Ana's second", "another"]);
    let code = text(town.phones[2].contact(Wish::ShowLink, NOW).unwrap()).code();
    let look = |town: &mut Town, who: usize, code: &str, now: Time| {
        refused(town.phones[who].contact(Wish::LookAtLink { code: code.to_owned() }, now))
    };
    let link = |town: &mut Town, who: usize, code: &str| {
        refused(town.phones[who].contact(Wish::LinkPhone { code: code.to_owned() }, NOW))
    };
    assert_eq!(look(&mut town, 2, &code, NOW), LinkError::Own);
    assert_eq!(link(&mut town, 0, &code), LinkError::Nothing);
    let street = town.circle(0, 1);
    assert_eq!(refused(town.phones[0].contact(Wish::ShowLink, NOW)), LinkError::NotNew);
    assert_eq!(look(&mut town, 0, &code, NOW.plus(LINK_AGE + 60)), LinkError::TooOld);
    let invite = town.phones[0].invite(&street, NOW).unwrap().code();
    assert_eq!(look(&mut town, 0, &invite, NOW), LinkError::OtherKind);
    let code = town.scan_link(0, 2);
    town.meet_and_part(0, 2);
    assert_eq!(look(&mut town, 0, &code, NOW), LinkError::Used);
    assert_eq!(town.members(2, &street), ["Ana", "Beto"]);
}

/// What travels while somebody waits for the other phone is what travels between strangers.
#[test]
fn a_stranger_between_learns_nothing_and_a_photograph_of_the_code_opens_nothing() {
    let mut strangers = Town::of(&["Ana", "Beto"]);
    strangers.meet_and_part(0, 1);
    let quiet = strangers.meet_and_part(0, 1);
    let mut town = Town::of(&["Ana", "Beto", "Ana's second", "stranger", "thief"]);
    let street = town.circle(0, 1);
    for who in [0, 2, 0, 2] {
        town.meet_and_part(who, 3);
    }
    let code = town.scan_link(0, 2);
    let (at_new, at_old) = (town.meet_and_part(2, 3), town.meet_and_part(0, 3));
    assert_eq!(at_new, quiet);
    assert_eq!(town.meet_and_part(0, 3), quiet, "once what she wrote is carried");
    assert_eq!(at_old[..3], quiet[..3], "nonces, slots, greetings");
    // Who read the code cannot give it away as their own: it is another phone's.
    assert_eq!(refused(town.phones[4].contact(Wish::LinkPhone { code }, NOW)), LinkError::Nothing);
    town.meet_and_part(0, 4);
    assert_eq!(town.phones[4].circles().count(), 0);
    town.meet_and_part(0, 2);
    assert_eq!(town.members(2, &street), ["Ana", "Beto"]);
    town.nothing_was_refused();
}

#[test]
fn a_circle_that_is_new_after_guardians_were_chosen_is_told_their_key_by_itself() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    let guardians: Vec<CircleId> = [1, 2].map(|who| town.scan_each_other(0, who)).to_vec();
    town.phones[0].choose_guardians(2, guardians).unwrap();
    let founded = town.circle(0, 1);
    let joined = town.circle(2, 0);
    let told: BTreeMap<_, _> = town.phones[0].guardians_heirs().into_iter().collect();
    for circle in [founded, joined] {
        assert_eq!(town.phones[0].circle(&circle).unwrap().guarded(), Some(Some(told[&circle])));
    }
    assert_eq!(town.phones[1].circle(&founded).unwrap().guarded(), Some(None), "Beto has chosen nobody");
}
