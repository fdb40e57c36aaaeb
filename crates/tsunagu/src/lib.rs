//! What the command adds to the crates below it: the one place where HTTP meets files, in and out.
//!
//! A library of its own so that the end-to-end tests run what is shipped. The rest of the command is in `main.rs`.

mod curator;
mod reconcile;
mod record_files;

pub use curator::Curator;
pub use reconcile::reconcile;
pub use record_files::RecordFiles;
