//! What a replica shows: its state, seen by the person who holds this phone.

use std::cmp::Reverse;

use super::Replica;
use crate::{
    aid::{self, Onlooker},
    ids::{EntryId, PersonId},
    time::Time,
    view::{Board, Card, CircleView, KnockView, Member, Nearby, People, Person, PostView, Status},
};

impl Replica {
    /// Everything asked and offered: what is open first, then by urgency, then the newest.
    pub fn board(&self, now: Time) -> Board {
        let silent = |done: &EntryId| self.state.is_silent(done);
        let eye = self.onlooker(now, &silent);
        let mut cards: Vec<(u32, Card)> = self
            .state
            .posts()
            .map(|(story, facts)| (story.place.lamport, aid::card(story, facts, &eye)))
            .collect();
        cards.sort_by_key(|(lamport, card)| (rank(card.status), card.urgency, Reverse((*lamport, card.id))));
        let cards = cards.into_iter().map(|(_, card)| card);
        let (hidden, cards) = cards.partition(|card| self.hidden.contains(&card.id));
        Board { cards, hidden }
    }

    /// One post with its story.
    pub fn post(&self, id: &EntryId, now: Time) -> Option<PostView> {
        let (story, facts) = self.state.post(id)?;
        let silent = |done: &EntryId| self.state.is_silent(done);
        Some(aid::post_view(story, facts, self.hidden.contains(id), &self.onlooker(now, &silent)))
    }

    /// Who is in the circle, and who knocks.
    pub fn people(&self) -> People {
        let roster = self.state.roster();
        let mut members: Vec<Member> = roster
            .present()
            .map(|(id, member)| Member {
                person: self.person(*id),
                admitted_by: member.admitted.map(|(by, _)| self.person(by)),
                heard: self.heard.get(id).copied(),
                near: self.is_near(id),
                forked: roster.is_forked(id),
            })
            .collect();
        members.sort_by(|a, b| (&a.person.name, a.person.id).cmp(&(&b.person.name, b.person.id)));
        // Whoever is no member can let nobody in, and need not know who knocks.
        let knocks = self.knocks.iter().filter(|_| self.is_member()).map(|knock| KnockView {
            device: knock.device,
            name: knock.name.clone(),
            from_my_code: knock.token.is_some_and(|token| self.tokens.contains(&token)),
        });
        People {
            circle: Some(CircleView { id: self.keys.circle, name: roster.name.clone() }),
            me: roster.person_of(&self.me).map(|me| self.person(me)),
            members,
            knocks: knocks.collect(),
        }
    }

    /// Which neighbours there are.
    pub fn nearby(&self) -> Nearby {
        let roster = self.state.roster();
        let devices =
            self.links.values().map(|link| link.device.and_then(|device| roster.person_of(&device)));
        let mut members: Vec<Person> = devices.clone().flatten().map(|id| self.person(id)).collect();
        members.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        members.dedup();
        Nearby { members, unnamed: devices.filter(Option::is_none).count() }
    }

    fn onlooker<'a>(&'a self, now: Time, silent: &'a dyn Fn(&EntryId) -> bool) -> Onlooker<'a> {
        Onlooker {
            keys: &self.keys,
            me: self.my_person(),
            device: self.me,
            roster: self.state.roster(),
            now,
            holders: self.log.holders(),
            silent,
        }
    }

    fn person(&self, id: PersonId) -> Person {
        Person { id, name: self.state.roster().name_of(&id).to_owned() }
    }

    fn is_near(&self, id: &PersonId) -> bool {
        let roster = self.state.roster();
        self.links.values().any(|link| link.device.and_then(|device| roster.person_of(&device)) == Some(*id))
    }
}

/// What can still be helped with comes first, what is over last.
fn rank(status: Status) -> u8 {
    match status {
        Status::Open => 0,
        Status::Taken => 1,
        Status::Expired => 2,
        Status::Done | Status::Withdrawn | Status::Cancelled => 3,
    }
}
