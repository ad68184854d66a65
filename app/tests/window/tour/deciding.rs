//! A walk past all that a street decides: motions, proposals, a meeting and votes.

use crate::{
    assembly::{AGREEING, CHANGED, DECIDED, ELSEWHERE, MINE, MOVED, PROPOSED, RANKED, ROOM, SPRING},
    window::Window,
    words::Words,
};

/// The tab "Decide", from its list and back to it. The window is anywhere that shows the tabs.
pub fn of_deciding(ana: &Window<'_>, words: Words, look: &mut dyn FnMut(&str)) {
    let say = |key| words.say(key);
    let press = |key| ana.press(words.say(key));
    let back = || ana.leave_by(words.say("back"));
    press("tab-decide");
    ana.sees(PROPOSED);
    look("decide");

    press("propose");
    ana.sees(say("propose-text"));
    look("propose");
    press("propose-more");
    ana.sees(say("propose-method"));
    press("propose-button");
    ana.sees(say("empty-title"));
    look("propose-refused");
    back();

    ana.press(MINE);
    ana.sees(CHANGED);
    look("proposal-mine");
    press("amendment-adopt");
    ana.sees(say("adopt-title"));
    look("proposal-adopt");
    press("close");
    ana.sees_no_more(say("adopt-title"));
    ana.press(&words.about("talk-answer", "Beto"));
    ana.sees(say("talk-label"));
    look("proposal-answer");
    press("close");
    press("do-withdraw");
    ana.sees(say("withdraw-title"));
    look("proposal-withdraw");
    press("close");
    ana.sees_no_more(say("withdraw-title"));
    back();
    ana.press(PROPOSED);
    ana.sees(say("proposal-do-support"));
    look("proposal");
    press("amend");
    ana.sees(say("amend-text-hint"));
    look("proposal-amend");
    back();
    back();

    ana.press(RANKED);
    ana.sees(say("ballot-rank-hint"));
    look("vote-ranked");
    ana.press(SPRING);
    ana.sees(&words.many("ballot-next", 2));
    look("vote-ranking");
    back();
    ana.press(AGREEING);
    press("ballot-block");
    ana.sees(say("ballot-reason-hint"));
    look("vote-consent");
    back();
    ana.press(DECIDED);
    ana.sees(say("vote-closed"));
    look("vote-closed");
    back();
    at_a_meeting(ana, words, look);
}

fn at_a_meeting(ana: &Window<'_>, words: Words, look: &mut dyn FnMut(&str)) {
    let say = |key| words.say(key);
    let press = |key| ana.press(words.say(key));
    let back = || ana.leave_by(words.say("back"));
    ana.press(ELSEWHERE);
    ana.sees(say("door-lead"));
    look("meeting-outside");
    press("door-scan");
    ana.sees(say("door-scan-lead"));
    look("meeting-check-in");
    back();
    back();
    ana.press(ROOM);
    ana.sees(say("door-waiting"));
    look("meeting");
    press("door-code");
    ana.sees(say("door-code-lead"));
    look("meeting-code");
    press("agenda-add");
    ana.sees(say("agenda-add-lead"));
    look("meeting-point");
    back();
    press("open-vote");
    ana.sees(say("open-vote-question"));
    look("meeting-ask");
    back();
    ana.press(&words.many("meeting-here", 2));
    ana.sees(say("door-visible"));
    look("meeting-people");
    back();
    back();
    press("meeting-open");
    ana.sees(say("meeting-open-lead"));
    look("meeting-new");
    back();
}

/// Behind "Motions", from the people and back to them.
pub fn of_motions(ana: &Window<'_>, words: Words, look: &mut dyn FnMut(&str)) {
    let say = |key| words.say(key);
    let press = |key| ana.press(words.say(key));
    let back_to = |place: &str| {
        ana.leave_by(say("back"));
        ana.sees(place);
    };
    press("motions-title");
    ana.sees(MOVED);
    look("motions");
    ana.press(MOVED);
    ana.sees(say("motion-sign"));
    look("motion");
    press("motion-sign");
    ana.sees(say("motion-sign-title"));
    look("motion-sign");
    press("close");
    ana.sees_no_more(say("motion-sign-title"));
    back_to(say("motions-lead"));
    press("motion-new");
    ana.sees(say("motion-about"));
    look("motion-new");
    back_to(say("motions-lead"));
    back_to(say("ways-title"));
    press("rules-title");
    press("rules-change");
    ana.sees(say("change-lead"));
    look("rules-change");
    ana.leave_by(say("back"));
    back_to(say("ways-title"));
}
