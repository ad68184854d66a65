use std::{fs, path::Path};

use tequio_core::{Message, message::Mark};
use tequio_node::{Clock, Unlock, store};

use crate::{
    cast::{Folder, Phone, all_agree, let_in},
    eve::Line,
};

const NOTE: &str = "the blue door beside the well, ask for Socorro, 555 0147";
const TITLE: &str = "Somebody to mend the roof";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_note_is_in_no_byte_that_a_third_phone_holds_or_hears() {
    let folder = Folder::new("note");
    let ana = Phone::start(&folder.of("Ana"), &[]);
    let beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address]);
    let carmen =
        Phone::start(&folder.of("Carmen"), &["--neighbour", &ana.address, "--neighbour", &beto.address]);
    let mut phones = vec![ana, beto, carmen];
    phones[0].does("found Calle-Roble Ana");
    for n in 1..3 {
        let (before, after) = phones.split_at_mut(n);
        let_in(&mut before[0], &mut after[0]);
    }
    all_agree(&mut phones);
    phones[0].does(&format!("ask title=\"{TITLE}\""));
    for phone in &mut phones[1..] {
        phone.until("board", |board| board["cards"][0]["title"] == TITLE);
        phone.does(&format!("claim \"{TITLE}\""));
    }
    let post = format!("post \"{TITLE}\"");
    phones[0].until(&post, |post| post["claims"].as_array().is_some_and(|claims| claims.len() == 2));
    phones[0].does(&format!("confirm \"{TITLE}\" Beto \"{NOTE}\""));
    let told = phones[1].until(&post, |post| post.to_string().contains(NOTE));
    let notes = |claim: &serde_json::Value| claim["notes"].as_array().map_or(0, Vec::len);
    let claims = told["claims"].as_array().expect("two claims, in the order of the log");
    assert_eq!(claims.iter().map(notes).sum::<usize>(), 1);
    all_agree(&mut phones);
    assert!(!phones[2].does(&post).to_string().contains("Socorro"), "not on Carmen's screen");

    // What Carmen's phone holds: everything about the post, nothing of the note.
    let mut phones = phones.into_iter();
    let (ana, beto, carmen) = (phones.next().unwrap(), phones.next().unwrap(), phones.next().unwrap());
    carmen.quit();
    let file = all_bytes_in(&folder.of("Carmen"));
    assert!(!contains(&file, TITLE), "all is sealed by her storage key");
    assert_unknown(&file);
    let (keys, kept) = {
        let (_folder, opened) = store::open(&folder.of("Carmen"), &Unlock::default()).expect("her own phone");
        opened.circles.into_iter().next().expect("she is in one circle")
    };
    let held: Vec<u8> = kept.entries.iter().flat_map(|(_, entry)| entry.encode()).collect();
    assert!(contains(&held, TITLE), "the search finds what is there");
    assert_unknown(&held);

    // What anybody tells her phone: with her keys, from the first entry on, as she would hear it.
    for phone in [&ana, &beto] {
        let mut member = Line::to(&phone.address).await.greet_with(&keys, Clock::default().now()).await;
        member.say(&Message::Have { exact: true, marks: Vec::<Mark>::new() }).await;
        member.say(&Message::Pull).await;
        let mut heard = Vec::new();
        while !contains(&heard, TITLE) {
            heard.extend(member.line.heard(crate::cast::PATIENCE).await.expect("the whole log comes"));
        }
        // The confirmation is in the same message or in the next ones; some more are listened to.
        while let Some(frame) = member.line.heard(std::time::Duration::from_millis(500)).await {
            heard.extend(frame);
        }
        assert_unknown(&heard);
    }
    ana.quit();
    beto.quit();
}

/// Neither the note, nor a word of it that stands nowhere else.
fn assert_unknown(bytes: &[u8]) {
    for part in [NOTE, "blue door", "Socorro", "555 0147"] {
        assert!(!contains(bytes, part), "{part:?} lies in the clear");
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn all_bytes_in(folder: &Path) -> Vec<u8> {
    let files = fs::read_dir(folder).expect("a phone's folder");
    files.flat_map(|file| fs::read(file.expect("a file").path()).expect("it can be read")).collect()
}
