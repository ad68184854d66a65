//! What the screens see: each view of each circle, set only when it differs.

use std::{collections::BTreeMap, sync::Arc};

use tequio_core::{
    CircleId, View,
    contacts::{Contacts, Holder},
    keys,
    view::{Agreed, Board, Deciding, Nearby, People},
};
use tokio::sync::watch;

use super::Turn;
use crate::node::{Mine, Views};

/// Where all that is shown goes.
pub(in crate::node) type Shown =
    (watch::Sender<Arc<BTreeMap<CircleId, Views>>>, watch::Sender<Arc<Contacts>>);

/// The views of one circle, from the side that sets them.
pub(super) struct Showing {
    board: watch::Sender<Arc<Board>>,
    people: watch::Sender<Arc<People>>,
    nearby: watch::Sender<Arc<Nearby>>,
    agreed: watch::Sender<Arc<Agreed>>,
    deciding: watch::Sender<Arc<Deciding>>,
    mine: watch::Sender<Mine>,
    posts: watch::Sender<u64>,
}

impl Turn {
    pub(super) fn show_all(&mut self) {
        self.show_contacts();
        for circle in self.circles_of_many() {
            for view in View::ALL {
                self.show(&circle, view);
            }
        }
    }

    pub(super) fn circles_of_many(&self) -> Vec<CircleId> {
        let many = self.phone.circles().filter(|(_, replica)| replica.purpose() == keys::Purpose::Many);
        many.map(|(circle, _)| *circle).collect()
    }

    pub(super) fn show_boards(&mut self) {
        self.refresh = None;
        self.circles_of_many().iter().for_each(|circle| self.show(circle, View::Board));
    }

    pub(super) fn show(&mut self, circle: &CircleId, view: View) {
        let Some(replica) = self.phone.circle(circle) else { return };
        let now = self.clock.now();
        // Contacts and what a person keeps for themselves are no circle to look at.
        if replica.purpose() != keys::Purpose::Many {
            return self.show_contacts();
        }
        let mine = Mine {
            device: replica.keys().device(),
            is_member: replica.is_member(),
            code: match &replica.keys().standing {
                keys::Standing::Knocking { invite, .. } => Some(invite.clone()),
                _ => None,
            },
        };
        let showing = self.showing.entry(*circle).or_insert_with(|| {
            let showing = Showing {
                mine: watch::Sender::new(mine.clone()),
                board: watch::Sender::default(),
                people: watch::Sender::default(),
                nearby: watch::Sender::default(),
                agreed: watch::Sender::default(),
                deciding: watch::Sender::default(),
                posts: watch::Sender::default(),
            };
            let views = Views {
                board: showing.board.subscribe(),
                people: showing.people.subscribe(),
                nearby: showing.nearby.subscribe(),
                agreed: showing.agreed.subscribe(),
                deciding: showing.deciding.subscribe(),
                mine: showing.mine.subscribe(),
                posts: showing.posts.subscribe(),
            };
            self.circles.send_modify(|circles| {
                Arc::make_mut(circles).insert(*circle, views);
            });
            showing
        });
        match view {
            View::Board => {
                let board = replica.board(now);
                let next = board.cards.iter().filter(|card| !card.status.is_closed());
                let next = next.filter_map(|card| card.until).filter(|until| *until >= now).min();
                // One second later it has passed, whether the rule says "at" or "after".
                let next = next.map(|until| until.plus(1));
                self.refresh = [self.refresh, next].into_iter().flatten().min();
                set(&showing.board, board);
                showing.posts.send_modify(|count| *count += 1);
            }
            View::People => {
                set(&showing.people, replica.people());
                showing.mine.send_if_modified(|before| std::mem::replace(before, mine.clone()) != mine);
            }
            View::Nearby => set(&showing.nearby, replica.nearby()),
            View::Agreed => set(&showing.agreed, replica.agreed()),
            View::Decide => {
                set(&showing.deciding, replica.deciding(now));
                showing.posts.send_modify(|count| *count += 1);
            }
        }
    }

    pub(super) fn show_contacts(&mut self) {
        set(&self.contacts, self.phone.contacts(self.clock.now()));
    }
}

fn set<V: PartialEq>(shown: &watch::Sender<Arc<V>>, view: V) {
    shown.send_if_modified(|before| {
        let differs = **before != view;
        if differs {
            *before = Arc::new(view);
        }
        differs
    });
}
