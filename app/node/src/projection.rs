//! The room on a big screen: one page on the local link, for any browser, that can only be looked at.
//!
//! It begins when somebody in the room asks for it on their own phone, and ends when they say so, when the meeting is
//! over, or when the phone is locked. The page shows what the room sees anyway ([`scene::Scene`]): what is happening, the
//! agenda, who speaks, how many are here, how many have voted, and what a vote came to once it is closed. No key, no code
//! for the door, no note, and nothing of how anybody voted before that.
//!
//! The link is not encrypted: whoever listens on the same Wi-Fi sees what the wall shows. Whoever is not told the address,
//! with its sixteen letters (80 bits), finds nothing ([`serve`]). What is shown is drawn once for all browsers, when
//! something has changed, so no browser keeps the phone busy.

mod page;
mod scene;
pub mod serve;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tequio_core::{
    CircleId, EntryId, Refused,
    assembly::vote::{Stage, VoteView},
    view::Matter,
};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use crate::{
    minutes::words::Tongue,
    node::Node,
    wrong::{Fault, NotDone},
};
use scene::Scene;

/// How often what is shown is looked at again at most: a turn's time is counted in seconds.
const BEAT: Duration = Duration::from_secs(1);
/// The port that is taken if it is free, since people type it.
const PORT: u16 = 8080;

/// A projection that runs. It ends when this is dropped.
#[derive(Debug)]
pub struct Projection {
    address: SocketAddr,
    token: String,
    task: JoinHandle<()>,
}

impl Projection {
    /// What is typed into a browser.
    pub fn url(&self) -> String {
        format!("http://{}/{}", self.address, self.token)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether it goes on.
    pub fn runs(&self) -> bool {
        !self.task.is_finished()
    }
}

impl Drop for Projection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Node {
    /// Shows a meeting at which the holder of this phone is on a page for browsers on the same link.
    ///
    /// # Errors
    /// They are not there, or it is over; or nothing can be listened on.
    pub async fn project(
        &self,
        circle: &CircleId,
        meeting: &EntryId,
        tongue: Tongue,
    ) -> Result<Projection, NotDone> {
        let first = self.scene(circle, meeting).await?;
        let first = first.ok_or(NotDone::Refused(Refused::MeetingOver))?;
        let links = |wrong: std::io::Error| Fault::Links(wrong.to_string());
        let here = local_address(self);
        let listener = match TcpListener::bind((here, PORT)).await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind((here, 0)).await.map_err(links)?,
        };
        let address = listener.local_addr().map_err(links)?;
        let (token, nonce) = (secret()?, secret()?);
        let (show, shown) = watch::channel(Arc::<str>::from(page::scene(&first, tongue)));
        let room = serve::Room { token: token.clone(), page: page::Page { tongue, nonce }, shown };
        let (node, circle, meeting) = (self.clone(), *circle, *meeting);
        let task = tokio::spawn(async move {
            // Whichever ends first ends the other: nobody is shown what nobody looks after.
            tokio::select! {
                () = follow(&node, circle, meeting, tongue, show) => {}
                () = serve::serve(listener, room) => {}
            }
        });
        Ok(Projection { address, token, task })
    }

    /// What the room sees; nothing, once it is over.
    async fn scene(&self, circle: &CircleId, meeting: &EntryId) -> Result<Option<Scene>, NotDone> {
        let Some(Matter::Meeting(view)) = self.matter(circle, meeting).await? else {
            return Err(NotDone::Refused(Refused::NoSuchMeeting));
        };
        if view.card.over {
            return Ok(None);
        }
        if !view.me.is_in() {
            return Err(NotDone::Refused(Refused::NotThere));
        }
        let deciding = self.views(circle).ok_or(NotDone::NoSuchCircle)?.deciding.borrow().clone();
        let mut here = deciding.votes.iter().filter(|card| card.meeting == Some(*meeting));
        let is_open = |stage: &Stage| {
            matches!(
                stage,
                Stage::Gathering { .. } | Stage::Straw { .. } | Stage::Open { .. } | Stage::Closing { .. }
            )
        };
        let vote = here.clone().find(|card| is_open(&card.stage)).or_else(|| here.next());
        let vote: Option<Box<VoteView>> = match vote {
            Some(card) => match self.matter(circle, &card.id).await? {
                Some(Matter::Vote(view)) => Some(view),
                _ => None,
            },
            None => None,
        };
        Ok(Some(Scene::of(&view, vote.as_deref(), self.now())))
    }
}

/// Draws what is shown whenever it has changed, until the meeting is over or the phone is locked.
async fn follow(
    node: &Node,
    circle: CircleId,
    meeting: EntryId,
    tongue: Tongue,
    show: watch::Sender<Arc<str>>,
) {
    let Some(mut views) = node.views(&circle) else { return };
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut speaks = false;
    loop {
        beat.tick().await;
        if !speaks && views.posts.changed().await.is_err() {
            return;
        }
        // Somebody who left the meeting shows it no more, and what this phone cannot tell it does not show.
        let Ok(Some(scene)) = node.scene(&circle, &meeting).await else { return };
        speaks = scene.counts_down();
        let drawn = page::scene(&scene, tongue);
        show.send_if_modified(|before| {
            let differs = **before != *drawn;
            if differs {
                *before = drawn.into();
            }
            differs
        });
    }
}

/// Where this phone is on its local link: an address of a private network, and else itself alone. Never one that the
/// whole world can reach.
fn local_address(node: &Node) -> IpAddr {
    let addresses = node.addresses();
    let of_links = addresses.iter().flat_map(|address| address.iter()).filter_map(|part| match part {
        libp2p::multiaddr::Protocol::Ip4(ip) => Some(ip),
        _ => None,
    });
    let on_link = of_links.filter(|ip| ip.is_private() || ip.is_link_local());
    // An address that a system gave itself for want of a better one comes last.
    let best = on_link.min_by_key(|ip| (ip.is_link_local(), *ip));
    IpAddr::V4(best.unwrap_or(Ipv4Addr::LOCALHOST))
}

/// Sixteen letters and digits that nobody guesses, and that can be typed.
fn secret() -> Result<String, Fault> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|wrong| Fault::Dice(wrong.to_string()))?;
    Ok(data_encoding::BASE32_NOPAD.encode(&bytes).to_lowercase())
}
