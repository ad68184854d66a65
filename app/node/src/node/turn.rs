//! The one loop of a phone: what is queued goes in, what follows comes out, turn after turn.
//!
//! A turn takes all inputs that wait (up to a limit), lets the phone draw its conclusions, keeps what is to be kept
//! in one commit, and only then answers, shows and sends. So ten entries that arrive together cost one commit, and
//! whatever anybody saw survives a crash.
//!
//! A commit that fails is taken as such a crash: everything in memory is forgotten and the phone opened again from
//! what was kept before. Those who asked get the fault for an answer; the links are dropped and made again.

mod checkpointing;
mod clock;
mod guarding;
mod showing;
mod wish;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use libp2p::Multiaddr;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Entry, EntryId, EnvelopeId, Neighbour, Replica, Time,
    carrier::{
        Carrier,
        hold::{FILES, Quota, Taken},
    },
    contacts::{Contacts, Holder},
    keys,
    record::Record,
    replica::Opening,
};
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

use super::{Brought, Clock, Counters, Views};
use crate::{
    links::{
        LinkEvent, LinkNews, Links,
        carry::{End, Outbox, burst},
    },
    phone::{Output, Phone},
    store::{
        Keep, Opened, Store,
        backup::backup,
        checkpoint::Written,
        export::export,
        folder::Folder,
        key::{Protection, StorageKey, Unlock},
    },
    wrong::{Fault, NotDone},
};

use clock::Look;
use showing::Showing;
pub(super) use showing::Shown;
pub(super) use wish::Wish;

/// Inputs of one turn: enough to share a commit, few enough that an answer does not wait long.
const INPUTS_MAX: usize = 64;
/// Entries that are sealed for carriers in one turn when nothing else is to be done: one commit, some milliseconds.
const SEALED_AT_A_TIME: usize = 256;
/// Own entries that are looked after in one turn when nothing else is to be done.
const SURE_AT_A_TIME: usize = 64;
/// Nobody waits for a checkpoint: it begins when nothing has come for so long, and the screens stand.
const QUIET: Duration = Duration::from_secs(2);
/// One on its way to the disk is looked after so often.
const LOOK_AT_WRITING_EVERY: Duration = Duration::from_millis(100);
/// Whether the file has become larger than it need be is looked at so often.
const COMPACT_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// A clock that was set, or a phone that slept, is noticed after so long at the latest, if anything waits for a time.
const LOOK_AT_CLOCK_EVERY: Duration = Duration::from_secs(60);

type Answer<A> = oneshot::Sender<A>;

/// What comes to the loop.
pub(super) enum Input {
    Wish(Wish),
    Link(LinkEvent),
    /// The links are up; with their task, to be waited for at the end.
    Links(Links, JoinHandle<()>),
    Neighbour(Multiaddr),
    Stop(Option<Answer<Option<JoinHandle<()>>>>),
}

/// An answer that waits until what it speaks of has been kept.
type Pending = Box<dyn FnOnce(&mut Turn, Result<(), Fault>)>;

/// The loop's state between two turns.
pub(super) struct Turn {
    folder: Folder,
    /// Opens the store again when a disk has failed, without asking anybody.
    key: StorageKey,
    protection: Protection,
    /// Whether the key may go into the system's keychain when no passphrase guards it.
    keychain: bool,
    clock: Clock,
    /// When it was looked at last.
    looked: Look,
    quota: Quota,
    dice: ChaCha20Rng,
    phone: Phone,
    /// None only while a failed disk cannot be opened again.
    store: Option<Store>,
    /// When it was last seen whether making the file smaller pays.
    compacted: Instant,
    /// A checkpoint on its way to the disk.
    writing: Option<thread::JoinHandle<io::Result<Written>>>,
    links: Option<(Links, JoinHandle<()>)>,
    outboxes: BTreeMap<Neighbour, Outbox>,
    showing: BTreeMap<CircleId, Showing>,
    circles: watch::Sender<Arc<BTreeMap<CircleId, Views>>>,
    contacts: watch::Sender<Arc<Contacts>>,
    counters: Counters,
    /// When some post's time will have passed, which changes the board though nothing has happened.
    refresh: Option<Time>,
    /// Who waits until a contact keeps this phone.
    going: Option<Answer<Result<(), NotDone>>>,
}

impl Turn {
    pub(super) fn open(
        folder: &std::path::Path,
        unlock: &Unlock,
        seed: [u8; 32],
        (clock, quota): (Clock, Quota),
        (circles, contacts): Shown,
    ) -> Result<Turn, Fault> {
        let mut dice = ChaCha20Rng::from_seed(seed);
        let folder = Folder::hold(folder)?;
        let (key, protection) = StorageKey::unlock(&folder, unlock, &mut dice)?;
        let (store, phone) = open_phone(&folder, &key, &mut dice, clock.now(), quota)?;
        let damaged = store.damaged();
        let mut turn = Turn {
            folder,
            key,
            protection,
            keychain: unlock.keychain,
            clock,
            looked: Look::at(clock.now()),
            quota,
            dice,
            phone,
            store: Some(store),
            compacted: Instant::now(),
            writing: None,
            links: None,
            outboxes: BTreeMap::new(),
            showing: BTreeMap::new(),
            circles,
            contacts,
            counters: Counters { damaged, ..Counters::default() },
            refresh: None,
            going: None,
        };
        turn.follow(Vec::new());
        turn.show_all();
        Ok(turn)
    }

    /// All that screens keep.
    pub(super) fn settings(&self) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
        self.store().and_then(Store::settings)
    }

    /// Why nothing more can be kept, if that is so, and how much did not read back.
    pub(super) fn damage(&self) -> (Option<Fault>, usize) {
        let only_reads = self.store.as_ref().and_then(Store::only_reads).cloned();
        (only_reads, self.counters.damaged)
    }

    /// What guards the storage key.
    pub(super) fn protection(&self) -> Protection {
        self.protection
    }

    pub(super) fn run(mut self: Box<Self>, inbox: &Receiver<Input>) {
        self.compact();
        while let Some(first) = self.wait(inbox) {
            match first {
                Some(_) => {}
                None if self.phone.is_behind() => self.phone.seal_waiting(SEALED_AT_A_TIME),
                None if self.phone.is_unsure() => self.phone.make_sure(SURE_AT_A_TIME),
                None => {
                    self.checkpoint();
                    self.compact_daily();
                }
            }
            let mut pending = Vec::new();
            // The clock is looked at before what came is taken in, so that both are judged by one time.
            let now = self.now();
            self.phone.tick(now);
            for input in first.into_iter().chain(inbox.try_iter()).take(INPUTS_MAX) {
                if let Input::Stop(answer) = input {
                    self.phone.seal_waiting(usize::MAX);
                    self.follow(pending);
                    return self.stop(answer);
                }
                self.take(input, &mut pending);
            }
            self.follow(pending);
            if self.refresh.is_some_and(|at| at <= self.clock.now()) {
                self.show_boards();
            }
        }
    }

    /// The next input; `Some(None)` when it is time for something; none when nobody is left to ask anything.
    fn wait(&self, inbox: &Receiver<Input>) -> Option<Option<Input>> {
        let next = [self.phone.wake(), self.refresh].into_iter().flatten().min();
        let pause =
            next.map(|next| Duration::from_secs(next.since(self.clock.now())).min(LOOK_AT_CLOCK_EVERY));
        let wants = self.store.as_ref().is_some_and(Store::wants_checkpoint);
        let look = match &self.writing {
            Some(_) => Some(LOOK_AT_WRITING_EVERY),
            None => wants.then_some(QUIET),
        };
        let pause = pause.into_iter().chain(look).min();
        let Some(pause) = pause else { return inbox.recv().ok().map(Some) };
        match inbox.recv_timeout(pause) {
            Ok(input) => Some(Some(input)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take(&mut self, input: Input, pending: &mut Vec<Pending>) {
        match input {
            Input::Wish(wish) => self.wish(wish, pending),
            Input::Link(event) => self.link_event(event),
            Input::Links(links, task) => self.links = Some((links, task)),
            Input::Neighbour(address) => {
                if let Some((links, _)) = &self.links {
                    links.tell(address);
                }
            }
            Input::Stop(_) => unreachable!("answered by the loop"),
        }
    }

    fn link_event(&mut self, event: LinkEvent) {
        let link = event.link;
        // What cannot be kept is not heard: the link goes with its outbox, and is made again later.
        if self.store.as_ref().is_none_or(|store| store.only_reads().is_some()) {
            return;
        }
        match event.what {
            LinkNews::Up { mine, theirs, outbox } => {
                self.outboxes.insert(link, outbox);
                self.phone.link_up(link, mine, theirs);
            }
            LinkNews::Frame(frame) => {
                let now = self.now();
                self.counters.heard = Some(now);
                self.phone.hear(link, &frame, now);
            }
            LinkNews::Down(end) => {
                if let End::Wrong(rejected) = end {
                    self.phone.count(rejected);
                }
                self.outboxes.remove(&link);
                self.phone.link_down(link, self.clock.now());
            }
        }
    }

    fn wish(&mut self, wish: Wish, pending: &mut Vec<Pending>) {
        let now = self.now();
        if let Wish::Wipe { answer } = wish {
            // Even of a disk that cannot be read any more.
            return pending.push(Box::new(move |turn, _| {
                let _ = answer.send(turn.wipe().map_err(NotDone::from));
            }));
        }
        // A disk that could not be opened again, or only for reading, may be well by now.
        let ready = match wish.writes() {
            true => self.writable(),
            false => self.revive(),
        };
        if let Err(fault) = ready {
            return wish.answer_fault(fault);
        }
        if self.going.is_some() && wish.speaks() {
            return wish.answer_fault(Fault::Stopped);
        }
        match wish {
            Wish::Found { circle_name, name, rules, answer } => {
                let done = self.phone.found_with(circle_name, name, rules, now);
                pending.push(once_kept(done, answer));
            }
            Wish::Join { invite, name, answer } => {
                let done = self.phone.join(invite, name, now);
                pending.push(once_kept(done, answer));
            }
            Wish::Perform { circle, command, answer } => {
                let done = self.phone.perform(&circle, command, now);
                pending.push(once_kept(done, answer));
            }
            Wish::Invite { circle, answer } => {
                let done = self.phone.invite(&circle, now);
                pending.push(once_kept(done, answer));
            }
            Wish::Record { circle, meeting, answer } => pending.push(Box::new(move |turn, _| {
                let _ = answer.send(turn.record(&circle, &meeting));
            })),
            Wish::Look { circle, look } => pending.push(Box::new(move |turn, _| look(turn.circle(&circle)))),
            Wish::Counters { answer } => pending.push(Box::new(move |turn, _| {
                let rejected = turn.phone.rejected().clone();
                let links = turn.outboxes.len();
                let only_reads = turn.store.as_ref().and_then(Store::only_reads).cloned();
                let hold = turn.phone.carrier().hold();
                let counters = Counters {
                    links,
                    rejected,
                    only_reads,
                    protection: Some(turn.protection),
                    carried: hold.held().count(),
                    carried_bytes: hold.bytes(),
                    ..turn.counters.clone()
                };
                let _ = answer.send(counters);
            })),
            Wish::Carried { answer } => {
                self.phone.seal_waiting(usize::MAX);
                pending.push(Box::new(move |turn, _| {
                    let _ = answer.send(turn.phone.carried(now));
                }));
            }
            Wish::Letters { ids, answer } => pending.push(Box::new(move |turn, _| {
                let read = turn.store().and_then(|store| store.envelopes(&ids));
                let letters = read.map(|envelopes| turn.phone.letters(envelopes, now));
                let _ = answer.send(letters.map_err(NotDone::from));
            })),
            Wish::Letter { circle, id, answer } => pending.push(Box::new(move |turn, _| {
                let read = turn.store().and_then(|store| store.entries(&circle, &[id]));
                let letter = read.map_err(NotDone::from).and_then(|entries| {
                    turn.phone.letter(&circle, entries.first().ok_or(NotDone::NoSuchEntry)?, now)
                });
                let _ = answer.send(letter);
            })),
            Wish::Bring { letters, answer } => {
                let mut brought = Brought::default();
                for letter in letters {
                    *match self.phone.bring(letter, FILES, now) {
                        Ok(Taken::New) => &mut brought.new,
                        Ok(Taken::Known) => &mut brought.known,
                        Ok(Taken::Late) => &mut brought.late,
                        Ok(Taken::NoRoom) => &mut brought.no_room,
                        Err(_) => &mut brought.wrong,
                    } += 1;
                }
                pending.push(once_kept(Ok(brought), answer));
            }
            Wish::Leave { circle, answer } => {
                let done = self.phone.leave(&circle, now);
                pending.push(once_kept(done, answer));
            }
            Wish::Wipe { .. } => unreachable!("answered above"),
            Wish::Settings { answer } => pending.push(Box::new(move |turn, _| {
                let _ = answer.send(turn.settings().map_err(NotDone::from));
            })),
            Wish::Setting { name, answer } => pending.push(Box::new(move |turn, _| {
                let _ =
                    answer.send(turn.store().and_then(|store| store.setting(&name)).map_err(NotDone::from));
            })),
            Wish::SetSetting { name, value, answer } => pending.push(Box::new(move |turn, _| {
                let set = |store: &mut Store| store.set_setting(&name, value.as_deref());
                let done = turn.store_mut().map_err(NotDone::from).and_then(set);
                if matches!(done, Err(NotDone::Fault(_))) {
                    turn.start_over();
                }
                let _ = answer.send(done);
            })),
            Wish::SetPassphrase { current, passphrase, answer } => pending.push(Box::new(move |turn, _| {
                let _ = answer.send(turn.set_passphrase(current.as_ref(), passphrase));
            })),
            Wish::SetDuress { current, code, answer } => pending.push(Box::new(move |turn, _| {
                let _ = answer.send(turn.set_duress(&current, code));
            })),
            Wish::Suspend { path, passphrase, answer } => {
                self.phone.entrust(now);
                pending.push(Box::new(move |turn, kept| {
                    let done = kept.map_err(NotDone::from).and_then(|()| turn.suspend(&path, &passphrase));
                    let _ = answer.send(done);
                }));
            }
            Wish::SuspendTo { contact, passphrase, answer } => {
                self.phone.entrust(now);
                pending.push(Box::new(move |turn, kept| turn.suspend_to(contact, &passphrase, kept, answer)));
            }
            Wish::GiveBack { contact, code, answer } => {
                let read = self.store().and_then(|store| store.parcel(&contact)).map_err(NotDone::from);
                let given = read.and_then(|parcel| {
                    self.phone.give_back(&code, &parcel.ok_or(NotDone::NothingKept)?, now)
                });
                pending.push(once_kept(given, answer));
            }
            Wish::ThrowAway { contact, answer } => {
                self.phone.throw_away(&contact);
                pending.push(once_kept(Ok(()), answer));
            }
            Wish::Restore { path, opener, answer } => pending.push(Box::new(move |turn, _| {
                let _ = answer.send(turn.restore(&path, &opener));
            })),
            Wish::Backup { path, passphrase, answer } => {
                // Where nothing more can be kept, a backup without the key to go on by is better than none.
                if self.store().is_ok_and(|store| store.only_reads().is_none()) {
                    self.phone.entrust(now);
                }
                pending.push(Box::new(move |turn, kept| {
                    let seed = turn.draw();
                    let done = kept.and_then(|()| backup(turn.store()?, &path, &passphrase, seed));
                    let _ = answer.send(done.map_err(NotDone::from));
                }));
            }
            Wish::Contact { wish, answer } => {
                let done = self.phone.contact(wish, now).map_err(NotDone::from);
                pending.push(once_kept(done, answer));
            }
            Wish::Export { folder, answer } => pending.push(Box::new(move |turn, _| {
                let done = turn.store().and_then(|store| export(store, &folder));
                let _ = answer.send(done.map_err(NotDone::from));
            })),
        }
    }

    fn store(&self) -> Result<&Store, Fault> {
        self.store.as_ref().ok_or_else(closed)
    }

    fn store_mut(&mut self) -> Result<&mut Store, Fault> {
        self.store.as_mut().ok_or_else(closed)
    }

    /// A store that can be written to: one that could only be read is tried again, unless its file is damaged.
    fn writable(&mut self) -> Result<(), Fault> {
        let only_reads = |turn: &Turn| turn.store.as_ref().and_then(|store| store.only_reads().cloned());
        match only_reads(self) {
            Some(fault @ Fault::Damaged(_)) => return Err(fault),
            Some(_) => self.start_over(),
            None => {}
        }
        self.revive()?;
        only_reads(self).map_or(Ok(()), Err)
    }

    fn circle(&self, circle: &CircleId) -> Result<&Replica, NotDone> {
        self.phone.circle(circle).ok_or(NotDone::NoSuchCircle)
    }

    /// The record of a meeting, from entries that are on the disk.
    fn record(&self, circle: &CircleId, meeting: &EntryId) -> Result<Record, NotDone> {
        let (replica, store) = (self.circle(circle)?, self.store()?);
        let read = |id: &EntryId| {
            let bytes = store.entries(circle, &[*id]).ok()?.pop()?;
            Entry::decode(&bytes).ok()
        };
        Ok(replica.record(meeting, read)?)
    }

    /// Carries out all that follows, and then gives the answers.
    fn follow(&mut self, pending: Vec<Pending>) {
        let (mut changed, mut contacts_changed) = (BTreeSet::new(), false);
        let only_reads = self.store.as_ref().is_some_and(|store| store.only_reads().is_some());
        let mut bursts: BTreeMap<Neighbour, Vec<Vec<u8>>> = BTreeMap::new();
        let mut given = None;
        let kept = loop {
            let (mut keeps, mut loads, mut letters, mut rest) =
                (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let mut own = Vec::new();
            let mut parcels = Vec::new();
            while let Some(output) = self.phone.poll() {
                match output {
                    Output::KeepEntries(circle, entries) => {
                        keeps.extend(entries.into_iter().map(|(id, entry)| Keep::Entry(circle, id, entry)));
                    }
                    Output::KeepKeys(keys) => keeps.push(Keep::Keys(keys)),
                    Output::Erase(circle, ids) => keeps.push(Keep::Erase(circle, ids)),
                    Output::KeepHidden(circle, ids) => keeps.push(Keep::Hidden(circle, ids)),
                    Output::Forget(circle) => {
                        keeps.push(Keep::Forget(circle));
                        rest.push(Output::Forget(circle));
                    }
                    Output::KeepParcel(..) | Output::ForgetParcel(_) | Output::Back(_) => {
                        contacts_changed = true;
                        parcels.push(output);
                    }
                    Output::Given(outcome) => given = Some(outcome),
                    Output::KeepEnvelope(id, record, bytes) => keeps.push(Keep::Envelope(id, record, bytes)),
                    Output::ForgetEnvelope(id) => keeps.push(Keep::ForgetEnvelope(id)),
                    Output::Load(circle, neighbour, ids) => loads.push((circle, neighbour, ids)),
                    Output::LoadOwn(circle, ids) => own.push((circle, ids)),
                    Output::LoadEnvelopes(neighbour, ids) => letters.push((neighbour, ids)),
                    other => rest.push(other),
                }
            }
            if only_reads {
                // What a phone does by itself when it is opened, it does when it can be kept.
                keeps.clear();
                rest.retain(|output| matches!(output, Output::Changed(..)));
                loads.clear();
                letters.clear();
                own.clear();
            }
            if let Err(fault) = self.keep(&keeps).and_then(|()| self.keep_parcels(parcels)) {
                self.start_over();
                break Err(fault);
            }
            if loads.is_empty() && letters.is_empty() && own.is_empty() && rest.is_empty() {
                // What it comes to that a neighbour is let go is carried out in one more round.
                match std::mem::take(&mut bursts) {
                    none if none.is_empty() => break Ok(()),
                    all => all.into_iter().for_each(|(neighbour, frames)| self.send(neighbour, &frames)),
                }
            }
            for output in rest {
                match output {
                    Output::Changed(circle, view) => {
                        changed.insert((circle, view));
                    }
                    Output::Send(neighbour, frame) => bursts.entry(neighbour).or_default().push(frame),
                    Output::Forget(circle) => {
                        contacts_changed = true;
                        self.showing.remove(&circle);
                        self.circles.send_modify(|circles| {
                            Arc::make_mut(circles).remove(&circle);
                        });
                    }
                    Output::Drop(neighbour) => {
                        self.counters.dropped += 1;
                        self.outboxes.remove(&neighbour);
                    }
                    _ => unreachable!("sorted out above"),
                }
            }
            let loaded = self.load(loads).and_then(|()| self.load_envelopes(letters));
            if let Err(fault) = loaded.and_then(|()| self.load_own(own)) {
                self.start_over();
                break Err(fault);
            }
        };
        for (circle, view) in changed {
            match self.phone.purpose(&circle) {
                // They are one view together.
                Some(keys::Purpose::Own | keys::Purpose::Pair) => contacts_changed = true,
                _ => self.show(&circle, view),
            }
        }
        if contacts_changed {
            self.show_contacts();
        }
        for answer in pending {
            answer(self, kept.clone());
        }
        if let Some(outcome) = given {
            self.went(outcome);
        }
    }

    fn keep(&mut self, keeps: &[Keep]) -> Result<(), Fault> {
        if keeps.is_empty() {
            return Ok(());
        }
        let begun = Instant::now();
        let kept = self.store_mut()?.keep(keeps);
        self.counters.commits += 1;
        self.counters.commit_time += begun.elapsed();
        kept
    }

    fn load(&mut self, loads: Vec<(CircleId, Neighbour, Vec<EntryId>)>) -> Result<(), Fault> {
        for (circle, neighbour, ids) in loads {
            let entries = self.store()?.entries(&circle, &ids)?;
            self.phone.loaded(&circle, neighbour, entries);
        }
        Ok(())
    }

    fn load_envelopes(&mut self, loads: Vec<(Option<Neighbour>, Vec<EnvelopeId>)>) -> Result<(), Fault> {
        for (neighbour, ids) in loads {
            let envelopes = self.store()?.envelopes(&ids)?;
            self.phone.loaded_envelopes(neighbour, envelopes);
        }
        Ok(())
    }

    fn load_own(&mut self, loads: Vec<(CircleId, Vec<EntryId>)>) -> Result<(), Fault> {
        for (circle, ids) in loads {
            // One that cannot be read does not stand in the way of the others.
            let read = ids.iter().map(|id| self.store()?.entries(&circle, std::slice::from_ref(id)));
            let entries = read.collect::<Result<Vec<_>, Fault>>()?.concat();
            self.phone.loaded_own(&circle, entries);
        }
        Ok(())
    }

    /// All that is said to a neighbour in one turn. One whose outbox is full is let go: it is met again, and then told
    /// what it lacks.
    fn send(&mut self, neighbour: Neighbour, frames: &[Vec<u8>]) {
        let burst = burst(frames, self.phone.opens(neighbour));
        if self.outboxes.get(&neighbour).is_some_and(|outbox| outbox.send(burst).is_err()) {
            self.counters.slow += 1;
            self.outboxes.remove(&neighbour);
            self.phone.link_down(neighbour, self.clock.now());
        }
    }

    /// The disk failed: back to what it holds, as after a crash. What was shown stays; it had been kept.
    fn start_over(&mut self) {
        self.outboxes.clear();
        let _ = self.writing.take().map(thread::JoinHandle::join);
        // redb holds the file's lock until it is dropped.
        self.store = None;
        self.phone = Phone::open(Vec::new(), self.draw(), self.clock.now());
        let _ = self.revive();
    }

    /// Everything goes: the links, what is in memory, the file. What comes after is a new phone.
    fn wipe(&mut self) -> Result<(), Fault> {
        self.outboxes.clear();
        // What it writes goes with the rest.
        let _ = self.writing.take().map(thread::JoinHandle::join);
        self.store = None;
        self.phone = Phone::open(Vec::new(), self.draw(), self.clock.now());
        self.showing.clear();
        self.circles.send_replace(Arc::default());
        self.contacts.send_replace(Arc::default());
        self.folder.wipe()?;
        let unlock = Unlock { keychain: self.keychain, passphrase: None };
        (self.key, self.protection) = StorageKey::unlock(&self.folder, &unlock, &mut self.dice)?;
        self.revive()
    }

    /// After the first views stand, so that nobody waits for it.
    fn compact(&mut self) {
        let Some(store) = &mut self.store else { return };
        if store.compact_if_it_pays(&self.folder).is_err() {
            self.start_over();
        }
    }

    /// A courier runs for months, and what it carries comes and goes: once a day, when nothing else is to be done.
    fn compact_daily(&mut self) {
        if self.writing.is_none() && self.compacted.elapsed() >= COMPACT_EVERY {
            self.compacted = Instant::now();
            self.compact();
        }
    }

    /// Opens the folder again if it had to be let go.
    fn revive(&mut self) -> Result<(), Fault> {
        if self.store.is_none() {
            let opened = open_phone(&self.folder, &self.key, &mut self.dice, self.clock.now(), self.quota)?;
            let (store, phone) = opened;
            self.counters.damaged = store.damaged();
            (self.store, self.phone) = (Some(store), phone);
            self.show_all();
        }
        Ok(())
    }

    /// The store is closed and the links' task is ending when the answer goes out.
    fn stop(mut self: Box<Self>, answer: Option<Answer<Option<JoinHandle<()>>>>) {
        self.leave_a_checkpoint();
        let Turn { store, folder, links, outboxes, .. } = *self;
        drop((store, outboxes));
        drop(folder);
        let task = links.map(|(links, task)| {
            drop(links);
            task
        });
        if let Some(answer) = answer {
            let _ = answer.send(task);
        }
    }

    fn draw(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.dice.fill_bytes(&mut bytes);
        bytes
    }
}

fn closed() -> Fault {
    Fault::Disk("it could not be opened again".to_owned())
}

/// An answer that is given when it is kept, and is the fault if it is not.
fn once_kept<A: 'static>(done: Result<A, NotDone>, answer: Answer<Result<A, NotDone>>) -> Pending {
    Box::new(move |_, kept| {
        let _ = answer.send(done.and_then(|done| Ok(kept.map(|()| done)?)));
    })
}

fn open_phone(
    folder: &Folder,
    key: &StorageKey,
    dice: &mut ChaCha20Rng,
    now: Time,
    quota: Quota,
) -> Result<(Store, Phone), Fault> {
    let mut draw = || {
        let mut seed = [0; 32];
        dice.fill_bytes(&mut seed);
        seed
    };
    let Opened { store, mut circles, carried } = Store::resume(folder, key, draw())?;
    if matches!(store.only_reads(), Some(Fault::Damaged(_))) {
        circles.iter_mut().for_each(Opening::show_what_waits);
    }
    let mut phone = Phone::resume(circles, draw(), now);
    phone.carry(Carrier::open(carried, quota, now));
    phone.keep_on(store.parcels()?);
    Ok((store, phone))
}
