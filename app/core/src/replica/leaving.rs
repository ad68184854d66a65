//! Leaving is acknowledged: whoever goes is told who has their word for it, and it is the last that they are told.
//!
//! What others write after that does not reach them any more, so it could not tell them either. The receipt says how much
//! of the leaver's own chain is here and nothing else.

use super::{Output, Replica};
use crate::{
    entry::{Entry, Payload},
    event::Event,
    ids::{DeviceKey, EntryId},
    message::{Mark, Message},
    replica::Neighbour,
    view::View,
};

impl Replica {
    /// These have come. Whoever says with one that they leave, and is near, hears that it is here.
    pub(super) fn let_go(&mut self, fresh: &[(EntryId, Entry)]) {
        let leaves = |entry: &Entry| match &entry.payload {
            Payload::Kept(payload) => matches!(Event::decode(payload), Some(Event::Left)),
            Payload::Erased { .. } => false,
        };
        let leavers = fresh.iter().filter(|(_, entry)| leaves(entry)).map(|(_, entry)| entry.header.author);
        for device in leavers.collect::<Vec<_>>() {
            let is_theirs = |link: &super::Link| link.trusted && link.device == Some(device);
            let links = self.links.iter().filter(|(_, link)| is_theirs(link));
            let links: Vec<Neighbour> = links.map(|(neighbour, _)| *neighbour).collect();
            links.into_iter().for_each(|neighbour| self.say_how_much_is_here(neighbour, device));
        }
    }

    /// Somebody who is gone is met again. Whoever left of their own accord hears that it is known here.
    pub(super) fn say_that_it_is_known(&mut self, neighbour: Neighbour, device: DeviceKey) {
        let roster = self.state.roster();
        let member = roster.devices.get(&device).and_then(|known| roster.members.get(&known.person));
        if self.is_member() && member.is_some_and(|member| member.left) {
            self.say_how_much_is_here(neighbour, device);
        }
    }

    fn say_how_much_is_here(&mut self, neighbour: Neighbour, device: DeviceKey) {
        let mark = Mark { author: device, next: self.log.next_of(&device) };
        self.send(neighbour, Message::Have { exact: false, marks: vec![mark] });
    }

    /// This device is known to have all or some of what is written here: after leaving, that is worth keeping.
    pub(super) fn take_leave(&mut self, device: DeviceKey) {
        if self.is_member() {
            return;
        }
        let has_all = self.log.holders().get(&device).is_some_and(|next| *next >= self.log.next_of(&self.me));
        let person = self.state.roster().person_of(&device);
        if let Some(person) = person.filter(|_| has_all)
            && self.keys.heard_by(person)
        {
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
            self.outputs.push_back(Output::Changed(View::People));
        }
    }
}
