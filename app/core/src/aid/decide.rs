//! Whether a wish about a post can be granted now: the same rules as the fold's, with a sentence for each no.

use super::{Claim, Step, Story};
use crate::{
    command::Command,
    event::{NOTICE_MAX, Posting, line},
    ids::{EntryId, PersonId},
    time::Time,
    wrong::{Field, Refused},
};

/// Whether this can be posted now.
///
/// # Errors
/// Names the field that is wrong.
pub fn may_post(posting: &Posting, now: Time) -> Result<(), Refused> {
    posting.check()?;
    match posting.until {
        Some(until) if until <= now => Err(Refused::UntilPassed),
        _ => Ok(()),
    }
}

/// Whether `me` can do this to the post now; `silent` says whether a lone "done" at this place has waited for seven
/// days. Answers for the commands that name a post; others pass.
///
/// # Errors
/// Says why not.
pub fn decide(
    story: &Story,
    me: &PersonId,
    command: &Command,
    silent: &dyn Fn(&EntryId) -> bool,
) -> Result<(), Refused> {
    let is_author = story.author == *me;
    if story.status(silent).is_closed() {
        return Err(Refused::Closed);
    }
    let claim_of = |person: &PersonId, step: Step, missing: Refused| -> Result<&Claim, Refused> {
        story.claims.get(person).filter(|claim| claim.step == step).ok_or(missing)
    };
    let author_only = || if is_author { Ok(()) } else { Err(Refused::NotAuthor) };
    match command {
        Command::Claim { .. } => {
            let mine = story.claims.get(me).map(|claim| claim.step);
            match mine {
                _ if is_author => Err(Refused::OwnPost),
                Some(Step::Claimed | Step::Confirmed) => Err(Refused::AlreadyClaimed),
                _ if places_left(story) == 0 => Err(Refused::Full),
                _ => Ok(()),
            }
        }
        Command::Release { .. } => claim_of(me, Step::Claimed, Refused::NoClaim).map(drop),
        Command::Confirm { person, .. } => {
            author_only()?;
            claim_of(person, Step::Claimed, Refused::NoClaim)?;
            if places_left(story) == 0 { Err(Refused::Full) } else { Ok(()) }
        }
        Command::Note { to, .. } => {
            if !is_author && *to != story.author {
                return Err(Refused::NotConfirmed);
            }
            let helper = if is_author { to } else { me };
            let claim = claim_of(helper, Step::Confirmed, Refused::NotConfirmed)?;
            if claim.stage(silent).is_over() { Err(Refused::Closed) } else { Ok(()) }
        }
        Command::Done { person, .. } => {
            if !is_author && me != person {
                return Err(Refused::NotConfirmed);
            }
            let claim = claim_of(person, Step::Confirmed, Refused::NotConfirmed)?;
            let said = if is_author { claim.author_done } else { claim.helper_done };
            if said.is_some() { Err(Refused::AlreadyDone) } else { Ok(()) }
        }
        Command::Withdraw { .. } => {
            author_only()?;
            if story.is_running() { Err(Refused::SomebodyConfirmed) } else { Ok(()) }
        }
        Command::Cancel { notice, .. } => {
            if !is_author {
                let claim = claim_of(me, Step::Confirmed, Refused::NotConfirmed)?;
                if !claim.can_be_called_off() {
                    return Err(Refused::AlreadyDone);
                }
            }
            line(Field::Notice, notice, NOTICE_MAX)
        }
        // About no post ([`Command::post`]): decided elsewhere.
        _ => Ok(()),
    }
}

fn places_left(story: &Story) -> u16 {
    story.posting.helpers.saturating_sub(story.confirmed)
}
