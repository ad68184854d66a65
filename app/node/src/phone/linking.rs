//! Two phones of one person, while one links the other ([`tequio_core::linking`]).

use tequio_core::{
    CircleId, Keys, Neighbour, Rejected, Replica, Time,
    linking::Heard,
    parcel::Said,
    recognise::{Frame, Shared},
    replica::Kept,
};

use super::{Output, Phone};

impl Phone {
    /// The other phone was recognised by the code.
    pub(super) fn meet_other_phone(&mut self, neighbour: Neighbour, shared: &Shared) {
        if let Some(said) = self.linking.meet(&shared.circle) {
            self.say_to_other_phone(neighbour, &shared.circle, &said);
        }
    }

    fn say_to_other_phone(&mut self, neighbour: Neighbour, place: &CircleId, said: &Said) {
        let shared = self.links.get(&neighbour).map_or(&[][..], |link| &link.shared);
        if let Some(slot) = shared.iter().find(|shared| shared.circle == *place).map(|shared| shared.mine) {
            let frame = Frame::About { slot, message: said.encode() };
            self.outputs.push_back(Output::Send(neighbour, frame.encode()));
        }
    }

    pub(super) fn hear_other_phone(
        &mut self,
        neighbour: Neighbour,
        place: &CircleId,
        said: &[u8],
        now: Time,
    ) -> Result<(), Rejected> {
        match self.linking.hear(place, Said::decode(said)?)? {
            Heard::Nothing => {}
            Heard::Say(said) => self.say_to_other_phone(neighbour, place, &said),
            // After the keys were kept.
            Heard::Circles(circles, taken) => {
                for circle in circles {
                    let keys = Keys::restored(circle, &mut self.dice).ok_or(Rejected::Malformed)?;
                    if !self.circles.contains_key(&keys.circle) {
                        let seed = self.draw();
                        let replica = Replica::open(keys.clone(), Kept::default(), seed, now);
                        self.enter(keys, replica);
                    }
                }
                self.say_to_other_phone(neighbour, place, &taken);
            }
            Heard::Parcel(parcel, taken) => {
                self.outputs.push_back(Output::Back(parcel));
                self.say_to_other_phone(neighbour, place, &taken);
            }
        }
        Ok(())
    }
}
