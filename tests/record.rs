//! The record itself: its tables come and go, it refuses what cannot be, and the past stays readable.

#[path = "record/exports.rs"]
mod exports;
#[path = "record/lookups.rs"]
mod lookups;
#[path = "record/partial.rs"]
mod partial;
#[path = "record/refusals.rs"]
mod refusals;
#[path = "record/revisions.rs"]
mod revisions;
#[path = "record/sharing.rs"]
mod sharing;
#[path = "record/tables.rs"]
mod tables;
#[path = "record/withdrawals.rs"]
mod withdrawals;
