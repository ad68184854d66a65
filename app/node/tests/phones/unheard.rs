//! A phone that cannot listen for others still shows what it has, and is heard as soon as it can.

use std::net::{Ipv4Addr, TcpListener};

use tequio_core::Command;
use tequio_node::{Fault, Node, Opened, Options};
use tokio::{
    runtime::Runtime,
    time::{Duration, sleep, timeout},
};

use crate::cast::{Folder, PATIENCE};

#[test]
fn a_phone_whose_port_is_taken_opens_and_is_heard_when_it_is_free() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("unheard"));
    runtime.block_on(async {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has free ports");
        let listen = taken.local_addr().expect("it is bound");
        let options = Options { listen, ..Options::on_loopback(folder.of("Ana")) };
        // Whoever waits for the links is told, and has no phone.
        assert!(matches!(Node::start(options.clone()).await, Err(Fault::Links(_))));

        let opened = open(options).await;
        let Opened { node: ana, links, .. } = opened;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        ana.perform(&circle, Command::Rename { name: "Ana Ruiz".to_owned() }).await.expect("it is kept");
        assert!(matches!(links.come_up().await, Err(Fault::Links(_))));
        assert!(ana.addresses().is_empty());

        drop(taken);
        links.come_up().await.expect("nobody else is there any more");
        let beto = Options { neighbours: ana.addresses(), ..Options::on_loopback(folder.of("Beto")) };
        let beto = Node::start(beto).await.expect("it starts");
        let met = async {
            while ana.counters().await.expect("it runs").links == 0 {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, met).await.expect("they meet");
        beto.stop().await;
        ana.stop().await;
        // A phone that was stopped stays so, as soon as its loop has ended.
        let over = async { while links.come_up().await != Err(Fault::Stopped) {} };
        timeout(PATIENCE, over).await.expect("nobody can be heard any more");
    });
}

/// The one that failed to start lets go of its folder a moment later.
async fn open(options: Options) -> Opened {
    let opened = async {
        loop {
            match Node::open(options.clone()).await {
                Err(Fault::InUse) => sleep(Duration::from_millis(20)).await,
                opened => return opened.expect("nothing is wrong with the folder"),
            }
        }
    };
    timeout(PATIENCE, opened).await.expect("it opens")
}
