//! All contacts of a phone, as its person sees them: what the own circle keeps, and what each pair tells.

mod holder;

use crate::{
    alike::are_alike,
    contact::{ContactCode, ContactError, Level},
    guardian::Share,
    ids::{CircleId, DeviceKey},
    keys::{Keys, Purpose},
    own::{Guard, How},
    pair::IntroductionId,
    parcel::Kept,
    replica::Replica,
    time::Time,
    view::{DeviceView, Person},
};

pub use holder::{Granted, Holder, Wish};

/// All contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// By name.
    pub list: Vec<ContactView>,
    /// Introductions by contacts that wait for this person's word.
    pub asked: Vec<Asked>,
    /// Who guards this person's return, if anybody does.
    pub guard: Option<GuardView>,
    /// How far this person has come back by guardians, on a new phone.
    pub returning: Option<ReturnView>,
    /// This person's phones, by their keys in the own circle; none, as long as there is only this one.
    pub phones: Vec<DeviceView>,
    /// On a new phone: what a contact kept for this person has come back, and waits for its passphrase.
    pub is_back: bool,
}

/// How far somebody has come back by guardians.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnView {
    /// The text of the code that each guardian reads.
    pub code: String,
    /// How many have helped.
    pub given: usize,
    /// How many more it takes; unknown before the first.
    pub missing: Option<u8>,
}

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactView {
    /// The pair's circle, by which the contact is named.
    pub circle: CircleId,
    /// Their key in it, for mark and words, and the name under which they are shown.
    pub person: Person,
    /// What they call themselves.
    pub said: String,
    /// How well this person knows them.
    pub level: Level,
    /// When they met, by this person's clock.
    pub met: Time,
    /// Who introduced them, as long as they have not met; no name, if that contact is gone.
    pub introduced_by: Option<Option<String>>,
    /// Whether anything came from their phone yet: until then they may not have read this person's code.
    pub answered: bool,
    /// When they were heard last.
    pub heard: Option<Time>,
    /// Whether there is a link to them now.
    pub near: bool,
    /// Names of others, among contacts and in circles, that pass for this one.
    pub alike: Vec<String>,
    /// Circles that both said they are in.
    pub shared: Vec<SharedCircle>,
    /// Circles of which this person has told them.
    pub told: Vec<CircleId>,
    /// What this phone keeps for them: how many shares there are, and how many it takes.
    pub kept_for: Option<(u8, u8)>,
    /// Whether they are among this person's guardians.
    pub guards: bool,
    /// The sealed parcel that this phone keeps for them.
    pub parcel: Option<Kept>,
}

/// A circle that both of a pair said they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedCircle {
    /// Which.
    pub circle: CircleId,
    /// Its name.
    pub name: String,
    /// Who the contact is there.
    pub person: Person,
}

/// A contact would like this person to know somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// In the pair with whom.
    pub circle: CircleId,
    /// Which introduction.
    pub id: IntroductionId,
    /// Who introduces.
    pub by: String,
    /// What they call the other one.
    pub name: String,
    /// Whether this person has accepted and waits for the other.
    pub accepted: bool,
}

/// Who guards this person's return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardView {
    /// How many of them it takes.
    pub threshold: u8,
    /// How many were chosen.
    pub count: usize,
    /// Their names in order, of those who are contacts still.
    pub names: Vec<String>,
    /// When they were chosen.
    pub at: Time,
}

/// What will be if a code is taken, before anything is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What its holder is called, and the key for mark and words.
    pub person: Person,
    /// Names of others that pass for this one.
    pub alike: Vec<String>,
    /// Somebody introduced the two before: with this code they have met.
    pub introduced: Option<CircleId>,
}

/// Looks at a code before anything happens. `replicas` are all of this phone.
///
/// # Errors
/// Why it cannot be used here.
pub fn preview<'a>(
    code: &ContactCode,
    offered: Option<&Keys>,
    replicas: impl Iterator<Item = &'a Replica> + Clone,
) -> Result<Preview, ContactError> {
    let mine = replicas.clone().map(|replica| replica.keys().device());
    if mine.chain(offered.map(Keys::device)).any(|device| device == code.device) {
        return Err(ContactError::Own);
    }
    let person = Person { id: code.device, name: code.name.clone() };
    let pairs = replicas.clone().filter(|replica| replica.purpose() == Purpose::Pair);
    let with_them =
        pairs.clone().find(|replica| replica.pair().is_some_and(|(_, other)| other == code.device));
    let introduced = match with_them {
        Some(pair) => {
            let known = own(replicas.clone()).and_then(|own| own.book().contacts.get(&pair.keys().circle));
            if known.is_some_and(|known| known.how == How::InPerson) {
                return Err(ContactError::Used);
            }
            Some(pair.keys().circle)
        }
        None if offered.is_some_and(|keys| !code.may_answer(&keys.device())) => {
            return Err(ContactError::AnswersAnother);
        }
        None => None,
    };
    let alike = alike(&person, replicas);
    Ok(Preview { person, alike, introduced })
}

impl Contacts {
    /// All contacts of a phone with these replicas.
    pub fn of<'a>(replicas: impl Iterator<Item = &'a Replica> + Clone, now: Time) -> Contacts {
        let Some(own) = own(replicas.clone()) else { return Contacts::default() };
        let book = own.book();
        let guard = book.guard.as_ref();
        let pair = |circle: &CircleId| replicas.clone().find(|replica| replica.keys().circle == *circle);
        let name_of = |circle: &CircleId| {
            let known = book.contacts.get(circle)?;
            let other = pair(circle).and_then(Replica::other).map(|person| person.name);
            let said = other.filter(|name| !name.is_empty()).unwrap_or_else(|| known.said.clone());
            Some(if known.name.is_empty() { said } else { known.name.clone() })
        };
        let mut contacts = Contacts {
            guard: guard.map(|guard| guard_view(guard, &name_of)),
            returning: book.returning.as_ref().map(|recovery| ReturnView {
                code: recovery.code().code(),
                given: recovery.given(),
                missing: recovery.missing(),
            }),
            phones: Some(own.phones()).filter(|phones| phones.len() > 1).unwrap_or_default(),
            ..Contacts::default()
        };
        for (circle, known) in &book.contacts {
            let Some((replica, other)) = pair(circle).and_then(|pair| Some((pair, pair.other()?))) else {
                continue;
            };
            let name = name_of(circle).unwrap_or_default();
            let (me, _) = replica.pair().expect("it has another one");
            let between = replica.between();
            for ((by, id), introduction) in &between.introductions {
                if *by != me && !introduction.declined && introduction.passed.is_none() {
                    contacts.asked.push(Asked {
                        circle: *circle,
                        id: *id,
                        by: name.clone(),
                        name: introduction.name.clone(),
                        accepted: introduction.accepted.is_some(),
                    });
                }
            }
            let person = Person { id: other.id, name };
            contacts.list.push(ContactView {
                circle: *circle,
                alike: alike(&person, replicas.clone()),
                said: if other.name.is_empty() { known.said.clone() } else { other.name.clone() },
                level: known.level,
                met: known.met,
                introduced_by: match &known.how {
                    How::InPerson => None,
                    How::Introduced { by } => Some(name_of(by)),
                },
                answered: !other.name.is_empty(),
                heard: replica.other_heard(now),
                near: replica.is_other_near(),
                shared: shared(replica, me, &other.id, replicas.clone()),
                told: between.links.keys().filter(|(who, _)| *who == me).map(|(_, told)| *told).collect(),
                kept_for: between
                    .shares
                    .get(&other.id)
                    .map(|Share { threshold, count, .. }| (*count, *threshold)),
                guards: guard.is_some_and(|guard| guard.guardians.contains(circle)),
                parcel: None,
                person,
            });
        }
        contacts.list.sort_by(|a, b| (&a.person.name, a.circle).cmp(&(&b.person.name, b.circle)));
        contacts
    }
}

/// The own circle among these.
pub fn own<'a>(mut replicas: impl Iterator<Item = &'a Replica>) -> Option<&'a Replica> {
    replicas.find(|replica| replica.purpose() == Purpose::Own)
}

fn guard_view(guard: &Guard, name_of: &dyn Fn(&CircleId) -> Option<String>) -> GuardView {
    let mut names: Vec<String> = guard.guardians.iter().filter_map(name_of).collect();
    names.sort();
    GuardView { threshold: guard.threshold, count: guard.guardians.len(), names, at: guard.at }
}

/// Other people on this phone whose names pass for this one's.
fn alike<'a>(person: &Person, replicas: impl Iterator<Item = &'a Replica> + Clone) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let book = own(replicas.clone()).map(Replica::book);
    for replica in replicas {
        let others: Vec<Person> = match replica.purpose() {
            Purpose::Own => continue,
            Purpose::Pair => {
                let known = book.and_then(|book| book.contacts.get(&replica.keys().circle));
                let called = known.map(|known| if known.name.is_empty() { &known.said } else { &known.name });
                let other = replica.other().into_iter();
                other
                    .flat_map(|other| {
                        let called = called.map(|name| Person { id: other.id, name: name.clone() });
                        [Some(other), called].into_iter().flatten()
                    })
                    .collect()
            }
            Purpose::Many => {
                let people = replica.people();
                let mine = people.me.map(|me| me.id);
                people
                    .members
                    .into_iter()
                    .map(|member| member.person)
                    .filter(|one| Some(one.id) != mine)
                    .collect()
            }
        };
        names.extend(
            others
                .into_iter()
                .filter(|other| other.id != person.id && are_alike(&other.name, &person.name))
                .map(|other| other.name),
        );
    }
    names.sort();
    names.dedup();
    names
}

/// The circles of which both told each other and in which both are members, as this phone sees them.
fn shared<'a>(
    pair: &Replica,
    me: DeviceKey,
    other: &DeviceKey,
    replicas: impl Iterator<Item = &'a Replica>,
) -> Vec<SharedCircle> {
    let links = &pair.between().links;
    let told = |replica: &&Replica| {
        let circle = replica.keys().circle;
        links.contains_key(&(me, circle)) && links.contains_key(&(*other, circle))
    };
    let shared = replicas.filter(told).filter_map(|replica| {
        let circle = replica.keys().circle;
        let device = links.get(&(*other, circle))?;
        let (name, person) = replica.member_by_device(device)?;
        Some(SharedCircle { circle, name, person })
    });
    shared.collect()
}
