//! Counting: what a list of ballots comes to, by which rule, and how a person can see that it is right.
//!
//! Nothing is asked here of who may vote, of when a vote opens or closes, or of whose ballot is the newest: a vote
//! hands in its method, the number of options, the two sizes that thresholds refer to, one [`Choice`] a voter and a
//! [`TieOrder`]; [`count()`] hands back a [`Tally`]. The same ballots in any order give the same tally, byte for byte, so
//! that phones which counted for themselves can compare [`Tally::digest`].
//!
//! Arithmetic is exact: whole numbers, and shares compared by multiplying across ([`Share`]). No number is rounded.
//!
//! What holds for every method:
//!
//! - **Options** are numbered from 0, in the order in which the ballot lists them. At most [`OPTIONS_MAX`].
//! - **Blank** is a ballot that says "I was here and leave it to the others". It is counted as cast and shown; it is no
//!   part of those *voting*.
//! - **Ballots that do not fit** ([`Choice::fits`]) count like blank ones and are shown apart: a slip of paper on which
//!   nobody can read a wish is no reason to stop a count.
//! - **Ties** are never broken by a hidden draw. The order that breaks them is published before the first ballot
//!   ([`TieOrder`]), and the tally names each tie and who came first ([`Tie`]).
//! - **Nobody voting** decides nothing, whatever the threshold.

mod choice;
mod method;
pub mod picture;
mod ranked;
mod rule;
mod tally;
mod tie;

pub use choice::{CHOICE_BYTES_MAX, Choice, OPTIONS_MAX, OptionNo, REASON_MAX, Unfit};
pub use method::{Base, Bound, Method, Share, Threshold};
pub use ranked::Strength;
pub use rule::{count, count_piles};
pub use tally::{Counted, Figures, Outcome, Tally, Tie, Why};
pub use tie::TieOrder;
