//! How meetings look from this phone.

use crate::{
    assembly::meeting::{
        Attendance, Attendant, Happening, Item, Knocker, LotView, Meeting, MeetingCard, MeetingView, MyPlace,
        Point, Show, ShowView, SpeakerView, TurnView, attendance::LEFT_BY, code::MeetingCode, lot,
    },
    ids::{EntryId, PersonId},
    replica::Replica,
    time::Time,
};

impl Replica {
    /// All meetings, the newest first.
    pub(in crate::replica::assembly) fn meeting_cards(&self, _: Time) -> Vec<MeetingCard> {
        let mut cards: Vec<(u32, MeetingCard)> = self
            .state
            .assembly()
            .meetings()
            .map(|(id, meeting)| (u32::MAX - meeting.place.lamport, self.meeting_card(id, meeting)))
            .collect();
        cards.sort_by_key(|(age, card)| (*age, card.id));
        cards.into_iter().map(|(_, card)| card).collect()
    }

    fn meeting_card(&self, id: &EntryId, meeting: &Meeting) -> MeetingCard {
        MeetingCard {
            id: *id,
            opened_by: self.person(meeting.opened_by),
            room: meeting.room.clone(),
            opened: meeting.opened,
            here: meeting.here().count(),
            over: meeting.ended.is_some(),
            mine: meeting.is_here(&self.my_person()),
        }
    }

    /// One meeting, as somebody in the room sees it.
    pub(in crate::replica::assembly) fn meeting_view(&self, id: &EntryId, now: Time) -> Option<MeetingView> {
        let meeting = self.state.assembly().meeting(id)?;
        let me = self.my_person();
        let place = self.my_place(meeting, &me);
        let is_in = place.is_in() && meeting.ended.is_none() && self.is_member();
        let facilitator = meeting.facilitator();
        let facilitates = is_in && facilitator == Some(me);
        let (here, gone): (Vec<_>, Vec<_>) = self.attendants(meeting, is_in).partition(|(left, _)| !left);
        let waiting = meeting.waiting.iter().filter_map(|(person, waiting)| {
            let asked = waiting.asked.as_ref()?;
            Some(Knocker {
                person: self.person(*person),
                way: asked.way,
                brought_by: asked.brought_by.map(|by| self.person(by)),
                near: self.is_near(person),
                can_let_in: is_in
                    && *person != me
                    && asked.brought_by != Some(me)
                    && !waiting.seen_by.contains(&me),
            })
        });
        let near = self.nearby().members.into_iter().filter(|person| {
            is_in && !meeting.present.contains_key(&person.id) && !meeting.waiting.contains_key(&person.id)
        });
        let turn = meeting.floor.turn.as_ref();
        let speaking = turn.map(|turn| TurnView {
            person: self.person(turn.person),
            since: turn.began,
            until: meeting.turn.map(|limit| turn.began.plus(limit.into())),
            order: turn.order,
            can_end: is_in && (facilitates || turn.person == me),
        });
        let spoken = |person: &PersonId| {
            meeting.floor.spoken.get(person).map_or((0, 0), |spoken| (spoken.turns, spoken.seconds))
        };
        let queue: Vec<SpeakerView> = meeting
            .floor
            .queue()
            .into_iter()
            .map(|(person, order)| SpeakerView {
                person: self.person(person),
                order,
                spoken: spoken(&person),
                can_begin: is_in && meeting.can_begin(&me, &person),
            })
            .collect();
        let mut shows: Vec<(&EntryId, &Show)> = meeting.hands.up.iter().collect();
        shows.sort_by_key(|(_, show)| show.place);
        let shows: Vec<ShowView> =
            shows.into_iter().map(|(id, show)| self.show_view(*id, show, meeting, &me)).collect();
        let decided = meeting.hands.over.iter().rev();
        let decided =
            decided.map(|(show, passed)| (self.show_view(show.place.id, show, meeting, &me), *passed));
        let votes = self.state.assembly().votes().filter(|(_, vote)| vote.opening.meeting == Some(*id));
        let votes: Vec<(EntryId, String)> =
            votes.map(|(vote, known)| (*vote, known.opening.question.clone())).collect();
        let lot = self.lot_view(meeting);
        let with_phones =
            meeting.here().filter(|(person, there)| there.put_in.is_some() && meeting.roll.contains(person));
        let can_draw = is_in && lot.is_none() && with_phones.count() >= meeting.needed();
        let is_drawing = lot.as_ref().is_some_and(|lot| !matches!(lot, LotView::Drawn { .. }));
        let wants_lot = meeting.here().count() >= lot::FEW && (can_draw || is_drawing);
        let agenda: Vec<(Point, String)> =
            meeting.agenda.iter().map(|point| (point.clone(), self.title_of(point))).collect();
        Some(MeetingView {
            card: self.meeting_card(id, meeting),
            happening: self.happening(meeting, &speaking, &shows, &lot, &agenda),
            me: place,
            here: here.into_iter().map(|(_, one)| one).collect(),
            gone: gone.into_iter().map(|(_, one)| one).collect(),
            roll: (meeting.on_roll(), meeting.needed(), meeting.roll.len()),
            code: is_in.then(|| MeetingCode::shown(&self.keys, *id, now).code()),
            waiting: waiting.collect(),
            near: near.collect(),
            facilitator: facilitator.map(|person| self.person(person)),
            asked: meeting.floor.has_asked(&me),
            can_begin: queue.iter().any(|next| next.person.id == me && next.can_begin),
            speaking,
            queue,
            turn: meeting.turn,
            agenda,
            at: meeting.hands.at.into(),
            shows,
            decided: decided.collect(),
            votes,
            lot,
            can_draw,
            wants_lot,
            facilitates,
        })
    }

    fn my_place(&self, meeting: &Meeting, me: &PersonId) -> MyPlace {
        let persons = |ids: &std::collections::BTreeSet<PersonId>| self.persons(ids.iter().copied());
        match (meeting.present.get(me), meeting.waiting.get(me)) {
            (Some(there), _) if !there.left => MyPlace::In { way: there.way },
            (_, Some(waiting)) if waiting.asked.is_some() => MyPlace::Asked,
            (_, Some(waiting)) => MyPlace::Seen { by: persons(&waiting.seen_by) },
            (Some(there), None) if there.is_marked() => MyPlace::Marked { by: persons(&there.said_left_by) },
            (Some(_), None) => MyPlace::Left,
            (None, None) => MyPlace::Outside,
        }
    }

    /// Everybody who is or was there, whoever came first in front, and whether they have gone.
    fn attendants<'a>(
        &'a self,
        meeting: &'a Meeting,
        is_in: bool,
    ) -> impl Iterator<Item = (bool, Attendant)> + 'a {
        let me = self.my_person();
        let mut all: Vec<(&PersonId, &Attendance)> = meeting.present.iter().collect();
        all.sort_by_key(|(person, there)| (there.since, **person));
        all.into_iter().map(move |(person, there)| {
            let spoken = meeting.floor.spoken.get(person);
            let attendant = Attendant {
                person: self.person(*person),
                way: there.way,
                let_in_by: self.persons(there.let_in_by.iter().copied()),
                on_roll: meeting.roll.contains(person),
                said_left_by: self.persons(there.said_left_by.iter().copied()),
                can_mark: is_in
                    && !there.left
                    && *person != me
                    && there.said_left_by.len() < LEFT_BY
                    && !there.said_left_by.contains(&me),
                spoken: spoken.map_or((0, 0), |spoken| (spoken.turns, spoken.seconds)),
            };
            (there.left, attendant)
        })
    }

    pub(in crate::replica::assembly) fn title_of(&self, point: &Point) -> String {
        match point {
            Point::Words(words) => words.clone(),
            Point::Proposal(id) => {
                self.state.assembly().proposal(id).map_or_else(String::new, |known| known.paper.title.clone())
            }
        }
    }

    fn show_view(&self, id: EntryId, show: &Show, meeting: &Meeting, me: &PersonId) -> ShowView {
        let title = |at: &u16| meeting.agenda.get(usize::from(*at)).map(|point| self.title_of(point));
        let about = match &show.item {
            Item::Go(at) | Item::Move { from: at, .. } => title(at),
            Item::Add(point) => Some(self.title_of(point)),
            Item::Facilitate(person) | Item::Speak(person) => Some(self.person(*person).name),
            Item::NoFacilitator => meeting.facilitator().map(|person| self.person(person).name),
            Item::EndTurn => meeting.floor.turn.as_ref().map(|turn| self.person(turn.person).name),
            Item::Close | Item::Reopen => None,
        };
        let (yes, no) = show.count();
        let is_here = meeting.is_here(me) && self.is_member();
        ShowView {
            id,
            by: self.person(show.by),
            item: show.item.clone(),
            about: about.unwrap_or_default(),
            count: (yes, no, meeting.here().count()),
            mine: show.hands.get(me).copied(),
            can_count: is_here && !show.item.takes_half() && !show.counted.contains(me),
        }
    }

    fn lot_view(&self, meeting: &Meeting) -> Option<LotView> {
        let needed = meeting.needed();
        if let Some(draw) = &meeting.draw {
            let list = meeting.lots.lists.get(&draw.list);
            let said_twice = list.map(|list| list.said_twice()).unwrap_or_default();
            return Some(LotView::Drawn {
                barred: self.persons(draw.barred.iter().copied()),
                dice: draw.dice.clone(),
                said_twice: self.persons(said_twice.into_iter()),
            });
        }
        let (id, list) = meeting.lots.running(needed)?;
        Some(if !list.is_signed(needed) {
            LotView::Signing { signed: list.signed.len(), needed }
        } else if list.settled(needed).is_some() && list.dice && list.thrown().is_none() {
            let threw = list.threw.iter().map(|(person, dice)| (self.person(*person), dice.0.clone()));
            LotView::Dice { list: *id, threw: threw.collect() }
        } else if list.awaited(needed).is_empty() {
            LotView::Mixing
        } else {
            let awaited = list.awaited(needed);
            let missing = awaited.iter().filter(|person| list.missing.contains_key(person)).copied();
            LotView::Revealing {
                revealed: list.revealed().count(),
                of: list.of.len(),
                missing: self.persons(missing),
            }
        })
    }

    fn happening(
        &self,
        meeting: &Meeting,
        speaking: &Option<TurnView>,
        shows: &[ShowView],
        lot: &Option<LotView>,
        agenda: &[(Point, String)],
    ) -> Happening {
        if let Some((_, at)) = meeting.ended {
            return Happening::Over { at };
        }
        if lot.as_ref().is_some_and(|lot| !matches!(lot, LotView::Drawn { .. })) {
            return Happening::Lot;
        }
        let mut votes = self.state.assembly().votes();
        let awaited = votes.find(|(id, vote)| {
            vote.opening.meeting == Some(meeting.place.id) && self.vote_card(id, vote).is_my_turn
        });
        if let Some((id, vote)) = awaited {
            return Happening::Vote { vote: *id, question: vote.opening.question.clone() };
        }
        if let Some(show) = shows.iter().find(|show| show.mine.is_none()).or(shows.first()) {
            return Happening::Hands { show: show.id };
        }
        if let Some(turn) = speaking {
            return Happening::Speaking { person: turn.person.clone(), until: turn.until };
        }
        let missing = meeting.needed().saturating_sub(meeting.on_roll());
        if missing > 0 {
            return Happening::Gathering { missing };
        }
        let at = usize::from(meeting.hands.at);
        match agenda.get(at) {
            Some((_, title)) => Happening::Point { at, title: title.clone() },
            None => Happening::Talk,
        }
    }
}
