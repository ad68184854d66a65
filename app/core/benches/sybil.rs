//! `cargo dev measure sybil`: how many false members colluders can let in, **simulated**: the real log and the real fold,
//! with phones that do nothing else.
//!
//! c colluders among honest members vouch for keys of their own making as often as the rules let them: each newcomer
//! takes k vouches, each vouch is charged to whoever gives it and, in that one's first year, to those who vouched for
//! them. In the first year there are at most c·m·months of them (c·m·months / k, as each takes k). What holds later is
//! told beside it: whoever has been here for a year has a budget of their own, so false members then let in others as
//! everybody does. All this is in circle time, which is the honest members' for as long as they are more than the
//! colluders and the false members together.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{
    Entry, Event, Keys, Time,
    certificate::Signatures,
    gathering::{self, Attendant},
    keys::Standing,
    log::Log,
    rules::Rules,
    state::State,
    time::DAY,
};

/// The day on which a circle begins here.
const MORNING: u64 = 20_700;
/// Honest members, whose clocks are right: enough of them that nobody else makes the time in the years that are shown.
const HONEST: usize = 100;
const COLLUDERS: usize = 3;
const MONTH: u64 = 30;

fn main() {
    // cargo says `--bench` to every harness.
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if !names.is_empty() && !names.iter().any(|name| name == "sybil") {
        return;
    }
    for (vouches, budget) in [(1, 2), (2, 3), (3, 3)] {
        let false_members = play(vouches, budget, 15);
        for month in [1, 6, 12, 15] {
            let bound = (month <= 12).then_some(COLLUDERS * usize::from(budget) * month);
            tell(month, (vouches, budget), false_members[month - 1], bound);
        }
    }
}

/// One figure.
fn tell(month: usize, (vouches, budget): (u8, u16), value: usize, bound: Option<usize>) {
    let bar = bound.map_or("null".into(), |bound| format!("\"≤ {bound}\""));
    let holds = bound.map_or("null".into(), |bound| (value <= bound).to_string());
    println!(
        "{{\"name\":\"sybil\",\"what\":\"simulated: false members after {month} months, {COLLUDERS} colluders, \
         k = {vouches}, {budget} a month\",\"value\":{value},\"unit\":\"persons\",\"bar\":{bar},\"holds\":{holds}}}"
    );
}

struct Play {
    log: Log,
    state: State,
    keys: Vec<Keys>,
    last: Vec<Option<Entry>>,
    today: u64,
}

/// How many false members there are at the end of each month.
fn play(vouches: u8, budget: u16, months: usize) -> Vec<usize> {
    let mut dice = ChaCha20Rng::seed_from_u64(u64::from(vouches));
    let founder = Keys::found(&mut dice);
    let (circle, Standing::Founder { nonce, .. }) = (founder.circle, founder.standing.clone()) else {
        panic!("a founder has a nonce")
    };
    let mut draw = |_| {
        let mut keys = Keys::found(&mut dice);
        keys.circle = circle;
        keys
    };
    let keys: Vec<Keys> = [founder].into_iter().chain((1..HONEST + COLLUDERS).map(&mut draw)).collect();
    let (log, state) = (Log::new(circle, keys[0].device()), State::new(circle));
    let last = vec![None; keys.len()];
    let mut play = Play { log, state, keys, last, today: MORNING };
    let rules = Rules { vouches, budget: Some(budget), fading: None, ..Rules::default() };
    play.say(0, &Event::Founded { nonce, name: "Calle Roble".into(), rules: Some(rules) });
    let there = play.keys.iter().map(|one| Attendant { device: one.device(), name: "One".into() });
    let list = gathering::list(there.collect());
    let signatures = play.keys.iter().filter_map(|one| gathering::confirm(one, &list)).collect();
    play.say(0, &Event::Gathered { evening: None, list, signatures: Signatures::new(signatures) });
    let mut counts = Vec::new();
    for _ in 0..months {
        for _ in 0..MONTH / 10 {
            for honest in 0..HONEST {
                play.say(honest, &hello());
            }
            // Each who is theirs vouches for as many as they can, colluders and false members alike.
            loop {
                let before = play.state.roster().members.len();
                let new = draw(0);
                let device = new.device();
                play.keys.push(new);
                play.last.push(None);
                for who in HONEST..play.keys.len() - 1 {
                    let is_in = play.state.roster().has(&play.keys[who].device());
                    if is_in && play.state.can_vouch(&play.keys[who].device()) {
                        play.say(who, &Event::Admitted { device, name: "False".into() });
                    }
                    if play.state.roster().has(&device) {
                        break;
                    }
                }
                if play.state.roster().members.len() == before {
                    play.keys.pop();
                    play.last.pop();
                    break;
                }
            }
            play.today += 10;
        }
        counts.push(play.state.roster().members.len() - HONEST - COLLUDERS);
    }
    counts
}

fn hello() -> Event {
    Event::Joined { name: "One".into(), prekey: [1; 32], sealed_to: None }
}

impl Play {
    fn say(&mut self, who: usize, event: &Event) {
        let keys = &self.keys[who];
        let mut header = self.log.next_header(Time(self.today * DAY));
        let newest = self.log.newest();
        header.author = keys.device();
        let circle = keys.circle;
        let previous = self.last[who].as_ref().map(|entry| (entry.id(&circle), entry.header.seq));
        header.seq = previous.map_or(0, |(_, seq)| seq + 1);
        header.previous = previous.map(|(id, _)| id);
        header.heads = newest.into_iter().filter(|id| Some(*id) != header.previous).collect();
        header.lamport = self.log.len() as u32 + 1;
        let entry = Entry::sign(keys, header, event.encode());
        let id = entry.id(&circle);
        self.last[who] = Some(entry.clone());
        for (id, entry) in self.log.admit(id, entry).expect("one line of entries") {
            self.state.apply(id, &entry);
        }
        self.state.settle(&self.log);
    }
}
