use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::collections::BTreeSet;

use super::{
    talk::{Salted, UnitBytes},
    *,
};
use crate::{
    entry::Header,
    envelope::SIZES,
    event::{Direction, Event, Kind, Posting, Urgency},
    keys::Keys,
};

const NOW: Time = Time(1_790_000_000);
const HERE: Neighbour = Neighbour(7);

/// A phone that carries, its disk, and what it was brought.
struct Phone {
    carrier: Carrier,
    disk: BTreeMap<EnvelopeId, (Record, Vec<u8>)>,
    arrived: Vec<Envelope>,
    said: VecDeque<Carry>,
}

impl Phone {
    fn new(kilobytes: u64) -> Phone {
        let carrier = Carrier::open(Vec::new(), Quota::of(kilobytes * 1024), NOW);
        Phone { carrier, disk: BTreeMap::new(), arrived: Vec::new(), said: VecDeque::new() }
    }

    fn settle(&mut self) {
        while let Some(output) = self.carrier.poll() {
            match output {
                Output::Keep(id, record @ Record::Held { .. }, bytes) if bytes.is_empty() => {
                    self.disk.get_mut(&id).expect("it was kept before").0 = record;
                }
                Output::Keep(id, record, bytes) => drop(self.disk.insert(id, (record, bytes))),
                Output::Forget(id) => drop(self.disk.remove(&id)),
                Output::Arrived(envelope) => self.arrived.push(envelope),
                Output::Load(neighbour, ids) => {
                    let bytes = ids.iter().map(|id| self.disk[id].1.clone()).collect();
                    self.carrier.loaded(neighbour, bytes);
                }
                Output::Send(_, said) => self.said.push_back(said),
            }
        }
    }

    fn holds(&self) -> BTreeSet<EnvelopeId> {
        self.carrier.hold().held().map(|(id, _)| *id).collect()
    }

    fn restart(&mut self, kilobytes: u64, now: Time) {
        let kept = self.disk.iter().map(|(id, (record, _))| (*id, *record)).collect();
        self.carrier = Carrier::open(kept, Quota::of(kilobytes * 1024), now);
        self.settle();
    }
}

/// What went over a link: what each said, in the order in which it was heard.
type Recording = Vec<(usize, Carry)>;

fn meet(a: &mut Phone, b: &mut Phone, link: u8, now: Time) -> Recording {
    a.carrier.meet(HERE, [link; 32], true, now);
    b.carrier.meet(HERE, [link; 32], false, now);
    let recording = talk(a, b, now);
    a.carrier.part(HERE);
    b.carrier.part(HERE);
    recording
}

fn talk(a: &mut Phone, b: &mut Phone, now: Time) -> Recording {
    let (mut ends, mut recording) = ([a, b], Vec::new());
    loop {
        ends.iter_mut().for_each(|phone| phone.settle());
        let Some(from) = (0..2).find(|n| !ends[*n].said.is_empty()) else { return recording };
        let said = ends[from].said.pop_front().unwrap();
        recording.push((from, said.clone()));
        let heard = Carry::decode(&said.encode()).expect("what is said reads back");
        ends[1 - from].carrier.hear(HERE, heard, now).expect("two honest phones");
    }
}

fn letter(n: u32, size: usize) -> Letter {
    let mut bytes = vec![0; size];
    bytes[0] = 0x11;
    bytes[1..5].copy_from_slice(&n.to_be_bytes());
    Letter { left: 40, bytes }
}

fn filled(kilobytes: u64, letters: impl Iterator<Item = u32>) -> Phone {
    let mut phone = Phone::new(kilobytes);
    for n in letters {
        let origin = Origin(9 + u64::from(n) / 64);
        let size = SIZES[n as usize % 3];
        assert_eq!(phone.carrier.bring(letter(n, size), origin, NOW), Ok(Taken::New));
    }
    phone.settle();
    phone.arrived.clear();
    phone
}

fn posted(keys: &Keys, seq: u32, clock: Time, urgency: Urgency) -> Entry {
    let posting = Posting {
        direction: Direction::Ask,
        title: "Fridge".into(),
        words: String::new(),
        kind: Kind::Transport,
        urgency,
        area: String::new(),
        until: None,
        helpers: 1,
        for_someone: None,
    };
    let header = Header {
        author: keys.device(),
        seq,
        previous: (seq > 0).then_some(crate::EntryId([1; 16])),
        heads: Vec::new(),
        lamport: seq + 1,
        clock,
        epoch: 0,
    };
    Entry::sign(keys, header, Event::Posted(posting).encode())
}

fn bytes(recording: &Recording, kind: impl Fn(&Carry) -> bool) -> usize {
    recording.iter().filter(|(_, said)| kind(said)).map(|(_, said)| said.encode().len()).sum()
}

#[test]
fn two_phones_that_meet_hold_the_same_and_each_envelope_travels_once() {
    for (shared, mine, theirs) in
        [(0, 0, 0), (0, 1, 0), (0, 0, 1), (500, 7, 9), (20, 150, 300), (0, 1_500, 1)]
    {
        let mut a = filled(100_000, 0..shared + mine);
        let mut b = filled(100_000, (0..shared).chain(10_000..10_000 + theirs));
        let recording = meet(&mut a, &mut b, 1, NOW);
        assert_eq!(a.holds(), b.holds());
        assert_eq!(a.holds().len() as u32, shared + mine + theirs);
        assert_eq!((a.arrived.len() as u32, b.arrived.len() as u32), (theirs, mine));
        let travelled = recording.iter().map(|(_, said)| match said {
            Carry::Envelopes { letters } => letters.len() as u32,
            _ => 0,
        });
        assert_eq!(travelled.sum::<u32>(), mine + theirs);
        // And when they meet again there is nothing to say.
        let again = meet(&mut a, &mut b, 2, NOW);
        assert_eq!(again.len(), 3, "Open, Open, and the first symbols: {again:?}");
        a.restart(100_000, NOW);
        assert_eq!(meet(&mut a, &mut b, 3, NOW).len(), 3);
    }
}

#[test]
fn sets_past_one_sketch_are_compared_in_parts() {
    let mut a = filled(100_000, 0..5_000);
    let mut b = filled(100_000, 4_990..9_500);
    let recording = meet(&mut a, &mut b, 1, NOW);
    assert_eq!(a.holds(), b.holds());
    assert_eq!(a.holds().len(), 9_500);
    let parts: BTreeSet<u8> = recording
        .iter()
        .filter_map(|(_, said)| match said {
            Carry::Symbols { part, .. } => Some(*part),
            _ => None,
        })
        .collect();
    assert_eq!(parts.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn finding_out_costs_by_the_difference_and_not_by_what_is_held() {
    let mut a = filled(100_000, 0..4_000);
    let mut b = filled(100_000, 10..4_010);
    let recording = meet(&mut a, &mut b, 1, NOW);
    let about = bytes(&recording, |said| !matches!(said, Carry::Envelopes { .. }));
    assert!(about < 4_000, "{about} bytes for 20 differences among 4,000");
}

#[test]
fn what_presses_is_fetched_first() {
    let (keys, mut dice) = (Keys::found(&mut ChaCha20Rng::seed_from_u64(1)), ChaCha20Rng::seed_from_u64(2));
    let key = SealingKey::new(0, &[1; 32]);
    let (mut a, mut b) = (filled(1_000, 0..100), Phone::new(1_000));
    let urgent = posted(&keys, 0, NOW, Urgency::Now);
    a.carrier.put(&urgent, true, &key, NOW, &mut dice);
    meet(&mut a, &mut b, 1, NOW);
    assert_eq!(b.arrived[0].open(&key), Ok(urgent));
    assert_eq!(b.arrived.len(), 101);
}

#[test]
fn what_comes_while_others_are_near_goes_on_to_them_and_not_back() {
    let [mut ana, mut zoe, mut beto] = [0; 3].map(|_| Phone::new(1_000));
    let (left, right) = (Neighbour(1), Neighbour(2));
    for (near, link, leads) in [(left, 1, false), (right, 2, true)] {
        zoe.carrier.meet(near, [link; 32], leads, NOW);
    }
    ana.carrier.meet(HERE, [1; 32], true, NOW);
    beto.carrier.meet(HERE, [2; 32], false, NOW);
    ana.carrier.bring(letter(1, 512), Origin(9), NOW).unwrap();
    // Zoe stands between them: what she says goes to the one whom it is for.
    let mut offers_back = 0;
    for _ in 0..20 {
        ana.settle();
        ana.said.drain(..).for_each(|said| zoe.carrier.hear(left, said, NOW).unwrap());
        beto.settle();
        beto.said.drain(..).for_each(|said| zoe.carrier.hear(right, said, NOW).unwrap());
        while let Some(output) = zoe.carrier.poll() {
            match output {
                Output::Keep(id, record, bytes) => drop(zoe.disk.insert(id, (record, bytes))),
                Output::Load(to, ids) => {
                    let bytes = ids.iter().map(|id| zoe.disk[id].1.clone()).collect();
                    zoe.carrier.loaded(to, bytes);
                }
                Output::Send(to, said) if to == left => {
                    offers_back += usize::from(matches!(said, Carry::Offer { .. }));
                    ana.carrier.hear(HERE, said, NOW).unwrap();
                }
                Output::Send(_, said) => beto.carrier.hear(HERE, said, NOW).unwrap(),
                Output::Forget(_) | Output::Arrived(_) => {}
            }
        }
    }
    assert_eq!(beto.holds(), ana.holds());
    assert_eq!((beto.arrived.len(), offers_back), (1, 0));
}

#[test]
fn a_name_on_one_link_says_nothing_on_another() {
    let names = |link: u8| -> BTreeSet<Vec<u8>> {
        let (mut a, mut b) = (filled(1_000, 0..50), Phone::new(1_000));
        let recording = meet(&mut a, &mut b, link, NOW);
        let wants = recording.into_iter().filter_map(|(_, said)| match said {
            Carry::Want { ids } => Some(ids.into_iter().map(|id| id.0[..15].to_vec())),
            _ => None,
        });
        wants.flatten().collect()
    };
    let (first, second) = (names(1), names(2));
    assert_eq!((first.len(), second.len()), (50, 50));
    assert!(first.is_disjoint(&second));
}

#[test]
fn who_wrote_an_entry_does_not_show_in_the_time_that_it_has_left() {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let key = SealingKey::new(0, &[1; 32]);
    let mut told = BTreeSet::new();
    for seed in 0..100 {
        let mut phone = Phone::new(1_000);
        let entry = posted(&keys, 0, NOW, Urgency::Soon);
        phone.carrier.put(&entry, true, &key, NOW, &mut ChaCha20Rng::seed_from_u64(seed));
        told.extend(phone.carrier.hold().held().map(|(_, held)| held.left(NOW)));
    }
    assert!(told.len() > 10 && told.iter().all(|left| (43..=56).contains(left)), "{told:?}");
}

#[test]
fn old_news_are_not_put_in_but_for_what_was_written_here() {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let (key, mut dice) = (SealingKey::new(0, &[1; 32]), ChaCha20Rng::seed_from_u64(2));
    let month_ago = Time(NOW.0 - 30 * crate::time::DAY);
    let mut puts = |clock, is_own| {
        let mut phone = Phone::new(1_000);
        phone.carrier.put(&posted(&keys, 0, clock, Urgency::Soon), is_own, &key, NOW, &mut dice);
        phone.holds().len()
    };
    assert_eq!((puts(NOW, false), puts(NOW, true)), (1, 1));
    assert_eq!((puts(month_ago, false), puts(month_ago, true)), (0, 1));
    assert_eq!((puts(Time(0), true), puts(Time(u64::MAX), false)), (1, 1));
}

#[test]
fn a_neighbour_brings_its_share_and_no_more() {
    let mut flood = filled(1_000_000, 0..6_000);
    let mut phone = Phone::new(1_000);
    meet(&mut flood, &mut phone, 1, NOW);
    assert!(phone.carrier.hold().bytes() <= 125 * 1024);
    assert!(phone.carrier.hold().bytes() > 100 * 1024);
    meet(&mut flood, &mut phone, 1, NOW);
    assert!(phone.carrier.hold().bytes() <= 125 * 1024, "the same link name is the same neighbour");
}

#[test]
fn what_no_honest_phone_says_is_refused() {
    let fresh = || {
        let mut phone = filled(1_000, 0..10);
        phone.carrier.meet(HERE, [1; 32], false, NOW);
        phone.settle();
        phone
    };
    let hear = |phone: &mut Phone, said: Carry| phone.carrier.hear(HERE, said, NOW);
    let letters = |letters: Vec<Letter>| Carry::Envelopes { letters };
    let units = |count: usize| vec![UnitBytes(vec![0; 200]); count];
    let symbols = |part, first, count| Carry::Symbols { part, size: 0, first, units: units(count) };

    let mut phone = fresh();
    assert_eq!(hear(&mut phone, letters(vec![letter(99, 512)])), Err(Rejected::OutOfTurn), "not asked for");
    assert_eq!(
        hear(&mut phone, Carry::More { part: 0, first: 0 }),
        Err(Rejected::OutOfTurn),
        "it does not lead"
    );
    assert_eq!(hear(&mut phone, symbols(0, 0, 1)), Err(Rejected::OutOfTurn), "before opening");
    assert_eq!(hear(&mut phone, Carry::Open { holds: u32::MAX }), Ok(()));
    assert_eq!(hear(&mut phone, Carry::Open { holds: 0 }), Err(Rejected::OutOfTurn), "twice");
    assert_eq!(hear(&mut phone, symbols(1, 0, 1)), Err(Rejected::OutOfTurn), "another part");
    assert_eq!(hear(&mut phone, symbols(0, 8, 1)), Err(Rejected::OutOfTurn), "a gap");
    assert_eq!(hear(&mut phone, symbols(0, 0, 0)), Err(Rejected::TooLarge), "nothing");

    let wanted = Salted([3; 16]);
    assert_eq!(hear(&mut phone, Carry::Offer { ids: vec![wanted] }), Ok(()));
    phone.settle();
    assert_eq!(phone.said.pop_back(), Some(Carry::Want { ids: vec![wanted] }));
    assert_eq!(hear(&mut phone, letters(vec![letter(99, 512)])), Err(Rejected::OutOfTurn), "another one");
    assert_eq!(phone.holds().len(), 10);

    let mut phone = fresh();
    let offer = |n: u32| {
        let name = |m: u32| Salted(std::array::from_fn(|at| (n * 1_024 + m).to_be_bytes()[at % 4]));
        Carry::Offer { ids: (0..1_024).map(name).collect() }
    };
    let taken = (0..100).take_while(|n| hear(&mut phone, offer(*n)) == Ok(())).count();
    assert_eq!(taken * talk::OFFERS_MAX, talk::OFFERS_PER_ROUND_MAX);

    let mut phone = fresh();
    assert_eq!(hear(&mut phone, Carry::Want { ids: Vec::new() }), Ok(()));
    assert_eq!(hear(&mut phone, Carry::Want { ids: Vec::new() }), Err(Rejected::OutOfTurn), "one at a time");
    let too_long = Carry::Offer { ids: vec![wanted; talk::OFFERS_MAX + 1] };
    assert_eq!(Carry::decode(&too_long.encode()), Err(Rejected::TooLarge));
}

#[test]
fn an_envelope_that_was_had_and_let_go_is_not_fetched_again() {
    let (mut a, mut b) = (filled(1_000, 0..3), Phone::new(1_000));
    meet(&mut a, &mut b, 1, NOW);
    let later = NOW.plus(41 * LEFT_UNIT);
    b.carrier.tick(later);
    b.settle();
    assert_eq!(b.holds().len(), 0);
    // One whose clock stands still brings them once more.
    b.restart(1_000, later);
    a.carrier.meet(HERE, [2; 32], true, NOW);
    b.carrier.meet(HERE, [2; 32], false, later);
    let recording = talk(&mut a, &mut b, later);
    assert!(!recording.iter().any(|(_, said)| matches!(said, Carry::Want { .. })), "{recording:?}");
}

/// Two couriers side by side for two months, on one link: each is brought letters by others who pass.
#[test]
fn a_link_that_lasts_for_months_is_as_good_as_a_new_one() {
    const LETTERS: u32 = 70_000;
    const HOURS: u32 = 60 * 24;
    let (mut a, mut b) = (Phone::new(100_000), Phone::new(100_000));
    a.carrier.meet(HERE, [1; 32], true, NOW);
    b.carrier.meet(HERE, [1; 32], false, NOW);
    let (mut rounds, mut offered) = (0, 0);
    for hour in 0..HOURS {
        let now = NOW.plus(u64::from(hour) * 3_600);
        for n in LETTERS / HOURS * hour
            ..LETTERS / HOURS * (hour + 1) + u32::from(hour == HOURS - 1) * (LETTERS % HOURS)
        {
            let mut letter = letter(n, 512);
            // Three days each, so that a few thousand are held at once.
            (letter.left, letter.bytes[0]) = (12, 0x10);
            // All by one end, whose ids the other counts; each from another hand.
            assert_eq!(a.carrier.bring(letter, Origin(9 + u64::from(n)), now), Ok(Taken::New));
        }
        for phone in [&mut a, &mut b] {
            if phone.carrier.wake().is_some_and(|at| at <= now) {
                phone.carrier.tick(now);
            }
        }
        for (_, said) in talk(&mut a, &mut b, now) {
            match said {
                Carry::Open { .. } => rounds += 1,
                Carry::Offer { ids } => offered += ids.len(),
                _ => {}
            }
        }
        b.arrived.clear();
    }
    assert_eq!(a.holds(), b.holds());
    assert!(a.holds().len() > 3_000);
    assert!(offered >= LETTERS as usize, "none was kept back: {offered}");
    assert!((2 * 230..2 * 250).contains(&rounds), "a round every six hours: {rounds}");
}

#[test]
fn what_there_was_no_room_for_comes_when_there_is() {
    let mut flood = filled(1_000_000, 0..2_000);
    let mut phone = Phone::new(1_000);
    flood.carrier.meet(HERE, [1; 32], true, NOW);
    phone.carrier.meet(HERE, [1; 32], false, NOW);
    talk(&mut flood, &mut phone, NOW);
    let before = phone.holds();
    assert!(before.len() > 50 && phone.carrier.hold().bytes() > 100 * 1024);
    // Ten days later those are gone, and the others are worth carrying still.
    let mut came = BTreeSet::new();
    for hour in 0..9 * 24 {
        let now = NOW.plus(hour * 3_600);
        for n in (0..12).filter(|_| hour == 12) {
            let mut letter = letter(50_000 + n, 8_192);
            letter.left = 56;
            flood.carrier.bring(letter, Origin(9), now).unwrap();
        }
        flood.carrier.tick(now);
        phone.carrier.tick(now);
        talk(&mut flood, &mut phone, now);
        came.extend(phone.holds());
    }
    // The flood's letters live ten days: they are here still. Once they are gone, what was left over is fetched.
    let now = NOW.plus(10 * 86_400 + 3_600);
    for phone in [&mut flood, &mut phone] {
        phone.carrier.tick(now);
    }
    talk(&mut flood, &mut phone, now);
    assert_eq!(phone.holds(), flood.holds());
    assert_eq!(phone.holds().len(), 12);
    assert!(came.is_superset(&before));
}

#[test]
fn a_round_that_is_asked_for_too_soon_is_refused_and_one_that_crosses_another_is_one() {
    let (mut a, mut b) = (filled(1_000, 0..50), filled(1_000, 20..80));
    a.carrier.meet(HERE, [1; 32], true, NOW);
    b.carrier.meet(HERE, [1; 32], false, NOW);
    talk(&mut a, &mut b, NOW);
    assert_eq!(a.holds(), b.holds());
    let soon = NOW.plus(talk::ROUND_LEAST - 1);
    assert_eq!(a.carrier.hear(HERE, Carry::Open { holds: 0 }, soon), Err(Rejected::OutOfTurn));
    // Both at the same moment, and in the middle of what either says otherwise.
    let later = NOW.plus(talk::ROUND_EVERY);
    for n in 100..140 {
        a.carrier.bring(letter(n, 512), Origin(9), later).unwrap();
        b.carrier.bring(letter(n + 100, 512), Origin(9), later).unwrap();
    }
    a.carrier.tick(later);
    b.carrier.tick(later);
    talk(&mut a, &mut b, later);
    assert_eq!((a.holds(), a.holds().len()), (b.holds(), 160));
    // And one alone.
    let later = later.plus(talk::ROUND_EVERY);
    a.carrier.tick(later);
    let said = talk(&mut a, &mut b, later);
    assert_eq!(said.iter().filter(|(_, said)| matches!(said, Carry::Open { .. })).count(), 2);
    assert_eq!(said.len(), 3, "and there was nothing to say: {said:?}");
}

#[test]
fn a_courier_tells_a_phone_no_more_than_it_bears_and_couriers_compare_all() {
    let courier = |letters: std::ops::Range<u32>| {
        let mut phone = Phone::new(1);
        phone.carrier = Carrier::open(Vec::new(), Quota::of_courier(64 << 20), NOW);
        for n in letters {
            assert_eq!(
                phone.carrier.bring(letter(n, 512), Origin(9 + u64::from(n) / 64), NOW),
                Ok(Taken::New)
            );
        }
        phone.settle();
        phone
    };
    let (mut a, mut b) = (courier(0..18_000), courier(2_000..20_000));
    meet(&mut a, &mut b, 1, NOW);
    assert_eq!((a.holds(), a.holds().len()), (b.holds(), 20_000));
    let mut phone = Phone::new(100_000);
    meet(&mut phone, &mut a, 2, NOW);
    assert!((15_000..=hold::HELD_MAX).contains(&phone.holds().len()), "{}", phone.holds().len());
}
