//! What the command adds to the crates below it: the one place where HTTP meets files.
//!
//! A library of its own so that the end-to-end tests run what is shipped. The rest of the command is in `main.rs`.

mod curator;

pub use curator::Curator;
