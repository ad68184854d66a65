use crate::cast::{Folder, Phone, all_agree, let_in};

const TEXT: &str = "We build a bench under the old tree.";
const CHANGED: &str = "We build a bench under the lime tree.";

#[test]
fn a_proposal_is_written_amended_and_adopted_by_phones_and_is_there_after_they_were_off() {
    let folder = Folder::new("proposed");
    let ana = Phone::start(&folder.of("Ana"), &[]);
    let beto = Phone::start(&folder.of("Beto"), &["--neighbour", &ana.address]);
    let mut phones = vec![ana, beto];
    phones[0].does("found Calle-Roble Ana");
    let (before, after) = phones.split_at_mut(1);
    let_in(&mut before[0], &mut after[0]);
    all_agree(&mut phones);

    phones[0].does(&format!("propose title=\"A bench\" text=\"{TEXT}\" review=+8640000"));
    phones[1].until("proposals", |all| all["proposals"][0]["title"] == "A bench");
    let seen = phones[1].does("proposal \"A bench\"");
    assert_eq!((seen["text"].as_str(), seen["can"]["amend"].as_bool()), (Some(TEXT), Some(true)));
    phones[1].does(&format!("amend \"A bench\" text=\"{CHANGED}\" why=\"The old tree is ill.\""));
    phones[1].does("support \"A bench\"");
    phones[1].does("remark \"A bench\" I can bring it on Friday.");
    let seen = phones[0].until("proposal \"A bench\"", |seen| seen["remarks"][0]["words"].is_string());
    assert_eq!(seen["amendments"][0]["change"][1]["cut"], "old");
    assert_eq!(seen["amendments"][0]["change"][2]["put"], "lime");
    assert_eq!(seen["supporters"][0]["name"], "Beto");
    let amendment = seen["amendments"][0]["id"].as_str().expect("it has a name").to_owned();
    phones[0].does(&format!("adopt \"A bench\" {amendment}"));
    phones[1].until("proposal \"A bench\"", |seen| seen["text"] == CHANGED);
    all_agree(&mut phones);

    for phone in phones {
        phone.quit();
    }
    let mut ana = Phone::start(&folder.of("Ana"), &[]);
    let seen = ana.until("proposal \"A bench\"", |seen| seen["versions"] == 1);
    assert_eq!(
        (seen["text"].as_str(), seen["amendments"][0]["state"].as_str()),
        (Some(CHANGED), Some("adopted"))
    );
    ana.does("take-back-proposal \"A bench\"");
    assert_eq!(ana.does("proposals")["proposals"][0]["stage"], "withdrawn");
    ana.quit();
}
