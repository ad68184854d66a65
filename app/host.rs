//! The screens' [`Host`], filled with the node and the platform of this phone.
//!
//! The node lives on a runtime of its own, once per process: Android makes the activity, and with it the screens,
//! anew whenever it likes, and the links should not notice. Screens wait for the node through channels and never
//! for its thread; only what a form asks while it is drawn (settings, drafts) is answered from memory.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    sync::{
        Arc, OnceLock,
        mpsc::{Receiver, channel},
    },
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
    time::{interval, sleep},
};

/// How often the screens are told the time: "3 minutes ago" needs no more.
const MINUTE: Duration = Duration::from_secs(60);

/// This phone, for its screens.
pub(crate) struct NodeHost {
    starting: RefCell<Option<Receiver<Started>>>,
    running: OnceCell<Running>,
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
        static NODE: tokio::sync::OnceCell<Node> = tokio::sync::OnceCell::const_new();
        let (sender, receiver) = channel();
        runtime().spawn(async move {
            let started = async {
                let node = NODE.get_or_try_init(|| Node::start(options)).await?.clone();
                let settings = node.settings().await?;
                Ok((node, settings))
            };
            // Nobody waits if the window was closed before it was there.
            let _ = sender.send(started.await);
        });
        let (faults, heard) = mpsc::unbounded();
        NodeHost {
            starting: RefCell::new(Some(receiver)),
            running: OnceCell::new(),
            faults,
            faults_heard: RefCell::new(Some(heard)),
        }
    }

    /// The node, as soon as its folder is open. Without it there is nothing to show, so a phone that cannot start
    /// says why and ends.
    fn running(&self) -> &Running {
        self.running.get_or_init(|| {
            let starting = self.starting.take().expect("the receiver is taken once");
            match starting.recv().map_err(|_| NotDone::Fault(tequio_node::Fault::Stopped)).flatten() {
                Ok((node, kept)) => {
                    let (keeps, queue) = mpsc::unbounded();
                    runtime().spawn(keep_all(node.clone(), queue, self.faults.clone()));
                    Running { node, kept: RefCell::new(kept), keeps }
                }
                Err(fault) => {
                    eprintln!("tequio: {fault}");
                    std::process::exit(1);
                }
            }
        })
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
    fn watch(&self) -> LocalBoxStream<'static, Sight> {
        let (out, sights) = mpsc::unbounded();
        runtime().spawn(look(self.running().node.clone(), out));
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
        self.ask(|node| async move { node.wipe().await })
    }
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
async fn look(node: Node, out: UnboundedSender<Sight>) {
    let mut circles = node.circles();
    let renamed = Arc::new(Notify::new());
    let mut watched = BTreeMap::new();
    let mut minute = interval(MINUTE);
    while !out.is_closed() {
        let known = circles.borrow_and_update().clone();
        let mine = known.iter().map(|(id, views)| my_circle(*id, views)).collect();
        let _ = out.unbounded_send(Sight::Circles(mine));
        watched.retain(|id, _| known.contains_key(id));
        for (id, views) in known.iter() {
            watched.entry(*id).or_insert_with(|| watch_circle(*id, views, &out, &renamed));
        }
        tokio::select! {
            changed = circles.changed() => if changed.is_err() { return },
            () = renamed.notified() => {}
            _ = minute.tick() => drop(out.unbounded_send(Sight::Now(node.now()))),
        }
    }
}

/// Watches one circle for as long as what it returns is held.
fn watch_circle(
    id: CircleId,
    views: &Views,
    out: &UnboundedSender<Sight>,
    renamed: &Arc<Notify>,
) -> tokio::task::JoinSet<()> {
    let Views { board, people, nearby, mine, posts } = views.clone();
    let mut watching = tokio::task::JoinSet::new();
    let told = renamed.clone();
    let send = out.clone();
    watching.spawn(follow(people, move |people| {
        told.notify_one();
        send.unbounded_send(Sight::People(id, (**people).clone())).is_ok()
    }));
    let send = out.clone();
    watching.spawn(follow(nearby, move |nearby| {
        send.unbounded_send(Sight::Nearby(id, (**nearby).clone())).is_ok()
    }));
    let told = renamed.clone();
    watching.spawn(follow(mine, move |_| {
        told.notify_one();
        true
    }));
    let send = out.clone();
    // A post's story can change without the board: both are one sight.
    watching.spawn(follow(posts, move |_| {
        let board = board.borrow().clone();
        send.unbounded_send(Sight::Board(id, (*board).clone())).is_ok()
    }));
    watching
}

/// Hands on a view now and whenever it differs, as long as somebody takes it.
async fn follow<V>(mut view: watch::Receiver<V>, hand_on: impl Fn(&V) -> bool) {
    while hand_on(&view.borrow_and_update()) && view.changed().await.is_ok() {}
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
        NotDone::Fault(tequio_node::Fault::DiskFull) => Wrong::Fault(Fault::Full),
        NotDone::Fault(tequio_node::Fault::Stopped) => Wrong::Fault(Fault::Stopped),
        NotDone::Fault(tequio_node::Fault::Links(_) | tequio_node::Fault::Dice(_)) => {
            Wrong::Fault(Fault::Unable)
        }
        NotDone::Fault(_) => Wrong::Fault(Fault::Disk),
        NotDone::Code(_)
        | NotDone::AlreadyIn
        | NotDone::TooManyCircles(_)
        | NotDone::NoSuchCircle
        | NotDone::Setting { .. }
        | NotDone::NotEmpty
        | NotDone::File { .. }
        | NotDone::Bundle(_)
        | NotDone::Backup(_) => Wrong::Fault(Fault::Unable),
    }
}
