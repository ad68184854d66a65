//! The beginning of a circle: what its founder signed before anybody else had said a word.
//!
//! It is one chain, and a second one under the same key and name is another circle, of which nothing is taken in. No fold
//! could tell the two apart: whatever many members wrote on the first, as many made-up ones can have written on the
//! second. So a founder (or whoever has stolen their key) could sign other first members and other rules years later, and
//! the circle would be theirs. Whoever is in it has its beginning already, though, and so has whoever was let in by
//! somebody who is.
//!
//! A founder who tells each half of a street another beginning has founded two circles. Their phones stay apart, and take
//! each other for liars.

use super::Log;
use crate::{
    entry::{Entry, Header, Payload},
    event::Event,
    ids::CircleId,
    wrong::Rejected,
};

impl Log {
    /// There is one beginning.
    pub(super) fn check_beginning(&mut self, entry: &Entry) -> Result<(), Rejected> {
        let Header { author, seq, lamport, .. } = entry.header;
        if self.founder.is_none() && seq == 0 && founds(&self.circle, entry) {
            self.founder = Some(author);
        }
        let is_other = self.founder == Some(author) && is_beginning(lamport, seq) && seq < self.beginning;
        if is_other { Err(Rejected::OtherBeginning) } else { Ok(()) }
    }
}

/// Whether an entry of the founder's lies in the circle's beginning: nothing that counts more stands before it than its
/// own chain.
pub(crate) fn is_beginning(lamport: u32, seq: u32) -> bool {
    seq.checked_add(1) == Some(lamport)
}

/// Whether it is by the founder of this circle, and says so.
fn founds(circle: &CircleId, entry: &Entry) -> bool {
    let Payload::Kept(payload) = &entry.payload else { return false };
    let founded = Event::decode(payload);
    matches!(founded, Some(Event::Founded { nonce, .. }) if CircleId::of(&entry.header.author, &nonce) == *circle)
}
