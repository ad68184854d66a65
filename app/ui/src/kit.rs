//! The pieces that screens are made of: few, plain, and the same everywhere.
//!
//! Each is made of the element that means it (a button is a `button`), so that keyboards and screen readers know
//! it without our help. How they look stands in `assets/main.css` alone.

mod button;
mod card;
mod day;
mod field;
mod icon;
mod mark;
mod page;
mod picture;
mod secret;
mod sheet;
mod toast;

pub(crate) use button::{Button, Look};
pub(crate) use card::{Fact, Notice, Places, Waiting};
pub(crate) use day::{DayField, day_of};
pub(crate) use field::{Choice, Draft, Options, Switch, TextField};
pub(crate) use icon::{Glyph, Icon};
pub(crate) use mark::{Named, PersonMark, called};
pub(crate) use page::{Page, Tabs, focus, go_back};
pub(crate) use picture::{Film, Picture};
pub(crate) use secret::{SecretField, check_secret};
pub(crate) use sheet::Sheet;
pub(crate) use toast::Toasts;
