//! What happens in the street on a morning.

use std::{path::Path, time::Instant};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    Command, EntryId,
    event::{Direction, Kind, Posting, Urgency},
    view::{Stage, Status},
};

use super::{household::Household, say};

/// Asks: what, where, what sort, and the note for whoever comes.
const ASKS: [(&str, &str, Kind, &str); 4] = [
    ("Soup for Rosa, she has a fever", "behind the market", Kind::Food, "Green gate, ring twice, 555 0134"),
    (
        "Somebody to carry a wardrobe",
        "corner of Pino",
        Kind::Transport,
        "Second patio, mind the dog, 555 0171",
    ),
    ("The water tank leaks", "end of the street", Kind::Repair, "The key is under the blue pot, 555 0188"),
    ("Read a letter from the clinic to me", "by the chapel", Kind::Papers, "Ground floor left, knock loudly"),
];
const OFFERS: [(&str, Kind); 4] = [
    ("A ladder, to lend", Kind::Things),
    ("I drive to the market at ten", Kind::Transport),
    ("Two hours with children", Kind::Care),
    ("A bed for a night or two", Kind::Shelter),
];
const UP_THE_HILL: [&str; 3] =
    ["Firewood, come with a cart", "Who lends me a drill?", "Mushrooms to give away"];

pub(super) struct Morning {
    pub(super) households: Vec<Household>,
    /// For each press, milliseconds until the last of the other phones had it.
    pub(super) presses: Vec<u64>,
    dice: ChaCha20Rng,
    begun: Instant,
}

impl Morning {
    /// Starts all phones. Each calls the one before it, every third also one further back: a street, not a star.
    pub(super) async fn begin(names: &[&'static str], seed: u64, folder: &Path) -> Result<Morning, String> {
        let begun = Instant::now();
        let mut households: Vec<Household> = Vec::new();
        for (n, name) in names.iter().enumerate() {
            let mut neighbours = Vec::new();
            if n > 0 {
                neighbours.push(households[n - 1].address());
            }
            if n >= 3 && n.is_multiple_of(3) {
                neighbours.push(households[n - 3].address());
            }
            households.push(Household::open(name, folder.join(name), neighbours).await?);
        }
        let dice = ChaCha20Rng::seed_from_u64(seed);
        Ok(Morning { households, presses: Vec::new(), dice, begun })
    }

    /// The whole morning; ends well only if everything was seen that should have been.
    pub(super) async fn play(&mut self) -> Result<(), String> {
        self.gather().await?;
        let [asker, first, second] = self.three();
        let (ask, helper) = self.ask(asker, first, second).await?;
        let [offerer, taker, walker] = self.three();
        self.offer(offerer, taker).await?;
        let hill = self.walk(walker, offerer).await?;
        self.done(ask, asker, helper).await?;
        self.withdraw(walker, hill).await?;
        self.everybody_agrees().await
    }

    /// One founds the circle; the others come in one by one, each at the door of the one before.
    async fn gather(&mut self) -> Result<(), String> {
        let circle = {
            let founder = &mut self.households[0];
            let founded = founder.node.found("Calle Roble", founder.name).await;
            let circle = founded.map_err(|wrong| wrong.to_string())?;
            founder.circle = Some(circle);
            circle
        };
        self.tell(&format!("{} founds the circle Calle Roble.", self.name(0)));
        for n in 1..self.households.len() {
            let code = self.households[n - 1].code().await?;
            let (name, host) = (self.name(n), self.name(n - 1));
            let joined = self.households[n].node.join(&code, name).await;
            joined.map_err(|wrong| format!("{name} cannot use the code: {wrong}"))?;
            self.households[n].circle = Some(circle);
            let door = &self.households[n - 1];
            door.knows("a knock", |people| people.knocks.iter().any(|knock| knock.name == name)).await?;
            let people = door.people();
            let knock = people.knocks.iter().find(|knock| knock.name == name).expect("just seen");
            let words = knock.device.four_words().join(" ");
            door.perform(Command::Admit { device: knock.device }).await?;
            self.households[n].knows("the circle", |people| people.me.is_some()).await?;
            self.tell(&format!("{name} scans {host}'s code and knocks as “{words}”; {host} says yes."));
        }
        let all = self.households.len();
        for household in &self.households {
            let arrived = |people: &tequio_core::view::People| {
                people.members.iter().filter(|member| !member.person.name.is_empty()).count() == all
            };
            household.knows("all members", arrived).await?;
        }
        self.everybody_agrees().await?;
        self.tell(&format!("All {all} know each other."));
        Ok(())
    }

    /// An ask; two take it on at the same moment; the asker's yes decides, on every phone alike.
    async fn ask(&mut self, asker: usize, first: usize, second: usize) -> Result<(EntryId, usize), String> {
        let (title, area, kind, note) = ASKS[self.roll(ASKS.len())];
        let posting = posting(Direction::Ask, title, area, kind);
        let ask = self.press(asker, Command::Post(posting), &format!("asks: “{title}” ({area})")).await?;
        let claim = || Command::Claim { post: ask };
        let begun = Instant::now();
        let (one, two) =
            tokio::join!(self.households[first].perform(claim()), self.households[second].perform(claim()));
        one?;
        two?;
        for household in &self.households {
            household.sees("both claims", &ask, |post| post.claims.len() == 2).await?;
        }
        self.presses.push(begun.elapsed().as_millis() as u64);
        let (a, b) = (self.name(first), self.name(second));
        self.tell(&format!("{a} and {b} both take it on, at the same moment."));
        let (helper, other) = if self.roll(2) == 0 { (first, second) } else { (second, first) };
        let person = self.households[helper].me()?;
        let name = self.name(helper);
        let confirm = Command::Confirm { post: ask, person, note: note.to_owned() };
        self.press(asker, confirm, &format!("says yes to {name}, with a note for {name} alone")).await?;
        self.households[helper]
            .sees("the note", &ask, |post| {
                post.claims.iter().flat_map(|claim| &claim.notes).any(|read| read.text == note)
            })
            .await?;
        self.tell(&format!("{name} reads: “{note}”."));
        for household in &self.households {
            household.sees("the same answer", &ask, |post| post.card.status == Status::Taken).await?;
        }
        let at_other = self.households[other].post(&ask).await?.ok_or("an ask that was seen is gone")?;
        if at_other.claims.iter().any(|claim| !claim.notes.is_empty()) {
            return Err(format!("{} can read a note that is not for them", self.name(other)));
        }
        if at_other.can.release {
            self.press(other, Command::Release { post: ask }, "takes the claim back").await?;
        }
        Ok((ask, helper))
    }

    /// An offer, taken up and confirmed.
    async fn offer(&mut self, offerer: usize, taker: usize) -> Result<(), String> {
        let (title, kind) = OFFERS[self.roll(OFFERS.len())];
        let posting = posting(Direction::Offer, title, "", kind);
        let offer = self.press(offerer, Command::Post(posting), &format!("offers: “{title}”")).await?;
        self.press(taker, Command::Claim { post: offer }, "takes it up").await?;
        let person = self.households[taker].me()?;
        let confirm = Command::Confirm { post: offer, person, note: String::new() };
        let name = self.name(taker);
        self.press(offerer, confirm, &format!("says yes to {name}")).await?;
        Ok(())
    }

    /// One walks out of reach and writes there; the others go on; at the return both sides hear of each other.
    async fn walk(&mut self, walker: usize, other: usize) -> Result<EntryId, String> {
        self.households[walker].walk_away().await?;
        self.tell(&format!("{} walks up the hill, out of everybody's reach.", self.name(walker)));
        let title = UP_THE_HILL[self.roll(UP_THE_HILL.len())];
        let up_there = Command::Post(posting(Direction::Ask, title, "up the hill", Kind::Things));
        let hill = self.households[walker].perform(up_there).await?.ok_or("a post without an id")?;
        self.tell(&format!("{} writes there: “{title}”. Kept on that phone alone.", self.name(walker)));
        let street = posting(Direction::Ask, "Help to sweep the street", "", Kind::Other);
        let begun = Instant::now();
        let below =
            self.households[other].perform(Command::Post(street)).await?.ok_or("a post without an id")?;
        self.tell(&format!("{} asks, down in the street: “Help to sweep the street”.", self.name(other)));
        self.households[walker].come_back().await?;
        for household in &self.households {
            household.sees("what was written up the hill", &hill, |_| true).await?;
            household.sees("what was written in the street", &below, |_| true).await?;
        }
        let ms = begun.elapsed().as_millis();
        self.tell(&format!("{} is back: everybody has both, {ms} ms later.", self.name(walker)));
        Ok(hill)
    }

    /// Both sides say done.
    async fn done(&mut self, ask: EntryId, asker: usize, helper: usize) -> Result<(), String> {
        let person = self.households[helper].me()?;
        let done = || Command::Done { post: ask, person };
        let (one, two) = if self.roll(2) == 0 { (asker, helper) } else { (helper, asker) };
        self.press(one, done(), "says: done").await?;
        self.press(two, done(), "says so too").await?;
        for household in &self.households {
            let over = |post: &tequio_core::view::PostView| {
                post.card.status == Status::Done
                    && post.claims.iter().any(|claim| claim.stage == Stage::Done)
                    && post.claims.iter().all(|claim| claim.notes.is_empty())
            };
            household.sees("the end of it", &ask, over).await?;
        }
        self.tell("It is done on every phone, and the note is gone from them.");
        Ok(())
    }

    async fn withdraw(&mut self, walker: usize, hill: EntryId) -> Result<(), String> {
        if self.roll(2) == 0 {
            self.press(walker, Command::Withdraw { post: hill }, "takes the post from the hill back").await?;
        } else {
            let notice = "The rain was quicker.".to_owned();
            self.press(walker, Command::Cancel { post: hill, notice }, "cancels the post from the hill")
                .await?;
        }
        Ok(())
    }

    async fn everybody_agrees(&self) -> Result<(), String> {
        for household in &self.households[1..] {
            household.agrees(&self.households[0]).await?;
        }
        Ok(())
    }

    /// One press of a thumb, told and timed until every other phone has it.
    async fn press(&mut self, who: usize, command: Command, told: &str) -> Result<EntryId, String> {
        let begun = Instant::now();
        let id = self.households[who].perform(command).await?.ok_or("a press that left no entry")?;
        for household in &self.households {
            household.agrees(&self.households[who]).await?;
        }
        let ms = begun.elapsed().as_millis() as u64;
        self.presses.push(ms);
        self.tell(&format!("{} {told}.   [{ms} ms to all]", self.name(who)));
        Ok(id)
    }

    /// Median and longest of all presses, in milliseconds.
    pub(super) fn times(&self) -> (u64, u64) {
        let mut times = self.presses.clone();
        times.sort_unstable();
        (times.get(times.len() / 2).copied().unwrap_or(0), times.last().copied().unwrap_or(0))
    }

    fn tell(&self, what: &str) {
        say(&format!("{:>7.3} s  {what}", self.begun.elapsed().as_secs_f64()));
    }

    fn name(&self, who: usize) -> &'static str {
        self.households[who].name
    }

    fn roll(&mut self, sides: usize) -> usize {
        (self.dice.next_u64() % sides as u64) as usize
    }

    /// Three different people.
    fn three(&mut self) -> [usize; 3] {
        let mut people: Vec<usize> = (0..self.households.len()).collect();
        std::array::from_fn(|_| {
            let at = self.roll(people.len());
            people.remove(at)
        })
    }
}

fn posting(direction: Direction, title: &str, area: &str, kind: Kind) -> Posting {
    Posting {
        direction,
        title: title.to_owned(),
        words: String::new(),
        kind,
        urgency: Urgency::Soon,
        area: area.to_owned(),
        until: None,
        helpers: 1,
        for_someone: None,
    }
}
