//! The catalogue of the bundled data set, as `serve` makes it on an empty record.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use base::Store;
use catalogue::Catalogues;
use chrono::{DateTime, Utc};
use ingest::{Batch, Importer};
use migrations::{Migrator, MigratorTrait};

/// Imports the bundled data set into an SQLite database in memory and loads it.
pub(crate) fn bundled() -> Result<Arc<Catalogues>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let store = Store::connect("sqlite::memory:").await?;
        Migrator::up(store.db(), None).await?;
        let (sheets, files) = ingest::bundled().context("the bundled data set cannot be read")?;
        let importer = Importer {
            by: "bundled".to_owned(),
            at: DateTime::<Utc>::UNIX_EPOCH,
            files,
            dry_run: false,
        };
        ingest::import(&store, Batch::read(&sheets), importer)
            .await
            .map_err(|error| anyhow!("the bundled data set cannot be imported: {error:?}"))?;
        Ok(Arc::new(Catalogues::open(store).await?))
    })
}
