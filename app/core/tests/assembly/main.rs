//! Plays in a hall: people with a phone each open votes, cast ballots and close them, in groups that drift apart and
//! come together, with liars among them and clocks that are wrong.

mod cards;
mod costs;
mod golden;
mod hall;
mod lots;
mod meetings;
mod proposals;
mod records;
mod seeds;
mod sixty;
mod stale;
mod votes;
