//! Counts whose outcome is known, properties that every count keeps, and peers that count the same ballots.

mod known;
mod methods;
