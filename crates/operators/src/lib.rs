//! The `operators` crate.
