//! A whole meeting in four processes: from check-in to a closed vote, minutes that all read alike, and a record that
//! anybody can check with the same binary and nothing else.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use crate::cast::{BINARY, Folder, Phone, all_agree, let_in};

const DOOR: &str = "Do we paint the door?";
const YARD: &str = "What comes into the yard?";

fn tool(words: &[&str]) -> Output {
    Command::new(BINARY).args(words).output().expect("it starts")
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

/// Ana's circle: Beto, Carla and Dora are let in, and all have a seat.
fn circle(folder: &Folder) -> Vec<Phone> {
    let mut phones = vec![Phone::start(&folder.of("Ana"), &[])];
    phones[0].does("found Calle-Roble Ana");
    for name in ["Beto", "Carla", "Dora"] {
        let address = phones[0].address.clone();
        let mut phone = Phone::start(&folder.of(name), &["--neighbour", &address]);
        let_in(&mut phones[0], &mut phone);
        phones.push(phone);
    }
    all_agree(&mut phones);
    // A newcomer has a seat once more than half of those before have written something since.
    for phone in &mut phones {
        let name = phone.name.clone();
        phone.does(&format!("rename {name}"));
    }
    all_agree(&mut phones);
    phones
}

fn all_see(phones: &mut [Phone], line: &str, holds: impl Fn(&Value) -> bool) -> Vec<Value> {
    phones.iter_mut().map(|phone| phone.until(line, &holds)).collect()
}

#[test]
fn four_phones_hold_a_meeting_from_check_in_to_minutes_and_anybody_checks_the_record() {
    let folder = Folder::new("held");
    let mut phones = circle(&folder);

    // Who comes.
    phones[0].does("open-meeting School yard points=\"The well|The feast\" turn=120");
    for late in &mut phones[1..] {
        late.until("meetings", |all| all["meetings"][0]["place"] == "School yard");
    }
    let code = phones[0].does("code .")["code"].as_str().expect("a code").to_owned();
    phones[1].does(&format!("check-in {code}"));
    phones[1].until("meeting .", |seen| seen["me"] == "in");
    phones[2].does("arrive .");
    phones[0].until("meeting .", |seen| seen["waiting"][0]["name"] == "Carla");
    phones[0].does("let-in . Carla");
    phones[3].does(&format!("check-in {code}"));
    phones[3].until("meeting .", |seen| seen["me"] == "in");
    phones[3].does("go .");
    let seen = phones[3].does("meeting .");
    assert_eq!(
        (seen["me"].as_str(), seen["gone"][0]["person"]["name"].as_str()),
        (Some("left"), Some("Dora"))
    );
    phones[3].does("arrive .");
    phones[1].until("meeting .", |seen| seen["waiting"][0]["name"] == "Dora");
    phones[1].does("let-in . Dora");
    let seen = all_see(&mut phones, "meeting .", |seen| seen["here"] == 4);
    assert_eq!(seen[0]["roll"], serde_json::json!({ "here": 4, "needed": 3, "all": 4 }));

    // Who speaks, and where the agenda goes.
    phones[1].does("volunteer .");
    phones[2].does("speak .");
    phones[3].does("speak .");
    let queue = phones[1].until("meeting .", |seen| seen["queue"][1].is_object());
    let first = queue["queue"][0]["name"].as_str().expect("a name").to_owned();
    let refused = phones[0].ask(&format!("begin . {first}"));
    assert_eq!(refused["ok"], false, "Beto facilitates: {refused}");
    phones[1].does(&format!("begin . {first}"));
    all_see(&mut phones, "meeting .", |seen| seen["speaking"]["name"] == first.as_str());
    phones[1].does(&format!("end . {first}"));
    phones[3].does("show . add The roof");
    for phone in &mut phones[..2] {
        phone.until("meeting .", |seen| seen["shows"][0]["about"] == "The roof");
        phone.does("raise . yes");
    }
    all_see(&mut phones, "meeting .", |seen| seen["agenda"][2] == "The roof");
    phones[1].does("go-on . 2");
    phones[0].until("meeting .", |seen| seen["at"] == 2);
    phones[0].does("draw .");
    all_see(&mut phones, "meeting .", |seen| seen["lot"]["drawn"] == true);

    // What is decided: one question by what three answers advise, one by a method that was chosen.
    let advised = phones[2].does("advise outcomes=one overruled=nobody");
    assert_eq!(advised["method"], "by consent; blocks that stop it: 1");
    phones[2].does(&format!("open-vote {DOOR} meeting=. outcomes=one overruled=nobody"));
    phones[0].until(&format!("vote \"{DOOR}\""), |seen| seen["stage"] == "open");
    let words = ["agree", "stand-aside", "concern Not in green, please.", "agree"];
    for (phone, choice) in phones.iter_mut().zip(words) {
        phone.until(&format!("vote \"{DOOR}\""), |seen| seen["can"]["cast"] == true);
        phone.does(&format!("cast \"{DOOR}\" {choice}"));
        let seen = phone.does(&format!("vote \"{DOOR}\""));
        assert!(!seen["mine"].is_null());
    }
    let came = all_see(&mut phones, &format!("vote \"{DOOR}\""), |seen| seen["stage"] == "closed");
    for one in &came {
        assert_eq!(one["result"]["said"], "Adopted.");
        assert_eq!(one["result"]["digest"], came[0]["result"]["digest"]);
        assert_eq!(one["result"]["ballots"].as_array().map(Vec::len), Some(4));
        assert_eq!(one["result"]["differ"], serde_json::json!([]));
    }
    phones[3].does(&format!("open-vote {YARD} meeting=. method=ranked options=\"A bench|A swing|A tree\""));
    for (phone, choice) in phones.iter_mut().zip(["rank 3 1", "rank 3 2=1", "rank 1 3", "rank 2 3"]) {
        phone.until(&format!("vote \"{YARD}\""), |seen| seen["can"]["cast"] == true);
        phone.does(&format!("cast \"{YARD}\" {choice}"));
    }
    let came = all_see(&mut phones, &format!("vote \"{YARD}\""), |seen| seen["stage"] == "closed");
    assert!(came.iter().all(|one| one["result"]["said"] == "Chosen: A tree."), "{}", came[0]);

    // What is left of it.
    phones[1].does("close-meeting .");
    all_see(&mut phones, "meetings", |all| all["meetings"][0]["over"] == true);
    all_agree(&mut phones);
    for phone in &mut phones[..3] {
        phone.does("cosign \"School yard\"");
    }
    phones[3].does("beside \"School yard\" The feast was not talked about.");
    all_agree(&mut phones);
    let minutes: Vec<Value> = phones.iter_mut().map(|phone| phone.does("minutes \"School yard\"")).collect();
    for one in &minutes {
        assert_eq!(one["text"], minutes[0]["text"], "the same words on every phone");
        assert_eq!(one["cosigned"].as_array().map(Vec::len), Some(3));
    }
    let text = minutes[0]["text"].as_str().expect("text");
    for words in [
        "School yard",
        "Calle-Roble",
        DOOR,
        "Adopted. 4 ballots of 4",
        "Not in green, please.",
        YARD,
        "The roof",
        "The feast was not talked about.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }

    // And whoever was not there.
    let (ours, theirs, page) = (folder.of("ana.record"), folder.of("beto.record"), folder.of("minutes.html"));
    phones[0].does(&format!("record \"School yard\" {}", path(&ours)));
    let id = phones[0].does("meetings")["meetings"][0]["id"].as_str().expect("an id").to_owned();
    phones.remove(1).quit();
    let out = tool(&["record", &id, "--phone", path(&folder.of("Beto")), "--out", path(&theirs)]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(fs::read(&ours).ok(), fs::read(&theirs).ok(), "two phones write the same record");
    let verified = tool(&["verify", path(&theirs)]);
    assert!(
        verified.status.success() && told(&verified).contains("This record holds."),
        "{}",
        told(&verified)
    );
    assert!(told(&verified).contains("3 have signed these minutes"), "{}", told(&verified));
    let said: Value =
        serde_json::from_slice(&tool(&["verify", path(&theirs), "--json"]).stdout).expect("one value");
    assert_eq!(
        (said["holds"].as_bool(), said["minutes"].as_str()),
        (Some(true), minutes[0]["digest"].as_str())
    );
    assert!(tool(&["minutes", path(&theirs), "--out", path(&page)]).status.success());
    let html = fs::read_to_string(&page).expect("a page");
    assert!(html.contains(DOOR) && html.contains("Not in green, please."));
    let whole = fs::read(&theirs).expect("a record");
    for at in (0..whole.len()).step_by(whole.len() / 12) {
        let mut other = whole.clone();
        other[at] ^= 1;
        fs::write(&theirs, &other).expect("room for it");
        let found = tool(&["verify", path(&theirs)]);
        assert_eq!(found.status.code(), Some(1), "byte {at} of {}: {}", whole.len(), told(&found));
        assert!(!tool(&["minutes", path(&theirs), "--out", path(&page)]).status.success());
    }
}
