//! The screens without a window: real replicas behind them, a small page in front of them, and people who click
//! and type.

mod meeting;
mod minutes;
mod page;
mod street;
mod voting;

mod lending;

mod contacts;
mod deciding;
mod first_minutes;

mod film;

mod belonging;
mod guarded;
mod helping;
mod kept;
mod looks;
mod opening;
mod refusals;
mod script;
mod sentences;
