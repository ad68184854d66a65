//! Attempts to break what is true, each once successful. Each test is named as the sentence that holds since.

#[allow(dead_code)]
#[path = "../street/neighbourhood.rs"]
mod neighbourhood;
mod wire;

mod doors;
mod floods;
mod helping;
mod histories;
mod kept;
mod keys;
mod orders;
mod syncing;
