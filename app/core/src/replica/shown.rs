//! What a replica shows: its state, seen by the person who holds this phone.

use std::{cmp::Reverse, collections::BTreeMap};

use super::Replica;
use crate::{
    aid::{self, Onlooker},
    entry::Entry,
    ids::{EntryId, PersonId},
    log::day,
    time::Time,
    view::{
        Board, Card, CircleView, KnockView, Member, Nearby, Parted, People, Person, PostView, Say, Status,
    },
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
        let (seats, today) = (self.seats(), self.state.today());
        let mut vouched_for = BTreeMap::<PersonId, Vec<PersonId>>::new();
        for (id, member) in roster.present() {
            for by in &member.vouched_by {
                vouched_for.entry(*by).or_default().push(*id);
            }
        }
        let say = |id: &PersonId| match (seats.contains(id), roster.has_say(id, today)) {
            (true, _) => Say::Seat,
            (false, true) => Say::NotYet,
            (false, false) => Say::Faded,
        };
        let mut members: Vec<Member> = roster
            .present()
            .map(|(id, member)| Member {
                say: say(id),
                vouched_by: self.persons(member.vouched_by.iter().copied()),
                vouched_for: self.persons(vouched_for.remove(id).into_iter().flatten()),
                again: member.again.map(|before| self.person(before)),
                person: self.person(*id),
                device: member
                    .devices
                    .iter()
                    .copied()
                    .find(|key| roster.person_of(key).is_some())
                    .unwrap_or(*id),
                admitted_by: member.admitted.map(|(by, _)| self.person(by)),
                heard: self.heard.get(id).copied(),
                near: self.is_near(id),
                forked: roster.is_forked(id),
            })
            .collect();
        self.looked.set((today, members.iter().any(|member| member.say != Say::Seat)));
        members.sort_by(|a, b| (&a.person.name, a.person.id).cmp(&(&b.person.name, b.person.id)));
        // Whoever is no member can let nobody in, and need not know who knocks.
        let knocks = self.knocks.iter().filter(|_| self.is_member()).map(|knock| {
            let from_my_code = knock.token.is_some_and(|token| self.tokens.contains(&token));
            self.at_the_door(knock.device, knock.name.clone(), from_my_code, knock.recovery.as_ref())
        });
        let knocks: Vec<KnockView> = knocks.collect();
        let elsewhere = roster
            .candidates
            .iter()
            .filter(|(device, _)| self.is_member() && !knocks.iter().any(|knock| knock.device == **device))
            .map(|(device, candidate)| self.at_the_door(*device, candidate.name.clone(), false, None));
        People {
            circle: Some(CircleView { id: self.keys.circle, name: roster.name.clone() }),
            me: roster.person_of(&self.me).map(|me| self.person(me)),
            members,
            candidates: elsewhere.collect(),
            knocks,
            gone: self.gone(),
            gathering: self.gathering_view(),
            vouches: self.vouches_needed() as u8,
            vouches_left: self.state.vouches_left(&self.my_person()),
            parted: self.parted(),
            told: self.persons(self.keys.told()),
        }
    }

    /// Whether these entries may give somebody a say, or be said on a day on which somebody has none any more: what the
    /// circle's people were looked at for last need not be so any longer.
    pub(super) fn says_may_change(&self, fresh: &[(EntryId, Entry)]) -> bool {
        let (looked, some_had_none) = self.looked.get();
        some_had_none || fresh.iter().any(|(_, entry)| day(entry.header.clock) != looked)
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

    /// How this phone came out of the circle, if it was in it.
    fn parted(&self) -> Option<Parted> {
        let roster = self.state.roster();
        let person = roster.devices.get(&self.me)?.person;
        let member = roster.members.get(&person)?;
        match (member.removed, member.left) {
            (None, _) => (roster.person_of(&self.me).is_none()).then_some(Parted::CutOff),
            (Some(_), false) => Some(Parted::Removed),
            (Some(_), true) => Some(Parted::Left { told: self.keys.told().next().is_some() }),
        }
    }

    pub(super) fn onlooker<'a>(&'a self, now: Time, silent: &'a dyn Fn(&EntryId) -> bool) -> Onlooker<'a> {
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

    pub(super) fn person(&self, id: PersonId) -> Person {
        Person { id, name: self.state.roster().name_of(&id).to_owned() }
    }

    pub(super) fn is_near(&self, id: &PersonId) -> bool {
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
