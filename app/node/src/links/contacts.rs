//! Whom to call, and when.
//!
//! An address that was told to this phone is called for ever; a phone that mDNS found, until mDNS says that it is
//! gone. After a failure the pause doubles from one second to thirty; after a link that held for a while it starts
//! over. Pure: `now` comes in, the next call comes out.

use std::{collections::BTreeMap, time::Duration};

use libp2p::{Multiaddr, PeerId, swarm::ConnectionId};
use tokio::time::Instant;

/// Addresses that one person can tell their phone.
const TOLD_MAX: usize = 64;
/// Phones that mDNS can name: anybody on the network can make up more.
const FOUND_MAX: usize = 64;
/// Addresses of one found phone.
const FOUND_ADDRESSES_MAX: usize = 8;
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// A link that held for so long was a good one.
const HELD: Duration = Duration::from_secs(3);
/// Two phones find each other at the same moment. One calls at once; the other gives it so long to be called.
const AFTER_YOU: Duration = Duration::from_secs(2);

/// Whom a contact is reached by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whom {
    /// Whoever answers there.
    At(Multiaddr),
    /// This phone, as long as it runs.
    Phone(PeerId),
}

/// A call to make.
pub(super) struct Call {
    pub(super) whom: Whom,
    pub(super) addresses: Vec<Multiaddr>,
}

#[derive(Default)]
pub(super) struct Contacts {
    contacts: BTreeMap<Whom, Contact>,
}

struct Contact {
    addresses: Vec<Multiaddr>,
    state: State,
    pause: Duration,
}

enum State {
    Waiting(Instant),
    Calling(Option<ConnectionId>),
    Linked { peer: PeerId, since: Instant },
}

impl Contacts {
    /// An address that the person, or a script, gave. Past the limit it is left out.
    pub(super) fn told(&mut self, address: Multiaddr, now: Instant) -> bool {
        let told = self.contacts.keys().filter(|whom| matches!(whom, Whom::At(_))).count();
        let room = told < TOLD_MAX;
        if room {
            let whom = Whom::At(address.clone());
            self.contacts.entry(whom).or_insert_with(|| Contact::new(vec![address], now));
        }
        room
    }

    /// A phone on the same network.
    pub(super) fn found(&mut self, peer: PeerId, address: Multiaddr, after_you: bool, now: Instant) {
        let found = self.contacts.keys().filter(|whom| matches!(whom, Whom::Phone(_))).count();
        let whom = Whom::Phone(peer);
        if found >= FOUND_MAX && !self.contacts.contains_key(&whom) {
            return;
        }
        let first = if after_you { now + AFTER_YOU } else { now };
        let contact = self.contacts.entry(whom).or_insert_with(|| Contact::new(Vec::new(), first));
        if contact.addresses.len() < FOUND_ADDRESSES_MAX && !contact.addresses.contains(&address) {
            contact.addresses.push(address);
        }
    }

    /// mDNS has not heard of this phone at this address for a while.
    pub(super) fn expired(&mut self, peer: PeerId, address: &Multiaddr) {
        let whom = Whom::Phone(peer);
        if let Some(contact) = self.contacts.get_mut(&whom) {
            contact.addresses.retain(|known| known != address);
            if contact.addresses.is_empty() {
                self.contacts.remove(&whom);
            }
        }
    }

    /// When the next call is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.contacts
            .values()
            .filter_map(|contact| match contact.state {
                State::Waiting(at) => Some(at),
                _ => None,
            })
            .min()
    }

    /// All calls that are due by now; each counts as being made.
    pub(super) fn due(&mut self, now: Instant) -> Vec<Call> {
        let mut calls = Vec::new();
        for (whom, contact) in &mut self.contacts {
            if matches!(contact.state, State::Waiting(at) if at <= now) {
                contact.state = State::Calling(None);
                calls.push(Call { whom: whom.clone(), addresses: contact.addresses.clone() });
            }
        }
        calls
    }

    /// The call to `whom` goes by this number.
    pub(super) fn calling(&mut self, whom: &Whom, connection: ConnectionId) {
        if let Some(contact) = self.contacts.get_mut(whom) {
            contact.state = State::Calling(Some(connection));
        }
    }

    /// A call could not even be begun.
    pub(super) fn not_called(&mut self, whom: &Whom, now: Instant) {
        if let Some(contact) = self.contacts.get_mut(whom) {
            contact.pause(now);
        }
    }

    /// A call failed.
    pub(super) fn failed(&mut self, connection: ConnectionId, now: Instant) {
        for contact in self.contacts.values_mut() {
            if matches!(contact.state, State::Calling(Some(own)) if own == connection) {
                contact.pause(now);
            }
        }
    }

    /// A connection to this phone stands, whoever called.
    pub(super) fn linked(&mut self, peer: PeerId, connection: ConnectionId, now: Instant) {
        for (whom, contact) in &mut self.contacts {
            let called = matches!(contact.state, State::Calling(Some(own)) if own == connection);
            if called || *whom == Whom::Phone(peer) {
                contact.state = State::Linked { peer, since: now };
            }
        }
    }

    /// The last connection to this phone is gone.
    pub(super) fn gone(&mut self, lost: PeerId, now: Instant) {
        for contact in self.contacts.values_mut() {
            if let State::Linked { peer, since } = contact.state
                && peer == lost
            {
                if now.duration_since(since) >= HELD {
                    contact.pause = PAUSE_MIN;
                }
                contact.pause(now);
            }
        }
    }
}

impl Contact {
    fn new(addresses: Vec<Multiaddr>, first: Instant) -> Contact {
        Contact { addresses, state: State::Waiting(first), pause: PAUSE_MIN }
    }

    fn pause(&mut self, now: Instant) {
        self.state = State::Waiting(now + self.pause);
        self.pause = (2 * self.pause).min(PAUSE_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_told_address_is_called_for_ever_with_growing_pauses() {
        let mut contacts = Contacts::default();
        let start = Instant::now();
        contacts.told("/ip4/127.0.0.1/tcp/7".parse().unwrap(), start);
        let mut now = start;
        let mut pauses = Vec::new();
        for turn in 0..8 {
            assert_eq!(contacts.due(now).len(), 1);
            assert!(contacts.due(now).is_empty(), "one call at a time");
            let connection = ConnectionId::new_unchecked(turn);
            contacts.calling(&Whom::At("/ip4/127.0.0.1/tcp/7".parse().unwrap()), connection);
            contacts.failed(connection, now);
            let next = contacts.next().expect("it is called again");
            pauses.push(next.duration_since(now).as_secs());
            now = next;
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30, 30]);
        contacts.due(now);
        let peer = PeerId::random();
        let connection = ConnectionId::new_unchecked(99);
        contacts.calling(&Whom::At("/ip4/127.0.0.1/tcp/7".parse().unwrap()), connection);
        contacts.linked(peer, connection, now);
        assert_eq!(contacts.next(), None);
        contacts.gone(peer, now + seconds(60));
        assert_eq!(contacts.next(), Some(now + seconds(61)), "a good link starts the pauses over");
    }

    #[test]
    fn a_found_phone_is_called_until_it_expires_and_a_network_cannot_name_too_many() {
        let mut contacts = Contacts::default();
        let now = Instant::now();
        let address: Multiaddr = "/ip4/10.0.0.2/tcp/7".parse().unwrap();
        let peer = PeerId::random();
        contacts.found(peer, address.clone(), true, now);
        assert!(contacts.due(now).is_empty());
        assert_eq!(contacts.due(now + AFTER_YOU).len(), 1);
        contacts.expired(peer, &address);
        contacts.gone(peer, now);
        assert_eq!(contacts.next(), None);
        for _ in 0..2 * FOUND_MAX {
            contacts.found(PeerId::random(), address.clone(), false, now);
        }
        assert_eq!(contacts.due(now).len(), FOUND_MAX);
    }
}
