//! The `institutions` crate.
