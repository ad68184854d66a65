//! What a person can do about their contacts, on whatever holds the replicas of their phone.

use std::collections::BTreeMap;

use rand_chacha::{ChaCha20Rng, rand_core::Rng};

use super::{Contacts, Preview, own, preview};
use crate::{
    command::Command,
    contact::{CODE_AGE, CONTACTS_MAX, ContactCode, ContactError, is_fresh},
    guardian::{self, GUARDIANS_MAX, Recovery, RecoveryCode, RecoveryError, Root},
    ids::{CircleId, DeviceKey},
    invite::Invite,
    keys::{Keys, Purpose, Restorable, Standing},
    linking::{LinkCode, LinkError, Linking, Wanted},
    own::{Guard, How, Note, PHONE_KEYS_MAX},
    pair::{FreshKeys, IntroductionId, Told},
    parcel::Kept,
    replica::Replica,
    time::Time,
    wrong::Refused,
};

/// What a person wants about their contacts.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A code to be shown to somebody who is to be a contact and is told this name: the same until it is used or its day
    /// has passed, since it may have been read already.
    Code {
        /// One's name.
        name: String,
    },
    /// The code for one who is a contact here and has not read this person's yet, or was introduced and is met now.
    CodeFor {
        /// The pair's circle.
        contact: CircleId,
        /// One's name.
        name: String,
    },
    /// What will be if this code is taken. Nothing happens.
    Preview {
        /// Its text.
        code: String,
    },
    /// The holder of this code is a contact from now on.
    Add {
        /// Its text.
        code: String,
        /// One's name.
        name: String,
    },
    /// A contact is none any more: its keys and all that the two told each other are forgotten, on all devices. Adding
    /// one is undone by it too.
    Forget {
        /// The pair's circle.
        contact: CircleId,
    },
    /// Keep this in the own circle, which begins with the first.
    Keep(Note),
    /// Be called otherwise by all contacts.
    Rename {
        /// One's name.
        name: String,
    },
    /// Ask two contacts whether they would like to know each other.
    Introduce {
        /// The pairs' circles.
        both: [CircleId; 2],
    },
    /// Say yes or no to an introduction. Nothing follows from a yes before the other has said so too.
    Answer {
        /// In the pair with whom.
        contact: CircleId,
        /// Which.
        id: IntroductionId,
        /// Yes or no.
        yes: bool,
    },
    /// Say to a contact which person one is in a circle, or take that back.
    Link {
        /// The pair's circle.
        contact: CircleId,
        /// The other circle.
        circle: CircleId,
        /// Say it or take it back.
        told: bool,
    },
    /// Choose guardians in place of those before, with a new root.
    Guardians {
        /// How many of them it takes.
        threshold: u8,
        /// The pairs' circles.
        guardians: Vec<CircleId>,
    },
    /// The answer to the code of a contact who stands here with a new phone, and whom one has looked at.
    HelpBack {
        /// The pair's circle.
        contact: CircleId,
        /// The code that the new phone shows.
        code: String,
    },
    /// On a new phone: begin to come back by guardians, or go on. Grants the code to be shown to each.
    Return {
        /// What one is called.
        name: String,
    },
    /// Take a guardian's answer.
    TakeAnswer {
        /// Its text.
        code: String,
    },
    /// Come back otherwise, or not at all.
    StopReturn,
    /// On a new phone: the code to be scanned by the phone that one has used so far.
    ShowLink,
    /// On a new phone: the code to be scanned by a contact who keeps this person's sealed parcel.
    ShowParcelCode,
    /// On that one: whether the new phone's code can be used. Nothing happens.
    LookAtLink {
        /// Its text.
        code: String,
    },
    /// The phone that shows this code is this person's too, in all circles, as soon as the two meet.
    LinkPhone {
        /// Its text.
        code: String,
    },
    /// A phone of one's own is lost: it is cut off in all circles.
    CutOffPhone {
        /// Its key in the own circle.
        phone: DeviceKey,
    },
}

/// What a wish came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Granted {
    /// It is done.
    Done,
    /// The text of a code.
    Code(String),
    /// What will be.
    Preview(Preview),
    /// The pair's circle.
    Contact(CircleId),
    /// Of each circle the key of which it was told that its holder may continue this person there.
    Heirs(Vec<(CircleId, DeviceKey)>),
    /// How many more guardians it takes.
    Missing(u8),
}

/// Whatever holds a phone's replicas.
pub trait Holder {
    /// All of them.
    fn replicas(&self) -> impl Iterator<Item = &Replica> + Clone;
    /// One of them.
    fn replica_mut(&mut self, circle: &CircleId) -> Option<&mut Replica>;
    /// Every draw comes from here.
    fn dice(&mut self) -> &mut ChaCha20Rng;
    /// Opens a pair or an own circle with these keys, which are kept before anything that they sign.
    fn enter(&mut self, keys: Keys, now: Time);
    /// Forgets a circle with all that was kept of it.
    fn forget(&mut self, circle: &CircleId);
    /// Keys that were shown, or made for an introduction, and stand in no circle yet.
    fn offers(&self) -> &BTreeMap<CircleId, Keys>;
    /// Keeps such keys.
    fn keep_offer(&mut self, keys: Keys);
    /// Forgets such keys.
    fn drop_offer(&mut self, offer: &CircleId);
    /// Where this phone stands with being linked, or with linking another. Whoever is met is to be recognised anew when
    /// this was asked for.
    fn linking(&mut self) -> (&mut Linking, &mut ChaCha20Rng);

    /// One of the replicas.
    fn replica(&self, circle: &CircleId) -> Option<&Replica> {
        self.replicas().find(|replica| replica.keys().circle == *circle)
    }

    /// What this phone keeps for contacts, by the pairs' circles; and whether something kept for its own person has come
    /// back ([`crate::parcel`]).
    fn parcels(&self) -> (&BTreeMap<CircleId, Kept>, bool);

    /// All contacts.
    fn contacts(&self, now: Time) -> Contacts {
        let mut contacts = Contacts::of(self.replicas(), now);
        let (kept, is_back) = self.parcels();
        contacts.is_back = is_back;
        for view in &mut contacts.list {
            view.parcel = kept.get(&view.circle).copied();
        }
        contacts
    }

    /// Carries out what a person wants about their contacts.
    ///
    /// # Errors
    /// Says why not; then nothing has changed.
    fn contact(&mut self, wish: Wish, now: Time) -> Result<Granted, Refused> {
        Ok(match wish {
            Wish::Code { name } => Granted::Code(contact_code(self, &name, now).code()),
            Wish::CodeFor { contact, name } => {
                let keys = pair(self, &contact)?.keys();
                let Standing::Paired { other, .. } = &keys.standing else { return Err(no_such_contact()) };
                Granted::Code(ContactCode::of(keys, &name, now.plus(CODE_AGE), Some(other)).code())
            }
            Wish::Preview { code } => Granted::Preview(look(self, &code, now)?.0),
            Wish::Add { code, name } => Granted::Contact(add(self, &code, name, now)?),
            Wish::Forget { contact } => {
                pair(self, &contact)?;
                keep(self, Note::Forgotten { contact }, now)?;
                self.forget(&contact);
                Granted::Done
            }
            Wish::Keep(note) => {
                keep(self, note, now)?;
                Granted::Done
            }
            Wish::Rename { name } => {
                for circle in pairs(self) {
                    perform(self, &circle, Command::Rename { name: name.clone() }, now)?;
                }
                Granted::Done
            }
            Wish::Introduce { both } => {
                introduce(self, both, now)?;
                Granted::Done
            }
            Wish::Answer { contact, id, yes } => {
                answer(self, &contact, id, yes, now)?;
                Granted::Done
            }
            Wish::Link { contact, circle, told } => {
                let told = if told {
                    let replica = self.replica(&circle).ok_or(Refused::NotMember)?;
                    replica.link_to(pair(self, &contact)?).ok_or(Refused::NotMember)?
                } else {
                    Told::Unlinked { circle }
                };
                tell(self, &contact, told, now)?;
                Granted::Done
            }
            Wish::Guardians { threshold, guardians } => {
                choose_guardians(self, threshold, guardians, now)?;
                let heirs = self.guardians_heirs();
                for (circle, heir) in &heirs {
                    // Where one is no member yet, or has a full log, it is told when this is asked again.
                    let _ = perform(self, circle, Command::Guard { heir: Some(*heir) }, now);
                }
                Granted::Heirs(heirs)
            }
            Wish::HelpBack { contact, code } => Granted::Code(help_back(self, &contact, &code)?),
            Wish::Return { name } => Granted::Code(begin_return(self, name, now)?),
            Wish::TakeAnswer { code } => Granted::Missing(take_answer(self, &code, now)?),
            Wish::StopReturn => {
                keep(self, Note::Returning(None), now)?;
                Granted::Done
            }
            Wish::ShowLink => {
                if self.replicas().next().is_some() {
                    return Err(LinkError::NotNew.into());
                }
                let (linking, dice) = self.linking();
                Granted::Code(linking.show(Wanted::Circles, now, dice).code())
            }
            Wish::ShowParcelCode => {
                if self.replicas().next().is_some() {
                    return Err(LinkError::NotNew.into());
                }
                let (linking, dice) = self.linking();
                Granted::Code(linking.show(Wanted::Parcel, now, dice).code())
            }
            Wish::LookAtLink { code } => {
                self.linking().0.look(&LinkCode::read(&code, Wanted::Circles, now)?)?;
                Granted::Done
            }
            Wish::LinkPhone { code } => {
                link_phone(self, &code, now)?;
                Granted::Done
            }
            Wish::CutOffPhone { phone } => {
                cut_off_phone(self, phone, now)?;
                Granted::Done
            }
        })
    }

    /// Of each circle of this phone, the key of which it is to be told that its holder may continue this person.
    fn guardians_heirs(&self) -> Vec<(CircleId, DeviceKey)> {
        let Some(guard) = guard(self) else { return Vec::new() };
        let many = self.replicas().filter(|replica| replica.purpose() == Purpose::Many);
        many.map(|replica| replica.keys().circle)
            .map(|circle| (circle, guard.root.heir(&circle).public()))
            .collect()
    }

    /// What enough guardians have given back, on a new phone: from it come the heirs of all circles.
    fn returned_root(&self) -> Option<Root> {
        own(self.replicas())?.book().returning.as_ref()?.root()
    }

    /// A fresh device that wants to come into the circle of this code: as whom the guardians helped back, if they did.
    fn keys_to_join(&mut self, invite: Invite, name: String) -> Keys {
        match self.returned_root() {
            Some(root) => {
                let heir = root.heir(&invite.circle);
                Keys::recovering(invite, name, heir.seed(), self.dice())
            }
            None => Keys::join(invite, name, self.dice()),
        }
    }

    /// Draws the conclusions from what came into pairs and the own circle: contacts that another device forgot go,
    /// introductions go a step further, circles that are new here are told the guardians' key, and a person's other phones
    /// the keys of this one. To be called when a view of one of them may have changed.
    fn tend_contacts(&mut self, now: Time) {
        if let Some(own) = own(self.replicas()) {
            let is_here = |pair: &&CircleId| self.replica(pair).is_some();
            let forgotten: Vec<CircleId> = own.book().forgotten.iter().filter(is_here).copied().collect();
            forgotten.iter().for_each(|pair| self.forget(pair));
        }
        if let Some(keys) = unsaid_keys(self) {
            for keys in keys.chunks(PHONE_KEYS_MAX) {
                let _ = keep(self, Note::Phone(keys.to_vec()), now);
            }
        }
        for (circle, heir) in self.guardians_heirs() {
            let named = self.replica(&circle).and_then(Replica::guarded);
            if named.is_some_and(|named| named != Some(heir)) {
                let _ = perform(self, &circle, Command::Guard { heir: Some(heir) }, now);
            }
        }
        for (circle, told) in to_pass_on(self) {
            // A log that is full refuses it; it is tried again with the next change.
            let _ = tell(self, &circle, told, now);
        }
        for (by, id, name, keys) in passed_on(self) {
            let _ = become_contacts(self, by, id, name, keys, now);
        }
    }
}

fn perform<H: Holder + ?Sized>(
    holder: &mut H,
    circle: &CircleId,
    command: Command,
    now: Time,
) -> Result<(), Refused> {
    let replica = holder.replica_mut(circle).ok_or_else(no_such_contact)?;
    replica.perform(command, now).map(drop)
}

fn tell<H: Holder + ?Sized>(
    holder: &mut H,
    contact: &CircleId,
    told: Told,
    now: Time,
) -> Result<(), Refused> {
    perform(holder, contact, Command::Tell(told), now)
}

fn keep<H: Holder + ?Sized>(holder: &mut H, note: Note, now: Time) -> Result<(), Refused> {
    note.check()?;
    let circle = match own(holder.replicas()) {
        Some(own) => own.keys().circle,
        None => {
            let keys = Keys::own(holder.dice());
            let circle = keys.circle;
            holder.enter(keys, now);
            circle
        }
    };
    perform(holder, &circle, Command::Keep(note), now)
}

fn pair<'a, H: Holder + ?Sized>(holder: &'a H, contact: &CircleId) -> Result<&'a Replica, Refused> {
    holder.replica(contact).filter(|replica| replica.purpose() == Purpose::Pair).ok_or_else(no_such_contact)
}

fn pairs<H: Holder + ?Sized>(holder: &H) -> Vec<CircleId> {
    let pairs = holder.replicas().filter(|replica| replica.purpose() == Purpose::Pair);
    pairs.map(|replica| replica.keys().circle).collect()
}

fn has_room<H: Holder + ?Sized>(holder: &H) -> Result<(), Refused> {
    if pairs(holder).len() < CONTACTS_MAX { Ok(()) } else { Err(ContactError::TooMany.into()) }
}

/// The keys that are shown now; fresh ones, if those before were used or are too old.
fn offered<H: Holder + ?Sized>(holder: &mut H, now: Time) -> Keys {
    let known = holder.offers().get(&CircleId::OFFER).filter(|keys| is_fresh(keys, now)).cloned();
    known.unwrap_or_else(|| {
        let keys = Keys::offered(now.plus(CODE_AGE), holder.dice());
        holder.keep_offer(keys.clone());
        keys
    })
}

fn contact_code<H: Holder + ?Sized>(holder: &mut H, name: &str, now: Time) -> ContactCode {
    let offered = offered(holder, now);
    let until = match offered.standing {
        Standing::Offered { until } => until,
        _ => now.plus(CODE_AGE),
    };
    ContactCode::of(&offered, name, until, None)
}

fn look<H: Holder + ?Sized>(
    holder: &mut H,
    code: &str,
    now: Time,
) -> Result<(Preview, ContactCode, Keys), Refused> {
    let code = ContactCode::read(code, now)?;
    let offered = offered(holder, now);
    Ok((preview(&code, Some(&offered), holder.replicas())?, code, offered))
}

fn add<H: Holder + ?Sized>(holder: &mut H, code: &str, name: String, now: Time) -> Result<CircleId, Refused> {
    let (preview, code, offered) = look(holder, code, now)?;
    crate::event::check_name(&name)?;
    let contact = match preview.introduced {
        Some(contact) => contact,
        None => {
            has_room(holder)?;
            let keys = code.pair(&offered, name)?;
            let contact = keys.circle;
            holder.enter(keys, now);
            holder.drop_offer(&CircleId::OFFER);
            contact
        }
    };
    keep(holder, Note::Met { contact, at: now, how: How::InPerson, name: code.name }, now)?;
    Ok(contact)
}

fn introduce<H: Holder + ?Sized>(
    holder: &mut H,
    [one, other]: [CircleId; 2],
    now: Time,
) -> Result<(), Refused> {
    let list = holder.contacts(now).list;
    let name = |circle: &CircleId| {
        let view = list.iter().find(|view| view.circle == *circle);
        view.map(|view| view.person.name.clone()).ok_or_else(no_such_contact)
    };
    let (name_of_one, name_of_other) = (name(&one)?, name(&other)?);
    if one == other {
        return Err(no_such_contact());
    }
    let mut id = IntroductionId([0; 16]);
    holder.dice().fill_bytes(&mut id.0);
    for (to, name) in [(one, name_of_other), (other, name_of_one)] {
        tell(holder, &to, Told::Introduced { id, name }, now)?;
    }
    Ok(())
}

fn answer<H: Holder + ?Sized>(
    holder: &mut H,
    contact: &CircleId,
    id: IntroductionId,
    yes: bool,
    now: Time,
) -> Result<(), Refused> {
    let asked = holder.contacts(now).asked;
    if !asked.iter().any(|asked| asked.circle == *contact && asked.id == id && !asked.accepted) {
        return Err(no_such_contact());
    }
    if !yes {
        return tell(holder, contact, Told::Declined { id }, now);
    }
    has_room(holder)?;
    let keys = Keys::for_introduction(id, holder.dice());
    let fresh = FreshKeys { device: keys.device(), prekey: keys.prekey() };
    holder.keep_offer(keys);
    tell(holder, contact, Told::Accepted { id, keys: fresh }, now)
}

/// What this person's introductions wait for: that both keys are passed on, or one's no.
fn to_pass_on<H: Holder + ?Sized>(holder: &H) -> Vec<(CircleId, Told)> {
    let mut mine: Vec<(CircleId, IntroductionId, Option<FreshKeys>, bool, bool)> = Vec::new();
    for replica in holder.replicas() {
        let Some((me, _)) = replica.pair() else { continue };
        for ((by, id), introduction) in &replica.between().introductions {
            if *by == me {
                let (circle, passed) = (replica.keys().circle, introduction.passed.is_some());
                mine.push((circle, *id, introduction.accepted, introduction.declined, passed));
            }
        }
    }
    let mut told = Vec::new();
    for (circle, id, accepted, declined, passed) in &mine {
        let other = mine.iter().find(|(pair, which, ..)| which == id && pair != circle);
        let Some((_, _, others, others_no, _)) = other else { continue };
        if *others_no && !declined && !passed {
            told.push((*circle, Told::Declined { id: *id }));
        } else if let (Some(_), Some(keys), false, false) = (accepted, others, passed, declined) {
            told.push((*circle, Told::Passed { id: *id, keys: *keys }));
        }
    }
    told
}

/// Introductions by contacts to which both said yes, and whose keys wait here.
fn passed_on<H: Holder + ?Sized>(holder: &H) -> Vec<(CircleId, IntroductionId, String, FreshKeys)> {
    let mut all = Vec::new();
    for replica in holder.replicas() {
        let Some((me, _)) = replica.pair() else { continue };
        for ((by, id), introduction) in &replica.between().introductions {
            if let Some(keys) = introduction.passed
                && *by != me
                && holder.offers().contains_key(&CircleId(id.0))
            {
                all.push((replica.keys().circle, *id, introduction.name.clone(), keys));
            }
        }
    }
    all
}

fn become_contacts<H: Holder + ?Sized>(
    holder: &mut H,
    by: CircleId,
    id: IntroductionId,
    name: String,
    keys: FreshKeys,
    now: Time,
) -> Result<(), Refused> {
    let offer = CircleId(id.0);
    let offered = holder.offers().get(&offer).cloned().ok_or_else(no_such_contact)?;
    let mine = match &pair(holder, &by)?.keys().standing {
        Standing::Paired { name, .. } => name.clone(),
        _ => String::new(),
    };
    has_room(holder)?;
    // Whatever comes of it, these keys serve once.
    holder.drop_offer(&offer);
    let keys = offered.introduced(&keys, mine).ok_or(ContactError::Damaged)?;
    let contact = keys.circle;
    holder.enter(keys, now);
    keep(holder, Note::Met { contact, at: now, how: How::Introduced { by }, name }, now)
}

fn guard<H: Holder + ?Sized>(holder: &H) -> Option<&Guard> {
    own(holder.replicas())?.book().guard.as_ref()
}

fn choose_guardians<H: Holder + ?Sized>(
    holder: &mut H,
    threshold: u8,
    guardians: Vec<CircleId>,
    now: Time,
) -> Result<(), Refused> {
    guardians.iter().try_for_each(|circle| pair(holder, circle).map(drop))?;
    let is_set = guardians.iter().enumerate().all(|(n, one)| !guardians[..n].contains(one));
    if !is_set || guardians.len() > GUARDIANS_MAX {
        return Err(Refused::Guardians);
    }
    let root = Root::draw(holder.dice());
    let shares = root.shares(threshold, guardians.len() as u8, holder.dice())?;
    let before = guard(holder).map(|guard| guard.guardians.clone()).unwrap_or_default();
    for (guardian, share) in guardians.iter().zip(shares) {
        tell(holder, guardian, Told::Shared(share), now)?;
    }
    for former in before.iter().filter(|former| !guardians.contains(former)) {
        // One who is no contact any more cannot be told.
        let _ = tell(holder, former, Told::Unshared, now);
    }
    keep(holder, Note::Guarded(Some(Guard { root, threshold, guardians, at: now })), now)
}

fn help_back<H: Holder + ?Sized>(holder: &mut H, contact: &CircleId, code: &str) -> Result<String, Refused> {
    let code = RecoveryCode::read(code)?;
    let replica = pair(holder, contact)?;
    let (_, other) = replica.pair().ok_or_else(no_such_contact)?;
    let share = replica.between().shares.get(&other).cloned().ok_or(RecoveryError::NoShare)?;
    Ok(code.answer(&share, holder.dice())?.code())
}

fn begin_return<H: Holder + ?Sized>(holder: &mut H, name: String, now: Time) -> Result<String, Refused> {
    let known = own(holder.replicas()).and_then(|own| own.book().returning.clone());
    if let Some(known) = known.filter(|known| known.is_fresh(now)) {
        return Ok(known.code().code());
    }
    let recovery = Recovery::begin(name, now, holder.dice())?;
    let code = recovery.code().code();
    keep(holder, Note::Returning(Some(recovery)), now)?;
    Ok(code)
}

fn take_answer<H: Holder + ?Sized>(holder: &mut H, code: &str, now: Time) -> Result<u8, Refused> {
    let answer = guardian::Answer::read(code)?;
    let known = own(holder.replicas()).and_then(|own| own.book().returning.clone());
    let mut recovery = known.ok_or(RecoveryError::ForAnother)?;
    let missing = recovery.take(&answer)?;
    keep(holder, Note::Returning(Some(recovery)), now)?;
    Ok(missing)
}

fn link_phone<H: Holder + ?Sized>(holder: &mut H, code: &str, now: Time) -> Result<(), Refused> {
    let code = LinkCode::read(code, Wanted::Circles, now)?;
    holder.linking().0.look(&code)?;
    if own(holder.replicas()).is_none() {
        if holder.replicas().next().is_none() {
            return Err(LinkError::Nothing.into());
        }
        let keys = Keys::own(holder.dice());
        holder.enter(keys, now);
    }
    let circles: Vec<CircleId> = holder.replicas().map(|replica| replica.keys().circle).collect();
    let given: Vec<Restorable> =
        circles.iter().filter_map(|circle| holder.replica_mut(circle)?.entrust_to_phone(now)).collect();
    let (linking, dice) = holder.linking();
    Ok(linking.give(code, &given, now, dice)?)
}

/// The keys of this phone that its person's other phones have not been told.
fn unsaid_keys<H: Holder + ?Sized>(holder: &H) -> Option<Vec<(CircleId, DeviceKey)>> {
    let own = own(holder.replicas()).filter(|own| own.is_member() && own.devices() > 1)?;
    let said = own.book().phones.get(&own.keys().device());
    let mine = holder.replicas().filter(|replica| replica.is_member() && replica.purpose() != Purpose::Own);
    let mine = mine.map(|replica| (replica.keys().circle, replica.keys().device()));
    let unsaid = mine.filter(|(circle, device)| said.and_then(|said| said.get(circle)) != Some(device));
    let unsaid: Vec<_> = unsaid.collect();
    (!unsaid.is_empty()).then_some(unsaid)
}

/// In the own circle last: as long as it is not cut off there, it can be asked again.
fn cut_off_phone<H: Holder + ?Sized>(holder: &mut H, phone: DeviceKey, now: Time) -> Result<(), Refused> {
    let own = own(holder.replicas()).ok_or(LinkError::NoSuchPhone)?;
    let home = own.keys().circle;
    if phone == own.keys().device() {
        return Err(Refused::Yourself);
    }
    if !own.phones().iter().any(|known| known.device == phone && !known.cut) {
        return Err(LinkError::NoSuchPhone.into());
    }
    let keys = own.book().phones.get(&phone).cloned().unwrap_or_default();
    for (circle, device) in keys {
        let said = perform(holder, &circle, Command::CutOff { device }, now);
        // Where it is gone already, or names what is no phone of this person's, there is nothing to do.
        if let Err(refused @ (Refused::LogFull | Refused::Incomplete)) = said {
            return Err(refused);
        }
    }
    perform(holder, &home, Command::CutOff { device: phone }, now)
}

fn no_such_contact() -> Refused {
    ContactError::NoSuchContact.into()
}
