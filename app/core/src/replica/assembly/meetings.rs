//! Meetings on this phone: what its holder wants, and what it does for them by itself.

mod shown;

use crate::{
    assembly::{
        card::CardError,
        meeting::{
            Beside, Door, Hand, Item, Lot, Meeting, Said, Speech, Way, What, Wish,
            code::{CodeError, MeetingCode, was_shown},
            hands::UP_OF_ONE_MAX,
            lot::{self, List},
        },
    },
    event::Event,
    ids::{DeviceKey, EntryId, PersonId},
    replica::{Output, Replica},
    time::Time,
    wrong::Refused,
};

/// How long a phone waits for what others owe to the lot before it says so, in seconds. (In one room a word is
/// everywhere within a few.)
const PATIENCE: u64 = 60;

impl Replica {
    /// What a wish about meetings becomes, if it can be granted.
    pub(in crate::replica) fn decide_meeting(&self, wish: Wish, _: Time) -> Result<Said, Refused> {
        match wish {
            Wish::Open { place, agenda, turn } => {
                Ok(Said::Opened { place: place.trim().into(), agenda, turn })
            }
            Wish::Scan { code } => {
                let code = MeetingCode::read(&code)?;
                if code.circle != self.keys.circle {
                    return Err(CodeError::OtherCircle.into());
                }
                let proof = Some(code.proof(&self.me));
                self.arrive_at(code.meeting, (Way::OwnPhone, None), proof)
            }
            Wish::Arrive { meeting, way, key } => self.arrive_at(meeting, (way, key), None),
            Wish::Draw { meeting, dice } => {
                let known = self.at_meeting(&meeting)?;
                let running = known.lots.lists.values().any(|list| list.is_signed(known.needed()));
                if known.draw.is_some() || running {
                    return Err(Refused::AlreadyDrawn);
                }
                let of = known.put_in();
                let there = known
                    .here()
                    .filter(|(person, there)| there.put_in.is_some() && known.roll.contains(person));
                let (there, needed) = (there.count(), known.needed());
                if there < needed {
                    return Err(Refused::TooFewForLots { needed, there });
                }
                Ok(Said::At { meeting, what: What::Lot(Lot::Listed { of, dice }) })
            }
            Wish::Cosign { meeting } => {
                let digest = self.minutes(&meeting).ok_or(Refused::NoSuchMeeting)?.digest();
                Ok(Said::Minuted { meeting, step: Beside::Cosigned { digest } })
            }
            Wish::Remark { meeting, words } => {
                self.known_meeting(&meeting)?;
                Ok(Said::Minuted { meeting, step: Beside::Remarked { words: words.trim().into() } })
            }
            Wish::At { meeting, what } => {
                self.may_say(&meeting, &what)?;
                Ok(Said::At { meeting, what })
            }
        }
    }

    fn known_meeting(&self, id: &EntryId) -> Result<&Meeting, Refused> {
        self.state.assembly().meeting(id).ok_or(Refused::NoSuchMeeting)
    }

    /// A meeting that is not over, at which this phone's holder is.
    fn at_meeting(&self, id: &EntryId) -> Result<&Meeting, Refused> {
        let known = self.known_meeting(id)?;
        if known.ended.is_some() {
            return Err(Refused::MeetingOver);
        }
        if known.is_here(&self.my_person()) { Ok(known) } else { Err(Refused::NotThere) }
    }

    fn arrive_at(
        &self,
        meeting: EntryId,
        (way, key): (Way, Option<DeviceKey>),
        proof: Option<[u8; 16]>,
    ) -> Result<Said, Refused> {
        let (known, me) = (self.known_meeting(&meeting)?, self.my_person());
        if known.ended.is_some() {
            return Err(Refused::MeetingOver);
        }
        if known.is_here(&me) {
            return Err(Refused::AlreadyThere);
        }
        self.fits_way(known, &me, way, key)?;
        let commitment = (way == Way::OwnPhone).then(|| self.commitment(&meeting));
        let step = Door::CheckedIn { way, key, commitment, proof };
        Ok(Said::At { meeting, what: What::Door(step) })
    }

    fn fits_way(
        &self,
        known: &Meeting,
        person: &PersonId,
        way: Way,
        key: Option<DeviceKey>,
    ) -> Result<(), Refused> {
        if way.has_key() != key.is_some() {
            return Err(Refused::OtherWay);
        }
        let Some(key) = key else { return Ok(()) };
        let (assembly, device) = (self.state.assembly(), self.state.roster().holder(&key));
        if assembly.owners().fits((way, &key), person, None, device) {
            let taken = known.present.iter().any(|(other, there)| other != person && there.key == Some(key));
            return if taken { Err(Refused::OtherWay) } else { Ok(()) };
        }
        Err(match assembly.owners().owner(&key) {
            Some((owner, true)) if owner == *person && way == Way::Card => CardError::Lost.into(),
            _ => Refused::OtherWay,
        })
    }

    fn commitment(&self, meeting: &EntryId) -> [u8; 32] {
        lot::commitment(meeting, &self.my_person(), &lot::secret(&self.keys, meeting))
    }

    /// Whether this can be said now: the same rules as the fold's, with a sentence for each no.
    fn may_say(&self, meeting: &EntryId, what: &What) -> Result<(), Refused> {
        let me = self.my_person();
        if let What::Door(step) = what {
            return self.may_say_at_the_door(meeting, step);
        }
        if let What::Hand(Hand::Asked(Item::Reopen)) = what {
            let known = self.known_meeting(meeting)?;
            let fits = known.ended.is_some() && known.is_here(&me);
            return if fits { Ok(()) } else { Err(Refused::NotThere) };
        }
        if let What::Hand(Hand::Raised { show, .. } | Hand::Counted { show }) = what {
            let known = self.known_meeting(meeting)?;
            if !known.is_here(&me) {
                return Err(Refused::NotThere);
            }
            return known.hands.up.get(show).map(|_| ()).ok_or(Refused::NoSuchShow);
        }
        let known = self.at_meeting(meeting)?;
        let (facilitator, speaking) = (known.facilitator(), known.floor.turn.as_ref());
        let ok = |holds: bool, otherwise: Refused| if holds { Ok(()) } else { Err(otherwise) };
        match what {
            What::Speech(Speech::Asked { .. } | Speech::Withdrew) => Ok(()),
            What::Speech(Speech::Began { person }) => {
                ok(known.is_here(person), Refused::NotThere)?;
                ok(known.can_begin(&me, person), Refused::NotYourTurn)
            }
            What::Speech(Speech::Ended { person }) => {
                let is_on = speaking.is_some_and(|turn| turn.person == *person);
                ok(is_on && (facilitator == Some(me) || *person == me), Refused::NotYourTurn)
            }
            What::Hand(Hand::Asked(item)) => {
                let mine = known.hands.up.values().filter(|show| show.by == me).count();
                ok(mine < UP_OF_ONE_MAX, Refused::TooManyShows { limit: UP_OF_ONE_MAX })?;
                ok(known.hands.up.values().all(|show| show.item != *item), Refused::NoSuchShow)?;
                ok(known.has(item), Refused::NoSuchPoint)
            }
            What::Hand(Hand::Volunteered | Hand::ByLot) => ok(facilitator.is_none(), Refused::NotFacilitator),
            What::Hand(Hand::WentOn { to }) => {
                ok(facilitator == Some(me), Refused::NotFacilitator)?;
                ok(usize::from(*to) < known.agenda.len(), Refused::NoSuchPoint)
            }
            What::Hand(Hand::SteppedDown | Hand::Closed) => {
                ok(facilitator == Some(me), Refused::NotFacilitator)
            }
            What::Lot(Lot::Threw { list, dice }) => {
                let known = known.lots.lists.get(list).filter(|list| list.dice);
                let settled = known.is_some_and(|list| list.settled(self.needed_at(meeting)).is_some());
                let numbers = dice.iter().all(|die| (1..=6).contains(die));
                ok(settled && numbers && (1..=lot::DICE_MAX).contains(&dice.len()), Refused::NoDice)
            }
            // All else of the lot phones say by themselves.
            What::Lot(_) => Err(Refused::AlreadyDrawn),
            What::Door(_) | What::Hand(Hand::Raised { .. } | Hand::Counted { .. }) => {
                unreachable!("answered before")
            }
        }
    }

    fn needed_at(&self, meeting: &EntryId) -> usize {
        self.state.assembly().meeting(meeting).map_or(usize::MAX, Meeting::needed)
    }

    fn may_say_at_the_door(&self, meeting: &EntryId, step: &Door) -> Result<(), Refused> {
        let (known, me) = (self.known_meeting(meeting)?, self.my_person());
        match step {
            Door::CheckedIn { way, key, .. } => self.arrive_at(*meeting, (*way, *key), None).map(|_| ()),
            Door::LetIn { person } | Door::Brought { person, .. } | Door::SaidLeft { person } => {
                self.at_meeting(meeting)?;
                if *person == me {
                    return Err(Refused::Yourself);
                }
                if !self.state.roster().has(person) {
                    return Err(Refused::NoSuchPerson(*person));
                }
                if matches!(step, Door::SaidLeft { .. }) {
                    return if known.is_here(person) { Ok(()) } else { Err(Refused::NotThere) };
                }
                if known.is_here(person) {
                    return Err(Refused::AlreadyThere);
                }
                match step {
                    Door::Brought { way: Way::OwnPhone, .. } => Err(Refused::OtherWay),
                    Door::Brought { way, key, .. } => self.fits_way(known, person, *way, *key),
                    _ => Ok(()),
                }
            }
            Door::Left if known.is_here(&me) || known.waiting.contains_key(&me) => Ok(()),
            Door::Still if known.present.get(&me).is_some_and(|there| there.is_marked()) => Ok(()),
            Door::Left | Door::Still => Err(Refused::NotThere),
        }
    }

    /// What this phone owes to the meetings that it is at: a word for those who scanned its code, and to the lot.
    pub(super) fn follow_meetings(&mut self, now: Time) {
        let mut due: Vec<(EntryId, What)> = Vec::new();
        let mut wake: Option<Time> = None;
        let mut waits = std::mem::take(&mut self.lot_waits);
        let me = self.my_person();
        let running = |(_, known): &(&EntryId, &Meeting)| {
            let here = known.present.get(&me).filter(|there| !there.left);
            known.ended.is_none() && here.is_some_and(|there| there.device == Some(self.me))
        };
        let mine: Vec<(&EntryId, &Meeting)> = self.state.assembly().meetings().filter(running).collect();
        let here = mine.iter().flat_map(|(id, known)| known.here().map(|(person, _)| (**id, *person)));
        let since = |who| (who, self.here_since.get(&who).copied().unwrap_or(now).min(now));
        let here_since = here.map(since).collect();
        for (id, known) in mine {
            if known.present[&me].put_in.is_none() {
                let commitment = Some(self.commitment(id));
                let step = Door::CheckedIn { way: Way::OwnPhone, key: None, commitment, proof: None };
                due.push((*id, What::Door(step)));
            }
            for (person, waiting) in &known.waiting {
                let scanned = waiting.asked.as_ref().and_then(|asked| asked.device.zip(asked.proof));
                if let Some((device, proof)) = scanned
                    && !waiting.seen_by.contains(&me)
                    && was_shown(&self.keys, id, &device, &proof, now)
                {
                    due.push((*id, What::Door(Door::LetIn { person: *person })));
                }
            }
            let mut since = |what: (EntryId, bool)| {
                let first = *waits.entry(what).or_insert(now);
                let until = first.plus(PATIENCE);
                if until > now {
                    wake = Some(wake.map_or(until, |wake| wake.min(until)));
                }
                until <= now
            };
            due.extend(self.owed_to_lot(id, known, &mut since).map(|step| (*id, What::Lot(step))));
        }
        (self.lot_waits, self.here_since) = (waits, here_since);
        if let Some(wake) = wake {
            self.outputs.push_back(Output::Wake(wake));
        }
        for (meeting, what) in due {
            // What stands against it (the log is full) passes, and the next change tries again. Each word may be owed
            // no more by the time that it is its turn, since taking in the one before it came back here.
            if self.still_owes(&meeting, &what) {
                let _ = self.author(vec![Event::Assembled(Said::At { meeting, what })], now);
            }
        }
    }

    /// The next thing that this phone owes to the lot of a meeting. `waited` says whether it has waited for long enough
    /// for something of this list: for its signatures, or (true) for its secrets.
    fn owed_to_lot(
        &self,
        id: &EntryId,
        known: &Meeting,
        waited: &mut dyn FnMut((EntryId, bool)) -> bool,
    ) -> Option<Lot> {
        let (me, needed) = (self.my_person(), known.needed());
        if known.draw.is_some() {
            return None;
        }
        let signs = known.devices.get(&self.me) == Some(&me);
        let lists = known.lots.in_order();
        let Some((list, running)) = Self::going_on(&lists, needed) else {
            let told = lists.iter().any(|(_, list)| list.revealed().next().is_some());
            let mine = lists.iter().filter(|(_, list)| list.signed.contains(&me));
            let got_nowhere = mine.clone().all(|(list, _)| waited((**list, false)));
            let mut right = lists.iter().filter(|(_, list)| !list.signed.contains(&me));
            let right = right.find(|(_, list)| known.is_right(list, &me));
            let may = signs && !told && got_nowhere;
            return right.filter(|_| may).map(|(list, _)| Lot::Signed { list: **list });
        };
        let told = running.revealed().any(|person| *person == me);
        let mine = known.present[&me].put_in.map(|(entry, _)| entry);
        if !told && mine.is_some() && running.of.get(&me) == mine.as_ref() {
            return Some(Lot::Revealed { list, secret: lot::secret(&self.keys, id) });
        }
        if !signs {
            return None;
        }
        let mixed = lists.iter().any(|(_, list)| list.has_mixed(&me));
        if let Some((without, mix)) = running.mix(&list, needed).filter(|_| !mixed) {
            return Some(Lot::Mixed { list, without, mix });
        }
        if !mixed && running.settled(needed).is_none() {
            let named = |person: &_| running.missing.get(person).is_some_and(|by| by.contains(&me));
            let mut who = running.awaited(needed);
            let over = !who.is_empty() && waited((list, true));
            who.retain(|person| !named(person));
            return (over && !who.is_empty()).then_some(Lot::Missing { list, who });
        }
        let drawn = lists.iter().any(|(_, list)| list.has_drawn(&me));
        let seed = running.outcome(&list, needed).filter(|_| running.dice && !drawn)?;
        Some(Lot::Drawn { list, seed })
    }

    /// The list that goes on: of those that are signed the one for which most have told their secrets, and of several the
    /// first. (Several can be signed in the end. Whoever kept one of them a signature short until the secrets were told
    /// for another would choose between what comes out.)
    fn going_on<'a>(lists: &[(&'a EntryId, &'a List)], needed: usize) -> Option<(EntryId, &'a List)> {
        let signed = lists.iter().filter(|(_, list)| list.is_signed(needed));
        let most = signed.max_by_key(|(_, list)| (list.revealed().count(), std::cmp::Reverse(list.place)));
        most.map(|(id, list)| (**id, *list))
    }

    /// Whether something that was owed a moment ago still is.
    fn still_owes(&self, meeting: &EntryId, what: &What) -> bool {
        let Some(known) = self.state.assembly().meeting(meeting) else { return false };
        let me = self.my_person();
        match what {
            What::Door(Door::LetIn { person }) => known
                .waiting
                .get(person)
                .is_some_and(|waiting| waiting.asked.is_some() && !waiting.seen_by.contains(&me)),
            What::Door(_) => known.present.get(&me).is_some_and(|there| there.put_in.is_none()),
            What::Lot(step) => self.owed_to_lot(meeting, known, &mut |_| true).as_ref() == Some(step),
            _ => false,
        }
    }
}
