//! Figures of what a phone keeps: how soon a long log is there, how much room it takes, how fast it comes in.

use std::{
    borrow::Borrow,
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use redb::{Database, Key, TableDefinition};
use serde_json::json;
use tequio_core::{
    CircleId, Entry, EntryId, Keys, Neighbour,
    replica::Kept,
    signature::{self, Signed},
};
use tequio_node::{
    Clock, Node, Options, Unlock,
    phone::{Output, Phone},
    store::{self, Keep, Opened, Store},
};

use crate::{Folder, Phone as Process, RUNS, circle, median, ms, round, tell};

const ENTRIES: usize = 100_000;
/// Entries that come from a neighbour.
const NEWS: usize = 10_000;

/// Ten years of a busy street, from the disk to the first screen.
pub async fn open() {
    let folder = Folder::new("open");
    let (keys, entries) = circle::of_entries(ENTRIES, Clock::default().now());
    let circle = keys[0].circle;
    let payload: usize = entries.iter().map(|(_, entry)| entry.encode().len()).sum();
    {
        let (_held, Opened { mut store, .. }) =
            store::open(&folder.of("Ana"), &Unlock::default()).expect("a store");
        let mut keeps = vec![Keep::Keys(Box::new(keys[0].clone()))];
        keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(circle, id, entry)));
        for batch in keeps.chunks(256) {
            store.keep(batch).expect("a commit");
        }
    }
    let (mut ours, mut bare, mut rebuilt) = (Vec::new(), Vec::new(), Vec::new());
    let checkpoint = folder.of("Ana").join(store::checkpoint::CHECKPOINT_NAME);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let (held, opened) = store::open(&folder.of("Ana"), &Unlock::default()).expect("the store");
        bare.push(ms(begun));
        assert!(opened.circles[0].1.entries.len() >= ENTRIES && opened.store.damaged() == 0);
        drop((held, opened));
        // Without a checkpoint, and with the one that was written when it was left.
        let _ = fs::remove_file(&checkpoint);
        for times in [&mut rebuilt, &mut ours] {
            let begun = Instant::now();
            let node = Node::start(Options::on_loopback(folder.of("Ana"))).await.expect("the phone starts");
            let cards = node.views(&circle).expect("the circle").board.borrow().cards.len();
            times.push(ms(begun));
            assert!(cards > ENTRIES / 10, "{cards} cards");
            node.stop().await;
            assert!(checkpoint.exists());
        }
    }
    let what = "a phone with 100,000 entries from its start to its first views";
    tell("open", what, "ms", ours, 500.0, Some(("reading the entries alone", bare)));
    tell("open", "the same without a checkpoint (once after an update)", "ms", rebuilt, None, None);
    let files = [store::folder::FILE_NAME, store::checkpoint::CHECKPOINT_NAME];
    let files = files.map(|name| fs::metadata(folder.of("Ana").join(name)).expect("a file"));
    let times = |sizes: u64| vec![sizes as f64 / payload as f64];
    let what =
        "the same: room on the disk for its file and the checkpoint, in sizes of the entries as they travel";
    // redb doubles its file when it is full, without writing to what it has reserved: on every file system that phones
    // and Linux have (ext4, f2fs, APFS) that takes no room, and the length says how much was asked for, not how much is
    // used. A compaction would bring the length down to the room, at the price of writing the file once more, and the
    // next entry doubles it again; redb lets nobody choose the step. So the room is what is measured, and the length
    // stands beside it.
    let length = (
        "the two files' lengths, with what redb has reserved",
        times(files.iter().map(|file| file.len()).sum()),
    );
    tell("open", what, "times", times(files.iter().map(store::room).sum()), 2.5, Some(length));
    let (mut resident, mut resident_rebuilt) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        resident.push(Process::start(&folder.of("Ana"), &[]).most_resident_mb());
    }
    for _ in 0..RUNS {
        fs::remove_file(&checkpoint).expect("it was written at leaving");
        // Long enough for the next one to be written behind the first views.
        resident_rebuilt
            .push(Process::start(&folder.of("Ana"), &[]).most_resident_mb_after(Duration::from_secs(5)));
        assert!(checkpoint.exists(), "it was written in the background");
    }
    tell("open", "the same: memory, at its most", "MB", resident, 150.0, None);
    let what = "the same without a checkpoint, and one is written: memory, at its most";
    tell("open", what, "MB", resident_rebuilt, 150.0, None);
}

/// Beto's phone was away and comes back: Ana's tells it 10,000 entries by four others.
///
/// What is measured is all that stands between a frame that comes and the next one that goes: reading, checking, the
/// log, the fold, sealing, and the commit; not Ana's side, and no link. What a phone does behind that, sealing the same
/// entries once more for those who carry them, has a line of its own.
pub fn admit() {
    let (keys, entries) = circle::of_entries(NEWS, Clock::default().now());
    let (mut rates, mut ratios, mut bare_rates) = (Vec::new(), Vec::new(), Vec::new());
    let (mut carried_rates, mut appending_rates, mut checking_rates) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        let folder = Folder::new("admit");
        let Admitted { rate, carried, batches } = one_admit(&folder.of("Beto"), &keys, &entries);
        let bare = bare_redb(&folder.of(&format!("bare-{run}")), &batches);
        appending_rates.push(appending_redb(&folder.of(&format!("appending-{run}")), &batches));
        checking_rates.push(checking(&keys[0].circle, &entries, &batches));
        rates.push(rate);
        carried_rates.push(carried);
        bare_rates.push(bare);
        ratios.push(rate / bare);
    }
    let what = "entries of others taken in, signatures checked, sealed and kept";
    tell_least(
        "admit",
        what,
        "a second",
        rates,
        8_000.0,
        Some(("bare redb, as many bytes in the same commits, found by their names", bare_rates)),
    );
    tell_least("admit", "the same as a share of bare redb", "times", ratios, 0.5, None);
    // What stands between the two: a file that only grows, out of which nobody could be handed an entry by its name, and
    // the checking of signatures, which no phone does faster than its cores.
    let what = "bare redb, as many bytes in the same commits, only appended";
    tell("admit", what, "a second", appending_rates, None, None);
    let what = "the signatures of the same entries alone, in the same batches, on one core";
    tell("admit", what, "a second", checking_rates, None, None);
    let what = "behind that: the same entries sealed in envelopes for carriers, and kept";
    tell("admit", what, "a second", carried_rates, None, None);
}

/// What came of one run.
struct Admitted {
    /// Entries a second.
    rate: f64,
    /// Envelopes a second, behind.
    carried: f64,
    /// The bytes of each commit.
    batches: Vec<Batch>,
}

/// What goes into one commit.
type Batch = Vec<(EntryId, Vec<u8>)>;

/// 10,000 entries through Beto's phone and store.
fn one_admit(folder: &Path, keys: &[Keys], entries: &[(EntryId, Entry)]) -> Admitted {
    let now = Clock::default().now();
    let by_id: BTreeMap<EntryId, Vec<u8>> = entries.iter().map(|(id, entry)| (*id, entry.encode())).collect();
    // Beto has all up to his own hello.
    let (ana, beto) = (&keys[0], &keys[1]);
    let hello = entries.iter().position(|(_, entry)| entry.header.author == beto.device()).expect("he came");
    let kept = |entries: &[(EntryId, Entry)]| Kept { entries: entries.to_vec(), ..Kept::default() };
    let mut there = Phone::open(vec![(ana.clone(), kept(entries))], [1; 32], now);
    let mut here = Phone::open(vec![(beto.clone(), kept(&entries[..=hello]))], [2; 32], now);
    let (_held, Opened { mut store, .. }) = store::open(folder, &Unlock::default()).expect("a store");
    let link = Neighbour(1);
    there.link_up(link, [1; 32], [2; 32]);
    here.link_up(link, [2; 32], [1; 32]);
    let (mut batches, mut count, mut spent) = (Vec::new(), 0, 0.0);
    let mut to_here: Vec<Vec<u8>> = Vec::new();
    loop {
        let mut to_there = Vec::new();
        let begun = Instant::now();
        for frame in to_here.drain(..) {
            here.hear(link, &frame, now);
        }
        let mut keeps = Vec::new();
        while let Some(output) = here.poll() {
            match output {
                Output::KeepEntries(circle, entries) => {
                    keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(circle, id, entry)));
                }
                Output::Send(_, frame) => to_there.push(frame),
                Output::Load(circle, neighbour, ids) => here.loaded(&circle, neighbour, load(&by_id, &ids)),
                _ => {}
            }
        }
        keep(&mut store, &keeps);
        spent += begun.elapsed().as_secs_f64();
        if !keeps.is_empty() {
            count += keeps.len();
            batches.push(keeps.iter().map(bytes_of).collect());
        }
        for frame in to_there {
            there.hear(link, &frame, now);
        }
        while let Some(output) = there.poll() {
            match output {
                Output::Send(_, frame) => to_here.push(frame),
                Output::Load(circle, neighbour, ids) => there.loaded(&circle, neighbour, load(&by_id, &ids)),
                _ => {}
            }
        }
        if to_here.is_empty() {
            break;
        }
    }
    assert_eq!(count, entries.len() - hello - 1, "all came");
    let (begun, mut envelopes) = (Instant::now(), 0);
    while here.is_behind() {
        here.seal_waiting(256);
        let mut keeps = Vec::new();
        while let Some(output) = here.poll() {
            if let Output::KeepEnvelope(id, record, bytes) = output {
                keeps.push(Keep::Envelope(id, record, bytes));
            }
        }
        envelopes += keeps.len();
        keep(&mut store, &keeps);
    }
    let carried = envelopes as f64 / begun.elapsed().as_secs_f64();
    Admitted { rate: count as f64 / spent, carried, batches }
}

fn load(by_id: &BTreeMap<EntryId, Vec<u8>>, ids: &[EntryId]) -> Vec<Vec<u8>> {
    ids.iter().map_while(|id| by_id.get(id).cloned()).collect()
}

fn keep(store: &mut Store, keeps: &[Keep]) {
    if !keeps.is_empty() {
        store.keep(keeps).expect("a commit");
    }
}

/// Under which name an entry is asked for, and what a value of the store holds with room for a nonce and a tag.
fn bytes_of(keep: &Keep) -> (EntryId, Vec<u8>) {
    match keep {
        Keep::Entry(CircleId(circle), id, entry) => {
            (*id, [&circle[..], &id.0[..], &entry.encode(), &[0; 24 + 16]].concat())
        }
        other => panic!("only entries come: {other:?}"),
    }
}

/// As many bytes in the same commits by redb alone, under the names by which neighbours ask for them: entries a second.
fn bare_redb(path: &Path, batches: &[Batch]) -> f64 {
    const TABLE: TableDefinition<[u8; 16], &[u8]> = TableDefinition::new("entries");
    by_redb_alone(path, TABLE, batches, |_, EntryId(id)| id)
}

/// The same under rising numbers, in which nothing can be found by its name: each commit appends to the tree, and touches
/// no page that was full.
fn appending_redb(path: &Path, batches: &[Batch]) -> f64 {
    const TABLE: TableDefinition<u64, &[u8]> = TableDefinition::new("entries");
    by_redb_alone(path, TABLE, batches, |position, _| position)
}

fn by_redb_alone<K: for<'a> Key<SelfType<'a> = K> + Borrow<K>>(
    path: &Path,
    table: TableDefinition<K, &'static [u8]>,
    batches: &[Batch],
    key: impl Fn(u64, EntryId) -> K,
) -> f64 {
    let database = Database::create(path).expect("a file");
    let (begun, mut position) = (Instant::now(), 0);
    for batch in batches {
        let write = database.begin_write().expect("a writer");
        {
            let mut table = write.open_table(table).expect("a table");
            for (id, bytes) in batch {
                table.insert(key(position, *id), &bytes[..]).expect("it is kept");
                position += 1;
            }
        }
        write.commit().expect("a commit");
    }
    position as f64 / begun.elapsed().as_secs_f64()
}

/// What checking the signatures of these commits takes by itself: entries a second.
fn checking(circle: &CircleId, entries: &[(EntryId, Entry)], batches: &[Batch]) -> f64 {
    let entries: BTreeMap<EntryId, &Entry> = entries.iter().map(|(id, entry)| (*id, entry)).collect();
    let claims = |batch: &Batch| batch.iter().map(|(id, _)| entries[id].claim(circle)).collect();
    let claims: Vec<Vec<Signed>> = batches.iter().map(claims).collect();
    let begun = Instant::now();
    assert!(claims.iter().all(|claims| signature::check_all(claims, [3; 32])), "they hold");
    claims.iter().map(Vec::len).sum::<usize>() as f64 / begun.elapsed().as_secs_f64()
}

/// One figure that is to be so much at least.
fn tell_least(
    name: &str,
    what: &str,
    unit: &str,
    mut ours: Vec<f64>,
    bar: f64,
    peer: Option<(&str, Vec<f64>)>,
) {
    let value = median(&mut ours);
    let (peer, peer_value) = peer.map_or((json!(null), json!(null)), |(peer, mut runs)| {
        (json!(peer), json!(round(median(&mut runs))))
    });
    let figure = json!({
        "name": name,
        "what": what,
        "value": round(value),
        "unit": unit,
        "peer": peer,
        "peer_value": peer_value,
        "bar": format!("≥ {bar}"),
        "holds": value >= bar,
        "spread": format!("{}–{}", round(ours[0]), round(ours[ours.len() - 1])),
    });
    println!("{figure}");
}
