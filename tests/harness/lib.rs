//! What the end-to-end tests share: a record on either database, filled by the real import, behind the real router.
//!
//! No clock, no network, no sleeping: today and the moments of imports are fixed, requests are answered in process.
//! Every test runs on SQLite, and on PostgreSQL where `TSUNAGU_TEST_POSTGRES` names a server (`.ci/test` sees to that).

mod backend;
mod batch;
pub mod generated;
mod operation;
mod record;
mod service;
mod shared;
mod snapshot;

use std::path::Path;

use chrono::{DateTime, Duration, NaiveDate, Utc};

pub use backend::Backend;
pub use batch::{import, import_folder, import_tables};
pub use operation::{Fragments, variables};
pub use record::{Record, bundled_sqlite, on_a_large_stack, on_both, on_both_bundled, on_each};
pub use service::{Answer, Page, Service};
pub use snapshot::snapshot_beside;

/// The day that counts as today.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day of the calendar")
}

/// The moment of a record's `n`th import, from 1: noon of today, then an hour later each.
pub fn imported_at(n: i64) -> DateTime<Utc> {
    let noon = today().and_hms_opt(12, 0, 0).expect("a time of day");
    noon.and_utc() + Duration::hours(n - 1)
}

/// The workspace's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("`tests` lies in the workspace")
}

/// A file's text.
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
