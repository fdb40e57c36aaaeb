//! The `vocabulary` crate.
