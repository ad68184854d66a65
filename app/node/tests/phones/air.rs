//! Phones that reach each other by radio alone: no address of one is known to another.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use tequio_core::{
    CircleId, Command as Wanted,
    event::{Direction, Kind, Posting, Urgency},
};
use tequio_node::{Node, Options, Views};
use tequio_platform::radio::rehearsal::{Air, Law, Place, Rehearsed};
use tokio::runtime::Runtime;

use crate::cast::{Folder, PATIENCE};

/// Faster than a street's Bluetooth, since these phones live in real time.
const LAW: Law = Law { range: 30, loss: 20, delay: Duration::from_millis(5), bytes_per_second: 200_000 };

#[test]
fn what_ana_asks_reaches_carla_through_beto_though_neither_hears_the_other() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("by-radio"));
    runtime.block_on(async {
        let air = Air::new(LAW, 1);
        let radios = [0, 10, 20].map(|x| air.radio(at(x)));
        let [ana, beto, carla] = phones(&folder, &radios).await;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        lets_in(&ana, &beto, &circle, "Beto").await;
        lets_in(&ana, &carla, &circle, "Carla").await;

        // Beto stands between the two, who are 50 metres apart.
        radios[1].go(at(25));
        radios[2].go(at(50));
        asks(&ana, &circle, "A ladder").await;
        for node in [&beto, &carla] {
            until(node, &circle, |views| titles(views) == ["A ladder"]).await;
        }
        let linked = |node: &Node| node.radios().borrow()[0].links;
        assert_eq!(linked(&ana), 1, "Carla is out of her reach");
        for node in [ana, beto, carla] {
            node.stop().await;
        }
    });
}

#[test]
fn who_was_away_hears_at_the_next_meeting_what_was_said_meanwhile() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("away"));
    runtime.block_on(async {
        let air = Air::new(LAW, 2);
        let radios = [0, 10].map(|x| air.radio(at(x)));
        let [ana, beto] = phones(&folder, &radios).await;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        lets_in(&ana, &beto, &circle, "Beto").await;
        radios[1].go(at(500));
        until(&ana, &circle, |views| views.nearby.borrow().members.is_empty()).await;
        asks(&ana, &circle, "A ladder").await;
        asks(&beto, &circle, "A saw").await;
        // His adapter is pulled out and put in again on the way.
        radios[1].plug(false);
        radios[1].go(at(10));
        radios[1].plug(true);
        for node in [&ana, &beto] {
            until(node, &circle, |views| titles(views) == ["A ladder", "A saw"]).await;
        }
        for node in [ana, beto] {
            node.stop().await;
        }
    });
}

#[test]
fn one_who_is_reached_by_radio_and_by_network_is_one_neighbour() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("both-ways"));
    runtime.block_on(async {
        let air = Air::new(LAW, 3);
        let radios = [0, 10].map(|x| air.radio(at(x)));
        let [ana, beto] = phones(&folder, &radios).await;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        lets_in(&ana, &beto, &circle, "Beto").await;
        beto.tell_neighbour(ana.addresses()[0].clone()).expect("it runs");
        asks(&ana, &circle, "A ladder").await;
        until(&beto, &circle, |views| titles(views) == ["A ladder"]).await;
        assert_eq!(ana.counters().await.expect("it runs").links, 1);
        assert_eq!(beto.counters().await.expect("it runs").links, 1);
        // The radio goes, and the network is still there.
        radios[0].plug(false);
        asks(&ana, &circle, "A saw").await;
        until(&beto, &circle, |views| titles(views) == ["A ladder", "A saw"]).await;
        for node in [ana, beto] {
            node.stop().await;
        }
    });
}

fn at(x: i32) -> Place {
    Place { x, y: 0 }
}

/// Phones that listen on loopback and are told of nobody.
async fn phones<const N: usize>(folder: &Folder, radios: &[Rehearsed; N]) -> [Node; N] {
    let mut nodes = Vec::new();
    for (at, radio) in radios.iter().enumerate() {
        nodes.push(phone(&folder.of(&format!("phone-{at}")), radio).await);
    }
    nodes.try_into().ok().expect("as many as radios")
}

async fn phone(folder: &Path, radio: &Rehearsed) -> Node {
    let options =
        Options { radios: vec![Arc::new(radio.clone())], ..Options::on_loopback(folder.to_owned()) };
    Node::start(options).await.expect("an empty folder opens")
}

async fn lets_in(host: &Node, newcomer: &Node, circle: &CircleId, name: &str) {
    let code = host.invite(circle).await.expect("a member").code();
    newcomer.join(&code, name).await.expect("the code is fresh");
    until(host, circle, |views| !views.people.borrow().knocks.is_empty()).await;
    let device = host.views(circle).expect("its own").people.borrow().knocks[0].device;
    host.perform(circle, Wanted::Admit { device }).await.expect("a founder");
    until(newcomer, circle, |views| views.mine.borrow().is_member).await;
    until(host, circle, |views| views.people.borrow().knocks.is_empty()).await;
}

async fn asks(node: &Node, circle: &CircleId, title: &str) {
    let posting = Posting {
        direction: Direction::Ask,
        title: title.to_owned(),
        words: String::new(),
        kind: Kind::Things,
        urgency: Urgency::Whenever,
        area: String::new(),
        until: None,
        helpers: 1,
        for_someone: None,
    };
    node.perform(circle, Wanted::Post(posting)).await.expect("a member");
}

fn titles(views: &Views) -> Vec<String> {
    let mut titles: Vec<String> = views.board.borrow().cards.iter().map(|card| card.title.clone()).collect();
    titles.sort();
    titles
}

async fn until(node: &Node, circle: &CircleId, holds: impl Fn(&Views) -> bool) {
    let begun = Instant::now();
    while !node.views(circle).is_some_and(|views| holds(&views)) {
        assert!(begun.elapsed() < PATIENCE, "it does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
