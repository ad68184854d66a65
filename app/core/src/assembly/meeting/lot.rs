//! The lot: what has to be left to chance is drawn by all phones together, so that nobody's phone draws it
//! (PROTOCOL.md §7).
//!
//! ```text
//! check-in   each phone puts in the hash of a secret of its own          commitment
//! list       somebody asks for a draw: these commitments go in           Listed
//!            every phone signs the first list that it finds right        Signed     by more than half of the roll
//! secrets    every phone on the list tells its secret                    Revealed
//!            who has not is named by the others, after a while           Missing    by more than half: barred
//!            every phone says what the secrets come to, once             Mixed      by more than half of the roll
//! dice       if they were asked for: thrown in the room, typed by two    Threw
//!            every phone says what they come to, once                    Drawn      by more than half of the roll
//! ```
//!
//! Nobody knows all secrets before the list is signed, and nobody can change theirs after it: so nobody chooses what
//! comes out. What is left is to hold back. Whoever is last to tell their secret sees what comes out with it and
//! without it: **c colluders who hold back choose among at most 2ᶜ outcomes**, and everybody sees who did, and bars them
//! from this meeting's lots. With dice, which fall when it is settled whose secrets go in, they choose among none.
//! (Commit and reveal is Blum's *Coin flipping by telephone*, 1981; that the last one can bias it is Cleve's *Limits on
//! the security of coin flips*, STOC 1986.)
//!
//! Signatures count by the roll and the devices of the meeting's own past, whoever is removed later: a draw that was made
//! is never unmade. At one meeting a phone says once what secrets come to, and once what comes out; two draws would take
//! somebody who said two things, which everybody sees, and then the one whose list stands first in the log is the
//! meeting's. (What was already frozen in a vote stays as it is.) A phone signs a second list only if its first one got
//! nowhere and nobody has told a secret. A meeting to which less than half of the roll bring phones makes no draw.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::{Meeting, attendance};
use crate::{
    ids::{DeviceKey, EntryId, PersonId},
    keys::Keys,
    log::Place,
};

/// Fewer than so many need no draw: everybody tells the votes.
pub const FEW: usize = 5;
/// The most commitments on one list: 900 of 16 bytes and one for their length are 15 kB, and as many keys of 34 bytes,
/// should all of them be missing, 31 of the 32 kB that an entry has.
pub const LISTED_MAX: usize = 900;
/// Lists that one person may write at a meeting; more of them count for nothing.
pub const LISTS_OF_ONE_MAX: usize = 4;
/// What one person may say that one list comes to, each a different thing; an honest phone says one.
pub const MIXES_OF_ONE_MAX: usize = 2;
/// The most dice that are thrown: what two people still type alike. Twenty are 51 bits.
pub const DICE_MAX: usize = 20;
/// What a draw of tellers is drawn for.
pub const TELLERS: &str = "tellers";

/// A step of the lot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Step {
    /// The author would have lots drawn from what these put in.
    #[n(0)]
    Listed {
        /// The entries in which they checked in, ascending.
        #[n(0)]
        of: Vec<EntryId>,
        /// Whether dice go in too.
        #[n(1)]
        dice: bool,
    },
    /// The author's phone finds that this list has what it knows of, and signs it before any secret is told.
    #[n(1)]
    Signed {
        /// The list.
        #[n(0)]
        list: EntryId,
    },
    /// The author's secret.
    #[n(2)]
    Revealed {
        /// The list.
        #[n(0)]
        list: EntryId,
        /// What their commitment is the hash of.
        #[cbor(n(1), with = "minicbor::bytes")]
        secret: [u8; 32],
    },
    /// The author's phone has waited for the secrets of these.
    #[n(3)]
    Missing {
        /// The list.
        #[n(0)]
        list: EntryId,
        /// Whose, ascending.
        #[n(1)]
        who: Vec<PersonId>,
    },
    /// All secrets of the list are there, but for these, and this is what they come to.
    #[n(4)]
    Mixed {
        /// The list.
        #[n(0)]
        list: EntryId,
        /// Who is barred, ascending.
        #[n(1)]
        without: Vec<PersonId>,
        /// The hash of the others' secrets.
        #[cbor(n(2), with = "minicbor::bytes")]
        mix: [u8; 32],
    },
    /// The author read this from the dice.
    #[n(5)]
    Threw {
        /// The list.
        #[n(0)]
        list: EntryId,
        /// One number from 1 to 6 for each die.
        #[cbor(n(1), with = "minicbor::bytes")]
        dice: Vec<u8>,
    },
    /// Two have read the same from the dice, and this is what comes out.
    #[n(6)]
    Drawn {
        /// The list.
        #[n(0)]
        list: EntryId,
        /// The seed of the draw.
        #[cbor(n(1), with = "minicbor::bytes")]
        seed: [u8; 32],
    },
}

impl Step {
    pub(super) fn is_well_formed(&self) -> bool {
        let ascending = |who: &[PersonId]| who.windows(2).all(|two| two[0] < two[1]);
        match self {
            Step::Listed { of, .. } => {
                (1..=LISTED_MAX).contains(&of.len()) && of.windows(2).all(|two| two[0] < two[1])
            }
            Step::Missing { who, .. } => (1..=LISTED_MAX).contains(&who.len()) && ascending(who),
            Step::Mixed { without, .. } => without.len() <= LISTED_MAX && ascending(without),
            Step::Threw { dice, .. } => {
                (1..=DICE_MAX).contains(&dice.len()) && dice.iter().all(|die| (1..=6).contains(die))
            }
            Step::Signed { .. } | Step::Revealed { .. } | Step::Drawn { .. } => true,
        }
    }

    /// The list that it is about; none, for a new one.
    pub fn list(&self) -> Option<EntryId> {
        match self {
            Step::Listed { .. } => None,
            Step::Signed { list }
            | Step::Revealed { list, .. }
            | Step::Missing { list, .. }
            | Step::Mixed { list, .. }
            | Step::Threw { list, .. }
            | Step::Drawn { list, .. } => Some(*list),
        }
    }
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Draw {
    /// The list that it was drawn from.
    #[n(0)]
    pub list: EntryId,
    /// What all draws of this meeting follow from.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub seed: [u8; 32],
    /// Who did not tell their secret, and is drawn for nothing at this meeting.
    #[n(2)]
    pub barred: BTreeSet<PersonId>,
    /// The dice, if there were any.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub dice: Option<Vec<u8>>,
}

impl Draw {
    /// These persons in an order that is drawn for this purpose alone.
    ///
    /// As with ties ([`crate::count::TieOrder`]): each person's draw is a keyed hash of theirs, and they stand in the
    /// order of those. Nothing is taken modulo anything, so every order is equally likely if the seed is.
    pub fn order(&self, purpose: &str, among: impl Iterator<Item = PersonId>) -> Vec<PersonId> {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 an order that a meeting drew");
        hasher.update(&self.seed).update(purpose.as_bytes());
        let key = *hasher.finalize().as_bytes();
        let mut order: Vec<([u8; 32], PersonId)> =
            among.map(|person| (*blake3::keyed_hash(&key, &person.0).as_bytes(), person)).collect();
        order.sort_unstable();
        order.dedup();
        order.into_iter().map(|(_, person)| person).collect()
    }

    /// The seed of one vote's draws.
    pub fn seed_for(&self, vote: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 a vote's seed from a meeting's draw");
        hasher.update(&self.seed).update(vote);
        *hasher.finalize().as_bytes()
    }
}

/// All lists of one meeting, and what was put in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct Lots {
    /// By their entries.
    #[n(0)]
    pub lists: BTreeMap<EntryId, List>,
    /// What was put in, by the entries that say so.
    #[n(1)]
    put_in: BTreeMap<EntryId, PutIn>,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
struct PutIn {
    #[n(0)]
    person: PersonId,
    #[cbor(n(1), with = "minicbor::bytes")]
    commitment: [u8; 32],
}

/// One list, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
#[cbor(array)]
pub struct List {
    /// Where it stands in the log.
    #[n(0)]
    pub place: Place,
    /// Who wrote it.
    #[n(1)]
    pub by: PersonId,
    /// Whose commitments go in, with their entries.
    #[n(2)]
    pub of: BTreeMap<PersonId, EntryId>,
    /// How many entries it names that are not here.
    #[n(3)]
    pub unknown: u32,
    /// Whether dice go in too.
    #[n(4)]
    pub dice: bool,
    /// Who of the roll signed it.
    #[n(5)]
    pub signed: BTreeSet<PersonId>,
    /// The secrets that fit their commitments.
    #[n(6)]
    revealed: BTreeMap<PersonId, Secret>,
    /// Whose secrets were waited for, and by whom of the roll.
    #[n(7)]
    pub missing: BTreeMap<PersonId, BTreeSet<PersonId>>,
    /// What the secrets come to, and who of the roll says so.
    #[n(8)]
    mixed: BTreeMap<Mix, BTreeSet<PersonId>>,
    /// What was read from the dice, in the order of the log.
    #[n(9)]
    pub threw: Vec<(PersonId, Dice)>,
    /// What comes out, and who of the roll says so.
    #[n(10)]
    drawn: BTreeMap<Secret, BTreeSet<PersonId>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode)]
#[cbor(transparent)]
struct Secret(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

/// One number from 1 to 6 for each die.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode)]
#[cbor(transparent)]
pub struct Dice(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode)]
#[cbor(array)]
struct Mix {
    #[n(0)]
    without: Vec<PersonId>,
    #[n(1)]
    mix: Secret,
}

impl List {
    /// Whether more than half of the roll have signed it.
    pub fn is_signed(&self, needed: usize) -> bool {
        self.signed.len() >= needed
    }

    /// Whose secrets are there.
    pub fn revealed(&self) -> impl Iterator<Item = &PersonId> {
        self.revealed.keys()
    }

    /// Whose secrets are still waited for.
    pub fn awaited(&self, needed: usize) -> Vec<PersonId> {
        let there = |person: &&PersonId| !self.revealed.contains_key(*person);
        self.of.keys().filter(there).filter(|person| !self.is_barred(person, needed)).copied().collect()
    }

    fn is_barred(&self, person: &PersonId, needed: usize) -> bool {
        self.missing.get(person).is_some_and(|by| by.len() >= needed)
    }

    /// What the secrets come to and who is barred, once nobody is waited for.
    pub fn mix(&self, id: &EntryId, needed: usize) -> Option<(Vec<PersonId>, [u8; 32])> {
        if !self.is_signed(needed) || !self.awaited(needed).is_empty() || self.unknown > 0 {
            return None;
        }
        let barred = |person: &&PersonId| self.is_barred(person, needed);
        let without: Vec<PersonId> = self.of.keys().filter(barred).copied().collect();
        let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 what the secrets of a lot come to");
        hasher.update(&id.0);
        for (person, secret) in self.revealed.iter().filter(|(person, _)| !without.contains(person)) {
            hasher.update(&person.0).update(&secret.0);
        }
        Some((without, *hasher.finalize().as_bytes()))
    }

    /// What more than half of the roll say that the secrets come to, and who is barred.
    pub fn settled(&self, needed: usize) -> Option<(&[PersonId], &[u8; 32])> {
        let (mix, _) = self.mixed.iter().find(|(_, by)| by.len() >= needed)?;
        Some((&mix.without, &mix.mix.0))
    }

    /// What two persons have read alike from the dice, whoever were the first two.
    pub fn thrown(&self) -> Option<&Dice> {
        let again = |(n, (by, dice)): &(usize, &(PersonId, Dice))| {
            self.threw[..*n].iter().any(|(other, same)| other != by && same == dice)
        };
        self.threw.iter().enumerate().find(again).map(|(_, (_, dice))| dice)
    }

    /// What comes out of it by all that is here, whether or not enough have said so.
    pub fn outcome(&self, id: &EntryId, needed: usize) -> Option<[u8; 32]> {
        let (_, mix) = self.settled(needed)?;
        let dice = if self.dice { Some(self.thrown()?) } else { None };
        Some(seed(id, mix, dice))
    }

    fn draw(&self, id: &EntryId, needed: usize) -> Option<Draw> {
        let (barred, mix) = self.settled(needed)?;
        let barred = barred.iter().copied().collect();
        if !self.dice {
            return Some(Draw { list: *id, seed: seed(id, mix, None), barred, dice: None });
        }
        let (drawn, _) = self.drawn.iter().find(|(_, by)| by.len() >= needed)?;
        let fits = |(_, dice): &&(PersonId, Dice)| seed(id, mix, Some(dice)) == drawn.0;
        let dice = self.threw.iter().find(fits).map(|(_, dice)| dice.0.clone());
        Some(Draw { list: *id, seed: drawn.0, barred, dice })
    }

    /// Whether this person has said what the secrets come to.
    pub fn has_mixed(&self, person: &PersonId) -> bool {
        self.mixed.values().any(|by| by.contains(person))
    }

    /// Whether this person has said what comes out.
    pub fn has_drawn(&self, person: &PersonId) -> bool {
        self.drawn.values().any(|by| by.contains(person))
    }

    /// Whether somebody said two things where a phone says one.
    pub fn said_twice(&self) -> BTreeSet<PersonId> {
        let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
        let said = self.mixed.values().flatten().map(|by| (0, *by));
        for one in said.chain(self.drawn.values().flatten().map(|by| (1, *by))) {
            if !once.insert(one) {
                twice.insert(one.1);
            }
        }
        twice
    }
}

impl Lots {
    /// Takes in what is signed, by a device of the meeting's roll.
    pub(super) fn signed(
        &mut self,
        place: Place,
        author: &DeviceKey,
        step: &Step,
        devices: &BTreeMap<DeviceKey, PersonId>,
    ) {
        let Some(by) = devices.get(author).copied() else { return };
        if let Step::Listed { of, dice } = step {
            if self.lists.values().filter(|list| list.by == by).count() >= LISTS_OF_ONE_MAX {
                return;
            }
            let known = of.iter().filter_map(|entry| self.put_in.get(entry).map(|put| (put.person, *entry)));
            let known: BTreeMap<PersonId, EntryId> = known.collect();
            let unknown = of.len().saturating_sub(known.len()) as u32;
            let list = List {
                place,
                by,
                of: known,
                unknown,
                dice: *dice,
                signed: BTreeSet::new(),
                revealed: BTreeMap::new(),
                missing: BTreeMap::new(),
                mixed: BTreeMap::new(),
                threw: Vec::new(),
                drawn: BTreeMap::new(),
            };
            self.lists.insert(place.id, list);
            return;
        }
        let Some(list) = step.list().and_then(|list| self.lists.get_mut(&list)) else { return };
        match step {
            Step::Signed { .. } => {
                list.signed.insert(by);
            }
            Step::Missing { who, .. } => {
                for person in who.iter().filter(|person| list.of.contains_key(person)) {
                    list.missing.entry(*person).or_default().insert(by);
                }
            }
            Step::Mixed { without, mix, .. } => {
                if list.mixed.values().filter(|says| says.contains(&by)).count() < MIXES_OF_ONE_MAX {
                    let mix = Mix { without: without.clone(), mix: Secret(*mix) };
                    list.mixed.entry(mix).or_default().insert(by);
                }
            }
            Step::Drawn { seed, .. } => {
                if list.drawn.values().filter(|says| says.contains(&by)).count() < MIXES_OF_ONE_MAX {
                    list.drawn.entry(Secret(*seed)).or_default().insert(by);
                }
            }
            Step::Listed { .. } | Step::Revealed { .. } | Step::Threw { .. } => {}
        }
    }

    /// Somebody checked in, and put this in.
    pub(super) fn put_in(&mut self, entry: EntryId, person: PersonId, commitment: [u8; 32]) {
        self.put_in.insert(entry, PutIn { person, commitment });
    }

    /// Takes in what a person says whose word counts.
    pub(super) fn heard(&mut self, meeting: &EntryId, needed: usize, by: PersonId, step: &Step) {
        let Some(list) = step.list().and_then(|list| self.lists.get_mut(&list)) else { return };
        match step {
            Step::Revealed { secret, .. } => {
                let put = list.of.get(&by).and_then(|entry| self.put_in.get(entry));
                if put.is_some_and(|put| put.commitment == commitment(meeting, &by, secret)) {
                    list.revealed.insert(by, Secret(*secret));
                }
            }
            // Dice that fell before it was settled whose secrets go in are no dice.
            Step::Threw { dice, .. } if list.dice && list.settled(needed).is_some() => {
                let dice = Dice(dice.clone());
                // Whoever mistyped types again; the last counts.
                list.threw.retain(|(other, _)| *other != by);
                list.threw.push((by, dice));
            }
            _ => {}
        }
    }

    /// What was drawn: from the list that stands first in the log of those from which something was.
    pub(super) fn draw(&self, needed: usize) -> Option<Draw> {
        self.in_order().into_iter().find_map(|(id, list)| list.draw(id, needed))
    }

    /// All lists, in the order of the log.
    pub fn in_order(&self) -> Vec<(&EntryId, &List)> {
        let mut lists: Vec<(&EntryId, &List)> = self.lists.iter().collect();
        lists.sort_by_key(|(_, list)| list.place);
        lists
    }

    /// The list that has come furthest, for those who look on.
    pub fn running(&self, needed: usize) -> Option<(&EntryId, &List)> {
        self.lists.iter().max_by_key(|(_, list)| {
            (list.settled(needed).is_some(), list.signed.len(), std::cmp::Reverse(list.place))
        })
    }
}

impl Meeting {
    /// All that is put in by those who are there now: what a list names that is written now.
    pub fn put_in(&self) -> Vec<EntryId> {
        let mut of: Vec<EntryId> =
            self.here().filter_map(|(_, there)| there.put_in.map(|(entry, _)| entry)).collect();
        of.sort_unstable();
        of.truncate(LISTED_MAX);
        of
    }

    /// Whether a phone that knows this much signs this list: it was written by somebody who is there, knows of nobody
    /// whom this phone does not know, and leaves out less than half of those whom it knows.
    ///
    /// (Phones need not know the same: somebody has come in a moment ago. A list that leaves out many would let few
    /// choose together what comes out.)
    pub fn is_right(&self, list: &List, me: &PersonId) -> bool {
        let was_there = |person: &PersonId| {
            self.present.get(person).is_some_and(|there: &attendance::Attendance| there.put_in.is_some())
        };
        let here = self.here().filter(|(_, there)| there.put_in.is_some());
        let (all, on_it) = here.fold((0, 0), |(all, on_it), (person, _)| {
            (all + 1, on_it + usize::from(list.of.contains_key(person)))
        });
        let mine = self.present.get(me).and_then(|there| there.put_in.as_ref());
        let on_roll = list.of.keys().filter(|person| self.roll.contains(person)).count();
        list.unknown == 0
            && on_roll >= self.needed()
            && self.is_here(&list.by)
            && list.of.keys().all(was_there)
            && 2 * on_it > all
            && mine.is_none_or(|(entry, _)| list.of.get(me).is_none_or(|listed| listed == entry))
    }
}

/// The secret that this device puts into the lots of a meeting. It follows from its key, so it is in no file of its own.
pub(crate) fn secret(keys: &Keys, meeting: &EntryId) -> [u8; 32] {
    let secret = keys.derived("tequio 2026 secrets for lots");
    *blake3::keyed_hash(&secret, &meeting.0).as_bytes()
}

/// What goes into the log of it at check-in.
pub fn commitment(meeting: &EntryId, person: &PersonId, secret: &[u8; 32]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 what is put into a lot");
    hasher.update(&meeting.0).update(&person.0).update(secret);
    *hasher.finalize().as_bytes()
}

/// What all draws follow from.
fn seed(list: &EntryId, mix: &[u8; 32], dice: Option<&Dice>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("tequio 2026 the seed of a meeting's draw");
    hasher.update(&list.0).update(mix);
    if let Some(dice) = dice {
        hasher.update(&dice.0);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEETING: EntryId = EntryId([1; 16]);
    const LIST: EntryId = EntryId([2; 16]);

    fn person(n: usize) -> PersonId {
        DeviceKey(std::array::from_fn(|at| if at == 0 { n as u8 } else { 7 }))
    }

    fn secret_of(n: usize) -> [u8; 32] {
        [n as u8 + 100; 32]
    }

    /// So many phones whose list all have signed.
    struct Hall {
        lots: Lots,
        devices: BTreeMap<DeviceKey, PersonId>,
        lamport: u32,
    }

    impl Hall {
        fn of(phones: usize, dice: bool) -> Hall {
            let devices = (0..phones).map(|n| (person(n), person(n))).collect();
            let mut hall = Hall { lots: Lots::default(), devices, lamport: 0 };
            let entry = |n: usize| EntryId([10 + n as u8; 16]);
            for n in 0..phones {
                hall.lots.put_in(entry(n), person(n), commitment(&MEETING, &person(n), &secret_of(n)));
            }
            hall.say(0, Step::Listed { of: (0..phones).map(entry).collect(), dice });
            (0..phones).for_each(|n| hall.say(n, Step::Signed { list: LIST }));
            hall
        }

        fn needed(&self) -> usize {
            self.devices.len() / 2 + 1
        }

        fn say(&mut self, by: usize, step: Step) {
            self.lamport += 1;
            let place = Place { lamport: self.lamport, id: LIST };
            let (needed, by) = (self.needed(), person(by));
            self.lots.signed(place, &by, &step, &self.devices);
            self.lots.heard(&MEETING, needed, by, &step);
        }

        fn tell(&mut self, by: usize) {
            self.say(by, Step::Revealed { list: LIST, secret: secret_of(by) });
        }

        /// All but the colluders name who is missing, and say what it comes to.
        fn settle(&mut self, honest: std::ops::Range<usize>) {
            let awaited = self.lots.lists[&LIST].awaited(self.needed());
            if !awaited.is_empty() {
                honest.clone().for_each(|n| self.say(n, Step::Missing { list: LIST, who: awaited.clone() }));
            }
            let (without, mix) = self.lots.lists[&LIST].mix(&LIST, self.needed()).expect("nobody is awaited");
            let says = Step::Mixed { list: LIST, without, mix };
            honest.for_each(|n| self.say(n, says.clone()));
        }

        fn draw(&self) -> Option<Draw> {
            self.lots.draw(self.needed())
        }
    }

    /// What can come out when `colluders` of nine hold back as they like, by who was barred.
    fn outcomes(colluders: usize) -> BTreeMap<BTreeSet<PersonId>, [u8; 32]> {
        let choice = |holding: u32| {
            let mut hall = Hall::of(9, false);
            (colluders..9).for_each(|n| hall.tell(n));
            (0..colluders).filter(|n| holding >> n & 1 == 0).for_each(|n| hall.tell(n));
            hall.settle(colluders..9);
            let draw = hall.draw().expect("more than half say so");
            (draw.barred, draw.seed)
        };
        (0..1 << colluders).map(choice).collect()
    }

    #[test]
    fn c_colluders_who_hold_back_choose_among_two_to_the_c_outcomes_each_of_them_visible() {
        for colluders in 0..=4 {
            let outcomes = outcomes(colluders);
            assert_eq!(outcomes.len(), 1 << colluders);
            for (barred, _) in outcomes {
                assert!(barred.iter().all(|who| (0..colluders).any(|n| person(n) == *who)));
            }
        }
    }

    #[test]
    fn with_dice_they_choose_among_none() {
        // Whoever holds back does so before the dice fall: what comes out then is a hash of what nobody knew.
        let mut hall = Hall::of(9, true);
        let early = Step::Threw { list: LIST, dice: vec![1, 2, 3] };
        hall.say(0, early.clone());
        hall.say(1, early);
        (1..9).for_each(|n| hall.tell(n));
        hall.settle(1..9);
        assert_eq!(hall.lots.lists[&LIST].thrown(), None, "dice that fell before do not count");
        assert_eq!(hall.draw(), None);
        // Too late.
        hall.tell(0);
        for by in [7, 8] {
            hall.say(by, Step::Threw { list: LIST, dice: vec![6, 6, 1] });
        }
        let seed = hall.lots.lists[&LIST].outcome(&LIST, hall.needed()).expect("two read the same");
        (1..9).for_each(|n| hall.say(n, Step::Drawn { list: LIST, seed }));
        let draw = hall.draw().expect("more than half say so");
        assert_eq!((draw.seed, draw.dice), (seed, Some(vec![6, 6, 1])));
        assert_eq!(draw.barred, BTreeSet::from([person(0)]));
    }

    #[test]
    fn nobody_tells_another_secret_than_the_one_they_put_in() {
        let mut hall = Hall::of(3, false);
        hall.say(0, Step::Revealed { list: LIST, secret: secret_of(1) });
        hall.say(1, Step::Revealed { list: LIST, secret: [0; 32] });
        assert_eq!(hall.lots.lists[&LIST].revealed().count(), 0);
        (0..3).for_each(|n| hall.tell(n));
        hall.settle(0..3);
        assert!(hall.draw().is_some());
    }

    #[test]
    fn less_than_half_can_say_what_they_like() {
        let mut hall = Hall::of(5, false);
        (0..5).for_each(|n| hall.tell(n));
        for n in 0..2 {
            hall.say(n, Step::Mixed { list: LIST, without: vec![person(4)], mix: [9; 32] });
            hall.say(n, Step::Missing { list: LIST, who: vec![person(4)] });
        }
        assert_eq!(hall.draw(), None);
        hall.settle(2..5);
        let draw = hall.draw().expect("three of five");
        assert!(draw.barred.is_empty());
        // Those two say later what the others say, too: everybody sees that they said two things.
        let (without, mix) = hall.lots.lists[&LIST].mix(&LIST, 3).expect("nobody is awaited");
        hall.say(0, Step::Mixed { list: LIST, without, mix });
        assert_eq!(hall.lots.lists[&LIST].said_twice(), BTreeSet::from([person(0)]));
        assert_eq!(hall.draw(), Some(draw));
    }

    #[test]
    fn every_order_of_four_is_drawn_about_as_often_as_any_other() {
        let mut orders: BTreeMap<Vec<PersonId>, u32> = BTreeMap::new();
        for n in 0..24_000_u32 {
            let mut seed = [0; 32];
            seed[..4].copy_from_slice(&n.to_be_bytes());
            let draw = Draw { list: LIST, seed, barred: BTreeSet::new(), dice: None };
            *orders.entry(draw.order(TELLERS, (0..4).map(person))).or_default() += 1;
        }
        assert_eq!(orders.len(), 24);
        // A thousand each are expected; chi-square of 23 degrees of freedom passes 49.7 once in a thousand times.
        let square: u64 = orders.values().map(|count| u64::from(count.abs_diff(1_000)).pow(2)).sum();
        assert!(square < 49_700, "{orders:?}");
    }

    #[test]
    fn one_draw_serves_each_purpose_with_another_order() {
        let draw = Draw { list: LIST, seed: [3; 32], barred: BTreeSet::new(), dice: None };
        let persons = || (0..20).map(person);
        assert_eq!(draw.order(TELLERS, persons()), draw.order(TELLERS, persons().rev()));
        assert_ne!(draw.order(TELLERS, persons()), draw.order("facilitator", persons()));
        assert_ne!(draw.seed_for(b"one"), draw.seed_for(b"another"));
    }
}
