//! The `migrations` crate.
