//! What it costs two phones to agree: bytes, round trips, and the time of a newcomer over a **simulated** link.
//!
//! Each line on stdout is one figure as a flat JSON object, as `cargo dev measure` reads them. Bytes are those of the
//! messages, the peer's and ours, without what a link puts around them. The peer is `negentropy` on the same ids, of which ours are the first sixteen bytes.

#[path = "sets/newcomer.rs"]
mod newcomer;

use std::{collections::BTreeSet, time::Instant};

use negentropy::{Id, Negentropy, NegentropyStorageVector};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, EntryId, Message,
    recognise::Frame,
    sketch::{Decoder, Sketch, SketchKey, Symbol, UNIT, read_unit, unit},
    sync::comparing::WINDOW_UNITS,
};

const SHARED: usize = 100_000;
const DIFFERENCES: usize = 100;
const RUNS: usize = 40;
/// The design case: bytes a second, and seconds one way.
const BANDWIDTH: f64 = 100_000.0 / 8.0;
const ONE_WAY: f64 = 0.03;
/// More symbols than any run here needs.
const SYMBOLS: usize = 512;

fn main() {
    // cargo says `--bench` to every harness.
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    if wanted("reconcile") {
        reconcile();
        upkeep();
    }
    if wanted("newcomer") {
        newcomer::newcomer();
    }
}

/// One figure. `at` says which of the sorted runs counts, in hundredths; none is their mean.
fn tell(
    name: &str,
    what: &str,
    unit: &str,
    ours: &[f64],
    at: Option<usize>,
    bar: Option<f64>,
    peer: Option<f64>,
) {
    let mut sorted = ours.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
    let value = at.map_or(mean, |at| sorted[(sorted.len() * at / 100).min(sorted.len() - 1)]);
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    let peer_name = if peer.is_some() { "\"negentropy\"" } else { "null" };
    let peer = peer.map_or("null".to_owned(), |peer| round(peer).to_string());
    let holds = bar.map_or("null".to_owned(), |bar| (value <= bar).to_string());
    let bar = bar.map_or("null".to_owned(), |bar| format!("\"≤ {}\"", round(bar)));
    let spread = format!("{}–{}", round(sorted[0]), round(sorted[sorted.len() - 1]));
    println!(
        "{{\"name\":\"{name}\",\"what\":\"{what}\",\"value\":{},\"unit\":\"{unit}\",\"peer\":{peer_name},\
         \"peer_value\":{peer},\"bar\":{bar},\"holds\":{holds},\"spread\":\"{spread}\"}}",
        round(value)
    );
}

/// The bytes of a message in its frame, as a link carries it.
fn frame_bytes(message: &Message) -> usize {
    4 + Frame::About { slot: u64::MAX, message: message.encode() }.encode().len()
}

/// The bytes of a message by itself, as the peer's are counted.
fn message_bytes(message: &Message) -> usize {
    message.encode().len()
}

/// One run of a comparison.
#[derive(Default)]
struct Cost {
    bytes: f64,
    in_flight: f64,
    round_trips: f64,
}

fn reconcile() {
    let mut dice = ChaCha20Rng::seed_from_u64(1);
    let shared = draw(SHARED - DIFFERENCES / 2, &mut dice);
    let key = SketchKey::of(&CircleId([1; 16]));
    let mut base = Sketch::new(key.clone());
    base.grow(SYMBOLS, shared.iter().map(ours).collect::<Vec<_>>().iter());
    for (what, recent) in [("scattered", false), ("most recent", true)] {
        let (mut costs, mut peers) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            let extra = draw(DIFFERENCES, &mut dice);
            // Scattered: half of them on either side. Most recent: one phone was away.
            let (mine, theirs) = extra.split_at(if recent { DIFFERENCES } else { DIFFERENCES / 2 });
            let [here, there] = [mine, theirs].map(|own| {
                let mut sketch = base.clone();
                own.iter().for_each(|id| sketch.insert(&ours(id)));
                (sketch, shared.len() + own.len())
            });
            // Either may be the one that streams.
            let (from, to) = if run % 2 == 0 { (&here, &there) } else { (&there, &here) };
            costs.push(compare(&key, from, to));
            if run < RUNS / 4 {
                let own = if run % 2 == 0 { [mine, theirs] } else { [theirs, mine] };
                peers.push(negentropy(&shared, own, recent));
            }
        }
        let mean = |part: fn(&(f64, f64)) -> f64| peers.iter().map(part).sum::<f64>() / peers.len() as f64;
        let (peer_bytes, peer_trips) = (mean(|peer| peer.0), mean(|peer| peer.1));
        let all = |part: fn(&Cost) -> f64| costs.iter().map(part).collect::<Vec<f64>>();
        let sets = format!("{DIFFERENCES} {what} differences among {SHARED}");
        let bytes = all(|cost| cost.bytes);
        let (at, of, bar) =
            if recent { (None, "mean", 1.3 * peer_bytes) } else { (Some(95), "p95", 4_500.0) };
        let line = format!("{sets}: up to the decoding symbol, both ways, {of}");
        tell("reconcile", &line, "bytes", &bytes, at, Some(bar), Some(peer_bytes));
        let line = format!("{sets}: on their way in vain when it decodes");
        tell("reconcile", &line, "bytes", &all(|cost| cost.in_flight), Some(95), None, None);
        let line = format!("{sets}: round trips waited for, simulated 100 kbit/s and 60 ms");
        tell("reconcile", &line, "", &all(|cost| cost.round_trips), Some(95), Some(1.1), Some(peer_trips));
    }
}

/// Ids of 32 bytes.
fn draw(count: usize, dice: &mut ChaCha20Rng) -> Vec<[u8; 32]> {
    let draw = |_| {
        let mut id = [0; 32];
        dice.fill_bytes(&mut id);
        id
    };
    (0..count).map(draw).collect()
}

fn ours(id: &[u8; 32]) -> EntryId {
    EntryId(std::array::from_fn(|n| id[n]))
}

/// Roots and symbols until they decode, through the real encodings, over the link of the design case.
fn compare(key: &SketchKey, from: &(Sketch, usize), to: &(Sketch, usize)) -> Cost {
    let eight = |sketch: &Sketch, first: usize| -> [Symbol; UNIT] {
        sketch.symbols()[first..first + UNIT].try_into().expect("as many as there are")
    };
    let root = |(sketch, size): &(Sketch, usize)| {
        message_bytes(&Message::Root {
            size: *size as u32,
            root: [1; 16],
            unit: unit(&eight(sketch, 0), 0, *size),
        })
    };
    let mut cost = Cost { bytes: (root(from) + root(to)) as f64, ..Cost::default() };
    let mut streamed = 0.0;
    // Both roots set out at once; the stream begins when the other's has come.
    let begin = root(to) as f64 / BANDWIDTH + ONE_WAY;
    let apart = from.1.abs_diff(to.1);
    let granted = apart / UNIT + WINDOW_UNITS;
    let (mut link_free, mut arrivals): (f64, Vec<f64>) = (begin, Vec::new());
    let mut decoder = Decoder::new(key.clone());
    for first in (0..SYMBOLS).step_by(UNIT) {
        let bytes = unit(&eight(&from.0, first), first, from.1);
        if first > 0 {
            let message = message_bytes(&Message::Symbols { unit: bytes.clone() }) as f64;
            let number = first / UNIT - 1;
            // Paid for by the grant at first, then by a word for each that was taken.
            let more = message_bytes(&Message::More) as f64;
            let may = number
                .checked_sub(granted)
                .map_or(begin, |_| arrivals[number - WINDOW_UNITS] + more / BANDWIDTH + ONE_WAY);
            link_free = link_free.max(may) + message / BANDWIDTH;
            arrivals.push(link_free + ONE_WAY);
            streamed += message;
            cost.bytes += message + if arrivals.len() > apart / UNIT + 1 { more } else { 0.0 };
        }
        let symbols = read_unit(&bytes, first, from.1).expect("an honest unit");
        if decoder.take(&symbols, &eight(&to.0, first)).expect("two honest sets").is_some() {
            let done = arrivals.last().copied().unwrap_or(begin);
            let on_the_wire = root(to) as f64 + streamed;
            cost.round_trips = (done - on_the_wire / BANDWIDTH) / (2.0 * ONE_WAY);
            cost.in_flight = WINDOW_UNITS as f64 * streamed / arrivals.len().max(1) as f64;
            return cost;
        }
    }
    panic!("{SYMBOLS} symbols do for {DIFFERENCES} differences");
}

/// Bytes both ways and round trips of the peer.
fn negentropy(shared: &[[u8; 32]], own: [&[[u8; 32]]; 2], recent: bool) -> (f64, f64) {
    let [here, there] = own.map(|own| {
        let mut storage = NegentropyStorageVector::new();
        let mut insert = |at: usize, id: &[u8; 32]| {
            storage.insert(at as u64, Id::from_byte_array(*id)).expect("not sealed yet");
        };
        shared.iter().enumerate().for_each(|(n, id)| insert(1_000_000 + 60 * n, id));
        for (n, id) in own.iter().enumerate() {
            let scattered = 60 * (usize::from(id[31]) << 8 | usize::from(id[30])) + 30;
            insert(1_000_000 + if recent { 60 * (shared.len() + n) } else { scattered }, id);
        }
        storage.seal().expect("once");
        storage
    });
    let mut client = Negentropy::owned(here, 0).expect("no limit on a message");
    let mut server = Negentropy::owned(there, 0).expect("no limit on a message");
    let (mut have, mut need) = (Vec::new(), Vec::new());
    let mut query = client.initiate().expect("for the first time");
    let (mut bytes, mut trips) = (0, 0);
    loop {
        let answer = server.reconcile(&query).expect("an honest query");
        bytes += query.len() + answer.len();
        trips += 1;
        match client.reconcile_with_ids(&answer, &mut have, &mut need).expect("an honest answer") {
            Some(next) => query = next,
            None => break,
        }
    }
    let found: BTreeSet<Id> = have.into_iter().chain(need).collect();
    assert_eq!(found.len(), DIFFERENCES, "it found them all");
    (bytes as f64, f64::from(trips))
}

/// One more entry, in a sketch as long as it is unless some neighbour needed more.
fn upkeep() {
    let mut dice = ChaCha20Rng::seed_from_u64(2);
    let ids: Vec<EntryId> = draw(SHARED, &mut dice).iter().map(ours).collect();
    let mut sketch = Sketch::new(SketchKey::of(&CircleId([1; 16])));
    sketch.grow(SYMBOLS, [].iter());
    let runs: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            ids.iter().for_each(|id| sketch.insert(id));
            begun.elapsed().as_secs_f64() * 1e6 / ids.len() as f64
        })
        .collect();
    tell(
        "reconcile",
        "upkeep of a sketch of 512 symbols, an entry, median",
        "µs",
        &runs,
        Some(50),
        Some(1.0),
        None,
    );
}
