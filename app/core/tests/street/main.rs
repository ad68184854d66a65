//! Plays with a cast: several phones in one test, with their own time, from a seed.

mod aid;
mod arrivals;
mod belonging;
mod entries;
mod epochs;
mod gathering;
mod leaving;
mod meeting;
mod neighbourhood;
mod past;
mod proposals;
mod reconciling;
mod signatures;
mod strangers;
