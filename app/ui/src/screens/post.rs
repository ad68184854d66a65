//! One post with its whole story, and what the person who holds this phone can do with it now.

use dioxus::prelude::*;
use tequio_core::{
    Command, EntryId,
    event::Direction,
    view::{Happening, Mine, PostView, What},
};

use super::{card::Tags, claims::Claims};
use crate::{
    desk::{OpenPost, Undo, use_desk},
    kit::{Button, Fact, Glyph, Icon, Look, Notice, Page, PersonMark, Places, Waiting, called},
    route::Route,
    sentences,
};

/// The post at a place.
#[component]
pub(crate) fn Post(id: EntryId) -> Element {
    rsx! { PostPaper { id } }
}

/// The post, also behind a sheet.
#[component]
pub(crate) fn PostPaper(id: EntryId) -> Element {
    let desk = use_desk();
    let words = desk.words();
    use_hook(|| desk.open(id));
    use_effect(use_reactive!(|id| desk.open(id)));
    let view = match &*desk.post.read() {
        Some(OpenPost::Known(view)) if view.card.id == id => Some(view.clone()),
        Some(OpenPost::Unknown(unknown)) if *unknown == id => {
            return rsx! {
                Page { title: words.say("post-unknown"), back: true,
                    p { class: "lead", {words.say("post-unknown-words")} }
                }
            };
        }
        _ => None,
    };
    let Some(view) = view else {
        return rsx! {
            Page { title: words.say("post-awaited"), back: true, Waiting { text: words.say("opening") } }
        };
    };
    rsx! {
        Page { title: view.card.title.clone(), back: true, above: desk.here().map(|circle| circle.name),
            PostText { view: (*view).clone() }
            Answer { view: (*view).clone() }
            Claims { view: (*view).clone() }
            Story { view: (*view).clone() }
            div { class: "actions aside",
                WaysOut { view: (*view).clone() }
                Link { class: "button quiet", to: Route::ShowPost { id },
                    Icon { glyph: Glyph::Code }
                    span { {words.say("letter-way")} }
                }
                Hiding { id, hidden: view.hidden }
            }
        }
    }
}

/// What was written.
#[component]
fn PostText(view: PostView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let PostView { card, posting, notice, .. } = &view;
    let reach = (card.mine == Mine::Author).then(|| sentences::reach(card.reach, None, words)).flatten();
    rsx! {
        article { class: super::card::paper_class(card),
            Tags { card: card.clone() }
            if !posting.words.is_empty() {
                p { class: "text", "{posting.words}" }
            }
            dl { class: "facts",
                if !card.area.is_empty() {
                    Fact { glyph: Glyph::Place, label: words.say("area"), text: card.area.clone() }
                }
                if let Some(until) = card.until {
                    Fact { glyph: Glyph::Clock, label: words.say("until"), text: words.until(until, now) }
                }
                if let Some(whom) = &posting.for_someone {
                    Fact { glyph: Glyph::Care, label: words.say("for-whom"), text: words.about("for-someone", whom) }
                }
            }
            div { class: "card-foot",
                PersonMark { id: card.author.id }
                span { class: "by",
                    span { class: "name", {called(&card.author, words)} }
                    if card.mine == Mine::Author {
                        span { class: "you", {words.say("you")} }
                    }
                    span { class: "ago", {words.ago(card.written, now)} }
                }
                Places { card: card.clone() }
            }
            if let Some(reach) = reach {
                p { class: "reach",
                    Icon { glyph: Glyph::Near }
                    span { "{reach}" }
                }
            }
            if let Some(notice) = notice {
                blockquote { class: "said", "{notice}" }
            }
        }
    }
}

/// The answer to the post as a whole, or the way to take it back. (What concerns one helper stands beside that
/// helper.)
#[component]
fn Answer(view: PostView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let id = view.card.id;
    let busy = *desk.busy.read();
    let can = &view.can;
    let claim = match view.card.direction {
        Direction::Ask => "do-claim-ask",
        Direction::Offer => "do-claim-offer",
    };
    let do_claim = move |()| {
        desk.perform(Command::Claim { post: id }, move |_| {
            desk.tell(desk.words().say("claimed"), Some(Undo::Here(Command::Release { post: id })));
        });
    };
    let do_release = move |()| {
        desk.perform(Command::Release { post: id }, move |_| {
            desk.tell(desk.words().say("released"), Some(Undo::Here(Command::Claim { post: id })));
        });
    };
    rsx! {
        div { class: "actions",
            if can.claim {
                Button { look: Look::Main, glyph: Glyph::Aid, label: words.say(claim), onclick: do_claim, disabled: busy }
            }
            if can.release {
                Button { glyph: Glyph::Close, label: words.say("do-release"), onclick: do_release, disabled: busy }
            }
        }
    }
}

/// What ends the matter: it stands last, where no thumb comes by chance.
#[component]
fn WaysOut(view: PostView) -> Element {
    let words = use_desk().words();
    let id = view.card.id;
    rsx! {
        if view.can.withdraw {
            Link { class: "button quiet", to: Route::Withdraw { id },
                Icon { glyph: Glyph::Close }
                span { {words.say("do-withdraw")} }
            }
        }
        if view.can.cancel {
            Link { class: "button quiet", to: Route::Cancel { id },
                Icon { glyph: Glyph::Close }
                span { {words.say("do-cancel")} }
            }
        }
    }
}

/// What happened, in the order of the log, each line beside the mark of whoever did it.
#[component]
fn Story(view: PostView) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let now = *desk.now.read();
    let PostView { story, card, .. } = view;
    let line = |happening: &Happening| {
        let who = called(&happening.who, words);
        // Whoever is of the pair themselves need not be named twice.
        let whom = happening.whom.as_ref().filter(|whom| whom.id != happening.who.id);
        let whom = whom.map(|whom| called(whom, words));
        let name = sentences::what(happening.what, card.direction, whom.is_some());
        words.with(name, &[("who", who.into()), ("whom", whom.clone().unwrap_or_default().into())])
    };
    let reach = |happening: &Happening| {
        // A claim is for the author; what went to somebody is for them.
        let whom = match happening.what {
            What::Claimed | What::Released => Some(&card.author),
            _ => happening.whom.as_ref(),
        };
        let whom = whom.map(|whom| called(whom, words));
        sentences::reach(happening.reach, whom.as_deref(), words)
    };
    rsx! {
        section { class: "story",
            h2 { {words.say("story")} }
            ol {
                for happening in story.iter() {
                    li {
                        PersonMark { id: happening.who.id }
                        div { class: "happening",
                            p { {line(happening)} }
                            p { class: "ago", {words.ago(happening.written, now)} }
                            if let Some(reach) = reach(happening) {
                                p { class: "reach",
                                    Icon { glyph: Glyph::Near }
                                    span { "{reach}" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Not on this phone any more, or again.
#[component]
fn Hiding(id: EntryId, hidden: bool) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let hide = move |hidden: bool| {
        let undo = Command::Hide { post: id, hidden: !hidden };
        desk.perform(Command::Hide { post: id, hidden }, move |_| {
            let told = if hidden { "hidden" } else { "shown" };
            desk.tell(desk.words().say(told), Some(Undo::Here(undo)));
        });
    };
    rsx! {
        if hidden {
            Notice { glyph: Glyph::Hide, text: words.say("is-hidden") }
            Button { glyph: Glyph::Show, label: words.say("do-show"), onclick: move |()| hide(false) }
        } else {
            Button { look: Look::Quiet, glyph: Glyph::Hide, label: words.say("do-hide"), onclick: move |()| hide(true) }
        }
    }
}
