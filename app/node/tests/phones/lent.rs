//! A card made at home votes on another's phone in the room, and one on paper is read by two.

use std::fs;

use crate::cast::{Folder, Phone, all_agree, let_in};

#[test]
fn a_card_votes_on_anothers_phone_and_paper_is_read_by_two_tellers() {
    let folder = Folder::new("lent");
    let ana = Phone::start(&folder.of("Ana"), &[]);
    let mut phones = vec![ana];
    phones[0].does("found Calle-Roble Ana");
    for name in ["Beto", "Carla", "Dora"] {
        let address = phones[0].address.clone();
        let mut newcomer = Phone::start(&folder.of(name), &["--neighbour", &address]);
        let_in(&mut phones[0], &mut newcomer);
        phones.push(newcomer);
    }
    all_agree(&mut phones);
    // A newcomer has a seat once more than half of those before have written something since.
    for (phone, name) in ["Ana", "Beto", "Carla", "Dora"].iter().enumerate() {
        phones[phone].does(&format!("rename {name}"));
    }
    all_agree(&mut phones);

    // Carla makes a card at home, and prints it.
    let page = folder.of("card.html");
    let made = phones[2].does(&format!("card \"milpa 42\" page={}", page.display()));
    let card = made["card"].as_str().expect("the text of a card").to_owned();
    let printed = fs::read_to_string(&page).expect("it was written");
    assert!(printed.contains("Carla") && printed.contains("Calle-Roble") && !printed.contains("milpa"));
    assert_eq!(phones[2].ask("card 123456")["ok"], false, "a code that everybody tries first");
    all_agree(&mut phones);
    let read = phones[0].does(&format!("read-card {card}"));
    assert_eq!(read["person"]["name"], "Carla");
    // Her phone's battery is empty.
    phones.remove(2).quit();

    phones[0].does("open-meeting Patio");
    phones[1].until("meetings", |all| all["meetings"][0]["place"] == "Patio");
    phones[1].does("arrive Patio");
    phones[0].until("meeting Patio", |seen| seen["waiting"][0]["name"] == "Beto");
    phones[0].does("let-in Patio Beto");
    phones[1].until("meeting Patio", |seen| seen["present"][1]["person"]["name"] == "Beto");
    // Carla with her card, and Dora, whose phone stays in her bag, on paper.
    phones[0].does(&format!("bring-card Patio {card}"));
    phones[0].does("bring Patio Dora paper");
    phones[1].until("meeting Patio", |seen| seen["waiting"].as_array().is_some_and(|all| all.len() == 2));
    phones[1].does("let-in Patio Carla");
    phones[1].does("let-in Patio Dora");
    phones[0].until("meeting Patio", |seen| seen["present"].as_array().is_some_and(|all| all.len() == 4));

    phones[0].does("open-vote \"The roof?\" meeting=Patio method=yes-no");
    phones[1].until("votes", |all| all["votes"][0]["voters"] == 4);
    // Two phones of four seats bind nothing: it is a straw poll, and is counted all the same.
    phones[0].until("vote \"The roof?\"", |seen| seen["stage"] == "straw");
    let wrong = phones[1].ask(&format!("vote-with {card} maiz77 \"The roof?\" yes"));
    assert_eq!(
        (wrong["ok"].as_bool(), wrong["error"].as_str()),
        (Some(false), Some("this is not the code of the card"))
    );
    let carried = phones[1].does(&format!("vote-with {card} Milpa42 \"The roof?\" yes"));
    assert_eq!(carried["person"]["name"], "Carla");
    phones[0].until("vote \"The roof?\"", |seen| seen["cast"] == 1);
    let other = phones[2].ask("cast \"The roof?\" no");
    assert_eq!(other["error"], "this person was let in to vote in another way: paper");
    phones[0].does("read \"The roof?\" Dora no");
    phones[1].until("vote \"The roof?\"", |seen| seen["slips"][0]["readings"][0]["says"] == "no");
    phones[1].does("read \"The roof?\" Dora yes");
    let seen = phones[1].does("vote \"The roof?\"");
    assert_eq!((seen["slips"][0]["counts"].as_str(), seen["cast"].as_u64()), (None, Some(1)));
    phones[1].does("read \"The roof?\" Dora no");
    phones[0].does("cast \"The roof?\" yes");
    phones[1].does("cast \"The roof?\" no");
    for phone in [0, 1] {
        let seen = phones[phone].until("vote \"The roof?\"", |seen| seen["cast"] == 4);
        let ballots = seen["result"]["ballots"].as_array().expect("they have voted themselves");
        let of = |name: &str| {
            let theirs = ballots.iter().find(|ballot| ballot["voter"]["name"] == name);
            theirs.and_then(|ballot| ballot["choice"].as_str()).map(str::to_owned)
        };
        assert_eq!((of("Carla").as_deref(), of("Dora").as_deref()), (Some("yes"), Some("no")));
    }
    all_agree(&mut phones);
    let lent_to = folder.of("Beto");
    phones.into_iter().for_each(Phone::quit);
    // Neither the card nor its code is in the folder of the phone on which it was opened.
    for file in fs::read_dir(lent_to).expect("it is there") {
        let path = file.expect("it can be read").path();
        let Ok(bytes) = fs::read(&path) else { continue };
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds(&card[20..60]) && !holds("Milpa42") && !holds("milpa42"), "{}", path.display());
    }
}
