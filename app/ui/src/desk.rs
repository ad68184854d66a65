//! The desk between the screens and the phone: what was last seen lies here, and every wish goes over it.
//!
//! One signal a view, set only if the view differs, so that a screen is drawn anew when there is something new
//! on it. This is the one place that waits for the host; components read signals and call the verbs below.
//! Nothing waits inside a component, since a component may be gone before the answer comes, and the desk is not.

mod guarding;
mod lending;
mod outward;
mod voting;

pub(crate) use voting::Opened;

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use dioxus::{core::spawn_forever, prelude::*};
use futures_util::{FutureExt, StreamExt};
use tequio_core::{
    CircleId, Command, EntryId, Invite, Refused, Time,
    assembly::vote,
    contacts::{self, Contacts, Preview},
    record::MinutesView,
    rules::Rules,
    view::{Agreed, Board, Deciding, Matter, Nearby, People, PostView},
};

use crate::{
    Host,
    filter::Filter,
    guard::{Denied, Protection},
    host::{Door, Fault, Later, MyCircle, Sight, Wrong},
    opening::Gate,
    scan::{Caught, Scan},
    screens::Extent,
    sentences,
    settings::Settings,
    words::Words,
};

/// How long a passing message stays, unless the next one comes earlier.
const TOAST_MILLISECONDS: u32 = 8_000;
/// How long the links have at the start before it is said that nobody is near: finding each other on a network and
/// shaking hands takes two or three seconds.
const LOOK_AROUND_MILLISECONDS: u32 = 5_000;
/// Under which key the circle that was looked at last is kept.
const CIRCLE: &str = "setting/circle";

/// What is under such keys stays in memory.
pub(crate) const PASSING: &str = "passing/";

/// What the screens share.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    host: CopyValue<Rc<dyn Host>>,
    /// The last views of every circle; those of the one that is looked at lie in signals too.
    seen: CopyValue<BTreeMap<CircleId, Seen>>,
    /// What is typed and must not be kept, since somebody else types it.
    passing: CopyValue<BTreeMap<String, String>>,
    pub(crate) settings: Signal<Settings>,
    pub(crate) now: Signal<Time>,
    /// None until the host has said.
    pub(crate) circles: Signal<Option<Vec<MyCircle>>>,
    /// The circle that is looked at.
    pub(crate) circle: Signal<Option<CircleId>>,
    pub(crate) board: Signal<Arc<Board>>,
    pub(crate) people: Signal<People>,
    pub(crate) nearby: Signal<Nearby>,
    pub(crate) agreed: Signal<Arc<Agreed>>,
    pub(crate) deciding: Signal<Arc<Deciding>>,
    /// Which cards the board shows; it stays while a post is read.
    pub(crate) filter: Signal<Filter>,
    /// How much of the board is drawn.
    pub(crate) extent: Signal<Extent>,
    /// Why nothing more can be kept, and how many kept things did not read back, where either is so.
    pub(crate) reading: Signal<Option<(Option<Fault>, usize)>>,
    /// Whether the links have had time to find whoever is near.
    pub(crate) has_looked_around: Signal<bool>,
    /// All contacts.
    pub(crate) contacts: Signal<Arc<Contacts>>,
    /// The text of the contact's code that is shown; none while it is being made.
    pub(crate) contact_code: Signal<Option<String>>,
    /// What will be if the code that was read is taken, or why it cannot be used.
    pub(crate) contact_preview: Signal<Option<Result<Preview, Refused>>>,
    /// The post that is looked at.
    pub(crate) post: Signal<Option<OpenPost>>,
    /// The proposal, meeting or vote that is looked at.
    pub(crate) matter: Signal<Option<OpenMatter>>,
    /// The minutes that are looked at.
    pub(crate) minutes: Signal<Option<Box<MinutesView>>>,
    /// A vote that opens as soon as lots are drawn, in which circle.
    pub(crate) awaits_lot: Signal<Option<(CircleId, vote::Draft)>>,
    /// Which meeting is on a big screen, and where.
    pub(crate) projected: Signal<Option<(EntryId, String)>>,
    /// The code that is shown; none while a fresh one is being made.
    pub(crate) invite: Signal<Option<Invite>>,
    /// A post's entry that is shown to another phone; none while it is being sealed.
    pub(crate) letter: Signal<Option<Vec<u8>>>,
    /// The last refusal that is about a field.
    pub(crate) refused: Signal<Option<Refused>>,
    /// Why a secret, a place or a file was not taken.
    pub(crate) denied: Signal<Option<Denied>>,
    /// What guards this phone.
    pub(crate) protection: Signal<Protection>,
    /// The file that was brought to be restored from.
    pub(crate) brought: Signal<Option<String>>,
    /// Since when the app is out of sight.
    hidden_since: Signal<Option<Time>>,
    /// Where the phone is locked.
    gate: Gate,
    /// How many there were: the same one twice leads to its field twice.
    pub(crate) refusals: Signal<u32>,
    pub(crate) toast: Signal<Option<Toast>>,
    /// How far scanning a code has come.
    pub(crate) scan: Signal<Scan>,
    /// What was caught of pictures that follow each other.
    pub(crate) caught: Caught,
    /// How many that are, and how many it takes at least.
    pub(crate) catching: Signal<Option<(usize, usize)>>,
    /// A wish is on its way: buttons that send wishes wait.
    pub(crate) busy: Signal<bool>,
}

#[derive(Clone, Default)]
struct Seen {
    board: Arc<Board>,
    people: People,
    nearby: Nearby,
    agreed: Arc<Agreed>,
    deciding: Arc<Deciding>,
}

/// The post that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OpenPost {
    /// It was asked for.
    Awaited(EntryId),
    /// It is not known on this phone (yet).
    Unknown(EntryId),
    /// Here it is.
    Known(Box<PostView>),
}

/// The proposal, meeting or vote that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OpenMatter {
    /// It was asked for.
    Awaited(EntryId),
    /// It is not known on this phone (yet).
    Unknown(EntryId),
    /// Here it is.
    Known(EntryId, Matter),
}

impl OpenMatter {
    /// Its first entry.
    pub(crate) fn id(&self) -> EntryId {
        match self {
            OpenMatter::Awaited(id) | OpenMatter::Unknown(id) | OpenMatter::Known(id, _) => *id,
        }
    }
}

/// A passing message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Toast {
    pub(crate) text: String,
    /// What takes back what the message tells of.
    pub(crate) undo: Option<Undo>,
}

/// What takes something back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Undo {
    /// In the circle that is looked at.
    Here(Command),
    /// About contacts.
    Contact(contacts::Wish),
}

impl Desk {
    /// Lays everything out and begins to watch, each time that the phone was opened. What was asked before it was locked
    /// may be answered after; so nothing that lies here goes with a screen.
    pub(crate) fn set_up(host: Rc<dyn Host>, gate: Gate) -> Desk {
        let desk = Desk {
            settings: lasting(Settings::read(&*host)),
            now: lasting(host.now()),
            seen: CopyValue::new_in_scope(BTreeMap::new(), ScopeId::ROOT),
            passing: CopyValue::new_in_scope(BTreeMap::new(), ScopeId::ROOT),
            circles: lasting(None),
            circle: lasting(None),
            board: lasting(Default::default()),
            people: lasting(Default::default()),
            nearby: lasting(Default::default()),
            agreed: lasting(Default::default()),
            deciding: lasting(Default::default()),
            filter: lasting(Default::default()),
            extent: lasting(Extent::at_once()),
            reading: lasting(None),
            has_looked_around: lasting(false),
            contacts: lasting(Default::default()),
            contact_code: lasting(None),
            contact_preview: lasting(None),
            post: lasting(None),
            matter: lasting(None),
            minutes: lasting(None),
            awaits_lot: lasting(None),
            projected: lasting(host.projected()),
            invite: lasting(None),
            letter: lasting(None),
            refused: lasting(None),
            denied: lasting(None),
            protection: lasting(host.protection()),
            brought: lasting(None),
            hidden_since: lasting(None),
            gate,
            refusals: lasting(0),
            toast: lasting(None),
            scan: lasting(Default::default()),
            caught: CopyValue::new_in_scope(Default::default(), ScopeId::ROOT),
            catching: lasting(None),
            busy: lasting(false),
            host: CopyValue::new_in_scope(host, ScopeId::ROOT),
        };
        let mut sights = desk.host().watch();
        // What is there already is on the first screen that is drawn.
        while let Some(Some(sight)) = sights.next().now_or_never() {
            desk.take_in(sight);
        }
        let looking = desk.host().rest(LOOK_AROUND_MILLISECONDS);
        spawn_forever(async move {
            looking.await;
            set(desk.has_looked_around, true);
        });
        spawn_forever(async move {
            while let Some(sight) = sights.next().await {
                desk.take_in(sight);
            }
        });
        desk
    }

    /// The voice of the screens.
    pub(crate) fn words(self) -> Words {
        let ahead_of_utc = self.host().ahead_of_utc(*self.now.read());
        Words { language: self.settings.read().language, ahead_of_utc }
    }

    /// The circle that is looked at, if there is one.
    pub(crate) fn here(self) -> Option<MyCircle> {
        let (circle, circles) = (self.circle.read(), self.circles.read());
        circles.as_ref()?.iter().find(|mine| Some(mine.id) == *circle).cloned()
    }

    /// Whether this phone is in the circle that is looked at.
    pub(crate) fn is_inside(self) -> bool {
        self.here().is_some_and(|circle| circle.door == Door::Inside)
    }

    // What is seen.

    fn take_in(self, sight: Sight) {
        let mut seen = self.seen;
        match sight {
            Sight::Circles(circles) => self.take_in_circles(circles),
            Sight::Board(circle, board) => {
                seen.write().entry(circle).or_default().board = board;
                self.show(circle);
                self.look_again();
                self.look_again_at_the_matter();
            }
            Sight::People(circle, people) => {
                seen.write().entry(circle).or_default().people = *people;
                self.show(circle);
            }
            Sight::Nearby(circle, nearby) => {
                seen.write().entry(circle).or_default().nearby = nearby;
                self.show(circle);
                // Who is near, and not in yet.
                self.look_again_at_the_matter();
            }
            Sight::Agreed(circle, agreed) => {
                seen.write().entry(circle).or_default().agreed = agreed;
                self.show(circle);
            }
            Sight::Decide(circle, deciding) => {
                seen.write().entry(circle).or_default().deciding = deciding;
                self.show(circle);
                self.look_again_at_the_matter();
                self.look_at_lot();
            }
            Sight::Contacts(contacts) => set(self.contacts, contacts),
            Sight::Now(now) => {
                set(self.now, now);
                // The code that a meeting shows changes each minute.
                if matches!(&*self.matter.peek(), Some(OpenMatter::Known(_, Matter::Meeting(_)))) {
                    self.look_again_at_the_matter();
                }
            }
            Sight::Reading { why, damaged } => set(self.reading, Some((why, damaged))),
            Sight::Fault(fault) => self.tell(sentences::fault(fault, self.words()), None),
        }
    }

    fn take_in_circles(self, circles: Vec<MyCircle>) {
        let known = |id: CircleId| circles.iter().any(|circle| circle.id == id);
        let kept = self.kept(CIRCLE).and_then(|text| text.parse().ok());
        let chosen = self.circle.peek().or(kept).filter(|id| known(*id));
        let chosen = chosen.or_else(|| circles.first().map(|circle| circle.id));
        let mut seen = self.seen;
        seen.write().retain(|id, _| known(*id));
        set(self.circles, Some(circles));
        self.choose(chosen);
    }

    /// Looks at another circle.
    pub(crate) fn choose(self, circle: Option<CircleId>) {
        if self.circle.peek().is_some() && *self.circle.peek() != circle {
            set(self.filter, Filter::default());
            set(self.extent, Extent::default());
        }
        set(self.circle, circle);
        if let Some(circle) = circle {
            self.show(circle);
            let text = circle.to_string();
            if self.kept(CIRCLE).as_ref() != Some(&text) {
                self.keep(CIRCLE, Some(&text));
            }
        }
    }

    fn show(self, circle: CircleId) {
        if *self.circle.peek() != Some(circle) {
            return;
        }
        let seen = self.seen.peek().get(&circle).cloned().unwrap_or_default();
        set(self.board, seen.board);
        set(self.people, seen.people);
        set(self.nearby, seen.nearby);
        set(self.agreed, seen.agreed);
        set(self.deciding, seen.deciding);
        set(self.now, self.host().now());
    }

    /// Looks at a post.
    pub(crate) fn open(self, id: EntryId) {
        let known = matches!(&*self.post.peek(), Some(OpenPost::Known(view)) if view.card.id == id);
        if !known {
            set(self.post, Some(OpenPost::Awaited(id)));
        }
        self.look_again();
    }

    fn look_again(self) {
        let Some(circle) = *self.circle.peek() else { return };
        let id = match &*self.post.peek() {
            Some(OpenPost::Awaited(id) | OpenPost::Unknown(id)) => *id,
            Some(OpenPost::Known(view)) => view.card.id,
            None => return,
        };
        let answer = self.host().post(circle, id);
        spawn_forever(async move {
            let found = answer.await;
            // Another post may be looked at by now.
            let still = match &*self.post.peek() {
                Some(OpenPost::Awaited(now) | OpenPost::Unknown(now)) => *now == id,
                Some(OpenPost::Known(view)) => view.card.id == id,
                None => false,
            };
            if still {
                let open = found.map_or(OpenPost::Unknown(id), |view| OpenPost::Known(Box::new(view)));
                set(self.post, Some(open));
            }
        });
    }

    /// Looks at a proposal, a meeting or a vote.
    pub(crate) fn open_matter(self, id: EntryId) {
        if self.matter.peek().as_ref().is_none_or(|open| open.id() != id) {
            set(self.matter, Some(OpenMatter::Awaited(id)));
        }
        self.look_again_at_the_matter();
    }

    fn look_again_at_the_matter(self) {
        self.look_again_at_minutes();
        let Some(circle) = *self.circle.peek() else { return };
        let Some(id) = self.matter.peek().as_ref().map(OpenMatter::id) else { return };
        let answer = self.host().matter(circle, id);
        spawn_forever(async move {
            let found = answer.await;
            // Another one may be looked at by now.
            if self.matter.peek().as_ref().is_some_and(|open| open.id() == id) {
                let open = found.map_or(OpenMatter::Unknown(id), |matter| OpenMatter::Known(id, matter));
                set(self.matter, Some(open));
            }
        });
    }

    // What is wished.

    /// Carries out a wish in the circle that is looked at, and then what follows from it.
    pub(crate) fn perform(self, command: Command, then: impl FnOnce(Option<EntryId>) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().perform(circle, command);
        self.wait_for(answer, then);
    }

    /// Starts a circle with these rules and looks at it.
    pub(crate) fn found(self, circle_name: String, rules: Rules, then: impl FnOnce() + 'static) {
        let answer = self.host().found(circle_name, self.my_name(), rules);
        self.wait_for(answer, move |circle| {
            self.choose(Some(circle));
            then();
        });
    }

    /// Knocks at the circle of a code and looks at it.
    pub(crate) fn join(self, invite: Invite, then: impl FnOnce() + 'static) {
        let answer = self.host().join(invite, self.my_name());
        self.wait_for(answer, move |circle| {
            self.choose(Some(circle));
            then();
        });
    }

    /// Forgets the circle that is looked at: takes the knock at it back, or what is left of it once one is out.
    pub(crate) fn forget_circle(self, then: impl FnOnce() + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().forget(circle);
        self.wait_for(answer, move |()| then());
    }

    /// Carries out a wish about contacts, and then what follows from it.
    pub(crate) fn contact(self, wish: contacts::Wish, then: impl FnOnce(contacts::Granted) + 'static) {
        let answer = self.host().contact(wish);
        self.wait_for(answer, then);
    }

    /// Makes a code to show: for a new contact, or for one who has not read it yet.
    pub(crate) fn draw_contact_code(self, contact: Option<CircleId>) {
        set(self.contact_code, None);
        let name = self.my_name();
        let wish = match contact {
            Some(contact) => contacts::Wish::CodeFor { contact, name },
            None => contacts::Wish::Code { name },
        };
        self.contact(wish, move |granted| {
            if let contacts::Granted::Code(code) = granted {
                set(self.contact_code, Some(code));
            }
        });
    }

    /// Looks at a contact's code before anything happens.
    pub(crate) fn preview_contact(self, code: String) {
        let answer = self.host().contact(contacts::Wish::Preview { code });
        spawn_forever(async move {
            match answer.await {
                Ok(contacts::Granted::Preview(preview)) => set(self.contact_preview, Some(Ok(preview))),
                Ok(_) => {}
                Err(Wrong::Refused(refused)) => set(self.contact_preview, Some(Err(refused))),
                Err(wrong) => self.tell_wrong(wrong),
            }
        });
    }

    /// Is called otherwise, in every circle that this phone is in, and by all contacts.
    pub(crate) fn rename(self, then: impl FnOnce(()) + 'static) {
        let name = self.my_name();
        let contacts = self.host().contact(contacts::Wish::Rename { name: name.clone() });
        let circles = self.circles.peek().clone().unwrap_or_default();
        let inside = circles.into_iter().filter(|circle| circle.door == Door::Inside);
        let answers: Vec<_> = inside
            .map(|circle| self.host().perform(circle.id, Command::Rename { name: name.clone() }))
            .collect();
        let all = async move {
            for answer in answers {
                answer.await?;
            }
            contacts.await.map(drop)
        };
        self.wait_for(Box::pin(all), then);
    }

    /// Turns the camera on; the page's script does the rest.
    pub(crate) fn look(self) {
        self.host().gives_leave_to_look();
        set(self.scan, Scan::Looking);
    }

    /// Asks for the entry of a post, as it is shown to a phone that no radio reaches.
    pub(crate) fn draw_letter(self, post: EntryId) {
        set(self.letter, None);
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().letter(circle, post);
        self.wait_for(answer, move |letter| set(self.letter, Some(letter)));
    }

    /// Takes in what another phone showed.
    pub(crate) fn take_letter(self, letter: Vec<u8>) {
        let answer = self.host().take_letter(letter);
        self.wait_for(answer, move |taken| {
            self.tell(sentences::taken(taken, self.words()), None);
        });
    }

    /// Makes a fresh code to show.
    pub(crate) fn draw_invite(self) {
        let Some(circle) = *self.circle.peek() else { return };
        set(self.invite, None);
        let answer = self.host().invite(circle);
        self.wait_for(answer, move |invite| set(self.invite, Some(invite)));
    }

    /// Destroys everything on this phone.
    pub(crate) fn wipe(self, then: impl FnOnce() + 'static) {
        let answer = self.host().wipe();
        self.wait_for(answer, move |()| {
            self.begin_anew();
            then();
        });
    }

    fn wait_for<T: 'static>(self, answer: Later<Result<T, Wrong>>, then: impl FnOnce(T) + 'static) {
        set(self.refused, None);
        set(self.denied, None);
        set(self.busy, true);
        spawn_forever(async move {
            let answer = answer.await;
            set(self.busy, false);
            match answer {
                Ok(value) => then(value),
                Err(wrong) => self.tell_wrong(wrong),
            }
        });
    }

    /// Shows a refusal at the field that it is about.
    pub(crate) fn refuse(self, refused: Refused) {
        set(self.refused, Some(refused));
        let mut refusals = self.refusals;
        refusals += 1;
    }

    fn tell_wrong(self, wrong: Wrong) {
        match wrong {
            Wrong::Refused(refused) if refused.field().is_some() => self.refuse(refused),
            Wrong::Denied(denied) => self.deny(denied),
            Wrong::Refused(refused) => self.tell(sentences::refused(&refused, self.words()), None),
            Wrong::Fault(fault) => self.tell(sentences::fault(fault, self.words()), None),
        }
    }

    // What is said in passing.

    /// Shows a message for a while, with a way back if there is one.
    pub(crate) fn tell(self, text: String, undo: Option<Undo>) {
        let toast = Toast { text, undo };
        set(self.toast, Some(toast.clone()));
        let rest = self.host().rest(TOAST_MILLISECONDS);
        spawn_forever(async move {
            rest.await;
            if self.toast.peek().as_ref() == Some(&toast) {
                set(self.toast, None);
            }
        });
    }

    // What is kept.

    /// A text that was kept.
    pub(crate) fn kept(self, key: &str) -> Option<String> {
        if key.starts_with(PASSING) {
            return self.passing.peek().get(key).cloned();
        }
        self.host().kept(key).and_then(|bytes| String::from_utf8(bytes).ok())
    }

    /// Keeps a text, or forgets it.
    pub(crate) fn keep(self, key: &str, text: Option<&str>) {
        if key.starts_with(PASSING) {
            let mut passing = self.passing;
            match text {
                Some(text) => drop(passing.write().insert(key.to_owned(), text.to_owned())),
                None => drop(passing.write().remove(key)),
            }
            return;
        }
        // A text past the limit is past every field's limit as well; what was kept before is better than nothing.
        if text.is_none_or(|text| text.len() <= crate::host::KEPT_BYTES_MAX) {
            self.host().keep(key, text.map(str::as_bytes));
        }
    }

    /// Changes the settings and keeps them.
    pub(crate) fn settle(self, change: impl FnOnce(&mut Settings)) {
        let before = self.settings.peek().clone();
        let mut after = before.clone();
        change(&mut after);
        after.keep(&before, &*self.host());
        set(self.settings, after);
    }

    /// How this person wants to be called.
    pub(crate) fn my_name(self) -> String {
        self.settings.peek().name.clone().unwrap_or_default()
    }

    /// What this phone's clock says.
    pub(crate) fn clock(self) -> Time {
        self.host().now()
    }

    /// What this phone's clock says so many milliseconds from now.
    pub(crate) async fn beat(self, milliseconds: u32) -> Time {
        self.host().rest(milliseconds).await;
        self.host().now()
    }

    fn host(self) -> Rc<dyn Host> {
        self.host.peek().clone()
    }
}

/// A signal that stays for as long as the page.
fn lasting<T: 'static>(value: T) -> Signal<T> {
    Signal::new_in_scope(value, ScopeId::ROOT)
}

/// Sets a signal if the value differs: what did not change is not drawn anew.
pub(crate) fn set<T: PartialEq + 'static>(mut signal: Signal<T>, value: T) {
    if *signal.peek() != value {
        signal.set(value);
    }
}

/// The desk, for a component.
pub(crate) fn use_desk() -> Desk {
    use_context()
}
