//! The screens' [`Host`], filled with the node and the platform of this phone.
//!
//! The node lives on a runtime of its own, once per process: Android makes the activity, and with it the screens,
//! anew whenever it likes, and the links should not notice. Screens wait for the node through channels and never
//! for its thread; only what a form asks while it is drawn (settings, drafts) is answered from memory.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    rc::Rc,
    sync::{Arc, OnceLock},
    time::{Duration, Instant as Moment},
};

use futures::{
    FutureExt, StreamExt,
    channel::{
        mpsc::{self, UnboundedReceiver, UnboundedSender},
        oneshot,
    },
    stream::LocalBoxStream,
};
use tequio_core::{
    CircleId, Command, EntryId, Invite, Time, contacts,
    rules::Rules,
    view::{Matter, People, PostView},
};
use tequio_node::{ComingLinks, Node, NotDone, Opened, Options, Views, projection::Projection};
use tequio_ui::{
    Host,
    guard::Protection,
    host::{Door, Fault, Later, MyCircle, Sight, Taken, Wrong},
};
use tokio::{
    runtime::Runtime,
    sync::{Mutex, Notify, watch},
    task::{JoinHandle, JoinSet},
    time::{Instant, interval_at, sleep},
};

use crate::guarding::{denied, shown};

/// How often the screens are told the time: "3 minutes ago" needs no more.
const MINUTE: Duration = Duration::from_secs(60);

/// After so long a phone that could not listen for others tries again.
const LINKS_AGAIN: Duration = Duration::from_secs(30);

/// Where in the phone's folder the webview keeps what it keeps.
pub(crate) const WINDOW: &str = "window";

/// This phone, for its screens.
pub(crate) struct NodeHost {
    pub(crate) options: Options,
    /// The first attempt to open the folder, begun before there was a window.
    starting: RefCell<Option<oneshot::Receiver<Started>>>,
    /// None while it is locked.
    running: Rc<RefCell<Option<Rc<Running>>>>,
    /// When this process began, and when it last tried a passphrase: the wait for the next try counts from there.
    pub(crate) begun: Moment,
    pub(crate) tried: Rc<Cell<Option<Moment>>>,
}

pub(crate) type Started = Result<Begun, NotDone>;

/// A node that can be looked at.
pub(crate) struct Begun {
    node: Node,
    kept: BTreeMap<String, Vec<u8>>,
    protection: Protection,
    /// What a person should know of what was kept before.
    reading: Option<Sight>,
    /// None if they came up before.
    links: Option<ComingLinks>,
}

/// A phone that is open.
pub(crate) struct Running {
    pub(crate) node: Node,
    pub(crate) kept: RefCell<BTreeMap<String, Vec<u8>>>,
    pub(crate) protection: Cell<Protection>,
    /// The meeting that is on a big screen.
    pub(crate) projection: RefCell<Option<(EntryId, Projection)>>,
    /// One after another, in the order in which they were typed.
    keeps: UnboundedSender<(String, Option<Vec<u8>>)>,
    keeping: RefCell<Option<JoinHandle<()>>>,
    faults: RefCell<Option<UnboundedReceiver<Sight>>>,
}

impl NodeHost {
    /// Begins to start the node, or finds the one that this process has already.
    pub(crate) fn begin(options: Options) -> NodeHost {
        NodeHost {
            starting: RefCell::new(Some(start(options.clone()))),
            options,
            running: Rc::default(),
            begun: Moment::now(),
            tried: Rc::default(),
        }
    }

    /// The phone, if it is open. What was begun before it was locked may ask after.
    pub(crate) fn running(&self) -> Option<Rc<Running>> {
        self.running.borrow().clone()
    }

    /// Waits for a node and holds it for the screens.
    pub(crate) fn take_in(&self, started: oneshot::Receiver<Started>) -> Later<Result<(), NotDone>> {
        let running = self.running.clone();
        async move {
            let begun = started.await.map_err(|_| tequio_node::Fault::Stopped)??;
            let Begun { node, kept, protection, reading, links } = begun;
            let (keeps, queue) = mpsc::unbounded();
            let (faults, heard) = mpsc::unbounded();
            if let Some(reading) = reading {
                let _ = faults.unbounded_send(reading);
            }
            if let Some(links) = links {
                runtime().spawn(bring_up(links, faults.clone()));
            }
            let keeping = runtime().spawn(keep_all(node.clone(), queue, faults));
            running.replace(Some(Rc::new(Running {
                node,
                kept: RefCell::new(kept),
                protection: Cell::new(protection),
                projection: RefCell::default(),
                keeps,
                keeping: RefCell::new(Some(keeping)),
                faults: RefCell::new(Some(heard)),
            })));
            Ok(())
        }
        .boxed_local()
    }

    /// Ends the node as soon as all that was typed is kept, and with it its links and keys.
    pub(crate) fn close(&self) -> impl Future<Output = ()> + Send + 'static {
        let closed = self.running.take();
        let keeping = closed.as_ref().and_then(|running| running.keeping.take());
        if let Some(running) = &closed {
            running.keeps.close_channel();
            running.projection.replace(None);
            running.kept.borrow_mut().clear();
        }
        async move {
            if let Some(keeping) = keeping {
                // It ends when the queue is empty.
                let _ = keeping.await;
            }
            if let Some(node) = NODE.lock().await.take() {
                node.stop().await;
            }
        }
    }

    /// Lets the node do something and brings the answer to the screens' thread.
    pub(crate) fn ask<A, F>(&self, doing: impl FnOnce(Node) -> F) -> Later<Result<A, Wrong>>
    where
        A: Send + 'static,
        F: Future<Output = Result<A, NotDone>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let Some(running) = self.running() else {
            return async { Err(Fault::Stopped.into()) }.boxed_local();
        };
        let doing = doing(running.node.clone());
        runtime().spawn(async move {
            // The screen that asked may have gone.
            let _ = answer.send(doing.await);
        });
        async move { answered.await.map_err(|_| Fault::Stopped)?.map_err(wrong) }.boxed_local()
    }
}

impl Host for NodeHost {
    fn open(&self) -> Later<Result<(), Fault>> {
        let started = self.starting.take().unwrap_or_else(|| start(self.options.clone()));
        let opened = self.take_in(started);
        async move {
            opened.await.map_err(|not_done| {
                // The screen has a sentence of its own; what the system says is for whoever looks after it.
                eprintln!("tequio: {not_done}");
                fault(not_done)
            })
        }
        .boxed_local()
    }

    fn watch(&self) -> LocalBoxStream<'static, Sight> {
        let (out, sights) = mpsc::unbounded();
        let Some(running) = self.running() else { return sights.boxed_local() };
        Lookout::begin(running.node.clone(), out);
        match running.faults.take() {
            Some(faults) => futures::stream::select(sights, faults).boxed_local(),
            None => sights.boxed_local(),
        }
    }

    fn found(&self, circle_name: String, name: String, rules: Rules) -> Later<Result<CircleId, Wrong>> {
        self.ask(|node| async move { node.found_with(&circle_name, &name, rules).await })
    }

    fn join(&self, invite: Invite, name: String) -> Later<Result<CircleId, Wrong>> {
        let circle = invite.circle;
        self.ask(move |node| async move {
            match node.join(&invite.code(), &name).await {
                Err(NotDone::AlreadyIn) => Ok(circle),
                done => done,
            }
        })
    }

    fn forget(&self, circle: CircleId) -> Later<Result<(), Wrong>> {
        self.ask(move |node| async move { node.leave(&circle).await })
    }

    fn perform(&self, circle: CircleId, command: Command) -> Later<Result<Option<EntryId>, Wrong>> {
        self.ask(move |node| async move { node.perform(&circle, command).await })
    }

    fn contact(&self, wish: contacts::Wish) -> Later<Result<contacts::Granted, Wrong>> {
        self.ask(move |node| async move { node.contact(wish).await })
    }

    fn post(&self, circle: CircleId, post: EntryId) -> Later<Option<PostView>> {
        let found = self.ask(move |node| async move { node.post(&circle, &post).await });
        found.map(|found| found.ok().flatten()).boxed_local()
    }

    fn matter(&self, circle: CircleId, matter: EntryId) -> Later<Option<Matter>> {
        let found = self.ask(move |node| async move { node.matter(&circle, &matter).await });
        found.map(|found| found.ok().flatten()).boxed_local()
    }

    fn invite(&self, circle: CircleId) -> Later<Result<Invite, Wrong>> {
        self.ask(move |node| async move { node.invite(&circle).await })
    }

    fn letter(&self, circle: CircleId, post: EntryId) -> Later<Result<Vec<u8>, Wrong>> {
        self.ask(move |node| async move { node.letter(&circle, &post).await })
    }

    fn take_letter(&self, letter: Vec<u8>) -> Later<Result<Taken, Wrong>> {
        self.ask(move |node| async move {
            Ok(match node.take_letter(&letter).await {
                Ok(brought) if brought.new > 0 => Taken::New,
                Ok(brought) if brought.known > 0 => Taken::Known,
                Ok(brought) if brought.wrong == 0 => Taken::NotKept,
                Ok(_) | Err(NotDone::Bundle(_)) => Taken::NoLetter,
                Err(not_done) => return Err(not_done),
            })
        })
    }

    fn kept(&self, key: &str) -> Option<Vec<u8>> {
        self.running().and_then(|running| running.kept.borrow().get(key).cloned())
    }

    fn keep(&self, key: &str, bytes: Option<&[u8]>) {
        let Some(running) = self.running() else { return };
        let mut kept = running.kept.borrow_mut();
        match bytes {
            Some(bytes) => kept.insert(key.to_owned(), bytes.to_owned()),
            None => kept.remove(key),
        };
        // The queue ends when the phone is locked, not before.
        let _ = running.keeps.unbounded_send((key.to_owned(), bytes.map(<[u8]>::to_owned)));
    }

    fn now(&self) -> Time {
        self.options.clock.now()
    }

    fn ahead_of_utc(&self, at: Time) -> i32 {
        tequio_platform::ahead_of_utc(at.0)
    }

    fn languages(&self) -> Vec<String> {
        tequio_platform::languages()
    }

    fn rest(&self, milliseconds: u32) -> Later<()> {
        let (done, rested) = oneshot::channel();
        runtime().spawn(async move {
            sleep(Duration::from_millis(milliseconds.into())).await;
            let _ = done.send(());
        });
        rested.map(drop).boxed_local()
    }

    #[cfg(all(feature = "desktop", target_os = "linux"))]
    fn gives_leave_to_look(&self) {
        crate::camera::give_leave();
    }

    fn wipe(&self) -> Later<Result<(), Wrong>> {
        let running = self.running();
        if let Some(running) = &running {
            running.kept.borrow_mut().clear();
        }
        let window = self.options.folder.join(WINDOW);
        let wiped = self.ask(|node| async move {
            node.wipe().await?;
            let counters = node.counters().await?;
            match fs::remove_dir_all(window) {
                Err(wrong) if wrong.kind() != ErrorKind::NotFound => {
                    Err(tequio_node::Fault::Disk(wrong.to_string()).into())
                }
                _ => Ok(counters.protection),
            }
        });
        async move {
            let protection = wiped.await?.map_or(Protection::File, shown);
            if let Some(running) = running {
                running.protection.set(protection);
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// The node of this process; none while it is locked.
static NODE: Mutex<Option<Node>> = Mutex::const_new(None);

/// Starts the node of this process, unless it runs already.
pub(crate) fn start(options: Options) -> oneshot::Receiver<Started> {
    let (sender, started) = oneshot::channel();
    runtime().spawn(async move {
        let started = async {
            let mut running = NODE.lock().await;
            if let Some(node) = running.clone() {
                drop(running);
                let kept = node.settings().await?;
                let counters = node.counters().await?;
                let protection = counters.protection.map_or(Protection::File, shown);
                let reading = reading(counters.only_reads, counters.damaged);
                return Ok(Begun { node, kept, protection, reading, links: None });
            }
            let Opened { node, settings: kept, protection, only_reads, damaged, links } =
                Node::open(options).await?;
            running.replace(node.clone());
            let (protection, reading) = (shown(protection), reading(only_reads, damaged));
            Ok(Begun { node, kept, protection, reading, links: Some(links) })
        };
        // Nobody waits if the window was closed before it was there.
        let _ = sender.send(started.await);
    });
    started
}

/// Two threads for the links of this process; the node's loop has a third.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("tequio-links")
            .enable_all()
            .build()
            .expect("a process that may start threads can start two")
    })
}

/// What a person should know of what was kept before, if it is not all there or nothing can be added.
fn reading(only_reads: Option<tequio_node::Fault>, damaged: usize) -> Option<Sight> {
    let why = only_reads.map(|why| fault(why.into()));
    (why.is_some() || damaged > 0).then_some(Sight::Reading { why, damaged })
}

/// Nobody who reads waits for the links; without them the phone shows what it has, says so once, and tries again until
/// it is locked.
async fn bring_up(links: ComingLinks, faults: UnboundedSender<Sight>) {
    let mut is_told = false;
    loop {
        let not_up = match links.come_up().await {
            Ok(()) | Err(tequio_node::Fault::Stopped) => return,
            Err(not_up) => not_up,
        };
        if !is_told {
            eprintln!("tequio: {not_up}");
            let _ = faults.unbounded_send(Sight::Fault(fault(not_up.into())));
            is_told = true;
        }
        sleep(LINKS_AGAIN).await;
    }
}

/// Keeps what is typed, in its order.
async fn keep_all(
    node: Node,
    mut queue: UnboundedReceiver<(String, Option<Vec<u8>>)>,
    faults: UnboundedSender<Sight>,
) {
    while let Some((key, bytes)) = queue.next().await {
        if let Err(not_done) = node.set_setting(&key, bytes).await
            && let Wrong::Fault(fault) = wrong(not_done)
        {
            let _ = faults.unbounded_send(Sight::Fault(fault));
        }
    }
}

/// Everything that is seen, until nobody looks any more.
struct Lookout {
    node: Node,
    out: UnboundedSender<Sight>,
    circles: watch::Receiver<Arc<BTreeMap<CircleId, Views>>>,
    watched: BTreeMap<CircleId, (watch::Receiver<Arc<People>>, JoinSet<()>)>,
    contacts: JoinSet<()>,
    renamed: Arc<Notify>,
}

impl Lookout {
    /// Hands out what is seen now before it returns, and goes on looking by itself.
    fn begin(node: Node, out: UnboundedSender<Sight>) {
        let circles = node.circles();
        let (watched, renamed) = (BTreeMap::new(), Arc::default());
        let contacts = JoinSet::new();
        let mut lookout = Lookout { node, out, circles, watched, contacts, renamed };
        let _inside = runtime().enter();
        lookout.look();
        lookout.look_at_contacts();
        runtime().spawn(lookout.go_on());
    }

    fn look(&mut self) {
        let known = self.circles.borrow_and_update().clone();
        let mine = known.iter().map(|(id, views)| my_circle(*id, views)).collect();
        let _ = self.out.unbounded_send(Sight::Circles(mine));
        // A phone that was put away and brought back has the same circles, and shows them anew.
        self.watched
            .retain(|id, (watched, _)| known.get(id).is_some_and(|views| views.people.same_channel(watched)));
        for (id, views) in known.iter() {
            let watch = || (views.people.clone(), watch_circle(*id, views, &self.out, &self.renamed));
            self.watched.entry(*id).or_insert_with(watch);
        }
    }

    fn look_at_contacts(&mut self) {
        let (send, view) = (self.out.clone(), self.node.contacts());
        follow(&mut self.contacts, view, move |contacts| {
            send.unbounded_send(Sight::Contacts(contacts.clone())).is_ok()
        });
    }

    async fn go_on(mut self) {
        let mut minute = interval_at(Instant::now() + MINUTE, MINUTE);
        while !self.out.is_closed() {
            tokio::select! {
                changed = self.circles.changed() => match changed {
                    Ok(()) => self.look(),
                    Err(_) => return,
                },
                () = self.renamed.notified() => self.look(),
                _ = minute.tick() => drop(self.out.unbounded_send(Sight::Now(self.node.now()))),
            }
        }
    }
}

/// Watches one circle for as long as what it returns is held.
fn watch_circle(
    id: CircleId,
    views: &Views,
    out: &UnboundedSender<Sight>,
    renamed: &Arc<Notify>,
) -> JoinSet<()> {
    let Views { board, people, nearby, agreed, deciding, mine, posts } = views.clone();
    let mut watching = JoinSet::new();
    let send = out.clone();
    // A post's story can change without the board: both are one sight.
    follow(&mut watching, posts, move |_| {
        send.unbounded_send(Sight::Board(id, board.borrow().clone())).is_ok()
    });
    let (send, told) = (out.clone(), renamed.clone());
    let shown = |people: &People| (people.circle.clone(), people.parted);
    // The list of circles was made a moment before: what it says may be older than what is watched from here on.
    let mut known = None;
    follow(&mut watching, people, move |people| {
        let now = Some(shown(people));
        if known != now {
            known = now;
            told.notify_one();
        }
        send.unbounded_send(Sight::People(id, Box::new((**people).clone()))).is_ok()
    });
    let send = out.clone();
    follow(&mut watching, nearby, move |nearby| {
        send.unbounded_send(Sight::Nearby(id, (**nearby).clone())).is_ok()
    });
    let send = out.clone();
    follow(&mut watching, agreed, move |agreed| {
        send.unbounded_send(Sight::Agreed(id, agreed.clone())).is_ok()
    });
    let send = out.clone();
    follow(&mut watching, deciding, move |deciding| {
        send.unbounded_send(Sight::Decide(id, deciding.clone())).is_ok()
    });
    let (mut before, told) = (None, renamed.clone());
    follow(&mut watching, mine, move |mine| {
        if before.as_ref() != Some(mine) {
            told.notify_one();
            before = Some(mine.clone());
        }
        true
    });
    watching
}

/// Hands on a view now and whenever it differs, as long as somebody takes it.
fn follow<V: Send + Sync + 'static>(
    watching: &mut JoinSet<()>,
    mut view: watch::Receiver<V>,
    mut hand_on: impl FnMut(&V) -> bool + Send + 'static,
) {
    if !hand_on(&view.borrow_and_update()) {
        return;
    }
    watching
        .spawn(async move { while view.changed().await.is_ok() && hand_on(&view.borrow_and_update()) {} });
}

fn my_circle(id: CircleId, views: &Views) -> MyCircle {
    let mine = views.mine.borrow();
    let code = mine.code.as_ref();
    let people = views.people.borrow();
    let said = people.circle.as_ref().map(|circle| circle.name.clone());
    let name = said.filter(|name| !name.is_empty()).or_else(|| code.map(|code| code.circle_name.clone()));
    let shown_by = code.map(|code| code.shown_by.clone()).unwrap_or_default();
    let door = match people.parted {
        Some(parted) => Door::Outside(parted),
        None if mine.is_member => Door::Inside,
        None => Door::Knocking { shown_by },
    };
    MyCircle { id, name: name.unwrap_or_default(), me: mine.device, door }
}

/// The screens have a sentence for each; what a system says in its own words stays here.
pub(crate) fn wrong(not_done: NotDone) -> Wrong {
    if let Some(denied) = denied(&not_done) {
        return denied.into();
    }
    match not_done {
        NotDone::Refused(refused) => Wrong::Refused(refused),
        other => Wrong::Fault(fault(other)),
    }
}

pub(crate) fn fault(not_done: NotDone) -> Fault {
    match not_done {
        NotDone::Fault(fault) => match fault {
            tequio_node::Fault::Folder { .. } => Fault::Folder,
            tequio_node::Fault::InUse => Fault::InUse,
            tequio_node::Fault::DiskFull => Fault::Full,
            tequio_node::Fault::ReadOnly(_) => Fault::ReadOnly,
            tequio_node::Fault::Damaged(_) => Fault::Damaged,
            tequio_node::Fault::KeyMissing
            | tequio_node::Fault::OtherKey
            | tequio_node::Fault::Keychain(_) => Fault::Key,
            tequio_node::Fault::OtherVersion(_) => Fault::Version,
            tequio_node::Fault::Locked
            | tequio_node::Fault::WrongPassphrase
            | tequio_node::Fault::Passphrase { .. } => Fault::Locked,
            tequio_node::Fault::Disk(_) => Fault::Disk,
            tequio_node::Fault::Links(_) => Fault::Links,
            tequio_node::Fault::Dice(_) => Fault::Dice,
            tequio_node::Fault::Stopped => Fault::Stopped,
        },
        NotDone::Refused(_)
        | NotDone::Code(_)
        | NotDone::AlreadyIn
        | NotDone::TooManyCircles(_)
        | NotDone::NoSuchCircle
        | NotDone::NoSuchEntry
        | NotDone::NoRecord(_)
        | NotDone::NotNear
        | NotDone::NoRoom
        | NotDone::TooLarge(_)
        | NotDone::NothingKept
        | NotDone::Setting { .. }
        | NotDone::NotEmpty
        | NotDone::Alike
        | NotDone::NoPassphrase
        | NotDone::DecoyTooLarge
        | NotDone::File { .. }
        | NotDone::Bundle(_)
        | NotDone::Backup(_) => Fault::Unable,
    }
}
