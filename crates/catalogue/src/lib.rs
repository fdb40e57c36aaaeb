//! The `catalogue` crate.
