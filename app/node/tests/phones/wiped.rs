//! A phone whose owner wipes it.

use tequio_node::{Node, Options};

use crate::cast::Folder;

#[test]
fn a_wiped_phone_is_a_new_one_and_stays_it_after_a_restart() {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be had");
    let folder = Folder::new("wiped");
    let options = Options::on_loopback(folder.of("Ana"));
    let file = options.folder.join("tequio.redb");
    runtime.block_on(async {
        let node = Node::start(options.clone()).await.expect("an empty folder opens");
        node.found("Calle Quetzalcoatl", "Ana").await.expect("a name is enough");
        node.set_setting("draft/ask", Some(b"half a sentence".to_vec())).await.expect("it is short");
        let holds = |words: &str| {
            let bytes = std::fs::read(&file).expect("it can be read");
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        };
        assert!(holds("Calle Quetzalcoatl") && holds("half a sentence"));

        node.wipe().await.expect("a file of one's own can be deleted");
        assert!(node.circles().borrow().is_empty());
        assert!(node.settings().await.expect("it reads").is_empty());
        assert!(!holds("Calle Quetzalcoatl") && !holds("half a sentence"));
        let again = node.found("Second life", "Ana").await.expect("it is a new phone");
        node.stop().await;

        let node = Node::start(options).await.expect("it opens again");
        let circles = node.circles().borrow().keys().copied().collect::<Vec<_>>();
        assert_eq!(circles, [again]);
        node.stop().await;
    });
}
