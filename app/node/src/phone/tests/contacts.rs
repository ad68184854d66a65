//! Contacts, from code to card, on phones in memory that meet two by two.

use tequio_core::{
    DeviceKey, Refused, cbor,
    contact::{ContactError, Level},
    contacts::{ContactView, Granted, Preview, Wish},
    own::{How, Note},
    pair::IntroductionId,
};

use super::*;

mod linking;
mod parcels;

/// Phones, each with what its disk holds.
struct Town {
    phones: Vec<Phone>,
    disks: Vec<Disk>,
    names: Vec<&'static str>,
    links: u64,
    now: Time,
    /// What became of parcels that were given.
    given: Vec<Outcome>,
}

#[derive(Default)]
struct Disk {
    keys: BTreeMap<CircleId, Vec<u8>>,
    entries: BTreeMap<CircleId, BTreeMap<EntryId, Entry>>,
    carried: BTreeMap<EnvelopeId, Vec<u8>>,
    parcels: BTreeMap<CircleId, Vec<u8>>,
}

/// The wishes, as a test says them.
impl Phone {
    fn contact_code(&mut self, name: &str, now: Time) -> Text {
        text(self.contact(Wish::Code { name: name.to_owned() }, now).unwrap())
    }

    fn contact_code_for(&mut self, contact: &CircleId, name: &str, now: Time) -> Result<Text, Refused> {
        self.contact(Wish::CodeFor { contact: *contact, name: name.to_owned() }, now).map(text)
    }

    fn preview_contact(&mut self, code: &str, now: Time) -> Result<Preview, Refused> {
        match self.contact(Wish::Preview { code: code.to_owned() }, now)? {
            Granted::Preview(preview) => Ok(preview),
            other => panic!("{other:?}"),
        }
    }

    fn add_contact(&mut self, code: &str, name: &str, now: Time) -> Result<CircleId, Refused> {
        match self.contact(Wish::Add { code: code.to_owned(), name: name.to_owned() }, now)? {
            Granted::Contact(circle) => Ok(circle),
            other => panic!("{other:?}"),
        }
    }

    fn forget_contact(&mut self, contact: &CircleId, now: Time) -> Result<Granted, Refused> {
        self.contact(Wish::Forget { contact: *contact }, now)
    }

    fn keep(&mut self, note: Note, now: Time) -> Result<Granted, Refused> {
        self.contact(Wish::Keep(note), now)
    }

    fn link_circle(&mut self, contact: &CircleId, circle: &CircleId, told: bool) -> Granted {
        self.contact(Wish::Link { contact: *contact, circle: *circle, told }, NOW).unwrap()
    }

    fn introduce_contacts(&mut self, both: [CircleId; 2]) -> IntroductionId {
        self.contact(Wish::Introduce { both }, NOW).unwrap();
        let pair = self.circle(&both[0]).unwrap();
        pair.between().introductions.keys().next_back().unwrap().1
    }

    fn answer_introduction(&mut self, contact: &CircleId, id: IntroductionId, yes: bool) {
        self.contact(Wish::Answer { contact: *contact, id, yes }, NOW).unwrap();
    }

    fn choose_guardians(
        &mut self,
        threshold: u8,
        guardians: Vec<CircleId>,
    ) -> Result<Vec<(CircleId, DeviceKey)>, Refused> {
        match self.contact(Wish::Guardians { threshold, guardians }, NOW)? {
            Granted::Heirs(heirs) => Ok(heirs),
            other => panic!("{other:?}"),
        }
    }
}

struct Text(String);

impl Text {
    fn code(self) -> String {
        self.0
    }
}

fn text(granted: Granted) -> Text {
    match granted {
        Granted::Code(text) => Text(text),
        other => panic!("{other:?}"),
    }
}

impl Town {
    fn of(names: &[&'static str]) -> Town {
        let phone = |n: usize| Phone::open(Vec::new(), [n as u8 + 1; 32], NOW);
        Town {
            phones: (0..names.len()).map(phone).collect(),
            disks: names.iter().map(|_| Disk::default()).collect(),
            names: names.to_vec(),
            links: 0,
            now: NOW,
            given: Vec::new(),
        }
    }

    /// Takes what a phone wants to say, and keeps what it wants kept.
    fn drain(&mut self, who: usize) -> Vec<Vec<u8>> {
        let (phone, disk) = (&mut self.phones[who], &mut self.disks[who]);
        let mut frames = Vec::new();
        loop {
            let mut loads = Vec::new();
            while let Some(output) = phone.poll() {
                match output {
                    Output::Send(_, frame) => frames.push(frame),
                    Output::KeepKeys(keys) => drop(disk.keys.insert(keys.circle, cbor::encode(&*keys))),
                    Output::KeepEntries(circle, entries) => {
                        disk.entries.entry(circle).or_default().extend(entries);
                    }
                    Output::Forget(circle) => {
                        disk.keys.remove(&circle);
                        disk.entries.remove(&circle);
                    }
                    Output::KeepEnvelope(id, _, bytes) => drop(disk.carried.insert(id, bytes)),
                    Output::KeepParcel(contact, _, parcel) => drop(disk.parcels.insert(contact, parcel)),
                    Output::ForgetParcel(contact) => drop(disk.parcels.remove(&contact)),
                    Output::Given(outcome) => self.given.push(outcome),
                    load @ (Output::Load(..) | Output::LoadEnvelopes(..)) => loads.push(load),
                    _ => {}
                }
            }
            if loads.is_empty() {
                return frames;
            }
            for load in loads {
                match load {
                    Output::LoadEnvelopes(neighbour, ids) => {
                        let envelopes = ids.iter().map(|id| disk.carried[id].clone()).collect();
                        phone.loaded_envelopes(neighbour, envelopes);
                    }
                    Output::Load(circle, neighbour, ids) => {
                        let entries = ids.iter().map(|id| disk.entries[&circle][id].encode()).collect();
                        phone.loaded(&circle, neighbour, entries);
                    }
                    _ => unreachable!("nothing else was put there"),
                }
            }
        }
    }

    /// Two meet for as long as they have something to say, and stay linked. Their recording: bytes, burst by burst.
    fn meet(&mut self, a: usize, b: usize) -> Vec<[usize; 2]> {
        self.links += 1;
        let (link, ends) = (Neighbour(self.links), [a, b]);
        [a, b].into_iter().for_each(|who| drop(self.drain(who)));
        let key = |n: u64| std::array::from_fn(|at| if at < 8 { n.to_be_bytes()[at] } else { 7 });
        let (mine, theirs) = (key(2 * self.links), key(2 * self.links + 1));
        self.phones[a].link_up(link, mine, theirs);
        self.phones[b].link_up(link, theirs, mine);
        let mut recording = Vec::new();
        loop {
            let frames = ends.map(|who| self.drain(who));
            if frames.iter().all(Vec::is_empty) {
                return recording;
            }
            recording.push([0, 1].map(|end: usize| match &frames[end][..] {
                [] => 0,
                frames => burst(frames, self.phones[ends[end]].opens(link)).len(),
            }));
            for (end, frames) in frames.into_iter().enumerate() {
                frames.iter().for_each(|frame| self.phones[ends[1 - end]].hear(link, frame, self.now));
            }
        }
    }

    fn part(&mut self, a: usize, b: usize) {
        [a, b].into_iter().for_each(|who| {
            self.phones[who].link_down(Neighbour(self.links), self.now);
            self.drain(who);
        });
    }

    fn meet_and_part(&mut self, a: usize, b: usize) -> Vec<[usize; 2]> {
        let recording = self.meet(a, b);
        self.part(a, b);
        recording
    }

    /// The phone starts again from its disk.
    fn restart(&mut self, who: usize) {
        self.drain(who);
        let disk = &self.disks[who];
        let kept = disk.keys.values().map(|bytes| {
            let keys: Keys = cbor::decode(bytes).unwrap();
            let entries = disk.entries.get(&keys.circle).cloned().unwrap_or_default().into_iter().collect();
            (keys, Kept { entries, ..Kept::default() })
        });
        self.phones[who] = Phone::open(kept.collect(), [who as u8 + 101; 32], self.now);
        self.drain(who);
    }

    /// One shows, the other scans, then turn about.
    fn scan_each_other(&mut self, a: usize, b: usize) -> CircleId {
        let (name_a, name_b, now) = (self.names[a], self.names[b], self.now);
        let code = self.phones[a].contact_code(name_a, now).code();
        let circle = self.phones[b].add_contact(&code, name_b, now).unwrap();
        let code = self.phones[b].contact_code_for(&circle, name_b, now).unwrap().code();
        assert_eq!(self.phones[a].add_contact(&code, name_a, now).unwrap(), circle);
        circle
    }

    fn contacts(&self, who: usize) -> Vec<ContactView> {
        self.phones[who].contacts(self.now).list
    }

    fn names(&self, who: usize) -> Vec<String> {
        self.contacts(who).into_iter().map(|contact| contact.person.name).collect()
    }

    fn circle(&mut self, founder: usize, newcomer: usize) -> CircleId {
        let (name, now) = (self.names[founder], self.now);
        let circle = self.phones[founder].found("Calle Roble".to_owned(), name.to_owned(), now).unwrap();
        self.let_in(&circle, founder, newcomer);
        circle
    }

    fn let_in(&mut self, circle: &CircleId, member: usize, newcomer: usize) {
        let (name, now) = (self.names[newcomer].to_owned(), self.now);
        let invite = self.phones[member].invite(circle, now).unwrap();
        self.phones[newcomer].join(invite, name, now).unwrap();
        self.meet(member, newcomer);
        let device = self.phones[member].circle(circle).unwrap().people().knocks[0].device;
        self.phones[member].perform(circle, Command::Admit { device }, now).unwrap();
        self.part(member, newcomer);
        self.meet_and_part(member, newcomer);
        assert!(self.phones[newcomer].circle(circle).unwrap().is_member());
    }
}

fn refusal<A: std::fmt::Debug>(done: Result<A, Refused>) -> ContactError {
    match done.unwrap_err() {
        Refused::Contact(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_who_scan_each_other_are_contacts_and_find_each_other_by_themselves() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    let code = town.phones[0].contact_code("Ana", NOW).code();
    let preview = town.phones[1].preview_contact(&code, NOW).unwrap();
    assert_eq!((preview.person.name.as_str(), preview.introduced), ("Ana", None));
    assert!(town.contacts(1).is_empty(), "nothing has happened yet");
    let circle = town.scan_each_other(0, 1);
    assert_eq!((town.names(0), town.names(1)), (vec!["Beto".to_owned()], vec!["Ana".to_owned()]));
    assert!(!town.contacts(0)[0].answered);
    town.meet(0, 1);
    let [ana, beto] = [0, 1].map(|who| town.contacts(who).remove(0));
    assert!(ana.near && ana.answered && beto.near && beto.answered);
    assert_eq!((ana.met, ana.level, ana.introduced_by), (NOW, Level::Met, None));
    let hash = |town: &Town, who: usize| town.phones[who].circle(&circle).unwrap().state_hash();
    assert_eq!(hash(&town, 0), hash(&town, 1));
    town.part(0, 1);
    town.restart(0);
    town.restart(1);
    assert_eq!(town.names(0), ["Beto"]);
    // Three weeks later the key has been renewed, and they still know each other.
    town.now = NOW.plus(21 * 86_400);
    let rename = Wish::Rename { name: "Ana María".to_owned() };
    let now = town.now;
    town.phones[0].contact(rename, now).unwrap();
    town.meet_and_part(0, 1);
    assert_eq!(town.names(1), ["Ana María"]);
    assert_eq!(hash(&town, 0), hash(&town, 1));
    assert!(town.phones[0].rejected().is_empty() && town.phones[1].rejected().is_empty());
}

#[test]
fn both_may_scan_the_code_that_is_shown_first() {
    let mut town = Town::of(&["Ana", "Beto"]);
    let [ana, beto] = [0, 1].map(|who| town.phones[who].contact_code(town.names[who], NOW).code());
    let at_anas = town.phones[0].add_contact(&beto, "Ana", NOW).unwrap();
    let at_betos = town.phones[1].add_contact(&ana, "Beto", NOW).unwrap();
    assert_eq!(at_anas, at_betos);
}

#[test]
fn a_code_serves_once_and_whoever_comes_too_late_is_told() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    let shown = town.phones[0].contact_code("Ana", NOW).code();
    town.restart(0);
    assert_eq!(town.phones[0].contact_code("Ana", NOW).code(), shown, "it may have been read already");
    let with_carla = town.phones[2].add_contact(&shown, "Carla", NOW).unwrap();
    let with_beto = town.scan_each_other(0, 1);
    assert_ne!(town.phones[0].contact_code("Ana", NOW).code(), shown);
    let from_carla = town.phones[2].contact_code_for(&with_carla, "Carla", NOW).unwrap().code();
    assert_eq!(refusal(town.phones[0].preview_contact(&from_carla, NOW)), ContactError::AnswersAnother);
    let from_beto = town.phones[1].contact_code_for(&with_beto, "Beto", NOW).unwrap().code();
    assert_eq!(refusal(town.phones[0].add_contact(&from_beto, "Ana", NOW)), ContactError::Used);
    let own = town.phones[0].contact_code("Ana", NOW).code();
    assert_eq!(refusal(town.phones[0].add_contact(&own, "Ana", NOW)), ContactError::Own);
    let late = NOW.plus(2 * 86_400);
    assert_eq!(refusal(town.phones[1].add_contact(&own, "Beto", late)), ContactError::TooOld);
    assert_eq!(town.names(0), ["Beto"]);
}

#[test]
fn adding_is_undone_and_nothing_of_it_stays_on_the_disk() {
    let mut town = Town::of(&["Ana", "Beto"]);
    let circle = town.scan_each_other(0, 1);
    town.meet_and_part(0, 1);
    town.phones[0].forget_contact(&circle, NOW).unwrap();
    town.drain(0);
    assert!(town.contacts(0).is_empty());
    assert!(!town.disks[0].keys.contains_key(&circle) && !town.disks[0].entries.contains_key(&circle));
    town.meet(0, 1);
    assert!(!town.contacts(1)[0].near);
    assert_eq!(refusal(town.phones[0].forget_contact(&circle, NOW)), ContactError::NoSuchContact);
}

#[test]
fn names_and_levels_are_ones_own_and_a_lookalike_is_pointed_out() {
    let mut town = Town::of(&["Ana", "Beto", "Bеto"]); // the second with a Cyrillic е
    let beto = town.scan_each_other(0, 1);
    let code = town.phones[2].contact_code(town.names[2], NOW).code();
    assert_eq!(town.phones[0].preview_contact(&code, NOW).unwrap().alike, ["Beto"]);
    town.scan_each_other(0, 2);
    let name = "Beto from the bakery".to_owned();
    town.phones[0].keep(Note::Named { contact: beto, name: name.clone() }, NOW).unwrap();
    town.phones[0].keep(Note::Levelled { contact: beto, level: Level::Close }, NOW).unwrap();
    town.meet_and_part(0, 1);
    let seen = town.contacts(0).into_iter().find(|contact| contact.circle == beto).unwrap();
    assert_eq!((seen.person.name, seen.said, seen.level), (name.clone(), "Beto".to_owned(), Level::Close));
    // Nobody else learns of it: what Beto's phone holds of the pair says neither.
    let bytes = town.disks[1].entries.values().flatten().flat_map(|(_, entry)| entry.encode());
    assert!(!bytes.collect::<Vec<u8>>().windows(name.len()).any(|window| window == name.as_bytes()));
}

#[test]
fn nobody_is_let_into_a_pair_and_there_is_no_board_in_it() {
    let mut town = Town::of(&["Ana", "Beto"]);
    let circle = town.scan_each_other(0, 1);
    let other = Refused::OtherPurpose;
    let admit = Command::Admit { device: DeviceKey([3; 32]) };
    let refused = town.phones[0].perform(&circle, admit, NOW).unwrap_err();
    assert_eq!(refused, NotDone::Refused(other));
    let own = *town.phones[0].circles().find(|(_, replica)| replica.purpose() == Purpose::Own).unwrap().0;
    assert!(town.phones[0].perform(&own, Command::Rename { name: "Ana".to_owned() }, NOW).is_ok());
    assert!(town.phones[0].perform(&own, Command::Withdraw { post: EntryId([0; 16]) }, NOW).is_err());
    let note = Note::Met { contact: circle, at: NOW, how: How::InPerson, name: String::new() };
    assert!(town.phones[0].perform(&circle, Command::Keep(note), NOW).is_err());
}

#[test]
fn introduced_contacts_know_each_other_once_both_have_accepted_and_not_before() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    let (with_beto, with_carla) = (town.scan_each_other(0, 1), town.scan_each_other(0, 2));
    let id = town.phones[0].introduce_contacts([with_beto, with_carla]);
    town.meet_and_part(0, 1);
    let asked = town.phones[1].contacts(NOW).asked;
    assert_eq!((asked[0].by.as_str(), asked[0].name.as_str(), asked[0].accepted), ("Ana", "Carla", false));
    town.phones[1].answer_introduction(&with_beto, id, true);
    town.restart(1);
    town.meet_and_part(0, 1);
    assert_eq!(town.names(1), ["Ana"], "Carla has not been asked yet");
    town.meet_and_part(0, 2);
    town.phones[2].answer_introduction(&with_carla, id, true);
    town.meet_and_part(0, 2);
    town.meet_and_part(0, 1);
    assert_eq!(
        (town.names(1), town.names(2)),
        (vec!["Ana".into(), "Carla".into()], vec!["Ana".into(), "Beto".into()])
    );
    town.meet(1, 2);
    let carla = town.contacts(1).remove(1);
    assert!(carla.near && carla.answered);
    assert_eq!(carla.introduced_by, Some(Some("Ana".to_owned())));
    // Ana passed public keys on and is not in the new pair.
    assert!(town.phones[0].circle(&carla.circle).is_none());
    // They meet and read the codes of this pair: now they have met.
    let code = town.phones[2].contact_code_for(&carla.circle, "Carla", NOW).unwrap().code();
    assert_eq!(town.phones[1].preview_contact(&code, NOW).unwrap().introduced, Some(carla.circle));
    assert_eq!(town.phones[1].add_contact(&code, "Beto", NOW).unwrap(), carla.circle);
    assert_eq!(town.contacts(1)[1].introduced_by, None);
}

#[test]
fn an_introduction_that_one_declines_leads_to_nothing() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    let (with_beto, with_carla) = (town.scan_each_other(0, 1), town.scan_each_other(0, 2));
    let id = town.phones[0].introduce_contacts([with_beto, with_carla]);
    town.meet_and_part(0, 1);
    town.meet_and_part(0, 2);
    town.phones[1].answer_introduction(&with_beto, id, true);
    town.phones[2].answer_introduction(&with_carla, id, false);
    for _ in 0..2 {
        town.meet_and_part(0, 1);
        town.meet_and_part(0, 2);
    }
    assert_eq!((town.names(1), town.names(2)), (vec!["Ana".to_owned()], vec!["Ana".to_owned()]));
    assert!(town.phones[1].contacts(NOW).asked.is_empty());
}

#[test]
fn a_circle_is_shared_on_the_card_only_once_both_said_so_and_until_one_takes_it_back() {
    let mut town = Town::of(&["Ana", "Beto"]);
    let pair = town.scan_each_other(0, 1);
    let circle = town.circle(0, 1);
    town.meet_and_part(0, 1);
    let shared = |town: &Town, who: usize| town.contacts(who)[0].shared.len();
    assert_eq!((shared(&town, 0), shared(&town, 1)), (0, 0));
    town.phones[0].link_circle(&pair, &circle, true);
    town.meet_and_part(0, 1);
    assert_eq!((shared(&town, 0), shared(&town, 1)), (0, 0));
    town.phones[1].link_circle(&pair, &circle, true);
    town.meet_and_part(0, 1);
    assert_eq!((shared(&town, 0), shared(&town, 1)), (1, 1));
    assert_eq!(town.contacts(0)[0].shared[0].person.name, "Beto");
    town.phones[1].link_circle(&pair, &circle, false);
    town.meet_and_part(0, 1);
    assert_eq!((shared(&town, 0), shared(&town, 1)), (0, 0));
}

#[test]
fn two_of_three_guardians_help_back_to_the_keys_that_the_circles_were_told() {
    let mut town = Town::of(&["Ana", "Beto", "Carla", "Dani", "Ana's new phone"]);
    let circle = town.circle(0, 1);
    let guardians: Vec<CircleId> = (1..4).map(|who| town.scan_each_other(0, who)).collect();
    let heirs = town.phones[0].choose_guardians(2, guardians.clone()).unwrap();
    assert_eq!(heirs.iter().map(|(circle, _)| *circle).collect::<Vec<_>>(), [circle]);
    assert!(town.phones[0].choose_guardians(4, guardians.clone()).is_err());
    (1..4).for_each(|who| drop(town.meet_and_part(0, who)));
    assert_eq!(town.contacts(1)[0].kept_for, Some((3, 2)));
    assert!(town.contacts(0).iter().all(|contact| contact.guards));
    // On a new phone, which knows nothing of her yet.
    let begin = Wish::Return { name: "Ana".to_owned() };
    let shown = text(town.phones[4].contact(begin.clone(), NOW).unwrap()).code();
    for (who, missing) in [(1, 1), (3, 0)] {
        assert!(town.phones[4].returned_root().is_none());
        let contact = town.contacts(who)[0].circle;
        let help = Wish::HelpBack { contact, code: shown.clone() };
        let code = text(town.phones[who].contact(help, NOW).unwrap()).code();
        let taken = town.phones[4].contact(Wish::TakeAnswer { code }, NOW).unwrap();
        assert_eq!(taken, Granted::Missing(missing));
        // Guardians are visited one after the other, and phones are switched off in between.
        town.restart(4);
        assert_eq!(text(town.phones[4].contact(begin.clone(), NOW).unwrap()).code(), shown);
    }
    assert_eq!(town.phones[4].returned_root().unwrap().heir(&circle).public(), heirs[0].1);
    // She knocks at her circle, and whoever is asked sees whom she says she is.
    let invite = town.phones[1].invite(&circle, NOW).unwrap();
    town.phones[4].join(invite, "Ana".to_owned(), NOW).unwrap();
    town.meet(1, 4);
    let people = town.phones[1].circle(&circle).unwrap().people();
    let ana = people.members.iter().find(|member| member.person.name == "Ana").unwrap();
    assert_eq!(people.knocks[0].continues.as_ref(), Some(&ana.person));
    town.part(1, 4);
    // Another choice: another root, and Dani keeps nothing any more.
    let others = town.phones[0].choose_guardians(1, guardians[..2].to_vec()).unwrap();
    assert_ne!(others, heirs);
    town.meet_and_part(0, 3);
    assert_eq!(town.contacts(3)[0].kept_for, None);
}

/// What guardians bring back, and what they do not: see `tequio_core::guardian`.
#[test]
fn who_comes_back_by_guardians_is_in_each_circle_who_they_were_and_meets_their_contacts_anew() {
    let mut town = Town::of(&["Ana", "Beto", "Carla", "Ana"]);
    let street = town.circle(0, 1);
    let choir = town.circle(0, 1);
    for circle in [street, choir] {
        town.let_in(&circle, 0, 2);
    }
    let guardians: Vec<CircleId> = (1..3).map(|who| town.scan_each_other(0, who)).collect();
    let called = Note::Named { contact: guardians[0], name: "Beto from the bakery".to_owned() };
    town.phones[0].keep(called, NOW).unwrap();
    town.phones[0].choose_guardians(2, guardians).unwrap();
    for circle in [street, choir] {
        town.post(0, &circle, "Soup for three");
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2), (0, 1)] {
        town.meet_and_part(a, b);
    }
    let people =
        |town: &Town, who: usize, circle: &CircleId| town.phones[who].circle(circle).unwrap().people();
    let member = |town: &Town, circle: &CircleId| {
        people(town, 1, circle).members.into_iter().find(|member| member.person.name == "Ana").unwrap()
    };
    let before = [street, choir].map(|circle| member(&town, &circle));

    // Her phone is never switched on again. Both guardians help her on another one.
    let shown = text(town.phones[3].contact(Wish::Return { name: "Ana".to_owned() }, NOW).unwrap()).code();
    for who in [1, 2] {
        let guarded = town.contacts(who).into_iter().find(|contact| contact.kept_for.is_some()).unwrap();
        let help = Wish::HelpBack { contact: guarded.circle, code: shown.clone() };
        let code = text(town.phones[who].contact(help, NOW).unwrap()).code();
        town.phones[3].contact(Wish::TakeAnswer { code }, NOW).unwrap();
    }
    for circle in [street, choir] {
        let invite = town.phones[1].invite(&circle, NOW).unwrap();
        town.phones[3].join(invite, "Ana".to_owned(), NOW).unwrap();
        town.meet(1, 3);
        let device = people(&town, 1, &circle).knocks[0].device;
        town.phones[1].perform(&circle, Command::Return { device }, NOW).unwrap();
        town.part(1, 3);
        town.meet_and_part(1, 2);
    }
    town.now = NOW.plus(8 * 86_400);
    for _ in 0..2 {
        for circle in [street, choir] {
            for who in [1, 2] {
                let name = town.names[who].to_owned();
                town.phones[who].perform(&circle, Command::Rename { name }, town.now).unwrap();
                town.phones[who].tick(town.now);
            }
        }
        town.meet_and_part(1, 2);
    }
    town.meet_and_part(1, 3);
    town.meet_and_part(1, 2);
    town.meet_and_part(1, 3);

    // History, standing and roles, in each of them by itself.
    for (circle, before) in [street, choir].into_iter().zip(before) {
        let me = people(&town, 3, &circle).me.unwrap();
        assert_eq!(me, before.person);
        let now = member(&town, &circle);
        assert_eq!((now.say, &now.vouched_for), (before.say, &before.vouched_for));
        assert_eq!(people(&town, 1, &circle).members.len(), 3, "nobody new has come in");
        assert_ne!(now.device, before.device, "the lost one is nobody's");
        let replica = town.phones[3].circle(&circle).unwrap();
        let post = replica.board(town.now).cards[0].id;
        town.phones[3].perform(&circle, Command::Withdraw { post }, town.now).unwrap();
    }
    // Whom she knew was on that phone alone, and so was what she called them; no guardian can tell.
    assert!(town.contacts(3).is_empty());
    assert_eq!(town.phones[3].contacts(town.now).guard, None);
    let again = town.scan_each_other(3, 1);
    assert_eq!(town.contacts(3)[0].person.name, "Beto");
    let anas = town.contacts(1);
    assert_eq!(anas.len(), 2, "a new key beside the old one's card");
    assert!(anas.iter().all(|contact| contact.circle == again || contact.kept_for.is_some()));
}

#[test]
fn a_phone_out_of_a_backup_knows_all_contacts_and_they_know_it() {
    let mut town = Town::of(&["Ana", "Beto", "Ana's second"]);
    let pair = town.scan_each_other(0, 1);
    town.phones[0].keep(Note::Levelled { contact: pair, level: Level::Known }, NOW).unwrap();
    town.meet_and_part(0, 1);
    town.phones[0].entrust(NOW);
    town.drain(0);
    let mut dice = ChaCha20Rng::seed_from_u64(4);
    for bytes in town.disks[0].keys.values().cloned().collect::<Vec<_>>() {
        let keys: Keys = cbor::decode(&bytes).unwrap();
        let restored =
            Keys::restored(cbor::decode(&cbor::encode(&keys.for_restore())).unwrap(), &mut dice).unwrap();
        town.disks[2].keys.insert(restored.circle, cbor::encode(&restored));
    }
    town.disks[2].entries = town.disks[0].entries.clone();
    town.restart(2);
    assert_eq!(town.contacts(2)[0].level, Level::Known);
    town.meet_and_part(2, 0);
    // The two phones of Ana meet: one person, on both, and what one notes the other knows.
    town.phones[2].keep(Note::Levelled { contact: pair, level: Level::Close }, NOW).unwrap();
    town.meet_and_part(0, 2);
    assert_eq!(town.contacts(0)[0].level, Level::Close);
    town.meet_and_part(1, 0);
    town.meet(1, 2);
    assert_eq!(town.contacts(1).len(), 1);
    assert!(town.contacts(1)[0].near, "Ana's second phone is Ana");
    // What one phone forgets, the other forgets when they meet.
    town.part(1, 2);
    town.phones[2].forget_contact(&pair, NOW).unwrap();
    town.meet_and_part(0, 2);
    assert!(town.contacts(0).is_empty() && town.phones[0].circle(&pair).is_none());
}

#[test]
fn two_contacts_of_one_person_cannot_tell_that_they_know_the_same_person() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    town.scan_each_other(0, 1);
    town.scan_each_other(0, 2);
    town.meet_and_part(0, 1);
    town.meet_and_part(0, 2);
    let held = |who: usize| -> Vec<u8> {
        let pairs = town.phones[who].circles().filter(|(_, replica)| replica.purpose() == Purpose::Pair);
        let circles: Vec<CircleId> = pairs.map(|(circle, _)| *circle).collect();
        let entries = circles.iter().flat_map(|circle| town.disks[who].entries[circle].values());
        entries.flat_map(Entry::encode).collect()
    };
    let keys = |who: usize| {
        let pairs = town.phones[who].circles().filter_map(|(_, replica)| replica.pair());
        pairs.map(|(_, other)| other).collect::<Vec<_>>()
    };
    let (at_betos, at_carlas) = (held(1), held(2));
    // But for her name, the clock and the form, nothing that Ana wrote for one of them is in what she wrote for the other.
    for ana in keys(1) {
        assert!(at_betos.windows(32).any(|window| window == ana.0));
        assert!(!at_carlas.windows(32).any(|window| window == ana.0));
    }
    let of_beto: BTreeSet<&[u8]> = at_betos.windows(32).collect();
    let common = at_carlas.windows(32).filter(|window| of_beto.contains(window)).count();
    assert_eq!(common, 0, "runs as long as a key in both");
}

#[test]
fn a_recording_is_the_same_whether_two_share_nothing_a_contact_or_circles_with_different_others() {
    let quiet = |town: &mut Town| {
        // What they had to tell each other has been told.
        (0..3).for_each(|_| drop(town.meet_and_part(0, 1)));
        town.meet_and_part(0, 1)
    };
    let mut strangers = Town::of(&["Ana", "Beto"]);
    let mut contacts = Town::of(&["Ana", "Beto"]);
    contacts.scan_each_other(0, 1);
    let mut one_circle = Town::of(&["Ana", "Beto", "Carla", "Dani"]);
    let street = one_circle.circle(0, 1);
    one_circle.let_in(&street, 0, 2);
    let mut two_circles = Town::of(&["Ana", "Beto", "Carla", "Dani"]);
    let street = two_circles.circle(0, 1);
    two_circles.let_in(&street, 0, 2);
    let choir = two_circles.circle(1, 0);
    two_circles.let_in(&choir, 1, 3);
    two_circles.scan_each_other(0, 1);
    let recordings = [&mut strangers, &mut contacts, &mut one_circle, &mut two_circles].map(quiet);
    for recording in &recordings[1..] {
        assert_eq!(recording, &recordings[0]);
    }
}

#[test]
fn who_shares_one_circle_learns_nothing_of_the_others_from_what_they_hold() {
    let mut town = Town::of(&["Ana", "Beto", "Carla"]);
    let street = town.circle(0, 1);
    let choir = town.circle(0, 2);
    town.meet_and_part(0, 1);
    let device = |town: &Town, circle: &CircleId| town.phones[0].circle(circle).unwrap().keys().device();
    let (in_street, in_choir) = (device(&town, &street), device(&town, &choir));
    assert_ne!(in_street, in_choir);
    let at_betos: Vec<u8> =
        town.disks[1].entries.values().flatten().flat_map(|(_, entry)| entry.encode()).collect();
    let carried: Vec<u8> = town.disks[1].carried.values().flatten().copied().collect();
    assert!(at_betos.windows(32).any(|window| window == in_street.0));
    for trace in [&in_choir.0[..], &choir.0] {
        let is_in = |bytes: &[u8]| bytes.windows(trace.len()).any(|window| window == trace);
        assert!(!is_in(&at_betos) && !is_in(&carried));
    }
}

#[test]
fn with_many_contacts_circles_keep_their_places_on_a_link_and_all_contacts_get_theirs() {
    let mut town = Town::of(&["Ana", "Beto"]);
    let circle = town.circle(0, 1);
    for n in 0..60u64 {
        let keys = Keys::offered(NOW.plus(86_400), &mut ChaCha20Rng::seed_from_u64(n));
        let code = tequio_core::contact::ContactCode::of(&keys, "Somebody", NOW.plus(86_400), None);
        town.phones[0].add_contact(&code.code(), "Ana", NOW).unwrap();
    }
    let pair = town.scan_each_other(0, 1);
    let mut found = 0;
    for _ in 0..40 {
        let passwords = town.phones[0].passwords(NOW);
        assert_eq!(passwords.len(), SLOTS);
        assert!(passwords.iter().any(|one| one.circle == circle && one.way == Way::Member));
        assert!(passwords.iter().any(|one| one.circle == circle && one.way == Way::Code));
        found += usize::from(passwords.iter().any(|one| one.circle == pair));
    }
    assert!((1..40).contains(&found), "by lot: {found}");
    // Once they have met, they have a place of their own.
    while !town.contacts(0).iter().any(|contact| contact.circle == pair && contact.answered) {
        town.meet_and_part(0, 1);
    }
    assert!((0..20).all(|_| town.phones[0].passwords(NOW).iter().any(|one| one.circle == pair)));
}
