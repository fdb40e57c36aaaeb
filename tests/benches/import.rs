//! 100,000 generated approvals, from the bytes of a CSV file to a committed revision in an SQLite file.
//!
//! `cargo bench --workspace --bench import`; the time must stay within ten seconds. A second import of the same file
//! must change nothing.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use base::Store;
use ingest::{Limits, Tables};
use migrations::{Migrator, MigratorTrait};

const APPROVALS: usize = 100_000;

fn generated() -> String {
    let mut text = String::from(
        "operator,number,approved_on,title_ja,data_items,user_sectors,databases,document,locator,stated_on,printed,derivation,note\n",
    );
    let operators = ["ldi", "j-mimo", "fast-hdj"];
    let items = [
        "ehr|dpc|claims",
        "ehr|claims",
        "dpc",
        "ehr|dpc|claims|imaging",
    ];
    for n in 0..APPROVALS {
        let (operator, number) = (operators[n % 3], 1_000 + n / 3);
        let (year, month, day) = (2026 + n % 5, 1 + n % 12, 1 + n % 28);
        let sector = ["ACADEMIA", "COMPANY", "ACADEMIA|COMPANY"][n % 3];
        text += &format!(
            "{operator},{number},{year}-{month:02}-{day:02},疾患{}の治療実態に関する研究その{n},{},{sector},jisedai,mhlw-kpi-5,表 行 No.{number},2024-12-26,{number} {year}年{month}月{day}日,STATED,\n",
            n % 400,
            items[n % 4],
        );
    }
    text
}

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
    let text = generated();
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
