//! What a circle agrees on, on this phone: who comes in, motions, leaving, lost devices; and what this phone puts in
//! force by itself once enough others have said so.

use std::collections::BTreeSet;

use super::{Output, Replica};
use crate::{
    certificate::Signatures,
    command::Command,
    event::Event,
    gathering,
    ids::{DeviceKey, EntryId, PersonId},
    message::HeldBack,
    motion::{Motion, OPEN_MAX, Proposal},
    roster::{Membership, recovery_message},
    signature::Signed,
    time::Time,
    view::{Agreed, DeviceView, Gone, KnockView, MotionView, Person, RecoveryView, View},
    wrong::Refused,
};

impl Replica {
    /// The event that a wish about belonging becomes, if it can be granted.
    pub(super) fn decide_belonging(&self, command: Command) -> Result<Event, Refused> {
        let (me, roster) = (self.my_person(), self.state.roster());
        Ok(match command {
            Command::Admit { device } => {
                let knock = self.knocks.iter().find(|knock| knock.device == device);
                let name = knock.ok_or(Refused::NobodyKnocks)?.name.clone();
                self.yes(device, name, None)?
            }
            Command::Vouch { device, name, again } => self.yes(device, name, again)?,
            Command::Gather { evening, list, signatures } => {
                let (list, signatures) = (gathering::list(list), Signatures::new(signatures));
                if !self.may_gather(evening.as_ref()) {
                    return Err(Refused::NoEvening);
                }
                if !gathering::is_confirmed(&self.keys.circle, &list, &signatures) {
                    return Err(Refused::TooFewConfirmed);
                }
                Event::Gathered { evening, list, signatures }
            }
            Command::Answer { motion, text } => {
                let known = self.motion(&motion)?;
                if known.proposal.accused() != Some(me) {
                    return Err(Refused::NotOnRoll);
                }
                Event::Answered { motion, text: text.trim().to_owned() }
            }
            Command::Support { motion } => {
                let known = self.motion(&motion)?;
                if known.signed.contains_key(&me) {
                    return Err(Refused::AlreadySigned);
                }
                if !known.can_sign(&me) || !known.devices.contains_key(&self.me) {
                    return Err(Refused::NotOnRoll);
                }
                Event::Supported { motion }
            }
            Command::Leave => Event::Left,
            Command::CutOff { device } => {
                if device == self.me {
                    return Err(Refused::Yourself);
                }
                if roster.person_of(&device) != Some(me) {
                    return Err(Refused::NoSuchPerson(device));
                }
                Event::CutOff { device }
            }
            Command::Guard { heir } => Event::Guarded { heir },
            Command::Return { device } => {
                let knock = self.knocks.iter().find(|knock| knock.device == device);
                let held = knock.and_then(|knock| knock.recovery).ok_or(Refused::NobodyKnocks)?;
                let person = self.guarded_by(&held.heir).ok_or(Refused::NoSuchPerson(device))?.id;
                let (heir, signature) = (held.heir, held.signature);
                self.decide_belonging(Command::Recover { device, person, heir, signature })?
            }
            Command::Recover { device, person, heir, signature } => {
                if person == me {
                    return Err(Refused::Yourself);
                }
                let guarded = roster.members.get(&person).filter(|_| roster.has(&person));
                let message = recovery_message(&self.keys.circle, &device);
                let holds = Signed { signer: heir, message, signature }.holds();
                let fits = guarded.is_some_and(|member| member.guarded == Some(heir));
                if !fits || !holds || roster.devices.contains_key(&device) {
                    return Err(Refused::NoSuchPerson(person));
                }
                Event::Recovering { device, person, heir, signature }
            }
            Command::Object { recovery } => {
                let waiting = roster.recoveries.get(&recovery).filter(|waiting| waiting.person == me);
                waiting.ok_or(Refused::NoSuchRecovery)?;
                Event::Objected { recovery }
            }
            _ => unreachable!("decided elsewhere"),
        })
    }

    /// A yes to a newcomer, which lets them in if it is the last that they need; or the word that one has met a member.
    fn yes(&self, device: DeviceKey, name: String, again: Option<PersonId>) -> Result<Event, Refused> {
        let (me, roster) = (self.my_person(), self.state.roster());
        if !self.state.has_say(&me) {
            return Err(Refused::Faded);
        }
        if let Some(known) = roster.devices.get(&device) {
            return match (roster.person_of(&device), known.person == me) {
                (_, true) => Err(Refused::Yourself),
                (None, _) => Err(Refused::NoSuchPerson(device)),
                (Some(_), false) => Ok(Event::Vouched { device, name, again: None }),
            };
        }
        let vouched = roster.candidates.get(&device).map(|candidate| &candidate.vouched_by);
        let others = vouched.map_or(0, |by| by.keys().filter(|by| **by != me).count());
        let mine = vouched.is_some_and(|by| by.contains_key(&me));
        if !mine && !self.state.can_vouch(&me) {
            return Err(Refused::BudgetSpent);
        }
        match (others + 1 >= self.vouches_needed(), mine) {
            (true, _) if again.is_none() => Ok(Event::Admitted { device, name }),
            (_, true) => Err(Refused::AlreadyVouched),
            // What they were before is said with the vouch; the yes follows by itself.
            (_, false) => Ok(Event::Vouched { device, name, again }),
        }
    }

    /// How many vouches a newcomer needs whom this person has met.
    pub(super) fn vouches_needed(&self) -> usize {
        let roster = self.state.roster();
        let founded = roster.members.get(&self.my_person()).is_some_and(|member| member.admitted.is_none());
        if founded { roster.vouches_needed() } else { roster.rules.vouches.into() }
    }

    /// Whether a founding meeting can be held here: by this motion, or at the circle's beginning.
    pub(super) fn may_gather(&self, evening: Option<&EntryId>) -> bool {
        evening.map_or(self.can_gather(), |motion| self.state.roster().evenings.contains(motion))
    }

    fn can_gather(&self) -> bool {
        let members = &self.state.roster().members;
        let is_founder = |member: &Membership| member.admitted.is_none();
        members.len() < 3 && members.get(&self.my_person()).is_some_and(is_founder)
    }

    fn motion(&self, id: &EntryId) -> Result<&Motion, Refused> {
        self.state
            .motions()
            .get(id)
            .filter(|motion| motion.enacted.is_empty())
            .ok_or(Refused::NoSuchMotion(*id))
    }

    /// Writes a motion and signs it.
    pub(super) fn move_that(
        &mut self,
        proposal: Proposal,
        text: &str,
        now: Time,
    ) -> Result<EntryId, Refused> {
        let (me, roster) = (self.my_person(), self.state.roster());
        let text = text.trim().to_owned();
        proposal.check(&text)?;
        match proposal.accused() {
            Some(accused) if accused == me => return Err(Refused::Yourself),
            Some(accused) if !roster.has(&accused) => return Err(Refused::NoSuchPerson(accused)),
            _ => {}
        }
        let open = |motion: &&Motion| motion.by == me && motion.enacted.is_empty();
        if self.state.motions().values().filter(open).count() >= OPEN_MAX {
            return Err(Refused::TooManyMotions { limit: OPEN_MAX });
        }
        let motion = self.author(vec![Event::Moved { proposal, text }], now)?;
        let signs = self.state.motions().get(&motion).is_some_and(|motion| motion.can_sign(&me));
        if signs {
            self.author(vec![Event::Supported { motion }], now)?;
        }
        Ok(motion)
    }

    /// Puts in force what enough people have said, each thing once.
    pub(super) fn follow_agreements(&mut self, now: Time) {
        if !self.is_member() || self.log.misses_own() {
            return;
        }
        let (me, needed) = (self.my_person(), self.vouches_needed());
        let (roster, mut due) = (self.state.roster(), Vec::new());
        for (device, candidate) in &roster.candidates {
            if candidate.vouched_by.len() >= needed && candidate.vouched_by.contains_key(&me) {
                let name = candidate.name.clone();
                due.push((device.0, Event::Admitted { device: *device, name }));
            }
        }
        for (id, motion) in self.state.motions() {
            let may_be = motion.enacted.is_empty()
                && motion.is_quorum(motion.signed.len())
                && motion.signed.contains_key(&me);
            if may_be && motion.is_quorum(self.state.signed(&self.log, motion).len()) {
                due.push((padded(id), Event::Enacted { motion: *id }));
            }
        }
        if !roster.recoveries.is_empty() {
            let today = self.state.today();
            for (id, waiting) in &roster.recoveries {
                // Whoever helped first; the others a day later, if that one is not heard.
                let patience = u32::from(waiting.by != me);
                if today >= waiting.since.saturating_add(u32::from(waiting.wait) + patience)
                    && self.state.may_recover(&self.log, id)
                {
                    due.push((padded(id), Event::Recovered { recovery: *id }));
                }
            }
        }
        for (what, event) in due {
            if self.followed.insert(what) {
                // What stands against it (the log is full) passes, and the next start tries again.
                let _ = self.author(vec![event], now);
            }
        }
    }

    /// What the circle has agreed on, and what it is asked to.
    pub fn agreed(&self) -> Agreed {
        let (me, roster) = (self.my_person(), self.state.roster());
        let mut motions: Vec<(bool, u32, MotionView)> = self
            .state
            .motions()
            .iter()
            .map(|(id, motion)| {
                let enacted = !motion.enacted.is_empty();
                (enacted, u32::MAX - motion.place.lamport, self.motion_view(*id, motion, &me))
            })
            .collect();
        motions.sort_by_key(|(enacted, age, motion)| (*enacted, *age, motion.id));
        let today = self.state.today();
        let recoveries = roster.recoveries.iter().map(|(id, waiting)| RecoveryView {
            id: *id,
            person: self.person(waiting.person),
            device: waiting.device,
            helped_by: self.person(waiting.by),
            waits: (
                waiting.wait,
                waiting
                    .wait
                    .saturating_sub(today.saturating_sub(waiting.since).min(u32::from(u16::MAX)) as u16),
            ),
            can_object: waiting.person == me && self.is_member(),
        });
        let mine = roster.members.get(&me);
        let devices = mine.into_iter().flat_map(|member| &member.devices).map(|device| DeviceView {
            device: *device,
            here: *device == self.me,
            cut: roster.devices.get(device).is_some_and(|known| known.cut),
        });
        Agreed {
            rules: roster.rules.clone(),
            seats: self.seats().len(),
            motions: motions.into_iter().map(|(_, _, motion)| motion).collect(),
            evenings: roster.evenings.iter().copied().collect(),
            can_gather: self.can_gather() && self.is_member(),
            recoveries: recoveries.collect(),
            devices: devices.collect(),
            guarded: mine.is_some_and(|member| member.guarded.is_some()),
        }
    }

    fn motion_view(&self, id: EntryId, motion: &Motion, me: &PersonId) -> MotionView {
        let accused = motion.proposal.accused();
        let is_open = motion.enacted.is_empty() && self.is_member();
        let signs = motion.can_sign(me) && motion.devices.contains_key(&self.me);
        MotionView {
            id,
            by: self.person(motion.by),
            written: motion.written,
            proposal: motion.proposal.clone(),
            accused: accused.map(|accused| self.person(accused)),
            vouched_for: accused.map_or(Vec::new(), |accused| self.vouched_for(&accused)),
            text: motion.text.clone(),
            answers: motion.answers.values().cloned().collect(),
            signed: match motion.enacted.is_empty() {
                true => self.persons(self.state.signed(&self.log, motion).into_iter()),
                false => self.persons(motion.signed.keys().copied()),
            },
            needed: motion.needed(),
            roll: motion.roll.len(),
            enacted: !motion.enacted.is_empty(),
            can_sign: is_open && signs && !motion.signed.contains_key(me),
            can_answer: is_open && accused == Some(*me),
        }
    }

    /// Members who came in by this person's vouch, by name.
    pub(super) fn vouched_for(&self, person: &PersonId) -> Vec<Person> {
        let theirs = self.state.roster().present().filter(|(_, member)| member.vouched_by.contains(person));
        self.persons(theirs.map(|(id, _)| *id))
    }

    pub(super) fn persons(&self, ids: impl Iterator<Item = PersonId>) -> Vec<Person> {
        let mut persons: Vec<Person> = ids.map(|id| self.person(id)).collect();
        persons.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        persons
    }

    /// Who was here and is not any more, by name.
    pub(super) fn gone(&self) -> Vec<Gone> {
        let gone = self.state.roster().members.iter().filter(|(_, member)| member.removed.is_some());
        let mut gone: Vec<Gone> =
            gone.map(|(id, member)| Gone { person: self.person(*id), left: member.left }).collect();
        gone.sort_by(|a, b| (&a.person.name, a.person.id).cmp(&(&b.person.name, b.person.id)));
        gone
    }

    /// Somebody who wants to come in, with what members have said of them.
    pub(super) fn at_the_door(
        &self,
        device: DeviceKey,
        name: String,
        from_my_code: bool,
        recovery: Option<&HeldBack>,
    ) -> KnockView {
        let candidate = self.state.roster().candidates.get(&device);
        let by = candidate.map(|candidate| &candidate.vouched_by);
        let count = by.map_or(0, |by| by.len());
        KnockView {
            device,
            name,
            from_my_code,
            vouched_by: self.persons(by.into_iter().flat_map(|by| by.keys().copied())),
            continues: recovery.and_then(|held| self.guarded_by(&held.heir)),
            missing: self.vouches_needed().saturating_sub(count),
            mine: by.is_some_and(|by| by.contains_key(&self.my_person())),
        }
    }

    /// Which member named this key for their guardians.
    fn guarded_by(&self, heir: &DeviceKey) -> Option<Person> {
        let named = |(_, member): &(&PersonId, &Membership)| member.guarded == Some(*heir);
        self.state.roster().present().find(named).map(|(person, _)| self.person(*person))
    }

    /// Who has a seat now. Asked anew when something has come.
    pub(super) fn seats(&self) -> BTreeSet<PersonId> {
        let mut known = self.seated.borrow_mut();
        if known.0 != self.log.len() {
            *known = (self.log.len(), self.state.roster().seats(&self.log));
        }
        known.1.clone()
    }

    pub(super) fn agreed_changed(&mut self) {
        self.outputs.push_back(Output::Changed(View::Agreed));
    }
}

fn padded(id: &EntryId) -> [u8; 32] {
    let mut padded = [0; 32];
    padded[..16].copy_from_slice(&id.0);
    padded
}
