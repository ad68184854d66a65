//! A ballot, by each method: one's own, or that of whoever holds this phone for a moment. What is chosen and typed is kept until it is cast, and can be cast anew until the
//! vote closes.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use tequio_core::{
    Command,
    assembly::vote::{VoteView, Wish},
    count::{Choice, Method, OptionNo},
    wrong::Field,
};

use super::choice_said;
use crate::{
    desk::{Desk, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, Notice, Options, Switch, TextField},
};

const FIELDS: [&str; 3] = ["choice", "reason", "order"];

/// One's own.
#[component]
pub(super) fn Ballot(view: VoteView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let vote = view.card.id;
    let draft = Draft::new(&format!("ballot/{vote}"));
    let (method, options) = (view.opening.method, view.opening.options.clone());
    let cast = {
        let draft = draft.clone();
        move |choice: Choice| {
            let draft = draft.clone();
            desk.perform(Command::Decide(Wish::Cast { vote, choice }), move |_| {
                forget(&draft, desk);
                desk.tell(desk.words().say("ballot-cast"), None);
            });
        }
    };
    rsx! {
        section { class: "paper",
            h2 { {words.say(if view.mine.is_some() { "ballot-again" } else { "ballot-title" })} }
            if let Some(mine) = &view.mine {
                p { {words.about("ballot-is", &choice_said(mine, &options, words))} }
            }
            Form { draft, method, options, button: words.say("ballot-button"), onchoose: cast }
        }
    }
}

/// What was chosen goes with the ballot.
pub(super) fn forget(draft: &Draft, desk: Desk) {
    draft.forget(desk, &FIELDS);
}

/// The form of a ballot, whosever it is.
#[component]
pub(super) fn Form(
    draft: Draft,
    method: Method,
    options: Vec<String>,
    button: String,
    onchoose: EventHandler<Choice>,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let choose = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            match read(&draft, desk, &method) {
                Some(choice) => onchoose.call(choice),
                None => desk.tell(desk.words().say("ballot-nothing-chosen"), None),
            }
        }
    };
    rsx! {
        form { class: "form", onsubmit: choose, novalidate: true,
            match method {
                Method::Consent { .. } => rsx! { OneOf { draft: draft.clone(), choices: CONSENT.to_vec(), reasons: true } },
                Method::YesNo { .. } => rsx! { OneOf { draft: draft.clone(), choices: YES_NO.to_vec(), reasons: false } },
                Method::Approval { .. } => rsx! { SomeOf { draft: draft.clone(), options } },
                Method::Ranked { .. } => rsx! { InOrder { draft: draft.clone(), options } },
                Method::Lot { .. } => rsx! {},
            }
            Notice { glyph: Glyph::Show, text: words.say("ballot-who-reads") }
            Button { look: Look::Main, glyph: Glyph::Check, label: button, disabled: *desk.busy.read() }
        }
    }
}

/// An answer: the word for it, its sentence, and the one below that.
type Answer = (&'static str, &'static str, &'static str);

const CONSENT: [Answer; 5] = [
    ("agree", "ballot-agree", "ballot-agree-words"),
    ("concern", "ballot-concern", "ballot-concern-words"),
    ("stand-aside", "ballot-stand-aside", "ballot-stand-aside-words"),
    ("block", "ballot-block", "ballot-block-words"),
    ("blank", "ballot-blank", "ballot-blank-words"),
];
const YES_NO: [Answer; 4] = [
    ("yes", "ballot-yes", "ballot-yes-words"),
    ("no", "ballot-no", "ballot-no-words"),
    ("abstain", "ballot-abstain", "ballot-abstain-words"),
    ("blank", "ballot-blank", "ballot-blank-words"),
];

/// One answer of a few; some of them want words.
#[component]
fn OneOf(draft: Draft, choices: Vec<Answer>, reasons: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut chosen = use_signal(|| draft.text(desk, "choice"));
    let shown = choices
        .iter()
        .map(|(word, name, more)| ((*word).to_owned(), words.say(name), words.say(more)))
        .collect::<Vec<_>>();
    let kept = draft.clone();
    let wants_reason = reasons && matches!(chosen.read().as_str(), "concern" | "block");
    rsx! {
        Options {
            name: "choice", label: words.say("ballot-choose"), choices: shown, chosen: chosen.peek().clone(),
            onchoose: move |word: String| {
                kept.put(desk, "choice", &word);
                chosen.set(word);
            },
        }
        if wants_reason {
            TextField {
                draft, name: "reason", about: Field::Reason, lines: 3,
                label: words.say("ballot-reason"), hint: words.say("ballot-reason-hint"),
            }
        }
    }
}

/// As many as one likes.
#[component]
fn SomeOf(draft: Draft, options: Vec<String>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut chosen = use_signal(|| flat(&tiers(&draft.text(desk, "order"))));
    rsx! {
        fieldset { class: "choices",
            legend { {words.say("ballot-approve")} }
            for (option, text) in options.into_iter().enumerate() {
                Switch {
                    key: "{option}", name: "approved", label: text, on: chosen.peek().contains(&option),
                    onswitch: {
                        let draft = draft.clone();
                        move |on| {
                            if on { chosen.write().insert(option) } else { chosen.write().remove(&option) };
                            let all: Vec<BTreeSet<usize>> = vec![chosen.peek().clone()];
                            draft.put(desk, "order", &written(&all));
                            draft.put(desk, "choice", "approved");
                        }
                    },
                }
            }
        }
        p { class: "hint", {words.say("ballot-approve-hint")} }
    }
}

/// The best first: pressed one after the other. What is not pressed comes after all others.
#[component]
fn InOrder(draft: Draft, options: Vec<String>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut order = use_signal(|| tiers(&draft.text(desk, "order")));
    let set = {
        let draft = draft.clone();
        move |now: Vec<BTreeSet<usize>>| {
            draft.put(desk, "order", &written(&now));
            draft.put(desk, "choice", if now.is_empty() { "blank" } else { "ranking" });
            order.set(now);
        }
    };
    let ranked = order.read().clone();
    let left: Vec<(usize, String)> = options
        .iter()
        .cloned()
        .enumerate()
        .filter(|(n, _)| !ranked.iter().any(|tier| tier.contains(n)))
        .collect();
    rsx! {
        p { class: "hint", {words.say("ballot-rank-hint")} }
        if !ranked.is_empty() {
            ol { class: "ranking", aria_label: words.say("ballot-ranked"),
                for (place, tier) in ranked.iter().enumerate() {
                    for (n, option) in tier.iter().copied().enumerate() {
                        li { key: "{option}", class: "ranked",
                            span { class: "rank", "{place + 1}" }
                            span { class: "ranked-words", {options.get(option).cloned().unwrap_or_default()} }
                            if place > 0 && n == 0 {
                                Button {
                                    look: Look::Quiet, label: words.about("ballot-equal", &named(&ranked[place - 1], &options)),
                                    onclick: {
                                        let (ranked, mut set) = (ranked.clone(), set.clone());
                                        move |()| {
                                            let mut now = ranked.clone();
                                            let tier = now.remove(place);
                                            now[place - 1].extend(tier);
                                            set(now);
                                        }
                                    },
                                }
                            }
                            button {
                                class: "button quiet round", r#type: "button",
                                aria_label: words.about("ballot-take-out", options.get(option).map_or("", String::as_str)),
                                onclick: {
                                    let (ranked, mut set) = (ranked.clone(), set.clone());
                                    move |_| {
                                        let mut now = ranked.clone();
                                        now[place].remove(&option);
                                        now.retain(|tier| !tier.is_empty());
                                        set(now);
                                    }
                                },
                                Icon { glyph: Glyph::Close }
                            }
                        }
                    }
                }
            }
        }
        if !left.is_empty() {
            p { {words.count("ballot-next", ranked.len() + 1)} }
            div { class: "actions",
                for (option, text) in left {
                    Button {
                        key: "{option}", label: text,
                        onclick: {
                            let (ranked, mut set) = (ranked.clone(), set.clone());
                            move |()| {
                                let mut now = ranked.clone();
                                now.push(BTreeSet::from([option]));
                                set(now);
                            }
                        },
                    }
                }
            }
        }
    }
}

/// What the form says; nothing, as long as nothing was chosen.
fn read(draft: &Draft, desk: Desk, method: &Method) -> Option<Choice> {
    let reason = || draft.text(desk, "reason").trim().to_owned();
    let numbers = |tier: &BTreeSet<usize>| tier.iter().map(|n| OptionNo(*n as u8)).collect();
    let order = tiers(&draft.text(desk, "order"));
    Some(match draft.text(desk, "choice").as_str() {
        "agree" => Choice::Agree,
        "concern" => Choice::Concern(reason()),
        "stand-aside" => Choice::StandAside,
        "block" => Choice::Block(reason()),
        "yes" => Choice::Yes,
        "no" => Choice::No,
        "abstain" => Choice::Abstain,
        "blank" => Choice::Blank,
        "ranking" if !order.is_empty() => Choice::Ranking(order.iter().map(numbers).collect()),
        // To approve of none is a wish, too.
        _ if matches!(method, Method::Approval { .. }) => Choice::Approved(numbers(&flat(&order))),
        _ => return None,
    })
}

/// The options of one tier, as they are read out.
fn named(tier: &BTreeSet<usize>, options: &[String]) -> String {
    super::names(tier.iter().filter_map(|option| options.get(*option).cloned()))
}

/// Tiers as they are kept: `2,0|1`. What cannot be read is nothing.
fn tiers(text: &str) -> Vec<BTreeSet<usize>> {
    let tier = |tier: &str| tier.split(',').filter_map(|n| n.parse().ok()).collect::<BTreeSet<usize>>();
    text.split('|').map(tier).filter(|tier| !tier.is_empty()).collect()
}

fn written(tiers: &[BTreeSet<usize>]) -> String {
    let tier = |tier: &BTreeSet<usize>| tier.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    tiers.iter().map(tier).collect::<Vec<_>>().join("|")
}

fn flat(tiers: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    tiers.iter().flatten().copied().collect()
}
