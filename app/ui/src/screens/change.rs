//! Changing rules: a form with all of them, and what would be different, before it becomes a motion.

use dioxus::prelude::*;
use tequio_core::{
    count::{Base, Bound, Share, Threshold},
    motion::Proposal,
    rules::{Counting, Method, Rules},
    wrong::Field,
};

use super::{
    motions::make,
    rules::{Changes, method},
};
use crate::{
    desk::{Desk, use_desk},
    kit::{Button, Draft, Glyph, Look, Options, Page, TextField},
    sentences,
    words::Words,
};

const FIELDS: &[&str] = &[
    "purpose",
    "vouches",
    "budget",
    "fading",
    "method",
    "quorum",
    "notice",
    "term",
    "retention",
    "recovery",
    "support",
    "blocks",
    "share",
    "motion",
];

/// The form.
#[component]
pub(crate) fn ChangeRules() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = desk.agreed.read().rules.clone();
    let draft = Draft::new("rules");
    // Every letter may change what the page says would be different.
    let mut letters = use_signal(|| 0_u32);
    let _ = letters.read();
    let after = read(&draft, &now, desk);
    let is_changed = after != now;
    let is_sound = after.check().is_ok();
    let number = |name: &'static str, about, label: &str, hint: Option<&str>, value: Option<u16>| {
        let hint = hint.map(|hint| words.say(hint));
        rsx! {
            TextField {
                draft: draft.clone(), name, about, sort: "number", label: words.say(label), hint,
                otherwise: value.map(|value| value.to_string()).unwrap_or_default(),
                ontype: move |_| letters += 1,
            }
        }
    };
    let methods =
        Method::ALL.iter().map(|one| (word(*one).to_owned(), words.say(method(*one)), String::new()));
    let chosen = draft.get(desk, "method").unwrap_or_else(|| word(now.method).to_owned());
    let send = {
        let (draft, now) = (draft.clone(), now.clone());
        move |event: FormEvent| {
            event.prevent_default();
            make(Proposal::Rules(read(&draft, &now, desk)), draft.clone(), FIELDS, desk);
        }
    };
    let (method_draft, share_draft) = (draft.clone(), draft.clone());
    let share = SHARES.iter().find(|(_, share)| *share == now.counting.threshold);
    let share = share.map_or("", |(word, _)| word).to_owned();
    let share = draft.get(desk, "share").unwrap_or(share);
    rsx! {
        Page { title: words.say("rules-change"), above: desk.here().map(|circle| circle.name), back: true,
            p { class: "lead", {words.say("change-lead")} }
            form { class: "form", onsubmit: send, novalidate: true,
                TextField {
                    draft: draft.clone(), name: "purpose", about: Field::Purpose, lines: 2,
                    label: words.say("change-purpose"), otherwise: now.purpose.clone(),
                    ontype: move |_| letters += 1,
                }
                {number("vouches", Field::Vouches, "change-vouches", None, Some(now.vouches.into()))}
                {number("budget", Field::Budget, "change-budget", Some("change-no-limit"), now.budget)}
                {number("fading", Field::Fading, "change-fading", Some("change-never"), now.fading)}
                Options {
                    name: "method", label: words.say("change-method"), choices: methods.collect::<Vec<_>>(), chosen,
                    onchoose: move |word: String| {
                        method_draft.put(desk, "method", &word);
                        letters += 1;
                    },
                }
                {number("quorum", Field::Quorum, "change-quorum", None, Some(now.quorum.into()))}
                {number("notice", Field::NoticeDays, "change-notice", None, Some(now.notice))}
                {number("term", Field::Term, "change-term", None, Some(now.term))}
                {number("retention", Field::Retention, "change-retention", None, Some(now.retention))}
                {number("support", Field::Support, "change-support", None, Some(now.support))}
                {number("blocks", Field::Blocks, "change-blocks", None, Some(now.counting.blocks))}
                Options {
                    name: "share", label: words.say("change-share"), choices: shares(words), chosen: share,
                    onchoose: move |word: String| {
                        share_draft.put(desk, "share", &word);
                        letters += 1;
                    },
                }
                {number("recovery", Field::RecoveryWait, "change-recovery", None, Some(now.recovery_wait))}
                section { class: "paper", aria_live: "polite",
                    h2 { {words.say("motion-changes")} }
                    if is_changed && is_sound {
                        Changes { before: now.clone(), after: after.clone() }
                    } else if is_changed {
                        p { class: "hint", {words.say("change-unsound")} }
                    } else {
                        p { class: "hint", {words.say("change-nothing")} }
                    }
                }
                TextField {
                    draft: draft.clone(), name: "motion", about: Field::Motion, lines: 4,
                    label: words.say("motion-reasons"), hint: words.say("motion-reasons-hint"),
                }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("motion-button"),
                    disabled: !is_changed || *desk.busy.read(),
                }
            }
        }
    }
}

/// What the yeses may have to reach.
const SHARES: [(&str, Threshold); 5] = [
    ("half", Threshold::MAJORITY),
    ("two-thirds", TWO_THIRDS),
    ("half-present", Threshold { of: Base::Present, ..Threshold::MAJORITY }),
    ("half-entitled", Threshold { of: Base::Entitled, ..Threshold::MAJORITY }),
    ("two-thirds-entitled", Threshold { of: Base::Entitled, ..TWO_THIRDS }),
];

const TWO_THIRDS: Threshold =
    Threshold { share: Share { num: 2, den: 3 }, of: Base::Voting, bound: Bound::AtLeast };

fn shares(words: Words) -> Vec<(String, String, String)> {
    let one = |(word, share): &(&str, Threshold)| {
        (String::from(*word), sentences::threshold(share, words), String::new())
    };
    SHARES.iter().map(one).collect()
}

fn word(method: Method) -> &'static str {
    match method {
        Method::Consent => "consent",
        Method::YesNo => "yes-no",
        Method::Approval => "approval",
        Method::Ranked => "ranked",
    }
}

/// The rules as the form says. What is no number passes every limit, so that the core refuses it at its field.
fn read(draft: &Draft, now: &Rules, desk: Desk) -> Rules {
    let typed = |field| draft.get(desk, field).map(|text| text.trim().to_owned());
    let number = |field, now: u16| typed(field).map_or(now, |text| text.parse().unwrap_or(u16::MAX));
    let perhaps = |field, now: Option<u16>| match typed(field) {
        None => now,
        Some(text) if text.is_empty() => None,
        Some(text) => Some(text.parse().unwrap_or(u16::MAX)),
    };
    let small = |field, now: u8| u8::try_from(number(field, now.into())).unwrap_or(u8::MAX);
    let chosen = typed("method");
    let share = typed("share").and_then(|word| SHARES.iter().find(|(known, _)| *known == word));
    Rules {
        purpose: typed("purpose").unwrap_or_else(|| now.purpose.clone()),
        vouches: small("vouches", now.vouches),
        budget: perhaps("budget", now.budget),
        fading: perhaps("fading", now.fading),
        quorum: small("quorum", now.quorum),
        method: Method::ALL
            .iter()
            .copied()
            .find(|method| Some(word(*method)) == chosen.as_deref())
            .unwrap_or(now.method),
        notice: number("notice", now.notice),
        term: number("term", now.term),
        retention: number("retention", now.retention),
        history: now.history,
        recovery_wait: number("recovery", now.recovery_wait),
        support: number("support", now.support),
        counting: Counting {
            blocks: number("blocks", now.counting.blocks),
            threshold: share.map_or(now.counting.threshold, |(_, share)| *share),
        },
    }
}
