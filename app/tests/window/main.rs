//! The real window, driven as a person would drive it.
//!
//! Each test is a play with a cast: phones in windows on a screen that nobody sees, each an own process with an own
//! folder, found over 127.0.0.1. Nothing sleeps for a guess and nothing asserts a duration. A play that fails leaves
//! its phones' pictures, pages and logs in the folder that it names.
//!
//! Read on in this order: `stage` (the screen, the folders), `window` (one phone and the verbs of whoever holds it),
//! `neighbour` (a phone without a window), then the plays; `street` and `tour` serve those that look at every screen.

mod stage;
mod window;
mod words;

mod assembly;
mod neighbour;
mod street;
mod tour;

mod two_phones;

mod camera;

mod closed;
mod guarded;

mod circle;
mod contacts;
mod deciding;
mod evening;
mod film;
mod recover;

mod board;

mod keyboard;

mod held;

mod everybody;
