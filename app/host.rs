//! The screens' [`Host`], filled with the node and the platform of this phone.
//!
//! The node lives on a runtime of its own, once per process: Android makes the activity, and with it the screens,
//! anew whenever it likes, and the links should not notice. Screens wait for the node through channels and never
//! for its thread; only what a form asks while it is drawn (settings, drafts) is answered from memory.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    rc::Rc,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures::{
    FutureExt, StreamExt,
    channel::{
        mpsc::{self, UnboundedReceiver, UnboundedSender},
        oneshot,
    },
    stream::LocalBoxStream,
};
use tequio_core::{CircleId, Command, EntryId, Invite, Time, view::PostView};
use tequio_node::{Node, NotDone, Options, Views};
use tequio_ui::{
    Host,
    host::{Door, Fault, Later, MyCircle, Sight, Wrong},
};
use tokio::{
    runtime::Runtime,
    sync::{Notify, watch},
    task::JoinSet,
    time::{Instant, interval_at, sleep},
};

/// How often the screens are told the time: "3 minutes ago" needs no more.
const MINUTE: Duration = Duration::from_secs(60);

/// Where in the phone's folder the webview keeps what it keeps.
pub(crate) const WINDOW: &str = "window";

/// This phone, for its screens.
pub(crate) struct NodeHost {
    options: Options,
    /// The first attempt to open the folder, begun before there was a window.
    starting: RefCell<Option<oneshot::Receiver<Started>>>,
    running: Rc<OnceCell<Running>>,
    faults: UnboundedSender<Sight>,
    faults_heard: RefCell<Option<UnboundedReceiver<Sight>>>,
}

type Started = Result<(Node, BTreeMap<String, Vec<u8>>), NotDone>;

struct Running {
    node: Node,
    kept: RefCell<BTreeMap<String, Vec<u8>>>,
    /// One after another, in the order in which they were typed.
    keeps: UnboundedSender<(String, Option<Vec<u8>>)>,
}

impl NodeHost {
    /// Begins to start the node, or finds the one that this process has already.
    pub(crate) fn begin(options: Options) -> NodeHost {
        let (faults, heard) = mpsc::unbounded();
        NodeHost {
            starting: RefCell::new(Some(start(options.clone()))),
            options,
            running: Rc::default(),
            faults,
            faults_heard: RefCell::new(Some(heard)),
        }
    }

    fn running(&self) -> &Running {
        self.running.get().expect("the screens open the phone before they ask anything of it")
    }

    /// Lets the node do something and brings the answer to the screens' thread.
    fn ask<A, F>(&self, doing: impl FnOnce(Node) -> F) -> Later<Result<A, Wrong>>
    where
        A: Send + 'static,
        F: Future<Output = Result<A, NotDone>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let doing = doing(self.running().node.clone());
        runtime().spawn(async move {
            // The screen that asked may have gone.
            let _ = answer.send(doing.await);
        });
        async move { answered.await.map_err(|_| Fault::Stopped)?.map_err(wrong) }.boxed_local()
    }
}

impl Host for NodeHost {
    fn open(&self) -> Later<Result<(), Fault>> {
        let (running, faults) = (self.running.clone(), self.faults.clone());
        let started = self.starting.take().unwrap_or_else(|| start(self.options.clone()));
        async move {
            let (node, kept) = started.await.map_err(|_| Fault::Stopped)?.map_err(|not_done| {
                // The screen has a sentence of its own; what the system says is for whoever looks after it.
                eprintln!("tequio: {not_done}");
                fault(not_done)
            })?;
            running.get_or_init(|| {
                let (keeps, queue) = mpsc::unbounded();
                runtime().spawn(keep_all(node.clone(), queue, faults));
                Running { node, kept: RefCell::new(kept), keeps }
            });
            Ok(())
        }
        .boxed_local()
    }

    fn watch(&self) -> LocalBoxStream<'static, Sight> {
        let (out, sights) = mpsc::unbounded();

        Lookout::begin(self.running().node.clone(), out);

        match self.faults_heard.take() {
            Some(faults) => futures::stream::select(sights, faults).boxed_local(),
            None => sights.boxed_local(),
        }
    }

    fn found(&self, circle_name: String, name: String) -> Later<Result<CircleId, Wrong>> {
        self.ask(|node| async move { node.found(&circle_name, &name).await })
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

    fn leave(&self, circle: CircleId) -> Later<Result<(), Wrong>> {
        self.ask(move |node| async move { node.leave(&circle).await })
    }

    fn perform(&self, circle: CircleId, command: Command) -> Later<Result<Option<EntryId>, Wrong>> {
        self.ask(move |node| async move { node.perform(&circle, command).await })
    }

    fn post(&self, circle: CircleId, post: EntryId) -> Later<Option<PostView>> {
        let found = self.ask(move |node| async move { node.post(&circle, &post).await });
        found.map(|found| found.ok().flatten()).boxed_local()
    }

    fn invite(&self, circle: CircleId) -> Later<Result<Invite, Wrong>> {
        self.ask(move |node| async move { node.invite(&circle).await })
    }

    fn kept(&self, key: &str) -> Option<Vec<u8>> {
        self.running().kept.borrow().get(key).cloned()
    }

    fn keep(&self, key: &str, bytes: Option<&[u8]>) {
        let running = self.running();
        let mut kept = running.kept.borrow_mut();
        match bytes {
            Some(bytes) => kept.insert(key.to_owned(), bytes.to_owned()),
            None => kept.remove(key),
        };
        // The queue ends with this process, not before.
        let _ = running.keeps.unbounded_send((key.to_owned(), bytes.map(<[u8]>::to_owned)));
    }

    fn now(&self) -> Time {
        self.running().node.now()
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

    fn wipe(&self) -> Later<Result<(), Wrong>> {
        self.running().kept.borrow_mut().clear();
        let window = self.options.folder.join(WINDOW);
        self.ask(|node| async move {
            node.wipe().await?;
            match fs::remove_dir_all(window) {
                Err(wrong) if wrong.kind() != ErrorKind::NotFound => {
                    Err(tequio_node::Fault::Disk(wrong.to_string()).into())
                }
                _ => Ok(()),
            }
        })
    }
}

/// Starts the node of this process, unless it runs already.
fn start(options: Options) -> oneshot::Receiver<Started> {
    static NODE: tokio::sync::OnceCell<Node> = tokio::sync::OnceCell::const_new();
    let (sender, started) = oneshot::channel();
    runtime().spawn(async move {
        let started = async {
            let node = NODE.get_or_try_init(|| Node::start(options)).await?.clone();
            let settings = node.settings().await?;
            Ok((node, settings))
        };
        // Nobody waits if the window was closed before it was there.
        let _ = sender.send(started.await);
    });
    started
}

/// Two threads for the links of this process; the node's loop has a third.
fn runtime() -> &'static Runtime {
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
    watched: BTreeMap<CircleId, JoinSet<()>>,
    renamed: Arc<Notify>,
}

impl Lookout {
    /// Hands out what is seen now before it returns, and goes on looking by itself.
    fn begin(node: Node, out: UnboundedSender<Sight>) {
        let circles = node.circles();
        let (watched, renamed) = (BTreeMap::new(), Arc::default());
        let mut lookout = Lookout { node, out, circles, watched, renamed };
        let _inside = runtime().enter();
        lookout.look();
        runtime().spawn(lookout.go_on());
    }

    fn look(&mut self) {
        let known = self.circles.borrow_and_update().clone();
        let mine = known.iter().map(|(id, views)| my_circle(*id, views)).collect();
        let _ = self.out.unbounded_send(Sight::Circles(mine));
        self.watched.retain(|id, _| known.contains_key(id));
        for (id, views) in known.iter() {
            self.watched.entry(*id).or_insert_with(|| watch_circle(*id, views, &self.out, &self.renamed));
        }
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
    let Views { board, people, nearby, agreed, mine, posts } = views.clone();
    let mut watching = JoinSet::new();
    let send = out.clone();
    // A post's story can change without the board: both are one sight.
    follow(&mut watching, posts, move |_| {
        send.unbounded_send(Sight::Board(id, board.borrow().clone())).is_ok()
    });
    let (send, told) = (out.clone(), renamed.clone());
    let mut known = people.borrow().circle.clone();
    follow(&mut watching, people, move |people| {
        if known != people.circle {
            known.clone_from(&people.circle);
            told.notify_one();
        }
        send.unbounded_send(Sight::People(id, (**people).clone())).is_ok()
    });
    let send = out.clone();
    follow(&mut watching, nearby, move |nearby| {
        send.unbounded_send(Sight::Nearby(id, (**nearby).clone())).is_ok()
    });
    let send = out.clone();
    follow(&mut watching, agreed, move |agreed| {
        send.unbounded_send(Sight::Agreed(id, agreed.clone())).is_ok()
    });
    let (mut before, told) = (mine.borrow().clone(), renamed.clone());
    follow(&mut watching, mine, move |mine| {
        if before != *mine {
            told.notify_one();
            before = mine.clone();
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
    let said = views.people.borrow().circle.as_ref().map(|circle| circle.name.clone());
    let name = said.filter(|name| !name.is_empty()).or_else(|| code.map(|code| code.circle_name.clone()));
    let shown_by = code.map(|code| code.shown_by.clone()).unwrap_or_default();
    let door = if mine.is_member { Door::Inside } else { Door::Knocking { shown_by } };
    MyCircle { id, name: name.unwrap_or_default(), me: mine.device, door }
}

/// The screens have a sentence for each; what a system says in its own words stays here.
fn wrong(not_done: NotDone) -> Wrong {
    match not_done {
        NotDone::Refused(refused) => Wrong::Refused(refused),
        other => Wrong::Fault(fault(other)),
    }
}

fn fault(not_done: NotDone) -> Fault {
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
