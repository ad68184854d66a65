//! Two phones that hold almost the same, or anything at all, and what it costs them to agree.

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Message, Time, cbor,
    entry::Header,
    event::{Direction, Kind, Posting, Urgency},
    message::EntryBytes,
};

use crate::neighbourhood::{MORNING, Neighbourhood};

/// Devices that write into a circle, and what each of them has seen.
#[derive(Clone)]
struct Writers {
    keys: Vec<Keys>,
    /// The last entry of each: its id, number and lamport number.
    last: BTreeMap<usize, (EntryId, u32, u32)>,
    clock: u64,
}

impl Writers {
    fn of(street: &Neighbourhood, count: usize, dice: &mut ChaCha20Rng) -> Writers {
        let circle = street.phones[0].replica.keys().circle;
        let keys = (0..count).map(|_| {
            let mut keys = Keys::found(dice);
            keys.circle = circle;
            keys
        });
        Writers { keys: keys.collect(), last: BTreeMap::new(), clock: MORNING.0 }
    }

    /// So many entries, each by one of these writers after its own last and up to two of others.
    fn write(&mut self, count: usize, who: &[usize], dice: &mut ChaCha20Rng) -> Vec<Entry> {
        let mut written = Vec::new();
        for _ in 0..count {
            let mut pick = || who[dice.next_u32() as usize % who.len()];
            let (author, others) = (pick(), [pick(), pick()]);
            let mine = self.last.get(&author).copied();
            let mut heads: Vec<(EntryId, u32, u32)> = others
                .iter()
                .filter(|other| **other != author)
                .filter_map(|other| self.last.get(other).copied())
                .collect();
            heads.sort();
            heads.dedup();
            let lamport =
                heads.iter().chain(&mine).map(|(_, _, lamport)| lamport).max().map_or(1, |max| max + 1);
            self.clock += 60;
            let keys = &self.keys[author];
            let header = Header {
                author: keys.device(),
                seq: mine.map_or(0, |(_, seq, _)| seq + 1),
                previous: mine.map(|(id, _, _)| id),
                heads: heads.into_iter().map(|(id, _, _)| id).collect(),
                lamport,
                clock: Time(self.clock),
                epoch: 0,
            };
            let entry = Entry::sign(keys, header, post(&format!("Post {}", self.clock)).encode());
            self.last.insert(author, (entry.id(&keys.circle), entry.header.seq, lamport));
            written.push(entry);
        }
        written
    }
}

fn post(title: &str) -> Event {
    Event::Posted(Posting {
        direction: Direction::Ask,
        title: title.into(),
        words: String::new(),
        kind: Kind::Food,
        urgency: Urgency::Soon,
        area: String::new(),
        until: None,
        helpers: 1,
        for_someone: None,
    })
}

/// Puts entries on a phone's disk and starts it again; it has no links then.
fn hold(street: &mut Neighbourhood, phone: usize, entries: &[&[Entry]]) {
    let circle = street.phones[phone].replica.keys().circle;
    let disk = &mut street.phones[phone].disk.entries;
    disk.extend(entries.iter().copied().flatten().map(|entry| (entry.id(&circle), entry.encode())));
    street.restart(phone);
}

/// What went over the links since this was asked last: entries to each phone, other bytes, and messages.
fn traffic(street: &mut Neighbourhood) -> (BTreeMap<usize, usize>, usize, Vec<Message>) {
    let (mut entries, mut bytes, mut messages) = (BTreeMap::new(), 0, Vec::new());
    for (to, message) in std::mem::take(&mut street.overheard) {
        let read = Message::decode(&message).unwrap();
        match &read {
            Message::Entries { entries: sent, .. } => *entries.entry(to).or_default() += sent.len(),
            _ => bytes += message.len(),
        }
        messages.push(read);
    }
    (entries, bytes, messages)
}

fn assert_alike(street: &Neighbourhood, what: &str) {
    for pair in street.phones.windows(2) {
        assert_eq!(pair[0].replica.entries(), pair[1].replica.entries(), "{what}: as many entries");
        assert_eq!(pair[0].replica.state_hash(), pair[1].replica.state_hash(), "{what}: the same state");
    }
    for phone in &street.phones {
        assert_eq!((&phone.rejected, phone.replica.waiting()), (&vec![], 0), "{what}");
        assert_eq!(phone.disk.entries.len(), phone.replica.entries(), "{what}: all is kept");
    }
}

/// Two phones that share so many entries and hold some more each; forked, the same devices wrote on both sides.
fn pair(seed: u64, shared: usize, own: [usize; 2], forked: bool) -> Neighbourhood {
    let (mut street, phones) = Neighbourhood::circle(seed, ["Ana", "Beto"]);
    let mut dice = ChaCha20Rng::seed_from_u64(!seed);
    let mut writers = Writers::of(&street, 12, &mut dice);
    let all: Vec<usize> = (0..12).collect();
    let both = writers.write(shared, &all, &mut dice);
    for (n, phone) in phones.into_iter().enumerate() {
        let who = if forked { &all[..] } else { &all[n * 6..][..6] };
        let clock = writers.clock + n as u64;
        let mine = Writers { clock, ..writers.clone() }.write(own[n], who, &mut dice);
        hold(&mut street, phone, &[&both, &mine]);
    }
    street.overheard.clear();
    street
}

fn is_nightly() -> bool {
    std::env::var_os("TEQUIO_NIGHTLY").is_some()
}

#[test]
fn any_two_sets_become_one_and_nothing_is_sent_twice() {
    for seed in 0..if is_nightly() { 300 } else { 14 } {
        let mut dice = ChaCha20Rng::seed_from_u64(3_000 + seed);
        let mut pick = |most: usize| dice.next_u32() as usize % (most + 1);
        let (shared, most) =
            (pick(if seed % 3 == 0 { 5_000 } else { 500 }), [5, 100, 750, 1_500][seed as usize % 4]);
        let own = [pick(most), if seed % 5 == 0 { 0 } else { pick(most) }];
        let forked = seed % 2 == 0;
        let mut street = pair(3_000 + seed, shared, own, forked);
        street.meet(0, 1);
        street.settle();
        let what = format!("seed {seed}: {shared} shared, {own:?} apart, forked: {forked}");
        assert_alike(&street, &what);
        let (entries, _, _) = traffic(&mut street);
        let sent = [1, 0].map(|to| entries.get(&to).copied().unwrap_or(0));
        if !forked || own[0] + own[1] <= 500 {
            assert_eq!(sent, own, "{what}");
        } else {
            // By marks, what follows on the other branch goes out before the sketch has brought the branch.
            assert!(sent[0] + sent[1] <= 3 * (own[0] + own[1]), "{what}: {sent:?}");
        }
    }
}

#[test]
fn a_link_that_breaks_anywhere_is_taken_up_with_the_next_meeting() {
    for seed in 0..if is_nightly() { 200 } else { 16 } {
        let own = [[3, 2], [60, 80], [700, 0], [30, 1_400]][seed as usize % 4];
        let mut street = pair(4_000 + seed, 200, own, seed % 8 > 3);
        let mut meetings = 0;
        while street.phones[0].replica.entries() != street.phones[1].replica.entries() || meetings == 0 {
            street.meet(0, 1);
            // Now and then one of them starts again, too.
            let far = 4 << (meetings / 4).min(16);
            for _ in 0..street.dice.next_u32() % far {
                street.deliver();
            }
            match street.dice.next_u32() % 5 {
                0 => street.restart(1),
                _ => street.part(0, 1),
            }
            meetings += 1;
            assert!(meetings < 200, "seed {seed}: they come no nearer to each other");
        }
        street.meet(0, 1);
        street.settle();
        assert_alike(&street, &format!("seed {seed}"));
    }
}

#[test]
fn what_is_written_goes_once_over_each_link_and_only_its_author_has_a_receipt() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(31, ["Ana", "Beto", "Carla"]);
    street.part(ana, carla);
    street.meet(ana, beto);
    street.meet(beto, carla);
    street.settle();
    traffic(&mut street);
    let written = street.perform(ana, Command::Rename { name: "Anita".into() }).expect("it became an entry");
    street.settle();
    let (entries, _, messages) = traffic(&mut street);
    assert_eq!(entries, BTreeMap::from([(beto, 1), (carla, 1)]));
    let receipts = messages.iter().filter(|message| matches!(message, Message::Have { .. }));
    assert_eq!((receipts.count(), messages.len()), (1, 3), "Beto to Ana: {messages:?}");
    assert!(street.phones[carla].disk.entries.contains_key(&written));
}

#[test]
fn equal_sets_cost_one_small_message_each_way() {
    let mut street = pair(5_000, 3_000, [0, 0], false);
    street.meet(0, 1);
    street.settle();
    let (entries, _, messages) = traffic(&mut street);
    let is_greeting = |message: &&Message| matches!(message, Message::Greet { .. });
    assert_eq!(messages.iter().filter(is_greeting).count(), 2);
    let roots: Vec<&Message> = messages.iter().filter(|message| !is_greeting(message)).collect();
    assert_eq!((entries.len(), roots.len()), (0, 2), "{roots:?}");
    assert!(roots.iter().all(|root| matches!(root, Message::Root { .. }) && root.encode().len() < 256));
}

#[test]
fn a_few_differences_are_understood_from_the_first_symbols() {
    let mut street = pair(5_001, 3_000, [1, 1], false);
    street.meet(0, 1);
    street.settle();
    assert_alike(&street, "two differences");
    let (entries, bytes, messages) = traffic(&mut street);
    assert!(!messages.iter().any(|message| matches!(message, Message::Symbols { .. })));
    assert_eq!(entries.values().sum::<usize>(), 2);
    assert!(bytes < 1_200, "{bytes}: two greetings, two roots, two pulls, four receipts");
}

/// It takes four pulls and more; what is left is not sorted again for each.
#[test]
fn a_long_answer_is_put_in_order_once() {
    let mut street = pair(5_005, 1_000, [900, 3], false);
    street.meet(0, 1);
    street.settle();
    assert_alike(&street, "a long answer");
    let (entries, _, messages) = traffic(&mut street);
    assert_eq!(entries.values().sum::<usize>(), 903);
    let answers = messages.iter().filter(|message| matches!(message, Message::Entries { answer: true, .. }));
    assert!(answers.count() > 4);
    let ordered = street.phones[0].replica.ordered();
    assert!((900..1_000).contains(&ordered), "{ordered} entries were put in order for 900");
}

#[test]
fn three_neighbours_who_have_it_all_send_each_entry_once_between_them() {
    for (seed, count) in [(5_010, 12), (5_011, 300), (5_012, 2_000)] {
        let (mut street, [ana, beto, carla, dora]) =
            Neighbourhood::circle(seed, ["Ana", "Beto", "Carla", "Dora"]);
        let mut dice = ChaCha20Rng::seed_from_u64(!seed);
        let mut writers = Writers::of(&street, 5, &mut dice);
        let written = writers.write(count, &[0, 1, 2, 3, 4], &mut dice);
        street.restart(ana);
        for phone in [beto, carla, dora] {
            hold(&mut street, phone, &[&written]);
        }
        street.overheard.clear();
        for phone in [beto, carla, dora] {
            street.meet(ana, phone);
        }
        street.settle();
        assert_alike(&street, &format!("{count} entries"));
        let (entries, _, _) = traffic(&mut street);
        assert_eq!(entries, BTreeMap::from([(ana, count)]), "to Ana, and to nobody else");
    }
}

#[test]
fn the_two_branches_of_a_forked_chain_cross() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(5_020, ["Ana", "Beto", "Carla"]);
    let keys: Keys = cbor::decode(&street.phones[beto].disk.keys).unwrap();
    let mine = street.phones[beto].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let last = mine.filter(|entry| entry.header.author == keys.device()).max_by_key(|entry| entry.header.seq);
    let last = last.map(|entry| (entry.id(&keys.circle), entry.header.seq, entry.header.lamport)).unwrap();
    // Beto's phone and a copy of it, restored from a backup, both write on.
    let writers = Writers { keys: vec![keys], last: BTreeMap::from([(0, last)]), clock: MORNING.0 };
    let mut dice = ChaCha20Rng::seed_from_u64(1);
    let original = writers.clone().write(5, &[0], &mut dice);
    let copy = Writers { clock: MORNING.0 + 7, ..writers }.write(9, &[0], &mut dice);
    hold(&mut street, ana, &[&original]);
    hold(&mut street, carla, &[&copy]);
    street.restart(beto);
    street.meet(ana, carla);
    street.settle();
    street.meet(carla, beto);
    street.settle();
    assert_alike(&street, "a fork");
}

#[test]
fn a_newcomer_gets_a_long_history_with_forks_in_it_and_two_halves_with_a_fork_each_become_one() {
    // Nothing here, or another branch of the same chains.
    for (seed, own) in [(5_040, [0, 3_000]), (5_041, [1_200, 2_600])] {
        let mut street = pair(seed, 100, own, true);
        let mut dice = ChaCha20Rng::seed_from_u64(!seed);
        // Beto's history has forks of its own.
        let mut writers = Writers::of(&street, 3, &mut dice);
        let mut copies = Writers { clock: MORNING.0 + 7, ..writers.clone() };
        let all = [writers.write(300, &[0, 1, 2], &mut dice), copies.write(300, &[0, 1, 2], &mut dice)];
        hold(&mut street, 1, &[&all[0], &all[1]]);
        street.overheard.clear();
        street.meet(0, 1);
        street.settle();
        assert_alike(&street, &format!("{own:?} apart"));
        let (entries, _, messages) = traffic(&mut street);
        assert!(messages.iter().any(|message| matches!(message, Message::Have { exact: true, .. })));
        // To a newcomer once each, but for what forks make overtake each other; where both wrote on the same chains,
        // again what found no room to wait.
        let (total, sent) = (own[0] + own[1] + 600, entries.values().sum::<usize>());
        assert!(sent <= total + total / 100 || (own[0] > 0 && sent < 3 * total), "{entries:?} for {total}");
    }
}

/// Bytes of all entries that went over the links since this was asked last, and of those that came to a phone that had
/// been sent them before.
fn sent_twice(street: &mut Neighbourhood) -> (usize, usize) {
    let (mut all, mut twice, mut known) = (0, 0, BTreeSet::new());
    for (to, message) in std::mem::take(&mut street.overheard) {
        if let Message::Entries { entries, .. } = Message::decode(&message).unwrap() {
            for EntryBytes(bytes) in entries {
                all += bytes.len();
                twice += if known.insert((to, bytes.clone())) { 0 } else { bytes.len() };
            }
        }
    }
    (all, twice)
}

#[test]
fn of_two_halves_that_wrote_on_the_same_chains_little_travels_twice() {
    // Of twelve who wrote on both sides so many forked: one phone that was restored, or all of them.
    for (seed, forked) in [(5_050, 1), (5_051, 3), (5_052, 12)] {
        let (mut street, [ana, beto]) = Neighbourhood::circle(seed, ["Ana", "Beto"]);
        let mut dice = ChaCha20Rng::seed_from_u64(!seed);
        let mut writers = Writers::of(&street, 12, &mut dice);
        let all: Vec<usize> = (0..12).collect();
        let both = writers.write(300, &all, &mut dice);
        for (phone, count) in [(ana, 1_200), (beto, 2_600)] {
            // The others wrote on one side only.
            let who: Vec<usize> = all.iter().copied().filter(|n| *n < forked || n % 2 == phone).collect();
            let clock = writers.clock + phone as u64;
            let mine = Writers { clock, ..writers.clone() }.write(count, &who, &mut dice);
            hold(&mut street, phone, &[&both, &mine]);
        }
        street.overheard.clear();
        street.meet(ana, beto);
        street.settle();
        assert_alike(&street, &format!("{forked} forked"));
        let (all, twice) = sent_twice(&mut street);
        // Where one of twelve forked, most wait for the few entries of the other branch that overtake nobody.
        assert!(twice * 2 <= all, "{forked} forked: {twice} of {all} bytes travel twice");
    }
}

#[test]
fn what_is_written_while_two_compare_is_told_when_they_have_done() {
    for deliveries in 0..40 {
        let mut street = pair(5_030 + deliveries, 300, [90, 60], false);
        street.meet(0, 1);
        for _ in 0..deliveries {
            street.deliver();
        }
        for phone in [0, 1] {
            street.post(phone, crate::neighbourhood::ask("In the meantime"));
        }
        street.settle();
        assert_alike(&street, &format!("after {deliveries} messages"));
        let (entries, _, _) = traffic(&mut street);
        assert_eq!(entries.values().sum::<usize>(), 152, "after {deliveries} messages");
    }
}
