//! What a fold holds on to.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::{
    entry::{Entry, Header, Payload},
    keys::{Keys, Standing},
};

/// A log, and what it comes to.
struct Circle {
    circle: CircleId,
    log: Log,
    belonging: Belonging,
}

impl Circle {
    fn write(&mut self, author: DeviceKey, previous: Option<(EntryId, u32)>, event: &Event) -> EntryId {
        self.write_after(author, previous, None, event)
    }

    /// After somebody else's words too, which stand at this lamport number.
    fn write_after(
        &mut self,
        author: DeviceKey,
        previous: Option<(EntryId, u32)>,
        head: Option<(EntryId, u32)>,
        event: &Event,
    ) -> EntryId {
        let seq = previous.map_or(0, |(_, seq)| seq + 1);
        let before = previous.map_or(0, |(id, _)| self.log.place(&id).expect("it is here").lamport);
        let lamport = head.map_or(0, |(_, lamport)| lamport).max(before) + 1;
        let header = Header {
            author,
            seq,
            previous: previous.map(|(id, _)| id),
            heads: head.map(|(id, _)| id).into_iter().collect(),
            lamport,
            clock: Time(0),
            epoch: 0,
        };
        let payload = Payload::Kept(event.encode());
        let entry = Entry { version: crate::entry::VERSION, header, payload, signature: [0; 64] };
        let id = entry.id(&self.circle);
        self.log.admit(id, entry).unwrap();
        self.belonging.add(&self.circle, Place { lamport, id }, author, (seq, Time(0)), event);
        id
    }

    /// Somebody writes twice: what a founder says after that is not the circle's beginning, and can fork.
    fn somebody_speaks(&mut self) -> (EntryId, u32) {
        let (author, says) = (DeviceKey([250; 32]), Event::Prekeyed { prekey: [9; 32] });
        let first = self.write(author, None, &says);
        (self.write(author, Some((first, 0)), &says), 2)
    }
}

#[test]
fn keys_that_nobody_let_in_cost_no_memory_by_forking() {
    let founder = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let (circle, me) = (founder.circle, founder.device());
    let Standing::Founder { nonce } = founder.standing.clone() else { panic!() };
    let mut play = Circle { circle, log: Log::new(circle, me), belonging: Belonging::default() };
    let first = play.write(me, None, &Event::Founded { nonce, name: "Calle Roble".into(), rules: None });
    let admit = |n: u8| Event::Admitted { device: DeviceKey([n; 32]), name: "Nobody".into() };
    for n in 1..=50 {
        let author = DeviceKey([n; 32]);
        play.write(author, None, &admit(100 + n));
        play.write(author, None, &admit(200));
        play.belonging.settle(&circle, &play.log);
    }
    assert_eq!(play.belonging.roster().forked.len(), 50);
    assert_eq!(play.belonging.witnesses.len(), 0);
    // Of one who has power it is looked at.
    let heard = Some(play.somebody_speaks());
    play.write_after(me, Some((first, 0)), heard, &admit(201));
    play.write_after(me, Some((first, 0)), heard, &admit(202));
    play.belonging.settle(&circle, &play.log);
    assert_eq!(play.belonging.witnesses.keys().collect::<Vec<_>>(), [&me]);
}

#[test]
fn one_who_leaves_on_many_branches_costs_no_more_memory_than_one_who_leaves_once() {
    let founder = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let (circle, me) = (founder.circle, founder.device());
    let Standing::Founder { nonce } = founder.standing.clone() else { panic!() };
    let mut play = Circle { circle, log: Log::new(circle, me), belonging: Belonging::default() };
    let first = play.write(me, None, &Event::Founded { nonce, name: "Calle Roble".into(), rules: None });
    let heard = Some(play.somebody_speaks());
    for n in 0..20 {
        let name = format!("Branch {n}");
        let joined = Event::Joined { name, prekey: [9; 32], sealed_to: None };
        let branch = play.write_after(me, Some((first, 0)), heard, &joined);
        play.write_after(me, Some((branch, 1)), heard, &Event::Left);
        play.belonging.settle(&circle, &play.log);
    }
    assert_eq!(play.belonging.removals.len(), 20, "each stands beside the others");
    assert_eq!(play.belonging.cuts.len(), 1, "and one list for all of them says who had heard of any");
}
