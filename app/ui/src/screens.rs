//! The screens, in the order in which a person meets them.

mod first;
mod join;

mod board;
mod card;
mod hidden;

mod new;

mod claims;
mod letter;
mod post;
mod sheets;

mod decide;
mod open_vote;
mod proposal;
mod propose;
mod vote;

mod code;
mod people;

mod cards;
mod change;
mod coming_back;
mod contact;
mod contacts;
mod devices;
mod evening;
mod guarded;
mod guardians;
mod leaving;
mod motions;
mod parcels;
mod person;
mod phones;
mod room;
mod rules;
mod suspend;
mod vouch;

mod about;
mod settings;

pub(crate) use about::{About, Wipe};
pub(crate) use board::Extent;
pub(crate) use cards::{Cards, LostCard, NewCard};
pub(crate) use change::ChangeRules;
pub(crate) use code::Code;
pub(crate) use contact::{Contact, ContactCode, ForgetContact, Introduce};
pub(crate) use contacts::{AddContact, Contacts};
pub(crate) use decide::Decide;
pub(crate) use devices::{CutOff, Devices};
pub(crate) use evening::Evening;
pub(crate) use first::{Home, Nowhere, Start};
pub(crate) use guarded::{Duress, Guarded};
pub(crate) use guardians::{Guardians, HelpBack, Return};
pub(crate) use hidden::Hidden;
pub(crate) use join::Join;
pub(crate) use leaving::{Forget, Leave};
pub(crate) use letter::ShowPost;
pub(crate) use motions::{AnswerMotion, Motion, Motions, MoveRemoval, NewMotion, Sign};
pub(crate) use new::New;
pub(crate) use open_vote::{AskMeeting, OpenVote};
pub(crate) use parcels::{FetchParcel, GiveBack, ThrowAway};
pub(crate) use people::People;
pub(crate) use person::{MemberPage, Met, NoLongerHere};
pub(crate) use phones::{LinkPhone, Phones, ShowLink};
pub(crate) use post::Post;
pub(crate) use proposal::{Adopt, Amend, AmendmentVote, Answer, Proposal, WithdrawProposal};
pub(crate) use propose::{Follow, NewProposal};
pub(crate) use room::{
    BringCard, BringEvening, MeetingCheckIn, MeetingPeople, MinutesOf, MovePoint, NewMeeting, NewPoint,
    ProposeFacilitator, Room, ShowRoom,
};
pub(crate) use rules::RuleBook;
pub(crate) use settings::{Area, Settings};
pub(crate) use sheets::{Cancel, Confirm, Note, Withdraw};
pub(crate) use suspend::{Restore, Suspend};
pub(crate) use vote::{SharedVote, SlipOf, Vote};
pub(crate) use vouch::{Meet, VouchCode};
