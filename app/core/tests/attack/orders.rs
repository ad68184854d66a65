//! Hostile logs in any order.

use crate::neighbourhood::{Neighbourhood, ask};
use crate::wire::*;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    DeviceKey, Entry, EntryId, Event, Keys, Time,
    entry::{Header, Payload},
    log::Log,
    state::State,
    time::DAY,
    view::Stage,
};

/// Zoë forks at will and tells everybody something else; the honest talk ends all the same, and nobody panics.
#[test]
fn however_an_author_forks_the_phones_stop_talking() {
    for seed in 0..30u64 {
        let (mut street, cast) = Neighbourhood::circle(7_000 + seed, ["Ana", "Beto", "Carla", "Zoë"]);
        let zoe = cast[3];
        let (keys, base) = (keys_of(&street, zoe), next(&street, zoe));
        let mut branches: Vec<Header> = vec![base];
        for _ in 0..120 {
            let dice = street.dice.next_u64();
            let pick = |n: u32, of: usize| ((dice >> (8 * n)) as usize & 0xff) % of;
            let (a, b) = (cast[pick(0, 3)], cast[pick(1, 4)]);
            match pick(2, 6) {
                0 => drop(street.meet(a, b)),
                1 => street.part(a, b),
                2 => drop(street.post(a, ask("x"))),
                3 => (0..pick(3, 40)).for_each(|_| _ = street.deliver()),
                _ => {
                    let mut header = branches[pick(4, branches.len())].clone();
                    header.clock = Time(dice);
                    let entry = Entry::sign(&keys, header.clone(), Event::Posted(ask("fork")).encode());
                    header.previous = Some(entry.id(&keys.circle));
                    (header.seq, header.lamport) = (header.seq + 1, header.lamport + 1);
                    branches.push(header);
                    street.meet(a, zoe);
                    street.inject(zoe, a, &message(&[entry], false));
                }
            }
        }
        for a in cast {
            for b in cast {
                street.meet(a, b);
            }
        }
        street.settle();
    }
}

/// Years after, Ana signs another beginning of the circle that she founded, in which it is hers alone.
#[test]
fn a_founder_who_begins_again_is_not_heard_and_the_phones_stop_talking() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::seated(7_100, ["Ana", "Beto", "Carla"]);
    let keys = keys_of(&street, ana);
    let tequio_core::keys::Standing::Founder { nonce } = keys.standing.clone() else { panic!() };
    let before = street.phones[beto].replica.state_hash();
    let header = Header {
        author: keys.device(),
        seq: 0,
        previous: None,
        heads: Vec::new(),
        lamport: 1,
        clock: street.now,
        epoch: 0,
    };
    let (mut again, mut header) = (Vec::new(), header);
    for n in 0..40 {
        let event = match n {
            0 => Event::Founded { nonce, name: "Mine".into(), rules: None },
            _ => Event::Admitted { device: DeviceKey([n; 32]), name: "Friend".into() },
        };
        let entry = Entry::sign(&keys, header.clone(), event.encode());
        (header.previous, header.seq) = (Some(entry.id(&keys.circle)), header.seq + 1);
        header.lamport += 1;
        again.push(entry);
    }
    for message in [message(&again, false), message(&again[1..], false), message(&again, true)] {
        street.inject(ana, beto, &message);
        street.settle();
    }
    assert!(street.phones[beto].rejected.contains(&tequio_core::Rejected::OtherBeginning));
    assert_eq!(street.phones[beto].replica.state_hash(), before);
    // What Beto writes from here on Carla gets, and nothing of all that.
    street.post(beto, ask("A ladder"));
    street.settle();
    let hash = |phone: usize| street.phones[phone].replica.state_hash();
    assert_eq!(hash(beto), hash(carla));
    assert!(street.phones[carla].rejected.is_empty());
}

/// Malicious authors fork, backdate, use odd clocks and unadmitted keys; the same set in any order and batching.
#[test]
fn one_hostile_log_in_any_order_and_in_any_pieces_is_one_state() {
    let (mut lone, mut silent) = (0, 0);
    for seed in 0..24u64 {
        let mut dice = ChaCha20Rng::seed_from_u64(9_000 + seed);
        let founder = Keys::found(&mut dice);
        let circle = founder.circle;
        let tequio_core::keys::Standing::Founder { nonce } = founder.standing.clone() else { panic!() };
        let people: Vec<DeviceKey> =
            std::iter::once(founder.device()).chain((1..7).map(|n| DeviceKey([n; 32]))).collect();
        let mut entries: Vec<(EntryId, Entry)> = Vec::new();
        let mut posts: Vec<EntryId> = Vec::new();
        for step in 0..260 {
            let roll = dice.next_u64();
            let pick = |n: u32, of: usize| ((roll >> (8 * n)) as usize & 0xff) % of.max(1);
            let author = if step < 5 { people[0] } else { people[pick(0, 7) % 7] };
            let own: Vec<&(EntryId, Entry)> =
                entries.iter().filter(|(_, e)| e.header.author == author).collect();
            // Mostly after the last, now and then a fork anywhere; in every third play the founder forks too, which
            // may leave nobody else with a say.
            let is_forked = roll % 5 == 0 && (seed % 3 == 0 || author != people[0]);
            let previous = match own.len() {
                0 => None,
                n if is_forked => Some(own[pick(1, n) % n]),
                n => Some(own[n - 1]),
            };
            let mut heads: Vec<&(EntryId, Entry)> = Vec::new();
            for n in 0..pick(2, 4) % 4 {
                let Some(head) = entries.get((roll >> (11 * n)) as usize % entries.len().max(1)) else {
                    continue;
                };
                if head.1.header.author != author && !heads.iter().any(|known| known.0 == head.0) {
                    heads.push(head);
                }
            }
            let lamport =
                1 + heads.iter().copied().chain(previous).map(|(_, e)| e.header.lamport).max().unwrap_or(0);
            let mut ids: Vec<EntryId> = heads.iter().map(|(id, _)| *id).collect();
            ids.sort();
            // Two of seven have clocks that say anything; what the others say stays within a year.
            let clocks = match people[5..].contains(&author) {
                true => [0, 5, 1_790_000_000, 1_790_000_000 + 9 * DAY, u64::MAX],
                false => [0, 5 * DAY, 9 * DAY, 17 * DAY, 90 * DAY].map(|later| 1_790_000_000 + later),
            };
            let clock = clocks[pick(3, 5) % 5];
            let post = posts.get(pick(4, 128) % posts.len().max(1)).copied().unwrap_or(EntryId([1; 16]));
            let person = people[pick(5, 7) % 7];
            let event = match (step, pick(6, 128) % 14) {
                // Some are let in early, one late, one never.
                (1..=4, _) => Event::Admitted { device: people[step], name: format!("n{step}") },
                (6..=8, _) => Event::Posted(tequio_core::event::Posting { helpers: 2, ..ask("x") }),
                (0, _) | (_, 0) => Event::Founded { nonce, name: format!("name {step}"), rules: None },
                (_, 1) => Event::Admitted { device: person, name: format!("n{step}") },
                (_, 2) => {
                    Event::Joined { name: format!("j{step}"), prekey: [step as u8; 32], sealed_to: None }
                }
                (_, 3) => Event::Claimed { post },
                (_, 4 | 5) => Event::Claimed { post },
                (_, 6) => Event::Released { post },
                (_, 7 | 8) => Event::Confirmed { post, person, note: None },
                (_, 9..=11) => Event::SaidDone { post, person },
                (_, 12) if step % 4 == 0 => Event::Withdrawn { post },
                (_, 13) if step % 4 == 0 => Event::Cancelled { post, notice: "no".into() },
                _ => Event::Claimed { post },
            };
            let seq = previous.map_or(0, |(_, e)| e.header.seq + 1);
            // A second beginning no phone takes in that has one.
            if is_forked && author == people[0] && lamport == seq + 1 {
                continue;
            }
            let header = Header {
                author,
                seq,
                previous: previous.map(|(id, _)| *id),
                heads: ids,
                lamport,
                clock: Time(clock),
                epoch: 0,
            };
            let entry = Entry {
                version: 1,
                header,
                payload: Payload::Kept(event.encode()),
                signature: [step as u8; 64],
            };
            let id = entry.id(&circle);
            if matches!(event, Event::Posted(_)) {
                posts.push(id);
            }
            entries.push((id, entry));
        }
        let mut hashes = std::collections::BTreeSet::new();
        for _ in 0..60 {
            for n in (1..entries.len()).rev() {
                entries.swap(n, dice.next_u64() as usize % (n + 1));
            }
            let (mut log, mut state) = (Log::new(circle, people[0]), State::new(circle));
            for (id, entry) in &entries {
                for (id, entry) in log.admit(*id, entry.clone()).unwrap() {
                    state.apply(id, &entry);
                    if dice.next_u32() % 3 == 0 {
                        state.settle(&log);
                    }
                }
            }
            state.settle(&log);
            assert_eq!((log.len(), log.waiting()), (entries.len(), 0));
            let claims = || state.posts().flat_map(|(story, _)| story.claims.values());
            assert!(seed % 3 == 0 || claims().count() > 3, "the play is about something");
            lone += claims().filter(|claim| claim.lone_done().is_some()).count();
            silent += claims()
                .filter(|claim| matches!(claim.stage(&|done| state.is_silent(done)), Stage::DoneSays { .. }))
                .count();
            hashes.insert(state.hash());
        }
        assert_eq!(hashes.len(), 1, "seed {seed}");
    }
    println!("{lone} lone dones, {silent} of them silent for seven days");
    assert!(lone > silent && silent > 0);
}
