//! Terms that the other crates point at by id: organisations, data items, prefectures, diseases.
//!
//! Depends on `base` and `text`. Never knows who uses a term.

pub mod organisation;

pub use organisation::Organisation;
