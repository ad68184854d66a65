//! How minutes look on a phone: with the names that people go by, who signed them, and what was said beside them.

use std::collections::BTreeMap;

use super::Minutes;
use crate::{
    assembly::meeting::{MinutesDigest, Remark},
    ids::PersonId,
    view::Person,
};

/// The minutes of one meeting, as somebody reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinutesView {
    /// What stands in them.
    pub minutes: Minutes,
    /// Their name: what people sign.
    pub digest: MinutesDigest,
    /// Everybody who is named in them or beside them.
    pub persons: BTreeMap<PersonId, Person>,
    /// The agenda, with the titles of proposals.
    pub agenda: Vec<String>,
    /// Who signed these.
    pub cosigned: Vec<Person>,
    /// Who signed them as they read before more had come in.
    pub earlier: Vec<Person>,
    /// What was said beside them, in the order of the log.
    pub remarks: Vec<Remark>,
    /// Whether the person who holds this phone can sign them now: the meeting is over, and they have not.
    pub can_cosign: bool,
    /// Whether they can say something beside them.
    pub can_remark: bool,
}

impl MinutesView {
    /// What somebody is called; their key, if nobody knows more.
    pub fn name_of(&self, person: &PersonId) -> String {
        match self.persons.get(person) {
            Some(person) if !person.name.is_empty() => person.name.clone(),
            _ => person.to_string()[..8].to_owned(),
        }
    }
}
