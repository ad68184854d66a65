//! Minutes and records for people: as a page that prints well, as a plain text, and what checking a record came to. All
//! of it in English and Spanish; nothing here decides anything.

pub mod html;
pub mod text;
pub mod verdict;
pub mod words;
