//! The `e2e` crate.
