//! Imports that come over HTTP: the same way from files to a revision that `tsunagu import` takes, and the new revision is in use
//! when the curator reads the report.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use access::Outcome;
use base::{Store, StoreError};
use catalogue::Catalogues;
use chrono::Datelike;
use gateway::http::{CuratorError, Imported, Upload};
use ingest::export::ExportError;
use ingest::{Batch, ImportError, Importer, Limits, Tables};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

/// Imports into the record of some catalogues.
#[derive(Clone, Debug)]
pub struct Curator {
    catalogues: Arc<Catalogues>,
    limits: Limits,
}

impl Curator {
    /// A curator of the record behind these catalogues. Files may hold less than on the command line: the process that reads
    /// them answers questions too.
    pub fn new(catalogues: Arc<Catalogues>) -> Self {
        let limits = Limits {
            file_bytes: 32 << 20,
            unpacked_bytes: 128 << 20,
            cells: 4_000_000,
            text_bytes: 128 << 20,
            total_cells: 4_000_000,
            total_text_bytes: 128 << 20,
            ..Limits::default()
        };
        Self { catalogues, limits }
    }

    /// The same, with other limits of files.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}

impl gateway::http::Curator for Curator {
    async fn import(&self, upload: Upload) -> Result<Imported, CuratorError> {
        let store = self.catalogues.store().clone();
        let limits = self.limits.clone();
        // Reading and comparing keep a core busy for seconds: not one of those that answer questions.
        let here = Handle::current();
        let work = spawn_blocking(move || here.block_on(import(store, upload, limits)));
        let imported = work
            .await
            .unwrap_or_else(|panic| Err(CuratorError::Failed(panic.to_string())));
        let outcome = match &imported {
            Ok(imported) => imported.outcome.word(),
            Err(CuratorError::TimedOut) => Outcome::TimedOut.word(),
            Err(_) => Outcome::Failed.word(),
        };
        metrics::counter!("tsunagu_imports_total", "outcome" => outcome).increment(1);
        let imported = imported?;
        if imported.revision.is_some()
            && let Err(error) = self.catalogues.refresh().await
        {
            tracing::warn!(%error, "the new revision is not in use yet");
        }
        Ok(imported)
    }
}

/// How long a request waits for an import of another process before it is told to come again.
const TURN: Duration = Duration::from_secs(2);

async fn import(
    store: Store,
    mut upload: Upload,
    limits: Limits,
) -> Result<Imported, CuratorError> {
    let deadline = Instant::now() + upload.time;
    let mut tables = Tables::default();
    tables.today = Some((upload.at + chrono::Duration::hours(9)).date_naive());
    tables.last_year = Some(upload.at.year() + ingest::YEARS_AHEAD);
    // Each goes as it is read: the largest import is not held twice.
    for (name, content) in std::mem::take(&mut upload.files) {
        if Instant::now() >= deadline {
            return Err(CuratorError::TimedOut);
        }
        tables.add(Path::new(&name), &content, &limits);
    }
    let completed = tables.complete(&store).await;
    completed.map_err(|error| match error {
        ExportError::Store(error) => failed(error),
        error => CuratorError::Failed(error.to_string()),
    })?;
    let files = tables.files.clone();
    let batch = Batch::of(tables);
    let notices = batch.notices().to_vec();
    let importer = Importer {
        by: upload.by,
        at: upload.at,
        files: files.clone(),
        dry_run: upload.dry_run,
        tag: upload.tag,
        turn: Some(TURN),
        watch: Some(crate::reconcile),
    };
    // An import that is dropped before its commit is undone.
    let imported = timeout_at(deadline, ingest::import(&store, batch, importer)).await;
    match imported.map_err(|_| CuratorError::TimedOut)? {
        Ok(report) => Ok(Imported {
            outcome: match report.revision {
                Some(_) => Outcome::Imported,
                None if report.dry_run => Outcome::Checked,
                None => Outcome::Unchanged,
            },
            revision: report.revision,
            files,
            report: report.json(),
        }),
        Err(ImportError::Problems(problems)) => Ok(Imported {
            outcome: Outcome::Refused,
            revision: None,
            files,
            report: ingest::refusal(&problems, &notices, upload.dry_run),
        }),
        Err(ImportError::Store(error)) => Err(failed(error)),
    }
}

fn failed(error: StoreError) -> CuratorError {
    match error {
        StoreError::Busy => CuratorError::Busy,
        StoreError::Full => CuratorError::Full,
        error if error.is_away() => CuratorError::Away,
        error => CuratorError::Failed(error.to_string()),
    }
}
