//! Keys that change: weekly, and when somebody is gone. Removal, and devices that forked.

use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Message, cbor,
    certificate::{Certificate, Statement},
    entry::Header,
    message::EntryBytes,
    time::DAY,
};

use crate::neighbourhood::{Neighbourhood, ask};

fn keys(street: &Neighbourhood, phone: usize) -> Keys {
    cbor::decode(&street.phones[phone].disk.keys).expect("kept keys read back")
}

fn header(street: &Neighbourhood, phone: usize, id: EntryId) -> Header {
    Entry::decode(&street.phones[phone].disk.entries[&id]).expect("kept entries read back").header
}

/// Whether a phone holds a key under which this entry may travel.
fn can_read(street: &Neighbourhood, phone: usize, header: &Header) -> bool {
    keys(street, phone).ring.named(header.epoch).next().is_some()
}

/// These sign that `person` does not belong any more, and the first of them puts it in force.
fn remove(street: &mut Neighbourhood, signers: &[usize], person: usize) -> Result<(), tequio_core::Refused> {
    let person = street.me(person);
    let basis = street.phones[signers[0]].replica.newest().expect("a circle has entries");
    let statement = Statement::Remove { person };
    let signatures = signers
        .iter()
        .map(|signer| street.phones[*signer].replica.sign(&statement, basis).expect("on the roll"));
    let certificate = Certificate::new(basis, signatures.collect());
    street.try_to(signers[0], Command::Remove { person, certificate }).map(drop)
}

fn members(street: &Neighbourhood, phone: usize) -> usize {
    street.phones[phone].replica.people().members.len()
}

#[test]
fn after_a_week_one_member_draws_a_new_key_and_all_write_under_it() {
    let (mut street, cast) = Neighbourhood::circle(80, ["Ana", "Beto", "Carla", "Dora"]);
    let first = street.post(cast[0], ask("Before"));
    assert_eq!(header(&street, cast[0], first).epoch, 0);
    street.pass(8 * DAY);
    // Circle time moves with what people write.
    for phone in cast {
        street.post(phone, ask("A week later"));
        street.settle();
    }
    let posts = cast.map(|phone| {
        let id = street.post(phone, ask("After"));
        header(&street, phone, id)
    });
    street.settle();
    assert!(posts.iter().all(|header| header.epoch != 0 && header.epoch == posts[0].epoch), "one new key");
    for phone in cast {
        assert!(can_read(&street, phone, &posts[0]));
        let numbers: Vec<u32> = keys(&street, phone).ring.epochs().iter().map(|epoch| epoch.number).collect();
        assert_eq!(numbers, [0, 1], "one rotation, not four");
    }
    street.restart(cast[1]);
    street.meet(cast[0], cast[1]);
    let after = street.post(cast[1], ask("After a restart"));
    assert_eq!(header(&street, cast[1], after).epoch, posts[0].epoch);
    street.settle();
    street.assert_agreement();
}

#[test]
fn a_removed_member_hears_nothing_more_and_reads_nothing_more() {
    let (mut street, [ana, beto, carla, x]) = Neighbourhood::seated(81, ["Ana", "Beto", "Carla", "Xavier"]);
    let old = street.post(x, ask("Mine from before"));
    street.settle();
    remove(&mut street, &[ana, beto, carla], x).unwrap();
    street.settle();
    for phone in [ana, beto, carla] {
        assert_eq!(members(&street, phone), 3);
        assert_eq!(street.view(phone, old).card.author.name, "Xavier", "what was written before stays");
    }
    let held = street.phones[x].replica.entries();
    let secret = street.post(ana, ask("Not for Xavier"));
    street.settle();
    let header = header(&street, ana, secret);
    assert!(can_read(&street, beto, &header) && !can_read(&street, x, &header));
    assert_eq!(street.phones[x].replica.entries(), held, "nothing more goes to him on a link that is up");
    for phone in [ana, beto, carla] {
        street.part(x, phone);
        street.meet(x, phone);
    }
    street.settle();
    assert_eq!(street.phones[x].replica.entries(), held, "nor on a new one");
    // What he goes on writing finds nobody.
    street.phones.iter_mut().for_each(|phone| phone.rejected.clear());
    let before = street.phones[ana].replica.board(street.now).cards.len();
    if street.try_to(x, Command::Post(ask("Still here"))).is_ok() {
        street.settle();
    }
    assert_eq!(street.phones[ana].replica.board(street.now).cards.len(), before);
}

#[test]
fn too_few_signatures_or_those_of_the_accused_remove_nobody() {
    let (mut street, [ana, beto, _, dora]) = Neighbourhood::seated(82, ["Ana", "Beto", "Carla", "Dora"]);
    remove(&mut street, &[ana, beto], dora).unwrap();
    street.settle();
    assert_eq!(members(&street, ana), 4, "two of four are not more than half");
    remove(&mut street, &[ana, beto, dora], dora).unwrap();
    street.settle();
    assert_eq!(members(&street, ana), 4, "the accused does not sign");
    street.assert_agreement();
}

#[test]
fn two_halves_rotate_and_one_removes_and_nothing_new_is_readable_to_who_is_gone() {
    let (mut street, [ana, beto, carla, dora, x]) =
        Neighbourhood::seated(83, ["Ana", "Beto", "Carla", "Dora", "Xavier"]);
    for one in [ana, x] {
        for other in [beto, carla, dora] {
            street.part(one, other);
        }
    }
    // Ana and Xavier rotate after a week, and the key goes to him too.
    street.pass(8 * DAY);
    for n in 0..6 {
        street.post([ana, x][n % 2], ask("Here"));
        street.settle();
    }
    // The others have removed him meanwhile, and go on under a key of their own.
    remove(&mut street, &[beto, carla, dora], x).unwrap();
    street.settle();
    for phone in [beto, carla, dora, ana, x] {
        street.post(phone, ask("Apart"));
        street.settle();
    }
    // Ana meets them while Xavier is still beside her.
    for other in [beto, carla, dora] {
        street.meet(ana, other);
        street.meet(x, other);
    }
    street.settle();
    let fresh: Vec<Header> = [ana, beto, carla, dora]
        .into_iter()
        .map(|phone| {
            let id = street.post(phone, ask("Together"));
            street.settle();
            header(&street, phone, id)
        })
        .collect();
    for header in &fresh {
        assert!(!can_read(&street, x, header), "nothing new is for him");
        for phone in [ana, beto, carla, dora] {
            assert!(can_read(&street, phone, header), "and everything for everybody else");
        }
    }
    let hash = street.phones[ana].replica.state_hash();
    assert!([beto, carla, dora].iter().all(|phone| street.phones[*phone].replica.state_hash() == hash));
    assert_eq!(members(&street, ana), 4);
}

#[test]
fn two_halves_that_remove_one_each_agree_that_both_are_gone_and_draw_a_key_without_either() {
    let names = ["Ana", "Beto", "Carla", "Dora", "Emil", "Xavier", "Yara"];
    let (mut street, cast) = Neighbourhood::seated(84, names);
    let [ana, beto, carla, dora, emil, x, y] = cast;
    // The signatures are gathered on foot, while the two halves do not hear of each other.
    let halves = [[ana, beto, y], [carla, dora, x]];
    for one in halves[0] {
        for other in halves[1] {
            street.part(one, other);
        }
    }
    for other in cast {
        street.part(emil, other);
    }
    remove(&mut street, &[ana, beto, emil, y], x).unwrap();
    remove(&mut street, &[carla, dora, emil, x], y).unwrap();
    street.settle();
    for phone in [ana, beto, carla, dora] {
        street.post(phone, ask("In our half"));
    }
    street.settle();
    for one in cast {
        for other in cast {
            street.meet(one, other);
        }
    }
    street.settle();
    let id = street.post(ana, ask("All of us"));
    street.settle();
    let header = header(&street, ana, id);
    for phone in [ana, beto, carla, dora, emil] {
        assert_eq!(members(&street, phone), 5);
        assert!(can_read(&street, phone, &header));
    }
    assert!(!can_read(&street, x, &header) && !can_read(&street, y, &header));
}

#[test]
fn whoever_was_let_in_beside_a_rotation_is_told_the_key_at_the_next_meeting() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(85, ["Ana", "Beto", "Carla"]);
    street.part(ana, beto);
    street.part(ana, carla);
    let code = street.invite(ana);
    let dora = street.newcomer(&code, "Dora");
    street.meet(ana, dora);
    street.settle();
    let device = street.me(dora);
    street.perform(ana, Command::Admit { device });
    street.settle();
    street.pass(9 * DAY);
    for n in 0..6 {
        street.post([beto, carla][n % 2], ask("A new week"));
        street.settle();
        // Ana, whose turn it may be, is not heard.
        street.pass(3_600);
    }
    assert_eq!(keys(&street, beto).ring.epochs().len(), 2);
    street.part(ana, dora);
    street.meet(ana, beto);
    street.settle();
    street.meet(dora, beto);
    street.settle();
    let id = street.post(beto, ask("For all"));
    street.settle();
    assert!(can_read(&street, dora, &header(&street, beto, id)));
    let id = street.post(dora, ask("From me"));
    assert_eq!(
        header(&street, dora, id).epoch,
        keys(&street, beto).ring.epochs().last().unwrap().name().id()
    );
}

#[test]
fn who_was_away_for_a_year_is_known_again_and_catches_up_with_the_keys() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(86, ["Ana", "Beto", "Carla"]);
    street.part(carla, ana);
    street.part(carla, beto);
    for n in 0..110 {
        street.pass(4 * DAY);
        street.post([ana, beto][n % 2], ask("Meanwhile"));
        street.settle();
    }
    let newest = keys(&street, ana).ring.epochs().last().unwrap().number;
    assert!(newest > 20, "{newest}");
    assert!(street.meet(carla, ana), "they know each other by an old key");
    street.settle();
    street.assert_agreement();
    assert_eq!(keys(&street, carla).ring.epochs().last().unwrap().number, newest);
    assert!(street.phones.iter().all(|phone| phone.rejected.is_empty()));
}

#[test]
fn a_fork_is_shown_and_undoes_nothing_that_others_built_on() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(87, ["Ana", "Beto", "Carla"]);
    street.post(beto, ask("Since Carla is here"));
    street.settle();
    // Ana's key is copied: somebody signs another entry where she let Carla in.
    let (stolen, mine) = (keys(&street, ana), street.me(ana));
    let hers = street.phones[ana].disk.entries.values().map(|bytes| Entry::decode(bytes).unwrap());
    let third = hers.filter(|entry| entry.header.author == mine).find(|entry| entry.header.seq == 3);
    let third = third.expect("founded, joined, let Beto in, let Carla in");
    let thief = Keys::found(&mut street.dice);
    let events = [
        Event::Admitted { device: thief.device(), name: "Thief".into() },
        Event::Posted(ask("From a copied key")),
    ];
    let mut header = third.header.clone();
    for event in events {
        let entry = Entry::sign(&stolen, header.clone(), event.encode());
        let id = entry.id(&stolen.circle);
        street.inject(
            carla,
            beto,
            &Message::Entries { entries: vec![EntryBytes(entry.encode())], answer: false },
        );
        header = Header {
            seq: header.seq + 1,
            previous: Some(id),
            heads: vec![],
            lamport: header.lamport + 1,
            ..header
        };
    }
    street.settle();
    let people = street.phones[beto].replica.people();
    let names: Vec<&str> = people.members.iter().map(|member| member.person.name.as_str()).collect();
    assert_eq!(
        names,
        ["Ana", "Beto", "Carla"],
        "those whom the circle has built on stay, the thief's friend is out"
    );
    let forked: Vec<bool> = people.members.iter().map(|member| member.forked).collect();
    assert_eq!(forked, [true, false, false], "and everybody sees it");
    let titles: Vec<String> =
        street.phones[beto].replica.board(street.now).cards.into_iter().map(|card| card.title).collect();
    let titles: std::collections::BTreeSet<&str> = titles.iter().map(String::as_str).collect();
    assert_eq!(
        Vec::from_iter(titles),
        ["From a copied key", "Since Carla is here"],
        "both branches keep their content"
    );
    // Ana's later yes has no power any more.
    let code = street.invite(beto);
    let dora = street.newcomer(&code, "Dora");
    street.meet(ana, dora);
    street.settle();
    let device = street.me(dora);
    street.perform(ana, Command::Admit { device });
    street.settle();
    assert_eq!(members(&street, beto), 3);
}

/// Ana's phone is lost; what comes out of its backup is another device.
fn restore(street: &mut Neighbourhood, lost: usize) -> usize {
    let now = street.clock(lost);
    street.phones[lost].replica.entrust(now);
    street.pass(0);
    street.settle();
    let backup = cbor::encode(&keys(street, lost).for_restore());
    let entries = street.phones[lost].disk.entries.clone();
    let fresh = Keys::restored(cbor::decode(&backup).unwrap(), &mut street.dice).expect("a backup of ours");
    street.restored(fresh, entries)
}

#[test]
fn a_restored_phone_is_a_new_device_of_the_same_person() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(88, ["Ana", "Beto", "Carla"]);
    let post = street.post(ana, ask("Carry the wardrobe"));
    street.settle();
    street.perform(beto, Command::Claim { post });
    street.settle();
    let again = restore(&mut street, ana);
    street.part(ana, beto);
    street.part(ana, carla);
    street.meet(again, beto);
    street.settle();
    assert_ne!(street.me(again), street.me(ana), "what signs has not left the lost phone");
    for phone in [again, beto, carla] {
        let people = street.phones[phone].replica.people();
        let names: Vec<&str> = people.members.iter().map(|member| member.person.name.as_str()).collect();
        assert_eq!(names, ["Ana", "Beto", "Carla"], "the same persons as before");
        assert!(people.members.iter().all(|member| !member.forked));
    }
    let (person, me) = (street.me(beto), street.phones[again].replica.people().me);
    assert_eq!(me.map(|me| me.id), Some(street.me(ana)));
    // She confirms what was claimed from the phone that is lost.
    street.perform(again, Command::Confirm { post, person, note: "Second bell".into() });
    street.settle();
    let told = street.view(beto, post);
    assert_eq!(told.claims[0].notes[0].text, "Second bell");
    street.perform(beto, Command::Note { post, to: street.me(ana), note: "On my way".into() });
    street.settle();
    assert_eq!(
        street.view(again, post).claims[0].notes.len(),
        2,
        "and what is written to her she reads there"
    );
    // A second phone out of the same backup has nothing to continue by.
    let entries = street.phones[beto].disk.entries.clone();
    let backup = cbor::encode(&keys(&street, ana).for_restore());
    let thief = Keys::restored(cbor::decode(&backup).unwrap(), &mut street.dice).unwrap();
    let thief = street.restored(thief, entries);
    assert!(!street.phones[thief].replica.is_member());
}

#[test]
fn a_note_opens_on_all_phones_of_the_two_and_on_none_that_was_cut_off() {
    let (mut street, [ana, beto, carla]) = Neighbourhood::circle(91, ["Ana", "Beto", "Carla"]);
    let second = restore(&mut street, ana);
    for other in [ana, beto, carla] {
        street.meet(second, other);
    }
    street.settle();
    let post = street.post(beto, ask("Carry the wardrobe"));
    street.settle();
    street.perform(second, Command::Claim { post });
    street.settle();
    let person = street.me(ana);
    street.perform(beto, Command::Confirm { post, person, note: "Second bell".into() });
    street.settle();
    let notes = |street: &Neighbourhood, phone: usize| street.view(phone, post).claims[0].notes.len();
    assert_eq!([ana, second, beto, carla].map(|phone| notes(&street, phone)), [1, 1, 1, 0]);
    // What one of her phones writes the other reads.
    street.perform(ana, Command::Note { post, to: street.me(beto), note: "On my way".into() });
    street.settle();
    assert_eq!([ana, second, beto, carla].map(|phone| notes(&street, phone)), [2, 2, 2, 0]);
    // The first one is lost, and cut off.
    street.perform(second, Command::CutOff { device: person });
    street.settle();
    for other in [second, beto, carla] {
        street.part(ana, other);
    }
    let id = street.perform(beto, Command::Note { post, to: person, note: "Third bell".into() }).unwrap();
    street.settle();
    assert_eq!([second, beto, carla].map(|phone| notes(&street, phone)), [3, 3, 0]);
    // Somebody brings the lost phone the very entry.
    let entry = Entry::decode(&street.phones[beto].disk.entries[&id]).unwrap();
    let _ = street.phones[ana].replica.hear_opened(entry, street.now);
    assert!(
        street.phones[ana].replica.post(&post, street.now).is_none_or(|view| view.claims[0].notes.len() < 3)
    );
}
