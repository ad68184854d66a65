//! What the phone can do.
