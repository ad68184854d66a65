//! A founding meeting, from its host's side and from a newcomer's ([`crate::gathering`]).
//!
//! ```text
//! newcomer                     host
//!    knock (with the host's code) ─▶  on the list
//!    ◀──────── Gathering (nobody yet)
//!                                 ··· everybody is here: the list is closed
//!    ◀──────────── Gathering (list)
//!    one tap: Confirm ─────────────▶  more than half: Gathered, and all are members
//! ```
//!
//! Links come and go, since a phone has a few at a time only: whoever comes back is told where it stands, and says with
//! their knock what they tapped meanwhile.

use std::collections::BTreeMap;

use super::{Knocking, Neighbour, Output, Replica};
use crate::{
    certificate::Signature,
    command::{self, Command},
    gathering::{self, ATTENDANTS_MAX, Attendant},
    ids::{DeviceKey, EntryId},
    keys::Standing,
    message::{Confirmed, Message},
    recognise::Way,
    signature::Signed,
    time::Time,
    view::{GatheringView, Person, View},
    wrong::{Refused, Rejected},
};

/// Where a founding meeting stands on this phone.
pub(super) struct Meeting {
    /// The host's: the motion that opened the evening, if the circle is not just beginning.
    host: Option<Option<EntryId>>,
    list: Vec<Attendant>,
    closed: bool,
    /// The host's: what came; a newcomer's: their own.
    signatures: BTreeMap<DeviceKey, Signature>,
}

impl Replica {
    pub(super) fn meeting(&mut self, step: command::Meeting, now: Time) -> Result<(), Refused> {
        use command::Meeting as Step;
        if step == Step::Confirm {
            return self.confirm_list();
        }
        if !self.is_member() {
            return Err(Refused::NotMember);
        }
        match (step, &mut self.meeting) {
            (Step::Open { evening }, _) => {
                if !self.may_gather(evening.as_ref()) {
                    return Err(Refused::NoEvening);
                }
                let (list, signatures) = (Vec::new(), BTreeMap::new());
                self.meeting = Some(Meeting { host: Some(evening), list, closed: false, signatures });
            }
            (Step::Strike { device }, Some(meeting)) => {
                meeting.list.retain(|one| one.device != device);
                meeting.signatures.clear();
                self.tell_list();
            }
            (Step::Close, Some(meeting)) => {
                meeting.closed = true;
                self.tell_list();
                self.gather_if_confirmed(now);
            }
            (Step::End, _) => self.meeting = None,
            (_, None) => return Err(Refused::NoEvening),
            (Step::Confirm, _) => unreachable!("answered before"),
        }
        self.outputs.push_back(Output::Changed(View::People));
        Ok(())
    }

    /// Somebody knocks with a code of this phone while the list is open: they are in the room.
    pub(super) fn attend(&mut self, neighbour: Neighbour, knock: &Knocking, is_mine: bool) {
        let Some(meeting) = self.meeting.as_mut().filter(|meeting| meeting.host.is_some()) else { return };
        let listed = meeting.list.iter().any(|one| one.device == knock.device);
        if !listed {
            if meeting.closed || !is_mine || meeting.list.len() >= ATTENDANTS_MAX {
                return;
            }
            let one = Attendant { device: knock.device, name: knock.name.clone() };
            meeting.list = gathering::list(meeting.list.drain(..).chain([one]).collect());
        }
        let list = if meeting.closed { meeting.list.clone() } else { Vec::new() };
        self.send(neighbour, Message::Gathering { list });
    }

    /// All on the list who have a link now are told it.
    fn tell_list(&mut self) {
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.closed) else { return };
        let list = meeting.list.clone();
        let on_list = |device: &DeviceKey| list.iter().any(|one| one.device == *device);
        let links = self.links.iter().filter(|(_, link)| link.device.is_some_and(|device| on_list(&device)));
        let neighbours: Vec<Neighbour> = links.map(|(neighbour, _)| *neighbour).collect();
        for neighbour in neighbours {
            self.send(neighbour, Message::Gathering { list: list.clone() });
        }
    }

    /// A host says where it stands.
    pub(super) fn heard_gathering(
        &mut self,
        neighbour: Neighbour,
        list: Vec<Attendant>,
    ) -> Result<(), Rejected> {
        let is_code = self.links.get(&neighbour).is_some_and(|link| link.way == Way::Code);
        if !matches!(self.keys.standing, Standing::Knocking { .. }) || !is_code {
            return Err(Rejected::OutOfTurn);
        }
        let closed = !list.is_empty();
        let list = gathering::list(list);
        let same = self.meeting.as_ref().is_some_and(|meeting| meeting.list == list);
        if !(closed && same) {
            // Another list is another question: what was confirmed before is not confirmed now.
            self.meeting = Some(Meeting { host: None, list, closed, signatures: BTreeMap::new() });
        }
        self.outputs.push_back(Output::Changed(View::People));
        Ok(())
    }

    /// A newcomer's tap.
    fn confirm_list(&mut self) -> Result<(), Refused> {
        let meeting = self.meeting.as_mut().filter(|meeting| meeting.host.is_none() && meeting.closed);
        let meeting = meeting.ok_or(Refused::NoEvening)?;
        let signature = gathering::confirm(&self.keys, &meeting.list).ok_or(Refused::NotOnRoll)?;
        meeting.signatures.insert(self.me, signature);
        let links: Vec<Neighbour> = self.links.keys().copied().collect();
        for neighbour in links {
            self.send(neighbour, Message::Confirm { signature: signature.bytes });
        }
        self.outputs.push_back(Output::Changed(View::People));
        Ok(())
    }

    /// The host hears that somebody confirms.
    pub(super) fn heard_confirmation(
        &mut self,
        device: Option<DeviceKey>,
        signature: [u8; 64],
        now: Time,
    ) -> Result<(), Rejected> {
        let signer = device.ok_or(Rejected::OutOfTurn)?;
        // An answer to a list that has changed meanwhile is nobody's fault.
        self.heard_confirmed(signer, signature, now);
        Ok(())
    }

    /// Whether somebody's confirmation is one of the list as it stands; then it counts.
    pub(super) fn heard_confirmed(&mut self, signer: DeviceKey, signature: [u8; 64], now: Time) -> bool {
        let Some(meeting) = self.meeting.as_mut().filter(|meeting| meeting.host.is_some()) else {
            return false;
        };
        let message = gathering::list_bytes(&self.keys.circle, &meeting.list);
        let listed = meeting.list.iter().any(|one| one.device == signer);
        if !listed || !(Signed { signer, message, signature }).holds() {
            return false;
        }
        meeting.signatures.insert(signer, Signature { signer, bytes: signature });
        self.outputs.push_back(Output::Changed(View::People));
        self.gather_if_confirmed(now);
        true
    }

    /// What this newcomer tapped, for a host who comes into reach again.
    pub(super) fn confirmed(&self) -> Option<Confirmed> {
        let meeting = self.meeting.as_ref().filter(|meeting| meeting.host.is_none())?;
        meeting.signatures.get(&self.me).map(|signature| Confirmed(signature.bytes))
    }

    fn gather_if_confirmed(&mut self, now: Time) {
        let Some(meeting) = &self.meeting else { return };
        let (Some(evening), true) = (meeting.host, meeting.closed) else { return };
        if meeting.list.is_empty() || 2 * meeting.signatures.len() <= meeting.list.len() {
            return;
        }
        let (list, signatures) = (meeting.list.clone(), meeting.signatures.values().copied().collect());
        if self.perform(Command::Gather { evening, list, signatures }, now).is_ok() {
            self.meeting = None;
        }
    }

    pub(super) fn gathering_view(&self) -> Option<GatheringView> {
        let meeting = self.meeting.as_ref()?;
        let person = |one: &Attendant| Person { id: one.device, name: one.name.clone() };
        Some(GatheringView {
            hosting: meeting.host.is_some(),
            closed: meeting.closed,
            list: meeting.list.iter().map(person).collect(),
            confirmed: meeting.signatures.keys().copied().collect(),
            needed: meeting.list.len() / 2 + 1,
        })
    }
}
