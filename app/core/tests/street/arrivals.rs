//! Any order of arrival, the same state.

use rand_chacha::rand_core::Rng;
use tequio_core::{Command, Entry, Keys, Replica, cbor, log::Log, replica::Kept, state::State};

use crate::neighbourhood::{Neighbourhood, ask, offer};

/// Five phones meet and part at random, do whatever occurs to them, crash now and then, with clocks that are off
/// by years; in the end all meet and agree.
fn play(seed: u64, steps: usize) -> Neighbourhood {
    let (mut street, cast) = Neighbourhood::circle(seed, ["Ana", "Beto", "Carla", "Dora", "Emil"]);
    street.phones[3].clock_ahead = -3 * 365 * 86_400;
    street.phones[4].clock_ahead = 400 * 86_400;
    for _ in 0..steps {
        let dice = street.dice.next_u64();
        let pick = |n: u32| (dice >> (8 * n)) as usize & 0xff;
        let (a, b) = (cast[pick(1) % 5], cast[pick(2) % 5]);
        match pick(0) % 10 {
            0 => drop(street.meet(a, b)),
            1 => street.part(a, b),
            2 => street.pass(pick(3) as u64 * 3_600),
            3 if pick(3) < 40 => street.restart(a),
            4 => (0..pick(3)).for_each(|_| _ = street.deliver()),
            _ => something(&mut street, a, dice),
        }
    }
    for a in cast {
        for b in cast {
            street.meet(a, b);
        }
    }
    street.settle();
    street
}

/// Whatever this phone can do now with a post it knows, or a new post.
fn something(street: &mut Neighbourhood, phone: usize, dice: u64) {
    let board = street.phones[phone].replica.board(street.now);
    let (wish, which) = ((dice >> 40) as usize % 12, (dice >> 48) as usize);
    let Some(card) = board.cards.get(which % board.cards.len().max(1)).filter(|_| wish > 1) else {
        let posting = if wish == 0 { ask("Anything") } else { offer("Anything") };
        street.post(phone, posting);
        return;
    };
    let (post, me) = (card.id, street.me(phone));
    let can = street.view(phone, post).can;
    let note = String::from("psst");
    let wish = match wish {
        2..=4 if can.claim => Command::Claim { post },
        5 if can.release => Command::Release { post },
        2..=6 if !can.confirm.is_empty() => {
            Command::Confirm { post, person: can.confirm[which % can.confirm.len()], note }
        }
        7 if !can.note.is_empty() => Command::Note { post, to: can.note[0], note },
        8..=9 if !can.done.is_empty() => Command::Done { post, person: can.done[0] },
        10 if can.withdraw => Command::Withdraw { post },
        11 if can.cancel => Command::Cancel { post, notice: note },
        _ if which.is_multiple_of(7) => Command::Rename { name: me.four_words()[0].clone() },
        _ => return,
    };
    street.perform(phone, wish);
}

#[test]
fn five_phones_that_meet_and_part_at_random_end_in_the_same_state() {
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some();
    for seed in 0..if nightly { 2_000 } else { 60 } {
        let street = play(1_000 + seed, 150);
        street.assert_agreement();
        for (n, phone) in street.phones.iter().enumerate() {
            assert_eq!(phone.rejected, [], "seed {seed}: phone {n} was told something wrong");
            assert_eq!(
                phone.disk.entries.len(),
                phone.replica.entries(),
                "seed {seed}: all that is here is kept"
            );
        }
    }
}

#[test]
fn one_log_in_a_hundred_orders_is_one_state() {
    for seed in 0..4 {
        let mut street = play(2_000 + seed, 200);
        let hash = street.phones[0].replica.state_hash();
        let keys: Keys = cbor::decode(&street.phones[0].disk.keys).unwrap();
        let mut entries: Vec<Entry> =
            street.phones[0].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap()).collect();
        for _ in 0..100 {
            for n in (1..entries.len()).rev() {
                entries.swap(n, street.dice.next_u64() as usize % (n + 1));
            }
            // One by one, settling after each, so that every late arrival refolds.
            let mut log = Log::new(keys.circle, keys.device());
            let mut state = State::new(keys.circle);
            for entry in &entries {
                for (id, entry) in log.admit(entry.id(&keys.circle), entry.clone()).unwrap() {
                    state.apply(id, &entry);
                    state.settle(&log);
                }
            }
            assert_eq!((log.waiting(), state.hash()), (0, hash), "seed {seed}");
        }
        let entries = entries.into_iter().map(|entry| (entry.id(&keys.circle), entry)).collect();
        let kept = Kept { entries, ..Kept::default() };
        assert_eq!(Replica::open(keys, kept, [0; 32], street.now).state_hash(), hash);
    }
}

#[test]
fn what_was_written_out_of_reach_is_there_once_the_two_meet() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(40, ["Ana", "Beto", "Carla"]);
    for other in [beto, carla] {
        street.part(ana, other);
    }
    for n in 0..700 {
        street.post(ana, ask(&format!("While away {n}")));
        street.post(beto, offer(&format!("Meanwhile {n}")));
    }
    street.settle();
    street.meet(ana, carla);
    street.settle();
    street.assert_agreement();
    assert_eq!(street.phones[ana].replica.board(street.now).cards.len(), 1_400);
    assert!(street.phones.iter().all(|phone| phone.rejected.is_empty()));
}

#[test]
fn a_neighbour_who_never_answers_a_pull_is_passed_over_for_another() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(41, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.part(ana, carla);
    for n in 0..40 {
        street.post(beto, ask(&format!("Post {n}")));
    }
    street.settle();
    // Beto says what he holds, but swallows the pull.
    street.meet(ana, beto);
    street.swallow(beto);
    street.settle();
    assert!(street.phones[ana].replica.entries() < street.phones[carla].replica.entries());
    street.meet(ana, carla);
    street.settle();
    assert!(street.phones[ana].replica.entries() < street.phones[carla].replica.entries(), "still waiting");
    street.pass(11);
    street.settle();
    assert_eq!(street.phones[ana].replica.entries(), street.phones[carla].replica.entries());
}
