//! The `registries` crate.
