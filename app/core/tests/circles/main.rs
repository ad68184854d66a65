//! Stories of circles without owners: a few lines each, on phones that are apart and then meet (issue C's table).

mod beginnings;
mod budgets;
mod devices;
mod hall;
mod halves;
mod large;
mod life;
mod motions;
mod proposals;
mod removals;
mod replays;
mod village;
