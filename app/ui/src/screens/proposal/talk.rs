//! The talk beside a proposal. Each word says how far it got, and none disappears before its time.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    assembly::proposal::{ProposalView, RemarkView, Wish},
    wrong::Field,
};

use super::{Known, ProposalPaper, use_proposal};
use crate::{
    desk::{Desk, use_desk},
    kit::{Button, Draft, Glyph, Icon, Look, PersonMark, Sheet, TextField, called},
    route::Route,
    sentences,
};

/// Remarks that are drawn at first: the newest, since whoever comes back wants to know what is new.
const REMARKS_FIRST: usize = 20;
/// Remarks that each press on "more" adds.
const REMARKS_MORE: usize = 50;

/// What was said, and what one would say.
#[component]
pub(super) fn Talk(view: ProposalView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let mut most = use_signal(|| REMARKS_FIRST);
    let sent = use_signal(|| 0_u32);
    let id = view.card.id;
    let left = view.remarks.len().saturating_sub(*most.read());
    let author = view.card.author.clone();
    let (round, can) = (*sent.read(), view.can.remark);
    rsx! {
        section { class: "members story",
            h2 { {words.say("talk-title")} }
            if view.remarks.is_empty() {
                p { class: "hint", {words.say("talk-none")} }
            }
            if left > 0 {
                Button {
                    glyph: Glyph::More, label: words.count("talk-earlier", left),
                    onclick: move |()| most += REMARKS_MORE,
                }
            }
            ol {
                for remark in view.remarks.iter().skip(left).cloned() {
                    RemarkLine { key: "{remark.id}", proposal: id, remark, author: called(&author, words), can }
                }
            }
            if can {
                // After each that was sent the field begins anew.
                for round in [round] {
                    SayForm { key: "{round}", about: id, answers: None::<EntryId>, sent }
                }
                p { class: "hint", {words.count("talk-kept", view.kept_for.into())} }
            }
        }
    }
}

#[component]
fn RemarkLine(proposal: EntryId, remark: RemarkView, author: String, can: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let RemarkView { id, author: by, written, words: said, answers, reach } = &remark;
    let for_whom = answers.as_ref().map_or(author, |(whom, _)| called(whom, words));
    let reach = sentences::reach(*reach, Some(&for_whom), words);
    let who = called(by, words);
    rsx! {
        li {
            PersonMark { id: by.id }
            div { class: "happening remark",
                p { class: "name", "{who}" }
                if let Some((whom, quoted)) = answers {
                    p { class: "quoted",
                        {words.with("talk-answers", &[("name", called(whom, words).into()), ("words", quoted.clone().into())])}
                    }
                }
                p { class: "text", "{said}" }
                p { class: "ago", {words.ago(*written, now)} }
                if let Some(reach) = reach {
                    p { class: "reach",
                        Icon { glyph: Glyph::Near }
                        span { "{reach}" }
                    }
                }
                if can {
                    Link { class: "button quiet", to: Route::AnswerRemark { id: proposal, to: *id },
                        Icon { glyph: Glyph::Back }
                        span { {words.about("talk-answer", &who)} }
                    }
                }
            }
        }
    }
}

/// The field, whose draft is not lost.
#[component]
fn SayForm(about: EntryId, answers: Option<EntryId>, sent: Signal<u32>) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let form = answers.map_or_else(|| format!("remark/{about}"), |to| format!("remark/{about}/{to}"));
    let draft = Draft::new(&form);
    // Behind an answer's sheet stands the page with its own field.
    let name = if answers.is_some() { "answer" } else { "remark" };
    let navigator = use_navigator();
    let say = {
        let draft = draft.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let (said, draft) = (draft.text(desk, name), draft.clone());
            desk.perform(Command::Propose(Wish::Remark { about, words: said, answers }), move |_| {
                draft.forget(desk, &[name]);
                desk.tell(desk.words().say("talk-said"), None);
                if answers.is_some() {
                    navigator.go_back();
                } else {
                    let mut sent = sent;
                    sent += 1;
                }
            });
        }
    };
    rsx! {
        form { class: "form", onsubmit: say, novalidate: true,
            TextField {
                draft, name, about: Field::Remark, lines: 3, label: words.say("talk-label"),
                focused: answers.is_some(),
            }
            Button {
                look: if answers.is_some() { Look::Main } else { Look::Plain }, glyph: Glyph::Check,
                label: words.say("talk-button"), disabled: *desk.busy.read(),
            }
        }
    }
}

/// An answer to one remark.
#[component]
pub(crate) fn Answer(id: EntryId, to: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let name = name_of(id, to, desk);
    rsx! {
        Sheet { title: words.about("talk-answer", &name), behind: rsx! { ProposalPaper { id } },
            Quoted { id, to }
        }
    }
}

#[component]
fn Quoted(id: EntryId, to: EntryId) -> Element {
    let sent = use_signal(|| 0_u32);
    let Known::Here(view) = use_proposal(id) else { return rsx! {} };
    let said = view.remarks.iter().find(|remark| remark.id == to).map(|remark| remark.words.clone());
    rsx! {
        if let Some(said) = said {
            blockquote { class: "said", "{said}" }
        }
        SayForm { about: id, answers: Some(to), sent }
    }
}

fn name_of(proposal: EntryId, remark: EntryId, desk: Desk) -> String {
    let words = desk.words();
    let open = desk.matter.read();
    let Some(crate::desk::OpenMatter::Known(known, tequio_core::view::Matter::Proposal(view))) = &*open
    else {
        return words.say("nameless");
    };
    let found = view.remarks.iter().find(|one| *known == proposal && one.id == remark);
    found.map_or_else(|| words.say("nameless"), |one| called(&one.author, words))
}
