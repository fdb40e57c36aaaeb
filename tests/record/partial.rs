//! Whatever a batch holds: it is imported whole or not at all, and a dry run says the same as the import.

use std::path::Path;

use base::{Revision, RevisionRow, Store};
use harness::{Backend, Record};
use ingest::export;
use ingest::{Batch, ImportError, Importer, Limits, Report, Tables};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const HEADER: &str = "id,subject,kind,label_ja,quantity,unit,document\n";

/// Rows of which some are right and some are not, in one file or two.
fn batch() -> impl Strategy<Value = Vec<String>> {
    let quantity = prop_oneof![4 => "[0-9]{1,3}", 1 => Just("\"".to_owned()), 1 => "[a-z]{2}"];
    let document = prop_oneof![6 => Just("d"), 1 => Just("nowhere")];
    let row = ("[a-d]", quantity, document).prop_map(|(id, quantity, document)| {
        format!("{id},catalogue,PERSONS,人,{quantity},PERSONS,{document}\n")
    });
    let file =
        proptest::collection::vec(row, 1..4).prop_map(|rows| HEADER.to_owned() + &rows.concat());
    proptest::collection::vec(file, 1..3)
}

async fn import(store: &Store, files: &[String], dry_run: bool) -> Result<Report, Vec<String>> {
    let mut tables = Tables::default();
    for (number, text) in files.iter().enumerate() {
        let name = format!("figures-{number}.csv");
        tables.add(Path::new(&name), text.as_bytes(), &Limits::default());
    }
    let importer = Importer {
        by: "test".to_owned(),
        at: harness::imported_at(1),
        files: tables.files.clone(),
        dry_run,
        tag: false,
        turn: None,
        watch: Some(tsunagu::reconcile),
    };
    match ingest::import(store, Batch::of(tables), importer).await {
        Ok(report) => Ok(report),
        Err(ImportError::Problems(problems)) => {
            Err(problems.iter().map(ToString::to_string).collect())
        }
        Err(ImportError::Store(error)) => panic!("the database failed: {error}"),
    }
}

/// Everything that the record holds, as it would be exported.
async fn held(store: &Store) -> (Option<i64>, Vec<export::File>) {
    let newest = RevisionRow::newest(store)
        .await
        .expect("the record is read");
    let number = newest.map(|row| row.number);
    let files = export::record(store, Revision(number.unwrap_or(0))).await;
    (number, files.expect("the record is exported"))
}

#[test]
fn a_batch_is_imported_whole_or_not_at_all() {
    let runtime = tokio::runtime::Runtime::new().expect("threads to run on");
    let record = runtime.block_on(Record::empty(Backend::Sqlite));
    let store = &record.store;
    let documents = "id,title,text_quality\nd,題,PUBLIC_PAGE\n";
    let mut tables = Tables::default();
    tables.add(
        Path::new("documents.csv"),
        documents.as_bytes(),
        &Limits::default(),
    );
    let begun = runtime.block_on(harness::import_tables(store, tables));
    begun.expect("the document is imported");
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(32);
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    let outcome = TestRunner::new(config).run(&batch(), |files| {
        runtime.block_on(async {
            let before = held(store).await;
            let dry = import(store, &files, true).await;
            prop_assert_eq!(&held(store).await, &before, "a dry run writes nothing");
            let real = import(store, &files, false).await;
            match (dry, real) {
                (Err(dry), Err(real)) => {
                    prop_assert_eq!(dry, real);
                    prop_assert_eq!(
                        &held(store).await,
                        &before,
                        "a refused batch writes nothing"
                    );
                }
                (Ok(dry), Ok(real)) => {
                    prop_assert_eq!(&dry.changes, &real.changes);
                    let again = import(store, &files, false).await;
                    let again = again.expect("it was right before");
                    prop_assert_eq!(again.revision, None, "the second time changes nothing");
                }
                (dry, real) => {
                    let differ = format!("{dry:?} and {real:?}");
                    return Err(TestCaseError::fail(differ));
                }
            }
            Ok(())
        })
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
