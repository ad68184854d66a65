//! The handle to a running phone.
//!
//! Everything is asked of the loop ([`turn`]) by a message with a place for the answer. Views are watched: a value is
//! set when it differs from the one before, never otherwise. A node ends when it is stopped, or with its last handle.

mod contacts;
mod files;
mod lending;
mod minutes;
mod stack;
mod turn;

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use libp2p::Multiaddr;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Command, DeviceKey, EntryId, Invite, Rejected, Replica, Time,
    carrier::hold::Quota,
    contacts::Contacts,
    rules::Rules,
    view::{Agreed, Board, Deciding, Matter, Nearby, People, PostView},
};
use tequio_platform::radio::Radio;
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    links::{LinkOptions, Links, RadioNow, Said},
    store::{
        backup::{Amount, Opener},
        duress::Decoy,
        key::{Passphrase, Protection, Unlock},
    },
    wrong::{Fault, NotDone},
};
pub use files::Brought;
use turn::{Input, Turn, Wish};

/// Binding a port takes no time; this is for a machine that stands still.
const LISTEN_TIME_MAX: Duration = Duration::from_secs(10);

/// Where a node's time comes from: the system's clock, and how far this phone's is off. The only clock in the house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Seconds ahead of the system's clock; behind it, if negative.
    pub ahead: i64,
}

impl Clock {
    /// What this phone's clock says.
    pub fn now(&self) -> Time {
        // A system clock before 1970 says 1970.
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Time(seconds.saturating_add_signed(self.ahead))
    }
}

/// How a phone is to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its folder: one folder, one phone.
    pub folder: PathBuf,
    /// Where it listens; port 0 takes any.
    pub listen: SocketAddr,
    /// Whether it looks for others on the same network, and lets itself be found there.
    pub lan: bool,
    /// Addresses that it calls for ever.
    pub neighbours: Vec<Multiaddr>,
    /// Its clock.
    pub clock: Clock,
    /// What opens it, and what may guard the key of a new one.
    pub unlock: Unlock,
    /// How much it carries.
    pub quota: Quota,
    /// By what it reaches phones nearby where there is no network.
    pub radios: Vec<Arc<dyn Radio>>,
}

impl Options {
    /// A phone on the network it finds itself in.
    pub fn on_lan(folder: PathBuf) -> Options {
        let listen = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        Options {
            folder,
            listen,
            lan: true,
            neighbours: Vec::new(),
            clock: Clock::default(),
            unlock: Unlock::default(),
            quota: Quota::default(),
            radios: Vec::new(),
        }
    }

    /// A phone that talks to others on this machine alone.
    pub fn on_loopback(folder: PathBuf) -> Options {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Options { listen, lan: false, ..Options::on_lan(folder) }
    }
}

/// The views of one circle. Each is set only when it differs.
#[derive(Clone, Debug)]
pub struct Views {
    /// Everything asked and offered.
    pub board: watch::Receiver<Arc<Board>>,
    /// Who is in it, and who knocks.
    pub people: watch::Receiver<Arc<People>>,
    /// Which neighbours there are.
    pub nearby: watch::Receiver<Arc<Nearby>>,
    /// What it has agreed on.
    pub agreed: watch::Receiver<Arc<Agreed>>,
    /// Its meetings, votes and proposals.
    pub deciding: watch::Receiver<Arc<Deciding>>,
    /// Which key this phone has in it, and how far it has come in.
    pub mine: watch::Receiver<Mine>,
    /// Counts up when the story of a post or of what is decided may have changed: a screen that shows one asks for it
    /// again ([`Node::post`], [`Node::matter`]).
    pub posts: watch::Receiver<u64>,
}

/// This phone's own place in a circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mine {
    /// The key that it has there.
    pub device: DeviceKey,
    /// Whether it is a member.
    pub is_member: bool,
    /// The code that it knocks with, as long as nobody has let it in.
    pub code: Option<Invite>,
}

/// What happened since the start, for tests and for the curious.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Links that are up.
    pub links: usize,
    /// Frames that were refused, by reason.
    pub rejected: BTreeMap<Rejected, u64>,
    /// Neighbours dropped because too much of theirs was refused.
    pub dropped: u64,
    /// Neighbours let go because they read too slowly.
    pub slow: u64,
    /// Commits.
    pub commits: u64,
    /// How long they took, all together.
    pub commit_time: Duration,
    /// Kept entries that did not read back at the start.
    pub damaged: usize,
    /// Why nothing more can be kept, if that is so; what is there can be read.
    pub only_reads: Option<Fault>,
    /// What guards the storage key; unknown only of a node that was stopped.
    pub protection: Option<Protection>,
    /// Envelopes that are carried, this phone's own among them.
    pub carried: usize,
    /// Their bytes.
    pub carried_bytes: u64,
    /// When a neighbour said something last.
    pub heard: Option<Time>,
}

/// How much a circle holds, and the hash by which two phones see that they agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Entries held.
    pub entries: usize,
    /// A hash of the derived state.
    pub state_hash: [u8; 32],
    /// Whether this phone is a member.
    pub is_member: bool,
}

/// A running phone. Clones are handles to the same one.
#[derive(Clone)]
pub struct Node {
    inputs: mpsc::Sender<Input>,
    circles: watch::Receiver<Arc<BTreeMap<CircleId, Views>>>,
    contacts: watch::Receiver<Arc<Contacts>>,
    addresses: watch::Receiver<Vec<Multiaddr>>,
    radios: watch::Receiver<Vec<RadioNow>>,
    clock: Clock,
    lending: Arc<Mutex<lending::Lending>>,
    _last: Arc<StopAtLast>,
}

/// A phone that can be looked at; its links have yet to come up.
pub struct Opened {
    /// The phone.
    pub node: Node,
    /// All that screens keep.
    pub settings: BTreeMap<String, Vec<u8>>,
    /// What guards its storage key.
    pub protection: Protection,
    /// Why nothing more can be kept, if that is so; what is there can be read.
    pub only_reads: Option<Fault>,
    /// How much of what was kept did not read back.
    pub damaged: usize,
    /// Without them nobody is heard or called.
    pub links: ComingLinks,
}

/// The links of a phone, before they listen.
#[derive(Clone)]
pub struct ComingLinks {
    options: LinkOptions,
    said: Said,
    inputs: mpsc::Sender<Input>,
}

impl ComingLinks {
    /// Begins to listen and to call; returns when somebody could call. In a tokio runtime with IO and time.
    ///
    /// # Errors
    /// [`Fault::Links`] if there is nowhere to listen; the phone goes on without anybody, and this may be tried again.
    /// [`Fault::Stopped`] if the phone was stopped meanwhile.
    pub async fn come_up(&self) -> Result<(), Fault> {
        let ComingLinks { options, said, inputs } = self.clone();
        let listen = options.listen;
        let mut addresses = said.addresses.subscribe();
        let events = inputs.clone();
        let (links, task) = Links::start(options, said, move |event| {
            // A loop that has stopped needs no events.
            let _ = events.send(Input::Link(event));
        })?;
        inputs.send(Input::Links(links, task)).map_err(|_| Fault::Stopped)?;
        let listening = addresses.wait_for(|known| !known.is_empty());
        let listening = timeout(LISTEN_TIME_MAX, listening).await.is_ok_and(|known| known.is_ok());
        match listening {
            true => Ok(()),
            false => Err(Fault::Links(format!("{listen} does not answer"))),
        }
    }
}

/// Stops the loop when the last handle goes.
struct StopAtLast(mpsc::Sender<Input>);

impl Drop for StopAtLast {
    fn drop(&mut self) {
        let _ = self.0.send(Input::Stop(None));
    }
}

impl Node {
    /// Opens the folder, begins to listen and to call; returns when the first views stand and somebody could call. Needs a
    /// tokio runtime with IO and time, for the links.
    ///
    /// # Errors
    /// The folder is in use or unreadable, or there is nowhere to listen. [`Fault::Locked`] and
    /// [`Fault::WrongPassphrase`] ask for another try with [`Options::unlock`].
    pub async fn start(options: Options) -> Result<Node, Fault> {
        let Opened { node, links, .. } = Node::open(options).await?;
        links.come_up().await?;
        Ok(node)
    }

    /// Opens the folder; returns when the first views stand, with all that a first screen wants. Nobody is heard or called
    /// until the links are told to come up.
    ///
    /// # Errors
    /// As for [`Node::start`], but for those of the links.
    pub async fn open(options: Options) -> Result<Opened, Fault> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|wrong| Fault::Dice(wrong.to_string()))?;
        let mut dice = ChaCha20Rng::from_seed(seed);
        let mut draw = || {
            let mut bytes = [0; 32];
            dice.fill_bytes(&mut bytes);
            bytes
        };
        let Options { folder, listen, lan, neighbours, clock, unlock, quota, radios } = options;
        let (phone_seed, link_seed) = (draw(), draw());
        let (inputs, inbox) = mpsc::channel();
        let (circles_sender, circles) = watch::channel(Arc::new(BTreeMap::new()));
        let (contacts_sender, contacts) = watch::channel(Arc::default());
        let shown = (circles_sender, contacts_sender);
        let (opened, is_open) = oneshot::channel();
        // Commits block. The loop has a thread of its own, so that none of them holds up a link.
        thread::Builder::new()
            .name("tequio-node".to_owned())
            .spawn(move || {
                stack::and_leave_none(move || {
                    // What opening leaves on the stack would be copied on with whatever is moved over it later.
                    let turn = stack::and_leave_none(move || {
                        let turn = Turn::open(&folder, &unlock, phone_seed, (clock, quota), shown)?;
                        Ok((turn.settings()?, Box::new(turn)))
                    });
                    match turn {
                        Ok((settings, turn)) => {
                            let _ = opened.send(Ok((settings, turn.protection(), turn.damage())));
                            turn.run(&inbox);
                        }
                        Err(fault) => {
                            let _ = opened.send(Err(fault));
                        }
                    }
                });
            })
            .map_err(|wrong| Fault::Disk(wrong.to_string()))?;
        let (settings, protection, (only_reads, damaged)) = is_open.await.map_err(|_| Fault::Stopped)??;
        let last = Arc::new(StopAtLast(inputs.clone()));
        let said = Said::nothing_of(&radios);
        let (addresses, radios_now) = (said.addresses.subscribe(), said.radios.subscribe());
        let options = LinkOptions { listen, lan, neighbours, radios, seed: link_seed };
        let links = ComingLinks { options, said, inputs: inputs.clone() };
        let lending = Arc::default();
        let node =
            Node { inputs, circles, contacts, addresses, radios: radios_now, clock, lending, _last: last };
        Ok(Opened { node, settings, protection, only_reads, damaged, links })
    }

    /// This phone's clock.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The circles of this phone with their views.
    pub fn circles(&self) -> watch::Receiver<Arc<BTreeMap<CircleId, Views>>> {
        self.circles.clone()
    }

    /// One circle's views.
    pub fn views(&self, circle: &CircleId) -> Option<Views> {
        self.circles.borrow().get(circle).cloned()
    }

    /// Where this phone listens now.
    pub fn addresses(&self) -> Vec<Multiaddr> {
        self.addresses.borrow().clone()
    }

    /// How this phone's radios are, in the order in which they were given.
    pub fn radios(&self) -> watch::Receiver<Vec<RadioNow>> {
        self.radios.clone()
    }

    /// Founds a circle.
    ///
    /// # Errors
    /// A name past its limit, too many circles, or a fault; then nothing has changed.
    pub async fn found(&self, circle_name: &str, name: &str) -> Result<CircleId, NotDone> {
        self.found_with(circle_name, name, Rules::default()).await
    }

    /// Founds a circle with these rules.
    ///
    /// # Errors
    /// A name or a rule past its limit, too many circles, or a fault; then nothing has changed.
    pub async fn found_with(&self, circle_name: &str, name: &str, rules: Rules) -> Result<CircleId, NotDone> {
        let (circle_name, name) = (circle_name.to_owned(), name.to_owned());
        self.ask(|answer| Wish::Found { circle_name, name, rules, answer }).await?
    }

    /// Begins to knock at the circle of this code, under this name.
    ///
    /// # Errors
    /// What is wrong with the code or the name, or a fault; then nothing has changed.
    pub async fn join(&self, code: &str, name: &str) -> Result<CircleId, NotDone> {
        let invite = Invite::read(code, self.now())?;
        let name = name.to_owned();
        self.ask(|answer| Wish::Join { invite, name, answer }).await?
    }

    /// The person wants something. When this returns it is kept, and on its way to the neighbours.
    ///
    /// # Errors
    /// What the circle's rules refuse, or a fault; then nothing has changed.
    pub async fn perform(&self, circle: &CircleId, command: Command) -> Result<Option<EntryId>, NotDone> {
        let circle = *circle;
        self.ask(|answer| Wish::Perform { circle, command, answer }).await?
    }

    /// A code for a newcomer, different each time.
    ///
    /// # Errors
    /// Only a member can show one.
    pub async fn invite(&self, circle: &CircleId) -> Result<Invite, NotDone> {
        let circle = *circle;
        self.ask(|answer| Wish::Invite { circle, answer }).await?
    }

    /// One post with its story; none, if it is not known here.
    ///
    /// # Errors
    /// The circle is not of this phone.
    pub async fn post(&self, circle: &CircleId, id: &EntryId) -> Result<Option<PostView>, NotDone> {
        let (id, now) = (*id, self.now());
        self.look(circle, move |replica| replica.post(&id, now)).await
    }

    /// One proposal, meeting or vote with its story; none, if it is not known here.
    ///
    /// # Errors
    /// The circle is not of this phone.
    pub async fn matter(&self, circle: &CircleId, id: &EntryId) -> Result<Option<Matter>, NotDone> {
        let (id, now) = (*id, self.now());
        self.look(circle, move |replica| replica.matter(&id, now)).await
    }

    /// How much a circle holds.
    ///
    /// # Errors
    /// The circle is not of this phone.
    pub async fn standing(&self, circle: &CircleId) -> Result<Standing, NotDone> {
        let standing = |replica: &Replica| Standing {
            entries: replica.entries(),
            state_hash: replica.state_hash(),
            is_member: replica.is_member(),
        };
        self.look(circle, standing).await
    }

    /// What happened since the start.
    ///
    /// # Errors
    /// The node was stopped.
    pub async fn counters(&self) -> Result<Counters, NotDone> {
        self.ask(|answer| Wish::Counters { answer }).await
    }

    /// Forgets a circle that this phone is not in: that nobody has let it into yet, that its person has left, or from
    /// which they were removed.
    ///
    /// # Errors
    /// Not of a circle that this phone is in, or a fault.
    pub async fn leave(&self, circle: &CircleId) -> Result<(), NotDone> {
        let circle = *circle;
        self.ask(|answer| Wish::Leave { circle, answer }).await?
    }

    /// Destroys the storage key and with it all keys, circles and settings of this phone; the folder is that of a new
    /// phone when this returns, and copies of the old store that lie elsewhere open no more.
    ///
    /// # Errors
    /// What the disk has; then all of it may still be there. [`Fault::Keychain`] if all is destroyed but for what the
    /// system's keychain held, which opens nothing by itself.
    pub async fn wipe(&self) -> Result<(), NotDone> {
        self.ask(|answer| Wish::Wipe { answer }).await?
    }

    /// Guards the storage key with this passphrase from now on; without one with the keychain, if that was wanted at
    /// the start and is there, else with nothing but the file's permissions. A phone under a passphrase wants to hear
    /// that once more. What it is guarded by now.
    ///
    /// # Errors
    /// [`Fault::Locked`] and [`Fault::WrongPassphrase`] about the current one, [`NotDone::Alike`] if the new one is the
    /// duress code, and what the disk has; then it is guarded as before.
    pub async fn set_passphrase(
        &self,
        current: Option<Passphrase>,
        passphrase: Option<Passphrase>,
    ) -> Result<Protection, NotDone> {
        self.ask(|answer| Wish::SetPassphrase { current, passphrase, answer }).await?
    }

    /// Sets a duress code and what it opens, in place of one that may be there, or takes it away (see
    /// [`crate::store::duress`]).
    ///
    /// # Errors
    /// As for [`crate::store::key::StorageKey::set_duress`]; then nothing has changed.
    pub async fn set_duress(
        &self,
        current: Passphrase,
        code: Option<(Passphrase, Decoy)>,
    ) -> Result<(), NotDone> {
        self.ask(|answer| Wish::SetDuress { current, code, answer }).await?
    }

    /// Writes a sealed copy of all that this phone keeps, reads it back from the first byte to the last, and then wipes
    /// the phone as [`Node::wipe`] does.
    ///
    /// # Errors
    /// As for [`crate::store::suspend::put_away`]; then everything is there as before. And those of the wipe.
    pub async fn suspend(&self, path: PathBuf, passphrase: Passphrase) -> Result<Amount, NotDone> {
        self.ask(|answer| Wish::Suspend { path, passphrase, answer }).await?
    }

    /// The same, but that the sealed copy goes to the phone of a contact who is near, who keeps it and cannot read it. This
    /// phone is wiped when theirs says that it is kept.
    ///
    /// # Errors
    /// [`NotDone::NotNear`], [`NotDone::TooLarge`], [`NotDone::NoRoom`], or a fault; then everything is there as before.
    pub async fn suspend_to(&self, contact: &CircleId, passphrase: Passphrase) -> Result<(), NotDone> {
        let contact = *contact;
        self.ask(|answer| Wish::SuspendTo { contact, passphrase, answer }).await?
    }

    /// Gives a contact back what is kept for them, as soon as the phone that shows this code is near.
    ///
    /// # Errors
    /// [`NotDone::NothingKept`], or what is wrong with the code.
    pub async fn give_back(&self, contact: &CircleId, code: &str) -> Result<(), NotDone> {
        let (contact, code) = (*contact, code.to_owned());
        self.ask(|answer| Wish::GiveBack { contact, code, answer }).await?
    }

    /// Keeps nothing for this contact any more.
    ///
    /// # Errors
    /// A fault.
    pub async fn throw_away(&self, contact: &CircleId) -> Result<(), NotDone> {
        let contact = *contact;
        self.ask(|answer| Wish::ThrowAway { contact, answer }).await?
    }

    /// Fills this phone, which has no circle yet, from a backup. It goes on as the same person, on a new device.
    ///
    /// # Errors
    /// [`NotDone::NotEmpty`], and those of [`crate::store::backup::restore`]; then it is as new as before.
    pub async fn restore(&self, path: PathBuf, opener: Opener) -> Result<Amount, NotDone> {
        self.ask(|answer| Wish::Restore { path, opener, answer }).await?
    }

    /// Writes a sealed copy of all that this phone keeps, but for what signs (see [`crate::store::backup`]).
    ///
    /// # Errors
    /// What the disk has, on either side.
    pub async fn backup(&self, path: PathBuf, passphrase: Passphrase) -> Result<Amount, NotDone> {
        self.ask(|answer| Wish::Backup { path, passphrase, answer }).await?
    }

    /// Writes all that this phone keeps into a folder, to be read by anybody and any program: one file of JSON lines a
    /// circle, and one for the settings.
    ///
    /// # Errors
    /// What the disk has, on either side.
    pub async fn export(&self, folder: PathBuf) -> Result<Amount, NotDone> {
        self.ask(|answer| Wish::Export { folder, answer }).await?
    }

    /// All that screens keep.
    ///
    /// # Errors
    /// What the disk has.
    pub async fn settings(&self) -> Result<BTreeMap<String, Vec<u8>>, NotDone> {
        self.ask(|answer| Wish::Settings { answer }).await?
    }

    /// What a screen keeps under this name.
    ///
    /// # Errors
    /// What the disk has.
    pub async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, NotDone> {
        let name = name.to_owned();
        self.ask(|answer| Wish::Setting { name, answer }).await?
    }

    /// Keeps something small for a screen (a language, a theme, a draft), or forgets it.
    ///
    /// # Errors
    /// A limit passed, or what the disk has.
    pub async fn set_setting(&self, name: &str, value: Option<Vec<u8>>) -> Result<(), NotDone> {
        let name = name.to_owned();
        self.ask(|answer| Wish::SetSetting { name, value, answer }).await?
    }

    /// Calls this address from now on.
    ///
    /// # Errors
    /// The node was stopped.
    pub fn tell_neighbour(&self, address: Multiaddr) -> Result<(), NotDone> {
        Ok(self.inputs.send(Input::Neighbour(address)).map_err(|_| Fault::Stopped)?)
    }

    /// Ends the loop and the links; the folder and the port are free when this returns.
    pub async fn stop(&self) {
        self.put_card_away();
        let (answer, stopped) = oneshot::channel();
        if self.inputs.send(Input::Stop(Some(answer))).is_ok()
            && let Ok(Some(links)) = stopped.await
        {
            let links: JoinHandle<()> = links;
            let _ = links.await;
        }
    }

    /// Looks at a circle.
    async fn look<A: Send + 'static>(
        &self,
        circle: &CircleId,
        look: impl FnOnce(&Replica) -> A + Send + 'static,
    ) -> Result<A, NotDone> {
        let circle = *circle;
        let ask = |answer: oneshot::Sender<Result<A, NotDone>>| {
            // Whoever asked may have gone.
            Wish::Look { circle, look: Box::new(move |replica| drop(answer.send(replica.map(look)))) }
        };
        self.ask(ask).await?
    }

    async fn ask<A>(&self, wish: impl FnOnce(oneshot::Sender<A>) -> Wish) -> Result<A, NotDone> {
        let (answer, answered) = oneshot::channel();
        self.inputs.send(Input::Wish(wish(answer))).map_err(|_| Fault::Stopped)?;
        Ok(answered.await.map_err(|_| Fault::Stopped)?)
    }
}
