//! What the circle has agreed on, each rule as one sentence with what it is good for; and the first rule that anybody
//! is asked about, at a circle's beginning: how people come in.
//!
//! (That every agreement says what it protects from is after Loomio's templates, whose guidance stands beside each
//! field: help.loomio.org.)

use dioxus::prelude::*;
use tequio_core::rules::{History, Method, Rules};

use crate::{
    desk::use_desk,
    host::Door,
    kit::{Draft, Glyph, Icon, Options, Page},
    route::Route,
    screens::Home,
    sentences,
    words::Words,
};

/// A rule as it is said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) sentence: String,
    /// What it is good for.
    pub(crate) why: String,
}

/// All rules, in the order in which a newcomer would ask for them.
pub(crate) fn said(rules: &Rules, words: Words) -> Vec<Said> {
    let counted = |name, none, count: Option<u16>| match count.filter(|count| *count > 0) {
        Some(count) => words.count(name, count.into()),
        None => words.say(none),
    };
    let purpose = match rules.purpose.as_str() {
        "" => words.say("rule-purpose-none"),
        purpose => words.about("rule-purpose", purpose),
    };
    let History::All = rules.history;
    let all = [
        (purpose, "rule-purpose-why"),
        (words.count("rule-vouches", rules.vouches.into()), "rule-vouches-why"),
        (counted("rule-budget", "rule-budget-none", rules.budget), "rule-budget-why"),
        (counted("rule-fading", "rule-fading-none", rules.fading), "rule-fading-why"),
        (words.about("rule-method", &words.say(method(rules.method))), "rule-method-why"),
        (counted("rule-quorum", "rule-quorum-none", Some(rules.quorum.into())), "rule-quorum-why"),
        (counted("rule-notice", "rule-notice-none", Some(rules.notice)), "rule-notice-why"),
        (words.count("rule-term", rules.term.into()), "rule-term-why"),
        (words.count("rule-retention", rules.retention.into()), "rule-retention-why"),
        (counted("rule-support", "rule-support-none", Some(rules.support)), "rule-support-why"),
        (words.count("rule-blocks", rules.counting.blocks.into()), "rule-blocks-why"),
        (
            words.about("rule-share", &sentences::threshold(&rules.counting.threshold, words)),
            "rule-share-why",
        ),
        (words.say("rule-history"), "rule-history-why"),
        (words.count("rule-recovery", rules.recovery_wait.into()), "rule-recovery-why"),
    ];
    all.into_iter().map(|(sentence, why)| Said { sentence, why: words.say(why) }).collect()
}

/// How votes are counted.
pub(crate) fn method(method: Method) -> &'static str {
    match method {
        Method::Consent => "method-consent",
        Method::YesNo => "method-yes-no",
        Method::Approval => "method-approval",
        Method::Ranked => "method-ranked",
    }
}

/// Each rule that differs, as it is said before and after.
pub(crate) fn changes(before: &Rules, after: &Rules, words: Words) -> Vec<(String, String)> {
    let both = said(before, words).into_iter().zip(said(after, words));
    let both = both.map(|(before, after)| (before.sentence, after.sentence));
    both.filter(|(before, after)| before != after).collect()
}

/// The rules.
#[component]
pub(crate) fn RuleBook() -> Element {
    let desk = use_desk();
    let words = desk.words();
    let Some(circle) = desk.here().filter(|circle| !matches!(circle.door, Door::Knocking { .. })) else {
        return rsx! { Home {} };
    };
    let agreed = desk.agreed.read().clone();
    rsx! {
        Page { title: words.say("rules-title"), above: circle.name, back: true,
            p { class: "lead", {words.count("rules-lead", agreed.seats)} }
            ul { class: "paper list rules",
                for (n, rule) in said(&agreed.rules, words).into_iter().enumerate() {
                    li { key: "{n}",
                        p { class: "rule", "{rule.sentence}" }
                        p { class: "hint", {words.about("rules-protects", &rule.why)} }
                    }
                }
            }
            if circle.door == Door::Inside {
                Link { class: "button plain", to: Route::ChangeRules {},
                    Icon { glyph: Glyph::Papers }
                    span { {words.say("rules-change")} }
                }
            }
        }
    }
}

/// What differs between two sets of rules.
#[component]
pub(crate) fn Changes(before: Rules, after: Rules) -> Element {
    let words = use_desk().words();
    rsx! {
        ul { class: "changes",
            for (n, (before, after)) in changes(&before, &after, words).into_iter().enumerate() {
                li { key: "{n}",
                    p { class: "was",
                        span { class: "when", {words.say("motion-before")} }
                        " {before}"
                    }
                    p {
                        span { class: "when", {words.say("motion-after")} }
                        " {after}"
                    }
                }
            }
        }
    }
}

/// The field of the draft in which the choice lies.
pub(crate) const HOW: &str = "how";

/// The rules that were chosen for a new circle.
pub(crate) fn chosen(word: Option<&str>) -> Rules {
    match word {
        Some("open") => Rules::default(),
        Some("guard") => Rules::on_guard(),
        _ => Rules::among_neighbours(),
    }
}

/// How do people come in? The one rule that a beginning needs.
#[component]
pub(crate) fn HowPeopleComeIn(draft: Draft) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let choices = [
        ("open", "founding-open", "founding-open-words"),
        ("neighbours", "founding-neighbours", "founding-neighbours-words"),
        ("guard", "founding-guard", "founding-guard-words"),
    ];
    let choices = choices.map(|(word, title, more)| (word.to_owned(), words.say(title), words.say(more)));
    let chosen = use_hook(|| draft.get(desk, HOW).unwrap_or_else(|| "neighbours".to_owned()));
    rsx! {
        Options {
            name: "how", label: words.say("founding-question"), choices: choices.to_vec(), chosen,
            onchoose: move |word: String| draft.put(desk, HOW, &word),
        }
        p { class: "hint", {words.say("founding-first")} }
        p { class: "hint", {words.say("founding-later")} }
    }
}
