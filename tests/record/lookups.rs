//! An import reads what it names, however much the record holds beside it.

use std::path::Path;

use base::{Revision, Store};
use harness::{Backend, Record, import_tables};
use ingest::{Limits, Report, Tables};
use sea_orm::ConnectionTrait;

/// Approvals of one operator, one a row, from the number on; none is of the day of [`LATER`].
fn approvals(from: usize, rows: usize) -> String {
    let mut text = String::from(
        "operator,number,approved_on,title_ja,data_items,user_sectors,document,locator,stated_on\n",
    );
    for number in from..from + rows {
        let day = 1 + number % 28;
        text += &format!(
            "ldi,{number},2026-02-{day:02},研究その{number},ehr|dpc,ACADEMIA,mhlw-kpi-5,表 No.{number},2024-12-26\n"
        );
    }
    text
}

const LATER: &str = "2026-03-01";

async fn import(store: &Store, text: &str) -> Report {
    let mut tables = Tables::default();
    tables.add(
        Path::new("approvals.csv"),
        text.as_bytes(),
        &Limits::default(),
    );
    let report = import_tables(store, tables).await;
    report.unwrap_or_else(|problems| panic!("{problems}"))
}

/// A record with the bundled data and so many approvals more.
async fn record(backend: Backend, rows: usize) -> Record {
    let record = Record::empty(backend).await;
    let (sheets, files) = ingest::bundled().expect("the bundled data set is read");
    let imported = harness::import(&record.store, &sheets, files).await;
    imported.unwrap_or_else(|problems| panic!("{problems}"));
    let report = import(&record.store, &approvals(1_000, rows)).await;
    assert_eq!(report.changes.counts["approvals"][0], rows as u64);
    record
}

/// Corrects one approval and adds the next, without the columns that stay.
fn correction(title: &str, next: usize) -> String {
    format!(
        "operator,number,approved_on,title_ja,document\nldi,1000,2026-02-21,{title},mhlw-kpi-5\nldi,{next},{LATER},{title},mhlw-kpi-5\n"
    )
}

/// Every other row is spoilt, so that whatever reads it as a row fails: only what the import names is read.
#[tokio::test]
async fn a_small_import_reads_no_row_that_it_does_not_name() {
    const ROWS: usize = 2_500;
    let record = record(Backend::Sqlite, ROWS).await;
    let (store, next) = (&record.store, 1_000 + ROWS);
    for spoil in [
        "UPDATE approvals SET user_sectors = '[\"NOBODY\"]' WHERE id <> 'ldi:1000'",
        "UPDATE approval_data_items SET number = 'none' WHERE approval <> 'ldi:1000'",
        "UPDATE evidence SET stated_on = 'not a date' WHERE \"row\" <> 'approvals/ldi:1000'",
        "UPDATE registries SET purposes = 'none'",
        "UPDATE documents SET text_quality = 'SUMMARISED', retrieved_on = 'not a date'",
    ] {
        let done = store.db().execute_unprepared(spoil).await;
        assert!(done.expect("it is written").rows_affected() > 0, "{spoil}");
    }
    let at = Revision(2);
    let all = ingest::export::record(store, at).await;
    assert!(all.is_err(), "the record can still be read");

    let report = import(store, &correction("新しい題", next)).await;
    assert_eq!(report.changes.counts["approvals"], [1, 1, 0, 0], "{report}");
    // What stood in the columns that are not there is as it was.
    assert_eq!(report.changes.counts["approval_data_items"], [0, 0, 2, 0]);
    let fields: Vec<&str> = report
        .changes
        .lines
        .iter()
        .filter_map(|line| line.field.as_deref())
        .collect();
    assert_eq!(fields, ["title_ja"], "{report}");
    assert_eq!(report.revision, Some(Revision(3)));
}

#[test]
fn a_small_import_asks_as_much_of_a_large_record_as_of_a_small_one() {
    harness::on_each(
        async |backend| record(backend, 50).await,
        async |Record { store, .. }| {
            let asked = async |title, next| {
                let before = store.selects();
                let report = import(store, &correction(title, next)).await;
                assert_eq!(report.changes.counts["approvals"], [1, 1, 0, 0], "{report}");
                store.selects() - before
            };
            let of_a_small_one = asked("題", 1_050).await;
            import(store, &approvals(1_051, 1_500)).await;
            assert_eq!(asked("新しい題", 2_551).await, of_a_small_one);
        },
    );
}
