//! Which posts the board shows, and what "near me" means there.
//!
//! A phone does not know where it is, and the app does not ask the satellites. What it knows is who has a link to
//! it now, and what its owner wrote under "my area". So a post is near if its author is, or if it names a place
//! that the owner named too. All of it happens on this phone.

use std::collections::BTreeSet;

use tequio_core::{
    PersonId,
    event::{Direction, Kind},
    view::{Card, Mine, Nearby, People},
};

/// Words shorter than this are in every second place: "by", "the", "del".
const WORD_LETTERS_MIN: usize = 4;

/// Words that say what sort of place it is, or stand between two: with them every street would be near every
/// other one. In every language of the app, since neighbours write in any; folded as [`fold`] does.
const IN_EVERY_AREA: [&str; 31] = [
    "street",
    "road",
    "avenue",
    "lane",
    "corner",
    "house",
    "near",
    "behind",
    "beside",
    "between",
    "from",
    "with",
    "next",
    "opposite",
    "calle",
    "avenida",
    "camino",
    "callejon",
    "carretera",
    "esquina",
    "colonia",
    "barrio",
    "casa",
    "cerca",
    "junto",
    "atras",
    "detras",
    "frente",
    "entre",
    "hasta",
    "desde",
];

/// Which cards are shown; all at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) direction: Option<Direction>,
    pub(crate) kind: Option<Kind>,
    pub(crate) mine: bool,
    pub(crate) near: bool,
}

impl Filter {
    /// Whether a card is shown.
    pub(crate) fn lets(self, card: &Card, around: &Around) -> bool {
        self.direction.is_none_or(|direction| card.direction == direction)
            && self.kind.is_none_or(|kind| card.kind == kind)
            && (!self.mine || card.mine != Mine::No)
            && (!self.near || around.holds(card))
    }
}

/// What is around this phone: people, and the words of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Around {
    people: BTreeSet<PersonId>,
    area: Vec<String>,
}

impl Around {
    /// Who has a link to this phone now, and what its owner wrote under "my area".
    pub(crate) fn new(nearby: &Nearby, people: &People, area: &str) -> Around {
        let linked = nearby.members.iter().map(|person| person.id);
        let near = people.members.iter().filter(|member| member.near).map(|member| member.person.id);
        Around { people: linked.chain(near).collect(), area: words(area) }
    }

    /// Whether a post is near: its author has a link to this phone, or its area has a telling word in common with
    /// the owner's. Where streets have numbers for names, one area stands in the other: "Calle 5" in "Calle 5,
    /// upstairs".
    pub(crate) fn holds(&self, card: &Card) -> bool {
        let area = words(&card.area);
        self.people.contains(&card.author.id)
            || area.iter().any(|word| is_telling(word) && self.area.contains(word))
            || stands_in(&self.area, &area)
            || stands_in(&area, &self.area)
    }

    /// Whether asking for what is near can change anything on this board: somebody is near, or a place is named
    /// that an area could be compared with.
    pub(crate) fn can_tell<'a>(&self, cards: impl IntoIterator<Item = &'a Card>) -> bool {
        !self.people.is_empty() || cards.into_iter().any(|card| !card.area.is_empty())
    }
}

fn is_telling(word: &str) -> bool {
    word.chars().count() >= WORD_LETTERS_MIN && !IN_EVERY_AREA.contains(&word)
}

/// Whether these words are those, or name a number and stand in those side by side.
fn stands_in(these: &[String], those: &[String]) -> bool {
    let numbered = these.iter().any(|word| word.contains(|sign: char| sign.is_numeric()));
    match these.len() {
        0 => false,
        1 => these == those,
        all => these == those || numbered && those.windows(all).any(|some| some == these),
    }
}

/// The words of a text, folded.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Case and accents away, so that "Álamo" and "alamo" are one word however either was typed. Latin letters only:
/// others are compared as they are.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            // Accents that were typed as signs of their own (Unicode's block of combining diacritical marks).
            '\u{300}'..='\u{36f}' => {}
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => folded.push('c'),
            'ď' | 'đ' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => folded.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => folded.push('i'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => folded.push('o'),
            'ŕ' | 'ŗ' | 'ř' => folded.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' => folded.push('s'),
            'ţ' | 'ť' | 'ț' => folded.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use tequio_core::{
        EntryId, Time,
        event::Urgency,
        ids::DeviceKey,
        view::{Member, Person, Reach, Say, Status},
    };

    use super::*;

    fn person(n: u8) -> Person {
        Person { id: DeviceKey([n; 32]), name: format!("Person {n}") }
    }

    fn card(author: u8, area: &str) -> Card {
        Card {
            id: EntryId([author; 16]),
            direction: Direction::Ask,
            title: "Soup".to_owned(),
            area: area.to_owned(),
            kind: Kind::Food,
            urgency: Urgency::Soon,
            until: None,
            written: Time(0),
            author: person(author),
            status: Status::Open,
            helpers: 1,
            confirmed: 0,
            waiting: 0,
            mine: Mine::No,
            reach: Reach::Foreign,
        }
    }

    fn at(area: &str) -> Around {
        Around::new(&Nearby::default(), &People::default(), area)
    }

    #[track_caller]
    fn check(mine: &str, theirs: &str, is_near: bool) {
        assert_eq!(at(mine).holds(&card(1, theirs)), is_near, "“{theirs}” from “{mine}”");
    }

    #[test]
    fn a_place_that_both_name_is_near_however_it_is_typed() {
        check("Calle Roble", "roble 14, the blue door", true);
        check("JALATLACO", "junto a la iglesia de Jalatlaco", true);
        check("Los Álamos", "por los alamos", true);
        // The same accent, as a sign of its own.
        check("A\u{301}lamos", "ÁLAMOS", true);
        check("Peñón", "penon", true);
        check("Weißenburg", "WEISSENBURG", true);
        check("Roble", "Robles", false);
        check("Calle Roble", "Calle Pino", false);
        check("behind the market", "behind the church", false);
        check("", "Calle Roble", false);
        check("Calle Roble", "", false);
        check("", "", false);
    }

    #[test]
    fn a_place_of_short_words_or_numbers_is_near_if_it_is_named_as_a_whole() {
        check("Río", "rio", true);
        check("Río", "rio, by the mill", false);
        check("Calle 5", "calle 5, upstairs", true);
        check("Calle 5, esquina con Calle 12", "Calle 5", true);
        check("Calle 5", "Calle 15", false);
        check("5", "Calle 5", false);
        check("la calle", "en la calle de atrás", false);
    }

    #[test]
    fn whoever_has_a_link_to_this_phone_is_near_wherever_they_live() {
        let nearby = Nearby { members: vec![person(1)], unnamed: 0 };
        let member = |n, near| Member {
            person: person(n),
            device: person(n).id,
            admitted_by: None,
            heard: None,
            near,
            forked: false,
            say: Say::Seat,
            vouched_by: Vec::new(),
            vouched_for: Vec::new(),
            again: None,
        };
        let people = People { members: vec![member(2, true), member(3, false)], ..People::default() };
        let around = Around::new(&nearby, &people, "");
        let near = |author| around.holds(&card(author, "far away"));
        assert_eq!([1, 2, 3].map(near), [true, true, false]);
    }

    #[test]
    fn near_is_asked_for_only_where_it_can_tell_something() {
        assert!(!at("Calle Roble").can_tell(&[card(1, "")]));
        assert!(at("").can_tell(&[card(1, ""), card(2, "Roble")]));
        let nearby = Nearby { members: vec![person(1)], unnamed: 0 };
        assert!(Around::new(&nearby, &People::default(), "").can_tell(&[card(2, "")]));
    }

    #[test]
    fn a_filter_lets_through_what_fits_all_of_it() {
        let (around, here) = (at("Roble"), card(1, "Roble"));
        let filter = Filter { near: true, kind: Some(Kind::Food), ..Filter::default() };
        assert!(filter.lets(&here, &around));
        assert!(!filter.lets(&card(1, "Pino"), &around));
        assert!(!Filter { mine: true, ..filter }.lets(&here, &around));
        assert!(!Filter { direction: Some(Direction::Offer), ..filter }.lets(&here, &around));
    }
}
