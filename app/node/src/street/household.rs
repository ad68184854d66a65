//! One phone of the street and the person who holds it.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use tequio_core::{
    CircleId, Command, EntryId, PersonId,
    view::{Board, People, PostView},
};
use tequio_node::{Multiaddr, Node, Options, Views, node::Standing};
use tokio::time::{sleep, timeout};

/// How long anything may take to be seen on another phone before the morning counts as failed.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
/// What comes without a change of any view is looked for so often.
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub(super) struct Household {
    pub(super) name: &'static str,
    pub(super) node: Node,
    pub(super) folder: PathBuf,
    pub(super) circle: Option<CircleId>,
    /// Whom it calls when it is at home.
    neighbours: Vec<Multiaddr>,
    home: SocketAddr,
}

impl Household {
    pub(super) async fn open(
        name: &'static str,
        folder: PathBuf,
        neighbours: Vec<Multiaddr>,
    ) -> Result<Household, String> {
        let options = Options { neighbours: neighbours.clone(), ..Options::on_loopback(folder.clone()) };
        let node = start(options).await?;
        let home = address(&node)?;
        Ok(Household { name, node, folder, circle: None, neighbours, home })
    }

    /// Out of everybody's reach: the same phone, elsewhere, calling nobody and known to nobody there.
    pub(super) async fn walk_away(&mut self) -> Result<(), String> {
        self.node.stop().await;
        self.node = start(Options::on_loopback(self.folder.clone())).await?;
        Ok(())
    }

    /// At home again, where the neighbours call.
    pub(super) async fn come_back(&mut self) -> Result<(), String> {
        self.node.stop().await;
        let options = Options::on_loopback(self.folder.clone());
        self.node =
            start(Options { listen: self.home, neighbours: self.neighbours.clone(), ..options }).await?;
        Ok(())
    }

    pub(super) fn address(&self) -> Multiaddr {
        self.node.addresses().into_iter().next().expect("a node that has started listens")
    }

    pub(super) fn board(&self) -> Arc<Board> {
        self.views().map(|views| views.board.borrow().clone()).unwrap_or_default()
    }

    pub(super) fn people(&self) -> Arc<People> {
        self.views().map(|views| views.people.borrow().clone()).unwrap_or_default()
    }

    fn views(&self) -> Option<Views> {
        self.node.views(&self.circle?)
    }

    fn in_circle(&self) -> Result<CircleId, String> {
        self.circle.ok_or_else(|| format!("{} is in no circle", self.name))
    }

    /// Who this person is in the circle.
    pub(super) fn me(&self) -> Result<PersonId, String> {
        Ok(self.people().me.as_ref().ok_or_else(|| format!("{} is no member", self.name))?.id)
    }

    pub(super) async fn standing(&self) -> Result<Standing, String> {
        self.node.standing(&self.in_circle()?).await.map_err(|wrong| self.cannot(&wrong))
    }

    pub(super) async fn code(&self) -> Result<String, String> {
        let invite = self.node.invite(&self.in_circle()?).await;
        invite.map(|invite| invite.code()).map_err(|wrong| self.cannot(&wrong))
    }

    pub(super) async fn perform(&self, command: Command) -> Result<Option<EntryId>, String> {
        self.node.perform(&self.in_circle()?, command).await.map_err(|wrong| self.cannot(&wrong))
    }

    pub(super) async fn post(&self, id: &EntryId) -> Result<Option<PostView>, String> {
        self.node.post(&self.in_circle()?, id).await.map_err(|wrong| self.cannot(&wrong))
    }

    /// Waits until a post is as it should be on this phone.
    pub(super) async fn sees(
        &self,
        what: &str,
        id: &EntryId,
        holds: impl Fn(&PostView) -> bool,
    ) -> Result<(), String> {
        self.until(what, async || Ok(self.post(id).await?.is_some_and(|post| holds(&post)))).await
    }

    /// Waits until this phone's members or knocks are as they should be.
    pub(super) async fn knows(&self, what: &str, holds: impl Fn(&People) -> bool) -> Result<(), String> {
        self.until(what, async || Ok(holds(&self.people()))).await
    }

    /// Waits until this phone and the other hold the same state.
    pub(super) async fn agrees(&self, with: &Household) -> Result<(), String> {
        let same = async || Ok(self.standing().await?.state_hash == with.standing().await?.state_hash);
        self.until(&format!("the same state as {}'s", with.name), same).await
    }

    async fn until(&self, what: &str, holds: impl AsyncFn() -> Result<bool, String>) -> Result<(), String> {
        let seen = timeout(SEEN_WITHIN, async {
            let mut views = self.views();
            loop {
                if holds().await? {
                    return Ok(());
                }
                match &mut views {
                    Some(views) => tokio::select! {
                        _ = views.posts.changed() => {}
                        _ = views.people.changed() => {}
                        () = sleep(LOOK_EVERY) => {}
                    },
                    None => sleep(LOOK_EVERY).await,
                }
            }
        });
        let late = || format!("{}'s phone waited {} s in vain for {what}", self.name, SEEN_WITHIN.as_secs());
        seen.await.unwrap_or_else(|_| Err(late()))
    }

    fn cannot(&self, wrong: &dyn std::fmt::Display) -> String {
        format!("{}'s phone says: {wrong}", self.name)
    }
}

async fn start(options: Options) -> Result<Node, String> {
    Node::start(options).await.map_err(|fault| fault.to_string())
}

/// The socket behind a node's address.
fn address(node: &Node) -> Result<SocketAddr, String> {
    use tequio_node::links::socket_of;
    node.addresses().first().and_then(socket_of).ok_or_else(|| "a phone without an address".to_owned())
}
