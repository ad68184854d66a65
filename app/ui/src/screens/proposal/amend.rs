//! Changes of a proposal's text: written as one writes a text, shown as what goes and what comes, adopted by its author.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::{
        proposal::{
            AmendmentState, AmendmentView, ProposalView, Stage, TextHash, Wish,
            text::{self, Run},
        },
        vote,
    },
    time::DAY,
    wrong::Field,
};

use super::{Known, NotHere, ProposalPaper, use_proposal};
use crate::{
    desk::use_desk,
    kit::{Button, Draft, Glyph, Icon, Look, Notice, Page, PersonMark, Sheet, TextField, called},
    route::Route,
    screens::open_vote::opened,
    sentences,
};

/// Days until a vote closes that is held at no meeting.
const DAYS: u64 = 7;

/// All of them: such as would change the same stand beside each other.
#[component]
pub(super) fn Amendments(view: ProposalView) -> Element {
    let words = use_desk().words();
    let ProposalView { card, amendments, can, .. } = &view;
    if amendments.is_empty() && !can.amend {
        return rsx! {};
    }
    let mut groups: Vec<Vec<AmendmentView>> = Vec::new();
    for one in amendments {
        match groups.last_mut() {
            Some(group) if group.iter().any(|other| other.collides.contains(&one.id)) => {
                group.push(one.clone())
            }
            _ => groups.push(vec![one.clone()]),
        }
    }
    let id = card.id;
    rsx! {
        section { class: "members",
            h2 { {words.say("amendments-title")} }
            if amendments.is_empty() {
                p { class: "hint", {words.say("amendments-none")} }
            }
            for group in groups {
                Group { key: "{group[0].id}", proposal: id, writer: called(&card.author, words), group }
            }
            if can.amend {
                Link { class: "button plain", to: Route::Amend { id },
                    Icon { glyph: Glyph::Papers }
                    span { {words.say("amend")} }
                }
            }
        }
    }
}

/// Such as would change the same words, or one alone.
#[component]
fn Group(proposal: EntryId, writer: String, group: Vec<AmendmentView>) -> Element {
    let words = use_desk().words();
    let count = group.len();
    rsx! {
        div { class: if count > 1 { "colliding" } else { "members" },
            if count > 1 {
                p { class: "hint", {words.count("amendments-collide", count)} }
            }
            for amendment in group {
                AmendmentPaper { key: "{amendment.id}", proposal, writer: writer.clone(), amendment }
            }
        }
    }
}

#[component]
fn AmendmentPaper(proposal: EntryId, writer: String, amendment: AmendmentView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let AmendmentView { id, author, written, why, runs, state, reach, .. } = &amendment;
    let id = *id;
    let reach = sentences::reach(*reach, Some(&writer), words);
    let take_back = move |()| {
        desk.perform(Command::Propose(Wish::TakeBack { proposal, amendment: id }), move |_| {
            desk.tell(desk.words().say("released"), None);
        });
    };
    rsx! {
        article { class: if state.is_underway() { "paper" } else { "paper over" },
            if *state != AmendmentState::Open {
                div { class: "tags", span { class: "tag status", {words.say(sentences::amendment_state(*state))} } }
            }
            Difference { runs: runs.clone() }
            if !why.is_empty() {
                blockquote { class: "said", "{why}" }
            }
            div { class: "card-foot",
                PersonMark { id: author.id }
                span { class: "by",
                    span { class: "name", {called(author, words)} }
                    span { class: "ago", {words.ago(*written, now)} }
                }
            }
            if let Some(reach) = reach {
                p { class: "reach",
                    Icon { glyph: Glyph::Near }
                    span { "{reach}" }
                }
            }
            if amendment.can_adopt {
                Link { class: "button main", to: Route::Adopt { id: proposal, amendment: id },
                    Icon { glyph: Glyph::Check }
                    span { {words.say("amendment-adopt")} }
                }
            }
            if amendment.can_open_vote {
                Link { class: "button plain", to: Route::AmendmentVote { id: proposal, amendment: id },
                    Icon { glyph: Glyph::Decide }
                    span { {words.say("amendment-vote")} }
                }
            }
            if amendment.can_take_back {
                Button {
                    look: Look::Quiet, glyph: Glyph::Close, label: words.say("amendment-take-back"),
                    onclick: take_back, disabled: *desk.busy.read(),
                }
            }
        }
    }
}

/// What goes and what comes: struck out and underlined, and said, so that nobody needs to see a colour.
#[component]
pub(crate) fn Difference(runs: Vec<Run>) -> Element {
    let words = use_desk().words();
    rsx! {
        p { class: "text difference",
            for (n, run) in runs.into_iter().enumerate() {
                match run {
                    Run::Kept(text) => rsx! { span { key: "{n}", "{text}" } },
                    Run::Skipped => rsx! { span { key: "{n}", class: "skipped", " … " } },
                    Run::Cut(text) => rsx! {
                        del { key: "{n}",
                            span { class: "unseen", {words.say("difference-cut")} " " }
                            "{text}"
                            span { class: "unseen", {words.say("difference-end")} " " }
                        }
                    },
                    Run::Put(text) => rsx! {
                        ins { key: "{n}",
                            span { class: "unseen", {words.say("difference-put")} " " }
                            "{text}"
                            span { class: "unseen", {words.say("difference-end")} " " }
                        }
                    },
                }
            }
        }
    }
}

const FIELDS: [&str; 3] = ["text", "why", "base"];

/// The form: the text as it stands, to be changed.
#[component]
pub(crate) fn Amend(id: EntryId) -> Element {
    match use_proposal(id) {
        Known::Here(view) => rsx! { AmendForm { view: *view } },
        known => rsx! { NotHere { awaited: matches!(known, Known::Awaited) } },
    }
}

#[component]
fn AmendForm(view: ProposalView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let id = view.card.id;
    let draft = Draft::new(&format!("amend/{id}"));
    // Whoever began to write goes on from the text that they had before them, whatever became of it meanwhile.
    let (base, before) = use_hook(|| {
        let kept = draft.get(desk, "base").and_then(|text| text.parse::<TextHash>().ok());
        (kept.unwrap_or(view.hash), view.text.clone())
    });
    let mut letters = use_signal(|| 0_u32);
    let _ = letters.read();
    let wanted = draft.get(desk, "text").unwrap_or_else(|| before.clone());
    let spans = if base == view.hash { text::difference(&view.text, wanted.trim()) } else { Vec::new() };
    let send = {
        let draft = draft.clone();
        let before = before.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let text = draft.get(desk, "text").unwrap_or_else(|| before.clone());
            let why = draft.text(desk, "why");
            let draft = draft.clone();
            desk.perform(Command::Propose(Wish::Amend { proposal: id, base, text, why }), move |_| {
                draft.forget(desk, &FIELDS);
                desk.tell(desk.words().say("amended"), None);
                navigator.go_back();
            });
        }
    };
    let typed = draft.clone();
    rsx! {
        Page { title: words.say("amend-title"), above: view.card.title.clone(), back: true,
            form { class: "form", onsubmit: send, novalidate: true,
                TextField {
                    draft: draft.clone(), name: "text", about: Field::Proposal, lines: 10, otherwise: before,
                    label: words.say("amend-text"), hint: words.say("amend-text-hint"),
                    ontype: move |_| {
                        typed.put(desk, "base", &base.to_string());
                        letters += 1;
                    },
                }
                if base != view.hash {
                    Notice { text: words.say("amend-older") }
                }
                section { class: "paper", aria_live: "polite",
                    h2 { {words.say("motion-changes")} }
                    if spans.is_empty() {
                        p { class: "hint", {words.say("amend-nothing")} }
                    } else {
                        Difference { runs: text::shown(&view.text, &spans) }
                    }
                }
                TextField {
                    draft, name: "why", about: Field::Why, lines: 2,
                    label: words.say("amend-why"), hint: words.say("amend-why-hint"),
                }
                p { class: "hint", {words.say("propose-who-reads")} }
                Button {
                    look: Look::Main, glyph: Glyph::Check, label: words.say("amend-button"),
                    disabled: *desk.busy.read(),
                }
            }
        }
    }
}

/// Should all vote on it? It is counted as the circle usually does, since whoever opens it does not choose.
#[component]
pub(crate) fn AmendmentVote(id: EntryId, amendment: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    rsx! {
        Sheet { title: words.say("amendment-vote-title"), behind: rsx! { ProposalPaper { id } },
            VoteQuestion { id, amendment }
        }
    }
}

#[component]
fn VoteQuestion(id: EntryId, amendment: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let Known::Here(view) = use_proposal(id) else { return rsx! {} };
    let runs = view.amendments.iter().find(|one| one.id == amendment).map(|one| one.runs.clone());
    let method = desk.agreed.read().rules.usual_method();
    let question = view.card.title.clone();
    let meeting = match view.card.stage {
        Stage::OnAgenda(meeting) => Some(meeting),
        _ => None,
    };
    let open = move |()| {
        let closes = meeting.is_none().then(|| desk.now.peek().plus(DAYS * DAY));
        let (question, options) = (question.clone(), Vec::new());
        let draft = vote::Draft { proposal: Some(amendment), meeting, question, options, method, closes };
        desk.open_vote(draft, move |came| opened(came, desk, navigator));
    };
    rsx! {
        if let Some(runs) = runs {
            Difference { runs }
        }
        p { {sentences::method(&method, words)} }
        Notice { text: words.say("amendment-vote-words") }
        Button {
            look: Look::Main, glyph: Glyph::Decide, label: words.say("open-vote-button"), onclick: open,
            disabled: *desk.busy.read(),
        }
    }
}

/// Take it into the text? One question, since those who read the text before have to read it again.
#[component]
pub(crate) fn Adopt(id: EntryId, amendment: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    rsx! {
        Sheet { title: words.say("adopt-title"), behind: rsx! { ProposalPaper { id } },
            AdoptQuestion { id, amendment }
        }
    }
}

#[component]
fn AdoptQuestion(id: EntryId, amendment: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let Known::Here(view) = use_proposal(id) else { return rsx! {} };
    let runs = view.amendments.iter().find(|one| one.id == amendment).map(|one| one.runs.clone());
    let adopt = move |()| {
        desk.perform(Command::Propose(Wish::Adopt { proposal: id, amendment }), move |_| {
            desk.tell(desk.words().say("adopted"), None);
            navigator.go_back();
        });
    };
    rsx! {
        if let Some(runs) = runs {
            Difference { runs }
        }
        Notice { text: words.say("adopt-words") }
        Button {
            look: Look::Main, glyph: Glyph::Check, label: words.say("adopt-button"), onclick: adopt,
            disabled: *desk.busy.read(),
        }
    }
}
