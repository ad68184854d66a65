//! A phone's contacts: what [`tequio_core::contacts`] needs of whatever holds the replicas.

use std::collections::BTreeMap;

use rand_chacha::ChaCha20Rng;
use tequio_core::{
    CircleId, Keys, Replica, Time, View, contacts::Holder, linking::Linking, parcel, replica::Kept,
};

use super::{Output, Phone};

impl Holder for Phone {
    fn replicas(&self) -> impl Iterator<Item = &Replica> + Clone {
        self.circles.values()
    }

    fn replica_mut(&mut self, circle: &CircleId) -> Option<&mut Replica> {
        self.circles.get_mut(circle)
    }

    fn dice(&mut self) -> &mut ChaCha20Rng {
        &mut self.dice
    }

    fn enter(&mut self, keys: Keys, now: Time) {
        let (circle, seed) = (keys.circle, self.draw());
        self.learn(&keys);
        self.outputs.push_back(Output::KeepKeys(Box::new(keys.clone())));
        let mut replica = Replica::open(keys, Kept::default(), seed, now);
        replica.check_by(crate::checking::check);
        self.circles.insert(circle, replica);
        self.outputs.push_back(Output::Changed(circle, View::People));
        self.reintroduce = true;
    }

    fn forget(&mut self, circle: &CircleId) {
        self.circles.remove(circle);
        self.sealing.remove(circle);
        self.wakes.remove(circle);
        self.throw_away(circle);
        self.outputs.push_back(Output::Forget(*circle));
        self.reintroduce = true;
    }

    fn offers(&self) -> &BTreeMap<CircleId, Keys> {
        &self.offers
    }

    fn keep_offer(&mut self, keys: Keys) {
        self.outputs.push_back(Output::KeepKeys(Box::new(keys.clone())));
        self.offers.insert(keys.circle, keys);
    }

    fn drop_offer(&mut self, offer: &CircleId) {
        self.offers.remove(offer);
        self.outputs.push_back(Output::Forget(*offer));
    }

    fn parcels(&self) -> (&BTreeMap<CircleId, parcel::Kept>, bool) {
        (&self.parcels.kept, self.parcels.is_back)
    }

    fn linking(&mut self) -> (&mut Linking, &mut ChaCha20Rng) {
        self.reintroduce = true;
        (&mut self.linking, &mut self.dice)
    }
}
