//! A walk past every screen, in either language, for whoever wants to look at them.

mod deciding;

use crate::{
    street::{AGREED, CALLED_OFF, DONE, HELPING, HIDDEN, OFFERED, Street, WAITING},
    window::Window,
    words::Words,
};

const SECRET: &str = "seven wet horses";

/// The screens of a phone in the middle of a street. `look` is called at each, with its name.
pub fn of_a_street(ana: &Window<'_>, words: Words, street: &Street<'_>, look: &mut dyn FnMut(&str)) {
    let say = |key| words.say(key);
    let press = |key| ana.press(words.say(key));
    let back = || ana.leave_by(words.say("back"));
    // A sheet lies over a page that says the same; only what it asks tells that it is there.
    let sheet = |open: &str, title: &str, name: &str, look: &mut dyn FnMut(&str)| {
        ana.press(open);
        ana.sees(title);
        look(name);
        ana.press(say("close"));
        ana.sees_no_more(title);
    };

    ana.sees(WAITING);
    look("board");
    ana.press(&words.number("board-closed", 3));
    ana.sees(DONE);
    look("board-unfolded");
    press("filter-offers");
    press("filter-mine");
    ana.sees(say("board-nothing"));
    look("board-filtered");
    press("filter-mine");
    press("filter-all");
    ana.sees(WAITING);

    ana.press(&words.one("board-hidden"));
    ana.sees(HIDDEN);
    look("hidden");
    back();

    press("new-ask");
    ana.sees(say("new-ask-title"));
    look("new-ask");
    press("new-ask-more");
    press("until-date");
    // What appears moves the button below it.
    ana.sees(say("new-date"));
    press("new-ask-button");
    ana.sees(say("empty-title"));
    look("new-ask-refused");
    back();
    press("new-offer");
    ana.sees(say("new-offer-title"));
    look("new-offer");
    back();

    ana.press(WAITING);
    ana.sees(&words.about("do-confirm", "Beto"));
    look("post-waiting");
    let yes = words.about("do-confirm", "Beto");
    sheet(&yes, say("confirm-note"), "sheet-confirm", look);
    sheet(say("do-withdraw"), say("withdraw-words"), "sheet-withdraw", look);
    back();
    ana.press(AGREED);
    ana.sees(say("do-note"));
    look("post-agreed");
    sheet(say("do-note"), say("note-label"), "sheet-note", look);
    sheet(say("do-cancel"), say("cancel-label"), "sheet-cancel", look);
    back();
    for (title, name) in [
        (HELPING, "post-helping"),
        (OFFERED, "post-offer"),
        (DONE, "post-done"),
        (CALLED_OFF, "post-called-off"),
    ] {
        ana.press(title);
        ana.sees(say("story"));
        look(name);
        back();
    }

    press("tab-people");
    ana.sees(&words.about("do-let-in", "Diego"));
    look("people");
    press("my-code");
    ana.sees(say("code-text"));
    look("code");
    back();
    press("scan-code");
    ana.sees(say("paste-label"));
    look("join");
    ana.type_into(say("paste-label"), "not a code");
    press("paste-button");
    ana.sees(say("code-not-a-code"));
    look("join-refused");
    ana.empty(say("paste-label"));
    ana.type_into(say("paste-label"), &street.other_code);
    press("paste-button");
    ana.sees(say("preview-what"));
    look("join-preview");
    press("not-now");
    ana.sees(say("scan-camera"));
    back();

    of_belonging(ana, words, look);
    deciding::of_deciding(ana, words, look);

    press("settings");
    ana.sees(say("theme"));
    look("settings");
    press("about");
    ana.sees(say("about-limits"));
    look("about");
    back();
    press("wipe");
    ana.sees(say("wipe-lead"));
    look("wipe");
    back();
    ana.empty(say("settings-name"));
    ana.type_into(say("settings-name"), "Ana Ruiz");
    press("settings-rename");
    ana.sees(&words.about("renamed", "Ana Ruiz"));
    look("settings-toast");

    press("guard");
    ana.sees(say("guard-file"));
    look("guard");
    press("guard-set");
    ana.sees(say("denied-empty"));
    look("guard-refused");
    ana.type_into(say("passphrase-new"), SECRET);
    ana.type_into(say("passphrase-again"), SECRET);
    press("guard-set");
    ana.sees(say("guard-done"));
    press("guard");
    ana.sees(say("guard-passphrase"));
    look("guard-passphrase");
    press("duress-title");
    ana.sees(say("duress-law"));
    look("duress");
    back();
    press("suspend");
    ana.sees(say("suspend-lead"));
    look("suspend");
    ana.press(say("lock-now"));
    ana.sees(say("unlock-title"));
    look("locked");
    for _ in 0..4 {
        ana.empty(say("unlock-passphrase"));
        ana.type_into(say("unlock-passphrase"), "seven wet mares");
        press("unlock-button");
        ana.sees(say("denied-wrong"));
    }
    look("locked-refused");
}

/// The screens behind "People": contacts and guardians, vouching, motions, leaving. Ana is at the people, and stays there.
fn of_belonging(ana: &Window<'_>, words: Words, look: &mut dyn FnMut(&str)) {
    let say = |key: &str| words.say(key);
    let back_to = |place: &str| {
        ana.leave_by(say("back"));
        ana.sees(place);
    };
    let visit = |way: &str, seen: &str, name: &str, look: &mut dyn FnMut(&str)| {
        ana.press(say(way));
        ana.sees(say(seen));
        look(name);
    };
    visit("contacts-title", "contacts-apart", "contacts", look);
    visit("contact-add", "code-text", "contact-add", look);
    back_to(say("contacts-apart"));
    visit("guardians-title", "guardians-none", "guardians-none", look);
    back_to(say("contacts-apart"));
    back_to(say("ways-title"));
    for (way, seen, name) in [
        ("vouch-scan-title", "vouch-scan-lead", "vouch-scan"),
        ("vouch-code-title", "code-text", "vouch-code"),
        ("rules-title", "rule-purpose-none", "rules"),
        ("devices-title", "devices-lead", "devices"),
    ] {
        visit(way, seen, name, look);
        back_to(say("ways-title"));
    }
    deciding::of_motions(ana, words, look);
    visit("leave-way", "leave-back", "leave", look);
    ana.press(say("leave-not"));
    ana.sees_no_more(say("leave-back"));
    ana.press("Beto");
    ana.sees(say("person-vouched-by"));
    look("member");
    ana.press(say("move-removal"));
    ana.sees(say("motion-remove-lead"));
    look("member-remove");
    back_to(say("person-vouched-by"));
    back_to(say("ways-title"));
}

/// The first minutes of a new phone, up to a board with nothing on it.
pub fn of_first_minutes(
    newcomer: &Window<'_>,
    words: Words,
    street: &Street<'_>,
    look: &mut dyn FnMut(&str),
) {
    let say = |key| words.say(key);
    let press = |key| newcomer.press(words.say(key));
    newcomer.sees(say("first-title"));
    look("first-name");
    press("restore");
    newcomer.sees(say("restore-lead"));
    look("restore");
    press("parcel-fetch-way");
    newcomer.sees(say("parcel-fetch-lead"));
    look("parcel-fetch");
    newcomer.leave_by(say("back"));
    newcomer.leave_by(say("back"));
    press("go-on");
    newcomer.sees(say("empty-name"));
    look("first-name-refused");
    newcomer.type_into(say("first-name"), "Fernanda");
    press("go-on");
    newcomer.sees(say("door-start-words"));
    look("doors");
    press("return-way");
    newcomer.sees(say("return-read"));
    look("return");
    press("return-stop");
    newcomer.sees(say("door-start-words"));
    press("door-join");
    newcomer.type_into(say("paste-label"), &street.other_code);
    press("paste-button");
    press("preview-knock");
    newcomer.sees(say("knock-you"));
    look("at-the-door");
    press("knock-undo");
    newcomer.sees(say("knock-undone"));
    press("door-start");
    newcomer.sees(say("start-lead"));
    look("start");
    newcomer.type_into(say("circle-name"), "Calle Pino");
    press("start-button");
    newcomer.sees(say("board-empty"));
    look("board-empty");
    press("tab-people");
    newcomer.sees(say("members-alone"));
    look("people-alone");
    press("evening-title");
    newcomer.sees(say("evening-scan"));
    look("evening");
    press("evening-begin");
    newcomer.sees(say("evening-show"));
    look("evening-begun");
}
