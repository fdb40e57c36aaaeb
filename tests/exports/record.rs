//! The whole record, and its approvals as a workbook and as a register, fetched as anybody would fetch them.

use std::io::{Cursor, Read};
use std::path::Path;

use harness::{Backend, Record, Service, import_tables, on_both_bundled};
use ingest::{Limits, Tables};
use serde_json::json;

fn read(name: &str, bytes: &[u8]) -> Tables {
    let mut tables = Tables::default();
    tables.add(Path::new(name), bytes, &Limits::default());
    tables
}

#[test]
fn the_archive_imports_into_an_empty_record_as_the_same_catalogue() {
    let document = "{
        catalogue { counts { kind count } reconciliations { subject declared computed holds } }
        approvals(first: 100) { nodes { id titleJa approvedOn evidence { rawText locator derivation } } }
        registries(first: 100) { nodes { id nameJa } }
        planGoals { number titleJa figures { code quantity evidence { locator } } }
        linkageMatrix { cells { state conflicting } }
    }";
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let page = service.get("/export/record.zip").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), "application/zip");
        let other = Record::empty(Backend::Sqlite).await;
        let report = import_tables(&other.store, read("record.zip", &page.body)).await;
        let report = report.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(report.changes.total()[1..], [0, 0, 0]);
        let copy = Service::over(&other.store).await;
        let both = [&service, &copy];
        let mut answers = Vec::new();
        for service in both {
            answers.push(service.ask(document, &json!({})).await.data());
        }
        assert_eq!(answers[0], answers[1]);
        for file in ["approvals.csv", "catalogue.ttl", "linkage-matrix.csv"] {
            let address = format!("/export/{file}");
            let (one, two) = (service.get(&address).await, copy.get(&address).await);
            assert!(one.body == two.body, "{file} differs");
        }
    });
}

#[test]
fn the_archive_names_its_files_with_their_checksums() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let page = service.get("/export/record.zip?revision=1").await;
        let mut archive = zip::ZipArchive::new(Cursor::new(&page.body)).unwrap();
        let mut text = String::new();
        let mut manifest = archive.by_name("manifest.json").unwrap();
        manifest.read_to_string(&mut text).unwrap();
        drop(manifest);
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["revision"], 1);
        let files = manifest["files"].as_array().unwrap();
        assert_eq!(files.len() + 1, archive.len());
        for entry in files {
            let mut bytes = Vec::new();
            let name = entry["file"].as_str().unwrap();
            let mut file = archive.by_name(name).unwrap();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(entry["sha256"], ingest::sha256(&bytes), "{name}");
        }
    });
}

#[test]
fn the_workbook_and_the_register_hold_every_approval() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let book = service.get("/export/approvals.xlsx").await;
        let tables = read("approvals.xlsx", &book.body);
        let sheet = tables
            .sheets
            .iter()
            .find(|sheet| sheet.sheet.as_deref() == Some("approvals"));
        assert_eq!(sheet.expect("the sheet is there").rows.len(), 62);
        let register = service.get("/export/data-use-register.csv").await;
        let text = register.text();
        assert!(text.starts_with('\u{FEFF}'));
        let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
        assert_eq!(rows.count(), 62);
        let refused = service.get("/export/record.zip?revision=9").await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.error()["extensions"]["argument"], "revision");
    });
}
