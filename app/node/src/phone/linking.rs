//! Two phones of one person, while one links the other ([`tequio_core::linking`]).

use tequio_core::{
    CircleId, Keys, Neighbour, Rejected, Replica, Time,
    linking::Said,
    recognise::{Frame, Shared, Slot},
    replica::Kept,
};

use super::{Output, Phone};

impl Phone {
    /// The other phone was recognised by the code.
    pub(super) fn meet_other_phone(&mut self, neighbour: Neighbour, shared: &Shared) {
        for said in self.linking.meet(&shared.circle) {
            self.say_to_other_phone(neighbour, shared.mine, &said);
        }
    }

    fn say_to_other_phone(&mut self, neighbour: Neighbour, slot: Slot, said: &Said) {
        let frame = Frame::About { slot, message: said.encode() };
        self.outputs.push_back(Output::Send(neighbour, frame.encode()));
    }

    pub(super) fn hear_other_phone(
        &mut self,
        neighbour: Neighbour,
        place: &CircleId,
        said: &[u8],
        now: Time,
    ) -> Result<(), Rejected> {
        let circles = self.linking.hear(place, Said::decode(said)?)?;
        if circles.is_empty() {
            return Ok(());
        }
        for circle in circles {
            let Some(keys) = Keys::restored(circle, &mut self.dice) else { return Err(Rejected::Malformed) };
            if !self.circles.contains_key(&keys.circle) {
                let seed = self.draw();
                let replica = Replica::open(keys.clone(), Kept::default(), seed, now);
                self.enter(keys, replica);
            }
        }
        // After the keys were kept.
        let shared = self.links.get(&neighbour).map_or(&[][..], |link| &link.shared);
        if let Some(slot) = shared.iter().find(|shared| shared.circle == *place).map(|shared| shared.mine) {
            self.say_to_other_phone(neighbour, slot, &Said::Taken);
        }
        Ok(())
    }
}
