//! Before a checkpoint a phone goes to a contact instead of into a file, and comes back from there.

use std::path::Path;

use tequio_core::{
    CircleId, Refused,
    contacts::{Contacts, Granted, Wish},
    linking::LinkError,
};
use tequio_node::{
    Fault, Node, NotDone, Options, Passphrase,
    store::{backup::Opener, folder::BROUGHT},
};
use tokio::{runtime::Runtime, time::timeout};

use crate::cast::{Folder, PATIENCE};

const SECRET: &str = "a lamp in the rain";

#[test]
fn a_phone_that_a_contact_keeps_comes_back_to_whoever_stands_there_and_knows_its_passphrase() {
    let (runtime, folder) = (Runtime::new().expect("threads can be had"), Folder::new("parcel"));
    runtime.block_on(async {
        let ana = start(&folder.of("Ana"), None).await;
        let beto = start(&folder.of("Beto"), Some(&ana)).await;
        let pair = scan_each_other(&ana, &beto).await;
        let circle = ana.found("Calle Roble", "Ana").await.expect("a name is enough");
        ana.set_setting("setting/name", Some(b"Ana".to_vec())).await.expect("it is short");

        // To somebody who is not near nothing goes, and nothing is lost by trying.
        let away = ana.suspend_to(&CircleId([9; 16]), known(SECRET)).await;
        assert_eq!(away, Err(NotDone::NotNear));
        ana.suspend_to(&pair, known(SECRET)).await.expect("Beto is near and has room");
        assert!(ana.circles().borrow().is_empty() && ana.contacts().borrow().list.is_empty());
        assert!(ana.settings().await.expect("it reads").is_empty());
        let bytes = until(&beto, |all| all.list[0].parcel.map(|kept| kept.bytes)).await;
        assert!(bytes > 1_000, "{bytes}");

        // It survives that his phone is switched off.
        beto.stop().await;
        let beto = start(&folder.of("Beto"), Some(&ana)).await;
        assert_eq!(until(&beto, |all| all.list[0].parcel.map(|kept| kept.bytes)).await, bytes);

        let link = code(ana.contact(Wish::ShowLink).await);
        let wrong = beto.give_back(&pair, &link).await;
        assert_eq!(wrong, Err(NotDone::Refused(Refused::Link(LinkError::NoParcelCode))));
        assert_eq!(beto.give_back(&CircleId([9; 16]), &link).await, Err(NotDone::NothingKept));
        let asks = code(ana.contact(Wish::ShowParcelCode).await);
        beto.give_back(&pair, &asks).await.expect("the code is fresh");
        until(&ana, |all| all.is_back.then_some(())).await;

        let brought = folder.of("Ana").join(BROUGHT);
        let guessed = ana.restore(brought.clone(), Opener::Passphrase(known("a lamp in the snow"))).await;
        assert_eq!(guessed, Err(Fault::WrongPassphrase.into()));
        ana.restore(brought, Opener::Passphrase(known(SECRET))).await.expect("that is it");
        assert!(ana.circles().borrow().contains_key(&circle));
        assert_eq!(ana.setting("setting/name").await, Ok(Some(b"Ana".to_vec())));
        let names =
            until(&ana, |all| Some(all.list.iter().map(|one| one.person.name.clone()).collect::<Vec<_>>()));
        assert_eq!(names.await, ["Beto"]);

        beto.throw_away(&pair).await.expect("the disk takes it");
        until(&beto, |all| all.list[0].parcel.is_none().then_some(())).await;
        ana.stop().await;
        beto.stop().await;
    });
}

async fn start(folder: &Path, beside: Option<&Node>) -> Node {
    let neighbours = beside.map(Node::addresses).unwrap_or_default();
    let options = Options { neighbours, ..Options::on_loopback(folder.to_owned()) };
    Node::start(options).await.expect("the folder opens")
}

/// One shows, the other scans, then turn about; then they are near. The pair's circle.
async fn scan_each_other(ana: &Node, beto: &Node) -> CircleId {
    let shown = code(ana.contact(Wish::Code { name: "Ana".to_owned() }).await);
    let added = beto.contact(Wish::Add { code: shown, name: "Beto".to_owned() }).await;
    let Ok(Granted::Contact(pair)) = added else { panic!("{added:?}") };
    let shown = code(beto.contact(Wish::CodeFor { contact: pair, name: "Beto".to_owned() }).await);
    ana.contact(Wish::Add { code: shown, name: "Ana".to_owned() }).await.expect("it answers hers");
    for phone in [ana, beto] {
        until(phone, |all| all.list.first().filter(|one| one.near && one.answered).map(|_| ())).await;
    }
    pair
}

fn code(granted: Result<Granted, NotDone>) -> String {
    match granted {
        Ok(Granted::Code(code)) => code,
        other => panic!("{other:?}"),
    }
}

fn known(words: &str) -> Passphrase {
    Passphrase::new(words.to_owned()).expect("it is neither empty nor long")
}

/// Waits until the contacts are so.
async fn until<A>(node: &Node, holds: impl Fn(&Contacts) -> Option<A>) -> A {
    let mut contacts = node.contacts();
    let seen = async {
        loop {
            if let Some(found) = holds(&contacts.borrow_and_update()) {
                return found;
            }
            contacts.changed().await.expect("the node runs");
        }
    };
    timeout(PATIENCE, seen).await.expect("it comes about")
}
