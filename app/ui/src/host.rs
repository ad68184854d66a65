//! What the screens need from the phone they run on: one trait, in the screens' and the core's own types.
//!
//! The app fills it with a node and a platform; tests fill it with real replicas in memory. The screens never
//! learn which, so they know neither sockets nor files. Facts come one way, as [`Sight`]s out of
//! [`Host::watch`]; wishes go the other way, as commands. The host never calls a screen.

use std::sync::Arc;

use crate::{
    guard::{Denied, Guard},
    lending::Lend,
    outward::Outward,
};
use futures_util::{future::LocalBoxFuture, stream::LocalBoxStream};
use tequio_core::{
    CircleId, Command, EntryId, Invite, PersonId, Refused, Time,
    contacts::{self, Contacts},
    rules::Rules,
    view::{Agreed, Board, Deciding, Matter, Nearby, Parted, People, PostView},
};

/// An answer that comes later, on the thread of the screens.
pub type Later<T> = LocalBoxFuture<'static, T>;

/// The phone, as the screens see it.
pub trait Host: Guard + Lend + Outward {
    /// Comes back once this phone is open. Nothing but [`Host::languages`] is asked before. After a fault it may be
    /// asked again, and tries anew.
    fn open(&self) -> Later<Result<(), Fault>>;

    /// Everything that is seen, from now on. It begins with [`Sight::Circles`], then the five views of each
    /// circle, all of them there at the first look, so that the first screen is drawn with them; after that each
    /// view follows whenever it may differ, and [`Sight::Now`] about once a minute.
    ///
    /// The screens compare before they draw anew, so a view that did not change does no harm.
    fn watch(&self) -> LocalBoxStream<'static, Sight>;

    /// Makes keys for a new circle and founds it with these rules. Nothing is left behind if it is refused.
    fn found(&self, circle_name: String, name: String, rules: Rules) -> Later<Result<CircleId, Wrong>>;

    /// Makes keys to knock with at the circle of this code. Joining a circle that this phone is in already
    /// changes nothing and gives its id.
    fn join(&self, invite: Invite, name: String) -> Later<Result<CircleId, Wrong>>;

    /// Forgets a circle that this phone is not in: that nobody let it into yet, or that it is out of again. Of a circle
    /// in which this phone is a member it forgets nothing and answers [`Fault::Unable`]; that one is left first, by
    /// [`Command::Leave`].
    fn forget(&self, circle: CircleId) -> Later<Result<(), Wrong>>;

    /// Carries out a wish in a circle. The id of the entry that it became, if it became one; by then it is
    /// durably kept.
    fn perform(&self, circle: CircleId, command: Command) -> Later<Result<Option<EntryId>, Wrong>>;

    /// One post with its whole story, if it is known here.
    fn post(&self, circle: CircleId, post: EntryId) -> Later<Option<PostView>>;

    /// One proposal, meeting or vote with its whole story, if it is known here.
    fn matter(&self, circle: CircleId, matter: EntryId) -> Later<Option<Matter>>;

    /// A code for a newcomer, different each time.
    fn invite(&self, circle: CircleId) -> Later<Result<Invite, Wrong>>;

    /// The entry of a post, sealed for its circle, as it is carried: for a phone that no radio reaches.
    fn letter(&self, circle: CircleId, post: EntryId) -> Later<Result<Vec<u8>, Wrong>>;

    /// Takes in what such a phone showed. Whoever is not of its circle carries it on.
    fn take_letter(&self, letter: Vec<u8>) -> Later<Result<Taken, Wrong>>;

    /// Carries out a wish about contacts; by then it is durably kept.
    fn contact(&self, wish: contacts::Wish) -> Later<Result<contacts::Granted, Wrong>>;

    /// What was kept under this key: a setting, or a draft. Answered from memory, since a form asks while it is
    /// drawn.
    fn kept(&self, key: &str) -> Option<Vec<u8>>;

    /// Keeps these bytes under this key, or forgets the key if there are none. In force for [`Host::kept`] at
    /// once, and begun to be written before this returns, in the order of the calls: no letter waits for a pause
    /// in typing. What goes wrong comes as [`Sight::Fault`]. A key has at most [`KEY_BYTES_MAX`] bytes, a value
    /// [`KEPT_BYTES_MAX`].
    fn keep(&self, key: &str, bytes: Option<&[u8]>);

    /// What this phone's clock says.
    fn now(&self) -> Time;

    /// Seconds that this phone's wall clock is ahead of UTC at a time.
    fn ahead_of_utc(&self, at: Time) -> i32;

    /// The languages that the phone's owner set, the dearest first, as `es-MX` or `en`.
    fn languages(&self) -> Vec<String>;

    /// Comes back after so many milliseconds; a message on the screen leaves by it.
    fn rest(&self, milliseconds: u32) -> Later<()>;

    /// The person has just pressed "scan": the next time that the page wants the camera, it is for them. Where the system
    /// asks by itself, nothing needs to be done.
    fn gives_leave_to_look(&self) {}

    /// Destroys all keys, circles, settings and drafts on this phone. Answers when it is done; [`Sight::Circles`]
    /// with none follows.
    fn wipe(&self) -> Later<Result<(), Wrong>>;
}

/// The longest key of [`Host::keep`], in bytes.
pub const KEY_BYTES_MAX: usize = 128;
/// The longest value of [`Host::keep`], in bytes: the longest text of a proposal, four bytes a character.
pub const KEPT_BYTES_MAX: usize = 24 * 1024;

/// Something that may have changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    /// Which circles this phone has to do with, the oldest first.
    Circles(Vec<MyCircle>),
    /// The board of a circle; its posts may have changed too, even if the board itself is the same.
    Board(CircleId, Arc<Board>),
    /// The people of a circle.
    People(CircleId, Box<People>),
    /// Who is near in a circle.
    Nearby(CircleId, Nearby),
    /// What a circle has agreed on, and what it is asked to.
    Agreed(CircleId, Arc<Agreed>),
    /// A circle's meetings, votes and proposals; one of them may have changed, even if the list itself is the same.
    Decide(CircleId, Arc<Deciding>),
    /// All contacts.
    Contacts(Arc<Contacts>),
    /// Time has passed: "3 minutes ago" may be four by now.
    Now(Time),
    /// Something in this device went wrong by itself.
    Fault(Fault),
    /// Not all that was kept is there, or nothing can be added to it.
    Reading {
        /// Why nothing more can be kept, if that is so.
        why: Option<Fault>,
        /// How many kept things did not read back.
        damaged: usize,
    },
}

/// What became of a letter that was read off a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is carried from now on, and read if it is for a circle of this phone.
    New,
    /// It was here already.
    Known,
    /// Its time is over, or there is no room for it.
    NotKept,
    /// It is no letter.
    NoLetter,
}

/// One circle, from this phone's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyCircle {
    /// Which.
    pub id: CircleId,
    /// Its name: from its first entry, or from the code as long as that has not come.
    pub name: String,
    /// The key that this phone has in it, so that a newcomer can show mark and words to whoever opens.
    pub me: PersonId,
    /// Whether this phone is in it.
    pub door: Door,
}

/// How far this phone has come into a circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// A member.
    Inside,
    /// Waits for a member's yes.
    Knocking {
        /// Who showed the code, as the code says.
        shown_by: String,
    },
    /// Was a member, and reads what was written until then.
    Outside(Parted),
}

/// Why something that a person wanted did not happen. The screens have a sentence for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The rules say no.
    Refused(Refused),
    /// A secret, a place or a file was not taken.
    Denied(Denied),
    /// This device could not.
    Fault(Fault),
}

/// What can be wrong with this device, as far as a person can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The disk did not take it, for any reason but being full.
    Disk,
    /// The disk is full.
    Full,
    /// The disk, or the phone's folder on it, may be read and not written to.
    ReadOnly,
    /// The folder of this phone cannot be made or entered.
    Folder,
    /// Another Tequio that is running has this phone's folder.
    InUse,
    /// What was kept cannot be read any more.
    Damaged,
    /// What was kept is sealed, and its key is not here.
    Key,
    /// What was kept was written by another version.
    Version,
    /// What was kept opens with a passphrase that was not given.
    Locked,
    /// Nothing can be listened on, so nobody can be met.
    Links,
    /// The system gives no random numbers, without which no key is safe.
    Dice,
    /// The part of the app that does the work has ended; starting the app again helps.
    Stopped,
    /// This phone cannot do that, or not any more.
    Unable,
}

impl From<Refused> for Wrong {
    fn from(refused: Refused) -> Wrong {
        Wrong::Refused(refused)
    }
}

impl From<Denied> for Wrong {
    fn from(denied: Denied) -> Wrong {
        Wrong::Denied(denied)
    }
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Wrong {
        Wrong::Fault(fault)
    }
}
