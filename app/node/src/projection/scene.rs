//! What is on the wall, and nothing else: each field is taken by name out of the views of whoever projects, so that
//! what this phone alone knows (its holder's ballot, the door's code, who is near) does not come along.

use tequio_core::{
    Time,
    assembly::{
        meeting::{Item, LotView, MeetingView, ShowView},
        vote::{Stage, VoteView},
    },
    count::{Outcome, picture::Picture},
};

/// Who would speak that is named; the others are a number.
const QUEUE_MAX: usize = 4;

/// What the room sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scene {
    /// Where.
    pub(super) room: String,
    /// The one line.
    pub(super) line: Line,
    /// How many of the roll are here, how many it takes for what binds, and how many there are.
    pub(super) roll: (usize, usize, usize),
    /// The agenda, and which point is talked about.
    pub(super) agenda: (Vec<String>, usize),
    /// Who would speak, and how many more.
    pub(super) queue: (Vec<String>, usize),
    /// The vote that is open, or the last one.
    pub(super) vote: Option<Vote>,
    /// Hands that are up.
    pub(super) hands: Option<Hands>,
}

/// What is happening. It does not depend on what whoever projects has done themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Lots are being drawn.
    Lot,
    /// A vote is open.
    Vote,
    /// Hands are up.
    Hands,
    /// Somebody speaks; seconds that are left, if there is a limit: less than none, if it is over.
    Speaking(String, Option<i64>),
    /// So many are missing for what binds.
    Gathering(usize),
    /// This is talked about.
    Point(String),
    /// People talk.
    Talk,
}

/// A show of hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hands {
    pub(super) item: Item,
    pub(super) about: String,
    pub(super) yes: usize,
    pub(super) no: usize,
    pub(super) here: usize,
}

/// A vote, with how many have cast a ballot, and never how, before it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Vote {
    pub(super) question: String,
    pub(super) options: Vec<String>,
    pub(super) voters: usize,
    pub(super) cast: usize,
    pub(super) how: How,
}

/// How far a vote has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Phones sign its opening: so many have, of so many that it takes.
    Gathering(usize, usize),
    /// Ballots are cast.
    Open,
    /// It binds nobody.
    Straw,
    /// It is being closed.
    Closing,
    /// It came to this.
    Closed { outcome: Outcome, picture: Picture, quorate: bool, same: bool },
    /// Nothing came of it.
    Nothing,
}

impl Scene {
    pub(super) fn of(view: &MeetingView, vote: Option<&VoteView>, now: Time) -> Scene {
        let named = view.queue.iter().take(QUEUE_MAX).map(|next| next.person.name.clone()).collect();
        let vote = vote.map(Vote::of);
        let show = view.shows.first();
        Scene {
            room: view.card.room.clone(),
            line: line(view, vote.as_ref(), now),
            roll: view.roll,
            agenda: (view.agenda.iter().map(|(_, title)| title.clone()).collect(), view.at),
            queue: (named, view.queue.len().saturating_sub(QUEUE_MAX)),
            vote,
            hands: show.map(hands),
        }
    }

    /// Whether something changes by itself with every second.
    pub(super) fn counts_down(&self) -> bool {
        matches!(self.line, Line::Speaking(_, Some(_)))
    }
}

fn line(view: &MeetingView, vote: Option<&Vote>, now: Time) -> Line {
    if view.lot.as_ref().is_some_and(|lot| !matches!(lot, LotView::Drawn { .. })) {
        return Line::Lot;
    }
    if vote.is_some_and(Vote::is_on) {
        return Line::Vote;
    }
    if !view.shows.is_empty() {
        return Line::Hands;
    }
    if let Some(turn) = &view.speaking {
        let left = turn.until.map(|until| until.since(now) as i64 - now.since(until) as i64);
        return Line::Speaking(turn.person.name.clone(), left);
    }
    let missing = view.roll.1.saturating_sub(view.roll.0);
    if missing > 0 {
        return Line::Gathering(missing);
    }
    match view.agenda.get(view.at) {
        Some((_, title)) => Line::Point(title.clone()),
        None => Line::Talk,
    }
}

fn hands(show: &ShowView) -> Hands {
    let (yes, no, here) = show.count;
    Hands { item: show.item.clone(), about: show.about.clone(), yes, no, here }
}

impl Vote {
    fn of(view: &VoteView) -> Vote {
        let how = match &view.card.stage {
            Stage::Gathering { signed, needed } => How::Gathering(*signed as usize, *needed as usize),
            Stage::Open { .. } => How::Open,
            Stage::Straw { .. } => How::Straw,
            Stage::Closing { .. } => How::Closing,
            Stage::Closed(_) if view.clash.is_some() => How::Nothing,
            Stage::Closed(closed) => How::Closed {
                outcome: closed.tally.outcome.clone(),
                picture: Picture::of(&closed.tally),
                quorate: closed.quorate,
                same: view.result.as_ref().is_none_or(|result| result.differ.is_empty()),
            },
            Stage::Voided | Stage::Contradicted(_) => How::Nothing,
        };
        Vote {
            question: view.card.question.clone(),
            options: view.opening.options.clone(),
            voters: view.card.voters,
            cast: view.card.cast,
            how,
        }
    }

    /// Whether it is not over.
    pub(super) fn is_on(&self) -> bool {
        matches!(self.how, How::Gathering(..) | How::Open | How::Straw | How::Closing)
    }
}
