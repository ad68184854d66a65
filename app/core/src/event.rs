//! Events: facts in the past tense, each signed into its author's chain.
//!
//! Events may grow: a new kind takes the next number, a new field is optional and goes to the end. A phone that
//! does not know a kind keeps and carries the entry and ignores it in the fold (see [`Event::decode`]).

use minicbor::{Decode, Encode};

use crate::{
    assembly::{card, meeting, proposal, vote},
    certificate::{Certificate, Signatures},
    epoch::Rotation,
    gathering::{self, Attendant},
    ids::{DeviceKey, EntryId, PersonId},
    motion::{self, Proposal},
    own::Note,
    pair::Told,
    rules::Rules,
    seal::Sealed,
    time::Time,
    wrong::{Field, Refused},
};

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Event {
    /// A circle began. Counts only if the circle's id is the hash of its author's key and this nonce.
    #[n(0)]
    Founded {
        /// With the author's key, makes the circle's id.
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 16],
        /// The circle's name.
        #[n(1)]
        name: String,
        /// What it begins with; none: an open door ([`Rules::default`]).
        #[n(2)]
        rules: Option<Rules>,
    },
    /// The author, a member, lets somebody in: the last of the vouches that the rules ask for.
    #[n(1)]
    Admitted {
        /// The newcomer's key in this circle.
        #[n(0)]
        device: DeviceKey,
        /// The name that the newcomer gave when knocking.
        #[n(1)]
        name: String,
    },
    /// The author, admitted or founding, has arrived and says how to be called and written to.
    #[n(2)]
    Joined {
        /// How the author wants to be called.
        #[n(0)]
        name: String,
        /// The X25519 key that notes to the author are sealed to.
        #[cbor(n(1), with = "minicbor::bytes")]
        prekey: [u8; 32],
        /// The X25519 key that rotations are sealed to; none: as before.
        #[cbor(n(2), with = "minicbor::bytes")]
        sealed_to: Option<[u8; 32]>,
    },
    /// Somebody asked for help or offered it. The post is named by this entry's id.
    #[n(3)]
    Posted(#[n(0)] Posting),
    /// The author takes on the ask, or takes up the offer.
    #[n(4)]
    Claimed {
        /// The post.
        #[n(0)]
        post: EntryId,
    },
    /// The author takes back a claim that was not confirmed yet.
    #[n(5)]
    Released {
        /// The post.
        #[n(0)]
        post: EntryId,
    },
    /// The post's author confirmed one who had claimed it, and may have sealed a note to them.
    #[n(6)]
    Confirmed {
        /// The post.
        #[n(0)]
        post: EntryId,
        /// Who is confirmed.
        #[n(1)]
        person: PersonId,
        /// Place, gate, phone: for this person and the author alone.
        #[n(2)]
        note: Option<Sealed>,
    },
    /// One of a confirmed pair wrote to the other about the post.
    #[n(7)]
    Noted {
        /// The post.
        #[n(0)]
        post: EntryId,
        /// To whom.
        #[n(1)]
        to: PersonId,
        /// The note, for the two alone.
        #[n(2)]
        note: Sealed,
    },
    /// One of a confirmed pair says that it is done.
    #[n(8)]
    SaidDone {
        /// The post.
        #[n(0)]
        post: EntryId,
        /// The confirmed person of the pair (the other is the post's author).
        #[n(1)]
        person: PersonId,
    },
    /// The post's author takes it back; nobody is confirmed.
    #[n(9)]
    Withdrawn {
        /// The post.
        #[n(0)]
        post: EntryId,
    },
    /// The post's author, or one who is confirmed, cannot after all, and says so.
    #[n(10)]
    Cancelled {
        /// The post.
        #[n(0)]
        post: EntryId,
        /// The word to the others.
        #[n(1)]
        notice: String,
    },
    /// The author says something beside a proposal.
    #[n(11)]
    Remarked {
        /// The proposal.
        #[n(0)]
        about: EntryId,
        /// What.
        #[n(1)]
        words: String,
        /// The remark or the amendment that it answers, if one.
        #[n(2)]
        answers: Option<EntryId>,
    },
    /// More than half of a roll signed that somebody does not belong any more.
    #[n(32)]
    Removed {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// The signatures over [`crate::certificate::Statement::Remove`].
        #[n(1)]
        certificate: Certificate,
    },
    /// The author drew a new epoch key and sealed it to those who belong.
    #[n(33)]
    Rotated(#[n(0)] Rotation),
    /// The author wants rotations sealed to this X25519 key from now on.
    #[n(34)]
    Prekeyed {
        /// The key.
        #[cbor(n(0), with = "minicbor::bytes")]
        prekey: [u8; 32],
    },
    /// Whoever holds this Ed25519 key, which lies in a backup, may continue the author's person on one new device.
    #[n(35)]
    Entrusted {
        /// The key.
        #[n(0)]
        heir: DeviceKey,
    },
    /// The author, a new device, continues a person.
    #[n(36)]
    Continued {
        /// Whom.
        #[n(0)]
        person: PersonId,
        /// The key that the person's device had entrusted.
        #[n(1)]
        heir: DeviceKey,
        /// Its signature over [`crate::roster::heir_message`].
        #[cbor(n(2), with = "minicbor::bytes")]
        signature: [u8; 64],
    },
    /// The author has met somebody in person who wants to come in, or a member whom they know to be there still.
    #[n(37)]
    Vouched {
        /// Their key in this circle, as their own phone showed it.
        #[n(0)]
        device: DeviceKey,
        /// The name that they gave.
        #[n(1)]
        name: String,
        /// Whose leaving or removal it follows, if they were here before: everybody sees it.
        #[n(2)]
        again: Option<PersonId>,
    },
    /// More than half of those who were in one room confirmed the list of all who were, and so all are members.
    #[n(38)]
    Gathered {
        /// The motion that opened the evening; none, at a circle's beginning.
        #[n(0)]
        evening: Option<EntryId>,
        /// Who was there, ascending by key.
        #[n(1)]
        list: Vec<Attendant>,
        /// Signatures over [`crate::gathering::list_bytes`] by those on the list.
        #[n(2)]
        signatures: Signatures,
    },
    /// The author moves that the circle do something.
    #[n(39)]
    Moved {
        /// What.
        #[n(0)]
        proposal: Proposal,
        /// Why, in plain words.
        #[n(1)]
        text: String,
    },
    /// The author, whom a motion is about, answers it.
    #[n(40)]
    Answered {
        /// The motion.
        #[n(0)]
        motion: EntryId,
        /// In plain words.
        #[n(1)]
        text: String,
    },
    /// The author, who had a seat when the motion was made, signs it.
    #[n(41)]
    Supported {
        /// The motion.
        #[n(0)]
        motion: EntryId,
    },
    /// More than half of the seats that there were when the motion was made have signed it, in this entry's past, and the
    /// author is one of them: it is in force.
    #[n(42)]
    Enacted {
        /// The motion.
        #[n(0)]
        motion: EntryId,
    },
    /// The author's person does not belong any more, by their own wish.
    #[n(43)]
    Left,
    /// Another device of the author's person is lost, or in wrong hands, and is theirs no more.
    #[n(44)]
    CutOff {
        /// Which.
        #[n(0)]
        device: DeviceKey,
    },
    /// Whoever can sign with this key, which guardians hold in shares, may bring the author's person back.
    #[n(45)]
    Guarded {
        /// The key, in place of the one before; nobody any more, if none.
        #[n(0)]
        heir: Option<DeviceKey>,
    },
    /// The author, a member, has somebody before them who lost all devices and whose guardians gave them their key back.
    #[n(46)]
    Recovering {
        /// The new device.
        #[n(0)]
        device: DeviceKey,
        /// Whom it is to continue.
        #[n(1)]
        person: PersonId,
        /// The key that the person had named.
        #[n(2)]
        heir: DeviceKey,
        /// Its signature over [`crate::roster::recovery_message`].
        #[cbor(n(3), with = "minicbor::bytes")]
        signature: [u8; 64],
    },
    /// The author's person is not lost at all.
    #[n(47)]
    Objected {
        /// The entry that began it.
        #[n(0)]
        recovery: EntryId,
    },
    /// Nobody objected while it waited: the new device continues the person, and it alone.
    #[n(48)]
    Recovered {
        /// The entry that began it.
        #[n(0)]
        recovery: EntryId,
    },
    /// The author and one other became contacts. Counts only if the circle's id is the hash of their two keys.
    #[n(64)]
    Paired {
        /// The other.
        #[n(0)]
        other: DeviceKey,
    },
    /// The author began their own circle. Counts only if its id is the hash of the author's key and this nonce.
    #[n(65)]
    Owned {
        /// With the author's key, makes the circle's id.
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 16],
    },
    /// Something that a person keeps for themselves, in their own circle.
    #[n(66)]
    Kept(#[n(0)] Note),
    /// Something that one contact said to the other, in the circle of the two.
    #[n(67)]
    Told(#[n(0)] Told),
    /// Something about a proposal.
    #[n(80)]
    Proposed(#[n(0)] proposal::Said),
    /// Something about a meeting.
    #[n(81)]
    Assembled(#[n(0)] meeting::Said),
    /// Something about a vote.
    #[n(82)]
    Voted(#[n(0)] vote::Said),
    /// Something about a printed card.
    #[n(83)]
    Carded(#[n(0)] card::Said),
}

/// Whether an entry with this payload keeps its words for ever: membership, rules, votes and decisions do, posts
/// and talk may be erased when their time has passed.
///
/// Kinds 3 to 31 and those from 128 on are erasable; all others, whether this version knows them or not, are not.
/// The rule goes into what is signed ([`crate::Entry::signed_bytes`]), so it cannot change any more.
pub fn is_permanent(payload: &[u8]) -> bool {
    let mut reader = minicbor::Decoder::new(payload);
    match (reader.array(), reader.u32()) {
        (Ok(Some(2)), Ok(kind)) => !(3..32).contains(&kind) && kind < 128,
        _ => false,
    }
}

/// An ask or an offer, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Posting {
    /// Whether help is asked for or offered.
    #[n(0)]
    pub direction: Direction,
    /// One line.
    #[n(1)]
    pub title: String,
    /// The rest, in plain words; may be empty.
    #[n(2)]
    pub words: String,
    /// What sort of help.
    #[n(3)]
    pub kind: Kind,
    /// How pressing.
    #[n(4)]
    pub urgency: Urgency,
    /// Where, in words (a street, a corner; the exact place goes into the note); may be empty.
    #[n(5)]
    pub area: String,
    /// Needed or offered until then, if there is a limit. Only a view: nothing expires in the log.
    #[n(6)]
    pub until: Option<Time>,
    /// How many people are needed, or can be served.
    #[n(7)]
    pub helpers: u16,
    /// For whom it is, if not for the author ("my neighbour, 82").
    #[n(8)]
    pub for_someone: Option<String>,
}

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $n:literal => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(index_only)]
        pub enum $name { $($(#[$case_doc])* #[n($n)] $case),+ }

        impl $name {
            /// All of them, in the order in which a form shows them.
            pub const ALL: &[$name] = &[$($name::$case),+];

            /// The word for it in scripts and in the names of sentences.
            pub fn word(self) -> &'static str {
                match self { $($name::$case => $word),+ }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|case| case.word() == word)
            }
        }
    };
}

choices!(
    /// Whether help is asked for or offered.
    Direction {
        /// The author needs help.
        Ask = 0 => "ask",
        /// The author can help.
        Offer = 1 => "offer",
    }
);

choices!(
    /// What sort of help. A kind that a newer phone knows makes the post unreadable here, so there is `Other`.
    Kind {
        /// Food, cooking, shopping.
        Food = 0 => "food",
        /// Driving, carrying, moving.
        Transport = 1 => "transport",
        /// Company, children, the sick and the old.
        Care = 2 => "care",
        /// Mending and building.
        Repair = 3 => "repair",
        /// Tools and things to lend or give.
        Things = 4 => "things",
        /// A bed, a room, a roof.
        Shelter = 5 => "shelter",
        /// Letters, offices, languages, computers.
        Papers = 6 => "papers",
        /// Anything else.
        Other = 7 => "other",
    }
);

choices!(
    /// How pressing it is.
    Urgency {
        /// Now: somebody may come to harm.
        Now = 0 => "now",
        /// Today or tomorrow.
        Soon = 1 => "soon",
        /// When it suits.
        Whenever = 2 => "whenever",
    }
);

/// The longest name of a person or a circle, in characters.
pub const NAME_MAX: usize = 40;
/// The longest title, in characters: two lines on a small phone.
pub const TITLE_MAX: usize = 80;
/// The longest text of a post, in characters: one screen and a half.
pub const WORDS_MAX: usize = 2_000;
/// The longest area, in characters.
pub const AREA_MAX: usize = 60;
/// The longest note for one person, in characters.
pub const NOTE_MAX: usize = 1_000;
/// The longest word that goes with a cancellation, in characters.
pub const NOTICE_MAX: usize = 280;
/// The most helpers that one post may ask for.
pub const HELPERS_MAX: u16 = 50;

/// What goes over a slow link first (PROTOCOL.md §5): who belongs and the keys, then votes with the meetings and proposals
/// that they are about, and then the rest by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Class {
    /// Who belongs to the circle, and its keys: all else that [`is_permanent`].
    #[n(0)]
    Belonging,
    /// Proposals, meetings and votes: kinds 80 to 95.
    #[n(2)]
    Votes,
    /// All else, kinds that this version does not know among it.
    #[n(1)]
    Rest,
}

impl Class {
    /// Of a payload.
    pub fn of(payload: &[u8]) -> Class {
        let mut reader = minicbor::Decoder::new(payload);
        match (reader.array(), reader.u32()) {
            (Ok(Some(2)), Ok(80..96)) => Class::Votes,
            _ if is_permanent(payload) => Class::Belonging,
            _ => Class::Rest,
        }
    }
}

impl Event {
    /// The payload of an entry that says this.
    pub fn encode(&self) -> Vec<u8> {
        crate::cbor::encode(self)
    }

    /// What a payload says, or nothing if this version does not know its kind or its form passes a limit.
    /// The entry is kept and carried all the same.
    pub fn decode(payload: &[u8]) -> Option<Event> {
        let event: Event = minicbor::decode(payload).ok()?;
        (event.check().is_ok() && event.is_well_formed()).then_some(event)
    }

    /// The limits of what no person types.
    fn is_well_formed(&self) -> bool {
        match self {
            Event::Removed { certificate, .. } => certificate.signatures.is_well_formed(),
            Event::Rotated(rotation) => rotation.is_well_formed(),
            Event::Gathered { list, signatures, .. } => gathering::is_well_formed(list, signatures),
            Event::Proposed(said) => said.is_well_formed(),
            Event::Assembled(said) => said.is_well_formed(),
            Event::Voted(said) => said.is_well_formed(),
            _ => true,
        }
    }

    /// The limits that hold for everybody: asked before signing, and of every entry that arrives.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Event::Founded { name, rules, .. } => {
                one_line(Field::CircleName, name, NAME_MAX)?;
                rules.as_ref().map_or(Ok(()), Rules::check)
            }
            Event::Admitted { name, .. } | Event::Joined { name, .. } | Event::Vouched { name, .. } => {
                check_name(name)
            }
            Event::Gathered { list, .. } => list.iter().try_for_each(|one| check_name(&one.name)),
            Event::Moved { proposal, text } => proposal.check(text),
            Event::Answered { text, .. } => line(Field::Answer, text, motion::TEXT_MAX),
            Event::Posted(posting) => posting.check(),
            Event::Cancelled { notice, .. } => line(Field::Notice, notice, NOTICE_MAX),
            Event::Confirmed { note: Some(note), .. } | Event::Noted { note, .. } => note.check(),
            Event::Kept(note) => note.check(),
            Event::Told(told) => told.check(),
            Event::Remarked { words, .. } => proposal::check_remark(words),
            Event::Proposed(said) => said.check(),
            Event::Assembled(said) => said.check(),
            Event::Voted(said) => said.check(),
            Event::Carded(_)
            | Event::Paired { .. }
            | Event::Owned { .. }
            | Event::Claimed { .. }
            | Event::Released { .. }
            | Event::Confirmed { note: None, .. }
            | Event::SaidDone { .. }
            | Event::Withdrawn { .. }
            | Event::Removed { .. }
            | Event::Rotated(_)
            | Event::Prekeyed { .. }
            | Event::Entrusted { .. }
            | Event::Continued { .. }
            | Event::Supported { .. }
            | Event::Enacted { .. }
            | Event::Left
            | Event::CutOff { .. }
            | Event::Guarded { .. }
            | Event::Recovering { .. }
            | Event::Objected { .. }
            | Event::Recovered { .. } => Ok(()),
        }
    }
}

impl Posting {
    /// The limits of a post, whoever wrote it.
    ///
    /// # Errors
    /// Names the first field that passes its limit.
    pub fn check(&self) -> Result<(), Refused> {
        one_line(Field::Title, &self.title, TITLE_MAX)?;
        text(Field::Words, &self.words, WORDS_MAX)?;
        text(Field::Area, &self.area, AREA_MAX)?;
        if let Some(whom) = &self.for_someone {
            one_line(Field::ForWhom, whom, NAME_MAX)?;
        }
        if self.helpers == 0 || self.helpers > HELPERS_MAX {
            return Err(Refused::Helpers { limit: HELPERS_MAX });
        }
        Ok(())
    }
}

/// A person's name, wherever it is said: in an event, or when knocking.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_name(name: &str) -> Result<(), Refused> {
    one_line(Field::Name, name, NAME_MAX)
}

/// A text that must say something, within its limit.
pub(crate) fn line(field: Field, said: &str, limit: usize) -> Result<(), Refused> {
    if said.trim().is_empty() {
        return Err(Refused::Empty { field });
    }
    text(field, said, limit)
}

/// A text of one line: a name, a title.
pub(crate) fn one_line(field: Field, said: &str, limit: usize) -> Result<(), Refused> {
    line(field, said, limit)?;
    if said.contains(['\n', '\r', '\t']) { Err(Refused::Unreadable { field }) } else { Ok(()) }
}

/// A text within its limit.
pub(crate) fn text(field: Field, said: &str, limit: usize) -> Result<(), Refused> {
    // A character takes four bytes at most, so a text of megabytes is refused without being counted through.
    let length = if said.len() > 4 * limit { said.len() } else { said.chars().count() };
    if length > limit {
        return Err(Refused::TooLong { field, length, limit });
    }
    if said.chars().any(is_unseen) {
        return Err(Refused::Unreadable { field });
    }
    Ok(())
}

/// Signs by which one text passes for another: control characters, what turns the reading direction around, and
/// spaces of no width (Unicode TR 36, section 3.1). The joiners that emoji and several scripts need are let be.
fn is_unseen(sign: char) -> bool {
    let is_break = matches!(sign, '\n' | '\r' | '\t');
    (sign.is_control() && !is_break)
        || matches!(
            sign,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{00ad}'
        )
        || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(title: &str) -> Posting {
        Posting {
            direction: Direction::Ask,
            title: title.into(),
            words: String::new(),
            kind: Kind::Food,
            urgency: Urgency::Soon,
            area: "behind the market".into(),
            until: None,
            helpers: 1,
            for_someone: None,
        }
    }

    #[test]
    fn an_event_reads_back_and_an_unknown_kind_is_nothing() {
        let event = Event::Posted(posting("Soup for Rosa"));
        assert_eq!(Event::decode(&event.encode()), Some(event.clone()));
        // [200, []]: a kind from a later version.
        assert_eq!(Event::decode(&[0x82, 0x18, 200, 0x80]), None);
        assert_eq!(Event::decode(b""), None);
    }

    #[test]
    fn no_name_hides_behind_signs_that_nobody_sees() {
        for name in ["Ana\u{200b}", "\u{202e}anA", "A\nna", "Ana\u{7}", "\u{feff}"] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        for name in ["Ana", "María José", "👩\u{200d}🌾 Rosa", "نرگس", "李"] {
            assert_eq!(check_name(name), Ok(()));
        }
        let posting = Posting { words: "Two lines\nare fine.".into(), ..posting("Soup") };
        assert_eq!(posting.check(), Ok(()));
    }

    #[test]
    fn limits_hold_for_the_author_and_for_the_reader() {
        let long = Event::Posted(posting(&"x".repeat(TITLE_MAX + 1)));
        assert_eq!(long.check().map_err(|refused| refused.field()), Err(Some(Field::Title)));
        assert_eq!(Event::decode(&long.encode()), None);
        assert!(Event::Posted(posting("   ")).check().is_err());
        // Eighty letters of three bytes each are eighty characters.
        assert!(Event::Posted(posting(&"水".repeat(TITLE_MAX))).check().is_ok());
    }
}
