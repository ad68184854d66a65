//! The one door to a circle on this phone.
//!
//! Commands, neighbours' messages, the disk's answers and the passing of time go in; what is to be kept, loaded,
//! shown, sent and waited for comes out of [`Replica::poll`], in an order that matters: a `Keep` stands before all
//! that follows from it, so that nothing is shown or sent that a crash could take back.
//!
//! The same value runs on a phone and in a test of a whole neighbourhood: it holds no clock, no file and no link.

mod agreed;
mod assembly;
mod contacts;
mod epochs;
mod gathered;
mod leaving;
mod opening;
mod shown;

pub use assembly::{BallotGround, CardHolder};
pub use opening::Opening;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;

use crate::{
    aid,
    assembly::vote::{Doubt, closing::Watch},
    command::Command,
    entry::{Entry, Header},
    epoch::Epoch,
    event::{Event, check_name},
    ids::{DeviceKey, EntryId, PersonId},
    invite::Invite,
    keys::{Keys, Standing},
    log::{Day, Log},
    message::{EntryBytes, HeldBack, Knock, Message, greeting, token_proof},
    recognise::Way,
    roster::{Gone, Roster, recovery_message},
    rules::Rules,
    seal::{Envelope, PHONES_MAX, Sealed},
    signature::{self, Check, Signed},
    state::State,
    sync::{self, Sync},
    time::{DAY, RETENTION, RETENTION_SLACK, Time},
    view::View,
    wrong::{Refused, Rejected},
};

/// People who can knock at one phone at a time; the one who came first gives way, those who were not shown this
/// phone's own code before those who were.
pub const KNOCKS_MAX: usize = 64;
/// Words that are erased at a time.
const ERASED_MAX: usize = 1_024;
/// Codes that a phone remembers having shown since it was started.
const TOKENS_MAX: usize = 64;

/// One link to another phone, by the number that the node gave it. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Neighbour(pub u64);

/// What was kept of a circle, as the disk gives it back.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// All entries with their names, in any order.
    pub entries: Vec<(EntryId, Entry)>,
    /// Posts hidden on this phone.
    pub hidden: BTreeSet<EntryId>,
}

/// What a replica wants done.
#[derive(Clone, Debug)]
pub enum Output {
    /// Keep these entries: durably, before anything that comes after.
    KeepEntries(Vec<(EntryId, Entry)>),
    /// Keep these keys in place of the ones before: durably, before anything that comes after.
    KeepKeys(Box<Keys>),
    /// Keep which posts are hidden, in place of what was kept before.
    KeepHidden(BTreeSet<EntryId>),
    /// Keep these entries without their words from now on ([`Entry::erased`]).
    Erase(Vec<EntryId>),
    /// Read these entries and hand them to [`Replica::loaded`] with this neighbour, in this order; one that cannot
    /// be read is left out, with all after it.
    Load(Neighbour, Vec<EntryId>),
    /// This view may differ now.
    Changed(View),
    /// Send this.
    Send(Neighbour, Message),
    /// Call [`Replica::tick`] at this time at the latest.
    Wake(Time),
}

/// One circle on this phone.
pub struct Replica {
    keys: Keys,
    me: DeviceKey,
    log: Log,
    state: State,
    sync: Sync,
    links: BTreeMap<Neighbour, Link>,
    knocks: VecDeque<Knocking>,
    tokens: VecDeque<[u8; 8]>,
    hidden: BTreeSet<EntryId>,
    heard: BTreeMap<PersonId, Time>,
    /// When it is this phone's turn to rotate, if nobody before it does.
    rotate_at: Option<Time>,
    /// How late it was when words whose time had passed were last looked for.
    swept: Time,
    /// Who was gone when links were last looked at.
    gone: Gone,
    /// The founding meeting that is going on.
    meeting: Option<gathered::Meeting>,
    /// Since when this phone waits for what others owe to a meeting's lot.
    lot_waits: BTreeMap<(EntryId, bool), Time>,
    /// Since when this phone has known, since it was started, that somebody is at a meeting at which it is.
    here_since: BTreeMap<(EntryId, PersonId), Time>,
    /// What this phone has put in force, or said by itself in votes, since it was started.
    followed: BTreeSet<[u8; 32]>,
    /// Where the closings stand in which this phone is a teller's.
    watches: BTreeMap<EntryId, Watch>,
    /// When this phone first looked at votes that are open, since it was started.
    seen_votes: BTreeMap<EntryId, Time>,
    /// What is wrong with the openings that are not a meeting's, by all that came before them: it stays so.
    apart: RefCell<BTreeMap<EntryId, Option<Doubt>>>,
    /// It is saying what it owes to votes.
    following: bool,
    /// Who had a seat when the log had so many entries.
    seated: RefCell<(usize, BTreeSet<PersonId>)>,
    /// The day of the circle on which its people were looked at last, and whether some had no say then.
    looked: Cell<(Day, bool)>,
    check: Check,
    dice: ChaCha20Rng,
    outputs: VecDeque<Output>,
}

/// Somebody at the door.
struct Knocking {
    device: DeviceKey,
    name: String,
    /// Which code of this phone they hold, if it is one that it showed since it was started.
    token: Option<[u8; 8]>,
    /// The key that their guardians gave them back.
    recovery: Option<HeldBack>,
}

/// A link on which this circle was recognised.
struct Link {
    way: Way,
    name: [u8; 32],
    /// Who is at the other end, once they have greeted.
    device: Option<DeviceKey>,
    /// Whether entries may travel: both know the circle's secret, or one has just been told it.
    trusted: bool,
    /// Keys that were passed on over it before the rotations that brought them have arrived. They are this link's own,
    /// so that nobody displaces what another passed on.
    offered: Vec<Epoch>,
}

impl Replica {
    /// Opens a circle from what was kept. Nothing kept: a circle to be founded, or one to knock at.
    ///
    /// Entries that were kept were checked when they came; their signatures are not checked again.
    pub fn open(keys: Keys, kept: Kept, seed: [u8; 32], now: Time) -> Replica {
        Opening::of(keys, kept).open(seed, now)
    }

    /// The person holding this phone wants something. The id of the entry that it became, if it became one.
    ///
    /// # Errors
    /// Says why not; then nothing has changed.
    pub fn perform(&mut self, command: Command, now: Time) -> Result<Option<EntryId>, Refused> {
        if let Command::Hide { post, hidden } = &command {
            return self.hide(*post, *hidden).map(|()| None);
        }
        if let Command::Found { circle_name, name } = command {
            return self.found(circle_name, name, None, now).map(Some);
        }
        if let Command::FoundWith { circle_name, name, rules } = command {
            return self.found(circle_name, name, Some(rules), now).map(Some);
        }
        if let Command::Meeting(step) = command {
            return self.meeting(step, now).map(|()| None);
        }
        if !self.is_member() {
            return Err(Refused::NotMember);
        }
        self.is_for_this(&command)?;
        if let Command::Move { proposal, text } = command {
            if self.log.misses_own() {
                return Err(Refused::Incomplete);
            }
            self.make_ready_to_write(now);
            return self.move_that(proposal, &text, now).map(Some);
        }
        let event = self.decide(command, now)?;
        event.check()?;
        if self.log.misses_own() {
            return Err(Refused::Incomplete);
        }
        self.make_ready_to_write(now);
        let admitted = match &event {
            Event::Admitted { device, .. } => self.knocks.iter().find(|knock| knock.device == *device),
            _ => None,
        };
        let token = admitted.and_then(|knock| knock.token);
        let id = self.author(vec![event], now)?;
        // A code has let somebody in: whoever else holds it was not shown it by this phone.
        self.tokens.retain(|shown| Some(*shown) != token);
        Ok(Some(id))
    }

    fn found(
        &mut self,
        circle_name: String,
        name: String,
        rules: Option<Rules>,
        now: Time,
    ) -> Result<EntryId, Refused> {
        let Standing::Founder { nonce, .. } = &self.keys.standing else {
            return Err(Refused::AlreadyFounded);
        };
        if !self.log.is_empty() {
            return Err(Refused::AlreadyFounded);
        }
        check_name(&name)?;
        let founded = Event::Founded { nonce: *nonce, name: circle_name, rules };
        founded.check()?;
        let joined = self.joined(name);
        self.author(vec![founded, joined], now)
    }

    fn hide(&mut self, post: EntryId, hidden: bool) -> Result<(), Refused> {
        self.state.post(&post).ok_or(Refused::NoSuchPost(post))?;
        let changed = if hidden { self.hidden.insert(post) } else { self.hidden.remove(&post) };
        if changed {
            self.outputs.push_back(Output::KeepHidden(self.hidden.clone()));
            self.outputs.push_back(Output::Changed(View::Board));
        }
        Ok(())
    }

    /// The event that a wish becomes, if it can be granted.
    fn decide(&mut self, command: Command, now: Time) -> Result<Event, Refused> {
        let me = self.my_person();
        if let Some(post) = command.post() {
            let (story, _) = self.state.post(&post).ok_or(Refused::NoSuchPost(post))?;
            aid::decide(story, &me, &command, &|done| self.state.is_silent(done))?;
        }
        Ok(match command {
            Command::Meeting(_)
            | Command::Found { .. }
            | Command::FoundWith { .. }
            | Command::Move { .. }
            | Command::Hide { .. } => unreachable!("answered before"),
            Command::Admit { .. }
            | Command::Vouch { .. }
            | Command::Gather { .. }
            | Command::Answer { .. }
            | Command::Support { .. }
            | Command::Leave
            | Command::CutOff { .. }
            | Command::Guard { .. }
            | Command::Return { .. }
            | Command::Recover { .. }
            | Command::Object { .. } => self.decide_belonging(command)?,
            Command::Propose(wish) => self.decide_proposal(wish, now)?,
            Command::Assemble(wish) => Event::Assembled(self.decide_meeting(wish, now)?),
            Command::Decide(wish) => Event::Voted(self.decide_vote(wish, now)?),
            Command::Card(wish) => Event::Carded(self.decide_card(wish)?),
            Command::Remove { person, certificate } => Event::Removed { person, certificate },
            Command::Keep(note) => Event::Kept(note),
            Command::Tell(told) => Event::Told(told),
            Command::Rename { name } => Event::Joined { name, prekey: self.keys.prekey(), sealed_to: None },
            Command::Post(posting) => {
                aid::may_post(&posting, now)?;
                Event::Posted(posting)
            }
            Command::Claim { post } => Event::Claimed { post },
            Command::Release { post } => Event::Released { post },
            Command::Confirm { post, person, note } => {
                let note = match note.trim() {
                    "" => None,
                    note => Some(self.seal(note, post, &person)?),
                };
                Event::Confirmed { post, person, note }
            }
            Command::Note { post, to, note } => {
                Event::Noted { post, to, note: self.seal(note.trim(), post, &to)? }
            }
            Command::Done { post, person } => Event::SaidDone { post, person },
            Command::Withdraw { post } => Event::Withdrawn { post },
            Command::Cancel { post, notice } => Event::Cancelled { post, notice },
        })
    }

    /// Seals a note to one person and, so that it can be read again, to this one: on all phones that they have.
    fn seal(&mut self, note: &str, post: EntryId, to: &PersonId) -> Result<Sealed, Refused> {
        let (me, roster) = (self.my_person(), self.state.roster());
        let mut readers = roster.readers(to, PHONES_MAX);
        if readers.is_empty() {
            // Whoever claims something has joined; one who has not has no key to seal to.
            return Err(Refused::NotConfirmed);
        }
        let mine = self.keys.prekey();
        let others = roster.readers(&me, PHONES_MAX).into_iter().filter(|prekey| *prekey != mine);
        readers.extend(std::iter::once(mine).chain(others).take(PHONES_MAX));
        let envelope = Envelope { circle: self.keys.circle, post, from: me, to: *to };
        Sealed::seal(note, &envelope, &readers, &mut self.dice)
    }

    /// Signs events into this phone's chain, takes them in and tells the neighbours. The first one's id.
    fn author(&mut self, events: Vec<Event>, now: Time) -> Result<EntryId, Refused> {
        if self.log.misses_own() {
            return Err(Refused::Incomplete);
        }
        let (mut fresh, mut first) = (Vec::new(), None);
        for event in events {
            let header = Header { epoch: self.epoch_id(), ..self.log.next_header(now) };
            let entry = Entry::sign(&self.keys, header, event.encode());
            let id = entry.id(&self.keys.circle);
            // One's own next entry follows on what is here; only a limit can stand against it.
            fresh.extend(self.log.admit(id, entry).map_err(|_| Refused::LogFull)?);
            first.get_or_insert(id);
        }
        self.take_in(fresh, None, now);
        first.ok_or(Refused::LogFull)
    }

    /// A code for a newcomer, different each time.
    ///
    /// # Errors
    /// Only a member has one.
    pub fn invite(&mut self, now: Time) -> Result<Invite, Refused> {
        // Since somebody is gone no key may count: a code is made from one that does.
        if self.is_member() && self.best_epoch().is_none() && !self.log.misses_own() {
            self.make_ready_to_write(now);
        }
        let roster = self.state.roster();
        let (Some(epoch), true) = (self.best_epoch().cloned(), self.is_member()) else {
            return Err(Refused::NotMember);
        };
        let mut token = [0; 8];
        self.dice.fill_bytes(&mut token);
        let invite = Invite::new(
            self.keys.circle,
            &epoch.key,
            token,
            now,
            &roster.name,
            roster.name_of(&self.my_person()),
        );
        self.tokens.push_back(token);
        if self.tokens.len() > TOKENS_MAX {
            self.tokens.pop_front();
        }
        Ok(invite)
    }

    /// A link came up on which this circle was recognised; `link` names it for signatures.
    pub fn meet(&mut self, neighbour: Neighbour, way: Way, link: [u8; 32], now: Time) {
        let trusted = way == Way::Member && self.keys.is_in();
        self.links.insert(neighbour, Link { way, name: link, device: None, trusted, offered: Vec::new() });
        // On a link by a code a member says nothing until the other end is somebody who was let in.
        if way != Way::Code || !self.keys.is_in() {
            self.greet(neighbour);
        }
        if trusted {
            self.trust(neighbour, now);
        }
        self.outputs.push_back(Output::Changed(View::Nearby));
    }

    /// Knocks with a newer code: one runs out, and whoever waits for their recovery waits longer. Whether this device
    /// knocks there at all.
    pub fn knock_again(&mut self, invite: Invite, name: String) -> bool {
        if !matches!(self.keys.standing, Standing::Knocking { .. }) || invite.circle != self.keys.circle {
            return false;
        }
        self.keys.standing = Standing::Knocking { invite, name };
        self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
        self.outputs.push_back(Output::Changed(View::People));
        let links: Vec<Neighbour> = self.links.keys().copied().collect();
        links.into_iter().for_each(|neighbour| self.greet(neighbour));
        true
    }

    fn greet(&mut self, neighbour: Neighbour) {
        let Some(link) = self.links.get(&neighbour) else { return };
        let signature = signature::sign(&self.keys, &greeting(&self.keys.circle, &link.name, &self.me));
        let knock = match &self.keys.standing {
            Standing::Knocking { invite, name } => {
                let proof = token_proof(&invite.token, &link.name, &self.me);
                let held = self
                    .keys
                    .inherited()
                    .zip(self.keys.inherits(&recovery_message(&self.keys.circle, &self.me)));
                let recovery = held.map(|(heir, signature)| HeldBack { heir, signature });
                let confirmed = self.confirmed();
                Some(Box::new(Knock { name: name.clone(), proof, recovery, confirmed }))
            }
            _ => None,
        };
        self.send(neighbour, Message::Greet { device: self.me, signature, knock });
    }

    /// From now on entries travel on this link.
    fn trust(&mut self, neighbour: Neighbour, now: Time) {
        let Some(link) = self.links.get_mut(&neighbour) else { return };
        link.trusted = true;
        for message in self.sync.meet(neighbour, &mut self.log) {
            self.send(neighbour, message);
        }
        self.pull(now);
    }

    /// The link is gone.
    pub fn part(&mut self, neighbour: Neighbour, now: Time) {
        let Some(link) = self.links.remove(&neighbour) else { return };
        self.sync.part(neighbour);
        if let Some(device) = link.device {
            self.heard_from(device, now);
            self.outputs.push_back(Output::Changed(View::People));
        }
        self.outputs.push_back(Output::Changed(View::Nearby));
        self.pull(now);
    }

    /// A neighbour said something.
    ///
    /// # Errors
    /// What is wrong with it; entries of the same message that came before the wrong one were taken in.
    pub fn hear(&mut self, neighbour: Neighbour, message: Message, now: Time) -> Result<(), Rejected> {
        let link = self.links.get(&neighbour).ok_or(Rejected::OutOfTurn)?;
        let (device, trusted, way) = (link.device, link.trusted && link.device.is_some(), link.way);
        if let Some(device) = device {
            self.heard_from(device, now);
        }
        match message {
            Message::Greet { device, signature, knock } => {
                self.heard_greeting(neighbour, device, signature, knock, now)
            }
            Message::Welcome { epochs } => self.heard_welcome(neighbour, epochs, now),
            Message::Gathering { list } => self.heard_gathering(neighbour, list),
            Message::Confirm { signature } => self.heard_confirmation(device, signature, now),
            // Under its own newest key a phone that was away trusts this one, which may not have heard of it.
            _ if !trusted && way == Way::Former => Ok(()),
            _ if !trusted => Err(Rejected::OutOfTurn),
            Message::Entries { entries, answer } => self.heard_entries(neighbour, entries, answer, now),
            about_entries => {
                let Some(device) = device else { return Err(Rejected::OutOfTurn) };
                let heard = self.sync.hear(neighbour, &device, &about_entries, &mut self.log)?;
                self.follow(neighbour, heard);
                self.pull(now);
                Ok(())
            }
        }
    }

    /// What follows from a message about entries.
    fn follow(&mut self, neighbour: Neighbour, heard: sync::Heard) {
        let device = self.links.get(&neighbour).and_then(|link| link.device);
        if let (Some(device), Some(next)) = (device, heard.holds)
            && self.state.roster().person_of(&device).is_some()
            && self.log.held_by(device, next)
        {
            self.outputs.push_back(Output::Changed(View::Board));
            self.take_leave(device);
        }
        heard.messages.into_iter().for_each(|message| self.send(neighbour, message));
        if let Some(ids) = heard.load {
            self.outputs.push_back(Output::Load(neighbour, ids));
        }
    }

    fn heard_greeting(
        &mut self,
        neighbour: Neighbour,
        device: DeviceKey,
        signature: [u8; 64],
        knock: Option<Box<Knock>>,
        now: Time,
    ) -> Result<(), Rejected> {
        let link = self.links.get_mut(&neighbour).ok_or(Rejected::OutOfTurn)?;
        if link.device.is_some_and(|known| known != device) || device == self.me {
            return Err(Rejected::OutOfTurn);
        }
        let message = greeting(&self.keys.circle, &link.name, &device);
        if !(Signed { signer: device, message, signature }.holds()) {
            return Err(Rejected::Forged);
        }
        link.device = Some(device);
        let link = link.name;
        self.heard_from(device, now);
        self.outputs.push_back(Output::Changed(View::Nearby));
        self.outputs.push_back(Output::Changed(View::People));
        if self.is_member() && self.state.roster().person_of(&device).is_some() {
            self.welcome(neighbour, now);
        } else if self.is_gone(&device) {
            self.say_that_it_is_known(neighbour, device);
            self.distrust(neighbour);
        } else if let Some(knock) = knock {
            check_name(&knock.name).map_err(|_| Rejected::Malformed)?;
            let token = self.tokens.iter().find(|token| token_proof(token, &link, &device) == knock.proof);
            let recovery = knock.recovery.filter(|held| {
                let message = recovery_message(&self.keys.circle, &device);
                Signed { signer: held.heir, message, signature: held.signature }.holds()
            });
            let (mine, confirmed) = (token.is_some(), knock.confirmed);
            let knock = Knocking { device, name: knock.name, token: token.copied(), recovery };
            let already = confirmed.is_some_and(|confirmed| self.heard_confirmed(device, confirmed.0, now));
            if !already {
                self.attend(neighbour, &knock, mine);
            }
            self.let_wait(knock);
        }
        Ok(())
    }

    /// Somebody stands at the door. A phone that is no member yet may be one before they give up.
    fn let_wait(&mut self, knock: Knocking) {
        self.knocks.retain(|known| known.device != knock.device);
        self.knocks.push_back(knock);
        if self.knocks.len() > KNOCKS_MAX {
            let first = self.knocks.iter().position(|knock| knock.token.is_none()).unwrap_or(0);
            self.knocks.remove(first);
        }
    }

    fn heard_entries(
        &mut self,
        neighbour: Neighbour,
        entries: Vec<EntryBytes>,
        answer: bool,
        now: Time,
    ) -> Result<(), Rejected> {
        let is_empty = entries.is_empty();
        let entries: Result<Vec<Entry>, Rejected> =
            entries.iter().map(|bytes| Entry::decode(&bytes.0)).collect();
        let late = now.max(self.state.circle_time());
        let mut seed = [0; 32];
        self.dice.fill_bytes(&mut seed);
        let check = |claims: &[Signed]| (self.check)(claims, seed);
        let verified = entries.and_then(|entries| self.log.verify_by(entries, late, check));
        let (mut fresh, mut wrong) = (Vec::new(), verified.as_ref().err().copied());
        let mut brought = Vec::new();
        let (mut causes, mut parted) = (BTreeSet::new(), BTreeSet::new());
        for (id, entry) in verified.unwrap_or_default() {
            brought.push(id);
            causes.extend(entry.causes().filter(|cause| !self.log.knows(cause)));
            let (author, seq, previous) = (entry.header.author, entry.header.seq, entry.header.previous);
            if seq <= self.log.next_of(&author) && previous.is_some_and(|previous| !self.log.knows(&previous))
            {
                parted.insert(author);
            }
            match self.log.admit(id, entry) {
                Ok(came) => fresh.extend(came),
                // This phone's own limit is nobody else's fault.
                Err(Rejected::LogFull) => {}
                Err(rejected) => {
                    wrong = Some(rejected);
                    break;
                }
            }
        }
        let any_fresh = !fresh.is_empty();
        self.take_in(fresh, Some(neighbour), now);
        causes.retain(|cause| !self.log.knows(cause));
        let told = self.sync.waiting(neighbour, causes, parted, answer);
        told.into_iter().for_each(|message| self.send(neighbour, message));
        if answer {
            let is_empty = is_empty || wrong.is_some();
            match self.sync.heard_answer(neighbour, is_empty, &brought, any_fresh, &mut self.log) {
                Ok(heard) => self.follow(neighbour, heard),
                Err(rejected) => wrong = wrong.or(Some(rejected)),
            }
        }
        self.pull(now);
        wrong.map_or(Ok(()), Err)
    }

    /// An entry came out of an envelope: from here on as if a neighbour had pushed it, but that nobody who carried it
    /// is to blame for it.
    ///
    /// # Errors
    /// What is wrong with it; then nothing has changed.
    pub fn hear_opened(&mut self, entry: Entry, now: Time) -> Result<(), Rejected> {
        let mut fresh = Vec::new();
        let late = now.max(self.state.circle_time());
        for (id, entry) in self.log.verify(vec![entry], late, &mut self.dice)? {
            fresh.extend(self.log.admit(id, entry)?);
        }
        self.take_in(fresh, None, now);
        Ok(())
    }

    /// Entries are in the log: keep them, fold them, show and spread what follows, in this order.
    fn take_in(&mut self, fresh: Vec<(EntryId, Entry)>, from: Option<Neighbour>, now: Time) {
        if fresh.is_empty() {
            return;
        }
        self.outputs.push_back(Output::KeepEntries(fresh.clone()));
        for (id, entry) in &fresh {
            self.state.apply(*id, entry);
        }
        let changed = self.state.settle(&self.log);
        let people_changed = changed.people;
        let keys_changed = self.open_rotations(&fresh);
        if keys_changed {
            self.outputs.push_back(Output::KeepKeys(Box::new(self.keys.clone())));
        }
        // Any entry may carry a receipt for this phone's own, or move circle time.
        self.outputs.push_back(Output::Changed(View::Board));
        if changed.decide || self.state.assembly().proposals().next().is_some() {
            self.outputs.push_back(Output::Changed(View::Decide));
        }
        if people_changed {
            self.outputs.push_back(Output::Changed(View::People));
            self.outputs.push_back(Output::Changed(View::Nearby));
            self.agreed_changed();
            self.let_go(&fresh);
            self.distrust_the_gone();
        } else if self.says_may_change(&fresh) {
            self.outputs.push_back(Output::Changed(View::People));
            self.agreed_changed();
        }
        for (neighbour, message) in self.sync.spread(&fresh, from, &self.log) {
            self.send(neighbour, message);
        }
        if people_changed {
            let roster = self.state.roster();
            self.knocks.retain(|knock| !roster.devices.contains_key(&knock.device));
            self.arrive(now);
            self.welcome_all(now);
            self.follow_agreements(now);
        } else if !self.state.roster().recoveries.is_empty() {
            // Any entry may move circle time, and with it the end of somebody's wait.
            self.follow_agreements(now);
        }
        self.follow_assembly(now);
        self.rotate_when_due(now);
        self.erase_what_is_past();
    }

    /// Words that have long counted for nothing go. Once a day of circle time, some at a time.
    fn erase_what_is_past(&mut self) {
        let time = self.state.circle_time();
        if time.since(self.swept) < DAY {
            return;
        }
        let before = Time(time.0.saturating_sub(RETENTION + RETENTION_SLACK));
        let ids = self.log.erase(before, ERASED_MAX);
        if ids.len() < ERASED_MAX {
            self.swept = time;
        }
        if !ids.is_empty() {
            self.state.erase(&ids);
            self.outputs.push_back(Output::Erase(ids));
        }
    }

    /// A newcomer who finds their own admission says hello to everybody.
    fn arrive(&mut self, now: Time) {
        self.go_on_as_before(now);
        self.begin_closed(now);
        let roster = self.state.roster();
        let device = roster.devices.get(&self.me).filter(|device| roster.has(&device.person));
        if let (Some(None), Standing::Member { name }) =
            (device.map(|device| device.sealed_to), &self.keys.standing)
            && !self.log.misses_own()
        {
            let joined = self.joined(name.clone());
            // What stands against it (the log is full) passes, and this is tried again with the next change and at
            // the next start.
            let _ = self.author(vec![joined], now);
        }
    }

    fn pull(&mut self, now: Time) {
        for (neighbour, heard) in self.sync.move_on(&mut self.log) {
            self.follow(neighbour, heard);
        }
        if let Some((neighbour, message, until)) = self.sync.pull(&self.log, now) {
            self.send(neighbour, message);
            self.outputs.push_back(Output::Wake(until));
        }
    }

    fn heard_from(&mut self, device: DeviceKey, now: Time) {
        if let Some(person) = self.state.roster().person_of(&device) {
            self.heard.insert(person, now);
        }
    }

    fn send(&mut self, neighbour: Neighbour, message: Message) {
        self.outputs.push_back(Output::Send(neighbour, message));
    }

    /// The disk answered a `Load`.
    pub fn loaded(&mut self, neighbour: Neighbour, entries: Vec<Vec<u8>>) {
        if let Some(message) = self.sync.loaded(neighbour, entries) {
            self.send(neighbour, message);
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Time) {
        self.sync.tick(now);
        self.pull(now);
        self.follow_agreements(now);
        self.follow_assembly(now);
        self.rotate_when_due(now);
    }

    /// From now on this checks the signatures of what neighbours bring.
    pub fn check_by(&mut self, check: Check) {
        self.check = check;
    }

    /// The next thing to do; none when all is done.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The keys as they stand.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Whether this device is on the roster.
    pub fn is_member(&self) -> bool {
        self.state.roster().person_of(&self.me).is_some()
    }

    /// Whose device this is, as the circle names them.
    fn my_person(&self) -> PersonId {
        self.state.roster().person_of(&self.me).unwrap_or(self.me)
    }

    /// How many entries are held.
    pub fn entries(&self) -> usize {
        self.log.len()
    }

    /// How many entries wait for causes that are not here.
    pub fn waiting(&self) -> usize {
        self.log.waiting()
    }

    /// How often this phone has gone through all that came before an entry, or has folded membership anew: what takes
    /// time in a long log, and what nobody who does not belong can make it do.
    pub fn walks(&self) -> u64 {
        self.log.walks() + self.state.anew()
    }

    /// How many entries were put in order for answers to neighbours, counted each time.
    pub fn ordered(&self) -> u64 {
        self.log.ordered()
    }

    /// How late it is in the circle, by its members' clocks.
    pub fn circle_time(&self) -> Time {
        self.state.circle_time()
    }

    /// A hash of the derived state: equal on all phones that hold the same entries.
    pub fn state_hash(&self) -> [u8; 32] {
        self.state.hash()
    }
}
