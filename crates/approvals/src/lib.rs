//! The `approvals` crate.
