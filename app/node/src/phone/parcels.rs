//! What contacts keep for each other ([`tequio_core::parcel`]): a phone that is put away before a checkpoint is sealed
//! and goes to a contact who is near, who keeps it unread and gives it back to the one who stands before them.

use std::collections::BTreeMap;

use tequio_core::{
    CircleId, Neighbour, Rejected, Time,
    contacts::Holder,
    linking::{LinkCode, Wanted},
    parcel::{Given, Giving, KEPT_BYTES_MAX, Kept, PARCELS_BYTES_MAX, PARCELS_MAX, Said, Taken, Taking},
    recognise::{Frame, Slot},
};

use super::{Output, Phone};
use crate::wrong::NotDone;

/// What this phone keeps, gives and takes.
#[derive(Default)]
pub(super) struct Parcels {
    /// What it keeps, by the pair's circle.
    pub(super) kept: BTreeMap<CircleId, Kept>,
    giving: Option<(CircleId, Neighbour, Giving)>,
    /// One at a time, since it lies in memory until it is whole.
    taking: Option<(CircleId, Neighbour, Taking)>,
    /// What came back to this phone waits for its passphrase.
    pub(super) is_back: bool,
}

/// What became of a parcel that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The contact's phone keeps it.
    Kept,
    /// It has no room.
    NoRoom,
    /// It went out of reach before that.
    Lost,
}

impl Phone {
    /// What was kept for contacts when the phone was stopped.
    pub fn keep_on(&mut self, kept: BTreeMap<CircleId, Kept>) {
        self.parcels.kept = kept;
    }

    /// Gives a contact who is near something to keep. What comes of it is told by [`Output::Given`].
    ///
    /// # Errors
    /// They are not near, or it is longer than [`KEPT_BYTES_MAX`].
    pub fn give_to_keep(&mut self, contact: &CircleId, parcel: Vec<u8>) -> Result<(), NotDone> {
        let neighbour = self.neighbour_of(contact).ok_or(NotDone::NotNear)?;
        let (length, limit) = (parcel.len(), KEPT_BYTES_MAX);
        let giving = Giving::of(parcel).filter(|_| length <= limit).ok_or(NotDone::TooLarge(limit))?;
        let offer = giving.offer();
        self.parcels.giving = Some((*contact, neighbour, giving));
        self.say_of_parcel(neighbour, contact, &offer);
        Ok(())
    }

    /// Whether a contact is near who could be given something to keep.
    pub fn is_near(&self, contact: &CircleId) -> bool {
        self.neighbour_of(contact).is_some()
    }

    /// Gives back what was kept for a contact, to the phone that shows this code: as soon as the two meet.
    ///
    /// # Errors
    /// What is wrong with the code.
    pub fn give_back(&mut self, code: &str, parcel: &[u8], now: Time) -> Result<(), NotDone> {
        let code = LinkCode::read(code, Wanted::Parcel, now).map_err(tequio_core::Refused::from)?;
        let (linking, dice) = self.linking();
        linking.look(&code).map_err(tequio_core::Refused::from)?;
        Ok(linking.give_back(code, parcel, now, dice).map_err(tequio_core::Refused::from)?)
    }

    /// Throws away what is kept for a contact.
    pub fn throw_away(&mut self, contact: &CircleId) {
        if self.parcels.kept.remove(contact).is_some() {
            self.outputs.push_back(Output::ForgetParcel(*contact));
        }
    }

    /// What came back lies on the disk.
    pub fn is_back(&mut self) {
        self.parcels.is_back = true;
    }

    /// The link on which the other one of this pair has greeted.
    fn neighbour_of(&self, contact: &CircleId) -> Option<Neighbour> {
        let replica = self.circles.get(contact)?;
        self.links.keys().copied().find(|neighbour| replica.is_other_at(*neighbour))
    }

    fn say_of_parcel(&mut self, neighbour: Neighbour, contact: &CircleId, said: &Said) {
        let shared = self.links.get(&neighbour).map_or(&[][..], |link| &link.shared);
        if let Some(slot) = shared.iter().find(|shared| shared.circle == *contact).map(|shared| shared.mine) {
            let frame = Frame::Parcel { slot, said: said.encode() };
            self.outputs.push_back(Output::Send(neighbour, frame.encode()));
        }
    }

    pub(super) fn hear_of_parcel(
        &mut self,
        neighbour: Neighbour,
        slot: Slot,
        said: &[u8],
        now: Time,
    ) -> Result<(), Rejected> {
        let link = &self.links[&neighbour];
        let shared = link.shared.iter().chain(&link.before).find(|shared| shared.theirs == slot);
        let contact = shared.ok_or(Rejected::OutOfTurn)?.circle;
        let is_theirs = self.circles.get(&contact).is_some_and(|replica| replica.is_other_at(neighbour));
        if !is_theirs {
            return Err(Rejected::OutOfTurn);
        }
        match Said::decode(said)? {
            Said::Offered { bytes, .. } if !self.has_room(&contact, neighbour, bytes) => {
                self.say_of_parcel(neighbour, &contact, &Said::NoRoom);
            }
            Said::Offered { bytes, sum } => {
                let (taking, next) = Taking::begin(bytes, sum);
                self.parcels.taking = Some((contact, neighbour, taking));
                self.say_of_parcel(neighbour, &contact, &next);
            }
            Said::Piece(piece) => {
                let is_this =
                    |taking: &mut (CircleId, Neighbour, Taking)| taking.0 == contact && taking.1 == neighbour;
                let taking = self.parcels.taking.take_if(is_this).ok_or(Rejected::OutOfTurn)?;
                let (_, _, mut taking) = taking;
                match taking.take(&piece)? {
                    Taken::Say(next) => {
                        self.parcels.taking = Some((contact, neighbour, taking));
                        self.say_of_parcel(neighbour, &contact, &next);
                    }
                    Taken::Whole(parcel, taken) => {
                        let kept = Kept { bytes: parcel.len() as u32, since: now };
                        self.parcels.kept.insert(contact, kept);
                        self.outputs.push_back(Output::KeepParcel(contact, kept, parcel));
                        self.say_of_parcel(neighbour, &contact, &taken);
                    }
                }
            }
            said => {
                let giving = self.parcels.giving.as_ref();
                let giving = giving.filter(|(to, by, _)| (to, by) == (&contact, &neighbour));
                let (_, _, giving) = giving.ok_or(Rejected::OutOfTurn)?;
                match giving.hear(&said)? {
                    Given::Say(piece) => self.say_of_parcel(neighbour, &contact, &piece),
                    Given::Taken => self.given(Outcome::Kept),
                    Given::NoRoom => self.given(Outcome::NoRoom),
                }
            }
        }
        Ok(())
    }

    /// Whether another parcel of this length finds room here, in place of one that is kept for the same contact.
    fn has_room(&self, contact: &CircleId, neighbour: Neighbour, bytes: u32) -> bool {
        let others = self.parcels.kept.iter().filter(|(of, _)| *of != contact);
        let (count, all) =
            others.fold((0, 0), |(count, all), (_, kept)| (count + 1, all + u64::from(kept.bytes)));
        let is_free =
            self.parcels.taking.as_ref().is_none_or(|(of, by, _)| (of, by) == (contact, &neighbour));
        let fits = bytes as usize <= KEPT_BYTES_MAX && all + u64::from(bytes) <= PARCELS_BYTES_MAX;
        is_free && fits && count < PARCELS_MAX
    }

    fn given(&mut self, outcome: Outcome) {
        self.parcels.giving = None;
        self.outputs.push_back(Output::Given(outcome));
    }

    /// A link is gone, and with it what was on its way.
    pub(super) fn let_parcels_go(&mut self, neighbour: Neighbour) {
        self.parcels.taking.take_if(|(_, by, _)| *by == neighbour);
        if self.parcels.giving.as_ref().is_some_and(|(_, to, _)| *to == neighbour) {
            self.given(Outcome::Lost);
        }
    }
}
