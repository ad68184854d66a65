//! A street of phones in memory: real replicas, real recognition, links that a test makes and cuts, and what
//! survives a battery that went out. Each phone is a [`Host`] for its screens.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    rc::Rc,
    task::{Poll, Waker},
};

use futures_util::{
    FutureExt, StreamExt,
    future::{self, ready},
    stream::{LocalBoxStream, poll_fn},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    CircleId, Command, DeviceKey, Entry, EntryId, Envelope, Invite, Keys, Message, Neighbour, Output,
    Replica, Time, View, bundle,
    contacts::{self, Holder},
    envelope::SealingKey,
    keys::{Purpose, Standing},
    linking::{Heard, Linking},
    parcel,
    recognise::{Recognition, Step, Way},
    replica::Kept,
    rules::Rules,
    view::{Deciding, Matter, PostView},
};
use tequio_ui::{
    Host,
    host::{Door, Fault, Later, MyCircle, Sight, Taken, Wrong},
};

mod guarded;
mod lending;
mod outward;

pub use guarded::Guarded;
pub use outward::Left;

/// Where every play begins: a day in September 2026.
pub const MORNING: Time = Time(1_790_000_000);

/// All phones. A handle: clones are the same street.
#[derive(Clone)]
pub struct Street(Rc<RefCell<All>>);

struct All {
    phones: Vec<Phone>,
    now: Time,
    dice: ChaCha20Rng,
    links: Vec<Link>,
    mail: VecDeque<(usize, CircleId, Neighbour, Message)>,
    next_link: u64,
    /// Who waits for time to pass.
    resting: Vec<Waker>,
}

/// A link between two phones about one circle.
struct Link {
    circle: CircleId,
    ends: [(usize, Neighbour); 2],
}

#[derive(Default)]
struct Phone {
    language: &'static str,
    circles: Vec<Circle>,
    /// Keys that were shown to be contacts by, and are in no circle yet.
    offers: BTreeMap<CircleId, Keys>,
    linking: Linking,
    /// What is kept for contacts, and whether something came back.
    parcels: BTreeMap<CircleId, parcel::Kept>,
    is_back: bool,
    kept: BTreeMap<String, Vec<u8>>,
    /// What has left it: records, and the room on a big screen.
    left: Left,
    sights: VecDeque<Sight>,
    waker: Option<Waker>,
    /// What the next wish comes to instead of being carried out.
    broken: Option<Wrong>,
    /// Why the next opening of this phone fails.
    closed: Option<Fault>,
    guarded: Guarded,
    lending: lending::Lending,
}

/// One circle on one phone, with what a disk would keep of it.
struct Circle {
    replica: Replica,
    keys: Keys,
    entries: BTreeMap<EntryId, Entry>,
    hidden: BTreeSet<EntryId>,
}

impl Street {
    pub fn new(seed: u64) -> Street {
        Street(Rc::new(RefCell::new(All {
            phones: Vec::new(),
            now: MORNING,
            dice: ChaCha20Rng::seed_from_u64(seed),
            links: Vec::new(),
            mail: VecDeque::new(),
            next_link: 0,
            resting: Vec::new(),
        })))
    }

    /// A new phone of somebody who speaks this language.
    pub fn phone(&self, language: &'static str) -> usize {
        let mut all = self.0.borrow_mut();
        all.phones.push(Phone { language, ..Phone::default() });
        all.phones.len() - 1
    }

    pub fn host(&self, phone: usize) -> Rc<dyn Host> {
        Rc::new(Handle { street: self.clone(), phone })
    }

    /// Two phones come into reach, in every circle that they share.
    pub fn meet(&self, a: usize, b: usize) {
        self.0.borrow_mut().meet(a, b);
    }

    /// Two phones go out of reach.
    pub fn part(&self, a: usize, b: usize) {
        self.0.borrow_mut().part(a, b);
    }

    pub fn pass(&self, seconds: u64) {
        let mut all = self.0.borrow_mut();
        all.now = all.now.plus(seconds);
        let now = all.now;
        all.resting.drain(..).for_each(Waker::wake);
        for phone in 0..all.phones.len() {
            all.see(phone, Sight::Now(now));
            for circle in 0..all.phones[phone].circles.len() {
                all.phones[phone].circles[circle].replica.tick(now);
                all.carry_out(phone, circle);
                all.show(phone, circle, View::Board);
            }
        }
        all.deliver();
    }

    /// The battery goes out; the phone starts again with what it kept.
    pub fn restart(&self, phone: usize) {
        let mut all = self.0.borrow_mut();
        for other in 0..all.phones.len() {
            all.part(phone, other);
        }
        all.phones[phone].guarded.starts();
        for n in 0..all.phones[phone].circles.len() {
            let (seed, now) = (all.seed(), all.now);
            let circle = &mut all.phones[phone].circles[n];
            let entries = circle.entries.iter().map(|(id, entry)| (*id, entry.clone())).collect();
            let kept = Kept { entries, hidden: circle.hidden.clone() };
            circle.replica = Replica::open(circle.keys.clone(), kept, seed, now);
            all.carry_out(phone, n);
        }
        all.phones[phone].sights.clear();
        all.phones[phone].waker = None;
    }

    /// The next wish on this phone fails for this reason.
    pub fn break_once(&self, phone: usize, wrong: impl Into<Wrong>) {
        self.0.borrow_mut().phones[phone].broken = Some(wrong.into());
    }

    /// The phone says this by itself.
    pub fn says(&self, phone: usize, sight: Sight) {
        self.0.borrow_mut().see(phone, sight);
    }

    /// The next opening of this phone fails for this reason.
    pub fn close_once(&self, phone: usize, fault: Fault) {
        self.0.borrow_mut().phones[phone].closed = Some(fault);
    }

    /// Does something behind the screen's back, as a second finger would.
    pub fn perform(&self, phone: usize, command: Command) -> Option<EntryId> {
        let mut all = self.0.borrow_mut();
        let circle = all.phones[phone].circles[0].keys.circle;
        all.perform(phone, circle, command).expect("this wish is carried out")
    }

    /// What this phone's first circle decides.
    pub fn deciding(&self, phone: usize) -> Deciding {
        let all = self.0.borrow();
        all.phones[phone].circles[0].replica.deciding(all.now)
    }

    /// Whether somebody's card is open on this phone.
    pub fn has_card_open(&self, phone: usize) -> bool {
        let mut all = self.0.borrow_mut();
        let (circle, now) = (all.phones[phone].circles[0].keys.circle, all.now);
        all.phones[phone].lending.lent.card(&circle, now).is_ok()
    }

    /// What the screens of this phone keep.
    pub fn kept_of(&self, phone: usize) -> BTreeMap<String, Vec<u8>> {
        self.0.borrow().phones[phone].kept.clone()
    }

    /// The posts on this phone's board.
    pub fn posts(&self, phone: usize) -> Vec<EntryId> {
        let all = self.0.borrow();
        all.phones[phone].circles[0].replica.board(all.now).cards.iter().map(|card| card.id).collect()
    }

    /// The key of the member whom this phone knows by this name.
    pub fn member(&self, phone: usize, name: &str) -> DeviceKey {
        let people = self.0.borrow().phones[phone].circles[0].replica.people();
        let member = people.members.iter().find(|member| member.person.name == name);
        member.expect("a member has this name").device
    }

    pub fn kept_keys(&self, phone: usize) -> Vec<String> {
        self.0.borrow().phones[phone].kept.keys().cloned().collect()
    }
}

impl All {
    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.dice.fill_bytes(&mut seed);
        seed
    }

    fn open(&mut self, phone: usize, keys: Keys) -> usize {
        let replica = Replica::open(keys.clone(), Kept::default(), self.seed(), self.now);
        let circle = Circle { replica, keys, entries: BTreeMap::new(), hidden: BTreeSet::new() };
        self.phones[phone].circles.push(circle);
        self.phones[phone].circles.len() - 1
    }

    fn at(&self, phone: usize, circle: CircleId) -> Option<usize> {
        self.phones[phone].circles.iter().position(|one| one.keys.circle == circle)
    }

    /// Two of whom one shows the code that the other has scanned.
    fn link_phone(&mut self, old: usize, new: usize) {
        let places = self.phones[old].linking.passwords(self.now).into_iter();
        let places: Vec<CircleId> = places.map(|password| password.circle).collect();
        for place in places {
            if !self.phones[new].linking.is_place(&place) {
                continue;
            }
            let Some(mut said) = self.phones[old].linking.meet(&place) else { continue };
            loop {
                let heard = self.phones[new].linking.hear(&place, said).expect("an honest parcel");
                let answer = match heard {
                    Heard::Say(next) => next,
                    Heard::Circles(circles, taken) => {
                        for circle in circles {
                            let keys = Keys::restored(circle, &mut self.dice).expect("an honest parcel");
                            let n = self.open(new, keys);
                            self.carry_out(new, n);
                        }
                        taken
                    }
                    Heard::Parcel(parcel, taken) => {
                        self.comes_back(new, parcel);
                        taken
                    }
                    Heard::Nothing => break,
                };
                match self.phones[old].linking.hear(&place, answer).expect("an honest phone") {
                    Heard::Say(piece) => said = piece,
                    _ => break,
                }
            }
        }
        self.show_circles(new);
    }

    fn meet(&mut self, a: usize, b: usize) {
        self.link_phone(a, b);
        self.link_phone(b, a);
        for (circle, way, name) in self.recognise(a, b) {
            let linked =
                |link: &Link| link.circle == circle && link.ends.iter().all(|end| end.0 == a || end.0 == b);
            if self.links.iter().any(linked) {
                continue;
            }
            let ends = [(a, Neighbour(self.next_link)), (b, Neighbour(self.next_link + 1))];
            self.next_link += 2;
            self.links.push(Link { circle, ends });
            for (phone, neighbour) in ends {
                let (now, n) = (self.now, self.at(phone, circle).expect("both ends know the circle"));
                self.phones[phone].circles[n].replica.meet(neighbour, way, name, now);
                self.carry_out(phone, n);
            }
        }
        self.deliver();
    }

    fn recognise(&mut self, a: usize, b: usize) -> Vec<(CircleId, Way, [u8; 32])> {
        let ends = [self.seed(), self.seed()];
        let known = [a, b].map(|phone| {
            let circles = &self.phones[phone].circles;
            circles.iter().flat_map(|circle| circle.replica.passwords(self.now)).collect::<Vec<_>>()
        });
        let (mut here, mine) = Recognition::begin(ends[0], ends[1], &mut self.dice);
        let (mut there, theirs) = Recognition::begin(ends[1], ends[0], &mut self.dice);
        let first = here.hear(&theirs, &known[0], &mut self.dice);
        let second = there.hear(&mine, &known[1], &mut self.dice);
        let (Ok(Step::Reply(_)), Ok(Step::Reply(theirs))) = (first, second) else {
            panic!("nonces are answered")
        };
        let Ok(Step::Shared { circles, link }) = here.hear(&theirs, &known[0], &mut self.dice) else {
            panic!("values are compared")
        };
        circles.into_iter().map(|shared| (shared.circle, shared.way, link)).collect()
    }

    fn part(&mut self, a: usize, b: usize) {
        let between = |link: &Link| link.ends.iter().all(|end| end.0 == a || end.0 == b) && a != b;
        let (cut, left) = std::mem::take(&mut self.links).into_iter().partition(between);
        self.links = left;
        let cut: Vec<Link> = cut;
        for link in cut {
            for (phone, neighbour) in link.ends {
                if let Some(n) = self.at(phone, link.circle) {
                    let now = self.now;
                    self.phones[phone].circles[n].replica.part(neighbour, now);
                    self.carry_out(phone, n);
                }
            }
        }
        self.deliver();
    }

    fn deliver(&mut self) {
        while let Some((to, circle, neighbour, message)) = self.mail.pop_front() {
            if let Some(n) = self.at(to, circle) {
                let now = self.now;
                let heard = self.phones[to].circles[n].replica.hear(neighbour, message, now);
                // Whoever was removed and does not know it yet goes on talking.
                let somebody_went = || !self.phones[to].circles[n].replica.people().gone.is_empty();
                assert!(heard.is_ok() || somebody_went(), "nobody on this street says what may not be said");
                self.carry_out(to, n);
                if self.phones[to].circles[n].replica.purpose() != Purpose::Many {
                    self.tend(to);
                }
            }
        }
    }

    fn carry_out(&mut self, phone: usize, n: usize) {
        while let Some(output) = self.phones[phone].circles[n].replica.poll() {
            let circle = &mut self.phones[phone].circles[n];
            match output {
                Output::KeepEntries(entries) => circle.entries.extend(entries),
                Output::KeepKeys(keys) => {
                    circle.keys = *keys;
                    self.show_circles(phone);
                }
                Output::KeepHidden(hidden) => circle.hidden = hidden,
                Output::Load(neighbour, ids) => {
                    let entries = ids.iter().map_while(|id| circle.entries.get(id)).map(Entry::encode);
                    let entries = entries.collect();
                    circle.replica.loaded(neighbour, entries);
                }
                Output::Changed(view) => self.show(phone, n, view),
                Output::Send(neighbour, message) => self.send(phone, neighbour, message),
                // No play here lasts a year.
                Output::Erase(_) | Output::Wake(_) => {}
            }
        }
    }

    fn send(&mut self, from: usize, neighbour: Neighbour, message: Message) {
        for link in &self.links {
            let [here, there] = link.ends;
            if here == (from, neighbour) {
                self.mail.push_back((there.0, link.circle, there.1, message.clone()));
            } else if there == (from, neighbour) {
                self.mail.push_back((here.0, link.circle, here.1, message.clone()));
            }
        }
    }

    /// The very rules of a phone, on the replicas of this street.
    fn contact(&mut self, phone: usize, wish: contacts::Wish) -> Result<contacts::Granted, Wrong> {
        if let Some(wrong) = self.phones[phone].broken.take() {
            return Err(wrong);
        }
        let now = self.now;
        let granted = HeldBy { all: self, phone }.contact(wish, now);
        self.tend(phone);
        self.deliver();
        Ok(granted?)
    }

    /// Lets what came into pairs and the own circle have its consequences, until there are no more.
    fn tend(&mut self, phone: usize) {
        let now = self.now;
        let count = |all: &All| -> usize {
            all.phones[phone].circles.iter().map(|circle| 1 + circle.replica.entries()).sum()
        };
        loop {
            let before = count(self);
            HeldBy { all: self, phone }.tend_contacts(now);
            for n in 0..self.phones[phone].circles.len() {
                self.carry_out(phone, n);
            }
            if count(self) == before {
                break;
            }
        }
        self.see_contacts(phone);
        self.show_circles(phone);
    }

    fn perform(
        &mut self,
        phone: usize,
        circle: CircleId,
        command: Command,
    ) -> Result<Option<EntryId>, Wrong> {
        if let Some(wrong) = self.phones[phone].broken.take() {
            return Err(wrong);
        }
        let (n, now) = (self.at(phone, circle).ok_or(Fault::Unable)?, self.now);
        let done = self.phones[phone].circles[n].replica.perform(command, now);
        self.carry_out(phone, n);
        self.deliver();
        Ok(done?)
    }

    // What the screens see.

    fn see(&mut self, phone: usize, sight: Sight) {
        let phone = &mut self.phones[phone];
        phone.sights.push_back(sight);
        if let Some(waker) = phone.waker.take() {
            waker.wake();
        }
    }

    fn show(&mut self, phone: usize, n: usize, view: View) {
        let circle = &self.phones[phone].circles[n];
        let (id, replica) = (circle.keys.circle, &circle.replica);
        if replica.purpose() != Purpose::Many {
            return self.see_contacts(phone);
        }
        let sight = match view {
            View::Board => Sight::Board(id, replica.board(self.now).into()),
            View::People => Sight::People(id, replica.people().into()),
            View::Nearby => Sight::Nearby(id, replica.nearby()),
            View::Agreed => Sight::Agreed(id, replica.agreed().into()),
            View::Decide => Sight::Decide(id, replica.deciding(self.now).into()),
        };
        self.see(phone, sight);
        if view == View::People {
            self.show_circles(phone);
        }
    }

    fn see_contacts(&mut self, phone: usize) {
        let now = self.now;
        let held = HeldBy { all: self, phone }.contacts(now);
        self.see(phone, Sight::Contacts(held.into()));
    }

    fn show_circles(&mut self, phone: usize) {
        let many = self.phones[phone].circles.iter().filter(|one| one.replica.purpose() == Purpose::Many);
        let circles = many.map(my_circle).collect();
        self.see(phone, Sight::Circles(circles));
    }

    fn show_all(&mut self, phone: usize) {
        self.show_circles(phone);
        for n in 0..self.phones[phone].circles.len() {
            for view in View::ALL {
                self.show(phone, n, view);
            }
        }
    }
}

/// One phone of the street, as the holder of its replicas.
struct HeldBy<'a> {
    all: &'a mut All,
    phone: usize,
}

impl Holder for HeldBy<'_> {
    fn replicas(&self) -> impl Iterator<Item = &Replica> + Clone {
        self.all.phones[self.phone].circles.iter().map(|circle| &circle.replica)
    }

    fn replica_mut(&mut self, circle: &CircleId) -> Option<&mut Replica> {
        let n = self.all.at(self.phone, *circle)?;
        Some(&mut self.all.phones[self.phone].circles[n].replica)
    }

    fn dice(&mut self) -> &mut ChaCha20Rng {
        &mut self.all.dice
    }

    fn enter(&mut self, keys: Keys, _: Time) {
        let n = self.all.open(self.phone, keys);
        self.all.carry_out(self.phone, n);
    }

    fn forget(&mut self, circle: &CircleId) {
        self.all.phones[self.phone].circles.retain(|one| one.keys.circle != *circle);
    }

    fn offers(&self) -> &BTreeMap<CircleId, Keys> {
        &self.all.phones[self.phone].offers
    }

    fn keep_offer(&mut self, keys: Keys) {
        self.all.phones[self.phone].offers.insert(keys.circle, keys);
    }

    fn drop_offer(&mut self, offer: &CircleId) {
        self.all.phones[self.phone].offers.remove(offer);
    }

    fn parcels(&self) -> (&BTreeMap<CircleId, parcel::Kept>, bool) {
        let phone = &self.all.phones[self.phone];
        (&phone.parcels, phone.is_back)
    }

    fn linking(&mut self) -> (&mut Linking, &mut ChaCha20Rng) {
        let All { phones, dice, .. } = &mut *self.all;
        (&mut phones[self.phone].linking, dice)
    }
}

impl Circle {
    /// The keys under which its entries travel.
    fn sealing(&self) -> impl Iterator<Item = SealingKey> {
        self.keys.ring.epochs().iter().map(|epoch| SealingKey::new(epoch.name().id(), &epoch.key.0))
    }
}

fn my_circle(circle: &Circle) -> MyCircle {
    let known = circle.replica.people().circle.map(|circle| circle.name).unwrap_or_default();
    let parted = circle.replica.people().parted;
    let (name, door) = match &circle.keys.standing {
        _ if parted.is_some() => (known, parted.map_or(Door::Inside, Door::Outside)),
        Standing::Knocking { invite, .. } => {
            let door = Door::Knocking { shown_by: invite.shown_by.clone() };
            (if known.is_empty() { invite.circle_name.clone() } else { known }, door)
        }
        _ => (known, Door::Inside),
    };
    MyCircle { id: circle.keys.circle, name, me: circle.keys.device(), door }
}

/// One phone of the street, for its screens.
struct Handle {
    street: Street,
    phone: usize,
}

impl Handle {
    fn with<T>(&self, with: impl FnOnce(&mut All, usize) -> T) -> T {
        with(&mut self.street.0.borrow_mut(), self.phone)
    }

    fn answer<T: 'static>(&self, with: impl FnOnce(&mut All, usize) -> T) -> Later<T> {
        ready(self.with(with)).boxed_local()
    }
}

impl Host for Handle {
    fn open(&self) -> Later<Result<(), Fault>> {
        let closed = self.with(|all, phone| {
            let phone = &mut all.phones[phone];
            phone.closed.take().or(phone.guarded.is_locked().then_some(Fault::Locked))
        });
        ready(closed.map_or(Ok(()), Err)).boxed_local()
    }

    fn watch(&self) -> LocalBoxStream<'static, Sight> {
        self.with(|all, phone| all.show_all(phone));
        let (street, phone) = (self.street.clone(), self.phone);
        poll_fn(move |context| {
            let mut all = street.0.borrow_mut();
            let phone = &mut all.phones[phone];
            match phone.sights.pop_front() {
                Some(sight) => Poll::Ready(Some(sight)),
                // Nothing more is seen of a phone that was locked.
                None if phone.guarded.is_locked() => Poll::Ready(None),
                None => {
                    phone.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .boxed_local()
    }

    fn found(&self, circle_name: String, name: String, rules: Rules) -> Later<Result<CircleId, Wrong>> {
        self.answer(|all, phone| {
            let keys = Keys::found(&mut all.dice);
            let circle = keys.circle;
            all.open(phone, keys);
            match all.perform(phone, circle, Command::FoundWith { circle_name, name, rules }) {
                Ok(_) => {
                    all.show_all(phone);
                    Ok(circle)
                }
                Err(wrong) => {
                    all.phones[phone].circles.pop();
                    Err(wrong)
                }
            }
        })
    }

    fn join(&self, invite: Invite, name: String) -> Later<Result<CircleId, Wrong>> {
        self.answer(|all, phone| {
            let circle = invite.circle;
            if all.at(phone, circle).is_none() {
                let keys = HeldBy { all, phone }.keys_to_join(invite, name);
                all.open(phone, keys);
                all.show_all(phone);
            }
            Ok(circle)
        })
    }

    fn forget(&self, circle: CircleId) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let n = all.at(phone, circle).ok_or(Fault::Unable)?;
            if all.phones[phone].circles[n].replica.is_member() {
                return Err(Fault::Unable.into());
            }
            for other in 0..all.phones.len() {
                all.part(phone, other);
            }
            all.phones[phone].circles.remove(n);
            all.show_all(phone);
            Ok(())
        })
    }

    fn perform(&self, circle: CircleId, command: Command) -> Later<Result<Option<EntryId>, Wrong>> {
        self.answer(|all, phone| all.perform(phone, circle, command))
    }

    fn contact(&self, wish: contacts::Wish) -> Later<Result<contacts::Granted, Wrong>> {
        self.answer(|all, phone| all.contact(phone, wish))
    }

    fn post(&self, circle: CircleId, post: EntryId) -> Later<Option<PostView>> {
        self.answer(|all, phone| {
            let n = all.at(phone, circle)?;
            all.phones[phone].circles[n].replica.post(&post, all.now)
        })
    }

    fn matter(&self, circle: CircleId, matter: EntryId) -> Later<Option<Matter>> {
        self.answer(|all, phone| {
            let n = all.at(phone, circle)?;
            all.phones[phone].circles[n].replica.matter(&matter, all.now)
        })
    }

    fn invite(&self, circle: CircleId) -> Later<Result<Invite, Wrong>> {
        self.answer(|all, phone| {
            let (n, now) = (all.at(phone, circle).ok_or(Fault::Unable)?, all.now);
            Ok(all.phones[phone].circles[n].replica.invite(now)?)
        })
    }

    fn letter(&self, circle: CircleId, post: EntryId) -> Later<Result<Vec<u8>, Wrong>> {
        self.answer(|all, phone| {
            let circle = &all.phones[phone].circles[all.at(phone, circle).ok_or(Fault::Unable)?];
            let entry = circle.entries.get(&post).ok_or(Fault::Unable)?;
            let key = circle.sealing().find(|key| key.epoch() == entry.header.epoch).ok_or(Fault::Unable)?;
            Ok(bundle::one(entry, &key, all.now))
        })
    }

    fn take_letter(&self, letter: Vec<u8>) -> Later<Result<Taken, Wrong>> {
        self.answer(|all, phone| {
            let Ok(letter) = bundle::read_one(&letter, all.now) else { return Ok(Taken::NoLetter) };
            let Some(letter) = letter else { return Ok(Taken::NotKept) };
            let Ok(envelope) = Envelope::read(letter.bytes) else { return Ok(Taken::NoLetter) };
            let head = envelope.head();
            let opened = all.phones[phone].circles.iter().enumerate().find_map(|(n, circle)| {
                let key = circle.sealing().find(|key| key.fits(&head))?;
                Some((n, envelope.open(&key).ok()?))
            });
            let Some((n, entry)) = opened else { return Ok(Taken::New) };
            let id = entry.id(&all.phones[phone].circles[n].keys.circle);
            if all.phones[phone].circles[n].entries.contains_key(&id) {
                return Ok(Taken::Known);
            }
            let now = all.now;
            all.phones[phone].circles[n].replica.hear_opened(entry, now).expect("an honest entry");
            all.carry_out(phone, n);
            Ok(Taken::New)
        })
    }

    fn kept(&self, key: &str) -> Option<Vec<u8>> {
        self.with(|all, phone| all.phones[phone].kept.get(key).cloned())
    }

    fn keep(&self, key: &str, bytes: Option<&[u8]>) {
        assert!(key.len() <= tequio_ui::host::KEY_BYTES_MAX, "the key {key} is too long");
        self.with(|all, phone| match bytes {
            Some(bytes) => drop(all.phones[phone].kept.insert(key.to_owned(), bytes.to_vec())),
            None => drop(all.phones[phone].kept.remove(key)),
        });
    }

    fn now(&self) -> Time {
        self.with(|all, _| all.now)
    }

    fn ahead_of_utc(&self, _: Time) -> i32 {
        -6 * 3_600
    }

    fn languages(&self) -> Vec<String> {
        self.with(|all, phone| vec![all.phones[phone].language.to_owned()])
    }

    fn rest(&self, milliseconds: u32) -> Later<()> {
        let street = self.street.clone();
        let due = self.now().plus(u64::from(milliseconds.div_ceil(1_000)));
        future::poll_fn(move |context| {
            let mut all = street.0.borrow_mut();
            if all.now >= due {
                return Poll::Ready(());
            }
            all.resting.push(context.waker().clone());
            Poll::Pending
        })
        .boxed_local()
    }

    fn wipe(&self) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            for other in 0..all.phones.len() {
                all.part(phone, other);
            }
            all.phones[phone].circles.clear();
            all.phones[phone].kept.clear();
            all.phones[phone].guarded = Guarded::default();
            all.show_circles(phone);
            Ok(())
        })
    }
}
