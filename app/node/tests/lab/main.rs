//! Phones as processes that have nothing in common but the air: real BlueZ, the kernel's channels, virtual controllers.
//!
//! `cargo dev radio-lab` runs this inside its own kernel. (The plan was a network namespace for each phone; Linux gives
//! Bluetooth sockets to the first namespace alone, `bt_sock_create` in net/bluetooth/af_bluetooth.c. Instead the
//! loopback's counter shows that not one byte of IP went between them.)

#[allow(dead_code, reason = "the cast has parts for other plays too")]
#[path = "../phones/cast.rs"]
mod cast;
mod guest;

use std::time::Instant;

use cast::{Folder, Phone, all_agree, let_in};
use guest::{Lab, loopback_bytes};

/// A megabyte of entries, as posts of two thousand letters.
const POSTS: usize = 500;

#[test]
fn an_ask_appears_on_all_three_phones_and_not_one_byte_went_over_a_network() {
    let Some(lab) = Lab::open("an_ask_appears", 3) else { return };
    let folder = Folder::new("lab-ask");
    let mut phones = circle(&lab, &folder);
    let ip_before = loopback_bytes();
    for turn in 0..3 {
        let begun = Instant::now();
        phones[turn].does(&format!("ask title=\"Ladder {turn}\""));
        for phone in &mut phones {
            phone.until("board", |board| {
                board["cards"].as_array().is_some_and(|cards| cards.len() == turn + 1)
            });
        }
        println!("figure: an ask on all three phones after {} ms", begun.elapsed().as_millis());
    }
    all_agree(&mut phones);
    assert_eq!(loopback_bytes() - ip_before, 0);
}

#[test]
fn who_was_out_of_reach_fetches_a_megabyte_when_they_are_back() {
    let Some(mut lab) = Lab::open("out_of_reach", 3) else { return };
    let folder = Folder::new("lab-away");
    let mut phones = circle(&lab, &folder);
    lab.apart(2);
    phones[2].until("radios", |radios| radios["radios"][0]["links"] == 0);
    let words = "Help with the roof. ".repeat(100);
    let letters = words.trim().len();
    for post in 0..POSTS {
        phones[0].does(&format!("ask title=\"Roof {post}\" words=\"{}\"", words.trim()));
    }
    let begun = Instant::now();
    lab.near(2);
    phones[2].until("board", |board| board["cards"].as_array().is_some_and(|cards| cards.len() == POSTS));
    let (seconds, kilobytes) = (begun.elapsed().as_secs_f64(), POSTS * letters / 1_000);
    println!("figure: {kilobytes} kB of posts after {seconds:.1} s, {:.0} kB/s", kilobytes as f64 / seconds);
    all_agree(&mut phones);
}

#[test]
fn phones_find_each_other_again_when_the_bluetooth_daemon_was_killed() {
    let Some(mut lab) = Lab::open("daemon_killed", 3) else { return };
    let folder = Folder::new("lab-daemon");
    let mut phones = circle(&lab, &folder);
    lab.kill_daemon();
    for phone in &mut phones {
        phone.until("radios", |radios| radios["radios"][0]["state"] == "Unavailable");
    }
    phones[0].does("ask title=Soup");
    let begun = Instant::now();
    lab.start_daemon();
    for phone in &mut phones {
        phone.until("radios", |radios| {
            radios["radios"][0]["state"] == "On" && radios["radios"][0]["links"].as_u64() > Some(0)
        });
        phone.until("board", |board| board["cards"].as_array().is_some_and(|cards| cards.len() == 1));
    }
    println!("figure: all linked again {} ms after the daemon was started", begun.elapsed().as_millis());
    phones[1].does("ask title=Bread");
    for phone in &mut phones {
        phone.until("board", |board| board["cards"].as_array().is_some_and(|cards| cards.len() == 2));
    }
    all_agree(&mut phones);
}

/// Ana, Beto and Carla, each with an adapter of their own, in one circle.
fn circle(lab: &Lab, folder: &Folder) -> Vec<Phone> {
    let begun = Instant::now();
    let mut phones: Vec<Phone> = ["Ana", "Beto", "Carla"]
        .iter()
        .enumerate()
        .map(|(adapter, name)| Phone::start(&folder.of(name), &["--bluetooth", &lab.adapter(adapter)]))
        .collect();
    for phone in &mut phones {
        phone.until("radios", |radios| {
            let radio = &radios["radios"][0];
            radio["state"] == "On" && radio["sighted"].as_u64() >= Some(2)
        });
    }
    println!("figure: all three see each other after {} ms", begun.elapsed().as_millis());
    let (host, others) = phones.split_at_mut(1);
    host[0].does("found \"Calle Roble\" Ana");
    for newcomer in others {
        let_in(&mut host[0], newcomer);
    }
    println!(
        "figure: three phones in a circle {} ms after they were switched on",
        begun.elapsed().as_millis()
    );
    phones
}
