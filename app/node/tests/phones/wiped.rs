//! A phone whose owner wipes it.

use std::{fs, path::Path};

use tequio_node::{Fault, Node, Options, Unlock, store};

use crate::cast::Folder;

const WORDS: [&str; 2] = ["Calle Quetzalcoatl", "half a sentence"];

#[test]
fn a_wiped_phone_is_a_new_one_and_stays_it_after_a_restart() {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be had");
    let folder = Folder::new("wiped");
    let options = Options::on_loopback(folder.of("Ana"));
    let copy = folder.of("copy");
    runtime.block_on(async {
        let node = Node::start(options.clone()).await.expect("an empty folder opens");
        node.found(WORDS[0], "Ana").await.expect("a name is enough");
        node.set_setting("draft/ask", Some(WORDS[1].as_bytes().to_vec())).await.expect("it is short");
        node.stop().await;
        copy_files(&options.folder, &copy);
        let node = Node::start(options.clone()).await.expect("it opens again");
        assert_eq!(node.settings().await.expect("it reads").len(), 1);

        node.wipe().await.expect("files of one's own can be deleted");
        assert!(node.circles().borrow().is_empty());
        assert!(node.settings().await.expect("it reads").is_empty());
        let again = node.found("Second life", "Ana").await.expect("it is a new phone");
        node.stop().await;

        let node = Node::start(options.clone()).await.expect("it opens again");
        let circles = node.circles().borrow().keys().copied().collect::<Vec<_>>();
        assert_eq!(circles, [again]);
        node.stop().await;
    });

    // A copy of the whole folder is a copy of the phone; one of the store alone is worth nothing after the wipe.
    let opened = store::open(&copy, &Unlock::default()).expect("with its key it opens").1;
    assert_eq!(opened.circles.len(), 1);
    drop(opened);
    fs::copy(copy.join("tequio.redb"), options.folder.join("tequio.redb")).expect("it can be put back");
    let with_new_key = store::open(&options.folder, &Unlock::default());
    assert_eq!(with_new_key.err(), Some(Fault::OtherKey));
    fs::remove_file(options.folder.join("storage.key")).expect("it is there");
    let without_key = store::open(&options.folder, &Unlock::default());
    assert_eq!(without_key.err(), Some(Fault::KeyMissing));
}

/// No word of a circle or a setting, and no id, is in any byte on the disk, before a wipe or after.
#[test]
fn nothing_on_the_disk_can_be_read_without_the_key() {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be had");
    let folder = Folder::new("sealed");
    let options = Options::on_loopback(folder.of("Ana"));
    let circle = runtime.block_on(async {
        let node = Node::start(options.clone()).await.expect("an empty folder opens");
        let circle = node.found(WORDS[0], "Ana Quetzal").await.expect("a name is enough");
        node.set_setting("draft/ask", Some(WORDS[1].as_bytes().to_vec())).await.expect("it is short");
        node.stop().await;
        circle
    });
    let opened = store::open(&options.folder, &Unlock::default()).expect("it opens").1;
    let (keys, kept) = &opened.circles[0];
    let bytes = fs::read(options.folder.join("tequio.redb")).expect("it can be read");
    let mut secrets: Vec<Vec<u8>> =
        [WORDS[0], WORDS[1], "Ana Quetzal", "draft/ask"].map(|words| words.as_bytes().to_vec()).to_vec();
    secrets.extend([circle.0.to_vec(), keys.device().0.to_vec()]);
    secrets.extend(kept.entries.iter().flat_map(|(id, entry)| [id.0.to_vec(), entry.signature.to_vec()]));
    assert!(secrets.len() >= 10);
    for secret in secrets {
        let there = bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!there, "{}", String::from_utf8_lossy(&secret));
    }
}

#[test]
fn a_wipe_that_was_interrupted_is_finished_at_the_next_start() {
    let folder = Folder::new("interrupted");
    let ana = folder.of("Ana");
    drop(store::open(&ana, &Unlock::default()).expect("a new phone"));
    let before = fs::read(ana.join("storage.key")).expect("it is there");
    // The key is gone, the store not yet.
    fs::write(ana.join("wiping"), "").expect("it can be written");
    fs::remove_file(ana.join("storage.key")).expect("it is there");
    drop(store::open(&ana, &Unlock::default()).expect("a new phone again"));
    assert_ne!(fs::read(ana.join("storage.key")).expect("it is there"), before);
    assert!(!ana.join("wiping").exists());
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir(to).expect("it can be made");
    for file in fs::read_dir(from).expect("its owner may") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("it can be copied");
    }
}
