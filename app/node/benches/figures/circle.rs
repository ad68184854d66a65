//! A circle of five with a long history, made in memory by the same phones that make it in life.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Command, Entry, EntryId, Event, Keys, Neighbour, Time,
    entry::Header,
    event::{Direction, Kind, Posting, Urgency},
    seal::{Envelope, Sealed},
};
use tequio_node::phone::{Output, Phone};

const NAMES: [&str; 5] = ["Ana", "Beto", "Carmen", "Diego", "Elena"];

pub fn ask(title: &str) -> Posting {
    Posting {
        direction: Direction::Ask,
        title: title.to_owned(),
        words: "Whoever has an hour to spare: two are better than one.".to_owned(),
        kind: Kind::Repair,
        urgency: Urgency::Soon,
        area: "end of the street".to_owned(),
        until: None,
        helpers: 1,
        for_someone: None,
    }
}

pub fn any_keys() -> Keys {
    Keys::found(&mut ChaCha20Rng::seed_from_u64(1))
}

/// An entry of a common size.
pub fn any_entry(keys: &Keys, turn: usize) -> Entry {
    let author = keys.device();
    let clock = Time(1_790_000_000 + turn as u64);
    let header = Header { author, seq: 0, previous: None, heads: Vec::new(), lamport: 1, clock, epoch: 0 };
    Entry::sign(keys, header, Event::Posted(ask("A bare commit")).encode())
}

/// A circle of five with so many entries at least: all five's keys, the founder's first, and the entries, causes
/// before effects: posts, claims, confirmations with a note, and both sides' "done".
///
/// The first ones are made by phones as in life; the others are written on by the same five, each with the last entry
/// of another as its cause, as in a circle whose phones are in reach.
pub fn of_entries(count: usize, now: Time) -> (Vec<Keys>, Vec<(EntryId, Entry)>) {
    let street = Street::new(now);
    let circle = *street.phones[0].circles().next().expect("it was founded").0;
    let own = |phone: &Phone| phone.circle(&circle).expect("all are in").keys().clone();
    let keys: Vec<Keys> = street.phones.iter().map(own).collect();
    let mut book = Book { keys, kept: street.kept, dice: ChaCha20Rng::seed_from_u64(1), now };
    let mut turn = 0;
    while book.kept.len() < count {
        let (asker, helper) = (turn % NAMES.len(), (turn + 1 + turn / 7 % 4) % NAMES.len());
        let post = book.write(asker, &Event::Posted(ask(&format!("Ask number {turn}"))));
        book.write(helper, &Event::Claimed { post });
        let person = book.keys[helper].device();
        let note = Some(book.note(asker, helper, post));
        book.write(asker, &Event::Confirmed { post, person, note });
        book.write(helper, &Event::SaidDone { post, person });
        // Every fifth waits for its author's word.
        if turn % 5 != 0 {
            book.write(asker, &Event::SaidDone { post, person });
        }
        turn += 1;
    }
    (book.keys, book.kept)
}

/// The log, written by whoever's turn it is.
struct Book {
    keys: Vec<Keys>,
    kept: Vec<(EntryId, Entry)>,
    dice: ChaCha20Rng,
    now: Time,
}

impl Book {
    fn write(&mut self, who: usize, event: &Event) -> EntryId {
        let author = self.keys[who].device();
        let last = |own: bool| {
            self.kept
                .iter()
                .rev()
                .find(|(_, entry)| (entry.header.author == author) == own)
                .expect("both wrote")
        };
        let ((previous, own), (head, other)) = (last(true), last(false));
        let header = Header {
            author,
            seq: own.header.seq + 1,
            previous: Some(*previous),
            heads: vec![*head],
            lamport: own.header.lamport.max(other.header.lamport) + 1,
            clock: self.now,
            epoch: 0,
        };
        let entry = Entry::sign(&self.keys[who], header, event.encode());
        let id = entry.id(&self.keys[who].circle);
        self.kept.push((id, entry));
        id
    }

    fn note(&mut self, from: usize, to: usize, post: EntryId) -> Sealed {
        let (from, to) = (&self.keys[from], &self.keys[to]);
        let envelope = Envelope { circle: from.circle, post, from: from.device(), to: to.device() };
        let readers = [to.prekey(), from.prekey()];
        Sealed::seal("The green gate.", &envelope, &readers, &mut self.dice).expect("a short note")
    }
}

/// Five phones around Ana's, and everything that hers keeps.
struct Street {
    phones: Vec<Phone>,
    kept: Vec<(EntryId, Entry)>,
    now: Time,
}

impl Street {
    fn new(now: Time) -> Street {
        let phones = (0..NAMES.len() as u8).map(|n| Phone::open(Vec::new(), [n; 32], now)).collect();
        let mut street = Street { phones, kept: Vec::new(), now };
        let circle =
            street.phones[0].found("Calle Roble".to_owned(), "Ana".to_owned(), now).expect("a circle");
        for (n, name) in NAMES.iter().enumerate().skip(1) {
            let invite = street.phones[0].invite(&circle, now).expect("a code");
            street.phones[n].join(invite, (*name).to_owned(), now).expect("a good code");
            let (ana, other) = ([0; 32], [n as u8; 32]);
            street.phones[0].link_up(Neighbour(n as u64), ana, other);
            street.phones[n].link_up(Neighbour(0), other, ana);
            street.talk();
            let knocks = street.phones[0].circle(&circle).expect("Ana's own").people().knocks;
            let device = knocks.first().expect("a knock").device;
            street.phones[0].perform(&circle, Command::Admit { device }, now).expect("Ana may");
            street.talk();
        }
        street
    }

    /// Carries frames until nobody has anything more to say. Nobody needs anything from a disk: all are in reach.
    fn talk(&mut self) {
        let mut silent = false;
        while !silent {
            silent = true;
            for who in 0..self.phones.len() {
                while let Some(output) = self.phones[who].poll() {
                    silent = false;
                    match output {
                        Output::Send(Neighbour(link), frame) => {
                            let (to, from) = if who == 0 { (link as usize, 0) } else { (0, who as u64) };
                            self.phones[to].hear(Neighbour(from), &frame, self.now);
                        }
                        Output::KeepEntries(_, entries) if who == 0 => self.kept.extend(entries),
                        Output::Load(circle, neighbour, ids) => self.load(who, &circle, neighbour, &ids),
                        _ => {}
                    }
                }
            }
        }
    }

    fn load(&mut self, who: usize, circle: &tequio_core::CircleId, neighbour: Neighbour, ids: &[EntryId]) {
        let bytes = |id: &EntryId| {
            self.kept.iter().rev().find(|(known, _)| known == id).map(|(_, entry)| entry.encode())
        };
        let entries = ids.iter().map_while(bytes).collect();
        self.phones[who].loaded(circle, neighbour, entries);
    }
}
