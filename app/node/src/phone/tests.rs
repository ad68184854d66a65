//! Two phones and one link, in memory.

use tequio_core::{
    carrier::talk::Carry,
    event::{Direction, Kind, Posting, Urgency},
    recognise::Way,
    view::Board,
};

mod contacts;

use super::*;
use crate::links::carry::burst;

const NOW: Time = Time(1_790_000_000);
const LINK: Neighbour = Neighbour(0);

/// Ana's and Beto's phones, and which frames are under way to each.
struct Two {
    phones: [Phone; 2],
    under_way: [VecDeque<Vec<u8>>; 2],
    dropped: [bool; 2],
    /// Each phone's disk.
    kept: [BTreeMap<EntryId, Entry>; 2],
    carried: [BTreeMap<EnvelopeId, Vec<u8>>; 2],
}

impl Two {
    fn linked() -> Two {
        let phones = [1, 2].map(|n| Phone::open(Vec::new(), [n; 32], NOW));
        let mut two = Two {
            phones,
            under_way: Default::default(),
            dropped: [false; 2],
            kept: Default::default(),
            carried: Default::default(),
        };
        two.link(1);
        two.talk();
        two
    }

    fn link(&mut self, n: u8) {
        self.phones[0].link_up(LINK, [2 * n; 32], [2 * n + 1; 32]);
        self.phones[1].link_up(LINK, [2 * n + 1; 32], [2 * n; 32]);
    }

    /// The two part, meet again, and somebody records the lengths that each sends, burst by burst, in turns.
    fn meet_again(&mut self, n: u8) -> Vec<[usize; 2]> {
        self.phones.iter_mut().for_each(|phone| phone.link_down(LINK, NOW));
        self.talk();
        self.link(n);
        let mut recording = Vec::new();
        loop {
            (0..2).for_each(|who| self.listen(who));
            let bursts = [0, 1].map(|who: usize| Vec::from(std::mem::take(&mut self.under_way[1 - who])));
            if bursts.iter().all(Vec::is_empty) {
                return recording;
            }
            let length = |who: usize, phone: &mut Phone| match &bursts[who][..] {
                [] => 0,
                frames => burst(frames, phone.opens(LINK)).len(),
            };
            recording.push([0, 1].map(|who| length(who, &mut self.phones[who])));
            for (who, burst) in bursts.iter().enumerate() {
                burst.iter().for_each(|frame| self.phones[1 - who].hear(LINK, frame, NOW));
            }
        }
    }

    /// Ana founds a circle and lets Beto in, on the link that is open already.
    fn in_one_circle() -> (Two, CircleId) {
        let mut two = Two::linked();
        let circle = two.phones[0].found("Calle Roble".to_owned(), "Ana".to_owned(), NOW).unwrap();
        two.let_beto_in(&circle);
        (two, circle)
    }

    fn let_beto_in(&mut self, circle: &CircleId) {
        let invite = self.phones[0].invite(circle, NOW).unwrap();
        self.phones[1].join(invite, "Beto".to_owned(), NOW).unwrap();
        self.talk();
        let device = self.phones[0].circle(circle).unwrap().people().knocks[0].device;
        self.phones[0].perform(circle, Command::Admit { device }, NOW).unwrap();
        self.talk();
        assert!(self.phones[1].circle(circle).unwrap().is_member());
    }

    /// Takes what a phone wants to say, without letting the other hear it yet.
    fn listen(&mut self, who: usize) {
        while let Some(output) = self.phones[who].poll() {
            match output {
                Output::Send(_, frame) => self.under_way[1 - who].push_back(frame),
                Output::Drop(_) => self.dropped[who] = true,
                Output::KeepEntries(_, entries) => self.kept[who].extend(entries),
                Output::KeepEnvelope(id, _, bytes) => drop(self.carried[who].insert(id, bytes)),
                Output::LoadEnvelopes(neighbour, ids) => {
                    let envelopes = ids.iter().map(|id| self.carried[who][id].clone()).collect();
                    self.phones[who].loaded_envelopes(neighbour, envelopes);
                }
                Output::Load(circle, neighbour, ids) => {
                    let entries = ids.iter().map(|id| self.kept[who][id].encode()).collect();
                    self.phones[who].loaded(&circle, neighbour, entries);
                }
                _ => {}
            }
        }
    }

    /// One frame after the other is heard, until nobody has anything more to say.
    fn talk(&mut self) {
        loop {
            (0..2).for_each(|who| self.listen(who));
            match (0..2).find(|to| !self.under_way[*to].is_empty()) {
                Some(to) => {
                    let frame = self.under_way[to].pop_front().expect("just looked at");
                    self.phones[to].hear(LINK, &frame, NOW);
                }
                None if self.seal_waiting() => {}
                None => return,
            }
        }
    }

    /// Nobody wants anything: what waits to be sealed for carriers is. Whether there was something.
    fn seal_waiting(&mut self) -> bool {
        let is_behind = self.phones.iter().any(Phone::is_behind);
        self.phones.iter_mut().for_each(|phone| phone.seal_waiting(256));
        is_behind
    }

    fn post(&mut self, who: usize, circle: &CircleId, title: &str) {
        let posting = Posting {
            direction: Direction::Ask,
            title: title.to_owned(),
            words: String::new(),
            kind: Kind::Food,
            urgency: Urgency::Soon,
            area: String::new(),
            until: None,
            helpers: 1,
            for_someone: None,
        };
        self.phones[who].perform(circle, Command::Post(posting), NOW).unwrap();
    }

    fn board(&self, who: usize, circle: &CircleId) -> Board {
        self.phones[who].circle(circle).unwrap().board(NOW)
    }

    fn nothing_was_refused(&self) {
        for phone in &self.phones {
            assert_eq!(phone.rejected(), &BTreeMap::new());
        }
    }
}

#[test]
fn a_circle_joined_on_an_open_link_is_recognised_there() {
    let (mut two, circle) = Two::in_one_circle();
    two.post(0, &circle, "Soup for Rosa");
    two.talk();
    assert_eq!(two.board(1, &circle).cards[0].title, "Soup for Rosa");
    two.nothing_was_refused();
}

#[test]
fn two_circles_on_one_link_are_kept_apart() {
    let (mut two, street) = Two::in_one_circle();
    let choir = two.phones[0].found("Choir".to_owned(), "Ana".to_owned(), NOW).unwrap();
    two.let_beto_in(&choir);
    two.post(0, &street, "Soup for Rosa");
    two.post(1, &choir, "Who has the notes?");
    two.talk();
    for who in 0..2 {
        assert_eq!(two.board(who, &street).cards.len(), 1);
        assert_eq!(two.board(who, &choir).cards[0].title, "Who has the notes?");
    }
    two.nothing_was_refused();
}

#[test]
fn both_begin_anew_at_once_with_frames_under_way_and_nothing_is_lost_or_refused() {
    let (mut two, circle) = Two::in_one_circle();
    for turn in 0..4 {
        for who in 0..2 {
            two.post(who, &circle, &format!("Before {turn}"));
            two.phones[who].found(format!("Circle {turn}"), "Me".to_owned(), NOW).ok();
            two.post(who, &circle, &format!("After {turn}"));
            two.listen(who);
        }
    }
    two.talk();
    for who in 0..2 {
        assert_eq!(two.board(who, &circle).cards.len(), 16);
    }
    two.nothing_was_refused();
}

#[test]
fn a_neighbour_is_let_go_after_so_many_refused_frames_and_not_before() {
    let (mut two, circle) = Two::in_one_circle();
    for turn in 0..REJECTED_MAX {
        assert!(!two.dropped[0], "after {turn}");
        two.phones[0].hear(LINK, b"hello", NOW);
        two.listen(0);
    }
    assert!(two.dropped[0]);
    assert_eq!(two.phones[0].rejected(), &BTreeMap::from([(Rejected::Malformed, u64::from(REJECTED_MAX))]));
    assert!(two.phones[0].circle(&circle).unwrap().nearby().members.is_empty());
    two.phones[0].hear(LINK, b"hello", NOW);
    assert_eq!(
        two.phones[0].rejected().values().sum::<u64>(),
        u64::from(REJECTED_MAX),
        "nobody listens any more"
    );
}

#[test]
fn a_phone_has_room_for_as_many_circles_as_a_link_can_tell_apart() {
    let mut phone = Phone::open(Vec::new(), [1; 32], NOW);
    for n in 0..CIRCLES_MAX {
        phone.found(format!("Circle {n}"), "Ana".to_owned(), NOW).unwrap();
    }
    let more = phone.found("One more".to_owned(), "Ana".to_owned(), NOW);
    assert_eq!(more, Err(NotDone::TooManyCircles(CIRCLES_MAX)));
    let first = phone.passwords(NOW).into_iter().take(SLOTS).filter(|password| password.way == Way::Member);
    assert_eq!(first.count(), CIRCLES_MAX, "every circle's members are recognised, whatever finds no room");
}

#[test]
fn a_name_past_its_limit_is_refused_before_anybody_is_knocked_at() {
    let mut two = Two::linked();
    let circle = two.phones[0].found("Calle Roble".to_owned(), "Ana".to_owned(), NOW).unwrap();
    let invite = two.phones[0].invite(&circle, NOW).unwrap();
    let refused = two.phones[1].join(invite.clone(), " ".to_owned(), NOW);
    assert!(matches!(refused, Err(NotDone::Refused(_))), "{refused:?}");
    assert_eq!(two.phones[0].join(invite, "Ana".to_owned(), NOW), Err(NotDone::AlreadyIn));
    assert_eq!(two.phones[1].circles().count(), 0);
}

#[test]
fn whoever_waits_at_the_door_takes_a_newer_code_and_stays_the_same_device() {
    let mut two = Two::linked();
    let circle = two.phones[0].found("Calle Roble".to_owned(), "Ana".to_owned(), NOW).unwrap();
    let first = two.phones[0].invite(&circle, NOW).unwrap();
    two.phones[1].join(first, "Beto".to_owned(), NOW).unwrap();
    two.talk();
    let device = two.phones[1].circle(&circle).unwrap().keys().device();
    let newer = two.phones[0].invite(&circle, NOW).unwrap();
    assert_eq!(two.phones[1].join(newer.clone(), "Beto R.".to_owned(), NOW), Ok(circle));
    two.talk();
    let knocks = two.phones[0].circle(&circle).unwrap().people().knocks;
    let knocks: Vec<_> = knocks.iter().map(|knock| (knock.device, knock.name.as_str())).collect();
    assert_eq!(knocks, [(device, "Beto R.")]);
    two.phones[0].perform(&circle, Command::Admit { device }, NOW).unwrap();
    two.talk();
    assert!(two.phones[1].circle(&circle).unwrap().is_member());
    assert_eq!(two.phones[1].join(newer, "Beto".to_owned(), NOW), Err(NotDone::AlreadyIn));
    two.nothing_was_refused();
}

#[test]
fn a_knock_taken_back_leaves_nothing_behind_and_no_member_can_leave_that_way() {
    let (mut two, circle) = Two::in_one_circle();
    assert_eq!(two.phones[0].leave(&circle, NOW), Err(NotDone::AlreadyIn));
    let choir = two.phones[0].found("Choir".to_owned(), "Ana".to_owned(), NOW).unwrap();
    let code = two.phones[0].invite(&choir, NOW).unwrap();
    two.phones[1].join(code, "Beto".to_owned(), NOW).unwrap();
    two.talk();
    assert_eq!(two.phones[0].circle(&choir).unwrap().people().knocks.len(), 1);
    // Something about the circle is under way to Beto when he leaves.
    let device = two.phones[0].circle(&choir).unwrap().people().knocks[0].device;
    two.phones[0].perform(&choir, Command::Admit { device }, NOW).unwrap();
    two.listen(0);
    two.phones[1].leave(&choir, NOW).unwrap();
    two.talk();
    assert!(two.phones[1].circle(&choir).is_none());
    assert_eq!(two.phones[1].leave(&choir, NOW), Err(NotDone::NoSuchCircle));
    two.post(0, &circle, "The first circle goes on");
    two.talk();
    assert_eq!(two.board(1, &circle).cards.len(), 1);
    two.nothing_was_refused();
}

#[test]
fn a_phone_in_many_circles_still_knocks_and_is_recognised() {
    let (mut two, _) = Two::in_one_circle();
    for n in 0..20 {
        two.phones[1].found(format!("Circle {n}"), "Beto".to_owned(), NOW).unwrap();
    }
    let choir = two.phones[0].found("Choir".to_owned(), "Ana".to_owned(), NOW).unwrap();
    two.let_beto_in(&choir);
    two.post(0, &choir, "Welcome");
    two.talk();
    assert_eq!(two.board(1, &choir).cards.len(), 1);
    two.nothing_was_refused();
}

/// What a recording of a meeting shows: lengths and turns. Which circles are shared, and how many, is not in them.
#[test]
fn a_recording_of_a_meeting_is_the_same_whatever_the_two_share() {
    let meeting = |shared: usize, alone: usize, says: bool| {
        let mut two = Two::linked();
        let mut last = None;
        for n in 0..shared {
            let circle = two.phones[0].found(format!("Circle {n}"), "Ana".to_owned(), NOW).unwrap();
            two.let_beto_in(&circle);
            two.post(1, &circle, "Soup for Rosa");
            two.talk();
            last = Some(circle);
        }
        for n in 0..alone {
            for who in 0..2 {
                let circle = two.phones[who].found(format!("Alone {n}"), "Me".to_owned(), NOW).unwrap();
                two.post(who, &circle, "Who is there?");
            }
            two.talk();
        }
        if let (true, Some(circle)) = (says, last) {
            two.phones.iter_mut().for_each(|phone| phone.link_down(LINK, NOW));
            two.talk();
            two.post(0, &circle, "Something new");
        }
        let recording = two.meet_again(9);
        two.nothing_was_refused();
        recording
    };
    let quiet = meeting(0, 0, false);
    assert_eq!(
        quiet,
        [[256, 256], [512, 512], [4_096, 4_096], [512, 0]],
        "nonces, slots, all greetings, a sketch"
    );
    for (shared, alone) in [(0, 1), (0, 5), (1, 0), (1, 3), (5, 0), (5, 2)] {
        assert_eq!(meeting(shared, alone, false), quiet, "{shared} shared, {alone} not");
    }
    // With something new in one of them there is more to record, and no more in one of five than in one of one.
    let news = meeting(1, 0, true);
    assert!(news.len() > quiet.len(), "{news:?}");
    for (shared, alone) in [(1, 4), (5, 0), (5, 2)] {
        assert_eq!(meeting(shared, alone, true), news, "{shared} shared, {alone} not");
    }
}

/// What both ends of a link lack is found out twice, among the entries and among what is carried; it travels once.
#[test]
fn what_a_member_is_brought_is_not_carried_to_them_besides() {
    let (mut two, circle) = Two::in_one_circle();
    two.phones.iter_mut().for_each(|phone| phone.link_down(LINK, NOW));
    two.talk();
    for n in 0..300 {
        two.post(0, &circle, &format!("While away {n}"));
        two.post(1, &circle, &format!("Meanwhile {n}"));
    }
    two.talk();
    two.link(9);
    let (mut entries, mut letters) = (0, 0);
    loop {
        (0..2).for_each(|who| two.listen(who));
        let Some(to) = (0..2).find(|to| !two.under_way[*to].is_empty()) else {
            if two.seal_waiting() {
                continue;
            }
            break;
        };
        let frame = two.under_way[to].pop_front().unwrap();
        match Frame::decode(&frame) {
            Ok(Frame::About { .. }) => entries += frame.len(),
            Ok(Frame::Carry { said }) if matches!(Carry::decode(&said), Ok(Carry::Envelopes { .. })) => {
                letters += frame.len();
            }
            _ => {}
        }
        two.phones[to].hear(LINK, &frame, NOW);
    }
    two.nothing_was_refused();
    assert_eq!(two.board(1, &circle).cards.len(), 600);
    let carried = |phone: &Phone| phone.carrier().hold().held().map(|(id, _)| *id).collect::<BTreeSet<_>>();
    assert_eq!(carried(&two.phones[0]), carried(&two.phones[1]), "both carry all of it on");
    println!("{entries} bytes about entries, {letters} bytes of letters");
    assert!(entries > 600 * 150, "{entries}");
    assert!(letters < 512, "{letters} bytes of letters beside {entries} about entries");
}
