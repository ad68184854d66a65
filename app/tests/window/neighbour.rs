//! Neighbours without a window: phones inside the test's own process, for all that needs no eyes.

use std::net::SocketAddr;

use tequio_core::{CircleId, Command, EntryId, PersonId, Time, assembly::vote, view::NoteView};
use tequio_node::{Node, Options, Views};

use crate::stage::{Stage, until};

/// A phone without a window. It stops when this is dropped.
pub struct Neighbour<'s> {
    pub name: &'static str,
    stage: &'s Stage,
    node: Node,
    circle: Option<CircleId>,
}

impl Stage {
    /// The phone of this name, listening at an address, or at any where nobody has to find it.
    pub fn neighbour(
        &self,
        name: &'static str,
        at: Option<SocketAddr>,
        calls: Option<SocketAddr>,
    ) -> Neighbour<'_> {
        let mut options = Options::on_loopback(self.phone(name));
        options.listen = at.unwrap_or(options.listen);
        options.neighbours = calls
            .iter()
            .map(|to| format!("/ip4/{}/tcp/{}", to.ip(), to.port()).parse().expect("an address"))
            .collect();
        let node = self.runtime.block_on(Node::start(options));
        let node = node.unwrap_or_else(|wrong| panic!("{name}'s phone does not start: {wrong}"));
        Neighbour { name, stage: self, node, circle: None }
    }
}

impl Neighbour<'_> {
    pub fn founds(&mut self, circle: &str) {
        let founded = self.stage.runtime.block_on(self.node.found(circle, self.name));
        self.circle = Some(founded.unwrap_or_else(|wrong| panic!("{}: {wrong}", self.name)));
    }

    pub fn knocks(&mut self, code: &str) {
        let knocked = self.stage.runtime.block_on(self.node.join(code, self.name));
        self.circle = Some(knocked.unwrap_or_else(|wrong| panic!("{}: {wrong}", self.name)));
    }

    pub fn is_inside(&self) {
        self.sees("the circle from inside", |views| views.people.borrow().me.clone());
    }

    /// A code for a newcomer.
    pub fn code(&self) -> String {
        let code = self.stage.runtime.block_on(self.node.invite(&self.circle()));
        code.unwrap_or_else(|wrong| panic!("{}: {wrong}", self.name)).code()
    }

    /// Lets in whoever knocks under this name.
    pub fn lets_in(&self, newcomer: &mut Neighbour<'_>) {
        newcomer.knocks(&self.code());
        let device = self.sees(newcomer.name, |views| {
            let people = views.people.borrow();
            people.knocks.iter().find(|knock| knock.name == newcomer.name).map(|knock| knock.device)
        });
        self.does(Command::Admit { device });
        newcomer.is_inside();
    }

    /// Carries out a wish that must not be refused.
    pub fn does(&self, command: Command) -> Option<EntryId> {
        let done = self.stage.runtime.block_on(self.node.perform(&self.circle(), command));
        done.unwrap_or_else(|wrong| panic!("{}: {wrong}", self.name))
    }

    /// The post with this title, as soon as it is here.
    pub fn post(&self, title: &str) -> EntryId {
        self.sees(title, |views| {
            let board = views.board.borrow();
            board.cards.iter().find(|card| card.title == title).map(|card| card.id)
        })
    }

    /// The one motion that waits for this person's signature.
    pub fn open_motion(&self) -> EntryId {
        self.sees("a motion to sign", |views| {
            let agreed = views.agreed.borrow();
            agreed.motions.iter().find(|motion| motion.can_sign).map(|motion| motion.id)
        })
    }

    /// Waits until a vote has come so far.
    pub fn until_vote(&self, vote: EntryId, far: impl Fn(&vote::Stage) -> bool) {
        self.sees("how far a vote has come", |views| {
            let deciding = views.deciding.borrow();
            deciding.votes.iter().find(|card| card.id == vote).filter(|card| far(&card.stage)).map(|_| ())
        });
    }

    /// The member of this name.
    pub fn person(&self, name: &str) -> PersonId {
        self.sees(name, |views| {
            let people = views.people.borrow();
            people
                .members
                .iter()
                .map(|member| &member.person)
                .find(|person| person.name == name)
                .map(|it| it.id)
        })
    }

    /// The first note that this phone can open under a post.
    pub fn reads_note(&self, title: &str) -> String {
        let id = self.post(title);
        let note = until(|| {
            let post = self.stage.runtime.block_on(self.node.post(&self.circle(), &id)).ok()??;
            let notes: Vec<NoteView> = post.claims.into_iter().flat_map(|claim| claim.notes).collect();
            notes.first().map(|note| note.text.clone())
        });
        note.unwrap_or_else(|| panic!("{}: no note under {title:?}", self.name))
    }

    pub fn now(&self) -> Time {
        self.node.now()
    }

    /// Keeps what a screen would have kept.
    pub fn settles(&self, name: &str, value: &str) {
        let kept = self.stage.runtime.block_on(self.node.set_setting(name, Some(value.as_bytes().to_vec())));
        kept.unwrap_or_else(|wrong| panic!("{}: {wrong}", self.name));
    }

    /// Waits until everything here has come to the other.
    pub fn agrees_with(&self, other: &Neighbour<'_>) {
        let hash = |phone: &Neighbour<'_>| {
            let standing = self.stage.runtime.block_on(phone.node.standing(&phone.circle()));
            standing.expect("it runs").state_hash
        };
        until(|| (hash(self) == hash(other)).then_some(()))
            .unwrap_or_else(|| panic!("{} and {} do not agree", self.name, other.name));
    }

    fn circle(&self) -> CircleId {
        self.circle.unwrap_or_else(|| panic!("{} is in no circle", self.name))
    }

    fn sees<T>(&self, what: &str, look: impl Fn(&Views) -> Option<T>) -> T {
        let found = until(|| look(&self.node.views(&self.circle())?));
        found.unwrap_or_else(|| panic!("{}: nothing seen of {what:?}", self.name))
    }
}

impl Drop for Neighbour<'_> {
    fn drop(&mut self) {
        self.stage.runtime.block_on(self.node.stop());
    }
}
