//! What a street decides together, for tests that look at every screen: something of each kind, at each stage.

use tequio_core::{
    Command, EntryId, PersonId,
    assembly::{
        meeting::{self, Point, What, attendance, floor},
        proposal::{self, Paper, TextHash},
        vote::{self, Draft, Stage},
    },
    count::{Choice, Method, OptionNo},
    motion,
    rules::Rules,
};

use crate::neighbour::Neighbour;

pub const PROPOSED: &str = "A long bench under the lime tree beside the well";
pub const MINE: &str = "One evening a month on which everybody mends something";
pub const CHANGED: &str = "Whoever has wood or nails to spare says so beside this.";
pub const MOVED: &str = "Whoever has the key of the cellar hands it on at the end of the month.";
pub const RANKED: &str = "Which of these do we build in spring, when the frost is over?";
pub const SPRING: &str = "A plum tree, with a bench around it for those who wait";
pub const AGREEING: &str = "We mend the well this month";
pub const DECIDED: &str = "Who cleans the gutters";
pub const ROOM: &str = "Patio de la escuela, bajo el techo";
pub const ELSEWHERE: &str = "At the well";

/// Ana's street decides: she is at one meeting and not at the other, has cast no ballot, and signed no motion.
pub fn decides(ana: &Neighbour<'_>, beto: &Neighbour<'_>, maxi: &Neighbour<'_>) {
    let maxi_id = ana.person(maxi.name);
    for who in [ana, beto, maxi] {
        // A newcomer has a seat once more than half of those before have written something since.
        who.does(Command::Rename { name: who.name.to_owned() });
        agree(ana, beto, maxi);
    }
    motions(beto, maxi_id);
    proposals(ana, beto, maxi);
    let [room, elsewhere] = [ROOM, ELSEWHERE].map(|place| meets(beto, place));
    agree(ana, beto, maxi);
    comes_in(ana, beto, room);
    comes_in(maxi, beto, elsewhere);
    maxi.does(Command::Assemble(meeting::Wish::Arrive {
        meeting: room,
        way: attendance::Way::OwnPhone,
        key: None,
    }));
    at(beto, room, What::Speech(floor::Step::Asked { order: false }));
    at(ana, room, What::Speech(floor::Step::Asked { order: true }));
    votes(ana, beto, maxi);
    agree(ana, beto, maxi);
}

fn agree(ana: &Neighbour<'_>, beto: &Neighbour<'_>, maxi: &Neighbour<'_>) {
    beto.agrees_with(ana);
    maxi.agrees_with(ana);
}

fn motions(beto: &Neighbour<'_>, maxi: PersonId) {
    let stricter = Rules { vouches: 3, ..Rules::default() };
    let why = "She sold the ladder that is everybody's, and says that it was hers.";
    for (proposal, text) in [
        (motion::Proposal::Text, MOVED),
        (motion::Proposal::Rules(stricter), "Too many came whom nobody knows."),
        (motion::Proposal::Evening, "The house at the corner would like to come in."),
        (motion::Proposal::Remove { person: maxi }, why),
    ] {
        beto.does(Command::Move { proposal, text: text.to_owned() });
    }
}

fn proposals(ana: &Neighbour<'_>, beto: &Neighbour<'_>, maxi: &Neighbour<'_>) {
    let paper = |title: &str, text: &str| Paper {
        title: title.to_owned(),
        text: text.to_owned(),
        review: None,
        method: None,
        sunset: None,
        about: None,
    };
    let text =
        "We build a long bench under the lime tree. Beto has the wood. It costs forty for screws and oil.";
    let wish = |who: &Neighbour<'_>, wish| who.does(Command::Propose(wish));
    let bench = wish(beto, proposal::Wish::Propose(paper(PROPOSED, text))).expect("a proposal");
    let evening = "On the first Friday we mend in the hall, with soup.";
    let mine = wish(ana, proposal::Wish::Propose(paper(MINE, evening))).expect("a proposal");
    agree(ana, beto, maxi);
    let amends = |who: &Neighbour<'_>, proposal, (title, base): (&str, &str), text: String, why: &str| {
        let (base, why) = (TextHash::of(title, base), why.to_owned());
        wish(who, proposal::Wish::Amend { proposal, base, text, why }).expect("an amendment")
    };
    amends(
        maxi,
        bench,
        (PROPOSED, text),
        text.replace("lime tree", "old tree, where there is shade"),
        "The lime drips.",
    );
    amends(beto, bench, (PROPOSED, text), text.replace("lime tree", "chestnut"), "");
    let longer = format!("{evening}\n\n{CHANGED}");
    amends(beto, mine, (MINE, evening), longer, "So that nobody buys what is there already.");
    let says = |who: &Neighbour<'_>, words: &str, answers| {
        let words = words.to_owned();
        wish(who, proposal::Wish::Remark { about: mine, words, answers })
    };
    let asked = says(maxi, "Who opens the hall, and who has its key until then?", None);
    agree(ana, beto, maxi);
    says(beto, "I do. It hangs beside my door.", asked);
    wish(maxi, proposal::Wish::Support { proposal: mine, support: true });
}

fn meets(who: &Neighbour<'_>, place: &str) -> EntryId {
    let agenda = ["The well", "Who has the key of the cellar while Doña Encarnación is away"];
    let agenda = agenda.map(|point| Point::Words(point.to_owned())).to_vec();
    let wish = meeting::Wish::Open { place: place.to_owned(), agenda, turn: Some(120) };
    who.does(Command::Assemble(wish)).expect("a meeting")
}

fn at(who: &Neighbour<'_>, meeting: EntryId, what: What) {
    who.does(Command::Assemble(meeting::Wish::At { meeting, what }));
}

fn comes_in(who: &Neighbour<'_>, host: &Neighbour<'_>, meeting: EntryId) {
    let way = attendance::Way::OwnPhone;
    who.does(Command::Assemble(meeting::Wish::Arrive { meeting, way, key: None }));
    host.agrees_with(who);
    let person = host.person(who.name);
    at(host, meeting, What::Door(attendance::Step::LetIn { person }));
    who.agrees_with(host);
}

fn votes(ana: &Neighbour<'_>, beto: &Neighbour<'_>, maxi: &Neighbour<'_>) {
    let swing = "A swing for the children of both houses";
    let opens = |question: &str, options: &[&str], method| {
        let draft = Draft {
            proposal: None,
            meeting: None,
            question: question.to_owned(),
            options: options.iter().map(|one| (*one).to_owned()).collect(),
            method,
            closes: None,
        };
        beto.does(Command::Decide(vote::Wish::Open(draft))).expect("an opening")
    };
    let is_open = |stage: &Stage| matches!(stage, Stage::Open { .. });
    let decided = opens(DECIDED, &["Ana", "Beto", "Whoever lives below"], Method::Ranked { winners: 1 });
    for who in [ana, beto, maxi] {
        who.until_vote(decided, is_open);
        let choice = Choice::Ranking([1, 0].map(|option| [OptionNo(option)].into()).to_vec());
        who.does(Command::Decide(vote::Wish::Cast { vote: decided, choice }));
    }
    ana.until_vote(decided, |stage| matches!(stage, Stage::Closed { .. }));
    let ranked = opens(RANKED, &["A bench under the old tree", swing, SPRING], Method::Ranked { winners: 1 });
    let agreeing = opens(AGREEING, &[AGREEING], Method::Consent { stop_at: 1 });
    for vote in [ranked, agreeing] {
        ana.until_vote(vote, is_open);
    }
}
