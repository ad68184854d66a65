//! Counts whose outcome is known, properties that every count keeps, and peers that count the same ballots.

mod bytes;
mod elections;
mod known;
mod methods;
mod paths;
mod peers;
mod pictures;
mod properties;
