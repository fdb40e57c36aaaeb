//! 100,000 generated approvals, from the bytes of a CSV file to a committed revision in an SQLite file.
//!
//! `cargo bench --workspace --bench import`; the time must stay within ten seconds. A second import of the same file
//! must change nothing.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use base::Store;
use harness::generated::{Size, generated};
use ingest::{Limits, Tables};
use migrations::{Migrator, MigratorTrait};

/// That of the command: an import makes millions of small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const APPROVALS: usize = 100_000;

#[tokio::main]
async fn main() -> Result<()> {
    // `cargo test --benches` only asks whether it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = std::env::temp_dir().join(format!("tsunagu-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = measure(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn measure(folder: &Path) -> Result<()> {
    let url = format!("sqlite:{}", folder.join("record.sqlite").display());
    let store = Store::connect(&url).await?;
    Migrator::up(store.db(), None).await?;
    let (sheets, files) = ingest::bundled()?;
    let imported = harness::import(&store, &sheets, files).await;
    ensure!(imported.is_ok(), "{imported:?}");
    let files = generated(Size {
        name: "approvals alone",
        registries: 0,
        approvals: APPROVALS,
    });
    let text = files.into_iter().find(|(name, _)| *name == "approvals.csv");
    let (_, text) = text.context("the table of approvals")?;
    for expected in [1, 0] {
        let begin = Instant::now();
        let mut tables = Tables::default();
        tables.add(
            Path::new("approvals.csv"),
            text.as_bytes(),
            &Limits::default(),
        );
        let read = begin.elapsed();
        let report = harness::import_tables(&store, tables).await;
        let report = report.map_err(anyhow::Error::msg)?;
        let taken = begin.elapsed();
        let added = report.changes.counts["approvals"][0];
        println!(
            "{added} approvals added of {APPROVALS}: {taken:.2?}, of it {read:.2?} for reading the table"
        );
        ensure!(added == expected * APPROVALS as u64, "{added} were added");
        ensure!(taken.as_secs() < 10, "more than ten seconds: {taken:?}");
    }
    store.close().await?;
    Ok(())
}
