//! A radio in memory: several phones on one [`Air`], with range, loss, delay and bandwidth.
//!
//! It is a model of Bluetooth as far as tests need one. What goes over a link takes time on both phones, and a phone
//! has one bandwidth for all its links. A lost packet costs the time of sending it once more, since Bluetooth repeats
//! what was not acknowledged; a lost advertisement is just not heard. Left out: that phones in one room disturb each
//! other.
//!
//! Under tokio's paused clock a rehearsal takes no time, and with one thread it goes the same way each time.

use std::{
    collections::BTreeMap,
    f64::consts::LOG10_2,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split},
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until},
};

use super::{
    Antenna, Cost, Event, Kind, LINKS_MAX, Radio, RadioId, Sighting, Spot, State, Station, Wish, antenna,
};

/// Who can be seen is heard so often.
const HEARD_EVERY: Duration = Duration::from_secs(1);
/// Whom nobody heard for so long is lost.
const LOST_AFTER: Duration = Duration::from_secs(5);
/// Bytes of one packet: what a Bluetooth link of today sends at once.
const PACKET_BYTES: usize = 244;
/// Bytes that wait in the radio of either end.
const QUEUE_BYTES: usize = 4_096;
/// Packets that are on their way.
const PACKETS_ON_THE_WAY: usize = 16;

/// How the air carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// How far it carries, in metres.
    pub range: u32,
    /// How many of a thousand packets are lost.
    pub loss: u16,
    /// From one phone to the other.
    pub delay: Duration,
    /// What one phone sends and receives in a second, over all its links.
    pub bytes_per_second: u32,
}

impl Default for Law {
    /// A street, as Bluetooth has it: 30 metres, one packet in fifty lost, 100 kbit/s.
    fn default() -> Law {
        Law { range: 30, loss: 20, delay: Duration::from_millis(15), bytes_per_second: 12_500 }
    }
}

/// Where a phone is, in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// To the east.
    pub x: i32,
    /// To the north.
    pub y: i32,
}

impl Place {
    fn squared_distance(&self, other: &Place) -> i64 {
        let (x, y) = (i64::from(self.x) - i64::from(other.x), i64::from(self.y) - i64::from(other.y));
        x * x + y * y
    }
}

/// What several radios share. Clones are the same air.
#[derive(Clone, Debug)]
pub struct Air(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    law: Law,
    dice: u64,
    phones: BTreeMap<Spot, Phone>,
    links: u64,
    /// Counts up when somebody has moved or was switched off.
    moved: watch::Sender<u64>,
}

#[derive(Debug)]
struct Phone {
    place: Place,
    plugged: bool,
    seen_as: Option<RadioId>,
    busy_until: Instant,
    links: usize,
    /// Where its task takes calls.
    calls: Option<mpsc::UnboundedSender<Called>>,
}

/// The other half of a link that somebody opened to this phone.
#[derive(Debug)]
struct Called {
    by: Spot,
    number: u64,
    stream: DuplexStream,
}

impl Air {
    /// Air that carries by this law; what is lost follows from the seed.
    pub fn new(law: Law, seed: u64) -> Air {
        let moved = watch::Sender::new(0);
        Air(Arc::new(Mutex::new(Inner { law, dice: seed, phones: BTreeMap::new(), links: 0, moved })))
    }

    /// A phone's radio, at this place.
    pub fn radio(&self, place: Place) -> Rehearsed {
        let mut inner = self.inner();
        let spot = Spot(inner.phones.len() as u64 + 1);
        let phone =
            Phone { place, plugged: true, seen_as: None, busy_until: Instant::now(), links: 0, calls: None };
        inner.phones.insert(spot, phone);
        Rehearsed { air: self.clone(), spot }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

impl Inner {
    /// SplitMix64 (Steele, Lea, Flood 2014): enough to lose packets by.
    fn draw(&mut self) -> u64 {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.dice;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn lost(&mut self) -> bool {
        self.draw() % 1_000 < u64::from(self.law.loss)
    }

    fn in_reach(&self, one: &Spot, other: &Spot) -> bool {
        let (Some(one), Some(other)) = (self.phones.get(one), self.phones.get(other)) else { return false };
        let range = i64::from(self.law.range);
        one.plugged && other.plugged && one.place.squared_distance(&other.place) <= range * range
    }

    /// Path loss with the exponent of a hall, 2.4, from -40 dBm at one metre.
    fn signal(&self, one: &Spot, other: &Spot) -> i8 {
        let squared = self.phones[one].place.squared_distance(&self.phones[other].place).max(1);
        (-40.0 - 12.0 * LOG10_2 * (squared as f64).log2()).round() as i8
    }

    /// Takes both phones' time for a packet; until when.
    fn occupy(&mut self, one: &Spot, other: &Spot, bytes: usize) -> Instant {
        let mut tries = 1;
        while tries < 20 && self.lost() {
            tries += 1;
        }
        let nanos = 1_000_000_000 * tries * bytes as u64 / u64::from(self.law.bytes_per_second.max(1));
        let from = self.phones[one].busy_until.max(self.phones[other].busy_until).max(Instant::now());
        let until = from + Duration::from_nanos(nanos);
        for spot in [one, other] {
            self.phones.get_mut(spot).expect("phones stay").busy_until = until;
        }
        until
    }
}

/// A phone's radio on an [`Air`].
#[derive(Clone, Debug)]
pub struct Rehearsed {
    air: Air,
    spot: Spot,
}

impl Rehearsed {
    /// The phone goes there. Links that do not reach so far break.
    pub fn go(&self, place: Place) {
        self.change(|phone| phone.place = place);
    }

    /// The adapter is pulled out, or put in again.
    pub fn plug(&self, plugged: bool) {
        self.change(|phone| phone.plugged = plugged);
    }

    fn change(&self, change: impl FnOnce(&mut Phone)) {
        let mut inner = self.air.inner();
        change(inner.phones.get_mut(&self.spot).expect("phones stay"));
        inner.moved.send_modify(|moved| *moved += 1);
    }
}

impl Radio for Rehearsed {
    fn kind(&self) -> Kind {
        Kind::Bluetooth
    }

    fn cost(&self) -> Cost {
        let law = self.air.inner().law;
        Cost {
            round_trip: 2 * law.delay,
            bytes_per_second: law.bytes_per_second,
            millijoules_per_megabyte: 8_000,
        }
    }

    fn switch_on(&self) -> Antenna {
        let (antenna, station) = antenna();
        let (calls, called) = mpsc::unbounded_channel();
        self.air.inner().phones.get_mut(&self.spot).expect("phones stay").calls = Some(calls);
        let task =
            Task { air: self.air.clone(), spot: self.spot, station, looks: false, heard: BTreeMap::new() };
        tokio::spawn(task.run(called));
        antenna
    }
}

struct Task {
    air: Air,
    spot: Spot,
    station: Station,
    looks: bool,
    heard: BTreeMap<Spot, Instant>,
}

impl Task {
    async fn run(mut self, mut called: mpsc::UnboundedReceiver<Called>) {
        let mut moved = self.air.inner().moved.subscribe();
        let mut hearing = interval(HEARD_EVERY);
        hearing.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut state = None;
        loop {
            let plugged = self.air.inner().phones[&self.spot].plugged;
            let now = if plugged { State::On } else { State::Unavailable };
            if state.replace(now) != Some(now) && !self.station.tell(Event::State(now)).await {
                break;
            }
            tokio::select! {
                wish = self.station.wishes.recv() => match wish {
                    Some(wish) => self.heed(wish).await,
                    None => break,
                },
                Some(call) = called.recv() => {
                    let link = self.station.link(call.by, call.number, false, call.stream);
                    self.station.tell(Event::Up(link)).await;
                }
                _ = hearing.tick() => self.hear().await,
                _ = moved.changed() => {}
            }
        }
        let mut inner = self.air.inner();
        let me = inner.phones.get_mut(&self.spot).expect("phones stay");
        (me.seen_as, me.calls) = (None, None);
    }

    async fn heed(&mut self, wish: Wish) {
        match wish {
            Wish::BeSeen(id) => {
                self.air.inner().phones.get_mut(&self.spot).expect("phones stay").seen_as = id;
            }
            Wish::Look(looks) => self.looks = looks,
            Wish::Connect(spot) => {
                let there_and_back = 2 * self.air.inner().law.delay;
                sleep(there_and_back).await;
                let event = match self.connect(spot) {
                    Some((number, stream)) => Event::Up(self.station.link(spot, number, true, stream)),
                    None => Event::NotReached(spot),
                };
                self.station.tell(event).await;
            }
        }
    }

    fn connect(&self, spot: Spot) -> Option<(u64, DuplexStream)> {
        let mut inner = self.air.inner();
        let free = |inner: &Inner, spot: &Spot| inner.phones.get(spot).is_some_and(|it| it.links < LINKS_MAX);
        if !inner.in_reach(&self.spot, &spot) || !free(&inner, &self.spot) || !free(&inner, &spot) {
            return None;
        }
        let answers = inner.phones[&spot].seen_as.is_some();
        let calls = inner.phones[&spot].calls.clone().filter(|_| answers)?;
        inner.links += 1;
        let number = inner.links;
        let (mine, my_side) = duplex(QUEUE_BYTES);
        let (theirs, their_side) = duplex(QUEUE_BYTES);
        calls.send(Called { by: self.spot, number, stream: theirs }).ok()?;
        for end in [self.spot, spot] {
            inner.phones.get_mut(&end).expect("phones stay").links += 1;
        }
        let moved = inner.moved.subscribe();
        tokio::spawn(carry(self.air.clone(), (self.spot, my_side), (spot, their_side), moved));
        Some((number, mine))
    }

    async fn hear(&mut self) {
        let now = Instant::now();
        let sightings = if self.looks { self.sightings() } else { Vec::new() };
        for sighting in sightings {
            self.heard.insert(sighting.spot, now);
            self.station.mention(sighting);
        }
        let lost: Vec<Spot> = self
            .heard
            .iter()
            .filter(|(_, at)| now.duration_since(**at) >= LOST_AFTER)
            .map(|(spot, _)| *spot)
            .collect();
        for spot in lost {
            self.heard.remove(&spot);
            self.station.tell(Event::Lost(spot)).await;
        }
    }

    fn sightings(&self) -> Vec<Sighting> {
        let mut inner = self.air.inner();
        let spots: Vec<(Spot, RadioId)> =
            inner.phones.iter().filter_map(|(spot, phone)| Some((*spot, phone.seen_as?))).collect();
        let mut sightings = Vec::new();
        for (spot, id) in spots {
            if spot != self.spot && inner.in_reach(&self.spot, &spot) && !inner.lost() {
                let signal = inner.signal(&self.spot, &spot);
                sightings.push(Sighting { spot, id: Some(id), signal });
            }
        }
        sightings
    }
}

/// Carries both ways until one end is dropped or the two are out of reach.
async fn carry(
    air: Air,
    one: (Spot, DuplexStream),
    other: (Spot, DuplexStream),
    mut moved: watch::Receiver<u64>,
) {
    let (ends, (from_one, to_one), (from_other, to_other)) = ((one.0, other.0), split(one.1), split(other.1));
    let parted = async {
        while air.inner().in_reach(&ends.0, &ends.1) {
            if moved.changed().await.is_err() {
                return;
            }
        }
    };
    let pumps = async {
        // When one end is dropped nothing goes either way any more.
        tokio::select! {
            () = pump(&air, ends, from_one, to_other) => {}
            () = pump(&air, ends, from_other, to_one) => {}
        }
    };
    tokio::select! {
        () = parted => {}
        () = pumps => {}
    }
    let mut inner = air.inner();
    for end in [ends.0, ends.1] {
        let phone = inner.phones.get_mut(&end).expect("phones stay");
        phone.links -= 1;
    }
}

/// One way: packet after packet takes its time on both phones and arrives a little later.
async fn pump(
    air: &Air,
    ends: (Spot, Spot),
    mut from: ReadHalf<DuplexStream>,
    mut into: WriteHalf<DuplexStream>,
) {
    let delay = air.inner().law.delay;
    let (way, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(PACKETS_ON_THE_WAY);
    let sends = async move {
        let mut packet = [0; PACKET_BYTES];
        while let Ok(bytes @ 1..) = from.read(&mut packet).await {
            let until = air.inner().occupy(&ends.0, &ends.1, bytes);
            sleep_until(until).await;
            if way.send((until + delay, packet[..bytes].to_vec())).await.is_err() {
                return;
            }
        }
    };
    let arrives = async {
        while let Some((at, packet)) = arriving.recv().await {
            sleep_until(at).await;
            if into.write_all(&packet).await.is_err() {
                return;
            }
        }
    };
    tokio::join!(sends, arrives);
}

#[cfg(test)]
mod tests;
