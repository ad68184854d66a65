//! Links over radios: who is in reach is called, and what comes up is handed to libp2p as any other connection.
//!
//! Each radio is used through its antenna. [`Reach`] says whom to call and when; a link that is up gets a number and
//! goes to [`OverRadios`], a transport of libp2p's, under the address `/memory/<number>`. That address means nothing to
//! anybody else and is told to nobody: the transport announces no listener. Above it all is as over TCP, Noise and
//! Yamux and one stream; so one phone that is reached twice is one neighbour.

mod over_radios;
mod reach;

use std::{collections::BTreeMap, sync::Arc};

use futures::{FutureExt, StreamExt, stream::FuturesUnordered};
use libp2p::Multiaddr;
use tequio_platform::radio::{Antenna, Event, Kind, Link, Radio, RadioId, State};
use tokio::{sync::watch, time::Instant};

pub(super) use over_radios::OverRadios;
use over_radios::Switchboard;
use reach::{Reach, Where};

/// One of this phone's radios, as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RadioNow {
    /// What it is.
    pub kind: Kind,
    /// How it is; until it has said so, it is not there.
    pub state: State,
    /// How many phones can be seen.
    pub sighted: usize,
    /// How many links are up.
    pub links: usize,
}

impl RadioNow {
    /// One that has not been switched on.
    pub(super) fn off(kind: Kind) -> RadioNow {
        RadioNow { kind, state: State::Unavailable, sighted: 0, links: 0 }
    }
}

/// What to do about something that happened on a radio.
pub(super) enum Heed {
    Nothing,
    /// libp2p is to call this address, at which a link is up already.
    Dial(Multiaddr),
}

/// All radios of this phone.
pub(super) struct Air {
    antennas: Vec<Antenna>,
    reach: Reach,
    switchboard: Switchboard,
    numbers: BTreeMap<u64, Where>,
    next: u64,
    now: watch::Sender<Vec<RadioNow>>,
}

impl Air {
    /// Switches the radios on and makes this phone be seen as `id`; must be called inside a tokio runtime.
    pub(super) fn new(
        radios: &[Arc<dyn Radio>],
        id: RadioId,
        now: watch::Sender<Vec<RadioNow>>,
    ) -> (Air, OverRadios) {
        let antennas: Vec<Antenna> = radios.iter().map(|radio| radio.switch_on()).collect();
        for antenna in &antennas {
            antenna.be_seen(Some(id));
            antenna.look(true);
        }
        let (switchboard, transport) = over_radios::pair();
        let reach = Reach::new(id);
        (Air { antennas, reach, switchboard, numbers: BTreeMap::new(), next: 0, now }, transport)
    }

    /// The next that happens on any radio; never, if there is none.
    pub(super) async fn next(&mut self) -> (usize, Event) {
        let mut all: FuturesUnordered<_> = self
            .antennas
            .iter_mut()
            .enumerate()
            .map(|(radio, antenna)| async move { antenna.next().await.map(|event| (radio, event)) }.boxed())
            .collect();
        loop {
            match all.next().await {
                Some(Some(event)) => return event,
                // A radio whose task has ended says nothing more.
                Some(None) => {}
                None => std::future::pending().await,
            }
        }
    }

    pub(super) fn heed(&mut self, radio: usize, event: Event, now: Instant) -> Heed {
        let mut heed = Heed::Nothing;
        match event {
            Event::State(state) => self.now.send_modify(|all| all[radio].state = state),
            Event::Sighted(sighting) => self.reach.sighted(radio, sighting, now),
            Event::Lost(spot) => self.reach.lost((radio, spot)),
            Event::NotReached(spot) => self.reach.not_reached((radio, spot), now),
            Event::Down(spot, _) => self.reach.down((radio, spot), now),
            Event::Up(link) => heed = self.up(radio, link, now),
        }
        let (sighted, links) = self.reach.count(radio);
        self.now.send_if_modified(|all| {
            let now = RadioNow { sighted, links, ..all[radio] };
            std::mem::replace(&mut all[radio], now) != now
        });
        heed
    }

    fn up(&mut self, radio: usize, link: Link, now: Instant) -> Heed {
        let at = (radio, link.spot());
        if !self.reach.up(at, link.called(), now) {
            // Dropped: there are as many as a radio carries.
            return Heed::Nothing;
        }
        let (number, called) = (self.next, link.called());
        self.next += 1;
        self.numbers.insert(number, at);
        // Numbers of links that ended long ago are of no use.
        while self.numbers.len() > reach::KNOWN_MAX {
            self.numbers.pop_first();
        }
        match self.switchboard.connect(number, link) {
            address if called => Heed::Dial(address),
            _ => Heed::Nothing,
        }
    }

    /// The phone at this address is linked by another way too.
    pub(super) fn is_second_way(&mut self, address: &Multiaddr) {
        if let Some(at) = over_radios::number(address).and_then(|number| self.numbers.get(&number)) {
            self.reach.is_second_way(*at);
        }
    }

    /// When somebody is to be called.
    pub(super) fn next_call(&self) -> Option<Instant> {
        self.reach.next()
    }

    pub(super) fn call(&mut self, now: Instant) {
        for (radio, spot) in self.reach.due(now) {
            self.antennas[radio].connect(spot);
        }
    }
}

/// Whether a connection goes over a radio.
pub(super) fn is_over_radio(address: &Multiaddr) -> bool {
    over_radios::number(address).is_some()
}
