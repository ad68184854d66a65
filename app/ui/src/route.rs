//! Every place in the app, and the frame around all of them.
//!
//! A place is what "back" leads to; sheets are places too. What stands at home depends on how far this phone has
//! come: it is asked for a name, then for a circle, then waits to be let in, and then shows the board.

use dioxus::prelude::*;
use tequio_core::{CircleId, DeviceKey, EntryId, PersonId};

use crate::{
    desk::{set, use_desk},
    host::Door,
    kit::{Tabs, Toasts},
    scan,
    screens::{
        About, AddContact, Adopt, Amend, AmendmentVote, Answer, AnswerMotion, Area, AskMeeting, BringCard,
        BringEvening, Cancel, Cards, ChangeRules, Code, Confirm, Contact, ContactCode, Contacts, CutOff,
        Decide, Devices, Duress, Evening, FetchParcel, Follow, Forget, ForgetContact, GiveBack, Guarded,
        Guardians, HelpBack, Hidden, Home, Introduce, Join, Leave, LinkPhone, LostCard, Meet, MeetingCheckIn,
        MeetingPeople, MemberPage, Met, MinutesOf, Motion, Motions, MovePoint, MoveRemoval, New, NewCard,
        NewMeeting, NewMotion, NewPoint, NewProposal, NoLongerHere, Note, Nowhere, OpenVote, People, Phones,
        Post, Proposal, ProposeFacilitator, Restore, Return, Room, RuleBook, Settings, SharedVote, ShowLink,
        ShowPost, ShowRoom, Sign, SlipOf, Start, Suspend, ThrowAway, Vote, VouchCode, Wipe, Withdraw,
        WithdrawProposal,
    },
};

/// A place.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
pub(crate) enum Route {
    #[layout(Frame)]
        #[route("/")]
        Home {},
        #[route("/hidden")]
        Hidden {},
        #[route("/decide")]
        Decide {},
        #[route("/decide/new")]
        NewProposal {},
        #[route("/proposal/:id")]
        Proposal { id: EntryId },
        #[route("/vote/:id")]
        Vote { id: EntryId },
        #[route("/vote/:id/shared")]
        SharedVote { id: EntryId },
        #[route("/vote/:id/slip/:person")]
        SlipOf { id: EntryId, person: PersonId },
        #[route("/cards")]
        Cards {},
        #[route("/cards/new/:whom")]
        NewCard { whom: String },
        #[route("/card/:id/lost")]
        LostCard { id: EntryId },
        #[route("/proposal/:id/amend")]
        Amend { id: EntryId },
        #[route("/proposal/:id/adopt/:amendment")]
        Adopt { id: EntryId, amendment: EntryId },
        #[route("/proposal/:id/vote/:amendment")]
        AmendmentVote { id: EntryId, amendment: EntryId },
        #[route("/proposal/:id/answer/:to", Answer)]
        AnswerRemark { id: EntryId, to: EntryId },
        #[route("/proposal/:id/vote")]
        OpenVote { id: EntryId },
        #[route("/meeting/:id/ask")]
        AskMeeting { id: EntryId },
        #[route("/proposal/:id/withdraw")]
        WithdrawProposal { id: EntryId },
        #[route("/proposal/:id/follow/:change")]
        Follow { id: EntryId, change: String },
        #[route("/people")]
        People {},
        #[route("/member/:id", MemberPage)]
        Member { id: PersonId },
        #[route("/member/:id/met")]
        Met { id: PersonId },
        #[route("/member/:id/remove")]
        MoveRemoval { id: PersonId },
        #[route("/gone", NoLongerHere)]
        Gone {},
        #[route("/vouch")]
        VouchCode {},
        #[route("/vouch/scan")]
        Meet {},
        #[route("/leave")]
        Leave {},
        #[route("/forget")]
        Forget {},
        #[route("/devices")]
        Devices {},
        #[route("/device/:device/cut-off")]
        CutOff { device: DeviceKey },
        #[route("/evening")]
        Evening {},
        #[route("/rules", RuleBook)]
        Rules {},
        #[route("/rules/change")]
        ChangeRules {},
        #[route("/motions")]
        Motions {},
        #[route("/motions/new")]
        NewMotion {},
        #[route("/motion/:id")]
        Motion { id: EntryId },
        #[route("/motion/:id/sign")]
        Sign { id: EntryId },
        #[route("/motion/:id/answer")]
        AnswerMotion { id: EntryId },
        #[route("/meetings/new")]
        NewMeeting {},
        #[route("/meeting/:id")]
        Room { id: EntryId },
        #[route("/meeting/:id/in")]
        MeetingCheckIn { id: EntryId },
        #[route("/meeting/:id/people")]
        MeetingPeople { id: EntryId },
        #[route("/meeting/:id/card")]
        BringCard { id: EntryId },
        #[route("/meeting/:id/evening/:person")]
        BringEvening { id: EntryId, person: PersonId },
        #[route("/meeting/:id/point")]
        NewPoint { id: EntryId },
        #[route("/meeting/:id/point/:from/move")]
        MovePoint { id: EntryId, from: u16 },
        #[route("/meeting/:id/facilitator")]
        ProposeFacilitator { id: EntryId },
        #[route("/meeting/:id/minutes", MinutesOf)]
        Minutes { id: EntryId },
        #[route("/meeting/:id/wall")]
        ShowRoom { id: EntryId },
        #[route("/new/:direction")]
        New { direction: String },
        #[route("/post/:id")]
        Post { id: EntryId },
        #[route("/post/:id/confirm/:person")]
        Confirm { id: EntryId, person: PersonId },
        #[route("/post/:id/note/:person")]
        Note { id: EntryId, person: PersonId },
        #[route("/post/:id/cancel")]
        Cancel { id: EntryId },
        #[route("/post/:id/withdraw")]
        Withdraw { id: EntryId },
        #[route("/post/:id/show")]
        ShowPost { id: EntryId },
        #[route("/start")]
        Start {},
        #[route("/join")]
        Join {},
        #[route("/code")]
        Code {},
        #[route("/contacts")]
        Contacts {},
        #[route("/contacts/add")]
        AddContact {},
        #[route("/contacts/guardians")]
        Guardians {},
        #[route("/contacts/return")]
        Return {},
        #[route("/contacts/phones")]
        Phones {},
        #[route("/contacts/phones/link")]
        LinkPhone {},
        #[route("/contacts/phones/linked")]
        ShowLink {},
        #[route("/contact/:id")]
        Contact { id: CircleId },
        #[route("/contact/:id/code")]
        ContactCode { id: CircleId },
        #[route("/contact/:id/introduce")]
        Introduce { id: CircleId },
        #[route("/contact/:id/help")]
        HelpBack { id: CircleId },
        #[route("/contact/:id/give-back")]
        GiveBack { id: CircleId },
        #[route("/contact/:id/throw-away")]
        ThrowAway { id: CircleId },
        #[route("/contact/:id/forget")]
        ForgetContact { id: CircleId },
        #[route("/settings")]
        Settings {},
        #[route("/settings/area")]
        Area {},
        #[route("/guard")]
        Guarded {},
        #[route("/guard/duress")]
        Duress {},
        #[route("/suspend")]
        Suspend {},
        #[route("/restore/fetch")]
        FetchParcel {},
        #[route("/restore")]
        Restore {},
        #[route("/about")]
        About {},
        #[route("/wipe")]
        Wipe {},
        #[route("/:..place")]
        Nowhere { place: Vec<String> },
}

/// The frame: the place itself, passing messages, and the tabs where there is something to choose from.
#[component]
fn Frame() -> Element {
    let desk = use_desk();
    let route = use_route::<Route>();
    let navigator = use_navigator();
    use_hook(|| scan::listen(desk, navigator));
    // What was refused in one place is no news in the next.
    use_effect(use_reactive!(|route| {
        let _ = route;
        set(desk.refused, None);
        set(desk.denied, None);
    }));
    let inside = desk.here().is_some_and(|circle| circle.door == Door::Inside);
    let outside = desk.here().is_some_and(|circle| matches!(circle.door, Door::Outside(_)));
    let tabs = (inside || outside) && matches!(route, Route::Home {} | Route::Decide {} | Route::People {});
    rsx! {
        div { class: if tabs { "place tabbed" } else { "place" },
            Outlet::<Route> {}
        }
        Toasts {}
        if tabs {
            Tabs {}
        }
    }
}
