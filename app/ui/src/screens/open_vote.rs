//! Opening a vote: how it is counted stands there already, so that one press is enough. A proposal is counted as it was
//! proposed for all to read, or as the circle usually does; whoever asks a question of their own can be led to another
//! method by at most three questions, with one sentence why.

use dioxus::prelude::*;
use tequio_core::{
    EntryId, Time,
    assembly::{
        advice::{Advice, Answers, Next, Outcomes, Subject, advise},
        proposal::Stage,
        vote,
    },
    count::Method,
    time::DAY,
    view::Matter,
    wrong::Field,
};

use crate::{
    desk::{Desk, OpenMatter, Opened, use_desk},
    kit::{Button, Choice, Draft, Glyph, Look, Notice, Page, TextField},
    route::Route,
    sentences,
};

const FIELDS: [&str; 3] = ["question", "options", "closes"];

/// Opens a vote on a proposal.
#[component]
pub(crate) fn OpenVote(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    use_hook(|| desk.open_matter(id));
    let known = match &*desk.matter.read() {
        Some(OpenMatter::Known(known, Matter::Proposal(view))) if *known == id => {
            let meeting = match view.card.stage {
                Stage::OnAgenda(meeting) => Some(meeting),
                _ => None,
            };
            Some((view.card.title.clone(), view.paper.method, meeting))
        }
        _ => None,
    };
    let Some((title, method, meeting)) = known else {
        return rsx! {
            Page { title: words.say("open-vote"), back: true,
                p { class: "lead", {words.say("proposal-unknown-words")} }
            }
        };
    };
    let onopen = move |wish: vote::Draft| {
        desk.open_vote(wish, move |came| opened(came, desk, navigator));
    };
    rsx! {
        Page { title: words.say("open-vote"), above: desk.here().map(|circle| circle.name), back: true,
            OpenVoteForm { proposal: Some((id, title)), meeting, method, onopen }
        }
    }
}

/// Opens a vote on a question of one's own, at a meeting.
#[component]
pub(crate) fn AskMeeting(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let navigator = use_navigator();
    let onopen = move |wish: vote::Draft| {
        desk.open_vote(wish, move |came| opened(came, desk, navigator));
    };
    rsx! {
        Page { title: words.say("open-vote"), above: desk.here().map(|circle| circle.name), back: true,
            OpenVoteForm { proposal: None::<(EntryId, String)>, meeting: id, method: None::<Method>, onopen }
        }
    }
}

/// The vote takes the form's place; or the room, while lots are drawn.
pub(super) fn opened(came: Opened, desk: Desk, navigator: dioxus::router::Navigator) {
    let (name, place) = match came {
        Opened::Now(id) => ("vote-opened", id.map_or(Route::Decide {}, |id| Route::Vote { id })),
        Opened::Drawing(id) => ("vote-opens-after-lot", Route::Room { id }),
    };
    desk.tell(desk.words().say(name), None);
    navigator.replace(place);
}

/// The form: it hands out the wish. Without a proposal it asks for the question and the options too.
#[component]
pub(crate) fn OpenVoteForm(
    /// What it is about, and its title, if it is about a proposal.
    proposal: Option<(EntryId, String)>,
    /// At which meeting.
    meeting: Option<EntryId>,
    /// How whoever proposed it would have it counted.
    method: Option<Method>,
    onopen: EventHandler<vote::Draft>,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let rules = desk.agreed.read().rules.clone();
    let place = proposal.as_ref().map(|(id, _)| *id).or(meeting);
    let draft = Draft::new(&format!("vote/{}", place.map(|id| id.to_string()).unwrap_or_default()));
    let mut answers = use_signal(|| None::<Answers>);
    // Every letter may make one option several.
    let mut letters = use_signal(|| 0_u32);
    let _ = letters.read();
    let options = options(&draft, desk);
    let is_one = proposal.is_some() || options.len() < 2;
    let usual = method.unwrap_or_else(|| rules.usual_method());
    // What suits one text does not suit several options; then the questions have to be asked.
    let usual = Some(usual).filter(|usual| usual.check(options.len().max(1)).is_ok());
    let asked = (*answers.read()).or_else(|| usual.is_none().then(Answers::default));
    let asked = asked.map(|answers| Answers {
        outcomes: Some(if is_one { Outcomes::One } else { Outcomes::Several }),
        ..answers
    });
    let next = asked.map(|answers| advise(answers, &rules));
    let chosen = match next {
        None => usual.map(|method| (method, None)),
        Some(Next::Advice(Advice { method, why })) => Some((method, Some(why))),
        Some(_) => None,
    };
    let open = {
        let (draft, proposal, options) = (draft.clone(), proposal.clone(), options.clone());
        move |event: FormEvent| {
            event.prevent_default();
            let Some((method, _)) = chosen else { return };
            let question = proposal.as_ref().map(|(_, title)| title.clone());
            let question = question.unwrap_or_else(|| draft.text(desk, "question").trim().to_owned());
            let closes = closes(&draft, meeting.is_some(), desk);
            let options = if proposal.is_some() { Vec::new() } else { options.clone() };
            let proposal = proposal.as_ref().map(|(id, _)| *id);
            draft.forget(desk, &FIELDS);
            onopen.call(vote::Draft { proposal, meeting, question, options, method, closes });
        }
    };
    rsx! {
        form { class: "form", onsubmit: open, novalidate: true,
            match &proposal {
                Some((_, title)) => rsx! { p { class: "lead", "{title}" } },
                None => rsx! {
                    TextField {
                        draft: draft.clone(), name: "question", about: Field::Question,
                        label: words.say("open-vote-question"),
                    }
                    TextField {
                        draft: draft.clone(), name: "options", about: Field::Option, lines: 4,
                        label: words.say("open-vote-options"), hint: words.say("open-vote-options-hint"),
                        ontype: move |_| letters += 1,
                    }
                },
            }
            section { class: "paper", aria_live: "polite",
                h2 { {words.say("proposal-method")} }
                if let Some((method, why)) = chosen {
                    p { {sentences::method(&method, words)} }
                    p { class: "hint",
                        match why {
                            Some(why) => words.say(sentences::why(why)),
                            // Whoever opens it does not choose.
                            None if proposal.is_some() => words.say("open-vote-fixed"),
                            None => words.say("why-usual"),
                        }
                    }
                }
                if let (Some(next), Some(now)) = (next, asked) {
                    Question { next, onanswer: move |answered| answers.set(Some(answered)), now }
                } else if proposal.is_none() {
                    Button {
                        look: Look::Quiet, glyph: Glyph::More, label: words.say("open-vote-other"),
                        onclick: move |()| answers.set(Some(Answers::default())),
                    }
                }
            }
            if meeting.is_none() {
                Closes { draft: draft.clone() }
            }
            Notice { text: words.say("open-vote-words") }
            Button {
                look: Look::Main, glyph: Glyph::Decide, label: words.say("open-vote-button"),
                disabled: chosen.is_none() || *desk.busy.read(),
            }
        }
    }
}

/// The next question, as buttons: one press is one answer.
#[component]
fn Question(next: Next, now: Answers, onanswer: EventHandler<Answers>) -> Element {
    let words = use_desk().words();
    let answer = |label: &'static str, answers: Answers| {
        rsx! {
            Button { key: "{label}", label: words.say(label), onclick: move |()| onanswer.call(answers) }
        }
    };
    match next {
        Next::NobodyOverruled => rsx! {
            p { class: "progress", {words.say("ask-overruled")} }
            {answer("ask-overruled-nobody", Answers { nobody_overruled: Some(true), ..now })}
            {answer("ask-overruled-some", Answers { nobody_overruled: Some(false), ..now })}
        },
        Next::Subject => rsx! {
            p { class: "progress", {words.say("ask-subject")} }
            {answer("ask-subject-texts", Answers { subject: Some(Subject::Texts), ..now })}
            {answer("ask-subject-people", Answers { subject: Some(Subject::People), ..now })}
            {answer("ask-subject-money", Answers { subject: Some(Subject::Money), ..now })}
        },
        // How many outcomes there are, the options have said.
        Next::Outcomes => rsx! {},
        Next::Advice(_) => rsx! {
            Button {
                look: Look::Quiet, glyph: Glyph::Fresh, label: words.say("ask-again"),
                onclick: move |()| onanswer.call(Answers::default()),
            }
        },
    }
}

/// When it closes at the latest, where no meeting does.
#[component]
fn Closes(draft: Draft) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let chosen = draft.get(desk, "closes").unwrap_or_else(|| CLOSES.to_owned());
    let choices = [("1", "in-a-day"), ("3", "in-three-days"), ("7", "in-a-week"), ("14", "in-two-weeks")];
    rsx! {
        Choice {
            name: "closes", label: words.say("open-vote-closes"), chosen,
            choices: choices.map(|(word, name)| (word.to_owned(), words.say(name))).to_vec(),
            onchoose: move |word: String| draft.put(desk, "closes", &word),
        }
    }
}

/// So many days, if nothing else is said.
const CLOSES: &str = "7";

fn closes(draft: &Draft, at_meeting: bool, desk: Desk) -> Option<Time> {
    let days = draft.get(desk, "closes").unwrap_or_else(|| CLOSES.to_owned()).parse::<u64>().ok();
    days.filter(|_| !at_meeting).map(|days| desk.now.peek().plus(days * DAY))
}

/// One option a line.
fn options(draft: &Draft, desk: Desk) -> Vec<String> {
    let text = draft.text(desk, "options");
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
