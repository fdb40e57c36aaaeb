//! Files from the whole service, on both databases: what stands in them, and how they are sent.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests; what fails in a helper fails the test"
)]

/// One file for each kind of export.
mod exports {
    mod datasets;
    mod delivery;
    mod feed;
    mod record;
    mod tables;
}
