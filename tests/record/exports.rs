//! What is exported imports again: to the same record, and to the same catalogue.

use std::path::Path;

use base::{Revision, RevisionRow, Store};
use harness::{import_tables, on_both};
use ingest::export::{self, File};
use ingest::{Limits, Tables};

fn tables(files: &[File]) -> Tables {
    let mut tables = Tables::default();
    for file in files {
        tables.add(Path::new(&file.name), &file.bytes, &Limits::default());
    }
    tables
}

async fn newest(store: &Store) -> Revision {
    let row = RevisionRow::newest(store)
        .await
        .expect("the record is read");
    Revision(row.expect("something was imported").number)
}

async fn exported(store: &Store) -> Vec<File> {
    let files = export::record(store, newest(store).await).await;
    files.expect("the record is exported")
}

async fn import_bundled(store: &Store) {
    let (sheets, files) = ingest::bundled().expect("the bundled data set is read");
    let imported = harness::import(store, &sheets, files).await;
    imported.unwrap_or_else(|problems| panic!("{problems}"));
}

#[test]
fn an_export_of_the_record_changes_nothing_when_it_is_imported_again() {
    on_both(async |record| {
        import_bundled(&record.store).await;
        let files = exported(&record.store).await;
        assert!(files.len() > 20, "{}", files.len());
        let report = import_tables(&record.store, tables(&files)).await;
        let report = report.unwrap_or_else(|problems| panic!("{problems}"));
        let lines: Vec<_> = report.changes.lines.iter().take(5).collect();
        assert_eq!(report.revision, None, "{report}\n{lines:#?}");
    });
}

#[test]
fn every_table_with_rows_is_a_file_of_the_export() {
    on_both(async |record| {
        import_bundled(&record.store).await;
        let files = exported(&record.store).await;
        // The bundled data set has rows of every kind, but withdraws nothing.
        let all = ingest::record_types().into_iter();
        for table in all.filter(|table| table.name != "withdrawals") {
            let name = format!("{}.csv", table.name);
            let file = files.iter().find(|file| file.name == name);
            assert!(file.is_some(), "{name} is left out");
        }
        let (sheets, _) = ingest::bundled().expect("the bundled data set is read");
        for sheet in sheets {
            if let Some(file) = files.iter().find(|file| file.name == sheet.file) {
                let rows = csv::Reader::from_reader(file.bytes.as_slice()).into_records();
                assert!(rows.count() >= sheet.rows.len(), "{}", sheet.file);
            }
        }
    });
}

#[test]
fn an_export_gives_the_same_record_again() {
    on_both(async |record| {
        import_bundled(&record.store).await;
        let files = exported(&record.store).await;
        let zip = export::zip(&files).expect("the files are packed");
        assert_eq!(zip, export::zip(&files).expect("and again"));
        let other = harness::Record::empty(harness::Backend::Sqlite).await;
        let mut packed = Tables::default();
        packed.add(Path::new("record.zip"), &zip, &Limits::default());
        let report = import_tables(&other.store, packed).await;
        report.unwrap_or_else(|problems| panic!("{problems}"));
        let again = exported(&other.store).await;
        for (one, two) in files.iter().zip(&again) {
            assert_eq!(one.name, two.name);
            if one.name != "manifest.json" {
                let same = one.bytes == two.bytes;
                assert!(same, "{} differs", one.name);
            }
        }
        assert_eq!(files.len(), again.len());
    });
}

#[test]
fn a_file_that_was_changed_after_the_export_is_refused() {
    on_both(async |record| {
        import_bundled(&record.store).await;
        let mut files = exported(&record.store).await;
        files[0].bytes.push(b'\n');
        let refused = import_tables(&record.store, tables(&files)).await;
        let problems = refused.expect_err("the checksum differs");
        assert!(problems.contains("differs from its checksum"), "{problems}");
    });
}

#[test]
fn approvals_are_exported_with_names_and_sources() {
    on_both(async |record| {
        import_bundled(&record.store).await;
        let at = newest(&record.store).await;
        let rows = export::ApprovalRows::load(&record.store, at).await;
        let rows = rows.expect("the approvals are read");
        let register = export::data_use_register_csv(&rows).expect("a table");
        let register = String::from_utf8(register).expect("UTF-8");
        assert!(register.contains("Latest approval date"), "{register}");
        assert_eq!(register.lines().count(), 63);
        let book = export::approvals_xlsx(&rows).expect("a workbook");
        assert_eq!(book, export::approvals_xlsx(&rows).expect("and again"));
        let mut read = Tables::default();
        read.add(Path::new("book.xlsx"), &book, &Limits::default());
        let sheet = read
            .sheets
            .iter()
            .find(|sheet| sheet.sheet.as_deref() == Some("approvals"));
        let sheet = sheet.expect("the sheet is there");
        assert_eq!(sheet.rows.len(), 62);
        let row = sheet.rows.iter().find(|(_, row)| row[0] == "ldi:1");
        assert_eq!(row.expect("a row").1[4], "2020-10-20");
        let row = sheet.rows.iter().find(|(_, row)| row[0] == "ldi:2");
        let row = row.expect("a row").1.join("\t");
        for part in [
            "一般社団法人ライフデータイニシアティブ",
            "電子カルテ",
            "mhlw-kpi-5",
            "DITTO",
        ] {
            assert!(row.contains(part), "{part}: {row}");
        }
    });
}
