//! What goes into an advertisement, and what is read out of one.
//!
//! One 128-bit service UUID, by which Tequio is found, and under a 16-bit UUID six bytes: the number of the channel on
//! which calls are taken and the random id, both little-endian as everything on Bluetooth. Flags (3 bytes), UUID (18)
//! and data (10) fill the 31 bytes of a legacy advertisement to the last. No name, no appearance, no power level:
//! nothing else that could be known again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use bluer::{Uuid, adv::Advertisement, adv::Type};

use crate::radio::RadioId;

/// By which Tequio is found.
pub const SERVICE: Uuid = Uuid::from_u128(0x7e90_1000_7465_7175_696f_2d6d_6573_6800);
/// Under which the channel and the id stand. No 16-bit UUID is free for everybody; this one lies in a part of the
/// numbers that the Bluetooth SIG gives to nobody, and counts only beside [`SERVICE`].
const DATA: Uuid = Uuid::from_u128(0x0000_7e90_0000_1000_8000_0080_5f9b_34fb);
/// Dynamic channel numbers of LE (Bluetooth Core 5.4, vol. 3, part A, 4.22).
const CHANNELS: std::ops::RangeInclusive<u16> = 0x80..=0xff;
/// How often it is sent, from and to: a phone that listens a tenth of the time hears it within two seconds.
const EVERY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(150));

/// Where somebody takes calls, and what they call themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Advert {
    pub(super) channel: u16,
    pub(super) id: RadioId,
}

impl Advert {
    pub(super) fn write(&self) -> Advertisement {
        let mut data = self.channel.to_le_bytes().to_vec();
        data.extend(self.id.0);
        Advertisement {
            advertisement_type: Type::Peripheral,
            service_uuids: BTreeSet::from([SERVICE]),
            service_data: BTreeMap::from([(DATA, data)]),
            discoverable: Some(true),
            min_interval: Some(EVERY.0),
            max_interval: Some(EVERY.1),
            ..Advertisement::default()
        }
    }

    /// None if it is not Tequio's; the advert is missing where the system could not send it, or somebody sends nonsense.
    pub(super) fn read(services: &HashSet<Uuid>, data: &HashMap<Uuid, Vec<u8>>) -> Option<Option<Advert>> {
        services.contains(&SERVICE).then(|| {
            let data: [u8; 6] = data.get(&DATA)?.as_slice().try_into().ok()?;
            let [low, high, id @ ..] = data;
            let channel = u16::from_le_bytes([low, high]);
            CHANNELS.contains(&channel).then_some(Advert { channel, id: RadioId(id) })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_fits_into_thirty_one_bytes() {
        let advert = Advert { channel: 0x85, id: RadioId([1, 2, 3, 4]) };
        let written = advert.write();
        let services = written.service_uuids.iter().copied().collect();
        let data: HashMap<_, _> = written.service_data.into_iter().collect();
        assert_eq!(Advert::read(&services, &data), Some(Some(advert)));
        assert_eq!(data[&DATA], [0x85, 0, 1, 2, 3, 4]);
        let (flags, uuid, service_data) = (3, 2 + 16, 2 + 2 + data[&DATA].len());
        assert_eq!(flags + uuid + service_data, 31);
    }

    #[test]
    fn strangers_are_not_ours_and_nonsense_names_no_channel() {
        let ours = HashSet::from([SERVICE]);
        let with = |bytes: &[u8]| HashMap::from([(DATA, bytes.to_vec())]);
        assert_eq!(Advert::read(&HashSet::new(), &with(&[0x85, 0, 1, 2, 3, 4])), None);
        assert_eq!(Advert::read(&ours, &HashMap::new()), Some(None));
        for nonsense in [
            &[][..],
            &[0x85, 0, 1, 2, 3],
            &[0x85, 0, 1, 2, 3, 4, 5],
            &[0x7f, 0, 1, 2, 3, 4],
            &[0, 1, 1, 2, 3, 4],
        ] {
            assert_eq!(Advert::read(&ours, &with(nonsense)), Some(None), "{nonsense:?}");
        }
    }
}
